//! Makes scenarios of all features from a number, most of them legal.

use std::fmt::Write;

/// A small generator of numbers (SplitMix64): the same scenario for the same seed, everywhere.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }
    fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }
    /// A whole number from `least` to `most`.
    pub(crate) fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.word() % (most - least + 1)
    }
    /// True in so many of a hundred cases.
    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.word() % 100 < percent
    }
    pub(crate) fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.word() as usize % of.len()]
    }
    fn of<'a>(&mut self, all: &'a [String]) -> &'a str {
        &all[self.word() as usize % all.len()]
    }
    fn law(&mut self, medians: &[&str]) -> String {
        let length = self.one(medians);
        match self.between(0, 5) {
            0 | 1 => format!("\"{length}\""),
            2 => format!("{{ exponential = \"{length}\" }}"),
            3 => format!("{{ lognormal = {{ median = \"{length}\", sigma = 1.2 }} }}"),
            4 => format!("{{ weibull = {{ shape = 0.7, scale = \"{length}\" }} }}"),
            _ => format!("{{ uniform = [\"100 ms\", \"{length}\"] }}"),
        }
    }
    fn short(&mut self) -> String {
        self.law(&["1 s", "5 s", "1 min", "20 min", "1 h"])
    }
    fn long(&mut self) -> String {
        self.law(&["1 s", "10 min", "2 h", "10 h", "3 d", "40 d"])
    }
}

/// A scenario and the text of its trace, which is empty where it has none.
pub(crate) fn scenario(dice: &mut Dice) -> (String, String) {
    let mut made = Made::default();
    made.run(dice);
    made.places(dice);
    made.repositories(dice);
    made.protections(dice);
    made.applications(dice);
    made.faults(dice);
    made.updates(dice);
    (
        claimed(intruded(&work_by_people(&goes_home(&made)), &made)),
        made.trace,
    )
}

/// The text of a scenario, with what some plans claim to survive. Dice of its own, as well.
fn claimed(mut text: String) -> String {
    let dice = &mut Dice::new(11 + text.len() as u64);
    if dice.chance(40) {
        return text;
    }
    text.push_str("[survives]\n");
    for key in ["node", "stamp", "control_plane", "site"] {
        if dice.chance(50) || key == "node" {
            writeln!(text, "{key} = 1").unwrap();
        }
    }
    text
}

/// The text of a scenario, into some of which intruders come, whom repositories keep out or not. Dice of its own, as well.
fn intruded(before: &str, made: &Made) -> String {
    let dice = &mut Dice::new(7 + before.len() as u64);
    if made.applications.is_empty() || !dice.chance(60) {
        return before.to_string();
    }
    let mut text = String::new();
    for line in before.lines() {
        writeln!(text, "{line}").unwrap();
        if line.starts_with("[repository.") {
            match dice.between(0, 5) {
                0 => text.push_str("immutable = \"2 d\"\n"),
                1 => text.push_str("immutable = \"40 d\"\n"),
                2 => text.push_str("credentials = \"own\"\n"),
                3 => writeln!(text, "offline = true\nshipment = {}", dice.long()).unwrap(),
                4 => {
                    let one = dice.of(&made.applications);
                    writeln!(text, "reached_by = [\"application.{one}\"]").unwrap();
                }
                _ => {}
            }
        } else if line.starts_with("[application.") && !line.contains(".role") && dice.chance(20) {
            let one = dice.of(&made.applications);
            writeln!(text, "reached_by = \"application.{one}\"").unwrap();
        }
    }
    for table in [
        "[drill.ransom]\ntrials = 2",
        "[hazard.ransom]\nevery = \"900 h\"",
    ] {
        if table.starts_with("[hazard") && dice.chance(60) {
            continue;
        }
        let name = table.replacen(
            "ransom",
            if table.starts_with("[drill") {
                "ransom"
            } else {
                "intruders"
            },
            1,
        );
        let one = format!("application.{}", dice.of(&made.applications));
        let of = dice
            .one(&["everything", one.as_str(), "application"])
            .to_string();
        writeln!(text, "{name}\nof = \"{of}\"\nkind = \"ransomware\"").unwrap();
        writeln!(text, "dwell = {}\nrebuild = {}", dice.long(), dice.short()).unwrap();
        if made.crews && dice.chance(50) {
            text.push_str("rebuilt_by = \"day\"\n");
        }
        if of == "everything" && dice.chance(40) {
            let one = dice.of(&made.applications);
            let kind = dice.one(&["deletion", "corruption"]);
            writeln!(text, "kinds = {{ \"application.{one}\" = \"{kind}\" }}").unwrap();
        }
        if dice.chance(40) {
            text.push_str("scan = \"50 MB/s\"\nscan_misses = \"30 %\"\n");
            // Of the length of the text: no die more, so that what else is made stays as it was.
            let farms = ["", "scan_farm = \"60 MB/s\"\n", "scan_farm = \"2 MB/s\"\n"];
            text.push_str(farms[text.len() % farms.len()]);
        }
    }
    if dice.chance(40) && !made.repositories.is_empty() {
        let of = format!("of = \"repository.{}\"", dice.of(&made.repositories));
        writeln!(
            text,
            "[hazard.slip]\n{of}\nevery = \"500 h\"\nkind = \"deletion\""
        )
        .unwrap();
        let keep = dice.one(&["1", "3", "\"2 d\"", "\"1 h\""]);
        writeln!(text, "[hazard.wrong]\n{of}\nevery = \"600 h\"\nkind = \"retention\"\nkeep = {keep}\ndetect = {}\nrepair = \"1 h\"", dice.long()).unwrap();
        if made.crews && dice.chance(50) {
            text.push_str("crew = \"day\"\n");
        }
        if dice.chance(30) {
            writeln!(text, "[drill.slip]\ntrials = 2\n{of}\nkind = \"deletion\"").unwrap();
        }
    }
    if dice.chance(30) {
        let kind = dice.one(&["crash", "deletion", "corruption"]);
        writeln!(text, "[hazard.wide]\nof = \"everything\"\ntogether = true\nevery = \"700 h\"\nkind = \"{kind}\"").unwrap();
    }
    text
}

