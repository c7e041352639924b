//! What each drill costs, hour by hour, and what does not fit.
//!
//! Always true here: a drill is a single fault however rare it is, so that nothing here is a rate
//! per year.

use super::super::figures::DrillFigures;
use super::super::findings::{self, disruptions, points_destroyed, strikes, told};
use super::super::page::{Block, Cell, Section, alert, cell, figure, head, table, text};
use super::super::words;
use super::{Source, crews, homecomings, instances, intrusions, parts, replication, storage};
use crate::model::figure;
use crate::model::outcome::{ApplicationOutcome, DrillOutcome};
use crate::units::number::{self, DASH};

pub(crate) fn section(source: &Source<'_>) -> Section {
    let mut blocks = vec![];
    if source.outcome.drills.is_empty() {
        blocks.push(text(
            "The scenario has no drill. A drill forces one named fault once in each of its trials \
             and answers what it costs, however rare it is: add [drill.NAME] with the loss that \
             worries you most.",
        ));
    } else {
        blocks.push(text(
            "A drill forces one named fault once in each of its trials, everything else as usual. \
             It answers what that fault costs, however rare it is.",
        ));
    }
    for (drill, figures) in source.outcome.drills.iter().zip(&source.figures.drills) {
        blocks.extend(self::drill(source, drill, figures));
    }
    Section {
        id: "drills".into(),
        title: "What a drill costs".into(),
        new_page: true,
        blocks,
    }
}

fn drill(source: &Source<'_>, drill: &DrillOutcome, figures: &DrillFigures) -> Vec<Block> {
    let stated = &source.blueprint.drills[drill.drill.index()];
    let name = words::clean(&stated.name);
    let mut blocks = vec![
        Block::Heading {
            id: format!("drill-{}", drill.drill.index() + 1),
            text: format!("Drill {name}"),
        },
        text(sentence(source, drill)),
    ];
    let destroyed = points_destroyed(source.blueprint, drill);
    blocks.extend(told(destroyed.as_slice()).into_iter().map(alert));
    for sentence in told(&strikes(source.blueprint, drill)) {
        blocks.push(text(sentence));
    }
    for one in words::by_interest(source.blueprint, &drill.applications) {
        let found = disruptions(source.blueprint, one, Some(&stated.name));
        blocks.extend(told(&found).into_iter().map(alert));
    }
    blocks.push(text(unplaced(drill)));
    blocks.extend(shed(drill).map(text));
    let rests = findings::largest_of_drill(source.blueprint, source.outcome, drill);
    blocks.extend(told(&rests).into_iter().map(text));
    blocks.push(figure(
        figures.returns.as_ref(),
        "No chart of returns: the drill stopped no application.",
    ));
    blocks.extend(costs(source, drill, &name));
    blocks.extend(replication::of_drill(source, drill, &name));
    blocks.extend(instances::of_drill(source, drill, &name));
    blocks.extend(storage::of_drill(source, drill, &name));
    blocks.extend(intrusions::of_drill(source, drill, &name));
    blocks.extend(homecomings::of_drill(source, drill, &name));
    blocks.extend(crews::of_drill(source, drill, &name));
    blocks.extend(parts::of_drill(source, drill, &name));
    blocks.extend(gap(source, drill, &name));
    blocks.push(figure(
        figures.worst.as_ref(),
        "No timeline: no trial of this drill had an outage.",
    ));
    blocks
}

fn sentence(source: &Source<'_>, drill: &DrillOutcome) -> String {
    let stopped = drill.applications.iter().filter(|one| one.outages > 0);
    let mut sentence = format!(
        "{}; at least once stopped: {} of {}.",
        words::trials(drill.trials),
        stopped.count(),
        words::counted(drill.applications.len(), "application", "applications")
    );
    if let Some(again) = words::whole_again(source.blueprint, &drill.whole_again_s) {
        sentence.push_str(&format!(" Together: {again}."));
    }
    if let Some(whole) = words::restored(source.blueprint, drill) {
        sentence.push_str(&format!(" Restored: {whole}."));
    }
    sentence
}

pub(crate) fn unplaced(drill: &DrillOutcome) -> String {
    if drill.unplaced_vms.point.is_none_or(|mean| mean <= 0.0) {
        return "In no trial a VM was without room for an hour.".to_string();
    }
    let vms = figure::estimate(&drill.unplaced_vms, |value| number::significant(value, 3));
    format!(
        "What does not fit: on average {} no room for an hour or longer at the worst moment.",
        words::amount(&vms, "VM finds", "VMs find")
    )
}

