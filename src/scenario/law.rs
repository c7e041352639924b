//! Laws of random lengths of time, from text or table, and back to text.
//!
//! Always true here: what is read has positive, finite parameters, and what is printed is read
//! back to the same law.

use super::context::Context;
use super::limit;
use super::problem::{FileProblem, KeyProblem, Known, LawProblem, OverLimit, Problem};
use super::recognise::Expected;
use super::sheet::{self, Cell, Sheet};
use super::text::{milliseconds, time_unit, unknown_time_unit};
use super::tree::{Item, Node, Tree};
use super::value::{label, number, number_of_cell, quantity, unexpected};
use crate::model::Law;
use crate::units::{MINUTE, Span, YEAR};

const LAWS: &[&str] = &[
    "constant",
    "uniform",
    "exponential",
    "weibull",
    "lognormal",
    "gamma",
    "triangular",
    "empirical",
];

/// Stands for values that could not be read, which is reported already: an hour in milliseconds, which
/// is legal wherever a law is.
const STAND_IN: f64 = 60.0 * MINUTE as f64;

/// A law where plain text is a constant.
pub(super) fn law(context: &Context<'_>, node: &Node) -> Result<Law, Problem> {
    match &node.item {
        Item::Table(tree) => from_table(context, tree),
        _ => Ok(Law::Constant(time(node)?)),
    }
}

/// What stands in place of a law for what never comes.
pub(super) const NEVER: &str = "never";

/// A law, or none for what never comes.
pub(super) fn law_or_never(context: &Context<'_>, node: &Node) -> Result<Option<Law>, Problem> {
    match &node.item {
        Item::Text(word) if word == NEVER => Ok(None),
        _ => law(context, node).map(Some),
    }
}

/// A law of the time between faults, where plain text is the mean of an exponential law.
pub(super) fn law_of_every(context: &Context<'_>, node: &Node) -> Result<Law, Problem> {
    let law = match &node.item {
        Item::Table(tree) => from_table(context, tree)?,
        _ => Law::Exponential {
            mean: positive(node)?,
        },
    };
    if law.mean() >= MINUTE as f64 {
        Ok(law)
    } else {
        Err(LawProblem::TooFrequent.into())
    }
}

fn time(node: &Node) -> Result<f64, Problem> {
    let ms = milliseconds(quantity(node)?)?;
    if ms > (limit::LAW_YEARS.most * YEAR) as f64 {
        return Err(OverLimit::Length {
            limit: limit::LAW_YEARS,
        }
        .into());
    }
    Ok(ms)
}

fn positive(node: &Node) -> Result<f64, Problem> {
    let ms = time(node)?;
    if ms > 0.0 {
        Ok(ms)
    } else {
        Err(KeyProblem::ZeroLength.into())
    }
}

/// A parameter without a unit; messages name it, for the caret stands under the whole law.
fn between(node: &Node, name: &'static str, least: f64, most: f64) -> Result<f64, Problem> {
    let value = number(node).map_err(|problem| Problem::OfPart {
        name,
        problem: Box::new(problem),
    })?;
    if (least..=most).contains(&value) {
        Ok(value)
    } else {
        Err(LawProblem::Parameter {
            name,
            value,
            least,
            most,
        }
        .into())
    }
}

fn from_table(context: &Context<'_>, tree: &Tree) -> Result<Law, Problem> {
    let Some((name, entry)) = tree
        .entries
        .iter()
        .next()
        .filter(|_| tree.entries.len() == 1)
    else {
        return Err(LawProblem::NotOneLaw { laws: LAWS }.into());
    };
    let node = &entry.node;
    match name.as_str() {
        "constant" => Ok(Law::Constant(time(node)?)),
        "exponential" => Ok(Law::Exponential {
            mean: positive(node)?,
        }),
        "uniform" => uniform(node),
        "weibull" => {
            let [shape, scale] = two(node, "weibull", ["shape", "scale"])?;
            Ok(Law::Weibull {
                shape: between(shape, "shape", 0.1, 100.0)?,
                scale: positive(scale)?,
            })
        }
        "gamma" => {
            let [shape, scale] = two(node, "gamma", ["shape", "scale"])?;
            Ok(Law::Gamma {
                shape: between(shape, "shape", 0.05, 10_000.0)?,
                scale: positive(scale)?,
            })
        }
        "lognormal" => lognormal(node),
        "triangular" => triangular(node),
        "empirical" => empirical(context, node),
        // The sketch of an operator: { median = "45 min", sigma = 0.9 } needs its name.
        other => Err(LawProblem::UnknownLaw {
            law: other.to_string(),
            known: Known::in_place_of(other, LAWS),
        }
        .into()),
    }
}

