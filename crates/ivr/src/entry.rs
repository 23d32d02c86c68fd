//! Digits that are one answer together: references whole and in groups, postcodes, phone numbers.

use crate::books::{Books, Looked, Shop};
use crate::call::{Call, Node};
use crate::prompt::{Prompt, PromptId as Of, Value};
use calendar::Instant;
use units::{Energy, Phone};

/// Digits of a reference, and of the groups in which it is keyed in again. Source: UX 6.
const REFERENCE: usize = 13;
const GROUPS: [usize; 3] = [4, 4, 5];
const LAST: usize = 4;
const POSTCODE: usize = 4;
/// The longest Belgian number, with the 0.
const NUMBER: usize = 10;
/// Belgian postcodes.
const POSTCODES: std::ops::RangeInclusive<u16> = 1_000..=9_999;
/// Shops that are said.
const SHOPS: usize = 3;

/// How an entry ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    /// All digits, or the hash.
    Whole,
    /// Nothing more came.
    Silence,
}

impl Call {
    /// Digits that are expected where the call stands.
    pub(crate) fn most_digits(&self) -> usize {
        match self.node {
            Node::LastFour => LAST,
            Node::Reference => REFERENCE,
            Node::Groups => GROUPS.get(self.groups.len()).copied().unwrap_or(LAST),
            Node::Postcode => POSTCODE,
            Node::Number => NUMBER,
            _ => 1,
        }
    }

    /// 0 is danger at any time. Where an answer may begin with it, it is one when nothing follows: neither a
    /// reference nor a postcode of this country does.
    pub(crate) fn zero_is_danger(&self) -> bool {
        let begins = self.typed.is_empty();
        match self.node {
            Node::LastFour | Node::Number => false,
            Node::Reference | Node::Postcode => begins,
            Node::Groups => begins && self.groups.is_empty(),
            _ => true,
        }
    }

    pub(crate) fn digit<B: Books>(
        &mut self,
        key: char,
        now: Instant,
        books: &mut B,
    ) -> Result<Vec<Prompt>, B::Error> {
        match key {
            '#' => self.entered(Entry::Whole, now, books),
            '*' => Ok(self.restart()),
            digit => {
                self.typed.push(digit);
                if self.typed.len() >= self.most_digits() {
                    return self.entered(Entry::Whole, now, books);
                }
                Ok(Vec::new())
            }
        }
    }

    /// What was keyed in is taken back; without anything keyed in, what came before it.
    fn restart(&mut self) -> Vec<Prompt> {
        let began = !self.typed.is_empty();
        self.typed.clear();
        match self.node {
            Node::LastFour if !began => self.reference(),
            Node::LastFour => vec![Prompt::plain(Of::LastFour)],
            Node::Reference => vec![Prompt::plain(Of::Reference)],
            Node::Groups => {
                if !began {
                    self.groups.pop();
                }
                let id = if self.groups.is_empty() { Of::FirstGroup } else { Of::GroupAgain };
                vec![self.about_group(id)]
            }
            Node::Postcode if !began => {
                self.enter(Node::Menu);
                vec![Prompt::plain(Of::Menu)]
            }
            Node::Postcode => vec![Prompt::plain(Of::Postcode)],
            _ => vec![Prompt::plain(Of::NumberAgain)],
        }
    }

    /// A prompt that says how many digits the next group has.
    pub(crate) fn about_group(&self, id: Of) -> Prompt {
        let count = i32::try_from(self.most_digits()).unwrap_or(0);
        Prompt::of(id, [("count", Value::Count(count))])
    }

