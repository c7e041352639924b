//! What cannot lie where it must, and names that cannot be told apart.
//!
//! Always true here: amounts are exact; text rounds them.

use super::super::limit::Limit;
use crate::model::advice::{rough, size};
use crate::model::code::coded;
use crate::units::{Bytes, Span};

coded! {
    /// What is larger than the place that it needs, or collides with something else.
    #[derive(Clone, PartialEq, Debug)]
    FitProblem {
        401 "A VM larger than a volume" "A VM lies wholly on one volume of its stamp."
        VmLargerThanVolume { vm: String, more: usize, used: Bytes, stamp: String, volume: Bytes, volumes: u32 }
            => format!("vm `{vm}` uses {}, and a volume of stamp `{stamp}` holds {}{}", size(*used), size(*volume), and_more(*more));
            on_one_volume(*volumes),

        402 "A replica larger than a volume" "A replica lies wholly on one volume of the stamp that it is on, with its recovery points."
        ReplicaLargerThanVolume { vm: String, more: usize, used: Bytes, space: f64, stamp: String, volume: Bytes, volumes: u32 }
            => format!("the replica of vm `{vm}` takes {} x {space} of space, and a volume of stamp `{stamp}` holds {}{}", size(*used), size(*volume), and_more(*more));
            on_one_volume(*volumes),

        403 "A repository smaller than one full" "Not one restore point would ever be made there."
        FullLargerThanRepository { repository: String, capacity: Bytes, vm: String, more: usize, used: Bytes, reduction: f64, full: f64 }
            => format!(
                "repository `{repository}` holds {}, and one full backup of vm `{vm}` takes {} ({} at a reduction of {reduction}){}",
                size(*capacity), rough(*full), size(*used), and_more(*more)
            );
            "not one restore point would ever be made there: use a larger repository",

        404 "Retries without a pause" "What is tried again at once fails for the same reason."
        NoPause { retries: u32, after: Span, pause: Span, limit: Limit }
            => format!("{retries} retries with {after} between them: more than the limit {} of {} without a pause", limit.name, limit.most);
            format!("state `retry_after` of {pause} or more, or fewer `retries`"),

        405 "A name of the program" "The program calls something of its own so, in the same column of results."
        OwnName { kind: String, name: String, own: &'static str, what: &'static str }
            => format!("a {kind} cannot be called `{name}`: in results `{own}` is {what}");
            format!("choose another name, such as `{name}-1`"),

        406 "Names that differ in case alone" "Many file systems and spreadsheets take them for one."
        CaseAlone { kind: String, name: String, first: String }
            => format!("{kind} `{name}` differs from `{first}` in case alone");
            "files of results and columns of tables must be told apart: choose another name",

        407 "The name of a device" "Under Windows no folder of results can have this name."
        DeviceName { name: String }
            => format!("a scenario cannot be called `{name}`: it is the name of a device under Windows");
            "results go into a folder of this name: choose another one",

        408 "A name of a cause in the trace" "Causes of recorded and of simulated faults are reported by name."
        CauseOfTrace { name: String }
            => format!("`{name}` is also the name of a cause in the trace");
            "causes are reported by these names: choose another one",
    }
}

fn and_more(count: usize) -> String {
    match count {
        0 => String::new(),
        count => format!(", and so it is with {count} more"),
    }
}

fn on_one_volume(volumes: u32) -> String {
    format!(
        "a VM lies wholly on one of the {volumes} volumes: use larger disks, or spread it over more VMs"
    )
}
