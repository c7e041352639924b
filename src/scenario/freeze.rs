//! Freezes a scenario: what is drawn in it stands at a stated quantile, so that what happens is a function of when it strikes.
//!
//! Always true here: each struct that holds a law or a probability is taken apart by all of its fields, so that a new one does not compile
//! before somebody has said as what it stands; what was drawn is listed, what was fixed already is not.

use super::law::toml;
use super::resolved::bare;
use crate::model::frozen::{Frozen, Held, StandsAt};
use crate::model::{
    Arrival, Backup, Blueprint, Crew, Delivery, Effect, Failback, GoHome, HighAvailability, Law,
    Logs, Mending, Mistake, Parts, Protections, Ransomware, Redeploy, Replication, Repository,
    Restoration, Role, Source, Stamp, Storage, Update, Upkeep, Waiting,
};
use crate::stats::special::{gamma_quantile, normal_quantile};
use crate::units::{Share, Span};

/// A law as it is stated.
fn stated(law: &Law) -> String {
    toml(law, &mut |values| {
        format!("{} observed values", values.len())
    })
}

impl Frozen {
    /// A scenario in which every length stands at its quantile, every probability at its likelier side, and no hazard strikes.
    ///
    /// Longer counts as worse throughout: of every length the same quantile is taken.
    #[must_use]
    pub fn of(blueprint: &Blueprint, quantile: f64) -> Frozen {
        let mut blueprint = blueprint.clone();
        let mut ice = Ice {
            quantile,
            held: Vec::new(),
        };
        ice.blueprint(&mut blueprint);
        Frozen {
            blueprint,
            quantile,
            held: ice.held,
        }
    }
}

/// The value below which so much of a law lies, in milliseconds.
fn quantile(law: &Law, share: f64) -> f64 {
    match law {
        Law::Constant(value) => *value,
        Law::Uniform { low, high } => low + (high - low) * share,
        Law::Exponential { mean } => -mean * libm::log1p(-share),
        Law::Weibull { shape, scale } => scale * libm::pow(-libm::log1p(-share), 1.0 / shape),
        Law::Lognormal { median, sigma } => median * libm::exp(sigma * normal_quantile(share)),
        Law::Gamma { shape, scale } => scale * gamma_quantile(share, *shape),
        Law::Triangular { low, mode, high } => {
            let (rise, width) = (mode - low, high - low);
            if share * width < rise {
                low + libm::sqrt(share * width * rise)
            } else {
                high - libm::sqrt((1.0 - share) * width * (high - mode))
            }
        }
        // Sorted ascending: the smallest that at least so much reaches.
        Law::Empirical(values) => {
            let place = libm::ceil(share * values.len() as f64) as usize;
            values[place.clamp(1, values.len()) - 1]
        }
    }
}

struct Ice {
    quantile: f64,
    held: Vec<Held>,
}

impl Ice {
    fn note(&mut self, key: String, stated: String, stands_at: StandsAt) {
        // What several things have in common is said once.
        if !self.held.iter().any(|known| known.key == key) {
            self.held.push(Held {
                key,
                stated,
                stands_at,
            });
        }
    }

    fn law(&mut self, law: &mut Law, key: impl FnOnce() -> String) {
        if !law.is_spread() {
            return;
        }
        let stated = stated(law);
        let length = Span::from_ms(quantile(law, self.quantile));
        *law = Law::Constant(length.0 as f64);
        self.note(key(), stated, StandsAt::Length(length));
    }

    fn maybe(&mut self, law: &mut Option<Law>, key: impl FnOnce() -> String) {
        if let Some(law) = law {
            self.law(law, key);
        }
    }

    /// What is as likely as not happens.
    fn share(&mut self, share: &mut Share, key: impl FnOnce() -> String) {
        if share.0 <= 0.0 || share.0 >= 1.0 {
            return;
        }
        let happens = share.0 >= 0.5;
        let stated = format!("{:?}", share.to_string());
        *share = Share(if happens { 1.0 } else { 0.0 });
        self.note(key(), stated, StandsAt::Happens(happens));
    }

    fn blueprint(&mut self, blueprint: &mut Blueprint) {
        let Blueprint {
            run: _,
            sites: _,
            enclosures: _,
            stamps,
            racks: _,
            nodes: _,
            links: _,
            repositories,
            crews,
            parts,
            applications,
            roles,
            vms: _,
            sets: _,
            protections,
            groups: _,
            standbys: _,
            homecomings: _,
            sources,
            scopes: _,
            drills: _,
            updates,
            // Of years alone.
            trace: _,
            // Of what happens nothing depends on it.
            claims: _,
            assumptions: _,
            lints: _,
            allowed: _,
            sha256: _,
        } = blueprint;
        for stamp in stamps {
            self.stamp(stamp);
        }
        for repository in repositories {
            self.repository(repository);
        }
        for crew in crews {
            self.crew(crew);
        }
        for parts in parts {
            self.parts(parts);
        }
        for role in roles {
            let application = &applications[role.application.index()].name;
            let key = format!(
                "application.{}.role.{}",
                bare(application),
                bare(&role.name)
            );
            self.role(role, &key);
        }
        self.protections(protections);
        for update in updates {
            self.update(update);
        }
        for source in sources {
            self.source(source);
        }
    }