    /// An answer is complete, or nothing more comes.
    pub(crate) fn entered<B: Books>(
        &mut self,
        how: Entry,
        now: Instant,
        books: &mut B,
    ) -> Result<Vec<Prompt>, B::Error> {
        let typed = std::mem::take(&mut self.typed);
        if typed == "0" && matches!(self.node, Node::LastFour | Node::Number | Node::Groups) {
            return Ok(self.in_danger());
        }
        if typed.is_empty() && how == Entry::Whole {
            return self.again(now, books);
        }
        let whole = typed.len() >= self.most_digits();
        match self.node {
            Node::LastFour if whole => self.last_four(&typed, now, books),
            Node::Reference if whole => self.looked_up(&typed, now, books),
            Node::Reference => self.not_found(Of::TooShort, now, books),
            Node::Groups if whole => self.group(typed, now, books),
            Node::Postcode if whole => self.near(&typed, now, books),
            Node::Number => match typed.parse::<Phone>() {
                Ok(phone) => Ok(self.read_back(phone)),
                Err(_) => Ok(vec![Prompt::plain(Of::NumberWrong)]),
            },
            _ => self.again(now, books),
        }
    }

    fn last_four<B: Books>(
        &mut self,
        typed: &str,
        now: Instant,
        books: &mut B,
    ) -> Result<Vec<Prompt>, B::Error> {
        let ends = |number: u64| format!("{:04}", number % 10_000);
        let fits = |home: &&crate::KnownHome| ends(home.ean.reference().as_u64()) == typed;
        let found = self.homes.iter().find(fits).map(|home| home.ean);
        if books.last_digits(self.caller, found.is_some())? {
            return self.person(Some(Of::TooMany), now, books);
        }
        match found {
            Some(ean) => self.tell(ean, now, books),
            None => Ok(self.not_theirs()),
        }
    }

    fn group<B: Books>(
        &mut self,
        typed: String,
        now: Instant,
        books: &mut B,
    ) -> Result<Vec<Prompt>, B::Error> {
        let read = Prompt::of(Of::ReadBack, [("digits", Value::Digits(typed.clone()))]);
        self.groups.push(typed);
        if self.groups.len() < GROUPS.len() {
            return Ok(vec![read, self.about_group(Of::NextGroup)]);
        }
        let all = self.groups.concat();
        let mut said = vec![read];
        said.extend(self.looked_up(&all, now, books)?);
        Ok(said)
    }

    fn looked_up<B: Books>(
        &mut self,
        digits: &str,
        now: Instant,
        books: &mut B,
    ) -> Result<Vec<Prompt>, B::Error> {
        match books.look_up(self.caller, digits)? {
            Looked::Found(ean) => {
                let end = digits.len().saturating_sub(LAST);
                let end = digits.get(end..).unwrap_or_default().to_owned();
                let mut said = vec![Prompt::of(Of::Found, [("digits", Value::Digits(end))])];
                let state = self.tell(ean, now, books)?;
                if self.current != Some(ean) {
                    // It ended between the two looks.
                    return Ok(state);
                }
                said.extend(state);
                Ok(said)
            }
            Looked::WrongDigit => self.not_found(Of::WrongDigit, now, books),
            Looked::Unknown => self.not_found(Of::Unknown, now, books),
            Looked::TooMany => self.person(Some(Of::TooMany), now, books),
        }
    }

    fn near<B: Books>(
        &mut self,
        typed: &str,
        now: Instant,
        books: &mut B,
    ) -> Result<Vec<Prompt>, B::Error> {
        let Some(code) = typed.parse().ok().filter(|code| POSTCODES.contains(code)) else {
            return self.again(now, books);
        };
        let shops = books.shops(code, self.energy.unwrap_or(Energy::Electricity))?;
        self.enter(Node::Menu);
        let mut said: Vec<Prompt> = shops.into_iter().take(SHOPS).map(of_shop).collect();
        if said.is_empty() {
            said.push(Prompt::plain(Of::NoShops));
        }
        said.push(Prompt::plain(Of::Menu));
        Ok(said)
    }
}

fn of_shop(shop: Shop) -> Prompt {
    let Shop { name, street, town, open_until } = shop;
    let place = [("name", name), ("street", street), ("town", town)]
        .map(|(name, text)| (name, Value::Words(text)));
    match open_until {
        Some(until) => {
            Prompt::of(Of::ShopOpen, place.into_iter().chain([("until", Value::Clock(until))]))
        }
        None => Prompt::of(Of::ShopClosed, place),
    }
}
