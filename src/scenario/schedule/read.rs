//! Reads a schedule of faults.
//!
//! Always true here: the first thing that is wrong is told with its line.

use super::{Break, FORM, LATEST, MOST_FAULTS, Planned, Schedule, ScheduleProblem, figure_name};
use crate::model::ObjectiveOf;
use crate::scenario::calendar;
use crate::scenario::known_names;
use crate::scenario::setting::Edit;
use crate::scenario::text::milliseconds;
use crate::units::{Span, WEEK};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A file that is read.
struct Reader<'t> {
    text: &'t str,
}

type Read<T> = Result<T, ScheduleProblem>;
type Value<'t> = Spanned<DeValue<'t>>;

/// Reads a schedule.
///
/// # Errors
/// The first thing that is wrong.
pub fn read_schedule(text: &str) -> Read<Schedule> {
    let reader = Reader { text };
    let table = DeTable::parse(text).map_err(|error| {
        reader.wrong(
            &error.span().unwrap_or(0..0),
            error.message(),
            "a schedule of faults is TOML",
        )
    })?;
    reader.schedule(table.get_ref())
}

/// The table of the scenario.
const SCENARIO: &str = "scenario";
const TOP: [&str; 8] = [
    "schema", "version", "seed", "quantile", "trial", SCENARIO, "fault", "breaks",
];
const OF_SCENARIO: [&str; 4] = ["name", "file", "sha256", "changes"];
const OF_BREAK: [&str; 4] = ["application", "figure", "value", "limit"];

impl<'t> Reader<'t> {
    fn line(&self, span: &Range<usize>) -> usize {
        let before = self.text.as_bytes().iter().take(span.start);
        before.filter(|byte| **byte == b'\n').count() + 1
    }

    fn wrong(
        &self,
        span: &Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> ScheduleProblem {
        ScheduleProblem {
            line: self.line(span),
            message: message.into(),
            help: help.into(),
        }
    }

    /// That a table has no keys but these.
    fn keys(&self, table: &DeTable<'_>, known: &[&str], what: &str) -> Read<()> {
        for key in table.keys() {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                return Err(self.wrong(
                    &key.span(),
                    format!("{what} has no key `{name}`"),
                    known_names(name, known),
                ));
            }
        }
        Ok(())
    }

    fn text_of(&self, table: &DeTable<'_>, key: &str) -> Read<Option<(String, Range<usize>)>> {
        let Some(value) = table.get(key) else {
            return Ok(None);
        };
        match value.get_ref() {
            DeValue::String(text) => Ok(Some((text.to_string(), value.span()))),
            _ => Err(self.wrong(
                &value.span(),
                format!("`{key}` is no text"),
                "put it between quotes",
            )),
        }
    }

    fn needed(
        &self,
        table: &DeTable<'_>,
        key: &str,
        (what, span): (&str, &Range<usize>),
    ) -> Read<(String, Range<usize>)> {
        let found = self.text_of(table, key)?;
        found.ok_or_else(|| {
            self.wrong(
                span,
                format!("{what} has no `{key}`"),
                format!("give it one: {key} = \"…\""),
            )
        })
    }

    fn whole(&self, table: &DeTable<'_>, key: &str, most: u64) -> Read<Option<u64>> {
        let Some(value) = table.get(key) else {
            return Ok(None);
        };
        let found = match value.get_ref() {
            DeValue::Integer(number) => u64::from_str_radix(number.as_str(), number.radix()).ok(),
            DeValue::String(text) => text.parse().ok(),
            _ => None,
        };
        let found = found.filter(|found| *found <= most);
        let help = format!("write a whole number from 0 to {most}");
        found
            .map(Some)
            .ok_or_else(|| self.wrong(&value.span(), format!("`{key}` is no such number"), help))
    }

