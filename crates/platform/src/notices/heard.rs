//! What people write back to a short message: a word that means stop, or anything else, which a person reads.
//! Source: CM-01, CM-02.

use super::outbox::to_tell;
use crate::cases::{self, Asker};
use crate::engine::Engine;
use crate::failure::Failure;
use access::Role;
use calendar::Instant;
use notify::carrier::Heard;
use notify::heard::{Asks, asks, may_be_declined};
use notify::{Message, Trigger};
use procedures::CaseKind;
use store::{Contact, ContactPoint, NoticeStep, Store};
use units::{AccountId, Language, Phone};

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// What may be declined is declined from now on.
    Stopped,
    /// It waits for a person at the desk.
    Question,
    /// Nobody here has that number: it is counted, and not kept.
    Unknown,
}

/// Under which messages of a month from numbers that nobody has are counted.
fn setting(at: Instant) -> String {
    let (year, month, _) = at.day().ymd();
    format!("sms/unknown/{year:04}-{month:02}")
}

/// How many messages of this month came from numbers that nobody has.
pub fn unknown_of_month(store: &mut Store, now: Instant) -> Result<u64, Failure> {
    Ok(store.setting(&setting(now))?.map(|count| count.parse()).transpose()?.unwrap_or(0))
}

/// What to do about something that somebody wrote. It is all the same whether it comes once or twice.
pub fn heard(engine: &mut Engine, said: &Heard, now: Instant) -> Result<Became, Failure> {
    let phone: Option<Phone> = said.from.parse().ok();
    let accounts = match phone {
        Some(phone) => accounts_of(engine, phone)?,
        None => Vec::new(),
    };
    let (Some(phone), Some(asks), false) = (phone, asks(&said.text), accounts.is_empty()) else {
        let count = unknown_of_month(&mut engine.store, now)?.saturating_add(1);
        engine.store.set_setting(&setting(now), &count.to_string())?;
        return Ok(Became::Unknown);
    };
    match asks {
        Asks::Stop => {
            stop(engine, &accounts, phone, now)?;
            Ok(Became::Stopped)
        }
        Asks::Question => {
            if let Some(account) = accounts.first() {
                question(engine, account, phone, said.text.trim(), now)?;
            }
            Ok(Became::Question)
        }
    }
}

/// Open accounts whose people are written to at this number, or sign in with it.
fn accounts_of(engine: &mut Engine, phone: Phone) -> Result<Vec<store::Account>, Failure> {
    let point = ContactPoint::Phone(phone);
    let mut all = engine.store.accounts_of_contact(&point)?;
    for person in engine.store.people_at(&point)? {
        if Role::from_code(person.role) == Some(Role::Customer) {
            let own = engine.store.accounts_of_person(person.id)?;
            let own = own.into_iter().filter(|one| one.until.is_none());
            all.extend(own.map(|one| one.account));
        }
    }
    all.sort_unstable();
    all.dedup();
    let mut open = Vec::new();
    for id in all {
        let account = engine.store.account(id)?.filter(|account| account.closed_at.is_none());
        open.extend(account);
    }
    Ok(open)
}

/// Declines for each account what may be declined, as its page of alerts does; takes back what waits of it; and
/// answers once a day.
fn stop(
    engine: &mut Engine,
    accounts: &[store::Account],
    phone: Phone,
    now: Instant,
) -> Result<(), Failure> {
    let mut answered = false;
    for account in accounts {
        engine.locked(account.dso, |engine| {
            let contact = engine.store.contact(account.id)?;
            let language = contact.as_ref().map_or(Language::Fr, |contact| contact.language);
            if let Some(contact) = contact {
                decline(engine, contact, now)?;
            }
            withdraw(engine, account.id, now)?;
            if !answered && engine.books.house(account.dso).is_some() {
                answered = true;
                let body = serde_json::json!({
                    "notice": "stop_heard", "to": phone, "language": language,
                });
                let message = to_tell(format!("notice/{}/stop_heard", now.day()), now, &body);
                engine.store.add_message(account.id, &message)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

fn decline(engine: &mut Engine, contact: Contact, now: Instant) -> Result<(), Failure> {
    let declined = &contact.wished.declined;
    let more: Vec<String> = may_be_declined()
        .into_iter()
        .filter(|family| !declined.iter().any(|one| one == family))
        .map(str::to_owned)
        .collect();
    if more.is_empty() {
        return Ok(());
    }
    let mut after = Contact { learnt_at: now, entered_by: None, ..contact };
    after.wished.declined.extend(more);
    engine.store.set_contact(&after)?;
    Ok(())
}

/// What is made and has not left is not wished any more.
fn withdraw(engine: &mut Engine, account: AccountId, now: Instant) -> Result<(), Failure> {
    for one in engine.store.notices(&[account])? {
        let message: Option<Message> = one.notice.message.parse().ok();
        let rule = message.and_then(Trigger::of).map(Trigger::rule);
        // An answer to whoever asked for it is theirs.
        let asked_for = one.notice.recipient != "holder";
        let may = rule.is_some_and(|rule| !rule.must) && !asked_for;
        if one.state == 0 && may {
            let step = NoticeStep::Withdrawn { at: now, reason: "declined".to_owned() };
            engine.store.notice_step(account, one.seq, &step)?;
        }
    }
    Ok(())
}

/// A person reads it, and calls. What comes twice is asked once.
fn question(
    engine: &mut Engine,
    account: &store::Account,
    phone: Phone,
    words: &str,
    now: Instant,
) -> Result<(), Failure> {
    let waits = cases::of_account(engine, account)?.into_iter().any(|one| {
        let stored = &one.stored;
        one.kept.open && stored.case.kind == CaseKind::CallBack && stored.case.words == words
    });
    if waits {
        return Ok(());
    }
    let contact = engine.store.contact(account.id)?;
    let (language, name) =
        contact.map_or((Language::Fr, String::new()), |contact| (contact.language, contact.name));
    let asker = Asker { language, name, phone: Some(phone), reference: None, party: None };
    let place = (account.dso, Some(account));
    cases::ask(engine, place, &asker, (CaseKind::CallBack, words), now)??;
    Ok(())
}
