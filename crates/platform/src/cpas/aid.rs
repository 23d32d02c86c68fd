//! Aid that a CPAS gives to a client: worked out before it is given, booked once, now or on a day, by two above a cap,
//! for electricity and gas together. Source: PA-44, UX S-05.

use super::{Offices, party_of};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::parties::{OpenAccount, open_accounts};
use crate::people::{cost_per_day, lasts};
use ::access::Act;
use calendar::{Instant, SettlementDay};
use portal::cpas::{
    AidCopy, AidEffect, AidFacts, AidPart, AidPreview, AidRefused, AidWanted, Motive,
};
use portal::my::Visitor;
use std::collections::BTreeSet;
use store::{AidState, KeptAid, NewAid};
use timeline::Fact;
use units::{AccountId, MicroEuro};
use vending::Right;

/// Later than all that is known.
const FAR: Instant = Instant(i64::MAX / 2);

/// Aid is booked this many days ahead at most.
const MOST_DAYS: i32 = 31;
/// On its day it is booked from this hour on: somebody is awake to press the button.
const FROM_HOUR: u8 = 8;

type Done<T> = Result<Result<T, AidRefused>, Failure>;

/// As it stands in the books, beside the money: which social service's it is.
pub fn origin(party: i64) -> String {
    format!("cpas:{party}")
}

/// The party of an origin.
pub fn party_of_origin(origin: &str) -> Option<i64> {
    origin.strip_prefix("cpas:")?.parse().ok()
}

/// What the books call it.
fn in_the_books(id: i64) -> String {
    format!("AID{id}")
}

fn fact(aid: &NewAid, id: i64) -> Fact {
    Fact::Aid { eur: aid.amount, channel: origin(aid.party), id: in_the_books(id) }
}

/// A client to whom a party may give aid.
fn client_of(
    engine: &mut Engine,
    party: i64,
    account: AccountId,
    now: Instant,
) -> Result<Option<OpenAccount>, Failure> {
    let mut open = open_accounts(engine, party, now)?.into_iter();
    Ok(open.find(|one| one.account().id == account && may_be_given(one)))
}

fn may_be_given(one: &OpenAccount) -> bool {
    one.mandates().next().is_some() && one.may(Right::GiveAid)
}

/// The same of whoever visits.
fn client(
    engine: &mut Engine,
    visitor: &Visitor,
    account: AccountId,
    now: Instant,
) -> Result<Option<(i64, OpenAccount)>, Failure> {
    let Some(party) = party_of(engine, visitor)? else { return Ok(None) };
    Ok(client_of(engine, party, account, now)?.map(|open| (party, open)))
}

/// Where the same household has its other energy, at the same operator, if the party may give aid there too. It is the
/// same if a person has both, or the same name lives at the same address.
fn other_energy(
    engine: &mut Engine,
    party: i64,
    account: &store::Account,
    now: Instant,
) -> Result<Option<store::Account>, Failure> {
    let people = |engine: &mut Engine, id| -> Result<BTreeSet<i64>, Failure> {
        let people = engine.store.people_of_account(id)?;
        Ok(people.into_iter().map(|one| one.person).collect())
    };
    let (own, contact) = (people(engine, account.id)?, engine.store.contact(account.id)?);
    for one in open_accounts(engine, party, now)? {
        let other = one.account();
        let fits = other.dso == account.dso && other.group.energy != account.group.energy;
        if !fits || !may_be_given(&one) {
            continue;
        }
        let lives = engine.store.contact(other.id)?;
        let at_home = contact.as_ref().zip(lives.as_ref()).is_some_and(|(one, two)| {
            let place =
                |of: &store::Contact| (of.name.clone(), of.street.clone(), of.postcode.clone());
            !one.name.is_empty() && !one.street.is_empty() && place(one) == place(two)
        });
        if at_home || !own.is_disjoint(&people(engine, other.id)?) {
            return Ok(Some(other.clone()));
        }
    }
    Ok(None)
}

