//! Hazards, faults, drills, recorded faults and runs that cannot be.
//!
//! Always true here: keys are named as in the file.

use crate::model::LogicalKind;
use crate::model::code::coded;
use crate::units::{Share, Span};

const UNTIL: &str =
    "write { until = \"APPLICATION.availability\", half_width = \"0.1 %\", at_most = 100000 }";

coded! {
    /// What is wrong with a source of faults, or with how a run is made.
    #[derive(Clone, PartialEq, Debug)]
    FaultProblem {
        380 "An instant stands twice" "A fault strikes once at an instant."
        InstantTwice => "an instant stands twice",

        381 "A drill of several things" "A drill says what follows when one thing is lost, or when applications are hit together."
        SeveralHit { count: usize }
            => format!("a drill hits exactly one thing, this is {count}");
            "name one, such as \"stamp.NAME\" or \"stamp.NAME.node.1\"; applications may be hit at one instant with together = true",

        382 "Applications and places in one list" "Faults of applications are of another kind than those of places."
        MixedTargets => "applications and other targets in one list"; "write two tables",

        383 "`destroys` of a logical fault" "Logical faults have a kind that says what is lost."
        LogicalDestroys
            => "`destroys` is for places; logical faults have a `kind`";
            "kind = \"deletion\" or \"corruption\"",

        384 "A key of logical faults at a place" "Only faults of applications have a kind."
        KeyOfLogical { key: &'static str }
            => format!("`{key}` is for faults of applications"); "leave it out",

        385 "Nothing to destroy" "Nodes, disks, switches, links and control planes hold no state of their own."
        NothingToDestroy
            => "nodes, disks, switches, links and control planes hold no state of their own here";
            "storage of a stamp outlives a node and two disks; state is lost with a stamp, an enclosure, a site or a repository",

        386 "`noticed` of what is noticed at once" "Only corruption hides."
        NoticedAtOnce
            => "`noticed` is for corruption; other faults are noticed at once"; "leave it out",

        387 "A crew for what comes back by itself" "A crew repairs."
        CrewWithoutRepair { returns: &'static str }
            => format!("a crew repairs; what comes back by itself (`{returns}`) needs none");
            "write `repair` in its place",

        388 "A release without an end" "A bad release is down until it is rolled back."
        ReleaseWithoutEnd { returns: &'static str }
            => format!("a release needs `repair` or `{returns}`: the time to roll it back");
            "repair = \"1 h\"",

        389 "A fault without an end" "What is hit is repaired or comes back by itself."
        NoEnd { source: String, returns: &'static str }
            => format!("{source} says neither `repair` nor `{returns}`");
            format!("`repair` is the work of people (with a `crew`), `{returns}` comes by itself"),

        390 "A key without a part in it" "Crashes, deletions and corruption end with what brings the guests and data back."
        NoPart { key: &'static str, kind: LogicalKind }
            => {
                let (word, end) = match kind {
                    LogicalKind::Crash => ("crash", "its guests have booted again (`boot` of their role)"),
                    LogicalKind::Deletion => ("deletion", "its protection has brought the data back"),
                    LogicalKind::Corruption => ("corruption", "its protection has brought the data back"),
                    LogicalKind::Release => ("release", "it is repaired or back"),
                };
                format!("`{key}` has no part in a {word}: it is over when {end}")
            };
            "leave it out; kind = \"release\" is down until it is repaired or back",

        391 "Recorded faults without their file" "A scenario of recorded faults is none without the records."
        NoRecords
            => "the scenario is for recorded faults and names no `file` of them";
            "give one with --trace FILE, or write `file` in [trace]",

        392 "A window shorter than the update of a node" "A node that is taken away is finished; where no window is as long, each of them overruns."
        UpdateWindow { open: Span, node: f64 }
            => format!("the window is open for {open} at most, and a node is away for {} on the mean", Span::from_ms(*node));
            "widen `window`, or state a shorter `per_node`",

        393 "An update that is due before it is over" "A run ends before the next one is due."
        UpdateTooOften { every: Span, nodes: u32, takes: Option<Span> }
            => format!(
                "due every {every}, and a run over {nodes} {} {}",
                if *nodes == 1 { "node" } else { "nodes" },
                match takes {
                    Some(takes) => format!("takes {takes} where all goes well, with the wait for its window"),
                    None => "never ends".to_string(),
                }
            );
            "state a longer `every`, a wider `window`, or a shorter `per_node`",

        394 "An update of nothing" "An update is of the nodes of a stamp."
        UpdateOfNothing => "an update of no stamp"; "name one, such as stamp = \"alpha\"",

        395 "A level that says nothing" "Intervals hold the truth with a probability of this level."
        Level { level: Share }
            => format!("intervals at {level} say nothing"); "use 50 % to 99.9 %, usually 95 %",

        396 "A precision with other keys" "A precision names a measure, how near it shall be known, and the most trials."
        PrecisionKeys
            => "a precision has exactly the keys `until`, `half_width` or `relative_half_width`, and `at_most`"; UNTIL,

        397 "A half-width of zero" "No number of trials makes an estimate exact."
        ZeroHalfWidth => "a half-width of zero is never reached"; UNTIL,

        410 "A part for what comes back by itself" "A repair needs parts."
        PartsWithoutRepair { returns: &'static str }
            => format!("a repair needs a part; what comes back by itself (`{returns}`) needs none");
            "write `repair` in its place",

        411 "Places together" "What takes several places at one instant is what they stand in."
        PlacesTogether
            => "`together` is for applications";
            "hit what the places have in common, such as \"enclosure.NAME\" or \"site.NAME\"",

        412 "A key without a part in ransomware" "Ransomware has keys of its own for how it begins and ends, and hits all that is named at one instant."
        NoPartInRansomware { key: &'static str }
            => format!("`{key}` has no part in ransomware");
            "it is over when a clean place stands (`rebuild`, `rebuilt_by`) and the protections have brought the data back; it hits everything at once, and `dwell` says for how long intruders were in before",

        413 "A key of ransomware elsewhere" "Only ransomware has intruders who come in before it shows."
        KeyOfRansomware { key: &'static str }
            => format!("`{key}` is for ransomware"); "kind = \"ransomware\", or leave it out",

        414 "A scan that misses and is not made" "Without a scan only points from before the entry are used."
        NoScan => "`scan_misses` says how often a scan fails, and there is none"; "state `scan`, the rate of it",

        415 "A shipment of what can be read at once" "What is fetched first is offline."
        ShipmentOfOnline
            => "`shipment` is for a repository that is offline"; "state offline = true, or leave it out",

        416 "Planned work that loses data" "What is planned costs no data."
        PlannedLoss
            => "planned work loses no data";
            "leave `planned` out, or what is lost: `destroys`, kind = \"deletion\" or \"corruption\"",

        417 "A kind of fault elsewhere" "Applications crash, are released, deleted, corrupt or encrypted; of repositories people delete points, or set the retention wrong."
        KindElsewhere { kind: &'static str, is_for: &'static str }
            => format!("kind = \"{kind}\" is for {is_for}");
            "of repositories people delete points (kind = \"deletion\"), in hazards and faults they set the retention wrong (kind = \"retention\"); left out, a repository is down",

        418 "A wrong retention without its keys" "A wrong retention says what it keeps, and when it is noticed and mended: nobody sees it by itself."
        RetentionWithout { key: &'static str }
            => format!("a wrong retention needs `{key}`");
            "keep = 2, detect = \"30 d\", repair = \"1 h\"",

        419 "A key without a part in a mistake" "Nobody notices points that are deleted by mistake, and nothing brings them back; a wrong retention is noticed and mended."
        NoPartInMistake { key: &'static str }
            => format!("`{key}` has no part in what people do to restore points by mistake");
            "leave it out; what is deleted stays deleted, and a wrong retention ends by `detect` and `repair`",

        420 "`keep` of no wrong retention" "Elsewhere a protection says how long it keeps points."
        KeyOfRetention
            => "`keep` is for a wrong retention";
            "of = \"repository.NAME\", kind = \"retention\", or leave it out",

        421 "Reached by who has no credentials" "Intruders delete points where they reach a repository and have the credentials that it is run with."
        ReachedWithout
            => "`reached_by` says from where intruders reach it, and they do not have its credentials";
            "credentials = \"shared\", or leave one of the two out",

        422 "Something else than an application" "Intruders are in applications, and go on from there."
        NoApplication { text: String }
            => format!("\"{text}\" is no application");
            "\"everything\", \"tier.1\", \"application.NAME\", \"stamp.NAME.applications\" or \"site.NAME.applications\"",

        423 "Kinds that cannot be" "Of whom intruders strike, they delete or spoil the data of some, and encrypt the rest."
        KindsCannotBe { text: String, why: &'static str }
            => format!("`kinds` for \"{text}\": {why}");
            "kinds = { \"tier.1\" = \"deletion\", \"application.NAME\" = \"corruption\" }",

        424 "A scan farm without a scan" "Without a scan only points from before the entry are used, and nothing shares a farm."
        FarmWithoutScan => "`scan_farm` says what all scans do together, and there is none";
            "state `scan`, the most that one VM is scanned at, or leave `scan_farm` out",

        399 "On call at all hours" "Whoever is there at all hours is not on call."
        OnCallAlways
            => "`on_call_after` says how long an answer takes outside of `hours`, and this crew has no hours";
            "state hours = \"Mon-Fri 8-17\", or leave it out",
    }
}
