//! Findings in words, the same on the terminal, on the page and in JSON.
//!
//! Always true here: a sentence says nothing that is not in the finding; long lists of names are cut
//! and counted; so are findings of one kind.

use super::super::words;
use super::backup::{lost_jobs, what_it_leaves, why_seldom};
use super::finding::{Finding, InDrill, OverYears, Unroomed, What};
use super::{MOST, some};
use super::{people, sticky, storage};
use crate::model::figure;
use crate::units::number;
use crate::units::{DAY, SECOND};

const SECONDS_A_DAY: f64 = (DAY / SECOND) as f64;

/// Names of the scenario as a list of some of them.
pub(crate) fn listed(names: &[String]) -> String {
    let clean: Vec<String> = names.iter().map(|name| words::clean(name)).collect();
    some(&clean)
}

/// Sentences of findings, of one kind no more than an operator reads; how many more there are is said
/// where that is not plain.
pub(crate) fn told(findings: &[Finding]) -> Vec<String> {
    cut(findings, Finding::sentence)
}

/// The same for a block that has named its drill already.
pub(crate) fn told_in_drill(findings: &[Finding]) -> Vec<String> {
    cut(findings, Finding::sentence_in_drill)
}

fn cut(findings: &[Finding], sentence: impl Fn(&Finding) -> String) -> Vec<String> {
    let kind = |one: &Finding| {
        let drill = match one.what {
            // Mean recoveries of years and drills are one list.
            What::MeanBeyondRto { .. } => None,
            _ => one.drill.clone(),
        };
        (one.what.code().0, drill)
    };
    let mut made = vec![];
    for (index, one) in findings.iter().enumerate() {
        let same = |other: &&Finding| kind(other) == kind(one);
        let before = findings[..index].iter().filter(same).count();
        if before < MOST {
            made.push(sentence(one));
            continue;
        }
        if !findings[index + 1..].iter().any(|other| same(&other)) {
            made.extend(more(&one.what, before + 1 - MOST));
        }
    }
    made
}

/// How many more findings of a kind there are.
fn more(what: &What, more: usize) -> Option<String> {
    Some(match what {
        What::MeanBeyondRto { .. } => format!(
            "{} beyond the RTO; report.html names them under each application and drill.",
            words::counted(more, "more mean recovery is", "more mean recoveries are")
        ),
        What::QueueGrows { .. } => format!(
            "{}.",
            words::counted(
                more,
                "more queue never keeps up",
                "more queues never keep up"
            )
        ),
        What::DrillLosesData(_)
        | What::DrillNeverBack(_)
        | What::YearsLoseData(_)
        | What::NoCopySurvived { .. }
        | What::YearsNeverBack(_) => format!("And {more} more of this kind; see summary.json."),
        _ => return None,
    })
}

impl Finding {
    pub(super) fn names(&self) -> String {
        listed(&self.applications)
    }
    pub(super) fn on_name(&self) -> String {
        let subject = self.subject.as_ref();
        subject.map_or_else(String::new, |subject| words::clean(&subject.name))
    }
    fn drill_name(&self) -> String {
        self.drill.as_deref().map_or_else(String::new, words::clean)
    }
    /// Where it was seen, as the opening of a sentence.
    fn opening(&self, objective: &str) -> String {
        match &self.drill {
            None => format!("Over the years, missed {objective}"),
            Some(drill) => format!("In drill {}, missed {objective}", words::clean(drill)),
        }
    }

    fn rounded(&self, most: u64) -> String {
        let of = match &self.drill {
            Some(_) => format!("Of drill {}", self.drill_name()),
            None => "Over the years".to_string(),
        };
        format!(
            "{of}, more than {} different values of one kind were seen: values are rounded up to four digits, which makes no verdict better.",
            number::count(most)
        )
    }

    /// The sentence for a block that has named its drill already.
    pub(crate) fn sentence_in_drill(&self) -> String {
        let sentence = self.sentence();
        let opening = format!("In drill {}, missed ", self.drill_name());
        match sentence.strip_prefix(&opening) {
            Some(rest) if self.drill.is_some() => format!("Missed {rest}"),
            _ => sentence,
        }
    }

