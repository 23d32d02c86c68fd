//! How a household is reached, put right by an agent who hears it; and letters that the post brought back.
//! Source: UX A-09, 7.3, CM-02, CM-07, PD-05.

use super::{Desks, failed};
use crate::failure::Failure;
use crate::notices::{self, letter_came_back};
use access::{Act, Role, Under, Verb};
use notify::delivery::State;
use notify::plan::Channel;
use portal::agent::{CameBack, ContactDesk, ContactEntry, ContactRefused, ContactView, HeardBy};
use portal::my::{MyError, Visitor, WhenLow};
use store::{Contact, Threshold};
use units::AccountId;

/// In which ways somebody of this role may have heard what they enter: the first level while the household is on the
/// phone. Source: UX 7.3.
fn heard_by(role: Role) -> Vec<HeardBy> {
    match access::may(role, Act::Alerts, Verb::Do).map(|right| right.under) {
        Some(Under::Call) => vec![HeardBy::Call],
        Some(Under::Nothing) => HeardBy::ALL.to_vec(),
        _ => Vec::new(),
    }
}

fn entry_of(contact: &Contact) -> ContactEntry {
    ContactEntry {
        language: contact.language,
        phone: contact.phone,
        email: contact.email.clone(),
        street: contact.street.clone(),
        postcode: contact.postcode.clone(),
        town: contact.town.clone(),
        low: match contact.threshold {
            None => WhenLow::Usual,
            Some(Threshold::Amount(amount)) => WhenLow::Euro(amount),
            Some(Threshold::Days(days)) => WhenLow::Days(days),
        },
        sms: contact.wished.sms,
        mail: contact.wished.mail,
        letter: contact.wished.letter,
        voice: contact.wished.voice,
    }
}

/// What is entered, over what is known: all else stays.
fn over(known: &Contact, entry: &ContactEntry) -> Contact {
    let mut contact = Contact {
        language: entry.language,
        phone: entry.phone,
        email: entry.email.clone(),
        street: entry.street.clone(),
        postcode: entry.postcode.clone(),
        town: entry.town.clone(),
        threshold: match entry.low {
            WhenLow::Usual => None,
            WhenLow::Euro(amount) => Some(Threshold::Amount(amount)),
            WhenLow::Days(days) => Some(Threshold::Days(days)),
        },
        ..known.clone()
    };
    let wished = &mut contact.wished;
    (wished.sms, wished.mail) = (entry.sms, entry.mail);
    (wished.letter, wished.voice) = (entry.letter, entry.voice);
    // The phone line says no street to a number that is another's by now.
    wished.recognised = wished.recognised && contact.phone == known.phone;
    contact
}

impl Desks {
    fn contact_of(
        &self,
        visitor: &Visitor,
        account: AccountId,
    ) -> Result<Option<ContactView>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(account) = engine.store.account(account)? else { return Ok(None) };
        self.note(engine, visitor, &[&account], (&[Act::Alerts], "contact"))?;
        let versions = engine.store.contact_versions(account.id)?;
        let known = versions.last();
        // Of people nobody knows it is not the agent's language that they read.
        let language = notices::person(known).language;
        let contact = known.cloned().unwrap_or_else(|| Contact::empty(account.id, language, now));
        Ok(Some(ContactView {
            account: account.id,
            name: contact.name.clone(),
            entry: entry_of(&contact),
            seen: versions.len(),
            heard: heard_by(visitor.role),
            closed: account.closed_at.is_some(),
        }))
    }

    /// A new version in the agent's name; whoever was reached otherwise before is told there. Source: CM-01u.
    fn contact_set(
        &self,
        visitor: &Visitor,
        account: AccountId,
        entry: &ContactEntry,
        (heard, seen): (HeardBy, usize),
    ) -> Result<Result<(), ContactRefused>, Failure> {
        let now = self.now();
        if !heard_by(visitor.role).contains(&heard) {
            return Ok(Err(ContactRefused::NotThatWay));
        }
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(account) = engine.store.account(account)?.filter(|one| one.closed_at.is_none())
        else {
            return Ok(Err(ContactRefused::NoAccount));
        };
        let reason = format!("contact on {}", heard.name());
        self.note(engine, visitor, &[&account], (&[Act::Alerts], reason.as_str()))?;
        engine.locked(account.dso, |engine| {
            let versions = engine.store.contact_versions(account.id)?;
            let language = notices::person(versions.last()).language;
            let empty = || Contact::empty(account.id, language, now);
            let known = versions.last().cloned().unwrap_or_else(empty);
            if versions.last().is_some() && entry_of(&known) == *entry {
                // The same form twice.
                return Ok(Ok(()));
            }
            if versions.len() != seen {
                return Ok(Err(ContactRefused::Overtaken));
            }
            let by = Some(visitor.name.clone());
            let after = Contact { learnt_at: now, entered_by: by, ..over(&known, entry) };
            let version = engine.store.set_contact(&after)?;
            notices::contact_changed(engine, account.dso, account.id, version, now)?;
            Ok(Ok(()))
        })
    }

    fn letter_back(
        &self,
        visitor: &Visitor,
        account: AccountId,
        letter: i64,
        why: CameBack,
    ) -> Result<bool, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(account) = engine.store.account(account)? else { return Ok(false) };
        self.note(engine, visitor, &[&account], (&[Act::Messages], "messages"))?;
        let on_its_way = [State::HandedOver.code(), State::Leaving.code()];
        let known = engine.store.notice(account.id, letter)?.filter(|notice| {
            notice.notice.channel == Channel::Letter.code() && on_its_way.contains(&notice.state)
        });
        let Some(known) = known else { return Ok(false) };
        letter_came_back(engine, &known, (why.name(), &visitor.name), now)?;
        Ok(true)
    }
}

impl ContactDesk for Desks {
    fn contact(
        &self,
        visitor: &Visitor,
        account: AccountId,
    ) -> Result<Option<ContactView>, MyError> {
        self.contact_of(visitor, account).map_err(failed("could not read contact data"))
    }

    fn set_contact(
        &self,
        visitor: &Visitor,
        account: AccountId,
        entry: &ContactEntry,
        heard: (HeardBy, usize),
    ) -> Result<Result<(), ContactRefused>, MyError> {
        self.contact_set(visitor, account, entry, heard)
            .map_err(failed("could not keep contact data"))
    }

    fn came_back(
        &self,
        visitor: &Visitor,
        account: AccountId,
        letter: i64,
        why: CameBack,
    ) -> Result<bool, MyError> {
        self.letter_back(visitor, account, letter, why)
            .map_err(failed("could not note a letter that came back"))
    }
}