/// The text of a scenario in which some of what breaks and is repaired by people is planned work by them in place of that. Dice of its own, as
/// above.
fn work_by_people(text: &str) -> String {
    let dice = &mut Dice::new(text.len() as u64 ^ 0x5eed);
    let (mut made, mut planned) = (String::new(), false);
    for line in text.lines() {
        made.push_str(line);
        made.push('\n');
        if line.starts_with('[') {
            planned = line.starts_with("[hazard.") && line != "[hazard.release]" && dice.chance(40);
        }
        planned &= !line.starts_with("destroys");
        if planned && line.starts_with("crew = ") {
            made.push_str("planned = true\n");
        }
    }
    made
}

/// The text of a scenario, in some of which what was built elsewhere goes home. Dice of its own: what else a scenario
/// has stays as it was.
fn goes_home(made: &Made) -> String {
    let dice = &mut Dice::new(made.text.len() as u64);
    let (mut text, mut redeploys) = (String::new(), false);
    for line in made.text.lines() {
        text.push_str(line);
        text.push('\n');
        if line.starts_with('[') {
            redeploys = line.ends_with(".none]");
        }
        let elsewhere =
            line.starts_with("restore_to = ") || (redeploys && line.starts_with("to = ["));
        if !elsewhere || !dice.chance(60) {
            continue;
        }
        let after = dice.one(&["0 s", "1 h", "3 d"]);
        writeln!(
            text,
            "go_home = {}\ngo_home_after = \"{after}\"",
            dice.short()
        )
        .unwrap();
        if dice.chance(40) {
            let window = dice.one(&["Mon-Fri 20:00-24:00", "Sat 08:00-20:00", "always"]);
            writeln!(text, "go_home_window = \"{window}\"").unwrap();
        }
        if made.crews && dice.chance(40) {
            writeln!(text, "go_home_by = \"day\"").unwrap();
        }
    }
    text
}

#[derive(Default)]
struct Made {
    text: String,
    trace: String,
    sites: Vec<String>,
    enclosures: Vec<String>,
    stamps: Vec<String>,
    /// Site of each stamp, nodes, and whether it has storage or switches.
    site_of: Vec<usize>,
    nodes: Vec<u64>,
    storage: Vec<bool>,
    switches: Vec<bool>,
    racks: Vec<String>,
    links: Vec<String>,
    repositories: Vec<String>,
    crews: bool,
    backups: Vec<String>,
    redeploys: Vec<String>,
    /// Replications and the stamp that they go to.
    replications: Vec<(String, String)>,
    clusters: Vec<(String, bool)>,
    applications: Vec<String>,
    data: Vec<String>,
}

macro_rules! add {
    ($made:expr, $($rest:tt)*) => { writeln!($made.text, $($rest)*).unwrap() };
}

