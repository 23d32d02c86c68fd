//! The pages of one payment for two supply points, as structs of ready text: what is asked before it is
//! paid. A guest's page: no name, no balance and no split of a balance reaches it. Source: F-03, PD-04.

use super::api::Offer;
use super::effect::EffectSaid;
use super::forms;
use super::pages::{Frame, PageError, Point, Sent};
use crate::language::{Paths as _, Writes as _};
use crate::my::both::path;
use crate::words::fill;
use askama::Template;
use units::{Language, MicroEuro};

/// One of the two: what it gets and what that does.
#[derive(Debug)]
struct Half {
    point: Point,
    heading: String,
    said: EffectSaid,
}

impl Half {
    fn new(offer: &Offer, frame: &Frame) -> Self {
        let (w, language) = (frame.w, frame.language);
        let energy = offer.found.energy;
        Self {
            point: Point::new(w, energy, &offer.found.town, offer.found.tail),
            heading: w.of_part(w.energy_name(energy), &language.money(offer.amount)),
            said: EffectSaid::new(offer.effect, offer.amount, energy, language),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "pay/both.html")]
pub(super) struct BothPage {
    frame: Frame,
    errors: Vec<PageError>,
    halves: Vec<Half>,
    total: String,
    pay: String,
    fields: Sent,
    change: String,
}

/// The sum of what both get.
pub(super) fn total(offers: &[Offer; 2]) -> MicroEuro {
    let [first, second] = offers;
    MicroEuro(first.amount.0.saturating_add(second.amount.0))
}

/// What is sent of both parts: the fields of a form.
pub(super) fn sent(fields: &forms::Fields, offers: &[Offer; 2]) -> Sent {
    let [first, second] = offers;
    vec![
        ("reference", fields.reference.clone()),
        ("amount", forms::plain(first.amount)),
        ("shown", first.effect.name().to_owned()),
        ("reference2", fields.reference2.clone()),
        ("amount2", forms::plain(second.amount)),
        ("shown2", second.effect.name().to_owned()),
    ]
}

impl BothPage {
    /// `attempt`: made anew with each page. Source: TP-05.
    pub(super) fn new(
        frame: Frame,
        offers: &[Offer; 2],
        (mut fields, attempt): (Sent, String),
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        fields.push(("attempt", attempt));
        let short = language.short_money(total(offers));
        let enough = offers.iter().all(|one| one.effect.suffices());
        let pay = if enough { frame.w.pay } else { frame.w.pay_anyway };
        Self {
            halves: offers.iter().map(|offer| Half::new(offer, &frame)).collect(),
            total: language.money(total(offers)),
            pay: fill(pay, &[("amount", &short)]),
            fields,
            change: path(language),
            frame: frame.titled(frame_title(language), &errors),
            errors,
        }
    }
}

fn frame_title(language: Language) -> &'static str {
    super::words::Words::of(language).check_title
}

/// The two cannot be paid as asked: what to do instead.
#[derive(Debug, Template)]
#[template(path = "pay/both_refused.html")]
pub(super) struct RefusedPage {
    frame: Frame,
    errors: Vec<PageError>,
    change: String,
}

impl RefusedPage {
    pub(super) fn new(frame: Frame, errors: Vec<PageError>) -> Self {
        let language = frame.language;
        let frame = frame.titled(frame_title(language), &errors);
        Self { frame, errors, change: path(language) }
    }
}
