//! Worst moments that are worked out by hand, and marches against every minute and against random instants.

use super::*;
use crate::model::marched::{Edge, Happening, MarchedCell, Swap, WorstMoment};
use crate::model::{Blueprint, DrillTime, ObjectiveOf};
use crate::random::{Stream, name_hash};
use crate::scenario::Alphabet;
use crate::study::fixture::blueprint;
use crate::study::sums::measured;
use crate::units::{DAY, HOUR, MINUTE, SECOND, WEEK};
use crate::world::Mode;

/// One VM whose stamp starts at once, and a crew of one.
const TOY: &str = r#"
[stamp.alpha]
nodes = 4
node_memory = "384 GiB"
start = "0 s"
uplink = "100 Gbps"
[repository.vault]
write = "100 MB/s"
read = "100 MB/s"
[crew.day]
hours = "mon-sun 08:00-17:00"
answers_in = "0 s"
[protection.nightly.backup]
every = "24 h"
full_every = "24 h"
phase = "22 h"
reduction = 1.0
job_failure = "0 %"
bad_point = "0 %"
detect = "0 s"
decide = "10 min"
provision = "0 s"
[application.erp]
stamp = "alpha"
size = "DS4_v2"
used = "360 GB"
churn = "0 B/s"
boot = "0 s"
validate = "0 s"
protection = "nightly"
"#;

fn frozen(text: &str) -> (Frozen, Vec<SweptFault>) {
    let Alphabet { blueprint, faults } = Alphabet::of(&blueprint(text));
    (Frozen::of(&blueprint, 0.95), faults)
}

fn options() -> MarchOptions {
    MarchOptions {
        seed: 1,
        threads: 1,
        runs: Some(100_000),
    }
}

fn name(blueprint: &Blueprint, fault: &SweptFault) -> String {
    blueprint.drill(fault.drill).name.clone()
}

/// The march of one fault.
fn marched(text: &str, fault: &str) -> (MarchOutcome, MarchedRow) {
    let (frozen, faults) = frozen(text);
    let own = faults.into_iter();
    let own: Vec<SweptFault> = own
        .filter(|one| name(&frozen.blueprint, one) == fault)
        .collect();
    assert_eq!(own.len(), 1, "no fault {fault}");
    let outcome = march(&frozen, &own, &options(), &|_| true, &|_, _| {});
    let row = outcome.rows[0].clone();
    (outcome, row)
}

fn cell(text: &str, fault: &str, application: usize) -> MarchedCell {
    let (outcome, row) = marched(text, fault);
    assert!(
        outcome.is_complete(),
        "{:?} {:?}",
        outcome.cycle,
        row.unmarched
    );
    let own = row.cells.into_iter();
    let mut own = own.filter(|cell| cell.application.index() == application);
    own.next().expect("it is hit")
}

fn recovery(text: &str, fault: &str) -> WorstMoment {
    cell(text, fault, 0).recovery.expect("it stops")
}

/// Noticed after 10 min, an hour of work: struck at 16:50 it is noticed at 17:00, when nobody is there until 8:00, and back at 9:00: 16 h 10 min
/// are 970 min. A millisecond earlier somebody is still there, and it takes 70 min. Every day is alike: the first is Monday.
#[test]
fn the_crew_that_leaves_at_five() {
    let text = format!(
        "{TOY}[drill.dark]\nof = \"stamp.alpha\"\ndetect = \"10 min\"\nrepair = \"60 min\"\ncrew = \"day\"\n"
    );
    let worst = recovery(&text, "down-stamp-alpha");
    assert_eq!(worst.value, Some(970 * MINUTE));
    assert_eq!(worst.at, 16 * HOUR + 50 * MINUTE);
    assert_eq!(worst.until, worst.at);
    let (_, row) = marched(&text, "down-stamp-alpha");
    let Edge::From(Swap { moves, meets }) = worst.edge else {
        panic!("{:?}", worst.edge);
    };
    assert!(matches!(moves, Happening::FaultNoticed(_)), "{moves:?}");
    assert!(matches!(meets, Happening::HoursEnd(_)), "{meets:?}");
    // Every day at 7:50 somebody is there again, and at 16:50 nobody any more.
    assert!(
        row.critical < 60 && row.runs < 250,
        "{} {}",
        row.critical,
        row.runs
    );
    // With weekends free it is Friday 16:50, until Monday 9:00: 64 h 10 min.
    let worst = recovery(&text.replace("mon-sun", "mon-fri"), "down-stamp-alpha");
    assert_eq!(worst.value, Some(64 * HOUR + 10 * MINUTE));
    assert_eq!(worst.at, 4 * DAY + 16 * HOUR + 50 * MINUTE);
}

