//! Firedrill: a disaster-recovery simulator and chaos test harness for virtual machines on Azure
//! Stack Hub and Modular Data Centers.
//!
//! Imports point down only; see `src/doc/architecture.md`.

pub mod chart;
pub mod cli;
pub mod engine;
pub mod model;
pub mod random;
pub mod report;
pub mod scenario;
pub mod stats;
pub mod study;
pub mod units;
pub mod world;
