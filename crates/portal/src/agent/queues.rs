//! What waits for people, each line with its age and its deadline in colour and in words, and money whose
//! account is not known. Source: UX, TP-16.

use super::acts::{EVIDENCE, Fields, IBAN, NOTE, PAYEE};
use super::api::{ActKind, Queue, QueueLine, SuspenseView};
use super::day;
use super::events;
use super::life;
use super::pages::{Menu, error_at};
use super::paths::{Page, case_path};
use super::payments;
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::my::{energy_name, tariff_name};
use crate::pay::frame::{Frame, PageError};
use crate::spreadsheet::field;
use crate::words::fill;
use access::Role;
use askama::Template;
use calendar::{Instant, SettlementDay};
use units::{Language, MicroEuro};

pub(super) const ACCOUNT: &str = "account";
pub(super) const LETTER_NOTE: &str = "letter_note";
pub(super) const PAPER_NAME: &str = "paper_name";
pub(super) const PAPER_STREET: &str = "paper_street";
pub(super) const PAPER_TOWN: &str = "paper_town";
pub(super) const BACK_NOTE: &str = "back_note";

pub(super) fn queue_name(queue: Queue, language: Language) -> &'static str {
    let m = Words::of(language);
    match queue {
        Queue::Off => m.q_off,
        Queue::Held => m.q_held,
        Queue::Unreached => m.q_unreached,
        Queue::Suspense => m.q_suspense,
        Queue::Holds => m.q_holds,
        Queue::Silent => m.q_silent,
        Queue::MeterAlarms => m.q_alarms,
        Queue::Returned => m.q_returned,
        Queue::Calls => m.q_calls,
        Queue::CallBacks => m.q_call_backs,
        Queue::Questions => m.q_questions,
        Queue::Requests => life::Words::of(language).title,
        Queue::CpasRequests => m.q_cpas,
        Queue::Prices => m.q_prices,
        Queue::NoAnswer => m.q_no_answer,
        Queue::Newcomers => m.q_newcomers,
        Queue::Sharing => m.q_sharing,
        Queue::UnderUse => m.q_under_use,
    }
}

#[derive(Debug, Template)]
#[template(path = "agent/queues.html")]
pub(super) struct QueuesPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    /// Address, name, how many.
    rows: Vec<(String, &'static str, usize)>,
}

impl QueuesPage {
    pub(super) fn new(frame: Frame, role: Role, counts: &[(Queue, usize)]) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let rows = counts.iter().map(|(queue, count)| {
            let href = format!("{}/{}", Page::Queues.path(language), queue.name());
            (href, queue_name(*queue, language), *count)
        });
        Self {
            menu: Menu::new(language, role, Some(Page::Queues)),
            rows: rows.collect(),
            frame: frame.titled(m.queues_title, &[]),
            m,
        }
    }
}

pub(super) fn age_of(since: Instant, now: Instant, m: &Words) -> String {
    let hours = now.seconds_since(since).max(0) / 3_600;
    match hours {
        ..72 => fill(m.hours, &[("count", &hours.to_string())]),
        _ => fill(m.days, &[("count", &(hours / 24).to_string())]),
    }
}

/// How urgent a line is: a class for the colour, and words that say the same.
pub(super) fn due_of(
    deadline: Instant,
    now: Instant,
    language: Language,
    m: &Words,
) -> (&'static str, String) {
    // The last moment that counts: the end of a day is that day.
    let last = deadline.plus_s(-1);
    let time = match deadline.minute_of_day() {
        0 => language.date(last.day()),
        _ => language.near(deadline, now),
    };
    let (class, words) = if deadline <= now {
        ("s5", m.overdue)
    } else if last.day() == now.day() {
        ("s3", m.due_today)
    } else {
        ("s1", m.due_later)
    };
    (class, fill(words, &[("time", &time)]))
}

pub(crate) fn queue_title(queue: Queue, language: Language) -> &'static str {
    queue_name(queue, language)
}

