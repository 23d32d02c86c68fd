//! The account: what has become known so far, and what each fact does.

use super::money::{cents_above, cents_down, cents_up, eur, millionths_down, posted};
use super::parameters::{self, Setting};
use super::scenario::{DebtKind, Fact, NewDebt, Plan, Protected, Registers, Scenario};
use super::settlement::{Conversion, Jump, Settled};
use super::supply::{Command, Limiter, Supply};
use super::{EventLine, Line};
use calendar::{Instant, SettlementDay};
use std::collections::{BTreeMap, BTreeSet};
use units::Energy;

/// Something that happens at an instant. At one instant they happen in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Due {
    /// The answer to a command, by its place.
    Answer(usize),
    /// An event of the scenario, by its place.
    Fact(usize),
    Run,
    ThresholdsMayChange,
    LastCall,
    LastSms,
    ProtectedHoursEnd,
    LeakTestEnd,
    /// Of a cut or limit order, by its place.
    OrderExpires(usize),
    ReconnectAlarm(usize),
    PressReminder,
    OffSupplyTask,
    OutageRecovered,
    WayBackRecovered,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum CreditState {
    InCredit,
    LowCredit,
    EmergencyInUse,
    Exhausted,
}

impl CreditState {
    pub fn name(self) -> &'static str {
        match self {
            Self::InCredit => "InCredit",
            Self::LowCredit => "LowCredit",
            Self::EmergencyInUse => "EmergencyInUse",
            Self::Exhausted => "Exhausted",
        }
    }
}

/// A movement of the balance, in micro-euro: what comes in is positive.
#[derive(Debug)]
pub(super) struct Entry {
    pub amount: i64,
    pub kind: EntryKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EntryKind {
    Start,
    TopUp,
    Aid,
    Refund,
    Chargeback,
    Charge,
    Collection,
    /// What a payment on the debt of the limiter was too much.
    Overpaid,
    Shared,
}

/// What sharing gave back, or took again. Source: ES-19.
#[derive(Debug)]
pub(super) struct Shared {
    pub posted_on: SettlementDay,
    /// In the customer's favour, in femto-euro.
    pub exact: i128,
    /// What it took of the balance, in micro-euro; below zero it gave.
    pub taken: i64,
}

#[derive(Debug)]
pub(super) struct Debt {
    pub kind: DebtKind,
    pub total: i64,
    /// `None` for the advance: what the parameter says for the day.
    pub amount: Option<i64>,
    pub share: i64,
    pub cap: Option<i64>,
    pub priority: i64,
    /// First day with whose settlement it may be collected.
    pub first_day: SettlementDay,
    /// A fixed amount is taken only of credit above zero.
    pub of_credit_only: bool,
}

/// Paid off a debt, by its place.
#[derive(Debug)]
pub(super) struct DebtPayment {
    pub debt: usize,
    pub amount: i64,
    /// Only shares of top-ups count for a cap.
    pub week: Option<(i32, u8)>,
}

#[derive(Debug)]
pub(super) struct Reading {
    /// The day that the midnight opens.
    pub midnight: SettlementDay,
    pub registers: Registers,
    pub learnt: Instant,
}

/// What was injected by instants, where it is netted. Source: PS-11.
#[derive(Debug, Default)]
pub(super) struct Injection {
    /// At the begin of the account.
    pub start: Option<Registers>,
    /// By the day that the midnight opens; the latest value counts.
    pub midnights: BTreeMap<SettlementDay, Registers>,
    /// Of each swap, in order: the old meter and the new one.
    pub swaps: Vec<[Option<Registers>; 2]>,
    pub handover: Option<Registers>,
    /// Days that are netted together, `[from, to)`.
    pub netted: Vec<(SettlementDay, Option<SettlementDay>)>,
}

/// Activation, or the swap from a card meter.
#[derive(Debug)]
pub(super) struct Start {
    pub at: Instant,
    pub day: SettlementDay,
    pub registers: Registers,
}

#[derive(Debug)]
pub(super) struct Swap {
    pub at: Instant,
    pub day: SettlementDay,
    pub old: Registers,
    pub new: Registers,
}

#[derive(Debug)]
pub(super) struct Incident {
    pub kind: String,
    pub recovered: Option<Instant>,
}

#[derive(Debug)]
pub(super) struct Grace {
    pub amount: i64,
    pub until: Instant,
}

#[derive(Debug)]
pub(super) struct Relief {
    pub requested: SettlementDay,
    pub granted: Option<bool>,
    /// First day without it, after a refusal.
    pub end: Option<SettlementDay>,
    /// What became a debt at a refusal.
    pub claimed: i64,
}

#[derive(Debug)]
pub(super) struct Account<'a> {
    pub scenario: &'a Scenario,
    pub now: Instant,
    pub agenda: BTreeSet<(Instant, Due)>,
    pub output: Vec<Line>,
    pub closed: bool,