    /// The sentence.
    pub(crate) fn sentence(&self) -> String {
        let names = || self.names();
        match &self.what {
            What::TrialsMissing {
                missing,
                planned,
                first_trial,
                message,
            } => self.missing(*missing, *planned, *first_trial, message),
            What::Rounded { most } => self.rounded(*most),
            What::PointsChosen(choices) => self.of_choices(choices),
            What::GaveUpWaiting(decisions) => self.of_decisions(decisions),
            What::WentHome(one) => self.of_homecoming(one),
            What::NoCopySurvived { .. } => self.of_no_copy(),
            What::PointsMistaken(one) => self.of_mistaken(one),
            What::Reach(one) => self.of_reach(one),
            What::DrillLosesData(seen) => self.lost_in_drill(seen),
            What::DrillNeverBack(seen) => self.never_back_in_drill(seen),
            What::YearsLoseData(seen) => format!(
                "Over the years, all data of {}{} is lost {}.",
                if seen.whole {
                    ""
                } else {
                    "at least one VM of "
                },
                self.marked(&seen.expendable),
                often(seen)
            ),
            What::YearsNeverBack(seen) => format!(
                "Over the years, never back: {}, {}.",
                self.marked(&seen.expendable),
                often(seen)
            ),
            What::AlwaysDown { share } => format!(
                "Down all the time in {} of the trials: {}.",
                number::share(*share),
                names()
            ),
            What::MostlyDown => format!("Down for more than half of the years: {}.", names()),
            What::MeanBeyondRto { .. } => self.beyond(),
            What::LargestOutage { .. } => self.largest(),
            What::RtoWaits { resource } => format!(
                "{} wait most for: {} ({}).",
                self.opening("RTOs"),
                resource
                    .as_deref()
                    .map_or_else(|| words::NO_WAIT.to_string(), words::clean),
                names()
            ),
            What::RpoLoses {
                reason,
                protection,
                keeps_up,
            } => format!(
                "{} lose most by: {}: {}.",
                self.opening("RPOs"),
                super::loss::in_words(*reason, protection.as_deref(), !keeps_up),
                names()
            ),
            What::Unprotected => format!(
                "Data without any protection, and not on purpose: {}.",
                names()
            ),
            What::Survived { note } | What::Struck { note } => format!("{}: {note}.", names()),
            _ => self.of_run(),
        }
    }

    /// The sentence of what concerns the run as a whole, or a drill.
    fn of_run(&self) -> String {
        match &self.what {
            What::MajorityLost { roles } => format!(
                "High availability lost its majority at least once in: {}.",
                listed(roles)
            ),
            What::Restored { words, .. } => format!("Restored: {words}."),
            What::VmsStopped { mean } => format!(
                "{} stopped to make room for others (mean).",
                words::amount(&number::significant(*mean, 3), "VM is", "VMs are")
            ),
            What::Inconclusive { applications } => format!(
                "{} inconclusive: more trials or a drill would decide; the report says which.",
                words::counted(*applications, "application is", "applications are")
            ),
            What::Assumed { values } => format!(
                "{} used; confirm for your site (the report lists them).",
                words::counted(
                    *values,
                    "assumption without a source was",
                    "assumptions without a source were"
                )
            ),
            What::Advised { warnings } => format!(
                "{} about the scenario; see the report.",
                words::counted(*warnings, "warning", "warnings")
            ),
            _ => self.of_backup(),
        }
    }

    fn points_destroyed(&self, repositories: &[String], vms: u32, probability: f64) -> String {
        let how = if probability < 1.0 {
            format!(" with a probability of {}", number::share(probability))
        } else {
            String::new()
        };
        format!(
            "Drill {} destroys what lies in {} {}{how}: no restore point of {} is left, and until new ones are complete what takes their disks takes all their data: {}.",
            self.drill_name(),
            if repositories.len() == 1 {
                "repository"
            } else {
                "repositories"
            },
            listed(repositories),
            words::counted(vms as usize, "VM", "VMs"),
            self.names()
        )
    }