/// What aid would do now, by the timeline that will do it.
fn worked_out(
    engine: &mut Engine,
    account: &store::Account,
    amount: MicroEuro,
    now: Instant,
) -> Result<AidEffect, Failure> {
    let Some(mut rebuilt) = engine.rebuild(std::slice::from_ref(account), FAR)?.pop() else {
        return refuse("an account without a timeline");
    };
    let rules = engine.books.rules(account.dso, account.group.energy)?;
    let timeline = &mut rebuilt.timeline;
    let at = now.max(timeline.reached());
    let per_day = cost_per_day(timeline);
    let before = timeline.snapshot(at, rules).balance;
    let aid = Fact::Aid { eur: amount, channel: origin(0), id: "preview".to_owned() };
    timeline.take(&aid, at, at, rules)?;
    let after = timeline.snapshot(at, rules).balance;
    // Below zero it fills what was lent for emergencies first.
    let repaid = MicroEuro(before.0.min(0).saturating_neg().min(amount.0).max(0));
    Ok(AidEffect { balance: (before, after), repaid, days: lasts(after, per_day) })
}

/// The first working day after `today`.
fn next_working_day(today: SettlementDay) -> SettlementDay {
    let mut days = (1..=MOST_DAYS).map(|ahead| today.plus(ahead));
    days.find(|day| day.is_working_day()).unwrap_or(today.next())
}

fn is_open_day(day: SettlementDay, today: SettlementDay) -> bool {
    (1..=MOST_DAYS).contains(&day.days_since(today)) && day.is_working_day()
}

/// What is to be given, with whom it is for: each part, and whether a colleague signs.
struct Asked {
    party: i64,
    parts: Vec<(store::Account, MicroEuro)>,
    second: bool,
    cap: MicroEuro,
}

/// Errors inside: no client, no bounds kept, no such day.
fn asked(
    engine: &mut Engine,
    visitor: &Visitor,
    (account, wanted): (AccountId, &AidWanted),
    now: Instant,
) -> Done<Asked> {
    let Some((party, open)) = client(engine, visitor, account, now)? else {
        return Ok(Err(AidRefused::NoClient));
    };
    let account = open.account().clone();
    let mut parts = vec![(account.clone(), wanted.amount)];
    if let Some(amount) = wanted.other {
        let Some(other) = other_energy(engine, party, &account, now)? else {
            return Ok(Err(AidRefused::NoOther));
        };
        parts.push((other, amount));
    }
    let parameters = engine.books.payments(account.dso, now)?;
    let (least, most, cap) = (parameters.topup_min, parameters.topup_max, parameters.aid_four_eyes);
    let mut sum = MicroEuro::ZERO;
    for (_, amount) in &parts {
        // Nothing for one of two is no aid of nothing.
        let total = sum.checked_add(*amount).filter(|sum| *amount >= least && *sum <= most);
        let Some(total) = total else {
            return Ok(Err(AidRefused::OutOfBounds { least, most }));
        };
        sum = total;
    }
    if wanted.on.is_some_and(|day| !is_open_day(day, now.day())) {
        return Ok(Err(AidRefused::NotADay));
    }
    Ok(Ok(Asked { party, parts, second: sum > cap, cap }))
}

/// Aid to a client that may be put right by another one, it first, and what was asked with it: taken back, lapsed, or
/// not booked yet. None if any of it was put right already.
fn to_put_right(
    engine: &mut Engine,
    (party, account): (i64, AccountId),
    id: i64,
) -> Result<Option<Vec<KeptAid>>, Failure> {
    let of_client = |aid: &KeptAid| (aid.asked.party, aid.asked.account) == (party, account);
    let Some(named) = engine.store.aid(id)?.filter(of_client) else { return Ok(None) };
    if named.state == AidState::Booked || engine.store.copy_of_aid(id)?.is_some() {
        return Ok(None);
    }
    let mut all = with_all_its_others(engine, named)?;
    all.retain(|one| one.state != AidState::Booked);
    all.sort_by_key(|one| one.id != id);
    Ok(Some(all))
}

/// Which of the aids that are put right is that of an account.
fn put_right_by(replaced: &[KeptAid], account: AccountId) -> Option<i64> {
    replaced.iter().find(|one| one.asked.account == account).map(|one| one.id)
}

