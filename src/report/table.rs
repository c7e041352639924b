//! `outages.csv` and `trials.csv`: what happened, row by row.
//!
//! Always true here: times are seconds with the millisecond kept exactly; a value that does not
//! exist is an empty field; every phase of an outage has its column, and they add up to its
//! recovery time.

use super::Error;
use super::words;
use crate::chart::harmless::cell;
use crate::model::Blueprint;
use crate::model::outcome::Outcome;
use crate::model::record::{
    Ended, LossReason, Outage, Phase, Resource, TakenFrom, TrialRecord, component_label,
};

/// Records of the years and of each drill with the name of the run that they belong to.
fn runs<'a>(
    blueprint: &'a Blueprint,
    outcome: &'a Outcome,
) -> impl Iterator<Item = (&'a str, &'a [TrialRecord])> {
    let drills = blueprint
        .drills
        .iter()
        .zip(&outcome.drill_records)
        .map(|(drill, records)| (drill.name.as_str(), records.as_slice()));
    std::iter::once(("years", outcome.records.as_slice())).chain(drills)
}

/// Milliseconds as seconds, exact and short: `90`, `0.25`, `-12.5`.
fn seconds(ms: i128) -> String {
    let (sign, ms) = if ms < 0 { ("-", -ms) } else { ("", ms) };
    let (whole, rest) = (ms / 1_000, ms % 1_000);
    if rest == 0 {
        format!("{sign}{whole}")
    } else {
        let rest = format!("{rest:03}");
        format!("{sign}{whole}.{}", rest.trim_end_matches('0'))
    }
}

fn bytes_of(writer: csv::Writer<Vec<u8>>) -> Result<Vec<u8>, Error> {
    writer
        .into_inner()
        .map_err(|problem| Error::Table(problem.to_string()))
}

/// One row per outage of the years and of each drill, counted ones and those that were open at the
/// start of the horizon.
///
/// # Errors
/// When a row cannot be written, which memory alone can cause.
pub(crate) fn outages(blueprint: &Blueprint, outcome: &Outcome) -> Result<Vec<u8>, Error> {
    let mut writer = csv::Writer::from_writer(vec![]);
    let mut header: Vec<String> = [
        "run",
        "trial",
        "application",
        "start_s",
        "class",
        "cause",
        "target",
        "contributors",
        "inherited",
        "counted",
        "outcome",
        "recovered",
        "recovery_s",
    ]
    .map(String::from)
    .to_vec();
    header.extend(Phase::ALL.iter().map(|phase| format!("{}_s", phase.name())));
    header.extend(
        [
            "binding_resource",
            "binding_s",
            "downtime_s",
            "at_risk",
            "data_loss_s",
            "total_loss",
            "loss_only",
            "path",
            "resumed_from",
            "protection",
            "loss_reason",
            "loss_reason_s",
        ]
        .map(String::from),
    );
    writer.write_record(&header)?;
    for (run, records) in runs(blueprint, outcome) {
        for record in records {
            for outage in &record.outages {
                writer.write_record(outage_row(blueprint, outcome, run, record.trial, outage))?;
            }
        }
    }
    bytes_of(writer)
}

fn outage_row(
    blueprint: &Blueprint,
    outcome: &Outcome,
    run: &str,
    trial: u32,
    outage: &Outage,
) -> Vec<String> {
    let mut row = vec![
        cell(run),
        trial.to_string(),
        cell(&blueprint.application(outage.application).name),
        seconds(i128::from(outage.start)),
        outage.class.name().to_string(),
        cell(words::cause(outcome, outage.cause)),
        cell(&component_label(blueprint, outage.target)),
        cell(&contributors(outcome, outage)),
        outage.inherited.to_string(),
        outage.counted.to_string(),
        outage.ended().name().to_string(),
        (outage.ended() == Ended::Recovered).to_string(),
        // A loss without an outage has no recovery time.
        outage
            .recovery()
            .filter(|_| !outage.loss_only)
            .map_or_else(String::new, |ms| seconds(i128::from(ms))),
    ];
    row.extend(outage.phases.iter().map(|ms| seconds(i128::from(*ms))));
    row.extend([
        match outage.binding {
            Resource::None => String::new(),
            resource => cell(&resource.label(blueprint)),
        },
        seconds(i128::from(outage.binding_ms)),
        seconds(i128::from(outage.downtime)),
        outage.at_risk().to_string(),
        // The loss of a total loss is everything, which is not a number of seconds; and what has not
        // resumed has lost nothing that has a number yet.
        outage
            .data_loss()
            .map_or_else(String::new, |ms| seconds(i128::from(ms))),
        outage.total_loss().to_string(),
        outage.loss_only.to_string(),
        outage.path().map_or_else(
            || Ended::Never.name().to_string(),
            |path| path.name().to_string(),
        ),
    ]);
    row.extend(reason(blueprint, outage));
    row
}

