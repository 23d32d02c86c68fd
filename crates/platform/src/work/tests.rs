//! What runs beside the worker keeps no order; what the morning tells.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use super::*;
use crate::testing::{empty, engine, instant, move_in, night, nights, top_up};
use crate::till::{NewPayment, PaymentAsked};
use psp::{
    Amount, Chargeback, Created, Doing, IdempotencyKey, NoticeError, Order, Provider, ProviderId,
    ProviderPayment, PspError, Refund, SettledLine,
};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use store::Meter;
use supply::{CommandKind, MeterCommand};
use units::Energy;

static JOB_BEGUN: AtomicBool = AtomicBool::new(false);
static JOB_MAY_END: AtomicBool = AtomicBool::new(false);

/// A job that takes as long as the test.
fn long_job(_: &mut Engine, _: Instant) -> Result<usize, Failure> {
    JOB_BEGUN.store(true, Ordering::SeqCst);
    while !JOB_MAY_END.load(Ordering::SeqCst) {
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(0)
}

/// A provider that has been asked, and says nothing until the test ends.
struct Mute {
    asked: Mutex<mpsc::Sender<()>>,
    ends: Mutex<mpsc::Receiver<()>>,
}

fn nothing<T>() -> Result<T, PspError> {
    let (what, asked, answered) = ("payment", "a".to_owned(), "b".to_owned());
    Err(PspError::Contradiction {
        provider: "mute",
        doing: Doing::FetchPayment,
        what,
        asked,
        answered,
    })
}

impl Provider for Mute {
    fn name(&self) -> &'static str {
        "mute"
    }

    fn create(&self, _: &Order) -> Result<Created, PspError> {
        nothing()
    }

    fn fetch(&self, _: &ProviderId) -> Result<ProviderPayment, PspError> {
        let _ = self.asked.lock().unwrap().send(());
        let _ = self.ends.lock().unwrap().recv();
        nothing()
    }

    fn refund(&self, _: &ProviderId, _: Amount, _: &IdempotencyKey) -> Result<Refund, PspError> {
        nothing()
    }

    fn refunds(&self, _: &ProviderId) -> Result<Vec<Refund>, PspError> {
        nothing()
    }

    fn chargebacks(&self, _: &ProviderId) -> Result<Vec<Chargeback>, PspError> {
        nothing()
    }

    fn movements(&self, _: SettlementDay, _: SettlementDay) -> Result<Vec<SettledLine>, PspError> {
        nothing()
    }

    fn notice(&self, _: &[u8]) -> Result<ProviderId, NoticeError> {
        unreachable!("nobody sends a notice")
    }
}

#[test]
fn mt_08_an_order_leaves_while_a_job_takes_long_and_a_provider_says_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let url = folder.path().join("work.db").display().to_string();
    let mut engine = empty(&url);
    let account = move_in(&mut engine, crate::testing::ean());
    for (day, kwh) in [("2026-10-30", 20), ("2026-10-31", 40), ("2026-11-01", 60)] {
        nights(&mut engine, &[(account.id, kwh)], day);
    }
    for (day, kwh) in [("2026-11-02", 80), ("2026-11-03", 100)] {
        nights(&mut engine, &[(account.id, kwh)], day);
    }
    let now = crate::clock::now();
    let (dso, ean, id) = (Dso::Ores, account.ean, "P-1".to_owned());
    let new = NewPayment {
        id: id.clone(),
        ean,
        amount: "20.00".parse().unwrap(),
        expires_at: now.plus_min(30),
        although_paid: false,
        context: serde_json::Value::Null,
    };
    let (provider, provider_id) = ("mute".to_owned(), "tr_1234".to_owned());
    let known = PaymentAsked::Known { dso, ean, id: id.clone(), provider, provider_id };
    let noticed = PaymentAsked::Noticed { dso, ean, id };
    for asked in [PaymentAsked::Begin { dso, new }, known, noticed] {
        pay::at_once(&mut engine, asked, now).unwrap();
    }
    let (asked, was_asked) = mpsc::channel();
    let (end, ends) = mpsc::channel();
    let mute = Mute { asked: Mutex::new(asked), ends: Mutex::new(ends) };
    let psp = pay::Psp { provider: Arc::new(mute), checkout_origins: Vec::new() };
    let told = Asked {
        once: false,
        profiles: Profiles::new(),
        collect: None,
        quarters: None,
        psp: Some(psp),
        listen_push: None,
        carriers: Vec::new(),
        webhooks: None,
    };
    let (own, done) = (url.clone(), mpsc::channel());
    std::thread::spawn(move || {
        let mut worker = Worker::begin_with(|| Engine::open(&own), told, long_job).unwrap();
        while !JOB_MAY_END.load(Ordering::SeqCst) {
            worker.round().unwrap();
        }
        done.0.send(()).unwrap();
    });
    let patience = Duration::from_secs(60);
    was_asked.recv_timeout(patience).unwrap();
    let deadline = std::time::Instant::now() + patience;
    while !JOB_BEGUN.load(Ordering::SeqCst) {
        assert!(std::time::Instant::now() < deadline);
        std::thread::sleep(Duration::from_millis(5));
    }
    // Both are busy now, and somebody pays at a shop.
    let at = instant("2026-11-04T09:00:00+01:00");
    engine.advance_due(Dso::Ores, at).unwrap();
    engine.advance_due(Dso::Ores, at.plus_min(5)).unwrap();
    for id in ["T-1", "T-2", "T-3"] {
        engine.record(&account, &top_up(id), at.plus_min(6)).unwrap();
    }
    let left = |engine: &mut Engine| {
        let messages = engine.store.messages(&[account.id]).unwrap();
        let release = messages.into_iter().find(|one| one.kind == "command" && one.lane == 0);
        release.expect("a release").delivered_at
    };
    while left(&mut engine).is_none() {
        assert!(std::time::Instant::now() < deadline, "it waits for a job or a provider");
        std::thread::sleep(Duration::from_millis(10));
    }
    JOB_MAY_END.store(true, Ordering::SeqCst);
    drop(end);
    done.1.recv_timeout(patience).unwrap();
}

