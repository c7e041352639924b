//! How far a restore point can be rolled forward: the logs behind it, one after the other.
//!
//! Always true here: a log is replayed only where it begins no later than what was recovered so far; a point and its logs
//! are read at one repository.

use super::Vault;
use super::log::Log;
use super::point::{Known, Point};
use crate::model::record::ChainEnd;
use crate::model::{Backup, VmId};
use crate::units::Moment;

/// A restore point, and the last log that is replayed on it, by their sequence numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::world) struct Target {
    pub(in crate::world) point: u32,
    pub(in crate::world) log: Option<u32>,
}

/// The state that a VM resumes with.
#[derive(Clone, Copy, Debug)]
pub(in crate::world) struct Recovered {
    /// When it was the state of the VM.
    pub(in crate::world) instant: Moment,
    /// The write clock of the VM then.
    pub(in crate::world) clock: u64,
    /// It is corrupt.
    pub(in crate::world) corrupt: bool,
}

/// How far a point can be rolled forward.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    /// The last log that is replayed.
    pub(super) log: Option<u32>,
    pub(super) to: Recovered,
    pub(super) end: ChainEnd,
}

/// What logs are replayed on a point that was read.
#[derive(Clone, Copy, Debug)]
pub(in crate::world) struct Replay {
    /// The last that could be.
    pub(in crate::world) log: Option<u32>,
    /// Files of the point, and logs that are replayed.
    pub(in crate::world) files: u32,
    pub(in crate::world) logs: u32,
    /// How long that takes, in milliseconds.
    pub(in crate::world) takes: u64,
    pub(in crate::world) end: ChainEnd,
}

/// How a chain of logs is followed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Follow {
    /// At the first repository, or at the second.
    pub(super) first: bool,
    /// What is corrupt will not do.
    pub(super) only_good: bool,
    /// Not beyond a log that is known to be bad.
    pub(super) not_bad: bool,
    /// Not beyond the log that reaches this write clock.
    pub(super) until: u64,
}

impl Recovered {
    /// What a point holds by itself.
    pub(super) fn of(point: &Point) -> Recovered {
        Recovered {
            instant: point.captured,
            clock: point.clock,
            corrupt: point.bad,
        }
    }
}

