//! What agents do with an account: worked out before it is done, done once, and by two people where the
//! rules want two. Source: TP-25, TP-14, TP-05, PA-45, MT-06.

use super::back;
use super::case::order_name;
use super::cuts;
use super::evidence;
use super::messages;
use super::notes;
use super::plans;
use super::questions;
use super::relief;
use super::{Desks, Done, FAR, is_masked, known, name_and_town, or_refused, signature};
use crate::bank::suspense;
use crate::engine::Engine;
use crate::failure::{Failure, Refusal, chain, refuse};
use crate::meters;
use access::{Act, Role, Verb};
use calendar::{Instant, SettlementDay};
use portal::agent::{
    ActKind, ActState, ActView, AgentRefused, Effect, FormFacts, HoldLine, Reason, ReliefStep,
    SlipLine, Wanted,
};
use portal::my::Visitor;
use procedures::{Answer, CaseKind};
use serde::{Deserialize, Serialize};
use store::{NewStaffAct, StaffAct, StaffActState, StaffDecision};
use timeline::{ByHand, EventLine, Fact, Sent};
use units::{AccountId, Dso, MicroEuro};
use vending::{AdjustmentDraft, ReasonCode, SuspenseItem};

/// Bank lines on a form.
const MOST_LINES: usize = 50;
/// After so many hours an order of a page has no effect; a release has no end.
const ORDER_LIFE_H: i64 = 24;

/// An act as it is kept.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct KeptAct {
    pub(super) wanted: Wanted,
    pub(super) effect: Effect,
    /// The photo that came with it. This stays when the photo has gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) evidence: Option<KeptPhoto>,
}

/// What is known of a photo without itself.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct KeptPhoto {
    /// SHA-256 of the picture, in hexadecimal.
    pub(super) digest: String,
    pub(super) bytes: i64,
}

/// Decides for others: puts right what somebody else has entered.
pub(super) fn may_decide(role: Role) -> bool {
    access::may(role, Act::AdjustLedger, Verb::Do).is_some()
}

fn code_of(reason: Reason) -> ReasonCode {
    match reason {
        Reason::SaleLoss => ReasonCode::SaleLoss,
        Reason::Waived => ReasonCode::Waived,
        Reason::WrongCharge => ReasonCode::WrongCharge,
    }
}

/// The order that a wish has the meter carry out.
fn order_of(wanted: &Wanted) -> Option<ByHand> {
    match wanted {
        Wanted::Release { .. } => Some(ByHand::Release),
        Wanted::Cut { .. } | Wanted::Limit { .. } => None,
        Wanted::Read { .. } => Some(ByHand::Read),
        Wanted::Display { .. } => Some(ByHand::Display),
        Wanted::Adjust { .. }
        | Wanted::Slip { .. }
        | Wanted::Grace { .. }
        | Wanted::Code { .. }
        | Wanted::Hold { .. }
        | Wanted::Unhold { .. }
        | Wanted::Refund { .. }
        | Wanted::GiveBack { .. }
        | Wanted::Plan { .. }
        | Wanted::Agree { .. }
        | Wanted::Suspend { .. }
        | Wanted::Relief { .. }
        | Wanted::Message { .. }
        | Wanted::Again { .. }
        | Wanted::NewCode { .. }
        | Wanted::Answer { .. } => None,
    }
}

/// Which case an act answers that is kept like this.
pub(super) fn answers(body: &str) -> Result<Option<i64>, Failure> {
    let kept: KeptAct = serde_json::from_str(body)?;
    Ok(match kept.wanted {
        Wanted::Answer { case, .. } => Some(case),
        _ => None,
    })
}

/// What an act answers, and how; `None` of one that answers nothing.
fn answer_of(wanted: &Wanted, by: &By, now: Instant) -> Option<(i64, Answer)> {
    let Wanted::Answer { case, outcome, words, code, .. } = wanted else { return None };
    let (outcome, words, code) = (*outcome, words.clone(), code.clone());
    Some((*case, Answer { at: now, by: by.first.clone(), outcome, words, code }))
}

