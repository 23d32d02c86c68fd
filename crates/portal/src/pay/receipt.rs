//! What the payer keeps: on paper, on the page, and sent to a phone. Source: TP-24, UX C-04, P-02.

use super::api::{PaymentView, ReceiptSent};
use super::outcome::outcome;
use super::pages::{Fact, Frame, PageError, Point, Switch, error_at, has_receipt, is_on_receipt};
use super::routes::{Desk, Reply, answer, page, shortened};
use crate::language::{Paths as _, Writes as _};
use crate::my;
use askama::Template;
use axum::extract::rejection::{FormRejection, PathRejection, QueryRejection};
use axum::extract::{Form, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use units::{Language, MicroEuro};

pub(crate) const PHONE: &str = "phone";

/// What a supply point got.
#[derive(Debug)]
struct ReceiptPart {
    amount: String,
    refunded: Option<String>,
    point: Point,
    facts: Vec<Fact>,
    code: String,
    payment: String,
    /// Why there is no credit, of a part that has none.
    instead: Option<String>,
    /// What more is needed.
    short: Option<String>,
    /// For the household alone: where it went, the balance after it, and how long that lasts.
    went_to: Vec<(&'static str, String)>,
}

#[derive(Debug, Template)]
#[template(path = "pay/receipt.html")]
pub(crate) struct ReceiptPage {
    frame: Frame,
    parts: Vec<ReceiptPart>,
    /// What both parts are together.
    total: Option<String>,
    path: String,
    /// Where a household finds all of its receipts, and in which words.
    own: Option<(String, &'static str)>,
    sms: SmsForm,
}

/// Labels and values.
type WentTo = Vec<(&'static str, String)>;

/// Where a household finds all of its receipts, and in which words; and what it is told of one, by its code.
type Household<'a> = (Option<(String, &'static str)>, &'a mut dyn FnMut(&str) -> WentTo);

/// The form that has it sent to a phone.
#[derive(Debug, Default)]
pub(super) struct SmsForm {
    pub sent: bool,
    /// As keyed in.
    pub phone: String,
    pub errors: Vec<PageError>,
}

impl ReceiptPart {
    fn new(view: &PaymentView, frame: &Frame) -> Self {
        let (w, language) = (frame.w, frame.language);
        // On paper the day is always there.
        let mut shown = Vec::new();
        for (label, at) in
            [(w.fact_paid, view.clocks.paid), (w.fact_credited, view.clocks.credited)]
        {
            if let Some(at) = at {
                shown.push(Fact { label, when: language.instant(at), is_there: true });
            }
        }
        let refunded = Some(view.refunded).filter(|refunded| *refunded > MicroEuro::ZERO);
        let said = outcome(view, language, &frame.phone);
        let short = view.missing.is_some();
        Self {
            amount: language.money(view.amount),
            refunded: refunded.map(|refunded| language.money(refunded)),
            point: Point::new(w, view.energy, &view.town, view.tail),
            facts: shown,
            code: view.code.clone().filter(|_| is_on_receipt(view)).unwrap_or_default(),
            payment: view.id.clone(),
            instead: (!is_on_receipt(view)).then(|| said.title.to_owned()),
            short: said.lines.into_iter().next().filter(|_| short),
            went_to: Vec::new(),
        }
    }
}

impl ReceiptPage {
    /// `None` before there is a credit. `theirs`: what the household is told of a receipt, by its code.
    pub(crate) fn new(
        frame: Frame,
        view: &PaymentView,
        path: String,
        (own, theirs): Household<'_>,
        sms: SmsForm,
    ) -> Option<Self> {
        if !has_receipt(view) {
            return None;
        }
        let total = view.also.is_some().then(|| frame.language.money(view.total()));
        let mut parts: Vec<_> = view.parts().map(|part| ReceiptPart::new(part, &frame)).collect();
        for part in parts.iter_mut().filter(|part| !part.code.is_empty()) {
            part.went_to = theirs(&part.code);
        }
        let title = frame.w.receipt_title;
        let frame = frame.titled(title, &sms.errors);
        Some(Self { parts, total, path, own, sms, frame })
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ReceiptQuery {
    sent: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PhoneFields {
    phone: String,
}

type OfPayment = Result<Path<(String, String)>, PathRejection>;

impl Desk {
    /// Before there is a credit it leads back to the state.
    fn receipt(
        &self,
        (id, token): (&str, &str),
        session: Option<&str>,
        sms: SmsForm,
        status: StatusCode,
    ) -> Result<Reply, super::routes::Trouble> {
        let Some(view) = self.shared.payments.state(id, token)? else { return self.not_found("") };
        let rest = format!("/p/{id}/{token}");
        let own = format!("{}{rest}", self.language.top_up_path());
        let frame = self.frame(Switch::to(&format!("{rest}/receipt")));
        let receipts = session.map(|_| my::receipts_path(self.language));
        let visitor = self.visitor(session);
        let mut theirs = |code: &str| {
            visitor.as_ref().map(|visitor| self.went_to(visitor, code)).unwrap_or_default()
        };
        match ReceiptPage::new(frame, &view, own.clone(), (receipts, &mut theirs), sms) {
            Some(shown) => page(status, &shown),
            None => Ok(Reply::SeeOther(own)),
        }
    }

    fn send(
        &self,
        (id, token): (&str, &str),
        session: Option<&str>,
        phone: &str,
    ) -> Result<Reply, super::routes::Trouble> {
        let sent = self.shared.payments.send_receipt(id, token, phone, self.language)?;
        let Some(sent) = sent else { return self.not_found("") };
        let own = format!("{}/p/{id}/{token}", self.language.top_up_path());
        let w = super::words::Words::of(self.language);
        let (status, error) = match sent {
            // A page that is loaded again sends nothing.
            ReceiptSent::Sent => return Ok(Reply::SeeOther(format!("{own}/receipt?sent=1"))),
            ReceiptSent::NoReceipt => return Ok(Reply::SeeOther(own)),
            ReceiptSent::NotAMobile => {
                (StatusCode::UNPROCESSABLE_ENTITY, PageError::at(PHONE, w.sms_wrong))
            }
            ReceiptSent::TooOften => {
                (StatusCode::TOO_MANY_REQUESTS, PageError::at(PHONE, w.sms_often))
            }
            ReceiptSent::NotNow => {
                (StatusCode::SERVICE_UNAVAILABLE, PageError::at(PHONE, w.sms_not_now))
            }
        };
        let sms = SmsForm { sent: false, phone: shortened(phone), errors: vec![error] };
        self.receipt((id, token), session, sms, status)
    }
}

pub(super) async fn receipt(
    State(desk): State<Desk>,
    path: OfPayment,
    query: Result<Query<ReceiptQuery>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let session = my::token(&headers);
    let sent = query.is_ok_and(|Query(query)| query.sent == "1");
    answer(desk, "/pay/p/{id}/{token}/receipt", headers, move |desk| {
        let Ok(Path((id, token))) = path else { return desk.not_found("") };
        let sms = SmsForm { sent, ..SmsForm::default() };
        desk.receipt((&id, &token), session.as_deref(), sms, StatusCode::OK)
    })
    .await
}

/// Sends the receipt to a phone, and leads back to it.
pub(super) async fn send(
    State(desk): State<Desk>,
    path: OfPayment,
    headers: HeaderMap,
    form: Result<Form<PhoneFields>, FormRejection>,
) -> Response {
    let session = my::token(&headers);
    answer(desk, "/pay/p/{id}/{token}/receipt", headers, move |desk| {
        let Ok(Path((id, token))) = path else { return desk.not_found("") };
        let phone = form.map(|Form(fields)| fields.phone).unwrap_or_default();
        desk.send((&id, &token), session.as_deref(), &phone)
    })
    .await
}
