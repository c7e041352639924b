//! What the value of a key looks like, for the JSON Schema of scenarios.
//!
//! Always true here: every kind of value has a shape of its own; quantities have the pattern of their
//! units.

use super::super::elements::{expect, vm};
use super::super::keys::{Element, Kind, class_names};
use super::super::law::NEVER;
use super::super::limit::{self, Limit};
use super::super::target;
use super::pattern;
use crate::model::size;
use serde_json::{Map, Value, json};

fn reference(name: &str) -> Value {
    json!({ "allOf": [{ "$ref": format!("#/definitions/{name}") }] })
}

fn text(pattern: &str, examples: &[&str]) -> Value {
    json!({ "type": "string", "pattern": pattern, "examples": examples })
}

/// The same, without texts of this pattern.
fn but_not(mut made: Value, pattern: &str) -> Value {
    made["not"] = json!({ "pattern": pattern });
    made
}

/// A length of time of more than nothing.
fn length() -> Value {
    but_not(reference("span"), pattern::ZERO)
}

/// Kinds of values that many keys share.
pub(super) fn definitions() -> Map<String, Value> {
    let sizes: Vec<&str> = size::SIZES.iter().map(|size| size.name).collect();
    let mut made = Map::new();
    let mut add = |name: &str, value: Value| made.insert(name.to_string(), value);
    let twice: Vec<Value> = pattern::unit_twice()
        .iter()
        .map(|twice| json!({ "pattern": twice }))
        .collect();
    let mut span = text(&pattern::span(), &["15 min", "30 d 4 h"]);
    span["not"] = json!({ "anyOf": twice });
    add("span", span);
    add("bytes", text(&pattern::bytes(), &["4 TiB"]));
    add(
        "rate",
        but_not(
            text(&pattern::rate(), &["200 Mbps", "1 GB/s"]),
            pattern::ZERO,
        ),
    );
    add("share", text(&pattern::share(), &["95 %"]));
    add("churn", text(&pattern::churn(), &["8 %/day", "50 GiB/day"]));
    add(
        "window",
        but_not(
            text(&pattern::window(), &["20:00-06:00"]),
            &pattern::no_window(),
        ),
    );
    add(
        "hours",
        but_not(
            text(&pattern::hours(), &["always", "Mon-Sat 07:00-19:00"]),
            &pattern::no_hours(),
        ),
    );
    add("place", text(pattern::PLACE, &["site.mine"]));
    add(
        "target",
        text(target::PATTERN, &["stamp.alpha.node", "node"]),
    );
    // The list is for completion; the pattern takes it in any case, with and without `Standard_`.
    add(
        "size",
        json!({ "anyOf": [{ "enum": sizes }, { "type": "string", "pattern": pattern::size() }] }),
    );
    add("law", law());
    made
}

fn law() -> Value {
    let span = || reference("span");
    let spans = |count: usize| json!({ "type": "array", "items": span(), "minItems": count, "maxItems": count });
    let number =
        |least: f64, most: f64| json!({ "type": "number", "minimum": least, "maximum": most });
    let shaped = |least: f64, most: f64| {
        json!({
            "type": "object",
            "required": ["shape", "scale"],
            "additionalProperties": false,
            "properties": { "shape": number(least, most), "scale": length() },
        })
    };
    json!({
        "description": Kind::Law.legal(),
        "anyOf": [
            span(),
            {
                "type": "object",
                "minProperties": 1,
                "maxProperties": 1,
                "additionalProperties": false,
                "properties": {
                    "constant": span(),
                    "exponential": length(),
                    "uniform": spans(2),
                    "triangular": spans(3),
                    "weibull": shaped(0.1, 100.0),
                    "gamma": shaped(0.05, 10_000.0),
                    "lognormal": { "oneOf": [
                        {
                            "type": "object",
                            "required": ["median", "sigma"],
                            "additionalProperties": false,
                            "properties": { "median": length(), "sigma": number(1e-6, 6.0) },
                        },
                        {
                            "type": "object",
                            "minProperties": 2,
                            "maxProperties": 2,
                            "additionalProperties": false,
                            "patternProperties": { "^p\\+?0*[1-9][0-9]?$": length() },
                        },
                    ] },
                    "empirical": { "anyOf": [
                        { "type": "string" },
                        { "type": "array", "items": span(), "minItems": 1 },
                        {
                            "type": "object",
                            "required": ["file"],
                            "additionalProperties": false,
                            "properties": {
                                "file": { "type": "string" },
                                "column": { "type": "string" },
                                "unit": { "type": "string", "pattern": pattern::unit_of_time() },
                            },
                        },
                    ] },
                },
            },
        ],
    })
}

/// One of something, or a list of it.
fn one_or_several(one: &Value) -> Value {
    json!({ "anyOf": [one, { "type": "array", "items": one }] })
}

