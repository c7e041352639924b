//! Names and words that several outputs share.
//!
//! Always true here: a lookup never fails; what has no name is a dash.

use crate::chart::harmless::harmless;
use crate::model::outcome::{
    ApplicationOutcome, ClassOutcome, DrillOutcome, Judged, Outcome, Quantiles, Verdict,
};
use crate::model::record::{Resource, Way};
use crate::model::{Blueprint, Class, GroupId};
use crate::units::number::{self, DASH};
use crate::units::{DAY, HOUR, MINUTE};

/// The name of a cause.
pub(crate) fn cause(outcome: &Outcome, index: u16) -> &str {
    outcome
        .causes
        .get(usize::from(index))
        .map_or(DASH, String::as_str)
}

/// What brought an application back, or that nothing did, as people read it.
pub(crate) fn way(way: Way) -> &'static str {
    match way {
        Way::By(path) => path.name(),
        Way::Lost => "back, but empty",
        Way::Never => "never back",
    }
}

/// A rate as links are stated: `0.9 MB/s`.
pub(crate) fn rate(bytes_per_s: f64) -> String {
    format!("{} MB/s", number::significant(bytes_per_s / 1e6, 3))
}

/// A group that replicates: `erp: alpha → beta (metro)`.
pub(crate) fn group(blueprint: &Blueprint, id: GroupId) -> String {
    let group = blueprint.group(id);
    let replication = blueprint.replication(group.replication);
    format!(
        "{}: {} → {} ({})",
        clean(&blueprint.application(group.application).name),
        clean(&blueprint.stamp(group.from).name),
        clean(&blueprint.stamp(replication.to).name),
        clean(&replication.name),
    )
}

/// What an infinite data loss of an application is.
pub(crate) fn endless_loss(one: &ApplicationOutcome) -> &'static str {
    if one.rpo_misses.iter().any(|miss| miss.endless) {
        return "without an end";
    }
    match (one.total_losses > 0, one.unrecovered > 0) {
        (true, false) => "everything",
        (false, _) => "never resumed",
        (true, true) => "everything, or never resumed",
    }
}

/// What an application is that did not recover, in a few words.
pub(crate) fn no_recovery(one: &ApplicationOutcome) -> &'static str {
    no_recovery_in(&[one])
}

/// The same over several runs.
pub(crate) fn no_recovery_in(all: &[&ApplicationOutcome]) -> &'static str {
    let lost = all.iter().any(|one| one.ends.lost > 0);
    match (lost, all.iter().any(|one| one.unrecovered > 0)) {
        (true, false) => "back, but empty",
        (false, _) => "never back",
        (true, true) => "never back, or empty",
    }
}

/// A verdict with a sign that survives black-and-white print.
pub(crate) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::NotSeen => "· not seen",
        Verdict::Met => "✓ met",
        Verdict::Inconclusive => "? inconclusive",
        Verdict::Missed => "✗ missed",
    }
}

/// The sign of a verdict alone.
pub(crate) fn sign(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::NotSeen => "·",
        Verdict::Met => "✓",
        Verdict::Inconclusive => "?",
        Verdict::Missed => "✗",
    }
}

/// The worse of two verdicts of an application; nothing stated is the best.
pub(crate) fn worst(one: &ApplicationOutcome) -> Option<Verdict> {
    let of = |judged: &Option<Judged>| judged.as_ref().and_then(|judged| judged.verdict);
    of(&one.rto).max(of(&one.rpo)).max(one.availability_verdict)
}

/// Applications in the order of interest: missed, inconclusive, met, not seen, unjudged; then by tier;
/// then by name.
pub(crate) fn by_interest<'a>(
    blueprint: &Blueprint,
    applications: &'a [ApplicationOutcome],
) -> Vec<&'a ApplicationOutcome> {
    let mut sorted: Vec<&ApplicationOutcome> = applications.iter().collect();
    sorted.sort_by_key(|one| {
        let stated = blueprint.application(one.application);
        (
            std::cmp::Reverse(worst(one)),
            stated.tier,
            stated.name.clone(),
        )
    });
    sorted
}

