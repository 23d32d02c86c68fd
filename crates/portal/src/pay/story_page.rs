//! The story of a payment as a page for staff.

use super::pages::Frame;
use super::story::{PaymentStory, StoryEvent};
use crate::accounts::account_path;
use crate::agent::{Menu, NoticePage, Page, encoded, names};
use crate::language::{Paths as _, Writes as _};
use crate::words::{by, catalogue, fill};
use access::Role;
use askama::Template;
use calendar::Instant;
use units::{Ean, Language, MicroEuro};
use vending::{Alarm, ReceiptLine, euro};

catalogue!("pay/story");

/// Where the story of a payment is; `id` as an address carries it.
pub(crate) fn story_path(id: &str, language: Language) -> String {
    format!("{}/{id}/story", Page::Payments.path(language))
}

/// The link to a story, and how it is called.
pub(crate) fn story_link(id: &str, language: Language) -> (String, &'static str) {
    (story_path(&encoded(id), language), Words::of(language).agreed)
}

fn notice(frame: Frame, role: Role, words: (&'static str, &'static str)) -> NoticePage {
    let language = frame.language;
    let next = (Page::Payments.path(language), Words::of(language).payments);
    NoticePage::leading(frame, Menu::at(language, role, ""), words, next)
}

/// That there is no such payment.
pub(super) fn no_payment(frame: Frame, role: Role) -> NoticePage {
    let w = Words::of(frame.language);
    notice(frame, role, (w.none_title, w.none_text))
}

/// That it could not be read.
pub(super) fn not_read(frame: Frame, role: Role) -> NoticePage {
    let w = Words::of(frame.language);
    notice(frame, role, (w.unread_title, w.unread_text))
}

#[derive(Debug, Template)]
#[template(path = "pay/story.html")]
pub(crate) struct StoryPage {
    frame: Frame,
    menu: Menu,
    w: &'static Words,
    heading: String,
    account_href: String,
    /// What may be done about it.
    payment_href: String,
    ean: Ean,
    amount: String,
    alarms: Vec<String>,
    bars_cut: bool,
    clocks: Vec<(&'static str, String)>,
    data: Vec<(&'static str, String)>,
    events: Vec<EventRow>,
    as_of: String,
}

#[derive(Debug)]
struct EventRow {
    what: String,
    source: String,
    times: String,
    note: String,
}

fn clock(at: Instant) -> String {
    // Without the T and the offset: all is on the clock of Brussels.
    let text = at.to_local_string();
    text.get(..19).map_or(text.clone(), |text| text.replace('T', " "))
}

/// To the cent, without the sign: a text has the unit.
fn amount(amount: MicroEuro, language: Language) -> String {
    language.decimal(&euro(amount).to_string())
}

fn alarm(alarm: &Alarm, w: &Words) -> String {
    let (text, at) = match alarm {
        Alarm::PaidNotCredited { paid } => (w.not_credited, paid),
        Alarm::CreditedNotSent { credited } => (w.not_sent, credited),
        Alarm::CreditedNotConfirmed { credited } => (w.not_confirmed, credited),
    };
    fill(text, &[("time", &clock(*at))])
}

fn lines(all: &[ReceiptLine], language: Language) -> String {
    let w = Words::of(language);
    let line = |line: &ReceiptLine| match line {
        ReceiptLine::ToReconnectionLevel(eur) => {
            fill(w.to_reconnection_level, &[("amount", &amount(*eur, language))])
        }
        ReceiptLine::ToDebt { debt, amount: eur } => {
            let (eur, plan) = (amount(*eur, language), debt.to_string());
            fill(w.to_plan, &[("amount", &eur), ("plan", &plan)])
        }
        ReceiptLine::ToCredit(eur) => fill(w.to_credit, &[("amount", &amount(*eur, language))]),
    };
    all.iter().map(line).collect::<Vec<_>>().join(", ")
}

impl EventRow {
    fn new(event: &StoryEvent, language: Language) -> Self {
        let w = Words::of(language);
        let what = names::said(&event.what, language);
        let what = if event.changed { what } else { fill(w.nothing_new, &[("what", &what)]) };
        let times = [("at", clock(event.at)), ("learnt", clock(event.learnt_at))];
        Self {
            what,
            source: names::source(event.source, language),
            times: fill(w.times, &times.each_ref().map(|(name, text)| (*name, text.as_str()))),
            note: event.note.clone().unwrap_or_default(),
        }
    }
}

impl StoryPage {
    pub(crate) fn new(frame: Frame, role: Role, story: &PaymentStory) -> Self {
        let language = frame.language;
        let w = Words::of(language);
        let when = |at: Option<Instant>| at.map_or_else(|| w.not_yet.to_owned(), clock);
        let channel = format!("{:?}", story.channel).to_lowercase();
        let mut data = vec![
            (w.energy, by(story.energy, w.electricity, w.gas).to_owned()),
            (w.channel, names::channel(&channel, language)),
            (w.shown, lines(&story.shown, language)),
        ];
        if let Some(booked) = &story.booked {
            let said = lines(booked, language);
            let moved = *booked != story.shown;
            data.push((w.booked, if moved { fill(w.moved, &[("lines", &said)]) } else { said }));
        }
        if let Some((provider, id)) = &story.provider {
            data.push((w.provider, format!("{provider} {id}")));
        }
        for other in &story.together {
            let (eur, ean) = (amount(other.amount, language), other.ean.to_string());
            let values = [("amount", eur.as_str()), ("ean", ean.as_str()), ("id", &other.id)];
            data.push((w.together, fill(w.together_value, &values)));
        }
        if story.refunded > MicroEuro::ZERO {
            let refunded = amount(story.refunded, language);
            data.push((w.refunded, fill(w.euros, &[("amount", &refunded)])));
        }
        if let Some(code) = &story.code {
            data.push((w.receipt_code, code.clone()));
        }
        data.push((w.language, story.language.code().to_owned()));
        data.push((w.begun, clock(story.created_at)));
        data.push((w.expires, clock(story.expires_at)));
        let state = names::state(story.state, language);
        let paid = amount(story.amount, language);
        let payments = Page::Payments.path(language);
        Self {
            frame: frame.titled(&fill(w.title, &[("state", &state)]), &[]),
            menu: Menu::at(language, role, ""),
            heading: fill(w.heading, &[("id", &story.id)]),
            account_href: account_path(story.account, language),
            payment_href: format!("{payments}/{}", encoded(&story.id)),
            ean: story.ean,
            amount: fill(w.amount, &[("amount", &paid), ("state", &state)]),
            alarms: story.alarms.iter().map(|one| alarm(one, w)).collect(),
            bars_cut: story.bars_cut,
            clocks: vec![
                (w.clock_paid, when(story.clocks.paid)),
                (w.clock_credited, when(story.clocks.credited)),
                (w.clock_sent, when(story.clocks.sent)),
                (w.clock_confirmed, when(story.clocks.confirmed)),
            ],
            data,
            events: story.events.iter().map(|event| EventRow::new(event, language)).collect(),
            as_of: fill(w.as_of, &[("time", &clock(story.as_of))]),
            w,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Words;
    use crate::words::tests::{are_plain, say_the_same};

    #[test]
    fn cm_02_the_story_is_told_in_four_languages_in_short_sentences() {
        say_the_same(|language| Words::of(language).all());
        are_plain(|language| Words::of(language).all(), true);
    }
}
