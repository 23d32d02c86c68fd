//! Every version of every parameter.

use crate::value::{Kind, Value};
use calendar::{Instant, SettlementDay};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use units::{Dso, Energy, same_person};

/// Why a parameter could not be had, entered or approved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParameterError {
    #[error("parameter `{name}` does not exist")]
    Unknown { name: String },
    #[error("parameter `{name}` has no value for {scope} on {day}")]
    NoValue { name: String, scope: Scope, day: SettlementDay },
    #[error("parameter `{name}` must be {expected}, not `{text}`")]
    WrongKind { name: String, expected: &'static str, text: String },
    #[error("parameter `{name}` was entered by `{person}`, another person has to approve it")]
    SamePerson { name: String, person: String },
    #[error("the shipped parameter file is wrong")]
    DefaultFile { message: String },
}

/// For whom a value holds: one operator or all, one energy or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
pub struct Scope {
    pub dso: Option<Dso>,
    pub energy: Option<Energy>,
}

impl std::fmt::Display for Scope {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let dso = self.dso.map_or("all operators", Dso::name);
        let energy = self.energy.map_or("both energies", Energy::name);
        write!(formatter, "{dso}, {energy}")
    }
}

impl Scope {
    fn covers(self, dso: Dso, energy: Energy) -> bool {
        self.dso.is_none_or(|own| own == dso) && self.energy.is_none_or(|own| own == energy)
    }

    /// How narrow the scope is: the narrower one wins.
    fn narrowness(self) -> u8 {
        2 * u8::from(self.dso.is_some()) + u8::from(self.energy.is_some())
    }
}

/// One version of one parameter. Never edited: a later entry supersedes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub name: String,
    pub scope: Scope,
    pub kind: Kind,
    pub value: Value,
    pub unit: String,
    pub valid_from: SettlementDay,
    /// First day on which it no longer holds.
    pub valid_to: Option<SettlementDay>,
    pub recorded_at: Instant,
    pub entered_by: String,
    /// Without it the entry has no effect.
    pub approved_by: Option<String>,
    pub source: String,
    pub confidence: String,
    /// Works as a default, to be confirmed by the operator before production.
    pub confirm: bool,
}

