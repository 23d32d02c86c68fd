//! `tirelire demo`: real or generated homes live on prepayment. One account per home and energy with a payer
//! behind it and a virtual meter that is read and ordered over DLMS; the days go through the same
//! settlement, guards and supply machine as in production.

mod homes;
mod house_bank;
mod payer;
mod people;
mod prosumer;
mod purse;
mod sharing;
mod summary;
mod suppliers;

pub use homes::{Home, generated, imported};
pub use people::people;

use crate::bank::import::{Request as Statements, import_and_tell};
use crate::bank::pieces::PIECE;
use crate::bank::registry::ogm_of;
use crate::books::{enter_illustrative_parameter, enter_illustrative_price};
use crate::engine::{Engine, KnownProtection, Opening};
use crate::estimates;
use crate::failure::{Failure, refuse};
use crate::meters::field::{Field, ToPlace};
use calendar::{Instant, SettlementDay};
use guards::LawfulBasis;
use house_bank::{Communication, HouseBank, Transfer};
use params::PriceBasis;
use payer::{Act, Payer};
use prepay::{Category, Rates, TariffGroup};
use purse::Purse;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use store::{BankAccount, Store};
use summary::Counts;
pub use summary::Summary;
use timeline::{EventLine, Fact, Output};
use units::{AccountId, Dso, Ean, Energy, Language, MicroEuro, ObisCode};
use virtual_meters::Kind;

/// Marks a database that a demo may throw away.
const MARK: &str = "demo";

/// What a demo is asked for.
#[derive(Debug, Clone)]
pub struct Request {
    pub url: String,
    pub days: u32,
    pub seed: u64,
}

/// Makes an empty database at `url`. Errors: one is there that is not a demo's.
fn fresh(url: &str) -> Result<Engine, Failure> {
    let path = url.strip_prefix("sqlite:").unwrap_or(url);
    let file = std::path::Path::new(path);
    if !url.starts_with("postgres") && file.exists() {
        let mut old = Store::open(url)?;
        let marked = old.setting(MARK)?.is_some() || old.count_accounts()? == 0;
        drop(old);
        if !marked {
            return refuse(format!("`{path}` holds accounts that are not a demo's"));
        }
        for suffix in ["", "-wal", "-shm"] {
            let part = format!("{path}{suffix}");
            if std::path::Path::new(&part).exists() {
                std::fs::remove_file(part)?;
            }
        }
    }
    let mut store = Store::open(url)?;
    if store.count_accounts()? > 0 {
        return refuse("the database holds accounts already: a demo wants an empty one");
    }
    store.set_setting(MARK, "a demo made this database and may throw it away")?;
    prices(&mut store)?;
    // Notices are made and kept; nobody brings them.
    let mut house = notify::figures::House::example(Dso::Ores.name());
    drop(store);
    let mut engine = Engine::open(url)?;
    // Texts say the line that pages say.
    let rules = engine.books.rules(Dso::Ores, Energy::Electricity)?;
    let now = crate::clock::now();
    if let Some(line) = rules.parameters.at(now.day(), now).balance_line.clone() {
        house.help = line;
    }
    crate::notices::keep_house(&mut engine.store, Dso::Ores, &house)?;
    engine.books = crate::books::Books::load(&mut engine.store)?;
    shops(&mut engine)?;
    if crate::seal::public_key(&mut engine.store)?.is_none() {
        crate::seal::seal(&mut engine.store, crate::seal::demo_key())?;
    }
    Ok(engine)
}

