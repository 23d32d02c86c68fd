//! Many points that join, as CSV with a heading: whoever is wrong is named by line, and then nobody joins.

use crate::engine::Engine;
use crate::failure::{Failure, chain, refuse};
use crate::share::group_file::instant;
use calendar::{Instant, SettlementDay};
use sharing::{Act, Joining, Metering, Notice, Place, Role, Signed};
use std::collections::BTreeMap;
use std::str::FromStr;
use units::{Dso, Ean};

/// Participants of one file: each line is checked against all that was filed before.
pub const MOST_LINES: usize = 500;

/// How many of the columns have to be there. How a point is metered is said, not supposed. Source: ES-02.
const NEEDED: usize = 4;

/// The columns a file may have; the first ones have to be there.
const COLUMNS: [&str; 17] = [
    "ean",
    "role",
    "from",
    "meter",
    "municipality",
    "station",
    "building",
    "wind_turbine_m",
    "private_grid",
    "compensation",
    "social_tariff",
    "signed_on",
    "signer",
    "mandate",
    "notices",
    "supplier",
    "cabin",
];

/// A value of a line that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{text}")]
pub struct FieldRefused {
    pub field: &'static str,
    text: String,
}

/// A line has another number of values than of columns.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {has} values under {needs} columns")]
pub struct ValuesRefused {
    line: usize,
    has: usize,
    needs: usize,
}

/// More lines than one file may have.
#[derive(Debug, thiserror::Error)]
#[error("the file has {has} lines: {MOST_LINES} may be sent at once")]
pub struct LinesRefused {
    has: usize,
}

/// A line that keeps a file from being taken, and why.
#[derive(Debug)]
pub struct LineRefused {
    pub line: usize,
    /// Whom it would have joined, if it can be read.
    pub ean: Option<Ean>,
    pub why: Failure,
}

/// Whether what is kept of a household refuses a line, not the line itself.
pub fn of_household(why: &Failure) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(why.as_ref());
    while let Some(error) = cause {
        if error.is::<super::JoinRefused>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// All lines that are wrong.
#[derive(Debug, thiserror::Error)]
#[error("{} lines are wrong", .0.len())]
struct AllRefused(Vec<LineRefused>);

/// All points of a file join, or none: then each line that is wrong is named. Inside: how many joined, or the
/// lines; line 1 is the heading. Errors: something that is not of the file.
pub fn join_all(
    engine: &mut Engine,
    of: (Dso, i64),
    text: &str,
    by_at: (&str, Instant),
) -> Result<Result<usize, Vec<LineRefused>>, Failure> {
    join_from(engine, of, text, None, by_at)
}

/// The same of a file in which nobody may join before a day. Source: PD-03, PD-07.
pub fn join_from(
    engine: &mut Engine,
    (dso, group): (Dso, i64),
    text: &str,
    first: Option<SettlementDay>,
    (by, now): (&str, Instant),
) -> Result<Result<usize, Vec<LineRefused>>, Failure> {
    let lines = match columns(text) {
        Ok(names) => rows(text, &names),
        Err(why) => return Ok(Err(vec![LineRefused { line: 1, ean: None, why }])),
    };
    if lines.is_empty() {
        let why = Box::new(crate::failure::Refusal("the file has no members".to_owned()));
        return Ok(Err(vec![LineRefused { line: 1, ean: None, why }]));
    }
    if lines.len() > MOST_LINES {
        let why = Box::new(LinesRefused { has: lines.len() });
        return Ok(Err(vec![LineRefused { line: 1, ean: None, why }]));
    }
    let done = engine.locked(dso, |engine| {
        let (mut wrong, mut count) = (Vec::new(), 0usize);
        for (line, acts) in lines {
            let ean = acts.as_ref().ok().and_then(|acts| joins(acts));
            let filed = acts
                .and_then(|acts| not_before(first, acts))
                .and_then(|acts| super::warned::with_warning(engine, group, acts, now))
                .and_then(|acts| super::file(engine, group, &acts, by, now));
            match filed {
                Ok(_) => count = count.saturating_add(1),
                Err(why) => wrong.push(LineRefused { line, ean, why }),
            }
        }
        if wrong.is_empty() {
            Ok(count)
        } else {
            // Nothing of the file is kept.
            Err(Box::new(AllRefused(wrong)))
        }
    });
    match done {
        Ok(count) => Ok(Ok(count)),
        Err(failure) => match failure.downcast::<AllRefused>() {
            Ok(all) => Ok(Err(all.0)),
            Err(failure) => Err(failure),
        },
    }
}

/// Errors: the acts of a line join somebody before a day.
fn not_before(first: Option<SettlementDay>, acts: Vec<Act>) -> Result<Vec<Act>, Failure> {
    for act in &acts {
        if let (Act::Joined(joining), Some(first)) = (act, first)
            && joining.from < first.start()
        {
            let text = format!("nobody joins before {first} by this page");
            return Err(Box::new(FieldRefused { field: "from", text }));
        }
    }
    Ok(acts)
}

/// Whom the acts of a line join.
fn joins(acts: &[Act]) -> Option<Ean> {
    acts.iter().find_map(|act| match act {
        Act::Joined(joining) => Some(joining.ean),
        _ => None,
    })
}

/// All lines that are wrong, each with its number and why, for who sees all of it.
pub fn named(lines: &[LineRefused]) -> String {
    let one = |refused: &LineRefused| {
        let why = chain(refused.why.as_ref());
        // Who miscounted a line has named it.
        if why.starts_with("line ") { why } else { format!("line {}: {why}", refused.line) }
    };
    lines.iter().map(one).collect::<Vec<_>>().join("\n")
}

fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(place, line)| (place + 1, line.trim()))
}

