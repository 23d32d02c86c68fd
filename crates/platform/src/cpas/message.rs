//! What a social service writes to a client that agreed: by the household's own channels. Source: UX S-08.

use super::{Known, Offices, line, party_of};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::notices::{self, OfficeMessage};
use ::access::Act;
use calendar::Instant;
use notify::Message;
use portal::cpas::{MessageFacts, MessageShown, MessageWanted, NotSent, Template};
use portal::my::Visitor;
use units::AccountId;
use vending::Role;

/// A day that is said lies no further away.
const MOST_DAYS: i32 = 60;

fn message(template: Template) -> Message {
    match template {
        Template::Call => Message::OfficeCall,
        Template::Meet => Message::OfficeMeet,
        Template::Papers => Message::OfficePapers,
        Template::Decision => Message::OfficeDecision,
        Template::Renew => Message::OfficeRenew,
        Template::Help => Message::OfficeHelp,
    }
}

/// The client that agreed, with the party it agreed to.
fn agreed(clients: &[Known], party: Option<i64>) -> Option<(&Known, i64)> {
    let known = clients.first()?;
    known.open.mandates().any(|grant| grant.role == Role::Mandate).then_some((known, party?))
}

/// A message with what is known of itself: when access ends.
fn begun(known: &Known, party: i64, template: Template) -> OfficeMessage {
    let ends = known.open.mandates().filter_map(vending::Grant::last).max();
    let day = ends.filter(|_| template == Template::Renew);
    OfficeMessage { party, message: message(template), day, until: None }
}

/// The message that is wanted. Errors: its day or time is missing, or lies elsewhere than ahead.
fn filled(
    begun: OfficeMessage,
    wanted: MessageWanted,
    now: Instant,
) -> Result<OfficeMessage, NotSent> {
    if !wanted.template.has_day() {
        return Ok(begun);
    }
    let Some(day) = wanted.day else { return Err(NotSent::NoDay) };
    let wrong = NotSent::Day { most: MOST_DAYS };
    if day < now.day() || day > now.day().plus(MOST_DAYS) {
        return Err(wrong);
    }
    if !wanted.template.has_time() {
        return Ok(OfficeMessage { day: Some(day), ..begun });
    }
    let Some((hour, minute)) = wanted.time else { return Err(NotSent::NoDay) };
    let until = day.at(hour, minute);
    if until <= now { Err(wrong) } else { Ok(OfficeMessage { until: Some(until), ..begun }) }
}

/// Whether a household said that it wants no such messages.
fn declines(
    engine: &mut Engine,
    account: &store::Account,
    said: OfficeMessage,
) -> Result<bool, Failure> {
    let contact = engine.store.contact(account.id)?;
    let family = said.message.family();
    Ok(contact.is_some_and(|contact| contact.wished.declined.iter().any(|one| one == family)))
}

impl Offices {
    pub(super) fn message_facts(
        &self,
        visitor: &Visitor,
        account: AccountId,
    ) -> Result<Option<MessageFacts>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let clients = self.clients(engine, visitor, Some(account), now)?;
        let party = party_of(engine, visitor)?;
        let Some((known, party)) = agreed(&clients, party) else { return Ok(None) };
        self.note(engine, visitor, &clients, &[Act::StateAndAmount])?;
        let account = known.open.account();
        let contact = engine.store.contact(account.id)?;
        let language = contact.map_or(visitor.language, |contact| contact.language);
        let mut texts = Vec::new();
        for template in Template::ALL {
            let said = begun(known, party, template);
            if let Some(text) = notices::in_brief(engine, account, said, (language, now))? {
                texts.push((template, text));
            }
        }
        Ok(Some(MessageFacts { line: line(engine, known, now)?, language, texts }))
    }

    fn would_send(
        &self,
        engine: &mut Engine,
        visitor: &Visitor,
        (account, wanted): (AccountId, MessageWanted),
        now: Instant,
    ) -> Result<Result<(store::Account, OfficeMessage, notices::WouldSay), NotSent>, Failure> {
        let clients = self.clients(engine, visitor, Some(account), now)?;
        let party = party_of(engine, visitor)?;
        let Some((known, party)) = agreed(&clients, party) else {
            return Ok(Err(NotSent::NoClient));
        };
        let known_phone = engine.store.party_contact(party)?.and_then(|contact| contact.phone);
        if wanted.template == Template::Call && known_phone.is_none() {
            // The operator's own line would be said, and a promise that is not kept there.
            return Ok(Err(NotSent::NoPhone));
        }
        let said = match filled(begun(known, party, wanted.template), wanted, now) {
            Ok(said) => said,
            Err(refused) => return Ok(Err(refused)),
        };
        let account = known.open.account().clone();
        let shown = notices::office_would_say(engine, &account, said, now)?;
        Ok(match shown.filter(|shown| !shown.ways.is_empty()) {
            Some(shown) => Ok((account, said, shown)),
            None if declines(engine, &account, said)? => Err(NotSent::Declined),
            None => Err(NotSent::NoWay),
        })
    }

    pub(super) fn message_shown(
        &self,
        visitor: &Visitor,
        account: AccountId,
        wanted: MessageWanted,
    ) -> Result<Result<MessageShown, NotSent>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let shown = self.would_send(&mut engine, visitor, (account, wanted), now)?;
        Ok(shown.map(|(_, _, shown)| MessageShown {
            language: shown.language,
            texts: shown.texts,
            most: notify::gsm::MOST_SEPTETS,
            ways: shown
                .ways
                .into_iter()
                .map(|(channel, due)| (notices::channel_name(channel.code()).to_owned(), due))
                .collect(),
            now,
        }))
    }

    pub(super) fn message_sent(
        &self,
        visitor: &Visitor,
        account: AccountId,
        wanted: MessageWanted,
        attempt: &str,
    ) -> Result<Result<(), NotSent>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let (account, said) = match self.would_send(engine, visitor, (account, wanted), now)? {
            Ok((account, said, _)) => (account, said),
            Err(refused) => return Ok(Err(refused)),
        };
        if attempt.is_empty() {
            return refuse("a message without its attempt");
        }
        engine.locked(account.dso, |engine| {
            let is_said = notices::office_writes(engine, &account, said, now)?;
            Ok(if is_said { Ok(()) } else { Err(NotSent::Today) })
        })
    }
}
