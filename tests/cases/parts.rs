//! Cases: spare parts on a shelf and by delivery, and repairs that somebody has promised to end.

use super::lost::said;
use super::{assert_near, load_with, number};
use firedrill::model::record::{PartsTally, Resource, TrialRecord};
use firedrill::model::{CrewId, DrillId};
use firedrill::world::{Mode, World};

const HOUR: u64 = 3_600_000;

/// One stamp whose nodes fail, each repaired in an hour, and what else is stated.
fn scenario(rest: &str) -> String {
    format!(
        r#"
[run]
trials = 1
horizon = "60 d"
build_up = "1 d"
settle = "1 d"
[stamp.a]
nodes = 8
node_memory = "384 GiB"
start = "0 s"
{rest}
"#
    )
}

fn years(text: &str) -> TrialRecord {
    let loaded = load_with(text, "");
    World::new(&loaded.blueprint, 1).run(Mode::Years, 0)
}

/// Something fails at an instant of the week, the stamp or what is named; its repair takes an hour, and begins with what `repair` and `tables` say.
fn drill_of(of: &str, at: &str, repair: &str, tables: &str) -> String {
    scenario(&format!(
        "{tables}\n[application.x]\nboot = \"0 s\"\n[drill.lost]\nof = \"{of}\"\nat = \"{at}\"\nrepair = \"1 h\"\ndetect = \"0 s\"\ntrials = 1\n{repair}"
    ))
}

fn drill(at: &str, repair: &str, tables: &str) -> TrialRecord {
    let loaded = load_with(&drill_of("stamp.a", at, repair, tables), "");
    World::new(&loaded.blueprint, 1).run(Mode::Drill(DrillId::from_index(0)), 0)
}

/// Hours of the one outage, from the strike until service is back.
fn whole(record: &TrialRecord) -> f64 {
    assert_eq!(record.outages.len(), 1);
    let outage = record.outages[0];
    assert!(outage.back.is_some());
    outage.phases.iter().sum::<u64>() as f64 / HOUR as f64
}

fn hours(all: &[u64]) -> Vec<f64> {
    all.iter().map(|ms| *ms as f64 / HOUR as f64).collect()
}

/// Three nodes fail at 0 h, 6 h and 12 h; one spare, another takes a day. The first has the spare. The second has what
/// was ordered for the shelf at 0 h and arrives at 24 h: it waits for 18 h. The third has what was ordered at 6 h and
/// arrives at 30 h: 18 h as well. Without the spare each waits for its own: 24 h.
#[test]
fn who_finds_the_shelf_empty_waits_for_the_rest_of_the_delivery() {
    let faults = ["10 d", "10 d 6 h", "10 d 12 h"];
    let faults: String = (1..4)
        .zip(faults)
        .map(|(node, at)| {
            format!(
                "[fault.f{node}]\nof = \"stamp.a.node.{node}\"\nat = \"{at}\"\nrepair = \"1 h\"\ndetect = \"0 s\"\nparts = \"nodes\"\n"
            )
        })
        .collect();
    let run = |spares: u32| {
        let text = format!("[parts.nodes]\nspares = {spares}\ndelivery = \"24 h\"\n{faults}");
        years(&scenario(&text))
    };
    let one = run(1);
    assert_eq!(hours(&one.node_downtime[..3]), [1.0, 19.0, 19.0]);
    let expected = PartsTally {
        used: 3,
        shelf_empty: 2,
        waits: 2,
        waited: 36 * HOUR,
        longest: 18 * HOUR,
    };
    assert_eq!(one.parts, [expected]);
    assert_eq!(hours(&run(0).node_downtime[..3]), [25.0, 25.0, 25.0]);
    assert_eq!(hours(&run(3).node_downtime[..3]), [1.0, 1.0, 1.0]);
}

