//! Writes the resolved scenario: canonical, complete, and read back to the same blueprint.
//!
//! Always true here: tables and keys are sorted; the same blueprint gives the same text, whatever
//! the user's file looked like.

pub(super) mod faults;

use super::Parts;
use super::allow;
use super::context::{Context, Kept, Used};
use super::elements::{
    application, crew, enclosure, expect, link, parts, protection, rack, repository, role, run,
    site, stamp, storage, survives, top, vm,
};
use super::keys::{Companions, Element, Lines, Plain, quote};
use crate::model::{Blueprint, Law};
use crate::units::Share;
use std::collections::BTreeMap;

/// What was written.
pub(super) struct Written {
    /// With comments.
    pub(super) text: String,
    /// What the hash covers: without comments and labels.
    pub(super) hashed: String,
    /// Files that the text refers to, sorted by name.
    pub(super) companions: Vec<(String, Vec<u8>)>,
}

/// Keys of the top that say what a scenario is called, where it came from and what is no warning in it, and nothing of what
/// is simulated.
const LABELS: [&str; 4] = [
    top::NAME.row.name,
    top::DESCRIPTION.row.name,
    top::CHANGED.row.name,
    top::ALLOW.row.name,
];

/// Writes everything.
pub(super) fn write(parts: &Parts, context: &Context<'_>) -> Written {
    let used = context.used.borrow();
    let mut writer = Writer {
        blueprint: &parts.blueprint,
        parts,
        used: &used,
        left: context.left_to_defaults(),
        idle: context.idle.take(),
        tables: Vec::new(),
        companions: Companions::new(),
    };
    writer.top();
    writer.table(&[run::Keys::NAME], run::write(&parts.blueprint));
    writer.places();
    writer.stamps();
    writer.protections();
    writer.applications();
    writer.vms();
    writer.faults();
    writer.trace();
    if let Some(claims) = &parts.blueprint.claims {
        writer.table(&[survives::Keys::NAME], survives::write(claims));
    }
    writer.expects();
    writer.finish()
}

/// A table that will be written: its path, and its keys with their TOML.
struct Out {
    path: Vec<String>,
    keys: Vec<(String, String)>,
    /// Whether several stand one after the other under the same path.
    several: bool,
}

struct Writer<'a> {
    blueprint: &'a Blueprint,
    parts: &'a Parts,
    used: &'a BTreeMap<String, Used>,
    /// Keys that were left to their defaults.
    left: Vec<String>,
    /// What changes nothing and is kept, by path of the table and key.
    idle: BTreeMap<(String, String), Kept>,
    tables: Vec<Out>,
    companions: Companions,
}

/// A key as TOML: bare where that is legal.
#[must_use]
pub fn bare(key: &str) -> String {
    let legal = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !key.is_empty() && key.chars().all(legal) {
        key.to_string()
    } else {
        quote(key)
    }
}

