//! Every random quantity of a world: which stream it is read from, and which word of it.
//!
//! Always true here: no two quantities share a word. A stream belongs to one thing and its name begins
//! with the kind of draws in it; word = ordinal · width + place, where the place is the number of a
//! variant of an enum, and more variants than the width do not compile.

use crate::random::{Stream, name_hash};

/// Ordinals of what begins before the horizon. From the horizon on they are counted from 1, so that
/// nothing in it moves with what happened before.
pub(super) const EARLY: u64 = 1 << 40;

/// The ordinal of what comes next. The first before the horizon is 0, beside those in it: most sources
/// have no second one then.
#[inline(always)]
pub(super) const fn next_ordinal(ordinal: u64, in_horizon: bool) -> u64 {
    if ordinal.wrapping_sub(1) < EARLY - 1 {
        return ordinal + 1;
    }
    match (in_horizon, ordinal) {
        (true, _) => 1,
        (false, 0) => EARLY + 1,
        (false, early) => early + 1,
    }
}

/// Kinds of streams.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// Of the trial: where it lies in the calendar.
    Trial,
    /// Of a source: lives and repairs.
    Lives,
    /// Of a source: what else its faults draw.
    Faults,
    /// Of a trace: what its recorded faults draw.
    Recorded,
    /// Of a stamp: how lost nodes are noticed.
    Detections,
    /// Of a stamp: how long it starts.
    Starts,
    /// Of a VM: what its recoveries draw for themselves.
    Recoveries,
    /// Of a VM: outcomes of its backup jobs.
    Jobs,
    /// Of a VM: outcomes of retries of its jobs.
    Retries,
    /// Of a VM: what people do about its jobs and points.
    Upkeep,
    /// Of a VM: files of restore points that are bad.
    Files,
    /// Of a VM: its log jobs and their files.
    Logs,
    /// Of a replication group.
    Groups,
    /// Of a volume: how long people take to make room.
    Reliefs,
    /// Of a role with high availability: its switches.
    Switches,
    /// Of a role with high availability: losses that are no switch.
    Losses,
    /// Of an update: how long copies take to become whole.
    Updates,
}

impl Kind {
    const ALL: [Kind; 17] = [
        Kind::Trial,
        Kind::Lives,
        Kind::Faults,
        Kind::Recorded,
        Kind::Detections,
        Kind::Starts,
        Kind::Recoveries,
        Kind::Jobs,
        Kind::Retries,
        Kind::Upkeep,
        Kind::Files,
        Kind::Logs,
        Kind::Groups,
        Kind::Reliefs,
        Kind::Switches,
        Kind::Losses,
        Kind::Updates,
    ];

    /// What its names begin with: no slash, and each kind another one.
    const fn prefix(self) -> &'static str {
        match self {
            Kind::Trial => "trial",
            Kind::Lives => "lives",
            Kind::Faults => "faults",
            Kind::Recorded => "recorded",
            Kind::Detections => "detections",
            Kind::Starts => "starts",
            Kind::Recoveries => "recoveries",
            Kind::Jobs => "jobs",
            Kind::Retries => "retries",
            Kind::Upkeep => "upkeep",
            Kind::Files => "files",
            Kind::Logs => "logs",
            Kind::Groups => "groups",
            Kind::Reliefs => "reliefs",
            Kind::Switches => "switches",
            Kind::Losses => "losses",
            Kind::Updates => "updates",
        }
    }

    /// The name of the stream of one thing, which has a name of its own among those of its kind.
    pub(super) fn stream_of(self, thing: &str) -> u128 {
        debug_assert!(Kind::ALL.contains(&self));
        name_hash(&format!("{}/{thing}", self.prefix()))
    }
}