/// Every version of every parameter, in the order in which they were recorded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ParameterBook {
    entries: Vec<Entry>,
    /// Places of the entries of a name: a book is asked for each of them on each day of change.
    places: BTreeMap<String, Vec<usize>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DefaultRow {
    name: String,
    kind: Kind,
    unit: String,
    value: String,
    from: SettlementDay,
    to: Option<SettlementDay>,
    dso: Option<Vec<Dso>>,
    energy: Option<Energy>,
    source: String,
    confidence: String,
    confirm: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DefaultFile {
    parameter: Vec<DefaultRow>,
}

impl ParameterBook {
    /// The shipped defaults. Errors: a wrong row of the file, by its name.
    pub fn shipped() -> Result<Self, ParameterError> {
        Self::from_toml(include_str!("../data/parameters.toml"))
    }

    /// A book from the text of a parameter file.
    pub fn from_toml(text: &str) -> Result<Self, ParameterError> {
        let wrong = |message: String| ParameterError::DefaultFile { message };
        let file: DefaultFile = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
        let mut book = Self::default();
        for row in file.parameter {
            let value = row.kind.parse(&row.value).ok_or_else(|| ParameterError::WrongKind {
                name: row.name.clone(),
                expected: row.kind.name(),
                text: row.value.clone(),
            })?;
            let operators: Vec<Option<Dso>> = match &row.dso {
                None => vec![None],
                Some(some) => some.iter().copied().map(Some).collect(),
            };
            for dso in operators {
                book.push(Entry {
                    name: row.name.clone(),
                    scope: Scope { dso, energy: row.energy },
                    kind: row.kind,
                    value: value.clone(),
                    unit: row.unit.clone(),
                    valid_from: row.from,
                    valid_to: row.to,
                    recorded_at: Instant(i64::MIN),
                    entered_by: "shipped".to_owned(),
                    approved_by: Some("shipped".to_owned()),
                    source: row.source.clone(),
                    confidence: row.confidence.clone(),
                    confirm: row.confirm,
                });
            }
        }
        Ok(book)
    }

    fn push(&mut self, entry: Entry) {
        self.places.entry(entry.name.clone()).or_default().push(self.entries.len());
        self.entries.push(entry);
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Every version of one parameter, in the order in which they were recorded.
    pub fn of_name(&self, name: &str) -> impl Iterator<Item = &Entry> {
        let places = self.places.get(name).map(Vec::as_slice).unwrap_or_default();
        places.iter().filter_map(|place| self.entries.get(*place))
    }

    /// How many versions were in force by `known_at`: names a state of the book in proofs and rows.
    pub fn version_at(&self, known_at: Instant) -> u32 {
        let known = self
            .entries
            .iter()
            .filter(|entry| entry.approved_by.is_some() && entry.recorded_at <= known_at);
        u32::try_from(known.count()).unwrap_or(u32::MAX)
    }

    /// The value of `name` for an operator and energy on `day`, as known at `known_at`: the narrowest
    /// scope, then the one that began last, then the one recorded last.
    pub fn value(
        &self,
        name: &str,
        dso: Dso,
        energy: Energy,
        day: SettlementDay,
        known_at: Instant,
    ) -> Result<&Value, ParameterError> {
        self.entry(name, dso, energy, day, known_at).map(|entry| &entry.value)
    }

    /// The version that [`Self::value`] answers with.
    pub fn entry(
        &self,
        name: &str,
        dso: Dso,
        energy: Energy,
        day: SettlementDay,
        known_at: Instant,
    ) -> Result<&Entry, ParameterError> {
        let mut best: Option<&Entry> = None;
        let mut exists = false;
        for entry in self.of_name(name) {
            exists = true;
            let holds = entry.approved_by.is_some()
                && entry.recorded_at <= known_at
                && entry.valid_from <= day
                && entry.valid_to.is_none_or(|end| day < end)
                && entry.scope.covers(dso, energy);
            let rank = |e: &Entry| (e.scope.narrowness(), e.valid_from, e.recorded_at);
            if holds && best.is_none_or(|known| rank(entry) >= rank(known)) {
                best = Some(entry);
            }
        }
        match best {
            Some(entry) => Ok(entry),
            None if exists => Err(ParameterError::NoValue {
                name: name.to_owned(),
                scope: Scope { dso: Some(dso), energy: Some(energy) },
                day,
            }),
            None => Err(ParameterError::Unknown { name: name.to_owned() }),
        }
    }

    /// The kind under which `name` is known.
    pub fn kind_of(&self, name: &str) -> Result<Kind, ParameterError> {
        let known = self.of_name(name).next();
        known
            .map(|entry| entry.kind)
            .ok_or_else(|| ParameterError::Unknown { name: name.to_owned() })
    }

    /// A new version, not yet in force: returns its place for [`Self::approve`].
    pub fn enter(
        &mut self,
        name: &str,
        text: &str,
        scope: Scope,
        valid_from: SettlementDay,
        recorded_at: Instant,
        person: &str,
    ) -> Result<usize, ParameterError> {
        let kind = self.kind_of(name)?;
        let value = kind.parse(text).ok_or_else(|| ParameterError::WrongKind {
            name: name.to_owned(),
            expected: kind.name(),
            text: text.to_owned(),
        })?;
        let unit = self.of_name(name).next().map(|entry| entry.unit.clone()).unwrap_or_default();
        self.push(Entry {
            name: name.to_owned(),
            scope,
            kind,
            value,
            unit,
            valid_from,
            valid_to: None,
            recorded_at,
            entered_by: person.to_owned(),
            approved_by: None,
            source: "operator".to_owned(),
            confidence: "-".to_owned(),
            confirm: false,
        });
        Ok(self.entries.len().saturating_sub(1))
    }

    /// Brings an entry into force. Errors: the person who entered it cannot approve it.
    pub fn approve(&mut self, place: usize, person: &str) -> Result<(), ParameterError> {
        let entry = self
            .entries
            .get_mut(place)
            .ok_or_else(|| ParameterError::Unknown { name: format!("entry {place}") })?;
        if same_person(&entry.entered_by, person) {
            return Err(ParameterError::SamePerson {
                name: entry.name.clone(),
                person: person.to_owned(),
            });
        }
        entry.approved_by = Some(person.to_owned());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> SettlementDay {
        text.parse().unwrap()
    }

    #[test]
    fn every_shipped_row_names_its_source_and_confidence() {
        let book = ParameterBook::shipped().unwrap();
        assert!(book.entries().len() > 120, "{}", book.entries().len());
        for entry in book.entries() {
            assert!(!entry.source.is_empty() && !entry.confidence.is_empty(), "{}", entry.name);
        }
    }

    #[test]
    fn pa_12_a_threshold_is_dated_and_known_from_when_it_was_recorded() {
        let mut book = ParameterBook::shipped().unwrap();
        let recorded: Instant = "2026-11-10T09:00:00+01:00".parse().unwrap();
        let scope = Scope { dso: Some(Dso::Ores), energy: None };
        let place = book
            .enter("credit.low_threshold", "8.00", scope, day("2026-11-12"), recorded, "an")
            .unwrap();
        let at = |book: &ParameterBook, on: &str, known: Instant| {
            book.value("credit.low_threshold", Dso::Ores, Energy::Gas, day(on), known)
                .unwrap()
                .clone()
        };
        let five = Value::Money("5.00".parse().unwrap());
        let eight = Value::Money("8.00".parse().unwrap());
        assert_eq!(at(&book, "2026-11-12", recorded), five, "not approved yet");
        for typed in ["an", "An", " an "] {
            let same = book.approve(place, typed).unwrap_err();
            assert!(matches!(same, ParameterError::SamePerson { .. }));
        }
        book.approve(place, "bo").unwrap();
        assert_eq!(at(&book, "2026-11-12", recorded), eight);
        assert_eq!(at(&book, "2026-11-11", recorded), five, "before its first day");
        assert_eq!(at(&book, "2026-11-12", recorded.plus_s(-1)), five, "not known yet");
        let resa =
            book.value("credit.low_threshold", Dso::Resa, Energy::Gas, day("2026-11-12"), recorded);
        assert_eq!(resa, Ok(&five));
    }

    #[test]
    fn an_unknown_name_and_a_wrong_value_are_named() {
        let mut book = ParameterBook::shipped().unwrap();
        let now = Instant(0);
        let unknown = book.enter("credit.lo", "1", Scope::default(), day("2026-01-01"), now, "an");
        assert_eq!(unknown.unwrap_err().to_string(), "parameter `credit.lo` does not exist");
        let wrong =
            book.enter("ndp.holidays", "maybe", Scope::default(), day("2026-01-01"), now, "an");
        assert_eq!(
            wrong.unwrap_err().to_string(),
            "parameter `ndp.holidays` must be true or false, not `maybe`"
        );
    }
}
