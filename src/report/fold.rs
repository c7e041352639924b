//! Sentences in lines for a terminal.
//!
//! Always true here: no line is longer than the terminal, unless it has no room for a single letter.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A sentence broken at spaces so that no line has more columns than this, with a line feed. Lines after the
/// first begin with so many spaces.
#[must_use]
pub fn folded(sentence: &str, hanging: usize, width: usize) -> String {
    let indent = " ".repeat(hanging);
    let room = width.saturating_sub(hanging).max(1);
    let stays = sentence.len() - sentence.trim_start_matches(' ').len();
    let (mut text, rest) = (sentence[..stays].to_string(), &sentence[stays..]);
    let (mut used, mut first) = (stays, true);
    // A name that is longer than a line is broken like one.
    for word in rest.split(' ').flat_map(|word| pieces(word, room)) {
        let length = word.width();
        let space = usize::from(!first);
        if !first && used + space + length > width {
            text.push('\n');
            text.push_str(&indent);
            used = hanging;
        } else if !first {
            text.push(' ');
            used += 1;
        }
        text.push_str(&word);
        used += length;
        first = false;
    }
    text.push('\n');
    text
}

/// A word in pieces of at most this many columns.
fn pieces(word: &str, width: usize) -> Vec<String> {
    let mut made = vec![String::new()];
    let mut used = 0;
    for character in word.chars() {
        let own = character.width().unwrap_or(0);
        if used + own > width && used > 0 {
            made.push(String::new());
            used = 0;
        }
        used += own;
        if let Some(last) = made.last_mut() {
            last.push(character);
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_after_the_first_are_indented() {
        assert_eq!(folded("one two three", 0, 7), "one two\nthree\n");
        assert_eq!(folded("  a: one two", 4, 8), "  a: one\n    two\n");
        assert_eq!(folded("abcdefgh", 2, 5), "abc\n  def\n  gh\n");
        assert_eq!(folded("", 2, 5), "\n");
    }
}
