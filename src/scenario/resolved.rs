//! Writes the resolved scenario: canonical, complete, and read back to the same blueprint.
//!
//! Always true here: tables and keys are sorted; the same blueprint gives the same text, whatever
//! the user's file looked like.

mod applications;
mod faults;
mod protections;

use super::Parts;
use super::calendar::hours_text;
use super::context::{Context, Kept, Used};
use super::law::toml as law_toml;
use crate::model::default::DEFAULTS;
use crate::model::{Blueprint, Law, Place, Quorum, Reserve, Storage, Trials};
use crate::units::Share;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What was written.
pub(super) struct Written {
    /// With comments.
    pub(super) text: String,
    /// What the hash covers: without comments, name and description.
    pub(super) hashed: String,
    /// Files that the text refers to, sorted by name.
    pub(super) companions: Vec<(String, Vec<u8>)>,
}

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
        companions: BTreeMap::new(),
    };
    writer.top();
    writer.run();
    writer.places();
    writer.stamps();
    writer.protections();
    writer.applications();
    writer.vms();
    writer.faults();
    writer.trace();
    writer.finish()
}

/// A table that will be written: its path, and its keys with their TOML.
struct Out {
    path: Vec<String>,
    keys: Vec<(String, String)>,
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
    companions: BTreeMap<String, Vec<u8>>,
}

/// A text as TOML.
fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A key as TOML: bare where that is legal.
fn bare(key: &str) -> String {
    let legal = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !key.is_empty() && key.chars().all(legal) {
        key.to_string()
    } else {
        quote(key)
    }
}

fn quoted(value: impl ToString) -> String {
    quote(&value.to_string())
}

fn list<T: AsRef<str>>(texts: &[T]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| quote(text.as_ref())).collect();
    format!("[{}]", quoted.join(", "))
}

