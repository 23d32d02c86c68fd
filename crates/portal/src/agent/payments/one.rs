//! One payment, whatever way it came: its four clocks, what was said about it, and what may go back of it.
//! Source: UX A-05, TP-04, TP-17, TP-18.

use super::super::acts::{AMOUNT, Fields, IBAN, NOTE, PAYEE};
use super::super::api::{OtherMoney, PaymentView};
use super::super::pages::{Menu, error_at};
use super::super::paths::{Page, case_path};
use super::super::queues::encoded;
use super::super::words::Words as Common;
use super::list::TakenRow;
use super::names;
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::pay::frame::{Frame, PageError};
use crate::pay::story_link;
use crate::words::fill;
use access::{Act, Needs, Role};
use askama::Template;
use calendar::Instant;
use units::{Ean, Language, MicroEuro};
use vending::{Alarm, PaymentState};

#[derive(Debug)]
struct Said {
    what: String,
    source: String,
    at: String,
    learnt: Option<String>,
    note: String,
}

#[derive(Debug, Template)]
#[template(path = "agent/payment.html")]
pub(in crate::agent) struct PaymentPage {
    frame: Frame,
    m: &'static Words,
    c: &'static Common,
    menu: Menu,
    errors: Vec<PageError>,
    title: String,
    class: &'static str,
    state: String,
    who: String,
    /// `None` of money that is nobody's.
    case: Option<String>,
    /// What somebody has to know before all else.
    warnings: Vec<String>,
    clocks: Vec<(&'static str, String)>,
    facts: Vec<(&'static str, String)>,
    twin: Option<(String, String)>,
    /// What was agreed when it was paid online.
    story: Option<(String, &'static str)>,
    taken: Vec<TakenRow>,
    said: Vec<Said>,
    /// The most that may go back, in words; `None` where nothing may, or not by who looks on.
    refund_hint: Option<String>,
    cap: String,
    none: bool,
    waiting: Option<String>,
    path: String,
    /// A person has to say whose account it goes to.
    names_payee: bool,
    typed: Typed,
}

/// What was keyed into the form of a refund.
#[derive(Debug, Default)]
pub(in crate::agent) struct Typed {
    amount: String,
    note: String,
    iban: String,
    payee: String,
}

impl Typed {
    pub(super) fn of(fields: &Fields) -> Self {
        Self {
            amount: fields.amount.clone(),
            note: fields.note.clone(),
            iban: fields.iban.clone(),
            payee: fields.payee.clone(),
        }
    }
}

/// Name, reference and town, as far as they are known.
fn who(name: &str, ean: Option<Ean>, town: &str) -> String {
    let reference = ean.map(|ean| format!("{:013}", ean.reference().as_u64()));
    let parts = [name.to_owned(), reference.unwrap_or_default(), town.to_owned()];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}

fn clock(at: Option<Instant>, needed: bool, (language, m): (Language, &'static Words)) -> String {
    match at {
        Some(at) => language.instant(at),
        None if needed => m.not_yet.to_owned(),
        None => m.not_needed.to_owned(),
    }
}

/// The colour of a state.
fn class(state: PaymentState, alarmed: bool) -> &'static str {
    match state {
        _ if alarmed => "s5",
        PaymentState::Credited => "s1",
        PaymentState::Created | PaymentState::Pending | PaymentState::Paid => "s3",
        PaymentState::ChargedBack => "s5",
        PaymentState::Refunded
        | PaymentState::Failed
        | PaymentState::Expired
        | PaymentState::Cancelled => "s2",
    }
}

impl PaymentPage {
    /// `online`: the story of what was paid online is told on a page of its own.
    pub(in crate::agent) fn new(
        frame: Frame,
        role: Role,
        (view, online): (&PaymentView, bool),
        (typed, errors): (Typed, Vec<PageError>),
    ) -> Self {
        let language = frame.language;
        let (m, c) = (Words::of(language), Common::of(language));
        let story = &view.story;
        let here = Page::Payments.path(language);
        let mut warnings: Vec<String> = story
            .alarms
            .iter()
            .map(|alarm| match alarm {
                Alarm::PaidNotCredited { .. } => m.not_credited,
                Alarm::CreditedNotSent { .. } => m.not_sent,
                Alarm::CreditedNotConfirmed { .. } => m.not_confirmed,
            })
            .map(str::to_owned)
            .collect();
        for (is, words) in [
            (view.held, m.held),
            (view.closed && !view.held, m.account_closed),
            (story.bars_cut, m.bars_cut),
        ] {
            if is {
                warnings.push(words.to_owned());
            }
        }
        if let Some((amount, who)) = &view.under_way {
            let amount = language.money(*amount);
            warnings.push(fill(m.under_way, &[("amount", &amount), ("who", who)]));
        }
        let clocks = story.clocks;
        let told = view.awaits_meter || clocks.sent.is_some() || clocks.confirmed.is_some();
        let open = !matches!(
            story.state,
            PaymentState::Failed | PaymentState::Expired | PaymentState::Cancelled
        );
        let meter = told || clocks.credited.is_none() && open;
        let words = (language, m);
        let mut facts = vec![
            (m.amount, language.money(story.amount)),
            (m.account, story.ean.to_string()),
            (m.begun, language.instant(story.created_at)),
        ];
        facts
            .extend(story.provider.as_ref().map(|(name, id)| (m.provider, format!("{name} {id}"))));
        facts.extend(story.together.iter().map(|other| {
            let amount = language.money(other.amount);
            (m.with_it, format!("{amount}, {}, {}", other.ean, other.id))
        }));
        facts.extend(story.code.clone().map(|code| (m.receipt_code, code)));
        if story.refunded > MicroEuro::ZERO {
            facts.push((m.gone, language.money(story.refunded)));
        }
        if view.left > MicroEuro::ZERO {
            facts.push((m.may_go, language.money(view.left)));
        }
        let said = story.events.iter().map(|event| Said {
            what: names::said(&event.what, language),
            source: names::source(event.source, language),
            at: language.instant(event.at),
            learnt: (event.learnt_at.seconds_since(event.at) >= 60)
                .then(|| fill(m.learnt, &[("time", &language.instant(event.learnt_at))])),
            note: event.note.clone().unwrap_or_default(),
        });
        let free = view.under_way.is_none() && view.waiting.is_none();
        let may = Needs::AskOrDo(Act::AdjustLedger).allows(Some(role));
        let can = free && may && view.left > MicroEuro::ZERO;
        let state = names::state(story.state, language);
        let title = format!("{}: {state}", m.payment);
        let left = language.money(view.left);
        Self {
            menu: Menu::new(language, role, None),
            class: class(story.state, !story.alarms.is_empty()),
            who: who(&view.name, Some(story.ean), &view.town),
            case: Some(case_path(story.account, language)),
            warnings,
            clocks: vec![
                (m.c_paid, clock(clocks.paid, true, words)),
                (m.c_credited, clock(clocks.credited, true, words)),
                (m.c_sent, clock(clocks.sent, meter, words)),
                (m.c_confirmed, clock(clocks.confirmed, meter, words)),
            ],
            facts,
            twin: view.twin.as_ref().map(|(id, at)| {
                let words = fill(m.twin, &[("time", &language.instant(*at))]);
                (words, format!("{here}/{}", encoded(id)))
            }),
            story: (online && story.provider.is_some()).then(|| story_link(&story.id, language)),
            taken: view
                .chargebacks
                .iter()
                .map(|line| TakenRow::new(line, story.as_of, language))
                .collect(),
            said: said.collect(),
            refund_hint: can.then(|| fill(m.refund_hint, &[("left", &left)])),
            cap: fill(c.second_cap, &[("cap", &language.short_money(view.cap))]),
            none: view.left <= MicroEuro::ZERO,
            waiting: view.waiting.map(|act| format!("{}/{act}", Page::Acts.path(language))),
            path: format!("{here}/{}", encoded(&story.id)),
            names_payee: false,
            typed,
            frame: frame.titled(&title, &errors),
            title: format!("{} {}", m.payment, story.id),
            state,
            errors,
            m,
            c,
        }
    }

    /// Of money that came over a bank, a post office or a terminal.
    pub(in crate::agent) fn of_other(
        frame: Frame,
        role: Role,
        money: &OtherMoney,
        (typed, errors): (Typed, Vec<PageError>),
    ) -> Self {
        let language = frame.language;
        let (m, c) = (Words::of(language), Common::of(language));
        let here = Page::Payments.path(language);
        let mut warnings = Vec::new();
        if money.closed {
            warnings.push(m.account_closed.to_owned());
        }
        if let Some((amount, iban)) = &money.under_way {
            let amount = language.money(*amount);
            warnings.push(fill(m.transfer_under_way, &[("amount", &amount), ("iban", iban)]));
        }
        let clocks = money.clocks;
        let told = clocks.sent.is_some() || clocks.confirmed.is_some();
        let words = (language, m);
        let mut facts = Vec::new();
        facts.extend(money.amount.map(|amount| (m.amount, language.money(amount))));
        facts.extend(money.ean.map(|ean| (m.account, ean.to_string())));
        let (state, how) = names::state_of_money(&money.state, language);
        let channel = names::channel(&money.channel, language);
        facts.push((
            m.channel,
            [Some(channel), how].into_iter().flatten().collect::<Vec<_>>().join(", "),
        ));
        facts.extend(money.sender.clone().map(|iban| (m.sender, iban)));
        facts.extend(money.receipt_code.clone().map(|code| (m.receipt_code, code)));
        if money.left > MicroEuro::ZERO {
            facts.push((m.may_go, language.money(money.left)));
        }
        let said = money.steps.iter().map(|step| Said {
            what: names::step(&step.what, language),
            source: names::teller(step.said, language),
            at: language.instant(step.at),
            learnt: None,
            note: step.note.clone(),
        });
        let may = Needs::AskOrDo(Act::AdjustLedger).allows(Some(role));
        let free = money.under_way.is_none() && money.waiting.is_none() && !money.closed;
        let can = free && may && money.left > MicroEuro::ZERO;
        let left = language.money(money.left);
        let title = format!("{}: {state}", m.payment);
        let hint = if money.sender.is_some() { m.refund_to_sender } else { m.refund_to_payee };
        Self {
            menu: Menu::new(language, role, None),
            class: names::class_of_money(&money.state),
            who: who(&money.name, money.ean, &money.town),
            case: money.account.map(|account| case_path(account, language)),
            warnings,
            clocks: vec![
                (m.c_taken, clock(clocks.paid, true, words)),
                (m.c_credited, clock(clocks.credited, true, words)),
                (m.c_sent, clock(clocks.sent, told, words)),
                (m.c_confirmed, clock(clocks.confirmed, told, words)),
            ],
            facts,
            twin: None,
            story: None,
            taken: Vec::new(),
            said: said.collect(),
            refund_hint: can.then(|| fill(hint, &[("left", &left)])),
            cap: fill(c.second_cap, &[("cap", &language.short_money(money.cap))]),
            none: money.left <= MicroEuro::ZERO,
            waiting: money.waiting.map(|act| format!("{}/{act}", Page::Acts.path(language))),
            path: format!("{here}/{}", encoded(&money.key)),
            names_payee: money.sender.is_none(),
            typed,
            frame: frame.titled(&title, &errors),
            title: format!("{} {}", m.payment, money.key),
            state,
            errors,
            m,
            c,
        }
    }
}
