//! A scenario that stands still: every length at a quantile, every probability at its likelier side, no fault but the one that strikes.
//!
//! Always true here: plain data; whatever was changed is listed.

use super::blueprint::Blueprint;
use crate::units::Span;

/// As what something stands in a frozen scenario that is drawn in others.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum StandsAt {
    /// A length of time.
    Length(Span),
    /// It always happens, or never.
    Happens(bool),
    /// Its faults do not come.
    Off,
}

/// Something that is drawn in the scenario and stands still in the frozen one.
#[derive(Clone, PartialEq, Debug)]
pub struct Held {
    /// What it is, as a path of keys: `protection.daily.backup.decide`.
    pub key: String,
    /// What the scenario says of it: a law as TOML, or a share.
    pub stated: String,
    /// As what it stands.
    pub stands_at: StandsAt,
}

/// A frozen scenario.
#[derive(Clone, Debug)]
pub struct Frozen {
    /// The scenario.
    pub blueprint: Blueprint,
    /// The quantile at which lengths stand: more than 0, less than 1.
    pub quantile: f64,
    /// What was drawn, each once, in the order of the scenario.
    pub held: Vec<Held>,
}