/// The cause of most downtime over all classes. None without outages.
pub(crate) fn cause_of_downtime<'a>(
    outcome: &'a Outcome,
    one: &ApplicationOutcome,
) -> Option<&'a str> {
    let mut best: Option<(f64, u16)> = None;
    for candidate in &one.by_cause {
        let down = candidate.downtime_s_per_year.point.unwrap_or(0.0);
        if best.is_none_or(|(known, _)| down > known) {
            best = Some((down, candidate.cause));
        }
    }
    best.map(|(_, cause)| self::cause(outcome, cause))
}

/// Whether figures stand without an RTO or an RPO to hold them against.
pub(crate) fn lacks_an_objective(one: &ApplicationOutcome) -> bool {
    let unstated = |judged: &Option<Judged>| judged.as_ref().is_some_and(|one| !one.is_stated());
    unstated(&one.rto) || unstated(&one.rpo)
}

/// What a class of faults is to an application: `loss of a stamp`.
pub(crate) fn loss(class: Class) -> &'static str {
    match class {
        Class::Disk => "loss of a disk",
        Class::Node => "loss of a node",
        Class::Switch => "loss of a switch",
        Class::Rack => "loss of a rack",
        Class::Stamp => "loss of a stamp",
        Class::Enclosure => "loss of an enclosure",
        Class::Site => "loss of a site",
        Class::Link => "loss of a link",
        Class::Repository => "loss of a repository",
        Class::ControlPlane => "loss of a control plane",
        Class::Logical => "logical fault",
        Class::Ransomware => "ransomware",
        Class::Planned => "planned work",
    }
}

/// A class that stopped an application never, though its faults came, or none of whose faults came: in
/// one word.
pub(crate) fn unseen(class: &ClassOutcome) -> &'static str {
    if class.survived() {
        "survived"
    } else {
        "not seen"
    }
}

/// What a figure is held against: `of 4 h`, or that nothing is stated.
pub(crate) fn stated(class: &ClassOutcome) -> String {
    match class.objective_s {
        Some(limit) => format!("of {}", number::duration(limit)),
        None => format!("for {}, nothing stated", number::share(class.target)),
    }
}

/// Notes on classes with the applications that they hold for, each note once.
pub(crate) fn by_note<'a>(
    blueprint: &Blueprint,
    applications: impl Iterator<Item = &'a ApplicationOutcome>,
    wanted: impl Fn(&ClassOutcome) -> bool,
) -> Vec<Noted> {
    let mut found: Vec<Noted> = vec![];
    for one in applications {
        let name = &blueprint.application(one.application).name;
        let classes = one.rto.iter().flat_map(|judged| &judged.by_class);
        for class in classes.filter(|class| wanted(class) && !class.note.is_empty()) {
            match found.iter_mut().find(|known| known.note == class.note) {
                Some(known) => known.names.push(name.clone()),
                None => found.push(Noted {
                    note: class.note.clone(),
                    class: class.class,
                    names: vec![name.clone()],
                }),
            }
        }
    }
    found
}

/// What was noted of several applications alike.
pub(crate) struct Noted {
    /// The note.
    pub(crate) note: String,
    /// The class of faults that it is about.
    pub(crate) class: Class,
    /// The applications, by their names in the scenario.
    pub(crate) names: Vec<String>,
}

/// A count with its thousands set apart, and the words for one or for several of it.
pub(crate) fn counted(count: usize, one: &str, several: &str) -> String {
    many(count as u64, one, several)
}

/// The same of a count of trials, outages or jobs.
pub(crate) fn many(count: u64, one: &str, several: &str) -> String {
    format!(
        "{} {}",
        number::count(count),
        if count == 1 { one } else { several }
    )
}

/// A mean as it is written, and the words for one or for several: `1 VM is`, `2.4 VMs are`.
pub(crate) fn amount(written: &str, one: &str, several: &str) -> String {
    format!("{written} {}", if written == "1" { one } else { several })
}

/// How many trials: `1 trial`, `1,000 trials`.
pub(crate) fn trials(count: u32) -> String {
    many(u64::from(count), "trial", "trials")
}