/// Illustrative prices, the same for every operator: real ones have to be loaded.
fn prices(store: &mut Store) -> Result<(), Failure> {
    let rows = [
        (PriceBasis::Average, ObisCode::IMPORT_PEAK, "0.342150"),
        (PriceBasis::Average, ObisCode::IMPORT_OFF_PEAK, "0.271480"),
        (PriceBasis::Social, ObisCode::IMPORT_PEAK, "0.222380"),
        (PriceBasis::Social, ObisCode::IMPORT_OFF_PEAK, "0.222380"),
    ];
    let gas = [(PriceBasis::Average, "0.084270"), (PriceBasis::Social, "0.041350")];
    for dso in Dso::ALL {
        for (basis, register, price) in rows {
            let of = (dso, Energy::Electricity, basis);
            enter_illustrative_price(store, of, Some(register), price)?;
        }
        for (basis, price) in gas {
            enter_illustrative_price(store, (dso, Energy::Gas, basis), None, price)?;
        }
    }
    let factor = ("gas.energy_factor", GAS_FACTOR);
    enter_illustrative_parameter(store, Some(Energy::Gas), factor)
}

/// Shops that are nowhere, so that a search finds something.
const SHOPS: &str = "\
id,name,street,postcode,town,hours,bancontact,cash,gas
SHOP1,Shop,Rue de l’Exemple 1,4800,Verviers,Mo-Sa 07:00-19:00; PH off,yes,yes,yes
SHOP2,Night shop,Place de l’Exemple 7,4800,Verviers,Mo-Su 00:00-24:00,yes,yes,no
DESK1,Desk of the operator,Quai de l’Exemple 2,4820,Dison,Mo-Fr 09:00-12:00 13:00-16:00; PH off,yes,no,yes
SHOP3,Bakery,Avenue de l’Exemple 12,4000,Liège,Tu-Sa 07:30-13:00; Su 07:30-12:00,no,yes,yes
";

/// Social services that are nowhere.
const OFFICES: &str = "\
postcode,name,address,phone
4800,CPAS de l’Exemple,\"Place de l’Exemple 3, 4800 Verviers\",087 00 00 00
4820,CPAS de l’Exemple,\"Place de l’Exemple 3, 4800 Verviers\",087 00 00 00
";

fn shops(engine: &mut Engine) -> Result<(), Failure> {
    crate::offices::import(engine, Dso::Ores, OFFICES.as_bytes(), crate::clock::now())?;
    let read = crate::places::read(SHOPS.as_bytes())?;
    crate::places::keep(engine, Dso::Ores, &read, false, crate::clock::now())?;
    Ok(())
}

/// Of gas, in kWh a cubic metre.
const GAS_FACTOR: &str = "10.5";
/// Points of gas are numbered from here on, those of electricity by their homes.
const GAS_POINTS: u64 = 100_000;
/// Homes that are looked through for the poorest.
const MOST_HOMES: usize = 10_000;
/// Of so many homes one pays by transfer, the others online.
const BY_TRANSFER: u64 = 7;

/// One home's account.
struct Resident {
    number: u64,
    account: store::Account,
    home: Home,
    payer: Payer,
}

/// The demo's world.
struct World {
    engine: Engine,
    residents: BTreeMap<AccountId, Resident>,
    field: Field,
    /// What people will do, and when.
    queue: BinaryHeap<Reverse<(Instant, AccountId, Act)>>,
    counts: Counts,
    purse: Purse,
    house_bank: HouseBank,
    /// Transfers so far.
    transfers: u32,
}

