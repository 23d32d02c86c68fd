//! How accounts stand by what is kept: the last day row, what moved since, and the point where it is
//! not plainly connected. No timeline is needed, and nothing is read but what is asked for.

use crate::columns::POINT;
use crate::database::Database;
use crate::{Store, StoreError, lists};
use calendar::{Instant, SettlementDay};
use params::PriceBasis;
use prepay::{Attention, CreditState, TariffGroup, basis_from_code};
use std::collections::BTreeMap;
use units::{AccountId, Dso, Ean, MicroEuro};

/// A point that is not plainly connected, is on hold, or has grace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// The place of the state among all states of the supply machine.
    pub supply: i16,
    /// On billing hold, or not settled since: its last row is of `settled_to`, whatever nights have
    /// passed.
    pub held: bool,
    pub grace: MicroEuro,
    /// First instant at which the grace no longer holds.
    pub grace_until: Instant,
    pub settled_to: SettlementDay,
}

/// What a booking says of the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PointNow {
    #[default]
    AsBefore,
    /// Connected, without hold or grace.
    Plain,
    Special(Point),
}

/// What the last day row says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastRow {
    pub day: SettlementDay,
    pub balance: MicroEuro,
    pub credit_state: CreditState,
    pub attention: Attention,
    pub debt: MicroEuro,
}

/// How an open account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub account: AccountId,
    pub ean: Ean,
    pub group: TariffGroup,
    pub opened_at: Instant,
    /// `None` before its first night.
    pub row: Option<LastRow>,
    /// Since the row, of the customer's credit.
    pub moved: MicroEuro,
    /// When something last happened since the row.
    pub moved_at: Option<Instant>,
    /// Something happened that only the timeline knows.
    pub touched: bool,
    pub point: Option<Point>,
}

impl Standing {
    /// The balance: of the row, with what moved since. Saturates.
    pub fn balance(&self) -> MicroEuro {
        let settled = self.row.map_or(0, |row| row.balance.0);
        MicroEuro(settled.saturating_add(self.moved.0))
    }
}

/// A number that no day, instant or state has. Not the least one: PostgreSQL reads that as numeric.
const NONE: i64 = i64::MIN + 1;
const WIDTH: usize = 17;
const POINT_WIDTH: usize = POINT.columns.len();

