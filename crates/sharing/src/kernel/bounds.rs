//! The optimal key of the Flemish protocol where injectors also take, in floating point between a lower and an
//! upper bound: most rows end here, in vectors and without a number of 128 bits.
//!
//! After a pass all who take part in it stand at one height per unit of weight, injectors lower by what they
//! gave themselves, and what all hold together is what is injected. So the height comes from whole numbers:
//!
//! ```text
//! height = (injected - offtake of those met before + Σ weight·own) / key
//! own_j  = injection_j · Σ over passes of left / (key - weight_j)
//! left   = what those met in the pass before were offered beyond their off-take / injected
//! ```
//!
//! and no error goes from one height to the next but by `own`, which is small where members are many.
//!
//! # Why the bounds hold
//!
//! Weights are below 2^40 together, and energies below 2^51, so whole numbers and their sums are exact. With
//! `u = 2^-53` an operation is wrong by a factor of `1 ± u` at most. A lower bound is reckoned from lower bounds,
//! and an upper one from upper ones. On the way to a height lie fewer than `P + n + 10` operations on numbers
//! that are all positive, `P` passes and `n` injectors; then it is narrowed, or widened, by `slack = 2·(P + n + 16)·u`.
//! So it is beyond the true height by `20·u` of that at least, as is `own` in its turn. That pays for the
//! few operations that follow, of which each is wrong by `u` of the height at most: a product with a weight, the
//! difference to an off-take or to `own`, where figures may cancel.
//!
//! What the bounds do not decide alike is not decided here: `None`, and the row goes to [`super::optimal`].
//! Source: ES-08, ES-10.

#![allow(clippy::float_arithmetic, reason = "between bounds that are proven")]

use super::linear::{self, Parts, Sums, known, nearest, over, to_float};
use super::{Level, Row};
use pulp::Simd;
use std::ops::RangeInclusive;

/// After so many a row is left: each pass meets somebody's need, and mostly many at once.
const MOST_PASSES: usize = 64;

/// Energies stay below, together.
const MOST_ENERGY: i64 = 1 << 51;

/// Fractions of a milliwatt-hour are whole numbers from 0 to this.
const FINE: f64 = 1_099_511_627_776.0;

/// Above all fractions.
pub const FRACTIONS: i64 = (1 << 40) + 1;

/// Buffers of one row, kept from call to call.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    /// By column. 0 where one does not take part, or injects now.
    weights: Vec<f64>,
    /// By column, 0 where one injects now.
    offtake: Vec<f64>,
    injectors: Injectors,
}

/// The producers. Those that do not inject now or have no weight are among the others, and 0 here, as is what
/// lies behind the last up to a whole vector.
#[derive(Debug, Default)]
struct Injectors {
    columns: Vec<usize>,
    /// 0 once it has all it needs.
    weights: Vec<f64>,
    offtake: Vec<f64>,
    /// 0 only if it is among the others.
    injected: Vec<f64>,
    /// What it gave itself for each unit it injected: bounds, before they are widened.
    low: Vec<f64>,
    high: Vec<f64>,
}

/// The true number lies between.
#[derive(Debug, Clone, Copy)]
struct Bounds {
    low: f64,
    high: f64,
}

/// Of whom the need is met.
#[derive(Debug, Clone, Copy)]
struct Met {
    weight: f64,
    offtake: f64,
}

/// The end of the passes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Heights<S: Simd> {
    simd: S,
    /// What a unit of weight has received of all injectors.
    height: Bounds,
    own: OfOthers,
    /// Nobody's off-take is above this.
    most_taken: f64,
    pub end: End,
}

/// Why there is no more to do in floating point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Nobody is in need.
    AllMet,
    /// All is given, and among those in need are injectors.
    AllGiven,
    /// Injectors have all they need. The others stand at one level, which goes on from this one in whole numbers.
    OfPoints(Level),
}

/// How an injector stands below the height.
#[derive(Debug, Clone, Copy)]
struct OfOthers {
    narrower: f64,
    wider: f64,
}

