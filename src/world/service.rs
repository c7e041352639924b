//! Service: whether each application is up, what it misses, and which bad release it has.
//!
//! Always true here: nobody outside reaches into a table of the services; an application is up exactly when
//! nothing is missing, once whoever changes what it misses has asked whether it comes up.

use super::frame::Frame;
use super::which::Fault;
use crate::engine::{Marks, Table, clones};
use crate::model::record::Phase;
use crate::model::{ApplicationId, Blueprint, RoleId, VmId};

/// Whether an application is up, and what it misses.
#[derive(Clone, Copy, Debug)]
struct Service {
    /// Roles that miss required VMs, and needed applications that are down.
    missing_roles: u32,
    missing_needs: u32,
    up: bool,
    /// The bad release that keeps its VMs from serving, while there is one.
    release: Option<Fault>,
}

impl Service {
    /// As at the start of a trial.
    const UP: Service = Service {
        missing_roles: 0,
        missing_needs: 0,
        up: true,
        release: None,
    };
}

/// See the module.
#[derive(Debug)]
pub(super) struct Services {
    applications: Table<ApplicationId, Service>,
    /// Applications that are down, in no order.
    down: Vec<ApplicationId>,
    /// How many VMs of each role serve.
    serving: Table<RoleId, u32>,
    /// How many VMs of each role do not, by the phase that they are in.
    missing: Table<RoleId, [u32; Phase::COUNT]>,
    /// Who does not.
    absent: Marks<VmId>,
}

clones!(Services {
    applications,
    down,
    serving,
    missing,
    absent,
});

impl Services {
    /// The services of a blueprint. Allocates their tables; trials use them again.
    pub(super) fn new(blueprint: &Blueprint) -> Services {
        Services {
            applications: Table::of(blueprint.applications.len(), Service::UP),
            down: Vec::with_capacity(blueprint.applications.len()),
            serving: Table::of(blueprint.roles.len(), 0),
            missing: Table::of(blueprint.roles.len(), [0; Phase::COUNT]),
            absent: Marks::none(blueprint.vms.len()),
        }
    }

    /// As at the start of a trial, whatever the one before left: everything is up, and every VM serves
    /// that may serve beside others.
    pub(super) fn renew(&mut self, frame: &Frame<'_>) {
        let Services {
            applications,
            down,
            serving,
            missing,
            absent,
        } = self;
        down.clear();
        absent.clear();
        missing.fill([0; Phase::COUNT]);
        applications.fill(Service::UP);
        for role in serving.ids() {
            let vms = frame.blueprint.role(role).vms.len() as u32;
            let plan = &frame.plan.instances;
            let one = plan.has(role) && plan.one_active(role);
            serving[role] = if one { 1 } else { vms };
        }
    }

    /// All applications.
    pub(super) fn applications(&self) -> impl Iterator<Item = ApplicationId> + use<> {
        self.applications.ids()
    }

    /// Whether an application is up.
    #[inline]
    pub(super) fn is_up(&self, application: ApplicationId) -> bool {
        self.applications[application].up
    }

    /// The applications that are down, in no order.
    #[inline]
    pub(super) fn down(&self) -> &[ApplicationId] {
        &self.down
    }

    /// A VM of a role goes from one phase to another; none where it serves.
    pub(super) fn vm_passes(
        &mut self,
        vm: VmId,
        role: RoleId,
        from: Option<Phase>,
        to: Option<Phase>,
    ) {
        if from.is_some() != to.is_some() {
            self.absent.set(vm, to.is_some());
        }
        let missing = &mut self.missing[role];
        if let Some(from) = from {
            missing[from as usize] -= 1;
        }
        if let Some(to) = to {
            missing[to as usize] += 1;
        }
    }

    /// How many VMs of a role do not serve, by the phase that they are in.
    pub(super) fn missing(&self, role: RoleId) -> [u32; Phase::COUNT] {
        self.missing[role]
    }

    /// The VMs of a role that do not serve, by number.
    pub(super) fn who_is_missing(
        &self,
        frame: &Frame<'_>,
        role: RoleId,
    ) -> impl Iterator<Item = VmId> {
        let vms = &frame.blueprint.role(role).vms;
        self.absent.among(vms.start as usize..vms.end as usize)
    }

    /// How many VMs of a role serve.
    pub(super) fn serving(&self, role: RoleId) -> u32 {
        self.serving[role]
    }

    /// The first application that this one needs and that is down, while it misses any.
    pub(super) fn missing_need(
        &self,
        frame: &Frame<'_>,
        application: ApplicationId,
    ) -> Option<ApplicationId> {
        if self.applications[application].missing_needs == 0 {
            return None;
        }
        let mut needs = frame.blueprint.application(application).needs.iter();
        needs.find(|need| !self.is_up(**need)).copied()
    }

    /// One VM more of a role serves. True where they are enough from now on.
    pub(super) fn gains(&mut self, frame: &Frame<'_>, role: RoleId) -> bool {
        let plan = frame.blueprint.role(role);
        self.serving[role] += 1;
        let enough = self.serving[role] == plan.required;
        self.applications[plan.application].missing_roles -= u32::from(enough);
        enough
    }

    /// One VM less of a role serves. True where they were enough until now.
    pub(super) fn loses(&mut self, frame: &Frame<'_>, role: RoleId) -> bool {
        let plan = frame.blueprint.role(role);
        let too_few = self.serving[role] == plan.required;
        self.serving[role] -= 1;
        self.applications[plan.application].missing_roles += u32::from(too_few);
        too_few
    }

    /// An application that is needed has gone, or is back.
    pub(super) fn need_goes(&mut self, application: ApplicationId) {
        self.applications[application].missing_needs += 1;
    }
    /// See [`Services::need_goes`]. True where it was the last that was missing.
    pub(super) fn need_returns(&mut self, application: ApplicationId) -> bool {
        let state = &mut self.applications[application];
        state.missing_needs -= 1;
        state.missing_needs == 0
    }

    /// An application goes down.
    pub(super) fn goes_down(&mut self, application: ApplicationId) {
        self.applications[application].up = false;
        self.down.push(application);
    }

    /// An application that is down comes up where nothing is missing: whether it does.
    pub(super) fn comes_up(&mut self, application: ApplicationId) -> bool {
        let state = &mut self.applications[application];
        if state.up || state.missing_roles > 0 || state.missing_needs > 0 {
            return false;
        }
        state.up = true;
        self.down.retain(|other| *other != application);
        true
    }

    /// A bad release goes to all VMs of an application.
    pub(super) fn hold(&mut self, application: ApplicationId, release: Fault) {
        self.applications[application].release = Some(release);
    }

    /// Whether a bad release keeps the VMs of an application from serving.
    pub(super) fn is_held(&self, application: ApplicationId) -> bool {
        self.applications[application].release.is_some()
    }

    /// A bad release is repaired; what is left then is another one, if there is. True where nothing
    /// keeps the VMs of the application from serving any more, and this one did.
    pub(super) fn repaired(
        &mut self,
        application: ApplicationId,
        release: Fault,
        other: Option<Fault>,
    ) -> bool {
        let state = &mut self.applications[application];
        if state.release != Some(release) {
            return false;
        }
        state.release = other;
        other.is_none()
    }
}
