//! The guest's pages as structs of ready text. No name, no balance and no split reaches them.

use super::api::{AmountRefused, Earlier, Found, MeterPart, Need, Offer, PaymentView, Refused};
use super::effect::EffectSaid;
use super::forms;
use super::outcome::{Outcome, outcome};
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::my::{Banner, FailureLine};
use crate::words::fill;
use askama::Template;
use calendar::Instant;
use units::Language;
use units::{Energy, MicroEuro};
use vending::PaymentState;

/// What every page has around its content.
#[derive(Debug)]
pub(crate) struct Frame {
    pub language: Language,
    pub w: &'static Words,
    pub tab: String,
    pub switch: Switch,
    pub help: String,
    pub phone: String,
    /// What has failed that people need, before they act. Source: CM-10.
    pub banner: Option<Banner>,
    /// Address and name of pages that are of another part, and whoever reads this one goes to.
    pub also: Option<(&'static str, &'static str)>,
}

/// How the page is had in another language: by its address, or by sending its form there.
#[derive(Debug)]
pub(crate) enum Switch {
    Links(Vec<(Language, String)>),
    Form { step: &'static str, fields: Vec<(&'static str, String)> },
}

impl Switch {
    /// The same page under another language's path; `rest` begins with a slash or is empty.
    pub(crate) fn to(rest: &str) -> Self {
        let link = |language: Language| (language, format!("{}{rest}", language.top_up_path()));
        Self::Links(Language::ALL.map(link).to_vec())
    }
}

impl Frame {
    pub(crate) fn new(language: Language, phone: &str, switch: Switch) -> Self {
        let w = Words::of(language);
        let help = fill(w.help, &[("phone", phone)]);
        let phone = phone.to_owned();
        Self { language, w, tab: String::new(), switch, help, phone, banner: None, also: None }
    }

    /// `failing`: what concerns whoever reads the page.
    pub(crate) fn warned(mut self, failing: &[FailureLine]) -> Self {
        self.banner = Banner::of(failing, self.language);
        self
    }

    pub(crate) fn titled(mut self, title: &str, errors: &[PageError]) -> Self {
        self.tab = match errors {
            [] => title.to_owned(),
            [_, ..] => fill(self.w.error_tab, &[("title", title)]),
        };
        self
    }

    fn step(&self, step: u8) -> String {
        fill(self.w.step, &[("step", &step.to_string())])
    }
}

/// Said in the list on top and, if it has one, at its field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PageError {
    pub field: Option<&'static str>,
    pub text: String,
}

pub(crate) const REFERENCE: &str = "reference";
pub(crate) const AMOUNT: &str = "amount";

impl PageError {
    pub(crate) fn at(field: &'static str, text: impl Into<String>) -> Self {
        Self { field: Some(field), text: text.into() }
    }

    pub(crate) fn general(text: impl Into<String>) -> Self {
        Self { field: None, text: text.into() }
    }

    /// What was refused, in words that say what to do. `asked` is the amount, if one was.
    pub(crate) fn of(refused: Refused, asked: Option<MicroEuro>, frame: &Frame) -> Self {
        let (w, language) = (frame.w, frame.language);
        match refused {
            Refused::NotThirteenDigits => Self::at(REFERENCE, w.reference_digits),
            Refused::WrongReference => Self::at(REFERENCE, w.reference_wrong),
            Refused::SeveralPoints => Self::at(REFERENCE, w.reference_several),
            Refused::Wait { until } => {
                // To the minute, and never too early.
                let time = language.clock(until.plus_s(59));
                Self::at(REFERENCE, fill(w.wait, &[("time", &time), ("phone", &frame.phone)]))
            }
            Refused::Amount(AmountRefused::NotWholeCents) => Self::at(AMOUNT, w.amount_unclear),
            Refused::Amount(AmountRefused::OutsideLimits { most, .. })
                if asked.is_some_and(|asked| asked > most) =>
            {
                Self::at(AMOUNT, fill(w.amount_over, &[("most", &language.short_money(most))]))
            }
            Refused::Amount(AmountRefused::OutsideLimits { least, most }) => {
                let (least, most) = (language.short_money(least), language.short_money(most));
                Self::at(AMOUNT, fill(w.amount_limits, &[("least", &least), ("most", &most)]))
            }
            Refused::Amount(AmountRefused::AboveCeiling) => Self::at(AMOUNT, w.amount_ceiling),
            Refused::AttemptReused => Self::general(w.attempt_used),
            Refused::NotTogether => Self::general(w.not_together),
            Refused::Unavailable => Self::general(w.unavailable),
        }
    }
}

