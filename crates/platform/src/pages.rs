//! The pages' figures, read from the store: the same ledger that everything else reads.

mod list;
#[cfg(test)]
mod typed;

pub use list::{Known, in_state, last_night};

use crate::agents::Desks;
use crate::books::Books;
use crate::cpas::Offices;
use crate::engine::Engine;
use crate::estimates::{self, Hours, NotShown};
use crate::failure::Failure;
use crate::notices::{say_call, say_own_low};
use crate::operators::Rooms;
use crate::parties::PartyHomes;
use crate::pay::{Online, Psp, Watch};
use crate::people::{Courier, People, ProviderArguments, Setting, plan_lines};
use crate::request_log::Requests;
use crate::shop::Shops;
use crate::suppliers::Houses;
use crate::till::Till;
use crate::training::Training;
use crate::voices::{PROGRAM, Voices};
use calendar::{Instant, SettlementDay, Spared};
use ledger::LedgerAccount;
use list::Counted;
use params::{EstimateMethod, ParameterBook, PriceBasis, RequestParameters};
use portal::agent::AgentOptions;
use portal::cpas::CpasOptions;
use portal::homes::{HomesOptions, MovementKind};
use portal::my::{Gate, MyOptions, Papers, PlanLine, PublicFacts, RepaidBy, RepaidFor};
use portal::operator::OperatorOptions;
use portal::pay::PayOptions;
use portal::shop::ShopOptions;
use portal::supplier::SupplierOptions;
use portal::{
    AccountItem, AccountPage, Booked, DayLine, Easy, EstimateNow, ExplainLine, ExplainPage, HeldBy,
    Method, Modifier, Movement, NoEstimate, OffPage, Paths as _, Quality, QualityLine, QualityPage,
    ShownHours, ShownState, Source, SourceError, StateCard, StateCounts, Supply, Until, WorkedOut,
};
use prepay::Creditor;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use supply::{LimiterState, SupplyState};
use timeline::{Displayed, LineOf, Timeline};
use units::{AccountId, Dso, Energy, Language, MicroEuro};

/// Reads through one connection.
struct Reader {
    engine: Mutex<Engine>,
    counted: Mutex<Counted>,
    clock: Clock,
}

/// What time the pages take it to be.
#[derive(Debug, Clone)]
enum Clock {
    Wall,
    /// A demo's world goes on from where its days ended.
    From(Instant, std::time::Instant),
    /// It is turned by hand.
    Training(Arc<Training>),
}

impl Clock {
    fn now(&self) -> Instant {
        match self {
            Self::Wall => crate::clock::now(),
            Self::From(at, started) => {
                // To the microsecond: what a command has written beside the pages lies behind them at once.
                let elapsed = i64::try_from(started.elapsed().as_micros()).unwrap_or(0);
                Instant(at.0.saturating_add(elapsed))
            }
            Self::Training(training) => training.now(),
        }
    }
}

/// What the pages of guests need; without a provider there are none.
pub struct Guests {
    pub psp: Option<Psp>,
    pub base_url: Option<String>,
    pub behind_proxy: bool,
    /// Brings codes to those who sign in.
    pub courier: Arc<dyn Courier>,
    /// Where staff sign in, if not here.
    pub provider: Option<ProviderArguments>,
    /// Developers make keys of a sandbox, which has databases of its own.
    pub sandbox: bool,
    /// All of it is for training.
    pub training: Option<Arc<Training>>,
}

/// Connections for the pages of households: as many pages are read at once.
const HOUSEHOLD_CONNECTIONS: usize = 4;

/// The numbers that guests are told: whom to call for help, and where gas is smelt. The pages serve all
/// operators, so each line is named with its own. Source: CM-05.
fn phones(books: &Books, now: Instant) -> Result<(String, String), Failure> {
    let (mut lines, mut emergency) = (Vec::new(), Vec::new());
    for dso in Dso::ALL {
        let parameters = books.rules(dso, Energy::Gas)?.parameters.at(now.day(), now);
        lines.extend(parameters.balance_line.as_ref().map(|line| format!("{line} ({dso})")));
        emergency.push(parameters.gas_emergency.clone());
    }
    emergency.dedup();
    Ok((lines.join(", "), emergency.join(", ")))
}

fn to_stderr() -> portal::Report {
    Arc::new(|text: &str| eprintln!("{text}"))
}