/// The two keys of a law's table.
fn two<'n>(
    node: &'n Node,
    law: &'static str,
    keys: [&'static str; 2],
) -> Result<[&'n Node; 2], Problem> {
    let legal = || LawProblem::TwoKeys { law, keys }.into();
    let Item::Table(tree) = &node.item else {
        return Err(legal());
    };
    match (tree.get(keys[0]), tree.get(keys[1]), tree.entries.len()) {
        (Some(first), Some(second), 2) => Ok([first, second]),
        _ => Err(legal()),
    }
}

fn list<'n>(node: &'n Node, length: usize, law: &'static str) -> Result<&'n [Node], Problem> {
    match &node.item {
        Item::List(values) if values.len() == length => Ok(values),
        _ => Err(LawProblem::WrongList { law, length }.into()),
    }
}

fn uniform(node: &Node) -> Result<Law, Problem> {
    let values = list(node, 2, "uniform")?;
    let (low, high) = (time(&values[0])?, time(&values[1])?);
    if low >= high {
        return Err(LawProblem::UniformOrder.into());
    }
    Ok(Law::Uniform { low, high })
}

fn triangular(node: &Node) -> Result<Law, Problem> {
    let values = list(node, 3, "triangular")?;
    let (low, mode, high) = (time(&values[0])?, time(&values[1])?, time(&values[2])?);
    if low > mode || mode > high || low >= high {
        return Err(LawProblem::TriangularOrder.into());
    }
    Ok(Law::Triangular { low, mode, high })
}

fn lognormal(node: &Node) -> Result<Law, Problem> {
    let Item::Table(tree) = &node.item else {
        return Err(LawProblem::NotALognormal.into());
    };
    if let (Some(median), Some(sigma), 2) =
        (tree.get("median"), tree.get("sigma"), tree.entries.len())
    {
        return Ok(Law::Lognormal {
            median: positive(median)?,
            sigma: between(sigma, "sigma", 1e-6, 6.0)?,
        });
    }
    let mut quantiles = Vec::new();
    for (key, entry) in &tree.entries {
        let order: u32 = key
            .strip_prefix('p')
            .and_then(|digits| digits.parse().ok())
            .filter(|order| (1..=99).contains(order))
            .ok_or_else(|| LawProblem::LognormalKey { key: key.clone() })?;
        quantiles.push((order, positive(&entry.node)?));
    }
    quantiles.sort_by_key(|(order, _)| *order);
    let [(low, shorter), (high, longer)] = quantiles.as_slice() else {
        return Err(LawProblem::NotTwoQuantiles.into());
    };
    if low == high || shorter >= longer {
        return Err(LawProblem::QuantileOrder.into());
    }
    let (z_low, z_high) = (normal_quantile(*low), normal_quantile(*high));
    let sigma = (libm::log(*longer) - libm::log(*shorter)) / (z_high - z_low);
    let median = libm::exp(libm::log(*shorter) - z_low * sigma);
    if !(1e-6..=6.0).contains(&sigma) {
        return Err(LawProblem::Spread { sigma }.into());
    }
    Ok(Law::Lognormal { median, sigma })
}

/// The standard normal quantile of a whole percentage, by bisection on `erfc` from `libm` so that
/// it has the same bits on every machine.
fn normal_quantile(per_cent: u32) -> f64 {
    let wanted = f64::from(per_cent) / 100.0;
    let (mut low, mut high) = (-8.0_f64, 8.0_f64);
    for _ in 0..80 {
        let middle = (low + high) / 2.0;
        if 0.5 * libm::erfc(-middle / std::f64::consts::SQRT_2) < wanted {
            low = middle;
        } else {
            high = middle;
        }
    }
    (low + high) / 2.0
}