/// What is said at a field.
pub(super) fn error_at<'a>(errors: &'a [PageError], field: &str) -> Option<&'a str> {
    errors.iter().find(|error| error.field == Some(field)).map(|error| error.text.as_str())
}

#[derive(Debug)]
pub(crate) struct Point {
    pub(super) energy: &'static str,
    pub(super) town: String,
    pub(super) tail: String,
}

impl Point {
    pub(super) fn new(
        w: &Words,
        energy: Energy,
        town: &str,
        tail: units::PaymentReference,
    ) -> Self {
        let energy = w.energy_name(energy);
        Self { energy, town: town.to_owned(), tail: tail.to_string() }
    }
}

#[derive(Debug, Template)]
#[template(path = "pay/start.html")]
pub(crate) struct StartPage {
    frame: Frame,
    errors: Vec<PageError>,
    reference: String,
}

impl StartPage {
    pub(crate) fn new(frame: Frame, reference: String, errors: Vec<PageError>) -> Self {
        let title = frame.w.start_title;
        Self { frame: frame.titled(title, &errors), errors, reference }
    }
}

#[derive(Debug, Template)]
#[template(path = "pay/amount.html")]
pub(crate) struct AmountPage {
    frame: Frame,
    errors: Vec<PageError>,
    point: Point,
    reference: String,
    quick: Vec<(String, String)>,
    hint: String,
    amount: String,
}

/// The amounts that are one press away, in euro. Source: UX 4.4.
const QUICK: [i64; 3] = [10, 20, 50];

