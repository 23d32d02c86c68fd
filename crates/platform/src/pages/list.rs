//! The list of accounts and how many stand in each state, from what is kept: the last day rows, what
//! moved since, and the few points that are not plainly connected. Only accounts on the page shown
//! whose notes nobody else knows are rebuilt.

use super::{Reader, modifiers, shown_state, shown_supply};
use crate::engine::Engine;
use crate::failure::Failure;
use calendar::{Instant, SettlementDay};
use portal::{AccountItem, Modifier, ShownState, StateCounts};
use prepay::{Attention, CreditState, Levels};
use std::collections::BTreeMap;
use store::Standing;
use supply::SupplyState;
use timeline::Displayed;
use units::{AccountId, Dso, MicroEuro};

/// How many rows of a night have each credit state, for each operator: of a night that is done this
/// never changes, so it is counted once.
pub type Counted = BTreeMap<Dso, (SettlementDay, [i64; 4])>;

/// A standing, with what follows from it.
pub struct Known {
    pub standing: Standing,
    dso: Dso,
    pub displayed: Displayed,
    pub supply: SupplyState,
    as_of: Instant,
}

impl Known {
    pub fn of(standing: Standing, dso: Dso, engine: &Engine) -> Result<Self, Failure> {
        let settled_at = match standing.row {
            Some(row) => engine.books.run_at(dso, row.day)?,
            None => standing.opened_at,
        };
        let as_of = standing.moved_at.map_or(settled_at, |moved_at| moved_at.max(settled_at));
        let rules = engine.books.rules(dso, standing.group.energy)?;
        let grace = match standing.point {
            Some(point) if as_of < point.grace_until => point.grace,
            Some(_) | None => MicroEuro::ZERO,
        };
        let levels = Levels::of(rules.parameters.at(as_of.day(), as_of), grace);
        let state = match standing.row {
            // As the night judged it, whatever the thresholds are since.
            Some(row) if standing.moved == MicroEuro::ZERO && standing.point.is_none() => {
                row.credit_state
            }
            Some(_) | None => levels.state(standing.balance()),
        };
        let place = standing.point.and_then(|point| usize::try_from(point.supply).ok());
        let supply = place.and_then(|place| SupplyState::ALL.get(place)).copied();
        let supply = supply.unwrap_or(SupplyState::Connected);
        let displayed = Displayed::of(state, supply);
        Ok(Self { standing, dso, displayed, supply, as_of })
    }

    fn state(&self) -> ShownState {
        shown_state(self.displayed)
    }

    /// The row alone says everything: an advance is the only note there can be.
    fn is_plain(&self) -> bool {
        let row = self.standing.row.is_some_and(|row| row.attention == Attention::NONE);
        row && self.standing.point.is_none() && !self.standing.touched
    }
}

/// The last night of an operator that is done.
pub fn last_night(engine: &mut Engine, dso: Dso) -> Result<Option<SettlementDay>, Failure> {
    let runs = engine.store.runs(dso)?;
    Ok(runs.iter().filter(|run| run.done).map(|run| run.day).max())
}

/// The operators in the order of their accounts.
fn operators() -> Vec<Dso> {
    let mut all = Dso::ALL.to_vec();
    all.sort_by_key(|dso| AccountId::range_of(*dso).0);
    all
}

/// The credit state that a row has of an account which is shown so while its supply is on.
fn credit_state(state: ShownState) -> Option<CreditState> {
    match state {
        ShownState::InOrder => Some(CreditState::InCredit),
        ShownState::Low => Some(CreditState::LowCredit),
        ShownState::Emergency => Some(CreditState::EmergencyInUse),
        ShownState::HeldOn => Some(CreditState::Exhausted),
        ShownState::Off => None,
    }
}

