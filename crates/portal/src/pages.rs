//! The pages as structs of ready text. Nothing here reads, and no template calculates.

use crate::card::{Card, Chip, card};
use crate::chart::{self, Bar, Drawing, Look};
use crate::figures;
use crate::source::ExplainField;
use crate::style;
use crate::text;
use crate::view::{AccountPage, DayLine, EstimateNow, ExplainPage, NoEstimate, Quality};
use askama::Template;
use units::Language;
use units::{AccountId, Ean, MicroEuro, MilliWattHours};

/// How many accounts a page of the list has.
pub const ACCOUNTS_SHOWN: usize = 50;
/// How many days the page of an account shows.
pub const DAYS_SHOWN: usize = 60;
/// How many movements the page of an account shows.
pub const MOVEMENTS_SHOWN: usize = 50;

/// An address stays in histories and logs, so it names the account and not its point. Source: PD-06.
fn account_path(account: AccountId) -> String {
    format!("/accounts/{account}")
}

pub(crate) fn explain_path(account: AccountId, at: &str) -> String {
    format!("/accounts/{account}/explain?at={}", figures::query_value(at))
}

// One account.

#[derive(Debug, Template)]
#[template(path = "account.html")]
pub(crate) struct AccountView {
    ean: Ean,
    reference: String,
    dso: &'static str,
    energy: &'static str,
    supply: &'static str,
    chip: Chip,
    card: Card,
    balance: String,
    balance_kind: String,
    explain_href: String,
    estimate: EstimateBox,
    days_title: String,
    charts: Vec<Chart>,
    movements: Vec<MovementRow>,
    movements_cut: Option<String>,
}

/// The estimate, or why there is none.
#[derive(Debug)]
struct EstimateBox {
    amount: Option<String>,
    kind: String,
    range: Option<String>,
    how: Vec<String>,
}

impl EstimateBox {
    fn new(estimate: &Result<EstimateNow, NoEstimate>) -> Self {
        match estimate {
            Ok(known) => Self {
                amount: Some(figures::balance(known.balance)),
                kind: text::estimated(&known.as_of),
                range: known.range.map(|(low, high)| {
                    text::between(&figures::balance(low), &figures::balance(high))
                }),
                how: text::how_estimated(known),
            },
            Err(why) => Self {
                amount: None,
                kind: text::not_estimated(*why).to_owned(),
                range: None,
                how: Vec::new(),
            },
        }
    }
}

/// A chart, its sentence and its table.
#[derive(Debug)]
struct Chart {
    id: &'static str,
    title: &'static str,
    sentence: String,
    drawing: Drawing,
    unit_top: String,
    unit_half: String,
    first_day: String,
    last_day: String,
    legend: Vec<(usize, String)>,
    has_hatched: bool,
    has_frame: bool,
    table_title: &'static str,
    columns: Vec<String>,
    rows: Vec<DayRow>,
    totals: Vec<String>,
}

#[derive(Debug)]
struct DayRow {
    day: String,
    quality: &'static str,
    /// Text, and where it is explained.
    cells: Vec<(String, Option<String>)>,
}

#[derive(Debug)]
struct MovementRow {
    at: String,
    what: String,
    amount: String,
    href: String,
    rule: String,
}

const NO_FIGURE: &str = "–";

impl AccountView {
    pub(crate) fn new(page: &AccountPage) -> Self {
        let (account, ean) = (page.account, page.card.ean);
        let as_of = page.card.as_of.to_local_string();
        let first_shown = page.days.len().saturating_sub(DAYS_SHOWN);
        let days = page.days.get(first_shown..).unwrap_or_default();
        let charts = if days.is_empty() {
            Vec::new()
        } else {
            vec![energy_chart(account, &page.registers, days), cost_chart(account, days)]
        };
        let shown = page.movements.len().min(MOVEMENTS_SHOWN);
        let cut = page.movements.len() > shown;
        let movements = page.movements.iter().take(shown).map(|movement| MovementRow {
            at: figures::instant(&movement.at),
            what: movement.what.clone(),
            amount: figures::effect(movement.amount),
            href: explain_path(account, &movement.at),
            rule: movement.rule.clone(),
        });
        Self {
            ean,
            reference: ean.reference().to_string(),
            dso: page.card.dso.name(),
            energy: text::energy(page.card.energy),
            supply: text::supply(page.card.supply),
            chip: Chip::of(page.card.state, Language::En),
            card: card(&page.card, Language::En),
            balance: figures::balance(page.card.balance),
            balance_kind: text::calculated(&as_of),
            explain_href: explain_path(account, &as_of),
            estimate: EstimateBox::new(&page.estimate),
            days_title: text::last_days(days.len()),
            charts,
            movements: movements.collect(),
            movements_cut: cut.then(|| text::shown_of(shown, page.movements.len())),
        }
    }
}

