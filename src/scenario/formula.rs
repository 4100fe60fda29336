//! Numbers that are drawn: what a number of a scenario is at any point of a design.
//!
//! A design has thousands of points, and at each the same numbers are others. So a scenario is made once, with numbers
//! that know what they are made of, and at a point they are worked out ([`Template`](super::template::Template)).
//! The formula stays with the number through all that is done to it: profiles, changes by `{ scale }`, worlds that are
//! laid on it. What replaces the number replaces its formula too.

use std::sync::Arc;

/// How a number lies in its range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Distribution {
    /// Anywhere alike.
    #[default]
    Uniform,
    /// Most likely at its value, never at the ends.
    Triangular,
}

/// What a number is made of.
#[derive(Clone, Debug, PartialEq)]
pub enum Formula {
    /// A number.
    Number(f64),
    /// One of the numbers that a point gives, by its place among them.
    Input(usize),
    /// A place from 0 to 1 in a range.
    Within(Arc<Formula>, Within),
    /// A sum.
    Sum(Arc<Formula>, Arc<Formula>),
    /// The first less the second.
    Difference(Arc<Formula>, Arc<Formula>),
    /// A product.
    Product(Arc<Formula>, Arc<Formula>),
    /// The first by the second.
    Quotient(Arc<Formula>, Arc<Formula>),
    /// No less than the first number, no more than the second.
    Clamped(Arc<Formula>, f64, f64),
    /// 1 where it is that but for rounding.
    Rounded(Arc<Formula>),
}

/// A range, and how a number lies in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Within {
    /// Its low end.
    pub low: f64,
    /// The value that is thought best.
    pub value: f64,
    /// Its high end.
    pub high: f64,
    /// How the number lies between them.
    pub distribution: Distribution,
}

impl Within {
    /// The number at a place from 0 to 1: that share of all draws is below it. No place (NaN) is that of the value itself.
    pub fn at(&self, place: f64) -> f64 {
        let Self { low, value, high, distribution } = *self;
        let width = high - low;
        match distribution {
            _ if place.is_nan() => value,
            Distribution::Uniform => low + place * width,
            // The inverse of the triangular distribution function, whose two sides meet at the value.
            Distribution::Triangular if place * width < value - low => low + (place * width * (value - low)).sqrt(),
            Distribution::Triangular => high - ((1.0 - place) * width * (high - value)).sqrt(),
        }
    }
}

impl Formula {
    /// Its number at a point with these inputs.
    pub fn at(&self, inputs: &[f64]) -> f64 {
        match self {
            Self::Number(number) => *number,
            Self::Input(input) => inputs[*input],
            Self::Within(place, within) => within.at(place.at(inputs)),
            Self::Sum(one, two) => one.at(inputs) + two.at(inputs),
            Self::Difference(one, two) => one.at(inputs) - two.at(inputs),
            Self::Product(one, two) => one.at(inputs) * two.at(inputs),
            Self::Quotient(one, two) => one.at(inputs) / two.at(inputs),
            Self::Clamped(inner, low, high) => clamped(inner.at(inputs), *low, *high),
            Self::Rounded(inner) => rounded(inner.at(inputs)),
        }
    }

    /// Is another formula this one, or a part of it?
    pub fn contains(&self, other: &Self) -> bool {
        self == other
            || match self {
                Self::Number(_) | Self::Input(_) => false,
                Self::Within(inner, _) | Self::Clamped(inner, ..) | Self::Rounded(inner) => inner.contains(other),
                Self::Sum(one, two)
                | Self::Difference(one, two)
                | Self::Product(one, two)
                | Self::Quotient(one, two) => one.contains(other) || two.contains(other),
            }
    }

    /// What it was before weights were divided by a sum that is nearly 1.
    pub fn before_rounding(&self) -> &Self {
        match self {
            Self::Quotient(inner, sum) if matches!(**sum, Self::Rounded(_)) => inner,
            whole => whole,
        }
    }

    /// Does a range have a part in it?
    pub fn is_of_range(&self) -> bool {
        match self {
            Self::Number(_) | Self::Input(_) => false,
            Self::Within(..) => true,
            Self::Sum(one, two) | Self::Difference(one, two) | Self::Product(one, two) | Self::Quotient(one, two) => {
                one.is_of_range() || two.is_of_range()
            }
            Self::Clamped(inner, ..) | Self::Rounded(inner) => inner.is_of_range(),
        }
    }
}

