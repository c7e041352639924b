//! The published table of VM sizes.
//!
//! Always true here: figures are those of the documentation.
