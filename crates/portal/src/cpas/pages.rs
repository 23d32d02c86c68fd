//! The pages of a CPAS as structs of ready text.

use super::api::{
    AidLine, AidStanding, Client, ClientLine, ClientSeen, Due, NotAsked, NotFound, NotGiven,
    Purpose,
};
use super::paths::Page;
use super::words::Words;
use crate::card::{self, Card, Chip};
use crate::chart::{self, Line};
use crate::language::{Paths as _, Writes as _};
use crate::my;
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use askama::Template;
use calendar::Instant;
use units::{AccountId, Language};

pub(super) const REFERENCE: &str = "reference";
pub(super) const PURPOSE: &str = "purpose";
pub(super) const MONTHS: &str = "months";
pub(super) const CODE: &str = "code";
pub(super) const NOTE: &str = "note";

/// Links to all pages, and the way out.
#[derive(Debug)]
pub(super) struct Menu {
    pub(super) title: &'static str,
    /// Address, name, current.
    pub(super) links: Vec<(&'static str, &'static str, bool)>,
    pub(super) sign_out: &'static str,
    pub(super) sign_out_path: &'static str,
}

impl Menu {
    pub(super) fn new(frame: &Frame, current: Option<Page>) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let pages = [
            (Page::Work, m.n_work),
            (Page::Access, m.n_access),
            (Page::Early, super::early::early_name(language)),
            (Page::Register, m.n_register),
            (Page::Sittings, super::tasks::sittings_name(language)),
            (Page::Team, m.n_team),
            (Page::Told, crate::told::name(language)),
            (Page::Looks, m.n_looks),
        ];
        let links = pages.map(|(page, name)| (page.path(language), name, current == Some(page)));
        let also = frame.also.map(|(path, name)| (path, name, false));
        Self {
            title: m.nav,
            links: links.into_iter().chain(also).collect(),
            sign_out: m.sign_out,
            sign_out_path: my::Page::Account.path(language),
        }
    }
}

pub(super) fn error_at<'a>(errors: &'a [PageError], field: &str) -> Option<&'a str> {
    errors.iter().find(|error| error.field == Some(field)).map(|error| error.text.as_str())
}

/// Words without a form.
#[derive(Debug, Template)]
#[template(path = "cpas/notice.html")]
pub(super) struct NoticePage {
    frame: Frame,
    menu: Menu,
    title: &'static str,
    text: &'static str,
}

impl NoticePage {
    pub(super) fn new(frame: Frame, (title, text): (&'static str, &'static str)) -> Self {
        let menu = Menu::new(&frame, None);
        Self { frame: frame.titled(title, &[]), menu, title, text }
    }
}

fn hours_since(since: Instant, now: Instant) -> String {
    (now.seconds_since(since).max(0) / 3_600).to_string()
}

/// What is next for a client: a class for the colour, and words that say the same.
pub(super) fn due(line: &ClientLine, language: Language) -> (&'static str, String) {
    let m = Words::of(language);
    match line.due {
        Due::Off(since) => ("s5", fill(m.d_off, &[("hours", &hours_since(since, line.now))])),
        Due::Held(Some(until)) => {
            ("s4", fill(m.d_held, &[("time", &language.near(until, line.now))]))
        }
        Due::Held(None) => ("s4", m.d_held_open.to_owned()),
        Due::Emergency(left) => ("s3", fill(m.d_emergency, &[("amount", &language.balance(left))])),
        Due::Limited(until) => ("s3", fill(m.d_limited, &[("day", &language.date(until))])),
        Due::Ends(last) => ("s2", fill(m.d_ends, &[("day", &language.date(last))])),
        Due::Low => {
            let class = Chip::of(line.state, language).class;
            (class, lasts(line, language).unwrap_or_else(|| m.d_low.to_owned()))
        }
        Due::Nothing => ("s1", lasts(line, language).unwrap_or_else(|| m.d_nothing.to_owned())),
    }
}

/// For how long the credit is expected to last, as the household reads it.
fn lasts(line: &ClientLine, language: Language) -> Option<String> {
    let m = Words::of(language);
    let (days, until) = card::lasts(line.now, line.lasts?, language)?;
    Some(match days {
        Some(days) => fill(m.d_left_days, &[("days", &days.to_string()), ("until", &until)]),
        None => fill(m.d_left, &[("until", &until)]),
    })
}

pub(super) fn name_of(line: &ClientLine) -> String {
    let reference = format!("{:013}", line.ean.reference().as_u64());
    let name = if line.name.is_empty() { reference } else { line.name.clone() };
    if line.town.is_empty() { name } else { format!("{name}, {}", line.town) }
}