/// What the form of a copy begins with.
fn copied(replaced: &[KeptAid], today: SettlementDay) -> Option<AidCopy> {
    let (named, others) = replaced.split_first()?;
    Some(AidCopy {
        id: named.id,
        amount: named.asked.amount,
        other: others.first().map(|one| one.asked.amount),
        motive: Motive::of_name(&named.asked.motive),
        budget: named.asked.budget.clone(),
        on: named.asked.on.filter(|day| is_open_day(*day, today)),
        waits: replaced.iter().any(|one| one.state == AidState::Waiting),
    })
}

impl Offices {
    pub(super) fn aid_facts(
        &self,
        visitor: &Visitor,
        account: AccountId,
        copy_of: Option<i64>,
    ) -> Result<Option<AidFacts>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let mut clients = self.clients(engine, visitor, Some(account), now)?;
        let Some((party, open)) = client(engine, visitor, account, now)? else { return Ok(None) };
        let account = open.account().clone();
        if let Some(other) = other_energy(engine, party, &account, now)? {
            clients.extend(self.clients(engine, visitor, Some(other.id), now)?);
        }
        let Some(known) = clients.first() else { return Ok(None) };
        self.note(engine, visitor, &clients, &[Act::StateAndAmount])?;
        let parameters = engine.books.payments(account.dso, now)?;
        let (least, most, cap) =
            (parameters.topup_min, parameters.topup_max, parameters.aid_four_eyes);
        let other = match clients.get(1) {
            Some(other) => Some(super::line(engine, other, now)?),
            None => None,
        };
        let copy = match copy_of {
            Some(id) => to_put_right(engine, (party, account.id), id)?,
            None => None,
        };
        let copy = copy.and_then(|replaced| copied(&replaced, now.day()));
        Ok(Some(AidFacts {
            line: super::line(engine, known, now)?,
            least,
            most,
            cap,
            other,
            copy,
            first_day: next_working_day(now.day()),
            last_day: now.day().plus(MOST_DAYS),
        }))
    }

    pub(super) fn aid_effect(
        &self,
        visitor: &Visitor,
        account: AccountId,
        wanted: &AidWanted,
    ) -> Done<AidPreview> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let there = match asked(engine, visitor, (account, wanted), now)? {
            Ok(there) => there,
            Err(refused) => return Ok(Err(refused)),
        };
        let named = (there.party, there.parts.first().map(|(account, _)| account.id));
        if let (Some(copied), (party, Some(account))) = (wanted.copy_of, named)
            && to_put_right(engine, (party, account), copied)?.is_none()
        {
            return Ok(Err(AidRefused::NotToCopy));
        }
        let mut parts = Vec::new();
        for (account, amount) in &there.parts {
            let effect = worked_out(engine, account, *amount, now)?;
            parts.push(AidPart { energy: account.group.energy, amount: *amount, effect });
        }
        Ok(Ok(AidPreview { parts, second: there.second, cap: there.cap }))
    }

    pub(super) fn aid_given(
        &self,
        visitor: &Visitor,
        account: AccountId,
        wanted: &AidWanted,
        attempt: &str,
    ) -> Done<i64> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        // Of the person who filled it in: nobody meets another's by chance.
        let key = format!("{}.{attempt}", visitor.person);
        let Some(dso) = engine.store.account(account)?.map(|account| account.dso) else {
            return Ok(Err(AidRefused::NoClient));
        };
        engine.locked(dso, |engine| {
            // As it stands now that nobody else writes: a night may have closed the account since, or the mandate ended.
            let there = match asked(engine, visitor, (account, wanted), now)? {
                Ok(there) => there,
                Err(refused) => return Ok(Err(refused)),
            };
            let Some((first, _)) = there.parts.first() else {
                return Ok(Err(AidRefused::NoClient));
            };
            let together = if there.parts.len() > 1 { key.clone() } else { String::new() };
            // The same whether they are to be put right still or were by this page, sent before.
            let replaced = match wanted.copy_of {
                Some(id) => match engine.store.aid(id)? {
                    Some(named) => with_all_its_others(engine, named)?,
                    None => return Ok(Err(AidRefused::NotToCopy)),
                },
                None => Vec::new(),
            };
            let news = there.parts.iter().enumerate().map(|(place, (account, amount))| NewAid {
                dso: account.dso,
                key: if place == 0 { key.clone() } else { format!("{key}+{}", place + 1) },
                party: there.party,
                account: account.id,
                at: now,
                by: visitor.person,
                amount: *amount,
                motive: wanted.motive.name().to_owned(),
                budget: wanted.budget.clone(),
                on: wanted.on,
                copy_of: put_right_by(&replaced, account.id),
                together: together.clone(),
                needs_second: there.second,
            });
            let news: Vec<NewAid> = news.collect();
            if let Some(known) = engine.store.aid_of_key(&key)? {
                return sent_again(engine, known, &news);
            }
            let replaced = match wanted.copy_of {
                Some(old) => to_put_right(engine, (there.party, first.id), old)?,
                None => Some(Vec::new()),
            };
            let Some(replaced) = replaced else { return Ok(Err(AidRefused::NotToCopy)) };
            let mut number = 0;
            for (new, (account, _)) in news.iter().zip(&there.parts) {
                let (kept, _) = engine.store.add_aid(new)?;
                number = if number == 0 { kept.id } else { number };
                if !new.needs_second && new.on.is_none() {
                    book(engine, account, &kept, visitor.person, now)?;
                } else {
                    // Until it is decided and there, nobody is cut for want of this money. Source: CG-07.
                    let (id, eur) = (in_the_books(kept.id), new.amount);
                    let waits = Fact::PaymentPending { id, eur, channel: origin(new.party) };
                    engine.record(account, &waits, now)?;
                }
            }
            // One or the other, never both; and never a moment without either, at which somebody is to be cut.
            // Source: PA-44, CG-07.
            for one in replaced.iter().filter(|one| one.state == AidState::Waiting) {
                take_back(engine, one, (now, visitor.person))?;
            }
            Ok(Ok(number))
        })
    }

    /// A colleague signs, or either of them takes it back while it is not booked; with what was asked on the same page.
    pub(super) fn aid_decided(&self, visitor: &Visitor, id: i64, sign: bool) -> Done<()> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let party = party_of(engine, visitor)?;
        let kept = engine.store.aid(id)?.filter(|aid| Some(aid.asked.party) == party);
        let Some(kept) = kept else { return Ok(Err(AidRefused::NoAid)) };
        engine.locked(kept.asked.dso, |engine| {
            let Some(kept) = engine.store.aid(id)? else { return Ok(Err(AidRefused::NoAid)) };
            if kept.state != AidState::Waiting {
                let own = kept.ended.is_some_and(|(_, by)| by == visitor.person);
                return Ok(if own { Ok(()) } else { Err(AidRefused::Ended) });
            }
            if sign && kept.asked.by == visitor.person {
                return Ok(Err(AidRefused::SamePerson));
            }
            if sign && (!kept.asked.needs_second || kept.signed.is_some()) {
                let own = kept.signed.is_some_and(|(_, by)| by == visitor.person);
                return Ok(if own { Ok(()) } else { Err(AidRefused::Ended) });
            }
            let mut all = Vec::new();
            for one in with_its_others(engine, kept)? {
                let Some(account) = engine.store.account(one.asked.account)? else {
                    return Ok(Err(AidRefused::NoClient));
                };
                // The mandate holds at the moment of the booking, too.
                if sign && client(engine, visitor, account.id, now)?.is_none() {
                    return Ok(Err(AidRefused::NoClient));
                }
                all.push((one, account));
            }
            for (one, account) in all {
                let waits = one.asked.on.is_some_and(|day| now < day.at(FROM_HOUR, 0));
                match (sign, waits) {
                    (false, _) => take_back(engine, &one, (now, visitor.person))?,
                    (true, true) => {
                        engine.store.sign_aid(one.id, (now, visitor.person))?;
                    }
                    (true, false) => book(engine, &account, &one, visitor.person, now)?,
                }
            }
            Ok(Ok(()))
        })
    }
}

