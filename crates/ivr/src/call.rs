//! One call: where it stands, and what follows from each key, from silence and from what the books say.

use crate::books::{Books, KnownHome, Sms};
use crate::entry::Entry;
use crate::prompt::{Prompt, PromptId as Of, Value};
use crate::told::State;
use calendar::Instant;
use serde::{Deserialize, Serialize};
use units::{Ean, Energy, Language, Phone};

/// Where a call stands. The letters are those of UX 6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Node {
    /// A.
    Language,
    /// B: is it this address?
    Street,
    /// B: the last digits of a reference of this number.
    LastFour,
    /// C.
    Reference,
    /// C2.
    Groups,
    /// F, behind the state.
    Menu,
    Postcode,
    /// D: is it this number?
    CallBack,
    /// D: another number.
    Number,
    NumberRead,
    /// All is said; nobody is hung up on.
    Done,
    /// A person is being called.
    Transferring,
}

impl Node {
    pub const ALL: [Self; 12] = [
        Self::Language,
        Self::Street,
        Self::LastFour,
        Self::Reference,
        Self::Groups,
        Self::Menu,
        Self::Postcode,
        Self::CallBack,
        Self::Number,
        Self::NumberRead,
        Self::Done,
        Self::Transferring,
    ];

    /// As it is kept.
    pub fn name(self) -> &'static str {
        match self {
            Self::Language => "language",
            Self::Street => "street",
            Self::LastFour => "last_four",
            Self::Reference => "reference",
            Self::Groups => "groups",
            Self::Menu => "menu",
            Self::Postcode => "postcode",
            Self::CallBack => "call_back",
            Self::Number => "number",
            Self::NumberRead => "number_read",
            Self::Done => "done",
            Self::Transferring => "transferring",
        }
    }

    /// Several keys are one answer.
    pub(crate) fn takes_digits(self) -> bool {
        matches!(
            self,
            Self::LastFour | Self::Reference | Self::Groups | Self::Postcode | Self::Number
        )
    }
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input<'a> {
    /// The line rings; the number is `None` where it is withheld, or of another country.
    Start {
        caller: Option<Phone>,
    },
    /// Keys in the order in which they were pressed; other signs are left out.
    Keys(&'a str),
    /// Nothing was keyed in within the time of [`Expects`].
    Silence,
    /// The person who was called does not answer.
    TransferFailed,
    End,
}

/// Who is called for the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transfer {
    Person,
    /// Day and night.
    Danger,
}

/// What the caller may key in now, and how long to wait for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expects {
    /// Keys that are one answer, at most.
    pub most: usize,
    /// For the first one, after the prompt has ended.
    pub first_s: u32,
    /// From one to the next. Source: UX 6.
    pub between_s: u32,
}

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// In the order in which they are played; a key ends them. Empty: what plays goes on.
    pub prompts: Vec<Prompt>,
    pub expects: Expects,
    pub transfer: Option<Transfer>,
}

/// A part of the path that was heard, with the keys that were pressed there. Digits of references and phone
/// numbers are dots: whose they are stands elsewhere, or nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub node: Node,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub keys: String,
}

/// Wrong references of a call before a person helps.
const MOST_WRONG: u8 = 3;
/// Last digits that fit no home of the number, before all thirteen are asked.
const MOST_WRONG_LAST: u8 = 2;
/// Prompts in other words before something else happens.
const REPROMPTS: u8 = 2;
/// Steps of a path that are kept.
const MOST_STEPS: usize = 60;
const FIRST_S: u32 = 8;
const BETWEEN_S: u32 = 5;

/// A call, as it is kept between two events: any server goes on with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    pub language: Language,
    pub caller: Option<Phone>,
    pub node: Node,
    pub(crate) typed: String,
    /// Of a reference that is keyed in in groups.
    pub(crate) groups: Vec<String>,
    /// Silence and keys that mean nothing here, one after the other.
    unanswered: u8,
    wrong: u8,
    pub(crate) homes: Vec<KnownHome>,
    /// Whose state was told last.
    pub current: Option<Ean>,
    pub(crate) energy: Option<Energy>,
    number: Option<Phone>,
    /// By when somebody calls.
    by: Option<Instant>,
    /// A call back is noted.
    pub promised: bool,
    pub danger: bool,
    pub path: Vec<Step>,
    /// Which states were told, and when.
    pub told: Vec<(Ean, State, Instant)>,
    #[serde(skip)]
    transfer: Option<Transfer>,
}

type Said<B> = Result<Vec<Prompt>, <B as Books>::Error>;

impl Call {
    /// Before it rings. `language`: the operator's own, which speaks first.
    pub fn new(language: Language) -> Self {
        Self {
            language,
            caller: None,
            node: Node::Language,
            typed: String::new(),
            groups: Vec::new(),
            unanswered: 0,
            wrong: 0,
            homes: Vec::new(),
            current: None,
            energy: None,
            number: None,
            by: None,
            promised: false,
            danger: false,
            path: Vec::new(),
            told: Vec::new(),
            transfer: None,
        }
    }

