//! Indices of one thing that was measured over a sample, by the method that the sample's design allows.

use crate::statistics::crossed::{crossed, is_crossed};
use crate::statistics::elementary::{self, elementary};
use crate::statistics::first_order::Binned;
use crate::statistics::moments::Moments;
use crate::statistics::quantiles::type_7;
use crate::statistics::regression::{Prepared, Refused, Regression};
use crate::statistics::resampling::Estimate;
use crate::statistics::variance_based::{block, total_dummies, variance_based};

/// How the points of a sample lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// As a sample of the whole: Latin hypercube, Sobol points, or any that were drawn.
    Cube,
    /// Every level of one factor with every level of the others.
    Crossed,
    /// Morris's trajectories, one after the other.
    Trajectories,
    /// Saltelli's rows, one after the other.
    Rows {
        /// Whether they tell pairs of factors apart.
        second_order: bool,
    },
}

/// Where points lie.
#[derive(Clone, Debug)]
pub struct Sampled {
    /// What is varied, by name.
    pub factors: Vec<String>,
    /// Places by point and factor, in [0, 1]; a level of several is at its middle.
    pub places: Vec<Vec<f64>>,
    /// How they lie.
    pub design: Layout,
}

/// What was measured at every point.
#[derive(Clone, Debug)]
pub struct Measured {
    /// Its name.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// By point; NaN is missing.
    pub values: Vec<f64>,
    /// Standard errors of the values by point, where each has luck of its own; none where points share their luck, so
    /// that what cannot act changes nothing.
    pub errors: Option<Vec<f64>>,
}

/// By what indices were had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Elementary effects: `size` is mu_star.
    Morris,
    /// Variance-based indices of Saltelli's rows: `size` is the total index.
    Saltelli,
    /// First-order indices over bins: `size` is that.
    Bins,
    /// First-order indices over the levels of a crossed design: `size` is that.
    Levels,
}

impl Method {
    /// Its word in tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Morris => "morris",
            Self::Saltelli => "saltelli",
            Self::Bins => "bins",
            Self::Levels => "levels",
        }
    }

    /// What factors are ranked by.
    pub fn ranked_by(self) -> &'static str {
        match self {
            Self::Morris => "mu_star",
            Self::Saltelli => "total index",
            Self::Bins | Self::Levels => "first-order index",
        }
    }
}

/// Which way a factor moves what is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// The more of it, the more.
    More,
    /// The more of it, the less.
    Less,
    /// Both, or neither that can be told.
    Undecided,
}

impl Sign {
    /// Its word in tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::More => "more",
            Self::Less => "less",
            Self::Undecided => "undecided",
        }
    }

    fn of(direction: Estimate) -> Self {
        match (direction.low > 0.0, direction.high < 0.0) {
            (true, _) => Self::More,
            (_, true) => Self::Less,
            _ => Self::Undecided,
        }
    }
}

/// The indices of one factor.
#[derive(Clone, Debug, PartialEq)]
pub struct Index {
    /// The factor.
    pub parameter: String,
    /// Mean elementary effect.
    pub mu: Option<Estimate>,
    /// Mean size of elementary effects.
    pub mu_star: Option<Estimate>,
    /// Standard deviation of elementary effects.
    pub sigma: Option<f64>,
    /// First-order index.
    pub s1: Option<Estimate>,
    /// Total index.
    pub st: Option<Estimate>,
    /// Standardised coefficient of a linear regression on all factors.
    pub coefficient: Option<Estimate>,
    /// Which way it moves what is measured.
    pub sign: Sign,
    /// Does its index stand above that of a dummy, and its interval above 0?
    pub distinguishable: bool,
}

/// A pair of factors.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// One.
    pub parameter: String,
    /// The other.
    pub other: String,
    /// Second-order index.
    pub s2: Estimate,
}