/// A full of 360 GB at 100 MB/s takes an hour, from 22:00 to 23:00. Data that is deleted a millisecond before it is complete goes back to the one
/// of the day before: 24 h and an hour less a millisecond are 89,999,999 ms.
#[test]
fn the_point_a_millisecond_before_it_is_complete() {
    let cell = cell(TOY, "deletion-application-erp", 0);
    let worst = cell.loss.expect("data is at risk");
    assert_eq!(worst.value, Some(25 * HOUR - 1));
    assert_eq!(worst.at, 23 * HOUR - 1);
    let Edge::Before(Swap { moves, meets }) = worst.edge else {
        panic!("{:?}", worst.edge);
    };
    assert_eq!(moves, Happening::Strike);
    assert!(matches!(meets, Happening::JobDone(_, true)), "{meets:?}");
}

/// A part takes 8 h in office hours from the order on. Ordered on a Friday at 9:00 it is there at 17:00, a millisecond later on Monday at
/// 8:00:00.001: from 9:00:00.001 that is 2 d 23 h, and an hour of work comes on top.
#[test]
fn the_window_that_closes() {
    let text = format!(
        "{TOY}[crew.always]\nanswers_in = \"0 s\"\n[parts.board]\ndelivery = \"8 h\"\nhours = \"mon-fri 08:00-17:00\"\n[drill.dark]\nof = \"stamp.alpha\"\n\
         detect = \"0 s\"\nrepair = \"60 min\"\ncrew = \"always\"\nparts = \"board\"\n"
    );
    let worst = recovery(&text, "down-stamp-alpha");
    assert_eq!(worst.value, Some(72 * HOUR));
    assert_eq!(worst.at, 4 * DAY + 9 * HOUR + 1);
}

/// The repository has one slot. The restore of erp asks for it ten minutes after the strike; from 22:00 on the backup of files has it, for an
/// hour. Struck at 21:50 the restore waits for the whole of it: 10 min, an hour, and an hour of reading 360 GB.
#[test]
fn the_second_in_the_queue() {
    let text = TOY.replace("[repository.vault]", "[repository.vault]\nslots = 1");
    // erp is backed up at noon, files at 22:00.
    let text = format!(
        "{text}[protection.noon.backup]\nlike = \"nightly\"\nphase = \"12 h\"\n[application.files]\nlike = \"erp\"\n"
    );
    let text = text.replacen("protection = \"nightly\"", "protection = \"noon\"", 1);
    let text = text.replace("like = \"erp\"", "stamp = \"alpha\"\nsize = \"DS4_v2\"\nused = \"360 GB\"\nchurn = \"0 B/s\"\nprotection = \"nightly\"");
    let text = text.replace("like = \"nightly\"", "every = \"24 h\"\nfull_every = \"24 h\"\nreduction = 1.0\njob_failure = \"0 %\"\nbad_point = \"0 %\"\ndetect = \"0 s\"\ndecide = \"10 min\"\nprovision = \"0 s\"");
    let worst = recovery(&text, "deletion-application-erp");
    assert_eq!(worst.value, Some(130 * MINUTE));
    assert_eq!(worst.at, 21 * HOUR + 50 * MINUTE);
}

/// Guests crash, and boot for five minutes after ten: at every instant of the week alike.
#[test]
fn a_plan_whose_worst_is_a_plateau() {
    let text = TOY.replace("boot = \"0 s\"", "boot = \"5 min\"");
    let cell = cell(&text, "crash-application-erp", 0);
    let worst = cell.recovery.expect("it stops");
    assert_eq!(worst.value, Some(15 * MINUTE));
    assert_eq!((worst.at, worst.until), (0, WEEK - 1));
    assert_eq!(worst.edge, Edge::Always);
    assert_eq!(cell.recoveries.len(), 2);
}

