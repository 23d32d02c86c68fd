//! What waits for people: each list from the books, with when it began and by when somebody has to act.
//! Source: UX A-06, TP-16, TP-23, CG-21.

mod people;
mod prices;
mod sharing;
mod under_use;

pub use people::is_unanswered;

use super::day::Owners;
use super::{Desks, known_account, name_and_town};
use crate::bank::suspense;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::pages::last_night;
use crate::suppliers::Kept;
use crate::till::StoredPayment;
use access::Act;
use calendar::Instant;
use notify::Message;
use notify::figures::Figures;
use portal::agent::{ActKind, Queue, QueueLine, SuspenseView};
use portal::my::Visitor;
use prepay::Attention;
use std::collections::{BTreeMap, BTreeSet};
use supply::{CommandKind, MeterCommand, SupplyState};
use timeline::{Alarm, Fact};
use units::{AccountId, Dso};
use vending::{SuspenseItem, SuspenseState};

/// Hours without supply after which somebody looks after it the same day. Source: UX G-B6.
const OFF_H: i64 = 24;
/// Hours without a reading.
const SILENT_H: i64 = 48;
/// Within which somebody looks at a meter that answers other than it should. Not from a source: ours.
const ALARM_H: i64 = 24;
/// Within which what is owed to who has left is paid out. Not from a source: ours.
const OWED_WORKING_DAYS: u16 = 5;
/// Within which somebody calls, and how long before a cut the last one is made.
const CALL_H: i64 = 24;
const TO_PAY_H: i64 = 1;
/// The flag of a point in doubt, and the outcome of a collection without a fault.
const BINDING: &str = "binding";
const READ: &str = "read";
/// How far back payments and notices are looked through.
const BACK_DAYS: i32 = 30;
/// Notices of one queue.
const MOST_NOTICES: i64 = 500;
/// Rows of a night that are looked through for those without a reading.
const MOST_ROWS: usize = 200_000;
/// Texts, mails and letters among the channels of notices.
const WRITTEN: [i16; 3] = [1, 2, 4];
/// Calls and tasks.
const SPOKEN: [i16; 2] = [8, 16];

/// Something that waits.
pub struct Found {
    /// Whose household or money it is; `None` of an account without an operator.
    pub dso: Option<Dso>,
    pub(super) account: Option<AccountId>,
    pub(super) key: Option<String>,
    question: Option<i64>,
    /// A request of a supplier, and its point.
    request: Option<(i64, units::Ean)>,
    /// Of somebody whose account is not known.
    name: String,
    pub what: String,
    pub amount: Option<units::MicroEuro>,
    pub since: Instant,
    pub deadline: Instant,
}

impl Found {
    fn of(account: AccountId, what: &str, since: Instant, deadline: Instant) -> Self {
        let dso = store::Store::dso_of(account);
        let (account, what) = (Some(account), what.to_owned());
        let (key, question, request, name) = (None, None, None, String::new());
        Self { dso, account, key, question, request, name, what, amount: None, since, deadline }
    }
}

impl Found {
    /// Under which somebody takes it. What waits anew later is another task.
    pub fn task(&self, queue: Queue) -> String {
        let queue = queue.name();
        if let Some((number, _)) = self.request {
            return format!("{queue}/{number}");
        }
        match (&self.key, self.question, self.account) {
            (Some(key), ..) => format!("{queue}/{key}"),
            (None, Some(number), _) => format!("{queue}/{number}"),
            (None, None, account) => {
                let account = account.map_or(0, |account| account.0);
                let what = self.what.split(' ').next().unwrap_or_default();
                format!("{queue}/{account}/{what}/{}", self.since.0)
            }
        }
    }
}

fn off(engine: &mut Engine, now: Instant) -> Result<Vec<Found>, Failure> {
    let mut found = Vec::new();
    for (account, off_at) in crate::off::still_off(engine)? {
        if now.seconds_since(off_at) >= OFF_H * 3_600 {
            // A task of the day on which the 24 hours are over.
            let deadline = off_at.plus_h(OFF_H).day().end();
            found.push(Found::of(account, "cut_confirmed", off_at, deadline));
        }
    }
    Ok(found)
}

