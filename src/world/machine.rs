//! A VM's life and its steps: it stops, is decided about, is placed, built, gets its state, boots, serves.
//!
//! Always true here: the machine drives the rooms as policy says. A file calls files of a line above its own in
//! the list of `architecture.md` alone; what goes the other way is noted as a consequence.

mod away;
mod backup;
mod boot;
mod displace;
mod failback;
mod failover;
mod frozen;
mod go_home;
mod gone;
mod homeward;
mod instances;
mod intruders;
mod kept;
mod leave;
mod logical;
mod logs;
mod merge;
mod mirrored;
mod missing;
mod mistakes;
mod nearest;
mod noted;
mod outage;
mod paths;
mod patience;
mod people;
mod phase;
mod plight;
mod prefer;
mod provision;
mod read;
mod reason;
mod rebuild;
mod recover;
mod reseed;
mod restore;
mod scan;
mod seat;
mod serve;
mod stop;
mod synthesis;
mod unplanned;
mod upkeep;
