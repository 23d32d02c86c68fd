//! The loops over the members of one quarter-hour. They are written so that the compiler makes vector
//! instructions of them: no branch, no overflow check, no 128-bit number.
//!
//! Every share is `(weight * a + offtake * b) / den`, so one division serves all keys. Its quotient is
//! guessed in binary floating point, one off at most, and put right by its remainder. That is taken
//! modulo 2^64: both products may overflow, their difference is below `den` and does not.

#![allow(clippy::float_arithmetic, reason = "a guess, put right in whole numbers")]

/// 2^52: a whole number below it, put into the mantissa, is a floating-point number at once.
const TWO_52: f64 = 4_503_599_627_370_496.0;

/// Offtake or injection that is not known.
pub const MISSING: i64 = -1;

/// `value`, which is from 0 to 2^52.
#[inline(always)]
fn to_float(value: i64) -> f64 {
    f64::from_bits((value as u64) | TWO_52.to_bits()) - TWO_52
}

/// The whole number nearest to `value`, which is from 0 to 2^51.
#[inline(always)]
fn nearest(value: f64) -> i64 {
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

#[inline(always)]
pub fn sums(values: &[i64]) -> Sums {
    let (mut sum, mut absent, mut bits) = (0i64, 0i64, 0i64);
    for &value in values {
        let zero_or_more = known(value);
        sum = sum.wrapping_add(zero_or_more);
        absent = absent.wrapping_add(value >> 63);
        bits |= zero_or_more;
    }
    Sums { sum, present: (values.len() as i64).wrapping_add(absent), bits }
}

/// The weights of those who have an offtake.
#[inline(always)]
pub fn present_weight(weights: &[i64], offtake: &[i64]) -> i64 {
    let mut sum = 0i64;
    for (&weight, &taken) in weights.iter().zip(offtake) {
        sum = sum.wrapping_add(weight & !(taken >> 63));
    }
    sum
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
        let small = den > 0 && den.checked_mul(members as i128 + 1)? < 1 << 62;
        if !small || a < 0 || b < 0 {
            return None;
        }
        let (a_guess, b_guess) = (a as f64 / den as f64, b as f64 / den as f64);
        // The quotient's low bits: see the head of the file.
        Some(Self { a: a as i64, b: b as i64, den: den as i64, a_guess, b_guess })
    }
}

impl Form {
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
}

/// Members whose shares are worked out together. In arrays of their own, since a compiler that has to
/// ask whether five slices overlap gives up.
const LANES: usize = 16;
type Lane = [i64; LANES];

/// Each member's share, at most its offtake: whole part and remainder (0 where capped).
/// `first` is multiplied by `a`, `second` by `b`; the cap is `caps`.
#[inline(always)]
pub fn divide<const A: bool, const B: bool>(
    form: Form,
    first: &[i64],
    second: &[i64],
    caps: &[i64],
    wholes: &mut [i64],
    remainders: &mut [i64],
) -> Parts {
    let ((xs, x), (ys, y), (cs, c)) =
        (first.as_chunks::<LANES>(), second.as_chunks::<LANES>(), caps.as_chunks::<LANES>());
    let (ws, w) = wholes.as_chunks_mut::<LANES>();
    let (rs, r) = remainders.as_chunks_mut::<LANES>();
    for (((x, y), c), (w, r)) in xs.iter().zip(ys).zip(cs).zip(ws.iter_mut().zip(rs)) {
        (*w, *r) = divide_lane::<A, B>(form, x, y, c);
    }
    for (((&x, &y), &c), (w, r)) in x.iter().zip(y).zip(c).zip(w.iter_mut().zip(r)) {
        (*w, *r) = divide_one::<A, B>(form, x, y, c);
    }
    // Loops of their own: they cost less than sums that are carried through the division.
    Parts { wholes: total(wholes), remainders: total(remainders) }
}

#[inline(always)]
fn total(values: &[i64]) -> i64 {
    let mut sum = 0i64;
    for &value in values {
        sum = sum.wrapping_add(value);
    }
    sum
}

#[inline(always)]
fn divide_lane<const A: bool, const B: bool>(
    form: Form,
    first: &Lane,
    second: &Lane,
    caps: &Lane,
) -> (Lane, Lane) {
    let (mut wholes, mut remainders) = ([0; LANES], [0; LANES]);
    let inputs = first.iter().zip(second).zip(caps);
    for (((&x, &y), &cap), (whole, remainder)) in inputs.zip(wholes.iter_mut().zip(&mut remainders))
    {
        (*whole, *remainder) = divide_one::<A, B>(form, x, y, cap);
    }
    (wholes, remainders)
}

#[inline(always)]
pub fn divide_one<const A: bool, const B: bool>(
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
    let quotient = nearest(if guess < most { guess } else { most });
    let remainder = exact.wrapping_sub(quotient.wrapping_mul(form.den));
    let below = remainder >> 63;
    let quotient = quotient.wrapping_add(below);
    let remainder = remainder.wrapping_add(below & form.den);
    let capped = -i64::from(cap <= quotient);
    ((quotient & !capped) | (cap & capped), remainder & !capped)
}

/// At the level `q / w`: what the capped take, and the weights of the others. A member is capped if
/// `offtake * w <= weight * q`; the caller sees to it that neither overflows.
#[inline(always)]
pub fn at_level(weights: &[i64], offtake: &[i64], q: i64, w: i64) -> (i64, i64) {
    let (mut capped_sum, mut open_weight) = (0i64, 0i64);
    for (&weight, &taken) in weights.iter().zip(offtake) {
        let taken = known(taken);
        let capped = -i64::from(taken.wrapping_mul(w) <= weight.wrapping_mul(q));
        capped_sum = capped_sum.wrapping_add(taken & capped);
        open_weight = open_weight.wrapping_add(weight & !capped);
    }
    (capped_sum, open_weight)
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

/// The sum of `parts`, and whether each is from 0 to its whole.
#[inline(always)]
pub fn within(wholes: &[i64], parts: &[i64]) -> (i64, bool) {
    let (mut sum, mut signs) = (0i64, 0i64);
    for (&whole, &part) in wholes.iter().zip(parts) {
        sum = sum.wrapping_add(part);
        signs |= part | known(whole).wrapping_sub(part);
    }
    (sum, signs >= 0)
}
