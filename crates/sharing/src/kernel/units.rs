//! The units that rounding down left over: one each to the largest remainders. Source: ES-10.

#![allow(clippy::float_arithmetic, reason = "where to look next; what is found is counted")]

use super::linear::{self, Parts, all_bits, count_above, lanes_of, over, total};
use pulp::Simd;

/// Members that are looked at together.
const PIECE: usize = 64;
/// So few are near the threshold that they are sorted.
const FEW: i64 = 8;
type Near = [(i64, usize); FEW as usize];

/// How many are above each of three levels, none of them negative: remainders are read once.
#[inline(always)]
fn above_each<S: Simd>(simd: S, remainders: &[i64], [one, two, three]: [i64; 3]) -> [i64; 3] {
    let zero = simd.splat_i64s(0);
    let (one, two, three) = (simd.splat_i64s(one), simd.splat_i64s(two), simd.splat_i64s(three));
    let (mut ones, mut twos, mut threes) = (zero, zero, zero);
    over!(simd, lane in remainders => {
        ones = count_above(simd, ones, lane, one);
        twos = count_above(simd, twos, lane, two);
        threes = count_above(simd, threes, lane, three);
    });
    [total::<S>(ones), total::<S>(twos), total::<S>(threes)]
}

/// The smallest and the largest of those above `low` and at most `high`: there is one.
#[inline(always)]
fn extent<S: Simd>(simd: S, remainders: &[i64], low: i64, high: i64) -> (i64, i64) {
    let (under, over) = (simd.splat_i64s(low), simd.splat_i64s(high));
    let (mut smallest, mut largest) = (over, under);
    over!(simd, lane in remainders => {
        let out = simd.greater_than_i64s(lane, over);
        largest = simd.max_i64s(largest, simd.select_i64s(out, under, lane));
        let out = simd.less_than_or_equal_i64s(lane, under);
        smallest = simd.min_i64s(smallest, simd.select_i64s(out, over, lane));
    });
    let smallest = lanes_of::<S>(&smallest).iter().fold(high, |all, lane| *lane.min(&all));
    let largest = lanes_of::<S>(&largest).iter().fold(low, |all, lane| *lane.max(&all));
    (smallest, largest)
}

/// More than the units are above `low`, at most as many are above `high`.
#[derive(Debug, Clone, Copy)]
struct Threshold {
    low: i64,
    above_low: i64,
    high: i64,
    above_high: i64,
    /// How far remainders are apart, about.
    for_each: f64,
}

impl Threshold {
    /// What was counted while the row was divided.
    #[inline(always)]
    fn first(remainders: &[i64], units: i64, den: i64, above: [i64; 3]) -> Self {
        let all = remainders.len() as i64;
        let mut at = Self { low: -1, above_low: all, high: den, above_high: 0, for_each: 1.0 };
        let levels = linear::levels(den, remainders.len());
        for (level, count) in levels.into_iter().zip(above) {
            at.narrow(units, count, level);
        }
        at.for_each = match at.low {
            // Those who are capped have no remainder, and lie at 0 all together.
            -1 => at.high as f64 / at.above_high.max(1) as f64,
            _ => (at.high - at.low) as f64 / at.between().max(1) as f64,
        };
        at
    }

    /// Narrows to one of few remainders that most have: three of them are counted, around where the threshold is
    /// likely. Each is looked at just below, since all members with the same remainder stand at the same place.
    #[inline(always)]
    fn among<S: Simd>(&mut self, simd: S, remainders: &[i64], units: i64, few: &[(i64, i64)]) {
        let start = few.partition_point(|(remainder, _)| *remainder > self.high);
        let here = few.get(start..).unwrap_or_default();
        let end = here.partition_point(|(remainder, _)| *remainder > self.low.max(0));
        let here = here.get(..end).unwrap_or_default();
        let all: i64 = here.iter().map(|(_, columns)| columns).sum();
        if all == 0 {
            return;
        }
        // So many of a class are there, one with another.
        let there = self.between() as f64 / all as f64;
        let wanted = (units - self.above_high) as f64;
        let mut before = 0.0;
        let mut likely = 0;
        for (index, (_, columns)) in here.iter().enumerate() {
            likely = index;
            before += *columns as f64 * there;
            if before > wanted {
                break;
            }
        }
        let level = |index: usize| here.get(index).map_or(self.low, |(remainder, _)| *remainder);
        let after = level(likely + 1);
        let levels = [level(likely), level(likely) - 1, after - 1];
        let levels = levels.map(|level| level.clamp(self.low, self.high));
        let counts = above_each(simd, remainders, levels);
        for (level, count) in levels.into_iter().zip(counts) {
            self.narrow(units, count, level);
        }
    }

