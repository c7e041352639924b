//! The command `check`: reads a scenario and says what would be simulated.
//!
//! Always true here: nothing is simulated; what is printed follows from the blueprint alone.

mod formats;
mod said;

use super::plain::Plain;
use super::source::{self, Source};
use super::{Changes, CheckFormat, Deny, Exit, Stop, colour};
use crate::model::memory::{held_by_stamp, terms_of};
use crate::model::topology::component_label;
use crate::model::{
    Arrival, Blueprint, DrillTime, Effect, Protected, Protection, Source as Faults, Stamp, Status,
    Trials, Vm,
};
use crate::report::{aligned, folded};
use crate::scenario::{Files, Overrides};
use crate::units::number::counted;
use crate::units::{Bytes, Span, number};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

/// Runs the command.
pub(super) fn check(
    (file, trace): (&Path, Option<&Path>),
    changes: &Changes,
    told: Told,
    out: &mut dyn Write,
) -> Result<(), Stop> {
    let overrides = Overrides {
        trace: trace.map(|path| path.display().to_string()),
        edits: changes.0.clone(),
        ..Overrides::default()
    };
    let read = source::load(file, &overrides);
    if told.format != CheckFormat::Text {
        return for_programs(&file.display().to_string(), read, told, out);
    }
    let loaded = read?.loaded;
    // As one piece: there may be ten thousand lines.
    let mut text = Vec::new();
    print(&loaded.blueprint, colour::window(), &mut text)?;
    Plain(out).write_all(&text)?;
    let denied = told.denied(loaded.blueprint.lints.len());
    // The process ends: to give back what a large scenario holds, name by name, takes longer than to tell of it.
    std::mem::forget(loaded);
    denied.map_or(Ok(()), |message| Err(Stop::Missed(message)))
}

/// How it is told, and what is not let pass.
#[derive(Clone, Copy)]
pub(super) struct Told {
    pub(super) format: CheckFormat,
    pub(super) deny: Option<Deny>,
}

impl Told {
    /// What is said where advice is not let pass.
    fn denied(self, lints: usize) -> Option<String> {
        let denies = self.deny == Some(Deny::Advice) && lints > 0;
        denies.then(|| {
            let (count, verb) = (counted(lints, "piece"), if lints == 1 { "is" } else { "are" });
            format!(
                "error: {count} of advice {verb} denied; `firedrill explain CODE` says more, and `allow` in the scenario lets one pass with a reason"
            )
        })
    }
}

/// Everything that is said, in a form for programs.
fn for_programs(
    file: &str,
    read: Result<Source, Stop>,
    told: Told,
    out: &mut dyn Write,
) -> Result<(), Stop> {
    let (mut said, exit) = match &read {
        Ok(source) => {
            let said = said::of_legal(&source.loaded.blueprint, &source.texts);
            let denied = told.denied(source.loaded.blueprint.lints.len()).is_some();
            (said, denied.then_some(Exit::Missed))
        }
        Err(Stop::Issues(refusal)) => (said::of_refused(refusal), Some(Exit::Refused)),
        Err(Stop::Unread(problem)) => (said::of_unread(problem, file), Some(Exit::Refused)),
        Err(_) => return read.map(drop),
    };
    let placed = placed(file);
    for one in &mut said {
        one.file = one.file.as_deref().map(&placed);
    }
    let text = match told.format {
        CheckFormat::Json => formats::json(file, &said),
        CheckFormat::Github => formats::github(&said),
        CheckFormat::Sarif | CheckFormat::Text => formats::sarif(&said, &formats::reference),
    };
    out.write_all(text.as_bytes())?;
    exit.map_or(Ok(()), |exit| Err(Stop::Said(exit)))
}

/// Where a file lies that is named in what is said: those of a scenario beside it, those of expectations beside either.
fn placed(file: &str) -> impl Fn(&str) -> String {
    let scenario = source::scenario_of(Path::new(file));
    let own = file.to_string();
    move |name: &str| {
        let folders = [scenario.parent(), Path::new(&own).parent()];
        if name == own || Path::new(name) == scenario {
            return name.to_string();
        }
        let all = folders.into_iter().flatten();
        let found = all
            .map(|folder| folder.join(name))
            .find(|path| path.is_file());
        found.map_or_else(|| name.to_string(), |path| path.display().to_string())
    }
}

