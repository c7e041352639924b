//! Cases: who has come need not be called again, and a place that stands is gone to before one that is awaited.

use super::lost::said;

/// Two stamps whose lengths for starts and boots are nothing; 145 GB over one disk of 145 MB/s take 1,000 s.
const START: &str = r#"
[run]
trials = 2
horizon = "60 d"
[stamp.a]
node_memory = "384 GiB"
uplink = "400 Gbps"
uplink_share = "100 %"
start = "0 s"
detection = "0 s"
isolation_share = "0 %"
[stamp.b]
like = "a"
[repository.v]
write = "20 GB/s"
read = "20 GB/s"
[protection.p.backup]
chain = "full"
every = "24 h"
reduction = 1.0
restore_to = "b"
job_failure = "0 %"
bad_point = "0 %"
detect = "0 s"
[application.x]
stamp = "a"
protection = "p"
used = "145 GB"
boot = "0 s"
rto = "1 h"
rpo = "24 h"
"#;

fn recoveries(run: &str, rest: &str, people: &str) -> Vec<f64> {
    let text = START.replace("detect = \"0 s\"", &format!("detect = \"0 s\"\n{people}"));
    said(&format!("{text}{rest}"))
        .rows
        .numbers(run, "x", "recovery_s")
}

const AT_ONCE: &str = "decide = \"0 s\"\nprovision = \"0 s\"";

/// a burns on day 10 and is rebuilt after a day; x runs on b, which burns on day 12. a stands: it is restored there in
/// 1,000 s, though only b is named in `restore_to`, and nobody waits ten days for b.
#[test]
fn who_loses_its_refuge_goes_home() {
    let faults = r#"
[fault.s]
of = "stamp.a"
at = "10 d"
lasts = "1 d"
destroys = true
[fault.t]
of = "stamp.b"
at = "12 d"
lasts = "10 d"
destroys = true
"#;
    assert_eq!(recoveries("years", faults, AT_ONCE), [1000.0; 4]);
}

/// The control plane of a is away for two days when the data of x is deleted: the whole VM is built on b, 1,000 s. With
/// `scope = "data"` nothing is built, so that it is restored at home in the same time.
#[test]
fn who_cannot_be_built_at_home_is_built_elsewhere() {
    let faults = r#"
[fault.c]
of = "stamp.a.control_plane"
at = "10 d"
lasts = "2 d"
[fault.d]
of = "application.x"
at = "10 d 1 h"
kind = "deletion"
"#;
    assert_eq!(recoveries("years", faults, AT_ONCE), [1000.0; 2]);
    // Its room at home is given back: what was 2 d of waiting for a control plane is no outage of b either.
    let again = format!(
        "{faults}[fault.b]\nof = \"stamp.a\"\nat = \"20 d\"\nlasts = \"1 d\"\ndestroys = true\n"
    );
    assert_eq!(recoveries("years", &again, AT_ONCE), [1000.0; 2]);
    let data = format!("{AT_ONCE}\nscope = \"data\"");
    assert_eq!(recoveries("years", faults, &data), [1000.0; 2]);
}

/// Friday 18:00, after the hours of the crew: on call an hour after the call, an hour to decide, and half an hour of hand
/// work by the same person, who is there: 3,600 + 3,600 + 1,800 + 1,000 s. By another crew, which has to be called as
/// well: an hour more.
#[test]
fn who_has_decided_builds_without_another_call() {
    let crews = r#"
[crew.first]
people = 1
hours = "Mon-Fri 08:00-17:00"
answers_in = "0 s"
on_call_after = "1 h"
[crew.second]
people = 1
hours = "Mon-Fri 08:00-17:00"
answers_in = "0 s"
on_call_after = "1 h"
[drill.d]
of = "stamp.a"
at = "Fri 18:00"
detect = "0 s"
trials = 2
destroys = true
"#;
    let people = |crew: &str| {
        format!(
            "decide = \"1 h\"\nprovision = \"30 min\"\ndecided_by = \"first\"\nrestored_by = \"{crew}\""
        )
    };
    assert_eq!(recoveries("d", crews, &people("first")), [10_000.0; 2]);
    assert_eq!(recoveries("d", crews, &people("second")), [13_600.0; 2]);
}

/// A link is cut for the two hours that a log holds: 43.2 GB a day are 0.5 MB/s, 3.6 GB are behind, which just reaches the
/// limit, and the link carries 1 MB/s. Ten minutes later 0.3 GB of that are caught up: 3.3 GB, of 6,600 s of writing. A
/// second more of cut and a whole copy is due: what was written since the cut is lost, 7,801 s.
#[test]
fn a_log_that_is_just_full_is_kept() {
    let lost = |cut: &str, fire: &str| {
        let text = format!(
            r#"
[run]
trials = 2
horizon = "60 d"
[site.e]
[site.w]
[stamp.a]
at = "site.e"
node_memory = "384 GiB"
uplink = "400 Gbps"
uplink_share = "100 %"
start = "0 s"
detection = "0 s"
isolation_share = "0 %"
[stamp.b]
like = "a"
at = "site.w"
[link.l]
between = ["e", "w"]
rate = "8 Mbps"
latency = "0 ms"
[protection.r.replication]
to = "b"
level = "application"
points = "0 s"
detect = "10 min"
decide = "30 min"
failover = "5 min"
dns_ttl = "0 s"
keep = "0 s"
log_limit = "2 h"
[application.x]
stamp = "a"
protection = "r"
used = "100 GB"
churn = "43.2 GB/day"
boot = "4 min"
rto = "1 h"
rpo = "1 h"
[fault.cut]
of = "link.l"
at = "10 d"
lasts = "{cut}"
[fault.fire]
of = "site.e"
at = "{fire}"
lasts = "20 d"
destroys = true
"#
        );
        let rows = said(&text).rows.numbers("years", "x", "data_loss_s");
        rows.into_iter()
            .filter(|lost| *lost > 0.0)
            .collect::<Vec<_>>()
    };
    assert_eq!(lost("2 h", "10 d 2 h 10 min"), [6600.0; 2]);
    assert_eq!(lost("7201 s", "10 d 2 h 10 min 1 s"), [7801.0; 2]);
}
