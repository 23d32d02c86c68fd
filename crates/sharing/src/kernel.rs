//! Every key over columns, exact in whole numbers.
//!
//! Iterated keys are found as a water level: all who are not capped stand at the same height per
//! weight, so a round needs two sums over the row, and only the last one writes. What a kernel cannot
//! do exactly in 64 bits it leaves to [`crate::exact`], row by row.

#![allow(clippy::float_arithmetic, reason = "where to begin: rounds end at the same level")]

pub(crate) mod bounds;
mod flemish;
mod linear;
pub(crate) mod optimal;
mod units;

#[cfg(test)]
mod tests;

use crate::key::{Key, Rounding, Rounds};
use crate::plan::{AllocateError, Allocation, Block, LARGEST, Plan, Work};
pub use linear::MISSING;
use linear::{Form, Parts, Sums};
use pulp::{Simd, WithSimd};

/// One quarter-hour of a [`Block`].
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    pub producers: &'a [usize],
    pub offtake: &'a [i64],
    pub injection: &'a [i64],
}

/// How a row ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    /// Received is written and checked: together so much, each from 0 to its off-take. Surplus returns in
    /// proportion to injection.
    Checked(i64, bool),
    /// Received is written; surplus returns in proportion to injection.
    Received,
    /// Received and given are written and checked alike.
    Whole { received: (i64, bool), given: (i64, bool) },
    /// Left to exact arithmetic.
    TooLarge,
}

/// With the widest vectors this machine has.
pub fn allocate(
    plan: &Plan,
    block: Block<'_>,
    allocation: &mut Allocation<'_>,
    work: &mut Work,
) -> Result<(), AllocateError> {
    pulp::Arch::new().dispatch(AllRows { plan, block, allocation, work })
}

struct AllRows<'a, 'b> {
    plan: &'a Plan,
    block: Block<'a>,
    allocation: &'a mut Allocation<'b>,
    work: &'a mut Work,
}

impl WithSimd for AllRows<'_, '_> {
    type Output = Result<(), AllocateError>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Self::Output {
        let Self { plan, block, allocation, work } = self;
        let (columns, producers) = (plan.columns(), block.producers.len());
        if columns == 0 {
            return Ok(());
        }
        let mut injection = block.injection;
        let mut given = &mut *allocation.given;
        let offtakes = block.offtake.chunks_exact(columns);
        for (index, (offtake, received)) in
            offtakes.zip(allocation.received.chunks_exact_mut(columns)).enumerate()
        {
            let (of_row, rest) = injection.split_at_checked(producers).unwrap_or_default();
            injection = rest;
            let (given_row, rest) =
                std::mem::take(&mut given).split_at_mut_checked(producers).unwrap_or_default();
            given = rest;
            let row = Row { producers: block.producers, offtake, injection: of_row };
            one_row(simd, plan, row, received, given_row, work, index)?;
        }
        Ok(())
    }
}