const NEXT_DAY: &str = "[parts.nodes]\ndelivery = \"next business day\"";
const THREE_DAYS: &str = "[parts.nodes]\ndelivery = \"3 business days\"";
const OFFICE: &str =
    "[crew.vendor]\npeople = 1\nhours = \"Mon-Fri 08:00-17:00\"\nanswers_in = \"4 h\"";

/// Friday 18:00 to Monday 8:00 are 62 h, then the hour of the repair. In hours that are those of the weekend as well it
/// comes on Saturday at 8:00.
#[test]
fn the_next_business_day_after_friday_evening_is_monday() {
    let one = drill("Fri 18:00", "parts = \"nodes\"", NEXT_DAY);
    assert_eq!(whole(&one), 63.0);
    assert_eq!(one.parts[0].waited, 62 * HOUR);
    let daily = format!("{NEXT_DAY}\nhours = \"Mon-Sun 08:00-17:00\"");
    assert_eq!(
        whole(&drill("Fri 18:00", "parts = \"nodes\"", &daily)),
        15.0
    );
    assert_eq!(
        whole(&drill("Thu 10:00", "parts = \"nodes\"", NEXT_DAY)),
        23.0
    );
}

/// A delivery of 4 h that counts in office hours: of Friday 16:00 one hour is on Friday and three on Monday, 11:00.
#[test]
fn a_delivery_counts_in_its_hours_alone() {
    let tables = "[parts.nodes]\ndelivery = \"4 h\"\nhours = \"Mon-Fri 08:00-17:00\"";
    let one = drill("Fri 16:00", "parts = \"nodes\"", tables);
    assert_eq!(whole(&one), 68.0);
}

/// Friday 18:00: the engineer is there on Monday at 8:00 + 4 h = 12:00 after 66 h, the part at 8:00: it waits for the
/// engineer, and no repair waits for the part alone. A part that comes on Wednesday at 8:00, after 110 h, is waited for by
/// the engineer for 44 h, and no longer than that.
#[test]
fn a_repair_begins_when_the_later_of_part_and_person_is_there() {
    let repair = "parts = \"nodes\"\ncrew = \"vendor\"";
    let one = drill("Fri 18:00", repair, &format!("{NEXT_DAY}\n{OFFICE}"));
    assert_eq!(whole(&one), 67.0);
    assert_eq!((one.parts[0].shelf_empty, one.parts[0].waits), (1, 0));
    assert_eq!(one.crews[0].repairs, 1);
    let late = drill("Fri 18:00", repair, &format!("{THREE_DAYS}\n{OFFICE}"));
    assert_eq!(whole(&late), 111.0);
    assert_eq!(late.parts[0].waited, 44 * HOUR);
    // The outage says the same: 66 h for the engineer, until somebody could begin, and then 44 h for the part alone.
    let outage = late.outages[0];
    assert_eq!(outage.binding, Resource::Crew(CrewId::from_index(0)));
    assert_eq!(outage.binding_ms, 66 * HOUR);
    assert_eq!(late.crews[0].repairs, 1);
}

/// Friday 10:00: the engineer could begin at 14:00, and the part comes on Monday at 8:00, 70 h after the call. The engineer
/// comes with it, and is free until then: the other node, which needs no part and fails an hour later, is back on Friday at
/// 11:00 + 4 h + 1 h.
#[test]
fn who_waits_for_a_part_does_other_work_meanwhile() {
    let other = format!(
        "{NEXT_DAY}\n{OFFICE}\n[fault.other]\nof = \"stamp.a.node.2\"\nat = \"30 d\"\nrepair = \"1 h\"\ndetect = \"0 s\"\ncrew = \"vendor\""
    );
    let repair = "parts = \"nodes\"\ncrew = \"vendor\"";
    let one = drill("Fri 10:00", repair, &format!("{NEXT_DAY}\n{OFFICE}"));
    assert_eq!(whole(&one), 71.0);
    assert_eq!(one.parts[0].waited, 66 * HOUR);
    // The way is made with the part: the hour of the repair is all that the person is busy.
    assert_eq!(one.crews[0].busy, HOUR);
    // Two faults of one instant: who needs no part is repaired while the other waits for one.
    let both = scenario(&format!(
        "{}\n[fault.first]\nof = \"stamp.a.node.1\"\nat = \"30 d\"\nrepair = \"1 h\"\ndetect = \"0 s\"\ncrew = \"vendor\"\nparts = \"nodes\"",
        other
            .replace("hours = \"Mon-Fri 08:00-17:00\"\n", "")
            .replace("next business day", "40 h")
    ));
    let one = years(&both);
    assert_eq!(hours(&one.node_downtime[..2]), [41.0, 5.0]);
}

