//! Scales and their ticks, with human steps on time axes.
//!
//! Always true here: logarithms come from `libm`, so that a tick stands at the same pixel on every
//! machine; a scale has a width, whatever the values are.

use crate::units::number;

const MINUTE: f64 = 60.0;
const HOUR: f64 = 3_600.0;
const DAY: f64 = 86_400.0;
const YEAR: f64 = 365.0 * DAY;

/// Labels that an axis needs at least: with fewer nobody can read a value between them.
const FEWEST: usize = 3;

/// From values to positions on a line of the sheet.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Scale {
    low: f64,
    high: f64,
    logarithmic: bool,
    from: f64,
    to: f64,
}

/// A tick: where, and what it says.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Tick {
    pub(crate) at: f64,
    pub(crate) label: String,
}

impl Scale {
    /// A linear scale from zero or below to this value, over these positions.
    pub(crate) fn linear(low: f64, high: f64, from: f64, to: f64) -> Scale {
        let high = if high > low { high } else { low + 1.0 };
        Scale {
            low,
            high,
            logarithmic: false,
            from,
            to,
        }
    }

    /// A logarithmic scale that spans at least this ratio. Bounds below a tiny number are raised.
    pub(crate) fn logarithmic(low: f64, high: f64, ratio: f64, from: f64, to: f64) -> Scale {
        let low = low.max(1e-9);
        let high = high.max(low);
        let missing = (ratio / (high / low)).max(1.0).sqrt();
        Scale {
            low: low / missing,
            high: high * missing,
            logarithmic: true,
            from,
            to,
        }
    }

    /// The lowest value that it shows.
    pub(crate) fn low(&self) -> f64 {
        self.low
    }

    /// The highest value that it shows.
    pub(crate) fn high(&self) -> f64 {
        self.high
    }

    /// The position of a value; values beyond the ends stand at the ends.
    pub(crate) fn place(&self, value: f64) -> f64 {
        let value = value.clamp(self.low, self.high);
        let share = if self.logarithmic {
            let low = libm::log10(self.low);
            (libm::log10(value) - low) / (libm::log10(self.high) - low)
        } else {
            (value - self.low) / (self.high - self.low)
        };
        self.from + share * (self.to - self.from)
    }

    /// Keeps, in order of importance, the candidates that leave each other this much room.
    fn spaced(&self, candidates: &[(f64, String)], room: f64) -> Vec<Tick> {
        let mut kept: Vec<Tick> = vec![];
        for (value, label) in candidates {
            if *value < self.low * 0.999_999 || *value > self.high * 1.000_001 {
                continue;
            }
            let at = self.place(*value);
            if kept.iter().all(|tick| (tick.at - at).abs() >= room) {
                kept.push(Tick {
                    at,
                    label: label.clone(),
                });
            }
        }
        kept.sort_by(|a, b| a.at.total_cmp(&b.at));
        kept
    }

    /// Ticks of a logarithmic axis of time in seconds: `1 s`, `1 min`, `1 h`, `1 d`, …
    pub(crate) fn log_time_ticks(&self, room: f64) -> Vec<Tick> {
        let steps = [
            // First the units themselves, then what lies well between them.
            1.0,
            MINUTE,
            HOUR,
            DAY,
            7.0 * DAY,
            YEAR,
            10.0 * MINUTE,
            10.0,
            6.0 * HOUR,
            28.0 * DAY,
            91.0 * DAY,
            0.1,
            30.0 * MINUTE,
            3.0 * HOUR,
            12.0 * HOUR,
            3.0 * DAY,
            5.0 * MINUTE,
            30.0,
            2.0 * HOUR,
            2.0 * MINUTE,
            20.0 * MINUTE,
            4.0 * HOUR,
            8.0 * HOUR,
            2.0 * DAY,
            14.0 * DAY,
            5.0,
            2.0,
            0.01,
        ];
        let candidates: Vec<(f64, String)> = steps
            .iter()
            .map(|seconds| (*seconds, time_label(*seconds)))
            .collect();
        // Beyond the list there are parts of a second and years.
        let parts = self.decades(&[1.0, 2.0, 5.0]).into_iter();
        let parts = parts.filter(|value| *value < 0.9);
        let years = self.in_years().decades(&[1.0, 2.0, 5.0]).into_iter();
        let years = years.filter(|value| *value > 0.9).map(|value| value * YEAR);
        let finer = parts.chain(years).map(|value| (value, time_label(value)));
        self.enough(candidates, finer.collect(), room)
    }

