//! A bank file as it is booked: statement by statement, in pieces of some hundred payments. The survey
//! and the booking walk through the file in the same steps, so that what is booked is what was judged.

use super::parts::payments_of;
use super::survey::Print;
use crate::failure::Failure;
use ::bank::{BankError, Event, StatementEnd, StatementLine, StatementStart};
use ledger::ChainHash;
use std::collections::VecDeque;

/// Payments that are booked together, unless a test says otherwise.
pub const PIECE: usize = 500;

/// What is booked by itself: a line, or a payment that the bank booked with others as one line, with what
/// the bank says of its parts.
#[derive(Debug)]
pub struct Payment {
    pub line: StatementLine,
    pub parts: Vec<StatementLine>,
}

/// One step through a file.
#[derive(Debug)]
pub enum Step {
    Start(StatementStart),
    Piece(Piece),
    /// With the fingerprint of the whole statement.
    End(Box<StatementEnd>, String),
}

/// Neighbouring payments of one statement.
#[derive(Debug)]
pub struct Piece {
    pub payments: Vec<Payment>,
    /// Of all that the statement has said up to here.
    pub print: ChainHash,
}

/// The steps of a stream of events. Nothing is held but the piece that is being read.
#[derive(Debug)]
pub struct Steps<I> {
    events: I,
    print: Print,
    waiting: Option<Payment>,
    payments: Vec<Payment>,
    ready: VecDeque<Step>,
    /// Payments of a piece.
    size: usize,
}

impl<I: Iterator<Item = Result<Event, BankError>>> Steps<I> {
    pub fn of(events: I, size: usize) -> Self {
        Self {
            events,
            print: Print::default(),
            waiting: None,
            payments: Vec::new(),
            ready: VecDeque::new(),
            size: size.max(1),
        }
    }

    /// The payments of a line whose parts are all there.
    fn settle(&mut self) {
        if let Some(Payment { line, parts }) = self.waiting.take() {
            self.payments.extend(payments_of(line, parts));
        }
    }

    fn cut(&mut self, at_least: usize) {
        while !self.payments.is_empty() && self.payments.len() >= at_least {
            let rest = self.payments.split_off(self.payments.len().min(self.size));
            let payments = std::mem::replace(&mut self.payments, rest);
            self.ready.push_back(Step::Piece(Piece { payments, print: self.print.so_far() }));
        }
    }

    fn take(&mut self, event: Event) {
        match event {
            Event::Start(start) => {
                self.print = Print::of(&start);
                self.ready.push_back(Step::Start(start));
            }
            Event::Line(line) => {
                self.settle();
                self.cut(self.size);
                self.print.line(&line, 0);
                self.waiting = Some(Payment { line: *line, parts: Vec::new() });
            }
            Event::Detail(detail) => {
                self.print.line(&detail, 1);
                if let Some(waiting) = self.waiting.as_mut() {
                    waiting.parts.push(*detail);
                }
            }
            Event::End(end) => {
                self.settle();
                self.cut(1);
                let print = std::mem::take(&mut self.print).finish(&end);
                self.ready.push_back(Step::End(Box::new(end), print));
            }
        }
    }
}

impl<I: Iterator<Item = Result<Event, BankError>>> Iterator for Steps<I> {
    type Item = Result<Step, Failure>;
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(step) = self.ready.pop_front() {
                return Some(Ok(step));
            }
            match self.events.next()? {
                Ok(event) => self.take(event),
                Err(error) => return Some(Err(error.into())),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::bank::read;
    use ::bank::sample::Sample;

    fn pieces(bytes: &[u8], size: usize) -> (Vec<usize>, Vec<ChainHash>, usize) {
        let (mut lengths, mut prints, mut ends) = (Vec::new(), Vec::new(), 0);
        for step in Steps::of(read(bytes).unwrap(), size) {
            match step.unwrap() {
                Step::Start(_) => {}
                Step::Piece(piece) => {
                    lengths.push(piece.payments.len());
                    prints.push(piece.print);
                }
                Step::End(..) => ends += 1,
            }
        }
        (lengths, prints, ends)
    }

    #[test]
    fn tp_05_pieces_end_with_their_statement_and_tell_all_that_came_before() {
        let sample = Sample { lines_per_statement: 8, ..Sample::new(3, 12) };
        let mut coda = Vec::new();
        sample.write_coda(&mut coda).unwrap();
        let (lengths, prints, ends) = pieces(&coda, 3);
        assert_eq!((lengths.as_slice(), ends), ([3, 3, 2, 3, 1].as_slice(), 2));
        // Another amount in the first line changes each piece of its statement, and no other one.
        let at = coda.windows(3).position(|three| three == b"\n21").unwrap() + 41;
        coda[at] = if coda[at] == b'1' { b'2' } else { b'1' };
        let changed = pieces(&coda, 3).1;
        let same: Vec<bool> = prints.iter().zip(&changed).map(|(a, b)| a == b).collect();
        assert_eq!(same, [false, false, false, true, true]);
    }
}
