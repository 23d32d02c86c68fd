//! A developer's world: a database of its own, an API over it, and a clock. It knows no other database. Source: UX 10,
//! D-03.

use super::homes::{DSO, HOMES, ean};
use super::time;
use crate::desk::PlatformDesk;
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::parties::{self, To, hash};
use crate::pay::{Psp, at_once, happened, visit, visit_due};
use crate::request_log::ApiLog;
use crate::till::{Clock, NewPayment, PaymentAsked, PaymentRefused, StoredShift, Till};
use axum::Router;
use calendar::Instant;
use http_api::{Cashier, Options, Scope, Sees, TerminalId, Version};
use psp::sandbox::{Act, Card, Magic, Running, Script};
use psp::{Amount, Order};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::{ApiKey, Owner};
use units::{Ean, MicroEuro};
use vending::{GrantAsked, Granter, PaymentEvent, PaymentState};

/// The clock goes no further: mandates of a world end then.
const MOST_DAYS: i32 = 150;
/// Days that one step of the clock goes on at most.
const MOST_DAYS_A_STEP: i32 = 31;
/// Who stands at the till of a world, with an open shift.
pub const CASHIER: &str = "C1";

/// What of the API a world answers by examples.
const EXAMPLES: [Scope; 4] =
    [Scope::SharingRead, Scope::RequestsRead, Scope::RequestsWrite, Scope::SettlementRead];

/// A folder that is gone with its world.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// A new one below `base`, for nobody else to read.
    pub fn new(base: &Path, name: &str) -> Result<Self, Failure> {
        let path = base.join(name);
        std::fs::create_dir_all(base)?;
        std::fs::create_dir(&path)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700))?;
        }
        Ok(Self(path))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left over is rubbish in a temporary folder.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What a developer signs with, where the key alone is not enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signs {
    pub terminal: String,
    pub key_id: String,
    pub secret: String,
}

/// With what the API of a world is asked: never seen outside.
struct Inside {
    /// Reads all events of the world.
    operator: String,
    /// Reads its accounts.
    party: String,
    /// Reads what was asked in it.
    logs: String,
    /// Of what a world has none of: groups, requests of suppliers and their settlements are examples.
    examples: String,
}

/// How a payment of a world went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paid {
    pub id: String,
    pub state: PaymentState,
    pub amount: MicroEuro,
}

/// Why the clock or a payment is not moved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotMoved {
    #[error(
        "the clock goes forward, at most {MOST_DAYS_A_STEP} days at a time and {MOST_DAYS} in all"
    )]
    Clock,
    #[error("no home of the sandbox has this reference")]
    Reference,
    #[error("{0}")]
    Payment(String),
}

/// A world.
pub struct World {
    pub signs: Signs,
    inside: Inside,
    router: Router,
    engine: Mutex<Engine>,
    /// How far its clock is ahead of the wall's, in microseconds.
    ahead: Arc<AtomicI64>,
    bank: Mutex<Option<Bank>>,
    payments: AtomicI64,
    /// By the wall's clock: when it was made.
    pub made_at: Instant,
    /// Gone with the last of all that has it open.
    _folder: Folder,
}

