//! Which bytes a rate counts: the one rule for what is backed up, restored, copied and replicated.
//!
//! Always true here: a disk and a storage pool count what VMs read and write; links, uplinks and
//! repositories carry, and keep, what is left of that after a reduction.

use super::place::Stamp;
use crate::engine::WEIGHT;
use crate::units::Rate;

/// What is left of so many bytes that VMs read or write, after a reduction. Of bytes per second alike.
#[must_use]
pub fn reduced(bytes: f64, reduction: f64) -> f64 {
    bytes / reduction
}

/// The most that so many disks of a VM on a stamp give or take, in bytes per second after a reduction.
#[must_use]
pub fn disk_rate(stamp: &Stamp, disks: u32, reduction: f64) -> Rate {
    let read_or_written = stamp.disk_rate.0.saturating_mul(u64::from(disks.max(1)));
    if reduction == 1.0 || read_or_written == 0 {
        return Rate(read_or_written);
    }
    Rate(rounded(reduced(read_or_written as f64, reduction)).max(1))
}

/// The nearest whole number to one that is not negative, halves up. What is below 2^53 leaves an exact part behind its whole
/// number, and what is larger leaves none.
fn rounded(value: f64) -> u64 {
    let whole = value as u64;
    let half = value - whole as f64 >= 0.5;
    whole.saturating_add(u64::from(half))
}

/// What a byte after a reduction counts in a storage pool that it is read from or written to: as the
/// data of VMs so often, and as it lies in a repository so often. In parts of [`WEIGHT`].
#[must_use]
pub fn weight_in_pool(as_data: u8, as_stored: u8, reduction: f64) -> u32 {
    let unit = f64::from(WEIGHT);
    let weight = libm::round(f64::from(as_data) * reduction * unit);
    weight.max(f64::from(as_data)) as u32 + u32::from(as_stored) * WEIGHT
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 145 MB/s at 2.4 are 60,416,666.67 bytes a second, 3 B/s at 2 are 1.5 and 5 at 2 are 2.5: halves go up.
    #[test]
    fn what_is_left_of_a_rate_is_rounded_to_the_nearest() {
        assert_eq!(rounded(145_000_000.0 / 2.4), 60_416_667);
        assert_eq!(
            [1.5, 2.5, 4.0 / 3.0, 0.4, 1e30].map(rounded),
            [2, 3, 1, 0, u64::MAX]
        );
        for part in 0..2_000 {
            let value = f64::from(part) * 1.37e-3 + f64::from(part % 7) * 1e9;
            assert_eq!(rounded(value), libm::round(value) as u64, "{value}");
        }
    }

    #[test]
    fn pools_count_what_is_unpacked() {
        assert_eq!(weight_in_pool(1, 0, 2.0), 2_000);
        assert_eq!(weight_in_pool(0, 1, 2.0), 1_000);
        // Within one stamp: read by the VM, written to the repository.
        assert_eq!(weight_in_pool(1, 1, 2.5), 3_500);
        assert_eq!(weight_in_pool(2, 0, 1.0), 2_000);
        assert_eq!(weight_in_pool(1, 0, 0.1), 100);
    }
}
