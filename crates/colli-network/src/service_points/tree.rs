//! A packed R-tree over points of the globe. Points are unit vectors, so that the nearest by straight line is the
//! nearest by great circle, with no seam at the date line or the poles.

use super::nearest::Nearest;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::f64::consts::FRAC_PI_2;

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
pub(super) fn metres(chord_squared: f64) -> f64 {
    2.0 * EARTH_RADIUS_M * (chord_squared.sqrt() / 2.0).min(1.0).asin()
}

/// Metres between two points.
pub(super) fn distance_m(a: &Vector, b: &Vector) -> f64 {
    metres(chord_squared(a, b))
}

/// Square of the chord of so many metres, rounded up: no point that near is beyond it.
pub(super) fn chord_squared_of(metres: f64) -> f64 {
    let half_angle = metres / (2.0 * EARTH_RADIUS_M);
    if half_angle >= FRAC_PI_2 {
        return f64::INFINITY;
    }
    let chord = 2.0 * half_angle.sin();
    chord * chord * (1.0 + 1e-9) + 1e-15
}

/// Bits of a coordinate in the packing key.
const KEY_BITS: u32 = 21;

/// Order in which points are packed, so that neighbours in the list are neighbours on the globe and the boxes around them
/// are small: the place along a Hilbert curve through the cube around the globe.
pub(super) fn packing_key(vector: &Vector) -> u64 {
    const CELLS: f64 = ((1 << KEY_BITS) - 1) as f64;
    let cells = vector.map(|coordinate| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to 21 bits before the cast"
        )]
        let cell = (coordinate.midpoint(1.0) * CELLS).clamp(0.0, CELLS) as u32;
        cell
    });
    let [x, y, z] = along_hilbert_curve(cells);
    spread(x) << 2 | spread(y) << 1 | spread(z)
}

/// Turns coordinates into their place along the curve, its bits dealt out to three numbers in turn (J. Skilling,
/// "Programming the Hilbert curve", 2004: inverse undoing of each bit's exchange or inversion, then Gray encoding).
fn along_hilbert_curve(mut cells: [u32; 3]) -> [u32; 3] {
    for bit in (1..KEY_BITS).rev() {
        let lower = (1 << bit) - 1;
        for axis in 0..3 {
            if cells[axis] >> bit & 1 == 1 {
                cells[0] ^= lower;
            } else {
                let exchange = (cells[0] ^ cells[axis]) & lower;
                cells[0] ^= exchange;
                cells[axis] ^= exchange;
            }
        }
    }
    cells[1] ^= cells[0];
    cells[2] ^= cells[1];
    let flipped = (1..KEY_BITS)
        .filter(|bit| cells[2] >> bit & 1 == 1)
        .fold(0, |flipped, bit| flipped ^ ((1 << bit) - 1));
    cells.map(|cell| cell ^ flipped)
}

/// Puts two zero bits between the lowest 21 bits.
fn spread(bits: u32) -> u64 {
    let mut bits = u64::from(bits) & 0x1f_ffff;
    bits = (bits | bits << 32) & 0x001f_0000_0000_ffff;
    bits = (bits | bits << 16) & 0x001f_0000_ff00_00ff;
    bits = (bits | bits << 8) & 0x100f_00f0_0f00_f00f;
    bits = (bits | bits << 4) & 0x10c3_0c30_c30c_30c3;
    (bits | bits << 2) & 0x1249_2492_4924_9249
}

/// Bounds of a node's children, each coordinate of all children side by side. They are single precision and a little
/// too wide, so that a search never passes by a point that rounding put outside.
#[derive(Clone, Debug)]
struct Children {
    low: [[f32; FAN_OUT]; 3],
    high: [[f32; FAN_OUT]; 3],
}

impl Children {
    /// Exceeds what rounding to single precision does to a coordinate of the bounds and to one of the search's centre.
    const MARGIN: f32 = 2.5e-7;
    /// Makes up for the rounding of sums and products.
    const SHRINK: f32 = 0.999_999;

    /// Bounds of up to [`FAN_OUT`] groups of points.
    fn of<'p>(groups: impl Iterator<Item = &'p [Vector]>) -> Self {
        let mut children = Self {
            low: [[f32::INFINITY; FAN_OUT]; 3],
            high: [[f32::NEG_INFINITY; FAN_OUT]; 3],
        };
        for (child, group) in groups.enumerate().take(FAN_OUT) {
            for axis in 0..3 {
                for point in group {
                    #[expect(clippy::cast_possible_truncation, reason = "the margin makes up for it")]
                    let coordinate = point[axis] as f32;
                    let (low, high) = (&mut children.low[axis][child], &mut children.high[axis][child]);
                    *low = low.min(coordinate - Self::MARGIN);
                    *high = high.max(coordinate + Self::MARGIN);
                }
            }
        }
        children
    }

    /// Squares of straight lines into the bounds, none longer than the shortest; endless where there is no child.
    fn distances(&self, to: &[f32; 3]) -> [f32; FAN_OUT] {
        let mut squares = [0.0; FAN_OUT];
        for axis in 0..3 {
            let (low, high, to) = (&self.low[axis], &self.high[axis], to[axis]);
            for child in 0..FAN_OUT {
                let outside = (low[child] - to).max(to - high[child]).max(0.0);
                squares[child] += outside * outside;
            }
        }
        squares.map(|square| square * Self::SHRINK)
    }
}

/// The tree: points in packing order, and levels of nodes above them, the lowest first.
#[derive(Debug, Default)]
pub(super) struct Tree {
    points: Vec<Vector>,
    /// A node of the lowest level bounds groups of [`FAN_OUT`] points.
    levels: Vec<Vec<Children>>,
}

