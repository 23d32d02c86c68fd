//! The worker's share: payments that are due are looked at; what leaves for a meter, and what it
//! confirms, moves the clocks of the payments that wait for it. Source: TP-04, TP-13.

use super::Psp;
use super::visit::{at_once, happened, mend, visit};
use crate::engine::Engine;
use crate::failure::{Failure, chain};
use crate::reconcile::AtProvider;
use crate::till::{Note, StoredPayment};
use calendar::{Instant, SettlementDay};
use psp::Provider;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use store::Message;
use supply::Lane;
use units::AccountId;
use vending::{PaidPeriod, PaymentEvent, PaymentState};

const AT_ONCE: i64 = 100;
/// A payment that waits for its meter is looked at again within this.
const SOON_MIN: i64 = 10;
const MOST_WAITING: i64 = 100_000;
const IDLE: Duration = Duration::from_millis(500);
/// How long one that could not be looked at waits.
const PAUSE_S: i64 = 60;
/// Days of a provider's list that are read each day: a worker may have been away for a weekend.
const LISTED_DAYS: i32 = 4;
/// How long a list that could not be read waits.
const LISTS_AGAIN_H: i64 = 1;
/// No payment waits longer for a meter before a person has it in hand.
const WAITS_DAYS: i32 = 60;

/// Looks at each payment that is due. One that fails holds no other up. Returns how many there were.
pub fn visit_due(
    engine: &mut Engine,
    provider: &dyn Provider,
    now: Instant,
) -> Result<usize, Failure> {
    let due = engine.store.payments_due(now, AT_ONCE)?;
    for kept in &due {
        if let Err(failure) = visit(engine, provider, &kept.id, now) {
            eprintln!("payment {}: {}", kept.id, chain(failure.as_ref()));
            if let Some(known) = StoredPayment::load(engine, &kept.id)? {
                let looked = Some((known.notices, Some(now.plus_s(PAUSE_S))));
                let note = Note { looked, ..Note::default() };
                at_once(engine, super::visit::noted(&known, note), now)?;
            }
        }
    }
    Ok(due.len())
}

/// Looks at the payments of which a provider's list tells what no notice has told us: a chargeback or a refund long
/// after the credit. One that fails holds no other up. Returns how many there were. Source: TP-13, TP-17, TP-18.
pub fn look_at_unheard(
    engine: &mut Engine,
    told: &AtProvider,
    provider: &dyn Provider,
    now: Instant,
) -> Result<usize, Failure> {
    let unheard = told.unheard(engine)?;
    for id in &unheard {
        if let Err(failure) = visit(engine, provider, id, now) {
            eprintln!("payment {id}: {}", chain(failure.as_ref()));
        }
    }
    Ok(unheard.len())
}

/// The provider's list of the last days, once a day: notices may be lost.
#[derive(Debug, Default)]
struct Lists {
    read_on: Option<SettlementDay>,
    again: Option<Instant>,
}

impl Lists {
    fn read(
        &mut self,
        engine: &mut Engine,
        provider: &dyn Provider,
        now: Instant,
    ) -> Result<(), Failure> {
        let today = now.day();
        if self.read_on == Some(today) || self.again.is_some_and(|again| now < again) {
            return Ok(());
        }
        self.again = Some(now.plus_h(LISTS_AGAIN_H));
        let days = PaidPeriod { from: today.plus(-LISTED_DAYS), to: today.next() };
        let told = AtProvider::ask(engine, provider, days, None, now)?;
        let count = look_at_unheard(engine, &told, provider, now)?;
        if count > 0 {
            eprintln!("{count} payments had moved and nobody had told us");
        }
        self.read_on = Some(today);
        Ok(())
    }
}

/// How long after its term a payment is ended by whoever has no provider to ask: longer than another
/// process that has one would leave it.
const UNASKED_MIN: i64 = 10;

