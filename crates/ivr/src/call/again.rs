//! Silence and keys that mean nothing here: said in other words, then something else.

use super::{Call, Node, Said};
use crate::books::Books;
use crate::entry::Entry;
use crate::prompt::{Prompt, PromptId as Of, Value};
use calendar::Instant;
use units::Phone;

/// Prompts in other words before something else happens.
const REPROMPTS: u8 = 2;

impl Call {
    /// Nothing came, or nothing that means something here: twice in other words, then something else.
    pub(crate) fn again<B: Books>(&mut self, now: Instant, books: &mut B) -> Said<B> {
        self.typed.clear();
        self.unanswered = self.unanswered.saturating_add(1);
        if self.unanswered > REPROMPTS {
            return match self.node {
                Node::Language => match self.current {
                    Some(ean) => self.tell(ean, now, books),
                    // In the operator's own language then.
                    None => self.begin(books),
                },
                Node::Menu | Node::Postcode | Node::Done => {
                    self.enter(Node::Done);
                    Ok(vec![Prompt::plain(Of::Done)])
                }
                // Here they already wait for a person.
                Node::CallBack | Node::Number | Node::NumberRead => {
                    self.unanswered = 0;
                    Ok(vec![self.reprompt(true)])
                }
                Node::Transferring => Ok(Vec::new()),
                Node::Street | Node::LastFour | Node::Reference | Node::Groups => {
                    self.person(Some(Of::Sorry), now, books)
                }
            };
        }
        if self.node == Node::Transferring {
            return Ok(Vec::new());
        }
        Ok(vec![self.reprompt(self.unanswered == REPROMPTS)])
    }

    /// The prompt of where the call stands, in other words.
    pub(super) fn reprompt(&self, last: bool) -> Prompt {
        let of = |again: Of, then: Of| if last { then } else { again };
        let phone = |phone: Option<Phone>| phone.map(|phone| ("phone", Value::Phone(phone)));
        let street = || self.street().unwrap_or_default();
        match self.node {
            Node::Language => Prompt::plain(of(Of::LanguagesAgain, Of::LanguagesLast)),
            Node::Street => self.about_street(of(Of::StreetAgain, Of::StreetLast), street()),
            Node::LastFour => Prompt::plain(of(Of::LastFourAgain, Of::LastFourLast)),
            Node::Reference => Prompt::plain(of(Of::ReferenceAgain, Of::ReferenceLast)),
            Node::Groups => self.about_group(of(Of::GroupAgain, Of::GroupLast)),
            Node::Menu => Prompt::plain(of(Of::MenuAgain, Of::MenuLast)),
            Node::Postcode => Prompt::plain(of(Of::PostcodeAgain, Of::PostcodeLast)),
            Node::CallBack => {
                let id = of(Of::CallBackHereAgain, Of::CallBackHereLast);
                Prompt::of(id, phone(self.caller))
            }
            Node::Number => Prompt::plain(of(Of::NumberAgain, Of::NumberLast)),
            Node::NumberRead => Prompt::of(Of::NumberRead, phone(self.number)),
            Node::Done | Node::Transferring => Prompt::plain(Of::Done),
        }
    }

    pub(super) fn silence<B: Books>(&mut self, now: Instant, books: &mut B) -> Said<B> {
        if self.node.takes_digits() && !self.typed.is_empty() {
            return self.entered(Entry::Silence, now, books);
        }
        self.again(now, books)
    }
}
