//! That something has failed which people need: the sentence of the pages, to whom it concerns. Source: UX O-10, CM-10.

use super::outbox::to_tell;
use crate::engine::Engine;
use crate::failure::Failure;
use calendar::Instant;
use notify::figures::Figures;
use notify::{Message, gsm, render};
use units::{AccountId, Dso, Energy, Language};

/// The key of what an account is told of an incident, once.
pub fn incident_key(id: &str) -> String {
    format!("notice/incident/{id}")
}

/// The message that an account is told by. Within the operator's lock.
pub fn incident(
    engine: &mut Engine,
    account: AccountId,
    (id, kind): (&str, &str),
    at: Instant,
) -> Result<(), Failure> {
    let body = serde_json::json!({ "notice": "incident", "incident": id, "failing": kind });
    let message = to_tell(incident_key(id), at, &body);
    Ok(engine.store.add_message(account, &message)?)
}

/// What would be sent, in each language with its septets; nothing if the operator writes to nobody.
pub fn incident_texts(
    engine: &mut Engine,
    dso: Dso,
    (energy, kind): (Energy, &str),
    now: Instant,
) -> Result<Vec<(Language, String, usize)>, Failure> {
    let Some(house) = engine.books.house(dso).cloned() else { return Ok(Vec::new()) };
    let figures = Figures { failing: Some(kind.to_owned()), ..Figures::of(energy, now) };
    let mut texts = Vec::new();
    for language in Language::ALL {
        if let Some(text) = render::sms(Message::Incident, &figures, &house, language) {
            let text = text?;
            let septets = gsm::septets(&text).unwrap_or(0);
            texts.push((language, text, septets));
        }
    }
    Ok(texts)
}