/// The router of the guests' pages, and the worker beside it. `base_url`, and whether our own proxy stands there.
fn guest_pages(
    url: &str,
    till: Till,
    clock: Clock,
    psp: Psp,
    (base_url, behind_proxy): (String, bool),
    courier: Arc<dyn Courier>,
    (gate, papers): (&Gate, Arc<dyn Papers>),
) -> Result<(axum::Router, Watch), Failure> {
    let watching = clock.clone();
    let watch = crate::pay::watch(Engine::open(url)?, psp.clone(), move || watching.now())?;
    let (help_phone, gas_phone) = phones(&Engine::open(url)?.books, clock.now())?;
    let options = PayOptions {
        checkout_origins: psp.checkout_origins.clone(),
        help_phone: help_phone.clone(),
        gas_phone,
        behind_proxy,
        base_url: base_url.clone(),
    };
    let reader = Engine::open(url)?;
    let online = Online::new(reader, till, psp, &base_url, courier, move || clock.now())?;
    let online = Arc::new(online);
    let own = portal::pay::Own { sessions: gate.sessions(), papers };
    let (story, _) =
        portal::pay::story_router(Arc::clone(&online) as _, gate, help_phone, to_stderr());
    Ok((portal::pay::router(online, Some(own), options, to_stderr())?.merge(story), watch))
}

/// The pages of whoever has a link to homes of others. `pays`: top-ups are served beside them.
fn party_pages(
    url: &str,
    clock: Clock,
    secure: bool,
    behind_proxy: bool,
    pays: bool,
) -> Result<axum::Router, Failure> {
    let engine = Engine::open(url)?;
    let (help_phone, gas_phone) = phones(&engine.books, clock.now())?;
    let homes = PartyHomes::new(engine, move || clock.now())?;
    let options = HomesOptions { secure, help_phone, gas_phone, behind_proxy, pays };
    Ok(portal::homes::router(Arc::new(homes), options, to_stderr()))
}

/// Whose site it is: one site has one operator in production, a demo's is ORES.
pub const OPERATOR: Dso = Dso::Ores;

/// What everybody is told of how it works.
fn public_facts(book: &ParameterBook, books: &Books, now: Instant) -> Result<PublicFacts, Failure> {
    let rules = books.rules(OPERATOR, Energy::Electricity)?;
    let parameters = rules.parameters.at(now.day(), now);
    let requests = RequestParameters::resolve(book, OPERATOR, now.day(), now)?;
    Ok(PublicFacts {
        emergency: parameters.emergency_limit,
        start: parameters.starting_credit,
        start_per_day: parameters.recovery_per_day,
        back_on: parameters.reconnect_level,
        least: parameters.payments.topup_min,
        most: parameters.payments.topup_max,
        limit_ampere: parameters.limiter_current_a,
        spared: Spared::of(&parameters.protected_hours, now.day()),
        refuse_days: requests.placement_days,
        answer_days: books.cases(OPERATOR, now)?.answer_working_days,
    })
}

/// Easy pages with amounts of today, read aloud beside the work. Nobody waits for it.
fn read_aloud(facts: &PublicFacts, phones: (&str, &str)) -> Arc<Voices> {
    let pages = Easy::ALL.into_iter().flat_map(|page| Language::ALL.map(|one| (page, one)));
    let texts =
        pages.map(|(page, language)| ((page, language), page.aloud(language, facts, phones)));
    let (voices, _) = Voices::begin(Path::new(PROGRAM), texts.collect());
    voices
}

/// The pages of households, the gate that asks everybody who they are, and each one's own papers.
fn household_pages(
    url: &str,
    setting: Setting,
    secure: bool,
    behind_proxy: bool,
    checkout_origins: Vec<String>,
) -> Result<(axum::Router, Gate, Arc<dyn Papers>), Failure> {
    let mut engines = Vec::new();
    for _ in 0..HOUSEHOLD_CONNECTIONS {
        engines.push(Engine::open(url)?);
    }
    let now = (setting.clock)();
    let Some(first) = engines.first_mut() else {
        return crate::failure::refuse("no connection for the pages of households");
    };
    let (help_phone, gas_phone) = phones(&first.books, now)?;
    let book = crate::books::parameter_book(&mut first.store)?;
    let facts = public_facts(&book, &first.books, now)?;
    let people = Arc::new(People::new(engines, setting)?);
    let gate = Gate::new(Arc::clone(&people) as _, to_stderr(), Language::Fr);
    let sounds = read_aloud(&facts, (&help_phone, &gas_phone));
    let options =
        MyOptions { secure, help_phone, gas_phone, checkout_origins, behind_proxy, facts, sounds };
    let (pages, _) = portal::my::router(Arc::clone(&people) as _, &gate, options, to_stderr());
    Ok((pages, gate, people))
}

/// The pages of shops, which sell through the writer of all terminals.
fn shop_pages(
    url: &str,
    till: Till,
    time: crate::till::Clock,
    gate: &Gate,
) -> Result<axum::Router, Failure> {
    let engine = Engine::open(url)?;
    let options = ShopOptions { help_phone: phones(&engine.books, time())?.0 };
    let shops = Arc::new(Shops::new(engine, till, time));
    Ok(portal::shop::router(shops, gate, options, to_stderr()).0)
}