fn empirical(context: &Context<'_>, node: &Node) -> Result<Law, Problem> {
    let mut values = match &node.item {
        Item::List(values) => values.iter().map(time).collect::<Result<Vec<_>, _>>()?,
        Item::Text(file) => from_file(context, node, file, None, None)?,
        Item::Table(tree) => {
            if let Some(key) = tree
                .entries
                .keys()
                .find(|key| !["file", "column", "unit"].contains(&key.as_str()))
            {
                return Err(LawProblem::EmpiricalKey { key: key.clone() }.into());
            }
            let file = tree.get("file").map(label).transpose()?;
            let file = file.ok_or(LawProblem::NoFile)?;
            let column = tree.get("column").map(label).transpose()?;
            let unit = tree.get("unit").map(label).transpose()?;
            from_file(context, node, file, column, unit)?
        }
        other => return Err(unexpected(other)),
    };
    if values.is_empty() {
        return Err(LawProblem::NoValues.into());
    }
    if values.len() as u64 > limit::OBSERVED_VALUES.most {
        return Err(OverLimit::Count {
            count: values.len() as u64,
            things: "values",
            limit: limit::OBSERVED_VALUES,
        }
        .into());
    }
    values.sort_by(f64::total_cmp);
    Ok(Law::Empirical(values.into()))
}

fn from_file(
    context: &Context<'_>,
    node: &Node,
    file: &str,
    column: Option<&str>,
    unit: Option<&str>,
) -> Result<Vec<f64>, Problem> {
    let factor = match unit {
        None => None,
        Some(unit) => Some(time_unit(unit).ok_or_else(|| unknown_time_unit(unit))?),
    };
    let Some((index, text)) = context.file(file, &node.spot) else {
        return Ok(vec![STAND_IN]);
    };
    let no_length = || FileProblem::NoLengths {
        file: file.to_string(),
        numbers: factor.is_some(),
    };
    if column.is_none() && !begins_with_lengths(&text) {
        return Err(no_length().into());
    }
    let columns: Vec<&str> = column.into_iter().collect();
    let expected = Expected {
        what: "the table that the law reads",
        file,
        spot: &node.spot,
        marks: &columns,
        columns: &columns,
    };
    let sheet = sheet::read(context, &text, index, &expected);
    if sheet.header.is_empty() {
        return Ok(vec![STAND_IN]);
    }
    let at = column_index(context, &sheet, column, node)?;
    let one = |cell: &Cell<'_>| match factor {
        Some(factor) => number_of_cell(&cell.text).map(|number| number * factor),
        None => time(&sheet.node(cell)),
    };
    let cells = || sheet.rows().filter_map(|row| row.get(at));
    if cells().next().is_some() && !cells().any(|cell| one(cell).is_ok()) {
        return Err(no_length().into());
    }
    let mut values = Vec::new();
    for cell in cells() {
        match one(cell) {
            Ok(ms) if (0.0..=(limit::LAW_YEARS.most * YEAR) as f64).contains(&ms) => {
                values.push(ms)
            }
            Ok(_) => context.problem(&sheet.spot(cell), FileProblem::ImpossibleLength),
            Err(problem) => context.problem(&sheet.spot(cell), problem),
        }
    }
    // A file with problems is refused anyway; one value keeps the law whole until then.
    if values.is_empty() && !context.issues.borrow().is_empty() {
        values.push(STAND_IN);
    }
    Ok(values)
}

/// Whether any line below the first begins with a number or a length of time: else it is no table of lengths, and nothing of it is
/// shown. A file of one line has nothing to show.
fn begins_with_lengths(text: &str) -> bool {
    let lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut below = lines.skip(1).peekable();
    let is_length = |line: &str| {
        let mut cells = line.split([',', ';', '\t']);
        cells.any(|cell| {
            let cell = cell.trim().trim_matches('"');
            cell.parse::<f64>().is_ok() || milliseconds(cell).is_ok()
        })
    };
    below.peek().is_none() || below.any(is_length)
}

fn column_index(
    context: &Context<'_>,
    sheet: &Sheet,
    column: Option<&str>,
    node: &Node,
) -> Result<usize, Problem> {
    let known: Vec<&str> = sheet.header.iter().map(|(name, _)| name.as_str()).collect();
    match column {
        Some(column) => known
            .iter()
            .position(|name| *name == column)
            .ok_or_else(|| {
                FileProblem::NoColumn {
                    table: "the file",
                    column: column.to_string(),
                    known: Known::in_place_of(column, &known),
                }
                .into()
            }),
        None => {
            if known.len() > 1 {
                context.problem(&node.spot, FileProblem::WhichColumn);
            }
            Ok(0)
        }
    }
}

