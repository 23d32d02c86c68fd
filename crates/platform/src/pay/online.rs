//! What the guest's pages ask, answered over the till. Source: TP-01 to TP-06, TP-13.

use super::keys::Keys;
use super::visit::{self, noted};
use super::{Psp, effect, joint, receipts, story};
use crate::engine::{Engine, place};
use crate::failure::{Failure, refuse};
use crate::guesses;
use crate::news::{KeptNews, Spot, failing};
use crate::pages::OPERATOR;
use crate::parties::{Claimed, Visit};
use crate::people::Courier;
use crate::till::{
    Answer, NewPayment, Note, PaymentAsked, PaymentRefused, Request, StoredPayment, Till, TillError,
};
use calendar::Instant;
use portal::my::FailureLine;
use portal::pay::{
    AtBank, Beginning, Begun, Earlier, Found, GivenBack, MeterPart, Noticed, Offer, PaymentStory,
    PaymentView, Payments, PaymentsError, ReceiptSent, Refused,
};
use psp::{Amount, Order};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::{ContactPoint, TryKind};
use supply::SupplyState;
use units::{Dso, Ean, Energy, Language, MicroEuro, Phone};
use vending::{Fingerprint, PaymentEvent, PaymentState, Prefixes};

/// How long an intent may be paid.
const EXPIRES_S: i64 = 3_600;
/// How soon a payment may be asked about again because its payer looks.
const LOOKS_S: i64 = 10;

/// Payments of guests.
pub struct Online {
    till: Till,
    reader: Mutex<Engine>,
    psp: Psp,
    keys: Keys,
    base_url: String,
    courier: Arc<dyn Courier>,
    looks: Mutex<HashMap<String, Instant>>,
    /// What fails, as it was read last.
    news: KeptNews,
    clock: Box<dyn Fn() -> Instant + Send + Sync>,
}

impl std::fmt::Debug for Online {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Online").field("psp", &self.psp).finish_non_exhaustive()
    }
}