/// Money that was credited and whose release nobody has confirmed, and payments that are overdue.
fn unreached(engine: &mut Engine, now: Instant) -> Result<Vec<Found>, Failure> {
    let mut found = Vec::new();
    for dso in Dso::ALL {
        for (account, point) in engine.store.points(dso)? {
            let place = usize::try_from(point.supply).ok();
            let supply = place.and_then(|place| SupplyState::ALL.get(place)).copied();
            if supply != Some(SupplyState::ReconnectOrdered) {
                continue;
            }
            let since = now.day().plus(-BACK_DAYS).start();
            let mut sent = None;
            for message in engine.store.commands_since(account, since)? {
                let command: MeterCommand = serde_json::from_str(&message.body)?;
                if command.kind == CommandKind::Connect {
                    sent = Some(command.given_at);
                }
            }
            let Some(known) = engine.store.account(account)? else { continue };
            let rules = engine.books.rules(dso, known.group.energy)?;
            let alarm_min = rules.parameters.at(now.day(), now).reconnect_alarm_min;
            let sent = sent.unwrap_or(now);
            found.push(Found::of(account, "order_release", sent, sent.plus_min(alarm_min)));
        }
    }
    for kept in engine.store.payments_between(now.day().plus(-BACK_DAYS).start(), now)? {
        let known: StoredPayment = serde_json::from_str(&kept.body)?;
        let rules = engine.books.rules(known.dso, units::Energy::Electricity)?;
        let parameters = rules.parameters.at(now.day(), now);
        if known.payment.alarms(now, parameters).is_empty()
            || found.iter().any(|one| one.account == Some(kept.account))
        {
            continue;
        }
        let since = known.payment.clocks().paid.unwrap_or(kept.created_at);
        let deadline = since.plus_min(parameters.payments.paid_not_credited_alarm_min);
        let mut one = Found::of(kept.account, "payment_pending", since, deadline);
        one.amount = Some(known.payment.intent.amount);
        found.push(one);
    }
    Ok(found)
}

fn in_suspense(engine: &mut Engine, now: Instant) -> Result<Vec<Found>, Failure> {
    let mut found = Vec::new();
    for dso in Dso::ALL {
        let parameters = engine.books.payments(dso, now)?.clone();
        for (_, item) in suspense::list(engine, dso, now)?.items {
            let line = engine.store.bank_line(&item.key.to_string())?;
            let text = line.map(|line| format!("{} {}", line.counterparty_name, line.text));
            let letter = item.received.add_working_days(parameters.suspense_letter_working_days);
            let back = item.received.plus(parameters.suspense_return_days);
            // The letter first, then the return.
            let due = if now.day() < letter { letter } else { back };
            found.push(Found {
                dso: Some(dso),
                account: None,
                key: Some(item.key.to_string()),
                question: None,
                request: None,
                name: String::new(),
                what: text.map(|text| text.trim().to_owned()).unwrap_or_default(),
                amount: Some(item.amount),
                since: item.received.start(),
                deadline: due.end(),
            });
        }
    }
    Ok(found)
}

/// Holds whose last day is today, of households that live there still.
fn holds(engine: &mut Engine, now: Instant) -> Result<Vec<Found>, Failure> {
    // When it was set, and its end; `None` has none.
    let mut open: BTreeMap<(AccountId, String), (Instant, Option<Instant>)> = BTreeMap::new();
    for dso in Dso::ALL {
        let mut facts = engine.store.facts_of_kind(dso, "flag")?;
        facts.extend(engine.store.facts_of_kind(dso, "unflag")?);
        facts.sort_by_key(|fact| (fact.account, fact.seq));
        for kept in facts {
            match serde_json::from_str(&kept.body)? {
                Fact::Flag { name, until } => {
                    let end = until.and_then(|until| {
                        let day = || until.parse().ok().map(calendar::SettlementDay::end);
                        until.parse::<Instant>().ok().or_else(day)
                    });
                    let place = (kept.account, name);
                    // As the timeline has it: set anew it ends no earlier. Source: CG-09.
                    let stays = match open.get(&place) {
                        Some((_, None)) => true,
                        Some((_, Some(before))) => end.is_some_and(|end| end <= *before),
                        None => false,
                    };
                    if !stays {
                        open.insert(place, (kept.at, end));
                    }
                }
                Fact::Unflag { name } => {
                    open.remove(&(kept.account, name));
                }
                _ => {}
            }
        }
    }
    let today = (now.day().start(), now.day().end());
    let mut found = Vec::new();
    for ((account, name), (at, end)) in open {
        let Some(end) = end.filter(|end| today.0 < *end && *end <= today.1) else { continue };
        // Of who has left nobody lifts it, and no cut waits for it.
        let lives = engine.store.account(account)?.is_some_and(|one| one.closed_at.is_none());
        if lives {
            found.push(Found::of(account, &name, at, end));
        }
    }
    Ok(found)
}

