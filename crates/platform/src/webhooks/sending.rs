//! Sends what is due. Each endpoint is called by a thread of its own, so a slow one holds up nobody else.

use super::rights::{What, may_hear};
use super::{chance, place};
use crate::failure::{Failure, chain};
use crate::sealed::MasterKeys;
use calendar::Instant;
use http_api::webhooks::{Answered, Next, Poster, Secret, Sent, TIMEOUT_S, Target, header, next};
use std::sync::mpsc::{Receiver, Sender as Reply, channel};
use std::time::Duration;
use store::{Attempt, Delivery, DeliveryStep, Endpoint, Store};

/// How the reason begins of an endpoint that is switched off by itself.
pub const WANTS_NO_MORE: &str = "it wants no more";
pub const GIVEN_UP: &str = "it was tried for days";

/// Endpoints that are called at once.
const AT_ONCE: usize = 8;
/// Longer than an attempt may take: whoever had taken it is gone.
const LEASE_S: i64 = TIMEOUT_S as i64 + 40;

/// Brings events to endpoints.
pub struct Sender {
    store: Store,
    masters: MasterKeys,
    poster: Poster,
    done: (Reply<Done>, Receiver<Done>),
    under_way: usize,
}

impl std::fmt::Debug for Sender {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Sender").field("under_way", &self.under_way).finish_non_exhaustive()
    }
}

struct Done {
    delivery: Delivery,
    at: Instant,
    answered: Answered,
}

/// An attempt that can be made.
struct Ready {
    target: Target,
    signature: String,
}

impl Sender {
    pub fn new(store: Store, masters: MasterKeys, poster: Poster) -> Self {
        Self { store, masters, poster, done: channel(), under_way: 0 }
    }

    /// Works for ever; what goes wrong is said, and tried again.
    pub fn run(mut self) {
        loop {
            match self.round(crate::clock::now(), Duration::from_millis(500)) {
                Ok(_) => {}
                Err(failure) => {
                    eprintln!("webhooks were not sent: {}", chain(failure.as_ref()));
                    std::thread::sleep(Duration::from_secs(2));
                }
            }
        }
    }

    /// Until nothing is due any more. Returns how many attempts there were.
    pub fn drain(&mut self, now: Instant) -> Result<usize, Failure> {
        let mut all = 0;
        loop {
            let done = self.round(now, Duration::from_millis(20))?;
            if done == 0 && self.under_way == 0 {
                return Ok(all);
            }
            all += done;
        }
    }

    /// Begins what is due, and books what has come back; waits for that for `wait` at most. Returns how many
    /// attempts were booked.
    pub fn round(&mut self, now: Instant, wait: Duration) -> Result<usize, Failure> {
        let free = AT_ONCE.saturating_sub(self.under_way);
        if free > 0 {
            for delivery in self.store.take_deliveries(now, free, LEASE_S)? {
                self.begin(delivery, now)?;
            }
        }
        let mut booked = 0;
        let mut next = self.done.1.recv_timeout(wait).ok();
        while let Some(done) = next {
            self.under_way = self.under_way.saturating_sub(1);
            booked += 1;
            self.book(&done)?;
            next = self.done.1.try_recv().ok();
        }
        Ok(booked)
    }

    fn begin(&mut self, delivery: Delivery, now: Instant) -> Result<(), Failure> {
        let Some(endpoint) = self.store.endpoint(delivery.endpoint)? else { return Ok(()) };
        if !self.still_may(&endpoint, &delivery, now)? {
            let step = DeliveryStep::Withdrawn { at: now };
            return Ok(self.store.delivery_step(endpoint.id, &delivery.event, None, &step)?);
        }
        let ready = self.ready(&endpoint, &delivery, now);
        let (reply, poster) = (self.done.0.clone(), self.poster.clone());
        self.under_way += 1;
        std::thread::Builder::new().name("webhook".to_owned()).spawn(move || {
            let answered = match ready {
                Ok(Ready { target, signature }) => {
                    let (id, body) = (delivery.event.as_str(), delivery.body.as_str());
                    let timestamp_s = now.unix_s();
                    poster.post(&target, Sent { id, timestamp_s, signature: &signature, body })
                }
                Err(text) => Answered { status: None, text, retry_after_s: None, took_ms: 0 },
            };
            // A sender that is gone gives the delivery to the next one when its time is over.
            let _ = reply.send(Done { delivery, at: now, answered });
        })?;
        Ok(())
    }

    /// A grant that has ended ends what waits, too. Source: PD-03.
    fn still_may(
        &mut self,
        endpoint: &Endpoint,
        delivery: &Delivery,
        now: Instant,
    ) -> Result<bool, Failure> {
        // A test is no event that is kept.
        let Some(event) = self.store.event(&delivery.event)? else { return Ok(true) };
        may_hear(&mut self.store, &endpoint.new.owner, &What::of(&event)?, now)
    }

    /// Errors, as a text for the log: an address that is refused, a secret that cannot be opened.
    fn ready(
        &mut self,
        endpoint: &Endpoint,
        delivery: &Delivery,
        now: Instant,
    ) -> Result<Ready, String> {
        let told = |failure: Failure| chain(failure.as_ref());
        let target = Target::new(&endpoint.new.url, endpoint.new.loopback);
        let target = target.map_err(|error| error.to_string())?;
        let secrets = secrets(&mut self.store, &self.masters, endpoint.id, now).map_err(told)?;
        if secrets.is_empty() {
            return Err("the endpoint has no secret to sign with".to_owned());
        }
        let body = delivery.body.as_bytes();
        let signature = header(&secrets, &delivery.event, now.unix_s(), body);
        Ok(Ready { target, signature })
    }

    fn book(&mut self, Done { delivery, at, answered }: &Done) -> Result<(), Failure> {
        let jitter = u32::from_be_bytes(chance()?) % 1_000_000;
        let reason = |why: &str| match answered.status {
            Some(status) => format!("{why}: it answered {status} to {}", delivery.event),
            None => format!("{why}: {} to {}", answered.text, delivery.event),
        };
        let retry_after_s = answered.retry_after_s;
        let at = at.plus_s(answered.took_ms.max(0) / 1_000);
        let step = match next(answered.status, delivery.attempts, retry_after_s, jitter) {
            Next::Delivered => DeliveryStep::Delivered { at },
            Next::Again { after_s, slow } => DeliveryStep::Again { at: at.plus_s(after_s), slow },
            Next::Gone => DeliveryStep::Failed { at, reason: reason(WANTS_NO_MORE) },
            Next::GivenUp => DeliveryStep::Failed { at, reason: reason(GIVEN_UP) },
        };
        let Answered { status, text, took_ms, .. } = answered;
        let attempt = Attempt { at, status: *status, took_ms: *took_ms, answer: text.clone() };
        let endpoint = delivery.endpoint;
        self.store.delivery_step(endpoint, &delivery.event, Some(&attempt), &step)?;
        if let DeliveryStep::Failed { reason, .. } = &step {
            eprintln!("endpoint {endpoint} is switched off: {reason}");
        }
        Ok(())
    }
}

/// With which messages to an endpoint are signed now, newest first.
pub fn secrets(
    store: &mut Store,
    masters: &MasterKeys,
    endpoint: i64,
    now: Instant,
) -> Result<Vec<Secret>, Failure> {
    let mut secrets = Vec::new();
    for kept in store.endpoint_secrets(endpoint, now)? {
        secrets.push(masters.open(&place(endpoint), &kept.secret)?.parse()?);
    }
    Ok(secrets)
}
