//! What the tests book and compare: accounts, nights, a story of three of them.

use calendar::{Instant, SettlementDay};
use ledger::{EntryKind, JournalEntry, LedgerAccount, Transaction};
use params::{ChargeFlags, PriceBasis};
use prepay::{
    Attention, CreditState, DayRow, GroupTerms, Levels, Night, Quality, TariffGroup, Terms,
};
use readings::Registers;
use store::{
    Account, Booking, Fact, NewMessage, NewProof, NightBatch, NightBooking, PlannedRows, Position,
    Reading, Store, StoreError,
};
use units::{AccountId, Dso, Ean, MicroEuro, MilliWattHours, Residue};

pub const DSO: Dso = Dso::Ores;

pub fn day(text: &str) -> SettlementDay {
    text.parse().unwrap()
}

pub fn eur(text: &str) -> MicroEuro {
    text.parse().unwrap()
}

pub fn id(number: i64) -> AccountId {
    AccountId::new(DSO, number).unwrap()
}

pub fn ean(number: u64) -> Ean {
    Ean::with_check_digit(54_144_900_000_000_000 + number).unwrap()
}

pub fn first_day() -> SettlementDay {
    day("2026-11-02")
}

pub fn run_at(day: SettlementDay) -> Instant {
    day.next().at(6, 0)
}

pub fn account(number: i64) -> Account {
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

pub fn fact(account: AccountId, seq: i64, kind: &str, key: Option<&str>) -> Fact {
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

pub fn entry(
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
pub fn opening(number: i64) -> Booking {
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
pub fn top_up(store: &mut Store, number: i64, key: &str, amount: &str, at: Instant) -> Booking {
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

/// The same as it is booked at a counter, with a key of money that it claims: one row.
pub fn credit(store: &mut Store, number: i64, key: &str, amount: &str, at: Instant) -> Booking {
    Booking { claims: vec![key.to_owned()], ..top_up(store, number, key, amount, at) }
}

pub fn reading(number: i64, midnight: SettlementDay, kwh: i64) -> Reading {
    Reading {
        midnight,
        account: id(number),
        registers: Registers([kwh * 1_000_000, kwh * 2_000_000]),
        learnt_at: midnight.start().plus_h(3),
    }
}

pub fn levels() -> Levels {
    Levels { low: eur("5"), cut: eur("-15"), reconnect: eur("0.5") }
}

pub fn night(day: SettlementDay) -> Night {
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

pub fn first_row(account: AccountId, day: SettlementDay, balance: MicroEuro) -> DayRow {
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
pub fn slow(store: &mut Store, account: AccountId, night: &Night, batch: &NightBatch) -> Booking {
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
pub fn plan(night: &Night, batch: &NightBatch) -> (PlannedRows, Vec<AccountId>) {
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

pub fn settle(store: &mut Store, of: SettlementDay) -> Result<(), StoreError> {
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

pub fn assert_sound(store: &mut Store) {
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
pub fn story(store: &mut Store) -> Result<(), StoreError> {
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
    // Whoever takes money at a counter knows which key was claimed.
    if store.money_of("C-1")?.is_none() {
        let paid = credit(store, 4, "C-1", "15", one.next().at(14, 0));
        store.book(&paid)?;
    }
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

pub const TABLES: [(&str, &str); 21] = [
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

pub fn contents(store: &mut Store) -> Vec<String> {
    let mut lines = Vec::new();
    for (table, order) in TABLES {
        lines.push(table.to_owned());
        lines.extend(store.dump(&format!("SELECT * FROM {table} ORDER BY {order}")).unwrap());
    }
    lines
}

#[track_caller]
pub fn assert_contents(store: &mut Store, expected: &[String], when: &str) {
    let found = contents(store);
    let different = found.iter().zip(expected).find(|(found, expected)| found != expected);
    assert_eq!(different, None, "{when}");
    assert_eq!(found.len(), expected.len(), "{when}");
}
