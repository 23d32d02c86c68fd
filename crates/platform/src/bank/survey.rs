//! A bank file before anything of it is booked: every statement with its figures, whether its
//! controls hold, and a fingerprint of all it says. Source: TP-10, TP-11.

use super::pieces::{Step, Steps};
use crate::failure::{Failure, Refusal};
use ::bank::{Page, StatementEnd, StatementLine, StatementStart, Statements, read};
use calendar::SettlementDay;
use ledger::{ChainHash, Digest};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use units::MicroEuro;

/// Stands between the number of a statement and that of a page.
const PAGE: &str = " page ";

/// The number of a statement, and the page if it goes on behind it.
pub fn number_and_page(number: &str) -> (&str, Option<u32>) {
    let split = number.rsplit_once(PAGE);
    let page = split.and_then(|(number, page)| Some((number, page.parse().ok()?)));
    page.map_or((number, None), |(number, page)| (number, Some(page)))
}

/// The two dates of a statement and what it adds up to, without its lines: memory stays flat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surveyed {
    pub iban: String,
    /// Without leading zeros: CODA writes `007`, camt.053 `7`. A page behind which the statement goes on
    /// is named too; the last one has the number of the whole.
    pub number: String,
    /// Which page of its statement it is, from 1.
    pub page: u32,
    pub bic: String,
    pub holder: String,
    pub format: &'static str,
    pub opening: MicroEuro,
    pub closing: MicroEuro,
    pub closing_day: SettlementDay,
    /// What is booked by itself.
    pub payments: u64,
    pub fingerprint: String,
    /// What the statement has said up to the end of each piece.
    pub pieces: Vec<ChainHash>,
    /// Each control that failed, with what was expected and what was found.
    pub failed: Vec<String>,
}

impl Surveyed {
    /// How people call it.
    pub fn name(&self) -> String {
        format!("statement {} of {} up to {}", self.number, self.iban, self.closing_day)
    }
}

pub type Reader = Statements<BufReader<File>>;

/// The events of a file. Errors: it cannot be opened, or is no bank file.
pub fn open(file: &Path) -> Result<Reader, Failure> {
    let opened = File::open(file)
        .map_err(|error| Refusal(format!("could not open `{}`: {error}", file.display())))?;
    Ok(read(BufReader::with_capacity(1 << 16, opened))?)
}

/// A file up to its end, or to where it is wrong in form.
#[derive(Debug)]
pub struct Survey {
    pub statements: Vec<Surveyed>,
    /// What is wrong, by line: nothing behind it can be read.
    pub broken: Option<Failure>,
}

/// Reads the whole file. Errors: it cannot be opened, or is no bank file.
pub fn survey(file: &Path, piece: usize) -> Result<Survey, Failure> {
    let mut found = Vec::new();
    let mut current: Option<(StatementStart, Vec<ChainHash>, u64)> = None;
    for step in Steps::of(open(file)?, piece) {
        let step = match step {
            Ok(step) => step,
            Err(broken) => return Ok(Survey { statements: found, broken: Some(broken) }),
        };
        match step {
            Step::Start(start) => current = Some((start, Vec::new(), 0)),
            Step::Piece(piece) => {
                if let Some((_, prints, payments)) = current.as_mut() {
                    prints.push(piece.print);
                    *payments += u64::try_from(piece.payments.len())?;
                }
            }
            Step::End(end, fingerprint) => {
                if let Some((start, pieces, payments)) = current.take() {
                    let known = surveyed(&start, &end, fingerprint);
                    found.push(Surveyed { pieces, payments, ..known });
                }
            }
        }
    }
    Ok(Survey { statements: found, broken: None })
}

fn surveyed(start: &StatementStart, end: &StatementEnd, fingerprint: String) -> Surveyed {
    let controls = &end.controls;
    let mut failed: Vec<String> = controls.differences().iter().map(ToString::to_string).collect();
    let listed = u64::try_from(failed.len()).unwrap_or(u64::MAX);
    if controls.count() > listed {
        failed.push(format!("and {} more", controls.count() - listed));
    }
    // A CODA without movements may leave the new balance out: it is the old one.
    let opening = start.opening;
    let closing = end.closing.or(opening);
    let amount = |balance: Option<::bank::Balance>| {
        balance.map_or(MicroEuro::ZERO, |balance| balance.amount)
    };
    let number = start.number.trim().trim_start_matches('0');
    let number = if number.is_empty() { "0" } else { number };
    Surveyed {
        iban: start.account.clone(),
        number: match start.page {
            Some(Page { number: page, last: false }) => format!("{number}{PAGE}{page}"),
            Some(_) | None => number.to_owned(),
        },
        page: start.page.map_or(1, |page| page.number),
        bic: start.bank.clone(),
        holder: start.holder.clone(),
        format: start.format.name(),
        opening: amount(opening),
        closing: amount(closing),
        closing_day: closing.map_or(start.created, |balance| balance.day),
        payments: 0,
        pieces: Vec::new(),
        fingerprint,
        failed,
    }
}

/// A fingerprint of all that a statement says, taken while it is read.
#[derive(Debug, Default)]
pub struct Print(Digest);

impl Print {
    pub fn of(start: &StatementStart) -> Self {
        let mut print = Self::default();
        print.0.text(&start.account);
        print.0.text(&start.number);
        print.balance(start.opening);
        print
    }

    fn balance(&mut self, balance: Option<::bank::Balance>) {
        let (amount, day) =
            balance.map_or((i64::MIN, 0), |known| (known.amount.0, i64::from(known.day.0)));
        self.0.numbers(&[amount, day]);
    }

    /// `depth`: 0 for a line, 1 for a detail.
    pub fn line(&mut self, line: &StatementLine, depth: i64) {
        let day = |day: Option<SettlementDay>| day.map_or(i64::MIN, |day| i64::from(day.0));
        let (position, detail) = (i64::from(line.position.line), i64::from(line.position.detail));
        self.0.numbers(&[
            depth,
            position,
            detail,
            line.amount.0,
            day(line.booked),
            day(line.value),
        ]);
        for text in [
            &line.counterparty.account,
            &line.counterparty.name,
            &line.text,
            &line.bank_reference,
            &line.client_reference,
            &line.operation,
        ] {
            self.0.text(text);
        }
        self.0.number(i64::try_from(line.structured.len()).unwrap_or(i64::MAX));
        for structured in &line.structured {
            self.0.text(&structured.code);
            self.0.text(&structured.text);
        }
    }

    /// Of what came up to here.
    pub fn so_far(&self) -> ChainHash {
        self.0.clone().chained_to(ChainHash::START)
    }

    pub fn finish(mut self, end: &StatementEnd) -> String {
        self.balance(end.closing);
        self.0.chained_to(ChainHash::START).to_string()
    }
}
