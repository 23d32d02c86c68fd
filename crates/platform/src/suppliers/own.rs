//! Who supplies which account on which day: by its contracts, else the operator's default. Source: PA-30.

use crate::bank::remit::default_supplier;
use crate::engine::Engine;
use crate::failure::Failure;
use calendar::SettlementDay;
use std::collections::BTreeMap;
use store::Account;
use timeline::Fact;
use units::{AccountId, Dso};

/// Of a bill. Source: PA-33.
pub(super) const YEAR_MONTHS: i32 = 12;

/// What is known of the suppliers of some accounts.
#[derive(Debug, Default)]
pub struct Supplied {
    default: Option<String>,
    contracts: BTreeMap<AccountId, BTreeMap<SettlementDay, String>>,
}

impl Supplied {
    /// Of all accounts of an operator.
    pub fn of_all(engine: &mut Engine, dso: Dso) -> Result<Self, Failure> {
        let default = engine.store.setting(&default_supplier(dso))?;
        Self { default, contracts: BTreeMap::new() }
            .with(engine.store.facts_of_kind(dso, "contract")?)
    }

    pub fn of_one(engine: &mut Engine, account: &Account) -> Result<Self, Failure> {
        let default = engine.store.setting(&default_supplier(account.dso))?;
        let mut facts = engine.store.facts(&[account.id])?;
        facts.retain(|fact| fact.kind == "contract");
        Self { default, contracts: BTreeMap::new() }.with(facts)
    }

    fn with(mut self, facts: Vec<store::Fact>) -> Result<Self, Failure> {
        for fact in facts {
            if let Fact::Contract { supplier, from } = serde_json::from_str(&fact.body)? {
                let from = from.unwrap_or(fact.at.day());
                self.contracts.entry(fact.account).or_default().insert(from, supplier);
            }
        }
        Ok(self)
    }

    pub fn on(&self, account: AccountId, day: SettlementDay) -> Option<&str> {
        self.contract_on(account, day).or(self.default.as_deref())
    }

    /// The first day that a supplier had anybody, of accounts of which the first was opened on `opened`. `None`: never.
    pub fn first_of(&self, supplier: &str, opened: Option<SettlementDay>) -> Option<SettlementDay> {
        let opened = opened?;
        if self.default.as_deref() == Some(supplier) {
            return Some(opened);
        }
        let all = self.contracts.values().flatten();
        let own = all.filter(|(_, who)| *who == supplier).map(|(day, _)| *day);
        // A contract may be older than the account.
        own.min().map(|day| day.max(opened))
    }

    /// By contract alone.
    pub fn contract_on(&self, account: AccountId, day: SettlementDay) -> Option<&str> {
        let known = self.contracts.get(&account)?.range(..=day).next_back();
        known.map(|(_, supplier)| supplier.as_str())
    }

    /// From which day on contracts with a supplier followed on each other, with the day of the switch behind them. The
    /// first may lie before the account was opened.
    pub(super) fn in_a_row(
        &self,
        account: &Account,
        supplier: &str,
    ) -> Vec<(SettlementDay, Option<SettlementDay>)> {
        let rows = self.rows(account).into_iter().filter(|(_, who, _)| *who == Some(supplier));
        rows.map(|(from, _, to)| (from, to)).collect()
    }

    /// The days of `[from, to)` on which another year of a contract begins: up to each its supplier makes a bill.
    /// Source: PA-33.
    pub fn years_begin(
        &self,
        account: &Account,
        (from, to): (SettlementDay, SettlementDay),
    ) -> Vec<SettlementDay> {
        let mut found = Vec::new();
        for (begun, _, switch) in self.rows(account) {
            let until = switch.map_or(to, |switch| switch.min(to));
            let years = (1..).map(|years| begun.plus_months(YEAR_MONTHS.saturating_mul(years)));
            found.extend(years.take_while(|day| *day < until).filter(|day| from <= *day));
        }
        found
    }

    /// From which day on who supplied, up to the day of the switch.
    fn rows(&self, account: &Account) -> Vec<(SettlementDay, Option<&str>, Option<SettlementDay>)> {
        let opened = account.opened_at.day();
        let known = self.contracts.get(&account.id);
        let mut changes: Vec<(SettlementDay, Option<&str>)> = known
            .into_iter()
            .flat_map(|known| known.iter().map(|(day, who)| (*day, Some(who.as_str()))))
            .collect();
        if changes.first().is_none_or(|(first, _)| *first > opened) {
            changes.insert(0, (opened, self.default.as_deref()));
        }
        changes.dedup_by_key(|(_, who)| *who);
        let next = changes.iter().skip(1).map(|(day, _)| Some(*day)).chain([None]);
        changes.iter().zip(next).map(|((from, who), to)| (*from, *who, to)).collect()
    }

