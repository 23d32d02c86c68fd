//! Events of a call at the phone line.

use super::door::{Names, Told};
use crate::App;
use crate::calls::{CallAnswer, CallEvent};
use crate::gate::PartnerCaller;
use crate::problem::{Code, Problem};
use axum::Json;
use axum::extract::State;

/// Something happened in a call
///
/// A telephony server tells each event once it has happened, numbered from 1, and plays what it gets. The same number
/// with the same event again is answered alike and does nothing, so whatever was not answered is sent again. Any
/// server of ours goes on with a call that another has begun.
#[utoipa::path(
    post,
    path = "/v1/calls/{call}/events/{number}",
    operation_id = "call_event",
    tag = "phone",
    params(
        ("call" = String, Path, description = "The server's own name for the call: 1 to 64 letters, digits and `.-_:`", example = "pbx1-1795154400.17"),
        ("number" = i64, Path, description = "Of the event, from 1", example = "2"),
    ),
    request_body = CallEvent,
    responses((status = 200, description = "What to play", body = CallAnswer)),
    security(("partner" = ["calls:write"]))
)]
pub(super) async fn event(
    State(app): State<App>,
    PartnerCaller { partner, at }: PartnerCaller,
    names: Names,
    Told { says, .. }: Told<CallEvent>,
) -> Result<Json<CallAnswer>, Problem> {
    let place = (names.get("call")?, names.get("number")?);
    let line = app.options.calls.as_ref().ok_or_else(|| Problem::new(Code::NoPhoneLine))?;
    if partner.sandbox {
        return Err(Problem::new(Code::NoPhoneLine));
    }
    Ok(Json(line.call(&partner, place, says, at).await?))
}
