//! Whose home a call is about: by the street of the number, by last digits, or by the reference.

use super::{Call, Node, Said};
use crate::books::Books;
use crate::news;
use crate::prompt::{Prompt, PromptId as Of, Value};
use calendar::Instant;

/// Wrong references of a call before a person helps.
const MOST_WRONG: u8 = 3;
/// Last digits that fit no home of the number, before all thirteen are asked.
const MOST_WRONG_LAST: u8 = 2;

impl Call {
    /// What fails, then the first question.
    pub(super) fn begin<B: Books>(&mut self, books: &mut B) -> Said<B> {
        // Where a home lies is told to nobody but whoever wishes to be recognised by the number.
        let recognised = self.street().is_some();
        let homes = if recognised { self.homes.as_slice() } else { &[] };
        let mut said = news::prompts(&books.failing(homes)?);
        said.extend(self.identify());
        Ok(said)
    }

    /// The first question about whose home it is.
    fn identify(&mut self) -> Vec<Prompt> {
        if let Some(street) = self.street() {
            self.enter(Node::Street);
            return vec![self.about_street(Of::Street, street)];
        }
        if self.homes.is_empty() {
            return self.reference();
        }
        self.enter(Node::LastFour);
        vec![Prompt::plain(Of::LastFour)]
    }

    /// The one street of all homes of the number, if all wish to be recognised by it.
    pub(super) fn street(&self) -> Option<String> {
        let first = self.homes.first()?.street.clone()?;
        self.homes.iter().all(|home| home.street.as_ref() == Some(&first)).then_some(first)
    }

    pub(super) fn about_street(&self, id: Of, street: String) -> Prompt {
        let energies = self.homes.iter().map(|home| home.energy).collect();
        let energies = ("energies", Value::Energies(energies));
        Prompt::of(id, [energies, ("street", Value::Words(street))])
    }

    pub(crate) fn reference(&mut self) -> Vec<Prompt> {
        self.wrong = 0;
        self.groups.clear();
        self.enter(Node::Reference);
        vec![Prompt::plain(Of::Reference)]
    }

    /// A wrong reference: in groups, and after three a person.
    pub(crate) fn not_found<B: Books>(&mut self, why: Of, now: Instant, books: &mut B) -> Said<B> {
        self.wrong = self.wrong.saturating_add(1);
        if self.wrong >= MOST_WRONG {
            return self.person(Some(Of::Sorry), now, books);
        }
        self.groups.clear();
        self.enter(Node::Groups);
        Ok(vec![Prompt::plain(why)])
    }

    /// Last digits of no home of this number.
    pub(crate) fn not_theirs(&mut self) -> Vec<Prompt> {
        self.wrong = self.wrong.saturating_add(1);
        // All thirteen are asked when four were tried twice.
        if self.wrong >= MOST_WRONG_LAST {
            return self.reference();
        }
        vec![Prompt::plain(Of::LastFourWrong)]
    }
}
