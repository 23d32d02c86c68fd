//! One call: what follows from each key, from silence and from what the books say.

mod again;
mod node;
mod person;
mod tell;
mod whose;

pub use node::{Expects, Input, Node, Output, Step, Transfer};

use crate::books::{Books, KnownHome};
use crate::prompt::{Prompt, PromptId as Of};
use crate::told::State;
use calendar::Instant;
use person::promise;
use serde::{Deserialize, Serialize};
use units::{Ean, Energy, Language, Phone};

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
                said.extend(self.begin(books)?);
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
                    None => self.begin(books),
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
}
