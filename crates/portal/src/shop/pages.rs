//! A shop's pages as structs of ready text. No name, no balance and no split reaches them.

use super::api::{
    ClosedShift, Counter, OpenShift, Point, SaleView, ShiftView, ShopRefused, Standing, Ticket,
    TicketState, UndoReason, Undoing,
};
use super::paths::Page;
use super::staff::{self, Hand};
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::my;
use crate::pay::forms;
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use access::TillRight;
use askama::Template;
use units::{Energy, Language, MicroEuro};
use vending::{CashCount, Means, Room};

pub(crate) const REFERENCE: &str = "reference";
pub(crate) const AMOUNT: &str = "amount";
pub(crate) const REASON: &str = "reason";
pub(crate) const CASH: &str = "cash";
pub(crate) const CARD: &str = "card";
pub(crate) const EXPLANATION: &str = "explanation";

/// The amounts that are one press away, in euro. Source: UX 4.4.
const QUICK: [i64; 3] = [10, 20, 50];
/// A receipt that is shown later than this after booking is a copy: the first one was printed by then.
const FIRST_PRINT_S: i64 = 120;

/// Links to all pages that whoever has the till in hand may see, and the way out.
#[derive(Debug)]
pub(crate) struct Menu {
    pub(super) title: &'static str,
    /// Who is at the till, if somebody came by a PIN.
    pub(super) hand: Option<String>,
    /// Address, name, current.
    pub(super) links: Vec<(&'static str, &'static str, bool)>,
    pub(super) sign_out: &'static str,
    pub(super) sign_out_path: &'static str,
}

impl Menu {
    pub(super) fn new(language: Language, hand: &Hand, current: Option<Page>) -> Self {
        let m = Words::of(language);
        let t = staff::Words::of(language);
        let inside = *hand != Hand::Locked;
        let changes = !matches!(hand, Hand::Owner { others: false });
        let links = [
            (Page::Sell, m.n_sell, hand.may(TillRight::Sell)),
            (Page::Tickets, m.n_tickets, inside),
            (Page::Shift, m.n_shift, hand.may(TillRight::CloseShift)),
            (Page::Settlement, m.n_settlement, hand.may(TillRight::Settlement)),
            (Page::Limits, m.n_limits, hand.may(TillRight::Settlement)),
            (Page::Terminal, m.n_terminal, inside),
            (Page::Staff, t.n_staff, hand.is_owner()),
            (Page::Pin, t.n_pin, changes),
            (Page::Help, m.n_help, true),
        ];
        let links = links.into_iter().filter(|(_, _, shown)| *shown);
        let links = links.map(|(page, name, _)| (page.path(language), name, current == Some(page)));
        Self {
            title: m.nav,
            hand: match hand {
                Hand::Person { name, .. } => Some(fill(t.at_till, &[("name", name)])),
                Hand::Owner { .. } | Hand::Locked => None,
            },
            links: links.collect(),
            sign_out: m.sign_out,
            sign_out_path: my::Page::Account.path(language),
        }
    }
}

/// What is said where little is left of what a shop may hold. Source: UX M-08.
pub(crate) fn low(room: Option<Room>, language: Language) -> Option<String> {
    let room = room.filter(|room| room.is_low())?;
    let left = language.balance(room.left());
    Some(fill(Words::of(language).limit_low, &[("left", &left)]))
}

fn step(m: &Words, step: u8) -> String {
    fill(m.step, &[("step", &step.to_string())])
}

fn error_at<'a>(errors: &'a [PageError], field: &str) -> Option<&'a str> {
    errors.iter().find(|error| error.field == Some(field)).map(|error| error.text.as_str())
}

fn means_name(m: &Words, means: Means) -> &'static str {
    match means {
        Means::Cash => m.cash,
        Means::Card => m.card,
    }
}

fn reason_name(m: &Words, reason: UndoReason) -> &'static str {
    match reason {
        UndoReason::WrongMeter => m.r_meter,
        UndoReason::WrongAmount => m.r_amount,
        UndoReason::NotPaid => m.r_not_paid,
        UndoReason::Customer => m.r_customer,
    }
}

