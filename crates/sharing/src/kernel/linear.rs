//! The loops over the members of one quarter-hour, in vectors of whatever width [`Simd`] has: no branch, no
//! overflow check, no 128-bit number. What is left at the end of a row is a vector with zeros behind.
//!
//! Every share is `(weight * a + offtake * b) / den`, so one division serves all keys. Its quotient is
//! guessed in binary floating point, one off at most, and put right by its remainder. That is taken
//! modulo 2^64: both products may overflow, their difference is below `den` and does not.

#![allow(clippy::float_arithmetic, reason = "a guess, put right in whole numbers")]

use pulp::Simd;

/// 2^52: a whole number below it, put into the mantissa, is a floating-point number at once.
pub const TWO_52: f64 = 4_503_599_627_370_496.0;

/// A guess stays so far below 2^52 that it is less than one off. What a share adds for an off-take is below 2^40.
const LARGEST_SHARE: f64 = 70_368_744_177_664.0;

/// Offtake or injection that is not known.
pub const MISSING: i64 = -1;

/// `value`, which is from 0 to 2^52.
#[inline(always)]
pub fn to_float(value: i64) -> f64 {
    f64::from_bits((value as u64) | TWO_52.to_bits()) - TWO_52
}

/// The whole number nearest to `value`, which is from 0 to 2^51.
#[inline(always)]
pub fn nearest(value: f64) -> i64 {
    ((value + TWO_52).to_bits() ^ TWO_52.to_bits()) as i64
}

/// 0 for what is missing.
#[inline(always)]
pub fn known(value: i64) -> i64 {
    value & !(value >> 63)
}

/// What a row holds.
#[derive(Debug, Clone, Copy)]
pub struct Sums {
    pub sum: i64,
    /// Values that are there.
    pub present: i64,
    /// All bits of all values: says what the largest stays below.
    pub bits: i64,
}

/// For all vectors of some rows that are as long. No closure: one that is not inlined would be compiled
/// without the vector unit, and be a hundred times slower.
macro_rules! over {
    ($simd:ident, $lane:ident in $values:expr => $each:block) => {
        let (lanes, rest) = S::as_simd_i64s($values);
        for &$lane in lanes $each
        if !rest.is_empty() {
            let $lane = $simd.partial_load_i64s(rest);
            $each
        }
    };
    ($simd:ident, ($one:ident, $other:ident) in ($ones:expr, $others:expr) => $each:block) => {
        let ((ones, one), (others, other)) = (S::as_simd_i64s($ones), S::as_simd_i64s($others));
        for (&$one, &$other) in ones.iter().zip(others) $each
        if !one.is_empty() {
            let ($one, $other) = ($simd.partial_load_i64s(one), $simd.partial_load_i64s(other));
            $each
        }
    };
}
pub(super) use over;

/// One more in each lane where `left > right`: one addition under a mask where vectors have those.
#[inline(always)]
pub fn count_above<S: Simd>(simd: S, count: S::i64s, left: S::i64s, right: S::i64s) -> S::i64s {
    let above = simd.greater_than_i64s(left, right);
    simd.select_i64s(above, simd.add_i64s(count, simd.splat_i64s(1)), count)
}

#[inline(always)]
pub fn lanes_of<S: Simd>(lanes: &S::i64s) -> &[i64] {
    pulp::bytemuck::cast_slice(std::slice::from_ref(lanes))
}

/// The sum of a vector's lanes.
#[inline(always)]
pub fn total<S: Simd>(lanes: S::i64s) -> i64 {
    lanes_of::<S>(&lanes).iter().fold(0, |sum, lane| sum.wrapping_add(*lane))
}

/// All bits of a vector's lanes.
#[inline(always)]
pub fn all_bits<S: Simd>(lanes: S::i64s) -> i64 {
    lanes_of::<S>(&lanes).iter().fold(0, |bits, lane| bits | lane)
}

