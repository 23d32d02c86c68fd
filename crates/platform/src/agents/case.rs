//! One page for each account: how it stands, what is open, and everything that happened to it on one line
//! of time. Source: UX A-02, CG-20.

use super::notes as notes_of;
use super::{Desks, OPENED, known, name_and_town};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::relief;
use access::Act;
use calendar::Instant;
use gridquality::CaseState;
use portal::ShownState;
use portal::agent::{
    ActKind, Case, Detail, Event, EventKind, EventLink, HoldLine, OpenThing, OrderReason, Stage,
    VoltageCase, VoltageEvidence, VoltageState,
};
use portal::my::Visitor;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use store::{Account, Contact, StaffActState};
use supply::{CommandKind, MeterCommand};
use timeline::{Alarm, EventLine, Fact, Output};
use units::AccountId;

/// Days of the story.
const STORY_DAYS: i32 = 400;
/// Times that a state was told by phone, of which calls are looked for.
const MOST_CALLS: usize = 500;
/// A meter that has not answered after so long is asked again. Source: CG-22.
const LATE_MIN: i64 = 30;
/// Letters of a notice in the story.
const NOTICE_LETTERS: usize = 140;

pub(super) fn order_name(kind: &CommandKind) -> &'static str {
    match kind {
        CommandKind::Read => "read",
        CommandKind::Connect => "connect",
        CommandKind::Disconnect => "disconnect",
        CommandKind::Limit { .. } => "limit",
        CommandKind::Unlimit => "unlimit",
        CommandKind::Display { .. } => "display",
        CommandKind::Message { .. } => "message",
        CommandKind::SetCalendar { .. } => "set_calendar",
        CommandKind::SetClock => "set_clock",
    }
}

/// By which act an order is asked of the meter again; none of those that follow by themselves.
fn again_by(kind: &CommandKind) -> Option<ActKind> {
    match kind {
        CommandKind::Read => Some(ActKind::Read),
        CommandKind::Connect => Some(ActKind::Release),
        CommandKind::Display { .. } => Some(ActKind::Display),
        CommandKind::Disconnect => Some(ActKind::Cut),
        CommandKind::Limit { .. } => Some(ActKind::Limit),
        CommandKind::Unlimit
        | CommandKind::Message { .. }
        | CommandKind::SetCalendar { .. }
        | CommandKind::SetClock => None,
    }
}

fn kind_of(event: &str) -> EventKind {
    match event {
        "held_on" | "cut_refused" | "order_disconnect" | "order_limit" | "undo" => {
            EventKind::Decision
        }
        "flag" | "unflag" | "grace" | "grace_code" | "grace_refused" | "ordered_by_hand"
        | "cut_asked" => EventKind::Person,
        "connected"
        | "press"
        | "press_reminder"
        | "found_off"
        | "found_on"
        | "silence"
        | "reconnect_alarm"
        | "leak"
        | "register_shift"
        | "netting"
        | "off_supply_task"
        | "late_answer"
        | "card_of_another_home" => EventKind::Meter,
        event
            if event.starts_with("order_")
                || event.starts_with("leak_test")
                || event.starts_with("meter_")
                || event.ends_with("_confirmed") =>
        {
            EventKind::Meter
        }
        "top_up"
        | "top_up_undone"
        | "aid"
        | "adjustment"
        | "shared_energy"
        | "refund"
        | "refund_refused"
        | "refund_beyond_balance"
        | "chargeback"
        | "chargeback_reversed"
        | "refund_returned"
        | "refund_not_known"
        | "payment_pending"
        | "payment_failed"
        | "debt"
        | "limiter_repayment"
        | "limiter_plan"
        | "plan_agreed"
        | "plan_suspended"
        | "low_credit"
        | "emergency_started"
        | "emergency_exhausted"
        | "in_credit"
        | "plan_starts" => EventKind::Money,
        _ => EventKind::Other,
    }
}

/// Until when something holds, from the text of a fact: an instant, or the day that is its last.
fn until(text: &str) -> Option<Instant> {
    text.parse().ok().or_else(|| text.parse().ok().map(calendar::SettlementDay::end))
}