impl Tree {
    /// A tree over points that are already in packing order.
    pub(super) fn new(points: Vec<Vector>) -> Self {
        let mut levels = Vec::new();
        // Points below one child of the level.
        let mut below = FAN_OUT;
        while !points.is_empty() {
            let nodes = points.chunks(below * FAN_OUT);
            let level: Vec<Children> = nodes.map(|node| Children::of(node.chunks(below))).collect();
            let top = level.len() == 1;
            levels.push(level);
            if top {
                break;
            }
            below *= FAN_OUT;
        }
        Self { points, levels }
    }

    pub(super) fn point(&self, index: usize) -> Option<&Vector> {
        self.points.get(index)
    }

    /// Up to `count` accepted points no farther than `within_m`, from the nearest on, with metres; of equally near ones
    /// the first in packing order. Costs the logarithm of the number of points while most are accepted.
    pub(super) fn nearest(
        &self,
        to: &Vector,
        count: usize,
        within_m: f64,
        accepts: impl FnMut(usize) -> bool,
    ) -> Vec<(usize, f64)> {
        let mut nearest = Nearest::new(count, within_m);
        self.search(to, 0, &mut nearest, accepts);
        nearest.in_metres()
    }

    /// Square of a straight line to the bounds of all points: not longer than that to the nearest of them; endless when
    /// there is none.
    pub(super) fn bounds_distance(&self, to: &Vector) -> f64 {
        let top = self.levels.last().and_then(|level| level.first());
        let distances = top.map(|children| children.distances(&single_precision(to)));
        distances
            .into_iter()
            .flatten()
            .map(f64::from)
            .fold(f64::INFINITY, f64::min)
    }

    /// Offers points, the near ones first, as long as they are of use. A point's number is its place in the tree and
    /// `first`, so that several trees can fill one answer.
    pub(super) fn search(
        &self,
        to: &Vector,
        first: usize,
        nearest: &mut Nearest,
        mut accepts: impl FnMut(usize) -> bool,
    ) {
        let to_bounds = single_precision(to);
        let mut queue = BinaryHeap::with_capacity(64);
        if nearest.wants_any() {
            queue.push(Waiting {
                distance: 0.0,
                level: self.levels.len(),
                index: 0,
            });
        }
        while let Some(node) = queue.pop() {
            if f64::from(node.distance) > nearest.limit() {
                break;
            }
            let child = node.index * FAN_OUT;
            let Some(level) = node.level.checked_sub(1) else {
                for (index, point) in (first + child..).zip(self.points[child..].iter().take(FAN_OUT)) {
                    nearest.offer(index, chord_squared(point, to), &mut accepts);
                }
                continue;
            };
            let Some(children) = self.levels.get(level).and_then(|level| level.get(node.index)) else {
                continue;
            };
            for (index, distance) in (child..).zip(children.distances(&to_bounds)) {
                if f64::from(distance) <= nearest.limit() && distance.is_finite() {
                    queue.push(Waiting { distance, level, index });
                }
            }
        }
    }
}

/// A vector as bounds are compared with.
fn single_precision(vector: &Vector) -> [f32; 3] {
    #[expect(clippy::cast_possible_truncation, reason = "the bounds' margin makes up for it")]
    vector.map(|coordinate| coordinate as f32)
}

/// A node of a level above 0, or a group of points (level 0), to be visited.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Waiting {
    distance: f32,
    level: usize,
    index: usize,
}

impl Eq for Waiting {}

impl Ord for Waiting {
    /// The nearest is the greatest: a heap gives it first.
    fn cmp(&self, other: &Self) -> Ordering {
        other
            .distance
            .total_cmp(&self.distance)
            .then(other.level.cmp(&self.level))
    }
}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
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
            count in 0usize..60,
            within_m in prop_oneof![Just(f64::INFINITY), 0.0..20_100_000.0],
            every in 1usize..5,
        ) {
            let tree = tree(points.iter().map(|(lat, lon)| unit_vector(*lat, *lon)).collect());
            let to = unit_vector(at.0, at.1);
            prop_assert_eq!(
                tree.nearest(&to, count, within_m, |index| index % every == 0),
                brute_force(&tree, &to, count, within_m, every)
            );
        }

        /// Neighbours of a few metres, many in the same place: finer than the bounds are.
        #[test]
        fn neighbours_are_told_apart(
            points in prop::collection::vec((52_000_000i32..52_000_040, 5_000_000i32..5_000_040), 0..700),
            at in (52_000_000i32..52_000_040, 5_000_000i32..5_000_040),
            count in 0usize..60,
            within_m in prop_oneof![Just(f64::INFINITY), 0.0..6.0],
        ) {
            let tree = tree(points.iter().map(|(lat, lon)| unit_vector(*lat, *lon)).collect());
            let to = unit_vector(at.0, at.1);
            prop_assert_eq!(
                tree.nearest(&to, count, within_m, |_| true),
                brute_force(&tree, &to, count, within_m, 1)
            );
        }
    }

    fn brute_force(tree: &Tree, to: &Vector, count: usize, within_m: f64, every: usize) -> Vec<(usize, f64)> {
        let points = tree.points.iter().enumerate().step_by(every);
        let mut found: Vec<(usize, f64)> = points.map(|(index, point)| (index, chord_squared(point, to))).collect();
        found.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        let found = found.into_iter().map(|(index, square)| (index, metres(square)));
        found.filter(|(_, metres)| *metres <= within_m).take(count).collect()
    }
}
