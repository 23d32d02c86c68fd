//! Quarter-hours that a meter has stored itself: of households that agreed to it and of members of a group that
//! shares energy, from the last one that is kept on. Source: MT-05, MT-18, MT-19, ES-02, PD-03.

use crate::failure::{Failure, chain};
use crate::meters::registry::identity;
use crate::people::OWN_PAGES;
use calendar::{Instant, SettlementDay};
use dlms::client::{Amount, Association, ProfileRow};
use dlms::poll::Work;
use dlms::{DlmsError, Role};
use intervals::{Direction, OfRegisters, Point, Quarter, Register, Stand, of_registers};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use store::{Account, ConsentAct, Meter, MeterToPoll, Period, Store};
use tokio::net::TcpStream;
use units::{AccountId, Ean, Energy};

/// A meter that returns, or is asked for the first time, is asked for so many days at most. Source: MT-18.
const MOST_DAYS: i32 = 40;
/// Days of one question: what was answered before a line broke is not asked again.
const DAYS_AT_ONCE: i32 = 4;
const QUARTER_S: i64 = 900;

/// Which quarter-hours of a meter may be read, and are not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) account: AccountId,
    /// When its household agrees, or shares.
    periods: Vec<(Instant, Instant)>,
    from: Instant,
    to: Instant,
    /// None was ever read: its columns are compared first.
    first: bool,
}

/// What came of a span.
#[derive(Debug)]
pub(super) struct Quarters {
    pub(super) span: Span,
    pub(super) of: OfRegisters,
    /// The end of the last one that was read.
    pub(super) until: Option<Instant>,
    /// Why there are not all of them.
    pub(super) failed: Option<String>,
}

/// The spans of meters, by serial; none of those that nobody may be asked for.
pub(super) fn spans(
    store: &mut Store,
    meters: &[MeterToPoll],
    day: SettlementDay,
) -> Result<BTreeMap<String, Span>, Failure> {
    let electric: Vec<&Meter> = meters
        .iter()
        .map(|one| &one.meter)
        .filter(|meter| meter.energy == Energy::Electricity)
        .collect();
    let points: Vec<Ean> = electric.iter().map(|meter| meter.ean).collect();
    let accounts = store.accounts_of(&points)?;
    let ids: Vec<AccountId> = accounts.values().map(|account| account.id).collect();
    let consents = store.consents_of(&ids, OWN_PAGES)?;
    let sharing = store.sharing_of(&points)?;
    let mut found = BTreeMap::new();
    if consents.is_empty() && sharing.is_empty() {
        return Ok(found);
    }
    let serials: Vec<&str> = electric.iter().map(|meter| meter.serial.as_str()).collect();
    let until = store.quarters_until(&serials)?;
    for meter in electric {
        let Some(account) = accounts.get(&meter.ean) else { continue };
        if account.group.energy != Energy::Electricity {
            continue;
        }
        let said = consents.get(&account.id).map_or(&[][..], Vec::as_slice);
        let shares = sharing.get(&meter.ean).map_or(&[][..], Vec::as_slice);
        let periods = periods(account, said, shares);
        let until = until.get(&meter.serial).copied();
        if let Some(span) = span(account.id, meter, (periods, until), day) {
            found.insert(meter.serial.clone(), span);
        }
    }
    Ok(found)
}

/// Who takes an agreement back is asked for nothing more, not for what lies before either; what was shared
/// may be corrected later. Never before the account: that is another household's. Source: PD-03, PD-07.
fn periods(account: &Account, said: &[ConsentAct], shares: &[Period]) -> Vec<(Instant, Instant)> {
    let open = Instant(i64::MAX);
    let agreed = said.last().filter(|act| act.agreed).map(|act| (act.at, open));
    let shared = shares.iter().map(|(from, to)| (*from, to.unwrap_or(open)));
    let closed = account.closed_at.unwrap_or(open);
    let within = |(from, to): (Instant, Instant)| (from.max(account.opened_at), to.min(closed));
    let all = agreed.into_iter().chain(shared).map(within);
    all.filter(|(from, to)| from < to).collect()
}

fn span(
    account: AccountId,
    meter: &Meter,
    (periods, until): (Vec<(Instant, Instant)>, Option<Instant>),
    day: SettlementDay,
) -> Option<Span> {
    let oldest = day.next().plus(-MOST_DAYS).start().max(meter.placed_at);
    let known = until.map_or(oldest, |until| until.max(oldest));
    let to = day.end();
    let begins = periods.iter().filter_map(|(from, end)| {
        let from = next_quarter((*from).max(known));
        (from < (*end).min(to)).then_some(from)
    });
    let from = begins.min()?;
    Some(Span { account, periods, from, to, first: until.is_none() })
}

