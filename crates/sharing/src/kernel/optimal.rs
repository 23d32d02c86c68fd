//! The optimal key of the Flemish protocol where injectors also take. Nobody receives from its own point, so
//! there is no level at which all stand: each injector that takes stands lower by what it gave itself.
//!
//! What is left over after a pass returns in proportion to injection, so each injector has the same part of
//! what it injected: a pass is one number for all injectors and one height for all who inject nothing. Both are
//! kept in fixed point with a bound on their error. Whatever is decided, who has all it needs, which whole
//! milliwatt-hour lies below and who gets a single unit, is decided only where the error cannot change it. Where
//! it could, the row is left to arithmetic of any size. Source: ES-08, ES-10.

use super::Row;
use super::linear::known;
use crate::key::Rounding;

/// After so many a row is left: each pass meets somebody's need, and mostly many at once.
const MOST_PASSES: usize = 64;

/// A point that needs more and injects nothing now.
#[derive(Debug, Clone, Copy)]
struct Point {
    column: usize,
    weight: i64,
    offtake: i64,
}

/// A point that injects now.
#[derive(Debug, Clone, Copy)]
struct Injector {
    producer: usize,
    column: usize,
    injected: i64,
    /// 0 where it takes nothing or has all it needs.
    weight: i64,
    offtake: i64,
    /// What of the height it gave itself.
    own: i128,
}

/// A share in fixed point on its way to whole milliwatt-hours.
#[derive(Debug, Clone, Copy)]
struct Part {
    at: usize,
    fraction: u64,
    class: Class,
}

/// Shares of the same weight and the same injection are the same number. Where the first is below 0 a share is
/// like no other.
type Class = (i64, i64);
const ALONE: Class = (-1, 0);

/// Buffers of one row, kept from call to call.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    points: Vec<Point>,
    injectors: Vec<Injector>,
    parts: Vec<Part>,
}

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// What is received; surplus returns in proportion to injection.
    Received,
    /// What is given, too.
    Whole,
}

/// A number in fixed point, and how far at most it is from the true one.
#[derive(Debug, Clone, Copy)]
struct Near {
    value: i128,
    error: i128,
}

impl Near {
    fn times(self, by: i64) -> Option<Self> {
        let by = i128::from(by);
        Some(Self { value: self.value.checked_mul(by)?, error: self.error.checked_mul(by)? })
    }

    fn plus(self, other: Self) -> Option<Self> {
        let value = self.value.checked_add(other.value)?;
        Some(Self { value, error: self.error.checked_add(other.error)? })
    }

    /// Rounded down.
    fn over(self, by: i64) -> Option<Self> {
        let by = i128::from(by);
        let error = self.error.checked_div(by)?.checked_add(2)?;
        Some(Self { value: self.value.checked_div(by)?, error })
    }

    /// Whether it is above 0; `None` where its error could change that.
    fn is_above(self) -> Option<bool> {
        (self.value.checked_abs()? > self.error).then_some(self.value > 0)
    }
}

struct Passes<'a> {
    buffers: &'a mut Buffers,
    received: &'a mut [i64],
    /// Bits behind the point.
    scale: u32,
    /// All that is injected, above 0.
    injected: i64,
    /// The weights of those in need.
    key: i64,
    /// What they have received that have all they need.
    met: i64,
    /// The part of its injection that each injector still has.
    left: Near,
    /// What a unit of weight has received of all injectors.
    height: Near,
}

/// One row. `taken` is its off-take, `injected` its injection, above 0. `None` if it must be left to exact
/// arithmetic: whatever was written then is not the result.
pub(super) fn allocate(
    (weights, rounding): (&[i64], Rounding),
    row: Row<'_>,
    (taken, injected): (i64, i64),
    received: &mut [i64],
    given: &mut [i64],
    buffers: &mut Buffers,
) -> Option<Written> {
    received.fill(0);
    // The largest number is a height, of at most so many passes.
    let bits = i64::BITS - taken.max(injected).leading_zeros();
    let scale = 120u32.checked_sub(bits)?;
    let key = buffers.fill(weights, row);
    let (left, height) = (Near { value: 1 << scale, error: 0 }, Near { value: 0, error: 0 });
    let mut passes = Passes { buffers, received, scale, injected, key, met: 0, left, height };
    for _ in 0..MOST_PASSES {
        if passes.key == 0 {
            return Some(Written::Received);
        }
        let all = passes.key;
        if let Some(last) = passes.buffers.injectors.iter().find(|one| one.weight == all) {
            let last = *last;
            passes.last(last, rounding, row, given)?;
            return Some(Written::Whole);
        }
        if !passes.pass()? {
            let target = injected.checked_sub(passes.met)?;
            passes.settle(rounding, target)?;
            return Some(Written::Received);
        }
    }
    None
}

