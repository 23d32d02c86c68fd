//! Booking: what happened and all that follows from it, in one transaction.

use crate::columns::{FACT, JOURNAL_ENTRY, OUTBOX, POSTING, PlannedRows, UNSETTLED, WIDE_BOOKING};
use crate::database::{Column, Conflict, Database, Value};
use crate::history::kind_text;
use crate::outbox::message_values;
use crate::readings::operator;
use crate::till::MONEY_KEY;
use crate::wide::Wide;
use crate::{Booked, Booking, Fact, PointNow, Position, Source, Store, StoreError, UnsettledKey};
use calendar::SettlementDay;
use ledger::{Digest, JournalEntry, LedgerAccount};
use prepay::DayRow;
use std::collections::{BTreeMap, HashMap};
use units::{AccountId, Dso};

/// Position and text of facts by account, kind and key.
type KeptKeys = HashMap<(AccountId, String, String), (i64, String)>;

/// What the bookings of a transaction add up to, before any of it is written.
#[derive(Default)]
struct Gathered<'a> {
    facts: Vec<Value>,
    entries: BTreeMap<(AccountId, i64), (&'a JournalEntry, Option<Wide<'a>>)>,
    claims: Vec<Value>,
    days: BTreeMap<(Dso, SettlementDay), BTreeMap<AccountId, &'a DayRow>>,
    unsettled: Vec<i64>,
    settled: BTreeMap<AccountId, Position>,
    points: BTreeMap<AccountId, PointNow>,
}

impl Store {
    /// Books what one account has; all of it or nothing.
    pub fn book(&mut self, booking: &Booking) -> Result<Booked, StoreError> {
        let mut outcomes = self.book_all(std::slice::from_ref(booking))?;
        outcomes.pop().ok_or_else(|| StoreError::corrupt("a booking without outcome"))
    }

    /// Books many in one transaction: each of them wholly or not at all, by its outcome. An error
    /// undoes them all.
    pub fn book_all(&mut self, bookings: &[Booking]) -> Result<Vec<Booked>, StoreError> {
        self.transaction(|store| {
            store.lock_operators(bookings.iter().map(|booking| booking.account))?;
            store.write_bookings(bookings, None)
        })
    }

    /// Within a transaction that has locked the operators.
    pub(crate) fn write_bookings(
        &mut self,
        bookings: &[Booking],
        run_id: Option<i64>,
    ) -> Result<Vec<Booked>, StoreError> {
        let mut positions = self.positions(bookings)?;
        let mut keys: HashMap<(AccountId, &str, &str), &Fact> = HashMap::new();
        let mut gathered = Gathered::default();
        let mut outcomes = Vec::with_capacity(bookings.len());
        let (mut messages, queued) = (Vec::new(), self.queued());
        let kept = self.kept_keys(bookings)?;
        for booking in bookings {
            let repeated = repeated(booking, &keys, &kept);
            let outcome = match repeated {
                Some(outcome) => outcome,
                None => {
                    let at = positions
                        .entry(booking.account)
                        .or_insert(Position { fact_seq: 0, entry_seq: 0 });
                    if continues(booking, at) { Booked::New } else { Booked::Overtaken }
                }
            };
            if outcome == Booked::New {
                let wide = Wide::of(booking);
                let messages_of = if wide.is_some() { &[][..] } else { &booking.messages };
                for fact in &booking.facts {
                    if let Some(key) = &fact.key {
                        keys.insert((fact.account, &fact.kind, key), fact);
                    }
                }
                gathered.take(booking, wide)?;
                let values = messages_of.iter();
                messages
                    .extend(values.flat_map(|one| message_values(booking.account, one, queued)));
                self.write_one(booking)?;
            }
            outcomes.push(outcome);
        }
        // One that is known stays as it is.
        self.database.put(&OUTBOX, 2, Conflict::Keep, &messages)?;
        self.write_gathered(gathered, run_id)?;
        if self.in_transaction {
            self.known.extend(positions);
        }
        Ok(outcomes)
    }

