//! One look at a payment: the provider is asked, and what it says is taken in. A look that ends between
//! any two steps is ended by the next one: every write is made once, and every request to the provider
//! has a key of its own. Source: TP-04, TP-05, TP-13, TP-17, TP-18, TP-23.

use super::{joint, refund};
use crate::engine::Engine;
use crate::failure::{Failure, chain, refuse};
use crate::till::{
    self, Answer, LOOK_S, Note, PartKind, PaymentAsked, PaymentRefused, Request, StoredPayment,
};
use calendar::Instant;
use psp::{
    Amount, Chargeback, Provider, ProviderId, ProviderPayment, Refund, RefundState, Verdict,
};
use serde_json::json;
use std::collections::BTreeSet;
use timeline::{EventLine, Fact};
use units::{Energy, MicroEuro};
use vending::{Alarm, PaymentEvent, PaymentState};

/// How long a payment that ended without money is still looked at: providers correct themselves.
const CORRECTIONS_S: i64 = 3 * 86_400;

/// What the provider said.
pub struct Said {
    payment: ProviderPayment,
    verdict: Verdict,
    refunds: Vec<Refund>,
    chargebacks: Vec<Chargeback>,
    /// Whether money that must not be credited is on its way back, or why it is not.
    given_back: Option<Result<(), String>>,
}

/// Looks at a payment, and carries on a refund that people have asked for. Errors: what could not be read
/// or booked; a provider that does not answer is none.
pub fn visit(
    engine: &mut Engine,
    provider: &dyn Provider,
    id: &str,
    now: Instant,
) -> Result<StoredPayment, Failure> {
    let known = look(engine, provider, id, now)?;
    let (known, given) = refund::carry_on(engine, provider, known, now)?;
    // Who asked for it reads in the payment's story what the provider said.
    given?;
    Ok(known)
}

/// Asks how a payment stands, and does nothing else.
pub fn look(
    engine: &mut Engine,
    provider: &dyn Provider,
    id: &str,
    now: Instant,
) -> Result<StoredPayment, Failure> {
    let Some(known) = StoredPayment::load(engine, id)? else {
        return refuse(format!("no payment `{id}`"));
    };
    let said = ask(provider, &known);
    take_in(engine, known, said, now)
}

/// Asks the provider; nothing is read from or written to the books. `None` if it has none of it.
pub fn ask(provider: &dyn Provider, known: &StoredPayment) -> Option<Result<Said, Failure>> {
    let id = known.provider_id.as_deref()?;
    if known.provider.as_deref() != Some(provider.name()) {
        return Some(refuse("its provider is not the one that is configured"));
    }
    Some(ask_of(provider, known, id))
}

fn ask_of(provider: &dyn Provider, known: &StoredPayment, id: &str) -> Result<Said, Failure> {
    let id: ProviderId = id.parse()?;
    // The provider knows one payment, whatever it is for.
    let (ours, whole) = known.whole();
    let payment = provider.fetch(&id)?;
    let verdict = payment.verdict(ours, Amount::new(whole)?);
    let mut given_back = None;
    if let Verdict::GiveBack { left, .. } = &verdict
        && known.payment.clocks().paid.is_none()
    {
        given_back = Some(Ok(()));
        if *left > MicroEuro::ZERO {
            let key = format!("{ours}.back").parse()?;
            match provider.refund(&id, Amount::new(*left)?, &key) {
                Ok(_) => {}
                Err(error) if error.may_have_happened() => return Err(error.into()),
                Err(error) => given_back = Some(Err(chain(&error))),
            }
        }
    }
    let any = |amount: MicroEuro| amount > MicroEuro::ZERO;
    // What has come again may not show in the sums any more.
    let attributed = known.joint.iter().flat_map(|joint| joint.attributed.keys());
    let told: BTreeSet<&String> = known.once.iter().chain(attributed).collect();
    let is_known = |kind: &str| told.iter().any(|once| once.starts_with(kind));
    let given = any(payment.refunded) || is_known("refund ");
    let refunds = if given { provider.refunds(&id)? } else { Vec::new() };
    let back = any(payment.charged_back) || is_known("chargeback ");
    let chargebacks = if back { provider.chargebacks(&id)? } else { Vec::new() };
    Ok(Said { payment, verdict, refunds, chargebacks, given_back })
}

