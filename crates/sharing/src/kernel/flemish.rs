//! The keys of the Flemish Protocol energiedelen v3.1: nobody receives from its own point, so a
//! producer that also takes stands a little below the level of the others. Source: ES-08.

use super::bounds::{self, End, Heights};
use super::linear::{self, Form, Parts};
use super::optimal::{self, Written};
use super::units;
use super::{Cells, Ended, Level};
use crate::key::{Rounding, Rounds};
use crate::plan::{LARGEST, Plan, Work};
use num_integer::Integer;
use pulp::Simd;

/// What the floating-point guess can take in without rounding.
const MANTISSA: i128 = 1 << 52;

impl<S: Simd> Cells<'_, S> {
    /// The share of an own point is `weight * (P - own) / whole` instead of `weight * P / whole`.
    #[inline(always)]
    pub(super) fn vl_fixed(&mut self, plan: &Plan) -> Ended {
        let Some((weights, whole)) = &plan.weights().small else { return Ended::TooLarge };
        let (injected, den) = (i128::from(self.injected), i128::from(*whole));
        let form = Form::new(injected, 0, den, weights.len());
        let Some(form) = form.and_then(|form| form.up_to(plan.weights().heaviest)) else {
            return Ended::TooLarge;
        };
        // First: it reads the row in order, and producers are then found in the nearest cache.
        let parts = self.divide_by_weight::<true>(plan, form, weights);
        let key = i128::from(parts.present);
        let Some(own_weighted) = self.own(weights, |_| 1) else { return Ended::TooLarge };
        let parts = self.but_own(form, parts);
        let received = self.round(plan, form.den, parts);
        // All that is given by the key, in parts of `whole`: to everyone else than oneself.
        let to_others = key * injected - own_weighted;
        let unshared = to_others - den * i128::from(parts.wholes) - i128::from(parts.remainders);
        let a = (den - key) * injected + unshared;
        self.keep(received, parts, form.den, [a, injected, den * injected])
    }

    /// Gathers the producers that take: their weights, and weight times injection times `scale` of the
    /// weight. The sum of the latter; `None` if one is large.
    #[inline(always)]
    fn own(&mut self, weights: &[i64], scale: impl Fn(i64) -> i64) -> Option<i128> {
        let (mut sum, mut largest) = (0i128, 0i128);
        let (mut last, mut last_scale) = (0i64, scale(0));
        let offtake = self.row.offtake;
        let each = self.row.producers.iter().zip(self.row.injection);
        let to = self.work.own_weights.iter_mut().zip(&mut self.work.weighted);
        for ((&column, &injected), (own, weighted)) in each.zip(to) {
            let weight = weight_of(offtake, weights, column);
            if weight != last {
                (last, last_scale) = (weight, scale(weight));
            }
            let product = i128::from(weight) * i128::from(last_scale);
            let product = product * i128::from(linear::known(injected));
            largest = largest.max(product);
            sum += product;
            *own = weight;
            *weighted = product as i64;
        }
        (largest < MANTISSA).then_some(sum)
    }

    /// What was divided by `form` is divided again for the producers that take, less what is their own.
    #[inline(always)]
    fn but_own(&mut self, form: Form, mut parts: Parts) -> Parts {
        let (offtake, remainders) = (self.row.offtake, &mut self.work.remainders);
        let own = form.less_own();
        let levels = linear::levels(form.den, offtake.len());
        let gathered = self.row.producers.iter().zip(&self.work.own_weights);
        for ((&column, &weight), &weighted) in gathered.zip(&self.work.weighted) {
            if weighted == 0 {
                continue;
            }
            if let (Some(&cap), Some(whole), Some(left)) =
                (offtake.get(column), self.received.get_mut(column), remainders.get_mut(column))
            {
                let (quotient, rest) =
                    linear::divide_one::<true, true, true>(own, weight, weighted, cap);
                // An energy that is too large is refused after this: nothing may panic before.
                parts.wholes = parts.wholes.wrapping_add(quotient.wrapping_sub(*whole));
                parts.remainders = parts.remainders.wrapping_add(rest.wrapping_sub(*left));
                for (count, level) in parts.above.iter_mut().zip(levels) {
                    *count += i64::from(rest > level) - i64::from(*left > level);
                }
                (*whole, *left) = (quotient, rest);
            }
        }
        parts
    }

    /// What stays with each producer: `injection * (a + weight * b) / den`, together what nobody
    /// received. Left to exact arithmetic where that is more than a producer injected.
    #[inline(always)]
    fn keep(
        &mut self,
        received: Ended,
        parts: Parts,
        units_of: i64,
        [a, b, den]: [i128; 3],
    ) -> Ended {
        // Each alone: sums may miss.
        let Ended::Checked(all_received, fits) = received else { return Ended::TooLarge };
        let injection = self.row.injection;
        let Some(form) = Form::new(a, b, den, injection.len()) else { return Ended::TooLarge };
        let received = parts.wholes.wrapping_add(parts.remainders / units_of.max(1));
        let (wholes, remainders) = (&mut *self.given, &mut self.work.returned);
        let parts =
            if b == 0 {
                if a > den {
                    return Ended::TooLarge;
                }
                linear::divide::<_, true, false, true, false>(
                    self.simd,
                    form,
                    [injection, injection, injection],
                    wholes,
                    remainders,
                )
            } else {
                let most =
                    self.work.own_weights.iter().zip(injection).fold(0, |most, (own, has)| {
                        if *has > 0 && *own > most { *own } else { most }
                    });
                if a + i128::from(most).saturating_mul(b) > den {
                    return Ended::TooLarge;
                }
                let weighted = &self.work.weighted;
                linear::divide::<_, true, true, true, false>(
                    self.simd,
                    form,
                    [injection, weighted, injection],
                    wholes,
                    remainders,
                )
            };
        let target = self.injected.wrapping_sub(received);
        let how = (target.wrapping_sub(parts.wholes), form.den, parts);
        let (_, within) = units::settle(self.simd, wholes, remainders, injection, how, &[]);
        let (sum, gives) = linear::give_the_rest(injection, wholes);
        Ended::Whole { received: (all_received, fits), given: (sum, within && gives) }
    }

    /// For an injector the shares of the others make a whole, so what it gives for a unit of weight is
    /// its injection over the weights of the others: `t`. A member receives its weight times the sum of
    /// all `t` but its own. The denominators are few where members have the same shares.
    #[inline(always)]
    pub(super) fn vl_relative(&mut self, plan: &Plan) -> Ended {
        let Some((weights, _)) = &plan.weights().small else { return Ended::TooLarge };
        let key = linear::present_weight(self.simd, weights, self.row.offtake);
        if key == 0 {
            self.received.fill(0);
            return Ended::Received;
        }
        let Some((den, all)) = self.per_weight(weights, key) else { return Ended::TooLarge };
        let Some(form) = Form::new(all, 0, i128::from(den), weights.len()) else {
            return Ended::TooLarge;
        };
        let scale = |weight: i64| den / key.wrapping_sub(weight).max(1);
        if self.own(weights, scale).is_none() {
            return Ended::TooLarge;
        }
        let Some(form) = form.up_to(plan.weights().heaviest) else { return Ended::TooLarge };
        let parts = self.divide_by_weight::<false>(plan, form, weights);
        let parts = self.but_own(form, parts);
        let received = self.round(plan, form.den, parts);
        let (injected, whole) = (i128::from(self.injected), i128::from(den));
        let unshared =
            whole * injected - whole * i128::from(parts.wholes) - i128::from(parts.remainders);
        self.keep(received, parts, form.den, [unshared, 0, whole * injected])
    }

    #[inline(always)]
    fn takers(&self, weights: &[i64]) -> Takers {
        let mut takers = Takers::None;
        let mut injecting = 0usize;
        for (&column, &injected) in self.row.producers.iter().zip(self.row.injection) {
            if injected > 0 {
                injecting = injecting.wrapping_add(1);
                let weight = weight_of(self.row.offtake, weights, column);
                takers = match takers {
                    Takers::None if weight > 0 => Takers::Alone { column, weight },
                    takers => takers,
                };
            }
        }
        match takers {
            Takers::Alone { .. } if injecting > 1 => Takers::Some,
            takers => takers,
        }
    }

    /// The common denominator of all `t`, and their sum over it. `None` if it is large, or if all
    /// weights are one injector's.
    #[inline(always)]
    fn per_weight(&self, weights: &[i64], key: i64) -> Option<(i64, i128)> {
        let mut den = key;
        let mut last = 0;
        for (&column, &injected) in self.row.producers.iter().zip(self.row.injection) {
            let weight = weight_of(self.row.offtake, weights, column);
            if injected > 0 && weight != last && weight > 0 {
                let others = key - weight;
                if others == 0 || den >= 1 << 30 || others >= 1 << 30 {
                    return None;
                }
                if den % others != 0 {
                    den = den.lcm(&others);
                }
                last = weight;
            }
        }
        let (mut all, mut last, mut scale) = (0i128, 0, den / key);
        for (&column, &injected) in self.row.producers.iter().zip(self.row.injection) {
            let weight = weight_of(self.row.offtake, weights, column);
            if weight != last {
                (last, scale) = (weight, den / (key - weight).max(1));
            }
            all += i128::from(linear::known(injected)) * i128::from(scale);
        }
        Some((den, all))
    }

    /// Without a producer among the takers every pass raises one level, and the end is where it stands
    /// when all is given or nobody is in need.
    #[inline(always)]
    pub(super) fn vl_optimal(&mut self, plan: &Plan) -> Ended {
        let Some((weights, whole)) = &plan.weights().small else { return Ended::TooLarge };
        let (taken, key) = linear::sums_and_weight(self.simd, weights, self.row.offtake);
        (self.taken, self.bits) = (taken, Some(taken.bits));
        if taken.bits > LARGEST {
            return Ended::TooLarge;
        }
        match self.takers(weights) {
            Takers::None => self.vl_optimal_of_others(plan, weights, key),
            Takers::Alone { column, weight } => {
                let mut others = std::mem::take(&mut self.work.others);
                others.clear();
                others.extend_from_slice(weights);
                if let Some(own) = others.get_mut(column) {
                    *own = 0;
                }
                let ended = self.vl_optimal_of_others(plan, &others, key.wrapping_sub(weight));
                self.work.others = others;
                ended
            }
            Takers::Some => self.vl_optimal_but_own(plan, (weights, *whole), key),
        }
    }

    /// `key` is the sum of the weights of those who have an off-take, and no injector is among them.
    #[inline(always)]
    fn vl_optimal_of_others(&mut self, plan: &Plan, weights: &[i64], key: i64) -> Ended {
        let Some((_, whole)) = &plan.weights().small else { return Ended::TooLarge };
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

    #[inline(always)]
    fn vl_optimal_but_own(
        &mut self,
        plan: &Plan,
        (weights, whole): (&[i64], i64),
        weight: i64,
    ) -> Ended {
        if let Some(ended) = self.between_bounds(plan, (weights, whole), weight) {
            return ended;
        }
        self.work.doubtful_rows = self.work.doubtful_rows.wrapping_add(1);
        let key = (weights, plan.rounding());
        let sums = (self.taken.sum, self.injected);
        let buffers = &mut self.work.optimal;
        match optimal::allocate(key, self.row, sums, self.received, self.given, buffers) {
            Some(Written::Received) => Ended::Received,
            Some(Written::Whole) => Ended::Whole {
                received: linear::within(self.simd, self.row.offtake, self.received),
                given: linear::within(self.simd, self.row.injection, self.given),
            },
            None => Ended::TooLarge,
        }
    }

    /// `None` if the bounds of floating point leave a doubt: what was written then is not the result.
    #[inline(always)]
    fn between_bounds(
        &mut self,
        plan: &Plan,
        (weights, whole): (&[i64], i64),
        key: i64,
    ) -> Option<Ended> {
        let sums = (self.taken, self.injected, key);
        let heights = bounds::find(self.simd, weights, self.row, sums, &mut self.work.bounds)?;
        match heights.end {
            End::AllMet => {
                let Work { bounds, remainders, .. } = &mut *self.work;
                heights.write(bounds, self.received, remainders)?;
                Some(Ended::Received)
            }
            End::AllGiven if plan.rounding() == Rounding::LargestRemainder => {
                self.settle_between(plan, heights)
            }
            End::AllGiven => None,
            End::OfPoints(mut level) => {
                if !self.fits_level(whole) {
                    return None;
                }
                let mut next = self.next_level(weights, level);
                while next.w > 0 && next != level {
                    (level, next) = (next, self.next_level(weights, next));
                }
                match self.at_level(plan, weights, level) {
                    Ended::TooLarge => None,
                    ended => Some(ended),
                }
            }
        }
    }

    /// All is given: shares to whole milliwatt-hours.
    #[inline(always)]
    fn settle_between(&mut self, plan: &Plan, heights: Heights<S>) -> Option<Ended> {
        let Work { bounds, few, remainders, .. } = &mut *self.work;
        let written = heights.write(bounds, self.received, remainders)?;
        let parts = written.parts;
        few.clear();
        if let Some(classes) = &plan.weights().classes {
            let each = classes.weights.iter().zip(&classes.columns);
            few.extend(each.map(|(&weight, &columns)| (heights.fraction_of(weight), columns)));
            few.sort_unstable_by(|one, other| other.cmp(one));
        }
        let units = self.injected.wrapping_sub(parts.wholes);
        if units < 0 {
            return None;
        }
        let offtake = self.row.offtake;
        let how = (units, bounds::FRACTIONS, parts);
        let ((sum, fits), cut) =
            units::settle_to_cut(self.simd, self.received, remainders, offtake, how, few);
        let sure = units == 0 || heights.is_sure(bounds, written, remainders, cut);
        (sure && fits && sum == self.injected).then_some(Ended::Checked(sum, fits))
    }
}

/// Injectors that also take.
enum Takers {
    None,
    /// The only one that injects. It gives all to others and receives nothing, as if it did not take.
    Alone {
        column: usize,
        weight: i64,
    },
    Some,
}

/// The weight of a column; 0 if it has no offtake that is known.
#[inline(always)]
fn weight_of(offtake: &[i64], weights: &[i64], column: usize) -> i64 {
    let taken = offtake.get(column).copied().unwrap_or(super::MISSING);
    weights.get(column).map_or(0, |weight| weight & !(taken >> 63))
}
