//! The JSON Schema of scenarios, for editors.
//!
//! Always true here: made from the same list of keys that the reader uses.

use super::keys::{Kind, Need, SECTIONS, Section, class_names, section};
use crate::model::default::{DEFAULTS, position};
use serde_json::{Map, Value, json};

/// The schema (draft 7) as text.
#[must_use]
pub fn schema() -> String {
    let mut definitions = Map::new();
    for section in SECTIONS.iter().skip(1) {
        definitions.insert(section.name.to_string(), table(section));
    }
    definitions.insert(
        "law".to_string(),
        json!({
            "description": Kind::Law.legal(),
            "anyOf": [
                { "type": "string" },
                {
                    "type": "object",
                    "minProperties": 1,
                    "maxProperties": 1,
                    "additionalProperties": false,
                    "properties": {
                        "constant": { "type": "string" },
                        "exponential": { "type": "string" },
                        "uniform": { "type": "array", "items": { "type": "string" }, "minItems": 2, "maxItems": 2 },
                        "triangular": { "type": "array", "items": { "type": "string" }, "minItems": 3, "maxItems": 3 },
                        "weibull": { "type": "object", "required": ["shape", "scale"] },
                        "gamma": { "type": "object", "required": ["shape", "scale"] },
                        "lognormal": { "type": "object", "minProperties": 2, "maxProperties": 2 },
                        "empirical": { "type": ["string", "array", "object"] }
                    }
                }
            ]
        }),
    );
    let mut top = table(section("scenario"));
    if let Value::Object(map) = &mut top {
        map.insert(
            "$schema".to_string(),
            json!("http://json-schema.org/draft-07/schema#"),
        );
        map.insert("title".to_string(), json!("Firedrill scenario"));
        map.insert("definitions".to_string(), Value::Object(definitions));
    }
    let mut text = serde_json::to_string_pretty(&top).unwrap_or_default();
    text.push('\n');
    text
}

fn table(section: &Section) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for key in section.keys {
        if matches!(key.kind, Kind::Refused(_)) {
            continue;
        }
        let mut value = shape(key.kind);
        if let Value::Object(map) = &mut value {
            map.insert("description".to_string(), json!(key.doc));
            let pattern = format!("{}.{}", section.pattern, key.name);
            if let (Need::Default | Need::Quiet, Some(index)) = (key.need, position(&pattern)) {
                map.insert(
                    "markdownDescription".to_string(),
                    json!(format!("{} Default: `{}`.", key.doc, DEFAULTS[index].value)),
                );
            }
        }
        properties.insert(key.name.to_string(), value);
        if key.need == Need::Required && section.name != "stamp" {
            required.push(json!(key.name));
        }
    }
    json!({
        "type": "object",
        "description": section.doc,
        "additionalProperties": false,
        "required": required,
        "properties": properties,
    })
}

fn shape(kind: Kind) -> Value {
    match kind {
        Kind::Choice(words) => json!({ "enum": words }),
        Kind::Whole(least) => json!({ "type": "integer", "minimum": least }),
        Kind::Number => json!({ "type": "number" }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Law | Kind::LawOfEvery => json!({ "allOf": [{ "$ref": "#/definitions/law" }] }),
        Kind::NamesOf(_) | Kind::Targets => json!({
            "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }]
        }),
        Kind::Share => json!({ "type": "string", "pattern": "%\\s*$" }),
        Kind::Objective => {
            let mut properties = Map::new();
            properties.insert("default".to_string(), json!({ "type": "string" }));
            for name in class_names() {
                properties.insert(name.to_string(), json!({ "type": "string" }));
            }
            json!({ "anyOf": [
                { "type": "string" },
                { "type": "object", "additionalProperties": false, "properties": properties }
            ] })
        }
        Kind::Table(name) => json!({ "allOf": [{ "$ref": format!("#/definitions/{name}") }] }),
        Kind::Tables(name) => json!({
            "type": "object",
            "additionalProperties": { "$ref": format!("#/definitions/{name}") }
        }),
        Kind::Own(_, example) => json!({ "examples": [example] }),
        Kind::Text
        | Kind::NameOf(_)
        | Kind::Place
        | Kind::Span
        | Kind::Bytes
        | Kind::Rate
        | Kind::Churn
        | Kind::Size
        | Kind::Window
        | Kind::Hours
        | Kind::Refused(_) => json!({ "type": "string" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_of_the_schema_is_defined() {
        let text = schema();
        let schema: Value = serde_json::from_str(&text).expect("valid JSON");
        for part in text.split("#/definitions/").skip(1) {
            let name: String = part.chars().take_while(|c| *c != '"').collect();
            assert!(
                schema["definitions"][&name].is_object(),
                "{name} is not defined"
            );
        }
        assert!(schema["properties"]["stamp"]["additionalProperties"].is_object());
        assert_eq!(
            schema["definitions"]["stamp"]["properties"]["nodes"]["type"],
            "integer"
        );
    }
}