/// What the state was taken from, by which protection, and what made that old; empty where nothing was
/// lost.
fn reason(blueprint: &Blueprint, outage: &Outage) -> [String; 4] {
    let resumed = outage.resumed;
    if !outage.at_risk() || resumed.reason == LossReason::None {
        return Default::default();
    }
    let protection = resumed.from.protection(blueprint).unwrap_or_default();
    let all = matches!(resumed.from, TakenFrom::Nothing(..));
    [
        resumed.from.name().to_string(),
        cell(protection),
        resumed.reason.name().to_string(),
        if all {
            String::new()
        } else {
            seconds(i128::from(resumed.part))
        },
    ]
}

fn contributors(outcome: &Outcome, outage: &Outage) -> String {
    let all = usize::from(outage.contributor_count);
    let named = all.min(outage.contributors.len());
    let mut names: Vec<String> = outage.contributors[..named]
        .iter()
        .map(|cause| words::cause(outcome, *cause).to_string())
        .collect();
    if all > named {
        names.push(format!("and {} more", all - named));
    }
    names.join("; ")
}

/// One row per trial of the years and of each drill.
///
/// # Errors
/// When a row cannot be written, which memory alone can cause.
pub(crate) fn trials(blueprint: &Blueprint, outcome: &Outcome) -> Result<Vec<u8>, Error> {
    let mut writer = csv::Writer::from_writer(vec![]);
    writer.write_record(trial_header(blueprint).iter().map(|name| cell(name)))?;
    for (run, records) in runs(blueprint, outcome) {
        for record in records {
            writer.write_record(trial_row(blueprint, run, record))?;
        }
    }
    bytes_of(writer)
}

fn trial_header(blueprint: &Blueprint) -> Vec<String> {
    let mut header = ["run", "trial"].map(String::from).to_vec();
    if blueprint.trace.is_some() {
        header.push("group".to_string());
    }
    header.extend(
        [
            "horizon_s",
            "strike_s",
            "faults",
            "outages",
            "lost",
            "never",
            "unplaced_vms",
            "node_downtime_s",
            "events",
        ]
        .map(String::from),
    );
    for application in &blueprint.applications {
        header.push(format!("{} downtime_s", application.name));
    }
    for stamp in &blueprint.stamps {
        for figure in ["without_n_minus_1_s", "two_or_more_down_s", "down_s"] {
            header.push(format!("{} {figure}", stamp.name));
        }
    }
    for backup in &blueprint.backups {
        for figure in ["due_jobs", "good_jobs"] {
            header.push(format!("{} {figure}", backup.name));
        }
    }
    header.extend(protection_header(blueprint));
    header
}

/// Columns of what copies, follows and stands in, only where the scenario has it.
fn protection_header(blueprint: &Blueprint) -> Vec<String> {
    let mut header = vec![];
    if has_copies(blueprint) {
        header.extend(["shed_vms", "whole_s"].map(String::from));
    }
    for group in &blueprint.groups {
        let application = &blueprint.application(group.application).name;
        let from = &blueprint.stamp(group.from).name;
        let replication = &blueprint.replication(group.replication).name;
        for figure in ["furthest_behind_s", "unprotected_s", "broken", "failovers"] {
            header.push(format!("{application}/{replication}/{from} {figure}"));
        }
    }
    for stamp in blueprint
        .stamps
        .iter()
        .filter(|stamp| stamp.storage.is_some())
    {
        for figure in ["rebuilds", "exposed_s", "volumes_lost"] {
            header.push(format!("{} {figure}", stamp.name));
        }
    }
    for role in blueprint
        .roles
        .iter()
        .filter(|role| role.high_availability.is_some())
    {
        let application = &blueprint.application(role.application).name;
        for figure in ["switches", "majority_losses"] {
            header.push(format!("{application}/{} {figure}", role.name));
        }
    }
    header
}