impl Reader {
    /// How many open accounts stand in each state.
    pub fn count(&self) -> Result<StateCounts, Failure> {
        let mut engine = self.engine();
        let mut counts = [0i64; 5];
        for dso in operators() {
            let night = last_night(&mut engine, dso)?;
            if let Some(night) = night {
                let rows = self.counted(&mut engine, dso, night)?;
                let ahead = engine.store.rows_ahead(dso, night)?;
                let closed = engine.store.closed_by_state(dso, night)?;
                let all = rows.into_iter().zip(ahead).zip(closed);
                for (count, ((rows, ahead), closed)) in counts.iter_mut().zip(all) {
                    *count += rows + ahead - closed;
                }
            }
            for standing in engine.store.exceptions(dso, night, None)? {
                let known = Known::of(standing, dso, &engine)?;
                // An account on hold has no row of this night to be counted by.
                let row = known.standing.row.filter(|row| night.is_some_and(|n| n <= row.day));
                let row = row.map(|row| row.credit_state.code());
                let place = row.and_then(|code| usize::try_from(code).ok());
                if let Some(counted) = place.and_then(|place| counts.get_mut(place)) {
                    *counted -= 1;
                }
                let place = ShownState::ALL.iter().position(|state| *state == known.state());
                if let Some(count) = place.and_then(|place| counts.get_mut(place)) {
                    *count += 1;
                }
            }
        }
        Ok(StateCounts(counts.map(|count| u64::try_from(count).unwrap_or(0))))
    }

    fn counted(
        &self,
        engine: &mut Engine,
        dso: Dso,
        night: SettlementDay,
    ) -> Result<[i64; 4], Failure> {
        let mut known = self.counted_rows();
        match known.get(&dso) {
            Some((day, rows)) if *day == night => Ok(*rows),
            Some(_) | None => {
                let rows = engine.store.rows_by_state(dso, night)?;
                known.insert(dso, (night, rows));
                Ok(rows)
            }
        }
    }

    /// Up to `most` open accounts after `after`, in one state if asked.
    pub fn list(
        &self,
        state: Option<ShownState>,
        after: Option<i64>,
        most: usize,
    ) -> Result<Vec<AccountItem>, Failure> {
        let mut engine = self.engine();
        let after = after.map(AccountId);
        let mut found: Vec<Known> = Vec::new();
        for dso in operators() {
            let (_, last) = AccountId::range_of(dso);
            let left = most.saturating_sub(found.len());
            if left == 0 || after.is_some_and(|after| after >= last) {
                continue;
            }
            let (first, _) = AccountId::range_of(dso);
            let after = after.filter(|after| *after >= first);
            let night = last_night(&mut engine, dso)?;
            let standings = match state {
                None => engine.store.standings(dso, night, after, left)?,
                Some(state) => in_state(&mut engine, dso, night, state, after, left)?,
            };
            for standing in standings {
                found.push(Known::of(standing, dso, &engine)?);
            }
        }
        items(&mut engine, &found)
    }
}

/// Those in one state: whose row says so and holds still, and the exceptions that came to it.
pub fn in_state(
    engine: &mut Engine,
    dso: Dso,
    night: Option<SettlementDay>,
    state: ShownState,
    after: Option<AccountId>,
    most: usize,
) -> Result<Vec<Standing>, Failure> {
    let mut ids = match (night, credit_state(state)) {
        (Some(night), Some(credit)) => engine.store.plainly_in(dso, night, credit, after, most)?,
        (_, _) => Vec::new(),
    };
    for standing in engine.store.exceptions(dso, night, after)? {
        let known = Known::of(standing, dso, engine)?;
        if known.state() == state {
            ids.push(known.standing.account);
        }
    }
    ids.sort_unstable();
    ids.dedup();
    ids.truncate(most);
    Ok(engine.store.standings_of(night, &ids)?)
}

