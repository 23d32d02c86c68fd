//! Why a balance is what it is: the lines that add up to it, and a form that asks for another moment. Source: PA-43.

use super::NO_FIGURE;
use super::days::money_sum;
use super::paths::{Page, account_path, explain_path};
use super::words::Words as Accounts;
use super::words::account::Words as OfAccount;
use super::words::explain::Words;
use crate::agent::Menu;
use crate::figures;
use crate::homes;
use crate::language::{Paths as _, Writes as _};
use crate::my::words::Words as Own;
use crate::my::{Visitor, quality_name, tariff_name};
use crate::pay::frame::{Frame, PageError};
use crate::view::{ExplainLine, ExplainPage, WorkedOut};
use crate::words::fill;
use askama::Template;
use units::{Language, MilliWattHours};

/// Fields of the form, and of the address.
pub(super) const AT: &str = "at";
pub(super) const KNOWN: &str = "known";

/// What was written into the form.
#[derive(Debug, Clone, Default)]
pub(super) struct Asks {
    pub(super) at: String,
    pub(super) known: String,
}

#[derive(Debug, Template)]
#[template(path = "accounts/explain.html")]
pub(super) struct ExplainView {
    frame: Frame,
    menu: Menu,
    w: &'static Words,
    account: &'static OfAccount,
    own: &'static Own,
    /// The list, and the account.
    path: [(String, String); 2],
    title: String,
    action: String,
    explained: Option<Explained>,
    asks: Asks,
    errors: Vec<PageError>,
}

#[derive(Debug)]
struct Explained {
    at_and_known: String,
    /// A sum that is not the balance is shown, loudly, rather than hidden.
    holds: bool,
    verdict: String,
    lines: Vec<LineRow>,
    sum_label: String,
    sum: String,
}

#[derive(Debug)]
struct LineRow {
    booked_at: String,
    day: String,
    what: &'static str,
    key: Option<String>,
    from: String,
    rule: &'static str,
    amount: String,
}

/// The moment that could not be read, at its field.
pub(super) fn no_moment(field: &'static str, text: &str, language: Language) -> PageError {
    PageError::at(field, fill(Words::of(language).e_moment, &[("text", text)]))
}

fn worked_out(from: &WorkedOut, language: Language) -> String {
    let w = Words::of(language);
    let each = |parts: &[MilliWattHours]| {
        let parts: Vec<String> = parts.iter().map(|part| figures::kwh(*part, language)).collect();
        parts.join(" + ")
    };
    let (energy, version) = (each(&from.energy), from.reading_version.to_string());
    let quality = quality_name(from.quality, language);
    let reading = [("energy", energy.as_str()), ("quality", quality), ("version", &version)];
    let version = from.price_version.to_string();
    let price = [("tariff", tariff_name(from.social, language)), ("version", &version)];
    let said = format!("{}; {}", fill(w.reading, &reading), fill(w.price, &price));
    let Some((since, before, after)) = &from.net else { return said };
    let (before, after) = (each(before), each(after));
    let net = [("day", &*language.date(*since)), ("before", &*before), ("after", &*after)];
    format!("{said}; {}", fill(w.net, &net))
}

impl LineRow {
    fn new(line: &ExplainLine, language: Language) -> Self {
        Self {
            booked_at: language.instant(line.booked_at),
            day: language.date(line.day),
            what: homes::kind_name(line.what.kind, language),
            key: line.what.key.clone(),
            from: line.from.as_ref().map(|from| worked_out(from, language)).unwrap_or_default(),
            rule: line.what.rule,
            amount: figures::exact(line.amount, language),
        }
    }
}

impl Explained {
    fn new(page: &ExplainPage, language: Language) -> Self {
        let w = Words::of(language);
        let sum = money_sum(page.lines.iter().map(|line| line.amount));
        let holds = sum == Some(page.balance);
        let balance = figures::exact_euro(page.balance, language);
        let verdict = if holds {
            fill(w.holds, &[("balance", &balance)])
        } else {
            let sum = sum.map(|sum| figures::exact_euro(sum, language));
            let sum = sum.unwrap_or_else(|| NO_FIGURE.to_owned());
            fill(w.broken, &[("sum", &sum), ("balance", &balance)])
        };
        let (at, known) = (language.instant(page.at), language.instant(page.as_known_at));
        Self {
            at_and_known: fill(w.at_and_known, &[("at", &at), ("known", &known)]),
            holds,
            verdict,
            lines: page.lines.iter().map(|line| LineRow::new(line, language)).collect(),
            sum_label: fill(w.sum, &[("lines", &page.lines.len().to_string())]),
            sum: sum.map_or(NO_FIGURE.to_owned(), |sum| figures::exact(sum, language)),
        }
    }
}

impl ExplainView {
    /// Without its lines when what was written is no moment: then the form says so.
    pub(super) fn new(
        frame: Frame,
        visitor: &Visitor,
        page: &ExplainPage,
        asks: Asks,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let w = Words::of(language);
        let explained = errors.is_empty().then(|| Explained::new(page, language));
        let title = if errors.is_empty() {
            fill(w.title, &[("balance", &language.balance(page.balance))])
        } else {
            w.name.to_owned()
        };
        let list = (Page::List.path(language).to_owned(), Accounts::of(language).list_title);
        let account = account_path(page.account, language);
        Self {
            menu: Menu::at(language, visitor.role, ""),
            path: [(list.0, list.1.to_owned()), (account, format!("{} {}", w.account, page.ean))],
            action: explain_path(page.account, language),
            frame: frame.titled(&title, &errors),
            title,
            explained,
            asks,
            errors,
            w,
            account: OfAccount::of(language),
            own: Own::of(language),
        }
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == Some(field)).map(|error| error.text.as_str())
    }
}
