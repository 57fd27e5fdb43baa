//! The answer of a search while it is filled: the nearest points so far, of one tree or of several.

use super::tree::{chord_squared_of, metres};

/// The nearest points so far.
#[derive(Debug)]
pub(super) struct Nearest {
    count: usize,
    within_m: f64,
    /// Number and square of the straight distance, by distance, then by number; at most `count`.
    found: Vec<(usize, f64)>,
    /// Nothing farther is of use: the distance of the last one once there are enough.
    limit: f64,
}

impl Nearest {
    /// Room for `count` points no farther than `within_m`.
    pub(super) fn new(count: usize, within_m: f64) -> Self {
        Self {
            count,
            within_m,
            found: Vec::with_capacity(count.min(64) + 1),
            limit: chord_squared_of(within_m),
        }
    }

    /// Whether any point can be of use.
    pub(super) fn wants_any(&self) -> bool {
        self.count > 0
    }

    /// Square of the straight distance beyond which nothing is of use.
    pub(super) fn limit(&self) -> f64 {
        self.limit
    }

    /// Takes a point if it is nearer than the last one and accepted.
    pub(super) fn offer(&mut self, index: usize, distance: f64, accepts: &mut impl FnMut(usize) -> bool) {
        if distance > self.limit {
            return;
        }
        let farther = |near: &(usize, f64)| distance.total_cmp(&near.1).then(index.cmp(&near.0)).is_lt();
        let place = self.found.len() - self.found.iter().rev().take_while(|near| farther(near)).count();
        if place >= self.count || !accepts(index) {
            return;
        }
        self.found.insert(place, (index, distance));
        self.found.truncate(self.count);
        if self.found.len() == self.count {
            self.limit = self.found.last().map_or(self.limit, |last| last.1);
        }
    }

    /// The points with their metres.
    pub(super) fn in_metres(self) -> Vec<(usize, f64)> {
        let found = self.found.into_iter().map(|(index, square)| (index, metres(square)));
        found.take_while(|(_, metres)| *metres <= self.within_m).collect()
    }
}
