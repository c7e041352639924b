//! Parts of a JSON Schema.
//!
//! Always true here: objects are closed or maps of one kind of value.

use serde_json::{Map, Value, json};

/// The schema (draft 7) of a file as text with a final line feed; it is known by its id, and not fetched from anywhere.
pub(crate) fn document(id: &str, title: &str, description: &str, body: Value) -> String {
    let mut made = Map::new();
    let mut put = |key: &str, value: Value| made.insert(key.to_string(), value);
    put("$schema", json!("http://json-schema.org/draft-07/schema#"));
    put("$id", json!(id));
    put("title", json!(title));
    put("description", json!(description));
    if let Value::Object(mut body) = body {
        made.append(&mut body);
    }
    let amount = json!({ "anyOf": [count(), { "type": "string", "pattern": "^[0-9]+$" }] });
    made.insert("definitions".to_string(), json!({ "amount": amount }));
    let mut text = serde_json::to_string_pretty(&Value::Object(made)).unwrap_or_default();
    text.push('\n');
    text
}

/// A definition of the schema.
pub(crate) fn def(name: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{name}") })
}

/// An object with exactly these keys.
pub(crate) fn closed(properties: Value) -> Value {
    closed_but(properties, &[])
}

/// An object with these keys, of which some need not be there.
pub(crate) fn closed_but(properties: Value, optional: &[&str]) -> Value {
    let properties = match properties {
        Value::Object(properties) => properties,
        _ => Map::new(),
    };
    let names = properties.keys().map(String::as_str);
    let required: Vec<&str> = names.filter(|name| !optional.contains(name)).collect();
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": properties,
    })
}

/// An object of values of one kind by name.
pub(crate) fn map(value: &Value) -> Value {
    json!({ "type": "object", "additionalProperties": value })
}

/// A list.
pub(crate) fn array(value: &Value) -> Value {
    json!({ "type": "array", "items": value })
}

/// This, or null.
pub(crate) fn nullable(value: &Value) -> Value {
    json!({ "anyOf": [{ "type": "null" }, value] })
}

/// Text.
pub(crate) fn text() -> Value {
    json!({ "type": "string" })
}

/// True or false.
pub(crate) fn flag() -> Value {
    json!({ "type": "boolean" })
}

/// A whole number that is not negative.
pub(crate) fn count() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}