/// Whether a reason at the desk begins with its code, and the words behind it.
fn coded(reason: &str) -> (Option<OrderReason>, &str) {
    let parts = reason.split_once([',', ':']);
    match parts.and_then(|(code, words)| Some((OrderReason::of_name(code)?, words))) {
        Some((code, words)) => (Some(code), words.trim()),
        None => (None, reason),
    }
}

/// What a fact says beside its name.
fn detail(fact: &Fact) -> Detail {
    let words = |words: &str, by: &str| Detail::Words {
        number: None,
        words: words.to_owned(),
        by: by.to_owned(),
    };
    match fact {
        Fact::TopUp { eur, channel, .. }
        | Fact::Aid { eur, channel, .. }
        | Fact::PaymentPending { eur, channel, .. }
        | Fact::LimiterRepayment { eur, channel, .. }
        | Fact::Refund { eur, channel, .. }
        | Fact::Chargeback { eur, channel, .. } => {
            Detail::Money { amount: *eur, channel: channel.clone() }
        }
        Fact::Adjustment { eur, text, .. } => Detail::Adjusted { amount: *eur, text: text.clone() },
        Fact::SharedEnergy { eur, kwh, month, day, .. } => {
            let month = format!("{month}-01").parse().ok();
            Detail::Shared { amount: *eur, kwh: kwh.clone(), month, day: *day }
        }
        Fact::Flag { name, until: end } => {
            Detail::Hold { name: name.clone(), until: end.as_deref().and_then(until) }
        }
        Fact::Unflag { name } => Detail::Hold { name: name.clone(), until: None },
        Fact::Grace { eur, until: end, by, reason, .. }
        | Fact::GraceCode { eur, until: end, by, reason, .. } => Detail::Grace {
            amount: *eur,
            until: until(end),
            reason: reason.clone().unwrap_or_default(),
            by: by.clone().unwrap_or_default(),
        },
        Fact::ByHand { by, reason, .. } => {
            let (_, said) = coded(reason);
            words(said, by)
        }
        Fact::CutAsked { limit, by, approved_by, reason, .. } => {
            let (code, said) = coded(reason);
            let by = [by.clone(), approved_by.clone()];
            Detail::CutAsked { limit: *limit, reason: code, words: said.to_owned(), by }
        }
        // What was found is said in words of the trade, for whoever works on meters.
        Fact::MeterAlarm { meter, day, .. } => Detail::AtMeter { meter: meter.clone(), day: *day },
        Fact::ConsentEnds { on, .. } => Detail::ConsentEnds { on: *on },
        _ => Detail::Nothing,
    }
}

/// Facts by name and instant, to be told beside what the timeline says of them.
type Facts = HashMap<(String, Instant), VecDeque<(Fact, Option<String>)>>;

/// What meters said to orders, by the order's id: when, and whether it was done.
type Answers = HashMap<String, (Instant, bool)>;

fn story(
    engine: &mut Engine,
    account: &Account,
    from: Instant,
) -> Result<(Vec<Event>, Answers), Failure> {
    let mut facts = Facts::new();
    let mut answers = Answers::new();
    for kept in engine.store.facts(&[account.id])? {
        let fact: Fact = serde_json::from_str(&kept.body)?;
        if let Fact::MeterAnswer { command, confirmed } = &fact {
            answers.insert(command.clone(), (kept.at, *confirmed));
        }
        let at = (kept.kind.clone(), kept.learnt_at);
        facts.entry(at).or_default().push_back((fact, kept.key));
    }
    let payments: BTreeSet<String> =
        engine.store.payments_of(account.id, from)?.into_iter().map(|one| one.id).collect();
    let mut proofs: HashMap<Instant, Detail> = HashMap::new();
    for proof in engine.store.proofs_of(&[account.id])? {
        let hash: String = proof.hash.to_string().chars().take(12).collect();
        let shown = Detail::Proof { dso: proof.dso, number: proof.number, hash };
        proofs.insert(proof.at, shown);
    }
    let derived = engine.derive(std::slice::from_ref(account))?.pop();
    let mut events = Vec::new();
    let outputs = derived.map(|mut known| known.timeline.take_outputs()).unwrap_or_default();
    for output in outputs {
        let Output::Event(EventLine { at, event, snapshot, guards }) = output else { continue };
        if at < from {
            continue;
        }
        let name = match event.as_str() {
            "ordered_by_hand" => "by_hand",
            event if Alarm::of_event(event).is_some() => "meter_alarm",
            event => event,
        };
        let fact = facts.get_mut(&(name.to_owned(), at)).and_then(VecDeque::pop_front);
        let mut said = fact.as_ref().map_or(Detail::Nothing, |(fact, _)| detail(fact));
        if matches!(event.as_str(), "order_disconnect" | "order_limit")
            && let Some(proof) = proofs.get(&at)
        {
            said.clone_from(proof);
        }
        let key = fact.and_then(|(_, key)| key).filter(|key| payments.contains(key));
        let kind = kind_of(&event);
        events.push(Event {
            at,
            kind,
            what: event,
            detail: said,
            balance: (kind == EventKind::Money).then_some(snapshot.balance),
            guards: guards.iter().map(|guard| guard.id().to_owned()).collect(),
            stages: Vec::new(),
            link: key.map(EventLink::Payment),
        });
    }
    Ok((events, answers))
}

