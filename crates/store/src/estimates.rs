//! What estimates are made from and how far they were off: hourly shapes, past days, error sums.

use crate::columns::{ACCOUNT_SHAPE, ERROR_WIDTH, ESTIMATE_ERROR, SHAPE_WIDTH};
use crate::database::Database;
use crate::history::days_between;
use crate::{Store, StoreError, lists};
use calendar::SettlementDay;
use params::EstimateMethod;
use prepay::{Attention, DayShape, DayType, ErrorSums, HourlyShape, PastDay, Quality, TariffGroup};
use std::collections::BTreeMap;
use units::{AccountId, Dso, Energy, MicroEuro, MilliWattHours};

/// Accounts in a row whose days are read with one query.
const FEW: i64 = 50;

/// The errors of one day, operator, energy and method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErrorsOfDay {
    pub day: SettlementDay,
    pub dso: Dso,
    pub energy: Energy,
    pub method: EstimateMethod,
    pub sums: ErrorSums,
}

/// The last days of one account, as an estimate looks at them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastDays {
    pub account: AccountId,
    pub group: TariffGroup,
    /// Oldest first.
    pub days: Vec<PastDay>,
}

fn energy_code(energy: Energy) -> i64 {
    match energy {
        Energy::Electricity => 0,
        Energy::Gas => 1,
    }
}

impl Store {
    /// Keeps the shapes of accounts, in one transaction. One that is older than what is kept of the
    /// account changes nothing. Returns how many were kept.
    pub fn keep_shapes(
        &mut self,
        shapes: &BTreeMap<AccountId, HourlyShape>,
    ) -> Result<u64, StoreError> {
        let accounts: Vec<AccountId> = shapes.keys().copied().collect();
        self.transaction(|store| {
            let known = store.shapes(&accounts)?;
            let newer = |(account, shape): &(&AccountId, &HourlyShape)| {
                known.get(account).is_none_or(|known| known.made <= shape.made)
            };
            let (mut rows, mut replaced, mut count) = (Vec::new(), Vec::new(), 0);
            for (account, shape) in shapes.iter().filter(newer) {
                replaced.push(account.0);
                count += 1;
                for kind in DayType::ALL {
                    let Some(of_type) = shape.of_type(kind) else { continue };
                    rows.extend([
                        account.0,
                        kind.code().into(),
                        shape.made.0.into(),
                        shape.days.into(),
                    ]);
                    rows.extend(of_type.parts().iter().map(|part| i64::from(*part)));
                }
            }
            for list in lists(replaced) {
                let sql = format!("DELETE FROM account_shape WHERE account_id IN ({list})");
                store.database.execute_once(&sql)?;
            }
            store.database.insert_numbers(&ACCOUNT_SHAPE, &rows)?;
            Ok(count)
        })
    }

    /// The shapes that are known of these accounts.
    pub fn shapes(
        &mut self,
        accounts: &[AccountId],
    ) -> Result<BTreeMap<AccountId, HourlyShape>, StoreError> {
        let mut numbers = Vec::new();
        let sql = |these: &str| {
            format!(
                "SELECT {} FROM account_shape WHERE account_id {these} ORDER BY account_id, day_type",
                ACCOUNT_SHAPE.names()
            )
        };
        self.database.numbers_about(accounts, SHAPE_WIDTH, sql, &mut numbers)?;
        let wrong = || StoreError::corrupt("an impossible hourly shape");
        let small = |number: i64| i32::try_from(number).map_err(|_| wrong());
        let mut found: BTreeMap<AccountId, ([Option<DayShape>; 3], SettlementDay, i32)> =
            BTreeMap::new();
        for [account, kind, made, days, hours @ ..] in numbers.as_chunks::<SHAPE_WIDTH>().0 {
            let mut parts = [0i32; 24];
            for (part, hour) in parts.iter_mut().zip(hours) {
                *part = small(*hour)?;
            }
            let shape = DayShape::new(parts).ok_or_else(wrong)?;
            let place = usize::try_from(*kind).map_err(|_| wrong())?;
            let fresh = ([None; 3], SettlementDay(small(*made)?), small(*days)?);
            let (by_type, ..) = found.entry(AccountId(*account)).or_insert(fresh);
            *by_type.get_mut(place).ok_or_else(wrong)? = Some(shape);
        }
        let whole = found.into_iter().map(|(account, (by_type, made, days))| {
            HourlyShape::new(by_type, made, days).map(|shape| (account, shape)).ok_or_else(wrong)
        });
        whole.collect()
    }

