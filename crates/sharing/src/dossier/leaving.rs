//! How a member leaves without a gap in the key. Source: ES-12, UX R-10.

use super::act::{Act, Joining, Terms};
use super::{Dossier, DossierError};
use crate::key::Key;
use crate::share::Share;
use calendar::Instant;
use num_integer::Integer;
use std::collections::BTreeMap;
use units::Ean;

impl Dossier {
    /// What is filed when a point leaves: its end and, where the key of that time has a share for it, a key from
    /// then on in which the others have its share between them, in proportion to their own, so that all together
    /// have what they had. `None` for the key where nobody else has a share: then a person has to file one.
    /// Errors: a key is filed for later already, or the new shares are no fractions that can be kept.
    pub fn leaving(&self, ean: Ean, to: Instant) -> Result<Vec<Act>, DossierError> {
        let left = Act::Left { ean, to };
        let Some(key) = self.key_at(to).or(self.keys.first()) else { return Ok(vec![left]) };
        let later =
            self.keys.iter().any(|one| one.from >= to && one.terms.shares.contains_key(&ean));
        let last = || {
            let last = self.keys.last().map_or(key.from, |last| last.from);
            DossierError::KeyOutOfOrder { last: last.to_local_string(), from: to.to_local_string() }
        };
        if later {
            return Err(last());
        }
        if !key.terms.shares.contains_key(&ean) {
            return Ok(vec![left]);
        }
        let still = |other: &Ean| {
            self.members.iter().any(|member| {
                member.joining.ean == *other && member.to.is_none_or(|until| to < until)
            })
        };
        let shares = key.terms.shares.iter();
        let there: BTreeMap<Ean, Share> = shares
            .filter(|(other, _)| still(other))
            .map(|(other, share)| (*other, *share))
            .collect();
        let Some(spread) = spread(&there, ean) else { return Err(last()) };
        if spread.is_empty() {
            return Ok(vec![left]);
        }
        let terms = Terms { shares: spread, ..key.terms.clone() };
        Ok(vec![left, Act::KeyFiled { from: to, terms, approval: key.approval.clone() }])
    }

    /// What is filed when another point comes in the place of one that leaves: the end, the newcomer from that
    /// quarter-hour on and, where the key of that time has a share or a place for who leaves, a key from then on
    /// in which the newcomer has it. All the others keep what they had.
    /// Errors: a key is filed for later already.
    pub fn replacing(&self, ean: Ean, newcomer: Joining) -> Result<Vec<Act>, DossierError> {
        let (to, other) = (newcomer.from, newcomer.ean);
        let mut acts = vec![Act::Left { ean, to }, Act::Joined(newcomer)];
        let Some(key) = self.key_at(to).or(self.keys.first()) else { return Ok(acts) };
        let has =
            |terms: &Terms| terms.shares.contains_key(&ean) || terms.groups.contains_key(&ean);
        if let Some(later) = self.keys.iter().find(|one| one.from >= to && has(&one.terms)) {
            let (last, from) = (later.from.to_local_string(), to.to_local_string());
            return Err(DossierError::KeyOutOfOrder { last, from });
        }
        if !has(&key.terms) {
            return Ok(acts);
        }
        let stays = |point: &Ean| {
            *point == ean
                || self.members.iter().any(|member| {
                    member.joining.ean == *point && member.to.is_none_or(|until| to < until)
                })
        };
        let named = |point: Ean| if point == ean { other } else { point };
        let mut terms = key.terms.clone();
        let (shares, groups) = (&key.terms.shares, &key.terms.groups);
        let shares = shares.iter().filter(|(point, _)| stays(point));
        terms.shares = shares.map(|(point, share)| (named(*point), *share)).collect();
        let groups = groups.iter().filter(|(point, _)| stays(point));
        terms.groups = groups.map(|(point, place)| (named(*point), *place)).collect();
        acts.push(Act::KeyFiled { from: to, terms, approval: key.approval.clone() });
        Ok(acts)
    }

