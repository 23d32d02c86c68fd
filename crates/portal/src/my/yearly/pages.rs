//! The page of the yearly bill as a struct of ready text.

use super::api::{Bill, MyYear, NewContract, YearRefused};
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::my::pages::{Inside, Menu};
use crate::my::paths::Page;
use crate::my::words::Words as Own;
use crate::pay::forms;
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use askama::Template;
use units::{Language, MicroEuro, NanoEuroPerKwh, format_decimal};

pub(super) const FIRST: &str = "first";
pub(super) const SECOND: &str = "second";
pub(super) const FIXED: &str = "fixed";
pub(super) const DAY: &str = "day";

/// No energy costs more for a kilowatt-hour: what is above was keyed in without its comma.
const MOST_PRICE: NanoEuroPerKwh = NanoEuroPerKwh(2_000_000_000);
const MOST_FIXED: MicroEuro = MicroEuro(2_000_000_000);

/// What was keyed in, as it was.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub(super) first: String,
    pub(super) second: String,
    pub(super) fixed: String,
    pub(super) day: String,
}

/// A price as people write it: `0,3612`, `€ 0.36`.
fn price(text: &str) -> Option<NanoEuroPerKwh> {
    let kept: String = text.chars().filter(|c| !c.is_whitespace() && *c != '€').collect();
    let price: NanoEuroPerKwh = kept.replace(',', ".").parse().ok()?;
    (NanoEuroPerKwh(0) <= price && price <= MOST_PRICE).then_some(price)
}

/// A year's fixed charge; nothing is none.
fn fixed(text: &str) -> Option<MicroEuro> {
    let text = text.trim();
    if text.is_empty() || text.trim_start_matches('0').is_empty() {
        return Some(MicroEuro::ZERO);
    }
    forms::amount(text).filter(|amount| *amount <= MOST_FIXED)
}

impl Typed {
    /// What it says, or what is wrong with it. A second price may be missing: a meter may have one register.
    pub(super) fn read(&self, language: Language) -> Result<NewContract, Vec<PageError>> {
        let w = Words::of(language);
        let (first, fixed, day) = (price(&self.first), fixed(&self.fixed), forms::day(&self.day));
        let second = price(&self.second);
        let wrong = [
            (first.is_none(), FIRST, w.e_price),
            (second.is_none() && !self.second.trim().is_empty(), SECOND, w.e_price),
            (fixed.is_none(), FIXED, w.e_fixed),
            (day.is_none(), DAY, w.e_day),
        ];
        let wrong: Vec<PageError> = wrong
            .into_iter()
            .filter(|(is, ..)| *is)
            .map(|(_, field, text)| PageError::at(field, text))
            .collect();
        match (first, fixed, day) {
            (Some(first), Some(fixed_per_year), Some(anniversary)) if wrong.is_empty() => {
                Ok(NewContract { anniversary, first, second, fixed_per_year })
            }
            _ => Err(wrong),
        }
    }

    fn of(page: &MyYear, language: Language) -> Self {
        let Some(contract) = page.contract else { return Self::default() };
        let decimal = |price: NanoEuroPerKwh| {
            let text = format_decimal(i128::from(price.0), 9);
            let text = text.trim_end_matches('0').trim_end_matches('.').to_owned();
            if language == Language::En { text } else { text.replace('.', ",") }
        };
        let [first, second] = contract.prices;
        Self {
            first: decimal(first),
            second: if page.two_registers { decimal(second) } else { String::new() },
            fixed: forms::shown(contract.fixed_per_year, language),
            day: language.date(contract.anniversary),
        }
    }
}

pub(super) fn refused(refused: YearRefused, language: Language) -> PageError {
    match refused {
        YearRefused::NoSecondPrice => PageError::at(SECOND, Words::of(language).e_price),
    }
}

#[derive(Debug, Template)]
#[template(path = "my/yearly.html")]
pub(super) struct YearPage {
    frame: Frame,
    w: &'static Words,
    menu: Menu,
    inside: Inside,
    errors: Vec<PageError>,
    saved: bool,
    /// A label, and the amount with what becomes of it.
    figures: Vec<(String, String)>,
    sentences: Vec<String>,
    warning: Option<String>,
    known: bool,
    two: bool,
    typed: Typed,
    action: String,
}