impl OfOthers {
    /// One injector's share: weight, injection, and the bounds of what it gave itself.
    #[inline(always)]
    fn stands(self, height: Bounds, weight: f64, injected: f64, own: Bounds) -> Bounds {
        let low = height.low - injected * own.high * self.wider;
        let high = height.high - injected * own.low * self.narrower;
        Bounds { low: (weight * low).max(0.0), high: weight * high }
    }
}

struct Passes<'a, S> {
    simd: S,
    buffers: &'a mut Buffers,
    own: OfOthers,
    injected: f64,
    /// The weights of those in need.
    key: f64,
    /// Of them, of those who inject.
    taking: f64,
    /// What they take together who have all they need.
    met: f64,
    /// Of those who inject nothing.
    points: Met,
    /// The part of its injection that each injector still has.
    left: Bounds,
}

/// All passes of one row. `taken` is its off-take, `injected` its injection, above 0, and `key` the weights of all
/// who have an off-take. `None` if the bounds leave a doubt.
#[inline(always)]
pub(super) fn find<S: Simd>(
    simd: S,
    weights: &[i64],
    row: Row<'_>,
    (taken, injected, key): (Sums, i64, i64),
    buffers: &mut Buffers,
) -> Option<Heights<S>> {
    if taken.sum.max(injected) >= MOST_ENERGY {
        return None;
    }
    buffers.fill(simd, weights, row);
    let taking = buffers.injectors.gather::<S>(row, &mut buffers.weights, &mut buffers.offtake);
    let slack = (MOST_PASSES + buffers.injectors.weights.len() + 16) as f64 * f64::EPSILON;
    let own = OfOthers { narrower: 1.0 - slack, wider: 1.0 + slack };
    let (points, left) = (Met { weight: 0.0, offtake: 0.0 }, Bounds { low: 1.0, high: 1.0 });
    let injected = to_float(injected);
    let key = to_float(key);
    let mut passes = Passes { simd, buffers, own, injected, key, taking, met: 0.0, points, left };
    for _ in 0..MOST_PASSES {
        let height = passes.give()?;
        let met = passes.meet(height)?;
        let end = match () {
            () if passes.key == 0.0 => End::AllMet,
            () if passes.taking == 0.0 => End::OfPoints(passes.level()),
            () if met == 0.0 => End::AllGiven,
            () => continue,
        };
        let most_taken = to_float(taken.bits);
        return Some(Heights { simd, height, own, most_taken, end });
    }
    None
}

/// As [`to_float`].
#[inline(always)]
fn floats<S: Simd>(simd: S, values: S::i64s) -> S::f64s {
    let two_52 = simd.splat_f64s(linear::TWO_52);
    simd.sub_f64s(simd.or_f64s(simd.transmute_f64s_i64s(values), two_52), two_52)
}

impl Buffers {
    #[inline(always)]
    fn fill<S: Simd>(&mut self, simd: S, weights: &[i64], row: Row<'_>) {
        let wide = row.offtake.len().next_multiple_of(S::F64_LANES);
        self.weights.resize(wide, 0.0);
        self.offtake.resize(wide, 0.0);
        let zero = simd.splat_i64s(0);
        let (to_weights, _) = S::as_mut_simd_f64s(&mut self.weights);
        let (to_offtake, _) = S::as_mut_simd_f64s(&mut self.offtake);
        let mut to = to_weights.iter_mut().zip(to_offtake);
        over!(simd, (weight, taken) in (weights, row.offtake) => {
            let absent = simd.greater_than_i64s(zero, taken);
            if let Some((to_weight, to_offtake)) = to.next() {
                *to_weight = floats(simd, simd.select_i64s(absent, zero, weight));
                *to_offtake = floats(simd, simd.max_i64s(taken, zero));
            }
        });
    }
}

