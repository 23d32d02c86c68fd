//! Reading a scenario file. Strict: a key that is not known is an error that names it.

use super::money::FEMTO_PER_MICRO;
use super::parameters::Setting;
use calendar::{Instant, SettlementDay};
use serde_json::{Map, Value};
use std::str::FromStr;
use units::{Dso, Ean, Energy, Litres, MicroEuro, MilliWattHours, NanoEuroPerKwh, parse_decimal};

/// Values of the registers, in the order of [`Scenario::registers`]: mWh, or litres of gas.
pub(super) type Registers = Vec<i64>;

#[derive(Debug)]
pub(super) struct Scenario {
    pub energy: Energy,
    /// Both registers are priced alike.
    pub single_rate: bool,
    pub registers: Vec<&'static str>,
    pub parameters: Vec<Setting>,
    pub prices: Vec<Price>,
    pub protected: Vec<Protected>,
    /// Hour and minute.
    pub run_at: (u8, u8),
    pub answers_s: Answers,
    /// Sorted by when they are learnt, readings first among equals, else in file order.
    pub events: Vec<Event>,
    pub until: Instant,
}

#[derive(Debug)]
pub(super) struct Price {
    pub from: SettlementDay,
    pub social: bool,
    pub register: String,
    pub price: NanoEuroPerKwh,
}

/// A protected status, `[from, to)`.
#[derive(Debug, Clone)]
pub(super) struct Protected {
    pub from: SettlementDay,
    pub to: Option<SettlementDay>,
}

/// Seconds from a command to the meter's answer.
#[derive(Debug)]
pub(super) struct Answers {
    pub disconnect: i64,
    pub connect: i64,
    pub limit: i64,
    pub unlimit: i64,
}

#[derive(Debug)]
pub(super) struct Event {
    pub learnt: Instant,
    pub fact: Fact,
}

#[derive(Debug, Clone)]
pub(super) enum Fact {
    Activate {
        registers: Registers,
        injected: Option<Registers>,
    },
    Swap {
        old_balance: Option<i64>,
        old: Option<Registers>,
        registers: Registers,
        /// Of the old meter and of the new one.
        injected: [Option<Registers>; 2],
    },
    Reading {
        midnight: SettlementDay,
        registers: Registers,
        injected: Option<Registers>,
    },
    /// The days that are netted together, `[from, to)`, instead of all that were said before. Source: PS-11.
    Netting {
        stretches: Vec<(SettlementDay, Option<SettlementDay>)>,
    },
    TopUp {
        id: String,
        eur: i64,
    },
    Aid {
        id: String,
        eur: i64,
    },
    /// What of shared energy comes back, exact in femto-euro; below zero it is taken again. Source: ES-19.
    SharedEnergy {
        id: String,
        exact: i128,
    },
    PaymentPending {
        id: String,
    },
    PaymentFailed {
        id: String,
    },
    Refund {
        id: String,
        eur: i64,
        /// It has left already.
        given: bool,
    },
    Chargeback {
        id: String,
        eur: i64,
    },
    Debt(NewDebt),
    Press,
    Leak,
    Silence,
    Flag {
        name: String,
    },
    Unflag {
        name: String,
    },
    Incident {
        kind: String,
    },
    Recovered {
        kind: String,
    },
    StopSwitch {
        on: bool,
    },
    /// Honoured `at`, which may lie before it was learnt.
    Grace {
        eur: i64,
        until: Instant,
        at: Instant,
        code: Option<String>,
    },
    /// A code was issued; nothing moves.
    GraceCode,
    LimiterRepayment {
        id: String,
        eur: i64,
    },
    LimiterPlan(Plan),
    ReliefRequest,
    ReliefDecision {
        granted: bool,
    },
    Parameter {
        setting: Setting,
    },
    Contract {
        supplier: String,
        from: SettlementDay,
    },
    MoveOut {
        registers: Option<Registers>,
        injected: Option<Registers>,
    },
    Protected(Protected),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DebtKind {
    FixedPerDay,
    FixedPerWeek,
    ShareOfTopUp,
    /// A chargeback that was spent already: nothing collects it. Source: TP-17.
    UnderReview,
}

/// How a debt is repaid.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub kind: DebtKind,
    pub amount: i64,
    /// In millionths.
    pub share: i64,
    /// Per ISO week.
    pub cap: Option<i64>,
}