    /// What follows from something that happened at `now`. Errors: those of the books; the call then stays as
    /// it was only if the caller of this keeps its own copy.
    pub fn on<B: Books>(
        &mut self,
        input: Input<'_>,
        now: Instant,
        books: &mut B,
    ) -> Result<Output, B::Error> {
        let prompts = match input {
            Input::Start { caller } => self.start(caller, books)?,
            Input::Keys(keys) => {
                let mut heard = Vec::new();
                for key in keys.chars() {
                    if self.node == Node::Transferring {
                        break;
                    }
                    if key.is_ascii_digit() || matches!(key, '*' | '#') {
                        // Whoever presses on has not heard what came before.
                        heard = self.key(key, now, books)?;
                    }
                }
                heard
            }
            Input::Silence => self.silence(now, books)?,
            Input::TransferFailed => self.not_connected(now, books)?,
            Input::End => Vec::new(),
        };
        let most = if self.node.takes_digits() { self.most_digits() } else { 1 };
        Ok(Output {
            prompts,
            expects: Expects { most, first_s: FIRST_S, between_s: BETWEEN_S },
            transfer: self.transfer.take(),
        })
    }

    fn start<B: Books>(&mut self, caller: Option<Phone>, books: &mut B) -> Said<B> {
        self.caller = caller;
        let known = match caller {
            Some(phone) => books.caller(phone)?,
            None => crate::books::Caller::default(),
        };
        self.homes = known.homes;
        match known.language {
            Some(language) => {
                self.language = language;
                let mut said = vec![Prompt::plain(Of::Greeting), Prompt::plain(Of::OtherLanguage)];
                said.extend(self.identify());
                Ok(said)
            }
            None => {
                self.enter(Node::Language);
                Ok(vec![Prompt::plain(Of::Greeting), Prompt::plain(Of::Languages)])
            }
        }
    }

    pub(crate) fn enter(&mut self, node: Node) {
        self.node = node;
        self.typed.clear();
        self.unanswered = 0;
        if self.path.len() < MOST_STEPS {
            self.path.push(Step { node, keys: String::new() });
        }
    }