/// Whose doing an act is.
#[derive(Debug, Clone)]
pub(super) struct By {
    pub(super) first: String,
    pub(super) second: Option<String>,
}

/// The money of a bank line that waits. Errors inside: it waits no more, or is another operator's.
fn line_of(engine: &mut Engine, key: &str, dso: Dso) -> Done<SuspenseItem> {
    let Some(row) = engine.store.suspense_item(key)? else {
        return Ok(Err(AgentRefused::NoLine));
    };
    let item: SuspenseItem = serde_json::from_str(&row.body)?;
    if !item.is_open() || row.dso != dso {
        return Ok(Err(AgentRefused::NoLine));
    }
    Ok(Ok(item))
}

/// Until when a bar of this name holds already, if that is later than what is asked: set anew it would stay as it is, and
/// whoever asks would take it for done. Source: CG-09.
fn held_longer(
    engine: &mut Engine,
    account: &store::Account,
    (name, until): (&str, Option<SettlementDay>),
    now: Instant,
) -> Result<Option<Option<Instant>>, Failure> {
    let Some(known) = super::known_account(engine, account.clone(), now)? else { return Ok(None) };
    let Some(asked) = until.map(SettlementDay::end) else { return Ok(None) };
    let held = known.timeline.holds(now.max(known.timeline.reached())).into_iter();
    let mut held = held.filter(|(held, _)| *held == name).map(|(_, end)| end);
    Ok(held.find(|end| end.is_none_or(|end| end > asked)))
}

