//! Laws of random lengths of time, with their parameters in milliseconds.
//!
//! Always true here: parameters are positive and finite; drawing from a law is done in `sampler`.

use std::sync::Arc;

/// A law of a non-negative random length of time. All times in milliseconds.
#[derive(Clone, PartialEq, Debug)]
pub enum Law {
    /// Always the same length.
    Constant(f64),
    /// Uniform between two lengths.
    Uniform {
        /// Shortest.
        low: f64,
        /// Longest.
        high: f64,
    },
    /// Exponential with this mean.
    Exponential {
        /// Mean.
        mean: f64,
    },
    /// Weibull with survival `exp(-(t/scale)^shape)`.
    Weibull {
        /// Shape, without unit.
        shape: f64,
        /// Scale.
        scale: f64,
    },
    /// Lognormal by its median and the standard deviation of the logarithm.
    Lognormal {
        /// Median.
        median: f64,
        /// Standard deviation of the natural logarithm.
        sigma: f64,
    },
    /// Gamma with mean `shape * scale`.
    Gamma {
        /// Shape, without unit.
        shape: f64,
        /// Scale.
        scale: f64,
    },
    /// Triangular.
    Triangular {
        /// Shortest.
        low: f64,
        /// Most likely.
        mode: f64,
        /// Longest.
        high: f64,
    },
    /// One of these observed values, each as likely as the others. Sorted ascending.
    Empirical(Arc<[f64]>),
}

impl Law {
    /// The mean in milliseconds.
    #[must_use]
    pub fn mean(&self) -> f64 {
        match self {
            Law::Constant(value) => *value,
            Law::Uniform { low, high } => (low + high) / 2.0,
            Law::Exponential { mean } => *mean,
            Law::Weibull { shape, scale } => scale * libm::tgamma(1.0 + 1.0 / shape),
            Law::Lognormal { median, sigma } => median * libm::exp(sigma * sigma / 2.0),
            Law::Gamma { shape, scale } => shape * scale,
            Law::Triangular { low, mode, high } => (low + mode + high) / 3.0,
            Law::Empirical(values) => values.iter().sum::<f64>() / values.len() as f64,
        }
    }

    /// Whether the lengths differ, so that the mean is not stated as the length.
    #[must_use]
    pub fn is_spread(&self) -> bool {
        !matches!(self, Law::Constant(_))
    }
}