/// Runs the homes through `request.days` days. `progress` is told after each day.
/// Top-ups are paid at `bank`, whose clock follows the demo's, or by transfer to the operator's own bank.
pub fn run(
    request: &Request,
    homes: Vec<Home>,
    bank: &psp::sandbox::Running,
    progress: &mut dyn FnMut(u32),
) -> Result<(Summary, Field), Failure> {
    let Some(first) = homes.iter().map(|home| home.first_day).min() else {
        return refuse("there are no homes");
    };
    let mut engine = fresh(&request.url)?;
    engine.store.enter_bank_account(&BankAccount {
        iban: HouseBank::iban(),
        dso: Dso::Ores,
        holder: house_bank::HOLDER.to_owned(),
        bic: house_bank::BIC.to_owned(),
    })?;
    let mut residents = BTreeMap::new();
    for energy in [Energy::Electricity, Energy::Gas] {
        for (number, home) in (1u64..).zip(&homes) {
            if energy == Energy::Electricity || home.takes_gas {
                let resident = move_in(&mut engine, number, home, energy, request.seed)?;
                residents.insert(resident.account.id, resident);
            }
        }
    }
    let to_place = residents.values().map(|resident| {
        let gas = resident.account.group.energy == Energy::Gas;
        ToPlace {
            ean: resident.account.ean,
            dso: resident.account.dso,
            kind: if gas { Kind::SmartGas } else { Kind::SmartElectricity },
            at: resident.home.first_day.start(),
            load: resident.home.load.clone(),
            behind: gas,
        }
    });
    let field = Field::begin(&mut engine, to_place.collect(), request.seed, first.start())?;
    let mut world = World {
        engine,
        residents,
        field,
        queue: BinaryHeap::new(),
        counts: Counts::default(),
        purse: Purse::new(bank)?,
        house_bank: HouseBank::new(),
        transfers: 0,
    };
    for day in 0..request.days {
        world.live(first.plus(i32::try_from(day)?))?;
        progress(day + 1);
    }
    let end = first.plus(i32::try_from(request.days)?);
    let now = world.engine.books.run_at(Dso::Ores, end.previous())?;
    world.purse.keep_told(&mut world.engine, (first, end.next()), now)?;
    world.summarise(request.days)
}

/// Ends the world when dropped.
#[derive(Debug)]
pub struct GoesOn(Arc<AtomicBool>);

impl Drop for GoesOn {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// The world goes on from `from` while its pages are served: the bank's clock, the meters' time and
/// answers, and what leaves for them.
pub fn go_on(
    url: &str,
    bank: &psp::sandbox::Running,
    mut field: Field,
    from: Instant,
) -> Result<GoesOn, Failure> {
    let mut engine = Engine::open(url)?;
    let (teller, started) = (bank.teller(), std::time::Instant::now());
    let ended = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&ended);
    std::thread::Builder::new().name("world".to_owned()).spawn(move || {
        while !told.load(Ordering::Relaxed) {
            let now = from.plus_s(i64::try_from(started.elapsed().as_secs()).unwrap_or(0));
            let done = teller
                .set_clock(Some(now))
                .map_err(Failure::from)
                .and_then(|()| crate::work::keep_up(&mut engine, now))
                .and_then(|()| crate::notices::keep_unsent(&mut engine.store, now))
                .and_then(|()| field.carry(&mut engine, now));
            if let Err(failure) = done {
                eprintln!("demo: {}", crate::failure::chain(failure.as_ref()));
            }
            std::thread::sleep(std::time::Duration::from_secs(1));
        }
    })?;
    Ok(GoesOn(ended))
}

/// The home with the least for electricity after the last night, and the page of its meter.
pub fn poorest(url: &str, field: &Field) -> Result<Option<(Ean, String)>, Failure> {
    let mut store = Store::open(url)?;
    let Some(run) = store.last_run(Dso::Ores)? else { return Ok(None) };
    let rows = store.rows_of_day(Dso::Ores, run.day, None, MOST_HOMES)?;
    let rows = rows.iter().filter(|row| row.group.energy == Energy::Electricity);
    let Some(lowest) = rows.min_by_key(|row| row.balance) else { return Ok(None) };
    let Some(account) = store.account(lowest.account)? else { return Ok(None) };
    Ok(field.page(account.ean)?.map(|page| (account.ean, page)))
}

