//! Lists of distinct values, by hand and by chance.

use super::*;
use proptest::prelude::*;

const EXACT: Rounding = Rounding {
    most: usize::MAX,
    limit: 0,
};

fn listed(values: &[u64], rounding: &Rounding) -> Frequencies<1> {
    let mut made = Frequencies::default();
    for value in values {
        made.add(*value, [1], rounding);
    }
    made.settle();
    made
}

fn read(list: &Frequencies<1>) -> Vec<(u64, u64)> {
    list.rows().map(|row| (row.value, row.count())).collect()
}

#[test]
fn values_ascend_with_how_often_they_were_seen() {
    let list = listed(&[7, 3, 7, ENDLESS, 0, 3, 7], &EXACT);
    assert_eq!(read(&list), [(0, 1), (3, 2), (7, 3), (ENDLESS, 1)]);
    assert_eq!(
        list.rows().last().map(|row| row.real()),
        Some(f64::INFINITY)
    );
}

/// Two trials: 5 and 9 of one with 2 observations, 5 of one with 1. At 5 that is 2 observations, places 1 and
/// 1, and 2 + 1 observations in their trials.
#[test]
fn weights_of_equal_values_add_up() {
    let mut list = Frequencies::<3>::default();
    for (value, weights) in [(9, [1, 3, 2]), (5, [1, 1, 2]), (5, [1, 1, 1])] {
        list.add(value, weights, &EXACT);
    }
    list.settle();
    let read: Vec<(u64, [u64; 3])> = list.rows().map(|row| (row.value, row.weights)).collect();
    assert_eq!(read, [(5, [2, 2, 3]), (9, [1, 3, 2])]);
}

/// Values within a quarter of an hour in milliseconds, each seen once or twice, take a byte or two each.
#[test]
fn rows_lie_close() {
    let values: Vec<u64> = (0..100_000).map(|number| 1_000_000 + number * 9).collect();
    let list = listed(&values, &EXACT);
    assert!(list.packed.size() < 101_000, "{}", list.packed.size());
    assert_eq!(list.rows().count(), 100_000);
    let twice = listed(&[values.as_slice(), values.as_slice()].concat(), &EXACT);
    assert!(twice.packed.size() < 201_000, "{}", twice.packed.size());
    assert!(twice.rows().all(|row| row.count() == 2));
}

#[test]
fn four_digits_are_kept_and_never_less_is_said() {
    for (value, rounded) in [
        (0, 0),
        (9_999, 9_999),
        (10_000, 10_000),
        (10_001, 10_010),
        (123_456, 123_500),
        (99_999_999, 100_000_000),
        (ENDLESS, ENDLESS),
    ] {
        assert_eq!(four_digits_up(value), rounded, "{value}");
        assert_eq!(four_digits_up(rounded), rounded);
        assert!(rounded as f64 <= value as f64 * ROUNDED_BY);
    }
}

/// Who was within the limit stays within, and who was beyond stays beyond.
#[test]
fn too_many_values_are_rounded_but_not_beyond_the_limit() {
    let rounding = Rounding {
        most: 3,
        limit: 100_004,
    };
    let three = listed(&[100_001, 100_004, 100_005], &rounding);
    assert_eq!(read(&three), [(100_001, 1), (100_004, 1), (100_005, 1)]);
    assert!(!three.is_rounded());
    let four = listed(&[100_001, 100_004, 100_005, ENDLESS], &rounding);
    assert_eq!(read(&four), [(100_004, 2), (100_100, 1), (ENDLESS, 1)]);
    assert!(four.is_rounded());
}

/// Bytes of another hand are read to their end, and no further.
#[test]
fn what_is_handed_on_is_read_back() {
    let list = listed(&[5, 5, 1 << 40, ENDLESS], &EXACT);
    let text = serde_json::to_string(&list).unwrap();
    let back: Frequencies<1> = serde_json::from_str(&text).unwrap();
    assert_eq!(back, list);
    let broken = r#"{"packed":{"bytes":[255,255,255,255,255,255,255,255,255,255,255,255,255,255,255,255,255,255,255,255],"rows":1},"rounding":null,"rounded":false}"#;
    let broken: Frequencies<1> = serde_json::from_str(broken).unwrap();
    assert_eq!(broken.rows().count(), 0);
}

proptest! {
    /// However values are split and in whatever order the parts are added: the same bytes.
    #[test]
    fn lists_add_up_in_any_order(
        values in proptest::collection::vec((0_u64..4, 0_u64..300_000), 0..400),
        cuts in proptest::collection::vec(0_usize..400, 0..6),
        most in 1_usize..300,
        backwards in any::<bool>(),
        settled in any::<bool>(),
    ) {
        let rounding = Rounding { most, limit: 150_001 };
        let add = |list: &mut Frequencies<1>, (by, value): (u64, u64)| {
            list.add_shared(by, value, [1], &rounding);
        };
        let mut whole = Frequencies::default();
        values.iter().for_each(|value| add(&mut whole, *value));
        whole.settle();
        let mut ends: Vec<usize> = cuts.iter().map(|cut| *cut % (values.len() + 1)).collect();
        ends.extend([0, values.len()]);
        ends.sort_unstable();
        let mut parts: Vec<Frequencies<1>> = ends
            .windows(2)
            .map(|ends| {
                let mut part = Frequencies::default();
                values[ends[0]..ends[1]].iter().rev().for_each(|value| add(&mut part, *value));
                part
            })
            .collect();
        if backwards {
            parts.reverse();
        }
        // Parts that were written down have rounded what they had to.
        if settled {
            parts.iter_mut().for_each(Frequencies::settle);
        }
        let mut merged = Frequencies::default();
        parts.iter().for_each(|part| merged.merge(part));
        merged.settle();
        prop_assert_eq!(&merged, &whole);
        let distinct: std::collections::BTreeSet<_> = values.iter().collect();
        prop_assert_eq!(whole.is_rounded(), distinct.len() > most);
        // Read together, the parts are the whole where nothing was rounded.
        parts.iter_mut().for_each(Frequencies::settle);
        if !whole.is_rounded() {
            let together: Vec<Row<1>> = super::merged(parts.iter()).collect();
            prop_assert_eq!(together, whole.rows().collect::<Vec<_>>());
        }
    }
}
