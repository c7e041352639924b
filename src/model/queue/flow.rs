//! Flows that share what carries them, and what each of them gets.
//!
//! Always true here: amounts are averages in bytes per second after a reduction.

/// Equal flows that want so much each.
#[derive(Clone, Debug)]
pub(super) struct Flow {
    /// How many there are.
    pub(super) count: f64,
    /// Bytes per second that each wants.
    pub(super) want: f64,
    /// Resources, and what a byte counts there; none where there is no way.
    pub(super) way: Option<Vec<(usize, f64)>>,
}

/// What each of some equal flows gets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Got {
    /// Bytes per second.
    pub(super) rate: f64,
    /// The resource that bounds it; none where it has all that it wants.
    pub(super) bottleneck: Option<usize>,
}