/// Accounts of which nothing was read for two days.
fn silent(engine: &mut Engine, now: Instant) -> Result<Vec<Found>, Failure> {
    let mut found = Vec::new();
    for dso in Dso::ALL {
        let Some(night) = last_night(engine, dso)? else { continue };
        for row in engine.store.rows_of_day(dso, night, None, MOST_ROWS)? {
            if row.attention.with(Attention::STALE) != row.attention {
                continue;
            }
            let Some(account) = engine.store.account(row.account)? else { continue };
            if account.closed_at.is_some() {
                continue;
            }
            let opened = account.opened_at;
            let Some(known) = known_account(engine, account, now)? else { continue };
            let heard = known.timeline.account.readings.last_heard().unwrap_or(opened);
            if now.seconds_since(heard) >= SILENT_H * 3_600 {
                let deadline = heard.plus_h(SILENT_H).day().end();
                found.push(Found::of(known.account.id, "silence", heard, deadline));
            }
        }
    }
    Ok(found)
}

/// What collections and orders found at meters. What puts the point in doubt waits until a person has lifted
/// the flag, the rest until the meter was read without it, or was taken away. Source: CG-12, MT-17.
fn alarms(engine: &mut Engine, now: Instant) -> Result<Vec<Found>, Failure> {
    let mut found = Vec::new();
    for dso in Dso::ALL {
        let mut facts = engine.store.facts_of_kind(dso, "meter_alarm")?;
        facts.extend(engine.store.facts_of_kind(dso, "unflag")?);
        facts.sort_by_key(|fact| (fact.account, fact.seq));
        // When it was first and last told, and of which meter.
        let mut open: BTreeMap<(AccountId, Alarm), (Instant, Instant, String)> = BTreeMap::new();
        for kept in facts {
            match serde_json::from_str(&kept.body)? {
                Fact::MeterAlarm { alarm, meter, .. } => {
                    let known = open.entry((kept.account, alarm));
                    let known = known.or_insert((kept.learnt_at, kept.learnt_at, String::new()));
                    (known.1, known.2) = (kept.learnt_at, meter);
                }
                Fact::Unflag { name } if name == BINDING => {
                    open.retain(|(account, alarm), _| {
                        *account != kept.account || !alarm.doubts_the_point()
                    });
                }
                _ => {}
            }
        }
        let serials: Vec<&str> = open.values().map(|(_, _, meter)| meter.as_str()).collect();
        let polls = engine.store.last_polls(dso, &serials)?;
        for ((account, alarm), (first, last, meter)) in open {
            let Some(known) = engine.store.account(account)? else { continue };
            let since = if alarm.doubts_the_point() {
                first
            } else {
                let read =
                    polls.get(&meter).is_some_and(|poll| poll.outcome == READ && poll.at > last);
                if read || engine.store.meter(&meter)?.is_none_or(|meter| meter.ean != known.ean) {
                    continue;
                }
                last
            };
            if known.closed_at.is_none() && first <= now {
                found.push(Found::of(account, alarm.event(), since, since.plus_h(ALARM_H)));
            }
        }
        // Of who has left, what people have decided to pay out.
        for kept in engine.store.closed_calendars(dso)?.into_iter().filter(|one| one.is_open()) {
            let since = kept.decided.as_ref().map_or(kept.found_at, |(at, _)| *at);
            let deadline = since.day().add_working_days(OWED_WORKING_DAYS).end();
            let waits = Found::of(kept.account, portal::agent::CALENDAR_OWED, since, deadline);
            found.push(Found { amount: Some(kept.open()), ..waits });
        }
    }
    Ok(found)
}

/// Notices of these channels in one of these states.
fn told(
    engine: &mut Engine,
    states: &[i16],
    channels: &[i16],
    now: Instant,
) -> Result<Vec<Found>, Failure> {
    let since = now.day().plus(-BACK_DAYS).start();
    let mut found = Vec::new();
    for (account, seq) in engine.store.notices_in_state(states, channels, since, MOST_NOTICES)? {
        let Some(kept) = engine.store.notice(account, seq)? else { continue };
        let at = kept.ended_at.unwrap_or(kept.made_at);
        let what = format!("{} {}", kept.notice.message, kept.reason);
        found.push(Found::of(account, what.trim(), at, at.plus_h(24)));
    }
    Ok(found)
}

