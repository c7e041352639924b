//! Applications, roles and VMs whose words contradict each other.
//!
//! Always true here: names are those of the file.

use crate::model::code::coded;
use crate::units::Share;

coded! {
    /// What is wrong with an application, a role or a VM.
    #[derive(Clone, PartialEq, Debug)]
    ApplicationProblem {
        340 "A key of a role at an application with roles" "Each role says this for itself."
        KeyOfRole { key: &'static str }
            => format!("`{key}` belongs to a role, and the application has roles of its own");
            format!("write role.NAME = {{ {key} = ... }}"),

        341 "Another number of VMs than are listed" "VMs that are listed are counted."
        CountDiffers { count: u32, listed: usize }
            => format!("`count` is {count}, but {listed} VMs are listed for this role");
            "leave `count` out",

        342 "More VMs required than there are" "A role is up when so many of its VMs are."
        RequiredTooMany { required: u32, count: u32 }
            => format!("`required` is {required}, but the role has {count} VMs");
            "at most all of them",

        343 "Two protections of one kind" "A VM has at most one protection of each kind."
        TwoOfOneKind
            => "two protections of the same kind";
            "at most one of each kind: backup, replication, high_availability and none",

        344 "An objective of what is expendable" "What is expendable has no objective."
        ExpendableObjective { application: String }
            => format!("application `{application}` has an objective and is expendable");
            "leave one of them out",

        345 "Two words for one thing" "Of these two keys one is stated."
        BothStated { keys: [&'static str; 2], remedy: &'static str }
            => format!("`{}` and `{}` are both stated", keys[0], keys[1]); *remedy,

        346 "A VM without memory" "A VM needs memory to run."
        VmWithoutMemory => "a VM without memory does not run"; "write \"14 GiB\"",

        347 "An availability of nothing" "An availability of 0 % is always reached."
        NoAvailability => "an availability of 0 % asks for nothing"; "write \"99.9 %\"",

        348 "A share of an objective that is not there" "The share says how often the objective is kept."
        ShareAlone { share: String, objective: String }
            => format!("`{share}` without `{objective}`");
            format!("state `{objective}`, or leave it out"),

        349 "A target that cannot be judged" "No number of trials shows that something always or never happens."
        TargetShare { target: Share }
            => format!("a target of {target} cannot be judged");
            "use a share between 0 % and 100 %, such as \"95 %\"",

        350 "An RTO of zero" "Nothing is back at once."
        ZeroRto
            => "no outage is over at once: an RTO of zero is always missed";
            "an RTO is a length of time such as \"4 h\"",

        351 "An objective without a class" "A table of objectives has one for each class of faults that it names."
        EmptyObjectives { key: String }
            => format!("`{key}` is an empty table, which states no objective");
            format!("leave `{key}` out, or write one for each class: {{ node = \"5 min\", site = \"8 h\" }}"),

        352 "Instances with several high availabilities" "All instances of a role stand in for one another, or none."
        AvailabilitiesDiffer { role: String }
            => format!("the VMs of {role} differ in their high availability");
            "all instances of a role stand in for one another, or none: write it at the role",

        353 "Instances on several stamps without `across`" "A high availability says which stamps its instances are spread over."
        StampsDiffer { role: String, stamps: [String; 2], plan: String }
            => format!("the instances of {role} stand on stamps `{}` and `{}`, but `{plan}` does not say so", stamps[0], stamps[1]);
            "write across = [...] there, or put them on one stamp",

        354 "One stamp and several" "A role is put on one stamp or spread over several."
        StampAndAcross { plan: String, across: Vec<String> }
            => format!("`stamp` names one stamp, but `{plan}` spreads the instances over {}", across.join(", "));
            "leave `stamp` out, or `across`",

        355 "An instance outside of `across`" "Instances stand on the stamps that their high availability names."
        StampNotAcross { vm: String, stamp: String, plan: String, across: Vec<String> }
            => format!("vm `{vm}` runs on stamp `{stamp}`, but `{plan}` spreads its instances over {}", across.join(", "));
            "put it on one of these, or add its stamp to `across`",

        356 "Several required where one serves" "Where one instance at a time serves, one is required."
        OneServes
            => "one instance at a time serves, so `required` is 1";
            "leave it out, or write active = \"all\" in the high availability",

        358 "Nothing to check" "Who checks needs something to check: `validate` says how long that takes."
        NothingToCheck
            => "`checked_by` names who checks, and nothing is checked: `validate` is 0 s";
            "state how long the checks take, such as validate = \"30 min\", or leave it out",
    }
}
