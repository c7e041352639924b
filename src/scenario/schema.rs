//! The JSON Schema of scenarios, for editors.
//!
//! Always true here: made from the same list of keys that the reader uses; what the reader accepts is
//! valid.

#[cfg(test)]
mod agree;
mod narrow;
mod pattern;
mod shape;
#[cfg(test)]
mod tests;

use super::elements::{protection, sections, stamp, top, vm};
use super::keys::{Element, Kind, Need, Section};
use serde_json::{Map, Value, json};
use shape::shape;

/// Where the schema says it is known by; it is not fetched from anywhere.
const ID: &str = concat!("urn:firedrill:scenario:", env!("CARGO_PKG_VERSION"));

/// The schema (draft 7) as text.
#[must_use]
pub fn schema() -> String {
    let mut definitions = Map::new();
    for section in sections().skip(1) {
        definitions.insert(section.name.to_string(), table(section));
    }
    definitions.extend(shape::definitions());
    let mut top = table(top::Keys::SECTION);
    if let Value::Object(map) = &mut top {
        map.insert(
            "$schema".to_string(),
            json!("http://json-schema.org/draft-07/schema#"),
        );
        map.insert("$id".to_string(), json!(ID));
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
    for key in &section.rows() {
        if matches!(key.kind, Kind::Refused(_)) {
            continue;
        }
        let mut value = shape(key.kind);
        if let Value::Object(map) = &mut value {
            narrow::narrow(key, map);
            map.insert("description".to_string(), json!(key.doc));
            if let (Need::Default | Need::Quiet, Some(default)) = (key.need, key.default) {
                map.insert(
                    "markdownDescription".to_string(),
                    json!(format!("{} Default: `{}`.", key.doc, default.value)),
                );
            }
        }
        properties.insert(key.name.to_string(), value);
        if key.need == Need::Required && section.name != stamp::Keys::NAME {
            required.push(json!(key.name));
        }
    }
    let mut made = json!({
        "type": "object",
        "description": section.doc,
        "additionalProperties": false,
        "required": required,
        "properties": properties,
    });
    let has = |name: &str| section.key(name).is_some();
    if section.name == protection::Keys::NAME {
        let kinds = section.keys.iter();
        let kinds = kinds.filter(|key| !matches!(key.kind, Kind::Refused(_)));
        let kinds: Vec<Value> = kinds.map(|key| json!({ "required": [key.name] })).collect();
        made["oneOf"] = Value::Array(kinds);
    }
    let [size, memory] = [vm::SIZE.row.name, vm::MEMORY.row.name];
    if has(size) && has(memory) {
        made["not"] = json!({ "required": [size, memory] });
    }
    made
}
