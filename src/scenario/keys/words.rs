//! Words to choose from, typed once for reader, writer, schema and reference.
//!
//! Always true here: a word stands for one variant and a variant for one word; a variant without a word does not compile.

/// Something that is chosen by a word.
pub(in crate::scenario) trait Words: Copy + PartialEq + 'static {
    /// All words, in the order of the reference.
    const WORDS: &'static [&'static str];
    /// What they stand for, in the same order.
    const ALL: &'static [Self];
    /// The word of one.
    fn word(self) -> &'static str;
}

/// Gives the variants of an enum their words, and makes it a form of values.
macro_rules! words {
    ($kind:ident { $( $word:literal => $variant:ident ),+ $(,)? }) => {
        impl $crate::scenario::keys::Words for $kind {
            const WORDS: &'static [&'static str] = &[$( $word ),+];
            const ALL: &'static [Self] = &[$( $kind::$variant ),+];
            fn word(self) -> &'static str {
                match self {
                    $( $kind::$variant => $word, )+
                }
            }
        }

        impl $crate::scenario::keys::Form for $kind {
            const KIND: $crate::scenario::keys::Kind = $crate::scenario::keys::Kind::Choice(
                <$kind as $crate::scenario::keys::Words>::WORDS,
            );
        }

        impl $crate::scenario::keys::Plain for $kind {
            type Value = $kind;
            fn stand_in() -> $kind {
                $crate::scenario::keys::Words::ALL[0]
            }
            fn read(
                _: &$crate::scenario::context::Context<'_>,
                node: &$crate::scenario::tree::Node,
            ) -> Result<$kind, $crate::scenario::problem::Problem> {
                $crate::scenario::value::chosen(
                    node,
                    <$kind as $crate::scenario::keys::Words>::WORDS,
                    <$kind as $crate::scenario::keys::Words>::ALL,
                )
            }
            fn write(value: &$kind, _: &mut $crate::scenario::keys::Companions) -> String {
                $crate::scenario::keys::quote($crate::scenario::keys::Words::word(*value))
            }
        }
    };
}

pub(in crate::scenario) use words;
