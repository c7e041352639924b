//! The reference of all keys as Markdown.
//!
//! Always true here: made from the same list of keys that the reader uses.

use super::elements::sections;
use super::keys::{Kind, Need};
use super::limit;
use crate::model::size::SIZES;

/// How values are written, for all keys.
const VALUES: &str = "
## How values are written

| value | how |
| --- | --- |
| length of time | Numbers with units, each unit once: `\"15 min\"`, `\"1 h 30 min\"`, `\"0.5 d\"`. Units are ms, s, min, h, d, weeks and years, in capital letters or small ones (`\"4 H\"`); `\"1 h 1 h\"` is refused. Months and `m` are refused, because they could mean something else. A day has 24 hours, a year 365 days. Periods of ISO 8601 are read as well: `\"PT4H\"`, `\"P1D\"`, `\"P1DT12H\"`, `\"P2W\"`. |
| amount of data | One number with one unit: B, KiB, MiB, GiB, TiB, PiB (powers of 1024), KB, MB, GB, TB, PB (powers of 1000). Capital and small letters differ. |
| rate | One number with one unit: bps, kbps, Mbps, Gbps, Tbps (bits per second), or an amount with `/s`. Capital and small letters differ. |
| share | Per cent: `\"95 %\"`. |
| objective | A length of time, or a table with a length for each class of fault: `{ node = \"5 min\", default = \"8 h\" }`. Without an objective the key is left out; an empty table is refused. |
| name | Letters of any script, digits, `-` and `_`. Names of VMs may have `.`, `/` and spaces as well, inside: `[vm.\"web 1\"]`, or a cell of the inventory. |
| files | Inventory, trace and observed values are CSV in UTF-8: the names of the columns in the first line, commas between cells, `.` in numbers, `#` before a comment. An apostrophe before `=`, `+`, `-` or `@` at the beginning of a cell is no part of it. |
";

/// What `firedrill schema` lets pass and `check` refuses.
const UNSAID: &str = "
## What the JSON Schema cannot say

`firedrill schema` prints a schema for editors. It takes all that `check` takes, and refuses what is wrong by itself: units, patterns, units that
stand twice, empty windows, bounds of numbers and shares. It cannot say the rest, which `check` refuses all the same:

- what depends on another value: names that are not defined, places without a link, sums of memory and storage, retention against cadence,
  quantiles and lengths that must ascend, `full_every` as a multiple of `every`;
- limits of sums and products: lengths beyond `LAW_YEARS` and `DAYS`, amounts beyond 9 PB, rates beyond 1 PB/s, a rate of less than half a
  byte a second, work beyond `FAULTS` and `JOBS`, a mean time between faults of less than a minute;
- shares with an exponent (`\"1e3 %\"`): their size is not seen;
- spaces at the ends of names, names that differ in case alone, and names that belong to the program;
- which keys exclude or need one another, except a size and a memory, and the kinds of a protection.
";

/// Every table and key with what is legal, default, source and status; then limits and VM sizes.
#[must_use]
pub fn reference() -> String {
    let mut out = String::from("# Keys of a scenario\n");
    for section in sections() {
        let header = if section.header.is_empty() {
            "top of the file"
        } else {
            section.header
        };
        out.push_str(&format!(
            "\n## {}: `{header}`\n\n{}\n",
            section.name, section.doc
        ));
        let keys = section.rows();
        if keys.is_empty() {
            continue;
        }
        out.push_str(
            "\n| key | what it is | value | where it is left out |\n| --- | --- | --- | --- |\n",
        );
        for key in &keys {
            let absent = match (key.need, key.kind) {
                (_, Kind::Refused(_)) => "refused".to_string(),
                (Need::Required, _) => "**required**".to_string(),
                (Need::Optional(meaning), _) => meaning.to_string(),
                (Need::Handed { by, absent }, _) => {
                    let else_ = absent.map(|absent| format!("; else {absent}"));
                    format!("{by}{}", else_.unwrap_or_default())
                }
                (Need::Default | Need::Quiet, _) => {
                    key.default.map_or_else(String::new, |default| {
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
    out.push_str(VALUES);
    out.push_str(UNSAID);
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

    /// A key of a VM stands in the tables above it too, and there its absence means what it means for the VM.
    #[test]
    fn a_key_that_is_handed_down_says_whose_it_is_and_what_holds_where_nobody_says_it() {
        let text = reference();
        let row = |table: &str, key: &str| {
            let table = text.split("\n## ").find(|part| part.starts_with(table));
            let rows = table.expect("every table has a part").lines();
            let mut found = rows.filter(|line| line.starts_with(&format!("| `{key}` |")));
            let row = found.next().expect("every key has a row");
            assert!(found.next().is_none(), "{key} stands twice");
            row.rsplit(" | ")
                .next()
                .expect("a row has cells")
                .to_string()
        };
        assert_eq!(row("vm:", "growth"), "no growth |");
        assert_eq!(
            row("role:", "growth"),
            "that of the VM, else of the application; else no growth |"
        );
        assert_eq!(
            row("application:", "growth"),
            "that of the role or VM; else no growth |"
        );
        assert_eq!(row("application:", "size"), "that of the role or VM |");
        assert!(row("vm:", "size").starts_with("`DS3_v2` (assumed"));
        assert_eq!(row("vm:", "application"), "**required** |");
    }

    #[test]
    fn the_reference_names_every_key_and_limit() {
        let text = reference();
        for section in sections() {
            for key in section.rows() {
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