#[inline(always)]
fn one_row<S: Simd>(
    simd: S,
    plan: &Plan,
    row: Row<'_>,
    received: &mut [i64],
    given: &mut [i64],
    work: &mut Work,
    index: usize,
) -> Result<(), AllocateError> {
    let injected = linear::sums(simd, row.injection);
    if injected.bits > LARGEST {
        return Err(AllocateError::TooLarge { row: index });
    }
    if injected.sum == 0 {
        received.fill(0);
        given.fill(0);
        return Ok(());
    }
    // Where a key does not need the sum, the row comes from memory while it is divided.
    let sum_later = match plan.key() {
        Key::Fixed => plan.rounds() == Rounds::ONE,
        Key::VlFixed | Key::VlRelative | Key::VlOptimal => true,
        _ => false,
    };
    let nothing = Sums { sum: 0, present: 0, bits: 0 };
    let taken = if sum_later { nothing } else { linear::sums(simd, row.offtake) };
    if taken.bits > LARGEST {
        return Err(AllocateError::TooLarge { row: index });
    }
    let injected = injected.sum;
    let mut cells = Cells { simd, row, taken, injected, received, given, work, bits: None };
    let ended = match plan.key() {
        Key::Fixed => cells.fixed(plan),
        Key::Equal => cells.equal(plan),
        Key::ProRata => cells.pro_rata(plan),
        Key::Hybrid => cells.hybrid(plan),
        Key::Cascade => cells.cascade(plan),
        Key::VlFixed => cells.vl_fixed(plan),
        Key::VlRelative => cells.vl_relative(plan),
        Key::VlOptimal => cells.vl_optimal(plan),
    };
    if sum_later && cells.bits.unwrap_or_else(|| linear::bits(simd, row.offtake)) > LARGEST {
        return Err(AllocateError::TooLarge { row: index });
    }
    let (all_received, fits) = match ended {
        Ended::Checked(sum, fits) | Ended::Whole { received: (sum, fits), .. } => (sum, fits),
        Ended::Received => linear::within(simd, row.offtake, cells.received),
        Ended::TooLarge => (0, true),
    };
    if !fits {
        return Err(AllocateError::BeyondOfftake { row: index });
    }
    let ended = match ended {
        Ended::Checked(..) | Ended::Received if plan.key() == Key::Cascade => {
            cells.give_back_by_id(all_received)
        }
        Ended::Checked(..) | Ended::Received => cells.give_back(all_received),
        whole => whole,
    };
    let (received_by, given_by) = match ended {
        Ended::Whole { given, .. } => ((all_received, fits), given),
        Ended::Checked(..) | Ended::Received | Ended::TooLarge => {
            work.slow_rows = work.slow_rows.wrapping_add(1);
            plan.allocate_exactly(row, received, given);
            (
                linear::within(simd, row.offtake, received),
                linear::within(simd, row.injection, given),
            )
        }
    };
    check(plan, row, received_by, given_by, injected, index)
}

/// What holds whatever the key. In the mode of ES-11 members may together receive some milliwatt-hours
/// more than there are, half a one each at most.
#[inline(always)]
fn check(
    plan: &Plan,
    row: Row<'_>,
    (all_received, within_offtake): (i64, bool),
    (all_given, within_injection): (i64, bool),
    injected: i64,
    index: usize,
) -> Result<(), AllocateError> {
    if !within_offtake {
        return Err(AllocateError::BeyondOfftake { row: index });
    }
    if !within_injection {
        return Err(AllocateError::BeyondInjection { row: index });
    }
    let over = match plan.rounding() {
        Rounding::LargestRemainder => 0,
        Rounding::EachShare6dp => (all_received - injected).max(0),
    };
    let most = i64::try_from(row.offtake.len()).unwrap_or(i64::MAX) / 2;
    if all_received - over != all_given || over > most {
        return Err(AllocateError::Unbalanced {
            row: index,
            received: all_received,
            given: all_given,
        });
    }
    Ok(())
}

/// A row that is being allocated.
struct Cells<'a, S> {
    simd: S,
    row: Row<'a>,
    taken: Sums,
    injected: i64,
    received: &'a mut [i64],
    given: &'a mut [i64],
    work: &'a mut Work,
    /// All bits of what is taken, once they were looked at on the way.
    bits: Option<i64>,
}

/// All who are not capped stand at `q / w` for each unit of weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Level {
    q: i64,
    w: i64,
}

