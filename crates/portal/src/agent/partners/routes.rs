//! The routes of partners. Each list has filters that are addresses; what is done leads back to what it was done to.

use super::super::api::{MOST_OF_A_REASON, PartnerRefused};
use super::super::paths::Page;
use super::super::routes::{Asked, Desk, FINE, UNCLEAR, answer};
use super::asked::AskedPage;
use super::mandates::{ENDS, MandatePage, MandatesPage, behind};
use super::shops::{DECIDES, OfficesPage, STOPS, ShopPage, ShopsPage};
use super::{ASKED, MANDATES, OFFICES, refused};
use crate::answers::{Reply, Trouble, page};
use crate::my::Doors;
use crate::pay::frame::PageError;
use access::{Act, Needs, Verb};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use units::{AccountId, Language};

/// The pages of partners, with what stands at each.
pub(in crate::agent) fn doors(doors: Doors<Desk>, language: Language) -> Doors<Desk> {
    let cases = Needs::Anyones(Act::ThirtyDays, Verb::View);
    let below = |rest: &str| format!("{}{rest}", Page::Partners.path(language));
    doors
        .get(&below(""), cases, shops)
        .get(&below("/shop/{terminal}"), cases, shop)
        .post(&below("/shop/{terminal}/stop"), STOPS, stop)
        .post(&below("/shop/{terminal}/again"), STOPS, again)
        .post(&below("/shop/{terminal}/decide"), DECIDES, decide)
        .get(&below(OFFICES), cases, offices)
        .get(&below(MANDATES), cases, mandates)
        .get(&below(&format!("{ASKED}/{{number}}")), cases, asked_by_law)
        .post(&below(&format!("{ASKED}/{{number}}")), ENDS, answer_by_law)
        .get(&below(&format!("{MANDATES}/{{account}}/{{number}}")), cases, mandate)
        .post(&below(&format!("{MANDATES}/{{account}}/{{number}}")), ENDS, end)
}

fn status(refused: PartnerRefused) -> StatusCode {
    match refused {
        PartnerRefused::Unknown => StatusCode::NOT_FOUND,
        PartnerRefused::NoReason => UNCLEAR,
        PartnerRefused::Stopped
        | PartnerRefused::NotStopped
        | PartnerRefused::Waits
        | PartnerRefused::NothingWaits
        | PartnerRefused::SamePerson
        | PartnerRefused::Ended
        | PartnerRefused::Answered
        | PartnerRefused::Fell
        | PartnerRefused::Nobody
        | PartnerRefused::Held => StatusCode::CONFLICT,
    }
}

/// The reason that was written; refused without one.
fn why(asked: &Asked) -> Result<&str, PartnerRefused> {
    let why = asked.fields.why.as_str();
    let fits = (1..=MOST_OF_A_REASON).contains(&why.chars().count());
    if fits { Ok(why) } else { Err(PartnerRefused::NoReason) }
}

async fn shops(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/partners", request, |desk, asked| {
        let stopped = asked.query.kind == "stopped";
        let number = asked.query.page.parse().unwrap_or(0);
        let view = desk.agents().shops(&asked.visitor, stopped, number)?;
        let frame = desk.frame(Page::Partners, "");
        page(StatusCode::OK, &ShopsPage::new(frame, asked.visitor.role, &view))
    })
    .await
}

fn shown_shop(
    desk: &Desk,
    asked: &Asked,
    (status, errors): (StatusCode, Vec<PageError>),
) -> Result<Reply, Trouble> {
    let Some(view) = desk.agents().shop(&asked.visitor, &asked.named)? else {
        return desk.no_case(asked);
    };
    let frame = desk.frame(Page::Partners, &format!("/shop/{}", view.line.terminal));
    let typed = (asked.fields.why.clone(), errors);
    page(status, &ShopPage::new(frame, asked.visitor.role, &view, typed))
}

/// The shop as it stands now, under what was refused.
fn done(desk: &Desk, asked: &Asked, kept: Result<(), PartnerRefused>) -> Result<Reply, Trouble> {
    match kept {
        Ok(()) => Ok(desk.see(Page::Partners, &format!("/shop/{}", asked.named))),
        Err(not) => shown_shop(desk, asked, (status(not), vec![refused(not, desk.language)])),
    }
}

async fn shop(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/partners/shop/{terminal}", request, |desk, asked| {
        shown_shop(desk, asked, FINE)
    })
    .await
}

