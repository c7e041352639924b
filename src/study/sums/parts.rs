//! What sums are made of, and how they add up.
//!
//! Always true here: a struct of sums adds up field by field, and none can be forgotten: the list of its fields is
//! the one that it is declared with.

use crate::stats::amounts::{Amounts, Pairs};
use crate::stats::clusters::Clusters;
use crate::stats::frequencies::Frequencies;
use crate::stats::moments::Moments;
use serde::{Deserialize, Serialize};

/// Something that adds up in any order.
pub(crate) trait Sum {
    /// Adds the trials of another sum.
    fn merge(&mut self, other: &Self);
    /// Puts lists in order, so that they can be read and compared.
    fn settle(&mut self) {}
    /// Whether any list had to round its values.
    fn has_rounded(&self) -> bool {
        false
    }
}

/// Declares a struct of sums.
macro_rules! sums {
    ($(#[$doc:meta])* pub(crate) struct $name:ident {
        $($(#[$of:meta])* pub(crate) $field:ident: $type:ty,)*
    }) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Debug, Default, serde::Serialize, serde::Deserialize)]
        pub(crate) struct $name {
            $($(#[$of])* pub(crate) $field: $type,)*
        }

        impl $crate::study::sums::Sum for $name {
            fn merge(&mut self, other: &Self) {
                $($crate::study::sums::Sum::merge(&mut self.$field, &other.$field);)*
            }
            fn settle(&mut self) {
                $($crate::study::sums::Sum::settle(&mut self.$field);)*
            }
            fn has_rounded(&self) -> bool {
                $($crate::study::sums::Sum::has_rounded(&self.$field) ||)* false
            }
        }
    };
}
pub(crate) use sums;

impl Sum for u64 {
    fn merge(&mut self, other: &Self) {
        *self = self.saturating_add(*other);
    }
}

impl Sum for u128 {
    fn merge(&mut self, other: &Self) {
        *self = self.saturating_add(*other);
    }
}

impl Sum for Moments {
    fn merge(&mut self, other: &Self) {
        Moments::merge(self, other);
    }
}

impl Sum for Clusters {
    fn merge(&mut self, other: &Self) {
        Clusters::merge(self, other);
    }
}

impl<const W: usize> Sum for Frequencies<W> {
    fn merge(&mut self, other: &Self) {
        Frequencies::merge(self, other);
    }
    fn settle(&mut self) {
        Frequencies::settle(self);
    }
    fn has_rounded(&self) -> bool {
        self.is_rounded()
    }
}

impl Sum for Amounts {
    fn merge(&mut self, other: &Self) {
        Amounts::merge(self, other);
    }
    fn settle(&mut self) {
        self.list.settle();
    }
    fn has_rounded(&self) -> bool {
        self.list.is_rounded()
    }
}

impl Sum for Pairs {
    fn merge(&mut self, other: &Self) {
        Pairs::merge(self, other);
    }
    fn settle(&mut self) {
        self.list.settle();
    }
    fn has_rounded(&self) -> bool {
        self.list.is_rounded()
    }
}

impl<S: Sum, T: Sum> Sum for (S, T) {
    fn merge(&mut self, other: &Self) {
        self.0.merge(&other.0);
        self.1.merge(&other.1);
    }
    fn settle(&mut self) {
        self.0.settle();
        self.1.settle();
    }
    fn has_rounded(&self) -> bool {
        self.0.has_rounded() || self.1.has_rounded()
    }
}

impl<S: Sum, const N: usize> Sum for [S; N] {
    fn merge(&mut self, other: &Self) {
        self.iter_mut()
            .zip(other)
            .for_each(|(one, other)| one.merge(other));
    }
    fn settle(&mut self) {
        self.iter_mut().for_each(Sum::settle);
    }
    fn has_rounded(&self) -> bool {
        self.iter().any(Sum::has_rounded)
    }
}

/// Things of a table, which is empty before the first trial.
impl<S: Sum + Default> Sum for Vec<S> {
    fn merge(&mut self, other: &Self) {
        if self.len() < other.len() {
            self.resize_with(other.len(), S::default);
        }
        self.iter_mut()
            .zip(other)
            .for_each(|(one, other)| one.merge(other));
    }
    fn settle(&mut self) {
        self.iter_mut().for_each(Sum::settle);
    }
    fn has_rounded(&self) -> bool {
        self.iter().any(Sum::has_rounded)
    }
}

/// One of several candidates, the largest of which is held; of equal ones that of the first trial.
pub(crate) trait Candidate: Clone {
    /// How large it is.
    fn size(&self) -> u64;
    /// Its trial.
    fn trial(&self) -> u32;
}

impl<C: Candidate> Sum for Option<C> {
    fn merge(&mut self, other: &Self) {
        let place = |one: &C| (std::cmp::Reverse(one.size()), one.trial());
        match (&*self, other) {
            (_, None) => {}
            (Some(held), Some(other)) if place(held) <= place(other) => {}
            (_, Some(other)) => *self = Some(other.clone()),
        }
    }
}

/// The largest of all.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Most<T>(pub(crate) T);

impl<T: Ord + Copy> Most<T> {
    /// Looks at one more.
    pub(crate) fn take(&mut self, value: T) {
        self.0 = self.0.max(value);
    }
}

impl<T: Ord + Copy> Sum for Most<T> {
    fn merge(&mut self, other: &Self) {
        self.take(other.0);
    }
}
