//! Households that nobody reaches, and those that live without a contract. Source: UX A-06 and 2, PA-27, PR-11.

use super::{Found, MOST_ROWS};
use crate::agents::known_account;
use crate::cases::StoredCase;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::pages::last_night;
use calendar::{Instant, SettlementDay};
use portal::{HeldBy, ShownState};
use prepay::CreditState;
use std::collections::{BTreeMap, BTreeSet};
use store::ContactPoint;
use units::{AccountId, Dso};

/// Attempts in vain after which a person looks for another way, such as the CPAS. Not from a source: ours.
const CONTACTS: usize = 3;
/// So long before its hours end somebody who is held on by them is shown.
const HELD_H: i64 = 24;
/// So far back attempts are counted.
const BACK_DAYS: i32 = 90;
/// As a notice that did not arrive is kept.
const FAILED: i16 = 4;
/// Working days in which somebody looks after it.
const LOOK_DAYS: u16 = 2;
/// Days in which a newcomer has signed a contract, or is written to again. Source: PR-11.
const CONTRACT_DAYS: i32 = 10;

/// On which days somebody was written to or called in vain, by account: attempts, not messages.
fn in_vain(
    engine: &mut Engine,
    dso: Dso,
    since: Instant,
) -> Result<BTreeMap<AccountId, BTreeSet<SettlementDay>>, Failure> {
    let mut days: BTreeMap<AccountId, BTreeSet<SettlementDay>> = BTreeMap::new();
    for (account, at) in engine.store.failed_to_holder(dso, since)? {
        days.entry(account).or_default().insert(at.day());
    }
    for kept in engine.store.cases_due_from(dso, since.day())? {
        let Some(account) = kept.account else { continue };
        let stored: StoredCase = serde_json::from_str(&kept.body)?;
        for one in stored.case.tries.iter().filter(|one| one.at >= since) {
            days.entry(account).or_default().insert(one.at.day());
        }
    }
    Ok(days)
}

/// When the household last gave a sign: it paid, signed in, or asked something.
fn last_sign(engine: &mut Engine, account: AccountId) -> Result<Option<Instant>, Failure> {
    let mut last = engine.store.last_top_up(account)?;
    for given in engine.store.people_of_account(account)? {
        let sessions = engine.store.sessions(given.person)?;
        last = last.max(sessions.into_iter().map(|session| session.seen_at).max());
    }
    for kept in engine.store.cases_of(account)? {
        let stored: StoredCase = serde_json::from_str(&kept.body)?;
        // What a social service asks for them is no sign of theirs.
        if stored.asker.party.is_none() {
            last = last.max(Some(stored.case.asked_at));
        }
    }
    Ok(last)
}

/// The open accounts of the people of an account: power and gas are one household, and so is whoever is reached at the
/// same number. Source: UX 2.
fn household(engine: &mut Engine, account: AccountId) -> Result<BTreeSet<AccountId>, Failure> {
    let mut all = BTreeSet::from([account]);
    let people = engine.store.people_of_account(account)?;
    for given in people.into_iter().filter(|given| given.until.is_none()) {
        let theirs = engine.store.accounts_of_person(given.person)?;
        all.extend(theirs.into_iter().filter(|one| one.until.is_none()).map(|one| one.account));
    }
    if let Some(phone) = engine.store.contact(account)?.and_then(|contact| contact.phone) {
        all.extend(engine.store.accounts_of_contact(&ContactPoint::Phone(phone))?);
    }
    let mut open = BTreeSet::new();
    for id in all {
        if engine.store.account(id)?.is_some_and(|account| account.closed_at.is_none()) {
            open.insert(id);
        }
    }
    Ok(open)
}

