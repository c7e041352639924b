//! How far intruders come from where they enter, and what they do there.
//!
//! Always true here: what is reached follows from the scenario alone, at the strike as before it; who is not reached is not
//! struck.

use super::blueprint::Blueprint;
use super::fault::Ransomware;
use super::ids::{ApplicationId, RepositoryId};
use super::place::{Credentials, ReachedBy};

/// What intruders who strike do to an application.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Blow {
    /// They encrypt its VMs.
    Encrypts,
    /// They delete its data when they strike.
    Deletes,
    /// They have spoilt its data since they came in.
    Corrupts,
}

impl Ransomware {
    /// What they do to an application that they reach.
    #[must_use]
    pub fn blow(&self, application: ApplicationId) -> Blow {
        let among = |all: &[ApplicationId]| all.binary_search(&application).is_ok();
        if among(&self.deleted) {
            Blow::Deletes
        } else if among(&self.corrupted) {
            Blow::Corrupts
        } else {
            Blow::Encrypts
        }
    }
}

/// The applications that are reached from these, ascending and with them among them: of each the one that it is reached
/// from, none where they enter. `reached_by` tells from which applications one is reached.
pub fn reached_from<'a>(
    entered: &[ApplicationId],
    reached_by: impl Fn(ApplicationId) -> &'a [ApplicationId],
    count: usize,
) -> Vec<(ApplicationId, Option<ApplicationId>)> {
    let mut all: Vec<(ApplicationId, Option<ApplicationId>)> =
        entered.iter().map(|one| (*one, None)).collect();
    let mut is_in = vec![false; count];
    for one in entered {
        is_in[one.index()] = true;
    }
    loop {
        let others = (0..count).filter(|index| !is_in[*index]);
        let found: Vec<(ApplicationId, ApplicationId)> = others
            .map(ApplicationId::from_index)
            .filter_map(|one| {
                let mut from = reached_by(one).iter();
                Some((one, *from.find(|from| is_in[from.index()])?))
            })
            .collect();
        if found.is_empty() {
            break;
        }
        for (one, from) in found {
            is_in[one.index()] = true;
            all.push((one, Some(from)));
        }
    }
    all.sort_unstable();
    all
}

/// Why intruders do not reach the restore points of a repository.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unreached {
    /// It is offline.
    Offline,
    /// It is run with credentials of its own.
    OwnCredentials,
    /// Nobody reaches it from where they are.
    FromNowhere,
}

impl Blueprint {
    /// Whether it is stated anywhere from where intruders reach something.
    #[must_use]
    pub fn states_reach(&self) -> bool {
        let everywhere = |one: &ReachedBy| *one == ReachedBy::Everything;
        self.applications
            .iter()
            .any(|one| !one.reached_by.is_empty())
            || !(self.repositories.iter()).all(|one| everywhere(&one.reached_by))
    }

    /// The applications that intruders reach, and from which, ascending.
    #[must_use]
    pub fn reached_by(
        &self,
        intruders: &Ransomware,
    ) -> Vec<(ApplicationId, Option<ApplicationId>)> {
        let by = |one: ApplicationId| self.application(one).reached_by.as_slice();
        reached_from(&intruders.entered, by, self.applications.len())
    }

    /// Why intruders who are in these applications do not reach a repository; none where they do.
    pub fn unreached(
        &self,
        repository: RepositoryId,
        struck: impl IntoIterator<Item = ApplicationId>,
    ) -> Option<Unreached> {
        let one = self.repository(repository);
        if one.offline.is_some() {
            Some(Unreached::Offline)
        } else if one.credentials == Credentials::Own {
            Some(Unreached::OwnCredentials)
        } else {
            let reached = one.reached_by.any_of(struck);
            (!reached).then_some(Unreached::FromNowhere)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 0 reaches 1, 1 reaches 2, 3 is reached by 4 alone; who enters 0 is in 0, 1 and 2, who enters 2 in 2.
    #[test]
    fn what_is_reached_is_reached_step_by_step() {
        let id = ApplicationId::from_index;
        let by = [vec![], vec![id(0)], vec![id(1)], vec![id(4)], vec![]];
        let from = |one: usize| reached_from(&[id(one)], |one| &by[one.index()], 5);
        let all = [(id(0), None), (id(1), Some(id(0))), (id(2), Some(id(1)))];
        assert_eq!(from(0), all);
        assert_eq!(from(2), [(id(2), None)]);
    }
}
