//! The checked scenario: whoever holds a [`Blueprint`] holds a valid one.
//!
//! Always true here: every name is resolved to an id, every list is sorted by name (so that the
//! order of tables in the file means nothing), every default is filled in, and nothing has to be
//! validated again. Built by `scenario`, read by `world`, `study` and `report`.

pub mod address;
pub mod advice;
pub mod application;
pub mod assertion;
pub mod blueprint;
pub mod bytes;
pub mod chain;
pub mod charge;
mod claims;
pub mod code;
pub mod compared;
pub mod default;
pub mod ended;
pub mod exercise;
pub mod exercised;
pub mod fair;
pub mod fault;
pub mod figure;
pub mod filling;
pub mod frozen;
pub mod group;
pub mod ids;
pub mod marched;
pub mod margin;
pub mod measure;
pub mod memory;
pub mod needs;
pub mod outcome;
mod parts;
mod people;
pub mod place;
pub mod placement;
pub mod precision;
pub mod protection;
pub mod queue;
pub mod reach;
pub mod rebuild;
pub mod record;
pub mod retention;
pub mod route;
pub mod run_in;
pub mod scheduled;
pub mod size;
mod spread;
pub mod sticky;
pub mod swept;
pub mod tiers;
pub mod topology;
pub mod update;

pub use crate::random::Law;
pub use address::{Address, Figure, ObjectiveOf};
pub use advice::{Allowed, Lint};
pub use application::{Application, DEFAULT_TARGET, Objective, Objectives, Role, SetKind, Vm};
pub use blueprint::{Assumption, Blueprint, Part, Run};
pub use charge::Charged;
pub use claims::{Claimed, Claims};
pub use code::{Code, Meaning, Severity};
pub use default::{DefaultValue, Status, WORKED_OUT};
pub use fault::{
    Arrival, Class, Drill, DrillTime, Effect, LogicalKind, Loss, Mistake, Ransomware, Restoration,
    Scan, Scope, Source, Trace, TraceGroup, TraceRow,
};
pub use ids::*;
pub use parts::{Delivery, Parts};
pub use place::*;
pub use precision::{HalfWidth, Trials};
pub use protection::*;
pub use spread::{Blow, Unreached, reached_from};
pub use update::Update;