fn has_copies(blueprint: &Blueprint) -> bool {
    !blueprint.groups.is_empty()
        || !blueprint.high_availabilities.is_empty()
        || blueprint.stamps.iter().any(|stamp| stamp.storage.is_some())
}

fn protection_row(blueprint: &Blueprint, run: &str, record: &TrialRecord) -> Vec<String> {
    let time = |value: Option<u64>| value.map_or_else(String::new, |ms| seconds(i128::from(ms)));
    let count = |value: Option<u64>| value.map_or_else(String::new, |count| count.to_string());
    let mut row = vec![];
    if has_copies(blueprint) {
        row.push(record.shed.to_string());
        row.push(time(record.whole.filter(|_| run != "years")));
    }
    for index in 0..blueprint.groups.len() {
        let tally = record.replicas.get(index);
        row.push(time(tally.map(|tally| tally.lag_max)));
        row.push(time(tally.map(|tally| tally.unprotected)));
        row.push(count(tally.map(|tally| u64::from(tally.broken))));
        row.push(count(tally.map(|tally| u64::from(tally.failovers))));
    }
    let stamps = blueprint.stamps.iter().enumerate();
    for (index, _) in stamps.filter(|(_, stamp)| stamp.storage.is_some()) {
        let tally = record.storage.get(index);
        row.push(count(tally.map(|tally| tally.rebuilds)));
        row.push(time(tally.map(|tally| tally.exposed)));
        row.push(count(tally.map(|tally| u64::from(tally.lost))));
    }
    let roles = blueprint.roles.iter().enumerate();
    for (index, _) in roles.filter(|(_, role)| role.high_availability.is_some()) {
        let tally = record.instances.get(index);
        row.push(count(tally.map(|tally| u64::from(tally.switches))));
        row.push(count(tally.map(|tally| u64::from(tally.majority_losses))));
    }
    row
}

