//! Where people can top up: shops and desks with their hours, as an operator enters them. Source: TP-02, UX 8.1
//! P-04.

use calendar::{Instant, OpenWeek, OpenWindow, SettlementDay, Weekday, is_holiday};
use std::fmt;
use std::str::FromStr;

/// Letters of a name, a street or a town, at most.
const MOST_LETTERS: usize = 80;

/// When a place is open, on the wall clock of Brussels. As text `Mo-Fr 08:00-12:00 13:00-18:00; Sa 09:00-12:00`;
/// `PH off` at the end closes it on public holidays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    week: OpenWeek,
    holidays_off: bool,
}

/// Why a text is no hours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    #[error("`{text}` is not a day or a span of days such as `Mo`, `Mo-Fr`")]
    Days { text: String },
    #[error("`{text}` is not a window such as `08:00-12:00`")]
    Window { text: String },
    #[error("`{text}` has no window such as `08:00-12:00`")]
    NoWindow { text: String },
    #[error("`{text}` gives hours to a day that has some already")]
    Twice { text: String },
    #[error("it is never open")]
    Never,
}

const DAYS: [(&str, Weekday); 7] = [
    ("Mo", Weekday::Mon),
    ("Tu", Weekday::Tue),
    ("We", Weekday::Wed),
    ("Th", Weekday::Thu),
    ("Fr", Weekday::Fri),
    ("Sa", Weekday::Sat),
    ("Su", Weekday::Sun),
];

fn on(week: &mut OpenWeek, day: Weekday) -> &mut Vec<OpenWindow> {
    match day {
        Weekday::Mon => &mut week.mon,
        Weekday::Tue => &mut week.tue,
        Weekday::Wed => &mut week.wed,
        Weekday::Thu => &mut week.thu,
        Weekday::Fri => &mut week.fri,
        Weekday::Sat => &mut week.sat,
        Weekday::Sun => &mut week.sun,
    }
}

/// `Mo`, `Mo-Fr` and `Mo,We` as the days they name.
fn days(text: &str) -> Result<Vec<Weekday>, HoursError> {
    let wrong = || HoursError::Days { text: text.to_owned() };
    let place = |name: &str| DAYS.iter().position(|(short, _)| *short == name).ok_or_else(wrong);
    let mut found = Vec::new();
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (place(first)?, place(last)?);
        if first > last {
            return Err(wrong());
        }
        let span = DAYS.iter().skip(first).take(last.saturating_sub(first).saturating_add(1));
        found.extend(span.map(|(_, day)| *day));
    }
    Ok(found)
}

impl FromStr for Hours {
    type Err = HoursError;

    fn from_str(text: &str) -> Result<Self, HoursError> {
        let mut hours = Self { week: OpenWeek::default(), holidays_off: false };
        for rule in text.split(';').map(str::trim).filter(|rule| !rule.is_empty()) {
            if rule == "PH off" {
                hours.holidays_off = true;
                continue;
            }
            let (of, windows) = rule
                .split_once(' ')
                .ok_or_else(|| HoursError::NoWindow { text: rule.to_owned() })?;
            let mut open = Vec::new();
            for window in windows.split_whitespace() {
                let window: OpenWindow =
                    window.parse().map_err(|_| HoursError::Window { text: window.to_owned() })?;
                if open
                    .last()
                    .is_some_and(|last: &OpenWindow| last.to_minute() > window.from_minute())
                {
                    return Err(HoursError::Window { text: window.to_string() });
                }
                open.push(window);
            }
            for day in days(of)? {
                let known = on(&mut hours.week, day);
                if !known.is_empty() {
                    return Err(HoursError::Twice { text: rule.to_owned() });
                }
                known.clone_from(&open);
            }
        }
        if DAYS.iter().all(|(_, day)| hours.week.on(*day).is_empty()) {
            return Err(HoursError::Never);
        }
        Ok(hours)
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rules = Vec::new();
        for (name, day) in DAYS {
            let windows: Vec<String> = self.week.on(day).iter().map(ToString::to_string).collect();
            if !windows.is_empty() {
                rules.push(format!("{name} {}", windows.join(" ")));
            }
        }
        if self.holidays_off {
            rules.push("PH off".to_owned());
        }
        formatter.pad(&rules.join("; "))
    }
}

