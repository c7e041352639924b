//! What `check` says as JSON, as annotations of GitHub, and as SARIF 2.1.0.
//!
//! Always true here: one thing that is said is one entry; no text of a file can end an entry or begin another.

use super::said::{Region, Said};
use crate::chart::harmless;
use crate::model::Severity;
use crate::scenario::codes;
use serde_json::{Map, Value, json};

/// The name of the shape of the JSON.
const SCHEMA: &str = "firedrill.check/1";

/// Where the schema of SARIF 2.1.0 is published.
const SARIF: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Everything as JSON.
pub(super) fn json(file: &str, all: &[Said]) -> String {
    let refused = all.iter().any(|one| one.severity == Severity::Problem);
    let of = |severity: Severity, allowed: bool| -> Vec<Value> {
        let some = all.iter();
        let some = some.filter(|one| one.severity == severity && one.allowed.is_some() == allowed);
        some.map(entry).collect()
    };
    let made = json!({
        "schema": SCHEMA,
        "version": env!("CARGO_PKG_VERSION"),
        "scenario": file,
        "valid": !refused,
        "problems": of(Severity::Problem, false),
        "advice": of(Severity::Advice, false),
        "allowed": of(Severity::Advice, true),
    });
    harmless::json(&format!("{made:#}\n"))
}

fn entry(one: &Said) -> Value {
    let mut made = json!({
        "code": one.code,
        "severity": one.severity.name(),
        "title": one.title,
        "message": one.message,
        "help": one.help,
        "file": one.file,
        "line": one.region.map(|region| region.line),
        "column": one.region.map(|region| region.column),
        "end_line": one.region.map(|region| region.end_line),
        "end_column": one.region.map(|region| region.end_column),
    });
    if let Some(argument) = &one.argument {
        made["argument"] = json!(argument);
    }
    if let Some(reason) = &one.allowed {
        made["reason"] = json!(reason);
    }
    made
}

/// A workflow command of GitHub for each thing that is said and not allowed.
pub(super) fn github(all: &[Said]) -> String {
    let told = all.iter().filter(|one| one.allowed.is_none());
    told.map(annotation).collect()
}

fn annotation(one: &Said) -> String {
    let command = match one.severity {
        Severity::Problem => "error",
        Severity::Advice => "warning",
        Severity::Finding => "notice",
    };
    let mut properties = Vec::new();
    if let Some(file) = &one.file {
        properties.push(format!("file={}", property(file)));
    }
    if let Some(region) = one.region {
        properties.push(format!("line={},col={}", region.line, region.column));
        let end = format!("endLine={}", region.end_line);
        // Columns of an end are read only where it is on the same line.
        properties.push(match region.end_line == region.line {
            true => format!("{end},endColumn={}", region.end_column),
            false => end,
        });
    }
    properties.push(format!(
        "title={}",
        property(&format!("{} {}", one.code, one.title))
    ));
    let mut text = one.message.clone();
    for more in [one.argument.as_deref().unwrap_or(""), &one.help] {
        if !more.is_empty() {
            text.push('\n');
            text.push_str(more);
        }
    }
    format!("::{command} {}::{}\n", properties.join(","), data(&text))
}

/// Text behind the colons of a workflow command.
fn data(text: &str) -> String {
    let escaped = text.replace('%', "%25").replace('\r', "%0D");
    let lines: Vec<String> = escaped.split('\n').map(harmless::harmless).collect();
    lines.join("%0A")
}