#[inline(always)]
pub fn sums<S: Simd>(simd: S, values: &[i64]) -> Sums {
    let zero = simd.splat_i64s(0);
    let (mut sum, mut absent, mut bits) = (zero, zero, zero);
    over!(simd, lane in values => {
        let zero_or_more = simd.max_i64s(lane, zero);
        sum = simd.add_i64s(sum, zero_or_more);
        absent = count_above(simd, absent, zero, lane);
        bits = simd.or_i64s(bits, zero_or_more);
    });
    let present = (values.len() as i64).wrapping_sub(total::<S>(absent));
    Sums { sum: total::<S>(sum), present, bits: all_bits::<S>(bits) }
}

/// [`sums`] of the off-take, and [`present_weight`]: a row is read once.
#[inline(always)]
pub fn sums_and_weight<S: Simd>(simd: S, weights: &[i64], offtake: &[i64]) -> (Sums, i64) {
    let zero = simd.splat_i64s(0);
    let (mut sum, mut absent, mut bits, mut present) = (zero, zero, zero, zero);
    over!(simd, (weight, taken) in (weights, offtake) => {
        let zero_or_more = simd.max_i64s(taken, zero);
        sum = simd.add_i64s(sum, zero_or_more);
        bits = simd.or_i64s(bits, zero_or_more);
        absent = count_above(simd, absent, zero, taken);
        let there = simd.less_than_or_equal_i64s(zero, taken);
        present = simd.select_i64s(there, simd.add_i64s(present, weight), present);
    });
    let members = (offtake.len() as i64).wrapping_sub(total::<S>(absent));
    let sums = Sums { sum: total::<S>(sum), present: members, bits: all_bits::<S>(bits) };
    (sums, total::<S>(present))
}

/// The weights of those who have an offtake.
#[inline(always)]
pub fn present_weight<S: Simd>(simd: S, weights: &[i64], offtake: &[i64]) -> i64 {
    let zero = simd.splat_i64s(0);
    let mut sum = zero;
    over!(simd, (weight, taken) in (weights, offtake) => {
        let there = simd.less_than_or_equal_i64s(zero, taken);
        sum = simd.select_i64s(there, simd.add_i64s(sum, weight), sum);
    });
    total::<S>(sum)
}

/// `(weight * a + offtake * b) / den`.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    a: i64,
    b: i64,
    pub den: i64,
    a_guess: f64,
    b_guess: f64,
}

impl Form {
    /// `None` if the kernel could not be exact: `den` must be above 0 and, times `members`, below 2^62.
    pub fn new(a: i128, b: i128, den: i128, members: usize) -> Option<Self> {
        let den_small = i64::try_from(den).ok().filter(|den| *den > 0)?;
        let all = den_small.checked_mul(members as i64 + 1)?;
        if all >= 1 << 62 || a < 0 || b < 0 {
            return None;
        }
        // Numbers of 128 bits become floating-point ones in a call: few are that large.
        let float = |value: i128| i64::try_from(value).map_or(value as f64, |small| small as f64);
        let each = 1.0 / den_small as f64;
        let (a_guess, b_guess) = (float(a) * each, float(b) * each);
        // The quotient's low bits: see the head of the file.
        Some(Self { a: a as i64, b: b as i64, den: den as i64, a_guess, b_guess })
    }
}

impl Form {
    /// `None` if the share of so large a weight could not be guessed, even where it is capped.
    #[inline(always)]
    pub fn up_to(self, heaviest: i64) -> Option<Self> {
        (self.a_guess * heaviest as f64 <= LARGEST_SHARE).then_some(self)
    }

    /// `(weight * a - own) / den`, where that is not negative: `own` stands in the second place.
    #[inline(always)]
    pub fn less_own(self) -> Self {
        Self { b: -1, b_guess: -1.0 / self.den as f64, ..self }
    }
}

/// What came out of a row before single units are given: whole parts, and remainders over `den`.
#[derive(Debug, Clone, Copy)]
pub struct Parts {
    pub wholes: i64,
    pub remainders: i64,
    /// Remainders above each of [`levels`]: says about where the threshold for single units lies.
    pub above: [i64; 3],
    /// All bits of all caps.
    pub bits: i64,
    /// If it was asked for, what the first factors are together of those whose cap is there.
    pub present: i64,
}