impl Buffers {
    /// Says the weights of all.
    fn fill(&mut self, weights: &[i64], row: Row<'_>) -> i64 {
        self.points.clear();
        self.injectors.clear();
        let mut key = 0i64;
        let mut injecting = row.producers.iter().zip(row.injection).enumerate().peekable();
        for (column, (&weight, &offtake)) in weights.iter().zip(row.offtake).enumerate() {
            let weight = if offtake < 0 { 0 } else { weight };
            key = key.wrapping_add(weight);
            let own = injecting.next_if(|(_, (producer, _))| **producer == column);
            match own.map(|(producer, (_, injected))| (producer, known(*injected))) {
                Some((producer, injected)) if injected > 0 => {
                    let offtake = known(offtake);
                    let one = Injector { producer, column, injected, weight, offtake, own: 0 };
                    self.injectors.push(one);
                }
                _ if weight > 0 => self.points.push(Point { column, weight, offtake }),
                _ => {}
            }
        }
        key
    }
}

impl Passes<'_> {
    fn fixed(&self, energy: i64) -> i128 {
        i128::from(energy) << self.scale
    }

    /// What an injector has received for itself of the others.
    fn stands(&self, one: &Injector) -> Option<Near> {
        let of_others = self.height.value.checked_sub(one.own)?;
        Near { value: of_others, error: self.height.error }.times(one.weight)
    }

    /// Every injector gives what it has left to all others in the key. Whether anything is left over: if not,
    /// all is given.
    fn pass(&mut self) -> Option<bool> {
        // A division for each weight, not for each injector: many have the same.
        let (mut of_weight, mut per_others) = (0, self.left.over(self.key)?);
        for one in &mut self.buffers.injectors {
            if one.weight != of_weight {
                let others = self.key.checked_sub(one.weight)?;
                (of_weight, per_others) = (one.weight, self.left.over(others)?);
            }
            let gives = per_others.times(one.injected)?;
            one.own = one.own.checked_add(gives.value)?;
            self.height = self.height.plus(gives)?;
        }
        let mut over = Near { value: 0, error: 0 };
        let mut met_weight = 0i64;
        let (height, scale, mut unsure) = (self.height, self.scale, false);
        let (received, met) = (&mut *self.received, &mut self.met);
        // Beyond this no product of a weight and the error is above 2^120.
        if height.error >= 1 << 80 {
            return None;
        }
        self.buffers.points.retain(|point| {
            // Stays below 2^127: see the scale. No weight is above 2^40.
            let weight = i128::from(point.weight);
            let beyond = weight.wrapping_mul(height.value) - (i128::from(point.offtake) << scale);
            let error = weight.wrapping_mul(height.error);
            unsure |= beyond.wrapping_abs() <= error;
            if beyond < 0 {
                return true;
            }
            over.value = over.value.wrapping_add(beyond);
            met_weight = met_weight.wrapping_add(point.weight);
            *met = met.wrapping_add(point.offtake);
            if let Some(to) = received.get_mut(point.column) {
                *to = point.offtake;
            }
            false
        });
        if unsure {
            return None;
        }
        for index in 0..self.buffers.injectors.len() {
            let one = *self.buffers.injectors.get(index)?;
            if one.weight == 0 {
                continue;
            }
            let stands = self.stands(&one)?;
            let beyond =
                Near { value: stands.value.checked_sub(self.fixed(one.offtake))?, ..stands };
            if !beyond.is_above()? {
                continue;
            }
            over.value = over.value.checked_add(beyond.value)?;
            met_weight = met_weight.checked_add(one.weight)?;
            self.met = self.met.checked_add(one.offtake)?;
            *self.received.get_mut(one.column)? = one.offtake;
            self.buffers.injectors.get_mut(index)?.weight = 0;
        }
        over.error = i128::from(met_weight).checked_mul(self.height.error)?;
        self.key = self.key.checked_sub(met_weight)?;
        self.left = over.over(self.injected)?;
        Some(met_weight > 0)
    }

    /// All is given, and some are in need: their shares in whole milliwatt-hours, together `target`.
    fn settle(&mut self, rounding: Rounding, target: i64) -> Option<()> {
        let mut round = Round::new(self.scale, &mut self.buffers.parts);
        let mut sum = 0i64;
        for point in &self.buffers.points {
            let whole = round.part(
                point.column,
                self.height.times(point.weight)?,
                (point.weight, 0),
                rounding,
            )?;
            sum = sum.checked_add(whole)?;
            *self.received.get_mut(point.column)? = whole;
        }
        let in_need = self.buffers.injectors.iter().filter(|one| one.weight > 0);
        for one in in_need {
            let of_others = self.height.value.checked_sub(one.own)?;
            let stands = Near { value: of_others, error: self.height.error }.times(one.weight)?;
            let class = (one.weight, one.injected);
            let whole = round.part(one.column, stands, class, rounding)?;
            sum = sum.checked_add(whole)?;
            *self.received.get_mut(one.column)? = whole;
        }
        match rounding {
            Rounding::LargestRemainder => round.units(target.checked_sub(sum)?, self.received),
            Rounding::EachShare6dp => Some(()),
        }
    }

    /// Only `last` is in need. It takes from the others, and what it has left itself stays with it.
    fn last(
        &mut self,
        last: Injector,
        rounding: Rounding,
        row: Row<'_>,
        given: &mut [i64],
    ) -> Option<()> {
        for (to, &injected) in given.iter_mut().zip(row.injection) {
            *to = known(injected);
        }
        let others = self.injected.checked_sub(last.injected)?;
        // Alone it receives nothing, and that is no matter of an error.
        let nothing = Near { value: 0, error: 0 };
        let stands = match others {
            0 => nothing,
            _ => self.stands(&last)?.plus(self.left.times(others)?)?,
        };
        let beyond = Near { value: stands.value.checked_sub(self.fixed(last.offtake))?, ..stands };
        let keeps = self.left.times(last.injected)?;
        if others > 0 && beyond.is_above()? {
            *self.received.get_mut(last.column)? = last.offtake;
            self.met = self.met.checked_add(last.offtake)?;
            return self.return_over(beyond, keeps, last, given);
        }
        let mut round = Round::new(self.scale, &mut self.buffers.parts);
        let whole = match others {
            0 => 0,
            _ => round.part(last.column, stands, ALONE, rounding)?,
        };
        *self.received.get_mut(last.column)? = whole;
        let all = self.met.checked_add(whole)?;
        let gives = last.injected.checked_sub(self.injected.checked_sub(all)?)?;
        // More than it injected cannot stay with it.
        *given.get_mut(last.producer)? = if gives < 0 { return None } else { gives };
        Some(())
    }

    /// All needs are met. What is left over returns to all, and `last` keeps what it could give to nobody.
    fn return_over(
        &mut self,
        over: Near,
        keeps: Near,
        last: Injector,
        given: &mut [i64],
    ) -> Option<()> {
        let part = over.over(self.injected)?;
        let mut round = Round::new(self.scale, &mut self.buffers.parts);
        let target = self.injected.checked_sub(self.met)?;
        let mut sum = 0i64;
        for one in &self.buffers.injectors {
            let mut stays = part.times(one.injected)?;
            let mut class = (0, one.injected);
            if one.producer == last.producer {
                (stays, class) = (stays.plus(keeps)?, ALONE);
            }
            let whole = round.part(one.producer, stays, class, Rounding::LargestRemainder)?;
            // What does not fit would go to the others.
            if whole >= one.injected {
                return None;
            }
            sum = sum.checked_add(whole)?;
            *given.get_mut(one.producer)? = whole;
        }
        round.units(target.checked_sub(sum)?, given)?;
        for one in &self.buffers.injectors {
            let stays = given.get_mut(one.producer)?;
            *stays = one.injected.checked_sub(*stays)?;
        }
        Some(())
    }
}