/// The value of a property of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Everything as one run of SARIF 2.1.0.
pub(super) fn sarif(all: &[Said], uri: &dyn Fn(&str) -> String) -> String {
    let mut names: Vec<&str> = all.iter().map(|one| one.code.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let known = codes();
    let rules = names.iter().map(|name| {
        let meaning = known.iter().find(|one| one.code.to_string() == *name);
        let (title, about) = meaning.map_or(("", ""), |one| (one.title, one.about));
        let problem = meaning.is_some_and(|one| one.code.severity() == Severity::Problem);
        json!({
            "id": name,
            "shortDescription": { "text": title },
            "fullDescription": { "text": about },
            "help": { "text": format!("firedrill explain {name}") },
            "defaultConfiguration": { "level": if problem { "error" } else { "warning" } },
        })
    });
    let results = all.iter().map(|one| result(one, &names, uri));
    let made = json!({
        "$schema": SARIF,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "firedrill",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.collect::<Vec<Value>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results.collect::<Vec<Value>>(),
        }],
    });
    harmless::json(&format!("{made:#}\n"))
}

fn result(one: &Said, names: &[&str], uri: &dyn Fn(&str) -> String) -> Value {
    let level = match one.severity {
        Severity::Problem => "error",
        Severity::Advice => "warning",
        Severity::Finding => "note",
    };
    let text = match one.help.as_str() {
        "" => one.message.clone(),
        help => format!("{}. {help}", one.message),
    };
    let mut made = Map::new();
    made.insert("ruleId".to_string(), json!(one.code));
    let index = names.iter().position(|name| *name == one.code);
    made.insert("ruleIndex".to_string(), json!(index));
    made.insert("level".to_string(), json!(level));
    made.insert("message".to_string(), json!({ "text": text }));
    let mut location = Map::new();
    if let Some(file) = &one.file {
        let mut place = json!({ "artifactLocation": { "uri": uri(file) } });
        if let Some(region) = one.region {
            place["region"] = of_region(region);
        }
        location.insert("physicalLocation".to_string(), place);
    }
    if let Some(argument) = &one.argument {
        let name = json!([{ "fullyQualifiedName": argument }]);
        location.insert("logicalLocations".to_string(), name);
    }
    if !location.is_empty() {
        made.insert("locations".to_string(), json!([location]));
    }
    if let Some(reason) = &one.allowed {
        let why = json!([{ "kind": "inSource", "justification": reason }]);
        made.insert("suppressions".to_string(), why);
    }
    Value::Object(made)
}

fn of_region(region: Region) -> Value {
    json!({
        "startLine": region.line,
        "startColumn": region.column,
        "endLine": region.end_line,
        "endColumn": region.end_column,
    })
}

/// A path as a reference of SARIF: what is not plain is written in percent.
pub(super) fn reference(path: &str) -> String {
    let path = path.replace('\\', "/");
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let mut made = String::new();
    if path.starts_with('/') {
        made.push_str("file://");
    } else if path.as_bytes().get(1) == Some(&b':') {
        made.push_str("file:///");
    }
    for byte in path.bytes() {
        match plain(byte) {
            true => made.push(char::from(byte)),
            false => made.push_str(&format!("%{byte:02X}")),
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(message: &str, help: &str) -> Said {
        Said {
            code: "FD160".to_string(),
            severity: Severity::Problem,
            title: "An unknown key",
            message: message.to_string(),
            help: help.to_string(),
            file: Some("a b,c:d.toml".to_string()),
            argument: None,
            region: Some(Region {
                line: 7,
                column: 20,
                end_line: 7,
                end_column: 24,
            }),
            allowed: None,
        }
    }

    #[test]
    fn an_annotation_is_one_line_whatever_stands_in_it() {
        let told = github(&[said("50 %\nof it ::error::x", "say\rmore\u{1b}[31m")]);
        assert_eq!(told.matches('\n').count(), 1, "{told}");
        assert!(told.starts_with("::error file=a b%2Cc%3Ad.toml,line=7,col=20,endLine=7,endColumn=24,title=FD160 An unknown key::50 %25%0Aof it ::error::x%0Asay%0Dmore"), "{told}");
        assert!(!told.contains('\u{1b}'), "{told}");
    }

    #[test]
    fn references_are_legal_uris() {
        assert_eq!(reference("a b/ü.toml"), "a%20b/%C3%BC.toml");
        assert_eq!(reference("/x/y"), "file:///x/y");
        assert_eq!(reference("C:\\x"), "file:///C%3A/x");
    }
}
