//! Why a point received what it did in a quarter-hour, on the page of a representative and of a household alike.
//! Source: ES-20.

use super::api::{Why, WhyStep};
use super::pages::key_name;
use super::words::Words;
use crate::language::Writes as _;
use crate::pay::frame::PageError;
use crate::words::fill;
use calendar::{Instant, SettlementDay};
use units::{Language, MilliWattHours};

/// The form, what was asked with it, and what came of it.
#[derive(Debug)]
pub(super) struct WhyCard {
    pub(super) path: String,
    /// What is asked along with it: name and value.
    pub(super) hidden: Option<(&'static str, String)>,
    pub(super) day: String,
    pub(super) at: String,
    pub(super) said: Said,
}

/// What the card says.
#[derive(Debug)]
pub(super) enum Said {
    NotAsked,
    /// Neither a day nor the start of a quarter-hour.
    Wrong,
    /// Nothing is known of it.
    Nothing,
    Steps(Explained),
}

#[derive(Debug)]
pub(super) struct Explained {
    pub(super) title: String,
    pub(super) facts: Vec<(&'static str, String)>,
    /// What was done, and what it added in Wh.
    pub(super) steps: Vec<(String, String)>,
}

/// A day as it is typed: as pages write it, or year first.
pub(super) fn day_of(text: &str) -> Option<SettlementDay> {
    let text = text.trim();
    if let Ok(day) = text.parse() {
        return Some(day);
    }
    let mut parts = text.split(['/', '.']);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let fits = parts.next().is_none() && year.len() == 4 && day.len() <= 2 && month.len() <= 2;
    fits.then(|| format!("{year}-{month:0>2}-{day:0>2}").parse().ok())?
}

/// The start of the quarter-hour that is meant; where an hour comes twice, the first one without an offset behind.
pub(super) fn start_of(day: &str, at: &str) -> Option<Instant> {
    let day = day_of(day)?;
    let at = at.trim();
    let start = match at.split_at_checked(5) {
        Some((clock, offset)) if !offset.is_empty() => {
            format!("{day}T{clock}:00{offset}").parse().ok()?
        }
        Some(_) | None => {
            let (hour, minute) = at.split_once(':')?;
            let (hour, minute): (u8, u8) = (hour.parse().ok()?, minute.parse().ok()?);
            (hour < 24 && minute < 60).then(|| day.at(hour, minute))?
        }
    };
    let whole = start.seconds_since(day.start()).rem_euclid(900) == 0;
    (whole && start.day() == day).then_some(start)
}

impl WhyCard {
    pub(super) fn new(
        path: String,
        hidden: Option<(&'static str, String)>,
        typed: (String, String),
        said: Said,
    ) -> Self {
        let (day, at) = typed;
        Self { path, hidden, day, at, said }
    }

    pub(super) fn is_wrong(&self) -> bool {
        matches!(self.said, Said::Wrong)
    }

    pub(super) fn is_nothing(&self) -> bool {
        matches!(self.said, Said::Nothing)
    }

    pub(super) fn steps(&self) -> Option<&Explained> {
        match &self.said {
            Said::Steps(explained) => Some(explained),
            Said::NotAsked | Said::Wrong | Said::Nothing => None,
        }
    }
}

impl Said {
    /// What stands on top of the page.
    pub(super) fn errors(&self, m: &Words) -> Vec<PageError> {
        match self {
            Self::Wrong => vec![PageError::at("at", m.e_why)],
            Self::NotAsked | Self::Nothing | Self::Steps(_) => Vec::new(),
        }
    }

