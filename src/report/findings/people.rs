//! How much work waits for the people, or the parts, that missed RTOs wait for most.
//!
//! Always true here: told of where an RTO is missed and its misses wait most for that crew, or for such a part.

use super::super::words;
use super::finding::{Finding, What};
use crate::model::Blueprint;
use crate::model::figure;
use crate::model::outcome::{ApplicationOutcome, CrewOutcome, Estimate, PartsOutcome, Verdict};
use crate::model::record::Resource;
use crate::units::number;

/// Crews and parts of the years, or of a drill.
pub(crate) type People<'a> = (&'a [CrewOutcome], &'a [PartsOutcome]);

/// What waits for those that decide missed RTOs, one finding for each.
pub(super) fn behind_misses(
    blueprint: &Blueprint,
    applications: &[&ApplicationOutcome],
    ((crews, parts), drill): (People<'_>, Option<&str>),
) -> Vec<Finding> {
    let mut found: Vec<(Resource, Vec<&ApplicationOutcome>)> = vec![];
    for one in applications {
        if one.rto.as_ref().and_then(|judged| judged.verdict) != Some(Verdict::Missed) {
            continue;
        }
        let Some(binding) = one.miss_bindings.first() else {
            continue;
        };
        match found
            .iter_mut()
            .find(|(known, _)| *known == binding.resource)
        {
            Some((_, all)) => all.push(one),
            None => found.push((binding.resource, vec![one])),
        }
    }
    let told = |(resource, all): (Resource, Vec<&ApplicationOutcome>)| {
        let finding = match resource {
            Resource::Crew(id) => {
                let crew = crews.iter().find(|one| one.crew == id)?;
                let what = What::WaitsForPeople {
                    hours_waited: crew.hours_waited,
                    hours_busy: Some(crew.hours_busy),
                    most_waiting: Some(crew.most_waiting),
                };
                Finding::new(what).on("crew", &blueprint.crew(id).name)
            }
            Resource::Part(id) => {
                let one = parts.iter().find(|one| one.parts == id)?;
                let what = What::WaitsForPeople {
                    hours_waited: one.hours_waited,
                    hours_busy: None,
                    most_waiting: None,
                };
                Finding::new(what).on("parts", &blueprint.parts(id).name)
            }
            _ => return None,
        };
        let names = super::names_of(blueprint, &all);
        Some(finding.of_drill(drill).about(names))
    };
    found.into_iter().filter_map(told).collect()
}

/// In one sentence.
pub(super) fn sentence(on: &str, kind: &str, what: &What, drill: Option<&str>) -> String {
    let What::WaitsForPeople {
        hours_waited,
        hours_busy,
        most_waiting,
    } = what
    else {
        return String::new();
    };
    let hours = |one: &Estimate| figure::estimate(one, |hours| number::duration(hours * 3_600.0));
    let per = match drill {
        Some(name) => format!("a trial of drill {}", words::clean(name)),
        None => "a year".to_string(),
    };
    let busy = hours_busy.as_ref().map_or_else(String::new, |busy| {
        format!(", and its people are busy for {}", hours(busy))
    });
    let most = most_waiting.map_or_else(String::new, |most| {
        format!("; at most {most} pieces of work waited at once")
    });
    let who = match kind {
        "crew" => "Work waits for crew",
        _ => "Repairs wait for parts",
    };
    format!(
        "{who} {on} for {} {per}{busy}{most}: missed RTOs wait for that most.",
        hours(hours_waited)
    )
}
