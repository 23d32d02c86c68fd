//! How what comes in and goes out stands, and what was given up: one of them leaves again when somebody says why.
//! Source: UX O-08, CM-06, UX 10.3.

use super::room::readings;
use super::{Rooms, failed};
use crate::engine::Engine;
use crate::failure::{Failure, Refusal};
use crate::suppliers::Kept;
use crate::webhooks::{NoSuchEvent, replay_event};
use calendar::Instant;
use portal::my::{MyError, Visitor};
use portal::operator::{
    DeadLetter, Flow, FlowLine, FlowRefused, Flows, FlowsView, Health, Measure,
};
use serde_json::json;
use store::{Delivery, FlowCount, NewNotice, NewStaffAct, Notice, StaffDecision};
use units::{AccountId, Dso};

type Done = Result<Result<(), FlowRefused>, Failure>;

/// Days for which dead letters are listed, and how many of each kind.
const DAYS: i32 = 7;
const MOST: usize = 25;
/// Deliveries of an endpoint among which the dead ones are looked for.
const MOST_DELIVERIES: usize = 500;
/// What waits for longer is bad: the next channel has its turn by then.
const LATE_S: i64 = 30 * 60;
/// Rights hang on letters: one that nobody printed since yesterday is looked at, and behind a long weekend it is late.
const LETTER_WATCHED_S: i64 = 36 * 3_600;
const LETTER_LATE_S: i64 = 5 * 86_400;
/// A notice whose figures are older says what is not so any more.
const FIGURES_H: i64 = 48;
const SMS: i16 = 1;
const MAIL: i16 = 2;
const LETTER: i16 = 4;
/// Digits of an EAN that tell nobody whose it is.
const TAIL: usize = 4;

fn flow_of(channel: i16) -> Flow {
    match channel {
        SMS => Flow::Sms,
        MAIL => Flow::Mail,
        _ => Flow::Letters,
    }
}

fn line(flow: Flow, name: &str, count: FlowCount, now: Instant) -> FlowLine {
    // A letter waits until somebody prints it, on the next working day.
    let (watched, late_s) = match flow {
        Flow::Letters => (LETTER_WATCHED_S, LETTER_LATE_S),
        _ => (LATE_S, LATE_S),
    };
    let waits_s = count.oldest.map_or(0, |oldest| now.seconds_since(oldest));
    FlowLine {
        flow,
        name: name.to_owned(),
        waiting: count.waiting,
        oldest: count.oldest,
        dead: count.dead,
        last: count.last,
        health: match count.dead {
            _ if waits_s > late_s => Health::Bad,
            0 if waits_s <= watched => Health::Good,
            _ => Health::Watch,
        },
        unknown: None,
    }
}

/// What was said as something was given up, without what could name somebody: addresses and long numbers.
fn without_addresses(text: &str) -> String {
    let is_named =
        |word: &&str| word.contains('@') || word.chars().filter(char::is_ascii_digit).count() > 5;
    let words = text.split_whitespace();
    let words: Vec<&str> = words.map(|word| if is_named(&word) { "…" } else { word }).collect();
    words.join(" ").chars().take(200).collect()
}

fn tail(engine: &mut Engine, account: AccountId) -> Result<String, Failure> {
    let digits = engine.store.account(account)?.map(|account| account.ean.to_string());
    let digits = digits.unwrap_or_default();
    Ok(format!("…{}", digits.get(digits.len().saturating_sub(TAIL)..).unwrap_or_default()))
}

fn of_notice(engine: &mut Engine, notice: &Notice, now: Instant) -> Result<DeadLetter, Failure> {
    let flow = flow_of(notice.notice.channel);
    Ok(DeadLetter {
        id: format!("notice/{}/{}", notice.account.0, notice.seq),
        flow,
        what: notice.notice.message.clone(),
        about: tail(engine, notice.account)?,
        at: notice.ended_at.unwrap_or(notice.made_at),
        attempts: u64::try_from(notice.attempts).unwrap_or(0),
        reason: without_addresses(&notice.reason),
        may_leave: flow != Flow::Letters && is_fresh(notice, now),
    })
}

