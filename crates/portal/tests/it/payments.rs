//! Payments in memory, over the rules of `vending`: what the platform does on its store, without one.

use calendar::Instant;
use ledger::Channel;
use params::{ParameterBook, Parameters};
use portal::my::FailureLine;
use portal::pay::*;
use prepay::{Levels, Split};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use units::{AccountId, Dso, Ean, Energy, Language, MicroEuro};
use vending::{
    Exact, Fingerprint, Guesses, Intent, MoneyKey, Payment, PaymentEvent, Prefixes, Receipt,
    ReceiptLine, TopUpAmount, payment_in_window,
};

const NAME: &str = "Dupont-Hidden";

pub struct Account {
    pub ean: Ean,
    pub energy: Energy,
    pub town: &'static str,
    /// Of the holder: never to be seen.
    pub name: &'static str,
    pub balance: MicroEuro,
    pub supply_is_on: bool,
}

struct Kept {
    payment: Payment,
    token: String,
    attempt: String,
    fingerprint: Fingerprint,
    checkout_url: String,
    language: Language,
    meter: MeterPart,
    code: Option<String>,
    booked: Option<Split>,
    provider_id: Option<psp::ProviderId>,
    given_back: Option<GivenBack>,
    /// What is paid with it for a second point: the id of another one.
    also: Option<String>,
    events: Vec<StoryEvent>,
}

pub struct World {
    /// `None`: real time.
    pub now: Option<Instant>,
    pub accounts: Vec<Account>,
    pub is_down: bool,
    pub is_unavailable: bool,
    pub failing: Vec<FailureLine>,
    pub notices: Vec<Vec<u8>>,
    kept: Vec<Kept>,
    guesses: HashMap<String, Guesses>,
    random: u64,
    /// Receipts that went to a phone.
    pub sent: Vec<(String, units::Phone)>,
}

#[derive(Clone)]
pub struct InMemory {
    world: Arc<Mutex<World>>,
    parameters: Arc<Parameters>,
    provider: Option<Arc<dyn psp::Provider>>,
}

pub fn eur(text: &str) -> MicroEuro {
    text.parse().unwrap()
}

pub fn account(ean: &str, energy: Energy, town: &'static str, balance: &str, on: bool) -> Account {
    let balance = eur(balance);
    Account { ean: ean.parse().unwrap(), energy, town, name: NAME, balance, supply_is_on: on }
}

/// In order, cut, held on, and gas that is cut.
pub fn accounts() -> Vec<Account> {
    use Energy::{Electricity, Gas};
    vec![
        account("541449012345678908", Electricity, "5000 Namur", "27.41", true),
        account("541449000000000010", Electricity, "4700 Eupen", "-16.396137", false),
        account("541449000000000027", Electricity, "7000 Mons", "-22.173076", true),
        account("541456700000012340", Gas, "4000 Liège", "-15.2", false),
    ]
}