fn look(quality: Quality) -> Look {
    match quality {
        Quality::Measured | Quality::Corrected => Look::Solid,
        Quality::Provisional => Look::Hatched,
        Quality::Held => Look::Frame,
    }
}

/// What both charts share: bars, their average and the highest of them.
struct Bars {
    bars: Vec<Bar>,
    average: Option<i64>,
    /// The day, and its total.
    most: Option<(String, i64)>,
}

fn bars(days: &[DayLine], parts_of: impl Fn(&DayLine) -> Vec<i64>) -> Bars {
    let bars: Vec<Bar> = days
        .iter()
        .map(|day| {
            let parts = parts_of(day);
            let look = if parts.is_empty() { Look::Frame } else { look(day.quality) };
            Bar { weekend: figures::is_weekend(&day.day), parts, look }
        })
        .collect();
    let totals = || {
        let pairs = days.iter().zip(&bars).filter(|(_, bar)| bar.look != Look::Frame);
        pairs.map(|(day, bar)| (day, chart::total(bar)))
    };
    let sum: i128 = totals().map(|(_, total)| i128::from(total)).sum();
    let count = i128::try_from(totals().count()).unwrap_or(0);
    let average = sum.checked_div(count).and_then(|average| i64::try_from(average).ok());
    let most = totals()
        .reduce(|most, next| if next.1 > most.1 { next } else { most })
        .map(|(day, total)| (figures::day(&day.day), total));
    Bars { bars, average, most }
}

fn energy_chart(account: AccountId, registers: &[String], days: &[DayLine]) -> Chart {
    let Bars { bars, average, most } =
        bars(days, |day| day.energy.iter().map(|energy| energy.0).collect());
    let sentence = match (average, &most) {
        (Some(average), Some((day, most))) => text::energy_sentence(
            &figures::kwh_short(MilliWattHours(average)),
            day,
            &figures::kwh_short(MilliWattHours(*most)),
        ),
        _ => text::NO_FIGURES.to_owned(),
    };
    let single = registers.len() == 1;
    let mut columns: Vec<String> = registers.to_vec();
    if !single {
        columns.push(text::TOTAL.to_owned());
    }
    let rows = days.iter().map(|day| {
        let explained = || Some(explain_path(account, &day.explain_at));
        let known = |index: usize| day.energy.get(index).copied();
        let mut cells: Vec<(String, Option<String>)> = (0..registers.len())
            .map(|index| match known(index) {
                Some(energy) => (figures::kwh(energy), single.then(explained).flatten()),
                None => (NO_FIGURE.to_owned(), None),
            })
            .collect();
        if !single {
            cells.push(match energy_sum(day.energy.iter().copied()) {
                Some(sum) => (figures::kwh(sum), explained()),
                None => (NO_FIGURE.to_owned(), None),
            });
        }
        day_row(day, cells)
    });
    let rows = rows.collect();
    let of_register =
        |index: usize| energy_sum(days.iter().filter_map(|day| day.energy.get(index).copied()));
    let mut totals: Vec<Option<MilliWattHours>> = (0..registers.len()).map(of_register).collect();
    if !single {
        totals.push(energy_sum(days.iter().flat_map(|day| day.energy.iter().copied())));
    }
    let unit = |millionths: i64| format!("{} kWh", figures::axis(millionths));
    Chart {
        id: "kwh",
        title: text::ENERGY_TITLE,
        sentence,
        legend: registers.iter().take(chart::MOST_PARTS).cloned().enumerate().collect(),
        table_title: text::ENERGY_TABLE,
        columns,
        rows,
        totals: totals
            .into_iter()
            .map(|sum| sum.map_or(NO_FIGURE.to_owned(), figures::kwh))
            .collect(),
        ..frame(days, &bars, average, unit)
    }
}

