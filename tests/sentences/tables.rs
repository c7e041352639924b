//! Tables of the terminal: found between its sentences, and compared row by row with the classes that decide.

use super::Run;
use super::figures::{at, fit, is_rate, is_share, is_short_interval, is_time, number};
use serde_json::Value;

/// A piece of the terminal's page, with the drill in whose part it stands.
pub(crate) enum Item {
    Sentence {
        text: String,
        drill: Option<String>,
    },
    Table {
        header: Vec<String>,
        rows: Vec<Vec<String>>,
        drill: Option<String>,
    },
}

/// Cells of a line: two spaces and more are a gap. A line that begins with one has no first cell.
fn cells(line: &str) -> Vec<String> {
    let mut made: Vec<String> = line
        .split("  ")
        .map(|cell| cell.trim().to_string())
        .filter(|cell| !cell.is_empty())
        .collect();
    if line.starts_with(' ') {
        made.insert(0, String::new());
    }
    made
}

/// The pieces of a page of 400 columns.
pub(crate) fn blocks(page: &str) -> Vec<Item> {
    const WIDTH: usize = 400;
    let lines: Vec<&str> = page.lines().collect();
    let (mut made, mut drill) = (vec![], None);
    let mut index = 0;
    while index < lines.len() {
        let line = lines[index];
        index += 1;
        if line.is_empty() {
            drill = None;
            continue;
        }
        if line.starts_with("Application ")
            && lines.get(index).is_some_and(|next| next.starts_with('─'))
        {
            index += 1;
            let mut rows = vec![];
            while let Some(row) = lines.get(index).filter(|row| row.contains("  ")) {
                rows.push(cells(row));
                index += 1;
            }
            made.push(Item::Table {
                header: cells(line),
                rows,
                drill: drill.clone(),
            });
            continue;
        }
        // A line that the next word would have made too long goes on in the next line.
        let mut text = line.to_string();
        let mut length = line.chars().count();
        while let Some(next) = lines.get(index) {
            let word = next.split(' ').next().unwrap_or("").chars().count();
            if word == 0 || length + 1 + word <= WIDTH {
                break;
            }
            text = format!("{text} {next}");
            length = next.chars().count();
            index += 1;
        }
        if let Some(found) = fit("Drill {} ({}): stops {}", &text) {
            drill = Some(found[0].clone());
        }
        made.push(Item::Sentence {
            text,
            drill: drill.clone(),
        });
    }
    made
}

fn verdict(text: &str) -> Option<&'static str> {
    match text {
        "✓ met" => Some("met"),
        "✗ missed" => Some("missed"),
        "? inconclusive" => Some("inconclusive"),
        "· not seen" => Some("not_seen"),
        _ => None,
    }
}

/// Whether a figure with its interval in brackets is an estimate of seconds.
fn is_short(text: &str, value: &Value) -> bool {
    let (figure, interval) = match text.split_once(" (") {
        Some((figure, interval)) => (figure, interval),
        None => (text, ""),
    };
    match at(value, "/point") {
        None => figure == "–",
        Some(point) => {
            is_time(figure, point)
                && is_short_interval(interval, at(value, "/low"), at(value, "/high"))
        }
    }
}

/// Compares a table with the data of the years or of its drill.
pub(crate) fn check(
    run: &Run,
    header: &[String],
    rows: &[Vec<String>],
    drill: Option<&str>,
) -> Result<(), String> {
    let mut name = String::new();
    for row in rows {
        if row.len() != header.len() {
            return Err(format!("a row of other columns: {row:?} under {header:?}"));
        }
        if !row[0].is_empty() {
            name.clone_from(&row[0]);
        }
        let one = &run.applications(drill)[&name];
        if one.is_null() {
            return Err(format!("no application `{name}`"));
        }
        let right = if header[1] == "Outages" {
            unstated(one, row)
        } else if row[1] == "none" {
            one["rto"].is_null() && one["rpo"].is_null()
        } else if let Some(share) = row[1].strip_prefix("up ") {
            available(one, share, row)
        } else {
            judged(run, (&name, one), row, drill)?;
            true
        };
        if !right {
            return Err(format!("{name}: {row:?} is not {one:#}"));
        }
    }
    Ok(())
}

fn unstated(one: &Value, row: &[String]) -> bool {
    let rate = &one["outages_per_year"];
    let often = match at(rate, "/point") {
        Some(point) => is_rate(row[1].split(" (").next().unwrap_or(""), point),
        None => true,
    };
    often && is_short(&row[2], &one["mttr_s"]) && is_up(one, &row[3])
}

