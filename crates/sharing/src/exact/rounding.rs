//! Exact values to whole milliwatt-hours.

use super::{Exact, Fractions};
use crate::kernel::Row;
use crate::key::Rounding;
use crate::plan::Plan;
use num_bigint::BigInt;
use num_integer::Integer;

/// Rounds what is received, and from that what is given. Source: ES-07, ES-10, ES-11.
pub fn make_whole(
    plan: &Plan,
    row: Row<'_>,
    exact: &Exact,
    received: &mut [i64],
    given: &mut [i64],
) {
    let whole = match plan.rounding() {
        Rounding::LargestRemainder => {
            let sum: BigInt = exact.received.above.iter().sum();
            largest_remainder(
                &exact.received,
                &sum.div_floor(&exact.received.below),
                None,
                &|column| column,
            )
        }
        Rounding::EachShare6dp => each_alone(&exact.received),
    };
    write(&whole, received);
    let injection: Vec<BigInt> =
        row.injection.iter().map(|&injected| BigInt::from(injected.max(0))).collect();
    let injected: BigInt = injection.iter().sum();
    let surplus = (&injected - whole.iter().sum::<BigInt>()).max(BigInt::ZERO);
    let kept = match (&exact.kept, plan.rounding()) {
        (Some(kept), Rounding::LargestRemainder) => kept.clone(),
        (Some(kept), Rounding::EachShare6dp)
            if kept.above.iter().any(|kept| *kept > BigInt::ZERO) =>
        {
            in_proportion(&kept.above, &surplus)
        }
        (Some(_), Rounding::EachShare6dp) | (None, _) => in_proportion(&injection, &surplus),
    };
    let rank = |producer| plan.rank(row.producers, producer);
    let kept = largest_remainder(&kept, &surplus, Some(&injection), &rank);
    let each: Vec<BigInt> =
        injection.iter().zip(kept).map(|(injected, kept)| injected - kept).collect();
    write(&each, given);
}

/// `all` in proportion to `parts`.
fn in_proportion(parts: &[BigInt], all: &BigInt) -> Fractions {
    let sum: BigInt = parts.iter().sum();
    let above = parts.iter().map(|part| part * all).collect();
    Fractions { above, below: sum.max(BigInt::from(1)) }
}

/// Down, then one each to the largest fractions, ties to the lowest rank, until `target` is reached;
/// not beyond `caps`.
fn largest_remainder(
    exact: &Fractions,
    target: &BigInt,
    caps: Option<&[BigInt]>,
    rank: &dyn Fn(usize) -> usize,
) -> Vec<BigInt> {
    let mut wholes: Vec<BigInt> = Vec::with_capacity(exact.above.len());
    let mut order: Vec<(BigInt, usize, usize)> = Vec::with_capacity(exact.above.len());
    for (index, above) in exact.above.iter().enumerate() {
        let (whole, left) = above.div_mod_floor(&exact.below);
        if caps.is_none_or(|caps| caps.get(index).is_some_and(|cap| whole < *cap)) {
            order.push((-left, rank(index), index));
        }
        wholes.push(whole);
    }
    order.sort_unstable();
    let mut missing = target - wholes.iter().sum::<BigInt>();
    for (_, _, index) in order {
        if missing <= BigInt::ZERO {
            break;
        }
        if let Some(whole) = wholes.get_mut(index) {
            *whole += 1;
            missing -= 1;
        }
    }
    wholes
}

/// Each alone, halves up.
fn each_alone(exact: &Fractions) -> Vec<BigInt> {
    let twice: BigInt = &exact.below * 2;
    let halves = |above: &BigInt| -> BigInt { above * 2 + &exact.below };
    exact.above.iter().map(|above| halves(above).div_floor(&twice)).collect()
}

/// What does not fit is written as -1, which no check lets pass.
fn write(values: &[BigInt], to: &mut [i64]) {
    for (value, to) in values.iter().zip(to) {
        *to = i64::try_from(value).unwrap_or(-1);
    }
}
