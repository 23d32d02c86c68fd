//! Prices and places as structs of ready text.

use super::api::{PlaceLine, Places, PriceLine, Prices, Slot, Tariff};
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::my::pages::energy_name;
use crate::my::paths::Page;
use crate::pay::frame::{Frame, PageError};
use crate::public::Explained;
use crate::words::fill;
use askama::Template;
use calendar::{OpenWindow, SettlementDay};
use units::{Dso, Energy, Language, MicroEuro, NanoEuroPerKwh, format_decimal};
use vending::Distance;

pub(super) const POSTCODE: &str = "p";

/// A price to its last digit, with four decimals at least: `0,342150 €/kWh` is nobody's to round.
pub(crate) fn unit_price(price: NanoEuroPerKwh, language: Language) -> String {
    let text = format_decimal(i128::from(price.0), 9);
    let most = text.trim_end_matches('0');
    let least = text.len().saturating_sub(5);
    let text = text.get(..most.len().max(least)).unwrap_or(&text);
    match language {
        Language::En => format!("€{text}\u{a0}/\u{a0}kWh"),
        Language::Nl => format!("€\u{a0}{}\u{a0}/\u{a0}kWh", text.replace('.', ",")),
        Language::Fr | Language::De => format!("{}\u{a0}€\u{a0}/\u{a0}kWh", text.replace('.', ",")),
    }
}

/// A name within a line: only German keeps its capital.
fn inside(name: &str, language: Language) -> String {
    let mut letters = name.chars();
    match letters.next() {
        Some(first) if language != Language::De => first.to_lowercase().chain(letters).collect(),
        _ => name.to_owned(),
    }
}

/// What a year's fixed charge costs a day, rounded up to the cent. Source: PA-09, PA-03.
fn a_day(year: MicroEuro, day: SettlementDay) -> MicroEuro {
    let (of, ..) = day.ymd();
    let first = |year: i32| SettlementDay::from_ymd(year, 1, 1);
    let days = first(of).zip(first(of.saturating_add(1)));
    let days = days.map_or(365, |(this, next)| i64::from(next.days_since(this)));
    MicroEuro(year.0.div_euclid(days.max(1)))
}

#[derive(Debug)]
struct Row {
    when: &'static str,
    price: String,
    since: String,
    next: Option<String>,
}

#[derive(Debug)]
struct Table {
    title: String,
    whose: &'static str,
    rows: Vec<Row>,
}

#[derive(Debug, Template)]
#[template(path = "my/prices.html")]
pub(super) struct PricesPage {
    frame: Frame,
    w: &'static Words,
    lead: String,
    tariffs: Vec<Table>,
    fixed: Vec<String>,
    links: Vec<(&'static str, &'static str)>,
}

impl PricesPage {
    pub(super) fn new(frame: Frame, prices: &Prices) -> Self {
        let language = frame.language;
        let w = Words::of(language);
        let mut tariffs = Vec::new();
        for energy in [Energy::Electricity, Energy::Gas] {
            for tariff in [Tariff::Social, Tariff::Average] {
                let lines = prices.lines.iter();
                let lines = lines.filter(|line| (line.energy, line.tariff) == (energy, tariff));
                let rows: Vec<Row> = lines
                    .map(|line| Row {
                        when: match line.slot {
                            Slot::All => w.all_day,
                            Slot::Peak => w.by_day,
                            Slot::OffPeak => w.by_night,
                        },
                        price: unit_price(line.price, language),
                        since: fill(w.since, &[("day", &language.date(line.since))]),
                        next: line.next.map(|(day, price)| {
                            let (day, price) = (language.date(day), unit_price(price, language));
                            fill(w.from_then, &[("day", &day), ("price", &price)])
                        }),
                    })
                    .collect();
                if !rows.is_empty() {
                    let (name, whose) = match tariff {
                        Tariff::Average => (w.average, w.average_for),
                        Tariff::Social => (w.social, w.social_for),
                    };
                    let title = format!("{} · {name}", energy_name(energy, language));
                    tariffs.push(Table { title, whose, rows });
                }
            }
        }
        let fixed = prices.fixed_a_year.iter().filter(|(_, year)| year.0 > 0);
        let fixed = fixed.map(|(energy, year)| {
            let amount = language.money(a_day(*year, prices.day));
            fill(w.fixed_is, &[("energy", energy_name(*energy, language)), ("amount", &amount)])
        });
        let links = [Explained::HowItWorks, Explained::HelpToPay];
        Self {
            lead: fill(
                w.prices_at,
                &[("operator", prices.dso.name()), ("day", &language.date(prices.day))],
            ),
            tariffs,
            fixed: fixed.collect(),
            links: links.map(|page| (page.path(language), page.told(language).title)).to_vec(),
            frame: frame.titled(w.prices_title, &[]),
            w,
        }
    }
}