/// An index after a part of the points.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Points so far.
    pub points: usize,
    /// The index that factors are ranked by, in the order of the factors.
    pub sizes: Vec<f64>,
}

/// What was found of one thing that was measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// By what.
    pub method: Method,
    /// Of each factor, in their order.
    pub indices: Vec<Index>,
    /// What 95 % of dummies, factors that cannot act, stay below.
    pub noise: f64,
    /// The same of first-order indices, where factors are ranked by another index.
    pub noise_s1: Option<f64>,
    /// Of pairs, where the design tells.
    pub pairs: Vec<Pair>,
    /// After an eighth, a quarter, half and all of the points.
    pub convergence: Vec<Step>,
    /// Cross-validated R² of the regression, or why there is none; `None` where the design asks for none.
    pub r2: Option<Result<f64, Refused>>,
}

impl Index {
    /// The index that it is ranked by.
    pub fn size(&self) -> Option<Estimate> {
        self.mu_star.or(self.st).or(self.s1)
    }

    fn of(parameter: &str) -> Self {
        Self {
            parameter: parameter.into(),
            mu: None,
            mu_star: None,
            sigma: None,
            s1: None,
            st: None,
            coefficient: None,
            sign: Sign::Undecided,
            distinguishable: false,
        }
    }
}

impl Found {
    /// The places of factors from the largest index to the least; what has none is last.
    pub fn ranked(&self) -> Vec<usize> {
        let size = |at: &usize| self.indices[*at].size().map_or(f64::NEG_INFINITY, |size| size.value);
        let mut order: Vec<usize> = (0..self.indices.len()).collect();
        order.sort_by(|a, b| size(b).total_cmp(&size(a)).then(a.cmp(b)));
        order
    }
}

/// A sample made ready for whatever was measured at its points.
pub struct Analysis<'a> {
    sampled: &'a Sampled,
    seed: u64,
    /// Over parts of the points and all of them, for a cube.
    binned: Vec<(usize, Binned)>,
    levels: Vec<Vec<usize>>,
    /// The regression on points that have a value, by which they are: most measures have one everywhere.
    prepared: Option<(Vec<bool>, Result<Prepared, Refused>)>,
}

/// The parts of the points after which convergence is shown.
const PARTS: [usize; 4] = [8, 4, 2, 1];

impl<'a> Analysis<'a> {
    /// Makes a sample ready; the seed decides which resamples and dummies are drawn.
    pub fn of(sampled: &'a Sampled, seed: u64) -> Self {
        let (places, crossed) = (&sampled.places, sampled.design == Layout::Crossed);
        let of_part = |part: usize| (places.len() / part, Binned::of(&places[..places.len() / part], seed));
        let cube = crossed || sampled.design == Layout::Cube;
        Self {
            binned: PARTS.into_iter().filter(|part| cube && places.len() / part > 1).map(of_part).collect(),
            levels: if crossed { levels(places) } else { vec![] },
            sampled,
            seed,
            prepared: None,
        }
    }

    /// What a thing that was measured depends on; `None` where it has no value or never varies, or there are too few
    /// points for any index.
    pub fn indices(&mut self, measured: &Measured) -> Option<Found> {
        let (sampled, values) = (self.sampled, &measured.values);
        let whole = values.iter().all(|value| !value.is_nan());
        match sampled.design {
            Layout::Trajectories => self.trajectories(measured),
            Layout::Rows { second_order } => self.rows(measured, second_order),
            Layout::Crossed if whole && is_crossed(&self.levels) => self.crossed(values),
            Layout::Cube | Layout::Crossed => self.cube(values),
        }
    }

    /// Pairs of factors that a sample cannot tell apart, by name.
    pub fn confounded(&self) -> Vec<(&'a str, &'a str)> {
        let (cube, factors) = (self.sampled.design == Layout::Cube, &self.sampled.factors);
        let pairs = self.binned.last().filter(|_| cube).map(|(_, binned)| binned.confounded()).unwrap_or_default();
        pairs.into_iter().map(|(one, other)| (factors[one].as_str(), factors[other].as_str())).collect()
    }