    fn stamp(&mut self, stamp: &mut Stamp) {
        let Stamp {
            name,
            site: _,
            enclosure: _,
            nodes: _,
            node_memory: _,
            reserve: _,
            vms_per_node: _,
            vms_per_stamp: _,
            uplink: _,
            start,
            shutdown,
            detection,
            isolation_share,
            isolation: _,
            cluster_restart: _,
            manager_start: _,
            quorum: _,
            running_vm_snapshot: _,
            disk_rate: _,
            storage,
            switches: _,
            shed_tiers: _,
            displace_tiers: _,
            quota_change,
        } = stamp;
        let key = |own: &str| format!("stamp.{}.{own}", bare(name));
        self.law(start, || key("start"));
        self.maybe(shutdown, || key("shutdown"));
        self.law(detection, || key("detection"));
        self.share(isolation_share, || key("isolation_share"));
        self.maybe(quota_change, || key("quota_change"));
        if let Some(storage) = storage {
            let Storage {
                disks: _,
                disks_per_node: _,
                disk_size: _,
                volumes: _,
                volume_size: _,
                rate: _,
                rebuild_rate: _,
                retire_after: _,
                silent_share,
                reserve_disks: _,
                // Amounts, of which nothing is drawn.
                warning: _,
                critical: _,
                relief,
                relief_by: _,
                relief_to: _,
            } = storage;
            self.share(silent_share, || key("storage.silent_share"));
            self.maybe(relief, || key("storage.relief"));
        }
    }

    fn repository(&mut self, repository: &mut Repository) {
        let Repository {
            name,
            at: _,
            site: _,
            capacity: _,
            write: _,
            read: _,
            slots: _,
            immutable: _,
            credentials: _,
            offline,
            reached_by: _,
        } = repository;
        self.maybe(offline, || format!("repository.{}.shipment", bare(name)));
    }

    fn crew(&mut self, crew: &mut Crew) {
        let Crew {
            name,
            people: _,
            hours: _,
            answers_in,
            on_call_after,
            repair_within: _,
        } = crew;
        let key = |own: &str| format!("crew.{}.{own}", bare(name));
        self.law(answers_in, || key("answers_in"));
        self.maybe(on_call_after, || key("on_call_after"));
    }

    fn parts(&mut self, parts: &mut Parts) {
        let Parts {
            name,
            spares: _,
            delivery,
            hours: _,
        } = parts;
        match delivery {
            Delivery::After(law) => self.law(law, || format!("parts.{}.delivery", bare(name))),
            Delivery::BusinessDays(_) => {}
        }
    }

    fn role(&mut self, role: &mut Role, key: &str) {
        let Role {
            name: _,
            application: _,
            vms: _,
            required: _,
            stateful: _,
            boot,
            validate,
            checked_by: _,
            protection: _,
            one_active: _,
        } = role;
        self.law(boot, || format!("{key}.boot"));
        self.law(validate, || format!("{key}.validate"));
    }

    fn protections(&mut self, protections: &mut Protections) {
        let Protections {
            backups,
            redeploys,
            replications,
            high_availabilities,
        } = protections;
        for one in backups {
            self.backup(one);
        }
        for one in redeploys {
            self.redeploy(one);
        }
        for one in replications {
            self.replication(one);
        }
        for one in high_availabilities {
            self.high_availability(one);
        }
    }

    fn waiting(&mut self, waiting: &mut Waiting, key: &dyn Fn(&str) -> String) {
        let Waiting {
            give_up_after,
            known_after,
            merges: _,
        } = waiting;
        self.maybe(give_up_after, || key("give_up_after"));
        self.maybe(known_after, || key("known_after"));
    }

    fn go_home(&mut self, go_home: &mut Option<GoHome>, key: &dyn Fn(&str) -> String) {
        if let Some(GoHome {
            takes,
            after: _,
            window: _,
            by: _,
        }) = go_home
        {
            self.law(takes, || key("go_home"));
        }
    }

