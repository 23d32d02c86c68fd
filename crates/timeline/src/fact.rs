//! What can happen at a supply point, as field people write it down and as it is kept.

mod eur;
mod of_meter;

use calendar::{Instant, SettlementDay};
use guards::{Approvals, Guard, Wave};
use ledger::LedgerAccount;
pub use of_meter::{Alarm, ByHand};
use readings::Registers;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use supply::ControlState;
use units::{Energy, Litres, MicroEuro, MilliWattHours, ObisCode};

/// Register values by name, as decimal text: kWh or m³.
pub type RegisterMap = BTreeMap<ObisCode, String>;

/// How a debt is collected, as it is entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DebtKind {
    FixedPerDay,
    FixedPerWeek,
    ShareOfTopup,
}

/// A fact about one supply point. Source: DESIGN 6.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Fact {
    Activate {
        registers: RegisterMap,
    },
    /// Opens an account with a meter's balance, or exchanges the meter of a running one.
    Swap {
        #[serde(with = "eur::optional", default)]
        old_balance_eur: Option<MicroEuro>,
        registers: RegisterMap,
        old_registers: Option<RegisterMap>,
    },
    /// A newcomer without contract.
    Bridge {
        registers: RegisterMap,
    },
    Reading(RegisterMap),
    TopUp {
        #[serde(with = "eur")]
        eur: MicroEuro,
        channel: String,
        id: String,
    },
    /// A top-up is undone at the counter. Source: TP-06.
    TopUpUndone {
        id: String,
    },
    Aid {
        #[serde(with = "eur")]
        eur: MicroEuro,
        channel: String,
        id: String,
    },
    PaymentPending {
        id: String,
        #[serde(with = "eur")]
        eur: MicroEuro,
        channel: String,
    },
    PaymentFailed {
        id: String,
        #[serde(with = "eur::optional", default)]
        eur: Option<MicroEuro>,
        channel: Option<String>,
    },
    Refund {
        id: String,
        #[serde(with = "eur")]
        eur: MicroEuro,
        channel: String,
        /// The money has left already: it is booked whatever is left on the balance.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        given: bool,
        /// It goes by a transfer of ours, and is owed to the payer until the bank has sent it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        owed: bool,
    },
    Chargeback {
        id: String,
        #[serde(with = "eur")]
        eur: MicroEuro,
        channel: String,
    },
    /// A person puts the balance right, above zero in the customer's favour. Source: TP-25.
    Adjustment {
        id: String,
        #[serde(with = "eur")]
        eur: MicroEuro,
        /// Its code.
        reason: String,
        /// Where the other side stands.
        contra: LedgerAccount,
        /// What the customer reads.
        text: String,
        by: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        approved_by: Option<String>,
    },
    /// A day of energy sharing is whole, or a month is final or was corrected: what of the shared energy's price
    /// comes back, above zero in the customer's favour. Source: ES-19.
    SharedEnergy {
        id: String,
        /// Rounded down.
        #[serde(with = "eur")]
        eur: MicroEuro,
        /// What is above that of the exact amount, from 0 to 999,999,999 femto-euro. Source: PA-02.
        #[serde(default, skip_serializing_if = "is_zero")]
        femto_eur: i64,
        /// Where the energy was charged.
        energy: LedgerAccount,
        /// What of the shared energy it is for, in kWh.
        kwh: String,
        month: String,
        /// The one day that it is for; of a month there is none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        day: Option<SettlementDay>,
    },
    /// On a day the meter followed another calendar: so much of its first register belongs to the second, in mWh,
    /// below zero the other way round. The day is charged anew. Source: MT-05, PA-38.
    RegisterShift {
        id: String,
        day: SettlementDay,
        mwh: i64,
        by: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        approved_by: Option<String>,
    },
    /// Which days are netted against what the household injects, and from which regularisation to which, as the
    /// dossier of its installation says now: instead of all that was said before. Source: PS-11.
    Netting {
        stretches: Vec<prepay::Netted>,
    },
    /// The provider gives back what it had taken back as `id`. Source: TP-17.
    ChargebackReversed {
        id: String,
    },
    /// The refund `id` did not reach the payer, and its money is with the provider again. Source: TP-18.
    RefundReturned {
        id: String,
    },
    Debt {
        kind: DebtKind,
        #[serde(with = "eur")]
        total: MicroEuro,
        #[serde(with = "eur::optional", default)]
        amount: Option<MicroEuro>,
        share: Option<String>,
        #[serde(with = "eur::optional", default)]
        cap: Option<MicroEuro>,
        #[serde(with = "eur::optional", default)]
        floor: Option<MicroEuro>,
        #[serde(default = "first")]
        priority: u8,
        creditor: Option<String>,
    },
    /// How the customer agrees to repay a debt from now on, by its number within the account. Source: PA-20,
    /// TP-17.
    PlanAgreed {
        debt: u32,
        kind: DebtKind,
        #[serde(with = "eur::optional", default)]
        amount: Option<MicroEuro>,
        share: Option<String>,
        #[serde(with = "eur::optional", default)]
        cap: Option<MicroEuro>,
    },
    /// Nothing is taken for a debt before `until`; a day that has come ends a suspension. Source: PA-20.
    PlanSuspended {
        debt: u32,
        until: SettlementDay,
    },
    /// A payment on what is owed for energy under the limiter. Source: PA-17.
    LimiterRepayment {
        #[serde(with = "eur")]
        eur: MicroEuro,
        channel: String,
        id: String,
    },
    /// How the customer agrees to repay what is owed for energy under the limiter. Source: PA-17.
    LimiterPlan {
        kind: DebtKind,
        #[serde(with = "eur::optional", default)]
        amount: Option<MicroEuro>,
        share: Option<String>,
        #[serde(with = "eur::optional", default)]
        cap: Option<MicroEuro>,
    },
    Press {},
    Leak {},
    Silence {},
    Flag {
        name: String,
        until: Option<String>,
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
    /// Extra credit for a time, by an agent or by a code. Source: PA-45.
    Grace {
        #[serde(with = "eur")]
        eur: MicroEuro,
        until: String,
        /// The number of the code that was honoured: the same one twice changes nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// A code was issued ahead; it does nothing until it is honoured. Source: PA-45.
    GraceCode {
        /// Its number at this account.
        code: String,
        #[serde(with = "eur")]
        eur: MicroEuro,
        until: String,
        by: Option<String>,
        reason: Option<String>,
    },
    ReliefRequest {},
    ReliefDecision {
        granted: bool,
    },
    Parameter {
        name: String,
        value: serde_json::Value,
        from: Option<SettlementDay>,
    },
    Contract {
        supplier: String,
        from: Option<SettlementDay>,
    },
    MoveOut {
        registers: Option<RegisterMap>,
    },
    Protected {
        from: SettlementDay,
        to: Option<SettlementDay>,
        category: String,
    },
    /// What the decision point looks like over the whole fleet.
    Fleet {
        candidates: i64,
        median: i64,
        /// The day whose night counted them.
        day: Option<SettlementDay>,
    },
    /// How far the approved orders of a night have come. Source: CG-16.
    Orders {
        day: SettlementDay,
        approvals: Approvals,
        released_ppm: i64,
        paused: bool,
    },
    /// The cuts that followed from a night are taken back. Source: CG-18.
    Undo {
        day: SettlementDay,
        /// Of one wave; without it of all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wave: Option<Wave>,
        by: String,
        cost_borne_by: String,
    },
    /// An order was held back at the last look before it left. Source: CG-17.
    HeldBack {
        command: String,
        guards: Vec<Guard>,
    },
    /// Everything that was due up to this instant was done and kept.
    Clock {},
    /// The meter's word on an order. Source: MT-07.
    MeterAnswer {
        command: String,
        confirmed: bool,
    },
    /// What the meter says of its switch, asked for without an order. Source: MT-07, ST-12, ST-14.
    MeterState {
        control: ControlState,
    },
    /// A collection found something at the meter that is not as it should be. It is no reading and moves
    /// no money; what puts the meter or its hours in doubt bars a cut until a person has looked, and ends
    /// with `unflag` of `binding`. Source: CG-12, MT-17.
    MeterAlarm {
        alarm: Alarm,
        /// The day that was collected.
        day: SettlementDay,
        meter: String,
        detail: String,
    },
    /// A person has the meter do something. A cut is not among it: it has no way but through a proof.
    /// Source: MT-06, CG-20.
    ByHand {
        /// Of the order, too.
        id: String,
        order: ByHand,
        by: String,
        reason: String,
        /// How long it has an effect; a release has no end.
        life_h: Option<i64>,
    },
    /// Two people ask for a decision on a cut, or on a limit. It is no order: the guards decide as at any other
    /// decision point, and the proof names who asked. Source: DOMAIN 4, CG-20.
    CutAsked {
        id: String,
        /// A limit, and never a cut.
        limit: bool,
        by: String,
        approved_by: String,
        reason: String,
    },
    /// What a household agreed to for a time ends soon. It moves nothing; the household is told. Source: MT-16,
    /// PD-03.
    ConsentEnds {
        /// To what, such as `p1`.
        what: String,
        on: SettlementDay,
    },
    /// A notice that the supply is held on was handed over on a channel, or has arrived. It moves nothing but
    /// what a decision knows of it. Source: CG-10, CM-06.
    Told {
        /// Which row of the account's notices.
        notice: i64,
        channel: String,
        delivered: bool,
        /// When what it tells of was said.
        since: String,
    },
}

fn first() -> u8 {
    1
}

/// A fact does not say what it has to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FactError {
    #[error("register {register} is missing")]
    RegisterMissing { register: ObisCode },
    #[error("register {register} is not one that is charged here")]
    RegisterUnknown { register: ObisCode },
    #[error("register {register} cannot be `{text}`")]
    RegisterValue { register: ObisCode, text: String, source: units::UnitError },
    #[error(transparent)]
    Plan(#[from] prepay::PlanRefused),
    #[error("a debt of this kind needs `{field}`")]
    DebtField { field: &'static str },
    #[error("`{text}` is neither an instant nor a day")]
    NoTime { text: String },
    #[error(transparent)]
    Name(#[from] units::UnknownName),
    #[error("`{text}` is not a share")]
    Share { text: String },
    #[error("a limit of {ampere} A is below {least} A: that is a cut, and needs a proof")]
    LimitTooLow { ampere: i64, least: i64 },
    #[error("a gas meter has no limiter")]
    NoLimiter,
    #[error("`{guard}` holds a limit back")]
    HeldBack { guard: &'static str },
}

/// The registers that are charged, from a map by name. Injection registers may stand beside them.
/// Errors: one is missing, unknown, or not a number.
pub fn registers(map: &RegisterMap, energy: Energy) -> Result<Registers, FactError> {
    let value = |register: ObisCode| {
        let text = map.get(&register).ok_or(FactError::RegisterMissing { register })?;
        let parsed = match energy {
            Energy::Electricity => text.parse::<MilliWattHours>().map(|energy| energy.0),
            Energy::Gas => text.parse::<Litres>().map(|volume| volume.0),
        };
        parsed.map_err(|source| FactError::RegisterValue { register, text: text.clone(), source })
    };
    let known: &[ObisCode] = match energy {
        Energy::Electricity => &[
            ObisCode::IMPORT_PEAK,
            ObisCode::IMPORT_OFF_PEAK,
            ObisCode::EXPORT_PEAK,
            ObisCode::EXPORT_OFF_PEAK,
        ],
        Energy::Gas => &[ObisCode::GAS_VOLUME],
    };
    if let Some(register) = map.keys().find(|register| !known.contains(register)) {
        return Err(FactError::RegisterUnknown { register: *register });
    }
    match energy {
        Energy::Electricity => {
            Ok(Registers([value(ObisCode::IMPORT_PEAK)?, value(ObisCode::IMPORT_OFF_PEAK)?]))
        }
        Energy::Gas => Ok(Registers([value(ObisCode::GAS_VOLUME)?, 0])),
    }
}

/// What was injected by then, from the same map; `None` unless both registers stand there.
/// Errors: one is not a number. Source: PS-11, MT-01.
pub fn injected(map: &RegisterMap, energy: Energy) -> Result<Option<Registers>, FactError> {
    let value = |register: ObisCode| {
        let Some(text) = map.get(&register) else { return Ok(None) };
        let parsed: Result<MilliWattHours, _> = text.parse();
        let wrong = |source| FactError::RegisterValue { register, text: text.clone(), source };
        parsed.map(|energy| Some(energy.0)).map_err(wrong)
    };
    if energy != Energy::Electricity {
        return Ok(None);
    }
    let both = (value(ObisCode::EXPORT_PEAK)?, value(ObisCode::EXPORT_OFF_PEAK)?);
    Ok(match both {
        (Some(peak), Some(off_peak)) => Some(Registers([peak, off_peak])),
        _ => None,
    })
}

/// Until when: an instant, or a day that still counts.
pub fn until(text: &str) -> Result<Instant, FactError> {
    if let Ok(at) = text.parse::<Instant>() {
        return Ok(at);
    }
    let day: Result<SettlementDay, _> = text.parse();
    day.map(SettlementDay::end).map_err(|_| FactError::NoTime { text: text.to_owned() })
}

fn is_zero(number: &i64) -> bool {
    *number == 0
}

impl Fact {
    /// The key under which scenarios write it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Activate { .. } => "activate",
            Self::Swap { .. } => "swap",
            Self::Bridge { .. } => "bridge",
            Self::Reading(_) => "reading",
            Self::TopUp { .. } => "top_up",
            Self::TopUpUndone { .. } => "top_up_undone",
            Self::Aid { .. } => "aid",
            Self::PaymentPending { .. } => "payment_pending",
            Self::PaymentFailed { .. } => "payment_failed",
            Self::Refund { .. } => "refund",
            Self::Chargeback { .. } => "chargeback",
            Self::ChargebackReversed { .. } => "chargeback_reversed",
            Self::RefundReturned { .. } => "refund_returned",
            Self::Adjustment { .. } => "adjustment",
            Self::SharedEnergy { .. } => "shared_energy",
            Self::RegisterShift { .. } => "register_shift",
            Self::Netting { .. } => "netting",
            Self::Debt { .. } => "debt",
            Self::PlanAgreed { .. } => "plan_agreed",
            Self::PlanSuspended { .. } => "plan_suspended",
            Self::Press {} => "press",
            Self::Leak {} => "leak",
            Self::Silence {} => "silence",
            Self::Flag { .. } => "flag",
            Self::Unflag { .. } => "unflag",
            Self::Incident { .. } => "incident",
            Self::Recovered { .. } => "recovered",
            Self::StopSwitch { .. } => "stop_switch",
            Self::Grace { .. } => "grace",
            Self::GraceCode { .. } => "grace_code",
            Self::LimiterRepayment { .. } => "limiter_repayment",
            Self::LimiterPlan { .. } => "limiter_plan",
            Self::ReliefRequest {} => "relief_request",
            Self::ReliefDecision { .. } => "relief_decision",
            Self::Parameter { .. } => "parameter",
            Self::Contract { .. } => "contract",
            Self::MoveOut { .. } => "move_out",
            Self::Protected { .. } => "protected",
            Self::Fleet { .. } => "fleet",
            Self::Orders { .. } => "orders",
            Self::Undo { .. } => "undo",
            Self::HeldBack { .. } => "held_back",
            Self::Clock {} => "clock",
            Self::MeterAnswer { .. } => "meter_answer",
            Self::MeterState { .. } => "meter_state",
            Self::MeterAlarm { .. } => "meter_alarm",
            Self::ByHand { .. } => "by_hand",
            Self::CutAsked { .. } => "cut_asked",
            Self::ConsentEnds { .. } => "consent_ends",
            Self::Told { .. } => "told",
        }
    }

    /// The caller's key of a fact that moves money or is used up: the same one twice changes nothing.
    pub fn key(&self) -> Option<String> {
        match self {
            Self::TopUp { id, .. }
            | Self::TopUpUndone { id }
            | Self::Aid { id, .. }
            | Self::PaymentPending { id, .. }
            | Self::Refund { id, .. }
            | Self::Chargeback { id, .. }
            | Self::Adjustment { id, .. }
            | Self::SharedEnergy { id, .. }
            | Self::RegisterShift { id, .. }
            | Self::ChargebackReversed { id }
            | Self::RefundReturned { id }
            | Self::LimiterRepayment { id, .. } => Some(id.clone()),
            Self::Grace { code, .. } => code.clone(),
            Self::GraceCode { code, .. } => Some(code.clone()),
            Self::MeterAlarm { alarm, day, .. } => Some(format!("{day}/{}", alarm.name())),
            Self::ByHand { id, .. } | Self::CutAsked { id, .. } => Some(id.clone()),
            Self::ConsentEnds { what, on } => Some(format!("{what}/{on}")),
            Self::Told { notice, delivered, .. } => Some(format!("{notice}/{delivered}")),
            Self::Fleet { day: Some(day), .. } => Some(day.to_string()),
            _ => None,
        }
    }
}
