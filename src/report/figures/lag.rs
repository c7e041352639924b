//! Charts of replicas whose link is cut.
//!
//! Always true here: lines are those of the closed form; groups that break their RPO soonest come
//! first, and the others have their figures in the tables.

use super::super::words;
use crate::chart::{self, Chart, lag};
use crate::model::Blueprint;
use crate::model::outcome::{AfterCut, CutOutcome, Outcome};
use crate::units::number;

/// Groups that get a chart.
const MOST: usize = 12;

/// Charts of the groups that hang on a link.
///
/// # Errors
/// When the drawing backend fails.
pub(crate) fn figures(
    blueprint: &Blueprint,
    outcome: &Outcome,
) -> Result<Vec<Chart>, chart::Error> {
    let mut shown: Vec<&CutOutcome> = outcome.cuts.iter().filter(|one| has_chart(one)).collect();
    let soonest = |one: &CutOutcome| one.main.until_rpo_s.unwrap_or(f64::INFINITY);
    let longest = |one: &CutOutcome| {
        let last = one.after_cut.last();
        last.map_or(f64::INFINITY, |one| one.catch_up_s.unwrap_or(f64::INFINITY))
    };
    shown.sort_by(|one, other| {
        let slow = longest(other).total_cmp(&longest(one));
        soonest(one).total_cmp(&soonest(other)).then(slow)
    });
    let mut charts = vec![];
    for one in shown.into_iter().take(MOST) {
        charts.extend(lag::draw(&spec(blueprint, one))?);
    }
    Ok(charts)
}

fn has_chart(one: &CutOutcome) -> bool {
    !one.after_cut.is_empty() && !one.stands_still
}

/// How many groups stand in the tables only, because there are more than get charts.
pub(crate) fn left_out(outcome: &Outcome) -> usize {
    let all = outcome.cuts.iter().filter(|one| has_chart(one)).count();
    all.saturating_sub(MOST)
}

fn spec(blueprint: &Blueprint, one: &CutOutcome) -> lag::Lag {
    let group = blueprint.group(one.group);
    let application = &blueprint.application(group.application).name;
    let link = |id: Option<crate::model::LinkId>| {
        let name = id.map(|id| words::clean(&blueprint.links[id.index()].name));
        name.unwrap_or_default()
    };
    let mut lines: Vec<lag::Line> = one
        .after_cut
        .iter()
        .enumerate()
        .map(|(stroke, cut)| {
            line(
                format!("cut of {}", number::duration(cut.cut_s)),
                stroke,
                cut,
            )
        })
        .collect();
    if let (Some(way), Some(cut)) = (&one.fallback, one.after_fallback.last()) {
        let label = format!("{} over {}", number::duration(cut.cut_s), link(way.link));
        lines.push(line(label, lines.len(), cut));
    }
    let points = blueprint.replication(group.replication).points.as_seconds();
    let mut bounds = vec![lag::Bound {
        label: format!("log: {}", number::duration(one.log_limit_s)),
        seconds: one.log_limit_s,
    }];
    // An RPO below the recovery points is no line: it breaks without any cut.
    let kept = one.rpo_s.filter(|rpo| *rpo > points);
    let broken = one.rpo_s.filter(|_| kept.is_none()).map(|rpo| {
        let (rpo, points) = (number::duration(rpo), number::duration(points));
        format!("; the RPO of {rpo} breaks without a cut: a recovery point is made every {points}")
    });
    bounds.extend(kept.map(|rpo| lag::Bound {
        label: if points > 0.0 {
            let points = number::duration(points);
            format!(
                "RPO {} less a recovery point of {points}",
                number::duration(rpo)
            )
        } else {
            format!("RPO {}", number::duration(rpo))
        },
        seconds: rpo - points,
    }));
    lag::Lag {
        name: format!(
            "lag-{:02}-{}",
            one.group.index() + 1,
            words::slug(application)
        ),
        title: format!(
            "Lag of {} when link {} is cut",
            words::group(blueprint, one.group),
            link(one.main.link)
        ),
        subtitle: format!(
            "By calculation: {} change; all groups on the link catch up at once, this one at {}{}",
            words::rate(one.churn),
            words::rate(one.main.share),
            broken.unwrap_or_default()
        ),
        lines,
        bounds,
    }
}

fn line(label: String, stroke: usize, cut: &AfterCut) -> lag::Line {
    let how = if cut.whole_copy {
        "past the log: a whole copy"
    } else {
        "catches up"
    };
    lag::Line {
        label,
        note: match cut.catch_up_s {
            Some(seconds) => format!("{how}, done {} later", number::duration(seconds)),
            None => format!("{how}, never done"),
        },
        stroke,
        points: cut.lag.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    /// The log holds 24 h, the RPO is 24 h, and a replica resumes from a point that is 5 min old at worst.
    #[test]
    fn an_rpo_below_the_recovery_points_is_no_line_but_a_sentence() {
        let told = fixture::protected();
        let mut cut = told.outcome.cuts[0].clone();
        let limits = |drawn: &lag::Lag| -> Vec<f64> {
            let bounds = drawn.bounds.iter();
            bounds.map(|bound| bound.seconds).collect()
        };
        let kept = spec(&told.blueprint, &cut);
        assert_eq!(limits(&kept), [86_400.0, 86_400.0 - 300.0]);
        assert!(!kept.subtitle.contains("breaks without a cut"));
        // An RPO of one minute, as if it were stated.
        cut.rpo_s = Some(60.0);
        let broken = spec(&told.blueprint, &cut);
        assert_eq!(limits(&broken), [86_400.0]);
        assert!(
            broken.subtitle.contains("breaks without a cut"),
            "{}",
            broken.subtitle
        );
    }

    #[test]
    fn groups_beyond_the_charts_are_counted() {
        let mut outcome = fixture::protected().outcome.clone();
        assert_eq!(left_out(&outcome), 0);
        // As many groups as that would be a scenario of as many applications; here it is one, again and again.
        let one = outcome.cuts[0].clone();
        outcome.cuts = vec![one; MOST + 2];
        assert_eq!(left_out(&outcome), 2);
        outcome.cuts.truncate(MOST);
        assert_eq!(left_out(&outcome), 0);
    }
}
