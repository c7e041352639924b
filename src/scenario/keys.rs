//! What a key is: one row with its name, its meaning, the form of its values, and what holds where it is left out.
//!
//! Always true here: a key exists once, as a constant of the file of its table (`scenario::elements`). Reader, writer of
//! the resolved scenario, schema, reference and messages use that constant; text never stands for a key. Its type says
//! which table it belongs to, what its values are, and whether it has a default, so that these do not compile: asking a
//! table for a key of another, reading a share as a length of time, taking the default of a key that has none.
//!
//! ```text
//! BAD_POINT: Share = "bad_point", "Probability that a file is bad …", default("0.75 %", Assumed, "restores fail …");
//! reader:  bad_point: table.get(BAD_POINT),
//! writer:  lines.put(BAD_POINT, &backup.bad_point);
//! ```

mod bound;
mod form;
mod lines;
mod words;

pub(in crate::scenario) use bound::Bound;
pub(in crate::scenario) use form::{
    Companions, Each, Every, Form, Inner, Name, Names, Plain, Several, Size, Targets, Whole, quote,
};
pub(in crate::scenario) use lines::{Lines, list};
pub(in crate::scenario) use words::{Words, words};

pub(crate) use super::kind::Kind;
use super::problem::{KeyProblem, Known};
use crate::model::{Class, DefaultValue};
use std::marker::PhantomData;

/// What happens where a key is left out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::scenario) enum Need {
    /// It must be there.
    Required,
    /// Its default is used and listed with the assumptions.
    Default,
    /// Its default is used; it says how the run is made, or nothing about the world.
    Quiet,
    /// Its absence means this.
    Optional(&'static str),
    /// It stands here for those below, and where none of them says it either it means this, or its default is used.
    Handed {
        by: &'static str,
        absent: Option<&'static str>,
    },
}

impl Need {
    /// The same where the key stands above its own table.
    fn handed(self, by: &'static str) -> Need {
        let absent = match self {
            Need::Optional(words) => Some(words).filter(|words| !words.is_empty()),
            Need::Handed { absent, .. } => absent,
            Need::Required | Need::Default | Need::Quiet => None,
        };
        Need::Handed { by, absent }
    }
}

/// A key as schema, reference and messages read it.
#[derive(Clone, Copy, Debug)]
pub(in crate::scenario) struct Row {
    pub(in crate::scenario) name: &'static str,
    pub(in crate::scenario) kind: Kind,
    pub(in crate::scenario) need: Need,
    pub(in crate::scenario) default: Option<&'static DefaultValue>,
    /// What it takes less than others of its kind.
    pub(in crate::scenario) bounds: &'static [Bound],
    pub(in crate::scenario) doc: &'static str,
}

/// A table as schema, reference and messages read it.
#[derive(Clone, Copy, Debug)]
pub(in crate::scenario) struct Section {
    /// Its name in messages.
    pub(in crate::scenario) name: &'static str,
    /// Pattern of its keys in the list of assumptions.
    pub(in crate::scenario) pattern: &'static str,
    /// How it is written.
    pub(in crate::scenario) header: &'static str,
    /// Whether assumptions of many such tables are shown as one.
    pub(in crate::scenario) collapse: bool,
    pub(in crate::scenario) doc: &'static str,
    /// Its own keys.
    pub(in crate::scenario) keys: &'static [&'static Row],
    /// Keys of what is below it that can stand here as well.
    pub(in crate::scenario) handed: Option<Handed>,
}

/// Keys of another table, which can stand in one above it and hold for all below that do not say otherwise.
#[derive(Clone, Copy, Debug)]
pub(in crate::scenario) struct Handed {
    /// The table below.
    pub(in crate::scenario) of: &'static Section,
    /// Its keys that cannot be handed down.
    pub(in crate::scenario) but: &'static [&'static str],
    /// Whose it is where it is left out.
    pub(in crate::scenario) absent: &'static str,
}

impl Section {
    /// All keys, its own first.
    pub(in crate::scenario) fn rows(&self) -> Vec<Row> {
        let mut rows: Vec<Row> = self.keys.iter().map(|row| **row).collect();
        if let Some(handed) = &self.handed {
            let below = handed.of.rows().into_iter();
            let below = below.filter(|row| !handed.but.contains(&row.name));
            rows.extend(below.map(|row| Row {
                need: row.need.handed(handed.absent),
                default: None,
                ..row
            }));
        }
        rows
    }