    fn each(&self) -> Vec<Index> {
        self.sampled.factors.iter().map(|factor| Index::of(factor)).collect()
    }

    /// After an eighth, a quarter, half and all of the blocks of so many points.
    fn steps(&self, block: usize, of: impl Fn(usize) -> Option<Vec<f64>>) -> Vec<Step> {
        let blocks = self.sampled.places.len() / block;
        let part = |part: usize| {
            let points = blocks / part * block;
            let sizes = of(points).filter(|sizes| sizes.iter().any(|size| size.is_finite()))?;
            Some(Step { points, sizes })
        };
        PARTS.into_iter().filter_map(part).collect()
    }

    fn trajectories(&self, measured: &Measured) -> Option<Found> {
        let (places, values, seed) = (&self.sampled.places, &measured.values, self.seed);
        let factors = self.sampled.factors.len();
        let found = elementary(places, values, seed);
        let mut moves =
            places.windows(2).flat_map(|ends| ends[0].iter().zip(&ends[1]).map(|(one, other)| (other - one).abs()));
        let step = moves.find(|step| *step > 0.0)?;
        let noise =
            measured.errors.as_ref().map_or(0.0, |errors| noise(elementary::dummies(errors, factors, step, seed)));
        let mut indices = self.each();
        for (index, found) in indices.iter_mut().zip(&found) {
            let Some(found) = found else { continue };
            (index.mu, index.mu_star, index.sigma) = (Some(found.mu), Some(found.mu_star), Some(found.sigma));
            index.sign = Sign::of(found.mu);
            index.distinguishable = found.mu_star.value > noise && found.mu_star.low > 0.0;
        }
        let convergence = self.steps(factors + 1, |points| {
            let found = elementary(&places[..points], &values[..points], seed);
            Some(found.iter().map(|found| found.map_or(f64::NAN, |found| found.mu_star.value)).collect())
        });
        let any = found.iter().any(Option::is_some);
        any.then_some(Found {
            method: Method::Morris,
            indices,
            noise,
            noise_s1: None,
            pairs: vec![],
            convergence,
            r2: None,
        })
    }

    fn rows(&self, measured: &Measured, second_order: bool) -> Option<Found> {
        let (factors, values, seed) = (&self.sampled.factors, &measured.values, self.seed);
        let found = variance_based(values, factors.len(), second_order, seed)?;
        let luck = |errors: &Vec<f64>| noise(total_dummies(values, errors, factors.len(), second_order, seed));
        let (noise, noise_s1) = (measured.errors.as_ref().map_or(0.0, luck), Some(noise(found.dummies)));
        let mut indices = self.each();
        for (at, index) in indices.iter_mut().enumerate() {
            let (s1, st) = (found.first[at], found.total[at]);
            (index.s1, index.st) = (Some(s1), Some(st));
            index.sign = self.sign_of_rows(values, at, block(factors.len(), second_order));
            index.distinguishable = st.value > noise && st.low > 0.0;
        }
        let pair = |(one, other, s2): &(usize, usize, Estimate)| Pair {
            parameter: factors[*one].clone(),
            other: factors[*other].clone(),
            s2: *s2,
        };
        let convergence = self.steps(block(factors.len(), second_order), |points| {
            let found = variance_based(&values[..points], factors.len(), second_order, seed)?;
            Some(found.total.iter().map(|total| total.value).collect())
        });
        let pairs = found.second.iter().map(pair).collect();
        Some(Found { method: Method::Saltelli, indices, noise, noise_s1, pairs, convergence, r2: None })
    }