fn figure(amount: MicroEuro, language: Language) -> String {
    let w = Words::of(language);
    let text = if amount < MicroEuro::ZERO { w.back } else { w.to_pay };
    fill(text, &[("amount", &language.money(MicroEuro(amount.0.saturating_abs())))])
}

fn told(bill: &Bill, language: Language) -> (Vec<String>, Option<String>) {
    let w = Words::of(language);
    let mut sentences = Vec::new();
    if let Some(aside) = bill.aside.filter(|aside| *aside > MicroEuro::ZERO) {
        sentences.push(fill(w.aside, &[("amount", &language.money(aside))]));
    }
    sentences.push(fill(w.is_estimate, &[("day", &language.date(bill.today.previous()))]));
    let warning =
        bill.above.map(|above| fill(w.warning, &[("amount", &language.short_money(above))]));
    (sentences, warning)
}

impl YearPage {
    /// `typed`: what was sent and could not be kept.
    pub(super) fn new(
        frame: Frame,
        page: &MyYear,
        (typed, errors): (Option<Typed>, Vec<PageError>),
        saved: bool,
    ) -> Self {
        let language = frame.language;
        let w = Words::of(language);
        let path = Page::Yearly.path(language);
        let (mut figures, mut sentences, mut warning) = (Vec::new(), Vec::new(), None);
        if let (Some(bill), Some(contract)) = (page.bill, page.contract) {
            let day = language.date(contract.anniversary);
            figures.push((w.if_today.to_owned(), figure(bill.if_today, language)));
            let label = fill(w.at_anniversary, &[("day", &day)]);
            figures.push((label, figure(bill.at_anniversary, language)));
            (sentences, warning) = told(&bill, language);
        } else if page.contract.is_some() {
            sentences.push(w.no_day.to_owned());
        }
        Self {
            menu: Menu::new(language, None),
            inside: Inside::new(&page.meter, &page.meters, path, language),
            known: page.contract.is_some(),
            two: page.two_registers,
            typed: typed.unwrap_or_else(|| Typed::of(page, language)),
            action: format!("{path}?n={}", page.meter.place),
            frame: frame.titled(w.title, &errors),
            errors,
            saved,
            figures,
            sentences,
            warning,
            w,
        }
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == Some(field)).map(|error| error.text.as_str())
    }

    fn own(&self) -> &'static Own {
        Own::of(self.frame.language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pa_34_a_contract_is_read_as_people_write_it_or_says_what_is_wrong() {
        let typed = Typed {
            first: "0,3612".into(),
            second: "€ 0.2894".into(),
            fixed: "75".into(),
            day: "1/1/2027".into(),
        };
        let read = typed.read(Language::Fr).unwrap();
        assert_eq!((read.first.0, read.second), (361_200_000, Some(NanoEuroPerKwh(289_400_000))));
        assert_eq!(read.fixed_per_year, MicroEuro(75_000_000));
        assert_eq!(read.anniversary.to_string(), "2027-01-01");
        let one = Typed { second: " ".into(), fixed: "0".into(), ..typed.clone() };
        let read = one.read(Language::Fr).unwrap();
        assert_eq!((read.second, read.fixed_per_year), (None, MicroEuro::ZERO));
        // Cents for a kilowatt-hour, a word, a date that is none, too much.
        for (field, wrong) in [
            (FIRST, Typed { first: "36,12".into(), ..typed.clone() }),
            (FIRST, Typed { first: "".into(), ..typed.clone() }),
            (FIRST, Typed { first: "-0,3".into(), ..typed.clone() }),
            (SECOND, Typed { second: "cheap".into(), ..typed.clone() }),
            (FIXED, Typed { fixed: "20000".into(), ..typed.clone() }),
            (DAY, Typed { day: "32/1/2027".into(), ..typed.clone() }),
        ] {
            let errors = wrong.read(Language::Nl).unwrap_err();
            assert_eq!(errors.iter().filter_map(|error| error.field).collect::<Vec<_>>(), [field]);
        }
    }
}
