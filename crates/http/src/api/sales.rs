//! Reserve, confirm, reverse; last response and reprint. Source: TP-06, TP-07.

mod answer;

pub use answer::{ReceiptAnswer, SaleAnswer, SaleState, SplitLine, SplitTo};

use super::door::{Bare, Names, Told, carry_out, written, wrong_outcome};
use crate::App;
use crate::desk::{Call, CarriedOut, Outcome, SaleOutcome};
use crate::gate::Caller;
use crate::problem::{Code, Problem};
use crate::wire::{self, Means};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vending::Answer;

/// A sale before money is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VendRequest {
    #[schema(example = "9012 3456 78908")]
    pub reference: String,
    /// Euro with two decimals.
    #[schema(example = "20.00")]
    pub amount: String,
    pub means: Means,
    /// Who stands at the till; has an open shift.
    #[schema(example = "C7")]
    pub cashier: String,
}

/// The advice that money was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmRequest {
    /// What was taken, in euro with two decimals.
    #[schema(example = "20.00")]
    pub amount: String,
    /// By the terminal's clock, with its offset.
    #[schema(example = "2026-11-12T10:00:00+01:00")]
    pub taken_at: String,
    pub means: Means,
    #[schema(example = "C7")]
    pub cashier: String,
    /// Only of a sale without network, for which nothing was reserved: the reference it was sold for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = json!(null))]
    pub promised_to: Option<String>,
}

/// Reserve a sale
///
/// Binds amount and supply point; nothing is credited. Take the money only after this answer, then
/// confirm. Without an answer, send a reversal.
#[utoipa::path(
    post,
    path = "/v1/terminals/{terminal}/sales/{transaction}/vend",
    operation_id = "vend",
    tag = "sales",
    params(
        ("terminal" = String, Path, description = "The terminal that signs", example = "T1"),
        ("transaction" = String, Path, description = "The terminal's number of the sale, new for each", example = "2026-11-12-0001")
    ),
    request_body = VendRequest,
    responses(
        (status = 201, description = "Reserved: the money may be taken", body = SaleAnswer),
        (status = 200, description = "Credited already: its confirmation came first", body = SaleAnswer),
        (status = 202, description = "In suspense already: its confirmation came first", body = SaleAnswer)
    ),
    security(("terminal" = ["write"]))
)]
pub(super) async fn vend(
    State(app): State<App>,
    caller: Caller,
    names: Names,
    Told { text, says }: Told<VendRequest>,
) -> Result<Response, Problem> {
    let call = Call::Vend {
        transaction: names.get("transaction")?,
        reference: says.reference,
        amount: wire::positive("amount", &says.amount)?,
        tender: says.means.into(),
        cashier: cashier(&says.cashier)?,
    };
    sale(&caller, carry_out(&app, &caller, call, &text).await?, StatusCode::CREATED)
}

/// The money was taken
///
/// Credits once. Send it again with the same key until there is a final answer (any 2xx or 4xx but 408
/// and 429). Money that cannot be credited is kept in suspense and answered with 202: it is never lost,
/// and a person decides. After a reversal, or for a sale that was never reserved, it goes there too. So does
/// money that differs from what was confirmed under this number before: `why` is `number_used`, and the
/// amount is that of this advice.
#[utoipa::path(
    post,
    path = "/v1/terminals/{terminal}/sales/{transaction}/confirm",
    operation_id = "confirm",
    tag = "sales",
    params(
        ("terminal" = String, Path, description = "The terminal that signs", example = "T1"),
        ("transaction" = String, Path, description = "As in vend", example = "2026-11-12-0001")
    ),
    request_body = ConfirmRequest,
    responses(
        (status = 200, description = "Credited", body = SaleAnswer),
        (status = 202, description = "Kept in suspense; `why` says for what reason", body = SaleAnswer)
    ),
    security(("terminal" = ["write"]))
)]
pub(super) async fn confirm(
    State(app): State<App>,
    caller: Caller,
    names: Names,
    Told { text, says }: Told<ConfirmRequest>,
) -> Result<Response, Problem> {
    let call = Call::Confirm {
        transaction: names.get("transaction")?,
        amount: wire::positive("amount", &says.amount)?,
        taken_at: wire::instant("taken_at", &says.taken_at)?,
        tender: says.means.into(),
        cashier: cashier(&says.cashier)?,
        promised_to: says.promised_to,
    };
    sale(&caller, carry_out(&app, &caller, call, &text).await?, StatusCode::OK)
}

