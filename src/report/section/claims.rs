//! What the plan claims to survive, and which outages were within that.
//!
//! Always true here: years and drills stand side by side and are never added up; without a claim there is no section.

use super::super::measured::{cells, heads};
use super::super::page::{Section, head, table, text};
use super::super::words;
use super::Source;
use crate::model::Claims;
use crate::model::measure::{Per, Table};
use crate::model::outcome::{ApplicationOutcome, ClaimOutcome, Outcome};
use crate::units::number;

pub(crate) fn section(source: &Source<'_>) -> Option<Section> {
    let claims = source.blueprint.claims.as_ref()?;
    let columns = (ClaimOutcome::MEASURES, Table::Claims);
    let mut rows = vec![];
    let mut add = |when: String, all: &[ApplicationOutcome], per: Per| {
        let told = source.told(per);
        for one in all {
            if let Some(found) = one
                .claims
                .filter(|found| found.outages != [0, 0] || found.lost != [0, 0])
            {
                let name = &source.blueprint.application(one.application).name;
                let name = head(words::clean(name)).detail(when.clone());
                rows.push(cells(vec![name], columns, &found, &told));
            }
        }
    };
    add("years".to_string(), &source.outcome.applications, Per::Year);
    for drill in &source.outcome.drills {
        let name = words::clean(&source.blueprint.drills[drill.drill.index()].name);
        add(format!("drill {name}"), &drill.applications, Per::Trial);
    }
    let mut blocks = vec![text(line(claims, source.outcome))];
    blocks.extend(table(
        "Outages inside of what the plan claims to survive, and outside: an outage is outside where more failed at once than is claimed \
         when it began, or before its RTO had passed. What fails in part is charged to the whole that it is a part of, where that is claimed; planned work is no fault. Verdicts are on \
         all outages",
        &heads(&["Application"], columns),
        rows,
    ));
    Some(Section {
        id: "claims".into(),
        title: "Claims".into(),
        new_page: false,
        blocks,
    })
}

/// Everything in a sentence: what is claimed, and how the misses of the years lie.
pub(crate) fn line(claims: &Claims, outcome: &Outcome) -> String {
    let mut said = format!("The plan claims to survive {}", claims.words());
    let all = outcome.applications.iter().filter_map(|one| one.claims);
    let mut sums = [[0_u64; 2]; 4];
    for one in all {
        let found = [one.outages, one.rto_misses, one.rpo_misses, one.lost];
        for (sum, found) in sums.iter_mut().zip(found) {
            sum[0] += found[0];
            sum[1] += found[1];
        }
    }
    if outcome.applications.is_empty() {
        said.push('.');
        return said;
    }
    let [outages, rto, rpo, lost] = sums;
    let side = |side: usize| {
        format!(
            "{} ({} missed an RTO, {} an RPO, {} never back or without its data)",
            number::count(outages[side]),
            number::count(rto[side]),
            number::count(rpo[side]),
            number::count(lost[side])
        )
    };
    said.push_str(&format!(
        ": outages of the years within that {}, outside {}.",
        side(0),
        side(1)
    ));
    said
}
