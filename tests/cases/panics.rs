//! Cases: panics.
