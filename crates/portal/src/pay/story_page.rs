//! The story of a payment as a page for staff, in English.

use super::sheet;
use super::story::{PaymentStory, StoryEvent, StorySource};
use super::words::Words;
use crate::accounts::account_path;
use askama::Template;
use calendar::Instant;
use units::{Ean, Language, MicroEuro};
use vending::{Alarm, ReceiptLine, euro};

#[derive(Debug, Template)]
#[template(path = "pay/story.html")]
pub(crate) struct StoryPage {
    skip: &'static str,
    id: String,
    account_href: String,
    ean: Ean,
    state: &'static str,
    class: &'static str,
    amount: String,
    alarms: Vec<String>,
    bars_cut: bool,
    clocks: [(&'static str, String); 4],
    data: Vec<(&'static str, String)>,
    events: Vec<EventRow>,
    as_of: String,
}

#[derive(Debug)]
struct EventRow {
    at: String,
    learnt_at: String,
    source: &'static str,
    what: String,
    note: String,
}

fn clock(at: Instant) -> String {
    // Without the T and the offset: all is on the clock of Brussels.
    let text = at.to_local_string();
    text.get(..19).map_or(text.clone(), |text| text.replace('T', " "))
}

fn alarm(alarm: &Alarm) -> String {
    match alarm {
        Alarm::PaidNotCredited { paid } => {
            format!("Paid at {} and not credited: a person has to act.", clock(*paid))
        }
        Alarm::CreditedNotSent { credited } => {
            let at = clock(*credited);
            format!("Credited at {at}, and the release has not left: a person has to act.")
        }
        Alarm::CreditedNotConfirmed { credited } => {
            let at = clock(*credited);
            format!("Credited at {at}, and the meter has not confirmed: a person has to act.")
        }
    }
}

fn line(line: &ReceiptLine) -> String {
    match line {
        ReceiptLine::ToReconnectionLevel(amount) => {
            format!("{} EUR to the reconnection level", euro(*amount))
        }
        ReceiptLine::ToDebt { debt, amount } => format!("{} EUR to debt {debt}", euro(*amount)),
        ReceiptLine::ToCredit(amount) => format!("{} EUR to credit", euro(*amount)),
    }
}

fn lines(all: &[ReceiptLine]) -> String {
    all.iter().map(line).collect::<Vec<_>>().join(", ")
}

fn source(source: StorySource) -> &'static str {
    match source {
        StorySource::Payer => "payer",
        StorySource::Notice => "notice",
        StorySource::Provider => "provider, asked",
        StorySource::Ledger => "ledger",
        StorySource::Outbox => "outbox",
        StorySource::Meter => "meter",
        StorySource::Person => "person",
        StorySource::Clock => "clock",
    }
}

impl EventRow {
    fn new(event: &StoryEvent) -> Self {
        let what =
            if event.changed { event.what.clone() } else { format!("{}, nothing new", event.what) };
        Self {
            at: clock(event.at),
            learnt_at: clock(event.learnt_at),
            source: source(event.source),
            what,
            note: event.note.clone().unwrap_or_default(),
        }
    }
}

impl StoryPage {
    pub(crate) fn new(story: &PaymentStory) -> Self {
        let when = |at: Option<Instant>| at.map_or_else(|| "not yet".to_owned(), clock);
        let mut data = vec![
            ("Energy", story.energy.to_string()),
            ("Channel", format!("{:?}", story.channel).to_lowercase()),
            ("Shown before paying", lines(&story.shown)),
        ];
        if let Some(booked) = &story.booked {
            let moved = *booked != story.shown;
            let note = if moved { " (the balance moved in between)" } else { "" };
            data.push(("Booked", format!("{}{note}", lines(booked))));
        }
        if let Some((provider, id)) = &story.provider {
            data.push(("Provider", format!("{provider} {id}")));
        }
        for other in &story.together {
            let amount = euro(other.amount);
            data.push(("Paid with it", format!("{amount} EUR for {}, {}", other.ean, other.id)));
        }
        if story.refunded > MicroEuro::ZERO {
            data.push(("Refunded", format!("{} EUR", euro(story.refunded))));
        }
        if let Some(code) = &story.code {
            data.push(("Receipt code", code.clone()));
        }
        data.push(("Language", story.language.code().to_owned()));
        data.push(("Begun at", clock(story.created_at)));
        data.push(("Expires at", clock(story.expires_at)));
        Self {
            skip: Words::of(Language::En).skip,
            id: story.id.clone(),
            account_href: account_path(story.account, Language::En),
            ean: story.ean,
            state: story.state.name(),
            class: if story.alarms.is_empty() { "" } else { "bad" },
            amount: format!("{} EUR", euro(story.amount)),
            alarms: story.alarms.iter().map(alarm).collect(),
            bars_cut: story.bars_cut,
            clocks: [
                ("Paid (the provider's word)", when(story.clocks.paid)),
                ("Credited (ledger)", when(story.clocks.credited)),
                ("Sent (command to the meter)", when(story.clocks.sent)),
                ("Confirmed (meter)", when(story.clocks.confirmed)),
            ],
            data,
            events: story.events.iter().map(EventRow::new).collect(),
            as_of: clock(story.as_of),
        }
    }
}
