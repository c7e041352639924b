//! Places that cannot be: stamps, nodes, racks, links, repositories.
//!
//! Always true here: names are those of the file, amounts are exact; text rounds them.

use crate::model::code::coded;
use crate::units::{Bytes, Share};

const BATCH: &str = "a batch is written { count = 30, every = \"5 min\" }";

coded! {
    /// What is wrong with a place.
    #[derive(Clone, PartialEq, Debug)]
    PlaceProblem {
        301 "No stamp" "A scenario has at least one stamp, for VMs run on stamps."
        NoStamp
            => "the scenario has no stamp";
            "define one: [stamp.NAME] with node_memory = \"384 GiB\"",

        302 "A stamp at a place for something else" "A stamp stands in a site or in an enclosure."
        StampPlace
            => "a stamp stands in a site or an enclosure";
            "write \"site.NAME\" or \"enclosure.NAME\"",

        303 "An uplink of which nothing is left" "What is left of an uplink carries at least a byte a second."
        EmptyUplink => "nothing of the uplink is left for tenants",

        304 "Hosts that keep nearly all memory" "What hosts keep for themselves leaves room for VMs."
        HostMemory { share: Share }
            => format!("hosts cannot keep {share} of their memory");
            "the documented share is 15 %",

        305 "A node without memory" "VMs need memory."
        NodeWithoutMemory => "a node without memory runs nothing"; "write \"384 GiB\"",

        306 "A tier above 255" "Tiers go from 1, the most important, to 255."
        TierTooHigh => "tiers go up to 255"; "1 is the most important",

        307 "A tier stands twice" "A list of tiers names each once."
        TierTwice { tier: u8 }
            => format!("tier {tier} stands twice"),

        308 "Not a batch" "A batch is so many at once, every so often."
        NotABatch { found: &'static str }
            => format!("{found} is not a batch"); BATCH,

        309 "A batch with other keys" "A batch has a count and a length of time, and nothing else."
        BatchKeys => "a batch has exactly the keys `count` and `every`"; BATCH,

        310 "More nodes in a rack than are left" "A node stands in one rack."
        RackTooLarge { free: usize }
            => format!("only {free} nodes are not yet in a rack");
            "racks take nodes in the order of their names",

        311 "A node in two racks" "A node stands in one rack."
        NodeInTwoRacks { number: u32 }
            => format!("node {number} stands in two racks"),

        312 "A repository without capacity" "Restore points take room."
        EmptyRepository => "a repository without capacity holds nothing",

        313 "A link without two ends" "A link joins two sites."
        LinkEnds => "a link has two ends",

        314 "A link from a site to itself" "A link joins two different sites."
        LinkToItself { site: String }
            => format!("both ends are `{site}`"),

        315 "A link that takes over for itself" "What takes over for a link is another link."
        FallbackToItself { link: String }
            => format!("link `{link}` would take over for itself");
            "name another link between the same sites",

        316 "A fallback between other sites" "A link takes over only for one between the same sites."
        FallbackElsewhere { link: String, sites: [String; 2] }
            => format!("link `{link}` joins other sites: {} and {}", sites[0], sites[1]);
            "a fallback joins the same two sites",

        317 "A fallback with a fallback" "One link takes over for a link, and none for that one."
        FallbackOfFallback { link: String, fallback: String }
            => format!("link `{fallback}`, the fallback of `{link}`, has a fallback of its own");
            "only one link takes over: leave one `fallback` out",

        318 "A mirror of too few nodes" "Each of the three copies lies on a node of its own."
        TooFewForMirror { stamp: String, nodes: u32 }
            => format!("a three-way mirror needs three nodes, stamp `{stamp}` has {nodes}");
            "each copy lies on a node of its own: use more nodes, or leave `storage` out",

        319 "A disk without capacity" "A disk of zero bytes holds nothing."
        EmptyDisk => "a disk without capacity holds nothing",

        320 "A warning after the critical alert" "A volume that fills passes the warning first."
        WarningTooLate { warning: Share, critical: Share }
            => format!("the warning at {warning} comes after the critical alert at {critical}");
            "a volume that fills passes the warning first",

        321 "Room that nobody makes" "`relief_to` belongs to `relief`."
        ReliefAlone { key: &'static str }
            => format!("`{key}` without `relief`: nobody makes room");
            "state `relief`, or leave it out",

        322 "Too little room is made" "What is done about a full volume ends the critical alert."
        ReliefTooSmall { to: Share, critical: Share }
            => format!("room made down to {to} leaves the critical alert at {critical}");
            "use less than `critical`",

        323 "No room for volumes" "Reserve and infrastructure leave something of a pool."
        NoRoomForVolumes
            => "nothing of the pool is left for volumes";
            "reserve and infrastructure volumes take it all: use more or larger disks, or state `volume_size`",

        324 "Volumes larger than their pool" "Every byte of a volume lies in the pool three times."
        VolumesTooLarge { count: u32, size: Bytes, usable: Bytes }
            => format!("{count} volumes of {size}, each byte three times, do not fit into the pool");
            format!("without the reserve it holds {:.1} TB of data", usable.0 as f64 / 1e12),

        325 "Too many switches" "A stamp has a pair of top-of-rack switches, and a few more can be simulated."
        TooManySwitches { count: u32, most: u32 }
            => format!("{count} top-of-rack switches on one stamp");
            format!("a stamp has a pair, and at most {most} are simulated"),
    }
}