/// Words of a search by postcode, also on other pages.
#[derive(Debug)]
pub(crate) struct PostcodeWords {
    pub(crate) title: &'static str,
    pub(crate) postcode: &'static str,
    pub(crate) hint: &'static str,
    pub(crate) search: &'static str,
    pub(crate) wrong: &'static str,
    pub(crate) unknown: &'static str,
}

impl PostcodeWords {
    /// Of a search for the social service.
    pub(crate) fn of(language: Language) -> Self {
        let w = Words::of(language);
        Self {
            title: w.office_title,
            postcode: w.postcode,
            hint: w.postcode_hint,
            search: w.search,
            wrong: w.e_postcode,
            unknown: w.office_unknown,
        }
    }
}

/// The prices of a day in short, for the page that says how it works. Source: UX 8.1 P-05, PA-08.
#[derive(Debug)]
pub(crate) struct PricesUsed {
    pub(crate) lead: String,
    /// An operator, and what each of its prices is called.
    pub(crate) all: Vec<(&'static str, Vec<(String, String)>)>,
    pub(crate) more: (&'static str, &'static str),
}

impl PricesUsed {
    /// `None` if none is published.
    pub(crate) fn new(all: &[(Dso, Prices)], language: Language) -> Option<Self> {
        let w = Words::of(language);
        let day = all.first()?.1.day;
        let line = |line: &PriceLine| {
            let tariff = match line.tariff {
                Tariff::Social => w.social,
                Tariff::Average => w.average,
            };
            let when = match line.slot {
                Slot::All => String::new(),
                Slot::Peak => format!(", {}", w.by_day),
                Slot::OffPeak => format!(", {}", w.by_night),
            };
            let energy = energy_name(line.energy, language);
            (
                format!("{energy}, {}{when}", inside(tariff, language)),
                unit_price(line.price, language),
            )
        };
        let of = |(dso, prices): &(Dso, Prices)| {
            (dso.name(), prices.lines.iter().map(line).collect::<Vec<_>>())
        };
        Some(Self {
            lead: fill(w.prices_lead, &[("day", &language.date(day))]),
            all: all.iter().map(of).collect(),
            more: (Page::Prices.path(language), w.prices_title),
        })
    }
}

#[derive(Debug)]
struct Shop {
    name: String,
    address: String,
    distance: Option<&'static str>,
    today: String,
    /// Word and class.
    state: (&'static str, &'static str),
    takes: String,
}

/// What was asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Search {
    pub(super) postcode: String,
    pub(super) only_open: bool,
}

#[derive(Debug, Template)]
#[template(path = "my/places.html")]
pub(super) struct PlacesPage {
    frame: Frame,
    w: &'static Words,
    errors: Vec<PageError>,
    search: Search,
    action: &'static str,
    found: Option<String>,
    shops: Vec<Shop>,
    more: bool,
    near: bool,
    elsewhere: String,
    links: Vec<(&'static str, &'static str)>,
}

fn window(window: &OpenWindow, day: SettlementDay, language: Language) -> String {
    let clock = |minute: u16| match minute {
        // The midnight that ends a day is 24:00, not the next day's beginning.
        1_440 => "24:00".to_owned(),
        _ => {
            let hour = u8::try_from(minute / 60).unwrap_or(0);
            let minute = u8::try_from(minute % 60).unwrap_or(0);
            language.clock(day.at(hour, minute))
        }
    };
    format!("{}–{}", clock(window.from_minute()), clock(window.to_minute()))
}

