//! Who goes first: restores, backups and copies at slots and on pipes.
//!
//! Always true here: the lower number goes first; copies come after everything else; of one kind the
//! more urgent tier goes first.

/// Flows of this class take what they can before any other.
const FIRST: u8 = 0;
const SECOND: u8 = 1;

/// Further apart than any two tiers.
const AFTER_TIERS: u32 = 500;

/// The rule of a scenario.
#[derive(Clone, Copy, Debug)]
pub(in crate::world) struct Order {
    /// Restores go before backups, at slots and on pipes.
    pub(in crate::world) restores_first: bool,
}

impl Order {
    /// The class of flows that bring state to a VM that has none.
    pub(in crate::world) fn class_of_restores(self) -> u8 {
        if self.restores_first { FIRST } else { SECOND }
    }

    /// The class of all other flows.
    pub(in crate::world) fn class_of_others(self) -> u8 {
        SECOND
    }

    /// The turn of a restore of a VM of this tier.
    pub(in crate::world) fn restore(self, tier: u8) -> u32 {
        let backups_first = u32::from(!self.restores_first);
        backups_first * AFTER_TIERS + u32::from(tier)
    }

    /// The turn of a backup.
    pub(in crate::world) fn backup(self, tier: u8) -> u32 {
        let restores_first = u32::from(self.restores_first);
        restores_first * 2 * AFTER_TIERS + u32::from(tier)
    }

    /// The turn of a copy of a restore point.
    pub(in crate::world) fn copy(self, tier: u8) -> u32 {
        2 * AFTER_TIERS + self.backup(tier)
    }
}

#[cfg(test)]
mod tests {
    use super::Order;

    /// The least urgent restore goes before the most urgent backup, or the other way round, and any of
    /// these before a copy.
    #[test]
    fn one_kind_goes_before_the_other_whatever_the_tiers() {
        let (most, least) = (0, u8::MAX);
        let first = Order {
            restores_first: true,
        };
        assert!(first.restore(least) < first.backup(most));
        assert!(first.backup(least) < first.copy(most));
        assert!(first.class_of_restores() < first.class_of_others());
        let last = Order {
            restores_first: false,
        };
        assert!(last.backup(least) < last.restore(most));
        assert!(last.restore(least) < last.copy(most));
        assert_eq!(last.class_of_restores(), last.class_of_others());
        assert!(first.restore(1) < first.restore(2));
    }
}
