//! How many readings of a midnight were due, and how many came in time. Source: MT-19, PR-15.

use crate::database::{Database, Value};
use crate::{Store, StoreError};
use calendar::SettlementDay;
use prepay::TariffGroup;
use readings::in_time_until;
use units::{AccountId, Dso, Energy};

/// The readings of one midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimelyDay {
    pub midnight: SettlementDay,
    pub energy: Energy,
    /// Accounts that were open.
    pub due: i64,
    /// Of which the reading was known before the next midnight.
    pub in_time: i64,
}

const ENERGIES: [(Energy, i64); 2] = [(Energy::Electricity, 0), (Energy::Gas, 1)];

impl Store {
    /// What was counted of the midnights from `from` to before `until`, in order.
    pub fn timely_days(
        &mut self,
        dso: Dso,
        from: SettlementDay,
        until: SettlementDay,
    ) -> Result<Vec<TimelyDay>, StoreError> {
        let mut found = Vec::new();
        self.database.query(
            "SELECT midnight, energy, due, in_time FROM timely_day
             WHERE midnight >= $1 AND midnight < $2 AND dso = $3 ORDER BY midnight, energy",
            &[i64::from(from.0).into(), i64::from(until.0).into(), i64::from(dso.code()).into()],
            &mut |mut row| {
                let midnight = SettlementDay(row.small()?);
                let code = row.number()?;
                let energy = ENERGIES.into_iter().find(|(_, known)| *known == code);
                let (energy, _) =
                    energy.ok_or_else(|| StoreError::corrupt("an impossible energy"))?;
                let (due, in_time) = (row.number()?, row.number()?);
                found.push(TimelyDay { midnight, energy, due, in_time });
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Counts a midnight whose day is over, and keeps it: both energies, also where nothing was due. What is kept
    /// already stays as it is. Source: MT-19.
    pub fn count_timely(&mut self, dso: Dso, midnight: SettlementDay) -> Result<(), StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let start = midnight.start().0;
        let mut counted = ENERGIES.map(|(energy, code)| (energy, code, 0i64, 0i64));
        let values: [Value; 5] = [
            i64::from(midnight.0).into(),
            in_time_until(midnight).0.into(),
            first.0.into(),
            last.0.into(),
            start.into(),
        ];
        self.database.query(
            "SELECT a.tariff_group, COUNT(*), COUNT(r.account_id)
             FROM account a LEFT JOIN reading r
                 ON r.midnight = $1 AND r.account_id = a.account_id AND r.version = 1
                     AND r.learnt_us < $2
             WHERE a.account_id >= $3 AND a.account_id <= $4 AND a.opened_us < $5
                 AND (a.closed_us IS NULL OR a.closed_us >= $5)
             GROUP BY a.tariff_group ORDER BY a.tariff_group",
            &values,
            &mut |mut row| {
                let group = TariffGroup::from_code(row.small()?);
                let group = group.ok_or_else(|| StoreError::corrupt("an impossible group"))?;
                let (whole, part) = (row.number()?, row.number()?);
                for (energy, _, due, in_time) in &mut counted {
                    if *energy == group.energy {
                        *due = due.saturating_add(whole);
                        *in_time = in_time.saturating_add(part);
                    }
                }
                Ok(())
            },
        )?;
        self.transaction(|store| {
            for (_, code, due, in_time) in counted {
                store.database.execute(
                    "INSERT INTO timely_day (midnight, dso, energy, due, in_time)
                     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (midnight, dso, energy) DO NOTHING",
                    &[
                        i64::from(midnight.0).into(),
                        i64::from(dso.code()).into(),
                        code.into(),
                        due.into(),
                        in_time.into(),
                    ],
                )?;
            }
            Ok(())
        })
    }
}