fn hung(engine: &mut Engine, account: &store::Account) {
    let meter = Meter {
        serial: "M-1".into(),
        placed_at: account.opened_at,
        removed_at: None,
        dso: account.dso,
        ean: account.ean,
        energy: Energy::Electricity,
        profile: "be-single-phase".into(),
        place: "127.0.0.1:1".into(),
        hdlc_physical: None,
        server: None,
        cell: "cell".into(),
        title: None,
        read_midnight: None,
        behind: None,
    };
    engine.store.place_meters(&[meter], false).unwrap();
}

fn commands(engine: &mut Engine, account: &store::Account) -> Vec<(i16, MeterCommand)> {
    let messages = engine.store.messages(&[account.id]).unwrap();
    let commands = messages.into_iter().filter(|one| one.kind == "command");
    commands.map(|one| (one.lane, serde_json::from_str(&one.body).unwrap())).collect()
}

#[test]
fn pa_42_mt_02_the_morning_tells_every_registered_meter_the_balance_in_the_last_lane() {
    let (mut engine, account) = engine();
    night(&mut engine, &account, "2026-10-30", 20);
    do_jobs(&mut engine, instant("2026-10-31T06:30:00+01:00")).unwrap();
    assert_eq!(commands(&mut engine, &account), [], "no meter is reached");
    hung(&mut engine, &account);
    engine.record(&account, &top_up("T-1"), instant("2026-10-31T20:00:00+01:00")).unwrap();
    night(&mut engine, &account, "2026-10-31", 40);
    engine.record(&account, &top_up("T-2"), instant("2026-11-01T06:10:00+01:00")).unwrap();
    let now = instant("2026-11-01T06:30:00+01:00");
    assert_eq!(do_jobs(&mut engine, now).unwrap(), 4);
    let told = commands(&mut engine, &account);
    let displays: Vec<_> = told
        .iter()
        .filter_map(|(lane, command)| match command.kind {
            CommandKind::Display { balance, at, emergency_left } => {
                Some((*lane, balance.to_string(), at, emergency_left.to_string()))
            }
            _ => None,
        })
        .collect();
    // 20.00 less twice 8.00 and a day of the advance, and two payments, that of this morning among them.
    assert_eq!(displays, [(4, "23.000000".to_owned(), now, "15.000000".to_owned())]);
    assert!(
        told.iter()
            .all(|(_, one)| one.kind.lane() != Lane::BalancePush || one.lane() == Lane::Scheduled)
    );
    assert_eq!(do_jobs(&mut engine, now).unwrap(), 0, "once");
}

#[test]
fn mt_04_a_meter_that_is_not_known_to_have_the_calendar_is_given_it_once() {
    let (mut engine, account) = engine();
    hung(&mut engine, &account);
    let calendars = |engine: &mut Engine| -> Vec<String> {
        let told = commands(engine, &account).into_iter();
        let named = told.filter_map(|(_, command)| match command.kind {
            CommandKind::SetCalendar { name } => Some(name),
            _ => None,
        });
        named.collect()
    };
    night(&mut engine, &account, "2026-10-30", 20);
    do_jobs(&mut engine, instant("2026-10-31T06:30:00+01:00")).unwrap();
    assert_eq!(calendars(&mut engine), ["2RATE26"]);
    // Read back: nobody is told again. Without that, it is tried again a week later.
    let now = instant("2026-10-31T06:31:00+01:00");
    let days = ["2026-10-31", "2026-11-01", "2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05"];
    engine.store.keep_calendar("M-1", "2RATE26", now).unwrap();
    for (day, kwh) in days.into_iter().zip(21..) {
        night(&mut engine, &account, day, kwh);
    }
    do_jobs(&mut engine, instant("2026-11-06T06:30:00+01:00")).unwrap();
    assert_eq!(calendars(&mut engine).len(), 1);
    engine.store.keep_calendar("M-1", "OLD", now).unwrap();
    night(&mut engine, &account, "2026-11-06", 30);
    do_jobs(&mut engine, instant("2026-11-07T06:30:00+01:00")).unwrap();
    assert_eq!(calendars(&mut engine).len(), 2);
}
