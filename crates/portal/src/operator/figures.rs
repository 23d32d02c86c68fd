//! What the regulator is told and everybody may know. Source: UX O-12, P-10, PR-15.

use super::api::{FigureLine, FiguresView};
use super::paths::Page;
use super::words::Words;
use crate::agent::Menu;
use crate::language::{Paths as _, Writes as _};
use crate::pay::frame::Frame;
use crate::words::fill;
use access::Role;
use askama::Template;
use units::Language;

#[derive(Debug)]
struct Row {
    title: String,
    facts: Vec<(&'static str, String)>,
}

/// From how many on a number is told to everybody: of fewer, a neighbour may know whose they are.
const TOLD: u64 = 5;

/// A count with what stands behind it, which is not told where the count is not.
fn told(count: u64, exact: bool, behind: impl FnOnce() -> String) -> String {
    match count {
        1..TOLD if !exact => format!("<\u{a0}{TOLD}"),
        _ => behind(),
    }
}

/// `2026-02` as people call it.
fn month_name(month: &str, language: Language) -> String {
    let first = format!("{month}-01").parse().ok();
    first.map_or_else(|| month.to_owned(), |first| language.month_and_year(first))
}

/// Hours, rounded up: what was begun counts.
fn hours(minutes: u64) -> u64 {
    minutes.div_ceil(60)
}

/// Per cent of the readings that were due which came in time, to a hundredth, rounded down; nothing of none.
/// Source: MT-19.
fn in_time(line: &FigureLine, language: Language) -> Option<String> {
    percent(line.in_time, line.due, language)
}

/// To a hundredth, rounded down; nothing of none.
pub(super) fn percent(part: u64, whole: u64, language: Language) -> Option<String> {
    let hundredths = i128::from(part).checked_mul(10_000)?.checked_div(whole.into())?;
    let text = units::format_decimal(hundredths, 2);
    let text = if language == Language::En { text } else { text.replace('.', ",") };
    Some(format!("{text}\u{a0}%"))
}

impl Row {
    fn new(line: &FigureLine, exact: bool, frame: &Frame) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let plain = |count: u64| told(count, exact, || count.to_string());
        let money = |count: u64, amount| {
            told(count, exact, || format!("{count} · {}", language.money(amount)))
        };
        let off =
            [("count", line.offs.to_string()), ("hours", hours(line.off_minutes).to_string())];
        let off = off.each_ref().map(|(name, text)| (*name, text.as_str()));
        let in_time = in_time(line, language).unwrap_or_else(|| m.f_no_readings.to_owned());
        Self {
            title: format!(
                "{} · {}",
                month_name(&line.month, language),
                frame.w.energy_name(line.energy)
            ),
            facts: vec![
                (m.f_activations, plain(line.activations)),
                (m.f_ends, plain(line.ends)),
                (m.f_top_ups, money(line.top_ups, line.topped_up)),
                (m.f_aids, money(line.aids, line.aided)),
                (m.f_offs, told(line.offs, exact, || fill(m.f_off_hours, &off))),
                (m.f_limited, plain(line.limited)),
                (m.f_in_time, in_time),
            ],
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "operator/figures.html")]
pub(super) struct FiguresPage {
    frame: Frame,
    m: &'static Words,
    /// Of whoever runs the platform; everybody sees the same figures.
    menu: Option<Menu>,
    dso: &'static str,
    open: String,
    rows: Vec<Row>,
    file: String,
    as_of: String,
}

impl FiguresPage {
    pub(super) fn new(frame: Frame, role: Option<Role>, view: &FiguresView) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let path = Page::Figures.path(language);
        let menu = role.filter(|role| role.is_of_operator());
        let exact = menu.is_some();
        Self {
            menu: menu.map(|role| Menu::at(language, role, path)),
            dso: view.dso.name(),
            open: fill(m.f_open, &[("count", &view.open.to_string())]),
            rows: view.lines.iter().map(|line| Row::new(line, exact, &frame)).collect(),
            file: format!("{path}/csv"),
            as_of: fill(frame.w.as_of, &[("time", &language.instant(view.as_of))]),
            frame: frame.titled(m.figures_title, &[]),
            m,
        }
    }
}

/// The figures as a file: amounts with a point, hours rounded up. What is not told has `<5`, and nothing for its sum.
pub(super) fn csv(view: &FiguresView, exact: bool) -> String {
    let mut out = "dso,month,energy,activations,ends,top_ups,top_ups_eur,aids,aids_eur,\
                   self_disconnections,self_disconnection_hours,reduced_power,readings_due,\
                   readings_in_time\r\n"
        .to_owned();
    for line in &view.lines {
        let few = |count: u64| !exact && (1..TOLD).contains(&count);
        let plain = |count: u64| if few(count) { format!("<{TOLD}") } else { count.to_string() };
        let sum = |count: u64, sum: String| if few(count) { String::new() } else { sum };
        let fields = [
            view.dso.name().to_owned(),
            line.month.clone(),
            line.energy.name().to_owned(),
            plain(line.activations),
            plain(line.ends),
            plain(line.top_ups),
            sum(line.top_ups, line.topped_up.to_string()),
            plain(line.aids),
            sum(line.aids, line.aided.to_string()),
            plain(line.offs),
            sum(line.offs, hours(line.off_minutes).to_string()),
            plain(line.limited),
            line.due.to_string(),
            line.in_time.to_string(),
        ];
        out.push_str(&fields.join(","));
        out.push_str("\r\n");
    }
    out
}
