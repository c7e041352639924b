//! Cases: what a plan claims to survive at once, and which outages were within that.

use super::{load_with, summary};
use crate::keys::BASE;
use firedrill::model::record::TrialRecord;
use firedrill::world::{Mode, World};
use serde_json::Value;

/// A stamp that is away for three hours from day 10 on, with an application on it that waits for it and states an RTO of one hour.
fn away(survives: &str, more: &str) -> Value {
    let text = format!(
        "[run]\ntrials = 1\nhorizon = \"30 d\"\n[site]\nmine = {{}}\ntown = {{}}\n[stamp.a]\nat = \"site.mine\"\nnodes = 4\nnode_memory = \"384 GiB\"\nstart = \"0 s\"\n\
         [repository.vault]\nat = \"site.town\"\n[protection.none.none]\n\
         [application.x]\nstamp = \"a\"\nprotection = \"none\"\nstateful = false\nboot = \"0 s\"\nrto = \"1 h\"\n\
         [fault.s]\nof = \"stamp.a\"\nat = \"10 d\"\nlasts = \"3 h\"\n{more}[survives]\n{survives}\n"
    );
    summary(&text)["applications"]["x"]["claims"].clone()
}

fn vault(at: &str, lasts: &str) -> String {
    format!("[fault.v]\nof = \"repository.vault\"\nat = \"{at}\"\nlasts = \"{lasts}\"\n")
}

/// One outage of three hours, which misses its hour. A stamp is claimed and a repository is not: with the vault away as well it is outside, where
/// that was so when it began or before the hour had passed; after that the objective was missed already.
#[test]
fn an_outage_is_outside_where_more_fails_before_its_rto_has_passed() {
    for (more, outside) in [
        (String::new(), false),
        (vault("9 d 22 h", "1 h"), false),
        (vault("9 d 23 h", "2 h"), true),
        (vault("10 d 30 min", "10 min"), true),
        (vault("10 d 1 h", "10 min"), true),
        (vault("10 d 61 min", "1 h"), false),
        (vault("10 d 4 h", "1 h"), false),
    ] {
        let found = away("stamp = 1", &more);
        let (own, other) = match outside {
            true => ("outside", "inside"),
            false => ("inside", "outside"),
        };
        for (what, count) in [
            ("outages", 1),
            ("rto_misses", 1),
            ("rpo_misses", 0),
            ("lost", 0),
        ] {
            assert_eq!(found[format!("{what}_{own}")], count, "{more} {found}");
            assert_eq!(found[format!("{what}_{other}")], 0, "{more} {found}");
        }
    }
    // Where both are claimed nothing is outside, where neither is everything is.
    let both = away("stamp = 1\nrepository = 1", &vault("10 d", "1 h"));
    assert_eq!(both["outages_inside"], 1);
    assert_eq!(away("repository = 1", "")["outages_outside"], 1);
    // Planned work is no fault.
    let planned = format!("{}planned = true\n", vault("10 d", "1 h"));
    assert_eq!(away("stamp = 1", &planned)["outages_inside"], 1);
}

/// Whatever is claimed, the same happens.
#[test]
fn a_claim_changes_nothing_that_happens() {
    let claimed = format!("{BASE}[survives]\nnode = 1\nstamp = 1\ndeletion = 1\n");
    let records = |text: &str| {
        let trace = "group,node,start_h,down_min,cause\nx,1,5,60,disk\n";
        let blueprint = load_with(text, trace).blueprint;
        let mut world = World::new(&blueprint, 1);
        (0..3)
            .map(|trial| world.run(Mode::Years, trial))
            .collect::<Vec<TrialRecord>>()
    };
    let (plain, mut told) = (records(BASE), records(&claimed));
    let outages = told.iter_mut().flat_map(|record| &mut record.outages);
    let outside = outages.filter_map(|one| one.outside.take()).count();
    assert!(outside > 0, "no outage was ever outside");
    assert!(plain == told, "a claim changes what happens");
}
