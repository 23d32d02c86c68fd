//! A sale, step by step, as a cashier would see it: for `tirelire terminal`. Source: TP-06, TP-24.

use super::{ClientError, TerminalClient};
use crate::api::{ConfirmRequest, LookupRequest, SaleAnswer, SaleState, VendRequest};
use crate::names::{Cashier, IdempotencyKey, NameError, Transaction};
use crate::wire::Means;
use std::io::{self, Write};

/// A sale to be walked through.
#[derive(Debug, Clone)]
pub struct Walk {
    /// New for each sale.
    pub transaction: Transaction,
    pub reference: String,
    /// Euro with two decimals.
    pub amount: String,
    pub means: Means,
    pub cashier: Cashier,
    /// When the money is taken, with its offset.
    pub taken_at: String,
    /// Throws the answer of the confirmation away, as a broken line would, and finds it again.
    pub lose_answer: bool,
}

/// Why a walk ended early.
#[derive(Debug, thiserror::Error)]
pub enum WalkError {
    #[error("could not {step}")]
    Step { step: &'static str, source: ClientError },
    #[error("the last response is not of sale `{transaction}`")]
    OtherSale { transaction: Transaction },
    #[error("could not show what happens")]
    Show(#[from] io::Error),
    #[error(transparent)]
    Name(#[from] NameError),
}

/// Opens the shift if it is not open, looks the reference up, reserves, takes the money, confirms, and
/// shows the totals; each step in a line or more on `out`. The sale as it ended.
/// Errors: at the first step that is refused. A reservation without an answer is reversed first.
pub fn walk_sale(
    client: &TerminalClient,
    walk: &Walk,
    out: &mut dyn Write,
) -> Result<SaleAnswer, WalkError> {
    open_shift(client, walk, out)?;
    let ask =
        LookupRequest { reference: walk.reference.clone(), amount: Some(walk.amount.clone()) };
    let found = client.lookup(&ask).map_err(failed("look the reference up"))?;
    writeln!(out, "2. lookup   {}, {}, {}", found.reference, found.energy, found.town)?;
    if found.restores_supply == Some(false) {
        writeln!(out, "            {} EUR do not suffice to be back on", walk.amount)?;
    }
    let reserved = vend(client, walk, out)?;
    writeln!(out, "3. vend     {} EUR reserved as {}", walk.amount, reserved.transaction)?;
    receipt(&reserved, out)?;
    if reserved.state != SaleState::Reserved {
        writeln!(out, "            nothing to take: the sale is {:?}", reserved.state)?;
        return Ok(reserved);
    }
    writeln!(out, "4. payer    pays {} EUR", walk.amount)?;
    let sale = confirm(client, walk, out)?;
    match sale.state {
        SaleState::Credited => writeln!(out, "            credited")?,
        SaleState::InSuspense => {
            let why = sale.why.as_deref().unwrap_or("unknown");
            writeln!(out, "            kept in suspense ({why}): a person decides")?;
        }
        state => writeln!(out, "            {state:?}")?,
    }
    receipt(&sale, out)?;
    let totals = client.totals(&walk.cashier).map_err(failed("read the totals"))?;
    let (cash, card) = (&totals.expected.cash, &totals.expected.card);
    let count = totals.sales.count;
    writeln!(out, "6. totals   {count} sales; in the till {cash} EUR, by card {card} EUR")?;
    Ok(sale)
}

fn failed(step: &'static str) -> impl Fn(ClientError) -> WalkError {
    move |source| WalkError::Step { step, source }
}

fn open_shift(client: &TerminalClient, walk: &Walk, out: &mut dyn Write) -> Result<(), WalkError> {
    let key: IdempotencyKey = format!("{}:open", walk.transaction).parse()?;
    match client.open_shift(&walk.cashier, &key) {
        Ok(_) => writeln!(out, "1. shift    of {} opened", walk.cashier)?,
        Err(ClientError::Refused { problem }) if problem.code == "shift-already-open" => {
            writeln!(out, "1. shift    of {} is open", walk.cashier)?;
        }
        Err(source) => return Err(failed("open the shift")(source)),
    }
    Ok(())
}

/// Unanswered, it is reversed, so that no money waits for it. Source: TP-06.
fn vend(
    client: &TerminalClient,
    walk: &Walk,
    out: &mut dyn Write,
) -> Result<SaleAnswer, WalkError> {
    let ask = VendRequest {
        reference: walk.reference.clone(),
        amount: walk.amount.clone(),
        means: walk.means,
        cashier: walk.cashier.to_string(),
    };
    let reserved = client.vend(&walk.transaction, &ask);
    if let Err(error) = &reserved
        && error.may_have_happened()
    {
        writeln!(out, "3. vend     no answer: reversing, no money is taken")?;
        client.reverse(&walk.transaction).map_err(failed("reverse the sale"))?;
    }
    reserved.map_err(failed("reserve the sale"))
}

fn confirm(
    client: &TerminalClient,
    walk: &Walk,
    out: &mut dyn Write,
) -> Result<SaleAnswer, WalkError> {
    let ask = ConfirmRequest {
        amount: walk.amount.clone(),
        taken_at: walk.taken_at.clone(),
        means: walk.means,
        cashier: walk.cashier.to_string(),
        promised_to: None,
    };
    let answer = client.confirm(&walk.transaction, &ask).map_err(failed("confirm the sale"))?;
    if !walk.lose_answer {
        writeln!(out, "5. confirm  answered")?;
        return Ok(answer);
    }
    drop(answer);
    writeln!(out, "5. confirm  the answer is lost on the way")?;
    writeln!(out, "            asking for the last response")?;
    let last = client.last_response().map_err(failed("read the last response"))?;
    last.filter(|sale| sale.transaction == walk.transaction.as_str())
        .ok_or_else(|| WalkError::OtherSale { transaction: walk.transaction.clone() })
}

fn receipt(sale: &SaleAnswer, out: &mut dyn Write) -> io::Result<()> {
    let text = sale.receipt.as_ref().map_or("", |receipt| receipt.text.as_str());
    text.lines().try_for_each(|line| writeln!(out, "            | {line}"))
}
