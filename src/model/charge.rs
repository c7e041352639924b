//! Whether faults that last at one time are within what a plan claims to survive.
//!
//! Always true here: faults that last at one time are counted together; what fails in part is charged to the whole that it is a part of where
//! that is claimed, never the other way round, but for a rack, which is no more than its nodes; planned work is no fault.

use super::blueprint::Blueprint;
use super::claims::{Claimed, Claims};
use super::fault::{Arrival, Class, Effect, Source};
use super::ids::RackId;
use super::place::{Component, Place};
use super::topology::{around, takes};

/// Faults that are looked at together, at most: of more at once it is said that they are outside.
const AT_ONCE: usize = 64;
/// Ways of charging faults that are tried, at most; where none of so many holds, they are outside.
const WAYS: u32 = 20_000;

/// A fault that lasts, as far as a budget asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Charged {
    /// What it hit.
    pub component: Component,
    /// Of which kind it is.
    pub kind: Claimed,
    /// It may have destroyed what it hit.
    pub destroys: bool,
}

impl Charged {
    /// The fault of a source; none where it is planned work.
    #[must_use]
    pub fn of(source: &Source) -> Option<Charged> {
        if source.class == Class::Planned || matches!(source.arrival, Arrival::Update(..)) {
            return None;
        }
        let destroys = match &source.effect {
            Effect::Stops { destroys } => destroys.0 > 0.0,
            Effect::Logical { .. } | Effect::Ransomware(_) => false,
            // Points at a repository are gone, as with it.
            Effect::Mistake(_) => true,
        };
        Some(Charged {
            component: source.target,
            kind: Claimed::of(source.target, &source.effect),
            destroys,
        })
    }

    /// A part of the plant that is down and keeps what it holds.
    #[must_use]
    pub fn down(component: Component) -> Charged {
        Charged {
            component,
            kind: Claimed::of_part(component),
            destroys: false,
        }
    }
}

/// Whether faults that last at one time are within the budget: whether each can be charged to something that is claimed, which is the part that
/// it hit or a whole that this lies in, without anything being claimed more often than stated. What is charged once takes all that lies in it.
#[must_use]
pub fn within(
    claims: &Claims,
    blueprint: &Blueprint,
    faults: impl Iterator<Item = Charged>,
) -> bool {
    let mut charging = Charging {
        blueprint,
        faults: [None; AT_ONCE],
        count: 0,
        ways: WAYS,
    };
    for fault in faults {
        if charging.count == AT_ONCE {
            return false;
        }
        charging.faults[charging.count] = Some(fault);
        charging.count += 1;
    }
    // The larger ones first: what is charged for them takes others with it.
    charging.faults[..charging.count].sort_unstable_by_key(|one| one.map(|one| one.kind));
    let open = match charging.count {
        AT_ONCE => u64::MAX,
        count => (1 << count) - 1,
    };
    charging.is_within(open, *claims)
}

/// Faults that are charged to what is left of a budget.
struct Charging<'b> {
    blueprint: &'b Blueprint,
    faults: [Option<Charged>; AT_ONCE],
    count: usize,
    /// Ways that may still be tried.
    ways: u32,
}

