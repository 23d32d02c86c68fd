//! What a supplier bills by: whole periods of its customers, and nothing shorter. Energy of one day is had with a
//! consent alone. Source: PA-33, UX 7.3, F-S4.

use super::own::YEAR_MONTHS;
use super::{Houses, Supplied};
use crate::bank::year;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::pages::last_night;
use ::access::Act;
use calendar::SettlementDay;
use portal::my::Visitor;
use portal::supplier::{
    BilledAt, BilledPeriod, CustomerLine, CustomerPeriods, Files, StatementOf, StatementTold,
};
use store::Account;

/// The periods of one supplier and one account, the oldest first.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Billed {
    /// That are over, whether or not their last night is settled.
    pub(super) over: Vec<BilledPeriod>,
    /// The last day of the year that runs.
    pub(super) runs_to: Option<SettlementDay>,
}

/// The day behind the last one of an account: one that was handed over within a day has a part of it.
fn ended(account: &Account) -> Option<SettlementDay> {
    let day = account.closed_at?.day();
    Some(if account.closed_at == Some(day.start()) { day } else { day.next() })
}

impl Billed {
    /// A bill is made at each anniversary of the contract, at a switch and at a move. Years count from the first day
    /// of the first contract in a row, also where that lies before the account; without any, from the opening.
    pub(super) fn of(
        supplied: &Supplied,
        account: &Account,
        supplier: &str,
        today: SettlementDay,
    ) -> Self {
        let (opened, closed) = (account.opened_at.day(), ended(account));
        let mut told = Self::default();
        for (begun, switch) in supplied.in_a_row(account, supplier) {
            let end = switch.into_iter().chain(closed).min();
            let ends =
                if end.is_some() && end == switch { BilledAt::Switch } else { BilledAt::Move };
            let mut from = begun.max(opened);
            if from > today || end.is_some_and(|end| end <= from) {
                continue;
            }
            for years in 1.. {
                let next = begun.plus_months(YEAR_MONTHS.saturating_mul(years));
                if next <= from {
                    continue;
                }
                let to = end.unwrap_or(next).min(next);
                if to > today {
                    // A switch that is announced ends the year sooner.
                    told.runs_to = Some(to.previous());
                    break;
                }
                let last = to.previous();
                let ends = if to == next && Some(to) != end { BilledAt::Year } else { ends };
                told.over.push(BilledPeriod { from, last, ends });
                if Some(to) == end {
                    break;
                }
                from = to;
            }
        }
        told
    }
}

impl Houses {
    /// The first day that is not settled.
    pub(super) fn settled_to(&self, engine: &mut Engine) -> Result<SettlementDay, Failure> {
        let night = last_night(engine, self.dso)?;
        Ok(night.map_or(self.now().day(), SettlementDay::next))
    }

    /// The periods of one of their customers, of which the last night is settled; the newest first.
    pub(super) fn billed(
        &self,
        engine: &mut Engine,
        supplier: &str,
        whose: StatementOf,
    ) -> Result<Option<(Account, CustomerPeriods)>, Failure> {
        let Some((account, opened, closed)) = self.own_account(engine, supplier, whose)? else {
            return Ok(None);
        };
        let settled = self.settled_to(engine)?;
        let supplied = Supplied::of_one(engine, &account)?;
        let billed = Billed::of(&supplied, &account, supplier, self.now().day());
        let mut over = billed.over;
        over.retain(|period| period.last < settled);
        over.reverse();
        let line = CustomerLine {
            account: account.id,
            ean: account.ean,
            energy: account.group.energy,
            opened,
            closed,
            newest: over.first().copied(),
        };
        let told = CustomerPeriods { line, over, runs_to: billed.runs_to };
        Ok(Some((account, told)))
    }

    pub(super) fn periods_of(
        &self,
        visitor: &Visitor,
        whose: StatementOf,
    ) -> Result<Option<CustomerPeriods>, Failure> {
        let engine = &mut *self.engine();
        let Some(supplier) = engine.store.supplier_of(visitor.person)? else { return Ok(None) };
        let told = self.billed(engine, &supplier, whose)?.map(|(_, told)| told);
        // Also that a point is theirs is told by it. Source: PD-05.
        let seen = told.as_ref().map(|told| told.line.account);
        self.note(engine, visitor, seen, (&[], "customers"))?;
        Ok(told)
    }