fn is_fresh(notice: &Notice, now: Instant) -> bool {
    now.seconds_since(notice.notice.cause_at) <= FIGURES_H * 3_600
}

fn of_delivery(engine: &mut Engine, url: &str, one: &Delivery) -> Result<DeadLetter, Failure> {
    let last = engine.store.attempts(one.endpoint, &one.event)?.pop();
    let reason = last.map(|attempt| {
        let status = attempt.status.map(|status| status.to_string()).unwrap_or_default();
        format!("{status} {}", attempt.answer).trim().to_owned()
    });
    Ok(DeadLetter {
        id: format!("delivery/{}/{}", one.endpoint, one.event),
        flow: Flow::Webhooks,
        what: one.kind.clone(),
        about: url.to_owned(),
        at: one.ended_at.unwrap_or(one.made_at),
        attempts: u64::from(one.attempts),
        reason: without_addresses(&reason.unwrap_or_default()),
        // A test is made anew by whoever wants one.
        may_leave: one.account.is_some(),
    })
}

/// A dead notice, and how what it says is sent once more.
fn again(engine: &mut Engine, notice: &Notice, now: Instant) -> Result<NewNotice, FlowRefused> {
    let kept = &notice.notice;
    let mut address = kept.address.clone();
    if kept.recipient == "holder" {
        // To where they are now: a wrong number is what it may have failed for.
        let contact = engine.store.contact(notice.account).ok().flatten();
        let contact = contact.ok_or(FlowRefused::NoAddress)?;
        let known = match kept.channel {
            SMS => contact.phone.map(|phone| phone.to_string()),
            _ => contact.email.map(|email| email.to_string()),
        };
        address = known.ok_or(FlowRefused::NoAddress)?;
    }
    // Of one that failed nothing is taken back: what leaves is a notice of its own.
    let key = format!("{}+{}", kept.key, now.0);
    Ok(NewNotice { key, address, due: now, withdrawn: None, ..kept.clone() })
}

/// What is made for households and waits to leave, by channel.
pub(super) fn notices(
    engine: &mut Engine,
    dso: Dso,
    since: Instant,
    now: Instant,
) -> Result<Vec<FlowLine>, Failure> {
    let mut lines = Vec::new();
    for channel in [SMS, MAIL, LETTER] {
        let count = engine.store.notice_flow((dso, channel), since, now)?;
        let mut one = line(flow_of(channel), "", count, now);
        if channel == SMS {
            one.unknown = Some(crate::notices::unknown_of_month(&mut engine.store, now)?);
        }
        lines.push(one);
    }
    Ok(lines)
}

impl Rooms {
    fn flows_of(&self) -> Result<FlowsView, Failure> {
        let (now, dso, mut engine) = (self.now(), self.operator, self.engine());
        let engine = &mut *engine;
        let since = now.day().plus(-DAYS).start();
        let mut lines = vec![head_end(engine, dso, now)?, orders(engine, dso, now)?];
        lines.extend(banks(engine, dso, now)?);
        lines.extend(notices(engine, dso, since, now)?);
        let count = engine.store.delivery_flow(dso, since, now)?;
        let mut webhooks = line(Flow::Webhooks, "", count, now);
        let endpoints = engine.store.endpoints(dso)?;
        if endpoints.iter().any(|endpoint| !endpoint.on) && webhooks.health == Health::Good {
            webhooks.health = Health::Watch;
        }
        lines.push(webhooks);
        lines.push(voice(engine, dso, now)?);
        lines.push(suppliers(engine, dso, now)?);
        let mut dead = Vec::new();
        for notice in engine.store.dead_notices(dso, &[SMS, MAIL, LETTER], since, MOST)? {
            dead.push(of_notice(engine, &notice, now)?);
        }
        for endpoint in endpoints {
            let given_up = engine.store.dead_deliveries(endpoint.id, since, MOST_DELIVERIES)?;
            for one in given_up.iter().take(MOST) {
                dead.push(of_delivery(engine, &endpoint.new.url, one)?);
            }
        }
        dead.sort_by_key(|letter| std::cmp::Reverse(letter.at));
        Ok(FlowsView { dso, lines, dead, days: DAYS, as_of: now })
    }

