//! `--with 'PATH=VALUE; PATH=VALUE'`: the changes that make one variant.
//!
//! Always true here: only what separates them; what they mean is up to `scenario`, as for `--set` and `--unset`.

use crate::scenario::Edit;

/// What takes a key out, before its path.
const UNSET: &str = "unset ";

/// The changes of one `--with`, in their order: parts are separated by `;` outside of quotes; `unset PATH` leaves a key out.
/// None where a quote is not closed, so that it would swallow what stands behind it.
#[must_use]
pub fn changes(given: &str) -> Option<Vec<Edit>> {
    let parts = parts(given)?.into_iter().map(str::trim);
    let edits = parts
        .filter(|part| !part.is_empty())
        .map(|part| match part.strip_prefix(UNSET) {
            Some(path) => Edit::Unset(path.trim().to_string()),
            None => Edit::Set(part.to_string()),
        });
    Some(edits.collect())
}

fn parts(given: &str) -> Option<Vec<&str>> {
    let (mut made, mut from, mut quote, mut escaped) = (Vec::new(), 0, None, false);
    for (place, letter) in given.char_indices() {
        match (quote, letter) {
            // Only in double quotes a backslash takes the meaning of the next letter.
            (Some('"'), _) if escaped => escaped = false,
            (Some('"'), '\\') => escaped = true,
            (Some(open), letter) if letter == open => quote = None,
            (None, '"' | '\'') => quote = Some(letter),
            (None, ';') => {
                made.extend(given.get(from..place));
                from = place + 1;
            }
            _ => {}
        }
    }
    made.extend(given.get(from..));
    quote.is_none().then_some(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_of_a_variant_are_separated_by_semicolons() {
        let set = |text: &str| Edit::Set(text.to_string());
        let changed = |text: &str| changes(text).unwrap_or_default();
        assert_eq!(changed("stamp.alpha.nodes=6"), [set("stamp.alpha.nodes=6")]);
        assert_eq!(changes("description=\"a;stamp.alpha.nodes=9"), None);
        assert_eq!(
            changed(" a.b=2 h ; c='x;y';d=\"q\\\";\" ;; unset e.f ;"),
            [
                set("a.b=2 h"),
                set("c='x;y'"),
                set("d=\"q\\\";\""),
                Edit::Unset("e.f".to_string())
            ]
        );
        assert_eq!(changed(" ; "), []);
    }
}
