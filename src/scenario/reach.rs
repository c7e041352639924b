//! From where intruders reach repositories and applications.
//!
//! Always true here: whoever is named is an application; lists are ascending.

use super::applications::Applications;
use super::context::Context;
use super::names::texts;
use super::places::Places;
use super::problem::{FaultProblem, Problem};
use super::target::{self, Scene};
use super::tree::Node;
use crate::model::{ApplicationId, ReachedBy};

/// The applications that a value names; it may name none.
pub(super) fn applications(scene: &Scene<'_>, node: &Node) -> Result<Vec<ApplicationId>, Problem> {
    let mut found = Vec::new();
    for (text, _) in texts(node)? {
        for one in target::one(scene, text)? {
            let id = one.application();
            found.push(id.ok_or_else(|| FaultProblem::NoApplication {
                text: text.to_string(),
            })?);
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Reads what was stated of it, now that all names are known.
pub(super) fn read(context: &Context<'_>, places: &mut Places, all: &mut Applications) {
    let scene = Scene {
        names: &places.names,
        tree: places.tree(),
        applications: all,
    };
    let read = |node: &Node| {
        let found = applications(&scene, node);
        found
            .map_err(|problem| context.problem(&node.spot, problem))
            .unwrap_or_default()
    };
    let ids = |stated: &[Option<Node>]| -> Vec<Option<Vec<ApplicationId>>> {
        stated.iter().map(|one| one.as_ref().map(read)).collect()
    };
    let of_repositories = ids(&places.reached_by);
    let of_applications = ids(&all.reached_by);
    let every = all.applications.len();
    for (repository, ids) in places.repositories.iter_mut().zip(of_repositories) {
        repository.reached_by = match ids {
            // Who is in any application is everywhere.
            Some(ids) if every == 0 || ids.len() < every => ReachedBy::These(ids),
            Some(_) | None => ReachedBy::Everything,
        };
    }
    for (application, ids) in all.applications.iter_mut().zip(of_applications) {
        application.reached_by = ids.unwrap_or_default();
    }
}
