//! A packed R-tree over points of the globe. Points are unit vectors, so that the nearest by straight line is the
//! nearest by great circle, with no seam at the date line or the poles.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// Children of a node.
const FAN_OUT: usize = 16;
/// Mean radius of the Earth, in metres (IUGG).
const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// A direction from the centre of the Earth.
pub(super) type Vector = [f64; 3];

/// The unit vector of a position in millionths of a degree.
pub(super) fn unit_vector(lat_e6: i32, lon_e6: i32) -> Vector {
    let (lat, lon) = (f64::from(lat_e6) / 1e6, f64::from(lon_e6) / 1e6);
    let ((lat_sin, lat_cos), (lon_sin, lon_cos)) = (lat.to_radians().sin_cos(), lon.to_radians().sin_cos());
    [lat_cos * lon_cos, lat_cos * lon_sin, lat_sin]
}

/// Square of the straight line between two unit vectors.
fn chord_squared(a: &Vector, b: &Vector) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

/// Metres along the great circle whose chord has this square.
fn metres(chord_squared: f64) -> f64 {
    2.0 * EARTH_RADIUS_M * (chord_squared.sqrt() / 2.0).min(1.0).asin()
}

/// Metres between two points.
pub(super) fn distance_m(a: &Vector, b: &Vector) -> f64 {
    metres(chord_squared(a, b))
}

/// Order in which points are packed, so that neighbours in the list are neighbours on the globe: the coordinates'
/// bits interleaved (a Morton code of 21 bits each).
pub(super) fn packing_key(vector: &Vector) -> u64 {
    const CELLS: f64 = 2_097_151.0;
    vector.iter().enumerate().fold(0, |key, (axis, coordinate)| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to 21 bits before the cast"
        )]
        let cell = ((coordinate + 1.0) / 2.0 * CELLS).clamp(0.0, CELLS) as u64;
        key | spread(cell) << axis
    })
}

/// Puts two zero bits between the lowest 21 bits.
fn spread(mut bits: u64) -> u64 {
    bits &= 0x1f_ffff;
    bits = (bits | bits << 32) & 0x001f_0000_0000_ffff;
    bits = (bits | bits << 16) & 0x001f_0000_ff00_00ff;
    bits = (bits | bits << 8) & 0x100f_00f0_0f00_f00f;
    bits = (bits | bits << 4) & 0x10c3_0c30_c30c_30c3;
    (bits | bits << 2) & 0x1249_2492_4924_9249
}

/// Bounds of the points below a node.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    low: Vector,
    high: Vector,
}

impl Bounds {
    const EMPTY: Self = Self {
        low: [f64::INFINITY; 3],
        high: [f64::NEG_INFINITY; 3],
    };

    fn with(mut self, other: &Self) -> Self {
        for axis in 0..3 {
            self.low[axis] = self.low[axis].min(other.low[axis]);
            self.high[axis] = self.high[axis].max(other.high[axis]);
        }
        self
    }

    /// Square of the shortest straight line into the bounds.
    fn distance_squared(&self, to: &Vector) -> f64 {
        (0..3)
            .map(|axis| {
                let outside = (self.low[axis] - to[axis]).max(to[axis] - self.high[axis]).max(0.0);
                outside * outside
            })
            .sum()
    }
}

/// The tree: points in packing order, and levels of bounds above them, the lowest first.
#[derive(Debug, Default)]
pub(super) struct Tree {
    points: Vec<Vector>,
    levels: Vec<Vec<Bounds>>,
}

impl Tree {
    /// A tree over points that are already in packing order.
    pub(super) fn new(points: Vec<Vector>) -> Self {
        let of_point = |point: &Vector| Bounds {
            low: *point,
            high: *point,
        };
        let mut levels: Vec<Vec<Bounds>> = Vec::new();
        let lowest: Vec<Bounds> = points
            .chunks(FAN_OUT)
            .map(|chunk| {
                chunk
                    .iter()
                    .fold(Bounds::EMPTY, |bounds, point| bounds.with(&of_point(point)))
            })
            .collect();
        levels.push(lowest);
        while let Some(below) = levels.last().filter(|level| level.len() > 1) {
            let above = below
                .chunks(FAN_OUT)
                .map(|chunk| chunk.iter().fold(Bounds::EMPTY, Bounds::with))
                .collect();
            levels.push(above);
        }
        Self { points, levels }
    }