/// The page was sent before: the same aid, or another one.
fn sent_again(engine: &mut Engine, known: KeptAid, news: &[NewAid]) -> Done<i64> {
    let number = known.id;
    let all = with_all_its_others(engine, known)?;
    let same = all.len() == news.len()
        && all
            .iter()
            .zip(news)
            .all(|(kept, new)| NewAid { at: kept.asked.at, ..new.clone() } == kept.asked);
    Ok(if same { Ok(number) } else { Err(AidRefused::SentBefore) })
}

fn with_all_its_others(engine: &mut Engine, kept: KeptAid) -> Result<Vec<KeptAid>, Failure> {
    if kept.asked.together.is_empty() {
        return Ok(vec![kept]);
    }
    Ok(engine.store.aids_together(&kept.asked.together)?)
}

/// Those of them that wait; the aid itself also if it does not.
fn with_its_others(engine: &mut Engine, kept: KeptAid) -> Result<Vec<KeptAid>, Failure> {
    let mut all = with_all_its_others(engine, kept)?;
    all.retain(|one| one.state == AidState::Waiting);
    Ok(all)
}

/// Takes aid back that waits.
fn take_back(engine: &mut Engine, aid: &KeptAid, (at, by): (Instant, i64)) -> Result<(), Failure> {
    engine.store.end_aid(aid.id, false, (at, by))?;
    ended_in_the_books(engine, aid, at)
}