/// A spare on the shelf is no wait: as long as without parts.
#[test]
fn a_part_on_the_shelf_changes_nothing() {
    let shelf = format!("[parts.nodes]\nspares = 1\ndelivery = \"90 d\"\n{OFFICE}");
    let with = drill("Fri 10:00", "parts = \"nodes\"\ncrew = \"vendor\"", &shelf);
    let without = drill("Fri 10:00", "crew = \"vendor\"", OFFICE);
    assert_eq!(whole(&with), 5.0);
    assert_eq!(with.crews, without.crews);
    assert_eq!((with.parts[0].used, with.parts[0].shelf_empty), (1, 0));
}

/// Call to repair in 6 h: a repair of an hour that begins after 30 h is over after 6 h; one that would be over after 5 h is
/// over then. Where the 6 h count from 8:00 to 17:00, Friday 16:00 and an hour more end on Monday at 13:00. It holds for
/// whoever waits for a person or a part.
#[test]
fn a_promised_repair_is_over_at_the_latest_when_it_was_promised() {
    let crew = |rest: &str| format!("[crew.vendor]\npeople = 1\nrepair_within = \"6 h\"\n{rest}");
    let own = "crew = \"vendor\"";
    let long = crew("answers_in = \"30 h\"");
    assert_eq!(whole(&drill("Fri 16:00", own, &long)), 6.0);
    let short = crew("answers_in = \"4 h\"");
    assert_eq!(whole(&drill("Fri 16:00", own, &short)), 5.0);
    let office = crew("answers_in = \"90 h\"\nhours = \"Mon-Fri 08:00-17:00\"");
    assert_eq!(whole(&drill("Fri 16:00", own, &office)), 69.0);
    let part = format!("{}\n{THREE_DAYS}", crew("answers_in = \"1 h\""));
    let one = drill("Fri 16:00", "crew = \"vendor\"\nparts = \"nodes\"", &part);
    assert_eq!(whole(&one), 6.0);
    // The part had been waited for since 17:00; nobody had to come for it.
    assert_eq!((one.parts[0].waits, one.parts[0].waited), (1, 5 * HOUR));
    let busy: String = (1..4)
        .map(|node| {
            format!("[fault.f{node}]\nof = \"stamp.a.node.{node}\"\nat = \"10 d\"\nrepair = \"4 h\"\ndetect = \"0 s\"\ncrew = \"vendor\"\n")
        })
        .collect();
    let text = scenario(&format!("{}\n{busy}", crew("answers_in = \"0 s\"")));
    // One after the other they take 4, 8 and 12 h.
    assert_eq!(hours(&years(&text).node_downtime[..3]), [4.0, 6.0, 6.0]);
}

