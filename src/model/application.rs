//! Applications, roles and VMs with their objectives.
//!
//! Always true here: the VMs of a role and the roles of an application are consecutive; `needs`
//! has no cycle.

use super::fault::Class;
use super::ids::{ApplicationId, CrewId, RoleId, SetId, StampId, VmId};
use super::protection::{Protecting, ProtectingRole};
use crate::random::Law;
use crate::units::{Bytes, Share, Span};
use std::ops::Range;

/// A stated RTO or RPO for one class.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Objective {
    /// The longest acceptable recovery time or data loss.
    pub limit: Span,
    /// The share of outages that must keep it.
    pub target: Share,
}

/// The stated objectives of one kind (RTO or RPO), by class.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Objectives {
    /// One figure for all classes that have none of their own.
    pub default: Option<Objective>,
    /// Figures of single classes.
    pub by_class: Vec<(Class, Objective)>,
}

/// The share of outages for which an achievable figure is told where no objective states one: the
/// default of `rto_share` and `rpo_share`.
pub const DEFAULT_TARGET: Share = Share(0.95);

impl Objectives {
    /// The share that holds for a class, also where nothing is stated for it: then that of the others,
    /// else the default.
    #[must_use]
    pub fn target_of(&self, class: Class) -> Share {
        let others = self.by_class.first().map(|(_, objective)| *objective);
        self.for_class(class)
            .or(others)
            .map_or(DEFAULT_TARGET, |objective| objective.target)
    }
    /// Whether one is stated, for any class.
    #[must_use]
    pub fn is_stated(&self) -> bool {
        self.default.is_some() || !self.by_class.is_empty()
    }

    /// The objective that holds for a class.
    #[must_use]
    pub fn for_class(&self, class: Class) -> Option<Objective> {
        self.by_class
            .iter()
            .find(|(stated, _)| *stated == class)
            .map(|(_, objective)| *objective)
            .or(self.default)
    }
    /// The tightest limit for losses that take what is near: of a stamp, an enclosure or a site.
    #[must_use]
    pub fn of_places(&self) -> Option<Span> {
        [Class::Stamp, Class::Enclosure, Class::Site]
            .into_iter()
            .filter_map(|class| self.for_class(class))
            .map(|objective| objective.limit)
            .min()
    }
    /// Whether nothing at all is stated.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.default.is_none() && self.by_class.is_empty()
    }
}

/// What has an RTO and an RPO.
#[derive(Clone, Debug)]
pub struct Application {
    /// Name, unique among applications.
    pub name: String,
    /// Who answers for it; empty where not stated.
    pub owner: String,
    /// Priority, 1 first.
    pub tier: u8,
    /// Its roles, consecutive.
    pub roles: Range<u32>,
    /// Its VMs, consecutive.
    pub vms: Range<u32>,
    /// Applications that must be up before and while it is.
    pub needs: Vec<ApplicationId>,
    /// Position in a start order that respects `needs`, 0 first.
    pub start_order: u32,
    /// Stated recovery times.
    pub rto: Objectives,
    /// Stated data losses.
    pub rpo: Objectives,
    /// Stated availability, as a share of time.
    pub availability: Option<Share>,
    /// No objective on purpose: simulated, listed, not judged.
    pub expendable: bool,
    /// The applications from which intruders reach it, ascending; it is always struck where it is named.
    pub reached_by: Vec<ApplicationId>,
}

impl Application {
    /// The ids of its roles.
    pub fn role_ids(&self) -> impl DoubleEndedIterator<Item = RoleId> + Clone + use<> {
        self.roles.clone().map(RoleId)
    }
    /// The ids of its VMs.
    pub fn vm_ids(&self) -> impl DoubleEndedIterator<Item = VmId> + Clone + use<> {
        self.vms.clone().map(VmId)
    }
}

/// Availability set, scale set, or single.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum SetKind {
    /// No set.
    Single,
    /// Distinct nodes where possible.
    AvailabilitySet,
    /// Distinct nodes; hard when created.
    ScaleSet,
}

/// `count` equal VMs of which `required` must run.
#[derive(Clone, Debug)]
pub struct Role {
    /// Name, unique in its application.
    pub name: String,
    /// Its application.
    pub application: ApplicationId,
    /// Its VMs, consecutive.
    pub vms: Range<u32>,
    /// How many must serve.
    pub required: u32,
    /// Whether its disks hold data that counts.
    pub stateful: bool,
    /// Time from start to running guest and service.
    pub boot: Law,
    /// Time to check that it works before users are let in.
    pub validate: Law,
    /// Whose people check that; none: somebody at any hour, however much there is.
    pub checked_by: Option<CrewId>,
    /// What its VMs are protected by together.
    pub protection: ProtectingRole,
    /// Whether one instance at a time serves (`required` is 1), rather than all.
    pub one_active: bool,
}

impl Role {
    /// The ids of its VMs.
    pub fn vm_ids(&self) -> impl DoubleEndedIterator<Item = VmId> + Clone + use<> {
        self.vms.clone().map(VmId)
    }
}

/// A virtual machine.
#[derive(Clone, Debug)]
pub struct Vm {
    /// Name, unique among all VMs (`erp/sql/1`, or the inventory's).
    pub name: String,
    /// Its role.
    pub role: RoleId,
    /// Its application.
    pub application: ApplicationId,
    /// The stamp that it runs on.
    pub stamp: StampId,
    /// Name of its size.
    pub size: String,
    /// Memory.
    pub memory: Bytes,
    /// Number of disks.
    pub disks: u32,
    /// Bytes in use on them.
    pub used: Bytes,
    /// Bytes that change, per second.
    pub churn: f64,
    /// Its set, if any.
    pub set: Option<SetId>,
    /// Kind of that set.
    pub set_kind: SetKind,
    /// What it is protected by.
    pub protection: Protecting,
    /// Its place among the VMs of its backup, 0 first: the stagger counts it.
    pub backup_order: u32,
    /// Bytes that its volume gets fuller by, per second.
    pub growth: f64,
    /// Whether it goes to another node by live migration.
    pub migrates: bool,
}
