//! Cases: verdicts.
