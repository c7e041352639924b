//! The tables of a scenario, each in a file of its own: its keys with their defaults and sources, how they are read, and
//! how the resolved scenario writes them.
//!
//! Always true here: a key that no file of this folder declares is refused.

pub(in crate::scenario) mod application;
pub(in crate::scenario) mod backup;
pub(in crate::scenario) mod crew;
pub(in crate::scenario) mod drill;
pub(in crate::scenario) mod enclosure;
pub(in crate::scenario) mod fault;
pub(in crate::scenario) mod hazard;
pub(in crate::scenario) mod high_availability;
pub(in crate::scenario) mod link;
pub(in crate::scenario) mod none;
pub(in crate::scenario) mod protection;
pub(in crate::scenario) mod rack;
pub(in crate::scenario) mod replication;
pub(in crate::scenario) mod repository;
pub(in crate::scenario) mod role;
pub(in crate::scenario) mod run;
pub(in crate::scenario) mod site;
pub(in crate::scenario) mod stamp;
pub(in crate::scenario) mod storage;
pub(in crate::scenario) mod strike;
pub(in crate::scenario) mod top;
pub(in crate::scenario) mod trace;
pub(in crate::scenario) mod vm;

use super::keys::{Element, Section};

/// All tables, in the order of the reference.
pub(in crate::scenario) const SECTIONS: &[&Section] = &[
    top::Keys::SECTION,
    run::Keys::SECTION,
    site::Keys::SECTION,
    enclosure::Keys::SECTION,
    stamp::Keys::SECTION,
    storage::Keys::SECTION,
    rack::Keys::SECTION,
    link::Keys::SECTION,
    repository::Keys::SECTION,
    crew::Keys::SECTION,
    protection::Keys::SECTION,
    backup::Keys::SECTION,
    none::Keys::SECTION,
    replication::Keys::SECTION,
    high_availability::Keys::SECTION,
    application::Keys::SECTION,
    role::Keys::SECTION,
    vm::Keys::SECTION,
    hazard::Keys::SECTION,
    fault::Keys::SECTION,
    drill::Keys::SECTION,
    trace::Keys::SECTION,
];
