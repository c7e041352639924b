//! Text to blueprint.
