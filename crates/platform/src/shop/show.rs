//! Sales as a shop sees them: never a name, a balance or a split. Source: PD-04, TP-24.

use super::staff::name_of;
use super::{Done, Place, Shops, amount_of, cashier_of, held, or_told};
use crate::agents::known_account;
use crate::desk;
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::till::StoredSale;
use calendar::Instant;
use http_api::Lookup;
use portal::my::Visitor;
use portal::shop::{SaleView, ShopRefused, Standing, Ticket, TicketState, UndoReason};
use std::collections::BTreeMap;
use store::Account;
use units::{Ean, Energy, MicroEuro};
use vending::VendState;

/// Tickets on their page.
const TICKETS: usize = 50;
/// Among which they are looked for: not each sale came to a ticket.
const MOST_LISTED: i64 = 400;
/// Tickets are found by their code for so many days.
const FOUND_DAYS: i32 = 90;
/// Sales that are looked through for a code.
const MOST_LOOKED_AT: i64 = 50_000;
/// Another sale for the same meter within this time is brought up. Source: TP-13.
const TWICE_MIN: i64 = 10;

/// The supply point of a sale; a reversal that came before its sale has none.
fn point(sale: &StoredSale) -> Option<Ean> {
    match sale.vend.state() {
        VendState::Credited { ean, .. } | VendState::Undone { ean, .. } => Some(*ean),
        VendState::Suspended { ean, .. } => *ean,
        VendState::Reserved { .. } | VendState::Reversed { .. } => {
            sale.vend.reservation().map(|reserved| reserved.ean)
        }
    }
}

/// Money that names no meter counts as electricity: it is in the till all the same.
pub(super) fn energy_of(engine: &mut Engine, sale: &StoredSale) -> Result<Energy, Failure> {
    let account = match point(sale) {
        Some(ean) => engine.store.account_of(ean)?,
        None => None,
    };
    Ok(account.map_or(Energy::Electricity, |account| account.group.energy))
}

fn code(sale: &StoredSale) -> String {
    sale.receipt.as_ref().and_then(|receipt| receipt.code.clone()).unwrap_or_default()
}

