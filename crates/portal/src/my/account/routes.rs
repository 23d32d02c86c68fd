//! What stands at the addresses of the account.

use super::api::{Began, Change, ChangeRefused, ChangeWanted};
use super::pages::{AccountPage, ChangeCodePage, LeavePage, WaysPage, saved_of};
use super::{LEAVE, WAYS};
use crate::my::paths::Page;
use crate::my::routes::{Asked, Desk, Reply, Trouble, answer, page, shortened, shown, with};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;

pub(in crate::my) async fn account(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/account", request, |desk, asked| {
        with(
            desk,
            asked,
            |visitor| {
                let consents = desk.own().consents(visitor)?;
                let own = visitor.role == access::Role::Customer;
                Ok(Some((desk.own().devices(visitor)?, consents, own)))
            },
            |(devices, consents, own)| {
                let frame = desk.frame(Page::Account, "");
                shown(&AccountPage::new(frame, devices, &consents, own))
            },
        )
    })
    .await
}

pub(in crate::my) async fn end_session(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/account", request, |desk, asked| {
        let session = asked.fields.session.parse().ok();
        let own = asked.session();
        with(
            desk,
            asked,
            |visitor| {
                let session = session.unwrap_or(visitor.session);
                desk.own().leave(visitor, session)?;
                Ok(Some(session))
            },
            |ended| {
                if Some(ended) == own {
                    let to = Page::SignIn.path(desk.language).to_owned();
                    return Ok(Reply::SignedOut { to });
                }
                Ok(Reply::SeeOther(Page::Account.path(desk.language).to_owned()))
            },
        )
    })
    .await
}

pub(in crate::my) async fn ways(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/account/ways", request, |desk, asked| {
        let saved = saved_of(&asked.query.saved);
        with(
            desk,
            asked,
            |visitor| Ok(Some(desk.own().ways(visitor)?)),
            |there| {
                let frame = desk.frame(Page::Account, WAYS);
                shown(&WaysPage::new(frame, &there, String::new(), None, saved))
            },
        )
    })
    .await
}

/// What makes the end plain before it is asked for.
pub(in crate::my) async fn leaving(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/account/leave", request, |desk, asked| {
        with(
            desk,
            asked,
            |_| Ok(Some(())),
            |()| shown(&LeavePage::new(desk.frame(Page::Account, LEAVE), None)),
        )
    })
    .await
}

fn status(refused: ChangeRefused) -> StatusCode {
    match refused {
        ChangeRefused::Wait { .. } => StatusCode::TOO_MANY_REQUESTS,
        ChangeRefused::NotNow => StatusCode::SERVICE_UNAVAILABLE,
        ChangeRefused::NotAnAddress
        | ChangeRefused::Same
        | ChangeRefused::Taken
        | ChangeRefused::TooShort { .. }
        | ChangeRefused::Nothing
        | ChangeRefused::WrongCode { .. }
        | ChangeRefused::CodeOver => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

fn wanted(asked: &Asked) -> Option<ChangeWanted<'_>> {
    let fields = &asked.fields;
    Some(match fields.what.as_str() {
        "address" => ChangeWanted::Address(fields.address.trim()),
        "password" => ChangeWanted::Password(&fields.password),
        "no_password" => ChangeWanted::NoPassword,
        "second" => ChangeWanted::Second,
        "no_second" => ChangeWanted::NoSecond,
        "leave" => ChangeWanted::Leave,
        _ => return None,
    })
}

fn code_page(desk: &Desk, began: &Began, refused: Option<ChangeRefused>) -> Result<Reply, Trouble> {
    let frame = desk.frame(Page::Account, WAYS);
    page(refused.map_or(StatusCode::OK, status), &ChangeCodePage::new(frame, began, refused))
}

/// Begins a change: what is asked next is its code.
pub(in crate::my) async fn begin(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/account/ways", request, |desk, asked| {
        let Some(wanted) = wanted(asked) else {
            let path = Page::Account.path(desk.language);
            return Ok(Reply::SeeOther(format!("{path}{WAYS}")));
        };
        with(
            desk,
            asked,
            |visitor| match desk.own().begin_change(visitor, wanted)? {
                Ok(began) => Ok(Some(code_page(desk, &began, None)?)),
                Err(refused) if matches!(wanted, ChangeWanted::Leave) => {
                    let frame = desk.frame(Page::Account, LEAVE);
                    Ok(Some(page(status(refused), &LeavePage::new(frame, Some(refused)))?))
                }
                Err(refused) => {
                    let there = desk.own().ways(visitor)?;
                    // A password is not shown again.
                    let typed = shortened(&asked.fields.address);
                    let frame = desk.frame(Page::Account, WAYS);
                    let of_password = matches!(wanted, ChangeWanted::Password(_));
                    let refused_at = Some((refused, of_password));
                    let shown = WaysPage::new(frame, &there, typed, refused_at, None);
                    Ok(Some(page(status(refused), &shown)?))
                }
            },
            Ok,
        )
    })
    .await
}

pub(in crate::my) async fn confirm(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/account/ways/code", request, |desk, asked| {
        let fields = &asked.fields;
        // Codes are pasted with blanks, and keyed in groups.
        let code: String = fields.code.chars().filter(|one| !one.is_whitespace()).collect();
        with(
            desk,
            asked,
            |visitor| match desk.own().confirm_change(visitor, &fields.challenge, &code)? {
                Ok(Change::Leave) => {
                    let to = format!("{}?gone=1", Page::SignIn.path(desk.language));
                    Ok(Some(Reply::SignedOut { to }))
                }
                // Loaded again, a page that was answered to a form would be sent twice.
                Ok(change) => {
                    let path = Page::Account.path(desk.language);
                    let what = super::pages::name(change);
                    Ok(Some(Reply::SeeOther(format!("{path}{WAYS}?saved={what}"))))
                }
                Err((refused, Some(began))) => Ok(Some(code_page(desk, &began, Some(refused))?)),
                Err((refused, None)) => {
                    let there = desk.own().ways(visitor)?;
                    let frame = desk.frame(Page::Account, WAYS);
                    let refused_at = Some((refused, false));
                    let shown = WaysPage::new(frame, &there, String::new(), refused_at, None);
                    Ok(Some(page(status(refused), &shown)?))
                }
            },
            Ok,
        )
    })
    .await
}
