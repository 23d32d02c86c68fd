//! One suite, two databases. PostgreSQL is that of `DATABASE_URL`; each test has a schema of its own.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use calendar::{Instant, SettlementDay};
use ledger::{ChainFault, EntryKind, JournalEntry, LedgerAccount, Transaction};
use params::{ChargeFlags, EstimateMethod, PriceBasis};
use prepay::{
    Attention, CreditState, DayRow, DayShape, ErrorSums, GroupTerms, HourlyShape, Levels, Night,
    Quality, TariffGroup, Terms,
};
use readings::Registers;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use store::{
    Account, Book, Booked, Booking, ErrorsOfDay, Fact, NEWEST_VERSION, NewMessage, NewProof,
    NextDue, NightBatch, NightBooking, PlannedRows, Point, PointNow, Position, Reading, Recorded,
    Stop, Store, StoreError, UnsettledKey, run_on_server,
};
use units::{AccountId, Dso, Ean, Energy, MicroEuro, MilliWattHours, Residue};

/// A database that ends with the test.
struct Place {
    url: String,
    folder: Option<tempfile::TempDir>,
    schema: Option<(String, String)>,
}

impl Place {
    fn sqlite() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("store.db").display());
        Some(Self { url, folder: Some(folder), schema: None })
    }

    fn postgres() -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let Ok(server) = std::env::var("DATABASE_URL") else {
            println!("skipped: no DATABASE_URL");
            return None;
        };
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let schema = format!("suite_{}_{count}", std::process::id());
        run_on_server(&server, &format!("CREATE SCHEMA {schema}")).unwrap();
        let mark = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{mark}options=-c%20search_path%3D{schema}");
        Some(Self { url, folder: None, schema: Some((server, schema)) })
    }

    fn store(&self) -> Store {
        Store::open(&self.url).unwrap()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        drop(self.folder.take());
        if let Some((server, schema)) = self.schema.take() {
            let _ = run_on_server(&server, &format!("DROP SCHEMA {schema} CASCADE"));
        }
    }
}

