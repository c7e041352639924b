//! The reference of all keys as Markdown.
//!
//! Always true here: made from the same list of keys that the reader uses.

use super::keys::{Kind, Need, SECTIONS};
use super::limit;
use crate::model::default::{DEFAULTS, position};
use crate::model::size::SIZES;

/// Every table and key with what is legal, default, source and status; then limits and VM sizes.
#[must_use]
pub fn reference() -> String {
    let mut out = String::from("# Keys of a scenario\n");
    for section in SECTIONS {
        let header = if section.header.is_empty() {
            "top of the file"
        } else {
            section.header
        };
        out.push_str(&format!(
            "\n## {}: `{header}`\n\n{}\n",
            section.name, section.doc
        ));
        if section.keys.is_empty() {
            continue;
        }
        out.push_str(
            "\n| key | what it is | value | where it is left out |\n| --- | --- | --- | --- |\n",
        );
        for key in section.keys {
            let pattern = format!("{}.{}", section.pattern, key.name);
            let absent = match (key.need, key.kind) {
                (_, Kind::Refused(_)) => "refused".to_string(),
                (Need::Required, _) => "**required**".to_string(),
                (Need::Optional(meaning), _) => meaning.to_string(),
                (Need::Default | Need::Quiet, _) => {
                    position(&pattern).map_or_else(String::new, |index| {
                        let default = &DEFAULTS[index];
                        format!(
                            "`{}` ({}: {})",
                            default.value,
                            default.status.name(),
                            default.source
                        )
                    })
                }
            };
            let cells = [key.doc, &key.kind.legal(), &absent].map(|cell| cell.replace('|', "\\|"));
            out.push_str(&format!(
                "| `{}` | {} | {} | {} |\n",
                key.name, cells[0], cells[1], cells[2]
            ));
        }
    }
    out.push_str("\n## Limits\n\n| limit | most |\n| --- | --- |\n");
    for limit in limit::ALL {
        out.push_str(&format!("| `{}` | {} |\n", limit.name, limit.most));
    }
    out.push_str("\n## VM sizes\n\n| size | cores | memory |\n| --- | --- | --- |\n");
    for size in SIZES {
        out.push_str(&format!(
            "| `{}` | {} | {} |\n",
            size.name,
            size.cores,
            size.memory()
        ));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_names_every_key_and_limit() {
        let text = reference();
        for section in SECTIONS {
            for key in section.keys {
                assert!(
                    text.contains(&format!("| `{}` |", key.name)),
                    "{}",
                    key.name
                );
            }
        }
        assert!(text.contains("POINTS"));
    }
}
