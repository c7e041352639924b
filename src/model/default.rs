//! Every default in one place, with its source and status.
//!
//! Always true here: a default that is not in this table does not exist; the report shows those
//! that a scenario relied on.

/// How well a default is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    /// Read in the original source.
    Read,
    /// Read as a quotation by somebody else.
    SecondHand,
    /// No source found: an engineering guess, confirm it for your site.
    Assumed,
}

impl Status {
    /// The words for it in resolved scenarios and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Status::Read => "read",
            Status::SecondHand => "second-hand",
            Status::Assumed => "assumed",
        }
    }
}

/// A default value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DefaultValue {
    /// Key pattern as in the reference, such as `stamp.*.vms_per_node`.
    pub key: &'static str,
    /// Value as text with unit.
    pub value: &'static str,
    /// Where it comes from, or why this guess.
    pub source: &'static str,
    /// How well it is known.
    pub status: Status,
}

/// The position in [`DEFAULTS`] of the default for this key pattern.
#[must_use]
pub fn position(key: &str) -> Option<usize> {
    DEFAULTS.iter().position(|default| default.key == key)
}

/// The default for this key pattern; keys that have none are a fault of the program.
pub(crate) fn of(key: &str) -> &'static DefaultValue {
    &DEFAULTS[position(key).expect("a test compares keys with defaults")]
}

const fn read(key: &'static str, value: &'static str, source: &'static str) -> DefaultValue {
    DefaultValue {
        key,
        value,
        source,
        status: Status::Read,
    }
}

const fn second_hand(key: &'static str, value: &'static str, source: &'static str) -> DefaultValue {
    DefaultValue {
        key,
        value,
        source,
        status: Status::SecondHand,
    }
}

const fn assumed(key: &'static str, value: &'static str, source: &'static str) -> DefaultValue {
    DefaultValue {
        key,
        value,
        source,
        status: Status::Assumed,
    }
}

/// Value of the defaults that the reader works out from the rest of the scenario.
pub const WORKED_OUT: &str = "worked out";

