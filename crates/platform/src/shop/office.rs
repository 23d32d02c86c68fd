//! A terminal's week, and how it stands now. Source: UX M-05, M-06, TP-20.

use super::show::energy_of;
use super::{Done, Shops, amount_of, held, or_told};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::plans::monday_of;
use crate::terminals::StoredTerminal;
use crate::till::StoredSale;
use crate::till::held::{room, terms};
use access::TillRight;
use calendar::{Instant, SettlementDay};
use portal::my::Visitor;
use portal::shop::{Earned, LimitNow, TerminalNow, WaitingSale, Week, WeekLine};
use std::collections::BTreeMap;
use units::{Dso, Energy, MicroEuro};
use vending::{CashCount, Commission, Means, ShopTerms, VendState};

/// Sales of the last days among which those are looked for that wait, or came last.
const RECENT_DAYS: i32 = 7;

pub(super) type Counted = (u32, CashCount);

fn add((count, sum): &mut Counted, means: Means, amount: MicroEuro) -> Result<(), Failure> {
    let side = match means {
        Means::Cash => &mut sum.cash,
        Means::Card => &mut sum.card,
    };
    match (side.checked_add(amount), count.checked_add(1)) {
        (Some(added), Some(one_more)) => (*side, *count) = (added, one_more),
        (_, _) => return refuse("a week's amount is too large"),
    }
    Ok(())
}

/// Sold and on hold, less undone.
fn owed(lines: &[WeekLine], held: Counted) -> Option<CashCount> {
    let side = |of: fn(&CashCount) -> MicroEuro| {
        lines.iter().try_fold(of(&held.1), |sum, line| {
            sum.checked_add(of(&line.sold.1))?.checked_sub(of(&line.undone.1))
        })
    };
    Some(CashCount { cash: side(|sum| sum.cash)?, card: side(|sum| sum.card)? })
}

/// Sales of a day, those that were undone with a minus.
fn sold_on(
    days: &mut BTreeMap<SettlementDay, (i64, MicroEuro)>,
    day: SettlementDay,
    (count, amount): (i64, MicroEuro),
) -> Result<(), Failure> {
    let known = days.entry(day).or_insert((0, MicroEuro::ZERO));
    match (known.0.checked_add(count), known.1.checked_add(amount)) {
        (Some(count), Some(sum)) => *known = (count, sum),
        (_, _) => return refuse("a week's amount is too large"),
    }
    Ok(())
}

/// What the shop earned in a week, by what was agreed for each of its days; nothing where nothing was. The
/// basis is that of what is owed: sold and on hold, less undone. Source: UX M-05.
fn earned(
    known: &[(SettlementDay, ShopTerms)],
    monday: SettlementDay,
    days: &BTreeMap<SettlementDay, (i64, MicroEuro)>,
) -> Result<Option<Earned>, Failure> {
    let (mut rates, mut exact): (Vec<(SettlementDay, Commission)>, _) = (Vec::new(), 0_i128);
    for day in (0..7).map(|days| monday.plus(days)) {
        let commission = ShopTerms::on(known, day).commission;
        if rates.last().is_none_or(|(_, last)| *last != commission) {
            rates.push((day, commission));
        }
        let (count, sum) = days.get(&day).copied().unwrap_or((0, MicroEuro::ZERO));
        let of_day = commission.of(count, sum).and_then(|of_day| exact.checked_add(of_day));
        let Some(so_far) = of_day else { return refuse("a week's commission is too large") };
        exact = so_far;
    }
    if rates.iter().all(|(_, commission)| commission.is_none()) {
        return Ok(None);
    }
    match Commission::round(exact) {
        Some(amount) => Ok(Some(Earned { rates, amount })),
        None => refuse("a week's commission is too large"),
    }
}

/// What a terminal sold from one day to another, both included.
#[derive(Debug, Default)]
pub(super) struct Sold {
    pub(super) lines: BTreeMap<(SettlementDay, Energy), WeekLine>,
    /// Taken and on hold.
    pub(super) on_hold: Counted,
    /// Of each day, less what was undone: what a commission is counted on.
    pub(super) days: BTreeMap<SettlementDay, (i64, MicroEuro)>,
}

