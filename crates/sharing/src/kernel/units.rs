//! The units that rounding down left over: one each to the largest remainders. Source: ES-10.

#![allow(clippy::float_arithmetic, reason = "where to look next; what is found is counted")]

/// Members that are looked at together.
const PIECE: usize = 32;
/// So few are near the threshold that they are sorted.
const FEW: i64 = 24;
/// More than [`FEW`], since ties at the threshold are cut by order and need no sorting.
type Near = [(i64, usize); FEW as usize];

#[inline(always)]
fn above(remainders: &[i64], level: i64) -> i64 {
    let mut count = 0i64;
    for &remainder in remainders {
        count = count.wrapping_add(i64::from(remainder > level));
    }
    count
}

/// How many are above `level`, the largest that is not, and the smallest that is.
#[inline(always)]
fn beside(remainders: &[i64], level: i64) -> (i64, i64, i64) {
    let (mut count, mut below, mut beyond) = (0i64, -1i64, i64::MAX);
    for &remainder in remainders {
        let is_above = remainder > level;
        count = count.wrapping_add(i64::from(is_above));
        let under = if is_above { -1 } else { remainder };
        let over = if is_above { remainder } else { i64::MAX };
        below = if under > below { under } else { below };
        beyond = if over < beyond { over } else { beyond };
    }
    (count, below, beyond)
}

/// Adds 1 to the `units` entries of `wholes` with the largest remainders, ties to the first. A member
/// whose remainder is 0 gets none. Remainders are below `den`; at least `units` are above 0.
///
/// The threshold is found by counting: a pass over remainders that lie in the nearest cache costs less
/// than moving them, and remainders are spread so evenly that two or three passes are enough.
#[inline(always)]
pub fn give_units(wholes: &mut [i64], remainders: &[i64], units: i64, den: i64) {
    if units <= 0 {
        return;
    }
    // More than `units` are above `low`, at most `units` are above `high`.
    let (mut low, mut above_low) = (-1i64, remainders.len() as i64);
    let (mut high, mut above_high) = (den, 0i64);
    let mut pass = 0u32;
    while above_high < units && above_low.wrapping_sub(above_high) > FEW && high - low > 1 {
        // Halving now and then, in case the remainders are not spread evenly.
        let even = (units - above_high) as f64 / (above_low - above_high) as f64;
        let part = if pass % 3 == 2 { 0.5 } else { even };
        let level = high - ((high - low) as f64 * part) as i64;
        let level = if level <= low { low + 1 } else { level };
        let level = if level >= high { high - 1 } else { level };
        // Spread evenly, few are left after two looks. Else the ends move to remainders that occur: with
        // equal shares few do.
        let (count, below, beyond) = match pass {
            0 | 1 => (above(remainders, level), level, level + 1),
            _ => beside(remainders, level),
        };
        if count <= units {
            (high, above_high) = (below, count);
        } else {
            (low, above_low) = (beyond - 1, count);
        }
        pass = pass.wrapping_add(1);
    }
    for (whole, &remainder) in wholes.iter_mut().zip(remainders) {
        *whole = whole.wrapping_add(i64::from(remainder > high));
    }
    let left = units - above_high;
    if left > 0 {
        if above_low.wrapping_sub(above_high) <= FEW {
            give_near(wholes, remainders, low, high, left);
        } else {
            give_first(wholes, remainders, high, left);
        }
    }
}

/// One each to the first `left` whose remainder is `tie`.
#[inline(always)]
fn give_first(wholes: &mut [i64], remainders: &[i64], tie: i64, mut left: i64) {
    for (wholes, remainders) in wholes.chunks_mut(PIECE).zip(remainders.chunks(PIECE)) {
        let mut ties = 0i64;
        for &remainder in remainders {
            ties = ties.wrapping_add(i64::from(remainder == tie));
        }
        if ties <= left {
            for (whole, &remainder) in wholes.iter_mut().zip(remainders) {
                *whole = whole.wrapping_add(i64::from(remainder == tie));
            }
            left -= ties;
            continue;
        }
        for (whole, &remainder) in wholes.iter_mut().zip(remainders) {
            let gets = i64::from((remainder == tie) & (left > 0));
            *whole = whole.wrapping_add(gets);
            left -= gets;
        }
        return;
    }
}

/// One each to the `left` largest of the few with a remainder above `low` and at most `high`.
#[inline(always)]
fn give_near(wholes: &mut [i64], remainders: &[i64], low: i64, high: i64, left: i64) {
    let mut near: Near = [(0, 0); FEW as usize];
    let mut found = 0usize;
    for (piece, remainders) in remainders.chunks(PIECE).enumerate() {
        let mut here = 0i64;
        for &remainder in remainders {
            here = here.wrapping_add(i64::from((remainder > low) & (remainder <= high)));
        }
        if here == 0 {
            continue;
        }
        for (index, &remainder) in remainders.iter().enumerate() {
            if remainder > low
                && remainder <= high
                && let Some(slot) = near.get_mut(found)
            {
                *slot = (-remainder, piece * PIECE + index);
                found += 1;
            }
        }
    }
    let near = near.get_mut(..found).unwrap_or_default();
    near.sort_unstable();
    for &(_, index) in near.iter().take(usize::try_from(left).unwrap_or(0)) {
        if let Some(whole) = wholes.get_mut(index) {
            *whole = whole.wrapping_add(1);
        }
    }
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
        let open = above(offtake, level);
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

    proptest! {
        /// Whatever the remainders, the units go where a full sort would put them.
        #[test]
        fn es_10_units_go_to_the_largest_remainders_and_ties_to_the_first(
            den in 1i64..1_000_000_000,
            seeds in proptest::collection::vec((any::<u32>(), 1u32..6), 1..300),
            part in 0u32..=100,
        ) {
            let coarse = |(seed, grain): &(u32, u32)| {
                let all = i64::from(*seed) % den;
                if *grain > 3 { all } else { all / i64::from(*grain * 1_000) * i64::from(*grain * 1_000) }
            };
            let remainders: Vec<i64> = seeds.iter().map(coarse).collect();
            let some = remainders.iter().filter(|remainder| **remainder > 0).count() as i64;
            let units = some * i64::from(part) / 100;
            let mut wholes = vec![7i64; remainders.len()];
            give_units(&mut wholes, &remainders, units, den);
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
