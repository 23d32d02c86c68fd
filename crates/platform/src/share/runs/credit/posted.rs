//! What sharing has given back to an account already, line by line, as its facts say. Source: ES-19, PA-38.

use super::Part;
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use calendar::SettlementDay;
use ledger::LedgerAccount;
use std::collections::{BTreeMap, BTreeSet};
use timeline::Fact;
use units::{FEMTO_PER_MICRO, MicroEuro, MilliWattHours};

/// In the place of the version, of a line of one day.
const OF_DAY: &str = "day";

/// From which day on what a credit gives back was shared: of its key. `None` if it is none of sharing.
/// Source: PA-30, PA-33.
pub fn shared_from(key: &str) -> Option<SettlementDay> {
    let mut words = key.strip_prefix("sharing/")?.split('/');
    let (_group, month, _version, _side) =
        (words.next()?, words.next()?, words.next()?, words.next()?);
    match words.next() {
        Some(day) => day.parse().ok(),
        None => format!("{month}-01").parse().ok(),
    }
}

/// A line that was posted.
struct Line {
    part: Part,
    /// It is of this one day, and of no month.
    of_day: bool,
    exact: i128,
    mwh: i64,
}

/// The lines of one account for one month of a group.
pub struct Posted {
    of_month: String,
    lines: Vec<Line>,
    known: BTreeSet<String>,
}

/// An exact amount, in femto-euro, and the energy it is for, in mWh.
pub type Amount = (i128, i64);

impl Posted {
    pub fn read(
        engine: &mut Engine,
        account: &store::Account,
        (group, month): (i64, ::intervals::Month),
    ) -> Result<Self, Failure> {
        let Some(first) = month.first_day() else { return refuse("no such month") };
        let of_month = format!("sharing/{group}/{month}/");
        let (mut lines, mut known) = (Vec::new(), BTreeSet::new());
        for kept in engine.store.facts(&[account.id])? {
            if kept.kind != "shared_energy" {
                continue;
            }
            let Fact::SharedEnergy { id, eur, femto_eur, energy, kwh, .. } =
                serde_json::from_str(&kept.body)?
            else {
                continue;
            };
            let Some(rest) = id.strip_prefix(&of_month) else { continue };
            let version = rest.split('/').next().and_then(|word| word.split('.').next());
            let of_day = version == Some(OF_DAY);
            let since = shared_from(&id).unwrap_or(first);
            let mwh: MilliWattHours = kwh.parse()?;
            let exact = exact(eur, femto_eur);
            lines.push(Line { part: (energy, since), of_day, exact, mwh: mwh.0 });
            known.insert(id);
        }
        Ok(Self { of_month, lines, known })
    }

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// What was posted in all, by part: each line belongs to the stretch of one supplier in which it begins.
    pub fn by_part(&self, stretches: &BTreeSet<SettlementDay>) -> BTreeMap<Part, Amount> {
        let mut sums: BTreeMap<Part, Amount> = BTreeMap::new();
        for line in &self.lines {
            let (energy, since) = line.part;
            let begin = stretches.range(..=since).next_back().copied().unwrap_or(since);
            add(&mut sums, (energy, begin), (line.exact, line.mwh));
        }
        sums
    }

    /// What was posted for one day, where it was charged.
    pub fn of_day(&self, day: SettlementDay) -> BTreeMap<LedgerAccount, Amount> {
        let mut sums: BTreeMap<LedgerAccount, Amount> = BTreeMap::new();
        for line in self.lines.iter().filter(|line| line.of_day && line.part.1 == day) {
            add(&mut sums, line.part.0, (line.exact, line.mwh));
        }
        sums
    }

    /// The key of a line of a version. One that is known has a number behind the version: a status was put right since.
    pub fn key_of_version(&mut self, seq: i32, part: Part, first: SettlementDay) -> String {
        let mut end = side(part.0).to_owned();
        if part.1 != first {
            end.push_str(&format!("/{}", part.1));
        }
        self.free(&seq.to_string(), &end)
    }

    /// The key of a line of a day.
    pub fn key_of_day(&mut self, energy: LedgerAccount, day: SettlementDay) -> String {
        self.free(OF_DAY, &format!("{}/{day}", side(energy)))
    }

    fn free(&mut self, version: &str, end: &str) -> String {
        let mut id = format!("{}{version}/{end}", self.of_month);
        let mut number = 2_u32;
        while !self.known.insert(id.clone()) {
            id = format!("{}{version}.{number}/{end}", self.of_month);
            number = number.saturating_add(1);
        }
        id
    }
}

fn add<K: Ord>(sums: &mut BTreeMap<K, Amount>, of: K, (exact, mwh): Amount) {
    let (sum, energy) = sums.entry(of).or_default();
    *sum = sum.saturating_add(exact);
    *energy = energy.saturating_add(mwh);
}

fn side(energy: LedgerAccount) -> &'static str {
    if energy == LedgerAccount::EnergyAtSocialPrice { "social" } else { "average" }
}

/// The exact amount of a fact, in femto-euro.
pub fn exact(eur: MicroEuro, femto_eur: i64) -> i128 {
    eur.in_femto().saturating_add(i128::from(femto_eur))
}

/// An exact amount as a fact says it: whole micro-euro, rounded down, and what is left. `None` if it does not fit.
pub fn in_fact(exact: i128) -> Option<(MicroEuro, i64)> {
    let micro = i64::try_from(exact.div_euclid(FEMTO_PER_MICRO)).ok()?;
    let rest = i64::try_from(exact.rem_euclid(FEMTO_PER_MICRO)).ok()?;
    Some((MicroEuro(micro), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pa_02_an_exact_amount_is_the_same_after_a_fact() {
        for amount in [0, 1, -1, 999_999_999, 1_000_000_000, -1_000_000_001, 7 << 80] {
            match in_fact(amount) {
                Some((eur, rest)) => assert_eq!(exact(eur, rest), amount),
                None => assert_eq!(amount, 7 << 80, "too large for money"),
            }
        }
    }

    #[test]
    fn pa_30_pa_33_a_key_says_from_which_day_on_it_was_shared() {
        let from = |key: &str| shared_from(key).map(|day| day.to_string());
        let day = |text: &str| Some(text.to_owned());
        assert_eq!(from("sharing/3/2026-10/2/average"), day("2026-10-01"));
        assert_eq!(from("sharing/3/2026-10/2.2/average/2026-10-31"), day("2026-10-31"));
        assert_eq!(from("sharing/3/2026-10/day/social/2026-10-17"), day("2026-10-17"));
        assert_eq!(from("sharing/3/2026-10/day.2/social/2026-10-17"), day("2026-10-17"));
        assert_eq!(from("T-1"), None);
    }
}