/// The shape of a kind of value.
pub(super) fn shape(kind: Kind) -> Value {
    match kind {
        Kind::Choice(words) => json!({ "enum": words }),
        Kind::Whole(least) => json!({ "type": "integer", "minimum": least }),
        Kind::Number => json!({ "type": "number" }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Law | Kind::LawOfEvery => reference("law"),
        Kind::LawOrNever => json!({ "anyOf": [{ "const": NEVER }, reference("law")] }),
        Kind::NamesOf(_) => one_or_several(&json!({ "type": "string" })),
        Kind::Targets(_) => one_or_several(&reference("target")),
        Kind::Share => reference("share"),
        Kind::Span => reference("span"),
        Kind::Bytes => reference("bytes"),
        Kind::Rate => reference("rate"),
        Kind::Churn => reference("churn"),
        Kind::Size => reference("size"),
        Kind::Window => reference("window"),
        Kind::Hours => reference("hours"),
        Kind::Place => reference("place"),
        Kind::Objective => objective(),
        Kind::Table(name) => reference(name),
        Kind::Tables(name) => json!({
            "type": "object",
            "additionalProperties": { "$ref": format!("#/definitions/{name}") },
            "propertyNames": { "pattern": if name == vm::Keys::NAME { pattern::NAME_OF_VM } else { pattern::NAME } },
        }),
        Kind::Listed(name) => json!({
            "type": "array",
            "items": { "$ref": format!("#/definitions/{name}") },
        }),
        Kind::Own(what, example) => {
            let mut made = own(what);
            made["examples"] = json!([example]);
            made
        }
        Kind::Text | Kind::NameOf(_) | Kind::Refused(_) => json!({ "type": "string" }),
    }
}

fn objective() -> Value {
    let mut properties = Map::new();
    properties.insert("default".to_string(), reference("span"));
    for name in class_names() {
        properties.insert(name.to_string(), reference("span"));
    }
    json!({ "anyOf": [
        reference("span"),
        {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": false,
            "properties": properties,
        }
    ] })
}

/// Whom intruders reach, and what they do to some of them.
fn of_intruders(what: &str) -> Value {
    if what.starts_with("applications") {
        return one_or_several(&reference("target"));
    }
    json!({
        "type": "object",
        "minProperties": 1,
        "additionalProperties": { "enum": ["deletion", "corruption"] },
    })
}

/// Forms of their own, by what they are called; one that is not known here may be anything.
fn own(what: &str) -> Value {
    let up_to = |limit: Limit| json!({ "type": "integer", "minimum": 1, "maximum": limit.most });
    let table = |properties: Value, required: &[&str]| {
        json!({
            "type": "object",
            "required": required,
            "additionalProperties": false,
            "properties": properties,
        })
    };
    match what {
        "applications, or a list of them" | "kinds by what they hit" => of_intruders(what),
        "a list of keys" | "a list of arguments" => {
            json!({ "type": "array", "items": { "type": "string" } })
        }
        "a list of rules with reasons" => {
            let rule = json!({ "type": "string", "pattern": "^FD[0-9]{3}$" });
            let reason = json!({ "type": "string", "pattern": "\\S" });
            let one = table(
                json!({ "rule": rule, "reason": reason }),
                &["rule", "reason"],
            );
            json!({ "type": "array", "items": one })
        }
        "a batch" => table(
            json!({ "count": up_to(limit::VMS), "every": reference("span") }),
            &["count", "every"],
        ),
        "a whole number, or a precision to reach" => {
            let share = but_not(reference("share"), pattern::NO_SHARE);
            let precision = |key: &str, form: Value| {
                table(
                    json!({ "until": { "type": "string" }, key: form, "at_most": up_to(limit::TRIALS) }),
                    &["until", key, "at_most"],
                )
            };
            json!({ "anyOf": [
                up_to(limit::TRIALS),
                precision("half_width", json!({ "anyOf": [share, length()] })),
                precision("relative_half_width", share),
            ] })
        }
        "a class of faults" => one_of(&class_names()),
        "a way back to service" => one_of(&expect::path_names()),
        "a level of what can be lost" => one_of(&expect::level_names()),
        "a list of tiers" => json!({
            "type": "array",
            "items": { "type": "integer", "minimum": 1, "maximum": 255 },
            "uniqueItems": true,
        }),
        "a list of node numbers, or how many" => one_or_several(&up_to(limit::NODES)),
        "two sites" => json!({
            "type": "array", "items": { "type": "string" }, "minItems": 2, "maxItems": 2, "uniqueItems": true
        }),
        "false, true or a share" => json!({ "anyOf": [{ "type": "boolean" }, reference("share")] }),
        "a time after the start of the horizon, or a list" => one_or_several(&reference("span")),
        "a column and its unit" => table(
            json!({
                "column": { "type": "string" },
                "unit": { "type": "string", "pattern": pattern::unit_of_time() },
            }),
            &["column", "unit"],
        ),
        "tests of restore points" => table(
            json!({ "every": reference("span"), "cost": reference("span") }),
            &["every", "cost"],
        ),
        _ => other(what, &up_to(limit::POINTS)),
    }
}

/// The same of those that are no table; this is a number of points or of jobs.
fn other(what: &str, number: &Value) -> Value {
    match what {
        "\"any\" or an instant of the week" => json!({
            "type": "string", "pattern": pattern::instant()
        }),
        "an age or a number of points" => json!({ "anyOf": [number, length()] }),
        "a length of time, a law, or business days" => json!({ "anyOf": [
            { "type": "string", "pattern": "^(next business day|[1-9][0-9]{0,3} business days)$" },
            reference("law"),
        ] }),
        "a rate, or \"unlimited\"" => {
            json!({ "anyOf": [reference("rate"), { "const": "unlimited" }] })
        }
        "a number of failures in a row, or \"never\"" => {
            json!({ "anyOf": [number, { "const": "never" }] })
        }
        _ => json!({}),
    }
}

/// One of these words.
fn one_of(words: &[&str]) -> Value {
    json!({ "type": "string", "enum": words })
}
