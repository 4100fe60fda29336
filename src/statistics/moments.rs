//! Mean, standard deviation and the interval of a mean.

use super::distributions::student_quantile;

/// Count, mean and sum of squared deviations, exact to rounding and mergeable.
///
/// Values are added in the order of replicates and blocks merged in theirs, so that the
/// result does not depend on threads. Source: Welford (1962); Chan, Golub and LeVeque (1983).
///
/// ```
/// use intsoc::statistics::moments::Moments;
///
/// let moments: Moments = [2.0, 4.0, 4.0, 6.0].into_iter().collect();
/// assert_eq!(moments.mean(), Some(4.0));
/// let (low, high) = moments.interval().expect("more than one value");
/// assert!(low < 4.0 && 4.0 < high);
/// // One value has a mean, and no interval.
/// assert_eq!([1.0].into_iter().collect::<Moments>().interval(), None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    /// Number of values.
    pub count: u64,
    mean: f64,
    squares: f64,
}

impl Moments {
    /// Adds a value.
    #[inline]
    pub fn push(&mut self, value: f64) {
        self.count += 1;
        let off = value - self.mean;
        self.mean += off / self.count as f64;
        self.squares += off * (value - self.mean);
    }

    /// Adds the values of another, which come after one's own.
    pub fn merge(&mut self, later: &Self) {
        if later.count == 0 {
            return;
        }
        if self.count == 0 {
            *self = *later;
            return;
        }
        let (own, theirs) = (self.count as f64, later.count as f64);
        // Not from sums and sums of squares, whose difference loses its digits where the mean is far from 0.
        let off = later.mean - self.mean;
        self.mean += off * (theirs / (own + theirs));
        self.squares += later.squares + off * off * (own * theirs / (own + theirs));
        self.count += later.count;
    }

    /// The mean; `None` without values.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then_some(self.mean)
    }

    /// The sample standard deviation (divisor n − 1); `None` with fewer than two values.
    pub fn sd(&self) -> Option<f64> {
        (self.count > 1).then(|| (self.squares / (self.count - 1) as f64).sqrt())
    }

    /// The 95 % interval of the mean, Student's t; `None` with fewer than two values.
    pub fn interval(&self) -> Option<(f64, f64)> {
        let half = student_95(self.count)? * self.sd()? / (self.count as f64).sqrt();
        Some((self.mean - half, self.mean + half))
    }

    /// Half of the width of the 95 % interval of the mean.
    pub fn half_width(&self) -> Option<f64> {
        self.interval().map(|(low, high)| (high - low) / 2.0)
    }
}

impl FromIterator<f64> for Moments {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut moments = Self::default();
        values.into_iter().for_each(|value| moments.push(value));
        moments
    }
}

/// The 97.5 % quantile of Student's t for `count` values; `None` with fewer than two.
pub fn student_95(count: u64) -> Option<f64> {
    let freedom = count.checked_sub(1).filter(|freedom| *freedom > 0)?;
    Some(student_quantile(freedom as f64, 0.975))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f64]) -> Moments {
        let mut moments = Moments::default();
        values.iter().for_each(|value| moments.push(*value));
        moments
    }

    #[test]
    fn mean_sd_and_interval_agree_with_a_hand_computed_example() {
        // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, squares 32, sd √(32/7); t(7, 0.975) = 2.364624251592785.
        let moments = of(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]);
        assert_eq!(moments.mean(), Some(5.0));
        let sd = (32.0f64 / 7.0).sqrt();
        assert!((moments.sd().unwrap() - sd).abs() < 1e-14);
        let half = 2.364_624_251_592_785 * sd / 8f64.sqrt();
        let (low, high) = moments.interval().unwrap();
        assert!((low - (5.0 - half)).abs() < 1e-13 && (high - (5.0 + half)).abs() < 1e-13);
    }

    #[test]
    fn blocks_merge_to_the_same_as_all_at_once() {
        let values: Vec<f64> = (0..100).map(|i| ((i * 37) % 11) as f64 * 0.1).collect();
        let mut merged = of(&values[..30]);
        merged.merge(&of(&[]));
        merged.merge(&of(&values[30..]));
        let whole = of(&values);
        assert!((merged.mean().unwrap() - whole.mean().unwrap()).abs() < 1e-15);
        assert!((merged.sd().unwrap() - whole.sd().unwrap()).abs() < 1e-15);
    }

    #[test]
    fn nothing_has_no_mean_and_one_value_no_interval() {
        assert_eq!((of(&[]).mean(), of(&[]).sd()), (None, None));
        assert_eq!((of(&[3.0]).mean(), of(&[3.0]).interval()), (Some(3.0), None));
    }
}
