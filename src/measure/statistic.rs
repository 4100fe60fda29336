//! Statistics over the histories of several worlds, with intervals.
//!
//! The interval is the delete-one jackknife's: the statistic is computed again without each
//! replicate, in all worlds at once, since they share their luck. For a mean and for a mean of paired
//! differences it is exactly Student's; for ratios, logarithms and standard deviations it is
//! their usual first-order one. Source: Tukey (1958); Efron and Stein (1981).
//!
//! A share of histories by itself has Wilson's interval (1927): where all histories agree, the
//! jackknife would claim certainty.

use super::expression::{Expression, Misread, Operator};
use crate::scenario::problem::did_you_mean;
use crate::statistics::moments::{Moments, student_95};

/// The world that the others are changes of.
pub const TRUNK: &str = "trunk";

/// Worlds, and the quantities that statistics need of each.
#[derive(Clone, Debug, Default)]
pub struct Needs {
    /// Names of the worlds, the trunk first.
    pub worlds: Vec<String>,
    /// Quantities by world.
    pub quantities: Vec<Vec<Expression>>,
}

/// A number over histories.
#[derive(Clone, Debug, PartialEq)]
pub enum Statistic {
    /// A number.
    Number(f64),
    /// Of one quantity in one world.
    One(OfOne, Sample),
    /// Of the paired differences of a quantity in two worlds.
    Paired(OfPairs, Sample, Sample),
    /// A function of numbers.
    Function(Function, Vec<Statistic>),
    /// The opposite.
    Negative(Box<Statistic>),
    /// Two with an operator between them.
    Binary(Operator, Box<Statistic>, Box<Statistic>),
}

/// Which values a statistic looks at: a quantity in a world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The world's place among [`Needs::worlds`].
    pub world: usize,
    /// The quantity's place among those of its world.
    pub quantity: usize,
}

/// Statistics of one sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfOne {
    /// Mean.
    Mean,
    /// Standard deviation.
    Sd,
    /// Share of histories in which it holds.
    Share,
}

/// Statistics of pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfPairs {
    /// Mean difference.
    Effect,
    /// The same as a share of the mean in the world it is compared with.
    Relative,
}

/// Functions of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// Natural logarithm.
    Log,
    /// Size without sign.
    Abs,
}

const ONE: [(&str, OfOne); 3] = [("mean", OfOne::Mean), ("sd", OfOne::Sd), ("share", OfOne::Share)];
const PAIRED: [(&str, OfPairs); 2] = [("effect", OfPairs::Effect), ("relative", OfPairs::Relative)];
const FUNCTIONS: [(&str, Function); 2] = [("log", Function::Log), ("abs", Function::Abs)];

fn find<T: Copy>(list: &[(&str, T)], name: &str) -> Option<T> {
    list.iter().find(|(known, _)| *known == name).map(|(_, found)| *found)
}

impl Needs {
    /// Nothing yet, of these worlds besides the trunk.
    pub fn of(worlds: impl IntoIterator<Item = String>) -> Self {
        let worlds: Vec<String> = std::iter::once(TRUNK.to_string()).chain(worlds).collect();
        Self { quantities: vec![Vec::new(); worlds.len()], worlds }
    }

    /// Understands a measure as a statistic, and notes what it needs.
    ///
    /// # Errors
    /// When a function or world is unknown, or a quantity stands where a statistic must.
    pub fn understand(&mut self, measure: &Expression) -> Result<Statistic, Misread> {
        Ok(match measure {
            Expression::Number(number) => Statistic::Number(*number),
            Expression::Negative(inner) => Statistic::Negative(Box::new(self.understand(inner)?)),
            Expression::Binary(operator, left, right) => {
                Statistic::Binary(*operator, Box::new(self.understand(left)?), Box::new(self.understand(right)?))
            }
            Expression::Name(name) => {
                return Err(Misread::new(
                    format!("`{name}` has a value in every history"),
                    format!("say what becomes of its histories: mean({name}), or relative({name} | WORLD)"),
                ));
            }
            Expression::Month(month) => {
                return Err(Misread::new(format!("'{month}' is a month, not a number"), "give it to at(...)"));
            }
            Expression::Call { function, arguments, worlds } => self.call(function, arguments, worlds)?,
        })
    }