impl Writer<'_> {
    fn table<E>(&mut self, path: &[&str], lines: Lines<E>) {
        self.companions.extend(lines.companions);
        let keys = lines.keys.into_iter();
        let mut keys: Vec<_> = keys.map(|(key, text)| (key.to_string(), text)).collect();
        keys.extend(self.kept(&path.join(".")));
        keys.sort();
        self.tables.push(Out {
            path: path.iter().map(ToString::to_string).collect(),
            keys,
            several: false,
        });
    }

    /// Keys of a table that change nothing, as they were stated.
    fn kept(&mut self, path: &str) -> Vec<(String, String)> {
        let from = (path.to_string(), String::new());
        let kept = self.idle.range(from..);
        let kept = kept.take_while(|((table, _), _)| table == path);
        kept.map(|((_, key), idle)| {
            let text = match idle {
                Kept::Law(law) => Law::write(law, &mut self.companions),
                Kept::Share(share) => Share::write(share, &mut self.companions),
            };
            (key.clone(), text)
        })
        .collect()
    }

    fn top(&mut self) {
        let run = &self.blueprint.run;
        let mut lines = Lines::new();
        lines.put(top::NAME, &run.name);
        if !run.description.is_empty() {
            lines.put(top::DESCRIPTION, &run.description);
        }
        if !self.left.is_empty() {
            let keys = self.left.iter();
            let rows: Vec<String> = keys.map(|key| format!("    {},\n", quote(key))).collect();
            lines.toml(top::FROM_DEFAULTS, format!("[\n{}]", rows.concat()));
        }
        if !self.blueprint.allowed.is_empty() {
            lines.toml(top::ALLOW, allow::written(&self.blueprint.allowed));
        }
        if !run.changed.is_empty() {
            let changes = run.changed.iter();
            let rows: Vec<String> = changes
                .map(|one| format!("    {},\n", quote(one)))
                .collect();
            lines.toml(top::CHANGED, format!("[\n{}]", rows.concat()));
        }
        self.table(&[], lines);
    }

    fn places(&mut self) {
        let blueprint = self.blueprint;
        let names = &self.parts.places.names;
        for site in &blueprint.sites {
            self.table(&[site::Keys::NAME, &site.name], Lines::<site::Keys>::new());
        }
        for enclosure in &blueprint.enclosures {
            let lines = enclosure::write(enclosure, blueprint);
            self.table(&[enclosure::Keys::NAME, &enclosure.name], lines);
        }
        let mut in_racks: Vec<Vec<String>> = vec![Vec::new(); blueprint.racks.len()];
        for node in &blueprint.nodes {
            if let Some(rack) = node.rack {
                in_racks[rack.index()].push(node.number.to_string());
            }
        }
        for (rack, numbers) in blueprint.racks.iter().zip(&in_racks) {
            let lines = rack::write(rack, numbers, blueprint);
            self.table(&[rack::Keys::NAME, &rack.name], lines);
        }
        for link in &blueprint.links {
            self.table(
                &[link::Keys::NAME, &link.name],
                link::write(link, blueprint),
            );
        }
        for repository in &blueprint.repositories {
            let lines = repository::write(repository, names, blueprint);
            self.table(&[repository::Keys::NAME, &repository.name], lines);
        }
        for crew in &blueprint.crews {
            self.table(&[crew::Keys::NAME, &crew.name], crew::write(crew));
        }
        for one in &blueprint.parts {
            self.table(&[parts::Keys::NAME, &one.name], parts::write(one));
        }
    }

    fn stamps(&mut self) {
        let blueprint = self.blueprint;
        let places = &self.parts.places;
        for (stamp, uplink) in blueprint.stamps.iter().zip(&places.uplinks) {
            let lines = stamp::write(stamp, *uplink, &places.names);
            self.table(&[stamp::Keys::NAME, &stamp.name], lines);
            if let Some(pool) = &stamp.storage {
                let path = [stamp::Keys::NAME, &stamp.name, storage::Keys::NAME];
                self.table(&path, storage::write(pool, &places.names));
            }
        }
    }

    fn protections(&mut self) {
        let blueprint = self.blueprint;
        let names = &self.parts.places.names;
        for (name, kind, lines) in protection::written(blueprint, names) {
            self.table(&[protection::Keys::NAME, name, kind], lines);
        }
    }

    fn applications(&mut self) {
        let blueprint = self.blueprint;
        for one in &blueprint.applications {
            let path = [application::Keys::NAME, &one.name];
            self.table(&path, application::write(one, blueprint));
            for role in blueprint.roles_of(&one.roles) {
                let path = [path[0], path[1], role::Keys::NAME, &role.name];
                self.table(&path, role::write(role, self.blueprint));
            }
        }
    }

    /// VMs are listed one by one, each on a line.
    fn vms(&mut self) {
        let read = &self.parts.applications;
        let changes = read.churns.iter().zip(&read.growths);
        let mut keys = Vec::new();
        for (vm, (churn, growth)) in self.blueprint.vms.iter().zip(changes) {
            let lines = vm::write(vm, (churn, growth.as_ref()), self.blueprint);
            let parts = lines.keys.iter();
            let mut parts: Vec<String> =
                parts.map(|(key, text)| format!("{key} = {text}")).collect();
            parts.sort();
            keys.push((vm.name.clone(), format!("{{ {} }}", parts.join(", "))));
        }
        keys.sort();
        let path = vec![vm::Keys::NAME.to_string()];
        self.tables.push(Out {
            path,
            keys,
            several: false,
        });
    }

    /// Expectations stay in their order.
    fn expects(&mut self) {
        for one in &self.parts.expects {
            self.table(&[expect::Keys::NAME], expect::write(one, self.blueprint));
            if let Some(last) = self.tables.last_mut() {
                last.several = true;
            }
        }
    }

    fn finish(mut self) -> Written {
        self.tables.sort_by(|a, b| a.path.cmp(&b.path));
        let length = self.tables.iter().map(Out::length).sum();
        let mut text = String::with_capacity(length);
        let mut hashed = String::with_capacity(length);
        text.push_str(
            "# A resolved scenario: every default is filled in, every list is folded in.\n# Running it gives the same results as the scenario that it was made from.\n",
        );
        for table in &self.tables {
            if !table.path.is_empty() {
                let header: Vec<String> = table.path.iter().map(|part| bare(part)).collect();
                let header = match table.several {
                    false => format!("\n[{}]\n", header.join(".")),
                    true => format!("\n[[{}]]\n", header.join(".")),
                };
                text.push_str(&header);
                hashed.push_str(&header);
            }
            let mut origin = Origin::of(&table.path);
            for (key, value) in &table.keys {
                let start = text.len();
                text.push_str(&bare(key));
                text.push_str(" = ");
                text.push_str(value);
                let label = table.path.is_empty() && LABELS.contains(&key.as_str());
                if !label {
                    hashed.push_str(&text[start..]);
                    hashed.push('\n');
                }
                if let Some(used) = origin.of_key(self.used, key) {
                    text.push_str("  # default: ");
                    text.push_str(used.default.status.name());
                }
                text.push('\n');
            }
        }
        Written {
            text,
            hashed,
            companions: self.companions.into_iter().collect(),
        }
    }
}

