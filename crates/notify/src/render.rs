//! A message in a language, for a channel.

use crate::figures::{Figures, House, Medium, TextError, filled};
use crate::gsm;
use crate::mail;
use crate::message::Message;
use crate::texts::{InFour, of, texts};
use serde::{Deserialize, Serialize};
use units::{Energy, Language};

/// What is sent, without its address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rendered {
    /// Empty in a short message.
    pub subject: String,
    pub text: String,
}

fn by_energy(electricity: Option<InFour>, gas: Option<InFour>, energy: Energy) -> Option<InFour> {
    match energy {
        Energy::Electricity => electricity,
        Energy::Gas => gas.or(electricity),
    }
}

/// A short message: in its alphabet and in one part. `None` if the message has none.
pub fn sms(
    message: Message,
    figures: &Figures,
    house: &House,
    language: Language,
) -> Option<Result<String, TextError>> {
    let words = texts(message);
    let text = by_energy(words.sms, words.sms_gas, figures.energy)?;
    Some(fits(filled(of(text, language), figures, house, language, Medium::Sms)))
}

fn fits(text: Result<String, TextError>) -> Result<String, TextError> {
    let text = text?;
    match gsm::septets(&text) {
        None => Err(TextError::NotGsm { text }),
        Some(septets) if septets > gsm::MOST_SEPTETS => Err(TextError::TooLong { septets }),
        Some(_) => Ok(text),
    }
}

/// What a mail says.
pub fn written(
    message: Message,
    figures: &Figures,
    house: &House,
    language: Language,
) -> Result<Rendered, TextError> {
    let words = texts(message);
    let text = by_energy(words.body, words.body_gas, figures.energy)
        .or_else(|| by_energy(words.sms, words.sms_gas, figures.energy))
        .unwrap_or(words.subject);
    let fill = |text: InFour| filled(of(text, language), figures, house, language, Medium::Page);
    Ok(Rendered { subject: fill(words.subject)?, text: fill(text)? })
}

/// Whether a message has a letter in easy words.
pub fn has_easy_letter(message: Message) -> bool {
    texts(message).letter_easy.is_some()
}

/// What a letter says, in lines: `- ` begins a point, `1. ` a step. In easy words for whom the figures say so, where it
/// has them.
pub fn letter(
    message: Message,
    figures: &Figures,
    house: &House,
    language: Language,
) -> Result<Rendered, TextError> {
    let words = texts(message);
    let written = written(message, figures, house, language)?;
    let easy = by_energy(words.letter_easy, words.letter_easy_gas, figures.energy);
    let usual = by_energy(words.letter, words.letter_gas, figures.energy);
    let text = match easy.filter(|_| figures.easy).or(usual) {
        Some(text) => filled(of(text, language), figures, house, language, Medium::Page)?,
        None => mail::sentences(&written.text).join("\n"),
    };
    Ok(Rendered { text, ..written })
}

/// What a caller says first.
pub fn voice(
    message: Message,
    figures: &Figures,
    house: &House,
    language: Language,
) -> Option<Result<String, TextError>> {
    let text = texts(message).voice?;
    Some(filled(of(text, language), figures, house, language, Medium::Page))
}

/// To somebody who is told beside the holder: that there is something, without figures. Source: PD-06.
pub fn copy(
    message: Message,
    figures: &Figures,
    house: &House,
    language: Language,
    medium: Medium,
) -> Result<Rendered, TextError> {
    let subject = "{label}: {energy}";
    let subject = filled(subject, figures, house, language, medium)?;
    let text = filled(&crate::texts::copy(message, language), figures, house, language, medium);
    let text = if medium == Medium::Sms { fits(text)? } else { text? };
    Ok(Rendered { subject, text })
}

/// A mail of both kinds of text.
pub fn mail(rendered: &Rendered, house: &House, language: Language, as_of: &str) -> mail::Parts {
    mail::parts(rendered, house, language, as_of)
}
