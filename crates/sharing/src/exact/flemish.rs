//! The keys of the Flemish Protocol energiedelen v3.1, pass by pass. Source: ES-08.
//!
//! What is not shared (B) returns to injectors in proportion to their injection, as the protocol says.
//! Where an injector would be left with more than it injected, which its formulas do not exclude, the
//! excess goes to the others in the same proportion. Source: ES-09.

use super::{Exact, Fractions};
use crate::kernel::Row;
use crate::key::Rounds;
use crate::plan::Plan;
use num_bigint::BigInt;
use num_integer::Integer;

/// A row between two passes; all over `below`.
struct State<'a> {
    weights: &'a [BigInt],
    producers: &'a [usize],
    /// By column.
    need: Vec<BigInt>,
    received: Vec<BigInt>,
    /// By producer: what it still has.
    left: Vec<BigInt>,
    /// By producer: what it injected.
    injected: Vec<BigInt>,
    below: BigInt,
    /// By column: whether it takes part in the key.
    in_key: Vec<bool>,
}

impl<'a> State<'a> {
    fn of(plan: &'a Plan, row: Row<'a>) -> Self {
        let injected: Vec<BigInt> =
            row.injection.iter().map(|&injected| BigInt::from(injected.max(0))).collect();
        Self {
            weights: &plan.weights().weights,
            producers: row.producers,
            need: row.offtake.iter().map(|&taken| BigInt::from(taken.max(0))).collect(),
            received: vec![BigInt::ZERO; row.offtake.len()],
            left: injected.clone(),
            injected,
            below: BigInt::from(1),
            in_key: row.offtake.iter().map(|&taken| taken >= 0).collect(),
        }
    }

    fn key(&self) -> BigInt {
        let each = self.weights.iter().zip(&self.in_key);
        each.filter(|(_, in_key)| **in_key).map(|(weight, _)| weight).sum()
    }

    fn own_weight(&self, producer: usize) -> BigInt {
        let column = self.producers.get(producer).copied().unwrap_or(usize::MAX);
        let in_key = self.in_key.get(column).copied().unwrap_or(false);
        self.weights.get(column).filter(|_| in_key).cloned().unwrap_or(BigInt::ZERO)
    }

    fn values_mut(&mut self) -> impl Iterator<Item = &mut BigInt> {
        let members = self.need.iter_mut().chain(&mut self.received);
        members.chain(&mut self.left).chain(&mut self.injected)
    }

    fn scale(&mut self, by: &BigInt) {
        for value in self.values_mut() {
            *value *= by;
        }
        self.below *= by;
    }

    /// Smaller numbers, the same values.
    fn reduce(&mut self) {
        let one = BigInt::from(1);
        let mut common = self.below.clone();
        let values = self.need.iter().chain(&self.received);
        for value in values.chain(&self.left).chain(&self.injected) {
            if common == one {
                return;
            }
            common = common.gcd(value);
        }
        for value in self.values_mut() {
            *value /= &common;
        }
        self.below /= common;
    }

    /// Each takes `weight * all` without what is its own, at most its need. What is offered beyond that
    /// is not shared: returned. `own` is by producer.
    fn take(&mut self, all: &BigInt, own: &[BigInt]) -> Taken {
        let mut offers: Vec<BigInt> = self.weights.iter().map(|weight| weight * all).collect();
        for (producer, own) in own.iter().enumerate() {
            if let Some(column) = self.producers.get(producer)
                && let (Some(offer), Some(weight)) =
                    (offers.get_mut(*column), self.weights.get(*column))
            {
                *offer -= weight * own;
            }
        }
        let mut taken = Taken { shared: BigInt::ZERO, unshared: BigInt::ZERO };
        let members = self.need.iter_mut().zip(&mut self.received).zip(&self.in_key);
        for (((need, received), in_key), offer) in members.zip(offers) {
            if !in_key {
                continue;
            }
            let shared = offer.clone().min(need.clone());
            *need -= &shared;
            *received += &shared;
            taken.unshared += offer - &shared;
            taken.shared += shared;
        }
        taken
    }