impl Writer<'_> {
    fn table(&mut self, path: &[&str], mut keys: Vec<(&str, String)>) {
        keys.extend(self.kept(&path.join(".")));
        keys.sort();
        self.tables.push(Out {
            path: path.iter().map(ToString::to_string).collect(),
            keys: keys
                .into_iter()
                .map(|(key, value)| (key.to_string(), value))
                .collect(),
        });
    }

    /// Keys of a table that change nothing, as they were stated.
    fn kept(&mut self, path: &str) -> Option<(&'static str, String)> {
        let (key, idle) = ["detect", "host_os"].into_iter().find_map(|key| {
            let place = (path.to_string(), key.to_string());
            Some((key, self.idle.remove(&place)?))
        })?;
        let text = match idle {
            Kept::Law(law) => self.law(&law),
            Kept::Share(share) => quoted(share),
        };
        Some((key, text))
    }

    fn law(&mut self, law: &Law) -> String {
        let companions = &mut self.companions;
        law_toml(law, &mut |values| {
            let mut content = String::from("ms\n");
            for value in values {
                content.push_str(&format!("{value}\n"));
            }
            let hash = Sha256::digest(content.as_bytes());
            let hex: String = hash
                .iter()
                .take(6)
                .map(|byte| format!("{byte:02x}"))
                .collect();
            let name = format!("empirical-{hex}.csv");
            companions.insert(name.clone(), content.into_bytes());
            name
        })
    }

    fn top(&mut self) {
        let run = &self.blueprint.run;
        let mut keys = vec![("name", quote(&run.name))];
        if !run.description.is_empty() {
            keys.push(("description", quote(&run.description)));
        }
        if !self.left.is_empty() {
            let names: Vec<String> = self
                .left
                .iter()
                .map(|key| format!("    {},\n", quote(key)))
                .collect();
            keys.push(("from_defaults", format!("[\n{}]", names.concat())));
        }
        self.table(&[], keys);
    }

    fn run(&mut self) {
        let run = &self.blueprint.run;
        let trials = match &run.trials {
            Trials::Fixed(trials) => trials.to_string(),
            Trials::Until {
                measure,
                half_width,
                at_most,
            } => format!(
                "{{ at_most = {at_most}, half_width = {}, until = {} }}",
                quoted(Share(*half_width)),
                quote(&self.blueprint.text_of(measure))
            ),
        };
        let keys = vec![
            ("seed", run.seed.to_string()),
            ("trials", trials),
            ("horizon", quoted(run.horizon)),
            ("build_up", quoted(run.build_up)),
            ("settle", quoted(run.settle)),
            ("drain", quoted(run.drain)),
            ("stays_recovered", quoted(run.stays_recovered)),
            ("level", quoted(run.level)),
            ("restores_first", run.restores_first.to_string()),
        ];
        self.table(&["run"], keys);
    }

    fn place(&self, place: Place) -> String {
        let names = &self.parts.places.names;
        match place {
            Place::Site(id) => quote(&format!("site.{}", names.site[id.index()])),
            Place::Enclosure(id) => quote(&format!("enclosure.{}", names.enclosure[id.index()])),
            Place::Stamp(id) => quote(&format!("stamp.{}", names.stamp[id.index()])),
            Place::Rack(id) => quote(&format!("rack.{}", names.rack[id.index()])),
        }
    }

    fn places(&mut self) {
        let blueprint = self.blueprint;
        for site in &blueprint.sites {
            self.table(&["site", &site.name], Vec::new());
        }
        for enclosure in &blueprint.enclosures {
            let site = quote(&blueprint.sites[enclosure.site.index()].name);
            self.table(&["enclosure", &enclosure.name], vec![("site", site)]);
        }
        let mut in_racks: Vec<Vec<String>> = vec![Vec::new(); blueprint.racks.len()];
        for node in &blueprint.nodes {
            if let Some(rack) = node.rack {
                in_racks[rack.index()].push(node.number.to_string());
            }
        }
        for (rack, numbers) in blueprint.racks.iter().zip(&in_racks) {
            let keys = vec![
                ("stamp", quote(&blueprint.stamp(rack.stamp).name)),
                ("nodes", format!("[{}]", numbers.join(", "))),
            ];
            self.table(&["rack", &rack.name], keys);
        }
        for link in &blueprint.links {
            let ends = [
                &blueprint.sites[link.between.0.index()].name,
                &blueprint.sites[link.between.1.index()].name,
            ];
            let mut keys = vec![
                ("between", list(&ends)),
                ("rate", quoted(link.rate)),
                ("latency", quoted(link.latency)),
            ];
            if let Some(id) = link.fallback {
                keys.push(("fallback", quote(&blueprint.links[id.index()].name)));
            }
            self.table(&["link", &link.name], keys);
        }
        for repository in &blueprint.repositories {
            let mut keys = vec![
                ("at", self.place(repository.at)),
                ("capacity", quoted(repository.capacity)),
                ("write", quoted(repository.write)),
                ("read", quoted(repository.read)),
                ("slots", repository.slots.to_string()),
            ];
            if let Some(immutable) = repository.immutable {
                keys.push(("immutable", quoted(immutable)));
            }
            self.table(&["repository", &repository.name], keys);
        }
        for crew in &blueprint.crews {
            let keys = vec![
                ("people", crew.people.to_string()),
                ("hours", quote(&hours_text(&crew.hours))),
                ("answers_in", self.law(&crew.answers_in)),
            ];
            self.table(&["crew", &crew.name], keys);
        }
    }

    fn stamps(&mut self) {
        let blueprint = self.blueprint;
        for (index, stamp) in blueprint.stamps.iter().enumerate() {
            let (uplink, uplink_share) = self.parts.places.uplinks[index];
            let at = stamp
                .enclosure
                .map_or(Place::Site(stamp.site), Place::Enclosure);
            let batch = |batch: crate::model::Batch| {
                format!(
                    "{{ count = {}, every = {} }}",
                    batch.count,
                    quoted(batch.every)
                )
            };
            let mut keys = vec![
                ("at", self.place(at)),
                ("nodes", stamp.node_count().to_string()),
                ("node_memory", quoted(stamp.node_memory)),
                ("uplink", quoted(uplink)),
                ("uplink_share", quoted(uplink_share)),
                ("vms_per_node", stamp.vms_per_node.to_string()),
                ("vms_per_stamp", stamp.vms_per_stamp.to_string()),
                ("start", self.law(&stamp.start)),
                ("detection", self.law(&stamp.detection)),
                ("isolation_share", quoted(stamp.isolation_share)),
                ("isolation", quoted(stamp.isolation)),
                ("cluster_restart", batch(stamp.cluster_restart)),
                ("manager_start", batch(stamp.manager_start)),
                ("disk_rate", quoted(stamp.disk_rate)),
                ("running_vm_snapshot", stamp.running_vm_snapshot.to_string()),
            ];
            match stamp.reserve {
                Reserve::AzureStackHub { host_os } => {
                    keys.push(("reserve", quote("azure_stack_hub")));
                    keys.push(("host_os", quoted(host_os)));
                }
                Reserve::None => keys.push(("reserve", quote("none"))),
            }
            let quorum = match stamp.quorum {
                Quorum::Dynamic => "dynamic",
                Quorum::None => "none",
            };
            keys.push(("quorum", quote(quorum)));
            if !stamp.switches.is_empty() {
                keys.push(("switches", stamp.switches.len().to_string()));
            }
            if !stamp.shed_tiers.is_empty() {
                let tiers: Vec<String> = stamp.shed_tiers.iter().map(u8::to_string).collect();
                keys.push(("shed_tiers", format!("[{}]", tiers.join(", "))));
            }
            if let Some(law) = &stamp.quota_change {
                keys.push(("quota_change", self.law(law)));
            }
            self.table(&["stamp", &stamp.name], keys);
            if let Some(storage) = &stamp.storage {
                self.storage(&stamp.name, storage);
            }
        }
    }

    fn storage(&mut self, stamp: &str, storage: &Storage) {
        let mut keys = vec![
            ("disks", storage.disks_per_node.to_string()),
            ("disk_size", quoted(storage.disk_size)),
            ("rate", quoted(storage.rate)),
            ("rebuild_rate", quoted(storage.rebuild_rate)),
            ("retire_after", quoted(storage.retire_after)),
            ("silent_share", quoted(storage.silent_share)),
            ("reserve_disks", storage.reserve_disks.to_string()),
            ("volume_size", quoted(storage.volume_size)),
            ("warning", quoted(storage.warning)),
            ("critical", quoted(storage.critical)),
        ];
        if let Some(relief) = &storage.relief {
            keys.push(("relief", self.law(relief)));
            keys.push(("relief_to", quoted(storage.relief_to)));
        }
        self.table(&["stamp", stamp, "storage"], keys);
    }

    fn finish(mut self) -> Written {
        self.tables.sort_by(|a, b| a.path.cmp(&b.path));
        let mut text = String::from(
            "# A resolved scenario: every default is filled in, every list is folded in.\n# Running it gives the same results as the scenario that it was made from.\n",
        );
        let mut hashed = String::new();
        for table in &self.tables {
            if !table.path.is_empty() {
                let header: Vec<String> = table.path.iter().map(|part| bare(part)).collect();
                let header = format!("\n[{}]\n", header.join("."));
                text.push_str(&header);
                hashed.push_str(&header);
            }
            for (key, value) in &table.keys {
                let line = format!("{} = {value}", bare(key));
                let label = table.path.is_empty() && (key == "name" || key == "description");
                if !label {
                    hashed.push_str(&line);
                    hashed.push('\n');
                }
                text.push_str(&line);
                text.push_str(&self.provenance(&table.path, key));
                text.push('\n');
            }
        }
        Written {
            text,
            hashed,
            companions: self.companions.into_iter().collect(),
        }
    }

    /// A comment behind a value that was left to its default.
    fn provenance(&self, path: &[String], key: &str) -> String {
        let exact = format!("{}.{key}", path.join("."));
        let pattern = match path {
            [first, _] if first == "application" => format!("application.*.{key}"),
            [first, _, role, _] if first == "application" && role == "role" => {
                format!("role.*.{key}")
            }
            _ => String::new(),
        };
        let of_many = || {
            let used = self.used.get(&pattern)?;
            used.paths.contains(&exact).then_some(used)
        };
        let used = self.used.get(&exact).or_else(of_many);
        used.map_or_else(String::new, |used| {
            format!("  # default: {}", DEFAULTS[used.default].status.name())
        })
    }
}
