//! `tirelire bank import`: statements of the bank, each line booked once. Source: TP-05, TP-09 to TP-16.
//!
//! The file is read twice: the first time nothing is booked, and what is wrong anywhere in it refuses
//! all of it, or, if a part is asked for, the statement that it is wrong in; the second time it is booked
//! piece by piece.
//!
//! **A piece of some hundred payments is a transaction, not a statement.** Whoever holds the operator's
//! lock keeps every terminal and every online payment of the operator waiting, and a statement may have
//! ten thousand lines: what protects customers is that nobody waits long at a counter, and that money
//! which could be credited stays credited when a later line cannot be. What a transaction would have
//! guarded is guarded otherwise. The figures of the whole file are checked before its first line is
//! booked. The statement is kept first, with how many lines it has, and each piece is booked with the
//! lines it comes from, so that an import that was interrupted, however hard, goes on behind the last
//! line that is kept and comes to the same end. Keys of money are unique in the database, so that no
//! line is credited twice whoever imports it. Until it is whole a statement is not equal in
//! `reconcile`, and the one after it is refused.

use super::judge::{Judged, Twin, judge};
use super::lines::{Lines, Said};
use super::pieces::{Payment, Step, Steps};
use super::registry::prefixes;
use super::survey::{Reader, Survey, Surveyed, open, survey};
use crate::engine::Engine;
use crate::failure::{Failure, Refusal, chain, refuse};
use calendar::Instant;
use std::path::PathBuf;
use store::{BankAccount, BankStatement};
use timeline::EventLine;
use units::{AccountId, Dso, MicroEuro};
use vending::Prefixes;

/// Hears what timelines say, when it is booked.
pub type Tell<'a> = dyn FnMut(AccountId, &EventLine) + 'a;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Request {
    pub file: PathBuf,
    /// Whose account it is, where that is not known yet.
    pub iban_of: Option<Dso>,
    /// A person has looked at a gap.
    pub out_of_sequence: bool,
    /// Statements that hold are booked although others do not.
    pub partial: bool,
    /// Payments that are booked together: [`super::pieces::PIECE`].
    pub piece: usize,
    pub at: Instant,
}

/// What became of one statement.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Booked {
    pub name: String,
    /// It was booked before: nothing was done.
    pub known: bool,
    /// Why it was not booked.
    pub refused: Vec<String>,
    /// Lines that an import before, which was interrupted, had booked.
    pub booked_before: u64,
    pub credited: (u64, i128),
    pub suspended: (u64, i128),
    /// Transfers of ours that came back.
    pub returned: (u64, i128),
    /// Debits that closed payouts, and those that nobody has explained.
    pub paid_out: (u64, i128),
    pub open_debits: Vec<(String, MicroEuro, String)>,
}

/// Books the file. Errors: it may not be booked, or, if a part is asked for, no statement of it may, and
/// nothing of it is that was not before, each reason is a line; or booking was interrupted, and goes on
/// when the file is imported again.
pub fn import(engine: &mut Engine, request: &Request) -> Result<Vec<Booked>, Failure> {
    import_and_tell(engine, request, &mut |_, _| {})
}

/// The same; what timelines say to what is booked is told.
pub fn import_and_tell(
    engine: &mut Engine,
    request: &Request,
    tell: &mut Tell<'_>,
) -> Result<Vec<Booked>, Failure> {
    let Survey { statements, broken } = survey(&request.file, request.piece)?;
    let broken = match broken {
        Some(broken) if !request.partial => return Err(broken),
        other => other.map(|broken| chain(broken.as_ref())),
    };
    let Judged { accounts, new, wrong } = judge(engine, request, &statements)?;
    let file = request.file.display();
    let rest = || format!("`{file}` behind its last whole statement");
    let none_holds = wrong.iter().all(|wrong| !wrong.is_empty());
    let any_does_not = broken.is_some() || wrong.iter().any(|wrong| !wrong.is_empty());
    if any_does_not && (none_holds || !request.partial) {
        let named = statements.iter().map(Surveyed::name).zip(&wrong);
        let mut reasons: Vec<String> = named
            .flat_map(|(name, wrong)| wrong.iter().map(move |why| format!("{name}: {why}")))
            .collect();
        reasons.extend(broken.map(|broken| format!("{}: {broken}", rest())));
        return refuse(format!("nothing of `{file}` was booked: {}", reasons.join("\n")));
    }
    let held = |iban: &str| {
        let mut with_reasons = statements.iter().zip(&wrong);
        with_reasons.any(|(one, wrong)| one.iban == iban && wrong.is_empty())
    };
    for account in new.iter().filter(|account| held(&account.iban)) {
        engine.store.enter_bank_account(account)?;
    }
    let mut steps = Steps::of(open(&request.file)?, request.piece);
    let mut all = Vec::with_capacity(statements.len());
    for (statement, refused) in statements.iter().zip(wrong) {
        if !refused.is_empty() {
            pass_over(&mut steps)?;
            all.push(Booked { name: statement.name(), refused, ..Booked::default() });
            continue;
        }
        let Some(account) = accounts.get(&statement.iban) else {
            return refuse(format!("account `{}` is not known", statement.iban));
        };
        all.push(book(engine, request, (statement, account), &mut steps, tell)?);
    }
    let mut operators: Vec<Dso> = accounts.values().map(|account| account.dso).collect();
    operators.sort_unstable();
    operators.dedup();
    for dso in operators {
        super::provider::match_payouts(engine, dso, request.at)?;
    }
    if let Some(broken) = broken {
        all.push(Booked { name: rest(), refused: vec![broken], ..Booked::default() });
    }
    Ok(all)
}