/// The first begin of a quarter-hour that is not before `at`.
fn next_quarter(at: Instant) -> Instant {
    let us = QUARTER_S.saturating_mul(1_000_000);
    let number = at.0.saturating_add(us.saturating_sub(1)).div_euclid(us);
    Instant(number.saturating_mul(us))
}

/// Rows so far, and from where on to ask: a line that breaks does not begin anew.
struct Rows {
    of: BTreeMap<Instant, Stand>,
    next: Instant,
}

/// What an association is for.
pub(super) struct Reading<'a> {
    meter: &'a Meter,
    span: Span,
    rows: Mutex<Rows>,
}

impl<'a> Reading<'a> {
    pub(super) fn of(meter: &'a Meter, span: Span) -> Self {
        let rows = Mutex::new(Rows { of: BTreeMap::new(), next: span.from });
        Self { meter, span, rows }
    }

    fn rows(&self) -> MutexGuard<'_, Rows> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was read, also if not all of it was.
    pub(super) fn end(self, done: Result<(), DlmsError>) -> Quarters {
        let rows = self.rows.into_inner().unwrap_or_else(PoisonError::into_inner).of;
        let span = self.span;
        let mut of = of_registers(&Point::from(self.meter.ean), &rows);
        let ends = [(span.from, rows.first_key_value()), (span.to, rows.last_key_value())];
        if done.is_ok() {
            // Before the first row and behind the last one; all of them if there is none.
            let lacks = match ends {
                [(from, Some((first, _))), (to, Some((last, _)))] => {
                    [(from, *first), (*last, to)].to_vec()
                }
                _ => vec![(span.from, span.to)],
            };
            for (from, to) in lacks.into_iter().filter(|(from, to)| from < to) {
                let count = to.seconds_since(from).div_euclid(QUARTER_S);
                of.missing = of.missing.saturating_add(u32::try_from(count).unwrap_or(0));
                of.first_hole = Some(of.first_hole.map_or(from, |hole| hole.min(from)));
            }
        }
        for series in &mut of.series {
            let within = |quarter: Quarter| {
                let (start, end) = (quarter.start(), quarter.next().start());
                span.periods.iter().any(|(from, to)| *from <= start && end <= *to)
            };
            series.intervals.retain(|interval| within(interval.quarter));
        }
        of.series.retain(|series| !series.intervals.is_empty());
        let until = rows.last_key_value().map(|(at, _)| *at);
        Quarters { span, of, until, failed: done.err().map(|error| chain(&error)) }
    }
}

impl Work<TcpStream> for Reading<'_> {
    type Output = ();

    async fn run(&self, association: &mut Association<TcpStream>) -> Result<(), DlmsError> {
        association.check_identity(&identity(self.meter)).await?;
        if self.span.first {
            association.check_capture(Role::LoadProfile).await?;
        }
        loop {
            let from = self.rows().next;
            if from > self.span.to {
                return Ok(());
            }
            let some = from.day().plus(DAYS_AT_ONCE).start();
            let to = if some > from { some.min(self.span.to) } else { self.span.to };
            let read = association.read_profile(Role::LoadProfile, from, to).await?;
            let mut rows = self.rows();
            rows.of.extend(read.rows.iter().map(|row| (row.at, stand(row))));
            rows.next = to.plus_s(QUARTER_S);
        }
    }
}

fn stand(row: &ProfileRow) -> Stand {
    let value = |register: Register, direction: Direction| {
        let code = register.obis(direction);
        let found = row.values.iter().find(|(obis, _)| obis.code() == code);
        match found.map(|(_, amount)| amount) {
            Some(Amount::Energy(energy)) => Some(energy.0),
            Some(Amount::Volume(_) | Amount::Other { .. }) | None => None,
        }
    };
    let (taken, given) = (Direction::OffTake, Direction::Injection);
    [
        value(Register::One, taken),
        value(Register::Two, taken),
        value(Register::One, given),
        value(Register::Two, given),
    ]
}

/// How many quarter-hours came, for a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct QuarterCount {
    pub meters: u64,
    /// Of taken energy, the estimated ones among them.
    pub quarter_hours: u64,
    pub estimated: u64,
    pub missing: u64,
    /// Meters whose quarter-hours were not all read: they are asked again with the next day.
    pub failed: u64,
}

impl QuarterCount {
    pub(super) fn count(&mut self, quarters: &Quarters) {
        let taken = quarters.of.series.iter().find(|one| one.direction == Direction::OffTake);
        let count = taken.map_or(0, |series| series.intervals.len());
        self.meters += 1;
        self.quarter_hours += u64::try_from(count).unwrap_or(0);
        self.estimated += u64::from(quarters.of.estimated);
        self.missing += u64::from(quarters.of.missing);
        self.failed += u64::from(quarters.failed.is_some());
    }
}