macro_rules! on_both {
    ($($test:ident)*) => {
        mod sqlite {
            $(#[test] fn $test() { super::Place::sqlite().iter().for_each(super::$test); })*
        }
        mod postgres {
            $(#[test] fn $test() { super::Place::postgres().iter().for_each(super::$test); })*
        }
    };
}

on_both! {
    accounts_are_found_by_number_and_ean
    a_fact_is_booked_once
    who_comes_second_is_told
    a_group_is_booked_together
    readings_are_new_same_or_superseding
    a_night_streams_what_it_needs
    a_night_is_taken_by_one
    what_comes_in_while_a_night_is_planned_is_not_overlooked
    a_batch_with_an_overtaken_account_is_not_written
    a_reading_that_comes_after_its_night_counts_from_then_on
    facts_of_the_fleet_are_in_order_and_known_by_their_key
    what_waits_for_the_clock_is_found_when_due
    the_books_are_sound_after_nights
    a_changed_row_names_its_batch
    a_proof_is_chained_and_signed
    messages_leave_once_under_two_workers
    jobs_are_taken_once
    books_need_two_people
    a_newer_database_is_refused
    migrations_keep_the_data
    an_error_undoes_the_whole_transaction
    a_stop_before_any_write_changes_nothing_in_the_end
    a_killed_process_changes_nothing_in_the_end
    accounts_stand_as_their_rows_and_what_moved_since_say
    a_point_that_is_not_plainly_connected_is_kept_until_it_is
    hourly_shapes_are_kept_until_newer_ones_come
    estimate_errors_of_a_day_are_kept_once
}

const DSO: Dso = Dso::Ores;

fn day(text: &str) -> SettlementDay {
    text.parse().unwrap()
}

fn eur(text: &str) -> MicroEuro {
    text.parse().unwrap()
}

fn id(number: i64) -> AccountId {
    AccountId::new(DSO, number).unwrap()
}

fn ean(number: u64) -> Ean {
    Ean::with_check_digit(54_144_900_000_000_000 + number).unwrap()
}

fn first_day() -> SettlementDay {
    day("2026-11-02")
}

fn run_at(day: SettlementDay) -> Instant {
    day.next().at(6, 0)
}

fn account(number: i64) -> Account {
    Account {
        id: id(number),
        dso: DSO,
        ean: ean(number.unsigned_abs()),
        group: TariffGroup::ALL[1],
        opened_at: first_day().at(10, 0),
        closed_at: None,
        opening: format!("{{\"number\":{number}}}"),
    }
}

fn fact(account: AccountId, seq: i64, kind: &str, key: Option<&str>) -> Fact {
    Fact {
        account,
        seq,
        at: first_day().at(11, 0),
        learnt_at: first_day().at(11, 0),
        kind: kind.to_owned(),
        key: key.map(str::to_owned),
        body: format!("{{\"kind\":\"{kind}\"}}"),
        fleet_seq: 0,
    }
}

fn entry(
    account: AccountId,
    seq: i64,
    kind: EntryKind,
    debit: LedgerAccount,
    amount: &str,
) -> JournalEntry {
    JournalEntry {
        account,
        seq,
        booked_at: first_day().at(11, 0),
        day: first_day(),
        kind,
        key: None,
        transaction: Transaction::transfer(debit, LedgerAccount::CustomerCredit, eur(amount))
            .unwrap()
            .unwrap(),
    }
}

/// An account with its starting advance of 20 euro.
fn opening(number: i64) -> Booking {
    let key = format!("open-{number}");
    Booking {
        opens: Some(account(number)),
        facts: vec![fact(id(number), 1, "opened", Some(&key))],
        entries: vec![entry(
            id(number),
            1,
            EntryKind::StartingAdvance,
            LedgerAccount::Advances,
            "20",
        )],
        touches: true,
        ..Booking::of(id(number))
    }
}

/// A top-up after what is kept now, `at` an instant.
fn top_up(store: &mut Store, number: i64, key: &str, amount: &str, at: Instant) -> Booking {
    let seq = store.facts(&[id(number)]).unwrap().len() as i64 + 1;
    let entry_seq = store.entries(&[id(number)]).unwrap().len() as i64 + 1;
    let paid = entry(id(number), entry_seq, EntryKind::TopUp, LedgerAccount::CashTerminal, amount);
    Booking {
        facts: vec![Fact { at, learnt_at: at, ..fact(id(number), seq, "top_up", Some(key)) }],
        entries: vec![JournalEntry { booked_at: at, key: Some(key.to_owned()), ..paid }],
        messages: vec![NewMessage {
            key: format!("receipt/{key}"),
            at,
            lane: 1,
            kind: "notice".to_owned(),
            body: "{}".to_owned(),
        }],
        ..Booking::of(id(number))
    }
}

fn reading(number: i64, midnight: SettlementDay, kwh: i64) -> Reading {
    Reading {
        midnight,
        account: id(number),
        registers: Registers([kwh * 1_000_000, kwh * 2_000_000]),
        learnt_at: midnight.start().plus_h(3),
    }
}

fn levels() -> Levels {
    Levels { low: eur("5"), cut: eur("-15"), reconnect: eur("0.5") }
}

fn night(day: SettlementDay) -> Night {
    let terms = GroupTerms {
        terms: Terms {
            basis: PriceBasis::Average,
            prices: ["0.342150".parse().unwrap(), "0.271480".parse().unwrap()],
            fixed_femto_eur: 0,
            relief_ppm: 0,
        },
        price_version: 1,
        parameter_version: 1,
        levels: levels(),
        levels_of_day: levels(),
        recovery_per_day: eur("1"),
        flags: ChargeFlags {
            when_disconnected: false,
            when_limited: true,
            in_emergency_credit: true,
            in_protected_hours: true,
        },
        gas_factor: None,
        most_of_day: 27_700_000 * 24,
    };
    let mut night = Night::new(day);
    night.set(TariffGroup::ALL[1], PriceBasis::Average, terms);
    night
}

fn first_row(account: AccountId, day: SettlementDay, balance: MicroEuro) -> DayRow {
    DayRow {
        account,
        day,
        quality: Quality::Measured,
        credit_state: CreditState::InCredit,
        attention: Attention::NONE,
        group: TariffGroup::ALL[1],
        basis: PriceBasis::Average,
        basis_until: SettlementDay(i32::MAX),
        registers: Registers([100_000_000, 200_000_000]),
        energy: [MilliWattHours(1_000_000), MilliWattHours(0)],
        charge: eur("0.342150"),
        relief: MicroEuro::ZERO,
        collected: MicroEuro::ZERO,
        collected_debts: MicroEuro::ZERO,
        residue: Residue::ZERO,
        relief_residue: Residue::ZERO,
        balance: MicroEuro(balance.0 - 342_150),
        debt: eur("20"),
        gas_carry: 0,
        reading_version: 1,
        price_version: 1,
        parameter_version: 1,
    }
}

/// What stands in for an account's timeline: a row whose balance is the journal's so far, with a
/// correction before it, a message, and a proof.
fn slow(store: &mut Store, account: AccountId, night: &Night, batch: &NightBatch) -> Booking {
    let facts = store.facts(&[account]).unwrap();
    let entries = store.entries(&[account]).unwrap();
    let at = run_at(night.day);
    let balance = ledger::balance_of(&entries).unwrap();
    let before = batch.inputs.iter().find(|input| input.before.account == account);
    let charged = store.days(&[account], SettlementDay(0), night.day).unwrap();
    let charged: i64 = charged.iter().map(|row| row.charge.0 + row.collected.0).sum();
    let seq = entries.len() as i64 + 1;
    let correction = JournalEntry {
        booked_at: at,
        day: night.day,
        ..entry(account, seq, EntryKind::Correction, LedgerAccount::EnergyAtAveragePrice, "0.5")
    };
    let mut row = first_row(account, night.day, MicroEuro(balance.0 - charged + 500_000));
    if let Some(before) = before {
        row.registers = before.closing.map_or(before.before.registers, |(known, _)| known);
        row.debt = before.before.debt;
    }
    let decided =
        Fact { at, learnt_at: at, ..fact(account, facts.len() as i64 + 1, "decided", None) };
    Booking {
        settled: Some(Position { fact_seq: decided.seq, entry_seq: seq }),
        facts: vec![decided],
        entries: vec![correction],
        rows: vec![row],
        messages: vec![NewMessage {
            key: format!("order/{}", night.day),
            at,
            lane: 0,
            kind: "order".to_owned(),
            body: "{}".to_owned(),
        }],
        proofs: vec![NewProof {
            order_key: format!("order/{}", night.day),
            at,
            body: "why".to_owned(),
        }],
        ..Booking::of(account)
    }
}

/// Plans a batch: rows of ordinary accounts, and the accounts that are not.
fn plan(night: &Night, batch: &NightBatch) -> (PlannedRows, Vec<AccountId>) {
    let mut rows = PlannedRows::new(night.day, batch.inputs.len());
    let mut slow = batch.missing.clone();
    for input in &batch.inputs {
        match night.plan(input) {
            Ok((row, plan)) => {
                night.audit(&row, &plan).unwrap();
                rows.push(&row).unwrap();
            }
            Err(_) => slow.push(input.before.account),
        }
    }
    (rows, slow)
}

fn settle(store: &mut Store, of: SettlementDay) -> Result<(), StoreError> {
    let night = night(of);
    let mut run = store.begin_run(DSO, of, run_at(of))?;
    if run.done {
        return Ok(());
    }
    let mut reader = store.night(&run)?;
    while let Some(batch) = reader.next_batch(2)? {
        let (mut rows, slow_accounts) = plan(&night, &batch);
        let slow: Vec<Booking> =
            slow_accounts.iter().map(|account| slow(store, *account, &night, &batch)).collect();
        let notices: Vec<(AccountId, NewMessage)> = batch
            .inputs
            .iter()
            .filter(|input| !slow_accounts.contains(&input.before.account))
            .map(|input| {
                let key = format!("notice/{of}/low_credit");
                let (kind, body) = ("notice".to_owned(), "{\"notice\":\"low_credit\"}".to_owned());
                (input.before.account, NewMessage { key, at: run.run_at, lane: 2, kind, body })
            })
            .collect();
        let booking = NightBooking {
            rows: &mut rows,
            messages: &notices,
            seen: &batch.counted,
            counted: &batch.counted,
            slow: &slow,
            last_account: batch.last_account,
        };
        let booked = store.book_night(&mut run, booking)?;
        assert!(booked.is_done(), "{booked:?}");
    }
    store.finish_run(&mut run)
}

fn assert_sound(store: &mut Store) {
    let check = store.verify_chain(DSO).unwrap();
    assert_eq!(check.fault, None);
    assert!(check.links > 0);
    assert_eq!(store.verify_proofs(DSO).unwrap().fault, None);
    assert_eq!(store.trial_balance(DSO).unwrap().excess(), 0);
    assert_eq!(store.unequal_balances(DSO).unwrap(), []);
    assert_eq!(store.rows_without_batch(DSO).unwrap(), 0);
}

/// Five accounts, their first night, top-ups, late and better readings, two more nights. Whatever of
/// it was done before is not done again.
fn story(store: &mut Store) -> Result<(), StoreError> {
    let openings: Vec<Booking> = (1..=5).map(opening).collect();
    store.book_all(&openings)?;
    let one = first_day();
    settle(store, one)?;
    let book = |store: &mut Store, number, key: &str, amount, at| {
        let booking = top_up(store, number, key, amount, at);
        store.book(&booking).map(drop)
    };
    book(store, 2, "T-1", "10", one.next().at(12, 0))?;
    book(store, 3, "T-2", "12.50", one.next().at(13, 0))?;
    let two = one.next();
    let usual: Vec<Reading> =
        (1..=4).map(|number| reading(number, two.next(), 101 + number)).collect();
    store.record_readings(&usual)?;
    store.record_readings(&[reading(4, two.next(), 107)])?;
    settle(store, two)?;
    book(store, 1, "T-3", "7", two.next().at(9, 0))?;
    store.record_readings(&[reading(5, two.next(), 103)])?;
    let three: Vec<Reading> =
        (1..=5).map(|number| reading(number, two.next().next(), 110 + number)).collect();
    store.record_readings(&three)?;
    settle(store, two.next())
}

const TABLES: [(&str, &str); 21] = [
    ("account", "account_id"),
    ("fact", "account_id, seq"),
    ("reading", "midnight, account_id, version"),
    ("account_day", "day, account_id"),
    ("journal_entry", "account_id, seq"),
    ("posting", "account_id, seq, leg"),
    ("batch", "dso, number"),
    ("run", "run_id"),
    ("unsettled", "account_id, source, number"),
    ("outbox", "account_id, key"),
    ("job", "key"),
    ("proof", "account_id, order_key"),
    ("parameter_entry", "number"),
    ("setting", "name"),
    ("fleet_fact", "dso, seq"),
    ("waiting", "account_id"),
    ("sale", "terminal, number"),
    ("payment", "payment_id"),
    ("money_key", "key"),
    ("wide_booking", "account_id, fact_seq"),
    ("point", "account_id"),
];

fn contents(store: &mut Store) -> Vec<String> {
    let mut lines = Vec::new();
    for (table, order) in TABLES {
        lines.push(table.to_owned());
        lines.extend(store.dump(&format!("SELECT * FROM {table} ORDER BY {order}")).unwrap());
    }
    lines
}

#[track_caller]
fn assert_contents(store: &mut Store, expected: &[String], when: &str) {
    let found = contents(store);
    let different = found.iter().zip(expected).find(|(found, expected)| found != expected);
    assert_eq!(different, None, "{when}");
    assert_eq!(found.len(), expected.len(), "{when}");
}

fn accounts_are_found_by_number_and_ean(place: &Place) {
    let mut store = place.store();
    assert_eq!(store.next_account_id(DSO).unwrap(), id(1));
    for number in 1..=3 {
        assert_eq!(store.book(&opening(number)).unwrap(), Booked::New);
    }
    assert_eq!(store.next_account_id(DSO).unwrap(), id(4));
    assert_eq!(store.count_accounts().unwrap(), 3);
    assert_eq!(store.account(id(2)).unwrap(), Some(account(2)));
    assert_eq!(store.account(id(9)).unwrap(), None);
    assert_eq!(store.account_of(ean(3)).unwrap(), Some(account(3)));
    let page = store.accounts(None, Some(id(1)), 1).unwrap();
    assert_eq!(page, [account(2)]);
    assert_eq!(store.accounts(Some(Dso::Rew), None, 9).unwrap(), []);

    let same_point = Account { ean: ean(3), ..account(4) };
    let second = Booking { opens: Some(same_point.clone()), ..opening(4) };
    let taken = store.book(&second).unwrap_err();
    assert_eq!(taken.to_string(), format!("EAN `{}` has an open account already", ean(3)));
    assert_eq!(store.facts(&[id(4)]).unwrap(), [], "nothing half-done");
    let left = first_day().at(20, 0);
    let closing = Booking { closes: Some(left), ..Booking::of(id(3)) };
    assert_eq!(store.book(&closing).unwrap(), Booked::New);
    assert_eq!(store.account_of(ean(3)).unwrap().unwrap().closed_at, Some(left));
    assert_eq!(store.book(&second).unwrap(), Booked::New);
    assert_eq!(store.account_of(ean(3)).unwrap(), Some(same_point));
}

fn a_fact_is_booked_once(place: &Place) {
    let mut store = place.store();
    assert_eq!(store.book(&opening(1)).unwrap(), Booked::New);
    let first = top_up(&mut store, 1, "T-1", "10", first_day().at(12, 0));
    assert_eq!(store.book(&first).unwrap(), Booked::New);
    let before = contents(&mut store);
    assert_eq!(store.book(&first).unwrap(), Booked::Repeated { seq: 2, same: true });
    let again = top_up(&mut store, 1, "T-1", "10", first_day().at(13, 0));
    assert_eq!(store.book(&again).unwrap(), Booked::Repeated { seq: 2, same: true });
    let mut other = again.clone();
    other.facts[0].body = "another".to_owned();
    assert_eq!(store.book(&other).unwrap(), Booked::Repeated { seq: 2, same: false });
    assert_eq!(contents(&mut store), before);
    assert_eq!(store.facts(&[id(1)]).unwrap().last(), first.facts.last());
    assert_eq!(store.facts_after(id(1), 1).unwrap(), first.facts);
    assert_eq!(store.entries(&[id(1)]).unwrap().last(), first.entries.last());
}

fn who_comes_second_is_told(place: &Place) {
    let (mut store, mut other) = (place.store(), place.store());
    store.book(&opening(1)).unwrap();
    let a = top_up(&mut store, 1, "A", "10", first_day().at(12, 0));
    let b = top_up(&mut other, 1, "B", "10", first_day().at(12, 0));
    assert_eq!(store.book(&a).unwrap(), Booked::New);
    let before = contents(&mut store);
    assert_eq!(other.book(&b).unwrap(), Booked::Overtaken);
    assert_eq!(contents(&mut store), before);
    let b = top_up(&mut other, 1, "B", "10", first_day().at(12, 0));
    assert_eq!(other.book(&b).unwrap(), Booked::New);
    assert_sound(&mut store);
}

fn a_group_is_booked_together(place: &Place) {
    let mut store = place.store();
    let mut group: Vec<Booking> = (1..=3).map(opening).collect();
    group.push(opening(2));
    let mut late = top_up(&mut store, 3, "T-9", "5", first_day().at(12, 0));
    late.facts[0].seq = 2;
    late.entries[0].seq = 3;
    group.push(late);
    let repeated = Booked::Repeated { seq: 1, same: true };
    let expected = [Booked::New, Booked::New, Booked::New, repeated, Booked::Overtaken];
    assert_eq!(store.book_all(&group).unwrap(), expected);
    assert_eq!(store.verify_chain(DSO).unwrap().links, 1, "one link for the group");
    assert_eq!(store.entries(&[id(1), id(2), id(3)]).unwrap().len(), 3);
    assert_sound(&mut store);
}

fn readings_are_new_same_or_superseding(place: &Place) {
    let mut store = place.store();
    store.book_all(&(1..=3).map(opening).collect::<Vec<_>>()).unwrap();
    let midnight = first_day().next();
    let first: Vec<Reading> = (1..=3).map(|number| reading(number, midnight, 100)).collect();
    let new = Recorded { new: 3, ..Recorded::default() };
    assert_eq!(store.record_readings(&first).unwrap(), new);
    let same = Recorded { same: 3, ..Recorded::default() };
    assert_eq!(store.record_readings(&first).unwrap(), same);
    let mixed = [
        reading(2, midnight, 101),
        reading(1, midnight, 100),
        reading(2, midnight, 101),
        reading(2, midnight, 102),
        reading(1, midnight.next(), 105),
    ];
    let expected = Recorded { new: 1, same: 2, superseded: 2 };
    assert_eq!(store.record_readings(&mixed).unwrap(), expected);
    let kept =
        store.readings(&[id(1), id(2)], midnight, midnight.next(), run_at(midnight)).unwrap();
    let kept: Vec<String> = kept
        .iter()
        .map(|r| format!("{} {} v{} {}", r.account, r.midnight, r.version, r.registers.0[0]))
        .collect();
    assert_eq!(
        kept,
        [
            "1000000001 2026-11-03 v1 100000000",
            "1000000001 2026-11-04 v1 105000000",
            "1000000002 2026-11-03 v1 100000000",
            "1000000002 2026-11-03 v2 101000000",
            "1000000002 2026-11-03 v3 102000000",
        ]
    );
    let early = store.readings(&[id(1)], midnight, midnight.next(), run_at(first_day())).unwrap();
    assert_eq!(early.len(), 1, "the second was not known yet");
    let touched: BTreeSet<AccountId> = store
        .unsettled(&[id(1), id(2), id(3)])
        .unwrap()
        .iter()
        .filter(|row| row.key.source == store::Source::Reading)
        .map(|row| row.key.account)
        .collect();
    assert_eq!(touched, BTreeSet::from([id(2)]), "what supersedes touches");
    let unknown = Reading { account: AccountId(5), ..reading(1, midnight, 1) };
    assert!(matches!(
        store.record_readings(&[unknown]),
        Err(StoreError::NoSuchAccount { account: AccountId(5) })
    ));
}

fn a_night_streams_what_it_needs(place: &Place) {
    let mut store = place.store();
    store.book_all(&(1..=5).map(opening).collect::<Vec<_>>()).unwrap();
    let (one, two) = (first_day(), first_day().next());
    settle(&mut store, one).unwrap();
    let rows = store.rows_of_day(DSO, one, None, 100).unwrap();
    assert_eq!(rows.len(), 5);
    let left = Booking { closes: Some(two.at(9, 0)), ..Booking::of(id(4)) };
    store.book(&left).unwrap();
    let young =
        Booking { opens: Some(Account { opened_at: two.at(9, 0), ..account(6) }), ..opening(6) };
    let next_day = Booking {
        opens: Some(Account { opened_at: two.next().at(0, 0), ..account(7) }),
        ..opening(7)
    };
    store.book_all(&[young, next_day]).unwrap();
    let paid = top_up(&mut store, 2, "T-1", "10", two.at(12, 0));
    store.book(&paid).unwrap();
    let too_late = top_up(&mut store, 3, "T-2", "10", run_at(two).plus_s(1));
    store.book(&too_late).unwrap();
    store
        .record_readings(&[
            reading(1, two.next(), 101),
            reading(2, two.next(), 102),
            reading(2, two.next(), 103),
            Reading { learnt_at: run_at(two).plus_s(1), ..reading(3, two.next(), 103) },
        ])
        .unwrap();

    let run = store.begin_run(DSO, two, run_at(two)).unwrap();
    let mut reader = store.night(&run).unwrap();
    let mut seen = Vec::new();
    while let Some(batch) = reader.next_batch(2).unwrap() {
        for input in &batch.inputs {
            let row = rows.iter().find(|row| row.account == input.before.account);
            assert_eq!(Some(&input.before), row);
            let closing = input.closing.map(|(known, version)| (known.0[0] / 1_000_000, version));
            seen.push(format!(
                "{} {closing:?} moved {} touched {}",
                input.before.account, input.moved, input.touched
            ));
        }
        seen.extend(batch.missing.iter().map(|account| format!("{account} missing")));
        seen.push(format!("up to {}, counted {}", batch.last_account, batch.counted.len()));
    }
    assert_eq!(
        seen,
        [
            "1000000001 Some((101, 1)) moved 0.000000 touched false",
            "1000000002 Some((103, 2)) moved 10.000000 touched true",
            "up to 1000000002, counted 2",
            "1000000003 None moved 0.000000 touched false",
            "1000000005 None moved 0.000000 touched false",
            "up to 1000000005, counted 0",
            "1000000006 missing",
            "up to 1000000006, counted 2",
        ]
    );
}

fn a_night_is_taken_by_one(place: &Place) {
    let mut store = place.store();
    store.book_all(&(1..=2).map(opening).collect::<Vec<_>>()).unwrap();
    let one = first_day();
    let mut run = store.begin_run(DSO, one, run_at(one)).unwrap();
    let mut again = store.begin_run(DSO, one, run_at(one).plus_h(5)).unwrap();
    assert_eq!(again, run, "begun once, with the first instant");
    let seen = store.night(&run).unwrap().next_batch(10).unwrap().unwrap().counted;
    fn booking<'a>(rows: &'a mut PlannedRows, seen: &'a [UnsettledKey]) -> NightBooking<'a> {
        let (messages, counted) = (&[], &[]);
        NightBooking { rows, messages, seen, counted, slow: &[], last_account: id(2) }
    }
    let mut rows = PlannedRows::new(one, 2);
    rows.push(&first_row(id(1), one, eur("20"))).unwrap();
    rows.push(&first_row(id(2), one, eur("20"))).unwrap();
    assert!(matches!(rows.push(&first_row(id(2), one, eur("20"))), Err(StoreError::OutOfOrder)));
    assert!(store.book_night(&mut run, booking(&mut rows, &seen)).unwrap().is_done());
    let late = store.book_night(&mut again, booking(&mut rows, &seen)).unwrap_err();
    assert_eq!(late.to_string(), "the night of 2026-11-02 is being settled by another process");
    store.finish_run(&mut run).unwrap();
    assert!(store.begin_run(DSO, one, run_at(one)).unwrap().done);
    assert_eq!(store.last_run(DSO).unwrap(), Some(run));
    assert_eq!(store.runs(Dso::Resa).unwrap(), []);
}

fn what_comes_in_while_a_night_is_planned_is_not_overlooked(place: &Place) {
    let mut store = place.store();
    store.book_all(&(1..=2).map(opening).collect::<Vec<_>>()).unwrap();
    let (one, two) = (first_day(), first_day().next());
    settle(&mut store, one).unwrap();
    store.record_readings(&[reading(1, two.next(), 101), reading(2, two.next(), 101)]).unwrap();
    let mut run = store.begin_run(DSO, two, run_at(two)).unwrap();
    let batch = store.night(&run).unwrap().next_batch(10).unwrap().unwrap();
    // Paid before the run's instant, committed after the batch was read.
    let paid = top_up(&mut store, 1, "T-1", "10", two.at(12, 0));
    store.book(&paid).unwrap();
    // After it: the next night counts it.
    let later = top_up(&mut store, 2, "T-2", "10", run_at(two).plus_s(1));
    store.book(&later).unwrap();
    let before = contents(&mut store);
    let book = |store: &mut Store, run: &mut store::Run, batch: &NightBatch| {
        let (mut rows, slow) = plan(&night(two), batch);
        assert_eq!((rows.len(), slow.len()), (2, 0));
        let (seen, last_account) = (&batch.counted, batch.last_account);
        let booking = NightBooking {
            rows: &mut rows,
            messages: &[],
            seen,
            counted: seen,
            slow: &[],
            last_account,
        };
        store.book_night(run, booking).unwrap()
    };
    let booked = book(&mut store, &mut run, &batch);
    let raced: Vec<AccountId> = booked.raced.iter().map(|key| key.account).collect();
    assert_eq!(raced, [id(1)]);
    assert_eq!(contents(&mut store), before, "nothing was written");
    let batch = store.night(&run).unwrap().next_batch(10).unwrap().unwrap();
    assert!(book(&mut store, &mut run, &batch).is_done());
    store.finish_run(&mut run).unwrap();
    assert_sound(&mut store);
    let rows = store.days(&[id(1)], two.previous(), two).unwrap();
    let cost = rows[0].balance.0 - rows[1].balance.0;
    assert_eq!(cost, rows[1].charge.0 + rows[1].collected.0 - 10_000_000, "the payment counts");
    let three = two.next();
    store.record_readings(&[reading(1, three.next(), 102), reading(2, three.next(), 102)]).unwrap();
    let run = store.begin_run(DSO, three, run_at(three)).unwrap();
    let batch = store.night(&run).unwrap().next_batch(10).unwrap().unwrap();
    let moved: Vec<MicroEuro> = batch.inputs.iter().map(|input| input.moved).collect();
    assert_eq!(moved, [MicroEuro::ZERO, eur("10")]);
}

fn a_batch_with_an_overtaken_account_is_not_written(place: &Place) {
    let mut store = place.store();
    store.book_all(&(1..=2).map(opening).collect::<Vec<_>>()).unwrap();
    let one = first_day();
    let mut run = store.begin_run(DSO, one, run_at(one)).unwrap();
    let night = night(one);
    let read = |store: &mut Store, run: &store::Run| {
        let batch = store.night(run).unwrap().next_batch(10).unwrap().unwrap();
        let slow: Vec<Booking> =
            batch.missing.iter().map(|id| slow(store, *id, &night, &batch)).collect();
        (batch, slow)
    };
    let book = |store: &mut Store, run: &mut store::Run, batch: &NightBatch, slow: &[Booking]| {
        let (rows, messages) = (&mut PlannedRows::new(one, 0), &[]);
        let (seen, last_account) = (&batch.counted, batch.last_account);
        let booking = NightBooking { rows, messages, seen, counted: seen, slow, last_account };
        store.book_night(run, booking).unwrap()
    };
    let (batch, slow) = read(&mut store, &run);
    let paid = top_up(&mut store, 2, "T-1", "10", one.at(12, 0));
    store.book(&paid).unwrap();
    let before = contents(&mut store);
    assert_eq!(book(&mut store, &mut run, &batch, &slow).raced.len(), 1);
    assert_eq!(contents(&mut store), before);
    // What comes after the run's instant belongs to the next night, but takes the place of a fact.
    let (batch, slow) = read(&mut store, &run);
    let later = top_up(&mut store, 2, "T-2", "10", run_at(one).plus_h(1));
    store.book(&later).unwrap();
    let before = contents(&mut store);
    let booked = book(&mut store, &mut run, &batch, &slow);
    assert_eq!(booked.outcomes, [Booked::New, Booked::Overtaken]);
    assert_eq!(contents(&mut store), before);
    let (batch, slow) = read(&mut store, &run);
    assert!(book(&mut store, &mut run, &batch, &slow).is_done());
    assert_sound(&mut store);
}

fn a_reading_that_comes_after_its_night_counts_from_then_on(place: &Place) {
    let mut store = place.store();
    store.book_all(&(1..=2).map(opening).collect::<Vec<_>>()).unwrap();
    let one = first_day();
    settle(&mut store, one).unwrap();
    // Learnt before the run, written after it.
    let late = reading(1, one.next(), 100);
    assert!(late.learnt_at < run_at(one));
    store.record_readings(&[late]).unwrap();
    let kept = store.readings(&[id(1)], one.next(), one.next(), Instant(i64::MAX)).unwrap();
    assert_eq!(kept[0].learnt_at, Instant(run_at(one).0 + 1));
    // The better value, then the first message once more: it is old.
    let better = Reading { learnt_at: run_at(one).plus_h(2), ..reading(1, one.next(), 101) };
    store.record_readings(&[better]).unwrap();
    let again = store.record_readings(&[late]).unwrap();
    assert_eq!((again.same, again.superseded), (1, 0));
}

fn facts_of_the_fleet_are_in_order_and_known_by_their_key(place: &Place) {
    let mut store = place.store();
    let at = run_at(first_day());
    assert_eq!(store.record_fleet(DSO, Some("S-1"), at, "{}").unwrap(), Booked::New);
    let same = store.record_fleet(DSO, Some("S-1"), at.plus_s(1), "{}").unwrap();
    assert_eq!(same, Booked::Repeated { seq: 1, same: true });
    let other = store.record_fleet(DSO, Some("S-1"), at, "[]").unwrap();
    assert_eq!(other, Booked::Repeated { seq: 1, same: false });
    // A clock that is behind does not put it before what is known.
    store.record_fleet(DSO, None, at.plus_s(-9), "{}").unwrap();
    store.record_fleet(Dso::Resa, Some("S-1"), at, "{}").unwrap();
    let facts = store.fleet_facts(DSO).unwrap();
    let learnt: Vec<(i64, Instant)> = facts.iter().map(|fact| (fact.seq, fact.learnt_at)).collect();
    assert_eq!(learnt, [(1, at), (2, at)]);
}

fn what_waits_for_the_clock_is_found_when_due(place: &Place) {
    let mut store = place.store();
    store.book_all(&(1..=3).map(opening).collect::<Vec<_>>()).unwrap();
    let at = run_at(first_day());
    let wait = |store: &mut Store, number: i64, next_due: NextDue| {
        let booking = Booking { next_due, ..Booking::of(id(number)) };
        assert_eq!(store.book(&booking).unwrap(), Booked::New);
    };
    wait(&mut store, 1, NextDue::At(at.plus_s(2)));
    wait(&mut store, 2, NextDue::At(at.plus_s(1)));
    wait(&mut store, 3, NextDue::At(at.plus_h(9)));
    assert_eq!(store.next_due(DSO).unwrap(), Some(at.plus_s(1)));
    assert_eq!(store.due(DSO, at.plus_s(2), 10).unwrap(), [id(2), id(1)]);
    wait(&mut store, 2, NextDue::Nothing);
    wait(&mut store, 1, NextDue::At(at.plus_s(7)));
    wait(&mut store, 1, NextDue::Unchanged);
    assert_eq!(store.due(DSO, at.plus_s(6), 10).unwrap(), []);
    store.wake(DSO, at.plus_s(3)).unwrap();
    assert_eq!(store.due(DSO, at.plus_s(3), 10).unwrap(), [id(1), id(3)]);
    assert_eq!(store.due(Dso::Resa, at.plus_h(99), 10).unwrap(), []);
    store.wake(DSO, at.plus_s(8)).unwrap();
    assert_eq!(store.next_due(DSO).unwrap(), Some(at.plus_s(3)), "nothing is put off");
}

fn the_books_are_sound_after_nights(place: &Place) {
    let mut store = place.store();
    story(&mut store).unwrap();
    assert_sound(&mut store);
    let trial: Vec<String> = store
        .trial_balance(DSO)
        .unwrap()
        .rows()
        .map(|(account, sum)| format!("{} {sum}", account.name()))
        .collect();
    let days = store.days(&[id(1)], SettlementDay(0), SettlementDay(40_000)).unwrap();
    assert_eq!(days.len(), 3);
    let derived: i128 = store
        .dump("SELECT ledger_account, amount_micro_eur FROM journal WHERE account_id = 1000000001")
        .unwrap()
        .iter()
        .filter_map(|line| line.strip_prefix("100|"))
        .map(|amount| -amount.parse::<i128>().unwrap())
        .sum();
    assert_eq!(derived, i128::from(days[2].balance.0));
    assert_eq!(trial.len(), 4, "{trial:?}");
    assert!(trial.contains(&"cash, terminals 29500000".to_owned()), "{trial:?}");
    // A balance that was changed by hand is not the sum of its postings any more.
    store.run_sql("UPDATE account_day SET balance_micro_eur = balance_micro_eur + 1 WHERE account_id = 1000000002 AND day = 20761").unwrap();
    let unequal = store.unequal_balances(DSO).unwrap();
    assert_eq!(unequal.len(), 1);
    assert_eq!((unequal[0].account, unequal[0].stored - unequal[0].derived), (id(2), 1));
}

fn a_changed_row_names_its_batch(place: &Place) {
    let mut store = place.store();
    story(&mut store).unwrap();
    let links = store.verify_chain(DSO).unwrap().links;
    let tamper = |store: &mut Store, change: &str, back: &str| {
        store.run_sql(change).unwrap();
        let fault = store.verify_chain(DSO).unwrap().fault;
        store.run_sql(back).unwrap();
        assert_eq!(store.verify_chain(DSO).unwrap().links, links);
        fault
    };
    let of = |store: &mut Store, sql: &str| store.dump(sql).unwrap()[0].parse::<i64>().unwrap();
    let number = of(
        &mut store,
        "SELECT batch FROM account_day WHERE day = 20760 AND account_id = 1000000001",
    );
    let changed = Some(ChainFault::Changed { number });
    for column in ["charge_micro_eur", "register_1", "debt_micro_eur", "basis_until"] {
        let set = |by: &str| {
            format!(
                "UPDATE account_day SET {column} = {column} {by} 1 WHERE day = 20760 AND account_id = 1000000001"
            )
        };
        assert_eq!(tamper(&mut store, &set("-"), &set("+")), changed, "{column}");
    }
    let number =
        of(&mut store, "SELECT batch FROM journal_entry WHERE account_id = 1000000002 AND seq = 1");
    let changed = Some(ChainFault::Changed { number });
    let posting = "UPDATE posting SET amount_micro_eur = amount_micro_eur";
    let leg = "WHERE account_id = 1000000002 AND seq = 1 AND leg = 2";
    let fault =
        tamper(&mut store, &format!("{posting} + 1 {leg}"), &format!("{posting} - 1 {leg}"));
    assert_eq!(fault, changed);
    let key = "UPDATE journal_entry SET key =";
    let one = "WHERE account_id = 1000000002 AND seq = 1";
    let fault = tamper(&mut store, &format!("{key} '' {one}"), &format!("{key} NULL {one}"));
    assert_eq!(fault, changed);
    let sum = "UPDATE batch SET charge_sum_micro_eur = charge_sum_micro_eur";
    let fault = tamper(
        &mut store,
        &format!("{sum} + 1 WHERE number = 2"),
        &format!("{sum} - 1 WHERE number = 2"),
    );
    assert_eq!(fault, Some(ChainFault::Changed { number: 2 }));
    store.run_sql("DELETE FROM posting WHERE account_id = 1000000003 AND seq = 1").unwrap();
    assert_eq!(store.verify_chain(DSO).unwrap().fault, Some(ChainFault::Changed { number: 1 }));
    store.run_sql("DELETE FROM batch WHERE number = 1").unwrap();
    assert_eq!(store.verify_chain(DSO).unwrap().fault, Some(ChainFault::Missing { number: 1 }));
}

fn a_proof_is_chained_and_signed(place: &Place) {
    let mut store = place.store();
    store.seal_with(Arc::new(|hash| hash.0[..4].to_vec()));
    story(&mut store).unwrap();
    let proofs = store.proofs(DSO, 0, 100).unwrap();
    assert!(proofs.len() > 5);
    for (proof, number) in proofs.iter().zip(1..) {
        assert_eq!((proof.number, &proof.signature[..]), (number, &proof.hash.0[..4]));
    }
    assert_eq!(store.proofs(DSO, 4, 2).unwrap(), proofs[4..6]);
    let own: Vec<_> = proofs.iter().filter(|proof| proof.account == id(2)).cloned().collect();
    assert_eq!(store.proofs_of(&[id(2)]).unwrap(), own);
    assert_eq!(store.verify_proofs(DSO).unwrap().links, proofs.len() as u64);
    store.run_sql("UPDATE proof SET body = 'why not' WHERE number = 3").unwrap();
    assert_eq!(store.verify_proofs(DSO).unwrap().fault, Some(ChainFault::Changed { number: 3 }));
}

fn messages_leave_once_under_two_workers(place: &Place) {
    let mut store = place.store();
    store.book_all(&(1..=40).map(opening).collect::<Vec<_>>()).unwrap();
    for number in 1..=40 {
        let paid = top_up(&mut store, number, "T", "10", first_day().at(12, 0));
        store.book(&paid).unwrap();
        assert_eq!(store.book(&paid).unwrap(), Booked::Repeated { seq: 2, same: true });
    }
    let now = first_day().at(12, 0);
    assert_eq!(store.take_messages(now.plus_s(-1), 10, 60).unwrap(), [], "none is due");
    let workers: Vec<_> = (0..2)
        .map(|_| {
            let mut store = store.another().unwrap();
            std::thread::spawn(move || {
                let mut taken = Vec::new();
                loop {
                    let some = store.take_messages(now, 3, 60).unwrap();
                    if some.is_empty() {
                        return taken;
                    }
                    for message in some {
                        // Every fourth one is not delivered.
                        if message.account.0 % 4 != 0 {
                            assert!(
                                store
                                    .message_delivered(message.account, &message.key, now)
                                    .unwrap()
                            );
                        }
                        taken.push(message);
                    }
                }
            })
        })
        .collect();
    let taken: Vec<_> = workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect();
    assert_eq!(taken.len(), 40);
    let different: BTreeSet<_> = taken.iter().map(|message| message.account).collect();
    assert_eq!(different.len(), 40, "no message was handed out twice");
    assert_eq!(store.waiting_messages().unwrap(), 10);
    assert_eq!(store.take_messages(now.plus_s(59), 100, 60).unwrap(), [], "still leased");
    let again = store.take_messages(now.plus_s(60), 100, 60).unwrap();
    assert_eq!((again.len(), again[0].attempts), (10, 2));
    let first = &again[0];
    store.message_failed(first.account, &first.key, now.plus_s(61)).unwrap();
    assert_eq!(store.take_messages(now.plus_s(61), 100, 60).unwrap().len(), 1);
    assert!(store.message_delivered(first.account, &first.key, now).unwrap());
    assert!(!store.message_delivered(first.account, &first.key, now).unwrap());
    assert_eq!(store.messages(&[first.account]).unwrap()[0].delivered_at, Some(now));
}

fn jobs_are_taken_once(place: &Place) {
    let mut store = place.store();
    let now = first_day().at(12, 0);
    assert!(store.add_job("a", "alarm", now, "1").unwrap());
    assert!(!store.add_job("a", "alarm", now, "2").unwrap());
    assert!(store.add_job("b", "alarm", now.plus_s(10), "3").unwrap());
    let taken = store.take_jobs(now, 10, 60).unwrap();
    assert_eq!(taken.len(), 1);
    assert_eq!((taken[0].key.as_str(), taken[0].body.as_str()), ("a", "1"));
    assert_eq!(store.take_jobs(now, 10, 60).unwrap(), []);
    store.job_done("a").unwrap();
    let later = store.take_jobs(now.plus_s(100), 10, 60).unwrap();
    assert_eq!(later.iter().map(|job| job.key.as_str()).collect::<Vec<_>>(), ["b"]);
}

fn books_need_two_people(place: &Place) {
    let mut store = place.store();
    assert_eq!(store.enter(Book::Prices, "{}", "an").unwrap(), 1);
    assert_eq!(store.enter(Book::Parameters, "{\"p\":1}", "an").unwrap(), 1);
    assert_eq!(store.enter(Book::Parameters, "{\"p\":2}", "bo").unwrap(), 2);
    let same = store.approve(Book::Parameters, 1, "an").unwrap_err();
    assert_eq!(same.to_string(), "entry 1 was entered by `an`, another person has to approve it");
    store.approve(Book::Parameters, 1, "bo").unwrap();
    let twice = store.approve(Book::Parameters, 1, "cy").unwrap_err();
    assert_eq!(twice.to_string(), "entry 1 was approved by `bo` already");
    let unknown = store.approve(Book::Parameters, 7, "cy").unwrap_err();
    assert_eq!(unknown.to_string(), "entry 7 does not exist");
    let entries = store.book_entries(Book::Parameters).unwrap();
    let approved: Vec<_> = entries.iter().map(|entry| entry.approved_by.as_deref()).collect();
    assert_eq!(approved, [Some("bo"), None]);
    assert_eq!(store.book_entries(Book::Prices).unwrap().len(), 1);
    assert_eq!(store.setting("seed").unwrap(), None);
    store.set_setting("seed", "1").unwrap();
    store.set_setting("seed", "2").unwrap();
    assert_eq!(store.setting("seed").unwrap().as_deref(), Some("2"));
}

fn a_newer_database_is_refused(place: &Place) {
    let mut store = place.store();
    let newer = NEWEST_VERSION + 1;
    store
        .run_sql(&format!(
            "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
             VALUES ({newer}, 'later', '2027-01-01T00:00:00Z', '1')"
        ))
        .unwrap();
    drop(store);
    let refused = Store::open(&place.url).unwrap_err();
    assert_eq!(
        refused.to_string(),
        format!(
            "the database is of version {newer}, this program knows versions up to {NEWEST_VERSION}"
        )
    );
}

fn migrations_keep_the_data(place: &Place) {
    let mut old = Store::open_at_version(&place.url, 1).unwrap();
    let mut openings: Vec<Booking> = (1..=3).map(opening).collect();
    // Facts had no `fleet_seq` then: they are written as they were.
    openings[0].facts.push(fact(id(1), 2, "flag", None));
    for fact in openings.iter_mut().flat_map(|opening| std::mem::take(&mut opening.facts)) {
        let Fact { account, seq, at, learnt_at, kind, key, body, .. } = fact;
        let key = key.map_or("NULL".to_owned(), |key| format!("'{key}'"));
        old.run_sql(&format!(
            "INSERT INTO fact (account_id, seq, at_us, learnt_us, kind, key, body)
             VALUES ({account}, {seq}, {}, {}, '{kind}', {key}, '{body}')",
            at.0, learnt_at.0
        ))
        .unwrap();
    }
    // This program looks there too, and finds nothing.
    old.run_sql("CREATE TABLE wide_booking (account_id BIGINT, fact_seq BIGINT, entry_seq BIGINT)")
        .unwrap();
    old.book_all(&openings).unwrap();
    old.run_sql("DROP TABLE wide_booking").unwrap();
    old.record_readings(&[reading(1, first_day().next(), 101)]).unwrap();
    let tables = |store: &mut Store| -> Vec<Vec<String>> {
        let first = &TABLES[..9];
        let dump = |store: &mut Store, (table, order): &(&str, &str)| {
            let of_fact = "account_id, seq, at_us, learnt_us, kind, key, body";
            let columns = if *table == "fact" { of_fact } else { "*" };
            store.dump(&format!("SELECT {columns} FROM {table} ORDER BY {order}")).unwrap()
        };
        first.iter().map(|table| dump(store, table)).collect()
    };
    let before = tables(&mut old);
    assert!(old.waiting_messages().is_err(), "version 1 has no outbox");
    drop(old);
    for version in 2..=NEWEST_VERSION {
        let mut store = Store::open_at_version(&place.url, version).unwrap();
        assert_eq!(tables(&mut store), before, "version {version}");
    }
    let mut store = place.store();
    let versions =
        store.dump("SELECT version FROM refinery_schema_history ORDER BY version").unwrap();
    let all = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
    assert_eq!(versions, all, "each version has its place in this test");
    settle(&mut store, first_day()).unwrap();
    assert_sound(&mut store);
    assert_eq!(store.waiting_messages().unwrap(), 3);
}

fn an_error_undoes_the_whole_transaction(place: &Place) {
    let mut store = place.store();
    store.book(&opening(1)).unwrap();
    let before = contents(&mut store);
    let row = first_row(id(2), first_day(), eur("20"));
    let twice = Booking { rows: vec![row, row], ..opening(2) };
    let refused = store.book_all(&[opening(3), twice]).unwrap_err();
    assert_eq!(refused.to_string(), "account 1000000002 has a row for 2026-11-02 already");
    let nowhere = Booking { closes: Some(first_day().end()), ..Booking::of(id(9)) };
    let refused = store.book_all(&[opening(3), nowhere]).unwrap_err();
    assert_eq!(refused.to_string(), "account 1000000009 does not exist");
    assert_eq!(contents(&mut store), before);
    assert_eq!(store.book(&opening(3)).unwrap(), Booked::New);
}

/// The story, cut short before its n-th write, and then told again to its end.
fn a_stop_before_any_write_changes_nothing_in_the_end(place: &Place) {
    let mut undisturbed = place.store();
    story(&mut undisturbed).unwrap();
    let expected = contents(&mut undisturbed);
    for writes in (0..).step_by(3) {
        let place = if place.schema.is_some() { Place::postgres() } else { Place::sqlite() };
        let mut store = place.as_ref().unwrap().store();
        store.stop_after(writes, Stop::Fail);
        let stopped = story(&mut store);
        if writes % 2 == 0 {
            store.never_stop(); // The same process goes on.
        } else {
            drop(store);
            store = place.as_ref().unwrap().store();
        }
        if stopped.is_ok() {
            assert!(writes > 100, "only {writes} writes");
            return;
        }
        assert!(matches!(stopped, Err(StoreError::Stopped)), "{stopped:?}");
        story(&mut store).unwrap();
        assert_contents(&mut store, &expected, &format!("stopped after {writes} writes"));
        assert_sound(&mut store);
    }
}

/// The same with a process that is really killed: this test program, run for that one test.
fn a_killed_process_changes_nothing_in_the_end(place: &Place) {
    let mut undisturbed = place.store();
    story(&mut undisturbed).unwrap();
    let expected = contents(&mut undisturbed);
    for writes in 0.. {
        let place = if place.schema.is_some() { Place::postgres() } else { Place::sqlite() };
        let place = place.unwrap();
        let ended = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "the_process_that_is_killed", "--ignored"])
            .env("STORE_URL", &place.url)
            .env("STORE_WRITES", writes.to_string())
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .status()
            .unwrap();
        let mut store = place.store();
        if ended.success() {
            assert!(writes > 100, "only {writes} writes");
            assert_eq!(contents(&mut store), expected);
            return;
        }
        story(&mut store).unwrap();
        assert_contents(&mut store, &expected, &format!("killed after {writes} writes"));
    }
}

