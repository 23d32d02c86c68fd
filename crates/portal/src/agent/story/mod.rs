//! What happened to an account, in sentences of whoever reads it. What somebody wrote stands between quotation marks.
//! Source: UX A-02.

mod words;

use super::acts::order_reason;
use super::api::Detail;
use super::calls::path_words;
use super::events;
use super::messages::{channel_name, known_reason};
use super::payments::channel as money_channel;
use super::words::Words as Common;
use crate::card::Chip;
use crate::language::Writes as _;
use crate::words::fill;
use procedures::{CLOSING, HOUSEHOLD};
use units::Language;
use words::Words;

/// Who did something, by their name: without the number that tells two people of one name apart, and a household as
/// the page calls it.
fn who(by: &str, language: Language) -> &str {
    match by.rsplit_once(" #").map_or(by, |(name, _)| name).trim() {
        HOUSEHOLD => Words::of(language).household,
        name => name,
    }
}

/// Who did something, as the books have it: a household as the page calls it, and anybody else with the number that
/// tells two people of one name apart.
pub(super) fn signed(by: &str, language: Language) -> &str {
    match by {
        HOUSEHOLD => Words::of(language).household,
        CLOSING => Words::of(language).closing,
        _ => by,
    }
}

/// Sentences one after the other; those that say nothing are left out.
fn together(sentences: impl IntoIterator<Item = String>) -> String {
    let said = sentences.into_iter().filter(|one| !one.is_empty());
    said.collect::<Vec<_>>().join(" ")
}

impl Words {
    fn quoted(&self, text: &str) -> String {
        let text = text.replace('\n', " ");
        let text = text.trim();
        if text.is_empty() { String::new() } else { fill(self.quoted, &[("words", text)]) }
    }

    fn by(&self, by: &str, language: Language) -> String {
        let who = who(by, language);
        if who.is_empty() { String::new() } else { fill(self.by, &[("who", who)]) }
    }
}

/// What an event says beside its name; empty if that is all.
pub(super) fn sentence(detail: &Detail, language: Language) -> String {
    let (w, m) = (Words::of(language), Common::of(language));
    match detail {
        Detail::Nothing => String::new(),
        Detail::Words { number, words, by } => together([
            number.map_or_else(String::new, |id| fill(w.number, &[("number", &id.to_string())])),
            w.quoted(words),
            w.by(by, language),
        ]),
        Detail::Money { amount, channel } => {
            let channel = money_channel(channel, language);
            fill(w.money, &[("amount", &language.money(*amount)), ("channel", &channel)])
        }
        Detail::Adjusted { amount, text } => {
            together([fill(w.adjusted, &[("amount", &language.effect(*amount))]), w.quoted(text)])
        }
        Detail::Shared { amount, kwh, month, day } => {
            let kwh = if language == Language::En { kwh.clone() } else { kwh.replace('.', ",") };
            let (amount, kwh) = (language.effect(*amount), format!("{kwh}\u{a0}kWh"));
            let values = [("amount", amount.as_str()), ("kwh", kwh.as_str())];
            let [first, second] = values;
            match (day, month) {
                (Some(day), _) => {
                    fill(w.shared_on, &[first, second, ("day", &language.date(*day))])
                }
                (None, Some(month)) => {
                    let month = language.month_and_year(*month);
                    fill(w.shared_in, &[first, second, ("month", &month)])
                }
                (None, None) => fill(w.shared, &values),
            }
        }
        Detail::Hold { name, until } => {
            let name = events::hold(name, language);
            match until {
                Some(at) => {
                    fill(w.hold_until, &[("name", &name), ("time", &language.instant(*at))])
                }
                None => fill(w.hold, &[("name", &name)]),
            }
        }
        Detail::Grace { amount, until, reason, by } => {
            let amount = language.money(*amount);
            let said = match until {
                Some(at) => {
                    fill(w.grace_until, &[("amount", &amount), ("time", &language.instant(*at))])
                }
                None => fill(w.grace, &[("amount", &amount)]),
            };
            together([said, w.quoted(reason), w.by(by, language)])
        }
        Detail::CutAsked { limit, reason, words, by: [first, second] } => {
            let order = events::order(if *limit { "limit" } else { "disconnect" }, language);
            let asked = match reason {
                Some(reason) => {
                    fill(w.asked, &[("order", &order), ("reason", order_reason(*reason, m))])
                }
                None => fill(w.asked_words, &[("order", &order)]),
            };
            let by =
                fill(w.by_two, &[("who", who(first, language)), ("second", who(second, language))]);
            together([asked, w.quoted(words), by])
        }
        Detail::Proof { dso, number, hash } => {
            let number = number.to_string();
            fill(w.proof, &[("number", &number), ("dso", dso.name()), ("hash", hash)])
        }
        Detail::AtMeter { meter, day } => {
            fill(w.at_meter, &[("meter", meter), ("day", &language.date(*day))])
        }
        Detail::OtherCard { meter, expected } => {
            fill(w.other_card, &[("meter", meter), ("expected", expected)])
        }
        Detail::ConsentEnds { on } => fill(w.consent, &[("day", &language.date(*on))]),
        Detail::Notice { channel, reason, text } => together([
            fill(w.channel, &[("channel", channel_name(channel, language))]),
            match known_reason(reason, language) {
                Some(words) => words,
                // Whoever brings messages has words of its own, which are no agent's.
                None => w.carrier.to_owned(),
            },
            text.as_ref().map_or_else(|| w.code.to_owned(), |text| w.quoted(text)),
        ]),
        Detail::Call { told, path } => {
            let states: Vec<&str> =
                told.iter().map(|state| Chip::of(*state, language).word).collect();
            let said = match states.is_empty() {
                true => w.told_none.to_owned(),
                false => fill(w.told, &[("states", &states.join(", "))]),
            };
            let keyed: Vec<(String, String)> =
                path.iter().filter(|(_, keys)| !keys.is_empty()).cloned().collect();
            let path = match keyed.is_empty() {
                true => String::new(),
                false => fill(w.path, &[("path", &path_words(&keyed, language))]),
            };
            together([said, path])
        }
    }
}

#[cfg(test)]
mod tests;