impl Injectors {
    /// Takes those with a weight from among the others. Says their weights.
    #[inline(always)]
    fn gather<S: Simd>(&mut self, row: Row<'_>, weights: &mut [f64], offtake: &mut [f64]) -> f64 {
        let wide = row.producers.len().next_multiple_of(S::F64_LANES);
        let Self { weights: own, offtake: need, injected, low, high, .. } = self;
        for list in [own, need, injected, low, high] {
            list.clear();
            list.resize(wide, 0.0);
        }
        self.columns.clear();
        self.columns.extend_from_slice(row.producers);
        let mut sum = 0.0;
        let to = self.weights.iter_mut().zip(&mut self.offtake).zip(&mut self.injected);
        for ((&column, &injects), ((own, need), injected)) in
            row.producers.iter().zip(row.injection).zip(to)
        {
            let (Some(weight), Some(taken)) = (weights.get_mut(column), offtake.get_mut(column))
            else {
                continue;
            };
            if injects > 0 && *weight > 0.0 {
                *injected = to_float(injects);
                (*own, *need) = (std::mem::take(weight), std::mem::take(taken));
                sum += *own;
            }
        }
        sum
    }

    /// Whether all with a fraction in `band` have the same weight and inject as much: so they have the same share.
    #[inline(always)]
    fn are_the_same(&self, fractions: &[i64], band: RangeInclusive<i64>) -> bool {
        let each = self.columns.iter().zip(self.weights.iter().zip(&self.injected));
        let mut near = each.filter_map(|(&column, kind)| {
            fractions.get(column).is_some_and(|fraction| band.contains(fraction)).then_some(kind)
        });
        let first = near.next();
        near.all(|kind| Some(kind) == first)
    }
}