    fn call(&mut self, function: &str, arguments: &[Expression], worlds: &[String]) -> Result<Statistic, Misread> {
        if let Some(of) = find(&FUNCTIONS, function) {
            let inner = arguments.iter().map(|argument| self.understand(argument)).collect::<Result<Vec<_>, _>>()?;
            return match (&inner[..], worlds) {
                ([_], []) => Ok(Statistic::Function(of, inner)),
                _ => Err(Misread::new(format!("`{function}` takes one number"), format!("{function}(mean(adequacy))"))),
            };
        }
        let [quantity] = arguments else {
            return Err(Misread::new(format!("`{function}` takes one quantity"), format!("{function}(adequacy)")));
        };
        if let Some(of) = find(&ONE, function) {
            return match worlds {
                [] => Ok(Statistic::One(of, self.sample(TRUNK, quantity)?)),
                [world] => Ok(Statistic::One(of, self.sample(world, quantity)?)),
                _ => Err(Misread::new(format!("`{function}` is of one world"), format!("{function}(x | world)"))),
            };
        }
        if let Some(of) = find(&PAIRED, function) {
            let (world, against) = match worlds {
                [world] => (world.as_str(), TRUNK),
                [world, against] => (world.as_str(), against.as_str()),
                _ => {
                    let remedy = format!("{function}(x | world), or {function}(x | world, other)");
                    return Err(Misread::new(format!("`{function}` compares two worlds"), remedy));
                }
            };
            if world == against {
                let remedy = "name two worlds that differ";
                return Err(Misread::new(format!("`{function}` compares `{world}` with itself"), remedy));
            }
            return Ok(Statistic::Paired(of, self.sample(world, quantity)?, self.sample(against, quantity)?));
        }
        let known = ONE.iter().map(|(name, _)| *name).chain(PAIRED.iter().map(|(name, _)| *name));
        let known = known.chain(FUNCTIONS.iter().map(|(name, _)| *name));
        Err(Misread::new(format!("no function over histories is called `{function}`"), did_you_mean(function, known)))
    }

    /// Notes that a quantity is needed in a world, and where its values will be.
    ///
    /// # Errors
    /// When there is no such world.
    pub fn sample(&mut self, world: &str, quantity: &Expression) -> Result<Sample, Misread> {
        let Some(index) = self.worlds.iter().position(|known| known == world) else {
            let known: Vec<&str> = self.worlds.iter().map(String::as_str).collect();
            return Err(Misread::new(format!("no world is called `{world}`"), did_you_mean(world, known)));
        };
        let list = &mut self.quantities[index];
        let quantity = list.iter().position(|known| known == quantity).unwrap_or_else(|| {
            list.push(quantity.clone());
            list.len() - 1
        });
        Ok(Sample { world: index, quantity })
    }
}

/// Values by world, quantity and replicate; NaN or infinite where there is none.
pub type Samples = Vec<Vec<Vec<f64>>>;

/// A statistic with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Its value; NaN where it is not defined.
    pub value: f64,
    /// The 95 % interval; none where there are too few histories.
    pub interval: Option<(f64, f64)>,
    /// Fewest histories that any part of it rests on.
    pub histories: u64,
}

impl Statistic {
    /// The statistic of these values, with its interval.
    pub fn estimate(&self, samples: &Samples) -> Estimate {
        let replicates = samples.iter().flatten().map(Vec::len).max().unwrap_or(0);
        let JackknifeValues { whole: value, without, histories } = self.tell(samples, replicates);
        let interval = match self {
            Self::One(OfOne::Share, _) => wilson(value, histories),
            _ => jackknife(value, &without, histories),
        };
        Estimate { value, interval: interval.filter(|_| value.is_finite()), histories }
    }

