//! Candidates for a cut, and who will be one soon: counted by the database over the rows of a night.

use crate::database::Database;
use crate::{Store, StoreError};
use calendar::SettlementDay;
use prepay::{Attention, TariffGroup};
use units::{AccountId, Dso, Energy, MicroEuro};

/// Rows of points that may be cut.
fn candidates_of(dso: Dso, day: SettlementDay, energy: Energy) -> String {
    let (first, last) = AccountId::range_of(dso);
    format!(
        "day = {} AND account_id >= {first} AND account_id <= {last}
         AND tariff_group IN ({}) AND (attention / {}) % 2 = 1",
        day.0,
        groups(energy),
        Attention::MAY_BE_CUT.0
    )
}

fn groups(energy: Energy) -> String {
    let of_energy = TariffGroup::ALL.into_iter().filter(|group| group.energy == energy);
    let codes: Vec<String> = of_energy.map(|group| group.code().to_string()).collect();
    codes.join(",")
}

impl Store {
    /// How many points of an operator and energy the night of `day` left exhausted with the supply
    /// on. Source: CG-15.
    pub fn count_candidates(
        &mut self,
        dso: Dso,
        day: SettlementDay,
        energy: Energy,
    ) -> Result<i64, StoreError> {
        let condition = candidates_of(dso, day, energy);
        let mut counts = Vec::new();
        let sql = format!("SELECT COUNT(*) FROM account_day WHERE {condition}");
        self.database.read_numbers(&sql, 1, &mut counts)?;
        Ok(counts.first().copied().unwrap_or(0))
    }

    /// They themselves with their balances, by account.
    pub fn candidates(
        &mut self,
        dso: Dso,
        day: SettlementDay,
        energy: Energy,
    ) -> Result<Vec<(AccountId, MicroEuro)>, StoreError> {
        let condition = candidates_of(dso, day, energy);
        let mut numbers = Vec::new();
        let sql = format!(
            "SELECT account_id, balance_micro_eur FROM account_day WHERE {condition}
             ORDER BY account_id"
        );
        self.database.read_numbers(&sql, 2, &mut numbers)?;
        let rows = numbers.as_chunks::<2>().0.iter();
        Ok(rows.map(|&[account, balance]| (AccountId(account), MicroEuro(balance))).collect())
    }

    /// How many points above `cut_level` will be at it or below after one more day like the mean of
    /// their last 7, if nobody pays. Source: CG-15.
    pub fn count_expected(
        &mut self,
        dso: Dso,
        day: SettlementDay,
        energy: Energy,
        cut_level: MicroEuro,
    ) -> Result<i64, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let days: Vec<String> = (0..7).map(|back| (day.0 - back).to_string()).collect();
        let cut = cut_level.0;
        // Who is far from the level is not looked up: four days like the last one and 5 euro.
        let sql = format!(
            "SELECT COUNT(*) FROM account_day t
             WHERE t.day = {} AND t.account_id >= {first} AND t.account_id <= {last}
             AND t.tariff_group IN ({})
             AND t.balance_micro_eur > {cut}
             AND t.balance_micro_eur <= {cut} + 4 * t.charge_micro_eur + 5000000
             AND t.balance_micro_eur - (
                 SELECT SUM(h.charge_micro_eur + h.collected_micro_eur
                            + h.collected_debts_micro_eur) / COUNT(*)
                 FROM account_day h
                 WHERE h.day IN ({}) AND h.account_id = t.account_id
             ) <= {cut}",
            day.0,
            groups(energy),
            days.join(",")
        );
        let mut counts = Vec::new();
        self.database.read_numbers(&sql, 1, &mut counts)?;
        Ok(counts.first().copied().unwrap_or(0))
    }
}