    #[cfg(test)]
    pub fn known(default: Option<&str>, account: AccountId, contracts: &[(&str, &str)]) -> Self {
        let known = contracts.iter().map(|(from, who)| (from.parse().unwrap(), (*who).to_owned()));
        Self {
            default: default.map(str::to_owned),
            contracts: BTreeMap::from([(account, known.collect())]),
        }
    }

    /// The last days `[from, to)` up to `today` on which it supplied an account, without an end if it does.
    pub fn stretch(
        &self,
        account: &Account,
        supplier: &str,
        today: SettlementDay,
    ) -> Option<(SettlementDay, Option<SettlementDay>)> {
        let opened = account.opened_at.day();
        let closed = account.closed_at.map(calendar::Instant::day);
        let changes = self.contracts.get(&account.id);
        let days = changes.into_iter().flat_map(|known| known.keys().copied());
        let mut days: Vec<SettlementDay> = days.filter(|day| *day > opened).collect();
        days.insert(0, opened);
        let mut found: Option<(SettlementDay, Option<SettlementDay>)> = None;
        for day in days {
            let ours = self.on(account.id, day) == Some(supplier);
            match &mut found {
                // Two contracts with the same supplier are one stretch.
                Some((_, None)) if ours => {}
                Some((_, to @ None)) => *to = Some(day),
                _ if ours && day <= today && closed.is_none_or(|end| day < end) => {
                    found = Some((day, None));
                }
                Some(_) | None => {}
            }
        }
        let (from, to) = found?;
        Some((from, to.into_iter().chain(closed).min()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calendar::Instant;
    use prepay::{Rates, TariffGroup};
    use units::{Ean, Energy};

    fn day(text: &str) -> SettlementDay {
        text.parse().unwrap()
    }

    fn account() -> Account {
        Account {
            id: AccountId(1_000_000_001),
            ean: Ean::with_check_digit(54_144_900_000_000_001).unwrap(),
            dso: Dso::Ores,
            group: TariffGroup { energy: Energy::Electricity, rates: Rates::Two },
            opened_at: "2026-01-05T00:00:00+01:00".parse::<Instant>().unwrap(),
            closed_at: None,
            opening: String::new(),
        }
    }

    fn supplied(default: Option<&str>, contracts: &[(&str, &str)]) -> Supplied {
        Supplied::known(default, account().id, contracts)
    }

    #[test]
    fn pa_30_a_supplier_has_the_days_on_which_it_supplied_and_no_others() {
        let today = day("2026-06-01");
        let of = |known: &Supplied, who: &str| known.stretch(&account(), who, today);
        let known = supplied(Some("D"), &[("2026-03-01", "A"), ("2026-05-01", "B")]);
        assert_eq!(of(&known, "D"), Some((day("2026-01-05"), Some(day("2026-03-01")))));
        assert_eq!(of(&known, "A"), Some((day("2026-03-01"), Some(day("2026-05-01")))));
        assert_eq!(of(&known, "B"), Some((day("2026-05-01"), None)));
        assert_eq!(of(&known, "C"), None);
        assert_eq!(known.on(account().id, day("2026-02-28")), Some("D"));
        assert_eq!(known.on(account().id, day("2026-03-01")), Some("A"), "the switch day");
        let back = supplied(None, &[("2025-01-01", "A"), ("2026-02-01", "B"), ("2026-04-01", "A")]);
        assert_eq!(of(&back, "A"), Some((day("2026-04-01"), None)), "the last time");
        let twice = supplied(None, &[("2026-02-01", "A"), ("2026-04-01", "A")]);
        assert_eq!(of(&twice, "A"), Some((day("2026-02-01"), None)));
        let later = supplied(None, &[("2026-07-01", "A")]);
        assert_eq!(of(&later, "A"), None, "not yet");
        let mut closed = account();
        closed.closed_at = Some("2026-04-10T09:00:00+02:00".parse().unwrap());
        assert_eq!(
            known.stretch(&closed, "A", today),
            Some((day("2026-03-01"), Some(day("2026-04-10"))))
        );
        assert_eq!(known.stretch(&closed, "B", today), None, "it had left before");
    }
}