    pub settings: Vec<Setting>,
    pub protected: Vec<Protected>,
    pub start: Option<Start>,
    pub swaps: Vec<Swap>,
    pub readings: Vec<Reading>,
    pub injection: Injection,
    pub heard: Vec<Instant>,
    pub entries: Vec<Entry>,
    pub debts: Vec<Debt>,
    pub debt_payments: Vec<DebtPayment>,
    /// The debts of the times under the limiter, by when each began, and their places. Source: PA-16.
    pub limiter_debts: Vec<(Instant, usize)>,
    pub settled: Vec<Settled>,
    pub shared: Vec<Shared>,
    pub conversions: Vec<Conversion>,
    pub held_lines: Vec<SettlementDay>,
    /// Ids seen, by the key of their event.
    pub ids: Vec<(&'static str, String)>,
    pub pending: Vec<String>,
    pub chargebacks: Vec<Instant>,
    pub money_in: Vec<Instant>,
    pub flags: Vec<String>,
    pub incidents: Vec<Incident>,
    pub stopped: bool,
    pub grace: Option<Grace>,
    pub reliefs: Vec<Relief>,
    pub contracts: Vec<(SettlementDay, String)>,
    pub moved_out: Option<(Instant, Option<Registers>)>,

    /// First day that is not settled, while on hold.
    pub hold: Option<SettlementDay>,
    pub jumps_found: Vec<Jump>,
    pub jumps_accepted: Vec<Jump>,

    pub supply: Vec<(Instant, Supply)>,
    pub limiter: Vec<(Instant, Limiter)>,
    pub commands: Vec<Command>,
    /// The meter answers nothing until it is heard.
    pub silent: bool,
    /// Grace came while an order to disconnect was under way.
    pub grace_while_ordered: bool,
    pub live_state: CreditState,
    /// When the credit was last exhausted by crossing. Source: CG-10.
    pub warned_since: Option<Instant>,
}

impl<'a> Account<'a> {
    pub fn new(scenario: &'a Scenario) -> Result<Self, String> {
        let mut account = Self {
            scenario,
            now: Instant(i64::MIN),
            agenda: BTreeSet::new(),
            output: Vec::new(),
            closed: false,
            settings: scenario.parameters.clone(),
            protected: scenario.protected.clone(),
            start: None,
            swaps: Vec::new(),
            readings: Vec::new(),
            injection: Injection::default(),
            heard: Vec::new(),
            entries: Vec::new(),
            debts: Vec::new(),
            debt_payments: Vec::new(),
            limiter_debts: Vec::new(),
            settled: Vec::new(),
            shared: Vec::new(),
            conversions: Vec::new(),
            held_lines: Vec::new(),
            ids: Vec::new(),
            pending: Vec::new(),
            chargebacks: Vec::new(),
            money_in: Vec::new(),
            flags: Vec::new(),
            incidents: Vec::new(),
            stopped: false,
            grace: None,
            reliefs: Vec::new(),
            contracts: Vec::new(),
            moved_out: None,
            hold: None,
            jumps_found: Vec::new(),
            jumps_accepted: Vec::new(),
            supply: Vec::new(),
            limiter: Vec::new(),
            commands: Vec::new(),
            silent: false,
            grace_while_ordered: false,
            live_state: CreditState::InCredit,
            warned_since: None,
        };
        for (place, event) in scenario.events.iter().enumerate() {
            account.note(event.learnt, Due::Fact(place));
        }
        Ok(account)
    }

