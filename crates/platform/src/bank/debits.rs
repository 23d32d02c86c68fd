//! Money that left our account and closed no payout: listed until two people have said what it was, and
//! where it is in the books since. Source: TP-16, TP-19.

use super::house::House;
use super::money::ids_in;
use super::suspense::{Person, two_people};
use crate::engine::Engine;
use crate::failure::{Failure, Refusal, refuse};
use calendar::Instant;
use clap::ValueEnum;
use ledger::{EntryKind, LedgerAccount};
use store::{BankLine, ExplainedDebit, LineState};
use units::{Dso, MicroEuro};

/// What a debit was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Cause {
    /// The bank's own price.
    Costs,
    /// The bank took back what had come in.
    Returned,
    /// A payout was paid twice.
    Doubled,
    /// Nobody of ours ordered it.
    Fraud,
}

impl Cause {
    pub fn name(self) -> &'static str {
        match self {
            Self::Costs => "costs",
            Self::Returned => "returned",
            Self::Doubled => "doubled",
            Self::Fraud => "fraud",
        }
    }

    /// Where the money is: gone, or to be got back from whoever has it.
    fn account(self) -> LedgerAccount {
        match self {
            Self::Costs => LedgerAccount::BankCosts,
            Self::Returned | Self::Doubled | Self::Fraud => LedgerAccount::ToBeRecovered,
        }
    }
}

/// A debit that nobody has explained, with what is known of it.
#[derive(Debug)]
pub struct OpenDebit {
    pub line: BankLine,
    /// What the payout that it names says.
    pub hint: Option<String>,
}

/// What left an account, above zero.
pub fn amount_of(line: &BankLine) -> MicroEuro {
    MicroEuro(line.amount.0.saturating_neg())
}

/// All that are open, the oldest first.
pub fn open(engine: &mut Engine, dso: Dso) -> Result<Vec<OpenDebit>, Failure> {
    let mut found = Vec::new();
    for line in engine.store.open_debits(dso)? {
        let mut hint = None;
        let named = [&line.reference, &line.text].map(|text| ids_in(text));
        for id in named.into_iter().flatten() {
            if let Some(payout) = engine.store.payout_of(&id)? {
                let closed_by = payout.debit_key.map(|key| format!(" by {key}"));
                hint = Some(format!(
                    "names payout {} of {} EUR, {}{}",
                    payout.id,
                    payout.amount,
                    payout.state.name(),
                    closed_by.unwrap_or_default()
                ));
                break;
            }
        }
        found.push(OpenDebit { line, hint });
    }
    Ok(found)
}

/// Two people say what a debit was; it is booked to where its money is.
/// Errors: it is no open debit, there are no two people, or nothing is said.
pub fn explain(
    engine: &mut Engine,
    key: &str,
    cause: Cause,
    person: &Person,
    at: Instant,
) -> Result<MicroEuro, Failure> {
    let line_of = |engine: &mut Engine| -> Result<BankLine, Failure> {
        let line = engine.store.bank_line(key)?;
        let line = line.ok_or_else(|| Refusal(format!("no bank line has key `{key}`")))?;
        if line.state != LineState::OpenDebit {
            return refuse(format!("the bank line `{key}` is no debit that has to be explained"));
        }
        if let Some(known) = engine.store.explained_debit(key)? {
            return refuse(format!(
                "`{key}` is explained: {}, by `{}` and `{}`",
                known.cause, known.by, known.approved_by
            ));
        }
        Ok(line)
    };
    let line = line_of(engine)?;
    let second = two_people(amount_of(&line), person)?;
    if person.note.trim().is_empty() {
        return refuse("say with `--note` how it is known what the debit was");
    }
    engine.locked(line.dso, |engine| {
        let line = line_of(engine)?;
        let amount = amount_of(&line);
        let mut house = House::open(&mut engine.store, line.dso, at)?;
        let cash = LedgerAccount::CashTransfer;
        house.enter(EntryKind::Adjustment, key, cause.account(), cash, amount)?;
        house.book(&mut engine.store)?;
        engine.store.explain_debit(&ExplainedDebit {
            key: key.to_owned(),
            dso: line.dso,
            cause: cause.name().to_owned(),
            account: cause.account(),
            at,
            by: person.by.clone(),
            approved_by: second,
            note: person.note.clone(),
        })?;
        Ok(amount)
    })
}
