//! Integration tests, one binary: the program as a user runs it, the shipped scenarios, the documents,
//! and the rules of the house.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod cases;
mod changes;
mod chaos;
mod codes;
mod compare;
mod coverage;
mod documents;
mod examples;
mod expected;
mod gate;
mod generated;
mod house;
mod keys;
mod lanl;
mod largest;
mod lint;
mod memory;
mod mutated;
mod policies;
mod reads;
mod records;
mod refusals;
mod replay;
mod resolved;
mod results;
mod run;
mod safety;
mod schedules;
mod schemas;
mod sentences;
mod statements;
mod stress;
mod watchdog;
mod width;
