//! What other keys, another member or more panels would have made of a time that has passed: who gains and
//! who loses against the key of today. Source: ES-12, UX R-04.

use crate::MISSING;
use crate::dossier::{Dossier, FiledKey, Joining, Membership, Terms};
use crate::key::{Key, Rounding, Rounds};
use crate::month::{Curve, MonthError, Time, Volumes, allocate};
use crate::share::Share;
use calendar::Instant;
use num_integer::Integer;
use std::collections::BTreeMap;
use units::{Ean, MicroEuro, MilliWattHours, NanoEuroPerKwh};

/// What one key would have given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub key: Key,
    pub totals: Volumes,
    pub members: BTreeMap<Ean, Volumes>,
}

/// Prices by which a kilowatt-hour more or less is worth something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Worth {
    /// What a taker pays its supplier for the energy that is not shared.
    pub supplied: NanoEuroPerKwh,
    pub shared: NanoEuroPerKwh,
    /// What a producer's supplier pays for the surplus.
    pub surplus: NanoEuroPerKwh,
}

/// What a time would have been under these terms, in force all along.
/// Errors: the terms do not fit the members, or as [`allocate`].
pub fn under(
    dossier: &Dossier,
    shares: (Instant, Option<Instant>),
    time: Time,
    curves: &BTreeMap<Ean, Curve>,
    terms: &Terms,
) -> Result<Outcome, MonthError> {
    let key = terms.key;
    let mut other = dossier.clone();
    other.keys =
        vec![FiledKey { version: 1, from: time.first, terms: terms.clone(), approval: None }];
    outcome(&other, shares, time, curves, key)
}

/// What a time was under the keys that were filed; the key is the last of them.
/// Errors: as [`allocate`].
pub fn as_filed(
    dossier: &Dossier,
    shares: (Instant, Option<Instant>),
    time: Time,
    curves: &BTreeMap<Ean, Curve>,
) -> Result<Outcome, MonthError> {
    let key = dossier.keys.last().map_or(Key::ProRata, |key| key.terms.key);
    outcome(dossier, shares, time, curves, key)
}

fn outcome(
    dossier: &Dossier,
    shares: (Instant, Option<Instant>),
    time: Time,
    curves: &BTreeMap<Ean, Curve>,
    key: Key,
) -> Result<Outcome, MonthError> {
    let result = allocate(dossier, shares, time, curves)?;
    let members = result.members.iter().map(|(ean, member)| (*ean, member.totals())).collect();
    Ok(Outcome { key, totals: result.totals(), members })
}

/// Every key for the members of an instant. Shares are those of today's key for whoever has one there,
/// else all who take have the same; a cascade serves in the order of joining.
pub fn candidates(dossier: &Dossier, at: Instant) -> Vec<Terms> {
    let filed = dossier.key_at(at).map(|key| &key.terms);
    let takers: Vec<Ean> = dossier
        .members_at(at)
        .filter(|member| member.joining.role.takes())
        .map(|member| member.joining.ean)
        .collect();
    let of_today: BTreeMap<Ean, Share> = filed
        .map(|terms| terms.shares.clone())
        .unwrap_or_default()
        .into_iter()
        .filter(|(ean, _)| takers.contains(ean))
        .collect();
    let each = u64::try_from(takers.len()).ok().and_then(|count| Share::new(1, count));
    let alike = |each: Share| takers.iter().map(|ean| (*ean, each)).collect();
    let shares: BTreeMap<Ean, Share> = match each {
        Some(each) if of_today.is_empty() => alike(each),
        Some(_) | None => of_today,
    };
    let (rounds, rounding) =
        filed.map_or((Rounds::ONE, Rounding::default()), |terms| (terms.rounds, terms.rounding));
    let is_flemish = filed.is_some_and(|terms| terms.key.is_flemish());
    let whole = made_whole(&shares).or_else(|| is_flemish.then(|| shares.clone()));
    let terms = |key: Key| {
        let shares = match (key.has_shares(), key.is_flemish()) {
            (false, _) => BTreeMap::new(),
            (true, false) => shares.clone(),
            // A key that needs a whole, and shares that are none: it is no candidate.
            (true, true) => whole.clone()?,
        };
        Some(Terms { key, rounds, rounding, shares, groups: BTreeMap::new() })
    };
    Key::ALL.into_iter().filter_map(terms).collect()
}

