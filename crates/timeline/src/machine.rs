//! The timeline of one supply point: takes facts, does what is due, keeps what came of it.

mod debts;
mod facts;
mod grace;
mod orders;
mod ticks;

use crate::display::{Displayed, amounts_to_tell};
use crate::fact::FactError;
use crate::meter::{AnswerDelays, UnderWay};
use crate::output::{EventLine, Output, Sent, Snapshot};
use calendar::{Instant, SettlementDay};
use guards::{AreaHealth, Guard, LawfulBasis, Notice, Proof};
use prepay::{
    Account, AccountError, Attention, CreditState, Crossing, DayRow, Levels, Quality, Rules,
    SupplyAt, SupplyHistory,
};
use std::collections::{BTreeMap, BTreeSet};
use supply::{LimiterClock, LimiterState, NotInTable, SupplyEvent, SupplyState};
use ticks::Cursor;
use units::{Ean, MicroEuro};

/// Why a timeline cannot go on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimelineError {
    #[error(transparent)]
    Account(#[from] AccountError),
    #[error("EAN {ean}: `{fact}` cannot be taken in")]
    Fact { ean: Ean, fact: &'static str, source: FactError },
    #[error("EAN {ean}: the supply machine was asked for what it has no place for")]
    Supply { ean: Ean, source: NotInTable },
    #[error("EAN {ean}: a decision could not be proved")]
    Proof { ean: Ean, source: guards::ProofError },
    #[error("EAN {ean}: a fact of {at} came after {known} was reached")]
    OutOfOrder { ean: Ean, at: String, known: String },
    #[error("EAN {ean}: `{fact}` has no place on a running account")]
    NotOnRunning { ean: Ean, fact: &'static str },
}

/// The fleet around a point at a decision point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fleet {
    pub candidates: i64,
    pub median: i64,
}

/// One supply point's life.
#[derive(Debug, Clone)]
pub struct Timeline {
    pub account: Account,
    supply: SupplyState,
    /// The order under way began at a supply that was already off. Source: ST-16.
    ordered_while_off: bool,
    limiter: LimiterState,
    limiter_clock: Option<LimiterClock>,
    history: SupplyHistory,
    /// The credit state that people were last told about.
    state: CreditState,
    warned: Option<Notice>,
    flags: BTreeMap<String, Option<Instant>>,
    basis: LawfulBasis,
    pending: BTreeMap<String, MicroEuro>,
    announced: Vec<String>,
    ended: Vec<String>,
    /// Grace by code is used once. Source: PA-45.
    codes_used: BTreeSet<String>,
    /// Grace was granted while an order to disconnect was under way.
    grace_while_ordered: bool,
    no_cut_until: Option<Instant>,
    area: AreaHealth,
    stop_switch: bool,
    fleet: Fleet,
    answers: Option<AnswerDelays>,
    /// Orders wait this long before they are sent.
    send_after_s: i64,
    silent: bool,
    order: Option<UnderWay>,
    release: Option<UnderWay>,
    limit_order: Option<UnderWay>,
    orders_given: u32,
    off_since: Option<Instant>,
    topped_up_since_off: bool,
    off_task_done: bool,
    ready_since: Option<Instant>,
    reminded: bool,
    testing_since: Option<Instant>,
    proofs: Vec<Proof>,
    cursor: Cursor,
    outputs: Vec<Output>,
    sent: Vec<Sent>,
    rows: Vec<DayRow>,
}

impl Timeline {
    /// A timeline that begins with its account. `answers` gives the meter a pace of its own; without
    /// it the meter's answers are facts.
    pub fn new(
        account: Account,
        basis: LawfulBasis,
        answers: Option<AnswerDelays>,
        rules: Rules<'_>,
    ) -> Self {
        let at = account.opened_at;
        let state = account.credit_state(at, rules);
        Self {
            account,
            supply: SupplyState::Connected,
            ordered_while_off: false,
            limiter: LimiterState::Off,
            limiter_clock: None,
            history: SupplyHistory::default(),
            state,
            warned: None,
            flags: BTreeMap::new(),
            basis,
            pending: BTreeMap::new(),
            announced: Vec::new(),
            ended: Vec::new(),
            codes_used: BTreeSet::new(),
            grace_while_ordered: false,
            no_cut_until: None,
            area: AreaHealth::default(),
            stop_switch: false,
            fleet: Fleet { candidates: 1, median: 0 },
            answers,
            send_after_s: 0,
            silent: false,
            order: None,
            release: None,
            limit_order: None,
            orders_given: 0,
            off_since: None,
            topped_up_since_off: false,
            off_task_done: false,
            ready_since: None,
            reminded: false,
            testing_since: None,
            proofs: Vec::new(),
            cursor: Cursor::after_facts(at),
            outputs: Vec::new(),
            sent: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// Orders wait this long before they are sent.
    pub fn orders_wait(&mut self, seconds: i64) {
        self.send_after_s = seconds;
    }

    pub fn supply(&self) -> SupplyState {
        self.supply
    }

    pub fn limiter(&self) -> LimiterState {
        self.limiter
    }

    pub fn limiter_clock(&self) -> Option<LimiterClock> {
        self.limiter_clock
    }

    /// What was charged under the limit in its present period. Source: PA-16.
    pub fn limited_memo(&self) -> MicroEuro {
        self.account.limited_memo()
    }

    pub fn credit_state(&self) -> CreditState {
        self.state
    }

    pub fn proofs(&self) -> &[Proof] {
        &self.proofs
    }

    pub fn is_silent(&self) -> bool {
        self.silent
    }

    /// How far the timeline has come.
    pub fn reached(&self) -> Instant {
        self.cursor.at
    }

    /// What was said since this was last asked.
    pub fn take_outputs(&mut self) -> Vec<Output> {
        std::mem::take(&mut self.outputs)
    }

    /// What left since this was last asked.
    pub fn take_sent(&mut self) -> Vec<Sent> {
        std::mem::take(&mut self.sent)
    }

    /// The wide rows of days settled since this was last asked.
    pub fn take_rows(&mut self) -> Vec<DayRow> {
        std::mem::take(&mut self.rows)
    }

    /// How the point stands at `at`.
    pub fn snapshot(&self, at: Instant, rules: Rules<'_>) -> Snapshot {
        let levels = self.account.levels(at, rules);
        let balance = self.account.balance();
        let displayed = Displayed::of(levels.state(balance), self.supply);
        let (stay, clear) = amounts_to_tell(displayed, self.limiter, levels, balance);
        Snapshot {
            displayed,
            supply: self.supply,
            limiter: self.limiter,
            balance,
            amount_to_stay_on: stay,
            amount_to_clear: clear,
        }
    }

    fn levels(&self, at: Instant, rules: Rules<'_>) -> Levels {
        self.account.levels(at, rules)
    }

    fn say(&mut self, at: Instant, event: &str, guards: Vec<Guard>, rules: Rules<'_>) {
        let snapshot = self.snapshot(at, rules);
        let line = EventLine { at, event: event.to_owned(), snapshot, guards };
        self.outputs.push(Output::Event(line));
    }

    fn flagged(&self, name: &str, at: Instant) -> bool {
        self.flags.get(name).is_some_and(|until| until.is_none_or(|end| at < end))
    }

    /// A notice, unless the holder has died. Source: PA-29.
    fn notify(&mut self, at: Instant, kind: &str) {
        if !self.flagged("death", at) {
            let balance = self.account.balance();
            self.sent.push(Sent::Notice { at, kind: kind.to_owned(), balance });
        }
    }

    fn task(&mut self, at: Instant, kind: &str) {
        self.sent.push(Sent::Task { at, kind: kind.to_owned() });
    }

    fn move_supply(&mut self, at: Instant, event: SupplyEvent) -> Result<(), TimelineError> {
        let next = self.supply.after(event, self.account.energy());
        self.supply =
            next.map_err(|source| TimelineError::Supply { ean: self.account.ean, source })?;
        self.record_supply(at);
        Ok(())
    }

    fn record_supply(&mut self, at: Instant) {
        let on = self.supply.is_on() && !self.ordered_while_off;
        self.history.change(at, SupplyAt { on, limited: self.limiter == LimiterState::On });
    }

    /// Judges the balance against the levels once: one event for each threshold crossed, in order of
    /// depth, and one notice, the deepest.
    fn judge_crossings(&mut self, at: Instant, rules: Rules<'_>) {
        let now = self.account.credit_state(at, rules);
        let crossed: Vec<Crossing> = self.state.crossings_to(now).collect();
        self.state = now;
        if now != CreditState::Exhausted {
            self.warned = None;
        }
        for crossing in &crossed {
            self.say(at, crossing.name(), Vec::new(), rules);
        }
        let Some(deepest) = crossed.last() else { return };
        if *deepest == Crossing::EmergencyExhausted {
            let channels = vec!["sms".to_owned(), "mail".to_owned()];
            self.warned = Some(Notice { crossed_at: at, channels });
        }
        self.notify(at, deepest.name());
    }

    /// Settles what is due at `at`, then judges, decides and restores. Source: PA-10.
    fn run(&mut self, at: Instant, rules: Rules<'_>) -> Result<(), TimelineError> {
        let run = self.account.run(at, rules, &self.history)?;
        let last = run.lines.iter().rposition(|line| line.quality != Quality::Corrected);
        for (place, line) in run.lines.iter().enumerate() {
            if line.quality != Quality::Corrected {
                let attention =
                    if last == Some(place) { self.attention(at, rules) } else { Attention::CASE };
                self.rows.push(self.account.row(line, attention));
            }
        }
        let lines = run.lines.into_iter().map(|line| Output::Day(Box::new(line)));
        self.outputs.extend(lines);
        if run.held.is_some() {
            self.task(at, "billing_hold");
        }
        self.judge_crossings(at, rules);
        self.mark_limiter(at, rules);
        if self.account.may_close(at) {
            self.say(at, "closed", Vec::new(), rules);
            self.account.close(at)?;
            self.notify(at, "closed");
            return Ok(());
        }
        self.restore(at, rules)?;
        self.decision_point(at, rules)
    }

    /// Day 60 under the limit, and one month before its guaranteed end. Source: PA-17.
    fn mark_limiter(&mut self, at: Instant, rules: Rules<'_>) {
        let Some(clock) = self.limiter_clock else { return };
        let mark_day = rules.parameters.at(at.day(), at).limiter_mark_day;
        if self.limiter.is_on() && clock.marks(mark_day).contains(&at.day()) {
            self.say(at, "limiter_mark", Vec::new(), rules);
            self.notify(at, "limiter_mark");
        }
    }

    /// Why the next night needs this timeline.
    pub fn attention(&self, at: Instant, rules: Rules<'_>) -> Attention {
        let plain = self.supply == SupplyState::Connected
            && self.limiter == LimiterState::Off
            && self.flags.is_empty()
            && self.release.is_none()
            && self.order.is_none()
            && self.limit_order.is_none();
        // The night after a supply came back still needs to know that it was off.
        let interrupted = self.history.interrupted(at.day().start(), at);
        self.account.attention(at, rules).with(Attention::SUPPLY.when(!plain || interrupted))
    }

    /// What the day rows of this account lead to, for a day that others settled.
    pub fn last_settled(&self) -> Option<SettlementDay> {
        self.account.settled_to()
    }
}

/// What the decision point reads.
impl Timeline {
    pub(crate) fn pending_payments(&self) -> Vec<String> {
        self.pending.keys().cloned().collect()
    }

    pub(crate) fn payments_seen(&self) -> (&[String], &[String]) {
        (&self.announced, &self.ended)
    }

    pub(crate) fn no_cut_until(&self) -> Option<Instant> {
        self.no_cut_until
    }

    pub(crate) fn area(&self) -> &AreaHealth {
        &self.area
    }

    pub(crate) fn warned(&self) -> Option<&Notice> {
        self.warned.as_ref()
    }

    pub(crate) fn lawful_basis(&self) -> &LawfulBasis {
        &self.basis
    }

    pub(crate) fn is_flagged(&self, name: &str, at: Instant) -> bool {
        self.flagged(name, at)
    }

    pub(crate) fn stop_switch_is_on(&self) -> bool {
        self.stop_switch
    }

    pub(crate) fn fleet(&self) -> (i64, i64) {
        (self.fleet.candidates, self.fleet.median)
    }

    /// Flags that bar a cut as such; others belong to another guard.
    pub(crate) fn barring_flags(&self, at: Instant) -> Vec<String> {
        let other = ["refusal", "contract_ended", "binding", "billing_hold"];
        let names = self.flags.keys().filter(|name| !other.contains(&name.as_str()));
        names.filter(|name| self.flagged(name, at)).cloned().collect()
    }

    pub(crate) fn keep_proof(&mut self, proof: Proof) {
        self.proofs.push(proof);
    }

    pub(crate) fn refuse(
        &mut self,
        at: Instant,
        event: &str,
        failing: Vec<Guard>,
        rules: Rules<'_>,
    ) {
        self.say(at, event, failing, rules);
        if event == "held_on" {
            self.notify(at, event);
        }
    }

    pub(crate) fn order_now(
        &mut self,
        at: Instant,
        measure: guards::Measure,
        expires_at: Instant,
        proof: String,
        rules: Rules<'_>,
    ) -> Result<(), TimelineError> {
        self.order(at, measure, expires_at, proof, rules)
    }
}

impl Timeline {
    /// Says that the account was opened.
    pub(crate) fn said_opening(&mut self, at: Instant, fact: &str, rules: Rules<'_>) {
        self.say(at, fact, Vec::new(), rules);
        self.notify(at, "activated");
    }
}