/// Number, balance, and the state of the last row.
fn stand(standings: &[store::Standing]) -> Vec<(i64, String, Option<CreditState>)> {
    let line = |one: &store::Standing| {
        let state = one.row.map(|row| row.credit_state);
        (one.account.0 - id(0).0, one.balance().to_string(), state)
    };
    standings.iter().map(line).collect()
}

fn accounts_stand_as_their_rows_and_what_moved_since_say(place: &Place) {
    let mut store = place.store();
    let openings: Vec<Booking> = (1..=4).map(opening).collect();
    store.book_all(&openings).unwrap();
    // Before the first night there are movements only.
    let young = store.standings(DSO, None, None, 9).unwrap();
    assert_eq!(stand(&young)[0], (1, "20.000000".to_owned(), None));
    assert!(young.iter().all(|one| one.row.is_none() && one.touched));
    let one = first_day();
    settle(&mut store, one).unwrap();
    let paid = top_up(&mut store, 2, "T-1", "10", one.next().at(12, 0));
    store.book(&paid).unwrap();
    let late = Account { opened_at: one.next().at(9, 0), ..account(5) };
    store.book(&Booking { opens: Some(late), ..opening(5) }).unwrap();
    let closed = Booking { closes: Some(one.next().at(9, 0)), ..Booking::of(id(3)) };
    store.book(&closed).unwrap();
    let state = Some(CreditState::InCredit);
    let all = store.standings(DSO, Some(one), None, 9).unwrap();
    assert_eq!(
        stand(&all),
        [
            (1, "20.157850".to_owned(), state),
            (2, "30.157850".to_owned(), state),
            (4, "20.157850".to_owned(), state),
            (5, "20.000000".to_owned(), None),
        ]
    );
    assert_eq!(all[1].moved_at, Some(one.next().at(12, 0)));
    assert_eq!(stand(&store.standings(DSO, Some(one), Some(id(2)), 1).unwrap())[0].0, 4);
    assert_eq!(store.standings_of(Some(one), &[id(4), id(1), id(3)]).unwrap(), [all[0], all[2]]);
    assert_eq!(store.exceptions(DSO, Some(one), None).unwrap(), [all[1], all[3]]);
    assert_eq!(store.exceptions(DSO, Some(one), Some(id(2))).unwrap(), [all[3]]);
    let mut plainly =
        |after, most| store.plainly_in(DSO, one, CreditState::InCredit, after, most).unwrap();
    assert_eq!(plainly(None, 9), [id(1), id(4)]);
    assert_eq!(plainly(None, 1), [id(1)]);
    assert_eq!(plainly(Some(id(1)), 9), [id(4)]);
    assert_eq!(store.plainly_in(DSO, one, CreditState::LowCredit, None, 9).unwrap(), []);
    assert_eq!(store.rows_by_state(DSO, one).unwrap(), [4, 0, 0, 0]);
    assert_eq!(store.closed_by_state(DSO, one).unwrap(), [1, 0, 0, 0]);
    // An account that the next night has settled already stands as that night left it.
    let two = one.next();
    let usual: Vec<Reading> =
        (1..=2).map(|number| reading(number, two.next(), 101 + number)).collect();
    store.record_readings(&usual).unwrap();
    settle(&mut store, two).unwrap();
    let after = store.standings_of(Some(one), &[id(1), id(2)]).unwrap();
    let newest = store.standings_of(Some(two), &[id(1), id(2)]).unwrap();
    // Three of the four rows of the first night have a newer one; a new account has one more.
    assert_eq!(store.rows_ahead(DSO, one).unwrap(), [1, 0, 0, 0]);
    assert_eq!(store.rows_ahead(DSO, two).unwrap(), [0; 4]);
    assert_eq!(store.plainly_in(DSO, one, CreditState::InCredit, None, 9).unwrap(), []);
    assert_eq!(store.plainly_in(DSO, two, CreditState::InCredit, None, 1).unwrap(), [id(1)]);
    assert_eq!(after.iter().map(|one| one.row.unwrap().day).collect::<Vec<_>>(), [two; 2]);
    assert_eq!(
        after.iter().map(store::Standing::balance).collect::<Vec<_>>(),
        newest.iter().map(store::Standing::balance).collect::<Vec<_>>()
    );
}