impl Vault<'_> {
    /// The point of a sequence number, if it is kept.
    pub(in crate::world) fn point(&self, vm: VmId, sequence: u32) -> Option<Point> {
        let job = &self.jobs[vm];
        job.place_of(sequence).map(|index| job.points[index])
    }

    /// When a restore point that is still kept was captured.
    pub(in crate::world) fn captured_at(&self, vm: VmId, sequence: u32) -> Option<Moment> {
        self.point(vm, sequence).map(|point| point.captured)
    }

    /// How far the point at a place of those that are kept can be rolled forward.
    pub(super) fn reach(&self, vm: VmId, index: usize, follow: Follow) -> Reach {
        let point = &self.jobs[vm].points[index];
        let logs = &self.logs[vm];
        let mut reach = Reach {
            log: None,
            to: Recovered::of(point),
            end: ChainEnd::Newest,
        };
        let start = logs
            .logs
            .partition_point(|log| log.captured <= point.captured);
        let mut at = point.captured;
        for (place, log) in logs.logs.iter().enumerate().skip(start) {
            if reach.to.clock >= follow.until {
                reach.end = ChainEnd::Sooner;
                break;
            }
            if log.from > at || log.to.0 <= at {
                break;
            }
            if !log.lies(follow.first) {
                let mut later = logs.logs.range(place + 1..);
                reach.end = match follow.first || later.any(|log| log.lies(false)) {
                    true => ChainEnd::Missing,
                    false => ChainEnd::NotCopied,
                };
                break;
            }
            if follow.not_bad && log.known == Known::Bad {
                reach.end = ChainEnd::Bad;
                break;
            }
            if follow.only_good && log.sound.0 <= at {
                reach.end = ChainEnd::Fault;
                break;
            }
            reach.log = Some(logs.dropped + place as u32);
            reach.to = log.recovers(point, follow.only_good);
            if follow.only_good && !log.is_sound() {
                reach.end = ChainEnd::Fault;
                break;
            }
            if log.to.0 < log.captured {
                break;
            }
            at = log.captured;
        }
        reach
    }

    /// The places of the logs that a target needs: none where any of them is not kept, or does not lie at the repository.
    fn logs_of(&self, vm: VmId, target: Target, first: bool) -> Option<std::ops::Range<usize>> {
        let Some(last) = target.log else {
            return Some(0..0);
        };
        let logs = &self.logs[vm];
        let captured = self.point(vm, target.point)?.captured;
        let end = logs.place_of(last)? + 1;
        let start = logs.logs.partition_point(|log| log.captured <= captured);
        let mut needed = logs.logs.range(start..end);
        needed.all(|log| log.lies(first)).then_some(start..end)
    }

    /// Bytes of the logs that a target needs, as they are stored.
    pub(super) fn log_bytes(&self, vm: VmId, target: Target, first: bool) -> Option<u64> {
        let places = self.logs_of(vm, target, first)?;
        Some(self.logs[vm].logs.range(places).map(|log| log.bytes).sum())
    }

    /// Milliseconds that the replay of a target takes, as far as is known.
    pub(in crate::world) fn replay_takes(&self, vm: VmId, target: Target, only_good: bool) -> u64 {
        let backup = self.backup_of(vm).1;
        let first = self.logs_of(vm, target, true).is_some();
        let Some(places) = self.logs_of(vm, target, first) else {
            return 0;
        };
        let logs = self.logs[vm].logs.range(places);
        let bytes: f64 = logs.map(|log| replayed_bytes(log, only_good)).sum();
        replay_ms(backup, bytes)
    }

    /// A point that was read is rolled forward to its target, with logs of the first repository or the second: up to the
    /// first log that turns out bad, which is known from then on. With `sooner` fewer logs were chosen than there are.
    pub(in crate::world) fn replay(
        &mut self,
        vm: VmId,
        target: Target,
        (first, only_good, sooner): (bool, bool, bool),
    ) -> Replay {
        let backup = self.backup_of(vm).1;
        let places = self.logs_of(vm, target, first).unwrap_or(0..0);
        let logs = &mut self.logs[vm];
        let dropped = logs.dropped;
        let (mut bytes, mut count, mut last, mut bad) = (0.0, 0, None, false);
        for place in places {
            let log = &mut logs.logs[place];
            if only_good && log.sound.0 <= log.from {
                break;
            }
            if log.unreadable {
                log.known = Known::Bad;
                bad = true;
                break;
            }
            log.known = Known::Good;
            bytes += replayed_bytes(log, only_good);
            count += 1;
            last = Some(dropped + place as u32);
            if only_good && !log.is_sound() {
                break;
            }
        }
        let job = &self.jobs[vm];
        let index = job.place_of(target.point).unwrap_or(0);
        let points = job.chain_of(index, backup.chain).count() as u32;
        let follow = Follow {
            first,
            only_good,
            not_bad: true,
            until: u64::MAX,
        };
        let reach = self.reach(vm, index, follow);
        let end = match reach.end {
            _ if bad => ChainEnd::Bad,
            end if reach.log == last => end,
            _ if sooner => ChainEnd::Sooner,
            // What came while it was read.
            _ => ChainEnd::NotCopied,
        };
        Replay {
            log: last,
            files: points + count,
            logs: count,
            takes: replay_ms(backup, bytes),
            end,
        }
    }

    /// What a VM has that resumes from a target.
    ///
    /// # Panics
    /// Where its point is not kept.
    pub(in crate::world) fn recovered(
        &self,
        vm: VmId,
        target: Target,
        only_good: bool,
    ) -> Recovered {
        let point = self.point(vm, target.point);
        let point = point.expect("a point that was read is kept");
        let logs = &self.logs[vm];
        let place = target.log.and_then(|last| logs.place_of(last));
        match place.map(|place| &logs.logs[place]) {
            Some(log) => log.recovers(&point, only_good),
            None => Recovered::of(&point),
        }
    }
}