/// The tightest of the stated limits.
pub(crate) fn tightest(stated: &crate::model::Objectives) -> Option<crate::units::Span> {
    stated
        .default
        .iter()
        .chain(stated.by_class.iter().map(|(_, objective)| objective))
        .map(|objective| objective.limit)
        .min()
}

/// The binding resource of misses; where nothing was waited for, what takes the time instead.
pub(crate) fn binding(blueprint: &Blueprint, resource: Resource) -> String {
    match resource {
        Resource::None => NO_WAIT.to_string(),
        resource => clean(&resource.label(blueprint)),
    }
}

/// What takes the time where nothing is waited for.
pub(crate) const NO_WAIT: &str = "no resource: detection, decisions, starts and checks";

/// When all stopped applications are back with their data, as the second half of a sentence; none
/// without trials. Expendable ones are not waited for.
pub(crate) fn whole_again(blueprint: &Blueprint, again: &Quantiles) -> Option<String> {
    let all = if blueprint.applications.iter().any(|one| one.expendable) {
        "all but expendable ones"
    } else {
        "all"
    };
    let never = if again.infinite > 0 {
        format!(
            "; in {} of {} at least one did not recover",
            number::count(again.infinite),
            many(again.count, "trial", "trials")
        )
    } else {
        String::new()
    };
    match (again.p50, again.p95) {
        _ if again.count == 0 => None,
        (Some(half), Some(most)) => Some(format!(
            "{all} are back after {} in half of the trials, {} in 95 % of them{never}",
            number::duration(half),
            number::duration(most)
        )),
        (Some(half), None) => Some(format!(
            "{all} are back after {} in half of the trials{never}",
            number::duration(half)
        )),
        (None, _) => Some(format!(
            "in at least half of the trials not all recovered{never}"
        )),
    }
}

/// When everything is back where it belongs with all copies, replicas and instances, as a part of a
/// sentence; none where the scenario has none of these. Expendable applications are not waited for.
pub(crate) fn restored(blueprint: &Blueprint, drill: &DrillOutcome) -> Option<String> {
    let whole = drill.restored_s.filter(|whole| whole.count > 0)?;
    let (all, not_all) = match blueprint.applications.iter().any(|one| one.expendable) {
        true => (
            "everything but expendable applications",
            "not everything but expendable applications",
        ),
        false => ("everything", "not everything"),
    };
    let never = match whole.infinite {
        0 => String::new(),
        trials => format!(
            "; in {} of {} not while it was looked at",
            number::count(trials),
            many(whole.count, "trial", "trials")
        ),
    };
    Some(match (whole.p50, whole.p95) {
        (Some(half), Some(most)) => format!(
            "{all} is back where it belongs, with all copies, replicas and instances, after {} in \
             half of the trials, {} in 95 % of them{never}",
            number::duration(half),
            number::duration(most)
        ),
        (Some(half), None) => format!(
            "{all} is back where it belongs, with all copies, replicas and instances, after {} in \
             half of the trials{never}",
            number::duration(half)
        ),
        (None, _) => {
            format!("in at least half of the trials {not_all} came back to where it belongs{never}")
        }
    })
}

/// What a scenario is called where it stands by itself: with what the command line changed in it, so that it is never
/// taken for the one that it was made from.
pub(crate) fn scenario(blueprint: &Blueprint) -> String {
    let name = clean(&blueprint.run.name);
    match blueprint.run.changed.as_slice() {
        [] => name,
        changed => format!("{name} with {}", clean(&changed.join(", "))),
    }
}

/// Of what the results are a part, where they are one: `only drill lose-stamp`.
pub(crate) fn only(outcome: &Outcome) -> Option<String> {
    match outcome.only.as_slice() {
        [] => None,
        asked => Some(format!("only {}", clean(&asked.join(", ")))),
    }
}

/// Text for one line of a terminal or a label.
pub(crate) fn clean(text: &str) -> String {
    harmless(text)
}

/// An instant of the week as people say it: `Sunday 21:58`.
pub(crate) fn of_week(ms: u64) -> String {
    const DAYS: [&str; 7] = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    let day = DAYS[(ms / DAY % 7) as usize];
    format!("{day} {:02}:{:02}", ms % DAY / HOUR, ms % HOUR / MINUTE)
}