/// The money was not taken, or the sale is undone
///
/// Before the confirmation it always succeeds, also for a sale that never reached us. After it only
/// within ten minutes, and while nothing of the credit is spent. Send it again with the same key until
/// there is a final answer.
#[utoipa::path(
    post,
    path = "/v1/terminals/{terminal}/sales/{transaction}/reverse",
    operation_id = "reverse",
    tag = "sales",
    params(
        ("terminal" = String, Path, description = "The terminal that signs", example = "T1"),
        ("transaction" = String, Path, description = "As in vend", example = "2026-11-12-0001")
    ),
    responses((status = 200, description = "Reversed, or undone", body = SaleAnswer)),
    security(("terminal" = ["write"]))
)]
pub(super) async fn reverse(
    State(app): State<App>,
    caller: Caller,
    names: Names,
    Bare(text): Bare,
) -> Result<Response, Problem> {
    let call = Call::Reverse { transaction: names.get("transaction")? };
    sale(&caller, carry_out(&app, &caller, call, &text).await?, StatusCode::OK)
}

/// The same receipt again
///
/// Marked as a copy.
#[utoipa::path(
    get,
    path = "/v1/terminals/{terminal}/sales/{transaction}/receipt",
    operation_id = "reprint",
    tag = "sales",
    params(
        ("terminal" = String, Path, description = "The terminal that signs", example = "T1"),
        ("transaction" = String, Path, description = "As in vend", example = "2026-11-12-0001")
    ),
    responses((status = 200, description = "The sale with its receipt", body = SaleAnswer)),
    security(("terminal" = ["read"]))
)]
pub(super) async fn receipt(
    State(app): State<App>,
    caller: Caller,
    names: Names,
) -> Result<Json<SaleAnswer>, Problem> {
    let mut sale = app.desk.reprint(&caller.terminal, names.get("transaction")?).await?;
    let receipt = sale.receipt.take().ok_or_else(|| Problem::new(Code::SaleUnknown))?;
    sale.receipt = Some(receipt.reprinted());
    Ok(Json(SaleAnswer::of(&sale, &caller)))
}

/// What became of my last transaction
///
/// For a terminal that lost an answer, or its memory.
#[utoipa::path(
    get,
    path = "/v1/terminals/{terminal}/last-response",
    operation_id = "last_response",
    tag = "sales",
    params(("terminal" = String, Path, description = "The terminal that signs", example = "T1")),
    responses((status = 200, description = "The result of the last call about a sale, whatever it was", body = SaleAnswer)),
    security(("terminal" = ["read"]))
)]
pub(super) async fn last_response(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<SaleAnswer>, Problem> {
    let last = app.desk.last_response(&caller.terminal).await?;
    let last = last.ok_or_else(|| Problem::new(Code::NoSaleYet))?;
    Ok(Json(SaleAnswer::of(&last, &caller)))
}

fn cashier(text: &str) -> Result<crate::names::Cashier, Problem> {
    let reason = "`cashier` has 1 to 64 letters, digits, dots, dashes, underscores or colons";
    text.parse().map_err(|_| Problem::new(Code::BodyNotUnderstood).with("reason", reason))
}

/// The answer to a call about a sale; `done` is the status of a reservation.
fn sale(caller: &Caller, carried: CarriedOut, done: StatusCode) -> Result<Response, Problem> {
    let CarriedOut { outcome: Outcome::Sale(sale), repeated } = carried else {
        return Err(wrong_outcome());
    };
    let status = status(&sale, done).map_err(|problem| problem.replayed(repeated))?;
    Ok(written(status, SaleAnswer::of(&sale, caller), repeated))
}

/// Errors: nothing was done, and the cashier has to know why. A reservation that was reversed is one,
/// so that a simple terminal does not take money for it.
fn status(sale: &SaleOutcome, done: StatusCode) -> Result<StatusCode, Problem> {
    let of_sale = |code| Problem::new(code).with("transaction", &sale.transaction);
    match &sale.answer {
        Answer::Reserved { .. } => Ok(done),
        Answer::Credited { .. } | Answer::Undone => Ok(StatusCode::OK),
        Answer::InSuspense { .. } => Ok(StatusCode::ACCEPTED),
        Answer::Reversed if done == StatusCode::CREATED => Err(of_sale(Code::SaleReversed)),
        Answer::Reversed => Ok(StatusCode::OK),
        Answer::NotUndone { why } => Err((*why).into()),
        Answer::NumberTaken => Err(of_sale(Code::TransactionNumberTaken)),
    }
}
