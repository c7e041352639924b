//! An incident as one HTML page: a chart of the applications and one of the VMs, what happened, and how to tell it again.
//!
//! Always true here: one file, no script, nothing loaded from elsewhere.

use super::lanes::{Lanes, Stretch, lanes};
use super::lines::lines;
use super::scene::Scene;
use super::{Incident, clock};
use crate::chart::gantt::{self, Gantt, Piece, Row};
use crate::model::record::{Ended, Outage, Phase, Resource};
use crate::model::topology::component_label;
use crate::model::{ApplicationId, Class};
use crate::report::Scheduled;
use crate::report::page::{
    Block, Cell, Section, capped_table, cell, figure, head, section, table, text,
};
use crate::report::words::clean;
use crate::report::{Error, html};
use crate::units::number;

/// Rows of a table at most.
const ROWS: usize = 2_000;

/// The page as text.
///
/// # Errors
/// When a chart cannot be drawn, or the template and the page do not fit together.
pub fn incident_page(incident: &Incident<'_>) -> Result<String, Error> {
    let scene = Scene::of(incident);
    let show = Show {
        scene: &scene,
        all: lanes(incident),
        window: window(&scene),
    };
    let mut sections: Vec<Section> = incident.schedule.map(scheduled).into_iter().collect();
    sections.extend([
        show.applications()?,
        happened(&scene),
        show.vms()?,
        again(incident),
    ]);
    let name = clean(&incident.blueprint.run.name);
    let title = format!("{} of {name}", incident.title());
    html::page_of((&title, method(incident)), incident.seed, sections)
}

/// What the charts show.
struct Show<'i> {
    scene: &'i Scene<'i>,
    all: Lanes,
    /// From when until when they go, in milliseconds after the start of the horizon.
    window: (i64, i64),
}

fn method(incident: &Incident<'_>) -> String {
    let from = match incident.drill {
        None => "the start of the horizon".to_string(),
        Some(_) => format!("the strike, {}", clock::of_week(incident, incident.zero())),
    };
    format!("Times are counted from {from}.")
}

/// From when until when the charts go, in milliseconds after the start of the horizon: of a drill all that it caused, of years
/// the longest outage.
fn window(scene: &Scene<'_>) -> (i64, i64) {
    let incident = scene.incident;
    let down = incident.outages().filter(|one| !one.loss_only);
    match incident.drill {
        Some(_) => (incident.zero(), scene.last_return),
        None => {
            let longest = down.max_by_key(|one| (one.end() - one.start, -one.start));
            longest.map_or((0, 0), |one| (one.start, one.end()))
        }
    }
}

impl Show<'_> {
    /// Seconds after the beginning of the charts.
    fn seconds(&self, at: i64) -> f64 {
        (at - self.window.0) as f64 / 1_000.0
    }

    /// What the charts are of.
    fn subtitle(&self, what: &str) -> String {
        let incident = self.scene.incident;
        let from = clock::of_week(incident, self.window.0);
        match incident.drill {
            Some(_) => format!("Faults on top, then {what}, the slowest first; struck {from}"),
            None => format!(
                "The longest outage, from {from} on: faults on top, then {what}, the slowest first"
            ),
        }
    }

    /// A piece of a bar.
    fn piece(&self, (phase, resource): (Phase, Resource), (from, to): (i64, i64)) -> Piece {
        Piece {
            phase,
            from_s: self.seconds(from),
            to_s: self.seconds(to),
            resource: self.scene.resource(resource).unwrap_or_default(),
        }
    }

    /// Faults that last while the charts do.
    fn struck(&self) -> Vec<gantt::Bar> {
        let (from, to) = self.window;
        let during = self.all.faults.iter();
        let during = during.filter(|one| one.from <= to && one.to >= from);
        let bars = during.map(|one| gantt::Bar {
            name: clean(&component_label(self.scene.incident.blueprint, one.target)),
            cause: clean(self.scene.cause(one.cause)),
            from_s: self.seconds(one.from),
            to_s: self.seconds(one.to),
        });
        bars.collect()
    }

    /// A row for each application that was stopped.
    fn applications(&self) -> Result<Section, Error> {
        let incident = self.scene.incident;
        let (begins, ends) = self.window;
        let mut rows = Vec::new();
        for (index, application) in incident.blueprint.applications.iter().enumerate() {
            let id = ApplicationId::from_index(index);
            // Of several in the longest outage of others, the first.
            let mut own = incident.outages().filter(|one| {
                let is_down = one.application == id && !one.loss_only;
                is_down && one.start <= ends && one.end() >= begins
            });
            let Some(own) = own.next() else {
                continue;
            };
            let stretches = incident.followed.stretches.iter().filter(|one| {
                one.application == id && one.from >= own.start && one.to <= own.end()
            });
            let pieces =
                stretches.map(|one| self.piece((one.phase, one.resource), (one.from, one.to)));
            rows.push(Row {
                application: clean(&application.name),
                ended: own.ended(),
                objective_s: objective(incident, id, own.class),
                pieces: pieces.collect(),
            });
        }
        let chart = gantt::draw(&Gantt {
            name: "applications".to_string(),
            title: "What applications went through".to_string(),
            subtitle: self.subtitle("applications"),
            struck: self.struck(),
            of: "applications",
            rows,
        })?;
        let mut blocks = vec![figure(
            chart.as_ref(),
            "No application was stopped, so there is nothing to draw.",
        )];
        let made = incident.outages().map(|one| outage(self.scene, one));
        blocks.extend(table(
            "Outages",
            &[
                "Application",
                "Down at",
                "Outcome",
                "For",
                "Data lost",
                "Longest for",
            ],
            made.collect(),
        ));
        Ok(section("applications", "Applications", blocks))
    }

    /// A row for each VM that was stopped.
    fn vms(&self) -> Result<Section, Error> {
        let incident = self.scene.incident;
        let (begins, ends) = self.window;
        let mut rows = Vec::new();
        for (vm, stretches) in &self.all.vms {
            let own = stretches
                .iter()
                .filter(|one| one.to > begins && one.from <= ends);
            // Until it serves: what stops it again is another story.
            let mut pieces: Vec<&Stretch> = Vec::new();
            for one in own {
                if pieces.last().is_some_and(|before| before.to != one.from) {
                    break;
                }
                pieces.push(one);
            }
            let Some(last) = pieces.last() else {
                continue;
            };
            let ended = match (
                last.to >= incident.followed.ended,
                self.all.empty.contains(vm),
            ) {
                (true, _) => Ended::Never,
                (_, true) => Ended::Lost,
                _ => Ended::Recovered,
            };
            let pieces = pieces
                .iter()
                .map(|one| self.piece((one.phase, one.resource), (one.from, one.to)));
            rows.push(Row {
                application: clean(&incident.blueprint.vm(*vm).name),
                ended,
                objective_s: None,
                pieces: pieces.collect(),
            });
        }
        let chart = gantt::draw(&Gantt {
            name: "vms".to_string(),
            title: "What VMs went through".to_string(),
            subtitle: self.subtitle("VMs"),
            struck: self.struck(),
            of: "VMs",
            rows,
        })?;
        let blocks = vec![figure(
            chart.as_ref(),
            "No VM was stopped, so there is nothing to draw.",
        )];
        Ok(section("vms", "VMs", blocks))
    }
}

