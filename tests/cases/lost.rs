//! Cases: what is lost is not recovered.

use super::{assert_near, summary};

/// The backup repository is a file server on the stamp that it protects.
const VAULT_ON_THE_STAMP: &str = r#"
[run]
trials = 1
[stamp.a]
node_memory = "384 GiB"
[stamp.b]
node_memory = "384 GiB"
[repository.vault]
at = "stamp.a"
[protection.p.backup]
job_failure = "0 %"
bad_point = "0 %"
detect = "0 s"
decide = "0 s"
provision = "0 s"
restore_to = "b"
[application.erp]
stamp = "a"
protection = "p"
used = "100 GiB"
boot = "0 s"
rto = "4 h"
rpo = "24 h"
[drill.down]
of = "stamp.a"
detect = "0 s"
returns = "3 d"
trials = 5
"#;

/// Nothing can be read until the stamp is back: 3 d, and 2 h in which it starts.
#[test]
fn a_repository_on_a_stamp_that_is_away_is_waited_for() {
    let path = "drills/down/applications/erp/recovery_s/p50";
    assert_near(
        &summary(VAULT_ON_THE_STAMP),
        path,
        74.0 * 3_600.0,
        12.0 * 60.0,
    );
}
