//! Advice about sources of faults whose name says another kind than they are.
//!
//! Always true here: a name that says its own kind beside another one is left alone.

use super::super::word::with_article;
use super::Scene;
use crate::model::advice::FaultAdvice;
use crate::model::{Arrival, Class, Effect, LogicalKind, Source};

/// Kinds of logical faults: the word for each, how words for it begin, and what it is.
const LOGICAL: &[(LogicalKind, &str, &str, &str)] = &[
    (LogicalKind::Crash, "crash", "crash", "a crash"),
    (LogicalKind::Release, "release", "release", "a bad release"),
    (LogicalKind::Deletion, "deletion", "delet", "a deletion"),
    (
        LogicalKind::Corruption,
        "corruption",
        "corrupt",
        "a corruption",
    ),
];

/// Advice about names of hazards, faults and drills.
pub(in super::super) fn kinds(scene: &Scene<'_, '_>) {
    // A list may hit things of several classes: its first one decides.
    for (kind, source) in scene.strikes() {
        let contradiction = of_logical(source)
            .or_else(|| of_class(source))
            .or_else(|| of_plan(source));
        if let Some((says, is, key)) = contradiction {
            let advice = FaultAdvice::NameOfAnother {
                kind,
                name: source.label.clone(),
                says,
                is,
                key,
            };
            scene.context.advise(&scene.spot_of(&source.label), advice);
        }
    }
}

/// What a name says, what the source is, and the key that says that.
type Contradiction = (&'static str, String, &'static str);

fn words(source: &Source) -> Vec<String> {
    let lower = source.label.to_lowercase();
    lower.split(['-', '_']).map(str::to_string).collect()
}

/// A name that says a kind of logical fault.
fn of_logical(source: &Source) -> Option<Contradiction> {
    let words = words(source);
    let said = |begin: &str| words.iter().any(|word| word.starts_with(begin));
    let mut named = LOGICAL.iter().filter(|(_, _, begin, _)| said(begin));
    if let Effect::Ransomware(_) = source.effect {
        let (_, word, ..) = named.next()?;
        return Some((*word, RANSOMWARE.to_string(), "kind"));
    }
    if source.is_mistake() {
        return None;
    }
    let Effect::Logical { kind, .. } = &source.effect else {
        // Whatever has a processor may crash, and firmware has releases.
        let data = [LogicalKind::Deletion, LogicalKind::Corruption];
        let (_, word, ..) = named.find(|(kind, ..)| data.contains(kind))?;
        return Some((*word, is_of(source), "of"));
    };
    let named: Vec<_> = named.collect();
    let first = named.first()?;
    if named.iter().any(|(said, ..)| said == kind) {
        return None;
    }
    let (.., is) = LOGICAL.iter().find(|(own, ..)| own == kind)?;
    Some((first.1, (*is).to_string(), "kind"))
}

const RANSOMWARE: &str = "ransomware";

fn is_of(source: &Source) -> String {
    match Class::of(source.target) {
        Class::Logical => "a fault of an application".to_string(),
        class => format!("a fault of {}", with_article(&class.words())),
    }
}

/// A name that is a class of faults, and not that of what is hit.
fn of_class(source: &Source) -> Option<Contradiction> {
    let name = source.label.to_lowercase().replace('-', "_");
    let own = source.effect.class(source.target);
    let said = Class::ALL.iter().find(|class| {
        let word = class.name();
        name == word || name.strip_suffix('s') == Some(word)
    })?;
    // Planned maintenance of any kind is a class of its own.
    let agrees = *said == own || *said == Class::Planned;
    let key = match said {
        Class::Ransomware => "kind",
        _ => "of",
    };
    (!agrees).then(|| (said.name(), is_of(source), key))
}

/// A name that says planned where nothing is planned.
fn of_plan(source: &Source) -> Option<Contradiction> {
    let said = words(source).iter().any(|word| word == "planned");
    let planned = source.class == Class::Planned || matches!(source.arrival, Arrival::Drill(_));
    (said && !planned).then(|| ("planned", "not planned".to_string(), "planned"))
}
