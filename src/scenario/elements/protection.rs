//! `[protection.NAME]`: how an application survives.
//!
//! Always true here: under each name stands one of these kinds.

use super::{backup, high_availability, none, replication};
use crate::scenario::keys::{Inner, keys};

keys! {
    name: "protection", pattern: "protection.*", header: "[protection]", collapse: false,
    doc: "How an application survives: exactly one of these kinds under each name.";

    BACKUP: Inner<backup::Keys> = "backup", "`NAME.backup = { ... }`: restore from restore points.", optional("");
    NONE: Inner<none::Keys> = "none", "`NAME.none = { ... }`: no protection, but a way back by redeployment.", optional("");
    REPLICATION: Inner<replication::Keys> = "replication", "`NAME.replication = { ... }`: the state lives a second time on another stamp, and people fail over to it.", optional("");
    HIGH_AVAILABILITY: Inner<high_availability::Keys> = "high_availability", "`NAME.high_availability = { ... }`: instances of a role stand in for one another without a person.", optional("");
}
