//! What lies in what, and so goes down with it: the one answer for faults, drills, repositories, witnesses,
//! verdicts, advice and findings; and of which class and name a component is.
//!
//! Always true here: places form a tree, so that a part lies in at most one place of each kind; asking what lies
//! where allocates nothing but a list that is asked for as one.

use super::blueprint::Blueprint;
use super::fault::Class;
use super::ids::{EnclosureId, NodeId, RackId, SiteId, StampId};
use super::place::{Component, Enclosure, Level, Place, Rack, Stamp};

/// What something lies in, itself included where it is one of these.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Around {
    /// Its node.
    pub node: Option<NodeId>,
    /// Its rack.
    pub rack: Option<RackId>,
    /// Its stamp.
    pub stamp: Option<StampId>,
    /// Its enclosure.
    pub enclosure: Option<EnclosureId>,
    /// Its site.
    pub site: Option<SiteId>,
}

impl Around {
    /// All of these, the stamp first.
    pub fn components(self) -> impl Iterator<Item = Component> {
        let all = [
            self.stamp.map(Component::Stamp),
            self.site.map(Component::Site),
            self.enclosure.map(Component::Enclosure),
            self.rack.map(Component::Rack),
            self.node.map(Component::Node),
        ];
        all.into_iter().flatten()
    }

    /// The smallest place that takes both when it goes down.
    #[must_use]
    pub fn shared_with(self, other: Around) -> Option<Place> {
        fn both<T: PartialEq>(one: Option<T>, other: &Option<T>) -> Option<T> {
            one.filter(|one| other.as_ref() == Some(one))
        }
        both(self.rack, &other.rack)
            .map(Place::Rack)
            .or_else(|| both(self.stamp, &other.stamp).map(Place::Stamp))
            .or_else(|| both(self.enclosure, &other.enclosure).map(Place::Enclosure))
            .or_else(|| both(self.site, &other.site).map(Place::Site))
    }
}

/// The places of a scenario, also of one that is not whole yet.
#[derive(Clone, Copy, Debug)]
pub struct Tree<'a> {
    /// Its enclosures.
    pub enclosures: &'a [Enclosure],
    /// Its stamps.
    pub stamps: &'a [Stamp],
    /// Its racks.
    pub racks: &'a [Rack],
}

impl Tree<'_> {
    /// What a stamp lies in.
    #[must_use]
    #[inline]
    pub fn around_stamp(self, id: StampId) -> Around {
        // After a problem a rack may belong to a stamp that does not exist.
        let stamp = self.stamps.get(id.index());
        Around {
            stamp: Some(id),
            enclosure: stamp.and_then(|own| own.enclosure),
            site: stamp.map(|own| own.site),
            ..Around::default()
        }
    }

    /// What a place lies in.
    #[must_use]
    #[inline]
    pub fn around_place(self, at: Place) -> Around {
        match at {
            Place::Site(id) => Around {
                site: Some(id),
                ..Around::default()
            },
            Place::Enclosure(id) => Around {
                enclosure: Some(id),
                site: self.enclosures.get(id.index()).map(|own| own.site),
                ..Around::default()
            },
            Place::Stamp(id) => self.around_stamp(id),
            Place::Rack(id) => Around {
                rack: Some(id),
                ..self.around_stamp(self.racks[id.index()].stamp)
            },
        }
    }
}

/// The places of a blueprint.
#[must_use]
#[inline]
pub fn tree(blueprint: &Blueprint) -> Tree<'_> {
    Tree {
        enclosures: &blueprint.enclosures,
        stamps: &blueprint.stamps,
        racks: &blueprint.racks,
    }
}