    /// The key of this name, its own or that of what is below it.
    pub(in crate::scenario) fn key(&self, name: &str) -> Option<&'static Row> {
        let own = self.keys.iter().copied().find(|key| key.name == name);
        own.or_else(|| {
            let handed = self.handed.as_ref()?;
            let below = handed.of.key(name)?;
            (!handed.but.contains(&name)).then_some(below)
        })
    }

    /// What is wrong with a key of this name here; nothing where it can be stated.
    pub(in crate::scenario) fn refusal(&self, name: &str) -> Option<KeyProblem> {
        // Names are copied only where there is something to say: this is asked of every key of every table.
        match self.key(name).map(|row| row.kind) {
            Some(Kind::Refused(reason)) => Some(KeyProblem::NotSupported {
                key: name.to_string(),
                reason,
            }),
            Some(_) => None,
            None => {
                let rows = self.rows().into_iter();
                let legal = rows.filter(|row| !matches!(row.kind, Kind::Refused(_)));
                let legal: Vec<&str> = legal.map(|row| row.name).collect();
                Some(KeyProblem::UnknownKey {
                    key: name.to_string(),
                    section: self.name,
                    known: Known::in_place_of(name, &legal),
                })
            }
        }
    }
}

/// The keys of one table, as a type.
pub(in crate::scenario) trait Element {
    /// The name of the table.
    const NAME: &'static str;
    /// All of it.
    const SECTION: &'static Section;
}

/// A key of the table `E` with values of the form `F`, and with what `N` says where it is left out.
pub(in crate::scenario) struct Key<E, F, N> {
    pub(in crate::scenario) row: &'static Row,
    pub(in crate::scenario) need: N,
    pub(in crate::scenario) of: PhantomData<fn() -> (E, F)>,
}

impl<E, F, N: Copy> Clone for Key<E, F, N> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E, F, N: Copy> Copy for Key<E, F, N> {}

/// It must be there.
#[derive(Clone, Copy)]
pub(in crate::scenario) struct Must;

/// It may be left out, and has no default.
#[derive(Clone, Copy)]
pub(in crate::scenario) struct May;

/// It has this default.
#[derive(Clone, Copy)]
pub(in crate::scenario) struct Or(pub(in crate::scenario) &'static DefaultValue);

/// Its default is worked out from the rest of the scenario.
#[derive(Clone, Copy)]
pub(in crate::scenario) struct WorkedOut(pub(in crate::scenario) &'static DefaultValue);

/// It has this default in some tables; in others it may be left out, or must be there.
#[derive(Clone, Copy)]
pub(in crate::scenario) struct Sometimes(pub(in crate::scenario) &'static DefaultValue);

impl<E, F> Key<E, F, Sometimes> {
    /// The key where its default has no part.
    pub(in crate::scenario) const fn stated(self) -> Key<E, F, May> {
        Key {
            row: self.row,
            need: May,
            of: PhantomData,
        }
    }
}

impl<E, F, N> Key<E, F, N> {
    /// The same key where it stands in a table above its own, for all below that do not say otherwise.
    pub(in crate::scenario) const fn handed<Above>(self) -> Key<Above, F, May>
    where
        N: Copy,
    {
        Key {
            row: self.row,
            need: May,
            of: PhantomData,
        }
    }
}

/// Some key of the table `E`, whatever its values.
pub(in crate::scenario) trait KeyOf<E>: Copy {
    /// Its row.
    fn row(self) -> &'static Row;
    /// Its name.
    fn name(self) -> &'static str {
        self.row().name
    }
}

impl<E, F, N: Copy> KeyOf<E> for Key<E, F, N> {
    fn row(self) -> &'static Row {
        self.row
    }
}

/// Declares the keys of a table: the type `Keys`, and a constant for each key.
macro_rules! keys {
    (
        name: $name:literal, pattern: $pattern:literal, header: $header:literal, collapse: $collapse:literal,
        doc: $about:literal $(, handed: $below:ident but [$($but:ident),*], absent: $absent:literal)?;
        $( $key:ident: $form:ty = $word:literal, $what:literal, $need:ident $(($($with:tt)*))? $(, bounds [$($bound:expr),+])?; )*
    ) => {
        /// The keys of this table, as a type.
        pub(in crate::scenario) enum Keys {}

        impl $crate::scenario::keys::Element for Keys {
            const NAME: &'static str = $name;
            const SECTION: &'static $crate::scenario::keys::Section = &$crate::scenario::keys::Section {
                name: $name,
                pattern: $pattern,
                header: $header,
                collapse: $collapse,
                doc: $about,
                keys: &[$( $key.row ),*],
                handed: $crate::scenario::keys::handed!(
                    $($below [$($below::$but.row.name),*] $absent)?
                ),
            };
        }

        $(
            #[doc = $what]
            pub(in crate::scenario) const $key: $crate::scenario::keys::Key<
                Keys,
                $form,
                $crate::scenario::keys::need!(is $need),
            > = $crate::scenario::keys::Key {
                row: &$crate::scenario::keys::Row {
                    name: $word,
                    kind: <$form as $crate::scenario::keys::Form>::KIND,
                    need: $crate::scenario::keys::need!(row $need $(, $($with)*)?),
                    default: $crate::scenario::keys::need!(default $need $(, $($with)*)?),
                    bounds: &[$($($bound),+)?],
                    doc: $what,
                },
                need: $crate::scenario::keys::need!(value $need $(, $($with)*)?),
                of: std::marker::PhantomData,
            };
        )*
    };
}