    /// Ticks of a logarithmic axis of rates per year: powers of ten, and what lies between them where these are few.
    pub(crate) fn log_rate_ticks(&self, room: f64) -> Vec<Tick> {
        let named = |value: f64| {
            let label = if value >= 1.0 {
                format!("{} a year", number::significant(value, 1))
            } else {
                format!("once in {} y", number::significant(1.0 / value, 1))
            };
            (value, label)
        };
        let of = |steps: &[f64]| self.decades(steps).into_iter().map(named).collect();
        self.enough(of(&[1.0]), of(&[1.0, 2.0, 5.0]), room)
    }

    /// The same scale of years instead of seconds.
    fn in_years(&self) -> Scale {
        Scale {
            low: self.low / YEAR,
            high: self.high / YEAR,
            ..*self
        }
    }

    /// Multiples of the powers of ten that lie on the axis; those of one first.
    fn decades(&self, steps: &[f64]) -> Vec<f64> {
        let (from, to) = (libm::log10(self.low).floor(), libm::log10(self.high).ceil());
        let mut made = vec![];
        for step in steps {
            let mut power = from;
            while power <= to {
                made.push(step * libm::pow(10.0, power));
                power += 1.0;
            }
        }
        made
    }

    /// The first candidates as far as there is room; where that are fewer than an axis needs, the second ones beside them.
    fn enough(
        &self,
        first: Vec<(f64, String)>,
        second: Vec<(f64, String)>,
        room: f64,
    ) -> Vec<Tick> {
        let made = self.spaced(&first, room);
        if made.len() >= FEWEST {
            return made;
        }
        let all: Vec<(f64, String)> = first.into_iter().chain(second).collect();
        self.spaced(&all, room)
    }

    /// Ticks of a linear axis of time in seconds from zero, at most about `most` of them.
    pub(crate) fn linear_time_ticks(&self, most: usize) -> Vec<Tick> {
        let label = |seconds: f64| {
            if seconds == 0.0 {
                "0".to_string()
            } else {
                time_label(seconds)
            }
        };
        let range = self.high - self.low;
        if range / YEAR > most as f64 {
            let years = self.in_years();
            return years.linear_ticks(most, |value| label(value * YEAR));
        }
        if range < 2.0 {
            return self.linear_ticks(most, label);
        }
        let steps = [
            1.0,
            5.0,
            15.0,
            30.0,
            MINUTE,
            5.0 * MINUTE,
            15.0 * MINUTE,
            30.0 * MINUTE,
            HOUR,
            2.0 * HOUR,
            3.0 * HOUR,
            6.0 * HOUR,
            12.0 * HOUR,
            DAY,
            2.0 * DAY,
            7.0 * DAY,
            14.0 * DAY,
            28.0 * DAY,
            91.0 * DAY,
            YEAR,
        ];
        self.every(self.step(&steps, most), label)
    }

    /// The first step that leaves at most this many ticks; a smaller one where that are fewer than an axis needs.
    fn step(&self, steps: &[f64], most: usize) -> f64 {
        let range = self.high - self.low;
        let fits = |step: &f64| range / step <= most as f64;
        let found = steps.iter().position(fits).unwrap_or(steps.len() - 1);
        let enough = |step: &&f64| self.multiples(**step) >= FEWEST as f64;
        let rev = steps[..=found].iter().rev();
        rev.copied().find(|step| enough(&step)).unwrap_or(steps[0])
    }

    /// How many multiples of a step lie on the axis.
    fn multiples(&self, step: f64) -> f64 {
        let last = (self.high * (1.0 + 1e-9) / step).floor();
        last - (self.low / step).ceil() + 1.0
    }

