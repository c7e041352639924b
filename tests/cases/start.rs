//! Cases: start.
