//! Distribution functions behind the intervals: beta, gamma, normal, Student's t.
//!
//! Always true here: only `+ - * / sqrt` and `libm` are used. The functions of `statrs` call the
//! platform's `ln` and `exp`, whose last bits differ between machines, and its beta quantile does
//! not end for huge shapes; in tests they are the yardstick.
//! Source of the continued fractions: Press et al., Numerical Recipes, chapter 6, by Lentz's method.

use libm::{erfc, exp, fabs, lgamma, log, log1p};

const SMALLEST: f64 = 1e-300;
const ENOUGH: f64 = 1e-15;
const STEPS: u32 = 200_000;

/// Keeps a denominator of Lentz's method away from zero.
fn kept_off_zero(value: f64) -> f64 {
    if fabs(value) < SMALLEST {
        SMALLEST
    } else {
        value
    }
}

/// The continued fraction of the incomplete beta function.
fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let (sum, above, below) = (a + b, a + 1.0, a - 1.0);
    let mut c = 1.0;
    let mut d = 1.0 / kept_off_zero(1.0 - sum * x / above);
    let mut value = d;
    for step in 1..STEPS {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((below + 2.0 * m) * (a + 2.0 * m));
        d = 1.0 / kept_off_zero(1.0 + even * d);
        c = kept_off_zero(1.0 + even / c);
        value *= d * c;
        let odd = -(a + m) * (sum + m) * x / ((a + 2.0 * m) * (above + 2.0 * m));
        d = 1.0 / kept_off_zero(1.0 + odd * d);
        c = kept_off_zero(1.0 + odd / c);
        let change = d * c;
        value *= change;
        if fabs(change - 1.0) < ENOUGH {
            break;
        }
    }
    value
}

/// The regularised incomplete beta function at the x whose log-odds are `odds`: the beta
/// distribution function for shapes `a` and `b`, both positive. Log-odds keep x and 1 − x exact at
/// both ends.
#[must_use]
pub fn beta_below(a: f64, b: f64, odds: f64) -> f64 {
    // ln x and ln(1 - x), neither by subtraction from one.
    let ln_x = -log1p(exp(-odds));
    let ln_rest = -log1p(exp(odds));
    let (x, rest) = (exp(ln_x), exp(ln_rest));
    let front = exp(a * ln_x + b * ln_rest + lgamma(a + b) - lgamma(a) - lgamma(b));
    if x < (a + 1.0) / (a + b + 2.0) {
        (front * beta_fraction(a, b, x) / a).min(1.0)
    } else {
        (1.0 - front * beta_fraction(b, a, rest) / b).max(0.0)
    }
}

/// The log-odds at which the beta distribution function reaches `share` (strictly between 0 and 1):
/// bisection, which is sure for every shape, and Newton steps as soon as they stay in the bracket.
#[must_use]
pub fn beta_odds(share: f64, a: f64, b: f64) -> f64 {
    let (mut low, mut high) = (-700.0, 700.0);
    let scale = lgamma(a + b) - lgamma(a) - lgamma(b);
    let mut odds = log(a / b);
    for _ in 0..200 {
        if !(odds > low && odds < high) {
            odds = 0.5 * (low + high);
        }
        let below = beta_below(a, b, odds);
        if below < share {
            low = odds;
        } else {
            high = odds;
        }
        let slope = exp(scale - a * log1p(exp(-odds)) - b * log1p(exp(odds)));
        let next = odds - (below - share) / slope;
        // A step that is longer than half the bracket is no better than halving it.
        let step = fabs(next - odds);
        if step <= 1e-13 * (1.0 + fabs(odds)) || high - low <= 1e-13 * (1.0 + fabs(odds)) {
            break;
        }
        odds = if step < 0.5 * (high - low) {
            next
        } else {
            0.5 * (low + high)
        };
    }
    odds
}

/// The quantile of the beta distribution: the x between 0 and 1 with `share` below it.
#[must_use]
pub fn beta_quantile(share: f64, a: f64, b: f64) -> f64 {
    1.0 / (1.0 + exp(-beta_odds(share, a, b)))
}

/// The gamma distribution function for this shape and scale 1.
#[must_use]
pub fn gamma_below(shape: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let front = exp(shape * log(x) - x - lgamma(shape));
    if x < shape + 1.0 {
        let (mut term, mut sum) = (1.0 / shape, 1.0 / shape);
        for step in 1..STEPS {
            term *= x / (shape + f64::from(step));
            sum += term;
            if term < sum * ENOUGH {
                break;
            }
        }
        (front * sum).min(1.0)
    } else {
        let mut b = x + 1.0 - shape;
        let mut c = 1.0 / SMALLEST;
        let mut d = 1.0 / kept_off_zero(b);
        let mut value = d;
        for step in 1..STEPS {
            let k = f64::from(step);
            let a = -k * (k - shape);
            b += 2.0;
            d = 1.0 / kept_off_zero(a * d + b);
            c = kept_off_zero(b + a / c);
            let change = d * c;
            value *= change;
            if fabs(change - 1.0) < ENOUGH {
                break;
            }
        }
        (1.0 - front * value).max(0.0)
    }
}