    /// Who takes at an instant, each with its share by the key of that time: none where the key has no shares.
    /// `None` before there is a key. Source: ES-05.
    pub fn shares_at(&self, at: Instant) -> Option<(Key, BTreeMap<Ean, Option<Share>>)> {
        let terms = &self.key_at(at).or(self.keys.first())?.terms;
        let takers: Vec<Ean> = self
            .members_at(at)
            .filter(|member| member.joining.role.takes())
            .map(|member| member.joining.ean)
            .collect();
        let each = u64::try_from(takers.len()).ok().and_then(|count| Share::new(1, count));
        let share = |ean: &Ean| match terms.key {
            Key::Equal => each,
            key if key.has_shares() => terms.shares.get(ean).copied().or(Share::new(0, 1)),
            _ => None,
        };
        Some((terms.key, takers.into_iter().map(|ean| (ean, share(&ean))).collect()))
    }
}

/// The shares without that of `leaver`, each larger by the same factor. `None` if one does not fit.
fn spread(shares: &BTreeMap<Ean, Share>, leaver: Ean) -> Option<BTreeMap<Ean, Share>> {
    let mut whole = 1u128;
    for share in shares.values() {
        let denominator = u128::from(share.denominator());
        whole = whole.checked_mul(denominator / whole.gcd(&denominator))?;
    }
    let weight = |share: &Share| {
        (whole / u128::from(share.denominator())).checked_mul(u128::from(share.numerator()))
    };
    let mut sum = 0u128;
    for share in shares.values() {
        sum = sum.checked_add(weight(share)?)?;
    }
    let gone = shares.get(&leaver).map_or(Some(0), weight)?;
    let rest = sum.checked_sub(gone)?;
    let mut spread = BTreeMap::new();
    if rest == 0 {
        return Some(spread);
    }
    for (ean, share) in shares.iter().filter(|(ean, _)| **ean != leaver) {
        let (above, below) = (weight(share)?.checked_mul(sum)?, rest.checked_mul(whole)?);
        let common = above.gcd(&below).max(1);
        let (above, below) = (u64::try_from(above / common), u64::try_from(below / common));
        spread.insert(*ean, Share::new(above.ok()?, below.ok()?)?);
    }
    Some(spread)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ean(number: u64) -> Ean {
        Ean::with_check_digit(54_144_900_000_000_000 + number).unwrap()
    }

    fn shares(all: &[(u64, &str)]) -> BTreeMap<Ean, Share> {
        all.iter().map(|(number, share)| (ean(*number), share.parse().unwrap())).collect()
    }

    #[test]
    fn es_12_who_leaves_gives_its_share_to_the_others_in_proportion() {
        let before = shares(&[(1, "0.4"), (2, "0.3"), (3, "0.2"), (4, "0.1")]);
        let after = shares(&[(2, "1/2"), (3, "1/3"), (4, "1/6")]);
        assert_eq!(spread(&before, ean(1)), Some(after));
        // What was not given away stays so: 0.8 in all.
        let before = shares(&[(1, "0.4"), (2, "0.4")]);
        assert_eq!(spread(&before, ean(1)), Some(shares(&[(2, "0.8")])));
        assert_eq!(spread(&shares(&[(1, "1")]), ean(1)), Some(BTreeMap::new()));
    }

    proptest! {
        #[test]
        fn es_12_all_together_have_what_they_had(parts in prop::collection::vec(1u64..1_000, 2..12)) {
            let whole: u64 = parts.iter().sum();
            let all: BTreeMap<Ean, Share> = (1..)
                .zip(&parts)
                .map(|(number, part)| (ean(number), Share::new(*part, whole).unwrap()))
                .collect();
            let left = spread(&all, ean(1)).unwrap();
            prop_assert_eq!(left.len(), parts.len() - 1);
            let denominators: Vec<u128> =
                left.values().map(|share| u128::from(share.denominator())).collect();
            let common = denominators.iter().fold(1u128, |common, one| common.lcm(one));
            let sum: u128 = left
                .values()
                .map(|share| u128::from(share.numerator()) * (common / u128::from(share.denominator())))
                .sum();
            prop_assert_eq!(sum, common);
        }
    }
}
