//! What the acts on messages are filled in with. Source: UX A-09.

use super::super::acts::{Fields, LINE, TIME, UNTIL, WAY};
use super::super::api::{ActKind, Copyable, FormFacts, NotSaid, Wanted};
use super::super::events;
use super::page::channel_name;
use super::words::Words;
use crate::language::Writes as _;
use crate::pay::forms;
use crate::pay::frame::PageError;
use crate::words::fill;
use calendar::{Instant, SettlementDay};
use units::Language;

/// The hour of a day that is named alone.
const MORNING_H: u8 = 9;

/// A message to choose, with its words in the household's language.
#[derive(Debug)]
pub(in crate::agent) struct Choice {
    pub(in crate::agent) name: String,
    pub(in crate::agent) what: String,
    pub(in crate::agent) text: String,
}

/// The extra fields of a form.
#[derive(Debug, Default)]
pub(in crate::agent) struct SayForm {
    pub(in crate::agent) choices: Vec<Choice>,
    pub(in crate::agent) lang: &'static str,
    /// Name and words of what may be copied.
    pub(in crate::agent) copies: Vec<(String, String)>,
    pub(in crate::agent) channels: Vec<(String, String)>,
    /// Words of the hint of a day.
    pub(in crate::agent) when: Option<&'static str>,
    pub(in crate::agent) note: Option<String>,
    /// Why nothing can be sent.
    pub(in crate::agent) none: Option<&'static str>,
}

impl SayForm {
    pub(in crate::agent) fn new(
        kind: ActKind,
        facts: &FormFacts,
        chosen: &str,
        language: Language,
    ) -> Self {
        let m = Words::of(language);
        let base = Self { lang: facts.language.code(), ..Self::default() };
        match kind {
            ActKind::Message => {
                let choices = facts.offered.iter().map(|one| Choice {
                    name: one.message.clone(),
                    what: events::event(&one.message, language),
                    text: one.text.clone(),
                });
                let none = facts.offered.is_empty().then_some(m.nothing_to_say);
                Self { choices: choices.collect(), when: Some(m.when_hint), none, ..base }
            }
            ActKind::Again => {
                let copies = facts.copyable.iter().map(|one| {
                    let what = events::event(&one.message, language);
                    let number = fill(m.number, &[("number", &one.number.to_string())]);
                    (
                        one.number.to_string(),
                        format!("{what}, {}. {number}", language.instant(one.at)),
                    )
                });
                let wanted = facts.copyable.iter().find(|one| one.number.to_string() == chosen);
                let all: Vec<&Copyable> = match wanted {
                    Some(one) => vec![one],
                    None => facts.copyable.iter().collect(),
                };
                let mut names: Vec<&str> =
                    all.iter().flat_map(|one| one.channels.iter().map(String::as_str)).collect();
                names.sort_by_key(|name| {
                    ["sms", "mail", "letter"].iter().position(|one| one == name)
                });
                names.dedup();
                let channels = names
                    .into_iter()
                    .map(|name| (name.to_owned(), channel_name(name, language).to_owned()));
                let none = facts.copyable.is_empty().then_some(m.nothing_to_copy);
                let note = Some(m.channel_hint.to_owned());
                Self { copies: copies.collect(), channels: channels.collect(), note, none, ..base }
            }
            ActKind::NewCode => match &facts.postal {
                Some(postal) => {
                    let note = Some(fill(m.code_note, &[("address", postal)]));
                    Self { note, ..base }
                }
                None => Self { none: Some(m.no_post), ..base },
            },
            _ => Self::default(),
        }
    }
}

/// When something is to be said: `None` without a day and a time, that is now.
fn moment(fields: &Fields, today: SettlementDay) -> Result<Option<Instant>, (&'static str, bool)> {
    if fields.until.is_empty() && fields.time.is_empty() {
        return Ok(None);
    }
    let day = if fields.until.is_empty() { Some(today) } else { fields.day(today) };
    let Some(day) = day else { return Err((UNTIL, true)) };
    let time =
        if fields.time.is_empty() { Some((MORNING_H, 0)) } else { forms::time(&fields.time) };
    let Some((hour, minute)) = time else { return Err((TIME, false)) };
    Ok(Some(day.at(hour, minute)))
}

/// What the fields of a message say; `None` of another act. What is missing is added to `errors`.
pub(in crate::agent) fn wanted(
    kind: ActKind,
    fields: &Fields,
    (today, language): (SettlementDay, Language),
    errors: &mut Vec<PageError>,
) -> Option<Wanted> {
    let m = Words::of(language);
    let note = fields.note.clone();
    match kind {
        ActKind::Message => {
            if fields.line.is_empty() {
                errors.push(PageError::at(LINE, m.e_message));
            }
            let at = match moment(fields, today) {
                Ok(at) => at,
                Err((field, is_day)) => {
                    let text = if is_day { m.e_when } else { m.e_time };
                    errors.push(PageError::at(field, text));
                    None
                }
            };
            Some(Wanted::Message { message: fields.line.clone(), at, note })
        }
        ActKind::Again => {
            let notice = fields.line.parse().ok();
            if notice.is_none() {
                errors.push(PageError::at(LINE, m.e_message));
            }
            if fields.way.is_empty() {
                errors.push(PageError::at(WAY, m.e_channel));
            }
            let (notice, channel) = (notice.unwrap_or(0), fields.way.clone());
            Some(Wanted::Again { notice, channel, note })
        }
        ActKind::NewCode => Some(Wanted::NewCode { note }),
        _ => None,
    }
}

/// What is wanted, as label and value.
pub(in crate::agent) fn said(wanted: &Wanted, language: Language) -> Vec<(&'static str, String)> {
    let m = Words::of(language);
    match wanted {
        Wanted::Message { message, at, .. } => {
            let at = at.map_or_else(|| m.now.to_owned(), |at| language.instant(at));
            vec![(m.choose, events::event(message, language)), (m.planned, at)]
        }
        Wanted::Again { notice, channel, .. } => {
            let number = fill(m.number, &[("number", &notice.to_string())]);
            vec![(m.choose, number), (m.channel, channel_name(channel, language).to_owned())]
        }
        _ => Vec::new(),
    }
}

pub(in crate::agent) fn refused(why: NotSaid, language: Language) -> PageError {
    let m = Words::of(language);
    match why {
        NotSaid::NoMessage => PageError::at(LINE, m.e_no_message),
        NotSaid::Code => PageError::at(LINE, m.e_code),
        NotSaid::NotSo => PageError::at(LINE, m.e_not_so),
        NotSaid::NoWay => PageError::general(m.e_no_way),
        NotSaid::Waits => PageError::at(LINE, m.e_waits),
        NotSaid::TooMany => PageError::general(m.e_too_many),
        NotSaid::When => PageError::at(UNTIL, m.e_when),
    }
}
