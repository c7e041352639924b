//! What is said of a precision that was asked for.
//!
//! Always true here: whether it is reached is read from the figure as it is reported.

use super::words;
use crate::model::outcome::{Estimate, Outcome};
use crate::model::{Blueprint, HalfWidth, Trials};
use crate::units::{Share, number};

/// How well the figure is known that the scenario asks a precision of; none where it asks for none.
pub(super) fn precision(blueprint: &Blueprint, outcome: &Outcome) -> Option<String> {
    let Trials::Until {
        measure,
        half_width,
        ..
    } = &blueprint.run.trials
    else {
        return None;
    };
    let found = outcome.applications.get(measure.application.index());
    let figure = found.and_then(|one| one.at(measure.figure));
    let name = words::clean(&blueprint.text_of(measure));
    Some(sentence(&name, *half_width, figure.unwrap_or_default()))
}

fn sentence(name: &str, wanted: HalfWidth, figure: Estimate) -> String {
    let asked = wanted.words();
    let (Some(point), Some(low), Some(high)) = (figure.point, figure.low, figure.high) else {
        return format!("A precision of ± {asked} was asked for: {name} has no interval yet.");
    };
    let half = (high - low) / 2.0;
    let known = match wanted {
        HalfWidth::Points(_) => HalfWidth::Points(Share(half)).words(),
        HalfWidth::Length(_) => number::duration(half),
        HalfWidth::Relative(_) => format!("{} of it", number::share(half / point)),
    };
    if wanted.is_reached(half, point) {
        format!("{name} is known to ± {known}; ± {asked} was asked for.")
    } else {
        format!(
            "A precision of ± {asked} was asked for and is not reached: {name} is known to ± {known}."
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Span;

    fn of(point: f64, low: f64, high: f64) -> Estimate {
        Estimate {
            point: Some(point),
            low: Some(low),
            high: Some(high),
        }
    }

    #[test]
    fn a_precision_is_said_reached_or_not() {
        let points = HalfWidth::Points(Share(0.001));
        assert_eq!(
            sentence("erp.availability", points, of(0.99, 0.9891, 0.9909)),
            "erp.availability is known to ± 0.09 points; ± 0.1 points was asked for."
        );
        assert_eq!(
            sentence("erp.availability", points, of(0.99, 0.988, 0.992)),
            "A precision of ± 0.1 points was asked for and is not reached: erp.availability is known to ± 0.2 points."
        );
        let open = Estimate {
            high: None,
            ..of(0.99, 0.98, 0.0)
        };
        assert_eq!(
            sentence("erp.availability", points, open),
            "A precision of ± 0.1 points was asked for: erp.availability has no interval yet."
        );
    }

    #[test]
    fn a_precision_is_told_as_it_is_asked_for() {
        let mttr = of(3_600.0, 3_420.0, 3_780.0);
        assert_eq!(
            sentence("erp.mttr", HalfWidth::Relative(Share(0.06)), mttr),
            "erp.mttr is known to ± 5 % of it; ± 6 % of it was asked for."
        );
        assert_eq!(
            sentence("erp.mttr", HalfWidth::Length(Span::minutes(2)), mttr),
            "A precision of ± 2 min was asked for and is not reached: erp.mttr is known to ± 3 min."
        );
    }
}
