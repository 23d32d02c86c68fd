//! The page of a meter as a struct of ready text, and its file.

use super::api::{MyPoint, Port, RegisterLine, Supplier, SupplierAsked};
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::my::months::{Month, fold};
use crate::my::pages::{Inside, Menu};
use crate::my::paths::Page;
use crate::pay::frame::Frame;
use crate::words::fill;
use askama::Template;
use procedures::State;
use units::{Energy, Language};

/// Days of registers on the page; the file has all.
const SHOWN_DAYS: usize = 62;

/// mWh or litres as kWh or cubic metres, with three decimals.
fn figure(value: i64, energy: Energy) -> String {
    let thousandths = match energy {
        Energy::Electricity => value / 1_000,
        Energy::Gas => value,
    };
    units::format_decimal(i128::from(thousandths), 3)
}

fn shown(value: i64, energy: Energy, language: Language) -> String {
    let text = figure(value, energy);
    if language == Language::En { text } else { text.replace('.', ",") }
}

#[derive(Debug)]
struct Row {
    day: String,
    values: Vec<String>,
    corrected: bool,
}

#[derive(Debug, Template)]
#[template(path = "my/point.html")]
pub(super) struct PointPage {
    frame: Frame,
    w: &'static Words,
    menu: Menu,
    inside: Inside,
    /// Label and value.
    contract: Vec<(&'static str, String)>,
    /// Number, and since when.
    placed: Vec<(String, String)>,
    /// What each register is.
    heads: Vec<(String, &'static str)>,
    months: Vec<Month<Row>>,
    csv: String,
    port: Option<PortForm>,
    /// When and how, what.
    told: Vec<Month<(String, String)>>,
    /// What was asked, and how it stands.
    asked: Vec<(String, String)>,
}

/// What the household allows at the port, and what it may say of that.
#[derive(Debug)]
struct PortForm {
    says: String,
    /// What was just said.
    done: Option<&'static str>,
    /// What may be agreed to.
    agree: Option<&'static str>,
    /// Something may be taken back.
    back: bool,
    action: String,
}

impl PortForm {
    fn new(port: Port, (place, saved): (usize, &str), language: Language) -> Self {
        let w = Words::of(language);
        let says = match port.open {
            Some((since, until)) => {
                let (since, until) = (language.date(since), language.date(until));
                fill(w.port_open, &[("since", &since), ("until", &until)])
            }
            None => w.port_closed.to_owned(),
        };
        let agree = match port.open {
            None => Some(w.port_agree),
            Some(_) if port.ends_soon => Some(w.port_renew),
            Some(_) => None,
        };
        let done = match saved {
            "1" => Some(w.port_agreed),
            "0" => Some(w.port_back),
            _ => None,
        };
        let action = format!("{}?n={place}", Page::Point.path(language));
        Self { says, done, agree, back: port.open.is_some(), action }
    }
}

/// What a supplier asked, and how it stands, as the household reads it.
fn asked(one: &SupplierAsked, language: Language) -> (String, String) {
    let w = Words::of(language);
    let day = language.date(one.day);
    let what = if one.begins { w.asked_prepay } else { w.asked_end };
    let what = fill(what, &[("supplier", &one.supplier), ("day", &day)]);
    let (stands, day) = match one.state {
        State::Requested | State::LetterSent => (w.a_handled, one.due),
        State::Appointment => (w.a_visit, one.due),
        State::Absent | State::AbsentAgain => (w.a_absent, one.last),
        State::Activated => (w.a_activated, one.last),
        State::Refused => (w.a_refused, one.last),
        State::Impossible | State::Cancelled => (w.a_stopped, one.last),
        State::Ended => (w.a_ended, one.last),
    };
    (what, fill(stands, &[("day", &language.date(day))]))
}

/// What a column is called, and its unit below it: on a narrow phone they do not stand beside each other.
fn heads(energy: Energy, two_rates: bool, w: &Words) -> Vec<(String, &'static str)> {
    let unit = if energy == Energy::Gas { "m³" } else { "kWh" };
    let names: &[&str] = if two_rates { &[w.by_day, w.by_night] } else { &[w.shows] };
    names.iter().map(|name| ((*name).to_owned(), unit)).collect()
}

fn values(line: &RegisterLine, two_rates: bool) -> &[i64] {
    line.values.get(..if two_rates { 2 } else { 1 }).unwrap_or_default()
}

impl PointPage {
    /// `saved`: what the visitor has just said of the port.
    pub(super) fn new(frame: Frame, page: &MyPoint, saved: &str) -> Self {
        let language = frame.language;
        let (w, energy) = (Words::of(language), page.meter.energy);
        let path = Page::Point.path(language);
        let contract = &page.contract;
        let supplier = match &contract.supplier {
            Supplier::Operator => w.operator.to_owned(),
            Supplier::Named(name) => name.clone(),
        };
        let price = if contract.social { w.social } else { w.average };
        let mut facts = vec![
            (w.reference, page.meter.reference.to_string()),
            (w.since, language.date(contract.since)),
            (w.supplier, supplier),
            (w.price, price.to_owned()),
        ];
        if energy == Energy::Electricity {
            facts.push((w.rates, if contract.two_rates { w.two } else { w.single }.to_owned()));
        }
        let placed = page.placed.iter().map(|one| {
            let from = language.date(one.from);
            let times = match one.until {
                Some(until) => {
                    fill(w.from_to, &[("from", &from), ("until", &language.date(until))])
                }
                None => fill(w.from, &[("from", &from)]),
            };
            let read = one.read.filter(|_| one.until.is_none());
            let read = read.map(|day| fill(w.read, &[("day", &language.date(day))]));
            (
                one.serial.clone(),
                [Some(times), read].into_iter().flatten().collect::<Vec<_>>().join(" "),
            )
        });
        let rows = page.registers.iter().take(SHOWN_DAYS).map(|line| {
            let values = values(line, contract.two_rates).iter();
            let row = Row {
                day: language.short_date(line.midnight),
                values: values.map(|value| shown(*value, energy, language)).collect(),
                corrected: line.corrected,
            };
            (line.midnight, row)
        });
        let told = page.told.iter().map(|one| {
            let when = format!("{}, {}", language.instant(one.at), one.channel);
            (one.at.day(), (when, one.text.clone()))
        });
        Self {
            menu: Menu::new(language, None),
            inside: Inside::new(&page.meter, &page.meters, path, language),
            contract: facts,
            placed: placed.collect(),
            heads: heads(energy, contract.two_rates, w),
            months: fold(rows, language),
            csv: format!("{path}/csv?n={}", page.meter.place),
            port: page.port.map(|port| PortForm::new(port, (page.meter.place, saved), language)),
            told: fold(told, language),
            asked: page.asked.iter().map(|one| asked(one, language)).collect(),
            frame: frame.titled(w.title, &[]),
            w,
        }
    }
}

/// The registers as a file, the oldest first.
pub(super) fn csv(page: &MyPoint) -> String {
    let energy = page.meter.energy;
    let unit = if energy == Energy::Gas { "m3" } else { "kwh" };
    let names: &[&str] = if page.contract.two_rates { &["day", "night"] } else { &["register"] };
    let mut text = String::from("midnight");
    for name in names {
        text.push_str(&format!(",{name}_{unit}"));
    }
    text.push_str(",corrected\r\n");
    for line in page.registers.iter().rev() {
        text.push_str(&line.midnight.to_string());
        for value in values(line, page.contract.two_rates) {
            text.push(',');
            text.push_str(&figure(*value, energy));
        }
        text.push_str(if line.corrected { ",yes\r\n" } else { ",no\r\n" });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::my::MyMeter;
    use crate::my::point::{Contract, PlacedMeter};
    use crate::pay::frame::Switch;

    fn page(energy: Energy, two_rates: bool) -> MyPoint {
        let ean: units::Ean = "541449012345678908".parse().unwrap();
        let reference = ean.reference();
        let meter = MyMeter { place: 1, energy, reference, town: "Namur".to_owned() };
        // Of litres and of watt-hours the meter shows as many.
        let unit = if energy == Energy::Gas { 1 } else { 1_000 };
        let line = |day: &str, values: [i64; 2], corrected| RegisterLine {
            midnight: day.parse().unwrap(),
            values: values.map(|value| value * unit),
            corrected,
        };
        let placed = |serial: &str, until: Option<&str>| PlacedMeter {
            serial: serial.to_owned(),
            from: "2026-01-01".parse().unwrap(),
            until: until.map(|day| day.parse().unwrap()),
            read: Some("2026-11-03".parse().unwrap()),
        };
        MyPoint {
            meters: vec![meter.clone()],
            meter,
            placed: vec![placed("1SAG2", None), placed("1SAG1", Some("2026-06-01"))],
            contract: Contract {
                since: "2026-01-01".parse().unwrap(),
                supplier: Supplier::Operator,
                social: true,
                two_rates,
            },
            port: (energy == Energy::Electricity).then_some(Port { open: None, ends_soon: false }),
            registers: vec![
                line("2026-11-03", [12_345_678, 1_000_001], true),
                line("2026-11-02", [12_000_000, 0], false),
            ],
            told: Vec::new(),
            asked: Vec::new(),
        }
    }

    fn shown_in(language: Language, page: &MyPoint) -> String {
        let frame = Frame::new(language, "0800 00 000", Switch::Links(Vec::new()));
        PointPage::new(frame, page, "").render().unwrap()
    }

    #[test]
    fn pr_05_what_a_supplier_asked_is_told_without_blame() {
        let mut there = page(Energy::Electricity, false);
        assert!(!shown_in(Language::En, &there).contains("id=\"asked\""), "nothing was asked");
        let day = |text: &str| text.parse().unwrap();
        let one = |state| SupplierAsked {
            supplier: "Energy <A>".to_owned(),
            day: day("2026-11-02"),
            begins: state != State::Ended,
            state,
            last: day("2026-11-12"),
            due: day("2026-11-19"),
        };
        let states = [State::Absent, State::Appointment, State::Refused, State::Ended];
        there.asked = states.map(one).to_vec();
        let text = shown_in(Language::En, &there);
        for said in [
            "Energy &#60;A&#62; asked for prepayment on 02/11/2026.",
            "Nobody was there on 12/11/2026. That is no refusal.",
            "A visit is fixed for 19/11/2026.",
            "You refused on 12/11/2026. Nothing is cut because of that.",
            "asked on 02/11/2026 to end prepayment.",
            "Prepayment ended on 12/11/2026.",
        ] {
            assert!(text.contains(said), "{said}: {text}");
        }
    }

    #[test]
    fn mt_16_the_port_says_until_when_and_is_renewed_only_when_that_is_near() {
        let mut there = page(Energy::Electricity, false);
        let closed = shown_in(Language::En, &there);
        assert!(closed.contains("name=\"agrees\" value=\"1\""), "{closed}");
        assert!(!closed.contains("name=\"agrees\" value=\"0\""), "nothing to take back");
        let days = ("2026-01-10".parse().unwrap(), "2027-01-10".parse().unwrap());
        there.port = Some(Port { open: Some(days), ends_soon: false });
        let open = shown_in(Language::En, &there);
        assert!(open.contains("2027") && !open.contains("value=\"1\""), "{open}");
        assert!(open.contains("name=\"agrees\" value=\"0\""), "{open}");
        there.port = Some(Port { open: Some(days), ends_soon: true });
        assert!(shown_in(Language::En, &there).contains("name=\"agrees\" value=\"1\""));
        assert!(!shown_in(Language::En, &page(Energy::Gas, false)).contains("agrees"));
    }

    #[test]
    fn c_17_registers_are_shown_as_the_meter_shows_them() {
        let text = shown_in(Language::Fr, &page(Energy::Electricity, true));
        for words in ["12345,678", "1000,001", "1SAG2", "1SAG1"] {
            assert!(text.contains(words), "{words}: {text}");
        }
        let text = shown_in(Language::En, &page(Energy::Gas, false));
        // Of gas the same number is litres.
        assert!(text.contains("12345.678") && text.contains("m³"), "{text}");
        assert!(!text.contains("1000.001"), "gas has one register: {text}");
    }

    #[test]
    fn c_17_the_file_is_oldest_first_and_says_what_was_corrected() {
        let text = csv(&page(Energy::Electricity, true));
        assert_eq!(
            text,
            "midnight,day_kwh,night_kwh,corrected\r\n2026-11-02,12000.000,0.000,no\r\n\
             2026-11-03,12345.678,1000.001,yes\r\n"
        );
        let text = csv(&page(Energy::Gas, false));
        assert!(
            text.starts_with("midnight,register_m3,corrected\r\n2026-11-02,12000.000,no"),
            "{text}"
        );
    }
}