    /// How far the facts and entries of all these accounts are kept.
    fn positions(
        &mut self,
        bookings: &[Booking],
    ) -> Result<HashMap<AccountId, Position>, StoreError> {
        let (mut found, mut asked) = (HashMap::new(), Vec::new());
        for booking in bookings {
            match self.known.get(&booking.account) {
                Some(known) => {
                    found.insert(booking.account, *known);
                }
                None => asked.push(booking.account.0.into()),
            }
        }
        self.database.query_asked(
            "SELECT a.account_id,
                COALESCE((SELECT MAX(seq) FROM fact f WHERE f.account_id = a.account_id), 0),
                COALESCE((SELECT MAX(seq) FROM journal_entry e
                          WHERE e.account_id = a.account_id), 0),
                COALESCE(w.fact_seq, 0), COALESCE(w.entry_seq, 0)
             FROM asked a
             LEFT JOIN wide_booking w ON w.account_id = a.account_id AND w.fact_seq = (
                SELECT MAX(l.fact_seq) FROM wide_booking l WHERE l.account_id = a.account_id)",
            &[Column::BigInt("account_id")],
            &asked,
            &mut |mut row| {
                let account = AccountId(row.number()?);
                let (fact_seq, entry_seq) = (row.number()?, row.number()?);
                let (wide_fact_seq, wide_entry_seq) = (row.number()?, row.number()?);
                let position = Position {
                    fact_seq: fact_seq.max(wide_fact_seq),
                    entry_seq: entry_seq.max(wide_entry_seq),
                };
                found.insert(account, position);
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// The facts that are kept under the keys of these bookings, but for those that it claims as keys
    /// of money: they cannot be written twice.
    fn kept_keys(&mut self, bookings: &[Booking]) -> Result<KeptKeys, StoreError> {
        let mut asked = Vec::new();
        let facts = bookings
            .iter()
            .flat_map(|booking| booking.facts.iter().map(|fact| (fact, &booking.claims)));
        for (fact, claims) in facts {
            if let Some(key) = fact.key.as_ref().filter(|key| !claims.contains(key)) {
                asked.extend([
                    fact.account.0.into(),
                    fact.kind.as_str().into(),
                    key.as_str().into(),
                ]);
            }
        }
        let mut kept = KeptKeys::new();
        self.database.query_asked(
            "SELECT f.account_id, f.seq, f.kind, f.key, f.body FROM asked
             JOIN fact f ON f.account_id = asked.account_id AND f.kind = asked.kind
                        AND f.key = asked.key
             UNION ALL
             SELECT w.account_id, w.fact_seq, w.kind, w.key, w.body FROM asked
             JOIN wide_booking w ON w.account_id = asked.account_id AND w.kind = asked.kind
                                AND w.key = asked.key",
            &[Column::BigInt("account_id"), Column::Text("kind"), Column::Text("key")],
            &asked,
            &mut |mut row| {
                let (account, seq) = (AccountId(row.number()?), row.number()?);
                let (kind, key, body) = (row.text()?, row.text()?, row.text()?);
                kept.insert((account, kind, key), (seq, body));
                Ok(())
            },
        )?;
        Ok(kept)
    }

    /// What is not written in bulk.
    fn write_one(&mut self, booking: &Booking) -> Result<(), StoreError> {
        if let Some(account) = &booking.opens {
            self.open_account(account)?;
        }
        for proof in &booking.proofs {
            self.add_proof(booking.account, proof)?;
        }
        if let Some(at) = booking.closes {
            self.close_account(booking.account, at)?;
        }
        self.set_next_due(booking.account, booking.next_due)
    }

    fn write_gathered(
        &mut self,
        gathered: Gathered<'_>,
        run_id: Option<i64>,
    ) -> Result<(), StoreError> {
        self.database.insert(&FACT, &gathered.facts)?;
        for ((dso, day), rows) in &gathered.days {
            let mut planned = PlannedRows::new(*day, rows.len());
            for row in rows.values() {
                planned.push(row)?;
            }
            self.write_rows(*dso, run_id, &mut planned)?;
        }
        for dso in Dso::ALL {
            let (first, last) = AccountId::range_of(dso);
            let of_operator = gathered.entries.range((first, i64::MIN)..=(last, i64::MAX));
            let entries: Vec<_> = of_operator.map(|(_, entry)| entry).collect();
            self.write_entries(dso, run_id, &entries)?;
        }
        self.database.insert(&MONEY_KEY, &gathered.claims)?;
        self.database.insert_numbers(&UNSETTLED, &gathered.unsettled)?;
        self.write_points(&gathered.points)?;
        self.settle(&gathered.settled)
    }

    /// One batch of entries, by account and position.
    fn write_entries(
        &mut self,
        dso: Dso,
        run_id: Option<i64>,
        entries: &[&(&JournalEntry, Option<Wide<'_>>)],
    ) -> Result<(), StoreError> {
        let (Some((first, _)), Some((last, _))) = (entries.first(), entries.last()) else {
            return Ok(());
        };
        let (mut heads, mut postings, mut digest) = (Vec::new(), Vec::new(), Digest::default());
        let mut wide_rows = Vec::new();
        let before = self.last_link(dso)?;
        for (entry, wide) in entries {
            let kind = kind_text(entry.kind)?;
            let mut legs = Vec::with_capacity(entry.transaction.postings().len());
            for (leg, posting) in (1..).zip(entry.transaction.postings()) {
                legs.push([leg, i64::from(posting.account.code()), posting.amount.0]);
            }
            let numbers = [entry.account.0, entry.seq, entry.booked_at.0, entry.day.0.into()];
            digest_entry(&mut digest, numbers, &kind, entry.key.as_deref(), &legs);
            if let Some(wide) = wide {
                let batch = before.next_number();
                wide_rows.extend(wide.values(entry, EntryNumbers { kind: &kind, batch })?);
                continue;
            }
            for [leg, code, amount] in legs {
                postings.extend_from_slice(&[entry.account.0, entry.seq, leg, code, amount]);
            }
            heads.extend([
                entry.account.0.into(),
                entry.seq.into(),
                entry.booked_at.0.into(),
                i64::from(entry.day.0).into(),
                Value::Text(kind),
                Value::text_or_null(entry.key.as_deref()),
                before.next_number().into(),
            ]);
        }
        self.database.insert(&JOURNAL_ENTRY, &heads)?;
        self.database.insert_numbers(&POSTING, &postings)?;
        self.database.insert(&WIDE_BOOKING, &wide_rows)?;
        let count = i64::try_from(entries.len()).map_err(|_| StoreError::TooLarge)?;
        self.write_link(before.entries(dso, run_id, [first.account, last.account], count), digest)
    }

    /// Takes away what the balances of these accounts now count.
    fn settle(&mut self, settled: &BTreeMap<AccountId, Position>) -> Result<(), StoreError> {
        let accounts: Vec<AccountId> = settled.keys().copied().collect();
        let waiting = self.unsettled(&accounts)?;
        let counted = waiting.iter().map(|row| row.key).filter(|key| {
            settled.get(&key.account).is_some_and(|position| match key.source {
                Source::Entry => key.number <= position.entry_seq,
                Source::Fact => key.number <= position.fact_seq,
                Source::Reading => false, // The night says which ones it has seen.
            })
        });
        let counted: Vec<UnsettledKey> = counted.collect();
        self.forget_unsettled(&counted)
    }

    pub(crate) fn forget_unsettled(&mut self, keys: &[UnsettledKey]) -> Result<(), StoreError> {
        for chunk in keys.chunks(200) {
            let accounts: Vec<String> = chunk.iter().map(|key| key.account.0.to_string()).collect();
            let rows: Vec<String> = chunk
                .iter()
                .map(|key| format!("({},{},{})", key.account, key.source.code(), key.number))
                .collect();
            // The list of accounts alone makes both databases use the key.
            self.database.execute_once(&format!(
                "DELETE FROM unsettled WHERE account_id IN ({})
                 AND (account_id, source, number) IN (VALUES {})",
                accounts.join(","),
                rows.join(",")
            ))?;
        }
        Ok(())
    }
}

/// What an entry is given where it is written.
#[derive(Clone, Copy)]
pub(crate) struct EntryNumbers<'a> {
    pub(crate) kind: &'a str,
    pub(crate) batch: i64,
}

/// The outcome of a booking one of whose keys is known.
fn repeated(
    booking: &Booking,
    keys: &HashMap<(AccountId, &str, &str), &Fact>,
    kept: &KeptKeys,
) -> Option<Booked> {
    booking.facts.iter().find_map(|fact| {
        let key = fact.key.as_deref()?;
        let now = keys.get(&(fact.account, fact.kind.as_str(), key));
        let before = || kept.get(&(fact.account, fact.kind.clone(), key.to_owned()));
        let (seq, same) = match now {
            Some(earlier) => (earlier.seq, earlier.body == fact.body),
            None => before().map(|(seq, body)| (*seq, *body == fact.body))?,
        };
        Some(Booked::Repeated { seq, same })
    })
}

/// Whether facts and entries are the next ones; if so the position moves on.
fn continues(booking: &Booking, at: &mut Position) -> bool {
    let account = booking.account;
    assert!(
        booking.facts.iter().all(|fact| fact.account == account)
            && booking.entries.iter().all(|entry| entry.account == account)
            && booking.rows.iter().all(|row| row.account == account)
            && booking.opens.iter().all(|opened| opened.id == account),
        "a booking is of one account"
    );
    let facts = (at.fact_seq + 1..).zip(&booking.facts).all(|(seq, fact)| fact.seq == seq);
    let entries = (at.entry_seq + 1..).zip(&booking.entries).all(|(seq, entry)| entry.seq == seq);
    if facts && entries {
        at.fact_seq = booking.facts.last().map_or(at.fact_seq, |fact| fact.seq);
        at.entry_seq = booking.entries.last().map_or(at.entry_seq, |entry| entry.seq);
    }
    facts && entries
}

impl<'a> Gathered<'a> {
    fn take(&mut self, booking: &'a Booking, mut wide: Option<Wide<'a>>) -> Result<(), StoreError> {
        let account = booking.account;
        let claims = booking.claims.iter();
        self.claims.extend(claims.flat_map(|key| [key.as_str().into(), account.0.into()]));
        for fact in booking.facts.iter().filter(|_| wide.is_none()) {
            self.facts.extend([
                account.0.into(),
                fact.seq.into(),
                fact.at.0.into(),
                fact.learnt_at.0.into(),
                fact.kind.as_str().into(),
                Value::text_or_null(fact.key.as_deref()),
                fact.body.as_str().into(),
                fact.fleet_seq.into(),
            ]);
        }
        let counted = booking.settled.unwrap_or(Position { fact_seq: 0, entry_seq: 0 });
        let touching_fact = booking.facts.last().filter(|_| booking.touches);
        if let Some(fact) = touching_fact.filter(|fact| fact.seq > counted.fact_seq) {
            let source = Source::Fact.code();
            self.unsettled.extend_from_slice(&[
                account.0,
                source,
                fact.seq,
                fact.learnt_at.0,
                0,
                1,
            ]);
        }
        for entry in &booking.entries {
            let touches = i64::from(booking.touches && booking.facts.is_empty());
            let moved = moved_by(entry)?;
            if entry.seq > counted.entry_seq && (moved != 0 || touches != 0) {
                let (source, at) = (Source::Entry.code(), entry.booked_at.0);
                self.unsettled
                    .extend_from_slice(&[account.0, source, entry.seq, at, moved, touches]);
            }
            // A wide booking has one entry.
            self.entries.insert((account, entry.seq), (entry, wide.take()));
        }
        let dso = operator(account).ok_or(StoreError::NoSuchAccount { account })?;
        for row in &booking.rows {
            let of_day = self.days.entry((dso, row.day)).or_default();
            if of_day.insert(account, row).is_some() {
                return Err(StoreError::DaySettled { account, day: row.day });
            }
        }
        if let Some(position) = booking.settled {
            self.settled.insert(account, position);
        }
        if booking.point != PointNow::AsBefore {
            self.points.insert(account, booking.point);
        }
        Ok(())
    }
}

/// What an entry moves towards the customer.
fn moved_by(entry: &JournalEntry) -> Result<i64, StoreError> {
    let mut sum: i128 = 0;
    for posting in entry.transaction.postings() {
        if posting.account == LedgerAccount::CustomerCredit {
            sum -= i128::from(posting.amount.0);
        }
    }
    i64::try_from(sum).map_err(|_| StoreError::TooLarge)
}

/// Takes an entry in, as it is kept. `numbers`: account, position, instant, day; `legs`: position,
/// ledger account, amount.
pub(crate) fn digest_entry(
    digest: &mut Digest,
    numbers: [i64; 4],
    kind: &str,
    key: Option<&str>,
    legs: &[[i64; 3]],
) {
    digest.numbers(&numbers);
    digest.text(kind);
    digest.number(i64::from(key.is_some()));
    digest.text(key.unwrap_or_default());
    digest.number(i64::try_from(legs.len()).unwrap_or(i64::MAX));
    for leg in legs {
        digest.numbers(leg);
    }
}