/// Ends open payments whose term ran out a while ago and that nobody asks for: no cut waits for them
/// for ever. If the provider says *paid* later, they are paid. Returns how many there were.
/// Source: TP-04, CG-07.
pub fn expire_unasked(engine: &mut Engine, now: Instant) -> Result<usize, Failure> {
    let (until, mut last, mut ended) = (now.plus_min(-UNASKED_MIN), String::new(), 0);
    loop {
        let lot = engine.store.payments_in_flight(now, until, &last, AT_ONCE)?;
        for kept in &lot {
            let known: StoredPayment = serde_json::from_str(&kept.body)?;
            let expires_at = known.payment.intent.expires_at;
            let state = known.payment.state();
            let open = matches!(state, PaymentState::Created | PaymentState::Pending);
            if open && expires_at <= until {
                let event = PaymentEvent::Expired;
                at_once(engine, happened(&known, event, expires_at, None), now)?;
                ended += 1;
            }
        }
        match lot.last() {
            Some(kept) if lot.len() >= usize::try_from(AT_ONCE)? => last.clone_from(&kept.id),
            Some(_) | None => return Ok(ended),
        }
    }
}

/// Payments that wait for a meter, and whose meter has been told and has answered without anybody saying
/// so: whoever heard it ended between two steps. Returns how many there were. Source: TP-04, TP-23.
pub fn mend_clocks(engine: &mut Engine, now: Instant) -> Result<usize, Failure> {
    let mut mended = 0;
    // Whoever waits for a meter is looked at again soon, so it is among these.
    for kept in engine.store.payments_due(now.plus_min(SOON_MIN), MOST_WAITING)? {
        let known: StoredPayment = serde_json::from_str(&kept.body)?;
        if !known.payment.awaits_meter() {
            continue;
        }
        match mend(engine, known, now) {
            Ok(changed) => mended += usize::from(changed),
            Err(failure) => eprintln!("payment {}: {}", kept.id, chain(failure.as_ref())),
        }
    }
    Ok(mended)
}

/// Ends its thread when dropped.
#[derive(Debug)]
pub struct Watch(Arc<AtomicBool>);

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Looks at what is due from a thread of its own, until it is dropped.
pub fn watch(
    mut engine: Engine,
    psp: Psp,
    clock: impl Fn() -> Instant + Send + 'static,
) -> Result<Watch, Failure> {
    let ended = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&ended);
    std::thread::Builder::new().name("payments".to_owned()).spawn(move || {
        let mut lists = Lists::default();
        while !told.load(Ordering::Relaxed) {
            if let Err(failure) = lists.read(&mut engine, psp.provider.as_ref(), clock()) {
                eprintln!("the provider's list: {}", chain(failure.as_ref()));
            }
            match visit_due(&mut engine, psp.provider.as_ref(), clock()) {
                Ok(count) if count > 0 => {}
                Ok(_) => std::thread::sleep(IDLE),
                Err(failure) => {
                    eprintln!("payments: {}", chain(failure.as_ref()));
                    std::thread::sleep(IDLE);
                }
            }
        }
    })?;
    Ok(Watch(ended))
}

/// Whether a message is a command that a credit causes.
pub fn is_release(message: &Message) -> bool {
    let lanes = [Lane::Release.number(), Lane::LimitLift.number()];
    message.kind == "command" && lanes.contains(&message.lane)
}

/// A command that a credit causes leaves for the meter of an account.
pub fn sent(engine: &mut Engine, message: &Message, at: Instant) -> Result<(), Failure> {
    if !is_release(message) {
        return Ok(());
    }
    for known in waiting(engine, message.account, message.at)? {
        if known.payment.clocks().sent.is_none() {
            at_once(engine, happened(&known, PaymentEvent::Sent, at, None), at)?;
        }
    }
    Ok(())
}

/// The meter of an account has confirmed what it was told.
pub fn confirmed(
    engine: &mut Engine,
    account: AccountId,
    event: &str,
    at: Instant,
    now: Instant,
) -> Result<(), Failure> {
    if !matches!(event, "release_confirmed" | "unlimit_confirmed") {
        return Ok(());
    }
    for known in waiting(engine, account, at)? {
        at_once(engine, happened(&known, PaymentEvent::Confirmed, at, None), now)?;
    }
    Ok(())
}

/// Payments of an account that were credited by `at` and wait for its meter.
fn waiting(
    engine: &mut Engine,
    account: AccountId,
    at: Instant,
) -> Result<Vec<StoredPayment>, Failure> {
    let from = at.day().plus(-WAITS_DAYS).start();
    let mut found = Vec::new();
    for kept in engine.store.payments_of(account, from)? {
        let known: StoredPayment = serde_json::from_str(&kept.body)?;
        let credited = known.payment.clocks().credited;
        if known.payment.awaits_meter() && credited.is_some_and(|credited| credited <= at) {
            found.push(known);
        }
    }
    Ok(found)
}