fn cost_chart(account: AccountId, days: &[DayLine]) -> Chart {
    let Bars { bars, average, most } = bars(days, |day| match day.charge {
        Some(charge) => vec![charge.0, day.collected.0],
        None => Vec::new(),
    });
    let sentence = match (average, &most) {
        (Some(average), Some((day, most))) => text::cost_sentence(
            &figures::to_pay(MicroEuro(average)),
            day,
            &figures::to_pay(MicroEuro(*most)),
        ),
        _ => text::NO_FIGURES.to_owned(),
    };
    let rows = days.iter().map(|day| {
        let explained = || Some(explain_path(account, &day.explain_at));
        let cell = |amount: Option<MicroEuro>, show: fn(MicroEuro) -> String| match amount {
            Some(amount) => (show(amount), explained()),
            None => (NO_FIGURE.to_owned(), None),
        };
        let cells = vec![
            cell(day.charge, figures::to_pay),
            match day.collected {
                MicroEuro::ZERO => (figures::to_pay(MicroEuro::ZERO), None),
                collected => cell(Some(collected), figures::to_pay),
            },
            cell(day.balance_after, figures::balance),
        ];
        day_row(day, cells)
    });
    let rows = rows.collect();
    let charged = money_sum(days.iter().filter_map(|day| day.charge));
    let collected = money_sum(days.iter().map(|day| day.collected));
    let total = |sum: Option<MicroEuro>| sum.map_or(NO_FIGURE.to_owned(), figures::to_pay);
    let any_collected = days.iter().any(|day| day.collected > MicroEuro::ZERO);
    let parts = if any_collected { 2 } else { 1 };
    let legend = [text::CHARGE, text::COLLECTED].into_iter().map(str::to_owned);
    Chart {
        id: "eur",
        title: text::COST_TITLE,
        sentence,
        legend: legend.take(parts).enumerate().collect(),
        table_title: text::COST_TABLE,
        columns: [text::CHARGE, text::COLLECTED, text::BALANCE_AFTER].map(str::to_owned).to_vec(),
        rows,
        totals: vec![total(charged), total(collected), String::new()],
        ..frame(days, &bars, average, |millionths| format!("€{}", figures::axis(millionths)))
    }
}

/// The drawing and its axes; words and table are still empty.
fn frame(
    days: &[DayLine],
    bars: &[Bar],
    average: Option<i64>,
    unit: impl Fn(i64) -> String,
) -> Chart {
    let drawing = chart::draw(bars, average);
    let label = |day: Option<&DayLine>| day.map(|day| figures::day(&day.day)).unwrap_or_default();
    let has = |look: Look| bars.iter().any(|bar| bar.look == look);
    Chart {
        id: "",
        title: "",
        sentence: String::new(),
        unit_top: unit(drawing.top),
        unit_half: unit(drawing.top / 2),
        first_day: label(days.first()),
        last_day: label(days.last()),
        legend: Vec::new(),
        has_hatched: has(Look::Hatched),
        has_frame: has(Look::Frame),
        table_title: "",
        columns: Vec::new(),
        rows: Vec::new(),
        totals: Vec::new(),
        drawing,
    }
}

fn day_row(day: &DayLine, cells: Vec<(String, Option<String>)>) -> DayRow {
    DayRow { day: figures::day(&day.day), quality: text::quality(day.quality), cells }
}

/// The sum; `None` if there is nothing to add up, or if it does not fit.
fn energy_sum(parts: impl Iterator<Item = MilliWattHours>) -> Option<MilliWattHours> {
    let mut parts = parts;
    let first = parts.next()?;
    parts.try_fold(first, MilliWattHours::checked_add)
}

fn money_sum(parts: impl Iterator<Item = MicroEuro>) -> Option<MicroEuro> {
    let mut parts = parts;
    parts.try_fold(MicroEuro::ZERO, MicroEuro::checked_add)
}

// Why a balance is what it is.