fn is_up(one: &Value, text: &str) -> bool {
    let figure = text.split(" (").next().unwrap_or("");
    match at(one, "/availability/point") {
        Some(point) => is_share(figure, point),
        None => figure.strip_prefix("> ").is_none_or(|low| {
            at(one, "/availability/low").is_some_and(|truth| is_share(low, truth))
        }),
    }
}

fn available(one: &Value, share: &str, row: &[String]) -> bool {
    let stated = &one["availability_objective"];
    at(stated, "/target").is_some_and(|target| is_share(share, target))
        && verdict(&row[2]) == stated["verdict"].as_str()
        && is_up(one, &row[3])
        && row[5] == "all"
}

/// A row of one objective: all its figures are those of the class that decides, and no class that was judged is worse.
fn judged(
    run: &Run,
    (name, one): (&str, &Value),
    row: &[String],
    drill: Option<&str>,
) -> Result<(), String> {
    let wrong = |what: &str| Err(format!("{name}, {}: {what}: {row:?}", row[1]));
    let Some((kind, limit)) = row[1].split_once(' ') else {
        return wrong("no objective");
    };
    let of = &one[kind.to_lowercase()];
    let classes = of["by_class"].as_object();
    if verdict(&row[2]) != of["verdict"].as_str() {
        return wrong("verdict");
    }
    let Some(worst) = of["worst_class"].as_str() else {
        return if row[3] == "not seen" {
            Ok(())
        } else {
            wrong("no class decides")
        };
    };
    let class = &of["by_class"][worst];
    let rank = |one: &Value| match one["verdict"].as_str() {
        Some("missed") => 3,
        Some("inconclusive") => 2,
        Some("met") => 1,
        _ => 0,
    };
    let gravest = classes.map_or(0, |all| all.values().map(rank).max().unwrap_or(0));
    if rank(class) != gravest {
        return wrong("another class is worse");
    }
    let limit_holds = match at(class, "/objective_s") {
        Some(seconds) => is_time(limit, seconds),
        None => limit == "–",
    };
    if !limit_holds {
        return wrong("objective");
    }
    let seen = at(class, "/observations").unwrap_or(0.0);
    let achievable = match (at(class, "/achievable_s/point"), seen > 0.0) {
        (None, true) => row[3] == "none",
        (None, false) => row[3] == "not seen" || row[3] == "survived",
        (Some(_), _) => is_short(&row[3], &class["achievable_s"]),
    };
    if !achievable {
        return wrong("achievable");
    }
    let attained = match at(class, "/attained/point") {
        Some(share) => is_share(&row[4], share),
        None => row[4] == "–",
    };
    if !attained {
        return wrong("attained");
    }
    match drill {
        Some(_) => {
            let mean = at(class, "/mttr_s/point");
            let right = match mean {
                Some(_) => is_short(&row[5], &class["mttr_s"]),
                None => row[5] == "–",
            };
            if right { Ok(()) } else { wrong("MTTR") }
        }
        None => cause(run, (name, class), worst, row),
    }
}

/// The main cause is one of the row's own class, with outages to show for it.
fn cause(
    run: &Run,
    (name, class): (&str, &Value),
    worst: &str,
    row: &[String],
) -> Result<(), String> {
    if row[5] != worst.replace('_', " ") {
        return Err(format!("{name}: class {worst}: {row:?}"));
    }
    let Some(main) = class["main_cause"].as_str() else {
        return if row[6] == "–" {
            Ok(())
        } else {
            Err(format!("{name}: cause: {row:?}"))
        };
    };
    let own = run.outages_of("years", name).into_iter();
    let causes: Vec<&String> = own
        .filter(|one| one["class"] == worst)
        .map(|one| &one["cause"])
        .collect();
    let outages = at(class, "/outages").unwrap_or(0.0);
    let shown = outages == 0.0 || causes.iter().any(|one| *one == main);
    if row[6] == main && shown {
        Ok(())
    } else {
        Err(format!(
            "{name}: cause {main} of class {worst} is not among {causes:?}: {row:?}"
        ))
    }
}

/// How many rows are left out below a table.
pub(crate) fn more(text: &str) -> bool {
    fit("{} more applications", text)
        .is_some_and(|found| number(&found[0]).is_some_and(|count| count > 1.0))
        || text == "1 more application"
}
