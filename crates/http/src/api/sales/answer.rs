//! A sale as a terminal is told of it.

use crate::desk::SaleOutcome;
use crate::gate::Caller;
use crate::receipt;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vending::{Answer, NotUndone, PromiseRefused, ReceiptLine, SuspenseReason, euro};

/// Where a sale stands, or what the last call about it led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SaleState {
    /// Nothing is credited; the money may be taken.
    Reserved,
    Credited,
    /// The money is ours to sort out: do not give it back, do not sell again.
    InSuspense,
    /// No money is owed to anybody.
    Reversed,
    /// Credited, and undone: give the money back.
    Undone,
    /// It stays credited; `why` says why.
    NotUndone,
    /// The number was used for another sale.
    NumberTaken,
}

/// A sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SaleAnswer {
    #[schema(example = "2026-11-12-0001")]
    pub transaction: String,
    pub state: SaleState,
    /// Of `in_suspense` and `not_undone`: a stable word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = json!(null))]
    pub why: Option<String>,
    /// In euro; missing for a reversal of a sale that never reached us.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "20.00")]
    pub amount: Option<String>,
    /// When this was answered first, local time of Brussels.
    #[schema(example = "2026-11-12T10:00:00+01:00")]
    pub at: String,
    /// Where the money goes; the lines add up to the amount. Only for terminals that may see it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub split: Vec<SplitLine>,
    /// To be printed as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<ReceiptAnswer>,
}

/// One line of a split.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SplitLine {
    pub to: SplitTo,
    /// Number of the debt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = json!(null))]
    pub debt: Option<i64>,
    #[schema(example = "20.00")]
    pub amount: String,
}

/// What a part of the money is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SplitTo {
    /// Repays emergency credit and protected hours, up to the level at which the supply is back on.
    ReconnectionLevel,
    Debt,
    Credit,
}

/// A receipt. Before paying it has no code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReceiptAnswer {
    /// In the language asked for; lines end with a line feed.
    #[schema(
        example = "Reference 9012 3456 78908\n2026-11-12T10:00:00+01:00\nPaid 20.00 EUR\nReceipt 7F3K-29QZ\n"
    )]
    pub text: String,
    /// What a customer reads out on the phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "7F3K-29QZ")]
    pub code: Option<String>,
    /// Printed before.
    #[schema(example = false)]
    pub copy: bool,
}

impl SaleAnswer {
    /// What this caller may know of `sale`.
    pub(crate) fn of(sale: &SaleOutcome, caller: &Caller) -> Self {
        let (state, why) = state(&sale.answer);
        let seen = sale.receipt.as_ref().map(|whole| receipt::seen(whole, caller.terminal.sees));
        let lines = seen.iter().flat_map(vending::Receipt::shown_lines);
        Self {
            transaction: sale.transaction.to_string(),
            state,
            why: why.map(str::to_owned),
            amount: sale.amount.map(euro),
            at: sale.at.to_local_string(),
            split: lines.map(SplitLine::of).collect(),
            receipt: seen.map(|seen| ReceiptAnswer {
                text: receipt::text(&seen, caller.language),
                code: seen.code.clone(),
                copy: seen.copy,
            }),
        }
    }
}

impl SplitLine {
    fn of((line, cents): (ReceiptLine, i64)) -> Self {
        let (to, debt) = match line {
            ReceiptLine::ToReconnectionLevel(_) => (SplitTo::ReconnectionLevel, None),
            ReceiptLine::ToDebt { debt, .. } => (SplitTo::Debt, Some(i64::from(debt))),
            ReceiptLine::ToCredit(_) => (SplitTo::Credit, None),
        };
        Self { to, debt, amount: receipt::of_cents(cents) }
    }
}

fn state(answer: &Answer) -> (SaleState, Option<&'static str>) {
    match answer {
        Answer::Reserved { .. } => (SaleState::Reserved, None),
        Answer::Credited { .. } => (SaleState::Credited, None),
        Answer::InSuspense { why } => (SaleState::InSuspense, Some(suspense(*why))),
        Answer::Reversed => (SaleState::Reversed, None),
        Answer::Undone => (SaleState::Undone, None),
        Answer::NotUndone { why } => (SaleState::NotUndone, Some(not_undone(*why))),
        Answer::NumberTaken => (SaleState::NumberTaken, None),
    }
}

fn suspense(why: SuspenseReason) -> &'static str {
    match why {
        SuspenseReason::UnknownSale => "unknown_sale",
        SuspenseReason::Reversed => "reversed",
        SuspenseReason::OtherAmount => "other_amount",
        SuspenseReason::OtherPoint => "other_point",
        SuspenseReason::NoOpenAccount => "no_open_account",
        SuspenseReason::NumberUsed => "number_used",
        SuspenseReason::Promise(PromiseRefused::NotEnabled) => "promise_not_enabled",
        SuspenseReason::Promise(PromiseRefused::AboveCap { .. }) => "promise_above_cap",
        SuspenseReason::Promise(PromiseRefused::OnceADay) => "promise_once_a_day",
        SuspenseReason::Promise(PromiseRefused::NoPoint) => "promise_without_point",
        SuspenseReason::Promise(PromiseRefused::GuessedTooOften) => "promise_by_guesses",
        SuspenseReason::Promise(PromiseRefused::TerminalStopped) => "promise_of_stopped_terminal",
    }
}

fn not_undone(why: NotUndone) -> &'static str {
    match why {
        NotUndone::TooLate { .. } => "too_late",
        NotUndone::Spent { .. } => "spent",
        NotUndone::InSuspense => "in_suspense",
        NotUndone::AccountClosed => "account_closed",
    }
}
