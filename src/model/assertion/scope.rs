//! Of which outages something is asserted.
//!
//! Always true here: those of the years by class, or those of one drill.

use crate::model::blueprint::Blueprint;
use crate::model::fault::Class;
use crate::model::ids::DrillId;

/// Of which trials something is asserted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Scope {
    /// Of the outages of a class over the years.
    Class(Class),
    /// Of a drill.
    Drill(DrillId),
}

impl Scope {
    /// The drill, if it is one.
    #[must_use]
    pub fn drill(self) -> Option<DrillId> {
        match self {
            Scope::Class(_) => None,
            Scope::Drill(drill) => Some(drill),
        }
    }

    /// The word for it in addresses.
    #[must_use]
    pub fn key(self, blueprint: &Blueprint) -> &str {
        match self {
            Scope::Class(class) => class.name(),
            Scope::Drill(drill) => &blueprint.drill(drill).name,
        }
    }

    /// How people say it: `class node`, `drill lose-stamp`.
    #[must_use]
    pub fn words(self, blueprint: &Blueprint) -> String {
        match self {
            Scope::Class(class) => format!("class {}", class.name()),
            Scope::Drill(drill) => format!("drill {}", blueprint.drill(drill).name),
        }
    }
}