    fn end(self) -> Exact {
        Exact {
            received: Fractions { above: self.received, below: self.below.clone() },
            kept: Some(Fractions { above: self.left, below: self.below }),
        }
    }
}

struct Taken {
    shared: BigInt,
    unshared: BigInt,
}

pub fn fixed(plan: &Plan, row: Row<'_>) -> Exact {
    let mut state = State::of(plan, row);
    let whole = &plan.weights().whole;
    let key = state.key();
    let injection = state.left.clone();
    state.scale(whole);
    let taken = state.take(&injection.iter().sum(), &injection);
    // A: the producer's own share, and what the key gives to nobody.
    let stays = |(producer, injected): (usize, &BigInt)| {
        injected * (whole - &key + state.own_weight(producer))
    };
    let own: Vec<BigInt> = injection.iter().enumerate().map(stays).collect();
    return_unshared(&mut state, own, taken.unshared);
    state.end()
}

/// Each producer has `own` (A) and of `unshared` (B) a part in proportion to what it had before, until
/// it has all it injected.
fn return_unshared(state: &mut State<'_>, own: Vec<BigInt>, unshared: BigInt) {
    let mut full = vec![false; own.len()];
    loop {
        let (mut to_open, mut open) = (unshared.clone(), BigInt::ZERO);
        let each = state.left.iter().zip(&state.injected).zip(&own).zip(&full);
        for (((left, injected), own), full) in each {
            if *full { to_open -= injected - own } else { open += left }
        }
        let mut changed = false;
        let each = state.left.iter().zip(&state.injected).zip(&own).zip(&mut full);
        for (((left, injected), own), full) in each {
            let over = own * &open + left * &to_open > injected * &open;
            if !*full && *left > BigInt::ZERO && over {
                (*full, changed) = (true, true);
            }
        }
        if changed {
            continue;
        }
        let before = state.left.clone();
        let open = open.max(BigInt::from(1));
        state.scale(&open);
        let each = state.left.iter_mut().zip(&state.injected).zip(&before).zip(&own).zip(&full);
        for ((((left, injected), before), own), full) in each {
            *left = if *full { injected.clone() } else { own * &open + before * &to_open };
        }
        state.reduce();
        return;
    }
}

/// One pass, or passes until one moves nothing: from the second on those without need leave the key.
pub fn relative(plan: &Plan, row: Row<'_>, passes: Rounds) -> Exact {
    let mut state = State::of(plan, row);
    let mut pass = 1u32;
    loop {
        let moved = relative_pass(&mut state);
        if !moved || passes == Rounds::Count(pass) {
            return state.end();
        }
        pass = pass.saturating_add(1);
        for (in_key, need) in state.in_key.iter_mut().zip(&state.need) {
            *in_key &= *need > BigInt::ZERO;
        }
    }
}

/// Whether anything was shared.
fn relative_pass(state: &mut State<'_>) -> bool {
    let key = state.key();
    let others: Vec<BigInt> =
        (0..state.left.len()).map(|producer| &key - state.own_weight(producer)).collect();
    let gives = |left: &BigInt, others: &BigInt| *left > BigInt::ZERO && *others > BigInt::ZERO;
    let mut common = BigInt::from(1);
    for (left, others) in state.left.iter().zip(&others) {
        if gives(left, others) {
            common = common.lcm(others);
        }
    }
    let per_weight: Vec<BigInt> = state
        .left
        .iter()
        .zip(&others)
        .map(
            |(left, others)| {
                if gives(left, others) { left * (&common / others) } else { BigInt::ZERO }
            },
        )
        .collect();
    let all: BigInt = per_weight.iter().sum();
    if all == BigInt::ZERO {
        return false;
    }
    state.scale(&common);
    let taken = state.take(&all, &per_weight);
    // A: who has nobody to give to keeps all.
    let stays = |(left, others): (&BigInt, &BigInt)| {
        if gives(left, others) { BigInt::ZERO } else { left.clone() }
    };
    let own: Vec<BigInt> = state.left.iter().zip(&others).map(stays).collect();
    return_unshared(state, own, taken.unshared);
    taken.shared > BigInt::ZERO
}
