//! How a member leaves without a gap in the key. Source: ES-12, UX R-10.

use super::act::{Act, Terms};
use super::{Dossier, DossierError};
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