/// Lines of the list. Notes of accounts that are not plain come from their timelines.
fn items(engine: &mut Engine, found: &[Known]) -> Result<Vec<AccountItem>, Failure> {
    let mut special: Vec<store::Account> = Vec::new();
    for known in found.iter().filter(|known| !known.is_plain()) {
        special.extend(engine.store.account(known.standing.account)?);
    }
    let rebuilt = engine.rebuild(&special, Instant(i64::MAX / 2))?;
    let mut notes: BTreeMap<AccountId, Vec<Modifier>> = BTreeMap::new();
    for (account, known) in special.iter().zip(&rebuilt) {
        let at = known.timeline.reached();
        let rules = engine.books.rules(account.dso, account.group.energy)?;
        let ampere = rules.parameters.at(at.day(), at).limiter_current_a;
        notes.insert(account.id, modifiers(&known.timeline, ampere));
    }
    let mut item = |known: &Known| {
        let standing = &known.standing;
        let advance = standing.row.filter(|row| row.debt > MicroEuro::ZERO);
        let advance = advance.map(|row| Modifier::Advance { left: row.debt, daily: None });
        AccountItem {
            account: standing.account,
            ean: standing.ean,
            dso: known.dso,
            energy: standing.group.energy,
            state: known.state(),
            balance: standing.balance(),
            supply: shown_supply(known.supply),
            as_of: known.as_of,
            modifiers: notes
                .remove(&standing.account)
                .unwrap_or_else(|| advance.into_iter().collect()),
        }
    };
    Ok(found.iter().map(&mut item).collect())
}

#[cfg(test)]
mod tests {
    use super::super::{Clock, Reader};
    use super::*;
    use crate::testing::{engine, night, top_up};
    use portal::{NoEstimate, Source, Supply};
    use timeline::Fact;

    fn reader(engine: Engine) -> Reader {
        Reader::new(engine, Clock::Wall)
    }

    fn instant(text: &str) -> Instant {
        text.parse().unwrap()
    }

    /// What the list says of the one account, and what its timeline says.
    fn both(engine: Engine, account: &store::Account) -> (Engine, AccountItem, [String; 4]) {
        let reader = reader(engine);
        let items = reader.accounts(None, None, 9).unwrap();
        assert_eq!(items.len(), 1);
        let counts = reader.counts().unwrap();
        let place = ShownState::ALL.iter().position(|state| *state == items[0].state).unwrap();
        assert_eq!(counts.0.iter().sum::<u64>(), 1, "{counts:?}");
        assert_eq!(counts.0[place], 1, "{counts:?}");
        for state in ShownState::ALL {
            let found = reader.accounts(Some(state), None, 9).unwrap();
            let expected = if state == items[0].state { items.clone() } else { Vec::new() };
            assert_eq!(found, expected, "{state}");
        }
        let item = items[0].clone();
        let mut engine = reader.engine.into_inner().unwrap();
        let far = Instant(i64::MAX / 2);
        let rebuilt = engine.rebuild(std::slice::from_ref(account), far).unwrap();
        let timeline = &rebuilt[0].timeline;
        let rules = engine.books.rules(account.dso, account.group.energy).unwrap();
        let at = timeline.reached();
        let shown = timeline.snapshot(at, rules);
        let derived = [
            shown.balance.to_string(),
            shown.displayed.id().to_owned(),
            format!("{:?}", shown_supply(shown.supply)),
            format!("{:?}", modifiers(timeline, 10)),
        ];
        (engine, item, derived)
    }

    fn agree(engine: Engine, account: &store::Account, when: &str) -> (Engine, AccountItem) {
        let (engine, item, derived) = both(engine, account);
        let listed = [
            item.balance.to_string(),
            item.state.id().to_owned(),
            format!("{:?}", item.supply),
            format!("{:?}", item.modifiers),
        ];
        assert_eq!(listed, derived, "{when}");
        (engine, item)
    }