impl Made {
    fn run(&mut self, dice: &mut Dice) {
        add!(self, "[run]\ntrials = 2");
        let horizon = dice.one(&["20 d", "40 d", "60 d", "120 d"]);
        add!(self, "horizon = \"{horizon}\"");
        let lengths = ["1 min", "8 h", "3 d", "30 d", "100 d", "400 d"];
        add!(self, "drain = \"{}\"", dice.one(&lengths));
        if dice.chance(50) {
            let lengths = ["0 s", "1 min", "1 h", "5 d", "100 d"];
            add!(self, "stays_recovered = \"{}\"", dice.one(&lengths));
        }
        for key in ["build_up", "settle"] {
            if dice.chance(40) {
                add!(
                    self,
                    "{key} = \"{}\"",
                    dice.one(&["0 s", "1 h", "3 d", "30 d"])
                );
            }
        }
        if dice.chance(30) {
            add!(self, "restores_first = false");
        }
    }

    fn places(&mut self, dice: &mut Dice) {
        let sites = dice.between(1, 3);
        for site in 0..sites {
            self.sites.push(format!("s{site}"));
            add!(self, "[site.s{site}]");
        }
        let stamps = dice.between(1, 4);
        for stamp in 0..stamps {
            let site = dice.between(0, sites - 1) as usize;
            let mut at = format!("site.s{site}");
            if dice.chance(30) {
                add!(self, "[enclosure.e{stamp}]\nsite = \"s{site}\"");
                self.enclosures.push(format!("e{stamp}"));
                at = format!("enclosure.e{stamp}");
            }
            let nodes = dice.between(4, 6);
            let name = format!("m{stamp}");
            add!(self, "[stamp.{name}]\nat = \"{at}\"\nnodes = {nodes}");
            add!(
                self,
                "node_memory = \"{}\"",
                dice.one(&["256 GiB", "384 GiB", "768 GiB"])
            );
            if dice.chance(30) {
                add!(self, "reserve = \"none\"");
            }
            if dice.chance(30) {
                add!(self, "quorum = \"none\"");
            }
            if dice.chance(40) {
                add!(self, "start = {}", dice.short());
            }
            if dice.chance(30) {
                add!(
                    self,
                    "detection = {}\nisolation_share = \"50 %\"",
                    dice.short()
                );
            }
            if dice.chance(30) {
                add!(
                    self,
                    "cluster_restart = {{ count = 1, every = \"{}\" }}",
                    dice.one(&["10 s", "30 min"])
                );
                add!(
                    self,
                    "manager_start = {{ count = {}, every = \"5 min\" }}",
                    dice.between(1, 3)
                );
            }
            if dice.chance(30) {
                add!(
                    self,
                    "uplink = \"{}\"",
                    dice.one(&["100 Mbps", "1 Gbps", "40 Gbps"])
                );
            }
            if dice.chance(30) {
                add!(self, "shed_tiers = [3, 4]");
            }
            // Thrown apart, so that the rest of the scenario is what it was.
            if Dice::new(self.text.len() as u64).chance(40) {
                add!(self, "displace_tiers = [2, 3, 4]");
            }
            if dice.chance(30) {
                add!(self, "quota_change = {}", dice.short());
            }
            let switches = dice.chance(30);
            if switches {
                add!(self, "switches = {}", dice.between(1, 3));
            }
            let storage = dice.chance(50);
            if storage {
                let mut keys = format!(
                    "disks = {}, disk_size = \"{}\"",
                    dice.between(2, 5),
                    dice.one(&["8 TB", "16 TB"])
                );
                if dice.chance(50) {
                    write!(keys, ", relief = {}", dice.long()).unwrap();
                }
                if dice.chance(40) {
                    write!(keys, ", reserve_disks = {}", dice.between(0, 3)).unwrap();
                }
                if dice.chance(30) {
                    write!(
                        keys,
                        ", silent_share = \"100 %\", retire_after = \"{}\"",
                        dice.one(&["1 min", "2 h"])
                    )
                    .unwrap();
                }
                if dice.chance(30) {
                    write!(
                        keys,
                        ", rate = \"200 MB/s\", rebuild_rate = \"{}\"",
                        dice.one(&["20 MB/s", "100 MB/s"])
                    )
                    .unwrap();
                }
                if dice.chance(30) {
                    write!(
                        keys,
                        ", volume_size = \"{}\"",
                        dice.one(&["600 GiB", "1 TiB"])
                    )
                    .unwrap();
                }
                add!(self, "storage = {{ {keys} }}");
            }
            self.stamps.push(name);
            self.site_of.push(site);
            self.nodes.push(nodes);
            self.storage.push(storage);
            self.switches.push(switches);
        }
        for stamp in 0..stamps as usize {
            if dice.chance(40) {
                add!(
                    self,
                    "[rack.r{stamp}]\nstamp = \"m{stamp}\"\nnodes = [1, {}]",
                    dice.between(2, 3)
                );
                self.racks.push(format!("r{stamp}"));
            }
        }
        for one in 0..sites {
            for other in 0..one {
                let rate = dice.one(&["50 Mbps", "1 Gbps", "10 Gbps"]);
                let mut fallback = String::new();
                if dice.chance(40) {
                    add!(
                        self,
                        "[link.f{one}{other}]\nbetween = [\"s{one}\", \"s{other}\"]\nrate = \"20 Mbps\""
                    );
                    self.links.push(format!("f{one}{other}"));
                    fallback = format!("fallback = \"f{one}{other}\"\n");
                }
                add!(
                    self,
                    "[link.l{one}{other}]\nbetween = [\"s{one}\", \"s{other}\"]\nrate = \"{rate}\"\n{fallback}"
                );
                self.links.push(format!("l{one}{other}"));
            }
        }
        self.crews = dice.chance(60);
        if self.crews {
            let hours = dice.one(&["Mon-Fri 08:00-17:00", "Sun 00:00-01:00", "always"]);
            add!(self, "[crew.day]\nhours = \"{hours}\"");
            add!(
                self,
                "people = {}\nanswers_in = {}",
                dice.between(1, 2),
                dice.short()
            );
            self.on_call(hours);
            self.contract();
            if Dice::new(self.text.len() as u64 + 9).chance(50) {
                let by = ", relief_by = \"day\", relief = ";
                self.text = self.text.replace(", relief = ", by);
            }
        }
    }

