//! A week's statement, the terminal, and help on one page. Source: UX M-05, M-06, M-09.

use super::api::{CommissionSheet, Earned, LimitNow, TerminalNow, Week};
use super::pages::{Menu, low};
use super::paths::Page;
use super::sheets::{Links, rate};
use super::staff::Hand;
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::pay::frame::Frame;
use crate::words::fill;
use askama::Template;
use calendar::SettlementDay;
use units::Language;
use vending::{CashCount, Holding};

#[derive(Debug)]
struct Row {
    day: String,
    energy: &'static str,
    sold: String,
    undone: String,
    cash: String,
    card: String,
}

/// Sold less undone. Saturates.
fn left(sold: CashCount, undone: CashCount) -> CashCount {
    CashCount {
        cash: units::MicroEuro(sold.cash.0.saturating_sub(undone.cash.0)),
        card: units::MicroEuro(sold.card.0.saturating_sub(undone.card.0)),
    }
}

#[derive(Debug, Template)]
#[template(path = "shop/settlement.html")]
pub(crate) struct WeekPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    terminal: String,
    /// From Monday to Sunday.
    days: String,
    open: bool,
    rows: Vec<Row>,
    held: Option<(u32, String, String)>,
    cash: String,
    card: String,
    owed: String,
    earned: Option<EarnedShown>,
    csv: String,
    before: String,
    after: Option<String>,
    sheets: Links,
}

/// What the shop earned, in words.
#[derive(Debug)]
struct EarnedShown {
    amount: String,
    apart: String,
    /// What was agreed on; with its day where it changed.
    rates: Vec<String>,
}

impl EarnedShown {
    fn new(earned: &Earned, week: &Week, language: Language) -> Self {
        let m = Words::of(language);
        // Of the days before the first agreement there is nothing to say.
        let rates = earned.rates.iter().skip_while(|(_, commission)| commission.is_none());
        let rates = rates.map(|(day, commission)| {
            let words = rate(*commission, language);
            if earned.rates.len() > 1 {
                let day = language.short_date(*day);
                return fill(m.commission_from, &[("day", &day), ("rate", &words)]);
            }
            words
        });
        Self {
            amount: fill(m.commission, &[("amount", &language.balance(earned.amount))]),
            apart: fill(m.commission_apart, &[("operator", &week.operator)]),
            rates: rates.collect(),
        }
    }
}

/// Where the week of a Monday stands.
fn address(path: &str, monday: SettlementDay) -> String {
    format!("{path}?week={monday}")
}

impl WeekPage {
    pub(crate) fn new(frame: Frame, hand: &Hand, week: &Week, sheets: &[CommissionSheet]) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let path = Page::Settlement.path(language);
        let rows = week.lines.iter().map(|line| {
            let net = left(line.sold.1, line.undone.1);
            Row {
                day: language.short_date(line.day),
                energy: frame.w.energy_name(line.energy),
                sold: line.sold.0.to_string(),
                undone: line.undone.0.to_string(),
                cash: language.balance(net.cash),
                card: language.balance(net.card),
            }
        });
        let total = units::MicroEuro(week.owed.cash.0.saturating_add(week.owed.card.0));
        let names = [("operator", week.operator.clone()), ("amount", language.balance(total))];
        let names = names.each_ref().map(|(name, value)| (*name, value.as_str()));
        let (count, held) = week.held;
        let next = week.monday.plus(7);
        let (first, last) = (language.date(week.monday), language.date(week.monday.plus(6)));
        Self {
            menu: Menu::new(language, hand, Some(Page::Settlement)),
            terminal: fill(m.terminal, &[("terminal", &week.terminal)]),
            days: fill(m.week_days, &[("first", &first), ("last", &last)]),
            open: week.now.day() < next,
            rows: rows.collect(),
            held: (count > 0)
                .then(|| (count, language.balance(held.cash), language.balance(held.card))),
            cash: language.balance(week.owed.cash),
            card: language.balance(week.owed.card),
            owed: fill(m.owed, &names),
            earned: week.earned.as_ref().map(|earned| EarnedShown::new(earned, week, language)),
            csv: format!("{path}/csv?week={}", week.monday),
            before: address(path, week.monday.plus(-7)),
            after: (next <= week.now.day()).then(|| address(path, next)),
            sheets: Links::new(sheets, language),
            frame: frame.titled(m.settlement_title, &[]),
            m,
        }
    }
}