impl AmountPage {
    pub(crate) fn new(
        frame: Frame,
        found: &Found,
        reference: String,
        amount: String,
        errors: Vec<PageError>,
    ) -> Self {
        let (w, language) = (frame.w, frame.language);
        let within = |amount: &MicroEuro| *amount >= found.least && *amount <= found.most;
        let quick = QUICK.into_iter().filter_map(|euro| MicroEuro::from_cents(euro * 100));
        let quick =
            quick.filter(within).map(|amount| (forms::plain(amount), language.short_money(amount)));
        let limits = [
            ("least", language.short_money(found.least)),
            ("most", language.short_money(found.most)),
        ];
        let limits = limits.each_ref().map(|(name, text)| (*name, text.as_str()));
        Self {
            quick: quick.collect(),
            hint: fill(w.other_hint, &limits),
            point: Point::new(w, found.energy, &found.town, found.tail),
            frame: frame.titled(w.amount_title, &errors),
            errors,
            reference,
            amount,
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "pay/check.html")]
pub(crate) struct CheckPage {
    frame: Frame,
    errors: Vec<PageError>,
    point: Point,
    said: EffectSaid,
    reference: String,
    amount: String,
    amount_shown: String,
    shown: &'static str,
    attempt: String,
}

impl CheckPage {
    pub(crate) fn new(
        frame: Frame,
        offer: &Offer,
        reference: String,
        attempt: String,
        errors: Vec<PageError>,
    ) -> Self {
        let (w, language) = (frame.w, frame.language);
        let energy = offer.found.energy;
        Self {
            said: EffectSaid::new(offer.effect, offer.amount, energy, language),
            point: Point::new(w, energy, &offer.found.town, offer.found.tail),
            amount: forms::plain(offer.amount),
            amount_shown: language.money(offer.amount),
            shown: offer.effect.name(),
            frame: frame.titled(w.check_title, &errors),
            errors,
            reference,
            attempt,
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "pay/ask.html")]
pub(crate) struct AskPage {
    frame: Frame,
    earlier: String,
    yes: String,
    fields: Vec<(&'static str, String)>,
    /// Where whoever does not pay goes.
    stop: String,
}

impl AskPage {
    /// `home`: the pages that the payer came from; without them it is the guest's first step.
    pub(crate) fn new(
        frame: Frame,
        earlier: &Earlier,
        amount: MicroEuro,
        (sent, home): (Sent, Option<String>),
    ) -> Self {
        let (w, language) = (frame.w, frame.language);
        let text = match earlier.state {
            PaymentState::Created
            | PaymentState::Pending
            | PaymentState::Failed
            | PaymentState::Expired
            | PaymentState::Cancelled => w.ask_open,
            PaymentState::Paid
            | PaymentState::Credited
            | PaymentState::Refunded
            | PaymentState::ChargedBack => w.ask_paid,
        };
        Self {
            earlier: fill(text, &[("time", &language.clock(earlier.at))]),
            yes: fill(w.ask_yes, &[("amount", &language.short_money(amount))]),
            fields: sent,
            stop: home.unwrap_or_else(|| language.top_up_path().to_owned()),
            frame: frame.titled(w.ask_title, &[]),
        }
    }
}

/// Fields that go out again as they came.
pub(crate) type Sent = Vec<(&'static str, String)>;

/// One of the four facts. Source: TP-04.
#[derive(Debug)]
pub(crate) struct Fact {
    pub(super) label: &'static str,
    pub(super) when: String,
    pub(super) is_there: bool,
}

fn facts(view: &PaymentView, language: Language, open: bool) -> [Fact; 4] {
    let w = Words::of(language);
    let clocks = view.clocks;
    let off = matches!(view.missing, Some((Need::BackOn, _)));
    let no_order = clocks.credited.is_some() && view.meter == MeterPart::None && !off;
    let fact = |label, at: Option<Instant>, needed: bool| {
        let missing = if !needed {
            w.not_needed
        } else if open || off {
            w.not_yet
        } else {
            "–"
        };
        let when = at.map_or_else(|| missing.to_owned(), |at| language.near(at, view.as_of));
        Fact { label, when, is_there: at.is_some() }
    };
    [
        fact(w.fact_paid, clocks.paid, true),
        fact(w.fact_credited, clocks.credited, true),
        fact(w.fact_sent, clocks.sent, !no_order),
        fact(w.fact_confirmed, clocks.confirmed, !no_order),
    ]
}

/// What is said of a payment, or of a part of one. Without a heading it is true of all of it.
#[derive(Debug)]
struct Message {
    heading: Option<String>,
    lines: Vec<String>,
}

/// Where a payment, or a part of one, is.
#[derive(Debug)]
struct PartPlace {
    /// Of the section, to be named by it.
    id: String,
    title: String,
    facts: [Fact; 4],
    amount: String,
    point: Point,
    payment: String,
}

#[derive(Debug, Template)]
#[template(path = "pay/state.html")]
pub(crate) struct StatePage {
    frame: Frame,
    title: &'static str,
    class: &'static str,
    messages: Vec<Message>,
    checkout: Option<String>,
    /// Reference and words.
    start_again: Option<(String, &'static str)>,
    receipt: bool,
    open: bool,
    refreshes: bool,
    parts: Vec<PartPlace>,
    as_of: String,
    /// What both parts are together.
    total: Option<String>,
    path: String,
    homes: Option<(String, &'static str)>,
}

/// What is said of all parts: what one of them waits for, or, if they ended otherwise, only where they are.
fn title_of(outcomes: &[Outcome], w: &Words) -> (&'static str, &'static str) {
    let told = |outcome: &Outcome| (outcome.title, outcome.class);
    let alike = outcomes.windows(2).all(|pair| matches!(pair, [a, b] if told(a) == told(b)));
    let waits = outcomes.iter().find(|outcome| outcome.open);
    match waits.or(outcomes.first().filter(|_| alike)) {
        Some(outcome) => told(outcome),
        None => (w.facts, "wait"),
    }
}

impl StatePage {
    /// `path` is the page's own; `refreshes`: the browser was told to ask again. `homes`: where a payer
    /// of many homes goes back to, and in which words.
    pub(crate) fn new(
        frame: Frame,
        view: &PaymentView,
        path: String,
        refreshes: bool,
        gas_phone: &str,
        homes: Option<(String, &'static str)>,
    ) -> Self {
        let (w, language) = (frame.w, frame.language);
        let outcomes: Vec<Outcome> =
            view.parts().map(|part| outcome(part, language, gas_phone)).collect();
        let joint = view.also.is_some();
        let (title, class) = title_of(&outcomes, w);
        let open = outcomes.iter().any(|outcome| outcome.open);
        let start_again = !joint && outcomes.iter().any(|outcome| outcome.start_again);
        let heading = |part: &PaymentView, outcome: &Outcome| {
            w.of_part(w.energy_name(part.energy), outcome.title)
        };
        // Said once of both, if both say the same.
        let alike = outcomes.windows(2).all(|pair| matches!(pair, [a, b] if a == b));
        let shown = if alike { 1 } else { outcomes.len() };
        let messages = view.parts().zip(&outcomes).take(shown).map(|(part, outcome)| Message {
            heading: (!alike).then(|| heading(part, outcome)),
            lines: outcome.lines.clone(),
        });
        let parts = view.parts().zip(&outcomes).enumerate();
        let parts = parts.map(|(place, (part, outcome))| PartPlace {
            id: if place == 0 { "facts".to_owned() } else { format!("facts{}", place + 1) },
            title: match joint {
                true => w.of_part(w.energy_name(part.energy), w.facts),
                false => w.facts.to_owned(),
            },
            facts: facts(part, language, outcome.open),
            amount: language.money(part.amount),
            point: Point::new(w, part.energy, &part.town, part.tail),
            payment: part.id.clone(),
        });
        let checkout = view.checkout_url.clone().filter(|url| open && is_web(url));
        Self {
            title,
            class,
            messages: messages.collect(),
            checkout,
            start_again: start_again.then(|| {
                let again = if view.missing.is_some() { w.pay_rest } else { w.start_again };
                (view.tail.to_string(), again)
            }),
            receipt: has_receipt(view),
            open,
            refreshes,
            parts: parts.collect(),
            as_of: fill(w.as_of, &[("time", &language.instant(view.as_of))]),
            total: joint.then(|| language.money(view.total())),
            path,
            homes,
            frame: frame.titled(title, &[]),
        }
    }
}

impl StatePage {
    /// Something is still to come.
    pub(crate) fn is_open(&self) -> bool {
        self.open
    }
}

fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// A receipt says that money was credited.
pub(crate) fn has_receipt(view: &PaymentView) -> bool {
    view.parts().any(is_on_receipt)
}

pub(crate) fn is_on_receipt(part: &PaymentView) -> bool {
    part.clocks.credited.is_some() && part.code.is_some()
}

#[derive(Debug, Template)]
#[template(path = "pay/problem.html")]
pub(crate) struct ProblemPage {
    frame: Frame,
    title: &'static str,
    what: &'static str,
}

impl ProblemPage {
    pub(crate) fn new(frame: Frame, title: &'static str, what: &'static str) -> Self {
        let tab = fill(frame.w.error_tab, &[("title", title)]);
        Self { frame: Frame { tab, ..frame }, title, what }
    }
}