/// Half of `den`, and as far above and below as the threshold for single units mostly lies where remainders of
/// so many members are spread evenly. Falling, from 0 to below `den`.
#[inline(always)]
pub fn levels(den: i64, members: usize) -> [i64; 3] {
    let half = den >> 1;
    let beside = (den as f64 / (members.max(1) as f64).sqrt()) as i64;
    let beside = beside.clamp(0, half >> 1);
    [half + beside, half, half - beside]
}

/// A [`Form`] in every lane.
struct Wide<S: Simd> {
    a: S::i64s,
    b: S::i64s,
    den: S::i64s,
    a_guess: S::f64s,
    b_guess: S::f64s,
    two_52: S::f64s,
    zero: S::i64s,
}

impl<S: Simd> Wide<S> {
    #[inline(always)]
    fn new(simd: S, form: Form) -> Self {
        Self {
            a: simd.splat_i64s(form.a),
            b: simd.splat_i64s(form.b),
            den: simd.splat_i64s(form.den),
            a_guess: simd.splat_f64s(form.a_guess),
            b_guess: simd.splat_f64s(form.b_guess),
            two_52: simd.splat_f64s(TWO_52),
            zero: simd.splat_i64s(0),
        }
    }

    /// As [`to_float`].
    #[inline(always)]
    fn to_float(&self, simd: S, value: S::i64s) -> S::f64s {
        let bits = simd.or_f64s(simd.transmute_f64s_i64s(value), self.two_52);
        simd.sub_f64s(bits, self.two_52)
    }

    /// As [`divide_one`]; `cap` is not below 0.
    #[inline(always)]
    fn divide<const A: bool, const B: bool, const CAP: bool>(
        &self,
        simd: S,
        x: S::i64s,
        y: S::i64s,
        cap: S::i64s,
    ) -> (S::i64s, S::i64s) {
        let (x, y) = (simd.max_i64s(x, self.zero), simd.max_i64s(y, self.zero));
        let (of_a, of_b) = (self.to_float(simd, x), self.to_float(simd, y));
        let (guess, exact) = match (A, B) {
            (true, false) => (simd.mul_f64s(of_a, self.a_guess), simd.mul_i64s(x, self.a)),
            (false, _) => (simd.mul_f64s(of_b, self.b_guess), simd.mul_i64s(y, self.b)),
            (true, true) => (
                simd.mul_add_e_f64s(of_a, self.a_guess, simd.mul_f64s(of_b, self.b_guess)),
                simd.add_i64s(simd.mul_i64s(x, self.a), simd.mul_i64s(y, self.b)),
            ),
        };
        // As `nearest`.
        let quotient = simd.xor_f64s(simd.add_f64s(guess, self.two_52), self.two_52);
        let quotient = simd.transmute_i64s_f64s(quotient);
        let remainder = simd.sub_i64s(exact, simd.mul_i64s(quotient, self.den));
        let below = simd.greater_than_i64s(self.zero, remainder);
        let less = simd.sub_i64s(quotient, simd.splat_i64s(1));
        let quotient = simd.select_i64s(below, less, quotient);
        let more = simd.add_i64s(remainder, self.den);
        let remainder = simd.select_i64s(below, more, remainder);
        if !CAP {
            return (quotient, remainder);
        }
        let open = simd.greater_than_i64s(cap, quotient);
        (simd.min_i64s(quotient, cap), simd.select_i64s(open, remainder, self.zero))
    }
}

/// The sums of [`Parts`], lane by lane.
pub struct Running<S: Simd> {
    wholes: S::i64s,
    remainders: S::i64s,
    above: [S::i64s; 3],
    bits: S::i64s,
    present: S::i64s,
    levels: [S::i64s; 3],
}

impl<S: Simd> Running<S> {
    #[inline(always)]
    pub fn new(simd: S, levels: [i64; 3]) -> Self {
        let zero = simd.splat_i64s(0);
        let levels = levels.map(|level| simd.splat_i64s(level));
        Self { wholes: zero, remainders: zero, above: [zero; 3], bits: zero, present: zero, levels }
    }

