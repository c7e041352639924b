//! What a plan claims to survive: a budget of what may fail at once, by kind.
//!
//! Always true here: every fault is of one kind; what is claimed of a kind is a number.

use super::fault::{Effect, LogicalKind};
use super::place::Component;
use crate::units::number;

/// Kinds of faults of which a plan claims to survive some.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Claimed {
    /// A site is down or destroyed.
    Site,
    /// An enclosure is.
    Enclosure,
    /// A stamp is.
    Stamp,
    /// A rack is.
    Rack,
    /// A node is down.
    Node,
    /// A disk has failed.
    Disk,
    /// A switch is down.
    Switch,
    /// A link is down.
    Link,
    /// A repository is down or destroyed.
    Repository,
    /// The control plane of a stamp is down.
    ControlPlane,
    /// An application crashes.
    Crash,
    /// A bad release.
    Release,
    /// Data is deleted.
    Deletion,
    /// Data goes bad.
    Corruption,
    /// Intruders strike.
    Ransomware,
}

impl Claimed {
    /// How many kinds there are.
    pub const COUNT: usize = 15;
    /// All of them, larger ones first.
    pub const ALL: [Claimed; Claimed::COUNT] = [
        Claimed::Site,
        Claimed::Enclosure,
        Claimed::Stamp,
        Claimed::Rack,
        Claimed::Node,
        Claimed::Disk,
        Claimed::Switch,
        Claimed::Link,
        Claimed::Repository,
        Claimed::ControlPlane,
        Claimed::Crash,
        Claimed::Release,
        Claimed::Deletion,
        Claimed::Corruption,
        Claimed::Ransomware,
    ];

    /// The word for it, as scenarios write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Claimed::Site => "site",
            Claimed::Enclosure => "enclosure",
            Claimed::Stamp => "stamp",
            Claimed::Rack => "rack",
            Claimed::Node => "node",
            Claimed::Disk => "disk",
            Claimed::Switch => "switch",
            Claimed::Link => "link",
            Claimed::Repository => "repository",
            Claimed::ControlPlane => "control_plane",
            Claimed::Crash => "crash",
            Claimed::Release => "release",
            Claimed::Deletion => "deletion",
            Claimed::Corruption => "corruption",
            Claimed::Ransomware => "ransomware",
        }
    }

    /// So many of them, as people say it: `1 node`, `2 strikes of ransomware`.
    #[must_use]
    pub fn counted(self, count: u32) -> String {
        match (self, count) {
            (Claimed::Switch, 2..) => format!("{count} switches"),
            (Claimed::Crash, 2..) => format!("{count} crashes"),
            (Claimed::Ransomware, 1) => "1 strike of ransomware".to_string(),
            (Claimed::Ransomware, _) => format!("{count} strikes of ransomware"),
            _ => number::counted(count as usize, &self.word().replace('_', " ")),
        }
    }

    /// Of which kind a fault is.
    #[must_use]
    pub fn of(component: Component, effect: &Effect) -> Claimed {
        match effect {
            Effect::Ransomware(_) => return Claimed::Ransomware,
            Effect::Logical { kind, .. } => {
                return match kind {
                    LogicalKind::Crash => Claimed::Crash,
                    LogicalKind::Release => Claimed::Release,
                    LogicalKind::Deletion => Claimed::Deletion,
                    LogicalKind::Corruption => Claimed::Corruption,
                };
            }
            Effect::Stops { .. } | Effect::Mistake(_) => {}
        }
        Claimed::of_part(component)
    }

    /// The kind of a fault that takes down no more than this.
    #[must_use]
    pub fn of_part(component: Component) -> Claimed {
        match component {
            Component::Site(_) => Claimed::Site,
            Component::Enclosure(_) => Claimed::Enclosure,
            Component::Stamp(_) => Claimed::Stamp,
            Component::Rack(_) => Claimed::Rack,
            Component::Node(_) => Claimed::Node,
            Component::Disk(_) => Claimed::Disk,
            Component::Switch(_) => Claimed::Switch,
            Component::Link(_) => Claimed::Link,
            Component::Repository(_) => Claimed::Repository,
            Component::ControlPlane(_) => Claimed::ControlPlane,
            // Whoever stops it: it is no more than that.
            Component::Application(_) | Component::Applications(_) => Claimed::Crash,
        }
    }

    /// Whether it is of data or software, and of no part of the plant.
    #[must_use]
    pub fn is_logical(self) -> bool {
        self >= Claimed::Crash
    }
}

/// How many of each kind may fail at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Claims([u32; Claimed::COUNT]);

impl Claims {
    /// How many of a kind.
    #[must_use]
    pub fn of(&self, kind: Claimed) -> u32 {
        self.0[kind as usize]
    }

    /// States how many of a kind.
    pub fn set(&mut self, kind: Claimed, count: u32) {
        self.0[kind as usize] = count;
    }

    /// The budget as people say it: `1 node and 1 rack at once`.
    #[must_use]
    pub fn words(&self) -> String {
        let stated = Claimed::ALL.into_iter().filter(|kind| self.of(*kind) > 0);
        let parts: Vec<String> = stated.map(|kind| kind.counted(self.of(kind))).collect();
        match parts.as_slice() {
            [] => "nothing".to_string(),
            [one] => one.clone(),
            [most @ .., last] => format!("{} and {last} at once", most.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(stated: &[(Claimed, u32)]) -> Claims {
        let mut claims = Claims::default();
        for (kind, count) in stated {
            claims.set(*kind, *count);
        }
        claims
    }

    #[test]
    fn a_budget_is_told_in_words() {
        assert_eq!(claims(&[]).words(), "nothing");
        assert_eq!(claims(&[(Claimed::Node, 2)]).words(), "2 nodes");
        let three = [
            (Claimed::Switch, 2),
            (Claimed::Node, 1),
            (Claimed::Ransomware, 1),
        ];
        assert_eq!(
            claims(&three).words(),
            "1 node, 2 switches and 1 strike of ransomware at once"
        );
    }
}
