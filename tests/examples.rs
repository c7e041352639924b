//! The examples of the library, and what they print.
//!
//! Always true here: they are the files that a reader runs, not copies of them.

#[allow(dead_code, reason = "a test calls what `main` prints")]
#[path = "../examples/availability.rs"]
mod availability;
#[allow(dead_code, reason = "a test calls what `main` prints")]
#[path = "../examples/drill.rs"]
mod drill;

/// Nodes fail each 7,550 h and the application restarts within minutes: it is up for more than 99.99 % of the time, and
/// not always.
#[test]
fn the_shop_is_hardly_ever_down() {
    let found = availability::availability().unwrap();
    let (low, point, high) = (found.low, found.point.unwrap(), found.high);
    assert!(point > 0.9995 && point < 1.0, "{point}");
    assert!(low.is_some_and(|low| low < point) && high.is_some_and(|high| high > point));
}

/// The README shows the same hours: 8 h 32 min.
#[test]
fn half_of_the_drills_are_back_after_what_the_program_says() {
    let (name, trials, hours) = drill::drill().unwrap();
    assert_eq!((name.as_str(), trials), ("lose-stamp", 1_000));
    assert!(
        hours.is_some_and(|hours| (hours * 60.0 - 512.0).abs() < 1.0),
        "{hours:?}"
    );
}
