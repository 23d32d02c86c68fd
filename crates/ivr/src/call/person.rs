//! A person now, or a call back when one is there again; and who is in danger.

use super::{Call, Node, Said, Transfer};
use crate::books::Books;
use crate::prompt::{Prompt, PromptId as Of, Value};
use calendar::Instant;
use units::Phone;

impl Call {
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

    pub(super) fn not_connected<B: Books>(&mut self, now: Instant, books: &mut B) -> Said<B> {
        if self.node != Node::Transferring {
            return Ok(Vec::new());
        }
        let desk = books.desk()?;
        let why = if self.danger { Of::DangerFailed } else { Of::Busy };
        Ok(vec![Prompt::plain(why), self.ask_here(desk.call_back_by, now)])
    }

    pub(super) fn ask_here(&mut self, by: Instant, now: Instant) -> Prompt {
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

    pub(super) fn ask_number(&mut self, now: Instant) -> Vec<Prompt> {
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

    pub(super) fn call_back<B: Books>(
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

pub(super) fn promise(by: Instant, now: Instant) -> Prompt {
    Prompt::of(Of::Promise, [("by", Value::By(by, now))])
}