/// What a component lies in, itself included where it is a place. Links and applications lie in nothing.
#[must_use]
#[inline]
pub fn around(blueprint: &Blueprint, component: Component) -> Around {
    let tree = tree(blueprint);
    let at_node = |id: NodeId| {
        let node = blueprint.node(id);
        Around {
            node: Some(id),
            rack: node.rack,
            ..tree.around_stamp(node.stamp)
        }
    };
    match component {
        Component::Site(id) => tree.around_place(Place::Site(id)),
        Component::Enclosure(id) => tree.around_place(Place::Enclosure(id)),
        Component::Stamp(id) | Component::ControlPlane(id) => tree.around_stamp(id),
        Component::Rack(id) => tree.around_place(Place::Rack(id)),
        Component::Node(id) => at_node(id),
        Component::Disk(id) => at_node(blueprint.place_of_disk(id).0),
        Component::Switch(id) => tree.around_stamp(blueprint.stamp_of_switch(id)),
        Component::Repository(id) => tree.around_place(blueprint.repository(id).at),
        Component::Link(_) | Component::Application(_) | Component::Applications(_) => {
            Around::default()
        }
    }
}

/// Whether a fault on a component takes a part with it: the part is that component, or lies in it.
#[must_use]
#[inline]
pub fn takes(blueprint: &Blueprint, struck: Component, part: Component) -> bool {
    let around = || around(blueprint, part);
    match struck {
        Component::Site(id) => around().site == Some(id),
        Component::Enclosure(id) => around().enclosure == Some(id),
        Component::Stamp(id) => around().stamp == Some(id),
        Component::Rack(id) => around().rack == Some(id),
        Component::Node(id) => around().node == Some(id),
        Component::Disk(_)
        | Component::Switch(_)
        | Component::Link(_)
        | Component::Repository(_)
        | Component::ControlPlane(_)
        | Component::Application(_) => struck == part,
        Component::Applications(id) => match part {
            Component::Application(one) => blueprint.scope(id).holds(one),
            other => struck == other,
        },
    }
}

/// Whether a fault on a component takes a whole stamp with it.
#[must_use]
#[inline]
pub fn takes_stamp(blueprint: &Blueprint, struck: Component, stamp: StampId) -> bool {
    takes(blueprint, struck, Component::Stamp(stamp))
}

/// Whether a fault on a component may take stamps with it. Of all others nobody need ask which.
#[must_use]
#[inline]
pub fn takes_stamps(struck: Component) -> bool {
    matches!(
        struck,
        Component::Site(_) | Component::Enclosure(_) | Component::Stamp(_)
    )
}

/// The stamps that a fault on a component takes with it, ascending.
pub fn stamps_taken(blueprint: &Blueprint, struck: Component) -> impl Iterator<Item = StampId> {
    let stamps = (0..blueprint.stamps.len()).map(StampId::from_index);
    stamps.filter(move |stamp| takes_stamp(blueprint, struck, *stamp))
}

/// The stamps that a component is a part of, or that a fault on it takes, ascending.
pub fn stamps_touched(blueprint: &Blueprint, struck: Component) -> impl Iterator<Item = StampId> {
    let own = around(blueprint, struck).stamp;
    let whole = match own {
        Some(_) => None,
        None => Some(stamps_taken(blueprint, struck)),
    };
    own.into_iter().chain(whole.into_iter().flatten())
}

/// Whether a fault on a component takes nodes of a stamp, one by one or with the whole stamp.
#[must_use]
#[inline]
pub fn takes_nodes_of(blueprint: &Blueprint, struck: Component, stamp: StampId) -> bool {
    match struck {
        // Most faults are of a node, and this is asked of all that are active.
        Component::Node(node) => blueprint.node(node).stamp == stamp,
        Component::Rack(_) => around(blueprint, struck).stamp == Some(stamp),
        Component::Site(_) | Component::Enclosure(_) | Component::Stamp(_) => {
            takes_stamp(blueprint, struck, stamp)
        }
        Component::Disk(_)
        | Component::Switch(_)
        | Component::Link(_)
        | Component::Repository(_)
        | Component::ControlPlane(_)
        | Component::Application(_)
        | Component::Applications(_) => false,
    }
}

impl Class {
    /// The class of an unplanned fault on a component.
    #[must_use]
    pub fn of(component: Component) -> Class {
        component.level().class()
    }
}

impl Level {
    /// The class of an unplanned fault of this level.
    #[must_use]
    pub fn class(self) -> Class {
        match self {
            Level::Site => Class::Site,
            Level::Enclosure => Class::Enclosure,
            Level::Stamp => Class::Stamp,
            Level::Rack => Class::Rack,
            Level::Node => Class::Node,
            Level::Disk => Class::Disk,
            Level::Switch => Class::Switch,
            Level::Link => Class::Link,
            Level::Repository => Class::Repository,
            Level::ControlPlane => Class::ControlPlane,
            Level::Application | Level::Applications => Class::Logical,
        }
    }