    /// The sentence of what concerns backups.
    fn of_backup(&self) -> String {
        let on = self.on_name();
        match &self.what {
            What::PointsDestroyed {
                repositories,
                vms,
                probability,
            } => self.points_destroyed(repositories, *vms, *probability),
            What::WithoutPoint {
                vms,
                without,
                trials_seen,
                trials,
            } => format!(
                "Backup {on} leaves VMs without any restore point at the end: {} of {vms} in the worst \
                 trial ({}), some in {} of {}.",
                without.len(),
                listed(without),
                number::count(u64::from(*trials_seen)),
                words::trials(*trials),
            ),
            What::WithoutCopy {
                vms,
                without,
                repository,
            } => format!(
                "Backup {on}: no restore point of {} of {} ever reached repository {} in the worst \
                 trial ({}).",
                without.len(),
                words::many(u64::from(*vms), "VM", "VMs"),
                words::clean(repository),
                listed(without),
            ),
            What::NoGoodPoint { stated_s, jobs } => format!(
                "Backup {on} is stated every {}, but left no good restore point{}.",
                number::duration(*stated_s),
                lost_jobs(jobs)
            ),
            What::PointsTooSeldom {
                stated_s,
                effective_s,
                jobs,
            } => format!(
                "Backup {on} is stated every {}, but leaves {} every {} on average{}.",
                number::duration(*stated_s),
                what_it_leaves(jobs),
                number::duration(effective_s.point.unwrap_or(0.0)),
                why_seldom(jobs)
            ),
            What::CadenceBeyondRpo { stated_s } => format!(
                "Backup {on} every {} is too seldom for the RPO of {}: the newest point counts only when \
                 it is complete, and can be older than the cadence.",
                number::duration(*stated_s),
                self.names(),
            ),
            _ => self.of_equipment(),
        }
    }

    /// The sentence of what concerns replicas, links, storage and memory.
    fn of_equipment(&self) -> String {
        let on = self.on_name();
        match &self.what {
            What::QueueGrows { .. } => self.queue(),
            What::NoRoomElsewhere {
                lost,
                unfit,
                shed_bytes,
                left,
            } => no_room(&on, lost, unfit, *shed_bytes, left),
            What::MemoryOver { bytes } => format!(
                "Stamp {on} is {} over its memory formula.",
                number::bytes(*bytes)
            ),
            What::WithoutReserve {
                hours,
                largest_placeable_bytes,
            } => storage::without_reserve(&on, hours, *largest_placeable_bytes),
            What::Storage { .. } => storage::storage(&on, &self.what),
            What::Updates { .. } => storage::update(&on, &self.what),
            What::WithoutStickiness { .. } => sticky::sentence(self),
            What::WaitsForPeople { .. } => {
                let kind = self.subject.as_ref().map_or("", |one| one.kind);
                people::sentence(&on, kind, &self.what, self.drill.as_deref())
            }
            What::LinkCut { .. } => storage::cut(&on, &self.what),
            What::ReplicasBehind {
                furthest_s,
                broken,
                groups,
            } => self.replicas(&on, *furthest_s, broken, *groups),
            _ => String::new(),
        }
    }

    fn missing(&self, missing: u64, planned: u64, first_trial: u32, message: &str) -> String {
        let run = match &self.drill {
            None => "the years".to_string(),
            Some(drill) => format!("drill {}", words::clean(drill)),
        };
        format!(
            "ATTENTION: {} of {} missing, the first of them trial {first_trial} of {run}: \
             firedrill broke one of its own rules there ({}). All figures are without them, and nothing \
             that they could have changed is called met.",
            number::count(missing),
            words::many(planned, "trial is", "trials are"),
            words::clean(message),
        )
    }

    /// The names, with a mark at those that may stay away.
    fn marked(&self, expendable: &[String]) -> String {
        let marked = |name: &String| {
            let clean = words::clean(name);
            if expendable.contains(name) {
                format!("{clean} (expendable)")
            } else {
                clean
            }
        };
        let names: Vec<String> = self.applications.iter().map(marked).collect();
        some(&names)
    }

    fn lost_in_drill(&self, seen: &InDrill) -> String {
        format!(
            "All data of {}{} is lost in {} of the drills {}{}.",
            match (seen.whole, self.applications.len()) {
                (true, _) => "",
                (false, 1) => "at least one VM of ",
                (false, _) => "at least one VM each of ",
            },
            self.marked(&seen.expendable),
            figure::estimate(&seen.share, number::share),
            self.drill_name(),
            self.found_up(seen),
        )
    }