impl InMemory {
    pub fn new(now: Option<Instant>, provider: Option<Arc<dyn psp::Provider>>) -> Self {
        let book = ParameterBook::shipped().unwrap();
        let day = "2026-11-12".parse().unwrap();
        let parameters =
            Parameters::resolve(&book, Dso::Ores, Energy::Electricity, day, Instant(0)).unwrap();
        let world = World {
            now,
            accounts: accounts(),
            is_down: false,
            is_unavailable: false,
            failing: Vec::new(),
            notices: Vec::new(),
            kept: Vec::new(),
            guesses: HashMap::new(),
            random: 0,
            sent: Vec::new(),
        };
        let world = Arc::new(Mutex::new(world));
        Self { world, parameters: Arc::new(parameters), provider }
    }

    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }

    /// Something happened to a payment, whatever it was.
    pub fn happens(&self, id: &str, event: PaymentEvent, by: StorySource) {
        let mut world = self.world();
        let at = world.now();
        world.happens(id, event, at, by);
    }

    pub fn meter(&self, id: &str, meter: MeterPart) {
        self.world().kept(id).unwrap().meter = meter;
    }

    pub fn give_back(&self, id: &str, why: GivenBack) {
        self.world().kept(id).unwrap().given_back = Some(why);
    }

    /// The ledger: the whole amount to the account.
    pub fn credit(&self, id: &str) {
        let levels = self.levels();
        let mut world = self.world();
        let at = world.now();
        let intent = world.kept(id).unwrap().payment.intent.clone();
        let account = world.accounts.iter_mut().find(|one| one.ean == intent.ean).unwrap();
        let split = Split::of(intent.amount, account.balance, levels, &[], at.day()).unwrap();
        account.balance = account.balance.checked_add(split.credited().unwrap()).unwrap();
        let release = !account.supply_is_on && account.balance >= levels.reconnect;
        let (ean, after) = (account.ean, account.balance);
        let key = MoneyKey::provider("memory", id).unwrap();
        let receipt = Receipt::after_crediting(ean, &split, None, after, at, &key).for_guest();
        let kept = world.kept(id).unwrap();
        kept.code = receipt.code;
        kept.booked = Some(split);
        kept.meter = if release { MeterPart::Release } else { MeterPart::None };
        world.happens(id, PaymentEvent::Credited { release }, at, StorySource::Ledger);
    }

    /// One round of the workers: open payments are fetched, credited, and the meter does its part.
    pub fn work(&self) {
        let Some(provider) = &self.provider else { return };
        let open: Vec<_> = {
            let world = self.world();
            let ids = world.kept.iter().filter(|kept| kept.given_back.is_none());
            ids.map(|kept| {
                let payment = &kept.payment;
                (payment.intent.clone(), kept.provider_id.clone(), payment.clone(), kept.meter)
            })
            .collect()
        };
        for (intent, provider_id, payment, meter) in open {
            let now = self.world().now();
            let id = intent.id.as_str();
            if payment.bars_cut()
                && let Some(provider_id) = provider_id
                && let Ok(there) = provider.fetch(&provider_id)
            {
                let amount = psp::Amount::new(intent.amount).unwrap();
                match there.verdict(id, amount) {
                    psp::Verdict::Certain { paid_at } => {
                        let by = StorySource::Provider;
                        self.world().happens(id, PaymentEvent::Paid, paid_at, by);
                        self.credit(id);
                    }
                    psp::Verdict::NoMoney => {
                        let event = match there.state {
                            psp::PaymentState::Expired => PaymentEvent::Expired,
                            _ => PaymentEvent::Failed,
                        };
                        self.happens(id, event, StorySource::Provider);
                    }
                    psp::Verdict::GiveBack { .. } => self.give_back(id, GivenBack::CreditCard),
                    psp::Verdict::Waiting | psp::Verdict::NotOurs => {}
                }
            }
            let since = payment.clocks().credited.map(|at| now.seconds_since(at));
            match (meter, since) {
                (MeterPart::Release, Some(4..)) if payment.clocks().sent.is_none() => {
                    self.happens(id, PaymentEvent::Sent, StorySource::Outbox);
                }
                (MeterPart::Release, Some(12..)) => {
                    self.happens(id, PaymentEvent::Confirmed, StorySource::Meter);
                    self.meter(id, MeterPart::Press);
                }
                (MeterPart::Press, Some(24..)) => self.meter(id, MeterPart::On),
                _ => {}
            }
        }
    }

    fn view(&self, world: &World, kept: &Kept) -> PaymentView {
        let (payment, intent) = (&kept.payment, &kept.payment.intent);
        let account = world.accounts.iter().find(|one| one.ean == intent.ean).unwrap();
        let now = world.now();
        PaymentView {
            id: intent.id.clone(),
            tail: intent.ean.reference(),
            energy: account.energy,
            town: account.town.to_owned(),
            amount: intent.amount,
            state: payment.state(),
            clocks: payment.clocks(),
            created_at: intent.created_at,
            expires_at: intent.expires_at,
            as_of: now,
            meter: kept.meter,
            missing: {
                let off = !account.supply_is_on && kept.meter == MeterPart::None;
                let credited = payment.state() == vending::PaymentState::Credited;
                let exact = Exact::of(self.levels(), account.balance, account.supply_is_on);
                (off && credited).then_some((Need::BackOn, exact.to_clear))
            },
            refunded: payment.refunded(),
            given_back: kept.given_back,
            checkout_url: payment.bars_cut().then(|| kept.checkout_url.clone()),
            told_by: intent.created_at.plus_min(30),
            overdue: payment
                .alarms(now, &self.parameters)
                .iter()
                .any(|one| one.concerns_the_payer()),
            code: kept.code.clone(),
            also: None,
        }
    }

    fn levels(&self) -> Levels {
        Levels::of(&self.parameters, MicroEuro::ZERO)
    }

    fn ean(&self, world: &mut World, source: &str, text: &str) -> Result<Ean, Refused> {
        let payments = &self.parameters.payments;
        let now = world.now();
        let guesses = world.guesses.entry(source.to_owned()).or_default();
        guesses.may_look_up(now, payments.lookup_wrong_max_per_h)?;
        let prefixes = Prefixes::of_parameter(&payments.ean_prefixes).unwrap();
        let known = prefixes.read(text).map_err(|error| Refused::from(&error)).and_then(|all| {
            let accounts = &world.accounts;
            let known = |ean: &Ean| accounts.iter().any(|account| account.ean == *ean);
            let eans: Vec<Ean> = all.iter().map(|one| one.ean).filter(known).collect();
            match eans[..] {
                [] => Err(Refused::WrongReference),
                [ean] => Ok(ean),
                _ => Err(Refused::SeveralPoints),
            }
        });
        if known == Err(Refused::WrongReference) {
            guesses.wrong(now);
        }
        known
    }

    fn offered(
        &self,
        world: &mut World,
        source: &str,
        reference: &str,
        amount: MicroEuro,
    ) -> Result<(Ean, Offer), PaymentsError> {
        let ean = self.ean(world, source, reference)?;
        let levels = self.levels();
        let payments = &self.parameters.payments;
        let account = world.accounts.iter().find(|account| account.ean == ean).unwrap();
        let exact = Exact::of(levels, account.balance, account.supply_is_on);
        TopUpAmount::new(amount, account.balance, exact, payments)
            .map_err(|error| Refused::from(&error))?;
        let held_on = account.supply_is_on && account.balance <= levels.cut;
        let (need, enough) = match (account.supply_is_on, held_on) {
            (false, _) => (Need::BackOn, exact.to_clear),
            (true, _) => (Need::StayOn, exact.to_stay_on),
        };
        let effect = if account.supply_is_on && !held_on {
            AmountEffect::Nothing
        } else if amount >= enough {
            AmountEffect::Enough(need)
        } else {
            AmountEffect::TooLittle { need, enough }
        };
        Ok((ean, Offer { found: self.found(world, account), amount, effect }))
    }

    fn found(&self, world: &World, account: &Account) -> Found {
        let mut failing = world.failing.clone();
        failing.retain(|line| line.energy.is_none_or(|energy| energy == account.energy));
        Found {
            tail: account.ean.reference(),
            energy: account.energy,
            town: account.town.to_owned(),
            least: self.parameters.payments.topup_min,
            most: self.parameters.payments.topup_max,
            failing,
        }
    }
}