impl<S: Simd> Passes<'_, S> {
    /// Where all stand once injectors stand with nobody below.
    #[inline(always)]
    fn level(&self) -> Level {
        Level { q: nearest(self.injected - self.met), w: nearest(self.key) }
    }

    /// Every injector gives what it has left to all others in the key. Says the height. `None` if somebody is left
    /// alone, with nobody to give to.
    #[inline(always)]
    fn give(&mut self) -> Option<Bounds> {
        let simd = self.simd;
        let injectors = &mut self.buffers.injectors;
        let (zero, one) = (simd.splat_f64s(0.0), simd.splat_f64s(1.0));
        let (key, left_low) = (simd.splat_f64s(self.key), simd.splat_f64s(self.left.low));
        let left_high = simd.splat_f64s(self.left.high);
        let (mut heaviest, mut own_low, mut own_high) = (zero, zero, zero);
        let (weights, _) = S::as_simd_f64s(&injectors.weights);
        let (injected, _) = S::as_simd_f64s(&injectors.injected);
        let (lows, _) = S::as_mut_simd_f64s(&mut injectors.low);
        let (highs, _) = S::as_mut_simd_f64s(&mut injectors.high);
        for ((&weight, &injected), (low, high)) in
            weights.iter().zip(injected).zip(lows.iter_mut().zip(highs))
        {
            heaviest = simd.max_f64s(heaviest, weight);
            let each = simd.div_f64s(one, simd.sub_f64s(key, weight));
            *low = simd.add_f64s(*low, simd.mul_f64s(left_low, each));
            *high = simd.add_f64s(*high, simd.mul_f64s(left_high, each));
            let own = simd.mul_f64s(weight, simd.mul_f64s(injected, *low));
            own_low = simd.add_f64s(own_low, own);
            let own = simd.mul_f64s(weight, simd.mul_f64s(injected, *high));
            own_high = simd.add_f64s(own_high, own);
        }
        if simd.reduce_max_f64s(heaviest) >= self.key {
            return None;
        }
        let others = self.injected - self.met;
        let low = (others + simd.reduce_sum_f64s(own_low)) / self.key * self.own.narrower;
        let high = (others + simd.reduce_sum_f64s(own_high)) / self.key * self.own.wider;
        Some(Bounds { low, high })
    }

    /// Those who have all they need at this height leave the key. Says their weight. `None` if a bound lies on each
    /// side of somebody's need.
    #[inline(always)]
    fn meet(&mut self, height: Bounds) -> Option<f64> {
        let points = self.points_met(height)?;
        let new = Met {
            weight: points.weight - self.points.weight,
            offtake: points.offtake - self.points.offtake,
        };
        self.points = points;
        let over = Bounds {
            low: (new.weight * height.low - new.offtake).max(0.0),
            high: new.weight * height.high - new.offtake,
        };
        let (injectors, of_injectors) = self.injectors_met(height)?;
        let weight = new.weight + injectors.weight;
        self.key -= weight;
        self.taking -= injectors.weight;
        self.met += new.offtake + injectors.offtake;
        self.left = Bounds {
            low: (over.low + of_injectors.low) * self.own.narrower / self.injected,
            high: (over.high + of_injectors.high) * self.own.wider / self.injected,
        };
        Some(weight)
    }

    /// All who inject nothing and have what they need, in this pass or before.
    #[inline(always)]
    fn points_met(&self, height: Bounds) -> Option<Met> {
        let simd = self.simd;
        let zero = simd.splat_f64s(0.0);
        let (low, high) = (simd.splat_f64s(height.low), simd.splat_f64s(height.high));
        let (mut met, mut perhaps, mut taken) = (zero, zero, zero);
        let (weights, _) = S::as_simd_f64s(&self.buffers.weights);
        let (offtake, _) = S::as_simd_f64s(&self.buffers.offtake);
        for (&weight, &offtake) in weights.iter().zip(offtake) {
            let full = simd.less_than_or_equal_f64s(offtake, simd.mul_f64s(weight, low));
            met = simd.select_f64s(full, simd.add_f64s(met, weight), met);
            taken = simd.select_f64s(full, simd.add_f64s(taken, offtake), taken);
            let full = simd.less_than_or_equal_f64s(offtake, simd.mul_f64s(weight, high));
            perhaps = simd.select_f64s(full, simd.add_f64s(perhaps, weight), perhaps);
        }
        let weight = simd.reduce_sum_f64s(met);
        // Whole numbers: they are the same if all members are.
        let sure = weight == simd.reduce_sum_f64s(perhaps);
        sure.then(|| Met { weight, offtake: simd.reduce_sum_f64s(taken) })
    }

    /// The injectors that have what they need since this pass, and what they were offered beyond.
    #[inline(always)]
    fn injectors_met(&mut self, height: Bounds) -> Option<(Met, Bounds)> {
        let simd = self.simd;
        let injectors = &mut self.buffers.injectors;
        let zero = simd.splat_f64s(0.0);
        let (height_low, height_high) = (simd.splat_f64s(height.low), simd.splat_f64s(height.high));
        let (narrower, wider) =
            (simd.splat_f64s(self.own.narrower), simd.splat_f64s(self.own.wider));
        let (mut met, mut perhaps, mut taken) = (zero, zero, zero);
        let (mut over_low, mut over_high) = (zero, zero);
        let (weights, _) = S::as_mut_simd_f64s(&mut injectors.weights);
        let (offtake, _) = S::as_simd_f64s(&injectors.offtake);
        let (injected, _) = S::as_simd_f64s(&injectors.injected);
        let (lows, _) = S::as_simd_f64s(&injectors.low);
        let (highs, _) = S::as_simd_f64s(&injectors.high);
        for (((weight, &offtake), &injected), (&own_low, &own_high)) in
            weights.iter_mut().zip(offtake).zip(injected).zip(lows.iter().zip(highs))
        {
            // As `OfOthers::stands`.
            let own = simd.mul_f64s(simd.mul_f64s(injected, own_high), wider);
            let low = simd.mul_f64s(*weight, simd.sub_f64s(height_low, own));
            let low = simd.max_f64s(low, zero);
            let own = simd.mul_f64s(simd.mul_f64s(injected, own_low), narrower);
            let high = simd.mul_f64s(*weight, simd.sub_f64s(height_high, own));
            let full = simd.less_than_or_equal_f64s(offtake, high);
            perhaps = simd.select_f64s(full, simd.add_f64s(perhaps, *weight), perhaps);
            let beyond = simd.sub_f64s(high, offtake);
            over_high = simd.select_f64s(full, simd.add_f64s(over_high, beyond), over_high);
            let full = simd.less_than_or_equal_f64s(offtake, low);
            met = simd.select_f64s(full, simd.add_f64s(met, *weight), met);
            taken = simd.select_f64s(full, simd.add_f64s(taken, offtake), taken);
            let beyond = simd.sub_f64s(low, offtake);
            over_low = simd.select_f64s(full, simd.add_f64s(over_low, beyond), over_low);
            *weight = simd.select_f64s(full, zero, *weight);
        }
        let weight = simd.reduce_sum_f64s(met);
        let sure = weight == simd.reduce_sum_f64s(perhaps);
        let (low, high) = (simd.reduce_sum_f64s(over_low), simd.reduce_sum_f64s(over_high));
        let offtake = simd.reduce_sum_f64s(taken);
        sure.then_some((Met { weight, offtake }, Bounds { low, high }))
    }
}

