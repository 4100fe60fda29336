//! Scenario discovery: the Patient Rule Induction Method, which finds a box in which cases of interest are dense.
//!
//! Source: Friedman and Fisher (1999), Statistics and Computing 9(2); as scenario discovery Bryant and Lempert (2010),
//! Technological Forecasting and Social Change 77(1). Objective, quantiles and ties are those of the `ema_workbench` 2.5
//! (Kwakkel 2017), which finds the same boxes (`tests/peers/prim.py`).

/// A factor and the part of it that a box takes in, ends included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limit {
    /// Index of the factor.
    pub factor: usize,
    /// Not below this; `None` where it is open.
    pub low: Option<f64>,
    /// Not above this; `None` where it is open.
    pub high: Option<f64>,
}

impl Limit {
    /// Is a point within it?
    pub fn holds(&self, point: &[f64]) -> bool {
        let place = point[self.factor];
        self.low.is_none_or(|low| low <= place) && self.high.is_none_or(|high| place <= high)
    }
}

/// How boxes are looked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Share of the box that a peel takes off, above 0 and below 1/2. Small is patient.
    pub peel: f64,
    /// Share of what lies beside the box that a paste gives back, above 0 and below 1/2; `None` pastes nothing.
    pub paste: Option<f64>,
    /// Smallest share of all points that a box may hold.
    pub least_mass: f64,
    /// Most limits that a box may have; a factor that is limited on both sides has two.
    pub most_limits: usize,
}

impl Default for Settings {
    /// Peels of 0.05, no pasting, a mass of 0.05 at least, and as many limits as come.
    fn default() -> Self {
        Self { peel: 0.05, paste: None, least_mass: 0.05, most_limits: usize::MAX }
    }
}

/// Points in a box.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Points.
    pub points: usize,
    /// Those of interest.
    pub of_interest: usize,
}

impl Count {
    /// Counts.
    pub fn of(cases: impl Iterator<Item = bool>) -> Self {
        cases.fold(Self::default(), |count, of_interest| Self {
            points: count.points + 1,
            of_interest: count.of_interest + usize::from(of_interest),
        })
    }

    /// Share of the points that is of interest; NaN without points.
    pub fn density(self) -> f64 {
        self.of_interest as f64 / self.points as f64
    }
}

/// A box on the way from all points to the last.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Its limits, by factor; empty where it takes in all points.
    pub limits: Vec<Limit>,
    /// What is in it.
    pub inside: Count,
    /// Share of the points in it that is of interest.
    pub density: f64,
    /// Share of all that is of interest that is in it.
    pub coverage: f64,
    /// Share of all points that is in it.
    pub mass: f64,
}

/// Peels, then pastes, as long as the density rises: all boxes from that of all points to the last one.
///
/// A point is a place from 0 to 1 for each factor, and `of_interest` says which points are. Empty where none is.
///
/// # Panics
/// Where the two lists, or two points, are not of one length.
pub fn trajectory<P: AsRef<[f64]>>(points: &[P], of_interest: &[bool], settings: &Settings) -> Vec<Step> {
    assert_eq!(points.len(), of_interest.len(), "every point is of interest or not");
    let all = Count::of(of_interest.iter().copied());
    if all.of_interest == 0 {
        return vec![];
    }
    let search = Search::new(points, of_interest, settings);
    let mut at = Candidate { ends: search.ends.clone(), inside: all };
    let mut steps = vec![search.step(&at, all)];
    while let Some(next) = search.peel(&at) {
        steps.push(search.step(&next, all));
        at = next;
    }
    while let Some(next) = settings.paste.and_then(|share| search.paste(&at, share)) {
        steps.push(search.step(&next, all));
        at = next;
    }
    steps
}

/// Lower and upper end by factor: where the points end, if it is not limited.
type Ends = Vec<(f64, f64)>;

#[derive(Clone, Debug)]
struct Candidate {
    ends: Ends,
    inside: Count,
}

struct Search<'a, P> {
    points: &'a [P],
    of_interest: &'a [bool],
    settings: &'a Settings,
    /// Points in the order of each factor.
    orders: Vec<Vec<usize>>,
    /// The box that holds all points.
    ends: Ends,
}

impl<'a, P: AsRef<[f64]>> Search<'a, P> {
    fn new(points: &'a [P], of_interest: &'a [bool], settings: &'a Settings) -> Self {
        let factors = points.first().map_or(0, |point| point.as_ref().len());
        let place = |point: usize, factor: usize| points[point].as_ref()[factor];
        let order = |factor| {
            let mut order: Vec<usize> = (0..points.len()).collect();
            order.sort_by(|one, two| place(*one, factor).total_cmp(&place(*two, factor)));
            order
        };
        let orders: Vec<Vec<usize>> = (0..factors).map(order).collect();
        let ends = orders.iter().enumerate();
        let ends = ends.map(|(factor, order)| (place(order[0], factor), place(order[order.len() - 1], factor)));
        Self { points, of_interest, settings, ends: ends.collect(), orders }
    }