/// A time in milliseconds as text that is read back to the same number.
pub(super) fn time_text(ms: f64) -> String {
    if ms.fract() == 0.0 && ms < 9.0e15 {
        Span(ms as u64).to_string()
    } else {
        format!("{ms} ms")
    }
}

/// Observed values that stand in the scenario itself; more go into a file of their own.
pub(super) const INLINE_VALUES: usize = 200;

/// The TOML of a law. `companion` names the file for many observed values.
pub(super) fn toml(law: &Law, companion: &mut dyn FnMut(&[f64]) -> String) -> String {
    let t = time_text;
    match law {
        Law::Constant(ms) => format!("\"{}\"", t(*ms)),
        Law::Uniform { low, high } => {
            format!("{{ uniform = [\"{}\", \"{}\"] }}", t(*low), t(*high))
        }
        Law::Exponential { mean } => format!("{{ exponential = \"{}\" }}", t(*mean)),
        Law::Weibull { shape, scale } => {
            format!(
                "{{ weibull = {{ scale = \"{}\", shape = {shape:?} }} }}",
                t(*scale)
            )
        }
        Law::Lognormal { median, sigma } => {
            format!(
                "{{ lognormal = {{ median = \"{}\", sigma = {sigma:?} }} }}",
                t(*median)
            )
        }
        Law::Gamma { shape, scale } => {
            format!(
                "{{ gamma = {{ scale = \"{}\", shape = {shape:?} }} }}",
                t(*scale)
            )
        }
        Law::Triangular { low, mode, high } => format!(
            "{{ triangular = [\"{}\", \"{}\", \"{}\"] }}",
            t(*low),
            t(*mode),
            t(*high)
        ),
        Law::Empirical(values) if values.len() <= INLINE_VALUES => {
            let list: Vec<String> = values.iter().map(|ms| format!("\"{}\"", t(*ms))).collect();
            format!("{{ empirical = [{}] }}", list.join(", "))
        }
        Law::Empirical(values) => format!(
            "{{ empirical = {{ column = \"ms\", file = \"{}\", unit = \"ms\" }} }}",
            companion(values)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::from_default;
    use super::*;

    fn read(text: &str) -> Result<Law, Problem> {
        let files = |_: &str| Ok(b"ms\n5\n1\n3\n".to_vec());
        let context = Context::new("x", "", &files, String::new(), ("", ""));
        law(&context, &from_default(text))
    }

    #[test]
    fn all_laws_are_read_and_printed_back() {
        for text in [
            "8 h",
            "{ exponential = \"1000 h\" }",
            "{ uniform = [\"5 s\", \"20 s\"] }",
            "{ weibull = { shape = 0.7, scale = \"6000 h\" } }",
            "{ lognormal = { median = \"45 min\", sigma = 0.9 } }",
            "{ lognormal = { p50 = \"1 h\", p95 = \"6 h\" } }",
            "{ gamma = { shape = 2, scale = \"1 h\" } }",
            "{ triangular = [\"1 h\", \"2 h\", \"9 h\"] }",
            "{ empirical = [\"3 h\", \"1 h\"] }",
            "{ empirical = { file = \"a.csv\", column = \"ms\", unit = \"ms\" } }",
        ] {
            let law = read(text).expect(text);
            let printed = toml(&law, &mut |_| String::new());
            let again = read(printed.trim_matches('"')).expect(&printed);
            assert_eq!(again, law, "{text} became {printed}");
        }
    }

    #[test]
    fn quantiles_give_the_lognormal_that_has_them() {
        let Ok(Law::Lognormal { median, sigma }) =
            read("{ lognormal = { p50 = \"1 h\", p95 = \"6 h\" } }")
        else {
            panic!("a lognormal law")
        };
        assert!((median - 3_600_000.0).abs() < 1e-3);
        // ln 6 / 1.6448536 (the 95 % point of the standard normal law).
        assert!((sigma - 1.791_759_469 / 1.644_853_627).abs() < 1e-8);
    }

    #[test]
    fn impossible_laws_are_refused() {
        for text in [
            "{ uniform = [\"20 s\", \"5 s\"] }",
            "{ weibull = { shape = 0, scale = \"1 h\" } }",
            "{ weibul = { shape = 1, scale = \"1 h\" } }",
            "{ lognormal = { p50 = \"6 h\", p95 = \"1 h\" } }",
            "{ exponential = \"0 s\" }",
            "{ exponential = \"1 h\", constant = \"1 h\" }",
            "{ empirical = [] }",
            "30",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
