//! Memory of stamps by the formula: tenants, infrastructure, the reserve's three terms, what is left.
//!
//! Always true here: the segments of a bar add up to the stamp's memory; a stamp over its formula
//! says so in words and its bar ends at the formula's limit.

use super::canvas::{Anchor, Area, Canvas, Caption, plain, sheet};
use super::panel;
use super::scale::Scale;
use super::style::{
    BLUE, DARK_VERMILION, Fill, GREY, GRID, Hatch, INK, MUTED, ORANGE, PAPER, PURPLE, SKY, fill,
};
use super::{Chart, Error, text};
use crate::model::memory::MemoryTerms;
use crate::units::number;

const MOST_ROWS: usize = 24;
const ROW: f64 = 44.0;
const GIB: f64 = 1_073_741_824.0;

/// One stamp.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Its name.
    pub stamp: String,
    /// Its memory.
    pub memory: MemoryTerms,
    /// Memory of one of its nodes, in bytes.
    pub node: f64,
}

impl Row {
    /// Whether what runs on a node finds room on the others when it is lost. The reserve holds that room where there is one.
    fn a_node_less_fits(&self) -> bool {
        let lost = if self.memory.reserve_host > 0.0 {
            0.0
        } else {
            self.node
        };
        self.memory.available >= lost
    }

    fn verdict(&self) -> &'static str {
        if self.a_node_less_fits() {
            "one node less: all fit"
        } else {
            "one node less: not all fit"
        }
    }
}

/// What to draw.
#[derive(Clone, PartialEq, Debug)]
pub struct Memory {
    /// Name of the file.
    pub name: String,
    /// Title.
    pub title: String,
    /// One line below it.
    pub subtitle: String,
    /// Stamps.
    pub rows: Vec<Row>,
}