    fn inside(&self, ends: &Ends) -> Vec<bool> {
        let within = |point: &P| point.as_ref().iter().zip(ends).all(|(place, end)| end.0 <= *place && *place <= end.1);
        self.points.iter().map(within).collect()
    }

    /// The places of a factor, in order, of the points that are in a box.
    fn places(&self, factor: usize, inside: &[bool]) -> Vec<f64> {
        let order = self.orders[factor].iter().filter(|point| inside[**point]);
        order.map(|point| self.points[*point].as_ref()[factor]).collect()
    }

    /// The best box that a peel makes of one, if it is better.
    fn peel(&self, at: &Candidate) -> Option<Candidate> {
        let inside = self.inside(&at.ends);
        let share = self.settings.peel;
        let peels = (0..self.ends.len()).flat_map(|factor| {
            let places = self.places(factor, &inside);
            let (low, high) = at.ends[factor];
            let upper = with(&at.ends, factor, (low, halfway(&places, 1.0 - share)));
            [upper, with(&at.ends, factor, (halfway(&places, share), high))]
        });
        let best = self.best(at, peels.filter(|ends| self.limits(ends) <= self.settings.most_limits))?;
        let mass = best.inside.points as f64 / self.points.len() as f64;
        (mass >= self.settings.least_mass && best.inside.points < at.inside.points).then_some(best)
    }

    /// The best box that a paste makes of one, if it is better.
    fn paste(&self, at: &Candidate, share: f64) -> Option<Candidate> {
        let limited = |factor: &usize| at.ends[*factor] != self.ends[*factor];
        let pastes = (0..self.ends.len()).filter(limited).flat_map(|factor| {
            let ((low, high), (first, last)) = (at.ends[factor], self.ends[factor]);
            let beside = |from, to| self.places(factor, &self.inside(&with(&at.ends, factor, (from, to))));
            let (below, above) = (beside(first, low), beside(high, last));
            let lower = if below.is_empty() { first } else { halfway(&below, 1.0 - share) };
            let upper = if above.is_empty() { last } else { halfway(&above, share) };
            [with(&at.ends, factor, (lower, high)), with(&at.ends, factor, (low, upper))]
        });
        self.best(at, pastes).filter(|best| best.inside.points > at.inside.points)
    }

    /// The box with the largest gain in density per point that changes sides, if there is a gain; of two that gain
    /// alike, that with fewer factors limited, then the first.
    fn best(&self, at: &Candidate, boxes: impl Iterator<Item = Ends>) -> Option<Candidate> {
        let mut best: Option<((f64, usize), Candidate)> = None;
        for ends in boxes {
            let inside = self.inside(&ends).into_iter().zip(self.of_interest);
            let inside = Count::of(inside.filter_map(|(inside, of_interest)| inside.then_some(*of_interest)));
            let changed = at.inside.points.abs_diff(inside.points);
            let gain = (inside.density() - at.inside.density()) / changed.max(1) as f64;
            let open = ends.iter().zip(&self.ends).filter(|(end, all)| end == all).count();
            if gain > 0.0 && best.as_ref().is_none_or(|(score, _)| (gain, open) > *score) {
                best = Some(((gain, open), Candidate { ends, inside }));
            }
        }
        best.map(|(_, candidate)| candidate)
    }

    fn limits(&self, ends: &Ends) -> usize {
        let limits = |(end, all): (&(f64, f64), &(f64, f64))| usize::from(end.0 != all.0) + usize::from(end.1 != all.1);
        ends.iter().zip(&self.ends).map(limits).sum()
    }

    fn step(&self, at: &Candidate, all: Count) -> Step {
        let limits = at.ends.iter().zip(&self.ends).enumerate().map(|(factor, (end, all))| Limit {
            factor,
            low: (end.0 != all.0).then_some(end.0),
            high: (end.1 != all.1).then_some(end.1),
        });
        Step {
            limits: limits.filter(|limit| limit.low.is_some() || limit.high.is_some()).collect(),
            inside: at.inside,
            density: at.inside.density(),
            coverage: at.inside.of_interest as f64 / all.of_interest as f64,
            mass: at.inside.points as f64 / all.points as f64,
        }
    }
}

fn with(ends: &Ends, factor: usize, end: (f64, f64)) -> Ends {
    let mut ends = ends.clone();
    ends[factor] = end;
    ends
}

/// Halfway between the two places, of some in order, around a quantile; where the two are one, between it and the next
/// that differs, outwards.
fn halfway(places: &[f64], quantile: f64) -> f64 {
    let rank = (places.len() - 1) as f64 * quantile;
    let (mut below, mut above) = (rank.floor() as usize, rank.ceil() as usize);
    if quantile > 0.5 {
        while places[below] == places[above] && below > 0 {
            below -= 1;
        }
    } else {
        while places[below] == places[above] && above < places.len() - 1 {
            above += 1;
        }
    }
    f64::midpoint(places[below], places[above])
}