/// What was refused, in words that say what to do.
pub(crate) fn refused(refused: ShopRefused, frame: &Frame) -> PageError {
    let (w, language) = (frame.w, frame.language);
    let m = Words::of(language);
    match refused {
        ShopRefused::NotThirteenDigits => PageError::at(REFERENCE, w.reference_digits),
        ShopRefused::WrongReference => PageError::at(REFERENCE, w.reference_wrong),
        ShopRefused::Wait { until } => {
            // To the minute, and never too early.
            let time = language.clock(until.plus_s(59));
            PageError::at(REFERENCE, fill(w.wait, &[("time", &time), ("phone", &frame.phone)]))
        }
        ShopRefused::OutsideLimits { least, most } => {
            let (least, most) = (language.short_money(least), language.short_money(most));
            PageError::at(AMOUNT, fill(w.amount_limits, &[("least", &least), ("most", &most)]))
        }
        ShopRefused::TooHigh => PageError::at(AMOUNT, w.amount_ceiling),
        ShopRefused::ShopLimit { left } => {
            let left = language.short_money(left);
            PageError::at(AMOUNT, fill(m.e_limit, &[("left", &left)]))
        }
        ShopRefused::Unexplained { difference } => {
            let cash = language.effect(difference.cash);
            let card = language.effect(difference.card);
            PageError::at(EXPLANATION, fill(m.e_differs, &[("cash", &cash), ("card", &card)]))
        }
        ShopRefused::Stopped => PageError::general(fill(m.e_stopped, &[("phone", &frame.phone)])),
        ShopRefused::NoTerminal => PageError::general(m.no_terminal_text),
        ShopRefused::UnknownSale => PageError::general(m.no_sale_text),
        ShopRefused::Locked | ShopRefused::NotAllowed => {
            PageError::general(staff::Words::of(language).not_allowed_text)
        }
        ShopRefused::Busy => PageError::general(m.busy),
    }
}

/// Why a sale stays, in words; nothing if it does not.
pub(crate) fn not_undone(undoing: Undoing, m: &Words) -> Option<PageError> {
    let text = match undoing {
        Undoing::Done => return None,
        Undoing::TooLate { minutes } => fill(m.e_too_late, &[("minutes", &minutes.to_string())]),
        Undoing::Spent => m.e_spent.to_owned(),
        Undoing::AccountClosed => m.e_closed.to_owned(),
        Undoing::Held => m.e_held.to_owned(),
        Undoing::NotYours => m.e_not_yours.to_owned(),
        Undoing::NotSold => m.e_not_sold.to_owned(),
    };
    Some(PageError::general(text))
}

/// Words without a form: no terminal, an answer that was lost, a sale that is not theirs.
#[derive(Debug, Template)]
#[template(path = "shop/notice.html")]
pub(crate) struct NoticePage {
    frame: Frame,
    menu: Menu,
    title: &'static str,
    text: &'static str,
    /// Address and words of the next step.
    next: (&'static str, &'static str),
}

impl NoticePage {
    pub(crate) fn new(
        frame: Frame,
        hand: &Hand,
        (title, text): (&'static str, &'static str),
        next: (&'static str, &'static str),
    ) -> Self {
        let menu = Menu::new(frame.language, hand, None);
        Self { frame: frame.titled(title, &[]), menu, title, text, next }
    }
}

// Selling.

#[derive(Debug, Template)]
#[template(path = "shop/sell.html")]
pub(crate) struct SellPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    terminal: String,
    step: String,
    reference: String,
    /// Words and address.
    unfinished: Option<(String, String)>,
    /// Little is left of what the shop may hold.
    low: Option<String>,
    path: &'static str,
    last: &'static str,
}

impl SellPage {
    pub(crate) fn new(
        frame: Frame,
        hand: &Hand,
        counter: &Counter,
        reference: String,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let unfinished = counter.unfinished.as_ref().map(|sale| {
            let (amount, time) = (language.short_money(sale.amount), language.clock(sale.at));
            let words = fill(m.unfinished_text, &[("amount", &amount), ("time", &time)]);
            (words, format!("{}/{}", Page::Sale.path(language), sale.number))
        });
        Self {
            menu: Menu::new(language, hand, Some(Page::Sell)),
            terminal: fill(m.terminal, &[("terminal", &counter.terminal)]),
            step: step(m, 1),
            reference,
            unfinished,
            low: low(counter.room, language),
            path: Page::Sell.path(language),
            last: Page::Last.path(language),
            frame: frame.titled(m.sell_title, &errors),
            errors,
            m,
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "shop/amount.html")]
pub(crate) struct AmountPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    step: String,
    energy: &'static str,
    town: String,
    tail: String,
    reference: String,
    amount: String,
    attempt: String,
    limits: String,
    /// As a form carries it, and as it is read.
    quick: Vec<(String, String)>,
    path: &'static str,
}