    fn tell(&self, samples: &Samples, replicates: usize) -> JackknifeValues {
        let values = |sample: &Sample| &samples[sample.world][sample.quantity];
        match self {
            Self::Number(number) => {
                JackknifeValues { whole: *number, without: vec![*number; replicates], histories: replicates as u64 }
            }
            Self::One(of, sample) => {
                let values: Vec<f64> = match of {
                    OfOne::Share => values(sample).iter().map(|value| truth(*value)).collect(),
                    _ => values(sample).clone(),
                };
                JackknifeValues::of(&values, |moments| match of {
                    OfOne::Sd => moments.sd(),
                    _ => moments.mean(),
                })
            }
            Self::Paired(of, world, against) => {
                let (one, two) = (values(world), values(against));
                let differences: Vec<f64> = one.iter().zip(two).map(|(one, two)| one - two).collect();
                let effect = JackknifeValues::of(&differences, Moments::mean);
                match of {
                    OfPairs::Effect => effect,
                    OfPairs::Relative => {
                        // Over the pairs in which both came about.
                        let paired = two.iter().zip(&differences);
                        let two: Vec<f64> =
                            paired.map(|(two, off)| if off.is_finite() { *two } else { f64::NAN }).collect();
                        let base = JackknifeValues::of(&two, Moments::mean);
                        effect.with(base, |effect, base| effect / base.abs())
                    }
                }
            }
            Self::Function(of, inner) => inner[0].tell(samples, replicates).map(|value| match of {
                Function::Log => libm::log(value),
                Function::Abs => value.abs(),
            }),
            Self::Negative(inner) => inner.tell(samples, replicates).map(|value| -value),
            Self::Binary(operator, left, right) => {
                let (left, right) = (left.tell(samples, replicates), right.tell(samples, replicates));
                left.with(right, |left, right| operator.apply(left, right))
            }
        }
    }
}

/// Whether something holds, as a number; missing stays missing.
fn truth(value: f64) -> f64 {
    if value.is_nan() { f64::NAN } else { f64::from(value != 0.0) }
}

/// A number from all replicates, and from all but each.
struct JackknifeValues {
    whole: f64,
    without: Vec<f64>,
    histories: u64,
}

impl JackknifeValues {
    /// A statistic of the values there are, from moments before and after each.
    fn of(values: &[f64], statistic: impl Fn(&Moments) -> Option<f64>) -> Self {
        let read = |moments: &Moments| statistic(moments).unwrap_or(f64::NAN);
        let mut after = vec![Moments::default(); values.len() + 1];
        for (index, value) in values.iter().enumerate().rev() {
            let mut own = Moments::default();
            if value.is_finite() {
                own.push(*value);
            }
            own.merge(&after[index + 1]);
            after[index] = own;
        }
        let mut before = Moments::default();
        let mut without = Vec::with_capacity(values.len());
        for (index, value) in values.iter().enumerate() {
            let mut rest = before;
            rest.merge(&after[index + 1]);
            without.push(read(&rest));
            if value.is_finite() {
                before.push(*value);
            }
        }
        Self { whole: read(&before), without, histories: before.count }
    }

    fn map(self, function: impl Fn(f64) -> f64) -> Self {
        let without = self.without.into_iter().map(&function).collect();
        Self { whole: function(self.whole), without, histories: self.histories }
    }

    fn with(self, other: Self, function: impl Fn(f64, f64) -> f64) -> Self {
        let pairs = self.without.into_iter().zip(other.without);
        Self {
            whole: function(self.whole, other.whole),
            without: pairs.map(|(one, two)| function(one, two)).collect(),
            histories: self.histories.min(other.histories),
        }
    }
}

fn jackknife(value: f64, without: &[f64], histories: u64) -> Option<(f64, f64)> {
    let count = without.len() as f64;
    let mut moments = Moments::default();
    without.iter().for_each(|value| moments.push(*value));
    // Variance (n - 1)/n times the sum of squares, which is (n - 1) sd².
    let error = (count - 1.0) / count.sqrt() * moments.sd()?;
    let half = student_95(histories)? * error;
    half.is_finite().then_some((value - half, value + half))
}