    /// Lives through everything that is due up to the end of the scenario.
    pub fn keep(mut self) -> Result<Vec<Line>, String> {
        while let Some((at, due)) = self.agenda.pop_first() {
            if at > self.scenario.until || self.closed {
                break;
            }
            self.now = at;
            match due {
                Due::Answer(command) => self.answer(command)?,
                Due::Fact(place) => self.fact(place).map_err(|error| format!("{at}: {error}"))?,
                Due::Run => self.run().map_err(|error| format!("run of {at}: {error}"))?,
                Due::ThresholdsMayChange => self.judge_credit(),
                Due::LastCall => self.last_call("last_call", self.now.day().next()),
                Due::LastSms => self.last_call("last_sms", self.now.day()),
                Due::ProtectedHoursEnd => {
                    if self.working_day(self.now.day()) {
                        self.decision_point();
                    }
                }
                Due::LeakTestEnd => self.leak_test_end(),
                Due::OrderExpires(command) => self.order_expires(command),
                Due::ReconnectAlarm(command) => self.reconnect_alarm(command),
                Due::PressReminder => self.press_reminder(),
                Due::OffSupplyTask => self.off_supply_task(),
                Due::OutageRecovered => {
                    if !self.own_incident() {
                        self.decision_point();
                    }
                }
                Due::WayBackRecovered => {
                    if !self.way_back_is_out() {
                        self.decision_point();
                    }
                }
            }
        }
        Ok(self.output)
    }

    /// Puts something into the agenda.
    pub fn note(&mut self, at: Instant, due: Due) {
        self.agenda.insert((at, due));
    }

    /// The value of a parameter on a day, as known now: what was entered last among what had begun.
    pub fn parameter(&self, name: &str, day: SettlementDay) -> i64 {
        self.parameter_if_loaded(name, day).unwrap_or(0)
    }

    pub fn parameter_if_loaded(&self, name: &str, day: SettlementDay) -> Option<i64> {
        let set = self.settings.iter().rev().find(|set| set.name == name && set.from <= day);
        set.map(|set| set.value).or_else(|| parameters::default(name, day))
    }

    pub fn flag_parameter(&self, name: &str, day: SettlementDay) -> bool {
        self.parameter(name, day) != 0
    }

    pub fn today(&self) -> SettlementDay {
        self.now.day()
    }

    pub fn balance(&self) -> i64 {
        self.entries.iter().map(|entry| entry.amount).sum()
    }

    /// The emergency limit of today and the grace that holds now: the cut level is its opposite.
    pub fn emergency_limit(&self) -> i64 {
        let grace = self.grace.as_ref().filter(|grace| self.now < grace.until);
        self.parameter("credit.emergency_limit", self.today())
            + grace.map_or(0, |grace| grace.amount)
    }

    pub fn reconnect_level(&self) -> i64 {
        self.parameter("credit.reconnect_level", self.today())
    }

    /// Source: 3.7, with the thresholds of today.
    pub fn credit_state(&self) -> CreditState {
        let balance = self.balance();
        if balance <= -self.emergency_limit() {
            CreditState::Exhausted
        } else if balance < 0 {
            CreditState::EmergencyInUse
        } else if balance < self.parameter("credit.low_threshold", self.today()) {
            CreditState::LowCredit
        } else {
            CreditState::InCredit
        }
    }

    /// Tells each threshold that was crossed on the way down since the last time.
    pub fn judge_credit(&mut self) {
        let before = self.live_state;
        self.live_state = self.credit_state();
        for (state, name) in [
            (CreditState::LowCredit, "low_credit"),
            (CreditState::EmergencyInUse, "emergency_started"),
            (CreditState::Exhausted, "emergency_exhausted"),
        ] {
            if before < state && state <= self.live_state {
                if state == CreditState::Exhausted {
                    self.warned_since = Some(self.now);
                }
                self.tell(name);
            }
        }
    }

    /// After every movement of money outside a run.
    fn money_moved(&mut self) {
        self.judge_credit();
        self.release_if_enough();
    }