    fn send_again(&self, visitor: &Visitor, id: &str, why: &str) -> Done {
        let (now, mut engine) = (self.now(), self.engine());
        let parts: Vec<&str> = id.splitn(3, '/').collect();
        let numbers = |text: &str| text.parse::<i64>().ok();
        engine.locked(self.operator, |engine| {
            let about = match parts.as_slice() {
                ["notice", account, seq] => match (numbers(account), numbers(seq)) {
                    (Some(account), Some(seq)) => {
                        self.notice_again(engine, (AccountId(account), seq), now)?
                    }
                    (_, _) => Err(FlowRefused::NoLetter),
                },
                ["delivery", endpoint, event] => match numbers(endpoint) {
                    Some(endpoint) => self.delivery_again(engine, (endpoint, event), now)?,
                    None => Err(FlowRefused::NoLetter),
                },
                _ => Err(FlowRefused::NoLetter),
            };
            let about = match about {
                Ok(about) => about,
                Err(refused) => return Ok(Err(refused)),
            };
            let body = json!({ "wanted": { "replay": { "id": id, "note": why } }, "about": about });
            let (act, _) = engine.store.add_staff_act(&NewStaffAct {
                dso: self.operator,
                key: format!("replay/{id}/{}", now.0),
                kind: "replay".to_owned(),
                account: None,
                at: now,
                by: visitor.person,
                name: visitor.name.clone(),
                body: body.to_string(),
            })?;
            let (by, name, outcome) = (None, String::new(), String::new());
            let alone = StaffDecision { at: now, by, name, outcome };
            engine.store.decide_staff_act(act.id, true, &alone)?;
            Ok(Ok(()))
        })
    }

    fn notice_again(
        &self,
        engine: &mut Engine,
        (account, seq): (AccountId, i64),
        now: Instant,
    ) -> Result<Result<String, FlowRefused>, Failure> {
        if store::Store::dso_of(account) != Some(self.operator) {
            return Ok(Err(FlowRefused::NoLetter));
        }
        let all = engine.store.notices(&[account])?;
        let Some(notice) = all.iter().find(|one| one.seq == seq && one.state == 4) else {
            return Ok(Err(FlowRefused::NoLetter));
        };
        let prefix = format!("{}+", notice.notice.key);
        if all.iter().any(|one| one.notice.key.starts_with(&prefix)) {
            // It has left again already.
            return Ok(Err(FlowRefused::NoLetter));
        }
        let letter = of_notice(engine, notice, now)?;
        if !letter.may_leave {
            return Ok(Err(FlowRefused::TooOld));
        }
        Ok(match again(engine, notice, now) {
            Ok(new) => {
                engine.store.add_notices(account, None, &[new], now)?;
                Ok(format!("{} {}", letter.what, letter.about))
            }
            Err(refused) => Err(refused),
        })
    }

    fn delivery_again(
        &self,
        engine: &mut Engine,
        (id, event): (i64, &str),
        now: Instant,
    ) -> Result<Result<String, FlowRefused>, Failure> {
        let endpoint = engine.store.endpoint(id)?;
        let Some(endpoint) = endpoint.filter(|known| known.new.dso == self.operator) else {
            return Ok(Err(FlowRefused::NoLetter));
        };
        let all = engine.store.deliveries(id, MOST_DELIVERIES)?;
        let Some(one) = all.into_iter().find(|one| one.event == event && one.state == 3) else {
            return Ok(Err(FlowRefused::NoLetter));
        };
        // It was switched off as this one was given up: what waits leaves too.
        engine.store.switch_endpoint(id, None)?;
        match replay_event(&mut engine.store, id, event, now) {
            Ok(_) => Ok(Ok(format!("{} {}", one.kind, endpoint.new.url))),
            Err(failure) if failure.is::<Refusal>() || failure.is::<NoSuchEvent>() => {
                engine.store.switch_endpoint(id, Some(&endpoint.reason))?;
                Ok(Err(FlowRefused::NotTheirs))
            }
            Err(failure) => Err(failure),
        }
    }
}