impl Log {
    /// What a VM has whose point was rolled forward up to here; where what is corrupt will not do, to just before that.
    fn recovers(&self, point: &Point, only_good: bool) -> Recovered {
        let (instant, clock) = match only_good {
            true => self.sound.min(self.to),
            false => self.to,
        };
        Recovered {
            instant,
            clock,
            corrupt: !only_good && (point.bad || !self.is_sound()),
        }
    }
}

/// Bytes of a log that are replayed, as they are stored: of one in which a corruption begins, or of which the rest was
/// left behind, the part before it.
fn replayed_bytes(log: &Log, only_good: bool) -> f64 {
    let all = log.captured.since(log.from).0;
    let end = match only_good {
        true => log.sound.0.min(log.to.0),
        false => log.to.0,
    };
    if end >= log.captured || all == 0 {
        return log.bytes as f64;
    }
    let part = end.0.saturating_sub(log.from.0);
    log.bytes as f64 * (part as f64 / all as f64)
}

/// How long so many bytes of logs, as they are stored, take to be replayed, in milliseconds.
fn replay_ms(backup: &Backup, bytes: f64) -> u64 {
    let rate = backup
        .logs
        .map_or(f64::INFINITY, |logs| logs.replay.0 as f64);
    (bytes * backup.reduction / rate * 1_000.0).round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RepositoryId;
    use crate::units::{HOUR, MINUTE};

    const VM: VmId = VmId(0);

    /// A full at midnight with logs of 15 min up to noon, of 1,000 bytes each as they are stored, that lie at both
    /// repositories. Data is halved on its way, and 100 bytes are replayed in a second.
    fn half_a_day() -> (crate::scenario::Loaded, fn(&mut Vault<'_>)) {
        let text = "[stamp.a]\nnode_memory = \"384 GiB\"\n[repository.one]\n[repository.two]\n[protection.p.backup]\n\
            to = \"one\"\ncopy_to = \"two\"\nlog_every = \"15 min\"\nreplay = \"100 B/s\"\nreduction = 2.0\n\
            [application.x]\nprotection = \"p\"\n";
        let none = |name: &str| Err(format!("no {name}"));
        let loaded = crate::scenario::load(text, "test.toml", &none);
        let fill = |vault: &mut Vault<'_>| {
            vault.jobs[VM].points.push_back(Point {
                captured: Moment::ZERO,
                clock: 0,
                bytes: 5_000,
                full: true,
                synthetic: false,
                unreadable: false,
                bad: false,
                left: false,
                first: true,
                second: true,
                complete: Moment::ZERO,
                copied: Moment::ZERO,
                known: Known::Nothing,
            });
            for quarter in 0..48 {
                let captured = (quarter + 1) * 15 * MINUTE;
                vault.logs[VM].logs.push_back(Log {
                    from: Moment(quarter * 15 * MINUTE),
                    from_clock: quarter * 15 * MINUTE,
                    captured: Moment(captured),
                    clock: captured,
                    to: (Moment(captured), captured),
                    sound: (Moment(captured), captured),
                    bytes: 1_000,
                    unreadable: false,
                    known: Known::Nothing,
                    first: true,
                    second: true,
                    complete: Moment(captured),
                    copied: Moment(captured),
                });
            }
        };
        (loaded.expect("a sound scenario"), fill)
    }

    const ALL: Follow = Follow {
        first: true,
        only_good: false,
        not_bad: true,
        until: u64::MAX,
    };
    const SECOND: Follow = Follow {
        first: false,
        ..ALL
    };

    fn reached(vault: &Vault<'_>, follow: Follow) -> (Option<u32>, u64, ChainEnd) {
        let reach = vault.reach(VM, 0, follow);
        (reach.log, reach.to.clock, reach.end)
    }

    /// The log of 10:00 is the 40th, number 39. Where it was not copied, the chain at the second repository ends at 9:45,
    /// whatever lies there of later ones; at the first it goes on to noon.
    #[test]
    fn a_gap_ends_the_chain_where_it_is() {
        let (loaded, fill) = half_a_day();
        let mut vault = Vault::new(&loaded.blueprint);
        fill(&mut vault);
        assert_eq!(
            reached(&vault, SECOND),
            (Some(47), 12 * HOUR, ChainEnd::Newest)
        );
        vault.logs[VM].logs[39].second = false;
        let quarter_to_ten = 9 * HOUR + 45 * MINUTE;
        assert_eq!(
            reached(&vault, SECOND),
            (Some(38), quarter_to_ten, ChainEnd::Missing)
        );
        assert_eq!(
            reached(&vault, ALL),
            (Some(47), 12 * HOUR, ChainEnd::Newest)
        );
        // Where nothing later lies there either, nothing is missing: the newest was not copied yet.
        for log in vault.logs[VM].logs.range_mut(39..) {
            log.second = false;
        }
        assert_eq!(
            reached(&vault, SECOND),
            (Some(38), quarter_to_ten, ChainEnd::NotCopied)
        );
        // Lost with the first repository, copies stay: 39 logs with the full are 44,000 bytes.
        let first = RepositoryId(0);
        vault.repositories[first].used = 5_000 + 48_000;
        vault.lose_points(VM, first);
        assert_eq!(reached(&vault, ALL), (None, 0, ChainEnd::Missing));
        let target = Target {
            point: 0,
            log: Some(38),
        };
        assert_eq!(
            vault.bytes_to_read(VM, target, RepositoryId(1)),
            Some(44_000)
        );
        assert_eq!(vault.bytes_to_read(VM, target, first), None);
    }

    /// The log of 3:00 is bad, and nobody knows: a restore is meant to reach noon, replays 11 logs in 11 · 1,000 · 2 / 100 =
    /// 220 s, and ends at 2:45. From then on it is known.
    #[test]
    fn a_bad_log_is_found_in_the_replay() {
        let (loaded, fill) = half_a_day();
        let mut vault = Vault::new(&loaded.blueprint);
        fill(&mut vault);
        vault.logs[VM].logs[11].unreadable = true;
        let noon = Target {
            point: 0,
            log: Some(47),
        };
        assert_eq!(vault.replay_takes(VM, noon, false), 960_000);
        let replay = vault.replay(VM, noon, (true, false, false));
        assert_eq!((replay.log, replay.logs, replay.files), (Some(10), 11, 12));
        assert_eq!((replay.takes, replay.end), (220_000, ChainEnd::Bad));
        let quarter_to_three = 2 * HOUR + 45 * MINUTE;
        assert_eq!(
            reached(&vault, ALL),
            (Some(10), quarter_to_three, ChainEnd::Bad)
        );
        let nobody_knows = Follow {
            not_bad: false,
            ..ALL
        };
        assert_eq!(reached(&vault, nobody_knows).1, 12 * HOUR);
    }

    /// Corrupt from 6:05 on: the log of 6:15 is replayed up to there, a third of it. 24 logs and a third are 24,333 bytes as
    /// they are stored, 486.667 s. What comes after it holds nothing that is sound.
    #[test]
    fn a_corruption_is_left_out_to_the_instant() {
        let (loaded, fill) = half_a_day();
        let mut vault = Vault::new(&loaded.blueprint);
        fill(&mut vault);
        let since = 6 * HOUR + 5 * MINUTE;
        for log in vault.logs[VM].logs.range_mut(24..) {
            log.sound = (Moment(since), since);
        }
        let good = Follow {
            only_good: true,
            ..ALL
        };
        assert_eq!(reached(&vault, good), (Some(24), since, ChainEnd::Fault));
        let target = Target {
            point: 0,
            log: Some(47),
        };
        let replay = vault.replay(VM, target, (true, true, false));
        assert_eq!((replay.log, replay.takes), (Some(24), 486_667));
        assert_eq!(reached(&vault, ALL).1, 12 * HOUR);
        assert!(vault.recovered(VM, target, false).corrupt);
    }

    /// Struck at noon by intruders who had been in since 6:05, a third into the log of 6:15: clean up to there. The log of 3:00
    /// is found to be bad: clean up to 2:45. They wipe the first repository: the second holds the same, and there the log of
    /// 10:00 is missing, beyond which nothing would do after a scan.
    #[test]
    fn intruders_leave_logs_up_to_their_entry() {
        let (loaded, fill) = half_a_day();
        let mut vault = Vault::new(&loaded.blueprint);
        fill(&mut vault);
        let (entry, noon) = (6 * HOUR + 5 * MINUTE, Moment(12 * HOUR));
        vault.infect(VM, Moment(entry), noon);
        let [first, second] = [RepositoryId(0), RepositoryId(1)];
        let left = |vault: &Vault<'_>| [false, true].map(|any| vault.newest_left(VM, any));
        let clean = Some((Moment(entry), first));
        assert_eq!(left(&vault), [clean, Some((noon, first))]);
        let log = vault.logs[VM].logs[24];
        assert_eq!(log.sound, (Moment(entry), entry));
        vault.logs[VM].logs[11].known = Known::Bad;
        let quarter_to_three = Moment(2 * HOUR + 45 * MINUTE);
        assert_eq!(left(&vault), [Some((quarter_to_three, first)); 2]);
        vault.logs[VM].logs[11].known = Known::Nothing;
        vault.logs[VM].logs[39].second = false;
        vault.repositories[first].used = 5_000 + 48_000;
        vault.wipe(
            VM,
            crate::world::vault::Wiping {
                repository: first,
                now: noon,
                scanned: true,
                came_by: None,
            },
        );
        assert_eq!(vault.used_at(first), 0);
        let quarter_to_ten = Moment(9 * HOUR + 45 * MINUTE);
        let held = [
            Some((Moment(entry), second)),
            Some((quarter_to_ten, second)),
        ];
        assert_eq!(left(&vault), held);
        // Up to noon they deleted; the clean instant is as it was, at the other repository.
        assert_eq!(vault.newest_deleted(VM, false), Some((noon, first)));
    }

    /// After a restore a full at 8:00 begins anew: what was written before it hangs on the old full, and ends at 6:00.
    #[test]
    fn logs_of_another_chain_are_not_replayed() {
        let (loaded, fill) = half_a_day();
        let mut vault = Vault::new(&loaded.blueprint);
        fill(&mut vault);
        vault.logs[VM].logs.drain(24..32);
        assert_eq!(reached(&vault, ALL), (Some(23), 6 * HOUR, ChainEnd::Newest));
        let mut full = vault.jobs[VM].points[0];
        full.captured = Moment(8 * HOUR);
        full.clock = 8 * HOUR;
        vault.jobs[VM].points.push_back(full);
        let reach = vault.reach(VM, 1, ALL);
        assert_eq!((reach.log, reach.to.clock), (Some(39), 12 * HOUR));
        // With as few logs as reach 9:20: those up to 9:30.
        let enough = 9 * HOUR + 20 * MINUTE;
        let reach = vault.reach(
            VM,
            1,
            Follow {
                until: enough,
                ..ALL
            },
        );
        assert_eq!(
            (reach.to.clock, reach.end),
            (9 * HOUR + 30 * MINUTE, ChainEnd::Sooner)
        );
    }
}
