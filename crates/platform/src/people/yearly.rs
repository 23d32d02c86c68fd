//! The supplier's bill of the year as a household is told it: its own contract over its own readings and top-ups.
//! Source: UX 8.2 C-05, PA-34.

use super::figures::at_place;
use super::{People, failed};
use crate::bank::year::{Contract, true_up};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use calendar::{Instant, SettlementDay};
use portal::my::{
    Bill, MyError, MyYear, NewContract, Visitor, YearContract, YearRefused, YearlyBills,
};
use prepay::Rates;
use store::{Account, SupplyContract};
use units::{MicroEuro, NanoEuroPerKwh, ObisCode};

const YEAR_MONTHS: i32 = 12;
const MICRO_PER_CENT: i128 = 10_000;

/// The next first day of a contract's year after `today`.
fn next(anniversary: SettlementDay, today: SettlementDay) -> SettlementDay {
    let mut years = 0;
    let of = |years: i32| anniversary.plus_months(years.saturating_mul(YEAR_MONTHS));
    while of(years) <= today {
        years += 1;
    }
    while of(years - 1) > today {
        years -= 1;
    }
    of(years)
}

fn cents(cents: i128) -> Result<MicroEuro, Failure> {
    match i64::try_from(cents.saturating_mul(MICRO_PER_CENT)) {
        Ok(micro) => Ok(MicroEuro(micro)),
        Err(_) => refuse("a yearly bill is too large"),
    }
}

/// Of a year that an account was opened in, fixed costs count from then on.
fn fixed_of(
    per_year: MicroEuro,
    (from, begins, anniversary): (SettlementDay, SettlementDay, SettlementDay),
) -> MicroEuro {
    let (days, year) = (anniversary.days_since(from), anniversary.days_since(begins));
    let part = i128::from(per_year.0) * i128::from(days) / i128::from(year.max(1));
    MicroEuro(i64::try_from(part).unwrap_or(per_year.0))
}

/// What the contract would cost today and at its anniversary; nothing before a day of this year is settled.
pub(super) fn expected(
    engine: &mut Engine,
    account: &Account,
    kept: &SupplyContract,
    now: Instant,
) -> Result<Option<(SettlementDay, Bill)>, Failure> {
    let anniversary = next(kept.anniversary, now.day());
    let begins = anniversary.plus_months(-YEAR_MONTHS);
    let from = begins.max(account.opened_at.day());
    if engine.store.days(&[account.id], from, now.day())?.is_empty() {
        return Ok(None);
    }
    let [first, second] = kept.prices;
    let prices = vec![
        (ObisCode::IMPORT_PEAK, first),
        (ObisCode::IMPORT_OFF_PEAK, second),
        (ObisCode::GAS_VOLUME, first),
    ];
    let fixed_per_year = fixed_of(kept.fixed_per_year, (from, begins, anniversary));
    let contract = Contract { from, anniversary, prices, fixed_per_year };
    let (today, figures, warning) = true_up(engine, account.ean, &contract, now)?;
    let above = match warning {
        Some(_) => {
            let rules = engine.books.rules(account.dso, account.group.energy)?;
            Some(rules.parameters.at(now.day(), now).payments.trueup_warn_above)
        }
        None => None,
    };
    let bill = Bill {
        today,
        if_today: cents(figures.today_cents())?,
        at_anniversary: cents(figures.anniversary_cents())?,
        aside: figures.saving_per_day_cents().map(cents).transpose()?,
        above,
    };
    Ok(Some((anniversary, bill)))
}

impl People {
    fn year_of(&self, visitor: &Visitor, place: usize) -> Result<Option<MyYear>, Failure> {
        let now = self.now();
        let mut engine = self.engine()?;
        let Some((own, meters)) = at_place(&mut engine, visitor, place)? else { return Ok(None) };
        let kept = engine.store.supply_contract(own.account.id)?;
        let bill = match &kept {
            Some(kept) => expected(&mut engine, &own.account, kept, now)?,
            None => None,
        };
        Ok(Some(MyYear {
            two_registers: own.account.group.rates == Rates::Two,
            contract: kept.map(|kept| YearContract {
                anniversary: next(kept.anniversary, now.day()),
                prices: kept.prices,
                fixed_per_year: kept.fixed_per_year,
            }),
            bill: bill.map(|(_, bill)| bill),
            meter: own.meter,
            meters,
        }))
    }

    fn keep_contract(
        &self,
        visitor: &Visitor,
        place: usize,
        wanted: &NewContract,
    ) -> Result<Option<Result<(), YearRefused>>, Failure> {
        let now = self.now();
        let mut engine = self.engine()?;
        let Some((own, _)) = at_place(&mut engine, visitor, place)? else { return Ok(None) };
        let two = own.account.group.rates == Rates::Two;
        let second: NanoEuroPerKwh = match (two, wanted.second) {
            (true, None) => return Ok(Some(Err(YearRefused::NoSecondPrice))),
            (true, Some(second)) => second,
            (false, _) => wanted.first,
        };
        let contract = SupplyContract {
            account: own.account.id,
            at: now,
            person: visitor.person,
            anniversary: wanted.anniversary,
            prices: [wanted.first, second],
            fixed_per_year: wanted.fixed_per_year,
        };
        engine
            .locked(own.account.dso, |engine| Ok(engine.store.add_supply_contract(&contract)?))?;
        Ok(Some(Ok(())))
    }
}

impl YearlyBills for People {
    fn year(&self, visitor: &Visitor, place: usize) -> Result<Option<MyYear>, MyError> {
        self.year_of(visitor, place).map_err(failed("could not work out a yearly bill"))
    }

    fn set_contract(
        &self,
        visitor: &Visitor,
        place: usize,
        contract: &NewContract,
    ) -> Result<Option<Result<(), YearRefused>>, MyError> {
        self.keep_contract(visitor, place, contract).map_err(failed("could not keep a contract"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pa_34_a_year_goes_on_to_its_next_anniversary_and_fixed_costs_from_the_opening() {
        let day = |text: &str| -> SettlementDay { text.parse().unwrap() };
        for (given, today, expected) in [
            ("2027-01-01", "2026-11-22", "2027-01-01"),
            ("2024-01-01", "2026-11-22", "2027-01-01"),
            ("2030-03-15", "2026-11-22", "2027-03-15"),
            ("2026-11-22", "2026-11-22", "2027-11-22"),
        ] {
            assert_eq!(next(day(given), day(today)), day(expected), "{given}");
        }
        let year = MicroEuro(73_000_000);
        let (begins, anniversary) = (day("2026-01-01"), day("2027-01-01"));
        assert_eq!(fixed_of(year, (begins, begins, anniversary)), year);
        let opened = begins.plus(292);
        assert_eq!(fixed_of(year, (opened, begins, anniversary)), MicroEuro(14_600_000));
    }
}
