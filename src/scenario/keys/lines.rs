//! What the resolved scenario says of one table.
//!
//! Always true here: a key is written by the constant that it is read by, in the form of its values.

use super::{Companions, Element, Form, Key, KeyOf, Name, Names, Plain, Whole, quote};
use std::marker::PhantomData;

/// Keys of one table, each with its TOML; their order means nothing.
pub(in crate::scenario) struct Lines<E> {
    pub(in crate::scenario) keys: Vec<(&'static str, String)>,
    /// Files that the values refer to.
    pub(in crate::scenario) companions: Companions,
    of: PhantomData<E>,
}

impl<E> Lines<E> {
    /// A table without keys.
    pub(in crate::scenario) fn new() -> Lines<E> {
        Lines {
            keys: Vec::new(),
            companions: Companions::new(),
            of: PhantomData,
        }
    }

    /// The same, as what stands inside of a table of another kind.
    pub(in crate::scenario) fn inside<Outer>(self) -> Lines<Outer> {
        Lines {
            keys: self.keys,
            companions: self.companions,
            of: PhantomData,
        }
    }

    /// A value.
    pub(in crate::scenario) fn put<F: Plain, N: Copy>(
        &mut self,
        key: Key<E, F, N>,
        value: &F::Value,
    ) {
        let text = F::write(value, &mut self.companions);
        self.keys.push((key.name(), text));
    }

    /// A value, if there is one.
    pub(in crate::scenario) fn put_maybe<F: Plain, N: Copy>(
        &mut self,
        key: Key<E, F, N>,
        value: Option<&F::Value>,
    ) {
        if let Some(value) = value {
            self.put(key, value);
        }
    }

    /// A whole number.
    pub(in crate::scenario) fn count<const LEAST: u64, N: Copy>(
        &mut self,
        key: Key<E, Whole<LEAST>, N>,
        count: impl Into<u64>,
    ) {
        self.keys.push((key.name(), count.into().to_string()));
    }

    /// A number.
    pub(in crate::scenario) fn number<N: Copy>(&mut self, key: Key<E, f64, N>, number: f64) {
        self.keys.push((key.name(), format!("{number:?}")));
    }

    /// A name of a table.
    pub(in crate::scenario) fn name<K: Element, N: Copy>(
        &mut self,
        key: Key<E, Name<K>, N>,
        name: &str,
    ) {
        self.keys.push((key.name(), quote(name)));
    }

    /// Names of tables.
    pub(in crate::scenario) fn names<K: Element, N: Copy>(
        &mut self,
        key: Key<E, Names<K>, N>,
        names: &[&str],
    ) {
        self.keys.push((key.name(), list(names)));
    }

    /// A value of a form of its own, as TOML.
    pub(in crate::scenario) fn toml<F: Form, N: Copy>(&mut self, key: Key<E, F, N>, toml: String) {
        self.keys.push((key.name(), toml));
    }
}

/// A list of texts as TOML.
pub(in crate::scenario) fn list<T: AsRef<str>>(texts: &[T]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| quote(text.as_ref())).collect();
    format!("[{}]", quoted.join(", "))
}