/// Orders with what became of them.
fn commands(
    engine: &mut Engine,
    account: &Account,
    [from, now]: [Instant; 2],
    answers: &Answers,
) -> Result<Vec<Event>, Failure> {
    let mut events = Vec::new();
    // Only the last order of a kind is worth another try.
    let mut newest: BTreeMap<&'static str, usize> = BTreeMap::new();
    for message in engine.store.commands_since(account.id, from)? {
        let command: MeterCommand = serde_json::from_str(&message.body)?;
        let name = order_name(&command.kind);
        let mut stages = vec![(Stage::Sent, command.given_at)];
        let answer = answers.get(&command.id);
        if let Some(at) = message.delivered_at {
            stages.push((Stage::Acknowledged, at));
        }
        if let Some((at, confirmed)) = answer {
            stages.push((if *confirmed { Stage::Done } else { Stage::Failed }, *at));
        }
        let over = command.expires_at.filter(|at| answer.is_none() && *at <= now);
        stages.extend(over.map(|at| (Stage::Failed, at)));
        let failed = stages.last().is_some_and(|(stage, _)| *stage == Stage::Failed);
        // A release has no end, and somebody waits for the light. Source: CG-22.
        let late = answer.is_none() && command.given_at.plus_min(LATE_MIN) <= now;
        let again = again_by(&command.kind)
            .filter(|kind| failed || (*kind == ActKind::Release && late))
            .map(EventLink::Again);
        if let Some(before) = newest.insert(name, events.len())
            && let Some(event) = events.get_mut(before)
        {
            let event: &mut Event = event;
            event.link = None;
        }
        events.push(Event {
            at: message.at,
            kind: EventKind::Meter,
            what: format!("command.{name}"),
            detail: Detail::Nothing,
            balance: None,
            guards: Vec::new(),
            stages,
            link: again,
        });
    }
    Ok(events)
}

/// Calls on the phone line that were told of this account: one event for each, with the state and the keys.
fn phone_calls(
    engine: &mut Engine,
    account: &Account,
    from: Instant,
) -> Result<Vec<Event>, Failure> {
    let (mut events, mut seen) = (Vec::new(), BTreeSet::new());
    for (_, dso, id) in engine.store.phone_told(account.id, MOST_CALLS)? {
        if !seen.insert((dso, id.clone())) {
            continue;
        }
        let Some(call) = engine.store.phone_call(dso, &id)? else { continue };
        if call.began < from {
            continue;
        }
        let record = crate::phone::Record::of(&call)?;
        let mut told: Vec<ShownState> = record
            .told
            .iter()
            .filter(|(told, ..)| *told == account.id)
            .map(|(_, state, _)| super::calls::shown(*state))
            .collect();
        told.dedup();
        let path = record.path.into_iter();
        let path = path.map(|step| (step.node.name().to_owned(), step.keys)).collect();
        events.push(Event {
            at: call.began,
            kind: EventKind::Person,
            what: "phone_call".to_owned(),
            detail: Detail::Call { told, path },
            balance: None,
            guards: Vec::new(),
            stages: Vec::new(),
            link: None,
        });
    }
    Ok(events)
}