    pub fn debt_left(&self, debt: usize) -> i64 {
        let paid = self.debt_payments.iter().filter(|payment| payment.debt == debt);
        let total = self.debts.get(debt).map_or(0, |debt| debt.total);
        total - paid.map(|payment| payment.amount).sum::<i64>()
    }

    pub fn all_debt_left(&self) -> i64 {
        (0..self.debts.len()).map(|debt| self.debt_left(debt)).sum()
    }

    /// The places of the debts, first by priority, then by age.
    pub fn debts_in_order(&self) -> Vec<usize> {
        let mut order: Vec<(i64, usize)> =
            self.debts.iter().enumerate().map(|(place, debt)| (debt.priority, place)).collect();
        order.sort_unstable();
        order.into_iter().map(|(_, place)| place).collect()
    }

    /// Aid that is not spent yet: it goes first, and a refund never touches it.
    /// Source: PA-32, PA-44.
    fn aid_left(&self) -> i64 {
        let (mut balance, mut aid) = (0, 0);
        for entry in &self.entries {
            let after = balance + entry.amount;
            if entry.kind == EntryKind::Aid {
                aid += entry.amount - (-balance).clamp(0, entry.amount);
            } else if entry.kind != EntryKind::Refund {
                let spent = balance.max(0) - after.max(0);
                aid -= spent.clamp(0, aid);
            }
            balance = after;
        }
        aid
    }

    pub fn move_money(&mut self, kind: EntryKind, amount: i64) {
        self.entries.push(Entry { amount, kind });
    }

    pub fn tell(&mut self, event: &str) {
        self.tell_with(event, Vec::new());
    }

    pub fn tell_with(&mut self, event: &str, guards: Vec<String>) {
        let balance = self.balance();
        let state = self.credit_state();
        let (supply, limiter) = (self.supply_now(), self.limiter_now());
        let displayed = match (supply.is_off(), state) {
            (true, _) => "DS5",
            (false, CreditState::InCredit) => "DS1",
            (false, CreditState::LowCredit) => "DS2",
            (false, CreditState::EmergencyInUse) => "DS3",
            (false, CreditState::Exhausted) => "DS4",
        };
        let below = -self.emergency_limit() - balance;
        let stay_on = if displayed == "DS4" { cents_above(below) } else { 0 };
        let limited = matches!(limiter, Limiter::On | Limiter::OnOrdered);
        let clear = if ["DS4", "DS5"].contains(&displayed) || limited {
            cents_up((self.reconnect_level() - balance).max(0))
        } else {
            0
        };
        self.output.push(Line::Event(EventLine {
            at: self.now.to_local_string(),
            event: event.to_owned(),
            displayed: displayed.to_owned(),
            supply: supply.name().to_owned(),
            limiter: limiter.name().to_owned(),
            balance_eur: eur(balance),
            amount_to_stay_on_eur: eur(stay_on),
            amount_to_clear_eur: eur(clear),
            guards,
        }));
    }

    /// Whether an id of this kind of event was seen before; from now on it was.
    fn seen(&mut self, event: &'static str, id: &str) -> bool {
        let seen = self.ids.iter().any(|(kind, known)| *kind == event && known == id);
        self.ids.push((event, id.to_owned()));
        seen
    }