    /// Narrows to a threshold, or to a few beside it. It is found by counting: a pass over remainders that
    /// lie in the nearest cache costs less than moving them, and they are spread so evenly that two passes
    /// are mostly enough. Three levels are counted together, around where the threshold is likely.
    #[inline(always)]
    fn find<S: Simd>(&mut self, simd: S, remainders: &[i64], units: i64) {
        let at = self;
        let mut for_each = at.for_each;
        let mut even = true;
        while at.above_high < units && at.between() > FEW && at.high - at.low > 1 {
            if !even {
                // As many as that have but a few values, as with equal shares.
                let (smallest, largest) = extent(simd, remainders, at.low, at.high);
                (at.low, at.high) = (smallest - 1, largest);
                for_each = (at.high - at.low) as f64 / at.between().max(1) as f64;
                if at.high - at.low <= 1 {
                    break;
                }
            }
            let (wanted, between) = ((units - at.above_high) as f64, at.between() as f64);
            let spread = 1.0 + 2.0 * (wanted * (between - wanted) / between).max(0.0).sqrt();
            let levels = match even {
                true => [wanted + spread, wanted, wanted - spread],
                false => [0.75 * between, 0.5 * between, 0.25 * between],
            };
            let levels = levels.map(|elements| {
                let level = at.high - (for_each * elements) as i64;
                level.clamp(at.low + 1, at.high - 1)
            });
            let counts = above_each(simd, remainders, levels);
            for (level, count) in levels.into_iter().zip(counts) {
                at.narrow(units, count, level);
            }
            for_each = (at.high - at.low) as f64 / at.between().max(1) as f64;
            even &= at.between() as f64 <= 4.0 + 2.0 * spread;
        }
    }

    #[inline(always)]
    fn between(&self) -> i64 {
        self.above_low.wrapping_sub(self.above_high)
    }

    #[inline(always)]
    fn narrow(&mut self, units: i64, count: i64, level: i64) {
        if count > units {
            if level > self.low {
                (self.low, self.above_low) = (level, count);
            }
        } else if level < self.high {
            (self.high, self.above_high) = (level, count);
        }
    }
}

/// Whole parts become what is received: 1 is added to the `units` entries with the largest remainders,
/// ties to the first. A member whose remainder is 0 gets none. Remainders are below `den`; at least `units`
/// are above 0. Where most have one of a few remainders, `few` says which, from the largest, and about how many.
/// Says the sum of what is written, and whether each is from 0 to its cap.
#[inline(always)]
pub fn settle<S: Simd>(
    simd: S,
    wholes: &mut [i64],
    remainders: &[i64],
    caps: &[i64],
    how: (i64, i64, Parts),
    few: &[(i64, i64)],
) -> (i64, bool) {
    let (done, _) = settle_to_cut(simd, wholes, remainders, caps, how, few);
    done
}