fn notices(engine: &mut Engine, account: &Account, from: Instant) -> Result<Vec<Event>, Failure> {
    let mut events = Vec::new();
    for kept in engine.store.notices(&[account.id])? {
        if kept.made_at < from {
            continue;
        }
        let mut stages: Vec<(Stage, Instant)> =
            kept.handed_at.map(|at| (Stage::Sent, at)).into_iter().collect();
        stages.extend(match (kept.state, kept.ended_at) {
            (3, Some(at)) => Some((Stage::Done, at)),
            (4, Some(at)) => Some((Stage::Failed, at)),
            (5, Some(at)) => Some((Stage::Withdrawn, at)),
            (_, _) => None,
        });
        let is_code = crate::notices::CODES.contains(&kept.notice.message.as_str());
        let text = (!is_code).then(|| crate::notices::begins(&kept.notice.body, NOTICE_LETTERS));
        let channel = crate::notices::channel_name(kept.notice.channel).to_owned();
        events.push(Event {
            at: kept.made_at,
            kind: EventKind::Notice,
            what: kept.notice.message,
            detail: Detail::Notice { channel, reason: kept.reason, text },
            balance: None,
            guards: Vec::new(),
            stages,
            link: None,
        });
    }
    Ok(events)
}

/// Days of voltage that are shown.
const VOLTAGE_DAYS: usize = 21;

/// Complaints about the voltage of a point, with what was measured. For quality of supply only: PD-02.
/// By what somebody wishes to be written to and can be, the preferred first.
fn channels(contact: &Contact) -> Vec<String> {
    let wished = &contact.wished;
    let ways = [
        ("sms", wished.sms && contact.phone.is_some()),
        ("mail", wished.mail && contact.email.is_some()),
        ("letter", wished.letter),
    ];
    ways.into_iter().filter(|(_, open)| *open).map(|(name, _)| name.to_owned()).collect()
}

/// Whether a household lived there at a time: what came before or after it is others'. Source: PD-07.
fn lived_there(account: &Account, at: Instant) -> bool {
    account.opened_at <= at && account.closed_at.is_none_or(|closed| at < closed)
}

fn voltage(engine: &mut Engine, account: &Account) -> Result<Vec<VoltageCase>, Failure> {
    let mut found = Vec::new();
    for kept in engine.store.quality_cases_of(account.ean)? {
        if !lived_there(account, kept.received) {
            continue;
        }
        let id = kept.id;
        let known = crate::grid::complaint::known(engine, kept)?;
        let means = engine.store.quality_means(id)?;
        let mut days: Vec<_> = crate::grid::complaint::profile(&means)
            .into_iter()
            .map(|(day, phase, low, high)| (day, phase, low.0, high.0))
            .collect();
        days.drain(..days.len().saturating_sub(VOLTAGE_DAYS));
        found.push(VoltageCase {
            number: id,
            received: known.kept.received.day(),
            state: match known.case.state() {
                CaseState::Received => VoltageState::Received,
                CaseState::Measured => VoltageState::Measured,
                CaseState::Diagnosed => VoltageState::Diagnosed,
                CaseState::Action => VoltageState::Action,
                CaseState::Closed => VoltageState::Closed,
            },
            effect: known.case.form().effect.clone(),
            evidence: known
                .case
                .evidence()
                .iter()
                .map(|one| VoltageEvidence {
                    from: one.from.day(),
                    until: one.until.plus_s(-1).day(),
                    lowest: one.lowest.0,
                    highest: one.highest.0,
                    means: one.means,
                    outside: one.outside,
                })
                .collect(),
            days,
        });
    }
    found.reverse();
    Ok(found)
}