/// What an act tells the timeline: it is worked out with this, and done with this where no other book is
/// touched.
fn fact_of(
    engine: &mut Engine,
    account: &store::Account,
    wanted: &Wanted,
    (by, key): (&By, &str),
    now: Instant,
) -> Done<Fact> {
    let parameters = engine.books.rules(account.dso, account.group.energy)?;
    let parameters = parameters.parameters.at(now.day(), now);
    let (grace_enabled, most) = (parameters.grace_enabled, parameters.grace_max);
    let reason = wanted.note().to_owned();
    Ok(Ok(match wanted {
        Wanted::Adjust { amount, reason: code, evidence, note, text } => {
            let draft = AdjustmentDraft {
                amount: *amount,
                reason: code_of(*code),
                evidence: vec![evidence.clone()],
                note: note.clone(),
                bank_line: None,
                key: key.to_owned(),
            };
            let limit = engine.books.payments(account.dso, now)?.adjust_four_eyes;
            // Whoever asks has no second person yet: the rule is told of one when there is one.
            let second = by.second.as_deref().or(Some("nobody yet"));
            let adjustment = match draft.approved(limit, &by.first, second) {
                Ok(adjustment) => adjustment,
                Err(error) => return Ok(Err(AgentRefused::Rule(chain(&error)))),
            };
            Fact::Adjustment {
                id: adjustment.ledger_key(),
                eur: *amount,
                reason: code_of(*code).code().to_owned(),
                contra: code_of(*code).contra(),
                text: text.clone(),
                by: by.first.clone(),
                approved_by: by.second.clone(),
            }
        }
        Wanted::Slip { line, .. } => {
            let item = or_refused!(line_of(engine, line, account.dso)?);
            let channel = "post".to_owned();
            Fact::TopUp { eur: item.amount, channel, id: line.clone() }
        }
        Wanted::Grace { amount, last, .. } => {
            if !grace_enabled {
                return Ok(Err(AgentRefused::NoGrace));
            }
            if *amount > most {
                return Ok(Err(AgentRefused::TooMuch { most }));
            }
            Fact::Grace {
                eur: *amount,
                until: last.to_string(),
                code: None,
                by: Some(by.first.clone()),
                reason: Some(reason),
            }
        }
        Wanted::Code { code, .. } => {
            let Ok(code) = code.parse::<guards::GraceCode>() else {
                return Ok(Err(AgentRefused::WrongCode));
            };
            if !grace_enabled {
                return Ok(Err(AgentRefused::NoGrace));
            }
            Fact::Grace {
                eur: code.amount(),
                until: code.last_day().to_string(),
                code: Some(code.serial().to_string()),
                by: Some(by.first.clone()),
                reason: None,
            }
        }
        Wanted::Hold { name, until, .. } => {
            if let Some(held) = held_longer(engine, account, (name, *until), now)? {
                return Ok(Err(AgentRefused::HeldLonger { until: held }));
            }
            Fact::Flag { name: name.clone(), until: until.map(|day| day.to_string()) }
        }
        Wanted::Unhold { name, .. } => Fact::Unflag { name: name.clone() },
        // What it does to the timeline is the case's to say.
        Wanted::Answer { .. } => return refuse("an answer is no fact of a timeline"),
        Wanted::Message { .. } | Wanted::Again { .. } | Wanted::NewCode { .. } => {
            return refuse("a message is no fact of a timeline");
        }
        Wanted::Refund { .. } | Wanted::GiveBack { .. } => {
            return refuse("money goes back by a way of its own");
        }
        Wanted::Plan { .. } | Wanted::Agree { .. } | Wanted::Suspend { .. } => {
            let Some(fact) = plans::fact_of(wanted) else { return refuse("a plan without a fact") };
            fact
        }
        Wanted::Relief { step, .. } => {
            or_refused!(relief::fact_of(engine, account, *step, now)?)
        }
        Wanted::Cut { .. } | Wanted::Limit { .. } => {
            cuts::fact_of(engine, account, wanted, (by, key), now)?
        }
        Wanted::Release { .. } | Wanted::Read { .. } | Wanted::Display { .. } => {
            let Some(order) = order_of(wanted) else { return refuse("an order without a kind") };
            if engine.store.meter_of(account.ean)?.is_none() {
                return Ok(Err(AgentRefused::NoMeter));
            }
            // The books keep its code before the words, as they do for a cut.
            let reason = match wanted {
                Wanted::Release { reason: Some(code), note } => format!("{}: {note}", code.name()),
                _ => reason,
            };
            meters::by_hand(account.ean, order, (&by.first, &reason), key, ORDER_LIFE_H)
        }
    }))
}

/// Whether a second person has to approve, and above what.
fn needs_second(
    engine: &mut Engine,
    account: &store::Account,
    (wanted, role): (&Wanted, Role),
    lifts: bool,
    now: Instant,
) -> Result<(bool, MicroEuro), Failure> {
    let cap = engine.books.payments(account.dso, now)?.adjust_four_eyes;
    let amount = match wanted {
        Wanted::Adjust { amount, .. } => Some(*amount),
        Wanted::Slip { line, .. } => engine.store.suspense_item(line)?.map(|row| row.amount),
        _ => None,
    };
    let is_large = |amount: MicroEuro| i128::from(amount.0).abs() > i128::from(cap.0);
    let second = match (wanted, amount) {
        // What bars a cut is taken away by two.
        (Wanted::Unhold { .. }, _) => true,
        // What a household has to repay is decided by two. Source: UX 7.3.
        (Wanted::Plan { .. } | Wanted::Agree { .. } | Wanted::Suspend { .. }, _) => true,
        // What the commission has written is for a winter, or a debt.
        (Wanted::Relief { step, .. }, _) => *step != ReliefStep::Asked,
        (Wanted::Answer { .. }, _) => lifts,
        (_, Some(amount)) => is_large(amount) || !may_decide(role),
        (_, None) => false,
    };
    Ok((second, cap))
}

