//! Advice about values that nothing real has: each with the bound and where that comes from.
//!
//! Always true here: a bound is generous; what lies beyond it is a slip of a unit rather than a site. Each message
//! gives the reason of its bound.
//!
//! Where the bounds of FD633 and FD636 come from, as far as nothing is published: they are ten to a hundred times what
//! the key usually is, rounded to a unit that people think in, so that only another unit is beyond them.
//! - 7 d for `validate`: users wait meanwhile; the longest checks of restored databases that are told of take a day or two.
//! - 1 d for `boot` and for the pause between batches of starts: a check of the largest volumes takes hours.
//! - 90 d for `log_limit` and `failback_after`: a log of changes is kept for a day (the service's own limit is 24 h) to a few
//!   weeks; beyond a quarter all is copied as a whole, and whoever has stayed away for a quarter has moved.
//! - 365 d for an RTO or RPO, or `run.drain` where that is shorter: what is gone for longer is not waited for.
//! - 1 s below, for objectives and repairs: heartbeats of clusters are a second apart, and no person is faster.

use super::{about, size};
use crate::model::code::coded;
use crate::units::{Bytes, Rate, Span};

coded! {
    /// What is told about values.
    #[derive(Clone, PartialEq, PartialOrd, Debug)]
    ValueAdvice {
        630 "More changes than disks can write" "What changes has to be written."
        ChangesBeyondDisks { vm: String, more: usize, key: &'static str, rate: f64, disks: u32, disk_rate: Rate, stamp: String }
            => format!(
                "vm `{vm}`{} has a `{key}` of {}, and its {disks} disks write at most {} (`disk_rate` of stamp `{stamp}` is {})",
                and_more(*more), bytes_per_second(*rate),
                bytes_per_second(disk_rate.0 as f64 * f64::from(*disks)),
                bytes_per_second(disk_rate.0 as f64)
            ).replace("its 1 disks write", "its 1 disk writes"),

        631 "More data than disks can hold" "The largest managed disk of Azure holds 32 TiB."
        UsedBeyondDisks { vm: String, more: usize, used: Bytes, disks: u32, largest: Bytes }
            => format!(
                "vm `{vm}`{} uses {}, and its {disks} disks hold at most {} (the largest managed disk of Azure holds {largest})",
                and_more(*more), size(*used),
                size(Bytes(largest.0.saturating_mul(u64::from(*disks))))
            ).replace("its 1 disks hold", "its 1 disk holds"),

        632 "Less memory than any machine has" "The smallest published VM size has 768 MiB, the smallest host of Azure Stack HCI 32 GiB."
        LittleMemory { what: String, more: usize, memory: Bytes, bound: Bytes, source: &'static str }
            => format!("{what}{} has {memory} of memory, less than the {bound} of {source}", and_more(*more)),

        633 "A time beyond what it can be" "The bound is generous for what the key stands for."
        LongTime { key: &'static str, of: String, length: f64, mean: bool, bound: Span, source: &'static str }
            => format!(
                "`{key}` of {of} is {}{}, longer than {bound}: {source}",
                about(*length),
                if *mean { " on the mean" } else { "" }
            ),

        634 "Hardly any hours" "A crew works for less than an hour a week."
        FewHours { crew: String, hours: Span }
            => format!("crew `{crew}` works for {hours} a week, less than an hour: what comes meanwhile waits for up to a week"),

        636 "A time below what it can be" "The bound is generous for what the key stands for."
        ShortTime { key: &'static str, of: String, length: f64, mean: bool, bound: Span, source: &'static str }
            => format!(
                "`{key}` of {of} is {}{}, shorter than {bound}: {source}",
                about(*length),
                if *mean { " on the mean" } else { "" }
            ),

        637 "Slower than any wire" "The bound is the slowest that is still in use."
        SlowWire { what: String, rate: Rate, bound: Rate, source: &'static str }
            => format!("{what} is {rate}, less than {bound}: {source}"),

        638 "Less room than any disk has" "The bound is the smallest that is still in use."
        LittleRoom { what: String, more: usize, room: Bytes, bound: Bytes, source: &'static str }
            => format!("{what}{} is {}, less than {bound}: {source}", and_more(*more), size(*room)),

        639 "Hardly any change" "A guest that only runs writes more to its logs."
        SlowChange { vm: String, more: usize, key: &'static str, rate: f64, bound: f64 }
            => format!(
                "vm `{vm}`{} has a `{key}` of {:.2} bytes a day, less than {:.0}: a guest that only runs writes more to its logs; leave it at 0 where nothing changes",
                and_more(*more), rate * 86_400.0, bound * 86_400.0
            ),

        635 "Faster than any wire" "The bound is the fastest that is built."
        FastWire { what: String, rate: Rate, bound: Rate, source: &'static str }
            => format!("{what} is {rate}, more than {bound}: {source}"),
    }
}

fn and_more(count: usize) -> String {
    match count {
        0 => String::new(),
        count => format!(" (and {count} more)"),
    }
}

/// `145 MB/s`, `500 GiB/s` as `536.9 GB/s`.
fn bytes_per_second(rate: f64) -> String {
    let (value, unit) = match rate {
        _ if rate >= 1e12 => (rate / 1e12, "TB/s"),
        _ if rate >= 1e9 => (rate / 1e9, "GB/s"),
        _ if rate >= 1e6 => (rate / 1e6, "MB/s"),
        _ if rate >= 1e3 => (rate / 1e3, "kB/s"),
        _ => (rate, "B/s"),
    };
    format!("{} {unit}", (value * 10.0).round() / 10.0)
}