/// The statement as a file: amounts with a point.
pub(crate) fn csv(week: &Week) -> String {
    let mut out = "terminal,day,energy,sales,sold_cash_eur,sold_card_eur,undone,undone_cash_eur,\
                   undone_card_eur\r\n"
        .to_owned();
    let terminal = &week.terminal;
    for line in &week.lines {
        let ((sales, sold), (undone, back)) = (line.sold, line.undone);
        let fields = [
            terminal.clone(),
            line.day.to_string(),
            line.energy.name().to_owned(),
            sales.to_string(),
            sold.cash.to_string(),
            sold.card.to_string(),
            undone.to_string(),
            back.cash.to_string(),
            back.card.to_string(),
        ];
        out.push_str(&fields.join(","));
        out.push_str("\r\n");
    }
    let (count, held) = week.held;
    if count > 0 {
        let (cash, card) = (held.cash, held.card);
        out.push_str(&format!(
            "{terminal},{},on_hold,{count},{cash},{card},0,0,0\r\n",
            week.monday
        ));
    }
    let CashCount { cash, card } = week.owed;
    out.push_str(&format!("{terminal},{},owed,,{cash},{card},,,\r\n", week.monday));
    // One sum, paid apart: it has no cash and no card.
    if let Some(earned) = &week.earned {
        out.push_str(&format!("{terminal},{},commission,,{},,,,\r\n", week.monday, earned.amount));
    }
    out
}

#[derive(Debug, Template)]
#[template(path = "shop/limits.html")]
pub(crate) struct LimitsPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    terminal: String,
    facts: Vec<(&'static str, String)>,
    how: Option<String>,
    low: Option<String>,
    settlement: &'static str,
}

impl LimitsPage {
    pub(crate) fn new(frame: Frame, hand: &Hand, now: &LimitNow) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let facts = now.room.map(|room| {
            let agreed = match room.holding {
                Holding::Line(_) => m.limit_line,
                Holding::Float(_) => m.limit_float,
            };
            vec![
                (agreed, language.balance(room.holding.agreed())),
                (m.limit_used, language.balance(room.used())),
                (m.limit_left, language.balance(room.left())),
            ]
        });
        let how = now.room.map(|room| match room.holding {
            Holding::Line(_) => m.limit_line_text,
            Holding::Float(_) => m.limit_float_text,
        });
        Self {
            menu: Menu::new(language, hand, Some(Page::Limits)),
            terminal: fill(m.terminal, &[("terminal", &now.terminal)]),
            facts: facts.unwrap_or_default(),
            how: how.map(|how| fill(how, &[("operator", &now.operator)])),
            low: low(now.room, language),
            settlement: Page::Settlement.path(language),
            frame: frame.titled(m.limits_title, &[]),
            m,
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "shop/terminal.html")]
pub(crate) struct TerminalPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    facts: Vec<(&'static str, String)>,
    /// Amount, since when, and the address.
    waiting: Vec<(String, String, String)>,
    kept: String,
    offline: String,
}

impl TerminalPage {
    pub(crate) fn new(frame: Frame, hand: &Hand, now: &TerminalNow) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let limits =
            [("least", language.short_money(now.least)), ("most", language.short_money(now.most))];
        let limits = limits.each_ref().map(|(name, value)| (*name, value.as_str()));
        let last = now.last.map_or_else(|| "–".to_owned(), |at| language.near(at, now.now));
        let waiting = now.waiting.iter().map(|sale| {
            let minutes = (now.now.seconds_since(sale.since).max(0) / 60).to_string();
            (
                language.money(sale.amount),
                fill(m.waits_for, &[("minutes", &minutes)]),
                format!("{}/{}", Page::Sale.path(language), sale.number),
            )
        });
        let offline = match now.offline {
            Some(most) => fill(m.offline_yes, &[("most", &language.short_money(most))]),
            None => m.offline_no.to_owned(),
        };
        Self {
            menu: Menu::new(language, hand, Some(Page::Terminal)),
            facts: vec![
                (m.terminal_id, now.terminal.clone()),
                (m.terminal_name, now.name.clone()),
                (m.terminal_operator, now.operator.clone()),
                // Whoever reads this page has just been answered.
                (m.terminal_line, fill(m.line_good, &[("time", &language.clock(now.now))])),
                (m.terminal_last, last),
                (m.terminal_limits, fill(m.limits, &limits)),
                (m.terminal_version, now.version.clone()),
            ],
            waiting: waiting.collect(),
            kept: fill(m.waiting_kept, &[("hours", &now.kept_h.to_string())]),
            offline,
            frame: frame.titled(m.terminal_title, &[]),
            m,
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "shop/help.html")]
pub(crate) struct HelpPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    sells: [&'static str; 4],
    missing: [&'static str; 5],
    /// Where a receipt is found, for whoever is at the till.
    tickets: Option<&'static str>,
}

impl HelpPage {
    pub(crate) fn new(frame: Frame, hand: &Hand) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        Self {
            menu: Menu::new(language, hand, Some(Page::Help)),
            sells: [m.h_sell_1, m.h_sell_2, m.h_sell_3, m.h_sell_4],
            missing: [m.h_missing_1, m.h_missing_2, m.h_missing_3, m.h_missing_4, m.h_missing_5],
            tickets: (*hand != Hand::Locked).then(|| Page::Tickets.path(language)),
            frame: frame.titled(m.help_title, &[]),
            m,
        }
    }
}