/// The pages of the operator's own people. What is not real seals photos with a key that ends with the process, if the
/// environment has none: its database begins anew with it. `online`: top-ups are served beside them.
fn agent_pages(
    url: &str,
    time: crate::till::Clock,
    (is_real, online): (bool, bool),
    gate: &Gate,
) -> Result<axum::Router, Failure> {
    let engine = Engine::open(url)?;
    let options = AgentOptions { help_phone: phones(&engine.books, time())?.0, online };
    let mut masters = crate::sealed::MasterKeys::from_environment()?;
    if masters.is_empty() && !is_real {
        masters = crate::sealed::MasterKeys::throw_away()?;
    }
    let desks = Arc::new(Desks::new(engine, time).with_masters(masters));
    Ok(portal::agent::router(desks, gate, options, to_stderr()).0)
}

/// The pages of those who run the platform.
fn operator_pages(
    url: &str,
    time: crate::till::Clock,
    training: Option<Arc<Training>>,
    gate: &Gate,
) -> Result<axum::Router, Failure> {
    let engine = Engine::open(url)?;
    let options = OperatorOptions { help_phone: phones(&engine.books, time())?.0 };
    let masters = crate::sealed::MasterKeys::from_environment()?;
    let rooms = Rooms::new(engine, OPERATOR, time)
        .with_training(training)
        .with_masters(masters)
        .with_intervals(crate::share::pages::quarter_hours(url))
        .with_postcodes(crate::share::groups::Postcodes::of_operator()?);
    let rooms = Arc::new(rooms);
    Ok(portal::operator::router(rooms, gate, options, to_stderr()).0)
}

/// The pages of representatives, and what a household shares.
fn sharing_pages(
    url: &str,
    time: crate::till::Clock,
    gate: &Gate,
) -> Result<axum::Router, Failure> {
    let options = portal::sharing::SharingOptions {
        help_phone: phones(&Engine::open(url)?.books, time())?.0,
    };
    let masters = crate::sealed::MasterKeys::from_environment()?;
    let groups = crate::share::pages::Representatives::open(url, time)?.with_masters(masters);
    let groups = Arc::new(groups);
    Ok(portal::sharing::router(groups, gate, options, to_stderr()).0)
}

/// A household's page of what it produces.
fn production_page(
    url: &str,
    time: crate::till::Clock,
    gate: &Gate,
) -> Result<axum::Router, Failure> {
    let options = portal::production::ProductionOptions {
        help_phone: phones(&Engine::open(url)?.books, time())?.0,
    };
    let roofs = Arc::new(crate::producers::pages::Roofs::open(url, time)?);
    Ok(portal::production::router(roofs, gate, options, to_stderr()).0)
}

/// The pages of social services.
fn cpas_pages(url: &str, time: crate::till::Clock, gate: &Gate) -> Result<axum::Router, Failure> {
    let engine = Engine::open(url)?;
    let options = CpasOptions { help_phone: phones(&engine.books, time())?.0 };
    let offices = Arc::new(Offices::new(engine, time)?);
    Ok(portal::cpas::router(offices, gate, options, to_stderr()).0)
}

/// The pages of suppliers.
fn supplier_pages(
    url: &str,
    time: crate::till::Clock,
    gate: &Gate,
) -> Result<axum::Router, Failure> {
    let options = SupplierOptions { help_phone: phones(&Engine::open(url)?.books, time())?.0 };
    let houses = Arc::new(Houses::open(url, OPERATOR, time)?);
    Ok(portal::supplier::router(houses, gate, options, to_stderr()).0)
}