fn failed(what: &'static str) -> impl Fn(Failure) -> PaymentsError {
    move |failure| PaymentsError::failed(what, failure)
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Whoever panicked left counts or a connection whose transaction is rolled back.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where an account of a reference is.
struct Point {
    ean: Ean,
    dso: Dso,
    found: Found,
}

impl Online {
    /// `base_url`: where browsers and the provider find us, without a final slash.
    pub fn new(
        mut reader: Engine,
        till: Till,
        psp: Psp,
        base_url: &str,
        courier: Arc<dyn Courier>,
        clock: impl Fn() -> Instant + Send + Sync + 'static,
    ) -> Result<Self, Failure> {
        let keys = Keys::load(&mut reader.store)?;
        Ok(Self {
            till,
            reader: Mutex::new(reader),
            psp,
            keys,
            base_url: base_url.to_owned(),
            courier,
            looks: Mutex::default(),
            news: KeptNews::default(),
            clock: Box::new(clock),
        })
    }

    fn now(&self) -> Instant {
        (self.clock)()
    }

    fn ask(&self, asked: PaymentAsked) -> Result<Result<StoredPayment, PaymentRefused>, Failure> {
        match self.till.ask_and_wait(Request::Payment(asked))? {
            Answer::Payment(answer) => Ok(*answer),
            Answer::Sale(_) | Answer::Order(_) => refuse("an answer of another kind"),
        }
    }

    fn done(&self, asked: PaymentAsked) -> Result<StoredPayment, Failure> {
        Ok(self.ask(asked)??)
    }

    /// To a payment, and to all that is paid with it.
    fn happened(&self, known: &StoredPayment, event: PaymentEvent) -> Result<(), Failure> {
        for asked in joint::each_happened(known, event, self.now()) {
            self.done(asked)?;
        }
        Ok(())
    }

    fn load(&self, id: &str) -> Result<Option<StoredPayment>, PaymentsError> {
        StoredPayment::load(&mut held(&self.reader), id)
            .map_err(failed("could not read the payment"))
    }

    /// A wrong reference of a source.
    fn wrong(engine: &mut Engine, source: &str, now: Instant) -> PaymentsError {
        match guesses::wrong(&mut engine.store, (TryKind::Guest, source), now) {
            Ok(()) => Refused::WrongReference.into(),
            Err(failure) => failed("could not count a wrong reference")(failure),
        }
    }

    /// Who pays, if they came with a key or have signed in as somebody who helps; the household itself is nobody's
    /// party. Source: TP-22, CM-01c.
    fn party_of(&self, beginning: &Beginning) -> Result<Option<i64>, Failure> {
        if let Some(number) = beginning.source.strip_prefix("person/")
            && let Ok(number) = number.parse()
        {
            let person = held(&self.reader).store.person(number)?;
            return Ok(person.and_then(|person| person.party));
        }
        let visit = beginning.visit.as_deref();
        Ok(match visit.map(|text| Visit::read(text, self.keys, self.now())) {
            Some(Claimed::Here(visit)) => Some(visit.party),
            Some(Claimed::Over | Claimed::Wrong) | None => None,
        })
    }

    fn failures(&self) -> Result<Vec<FailureLine>, Failure> {
        let read = || Ok(held(&self.reader));
        Ok(self.news.read((OPERATOR, self.now()), read)?.0)
    }

    fn point(&self, source: &str, reference: &str) -> Result<Point, PaymentsError> {
        let cannot = failed("could not look the reference up");
        let now = self.now();
        // Before the reader is held: whoever reads the news holds it after them.
        let failures = self.failures().unwrap_or_else(|failure| {
            // What does not work today is said where it is known; nobody is kept from paying for want of it.
            eprintln!("could not read what fails: {failure}");
            Vec::new()
        });
        let mut engine = held(&self.reader);
        // Everybody's prefixes are the same list.
        let parameters = engine.books.payments(Dso::Ores, now).map_err(&cannot)?.clone();
        let most = parameters.lookup_wrong_max_per_h;
        let known = guesses::wait(&mut engine.store, (TryKind::Guest, source), most, now);
        if let Some(wait) = known.map_err(&cannot)? {
            return Err(Refused::from(wait).into());
        }
        let prefixes = Prefixes::of_parameter(&parameters.ean_prefixes)
            .map_err(|error| cannot(error.into()))?;
        let candidates = match prefixes.read(reference) {
            Ok(candidates) => candidates,
            Err(error) => {
                return Err(match Refused::from(&error) {
                    Refused::WrongReference => Self::wrong(&mut engine, source, now),
                    refused => refused.into(),
                });
            }
        };
        let mut open = Vec::new();
        for candidate in candidates {
            let account =
                engine.store.account_of(candidate.ean).map_err(|error| cannot(error.into()))?;
            open.extend(account.filter(|account| account.closed_at.is_none()));
        }
        let account = match (open.pop(), open.is_empty()) {
            (Some(account), true) => account,
            (Some(_), false) => return Err(Refused::SeveralPoints.into()),
            (None, _) => return Err(Self::wrong(&mut engine, source, now)),
        };
        let town = place(&mut engine.store, &account).map_err(&cannot)?;
        let parameters = engine.books.payments(account.dso, now).map_err(&cannot)?;
        Ok(Point {
            ean: account.ean,
            dso: account.dso,
            found: Found {
                tail: account.ean.reference(),
                energy: account.group.energy,
                town,
                least: parameters.topup_min,
                most: parameters.topup_max,
                failing: failing(failures, Some(&[Spot::of(&account)])),
            },
        })
    }

    fn offer_of(&self, point: &Point, amount: MicroEuro) -> Result<Offer, PaymentsError> {
        let mut engine = held(&self.reader);
        let effect = effect::of(&mut engine, (point.ean, point.dso), amount, self.now())?;
        Ok(Offer { found: point.found.clone(), amount, effect })
    }

    /// Has the provider make the payment, or make it again under the same key.
    fn at_bank(&self, known: StoredPayment) -> Result<Begun, PaymentsError> {
        let cannot = failed("could not begin the payment");
        let intent = known.payment.intent.clone();
        let (id, token) = (intent.id.clone(), self.keys.token(&intent.id));
        // Who comes back to the page that paid it must not see the bank ask again.
        if !matches!(known.payment.state(), PaymentState::Created | PaymentState::Pending) {
            return Ok(Begun::Over { id, token });
        }
        let text = |field: &str| known.context.get(field).and_then(Value::as_str);
        if let Some(checkout_url) = text("checkout_url") {
            let checkout_url = checkout_url.to_owned();
            return Ok(Begun::AtBank(AtBank { id, token, checkout_url }));
        }
        if known.payment.state() != PaymentState::Created || intent.expires_at <= self.now() {
            return Err(Refused::Unavailable.into());
        }
        let provider = self.psp.provider.as_ref();
        let mut description = format!("Tirelire {}", intent.ean.reference());
        for share in known.others() {
            description.push_str(&format!(", {}", share.ean.reference()));
        }
        let order = Order {
            payment_id: id.clone(),
            amount: Amount::new(known.whole().1).map_err(|error| cannot(error.into()))?,
            description,
            redirect_url: format!("{}/{id}/{token}", text("return_base").unwrap_or_default()),
            webhook_url: format!("{}/hooks/psp/{}", self.base_url, provider.name()),
            key: id.parse().map_err(|_| cannot("an id that is no key".into()))?,
        };
        let mut made = provider.create(&order);
        if made.as_ref().is_err_and(psp::PspError::may_have_happened) {
            made = provider.create(&order);
        }
        let made = match made {
            Ok(made) => made,
            Err(error) => {
                eprintln!("payment {id}: {}", crate::failure::chain(&error));
                let why = format!("cannot be created: {error}");
                let told = Some((why, self.now()));
                let note = Note { told, ..Note::default() };
                self.done(noted(&known, note)).map_err(&cannot)?;
                if !error.may_have_happened() {
                    self.happened(&known, PaymentEvent::Cancelled).map_err(&cannot)?;
                }
                return Err(Refused::Unavailable.into());
            }
        };
        let (dso, ean) = (known.dso, intent.ean);
        self.done(PaymentAsked::Known {
            dso,
            ean,
            id: id.clone(),
            provider: provider.name().to_owned(),
            provider_id: made.id.to_string(),
        })
        .map_err(&cannot)?;
        self.happened(&known, PaymentEvent::PayerAtBank).map_err(&cannot)?;
        let context = vec![("checkout_url".to_owned(), json!(made.checkout_url))];
        let note = Note { context, ..Note::default() };
        self.done(noted(&known, note)).map_err(&cannot)?;
        Ok(Begun::AtBank(AtBank { id, token, checkout_url: made.checkout_url }))
    }

    /// Asks the provider about an open payment because its payer looks, but not for each look.
    fn look(&self, known: StoredPayment) -> Result<StoredPayment, PaymentsError> {
        let now = self.now();
        let open = matches!(known.payment.state(), PaymentState::Created | PaymentState::Pending);
        if !open || known.provider_id.is_none() {
            return Ok(known);
        }
        let id = known.payment.intent.id.clone();
        {
            let mut looks = held(&self.looks);
            looks.retain(|_, at| now.seconds_since(*at) < LOOKS_S);
            if looks.insert(id, now).is_some() {
                return Ok(known);
            }
        }
        // The connection is free for others while the provider thinks.
        let said = visit::ask(self.psp.provider.as_ref(), &known);
        visit::take_in(&mut held(&self.reader), known, said, now)
            .map_err(failed("could not take in what the provider says"))
    }

    fn view(&self, known: &StoredPayment) -> Result<PaymentView, Failure> {
        let mut view = self.view_of(known)?;
        for other in known.others().filter(|_| known.is_first()) {
            let other = StoredPayment::load(&mut held(&self.reader), &other.id)?;
            if let Some(other) = other {
                view.also = Some(Box::new(self.view_of(&other)?));
            }
        }
        Ok(view)
    }

    fn view_of(&self, known: &StoredPayment) -> Result<PaymentView, Failure> {
        let now = self.now();
        let payment = &known.payment;
        let (intent, clocks) = (&payment.intent, payment.clocks());
        let mut engine = held(&self.reader);
        let account = known.account_in(&mut engine)?;
        let meter = if payment.awaits_meter() {
            MeterPart::Release
        } else if clocks.confirmed.is_some() {
            let rebuilt = engine.rebuild(std::slice::from_ref(&account), now)?;
            match rebuilt.first().map(|known| known.timeline.supply()) {
                Some(SupplyState::ReadyForReconnection | SupplyState::LeakTesting) => {
                    MeterPart::Press
                }
                Some(SupplyState::Connected) => MeterPart::On,
                _ => MeterPart::Release,
            }
        } else {
            MeterPart::None
        };
        let credited = payment.state() == PaymentState::Credited && meter == MeterPart::None;
        let missing = match account.closed_at {
            None if credited => effect::missing(&mut engine, &account, now)?,
            _ => None,
        };
        let text = |field: &str| known.context.get(field).and_then(Value::as_str);
        let closed = payment.state() == PaymentState::Paid && account.closed_at.is_some();
        let given_back = match text("given_back") {
            Some("other_amount") => Some(GivenBack::OtherAmount),
            Some(_) => Some(GivenBack::CreditCard),
            None => closed.then_some(GivenBack::AccountClosed),
        };
        let payable = matches!(payment.state(), PaymentState::Created | PaymentState::Pending)
            && now < intent.expires_at;
        let alarms = visit::alarms(&engine, known, now)?;
        let overdue = alarms.iter().any(|alarm| alarm.concerns_the_payer());
        let rules = engine.books.rules(known.dso, Energy::Electricity)?;
        let told_in = rules.parameters.at(now.day(), now).reconnect_alarm_min;
        let since = clocks.credited.or(clocks.paid).unwrap_or(intent.created_at);
        Ok(PaymentView {
            id: intent.id.clone(),
            tail: intent.ean.reference(),
            energy: account.group.energy,
            town: place(&mut engine.store, &account)?,
            amount: intent.amount,
            state: payment.state(),
            clocks,
            created_at: intent.created_at,
            expires_at: intent.expires_at,
            as_of: now,
            meter,
            missing,
            refunded: payment.refunded(),
            given_back,
            checkout_url: text("checkout_url").filter(|_| payable).map(str::to_owned),
            told_by: since.plus_min(told_in),
            overdue,
            code: known.receipt.as_ref().and_then(|receipt| receipt.code.clone()),
            also: None,
        })
    }
}

/// A part of what somebody sets out to pay.
struct ShareAsked<'a> {
    reference: &'a str,
    amount: MicroEuro,
    shown: &'a str,
}

