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
struct Known {
    standing: Standing,
    dso: Dso,
    displayed: Displayed,
    supply: SupplyState,
    as_of: Instant,
}

impl Known {
    fn of(standing: Standing, dso: Dso, engine: &Engine) -> Result<Self, Failure> {
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
fn last_night(engine: &mut Engine, dso: Dso) -> Result<Option<SettlementDay>, Failure> {
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
            let rows = match night {
                Some(night) => self.counted(&mut engine, dso, night)?,
                None => [0; 4],
            };
            let closed = match night {
                Some(night) => engine.store.closed_by_state(dso, night)?,
                None => [0; 4],
            };
            for ((count, rows), closed) in counts.iter_mut().zip(rows).zip(closed) {
                *count += rows - closed;
            }
            for standing in engine.store.exceptions(dso, night, None)? {
                let known = Known::of(standing, dso, &engine)?;
                let counted = known
                    .standing
                    .counted
                    .and_then(|state| counts.get_mut(usize::try_from(state.code()).ok()?));
                if let Some(counted) = counted {
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
fn in_state(
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
        let advance = advance.map(|row| Modifier::Advance { left: row.debt });
        AccountItem {
            id: standing.account.0,
            ean: standing.ean,
            dso: known.dso,
            energy: standing.group.energy,
            state: known.state(),
            balance: standing.balance(),
            supply: shown_supply(known.supply),
            as_of: known.as_of.to_local_string(),
            modifiers: notes
                .remove(&standing.account)
                .unwrap_or_else(|| advance.into_iter().collect()),
        }
    };
    Ok(found.iter().map(&mut item).collect())
}
