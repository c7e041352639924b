//! Charts: numbers in, SVG out.
//!
//! Always true here: the same numbers give the same bytes; nothing is computed that a reader
//! would call a statistic.

pub mod number;
pub mod text;