    /// The days from `from` to `to` of the accounts after `after` up to `last`, by account. Of many accounts a
    /// scan of each day's rows in their order, of a few one query: never one per account.
    pub fn past_days(
        &mut self,
        after: AccountId,
        last: AccountId,
        from: SettlementDay,
        to: SettlementDay,
    ) -> Result<Vec<PastDays>, StoreError> {
        let mut numbers = Vec::new();
        let few = last.0.saturating_sub(after.0) <= FEW;
        let lists: Vec<String> = if few {
            days_between(from, to)
        } else {
            (from.0..=to.0).map(|day| day.to_string()).collect()
        };
        for days in lists {
            let sql = format!(
                "SELECT account_id, day, charge_micro_eur, energy_1_mwh, energy_2_mwh, quality,
                    tariff_group, collected_micro_eur + collected_debts_micro_eur, debt_micro_eur,
                    attention
                 FROM account_day
                 WHERE day IN ({days}) AND account_id > {after} AND account_id <= {last}
                 ORDER BY day, account_id"
            );
            self.database.read_numbers(&sql, 10, &mut numbers)?;
        }
        let wrong = || StoreError::corrupt("an impossible day row");
        let mut found: BTreeMap<AccountId, PastDays> = BTreeMap::new();
        for &[
            account,
            day,
            charge,
            energy_1,
            energy_2,
            quality,
            group,
            collected,
            debt,
            attention,
        ] in numbers.as_chunks::<10>().0
        {
            let quality = i16::try_from(quality).ok().and_then(Quality::from_code);
            let quality = quality.ok_or_else(wrong)?;
            let group = i16::try_from(group).ok().and_then(TariffGroup::from_code);
            let (account, group) = (AccountId(account), group.ok_or_else(wrong)?);
            let of_account = found.entry(account).or_insert_with(|| PastDays {
                account,
                group,
                days: Vec::with_capacity(32),
            });
            // A held day is not settled: it has no charge yet.
            if quality == Quality::Held {
                continue;
            }
            of_account.days.push(PastDay {
                day: SettlementDay(i32::try_from(day).map_err(|_| wrong())?),
                charge: MicroEuro(charge),
                energy: [MilliWattHours(energy_1), MilliWattHours(energy_2)],
                measured: quality == Quality::Measured,
                connected: attention & i64::from(Attention::SUPPLY.0) == 0,
                collected: MicroEuro(collected),
                debt: MicroEuro(debt),
            });
        }
        Ok(found.into_values().collect())
    }

    /// Keeps the errors of one day and operator in place of those that were kept of it.
    pub fn keep_errors(
        &mut self,
        dso: Dso,
        day: SettlementDay,
        errors: &[ErrorsOfDay],
    ) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(errors.len() * ERROR_WIDTH);
        for error in errors.iter().filter(|error| error.sums.count > 0) {
            let ErrorSums { count, absolute, signed, most, buckets } = error.sums;
            rows.extend([
                day.0.into(),
                dso.code().into(),
                energy_code(error.energy),
                error.method.code().into(),
                count,
                absolute,
                signed,
                most,
            ]);
            rows.extend(buckets);
        }
        self.transaction(|store| {
            store.database.execute(
                "DELETE FROM estimate_error WHERE day = $1 AND dso = $2",
                &[i64::from(day.0).into(), i64::from(dso.code()).into()],
            )?;
            store.database.insert_numbers(&ESTIMATE_ERROR, &rows)
        })
    }

    /// The errors of the days from `from` to `to`, both included, by day, operator, energy, method.
    pub fn errors(
        &mut self,
        dso: Option<Dso>,
        from: SettlementDay,
        to: SettlementDay,
    ) -> Result<Vec<ErrorsOfDay>, StoreError> {
        let of_dso = dso.map(|dso| format!(" AND dso = {}", dso.code())).unwrap_or_default();
        let sql = format!(
            "SELECT {} FROM estimate_error WHERE day BETWEEN {} AND {}{of_dso}
             ORDER BY day, dso, energy, method",
            ESTIMATE_ERROR.names(),
            from.0,
            to.0
        );
        let mut numbers = Vec::new();
        self.database.read_numbers(&sql, ERROR_WIDTH, &mut numbers)?;
        let wrong = || StoreError::corrupt("an impossible sum of errors");
        let small = |number: i64| i16::try_from(number).map_err(|_| wrong());
        let mut found = Vec::new();
        for &[day, dso, energy, method, count, absolute, signed, most, ref buckets @ ..] in
            numbers.as_chunks::<ERROR_WIDTH>().0
        {
            let energies = [Energy::Electricity, Energy::Gas];
            let energy = energies.into_iter().find(|each| energy_code(*each) == energy);
            found.push(ErrorsOfDay {
                day: SettlementDay(i32::try_from(day).map_err(|_| wrong())?),
                dso: u8::try_from(dso)
                    .ok()
                    .and_then(|code| Dso::from_code(code.into()))
                    .ok_or_else(wrong)?,
                energy: energy.ok_or_else(wrong)?,
                method: EstimateMethod::from_code(small(method)?).ok_or_else(wrong)?,
                sums: ErrorSums { count, absolute, signed, most, buckets: *buckets },
            });
        }
        Ok(found)
    }
}