impl Hours {
    /// The windows of a day, in order.
    pub fn of(&self, day: SettlementDay) -> &[OpenWindow] {
        if self.holidays_off && is_holiday(day) { &[] } else { self.week.on(day.weekday()) }
    }

    pub fn is_open(&self, at: Instant) -> bool {
        let (day, minute) = at.day_and_minute();
        self.of(day).iter().any(|window| window.contains(minute))
    }
}

/// A shop or a desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopUpPlace {
    /// The operator's own, such as a terminal's.
    pub id: String,
    pub name: String,
    pub street: String,
    /// Belgian, 1000 to 9999.
    pub postcode: u16,
    pub town: String,
    pub hours: Hours,
    pub bancontact: bool,
    pub cash: bool,
    /// Takes top-ups of gas too.
    pub gas: bool,
}

/// What is wrong with a row of a list of places.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    #[error("`{text}` is no postcode of 4 digits")]
    Postcode { text: String },
    #[error("`{field}` is empty")]
    Empty { field: &'static str },
    #[error("`{field}` has more than {MOST_LETTERS} letters")]
    TooLong { field: &'static str },
    #[error("`{text}` is neither `yes` nor `no`, for `{field}`")]
    YesOrNo { field: &'static str, text: String },
    #[error("it takes neither Bancontact nor cash")]
    TakesNothing,
    #[error("the hours cannot be read")]
    Hours(#[from] HoursError),
}

/// A Belgian postcode.
pub fn postcode(text: &str) -> Option<u16> {
    let digits = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|code| digits && *code >= 1_000)
}

/// A row as it is written: what it is, not yet what it means.
#[derive(Debug, Clone, Copy, Default)]
pub struct PlaceRow<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub street: &'a str,
    pub postcode: &'a str,
    pub town: &'a str,
    pub hours: &'a str,
    pub bancontact: &'a str,
    pub cash: &'a str,
    pub gas: &'a str,
}

fn line(field: &'static str, text: &str) -> Result<String, PlaceError> {
    let text = text.trim();
    if text.is_empty() || text.chars().any(char::is_control) {
        return Err(PlaceError::Empty { field });
    }
    if text.chars().count() > MOST_LETTERS {
        return Err(PlaceError::TooLong { field });
    }
    Ok(text.to_owned())
}

fn yes(field: &'static str, text: &str) -> Result<bool, PlaceError> {
    match text.trim() {
        "yes" => Ok(true),
        "no" => Ok(false),
        other => Err(PlaceError::YesOrNo { field, text: other.to_owned() }),
    }
}

impl TopUpPlace {
    /// Errors: the first field that cannot be read.
    pub fn read(row: &PlaceRow<'_>) -> Result<Self, PlaceError> {
        let code = row.postcode.trim();
        let place = Self {
            id: line("id", row.id)?,
            name: line("name", row.name)?,
            street: line("street", row.street)?,
            postcode: postcode(code)
                .ok_or_else(|| PlaceError::Postcode { text: code.to_owned() })?,
            town: line("town", row.town)?,
            hours: row.hours.parse()?,
            bancontact: yes("bancontact", row.bancontact)?,
            cash: yes("cash", row.cash)?,
            gas: yes("gas", row.gas)?,
        };
        if !place.bancontact && !place.cash {
            return Err(PlaceError::TakesNothing);
        }
        Ok(place)
    }
}

/// How far a place is from a postcode, as far as the code tells. Nothing is known of streets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Distance {
    /// The same postcode.
    Here,
    /// The same first two digits, which is a region of some communes.
    Near,
    Far,
}