/// The pages of developers, and the API with a sandbox before it if there is one.
fn developer_pages(
    url: &str,
    time: crate::till::Clock,
    mut vend: axum::Router,
    base_url: &str,
    (with_sandbox, behind_proxy): (bool, bool),
    gate: &Gate,
) -> Result<(axum::Router, axum::Router), Failure> {
    let mut english = crate::developers::guide(base_url, Language::En)?;
    let mut french = crate::developers::guide(base_url, Language::Fr)?;
    (english.sandbox, french.sandbox) = (with_sandbox, with_sandbox);
    let (pages, _) = portal::developers::router([english, french], gate, to_stderr());
    let mut desk: Option<Arc<dyn portal::developers::SandboxDesk>> = None;
    if with_sandbox {
        let sandbox = Arc::new(crate::sandbox::Sandbox::open(Arc::new(crate::clock::now))?);
        let leads =
            axum::middleware::from_fn_with_state(Arc::clone(&sandbox), crate::sandbox::lead);
        vend = vend.layer(leads).merge(crate::sandbox::router(Arc::clone(&sandbox)));
        desk = Some(Arc::new(crate::sandbox::Desk::new(sandbox, base_url)?));
    }
    let (sandbox, _) = portal::developers::sandbox_router(desk, behind_proxy, gate, to_stderr());
    let kit = crate::developers::KitDesk::new(Engine::open(url)?, OPERATOR, time)?;
    let (kit, _) = portal::developers::kit_router(Arc::new(kit), gate, to_stderr());
    // By the clock of the API, which is that of signatures.
    let requests = Requests::new(
        Engine::open(url)?,
        OPERATOR,
        Arc::new(crate::clock::now) as crate::till::Clock,
    );
    let (logs, _) = portal::developers::logs_router(Arc::new(requests), gate, to_stderr());
    let hooks = crate::webhooks::HookBook::new(
        Engine::open(url)?,
        OPERATOR,
        Arc::new(crate::clock::now) as crate::till::Clock,
        crate::sealed::MasterKeys::from_environment()?,
    );
    let hooks = Arc::new(hooks);
    let keys = Arc::clone(&hooks);
    let (hooks, _) = portal::developers::hooks_router(hooks, gate, to_stderr());
    let (keys, _) = portal::developers::keys_router(keys, gate, to_stderr());
    Ok((vend, pages.merge(sandbox).merge(kit).merge(logs).merge(hooks).merge(keys)))
}