impl Out {
    /// About as many bytes as it will take.
    fn length(&self) -> usize {
        let path: usize = self.path.iter().map(|part| part.len() + 4).sum();
        let line = |(key, value): &(String, String)| key.len() + value.len() + 28;
        path + self.keys.iter().map(line).sum::<usize>()
    }
}

/// Where a value of one table comes from: the texts that its keys are looked up by, made once a table.
struct Origin {
    /// `application.erp.`, to be ended by a key.
    exact: String,
    exact_table: usize,
    /// `application.*.`, where the table is one of many.
    pattern: String,
    pattern_table: usize,
}

impl Origin {
    fn of(path: &[String]) -> Origin {
        let mut exact = path.join(".");
        exact.push('.');
        let pattern = match path {
            [first, _] if first == application::Keys::NAME => {
                format!("{}.", application::Keys::SECTION.pattern)
            }
            [first, _, role, _] if first == application::Keys::NAME && role == role::Keys::NAME => {
                format!("{}.", role::Keys::SECTION.pattern)
            }
            _ => String::new(),
        };
        Origin {
            exact_table: exact.len(),
            exact,
            pattern_table: pattern.len(),
            pattern,
        }
    }
    /// The default that a key was left to.
    fn of_key<'u>(&mut self, used: &'u BTreeMap<String, Used>, key: &str) -> Option<&'u Used> {
        self.exact.truncate(self.exact_table);
        self.exact.push_str(key);
        if let Some(used) = used.get(&self.exact) {
            return Some(used);
        }
        if self.pattern_table == 0 {
            return None;
        }
        self.pattern.truncate(self.pattern_table);
        self.pattern.push_str(key);
        let used = used.get(&self.pattern)?;
        used.paths.contains(&self.exact).then_some(used)
    }
}