/// The same shares in proportion, so that they add up to 1, as the keys of the Flemish protocol need it; `None` if all
/// are 0 or one does not fit. Source: ES-05, ES-08.
fn made_whole(shares: &BTreeMap<Ean, Share>) -> Option<BTreeMap<Ean, Share>> {
    let mut below = 1u64;
    for share in shares.values() {
        let common = below.gcd(&share.denominator()).max(1);
        below = below.checked_div(common)?.checked_mul(share.denominator())?;
    }
    let parts = shares.iter().map(|(ean, share)| {
        let times = below.checked_div(share.denominator())?;
        Some((*ean, share.numerator().checked_mul(times)?))
    });
    let parts: Vec<(Ean, u64)> = parts.collect::<Option<_>>()?;
    let sum = parts.iter().try_fold(0u64, |sum, (_, part)| sum.checked_add(*part))?;
    parts.into_iter().map(|(ean, part)| Some((ean, Share::new(part, sum)?))).collect()
}

/// The same group with a point that is no member. Its curve comes beside the others.
#[must_use]
pub fn with_member(dossier: &Dossier, joining: Joining) -> Dossier {
    let mut larger = dossier.clone();
    larger.members.push(Membership { joining, to: None, signed: None });
    larger
}

/// The same group without a point.
#[must_use]
pub fn without_member(dossier: &Dossier, ean: Ean) -> Dossier {
    let mut smaller = dossier.clone();
    smaller.members.retain(|member| member.joining.ean != ean);
    smaller
}

/// What those who take take on average, in each quarter-hour over whom was measured then, rounded down. It is
/// nobody's own curve once two take. `None` if nobody takes.
pub fn typical_offtake(dossier: &Dossier, curves: &BTreeMap<Ean, Curve>) -> Option<Vec<i64>> {
    let takers = dossier.members.iter().filter(|member| member.joining.role.takes());
    let taken: Vec<&Curve> = takers.filter_map(|member| curves.get(&member.joining.ean)).collect();
    let quarters = taken.iter().map(|curve| curve.offtake.len()).max()?;
    let mean = |quarter: usize| {
        let known = taken.iter().filter_map(|curve| curve.offtake.get(quarter));
        let known: Vec<i128> =
            known.filter(|value| **value != MISSING).map(|value| i128::from(*value)).collect();
        let count = i128::try_from(known.len()).ok()?;
        let sum: i128 = known.iter().sum();
        i64::try_from(sum.checked_div(count)?).ok()
    };
    Some((0..quarters).map(|quarter| mean(quarter).unwrap_or(MISSING)).collect())
}

/// The curves with so much more or less injection: `above / below` times what was measured, each
/// quarter-hour rounded down. `None` if a quarter-hour does not fit.
pub fn with_panels(
    dossier: &Dossier,
    curves: &BTreeMap<Ean, Curve>,
    (above, below): (i64, i64),
) -> Option<BTreeMap<Ean, Curve>> {
    let mut scaled = curves.clone();
    for member in &dossier.members {
        if !member.joining.role.injects() {
            continue;
        }
        let measured = curves.get(&member.joining.ean);
        if let (Some(measured), Some(curve)) = (measured, scaled.get_mut(&member.joining.ean)) {
            for (value, measured) in curve.injection.iter_mut().zip(&measured.injection) {
                if *measured > 0 {
                    let more = i128::from(*measured).checked_mul(i128::from(above))?;
                    let more = more.checked_div(i128::from(below)).filter(|more| *more >= 0)?;
                    *value = i64::try_from(more).ok()?;
                }
            }
        }
    }
    Some(scaled)
}

/// What `then` is worth to a member more than `now`, in exact euro rounded towards zero: what it takes
/// from the community instead of its supplier, and sells to it instead. `None` if it does not fit.
pub fn gain(now: Volumes, then: Volumes, worth: Worth) -> Option<MicroEuro> {
    let received = MilliWattHours(then.received.checked_sub(now.received)?);
    let given = MilliWattHours(then.given.checked_sub(now.given)?);
    let saves = NanoEuroPerKwh(worth.supplied.0.checked_sub(worth.shared.0)?);
    let earns = NanoEuroPerKwh(worth.shared.0.checked_sub(worth.surplus.0)?);
    // More panels also sell more surplus.
    let injected = then.injection.checked_sub(now.injection)?;
    let sold = worth.surplus.cost_of(MilliWattHours(injected));
    let exact = saves.cost_of(received).checked_add(earns.cost_of(given))?.checked_add(sold)?;
    i64::try_from(exact.checked_div(1_000_000_000)?).ok().map(MicroEuro)
}
