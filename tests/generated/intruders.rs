//! Intruders under common draws: what repositories keep from them never costs data.
//!
//! Always true here: the variants of a scenario differ in how long points are kept, or cannot be deleted, and in nothing
//! else; repositories are large enough for all of it.

use super::scenario::Dice;
use firedrill::model::DrillId;
use firedrill::scenario::load;
use firedrill::world::{Mode, World};

/// Trials of each variant.
const TRIALS: u32 = 12;

/// How often all data of an application was lost, trial by trial.
fn lost(text: &str) -> Vec<usize> {
    let loaded = load(text, "intruders.toml", &|name: &str| {
        Err(format!("no {name}"))
    });
    let loaded = loaded.unwrap_or_else(|issues| panic!("{issues:#?}\n{text}"));
    let mut world = World::new(&loaded.blueprint, 3);
    let mut trial = |trial| {
        let record = world.run(Mode::Drill(DrillId(0)), trial);
        let lost = record.outages.iter().filter(|one| one.total_loss());
        lost.count()
    };
    (0..TRIALS).map(&mut trial).collect()
}

/// The same with people in place of intruders: they delete points, or set the retention wrong, ten times or so in the time
/// that is counted, and corruption is noticed late.
fn erring(text: &str) -> String {
    let (before, _) = text.split_once("[drill.intruders]").unwrap();
    let before = before.replace("trials = 1", "trials = 1\nhorizon = \"60 d\"");
    format!(
        r#"{before}
[hazard.rot]
of = "application"
every = "15 d"
kind = "corruption"
noticed = {{ lognormal = {{ median = "4 d", sigma = 1.2 }} }}
[hazard.slip]
of = "repository.near"
every = "12 d"
kind = "deletion"
[hazard.wrong]
of = "repository"
every = "20 d"
kind = "retention"
keep = 1
detect = "6 d"
repair = "1 h"
"#
    )
}

/// How often all data of an application was lost over the years, trial by trial.
fn lost_in_years(text: &str) -> Vec<usize> {
    let loaded = load(text, "mistakes.toml", &|name: &str| {
        Err(format!("no {name}"))
    });
    let loaded = loaded.unwrap_or_else(|issues| panic!("{issues:#?}\n{text}"));
    let mut world = World::new(&loaded.blueprint, 5);
    let mut trial = |trial| {
        let record = world.run(Mode::Years, trial);
        let lost = record.outages.iter().filter(|one| one.total_loss());
        lost.count()
    };
    (0..TRIALS).map(&mut trial).collect()
}

/// Where people err, immutability saves much, over all trials. Trial by trial it need not: what was lost once has no state
/// that a later corruption could take.
#[test]
fn generated_immutability_keeps_points_from_people_as_well() {
    let (mut none, mut locked) = (0, 0);
    for seed in 0..6 {
        let text = erring(&scenario(&mut Dice::new(seed)));
        let with = |near: &str| {
            let text = text.replace("NEAR", near).replace("FAR", "");
            lost_in_years(&text.replace("KEEP", "30 d"))
                .iter()
                .sum::<usize>()
        };
        let (free, long) = (with(""), with("immutable = \"80 d\""));
        assert!(long <= free, "{long} of {free}\n{text}");
        none += free;
        locked += long;
    }
    assert!(none > 50 && locked < none / 2, "{locked} of {none}");
}

fn scenario(dice: &mut Dice) -> String {
    let chain = dice.one(&["full", "incremental", "differential"]);
    let dwell = dice.one(&[
        "\"9 d\"",
        "{ lognormal = { median = \"6 d\", sigma = 1.5 } }",
        "{ uniform = [\"0 s\", \"60 d\"] }",
    ]);
    let copy = dice.one(&["", "copy_to = \"far\""]);
    let bad = dice.one(&["0 %", "20 %"]);
    let logs = dice.one(&[
        "",
        "log_every = \"6 h\"\nbad_log = \"5 %\"\nlog_failure = \"10 %\"",
    ]);
    format!(
        r#"
[run]
trials = 1
build_up = "200 d"
[stamp.a]
node_memory = "384 GiB"
[repository.near]
capacity = "900 TiB"
NEAR
[repository.far]
capacity = "900 TiB"
FAR
[protection.p.backup]
to = "near"
{copy}
every = "24 h"
chain = "{chain}"
job_failure = "10 %"
stickiness = "0 %"
bad_point = "{bad}"
{logs}
keep = "KEEP"
[application.erp]
stamp = "a"
protection = "p"
count = 3
used = "100 GiB"
expendable = true
[application.web]
stamp = "a"
protection = "p"
used = "200 GiB"
expendable = true
[drill.intruders]
of = "everything"
kind = "ransomware"
dwell = {dwell}
"#
    )
}

fn not_more(less: &[usize], more: &[usize], text: &str) {
    let pairs = less.iter().zip(more);
    for (trial, (less, more)) in pairs.enumerate() {
        assert!(
            less <= more,
            "trial {trial}: {less} and not {more} at most\n{text}"
        );
    }
}

/// Keeping points for longer, and longer immutability, never lose more; credentials of its own never lose more than none;
/// and over all of it something is lost and something is saved.
#[test]
fn generated_who_keeps_points_for_longer_never_loses_more() {
    let (mut most, mut least) = (0, 0);
    for seed in 0..6 {
        let text = scenario(&mut Dice::new(seed));
        let with = |near: &str, far: &str, keep: &str| {
            let text = text.replace("NEAR", near).replace("FAR", far);
            lost(&text.replace("KEEP", keep))
        };
        let own = "credentials = \"own\"";
        let kept = ["7 d", "21 d", "90 d"].map(|keep| with(own, own, keep));
        not_more(&kept[1], &kept[0], &text);
        not_more(&kept[2], &kept[1], &text);
        let immutable = [
            "immutable = \"3 d\"",
            "immutable = \"20 d\"",
            "immutable = \"80 d\"",
        ];
        let near = immutable.map(|length| with(length, "", "30 d"));
        let far = immutable.map(|length| with("", length, "30 d"));
        let none = with("", "", "30 d");
        for lengths in [&near, &far] {
            not_more(&lengths[0], &none, &text);
            not_more(&lengths[1], &lengths[0], &text);
            not_more(&lengths[2], &lengths[1], &text);
        }
        not_more(&with(own, own, "30 d"), &none, &text);
        // Reached from nowhere is as good as credentials of its own.
        let nowhere = "reached_by = []";
        assert_eq!(with(nowhere, nowhere, "30 d"), with(own, own, "30 d"));
        // Immutability helps whose data is deleted or spoilt as it helps who is encrypted.
        for kind in ["deletion", "corruption"] {
            let kinds = format!("kinds = {{ \"application.erp\" = \"{kind}\" }}");
            let text = format!("{text}{kinds}\n");
            let with = |near: &str| {
                let text = text.replace("NEAR", near).replace("FAR", "");
                lost(&text.replace("KEEP", "30 d"))
            };
            let lengths = ["", immutable[0], immutable[1], immutable[2]].map(with);
            for pair in lengths.windows(2) {
                not_more(&pair[1], &pair[0], &text);
            }
        }
        most += none.iter().sum::<usize>();
        least += near[2].iter().sum::<usize>();
    }
    assert!(most > 50 && least < most / 2, "{least} of {most}");
}
