//! Names that cannot be, and references that lead nowhere or in circles.
//!
//! Always true here: names are those of the file; names that are known come with the near one.

use super::Known;
use crate::model::code::coded;

coded! {
    /// What is wrong with a name or a reference.
    #[derive(Clone, PartialEq, Debug)]
    NameProblem {
        201 "Not a legal name" "Names stand in keys, tables and files."
        Illegal { name: String, of_vm: bool, near: Option<String> }
            => format!("`{name}` is not a legal name"); legal_names(*of_vm, near.as_deref()),

        202 "A name with a space at its end" "It would look like the name without it."
        Spaces { name: String }
            => format!("the name `{name}` begins or ends with a space");
            format!("write `{}`", name.trim()),

        203 "A name that is not defined" "Nothing of this kind has the name."
        Undefined { kind: String, name: String, known: Known }
            => format!("{kind} `{name}` is not defined"); known.help("known"),

        204 "Which one is not said" "A key may be left out only where there is one thing of its kind."
        WhichOne { title: String, key: String, kind: &'static str, known: Vec<String> }
            => format!(
                "{title} needs `{key}`, because there is {} {kind}",
                if known.is_empty() { "no" } else { "more than one" }
            );
            if known.is_empty() {
                format!("define one: [{kind}.NAME]")
            } else {
                format!("{kind}s: {}", known.join(", "))
            },

        205 "A name stands twice" "A list names each thing once."
        Twice { kind: &'static str, name: String }
            => format!("{kind} `{name}` stands twice"),

        206 "A VM is listed twice" "Names of VMs are unique over the inventory and the tables."
        ListedTwice { vm: String }
            => format!("vm `{vm}` is listed twice"); "names of VMs are unique",

        207 "Not a place" "A place is a kind and a name."
        NotAPlace { text: String }
            => format!("`{text}` is not a place");
            "places are written \"site.NAME\", \"enclosure.NAME\", \"stamp.NAME\" or \"rack.NAME\"",

        208 "Not something that can be hit" "Faults hit components: kinds, names, and numbers of nodes, disks and switches."
        NotATarget { text: String, near: Option<&'static str>, targets: &'static str }
            => format!("`{text}` is not something that can be hit");
            match near {
                Some(near) => format!("did you mean `{near}`? {targets}"),
                None => targets.to_string(),
            },

        209 "A number that a thing does not have" "Nodes, disks and switches are numbered from 1."
        NoSuchNumber { holder: String, kind: &'static str, number: u32, count: u32 }
            => format!("{holder} has no {kind} {number}");
            format!("its {kind}{} are 1 to {count}", if *kind == "switch" { "es" } else { "s" }),

        210 "Parts that are not simulated" "A stamp has disks and switches only where they are stated."
        NotSimulated { what: &'static str, stamp: String, example: &'static str }
            => format!("the {what} of stamp `{stamp}` are not simulated");
            format!("state them in [stamp.{stamp}], such as {example}"),

        211 "Nothing is hit" "A source of faults hits at least one thing."
        NothingHit { targets: &'static str }
            => "nothing is hit: the list is empty, or the scenario has none of these"; *targets,

        212 "Two sources of faults with one name" "Causes are reported by the names of hazards, faults and drills."
        CauseTwice { name: String }
            => format!("`{name}` is the name of two sources of faults");
            "causes are reported by these names, so they are unique over hazards, faults and drills",

        213 "The name of full volumes" "Volumes that fill up are a cause of their own."
        CauseOfFullVolumes { name: String }
            => format!("`{name}` is the name of full volumes");
            "causes are reported by these names: choose another one",

        214 "The name of a failback" "Failbacks of a replication, and the planned outages of who goes home, are causes of their own."
        CauseOfFailbacks { name: String, home: bool }
            => match home {
                false => format!("`{name}` is the name of the failbacks of a replication"),
                true => format!("`{name}` is the name of the planned outages by which what was built elsewhere goes home"),
            };
            match home {
                false => "causes are reported by these names: choose another one, or failback = false there",
                true => "causes are reported by these names: choose another one, or go_home = \"never\" there",
            },

        215 "Not a published VM size" "Sizes are those that Azure Stack Hub publishes."
        NotASize { name: String, known: Known }
            => format!("`{name}` is not a published VM size");
            format!("{}; other sizes are given by `memory`", known.help("known")),

        216 "Not a class of faults" "Objectives are for classes of faults."
        NotAClass { name: String, known: Known }
            => format!("`{name}` is not a class of faults"); known.help("known"),

        217 "Not a measure" "A precision is for a figure that a run estimates."
        NotAMeasure { text: String }
            => format!("`{text}` is not a measure");
            "measures: APPLICATION.availability, APPLICATION.downtime, APPLICATION.mttr, APPLICATION.rto.CLASS, APPLICATION.rpo.CLASS",

        218 "A stamp that is like itself" "What is like something else ends somewhere."
        LikeItself { stamps: Vec<String> }
            => match stamps.as_slice() {
                [one] => format!("stamp `{one}` is like itself"),
                _ => format!("stamps are like each other in a circle: {} -> {}", stamps.join(" -> "), stamps[0]),
            };
            "leave one `like` out, and state there what the others take from it",

        219 "Applications that need each other in a circle" "No application can start before itself."
        NeedsCircle { applications: Vec<String> }
            => format!("applications need each other in a circle: {}", applications.join(" -> "));
            "leave one `needs` out: no application can start before itself",

        220 "A VM of no application" "Every VM belongs to an application."
        NoApplication { vm: String }
            => format!("vm `{vm}` has no `application`"); "`application` is the name of an application",

        221 "A VM that is listed and counted" "VMs of a count are named by application, role and number."
        ListedAndCounted { vm: String, number: u32, role: String, application: String }
            => format!("vm `{vm}` is listed, and is also number {number} of role `{role}` of application `{application}`");
            "names of VMs are unique: name it otherwise",

        222 "A precision for what is not stated" "A share of outages within an objective needs the objective."
        NotStated { application: String, objective: &'static str, class: &'static str }
            => format!("application `{application}` states no {} for the loss class `{class}`: no interval of its share ever gets narrower", objective.to_uppercase());
            format!("state `{objective}` for this class, or ask for `{application}.availability`"),

        223 "Applications that are not there" "A tier or a place stands for the applications that are of that tier, or have a VM there at first."
        NobodyThere { text: String }
            => format!("`{text}` names no application: none is there");
            "\"everything\" means all applications, \"application.NAME\" one",
    }
}

fn legal_names(of_vm: bool, near: Option<&str>) -> String {
    let legal = if of_vm {
        "names have letters, digits, `-`, `_`, `.`, `/` and spaces"
    } else {
        "names have letters, digits, `-` and `_`"
    };
    match near {
        Some(near) => format!("{legal}: write `{near}`"),
        None => legal.to_string(),
    }
}
