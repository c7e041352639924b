//! What is judged at a look: each claim that is not decided yet, by what was seen so far.
//!
//! Always true here: what is judged in a report is judged by the same code; what was not seen is in doubt only where it was
//! asked for by name.

use super::super::application::availability_verdict;
use super::super::gather::Sample;
use super::super::rate::mean_s;
use super::super::uptime::{share_down, surely_up};
use super::super::{crew, estimate, judge, parts, place, tally};
use super::against::Against;
use super::counted::Counted;
use crate::model::assertion::{AssertionOutcome, Claim, Scope, Wanted};
use crate::model::outcome::{ClassOutcome, Estimate, Judged, Verdict};
use crate::model::{ApplicationId, Class, DrillId, ObjectiveOf};
use crate::stats::share::pooled;
use std::collections::BTreeMap;

/// One claim and what was counted of it.
pub(super) struct Member {
    /// Its place among all assertions.
    pub(super) index: usize,
    /// Its layer.
    pub(super) layer: usize,
    /// What was counted.
    pub(super) counted: Counted,
}

/// What was seen up to a look.
pub(super) struct Seen<'s> {
    /// By layer.
    pub(super) samples: Vec<Sample<'s>>,
    pub(super) trials: u32,
    pub(super) drill: Option<DrillId>,
    pub(super) against: &'s Against,
    /// What is judged of an application is judged once for all its classes.
    pub(super) judged: BTreeMap<(usize, ApplicationId, ObjectiveOf), Option<Judged>>,
}

impl Seen<'_> {
    /// Judges what is not decided yet, and says whether nothing is in doubt any more.
    pub(super) fn judge(mut self, members: &[Member], judged: &mut [AssertionOutcome]) -> bool {
        let mut settled = true;
        for member in members {
            let one = &mut judged[member.index];
            if matches!(one.verdict, Verdict::Met | Verdict::Missed) {
                continue;
            }
            let claim = one.assertion.claim;
            let (verdict, found) = self.verdict(&claim, member);
            one.verdict = match verdict {
                Verdict::NotSeen if one.assertion.asked => Verdict::Inconclusive,
                verdict => verdict,
            };
            one.found = found;
            one.level = self.samples[0].level.share();
            one.trials = self.trials;
            settled &= one.verdict != Verdict::Inconclusive;
            if verdict == Verdict::Missed {
                let outage = self.against.claim(&claim, self.drill);
                one.counterexample = outage.or_else(|| member.counted.against(self.drill));
            }
        }
        settled
    }

    fn verdict(&mut self, claim: &Claim, member: &Member) -> (Verdict, Estimate) {
        let sample = &self.samples[0];
        match *claim {
            Claim::Within {
                application,
                of,
                scope,
                ..
            } => self.within(member.layer, application, of, scope),
            Claim::Available { application, share } => {
                let up = share_down(sample, application.index()).complement();
                let surely = surely_up(sample, application.index());
                let verdict = availability_verdict(up, surely, share.0);
                let mut found = estimate(up);
                // The end that the verdict rests on is the one that is shown.
                found.low = found.low.or(surely);
                (verdict, found)
            }
            Claim::Recovers {
                application,
                scope,
                limit,
            } => mean(sample, application, scope, limit.as_seconds()),
            Claim::Served { share, .. }
            | Claim::Recovered { share, .. }
            | Claim::Filled { share, .. }
            | Claim::Gap { share, .. } => {
                let found = pooled(&member.counted.kept, sample.trials(), sample.level);
                let found = estimate(found.interval);
                (judge::verdict(found, share.0), found)
            }
            Claim::Misses { .. } => {
                let found = tally::events(sample, &member.counted.events);
                (at_most(found, claim.wanted()), found)
            }
            Claim::Exposed { stamp, .. } => {
                let all = place::stamps(sample);
                let hours = all.get(stamp.index());
                let hours = hours.map(|one| one.hours_without_n_minus_1_per_year);
                let found = seconds(hours);
                (at_most(found, claim.wanted()), found)
            }
            Claim::WaitsForCrew { crew, .. } => {
                let found = seconds(Some(crew::crew(sample, crew).hours_waited));
                (at_most(found, claim.wanted()), found)
            }
            Claim::Busy { crew, .. } => {
                let found = crew::crew(sample, crew).busy_share;
                (at_most(found, claim.wanted()), found)
            }
            Claim::WaitsForPart { parts, .. } => {
                let found = seconds(Some(parts::kind(sample, parts).hours_waited));
                (at_most(found, claim.wanted()), found)
            }
            Claim::Survives { .. } | Claim::Silent => (Verdict::NotSeen, Estimate::default()),
        }
    }

    fn within(
        &mut self,
        layer: usize,
        application: ApplicationId,
        of: ObjectiveOf,
        scope: Scope,
    ) -> (Verdict, Estimate) {
        let sample = &self.samples[layer];
        let known = self.judged.entry((layer, application, of));
        let judged = known.or_insert_with(|| judge::judged(sample, application.index(), of));
        let class = judged.as_ref().and_then(|judged| match scope {
            Scope::Class(class) => of_class(judged, class),
            Scope::Drill(_) => of_class(judged, judged.worst_class?),
        });
        class.map_or((Verdict::NotSeen, Estimate::default()), |class| {
            (class.verdict.unwrap_or(Verdict::NotSeen), class.attained)
        })
    }
}

/// Hours as seconds.
fn seconds(hours: Option<Estimate>) -> Estimate {
    hours
        .unwrap_or_default()
        .each(|hours| Some(hours * 3_600.0))
}

fn of_class(judged: &Judged, class: Class) -> Option<&ClassOutcome> {
    judged.by_class.iter().find(|one| one.class == class)
}

/// The mean recovery time of a class, else of all, against a limit in seconds.
fn mean(
    sample: &Sample<'_>,
    application: ApplicationId,
    scope: Option<Scope>,
    limit: f64,
) -> (Verdict, Estimate) {
    let sums = sample.application(application.index());
    let (lengths, outages) = match scope {
        Some(Scope::Class(class)) => {
            let own = sums.kind(ObjectiveOf::Recovery).classes.get(class);
            (
                own.map(|own| &own.recoveries),
                own.map_or(0, |own| own.outages),
            )
        }
        Some(Scope::Drill(_)) | None => (Some(&sums.recoveries), sums.outages.sum),
    };
    let found = lengths.map_or_else(Estimate::default, |lengths| {
        estimate(mean_s(sample, lengths))
    });
    let verdict = match (judge::is_beyond(found, limit, outages), outages) {
        (Some(true), _) => Verdict::Missed,
        (Some(false), _) => Verdict::Met,
        (None, 0) => Verdict::NotSeen,
        (None, _) => Verdict::Inconclusive,
    };
    (verdict, found)
}

/// The verdict on a rate that should not be above a limit. What was never seen has an upper end, which can be low enough.
fn at_most(found: Estimate, wanted: Wanted) -> Verdict {
    match (found.low, found.high) {
        (_, Some(high)) if high <= wanted.value() => Verdict::Met,
        (Some(low), _) if low > wanted.value() => Verdict::Missed,
        _ => Verdict::Inconclusive,
    }
}
