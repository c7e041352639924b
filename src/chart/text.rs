//! How wide text is, and how it is cut, without a font at hand.
//!
//! Always true here: widths are estimates for the wide sans-serif faces, so that text never grows
//! beyond the room that it was given.

/// Estimated width of a text in the unit of `size`, the height of the face.
#[must_use]
pub fn width(text: &str, size: f64) -> f64 {
    let ems: f64 = text.chars().map(ems).sum();
    ems * size
}

fn ems(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' => 0.32,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '/' | '-' | 'I' => 0.42,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' => 0.95,
        'A'..='Z' => 0.72,
        // Letters of other scripts can be as wide as they are high.
        character if character > '\u{2e80}' => 1.0,
        _ => 0.62,
    }
}

/// The name itself where it has at most this many characters, else its beginning, an ellipsis and
/// its end: names that begin alike often end apart.
#[must_use]
pub fn shortened(name: &str, characters: usize) -> String {
    let all: Vec<char> = name.chars().collect();
    if all.len() <= characters {
        return name.to_string();
    }
    let kept = characters.saturating_sub(1);
    let end = kept / 3;
    let beginning: String = all[..kept - end].iter().collect();
    let end: String = all[all.len() - end..].iter().collect();
    format!("{}…{}", beginning.trim_end(), end.trim_start())
}

/// The name itself where it fits into this width at this size, else shortened in its middle.
#[must_use]
pub fn fitted_name(name: &str, size: f64, room: f64) -> String {
    let mut characters = name.chars().count();
    let mut made = name.to_string();
    while width(&made, size) > room && characters > 1 {
        characters -= 1;
        made = shortened(name, characters);
    }
    made
}

/// An address that fits into this width at this size: its longest part is shortened, never the dots and keys between.
#[must_use]
pub fn fitted_address(name: &str, size: f64, room: f64) -> String {
    let mut parts: Vec<String> = name.split('.').map(str::to_string).collect();
    loop {
        let made = parts.join(".");
        if width(&made, size) <= room {
            return made;
        }
        let longest = parts.iter_mut().max_by_key(|part| part.chars().count());
        let Some(longest) = longest.filter(|part| part.chars().count() > 5) else {
            return fitted_name(&made, size, room);
        };
        *longest = shortened(longest, longest.chars().count() - 1);
    }
}

/// The text itself where it fits into this width at this size, else its beginning and an ellipsis.
#[must_use]
pub fn fitted(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_string();
    }
    let mut kept = String::new();
    let mut used = width("…", size);
    for character in text.chars() {
        used += ems(character) * size;
        if used > room {
            break;
        }
        kept.push(character);
    }
    format!("{}…", kept.trim_end())
}

/// A text broken at spaces into lines that fit into this width at this size.
#[must_use]
pub fn lines(text: &str, size: f64, room: f64) -> Vec<String> {
    let mut made: Vec<String> = vec![];
    for word in text.split_whitespace() {
        match made.last_mut() {
            Some(line) if width(line, size) + width(word, size) + 0.32 * size <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => made.push(fitted(word, size, room)),
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cut_text_fits_and_says_so() {
        let long = "warehouse-management-and-logistics-control-system";
        let cut = fitted(long, 12.0, 100.0);
        assert!(cut.ends_with('…') && width(&cut, 12.0) <= 100.0, "{cut}");
        assert_eq!(fitted("erp", 12.0, 100.0), "erp");
        assert_eq!(shortened("warehouse-12", 8), "wareh…12");
        assert_eq!(shortened("erp", 3), "erp");
        let name = fitted_name(&format!("{long}-07"), 12.0, 120.0);
        assert!(name.ends_with("-07") && name.starts_with("ware"), "{name}");
        assert!(width(&name, 12.0) <= 120.0);
    }

    #[test]
    fn lines_keep_every_word_that_fits() {
        let made = lines("one two three four", 10.0, 60.0);
        assert!(made.len() > 1);
        assert_eq!(made.join(" "), "one two three four");
    }
}