    fn repositories(&mut self, dice: &mut Dice) {
        for number in 0..dice.between(1, 3) {
            let at = match dice.between(0, 4) {
                0 if !self.racks.is_empty() => format!("rack.{}", dice.of(&self.racks)),
                1 if !self.enclosures.is_empty() => {
                    format!("enclosure.{}", dice.of(&self.enclosures))
                }
                2 => format!("stamp.{}", dice.of(&self.stamps)),
                _ => format!("site.{}", dice.of(&self.sites)),
            };
            add!(self, "[repository.v{number}]\nat = \"{at}\"");
            add!(
                self,
                "capacity = \"{}\"",
                dice.one(&["300 GiB", "2 TiB", "100 TiB"])
            );
            if dice.chance(50) {
                add!(
                    self,
                    "slots = {}\nread = \"{}\"",
                    dice.between(1, 3),
                    dice.one(&["10 MB/s", "500 MB/s"])
                );
            }
            self.repositories.push(format!("v{number}"));
        }
    }

    fn people(&mut self, dice: &mut Dice) {
        if dice.chance(60) {
            add!(self, "detect = {}\ndecide = {}", dice.short(), dice.short());
        }
        if self.crews && dice.chance(40) {
            add!(self, "decided_by = \"day\"");
        }
        self.hand_work();
    }

    /// Who does the hand work of a protection; one line, which tests replace.
    fn hand_work(&mut self) {
        // Dice of its own: what else a scenario has stays as it was.
        if self.crews && Dice::new(self.text.len() as u64).chance(40) {
            add!(self, "restored_by = \"day\"");
        }
    }

    /// Who checks that an application works.
    fn checks(&mut self) {
        let dice = &mut Dice::new(self.text.len() as u64);
        if self.crews && dice.chance(50) {
            add!(self, "checked_by = \"day\"");
        }
    }

    /// What the crew promises, and the spare parts that there are.
    fn contract(&mut self) {
        let dice = &mut Dice::new(self.text.len() as u64 + 7);
        if dice.chance(30) {
            add!(
                self,
                "repair_within = \"{}\"",
                dice.one(&["1 h", "6 h", "9 d"])
            );
        }
        let delivery = match dice.chance(40) {
            true => format!(
                "\"{}\"",
                dice.one(&["next business day", "5 business days"])
            ),
            false => dice.long(),
        };
        let spares = dice.between(0, 2);
        add!(
            self,
            "[parts.spare]\nspares = {spares}\ndelivery = {delivery}"
        );
        if dice.chance(40) {
            let hours = dice.one(&["Mon-Fri 07:00-19:00", "Sat 22:00-02:00, Wed 10:00-11:00"]);
            add!(self, "hours = \"{hours}\"");
        }
    }

    /// How soon whoever is on call answers.
    fn on_call(&mut self, hours: &str) {
        let dice = &mut Dice::new(self.text.len() as u64);
        if hours != "always" && dice.chance(50) {
            add!(self, "on_call_after = {}", dice.short());
        }
    }