/// What `check` says of a scenario of this name that has these bytes; what it refers to is read by `beside`.
///
/// # Errors
/// The message about everything that is wrong with it.
pub fn check_bytes(name: &str, bytes: Vec<u8>, beside: Files<'_>) -> Result<String, String> {
    let refused = |stop: Stop| stop.words(colour::on_errors());
    let loaded = source::of_bytes(name, bytes, beside).map_err(refused)?;
    let mut out = Vec::new();
    print(&loaded.blueprint, None, &mut Plain(&mut out)).map_err(|error| error.to_string())?;
    Ok(String::from_utf8_lossy(&out).into_owned())
}

/// All that is said, with sentences folded to the columns that there are.
fn print(blueprint: &Blueprint, columns: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
    heading(blueprint, columns, out)?;
    stamps(blueprint, out)?;
    protections(blueprint, out)?;
    faults(blueprint, out)?;
    drills(blueprint, out)?;
    advice(blueprint, columns, out)
}

/// A sentence, folded to the columns that there are.
fn sentence(text: &str, columns: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
    let indent = text.len() - text.trim_start_matches(' ').len();
    match columns {
        Some(columns) => write!(out, "{}", folded(text, indent + 2, columns)),
        None => writeln!(out, "{text}"),
    }
}

fn heading(blueprint: &Blueprint, columns: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
    let run = &blueprint.run;
    writeln!(out, "scenario {} is valid", run.name)?;
    for change in &run.changed {
        sentence(&format!("  with {change}"), columns, out)?;
    }
    if !run.description.is_empty() {
        sentence(&format!("  {}", run.description), columns, out)?;
    }
    let trials = match (&blueprint.trace, &run.trials) {
        (Some(trace), _) => format!(
            "{} of the trace, one trial each",
            counted(trace.groups.len(), "group")
        ),
        (None, Trials::Fixed(trials)) => counted(*trials as usize, "trial"),
        (
            None,
            Trials::Until {
                measure,
                half_width,
                at_most,
            },
        ) => format!(
            "trials until {} is known to ± {}, at most {at_most}",
            blueprint.text_of(measure),
            half_width.words()
        ),
    };
    let length = |span: Span| number::duration(span.as_seconds());
    let each = format!(
        "  {trials}, each of {} after {} of build-up and {} of settling; seed {}",
        length(run.horizon),
        length(run.build_up),
        length(run.settle),
        run.seed
    );
    sentence(&each, columns, out)?;
    writeln!(
        out,
        "  {}, {}, {}, {}, {}",
        counted(blueprint.sites.len(), "site"),
        counted(blueprint.stamps.len(), "stamp"),
        counted(blueprint.repositories.len(), "repository"),
        counted(blueprint.applications.len(), "application"),
        counted(blueprint.vms.len(), "VM"),
    )?;
    writeln!(out, "  sha256 {}", blueprint.sha256)
}

fn stamps(blueprint: &Blueprint, out: &mut dyn Write) -> io::Result<()> {
    const COLUMNS: [&str; 9] = [
        "stamp",
        "nodes",
        "VMs",
        "total",
        "reserve",
        "infra",
        "VMs",
        "free",
        "largest VM",
    ];
    let mut lines = vec![COLUMNS.map(str::to_string).to_vec()];
    let all = held_by_stamp(&blueprint.vms, &blueprint.standbys, blueprint.stamps.len());
    for (stamp, held) in blueprint.stamps.iter().zip(&all) {
        lines.push(stamp_line(stamp, held));
    }
    let right: Vec<usize> = (1..COLUMNS.len()).collect();
    write!(out, "\nmemory in GiB\n{}", aligned(&lines, &right))?;
    storage(blueprint, out)
}

fn stamp_line(stamp: &Stamp, held: &[Bytes]) -> Vec<String> {
    let terms = terms_of(stamp, held.iter().copied());
    let reserve = terms.reserve_host + terms.reserve_host_os + terms.reserve_largest_vm;
    let gib = [
        terms.total,
        reserve,
        terms.infrastructure,
        terms.tenant,
        terms.available,
        terms.largest_placeable,
    ]
    .map(|bytes| format!("{:.1}", bytes / Bytes::GIB as f64));
    let counts = [stamp.node_count().to_string(), held.len().to_string()];
    let name = stamp.name.clone();
    std::iter::once(name).chain(counts).chain(gib).collect()
}

