//! What the operator wrote to a partner: social services, suppliers, whoever represents a group. Each sees what went to them,
//! and nobody else's. Source: UX 8.3, 8.6, 8.7, CM-01.

use crate::language::Writes as _;
use crate::words::{catalogue, fill};
use calendar::Instant;
use units::{Language, PaymentReference};

catalogue!("told");

/// What partners are told of is looked back on for so many days. Not from a source: ours.
pub const TOLD_DAYS: i32 = 90;

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ToldState {
    Waits,
    /// Handed over; nothing was heard of it yet.
    Left,
    Arrived,
    Failed,
    Withdrawn,
}

/// What was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ToldWords {
    /// As they were sent, and where to.
    Sent { subject: String, text: String, language: Language, address: String },
    /// To a supplier, by event: a customer pays in advance no more. Source: CM-01t.
    PrepaymentEnded(PaymentReference),
    /// To a supplier, by event: the data for the yearly bill of a customer are there. Source: CM-01y.
    YearReady(PaymentReference),
}

/// Something that a partner was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldLine {
    pub at: Instant,
    pub words: ToldWords,
    pub state: ToldState,
}

#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) when: String,
    pub(crate) place: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) lang: &'static str,
    pub(crate) chip: &'static str,
    pub(crate) state: &'static str,
}

impl Row {
    fn new(line: &ToldLine, language: Language) -> Self {
        let w = Words::of(language);
        let (chip, state) = match line.state {
            ToldState::Waits => ("s2", w.waits),
            ToldState::Left => ("s1", w.left),
            ToldState::Arrived => ("s1", w.arrived),
            ToldState::Failed => ("s3", w.failed),
            ToldState::Withdrawn => ("s2", w.withdrawn),
        };
        let of =
            |reference: &PaymentReference| fill(w.ended, &[("reference", &reference.to_string())]);
        let (subject, text, lang, place) = match &line.words {
            ToldWords::Sent { subject, text, language: lang, address } => {
                let place = match address.as_str() {
                    "" => String::new(),
                    address => fill(w.sent_to, &[("address", address)]),
                };
                (subject.clone(), text.clone(), lang.code(), place)
            }
            ToldWords::PrepaymentEnded(reference) => {
                (of(reference), w.ended_text.to_owned(), language.code(), String::new())
            }
            ToldWords::YearReady(reference) => {
                (of(reference), w.year_text.to_owned(), language.code(), String::new())
            }
        };
        Self { when: language.instant(line.at), place, subject, text, lang, chip, state }
    }
}

/// The list, for the page of each kind of partner.
#[derive(Debug)]
pub(crate) struct List {
    pub(crate) w: &'static Words,
    pub(crate) back_to: String,
    pub(crate) rows: Vec<Row>,
}

impl List {
    pub(crate) fn new(lines: &[ToldLine], language: Language) -> Self {
        let w = Words::of(language);
        Self {
            back_to: fill(w.back_to, &[("days", &TOLD_DAYS.to_string())]),
            rows: lines.iter().map(|line| Row::new(line, language)).collect(),
            w,
        }
    }
}

/// How the page is called in a list of links.
pub(crate) fn name(language: Language) -> &'static str {
    Words::of(language).name
}

/// How it is called.
pub(crate) fn title(language: Language) -> &'static str {
    Words::of(language).title
}

#[cfg(test)]
mod tests {
    use super::Words;
    use crate::words::tests::{are_plain, say_the_same};

    #[test]
    fn four_languages_say_the_same_in_short_sentences() {
        say_the_same(|language| Words::of(language).all());
        are_plain(|language| Words::of(language).all(), true);
    }
}