async fn stop(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/partners/shop/{terminal}/stop", request, |desk, asked| {
        let kept = match why(asked) {
            Ok(why) => desk.agents().stop_shop(&asked.visitor, &asked.named, why)?,
            Err(refused) => Err(refused),
        };
        done(desk, asked, kept)
    })
    .await
}

async fn again(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/partners/shop/{terminal}/again", request, |desk, asked| {
        let kept = match why(asked) {
            Ok(why) => desk.agents().ask_shop_again(&asked.visitor, &asked.named, why)?,
            Err(refused) => Err(refused),
        };
        done(desk, asked, kept)
    })
    .await
}

async fn decide(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/partners/shop/{terminal}/decide", request, |desk, asked| {
        let approve = asked.fields.approve == "yes";
        let kept = desk.agents().decide_shop_again(&asked.visitor, &asked.named, approve)?;
        done(desk, asked, kept)
    })
    .await
}

async fn offices(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/partners/services", request, |desk, asked| {
        let lines = desk.agents().offices(&asked.visitor)?;
        let frame = desk.frame(Page::Partners, OFFICES);
        page(StatusCode::OK, &OfficesPage::new(frame, asked.visitor.role, &lines))
    })
    .await
}

async fn mandates(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/partners/mandates", request, |desk, asked| {
        let open = asked.query.kind != "all";
        let behind = behind(&asked.query.page);
        let view = desk.agents().mandates(&asked.visitor, open, behind)?;
        let frame = desk.frame(Page::Partners, MANDATES);
        page(StatusCode::OK, &MandatesPage::new(frame, asked.visitor.role, &view))
    })
    .await
}

/// Which mandate an address names.
fn which(asked: &Asked) -> (AccountId, i64) {
    (AccountId(asked.named.parse().unwrap_or(0)), asked.second.parse().unwrap_or(0))
}

fn shown_mandate(
    desk: &Desk,
    asked: &Asked,
    (status, errors): (StatusCode, Vec<PageError>),
) -> Result<Reply, Trouble> {
    let (account, number) = which(asked);
    let Some(view) = desk.agents().mandate(&asked.visitor, account, number)? else {
        return desk.no_case(asked);
    };
    let frame = desk.frame(Page::Partners, &format!("{MANDATES}/{account}/{number}"));
    let typed = (asked.fields.why.clone(), errors);
    page(status, &MandatePage::new(frame, asked.visitor.role, &view, typed))
}

async fn mandate(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/partners/mandates/{account}/{number}", request, |desk, asked| {
        shown_mandate(desk, asked, FINE)
    })
    .await
}

async fn end(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/partners/mandates/{account}/{number}", request, |desk, asked| {
        let (account, number) = which(asked);
        let kept = match why(asked) {
            Ok(why) => desk.agents().end_mandate(&asked.visitor, account, number, why)?,
            Err(refused) => Err(refused),
        };
        match kept {
            Ok(()) => Ok(desk.see(Page::Partners, &format!("{MANDATES}/{account}/{number}"))),
            Err(not) => {
                shown_mandate(desk, asked, (status(not), vec![refused(not, desk.language)]))
            }
        }
    })
    .await
}

fn shown_asked(
    desk: &Desk,
    asked: &Asked,
    (status, errors): (StatusCode, Vec<PageError>),
) -> Result<Reply, Trouble> {
    let number = asked.named.parse().unwrap_or(0);
    let Some(view) = desk.agents().asked_by_law(&asked.visitor, number)? else {
        return desk.no_case(asked);
    };
    let frame = desk.frame(Page::Partners, &format!("{ASKED}/{number}"));
    let typed = (asked.fields.why.clone(), errors);
    page(status, &AskedPage::new(frame, asked.visitor.role, &view, typed))
}

async fn asked_by_law(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/partners/mandates/asked/{number}", request, |desk, asked| {
        shown_asked(desk, asked, FINE)
    })
    .await
}

/// Grants what a law gives, or declines with a reason that the social service reads.
async fn answer_by_law(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/partners/mandates/asked/{number}", request, |desk, asked| {
        let number = asked.named.parse().unwrap_or(0);
        let why = match asked.fields.approve.as_str() {
            "yes" => Ok(None),
            _ => why(asked).map(Some),
        };
        let kept = match why {
            Ok(why) => desk.agents().answer_by_law(&asked.visitor, number, why)?,
            Err(refused) => Err(refused),
        };
        match kept {
            Ok(()) => Ok(desk.see(Page::Partners, &format!("{ASKED}/{number}"))),
            Err(not) => shown_asked(desk, asked, (status(not), vec![refused(not, desk.language)])),
        }
    })
    .await
}