    fn fact(&mut self, place: usize) -> Result<(), String> {
        let Some(event) = self.scenario.events.get(place) else { return Ok(()) };
        let needs_account = !matches!(
            event.fact,
            Fact::Activate { .. }
                | Fact::Swap { .. }
                | Fact::Reading { .. }
                | Fact::Parameter { .. }
                | Fact::Protected(_)
                | Fact::Contract { .. }
        );
        if self.start.is_none() && needs_account {
            return Err("the account has not begun yet".to_owned());
        }
        match event.fact.clone() {
            Fact::Activate { registers, injected } => {
                self.injection.start = injected;
                let credit = self.parameter("account.starting_credit", self.today());
                self.begin(registers, credit, credit)?;
                self.tell("activate");
            }
            Fact::Swap { old_balance, old: None, registers, injected: [_, injected] } => {
                self.injection.start = injected;
                let old_balance = old_balance.ok_or("swap lacks `old_balance_eur`")?;
                let floor = self.parameter("account.swap_credit_floor", self.today());
                let advance = (floor - old_balance).max(0);
                let flat = self.flag_parameter("account.swap_debt_basis", self.today());
                let debt = if flat && advance > 0 { floor } else { advance };
                self.begin(registers, old_balance + advance, debt)?;
                self.tell("swap");
            }
            Fact::Swap { old_balance: _, old: Some(old), registers, injected } => {
                if self.start.is_none() {
                    return Err("`old_registers` of an account that has not begun".to_owned());
                }
                // The account goes on with its balance: an advance is for conversions (PA-05).
                self.injection.swaps.push(injected);
                self.swaps.push(Swap { at: self.now, day: self.today(), old, new: registers });
                self.meter_heard();
                self.tell("swap");
            }
            Fact::Reading { midnight, registers, injected } => {
                let begun = self.start.as_ref().is_some_and(|start| start.at < midnight.start());
                if let Some(injected) = injected.filter(|_| begun) {
                    self.injection.midnights.insert(midnight, injected);
                }
                self.reading(midnight, registers);
            }
            Fact::Netting { stretches } => {
                self.injection.netted = stretches;
                self.tell("netting");
            }
            Fact::TopUp { id, eur } => self.top_up(&id, eur),
            Fact::Aid { id, eur } => {
                self.pending.retain(|pending| *pending != id);
                if !self.seen("aid", &id) {
                    self.move_money(EntryKind::Aid, eur);
                    self.money_in.push(self.now);
                }
                self.tell("aid");
                self.money_moved();
            }
            Fact::SharedEnergy { id, exact } => {
                if !self.seen("shared_energy", &id) {
                    let taken = posted(self.history(), -exact)?;
                    self.shared.push(Shared { posted_on: self.today(), exact, taken });
                    self.move_money(EntryKind::Shared, -taken);
                }
                self.tell("shared_energy");
                self.money_moved();
            }
            Fact::PaymentPending { id } => {
                if !self.seen("payment_pending", &id) {
                    self.pending.push(id);
                }
                self.tell("payment_pending");
            }
            Fact::PaymentFailed { id } => {
                let lifted = self.pending.contains(&id);
                self.pending.retain(|pending| *pending != id);
                self.tell("payment_failed");
                if lifted {
                    self.decision_point();
                }
            }
            Fact::Refund { id, eur, given } => self.refund(&id, eur, given),
            Fact::Chargeback { id, eur } => self.chargeback(&id, eur),
            Fact::Debt(new) => {
                let NewDebt { plan: Plan { kind, amount, share, cap }, total, priority } = new;
                self.debts.push(Debt {
                    kind,
                    total,
                    amount: Some(amount),
                    share,
                    cap,
                    priority,
                    first_day: self.today().next(),
                    of_credit_only: false,
                });
                self.tell("debt");
            }
            Fact::Press => self.press(),
            Fact::Leak => self.leak(),
            Fact::Silence => {
                self.meter_silent();
                self.tell("silence");
            }
            Fact::Flag { name } => {
                if name == "billing_hold" {
                    self.hold = Some(SettlementDay(i32::MIN));
                } else {
                    self.flags.push(name);
                }
                self.tell("flag");
            }
            Fact::Unflag { name } => {
                let lifted = if name == "billing_hold" {
                    self.clear_hold()
                } else {
                    let before = self.flags.len();
                    self.flags.retain(|flag| *flag != name);
                    self.flags.len() < before
                };
                self.tell("unflag");
                if lifted {
                    self.decision_point();
                }
            }
            Fact::Incident { kind } => {
                self.incidents.push(Incident { kind, recovered: None });
                self.tell("incident");
            }
            Fact::Recovered { kind } => self.recovered(&kind),
            Fact::StopSwitch { on } => {
                let lifted = self.stopped && !on;
                self.stopped = on;
                self.tell("stop_switch");
                if lifted {
                    self.decision_point();
                }
            }
            Fact::Grace { eur, until, at, code } => self.grant_grace(eur, until, at, code),
            Fact::GraceCode => self.tell("grace_code"),
            Fact::LimiterRepayment { id, eur } => self.limiter_repayment(&id, eur),
            Fact::LimiterPlan(plan) => self.limiter_plan(&plan),
            Fact::ReliefRequest => {
                self.relief_request();
                self.tell("relief_request");
            }
            Fact::ReliefDecision { granted } => self.relief_decision(granted),
            Fact::Parameter { setting } => {
                let thresholds = ["credit.emergency_limit", "credit.low_threshold"];
                let from = self.effective_from(&setting);
                if thresholds.contains(&setting.name.as_str()) {
                    self.note(from.start().max(self.now), Due::ThresholdsMayChange);
                }
                self.settings.push(Setting { from, ..setting });
                self.tell("parameter");
            }
            Fact::Contract { supplier, from } => {
                self.contracts.push((from, supplier));
                self.tell("contract");
            }
            Fact::MoveOut { registers, injected } => {
                if self.moved_out.is_some() {
                    return Err("the customer moved out already".to_owned());
                }
                let netted = self.netted_since(self.today()).is_some();
                let registers = registers.filter(|_| !netted || injected.is_some());
                self.injection.handover = injected;
                self.moved_out = Some((self.now, registers));
                self.tell("move_out");
                // Prepayment has stopped (ST-09).
                if self.supply_now() == Supply::Disconnected {
                    self.order_release();
                }
            }
            Fact::Protected(status) => {
                self.protected.push(status);
                self.tell("protected");
            }
        }
        Ok(())
    }