    /// Of one whole period, the newest that begins and ends as asked. Days of any other choice are not to be had: two
    /// such files would tell what was used in between.
    pub(super) fn statement_of(
        &self,
        visitor: &Visitor,
        whose: StatementOf,
        (from, last): (Option<SettlementDay>, Option<SettlementDay>),
    ) -> Result<Option<StatementTold>, Failure> {
        let engine = &mut *self.engine();
        let Some(supplier) = engine.store.supplier_of(visitor.person)? else { return Ok(None) };
        let Some((account, told)) = self.billed(engine, &supplier, whose)? else {
            return Ok(None);
        };
        let asked = |period: &&BilledPeriod| {
            from.is_none_or(|from| from == period.from)
                && last.is_none_or(|last| last == period.last)
        };
        let Some(period) = told.over.iter().find(asked).copied() else {
            self.note(engine, visitor, [account.id], (&[], "customers"))?;
            return Ok(Some(StatementTold::NoPeriod(told)));
        };
        let seen = [Act::ThirtyDays, Act::TopUp];
        self.note(engine, visitor, [account.id], (&seen, "yearly bill"))?;
        let (from, to) = (Some(period.from), period.last.next());
        let file = year::year_of(engine, &account, from, to, self.now())?;
        let (csv, json) = year::written(account.ean, &file)?;
        Ok(Some(StatementTold::Files(Files { csv, json })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calendar::Instant;
    use prepay::{Rates, TariffGroup};
    use units::{AccountId, Dso, Ean, Energy};

    fn day(text: &str) -> SettlementDay {
        text.parse().unwrap()
    }

    /// Opened on 5 January 2026.
    fn account(closed: Option<&str>) -> Account {
        Account {
            id: AccountId(1_000_000_001),
            ean: Ean::with_check_digit(54_144_900_000_000_001).unwrap(),
            dso: Dso::Ores,
            group: TariffGroup { energy: Energy::Electricity, rates: Rates::Two },
            opened_at: "2026-01-05T00:00:00+01:00".parse::<Instant>().unwrap(),
            closed_at: closed.map(|at| at.parse().unwrap()),
            opening: String::new(),
        }
    }

    fn told(
        default: Option<&str>,
        contracts: &[(&str, &str)],
        closed: Option<&str>,
        (who, today): (&str, &str),
    ) -> String {
        let account = account(closed);
        let supplied = Supplied::known(default, account.id, contracts);
        let billed = Billed::of(&supplied, &account, who, day(today));
        let over = billed.over.iter();
        let mut lines: Vec<String> =
            over.map(|one| format!("{} {} {:?}", one.from, one.last, one.ends)).collect();
        lines.extend(billed.runs_to.map(|last| format!("runs to {last}")));
        lines.join("\n")
    }

    #[test]
    fn pa_33_a_year_counts_from_the_contract_and_the_one_that_runs_is_no_period_yet() {
        let signed = [("2025-03-01", "A")];
        let on = |today: &str| told(None, &signed, None, ("A", today));
        assert_eq!(on("2026-02-28"), "runs to 2026-02-28");
        assert_eq!(on("2026-03-01"), "2026-01-05 2026-02-28 Year\nruns to 2027-02-28");
        assert_eq!(
            on("2028-02-29"),
            "2026-01-05 2026-02-28 Year\n2026-03-01 2027-02-28 Year\nruns to 2028-02-29"
        );
        // Nobody has said anything: from the opening.
        assert_eq!(told(Some("D"), &[], None, ("D", "2027-01-04")), "runs to 2027-01-04");
        let of_default = told(Some("D"), &[], None, ("D", "2027-01-05"));
        assert_eq!(of_default, "2026-01-05 2027-01-04 Year\nruns to 2028-01-04");
        // A contract that is signed anew with the same supplier makes no shorter period.
        let anew = [("2025-03-01", "A"), ("2026-01-20", "A"), ("2026-01-21", "A")];
        assert_eq!(told(None, &anew, None, ("A", "2026-02-01")), "runs to 2026-02-28");
    }

    #[test]
    fn pa_33_a_switch_and_a_move_end_a_period_and_another_suppliers_days_are_in_none() {
        let known = [("2026-03-01", "A"), ("2026-05-01", "B"), ("2026-09-01", "A")];
        let of = |who: &str| told(Some("D"), &known, None, (who, "2026-10-01"));
        assert_eq!(of("D"), "2026-01-05 2026-02-28 Switch");
        assert_eq!(of("A"), "2026-03-01 2026-04-30 Switch\nruns to 2027-08-31");
        assert_eq!(of("B"), "2026-05-01 2026-08-31 Switch");
        assert_eq!(of("C"), "");
        let moved = Some("2026-04-10T09:00:00+02:00");
        let of = |who: &str| told(Some("D"), &known, moved, (who, "2026-10-01"));
        assert_eq!(of("A"), "2026-03-01 2026-04-10 Move", "the part of the last day, too");
        assert_eq!(of("B"), "", "it had left before");
        let midnight = Some("2026-04-10T00:00:00+02:00");
        let at_midnight = told(None, &known, midnight, ("A", "2026-10-01"));
        assert_eq!(at_midnight, "2026-03-01 2026-04-09 Move");
        // What is announced is not over.
        let coming = [("2026-01-01", "A"), ("2026-06-01", "B")];
        assert_eq!(told(None, &coming, None, ("A", "2026-05-01")), "runs to 2026-05-31");
        assert_eq!(told(None, &coming, None, ("B", "2026-05-01")), "");
    }
}
