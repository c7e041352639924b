//! Cases: lengths.
