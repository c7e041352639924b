//! Functions stay short: what does not fit on a page is more than one step.

use super::{is_word, program_text, sources};

/// A function of more lines than this has a step that deserves a name.
const LONGEST_FUNCTION: usize = 70;

/// Functions of a text that rustfmt has laid out, each with its lines, its signature and both braces
/// among them.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let Some(name) = function_name(line) else {
            continue;
        };
        let indent = line.len() - line.trim_start().len();
        let closing = format!("{:indent$}}}", "");
        let mut opened = false;
        for (end, line) in lines.iter().enumerate().skip(start) {
            opened |= line.contains('{');
            let alone = opened && end == start && line.ends_with('}');
            if alone || *line == closing || (!opened && line.ends_with(';')) {
                found.push((name, end - start + 1));
                break;
            }
        }
    }
    found
}

/// The name of the function that begins on this line.
fn function_name(line: &str) -> Option<String> {
    let mut rest = line.trim_start();
    if rest.starts_with("pub(") {
        rest = rest.split_once(") ")?.1;
    }
    for word in ["pub ", "const "] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    let name = rest.strip_prefix("fn ")?;
    let end = name.find(|letter| !is_word(letter))?;
    Some(name[..end].to_string())
}

#[test]
fn functions_fit_on_a_page() {
    let mut wrong = Vec::new();
    let mut all = 0;
    for path in sources() {
        for (name, lines) in functions(&program_text(&path)) {
            all += 1;
            if lines > LONGEST_FUNCTION {
                wrong.push(format!("{}: {name} has {lines} lines", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(all > 1_500, "only {all} functions were found");
    // The check sees what it should see.
    let planted = "
pub(crate) const fn one(
    value: u8,
) -> u8 {
    value
}
trait Two {
    fn two(&self) -> u8;
    fn three(&self) {}
    pub fn four<T>(
        &self,
    ) {
        if true {
        }
    }
}";
    let expected = [("one", 5), ("two", 1), ("three", 1), ("four", 6)];
    let expected = expected.map(|(name, lines)| (name.to_string(), lines));
    assert_eq!(functions(planted), expected);
}