impl AmountPage {
    /// `attempt`: made anew with each page. Source: TP-05.
    pub(crate) fn new(
        frame: Frame,
        hand: &Hand,
        point: &Point,
        amount: String,
        attempt: String,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let (least, most) = (language.short_money(point.least), language.short_money(point.most));
        let quick = QUICK.into_iter().filter_map(|euro| MicroEuro::from_cents(euro * 100));
        let quick = quick.filter(|amount| (point.least..=point.most).contains(amount));
        let quick = quick.map(|amount| (forms::plain(amount), language.short_money(amount)));
        Self {
            menu: Menu::new(language, hand, None),
            step: step(m, 2),
            energy: frame.w.energy_name(point.energy),
            town: point.town.clone(),
            tail: point.reference.to_string(),
            reference: format!("{:013}", point.reference.as_u64()),
            amount,
            attempt,
            limits: fill(m.limits, &[("least", &least), ("most", &most)]),
            quick: quick.collect(),
            path: Page::Sell.path(language),
            frame: frame.titled(m.amount_title, &errors),
            errors,
            m,
        }
    }
}

/// What a customer is given. Source: TP-24, PD-04.
#[derive(Debug)]
struct Paper {
    title: &'static str,
    copy: bool,
    /// A note below; of money that was paid.
    note: Option<&'static str>,
    /// Names and values, in the order of the receipt.
    facts: Vec<(&'static str, String)>,
}

impl Paper {
    /// `what`: `Paid by` or `Given back`, with its means.
    fn new(
        frame: &Frame,
        sale: &SaleView,
        title: &'static str,
        copy: bool,
        what: (&'static str, String),
        (at, code): (calendar::Instant, &str),
    ) -> Self {
        let (w, language) = (frame.w, frame.language);
        let m = Words::of(language);
        let mut facts = vec![
            (w.amount, language.money(sale.amount)),
            (w.energy, w.energy_name(sale.energy).to_owned()),
        ];
        if !sale.town.is_empty() {
            facts.push((w.town, sale.town.clone()));
        }
        facts.extend([
            (w.reference, sale.reference.to_string()),
            what,
            (m.when, language.instant(at)),
            (w.code, code.to_owned()),
        ]);
        let by = sale.by.clone().map(|name| (staff::Words::of(language).sold_by, name));
        facts.extend(by);
        Self { title, copy, note: Some(w.may_repay), facts }
    }
}

/// What may be done with a sale.
#[derive(Debug)]
enum Doing {
    /// Words for "is it enough", what else has to be known.
    Pay {
        enough: Option<bool>,
        /// What it takes, where it is not enough.
        least: Option<String>,
        twice: Option<String>,
    },
    Colleague,
    Booked {
        undo: Option<String>,
    },
    Over,
}

#[derive(Debug, Template)]
#[template(path = "shop/sale.html")]
pub(crate) struct SalePage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    class: &'static str,
    step: Option<String>,
    title: String,
    text: Option<String>,
    doing: Doing,
    papers: Vec<Paper>,
    /// What it is about, where there is no receipt.
    energy: &'static str,
    town: String,
    tail: String,
    amount: String,
    path: String,
    /// Where the next sale begins, for whoever may sell.
    sell: Option<&'static str>,
}

impl SalePage {
    /// `copy`: the receipt was asked for again.
    pub(crate) fn new(
        frame: Frame,
        hand: &Hand,
        sale: &SaleView,
        copy: bool,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let short = language.short_money(sale.amount);
        let with_amount = |text: &str| fill(text, &[("amount", &short)]);
        let later = |at: calendar::Instant| copy || sale.as_of.seconds_since(at) > FIRST_PRINT_S;
        let mut papers = Vec::new();
        let (class, step, title, text, doing) = match &sale.standing {
            Standing::Reserved { enough, brings_back, sold_before }
                if sale.own && hand.may(TillRight::Sell) =>
            {
                let twice =
                    sold_before.map(|at| fill(m.twice_text, &[("time", &language.clock(at))]));
                let least = brings_back
                    .filter(|_| *enough == Some(false))
                    .map(|amount| fill(m.brings_back, &[("amount", &language.money(amount))]));
                let doing = Doing::Pay { enough: *enough, least, twice };
                let title = with_amount(m.check_title);
                ("wait", Some(step(m, 3)), title, Some(m.take.to_owned()), doing)
            }
            Standing::Reserved { .. } => {
                let text = (!sale.own).then(|| m.colleague.to_owned());
                ("wait", None, m.unfinished_title.to_owned(), text, Doing::Colleague)
            }
            Standing::Booked { at, code, means, undo_until, .. } => {
                let what = (m.paid_by, means_name(m, *means).to_owned());
                papers.push(Paper::new(&frame, sale, m.receipt, later(*at), what, (*at, code)));
                let may = sale.own && hand.may(TillRight::UndoOwnSale);
                let open = may && sale.as_of < *undo_until;
                let undo =
                    open.then(|| fill(m.undo_until, &[("time", &language.clock(*undo_until))]));
                let text = Some(with_amount(m.booked_text));
                let step = (!later(*at)).then(|| step(m, 4));
                ("good", step, m.booked_title.to_owned(), text, Doing::Booked { undo })
            }
            Standing::Undone { sold_at, at, code, means, reason } => {
                let back = (m.given_back, means_name(m, *means).to_owned());
                let title = m.undone_receipt;
                let mut paper =
                    Paper::new(&frame, sale, title, later(*at), back, (*at, code.as_str()));
                paper.note = None;
                paper.facts.extend(reason.map(|one| (m.reason, reason_name(m, one).to_owned())));
                papers.push(paper);
                let paid = (m.paid_by, means_name(m, *means).to_owned());
                papers.push(Paper::new(&frame, sale, m.receipt, true, paid, (*sold_at, code)));
                let text = Some(with_amount(m.undone_text));
                ("wait", None, m.undone_title.to_owned(), text, Doing::Over)
            }
            Standing::GivenUp => {
                let text = Some(m.given_up_text.to_owned());
                ("wait", None, m.given_up_title.to_owned(), text, Doing::Over)
            }
            Standing::Held => {
                let text = Some(m.held_text.to_owned());
                ("bad", None, m.held_title.to_owned(), text, Doing::Over)
            }
        };
        Self {
            menu: Menu::new(language, hand, None),
            class,
            step,
            text,
            doing,
            papers,
            energy: frame.w.energy_name(sale.energy),
            town: sale.town.clone(),
            tail: sale.reference.to_string(),
            amount: language.money(sale.amount),
            path: format!("{}/{}", Page::Sale.path(language), sale.number),
            sell: hand.may(TillRight::Sell).then(|| Page::Sell.path(language)),
            frame: frame.titled(&title, &errors),
            title,
            errors,
            m,
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "shop/undo.html")]
pub(crate) struct UndoPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    /// Name and words.
    reasons: [(&'static str, &'static str); 4],
    amount: String,
    tail: String,
    path: String,
}

impl UndoPage {
    pub(crate) fn new(frame: Frame, hand: &Hand, sale: &SaleView, errors: Vec<PageError>) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        Self {
            menu: Menu::new(language, hand, None),
            reasons: UndoReason::ALL.map(|reason| (reason.name(), reason_name(m, reason))),
            amount: language.money(sale.amount),
            tail: sale.reference.to_string(),
            path: format!("{}/{}", Page::Sale.path(language), sale.number),
            frame: frame.titled(m.undo_title, &errors),
            errors,
            m,
        }
    }
}

