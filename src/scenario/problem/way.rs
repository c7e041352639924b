//! Ways that no link carries: of backups, copies, restores, templates, replicas, instances and witnesses.
//!
//! Always true here: the two sites are named that a link would have to join.

use crate::model::code::coded;

coded! {
    /// What does not reach where it has to.
    #[derive(Clone, PartialEq, Debug)]
    WayProblem {
        333 "No link for a backup" "Backups go to their repository over a link between the two sites."
        Backup { backup: String, application: String, stamp: String, repository: String, sites: [String; 2] }
            => format!("backup `{backup}` of application `{application}` goes from stamp `{stamp}` to repository `{repository}`, but no link joins their sites");
            define_link(sites),

        334 "No link for the copies of a backup" "Points are copied over a link between the two sites."
        Copy { backup: String, from: String, to: String, sites: [String; 2] }
            => format!("backup `{backup}` is copied from repository `{from}` to repository `{to}`, but no link joins their sites");
            define_link(sites),

        335 "No link for a restore" "VMs are restored over a link between the sites of repository and stamp."
        Restore { backup: String, from: Vec<String>, stamp: String, sites: [String; 2] }
            => {
                let from: Vec<String> = from.iter().map(|name| format!("repository `{name}`")).collect();
                format!("backup `{backup}` is restored from {} to stamp `{stamp}`, but no link joins their sites", from.join(" or "))
            };
            define_link(sites),

        336 "No link for a replica" "A replica follows over a link between the two sites."
        Replica { replication: String, application: String, from: String, to: String, sites: [String; 2] }
            => format!("replication `{replication}` of application `{application}` goes from stamp `{from}` to stamp `{to}`, but no link joins their sites");
            define_link(sites),

        337 "No link between instances" "Instances of a role see each other over links between their sites."
        Instances { role: String, application: String, plan: String, sites: [String; 2] }
            => format!("instances of role `{role}` of application `{application}` by `{plan}` stand at site `{}` and at site `{}`, but no link joins these", sites[0], sites[1]);
            define_link(sites),

        338 "No link to a witness" "A witness votes with instances that it reaches over a link."
        Witness { role: String, application: String, plan: String, at: String, sites: [String; 2] }
            => format!("the witness of `{plan}` at {at} has no vote among instances of role `{role}` of application `{application}`: no link joins its site to one of theirs");
            define_link(sites),

        357 "No link for a template" "A template is brought over a link from its repository to the stamp that it is redeployed to."
        Template { protection: String, application: String, repository: String, stamp: String, sites: [String; 2] }
            => format!("protection `{protection}` of application `{application}` redeploys from repository `{repository}` to stamp `{stamp}`, but no link joins their sites");
            define_link(sites),

        339 "A replica where its VMs run" "A replica on the same stamp is lost with it."
        ReplicaAtHome { replication: String, application: String, stamp: String }
            => format!("replication `{replication}` of application `{application}` goes to stamp `{stamp}`, where its VMs run");
            "a replica on the same stamp is lost with it: name another stamp in `to`",
    }
}

fn define_link(sites: &[String; 2]) -> String {
    format!(
        "define one: [link.NAME] with between = [\"{}\", \"{}\"]",
        sites[0], sites[1]
    )
}