    /// How long people wait for what is down but intact; one line, which tests replace.
    fn waits(&mut self, merges: bool) {
        // Dice of its own: what else a scenario has stays as it was.
        let dice = &mut Dice::new(self.text.len() as u64);
        let after = match dice.between(0, 3) {
            0 => "\"never\"".to_string(),
            1 => "\"0 s\"".to_string(),
            _ => dice.long(),
        };
        add!(self, "give_up_after = {after}");
        if dice.chance(30) {
            add!(self, "known_after = {}", dice.short());
        }
        if merges && dice.chance(30) {
            add!(self, "merges = true");
        }
    }

    /// What people do about failing jobs and bad points.
    fn upkeep(&mut self) {
        // Dice of its own: what else a scenario has stays as it was.
        let dice = &mut Dice::new(self.text.len() as u64);
        if dice.chance(40) {
            let (count, mend) = (dice.between(1, 4), dice.long());
            add!(self, "noticed_after = {count}\nmend = {mend}");
            if self.crews && dice.chance(50) {
                add!(self, "mended_by = \"day\"");
            }
        }
        if dice.chance(40) {
            let within = dice.one(&["0 s", "30 h", "20 d"]);
            let prefer = dice.one(&["newest", "soonest"]);
            add!(self, "prefer = \"{prefer}\"\nprefer_within = \"{within}\"");
        }
        if dice.chance(40) {
            let every = dice.one(&["5 min", "24 h", "9 d", "90 d"]);
            let cost = dice.one(&["0 s", "5 min"]);
            add!(
                self,
                "restore_test = {{ every = \"{every}\", cost = \"{cost}\" }}"
            );
        }
    }

    /// Fulls that are put together at the repository.
    fn synthetic(&mut self, chain: &str) {
        let dice = &mut Dice::new(self.text.len() as u64 + 3);
        if chain != "full" && dice.chance(50) {
            add!(self, "synthetic = true");
            // Where few files are bad the run-in is as long as it takes until one is carried along.
            let own = self.text.rsplit("[protection.").next().unwrap_or("");
            let bad = own.split("bad_point = \"").nth(1);
            let bad = bad.and_then(|rest| rest.split(' ').next()?.parse::<u32>().ok());
            if bad.is_some_and(|share| share >= 10) && dice.chance(60) {
                add!(self, "synthetic_verify = false");
            }
        }
    }

    /// Log backups between the jobs.
    fn logs(&mut self) {
        // Dice of its own: what else a scenario has stays as it was.
        let dice = &mut Dice::new(self.text.len() as u64 + 1);
        if dice.chance(50) {
            // More often they would be most of all events.
            let every = dice.one(&["40 min", "2 h", "5 h"]);
            add!(self, "log_every = \"{every}\"");
            if dice.chance(60) {
                let (failure, replay) = (
                    dice.between(0, 60),
                    dice.one(&["1 MB/s", "50 MB/s", "10 GB/s"]),
                );
                let bad = dice.one(&["0", "1", "40"]);
                add!(
                    self,
                    "log_failure = \"{failure} %\"\nbad_log = \"{bad} %\"\nreplay = \"{replay}\""
                );
            }
        }
    }