fn storage(blueprint: &Blueprint, out: &mut dyn Write) -> io::Result<()> {
    let lines: Vec<Vec<String>> = blueprint
        .stamps
        .iter()
        .filter_map(|stamp| {
            let pool = stamp.storage.as_ref()?;
            let told = format!(
                "{}, {} of {:.1} TiB, room to rebuild {}",
                counted(pool.disks.len(), "disk"),
                counted(pool.volumes.len(), "volume"),
                pool.volume_size.as_gib() / 1024.0,
                counted(pool.reserve_disks as usize, "disk"),
            );
            Some(vec![stamp.name.clone(), told])
        })
        .collect();
    if lines.is_empty() {
        return Ok(());
    }
    write!(out, "\nstorage\n{}", aligned(&lines, &[]))
}

/// Each protection with those that have it.
fn protections(blueprint: &Blueprint, out: &mut dyn Write) -> io::Result<()> {
    let all = &blueprint.protections;
    let mut own = all.each(|_| Protected::default());
    for vm in &blueprint.vms {
        for one in blueprint.protecting(vm) {
            own[one].count += 1;
            own[one].used.0 += vm.used.0;
        }
    }
    let line = |id: Protection| {
        let one = all.of(id);
        let told = one.told(blueprint.names(), own[id]);
        vec![id.word().to_string(), one.name().to_string(), told]
    };
    let lines: Vec<Vec<String>> = all.all().map(line).collect();
    write!(out, "\nprotection\n{}", aligned(&lines, &[]))?;
    unprotected(blueprint, out)
}

fn unprotected(blueprint: &Blueprint, out: &mut dyn Write) -> io::Result<()> {
    let bare = |vm: &&Vm| blueprint.protecting(vm).next().is_none();
    let expendable = |vm: &&Vm| blueprint.application(vm.application).expendable;
    let unprotected = blueprint.vms.iter().filter(bare).count();
    let on_purpose = blueprint.vms.iter().filter(bare).filter(expendable).count();
    if unprotected > 0 {
        writeln!(
            out,
            "  without any: {}, of which {on_purpose} in expendable applications",
            counted(unprotected, "VM")
        )?;
    }
    Ok(())
}

