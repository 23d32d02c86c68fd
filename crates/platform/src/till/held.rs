//! What shops hold of the operator's money, and whether one more sale fits. Source: UX M-08.

use super::StoredSale;
use crate::failure::{Failure, refuse};
use calendar::{Instant, SettlementDay};
use std::collections::HashMap;
use store::{KeptTerms, Store};
use units::MicroEuro;
use vending::{Commission, Holding, OverHolding, Room, ShopTerms, VendState};

/// What a sale makes its shop hold: also money that it was promised and may take this moment, or two sales at
/// once would both fit where there is room for one.
pub fn of_sale(sale: &StoredSale) -> MicroEuro {
    match sale.vend.state() {
        // A reservation that has lapsed waits for no money.
        VendState::Reserved { reservation } if sale.vend.bars_cut().is_some() => {
            reservation.amount.amount()
        }
        VendState::Credited { amount, .. } | VendState::Suspended { amount, .. } => *amount,
        VendState::Reserved { .. } | VendState::Undone { .. } | VendState::Reversed { .. } => {
            MicroEuro::ZERO
        }
    }
}

/// Terms as they are agreed, from those that are kept.
fn read(kept: &KeptTerms) -> Result<(SettlementDay, ShopTerms), Failure> {
    let holding = match kept.holding {
        0 => None,
        1 => Some(Holding::Line(kept.agreed)),
        2 => Some(Holding::Float(kept.agreed)),
        other => return refuse(format!("a shop's terms have the unknown kind {other}")),
    };
    let (per_sale, rate_hundredths) = (kept.per_sale, kept.rate_hundredths);
    let commission = Commission { per_sale, rate_hundredths };
    Ok((kept.from, ShopTerms { holding, commission }))
}

/// How a kind of holding is kept.
pub fn code(holding: Option<Holding>) -> u8 {
    match holding {
        None => 0,
        Some(Holding::Line(_)) => 1,
        Some(Holding::Float(_)) => 2,
    }
}

/// All terms of a shop, in the order in which they were agreed.
pub fn terms(
    store: &mut Store,
    terminal: &str,
) -> Result<Vec<(SettlementDay, ShopTerms)>, Failure> {
    store.shop_terms(terminal)?.iter().map(read).collect()
}

/// What a shop may hold and holds now; `None` without a limit.
pub fn room(store: &mut Store, terminal: &str, now: Instant) -> Result<Option<Room>, Failure> {
    let Some(holding) = ShopTerms::on(&terms(store, terminal)?, now.day()).holding else {
        return Ok(None);
    };
    match store.shop_held(&[terminal])?.get(terminal) {
        Some(held) => Ok(Some(Room { holding, held: *held })),
        None => refuse(format!("terminal `{terminal}` has terms, and what it holds is not summed")),
    }
}

/// What the shops of a group of requests hold, as the group goes.
#[derive(Debug, Default)]
pub struct Held {
    /// Of those with terms.
    shops: HashMap<String, Shop>,
    /// What a sale that was read, or has changed since, makes its shop hold.
    sales: HashMap<(String, String), MicroEuro>,
}

#[derive(Debug)]
struct Shop {
    holding: Option<Holding>,
    held: MicroEuro,
    /// Since what is kept.
    moved: MicroEuro,
}

impl Held {
    /// `sales`: those that were read with the group.
    pub fn load<'a>(
        store: &mut Store,
        terminals: &[&str],
        sales: impl Iterator<Item = (&'a (String, String), &'a StoredSale)>,
        now: Instant,
    ) -> Result<Self, Failure> {
        let mut held = Self::default();
        for (terminal, sum) in store.shop_held(terminals)? {
            let holding = ShopTerms::on(&terms(store, &terminal)?, now.day()).holding;
            held.shops.insert(terminal, Shop { holding, held: sum, moved: MicroEuro::ZERO });
        }
        // Most terminals have no terms, and nothing is kept for them.
        if !held.shops.is_empty() {
            let of_shops = sales.filter(|(place, _)| held.shops.contains_key(&place.0));
            held.sales = of_shops.map(|(place, sale)| (place.clone(), of_sale(sale))).collect();
        }
        Ok(held)
    }

    /// Whether a sale may begin. Errors: the shop would hold more than was agreed on.
    pub fn admits(&self, terminal: &str, amount: MicroEuro) -> Result<(), OverHolding> {
        match self.shops.get(terminal) {
            Some(Shop { holding: Some(holding), held, .. }) => {
                Room { holding: *holding, held: *held }.admits(amount)
            }
            Some(_) | None => Ok(()),
        }
    }

    /// A sale stands as it does now.
    pub fn stands(&mut self, place: &(String, String), sale: &StoredSale) -> Result<(), Failure> {
        let Some(shop) = self.shops.get_mut(&place.0) else { return Ok(()) };
        let now = of_sale(sale);
        let before = self.sales.insert(place.clone(), now).unwrap_or(MicroEuro::ZERO);
        let add = |sum: MicroEuro| sum.checked_sub(before)?.checked_add(now);
        match (add(shop.held), add(shop.moved)) {
            (Some(held), Some(moved)) => (shop.held, shop.moved) = (held, moved),
            (_, _) => return refuse("a shop holds too much"),
        }
        Ok(())
    }

    /// Keeps what has moved, in the order of the names: another writer waits for one row at a time.
    pub fn write(&mut self, store: &mut Store) -> Result<(), Failure> {
        let mut moved: Vec<(&String, &mut Shop)> = self.shops.iter_mut().collect();
        moved.sort_by_key(|(terminal, _)| *terminal);
        for (terminal, shop) in moved {
            store.move_shop_held(terminal, std::mem::replace(&mut shop.moved, MicroEuro::ZERO))?;
        }
        Ok(())
    }
}