/// Whether a household was written to or called in vain so often, and has given no sign since.
pub fn is_unanswered(
    engine: &mut Engine,
    account: &store::Account,
    now: Instant,
) -> Result<bool, Failure> {
    let since = now.day().plus(-BACK_DAYS).start();
    let mut days = BTreeSet::new();
    let household: Vec<AccountId> = household(engine, account.id)?.into_iter().collect();
    for one in engine.store.notices(&household)? {
        let ended = one.ended_at.filter(|at| since <= *at && *at <= now);
        if let Some(at) = ended.filter(|_| one.state == FAILED && one.notice.recipient == "holder")
        {
            days.insert(at.day());
        }
    }
    for id in &household {
        for kept in engine.store.cases_of(*id)? {
            let stored: StoredCase = serde_json::from_str(&kept.body)?;
            let tries = stored.case.tries.iter().filter(|one| (since..=now).contains(&one.at));
            days.extend(tries.map(|one| one.at.day()));
        }
    }
    if days.len() < CONTACTS {
        return Ok(false);
    }
    for id in household {
        if let Some(sign) = last_sign(engine, id)? {
            days.retain(|day| *day > sign.day());
        }
    }
    Ok(days.len() >= CONTACTS)
}

pub(super) fn no_answer(engine: &mut Engine, now: Instant) -> Result<Vec<Found>, Failure> {
    let since = now.day().plus(-BACK_DAYS).start();
    let mut all = Vec::new();
    for dso in Dso::ALL {
        let in_vain = in_vain(engine, dso, since)?;
        let mut counted = BTreeSet::new();
        for id in in_vain.keys().copied() {
            let household = household(engine, id)?;
            // One household is one line, whatever its accounts are.
            if !household.contains(&id) || !counted.is_disjoint(&household) {
                continue;
            }
            counted.extend(&household);
            let mut days: BTreeSet<SettlementDay> =
                household.iter().filter_map(|id| in_vain.get(id)).flatten().copied().collect();
            if days.len() < CONTACTS {
                continue;
            }
            for other in &household {
                if let Some(sign) = last_sign(engine, *other)? {
                    // On the day of a sign nobody knows which came first: the sign counts.
                    days.retain(|day| *day > sign.day());
                }
            }
            let reached = CONTACTS.checked_sub(1).and_then(|place| days.iter().nth(place));
            let (Some(first), Some(reached)) = (days.first(), reached) else { continue };
            let what = format!("no_answer {}", days.len());
            let deadline = reached.add_working_days(LOOK_DAYS).end();
            all.push(Found::of(id, &what, first.start(), deadline));
        }
    }
    Ok(all)
}

/// Who is held on only by hours in which nobody is cut, where these end within a day: without money they are cut then.
/// Source: UX A-06, CG-04.
pub(super) fn held(engine: &mut Engine, now: Instant) -> Result<Vec<Found>, Failure> {
    let mut all = Vec::new();
    for dso in Dso::ALL {
        let Some(night) = last_night(engine, dso)? else { continue };
        for row in engine.store.rows_of_day(dso, night, None, MOST_ROWS)? {
            if row.credit_state != CreditState::Exhausted {
                continue;
            }
            let account = engine.store.account(row.account)?;
            let Some(account) = account.filter(|one| one.closed_at.is_none()) else { continue };
            let rules = engine.books.rules(dso, account.group.energy)?;
            let hours = &rules.parameters.at(now.day(), now).protected_hours;
            let end = hours.end_after(now).filter(|end| *end <= now.plus_h(HELD_H));
            let (Some(end), true) = (end, hours.contains(now)) else { continue };
            let Some(known) = known_account(engine, account, now)? else { continue };
            let card = &known.card;
            if (card.state, card.held_by) == (ShownState::HeldOn, Some(HeldBy::Calendar)) {
                let mut one = Found::of(row.account, "held_on", night.end(), end);
                one.amount = Some(card.to_stay_on);
                all.push(one);
            }
        }
    }
    Ok(all)
}

pub(super) fn newcomers(engine: &mut Engine, now: Instant) -> Result<Vec<Found>, Failure> {
    let mut all = Vec::new();
    for dso in Dso::ALL {
        for account in engine.store.open_bridges(dso)? {
            let (id, since) = (account.id, account.opened_at);
            let Some(known) = known_account(engine, account, now)? else { continue };
            if known.timeline.account.supplier_on(now.day()).is_none() {
                let deadline = since.day().plus(CONTRACT_DAYS).end();
                all.push(Found::of(id, "newcomer", since, deadline));
            }
        }
    }
    Ok(all)
}
