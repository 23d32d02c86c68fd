//! Sums of exact amounts, and the micro-euro they come to.

use units::MicroEuro;

pub(super) const FEMTO_PER_MICRO: i128 = 1_000_000_000;
const MICRO_PER_CENT: i64 = 10_000;

/// What `amount` posts after a history that comes to `before`: whatever was posted so far is the
/// whole history rounded down, and so is whatever will be posted after. In micro-euro.
/// Source: the law of PA-02.
pub(super) fn posted(before_femto: i128, amount_femto: i128) -> Result<i64, String> {
    let posted = (before_femto + amount_femto).div_euclid(FEMTO_PER_MICRO)
        - before_femto.div_euclid(FEMTO_PER_MICRO);
    i64::try_from(posted).map_err(|_| "an amount is too large".to_owned())
}

/// What a history leaves over, in femto-euro.
pub(super) fn residue(history_femto: i128) -> u64 {
    u64::try_from(history_femto.rem_euclid(FEMTO_PER_MICRO)).unwrap_or(0)
}

/// Rounded down to the cent; for amounts of 0 or more.
pub(super) fn cents_down(micro: i64) -> i64 {
    micro - micro.rem_euclid(MICRO_PER_CENT)
}

/// Rounded up to the cent; for amounts of 0 or more.
pub(super) fn cents_up(micro: i64) -> i64 {
    cents_down(micro + MICRO_PER_CENT - 1)
}

/// The smallest whole-cent sum that is more than `micro`, which is 0 or more.
pub(super) fn cents_above(micro: i64) -> i64 {
    cents_down(micro) + MICRO_PER_CENT
}

/// `part` millionths of `whole`, rounded up.
pub(super) fn millionths_up(whole: i128, part: i64) -> i128 {
    (whole * i128::from(part) + 999_999).div_euclid(1_000_000)
}

/// `part` millionths of `whole`, rounded down.
pub(super) fn millionths_down(whole: i64, part: i64) -> i64 {
    let exact = i128::from(whole) * i128::from(part);
    i64::try_from(exact.div_euclid(1_000_000)).unwrap_or(0)
}

/// `sum` divided by `count`, halves up.
pub(super) fn mean_half_up(sum: i64, count: i64) -> i64 {
    (2 * sum + count).div_euclid(2 * count)
}

/// Six decimals.
pub(super) fn eur(micro: i64) -> String {
    MicroEuro(micro).to_string()
}