/// Takes in what was said, for all that is paid together, then sees what is overdue, and when to look again.
/// Returns the payment that was asked about.
pub fn take_in(
    engine: &mut Engine,
    known: StoredPayment,
    said: Option<Result<Said, Failure>>,
    now: Instant,
) -> Result<StoredPayment, Failure> {
    let said = match said {
        Some(Ok(said)) => Answered::Said(Box::new(said)),
        Some(Err(failure)) => {
            eprintln!("payment {}: {}", known.payment.intent.id, chain(failure.as_ref()));
            Answered::Silent
        }
        None => Answered::Unasked,
    };
    // A notice counts for all shares, so each has as many.
    let (asked, notices) = (known.payment.intent.id.clone(), known.notices);
    let ids: Vec<String> = known.others().map(|share| share.id.clone()).collect();
    let taken = take_in_one(engine, known, (&said, notices), now)?;
    for id in ids {
        let Some(other) = StoredPayment::load(engine, &id)? else {
            return refuse(format!("no payment `{id}`"));
        };
        // Each home has its own books: what cannot be booked in one keeps nothing from the other.
        if let Err(failure) = take_in_one(engine, other, (&said, notices), now) {
            eprintln!("payment {id}, paid with {asked}: {}", chain(failure.as_ref()));
        }
    }
    Ok(taken)
}

/// What came of asking.
enum Answered {
    Said(Box<Said>),
    /// No answer.
    Silent,
    /// The provider has none of it.
    Unasked,
}

fn take_in_one(
    engine: &mut Engine,
    known: StoredPayment,
    (said, notices): (&Answered, u32),
    now: Instant,
) -> Result<StoredPayment, Failure> {
    let mut look = Look { engine, known, now, said: Vec::new() };
    let (mut answered, mut open) = (true, false);
    match said {
        Answered::Said(said) => {
            open = said.verdict == Verdict::Waiting;
            look.take(said)?;
        }
        Answered::Silent => answered = false,
        Answered::Unasked => {}
    }
    look.expire()?;
    look.clocks()?;
    look.alarms()?;
    let seen = if answered { notices } else { look.known.looked };
    let again = look.again(answered, open);
    look.note(Note { looked: Some((seen, again)), ..Note::default() })?;
    look.known.said = look.said;
    Ok(look.known)
}

/// Puts the meter's clocks of one payment right. Returns whether they were not.
pub fn mend(engine: &mut Engine, known: StoredPayment, now: Instant) -> Result<bool, Failure> {
    let before = known.payment.clocks();
    let mut look = Look { engine, known, now, said: Vec::new() };
    look.clocks()?;
    Ok(look.known.payment.clocks() != before)
}

struct Look<'a> {
    engine: &'a mut Engine,
    known: StoredPayment,
    now: Instant,
    said: Vec<EventLine>,
}

/// Has the till do one thing, at once.
pub fn at_once(
    engine: &mut Engine,
    asked: PaymentAsked,
    now: Instant,
) -> Result<StoredPayment, Failure> {
    match till::serve(engine, &[Request::Payment(asked)], now).pop() {
        Some(answer) => answered(answer),
        None => refuse("no answer"),
    }
}

/// What the till answered on a payment.
pub fn answered(answer: Result<Answer, till::TillError>) -> Result<StoredPayment, Failure> {
    match answer {
        Ok(Answer::Payment(done)) => Ok((*done)?),
        Ok(Answer::Sale(_) | Answer::Order(_)) => refuse("an answer of another kind"),
        Err(error) => Err(error.into()),
    }
}