/// Reads on to the end of a statement.
fn pass_over(steps: &mut Steps<Reader>) -> Result<(), Failure> {
    for step in steps {
        if matches!(step?, Step::End(..)) {
            break;
        }
    }
    Ok(())
}

/// Books one statement, which is the next one that `steps` give.
fn book(
    engine: &mut Engine,
    request: &Request,
    (statement, account): (&Surveyed, &BankAccount),
    steps: &mut Steps<Reader>,
    tell: &mut Tell<'_>,
) -> Result<Booked, Failure> {
    let changed = || refuse(format!("`{}` changed while it was read", request.file.display()));
    let mut booked = Booked { name: statement.name(), ..Booked::default() };
    booked.known = Twin::of(engine, statement)?.is_some_and(|twin| twin.is_whole());
    let prefixes = prefixes(engine, account.dso, request.at)?;
    let part = Part { request, statement, account, prefixes: &prefixes };
    let (mut passed, mut prints) = (0, statement.pieces.iter());
    for step in steps {
        match step? {
            Step::Start(_) => {}
            Step::Piece(piece) => {
                if prints.next() != Some(&piece.print) {
                    return changed();
                }
                let count = u64::try_from(piece.payments.len())?;
                if !booked.known {
                    let done = engine.locked(account.dso, |engine| {
                        part.book(engine, piece.payments, passed, &mut booked)
                    });
                    let said = done.map_err(|failure| interrupted(statement, passed, failure))?;
                    said.iter().for_each(|(account, line)| tell(*account, line));
                }
                passed += count;
            }
            Step::End(_, fingerprint) => {
                if fingerprint != statement.fingerprint {
                    return changed();
                }
                if statement.payments == 0 && !booked.known {
                    engine.locked(account.dso, |engine| {
                        part.book(engine, Vec::new(), 0, &mut booked)
                    })?;
                }
                return Ok(booked);
            }
        }
    }
    changed()
}

fn interrupted(statement: &Surveyed, lines: u64, failure: Failure) -> Failure {
    if lines == 0 {
        return failure;
    }
    let (name, why) = (statement.name(), chain(failure.as_ref()));
    let again = "imported again, its file is booked from there on";
    Box::new(Refusal(format!("{name} is booked up to line {lines} ({again}): {why}")))
}

/// A statement of which a part is booked.
struct Part<'a> {
    request: &'a Request,
    statement: &'a Surveyed,
    account: &'a BankAccount,
    prefixes: &'a Prefixes,
}

impl Part<'_> {
    /// Books the payments of a piece, `passed` of the statement being before it. Those that are kept
    /// are passed over. Within a transaction that has locked the operator.
    fn book(
        &self,
        engine: &mut Engine,
        mut payments: Vec<Payment>,
        passed: u64,
        booked: &mut Booked,
    ) -> Result<Said, Failure> {
        let (id, kept) = match Twin::of(engine, self.statement)? {
            Some(twin) if twin.statement.fingerprint != self.statement.fingerprint => {
                return refuse(format!("{} was booked with other contents", self.statement.name()));
            }
            Some(twin) => (twin.statement.id, twin.kept),
            None => (engine.store.add_bank_statement(&self.kept())?, 0),
        };
        let known = usize::try_from(kept.saturating_sub(passed))?.min(payments.len());
        payments.drain(..known);
        booked.booked_before += u64::try_from(known)?;
        let before = u32::try_from(passed)?.checked_add(u32::try_from(known)?);
        let Some(before) = before else { return refuse("a statement has too many lines") };
        if payments.is_empty() {
            return Ok(Vec::new());
        }
        let (dso, at) = (self.account.dso, self.request.at);
        let lines = Lines::open(engine, (dso, at), self.statement, self.prefixes, &payments)?;
        let (done, said) = lines.book(engine, id, before, &payments)?;
        for (sum, more) in [
            (&mut booked.credited, done.credited),
            (&mut booked.suspended, done.suspended),
            (&mut booked.paid_out, done.paid_out),
            (&mut booked.returned, done.returned),
        ] {
            sum.0 += more.0;
            sum.1 += more.1;
        }
        booked.open_debits.extend(done.open_debits);
        Ok(said)
    }

    fn kept(&self) -> BankStatement {
        let (statement, request) = (self.statement, self.request);
        BankStatement {
            id: 0,
            dso: self.account.dso,
            iban: statement.iban.clone(),
            closing_day: statement.closing_day,
            number: statement.number.clone(),
            opening: statement.opening,
            closing: statement.closing,
            lines: i64::try_from(statement.payments).unwrap_or(i64::MAX),
            fingerprint: statement.fingerprint.clone(),
            format: statement.format.to_owned(),
            file: request.file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            imported_at: request.at,
        }
    }
}