/// What the words `required`, `default` and so on stand for.
#[rustfmt::skip]
macro_rules! need {
    (is required) => { $crate::scenario::keys::Must };
    (is optional) => { $crate::scenario::keys::May };
    (is default) => { $crate::scenario::keys::Or };
    (is quiet) => { $crate::scenario::keys::Or };
    (is worked_out) => { $crate::scenario::keys::WorkedOut };
    (is quietly_worked_out) => { $crate::scenario::keys::WorkedOut };
    (is sometimes) => { $crate::scenario::keys::Sometimes };
    (is where_destroyed) => { $crate::scenario::keys::Sometimes };

    (row required) => { $crate::scenario::keys::Need::Required };
    (row optional, $meaning:literal) => { $crate::scenario::keys::Need::Optional($meaning) };
    (row sometimes, $meaning:literal, $($default:tt)*) => { $crate::scenario::keys::Need::Optional($meaning) };
    (row quiet, $($default:tt)*) => { $crate::scenario::keys::Need::Quiet };
    (row quietly_worked_out, $($default:tt)*) => { $crate::scenario::keys::Need::Quiet };
    (row $other:ident, $($default:tt)*) => { $crate::scenario::keys::Need::Default };

    (default required) => { None };
    (default optional, $meaning:literal) => { None };
    (default sometimes, $meaning:literal, $($default:tt)*) => { Some($crate::scenario::keys::need!(its $($default)*)) };
    (default $other:ident, $($default:tt)*) => { Some($crate::scenario::keys::need!(its $($default)*)) };

    (value required) => { $crate::scenario::keys::Must };
    (value optional, $meaning:literal) => { $crate::scenario::keys::May };
    (value sometimes, $meaning:literal, $($default:tt)*) => {
        $crate::scenario::keys::Sometimes($crate::scenario::keys::need!(its $($default)*))
    };
    (value $other:ident, $($default:tt)*) => {
        $crate::scenario::keys::need!(made $other)($crate::scenario::keys::need!(its $($default)*))
    };

    (its $value:expr, $status:ident, $source:literal) => {
        &$crate::model::DefaultValue {
            value: $value,
            source: $source,
            status: $crate::model::Status::$status,
        }
    };

    (made default) => { $crate::scenario::keys::Or };
    (made quiet) => { $crate::scenario::keys::Or };
    (made worked_out) => { $crate::scenario::keys::WorkedOut };
    (made quietly_worked_out) => { $crate::scenario::keys::WorkedOut };
    (made where_destroyed) => { $crate::scenario::keys::Sometimes };
}

/// The keys that a table takes from one below it.
macro_rules! handed {
    () => {
        None
    };
    ($below:ident [$($but:expr),*] $absent:literal) => {
        Some($crate::scenario::keys::Handed {
            of: <$below::Keys as $crate::scenario::keys::Element>::SECTION,
            but: &[$($but),*],
            absent: $absent,
        })
    };
}

pub(in crate::scenario) use {handed, keys, need};

/// The names of classes in the order of reports.
pub(in crate::scenario) fn class_names() -> Vec<&'static str> {
    Class::ALL.iter().map(|class| class.name()).collect()
}
