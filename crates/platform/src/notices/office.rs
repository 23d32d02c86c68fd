//! What a social service says to its client, and that it has a mandate on paper. Source: UX S-03, S-08, PD-03.

use super::making::person;
use super::outbox::to_tell;
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use calendar::{Instant, SettlementDay};
use notify::figures::{Figures, Medium, filled};
use notify::plan::{Channel, to_holder};
use notify::quiet::QuietHours;
use notify::texts::{of, texts};
use notify::{Message, gsm, render};
use units::Language;

/// A message of a social service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfficeMessage {
    pub party: i64,
    pub message: Message,
    /// The day that it says.
    pub day: Option<SettlementDay>,
    /// The moment that it says.
    pub until: Option<Instant>,
}

/// What would be said, and how.
#[derive(Debug, Clone)]
pub struct WouldSay {
    pub language: Language,
    /// As short messages, with their septets.
    pub texts: Vec<(Language, String, usize)>,
    /// With the instant before which it does not leave.
    pub ways: Vec<(Channel, Instant)>,
}

/// What the outbox calls it.
fn kind_of(message: Message) -> Option<&'static str> {
    Some(match message {
        Message::OfficeCall => "office_call",
        Message::OfficeMeet => "office_meet",
        Message::OfficePapers => "office_papers",
        Message::OfficeDecision => "office_decision",
        Message::OfficeRenew => "office_renew",
        Message::OfficeHelp => "office_help",
        _ => return None,
    })
}

/// Where people call a social service, as they dial it.
pub(super) fn phone_of(engine: &mut Engine, party: i64) -> Result<Option<String>, Failure> {
    let contact = engine.store.party_contact(party)?;
    Ok(contact.and_then(|contact| contact.phone).map(units::Phone::national))
}

fn figures(
    engine: &mut Engine,
    account: &store::Account,
    said: OfficeMessage,
    at: Instant,
) -> Result<Figures, Failure> {
    let mut figures = Figures::of(account.group.energy, at);
    figures.office = engine.store.party(said.party)?.map(|party| party.name);
    figures.phone = phone_of(engine, said.party)?;
    (figures.date, figures.until) = (said.day, said.until);
    Ok(figures)
}

/// The message of a mandate that was granted on paper. Source: PD-03.
pub fn access_given(
    engine: &mut Engine,
    account: &store::Account,
    mandate: (i64, SettlementDay),
    at: Instant,
) -> Result<(), Failure> {
    opened(engine, account, ("access_given", mandate), at)
}

/// The message of a mandate that an agent granted by force of a law. Source: PD-03.
pub fn access_by_law(
    engine: &mut Engine,
    account: &store::Account,
    mandate: (i64, SettlementDay),
    at: Instant,
) -> Result<(), Failure> {
    opened(engine, account, ("access_by_law", mandate), at)
}

/// That a social service sees the household from now on, and until when.
fn opened(
    engine: &mut Engine,
    account: &store::Account,
    (kind, (party, last)): (&str, (i64, SettlementDay)),
    at: Instant,
) -> Result<(), Failure> {
    if engine.books.house(account.dso).is_none() {
        return Ok(());
    }
    let body = serde_json::json!({ "notice": kind, "party": party, "day": last });
    let message = to_tell(format!("notice/{}/{kind}/{party}", at.0), at, &body);
    Ok(engine.store.add_message(account.id, &message)?)
}

/// Puts what a social service says into the outbox. Of one kind it says one thing a day: the same again is nothing new,
/// anything else waits until tomorrow. Inside: whether it is said. Errors: it is nothing that an office says.
/// Source: CM-03.
pub fn office_writes(
    engine: &mut Engine,
    account: &store::Account,
    said: OfficeMessage,
    at: Instant,
) -> Result<bool, Failure> {
    let Some(kind) = kind_of(said.message) else {
        return refuse(format!("`{}` is nothing that a social service says", said.message));
    };
    let body = serde_json::json!({
        "notice": kind, "party": said.party, "day": said.day, "until": said.until,
    });
    let key = format!("notice/{}/{kind}/{}", at.day(), said.party);
    let message = to_tell(key, at, &body);
    let before = engine.store.messages(&[account.id])?;
    if let Some(before) = before.iter().find(|one| one.key == message.key) {
        return Ok(before.body == message.body);
    }
    engine.store.add_message(account.id, &message)?;
    Ok(true)
}

/// A message in one line, with `…` where somebody still chooses. `None` if its operator writes to nobody.
pub fn in_brief(
    engine: &mut Engine,
    account: &store::Account,
    said: OfficeMessage,
    (language, now): (Language, Instant),
) -> Result<Option<String>, Failure> {
    let Some(house) = engine.books.house(account.dso).cloned() else { return Ok(None) };
    let Some(text) = texts(said.message).sms else { return Ok(None) };
    let mut text = of(text, language).to_owned();
    for (is_open, name) in [(said.day.is_none(), "{date}"), (said.until.is_none(), "{until}")] {
        if is_open {
            text = text.replace(name, "…").replace("….", "…");
        }
    }
    let figures = figures(engine, account, said, now)?;
    Ok(Some(filled(&text, &figures, &house, language, Medium::Sms)?))
}

/// What the household would be sent if this were said now. Nothing is kept, and nothing leaves. `None` if its operator
/// writes to nobody.
pub fn office_would_say(
    engine: &mut Engine,
    account: &store::Account,
    said: OfficeMessage,
    now: Instant,
) -> Result<Option<WouldSay>, Failure> {
    let Some(house) = engine.books.house(account.dso).cloned() else { return Ok(None) };
    let contact = engine.store.contact(account.id)?;
    let rules = engine.books.rules(account.dso, account.group.energy)?;
    let (from_min, to_min) = rules.parameters.at(now.day(), now).notice_quiet_min;
    let everybody = QuietHours { from_min, to_min };
    let figures = figures(engine, account, said, now)?;
    let mut all = Vec::new();
    for language in Language::ALL {
        if let Some(text) = render::sms(said.message, &figures, &house, language) {
            let text = text?;
            let septets = gsm::septets(&text).unwrap_or(0);
            all.push((language, text, septets));
        }
    }
    let person = person(contact.as_ref());
    let rows = to_holder(said.message, "", now, &person, everybody);
    let rows = rows.into_iter().filter(|row| row.withdrawn.is_none());
    let ways = rows.filter(|row| row.channel != Channel::Task).map(|row| (row.channel, row.due));
    Ok(Some(WouldSay { language: person.language, texts: all, ways: ways.collect() }))
}
