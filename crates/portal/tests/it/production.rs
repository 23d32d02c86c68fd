//! A household's page of what it produces, over two roofs in memory.

use crate::html;
use crate::site::{Site, reporter};
use crate::staff;
use calendar::SettlementDay;
use portal::my::{MyError, Visitor};
use portal::production::{
    Buyer, Expected, Lost, MyProduction, Network, OwnUse, Page, PeriodShown, Producers,
    ProductionOptions, RegimeShown,
};
use std::sync::{Arc, Mutex};
use units::{Language, MilliWattHours};

/// One roof that is netted, one whose injection is sold; or none.
#[derive(Default)]
pub struct Panels {
    pub none: bool,
}

fn day(text: &str) -> SettlementDay {
    text.parse().unwrap()
}

fn kwh(text: &str) -> MilliWattHours {
    text.parse().unwrap()
}

fn period(from: &str, open: bool) -> PeriodShown {
    PeriodShown {
        from: day(from),
        until: day("2026-11-20"),
        open,
        offtake: kwh("2800"),
        injection: kwh("2000"),
        by_registers: !open,
        missing: if open { 96 } else { 0 },
        netted: Some((kwh("800"), kwh("0"))),
        receives: None,
        network: Some(Network {
            billed: "420".parse().unwrap(),
            by_energy: Some("420".parse().unwrap()),
            by_power: Some("524.9".parse().unwrap()),
            energy_is_lower: true,
        }),
        swapped: !open,
    }
}

impl Producers for Panels {
    fn mine(&self, _: &Visitor) -> Result<Vec<MyProduction>, MyError> {
        if self.none {
            return Ok(Vec::new());
        }
        let netted = MyProduction {
            ean: crate::fake::ean(1),
            power_w: 5_000,
            regime: RegimeShown::Netted { last_day: day("2030-12-31") },
            supplier: Some("Alpha".to_owned()),
            periods: vec![period("2026-01-01", true), period("2025-01-01", false)],
            own_use: Some(OwnUse {
                from: day("2026-01-01"),
                until: day("2026-11-01"),
                production: kwh("4000"),
                stated: true,
                self_consumption: kwh("2000"),
                used: kwh("4800"),
            }),
            expected: Some(Expected {
                until: day("2027-01-01"),
                offtake: kwh("3100"),
                injection: kwh("2050"),
                last_days: Some(28),
            }),
            days: (0..30)
                .map(|offset| {
                    let sent = MilliWattHours(i64::from(offset % 7) * 1_000_000);
                    (day("2026-10-21").plus(offset), kwh("9.6"), sent)
                })
                .collect(),
        };
        let sold = PeriodShown {
            netted: None,
            receives: Some("4.032".parse().unwrap()),
            network: None,
            ..period("2026-01-01", true)
        };
        let (since, buyer) = (day("2026-03-02"), Buyer::Other("Beta".to_owned()));
        let other = MyProduction {
            ean: crate::fake::ean(2),
            regime: RegimeShown::Sold { since, why: Lost::Sharing, buyer },
            periods: vec![sold],
            own_use: None,
            expected: None,
            days: Vec::new(),
            ..netted.clone()
        };
        Ok(vec![netted, other])
    }
}

fn site(none: bool) -> Site {
    let reports = Arc::new(Mutex::new(Vec::new()));
    let gate = staff::gate(staff::Staff::default());
    let options = ProductionOptions { help_phone: "0800 00 000".to_owned() };
    let panels = Arc::new(Panels { none });
    let (router, _) = portal::production::router(panels, &gate, options, reporter(&reports));
    Site::serving(router, reports)
}

fn text(site: &Site, language: Language) -> String {
    let path = Page::Mine.path(language);
    let answer = site.request("GET", path, "cookie: session=customer\r\n");
    assert_eq!(answer.status, 200, "{path}");
    answer.text()
}

#[test]
fn ps_09_the_page_of_production_is_sound_and_light_in_each_language() {
    for none in [false, true] {
        let site = site(none);
        for language in Language::ALL {
            let page = text(&site, language);
            html::assert_sound(&page);
            assert!(page.contains(&format!("<html lang=\"{}\"", language.code())));
            assert!(!page.contains('{') && !page.contains('}'), "a value is missing");
            assert!(!page.contains("<script"));
            assert!(page.len() < 30_000, "{} bytes before compression", page.len());
        }
        assert_eq!(site.reports(), Vec::<String>::new());
    }
}

#[test]
fn ps_06_ps_09_off_take_injection_and_both_ways_of_the_network_stand_apart() {
    let words = html::words(&text(&site(false), Language::En)).replace('\u{a0}', " ");
    for said in [
        "Since 01/01/2026 you took 2800.0 kWh and sent 2000.0 kWh to the grid.",
        "So far, 800.0 kWh are left to pay for.",
        "until 31/12/2030",
        "Produced, as you said",
        "50 %",
        "42 %",
        "The lower one is billed: by energy.",
        "€524.90",
        "The meter was replaced. The year counts as one.",
        "You share energy in a group.",
        "Beta buys it.",
        "We do not know what your panels produce.",
        "96 quarter-hours are missing: it may be more.",
    ] {
        assert!(words.contains(said), "{said} in {words}");
    }
    let none = html::words(&text(&site(true), Language::En));
    assert!(none.contains("We know of no panels at your home."));
}
