//! Aid that a CPAS gives to a client: worked out before it is given, booked once, by two above a cap, and kept
//! in a register whose totals are those of the ledger. Source: PA-44, UX S-05, S-10.

use super::{Offices, party_of};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::parties::{OpenAccount, open_accounts};
use crate::people::{cost_per_day, lasts};
use ::access::Act;
use calendar::{Instant, SettlementDay};
use portal::cpas::{
    AidEffect, AidFacts, AidLine, AidRefused, AidStanding, AidWanted, Motive, Register,
};
use portal::my::Visitor;
use store::{AidState, KeptAid, NewAid};
use timeline::Fact;
use units::{Ean, MicroEuro};
use vending::Right;

/// Later than all that is known.
const FAR: Instant = Instant(i64::MAX / 2);

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

/// A client to whom whoever visits may give aid.
fn client(
    engine: &mut Engine,
    visitor: &Visitor,
    ean: Ean,
    now: Instant,
) -> Result<Option<(i64, OpenAccount)>, Failure> {
    let Some(party) = party_of(engine, visitor)? else { return Ok(None) };
    let mut open = open_accounts(engine, party, now)?.into_iter();
    let found = open.find(|one| {
        let mandate = one.mandates().next().is_some();
        one.account().ean == ean && mandate && one.may(Right::GiveAid)
    });
    Ok(found.map(|open| (party, open)))
}

/// What aid would do now, by the timeline that will do it.
fn worked_out(
    engine: &mut Engine,
    account: &store::Account,
    amount: MicroEuro,
    now: Instant,
) -> Result<AidEffect, Failure> {
    let cap = engine.books.payments(account.dso, now)?.aid_four_eyes;
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
    Ok(AidEffect {
        balance: (before, after),
        repaid,
        days: lasts(after, per_day),
        second: amount > cap,
        cap,
    })
}