#[derive(Debug, Template)]
#[template(path = "explain.html")]
pub(crate) struct ExplainView {
    title: String,
    ean: Ean,
    account_href: String,
    at_and_known: Option<String>,
    verdict: Option<Verdict>,
    lines: Vec<LineRow>,
    sum_label: String,
    sum: String,
    form: ExplainForm,
}

/// What the sum says. A sum that is not the balance is shown, loudly, rather than hidden.
#[derive(Debug)]
struct Verdict {
    holds: bool,
    text: String,
}

#[derive(Debug)]
struct LineRow {
    booked_at: String,
    day: String,
    what: String,
    from: String,
    rule: String,
    amount: String,
}

/// The form that asks for another moment, with what was written and what is wrong with it.
#[derive(Debug, Default)]
pub(crate) struct ExplainForm {
    pub at: String,
    pub known: String,
    pub error: Option<(ExplainField, String)>,
}

impl ExplainForm {
    fn error_at(&self, field: ExplainField) -> Option<&str> {
        self.error.as_ref().filter(|(at, _)| *at == field).map(|(_, error)| error.as_str())
    }
    fn at_error(&self) -> Option<&str> {
        self.error_at(ExplainField::At)
    }
    fn known_error(&self) -> Option<&str> {
        self.error_at(ExplainField::Known)
    }
    fn error_href(&self) -> &'static str {
        match self.error {
            Some((ExplainField::Known, _)) => "#known",
            _ => "#at",
        }
    }
    fn error_text(&self) -> &str {
        self.error.as_ref().map(|(_, error)| error.as_str()).unwrap_or_default()
    }
}

impl ExplainView {
    pub(crate) fn new(page: &ExplainPage, known: Option<String>) -> Self {
        let sum = money_sum(page.lines.iter().map(|line| line.amount));
        let holds = sum == Some(page.balance);
        let balance = figures::exact_euro(page.balance);
        let verdict = if holds {
            text::sum_holds(&balance)
        } else {
            text::sum_broken(&sum.map_or(NO_FIGURE.to_owned(), figures::exact_euro), &balance)
        };
        let sum = sum.map_or(NO_FIGURE.to_owned(), figures::exact);
        Self {
            title: text::why_balance(&figures::balance(page.balance)),
            ean: page.ean,
            account_href: account_path(page.account),
            at_and_known: Some(text::at_and_known(&page.at, &page.as_known_at)),
            verdict: Some(Verdict { holds, text: verdict }),
            lines: page.lines.iter().map(LineRow::new).collect(),
            sum_label: text::sum_of(page.lines.len()),
            sum,
            form: ExplainForm {
                at: page.at.clone(),
                known: known.unwrap_or_default(),
                error: None,
            },
        }
    }

    /// The form alone, when what was written is no instant.
    pub(crate) fn refused(page: &ExplainPage, form: ExplainForm) -> Self {
        Self {
            title: text::EXPLAIN.to_owned(),
            ean: page.ean,
            account_href: account_path(page.account),
            at_and_known: None,
            verdict: None,
            lines: Vec::new(),
            sum_label: String::new(),
            sum: String::new(),
            form,
        }
    }
}

impl ExplainView {
    /// Shown in the tab.
    fn tab(&self) -> String {
        if self.form.error.is_some() { text::error_title(&self.title) } else { self.title.clone() }
    }
}

impl LineRow {
    fn new(line: &crate::view::ExplainLine) -> Self {
        let price = line.price_version.as_deref().map(text::price_version);
        let from: Vec<String> = line.reading.iter().cloned().chain(price).collect();
        Self {
            booked_at: figures::instant(&line.booked_at),
            day: figures::day(&line.day),
            what: line.what.clone(),
            from: from.join("; "),
            rule: line.rule.clone(),
            amount: figures::exact(line.amount),
        }
    }
}

// What went wrong, and what to do.

#[derive(Debug, Template)]
#[template(path = "error.html")]
pub(crate) struct ErrorPage {
    pub title: &'static str,
    pub what: String,
    pub advice: &'static str,
}

impl ErrorPage {
    /// Shown in the tab.
    fn tab(&self) -> String {
        text::error_title(self.title)
    }
}