/// Among the alarms of meters: days of another calendar that were corrected after an account had closed. Source: MT-05.
pub const CALENDAR_OWED: &str = "calendar_owed";

/// What waits, in words.
pub(crate) fn waiting_what(
    queue: Queue,
    what: &str,
    amount: Option<MicroEuro>,
    language: Language,
) -> String {
    let m = Words::of(language);
    let text = match queue {
        Queue::Prices => price_gap(what, language).unwrap_or_else(|| what.to_owned()),
        Queue::NoAnswer => {
            let count = what.split(' ').nth(1).unwrap_or_default();
            fill(m.in_vain, &[("count", count)])
        }
        Queue::Newcomers => m.no_contract.to_owned(),
        Queue::Sharing => sharing_gap(what, amount, language),
        Queue::MeterAlarms if what == CALENDAR_OWED => {
            if is_asked(amount) { m.calendar_asked } else { m.calendar_owed }.to_owned()
        }
        Queue::UnderUse => under_use(what, language),
        Queue::Holds => events::hold(what, language),
        Queue::Suspense => what.to_owned(),
        Queue::Requests => life::state_name(what, language).to_owned(),
        Queue::Off
        | Queue::Held
        | Queue::Unreached
        | Queue::Silent
        | Queue::MeterAlarms
        | Queue::Returned
        | Queue::Calls
        | Queue::CallBacks
        | Queue::Questions
        | Queue::CpasRequests => events::event(what, language),
    };
    match amount {
        Some(amount) if text.is_empty() => language.money(amount),
        Some(amount) => format!("{}, {text}", language.money(amount)),
        None => text,
    }
}

/// Below zero a closed account got too much: a person decides whether it is asked back.
fn is_asked(amount: Option<MicroEuro>) -> bool {
    amount.is_some_and(|amount| amount < MicroEuro::ZERO)
}

/// `owed 2026-10` in words; what is no month is left out.
fn sharing_gap(what: &str, amount: Option<MicroEuro>, language: Language) -> String {
    let m = Words::of(language);
    let mut parts = what.split(' ');
    let words = match parts.next() {
        Some("owed") if is_asked(amount) => m.sharing_asked,
        Some("owed") => m.sharing_owed,
        Some("not_credited") => m.sharing_no_price,
        Some("became_protected") => m.sharing_protected,
        _ => m.sharing_member,
    };
    match parts.next() {
        Some(month) => format!("{words} ({month})"),
        None => words.to_owned(),
    }
}

/// `under_use 35 3` in words: the share of its own habit in percent, and how often emergency credit began.
fn under_use(what: &str, language: Language) -> String {
    let m = Words::of(language);
    let mut parts = what.split(' ').skip(1);
    let mut next = || parts.next().unwrap_or_default();
    let (share, times) = (next(), next());
    fill(m.uses_less, &[("share", share), ("times", times)])
}

/// `missing 2027-01-01 electricity social 1-0:1.8.1` in words; `None` of anything else.
fn price_gap(what: &str, language: Language) -> Option<String> {
    let m = Words::of(language);
    let mut parts = what.split(' ');
    let template = match parts.next()? {
        "missing" => m.price_missing,
        "old" => m.price_old,
        _ => return None,
    };
    let day: SettlementDay = parts.next()?.parse().ok()?;
    let energy = energy_name(parts.next()?.parse().ok()?, language);
    let tariff = tariff_name(parts.next()? == "social", language);
    let of = format!("{energy}, {tariff}, {}", parts.next()?);
    Some(fill(template, &[("day", &language.date(day)), ("of", &of)]))
}

