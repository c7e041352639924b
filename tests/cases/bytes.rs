//! Cases: bytes.