impl<S: Simd> Cells<'_, S> {
    #[inline(always)]
    fn all_is_taken(&mut self) -> Ended {
        linear::copy_known(self.row.offtake, self.received);
        Ended::Received
    }

    #[inline(always)]
    fn fixed(&mut self, plan: &Plan) -> Ended {
        let Some((weights, whole)) = &plan.weights().small else { return Ended::TooLarge };
        let first = Level { q: self.injected, w: *whole };
        match self.level(weights, *whole, first, plan.rounds()) {
            Some(level) => self.at_level(plan, weights, level),
            None => Ended::TooLarge,
        }
    }

    /// Where the level stands in the last round. `None` if it takes more than 64 bits.
    #[inline(always)]
    fn level(
        &mut self,
        weights: &[i64],
        whole: i64,
        first: Level,
        rounds: Rounds,
    ) -> Option<Level> {
        let more = match rounds {
            Rounds::Count(count) => count.saturating_sub(1),
            Rounds::All => u32::MAX,
        };
        if more > 0 && !self.fits_level(whole) {
            return None;
        }
        let mut level = match rounds {
            Rounds::All => self.start(weights, whole).unwrap_or(first),
            Rounds::Count(_) => first,
        };
        for _ in 0..more {
            let next = self.next_level(weights, level);
            if next.w == 0 || next == level {
                break;
            }
            level = next;
        }
        self.work.last_level = level.q as f64 / level.w.max(1) as f64;
        Some(level)
    }

    /// A level to go on from where all rounds are made: they end at the same one wherever they began. What
    /// is received grows ever slower with the level, so that one round from anywhere does not pass it.
    #[inline(always)]
    fn start(&self, weights: &[i64], whole: i64) -> Option<Level> {
        let most = self.taken.sum.max(self.injected);
        if self.work.last_level <= 0.0 {
            return None;
        }
        let near = (self.work.last_level * whole as f64) as i64;
        let next = self.next_level(weights, Level { q: near.clamp(0, most), w: whole });
        (next.w > 0 && next.q > 0).then_some(next)
    }

    /// Whether no product of a level passes 2^62: no weight is above `whole`.
    #[inline(always)]
    fn fits_level(&self, whole: i64) -> bool {
        let most = i128::from(self.taken.sum.max(self.injected)) * i128::from(whole);
        most < 1 << 62
    }

    #[inline(always)]
    fn next_level(&self, weights: &[i64], level: Level) -> Level {
        let (capped, w) = linear::at_level(self.simd, weights, self.row.offtake, level.q, level.w);
        Level { q: self.injected.wrapping_sub(capped), w }
    }

    #[inline(always)]
    fn at_level(&mut self, plan: &Plan, weights: &[i64], level: Level) -> Ended {
        let (a, den) = (i128::from(level.q), i128::from(level.w));
        let form = Form::new(a, 0, den, weights.len());
        let Some(form) = form.and_then(|form| form.up_to(plan.weights().heaviest)) else {
            return Ended::TooLarge;
        };
        let parts = self.divide_by_weight::<false>(plan, form, weights);
        self.round(plan, form.den, parts)
    }

    /// Each one's share by its weight. Where few weights differ, so do remainders.
    #[inline(always)]
    fn divide_by_weight<const KEY: bool>(
        &mut self,
        plan: &Plan,
        form: Form,
        weights: &[i64],
    ) -> Parts {
        let few = &mut self.work.few;
        few.clear();
        if let Some(classes) = &plan.weights().classes {
            for (&weight, &columns) in classes.weights.iter().zip(&classes.columns) {
                let (_, remainder) = linear::divide_one::<true, false, false>(form, weight, 0, 0);
                few.push((remainder, columns));
            }
            few.sort_unstable_by(|one, other| other.cmp(one));
        }
        let offtake = self.row.offtake;
        let parts = linear::divide::<_, true, false, true, KEY>(
            self.simd,
            form,
            [weights, offtake, offtake],
            self.received,
            &mut self.work.remainders,
        );
        self.bits = Some(parts.bits);
        parts
    }

    /// Gives the units that rounding down left over.
    #[inline(always)]
    fn round(&mut self, plan: &Plan, den: i64, parts: Parts) -> Ended {
        let (of_row, offtake) = (&self.work.remainders, self.row.offtake);
        match plan.rounding() {
            Rounding::LargestRemainder => {
                let how = (parts.remainders / den.max(1), den, parts);
                let few = &self.work.few;
                let (sum, fits) =
                    units::settle(self.simd, self.received, of_row, offtake, how, few);
                Ended::Checked(sum, fits)
            }
            Rounding::EachShare6dp => {
                units::give_halves(self.received, of_row, den);
                Ended::Received
            }
        }
    }

    #[inline(always)]
    fn next_equal_level(&self, whole: i64) -> Level {
        let (capped, w) = linear::at_equal_level(self.row.offtake, whole);
        Level { q: self.injected.wrapping_sub(capped), w }
    }

    /// As `start`: all rounds end at one level, wherever they began.
    #[inline(always)]
    fn start_equal(&self) -> Option<Level> {
        if self.work.last_level <= 0.0 {
            return None;
        }
        let next = self.next_equal_level(self.work.last_level as i64);
        (next.w > 0 && next.q > 0).then_some(next)
    }

    #[inline(always)]
    fn equal(&mut self, plan: &Plan) -> Ended {
        if self.taken.present == 0 {
            return self.all_is_taken();
        }
        let more = match plan.rounds() {
            Rounds::Count(count) => count.saturating_sub(1),
            Rounds::All => u32::MAX,
        };
        let first = Level { q: self.injected, w: self.taken.present };
        let mut level = match plan.rounds() {
            Rounds::All => self.start_equal().unwrap_or(first),
            Rounds::Count(_) => first,
        };
        // Who is above the level, once it stands.
        let mut above = None;
        for _ in 0..more {
            let next = self.next_equal_level(level.q / level.w.max(1));
            if next.w == 0 || next == level {
                above = Some(next.w);
                break;
            }
            level = next;
        }
        self.work.last_level = level.q as f64 / level.w.max(1) as f64;
        let w = level.w.max(1);
        let (whole, left) = (level.q / w, level.q % w);
        linear::cap_at(self.row.offtake, whole, self.received);
        if left == 0 {
            return Ended::Received;
        }
        let units = match plan.rounding() {
            Rounding::LargestRemainder => {
                let open = above.unwrap_or_else(|| self.next_equal_level(whole).w);
                i64::try_from(i128::from(open) * i128::from(left) / i128::from(w)).unwrap_or(0)
            }
            Rounding::EachShare6dp if left.wrapping_mul(2) >= w => i64::MAX,
            Rounding::EachShare6dp => 0,
        };
        units::give_first_above(self.received, self.row.offtake, whole, units);
        Ended::Received
    }

    #[inline(always)]
    fn pro_rata(&mut self, plan: &Plan) -> Ended {
        if self.injected >= self.taken.sum {
            return self.all_is_taken();
        }
        let (b, den) = (i128::from(self.injected), i128::from(self.taken.sum));
        let Some(form) = Form::new(0, b, den, self.row.offtake.len()) else {
            return Ended::TooLarge;
        };
        let offtake = self.row.offtake;
        let parts = linear::divide::<_, false, true, false, false>(
            self.simd,
            form,
            [offtake, offtake, offtake],
            self.received,
            &mut self.work.remainders,
        );
        self.round(plan, form.den, parts)
    }

    /// With `Q / W` the level of the fixed part, `C` all offtake, `Cc` that of the capped and `Wo` the
    /// weights of the others, what is left is `(W(P - Cc) - Wo Q) / W`, the need `(W(C - Cc) - Wo Q) / W`,
    /// and the share of a member that is not capped `(weight Q (C - P) + offtake left) / need`.
    #[inline(always)]
    fn hybrid(&mut self, plan: &Plan) -> Ended {
        if self.injected >= self.taken.sum {
            return self.all_is_taken();
        }
        let Some((weights, whole)) = &plan.weights().small else { return Ended::TooLarge };
        let first = Level { q: self.injected, w: *whole };
        if !self.fits_level(*whole) {
            return Ended::TooLarge;
        }
        let Some(level) = self.level(weights, *whole, first, plan.rounds()) else {
            return Ended::TooLarge;
        };
        let offtake = self.row.offtake;
        let (capped, open_weight) = linear::at_level(self.simd, weights, offtake, level.q, level.w);
        let wide = i128::from;
        let fixed_to_open = wide(open_weight) * wide(level.q);
        let left = wide(level.w) * wide(self.injected - capped) - fixed_to_open;
        let need = wide(level.w) * wide(self.taken.sum - capped) - fixed_to_open;
        let for_weight = wide(level.q) * wide(self.taken.sum - self.injected);
        let form = Form::new(for_weight, left, need, weights.len());
        let Some(form) = form.and_then(|form| form.up_to(plan.weights().heaviest)) else {
            return Ended::TooLarge;
        };
        let parts = linear::divide::<_, true, true, true, false>(
            self.simd,
            form,
            [weights, offtake, offtake],
            self.received,
            &mut self.work.remainders,
        );
        self.round(plan, form.den, parts)
    }

    #[inline(always)]
    fn cascade(&mut self, plan: &Plan) -> Ended {
        let mut left = self.injected;
        let mut start = 0usize;
        for &end in plan.group_ends() {
            let (Some(offtake), Some(received), Some(remainders)) = (
                self.row.offtake.get(start..end),
                self.received.get_mut(start..end),
                self.work.remainders.get_mut(start..end),
            ) else {
                return Ended::TooLarge;
            };
            start = end;
            let sum = linear::sums(self.simd, offtake).sum;
            if left >= sum {
                linear::copy_known(offtake, received);
                left -= sum;
                continue;
            }
            if left == 0 {
                received.fill(0);
                continue;
            }
            let (b, den) = (i128::from(left), i128::from(sum));
            let Some(form) = Form::new(0, b, den, offtake.len()) else { return Ended::TooLarge };
            let parts = linear::divide::<_, false, true, false, false>(
                self.simd,
                form,
                [offtake, offtake, offtake],
                received,
                remainders,
            );
            match plan.rounding() {
                Rounding::LargestRemainder => {
                    let how = (parts.remainders / form.den.max(1), form.den, parts);
                    units::settle(self.simd, received, remainders, offtake, how, &[]);
                }
                Rounding::EachShare6dp => units::give_halves(received, remainders, form.den),
            }
            left = 0;
        }
        Ended::Received
    }

    /// Surplus returns in proportion to injection. Source: ES-07, ES-10.
    #[inline(always)]
    fn give_back(&mut self, received: i64) -> Ended {
        let surplus = self.injected.wrapping_sub(received).max(0);
        let (a, den) = (i128::from(surplus), i128::from(self.injected));
        let injection = self.row.injection;
        let Some(form) = Form::new(a, 0, den, injection.len()) else { return Ended::TooLarge };
        let given =
            keep_parts(self.simd, form, surplus, injection, self.given, &mut self.work.returned);
        Ended::Whole { received: (received, true), given }
    }

    /// [`Self::give_back`] where columns are not in the order of ids, which decides ties.
    #[inline(always)]
    fn give_back_by_id(&mut self, received: i64) -> Ended {
        let Work { order, weighted, own_weights, returned, .. } = &mut *self.work;
        for (to, &producer) in weighted.iter_mut().zip(&*order) {
            *to = self.row.injection.get(producer).copied().unwrap_or(MISSING);
        }
        let surplus = self.injected.wrapping_sub(received).max(0);
        let (a, den) = (i128::from(surplus), i128::from(self.injected));
        let Some(form) = Form::new(a, 0, den, weighted.len()) else { return Ended::TooLarge };
        let given = keep_parts(self.simd, form, surplus, weighted, own_weights, returned);
        for (&producer, &gives) in order.iter().zip(&*own_weights) {
            if let Some(to) = self.given.get_mut(producer) {
                *to = gives;
            }
        }
        Ended::Whole { received: (received, true), given }
    }
}

/// What each gives: its injection, less what it keeps by `form`; all keep `surplus`. Says the sum, and whether
/// each gives from 0 to its injection.
#[inline(always)]
fn keep_parts<S: Simd>(
    simd: S,
    form: Form,
    surplus: i64,
    injection: &[i64],
    given: &mut [i64],
    remainders: &mut [i64],
) -> (i64, bool) {
    if surplus == 0 {
        linear::copy_known(injection, given);
        return linear::within(simd, injection, given);
    }
    let parts = linear::divide::<_, true, false, false, false>(
        simd,
        form,
        [injection, injection, injection],
        given,
        remainders,
    );
    let how = (surplus.wrapping_sub(parts.wholes), form.den, parts);
    let (_, fits) = units::settle(simd, given, remainders, injection, how, &[]);
    let (sum, gives) = linear::give_the_rest(injection, given);
    (sum, fits && gives)
}