/// [`settle`], and where the cut is: no remainder of those who get a unit is below, none of the others above.
#[inline(always)]
pub fn settle_to_cut<S: Simd>(
    simd: S,
    wholes: &mut [i64],
    remainders: &[i64],
    caps: &[i64],
    (units, den, parts): (i64, i64, Parts),
    few: &[(i64, i64)],
) -> ((i64, bool), i64) {
    let mut at = Threshold { low: den, above_low: 0, high: den, above_high: 0, for_each: 1.0 };
    if units > 0 {
        at = Threshold::first(remainders, units, den, parts.above);
        at.among(simd, remainders, units, few);
        at.find(simd, remainders, units);
    }
    let left = units - at.above_high;
    if left > 0 && at.between() > FEW {
        // All between have the same remainder.
        let cut = after_ties(simd, remainders, at.high, left);
        let (wholes, w) = wholes.split_at_mut_checked(cut).unwrap_or_default();
        let (remainders, r) = remainders.split_at_checked(cut).unwrap_or_default();
        let (caps, c) = caps.split_at_checked(cut).unwrap_or_default();
        let one = give_above(simd, wholes, remainders, caps, at.high - 1);
        let other = give_above(simd, w, r, c, at.high);
        return ((one.0.wrapping_add(other.0), one.1 && other.1), at.high);
    }
    let mut cut = at.high;
    if left > 0 {
        let mut few = gather(simd, remainders, at.low, at.high);
        let near = few.of.get_mut(..few.found).unwrap_or_default();
        near.sort_unstable();
        for &(below, index) in near.iter().take(usize::try_from(left).unwrap_or(0)) {
            cut = -below;
            if let Some(whole) = wholes.get_mut(index) {
                *whole = whole.wrapping_add(1);
            }
        }
    }
    (give_above(simd, wholes, remainders, caps, at.high), cut)
}

/// One each to all above `high`. Says the sum, and whether each is from 0 to its cap.
#[inline(always)]
fn give_above<S: Simd>(
    simd: S,
    wholes: &mut [i64],
    remainders: &[i64],
    caps: &[i64],
    high: i64,
) -> (i64, bool) {
    let (zero, high) = (simd.splat_i64s(0), simd.splat_i64s(high));
    let (mut sum, mut signs) = (zero, zero);
    let (ws, w) = S::as_mut_simd_i64s(wholes);
    let (rs, r) = S::as_simd_i64s(remainders);
    let (cs, c) = S::as_simd_i64s(caps);
    for ((part, &remainder), &cap) in ws.iter_mut().zip(rs).zip(cs) {
        let whole = count_above(simd, *part, remainder, high);
        let left = simd.sub_i64s(simd.max_i64s(cap, zero), whole);
        signs = simd.or_i64s(signs, simd.or_i64s(whole, left));
        sum = simd.add_i64s(sum, whole);
        *part = whole;
    }
    if !w.is_empty() {
        let (part, remainder) = (simd.partial_load_i64s(w), simd.partial_load_i64s(r));
        let whole = count_above(simd, part, remainder, high);
        let left = simd.sub_i64s(simd.max_i64s(simd.partial_load_i64s(c), zero), whole);
        signs = simd.or_i64s(signs, simd.or_i64s(whole, left));
        sum = simd.add_i64s(sum, whole);
        simd.partial_store_i64s(w, whole);
    }
    (total::<S>(sum), all_bits::<S>(signs) >= 0)
}

/// Those near the threshold, as remainder and place; the largest sort first.
struct Few {
    of: Near,
    found: usize,
}

/// The few with a remainder above `low` and at most `high`.
#[inline(always)]
fn gather<S: Simd>(simd: S, remainders: &[i64], low: i64, high: i64) -> Few {
    let mut few = Few { of: [(0, 0); FEW as usize], found: 0 };
    let (under, over) = (simd.splat_i64s(low), simd.splat_i64s(high));
    let (lanes, rest) = S::as_simd_i64s(remainders);
    for (index, lane) in lanes.iter().enumerate() {
        let here = simd.and_m64s(
            simd.greater_than_i64s(*lane, under),
            simd.less_than_or_equal_i64s(*lane, over),
        );
        if simd.first_true_m64s(here) < S::I64_LANES {
            let lane = pulp::bytemuck::cast_slice(std::slice::from_ref(lane));
            few.note(lane, index * S::I64_LANES, low, high);
        }
    }
    few.note(rest, lanes.len() * S::I64_LANES, low, high);
    few
}

impl Few {
    /// Without a branch: which of them are near is anyone's guess.
    #[inline(always)]
    fn note(&mut self, remainders: &[i64], first: usize, low: i64, high: i64) {
        for (index, &remainder) in remainders.iter().enumerate() {
            if let Some(slot) = self.of.get_mut(self.found) {
                *slot = (-remainder, first + index);
            }
            self.found += usize::from((remainder > low) & (remainder <= high));
        }
    }
}