/// It is under way no more.
fn ended_in_the_books(engine: &mut Engine, aid: &KeptAid, at: Instant) -> Result<(), Failure> {
    let Some(account) = engine.store.account(aid.asked.account)? else { return Ok(()) };
    if account.closed_at.is_none() {
        let (eur, channel) = (Some(aid.asked.amount), Some(origin(aid.asked.party)));
        let ended = Fact::PaymentFailed { id: in_the_books(aid.id), eur, channel };
        engine.record(&account, &ended, at)?;
    }
    Ok(())
}

/// Books aid, in the transaction in which that is written down.
fn book(
    engine: &mut Engine,
    account: &store::Account,
    aid: &KeptAid,
    by: i64,
    now: Instant,
) -> Result<(), Failure> {
    engine.store.end_aid(aid.id, true, (now, by))?;
    engine.record(account, &fact(&aid.asked, aid.id), now)?;
    Ok(())
}

/// Books what its day has come for, each part by itself; what cannot be booked any more ends, and its people read why.
/// Returns how much was done.
pub fn book_due(engine: &mut Engine, now: Instant) -> Result<usize, Failure> {
    if now < now.day().at(FROM_HOUR, 0) {
        return Ok(0);
    }
    let mut done = 0;
    for due in engine.store.aids_due(now.day())? {
        match book_one(engine, &due, now) {
            Ok(()) => done += 1,
            // The aid of all others is booked, and this one is tried again.
            Err(failure) => eprintln!("aid {} is not booked on its day: {failure}", due.id),
        }
    }
    Ok(done)
}

fn book_one(engine: &mut Engine, due: &KeptAid, now: Instant) -> Result<(), Failure> {
    engine.locked(due.asked.dso, |engine| {
        // As it stands now that nobody else writes.
        let Some(aid) = engine.store.aid(due.id)? else { return Ok(()) };
        if aid.state != AidState::Waiting {
            return Ok(());
        }
        let account = engine.store.account(aid.asked.account)?;
        let Some(account) = account.filter(|account| account.closed_at.is_none()) else {
            return Ok(engine.store.aid_lapsed(aid.id, "closed", now)?);
        };
        if client_of(engine, aid.asked.party, account.id, now)?.is_none() {
            engine.store.aid_lapsed(aid.id, "no_mandate", now)?;
            return ended_in_the_books(engine, &aid, now);
        }
        let by = aid.signed.map_or(aid.asked.by, |(_, by)| by);
        book(engine, &account, &aid, by, now)
    })
}