fn head_end(engine: &mut Engine, dso: Dso, now: Instant) -> Result<FlowLine, Failure> {
    let tile = readings(engine, dso, now)?;
    let waiting = match tile.measure {
        Measure::Share { part, whole } => whole.saturating_sub(part),
        Measure::Percent { .. }
        | Measure::Heard { .. }
        | Measure::Day(_)
        | Measure::Hours(_)
        | Measure::Count { .. }
        | Measure::Last(_) => 0,
    };
    let last = crate::pages::last_night(engine, dso)?.map(|day| day.end());
    Ok(FlowLine {
        flow: Flow::HeadEnd,
        name: String::new(),
        waiting,
        oldest: None,
        dead: 0,
        last,
        health: tile.health,
        unknown: None,
    })
}

/// The phone line, which only its calls tell of.
fn voice(engine: &mut Engine, dso: Dso, now: Instant) -> Result<FlowLine, Failure> {
    let count = FlowCount { last: engine.store.last_phone_event(dso)?, ..FlowCount::default() };
    let health = super::room::phone(engine, dso, now)?.health;
    Ok(FlowLine { health, ..line(Flow::Voice, "", count, now) })
}

/// What suppliers ask for and nobody has ended. It is bad where a term has passed. Source: PR-02.
fn suppliers(engine: &mut Engine, dso: Dso, now: Instant) -> Result<FlowLine, Failure> {
    let mut count = FlowCount::default();
    let mut late = false;
    for case in engine.store.open_supplier_cases(dso)? {
        let asked = asked_at(&case)?;
        count.waiting = count.waiting.saturating_add(1);
        count.oldest = Some(count.oldest.map_or(asked, |known| known.min(asked)));
        late |= case.due < now.day();
    }
    let newest = engine.store.newest_supplier_case(dso)?;
    count.last = newest.map(|case| asked_at(&case)).transpose()?;
    let health = if late { Health::Bad } else { Health::Good };
    Ok(FlowLine { health, ..line(Flow::Suppliers, "", count, now) })
}

fn asked_at(case: &store::SupplierCase) -> Result<Instant, Failure> {
    Ok(match Kept::read(case)? {
        Kept::Request(request) => request.asked_at,
        // It begins with what the supplier wrote.
        Kept::Dispute(dispute) => dispute.lines.first().map_or(case.due.start(), |line| line.at),
    })
}

fn orders(engine: &mut Engine, dso: Dso, now: Instant) -> Result<FlowLine, Failure> {
    let mut count = FlowCount::default();
    for lane in engine.store.lanes_of(dso, now)? {
        if lane.lane != super::room::NOTICE_LANE {
            count.waiting += u64::try_from(lane.count).unwrap_or(0);
            count.oldest = Some(count.oldest.map_or(lane.oldest, |known| known.min(lane.oldest)));
        }
    }
    let (failing, _) = engine.store.failing_commands(dso, super::room::FAILING_ATTEMPTS, now)?;
    count.dead = u64::try_from(failing).unwrap_or(0);
    Ok(line(Flow::Orders, "", count, now))
}

fn banks(engine: &mut Engine, dso: Dso, now: Instant) -> Result<Vec<FlowLine>, Failure> {
    let mut found = Vec::new();
    let waiting = u64::try_from(engine.store.open_suspense(dso)?.len()).unwrap_or(u64::MAX);
    for account in engine.store.bank_accounts()?.iter().filter(|account| account.dso == dso) {
        let last = engine.store.last_bank_statement(&account.iban)?;
        let last = last.map(|statement| statement.closing_day);
        found.push(FlowLine {
            flow: Flow::Bank,
            name: account.iban.to_string(),
            waiting,
            oldest: None,
            dead: 0,
            last: last.map(|day| day.end()),
            health: super::room::bank_health(last, now),
            unknown: None,
        });
    }
    Ok(found)
}

impl Flows for Rooms {
    fn flows(&self, _: &Visitor) -> Result<FlowsView, MyError> {
        self.flows_of().map_err(failed("could not read the flows"))
    }

    fn replay(
        &self,
        visitor: &Visitor,
        id: &str,
        why: &str,
    ) -> Result<Result<(), FlowRefused>, MyError> {
        self.send_again(visitor, id, why).map_err(failed("could not send something again"))
    }
}
