//! Text of others that shows what it says, wherever it is drawn, printed or written.
//!
//! Always true here: one character becomes one character, so that widths and places stay what they are; letters of every script
//! stay.

/// Text for one line: control characters and line breaks become spaces; what turns the direction of writing, what nobody sees and
/// what XML forbids becomes `�`.
#[must_use]
pub fn harmless(text: &str) -> String {
    text.chars().map(one).collect()
}

/// The same for text of several lines: line feeds stay.
#[must_use]
pub fn harmless_lines(text: &str) -> String {
    let character = |c: char| if c == '\n' { c } else { one(c) };
    text.chars().map(character).collect()
}

fn one(character: char) -> char {
    if character.is_control() || matches!(character, '\u{2028}' | '\u{2029}') {
        ' '
    } else if is_deceptive(character) {
        '\u{fffd}'
    } else {
        character
    }
}

/// Whether a character changes how others are read without being seen itself, or is none that XML knows.
#[must_use]
pub fn is_deceptive(character: char) -> bool {
    matches!(
        character,
        // Marks, embeddings, overrides and isolates of direction, and formats that are out of use.
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}'
        // The mark of byte order, annotations between lines, tags.
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        // No characters at all.
        | '\u{fdd0}'..='\u{fdef}'
    ) || u32::from(character) & 0xfffe == 0xfffe
}

/// A text as a cell of a table that no program takes for a formula: an apostrophe stands before a sign that would begin one. A
/// number stays a number.
#[must_use]
pub fn cell(text: &str) -> String {
    let text = harmless_lines(text);
    if text.parse::<f64>().is_ok() {
        return text;
    }
    let mut made = String::with_capacity(text.len() + 1);
    let mut begins = true;
    for character in text.chars() {
        // Full-width signs begin formulas as well where such keyboards are common.
        let sign = matches!(
            character,
            '=' | '+' | '-' | '@' | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}'
        );
        if begins && sign {
            made.push('\'');
        }
        // In many countries programs end a cell at a semicolon.
        begins = matches!(character, ';' | '\n') || (begins && character == ' ');
        made.push(character);
    }
    made
}

/// JSON whose texts hold no character that a terminal or an editor takes for a command: they are written as numbers, and read back
/// to the same.
#[must_use]
pub fn json(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    for character in text.chars() {
        let breaks = matches!(character, '\u{2028}' | '\u{2029}');
        let control = character.is_control() && character != '\n';
        if breaks || control || is_deceptive(character) {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                made.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            made.push(character);
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_every_script_stay_and_commands_go() {
        let kept = "Größe Ωμέγα Заводь 東京 שלום مرحبا 12 % – ✓ a\u{301} 👩\u{200d}🔧";
        assert_eq!(harmless(kept), kept);
        assert_eq!(
            harmless("a\u{1b}[31mb\u{9b}2Jc\r\n\td\u{7f}\0"),
            "a [31mb 2Jc   d  "
        );
        assert_eq!(
            harmless("txt.\u{202e}exe\u{2069}\u{e0041}\u{ffff}"),
            "txt.�exe���"
        );
        assert_eq!(harmless_lines("a\nb\r\u{2028}"), "a\nb  ");
    }

    #[test]
    fn cells_begin_no_formula_and_numbers_stay() {
        for (text, expected) in [
            ("erp", "erp"),
            ("-5", "-5"),
            ("-12.5", "-12.5"),
            ("+3e4", "+3e4"),
            ("=1+1", "'=1+1"),
            ("+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0"),
            ("-a", "'-a"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", " '=1"),
            ("\r=1", " '=1"),
            (" =1", " '=1"),
            ("\u{ff1d}1", "'\u{ff1d}1"),
            ("a; =b;c", "a; '=b;c"),
            ("a=b-c", "a=b-c"),
            ("lose-stamp", "lose-stamp"),
        ] {
            assert_eq!(cell(text), expected, "{text:?}");
        }
    }

    #[test]
    fn json_is_read_back_to_the_same() {
        let hostile = "a\u{1b}\u{9b}\u{202e}\u{e0041}\u{7f}\n\u{2028}ü\"\\";
        let written = serde_json::to_string(hostile).expect("JSON");
        let made = json(&written);
        let read: String = serde_json::from_str(&made).expect("JSON");
        assert_eq!(read, hostile);
        assert!(made.chars().all(|c| !c.is_control() && !is_deceptive(c)));
    }
}
