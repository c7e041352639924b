//! Instances of a role that stand in for one another.
//!
//! Always true here: at most one instance is the active one where one serves at a time.

use super::World;

impl World<'_> {
    /// The timer of a role's instances fires.
    pub(super) fn instances_timer(&mut self, role: usize) {
        let _ = (role, self.now);
    }
}