    fn protections(&mut self, dice: &mut Dice) {
        for number in 0..dice.between(1, 2) {
            let every = dice.one(&["6 h", "24 h", "24 h", "48 h"]);
            let to = dice.of(&self.repositories).to_string();
            add!(
                self,
                "[protection.b{number}.backup]\nevery = \"{every}\"\nto = \"{to}\""
            );
            let chain = dice.one(&["full", "incremental", "differential"]);
            add!(self, "chain = \"{chain}\"");
            if dice.chance(60) {
                add!(
                    self,
                    "method = \"{}\"\nscope = \"{}\"",
                    dice.one(&["agent", "snapshot"]),
                    dice.one(&["vm", "data"])
                );
            }
            if chain != "full" {
                let cycle = dice.one(&["48 h", "6 d", "14 d"]);
                add!(self, "full_every = \"{cycle}\"");
            }
            if dice.chance(40) {
                add!(
                    self,
                    "window = \"{}\"",
                    dice.one(&["20:00-06:00", "02:00-02:30", "00:00-23:00"])
                );
            }
            if dice.chance(40) {
                add!(self, "stagger = \"{}\"", dice.one(&["7 min", "3 h"]));
            }
            if dice.chance(50) {
                add!(
                    self,
                    "keep = {}",
                    dice.one(&["3", "\"1 d\"", "\"14 d\"", "20"])
                );
            }
            if dice.chance(50) {
                add!(
                    self,
                    "job_failure = \"{0} %\"\nstickiness = \"{1} %\"\nretries = {2}",
                    dice.between(0, 60),
                    dice.one(&["0", "50", "95"]),
                    dice.between(0, 2)
                );
                add!(self, "bad_point = \"{} %\"", dice.between(0, 90));
            }
            let second = dice.of(&self.repositories).to_string();
            if second != to && dice.chance(60) {
                add!(self, "copy_to = \"{second}\"");
            }
            self.elsewhere(dice, "restore_to");
            self.people(dice);
            self.waits(true);
            self.upkeep();
            self.synthetic(chain);
            self.logs();
            self.backups.push(format!("b{number}"));
        }
        add!(self, "[protection.n0.none]\nredeploy = {}", dice.short());
        if dice.chance(40) {
            add!(self, "template = \"{}\"", dice.of(&self.repositories));
        }
        self.elsewhere(dice, "to");
        self.waits(false);
        self.redeploys.push("n0".to_string());
        for number in 0..2 {
            if self.stamps.len() < 2 {
                continue;
            }
            let to = dice.of(&self.stamps).to_string();
            add!(
                self,
                "[protection.t{number}.replication]\nto = \"{to}\"\nstandby = \"{}\"",
                dice.one(&["hot", "warm"])
            );
            match dice.between(0, 3) {
                0 => add!(self, "mode = \"sync\""),
                1 => add!(self, "mode = \"sync\"\nwhen_cut = \"stop\""),
                _ => add!(
                    self,
                    "level = \"{}\"",
                    dice.one(&["vm", "guest", "application"])
                ),
            }
            self.waits(true);
            for (key, values) in [
                ("points", ["0 s", "5 min", "1 h"].as_slice()),
                ("keep", &["0 s", "24 h", "10 d"]),
                ("log_limit", &["12 h", "24 h", "30 d"]),
                ("rate", &["1 MB/s", "100 MB/s"]),
                ("dns_ttl", &["0 s", "1 h"]),
            ] {
                if dice.chance(35) {
                    add!(self, "{key} = \"{}\"", dice.one(values));
                }
            }
            if dice.chance(30) {
                add!(
                    self,
                    "failover = {}\nneeds_control_plane = {}",
                    dice.short(),
                    dice.chance(50)
                );
            }
            if dice.chance(20) {
                add!(self, "failback = false");
            } else if dice.chance(60) {
                let window = dice.one(&["02:00-04:00", "23:00-01:00"]);
                let after = dice.one(&["1 h", "5 d"]);
                add!(
                    self,
                    "failback_window = \"{window}\"\nfailback_after = \"{after}\""
                );
            }
            self.people(dice);
            self.replications.push((format!("t{number}"), to));
        }
        for number in 0..2 {
            let across = dice.chance(50) && self.stamps.len() > 1;
            add!(
                self,
                "[protection.h{number}.high_availability]\nactive = \"{}\"",
                dice.one(&["one", "all"])
            );
            if across {
                let list: Vec<String> =
                    self.stamps.iter().map(|one| format!("\"{one}\"")).collect();
                add!(self, "across = [{}]", list.join(", "));
            }
            if dice.chance(50) {
                let place = match dice.between(0, 2) {
                    0 if !self.racks.is_empty() => format!("rack.{}", dice.of(&self.racks)),
                    1 => format!("stamp.{}", dice.of(&self.stamps)),
                    _ => format!("site.{}", dice.of(&self.sites)),
                };
                add!(self, "witness = \"{place}\"");
            }
            if dice.chance(50) {
                add!(
                    self,
                    "switch_failure = \"{} %\"\nswitch_repair = {}",
                    dice.between(0, 100),
                    dice.short()
                );
                if self.crews && Dice::new(self.text.len() as u64 + 5).chance(50) {
                    add!(self, "switch_repaired_by = \"day\"");
                }
                add!(
                    self,
                    "detect = {}\nfailover = {}",
                    dice.short(),
                    dice.short()
                );
            }
            self.clusters.push((format!("h{number}"), across));
        }
    }

    fn elsewhere(&mut self, dice: &mut Dice, key: &str) {
        if self.stamps.len() > 1 && dice.chance(60) {
            let list: Vec<String> = self.stamps.iter().map(|one| format!("\"{one}\"")).collect();
            let from = dice.between(0, list.len() as u64 - 1) as usize;
            add!(self, "{key} = [{}]", list[from..].join(", "));
        }
    }