// Tickets.

#[derive(Debug)]
struct TicketRow {
    href: String,
    when: String,
    code: String,
    amount: String,
    means: &'static str,
    /// Who sold it.
    by: Option<String>,
    state: &'static str,
}

#[derive(Debug, Template)]
#[template(path = "shop/tickets.html")]
pub(crate) struct TicketsPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    code: String,
    rows: Vec<TicketRow>,
    path: &'static str,
}

impl TicketsPage {
    /// `code`: what was looked for.
    pub(crate) fn new(frame: Frame, hand: &Hand, tickets: &[Ticket], code: String) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let sold_by = staff::Words::of(language).sold_by;
        let rows = tickets.iter().map(|ticket| TicketRow {
            href: format!("{}/{}?c=1", Page::Sale.path(language), ticket.number),
            when: language.instant(ticket.at),
            code: ticket.code.clone().unwrap_or_default(),
            amount: language.money(ticket.amount),
            means: means_name(m, ticket.means),
            by: ticket.by.as_ref().map(|name| format!("{}: {name}", sold_by)),
            state: match ticket.state {
                TicketState::Booked => m.s_booked,
                TicketState::Undone => m.s_undone,
                TicketState::Held => m.s_held,
            },
        });
        Self {
            menu: Menu::new(language, hand, Some(Page::Tickets)),
            rows: rows.collect(),
            code,
            path: Page::Tickets.path(language),
            frame: frame.titled(m.tickets_title, &[]),
            m,
        }
    }
}

// The shift.