/// What was written, and by how much a fraction may be wrong.
#[derive(Debug, Clone, Copy)]
pub(super) struct Written {
    pub parts: Parts,
    doubt: i64,
}

/// One share: whole milliwatt-hours, what is behind the point in [`FINE`] parts, and how far its upper bound is
/// above the whole and the lower bound.
#[derive(Debug, Clone, Copy)]
struct Share {
    whole: i64,
    fraction: i64,
    top: f64,
    width: f64,
}

impl Share {
    #[inline(always)]
    fn of(share: Bounds, offtake: f64) -> Self {
        let (low, high) = (share.low.min(offtake), share.high.min(offtake));
        let whole = low.floor();
        let fraction = nearest((low - whole) * FINE);
        Self { whole: nearest(whole), fraction, top: high - whole, width: high - low }
    }
}

/// The shares of those who inject nothing, in vectors: as [`Share::of`].
struct Shares<S: Simd> {
    running: linear::Running<S>,
    height: S::f64s,
    /// The largest fraction.
    top: S::f64s,
}

impl<S: Simd> Shares<S> {
    #[inline(always)]
    fn next(&mut self, simd: S, weight: S::f64s, offtake: S::f64s) -> (S::i64s, S::i64s) {
        let two_52 = simd.splat_f64s(linear::TWO_52);
        let low = simd.min_f64s(simd.mul_f64s(weight, self.height), offtake);
        let near = simd.add_f64s(low, two_52);
        let nearest = simd.sub_f64s(near, two_52);
        let above = simd.greater_than_f64s(nearest, low);
        let whole = simd.transmute_i64s_f64s(simd.xor_f64s(near, two_52));
        let less = simd.sub_i64s(whole, simd.splat_i64s(1));
        let whole = simd.select_i64s(above, less, whole);
        let rest = simd.sub_f64s(low, nearest);
        let more = simd.add_f64s(rest, simd.splat_f64s(1.0));
        let rest = simd.select_f64s(above, more, rest);
        let fraction = simd.mul_f64s(rest, simd.splat_f64s(FINE));
        self.top = simd.max_f64s(self.top, fraction);
        let fraction = simd.xor_f64s(simd.add_f64s(fraction, two_52), two_52);
        let fraction = simd.transmute_i64s_f64s(fraction);
        self.running.add(simd, whole, fraction);
        (whole, fraction)
    }
}

impl<S: Simd> Heights<S> {
    /// The fraction of one who injects nothing and has not all it needs.
    #[inline(always)]
    pub(super) fn fraction_of(&self, weight: i64) -> i64 {
        let low = to_float(known(weight)) * self.height.low;
        nearest((low - low.floor()) * FINE)
    }

    /// Each one's share, rounded down, and its fraction. `None` if a whole number lies between the bounds of one.
    #[inline(always)]
    pub(super) fn write(
        &self,
        buffers: &Buffers,
        received: &mut [i64],
        fractions: &mut [i64],
    ) -> Option<Written> {
        let simd = self.simd;
        let levels = linear::levels(FRACTIONS, received.len());
        let mut shares = Shares {
            running: linear::Running::new(simd, levels),
            height: simd.splat_f64s(self.height.low),
            top: simd.splat_f64s(0.0),
        };
        let (weights, _) = S::as_simd_f64s(&buffers.weights);
        let (offtake, _) = S::as_simd_f64s(&buffers.offtake);
        let mut from = weights.iter().zip(offtake);
        let (ws, w) = S::as_mut_simd_i64s(received);
        let (fs, f) = S::as_mut_simd_i64s(fractions);
        for ((whole, fraction), (&weight, &offtake)) in ws.iter_mut().zip(fs).zip(&mut from) {
            (*whole, *fraction) = shares.next(simd, weight, offtake);
        }
        if let Some((&weight, &offtake)) = from.next() {
            let (whole, fraction) = shares.next(simd, weight, offtake);
            simd.partial_store_i64s(w, whole);
            simd.partial_store_i64s(f, fraction);
        }
        let mut parts = shares.running.parts();
        let mut width = self.width_of_points();
        let mut top = simd.reduce_max_f64s(shares.top) / FINE + width;
        for (index, &column) in buffers.injectors.columns.iter().enumerate() {
            let Some(share) = self.of_injector(&buffers.injectors, index) else { continue };
            (top, width) = (top.max(share.top), width.max(share.width));
            parts.wholes = parts.wholes.wrapping_add(share.whole);
            for (count, level) in parts.above.iter_mut().zip(levels) {
                *count += i64::from(share.fraction > level);
            }
            *received.get_mut(column)? = share.whole;
            *fractions.get_mut(column)? = share.fraction;
        }
        // A little more for what is rounded here.
        let doubt = nearest(width.min(1.0) * FINE) + 2;
        (top + 4.0 / FINE < 1.0).then_some(Written { parts, doubt })
    }

