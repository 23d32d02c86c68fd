//! The keys of the Flemish Protocol energiedelen v3.1: nobody receives from its own point, so a
//! producer that also takes stands a little below the level of the others. Source: ES-08.

use super::linear::{self, Form};
use super::units;
use super::{Cells, Ended, Level};
use crate::key::{Rounding, Rounds};
use crate::plan::Plan;
use num_integer::Integer;

impl Cells<'_> {
    /// The share of an own point is `weight * (P - own) / whole` instead of `weight * P / whole`.
    #[inline(always)]
    pub(super) fn vl_fixed(&mut self, plan: &Plan) -> Ended {
        let Some((weights, whole)) = &plan.weights().small else { return Ended::TooLarge };
        let (injected, den) = (i128::from(self.injected), i128::from(*whole));
        let Some(form) = Form::new(injected, 0, den, weights.len()) else {
            return Ended::TooLarge;
        };
        let own = |injected_here: i64, _| injected - i128::from(injected_here);
        let Some(parts) = self.divide_but_own(form, weights, own) else { return Ended::TooLarge };
        self.round(plan, form.den, parts.remainders);
        // All that is given by the key, in parts of `whole`: to everyone else than oneself.
        let key = i128::from(linear::present_weight(weights, self.row.offtake));
        let to_others = key * injected - self.own_weighted(weights);
        let unshared = to_others - den * i128::from(parts.wholes) - i128::from(parts.remainders);
        self.keep(plan, weights, (den - key) * injected + unshared, injected, den * injected)
    }

    /// The sum of each producer's weight times its injection.
    #[inline(always)]
    fn own_weighted(&self, weights: &[i64]) -> i128 {
        let pairs = self.row.producers.iter().zip(self.row.injection);
        pairs.fold(0, |sum, (&column, &injected)| {
            sum + i128::from(self.weight(weights, column)) * i128::from(linear::known(injected))
        })
    }

    /// The weight of a column; 0 if it has no offtake that is known.
    #[inline(always)]
    fn weight(&self, weights: &[i64], column: usize) -> i64 {
        weight_of(self.row.offtake, weights, column)
    }

    /// [`linear::divide`], and again for producers that also take: `a_of(injection, weight)` over the same `den`.
    #[inline(always)]
    fn divide_but_own(
        &mut self,
        form: Form,
        weights: &[i64],
        a_of: impl Fn(i64, i64) -> i128,
    ) -> Option<linear::Parts> {
        let offtake = self.row.offtake;
        let remainders = &mut self.work.remainders;
        let mut parts = linear::divide::<true, false>(
            form,
            weights,
            offtake,
            offtake,
            self.received,
            remainders,
        );
        for (&column, &injected) in self.row.producers.iter().zip(self.row.injection) {
            let weight = weight_of(offtake, weights, column);
            if weight == 0 || injected <= 0 {
                continue;
            }
            let exact = a_of(injected, weight).checked_mul(i128::from(weight))?;
            let den = i128::from(form.den);
            let cap = linear::known(*offtake.get(column)?);
            let (whole, left) = (self.received.get_mut(column)?, remainders.get_mut(column)?);
            let (quotient, remainder) = match i64::try_from(exact / den) {
                Ok(quotient) if quotient < cap => (quotient, i64::try_from(exact % den).ok()?),
                _ => (cap, 0),
            };
            parts.wholes += quotient - *whole;
            parts.remainders += remainder - *left;
            (*whole, *left) = (quotient, remainder);
        }
        Some(parts)
    }

    /// What stays with each producer: `injection * (a + weight * b) / den`, together what nobody
    /// received. Left to exact arithmetic where that is more than a producer injected.
    #[inline(always)]
    fn keep(&mut self, plan: &Plan, weights: &[i64], a: i128, b: i128, den: i128) -> Ended {
        if plan.rounding() == Rounding::EachShare6dp {
            return Ended::TooLarge;
        }
        let injection = self.row.injection;
        let Some(form) = Form::new(a, b, den, injection.len()) else { return Ended::TooLarge };
        for ((&column, &injected), weighted) in
            self.row.producers.iter().zip(injection).zip(&mut self.work.weighted)
        {
            let weight = weight_of(self.row.offtake, weights, column);
            let injected = linear::known(injected);
            let product = i128::from(weight) * i128::from(injected);
            let coefficient = i128::from(weight).checked_mul(b).and_then(|own| own.checked_add(a));
            if product >= 1 << 52 || coefficient.is_none_or(|all| all > den && injected > 0) {
                return Ended::TooLarge;
            }
            *weighted = product as i64;
        }
        let (received, _) = linear::within(self.row.offtake, self.received);
        let (wholes, remainders) = (&mut *self.given, &mut self.work.returned);
        let first: &[i64] = injection;
        let parts = if b == 0 {
            linear::divide::<true, false>(form, first, first, first, wholes, remainders)
        } else {
            linear::divide::<true, true>(
                form,
                first,
                &self.work.weighted,
                first,
                wholes,
                remainders,
            )
        };
        let target = self.injected.wrapping_sub(received);
        units::give_units(wholes, remainders, target.wrapping_sub(parts.wholes), form.den);
        for (given, &injected) in wholes.iter_mut().zip(injection) {
            *given = linear::known(injected).wrapping_sub(*given);
        }
        Ended::Whole
    }

    /// For an injector the shares of the others make a whole, so what it gives for a unit of weight is
    /// its injection over the weights of the others: `t`. A member receives its weight times the sum of
    /// all `t` but its own. The denominators are few where members have the same shares.
    #[inline(always)]
    pub(super) fn vl_relative(&mut self, plan: &Plan) -> Ended {
        let Some((weights, _)) = &plan.weights().small else { return Ended::TooLarge };
        let key = linear::present_weight(weights, self.row.offtake);
        if key == 0 {
            self.received.fill(0);
            return Ended::Received;
        }
        let Some((den, all)) = self.per_weight(weights, key) else { return Ended::TooLarge };
        let Some(form) = Form::new(all, 0, i128::from(den), weights.len()) else {
            return Ended::TooLarge;
        };
        let own = |injected, weight: i64| {
            let others = key.wrapping_sub(weight).max(1);
            all - i128::from(injected) * i128::from(den / others)
        };
        let Some(parts) = self.divide_but_own(form, weights, own) else { return Ended::TooLarge };
        self.round(plan, form.den, parts.remainders);
        let injected = i128::from(self.injected);
        let whole = i128::from(den);
        let unshared =
            whole * injected - whole * i128::from(parts.wholes) - i128::from(parts.remainders);
        self.keep(plan, weights, unshared, 0, whole * injected)
    }

    /// Whether nobody injects now who also takes.
    #[inline(always)]
    fn only_others(&self, weights: &[i64]) -> bool {
        let mut pairs = self.row.producers.iter().zip(self.row.injection);
        pairs.all(|(&column, &injected)| injected <= 0 || self.weight(weights, column) == 0)
    }

    /// The common denominator of all `t`, and their sum over it. `None` if it is large, or if all
    /// weights are one injector's.
    #[inline(always)]
    fn per_weight(&self, weights: &[i64], key: i64) -> Option<(i64, i128)> {
        let mut den = key;
        for (&column, &injected) in self.row.producers.iter().zip(self.row.injection) {
            let weight = self.weight(weights, column);
            if injected > 0 && weight > 0 {
                let others = key - weight;
                if others == 0 || den >= 1 << 30 || others >= 1 << 30 {
                    return None;
                }
                if den % others != 0 {
                    den = den.lcm(&others);
                }
            }
        }
        let mut all = 0i128;
        for (&column, &injected) in self.row.producers.iter().zip(self.row.injection) {
            let others = key - self.weight(weights, column);
            all += i128::from(linear::known(injected)) * i128::from(den / others.max(1));
        }
        Some((den, all))
    }

    /// Without a producer among the takers every pass raises one level, and the end is where it stands
    /// when all is given or nobody is in need.
    #[inline(always)]
    pub(super) fn vl_optimal(&mut self, plan: &Plan) -> Ended {
        let Some((weights, whole)) = &plan.weights().small else { return Ended::TooLarge };
        if !self.only_others(weights) {
            return Ended::TooLarge;
        }
        let key = linear::present_weight(weights, self.row.offtake);
        if key == 0 {
            self.received.fill(0);
            return Ended::Received;
        }
        let first = Level { q: self.injected, w: key };
        match self.level(weights, *whole, first, Rounds::All) {
            Some(level) => self.at_level(plan, weights, level),
            None => Ended::TooLarge,
        }
    }
}

/// The weight of a column; 0 if it has no offtake that is known.
#[inline(always)]
fn weight_of(offtake: &[i64], weights: &[i64], column: usize) -> i64 {
    let taken = offtake.get(column).copied().unwrap_or(super::MISSING);
    weights.get(column).map_or(0, |weight| weight & !(taken >> 63))
}