/// Letters and digits of a code as somebody keys it in.
fn plain(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

impl Shops {
    pub(super) fn show(&self, visitor: &Visitor, number: &str) -> Done<SaleView> {
        let now = (self.clock)();
        let mut engine = held(&self.reader);
        let place = or_told!(self.place(&mut engine, visitor)?);
        let (_, sale) = or_told!(Self::kept(&mut engine, &place, number)?);
        let account = match point(&sale) {
            Some(ean) => engine.store.account_of(ean)?,
            None => None,
        };
        let Some(account) = account else { return Ok(Err(ShopRefused::UnknownSale)) };
        let standing = standing(&mut engine, &place, &sale, &account, (number, now))?;
        let town = crate::engine::place(&mut engine.store, &account)?;
        let by = match cashier_of(&sale) {
            Some(cashier) => name_of(&mut engine, &place.terminal, cashier)?,
            None => None,
        };
        Ok(Ok(SaleView {
            number: number.to_owned(),
            reference: account.ean.reference(),
            energy: account.group.energy,
            town,
            amount: amount_of(&sale),
            own: cashier_of(&sale) == Some(place.cashier.as_str()),
            by,
            standing,
            as_of: now,
        }))
    }

    pub(super) fn tickets_of(&self, visitor: &Visitor, wanted: Option<&str>) -> Done<Vec<Ticket>> {
        let now = (self.clock)();
        let mut engine = held(&self.reader);
        let place = or_told!(self.place(&mut engine, visitor)?);
        let from = now.day().plus(-FOUND_DAYS).start();
        let most = if wanted.is_some() { MOST_LOOKED_AT } else { MOST_LISTED };
        let wanted = wanted.map(plain);
        let (mut tickets, mut names) = (Vec::new(), BTreeMap::new());
        for kept in engine.store.sales_of(&place.terminal, from, most)?.into_iter().rev() {
            let sale: StoredSale = serde_json::from_str(&kept.body)?;
            let (at, state) = match sale.vend.state() {
                VendState::Credited { at, .. } => (*at, TicketState::Booked),
                VendState::Undone { credited_at, .. } => (*credited_at, TicketState::Undone),
                VendState::Suspended { at, .. } => (*at, TicketState::Held),
                VendState::Reserved { .. } | VendState::Reversed { .. } => continue,
            };
            let Some(advice) = sale.vend.advice() else { continue };
            let code = Some(code(&sale)).filter(|code| !code.is_empty());
            let is_wanted = |wanted: &String| code.as_deref().map(plain).as_ref() == Some(wanted);
            if !wanted.as_ref().is_none_or(is_wanted) {
                continue;
            }
            let by = match names.get(&advice.cashier) {
                Some(known) => Option::clone(known),
                None => {
                    let name = name_of(&mut engine, &place.terminal, &advice.cashier)?;
                    names.insert(advice.cashier.clone(), name.clone());
                    name
                }
            };
            tickets.push(Ticket {
                by,
                code,
                at,
                amount: amount_of(&sale),
                means: advice.means,
                state,
                number: kept.number,
            });
            if tickets.len() >= TICKETS {
                break;
            }
        }
        Ok(Ok(tickets))
    }
}

fn standing(
    engine: &mut Engine,
    place: &Place,
    sale: &StoredSale,
    account: &Account,
    (number, now): (&str, Instant),
) -> Result<Standing, Failure> {
    let means = sale.vend.advice().map(|advice| advice.means);
    Ok(match (sale.vend.state(), means) {
        (VendState::Reserved { reservation }, _) => {
            let ask = Lookup {
                reference: account.ean.reference().to_string(),
                amount: Some(reservation.amount.amount()),
                at: now,
            };
            // An account that was closed meanwhile has no answer.
            let found = desk::look_up(engine, place.dso, &ask, now)?;
            let enough = found.ok().and_then(|found| found.restores_supply);
            let sold_before = sold_before(engine, place, account.ean, (number, now))?;
            let brings_back = match enough {
                Some(false) => known_account(engine, account.clone(), now)?
                    .map(|known| known.card.to_clear)
                    .filter(|amount| *amount > MicroEuro::ZERO),
                Some(true) | None => None,
            };
            Standing::Reserved { enough, brings_back, sold_before }
        }
        (VendState::Credited { at, .. }, Some(means)) => {
            let undo_min = engine.books.payments(place.dso, now)?.undo_min;
            let undo_until = at.plus_min(undo_min);
            Standing::Booked { at: *at, code: code(sale), means, undo_until, undo_min }
        }
        (VendState::Undone { credited_at, at, .. }, Some(means)) => {
            let reason = engine.store.undo_reason(&place.terminal, number)?;
            let reason = reason.and_then(|reason| UndoReason::of_name(&reason));
            let (sold_at, at) = (*credited_at, *at);
            Standing::Undone { sold_at, at, code: code(sale), means, reason }
        }
        (VendState::Reversed { .. }, _) => Standing::GivenUp,
        (VendState::Suspended { .. }, _) => Standing::Held,
        (VendState::Credited { .. } | VendState::Undone { .. }, None) => {
            return refuse("a sale without an advice was credited");
        }
    })
}

/// When the terminal booked another sale for the same meter a few minutes ago.
fn sold_before(
    engine: &mut Engine,
    place: &Place,
    ean: Ean,
    (number, now): (&str, Instant),
) -> Result<Option<Instant>, Failure> {
    let from = now.plus_min(-TWICE_MIN);
    for kept in engine.store.sales_of(&place.terminal, from, MOST_LISTED)?.into_iter().rev() {
        let sale: StoredSale = serde_json::from_str(&kept.body)?;
        if let VendState::Credited { ean: sold_to, at, .. } = sale.vend.state()
            && *sold_to == ean
            && kept.number != number
        {
            return Ok(Some(*at));
        }
    }
    Ok(None)
}