#[derive(Debug)]
struct Row {
    who: String,
    energy: &'static str,
    chip: Chip,
    due: (&'static str, String),
    /// For how long the credit lasts, where something else is due.
    lasts: Option<String>,
    balance: String,
    href: String,
}

#[derive(Debug, Template)]
#[template(path = "cpas/work.html")]
pub(super) struct WorkPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    counts: String,
    /// Aid that waits for a colleague or for its day, and where it is; nothing where there is none.
    aids: Option<(&'static str, String)>,
    /// Address, words, current: whose clients.
    whose: [(String, String, bool); 2],
    rows: Vec<Row>,
    ask: &'static str,
    /// Where a client is looked for, what was keyed in, and why it led nowhere.
    path: &'static str,
    typed: String,
    errors: Vec<PageError>,
}

impl WorkPage {
    /// `mine`: only those that are the work of whoever looks.
    pub(super) fn new(
        frame: Frame,
        (clients, aids): (&[ClientLine], &[AidLine]),
        mine: bool,
        (typed, errors): (String, Vec<PageError>),
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let mut sorted: Vec<&ClientLine> =
            clients.iter().filter(|line| line.mine || !mine).collect();
        // By what is next, and then who has least.
        sorted.sort_by_key(|line| (line.urgency(), line.balance, line.ean.as_u64()));
        let of = |which: fn(&Due) -> bool| clients.iter().filter(|one| which(&one.due)).count();
        let off = of(|due| matches!(due, Due::Off(_)));
        let soon = of(|due| matches!(due, Due::Held(_) | Due::Emergency(_)));
        let counts = fill(
            m.counts,
            &[
                ("all", &clients.len().to_string()),
                ("off", &off.to_string()),
                ("soon", &soon.to_string()),
            ],
        );
        let aid = |which: fn(&AidStanding) -> bool| {
            aids.iter().filter(|line| which(&line.standing)).count()
        };
        let waiting = aid(|standing| matches!(standing, AidStanding::Waiting { .. }));
        let planned = aid(|standing| matches!(standing, AidStanding::Planned(_)));
        let aids = (waiting > 0 || planned > 0).then(|| {
            let values = [("waiting", waiting.to_string()), ("planned", planned.to_string())];
            let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
            (Page::Register.path(language), fill(m.aid_counts, &values))
        });
        let own = clients.iter().filter(|line| line.mine).count();
        let count = |words, count: usize| fill(words, &[("count", &count.to_string())]);
        let path = Page::Work.path(language);
        let whose = [
            (path.to_owned(), count(m.whole_team, clients.len()), !mine),
            (format!("{path}?of=mine"), count(m.mine, own), mine),
        ];
        let rows = sorted.into_iter().map(|line| Row {
            who: name_of(line),
            energy: frame.w.energy_name(line.energy),
            chip: Chip::of(line.state, language),
            due: due(line, language),
            lasts: match line.due {
                Due::Low | Due::Nothing => None,
                _ => lasts(line, language),
            },
            balance: language.balance(line.balance),
            href: format!("{}/{}", Page::Client.path(language), line.account),
        });
        Self {
            menu: Menu::new(&frame, Some(Page::Work)),
            counts,
            aids,
            whose,
            rows: rows.collect(),
            ask: Page::Access.path(language),
            path,
            typed,
            frame: frame.titled(m.work_title, &errors),
            errors,
            m,
        }
    }
}

/// What was keyed in and is shown again.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub reference: String,
    pub purpose: String,
    pub months: String,
}

pub(super) fn not_asked(refused: NotAsked, language: Language) -> PageError {
    let m = Words::of(language);
    match refused {
        NotAsked::NotAReference => PageError::at(REFERENCE, m.e_reference),
        NotAsked::Held { .. } => PageError::at(REFERENCE, m.e_held),
        NotAsked::TooLong { most } => {
            PageError::at(MONTHS, fill(m.e_months, &[("most", &most.to_string())]))
        }
        NotAsked::Wait { until } => {
            let time = language.clock(until.plus_s(59));
            PageError::general(fill(m.e_wait, &[("time", &time)]))
        }
    }
}

pub(super) fn not_given(refused: NotGiven, language: Language) -> PageError {
    let m = Words::of(language);
    match refused {
        NotGiven::Wrong { left } => {
            PageError::at(CODE, fill(m.e_code, &[("left", &left.to_string())]))
        }
        NotGiven::Over => PageError::at(CODE, m.e_code_over),
        NotGiven::Held { .. } => PageError::general(m.e_held),
    }
}

