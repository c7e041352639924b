//! Sections of the protections.
//!
//! Always true here: under each name of a protection stands one of these kinds.

use super::Kind::{
    Choice, Flag, Law, NameOf, NamesOf, Number, Own, Place, Rate, Share, Span, Table, Whole, Window,
};
use super::Need::{Default, Optional, Required};
use super::{Section, key};

#[rustfmt::skip]
pub(super) const PROTECTION: Section = Section {
    name: "protection", pattern: "protection.*", header: "[protection]", collapse: false,
    doc: "How an application survives: exactly one of these kinds under each name.",
    keys: &[
        key("backup", Table("backup"), Optional(""), "`NAME.backup = { ... }`: restore from restore points."),
        key("none", Table("none"), Optional(""), "`NAME.none = { ... }`: no protection, but a way back by redeployment."),
        key("replication", Table("replication"), Optional(""), "`NAME.replication = { ... }`: the state lives a second time on another stamp, and people fail over to it."),
        key("high_availability", Table("high_availability"), Optional(""), "`NAME.high_availability = { ... }`: instances of a role stand in for one another without a person."),
    ],
};

const HYPERVISOR: &[&str] = &["agent", "snapshot"];

#[rustfmt::skip]
pub(super) const BACKUP: Section = Section {
    name: "backup", pattern: "protection.*.backup", header: "[protection.NAME.backup]", collapse: false,
    doc: "Backup: restore from restore points that are complete at a repository that stands.",
    keys: &[
        key("method", Choice(HYPERVISOR), Default, "`agent` reads in the guest and a restore rebuilds the VM first; `snapshot` reads disks through the stamp's API and needs its control plane. There is no backup from the hypervisor."),
        key("scope", Choice(&["vm", "data"]), Default, "The whole VM with its disks, which is built again first; or application data, which goes into a VM that still stands (else it is redeployed first). Disks that are attached to a VM take the same steps as the whole VM."),
        key("chain", Choice(&["full", "incremental", "differential"]), Default, "What follows a full backup."),
        key("every", Span, Default, "Time between jobs."),
        key("full_every", Span, Default, "Time between full backups: a multiple of `every`."),
        key("phase", Span, Default, "The first job of the week, from Monday 00:00."),
        key("window", Window, Optional("jobs may start at any time"), "Daily window in which jobs may start."),
        key("stagger", Span, Default, "Each VM's jobs come this much after those of the VM before it."),
        key("to", NameOf("repository"), Optional("the only repository"), "Where restore points go."),
        key("copy_to", NameOf("repository"), Optional("no copy"), "Where complete points are copied to."),
        key("keep", Own("an age or a number of points", "\"14 d\" or 14"), Default, "How long restore points are kept."),
        key("reduction", Number, Default, "Bytes read or written by the VM per byte moved and stored: 2.0 halves what links, uplinks and repositories see, not what disks and storage pools do."),
        key("job_failure", Share, Default, "Mean probability that a job fails."),
        key("stickiness", Share, Default, "Probability that a job's outcome repeats the one before it."),
        key("retries", Whole(0), Default, "How often a failed job is tried again."),
        key("retry_after", Span, Default, "Time before a retry."),
        key("bad_point", Share, Default, "Probability that a point turns out bad when it is restored."),
        key("detect", Law, Default, "Time to notice that a restore is needed."),
        key("decide", Law, Default, "Time to decide to restore."),
        key("decided_by", NameOf("crew"), Optional("somebody decides at any hour"), "Whose hours bound the decision."),
        key("provision", Law, Default, "Time to make the VM that the data goes into, or to attach disks."),
        key("restore_to", NamesOf("stamp"), Optional("the own stamp"), "Stamps to restore to when the own one has lost its state and is not back."),
    ],
};

#[rustfmt::skip]
pub(super) const NONE: Section = Section {
    name: "none", pattern: "protection.*.none", header: "[protection.NAME.none]", collapse: false,
    doc: "No protection, but a way back: redeploy from template or pipeline, without data.",
    keys: &[
        key("detect", Law, Default, "Time to notice."),
        key("decide", Law, Default, "Time to decide."),
        key("redeploy", Law, Default, "How long the redeployment takes."),
        key("needs_control_plane", Flag, Default, "Whether it goes through the stamp's control plane."),
        key("template", NameOf("repository"), Optional("nothing that can be lost"), "The repository that holds the template, where its loss matters."),
        key("to", NamesOf("stamp"), Optional("the own stamp"), "Stamps to redeploy to when the own one has lost its state and is not back."),
    ],
};