/// The quantile of the gamma distribution of this positive shape and scale 1, for a share strictly
/// between 0 and 1.
///
/// From Wilson and Hilferty's cube, improved by Newton steps that never leave a shrinking bracket;
/// above a shape of 100,000 the cube itself is exact to eight digits.
#[must_use]
pub fn gamma_quantile(share: f64, shape: f64) -> f64 {
    let ninth = 1.0 / (9.0 * shape);
    let root = 1.0 - ninth + normal_quantile(share) * ninth.sqrt();
    let cube = shape * root * root * root;
    if shape > 1e5 {
        return cube;
    }
    let (mut low, mut high) = (0.0, shape + 60.0 + 40.0 * shape.sqrt());
    let mut x = if root > 0.05 {
        cube
    } else {
        // Far down, the distribution function is x^shape / (shape · gamma(shape)).
        exp((log(share) + lgamma(shape + 1.0)) / shape)
    };
    for _ in 0..200 {
        if !(x > low && x < high) {
            x = 0.5 * (low + high);
        }
        let below = gamma_below(shape, x);
        if below < share {
            low = x;
        } else {
            high = x;
        }
        let density = exp((shape - 1.0) * log(x) - x - lgamma(shape));
        let next = x - (below - share) / density;
        if fabs(next - x) <= 1e-13 * x || high - low <= 1e-15 * high {
            return if next > low && next < high { next } else { x };
        }
        x = next;
    }
    x
}

/// The quantile of the standard normal distribution, for a share strictly between 0 and 1.
#[must_use]
pub fn normal_quantile(share: f64) -> f64 {
    if share > 0.5 {
        return -normal_quantile(1.0 - share);
    }
    let (mut low, mut high) = (-40.0, 0.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if 0.5 * erfc(-middle * std::f64::consts::FRAC_1_SQRT_2) < share {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// Student's t that leaves `tail` above it, for this positive number of degrees of freedom.
#[must_use]
pub fn student(tail: f64, freedom: f64) -> f64 {
    if freedom > 1e6 {
        return -normal_quantile(tail);
    }
    // P(|T| > t) is the beta distribution function at freedom / (freedom + t^2).
    let odds = beta_odds(2.0 * tail, freedom / 2.0, 0.5);
    (freedom * exp(-odds)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{Beta, ContinuousCDF, Gamma, Normal, StudentsT};

    fn near(got: f64, want: f64, what: &str) {
        assert!(
            (got - want).abs() <= 1e-9 * want.abs().max(1e-3),
            "{what}: {got} instead of {want}"
        );
    }

    #[test]
    fn the_beta_distribution_agrees_with_statrs() {
        for (a, b) in [
            (0.5, 0.5),
            (1.0, 9.0),
            (5.0, 6.0),
            (190.0, 11.0),
            (2.5, 4e4),
        ] {
            let reference = Beta::new(a, b).expect("positive shapes");
            for odds in [-12.0, -4.0, -0.3, 0.0, 1.0, 5.0] {
                let x = 1.0 / (1.0 + exp(-odds));
                near(beta_below(a, b, odds), reference.cdf(x), "beta");
            }
        }
    }

    #[test]
    fn the_gamma_distribution_agrees_with_statrs() {
        for shape in [0.3, 1.0, 4.0, 57.5, 3_000.0] {
            let reference = Gamma::new(shape, 1.0).expect("positive shape");
            for share in [0.001, 0.025, 0.5, 0.975, 0.999] {
                let x = gamma_quantile(share, shape);
                near(reference.cdf(x), share, "gamma quantile");
            }
        }
        // Where the cube takes over, the exact quantile says the same to eight digits.
        let (below, above) = (
            gamma_quantile(0.975, 1e5),
            gamma_quantile(0.975, 1e5 + 1e-6),
        );
        assert!((below / above - 1.0).abs() < 1e-8, "{below} {above}");
    }

    #[test]
    fn normal_and_student_agree_with_statrs() {
        let normal = Normal::standard();
        for share in [1e-9, 0.025, 0.4, 0.5, 0.9, 0.999] {
            let want: f64 = normal.cdf(normal_quantile(share));
            assert!((want - share).abs() < 1e-10, "{share}: {want}");
        }
        for freedom in [1.0, 2.0, 9.0, 99.0, 12_345.0] {
            let t = student(0.025, freedom);
            let reference = StudentsT::new(0.0, 1.0, freedom).expect("positive freedom");
            near(reference.cdf(t), 0.975, "student");
        }
        near(student(0.025, 1.0), 12.706_204_736_174_7, "one degree");
        near(student(0.025, 4.0), 2.776_445_105_197_79, "four degrees");
        near(student(0.025, 1e7), 1.959_963_984_540_05, "many degrees");
    }
}