    fn tables<'a>(
        &self,
        table: &'a DeTable<'t>,
        key: &str,
    ) -> Read<Vec<(&'a DeTable<'t>, Range<usize>)>> {
        let Some(value) = table.get(key) else {
            return Ok(Vec::new());
        };
        let wrong = |span: &Range<usize>| {
            self.wrong(
                span,
                format!("`{key}` is no list of tables"),
                format!("head each of them [[{key}]]"),
            )
        };
        let DeValue::Array(all) = value.get_ref() else {
            return Err(wrong(&value.span()));
        };
        let own = all.iter().map(|one| match one.get_ref() {
            DeValue::Table(table) => Ok((table, one.span())),
            _ => Err(wrong(&one.span())),
        });
        own.collect()
    }

    fn schedule(&self, table: &DeTable<'t>) -> Read<Schedule> {
        let top = ("the schedule", &(0..0));
        let (form, span) = self.needed(table, "schema", top)?;
        if form != FORM {
            return Err(self.wrong(
                &span,
                format!("`{form}` is no form of schedules that this version reads"),
                format!("it reads {FORM}"),
            ));
        }
        self.keys(table, &TOP, "a schedule")?;
        let mut made = Schedule {
            version: self.text_of(table, "version")?.map(|found| found.0),
            seed: self.whole(table, "seed", u64::MAX)?,
            quantile: self.quantile(table)?,
            trial: self.whole(table, "trial", 9_999_999)?.unwrap_or(0) as u32,
            ..Schedule::default()
        };
        if let (Some(_), Some(trial)) = (made.quantile, table.get("trial")) {
            return Err(self.wrong(
                &trial.span(),
                "a schedule has a `quantile` or a `trial`, not both",
                "with a quantile every length stands at it and nothing else fails; a trial draws lengths and other faults",
            ));
        }
        self.scenario(table, &mut made)?;
        self.faults(table, &mut made)?;
        for (own, span) in self.tables(table, "breaks")? {
            made.breaks.push(self.broken(own, &span)?);
        }
        Ok(made)
    }

    fn quantile(&self, table: &DeTable<'_>) -> Read<Option<f64>> {
        let Some((text, span)) = self.text_of(table, "quantile")? else {
            return Ok(None);
        };
        let number = text.trim().trim_end_matches('%').trim().parse::<f64>().ok();
        let number = number.filter(|percent| (50.0..=99.9).contains(percent));
        let wrong = || {
            self.wrong(
                &span,
                format!("`{text}` is no quantile"),
                "write 50 % to 99.9 %, such as \"95 %\"",
            )
        };
        number
            .map(|percent| Some(percent / 100.0))
            .ok_or_else(wrong)
    }

    fn scenario(&self, table: &DeTable<'t>, made: &mut Schedule) -> Read<()> {
        let help = "write [scenario] with the name of the scenario";
        let Some(value) = table.get(SCENARIO) else {
            return Err(self.wrong(&(0..0), "the schedule names no scenario", help));
        };
        let DeValue::Table(own) = value.get_ref() else {
            return Err(self.wrong(&value.span(), "`scenario` is no table", help));
        };
        self.keys(own, &OF_SCENARIO, "[scenario]")?;
        made.scenario = self.needed(own, "name", ("[scenario]", &value.span()))?.0;
        made.file = self
            .text_of(own, "file")?
            .map(|found| found.0)
            .unwrap_or_default();
        made.sha256 = self.text_of(own, "sha256")?.map(|found| found.0);
        let Some(changes) = own.get("changes") else {
            return Ok(());
        };
        let wrong = |span| {
            self.wrong(
                span,
                "`changes` is no list of changes",
                "write such as [\"set stamp.alpha.nodes=6\", \"unset application.erp.rpo\"]",
            )
        };
        let DeValue::Array(all) = changes.get_ref() else {
            return Err(wrong(&changes.span()));
        };
        for one in all {
            let DeValue::String(text) = one.get_ref() else {
                return Err(wrong(&one.span()));
            };
            made.changes.push(match text.split_once(' ') {
                Some(("set", given)) => Edit::Set(given.to_string()),
                Some(("unset", given)) => Edit::Unset(given.to_string()),
                _ => return Err(wrong(&one.span())),
            });
        }
        Ok(())
    }

    fn faults(&self, table: &DeTable<'t>, made: &mut Schedule) -> Read<()> {
        let all = self.tables(table, "fault")?;
        if all.is_empty() {
            return Err(self.wrong(
                &(0..0),
                "the schedule has no fault",
                "write [[fault]] with `name`, `at` and the keys of a drill",
            ));
        }
        for (own, span) in &all {
            let name = self.needed(own, "name", ("the fault", span))?;
            if made.faults.iter().any(|known| known.name == name.0) {
                return Err(self.wrong(
                    &name.1,
                    format!("two faults are named `{}`", name.0),
                    "give each a name of its own",
                ));
            }
            if made.faults.len() == MOST_FAULTS {
                return Err(self.wrong(
                    span,
                    "there are too many faults",
                    format!("at most {MOST_FAULTS} strike in a schedule"),
                ));
            }
            let at = match made.faults.first() {
                None => self.first(own, span)?,
                Some(first) => {
                    let before = made.faults.last().filter(|last| last.line != first.line);
                    self.later(own, span, (first.at, before.map_or(0, |last| last.at)))?
                }
            };
            let other = own.iter().filter(|(key, _)| {
                !["name", "at", "week", "after"].contains(&key.get_ref().as_ref())
            });
            let keys = other.map(|(key, value)| (key.get_ref().to_string(), self.raw(value)));
            made.faults.push(Planned {
                name: name.0,
                at,
                keys: keys.collect(),
                line: self.line(span),
            });
        }
        Ok(())
    }

    /// A value as it is written, in one line.
    fn raw(&self, value: &Value<'t>) -> String {
        let text = self.text.get(value.span()).unwrap_or_default();
        text.to_string()
    }

    fn of_week(&self, table: &DeTable<'t>) -> Read<Option<u64>> {
        let Some((text, span)) = self.text_of(table, "at")? else {
            return Ok(None);
        };
        let read = calendar::of_week(&text);
        read.map(Some).map_err(|_| {
            self.wrong(
                &span,
                format!("`{text}` is no instant of the week"),
                "write such as \"Tue 14:00\" or \"Sun 21:59:59.999\"",
            )
        })
    }

    /// When the first fault strikes.
    fn first(&self, table: &DeTable<'t>, span: &Range<usize>) -> Read<u64> {
        if let Some(after) = table.get("after") {
            return Err(self.wrong(
                &after.span(),
                "the first fault strikes after no other one",
                "give it an instant of the week: at = \"Tue 14:00\"",
            ));
        }
        let week = self.whole(table, "week", 8)?;
        let at = self.of_week(table)?;
        let at = at.ok_or_else(|| {
            self.wrong(
                span,
                "the first fault has no instant",
                "give it one of the week: at = \"Tue 14:00\"",
            )
        })?;
        Ok(week.unwrap_or(1).max(1).saturating_sub(1) * WEEK + at)
    }

    /// When another one does, after the first.
    fn later(
        &self,
        table: &DeTable<'t>,
        span: &Range<usize>,
        (first, before): (u64, u64),
    ) -> Read<u64> {
        if let Some(week) = table.get("week") {
            return Err(self.wrong(
                &week.span(),
                "only the first fault has a `week`",
                "give the others `after`, counted from the first",
            ));
        }
        let at = self.of_week(table)?;
        let after = self.text_of(table, "after")?;
        let found = match (at, &after) {
            // The next such instant that is not before the fault above.
            (Some(at), None) => before + (at + WEEK - (first + before) % WEEK) % WEEK,
            (None, Some((text, span))) => match milliseconds(text) {
                Ok(ms) => Span::from_ms(ms).0,
                Err(_) => return Err(self.wrong(span, format!("`{text}` is no length of time"), "write such as \"3 h\"")),
            },
            _ => return Err(self.wrong(span, "a fault behind the first has `at` or `after`, one of them", "at = \"Tue 14:00\" is the next such instant, after = \"3 h\" is counted from the first fault")),
        };
        if found < before {
            return Err(self.wrong(
                span,
                "this fault strikes before the one above it",
                "write faults in the order in which they strike",
            ));
        }
        if found > LATEST {
            return Err(self.wrong(
                span,
                "this fault strikes too long after the first",
                format!("at most {} later", Span(LATEST)),
            ));
        }
        Ok(found)
    }

    fn broken(&self, table: &DeTable<'t>, span: &Range<usize>) -> Read<Break> {
        self.keys(table, &OF_BREAK, "[[breaks]]")?;
        let what = ("[[breaks]]", span);
        let (figure, at) = self.needed(table, "figure", what)?;
        let kinds = [ObjectiveOf::Recovery, ObjectiveOf::Loss];
        let of = kinds.into_iter().find(|of| figure_name(*of) == figure);
        let of = of.ok_or_else(|| {
            self.wrong(
                &at,
                format!("`{figure}` is no figure"),
                "write \"recovery\" or \"loss\"",
            )
        })?;
        let ms = |(text, span): (String, Range<usize>)| match (text.as_str(), milliseconds(&text)) {
            ("never", _) => Ok(None),
            (_, Ok(ms)) => Ok(Some(Span::from_ms(ms).0)),
            _ => Err(self.wrong(
                &span,
                format!("`{text}` is no length of time"),
                "write such as \"3 h\", or \"never\" where it has no end",
            )),
        };
        let limit = self.text_of(table, "limit")?.map(ms).transpose()?;
        Ok(Break {
            application: self.needed(table, "application", what)?.0,
            of,
            value: ms(self.needed(table, "value", what)?)?,
            limit: limit.flatten(),
            line: self.line(span),
        })
    }
}