fn who(line: &QueueLine) -> String {
    let reference = line.ean.map(|ean| format!("{:013}", ean.reference().as_u64()));
    let parts = [line.name.clone(), reference.unwrap_or_default(), line.town.clone()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Something that waits, and whose it is.
#[derive(Debug)]
pub(super) struct QueueRow {
    /// Where it waits; empty on the page of its own queue.
    pub(super) queue: &'static str,
    pub(super) who: String,
    pub(super) what: String,
    pub(super) age: String,
    pub(super) due: (&'static str, String),
    pub(super) href: String,
    pub(super) open: &'static str,
    /// The next thing to do: address and words.
    pub(super) act: Option<(String, &'static str)>,
    pub(super) owner: String,
    /// The visitor's.
    pub(super) own: bool,
    /// The visitor may take it.
    pub(super) free: bool,
    pub(super) task: String,
    pub(super) path: String,
    /// To the micro-euro.
    pub(super) amount: Option<MicroEuro>,
    /// Where somebody says how it was done, if that ends it.
    pub(super) ends: Option<String>,
}

impl QueueRow {
    pub(super) fn new(queue: Queue, line: &QueueLine, role: Role, language: Language) -> Self {
        let (m, d) = (Words::of(language), day::Words::of(language));
        let prices = crate::my::Page::Prices.path(language);
        let (href, open) = match (line.account, &line.key, line.question) {
            _ if line.request.is_some() => {
                let number = line.request.unwrap_or(0);
                (format!("{}/{number}", Page::Life.path(language)), m.open)
            }
            _ if queue == Queue::Prices => (prices.to_owned(), m.open),
            (_, _, Some(number)) => (format!("{}/{number}", Page::Question.path(language)), m.open),
            (Some(account), _, None) => (case_path(account, language), m.open_case),
            (None, Some(key), None) => {
                let key = encoded(key);
                (format!("{}/{key}", Page::Suspense.path(language)), m.to_match)
            }
            (None, None, None) => (Page::Search.path(language).to_owned(), m.n_search),
        };
        let again = line.account.filter(|_| queue == Queue::Unreached);
        let owner = line.owner.as_ref().map(|owner| {
            let name = if owner.own { d.you } else { owner.name.as_str() };
            let since = fill(d.since, &[("time", &language.near(owner.since, line.now))]);
            format!("{name}, {since}")
        });
        let own = line.owner.as_ref().is_some_and(|owner| owner.own);
        Self {
            queue: "",
            who: who(line),
            what: waiting_what(queue, &line.what, line.amount, language),
            age: age_of(line.since, line.now, m),
            due: due_of(line.deadline, line.now, language, m),
            href,
            open,
            act: again.map(|account| {
                let case = case_path(account, language);
                (format!("{case}/{}", ActKind::Release.name()), m.again)
            }),
            owner: owner.unwrap_or_else(|| d.nobody.to_owned()),
            own,
            // What is overdue is not left with somebody who is away.
            free: !own && (line.owner.is_none() || line.deadline <= line.now),
            task: line.task.clone(),
            amount: line.amount,
            path: format!("{}/{}/owner", Page::Queues.path(language), queue.name()),
            ends: queue
                .is_ended_by_word(&line.what, role)
                .then(|| format!("{}/{}/done", Page::Queues.path(language), queue.name())),
        }
    }

    /// Among rows of several queues.
    pub(super) fn of_queue(self, queue: Queue, language: Language) -> Self {
        Self { queue: queue_name(queue, language), ..self }
    }
}

#[derive(Debug, Template)]
#[template(path = "agent/queue.html")]
pub(super) struct QueuePage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    title: &'static str,
    d: &'static day::Words,
    errors: Vec<PageError>,
    rows: Vec<QueueRow>,
    csv: String,
    queues: &'static str,
}

impl QueuePage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        (queue, lines): (Queue, &[QueueLine]),
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let rows = lines.iter().map(|line| QueueRow::new(queue, line, role, language));
        let title = queue_name(queue, language);
        Self {
            menu: Menu::new(language, role, Some(Page::Queues)),
            title,
            rows: rows.collect(),
            csv: format!("{}/{}/csv", Page::Queues.path(language), queue.name()),
            queues: Page::Queues.path(language),
            frame: frame.titled(title, &errors),
            d: day::Words::of(language),
            errors,
            m,
        }
    }
}

/// As an address carries a key.
pub(crate) fn encoded(key: &str) -> String {
    let mut out = String::with_capacity(key.len());
    for byte in key.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The queue as a file: instants as they are kept, amounts with a point.
pub(super) fn csv(queue: Queue, lines: &[QueueLine]) -> String {
    let mut out =
        "queue,ean,key,question,request,name,town,what,amount_eur,since,deadline,owner\r\n"
            .to_owned();
    for line in lines {
        let amount = line.amount.map(|amount| amount.to_string()).unwrap_or_default();
        let fields = [
            queue.name().to_owned(),
            line.ean.map(|ean| ean.to_string()).unwrap_or_default(),
            field(line.key.as_deref().unwrap_or_default()),
            line.question.map(|number| number.to_string()).unwrap_or_default(),
            line.request.map(|number| number.to_string()).unwrap_or_default(),
            field(&line.name),
            field(&line.town),
            field(&line.what),
            amount,
            line.since.to_local_string(),
            line.deadline.to_local_string(),
            field(line.owner.as_ref().map(|owner| owner.name.as_str()).unwrap_or_default()),
        ];
        out.push_str(&fields.join(","));
        out.push_str("\r\n");
    }
    out
}

/// Money whose account a person looks for.
#[derive(Debug, Template)]
#[template(path = "agent/suspense.html")]
pub(super) struct SuspensePage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    facts: Vec<(&'static str, String)>,
    open: bool,
    p: &'static payments::Words,
    due: (&'static str, &'static str),
    /// Value and words.
    suggested: Vec<(String, String)>,
    typed: Fields,
    /// The sender may still be written to.
    letter: bool,
    /// Where it goes back to, if the bank has told.
    back_to: Option<String>,
    /// An act that waits for a second person.
    waiting: Option<String>,
    path: String,
}

impl SuspensePage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        item: &SuspenseView,
        typed: Fields,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let suggested = item.suggested.iter().map(|(ean, name, town)| {
            let parts = [name.clone(), ean.to_string(), town.clone()];
            let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            (ean.to_string(), parts.join(" · "))
        });
        let p = payments::Words::of(language);
        let mut typed = typed;
        if typed.paper_name.is_empty() {
            // As the bank wrote it, without the account that stands behind it.
            let sender = item.sender.as_str();
            let name = item.iban.as_deref().and_then(|iban| sender.strip_suffix(iban));
            name.unwrap_or(sender).trim().clone_into(&mut typed.paper_name);
        }
        let mut facts = vec![
            (m.amount, language.money(item.amount)),
            (m.received, language.date(item.received)),
            (m.age, fill(p.age, &[("count", &item.age_days.to_string())])),
            (m.sender, item.sender.clone()),
            (m.message, item.text.clone()),
        ];
        facts.extend(item.asked.map(|day| (p.asked_on, language.date(day))));
        let by = item.due.1.map(|day| (p.due_title, fill(p.by, &[("day", &language.date(day))])));
        facts.extend(by);
        Self {
            menu: Menu::new(language, role, Some(Page::Payments)),
            p,
            due: payments::due(item.due.0, language),
            letter: item.asked.is_none() && item.iban.is_some(),
            back_to: item.iban.as_ref().map(|iban| fill(p.back_to, &[("iban", iban)])),
            waiting: item.waiting.map(|act| format!("{}/{act}", Page::Acts.path(language))),
            facts,
            open: item.open,
            suggested: suggested.collect(),
            typed,
            path: format!("{}/{}", Page::Suspense.path(language), encoded(&item.key)),
            frame: frame.titled(m.suspense_title, &errors),
            errors,
            m,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_holds_no_formula_and_an_address_no_key_as_it_is() {
        assert_eq!(field("=1+1"), "\"'=1+1\"");
        assert_eq!(field("a \"b\""), "\"a \"\"b\"\"\"");
        assert_eq!(encoded("bank:BE1 2/3"), "bank%3ABE1%202%2F3");
    }
}