    fn backup(&mut self, backup: &mut Backup) {
        let Backup {
            name,
            method: _,
            scope: _,
            chain: _,
            every: _,
            full_every: _,
            synthetic: _,
            phase: _,
            window: _,
            stagger: _,
            to: _,
            copy_to: _,
            keep: _,
            reduction: _,
            job_failure,
            stickiness,
            retries: _,
            retry_after: _,
            bad_point,
            logs,
            upkeep,
            preference: _,
            detect,
            decide,
            decided_by: _,
            restored_by: _,
            provision,
            waiting,
            restore_to: _,
            go_home,
        } = backup;
        let key = |own: &str| format!("protection.{}.backup.{own}", bare(name));
        // Whether an outcome repeats the one before means nothing where all are alike.
        if job_failure.0 > 0.0 && job_failure.0 < 1.0 {
            *stickiness = Share(0.0);
        }
        self.share(job_failure, || key("job_failure"));
        self.share(bad_point, || key("bad_point"));
        if let Some(Logs {
            every: _,
            failure,
            bad,
            replay: _,
        }) = logs
        {
            self.share(failure, || key("log_failure"));
            self.share(bad, || key("bad_log"));
        }
        let Upkeep { mending, test: _ } = upkeep;
        if let Some(Mending {
            noticed_after: _,
            takes,
            by: _,
        }) = mending
        {
            self.law(takes, || key("mend"));
        }
        self.law(detect, || key("detect"));
        self.law(decide, || key("decide"));
        self.law(provision, || key("provision"));
        self.waiting(waiting, &key);
        self.go_home(go_home, &key);
    }

    fn redeploy(&mut self, redeploy: &mut Redeploy) {
        let Redeploy {
            name,
            detect,
            decide,
            decided_by: _,
            restored_by: _,
            takes,
            needs_control_plane: _,
            template: _,
            waiting,
            to: _,
            go_home,
        } = redeploy;
        let key = |own: &str| format!("protection.{}.none.{own}", bare(name));
        self.law(detect, || key("detect"));
        self.law(decide, || key("decide"));
        self.law(takes, || key("redeploy"));
        self.waiting(waiting, &key);
        self.go_home(go_home, &key);
    }

    fn replication(&mut self, replication: &mut Replication) {
        let Replication {
            name,
            level: _,
            mode: _,
            to: _,
            hot: _,
            reduction: _,
            points: _,
            keep: _,
            log_limit: _,
            rate: _,
            space: _,
            disks_at_once: _,
            detect,
            decide,
            decided_by: _,
            restored_by: _,
            waiting,
            needs_control_plane: _,
            failover,
            dns_ttl: _,
            failback,
        } = replication;
        let key = |own: &str| format!("protection.{}.replication.{own}", bare(name));
        self.law(detect, || key("detect"));
        self.law(decide, || key("decide"));
        self.waiting(waiting, &key);
        self.law(failover, || key("failover"));
        if let Some(Failback {
            after: _,
            window: _,
            takes,
        }) = failback
        {
            self.law(takes, || key("failback_takes"));
        }
    }

    fn high_availability(&mut self, high_availability: &mut HighAvailability) {
        let HighAvailability {
            name,
            across: _,
            one_active: _,
            witness: _,
            detect,
            failover,
            probe: _,
            dns_ttl: _,
            switch_failure,
            switch_repair,
            switch_repaired_by: _,
        } = high_availability;
        let key = |own: &str| format!("protection.{}.high_availability.{own}", bare(name));
        self.law(detect, || key("detect"));
        self.law(failover, || key("failover"));
        self.share(switch_failure, || key("switch_failure"));
        self.law(switch_repair, || key("switch_repair"));
    }

    fn update(&mut self, update: &mut Update) {
        let Update {
            name,
            stamps: _,
            every: _,
            window: _,
            per_node,
            resync,
            nodes: _,
        } = update;
        self.law(per_node, || format!("update.{}.per_node", bare(name)));
        self.law(resync, || format!("update.{}.resync", bare(name)));
    }