    fn applications(&mut self, dice: &mut Dice) {
        for number in 0..dice.between(1, 5) {
            let stamp = dice.of(&self.stamps).to_string();
            let mut chosen: Vec<String> = Vec::new();
            let clustered = dice.chance(35);
            let across = clustered && {
                let (name, across) = self.clusters[dice.between(0, 1) as usize].clone();
                chosen.push(name);
                across
            };
            let replicated = self
                .replications
                .iter()
                .find(|(_, to)| *to != stamp && !across);
            if let Some((name, _)) = replicated.filter(|_| dice.chance(50)) {
                chosen.push(name.clone());
            }
            let backed_up = dice.chance(60);
            if backed_up {
                chosen.push(dice.of(&self.backups).to_string());
            } else if dice.chance(50) {
                chosen.push(self.redeploys[0].clone());
            }
            let count = if clustered {
                dice.between(2, 4)
            } else {
                dice.between(1, 3)
            };
            add!(
                self,
                "[application.a{number}]\ntier = {}\nmemory = \"{} GiB\"",
                dice.between(1, 4),
                dice.between(4, 60)
            );
            let expendable = dice.chance(10);
            if expendable {
                add!(self, "expendable = true");
            } else if dice.chance(80) {
                add!(
                    self,
                    "rto = \"{}\"\nrpo = \"{}\"",
                    dice.one(&["1 h", "8 h"]),
                    dice.one(&["1 min", "24 h"])
                );
            }
            if !self.applications.is_empty() && dice.chance(30) {
                add!(self, "needs = \"{}\"", dice.of(&self.applications));
            }
            add!(self, "count = {count}");
            if !clustered && dice.chance(50) {
                add!(self, "required = {}", dice.between(1, count));
            }
            if !across {
                add!(self, "stamp = \"{stamp}\"");
            }
            let used = dice.one(&["1 GiB", "50 GiB", "300 GiB"]);
            add!(
                self,
                "used = \"{used}\"\nchurn = \"{}\"",
                dice.one(&["0 %/day", "5 %/day", "300 %/day"])
            );
            if dice.chance(30) {
                add!(
                    self,
                    "growth = \"{}\"",
                    dice.one(&["1 GiB/day", "30 GiB/day"])
                );
            }
            if dice.chance(30) {
                add!(
                    self,
                    "set = \"{}\"",
                    dice.one(&["availability_set", "scale_set"])
                );
            }
            if dice.chance(40) {
                let (boot, validate) = (dice.short(), dice.short());
                add!(self, "boot = {boot}\nvalidate = {validate}");
                if !validate.contains("0 s") {
                    self.checks();
                }
            }
            let list: Vec<String> = chosen.iter().map(|one| format!("\"{one}\"")).collect();
            add!(self, "protection = [{}]", list.join(", "));
            let name = format!("a{number}");
            if backed_up || clustered {
                self.data.push(name.clone());
            }
            self.applications.push(name);
        }
    }

    /// Something that can fail, and whether its state can be destroyed.
    fn target(&self, dice: &mut Dice) -> (String, bool) {
        let stamp = dice.between(0, self.stamps.len() as u64 - 1) as usize;
        let name = &self.stamps[stamp];
        match dice.between(0, 11) {
            0 => (format!("site.{}", dice.of(&self.sites)), true),
            1 if !self.enclosures.is_empty() => {
                (format!("enclosure.{}", dice.of(&self.enclosures)), true)
            }
            2 if !self.racks.is_empty() => (format!("rack.{}", dice.of(&self.racks)), false),
            3 if !self.links.is_empty() => (format!("link.{}", dice.of(&self.links)), false),
            4 => (format!("repository.{}", dice.of(&self.repositories)), true),
            5 => (format!("stamp.{name}.control_plane"), false),
            6 | 7 if self.storage[stamp] => (format!("stamp.{name}.disk"), false),
            8 if self.switches[stamp] => (format!("stamp.{name}.switch"), false),
            9 | 10 => (format!("stamp.{name}.node"), false),
            _ => (format!("stamp.{name}"), true),
        }
    }

    fn restoration(&mut self, dice: &mut Dice) {
        if self.crews && dice.chance(40) {
            add!(self, "repair = {}\ncrew = \"day\"", dice.long());
            if Dice::new(self.text.len() as u64 + 3).chance(50) {
                add!(self, "parts = \"spare\"");
            }
        } else {
            add!(self, "returns = {}", dice.long());
        }
    }

