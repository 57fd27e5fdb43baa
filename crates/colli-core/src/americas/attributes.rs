//! What sets a rate apart from the others it is offered with.

use crate::gateway::quote::Attribute;

/// Working days within which a rate may be the best value: a week.
const BEST_VALUE_DAYS_MAX: u32 = 5;

/// The attributes of rates, by their prices and days: the cheapest one; the fastest one, where days differ; and the best
/// value, which is the cheapest of those that arrive within five working days, or the fastest where none does. Of equal
/// ones the first counts.
pub fn attributes(rates: &[(i64, Option<u32>)]) -> Vec<Vec<Attribute>> {
    let days = |at: &usize| rates.get(*at).and_then(|rate| rate.1).unwrap_or(u32::MAX);
    let price = |at: &usize| rates.get(*at).map_or(i64::MAX, |rate| rate.0);
    let all = 0..rates.len();
    let cheapest = all.clone().min_by_key(|at| (price(at), days(at)));
    let fastest = all.clone().min_by_key(|at| (days(at), price(at)));
    let in_time = all.clone().filter(|at| days(at) <= BEST_VALUE_DAYS_MAX);
    let best = in_time.min_by_key(|at| (price(at), days(at))).or(fastest);
    let differ = all.clone().any(|at| days(&at) != days(&0));
    let of = |at: usize| {
        [
            (best == Some(at), Attribute::BestValue),
            (cheapest == Some(at), Attribute::Cheapest),
            (differ && fastest == Some(at), Attribute::Fastest),
        ]
        .into_iter()
        .filter_map(|(holds, attribute)| holds.then_some(attribute))
        .collect()
    };
    all.map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Attribute::{BestValue, Cheapest, Fastest};

    #[test]
    fn a_lone_rate_is_cheapest_and_best() {
        assert_eq!(attributes(&[(1_317, Some(5))]), [vec![BestValue, Cheapest]]);
        assert_eq!(attributes(&[(1_317, None)]), [vec![BestValue, Cheapest]]);
        assert_eq!(attributes(&[]), Vec::<Vec<Attribute>>::new());
    }

    #[test]
    fn the_best_value_arrives_within_a_week() {
        let found = attributes(&[(500, Some(9)), (700, Some(5)), (900, Some(2))]);
        assert_eq!(found, [vec![Cheapest], vec![BestValue], vec![Fastest]]);
        let slow = attributes(&[(500, Some(9)), (700, Some(8))]);
        assert_eq!(slow, [vec![Cheapest], vec![BestValue, Fastest]]);
        let alike = attributes(&[(500, Some(3)), (400, Some(3))]);
        assert_eq!(alike, [vec![], vec![BestValue, Cheapest]]);
        let unknown = attributes(&[(500, None), (700, Some(4))]);
        assert_eq!(unknown, [vec![Cheapest], vec![BestValue, Fastest]]);
    }
}