/// How many VMs are stopped for others; none where none is.
fn shed(drill: &DrillOutcome) -> Option<String> {
    drill.shed_vms.point.filter(|mean| *mean > 0.0)?;
    let vms = figure::estimate(&drill.shed_vms, |value| number::significant(value, 3));
    let vms = words::amount(&vms, "VM", "VMs");
    let verb = if vms == "1 VM" { "is" } else { "are" };
    Some(format!(
        "On average {vms} of lower tiers {verb} stopped to make room for others."
    ))
}

/// An application's quantile, or what stands for an infinite one.
fn quantile(value: Option<f64>, one: &ApplicationOutcome) -> Cell {
    match value {
        Some(seconds) => cell(number::duration(seconds)),
        None if one.recovery_s.count > 0 => cell(words::no_recovery(one)),
        None => cell(DASH),
    }
}

fn misses(count: u64) -> String {
    words::many(count, "miss", "misses")
}

fn costs(source: &Source<'_>, drill: &DrillOutcome, name: &str) -> Option<Block> {
    let rows = words::by_interest(source.blueprint, &drill.applications)
        .into_iter()
        .filter(|one| one.outages > 0)
        .map(|one| {
            let waits = one.miss_bindings.first();
            let loss = match one.data_loss_s.p95 {
                Some(seconds) => number::duration(seconds),
                None if one.data_loss_s.count > 0 => words::endless_loss(one).to_string(),
                None => DASH.to_string(),
            };
            vec![
                head(words::clean(
                    &source.blueprint.application(one.application).name,
                )),
                cell(figure::estimate(&one.outages_per_trial, |value| {
                    number::significant(value, 3)
                })),
                quantile(one.recovery_s.p50, one),
                quantile(one.recovery_s.p95, one),
                quantile(one.recovery_s.max, one),
                cell(figure::estimate(&one.mttr_s, number::duration)),
                cell(loss),
                cell(if one.total_losses == 0 {
                    DASH.to_string()
                } else {
                    number::count(one.total_losses)
                }),
                waits.map_or_else(
                    || cell(DASH),
                    |binding| {
                        cell(words::binding(source.blueprint, binding.resource))
                            .detail(misses(binding.misses))
                    },
                ),
                one.rpo_misses.first().map_or_else(
                    || cell(DASH),
                    |miss| {
                        cell(findings::reason(source.blueprint, miss)).detail(misses(miss.misses))
                    },
                ),
            ]
        })
        .collect();
    table(
        &format!("Drill {name}: recovery and loss by application"),
        &[
            "Application",
            "#Outages per trial",
            "#Recovery, half of outages",
            "#95 % of outages",
            "#Longest",
            "#Mean (MTTR)",
            "#Data lost, 95 %",
            "#Total losses",
            "RTO misses wait most for",
            "RPO misses lose most by",
        ],
        rows,
    )
}

/// The calculator's estimate beside the simulated recovery.
fn gap(source: &Source<'_>, drill: &DrillOutcome, name: &str) -> Vec<Block> {
    let mut rows = vec![];
    for alone in &drill.alone {
        let simulated = drill
            .applications
            .iter()
            .find(|one| one.application == alone.application);
        let Some(simulated) = simulated.filter(|one| one.outages > 0) else {
            continue;
        };
        let mean = simulated.mttr_s.point;
        let factor = mean
            .filter(|_| alone.recovery_s > 0.0)
            .map(|mean| mean / alone.recovery_s);
        rows.push(vec![
            head(words::clean(
                &source.blueprint.application(alone.application).name,
            )),
            cell(number::duration(alone.recovery_s)).detail(format!(
                "of it transfer {}",
                number::duration(alone.transfer_s)
            )),
            cell(figure::estimate(&simulated.mttr_s, number::duration)),
            cell(factor.map_or_else(
                || DASH.to_string(),
                |factor| format!("{} times", number::significant(factor, 2)),
            )),
        ]);
    }
    let Some(made) = table(
        &format!("Drill {name}: one VM at a time against the simulated recovery"),
        &[
            "Application",
            "#Calculator: alone on an idle pipe",
            "#Simulated mean recovery",
            "#Simulated is",
        ],
        rows,
    ) else {
        return vec![];
    };
    vec![
        text(
            "A calculator that restores one VM at a time over an idle pipe leaves out that all \
             applications want the same slots, pipes, people and memory at once. This is the gap.",
        ),
        made,
    ]
}
