//! Sums by way and day, and each difference down to its lines.

use super::api::{AgreementView, DifferenceView, Teller, WayView, Wrong};
use super::words::Words;
use crate::agent::Menu;
use crate::language::{Paths as _, Writes as _};
use crate::operator::pages::error_at;
use crate::operator::paths::Page;
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use access::Role;
use askama::Template;
use units::Language;

pub(super) const FROM: &str = "from";
pub(super) const TO: &str = "to";

fn teller(side: Teller, t: &Words) -> &'static str {
    match side {
        Teller::Outside => t.outside,
        Teller::Payments => t.payments,
        Teller::Ledger => t.ledger,
    }
}

fn wrong(what: Wrong, t: &Words) -> String {
    match what {
        Wrong::Missing(side) => fill(t.x_missing, &[("side", teller(side, t))]),
        Wrong::Doubled(side) => fill(t.x_doubled, &[("side", teller(side, t))]),
        Wrong::Amounts => t.x_amounts.to_owned(),
        Wrong::Days => t.x_days.to_owned(),
    }
}

#[derive(Debug)]
struct DifferenceRow {
    key: String,
    wrong: String,
    /// Who tells, of which day, how much.
    lines: Vec<(&'static str, String, String)>,
}

impl DifferenceRow {
    fn new(difference: &DifferenceView, language: Language) -> Self {
        let t = Words::of(language);
        let faults: Vec<String> = difference.wrong.iter().map(|one| wrong(*one, t)).collect();
        let lines = difference.lines.iter();
        Self {
            key: difference.key.clone(),
            wrong: faults.join(", "),
            lines: lines
                .map(|(side, day, amount)| {
                    (teller(*side, t), language.date(*day), language.balance(*amount))
                })
                .collect(),
        }
    }
}

#[derive(Debug)]
struct WayRow {
    id: String,
    name: String,
    /// Class of the chip and its word.
    stands: (&'static str, &'static str),
    /// Day, and four sums.
    days: Vec<(String, [String; 4])>,
    differences: Vec<DifferenceRow>,
    faults: Vec<String>,
    remarks: Vec<String>,
}

impl WayRow {
    fn new(way: &WayView, language: Language) -> Self {
        let t = Words::of(language);
        let days = way.days.iter();
        let agrees = way.differences.is_empty() && way.faults.is_empty();
        let name = match way.name.as_str() {
            "bank" => t.w_bank,
            "online" => t.w_online,
            "terminals" => t.w_terminals,
            other => other,
        };
        Self {
            id: way.name.clone(),
            name: name.to_owned(),
            stands: if agrees { ("s1", t.agrees) } else { ("s5", t.differs) },
            days: days
                .map(|day| (language.date(day.day), day.sums.map(|sum| language.balance(sum))))
                .collect(),
            differences: (way.differences.iter())
                .map(|difference| DifferenceRow::new(difference, language))
                .collect(),
            faults: way.faults.clone(),
            remarks: way.remarks.clone(),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "operator/agreement.html")]
pub(super) struct AgreementPage {
    frame: Frame,
    t: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    from: String,
    to: String,
    /// Says how many differences there are.
    sum: String,
    agrees: bool,
    ways: Vec<WayRow>,
    /// Label and amount.
    period: Vec<(&'static str, String)>,
    gaps: Vec<String>,
    remarks: Vec<String>,
    path: &'static str,
    as_of: String,
}

impl AgreementPage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        view: &AgreementView,
        typed: Option<(String, String)>,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let t = Words::of(language);
        let path = Page::Agreement.path(language);
        let (period, gaps) = match &view.period {
            None => (Vec::new(), Vec::new()),
            Some(Ok(period)) => {
                let parts = [
                    (t.credited, period.credited),
                    (t.p_remitted, period.remitted),
                    (t.p_owed, period.owed),
                    (t.p_open, period.open),
                ];
                let part = |(label, amount)| (label, language.balance(amount));
                (parts.map(part).to_vec(), Vec::new())
            }
            Some(Err(gaps)) => (Vec::new(), gaps.clone()),
        };
        let of_ways = view.ways.iter().map(|way| way.differences.len() + way.faults.len());
        let count: usize = of_ways.sum::<usize>() + gaps.len();
        let (from, to) =
            typed.unwrap_or_else(|| (language.date(view.days.from), language.date(view.days.to)));
        Self {
            menu: Menu::at(language, role, path),
            from,
            to,
            sum: match count {
                0 => t.none_wrong.to_owned(),
                _ => fill(t.some_wrong, &[("count", &count.to_string())]),
            },
            agrees: count == 0,
            ways: view.ways.iter().map(|way| WayRow::new(way, language)).collect(),
            period,
            gaps,
            remarks: view.remarks.clone(),
            path,
            as_of: fill(frame.w.as_of, &[("time", &language.instant(view.as_of))]),
            frame: frame.titled(t.title, &errors),
            errors,
            t,
        }
    }
}
