//! Words of messages: the name that may be meant by a wrong one, and nouns behind their article.
//!
//! Always true here: nothing is offered that is too far from what was written.

/// The nearest of several names, where one is near enough to be meant.
pub(crate) fn nearest<'n>(
    wrong: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Option<&'n str> {
    let wrong = wrong.to_lowercase();
    let letters = Letters::of(&wrong);
    known
        .into_iter()
        .filter_map(|name| {
            let lower = name.to_lowercase();
            let length = name.chars().count().max(wrong.chars().count());
            let most = (length * 2 / 5).max(1);
            // An abbreviation: the beginning of the right name.
            let begun = wrong.len() >= 3 && lower.starts_with(&wrong);
            // Most of a long list is far off, which is seen at once.
            if !begun && letters.least_distance(&lower) > most {
                return None;
            }
            let distance = strsim::damerau_levenshtein(&wrong, &lower);
            let near = distance <= most;
            (near || begun).then_some((distance, name))
        })
        .min()
        .map(|(_, name)| name)
}

/// How often each byte stands in a text.
struct Letters([i32; 256]);

impl Letters {
    fn of(text: &str) -> Letters {
        let mut counts = [0; 256];
        text.bytes().for_each(|byte| counts[byte as usize] += 1);
        Letters(counts)
    }

    fn is_ascii(&self) -> bool {
        self.0[128..].iter().all(|count| *count == 0)
    }

    /// Changes of letters that it takes at least to come from this text to the other: each takes a letter away and
    /// puts one in, of one byte in plain texts and of four at most in others.
    fn least_distance(&self, other: &str) -> usize {
        let mut left = self.0;
        other.bytes().for_each(|byte| left[byte as usize] -= 1);
        let sum = |sign: i32| left.iter().map(|count| (count * sign).max(0)).sum::<i32>();
        let bytes = if other.is_ascii() && self.is_ascii() {
            1
        } else {
            4
        };
        (sum(1).max(sum(-1)) as usize).div_ceil(bytes)
    }
}

/// A noun behind `a` or `an`.
pub(crate) fn with_article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {noun}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_offered_and_far_ones_are_not() {
        assert_eq!(nearest("colour", ["stateful", "stamp"]), None);
        assert_eq!(nearest("stamps", ["stateful", "stamp"]), Some("stamp"));
        assert_eq!(nearest("evrey", ["every", "of"]), Some("every"));
    }
}