fn a_point_that_is_not_plainly_connected_is_kept_until_it_is(place: &Place) {
    let mut store = place.store();
    store.book_all(&[opening(1), opening(2)]).unwrap();
    settle(&mut store, first_day()).unwrap();
    let off = Point {
        supply: 2,
        held: false,
        grace: eur("10"),
        grace_until: first_day().plus(9).start(),
        settled_to: first_day(),
    };
    let now = |point, seq| Booking {
        facts: vec![fact(id(1), seq, "flag", None)],
        point,
        ..Booking::of(id(1))
    };
    store.book(&now(PointNow::Special(off), 3)).unwrap();
    assert_eq!(store.points(DSO).unwrap(), BTreeMap::from([(id(1), off)]));
    let standing = store.standings_of(Some(first_day()), &[id(1)]).unwrap();
    assert_eq!(standing[0].point, Some(off));
    assert_eq!(store.exceptions(DSO, Some(first_day()), None).unwrap(), standing);
    let plainly = store.plainly_in(DSO, first_day(), CreditState::InCredit, None, 9).unwrap();
    assert_eq!(plainly, [id(2)]);
    store.book(&now(PointNow::AsBefore, 4)).unwrap();
    let other = Point { supply: 3, ..off };
    store.book(&now(PointNow::Special(other), 5)).unwrap();
    assert_eq!(store.points(DSO).unwrap(), BTreeMap::from([(id(1), other)]));
    // On hold: nights pass without a row, the last one stays the balance.
    let held = Point { supply: 0, held: true, ..off };
    store.book(&now(PointNow::Special(held), 6)).unwrap();
    let later = Some(first_day().plus(3));
    let standing = store.standings_of(later, &[id(1), id(2)]).unwrap();
    assert_eq!(standing[0].row.unwrap().day, first_day());
    assert_eq!(standing[0].balance().to_string(), "20.157850");
    assert_eq!(standing[1].row, None);
    store.book(&now(PointNow::Plain, 7)).unwrap();
    assert_eq!(store.points(DSO).unwrap(), BTreeMap::new());
}

