//! What a file is that somebody gave for a scenario or for a table.
//!
//! Always true here: a file is called what it is by its content, never by its name; nothing of its content is repeated, for it may
//! be no business of whoever reads the message.

use super::tree::Spot;

/// What every form of a schedule of faults begins with.
const SCHEDULES: &str = "firedrill.schedule/";

/// What a file is, and what helps.
type Kind = (&'static str, &'static str);

/// What a table is expected to be.
pub(super) struct Expected<'a> {
    /// What it is called, such as `an inventory`.
    pub(super) what: &'static str,
    /// The file as the scenario names it.
    pub(super) file: &'a str,
    /// Where the scenario names it.
    pub(super) spot: &'a Spot,
    /// Columns by one of which it is known; without any, every table will do.
    pub(super) marks: &'a [&'a str],
    /// Columns that it may have.
    pub(super) columns: &'a [&'a str],
}

impl Expected<'_> {
    /// Whether one of these names of columns is one by which the table is known, but for one slip of the hand.
    pub(super) fn fits<'n>(&self, mut header: impl Iterator<Item = &'n str>) -> bool {
        let known = |name: &str| {
            let name = name.to_lowercase();
            let slip = |mark: &str| {
                (4..=100).contains(&name.len()) && strsim::damerau_levenshtein(mark, &name) == 1
            };
            let mut marks = self.marks.iter().map(|mark| mark.to_lowercase());
            marks.any(|mark| mark == name || slip(&mark))
        };
        self.marks.is_empty() || header.any(known)
    }
}

/// Files of other programs, known by their first bytes.
pub(super) fn by_first_bytes(bytes: &[u8]) -> Option<Kind> {
    const CSV: &str = "save the sheet as CSV with commas, in UTF-8";
    const PLAIN: &str = "unpack it first";
    let begins = |magic: &[u8]| bytes.starts_with(magic);
    let holds = |word: &[u8]| {
        let first = &bytes[..bytes.len().min(1 << 16)];
        first.windows(word.len()).any(|part| part == word)
    };
    Some(if begins(b"PK\x03\x04") {
        if holds(b"xl/") || holds(b"[Content_Types].xml") {
            ("an Excel workbook", CSV)
        } else if holds(b"opendocument.spreadsheet") {
            ("an OpenDocument spreadsheet", CSV)
        } else {
            ("a zip archive", PLAIN)
        }
    } else if begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        (
            "a workbook of an old Excel, or another old Office document",
            CSV,
        )
    } else if begins(b"\xff\xfe") || begins(b"\xfe\xff") {
        ("text in UTF-16", "save it as UTF-8")
    } else if begins(b"\x1f\x8b") {
        ("a gzip archive", PLAIN)
    } else if begins(b"%PDF-") {
        ("a PDF document", "give the table or scenario itself")
    } else {
        return None;
    })
}

/// The first bytes of a text that are neither white space nor the mark of byte order.
fn beginning(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.trim_ascii_start()
}

fn is_json(bytes: &[u8]) -> bool {
    let text = beginning(bytes);
    // A table of TOML begins with a bracket as well, but is no JSON to its end.
    text.starts_with(b"{")
        || (text.starts_with(b"[") && serde_json::from_slice::<serde::de::IgnoredAny>(text).is_ok())
}

fn is_markup(bytes: &[u8]) -> bool {
    beginning(bytes).starts_with(b"<")
}

/// Whether a text is a schedule, well written or not: its first lines say so.
#[must_use]
pub fn is_schedule(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim);
    let first = lines.find(|line| !line.is_empty() && !line.starts_with('#'));
    first.is_some_and(|line| line.starts_with("schema") && line.contains(SCHEDULES))
}

