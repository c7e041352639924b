//! The address of a figure: of which application, and which of its figures.
//!
//! Always true here: an address is made while a scenario is read, and points to an application that there is.

use super::application::{Application, Objectives};
use super::fault::Class;
use super::ids::ApplicationId;

/// Which of the two objectives.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ObjectiveOf {
    /// Recovery time: the RTO.
    Recovery,
    /// Data loss: the RPO.
    Loss,
}

impl ObjectiveOf {
    /// Both.
    pub const ALL: [ObjectiveOf; 2] = [ObjectiveOf::Recovery, ObjectiveOf::Loss];

    /// The word for it in keys and addresses.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            ObjectiveOf::Recovery => "rto",
            ObjectiveOf::Loss => "rpo",
        }
    }

    /// What people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ObjectiveOf::Recovery => "RTO",
            ObjectiveOf::Loss => "RPO",
        }
    }

    /// What an application states of it.
    #[must_use]
    pub fn stated(self, application: &Application) -> &Objectives {
        match self {
            ObjectiveOf::Recovery => &application.rto,
            ObjectiveOf::Loss => &application.rpo,
        }
    }
}

/// A figure of an application that a run estimates over the years.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Figure {
    /// The share of time up: `erp.availability`.
    Availability,
    /// Time down a year: `erp.downtime`.
    Downtime,
    /// The mean recovery time over all classes: `erp.mttr`.
    Mttr,
    /// The share of the outages of a class within an objective: `erp.rto.node`.
    Attained(ObjectiveOf, Class),
}

/// Where a figure is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Address {
    /// Of which application.
    pub application: ApplicationId,
    /// Which figure.
    pub figure: Figure,
}

impl Figure {
    /// Whether it is a length of time, in seconds, and not a share.
    #[must_use]
    pub fn is_length(self) -> bool {
        match self {
            Figure::Downtime | Figure::Mttr => true,
            Figure::Availability | Figure::Attained(..) => false,
        }
    }
}

impl Address {
    /// The address as scenarios have it, with the name of its application.
    #[must_use]
    pub fn text(&self, application: &str) -> String {
        match self.figure {
            Figure::Availability => format!("{application}.availability"),
            Figure::Downtime => format!("{application}.downtime"),
            Figure::Mttr => format!("{application}.mttr"),
            Figure::Attained(of, class) => format!("{application}.{}.{}", of.key(), class.name()),
        }
    }
}