/// A name as part of a file name: small letters, digits and hyphens, at most 60 of them.
pub(crate) fn slug(name: &str) -> String {
    let mut made = String::new();
    for character in name.chars() {
        if made.len() >= 60 {
            break;
        }
        if character.is_ascii_alphanumeric() || character == '_' {
            made.push(character.to_ascii_lowercase());
        } else if !made.is_empty() && !made.ends_with('-') {
            made.push('-');
        }
    }
    let made = made.trim_end_matches('-');
    if made.is_empty() {
        "unnamed".to_string()
    } else {
        made.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[test]
    fn counts_have_one_form() {
        assert_eq!(counted(1_000, "trial", "trials"), "1,000 trials");
        assert_eq!(number::counted(1_350, "fault"), "1,350 faults");
        assert_eq!(number::counted(1, "cell"), "1 cell");
    }

    #[test]
    fn file_names_are_harmless() {
        assert_eq!(slug("../ERP & <b>"), "erp-b");
        assert_eq!(slug("Größe"), "gr-e");
        assert_eq!(slug("//"), "unnamed");
        assert_eq!(slug(&"x".repeat(500)).len(), 60);
    }

    /// Of plain: all but build, which is expendable. Of lost: archive is expendable and ledger never comes back.
    #[test]
    fn never_coming_back_is_said() {
        let again = |told: &fixture::Told| {
            whole_again(&told.blueprint, &told.outcome.drills[0].whole_again_s)
        };
        assert_eq!(
            again(fixture::plain()).as_deref(),
            Some(
                "all but expendable ones are back after 8 h 33 min in half of the trials, 8 h 33 min in 95 % of \
                 them"
            )
        );
        assert_eq!(
            again(fixture::lost()).as_deref(),
            Some(
                "in at least half of the trials not all recovered; in 4 of 4 trials at least one did not recover"
            )
        );
        // Shares between these two are made up, as are drills that stop nothing.
        let mut blueprint = fixture::plain().blueprint.clone();
        for one in &mut blueprint.applications {
            one.expendable = false;
        }
        let again = |p50, p95, infinite, count| {
            let seen = Quantiles {
                p50,
                p95,
                infinite,
                count,
                ..Quantiles::default()
            };
            whole_again(&blueprint, &seen)
        };
        assert_eq!(
            again(Some(3_600.0), Some(7_200.0), 0, 100).as_deref(),
            Some("all are back after 1 h in half of the trials, 2 h in 95 % of them")
        );
        assert_eq!(
            again(Some(3_600.0), None, 9, 100).as_deref(),
            Some(
                "all are back after 1 h in half of the trials; in 9 of 100 trials at least one did not recover"
            )
        );
        assert_eq!(again(None, None, 0, 0), None);
    }

    /// Both miss; nothing is stated for build. By cause erp is down longest by the flood: 8 h 33 min a year, against
    /// 5 h 7 min by the power.
    #[test]
    fn what_misses_comes_first_and_what_is_not_judged_last() {
        let told = fixture::plain();
        let order = by_interest(&told.blueprint, &told.outcome.applications);
        let named: Vec<(&str, Option<Verdict>)> = order
            .iter()
            .map(|one| {
                let name = &told.blueprint.application(one.application).name;
                (name.as_str(), worst(one))
            })
            .collect();
        let missed = Some(Verdict::Missed);
        assert_eq!(named, [("erp", missed), ("files", missed), ("build", None)]);
        let erp = told.application("erp");
        assert_eq!(cause_of_downtime(&told.outcome, erp), Some("flood"));
        let build = told.application("build");
        assert_eq!(cause_of_downtime(&told.outcome, build), Some("power"));
        let calm = fixture::calm();
        assert_eq!(
            cause_of_downtime(&calm.outcome, calm.application("erp")),
            None
        );
        // A cause that has no name.
        let mut outcome = told.outcome.clone();
        outcome.causes.clear();
        assert_eq!(cause_of_downtime(&outcome, erp), Some(DASH));
    }
}