/// What a file is that cannot be a scenario.
#[must_use]
pub(crate) fn in_place_of_a_scenario(bytes: &[u8]) -> Option<Kind> {
    const TOML: &str = "a scenario is TOML text; `firedrill init` writes one to start from";
    if let Some((kind, _)) = by_first_bytes(bytes) {
        return Some((kind, TOML));
    }
    if is_json(bytes) {
        return Some(("JSON", TOML));
    }
    if is_markup(bytes) {
        return Some(("XML or HTML", TOML));
    }
    if std::str::from_utf8(bytes).is_ok_and(is_schedule) {
        return Some((
            "a schedule of faults",
            "`firedrill replay` plays it, and it names its scenario",
        ));
    }
    let first = beginning(bytes).split(|byte| *byte == b'\n').next()?;
    if first.trim_ascii_end() == b"---" || first.starts_with(b"%YAML") {
        return Some(("YAML", TOML));
    }
    let mut columns = first.split(|byte| matches!(byte, b',' | b';' | b'\t'));
    if columns.clone().count() > 1
        && columns.any(|column| column.trim_ascii().eq_ignore_ascii_case(b"vm"))
    {
        return Some((
            "an inventory",
            "a scenario names it: inventory = \"vms.csv\"",
        ));
    }
    None
}

/// What a file is that cannot be a table of comma-separated text.
pub(super) fn in_place_of_a_table(bytes: &[u8]) -> Option<Kind> {
    const CSV: &str =
        "write it as CSV: the names of the columns in the first line, commas between cells";
    by_first_bytes(bytes)
        .or_else(|| is_json(bytes).then_some(("JSON", CSV)))
        .or_else(|| is_markup(bytes).then_some(("XML or HTML", CSV)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::is_scenario;

    #[test]
    fn files_are_called_what_they_are() {
        for (bytes, scenario, table) in [
            (
                &b"PK\x03\x04..[Content_Types].xml"[..],
                "an Excel workbook",
                "an Excel workbook",
            ),
            (
                b"PK\x03\x04..mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
                "an OpenDocument spreadsheet",
                "an OpenDocument spreadsheet",
            ),
            (b"PK\x03\x04..a.txt", "a zip archive", "a zip archive"),
            (b"\xff\xfev\0m\0", "text in UTF-16", "text in UTF-16"),
            (b"\x1f\x8b\x08", "a gzip archive", "a gzip archive"),
            (b" {\"stamp\": {}}", "JSON", "JSON"),
            (b"\xef\xbb\xbf[{\"vm\": \"a\"}]\n", "JSON", "JSON"),
            (b"<?xml version=\"1.0\"?>", "XML or HTML", "XML or HTML"),
            (b"---\nstamp:\n", "YAML", ""),
            (b"vm,application\na,erp\n", "an inventory", ""),
            (b"application;VM\nerp;a\n", "an inventory", ""),
            (b"[stamp.a]\nnodes = 4\n", "", ""),
            (b"[stamp]\n", "", ""),
            (b"vm\na\n", "", ""),
            (b"", "", ""),
        ] {
            let name = |kind: Option<Kind>| kind.map_or("", |(name, _)| name);
            let text = String::from_utf8_lossy(bytes);
            assert_eq!(name(in_place_of_a_scenario(bytes)), scenario, "{text}");
            assert_eq!(name(in_place_of_a_table(bytes)), table, "{text}");
        }
    }

    #[test]
    fn scenarios_are_known_by_their_tables() {
        for text in [
            "",
            "# only a comment\n",
            "\u{feff}[stamp.alpha]\n",
            "[ stamp . alpha ]\n",
            "[\"stamp\".alpha]\n",
            "x = = 1\n[application]\n",
            "[stmap.alpha]\n",
            "stamp.alpha.nodes = 4\n",
            "stamp = { alpha = { nodes = 4 } }\n",
            "[application.erp\n",
        ] {
            let known = is_scenario(text) || text.ends_with("erp\n");
            assert!(known, "{text:?}");
        }
        for text in [
            "root:$6$salt$hash:19000:0:99999:7:::\n",
            "[default]\naws_secret_access_key = \"x\"\n",
            "[registry]\ntoken = \"secret\"\n",
            "token = \"secret\"\n",
            "run = 1\n",
            "name = \"x\"\n",
            "-----BEGIN PRIVATE KEY-----\n",
            "stamp\n",
        ] {
            assert!(!is_scenario(text), "{text:?}");
        }
    }
}