impl World {
    pub fn now(&self) -> Instant {
        self.now.unwrap_or_else(|| {
            let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
            Instant::from_unix_s(i64::try_from(since.unwrap().as_secs()).unwrap())
        })
    }

    pub fn count(&self) -> usize {
        self.kept.len()
    }

    /// The latest payment: its id and its token.
    pub fn last(&self) -> (String, String) {
        let kept = self.kept.last().unwrap();
        (kept.payment.intent.id.clone(), kept.token.clone())
    }

    fn kept(&mut self, id: &str) -> Option<&mut Kept> {
        self.kept.iter_mut().find(|kept| kept.payment.intent.id == id)
    }

    fn happens(&mut self, id: &str, event: PaymentEvent, at: Instant, by: StorySource) {
        let learnt_at = self.now();
        let kept = self.kept(id).unwrap();
        let changed = kept.payment.apply(event, at).unwrap();
        let what = event.name().to_owned();
        kept.events.push(StoryEvent { at, learnt_at, source: by, what, note: None, changed });
    }

    fn up(&self) -> Result<(), PaymentsError> {
        match self.is_down {
            true => Err(PaymentsError::failed("could not read the payments", "the disk is gone")),
            false => Ok(()),
        }
    }
}

impl Payments for InMemory {
    fn failing(&self) -> Result<Vec<FailureLine>, PaymentsError> {
        let world = self.world();
        world.up()?;
        Ok(world.failing.clone())
    }