/// Declares the words that belong to one ordinal of a stream.
macro_rules! words {
    ($(#[$about:meta])* $name:ident, $width:literal { $($(#[$what:meta])* $word:ident),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u64)]
        pub(super) enum $name { $($(#[$what])* $word),+ }

        impl $name {
            /// Words of one ordinal, with room for draws to come.
            const WIDTH: u64 = $width;
            #[cfg(test)]
            const ALL: &'static [$name] = &[$($name::$word),+];

            /// The word of this quantity for an ordinal.
            #[inline]
            pub(super) const fn at(self, ordinal: u64) -> u64 {
                ordinal * $name::WIDTH + self as u64
            }
        }

        const _: () = assert!([$($name::$word as u64),+].len() as u64 <= $name::WIDTH);
        const _: () = assert!($name::WIDTH < 1 << 20, "ordinals reach 2^41");
    };
}

words! {
    /// Of a trial, in [`Kind::Trial`].
    OfTrial, 16 {
        /// Where in the calendar its horizon begins.
        Calendar,
        /// How much longer than stated it runs before that.
        Roam,
    }
}
words! {
    /// Of one life of a source, in [`Kind::Lives`].
    OfLife, 2 {
        /// How long until the fault.
        Life,
        /// How long the repair takes.
        Repair,
    }
}
words! {
    /// Of one fault, in [`Kind::Faults`] and [`Kind::Recorded`]. All VMs that it takes share it.
    OfFault, 16 {
        /// When somebody is called for its repair.
        Detect,
        /// When the crew answers.
        Answers,
        /// Whether state is lost.
        Destroys,
        /// When a corruption is noticed.
        Noticed,
        /// When it is noticed that VMs must come back another way.
        NoticeLoss,
        /// How long the decision takes.
        Decide,
        /// Whether a disk falls silent.
        Silent,
        /// How long it takes to raise a quota.
        Quota,
        /// When people give up what is down but intact.
        GiveUp,
        /// When they know how long that lasts.
        Known,
        /// When whoever is on call answers to decide.
        OnCall,
        /// How long the delivery of the part takes that its repair needs.
        Delivery,
        /// How long before they strike intruders came in.
        Dwell,
        /// How long a shipment from an offline repository takes.
        Shipment,
    }
}
words! {
    /// Of one lost node, in [`Kind::Detections`].
    OfDetection, 4 {
        /// When the cluster notices.
        Notices,
        /// Whether the node goes silent.
        Silent,
    }
}
words! {
    /// Of one start of a stamp, in [`Kind::Starts`].
    OfStart, 1 {
        /// How long it takes.
        Takes,
    }
}
words! {
    /// Of one stop of a VM, in [`Kind::Recoveries`].
    OfStop, 16 {
        /// How long the VM is built.
        Provision,
        /// How long it boots.
        Boot,
        /// How long it is checked.
        Validate,
        /// In place of the fault's, where there is no fault to blame.
        NoticeLoss,
        /// The same.
        Decide,
        /// The same.
        Quota,
        /// The same.
        GiveUp,
        /// The same.
        Known,
        /// The same.
        OnCall,
        /// When whoever is on call answers to build it.
        OnCallToBuild,
        /// When whoever is on call answers to check it.
        OnCallToCheck,
        /// In place of the fault's, where there is no fault to blame.
        Shipment,
        /// Whether the scan of what it was restored with misses intruders.
        Misses,
    }
}
words! {
    /// Of one backup job, in [`Kind::Jobs`]: those of consecutive jobs lie beside each other.
    OfJob, 2 {
        /// Whether the outcome before is repeated.
        Repeats,
        /// Else whether it fails.
        Fails,
    }
}
words! {
    /// Of the file that one backup job makes, in [`Kind::Files`].
    OfFile, 1 {
        /// Whether it is bad.
        Bad,
    }
}
words! {
    /// Of one log job, in [`Kind::Logs`].
    OfLog, 4 {
        /// Whether it fails.
        Fails,
        /// Whether its file is bad.
        Bad,
    }
}
words! {
    /// Of one job that is noticed to fail, in [`Kind::Upkeep`].
    OfUpkeep, 8 {
        /// When somebody answers.
        Answers,
        /// How long mending takes.
        Mends,
    }
}
words! {
    /// Of one replication group, in [`Kind::Groups`].
    OfGroup, 16 {
        /// Where in their interval its recovery points lie.
        PointsPhase,
    }
}
words! {
    /// Of one relief of a volume, in [`Kind::Reliefs`].
    OfRelief, 1 {
        /// How long it takes.
        Takes,
    }
}
words! {
    /// Of one switch, in [`Kind::Switches`].
    OfSwitch, 8 {
        /// When the loss is noticed.
        Detect,
        /// How long taking over takes.
        Failover,
        /// Whether it fails.
        Fails,
        /// How long a person takes then.
        Repair,
    }
}
words! {
    /// Of one loss that is no switch, in [`Kind::Losses`].
    OfLoss, 1 {
        /// When it is noticed.
        Detect,
    }
}

words! {
    /// Of one node of an update, in [`Kind::Updates`].
    OfUpdate, 1 {
        /// How long its copies take to become whole.
        Resync,
    }
}

/// More tries than one job can have.
const TRIES: u64 = 1 << 16;

/// The word of one try of a job, in [`Kind::Retries`].
#[inline]
pub(super) const fn of_try(ordinal: u64, number: u32) -> u64 {
    let number = number as u64;
    let last = TRIES - 1;
    ordinal * TRIES + if number < last { number } else { last }
}

/// The word of the full that is put together with the increment of a job, in [`Kind::Files`]: beyond those of all jobs.
#[inline]
pub(super) const fn of_synthetic(ordinal: u64) -> u64 {
    (1 << 40) + ordinal
}

/// What all VMs that one fault takes have in common: one disaster is noticed, decided and answered once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Common {
    NoticeLoss,
    Decide,
    Quota,
    GiveUp,
    Known,
    OnCall,
    Shipment,
}

/// The stream and the word of a common draw: in the stream of the fault that took the VM, and by its
/// ordinal. A VM that no fault took has its own, and the number of its stops.
pub(super) fn common<'s>(
    fault: Option<(&'s mut Stream, u64)>,
    own: (&'s mut Stream, u64),
    what: Common,
) -> (&'s mut Stream, u64) {
    let of_fault = match what {
        Common::NoticeLoss => OfFault::NoticeLoss,
        Common::Decide => OfFault::Decide,
        Common::Quota => OfFault::Quota,
        Common::GiveUp => OfFault::GiveUp,
        Common::Known => OfFault::Known,
        Common::OnCall => OfFault::OnCall,
        Common::Shipment => OfFault::Shipment,
    };
    let of_stop = match what {
        Common::NoticeLoss => OfStop::NoticeLoss,
        Common::Decide => OfStop::Decide,
        Common::Quota => OfStop::Quota,
        Common::GiveUp => OfStop::GiveUp,
        Common::Known => OfStop::Known,
        Common::OnCall => OfStop::OnCall,
        Common::Shipment => OfStop::Shipment,
    };
    match fault {
        Some((stream, ordinal)) => (stream, of_fault.at(ordinal)),
        None => (own.0, of_stop.at(own.1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words of the first ordinals and of the first early ones.
    fn all_words(at: impl Fn(u64) -> Vec<u64>) -> Vec<u64> {
        let late = 0..40;
        let early = EARLY..EARLY + 40;
        late.chain(early).flat_map(at).collect()
    }

    #[test]
    fn no_two_quantities_share_a_word() {
        macro_rules! layouts {
            ($($name:ident),+) => {
                [$(all_words(|ordinal| $name::ALL.iter().map(|word| word.at(ordinal)).collect())),+]
            };
        }
        let layouts = layouts!(
            OfTrial,
            OfLife,
            OfFault,
            OfDetection,
            OfStart,
            OfStop,
            OfJob,
            OfFile,
            OfLog,
            OfUpkeep,
            OfGroup,
            OfRelief,
            OfSwitch,
            OfLoss,
            OfUpdate
        );
        let tries = all_words(|ordinal| (0..200).map(|number| of_try(ordinal, number)).collect());
        for mut words in layouts.into_iter().chain([tries]) {
            let count = words.len();
            words.sort_unstable();
            words.dedup();
            assert!(words.len() == count, "two quantities share a word");
        }
    }

    /// A VM that no fault took draws in the stream of its own start and checks; the others in that of
    /// the fault, where nothing else may lie either.
    #[test]
    fn what_vms_have_in_common_shares_no_word() {
        let [provision, boot, validate] = [OfStop::Provision, OfStop::Boot, OfStop::Validate];
        let mut of_stop = [provision, boot, validate].map(|word| word.at(3)).to_vec();
        let others = [
            OfFault::Detect,
            OfFault::Answers,
            OfFault::Destroys,
            OfFault::Noticed,
            OfFault::Silent,
            OfFault::Dwell,
        ];
        let mut of_fault = others.map(|word| word.at(3)).to_vec();
        let mut of_record = of_fault.clone();
        for what in [
            Common::NoticeLoss,
            Common::Decide,
            Common::Quota,
            Common::GiveUp,
            Common::Known,
            Common::OnCall,
            Common::Shipment,
        ] {
            for (fault, words) in [
                (None, &mut of_stop),
                (Some(3), &mut of_fault),
                (Some(3), &mut of_record),
            ] {
                let (mut own, mut stream) = (Stream::new(), Stream::new());
                let fault = fault.map(|ordinal| (&mut stream, ordinal));
                words.push(common(fault, (&mut own, 3), what).1);
            }
        }
        for mut words in [of_stop, of_fault, of_record] {
            let count = words.len();
            words.sort_unstable();
            words.dedup();
            assert!(words.len() == count, "two quantities share a word");
        }
    }

    #[test]
    fn every_kind_of_stream_has_a_name_of_its_own() {
        for (place, kind) in Kind::ALL.iter().enumerate() {
            assert!(!kind.prefix().contains('/') && !kind.prefix().is_empty());
            let before = &Kind::ALL[..place];
            assert!(before.iter().all(|other| other.prefix() != kind.prefix()));
        }
    }

    #[test]
    fn two_consecutive_jobs_are_read_at_once() {
        let words = [0, 1].map(|job| [OfJob::Repeats.at(job), OfJob::Fails.at(job)]);
        assert!(words == [[0, 1], [2, 3]]);
    }

    #[test]
    fn ordinals_in_the_horizon_do_not_depend_on_those_before() {
        assert!(next_ordinal(0, true) == 1 && next_ordinal(0, false) == EARLY + 1);
        assert!(next_ordinal(EARLY + 7, false) == EARLY + 8 && next_ordinal(EARLY + 7, true) == 1);
        assert!(next_ordinal(1, true) == 2);
    }
}
