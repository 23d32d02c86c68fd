//! The timeline of one supply point: takes facts, does what is due, keeps what came of it.

mod by_hand;
mod debts;
mod facts;
mod grace;
mod orders;
mod switch;
mod ticks;

use crate::display::{Displayed, amounts_to_tell};
use crate::fact::FactError;
use crate::meter::{AnswerDelays, UnderWay};
use crate::output::{EventLine, Output, Sent, Snapshot};
use calendar::{Instant, SettlementDay};
use guards::{Approvals, AreaHealth, Guard, LawfulBasis, Notice, Proof};
use prepay::{
    Account, AccountError, Attention, CreditState, Crossing, DayLine, DayRow, Levels, Quality,
    Rules, SupplyAt, SupplyHistory,
};
use std::collections::{BTreeMap, BTreeSet};
use supply::{CommandKind, LimiterClock, LimiterState, NotInTable, SupplyEvent, SupplyState};
use ticks::Cursor;
use units::{Ean, MicroEuro};

/// The channel that takes days.
const LETTER: &str = "letter";

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
    /// The day whose night counted them.
    pub day: Option<SettlementDay>,
}

/// How far approved orders have come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Orders {
    pub day: SettlementDay,
    pub approvals: Approvals,
    pub released_ppm: i64,
    pub paused: bool,
}