impl ShareAsked<'_> {
    fn body(&self) -> String {
        let digits: String = self.reference.chars().filter(char::is_ascii_digit).collect();
        // A reference is the end of its EAN: both name the same point.
        let tail = digits.get(digits.len().saturating_sub(13)..).unwrap_or(&digits);
        format!("{tail} {}", self.amount)
    }
}

fn shares(beginning: &Beginning) -> Vec<ShareAsked<'_>> {
    let Beginning { reference, amount, shown, also, .. } = beginning;
    let mut all = vec![ShareAsked { reference, amount: *amount, shown }];
    all.extend(also.iter().map(|also| ShareAsked {
        reference: &also.reference,
        amount: also.amount,
        shown: &also.shown,
    }));
    all
}

impl Payments for Online {
    fn failing(&self) -> Result<Vec<FailureLine>, PaymentsError> {
        let failures = self.failures().map_err(failed("could not read what fails"))?;
        Ok(failing(failures, None))
    }

    fn find(&self, source: &str, reference: &str) -> Result<Found, PaymentsError> {
        self.point(source, reference).map(|point| point.found)
    }

    fn offer(
        &self,
        source: &str,
        reference: &str,
        amount: MicroEuro,
    ) -> Result<Offer, PaymentsError> {
        let point = self.point(source, reference)?;
        self.offer_of(&point, amount)
    }

