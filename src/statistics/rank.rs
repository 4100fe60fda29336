//! Agreement of orders.

/// Ranks from 1, in the order of the values; values that are alike share the mean of their ranks.
pub fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut first = 0;
    for alike in order.chunk_by(|a, b| values[*a] == values[*b]) {
        let mean = first as f64 + (alike.len() + 1) as f64 / 2.0;
        alike.iter().for_each(|at| ranks[*at] = mean);
        first += alike.len();
    }
    ranks
}

/// Kendall's τ-b between two orders; `None` where one of them has no order at all.
pub fn kendall(one: &[f64], two: &[f64]) -> Option<f64> {
    let (mut agree, mut pairs_one, mut pairs_two) = (0.0, 0.0, 0.0);
    for i in 0..one.len() {
        for j in 0..i {
            let sign = |list: &[f64]| list[i].partial_cmp(&list[j]).map_or(0.0, |order| f64::from(order as i8));
            let (a, b) = (sign(one), sign(two));
            agree += a * b;
            pairs_one += a * a;
            pairs_two += b * b;
        }
    }
    let all = f64::sqrt(pairs_one * pairs_two);
    (all > 0.0).then(|| agree / all)
}

/// Standard deviation of τ between two random orders of `count` things (Kendall 1938): its mean is 0.
pub fn kendall_null_sd(count: usize) -> f64 {
    let n = count as f64;
    (2.0 * (2.0 * n + 5.0) / (9.0 * n * (n - 1.0))).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_are_alike_share_their_ranks() {
        assert_eq!(ranks(&[3.0, 1.0, 2.0, 2.0, 5.0]), [4.0, 1.0, 2.5, 2.5, 5.0]);
    }

    #[test]
    fn kendall_s_tau_agrees_with_hand_computed_examples() {
        let order = [1.0, 2.0, 3.0, 4.0];
        assert_eq!(kendall(&order, &order), Some(1.0));
        assert_eq!(kendall(&order, &[4.0, 3.0, 2.0, 1.0]), Some(-1.0));
        // 1 3 2 4: five pairs agree, one does not: 4/6.
        assert!((kendall(&order, &[1.0, 3.0, 2.0, 4.0]).unwrap() - 4.0 / 6.0).abs() < 1e-12);
        // Two that never came are tied: 5 of 6 pairs have an order, all agree: 5/sqrt(6*5).
        let tied = [1.0, 2.0, f64::INFINITY, f64::INFINITY];
        assert!((kendall(&order, &tied).unwrap() - 5.0 / 30f64.sqrt()).abs() < 1e-12);
        assert_eq!(kendall(&order, &[1.0; 4]), None);
        // n = 4: sqrt(2 * 13/108) = 0.4906534.
        assert!((kendall_null_sd(4) - 0.490_653_4).abs() < 1e-6);
    }
}
