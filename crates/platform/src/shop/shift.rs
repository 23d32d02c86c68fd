//! A cashier's shift at a shop's terminal. Source: TP-20.

use super::staff::{cashier_of_staff, name_of};
use super::{Done, Place, Shops, held, or_told, told};
use crate::failure::{Failure, refuse};
use crate::till::{StoredSale, StoredShift, moved_in_shift, totals};
use access::TillRight;
use http_api::{Call, Cashier, Refusal};
use portal::my::Visitor;
use portal::shop::{
    ClosedShift, Counted, EnergySales, OpenShift, PersonShift, ShiftView, ShopRefused,
};
use store::Store;
use units::Energy;
use vending::{CashCount, Means, SaleId, ShiftEntryKind};

/// Shifts of a terminal among which a cashier's last one is looked for.
const MOST_SHIFTS: i64 = 100;
/// How far the clocks of two writers may be apart.
const CLOCKS_APART_H: i64 = 1;

fn add(sales: &mut EnergySales, means: Means, amount: units::MicroEuro) -> Option<()> {
    let side = match means {
        Means::Cash => &mut sales.sum.cash,
        Means::Card => &mut sales.sum.card,
    };
    *side = side.checked_add(amount)?;
    sales.count = sales.count.checked_add(1)?;
    Some(())
}

/// What was sold of each energy in a shift.
fn by_energy(
    store: &mut Store,
    terminal: &str,
    (number, shift): (i64, &StoredShift),
) -> Result<Vec<EnergySales>, Failure> {
    let none = |energy| EnergySales { energy, count: 0, sum: CashCount::default() };
    let (mut power, mut gas) = (none(Energy::Electricity), none(Energy::Gas));
    let from = shift.opened_at.plus_h(-CLOCKS_APART_H);
    for kept in store.sales_of(terminal, from, i64::MAX)? {
        let sale: StoredSale = serde_json::from_str(&kept.body)?;
        let entries = moved_in_shift(&sale, SaleId::new(terminal, &kept.number)?, number);
        let mut sold = entries.iter().filter(|entry| match entry.kind {
            ShiftEntryKind::Sale | ShiftEntryKind::Promise => true,
            ShiftEntryKind::Reversal => false,
        });
        let Some(entry) = sold.next() else { continue };
        let account = match kept.account {
            Some(id) => store.account(id)?,
            None => None,
        };
        // Money in suspense that names no meter counts as electricity: it is in the till all the same.
        let energy = account.map_or(Energy::Electricity, |account| account.group.energy);
        let sums = match energy {
            Energy::Electricity => &mut power,
            Energy::Gas => &mut gas,
        };
        if add(sums, entry.means, entry.amount).is_none() {
            return refuse("an amount of a shift is too large");
        }
    }
    Ok([power, gas].into_iter().filter(|sales| sales.count > 0).collect())
}

pub(super) fn open_shift(
    store: &mut Store,
    terminal: &str,
    cashier: &Cashier,
) -> Result<Option<(i64, StoredShift)>, Failure> {
    for (_, number, body) in store.open_shifts(&[terminal])? {
        let shift: StoredShift = serde_json::from_str(&body)?;
        if shift.cashier == *cashier {
            return Ok(Some((number, shift)));
        }
    }
    Ok(None)
}

fn last_closed(
    store: &mut Store,
    terminal: &str,
    cashier: &Cashier,
) -> Result<Option<ClosedShift>, Failure> {
    for (_, _, body) in store.shifts(terminal, MOST_SHIFTS)? {
        let stored: StoredShift = serde_json::from_str(&body)?;
        let Some(closed) = stored.closed.filter(|_| stored.cashier == *cashier) else { continue };
        return Ok(Some(ClosedShift {
            since: closed.shift.opened_at,
            closed_at: closed.closed_at,
            expected: closed.shift.totals.expected,
            declared: closed.declared,
            difference: closed.difference,
            explanation: closed.explanation,
        }));
    }
    Ok(None)
}

impl Shops {
    /// Whose shift is meant: the visitor's own, or to the owner that of one of the shop's people.
    fn cashier_meant(place: &Place, of: Option<i64>) -> Done<Cashier> {
        match of {
            None => Ok(Ok(place.cashier.clone())),
            Some(number) if place.hand.is_owner() => Ok(Ok(cashier_of_staff(number)?)),
            Some(_) => Ok(Err(ShopRefused::NotAllowed)),
        }
    }

    pub(super) fn shift_of(&self, visitor: &Visitor, of: Option<i64>) -> Done<ShiftView> {
        let mut engine = held(&self.reader);
        let place = or_told!(self.place_for(&mut engine, visitor, TillRight::CloseShift)?);
        let cashier = or_told!(Self::cashier_meant(&place, of)?);
        let terminal = place.terminal.as_str();
        let name = name_of(&mut engine, terminal, cashier.as_str())?;
        let store = &mut engine.store;
        let mut open = None;
        if let Some((number, shift)) = open_shift(store, terminal, &cashier)? {
            let sales = by_energy(store, terminal, (number, &shift))?;
            open = match totals(store, terminal, &cashier, (self.clock)())? {
                Ok(known) => Some(OpenShift {
                    since: shift.opened_at,
                    sales,
                    undone: known.totals.reversals,
                    expected: known.totals.expected,
                }),
                // Closed meanwhile.
                Err(Refusal::ShiftNotOpen) => None,
                Err(refusal) => return Ok(Err(told(refusal)?)),
            };
        }
        let last = last_closed(store, terminal, &cashier)?;
        let mut people = Vec::new();
        if place.hand.is_owner() {
            for person in store.shop_people(terminal)?.into_iter().filter(|one| !one.ended) {
                let cashier = cashier_of_staff(person.number)?;
                let since = open_shift(store, terminal, &cashier)?.map(|(_, own)| own.opened_at);
                people.push(PersonShift { number: person.number, name: person.name, since });
            }
        }
        Ok(Ok(ShiftView { name, of, open, last, people }))
    }

    pub(super) fn closed(&self, visitor: &Visitor, counted: &Counted<'_>) -> Done<()> {
        let (place, cashier) = {
            let mut engine = held(&self.reader);
            let place = or_told!(self.place_for(&mut engine, visitor, TillRight::CloseShift)?);
            let cashier = or_told!(Self::cashier_meant(&place, counted.of)?);
            (place, cashier)
        };
        let declared = counted.declared;
        let key = format!("close.{}", counted.attempt);
        let explanation = counted.explanation.unwrap_or_default();
        let body = format!("{cashier} {} {} {explanation}", declared.cash.0, declared.card.0);
        let explanation = counted.explanation.map(str::to_owned);
        let call = Call::CloseShift { cashier, declared, explanation };
        match self.order(&place, (&key, &body), None, call)? {
            // The page was sent before: what it led to is shown.
            Ok(_) | Err(Refusal::ShiftNotOpen | Refusal::KeyReused(_)) => Ok(Ok(())),
            Err(refusal) => Ok(Err(told(refusal)?)),
        }
    }
}