/// What was keyed in, shown again where it could not be taken.
#[derive(Debug, Default, Clone)]
pub(crate) struct Typed {
    pub cash: String,
    pub card: String,
    pub explanation: String,
}

#[derive(Debug)]
struct Row {
    name: &'static str,
    count: Option<u32>,
    cash: String,
    card: String,
}

#[derive(Debug)]
struct Closed {
    at: String,
    rows: Vec<Row>,
    explanation: Option<String>,
}

#[derive(Debug, Template)]
#[template(path = "shop/shift.html")]
pub(crate) struct ShiftPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    t: &'static staff::Words,
    /// Whose it is, where it is said.
    whose: Option<String>,
    /// Of whom it is asked.
    of: Option<i64>,
    since: Option<String>,
    rows: Vec<Row>,
    typed: Typed,
    attempt: String,
    closed: Option<Closed>,
    /// Name, how it stands, where it is.
    people: Vec<(String, String, String)>,
    path: &'static str,
}

fn row(name: &'static str, count: Option<u32>, sum: CashCount, language: Language) -> Row {
    Row { name, count, cash: language.money(sum.cash), card: language.money(sum.card) }
}

fn rows(open: &OpenShift, frame: &Frame) -> Vec<Row> {
    let language = frame.language;
    let m = Words::of(language);
    let nothing = CashCount::default();
    let of = |energy: Energy| {
        let found = open.sales.iter().find(|sales| sales.energy == energy);
        let (count, sum) = found.map_or((0, nothing), |sales| (sales.count, sales.sum));
        row(frame.w.energy_name(energy), Some(count), sum, language)
    };
    let (count, undone) = open.undone;
    vec![
        of(Energy::Electricity),
        of(Energy::Gas),
        row(m.undone, Some(count), undone, language),
        row(m.expected, None, open.expected, language),
    ]
}

fn closed(shift: &ClosedShift, language: Language) -> Closed {
    let m = Words::of(language);
    let difference = Row {
        name: m.difference,
        count: None,
        cash: language.effect(shift.difference.cash),
        card: language.effect(shift.difference.card),
    };
    Closed {
        at: fill(m.closed_at, &[("time", &language.instant(shift.closed_at))]),
        rows: vec![
            row(m.expected, None, shift.expected, language),
            row(m.declared, None, shift.declared, language),
            difference,
        ],
        explanation: shift.explanation.clone(),
    }
}

impl ShiftPage {
    /// `attempt`: made anew with each page. Source: TP-05.
    pub(crate) fn new(
        frame: Frame,
        hand: &Hand,
        shift: &ShiftView,
        typed: Typed,
        attempt: String,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let t = staff::Words::of(language);
        let open = shift.open.as_ref();
        let path = Page::Shift.path(language);
        let people = shift.people.iter().map(|person| {
            let state =
                person.since.map(|at| fill(t.till_open, &[("time", &language.instant(at))]));
            let state = state.unwrap_or_else(|| t.till_closed.to_owned());
            (person.name.clone(), state, format!("{path}?of={}", person.number))
        });
        Self {
            t,
            whose: shift.name.as_ref().map(|name| fill(t.whose, &[("name", name)])),
            of: shift.of,
            people: people.collect(),
            menu: Menu::new(language, hand, Some(Page::Shift)),
            since: open.map(|open| fill(m.since, &[("time", &language.instant(open.since))])),
            rows: open.map(|open| rows(open, &frame)).unwrap_or_default(),
            typed,
            attempt,
            closed: shift.last.as_ref().map(|last| closed(last, language)),
            path,
            frame: frame.titled(m.shift_title, &errors),
            errors,
            m,
        }
    }
}

/// Euros that were counted: as any amount that is keyed in, and also nothing.
pub(crate) fn counted(text: &str) -> Option<MicroEuro> {
    let is_zero = |text: &str| {
        let kept: String = text.chars().filter(|c| !c.is_whitespace() && *c != '€').collect();
        matches!(kept.as_str(), "0" | "0,0" | "0.0" | "0,00" | "0.00")
    };
    forms::amount(text).or_else(|| is_zero(text).then_some(MicroEuro::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tp_20_what_is_counted_may_be_nothing_but_not_unclear() {
        assert_eq!(counted("0"), Some(MicroEuro::ZERO));
        assert_eq!(counted(" 0,00 € "), Some(MicroEuro::ZERO));
        assert_eq!(counted("120,5"), MicroEuro::from_cents(12_050));
        for text in ["", "-1", "zero", "1.000", "00,0,0"] {
            assert_eq!(counted(text), None, "{text}");
        }
    }
}
