//! Writes protections.
//!
//! Always true here: what belongs to a mode, to failback or to several stamps is written only
//! together with it, as the reader wants it.

use super::super::calendar::window_text;
use super::{Writer, list, quote, quoted};
use crate::model::{
    Backup, BackupMethod, BackupScope, ChainKind, HighAvailability, Replication, ReplicationLevel,
    ReplicationMode, Retention,
};

impl Writer<'_> {
    pub(super) fn protections(&mut self) {
        let blueprint = self.blueprint;
        for backup in &blueprint.backups {
            let keys = self.backup(backup);
            self.table(&["protection", &backup.name, "backup"], keys);
        }
        for redeploy in &blueprint.redeploys {
            let mut keys = vec![
                ("detect", self.law(&redeploy.detect)),
                ("decide", self.law(&redeploy.decide)),
                ("redeploy", self.law(&redeploy.takes)),
                (
                    "needs_control_plane",
                    redeploy.needs_control_plane.to_string(),
                ),
            ];
            if let Some(id) = redeploy.template {
                keys.push(("template", quote(&blueprint.repository(id).name)));
            }
            if !redeploy.to.is_empty() {
                keys.push(("to", self.stamp_list(&redeploy.to)));
            }
            self.table(&["protection", &redeploy.name, "none"], keys);
        }
        for replication in &blueprint.replications {
            let keys = self.replication(replication);
            self.table(&["protection", &replication.name, "replication"], keys);
        }
        let active = &self.parts.one_active;
        for (plan, one) in blueprint.high_availabilities.iter().zip(active) {
            let keys = self.high_availability(plan, *one);
            self.table(&["protection", &plan.name, "high_availability"], keys);
        }
    }

    fn stamp_list(&self, ids: &[crate::model::StampId]) -> String {
        let names: Vec<&str> = ids
            .iter()
            .map(|id| self.blueprint.stamp(*id).name.as_str())
            .collect();
        list(&names)
    }

    fn backup(&mut self, backup: &Backup) -> Vec<(&'static str, String)> {
        let method = match backup.method {
            BackupMethod::Agent => "agent",
            BackupMethod::Snapshot => "snapshot",
        };
        let scope = match backup.scope {
            BackupScope::Vm => "vm",
            BackupScope::Data => "data",
        };
        let chain = match backup.chain {
            ChainKind::Full => "full",
            ChainKind::Incremental => "incremental",
            ChainKind::Differential => "differential",
        };
        let mut keys = vec![
            ("method", quote(method)),
            ("scope", quote(scope)),
            ("chain", quote(chain)),
            ("every", quoted(backup.every)),
            ("full_every", quoted(backup.full_every)),
            ("phase", quoted(backup.phase)),
            ("stagger", quoted(backup.stagger)),
            ("to", quote(&self.blueprint.repository(backup.to).name)),
            ("reduction", format!("{:?}", backup.reduction)),
            ("job_failure", quoted(backup.job_failure)),
            ("stickiness", quoted(backup.stickiness)),
            ("retries", backup.retries.to_string()),
            ("retry_after", quoted(backup.retry_after)),
            ("bad_point", quoted(backup.bad_point)),
            ("detect", self.law(&backup.detect)),
            ("decide", self.law(&backup.decide)),
            ("provision", self.law(&backup.provision)),
        ];
        keys.push((
            "keep",
            match backup.keep {
                Retention::Age(age) => quoted(age),
                Retention::Count(count) => count.to_string(),
            },
        ));
        if let Some(window) = backup.window {
            keys.push(("window", quote(&window_text(window))));
        }
        if let Some(id) = backup.copy_to {
            keys.push(("copy_to", quote(&self.blueprint.repository(id).name)));
        }
        if let Some(id) = backup.decided_by {
            keys.push(("decided_by", quote(&self.blueprint.crews[id.index()].name)));
        }
        if !backup.restore_to.is_empty() {
            keys.push(("restore_to", self.stamp_list(&backup.restore_to)));
        }
        keys
    }

    fn replication(&mut self, plan: &Replication) -> Vec<(&'static str, String)> {
        let blueprint = self.blueprint;
        let level = match plan.level {
            ReplicationLevel::Application => "application",
            ReplicationLevel::Guest => "guest",
            ReplicationLevel::Vm => "vm",
        };
        let mut keys = vec![
            ("level", quote(level)),
            ("to", quote(&blueprint.stamp(plan.to).name)),
            ("standby", quote(if plan.hot { "hot" } else { "warm" })),
            ("reduction", format!("{:?}", plan.reduction)),
            ("points", quoted(plan.points)),
            ("keep", quoted(plan.keep)),
            ("log_limit", quoted(plan.log_limit)),
            ("space", format!("{:?}", plan.space)),
            ("disks_at_once", plan.disks_at_once.to_string()),
            ("detect", self.law(&plan.detect)),
            ("decide", self.law(&plan.decide)),
            ("needs_control_plane", plan.needs_control_plane.to_string()),
            ("failover", self.law(&plan.failover)),
            ("dns_ttl", quoted(plan.dns_ttl)),
            ("failback", plan.failback.is_some().to_string()),
        ];
        let (mode, when_cut) = match plan.mode {
            ReplicationMode::Async => ("async", None),
            ReplicationMode::SyncOrAlone => ("sync", Some("continue")),
            ReplicationMode::SyncOrStop => ("sync", Some("stop")),
        };
        keys.push(("mode", quote(mode)));
        if let Some(when_cut) = when_cut {
            keys.push(("when_cut", quote(when_cut)));
        }
        if let Some(rate) = plan.rate {
            keys.push(("rate", quoted(rate)));
        }
        if let Some(id) = plan.decided_by {
            keys.push(("decided_by", quote(&blueprint.crews[id.index()].name)));
        }
        if let Some(failback) = &plan.failback {
            keys.push(("failback_after", quoted(failback.after)));
            keys.push(("failback_takes", self.law(&failback.takes)));
            if let Some(window) = failback.window {
                keys.push(("failback_window", quote(&window_text(window))));
            }
        }
        keys
    }

    fn high_availability(
        &mut self,
        plan: &HighAvailability,
        one_active: Option<bool>,
    ) -> Vec<(&'static str, String)> {
        let mut keys = vec![
            ("detect", self.law(&plan.detect)),
            ("failover", self.law(&plan.failover)),
            ("probe", quoted(plan.probe)),
            ("switch_failure", quoted(plan.switch_failure)),
            ("switch_repair", self.law(&plan.switch_repair)),
        ];
        if !plan.across.is_empty() {
            keys.push(("across", self.stamp_list(&plan.across)));
        }
        if plan.across.len() > 1 || plan.dns_ttl.0 > 0 {
            keys.push(("dns_ttl", quoted(plan.dns_ttl)));
        }
        if let Some(one) = one_active {
            keys.push(("active", quote(if one { "one" } else { "all" })));
        }
        if let Some(at) = plan.witness {
            keys.push(("witness", self.place(at)));
        }
        keys
    }
}