    fn source(&mut self, source: &mut Source) {
        let Source {
            label,
            stream: _,
            target: _,
            class: _,
            arrival,
            effect,
            restoration,
        } = source;
        let table = match arrival {
            Arrival::Renewal { life } => {
                let key = format!("hazard.{}", bare(label));
                self.note(key, stated(life), StandsAt::Off);
                // Without an instant it never comes, and its laws are never asked.
                *arrival = Arrival::Scheduled(Vec::new());
                return;
            }
            Arrival::Scheduled(_) => "fault",
            Arrival::Drill(_) => "drill",
            Arrival::Failback(_) | Arrival::GoHome(_) => "protection",
            Arrival::Volume(_) => "stamp",
            Arrival::Update(..) => "update",
        };
        let key = |own: &str| format!("{table}.{}.{own}", bare(label));
        match effect {
            Effect::Stops { destroys } => self.share(destroys, || key("destroys")),
            Effect::Logical { kind: _, noticed } => self.law(noticed, || key("noticed")),
            Effect::Mistake(Mistake::Deletion | Mistake::Retention(_)) => {}
            Effect::Ransomware(Ransomware {
                dwell,
                scan,
                entered: _,
                deleted: _,
                corrupted: _,
            }) => {
                self.law(dwell, || key("dwell"));
                if let Some(scan) = scan {
                    self.share(&mut scan.misses, || key("scan_misses"));
                }
            }
        }
        let Restoration {
            by_itself,
            detect,
            crew: _,
            parts: _,
            repair,
        } = restoration;
        self.law(detect, || key("detect"));
        let returns = *by_itself;
        self.law(repair, || {
            key(match (table, returns) {
                ("drill", true) => "returns",
                ("fault", true) => "lasts",
                _ => "repair",
            })
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load;
    use crate::units::HOUR;
    use std::sync::Arc;

    /// By the closed forms at 95 %: uniform 1 to 3: 1 + 2 · 0.95 = 2.9; exponential: -ln 0.05 = 2.9957; Weibull of shape 2: its root, 1.7308;
    /// lognormal of sigma 1: e^1.64485 = 5.1803; gamma of shape 1: as the exponential; triangular 0, 1, 2: 2 - √(0.05 · 2 · 1) = 1.6838, at
    /// 20 % √(0.2 · 2 · 1) = 0.6325; of twenty values the nineteenth.
    #[test]
    fn quantiles_are_those_of_the_closed_forms() {
        let (low, high, scale) = (1.0, 3.0, 1.0);
        let triangular = Law::Triangular {
            low: 0.0,
            mode: 1.0,
            high: 2.0,
        };
        let observed: Arc<[f64]> = (1..=20).map(f64::from).collect();
        for (law, share, wanted) in [
            (Law::Constant(7.0), 0.95, 7.0),
            (Law::Uniform { low, high }, 0.95, 2.9),
            (Law::Exponential { mean: 1.0 }, 0.95, 2.9957),
            (Law::Weibull { shape: 2.0, scale }, 0.95, 1.7308),
            (
                Law::Lognormal {
                    median: 1.0,
                    sigma: 1.0,
                },
                0.95,
                5.1803,
            ),
            (Law::Gamma { shape: 1.0, scale }, 0.95, 2.9957),
            (triangular.clone(), 0.95, 1.6838),
            (triangular, 0.2, 0.6325),
            (Law::Empirical(observed), 0.95, 19.0),
        ] {
            let found = quantile(&law, share);
            assert!(
                (found - wanted).abs() < 1e-4,
                "{law:?}: {found}, not {wanted}"
            );
        }
    }

    /// A decision of an hour in the median with sigma 1 stands at 5.1803 h; jobs that fail once in 25 times never do, points that are bad every second time
    /// always are; the hazard is off, and what was fixed is not listed.
    #[test]
    fn what_is_drawn_stands_still_and_is_told() {
        const TEXT: &str = "[stamp.a]\nnode_memory = \"384 GiB\"\nstart = \"1 h\"\n[repository.v]\n[protection.p.backup]\n\
            decide = { lognormal = { median = \"1 h\", sigma = 1.0 } }\njob_failure = \"4 %\"\nbad_point = \"50 %\"\n\
            [application.x]\nprotection = \"p\"\n[hazard.n]\nof = \"node\"\nevery = \"7550 h\"\n";
        let loaded = load(TEXT, "frozen.toml", &|_| Err("none".to_string()));
        let loaded = loaded.unwrap_or_else(|issues| panic!("{:?}", issues[0].message()));
        let frozen = Frozen::of(&loaded.blueprint, 0.95);
        let backup = &frozen.blueprint.protections.backups[0];
        let Law::Constant(decide) = backup.decide else {
            panic!("{:?}", backup.decide);
        };
        assert!((decide / HOUR as f64 - 5.1803).abs() < 1e-4, "{decide}");
        assert_eq!((backup.job_failure.0, backup.bad_point.0), (0.0, 1.0));
        let held = |key: &str| {
            let found = frozen.held.iter().find(|one| one.key == key);
            found.map(|one| one.stands_at)
        };
        assert_eq!(
            held("protection.p.backup.job_failure"),
            Some(StandsAt::Happens(false))
        );
        assert_eq!(
            held("protection.p.backup.bad_point"),
            Some(StandsAt::Happens(true))
        );
        assert_eq!(held("hazard.n"), Some(StandsAt::Off));
        let decide = StandsAt::Length(Span(decide as u64));
        assert_eq!(held("protection.p.backup.decide"), Some(decide));
        assert_eq!(held("stamp.a.start"), None);
        let sources = frozen.blueprint.sources.iter();
        let mut arrivals = sources.map(|one| &one.arrival);
        assert!(arrivals.all(|one| *one == Arrival::Scheduled(Vec::new())));
    }
}