/// By when it was credited, undone or put on hold.
pub(super) fn sold_between(
    engine: &mut Engine,
    terminal: &str,
    (first, last): (SettlementDay, SettlementDay),
) -> Result<Sold, Failure> {
    let within = |day: SettlementDay| first <= day && day <= last;
    let mut sold = Sold::default();
    let Sold { lines, on_hold, days } = &mut sold;
    // What was credited in these days has changed in them or since.
    for kept in engine.store.sales_of(terminal, first.start(), i64::MAX)? {
        let sale: StoredSale = serde_json::from_str(&kept.body)?;
        let Some(advice) = sale.vend.advice() else {
            continue;
        };
        let (means, amount) = (advice.means, amount_of(&sale));
        let (credited, undone) = match sale.vend.state() {
            VendState::Credited { at, .. } => (Some(at.day()), None),
            VendState::Undone { credited_at, at, .. } => (Some(credited_at.day()), Some(at.day())),
            VendState::Suspended { at, .. } => {
                if within(at.day()) {
                    add(on_hold, means, amount)?;
                    sold_on(days, at.day(), (1, amount))?;
                }
                continue;
            }
            VendState::Reserved { .. } | VendState::Reversed { .. } => continue,
        };
        let energy = energy_of(engine, &sale)?;
        let none = (0, CashCount::default());
        let moved = [(credited, false), (undone, true)];
        for (day, back) in moved {
            let Some(day) = day.filter(|day| within(*day)) else {
                continue;
            };
            let new = WeekLine { day, energy, sold: none, undone: none };
            let line = lines.entry((day, energy)).or_insert(new);
            add(if back { &mut line.undone } else { &mut line.sold }, means, amount)?;
            let back_again = MicroEuro(amount.0.saturating_neg());
            let counts = if back { (-1, back_again) } else { (1, amount) };
            sold_on(days, day, counts)?;
        }
    }
    Ok(sold)
}

/// A terminal's week from a Monday on.
pub fn week(
    engine: &mut Engine,
    (dso, terminal): (Dso, &str),
    monday: SettlementDay,
    now: Instant,
) -> Result<Week, Failure> {
    let Sold { lines, on_hold, days } = sold_between(engine, terminal, (monday, monday.plus(6)))?;
    let lines: Vec<WeekLine> = lines.into_values().collect();
    let Some(owed) = owed(&lines, on_hold) else {
        return refuse("a week's amount is too large");
    };
    let known = terms(&mut engine.store, terminal)?;
    let earned = earned(&known, monday, &days)?;
    let operator = dso.name().to_owned();
    let terminal = terminal.to_owned();
    Ok(Week { terminal, operator, monday, lines, held: on_hold, owed, earned, now })
}

impl Shops {
    pub(super) fn week_of(&self, visitor: &Visitor, day: Option<SettlementDay>) -> Done<Week> {
        let now = (self.clock)();
        let mut engine = held(&self.reader);
        let place = or_told!(self.place_for(&mut engine, visitor, TillRight::Settlement)?);
        let monday = monday_of(day.unwrap_or(now.day()));
        Ok(Ok(week(&mut engine, (place.dso, &place.terminal), monday, now)?))
    }

    pub(super) fn limit_of(&self, visitor: &Visitor) -> Done<LimitNow> {
        let now = (self.clock)();
        let mut engine = held(&self.reader);
        let place = or_told!(self.place_for(&mut engine, visitor, TillRight::Settlement)?);
        let room = room(&mut engine.store, &place.terminal, now)?;
        let operator = place.dso.name().to_owned();
        Ok(Ok(LimitNow { terminal: place.terminal, operator, room }))
    }

    pub(super) fn terminal_of(&self, visitor: &Visitor) -> Done<TerminalNow> {
        let now = (self.clock)();
        let mut engine = held(&self.reader);
        let place = or_told!(self.place(&mut engine, visitor)?);
        let from = now.day().plus(-RECENT_DAYS).start();
        let (mut waiting, mut last) = (Vec::new(), None);
        for kept in engine.store.sales_of(&place.terminal, from, i64::MAX)? {
            let sale: StoredSale = serde_json::from_str(&kept.body)?;
            match sale.vend.state() {
                VendState::Reserved { reservation } => waiting.push(WaitingSale {
                    number: kept.number,
                    amount: reservation.amount.amount(),
                    since: reservation.at,
                }),
                VendState::Credited { at, .. }
                | VendState::Undone { at, .. }
                | VendState::Reversed { at }
                | VendState::Suspended { at, .. } => last = last.max(Some(*at)),
            }
        }
        waiting.sort_by_key(|sale| sale.since);
        let name = match engine.store.terminal(&place.terminal)? {
            Some((_, body)) => StoredTerminal::name_of(&body)?,
            None => String::new(),
        };
        let rules = engine.books.payments(place.dso, now)?;
        Ok(Ok(TerminalNow {
            name,
            operator: place.dso.name().to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            last,
            waiting,
            kept_h: rules.reservation_h,
            offline: rules.offline_enabled.then_some(rules.offline_cap),
            least: rules.topup_min,
            most: rules.topup_max,
            terminal: place.terminal,
            now,
        }))
    }
}
