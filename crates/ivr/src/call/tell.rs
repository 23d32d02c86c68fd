//! The state of a home, again or of another one, and as a short message.

use super::{Call, Node, Said};
use crate::books::{Books, KnownHome, Sms};
use crate::prompt::{Prompt, PromptId as Of, Value};
use crate::told::State;
use calendar::Instant;
use units::Ean;

impl Call {
    /// The state of a home, as of when, what helps, and the menu.
    pub(crate) fn tell<B: Books>(&mut self, ean: Ean, now: Instant, books: &mut B) -> Said<B> {
        let Some(told) = books.state(ean, self.language)? else {
            return self.not_found(Of::Unknown, now, books);
        };
        let mut said = told.prompts(now);
        if told.state >= State::HeldOn {
            let desk = books.desk()?;
            said.push(match desk.open {
                true => Prompt::plain(Of::PersonNow),
                false => Prompt::of(Of::PersonLater, [("by", Value::By(desk.call_back_by, now))]),
            });
        }
        (self.current, self.energy) = (Some(ean), Some(told.energy));
        self.told.push((ean, told.state, now));
        self.enter(Node::Menu);
        said.push(Prompt::plain(Of::Menu));
        Ok(said)
    }

    pub(super) fn repeat<B: Books>(&mut self, now: Instant, books: &mut B) -> Said<B> {
        match self.current {
            Some(ean) => self.tell(ean, now, books),
            None => Ok(self.reference()),
        }
    }

    /// Of the homes of the number the one that stands worst. Source: UX 4.2, rule 6.
    pub(super) fn tell_worst<B: Books>(&mut self, now: Instant, books: &mut B) -> Said<B> {
        let mut worst: Option<(State, Ean)> = None;
        for home in self.homes.clone() {
            let told = books.state(home.ean, self.language)?;
            let state = told.map(|told| (told.state, home.ean));
            if state.is_some_and(|(state, _)| worst.is_none_or(|(known, _)| known < state)) {
                worst = state;
            }
        }
        match worst {
            Some((_, ean)) => self.tell(ean, now, books),
            None => Ok(self.reference()),
        }
    }

    /// The other energy of this number, or another reference.
    pub(super) fn other<B: Books>(&mut self, now: Instant, books: &mut B) -> Said<B> {
        let is_known = |ean: &Ean| self.homes.iter().any(|home| home.ean == *ean);
        let untold = |home: &&KnownHome| self.told.iter().all(|(ean, ..)| *ean != home.ean);
        let mut rest = self.homes.iter().filter(untold);
        match (self.current.filter(is_known), rest.next(), rest.next()) {
            (Some(_), Some(only), None) => {
                let ean = only.ean;
                self.tell(ean, now, books)
            }
            _ => Ok(self.reference()),
        }
    }

    pub(super) fn text<B: Books>(&mut self, books: &mut B) -> Said<B> {
        let Some(ean) = self.current else { return Ok(self.reference()) };
        let sent = match books.text(self.caller, ean, self.language)? {
            Sms::Sent => Prompt::plain(Of::SmsSent),
            Sms::NoMobile => Prompt::plain(Of::SmsNoMobile),
            Sms::Enough(count) => Prompt::of(Of::SmsEnough, [("count", Value::Count(count))]),
            Sms::Off => Prompt::plain(Of::SmsOff),
        };
        Ok(vec![sent, Prompt::plain(Of::Menu)])
    }
}
