//! `tirelire bench notices`: how soon people hear. Payments are credited at a steady rate, each with its notice in
//! the same transaction; a worker makes notices of what waits, and a courier hands them to a carrier that only
//! looks at the clock. Timed is from the commit of the cause to the moment at which the carrier has the words.

use super::{Kind, place, remove};
use crate::books::enter_illustrative_price;
use crate::engine::{Engine, Opening};
use crate::failure::{Failure, refuse};
use crate::meters::Registry;
use crate::meters::orders::Dispatcher;
use crate::notices::{Courier, keep_house};
use crate::work;
use calendar::{Instant, SettlementDay};
use guards::LawfulBasis;
use notify::carrier::{Carrier, Dispatch, Handed, Receipt};
use notify::plan::Channel;
use params::PriceBasis;
use prepay::{Rates, TariffGroup};
use readings::Registers;
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant as Clock};
use store::{Reading, Store};
use timeline::Fact;
use units::{AccountId, Dso, Ean, Energy, ObisCode};

const DSO: Dso = Dso::Resa;
const FIRST_EAN: u64 = 54_145_610_000_000_000;
/// After the last payment it is waited so long for what is on its way.
const PATIENCE: Duration = Duration::from_secs(60);

/// Time notices from the transaction of their cause to their carrier.
#[derive(Debug, Clone, clap::Args)]
pub struct NoticesBench {
    /// Payments a second, each with a notice.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=2_000))]
    pub per_s: u32,
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=600))]
    pub seconds: u32,
    /// Homes that pay in turn.
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub homes: u32,
    /// Payments that are under way at once, as those of many terminals are.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=64))]
    pub payers: u32,
    #[arg(long, value_enum, default_value = "sqlite")]
    pub store: Kind,
    /// A database that may be filled; without it a temporary file, or that of DATABASE_URL.
    #[arg(long)]
    pub url: Option<String>,
}

#[derive(Debug)]
struct Figures {
    /// Shortest first.
    took_us: Vec<u128>,
    /// From the first payment to the last.
    lasted: Duration,
}

pub fn run(bench: &NoticesBench, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let (url, temporary) = place(bench.store, bench.url.as_deref())?;
    let figures = measure(bench, &url);
    remove(&temporary);
    let figures = figures?;
    let at = |percent: usize| {
        let place = (figures.took_us.len() * percent).div_ceil(100).saturating_sub(1);
        figures.took_us.get(place).copied().unwrap_or(0) / 1_000
    };
    let (p50, p95, p99, longest) = (at(50), at(95), at(99), at(100));
    let count = figures.took_us.len();
    let rate = u128::try_from(count)? * 1_000 / figures.lasted.as_millis().max(1);
    if as_json {
        let line = json!({
            "bench": "notices", "notices": count, "per_s": rate, "p50_ms": p50, "p95_ms": p95,
            "p99_ms": p99, "longest_ms": longest,
        });
        writeln!(out, "{line}")?;
        return Ok(());
    }
    writeln!(
        out,
        "{count} notices at {rate} a second: half handed over within {p50} ms of the commit of their cause, \
         95 % {p95} ms, 99 % {p99} ms, all {longest} ms"
    )?;
    Ok(())
}

/// When the carrier had each notice, by the courier's name for it.
type Heard = Arc<Mutex<BTreeMap<String, Clock>>>;

/// Takes everything at once.
struct Listener(Heard);

impl Carrier for Listener {
    fn channel(&self) -> Channel {
        Channel::Sms
    }

    fn hand_over(&mut self, lot: &[Dispatch]) -> Vec<Handed> {
        let now = Clock::now();
        let mut heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lot.iter()
            .map(|one| {
                heard.insert(one.id.clone(), now);
                Handed::Over { carrier_id: one.id.clone() }
            })
            .collect()
    }

    fn receipts(&mut self, wait: Duration) -> Vec<Receipt> {
        std::thread::sleep(wait);
        Vec::new()
    }
}

/// The time of the world: noon of a day, from when the clock began to run.
#[derive(Debug, Clone, Copy)]
struct Time {
    base: Instant,
    began: Clock,
}

impl Time {
    fn now(self) -> Instant {
        let micros = i64::try_from(self.began.elapsed().as_micros()).unwrap_or(i64::MAX);
        Instant(self.base.0.saturating_add(micros))
    }
}