/// Opens the account of a home for one energy.
fn move_in(
    engine: &mut Engine,
    number: u64,
    home: &Home,
    energy: Energy,
    seed: u64,
) -> Result<Resident, Failure> {
    let dso = Dso::Ores;
    let (point, rates, registers): (u64, _, &[ObisCode]) = match energy {
        Energy::Electricity => {
            (number, Rates::Two, &[ObisCode::IMPORT_PEAK, ObisCode::IMPORT_OFF_PEAK])
        }
        Energy::Gas => (GAS_POINTS + number, Rates::Single, &[ObisCode::GAS_VOLUME]),
    };
    let ean = Ean::with_check_digit(54_144_900_000_000_000 + point * 7_919);
    let Some(ean) = ean else { return refuse("there are too many homes") };
    let payer = Payer::new(seed, number);
    let protected = payer.protected.then_some(KnownProtection {
        category: Category::Federal,
        from: home.first_day.plus(-30),
        to: None,
    });
    let opening = Opening {
        start: Fact::Activate {
            registers: registers.iter().map(|code| (*code, "0".to_owned())).collect(),
        },
        protected: protected.into_iter().collect(),
        basis: LawfulBasis::Request { id: format!("demo-{number}") },
        // It answers over its line.
        answers: None,
        area: None,
        notices_are_facts: false,
        closing: None,
    };
    let group = TariffGroup { energy, rates };
    engine.open_account(ean, dso, group, home.first_day.start(), &opening)?;
    let account = engine.account_of(ean)?;
    engine.store.set_contact(&example_contact(&account, number)?)?;
    Ok(Resident { number, account, home: home.clone(), payer })
}

/// How the people of a home would be reached: numbers of a series that no network has, an address of a domain
/// that is for examples, and nobody's name.
fn example_contact(account: &store::Account, number: u64) -> Result<store::Contact, Failure> {
    let language = match number % 4 {
        0 => Language::Nl,
        1 => Language::Fr,
        2 => Language::De,
        _ => Language::En,
    };
    let mut contact = store::Contact::empty(account.id, language, account.opened_at);
    contact.phone = Some(format!("+3245{:07}", number % 10_000_000).parse()?);
    contact.email = Some(format!("home-{number}@example.be").parse()?);
    contact.street = format!("Rue de l’Exemple {}", number + 1);
    (contact.postcode, contact.town) = ("4800".to_owned(), "Verviers".to_owned());
    Ok(contact)
}

impl World {
    /// One day: midnight values arrive, the run settles the day before, then what people and meters
    /// do until the next midnight.
    fn live(&mut self, day: SettlementDay) -> Result<(), Failure> {
        let next = day.next();
        self.read_statements(day)?;
        // What is still due before the values of the coming midnight arrive.
        self.work_until(next.start())?;
        let silent: Vec<Ean> = self
            .residents
            .values()
            .filter(|resident| resident.home.is_silent(next))
            .map(|resident| resident.account.ean)
            .collect();
        self.field.collect(&mut self.engine, Dso::Ores, day, next.start().plus_min(5), &silent)?;
        self.learn(day)?;
        let run_at = self.engine.books.run_at(Dso::Ores, day)?;
        self.work_until(run_at.plus_s(-1))?;
        let mut said = Vec::new();
        let settled = self.engine.settle(Dso::Ores, day, &mut said, &mut |_| {})?;
        self.counts.nights(settled);
        self.field.something_may_leave(run_at);
        self.measure_estimates(day)?;
        for (id, output) in said {
            if let Output::Event(line) = output {
                self.hear(id, &line);
            }
        }
        self.hear_ordinary_notices(day, run_at)
    }