    /// The word for it as people read it: `control plane` rather than `control_plane`.
    #[must_use]
    pub fn words(self) -> String {
        self.word().replace('_', " ")
    }
}

/// How reports name a component, such as `node alpha/3`.
#[must_use]
pub fn component_label(blueprint: &Blueprint, component: Component) -> String {
    match component {
        Component::Site(id) => format!("site {}", blueprint.sites[id.index()].name),
        Component::Enclosure(id) => format!("enclosure {}", blueprint.enclosures[id.index()].name),
        Component::Stamp(id) => format!("stamp {}", blueprint.stamp(id).name),
        Component::Rack(id) => format!("rack {}", blueprint.racks[id.index()].name),
        Component::Node(id) => {
            let node = blueprint.node(id);
            format!("node {}/{}", blueprint.stamp(node.stamp).name, node.number)
        }
        Component::Disk(id) => {
            let (node, number) = blueprint.place_of_disk(id);
            let stamp = &blueprint.stamp(blueprint.node(node).stamp).name;
            format!("disk {stamp}/{}/{number}", blueprint.node(node).number)
        }
        Component::Switch(id) => {
            let stamp = blueprint.stamp(blueprint.stamp_of_switch(id));
            format!("switch {}/{}", stamp.name, id.0 - stamp.switches.start + 1)
        }
        Component::Link(id) => format!("link {}", blueprint.links[id.index()].name),
        Component::Repository(id) => format!("repository {}", blueprint.repository(id).name),
        Component::ControlPlane(id) => format!("control plane of {}", blueprint.stamp(id).name),
        Component::Application(id) => format!("application {}", blueprint.application(id).name),
        Component::Applications(id) => format!("{} applications", blueprint.scope(id).0.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::{DiskId, LinkId, RepositoryId, SwitchId};
    use crate::scenario::load;

    /// Two sites; in the first an enclosure with the stamps alpha, of two racks and with disks and
    /// switches, and beta; in the second gamma. Vaults stand at each kind of place.
    const TEXT: &str = r#"
[site]
far = {}
near = {}
[enclosure.box]
site = "near"
[stamp.alpha]
at = "enclosure.box"
nodes = 4
node_memory = "384 GiB"
switches = 2
storage = { disks = 2, disk_size = "4 TB" }
[stamp.beta]
at = "enclosure.box"
nodes = 4
node_memory = "384 GiB"
[stamp.gamma]
at = "site.far"
nodes = 4
node_memory = "384 GiB"
[rack]
left = { stamp = "alpha", nodes = [1, 2] }
right = { stamp = "alpha", nodes = [3, 4] }
[link.wan]
between = ["near", "far"]
rate = "1 Gbps"
[repository]
by-box = { at = "enclosure.box" }
by-rack = { at = "rack.left" }
by-site = { at = "site.near" }
by-stamp = { at = "stamp.alpha" }
[application]
erp = { stamp = "alpha", expendable = true }
"#;

    fn blueprint() -> Blueprint {
        match load(TEXT, "test.toml", &|name: &str| Err(format!("no {name}"))) {
            Ok(loaded) => loaded.blueprint,
            Err(issues) => panic!("{issues:#?}"),
        }
    }

    /// Stamps are alpha 0, beta 1, gamma 2; sites far 0, near 1; racks left 0, right 1; vaults by-box 0,
    /// by-rack 1, by-site 2, by-stamp 3. Node 0 is the first of alpha, in `left`, with the disks 0 and 1.
    #[test]
    fn what_lies_in_a_place_goes_down_with_it_and_nothing_else() {
        let blueprint = blueprint();
        let vault = |id| Component::Repository(RepositoryId(id));
        let parts = [
            Component::Disk(DiskId(0)),
            Component::Node(NodeId(0)),
            Component::Switch(SwitchId(0)),
            Component::Rack(RackId(0)),
            Component::Stamp(StampId(0)),
            Component::ControlPlane(StampId(0)),
            vault(0),
            vault(1),
            vault(2),
            vault(3),
            Component::Stamp(StampId(1)),
            Component::Link(LinkId(0)),
        ];
        let taken = |struck: Component| -> String {
            let signs = parts.iter().map(|part| takes(&blueprint, struck, *part));
            signs.map(|taken| if taken { 'x' } else { '.' }).collect()
        };
        assert_eq!(taken(Component::Site(SiteId(1))), "xxxxxxxxxxx.");
        assert_eq!(taken(Component::Enclosure(EnclosureId(0))), "xxxxxxxx.xx.");
        assert_eq!(taken(Component::Stamp(StampId(0))), "xxxxxx.x.x..");
        assert_eq!(taken(Component::Rack(RackId(0))), "xx.x...x....");
        assert_eq!(taken(Component::Rack(RackId(1))), "............");
        assert_eq!(taken(Component::Node(NodeId(0))), "xx..........");
        assert_eq!(taken(Component::Disk(DiskId(0))), "x...........");
        assert_eq!(taken(Component::Switch(SwitchId(0))), "..x.........");
        assert_eq!(taken(Component::ControlPlane(StampId(0))), ".....x......");
        assert_eq!(taken(Component::Link(LinkId(0))), "...........x");
        assert_eq!(taken(Component::Site(SiteId(0))), "............");
    }

    #[test]
    fn two_things_share_the_smallest_place_that_holds_both() {
        let blueprint = blueprint();
        let shared = |one, other| around(&blueprint, one).shared_with(around(&blueprint, other));
        let stamp = |id| Component::Stamp(StampId(id));
        let vault = |id| Component::Repository(RepositoryId(id));
        let in_box = Some(Place::Enclosure(EnclosureId(0)));
        assert_eq!(shared(stamp(0), vault(1)), Some(Place::Stamp(StampId(0))));
        assert_eq!(shared(stamp(0), stamp(1)), in_box);
        assert_eq!(shared(stamp(1), vault(1)), in_box);
        assert_eq!(shared(stamp(1), vault(2)), Some(Place::Site(SiteId(1))));
        assert_eq!(shared(stamp(2), vault(2)), None);
        let node = Component::Node(NodeId(0));
        assert_eq!(shared(node, vault(1)), Some(Place::Rack(RackId(0))));
        let taken: Vec<StampId> = stamps_taken(&blueprint, Component::Site(SiteId(1))).collect();
        assert_eq!(taken, [StampId(0), StampId(1)]);
    }

    /// Of the same places: a part touches its stamp, a place those in it, a link none; nodes go with all that
    /// holds some, and not with a disk or a switch.
    #[test]
    fn a_fault_touches_the_stamps_that_it_is_in_and_takes_nodes_where_it_holds_some() {
        let blueprint = blueprint();
        let all = [
            (Component::Site(SiteId(1)), "xx.", "xx."),
            (Component::Enclosure(EnclosureId(0)), "xx.", "xx."),
            (Component::Stamp(StampId(1)), ".x.", ".x."),
            (Component::Rack(RackId(1)), "x..", "x.."),
            (Component::Node(NodeId(0)), "x..", "x.."),
            (Component::Disk(DiskId(0)), "x..", "..."),
            (Component::Switch(SwitchId(0)), "x..", "..."),
            (Component::ControlPlane(StampId(0)), "x..", "..."),
            (Component::Link(LinkId(0)), "...", "..."),
        ];
        let signs = |hit: &dyn Fn(StampId) -> bool| -> String {
            let stamps = (0..3).map(StampId);
            stamps.map(|one| if hit(one) { 'x' } else { '.' }).collect()
        };
        for (struck, touched, nodes) in all {
            let of = |stamp| stamps_touched(&blueprint, struck).any(|one| one == stamp);
            assert_eq!(signs(&of), touched, "{struck:?}");
            let of = |stamp| takes_nodes_of(&blueprint, struck, stamp);
            assert_eq!(signs(&of), nodes, "{struck:?}");
            let takes = (0..3).any(|stamp| takes_stamp(&blueprint, struck, StampId(stamp)));
            assert_eq!(takes_stamps(struck), takes, "{struck:?}");
        }
    }
}