    #[test]
    fn the_list_says_what_the_timeline_says_through_a_life_with_a_cut() {
        let (engine, account) = engine();
        let (mut engine, item) = agree(engine, &account, "just opened");
        assert_eq!(
            (item.state, item.balance.to_string().as_str()),
            (ShownState::InOrder, "20.000000")
        );
        let (mut off, mut kwh) = (None, 0);
        for day in ["2026-10-30", "2026-10-31", "2026-11-01", "2026-11-02", "2026-11-03"] {
            // Nothing is used any more once the supply is off.
            kwh += if off.is_none() { 20 } else { 0 };
            night(&mut engine, &account, day, kwh);
            (engine, _) = agree(engine, &account, day);
            let noon = day.parse::<SettlementDay>().unwrap().next().at(12, 0);
            engine.advance(std::slice::from_ref(&account), noon).unwrap();
            let item;
            (engine, item) = agree(engine, &account, &format!("noon after {day}"));
            off = off.or((item.state == ShownState::Off).then_some(item));
        }
        assert_eq!(off.unwrap().supply, Supply::Disconnected);
        let page = reader(engine);
        let shown = page.account(account.id).unwrap().unwrap();
        assert_eq!(shown.estimate, Err(NoEstimate::SupplyOff));
        let mut engine = page.engine.into_inner().unwrap();
        let at = instant("2026-11-04T15:00:00+01:00");
        let eur = "60.00".parse().unwrap();
        let paid = Fact::TopUp { eur, channel: "terminal".into(), id: "T-9".into() };
        engine.record(&account, &paid, at).unwrap();
        let (mut engine, _) = agree(engine, &account, "paid");
        engine.advance(std::slice::from_ref(&account), at.plus_min(5)).unwrap();
        let (mut engine, item) = agree(engine, &account, "released");
        assert_eq!(item.supply, Supply::ReadyForReconnection);
        engine.record(&account, &Fact::Press {}, at.plus_min(9)).unwrap();
        let (mut engine, item) = agree(engine, &account, "pressed");
        assert_eq!(item.supply, Supply::Connected);
        assert_eq!(engine.store.points(account.dso).unwrap().len(), 0);
        engine.record(&account, &top_up("T-10"), at.plus_min(20)).unwrap();
        agree(engine, &account, "paid again");
    }

    #[test]
    fn pa_40_a_hold_is_on_the_list_and_on_the_page_with_its_day() {
        let (mut engine, account) = engine();
        night(&mut engine, &account, "2026-10-30", 20);
        night(&mut engine, &account, "2026-10-31", 19);
        let (engine, item) = agree(engine, &account, "held");
        let hold = Modifier::BillingHold { since: "2026-10-31".parse().unwrap() };
        assert!(item.modifiers.contains(&hold), "{item:?}");
        let page = reader(engine).account(account.id).unwrap().unwrap();
        assert!(page.card.modifiers.contains(&hold));
        assert_eq!(page.estimate, Err(NoEstimate::Held));
    }

    #[test]
    fn pa_40_a_hold_that_is_cleared_lets_the_night_settle_the_days_it_held() {
        let (mut engine, account) = engine();
        night(&mut engine, &account, "2026-10-30", 20);
        night(&mut engine, &account, "2026-10-31", 19);
        let paid = instant("2026-11-01T10:00:00+01:00");
        engine.record(&account, &top_up("T-1"), paid).unwrap();
        night(&mut engine, &account, "2026-11-01", 60);
        let (mut engine, item) = agree(engine, &account, "held for two nights");
        assert_eq!(item.balance.to_string(), "22.000000", "20.00 less 8.00, and 10.00 paid");
        let entries = engine.store.entries(&[account.id]).unwrap();
        assert_eq!(entries.last().unwrap().booked_at, paid);
        let good = store::Reading {
            midnight: "2026-11-01".parse().unwrap(),
            account: account.id,
            registers: readings::Registers([40_000_000, 0]),
            learnt_at: instant("2026-11-02T12:00:00+01:00"),
        };
        engine.store.record_readings(&[good]).unwrap();
        let unflag = Fact::Unflag { name: "billing_hold".into() };
        engine.record(&account, &unflag, instant("2026-11-02T13:00:00+01:00")).unwrap();
        (engine, _) = agree(engine, &account, "cleared");
        night(&mut engine, &account, "2026-11-02", 80);
        (engine, _) = agree(engine, &account, "settled");
        let rows =
            engine.store.days(&[account.id], SettlementDay(0), SettlementDay(99_999)).unwrap();
        let settled: Vec<String> =
            rows.iter().map(|row| format!("{} {} {}", row.day, row.charge, row.balance)).collect();
        assert_eq!(
            settled,
            [
                "2026-10-30 8.000000 12.000000",
                "2026-10-31 8.000000 13.000000",
                "2026-11-01 8.000000 4.000000",
                "2026-11-02 8.000000 -5.000000",
            ]
        );
        let report = crate::verify::verify(&mut engine).unwrap();
        assert!(report.first_fault().is_none(), "{report:?}");
    }
}