/// Where the first `left` end whose remainder is `tie`; there are more.
#[inline(always)]
fn after_ties<S: Simd>(simd: S, remainders: &[i64], tie: i64, mut left: i64) -> usize {
    let (zero, one, same) = (simd.splat_i64s(0), simd.splat_i64s(1), simd.splat_i64s(tie));
    let mut start = 0;
    for piece in remainders.chunks(PIECE) {
        let (lanes, rest) = S::as_simd_i64s(piece);
        let mut ties = zero;
        for &lane in lanes {
            let equal = simd.equal_i64s(lane, same);
            ties = simd.add_i64s(ties, simd.select_i64s(equal, one, zero));
        }
        let of_rest = rest.iter().fold(0, |ties, rest| ties + i64::from(*rest == tie));
        let ties = total::<S>(ties) + of_rest;
        if ties >= left {
            for (index, remainder) in piece.iter().enumerate() {
                left -= i64::from(*remainder == tie);
                if left == 0 {
                    return start + index + 1;
                }
            }
        }
        left -= ties;
        start += piece.len();
    }
    start
}

/// Each alone: 1 to those whose remainder is half of `den` or more. Source: ES-11.
#[inline(always)]
pub fn give_halves(wholes: &mut [i64], remainders: &[i64], den: i64) {
    for (whole, &remainder) in wholes.iter_mut().zip(remainders) {
        *whole = whole.wrapping_add(i64::from(remainder.wrapping_mul(2) >= den));
    }
}

/// One each to the first `left` members that take more than `level`.
#[inline(always)]
pub fn give_first_above(received: &mut [i64], offtake: &[i64], level: i64, mut left: i64) {
    for (received, offtake) in received.chunks_mut(PIECE).zip(offtake.chunks(PIECE)) {
        if left <= 0 {
            return;
        }
        let mut open = 0i64;
        for &taken in offtake {
            open = open.wrapping_add(i64::from(taken > level));
        }
        if open <= left {
            for (to, &taken) in received.iter_mut().zip(offtake) {
                *to = to.wrapping_add(i64::from(taken > level));
            }
            left -= open;
            continue;
        }
        for (to, &taken) in received.iter_mut().zip(offtake) {
            let gets = i64::from((taken > level) & (left > 0));
            *to = to.wrapping_add(gets);
            left -= gets;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        /// Whatever the remainders, the units go where a full sort would put them.
        #[test]
        fn es_10_units_go_to_the_largest_remainders_and_ties_to_the_first(
            den in 1i64..1_000_000_000,
            seeds in proptest::collection::vec((any::<u32>(), 1u32..6), 1..300),
            part in 0u32..=100,
            hinted: bool,
        ) {
            let coarse = |(seed, grain): &(u32, u32)| {
                let all = i64::from(*seed) % den;
                if *grain > 3 { all } else { all / i64::from(*grain * 1_000) * i64::from(*grain * 1_000) }
            };
            let remainders: Vec<i64> = seeds.iter().map(coarse).collect();
            let some = remainders.iter().filter(|remainder| **remainder > 0).count() as i64;
            let units = some * i64::from(part) / 100;
            let mut wholes = vec![7i64; remainders.len()];
            let caps = vec![9i64; remainders.len()];
            let above = linear::levels(den, remainders.len()).map(|level| {
                remainders.iter().filter(|remainder| **remainder > level).count() as i64
            });
            let parts = Parts { wholes: 0, remainders: 0, above, bits: 0, present: 0 };
            let mut few = BTreeMap::new();
            for remainder in remainders.iter().filter(|_| hinted) {
                *few.entry(-remainder).or_insert(0) += 1;
            }
            let few: Vec<(i64, i64)> = few.into_iter().map(|(below, count)| (-below, count)).collect();
            let how = (units, den, parts);
            let done = settle(pulp::Scalar, &mut wholes, &remainders, &caps, how, &few);
            prop_assert_eq!(done, (7 * remainders.len() as i64 + units, true));
            let mut order: Vec<usize> = (0..remainders.len()).collect();
            order.sort_by_key(|index| (-remainders[*index], *index));
            let mut expected = vec![7i64; remainders.len()];
            for index in order.iter().take(units as usize) {
                expected[*index] += 1;
            }
            prop_assert_eq!(wholes, expected);
        }
    }
}