/// What an act would do now, by the timeline that will do it.
fn worked_out(
    engine: &mut Engine,
    account: &store::Account,
    (wanted, by, key): (&Wanted, &By, &str),
    role: Role,
    now: Instant,
) -> Done<Effect> {
    let (mut lifts, mut told, mut fact) = (false, Vec::new(), None);
    match answer_of(wanted, by, now) {
        Some((case, given)) => {
            (lifts, told) = or_refused!(questions::effect_of(engine, account, case, &given)?);
        }
        None if ActKind::OF_MESSAGES.contains(&wanted.kind()) => {
            let nothing = or_refused!(moved(engine, account, None, now)?);
            let said = or_refused!(messages::effect_of(engine, account, (wanted, nothing), now)?);
            return Ok(said.ok_or(AgentRefused::NoAct));
        }
        None if cuts::is_one(wanted) => {
            return cuts::effect_of(engine, account, (wanted, by, key), now);
        }
        None => fact = Some(or_refused!(fact_of(engine, account, wanted, (by, key), now)?)),
    }
    or_refused!(plans::rests_on(engine, account, wanted, now)?);
    let (second, cap) = needs_second(engine, account, (wanted, role), lifts, now)?;
    let plan = match plans::fact_of(wanted) {
        Some(fact) => or_refused!(plans::effect_of(engine, account, (wanted, &fact), now)?),
        None => or_refused!(relief::plan_of(engine, account, wanted, now)?),
    };
    let effect = or_refused!(moved(engine, account, fact, now)?);
    Ok(Ok(Effect { second, cap, lifts, told, plan, ..effect }))
}

/// What a fact would do to an account now; without one nothing moves.
pub(super) fn moved(
    engine: &mut Engine,
    account: &store::Account,
    fact: Option<Fact>,
    now: Instant,
) -> Done<Effect> {
    let rebuilt = engine.rebuild(std::slice::from_ref(account), FAR)?.pop();
    let Some(mut rebuilt) = rebuilt else { return Ok(Err(AgentRefused::NoAccount)) };
    let rules = engine.books.rules(account.dso, account.group.energy)?;
    let timeline = &mut rebuilt.timeline;
    let at = now.max(timeline.reached());
    let before = timeline.snapshot(at, rules);
    let _ = timeline.take_sent();
    if let Some(fact) = fact
        && let Err(error) = timeline.take(&fact, at, at, rules)
    {
        return Ok(Err(AgentRefused::Rule(chain(&error))));
    }
    let after = timeline.snapshot(at, rules);
    let orders = timeline.take_sent().into_iter().filter_map(|sent| match sent {
        Sent::Command(command) => Some(order_name(&command.kind).to_owned()),
        Sent::Notice { .. } | Sent::Task { .. } => None,
    });
    Ok(Ok(Effect {
        balance: (before.balance, after.balance),
        state: (
            crate::pages::shown_state(before.displayed).id().to_owned(),
            crate::pages::shown_state(after.displayed).id().to_owned(),
        ),
        orders: orders.collect(),
        second: false,
        cap: MicroEuro::ZERO,
        lifts: false,
        told: Vec::new(),
        lies: None,
        plan: None,
        leaves: None,
        checks: None,
    }))
}

/// Names of what followed, such as `top_up order_release`.
pub(super) fn names(said: &[EventLine]) -> String {
    said.iter().map(|line| line.event.as_str()).collect::<Vec<_>>().join(" ")
}