/// Shares to whole numbers.
struct Round<'a> {
    scale: u32,
    parts: &'a mut Vec<Part>,
    /// The largest error of a share.
    error: i128,
}

impl<'a> Round<'a> {
    fn new(scale: u32, parts: &'a mut Vec<Part>) -> Self {
        parts.clear();
        Self { scale, parts, error: 0 }
    }

    /// The whole part, or the nearest whole. `None` if the error could change it.
    fn part(&mut self, at: usize, share: Near, class: Class, rounding: Rounding) -> Option<i64> {
        let one = 1i128 << self.scale;
        let value = match rounding {
            Rounding::LargestRemainder => share.value,
            Rounding::EachShare6dp => share.value.checked_add(one >> 1)?,
        };
        let rest = value & (one - 1);
        if rest <= share.error || one - rest <= share.error {
            return None;
        }
        self.error = self.error.max(share.error);
        // The highest 63 bits of it.
        let fraction = u64::try_from(rest >> self.scale.checked_sub(63)?).ok()?;
        self.parts.push(Part { at, fraction, class });
        i64::try_from(value >> self.scale).ok()
    }

    /// One each to the largest fractions, ties to the first. `None` if an error could change who gets one.
    fn units(self, units: i64, wholes: &mut [i64]) -> Option<()> {
        let units = usize::try_from(units).ok()?;
        if units == 0 {
            return Some(());
        }
        if units < self.parts.len() {
            let by = |one: &Part| (std::cmp::Reverse(one.fraction), one.at);
            let (chosen, next, others) = self.parts.select_nth_unstable_by_key(units, by);
            let lowest = chosen.iter().map(|one| one.fraction).min()?;
            let doubt = u64::try_from(self.error >> self.scale.checked_sub(63)?).ok()?;
            let doubt = doubt.checked_add(1)?.checked_mul(2)?;
            if lowest.checked_sub(next.fraction)? <= doubt {
                // Only the same number may be a tie.
                let band = next.fraction.saturating_sub(doubt)..=lowest.saturating_add(doubt);
                let near = |one: &&Part| band.contains(&one.fraction);
                let same = |one: &Part| one.class == next.class;
                if next.class == ALONE || !chosen.iter().chain(&*others).filter(near).all(same) {
                    return None;
                }
            }
        }
        for one in self.parts.get(..units)? {
            let whole = wholes.get_mut(one.at)?;
            *whole = whole.checked_add(1)?;
        }
        Some(())
    }
}
