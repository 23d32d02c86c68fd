//! What the representative bills, and what the supplier goes on billing. Source: ES-16, ES-17.

use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::share::groups::Kept;
use calendar::{Instant, SettlementDay};
use sharing::{
    Form, RepresentativeBill, SupplierBasis, network_cost, paid_to_producers, representative_bill,
    supplier_basis,
};
use store::KeptVolume;
use units::{Ean, MicroEuro, MilliWattHours, NanoEuroPerKwh};

/// What the members agreed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prices {
    pub shared: NanoEuroPerKwh,
    pub fee: MicroEuro,
    /// All network terms, where the operator's discount on them is asked for.
    pub network: Option<NanoEuroPerKwh>,
}

/// One member's month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bill {
    pub ean: Ean,
    pub offtake: MilliWattHours,
    pub by_representative: RepresentativeBill,
    pub by_supplier: SupplierBasis,
    /// What the network costs on the shared part, after a discount if there is one.
    pub network: Option<MicroEuro>,
    /// Of it taken off in one building, where the operator grants that. Source: ES-17.
    pub relief: Option<MicroEuro>,
    /// What a producer is paid for what it shared.
    pub paid_to_producer: MicroEuro,
    /// What it sells to its own supplier.
    pub surplus: MilliWattHours,
}

/// The bills of a month, by EAN. Only who takes pays a fee. Errors: an amount is too large.
pub fn bills(
    engine: &Engine,
    kept: &Kept,
    volumes: &[KeptVolume],
    prices: Prices,
    (day, now): (SettlementDay, Instant),
) -> Result<Vec<Bill>, Failure> {
    let parameters = engine.books.sharing(kept.dso, now);
    // Only what is shared in one building has the discount.
    let discount = match kept.dossier.form {
        Form::Building => parameters.building_discount_ppm(day)?,
        Form::RenewableCommunity | Form::CitizenCommunity | Form::PeerToPeer => None,
    };
    if prices.fee.0 % 10_000 != 0 {
        return refuse(format!("a fee is in whole cents, not `{}`", prices.fee));
    }
    let mut found = Vec::new();
    for volume in volumes {
        let (received, offtake) = (MilliWattHours(volume.received), MilliWattHours(volume.offtake));
        let fee = if volume.offtake > 0 { prices.fee } else { MicroEuro::ZERO };
        let bill = representative_bill(received, prices.shared, fee);
        let basis = supplier_basis(offtake, received);
        let (Some(by_representative), Some(by_supplier)) = (bill, basis) else {
            return refuse(format!("the month of `{}` is too large", volume.ean));
        };
        let network = prices.network.map(|price| network_cost(received, price, discount));
        if network == Some(None) {
            return refuse(format!("the network cost of `{}` is too large", volume.ean));
        }
        let whole = prices.network.and_then(|price| network_cost(received, price, None));
        let relief = discount.and(whole).zip(network.flatten());
        let relief = relief.and_then(|(whole, paid)| whole.checked_sub(paid));
        found.push(Bill {
            ean: volume.ean,
            offtake,
            by_representative,
            by_supplier,
            network: network.flatten(),
            relief,
            paid_to_producer: MicroEuro::ZERO,
            surplus: MilliWattHours(volume.injection.saturating_sub(volume.given)),
        });
    }
    // What is paid for energy goes to whoever gave it.
    let energy = found
        .iter()
        .try_fold(MicroEuro::ZERO, |sum, bill| sum.checked_add(bill.by_representative.energy));
    let given: Vec<_> = volumes.iter().map(|volume| MilliWattHours(volume.given)).collect();
    let Some(paid) = energy.and_then(|energy| paid_to_producers(energy, &given)) else {
        return refuse("what the producers are paid is too large, or nobody gave");
    };
    for (bill, paid) in found.iter_mut().zip(paid) {
        bill.paid_to_producer = paid;
    }
    Ok(found)
}