    /// How far at most a share is above its lower bound: as far as the height in proportion, and nobody has more than
    /// its off-take.
    #[inline(always)]
    fn width_of_points(&self) -> f64 {
        let Bounds { low, high } = self.height;
        if self.end == End::AllMet {
            return 0.0;
        }
        self.most_taken * ((high - low) / low + 4.0 * f64::EPSILON)
    }

    /// `None` if it has no weight or injects nothing: it is a point among the others.
    #[inline(always)]
    fn of_injector(&self, all: &Injectors, index: usize) -> Option<Share> {
        let (&weight, &offtake) = (all.weights.get(index)?, all.offtake.get(index)?);
        let injected = *all.injected.get(index)?;
        if injected == 0.0 {
            return None;
        }
        if weight == 0.0 {
            return Some(Share { whole: nearest(offtake), fraction: 0, top: 0.0, width: 0.0 });
        }
        let own = Bounds { low: *all.low.get(index)?, high: *all.high.get(index)? };
        let stands = self.own.stands(self.height, weight, injected, own);
        Some(Share::of(stands, offtake))
    }

    /// Whether those with a fraction above `cut` are the true ones, and all at `cut` may be a tie: nobody else's
    /// fraction is so near that it could be on the other side. Members with the same weight who inject nothing have
    /// the same share, whatever it is.
    #[inline(always)]
    pub(super) fn is_sure(
        &self,
        buffers: &Buffers,
        written: Written,
        fractions: &[i64],
        cut: i64,
    ) -> bool {
        let simd = self.simd;
        let (low, high) = (cut.wrapping_sub(written.doubt), cut.wrapping_add(written.doubt));
        // Those without a fraction are no part of this.
        if low <= 0 {
            return false;
        }
        let (under, over) = (simd.splat_i64s(low), simd.splat_i64s(high));
        let (one, none) = (simd.splat_i64s(1), simd.splat_i64s(0));
        let (huge, zero) = (simd.splat_f64s(f64::MAX), simd.splat_f64s(0.0));
        let (mut lightest, mut heaviest, mut near) = (huge, zero, none);
        let (weights, _) = S::as_simd_f64s(&buffers.weights);
        let mut weights = weights.iter();
        over!(simd, fraction in fractions => {
            let here = simd.and_m64s(
                simd.less_than_or_equal_i64s(under, fraction),
                simd.less_than_or_equal_i64s(fraction, over),
            );
            if let Some(&weight) = weights.next() {
                lightest = simd.min_f64s(lightest, simd.select_f64s(here, weight, huge));
                heaviest = simd.max_f64s(heaviest, simd.select_f64s(here, weight, zero));
                near = simd.add_i64s(near, simd.select_i64s(here, one, none));
            }
        });
        let (lightest, heaviest) = (simd.reduce_min_f64s(lightest), simd.reduce_max_f64s(heaviest));
        // Injectors are there without a weight.
        linear::total::<S>(near) <= 1
            || (lightest == heaviest
                && (lightest > 0.0 || buffers.injectors.are_the_same(fractions, low..=high)))
    }
}

#[cfg(test)]
mod tests;