fn measure(bench: &NoticesBench, url: &str) -> Result<Figures, Failure> {
    let mut store = Store::open(url)?;
    if store.count_accounts()? > 0 {
        return refuse("the database has accounts already; the benchmark wants an empty one");
    }
    let of = (DSO, Energy::Electricity, PriceBasis::Average);
    enter_illustrative_price(&mut store, of, None, "0.30")?;
    keep_house(&mut store, DSO, &notify::figures::House::example(DSO.name()))?;
    drop(store);
    let mut engine = Engine::open(url)?;
    let first: SettlementDay = "2026-10-30".parse()?;
    eprintln!("making {} homes", bench.homes);
    let homes = homes(&mut engine, bench.homes, first)?;
    // The night is settled: what is paid now happens now.
    let time = Time { base: first.next().at(12, 0), began: Clock::now() };
    // What the opening and the night said is not timed.
    while work::deliver(&mut engine, time.base, no_field(), &mut |_| {})? > 0 {}
    let heard = Heard::default();
    let ended = Arc::new(AtomicBool::new(false));
    let mut courier = Courier::new(Engine::open(url)?, Box::new(Listener(Arc::clone(&heard))));
    while courier.round(time.base, Duration::ZERO)? > 0 {}
    let mut worker = Engine::open(url)?;
    let threads = [
        turning("worker", &ended, move || {
            work::deliver(&mut worker, time.now(), no_field(), &mut |_| {})
        })?,
        turning("courier", &ended, move || courier.round(time.now(), Duration::ZERO))?,
    ];
    let paid = pay_at_once(bench, url, &homes, time);
    let waited = paid.and_then(|paid| {
        let took = hear_all(&mut engine, &homes, &heard, &paid)?;
        Ok((paid, took))
    });
    ended.store(true, Ordering::Relaxed);
    for thread in threads {
        match thread.join() {
            Ok(Ok(())) => {}
            Ok(Err(failure)) => return refuse(failure),
            Err(_) => return refuse("a thread panicked"),
        }
    }
    let (paid, took_us) = waited?;
    let all = || paid.values().copied();
    let lasted = all().max().zip(all().min()).map(|(last, first)| last.duration_since(first));
    Ok(Figures { took_us, lasted: lasted.unwrap_or_default() })
}

/// No meter is reached by a line here.
fn no_field() -> Option<&'static mut Dispatcher<Registry>> {
    None
}

/// Does something over and over, and rests as a worker does when there is nothing.
fn turning(
    name: &str,
    ended: &Arc<AtomicBool>,
    mut round: impl FnMut() -> Result<usize, Failure> + Send + 'static,
) -> Result<JoinHandle<Result<(), String>>, Failure> {
    let ended = Arc::clone(ended);
    let turn = move || {
        while !ended.load(Ordering::Relaxed) {
            match round() {
                Ok(0) => std::thread::sleep(work::IDLE),
                Ok(_) => {}
                Err(failure) => return Err(crate::failure::chain(failure.as_ref())),
            }
        }
        Ok(())
    };
    Ok(std::thread::Builder::new().name(name.to_owned()).spawn(turn)?)
}

/// Homes with a phone, and a night behind them.
fn homes(
    engine: &mut Engine,
    count: u32,
    first: SettlementDay,
) -> Result<Vec<store::Account>, Failure> {
    let group = TariffGroup { energy: Energy::Electricity, rates: Rates::Two };
    let zero =
        [ObisCode::IMPORT_PEAK, ObisCode::IMPORT_OFF_PEAK].map(|code| (code, "0".to_owned()));
    let mut homes = Vec::new();
    for number in 0..u64::from(count) {
        let Some(ean) = Ean::with_check_digit(FIRST_EAN + number) else {
            return refuse("an EAN out of range");
        };
        let opening = Opening {
            start: Fact::Activate { registers: BTreeMap::from(zero.clone()) },
            protected: Vec::new(),
            basis: LawfulBasis::Request { id: format!("bench-{number}") },
            answers: None,
            area: None,
            notices_are_facts: false,
            closing: None,
        };
        engine.open_account(ean, DSO, group, first.start(), &opening)?;
        let account = engine.account_of(ean)?;
        let mut contact = store::Contact::empty(account.id, units::Language::Fr, first.start());
        contact.phone = Some(format!("+3245{number:07}").parse()?);
        engine.store.set_contact(&contact)?;
        homes.push(account);
    }
    let midnight = first.next();
    let readings: Vec<Reading> = homes
        .iter()
        .map(|home| {
            let registers = Registers([5_000_000, 4_000_000]);
            Reading { midnight, account: home.id, registers, learnt_at: midnight.start().plus_h(1) }
        })
        .collect();
    engine.store.record_readings(&readings)?;
    engine.settle(DSO, first, &mut Vec::new(), &mut |_| {})?;
    Ok(homes)
}