#[derive(Debug, Clone)]
pub(super) struct NewDebt {
    pub plan: Plan,
    pub total: i64,
    pub priority: i64,
}

impl Scenario {
    pub fn parse(text: &str) -> Result<Self, String> {
        let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let mut fields = Fields::of(value, "scenario")?;
        let _every_walloon_operator_alike: Dso = fields.parsed("dso")?;
        let _checked: Ean = fields.parsed("ean")?;
        let energy: Energy = fields.parsed("energy")?;
        let single_rate = match fields.optional_text("rates")?.as_deref() {
            None | Some("two") => false,
            Some("single") => true,
            Some(other) => return Err(format!("rates must be `single` or `two`, not `{other}`")),
        };
        let registers = match energy {
            Energy::Electricity => vec!["1.8.1", "1.8.2"],
            Energy::Gas => vec!["24.2.3"],
        };
        let parameters = match fields.take("parameters") {
            None => Vec::new(),
            Some(value) => object(value, "parameters")?
                .into_iter()
                .map(|(name, value)| Setting::parse(&name, &value, SettlementDay(i32::MIN)))
                .collect::<Result<_, _>>()?,
        };
        let prices = fields.list("prices")?.into_iter().map(price).collect::<Result<_, _>>()?;
        let protected = fields
            .list("protected")?
            .into_iter()
            .map(|value| protected(Fields::of(value, "protected")?))
            .collect::<Result<_, _>>()?;
        let run_at = clock(&fields.optional_text("run_at")?.unwrap_or("06:00".to_owned()))?;
        let answers_s = answers(fields.take("meter_answers_after_s"))?;
        let until: Instant = fields.parsed("until")?;
        let mut events = fields
            .list("events")?
            .into_iter()
            .map(|value| event(value, energy, &registers))
            .collect::<Result<Vec<_>, _>>()?;
        fields.done()?;
        events.sort_by_key(|event| (event.learnt, !matches!(event.fact, Fact::Reading { .. })));
        Ok(Self {
            energy,
            single_rate,
            registers,
            parameters,
            prices,
            protected,
            run_at,
            answers_s,
            events,
            until,
        })
    }
}

fn price(value: Value) -> Result<Price, String> {
    let mut fields = Fields::of(value, "price")?;
    let social = match fields.text("basis")?.as_str() {
        "social" => true,
        "average" => false,
        other => return Err(format!("basis must be `average` or `social`, not `{other}`")),
    };
    let price = Price {
        from: fields.parsed("from")?,
        social,
        register: fields.text("register")?,
        price: fields.parsed("eur_per_kwh")?,
    };
    fields.done()?;
    Ok(price)
}

fn protected(mut fields: Fields) -> Result<Protected, String> {
    let from = fields.parsed("from")?;
    let to = fields.optional_text("to")?.map(|text| parse("to", &text)).transpose()?;
    let category = fields.text("category")?;
    if !["federal", "regional", "conjunctural"].contains(&category.as_str()) {
        return Err(format!("`{category}` is no category of protected customers"));
    }
    fields.done()?;
    Ok(Protected { from, to })
}

fn clock(text: &str) -> Result<(u8, u8), String> {
    let parts = text.split_once(':').and_then(|(hour, minute)| {
        let (hour, minute): (u8, u8) = (hour.parse().ok()?, minute.parse().ok()?);
        (hour < 24 && minute < 60).then_some((hour, minute))
    });
    parts.ok_or_else(|| format!("`{text}` is not a time such as `06:00`"))
}