impl Shop {
    fn new(line: &PlaceLine, day: SettlementDay, language: Language) -> Self {
        let w = Words::of(language);
        let hours: Vec<String> = line.today.iter().map(|one| window(one, day, language)).collect();
        let today = match line.today.as_slice() {
            [] => w.closed_today.to_owned(),
            [one] if one.from_minute() == 0 && one.to_minute() == 1_440 => {
                fill(w.today, &[("hours", w.all_day)])
            }
            _ => fill(w.today, &[("hours", &hours.join(", "))]),
        };
        let ways = [(line.bancontact, w.bancontact), (line.cash, w.cash)];
        let ways: Vec<&str> =
            ways.into_iter().filter(|(takes, _)| *takes).map(|(_, name)| name).collect();
        let energies = if line.gas { w.gas_too } else { w.no_gas };
        Self {
            name: line.name.clone(),
            address: format!("{}, {} {}", line.street, line.postcode, line.town),
            distance: line.distance.map(|distance| match distance {
                Distance::Here => w.here,
                Distance::Near => w.near,
                Distance::Far => w.far,
            }),
            today,
            state: if line.open { (w.is_open, "s1") } else { (w.is_closed, "") },
            takes: format!(
                "{}{} {}; {energies}",
                w.takes,
                crate::pay::words::Words::of(language).colon,
                ways.join(", ")
            ),
        }
    }
}

impl PlacesPage {
    /// `places`: `None` if the postcode is none.
    pub(super) fn new(frame: Frame, search: Search, places: Option<&Places>) -> Self {
        let language = frame.language;
        let w = Words::of(language);
        let errors: Vec<PageError> = match places {
            None => vec![PageError::at(POSTCODE, w.e_postcode)],
            Some(_) => Vec::new(),
        };
        let found = places.map(|places| match places.lines.len() {
            0 => w.none_found.to_owned(),
            count => fill(w.found, &[("count", &count.to_string())]),
        });
        let shops = places.into_iter().flat_map(|places| {
            let day = places.now.day();
            places.lines.iter().map(move |line| Shop::new(line, day, language))
        });
        let shops: Vec<Shop> = shops.collect();
        Self {
            action: Page::Places.path(language),
            found,
            near: shops.iter().any(|shop| shop.distance.is_some()),
            shops,
            more: places.is_some_and(|places| places.more),
            elsewhere: fill(w.elsewhere, &[("phone", &frame.phone)]),
            links: vec![
                (language.top_up_path(), crate::pay::words::Words::of(language).start_title),
                (Page::Prices.path(language), w.prices_title),
            ],
            frame: frame.titled(w.places_title, &errors),
            errors,
            search,
            w,
        }
    }

    fn error(&self) -> Option<&str> {
        self.errors.first().map(|error| error.text.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pa_08_a_price_is_written_to_its_last_digit() {
        let all = |text: &str| {
            let price: NanoEuroPerKwh = text.parse().unwrap();
            Language::ALL.map(|language| unit_price(price, language).replace('\u{a0}', " "))
        };
        let long = all("0.342150");
        assert_eq!(
            long,
            ["0,34215 € / kWh", "€ 0,34215 / kWh", "0,34215 € / kWh", "€0.34215 / kWh"]
        );
        assert_eq!(all("0.4")[3], "€0.4000 / kWh");
        assert_eq!(all("0.123456789")[3], "€0.123456789 / kWh");
    }

    #[test]
    fn pa_09_a_day_is_its_part_of_the_year() {
        let year: MicroEuro = "21.90".parse().unwrap();
        let day = |text: &str| a_day(year, text.parse().unwrap()).amount_to_pay_cents();
        assert_eq!((day("2026-11-20"), day("2028-03-01")), (6, 6));
        assert_eq!(a_day(year, "2026-11-20".parse().unwrap()).to_string(), "0.060000");
    }

    #[test]
    fn a_window_to_the_end_of_the_day_ends_at_24() {
        let day = "2026-11-20".parse().unwrap();
        let of =
            |text: &str| window(&text.parse().unwrap(), day, Language::Fr).replace('\u{a0}', " ");
        assert_eq!(of("08:00-12:30"), "8 h 00–12 h 30");
        assert_eq!(of("00:00-24:00"), "0 h 00–24:00");
    }
}