fn separator(heading: &str) -> char {
    if heading.contains(';') { ';' } else { ',' }
}

/// The names of the columns. Errors: one is not known, stands twice or is missing.
fn columns(text: &str) -> Result<Vec<&str>, Failure> {
    let Some((_, heading)) = lines(text).next() else { return refuse("the file is empty") };
    let heading = heading.trim_start_matches('\u{feff}');
    let names: Vec<&str> = heading.split(separator(heading)).map(str::trim).collect();
    for (place, name) in names.iter().enumerate() {
        if !COLUMNS.contains(name) {
            return refuse(format!("line 1: column `{name}` is none of {}", COLUMNS.join(", ")));
        }
        if names.iter().take(place).any(|other| other == name) {
            return refuse(format!("line 1: column `{name}` stands there twice"));
        }
    }
    for needed in COLUMNS.iter().take(NEEDED) {
        if !names.contains(needed) {
            return refuse(format!("line 1: there is no column `{needed}`"));
        }
    }
    Ok(names)
}

/// Each line that is not empty, with what it says.
fn rows(text: &str, names: &[&str]) -> Vec<(usize, Result<Vec<Act>, Failure>)> {
    let separator = separator(text.lines().next().unwrap_or_default());
    let mut found = Vec::new();
    for (line, text) in lines(text).skip(1).filter(|(_, text)| !text.is_empty()) {
        let values: Vec<&str> = text.split(separator).map(str::trim).collect();
        let (has, needs) = (values.len(), names.len());
        let acts: Result<Vec<Act>, Failure> = if has == needs {
            one(&names.iter().copied().zip(values).collect())
        } else {
            Err(Box::new(ValuesRefused { line, has, needs }))
        };
        found.push((line, acts));
    }
    found
}

fn one(values: &BTreeMap<&str, &str>) -> Result<Vec<Act>, Failure> {
    let text = |name: &str| values.get(name).copied().filter(|value| !value.is_empty());
    let wrong =
        |field: &'static str, text: String| -> Failure { Box::new(FieldRefused { field, text }) };
    let yes = |name: &'static str| match text(name) {
        None | Some("no") => Ok(false),
        Some("yes") => Ok(true),
        Some(other) => Err(wrong(name, format!("`{name}` is `yes` or `no`, not `{other}`"))),
    };
    let owned = |name: &str| text(name).map(str::to_owned);
    let needed = |name: &'static str| match text(name) {
        Some(value) => Ok(value),
        None => Err(wrong(name, format!("`{name}` is empty"))),
    };
    let day: Option<Result<SettlementDay, _>> = text("signed_on").map(str::parse);
    let signed_on = day
        .transpose()
        .map_err(|error: calendar::DayError| wrong("signed_on", error.to_string()))?;
    let signed = |document: &str| match signed_on {
        Some(on) => {
            let (document, signer) = (document.to_owned(), owned("signer"));
            Ok(Signed { on, document, signer, told: None })
        }
        None => {
            let text = "what was signed needs its day, in `signed_on`".to_owned();
            Err(wrong("signed_on", text))
        }
    };
    let ean = needed("ean")?;
    let from = needed("from")?;
    let distance = match text("wind_turbine_m") {
        Some(metres) => {
            let parsed = metres.parse::<i64>();
            Some(parsed.map_err(|error| wrong("wind_turbine_m", error.to_string()))?)
        }
        None => None,
    };
    let joining = Joining {
        ean: ean.parse().map_err(|error: units::EanError| wrong("ean", error.to_string()))?,
        role: Role::from_str(needed("role")?).map_err(|error| wrong("role", error))?,
        from: instant(from).map_err(|error| wrong("from", error.to_string()))?,
        place: Place {
            building: owned("building"),
            municipality: owned("municipality"),
            station: owned("station"),
            wind_turbine_m: distance,
            cabin: owned("cabin"),
        },
        metering: Metering::from_str(needed("meter")?).map_err(|error| wrong("meter", error))?,
        private_grid: yes("private_grid")?,
        in_compensation: yes("compensation")?,
        social_tariff: yes("social_tariff")?,
        mandate: text("mandate").map(signed).transpose()?,
        supplier: owned("supplier"),
    };
    let mut notices = Vec::new();
    if let Some(document) = text("notices") {
        for (needs, notice) in [
            (joining.in_compensation, Notice::Compensation),
            (joining.social_tariff, Notice::SocialTariff),
        ] {
            if needs {
                notices.push((notice, signed(document)?));
            }
        }
    }
    Ok(super::joining_acts(joining, notices))
}