    /// Opens the account. Source: PA-04, PA-05.
    fn begin(&mut self, registers: Registers, balance: i64, debt: i64) -> Result<(), String> {
        if self.start.is_some() {
            return Err("the account has begun already".to_owned());
        }
        let today = self.today();
        self.start = Some(Start { at: self.now, day: today, registers });
        self.meter_heard();
        self.move_money(EntryKind::Start, balance);
        if debt > 0 {
            let days = self.parameter("account.recovery_first_day", today);
            self.debts.push(Debt {
                kind: DebtKind::FixedPerDay,
                total: debt,
                amount: None,
                share: 0,
                cap: None,
                priority: 0,
                first_day: today.plus(i32::try_from(days).unwrap_or(i32::MAX)),
                of_credit_only: false,
            });
        }
        let (hour, minute) = self.scenario.run_at;
        let mut day = today;
        while day.start() <= self.scenario.until {
            if day > today {
                self.note(day.at(hour, minute), Due::Run);
            }
            self.note(day.at(18, 0), Due::LastCall);
            self.note(day.at(8, 0).plus_h(-1), Due::LastSms);
            self.note(day.at(8, 0), Due::ProtectedHoursEnd);
            day = day.next();
        }
        Ok(())
    }

    fn reading(&mut self, midnight: SettlementDay, registers: Registers) {
        let begun = self.start.as_ref().is_some_and(|start| start.at <= midnight.start());
        let known = self.readings.iter().rev().find(|known| known.midnight == midnight);
        let same = known.is_some_and(|known| known.registers == registers);
        if begun && !same {
            self.readings.push(Reading { midnight, registers, learnt: self.now });
        }
        self.meter_heard();
    }

    /// Source: PA-21.
    fn top_up(&mut self, id: &str, eur: i64) {
        self.pending.retain(|pending| *pending != id);
        if self.seen("top_up", id) {
            self.tell("top_up");
            return;
        }
        let to_reconnect = (self.reconnect_level() - self.balance()).clamp(0, eur);
        let base = eur - to_reconnect;
        let week = self.today().iso_week();
        let mut left = base;
        for place in self.debts_in_order() {
            let Some(debt) = self.debts.get(place) else { continue };
            if debt.kind != DebtKind::ShareOfTopUp {
                continue;
            }
            let cap =
                debt.cap.unwrap_or_else(|| self.parameter("debt.topup_share_cap", self.today()));
            let paid_this_week: i64 = self
                .debt_payments
                .iter()
                .filter(|payment| payment.debt == place && payment.week == Some(week))
                .map(|payment| payment.amount)
                .sum();
            let amount = cents_down(millionths_down(base, debt.share))
                .min(cap - paid_this_week)
                .min(self.debt_left(place))
                .min(left)
                .max(0);
            left -= amount;
            self.debt_payments.push(DebtPayment { debt: place, amount, week: Some(week) });
        }
        self.move_money(EntryKind::TopUp, to_reconnect + left);
        self.money_in.push(self.now);
        self.tell("top_up");
        self.money_moved();
    }

