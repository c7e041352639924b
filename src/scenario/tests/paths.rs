//! Ways that do not exist are refused, whoever would take them.

use super::*;

/// Two sites with a link, a stamp and a repository each, and a third site with a stamp.
const JOINED: &str = r#"
[site.a]
[site.b]
[site.c]
[stamp.a]
at = "site.a"
node_memory = "384 GiB"
[stamp.b]
at = "site.b"
node_memory = "384 GiB"
[stamp.c]
at = "site.c"
node_memory = "384 GiB"
[link.wan]
between = ["a", "b"]
rate = "1 Gbps"
[repository.at-a]
at = "site.a"
[repository.at-b]
at = "site.b"
[repository.at-c]
at = "site.c"
[protection]
p.backup = { to = "at-a" }
[application.x]
rto = "8 h"
stamp = "a"
protection = "p"
"#;

fn with(from: &str, to: &str) -> String {
    assert!(JOINED.contains(from), "{from}");
    JOINED.replacen(from, to, 1)
}

#[test]
fn a_backup_needs_a_link_to_its_repository() {
    loaded(&with("to = \"at-a\"", "to = \"at-b\""));
    refuses(
        &with("to = \"at-a\"", "to = \"at-c\""),
        "backup `p` of application `x` goes from stamp `a` to repository `at-c`, but no link joins their sites",
        "define one: [link.NAME] with between = [\"a\", \"c\"]",
    );
    // A link of each to a third site joins nothing.
    let over_b = format!("{JOINED}[link.more]\nbetween = [\"b\", \"c\"]\nrate = \"1 Gbps\"\n");
    refuses(
        &over_b.replacen("to = \"at-a\"", "to = \"at-c\"", 1),
        "no link joins their sites",
        "",
    );
    // Once for each way, however many VMs take it.
    let many = with("protection = \"p\"", "protection = \"p\"\ncount = 20").replacen(
        "to = \"at-a\"",
        "to = \"at-c\"",
        1,
    );
    assert_eq!(issues(&many).len(), 1);
    // What nobody uses goes nowhere.
    loaded(&with(
        "p.backup = { to = \"at-a\" }",
        "p.backup = { to = \"at-a\" }\nq.backup = { to = \"at-c\" }",
    ));
}

#[test]
fn every_stamp_of_a_listed_vm_is_looked_at() {
    let csv = "vm,application,stamp\none,x,a\ntwo,x,b\nthree,x,c\n";
    let text = format!("inventory = \"v.csv\"\n{}", with("stamp = \"a\"\n", ""));
    let files = |_: &str| Ok(csv.as_bytes().to_vec());
    let found = load(&text, "x.toml", &files).expect_err("c is not joined");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(
        found[0]
            .message()
            .contains("goes from stamp `c` to repository `at-a`")
    );
    assert_eq!(found[0].file, "v.csv");
}

#[test]
fn a_copy_needs_a_link_between_the_repositories() {
    loaded(&with("to = \"at-a\"", "to = \"at-a\", copy_to = \"at-b\""));
    refuses(
        &with("to = \"at-a\"", "to = \"at-a\", copy_to = \"at-c\""),
        "backup `p` is copied from repository `at-a` to repository `at-c`, but no link joins their sites",
        "between = [\"a\", \"c\"]",
    );
}

#[test]
fn a_restore_needs_a_link_from_one_of_its_repositories() {
    loaded(&with("to = \"at-a\"", "to = \"at-a\", restore_to = \"b\""));
    refuses(
        &with(
            "to = \"at-a\"",
            "to = \"at-a\", restore_to = [\"b\", \"c\"]",
        ),
        "backup `p` is restored from repository `at-a` to stamp `c`, but no link joins their sites",
        "between = [\"a\", \"c\"]",
    );
    refuses(
        &with(
            "to = \"at-a\"",
            "to = \"at-a\", copy_to = \"at-b\", restore_to = \"c\"",
        ),
        "is restored from repository `at-a` or repository `at-b` to stamp `c`",
        "",
    );
    // From the copies it can be restored, though not from where the points go first.
    let over_copies = with(
        "to = \"at-a\"",
        "to = \"at-a\", copy_to = \"at-b\", restore_to = \"c\"",
    );
    loaded(&format!(
        "{over_copies}[link.more]\nbetween = [\"c\", \"b\"]\nrate = \"1 Gbps\"\n"
    ));
}

#[test]
fn replicas_instances_and_witnesses_need_a_link_too() {
    let twin = |to: &str| {
        with(
            "p.backup = { to = \"at-a\" }",
            &format!("p.replication = {{ to = \"{to}\" }}"),
        )
    };
    loaded(&twin("b"));
    refuses(
        &twin("c"),
        "replication `p` of application `x` goes from stamp `a` to stamp `c`, but no link joins their sites",
        "between = [\"a\", \"c\"]",
    );
    let pair = |keys: &str, vms: &str| {
        with(
            "p.backup = { to = \"at-a\" }",
            &format!("p.high_availability = {{ {keys} }}"),
        )
        .replacen(
            "stamp = \"a\"\nprotection",
            &format!("{vms}\nprotection"),
            1,
        )
    };
    loaded(&pair("across = [\"a\", \"b\"]", "count = 2"));
    refuses(
        &pair("across = [\"a\", \"c\"]", "count = 2"),
        "instances of role `main` of application `x` by `p` stand at site `a` and at site `c`, but no link joins these",
        "between = [\"a\", \"c\"]",
    );
    // A third site with an instance joins the other two.
    let chain = pair("across = [\"a\", \"b\", \"c\"]", "count = 3");
    refuses(&chain, "stand at site `a` and at site `c`", "");
    loaded(&format!(
        "{chain}[link.more]\nbetween = [\"c\", \"b\"]\nrate = \"1 Gbps\"\n"
    ));
    // Instances without state that all serve have nothing to tell each other.
    loaded(&pair(
        "across = [\"a\", \"c\"]",
        "count = 2\nstateful = false",
    ));
    refuses(
        &pair("across = [\"a\", \"b\"], witness = \"site.c\"", "count = 2"),
        "the witness of `p` at site `c` has no vote among instances of role `main` of application `x`: no link joins its site to one of theirs",
        "between = [\"a\", \"c\"]",
    );
    refuses(
        &pair("witness = \"stamp.c\"", "count = 2\nstamp = \"b\""),
        "the witness of `p` at stamp `c` has no vote",
        "between = [\"b\", \"c\"]",
    );
    loaded(&pair("witness = \"stamp.a\"", "count = 2\nstamp = \"b\""));
}
