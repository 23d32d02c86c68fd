//! What stands at the addresses of alerts.

use super::api::{AlertsWanted, Family, TestRefused, WhenLow};
use super::pages::{AlertsPage, LOW, MAIL, Saved, not_tested};
use crate::my::pages;
use crate::my::paths::Page;
use crate::my::routes::{Desk, Fields, Reply, answer, page, shortened, shown, with};
use crate::my::words::Words;
use crate::pay::frame::PageError;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;

pub(in crate::my) async fn alerts(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/alerts", request, |desk, asked| {
        let place = asked.place();
        let saved = Saved::of(&asked.query.saved);
        with(
            desk,
            asked,
            |visitor| Ok(desk.own().alerts(visitor, place)?),
            |there| {
                let frame = desk.at(Page::Alerts, place);
                shown(&AlertsPage::new(frame, &there, None, Vec::new(), saved))
            },
        )
    })
    .await
}

/// Highest threshold in euro, and in days.
const MOST_EURO: i64 = 100;
const MOST_DAYS: u16 = 30;

fn when_low(fields: &Fields) -> Option<WhenLow> {
    match fields.low.as_str() {
        "euro" => pages::amount_of(&fields.value)
            .filter(|amount| amount.0 <= MOST_EURO * 1_000_000)
            .map(WhenLow::Euro),
        "days" => fields
            .value
            .trim()
            .parse()
            .ok()
            .filter(|days| (1..=MOST_DAYS).contains(days))
            .map(WhenLow::Days),
        _ => Some(WhenLow::Usual),
    }
}

/// How each family is to come; empty: not at all.
fn way(fields: &Fields, family: Family) -> &str {
    match family {
        Family::Credited => &fields.m03,
        Family::Low => &fields.m04,
        Family::Forecast => &fields.m05,
        Family::NoReading => &fields.m21,
        Family::Survey => &fields.m24,
        Family::Sharing => &fields.m29,
        Family::ConsentEnds => &fields.consent,
        Family::Office => &fields.office,
    }
}

fn families(fields: &Fields, is: impl Fn(Family, &str) -> bool) -> Vec<Family> {
    Family::ALL.into_iter().filter(|family| is(*family, way(fields, *family))).collect()
}

/// Hours of one's own, in minutes; whether they may be that is for the platform to say.
fn quiet(fields: &Fields) -> Option<(u16, u16)> {
    let hour = |text: &str| text.parse::<u16>().ok().filter(|hour| *hour < 24);
    let (from, to) = (hour(&fields.quiet_from)?, hour(&fields.quiet_to)?);
    Some((from * 60, to * 60))
}

/// Sends a message that says nothing but that it arrives.
pub(in crate::my) async fn test(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/alerts/test", request, |desk, asked| {
        let place = asked.place();
        with(
            desk,
            asked,
            |visitor| {
                let Some(sent) = desk.own().send_test(visitor, place)? else { return Ok(None) };
                let Err(refused) = sent else {
                    // Loaded again, a page that was answered to a form would be sent twice.
                    let path = Page::Alerts.path(desk.language);
                    return Ok(Some(Reply::SeeOther(format!("{path}?n={place}&saved=test"))));
                };
                let Some(there) = desk.own().alerts(visitor, place)? else { return Ok(None) };
                let status = match refused {
                    TestRefused::NoPhone => StatusCode::UNPROCESSABLE_ENTITY,
                    TestRefused::NotNow => StatusCode::SERVICE_UNAVAILABLE,
                    TestRefused::Wait { .. } => StatusCode::TOO_MANY_REQUESTS,
                };
                let errors = vec![not_tested(refused, desk.language)];
                let frame = desk.at(Page::Alerts, place);
                Ok(Some(page(status, &AlertsPage::new(frame, &there, None, errors, None))?))
            },
            Ok,
        )
    })
    .await
}

pub(in crate::my) async fn set_alerts(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/my/alerts", request, |desk, asked| {
        let place = asked.place();
        let fields = &asked.fields;
        let chosen = |field: &str| !field.is_empty();
        let Some(low) = when_low(fields) else {
            return with(
                desk,
                asked,
                |visitor| Ok(desk.own().alerts(visitor, place)?),
                |there| {
                    let errors = vec![PageError::at(LOW, Words::of(desk.language).e_threshold)];
                    let typed = Some((fields.low.clone(), shortened(&fields.value)));
                    let frame = desk.at(Page::Alerts, place);
                    let shown = AlertsPage::new(frame, &there, typed, errors, None);
                    page(StatusCode::UNPROCESSABLE_ENTITY, &shown)
                },
            );
        };
        let wanted = AlertsWanted {
            low,
            sms: chosen(&fields.sms),
            mail: chosen(&fields.mail),
            letter: chosen(&fields.letter),
            voice: chosen(&fields.voice),
            recognised: chosen(&fields.recognised),
            easy: chosen(&fields.easy),
            language: fields.language.parse().unwrap_or(desk.language),
            declined: families(fields, |_, way| way.is_empty()),
            by_mail: families(fields, |family, way| family.has_text_message() && way == MAIL),
            quiet: quiet(fields),
        };
        with(
            desk,
            asked,
            |visitor| Ok(desk.own().set_alerts(visitor, place, &wanted)?),
            // Loaded again, a page that was answered to a form would be sent twice.
            |_| {
                let path = Page::Alerts.path(desk.language);
                Ok(Reply::SeeOther(format!("{path}?n={place}&saved=1")))
            },
        )
    })
    .await
}