pub(super) fn not_found(refused: NotFound, language: Language) -> PageError {
    let m = Words::of(language);
    match refused {
        NotFound::NotAReference => PageError::at(REFERENCE, m.e_reference),
        NotFound::NoAccess => PageError::at(REFERENCE, m.e_no_client),
    }
}

/// Where the page of a client is.
pub(super) fn client_path(account: AccountId, language: Language) -> String {
    format!("{}/{account}", Page::Client.path(language))
}

pub(super) fn purpose_name(purpose: Purpose, m: &'static Words) -> &'static str {
    match purpose {
        Purpose::BudgetHelp => m.p_budget,
        Purpose::SocialInquiry => m.p_inquiry,
        Purpose::Emergency => m.p_emergency,
    }
}

/// The same for pages of others.
pub(crate) fn purpose_words(purpose: Purpose, language: Language) -> &'static str {
    purpose_name(purpose, Words::of(language))
}

/// Name and words of what access may be asked for.
pub(super) fn purpose_choices(m: &'static Words) -> Vec<(String, String)> {
    let choice =
        |purpose: Purpose| (purpose.name().to_owned(), purpose_name(purpose, m).to_owned());
    Purpose::ALL.map(choice).to_vec()
}

/// Number and words of how long it may last, up to `most` months.
pub(super) fn month_choices(most: i32, m: &'static Words) -> Vec<(String, String)> {
    let months = [1, 3, 6].into_iter().filter(|months| *months <= most);
    let choice = |months: i32| {
        let words = if months == 1 { m.one_month } else { m.many_months };
        (months.to_string(), fill(words, &[("count", &months.to_string())]))
    };
    months.map(choice).collect()
}

#[derive(Debug, Template)]
#[template(path = "cpas/access.html")]
pub(super) struct AccessPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    typed: Typed,
    /// Name and words.
    purposes: Vec<(String, String)>,
    months: Vec<(String, String)>,
    path: &'static str,
    paper: &'static str,
    law: &'static str,
    /// The client that they have access to already.
    held: Option<String>,
}

impl AccessPage {
    pub(super) fn with_client(self, held: Option<String>) -> Self {
        Self { held, ..self }
    }

    pub(super) fn new(frame: Frame, most: i32, typed: Typed, errors: Vec<PageError>) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        Self {
            menu: Menu::new(&frame, Some(Page::Access)),
            typed,
            purposes: purpose_choices(m),
            months: month_choices(most, m),
            path: Page::Access.path(language),
            paper: Page::Paper.path(language),
            law: Page::Law.path(language),
            held: None,
            frame: frame.titled(m.access_title, &errors),
            errors,
            m,
        }
    }
}

/// The code that the household tells.
#[derive(Debug, Template)]
#[template(path = "cpas/code.html")]
pub(super) struct CodePage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    challenge: String,
    path: String,
    again: &'static str,
    /// The client that they have access to already.
    held: Option<String>,
}

impl CodePage {
    pub(super) fn with_client(self, held: Option<String>) -> Self {
        Self { held, ..self }
    }

    pub(super) fn new(frame: Frame, challenge: String, errors: Vec<PageError>) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let access = Page::Access.path(language);
        Self {
            menu: Menu::new(&frame, Some(Page::Access)),
            challenge,
            path: format!("{access}/code"),
            again: access,
            held: None,
            frame: frame.titled(m.code_title, &errors),
            errors,
            m,
        }
    }
}

#[derive(Debug)]
pub(super) struct Balances {
    pub(super) says: String,
    line: Line,
    top: String,
    bottom: String,
    first: String,
    last: String,
    rows: Vec<(String, String)>,
}