/// Does what was asked, in the transaction in which it is kept. Returns what followed.
fn carry_out(
    engine: &mut Engine,
    account: &store::Account,
    (wanted, by, key): (&Wanted, &By, &str),
    now: Instant,
) -> Done<String> {
    match wanted {
        Wanted::Slip { line, evidence, note } => {
            or_refused!(line_of(engine, line, account.dso)?);
            let person = suspense::Person {
                by: by.first.clone(),
                approved_by: by.second.clone(),
                note: format!("{evidence}: {note}"),
            };
            suspense::credit(engine, line, account.ean, &person, now)?;
            Ok(Ok("top_up".to_owned()))
        }
        Wanted::Code { code, .. } => {
            let request = crate::grace::HonourRequest {
                ean: account.ean,
                code: code.clone(),
                by: by.first.clone(),
                at: None,
            };
            match crate::grace::honour_now(engine, &request, now) {
                Ok(said) => Ok(Ok(names(&said))),
                Err(failure) => Ok(Err(ruled(failure)?)),
            }
        }
        Wanted::Answer { .. } => {
            let Some((case, given)) = answer_of(wanted, by, now) else {
                return refuse("an answer without a case");
            };
            questions::answer(engine, case, given)
        }
        Wanted::Refund { .. } | Wanted::GiveBack { .. } => {
            back::carry_out(engine, (wanted, by), now)
        }
        Wanted::Message { .. } | Wanted::Again { .. } | Wanted::NewCode { .. } => {
            messages::carry_out(engine, account, (wanted, key), now)
        }
        Wanted::Cut { .. } | Wanted::Limit { .. } => {
            cuts::carry_out(engine, account, (wanted, by, key), now)
        }
        Wanted::Adjust { .. }
        | Wanted::Grace { .. }
        | Wanted::Hold { .. }
        | Wanted::Unhold { .. }
        | Wanted::Plan { .. }
        | Wanted::Agree { .. }
        | Wanted::Suspend { .. }
        | Wanted::Relief { .. }
        | Wanted::Release { .. }
        | Wanted::Read { .. }
        | Wanted::Display { .. } => {
            let rests_on = or_refused!(plans::rests_on(engine, account, wanted, now)?);
            let fact = or_refused!(fact_of(engine, account, wanted, (by, key), now)?);
            let said = engine.record(account, &fact, now)?;
            if let Some(proposal) = rests_on {
                crate::plans::proposals::agreed_to(engine, proposal, &by.first, now)?;
            }
            Ok(Ok(names(&said)))
        }
    }
}

/// A rule's no in its own words. Errors: what is no rule's.
pub(super) fn ruled(failure: Failure) -> Result<AgentRefused, Failure> {
    if failure.downcast_ref::<store::StoreError>().is_some() {
        return Err(failure);
    }
    Ok(AgentRefused::Rule(chain(failure.as_ref())))
}

/// Rolls a transaction back with words for whoever asked.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct RolledBack(AgentRefused);

/// Runs `work` as one transaction of the operator, of which nothing stays if it is refused.
pub(super) fn in_one<T>(
    engine: &mut Engine,
    dso: Dso,
    work: impl FnOnce(&mut Engine) -> Done<T>,
) -> Done<T> {
    let done = engine.locked(dso, |engine| match work(engine)? {
        Ok(value) => Ok(value),
        Err(refused) => Err(Failure::from(RolledBack(refused))),
    });
    match done {
        Ok(value) => Ok(Ok(value)),
        Err(failure) => match failure.downcast::<RolledBack>() {
            Ok(back) => Ok(Err(back.0)),
            Err(failure) if failure.downcast_ref::<Refusal>().is_some() => {
                Ok(Err(AgentRefused::Rule(failure.to_string())))
            }
            Err(failure) => Err(failure),
        },
    }
}

