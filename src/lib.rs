//! Firedrill: a disaster-recovery simulator and chaos test harness for virtual machines on Azure
//! Stack Hub and Modular Data Centers.
//!
//! Imports point down only; see `src/doc/architecture.md`.
//!
//! Without the feature `cli` (on by default) the core alone is built: it reads scenarios, simulates and
//! estimates, and knows no terminal, chart or page.
#![cfg_attr(
    not(feature = "cli"),
    allow(
        dead_code,
        unused_imports,
        reason = "some of what the core knows is asked by the command line alone"
    )
)]

#[cfg(feature = "cli")]
pub mod chart;
#[cfg(feature = "cli")]
pub mod cli;
pub mod engine;
pub mod model;
pub mod random;
#[cfg(feature = "cli")]
pub mod report;
pub mod scenario;
pub mod stats;
pub mod study;
pub mod units;
pub mod variant;
pub mod world;