    fn refund(&mut self, id: &str, eur: i64, given: bool) {
        if given {
            self.refund_given(id, eur);
        } else if self.seen("refund", id) {
            self.tell("refund");
        } else if eur > (self.balance() - self.aid_left()).max(0) {
            self.tell("refund_refused");
        } else {
            self.move_money(EntryKind::Refund, -eur);
            self.tell("refund");
            self.money_moved();
        }
    }

    /// The money is gone whatever is left; aid stays. Source: TP-17, TP-18.
    fn refund_given(&mut self, id: &str, eur: i64) {
        let mut event = "refund";
        if !self.seen("refund", id) {
            let taken = (self.balance() - self.aid_left()).clamp(0, eur);
            self.move_money(EntryKind::Refund, -taken);
            if taken < eur {
                event = "refund_beyond_balance";
                self.owes_under_review(eur - taken);
            }
        }
        self.tell(event);
        self.money_moved();
    }

    fn owes_under_review(&mut self, total: i64) {
        self.debts.push(Debt {
            kind: DebtKind::UnderReview,
            total,
            amount: None,
            share: 0,
            cap: None,
            priority: i64::MAX,
            first_day: self.today().next(),
            of_credit_only: false,
        });
    }

    /// Source: TP-17.
    fn chargeback(&mut self, id: &str, eur: i64) {
        if !self.seen("chargeback", id) {
            let taken = self.balance().clamp(0, eur);
            self.move_money(EntryKind::Chargeback, -taken);
            if taken < eur {
                self.owes_under_review(eur - taken);
            }
            self.chargebacks.push(self.now);
        }
        self.tell("chargeback");
        self.money_moved();
    }

    fn recovered(&mut self, kind: &str) {
        let mut lifted = false;
        for incident in &mut self.incidents {
            if incident.kind == kind && incident.recovered.is_none() {
                incident.recovered = Some(self.now);
                lifted = true;
            }
        }
        self.tell("recovered");
        if lifted {
            let healthy = self.now.plus_h(self.parameter("outage.recovery_h", self.today()));
            match kind {
                "no_staff" => {}
                "reconnection_path" => self.note(healthy, Due::WayBackRecovered),
                _ => self.note(healthy, Due::OutageRecovered),
            }
            self.decision_point();
        }
    }

    /// Honoured at an instant that may lie before now. A code is used up by its first use.
    /// Source: PA-45.
    fn grant_grace(&mut self, eur: i64, until: Instant, at: Instant, code: Option<String>) {
        if code.is_some_and(|code| self.seen("grace", &code)) {
            self.tell("grace");
            return;
        }
        if !self.flag_parameter("grace.enabled", at.day()) || until <= at {
            self.tell("grace_refused");
            return;
        }
        if until <= self.now {
            self.tell("grace");
            return;
        }
        let amount = eur.min(self.parameter("grace.max", at.day()));
        self.grace = Some(Grace { amount, until });
        self.note(until, Due::ThresholdsMayChange);
        self.tell("grace");
        self.judge_credit();
        self.release_if_enough();
        self.grace_while_ordered = self.supply_now() == Supply::DisconnectOrdered;
        if self.supply_now() == Supply::Disconnected && amount > 0 {
            self.order_release();
        }
    }

    pub fn has_grace(&self) -> bool {
        self.grace.as_ref().is_some_and(|grace| self.now < grace.until && grace.amount > 0)
    }