/// What a run of a drill at an instant of the week says of an application.
fn by_drill(
    frozen: &mut Frozen,
    fault: &SweptFault,
    at: u64,
    kind: ObjectiveOf,
    application: usize,
) -> Option<u64> {
    frozen.blueprint.drills[fault.drill.index()].time = DrillTime::OfWeek(at);
    let record = World::new(&frozen.blueprint, 1).run(Mode::Drill(fault.drill), 0);
    let own = record.outages.iter();
    let own = own.filter(|one| one.counted && one.application.index() == application);
    own.filter_map(|one| measured(kind, one)).max()
}

/// Marches of all faults of a small scenario find what every hour of the week, every instant at which a job ends, and random instants find,
/// and never less; and each moment is what a drill says that strikes then.
#[test]
fn no_instant_is_worse_than_the_worst_moment() {
    let text = format!(
        "{TOY}[application.files]\nstamp = \"alpha\"\nsize = \"DS4_v2\"\nused = \"500 GB\"\nchurn = \"2 MB/s\"\nprotection = \"nightly\"\nneeds = [\"erp\"]\n\
         [drill.dark]\nof = \"stamp.alpha\"\ndetect = \"10 min\"\nrepair = \"3 h\"\ncrew = \"day\"\n"
    );
    let text = text
        .replace(
            "provision = \"0 s\"",
            "provision = \"20 min\"\nrestored_by = \"day\"",
        )
        .replace("full_every = \"24 h\"", "full_every = \"168 h\"");
    let (mut frozen, faults) = frozen(&text);
    let outcome = march(&frozen, &faults, &options(), &|_| true, &|_, _| {});
    assert!(outcome.is_complete());
    let mut stream = Stream::new();
    stream.rekey(9, 9, name_hash("instants"));
    let mut tried = 0;
    for row in &outcome.rows {
        let fault = &faults[row.fault];
        for cell in &row.cells {
            for (kind, worst) in [
                (ObjectiveOf::Recovery, &cell.recovery),
                (ObjectiveOf::Loss, &cell.loss),
            ] {
                let Some(worst) = worst else { continue };
                let application = cell.application.index();
                let found = by_drill(&mut frozen, fault, worst.at, kind, application);
                let value = worst.value.unwrap_or(crate::stats::frequencies::ENDLESS);
                assert_eq!(found, Some(value), "{} {kind:?} {worst:?}", fault.of);
                let hours = (0..24).map(|hour| hour * 7 * HOUR + hour * SECOND);
                let random = (0..50).map(|draw| stream.word(draw) % WEEK);
                for at in hours.chain(random) {
                    let there = by_drill(&mut frozen, fault, at, kind, application);
                    assert!(
                        there.is_none_or(|there| there <= value),
                        "{} {kind:?} at {at}: {there:?} {worst:?}",
                        fault.of
                    );
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 500, "{tried}");
}

/// Recovery points every five minutes, without a lag: what is lost is 0 to 299,999 ms, wherever in the trial they lie. Every seed finds that, for
/// each the march is complete, and it does not run at each of the 2,016 points of the week.
#[test]
fn recovery_points_are_met_wherever_they_lie() {
    let text = r#"
[site.e]
[site.w]
[link.l]
between = ["e", "w"]
rate = "1 Gbps"
latency = "0 ms"
[stamp.a]
at = "site.e"
nodes = 4
node_memory = "384 GiB"
start = "0 s"
[stamp.b]
like = "a"
at = "site.w"
[protection.r.replication]
to = "b"
points = "5 min"
failback = false
[application.x]
stamp = "a"
protection = "r"
used = "10 GB"
churn = "10 %/day"
"#;
    let (frozen, faults) = frozen(text);
    let own = faults.into_iter();
    let own: Vec<SweptFault> = own
        .filter(|one| name(&frozen.blueprint, one) == "destroyed-stamp-a")
        .collect();
    for seed in 1..=12 {
        let options = MarchOptions { seed, ..options() };
        let outcome = march(&frozen, &own, &options, &|_| true, &|_, _| {});
        assert!(outcome.is_complete(), "seed {seed}");
        let row = &outcome.rows[0];
        let loss = row.cells[0].loss.as_ref().expect("it is at risk");
        assert_eq!(loss.value, Some(5 * MINUTE - 1), "seed {seed}");
        assert!((2015..=2030).contains(&row.critical), "{}", row.critical);
        assert!(row.runs < 1000, "seed {seed}: {} runs", row.runs);
    }
}