/// The replacement of a node is planned: it is ordered on day 10 and takes the node away when the new one is there, three
/// days later; a horizon of 12 days does not see it. With one on the shelf it begins on day 10. Nobody has an outage.
#[test]
fn planned_work_waits_for_its_part_before_it_begins() {
    let text = |spares: u32, horizon: &str| {
        let fault = "[fault.new]\nof = \"stamp.a.node.1\"\nat = \"10 d\"\nplanned = true\nrepair = \"3 h\"\ndetect = \"0 s\"\nparts = \"nodes\"";
        let tables =
            format!("[parts.nodes]\nspares = {spares}\ndelivery = \"3 d\"\n[application.x]");
        scenario(&format!("{tables}\n{fault}")).replace("horizon = \"60 d\"", horizon)
    };
    let long = years(&text(0, "horizon = \"60 d\""));
    assert_eq!(hours(&long.node_downtime[..1]), [3.0]);
    assert_eq!(long.outages.len(), 0);
    assert_eq!((long.parts[0].used, long.parts[0].shelf_empty), (1, 1));
    let short = |spares: u32| hours(&years(&text(spares, "horizon = \"12 d\"")).node_downtime[..1]);
    assert_eq!(short(0), [0.0]);
    assert_eq!(short(1), [3.0]);
}

/// What is repaired with parts is every kind of thing: a switch, a disk, a repository, a link, a control plane, a stamp.
#[test]
fn every_kind_of_thing_is_repaired_with_parts() {
    let tables = "at = \"site.site\"\nswitches = 2\nstorage = { disks = 4 }\n[site.far]\n[site.site]\n[link.l]\nbetween = [\"site\", \"far\"]\nrate = \"1 Gbps\"\n[repository.r]\nat = \"site.site\"\n[rack.r]\nnodes = 2\n[parts.nodes]\ndelivery = \"24 h\"";
    for of in [
        "stamp.a",
        "rack.r",
        "stamp.a.switch.1",
        "stamp.a.node.2",
        "stamp.a.node.2.disk.1",
        "stamp.a.control_plane",
        "repository.r",
        "link.l",
        "site.site",
    ] {
        let fault = format!(
            "[fault.f]\nof = \"{of}\"\nat = \"20 d\"\nrepair = \"1 h\"\ndetect = \"0 s\"\nparts = \"nodes\""
        );
        let record = years(&scenario(&format!("{tables}\n{fault}")));
        assert_eq!(
            (record.parts[0].used, record.parts[0].waits),
            (1, 1),
            "{of}"
        );
        assert_eq!(record.parts[0].waited, 24 * HOUR, "{of}");
    }
}

/// The same stands in `summary.json`, in the report, in `trial_parts.csv`, and as what the outage waited for.
#[test]
fn what_waits_for_parts_stands_in_all_results() {
    let text = drill_of("stamp.a", "Fri 18:00", "parts = \"nodes\"", NEXT_DAY);
    let told = said(&text);
    let parts = "drills/lost/parts/nodes";
    for (key, expected) in [
        ("used_per_trial/point", 1.0),
        ("shelf_empty_per_trial/point", 1.0),
        ("waits_per_trial/point", 1.0),
        ("hours_waited_per_trial/point", 62.0),
        ("longest_wait_s", 223_200.0),
    ] {
        assert_near(&told.summary, &format!("{parts}/{key}"), expected, 0.01);
    }
    assert_eq!(
        number(&told.summary, "parts/nodes/used_per_year/point"),
        None
    );
    let report = told.report.split_once("<body").unwrap().1;
    for sentence in [
        "Repairs waited most for nodes: 62 h",
        "0\u{a0}spares, delivery in 1\u{a0}business day",
        "Drill lost: spare parts from the strike to the end of the trial",
    ] {
        assert!(report.contains(sentence), "{sentence}");
    }
    let waited = told.rows.of("lost", "x", &["binding_kind", "binding_name"]);
    assert_eq!(waited, ["part nodes"]);
}

/// A scenario without parts has nothing to tell of them.
#[test]
fn without_parts_nothing_is_told_of_them() {
    let told = said(&drill_of("stamp.a", "Fri 18:00", "", ""));
    assert_eq!(told.summary.get("parts"), None);
    assert_eq!(told.summary["drills"]["lost"].get("parts"), None);
    assert!(!told.report.contains("id=\"parts\""));
}
