//! A household's page of what it produces, over two roofs in memory.

use crate::html;
use crate::site::{Site, reporter};
use crate::staff;
use calendar::{Instant, SettlementDay};
use portal::my::{MyError, Visitor};
use portal::production::{
    Buyer, CaseStep, Expected, Lost, MyProduction, Network, OwnUse, Page, PeriodShown, Producers,
    ProductionOptions, RatePrices, RatesCompared, RegimeShown, Stop, StopAdvice, StopCause, Stops,
    VoltageComplaint, VoltagePoint,
};
use std::sync::{Arc, Mutex};
use units::{Language, MilliWattHours};

/// One roof that is netted, one whose injection is sold; or none.
#[derive(Default)]
pub struct Panels {
    pub none: bool,
    /// What was reported of the voltage.
    pub said: Mutex<Vec<VoltageComplaint>>,
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
        estimated: false,
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
            stops: Some(Stops {
                from: day("2026-08-22"),
                count: 2,
                too_high: 1,
                lost_min: 45,
                newest: vec![
                    stop("2026-11-02T12:15:00+01:00", 15, StopCause::Unknown),
                    stop("2026-11-01T12:00:00+01:00", 30, StopCause::TooHigh),
                ],
                advice: StopAdvice::Complain,
            }),
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
            stops: None,
            ..netted.clone()
        };
        Ok(vec![netted, other])
    }

    fn voltage(&self, _: &Visitor) -> Result<Vec<VoltagePoint>, MyError> {
        let said = self.said.lock().unwrap();
        let point = |number: i64, complaint: Option<(Instant, CaseStep)>| {
            let ean = crate::fake::ean(number);
            let now = "2026-11-20T10:00:00+01:00".parse().unwrap();
            let said = said.iter().any(|one| one.ean == ean);
            VoltagePoint { ean, complaint: complaint.or(said.then_some((now, CaseStep::Received))) }
        };
        let closed = ("2026-05-04T10:00:00+02:00".parse().unwrap(), CaseStep::Closed);
        Ok(vec![point(1, None), point(2, Some(closed))])
    }

    fn complain(&self, _: &Visitor, said: &VoltageComplaint) -> Result<bool, MyError> {
        self.said.lock().unwrap().push(said.clone());
        Ok(true)
    }

    fn rates(&self, _: &Visitor, prices: RatePrices) -> Result<Vec<RatesCompared>, MyError> {
        // Of 500 kWh by day.
        let of = |price: units::NanoEuroPerKwh| units::MicroEuro(price.0 / 1_000 * 500);
        let (single, two) = (of(prices.single), of(prices.peak));
        Ok(vec![RatesCompared { ean: crate::fake::ean(1), single, two, missing: 4 }])
    }
}

fn stop(start: &str, minutes: i64, cause: StopCause) -> Stop {
    let start: calendar::Instant = start.parse().unwrap();
    Stop { start, until: start.plus_min(minutes), cause }
}

fn site(none: bool) -> Site {
    let reports = Arc::new(Mutex::new(Vec::new()));
    let gate = staff::gate(staff::Staff::default());
    let options = ProductionOptions { help_phone: "0800 00 000".to_owned() };
    let panels = Arc::new(Panels { none, ..Panels::default() });
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

#[test]
fn gq_07_stops_stand_with_their_number_what_caused_them_and_advice() {
    let words = html::words(&text(&site(false), Language::En)).replace('\u{a0}', " ");
    for said in [
        "2 stops since 22/08/2026, 45 minutes in all.",
        "1 with the voltage too high.",
        "01/11/2026, 12:00 pm to 12:30 pm: voltage too high",
        "02/11/2026, 12:15 pm to 12:30 pm: voltage not measured",
        "The network’s voltage was too high. Tell us below.",
    ] {
        assert!(words.contains(said), "{said} in {words}");
    }
}

#[test]
fn gq_01_a_household_reports_its_voltage_and_what_is_missing_is_said_at_the_field() {
    let site = site(false);
    let path = Page::Mine.path(Language::En);
    let cookie = "cookie: session=customer\r\n";
    let post = |body: &str| {
        let (kind, length) = ("application/x-www-form-urlencoded", body.len());
        let head = format!("{cookie}content-type: {kind}\r\ncontent-length: {length}\r\n");
        site.send("POST", path, &head, body.as_bytes())
    };
    let before = html::words(&text(&site, Language::En));
    assert!(before.contains("reported on 04/05/2026, closed"), "{before}");
    let ean = crate::fake::ean(1);
    let wrong = post(&format!("ean={ean}&times=noon&effect=+&installation=panels"));
    assert_eq!(wrong.status, 422);
    let page = wrong.text();
    html::assert_sound(&page);
    assert!(page.contains("id=\"effect-error\"") && page.contains("href=\"#effect\""));
    assert!(page.contains("value=\"noon\"") && page.contains("value=\"panels\""), "kept");
    let other = post("ean=541449000000999999&times=noon&effect=lamps");
    assert_eq!(other.status, 422, "not theirs");
    let sent = post(&format!("ean={ean}&times=noon&effect=lamps+flicker&installation="));
    assert_eq!((sent.status, sent.header("location")), (303, Some("/en/my/production#voltage")));
    let after = html::words(&text(&site, Language::En));
    assert!(after.contains("reported on 20/11/2026, received"), "{after}");
    let again = post(&format!("ean={ean}&times=noon&effect=lamps"));
    assert_eq!(again.status, 422);
    assert!(again.text().contains("A report is open for this point."));
}

#[test]
fn ps_08_both_rates_are_compared_at_the_prices_that_were_typed() {
    let site = site(false);
    let get = |query: &str| {
        let path = format!("{}?{query}", Page::Mine.path(Language::En));
        site.request("GET", &path, "cookie: session=customer\r\n")
    };
    let found = get("single=0.35&peak=0,39&off=0.29");
    assert_eq!(found.status, 200);
    let words = html::words(&found.text());
    assert!(words.contains("Single rate €175.00, two rates €195.00."), "{words}");
    assert!(words.contains("The single rate costs less.") && words.contains("4 quarter-hours are"));
    let wrong = get("single=cheap&peak=0.39&off=");
    assert_eq!(wrong.status, 422);
    let page = wrong.text();
    html::assert_sound(&page);
    assert!(page.contains("value=\"cheap\"") && page.contains("id=\"off-error\""));
    assert!(!page.contains("id=\"peak-error\""));
}