/// The segments of a bar from left to right.
fn segments(memory: &MemoryTerms) -> [(&'static str, f64, Fill); 6] {
    [
        ("tenant VMs", memory.tenant, fill(BLUE, Hatch::Plain, true)),
        (
            "infrastructure",
            memory.infrastructure,
            fill(GREY, Hatch::Falling, true),
        ),
        (
            "reserve: one host (H)",
            memory.reserve_host,
            fill(ORANGE, Hatch::Plain, false),
        ),
        (
            "reserve: host systems R·(N−1)·H",
            memory.reserve_host_os,
            fill(PURPLE, Hatch::Rising, false),
        ),
        (
            "reserve: largest VM V·(N−2)",
            memory.reserve_largest_vm,
            fill(SKY, Hatch::Upright, false),
        ),
        (
            "available",
            memory.available.max(0.0),
            fill(PAPER, Hatch::Plain, false),
        ),
    ]
}

/// The chart; none where there is no stamp.
///
/// # Errors
/// When the drawing backend fails.
pub fn draw(spec: &Memory) -> Result<Option<Chart>, Error> {
    if spec.rows.is_empty() {
        return Ok(None);
    }
    let shown = spec.rows.len().min(MOST_ROWS);
    let more = spec.rows.len() - shown;
    let description = spec
        .rows
        .iter()
        .map(|row| {
            format!(
                "Stamp {}: {} in all, {} available, {}",
                row.stamp,
                number::bytes(row.memory.total),
                number::bytes(row.memory.available),
                row.verdict()
            )
        })
        .collect::<Vec<_>>()
        .join(". ");
    let caption = Caption {
        name: &spec.name,
        title: &spec.title,
        description: &description,
    };
    let height = 166.0 + ROW * shown as f64 + if more > 0 { 16.0 } else { 0.0 };
    sheet(&caption, panel::WIDTH, height, |canvas| {
        panel::heading(canvas, &spec.title, &spec.subtitle);
        legend(canvas, &spec.rows[0].memory);
        let area = Area {
            left: 136.0,
            top: 104.0,
            right: 690.0,
            bottom: 104.0 + ROW * shown as f64,
        };
        let reach = |row: &Row| {
            row.memory
                .total
                .max(row.memory.total - row.memory.available)
        };
        let high = spec.rows.iter().map(reach).fold(0.0, f64::max);
        let unit = if high >= 2_048.0 * GIB {
            1_024.0 * GIB
        } else {
            GIB
        };
        let x = Scale::linear(0.0, high / unit, area.left, area.right);
        // One unit along the axis.
        let unit_name = if unit > GIB { "TiB" } else { "GiB" };
        let ticks = x.linear_ticks(6, |value| {
            format!("{} {unit_name}", number::significant(value, 4))
        });
        for tick in &ticks {
            canvas.line((tick.at, area.top), (tick.at, area.bottom), GRID, 1.0);
        }
        for (index, row) in spec.rows.iter().take(shown).enumerate() {
            stamp(canvas, area, x, unit, area.top + ROW * index as f64, row);
        }
        panel::axis_below(canvas, area, &ticks, "memory of all nodes");
        if more > 0 {
            canvas.text(
                (panel::LEFT, height - 10.0),
                &format!("Not shown here, but in the tables: {more} more."),
                plain(11.0).colour(MUTED),
            );
        }
    })
    .map(Some)
}

fn legend(canvas: &mut Canvas<'_>, memory: &MemoryTerms) {
    let (mut x, mut y) = (panel::LEFT, 65.0);
    for (label, _, look) in segments(memory) {
        let needed = 40.0 + text::width(label, 11.5);
        if x + needed > panel::WIDTH - panel::LEFT {
            x = panel::LEFT;
            y += 20.0;
        }
        let sample = Area {
            left: x,
            top: y - 6.0,
            right: x + 22.0,
            bottom: y + 6.0,
        };
        canvas.bar(sample, look);
        canvas.text((x + 27.0, y), label, plain(11.5));
        x += needed;
    }
}

fn stamp(canvas: &mut Canvas<'_>, area: Area, x: Scale, unit: f64, top: f64, row: &Row) {
    let middle = top + ROW / 2.0;
    canvas.text(
        (area.left - 10.0, middle),
        &text::fitted_name(&row.stamp, 12.5, area.left - 10.0 - panel::LEFT),
        plain(12.5).anchor(Anchor::End),
    );
    let mut from = 0.0;
    for (what, bytes, look) in segments(&row.memory) {
        if bytes <= 0.0 {
            continue;
        }
        let bar = Area {
            left: x.place(from / unit),
            top: top + 9.0,
            right: x.place((from + bytes) / unit),
            bottom: top + ROW - 9.0,
        };
        canvas.bar(bar, look);
        let label = number::bytes(bytes);
        canvas.tell(bar, format!("{}, {what}: {label}", row.stamp));
        let half = text::width(&label, 11.0) / 2.0 + 3.0;
        if 2.0 * half + 4.0 < bar.width() {
            let centre = (bar.left + bar.right) / 2.0;
            canvas.block(
                Area {
                    left: centre - half,
                    top: middle - 8.0,
                    right: centre + half,
                    bottom: middle + 8.0,
                },
                look.colour,
            );
            canvas.text(
                (centre, middle),
                &label,
                plain(11.0)
                    .colour(if look.dark { PAPER } else { INK })
                    .anchor(Anchor::Middle),
            );
        }
        from += bytes;
    }
    beside(canvas, area, middle, row);
}

fn beside(canvas: &mut Canvas<'_>, area: Area, middle: f64, row: &Row) {
    let room = panel::WIDTH - area.right - 22.0;
    let left = area.right + 14.0;
    let (first, colour) = if row.memory.available < 0.0 {
        (
            format!("{} over the formula", number::bytes(-row.memory.available)),
            DARK_VERMILION,
        )
    } else {
        (
            format!("{} available", number::bytes(row.memory.available)),
            BLUE,
        )
    };
    canvas.text(
        (left, middle - 14.0),
        &text::fitted(&first, 11.5, room),
        plain(11.5).bold().colour(colour),
    );
    let colour = if row.a_node_less_fits() {
        MUTED
    } else {
        DARK_VERMILION
    };
    let largest = number::bytes(row.memory.largest_placeable);
    let below = [
        (row.verdict().to_string(), colour),
        (format!("largest VM that fits: {largest}"), MUTED),
    ];
    for (line, (text, colour)) in below.iter().enumerate() {
        canvas.text(
            (left, middle + 14.0 * line as f64),
            &text::fitted(text, 11.0, room),
            plain(11.0).colour(*colour),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::memory::memory_terms;
    use crate::model::place::Reserve;
    use crate::units::{Bytes, Share};

    fn row(tenant: u64) -> Row {
        let hub = Reserve::AzureStackHub {
            host_os: Share(0.15),
        };
        Row {
            stamp: "alpha".into(),
            memory: memory_terms(hub, 4, Bytes::gib(384), Bytes::gib(24), Bytes::gib(tenant)),
            node: 384.0 * GIB,
        }
    }

    fn spec(rows: Vec<Row>) -> Memory {
        Memory {
            name: "memory".into(),
            title: "Memory".into(),
            subtitle: String::new(),
            rows,
        }
    }

    #[test]
    fn segments_add_up_to_the_whole() {
        let memory = row(300).memory;
        let sum: f64 = segments(&memory).iter().map(|(_, bytes, _)| bytes).sum();
        assert!((sum - memory.total).abs() < 1.0);
    }

    #[test]
    fn a_stamp_over_its_formula_says_so() {
        let chart = draw(&spec(vec![row(900)]))
            .expect("memory")
            .expect("a chart");
        assert!(chart.svg.contains("over the formula"));
        let chart = draw(&spec(vec![row(300)]))
            .expect("memory")
            .expect("a chart");
        assert!(
            chart.svg.contains("373 GiB available"),
            "{}",
            chart.description
        );
    }

    #[test]
    fn whether_a_lost_node_fits_is_said_with_and_without_a_reserve() {
        let drawn = |row: Row| {
            draw(&spec(vec![row]))
                .expect("memory")
                .expect("a chart")
                .svg
        };
        assert!(drawn(row(300)).contains("\none node less: all fit\n"));
        assert!(drawn(row(900)).contains("\none node less: not all fit\n"));
        // Four nodes of 384 GiB without a reserve: 1,152 GiB are left by the loss of one.
        let bare = |tenant| Row {
            memory: memory_terms(
                Reserve::None,
                4,
                Bytes::gib(384),
                Bytes::gib(24),
                Bytes::gib(tenant),
            ),
            ..row(0)
        };
        assert!(drawn(bare(1_152)).contains("\none node less: all fit\n"));
        assert!(drawn(bare(1_153)).contains("\none node less: not all fit\n"));
    }

    #[test]
    fn parts_of_memory_are_apart_for_all_eyes() {
        let colours = segments(&row(300).memory).map(|(name, _, look)| (name, look.colour));
        crate::chart::style::tests::all_apart(&colours);
    }

    #[test]
    fn no_stamp_is_no_chart() {
        assert!(draw(&spec(vec![])).expect("memory").is_none());
    }
}