    pub(super) fn of(found: Option<&Why>, language: Language) -> Self {
        found.map_or(Self::Nothing, |why| Self::Steps(Explained::new(why, language)))
    }
}

impl Explained {
    fn new(why: &Why, language: Language) -> Self {
        let m = Words::of(language);
        let number = why.key_version.to_string();
        if why.unknown > 0 {
            let number = why.unknown.to_string();
            let facts = vec![
                (m.why_not_measured, number),
                (m.received, exact_kwh(MilliWattHours(0), language)),
                (m.why_state, m.why_held.to_owned()),
            ];
            return Self { title: language.instant(why.at), facts, steps: Vec::new() };
        }
        let kwh = |energy: MilliWattHours| exact_kwh(energy, language);
        let own = why.offtake.map_or_else(|| m.why_unknown.to_owned(), kwh);
        let mut facts = vec![
            (m.key_title, fill(m.why_key, &[("name", key_name(why.key, m)), ("number", &number)])),
            (m.why_group, kwh(why.injected)),
            (m.why_taken, kwh(why.taken)),
            (m.why_takers, why.takers.to_string()),
            (m.why_own, own),
        ];
        if let Some((injected, given)) = why.gives {
            facts.push((m.produced, kwh(injected)));
            facts.push((m.given, kwh(given)));
        }
        let mut steps: Vec<(String, String)> = why
            .steps
            .iter()
            .map(|(step, amount)| (step_text(step, m), wh(amount, language)))
            .collect();
        steps.push((m.st_rounded.to_owned(), wh(&why.rounding, language)));
        steps.push((m.received.to_owned(), wh(&why.received.0.to_string(), language)));
        Self { title: language.instant(why.at), facts, steps }
    }
}

/// To the milliwatt-hour: what is explained is smaller than a tenth of a kilowatt-hour.
fn exact_kwh(energy: MilliWattHours, language: Language) -> String {
    let text = units::format_decimal(i128::from(energy.0), 6);
    let text = if language == Language::En { text } else { text.replace('.', ",") };
    format!("{text}\u{a0}kWh")
}

/// An exact amount in mWh, such as `21666 + 2/3`, as Wh with three decimals, to the nearest. What it lacks is in the
/// last step, which rounds.
fn wh(amount: &str, language: Language) -> String {
    let (sign, size) = match amount.strip_prefix('-') {
        Some(rest) => ("\u{2212}", rest.trim_matches(['(', ')'])),
        None => ("", amount),
    };
    let mut mwh = 0i128;
    for part in size.split('+') {
        let (above, below) = part.trim().split_once('/').unwrap_or((part.trim(), "1"));
        let (Ok(above), Ok(below)) = (above.parse::<i128>(), below.parse::<i128>()) else {
            return amount.to_owned();
        };
        let nearest = above.checked_mul(2).and_then(|twice| twice.checked_add(below));
        let nearest = nearest.and_then(|sum| sum.checked_div(below.checked_mul(2)?));
        mwh = mwh.saturating_add(nearest.unwrap_or(0));
    }
    let text = units::format_decimal(mwh, 3);
    let text = if language == Language::En { text } else { text.replace('.', ",") };
    let sign = if mwh == 0 { "" } else { sign };
    format!("{sign}{text}")
}

fn step_text(step: &WhyStep, m: &Words) -> String {
    let of = |text: &str, round: usize, share: &str| {
        fill(text, &[("round", &round.to_string()), ("share", share)])
    };
    let numbered = |text: &str, round: u32| fill(text, &[("round", &round.to_string())]);
    match step {
        WhyStep::InProportion => m.st_proportion.to_owned(),
        WhyStep::InProportionOfGroup(group) => fill(m.st_group, &[("number", &group.to_string())]),
        WhyStep::Share(share) => fill(m.st_share, &[("share", share)]),
        WhyStep::ShareOfLeft { round, share } => {
            of(m.st_left, usize::try_from(*round).unwrap_or(usize::MAX), share)
        }
        WhyStep::EqualPart => m.st_equal.to_owned(),
        WhyStep::EqualPartOfLeft(round) => numbered(m.st_equal_left, *round),
        WhyStep::RestInProportion => m.st_rest.to_owned(),
        WhyStep::ShareOfOthers(share) => fill(m.st_others, &[("share", share)]),
        WhyStep::ShareOfEachOther(share) => fill(m.st_each, &[("share", share)]),
        WhyStep::Pass { round, share } => {
            of(m.st_pass, usize::try_from(*round).unwrap_or(usize::MAX), share)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn es_20_an_exact_amount_is_read_as_watt_hours() {
        let read = |amount: &str| wh(amount, Language::En);
        for (amount, said) in [
            ("26000", "26.000"),
            ("21666 + 2/3", "21.667"),
            ("82735 + 1/2", "82.736"),
            ("1/3", "0.000"),
            ("-1/3", "0.000"),
            ("-(12 + 2/3)", "\u{2212}0.013"),
            ("-7", "\u{2212}0.007"),
        ] {
            assert_eq!(read(amount), said, "{amount}");
        }
        assert_eq!(wh("47667", Language::Fr), "47,667");
    }

    #[test]
    fn es_20_a_quarter_hour_is_found_by_day_and_clock_also_where_an_hour_comes_twice() {
        let start = |day: &str, at: &str| start_of(day, at).map(Instant::to_utc_string);
        assert_eq!(start("2026-10-05", "12:15"), Some("2026-10-05T10:15:00Z".to_owned()));
        for typed in ["05/10/2026", "5/10/2026", "05.10.2026"] {
            assert_eq!(start(typed, "12:15"), Some("2026-10-05T10:15:00Z".to_owned()), "{typed}");
        }
        for typed in ["31/02/2026", "5/10/26", "5/10/2026/1", "2026/10/05"] {
            assert_eq!(start(typed, "12:15"), None, "{typed}");
        }
        assert_eq!(start("2026-10-05", " 9:45 "), Some("2026-10-05T07:45:00Z".to_owned()));
        assert_eq!(start("2026-10-25", "02:15"), Some("2026-10-25T00:15:00Z".to_owned()));
        assert_eq!(start("2026-10-25", "02:15+01:00"), Some("2026-10-25T01:15:00Z".to_owned()));
        for (day, at) in [
            ("2026-10-05", "12:10"),
            ("2026-10-05", "24:00"),
            ("2026-10-05", "noon"),
            ("2026-10-05", "12:15+09:00:00"),
            ("2026-10-05", "23:45-02:00"),
            ("soon", "12:15"),
            ("2026-10-05", ""),
        ] {
            assert_eq!(start(day, at), None, "{day} {at}");
        }
    }
}