    fn find(&self, source: &str, reference: &str) -> Result<Found, PaymentsError> {
        let mut world = self.world();
        world.up()?;
        let ean = self.ean(&mut world, source, reference)?;
        Ok(self.found(&world, world.accounts.iter().find(|account| account.ean == ean).unwrap()))
    }

    fn offer(
        &self,
        source: &str,
        reference: &str,
        amount: MicroEuro,
    ) -> Result<Offer, PaymentsError> {
        let mut world = self.world();
        world.up()?;
        Ok(self.offered(&mut world, source, reference, amount)?.1)
    }

    fn begin(&self, beginning: &Beginning) -> Result<Begun, PaymentsError> {
        let mut world = self.world();
        world.up()?;
        let body = format!("{} {} {:?}", beginning.reference, beginning.amount, beginning.also);
        let fingerprint = Fingerprint::of("begin", &body);
        if let Some(kept) = world.kept.iter().find(|kept| kept.attempt == beginning.attempt) {
            if kept.fingerprint != fingerprint {
                return Err(Refused::AttemptReused.into());
            }
            let id = kept.payment.intent.id.clone();
            let (token, checkout_url) = (kept.token.clone(), kept.checkout_url.clone());
            let open = [vending::PaymentState::Created, vending::PaymentState::Pending];
            if !open.contains(&kept.payment.state()) {
                return Ok(Begun::Over { id, token });
            }
            return Ok(Begun::AtBank(AtBank { id, token, checkout_url }));
        }
        let (source, reference) = (&beginning.source, &beginning.reference);
        let (ean, offer) = self.offered(&mut world, source, reference, beginning.amount)?;
        if offer.effect.name() != beginning.shown {
            return Ok(Begun::Changed(offer));
        }
        let mut second = None;
        if let Some(also) = &beginning.also {
            let (ean, offer) = self.offered(&mut world, source, &also.reference, also.amount)?;
            if offer.effect.name() != also.shown {
                return Ok(Begun::Changed(offer));
            }
            second = Some((ean, offer.amount));
        }
        let now = world.now();
        let window = self.parameters.payments.duplicate_pay_window_min;
        let all = world.kept.iter().map(|kept| &kept.payment);
        if let Some(earlier) = payment_in_window(all, ean, now, window)
            && !beginning.again
        {
            return Ok(Begun::AskFirst(Earlier { at: earlier.at, state: earlier.state }));
        }
        if world.is_unavailable {
            return Err(Refused::Unavailable.into());
        }
        world.random += 1;
        let (id, token) = (format!("pay-{}", world.random), format!("secret{}", world.random));
        let balance = world.accounts.iter().find(|one| one.ean == ean).unwrap().balance;
        let split = Split::of(offer.amount, balance, self.levels(), &[], now.day()).unwrap();
        let back = format!("{}/{id}/{token}", beginning.return_base);
        let (provider_id, checkout_url) = match &self.provider {
            Some(provider) => {
                let base = beginning.return_base.split('/').take(3).collect::<Vec<_>>().join("/");
                let order = psp::Order {
                    payment_id: id.clone(),
                    amount: psp::Amount::new(offer.amount).unwrap(),
                    description: format!("Top-up {}", ean.reference()),
                    redirect_url: back,
                    webhook_url: format!("{base}/hooks/psp/{}", provider.name()),
                    key: id.parse().unwrap(),
                };
                let created = provider.create(&order).map_err(|error| {
                    eprintln!("{error}");
                    Refused::Unavailable
                })?;
                (Some(created.id), created.checkout_url)
            }
            None => (None, format!("https://pay.example/{id}")),
        };
        let keep = |id: &str, (ean, amount): (Ean, MicroEuro), split: Split| Kept {
            payment: Payment::new(Intent {
                id: id.to_owned(),
                ean,
                amount,
                split,
                channel: Channel::Online,
                created_at: now,
                expires_at: now.plus_h(1),
            }),
            token: token.clone(),
            attempt: beginning.attempt.clone(),
            fingerprint,
            checkout_url: checkout_url.clone(),
            language: beginning.language,
            meter: MeterPart::None,
            code: None,
            booked: None,
            provider_id: None,
            given_back: None,
            also: None,
            events: Vec::new(),
        };
        let mut also = None;
        if let Some((ean, amount)) = second {
            let balance = world.accounts.iter().find(|one| one.ean == ean).unwrap().balance;
            let split = Split::of(amount, balance, self.levels(), &[], now.day()).unwrap();
            let id = format!("{id}-2");
            world.kept.push(keep(&id, (ean, amount), split));
            world.happens(&id, PaymentEvent::PayerAtBank, now, StorySource::Payer);
            also = Some(id);
        }
        let first = keep(&id, (ean, offer.amount), split);
        world.kept.push(Kept { provider_id, also, ..first });
        world.happens(&id, PaymentEvent::PayerAtBank, now, StorySource::Payer);
        Ok(Begun::AtBank(AtBank { id, token, checkout_url }))
    }

