//! Laws against their distribution functions, and draws by value.
//!
//! Always true here: seeds are fixed, so a red test is a change of the numbers and never bad luck.

use super::*;
use statrs::distribution::{
    ContinuousCDF, Exp, Gamma, LogNormal, Normal, Triangular, Uniform, Weibull,
};

/// Kolmogorov's distance times the root of the count stays below this with probability 0.999.
const FAR: f64 = 1.95;

fn stream() -> Stream {
    let mut stream = Stream::new();
    stream.rekey(42, 7, 99);
    stream
}

fn draws(law: &Law, count: u64) -> Vec<f64> {
    let (sampler, mut stream) = (Sampler::new(law), stream());
    (0..count)
        .map(|index| sampler.draw_ms(&mut stream, index))
        .collect()
}

/// The largest distance between the observed shares and those of `cdf`, times the root of the count.
fn distance(mut sample: Vec<f64>, mut cdf: impl FnMut(f64) -> f64) -> f64 {
    sample.sort_by(f64::total_cmp);
    let count = sample.len() as f64;
    let mut largest: f64 = 0.0;
    for (place, value) in sample.iter().enumerate() {
        let share = cdf(*value);
        largest = largest.max(share - place as f64 / count);
        largest = largest.max((place + 1) as f64 / count - share);
    }
    largest * count.sqrt()
}

type Cdf = Box<dyn Fn(f64) -> f64>;

/// Every law with a density, at scales of hours, next to its distribution function.
fn continuous() -> Vec<(Law, Cdf)> {
    let weibull = |shape: f64, scale: f64| -> (Law, Cdf) {
        let reference = Weibull::new(shape, scale).expect("parameters are positive");
        (
            Law::Weibull { shape, scale },
            Box::new(move |t| reference.cdf(t)),
        )
    };
    let gamma = |shape: f64, scale: f64| -> (Law, Cdf) {
        let reference = Gamma::new(shape, 1.0 / scale).expect("parameters are positive");
        (
            Law::Gamma { shape, scale },
            Box::new(move |t| reference.cdf(t)),
        )
    };
    let (low, mode, high) = (1e6, 2e6, 7e6);
    let exponential = Exp::new(1.0 / 3.6e6).expect("parameters are positive");
    let lognormal = LogNormal::new(libm::log(2e7), 0.8).expect("parameters are positive");
    let uniform = Uniform::new(low, high).expect("parameters are positive");
    let triangular = Triangular::new(low, high, mode).expect("parameters are positive");
    vec![
        (
            Law::Exponential { mean: 3.6e6 },
            Box::new(move |t| exponential.cdf(t)),
        ),
        weibull(0.7, 3e6),
        weibull(2.5, 3e6),
        (
            Law::Lognormal {
                median: 2e7,
                sigma: 0.8,
            },
            Box::new(move |t| lognormal.cdf(t)),
        ),
        gamma(0.4, 5e6),
        gamma(3.5, 1e6),
        (
            Law::Uniform { low, high },
            Box::new(move |t| uniform.cdf(t)),
        ),
        (
            Law::Triangular { low, mode, high },
            Box::new(move |t| triangular.cdf(t)),
        ),
    ]
}

#[test]
fn draws_follow_their_law() {
    for (law, cdf) in continuous() {
        let far = distance(draws(&law, 50_000), cdf);
        assert!(far < FAR, "{law:?}: {far}");
    }
}

#[test]
fn the_ziggurat_is_right_to_a_part_in_a_thousand_and_in_the_tails() {
    let count = 1_000_000;
    let sample = draws(&Law::Exponential { mean: 1.0 }, count);
    // exp(-7.697...) = 4.5e-4 lie in the tail, whose draws are made by the law's lack of memory.
    let beyond = sample.iter().filter(|x| **x > 7.697_117_470_131_05).count();
    assert!(beyond.abs_diff(454) < 86, "{beyond}");
    let far = distance(sample, |t| 1.0 - libm::exp(-t));
    assert!(far < FAR, "{far}");

    let mut stream = stream();
    let sample: Vec<f64> = (0..count)
        .map(|index| ziggurat::normal(&NORMAL, &mut stream, index))
        .collect();
    let reference = Normal::new(0.0, 1.0).expect("parameters are positive");
    for (count, expected) in [
        (sample.iter().filter(|x| **x > 3.654_152_885).count(), 129),
        (sample.iter().filter(|x| **x < -3.654_152_885).count(), 129),
        (sample.iter().filter(|x| **x > 4.0).count(), 32),
        (sample.iter().filter(|x| **x < -4.0).count(), 32),
    ] {
        let tolerance = 4.0 * f64::from(expected).sqrt();
        assert!(
            (count as f64 - f64::from(expected)).abs() < tolerance,
            "{count}"
        );
    }
    let far = distance(sample, |x| reference.cdf(x));
    assert!(far < FAR, "{far}");
}

#[test]
fn the_tail_of_the_normal_is_right() {
    let mut stream = stream();
    let sample = (0..20_000)
        .map(|index| ziggurat::normal_tail(&mut Words::new(&mut stream, index)))
        .collect();
    let reference = Normal::new(0.0, 1.0).expect("parameters are positive");
    let beyond = reference.sf(3.654_152_885_361_009);
    let far = distance(sample, |x| 1.0 - reference.sf(x) / beyond);
    assert!(far < FAR, "{far}");
}