fn trial_row(blueprint: &Blueprint, run: &str, record: &TrialRecord) -> Vec<String> {
    let mut row = vec![cell(run), record.trial.to_string()];
    if let Some(trace) = &blueprint.trace {
        let group = trace.groups.get(record.trial as usize);
        row.push(
            group
                .filter(|_| run == "years")
                .map_or_else(String::new, |group| cell(&group.name)),
        );
    }
    let counted = || record.outages.iter().filter(|outage| outage.counted);
    let ended = |how: Ended| counted().filter(move |outage| outage.ended() == how);
    row.extend([
        seconds(i128::from(record.horizon)),
        // Only a drill strikes at an instant of its own.
        if run == "years" {
            String::new()
        } else {
            seconds(i128::from(record.strike))
        },
        record
            .faults
            .iter()
            .map(|n| u64::from(*n))
            .sum::<u64>()
            .to_string(),
        counted().count().to_string(),
        ended(Ended::Lost).count().to_string(),
        ended(Ended::Never).count().to_string(),
        record.unplaced.to_string(),
        seconds(record.node_downtime.iter().map(|ms| i128::from(*ms)).sum()),
        record.events.to_string(),
    ]);
    // A table of a record that was not filled in leaves its fields empty, so that columns stay true.
    let field = |value: Option<u64>| value.map_or_else(String::new, |ms| seconds(i128::from(ms)));
    for index in 0..blueprint.applications.len() {
        row.push(field(record.downtime.get(index).copied()));
    }
    for index in 0..blueprint.stamps.len() {
        let tally = record.stamps.get(index);
        row.push(field(tally.map(|tally| tally.without_n_minus_1)));
        row.push(field(tally.map(|tally| tally.two_or_more_down)));
        row.push(field(tally.map(|tally| tally.down)));
    }
    for index in 0..blueprint.backups.len() {
        let tally = record.backups.get(index);
        row.push(tally.map_or_else(String::new, |tally| tally.due.to_string()));
        row.push(tally.map_or_else(String::new, |tally| tally.good.to_string()));
    }
    row.extend(protection_row(blueprint, run, record));
    row
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    fn rows(bytes: &[u8]) -> (csv::StringRecord, Vec<csv::StringRecord>) {
        let mut reader = csv::Reader::from_reader(bytes);
        let header = reader.headers().expect("a header").clone();
        let rows = reader
            .records()
            .collect::<Result<Vec<_>, _>>()
            .expect("rows of equal length");
        (header, rows)
    }

    /// Every column is explained on the page of files.
    #[test]
    fn columns_are_explained() {
        let page = include_str!("../doc/results.md");
        let blueprint = fixture::blueprint(1);
        let (header, _) =
            rows(&outages(&blueprint, &fixture::outcome(&blueprint)).expect("a table"));
        let all = trial_header(&blueprint);
        let whole = all.iter().map(String::as_str);
        for column in header
            .iter()
            .chain(whole.filter(|name| !name.contains(' ')))
        {
            assert!(
                page.contains(&format!("`{column}`")),
                "{column} is not explained"
            );
        }
    }

    #[test]
    fn phases_add_up_to_the_recovery_time() {
        let blueprint = fixture::blueprint(3);
        let outcome = fixture::outcome(&blueprint);
        let (header, rows) = rows(&outages(&blueprint, &outcome).expect("a table"));
        let column = |name: &str| {
            header
                .iter()
                .position(|field| field == name)
                .expect("the column exists")
        };
        let first = column("detect_s");
        assert!(rows.len() > 500);
        assert!(rows.iter().any(|row| &row[0] == "lose-stamp"));
        for row in &rows {
            let of = |index: usize| row[index].parse::<f64>().expect("a number");
            let sum: f64 = (first..first + Phase::COUNT).map(of).sum();
            let recovery = of(column("recovery_s"));
            assert!((sum - recovery).abs() < 1e-6, "{sum} against {recovery}");
            let lost = &row[column("total_loss")] == "true";
            assert!(!lost || row[column("data_loss_s")].is_empty());
        }
    }

    #[test]
    fn a_row_per_trial_with_its_downtime() {
        let blueprint = fixture::blueprint(3);
        let outcome = fixture::outcome(&blueprint);
        let (header, rows) = rows(&trials(&blueprint, &outcome).expect("a table"));
        assert_eq!(rows.len(), 400 + 200);
        let column = header
            .iter()
            .position(|field| field == "erp downtime_s")
            .expect("the column exists");
        assert_eq!(
            rows[0][column],
            seconds(i128::from(outcome.records[0].downtime[1]))
        );
    }

    #[test]
    fn trials_tell_of_protections_where_there_are_some() {
        let blueprint = fixture::protected(3);
        let outcome = fixture::protected_outcome(&blueprint);
        let (header, rows) = rows(&trials(&blueprint, &outcome).expect("a table"));
        let of = |row: usize, name: &str| {
            let found = header.iter().position(|field| field == name);
            rows[row][found.unwrap_or_else(|| panic!("{name} is no column"))].to_string()
        };
        assert_eq!(of(0, "erp/metro/alpha furthest_behind_s"), "7200");
        assert_eq!(of(0, "erp/metro/alpha broken"), "1");
        assert_eq!(of(0, "alpha rebuilds"), "4");
        assert_eq!(of(0, "files/sql switches"), "5");
        assert_eq!(of(0, "whole_s"), "");
        assert_eq!(of(400, "whole_s"), "90000");
        let plain = fixture::blueprint(3);
        assert!(protection_header(&plain).is_empty());
    }

    #[test]
    fn hostile_names_come_back_whole() {
        let name = "a,\"b\"\n<c>".to_string();
        let blueprint = fixture::named_blueprint(std::slice::from_ref(&name));
        let outcome = fixture::outcome(&blueprint);
        let (_, rows) = rows(&outages(&blueprint, &outcome).expect("a table"));
        assert_eq!(rows[0][2], name);
    }

    #[test]
    fn milliseconds_are_kept() {
        assert_eq!(seconds(1_250), "1.25");
        assert_eq!(seconds(-12_500), "-12.5");
        assert_eq!(seconds(60_000), "60");
        assert_eq!(seconds(7), "0.007");
    }

    #[test]
    fn an_unrecovered_outage_has_no_recovery_time() {
        let blueprint = fixture::blueprint(1);
        let mut outcome = fixture::outcome(&blueprint);
        outcome.records[0].outages[0].back = None;
        outcome.records[0].outages[0].contributor_count = 9;
        let (header, rows) = rows(&outages(&blueprint, &outcome).expect("a table"));
        let named = |name: &str| {
            let found = header.iter().position(|field| field == name);
            &rows[0][found.unwrap_or_else(|| panic!("{name} is no column"))]
        };
        assert_eq!(
            ["outcome", "recovered", "recovery_s", "data_loss_s", "path"].map(named),
            ["never", "false", "", "", "never"]
        );
        assert!(rows[0][7].ends_with("and 3 more"));
    }
}