impl Distance {
    pub fn between(one: u16, other: u16) -> Self {
        if one == other {
            Self::Here
        } else if one / 100 == other / 100 {
            Self::Near
        } else {
            Self::Far
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    const WEEK: &str = "Mo-Fr 08:00-12:00 13:00-18:30; Sa 09:00-12:00; PH off";

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn tp_02_a_place_is_open_by_its_week_and_its_holidays() {
        let hours: Hours = WEEK.parse().unwrap();
        let open = |text: &str| hours.is_open(at(text));
        assert!(open("2026-11-20T08:00:00+01:00") && open("2026-11-20T18:29:59+01:00"));
        assert!(!open("2026-11-20T12:00:00+01:00") && !open("2026-11-20T18:30:00+01:00"));
        assert!(open("2026-11-21T11:00:00+01:00") && !open("2026-11-22T11:00:00+01:00"));
        assert!(!open("2026-11-11T10:00:00+01:00"), "Armistice");
        let always: Hours = "Mo-Su 00:00-24:00".parse().unwrap();
        assert!(always.is_open(at("2026-11-11T23:59:59+01:00")));
        assert_eq!(hours.to_string().parse::<Hours>().unwrap(), hours);
    }

    #[test]
    fn hours_that_cannot_be_read_say_which_part() {
        for (text, said) in [
            ("", "it is never open"),
            ("PH off", "it is never open"),
            ("Mo-Fr", "`Mo-Fr` has no window such as `08:00-12:00`"),
            ("Lu 08:00-12:00", "`Lu` is not a day or a span of days such as `Mo`, `Mo-Fr`"),
            ("Fr-Mo 08:00-12:00", "`Fr-Mo` is not a day or a span of days such as `Mo`, `Mo-Fr`"),
            ("Mo 8-12", "`8-12` is not a window such as `08:00-12:00`"),
            ("Mo 18:00-12:00", "`18:00-12:00` is not a window such as `08:00-12:00`"),
            ("Mo 08:00-12:00 11:00-13:00", "`11:00-13:00` is not a window such as `08:00-12:00`"),
            (
                "Mo-We 08:00-12:00; We 13:00-14:00",
                "`We 13:00-14:00` gives hours to a day that has some already",
            ),
        ] {
            assert_eq!(text.parse::<Hours>().unwrap_err().to_string(), said, "{text}");
        }
    }

    #[test]
    fn a_row_is_read_whole_or_its_field_is_named() {
        let row = PlaceRow {
            id: "T1",
            name: " Librairie ",
            street: "Rue Neuve 1",
            postcode: "4800",
            town: "Verviers",
            hours: WEEK,
            bancontact: "yes",
            cash: "no",
            gas: "yes",
        };
        let place = TopUpPlace::read(&row).unwrap();
        assert_eq!((place.name.as_str(), place.postcode), ("Librairie", 4_800));
        let said = |row: PlaceRow<'_>| TopUpPlace::read(&row).unwrap_err().to_string();
        assert_eq!(said(PlaceRow { postcode: "480", ..row }), "`480` is no postcode of 4 digits");
        assert_eq!(said(PlaceRow { postcode: "0480", ..row }), "`0480` is no postcode of 4 digits");
        assert_eq!(said(PlaceRow { town: "", ..row }), "`town` is empty");
        assert_eq!(
            said(PlaceRow { gas: "oui", ..row }),
            "`oui` is neither `yes` nor `no`, for `gas`"
        );
        let nothing = said(PlaceRow { bancontact: "no", ..row });
        assert_eq!(nothing, "it takes neither Bancontact nor cash");
        assert_eq!(said(PlaceRow { hours: "always", ..row }), "the hours cannot be read");
        let long = "x".repeat(81);
        assert_eq!(said(PlaceRow { name: &long, ..row }), "`name` has more than 80 letters");
    }

    #[test]
    fn distance_is_as_much_as_a_postcode_tells() {
        assert_eq!(Distance::between(4_800, 4_800), Distance::Here);
        assert_eq!(Distance::between(4_800, 4_820), Distance::Near);
        assert_eq!(Distance::between(4_800, 4_900), Distance::Far);
    }
}