fn hourly_shapes_are_kept_until_newer_ones_come(place: &Place) {
    let mut store = place.store();
    let mut parts = [0; 24];
    (parts[7], parts[19]) = (250_000, 750_000);
    let own = DayShape::new(parts).unwrap();
    let of = |shapes, made: SettlementDay, days| HourlyShape::new(shapes, made, days).unwrap();
    let first = of([Some(own), None, Some(DayShape::FLAT)], first_day(), 28);
    let kept = |store: &mut Store, shape: &HourlyShape| {
        store.keep_shapes(&BTreeMap::from([(id(1), shape.clone())])).unwrap()
    };
    assert_eq!(kept(&mut store, &first), 1);
    assert_eq!(store.shapes(&[id(1), id(2)]).unwrap(), BTreeMap::from([(id(1), first.clone())]));
    let older = of([Some(DayShape::FLAT); 3], first_day().previous(), 28);
    assert_eq!(kept(&mut store, &older), 0);
    assert_eq!(store.shapes(&[id(1)]).unwrap()[&id(1)], first);
    let newer = of([None, Some(own), None], first_day().next(), 1);
    assert_eq!(kept(&mut store, &newer), 1);
    assert_eq!(store.shapes(&[id(1)]).unwrap()[&id(1)], newer);
}

