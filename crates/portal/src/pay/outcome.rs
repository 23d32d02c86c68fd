//! What a payment's state means for its payer. No two facts are merged, and none is guessed: each
//! sentence follows from the state and the meter's part alone. Source: TP-04, UX 4.10.

use super::api::{GivenBack, MeterPart, Need, PaymentView};
use super::words::Words;
use crate::language::Writes as _;
use crate::words::{by, fill};
use units::Energy;
use units::Language;
use vending::PaymentState;

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub title: &'static str,
    pub class: &'static str,
    /// The first one is the message.
    pub lines: Vec<String>,
    /// Something is still to come: the page may ask again.
    pub open: bool,
    pub start_again: bool,
}

impl Outcome {
    fn open(title: &'static str, lines: Vec<String>) -> Self {
        Self { title, class: "wait", lines, open: true, start_again: false }
    }

    fn good(title: &'static str, line: String) -> Self {
        Self { title, class: "good", lines: vec![line], open: false, start_again: false }
    }

    fn bad(title: &'static str, line: &str, start_again: bool) -> Self {
        Self { title, class: "bad", lines: vec![line.to_owned()], open: false, start_again }
    }
}

pub(crate) fn outcome(view: &PaymentView, language: Language, gas_phone: &str) -> Outcome {
    let w = Words::of(language);
    if let Some(given_back) = view.given_back {
        let text = match given_back {
            GivenBack::CreditCard => w.given_back_card,
            GivenBack::OtherAmount => w.given_back_other,
            GivenBack::AccountClosed => w.given_back_closed,
        };
        return Outcome::bad(w.given_back_title, text, true);
    }
    let overdue = view.overdue.then(|| w.overdue.to_owned());
    let until = fill(w.waiting_until, &[("time", &language.near(view.told_by, view.as_of))]);
    match view.state {
        PaymentState::Created | PaymentState::Pending => {
            Outcome::open(w.waiting_title, vec![w.waiting.to_owned(), overdue.unwrap_or(until)])
        }
        PaymentState::Paid => {
            Outcome::open(w.paid_title, vec![overdue.unwrap_or_else(|| w.paid_text.to_owned())])
        }
        PaymentState::Credited => credited(view, language, gas_phone),
        PaymentState::Refunded => {
            let refunded = language.money(view.refunded);
            Outcome::good(w.refunded_title, fill(w.refunded_text, &[("refunded", &refunded)]))
        }
        PaymentState::Failed => Outcome::bad(w.failed_title, w.failed_text, true),
        PaymentState::Expired | PaymentState::Cancelled => {
            Outcome::bad(w.expired_title, w.expired_text, true)
        }
        PaymentState::ChargedBack => Outcome::bad(w.charged_back_title, w.charged_back_text, false),
    }
}

fn credited(view: &PaymentView, language: Language, gas_phone: &str) -> Outcome {
    let w = Words::of(language);
    match view.meter {
        MeterPart::None if let Some((need, missing)) = view.missing => {
            let values = [("missing", language.money(missing))];
            let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
            let more = match need {
                Need::BackOn => by(view.energy, w.more_back_power, w.more_back_gas),
                Need::StayOn => by(view.energy, w.more_stay_power, w.more_stay_gas),
            };
            let there = fill(w.short_text, &[("amount", &language.money(view.amount))]);
            Outcome {
                title: w.short_title,
                class: "wait",
                lines: vec![fill(more, &values), there],
                open: false,
                start_again: true,
            }
        }
        MeterPart::None => {
            let amount = language.money(view.amount);
            Outcome::good(w.credited_title, fill(w.credited_text, &[("amount", &amount)]))
        }
        MeterPart::Release if view.overdue => {
            Outcome::open(w.release_title, vec![w.overdue_meter.to_owned()])
        }
        MeterPart::Release => Outcome::open(w.release_title, vec![w.release_text.to_owned()]),
        MeterPart::Press => {
            let press = by(view.energy, w.press_power, w.press_gas).to_owned();
            let lines = match view.energy {
                Energy::Electricity => vec![press],
                // Above the steps. Source: UX 4.8.
                Energy::Gas => vec![fill(w.gas_smell, &[("phone", gas_phone)]), press],
            };
            Outcome::open(w.release_title, lines)
        }
        MeterPart::On => {
            Outcome::good(w.credited_title, by(view.energy, w.on_power, w.on_gas).to_owned())
        }
    }
}