impl Look<'_> {
    fn state(&self) -> PaymentState {
        self.known.payment.state()
    }

    fn ask(&mut self, asked: PaymentAsked) -> Result<(), Failure> {
        self.known = at_once(self.engine, asked, self.now)?;
        self.said.append(&mut self.known.said);
        Ok(())
    }

    fn happened(
        &mut self,
        event: PaymentEvent,
        at: Instant,
        once: Option<String>,
    ) -> Result<(), Failure> {
        let asked = happened(&self.known, event, at, once);
        self.ask(asked)
    }

    fn note(&mut self, note: Note) -> Result<(), Failure> {
        let asked = noted(&self.known, note);
        self.ask(asked)
    }

    /// The same of what a provider tells of money that moved. What cannot be is somebody's task: the other parts
    /// are taken in, and the payment is not looked at for ever. Source: TP-17, TP-23.
    fn moved(&mut self, event: PaymentEvent, at: Instant, once: String) -> Result<(), Failure> {
        match self.happened(event, at, Some(once)) {
            Err(failure) if failure.is::<PaymentRefused>() => {
                self.task("provider_tells_what_cannot_be")
            }
            done => done,
        }
    }

    fn task(&mut self, task: &str) -> Result<(), Failure> {
        if self.known.once.contains(&format!("task {task}")) {
            return Ok(());
        }
        self.note(Note { task: Some(task.to_owned()), ..Note::default() })
    }

    fn take(&mut self, said: &Said) -> Result<(), Failure> {
        match &said.verdict {
            Verdict::Certain { paid_at } => self.paid(*paid_at)?,
            Verdict::Waiting => {}
            Verdict::NoMoney => self.no_money(said)?,
            Verdict::GiveBack { reason, .. } => self.give_back(said, &format!("{reason:?}"))?,
            Verdict::NotOurs => return self.task("provider_names_another_payment"),
        }
        let refunds = joint::own_refunds(self.engine, &self.known, &said.refunds, self.now)?;
        self.refunds(&refunds)?;
        let (all, now) = (&said.chargebacks, self.now);
        let chargebacks = joint::own_chargebacks(self.engine, &self.known, all, now)?;
        self.chargebacks(&chargebacks)
    }

    fn paid(&mut self, at: Instant) -> Result<(), Failure> {
        match self.state() {
            PaymentState::Created
            | PaymentState::Pending
            | PaymentState::Failed
            | PaymentState::Expired
            | PaymentState::Cancelled
            // Its account was closed when it came: it is tried again.
            | PaymentState::Paid => {
                let known = self.known.clone();
                self.known = joint::paid(self.engine, known, at, self.now)?;
                self.said.append(&mut self.known.said);
                Ok(())
            }
            PaymentState::Credited | PaymentState::Refunded | PaymentState::ChargedBack => Ok(()),
        }
    }

    fn no_money(&mut self, said: &Said) -> Result<(), Failure> {
        let expired = said.payment.state == psp::PaymentState::Expired;
        match self.state() {
            PaymentState::Created | PaymentState::Pending if expired => {
                self.happened(PaymentEvent::Expired, self.now, None)
            }
            PaymentState::Created if said.payment.state == psp::PaymentState::Cancelled => {
                self.happened(PaymentEvent::Cancelled, self.now, None)
            }
            PaymentState::Created | PaymentState::Pending => {
                // Who was at the bank and gave up has failed to pay: the table knows no other end.
                self.happened(PaymentEvent::PayerAtBank, self.now, None)?;
                self.happened(PaymentEvent::Failed, self.now, None)
            }
            PaymentState::Paid => self.task("paid_then_no_money"),
            _ => Ok(()),
        }
    }

    /// Money that came and must not be credited. Source: TP-02, TP-18.
    fn give_back(&mut self, said: &Said, why: &str) -> Result<(), Failure> {
        // What comes for several points and is none of theirs lies with the first.
        let came = if self.known.is_first() { came(said) } else { (MicroEuro::ZERO, self.now) };
        match &said.given_back {
            Some(Ok(())) => {
                let why_given =
                    if why.starts_with("OtherAmount") { "other_amount" } else { "credit_card" };
                let intent = &self.known.payment.intent;
                let (dso, ean, id) = (self.known.dso, intent.ean, intent.id.clone());
                if self.known.context.get("given_back").is_none() {
                    self.note(Note {
                        context: vec![("given_back".to_owned(), json!(why_given))],
                        ..Note::default()
                    })?;
                }
                let why = why.to_owned();
                self.ask(PaymentAsked::GivenBack { dso, ean, id, why, came })?;
                if matches!(self.state(), PaymentState::Created | PaymentState::Pending) {
                    // No money stays with us: nothing is on its way any more.
                    self.happened(PaymentEvent::PayerAtBank, self.now, None)?;
                    self.happened(PaymentEvent::Failed, self.now, None)?;
                }
                Ok(())
            }
            Some(Err(_)) => {
                let intent = &self.known.payment.intent;
                let (dso, ean, id) = (self.known.dso, intent.ean, intent.id.clone());
                let why = format!("{why}, refused");
                self.ask(PaymentAsked::GivenBack { dso, ean, id, why, came })?;
                self.task("cannot_be_given_back")
            }
            None if self.known.held.is_some() => Ok(()),
            None => self.task("credited_and_to_be_given_back"),
        }
    }

    /// A part of money in suspense moved at the provider.
    fn held_moved(
        &mut self,
        (kind, amount): (PartKind, MicroEuro),
        at: Instant,
        once: String,
    ) -> Result<(), Failure> {
        let intent = &self.known.payment.intent;
        let (dso, ean, id) = (self.known.dso, intent.ean, intent.id.clone());
        self.ask(PaymentAsked::HeldMoved { dso, ean, id, kind, amount, at, once })
    }

    /// Each part once, by the provider's id of it. Source: TP-18.
    fn refunds(&mut self, refunds: &[Refund]) -> Result<(), Failure> {
        for refund in refunds {
            let gone = matches!(refund.state, RefundState::Failed | RefundState::Cancelled);
            let once = format!("refund {}", refund.id);
            if gone {
                let returned = format!("returned {}", refund.id);
                if self.known.once.contains(&once) && !self.known.once.contains(&returned) {
                    if self.known.held.is_some() {
                        // It lies here again, and somebody has to find another way.
                        let moved = (PartKind::RefundReturned, refund.amount.micro_euro());
                        self.held_moved(moved, self.now, returned)?;
                        self.task("refund_came_back")?;
                    } else {
                        // It was booked, and its money is with the provider again.
                        let amount = refund.amount.micro_euro();
                        let event = PaymentEvent::RefundReturned { amount };
                        self.moved(event, self.now, returned)?;
                    }
                }
                continue;
            }
            if self.known.once.contains(&once) {
                continue;
            }
            match self.state() {
                PaymentState::Credited | PaymentState::Refunded => {
                    let amount = refund.amount.micro_euro();
                    let event = PaymentEvent::Refunded { amount };
                    self.moved(event, refund.at, once)?;
                }
                PaymentState::ChargedBack => {
                    let amount = refund.amount.micro_euro();
                    let event = PaymentEvent::Refunded { amount };
                    self.moved(event, refund.at, once)?;
                    self.task("refunded_and_charged_back")?;
                }
                // What was never credited is no refund of a balance.
                _ if self.known.held.is_some() => {
                    let moved = (PartKind::Refund, refund.amount.micro_euro());
                    self.held_moved(moved, refund.at, once)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Each part once, by the provider's id of it; a reversed one is a credit again. Source: TP-17.
    fn chargebacks(&mut self, chargebacks: &[Chargeback]) -> Result<(), Failure> {
        for chargeback in chargebacks {
            let (id, amount) = (&chargeback.id, chargeback.amount.micro_euro());
            let (once, again) = (format!("chargeback {id}"), format!("reversal {id}"));
            let credited = matches!(
                self.state(),
                PaymentState::Credited | PaymentState::Refunded | PaymentState::ChargedBack
            );
            if !credited && self.known.held.is_some() {
                if !self.known.once.contains(&once) {
                    self.held_moved((PartKind::Chargeback, amount), chargeback.at, once)?;
                }
                if let Some(at) = chargeback.reversed_at
                    && !self.known.once.contains(&again)
                {
                    self.held_moved((PartKind::ChargebackReversed, amount), at, again)?;
                }
                continue;
            }
            if !credited {
                // It was never credited, and the payer has it all the same.
                self.task("charged_back_uncredited")?;
                continue;
            }
            if !self.known.once.contains(&once) {
                // Also one that was reversed before we looked: the books show both.
                let event = PaymentEvent::ChargedBack { amount };
                self.moved(event, chargeback.at, once)?;
            }
            if let Some(at) = chargeback.reversed_at
                && !self.known.once.contains(&again)
            {
                let event = PaymentEvent::ChargebackReversed { amount };
                self.moved(event, at, again)?;
            }
        }
        Ok(())
    }

    /// An intent that has run out. The provider may still say *paid*: then it is paid. Source: TP-04.
    fn expire(&mut self) -> Result<(), Failure> {
        let open = matches!(self.state(), PaymentState::Created | PaymentState::Pending);
        let expires_at = self.known.payment.intent.expires_at;
        if open && expires_at <= self.now {
            self.happened(PaymentEvent::Expired, expires_at, None)?;
        }
        Ok(())
    }

    /// What left for the meter and what it confirmed, if whoever saw it could not say so: each is in the
    /// outbox. Source: TP-04.
    fn clocks(&mut self) -> Result<(), Failure> {
        let (Some(credited), true) =
            (self.known.payment.clocks().credited, self.known.payment.awaits_meter())
        else {
            return Ok(());
        };
        let account = self.known.account_in(self.engine)?;
        let messages = self.engine.store.messages(&[account.id])?;
        let since = messages.iter().filter(|message| message.at >= credited);
        let (mut sent, mut confirmed) = (None, None);
        let mut releases = BTreeSet::new();
        for message in since {
            if super::worker::is_release(message) {
                sent = sent.or(message.delivered_at);
                releases.insert(message.key.trim_start_matches("command/"));
            }
            if message.kind == "notice" && message.key.ends_with("/release_confirmed") {
                confirmed = confirmed.or(Some(message.at));
            }
        }
        // Nobody is sent a notice of a limit that was lifted: the meter's word on it is kept.
        for fact in self.engine.store.facts(&[account.id])? {
            if fact.kind == "meter_answer"
                && let Fact::MeterAnswer { command, confirmed: true } =
                    serde_json::from_str(&fact.body)?
                && releases.contains(command.as_str())
            {
                confirmed = confirmed.or(Some(fact.learnt_at));
            }
        }
        if let (Some(at), None) = (sent, self.known.payment.clocks().sent) {
            self.happened(PaymentEvent::Sent, at, None)?;
        }
        if let Some(at) = confirmed {
            self.happened(PaymentEvent::Confirmed, at, None)?;
        }
        Ok(())
    }

    /// Source: TP-23.
    fn alarms(&mut self) -> Result<(), Failure> {
        for alarm in alarms(self.engine, &self.known, self.now)? {
            match alarm {
                Alarm::PaidNotCredited { .. } => self.task("paid_not_credited")?,
                Alarm::CreditedNotSent { .. } => self.task("credited_not_sent")?,
                Alarm::CreditedNotConfirmed { .. } => self.task("credited_not_confirmed")?,
            }
        }
        Ok(())
    }

    fn again(&self, answered: bool, open: bool) -> Option<Instant> {
        let soon = Some(self.now.plus_s(LOOK_S));
        let intent = &self.known.payment.intent;
        let corrections_end = intent.expires_at.plus_s(CORRECTIONS_S);
        match self.state() {
            // It is carried on even if whoever looks ends here.
            _ if refund::begun(&self.known).is_some() => soon,
            PaymentState::Created | PaymentState::Pending => soon,
            // It waits for a person, who looks when there is something to see.
            PaymentState::Paid if self.known.held.is_some() => Some(self.now.plus_h(1)),
            PaymentState::Paid => soon,
            _ if !answered => soon,
            PaymentState::Credited if self.known.payment.awaits_meter() => soon,
            PaymentState::Failed | PaymentState::Expired | PaymentState::Cancelled
                if self.known.provider_id.is_some() && self.now < corrections_end =>
            {
                // Not long after its end it may still be paid; later its provider corrects itself.
                let pause_s = if open || self.now < intent.expires_at { LOOK_S } else { 3_600 };
                Some(self.now.plus_s(pause_s))
            }
            _ => None,
        }
    }
}

/// What came of money that must not be credited, and when.
fn came(said: &Said) -> (MicroEuro, Instant) {
    let payment = &said.payment;
    (payment.amount.micro_euro(), payment.paid_at.unwrap_or(payment.created_at))
}

/// What is overdue of a payment. Source: TP-23.
pub fn alarms(engine: &Engine, known: &StoredPayment, now: Instant) -> Result<Vec<Alarm>, Failure> {
    let rules = engine.books.rules(known.dso, Energy::Electricity)?;
    Ok(known.payment.alarms(now, rules.parameters.at(now.day(), now)))
}

pub fn happened(
    known: &StoredPayment,
    event: PaymentEvent,
    at: Instant,
    once: Option<String>,
) -> PaymentAsked {
    let intent = &known.payment.intent;
    let (dso, ean, id) = (known.dso, intent.ean, intent.id.clone());
    PaymentAsked::Happened { dso, ean, id, event, at, once }
}

pub fn noted(known: &StoredPayment, note: Note) -> PaymentAsked {
    let intent = &known.payment.intent;
    PaymentAsked::Noted { dso: known.dso, ean: intent.ean, id: intent.id.clone(), note }
}
