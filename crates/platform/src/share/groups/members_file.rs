//! Many points that join, as CSV with a heading: whoever is wrong is named by line, and then nobody joins.

use crate::failure::{Failure, refuse};
use crate::share::group_file::instant;
use calendar::SettlementDay;
use sharing::{Act, Joining, Metering, Notice, Place, Role, Signed};
use std::collections::BTreeMap;
use std::str::FromStr;

/// The columns a file may have; the first three have to be there.
const COLUMNS: [&str; 15] = [
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
    "mandate",
    "notices",
    "supplier",
];

#[derive(Debug, thiserror::Error)]
#[error("line {line}")]
struct InLine {
    line: usize,
    source: Failure,
}

/// The acts of each line, with the line. Errors: a heading or a line that cannot be read, by its number.
pub fn parse(text: &str) -> Result<Vec<(usize, Vec<Act>)>, Failure> {
    let mut lines = text.lines().enumerate().map(|(place, line)| (place + 1, line.trim()));
    let Some((_, heading)) = lines.next() else { return refuse("the file is empty") };
    let heading = heading.trim_start_matches('\u{feff}');
    let separator = if heading.contains(';') { ';' } else { ',' };
    let names: Vec<&str> = heading.split(separator).map(str::trim).collect();
    for (place, name) in names.iter().enumerate() {
        if !COLUMNS.contains(name) {
            return refuse(format!("line 1: column `{name}` is none of {}", COLUMNS.join(", ")));
        }
        if names.iter().take(place).any(|other| other == name) {
            return refuse(format!("line 1: column `{name}` stands there twice"));
        }
    }
    for needed in COLUMNS.iter().take(3) {
        if !names.contains(needed) {
            return refuse(format!("line 1: there is no column `{needed}`"));
        }
    }
    let mut found = Vec::new();
    for (line, text) in lines.filter(|(_, text)| !text.is_empty()) {
        let values: Vec<&str> = text.split(separator).map(str::trim).collect();
        if values.len() != names.len() {
            let (has, needs) = (values.len(), names.len());
            return refuse(format!("line {line}: {has} values under {needs} columns"));
        }
        let values: BTreeMap<&str, &str> = names.iter().copied().zip(values).collect();
        let acts = one(&values).map_err(|source| InLine { line, source })?;
        found.push((line, acts));
    }
    if found.is_empty() { refuse("the file has no members") } else { Ok(found) }
}

/// Names the line of a failure that came later.
pub fn in_line(line: usize, source: Failure) -> Failure {
    Box::new(InLine { line, source })
}

fn one(values: &BTreeMap<&str, &str>) -> Result<Vec<Act>, Failure> {
    let text = |name: &str| values.get(name).copied().filter(|value| !value.is_empty());
    let yes = |name: &str| match text(name) {
        None | Some("no") => Ok(false),
        Some("yes") => Ok(true),
        Some(other) => refuse(format!("`{name}` is `yes` or `no`, not `{other}`")),
    };
    let owned = |name: &str| text(name).map(str::to_owned);
    let needed = |name: &str| match text(name) {
        Some(value) => Ok(value),
        None => refuse(format!("`{name}` is empty")),
    };
    let signed_on: Option<SettlementDay> = text("signed_on").map(str::parse).transpose()?;
    let signed = |document: &str| match signed_on {
        Some(on) => Ok(Signed { on, document: document.to_owned() }),
        None => refuse("what was signed needs its day, in `signed_on`"),
    };
    let joining = Joining {
        ean: needed("ean")?.parse()?,
        role: Role::from_str(needed("role")?)?,
        from: instant(needed("from")?)?,
        place: Place {
            building: owned("building"),
            municipality: owned("municipality"),
            station: owned("station"),
            wind_turbine_m: text("wind_turbine_m").map(str::parse).transpose()?,
        },
        metering: match text("meter") {
            Some(name) => Metering::from_str(name)?,
            None => Metering::SmartQuarterHours,
        },
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