/// Whom somebody calls, once for each cause however many ways were planned: a home that has its supply again is left
/// alone. Source: UX G-B6.
fn to_call(engine: &mut Engine, now: Instant) -> Result<Vec<Found>, Failure> {
    let off: BTreeMap<AccountId, Instant> = crate::off::still_off(engine)?.into_iter().collect();
    let since = now.day().plus(-BACK_DAYS).start();
    let (mut found, mut causes) = (Vec::new(), BTreeSet::new());
    for (account, seq) in engine.store.notices_in_state(&[0, 1, 2], &SPOKEN, since, MOST_NOTICES)? {
        let Some(kept) = engine.store.notice(account, seq)? else { continue };
        let notice = kept.notice;
        let of_cut = matches!(notice.message.parse(), Ok(Message::Cut | Message::OffSupply));
        let over = of_cut && off.get(&account).is_none_or(|since| notice.cause_at < *since);
        if over || !causes.insert((account, notice.message.clone(), notice.cause_at)) {
            continue;
        }
        let what = format!("{} {}", notice.message, kept.reason);
        let deadline = call_by(kept.made_at, &notice.message, &notice.figures);
        found.push(Found::of(account, what.trim(), kept.made_at, deadline));
    }
    Ok(found)
}

/// By when somebody calls: before it is too late, as a message has promised, else within a day. Source: CM-01i, CM-01k.
fn call_by(made_at: Instant, message: &str, figures: &str) -> Instant {
    let usual = made_at.plus_h(CALL_H);
    let until = serde_json::from_str(figures).ok().and_then(|figures: Figures| figures.until);
    let by = match (message.parse(), until) {
        // Nobody is cut before these hours end, and whoever is called needs time to pay.
        (Ok(Message::LastCall), Some(end)) => end.plus_h(-TO_PAY_H),
        (Ok(Message::Unreached), Some(promised)) => promised,
        _ => usual,
    };
    by.clamp(made_at, usual)
}

/// What was asked: calls, what social services ask, or all that households do.
fn asked(engine: &mut Engine, queue: Queue, now: Instant) -> Result<Vec<Found>, Failure> {
    let all = super::questions::waiting(engine, queue == Queue::CallBacks, now)?.into_iter();
    let of_cpas = |known: &crate::cases::Known| known.stored.asker.party.is_some();
    let all = all.filter(|known| match queue {
        Queue::CpasRequests => of_cpas(known),
        Queue::Questions => !of_cpas(known),
        _ => true,
    });
    let found = all.map(|known| Found {
        dso: Some(known.kept.dso),
        account: known.kept.account,
        key: None,
        question: Some(known.kept.id),
        request: None,
        deadline: known.stored.deadline(),
        name: known.stored.asker.name,
        what: known.stored.case.kind.name().to_owned(),
        amount: None,
        since: known.stored.case.asked_at,
    });
    Ok(found.collect())
}

/// Requests that run, each until its next step is due.
fn requests(engine: &mut Engine) -> Result<Vec<Found>, Failure> {
    let mut found = Vec::new();
    for dso in Dso::ALL {
        for case in engine.store.open_supplier_cases(dso)? {
            let (Kept::Request(request), Some(ean)) = (Kept::read(&case)?, case.ean) else {
                continue;
            };
            // Of those whom it was asked about, not of whoever lives there now. Source: PD-07.
            let account = crate::suppliers::steps::household(engine, ean, &request)?;
            found.push(Found {
                dso: Some(dso),
                account: account.map(|account| account.id),
                key: None,
                question: None,
                request: Some((case.id, ean)),
                name: request.home.map(|home| home.name).unwrap_or_default(),
                what: request.state.name().to_owned(),
                amount: None,
                since: request.steps.last().map_or(request.asked_at, |taken| taken.at),
                deadline: request.due.end(),
            });
        }
    }
    Ok(found)
}

/// What waits in a queue.
pub fn found_in(engine: &mut Engine, queue: Queue, now: Instant) -> Result<Vec<Found>, Failure> {
    match queue {
        Queue::Off => off(engine, now),
        Queue::Held => people::held(engine, now),
        Queue::Unreached => unreached(engine, now),
        Queue::Suspense => in_suspense(engine, now),
        Queue::Holds => holds(engine, now),
        Queue::Silent => silent(engine, now),
        Queue::MeterAlarms => alarms(engine, now),
        Queue::Returned => told(engine, &[4], &WRITTEN, now),
        Queue::Calls => to_call(engine, now),
        Queue::CallBacks | Queue::Questions | Queue::CpasRequests => asked(engine, queue, now),
        Queue::Requests => requests(engine),
        Queue::Prices => prices::found(engine, now),
        Queue::NoAnswer => people::no_answer(engine, now),
        Queue::Newcomers => people::newcomers(engine, now),
        Queue::Sharing => sharing::found(engine),
        Queue::UnderUse => under_use::found(engine, now),
    }
}

