//! The shift of a cashier: opened, summed, counted and closed. Source: TP-20.

use super::door::{Bare, Names, Told, carry_out, written, wrong_outcome};
use crate::App;
use crate::desk::{Call, CarriedOut, ClosedShift, OpenShift, Outcome};
use crate::gate::Caller;
use crate::problem::Problem;
use crate::wire::{self, Count};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vending::{CashCount, Holding, Room, euro};

/// What was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShiftCloseRequest {
    /// In the till, and on the card machine.
    pub declared: Count,
    /// Needed where the count differs from the sales.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "two coins of 0.10 found short")]
    pub explanation: Option<String>,
}

/// How many, and their sums.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Tally {
    #[schema(example = 9)]
    pub count: u32,
    #[serde(flatten)]
    pub sums: Count,
}

impl Tally {
    fn of((count, sums): (u32, CashCount)) -> Self {
        Self { count, sums: sums.into() }
    }
}

/// A shift.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ShiftAnswer {
    #[schema(example = "C7")]
    pub cashier: String,
    #[schema(example = "2026-11-12T09:00:00+01:00")]
    pub opened_at: String,
    pub sales: Tally,
    /// Money given back.
    pub reversals: Tally,
    /// Sales without network.
    pub promises: Tally,
    /// What has to be in the till and on the card machine: sales and promises less reversals.
    pub expected: Count,
    /// How much the shop may hold. Only with the totals, and only where its operator has set a limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<ShopLimit>,
}

/// How much of the operator's money a shop may hold before it pays it over: all its shifts together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ShopLimit {
    /// `line`, paid over afterwards, or `float`, paid in advance.
    #[schema(example = "line")]
    pub kind: String,
    /// In euro, with two decimals.
    #[schema(example = "500.00")]
    pub agreed: String,
    /// Sales, and those that wait for their money, less what went back and what was paid over.
    #[schema(example = "430.00")]
    pub used: String,
    /// What may still be sold.
    #[schema(example = "70.00")]
    pub left: String,
    /// A fifth or less is left: time to pay over.
    #[schema(example = true)]
    pub low: bool,
}

impl From<Room> for ShopLimit {
    fn from(room: Room) -> Self {
        let kind = match room.holding {
            Holding::Line(_) => "line",
            Holding::Float(_) => "float",
        };
        Self {
            kind: kind.to_owned(),
            agreed: euro(room.holding.agreed()),
            used: euro(room.used()),
            left: euro(room.left()),
            low: room.is_low(),
        }
    }
}

impl From<&OpenShift> for ShiftAnswer {
    fn from(shift: &OpenShift) -> Self {
        Self {
            cashier: shift.cashier.to_string(),
            opened_at: shift.opened_at.to_local_string(),
            sales: Tally::of(shift.totals.sales),
            reversals: Tally::of(shift.totals.reversals),
            promises: Tally::of(shift.totals.promises),
            expected: shift.totals.expected.into(),
            limit: shift.room.map(ShopLimit::from),
        }
    }
}

/// A shift that was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClosedShiftAnswer {
    pub shift: ShiftAnswer,
    #[schema(example = "2026-11-12T18:00:00+01:00")]
    pub closed_at: String,
    pub declared: Count,
    /// Declared less expected: below zero is short. Booked with its explanation.
    pub difference: Count,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "two coins of 0.10 found short")]
    pub explanation: Option<String>,
}

impl From<ClosedShift> for ClosedShiftAnswer {
    fn from(closed: ClosedShift) -> Self {
        Self {
            shift: (&closed.shift).into(),
            closed_at: closed.closed_at.to_local_string(),
            declared: closed.declared.into(),
            difference: closed.difference.into(),
            explanation: closed.explanation,
        }
    }
}

/// Open a shift
#[utoipa::path(
    post,
    path = "/v1/terminals/{terminal}/shifts/{cashier}/open",
    operation_id = "open_shift",
    tag = "shifts",
    params(
        ("terminal" = String, Path, description = "The terminal that signs", example = "T1"),
        ("cashier" = String, Path, description = "Who stands at the till", example = "C7")
    ),
    responses((status = 201, description = "Open", body = ShiftAnswer)),
    security(("terminal" = ["write"]))
)]
pub(super) async fn open(
    State(app): State<App>,
    caller: Caller,
    names: Names,
    Bare(text): Bare,
) -> Result<Response, Problem> {
    let call = Call::OpenShift { cashier: names.get("cashier")? };
    match carry_out(&app, &caller, call, &text).await? {
        CarriedOut { outcome: Outcome::ShiftOpened(shift), repeated } => {
            Ok(written(StatusCode::CREATED, ShiftAnswer::from(&shift), repeated))
        }
        _ => Err(wrong_outcome()),
    }
}

/// Counts and sums of the open shift
#[utoipa::path(
    get,
    path = "/v1/terminals/{terminal}/shifts/{cashier}/totals",
    operation_id = "totals",
    tag = "shifts",
    params(
        ("terminal" = String, Path, description = "The terminal that signs", example = "T1"),
        ("cashier" = String, Path, description = "Whose shift", example = "C7")
    ),
    responses((status = 200, description = "So far", body = ShiftAnswer)),
    security(("terminal" = ["read"]))
)]
pub(super) async fn totals(
    State(app): State<App>,
    caller: Caller,
    names: Names,
) -> Result<Json<ShiftAnswer>, Problem> {
    let shift = app.desk.totals(&caller.terminal, names.get("cashier")?).await?;
    Ok(Json((&shift).into()))
}

/// Count and close a shift
///
/// A difference is booked, and has to be explained.
#[utoipa::path(
    post,
    path = "/v1/terminals/{terminal}/shifts/{cashier}/close",
    operation_id = "close_shift",
    tag = "shifts",
    params(
        ("terminal" = String, Path, description = "The terminal that signs", example = "T1"),
        ("cashier" = String, Path, description = "Whose shift", example = "C7")
    ),
    request_body = ShiftCloseRequest,
    responses((status = 200, description = "Closed", body = ClosedShiftAnswer)),
    security(("terminal" = ["write"]))
)]
pub(super) async fn close(
    State(app): State<App>,
    caller: Caller,
    names: Names,
    Told { text, says }: Told<ShiftCloseRequest>,
) -> Result<Response, Problem> {
    let declared = CashCount {
        cash: wire::amount("cash", &says.declared.cash)?,
        card: wire::amount("card", &says.declared.card)?,
    };
    let call = Call::CloseShift {
        cashier: names.get("cashier")?,
        declared,
        explanation: says.explanation,
    };
    match carry_out(&app, &caller, call, &text).await? {
        CarriedOut { outcome: Outcome::ShiftClosed(closed), repeated } => {
            Ok(written(StatusCode::OK, ClosedShiftAnswer::from(closed), repeated))
        }
        _ => Err(wrong_outcome()),
    }
}
