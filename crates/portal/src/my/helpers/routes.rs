//! What stands at the addresses of whoever helps.

use super::BELOW;
use super::allow::{AllowPage, AllowedPage, Typed, Wrong};
use super::api::{AllowRefused, AllowRole, AllowWanted};
use super::pages::HelpersPage;
use crate::my::paths::Page;
use crate::my::routes::{Asked, Desk, Reply, answer, page, shortened, shown, with};
use crate::pay::forms::day;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use units::{Language, Phone};

pub(in crate::my) async fn helpers(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/helpers", request, |desk, asked| {
        let place = asked.place();
        let stopped = !asked.query.saved.is_empty();
        with(
            desk,
            asked,
            |visitor| Ok(desk.own().helpers(visitor, place)?),
            |there| {
                let from = asked.query.older.parse().unwrap_or(0);
                shown(&HelpersPage::new(desk.at(Page::Helpers, place), &there, stopped, from))
            },
        )
    })
    .await
}

pub(in crate::my) async fn end_helper(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/helpers", request, |desk, asked| {
        let place = asked.place();
        let grant = asked.fields.grant.parse().unwrap_or(0);
        let may = match asked.fields.supplier.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        with(
            desk,
            asked,
            |visitor| match may {
                Some(may) => Ok(Some(desk.own().let_supplier_see(visitor, place, may)?)),
                None => Ok(Some(desk.own().end_helper(visitor, place, grant)?)),
            },
            |()| {
                let path = Page::Helpers.path(desk.language);
                let stopped = if may == Some(true) { "" } else { "&saved=1" };
                Ok(Reply::SeeOther(format!("{path}?n={place}{stopped}")))
            },
        )
    })
    .await
}

fn typed(asked: &Asked) -> Typed {
    let fields = &asked.fields;
    Typed {
        name: shortened(&fields.name),
        role: match fields.role.as_str() {
            "payer" => Some(AllowRole::Payer),
            "helper" => Some(AllowRole::Helper),
            _ => None,
        },
        until: shortened(&fields.until),
        phone: shortened(&fields.phone),
        tell: !fields.tell.is_empty(),
        all: !fields.all.is_empty(),
    }
}

pub(in crate::my) async fn form(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/helpers/add", request, |desk, asked| {
        let place = asked.place();
        with(
            desk,
            asked,
            |visitor| Ok(desk.own().allow_form(visitor, place)?),
            |there| {
                let frame = desk.frame(Page::Helpers, &format!("{BELOW}?n={place}"));
                let typed = Typed { all: true, ..Typed::default() };
                shown(&AllowPage::new(frame, &there, typed, &[]))
            },
        )
    })
    .await
}

/// What can be said of a form before it is asked for.
fn wanted(language: Language, typed: &Typed) -> Result<AllowWanted<'_>, Vec<Wrong>> {
    let text = typed.until.trim();
    let last = if text.is_empty() { Ok(None) } else { day(text).map(Some).ok_or(()) };
    let phone = typed.phone.trim();
    let silent = typed.tell && phone.is_empty();
    let dials = phone.is_empty() || phone.parse::<Phone>().is_ok_and(Phone::is_mobile);
    match (typed.role, last) {
        (Some(role), Ok(last)) if dials && !silent => {
            let (name, tell, all) = (typed.name.trim(), typed.tell, typed.all);
            Ok(AllowWanted { name, role, last, phone, tell, all, language })
        }
        (role, last) => {
            let wrong = [
                (typed.name.trim().is_empty(), Wrong::Refused(AllowRefused::NoName)),
                (role.is_none(), Wrong::NoRole),
                (last.is_err(), Wrong::Refused(AllowRefused::Day)),
                (!dials, Wrong::Refused(AllowRefused::NotAPhone)),
                (silent, Wrong::NoPhone),
            ];
            Err(wrong.into_iter().filter(|(is, _)| *is).map(|(_, wrong)| wrong).collect())
        }
    }
}

fn status(wrong: &[Wrong]) -> StatusCode {
    match wrong {
        [Wrong::Refused(AllowRefused::Wait { .. })] => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// Lets somebody help, or gives another key to whoever is let already.
pub(in crate::my) async fn allow(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/helpers/add", request, |desk, asked| {
        let (place, typed) = (asked.place(), typed(asked));
        let grant: Option<i64> = asked.fields.grant.parse().ok();
        // A key is told once, so this page is the answer to the form itself: sent again, the form is refused as the
        // name is there already, and another key takes the place of this one.
        let told = |allowed| shown(&AllowedPage::new(desk.at(Page::Helpers, place), &allowed));
        with(
            desk,
            asked,
            |visitor| {
                if let Some(grant) = grant {
                    return match desk.own().new_key(visitor, place, grant)? {
                        Some(allowed) => Ok(Some(told(allowed)?)),
                        None => {
                            let path = Page::Helpers.path(desk.language);
                            Ok(Some(Reply::SeeOther(format!("{path}?n={place}"))))
                        }
                    };
                }
                let wrong = match wanted(desk.language, &typed) {
                    Ok(wanted) => match desk.own().allow(visitor, place, &wanted)? {
                        None => return Ok(None),
                        Some(Ok(allowed)) => return Ok(Some(told(allowed)?)),
                        Some(Err(refused)) => vec![Wrong::Refused(refused)],
                    },
                    Err(wrong) => wrong,
                };
                let Some(there) = desk.own().allow_form(visitor, place)? else { return Ok(None) };
                let frame = desk.frame(Page::Helpers, &format!("{BELOW}?n={place}"));
                let shown = AllowPage::new(frame, &there, typed.clone(), &wrong);
                Ok(Some(page(status(&wrong), &shown)?))
            },
            Ok,
        )
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c_10_all_that_is_wrong_with_a_form_is_told_at_once() {
        let form = |until: &str, phone: &str| Typed {
            name: "Mum".to_owned(),
            role: Some(AllowRole::Payer),
            until: until.to_owned(),
            phone: phone.to_owned(),
            tell: false,
            all: true,
        };
        let wrong = |typed: &Typed| wanted(Language::En, typed).err().unwrap_or_default();
        let both = [AllowRefused::Day, AllowRefused::NotAPhone].map(Wrong::Refused);
        assert_eq!(wrong(&form("31/02/2027", "12")), both);
        assert_eq!(wrong(&form("", "02 123 45 67")), both[1..], "no text reaches a fixed line");
        assert_eq!(wrong(&form("31/12/2027", "0470 12 34 56")), []);
        assert_eq!(wrong(&form("", "")), []);
        let told = |phone: &str| Typed { tell: true, ..form("", phone) };
        assert_eq!(wrong(&told("")), [Wrong::NoPhone], "messages go somewhere");
        assert_eq!(wrong(&told("0470 12 34 56")), []);
    }
}