impl Desks {
    pub(super) fn form_of(
        &self,
        visitor: &Visitor,
        account: AccountId,
    ) -> Result<Option<FormFacts>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(known) = known(engine, account, now)? else { return Ok(None) };
        let account = &known.account;
        self.note(engine, visitor, &[account], (&[Act::StateAndAmount], "act"))?;
        let here = notes::opened(engine, account, visitor, now)?;
        let (name, town) = name_and_town(engine, account)?;
        let mut lines = Vec::new();
        for row in engine.store.open_suspense(account.dso)? {
            let item: SuspenseItem = serde_json::from_str(&row.body)?;
            let line = engine.store.bank_line(&row.key)?;
            let text = line.map(|line| {
                let parts = [line.counterparty_name, line.text, line.reference];
                let parts = parts.into_iter().filter(|part| !part.is_empty());
                parts.collect::<Vec<_>>().join(", ")
            });
            lines.push(SlipLine {
                key: row.key,
                received: row.received,
                amount: row.amount,
                text: text.unwrap_or(row.bank_account),
                suggested: item.may_be_for.contains(&account.id),
            });
        }
        let offers = messages::offers(engine, account, now)?;
        let mut asked = questions::open_of_account(engine, account, now)?;
        asked.retain(|one| one.kind != CaseKind::CallBack);
        let contact = engine.store.contact(account.id)?;
        let language = contact.map_or(visitor.language, |contact| contact.language);
        lines.sort_by_key(|line| (!line.suggested, line.received));
        lines.truncate(MOST_LINES);
        let rules = engine.books.rules(account.dso, account.group.energy)?;
        let parameters = rules.parameters.at(now.day(), now);
        let grace = parameters.grace_enabled.then_some(parameters.grace_max);
        let holds = known.timeline.holds(now.max(known.timeline.reached()));
        let holds =
            holds.into_iter().map(|(name, until)| HoldLine { name: name.to_owned(), until });
        Ok(Some(FormFacts {
            account: account.id,
            ean: account.ean,
            name,
            town,
            meter: engine.store.meter_of(account.ean)?.map(|meter| meter.serial),
            holds: holds.collect(),
            lines,
            grace,
            cap: parameters.payments.adjust_four_eyes,
            questions: asked,
            owed: crate::plans::owed(&known.timeline, now.day()),
            proposals: crate::plans::proposals::waiting(engine, account, &known.timeline, now)?,
            relief: relief::facts(engine, account, &known.timeline, now)?,
            offered: offers.offered,
            copyable: offers.copies,
            postal: offers.postal,
            language,
            here,
            today: now.day(),
            card: known.card,
        }))
    }

    pub(super) fn effect_of(
        &self,
        visitor: &Visitor,
        account: AccountId,
        wanted: &Wanted,
    ) -> Done<Effect> {
        let now = self.now();
        let mut engine = self.engine();
        let account = or_refused!(open_account(&mut engine, account)?);
        let by = By { first: signature(visitor), second: None };
        worked_out(&mut engine, &account, (wanted, &by, "preview"), visitor.role, now)
    }

    pub(super) fn ask_for(
        &self,
        visitor: &Visitor,
        account: AccountId,
        wanted: &Wanted,
        attempt: &str,
    ) -> Done<i64> {
        let now = self.now();
        let mut engine = self.engine();
        let dso = or_refused!(open_account(&mut engine, account)?).dso;
        let by = By { first: signature(visitor), second: None };
        // Of the person who filled it in: nobody meets another's by chance.
        let key = format!("{}.{attempt}", visitor.person);
        in_one(&mut engine, dso, |engine| {
            if let Some(known) = engine.store.staff_act_of(&key)? {
                let kept: KeptAct = serde_json::from_str(&known.asked.body)?;
                let same = known.asked.account == Some(account) && kept.wanted == *wanted;
                let why = "this page was sent before with something else";
                return Ok(if same {
                    Ok(known.id)
                } else {
                    Err(AgentRefused::Rule(why.to_owned()))
                });
            }
            // As it stands now that nobody else writes: a night may have closed it since the page was looked at.
            let account = or_refused!(open_account(engine, account)?);
            let what = (wanted, &by, key.as_str());
            let effect = or_refused!(worked_out(engine, &account, what, visitor.role, now)?);
            let second = effect.second;
            let evidence = evidence::kept_of(engine, visitor.person, attempt, account.id)?;
            let kept = KeptAct { wanted: wanted.clone(), effect, evidence };
            let new = NewStaffAct {
                dso: account.dso,
                key: key.clone(),
                kind: wanted.kind().name().to_owned(),
                account: Some(account.id),
                at: now,
                by: visitor.person,
                name: visitor.name.clone(),
                body: serde_json::to_string(&kept)?,
            };
            let (act, _) = engine.store.add_staff_act(&new)?;
            if !second {
                let outcome = or_refused!(carry_out(engine, &account, what, now)?);
                let decision = StaffDecision { at: now, by: None, name: String::new(), outcome };
                engine.store.decide_staff_act(act.id, true, &decision)?;
            }
            Ok(Ok(act.id))
        })
    }

    fn view(
        &self,
        engine: &mut Engine,
        visitor: &Visitor,
        act: StaffAct,
    ) -> Result<Option<ActView>, Failure> {
        let Ok(kept) = serde_json::from_str::<KeptAct>(&act.asked.body) else {
            // Another page's, with a body of its own.
            return Ok(None);
        };
        let account = match act.asked.account {
            Some(id) => engine.store.account(id)?,
            None => None,
        };
        let name = match &account {
            Some(account) => name_and_town(engine, account)?.0,
            None => String::new(),
        };
        let photo = evidence::photo_of(engine, &act)?.is_some();
        let photo_gone = kept.evidence.filter(|_| !photo).map(|one| one.digest);
        let state = match (act.state, act.decision) {
            (StaffActState::Done, Some(decision)) => ActState::Done {
                at: decision.at,
                by: decision.by.map(|_| decision.name),
                outcome: decision.outcome,
            },
            (StaffActState::TurnedDown, Some(decision)) => {
                ActState::TurnedDown { at: decision.at, by: decision.name, why: decision.outcome }
            }
            (_, _) => ActState::Waiting,
        };
        let own = act.asked.by == visitor.person;
        let (mut effect, mut lapses, mut barred) = (kept.effect, None, None);
        if let Some(account) = account.as_ref().filter(|_| cuts::is_one(&kept.wanted))
            && state == ActState::Waiting
        {
            let (now, end) = (self.now(), cuts::lapses(engine, account, act.asked.at)?);
            lapses = Some(end);
            let first = format!("{} #{}", act.asked.name, act.asked.by);
            let what = (&kept.wanted, &By { first, second: None }, act.asked.key.as_str());
            // What one has asked for is decided on what is true when the other looks.
            match cuts::effect_of(engine, account, what, now)? {
                Ok(anew) => effect = anew,
                Err(why) => barred = Some(why),
            }
            if now >= end {
                barred = Some(AgentRefused::Lapsed);
            }
        }
        Ok(Some(ActView {
            photo,
            photo_gone,
            id: act.id,
            account: account.as_ref().map(|account| account.id),
            ean: account.map(|account| account.ean),
            name,
            wanted: kept.wanted,
            effect,
            lapses,
            barred,
            asked_at: act.asked.at,
            asked_by: act.asked.name,
            own,
            decides: !own && may_decide(visitor.role),
            state,
            now: self.now(),
        }))
    }

    pub(super) fn act_of(&self, visitor: &Visitor, id: i64) -> Result<Option<ActView>, Failure> {
        let mut engine = self.engine();
        let Some(act) = engine.store.staff_act(id)? else { return Ok(None) };
        if is_masked(visitor.role) {
            return Ok(None);
        }
        let account = match act.asked.account {
            Some(id) => engine.store.account(id)?,
            None => None,
        };
        if let Some(account) = &account {
            let seen = [Act::StateAndAmount, Act::AdjustLedger];
            self.note(&mut engine, visitor, &[account], (&seen, "act"))?;
        }
        self.view(&mut engine, visitor, act)
    }

    pub(super) fn acts_waiting(&self, visitor: &Visitor) -> Result<Vec<ActView>, Failure> {
        let mut engine = self.engine();
        let engine = &mut *engine;
        let dso = Self::operator_of(engine, visitor)?;
        let (mut found, mut seen) = (Vec::new(), Vec::new());
        for act in engine.store.staff_acts_waiting(dso)? {
            let Some(view) = self.view(engine, visitor, act)? else { continue };
            if let Some(account) = view.account {
                seen.extend(engine.store.account(account)?);
            }
            found.push(view);
        }
        // The list names each household, and its balance before and after. Source: PD-05.
        seen.sort_by_key(|account: &store::Account| account.id);
        seen.dedup_by_key(|account| account.id);
        let accounts: Vec<&store::Account> = seen.iter().collect();
        self.note(engine, visitor, &accounts, (&[Act::StateAndAmount], "acts"))?;
        Ok(found)
    }

    pub(super) fn decide_on(
        &self,
        visitor: &Visitor,
        id: i64,
        approve: bool,
        note: &str,
    ) -> Done<()> {
        let now = self.now();
        let mut engine = self.engine();
        let Some(act) = engine.store.staff_act(id)? else { return Ok(Err(AgentRefused::NoAct)) };
        in_one(&mut engine, act.asked.dso, |engine| {
            // As it stands now that nobody else writes.
            let Some(act) = engine.store.staff_act(id)? else {
                return Ok(Err(AgentRefused::NoAct));
            };
            if act.state != StaffActState::Waiting {
                // The page was sent twice.
                let own = act.decision.as_ref().is_some_and(|one| one.by == Some(visitor.person));
                return Ok(if own { Ok(()) } else { Err(AgentRefused::Decided) });
            }
            if act.asked.by == visitor.person || !may_decide(visitor.role) {
                return Ok(Err(AgentRefused::SamePerson));
            }
            let kept: KeptAct = serde_json::from_str(&act.asked.body)?;
            let first = format!("{} #{}", act.asked.name, act.asked.by);
            let by = By { first, second: Some(signature(visitor)) };
            let outcome = if approve {
                if cuts::is_one(&kept.wanted)
                    && let Some(id) = act.asked.account
                    && let Some(account) = engine.store.account(id)?
                    && now >= cuts::lapses(engine, &account, act.asked.at)?
                {
                    return Ok(Err(AgentRefused::Lapsed));
                }
                let what = (&kept.wanted, &by, act.asked.key.as_str());
                or_refused!(approved(engine, act.asked.account, what, now)?)
            } else {
                note.to_owned()
            };
            let (by, name) = (Some(visitor.person), visitor.name.clone());
            let decision = StaffDecision { at: now, by, name, outcome };
            engine.store.decide_staff_act(id, approve, &decision)?;
            Ok(Ok(()))
        })
    }
}

/// What a second person has approved is done.
fn approved(
    engine: &mut Engine,
    account: Option<units::AccountId>,
    (wanted, by, key): (&Wanted, &By, &str),
    now: Instant,
) -> Done<String> {
    if matches!(wanted, Wanted::Refund { .. } | Wanted::GiveBack { .. }) {
        // Also of an account that has closed, or of nobody's.
        return back::carry_out(engine, (wanted, by), now);
    }
    let account = match account {
        Some(id) => engine.store.account(id)?,
        None => None,
    };
    let Some(account) = account else { return Ok(Err(AgentRefused::NoAccount)) };
    // What a household has asked is answered also when it has left. Source: PR-22.
    if account.closed_at.is_some() && !matches!(wanted, Wanted::Answer { .. }) {
        return Ok(Err(AgentRefused::Closed));
    }
    carry_out(engine, &account, (wanted, by, key), now)
}

fn open_account(engine: &mut Engine, account: AccountId) -> Done<store::Account> {
    let Some(account) = engine.store.account(account)? else {
        return Ok(Err(AgentRefused::NoAccount));
    };
    Ok(if account.closed_at.is_some() { Err(AgentRefused::Closed) } else { Ok(account) })
}