impl Store {
    /// Up to `most` open accounts of an operator after `after`, by number. `night` is the last one
    /// that is done: accounts that the next one has settled already stand as it left them.
    pub fn standings(
        &mut self,
        dso: Dso,
        night: Option<SettlementDay>,
        after: Option<AccountId>,
        most: usize,
    ) -> Result<Vec<Standing>, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let after = after.map_or(first.0 - 1, |after| after.0);
        let which = format!("a.account_id > {after} AND a.account_id <= {last}");
        self.standing_where(night, &which, &format!(" LIMIT {most}"))
    }

    /// How many open accounts of an operator were charged on `night` by each group and price basis; without a basis
    /// those that have no row of it.
    pub fn accounts_by_basis(
        &mut self,
        dso: Dso,
        night: Option<SettlementDay>,
    ) -> Result<Vec<(TariffGroup, Option<PriceBasis>, i64)>, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let night = i64::from(night.map_or(i32::MIN + 1, |night| night.0));
        let mut found = Vec::new();
        self.database.query(
            "SELECT a.tariff_group, COALESCE(d.price_basis, -1), COUNT(*)
             FROM account a LEFT JOIN account_day d ON d.day = $1 AND d.account_id = a.account_id
             WHERE a.account_id >= $2 AND a.account_id <= $3 AND a.closed_us IS NULL
             GROUP BY a.tariff_group, COALESCE(d.price_basis, -1) ORDER BY 1, 2",
            &[night.into(), first.0.into(), last.0.into()],
            &mut |mut row| {
                let group = TariffGroup::from_code(row.small()?);
                let group = group.ok_or_else(|| StoreError::corrupt("an impossible group"))?;
                let basis = basis_from_code(row.small()?);
                found.push((group, basis, row.number()?));
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// How these accounts stand, by number; closed ones are left out.
    pub fn standings_of(
        &mut self,
        night: Option<SettlementDay>,
        accounts: &[AccountId],
    ) -> Result<Vec<Standing>, StoreError> {
        let mut found = Vec::new();
        for list in lists(accounts.iter().map(|account| account.0)) {
            let which = format!("a.account_id IN ({list})");
            found.append(&mut self.standing_where(night, &which, "")?);
        }
        found.sort_unstable_by_key(|standing| standing.account);
        Ok(found)
    }

    /// Those of an operator whose state may not be the one in their row: something moved since, the
    /// point is not plainly connected, or there is no row yet. By number, after `after`.
    pub fn exceptions(
        &mut self,
        dso: Dso,
        night: Option<SettlementDay>,
        after: Option<AccountId>,
    ) -> Result<Vec<Standing>, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let after = after.map_or(first.0 - 1, |after| after.0);
        let range = format!("account_id > {after} AND account_id <= {last}");
        let opened = match night {
            // The plus makes SQLite use the index of openings, not walk all accounts.
            Some(day) => format!(
                "opened_us >= {} AND +account_id > {after} AND +account_id <= {last}",
                day.end().0
            ),
            None => range.clone(),
        };
        let which = format!(
            "a.account_id IN (
                SELECT account_id FROM point WHERE {range}
                UNION SELECT account_id FROM unsettled WHERE {range} AND moved_micro_eur <> 0
                UNION SELECT account_id FROM account WHERE closed_us IS NULL AND {opened})"
        );
        self.standing_where(night, &which, "")
    }

    /// Up to `most` open accounts after `after` whose row of `night` is their last, has this state and
    /// holds still.
    pub fn plainly_in(
        &mut self,
        dso: Dso,
        night: SettlementDay,
        state: CreditState,
        after: Option<AccountId>,
        most: usize,
    ) -> Result<Vec<AccountId>, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let sql = format!(
            "SELECT d.account_id FROM account_day d
             WHERE d.day = {} AND d.account_id > {} AND d.account_id <= {last}
             AND d.credit_state = {}
             AND NOT EXISTS (SELECT 1 FROM account_day x
                             WHERE x.day = {} AND x.account_id = d.account_id)
             AND NOT EXISTS (SELECT 1 FROM point p WHERE p.account_id = d.account_id)
             AND NOT EXISTS (SELECT 1 FROM unsettled u
                             WHERE u.account_id = d.account_id AND u.moved_micro_eur <> 0)
             AND EXISTS (SELECT 1 FROM account a
                         WHERE a.account_id = d.account_id AND a.closed_us IS NULL)
             ORDER BY d.account_id LIMIT {most}",
            night.0,
            after.map_or(first.0 - 1, |after| after.0),
            state.code(),
            night.next().0
        );
        let mut numbers = Vec::new();
        self.database.read_numbers(&sql, 1, &mut numbers)?;
        Ok(numbers.into_iter().map(AccountId).collect())
    }

    /// How many rows of a night have each credit state, by its code. Of a night that is done this
    /// never changes.
    pub fn rows_by_state(
        &mut self,
        dso: Dso,
        night: SettlementDay,
    ) -> Result<[i64; 4], StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let sql = format!(
            "SELECT credit_state, COUNT(*) FROM account_day
             WHERE day = {} AND account_id >= {first} AND account_id <= {last}
             GROUP BY credit_state",
            night.0
        );
        self.by_state(&sql)
    }

    /// By how much the last rows differ from those of a night that is done, for accounts that the
    /// next night has settled already: its rows, less the earlier ones of the same accounts.
    pub fn rows_ahead(&mut self, dso: Dso, night: SettlementDay) -> Result<[i64; 4], StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let (day, next) = (night.0, night.next().0);
        let range = format!("x.account_id >= {first} AND x.account_id <= {last}");
        // CROSS JOIN makes SQLite begin with the few rows that are ahead.
        let sql = format!(
            "SELECT x.credit_state, COUNT(*) FROM account_day x
             WHERE x.day = {next} AND {range} GROUP BY x.credit_state
             UNION ALL
             SELECT d.credit_state, -COUNT(*) FROM account_day x CROSS JOIN account_day d
             WHERE d.day = {day} AND d.account_id = x.account_id
             AND x.day = {next} AND {range} GROUP BY d.credit_state"
        );
        self.by_state(&sql)
    }

    /// The last rows of accounts that were closed since, which no longer count.
    pub fn closed_by_state(
        &mut self,
        dso: Dso,
        night: SettlementDay,
    ) -> Result<[i64; 4], StoreError> {
        let (first, last) = AccountId::range_of(dso);
        // The plus makes SQLite use the index of closings, not walk all accounts.
        let sql = format!(
            "SELECT d.credit_state, COUNT(*) FROM account a
             JOIN account_day d ON d.account_id = a.account_id AND d.day = (
                SELECT MAX(x.day) FROM account_day x
                WHERE x.day IN ({}, {}) AND x.account_id = a.account_id)
             WHERE a.closed_us >= {} AND +a.account_id >= {first} AND +a.account_id <= {last}
             GROUP BY d.credit_state",
            night.0,
            night.next().0,
            night.start().0
        );
        self.by_state(&sql)
    }

    fn by_state(&mut self, sql: &str) -> Result<[i64; 4], StoreError> {
        let mut numbers = Vec::new();
        self.database.read_numbers(sql, 2, &mut numbers)?;
        let mut counts = [0i64; 4];
        for &[state, count] in numbers.as_chunks::<2>().0 {
            let place = usize::try_from(state).ok().and_then(|state| counts.get_mut(state));
            *place.ok_or_else(|| StoreError::corrupt(format!("credit state `{state}`")))? += count;
        }
        Ok(counts)
    }

    /// One statement, so that a night that books meanwhile is either seen whole or not at all.
    fn standing_where(
        &mut self,
        night: Option<SettlementDay>,
        which: &str,
        limit: &str,
    ) -> Result<Vec<Standing>, StoreError> {
        let night = night.map_or(i32::MIN + 1, |day| day.0);
        let of_row =
            |column: &str| format!("COALESCE(next.{column}, done.{column}, held.{column}, {NONE})");
        let sql = format!(
            "SELECT a.account_id, a.ean, a.tariff_group, a.opened_us,
                {day}, {balance}, {state}, {attention}, {debt},
                CAST(COALESCE((SELECT SUM(u.moved_micro_eur) FROM unsettled u
                               WHERE u.account_id = a.account_id), 0) AS BIGINT),
                COALESCE((SELECT MAX(u.at_us) FROM unsettled u
                          WHERE u.account_id = a.account_id), {NONE}),
                COALESCE((SELECT MAX(u.touches) FROM unsettled u
                          WHERE u.account_id = a.account_id), 0),
                COALESCE(p.supply, {NONE}), COALESCE(p.held, 0), COALESCE(p.grace_micro_eur, 0),
                COALESCE(p.grace_until_us, 0), COALESCE(p.settled_to, 0)
             FROM account a
             LEFT JOIN account_day done ON done.day = {night} AND done.account_id = a.account_id
             LEFT JOIN account_day next ON next.day = {night} + 1 AND next.account_id = a.account_id
             LEFT JOIN point p ON p.account_id = a.account_id
             LEFT JOIN account_day held
                ON held.day = p.settled_to AND held.account_id = a.account_id
             WHERE {which} AND a.closed_us IS NULL ORDER BY a.account_id{limit}",
            day = of_row("day"),
            balance = of_row("balance_micro_eur"),
            state = of_row("credit_state"),
            attention = of_row("attention"),
            debt = of_row("debt_micro_eur"),
        );
        let mut numbers = Vec::new();
        self.database.read_numbers(&sql, WIDTH, &mut numbers)?;
        numbers.as_chunks::<WIDTH>().0.iter().map(standing).collect()
    }

    /// Writes how points stand after their bookings, within their transaction.
    pub(crate) fn write_points(
        &mut self,
        points: &BTreeMap<AccountId, PointNow>,
    ) -> Result<(), StoreError> {
        for list in lists(points.keys().map(|account| account.0)) {
            let sql = format!("DELETE FROM point WHERE account_id IN ({list})");
            self.database.execute_once(&sql)?;
        }
        let mut rows = Vec::new();
        for (account, now) in points {
            if let PointNow::Special(point) = now {
                let Point { supply, held, grace, grace_until, settled_to } = *point;
                rows.extend([account.0, supply.into(), held.into(), grace.0, grace_until.0]);
                rows.push(settled_to.0.into());
            }
        }
        self.database.insert_numbers(&POINT, &rows)
    }

    /// The points of an operator that are not plainly connected.
    pub fn points(&mut self, dso: Dso) -> Result<BTreeMap<AccountId, Point>, StoreError> {
        let (first, last) = AccountId::range_of(dso);
        let sql = format!(
            "SELECT {} FROM point WHERE account_id >= {first} AND account_id <= {last}",
            POINT.names()
        );
        let mut numbers = Vec::new();
        self.database.read_numbers(&sql, POINT_WIDTH, &mut numbers)?;
        let rows = numbers.as_chunks::<POINT_WIDTH>().0.iter();
        rows.map(|&[account, ref rest @ ..]| Ok((AccountId(account), point(*rest)?))).collect()
    }
}

