//! From where intruders reach a repository or an application, as a key says it.
//!
//! Always true here: whom it names is looked up when all names are known (`scenario::reach`).

use crate::model::{ApplicationId, Blueprint};
use crate::scenario::keys::{Form, Kind, list};

/// From where intruders reach something.
pub(in crate::scenario) enum Reached {}

impl Form for Reached {
    const KIND: Kind = Kind::Own(
        "applications, or a list of them",
        "[\"tier.1\", \"application.NAME\"]",
    );
}

/// Applications as a list of names.
pub(in crate::scenario) fn reached_text(ids: &[ApplicationId], blueprint: &Blueprint) -> String {
    let names = ids.iter();
    let names = names.map(|id| format!("application.{}", blueprint.application(*id).name));
    list(&names.collect::<Vec<_>>())
}