    fn state(&self, id: &str, token: &str) -> Result<Option<PaymentView>, PaymentsError> {
        let world = self.world();
        world.up()?;
        let fits = |kept: &&Kept| kept.payment.intent.id == id && kept.token == token;
        let Some(kept) = world.kept.iter().find(fits) else { return Ok(None) };
        let mut view = self.view(&world, kept);
        let also = world.kept.iter().find(|one| Some(&one.payment.intent.id) == kept.also.as_ref());
        view.also = also.map(|also| Box::new(self.view(&world, also)));
        Ok(Some(view))
    }
    fn send_receipt(
        &self,
        id: &str,
        token: &str,
        phone: &str,
        _: Language,
    ) -> Result<Option<ReceiptSent>, PaymentsError> {
        let Some(view) = self.state(id, token)? else { return Ok(None) };
        let mut world = self.world();
        Ok(Some(match phone.parse::<units::Phone>() {
            _ if view.code.is_none() => ReceiptSent::NoReceipt,
            Err(_) => ReceiptSent::NotAMobile,
            Ok(_) if world.is_unavailable => ReceiptSent::NotNow,
            Ok(_) if world.sent.len() == 3 => ReceiptSent::TooOften,
            Ok(phone) => {
                world.sent.push((id.to_owned(), phone));
                ReceiptSent::Sent
            }
        }))
    }
    fn notice(&self, provider: &str, body: &[u8]) -> Result<Noticed, PaymentsError> {
        let mut world = self.world();
        world.up()?;
        if provider != "sandbox" {
            return Ok(Noticed::NoProvider);
        }
        world.notices.push(body.to_vec());
        Ok(if body.starts_with(b"id=tr_") { Noticed::Taken } else { Noticed::Unknown })
    }

    fn story(&self, id: &str) -> Result<Option<PaymentStory>, PaymentsError> {
        let mut world = self.world();
        world.up()?;
        let now = world.now();
        let Some(kept) = world.kept(id) else { return Ok(None) };
        let (payment, intent) = (&kept.payment, &kept.payment.intent);
        let lines = |split: &Split| {
            let credit = ReceiptLine::ToCredit(split.to_credit);
            vec![ReceiptLine::ToReconnectionLevel(split.to_reconnection_level), credit]
        };
        Ok(Some(PaymentStory {
            id: intent.id.clone(),
            account: AccountId::new(Dso::Ores, 1).unwrap(),
            ean: intent.ean,
            energy: Energy::Electricity,
            amount: intent.amount,
            channel: intent.channel,
            state: payment.state(),
            clocks: payment.clocks(),
            refunded: payment.refunded(),
            shown: lines(&intent.split),
            booked: kept.booked.as_ref().map(lines),
            provider: kept.provider_id.as_ref().map(|id| ("sandbox".to_owned(), id.to_string())),
            language: kept.language,
            code: kept.code.clone(),
            created_at: intent.created_at,
            expires_at: intent.expires_at,
            as_of: now,
            bars_cut: payment.bars_cut(),
            alarms: payment.alarms(now, &self.parameters),
            together: Vec::new(),
            events: kept.events.clone(),
        }))
    }
}