    #[inline(always)]
    pub fn add(&mut self, simd: S, whole: S::i64s, remainder: S::i64s) {
        self.wholes = simd.add_i64s(self.wholes, whole);
        self.remainders = simd.add_i64s(self.remainders, remainder);
        let ([one, two, three], [high, half, low]) = (self.above, self.levels);
        self.above = [
            count_above(simd, one, remainder, high),
            count_above(simd, two, remainder, half),
            count_above(simd, three, remainder, low),
        ];
    }

    /// `cap` as it was measured: below 0 if it is not there.
    #[inline(always)]
    fn add_cap<const KEY: bool>(&mut self, simd: S, first: S::i64s, cap: S::i64s) -> S::i64s {
        let zero = simd.splat_i64s(0);
        if KEY {
            let there = simd.less_than_or_equal_i64s(zero, cap);
            let present = simd.add_i64s(self.present, first);
            self.present = simd.select_i64s(there, present, self.present);
        }
        let cap = simd.max_i64s(cap, zero);
        self.bits = simd.or_i64s(self.bits, cap);
        cap
    }

    #[inline(always)]
    pub fn parts(&self) -> Parts {
        let [one, two, three] = self.above;
        Parts {
            wholes: total::<S>(self.wholes),
            remainders: total::<S>(self.remainders),
            above: [total::<S>(one), total::<S>(two), total::<S>(three)],
            bits: all_bits::<S>(self.bits),
            present: total::<S>(self.present),
        }
    }
}

/// Each member's share: whole part and remainder. `first` is multiplied by `a`, `second` by `b`. With `CAP`
/// a share is at most that of `caps`, and the remainder is 0 where it is capped; without, no share may be
/// above. With `KEY` the weights of those present are added up, too. All slices are as long.
#[inline(always)]
pub fn divide<S: Simd, const A: bool, const B: bool, const CAP: bool, const KEY: bool>(
    simd: S,
    form: Form,
    [first, second, caps]: [&[i64]; 3],
    wholes: &mut [i64],
    remainders: &mut [i64],
) -> Parts {
    let wide = Wide::new(simd, form);
    let mut running = Running::new(simd, levels(form.den, first.len()));
    let (xs, x) = S::as_simd_i64s(first);
    let (ys, y) = S::as_simd_i64s(second);
    let (cs, c) = S::as_simd_i64s(caps);
    let (ws, w) = S::as_mut_simd_i64s(wholes);
    let (rs, r) = S::as_mut_simd_i64s(remainders);
    for (((&x, &y), &c), (w, r)) in xs.iter().zip(ys).zip(cs).zip(ws.iter_mut().zip(rs)) {
        let c = if CAP { running.add_cap::<KEY>(simd, x, c) } else { c };
        // Both are added up before they are written: read again, they would have to wait for it.
        let (whole, remainder) = wide.divide::<A, B, CAP>(simd, x, y, c);
        running.add(simd, whole, remainder);
        (*w, *r) = (whole, remainder);
    }
    if !x.is_empty() {
        let (x, y) = (simd.partial_load_i64s(x), simd.partial_load_i64s(y));
        let c = simd.partial_load_i64s(c);
        let c = if CAP { running.add_cap::<KEY>(simd, x, c) } else { c };
        let (whole, remainder) = wide.divide::<A, B, CAP>(simd, x, y, c);
        running.add(simd, whole, remainder);
        simd.partial_store_i64s(w, whole);
        simd.partial_store_i64s(r, remainder);
    }
    running.parts()
}

/// One share by itself.
#[inline(always)]
pub fn divide_one<const A: bool, const B: bool, const CAP: bool>(
    form: Form,
    x: i64,
    y: i64,
    cap: i64,
) -> (i64, i64) {
    let (cap, x, y) = (known(cap), known(x), known(y));
    let most = to_float(cap) + 2.0;
    let mut guess = 0.0;
    let mut exact = 0i64;
    if A {
        guess += to_float(x) * form.a_guess;
        exact = exact.wrapping_add(x.wrapping_mul(form.a));
    }
    if B {
        guess += to_float(y) * form.b_guess;
        exact = exact.wrapping_add(y.wrapping_mul(form.b));
    }
    let quotient = nearest(if !CAP || guess < most { guess } else { most });
    let remainder = exact.wrapping_sub(quotient.wrapping_mul(form.den));
    let below = remainder >> 63;
    let quotient = quotient.wrapping_add(below);
    let remainder = remainder.wrapping_add(below & form.den);
    if !CAP {
        return (quotient, remainder);
    }
    let capped = -i64::from(cap <= quotient);
    ((quotient & !capped) | (cap & capped), remainder & !capped)
}