/// All defaults, by key.
#[rustfmt::skip]
pub const DEFAULTS: &[DefaultValue] = &[
    // How a run is made.
    assumed("run.seed", "1", "any fixed number serves; another seed gives an independent repetition"),
    assumed("run.trials", "1000", "enough for a share near 95 % to be known within about 1.4 points where each trial has one outage"),
    assumed("run.horizon", "365 d", "one year, so that figures per year need no conversion"),
    assumed("run.build_up", WORKED_OUT, "as far back as anything remembers: two cycles of the slowest backup and what its fulls and their copies take, as many jobs as fail or turn out bad in a row all but once in a thousand times, four times the retention where a repository may fill; two recovery points, and a whole cycle of a replica that falls behind its log; nothing where nothing remembers, at most 731 d"),
    assumed("run.settle", WORKED_OUT, "three of the longest mean repairs of hazards, with rebuilds, whole copies and the way home where these are not too seldom to matter, and `stays_recovered`, so that the first counted day is like any other; at most 731 d"),
    assumed("run.drain", "365 d", "an outage of more than a year is not a recovery any more"),
    assumed("run.stays_recovered", "5 min", "a service that fails again within minutes has not recovered for its users"),
    assumed("run.level", "95 %", "the usual level of intervals"),
    assumed("run.restores_first", "true", "in an incident operators hold backup jobs back"),

    // Stamps.
    read("stamp.*.nodes", "4", "Azure Stack Hub documentation, capacity planner: a scale unit has 4 to 16 nodes; 4 is the smallest"),
    assumed("stamp.*.uplink", "10 Gbps", "MDC network documentation lists 1, 10 and 40 Gbps optics without a usual one; the middle one"),
    read("stamp.*.uplink_share", "50 %", "Azure architecture center, backup of Azure Stack Hub: half of the uplink capacity is reserved for critical infrastructure"),
    read("stamp.*.reserve", "azure_stack_hub", "Azure Stack Hub documentation, capacity planning: compute"),
    read("stamp.*.host_os", "15 %", "Azure Stack Hub documentation, capacity planning: compute: R = 0.15"),
    read("stamp.*.vms_per_node", "60", "Azure Stack Hub documentation, capacity planning: compute: at most 60 VMs per host"),
    read("stamp.*.vms_per_stamp", "700", "Azure Stack Hub documentation, capacity planning: compute: at most 700 VMs per solution (its spreadsheet uses 670)"),
    read("stamp.*.start", "2 h", "Azure Stack Hub documentation, start and stop: infrastructure services take up to 2 h after power-on"),
    second_hand("stamp.*.detection", "{ uniform = [\"5 s\", \"20 s\"] }", "Windows Server failover clustering: heartbeat every second, threshold 5 documented, 20 reported for later versions; the setting of Azure Stack Hub is not published"),
    assumed("stamp.*.isolation_share", "20 %", "no figure published: most lost nodes lose power or crash, some fall silent and are isolated first"),
    read("stamp.*.isolation", "240 s", "Windows Server failover clustering: ResiliencyDefaultPeriod is 240 s"),
    assumed("stamp.*.cluster_restart", "{ count = 20, every = \"1 min\" }", "no figure published for restarts by the cluster; faster than what goes through the resource manager"),
    read("stamp.*.manager_start", "{ count = 30, every = \"5 min\" }", "Azure Stack Hub documentation, capacity planning: compute: start at most 30 VMs per batch, 5 min between batches"),
    read("stamp.*.quorum", "dynamic", "Windows Server failover clustering: dynamic quorum with a witness"),
    read("stamp.*.disk_rate", "145 MB/s", "Azure Stack Hub documentation, managed disk considerations: 145 MB/s for each premium disk"),
    second_hand("stamp.*.running_vm_snapshot", "true", "change of the Azure Stack Hub documentation in November 2023: incremental snapshots of running VMs are supported; before, they were not"),

    // Storage of stamps.
    assumed("stamp.*.storage.disk_size", "4 TB", "depends on what was bought; a common size of capacity disks"),
    assumed("stamp.*.storage.rate", "4 GB/s", "no figure published; four nodes with two ports of 10 Gbps move about 10 GB/s, and the guests use a good part of it"),
    assumed("stamp.*.storage.rebuild_rate", "1 GB/s", "no figure published; the documentation calls a repair with new disks a matter of several hours, which 200 MB/s to 2 GB/s would explain"),
    read("stamp.*.storage.retire_after", "15 min", "Windows Server documentation, health service settings: a disk that does not answer is retired after 900 s"),
    assumed("stamp.*.storage.silent_share", "20 %", "no figure published: most failing disks report errors, some no longer answer"),
    read("stamp.*.storage.reserve_disks", WORKED_OUT, "Azure Stack Hub documentation, capacity planning: storage: one disk of each node is kept free for rebuilds (the engine beneath it recommends at most four)"),
    read("stamp.*.storage.volume_size", WORKED_OUT, "Azure Stack Hub documentation, capacity planning: storage: a third of the pool without the reserve, less 3.5 TB of infrastructure volumes and less the volumes of temporary disks (5.2 times the memory of a node, at most a tenth of what is usable), split evenly over the nodes (a generic cluster has neither of them); rounded down to whole GiB"),
    read("stamp.*.storage.warning", "90 %", "Azure Stack Hub release notes, build 2008: alerts at 90 % and 95 % (80 % and 90 % before)"),
    read("stamp.*.storage.critical", "95 %", "Azure Stack Hub release notes, build 2008: alerts at 90 % and 95 % (80 % and 90 % before)"),
    assumed("stamp.*.storage.relief_to", "80 %", "whoever makes room makes some to spare"),

    // Links, repositories, crews.
    assumed("link.*.latency", "20 ms", "a wide area link of some hundred kilometres; a restore over it asks and is answered once"),
    assumed("repository.*.capacity", "100 TiB", "depends on what was bought"),
    assumed("repository.*.write", "400 MB/s", "depends on what was bought; a mid-sized backup appliance"),
    assumed("repository.*.read", "400 MB/s", "depends on what was bought; a mid-sized backup appliance"),
    second_hand("repository.*.slots", "8", "Veeam best practice: one core per concurrent job; 8 cores assumed"),
    assumed("crew.*.people", "1", "the smallest crew"),
    read("crew.*.hours", "always", "HPE support data sheet: on-site response is sold around the clock as well as in office hours"),
    read("crew.*.answers_in", "4 h", "HPE support data sheet: on site within 4 h (24x7); no response time is published for Azure Stack Hub itself"),

    // Backups.
    read("protection.*.backup.method", "agent", "Azure Stack Hub documentation, protect VMs: an agent in the guest, or disk snapshots through the API; the agent needs nothing of the stamp"),
    assumed("protection.*.backup.scope", "vm", "the whole VM is what backup products take unless told otherwise"),
    assumed("protection.*.backup.chain", "incremental", "Azure Stack Hub documentation, protect VMs, recommends incremental or differential backups without naming one"),
    assumed("protection.*.backup.every", "24 h", "one backup a day is the usual cadence"),
    assumed("protection.*.backup.full_every", "7 d", "a weekly full is the usual cycle; the time between jobs where that is longer"),
    assumed("protection.*.backup.phase", WORKED_OUT, "the opening of the window, or Monday 00:00 where there is none"),
    assumed("protection.*.backup.stagger", "0 s", "all jobs come due together unless they are spread"),
    assumed("protection.*.backup.keep", "14 d", "Veeam sizing example: 14 restore points, one a day"),
    second_hand("protection.*.backup.reduction", "2.0", "Veeam best practice: 2:1 usual, 3:1 common"),
    assumed("protection.*.backup.job_failure", "4 %", "no field rate is published as a number; a lab showed 16 %, well-kept installations stay below 5 %"),
    assumed("protection.*.backup.stickiness", "50 %", "failed jobs come in runs: in a lab 36 % of the runs were longer than one"),
    assumed("protection.*.backup.retries", "0", "job_failure is that of a job after the retries of its product; state both for a product whose single tries are known"),
    assumed("protection.*.backup.retry_after", "10 min", "a common setting of backup products"),
    assumed("protection.*.backup.bad_point", "3 %", "restores fail in 2 to 5 % of cases where they are tested daily, 15 to 30 % where they are not; no field rate is published"),
    second_hand("protection.*.backup.detect", "{ lognormal = { median = \"20 min\", sigma = 1.0 } }", "one review of a large cloud outage: investigation began 19 min after the impact; the spread is a guess"),
    assumed("protection.*.backup.decide", "{ lognormal = { median = \"45 min\", sigma = 0.9 } }", "no distribution published: hours for remote restores, and not knowing when to declare is a main problem"),
    assumed("protection.*.backup.provision", "{ lognormal = { median = \"30 min\", sigma = 0.5 } }", "no figure published for building a VM to restore into"),

    // Replication.
    assumed("protection.*.replication.level", "vm", "a product that replicates whole VMs asks nothing of the application"),
    read("protection.*.replication.mode", "async", "Azure Stack Hub documentation, N-tier application on two stamps: the secondary at the other site is asynchronous"),
    assumed("protection.*.replication.when_cut", "continue", "few would stop production because its copy cannot be reached"),
    read("protection.*.replication.standby", "warm", "Azure Stack Hub documentation, Azure Site Recovery: VMs at the target take memory only at failover"),
    assumed("protection.*.replication.reduction", "1.0", "no figure published; products that compress send less"),
    read("protection.*.replication.points", WORKED_OUT, "5 min where VMs or guests are replicated asynchronously (Azure architecture center, Azure Site Recovery: crash-consistent points every 5 min); else 0 s: an application, or a synchronous copy, resumes from the last byte"),
    read("protection.*.replication.keep", WORKED_OUT, "24 h where VMs or guests are replicated asynchronously (Azure architecture center, Azure Site Recovery: points are kept for 24 h with premium disks, 72 h with standard ones); else 0 s"),
    read("protection.*.replication.log_limit", "24 h", "Azure Stack Hub documentation, Azure Site Recovery: the log holds at most one day, then everything is synchronised again"),
    read("protection.*.replication.space", "1.5", "Azure Stack Hub documentation, Azure Site Recovery: the target needs 1.5 to 2 times the storage"),
    read("protection.*.replication.disks_at_once", "31", "Azure Stack Hub documentation, Azure Site Recovery: at most 31 disks at a time are protected again"),
    second_hand("protection.*.replication.detect", "{ lognormal = { median = \"20 min\", sigma = 1.0 } }", "one review of a large cloud outage: investigation began 19 min after the impact; the spread is a guess"),
    assumed("protection.*.replication.decide", "{ lognormal = { median = \"45 min\", sigma = 0.9 } }", "no distribution published: not knowing when to declare is a main problem"),
    assumed("protection.*.replication.needs_control_plane", WORKED_OUT, "true where VMs are replicated through the stamp's API; guests and applications have a way of their own"),
    assumed("protection.*.replication.failover", "{ lognormal = { median = \"10 min\", sigma = 0.5 } }", "no figure published; AWS documents 5 to 20 min for its own service, boot included"),
    read("protection.*.replication.dns_ttl", "300 s", "Azure Stack Hub documentation, N-tier application on two stamps: names live 300 s by default"),
    assumed("protection.*.replication.failback", "true", "what failed over goes home once that can be done safely"),
    assumed("protection.*.replication.failback_after", "24 h", "no figure published: a day of undisturbed replication before it is trusted"),
    assumed("protection.*.replication.failback_takes", "{ lognormal = { median = \"15 min\", sigma = 0.5 } }", "no figure published; as a failover, with a last synchronisation"),

    // High availability.
    second_hand("protection.*.high_availability.detect", "{ uniform = [\"5 s\", \"20 s\"] }", "Windows Server failover clustering: heartbeat every second, threshold 5 documented, 20 reported for later versions"),
    assumed("protection.*.high_availability.failover", "30 s", "no figure published: services of a cluster move within half a minute"),
    assumed("protection.*.high_availability.probe", "15 s", "load balancers probe every few seconds and give up after a few tries"),
    read("protection.*.high_availability.dns_ttl", "300 s", "Azure Stack Hub documentation, N-tier application on two stamps: names live 300 s by default"),
    assumed("protection.*.high_availability.switch_failure", "2 %", "no figure published for clusters of guests; redundancy in networks was found far from perfect"),
    assumed("protection.*.high_availability.switch_repair", "{ lognormal = { median = \"45 min\", sigma = 0.9 } }", "no figure published: somebody is called, looks and helps"),

    // Redeployment.
    second_hand("protection.*.none.detect", "{ lognormal = { median = \"20 min\", sigma = 1.0 } }", "one review of a large cloud outage: investigation began 19 min after the impact; the spread is a guess"),
    assumed("protection.*.none.decide", "{ lognormal = { median = \"45 min\", sigma = 0.9 } }", "no distribution published"),
    assumed("protection.*.none.redeploy", "{ lognormal = { median = \"40 min\", sigma = 0.5 } }", "no figure published for a redeployment from template or pipeline"),
    assumed("protection.*.none.needs_control_plane", "true", "templates are deployed through the resource manager"),

    // Applications, roles, VMs.
    assumed("application.*.tier", "2", "between what matters most (1) and what may wait (3 and above)"),
    assumed("application.*.rto_share", "95 %", "an objective that must never be missed cannot be shown to be met; 19 outages of 20"),
    assumed("application.*.rpo_share", "95 %", "an objective that must never be missed cannot be shown to be met; 19 outages of 20"),
    assumed("role.*.boot", "{ lognormal = { median = \"5 min\", sigma = 0.8 } }", "guest and service; published starts of guests: Linux below 5 min, Windows below 20 min (AWS documentation)"),
    assumed("role.*.validate", "0 s", "users are let in as soon as the service runs"),
    assumed("role.*.stateful", WORKED_OUT, "true, except where redeployment (none) is the only protection"),
    assumed("vm.*.size", "DS3_v2", "4 cores and 14 GiB: a middling server; sizes differ much between sites"),
    assumed("vm.*.disks", "1", "a guess: one disk for each VM; more disks move more bytes at once"),
    assumed("vm.*.used", "100 GiB", "depends on what the VM does"),
    second_hand("vm.*.churn", "5 %/day", "Veeam best practice: 2 to 5 % a day is typical, databases up to 30 to 50 %"),

    // Faults.
    read("hazard.*.repair", "{ lognormal = { median = \"88.4 min\", sigma = 0.974 } }", "nodes only: hardware repairs of LANL system 20, fitted to the failure records that Los Alamos published (LA-UR-05-7318)"),
    assumed("hazard.*.detect", "10 min", "alerts are raised within minutes and read a little later"),
    assumed("hazard.*.noticed", "{ lognormal = { median = \"11 d\", sigma = 1.6 } }", "corruption only: the median dwell time of intruders (M-Trends 2025) stands in for it; no figure published for corruption"),
    assumed("fault.*.detect", "10 min", "alerts are raised within minutes and read a little later"),
    assumed("fault.*.noticed", "{ lognormal = { median = \"11 d\", sigma = 1.6 } }", "corruption only: as for hazards"),
    assumed("drill.*.detect", "10 min", "alerts are raised within minutes and read a little later"),
    assumed("drill.*.noticed", "{ lognormal = { median = \"11 d\", sigma = 1.6 } }", "corruption only: as for hazards"),
    assumed("drill.*.at", "any", "a disaster keeps no hours"),
    assumed("drill.*.trials", "1000", "enough for a share near 95 % to be known within about 1.4 points"),
    assumed("drill.*.returns", "{ lognormal = { median = \"10 weeks\", sigma = 0.5 } }", "what is destroyed is bought again: Azure Stack Hub documentation says that new hardware may take weeks"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_unique_and_reasons_are_given() {
        for (index, default) in DEFAULTS.iter().enumerate() {
            assert_eq!(
                position(default.key),
                Some(index),
                "{} stands twice",
                default.key
            );
            assert!(default.source.len() > 8, "{} has no reason", default.key);
        }
    }
}