    /// Updates come last, so that what was made before them stays as it was. A part of them is refused: due before they are over.
    fn updates(&mut self, dice: &mut Dice) {
        for number in 0..dice.between(0, 2) {
            let stamp = dice.of(&self.stamps).to_string();
            add!(
                self,
                "[update.u{number}]\nstamp = \"{stamp}\"\nevery = \"{}\"\nper_node = {}",
                dice.one(&["20 d", "28 d", "45 d"]),
                dice.law(&["10 min", "2 h", "5 h"])
            );
            if dice.chance(40) {
                let hours = [
                    "Sat 08:00-20:00",
                    "Mon-Fri 20:00-24:00",
                    "Sat-Sun 00:00-24:00",
                ];
                add!(self, "window = \"{}\"", dice.one(&hours));
            }
            if dice.chance(40) {
                add!(self, "resync = {}", dice.short());
            }
        }
        if !self.applications.is_empty() && dice.chance(40) {
            add!(
                self,
                "[vm.fixed]\napplication = \"{}\"\nrole = \"fixed\"\nsize = \"DS1_v2\"\nstamp = \"{}\"\nmigrates = false",
                dice.of(&self.applications),
                dice.of(&self.stamps)
            );
        }
    }

    fn faults(&mut self, dice: &mut Dice) {
        for number in 0..dice.between(2, 6) {
            let (of, destroys) = self.target(dice);
            add!(
                self,
                "[hazard.z{number}]\nof = \"{of}\"\nevery = {}",
                dice.law(&["60 h", "300 h", "2000 h"])
            );
            if destroys && dice.chance(50) {
                add!(self, "destroys = \"{} %\"", dice.between(1, 100));
            }
            self.restoration(dice);
        }
        if !self.data.is_empty() {
            for kind in ["crash", "release", "deletion", "corruption"] {
                if dice.chance(30) {
                    add!(
                        self,
                        "[hazard.{kind}]\nof = \"application.{}\"\nkind = \"{kind}\"\nevery = \"{}\"",
                        dice.of(&self.data),
                        dice.one(&["100 h", "900 h"])
                    );
                    match kind {
                        "release" => self.restoration_of_release(dice),
                        "corruption" => add!(self, "noticed = {}", dice.long()),
                        _ => {}
                    }
                }
            }
        }
        if dice.chance(40) {
            let (of, _) = self.target(dice);
            let planned = dice.chance(50);
            add!(
                self,
                "[fault.p]\nof = \"{of}\"\nat = [\"1 d\", \"{}\"]\nlasts = {}\nplanned = {planned}",
                dice.one(&["1 d 1 h", "10 d"]),
                dice.one(&["\"1 min\"", "\"6 h\"", "\"9 d\""])
            );
        }
        for number in 0..dice.between(1, 3) {
            add!(self, "[drill.d{number}]\ntrials = 2");
            if !self.data.is_empty() && dice.chance(30) {
                let kind = dice.one(&["deletion", "corruption", "crash"]);
                add!(
                    self,
                    "of = \"application.{}\"\nkind = \"{kind}\"",
                    dice.of(&self.data)
                );
                if kind == "corruption" {
                    add!(self, "noticed = {}", dice.long());
                }
            } else {
                let (of, destroys) = self.target(dice);
                let single = match of.rsplit_once('.') {
                    Some((_, "node")) => format!("{of}.1"),
                    Some((_, "disk")) => format!("{}.node.2.disk.1", of.trim_end_matches(".disk")),
                    Some((_, "switch")) => format!("{of}.1"),
                    _ => of,
                };
                add!(self, "of = \"{single}\"");
                if destroys && dice.chance(50) {
                    add!(self, "destroys = true");
                }
                add!(self, "returns = {}", dice.long());
            }
            if dice.chance(40) {
                add!(
                    self,
                    "at = \"{}\"",
                    dice.one(&["Mon 00:00", "Wed 12:00", "Sun 23:59"])
                );
            }
        }
        if dice.chance(20) {
            let stamp = dice.between(0, self.stamps.len() as u64 - 1) as usize;
            add!(
                self,
                "[trace]\nfile = \"t.csv\"\nstamp = \"{}\"\ngroup = \"g\"\nnode = \"n\"",
                self.stamps[stamp]
            );
            add!(
                self,
                "start = {{ column = \"s\", unit = \"h\" }}\nlength = {{ column = \"l\", unit = \"h\" }}"
            );
            self.trace = "g,n,s,l\n".to_string();
            for node in 1..=self.nodes[stamp] {
                for group in ["x", "y"] {
                    let hour = dice.between(1, 200);
                    writeln!(self.trace, "{group},{node},{hour},{}", dice.between(1, 100)).unwrap();
                }
            }
        }
    }

    fn restoration_of_release(&mut self, dice: &mut Dice) {
        add!(self, "repair = {}", dice.long());
        if self.crews && dice.chance(50) {
            add!(self, "crew = \"day\"");
        }
    }
}
