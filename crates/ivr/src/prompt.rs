//! What is said: an id, under which a voice may be recorded, and the figures in it.

use crate::speech;
use crate::words::fill;
use calendar::Instant;
use units::{Energy, Language, MicroEuro, Phone};

pub use crate::words::PromptId;

/// Whose line it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct House {
    pub name: String,
    /// Where a smell of gas is reported.
    pub emergency: String,
}

/// A figure, which each language says in its own way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Energy(Energy),
    /// Of both energies, or of one.
    Energies(Vec<Energy>),
    /// Rounded down.
    Balance(MicroEuro),
    /// Rounded up.
    Due(MicroEuro),
    Count(i32),
    /// In the caller's language already, or a name.
    Words(String),
    /// One by one.
    Digits(String),
    Phone(Phone),
    Clock(Instant),
    /// With the instant of the call: days are said from there.
    Day(Instant, Instant),
    Moment(Instant, Instant),
    Stamp(Instant, Instant),
    By(Instant, Instant),
}

/// Something that is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    pub id: PromptId,
    values: Vec<(&'static str, Value)>,
}

impl Prompt {
    pub(crate) fn plain(id: PromptId) -> Self {
        Self { id, values: Vec::new() }
    }

    pub(crate) fn of(
        id: PromptId,
        values: impl IntoIterator<Item = (&'static str, Value)>,
    ) -> Self {
        Self { id, values: values.into_iter().collect() }
    }

    /// The words, with their figures.
    pub fn text(&self, language: Language, house: &House) -> String {
        let said = |(name, value): &(&'static str, Value)| (*name, spoken(value, language));
        let figures: Vec<(&str, String)> = self.values.iter().map(said).collect();
        let mut values: Vec<(&str, &str)> =
            figures.iter().map(|(name, text)| (*name, text.as_str())).collect();
        values.extend([("dso", house.name.as_str()), ("emergency", house.emergency.as_str())]);
        fill(self.id.text(language), language, &values)
    }
}

fn spoken(value: &Value, language: Language) -> String {
    match value {
        Value::Energy(energy) => speech::energy(*energy, language).to_owned(),
        Value::Energies(energies) => match energies.as_slice() {
            [energy] => speech::energy(*energy, language).to_owned(),
            _ => speech::both(language).to_owned(),
        },
        Value::Balance(amount) => speech::balance(*amount, language),
        Value::Due(amount) => speech::due(*amount, language),
        Value::Count(count) => count.to_string(),
        Value::Words(words) => words.clone(),
        Value::Digits(digits) => speech::digits(digits),
        Value::Phone(phone) => speech::phone(*phone),
        Value::Clock(at) => speech::clock(*at, language),
        Value::Day(at, now) => speech::day(*at, *now, language),
        Value::Moment(at, now) => speech::moment(*at, *now, language),
        Value::Stamp(at, now) => speech::stamp(*at, *now, language),
        Value::By(at, now) => speech::by(*at, *now, language),
    }
}
