//! Copies into what is there already.
//!
//! Always true here: a copy keeps what the place that it goes to has allocated, and no field is left out.

/// Makes a struct one that can be copied, also into another one of its kind whose tables are kept. All of
/// its fields are named, so that a new one does not compile before it is copied.
macro_rules! clones {
    (
        $name:ident $(<$($life:lifetime)? $($kind:ident $(: $bound:path)?),*>)?
        { $($field:ident),+ $(,)? }
    ) => {
        impl $(<$($life)? $($kind $(: $bound)?),*>)? Clone for $name $(<$($life)? $($kind),*>)? {
            fn clone(&self) -> Self {
                let $name { $($field),+ } = self;
                $name { $($field: Clone::clone($field)),+ }
            }
            fn clone_from(&mut self, from: &Self) {
                let $name { $($field),+ } = from;
                $(Clone::clone_from(&mut self.$field, $field);)+
            }
        }
    };
}
pub(crate) use clones;

#[cfg(test)]
mod tests {
    struct Pair {
        list: Vec<u32>,
        number: u32,
    }
    clones!(Pair { list, number });

    #[test]
    fn a_copy_keeps_what_the_place_has_allocated() {
        let from = Pair {
            list: vec![1, 2],
            number: 3,
        };
        let mut into = Pair {
            list: Vec::with_capacity(100),
            number: 0,
        };
        into.clone_from(&from);
        let copy = from.clone();
        for one in [&into, &copy] {
            assert!(one.list == [1, 2] && one.number == 3);
        }
        assert!(into.list.capacity() >= 100 && copy.list.capacity() < 100);
    }
}
