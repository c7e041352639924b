//! Measuring beside each other, on a machine that others use too.
//!
//! Always true here: what is compared is measured in turn, many times, and the least and the median are
//! told: the least is the work itself, the distance to the median what others took.

use std::time::Instant;

/// Seconds of one call.
pub(crate) fn seconds(work: &mut dyn FnMut()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

/// Least and median of some values.
pub(crate) fn least_and_median(mut values: Vec<f64>) -> (f64, f64) {
    values.sort_by(f64::total_cmp);
    (values[0], values[values.len() / 2])
}

/// Seconds of each of the works, round by round in turn: one list for each work.
pub(crate) fn in_turn(rounds: usize, works: &mut [&mut dyn FnMut()]) -> Vec<Vec<f64>> {
    let mut times = vec![Vec::with_capacity(rounds); works.len()];
    for _ in 0..rounds {
        for (work, list) in works.iter_mut().zip(&mut times) {
            list.push(seconds(work));
        }
    }
    times
}

/// Median of the ratios of two works, round by round.
pub(crate) fn ratio(one: &[f64], other: &[f64]) -> f64 {
    least_and_median(one.iter().zip(other).map(|(a, b)| a / b).collect()).1
}

/// The most memory that the process has held since the last call, in MiB; none where the system does
/// not say.
pub(crate) fn peak_mib() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    // Begins the next peak.
    std::fs::write("/proc/self/clear_refs", "5").ok()?;
    Some(kib / 1_024.0)
}
