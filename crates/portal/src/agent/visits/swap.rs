//! A card meter was replaced: its card is read, and a second person has the account opened. Source: PA-05, PR-06.

use super::super::acts::Fields as Common;
use super::super::api::{SwapEffect, SwapWanted, VisitView};
use super::super::pages::{Menu, error_at};
use super::super::paths::Page;
use super::super::words::Words as Shared;
use super::names::{ACCEPTS, OLD_PLATE, PLATE, RATES, READ_OUTS, SALES, WEEKLY};
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use access::Role;
use askama::Template;
use units::{Energy, Language, MicroEuro};

/// What the fields say. Errors: at each field what is missing.
pub(super) fn wanted(
    fields: &Common,
    view: &VisitView,
    language: Language,
) -> Result<SwapWanted, Vec<PageError>> {
    let m = Words::of(language);
    let mut errors = Vec::new();
    let mut need = |wrong: bool, field: &'static str, text: &'static str| {
        if wrong {
            errors.push(PageError::at(field, text));
        }
    };
    let visit = &fields.visit;
    let (old, new) = (visit.old_plate.parse::<u64>(), visit.plate.parse::<u64>());
    need(visit.read_outs.is_empty(), READ_OUTS, m.e_card);
    need(old.is_err(), OLD_PLATE, m.e_old_plate);
    need(new.is_err(), PLATE, m.e_new_meter);
    let power = view.place.energy == Energy::Electricity;
    let rates = &fields.life.rates;
    need(power && !matches!(rates.as_str(), "two" | "single"), RATES, m.e_rates);
    let weekly: Result<Option<MicroEuro>, ()> = match fields.amount.as_str() {
        "" => Ok(None),
        text => match text.replace(',', ".").parse::<MicroEuro>() {
            Ok(amount) if amount > MicroEuro::ZERO => Ok(Some(amount)),
            Ok(_) | Err(_) => Err(()),
        },
    };
    need(weekly.is_err(), WEEKLY, m.e_weekly);
    match (old, new, weekly) {
        (Ok(old_meter), Ok(new_meter), Ok(weekly)) if errors.is_empty() => Ok(SwapWanted {
            read_outs: visit.read_outs.clone(),
            sales: visit.sales.clone(),
            old_meter,
            new_meter,
            two_rates: power && rates == "two",
            weekly,
            accepts: fields.part == "yes",
        }),
        _ => Err(errors),
    }
}

/// The digits that the technician has noted.
pub(super) fn begun(view: &VisitView) -> Common {
    let mut fields = Common::default();
    let noted = view.visit.found().and_then(|found| found.new_meter.clone()).unwrap_or_default();
    fields.visit.plate = noted.chars().filter(char::is_ascii_digit).collect();
    fields
}

pub(super) fn effect_facts(effect: &SwapEffect, language: Language) -> Vec<(&'static str, String)> {
    let m = Words::of(language);
    let mut facts = vec![
        (m.old_balance, language.balance(effect.old_balance)),
        (m.begins_with, language.balance(effect.balance)),
        (m.advanced, language.balance(effect.advanced)),
    ];
    facts.extend(effect.old_debt.map(|owed| (m.old_debt, language.balance(owed))));
    if effect.findings > 0 {
        facts.push((m.findings, effect.findings.to_string()));
    }
    facts
}

/// The form, or below what was filled in its effect.
#[derive(Debug, Template)]
#[template(path = "agent/visit_swap.html")]
pub(super) struct SwapPage {
    frame: Frame,
    c: &'static Shared,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    typed: Common,
    plate_hint: String,
    rates: Vec<(String, String)>,
    accepts: Vec<(String, String)>,
    power: bool,
    effect: Option<Vec<(&'static str, String)>>,
    /// What is sent again to confirm.
    carried: Vec<(&'static str, String)>,
    back: String,
    path: String,
}

impl SwapPage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        view: &VisitView,
        (typed, effect): (&Common, Option<&SwapEffect>),
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let back = format!("{}/{}", Page::Visits.path(language), view.number);
        let own = |name: &str, words: &str| (name.to_owned(), words.to_owned());
        let noted = view.visit.found().and_then(|found| found.new_meter.clone());
        let carried = vec![
            (READ_OUTS, typed.visit.read_outs.clone()),
            (SALES, typed.visit.sales.clone()),
            (OLD_PLATE, typed.visit.old_plate.clone()),
            (PLATE, typed.visit.plate.clone()),
            (RATES, typed.life.rates.clone()),
            (WEEKLY, typed.amount.clone()),
            (ACCEPTS, typed.part.clone()),
        ];
        Self {
            menu: Menu::new(language, role, None),
            typed: typed.clone(),
            plate_hint: fill(m.new_plate_hint, &[("plate", &noted.unwrap_or_default())]),
            rates: vec![own("two", m.two), own("single", m.single)],
            accepts: vec![own("no", m.accepts_no), own("yes", m.accepts_yes)],
            power: view.place.energy == Energy::Electricity,
            effect: effect.map(|effect| effect_facts(effect, language)),
            carried,
            path: format!("{back}/swap"),
            back,
            frame: frame.titled(m.swap_title, &errors),
            c: Shared::of(language),
            m,
            errors,
        }
    }
}
