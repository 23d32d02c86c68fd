//! What a reference stands for: energy, town and limits; no name, no balance. Source: TP-01, TP-06.

use super::door::Told;
use crate::App;
use crate::desk::Lookup;
use crate::gate::Caller;
use crate::problem::Problem;
use crate::wire;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vending::euro;

/// What the payer keyed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LookupRequest {
    /// The 13 digits of the card, or the 18 of the EAN; blanks, dots and dashes are accepted.
    #[schema(example = "9012 3456 78908")]
    pub reference: String,
    /// Once it is keyed in: whether it is taken, and whether the supply is on after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "20.00")]
    pub amount: Option<String>,
}

/// To be shown to the payer before any money is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LookupAnswer {
    #[schema(example = "9012 3456 78908")]
    pub reference: String,
    /// `electricity` or `gas`.
    #[schema(example = "electricity")]
    pub energy: String,
    #[schema(example = "5000 Namur")]
    pub town: String,
    /// General limits of a payment, in euro.
    #[schema(example = "5.00")]
    pub least: String,
    #[schema(example = "250.00")]
    pub most: String,
    /// Whether the supply is on after the amount is paid; only if one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = true)]
    pub restores_supply: Option<bool>,
}

/// What a reference stands for
///
/// Show energy and town to the payer. Five wrong references within an hour, then the terminal waits.
/// A read, although it has a body: a reference has no place in an address.
#[utoipa::path(
    post,
    path = "/v1/terminals/{terminal}/lookup",
    operation_id = "lookup",
    tag = "sales",
    params(("terminal" = String, Path, description = "The terminal that signs", example = "T1")),
    request_body = LookupRequest,
    responses((status = 200, description = "The supply point", body = LookupAnswer)),
    security(("terminal" = ["read"]))
)]
pub(super) async fn lookup(
    State(app): State<App>,
    caller: Caller,
    Told { says, .. }: Told<LookupRequest>,
) -> Result<Json<LookupAnswer>, Problem> {
    let amount = says.amount.map(|text| wire::positive("amount", &text)).transpose()?;
    let ask = Lookup { reference: says.reference, amount, at: caller.at };
    let found = app.desk.lookup(&caller.terminal, ask).await?;
    Ok(Json(LookupAnswer {
        reference: found.ean.reference().to_string(),
        energy: found.energy.name().to_owned(),
        town: found.town,
        least: euro(found.least),
        most: euro(found.most),
        restores_supply: found.restores_supply,
    }))
}
