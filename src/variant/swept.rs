//! `--only` of a sweep: the faults that are asked for.
//!
//! Always true here: a pattern that no fault has is refused, with names near it.

use super::NotThere;
use crate::model::Blueprint;
use crate::model::swept::SweptFault;
use crate::scenario::known_names;
use std::collections::BTreeSet;

/// The faults that any of these patterns names, in their order; all where there is no pattern. A pattern is the name of a fault
/// (`destroyed-stamp-alpha`) or what it hits (`stamp.alpha`), where `*` stands for anything.
///
/// # Errors
/// All patterns that no fault has.
pub fn picked(
    patterns: &[String],
    faults: Vec<SweptFault>,
    blueprint: &Blueprint,
) -> Result<Vec<SweptFault>, Vec<NotThere>> {
    if patterns.is_empty() {
        return Ok(faults);
    }
    let name = |fault: &SweptFault| blueprint.drill(fault.drill).name.clone();
    let has = |pattern: &str, fault: &SweptFault| {
        let own = fault.stands_for.iter().chain([&fault.of]);
        matches(pattern, &name(fault)) || own.into_iter().any(|of| matches(pattern, of))
    };
    let mut wrong = Vec::new();
    for pattern in patterns {
        if !faults.iter().any(|fault| has(pattern.trim(), fault)) {
            let names = faults.iter().map(name);
            let hit = faults.iter().map(|one| one.of.clone());
            // Several faults hit one thing.
            let mut told = BTreeSet::new();
            let known: Vec<String> = names
                .chain(hit)
                .filter(|one| told.insert(one.clone()))
                .collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            wrong.push(NotThere {
                message: format!("`--only {pattern}`: no fault has this name, and none hits anything of this name"),
                help: known_names(pattern, &known),
            });
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let wanted = |fault: &SweptFault| patterns.iter().any(|one| has(one.trim(), fault));
    Ok(faults.into_iter().filter(wanted).collect())
}

/// Whether a text is what a pattern stands for: each `*` for anything, also for nothing.
fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else {
        return rest.is_empty();
    };
    for part in parts {
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, text, is) in [
            ("stamp.alpha", "stamp.alpha", true),
            ("stamp.alpha", "stamp.alphabet", false),
            ("stamp.*", "stamp.alpha", true),
            ("*alpha", "stamp.alpha", true),
            ("*", "", true),
            ("s*p*a", "stamp.alpha", true),
            ("s*x*a", "stamp.alpha", false),
            // What one star took is not there for what comes after it.
            ("ab*ba", "aba", false),
            ("", "x", false),
        ] {
            assert_eq!(matches(pattern, text), is, "{pattern} {text}");
        }
    }
}