fn faults(blueprint: &Blueprint, out: &mut dyn Write) -> io::Result<()> {
    let mut groups: BTreeMap<&str, (usize, f64, &'static str)> = BTreeMap::new();
    let years = blueprint.run.horizon.as_years();
    for source in &blueprint.sources {
        // Failbacks, ways home and full volumes follow from something else.
        let follows = matches!(
            source.arrival,
            Arrival::Failback(_) | Arrival::GoHome(_) | Arrival::Volume(_)
        );
        if !follows && !matches!(source.arrival, Arrival::Drill(_)) {
            let group = groups
                .entry(&source.label)
                .or_insert((0, 0.0, source.class.name()));
            group.0 += 1;
            group.1 += source.expected_per_year(years);
        }
    }
    if groups.is_empty() && blueprint.trace.is_none() {
        return Ok(());
    }
    let mut lines: Vec<Vec<String>> = vec![];
    for (label, (targets, rate, class)) in groups {
        let shown = if rate >= 0.01 {
            format!("{rate:.2}")
        } else {
            format!("{rate:.1e}")
        };
        let told = format!("{class}, {}", counted(targets, "target"));
        lines.push(vec![label.to_string(), shown, told]);
    }
    if let Some(trace) = &blueprint.trace {
        let rows: usize = trace.groups.iter().map(|group| group.rows.len()).sum();
        let per_year = rows as f64 / trace.groups.len().max(1) as f64 / years;
        let told = format!("recorded, {}", counted(rows, "row"));
        lines.push(vec!["trace".to_string(), format!("{per_year:.2}"), told]);
    }
    write!(
        out,
        "\nfaults, expected per year\n{}",
        aligned(&lines, &[1])
    )
}

fn drills(blueprint: &Blueprint, out: &mut dyn Write) -> io::Result<()> {
    if blueprint.drills.is_empty() {
        return Ok(());
    }
    let lines: Vec<Vec<String>> = blueprint
        .drills
        .iter()
        .map(|drill| {
            let source = blueprint.source(drill.source);
            let time = match drill.time {
                DrillTime::Any => "at any instant",
                DrillTime::OfWeek(_) => "at its hour of the week",
            };
            let told = format!(
                "{}, {time}, {}",
                component_label(blueprint, source.target),
                counted(drill.trials as usize, "trial")
            );
            vec![drill.name.clone(), told]
        })
        .collect();
    write!(out, "\ndrills\n{}", aligned(&lines, &[]))
}

/// What is proposed where no ransomware strikes.
const PROPOSED: &str = "no ransomware strikes: what survives it is shown by [drill.ransomware] of = \"everything\", kind = \"ransomware\"";

fn advice(blueprint: &Blueprint, columns: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
    // Counted as the report counts them: one that was read second-hand has a source.
    let unconfirmed = blueprint
        .assumptions
        .iter()
        .filter(|assumption| assumption.default.status == Status::Assumed)
        .count();
    let defaults = format!(
        "{} used, {unconfirmed} of them without a source; `firedrill reference` lists them",
        counted(blueprint.assumptions.len(), "default")
    );
    writeln!(out)?;
    sentence(&defaults, columns, out)?;
    let strikes = |source: &Faults| matches!(source.effect, Effect::Ransomware(_));
    if !blueprint.applications.is_empty() && !blueprint.sources.iter().any(strikes) {
        sentence(PROPOSED, columns, out)?;
    }
    allowed(blueprint, columns, out)?;
    if blueprint.lints.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nadvice")?;
    let mut lints: Vec<_> = blueprint.lints.iter().collect();
    lints.sort_by_key(|lint| lint.line);
    for lint in lints {
        let place = match lint.line {
            0 => String::new(),
            line => format!("line {line}: "),
        };
        let told = format!("  advice[{}]: {place}{}", lint.code(), lint.message());
        sentence(&told, columns, out)?;
    }
    Ok(())
}

/// What the scenario allows: rule by rule, with the reason and how often it holds.
fn allowed(blueprint: &Blueprint, columns: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
    if blueprint.allowed.iter().all(|one| one.lints.is_empty()) {
        return Ok(());
    }
    writeln!(out, "\nallowed")?;
    for one in blueprint.allowed.iter().filter(|one| !one.lints.is_empty()) {
        let times = counted(one.lints.len(), "time");
        sentence(
            &format!("  {}, {times}: {}", one.rule, one.reason),
            columns,
            out,
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOR_PEOPLE: Told = Told {
        format: CheckFormat::Text,
        deny: None,
    };

    #[test]
    fn check_says_what_would_be_simulated() {
        let mut out = Vec::new();
        let checked = check(
            (Path::new("quickstart"), None),
            &Changes::default(),
            FOR_PEOPLE,
            &mut out,
        );
        assert!(checked.is_ok());
        let text = String::from_utf8_lossy(&out);
        // Cells stand under each other, however wide their columns are.
        let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        let has = |expected: &str| text.lines().any(|line| words(line) == expected);
        // 4 nodes; the mean life is 7550 h, the mean repair 2.4 h and the detection 10 min.
        assert!(has("node-failure 4.64 node, 4 targets"), "{text}");
        assert!(
            has("lose-stamp stamp alpha, at any instant, 1,000 trials"),
            "{text}"
        );
        assert!(
            text.contains("each of 365 d after 29.2 d of build-up and 7 h 42 min of settling"),
            "{text}"
        );
        assert!(
            text.contains("2 stamps, 1 repository, 3 applications, 8 VMs"),
            "{text}"
        );
    }

    #[test]
    fn check_names_storage_replicas_and_instances() {
        const TEXT: &str = r#"
[stamp.a]
node_memory = "384 GiB"
storage = { disks = 10 }
[stamp.b]
like = "a"
[protection]
near.replication = { to = "b", standby = "hot" }
pair.high_availability = { across = ["a", "b"] }
[application.x]
expendable = true
role.one = { count = 2, protection = "pair" }
role.two = { stamp = "a", protection = "near", used = "1 TiB" }
role.three = { stamp = "b" }
"#;
        let files = |_: &str| Err("no file is needed".to_string());
        let loaded = crate::scenario::load(TEXT, "x.toml", &files)
            .unwrap_or_else(|issues| panic!("{issues:#?}"));
        let mut out = Vec::new();
        print(&loaded.blueprint, None, &mut out).expect("memory does not fail");
        let text = String::from_utf8_lossy(&out);
        for part in [
            "\nstorage\n  a  40 disks, 4 volumes of 9.0 TiB, room to rebuild 4 disks\n",
            "\n  replication        near  1 VM to b, asynchronous, hot standby; 1024.0 GiB in use\n",
            "\n  high availability  pair  2 instances across a, b\n",
            "  without any: 1 VM, of which 1 in expendable applications\n",
            // Two instances and three VMs with the standby: 14 GiB each.
            "\n  b          4    3  1536.0 ",
        ] {
            assert!(text.contains(part), "`{part}` is not in\n{text}");
        }
        assert!(!text.contains("failback-near"), "{text}");
    }
}
