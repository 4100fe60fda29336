//! What can be put in an order: intervals that overlap are not ranked.

/// Indices of intervals in groups, the group with the highest first. No interval of one group
/// overlaps one of another; within a group the order is that given.
///
/// Groups are the connected components of overlap, so that of two that are not ranked
/// neither stands in a higher group; touching ends overlap.
pub fn tiers(intervals: &[(f64, f64)]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..intervals.len()).collect();
    order.sort_by(|a, b| intervals[*b].1.total_cmp(&intervals[*a].1).then(a.cmp(b)));
    let mut tiers: Vec<Vec<usize>> = Vec::new();
    let mut lowest = f64::NEG_INFINITY;
    for index in order {
        let (low, high) = intervals[index];
        match tiers.last_mut() {
            Some(tier) if high >= lowest => {
                tier.push(index);
                lowest = lowest.min(low);
            }
            _ => {
                tiers.push(vec![index]);
                lowest = low;
            }
        }
    }
    tiers.iter_mut().for_each(|tier| tier.sort_unstable());
    tiers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_overlaps_directly_or_through_others_keeps_the_order_given() {
        // The second is apart from the fourth, but the first overlaps both.
        let given = [(0.2, 0.5), (0.1, 0.25), (0.7, 0.8), (0.45, 0.6), (-0.2, -0.1)];
        assert_eq!(tiers(&given), [vec![2], vec![0, 1, 3], vec![4]]);
        assert_eq!(tiers(&[(0.0, 0.1), (0.1, 0.2)]), [vec![0, 1]]);
        assert_eq!(tiers(&[(1.0, 1.0), (2.0, 2.0)]), [vec![1], vec![0]]);
        assert!(tiers(&[]).is_empty());
    }
}