#[test]
fn the_rest_of_a_life_follows_the_integral_of_survival_over_the_mean() {
    for (law, cdf) in continuous() {
        let (sampler, mut stream) = (Sampler::new(&law), stream());
        let sample = (0..20_000)
            .map(|index| sampler.draw_equilibrium(&mut stream, index).0 as f64)
            .collect();
        let (mut at, mut integral) = (0.0, 0.0);
        // Called with rising times: the integral goes on from the one before, in 8 steps.
        let far = distance(sample, |until| {
            let step = (until - at) / 8.0;
            for _ in 0..8 {
                integral += step * (1.0 - cdf(at + step / 2.0));
                at += step;
            }
            integral / law.mean()
        });
        assert!(far < FAR, "{law:?}: {far}");
    }
}

#[test]
fn a_constant_has_a_uniform_phase() {
    let (sampler, mut stream) = (Sampler::new(&Law::Constant(1e6)), stream());
    assert_eq!(sampler.draw(&mut stream, 3), Span(1_000_000));
    let sample = (0..20_000)
        .map(|index| sampler.draw_equilibrium(&mut stream, index).0 as f64)
        .collect();
    assert!(distance(sample, |t| t / 1e6) < FAR);
}

#[test]
fn observed_values_come_equally_often_and_are_met_by_length() {
    let values = [1e6, 2e6, 2e6, 7e6];
    let law = Law::Empirical(values.as_slice().into());
    let sample = draws(&law, 40_000);
    for (value, expected) in [(1e6, 10_000_usize), (2e6, 20_000), (7e6, 10_000)] {
        let count = sample.iter().filter(|x| **x == value).count();
        assert!(count.abs_diff(expected) < 400, "{value}: {count}");
    }
    let (sampler, mut stream) = (Sampler::new(&law), stream());
    let rest = (0..20_000)
        .map(|index| sampler.draw_equilibrium(&mut stream, index).0 as f64)
        .collect();
    let total: f64 = values.iter().sum();
    let far = distance(rest, |t| {
        values.iter().map(|value| value.min(t)).sum::<f64>() / total
    });
    assert!(far < FAR, "{far}");
}

#[test]
fn a_degenerate_triangle_and_interval_give_their_only_value() {
    for law in [
        Law::Triangular {
            low: 5.0,
            mode: 5.0,
            high: 5.0,
        },
        Law::Uniform {
            low: 5.0,
            high: 5.0,
        },
    ] {
        let (sampler, mut stream) = (Sampler::new(&law), stream());
        assert_eq!(sampler.draw(&mut stream, 0), Span(5));
        assert!(sampler.draw_equilibrium(&mut stream, 1) <= Span(5));
    }
}

#[test]
fn draws_do_not_depend_on_the_order_in_which_they_are_made() {
    let mut laws: Vec<Law> = continuous().into_iter().map(|(law, _)| law).collect();
    laws.push(Law::Empirical([1.0, 2.0, 3.0].as_slice().into()));
    laws.push(Law::Constant(4.0));
    for law in laws {
        let (sampler, mut stream) = (Sampler::new(&law), stream());
        let count = 3_000;
        let forward: Vec<u64> = (0..count)
            .map(|i| sampler.draw_ms(&mut stream, i).to_bits())
            .collect();
        for index in (0..count).rev() {
            let index = index * 7 % count;
            let again = sampler.draw_ms(&mut stream, index).to_bits();
            assert_eq!(again, forward[index as usize], "{law:?} {index}");
        }
        let rest = sampler.draw_equilibrium(&mut stream, 9);
        sampler.draw(&mut stream, 100);
        assert_eq!(sampler.draw_equilibrium(&mut stream, 9), rest);
    }
}

/// The sum of the first 1,000 draws (of which some ten need a child) and the first two draws, bit by
/// bit: any change of keys, words, tables or formulas shows here.
#[test]
fn the_first_draws_are_these() {
    let found: Vec<(u64, u64, u64)> = continuous()
        .iter()
        .map(|(law, _)| {
            let sample = draws(law, 1_000);
            let sum: f64 = sample.iter().sum();
            (sample[0].to_bits(), sample[1].to_bits(), sum.to_bits())
        })
        .collect();
    let expected = [
        (0x414056ab535cf53d, 0x4151f518cd8776fc, 0x41eaaea262e2ded0),
        (0x4135cbe38dd1e71d, 0x4150c991bd087c43, 0x41ec34512c531ca2),
        (0x41429823baff2397, 0x41497af20154438c, 0x41e3c7b5d0fa9614),
        (0x417b7f4597e3b03f, 0x418760e8843566ba, 0x4219a495c68318c7),
        (0x41315f3487160def, 0x4122f31cddc47324, 0x41dd1da05cd571c2),
        (0x414eea09cdfdbd9c, 0x415565cca3713a5f, 0x41ea3ac927a402cb),
        (0x41423f38e9ae5e62, 0x4152f223874e4050, 0x41ee331823afb9c6),
        (0x4140c888fa1ce162, 0x414d141aa2145c68, 0x41e914b58a682b8f),
    ];
    assert_eq!(found, expected);
}