    fn begin(&self, beginning: &Beginning) -> Result<Begun, PaymentsError> {
        let cannot = failed("could not begin the payment");
        let asked = shares(beginning);
        let id = self.keys.payment(&beginning.attempt);
        let body: Vec<String> = asked.iter().map(ShareAsked::body).collect();
        let fingerprint = Fingerprint::of(&beginning.attempt, &body.join(" + ")).to_string();
        if let Some(known) = self.load(&id)? {
            let first = known.context.get("fingerprint").and_then(Value::as_str);
            if first != Some(&fingerprint) {
                return Err(Refused::AttemptReused.into());
            }
            return self.at_bank(self.look(known)?);
        }
        let party = self.party_of(beginning).map_err(failed("could not read who pays"))?;
        let (mut dso, mut all) = (None, Vec::new());
        for (place, share) in asked.iter().enumerate() {
            let point = self.point(&beginning.source, share.reference)?;
            let offer = self.offer_of(&point, share.amount)?;
            if offer.effect.name() != share.shown {
                return Ok(Begun::Changed(offer));
            }
            let same = |one: &NewPayment| one.ean == point.ean;
            if *dso.get_or_insert(point.dso) != point.dso || all.iter().any(same) {
                return Err(Refused::NotTogether.into());
            }
            all.push(NewPayment {
                id: match place {
                    0 => id.clone(),
                    // Nobody else's attempt has a slash.
                    _ => self.keys.payment(&format!("{}/{place}", beginning.attempt)),
                },
                ean: point.ean,
                amount: share.amount,
                expires_at: self.now().plus_s(EXPIRES_S),
                although_paid: beginning.again,
                context: json!({
                    "fingerprint": fingerprint,
                    "language": beginning.language,
                    "effect": offer.effect.name(),
                    "return_base": beginning.return_base,
                    "again": beginning.again,
                    "party": party,
                }),
            });
        }
        let begun = match (dso, all.as_slice()) {
            (Some(dso), [one]) => self.ask(PaymentAsked::Begin { dso, new: one.clone() }),
            (Some(dso), [first, ..]) => {
                self.ask(PaymentAsked::BeginTogether { dso, first: first.ean, all })
            }
            _ => refuse("a payment for nobody"),
        };
        let begun = begun.map_err(|failure| match failure.downcast_ref() {
            // Nothing was kept: the payer may try again in a moment.
            Some(TillError::Busy) => Refused::Unavailable.into(),
            Some(TillError::Ended | TillError::Failed(_)) | None => cannot(failure),
        });
        match begun? {
            Ok(known) => {
                // Two at once with one attempt: the first one counts.
                let first = known.context.get("fingerprint").and_then(Value::as_str);
                if first != Some(&fingerprint) {
                    return Err(Refused::AttemptReused.into());
                }
                self.at_bank(known)
            }
            Err(PaymentRefused::AskFirst(opened)) => {
                Ok(Begun::AskFirst(Earlier { at: opened.at, state: opened.state }))
            }
            Err(PaymentRefused::Amount(error)) => Err(Refused::from(&error).into()),
            Err(PaymentRefused::UnknownPoint { .. }) => Err(Refused::WrongReference.into()),
            Err(PaymentRefused::PointTwice { .. }) => Err(Refused::NotTogether.into()),
            Err(error) => Err(cannot(error.into())),
        }
    }