fn estimate_errors_of_a_day_are_kept_once(place: &Place) {
    let mut store = place.store();
    let mut sums = ErrorSums::default();
    sums.add(eur("3"), eur("2.5"));
    let of = |day, method, sums| ErrorsOfDay { day, dso: DSO, energy: Energy::Gas, method, sums };
    let day = first_day();
    let [flat, aware] = EstimateMethod::ALL.map(|method| of(day, method, sums));
    store.keep_errors(DSO, day, &[flat, aware]).unwrap();
    sums.add(eur("0"), eur("12.34"));
    let again = of(day, EstimateMethod::Flat, sums);
    let nobody = of(day, EstimateMethod::HourAware, ErrorSums::default());
    store.keep_errors(DSO, day, &[again, nobody]).unwrap();
    assert_eq!(store.errors(None, day, day).unwrap(), [again], "the later sums hold");
    store.keep_errors(DSO, day.next(), &[of(day.next(), EstimateMethod::Flat, sums)]).unwrap();
    assert_eq!(store.errors(Some(DSO), day, day.next()).unwrap().len(), 2);
    assert_eq!(store.errors(Some(Dso::Resa), day, day.next()).unwrap(), []);
    assert_eq!(store.errors(None, day.plus(2), day.plus(9)).unwrap(), []);
}

