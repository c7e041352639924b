//! Benchmarks: filled in once the world runs.
fn main() {}