    /// Notes a key in the path, without what could name somebody.
    fn note(&mut self, key: char, danger: bool) {
        let hidden = self.node.takes_digits() && key.is_ascii_digit() && !danger;
        let shown = if hidden { '·' } else { key };
        if let Some(step) = self.path.last_mut().filter(|step| step.keys.len() < MOST_STEPS) {
            step.keys.push(shown);
        }
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
    fn street(&self) -> Option<String> {
        let first = self.homes.first()?.street.clone()?;
        self.homes.iter().all(|home| home.street.as_ref() == Some(&first)).then_some(first)
    }

    fn about_street(&self, id: Of, street: String) -> Prompt {
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

    fn languages(&mut self) -> Vec<Prompt> {
        self.enter(Node::Language);
        vec![Prompt::plain(Of::Languages)]
    }

    fn key<B: Books>(&mut self, key: char, now: Instant, books: &mut B) -> Said<B> {
        let danger = key == '0' && self.zero_is_danger();
        self.note(key, danger);
        if danger {
            return Ok(self.in_danger());
        }
        match (self.node, key) {
            (node, _) if node.takes_digits() => self.digit(key, now, books),
            (Node::Transferring, _) => Ok(Vec::new()),
            (Node::Language | Node::Street | Node::Menu | Node::Done, '9') => {
                self.person(None, now, books)
            }
            (Node::Language, '1'..='4') => {
                let place = key.to_digit(10).and_then(|place| usize::try_from(place).ok());
                let chosen = place.and_then(|place| Language::ALL.get(place.checked_sub(1)?));
                self.language = chosen.copied().unwrap_or(self.language);
                if let Some(phone) = self.caller {
                    books.remember(phone, self.language)?;
                }
                match self.current {
                    Some(ean) => self.tell(ean, now, books),
                    None => Ok(self.identify()),
                }
            }
            (Node::Street, '1') => self.tell_worst(now, books),
            (Node::Street, '2') | (Node::Done, '4') => Ok(self.reference()),
            (Node::Street | Node::Menu | Node::Done, '*') => Ok(self.languages()),
            (Node::Menu, '1') => self.repeat(now, books),
            (Node::Menu, '2') => self.text(books),
            (Node::Menu, '3') => {
                self.enter(Node::Postcode);
                Ok(vec![Prompt::plain(Of::Postcode)])
            }
            (Node::Menu, '4') => self.other(now, books),
            (Node::Menu, '#') => Ok(vec![Prompt::plain(Of::Menu)]),
            (Node::CallBack, '1') => self.call_back(self.caller, books, now),
            (Node::CallBack | Node::NumberRead, '2') => Ok(self.ask_number(now)),
            (Node::NumberRead, '1') => self.call_back(self.number, books, now),
            (Node::Done, '1') => match (self.promised, self.by) {
                (true, Some(by)) => Ok(vec![promise(by, now), Prompt::plain(Of::Done)]),
                _ => self.repeat(now, books),
            },
            _ => self.again(now, books),
        }
    }

    /// Nothing came, or nothing that means something here: twice in other words, then something else.
    pub(crate) fn again<B: Books>(&mut self, now: Instant, books: &mut B) -> Said<B> {
        self.typed.clear();
        self.unanswered = self.unanswered.saturating_add(1);
        if self.unanswered > REPROMPTS {
            return match self.node {
                Node::Language => match self.current {
                    Some(ean) => self.tell(ean, now, books),
                    // In the operator's own language then.
                    None => Ok(self.identify()),
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
    fn reprompt(&self, last: bool) -> Prompt {
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

    fn silence<B: Books>(&mut self, now: Instant, books: &mut B) -> Said<B> {
        if self.node.takes_digits() && !self.typed.is_empty() {
            return self.entered(Entry::Silence, now, books);
        }
        self.again(now, books)
    }

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

    fn repeat<B: Books>(&mut self, now: Instant, books: &mut B) -> Said<B> {
        match self.current {
            Some(ean) => self.tell(ean, now, books),
            None => Ok(self.reference()),
        }
    }

    /// Of the homes of the number the one that stands worst. Source: UX 4.2, rule 6.
    fn tell_worst<B: Books>(&mut self, now: Instant, books: &mut B) -> Said<B> {
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
    fn other<B: Books>(&mut self, now: Instant, books: &mut B) -> Said<B> {
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

    fn text<B: Books>(&mut self, books: &mut B) -> Said<B> {
        let Some(ean) = self.current else { return Ok(self.reference()) };
        let sent = match books.text(self.caller, ean, self.language)? {
            Sms::Sent => Prompt::plain(Of::SmsSent),
            Sms::NoMobile => Prompt::plain(Of::SmsNoMobile),
            Sms::Enough(count) => Prompt::of(Of::SmsEnough, [("count", Value::Count(count))]),
            Sms::Off => Prompt::plain(Of::SmsOff),
        };
        Ok(vec![sent, Prompt::plain(Of::Menu)])
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

    pub(crate) fn in_danger(&mut self) -> Vec<Prompt> {
        self.danger = true;
        self.transfer = Some(Transfer::Danger);
        self.enter(Node::Transferring);
        vec![Prompt::plain(Of::Danger)]
    }

    /// A person now, or when one is there again.
    pub(crate) fn person<B: Books>(
        &mut self,
        why: Option<Of>,
        now: Instant,
        books: &mut B,
    ) -> Said<B> {
        let desk = books.desk()?;
        let mut said: Vec<Prompt> = why.map(Prompt::plain).into_iter().collect();
        if desk.open {
            self.transfer = Some(Transfer::Person);
            self.enter(Node::Transferring);
            said.push(Prompt::plain(Of::Connecting));
        } else {
            said.push(Prompt::plain(Of::Closed));
            said.push(self.ask_here(desk.call_back_by, now));
        }
        Ok(said)
    }

    fn not_connected<B: Books>(&mut self, now: Instant, books: &mut B) -> Said<B> {
        if self.node != Node::Transferring {
            return Ok(Vec::new());
        }
        let desk = books.desk()?;
        let why = if self.danger { Of::DangerFailed } else { Of::Busy };
        Ok(vec![Prompt::plain(why), self.ask_here(desk.call_back_by, now)])
    }

    fn ask_here(&mut self, by: Instant, now: Instant) -> Prompt {
        self.by = Some(by);
        let when = ("by", Value::By(by, now));
        if self.caller.is_some() {
            self.enter(Node::CallBack);
            Prompt::of(Of::CallBackHere, [when])
        } else {
            self.enter(Node::Number);
            Prompt::of(Of::Number, [when])
        }
    }

    fn ask_number(&mut self, now: Instant) -> Vec<Prompt> {
        self.enter(Node::Number);
        vec![match self.by {
            Some(by) => Prompt::of(Of::Number, [("by", Value::By(by, now))]),
            None => Prompt::plain(Of::NumberAgain),
        }]
    }

    /// A number to be called back on was keyed in.
    pub(crate) fn read_back(&mut self, phone: Phone) -> Vec<Prompt> {
        self.number = Some(phone);
        self.enter(Node::NumberRead);
        vec![Prompt::of(Of::NumberRead, [("phone", Value::Phone(phone))])]
    }

    fn call_back<B: Books>(
        &mut self,
        phone: Option<Phone>,
        books: &mut B,
        now: Instant,
    ) -> Said<B> {
        let (Some(phone), Some(by)) = (phone, self.by) else { return Ok(self.ask_number(now)) };
        books.call_back(phone, self.current, by, self.language)?;
        self.promised = true;
        self.enter(Node::Done);
        Ok(vec![promise(by, now), Prompt::plain(Of::Done)])
    }
}

fn promise(by: Instant, now: Instant) -> Prompt {
    Prompt::of(Of::Promise, [("by", Value::By(by, now))])
}