    /// The debt of a time under the limiter; a new one if it has none yet. Nobody collects it.
    /// Source: PA-16.
    pub fn limiter_debt(&mut self, since: Instant) -> usize {
        if let Some((_, place)) = self.limiter_debts.iter().find(|(begun, _)| *begun == since) {
            return *place;
        }
        let place = self.debts.len();
        self.debts.push(Debt {
            kind: DebtKind::UnderReview,
            total: 0,
            amount: None,
            share: 0,
            cap: None,
            priority: 9,
            first_day: self.today().next(),
            of_credit_only: false,
        });
        self.limiter_debts.push((since, place));
        place
    }

    /// A payment on the debts of the limiter, the oldest first; the rest is credit. Source: PA-17.
    fn limiter_repayment(&mut self, id: &str, eur: i64) {
        self.pending.retain(|pending| *pending != id);
        if !self.seen("limiter_repayment", id) {
            let mut left = eur;
            for (_, debt) in self.limiter_debts.clone() {
                let amount = left.min(self.debt_left(debt));
                self.debt_payments.push(DebtPayment { debt, amount, week: None });
                left -= amount;
            }
            if left > 0 {
                self.move_money(EntryKind::Overpaid, left);
                self.money_in.push(self.now);
            }
        }
        self.tell("limiter_repayment");
        self.money_moved();
    }

    /// What is left of the debts of the limiter is repaid by a plan from tomorrow. Source: PA-17.
    fn limiter_plan(&mut self, plan: &Plan) {
        let first_day = self.today().next();
        let cap = plan.cap.unwrap_or_else(|| self.parameter("debt.topup_share_cap", self.today()));
        for (_, place) in self.limiter_debts.clone() {
            if self.debt_left(place) <= 0 {
                continue;
            }
            if let Some(debt) = self.debts.get_mut(place) {
                debt.kind = plan.kind;
                debt.amount = Some(plan.amount);
                debt.share = plan.share;
                debt.cap = Some(cap);
                debt.first_day = first_day;
                debt.of_credit_only = true;
            }
        }
        self.tell("limiter_plan");
    }

    fn relief_request(&mut self) {
        let today = self.today();
        // Of two that began on one day the one told later.
        let begun = self.contracts.iter().filter(|(from, _)| *from <= today);
        let supplier = begun.max_by_key(|(from, _)| *from);
        let commercial = supplier.is_some_and(|(_, name)| name != "social");
        let undecided = self.reliefs.iter().any(|relief| relief.granted.is_none());
        let gas = self.scenario.energy == Energy::Gas;
        if gas && self.is_protected(today) && !commercial && !undecided {
            let relief = Relief { requested: today, granted: None, end: None, claimed: 0 };
            self.reliefs.push(relief);
        }
    }

    fn relief_decision(&mut self, granted: bool) {
        let today = self.today();
        let posted: i64 = self.settled.iter().map(|line| line.relief_posted).sum();
        let claimed: i64 = self.reliefs.iter().map(|relief| relief.claimed).sum();
        let pending = posted - claimed;
        let mut refused = false;
        if let Some(relief) = self.reliefs.iter_mut().find(|relief| relief.granted.is_none()) {
            relief.granted = Some(granted);
            if !granted {
                refused = true;
                relief.end = Some(today);
                relief.claimed = pending;
            }
        }
        if refused && pending > 0 {
            self.debts.push(Debt {
                kind: DebtKind::FixedPerWeek,
                total: pending,
                amount: Some(self.parameter("relief.refused_repayment_per_week", today)),
                share: 0,
                cap: None,
                priority: 9,
                first_day: today.next(),
                of_credit_only: false,
            });
        }
        self.tell("relief_decision");
        if refused {
            self.decision_point();
        }
    }

    /// A lower emergency limit never holds on the day of its entry.
    fn effective_from(&self, setting: &Setting) -> SettlementDay {
        let today = self.today();
        let falls = setting.name == "credit.emergency_limit"
            && setting.value < self.parameter("credit.emergency_limit", today);
        if falls { setting.from.max(today.next()) } else { setting.from }
    }

    /// Whether the holder is protected on a day, as known now. Source: PA-24.
    pub fn is_protected(&self, day: SettlementDay) -> bool {
        self.protected.iter().any(|s| s.from <= day && s.to.is_none_or(|to| day < to))
    }
}