/// At the level `q / w`: what the capped take, and the weights of the others. A member is capped if
/// `offtake * w <= weight * q`; the caller sees to it that neither overflows.
#[inline(always)]
pub fn at_level<S: Simd>(simd: S, weights: &[i64], offtake: &[i64], q: i64, w: i64) -> (i64, i64) {
    let (zero, q, w) = (simd.splat_i64s(0), simd.splat_i64s(q), simd.splat_i64s(w));
    let (mut capped, mut open_weight) = (zero, zero);
    over!(simd, (weight, taken) in (weights, offtake) => {
        let taken = simd.max_i64s(taken, zero);
        let open = simd.greater_than_i64s(simd.mul_i64s(taken, w), simd.mul_i64s(weight, q));
        capped = simd.add_i64s(capped, simd.select_i64s(open, zero, taken));
        open_weight = simd.add_i64s(open_weight, simd.select_i64s(open, weight, zero));
    });
    (total::<S>(capped), total::<S>(open_weight))
}

/// What those take who take at most `level`, and how many of those present take more.
#[inline(always)]
pub fn at_equal_level(offtake: &[i64], level: i64) -> (i64, i64) {
    let (mut capped_sum, mut open) = (0i64, 0i64);
    for &taken in offtake {
        let above = -i64::from(taken > level);
        capped_sum = capped_sum.wrapping_add(known(taken) & !above);
        open = open.wrapping_sub(above);
    }
    (capped_sum, open)
}

/// Each takes what it needs, at most `level`.
#[inline(always)]
pub fn cap_at(offtake: &[i64], level: i64, received: &mut [i64]) {
    for (&taken, to) in offtake.iter().zip(received) {
        let taken = known(taken);
        *to = if taken < level { taken } else { level };
    }
}

#[inline(always)]
pub fn copy_known(offtake: &[i64], received: &mut [i64]) {
    for (&taken, to) in offtake.iter().zip(received) {
        *to = known(taken);
    }
}

/// What is kept becomes what is given: the rest. Says the sum, and whether none is below 0.
#[inline(always)]
pub fn give_the_rest(injection: &[i64], kept: &mut [i64]) -> (i64, bool) {
    let (mut sum, mut signs) = (0i64, 0i64);
    for (&injected, kept) in injection.iter().zip(kept) {
        let gives = known(injected).wrapping_sub(*kept);
        sum = sum.wrapping_add(gives);
        signs |= gives;
        *kept = gives;
    }
    (sum, signs >= 0)
}

/// All bits of all values.
#[inline(always)]
pub fn bits<S: Simd>(simd: S, values: &[i64]) -> i64 {
    let zero = simd.splat_i64s(0);
    let mut bits = zero;
    over!(simd, lane in values => { bits = simd.or_i64s(bits, simd.max_i64s(lane, zero)); });
    all_bits::<S>(bits)
}

/// The sum of `parts`, and whether each is from 0 to its whole.
#[inline(always)]
pub fn within<S: Simd>(simd: S, wholes: &[i64], parts: &[i64]) -> (i64, bool) {
    let zero = simd.splat_i64s(0);
    let (mut sum, mut signs) = (zero, zero);
    over!(simd, (whole, part) in (wholes, parts) => {
        sum = simd.add_i64s(sum, part);
        let left = simd.sub_i64s(simd.max_i64s(whole, zero), part);
        signs = simd.or_i64s(signs, simd.or_i64s(part, left));
    });
    (total::<S>(sum), all_bits::<S>(signs) >= 0)
}
