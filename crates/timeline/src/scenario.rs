//! Scenario files: how field people write cases down. Source: DESIGN 6.

use crate::fact::Fact;
use crate::meter::AnswerDelays;
use calendar::{Instant, SettlementDay};
use params::{
    ParameterBook, ParameterError, ParameterSeries, PriceBasis, PriceBook, PriceError,
    PriceVersion, Scope,
};
use prepay::{Category, Rates, Rules, TariffGroup};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use units::{Dso, Ean, Energy, NanoEuroPerKwh, ObisCode};

/// Why a text is no scenario.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    #[error("the scenario is not as it should be")]
    Form(#[source] serde_json::Error),
    #[error("event {number} is not as it should be")]
    Event { number: usize, source: serde_json::Error },
    #[error("event {number} needs exactly one fact beside `at`, it has `{keys}`")]
    OneFact { number: usize, keys: String },
    #[error("event {number}: `{text}` is no instant")]
    Time { number: usize, text: String, source: calendar::InstantError },
    #[error("event {number} was learnt before it happened")]
    LearntBefore { number: usize },
    #[error("`{text}` is not `single` or `two`")]
    Rates { text: String },
    #[error("price `{text}`")]
    Price { text: String, source: units::UnitError },
    #[error(transparent)]
    Prices(#[from] PriceError),
    #[error(transparent)]
    Name(#[from] units::UnknownName),
    #[error(transparent)]
    Parameter(#[from] ParameterError),
    #[error("value of parameter `{name}` is neither text, number nor true or false")]
    ParameterValue { name: String },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PriceRow {
    from: SettlementDay,
    basis: String,
    register: Option<ObisCode>,
    eur_per_kwh: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProtectedRow {
    from: SettlementDay,
    to: Option<SettlementDay>,
    category: String,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Answers {
    All(i64),
    Each(AnswerDelays),
    Said(Said),
}

/// The meter has no pace of its own: what it says are events `meter_answer` and `meter_state`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Said {
    AsEvents,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    dso: Dso,
    ean: Ean,
    energy: Energy,
    rates: Option<String>,
    #[serde(default)]
    parameters: BTreeMap<String, Value>,
    #[serde(default)]
    prices: Vec<PriceRow>,
    #[serde(default)]
    protected: Vec<ProtectedRow>,
    run_at: Option<String>,
    meter_answers_after_s: Option<Answers>,
    /// Orders wait this long before they are sent.
    orders_sent_after_s: Option<i64>,
    /// Whether a notice was tried is told by events `told`.
    #[serde(default)]
    notices_as_events: bool,
    events: Vec<serde_json::Map<String, Value>>,
    until: String,
}

/// A fact with its two times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioEvent {
    /// Place in the file, from 1.
    pub number: usize,
    pub at: Instant,
    pub learnt_at: Instant,
    pub fact: Fact,
}

/// Parameters and prices of a scenario.
#[derive(Debug, Clone)]
pub struct World {
    pub book: ParameterBook,
    pub prices: PriceBook,
    pub series: ParameterSeries,
}

impl World {
    pub fn rules(&self) -> Rules<'_> {
        Rules { parameters: &self.series, prices: &self.prices }
    }
}

/// A case, ready to be replayed.
#[derive(Debug, Clone)]
pub struct Scenario {
    pub dso: Dso,
    pub ean: Ean,
    pub group: TariffGroup,
    pub protected: Vec<(Category, SettlementDay, Option<SettlementDay>)>,
    pub answers: Option<AnswerDelays>,
    pub orders_sent_after_s: i64,
    pub notices_as_events: bool,
    /// In the order in which they are learnt.
    pub events: Vec<ScenarioEvent>,
    pub until: Instant,
    pub world: World,
}

/// Long before any account.
const ALWAYS: SettlementDay = SettlementDay(-100_000);

fn text_of(name: &str, value: &Value) -> Result<String, ScenarioError> {
    match value {
        Value::Bool(yes) => Ok(yes.to_string()),
        Value::Number(number) => Ok(number.to_string()),
        Value::String(text) => Ok(text.clone()),
        Value::Array(items) => {
            let texts: Result<Vec<String>, _> =
                items.iter().map(|item| text_of(name, item)).collect();
            Ok(texts?.join(","))
        }
        Value::Null | Value::Object(_) => {
            Err(ScenarioError::ParameterValue { name: name.to_owned() })
        }
    }
}

impl Scenario {
    /// Reads a scenario. Errors: an unknown key or parameter, a wrong value, each by its name and
    /// the number of the event.
    pub fn parse(text: &str) -> Result<Self, ScenarioError> {
        let header: Header = serde_json::from_str(text).map_err(ScenarioError::Form)?;
        let (dso, energy) = (header.dso, header.energy);
        let rates = match header.rates.as_deref() {
            Some("two") => Rates::Two,
            Some("single") => Rates::Single,
            None if energy == Energy::Electricity => Rates::Two,
            None => Rates::Single,
            Some(other) => return Err(ScenarioError::Rates { text: other.to_owned() }),
        };
        let until = instant(0, &header.until)?;
        let mut events = Vec::new();
        for (number, event) in (1..).zip(header.events) {
            events.push(read_event(number, event)?);
        }
        // Readings of an instant are known before what else happens at it.
        events.sort_by_key(|event| {
            (event.learnt_at, !matches!(event.fact, Fact::Reading(_)), event.number)
        });
        let scope = Scope { dso: Some(dso), energy: Some(energy) };
        let mut book = ParameterBook::shipped()?;
        let mut set = |name: &str, value: &str, from, recorded_at| -> Result<(), ScenarioError> {
            let place = book.enter(name, value, scope, from, recorded_at, "scenario")?;
            Ok(book.approve(place, "replay")?)
        };
        for (name, value) in &header.parameters {
            set(name, &text_of(name, value)?, ALWAYS, Instant(i64::MIN))?;
        }
        if let Some(run_at) = &header.run_at {
            set("settlement.run_at", run_at, ALWAYS, Instant(i64::MIN))?;
        }
        let protected = header.protected.into_iter().map(|row| {
            Ok::<_, ScenarioError>((row.category.parse::<Category>()?, row.from, row.to))
        });
        let protected = protected.collect::<Result<Vec<_>, _>>()?;
        for event in &events {
            if let Fact::Parameter { name, value, from } = &event.fact {
                let at = event.learnt_at;
                let value = text_of(name, value)?;
                let from = from.unwrap_or(at.day().next());
                let from = not_in_the_night_of_entry(&book, name, &value, from, at, dso, energy);
                let place = book.enter(name, &value, scope, from, at, "scenario")?;
                book.approve(place, "replay")?;
            }
        }
        let first = events.first().map_or(until, |event| event.at).day();
        let series = ParameterSeries::build(&book, dso, energy, first)?;
        let prices = price_book(dso, energy, header.prices)?;
        let answers = match header.meter_answers_after_s {
            None => Some(AnswerDelays::default()),
            Some(Answers::All(seconds)) => Some(AnswerDelays::all(seconds)),
            Some(Answers::Each(delays)) => Some(delays),
            Some(Answers::Said(Said::AsEvents)) => None,
        };
        Ok(Self {
            dso,
            ean: header.ean,
            group: TariffGroup { energy, rates },
            protected,
            answers,
            orders_sent_after_s: header.orders_sent_after_s.unwrap_or(0),
            notices_as_events: header.notices_as_events,
            events,
            until,
            world: World { book, prices, series },
        })
    }
}

/// Emergency credit that shrinks does not exhaust anybody in the night in which that was entered.
/// Source: DOMAIN 3.7.
fn not_in_the_night_of_entry(
    book: &ParameterBook,
    name: &str,
    value: &str,
    from: SettlementDay,
    at: Instant,
    dso: Dso,
    energy: Energy,
) -> SettlementDay {
    if name != "credit.emergency_limit" {
        return from;
    }
    let known = book.value(name, dso, energy, from, at).ok();
    let falls = match (known, book.kind_of(name).ok().and_then(|kind| kind.parse(value))) {
        (Some(params::Value::Money(before)), Some(params::Value::Money(after))) => after < *before,
        _ => true,
    };
    if falls { from.max(at.day().next()) } else { from }
}

fn price_book(dso: Dso, energy: Energy, rows: Vec<PriceRow>) -> Result<PriceBook, ScenarioError> {
    let mut prices = PriceBook::default();
    for row in rows {
        let price: NanoEuroPerKwh = row
            .eur_per_kwh
            .parse()
            .map_err(|source| ScenarioError::Price { text: row.eur_per_kwh.clone(), source })?;
        let basis: PriceBasis = row.basis.parse()?;
        // 1.8.0 is the sum of both tariffs: its price is that of each.
        let register = row.register.filter(|register| register.e != 0);
        let version = prices.enter(PriceVersion {
            version: 0,
            dso,
            energy,
            basis,
            register,
            from: row.from,
            price,
            recorded_at: Instant(i64::MIN),
            entered_by: "scenario".to_owned(),
            approved_by: None,
            source: "scenario".to_owned(),
        })?;
        prices.approve(version, "replay")?;
    }
    Ok(prices)
}

fn instant(number: usize, text: &str) -> Result<Instant, ScenarioError> {
    let parsed: Result<Instant, _> = text.parse();
    parsed.map_err(|source| ScenarioError::Time { number, text: text.to_owned(), source })
}

fn read_event(
    number: usize,
    mut event: serde_json::Map<String, Value>,
) -> Result<ScenarioEvent, ScenarioError> {
    let mut time = |key: &str| match event.remove(key) {
        Some(Value::String(text)) => instant(number, &text).map(Some),
        Some(other) => instant(number, &other.to_string()).map(Some),
        None => Ok(None),
    };
    let at = time("at")?;
    let learnt_at = time("learnt_at")?;
    let Some(at) = at.filter(|_| event.len() == 1) else {
        let keys: Vec<&str> = event.keys().map(String::as_str).collect();
        return Err(ScenarioError::OneFact { number, keys: keys.join("`, `") });
    };
    let fact = serde_json::from_value(Value::Object(event));
    let fact: Fact = fact.map_err(|source| ScenarioError::Event { number, source })?;
    let learnt_at = learnt_at.unwrap_or(at);
    if learnt_at < at {
        return Err(ScenarioError::LearntBefore { number });
    }
    Ok(ScenarioEvent { number, at, learnt_at, fact })
}