fn objective(incident: &Incident<'_>, id: ApplicationId, class: Class) -> Option<f64> {
    let stated = incident.blueprint.application(id).rto.for_class(class);
    stated.map(|one| one.limit.as_seconds())
}

fn outage(scene: &Scene<'_>, one: &Outage) -> Vec<Cell> {
    let incident = scene.incident;
    let name = &incident.blueprint.application(one.application).name;
    let length = one.length() as f64 / 1_000.0;
    let loss = one.data_loss().map(|ms| ms as f64 / 1_000.0);
    let longest = scene.resource(one.binding).unwrap_or_default();
    let ended = match (one.loss_only, one.ended()) {
        (true, _) => "lost state, stayed up".to_string(),
        (_, Ended::Never) => "never back".to_string(),
        (_, Ended::Lost) => "back without its data".to_string(),
        (_, Ended::Recovered) => {
            let path = one.path().map_or("nothing", |path| path.name());
            format!("back by {path}")
        }
    };
    vec![
        head(clean(name)).detail(match one.counted {
            true => String::new(),
            false => "not counted".to_string(),
        }),
        cell(kept_together(clock::of_week(incident, one.start)))
            .detail(clock::after(incident, one.start)),
        cell(ended),
        cell(match one.loss_only {
            true => String::new(),
            false => number::duration(length),
        }),
        cell(match one.ended() {
            Ended::Lost => "everything".to_string(),
            _ => loss.map_or_else(String::new, number::duration),
        }),
        cell(longest).detail(match one.binding {
            Resource::None => String::new(),
            _ => number::duration(one.binding_ms as f64 / 1_000.0),
        }),
    ]
}

/// An instant stays on one line.
fn kept_together(instant: String) -> String {
    instant.replace(' ', "\u{a0}")
}

/// The lines of the text.
fn happened(scene: &Scene<'_>) -> Section {
    let incident = scene.incident;
    let rows = lines(scene, false).into_iter().map(|line| {
        vec![
            cell(kept_together(clock::of_week(incident, line.at))),
            cell(kept_together(clock::after(incident, line.at))),
            head(line.who),
            cell(line.what),
        ]
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    let mut blocks = Vec::new();
    if rows.is_empty() {
        blocks.push(text("Nothing happened."));
    }
    blocks.extend(capped_table(
        "What happened, one thing after the other",
        &["When", "#After", "Who", "What"],
        rows,
        ROWS,
        "incident.txt",
    ));
    if incident.followed.cut {
        blocks.push(text("So much happened that what came later is not told."));
    }
    section("happened", "What happened", blocks)
}

/// What a schedule says of itself.
fn scheduled(schedule: &Scheduled) -> Section {
    let items = schedule.said.iter().map(|said| clean(said)).collect();
    section("schedule", "The schedule", vec![Block::List { items }])
}

fn again(incident: &Incident<'_>) -> Section {
    let facts = vec![
        ("Command".to_string(), incident.again.to_string()),
        (
            "Scenario".to_string(),
            format!("sha256 {}", incident.blueprint.sha256),
        ),
        ("Seed".to_string(), incident.seed.to_string()),
    ];
    section("again", "To tell it again", vec![Block::Facts { facts }])
}