#[rustfmt::skip]
pub(super) const REPLICATION: Section = Section {
    name: "replication", pattern: "protection.*.replication", header: "[protection.NAME.replication]", collapse: false,
    doc: "Replication with failover by people: the VMs of one application that run on one stamp fall behind, fail over and come back together.",
    keys: &[
        key("level", Choice(&["vm", "guest", "application"]), Default, "Who replicates: a product through the stamp's API, an agent in the guest, or the application itself. It decides what is assumed where these are left out: `vm` needs the control plane of the target, `application` resumes from the last byte (`points`, `keep`)."),
        key("mode", Choice(&["async", "sync"]), Default, "`async`: a write counts at once and the replica follows; `sync`: it counts when the replica has it."),
        key("when_cut", Choice(&["continue", "stop"]), Default, "For `sync`, while the replica cannot be reached: writes go on alone, or the VMs stand still."),
        key("to", NameOf("stamp"), Required, "The stamp that replicas live on."),
        key("standby", Choice(&["warm", "hot"]), Default, "`hot` runs and holds memory there all the time; `warm` looks for memory at failover."),
        key("reduction", Number, Default, "Bytes read or written by the VM per byte sent: 2.0 halves what links and uplinks see, not what disks and storage pools do."),
        key("points", Span, Default, "Time between recovery points, one of which a replica resumes from; \"0 s\": from the last byte."),
        key("keep", Span, Default, "How far back recovery points reach; \"0 s\": only the newest is kept."),
        key("log_limit", Span, Default, "A replica further behind than this must be copied as a whole again."),
        key("rate", Rate, Optional("what its path gives"), "Most that the VMs of one application on one stamp send: bytes as they are sent, after the `reduction`; one appliance of Azure Site Recovery was measured at \"136 MB/s\"."),
        key("space", Number, Default, "How much of the target's storage one byte takes."),
        key("disks_at_once", Whole(1), Default, "Disks that are copied at once when a whole replica is made."),
        key("detect", Law, Default, "Time to notice that a failover is needed."),
        key("decide", Law, Default, "Time to decide on it."),
        key("decided_by", NameOf("crew"), Optional("somebody decides at any hour"), "Whose hours bound the decision."),
        key("needs_control_plane", Flag, Default, "Whether a failover goes through the control plane of the target."),
        key("failover", Law, Default, "Time to make the VMs run there: attach disks, or promote the standby."),
        key("dns_ttl", Span, Default, "Time to live of names: until users find the new place."),
        key("failback", Flag, Default, "Whether it goes back to the stamp where it belongs, by a planned short outage."),
        key("failback_after", Span, Default, "How long the way back must have been replicated without a break before it is used."),
        key("failback_window", Window, Optional("at any time"), "Daily window in which a failback may begin."),
        key("failback_takes", Law, Default, "How long the planned outage of a failback takes, before the guests boot."),
    ],
};

#[rustfmt::skip]
pub(super) const HIGH_AVAILABILITY: Section = Section {
    name: "high_availability", pattern: "protection.*.high_availability", header: "[protection.NAME.high_availability]", collapse: false,
    doc: "High availability: the VMs of a role are instances that stand in for one another without a person. Instances on one stamp form an availability set unless `set` says otherwise.",
    keys: &[
        key("across", NamesOf("stamp"), Optional("the stamp of the role"), "Stamps over which the instances are spread in turn, in this order."),
        key("active", Choice(&["one", "all"]), Optional("one for stateful roles, all for stateless ones"), "Whether one instance at a time serves, or all do."),
        key("witness", Place, Optional("none"), "The failure domain that the witness stands in."),
        key("detect", Law, Default, "Time until the cluster notices that an instance is gone."),
        key("failover", Law, Default, "Time until another instance has taken over."),
        key("probe", Span, Default, "Time until the load balancer sends users to an instance that serves."),
        key("dns_ttl", Span, Default, "Time to live of names: until users find an instance on another stamp; only with several stamps in `across`."),
        key("switch_failure", Share, Default, "Probability that taking over fails, so that a person must help."),
        key("switch_repair", Law, Default, "How long that takes."),
    ],
};