fn point(numbers: [i64; POINT_WIDTH - 1]) -> Result<Point, StoreError> {
    let [supply, held, grace, until, settled_to] = numbers;
    let wrong = |_| StoreError::corrupt(format!("a point of supply state `{supply}`"));
    Ok(Point {
        supply: i16::try_from(supply).map_err(wrong)?,
        held: held != 0,
        grace: MicroEuro(grace),
        grace_until: Instant(until),
        settled_to: SettlementDay(i32::try_from(settled_to).map_err(wrong)?),
    })
}

fn standing(numbers: &[i64; WIDTH]) -> Result<Standing, StoreError> {
    let [
        account,
        ean,
        group,
        opened,
        day,
        balance,
        state,
        attention,
        debt,
        moved,
        moved_at,
        touched,
        supply,
        ref rest @ ..,
    ] = *numbers;
    let wrong = || StoreError::corrupt(format!("an impossible standing of account {account}"));
    let small = |number: i64| i32::try_from(number).map_err(|_| wrong());
    let state_of = |code: i64| {
        let code = i16::try_from(code).ok();
        code.and_then(CreditState::from_code).ok_or_else(wrong)
    };
    let row = if day == NONE {
        None
    } else {
        Some(LastRow {
            day: SettlementDay(small(day)?),
            balance: MicroEuro(balance),
            credit_state: state_of(state)?,
            attention: Attention(small(attention)?),
            debt: MicroEuro(debt),
        })
    };
    let ean = u64::try_from(ean).map_err(|_| wrong())?;
    let group = i16::try_from(group).ok().and_then(TariffGroup::from_code);
    Ok(Standing {
        account: AccountId(account),
        ean: Ean::from_u64(ean).map_err(|_| wrong())?,
        group: group.ok_or_else(wrong)?,
        opened_at: Instant(opened),
        row,
        moved: MicroEuro(moved),
        moved_at: (moved_at != NONE).then_some(Instant(moved_at)),
        touched: touched != 0,
        point: match (supply, *rest) {
            (NONE, _) => None,
            (_, [held, grace, until, settled_to]) => {
                Some(point([supply, held, grace, until, settled_to])?)
            }
        },
    })
}