impl Desks {
    pub(super) fn case_of(
        &self,
        visitor: &Visitor,
        account: AccountId,
    ) -> Result<Option<Case>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(mut known) = known(engine, account, now)? else { return Ok(None) };
        let account = known.account.clone();
        let ean = account.ean;
        let seen = [Act::StateAndAmount, Act::ThirtyDays, Act::MeterCommands, Act::Messages];
        self.note(engine, visitor, &[&account], (&seen, OPENED))?;
        let here = notes_of::opened(engine, &account, visitor, now)?;
        let from = now.day().plus(-STORY_DAYS).start();
        let (mut events, answers) = story(engine, &account, from)?;
        events.extend(commands(engine, &account, [from, now], &answers)?);
        events.extend(notices(engine, &account, from)?);
        events.extend(phone_calls(engine, &account, from)?);
        events.extend(super::visits::events(engine, &account, from)?);
        events.extend(super::questions::events(engine, &account, from)?);
        events.extend(notes_of::events(engine, &account, from)?);
        let mut open = Vec::new();
        let in_flight = engine.store.money_in_flight(account.id)?;
        if !in_flight.is_empty() {
            known.card.modifiers.push(portal::Modifier::PaymentUnderWay);
        }
        for id in in_flight {
            // A sale at a till has no story of its own.
            if engine.store.payment(&id)?.is_some() {
                open.push(OpenThing::Payment(id));
            }
        }
        for message in engine.store.waiting_commands(account.id)? {
            let command: MeterCommand = serde_json::from_str(&message.body)?;
            let name = order_name(&command.kind).to_owned();
            open.push(OpenThing::Command(name, command.given_at));
        }
        for card in engine.store.refused_cards(ean)? {
            if !lived_there(&account, card.at) {
                continue;
            }
            let what = "card_of_another_home".to_owned();
            events.push(Event {
                at: card.at,
                kind: kind_of(&what),
                what,
                detail: Detail::OtherCard { meter: card.meter, expected: card.expected },
                balance: None,
                guards: Vec::new(),
                stages: Vec::new(),
                link: None,
            });
        }
        for act in engine.store.staff_acts_of_account(account.id)? {
            let Some(kind) = ActKind::of_name(&act.asked.kind) else { continue };
            if act.state == StaffActState::Waiting {
                open.push(OpenThing::Act(act.id, kind));
            }
            let stages = act.decision.as_ref().map(|decision| match act.state {
                StaffActState::TurnedDown => (Stage::Failed, decision.at),
                StaffActState::Done | StaffActState::Waiting => (Stage::Done, decision.at),
            });
            events.push(Event {
                at: act.asked.at,
                kind: EventKind::Person,
                what: format!("act.{}", act.asked.kind),
                detail: Detail::Words { number: None, words: String::new(), by: act.asked.name },
                balance: None,
                guards: Vec::new(),
                stages: stages.into_iter().collect(),
                link: Some(EventLink::Act(act.id)),
            });
        }
        let asked = super::questions::open_of_account(engine, &account, now)?;
        open.extend(asked.into_iter().map(OpenThing::Question));
        let waiting = engine.store.notices(&[account.id])?;
        let waiting = waiting.iter().filter(|kept| kept.state <= 1).count();
        if waiting > 0 {
            open.push(OpenThing::Notices(waiting));
        }
        events.sort_by_key(|event| std::cmp::Reverse(event.at));
        let contact = engine.store.contact(account.id)?;
        let (name, town) = name_and_town(engine, &account)?;
        let holds = known.timeline.holds(now.max(known.timeline.reached()));
        let holds =
            holds.into_iter().map(|(name, until)| HoldLine { name: name.to_owned(), until });
        let meter = engine.store.meter_of(ean)?.map(|meter| meter.serial);
        let address = contact.as_ref().map(|contact| {
            let street = [contact.street.as_str()];
            let place = format!("{} {}", contact.postcode, contact.town);
            let parts = street.into_iter().chain([place.trim()]);
            parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
        });
        Ok(Some(Case {
            account: account.id,
            ean,
            reference: ean.reference(),
            dso: account.dso,
            energy: account.group.energy,
            town,
            name,
            address: address.unwrap_or_default(),
            phone: contact.as_ref().and_then(|one| one.phone).map(|phone| phone.to_string()),
            email: contact.as_ref().and_then(|one| one.email.as_ref()).map(ToString::to_string),
            language: contact.as_ref().map(|contact| contact.language),
            channels: contact.as_ref().map(channels).unwrap_or_default(),
            meter,
            protected: known.timeline.account.status.protected_on(now.day()),
            holds: holds.collect(),
            relief: relief::standing(engine, &known.timeline.account, &account, now)?,
            open,
            events,
            voltage: voltage(engine, &account)?,
            closed: account.closed_at.is_some(),
            here,
            card: known.card,
        }))
    }
}