impl Charging<'_> {
    /// Whether the faults that are open (a bit for each) are within what is left.
    fn is_within(&mut self, open: u64, left: Claims) -> bool {
        let first = open.trailing_zeros() as usize;
        let Some(fault) = self.faults.get(first).copied().flatten() else {
            return true;
        };
        if self.ways == 0 {
            return false;
        }
        self.ways -= 1;
        if fault.kind.is_logical() {
            let taken = 1 << first;
            return self.charge(open, left, (fault.kind, 1), taken);
        }
        let around = around(self.blueprint, fault.component);
        let wholes = around
            .components()
            .filter(|whole| *whole != fault.component);
        let places: [Option<Component>; 5] = {
            let mut places = [None; 5];
            for (place, whole) in places.iter_mut().zip(wholes) {
                *place = Some(whole);
            }
            places
        };
        let own = [Some(fault.component)];
        for unit in own.into_iter().chain(places).flatten() {
            let taken = self.taken(open, |one| takes(self.blueprint, unit, one.component));
            if self.charge(open, left, (Claimed::of_part(unit), 1), taken) {
                return true;
            }
        }
        match fault.component {
            Component::Rack(rack) => self.is_within_by_nodes(open, left, rack),
            _ => false,
        }
    }

    /// A rack that keeps what it holds is no more than its nodes, where nothing else stands in it.
    fn is_within_by_nodes(&mut self, open: u64, left: Claims, rack: RackId) -> bool {
        let mut nodes = self.blueprint.nodes.iter();
        let nodes = nodes.by_ref().filter(|node| node.rack == Some(rack));
        let nodes = nodes.count() as u32;
        let mut repositories = self.blueprint.repositories.iter();
        if repositories.any(|one| one.at == Place::Rack(rack)) {
            return false;
        }
        let unit = Component::Rack(rack);
        let taken = self.taken(open, |one| {
            takes(self.blueprint, unit, one.component) && !one.destroys
        });
        self.charge(open, left, (Claimed::Node, nodes), taken)
    }

    /// The open faults of which something holds.
    fn taken(&self, open: u64, holds: impl Fn(&Charged) -> bool) -> u64 {
        let mut taken = 0;
        for (place, fault) in self.faults[..self.count].iter().enumerate() {
            let fault = fault.as_ref().filter(|one| !one.kind.is_logical());
            if open >> place & 1 == 1 && fault.is_some_and(&holds) {
                taken |= 1 << place;
            }
        }
        taken
    }

    /// Charges so many of a kind, which take these faults, and goes on with the rest.
    fn charge(
        &mut self,
        open: u64,
        mut left: Claims,
        (kind, count): (Claimed, u32),
        taken: u64,
    ) -> bool {
        let Some(rest) = left.of(kind).checked_sub(count).filter(|_| taken != 0) else {
            return false;
        };
        left.set(kind, rest);
        // Another rack than the first one is no reason to charge this one twice.
        self.is_within(open & !taken, left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::{
        ApplicationId, DiskId, EnclosureId, LinkId, NodeId, RepositoryId, SiteId, StampId, SwitchId,
    };
    use crate::scenario::load;

    /// Two sites; near holds box with alpha (two racks of two nodes, two disks a node, two switches), far holds gamma. One vault stands in rack right.
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
a-vault = { at = "rack.right" }
b-vault = { at = "site.far" }
[application]
erp = { stamp = "alpha", expendable = true }
"#;

    fn blueprint() -> Blueprint {
        match load(TEXT, "test.toml", &|name: &str| Err(format!("no {name}"))) {
            Ok(loaded) => loaded.blueprint,
            Err(issues) => panic!("{issues:#?}"),
        }
    }

    fn claims(stated: &[(Claimed, u32)]) -> Claims {
        let mut claims = Claims::default();
        for (kind, count) in stated {
            claims.set(*kind, *count);
        }
        claims
    }

    fn node(index: u32) -> Charged {
        Charged::down(Component::Node(NodeId(index)))
    }

    fn rack(index: u32) -> Charged {
        Charged::down(Component::Rack(RackId(index)))
    }

    fn logical(kind: Claimed) -> Charged {
        Charged {
            component: Component::Application(ApplicationId(0)),
            kind,
            destroys: false,
        }
    }

    /// By hand: nodes 0 and 1 stand in rack 0 (left), 2 and 3 in rack 1 (right), 4 to 7 on gamma at the far site.
    #[test]
    fn faults_at_once_are_charged_together() {
        use Claimed::{Node, Rack, Site, Stamp};
        let plan = blueprint();
        for (stated, faults, wanted) in [
            // No fault is within anything, and any fault is outside of nothing.
            (vec![], vec![], true),
            (vec![], vec![node(0)], false),
            (vec![(Node, 1)], vec![node(0)], true),
            // The same node twice is one node.
            (vec![(Node, 1)], vec![node(0), node(0)], true),
            (vec![(Node, 1)], vec![node(0), node(1)], false),
            (vec![(Node, 2)], vec![node(0), node(5)], true),
            // A node is less than its rack, stamp and site; two of one rack are less than that one.
            (vec![(Rack, 1)], vec![node(0), node(1)], true),
            (vec![(Rack, 1)], vec![node(0), node(2)], false),
            (vec![(Stamp, 1)], vec![node(0), node(2), rack(1)], true),
            (vec![(Site, 1)], vec![node(0), node(4)], false),
            // A rack and a node of another: both claims are spent at once, and no more than both.
            (vec![(Node, 1), (Rack, 1)], vec![rack(0), node(2)], true),
            (vec![(Node, 1), (Rack, 1)], vec![rack(0), node(0)], true),
            (
                vec![(Node, 1), (Rack, 1)],
                vec![node(0), node(1), node(4)],
                true,
            ),
            (
                vec![(Node, 1), (Rack, 1)],
                vec![rack(0), node(2), node(3)],
                false,
            ),
            // Nodes that stand in no rack cannot be charged to one.
            (vec![(Rack, 2)], vec![node(4)], false),
            // A whole is not the sum of its parts: a stamp is more than its nodes, a site more than its stamps.
            (
                vec![(Node, 8)],
                vec![Charged::down(Component::Stamp(StampId(1)))],
                false,
            ),
            (
                vec![(Stamp, 2)],
                vec![Charged::down(Component::Site(SiteId(0)))],
                false,
            ),
            // But for a rack of two nodes, with nothing else in it.
            (vec![(Node, 2)], vec![rack(0)], true),
            (vec![(Node, 1)], vec![rack(0)], false),
            (vec![(Node, 2)], vec![rack(0), node(1)], true),
            (vec![(Node, 2)], vec![rack(0), node(2)], false),
            (vec![(Node, 2)], vec![rack(1)], false),
            (
                vec![(Node, 2)],
                vec![Charged {
                    destroys: true,
                    ..rack(0)
                }],
                false,
            ),
        ] {
            let said = within(&claims(&stated), &plan, faults.iter().copied());
            assert_eq!(said, wanted, "{stated:?} {faults:?}");
        }
    }

    /// Each kind is charged to itself, and to what it stands in, and to nothing else.
    #[test]
    fn every_kind_is_within_its_own_claim() {
        let plan = blueprint();
        let parts = [
            Component::Site(SiteId(1)),
            Component::Enclosure(EnclosureId(0)),
            Component::Stamp(StampId(0)),
            Component::Rack(RackId(1)),
            Component::Node(NodeId(2)),
            Component::Disk(DiskId(4)),
            Component::Switch(SwitchId(0)),
            Component::Link(LinkId(0)),
            Component::Repository(RepositoryId(0)),
            Component::ControlPlane(StampId(0)),
        ];
        let parts = parts.into_iter().map(Charged::down);
        let logical = Claimed::ALL[10..].iter().map(|kind| logical(*kind));
        let faults: Vec<Charged> = parts.chain(logical).collect();
        // By hand, kinds in the order of the list: disk 4 is the first of node 2, which stands in rack right as the vault does.
        let wholes: [&[usize]; Claimed::COUNT] = [
            &[0],
            &[0, 1],
            &[0, 1, 2],
            &[0, 1, 2, 3],
            &[0, 1, 2, 3, 4],
            &[0, 1, 2, 3, 4, 5],
            &[0, 1, 2, 6],
            &[7],
            &[0, 1, 2, 3, 8],
            &[0, 1, 2, 9],
            &[10],
            &[11],
            &[12],
            &[13],
            &[14],
        ];
        assert_eq!(faults.len(), Claimed::COUNT);
        for (fault, wholes) in faults.iter().zip(wholes) {
            for (place, kind) in Claimed::ALL.into_iter().enumerate() {
                let said = within(&claims(&[(kind, 1)]), &plan, [*fault].into_iter());
                assert_eq!(said, wholes.contains(&place), "{kind:?} {fault:?}");
            }
        }
    }

    #[test]
    fn more_at_once_than_are_looked_at_are_outside() {
        let plan = blueprint();
        let all = claims(&[(Claimed::Deletion, 16)]);
        let deletions = |count| (0..count).map(|_| logical(Claimed::Deletion));
        assert!(within(&all, &plan, deletions(16)));
        assert!(!within(&all, &plan, deletions(17)));
        let site = claims(&[(Claimed::Site, 1)]);
        let nodes = |count: u32| (0..count).map(|index| node(index % 4));
        assert!(within(&site, &plan, nodes(64)));
        assert!(!within(&site, &plan, nodes(65)));
    }
}