    fn state(&self, id: &str, token: &str) -> Result<Option<PaymentView>, PaymentsError> {
        if !self.keys.opens(id, token) {
            return Ok(None);
        }
        let Some(known) = self.load(id)? else { return Ok(None) };
        let known = self.look(known)?;
        self.view(&known).map(Some).map_err(failed("could not read the payment"))
    }

    fn send_receipt(
        &self,
        id: &str,
        token: &str,
        phone: &str,
        language: Language,
    ) -> Result<Option<ReceiptSent>, PaymentsError> {
        let Some(view) = self.state(id, token)? else { return Ok(None) };
        let words = receipts::words(language, &view);
        if words.is_empty() {
            return Ok(Some(ReceiptSent::NoReceipt));
        }
        let Some(phone) = phone.parse::<Phone>().ok().filter(|phone| phone.is_mobile()) else {
            return Ok(Some(ReceiptSent::NotAMobile));
        };
        let cannot = failed("could not count a receipt that is sent");
        // Nobody reads a phone out of what is counted: it stands there under a key.
        let to = self.keys.token(&format!("receipt to {phone}"));
        let asked = (TryKind::Receipt, [id, to.as_str()]);
        let store = &mut held(&self.reader).store;
        let counted = guesses::count(store, (asked.0, &asked.1), receipts::MOST_SENT, self.now());
        if !counted.map_err(&cannot)? {
            return Ok(Some(ReceiptSent::TooOften));
        }
        for word in words {
            if self.courier.say(&ContactPoint::Phone(phone), language, word).is_err() {
                return Ok(Some(ReceiptSent::NotNow));
            }
        }
        Ok(Some(ReceiptSent::Sent))
    }

    fn notice(&self, provider: &str, body: &[u8]) -> Result<Noticed, PaymentsError> {
        let cannot = failed("could not keep the notice");
        if provider != self.psp.provider.name() {
            return Ok(Noticed::NoProvider);
        }
        let Ok(id) = self.psp.provider.notice(body) else { return Ok(Noticed::Unknown) };
        let kept = held(&self.reader).store.payment_of_provider(provider, &id.to_string());
        let Some(kept) = kept.map_err(|error| cannot(error.into()))? else {
            return Ok(Noticed::Unknown);
        };
        let known: StoredPayment =
            serde_json::from_str(&kept.body).map_err(|error| cannot(error.into()))?;
        let (dso, ean) = (known.dso, known.payment.intent.ean);
        self.done(PaymentAsked::Noticed { dso, ean, id: kept.id }).map_err(&cannot)?;
        Ok(Noticed::Taken)
    }

    fn story(&self, id: &str) -> Result<Option<PaymentStory>, PaymentsError> {
        let Some(known) = self.load(id)? else { return Ok(None) };
        story::of(&mut held(&self.reader), &known, self.now())
            .map(Some)
            .map_err(failed("could not read the payment"))
    }
}