impl Offices {
    pub(super) fn aid_facts(
        &self,
        visitor: &Visitor,
        ean: Ean,
    ) -> Result<Option<AidFacts>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let clients = self.clients(engine, visitor, Some(ean), now)?;
        let Some(known) = clients.first() else { return Ok(None) };
        if client(engine, visitor, ean, now)?.is_none() {
            return Ok(None);
        }
        self.note(engine, visitor, &clients, &[Act::StateAndAmount])?;
        let parameters = engine.books.payments(known.open.account().dso, now)?;
        let (least, most, cap) =
            (parameters.topup_min, parameters.topup_max, parameters.aid_four_eyes);
        Ok(Some(AidFacts { line: super::line(engine, known, now)?, least, most, cap }))
    }

    pub(super) fn aid_effect(
        &self,
        visitor: &Visitor,
        ean: Ean,
        amount: MicroEuro,
    ) -> Done<AidEffect> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some((_, open)) = client(engine, visitor, ean, now)? else {
            return Ok(Err(AidRefused::NoClient));
        };
        if let Some(refused) = out_of_bounds(engine, open.account(), amount, now)? {
            return Ok(Err(refused));
        }
        Ok(Ok(worked_out(engine, open.account(), amount, now)?))
    }

    pub(super) fn aid_given(
        &self,
        visitor: &Visitor,
        ean: Ean,
        wanted: &AidWanted,
        attempt: &str,
    ) -> Done<i64> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some((party, open)) = client(engine, visitor, ean, now)? else {
            return Ok(Err(AidRefused::NoClient));
        };
        let account = open.account().clone();
        if let Some(refused) = out_of_bounds(engine, &account, wanted.amount, now)? {
            return Ok(Err(refused));
        }
        let cap = engine.books.payments(account.dso, now)?.aid_four_eyes;
        let new = NewAid {
            dso: account.dso,
            // Of the person who filled it in: nobody meets another's by chance.
            key: format!("{}.{attempt}", visitor.person),
            party,
            account: account.id,
            at: now,
            by: visitor.person,
            amount: wanted.amount,
            motive: wanted.motive.name().to_owned(),
            budget: wanted.budget.clone(),
        };
        engine.locked(account.dso, |engine| {
            let (kept, is_new) = engine.store.add_aid(&new)?;
            let same = NewAid { at: kept.asked.at, ..new.clone() } == kept.asked;
            if !same {
                return Ok(Err(AidRefused::SentBefore));
            }
            if is_new && wanted.amount <= cap {
                book(engine, &account, &kept, visitor.person, now)?;
            } else if is_new {
                // Until a colleague has decided, nobody is cut for want of this money. Source: CG-07.
                let (id, eur) = (in_the_books(kept.id), wanted.amount);
                let waits = Fact::PaymentPending { id, eur, channel: origin(party) };
                engine.record(&account, &waits, now)?;
            }
            Ok(Ok(kept.id))
        })
    }

    /// A colleague signs, or either of them takes it back while it is not booked.
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
            let Some(account) = engine.store.account(kept.asked.account)? else {
                return Ok(Err(AidRefused::NoClient));
            };
            if !sign {
                engine.store.end_aid(id, false, (now, visitor.person))?;
                if account.closed_at.is_none() {
                    let (eur, channel) = (Some(kept.asked.amount), Some(origin(kept.asked.party)));
                    let ended = Fact::PaymentFailed { id: in_the_books(id), eur, channel };
                    engine.record(&account, &ended, now)?;
                }
                return Ok(Ok(()));
            }
            // The mandate holds at the moment of the booking, too.
            if client(engine, visitor, account.ean, now)?.is_none() {
                return Ok(Err(AidRefused::NoClient));
            }
            book(engine, &account, &kept, visitor.person, now)?;
            Ok(Ok(()))
        })
    }

    pub(super) fn aid_register(
        &self,
        visitor: &Visitor,
        month: Option<SettlementDay>,
    ) -> Result<Register, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let (year, of_year, _) = month.unwrap_or(now.day()).ymd();
        let Some(first) = SettlementDay::from_ymd(year, of_year, 1) else {
            return refuse("a month without a first day");
        };
        let next = first.plus_months(1);
        let mut lines = Vec::new();
        if let Some(party) = party_of(engine, visitor)? {
            let period = [first.start(), next.start()];
            for aid in engine.store.aids_of(party, period)? {
                lines.push(aid_line(engine, &aid, visitor)?);
            }
        }
        Ok(Register { first, lines, now })
    }
}

fn out_of_bounds(
    engine: &Engine,
    account: &store::Account,
    amount: MicroEuro,
    now: Instant,
) -> Result<Option<AidRefused>, Failure> {
    let parameters = engine.books.payments(account.dso, now)?;
    let (least, most) = (parameters.topup_min, parameters.topup_max);
    Ok((!(least..=most).contains(&amount)).then_some(AidRefused::OutOfBounds { least, most }))
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

fn aid_line(engine: &mut Engine, aid: &KeptAid, visitor: &Visitor) -> Result<AidLine, Failure> {
    let Some(account) = engine.store.account(aid.asked.account)? else {
        return refuse(format!("no account {}", aid.asked.account));
    };
    let who = |engine: &mut Engine, person: i64| -> Result<String, Failure> {
        Ok(engine.store.person(person)?.map(|person| person.ways.name).unwrap_or_default())
    };
    let standing = match (aid.state, aid.ended) {
        (AidState::Booked, Some((at, _))) => AidStanding::Booked(at),
        (AidState::Cancelled, Some((at, _))) => AidStanding::Cancelled(at),
        (_, _) => AidStanding::Waiting { own: aid.asked.by == visitor.person },
    };
    Ok(AidLine {
        id: aid.id,
        reference: account.ean.reference(),
        at: aid.asked.at,
        by: who(engine, aid.asked.by)?,
        amount: aid.asked.amount,
        motive: Motive::of_name(&aid.asked.motive),
        budget: aid.asked.budget.clone(),
        standing,
    })
}