#[derive(Debug)]
pub(super) struct Seen {
    pub(super) balances: Option<Balances>,
    pub(super) top_ups: Vec<(&'static str, String)>,
    pub(super) off: Vec<String>,
    pub(super) debts: Vec<my::Repaid>,
    /// When, on what channel, what.
    messages: Vec<(String, String)>,
}

fn balances(seen: &ClientSeen, language: Language) -> Option<Balances> {
    let m = Words::of(language);
    let (first, last) = (seen.balances.first()?, seen.balances.last()?);
    let lowest = seen.balances.iter().map(|(_, balance)| *balance).min()?;
    let values: Vec<i64> = seen.balances.iter().map(|(_, balance)| balance.0).collect();
    let line = chart::line(&values);
    let below = seen.balances.iter().filter(|(_, balance)| balance.0 < 0).count();
    let says = fill(
        m.balance_says,
        &[
            ("days", &below.to_string()),
            ("all", &values.len().to_string()),
            ("lowest", &language.balance_in_sentence(lowest)),
        ],
    );
    let rows = seen.balances.iter().rev();
    Some(Balances {
        says,
        top: language.balance(units::MicroEuro(line.top)),
        bottom: language.balance(units::MicroEuro(line.bottom)),
        first: language.date(first.0),
        last: language.date(last.0),
        rows: rows
            .map(|(day, balance)| (language.date(*day), language.balance(*balance)))
            .collect(),
        line,
    })
}

impl Seen {
    pub(super) fn new(seen: &ClientSeen, now: Instant, language: Language) -> Self {
        let m = Words::of(language);
        let none = || "–".to_owned();
        let rhythm = &seen.top_ups;
        let mut top_ups = vec![
            (m.t_count, rhythm.count.to_string()),
            (m.t_sum, language.money(rhythm.sum)),
            (m.t_usual, rhythm.usual.map_or_else(none, |amount| language.money(amount))),
        ];
        let every = rhythm.every_days.map(|days| fill(m.t_days, &[("count", &days.to_string())]));
        top_ups.push((m.t_every, every.unwrap_or_else(none)));
        top_ups.push((m.t_last, rhythm.last.map_or_else(none, |day| language.date(day))));
        let off = seen.off.iter().map(|(from, until)| {
            let hours = hours_since(*from, until.unwrap_or(now));
            let values = [("time", language.instant(*from)), ("hours", hours)];
            let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
            fill(if until.is_some() { m.was_off } else { m.is_off }, &values)
        });
        let messages = seen.messages.iter().map(|one| {
            (format!("{}, {}", language.instant(one.at), one.channel), one.text.clone())
        });
        Self {
            balances: balances(seen, language),
            top_ups,
            off: off.collect(),
            debts: seen.debts.iter().map(|line| my::Repaid::new(line, language)).collect(),
            messages: messages.collect(),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "cpas/client.html")]
pub(super) struct ClientPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    name: String,
    energy: &'static str,
    chip: Chip,
    card: Card,
    due: (&'static str, String),
    until: String,
    by_law: bool,
    seen: Option<Seen>,
    errors: Vec<PageError>,
    /// When and who, what.
    notes: Vec<(String, String)>,
    note: String,
    /// Who is in charge, and to whom the client may be handed over.
    charge: String,
    from: String,
    others: Vec<(String, String)>,
    team: &'static str,
    account: String,
    /// A message is on its way.
    told: bool,
    path: String,
    aid: String,
    protection: String,
    message: String,
    plan: (String, &'static str),
    sheet: String,
    back: &'static str,
}

impl ClientPage {
    /// `note`: what was written and is shown again, with what is wrong with it.
    pub(super) fn new(
        frame: Frame,
        client: &Client,
        (note, errors): (String, Vec<PageError>),
        told: bool,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let name = name_of(&client.line);
        let card = card::card_of_a_case(&client.card, language);
        let until = client.line.until.map(|day| language.date(day)).unwrap_or_default();
        // The title is who it is; what stands in a tab is read first.
        let title = format!("{name}, {}", card.title);
        Self {
            menu: Menu::new(&frame, None),
            name,
            energy: frame.w.energy_name(client.line.energy),
            chip: Chip::of(client.card.state, language),
            card,
            due: due(&client.line, language),
            until: fill(m.until, &[("day", &until)]),
            by_law: client.by_law,
            seen: client.seen.as_ref().map(|seen| Seen::new(seen, client.line.now, language)),
            notes: client
                .notes
                .iter()
                .map(|one| (format!("{}, {}", language.instant(one.at), one.by), one.words.clone()))
                .collect(),
            note,
            charge: match &client.charge.person {
                Some((_, name)) => name.clone(),
                None => m.nobody_in_charge.to_owned(),
            },
            from: match &client.charge.person {
                Some((id, _)) => id.to_string(),
                None => super::team::NOBODY.to_owned(),
            },
            others: client
                .charge
                .others
                .iter()
                .map(|(id, name)| (id.to_string(), name.clone()))
                .collect(),
            team: Page::Team.path(language),
            account: client.line.account.to_string(),
            told,
            path: format!("{}/{}", Page::Client.path(language), client.line.account),
            message: format!("{}/{}", Page::Message.path(language), client.line.account),
            plan: (
                format!("{}/{}", Page::Plan.path(language), client.line.account),
                crate::repaying::Words::of(language).title,
            ),
            sheet: format!("{}/{}", Page::Sheet.path(language), client.line.account),
            aid: format!("{}/{}", Page::Aid.path(language), client.line.account),
            protection: format!("{}/{}", Page::Protection.path(language), client.line.account),
            back: Page::Work.path(language),
            frame: frame.titled(&title, &errors),
            errors,
            m,
        }
    }
}
