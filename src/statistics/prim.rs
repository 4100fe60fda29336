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
    /// Peels on where no peel makes the box denser, as Friedman and Fisher do, and ends only where it would be too small. Among
    /// few points, or resampled ones, a failure on every side stops a search that does not. The workbench stops there.
    pub to_the_end: bool,
}

impl Default for Settings {
    /// Peels of 0.05, no pasting, a mass of 0.05 at least, to the end.
    fn default() -> Self {
        Self { peel: 0.05, paste: None, least_mass: 0.05, to_the_end: true }
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

/// All boxes from that of all points to the last: first every peel, then every paste that makes the box denser.
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
    let mut at = Box { ends: search.ends.clone(), inside: all };
    let mut steps = vec![search.step(&at, all)];
    let mut lines = search.lines.clone();
    while let Some(next) = search.peel(&at, &lines) {
        steps.push(search.step(&next, all));
        lines = search.within(&lines, &next.ends);
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

/// Points in the order of a factor.
type Line = Vec<Case>;

/// A point along a factor.
#[derive(Clone, Copy)]
struct Case {
    place: f64,
    of_interest: bool,
    point: usize,
}

struct Box {
    ends: Ends,
    inside: Count,
}

impl Box {
    /// The same box with other ends along a factor; `line` has the points that are within it along the others.
    fn with(&self, factor: usize, (low, high): (f64, f64), line: &[Case]) -> Self {
        let mut ends = self.ends.clone();
        ends[factor] = (low, high);
        let first = line.partition_point(|case| case.place < low);
        let inside = line[first..].iter().take_while(|case| case.place <= high);
        Self { ends, inside: Count::of(inside.map(|case| case.of_interest)) }
    }
}

struct Search<'a, P> {
    points: &'a [P],
    settings: &'a Settings,
    /// All points, along each factor.
    lines: Vec<Line>,
    /// The box that holds all points.
    ends: Ends,
}

impl<'a, P: AsRef<[f64]>> Search<'a, P> {
    fn new(points: &'a [P], of_interest: &[bool], settings: &'a Settings) -> Self {
        let line = |factor: usize| {
            let cases = points.iter().zip(of_interest).enumerate();
            let case = |(point, (places, of_interest)): (usize, (&P, &bool))| Case {
                place: places.as_ref()[factor],
                of_interest: *of_interest,
                point,
            };
            let mut line: Line = cases.map(case).collect();
            line.sort_by(|one, two| one.place.total_cmp(&two.place));
            line
        };
        let factors = points.first().map_or(0, |point| point.as_ref().len());
        let lines: Vec<Line> = (0..factors).map(line).collect();
        let ends = lines.iter().map(|line| (line[0].place, line[line.len() - 1].place)).collect();
        Self { points, settings, lines, ends }
    }

    /// What is in a box, along each factor.
    fn within(&self, lines: &[Line], ends: &Ends) -> Vec<Line> {
        let within = |point: &P| point.as_ref().iter().zip(ends).all(|(place, end)| end.0 <= *place && *place <= end.1);
        let inside: Vec<bool> = self.points.iter().map(within).collect();
        lines.iter().map(|line| line.iter().filter(|case| inside[case.point]).copied().collect()).collect()
    }

    /// The best box that a peel makes of one, if it is better or the search goes on to the end; `lines` has what is in it.
    fn peel(&self, at: &Box, lines: &[Line]) -> Option<Box> {
        let share = self.settings.peel;
        let peels = lines.iter().enumerate().flat_map(|(factor, line)| {
            let (low, high) = at.ends[factor];
            let (lower, upper) = (halfway(line, share), halfway(line, 1.0 - share));
            [at.with(factor, (low, upper), line), at.with(factor, (lower, high), line)]
        });
        let (gain, best) = self.best(at, peels)?;
        let mass = best.inside.points as f64 / self.points.len() as f64;
        (mass >= self.settings.least_mass && (gain > 0.0 || self.settings.to_the_end)).then_some(best)
    }

    /// The best box that a paste makes of one, if it is better.
    fn paste(&self, at: &Box, share: f64) -> Option<Box> {
        let limited = |factor: &usize| at.ends[*factor] != self.ends[*factor];
        let pastes = (0..self.ends.len()).filter(limited).flat_map(|factor| {
            let ((low, high), (first, last)) = (at.ends[factor], self.ends[factor]);
            let mut open = at.ends.clone();
            open[factor] = (first, last);
            let line = &self.within(&self.lines[factor..=factor], &open)[0];
            let below = &line[..line.partition_point(|case| case.place <= low)];
            let above = &line[line.partition_point(|case| case.place < high)..];
            let lower = if below.is_empty() { first } else { halfway(below, 1.0 - share) };
            let upper = if above.is_empty() { last } else { halfway(above, share) };
            [at.with(factor, (lower, high), line), at.with(factor, (low, upper), line)]
        });
        self.best(at, pastes).filter(|(gain, _)| *gain > 0.0).map(|(_, best)| best)
    }

    /// The box, among those with other points, with the largest gain in density per point that changes sides, and that gain; of
    /// two that gain alike, that with fewer factors limited, then the first.
    fn best(&self, at: &Box, boxes: impl Iterator<Item = Box>) -> Option<(f64, Box)> {
        let mut best: Option<((f64, usize), Box)> = None;
        for next in boxes {
            let changed = at.inside.points.abs_diff(next.inside.points);
            let gain = (next.inside.density() - at.inside.density()) / changed as f64;
            let open = next.ends.iter().zip(&self.ends).filter(|(end, all)| end == all).count();
            if changed > 0 && best.as_ref().is_none_or(|(score, _)| (gain, open) > *score) {
                best = Some(((gain, open), next));
            }
        }
        best.map(|((gain, _), best)| (gain, best))
    }

    fn step(&self, at: &Box, all: Count) -> Step {
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

/// Halfway between the two places, of some in order, around a quantile; where the two are one, between it and the next
/// that differs, outwards.
fn halfway(line: &[Case], quantile: f64) -> f64 {
    let place = |rank: usize| line[rank].place;
    let rank = (line.len() - 1) as f64 * quantile;
    let (mut below, mut above) = (rank.floor() as usize, rank.ceil() as usize);
    if quantile > 0.5 {
        while place(below) == place(above) && below > 0 {
            below -= 1;
        }
    } else {
        while place(below) == place(above) && above < line.len() - 1 {
            above += 1;
        }
    }
    f64::midpoint(place(below), place(above))
}
