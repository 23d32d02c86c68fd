//! What a day cost, line by line. Source: UX 8.2 C-06, PA-43.

use super::api::MyUseDay;
use super::quality_name;
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::my::outside::{Slot, unit_price};
use crate::my::pages::{Inside, Menu};
use crate::my::paths::Page;
use crate::my::words::Words as Own;
use crate::pay::frame::Frame;
use crate::view::Quality;
use crate::words::fill;
use askama::Template;
use calendar::SettlementDay;
use units::{Language, MicroEuro};

const CENT: i64 = 10_000;

#[derive(Debug, Template)]
#[template(path = "my/usage_day.html")]
pub(super) struct DayPage {
    frame: Frame,
    m: &'static Own,
    w: &'static Words,
    menu: Menu,
    inside: Inside,
    title: String,
    sentences: Vec<String>,
    /// What, of what, how much.
    rows: Vec<(&'static str, String, String)>,
    total: String,
    /// What was repaid with it, and what the balance was then.
    after: Vec<(&'static str, String)>,
    links: Vec<(String, &'static str)>,
}

impl DayPage {
    pub(super) fn new(frame: Frame, page: &MyUseDay) -> Self {
        let language = frame.language;
        let (m, w) = (Own::of(language), Words::of(language));
        let path = Page::Usage.path(language);
        let number = page.meter.place;
        let mut rows: Vec<_> = page
            .used
            .iter()
            .map(|used| {
                let what = match used.slot {
                    Slot::All => w.energy,
                    Slot::Peak => w.by_day,
                    Slot::OffPeak => w.by_night,
                };
                let of = [language.kwh(used.energy), unit_price(used.price, language)];
                let of = of.join(" × ");
                (what, of, language.money(used.cost))
            })
            .collect();
        // Parts of a cent are the rounding of the lines above.
        if page.beside.0.saturating_abs() >= CENT {
            rows.push((w.beside, String::new(), language.effect(page.beside)));
        }
        let mut after = Vec::new();
        if page.corrected != MicroEuro::ZERO {
            after.push((w.corrected, language.effect(page.corrected)));
        }
        if page.repaid > MicroEuro::ZERO {
            after.push((w.repaid, language.money(page.repaid)));
        }
        if let Some(balance) = page.balance_after {
            after.push((w.balance_after, language.balance(balance)));
        }
        let step = |day: Option<SettlementDay>, name: &'static str| {
            day.map(|day| (format!("{path}{}?n={number}&d={day}", super::DAY), name))
        };
        let day = page.day.day;
        let links = [
            step(page.earlier, w.day_before),
            step(page.later, w.day_after),
            Some((format!("{path}?n={number}&d={day}"), w.days_to_here)),
            Some((
                format!("{}?n={number}&d={day}", Page::Quarters.path(language)),
                crate::my::quarters::title(language),
            )),
        ];
        let title = language.long_day(day);
        Self {
            menu: Menu::new(language, Some(Page::Usage)),
            inside: Inside::new(&page.meter, &page.meters, path, language),
            sentences: sentences(page, language),
            total: page.day.cost.map_or_else(String::new, |cost| language.money(cost)),
            links: links.into_iter().flatten().collect(),
            frame: frame.titled(&title, &[]),
            title,
            rows,
            after,
            m,
            w,
        }
    }
}

fn sentences(page: &MyUseDay, language: Language) -> Vec<String> {
    let w = Words::of(language);
    let mut sentences = Vec::new();
    if let (Some(energy), Some(cost)) = (page.day.energy, page.day.cost) {
        let (energy, cost) = (language.kwh(energy), language.money(cost));
        sentences.push(fill(w.day_says, &[("energy", &energy), ("cost", &cost)]));
    }
    sentences.push(if page.social { w.social } else { w.average }.to_owned());
    match page.day.quality {
        Quality::Provisional => sentences.push(w.provisional.to_owned()),
        Quality::Corrected | Quality::Held => {
            sentences.push(fill(w.kind_is, &[("kind", quality_name(page.day.quality, language))]));
        }
        Quality::Measured => {}
    }
    sentences
}
