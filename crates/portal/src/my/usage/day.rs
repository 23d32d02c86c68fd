//! What a day cost, line by line. Source: UX 8.2 C-06, PA-43.

use super::api::MyUseDay;
use super::quality_name;
use super::words::Words;
use crate::chart::{self, Look};
use crate::language::{Paths as _, Writes as _};
use crate::my::outside::{Slot, unit_price};
use crate::my::pages::{Inside, Menu};
use crate::my::paths::Page;
use crate::my::quarters::{DayHours, MyQuarters};
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
    /// With consent to quarter-hours only.
    hours: Option<DayHours>,
    /// What, of what, how much.
    rows: Vec<(&'static str, String, String)>,
    total: String,
    /// What was repaid with it, and what the balance was then.
    after: Vec<(&'static str, String)>,
    links: Vec<(String, &'static str)>,
}

impl DayPage {
    /// `quarters`: of the same day, as far as the household agrees.
    pub(super) fn new(frame: Frame, page: &MyUseDay, quarters: Option<&MyQuarters>) -> Self {
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
            hours: quarters.and_then(|quarters| DayHours::new(quarters, language)),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::my::{MyDay, MyMeter, QuarterDay};
    use units::{Energy, MilliWattHours};

    fn page(consent: bool, taken: impl Fn(usize) -> Option<i64>) -> String {
        let reference = "541449012345678908".parse::<units::Ean>().unwrap().reference();
        let (energy, town) = (Energy::Electricity, "Huy".to_owned());
        let meter = MyMeter { place: 1, energy, reference, town };
        let day: SettlementDay = "2026-11-20".parse().unwrap();
        let used = MyUseDay {
            meter: meter.clone(),
            meters: vec![meter.clone()],
            day: MyDay {
                day,
                quality: Quality::Measured,
                energy: Some(MilliWattHours(9_600_000)),
                cost: Some(MicroEuro(2_400_000)),
            },
            social: true,
            used: Vec::new(),
            beside: MicroEuro::ZERO,
            corrected: MicroEuro::ZERO,
            repaid: MicroEuro::ZERO,
            balance_after: None,
            earlier: None,
            later: None,
        };
        let quarters = MyQuarters {
            meters: vec![meter.clone()],
            meter,
            since: consent.then(|| day.plus(-9).start()),
            taken_back: None,
            days: vec![QuarterDay {
                day,
                taken: (0..96).map(taken).collect(),
                estimated: 0,
                given: MilliWattHours(0),
            }],
            earlier: None,
            later: None,
        };
        let links = crate::pay::frame::Switch::Links(Vec::new());
        let frame = Frame::new(Language::En, "0800 00 000", links);
        DayPage::new(frame, &used, Some(&quarters)).render().unwrap()
    }

    #[test]
    fn c_06_a_day_has_a_bar_for_each_hour_where_quarter_hours_are_agreed_to() {
        let text = page(true, |at| Some(if at / 4 == 18 { 500_000 } else { 50_000 }));
        assert!(text.contains("Hour by hour"), "{text}");
        let says = "Most of it from 18:00, in one hour: 2.0\u{a0}kWh.";
        assert!(text.contains(says), "{text}");
        let svg = text.split("<svg").nth(1).unwrap().split("</svg>").next().unwrap();
        let bars = svg.split("class=\"p0\"").nth(1).unwrap();
        assert_eq!(bars.matches(['M', 'm']).count(), 24, "{bars}");
        let (drawing, table) = (text.find("<svg").unwrap(), text.find("<table").unwrap());
        assert!(drawing < table, "above the table");
    }

    #[test]
    fn pd_03_without_consent_a_day_shows_no_hour() {
        for text in [page(false, |_| Some(50_000)), page(true, |_| None)] {
            assert!(!text.contains("<svg") && !text.contains("Hour by hour"), "{text}");
        }
        // A part of an hour is no figure.
        let text = page(true, |at| (at % 4 > 0 || at == 0).then_some(50_000));
        assert_eq!(text.matches("class=\"p0\"").count(), 1, "{text}");
        assert!(text.contains("class=\"frame\""), "{text}");
    }
}