/// The payers' bank of a world.
struct Bank {
    running: Running,
    psp: Psp,
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

fn chance(bytes: usize) -> Result<String, Failure> {
    let mut all = vec![0; bytes];
    getrandom::fill(&mut all)?;
    Ok(all.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A key of the world's own, kept as any other.
fn partner_key(
    engine: &mut Engine,
    owner: Owner,
    (scopes, examples): (&[Scope], bool),
    at: Instant,
) -> Result<String, Failure> {
    let text = format!("{}{}", http_api::SANDBOX_PREFIX, chance(32)?);
    let key = ApiKey {
        id: 0,
        dso: DSO,
        owner,
        scopes: scopes.iter().map(|scope| scope.name().to_owned()).collect(),
        // Within the world it is a key like any other: there is nothing else that it could reach. What the world has
        // none of is answered by examples.
        sandbox: examples,
        version: Version::newest().name().to_owned(),
        made_at: at,
        until: at.day().plus(MOST_DAYS + 2).start(),
        made_by: String::new(),
        replaced_by: None,
        ended: None,
    };
    engine.store.locked(DSO, |store| store.add_api_key(&key, &hash(&text)))?;
    Ok(text)
}

impl World {
    /// A copy of `template`, a database without a connection, in a folder of its own. `wall`: the time of signatures.
    pub fn new(template: &Path, folder: Folder, wall: &Clock) -> Result<Self, Failure> {
        let file = folder.path().join("world.db");
        std::fs::copy(template, &file)?;
        let url = format!("sqlite:{}", file.display());
        let mut engine = Engine::played(&url)?;
        let begins: Instant = time::BEGINS.parse()?;
        let terminal: TerminalId = format!("SBX-{}", chance(6)?).parse()?;
        let name = "Sandbox".to_owned();
        // Good from the beginning of time: signatures are of the wall's clock, the world of its own.
        let key = crate::terminals::add(
            &mut engine.store,
            &terminal,
            DSO,
            name,
            Sees::AmountOnly,
            Instant(0),
        )?;
        let Some((key_id, secret)) = key.split_once(':') else {
            return refuse("a key without a name");
        };
        let cashier: Cashier = CASHIER.parse()?;
        let shift = StoredShift { cashier, opened_at: begins, closed: None };
        engine.store.keep_shift(terminal.as_str(), 1, None, &serde_json::to_string(&shift)?)?;
        let mut party = None;
        for (place, home) in HOMES.iter().enumerate() {
            let asked = GrantAsked {
                role: vending::Role::Mandate,
                last: Some(begins.day().plus(MOST_DAYS)),
                by: Granter::Agent("sandbox".to_owned()),
                reason: "a home of the sandbox".to_owned(),
            };
            let to = party.map_or_else(|| To::New("Sandbox".to_owned()), To::Known);
            let shared = parties::share(&mut engine, ean(place)?, &to, &asked, home.name, begins)?;
            party = Some(shared.party.id);
        }
        let Some(party) = party else { return refuse("a world without homes") };
        let inside = Inside {
            operator: partner_key(
                &mut engine,
                Owner::Operator,
                (&[Scope::EventsRead], false),
                begins,
            )?,
            party: partner_key(
                &mut engine,
                Owner::Party(party),
                (&[Scope::AccountsRead], false),
                begins,
            )?,
            logs: partner_key(&mut engine, Owner::Operator, (&[Scope::LogsRead], false), begins)?,
            examples: partner_key(&mut engine, Owner::Operator, (&EXAMPLES, true), begins)?,
        };
        let made_at = wall();
        let ahead = Arc::new(AtomicI64::new(begins.0.saturating_sub(made_at.0)));
        let clock: Clock = {
            let (ahead, wall) = (Arc::clone(&ahead), Arc::clone(wall));
            Arc::new(move || Instant(wall().0.saturating_add(ahead.load(Ordering::Relaxed))))
        };
        let till = Till::timed(Engine::played(&url)?, Arc::clone(&clock))?;
        let desk =
            PlatformDesk::reading(|| Engine::played(&url), till, Arc::clone(&clock))?.of_one();
        let desk = Arc::new(desk);
        let report = |line: &str| eprintln!("sandbox: {line}");
        let mut options = Options::new(Arc::clone(wall), Arc::new(report));
        options.partners = Some(Arc::clone(&desk) as _);
        options.read_at = Some(clock);
        options.log = Some(Arc::new(ApiLog::open(&url)?));
        let signs = Signs {
            terminal: terminal.to_string(),
            key_id: key_id.to_owned(),
            secret: secret.to_owned(),
        };
        Ok(Self {
            signs,
            inside,
            router: http_api::router(desk, options)?,
            engine: Mutex::new(engine),
            ahead,
            bank: Mutex::new(None),
            payments: AtomicI64::new(0),
            made_at,
            _folder: folder,
        })
    }

    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// The key that reads what stands at `path` in this world.
    pub fn inner_key(&self, path: &str) -> &str {
        match path {
            "/v1/requests" => &self.inside.logs,
            path if path.starts_with("/v1/sharing/") || path.starts_with("/v1/suppliers/") => {
                &self.inside.examples
            }
            path if path.starts_with("/v1/events") => &self.inside.operator,
            _ => &self.inside.party,
        }
    }

    /// What time it is there.
    pub fn now(&self, wall: Instant) -> Instant {
        Instant(wall.0.saturating_add(self.ahead.load(Ordering::Relaxed)))
    }

    /// Does what became due while nobody asked. Before and after each request.
    pub fn catch_up(&self, wall: Instant) -> Result<(), Failure> {
        let mut engine = held(&self.engine);
        let now = self.now(wall);
        if let Some(bank) = held(&self.bank).as_ref() {
            bank.running.teller().set_clock(Some(now))?;
            visit_due(&mut engine, bank.psp.provider.as_ref(), now)?;
        }
        time::pass(&mut engine, now)
    }

    /// Turns the clock to `to`; all that lies between is lived.
    pub fn turn(&self, to: Instant, wall: Instant) -> Result<Result<Instant, NotMoved>, Failure> {
        let begins: Instant = time::BEGINS.parse()?;
        let now = self.now(wall);
        let day = |days: i32| begins.day().plus(days).end();
        if to <= now || to > now.day().plus(MOST_DAYS_A_STEP).end() || to > day(MOST_DAYS) {
            return Ok(Err(NotMoved::Clock));
        }
        time::pass(&mut held(&self.engine), to)?;
        self.ahead.fetch_add(to.0.saturating_sub(now.0), Ordering::Relaxed);
        self.catch_up(wall)?;
        Ok(Ok(to))
    }

    /// The named steps of the clock: the next morning, the next Saturday, the next Monday, and the next end of
    /// protected hours. `None`: no such step.
    pub fn step(&self, name: &str, wall: Instant) -> Result<Option<Instant>, Failure> {
        time::step(&held(&self.engine), name, self.now(wall))
    }

    /// How the homes stand, for whoever looks around.
    pub fn accounts(&self) -> Result<Vec<(Ean, units::AccountId)>, Failure> {
        let mut engine = held(&self.engine);
        (0..HOMES.len())
            .map(|place| {
                let ean = ean(place)?;
                Ok((ean, engine.account_of(ean)?.id))
            })
            .collect()
    }

    /// Somebody pays online for a home; the amount says how it ends. Source: TP-04, TP-13.
    pub fn pay(
        &self,
        reference: &str,
        amount: MicroEuro,
        wall: Instant,
    ) -> Result<Result<Paid, NotMoved>, Failure> {
        self.catch_up(wall)?;
        let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
        let asked = digits(reference);
        let mut homes = self.accounts()?.into_iter();
        let known = homes.find(|(ean, _)| digits(&ean.reference().to_string()) == asked);
        let Some((ean, _)) = known else { return Ok(Err(NotMoved::Reference)) };
        let mut engine = held(&self.engine);
        let mut place = held(&self.bank);
        if place.is_none() {
            *place = Some(Bank::open()?);
        }
        let Some(bank) = place.as_ref() else { return refuse("the payers' bank is closed") };
        let at = self.now(wall);
        let number = self.payments.fetch_add(1, Ordering::Relaxed) + 1;
        let id = format!("sandbox-{number}");
        match bank.pay(&mut engine, &id, (ean, amount), at) {
            Ok(paid) => Ok(Ok(paid)),
            // A limit of the amount, said as it is to a payer.
            Err(failure) => match failure.downcast_ref::<PaymentRefused>() {
                Some(refused) => Ok(Err(NotMoved::Payment(refused.to_string()))),
                None => Err(failure),
            },
        }
    }
}

impl std::fmt::Debug for World {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("World").field("made_at", &self.made_at).finish_non_exhaustive()
    }
}

impl Bank {
    fn open() -> Result<Self, Failure> {
        let running = psp::sandbox::start(psp::sandbox::Options::default())?;
        let psp = Psp::sandbox(running.base_url(), running.api_key())?;
        Ok(Self { running, psp })
    }

    fn pay(
        &self,
        engine: &mut Engine,
        id: &str,
        (ean, amount): (Ean, MicroEuro),
        at: Instant,
    ) -> Result<Paid, Failure> {
        let (provider, teller) = (self.psp.provider.as_ref(), self.running.teller());
        teller.set_clock(Some(at))?;
        let new = NewPayment {
            id: id.to_owned(),
            ean,
            amount,
            expires_at: at.plus_h(1),
            although_paid: true,
            context: serde_json::json!({ "language": "en" }),
        };
        at_once(engine, PaymentAsked::Begin { dso: DSO, new }, at)?;
        let amount = Amount::new(amount)?;
        let order = Order {
            payment_id: id.to_owned(),
            amount,
            description: format!("Tirelire {}", ean.reference()),
            redirect_url: "http://127.0.0.1/".to_owned(),
            webhook_url: "http://127.0.0.1/".to_owned(),
            key: id.parse()?,
        };
        let made = provider.create(&order)?;
        let (name, number) = (provider.name().to_owned(), made.id.to_string());
        let known = PaymentAsked::Known {
            dso: DSO,
            ean,
            id: id.to_owned(),
            provider: name,
            provider_id: number,
        };
        let mut known = at_once(engine, known, at)?;
        known = at_once(engine, happened(&known, PaymentEvent::PayerAtBank, at, None), at)?;
        let pays = Script::untold(Act::Pay { card: Card::Bancontact });
        let (script, looks) = match Magic::of(amount) {
            None => (Some(pays), 1),
            Some(Magic::Fails) => (Some(Script::untold(Act::Fail)), 1),
            // The notice has not come yet: it is found out when the payment is looked at.
            Some(Magic::ToldLate) => (Some(pays), 0),
            Some(Magic::ToldTwice) => (Some(pays), 2),
            Some(Magic::StaysOpen) => (None, 0),
        };
        if let Some(script) = &script {
            teller.act(&made.id, script)?;
        }
        for _ in 0..looks {
            at_once(engine, PaymentAsked::Noticed { dso: DSO, ean, id: id.to_owned() }, at)?;
            known = visit(engine, provider, id, at)?;
        }
        let amount = amount.micro_euro();
        Ok(Paid { id: id.to_owned(), state: known.payment.state(), amount })
    }
}
