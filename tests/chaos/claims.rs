//! What the plan claims to survive: `chaos` holds it to that, and tells the rest apart.

use super::{NIGHTLY, cell, fault, rows, swept, text, verdict};
use crate::run::Desk;

/// A node may be lost and data be deleted, and the stamp is not claimed: it is away for a working day, and the RTO is three hours. That is told apart,
/// and breaks nothing that is claimed. An RPO that the worst moment of a deletion misses does.
#[test]
fn what_breaks_outside_of_the_claims_is_told_apart() {
    let desk = Desk::new();
    let survives = "[survives]\nnode = 1\ndeletion = 1\n";
    desk.write("claims.toml", &format!("{NIGHTLY}{survives}"));
    let only = [
        "--only",
        "down-stamp-a",
        "--only",
        "stamp.a.node.*",
        "--only",
        "deletion-application-erp",
    ];
    let found = swept(&desk, &[&["claims.toml"], &only[..]].concat());
    assert_eq!(verdict(&found, "down-stamp-a", "erp"), "missed");
    let inside = |name: &str| fault(&found, name)["inside"].as_bool();
    assert_eq!(inside("down-stamp-a"), Some(false));
    assert_eq!(inside("deletion-application-erp"), Some(true));
    let claims = &found["claims"];
    assert_eq!(text(claims, "words"), "1 node and 1 deletion at once");
    let (within, beyond) = (&claims["inside"], &claims["outside"]);
    assert_eq!(
        (within["breaking"].as_u64(), beyond["breaking"].as_u64()),
        (Some(0), Some(1))
    );
    assert_eq!(beyond["faults"], 1);
    let certificate = text(&found["certificate"], "words");
    assert!(
        certificate.contains("faults within the claims"),
        "{certificate}"
    );
    let run = |file: &str| desk.run(&[&["chaos", file], &only[..]].concat());
    let ran = run("claims.toml");
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let flat = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        flat.contains(
            "1 of 1 fault outside the claims breaks an objective or loses an application"
        ),
        "{flat}"
    );
    assert!(flat.contains("within that breaks an objective."), "{flat}");
    let page = desk.read("chaos/claims/chaos.html");
    assert!(
        page.contains("[outside the claims]"),
        "the page does not tell them apart"
    );
    let matrix = rows(&desk.read("chaos/claims/matrix.csv"));
    let own = matrix
        .iter()
        .find(|row| row["fault"] == "down-stamp-a")
        .unwrap();
    assert_eq!(
        (own["inside"].as_str(), own["outside"].as_str()),
        ("false", "0")
    );
    // What is inside comes first, whatever breaks outside.
    assert_eq!(matrix.last().unwrap()["fault"], "down-stamp-a");
    // The same breaks where nothing is claimed, and within the claim where the stamp is claimed.
    desk.write("nothing.toml", NIGHTLY);
    assert_eq!(run("nothing.toml").code, 1);
    desk.write("stamp.toml", &format!("{NIGHTLY}[survives]\nstamp = 1\n"));
    let stamp = swept(&desk, &[&["stamp.toml"], &only[..]].concat());
    assert_eq!(stamp["claims"]["inside"]["breaking"], 1);
    // A node is less than its stamp; a deletion is not.
    let nodes = stamp["faults"].as_array().unwrap().iter();
    let mut nodes = nodes.filter(|one| one["kind"] == "node");
    assert!(nodes.all(|one| one["inside"] == true));
    assert_eq!(fault(&stamp, "deletion-application-erp")["inside"], false);
    assert_eq!(run("stamp.toml").code, 1);
    let weak = NIGHTLY.replace("rpo = \"25 h\"", "rpo = \"1470 min\"");
    desk.write("weak.toml", &format!("{weak}{survives}"));
    assert_eq!(run("weak.toml").code, 1);
    // Nothing that is claimed was tried: that is no certificate.
    let ran = desk.run(&["chaos", "claims.toml", "--only", "down-stamp-a"]);
    assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
    assert!(
        ran.out.contains("Nothing within that was tried."),
        "{}",
        ran.out
    );
}

/// A crash is claimed, and the vault, which is away half of the time, is not: half of the crashes strike while more is away than is claimed, and say nothing.
#[test]
fn trials_in_which_more_fails_than_is_claimed_say_nothing() {
    let desk = Desk::new();
    let hazard = "[hazard.vault]\nof = \"repository.vault\"\nevery = { exponential = \"24 h\" }\nreturns = { exponential = \"24 h\" }\n";
    desk.write(
        "half.toml",
        &format!("{NIGHTLY}{hazard}[survives]\ncrash = 1\n"),
    );
    let found = swept(
        &desk,
        &[
            "half.toml",
            "--no-moments",
            "--only",
            "crash-application-erp",
        ],
    );
    let own = cell(&found, "crash-application-erp", "erp");
    let (outside, trials) = (
        own["outside"].as_u64().unwrap(),
        own["trials"].as_u64().unwrap(),
    );
    assert_eq!(outside + trials, 100, "{own}");
    assert!((30..=70).contains(&outside), "{own}");
    assert_eq!(own["hit"], trials, "{own}");
    // Where the vault is claimed as well all of them count.
    desk.write(
        "both.toml",
        &format!("{NIGHTLY}{hazard}[survives]\ncrash = 1\nrepository = 1\n"),
    );
    let found = swept(
        &desk,
        &[
            "both.toml",
            "--no-moments",
            "--only",
            "crash-application-erp",
        ],
    );
    let own = cell(&found, "crash-application-erp", "erp");
    assert_eq!(
        (own["outside"].as_u64(), own["trials"].as_u64()),
        (Some(0), Some(100))
    );
}