#[test]
#[ignore = "is run by the tests that kill it"]
fn the_process_that_is_killed() {
    let url = std::env::var("STORE_URL").unwrap();
    let writes = std::env::var("STORE_WRITES").unwrap().parse().unwrap();
    let mut store = Store::open(&url).unwrap();
    store.stop_after(writes, Stop::Abort);
    story(&mut store).unwrap();
}

#[test]
fn sqlite_a_full_disk_is_named_and_nothing_is_half_done() {
    let place = Place::sqlite().unwrap();
    let mut store = place.store();
    store.book_all(&(1..=5).map(opening).collect::<Vec<_>>()).unwrap();
    let before = contents(&mut store);
    store.run_sql("PRAGMA max_page_count = 1").unwrap(); // Means: as large as it is now.
    let many: Vec<Booking> = (6..=2_000).map(opening).collect();
    let full = store.book_all(&many).unwrap_err();
    assert_eq!(full.to_string(), "the disk is full, nothing was written");
    assert_eq!(contents(&mut store), before);
    store.run_sql("PRAGMA max_page_count = 4294967294").unwrap();
    assert_eq!(store.book(&opening(6)).unwrap(), Booked::New);
    assert_sound(&mut store);
}

#[test]
fn sqlite_in_memory_is_shared_by_the_connections_of_a_store() {
    let mut store = Store::open("sqlite::memory:").unwrap();
    story(&mut store).unwrap();
    assert_sound(&mut store);
    let mut other = Store::open("sqlite::memory:").unwrap();
    assert_eq!(other.count_accounts().unwrap(), 0, "each store is its own");
}

#[test]
fn both_databases_end_with_the_same_contents() {
    let Some(place) = Place::postgres() else { return };
    let (mut one, mut other) = (place.store(), Store::open("sqlite::memory:").unwrap());
    story(&mut one).unwrap();
    story(&mut other).unwrap();
    assert_eq!(contents(&mut one), contents(&mut other));
}

#[test]
fn an_address_that_is_none_is_refused() {
    for url in ["", "sqlite:", "mysql://x"] {
        assert!(matches!(Store::open(url), Err(StoreError::Address { .. })), "{url}");
    }
    assert!(matches!(Store::open("/no/such/folder/x.db"), Err(StoreError::Open { .. })));
}
