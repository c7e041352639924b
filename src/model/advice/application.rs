//! Advice about applications, their roles and instances.
//!
//! Always true here: names are those of the file.

use super::about;
use crate::model::code::coded;
use crate::units::{Span, number};

coded! {
    /// What is told about an application.
    #[derive(Clone, PartialEq, PartialOrd, Debug)]
    ApplicationAdvice {
        520 "An application without an objective" "Nothing is judged about it."
        NoObjective { application: String }
            => format!("application `{application}` has no objective; state one, or say expendable = true"),

        521 "An RPO without data" "No role of the application holds data that could be lost."
        RpoWithoutData { application: String }
            => format!("application `{application}` has an RPO and no role that holds data: nothing is judged; leave it out, or say stateful = true"),

        522 "An RPO of what comes back empty" "What is redeployed has lost its data."
        RpoOfRedeployed { application: String, role: String }
            => format!("application `{application}` has an RPO, and role `{role}` holds data and is only redeployed: it comes back empty, so whatever takes its disks misses the RPO; give it a backup or a replica"),

        523 "Protection that nobody needs" "A role without data is protected as if it had some."
        NeedlessProtection { role: String, application: String, how: &'static str, only_way: bool }
            => format!(
                "{} is stateless and {how}: protection that nobody needs{}",
                title(role, application),
                if *only_way {
                    " for its data; it is the only way back when its disks are lost, and `none` with `redeploy` is one without data"
                } else {
                    ""
                }
            ),

        524 "Data without protection" "VMs that hold data have neither backup nor replica, and do not say so."
        Unprotected { role: String, application: String, vms: usize }
            => format!("{} holds data and {vms} of its VMs have no protection, by omission", title(role, application)),

        525 "A set backed up at VM level" "Members of availability and scale sets come and go."
        SetBackedUp { role: String, application: String }
            => format!("{} is a set that is backed up at VM level: members of availability and scale sets come and go, protect their data (scope = \"data\") instead", title(role, application)),

        526 "A set replicated at VM level" "Members of availability and scale sets come and go."
        SetReplicated { role: String, application: String }
            => format!("{} is a set that is replicated at VM level: members of availability and scale sets come and go, replicate their data (level = \"application\") instead", title(role, application)),

        527 "No older state" "Corruption and deletion travel to every copy."
        NoOlderState { role: String, application: String, how: &'static str }
            => format!("{} is {how} but not backed up: corruption and deletion travel to every copy, and no older state is left", title(role, application)),

        528 "One instance" "Nothing stands in for a single instance."
        OneInstance { role: String, application: String, plan: String }
            => format!("{} has `{plan}` with one instance: nothing stands in for it", title(role, application)),

        529 "All instances are needed" "Where all instances are required, none stands in for another."
        AllNeeded { role: String, application: String, plan: String, required: u32 }
            => format!("{} has `{plan}` and needs all of its {required} instances: the loss of one stops it; state `required`", title(role, application)),

        530 "An even number of instances without a witness" "The last one has no vote, and half of all are the majority of the others."
        NoWitness { role: String, application: String, plan: String, instances: usize }
            => {
                let lost = match instances {
                    2 => "the loss of the other one".to_string(),
                    _ => format!("the loss of {} of the others at once", instances / 2),
                };
                format!("{} has {instances} instances and `{plan}` no witness: the last one has no vote then, and {lost} leaves no majority, so add a witness or an instance", title(role, application))
            },

        531 "A stamp with the majority" "The loss of one stamp stops the role."
        StampDecides { role: String, application: String, plan: String, stamp: String, lost: usize, votes: usize }
            => {
                let there = match votes {
                    1 => format!("the only vote of `{plan}` stands there"),
                    _ => format!("{lost} of {votes} votes of `{plan}` stand there"),
                };
                format!("{} stops when stamp `{stamp}` is lost: {there}", title(role, application))
            },

        533 "A cluster without load balancing" "Where some of several VMs are enough, something has to send users to those that serve."
        NoLoadBalancing { role: String, application: String, required: u32, vms: usize }
            => format!("{} needs {required} of the {vms} VMs of its availability set, and nothing sends users to those that serve: some level of load balancing is required, so state high_availability (with its `probe`), or that all of them are required", title(role, application)),

        534 "A low RTO without a standby" "To build the application again takes longer on the mean, and no second deployment stands by elsewhere."
        RtoWithoutStandby { application: String, rto: Span, vm: String, mean: f64, transfer: f64, replay: f64 }
            => {
                let replay = match *replay > 0.0 {
                    true => format!(" and {} the replay of logs", about(*replay)),
                    false => String::new(),
                };
                format!("application `{application}` has an RTO of {rto} and no deployment that stands by: to build vm `{vm}` again takes {} on the mean, {} of it transfer{replay}, even if it waits for nothing; keep a second one on standby (replication, or high_availability across stamps)", about(*mean), about(*transfer))
            },

        535 "An RTO below the sum of its phases" "Not even the quickest recovery keeps it, or a failover does not on the mean."
        RtoBelowPhases { application: String, rto: Span, vm: String, way: Back, takes: f64, mean: bool, transfer: f64 }
            => {
                let takes = format!("{} {}", about(*takes), if *mean { "on the mean" } else { "at least" });
                let transfer = about(*transfer);
                match way {
                    Back::Built => format!("application `{application}` has an RTO of {rto} that no loss of its disks keeps: to build vm `{vm}` again takes {takes}, {transfer} of it transfer, even if it waits for nothing; a standby elsewhere needs no transfer"),
                    Back::Cleaned => format!("application `{application}` has an RTO of {rto} that no deletion of its data keeps: to restore vm `{vm}` takes {takes}, {transfer} of it transfer, even if it waits for nothing"),
                    Back::FailedOver => format!("application `{application}` has an RTO of {rto} that a failover {}: for vm `{vm}` it takes {takes} to notice, to decide, to fail over and until users find it, even if it waits for nothing", if *mean { "hardly keeps" } else { "never keeps" }),
                }
            },

        536 "An RPO below cadence and transfer" "The newest point is older than that too often."
        RpoBelowCadence { application: String, rpo: Span, backup: String, replica: bool, every: Span, transfer: f64, kept: f64, target: f64 }
            => if *replica {
                format!("application `{application}` has an RPO of {rpo} for {} of losses, and recovery points of replication `{backup}` lie {every} apart: {} of losses keep it if nothing is ever behind; make them more often", number::share(*target), number::share(*kept))
            } else { format!("application `{application}` has an RPO of {rpo} for {} of losses, and backup `{backup}` comes every {every} and carries {} at least: {} of losses keep it if no job ever fails; make it more often, or replicate", number::share(*target), about(*transfer), number::share(*kept)) },

        532 "A witness beside an instance" "One loss takes two votes."
        WitnessBesideInstance { role: String, application: String, plan: String, domain: &'static str }
            => format!("the witness of `{plan}` stands in the same {domain} as an instance of {}: one loss takes two votes", title(role, application)),
    }
}

/// How a VM comes back.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Debug)]
pub(crate) enum Back {
    /// It is built again, from a restore point or from a template.
    Built,
    /// What was deleted is restored where it stands.
    Cleaned,
    /// Its replica goes on.
    FailedOver,
}

fn title(role: &str, application: &str) -> String {
    format!("role `{role}` of application `{application}`")
}