fn answers(value: Option<Value>) -> Result<Answers, String> {
    let seconds = |value: &Value| {
        let seconds = value.as_i64().filter(|seconds| *seconds >= 0);
        seconds.ok_or_else(|| format!("`{value}` is not a number of seconds"))
    };
    match value {
        None => Ok(Answers { disconnect: 120, connect: 120, limit: 120, unlimit: 120 }),
        Some(value @ Value::Object(_)) => {
            let mut fields = Fields::of(value, "meter_answers_after_s")?;
            let mut delay = |key: &str| match fields.take(key) {
                None => Ok(120),
                Some(value) => seconds(&value),
            };
            let answers = Answers {
                disconnect: delay("disconnect")?,
                connect: delay("connect")?,
                limit: delay("limit")?,
                unlimit: delay("unlimit")?,
            };
            fields.done()?;
            Ok(answers)
        }
        Some(value) => {
            let all = seconds(&value)?;
            Ok(Answers { disconnect: all, connect: all, limit: all, unlimit: all })
        }
    }
}

fn event(value: Value, energy: Energy, names: &[&'static str]) -> Result<Event, String> {
    let mut fields = Fields::of(value, "event")?;
    let at: Instant = fields.parsed("at")?;
    let learnt: Option<Instant> =
        fields.optional_text("learnt_at")?.map(|text| parse("learnt_at", &text)).transpose()?;
    let (key, body) = match fields.map.len() {
        1 => fields.map.into_iter().next().ok_or("an event is empty")?,
        0 => return Err(format!("the event at {at} is empty")),
        _ => {
            let keys: Vec<_> = fields.map.keys().map(|key| format!("`{key}`")).collect();
            return Err(format!("the event at {at} has more than one key: {}", keys.join(", ")));
        }
    };
    let mut body = Fields::of(body, &key)?;
    let registers = |value: Value| register_values(value, energy, names);
    let fact = match key.as_str() {
        "activate" => {
            let (injected, taken) = apart(body.need("registers")?)?;
            Fact::Activate { registers: registers(taken)?, injected }
        }
        "swap" => {
            let old_balance = body.optional_money("old_balance_eur")?;
            let (old_injected, old) = match body.take("old_registers") {
                None => (None, None),
                Some(value) => apart(value).map(|(injected, taken)| (injected, Some(taken)))?,
            };
            let (new_injected, taken) = apart(body.need("registers")?)?;
            Fact::Swap {
                old_balance,
                old: old.map(registers).transpose()?,
                registers: registers(taken)?,
                injected: [old_injected, new_injected],
            }
        }
        "netting" => {
            let mut stretches = Vec::new();
            for value in body.list("stretches")? {
                let mut fields = Fields::of(value, "stretch")?;
                let from = fields.parsed("from")?;
                let to = fields.optional_text("to")?.map(|text| parse("to", &text)).transpose()?;
                fields.done()?;
                stretches.push((from, to));
            }
            Fact::Netting { stretches }
        }
        "reading" => {
            let midnight = at.day();
            if midnight.start() != at {
                return Err(format!("the reading at {at} is not at a local midnight"));
            }
            if learnt.is_some_and(|learnt| learnt < at) {
                return Err(format!("the reading at {at} comes from the future"));
            }
            let values = std::mem::take(&mut body.map);
            let (injected, taken) = apart(Value::Object(values))?;
            Fact::Reading { midnight, registers: registers(taken)?, injected }
        }
        "top_up" | "aid" | "refund" | "chargeback" | "limiter_repayment" => {
            let _channel = body.optional_text("channel")?;
            let (id, eur) = (body.text("id")?, body.positive_money("eur")?);
            let given = key == "refund" && body.take("given").is_some();
            match key.as_str() {
                "top_up" => Fact::TopUp { id, eur },
                "aid" => Fact::Aid { id, eur },
                "refund" => Fact::Refund { id, eur, given },
                "limiter_repayment" => Fact::LimiterRepayment { id, eur },
                _ => Fact::Chargeback { id, eur },
            }
        }
        "shared_energy" => {
            let (_energy, _kwh) = (body.text("energy")?, body.text("kwh")?);
            let (_month, _day) = (body.text("month")?, body.optional_text("day")?);
            let eur: MicroEuro = body.parsed("eur")?;
            let femto = match body.take("femto_eur") {
                None => 0,
                Some(value) => value
                    .as_i64()
                    .ok_or_else(|| format!("`femto_eur` must be a whole number, not `{value}`"))?,
            };
            let exact = i128::from(eur.0) * FEMTO_PER_MICRO + i128::from(femto);
            Fact::SharedEnergy { id: body.text("id")?, exact }
        }
        "payment_pending" | "payment_failed" => {
            let _channel = body.optional_text("channel")?;
            let _eur = body.optional_money("eur")?;
            let id = body.text("id")?;
            if key == "payment_pending" {
                Fact::PaymentPending { id }
            } else {
                Fact::PaymentFailed { id }
            }
        }
        "debt" => Fact::Debt(debt(&mut body)?),
        "press" => Fact::Press,
        "leak" => Fact::Leak,
        "silence" => Fact::Silence,
        "flag" => Fact::Flag { name: body.text("name")? },
        "unflag" => Fact::Unflag { name: body.text("name")? },
        "incident" => Fact::Incident { kind: body.text("kind")? },
        "recovered" => Fact::Recovered { kind: body.text("kind")? },
        "stop_switch" => Fact::StopSwitch { on: body.flag("on")? },
        "limiter_plan" => Fact::LimiterPlan(plan(&mut body)?),
        "grace" | "grace_code" => {
            let eur = body.positive_money("eur")?;
            let until = instant_or_end_of_day(&body.text("until")?)?;
            let (_by, _reason) = (body.optional_text("by")?, body.optional_text("reason")?);
            if key == "grace" {
                Fact::Grace { eur, until, at, code: body.optional_text("code")? }
            } else {
                let _code = body.text("code")?;
                Fact::GraceCode
            }
        }
        "relief_request" => Fact::ReliefRequest,
        "relief_decision" => Fact::ReliefDecision { granted: body.flag("granted")? },
        "parameter" => {
            let (name, value) = (body.text("name")?, body.need("value")?);
            let from = body.parsed("from")?;
            Fact::Parameter { setting: Setting::parse(&name, &value, from)? }
        }
        "contract" => {
            Fact::Contract { supplier: body.text("supplier")?, from: body.parsed("from")? }
        }
        "move_out" => {
            let (injected, taken) = match body.take("registers") {
                None => (None, None),
                Some(value) => apart(value).map(|(injected, taken)| (injected, Some(taken)))?,
            };
            Fact::MoveOut { registers: taken.map(registers).transpose()?, injected }
        }
        "protected" => {
            let fields = Fields { map: std::mem::take(&mut body.map), place: key.clone() };
            Fact::Protected(protected(fields)?)
        }
        other => return Err(format!("unknown key `{other}` in an event")),
    };
    body.done()?;
    if learnt.is_some_and(|learnt| learnt < at) {
        return Err(format!("the event at {at} comes from the future"));
    }
    if learnt.is_some() && !matches!(fact, Fact::Reading { .. } | Fact::Grace { .. }) {
        return Err(format!("unknown key `learnt_at` beside `{key}`"));
    }
    Ok(Event { learnt: learnt.unwrap_or(at), fact })
}

fn debt(body: &mut Fields) -> Result<NewDebt, String> {
    let _creditor = body.optional_text("creditor")?;
    let total = body.positive_money("total")?;
    let priority = body.need("priority")?;
    let priority =
        priority.as_i64().ok_or_else(|| format!("priority `{priority}` is not a whole number"))?;
    Ok(NewDebt { plan: plan(body)?, total, priority })
}

fn plan(body: &mut Fields) -> Result<Plan, String> {
    let kind = match body.text("kind")?.as_str() {
        "fixed_per_day" => DebtKind::FixedPerDay,
        "fixed_per_week" => DebtKind::FixedPerWeek,
        "share_of_topup" => DebtKind::ShareOfTopUp,
        other => return Err(format!("`{other}` is no kind of debt")),
    };
    let cap = body.optional_money("cap")?;
    let (amount, share) = if kind == DebtKind::ShareOfTopUp {
        let share = parse_decimal(&body.text("share")?, 6).map_err(|error| error.to_string())?;
        if !(1..=1_000_000).contains(&share) {
            return Err("the share of a debt must be above 0 and at most 1".to_owned());
        }
        (0, share)
    } else {
        (body.positive_money("amount")?, 0)
    };
    Ok(Plan { kind, amount, share, cap })
}

/// What was injected, in mWh, if both of its registers are there; and the rest.
fn apart(mut value: Value) -> Result<(Option<Registers>, Value), String> {
    let Some(map) = value.as_object_mut() else { return Ok((None, value)) };
    let mut found = Vec::new();
    for name in ["2.8.1", "2.8.2"] {
        match map.remove(name) {
            Some(Value::String(text)) => found.push(parse::<MilliWattHours>(name, &text)?.0),
            Some(other) => return Err(format!("`{name}` must be a text, not `{other}`")),
            None => {}
        }
    }
    Ok(((found.len() == 2).then_some(found), value))
}

/// The values of all registers. Errors: one is missing, or one is not of this meter.
fn register_values(value: Value, energy: Energy, names: &[&str]) -> Result<Registers, String> {
    let mut fields = Fields::of(value, "registers")?;
    let mut values = Vec::new();
    for name in names {
        let text = fields.text(name)?;
        values.push(match energy {
            Energy::Electricity => parse::<MilliWattHours>(name, &text)?.0,
            Energy::Gas => parse::<Litres>(name, &text)?.0,
        });
    }
    fields.done()?;
    Ok(values)
}

fn instant_or_end_of_day(text: &str) -> Result<Instant, String> {
    match text.parse::<SettlementDay>() {
        Ok(day) => Ok(day.end()),
        Err(_) => parse("until", text),
    }
}

fn parse<T: FromStr>(key: &str, text: &str) -> Result<T, String>
where
    T::Err: std::fmt::Display,
{
    text.parse().map_err(|error: T::Err| format!("{key}: {error}"))
}

fn object(value: Value, place: &str) -> Result<Map<String, Value>, String> {
    match value {
        Value::Object(map) => Ok(map),
        other => Err(format!("{place} must be an object, not `{other}`")),
    }
}

/// The keys of an object that have not been asked for yet.
struct Fields {
    map: Map<String, Value>,
    place: String,
}

impl Fields {
    fn of(value: Value, place: &str) -> Result<Self, String> {
        Ok(Self { map: object(value, place)?, place: place.to_owned() })
    }

    /// `null` counts as absent.
    fn take(&mut self, key: &str) -> Option<Value> {
        self.map.remove(key).filter(|value| !value.is_null())
    }

    fn need(&mut self, key: &str) -> Result<Value, String> {
        self.take(key).ok_or_else(|| format!("{} lacks `{key}`", self.place))
    }

    fn optional_text(&mut self, key: &str) -> Result<Option<String>, String> {
        match self.take(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(format!("`{key}` must be a text, not `{other}`")),
        }
    }

    fn text(&mut self, key: &str) -> Result<String, String> {
        self.optional_text(key)?.ok_or_else(|| format!("{} lacks `{key}`", self.place))
    }

    fn parsed<T: FromStr>(&mut self, key: &str) -> Result<T, String>
    where
        T::Err: std::fmt::Display,
    {
        parse(key, &self.text(key)?)
    }

    fn optional_money(&mut self, key: &str) -> Result<Option<i64>, String> {
        let text = self.optional_text(key)?;
        text.map(|text| parse::<MicroEuro>(key, &text).map(|money| money.0)).transpose()
    }

    fn positive_money(&mut self, key: &str) -> Result<i64, String> {
        let money: MicroEuro = self.parsed(key)?;
        if money.0 <= 0 {
            return Err(format!("`{key}` must be above 0, not {money}"));
        }
        Ok(money.0)
    }

    fn flag(&mut self, key: &str) -> Result<bool, String> {
        let value = self.need(key)?;
        value.as_bool().ok_or_else(|| format!("`{key}` must be true or false, not `{value}`"))
    }

    fn list(&mut self, key: &str) -> Result<Vec<Value>, String> {
        match self.take(key) {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) => Ok(items),
            Some(other) => Err(format!("`{key}` must be a list, not `{other}`")),
        }
    }

    /// Errors: a key nobody asked for.
    fn done(self) -> Result<(), String> {
        match self.map.keys().next() {
            None => Ok(()),
            Some(key) => Err(format!("unknown key `{key}` in {}", self.place)),
        }
    }
}
