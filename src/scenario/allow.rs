//! Advice that a scenario allows, each with its reason.
//!
//! Always true here: only advice can be allowed; what allows nothing is told.

use super::codes::codes;
use super::context::Context;
use super::elements::top;
use super::keys::quote;
use super::problem::{AllowProblem, Known, Problem};
use super::tree::{Item, Node, Spot, Tree};
use super::value::label;
use crate::model::advice::AllowAdvice;
use crate::model::{Allowed, Code, Lint, Severity};

/// An entry of `allow`.
pub(super) struct Allowance {
    rule: Code,
    reason: String,
    spot: Spot,
}

/// The key of the rule, and that of the reason.
const KEYS: [&str; 2] = ["rule", "reason"];

/// Reads what is allowed; what is wrong with it is told.
pub(super) fn read(context: &Context<'_>, top: &Tree) -> Vec<Allowance> {
    let Some(node) = top.get(top::ALLOW.row.name) else {
        return Vec::new();
    };
    let Item::List(entries) = &node.item else {
        let found = node.item.kind().to_string();
        context.problem(&node.spot, AllowProblem::Form { found });
        return Vec::new();
    };
    let mut all: Vec<Allowance> = Vec::new();
    for entry in entries {
        match one(entry) {
            Err((spot, problem)) => context.problem(&spot, problem),
            Ok(new) if all.iter().any(|known| known.rule == new.rule) => {
                context.problem(&new.spot, AllowProblem::Twice { rule: new.rule });
            }
            Ok(new) => all.push(new),
        }
    }
    all
}

fn one(entry: &Node) -> Result<Allowance, (Spot, Problem)> {
    let at = |problem: Problem| (entry.spot.clone(), problem);
    let Item::Table(tree) = &entry.item else {
        let found = entry.item.kind().to_string();
        return Err(at(AllowProblem::Form { found }.into()));
    };
    if let Some((key, other)) = tree
        .entries
        .iter()
        .find(|(key, _)| !KEYS.contains(&key.as_str()))
    {
        let found = format!("`{key}`");
        return Err((other.key_spot.clone(), AllowProblem::Form { found }.into()));
    }
    let Some(rule) = tree.get(KEYS[0]) else {
        let found = "an entry without a `rule`".to_string();
        return Err(at(AllowProblem::Form { found }.into()));
    };
    let named = label(rule).map_err(|problem| (rule.spot.clone(), problem))?;
    let reason = match tree.get(KEYS[1]) {
        Some(reason) => label(reason).map_err(|problem| (reason.spot.clone(), problem))?,
        None => "",
    };
    if reason.trim().is_empty() {
        let rule = named.to_string();
        return Err(at(AllowProblem::NoReason { rule }.into()));
    }
    let code = known(named).map_err(|problem| (rule.spot.clone(), problem.into()))?;
    Ok(Allowance {
        rule: code,
        reason: reason.trim().to_string(),
        spot: rule.spot.clone(),
    })
}

/// The advice of this name.
fn known(named: &str) -> Result<Code, AllowProblem> {
    let number = named
        .strip_prefix("FD")
        .and_then(|digits| digits.parse().ok());
    let code = number.map(Code).filter(|code| code.to_string() == named);
    if let Some(code) = code {
        let given = codes().iter().any(|one| one.code == code);
        match code.severity() {
            Severity::Advice if given => return Ok(code),
            Severity::Problem if given => return Err(AllowProblem::NotAdvice { rule: code }),
            // Findings are listed by the report; their hundred is theirs.
            Severity::Finding if code.0 < 800 => {
                return Err(AllowProblem::NotAdvice { rule: code });
            }
            _ => {}
        }
    }
    let all = codes().into_iter().map(|one| one.code);
    let advice = all.filter(|code| code.severity() == Severity::Advice);
    let advice: Vec<String> = advice.map(|code| code.to_string()).collect();
    Err(AllowProblem::UnknownRule {
        rule: named.to_string(),
        known: Known::in_place_of(named, &advice),
    })
}

/// Parts advice into what is told and what is allowed; an allowance without any is advice itself.
pub(super) fn parted(
    context: &Context<'_>,
    lints: Vec<Lint>,
    allowances: Vec<Allowance>,
) -> (Vec<Lint>, Vec<Allowed>) {
    let (mut told, mut spared): (Vec<Lint>, Vec<Lint>) = lints
        .into_iter()
        .partition(|lint| !allowances.iter().any(|one| one.rule == lint.code()));
    let idle = AllowAdvice::Unused { rule: Code(0) }.code();
    for one in &allowances {
        let used = spared.iter().any(|lint| lint.code() == one.rule);
        if !used && one.rule != idle {
            context.advise(&one.spot, AllowAdvice::Unused { rule: one.rule });
        }
    }
    let unused = context.lints.take();
    let list = match allowances.iter().any(|one| one.rule == idle) {
        true => &mut spared,
        false => &mut told,
    };
    list.extend(unused);
    // What is allowed is not told line by line.
    spared.iter_mut().for_each(|lint| lint.line = 0);
    let of = |rule: Code| spared.iter().filter(move |lint| lint.code() == rule);
    let entries = allowances.into_iter().map(|one| Allowed {
        lints: of(one.rule).cloned().collect(),
        rule: one.rule,
        reason: one.reason,
    });
    let mut allowed: Vec<Allowed> = entries.collect();
    allowed.sort_by_key(|one| one.rule);
    (told, allowed)
}

/// What the resolved scenario says of it.
pub(super) fn written(allowed: &[Allowed]) -> String {
    let rows = allowed.iter().map(|one| {
        let (rule, reason) = (quote(&one.rule.to_string()), quote(&one.reason));
        format!("    {{ rule = {rule}, reason = {reason} }},\n")
    });
    format!("[\n{}]", rows.collect::<String>())
}