    /// Said where some trials of the drill do not count.
    fn found_up(&self, seen: &InDrill) -> &'static str {
        match (seen.found_down, self.applications.len()) {
            (0, _) => "",
            (_, 1) => " that found it up",
            _ => " that found them up",
        }
    }

    fn never_back_in_drill(&self, seen: &InDrill) -> String {
        let interval = figure::interval(&seen.share, number::share);
        format!(
            "Never back: {} in {} of {} {}{}{}.",
            self.marked(&seen.expendable),
            number::count(seen.seen),
            words::many(seen.trials, "drill", "drills"),
            self.drill_name(),
            self.found_up(seen),
            interval.map_or_else(String::new, |interval| format!(" ({interval})")),
        )
    }

    fn beyond(&self) -> String {
        let What::MeanBeyondRto {
            mttr_s,
            objective_s,
        } = &self.what
        else {
            return String::new();
        };
        let of = match (&self.drill, self.class) {
            (Some(_), _) | (None, None) => format!("drill {}", self.drill_name()),
            (None, Some(class)) => words::loss(class).to_string(),
        };
        let mean = match mttr_s.point {
            Some(_) => format!("mean {}", figure::estimate(mttr_s, number::duration)),
            None => "never recovered".to_string(),
        };
        let limit = objective_s.map_or_else(|| number::DASH.to_string(), number::duration);
        format!(
            "{}, {of}: {mean}, RTO {limit}: a failure causes an unacceptable business disruption.",
            self.names()
        )
    }

    fn queue(&self) -> String {
        let What::QueueGrows {
            grows_s_per_day,
            demand_bytes_per_s,
            served_bytes_per_s,
            bottleneck,
            to_repository,
        } = &self.what
        else {
            return String::new();
        };
        let on = self.on_name();
        let name = match (&self.subject, to_repository) {
            (Some(subject), Some(to)) if subject.kind == "copies" => {
                format!("Copies of backup {on} to repository {}", words::clean(to))
            }
            (Some(subject), None) if subject.kind == "copies" => format!("Copies of backup {on}"),
            _ => format!("Replica {on}"),
        };
        let a_day = |rate: f64| format!("{} a day", number::bytes(rate * SECONDS_A_DAY));
        format!(
            "{name}: never keeps up: grows by {} a day; {} come up, {} are carried, bounded by {}. What a \
             loss costs that rests on it has no end: {}.",
            number::duration(*grows_s_per_day),
            a_day(*demand_bytes_per_s),
            a_day(*served_bytes_per_s),
            bottleneck
                .as_deref()
                .map_or_else(|| "its own limit".to_string(), words::clean),
            self.names(),
        )
    }

    fn replicas(&self, on: &str, furthest_s: f64, broken: &[String], groups: usize) -> String {
        let furthest = number::duration(furthest_s);
        if self.drill.is_some() {
            return format!(
                "Replicas: furthest behind is {on} with {furthest}; behind their log in at least \
                 one trial: {} of {}.",
                broken.len(),
                words::counted(groups, "group", "groups"),
            );
        }
        let behind = if broken.is_empty() {
            String::new()
        } else {
            format!("; behind their log fell {}", listed(broken))
        };
        format!("Replicas over the years: furthest behind was {on} with {furthest}{behind}.")
    }
}

/// A rate over the years and how often it was seen.
fn often(seen: &OverYears) -> String {
    let times = match seen.seen {
        1 => "once".to_string(),
        times => format!("{} times", number::count(times)),
    };
    format!("{}, seen {times}", figure::rate(&seen.per_year))
}

fn no_room(on: &str, lost: &str, unfit: &Unroomed, shed_bytes: f64, left: &Unroomed) -> String {
    let told = |unfit: &Unroomed| {
        format!(
            "{} of {} ({})",
            words::counted(unfit.vms as usize, "VM", "VMs"),
            number::bytes(unfit.bytes),
            listed(&unfit.applications)
        )
    };
    let opening = format!(
        "If {} is lost tonight, by the memory formula stamp {on} has no room for {}",
        words::clean(lost),
        told(unfit),
    );
    let stopped = number::bytes(shed_bytes);
    if shed_bytes <= 0.0 {
        format!("{opening}.")
    } else if left.vms == 0 {
        format!("{opening}, unless {stopped} of lower tiers are stopped there.")
    } else {
        let left = told(left);
        format!("{opening}; with {stopped} of lower tiers stopped there, still none for {left}.")
    }
}
