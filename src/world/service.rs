//! Service: whether each application is up, what it misses, and which bad release it has.
//!
//! Always true here: nobody outside reaches into a table of the services; an application is up exactly when
//! nothing is missing, once whoever changes what it misses has asked whether it comes up.

use super::frame::Frame;
use super::life::Footing;
use super::which::Fault;
use crate::engine::{Marks, Table, clones};
use crate::model::record::Phase;
use crate::model::{ApplicationId, Blueprint, Role, RoleId, VmId};

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
    /// How many VMs of each role stand how.
    footing: Table<RoleId, [u32; Footing::COUNT]>,
    /// Who does not.
    absent: Marks<VmId>,
}

clones!(Services {
    applications,
    down,
    serving,
    footing,
    absent,
});

impl Services {
    /// The services of a blueprint. Allocates their tables; trials use them again.
    pub(super) fn new(blueprint: &Blueprint) -> Services {
        Services {
            applications: Table::of(blueprint.applications.len(), Service::UP),
            down: Vec::with_capacity(blueprint.applications.len()),
            serving: Table::of(blueprint.roles.len(), 0),
            footing: Table::of(blueprint.roles.len(), [0; Footing::COUNT]),
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
            footing,
            absent,
        } = self;
        down.clear();
        absent.clear();
        applications.fill(Service::UP);
        for role in serving.ids() {
            let vms = frame.blueprint.role(role).vms.len() as u32;
            let plan = &frame.plan.instances;
            let one = plan.has(role) && plan.one_active(role);
            serving[role] = if one { 1 } else { vms };
            footing[role] = [0; Footing::COUNT];
            footing[role][Footing::SERVES.place()] = vms;
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

    /// A VM of a role stands otherwise from now on.
    #[inline(always)]
    pub(super) fn vm_passes(&mut self, vm: VmId, role: RoleId, (from, to): (Footing, Footing)) {
        if (from == Footing::SERVES) != (to == Footing::SERVES) {
            self.absent.set(vm, to != Footing::SERVES);
        }
        let footing = &mut self.footing[role];
        footing[from.place()] -= 1;
        footing[to.place()] += 1;
    }

    /// How many VMs of a role do not serve, by the phase that they are in.
    pub(super) fn missing(&self, role: RoleId) -> [u32; Phase::COUNT] {
        std::array::from_fn(|phase| self.footing[role][phase])
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
    #[inline(always)]
    pub(super) fn missing_need(
        &self,
        frame: &Frame<'_>,
        application: ApplicationId,
    ) -> Option<ApplicationId> {
        match self.applications[application].missing_needs {
            0 => None,
            _ => self.first_missing_need(frame, application),
        }
    }

    #[inline(never)]
    fn first_missing_need(
        &self,
        frame: &Frame<'_>,
        application: ApplicationId,
    ) -> Option<ApplicationId> {
        let mut needs = frame.blueprint.application(application).needs.iter();
        needs.find(|need| !self.is_up(**need)).copied()
    }

    /// One VM more of a role serves. True where they are enough from now on.
    #[inline(always)]
    pub(super) fn gains(&mut self, role: RoleId, plan: &Role) -> bool {
        let serving = &mut self.serving[role];
        *serving += 1;
        let enough = *serving == plan.required;
        if enough {
            self.applications[plan.application].missing_roles -= 1;
        }
        enough
    }

    /// One VM less of a role serves. True where they were enough until now.
    #[inline(always)]
    pub(super) fn loses(&mut self, role: RoleId, plan: &Role) -> bool {
        let serving = &mut self.serving[role];
        let too_few = *serving == plan.required;
        *serving -= 1;
        if too_few {
            self.applications[plan.application].missing_roles += 1;
        }
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