/// When each payment was committed, by account and by its place among those of the account.
type Paid = BTreeMap<(AccountId, i64), Clock>;

/// Credits payments at their time, each payer those of its own homes.
fn pay_at_once(
    bench: &NoticesBench,
    url: &str,
    homes: &[store::Account],
    time: Time,
) -> Result<Paid, Failure> {
    let share = homes.len().div_ceil(usize::try_from(bench.payers)?).max(1);
    let began = Clock::now();
    let payers: Vec<_> = homes.chunks(share).collect();
    let count = payers.len();
    let parts = std::thread::scope(|scope| {
        let threads: Vec<_> = (0_u32..)
            .zip(payers)
            .map(|(payer, own)| {
                let turns = (payer..bench.per_s * bench.seconds).step_by(count);
                scope.spawn(move || {
                    let paid = Engine::open(url)
                        .and_then(|mut engine| pay(bench, &mut engine, own, turns, (began, time)));
                    paid.map_err(|failure| crate::failure::chain(failure.as_ref()))
                })
            })
            .collect();
        threads.into_iter().map(std::thread::ScopedJoinHandle::join).collect::<Vec<_>>()
    });
    let mut paid = Paid::new();
    for part in parts {
        match part {
            Ok(Ok(own)) => paid.extend(own),
            Ok(Err(failure)) => return refuse(failure),
            Err(_) => return refuse("a thread panicked"),
        }
    }
    Ok(paid)
}

/// Credits what is paid in these turns, by one home after the other.
fn pay(
    bench: &NoticesBench,
    engine: &mut Engine,
    homes: &[store::Account],
    turns: impl Iterator<Item = u32>,
    (began, time): (Clock, Time),
) -> Result<Paid, Failure> {
    let mut paid = Paid::new();
    let mut of_home: BTreeMap<AccountId, i64> = BTreeMap::new();
    for (home, number) in homes.iter().cycle().zip(turns) {
        let due = Duration::from_micros(u64::from(number) * 1_000_000 / u64::from(bench.per_s));
        std::thread::sleep((began + due).saturating_duration_since(Clock::now()));
        let fact = Fact::TopUp {
            eur: "5.00".parse()?,
            channel: "terminal".to_owned(),
            id: format!("N-{number}"),
        };
        engine.record(home, &fact, time.now())?;
        let count = of_home.entry(home.id).or_default();
        *count += 1;
        paid.insert((home.id, *count), Clock::now());
    }
    Ok(paid)
}

/// Waits until each payment was told of. Returns how long each took, shortest first.
fn hear_all(
    engine: &mut Engine,
    homes: &[store::Account],
    heard: &Heard,
    paid: &Paid,
) -> Result<Vec<u128>, Failure> {
    let until = Clock::now() + PATIENCE;
    let ids: Vec<AccountId> = homes.iter().map(|home| home.id).collect();
    loop {
        let kept = engine.store.notices(&ids)?;
        let heard = heard.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut of_home: BTreeMap<AccountId, i64> = BTreeMap::new();
        let mut took = Vec::new();
        // Of a home its notices of payments are in the order of the payments.
        let mut told: Vec<_> = kept
            .iter()
            .filter(|one| one.notice.message == notify::Message::Credited.id())
            .collect();
        told.sort_by_key(|one| (one.account, one.notice.cause_at));
        for one in told {
            let count = of_home.entry(one.account).or_default();
            *count += 1;
            let id = format!("{}-{}", one.account, one.seq);
            if let (Some(at), Some(from)) = (heard.get(&id), paid.get(&(one.account, *count))) {
                took.push(at.saturating_duration_since(*from).as_micros());
            }
        }
        if took.len() == paid.len() {
            took.sort_unstable();
            return Ok(took);
        }
        if Clock::now() > until {
            let (has, needs) = (took.len(), paid.len());
            return refuse(format!("{has} of {needs} notices were handed over in time"));
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_payment_is_told_of_once_and_timed() {
        let bench = NoticesBench {
            per_s: 20,
            seconds: 1,
            homes: 3,
            payers: 2,
            store: Kind::Sqlite,
            url: None,
        };
        let mut text = Vec::new();
        run(&bench, true, &mut text).unwrap();
        let line: serde_json::Value = serde_json::from_slice(&text).unwrap();
        assert_eq!(line["notices"], 20);
        assert!(line["p50_ms"].as_u64().unwrap() <= line["longest_ms"].as_u64().unwrap());
    }
}