/// Something that waits as a page shows it, with its household.
pub(super) fn line_of(
    engine: &mut Engine,
    queue: Queue,
    one: Found,
    (owners, now): (&Owners, Instant),
) -> Result<(QueueLine, Option<store::Account>), Failure> {
    let task = one.task(queue);
    let account = match one.account {
        Some(id) => engine.store.account(id)?,
        None => None,
    };
    let (name, town) = match &account {
        Some(account) => name_and_town(engine, account)?,
        None => (one.name, String::new()),
    };
    let line = QueueLine {
        account: account.as_ref().map(|account| account.id),
        ean: account.as_ref().map(|account| account.ean).or(one.request.map(|(_, ean)| ean)),
        key: one.key,
        question: one.question,
        request: one.request.map(|(number, _)| number),
        name,
        town,
        what: one.what,
        amount: one.amount,
        since: one.since,
        deadline: one.deadline,
        owner: owners.of(&task),
        task,
        now,
    };
    Ok((line, account))
}

impl Desks {
    /// How many wait in each queue: a number tells of no household, so no look is kept.
    pub(super) fn counts(&self) -> Result<Vec<(Queue, usize)>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let all = Queue::ALL.into_iter();
        all.map(|queue| Ok((queue, found_in(&mut engine, queue, now)?.len()))).collect()
    }

    pub(super) fn lines_of(
        &self,
        visitor: &Visitor,
        queue: Queue,
    ) -> Result<Vec<QueueLine>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let owners = Owners::load(engine, visitor.person, now)?;
        let found = found_in(engine, queue, now)?;
        let (mut lines, mut seen) = (Vec::with_capacity(found.len()), Vec::new());
        for one in found {
            let (line, account) = line_of(engine, queue, one, (&owners, now))?;
            lines.push(line);
            seen.extend(account);
        }
        let accounts: Vec<&store::Account> = seen.iter().collect();
        self.note(engine, visitor, &accounts, (&[Act::StateAndAmount], "queue"))?;
        lines.sort_by_key(|line| (line.deadline, line.since));
        Ok(lines)
    }

    pub(super) fn suspense_of(
        &self,
        visitor: &Visitor,
        key: &str,
    ) -> Result<Option<SuspenseView>, Failure> {
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(row) = engine.store.suspense_item(key)? else { return Ok(None) };
        let item: SuspenseItem = serde_json::from_str(&row.body)?;
        let line = engine.store.bank_line(key)?;
        let mut may_be = item.may_be_for.clone();
        if let Some(iban) = &item.sender_iban {
            let paid = engine.store.paid_by_any(&[iban.as_str()], row.dso)?;
            may_be.extend(paid.into_iter().map(|(_, account)| account));
        }
        may_be.sort_unstable();
        may_be.dedup();
        let (mut suggested, mut seen) = (Vec::new(), Vec::new());
        for id in may_be {
            let Some(account) = engine.store.account(id)? else { continue };
            if account.closed_at.is_none() {
                let (name, town) = name_and_town(engine, &account)?;
                suggested.push((account.ean, name, town));
                seen.push(account);
            }
        }
        let accounts: Vec<&store::Account> = seen.iter().collect();
        self.note(engine, visitor, &accounts, (&[Act::AdjustLedger], "suspense"))?;
        let parameters = engine.books.payments(row.dso, self.now())?.clone();
        let (today, due) = (self.now().day(), item.due(self.now().day(), &parameters));
        let letter = item.received.add_working_days(parameters.suspense_letter_working_days);
        let back = item.received.plus(parameters.suspense_return_days);
        // The letter first, then the return.
        let by = if today < letter { letter } else { back };
        let asked = match item.state() {
            SuspenseState::Asked { on } => Some(*on),
            _ => None,
        };
        let waiting = super::back::waiting_for(engine, row.dso, (ActKind::GiveBack, key))?;
        let sender = line.as_ref().map(|line| {
            format!("{} {}", line.counterparty_name, line.counterparty_iban).trim().to_owned()
        });
        let text = line.map(|line| format!("{} {}", line.text, line.reference).trim().to_owned());
        Ok(Some(SuspenseView {
            key: row.key,
            dso: row.dso,
            amount: row.amount,
            received: row.received,
            sender: sender.unwrap_or_else(|| item.sender_iban.clone().unwrap_or_default()),
            text: text.unwrap_or(row.bank_account),
            open: item.is_open(),
            due: (due, item.is_open().then_some(by)),
            age_days: item.age_days(today),
            asked,
            iban: item.sender_iban.clone(),
            waiting,
            suggested,
        }))
    }
}
