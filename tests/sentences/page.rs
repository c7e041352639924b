//! The two tables of verdicts on the report's first page, cell by cell.

use super::figures::{at, fit, is_time};
use super::{Run, elements, plain};
use serde_json::Value;

const GLANCE: &str =
    "Verdicts at a glance: RTO, then RPO, by class of fault over the years and by drill";
const WORST: &str =
    "The worst class of the years and the worst drill: what can be achieved against what is stated";

fn sign(verdict: &Value) -> &'static str {
    match verdict.as_str() {
        Some("met") => "✓",
        Some("missed") => "✗",
        Some("inconclusive") => "?",
        Some("not_seen") => "·",
        _ => "–",
    }
}

/// The class of a column: that of the years, or the one that decides in a drill.
fn of_column<'r>(run: &'r Run, name: &str, kind: &str, column: &str) -> &'r Value {
    match column.strip_prefix("drill ") {
        None => &run.applications(None)[name][kind]["by_class"][column.replace(' ', "_")],
        Some(drill) => {
            let judged = &run.applications(Some(drill))[name][kind];
            &judged["by_class"][judged["worst_class"].as_str().unwrap_or("")]
        }
    }
}

/// Cells of a row: text, colour, smaller line.
fn cells(row: &str) -> Vec<(String, String, String)> {
    row.split("<td")
        .skip(1)
        .map(|cell| {
            let attributes = cell.split('>').next().unwrap_or("");
            let colour = attributes.split('"').nth(1).unwrap_or("").to_string();
            let text = plain(&format!("<td{}", cell.split("<span").next().unwrap_or("")));
            let detail = elements(cell, "span").first().cloned().unwrap_or_default();
            (text, colour, detail)
        })
        .collect()
}

/// What is wrong in the tables of verdicts.
pub(crate) fn wrong(run: &Run, page: &str) -> Vec<String> {
    let mut wrong = vec![];
    for table in page.split("<table").skip(1) {
        let table = table.split("</table>").next().unwrap_or("");
        let caption = elements(table, "caption")
            .first()
            .cloned()
            .unwrap_or_default();
        let (head, body) = table.split_once("</thead>").unwrap_or(("", ""));
        let columns = elements(head, "th");
        for row in body.split("<tr>").skip(1) {
            let name = row.split("<span").next().map(plain).unwrap_or_default();
            let name = match caption.as_str() {
                WORST => name,
                _ => elements(row, "th").first().cloned().unwrap_or_default(),
            };
            let check = match caption.as_str() {
                GLANCE => glance,
                WORST => worst,
                _ => break,
            };
            for (column, cell) in columns.iter().skip(1).zip(cells(row)) {
                if !check(run, &name, column, &cell) {
                    wrong.push(format!("{name}, {column}: {cell:?}"));
                }
            }
        }
    }
    wrong
}

fn glance(
    run: &Run,
    name: &str,
    column: &str,
    (text, colour, _): &(String, String, String),
) -> bool {
    let [rto, rpo] = ["rto", "rpo"].map(|kind| &of_column(run, name, kind, column)["verdict"]);
    let order = ["", "not_seen", "met", "inconclusive", "missed"];
    let rank = |verdict: &Value| {
        order
            .iter()
            .position(|one| *one == verdict.as_str().unwrap_or(""))
            .unwrap_or(0)
    };
    let worse = order[rank(rto).max(rank(rpo))];
    *text == format!("{} {}", sign(rto), sign(rpo)) && *colour == worse
}

/// The worst of the years or of the drills: no class that was not seen where another was judged.
fn worst(
    run: &Run,
    name: &str,
    column: &str,
    (text, colour, detail): &(String, String, String),
) -> bool {
    let kind = if column.starts_with("RTO") {
        "rto"
    } else {
        "rpo"
    };
    let drills = run.drills();
    let all: Vec<&Value> = if column.ends_with("drills") {
        let of = |drill: &String| of_column(run, name, kind, &format!("drill {drill}"));
        drills.iter().map(of).filter(|one| !one.is_null()).collect()
    } else {
        let classes = run.applications(None)[name][kind]["by_class"].as_object();
        classes.into_iter().flat_map(|all| all.values()).collect()
    };
    let seen: Vec<&&Value> = all
        .iter()
        .filter(|one| one["verdict"] != "not_seen")
        .collect();
    if all.is_empty() {
        return text == "–";
    }
    if seen.is_empty() {
        return colour.as_str() == "not_seen" && text.starts_with('·');
    }
    let Some((_, place)) = detail.rsplit_once(", ") else {
        return false;
    };
    let class = of_column(run, name, kind, place);
    let order = ["met", "inconclusive", "missed"];
    let rank = |one: &Value| {
        order
            .iter()
            .position(|verdict| *verdict == one["verdict"].as_str().unwrap_or(""))
    };
    let figure = text.trim_start_matches(['✓', '✗', '?', '·', ' ']);
    let achievable = match at(class, "/achievable_s/point") {
        Some(point) => is_time(figure, point),
        None => ["none", "survived", "not seen"].contains(&figure),
    };
    let stated = match at(class, "/objective_s") {
        Some(limit) => fit("of {}, {}", detail).is_some_and(|found| is_time(&found[0], limit)),
        None => true,
    };
    rank(class) == seen.iter().map(|one| rank(one)).max().flatten()
        && achievable
        && stated
        && *colour == class["verdict"].as_str().unwrap_or("")
}