    /// The way in which the value goes with the place from A to A with the factor from B, over the rows.
    fn sign_of_rows(&self, values: &[f64], factor: usize, block: usize) -> Sign {
        let mut moments = Moments::default();
        let rows = self.sampled.places.chunks_exact(block).zip(values.chunks_exact(block));
        for (places, values) in rows {
            let to = factor + 1;
            let product = (places[to][factor] - places[0][factor]) * (values[to] - values[0]);
            if product.is_finite() {
                moments.push(product);
            }
        }
        let (low, high) = moments.interval().unwrap_or((f64::NAN, f64::NAN));
        Sign::of(Estimate { value: moments.mean().unwrap_or(f64::NAN), low, high })
    }

    fn crossed(&self, values: &[f64]) -> Option<Found> {
        let found = crossed(&self.levels, values, self.seed)?;
        let (noise, mut indices) = (noise(found.dummies), self.each());
        // Levels in order have a direction, in whatever bins.
        let directions = self.binned.last().map(|(_, binned)| binned.directions(values)).unwrap_or_default();
        for ((index, s1), direction) in indices.iter_mut().zip(found.first).zip(directions) {
            index.s1 = Some(s1);
            index.sign = Sign::of(direction);
            index.distinguishable = s1.value > noise && s1.low > 0.0;
        }
        // A part of a crossing is not crossed: there is nothing that could converge.
        let whole = Step { points: values.len(), sizes: sizes(&indices) };
        let (pairs, convergence) = (vec![], vec![whole]);
        Some(Found { method: Method::Levels, indices, noise, noise_s1: None, pairs, convergence, r2: None })
    }

    fn cube(&mut self, values: &[f64]) -> Option<Found> {
        let regression = self.regression(values);
        let (_, binned) = self.binned.last()?;
        let (found, noise) = (binned.first_order(values), noise(binned.dummies(values)));
        let mut indices = self.each();
        for (at, (index, found)) in indices.iter_mut().zip(&found).enumerate() {
            index.s1 = Some(found.index).filter(|s1| s1.value.is_finite());
            index.coefficient =
                regression.as_ref().ok().map(|fit| fit.coefficients[at]).filter(|of| of.value.is_finite());
            index.sign = Sign::of(found.direction);
            index.distinguishable = found.index.value > noise && found.index.low > 0.0;
        }
        if indices.iter().all(|index| index.s1.is_none()) {
            return None;
        }
        let step =
            |(points, binned): &(usize, Binned)| Step { points: *points, sizes: binned.indices(&values[..*points]) };
        let told = |step: &Step| step.sizes.iter().any(|size| size.is_finite());
        let convergence = self.binned.iter().map(step).filter(told).collect();
        let r2 = Some(regression.map(|fit| fit.r2));
        Some(Found { method: Method::Bins, indices, noise, noise_s1: None, pairs: vec![], convergence, r2 })
    }

    fn regression(&mut self, values: &[f64]) -> Result<Regression, Refused> {
        let there: Vec<bool> = values.iter().map(|value| !value.is_nan()).collect();
        if self.prepared.as_ref().is_none_or(|(known, _)| *known != there) {
            let prepared = Prepared::of(&self.sampled.places, &there, self.seed);
            self.prepared = Some((there, prepared));
        }
        match &self.prepared {
            Some((_, Ok(prepared))) => prepared.fit(values),
            Some((_, Err(refused))) => Err(*refused),
            None => Err(Refused::Degenerate),
        }
    }
}

/// The indices that factors are ranked by; NaN for none.
fn sizes(indices: &[Index]) -> Vec<f64> {
    indices.iter().map(|index| index.size().map_or(f64::NAN, |size| size.value)).collect()
}

/// What 95 % of dummies stay below; 0 without any.
fn noise(mut dummies: Vec<f64>) -> f64 {
    dummies.sort_unstable_by(f64::total_cmp);
    if dummies.is_empty() { 0.0 } else { type_7(&dummies, 0.95) }
}

