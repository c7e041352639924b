//! Advice about places: stamps, links, repositories, crews.
//!
//! Always true here: names are those of the file, amounts are exact; text rounds them.

use crate::model::code::coded;
use crate::units::{Bytes, Share};

coded! {
    /// What is told about a place.
    #[derive(Clone, PartialEq, PartialOrd, Debug)]
    PlaceAdvice {
        501 "Nodes beyond a scale unit" "A scale unit of Azure Stack Hub has 4 to 16 nodes."
        NodesOfScaleUnit { stamp: String, nodes: u32 }
            => format!("stamp `{stamp}` has {nodes} nodes; a scale unit of Azure Stack Hub has 4 to 16"),

        502 "A link that carries nothing" "Paths take the first link between two sites, and its fallback when it is down."
        IdleLink { link: String, other: String }
            => format!("link `{link}` carries nothing: link `{other}` joins the same sites; make one of them the `fallback` of the other"),

        503 "A repository that nothing uses" "It is neither the target of a backup or copy nor the place of a template."
        UnusedRepository { repository: String }
            => format!("repository `{repository}` is used by no protection"),

        505 "Growth without storage" "VMs grow, but the storage of their stamp is not stated, so nothing gets full."
        GrowthUnseen { stamp: String }
            => format!("VMs on stamp `{stamp}` grow, but its storage is not simulated: nothing gets full"),

        506 "Volumes above their warning from the start" "What is in use when a trial begins is above the first threshold."
        FullFromStart { stamp: String, used: Bytes, room: Bytes, warning: Share }
            => format!(
                "the volumes of stamp `{stamp}` are {:.1} % full from the start, above the warning at {warning}",
                used.0 as f64 / room.0 as f64 * 100.0
            ),

        507 "What hosts keep changes nothing" "Without a reserve nodes keep no memory for themselves."
        IdleHostMemory { stamp: String }
            => format!("`host_os` of stamp `{stamp}` changes nothing: with reserve = \"none\" its nodes keep no memory for themselves"),

        508 "Tiers of which nobody makes way" "Only a VM that is less urgent than another one is stopped for it."
        NobodyMakesWay { stamp: String, key: &'static str }
            => format!("`{key}` of stamp `{stamp}` changes nothing: no VM of these tiers is less urgent than another VM"),

        509 "Protected from intruders who do not come" "What keeps intruders from restore points shows its worth when they strike."
        NoIntruders { repository: String }
            => format!("repository `{repository}` keeps points from intruders, and none come in this scenario: a drill shows what that is worth: [drill.ransomware] of = \"everything\", kind = \"ransomware\""),
    }
}
