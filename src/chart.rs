//! Charts: numbers in, SVG out.
//!
//! Always true here: the same numbers give the same bytes; nothing is computed that a reader would
//! call a statistic; each axis names its unit, each chart its subject, and no chart is drawn from
//! nothing.

mod canvas;
pub mod cumulative;
pub mod cycle;
pub mod differences;
pub mod exceedance;
pub mod gantt;
pub mod harmless;
pub mod heat;
pub mod jobs;
pub mod lag;
pub mod memory;
pub mod misses;
mod panel;
pub mod pipe;
pub mod returns;
mod scale;
mod style;
#[cfg(test)]
mod tests;
pub mod text;

#[cfg(test)]
pub(crate) use style::tests::difference as difference_of_colours;

/// A finished chart.
#[derive(Clone, PartialEq, Debug)]
pub struct Chart {
    /// Name of its file without the ending, unique in a report.
    pub name: String,
    /// Title.
    pub title: String,
    /// What it shows, in a sentence, for readers who cannot see it.
    pub description: String,
    /// The SVG document.
    pub svg: String,
    /// Its axes.
    pub axes: Vec<Axis>,
}

/// What an axis says.
#[derive(Clone, PartialEq, Debug)]
pub struct Axis {
    /// Its quantity.
    pub name: String,
    /// The labels of its ticks, from its origin on.
    pub labels: Vec<String>,
}

impl Chart {
    /// The drawing for use inside an HTML page, which needs no name space.
    #[must_use]
    pub fn inline(&self) -> String {
        self.svg
            .replacen("<svg xmlns=\"http://www.w3.org/2000/svg\" ", "<svg ", 1)
    }
}

/// Why a chart could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The drawing backend failed.
    #[error("a chart could not be drawn: {0}")]
    Drawing(String),
}

/// Observed values of one class, for a curve.
#[derive(Clone, PartialEq, Debug)]
pub struct Curve {
    /// Name in the legend.
    pub label: String,
    /// Number of its stroke: the same number looks the same in every chart.
    pub stroke: usize,
    /// Finite values in seconds, ascending, and how often each was seen.
    pub values_s: Vec<(f64, u64)>,
    /// How many more are infinite: never recovered, everything lost.
    pub infinite: u64,
}

impl Curve {
    /// All observations.
    #[must_use]
    pub fn count(&self) -> u64 {
        let finite = self.values_s.iter().map(|(_, count)| count);
        finite.sum::<u64>() + self.infinite
    }
}

/// A stated limit on an axis of time.
#[derive(Clone, PartialEq, Debug)]
pub struct Limit {
    /// What it is called, such as `RTO 4 h`.
    pub label: String,
    /// Where it stands, in seconds.
    pub seconds: f64,
    /// Share of observations that must be at or below it.
    pub target: f64,
}
