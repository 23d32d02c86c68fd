//! The page of moving as a struct of ready text.

use super::api::{Leftover, MoveOut, MoveRefused, MyMoving};
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::my::PublicFacts;
use crate::my::pages::{Inside, Menu};
use crate::my::paths::Page;
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use askama::Template;
use calendar::SettlementDay;
use units::{Language, MicroEuro};

pub(super) const DAY: &str = "day";
pub(super) const LEFTOVER: &str = "refund";
pub(super) const IBAN: &str = "iban";
pub(super) const ADDRESS: &str = "moved_to";

/// What was keyed in and is shown again.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub(super) day: String,
    pub(super) leftover: Option<Leftover>,
    pub(super) iban: String,
    pub(super) address: String,
    pub(super) phone: String,
}

/// What is wrong with a form, first field first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrong {
    NoDay,
    NoLeftover,
    Refused(MoveRefused),
}

/// What the agent reads, in the household's language.
pub(super) fn case_words(wanted: &MoveOut<'_>) -> String {
    let language = wanted.language;
    let w = Words::of(language);
    let left = match wanted.leftover {
        Leftover::Refund => fill(w.case_refund, &[("iban", wanted.iban)]),
        Leftover::Transfer => w.case_transfer.to_owned(),
    };
    let out = fill(w.case_out, &[("day", &language.date(wanted.day))]);
    format!("{out} {left} {}", fill(w.case_address, &[("address", wanted.address)]))
}

#[derive(Debug, Template)]
#[template(path = "my/moving.html")]
pub(super) struct MovingPage {
    frame: Frame,
    w: &'static Words,
    menu: Menu,
    inside: Inside,
    errors: Vec<PageError>,
    taken: Option<String>,
    waits: Option<(String, String)>,
    answered_by: String,
    /// Label and value.
    facts: Vec<(&'static str, String)>,
    as_of: String,
    /// What happens to it.
    then: Vec<&'static str>,
    day_hint: String,
    typed: Typed,
    action: String,
    newcomer: Vec<String>,
    plan: (String, String),
}

/// How many days it takes to repay what is lent at the start. Source: PA-06.
fn days_to_repay(facts: &PublicFacts) -> i64 {
    let (start, per_day) = (facts.start.0, facts.start_per_day.0.max(1));
    start.saturating_add(per_day.saturating_sub(1)).div_euclid(per_day)
}

impl MovingPage {
    pub(super) fn new(
        frame: Frame,
        page: &MyMoving,
        facts: &PublicFacts,
        (typed, wrong): (Typed, &[Wrong]),
        taken: Option<i64>,
    ) -> Self {
        let language = frame.language;
        let w = Words::of(language);
        let path = Page::Moving.path(language);
        let place = page.meter.place;
        let (first, last) = page.days;
        // In two weeks from the day whose balance is shown.
        let dates = [first, last, page.as_of.day().plus(14)].map(|day| language.date(day));
        let dates = [("first", dates[0].as_str()), ("last", &dates[1]), ("example", &dates[2])];
        let errors: Vec<PageError> = wrong
            .iter()
            .map(|wrong| match wrong {
                Wrong::NoDay => PageError::at(DAY, fill(w.e_no_day, &dates)),
                Wrong::Refused(MoveRefused::Day) => PageError::at(DAY, fill(w.e_day, &dates)),
                Wrong::NoLeftover => PageError::at(LEFTOVER, w.e_leftover),
                Wrong::Refused(MoveRefused::NoIban) => PageError::at(IBAN, w.e_iban),
                Wrong::Refused(MoveRefused::NoAddress) => PageError::at(ADDRESS, w.e_address),
                Wrong::Refused(MoveRefused::TooLong) => PageError::at(ADDRESS, w.e_long),
            })
            .collect();
        let mut shown = vec![(w.balance_now, language.balance(page.balance))];
        let mut then = Vec::new();
        if page.aid > MicroEuro::ZERO {
            shown.push((w.of_aid, language.balance(page.aid)));
        }
        if page.balance >= MicroEuro::ZERO {
            then.push(w.positive);
            if page.aid > MicroEuro::ZERO {
                then.push(w.positive_aid);
            }
        } else {
            then.push(w.negative);
        }
        then.extend([w.no_cut, w.until_then]);
        let number = |text: &str, number: i64| fill(text, &[("number", &number.to_string())]);
        let by = |day: SettlementDay| fill(w.answered_by, &[("day", &language.long_day(day))]);
        let amounts = [
            ("start", language.short_money(facts.start)),
            ("start_day", language.short_money(facts.start_per_day)),
            ("days", days_to_repay(facts).to_string()),
        ];
        let amounts = amounts.each_ref().map(|(name, value)| (*name, value.as_str()));
        let newcomer = [w.in_own, w.in_start, w.in_repay, w.in_end, w.in_letter];
        Self {
            menu: Menu::new(language, Some(Page::Moving)),
            inside: Inside::new(&page.meter, &page.meters, path, language),
            taken: taken.map(|taken| number(w.taken, taken)),
            waits: page
                .waits
                .filter(|_| taken.is_none())
                .map(|(case, due)| (number(w.waits, case), by(due))),
            answered_by: by(page.answer_by),
            facts: shown,
            as_of: fill(frame.w.as_of, &[("time", &language.instant(page.as_of))]),
            then,
            day_hint: fill(w.day_hint, &dates),
            action: format!("{path}?n={place}"),
            newcomer: newcomer.map(|text| fill(text, &amounts)).to_vec(),
            plan: (
                format!("{}?n={place}", Page::Plan.path(language)),
                crate::my::help_links(language).to_owned(),
            ),
            frame: frame.titled(w.title, &errors),
            errors,
            typed,
            w,
        }
    }

    fn error(&self, field: &str) -> Option<&str> {
        let mut at = self.errors.iter().filter(|error| error.field == Some(field));
        at.next().map(|error| error.text.as_str())
    }

    fn is(&self, leftover: Leftover) -> bool {
        self.typed.leftover == Some(leftover)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pa_06_the_advance_is_repaid_by_the_last_part_of_a_day() {
        let eur = |text: &str| text.parse().unwrap();
        let facts = |start: &str| PublicFacts {
            emergency: eur("15"),
            start: eur(start),
            start_per_day: eur("1"),
            back_on: eur("0.50"),
            least: eur("5"),
            most: eur("250"),
            limit_ampere: 10,
            spared: calendar::Spared::default(),
            refuse_days: 30,
            answer_days: 10,
        };
        assert_eq!(days_to_repay(&facts("20")), 20);
        assert_eq!(days_to_repay(&facts("26.20")), 27);
    }

    #[test]
    fn pa_32_the_case_says_what_becomes_of_what_is_left() {
        let wanted = MoveOut {
            day: "2026-12-01".parse().unwrap(),
            leftover: Leftover::Refund,
            iban: "BE71096123456769",
            address: "Rue Haute 3, 4000 Liège",
            phone: "",
            language: Language::En,
        };
        assert_eq!(
            case_words(&wanted),
            "Moves out on 01/12/2026. What is left to BE71096123456769. New address: Rue Haute 3, 4000 Liège"
        );
        let other = MoveOut { leftover: Leftover::Transfer, language: Language::Fr, ..wanted };
        assert!(case_words(&other).contains("nouveau compteur"));
    }
}