    pub(super) fn point(&self, index: usize) -> Option<&Vector> {
        self.points.get(index)
    }

    /// Points from the nearest to the farthest, with metres; each next one costs the logarithm of the number of points.
    pub(super) fn nearest(&self, to: Vector) -> Nearest<'_> {
        let mut queue = BinaryHeap::new();
        let top = self.levels.len().saturating_sub(1);
        if !self.points.is_empty() {
            queue.push(Reverse(Candidate {
                distance: 0.0,
                level: top + 1,
                index: 0,
            }));
        }
        Nearest { tree: self, to, queue }
    }
}

/// A node (level 1 and up) or a point (level 0) waiting to be visited.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    distance: f64,
    level: usize,
    index: usize,
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        // Equal distances: nodes before points, then by place, so that answers do not depend on the search's path.
        let by_distance = self.distance.total_cmp(&other.distance);
        by_distance
            .then(other.level.cmp(&self.level))
            .then(self.index.cmp(&other.index))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Candidate {}

/// Points by distance.
pub(super) struct Nearest<'t> {
    tree: &'t Tree,
    to: Vector,
    queue: BinaryHeap<Reverse<Candidate>>,
}

impl Iterator for Nearest<'_> {
    type Item = (usize, f64);

    fn next(&mut self) -> Option<Self::Item> {
        while let Some(Reverse(candidate)) = self.queue.pop() {
            let children = candidate.index * FAN_OUT..(candidate.index + 1) * FAN_OUT;
            match candidate.level {
                0 => return Some((candidate.index, metres(candidate.distance))),
                1 => {
                    for (index, point) in self
                        .tree
                        .points
                        .iter()
                        .enumerate()
                        .take(children.end)
                        .skip(children.start)
                    {
                        let distance = chord_squared(point, &self.to);
                        self.queue.push(Reverse(Candidate {
                            distance,
                            level: 0,
                            index,
                        }));
                    }
                }
                level => {
                    let below = self.tree.levels.get(level - 2).map(Vec::as_slice).unwrap_or_default();
                    for (index, bounds) in below.iter().enumerate().take(children.end).skip(children.start) {
                        let distance = bounds.distance_squared(&self.to);
                        self.queue.push(Reverse(Candidate {
                            distance,
                            level: level - 1,
                            index,
                        }));
                    }
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tree(mut points: Vec<Vector>) -> Tree {
        points.sort_by_key(packing_key);
        Tree::new(points)
    }

    #[test]
    fn distances_are_metres() {
        // One degree of latitude.
        let degree = distance_m(&unit_vector(52_000_000, 5_000_000), &unit_vector(53_000_000, 5_000_000));
        assert!((degree - 111_195.0).abs() < 1.0, "{degree}");
        let date_line = distance_m(&unit_vector(0, 179_999_999), &unit_vector(0, -179_999_999));
        assert!(date_line < 1.0, "{date_line}");
    }

    proptest! {
        #[test]
        fn nearest_is_brute_force(
            points in prop::collection::vec((-90_000_000i32..=90_000_000, -180_000_000i32..=180_000_000), 0..700),
            at in (-90_000_000i32..=90_000_000, -180_000_000i32..=180_000_000),
        ) {
            let tree = tree(points.iter().map(|(lat, lon)| unit_vector(*lat, *lon)).collect());
            let to = unit_vector(at.0, at.1);
            let mut expected: Vec<f64> = tree.points.iter().map(|point| distance_m(point, &to)).collect();
            expected.sort_by(f64::total_cmp);
            let found: Vec<f64> = tree.nearest(to).map(|(_, metres)| metres).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