/// The number of each place among the different places of its factor.
pub(super) fn levels(places: &[Vec<f64>]) -> Vec<Vec<usize>> {
    let factors = places.first().map_or(0, Vec::len);
    let distinct = |factor: usize| {
        let mut column: Vec<f64> = places.iter().map(|point| point[factor]).collect();
        column.sort_unstable_by(f64::total_cmp);
        column.dedup();
        column
    };
    let distinct: Vec<Vec<f64>> = (0..factors).map(distinct).collect();
    let level = |(place, known): (&f64, &Vec<f64>)| known.partition_point(|other| other < place);
    places.iter().map(|point| point.iter().zip(&distinct).map(level).collect()).collect()
}

/// What one thing that was measured depends on, for whoever asks of one alone.
pub fn indices(sampled: &Sampled, measured: &Measured, seed: u64) -> Option<Found> {
    Analysis::of(sampled, seed).indices(measured)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::resampling::Draws;

    fn sample(points: usize, factors: usize, design: Layout) -> Sampled {
        let mut draws = Draws::new(5);
        let places = (0..points).map(|_| (0..factors).map(|_| draws.uniform()).collect()).collect();
        Sampled { factors: (0..factors).map(|at| format!("x{at}")).collect(), places, design }
    }

    fn measured(values: Vec<f64>) -> Measured {
        Measured { name: "y".into(), unit: String::new(), values, errors: None }
    }

    #[test]
    fn a_cube_ranks_what_acts_above_what_does_not_and_settles() {
        let sampled = sample(400, 12, Layout::Cube);
        let values = sampled.places.iter().map(|at| 3.0 * at[7] - 2.0 * at[2]).collect();
        let found = indices(&sampled, &measured(values), 1).unwrap();
        let names: Vec<&str> = found.ranked().iter().take(2).map(|at| found.indices[*at].parameter.as_str()).collect();
        assert_eq!((names, found.method), (vec!["x7", "x2"], Method::Bins));
        assert_eq!((found.indices[7].sign, found.indices[2].sign), (Sign::More, Sign::Less));
        let told = found.indices.iter().filter(|index| index.distinguishable).count();
        assert!((2..=3).contains(&told), "{told}: one in twenty of the rest may pass");
        assert_eq!(found.convergence.iter().map(|step| step.points).collect::<Vec<_>>(), [50, 100, 200, 400]);
        assert!(found.r2.unwrap().unwrap() > 0.999);
    }

    #[test]
    fn a_crossing_with_a_missing_value_is_taken_as_a_sample() {
        let places: Vec<Vec<f64>> = (0..60).map(|at| vec![f64::from(at % 4), f64::from(at / 4)]).collect();
        let sampled = Sampled { factors: vec!["a".into(), "b".into()], places, design: Layout::Crossed };
        let mut values: Vec<f64> = sampled.places.iter().map(|at| at[0]).collect();
        let whole = indices(&sampled, &measured(values.clone()), 1).unwrap();
        assert_eq!((whole.method, whole.indices[0].distinguishable), (Method::Levels, true));
        assert!((whole.indices[0].s1.unwrap().value - 1.0).abs() < 1e-12 && !whole.indices[1].distinguishable);
        values[3] = f64::NAN;
        let part = indices(&sampled, &measured(values), 1).unwrap();
        assert_eq!((part.method, part.indices[0].distinguishable), (Method::Bins, true));
    }

    #[test]
    fn what_has_no_value_or_never_varies_depends_on_nothing() {
        for design in [Layout::Cube, Layout::Crossed, Layout::Trajectories, Layout::Rows { second_order: false }] {
            let sampled = sample(40, 3, design);
            assert_eq!(indices(&sampled, &measured(vec![f64::NAN; 40]), 1), None, "{design:?}");
            let never = indices(&sampled, &measured(vec![0.1; 40]), 1);
            let told = never.iter().flat_map(|found| &found.indices).filter(|index| index.distinguishable).count();
            assert_eq!(told, 0, "{design:?}");
        }
    }
}