/// A number that may know what it is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// The number, at the point for which the scenario is made first.
    pub value: f64,
    /// What it is made of, unless it is the same at every point.
    pub formula: Option<Arc<Formula>>,
}

impl Drawn {
    /// One that is the same at every point.
    pub fn fixed(value: f64) -> Self {
        Self { value, formula: None }
    }

    /// A number with what it is made of.
    pub fn made(value: f64, formula: Formula) -> Self {
        Self { value, formula: Some(Arc::new(formula)) }
    }

    fn formula(&self) -> Arc<Formula> {
        self.formula.clone().unwrap_or_else(|| Arc::new(Formula::Number(self.value)))
    }

    fn with(&self, other: &Self, value: f64, formula: fn(Arc<Formula>, Arc<Formula>) -> Formula) -> Self {
        let drawn = self.formula.is_some() || other.formula.is_some();
        let formula = drawn.then(|| Arc::new(formula(self.formula(), other.formula())));
        Self { value, formula }
    }

    /// No less than `low`, no more than `high`.
    #[must_use]
    pub fn clamped(&self, low: f64, high: f64) -> Self {
        let formula = self.formula.clone().map(|inner| Arc::new(Formula::Clamped(inner, low, high)));
        Self { value: clamped(self.value, low, high), formula }
    }
}

impl Drawn {
    /// 1 where it is that but for rounding: what is divided by it is then left as it is, to the last bit.
    #[must_use]
    pub fn rounded(&self) -> Self {
        let formula = self.formula.clone().map(|inner| Arc::new(Formula::Rounded(inner)));
        Self { value: rounded(self.value), formula }
    }
}

macro_rules! arithmetic {
    ($($trait:ident $method:ident $operator:tt $formula:ident;)*) => {$(
        impl std::ops::$trait for &Drawn {
            type Output = Drawn;

            fn $method(self, other: Self) -> Drawn {
                self.with(other, self.value $operator other.value, Formula::$formula)
            }
        }
    )*};
}

arithmetic! {
    Add add + Sum;
    Sub sub - Difference;
    Mul mul * Product;
    Div div / Quotient;
}

fn rounded(value: f64) -> f64 {
    // As near as weights have to come to it (ODD, "What a scenario must not contain").
    if (value - 1.0).abs() <= 1e-9 { 1.0 } else { value }
}

/// As `f64::clamp`, but what is no number stays none and nothing panics.
fn clamped(value: f64, low: f64, high: f64) -> f64 {
    if value < low {
        low
    } else if value > high {
        high
    } else {
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_gives_at_its_own_point_the_very_number_that_it_stands_beside() {
        let place = Drawn::made(0.3, Formula::Input(0));
        let scale = Drawn::made(1.7, Formula::Input(1));
        let fixed = Drawn::fixed(0.1);
        let number = (&(&(&place * &scale) + &fixed) / &(&fixed - &place)).clamped(-9.0, -0.1);
        let formula = number.formula.expect("it is drawn");
        assert_eq!(formula.at(&[0.3, 1.7]).to_bits(), number.value.to_bits());
        assert_eq!(formula.at(&[0.0, 5.0]), -0.1, "the ends hold");
        let whole = (&place * &scale).formula.expect("it is drawn");
        assert!(whole.contains(&Formula::Input(1)) && !whole.contains(&Formula::Input(2)), "its parts and no others");
        assert_eq!((&fixed + &fixed).formula, None, "what is the same everywhere needs no formula");
    }

    #[test]
    fn a_place_in_a_range_is_the_share_of_draws_below() {
        let within = |distribution| Within { low: 1.0, value: 2.0, high: 5.0, distribution };
        let uniform = within(Distribution::Uniform);
        assert_eq!([0.0, 0.5, 1.0].map(|place| uniform.at(place)), [1.0, 3.0, 5.0]);
        // By hand: a quarter of the triangle lies below its peak at 2; half of it below 5 - sqrt(6).
        let triangular = within(Distribution::Triangular);
        assert_eq!([0.0, 0.25, 1.0].map(|place| triangular.at(place)), [1.0, 2.0, 5.0]);
        assert!((triangular.at(0.5) - (5.0 - 6.0_f64.sqrt())).abs() < 1e-12);
        // With the value at an end one side is gone.
        let at_end = Within { value: 1.0, ..triangular };
        assert!(at_end.at(0.0) == 1.0 && at_end.at(1.0) == 5.0);
    }
}
