//! Files of what meters measured phase by phase: voltage, and beside it injection, current and the feeder.
//! Source: GQ-02, GQ-04.

use super::table;
use crate::failure::{Failure, Refusal, refuse};
use calendar::Instant;
use gridquality::{CurrentMean, Mean, MilliAmperes, MilliVolts};
use std::collections::BTreeMap;
use std::path::Path;

/// What each file begins with.
const BASE: &str = "start,point,phase,voltage_v";
/// What may stand behind, in any order.
const BEHIND: [&str; 3] = ["injection_kwh", "current_a", "feeder"];

/// Where the columns of a file stand.
#[derive(Debug)]
pub struct Columns {
    header: String,
    places: [Option<usize>; BEHIND.len()],
}

/// A line that was read.
#[derive(Debug)]
pub struct Line<'a> {
    pub point: &'a str,
    /// `None` is a gap: a week with too many is not judged.
    pub mean: Option<Mean>,
    pub current: Option<CurrentMean>,
    pub feeder: Option<&'a str>,
}

impl Columns {
    /// Errors: a header of something else, or with a column twice.
    pub fn of(path: &Path) -> Result<Self, Failure> {
        let header = table::header(path)?;
        let wrong = |text: String| {
            let at_line = table::at_line(1, Refusal(text));
            Err(table::in_file(path, at_line))
        };
        let mut names = header.split(',');
        let base: Vec<&str> = names.by_ref().take(BASE.split(',').count()).collect();
        let mut places = [None; BEHIND.len()];
        let mut known = base.join(",") == BASE;
        for (place, name) in (base.len()..).zip(names) {
            let slot = BEHIND.iter().position(|one| *one == name);
            match slot.and_then(|slot| places.get_mut(slot)) {
                Some(free @ None) => *free = Some(place),
                Some(Some(_)) => return wrong(format!("the column `{name}` stands twice")),
                None => known = false,
            }
        }
        if !known {
            let behind = BEHIND.map(|name| format!("`{name}`")).join(", ");
            return wrong(format!(
                "the header is `{header}`, it has to be `{BASE}`, with {behind} behind it or without"
            ));
        }
        Ok(Self { header, places })
    }

    pub fn has_current(&self) -> bool {
        let [_, current, _] = self.places;
        current.is_some()
    }

    /// Gives each line to `each`. Errors: a bad line, or what `each` says, by its number.
    pub fn read(
        &self,
        path: &Path,
        mut each: impl FnMut(Line<'_>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        table::read(path, &[&self.header], |fields| each(self.line(fields)?))
    }

    fn line<'a>(&self, fields: &[&'a str]) -> Result<Line<'a>, Failure> {
        let [start, point, phase, voltage, ..] = fields else { return refuse("too few fields") };
        if point.is_empty() {
            return refuse("the point is empty");
        }
        if phase.is_empty() {
            return refuse("the phase is empty: voltage is judged phase by phase");
        }
        let [injection, current, feeder] = self.places.map(|place| {
            let field = place.and_then(|place| fields.get(place).copied());
            field.filter(|field| !field.is_empty())
        });
        if feeder.is_none() && self.places.last().is_some_and(Option::is_some) {
            return refuse(format!("the feeder of point `{point}` is empty"));
        }
        let (start, phase) = (start.parse::<Instant>()?, phase.parse()?);
        let injecting = match injection {
            None => None,
            Some(kwh) => Some(units::parse_decimal(kwh, 6)? > 0),
        };
        let mean = match voltage.is_empty() {
            true => None,
            false => {
                let voltage = voltage.parse::<MilliVolts>()?;
                Some(Mean { start, phase, voltage, injecting })
            }
        };
        let current = match current {
            None => None,
            Some(text) => Some(CurrentMean { start, phase, current: text.parse()? }),
        };
        Ok(Line { point, mean, current, feeder })
    }
}

/// All of a file, by point.
#[derive(Debug, Default)]
pub struct Measured {
    pub means: BTreeMap<String, Vec<Mean>>,
    pub currents: BTreeMap<String, Vec<CurrentMean>>,
    /// The points of each feeder that the file names.
    pub feeders: BTreeMap<String, Vec<String>>,
}

impl Measured {
    /// Errors: a bad line by its number, a point on two feeders.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let columns = Columns::of(path)?;
        let mut all = Self::default();
        let mut on: BTreeMap<String, String> = BTreeMap::new();
        columns.read(path, |line| {
            if let Some(mean) = line.mean {
                all.means.entry(line.point.to_owned()).or_default().push(mean);
            }
            if let Some(current) = line.current {
                all.currents.entry(line.point.to_owned()).or_default().push(current);
            }
            if let Some(feeder) = line.feeder {
                let known = on.entry(line.point.to_owned()).or_insert_with(|| feeder.to_owned());
                if known != feeder {
                    let point = line.point;
                    return refuse(format!("point `{point}` hangs on `{known}` already"));
                }
            }
            Ok(())
        })?;
        for (point, feeder) in on {
            all.feeders.entry(feeder).or_default().push(point);
        }
        Ok(all)
    }

    /// The currents of some points.
    pub fn currents_of<'a>(
        &'a self,
        points: impl IntoIterator<Item = &'a String>,
    ) -> Vec<(&'a str, &'a [CurrentMean])> {
        let of = |point: &'a String| Some((point.as_str(), self.currents.get(point)?.as_slice()));
        points.into_iter().filter_map(of).collect()
    }
}

/// `FEEDER=AMPERES`.
pub fn rating(pair: &str) -> Result<(&str, MilliAmperes), Failure> {
    match pair.split_once('=') {
        Some((feeder, amperes)) if !feeder.is_empty() => Ok((feeder, amperes.parse()?)),
        _ => refuse(format!("`{pair}` is not FEEDER=AMPERES, such as `F1=200`")),
    }
}