fn wilson(share: f64, histories: u64) -> Option<(f64, f64)> {
    // The normal quantile of 0.975, so that an interval is one of 95 %.
    const Z: f64 = 1.959_963_984_540_054;
    if histories == 0 {
        return None;
    }
    let count = histories as f64;
    let scale = 1.0 + Z * Z / count;
    let middle = (share + Z * Z / (2.0 * count)) / scale;
    let half = Z / scale * (share * (1.0 - share) / count + Z * Z / (4.0 * count * count)).sqrt();
    Some((middle - half, middle + half))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::expression::parse;

    const BASE: [f64; 4] = [1.0, 2.0, 3.0, 4.0];
    const OTHER: [f64; 4] = [2.0, 2.0, 5.0, 5.0];

    fn estimate(measure: &str, base: &[f64], other: &[f64]) -> Estimate {
        let mut needs = Needs::of(["other".to_string()]);
        let statistic = needs.understand(&parse(measure).unwrap()).unwrap();
        let of = |world: usize, values: &[f64]| vec![values.to_vec(); needs.quantities[world].len()];
        statistic.estimate(&vec![of(0, base), of(1, other)])
    }

    fn near(estimate: Estimate, value: f64, low: f64, high: f64) {
        let (found_low, found_high) = estimate.interval.unwrap();
        let all = [(estimate.value, value), (found_low, low), (found_high, high)];
        assert!(all.iter().all(|(found, told)| (found - told).abs() < 1e-6), "{estimate:?}");
    }

    #[test]
    fn an_effect_has_the_interval_of_paired_differences() {
        // Differences 1 0 2 1: mean 1, sd sqrt(2/3); t(3, 0.975) = 3.182446305, half width 1.2992283.
        near(estimate("effect(x | other)", &BASE, &OTHER), 1.0, -0.299_228_3, 2.299_228_3);
        near(estimate("mean(x | other) - mean(x)", &BASE, &OTHER), 1.0, -0.299_228_3, 2.299_228_3);
        near(estimate("effect(x | trunk, other)", &BASE, &OTHER), -1.0, -2.299_228_3, 0.299_228_3);
        // Mean 2.5, sd sqrt(5/3), half width 3.182446 * 1.2909944/2 = 2.0542605.
        near(estimate("mean(x)", &BASE, &OTHER), 2.5, 0.445_739_7, 4.554_260_3);
    }

    #[test]
    fn a_ratio_has_the_interval_of_its_values_without_each_replicate() {
        // Sums 14 and 10; without each: 12/9, 12/8, 9/7, 9/6 = 1.3333, 1.5, 1.285714, 1.5, mean 1.4047619. The squares
        // off it sum to 0.0374149660: error sqrt(3/4 * that) = 0.1675147, times 3.182446305 = 0.5331063.
        near(estimate("mean(x | other) / mean(x)", &BASE, &OTHER), 1.4, 0.866_893_5, 1.933_106_5);
        let relative = estimate("relative(x | other)", &BASE, &OTHER);
        near(relative, 0.4, -0.133_106_5, 0.933_106_5);
        let log = estimate("log(mean(x | other)) - log(mean(x))", &BASE, &OTHER);
        assert!((log.value - libm::log(1.4)).abs() < 1e-12);
        assert!((estimate("sd(x)", &BASE, &OTHER).value - (5.0f64 / 3.0).sqrt()).abs() < 1e-12);
    }

    #[test]
    fn a_share_is_never_certain() {
        // Wilson, 0 of 10: 0 to 3.8415/13.8415 = 0.2775328.
        near(estimate("share(x > 5)", &[0.0; 10], &[]), 0.0, 0.0, 0.277_532_8);
        let half = estimate("share(x)", &[0.0, 1.0, 1.0, f64::NAN], &[]);
        assert_eq!((half.value, half.histories), (2.0 / 3.0, 3));
    }

    #[test]
    fn what_never_came_does_not_count() {
        let never = [f64::INFINITY, 2.0, f64::NAN, 4.0];
        assert_eq!(estimate("mean(x)", &never, &[]).value, 3.0);
        let paired = estimate("relative(x | other)", &never, &OTHER);
        assert_eq!((paired.value, paired.histories), (0.5 / 3.0, 2));
        let nothing = estimate("mean(x)", &[f64::NAN; 3], &[]);
        assert!(nothing.value.is_nan() && nothing.interval.is_none() && nothing.histories == 0);
    }

    #[test]
    fn what_is_no_statistic_is_refused_with_a_remedy() {
        for (measure, message, remedy) in [
            ("adequacy", "has a value in every history", "mean(adequacy)"),
            ("mean(x | othre)", "no world is called `othre`", "did you mean `other`?"),
            ("men(x)", "no function over histories is called `men`", "did you mean `mean`?"),
            ("effect(x)", "compares two worlds", "effect(x | world)"),
            ("effect(x | other, other)", "with itself", "differ"),
            ("mean(x, y)", "takes one quantity", "mean(adequacy)"),
            ("log(mean(x), 2)", "takes one number", "log(mean(adequacy))"),
        ] {
            let misread = Needs::of(["other".to_string()]).understand(&parse(measure).unwrap()).unwrap_err();
            assert!(misread.message.contains(message) && misread.remedy.contains(remedy), "{misread:?}");
        }
    }
}