/// What became of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderOutcome {
    pub under_way: bool,
    pub confirmed: bool,
    pub reconnected: bool,
    pub complained: bool,
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
    /// Debts whose end was told.
    repaid: BTreeSet<prepay::DebtId>,
    /// On which channels the present notice was tried, and from when each counts.
    ways: Vec<(String, Instant)>,
    /// Whether a notice was tried is told by who tried it, not taken for granted. Source: CM-06.
    notices_are_facts: bool,
    /// Orders that people gave and that are not answered.
    by_hand: BTreeMap<String, CommandKind>,
    /// The order by which a person limited the point while it lacked credit: a payment that suffices
    /// ends it.
    limited_for_lack: Option<String>,
    /// When the meter said something of its supply last, by its own account of the instant.
    last_word: Option<Instant>,
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
    /// No order leaves before the night's candidates were counted.
    waits_for_fleet: bool,
    decision_waits: bool,
    orders: Option<Orders>,
    /// Why the last decision refused.
    refused_for: Vec<Guard>,
    /// The night that the last cut or limit followed from, and whether the meter confirmed it.
    ordered_after: Option<SettlementDay>,
    was_confirmed: bool,
    /// A cut on its way that was undone: the release follows its confirmation.
    undone: Option<String>,
    held_after_undo_until: Option<Instant>,
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
            repaid: BTreeSet::new(),
            ways: Vec::new(),
            notices_are_facts: false,
            by_hand: BTreeMap::new(),
            limited_for_lack: None,
            last_word: None,
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
            fleet: Fleet { candidates: 1, median: 0, day: None },
            waits_for_fleet: false,
            decision_waits: false,
            orders: None,
            refused_for: Vec::new(),
            ordered_after: None,
            was_confirmed: false,
            undone: None,
            held_after_undo_until: None,
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

    /// One point of a fleet: its orders wait until the night's candidates are counted.
    pub fn in_a_fleet(&mut self) {
        self.waits_for_fleet = true;
    }

    /// Notices count as tried when a fact says so; without it, as soon as they are due.
    pub fn notices_are_facts(&mut self) {
        self.notices_are_facts = true;
    }

    /// A notice was tried on a channel, or has arrived. What it was about has to be the present state: a
    /// receipt of an earlier one warns nobody. Source: CG-10, CM-06.
    ///
    /// A letter counts when the post has had its time: who has neither phone nor mail is not cut before it is
    /// there. Until then the time to act has not begun.
    fn told(
        &mut self,
        (at, crossed_at): (Instant, Instant),
        channel: &str,
        delivered: bool,
        post_days: i64,
    ) {
        let Some(warned) = self.warned.as_mut().filter(|one| one.crossed_at <= crossed_at) else {
            return;
        };
        let in_the_post = channel == LETTER && !delivered;
        let counts = if in_the_post { at.plus_h(post_days.saturating_mul(24)) } else { at };
        if !warned.channels.iter().any(|known| known == channel) {
            warned.channels.push(channel.to_owned());
            self.ways.push((channel.to_owned(), counts));
            self.ways.sort_by_key(|(_, counts)| *counts);
        }
        if delivered {
            warned.delivered = true;
            warned.told_at = Some(warned.told_at.map_or(at, |known| known.min(at)));
        } else if let [_, (_, second), ..] = self.ways.as_slice() {
            warned.told_at = Some(warned.told_at.map_or(*second, |known| known.min(*second)));
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
        debug_assert!(crate::events::EVENTS.contains(&event), "`{event}` is not among the events");
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
        self.tell_repaid(at);
        let now = self.account.credit_state(at, rules);
        let crossed: Vec<Crossing> = self.state.crossings_to(now).collect();
        self.state = now;
        if now != CreditState::Exhausted {
            self.warned = None;
            self.ways.clear();
        }
        for crossing in &crossed {
            self.say(at, crossing.name(), Vec::new(), rules);
        }
        let Some(deepest) = crossed.last() else { return };
        if *deepest == Crossing::EmergencyExhausted {
            let channels = if self.notices_are_facts {
                Vec::new()
            } else {
                vec!["sms".to_owned(), "mail".to_owned()]
            };
            let (delivered, told_at) = (false, None);
            self.ways.clear();
            self.warned = Some(Notice { crossed_at: at, channels, delivered, told_at });
        }
        self.notify(at, deepest.name());
    }

    /// Settles what is due at `at`, then judges, decides and restores. Source: PA-10.
    fn run(&mut self, at: Instant, rules: Rules<'_>) -> Result<(), TimelineError> {
        let run = self.account.run(at, rules, &self.history)?;
        // A correction is an entry; a held day has no row until it is settled.
        let has_row = |line: &DayLine| !matches!(line.quality, Quality::Corrected | Quality::Held);
        let last = run.lines.iter().rposition(has_row);
        for (place, line) in run.lines.iter().enumerate() {
            if has_row(line) {
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
        // In a fleet the decision follows when the night has counted its candidates.
        self.decision_waits = !self.fleet_is_counted(at);
        if self.decision_waits { Ok(()) } else { self.decision_point(at, rules) }
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
            && self.limited_for_lack.is_none()
            && self.release.is_none()
            && self.order.is_none()
            && self.limit_order.is_none();
        // The night after a supply came back still needs to know that it was off.
        let interrupted = self.history.interrupted(at.day().start(), at);
        let exhausted = self.account.credit_state(at, rules) == CreditState::Exhausted;
        let candidate = exhausted && self.is_on_and_free() && !self.account.is_leaving();
        self.account
            .attention(at, rules)
            .with(Attention::SUPPLY.when(!plain || interrupted))
            .with(Attention::MAY_BE_CUT.when(candidate))
    }

    /// What became of the cut or limit that followed from the night of `day`. Source: CG-16.
    pub fn order_after(&self, day: SettlementDay, at: Instant) -> Option<OrderOutcome> {
        if self.ordered_after != Some(day) {
            return None;
        }
        let complained = ["complaint", "dispute"].iter().any(|flag| self.flagged(flag, at));
        let limited = self.limiter == LimiterState::On;
        Some(OrderOutcome {
            under_way: self.order.is_some() || self.limit_order.is_some(),
            confirmed: limited || !self.supply.is_on() || self.was_confirmed,
            reconnected: self.was_confirmed && self.supply == SupplyState::Connected && !limited,
            complained,
        })
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

    /// A payment is on its way that was announced and has not ended.
    pub fn awaits_payment(&self, id: &str) -> bool {
        self.pending.contains_key(id)
    }

    pub(crate) fn payments_seen(&self) -> (&[String], &[String]) {
        (&self.announced, &self.ended)
    }

    /// Until when nothing is cut after a chargeback. Source: TP-17.
    pub fn no_cut_until(&self) -> Option<Instant> {
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

    pub(crate) fn fleet(&self) -> Fleet {
        self.fleet
    }

    /// Whether this decision point's candidates are known.
    pub(crate) fn fleet_is_counted(&self, at: Instant) -> bool {
        let yesterday = at.day().previous();
        !self.waits_for_fleet || self.fleet.day.is_some_and(|day| day >= yesterday)
    }

    /// Approvals and waves of the orders that follow from the last counted night.
    pub(crate) fn orders(&self) -> Option<&Orders> {
        self.orders.as_ref().filter(|orders| Some(orders.day) == self.fleet.day)
    }

    pub(crate) fn held_after_undo_until(&self) -> Option<Instant> {
        self.held_after_undo_until
    }

    /// What keeps the supply on, set by people or found at the meter, and until when. Source: CG-09.
    pub fn holds(&self, at: Instant) -> Vec<(&str, Option<Instant>)> {
        let open = self.flags.iter().filter(|(_, until)| until.is_none_or(|end| at < end));
        open.map(|(name, until)| (name.as_str(), *until)).collect()
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
        self.refused_for.clone_from(&failing);
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
