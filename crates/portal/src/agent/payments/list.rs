//! What came, what lies in suspense, what may have come twice, and what a provider took back. Source: UX A-05,
//! TP-15 to TP-17.

use super::super::api::{ChargebackLine, MoneyView, Understood};
use super::super::pages::{ASKED, Menu, error_at};
use super::super::paths::{Page, case_path};
use super::super::queues::encoded;
use super::super::words::Words as Common;
use super::names;
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use access::Role;
use askama::Template;
use calendar::Instant;
use units::Language;
use vending::SuspenseAct;

/// The colour and the words of what is due.
pub(in crate::agent) fn due(act: SuspenseAct, language: Language) -> (&'static str, &'static str) {
    let m = Words::of(language);
    match act {
        SuspenseAct::Wait => ("s1", m.due_wait),
        SuspenseAct::SendLetter => ("s3", m.due_letter),
        SuspenseAct::Return => ("s5", m.due_return),
        SuspenseAct::Decide => ("s5", m.due_decide),
    }
}

#[derive(Debug)]
struct CameRow {
    when: String,
    amount: String,
    channel: String,
    key: String,
    href: Option<String>,
}

#[derive(Debug)]
struct LyingRow {
    due: (&'static str, &'static str),
    amount: String,
    text: String,
    age: String,
    suggested: bool,
    href: String,
}

#[derive(Debug)]
struct PairRow {
    who: String,
    amount: String,
    /// Words and address.
    ends: Vec<(String, String)>,
}

/// Money that a provider took back, in words.
#[derive(Debug)]
pub(super) struct TakenRow {
    pub(super) who: String,
    pub(super) what: String,
    pub(super) lines: Vec<String>,
    pub(super) href: String,
}

impl TakenRow {
    pub(super) fn new(line: &ChargebackLine, now: Instant, language: Language) -> Self {
        let m = Words::of(language);
        let (amount, time) = (language.money(line.amount), language.near(line.at, now));
        let mut lines = Vec::new();
        if line.reversed {
            lines.push(m.reversed.to_owned());
        }
        if line.under_review.0 > 0 {
            let spent = language.money(line.under_review);
            lines.push(fill(m.under_review, &[("amount", &spent)]));
        }
        lines.push(match line.no_cut_until {
            Some(until) => fill(m.no_cut, &[("time", &language.near(until, now))]),
            None => m.no_cut_over.to_owned(),
        });
        let reference = format!("{:013}", line.ean.reference().as_u64());
        Self {
            who: if line.name.is_empty() { reference } else { line.name.clone() },
            what: fill(m.taken, &[("amount", &amount), ("time", &time)]),
            lines,
            href: format!("{}/{}", Page::Payments.path(language), encoded(&line.payment)),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "agent/payments.html")]
pub(in crate::agent) struct MoneyPage {
    frame: Frame,
    m: &'static Words,
    c: &'static Common,
    menu: Menu,
    errors: Vec<PageError>,
    path: &'static str,
    asked: String,
    came_title: Option<String>,
    case: Option<String>,
    came: Vec<CameRow>,
    lying: Vec<String>,
    suspense: Vec<LyingRow>,
    pairs: Vec<PairRow>,
    taken: Vec<TakenRow>,
}

impl MoneyPage {
    pub(in crate::agent) fn new(frame: Frame, role: Role, asked: String, view: &MoneyView) -> Self {
        let language = frame.language;
        let (m, c) = (Words::of(language), Common::of(language));
        let path = Page::Payments.path(language);
        let story = |id: &str| format!("{path}/{}", encoded(id));
        let nothing = (!asked.is_empty() && view.who.is_none()).then_some(match view.understood {
            Understood::Reference => c.none_reference,
            Understood::WrongDigit => c.none_digit,
            Understood::Ean | Understood::Meter => c.none_ean,
            Understood::Phone => c.none_phone,
            Understood::Payment => c.none_payment,
            Understood::Receipt => c.none_receipt,
            Understood::Name | Understood::Nothing | Understood::NoPostcode => m.see_search,
            Understood::Masked => c.none_masked,
        });
        let errors: Vec<PageError> =
            nothing.into_iter().map(|text| PageError::at(ASKED, text)).collect();
        let reference = |ean: units::Ean| format!("{:013}", ean.reference().as_u64());
        let named =
            |name: &str, ean| if name.is_empty() { reference(ean) } else { name.to_owned() };
        let came = view.came.iter().map(|one| CameRow {
            when: language.instant(one.at),
            amount: language.money(one.amount),
            channel: names::channel(&one.channel, language),
            key: one.key.clone(),
            href: one.payment.as_ref().map(|id| story(id)),
        });
        let lying = view.lying.iter().map(|one| {
            let (dso, amount) = (one.dso.to_string(), language.money(one.items));
            let ledger = language.money(one.ledger);
            let values = [("dso", dso.as_str()), ("amount", &amount), ("ledger", &ledger)];
            if one.items == one.ledger {
                fill(m.lying_same, &values)
            } else {
                fill(m.lying_other, &values)
            }
        });
        let suspense = view.suspense.iter().map(|line| LyingRow {
            due: due(line.due, language),
            amount: language.money(line.amount),
            text: line.text.clone(),
            age: fill(m.age, &[("count", &line.age_days.to_string())]),
            suggested: line.suggested,
            href: format!("{}/{}", Page::Suspense.path(language), encoded(&line.key)),
        });
        let pairs = view.pairs.iter().map(|pair| PairRow {
            who: named(&pair.name, pair.ean),
            amount: language.money(pair.amount),
            ends: pair.payments.iter().map(|(id, at)| (language.instant(*at), story(id))).collect(),
        });
        let who = view.who.as_ref();
        Self {
            menu: Menu::new(language, role, Some(Page::Payments)),
            came_title: who.map(|who| fill(m.came_title, &[("name", &named(&who.name, who.ean))])),
            case: who.map(|who| case_path(who.account, language)),
            came: came.collect(),
            lying: lying.collect(),
            suspense: suspense.collect(),
            pairs: pairs.collect(),
            taken: view
                .chargebacks
                .iter()
                .map(|line| TakenRow::new(line, view.now, language))
                .collect(),
            path,
            asked,
            frame: frame.titled(m.title, &errors),
            errors,
            m,
            c,
        }
    }
}