    /// Ticks of a linear axis at 1, 2 or 5 times a power of ten, at most about `most` of them.
    pub(crate) fn linear_ticks(&self, most: usize, label: impl Fn(f64) -> String) -> Vec<Tick> {
        let range = self.high - self.low;
        let power = libm::pow(10.0, libm::floor(libm::log10(range)) - 1.0);
        let steps = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0].map(|factor| power * factor);
        self.every(self.step(&steps, most), label)
    }

    /// Ticks at every multiple of a step.
    pub(crate) fn every(&self, step: f64, label: impl Fn(f64) -> String) -> Vec<Tick> {
        let mut ticks = vec![];
        let mut count = (self.low / step).ceil();
        while count * step <= self.high * (1.0 + 1e-9) && ticks.len() < 400 {
            let value = count * step;
            ticks.push(Tick {
                at: self.place(value),
                label: label(value),
            });
            count += 1.0;
        }
        ticks
    }
}

/// A length of time on an axis: short, and weeks where they come out even.
pub(crate) fn time_label(seconds: f64) -> String {
    let weeks = seconds / (7.0 * DAY);
    if seconds >= YEAR && (seconds / YEAR).fract() == 0.0 {
        let years = seconds / YEAR;
        return if years == 1.0 {
            "1 year".to_string()
        } else {
            format!("{} years", number::significant(years, 6))
        };
    }
    if weeks >= 1.0 && weeks.fract() == 0.0 {
        return if weeks == 1.0 {
            "1 week".to_string()
        } else {
            format!("{weeks} weeks")
        };
    }
    if seconds >= DAY && (seconds / DAY).fract() == 0.0 {
        return format!("{} d", seconds / DAY);
    }
    number::duration(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithmic_places_are_even_in_ratios() {
        let scale = Scale::logarithmic(1.0, 10_000.0, 10.0, 0.0, 400.0);
        assert!((scale.place(100.0) - 200.0).abs() < 1e-9);
        assert_eq!(scale.place(0.0), 0.0);
        assert_eq!(scale.place(1e9), 400.0);
    }

    #[test]
    fn a_narrow_range_is_widened() {
        let scale = Scale::logarithmic(50.0, 50.0, 16.0, 0.0, 1.0);
        assert!((scale.high() / scale.low - 16.0).abs() < 1e-9);
        let flat = Scale::linear(0.0, 0.0, 0.0, 1.0);
        assert!(flat.high() > flat.low);
    }

    #[test]
    fn time_ticks_are_human_and_keep_their_distance() {
        let scale = Scale::logarithmic(1.0, 30.0 * DAY, 10.0, 0.0, 600.0);
        let ticks = scale.log_time_ticks(60.0);
        let labels: Vec<&str> = ticks.iter().map(|tick| tick.label.as_str()).collect();
        for label in ["1 s", "1 min", "1 h", "1 d"] {
            assert!(labels.contains(&label), "{labels:?}");
        }
        assert!(ticks.windows(2).all(|pair| pair[1].at - pair[0].at >= 60.0));
    }

    #[test]
    fn linear_ticks_are_round() {
        let labels = |scale: Scale| -> Vec<String> {
            scale
                .linear_time_ticks(8)
                .into_iter()
                .map(|tick| tick.label)
                .collect()
        };
        let hours = labels(Scale::linear(0.0, 7.2 * HOUR, 0.0, 1.0));
        assert_eq!(
            hours,
            ["0", "1 h", "2 h", "3 h", "4 h", "5 h", "6 h", "7 h"]
        );
        let ticks = Scale::linear(0.0, 0.037, 0.0, 1.0)
            .linear_ticks(5, |value| number::significant(value, 3));
        assert_eq!(ticks.len(), 4);
        assert_eq!(ticks[1].label, "0.01");
        assert_eq!(time_label(14.0 * DAY), "2 weeks");
        assert_eq!(time_label(2.0 * DAY), "2 d");
    }

    #[test]
    fn rates_are_told_as_people_tell_them() {
        let ticks = Scale::logarithmic(0.002, 20.0, 10.0, 400.0, 0.0).log_rate_ticks(20.0);
        let labels: Vec<&str> = ticks.iter().map(|tick| tick.label.as_str()).collect();
        assert!(labels.contains(&"1 a year") && labels.contains(&"once in 100 y"));
    }
}