    /// What the operator's bank has written over night is imported in the morning, as it would be from a
    /// bank that is none of ours.
    fn read_statements(&mut self, morning: SettlementDay) -> Result<(), Failure> {
        let at = morning.at(7, 30);
        self.work_until(at)?;
        let Some(coda) = self.house_bank.coda(morning) else { return Ok(()) };
        let folder = std::env::temp_dir().join(format!("tirelire-demo-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let file = folder.join(format!("statements-{morning}.cod"));
        std::fs::write(&file, coda)?;
        let (out_of_sequence, partial) = (false, false);
        let request =
            Statements { file, iban_of: None, out_of_sequence, partial, piece: PIECE, at };
        let mut said = Vec::new();
        let booked = import_and_tell(&mut self.engine, &request, &mut |id, line| {
            said.push((id, line.clone()));
        });
        std::fs::remove_dir_all(&folder)?;
        for statement in booked? {
            self.counts.statement(&statement);
        }
        for (id, line) in said {
            self.hear(id, &line);
        }
        Ok(())
    }

    /// A transfer with the account's own number. Of the first ones, one has a wrong digit, and one is a
    /// slip that is paid in cash at a post office.
    fn transfer(&mut self, home: u64, account: &store::Account, amount: MicroEuro, at: Instant) {
        let Some(ogm) = ogm_of(account.id) else { return };
        self.transfers += 1;
        let communication = if self.transfers == 2 {
            let digits: String = ogm.to_string().chars().filter(char::is_ascii_digit).collect();
            let (right, last) = digits.split_at(digits.len().saturating_sub(1));
            let wrong = (last.parse::<u8>().unwrap_or(0) + 1) % 10;
            Communication::Text(format!("recharge {right}{wrong}"))
        } else {
            Communication::Structured(ogm)
        };
        let by_post = self.transfers == 3;
        self.house_bank.take(Transfer { day: at.day(), amount, home, by_post, communication });
    }

    /// The quarter-hours of the day have come with its midnight: hourly shapes follow them.
    fn learn(&mut self, day: SettlementDay) -> Result<(), Failure> {
        let rules = self.engine.books.rules(Dso::Ores, Energy::Electricity)?;
        let parameters = rules.parameters.at(day, day.end());
        let mut shapes = BTreeMap::new();
        for (id, resident) in &self.residents {
            let hours = resident.home.hours.iter().copied();
            if let Some(shape) = estimates::learn(hours, day, parameters) {
                shapes.insert(*id, shape);
            }
        }
        self.engine.store.keep_shapes(&shapes)?;
        Ok(())
    }

    /// The demo's own worker: nobody else does its jobs.
    fn measure_estimates(&mut self, day: SettlementDay) -> Result<(), Failure> {
        let Engine { store, books, .. } = &mut self.engine;
        estimates::measure(store, books, Dso::Ores, day)?;
        store.job_done(&estimates::job_key(Dso::Ores, day))?;
        crate::notices::tell_of_night(&mut self.engine, Dso::Ores, day)?;
        crate::notices::tell_of_days(&mut self.engine, Dso::Ores, day)?;
        self.engine.store.job_done(&crate::notices::job_key(Dso::Ores, day))?;
        Ok(())
    }

    /// Ordinary nights leave a notice in the outbox: payers are told by it.
    fn hear_ordinary_notices(
        &mut self,
        day: SettlementDay,
        run_at: Instant,
    ) -> Result<(), Failure> {
        let ids: Vec<AccountId> = self.residents.keys().copied().collect();
        let prefix = format!("notice/{day}/");
        for message in self.engine.store.messages(&ids)? {
            if let Some(kind) = message.key.strip_prefix(&prefix)
                && let Some(resident) = self.residents.get_mut(&message.account)
            {
                let act = resident.payer.told(kind, run_at, MicroEuro::ZERO);
                self.schedule(message.account, act);
            }
        }
        Ok(())
    }

    /// What people do and what the clock makes due, in order.
    fn work_until(&mut self, until: Instant) -> Result<(), Failure> {
        loop {
            let next_act = self.queue.peek().map(|Reverse((at, ..))| *at);
            let to = next_act.map_or(until, |at| at.min(until));
            crate::notices::keep_unsent(&mut self.engine.store, to)?;
            if let Some(said) = self.field.step(&mut self.engine, Dso::Ores, to)? {
                for (id, line) in said {
                    self.hear(id, &line);
                }
                continue;
            }
            if next_act.is_none_or(|at| at > until) {
                return Ok(());
            }
            let Some(Reverse((at, id, act))) = self.queue.pop() else { return Ok(()) };
            let Some(resident) = self.residents.get(&id) else { continue };
            let account = resident.account.clone();
            for line in self.act(&account, at, act)? {
                self.hear(id, &line);
            }
            self.field.something_may_leave(at);
        }
    }

    fn act(
        &mut self,
        account: &store::Account,
        at: Instant,
        act: Act,
    ) -> Result<Vec<EventLine>, Failure> {
        match act {
            Act::TopUp { eur } => {
                let number = self.residents.get(&account.id).map_or(0, |resident| resident.number);
                if number % BY_TRANSFER == 3 {
                    self.transfer(number, account, eur, at);
                    return Ok(Vec::new());
                }
                self.counts.topped_up(eur);
                self.purse.top_up(&mut self.engine, account, eur, at)
            }
            Act::Press => {
                self.field.press(&mut self.engine, account, at)?;
                Ok(Vec::new())
            }
            Act::ThinkAgain => {
                if let Some(resident) = self.residents.get_mut(&account.id) {
                    let act = resident.payer.told("think_again", at, MicroEuro::ZERO);
                    self.schedule(account.id, act);
                }
                Ok(Vec::new())
            }
        }
    }

    /// Counts what happened and lets the payer react.
    fn hear(&mut self, id: AccountId, line: &EventLine) {
        self.counts.event(id, line);
        if let Some(resident) = self.residents.get_mut(&id) {
            match line.event.as_str() {
                "limit_confirmed" => self.field.keep_within_limit(resident.account.ean, true),
                "unlimit_confirmed" => self.field.keep_within_limit(resident.account.ean, false),
                _ => {}
            }
            let clear = line.snapshot.amount_to_clear;
            let act = resident.payer.told(&line.event, line.at, clear);
            self.schedule(id, act);
        }
    }

    fn schedule(&mut self, id: AccountId, act: Option<(Instant, Act)>) {
        if let Some((at, act)) = act {
            // Nobody acts at the very instant of the run.
            let run_at = self.engine.books.run_at(Dso::Ores, at.day().previous());
            let at = if run_at.is_ok_and(|run_at| run_at == at) { at.plus_min(1) } else { at };
            self.queue.push(Reverse((at, id, act)));
        }
    }

    fn summarise(mut self, days: u32) -> Result<(Summary, Field), Failure> {
        let accounts: Vec<store::Account> =
            self.residents.values().map(|resident| resident.account.clone()).collect();
        let summary = self.counts.summary(&mut self.engine, &accounts, days)?;
        Ok((summary, self.field))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::suspense;
    use store::LineState;

    #[test]
    fn tp_14_tp_16_homes_of_a_demo_also_pay_through_files_of_a_bank() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("demo.db").display());
        let bank = psp::sandbox::start(psp::sandbox::Options::default()).unwrap();
        let first: SettlementDay = "2026-01-05".parse().unwrap();
        let days = 40;
        let homes = generated(12, first, 1);
        let request = Request { url: url.clone(), days, seed: 1 };
        let (summary, _) = run(&request, homes, &bank, &mut |_| {}).unwrap();
        assert!(summary.all_passed(), "{:?}", summary.checks);
        let mut engine = Engine::open(&url).unwrap();
        let (from, to) = (first, first.plus(60));
        let lines = engine.store.bank_lines(Dso::Ores, from, to).unwrap();
        let of = |state: LineState| lines.iter().filter(move |line| line.state == state);
        let credited: i64 = of(LineState::Credited).map(|line| line.amount.0).sum();
        assert_eq!(MicroEuro(credited).to_string(), summary.by_transfer_eur);
        assert!(of(LineState::Credited).count() > 3);
        assert_eq!(of(LineState::Credited).filter(|line| line.channel == "post").count(), 1);
        let kept: Vec<_> = of(LineState::Suspended).collect();
        assert_eq!(kept.len(), 1, "one wrong reference");
        let last = engine.store.last_run(Dso::Ores).unwrap().unwrap().run_at;
        let list = suspense::list(&mut engine, Dso::Ores, last).unwrap();
        assert_eq!(list.total, i128::from(kept[0].amount.0));
        assert_eq!(units::format_decimal(list.total, 6), summary.in_suspense_eur);
    }
}