/// Serves the pages until the process is told to end. Time goes on from `from`, if it is given.
pub fn serve(
    url: &str,
    listen: SocketAddr,
    from: Option<Instant>,
    guests: Guests,
) -> Result<(), Failure> {
    let listener = std::net::TcpListener::bind(listen)?;
    eprintln!("pages are at http://{}/", listener.local_addr()?);
    serve_until(url, listener, from, guests, async {
        // Without a signal to wait for, the process serves until it is killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

/// Serves the pages until `ended` is.
pub fn serve_until(
    url: &str,
    listener: std::net::TcpListener,
    from: Option<Instant>,
    guests: Guests,
    ended: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Failure> {
    let clock = match (&guests.training, from) {
        (Some(training), _) => Clock::Training(Arc::clone(training)),
        (None, Some(from)) => Clock::From(from, std::time::Instant::now()),
        (None, None) => Clock::Wall,
    };
    if let Clock::From(from, _) = &clock {
        // Commands that write beside these pages are of the same day.
        crate::clock::goes_on(&mut store::Store::open(url)?, *from)?;
    }
    let reader = Reader::new(Engine::open(url)?, clock.clone());
    let (told, setting_time) = (clock.clone(), clock.clone());
    let time: crate::till::Clock = Arc::new(move || told.now());
    // One writer for whoever asks: terminals and guests share its transactions.
    let till = Till::timed(Engine::open(url)?, Arc::clone(&time))?;
    let (shop_time, agent_time, room_time) =
        (Arc::clone(&time), Arc::clone(&time), Arc::clone(&time));
    let (sharing_time, production_time) = (Arc::clone(&time), Arc::clone(&time));
    let (cpas_time, supplier_time) = (Arc::clone(&time), Arc::clone(&time));
    let kit_time = Arc::clone(&time);
    let vend = crate::desk::router_over(url, till.clone(), time, Arc::new(crate::clock::now))?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let base_url = guests.base_url.unwrap_or_else(|| format!("http://{address}"));
    let (secure, pays) = (base_url.starts_with("https://"), guests.psp.is_some());
    let homes = party_pages(url, clock.clone(), secure, guests.behind_proxy, pays)?;
    let origins = guests.psp.iter().flat_map(|psp| psp.checkout_origins.clone()).collect();
    let courier = Arc::clone(&guests.courier);
    let is_real = matches!(clock, Clock::Wall);
    let setting = Setting {
        courier: guests.courier,
        base_url: base_url.clone(),
        operator: OPERATOR,
        online: pays,
        intervals: crate::share::pages::quarter_hours(url),
        organisation: match &guests.provider {
            Some(asked) => asked.open(&base_url)?,
            None => None,
        },
        second_factor: is_real,
        masters: crate::sealed::MasterKeys::from_environment()?,
        clock: Arc::new(move || setting_time.now()),
    };
    if is_real && setting.masters.is_empty() {
        eprintln!(
            "no TIRELIRE_MASTER_KEY: staff cannot sign in by a password, as codes of their app are sealed"
        );
    }
    let (own, gate, papers) = household_pages(url, setting, secure, guests.behind_proxy, origins)?;
    let help_phone = phones(&Engine::open(url)?.books, clock.now())?.0;
    let (pages, _) = portal::router(Arc::new(reader), &gate, help_phone.clone(), to_stderr());
    let shops = shop_pages(url, till.clone(), shop_time, &gate)?;
    let agents = agent_pages(url, agent_time, (is_real, pays), &gate)?;
    let rooms = operator_pages(url, room_time, guests.training.clone(), &gate)?;
    let sharing = sharing_pages(url, sharing_time, &gate)?;
    let production = production_page(url, production_time, &gate)?;
    let offices = cpas_pages(url, cpas_time, &gate)?;
    let suppliers = supplier_pages(url, supplier_time, &gate)?;
    let (vend, developers) = developer_pages(
        url,
        kit_time,
        vend,
        &base_url,
        (guests.sandbox, guests.behind_proxy),
        &gate,
    )?;
    let ours = pages
        .merge(own)
        .merge(homes)
        .merge(shops)
        .merge(agents)
        .merge(sharing)
        .merge(production)
        .merge(offices)
        .merge(suppliers)
        .merge(rooms);
    let ours = ours.merge(developers);
    let mut router = portal::explained(ours, &help_phone).merge(vend);
    let mut _watch = None;
    if let Some(psp) = guests.psp {
        eprintln!("top-ups are at {base_url}{}", Language::Fr.top_up_path());
        let reached = (base_url, guests.behind_proxy);
        let (pages, watch) = guest_pages(url, till, clock, psp, reached, courier, (&gate, papers))?;
        router = router.merge(portal::explained(pages, &help_phone));
        _watch = Some(watch);
    }
    if guests.training.is_some() {
        router = router.layer(axum::middleware::from_fn(portal::training::banner));
    }
    if secure {
        router = router.layer(axum::middleware::from_fn(portal::over_tls_alone));
    }
    // A connection to PostgreSQL has a runtime of its own, which may neither begin nor end within
    // another: all are opened before, and their last owner outlives it.
    let _last_owner = router.clone();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let served = runtime.block_on(async move {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        // With limits for heads, connections and the end, which axum's own server lacks.
        http_api::serve(listener, router, http_api::Limits::default(), ended).await
    });
    drop(runtime);
    Ok(served?)
}

fn failed(what: &str) -> impl FnOnce(Failure) -> SourceError + '_ {
    move |failure| SourceError::failed(what, failure)
}

impl Reader {
    fn new(engine: Engine, clock: Clock) -> Self {
        Self { engine: Mutex::new(engine), counted: Mutex::new(Counted::new()), clock }
    }

    fn engine(&self) -> std::sync::MutexGuard<'_, Engine> {
        // A page that panicked has changed nothing: the connection only reads.
        let mut engine = self.engine.lock().unwrap_or_else(PoisonError::into_inner);
        crate::engine::freshened(&mut engine);
        engine
    }

    fn counted_rows(&self) -> std::sync::MutexGuard<'_, Counted> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn one(&self, account: AccountId, known_at: Instant) -> Result<Option<Shown>, Failure> {
        let mut engine = self.engine();
        let Some(account) = engine.store.account(account)? else { return Ok(None) };
        let mut rebuilt = engine.rebuild(std::slice::from_ref(&account), known_at)?;
        let Some(known) = rebuilt.pop() else { return Ok(None) };
        let rules = engine.books.rules(account.dso, account.group.energy)?;
        let at = known.timeline.reached();
        let now = self.clock.now().max(at);
        let mut card = state_card(&account, &known.timeline, (at, now), rules);
        say_call(&mut engine, account.id, &mut card)?;
        say_own_low(&mut engine, &account, &mut card)?;
        Ok(Some(Shown { account, card, timeline: known.timeline }))
    }

    fn page(&self, account: AccountId) -> Result<Option<AccountPage>, Failure> {
        let now = self.clock.now();
        let Some(mut shown) = self.one(account, Instant(i64::MAX / 2))? else { return Ok(None) };
        let at = now.max(shown.timeline.reached());
        let mut engine = self.engine();
        let known = estimates::shown(&mut engine, &shown.account, &shown.timeline, at)?;
        let estimate = known.map(|known| estimated(&known)).map_err(not_estimated);
        if let (Ok(known), None) = (&known, &shown.card.until) {
            shown.card.until = known.estimate.ends.map(Until::About);
        }
        Ok(Some(AccountPage {
            account,
            registers: shown.timeline.account.registers().to_vec(),
            days: days(&shown.timeline),
            movements: movements(&shown.timeline),
            estimate,
            card: shown.card,
        }))
    }

    fn quality(&self) -> Result<QualityPage, Failure> {
        let mut engine = self.engine();
        let all = engine.store.errors(None, SettlementDay(0), SettlementDay(i32::MAX))?;
        let Some(last) = all.iter().map(|error| error.day).max() else {
            return Ok(QualityPage::default());
        };
        let from = last.plus(1 - QUALITY_DAYS);
        let period: Vec<store::ErrorsOfDay> =
            all.into_iter().filter(|error| error.day >= from).collect();
        let first = period.iter().map(|error| error.day).min().unwrap_or(last);
        let sums = estimates::over_period(&period);
        let of_period = sums.iter().map(|((dso, energy, method), sums)| {
            quality_line(None, (*dso, *energy, *method), sums)
        });
        let by_day = period.iter().rev().map(|error| {
            quality_line(Some(error.day), (error.dso, error.energy, error.method), &error.sums)
        });
        Ok(QualityPage {
            period: Some((first, last)),
            lines: of_period.collect(),
            days: by_day.collect(),
        })
    }
}

/// Days over which the page of quality adds up.
const QUALITY_DAYS: i32 = 30;

fn quality_line(
    day: Option<SettlementDay>,
    (dso, energy, method): (Dso, Energy, EstimateMethod),
    sums: &prepay::ErrorSums,
) -> QualityLine {
    QualityLine {
        day,
        dso,
        energy,
        method: shown_method(method),
        accounts: u64::try_from(sums.count).unwrap_or(0),
        mean_off: sums.mean_absolute().unwrap_or_default(),
        mean: sums.mean().unwrap_or_default(),
        half_within: sums.percentile(50).unwrap_or_default(),
        most_within: sums.percentile(95).unwrap_or_default(),
        largest: MicroEuro(sums.most),
    }
}

fn shown_method(method: EstimateMethod) -> Method {
    match method {
        EstimateMethod::Flat => Method::Flat,
        EstimateMethod::HourAware => Method::HourAware,
    }
}

fn estimated(known: &estimates::Shown) -> EstimateNow {
    let estimate = known.estimate;
    EstimateNow {
        balance: estimate.balance,
        range: estimate.range,
        method: shown_method(estimate.method),
        hours: known.hours.map(|hours| match hours {
            Hours::Own { days, to } => ShownHours::Own { days, to },
            Hours::Alike => ShownHours::Alike,
        }),
        as_of: estimate.freshness.as_of,
        last_reading: known.last_reading,
        ends: estimate.ends,
        emergency: known.emergency,
    }
}

fn not_estimated(why: NotShown) -> NoEstimate {
    match why {
        NotShown::SupplyOff => NoEstimate::SupplyOff,
        NotShown::Held => NoEstimate::Held,
        NotShown::Closed => NoEstimate::Closed,
        NotShown::NoDay => NoEstimate::NoDay,
        NotShown::TooOld => NoEstimate::TooOld,
    }
}

struct Shown {
    account: store::Account,
    card: StateCard,
    timeline: Timeline,
}

pub fn shown_state(displayed: Displayed) -> ShownState {
    match displayed {
        Displayed::Ds1 => ShownState::InOrder,
        Displayed::Ds2 => ShownState::Low,
        Displayed::Ds3 => ShownState::Emergency,
        Displayed::Ds4 => ShownState::HeldOn,
        Displayed::Ds5 => ShownState::Off,
    }
}

pub fn shown_supply(supply: SupplyState) -> Supply {
    match supply {
        SupplyState::Connected => Supply::Connected,
        SupplyState::DisconnectOrdered => Supply::DisconnectOrdered,
        SupplyState::Disconnected => Supply::Disconnected,
        SupplyState::ReconnectOrdered => Supply::ReconnectOrdered,
        SupplyState::ReadyForReconnection => Supply::ReadyForReconnection,
        SupplyState::LeakTesting => Supply::LeakTesting,
    }
}

/// What is said beside the state.
pub fn modifiers(timeline: &Timeline, ampere: i64) -> Vec<Modifier> {
    let account = &timeline.account;
    let mut modifiers = Vec::new();
    if let Some(since) = account.held_from() {
        modifiers.push(Modifier::BillingHold { since });
    }
    if account.silent_days() > 0 {
        modifiers.push(Modifier::Stale { last_reading: account.readings.last_heard() });
    }
    if timeline.is_silent() {
        modifiers.push(Modifier::NotReached { called_by: None });
    }
    if timeline.limiter() != LimiterState::Off {
        let until = timeline.limiter_clock().map(|clock| clock.guaranteed_to());
        let ampere = u32::try_from(ampere).unwrap_or(0);
        modifiers.push(Modifier::Limited { ampere, until });
    }
    let left = |advance: bool| {
        let debts = account.debts().iter();
        let of_kind = debts.filter(|debt| (debt.creditor == Creditor::Advance) == advance);
        MicroEuro(of_kind.map(|debt| debt.remaining.0).fold(0, i64::saturating_add))
    };
    if left(true) > MicroEuro::ZERO {
        modifiers.push(Modifier::Advance { left: left(true), daily: None });
    }
    if left(false) > MicroEuro::ZERO {
        modifiers.push(Modifier::Plan { left: left(false), how: None, ends: None });
    }
    modifiers
}

/// The same with what is taken how often and until when, for the card: the list has no place for it. Two of a kind have
/// no common figures. Source: UX 4.3.
fn with_figures(
    mut modifiers: Vec<Modifier>,
    timeline: &Timeline,
    today: SettlementDay,
) -> Vec<Modifier> {
    let lines = plan_lines(timeline, today);
    let only = |advance: bool| {
        let mut of = lines.iter().filter(|line| (line.what == RepaidFor::Advance) == advance);
        match (of.next(), of.next()) {
            (Some(line), None) => Some(line),
            _ => None,
        }
    };
    for modifier in &mut modifiers {
        match (modifier, only(true), only(false)) {
            (Modifier::Advance { daily, .. }, Some(line), _) => *daily = of_days(line),
            (Modifier::Plan { how, ends, .. }, _, Some(line)) => {
                (*how, *ends) = (Some(line.how), line.ends);
            }
            _ => (),
        }
    }
    modifiers
}

/// What a day takes, and on how many days.
fn of_days(line: &PlanLine) -> Option<(MicroEuro, i32)> {
    let RepaidBy::Day(each) = line.how else { return None };
    let days = line.ends?.days_since(line.next?).checked_add(1)?;
    Some((each, days))
}

/// The state card of an account at an instant, as it is shown at another.
pub fn state_card(
    account: &store::Account,
    timeline: &Timeline,
    (at, now): (Instant, Instant),
    rules: prepay::Rules<'_>,
) -> StateCard {
    let shown = timeline.snapshot(at, rules);
    let parameters = rules.parameters.at(at.day(), at);
    let levels = timeline.account.levels(at, rules);
    let protected = parameters.protected_hours.contains(at);
    let held_by = match (shown.displayed, timeline.limiter(), timeline.supply()) {
        (Displayed::Ds4, LimiterState::On | LimiterState::OnOrdered, _) => Some(HeldBy::Limiter),
        (Displayed::Ds4, _, SupplyState::DisconnectOrdered) => Some(HeldBy::Order),
        (Displayed::Ds4, _, _) if protected => Some(HeldBy::Calendar),
        (Displayed::Ds4, _, _) => Some(HeldBy::Guard),
        _ => None,
    };
    let until = (held_by == Some(HeldBy::Calendar))
        .then(|| parameters.protected_hours.end_after(at).map(Until::Held))
        .flatten();
    StateCard {
        ean: account.ean,
        dso: account.dso,
        energy: account.group.energy,
        state: shown_state(shown.displayed),
        supply: shown_supply(shown.supply),
        modifiers: with_figures(
            modifiers(timeline, parameters.limiter_current_a),
            timeline,
            now.day(),
        ),
        balance: shown.balance,
        emergency_credit: parameters.emergency_limit,
        gas_emergency: parameters.gas_emergency.clone(),
        emergency_left: levels.emergency_left(shown.balance),
        to_stay_on: shown.amount_to_stay_on,
        to_clear: shown.amount_to_clear,
        held_by,
        until,
        spared: match held_by {
            Some(HeldBy::Calendar) => Spared::of(&parameters.protected_hours, now.day()),
            Some(HeldBy::Order | HeldBy::Limiter | HeldBy::Guard) | None => Spared::default(),
        },
        open_again: parameters.protected_hours.open_again(now.day()),
        as_of: at,
        now,
        last_reading: timeline.account.readings.last_heard(),
        help: None,
        office: None,
    }
}

fn days(timeline: &Timeline) -> Vec<DayLine> {
    let account = &timeline.account;
    let registers = account.registers().len();
    let lines = account.days().iter().map(|(day, known)| {
        let balance = timeline::explain(account, known.settled_at, known.settled_at);
        DayLine {
            day: *day,
            quality: if known.consumption.is_none() {
                Quality::Provisional
            } else if known.charged != known.first_charge {
                Quality::Corrected
            } else {
                Quality::Measured
            },
            energy: known.energy.iter().copied().take(registers).collect(),
            charge: Some(known.charged),
            collected: known.collected,
            balance_after: balance.map(|explained| explained.balance),
            explain_at: known.settled_at,
        }
    });
    let last: Vec<DayLine> = lines.collect();
    let skip = last.len().saturating_sub(60);
    last.into_iter().skip(skip).collect()
}

fn movements(timeline: &Timeline) -> Vec<Movement> {
    let entries = timeline.account.journal().iter().rev();
    let moved = entries.filter_map(|entry| {
        let postings = entry.transaction.postings().iter();
        let own = postings.filter(|posting| posting.account == LedgerAccount::CustomerCredit);
        let amount: i64 = own.map(|posting| posting.amount.0).fold(0, i64::saturating_sub);
        (amount != 0).then(|| Movement {
            at: entry.booked_at,
            day: entry.day,
            what: Booked {
                kind: MovementKind::Entry(entry.kind),
                key: entry.key.clone(),
                rule: entry.kind.rule(),
            },
            amount: MicroEuro(amount),
        })
    });
    moved.take(50).collect()
}

/// A line of a balance as its pages show it.
pub fn explain_line(line: timeline::ExplainedLine, registers: usize) -> ExplainLine {
    let corrects = matches!(line.of, LineOf::Entry { .. });
    let (kind, key) = match line.of {
        LineOf::Energy => (MovementKind::Energy, None),
        LineOf::Repaid => (MovementKind::Repaid, None),
        LineOf::Entry { kind, key } => (MovementKind::Entry(kind), key),
    };
    ExplainLine {
        booked_at: line.booked_at,
        day: line.day,
        what: Booked { kind, key, rule: line.rule },
        amount: line.amount,
        from: line.from.map(|from| WorkedOut {
            energy: from.energy.into_iter().take(registers).collect(),
            quality: match (corrects, from.measured) {
                (true, _) => Quality::Corrected,
                (false, true) => Quality::Measured,
                (false, false) => Quality::Provisional,
            },
            reading_version: from.reading_version,
            price_version: from.price_version,
            social: from.basis == PriceBasis::Social,
            net: from.net.map(|net| {
                let [before, after] =
                    [net.before, net.after].map(|both| both.into_iter().take(registers).collect());
                (net.since, before, after)
            }),
        }),
    }
}

impl Source for Reader {
    fn off(&self) -> Result<OffPage, SourceError> {
        crate::off::page(&mut self.engine(), crate::clock::now())
            .map_err(failed("could not read who is off"))
    }

    fn counts(&self) -> Result<StateCounts, SourceError> {
        self.count().map_err(failed("could not count the accounts"))
    }

    fn accounts(
        &self,
        state: Option<ShownState>,
        after: Option<i64>,
        most: usize,
    ) -> Result<Vec<AccountItem>, SourceError> {
        self.list(state, after, most).map_err(failed("could not read the accounts"))
    }

    fn account(&self, account: AccountId) -> Result<Option<AccountPage>, SourceError> {
        self.page(account).map_err(failed("could not read the account"))
    }

    fn quality(&self) -> Result<QualityPage, SourceError> {
        Reader::quality(self).map_err(failed("could not read the errors of the estimates"))
    }

    fn explain(
        &self,
        account: AccountId,
        at: Option<Instant>,
        known: Option<Instant>,
    ) -> Result<Option<ExplainPage>, SourceError> {
        let far = Instant(i64::MAX / 2);
        let known_at = known.or(at).unwrap_or(far);
        let shown = self.one(account, known_at).map_err(failed("could not read the account"))?;
        let Some(shown) = shown else { return Ok(None) };
        let at = at.unwrap_or(shown.timeline.reached());
        let known_at = known.unwrap_or(at).max(at);
        let explained = timeline::explain(&shown.timeline.account, at, known_at);
        let registers = shown.timeline.account.registers().len();
        Ok(explained.map(|explained| ExplainPage {
            account,
            ean: shown.account.ean,
            at,
            as_known_at: known_at,
            balance: explained.balance,
            lines: explained.lines.into_iter().map(|line| explain_line(line, registers)).collect(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_of_a_demo_are_never_behind_a_command_that_writes_beside_them() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("clock.db").display());
        let mut store = store::Store::open(&url).unwrap();
        let from: Instant = "2026-03-06T06:10:00+01:00".parse().unwrap();
        let clock = Clock::From(from, std::time::Instant::now());
        crate::clock::goes_on(&mut store, from).unwrap();
        for _ in 0..3 {
            std::thread::sleep(std::time::Duration::from_millis(7));
            let written = crate::clock::of(&mut store).unwrap();
            assert!(from < written && written <= clock.now());
        }
    }

    #[test]
    fn guests_are_told_the_lines_that_are_loaded_and_the_emergency_number() {
        let engine = crate::testing::empty("sqlite::memory:");
        let now = crate::testing::instant("2026-11-04T12:00:00+01:00");
        let (help, gas) = phones(&engine.books, now).unwrap();
        assert_eq!(help, "0800/92.424 (ORES), 0800/93.636 (RESA)");
        assert_eq!(gas, "112");
    }
}
