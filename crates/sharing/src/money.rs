//! What shared energy costs whom: the two invoices, and the warning before joining.

use calendar::SettlementDay;
use units::{MicroEuro, MilliWattHours, NanoEuroPerKwh};

const MILLION: i64 = 1_000_000;

/// A price of network use after the discount of `ppm` parts per million; rounded up to the nano-euro.
/// `None` if `ppm` is none of a whole. Source: ES-17.
pub fn discounted(network: NanoEuroPerKwh, ppm: i64) -> Option<NanoEuroPerKwh> {
    let paid = MILLION.checked_sub(ppm).filter(|paid| (0..=MILLION).contains(paid))?;
    let exact = i128::from(network.0).checked_mul(i128::from(paid))?;
    let up = exact.checked_add(i128::from(MILLION) - 1)?.div_euclid(i128::from(MILLION));
    i64::try_from(up).ok().map(NanoEuroPerKwh)
}

/// The prices that decide whether sharing is worth it for one household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfferedPrices {
    /// What a kilowatt-hour costs now, all in: of a protected household the social tariff.
    pub now: NanoEuroPerKwh,
    pub shared: NanoEuroPerKwh,
    /// Network costs, which the supplier goes on billing on shared energy.
    pub network: NanoEuroPerKwh,
    pub discount_ppm: Option<i64>,
}

/// What a shared kilowatt-hour saves in nano-euro; below zero the household would lose.
/// `None` if a price does not fit. Source: ES-18.
pub fn gain_per_kwh(prices: OfferedPrices) -> Option<i64> {
    let network = match prices.discount_ppm {
        Some(ppm) => discounted(prices.network, ppm)?,
        None => prices.network,
    };
    prices.now.0.checked_sub(prices.shared.0)?.checked_sub(network.0)
}

/// One member's month as the representative bills it. Source: ES-16.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RepresentativeBill {
    pub shared: MilliWattHours,
    /// In whole cents.
    pub energy: MicroEuro,
    pub fee: MicroEuro,
    pub total: MicroEuro,
}

/// What one member's invoice says: its energy is rounded once, half up to the cent, and what is shown adds up.
/// `None` if a sum does not fit, or the fee is finer than a cent. Source: ES-16.
pub fn representative_bill(
    shared: MilliWattHours,
    price: NanoEuroPerKwh,
    fee: MicroEuro,
) -> Option<RepresentativeBill> {
    if fee.0.checked_rem(CENT)? != 0 {
        return None;
    }
    let energy = cents_half_up(price.cost_of(shared))?;
    let total = energy.checked_add(fee)?;
    Some(RepresentativeBill { shared, energy, fee, total })
}

/// What the producers are paid: together what the participants pay for energy, each by what it gave. Cents that
/// do not divide go to the largest fractions, of two alike to the first. `None` if it does not fit, or somebody
/// pays and nobody gave. Source: ES-16.
pub fn paid_to_producers(energy: MicroEuro, given: &[MilliWattHours]) -> Option<Vec<MicroEuro>> {
    let cents = i128::from(energy.0.checked_div(CENT)?);
    let all: i128 = given.iter().map(|one| i128::from(one.0)).sum();
    if all <= 0 {
        return (cents == 0).then(|| vec![MicroEuro::ZERO; given.len()]);
    }
    let mut paid = Vec::with_capacity(given.len());
    for (place, one) in given.iter().enumerate() {
        let exact = cents.checked_mul(i128::from(one.0))?;
        paid.push((place, exact.div_euclid(all), exact.rem_euclid(all)));
    }
    let left = cents.checked_sub(paid.iter().map(|(_, whole, _)| whole).sum())?;
    paid.sort_by_key(|(place, _, rest)| (std::cmp::Reverse(*rest), *place));
    for (_, whole, _) in paid.iter_mut().take(usize::try_from(left).ok()?) {
        *whole = whole.checked_add(1)?;
    }
    paid.sort_by_key(|(place, ..)| *place);
    let eur = |whole: i128| i64::try_from(whole).ok()?.checked_mul(CENT).map(MicroEuro);
    paid.into_iter().map(|(_, whole, _)| eur(whole)).collect()
}

/// What the supplier bills: energy on what is left, network on all. Source: ES-16.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SupplierBasis {
    pub energy_on: MilliWattHours,
    pub network_on: MilliWattHours,
}

/// `None` if more was shared than taken. Source: ES-16.
pub fn supplier_basis(offtake: MilliWattHours, shared: MilliWattHours) -> Option<SupplierBasis> {
    let energy_on = offtake.checked_sub(shared).filter(|left| left.0 >= 0)?;
    Some(SupplierBasis { energy_on, network_on: offtake })
}

/// What the network costs on shared energy. `None` if it does not fit. Source: ES-17.
pub fn network_cost(
    shared: MilliWattHours,
    network: NanoEuroPerKwh,
    discount_ppm: Option<i64>,
) -> Option<MicroEuro> {
    let price = match discount_ppm {
        Some(ppm) => discounted(network, ppm)?,
        None => network,
    };
    whole_down(price.cost_of(shared))
}

/// What days give back to a prepaid account: the energy component of each day's shared
/// energy, at that day's price; exact, in femto-euro. `None` if it does not fit. Source: ES-19.
pub fn prepaid_credit(
    days: impl IntoIterator<Item = (SettlementDay, MilliWattHours)>,
    mut price_of: impl FnMut(SettlementDay) -> Option<NanoEuroPerKwh>,
) -> Option<i128> {
    let mut sum = 0i128;
    for (day, shared) in days {
        if shared.0 != 0 {
            sum = sum.checked_add(price_of(day)?.cost_of(shared))?;
        }
    }
    Some(sum)
}

/// A cent, in micro-euro.
const CENT: i64 = 10_000;

/// Half a cent and more is a cent.
fn cents_half_up(femto_eur: i128) -> Option<MicroEuro> {
    let cent = i128::from(CENT).checked_mul(1_000_000_000)?;
    let cents = femto_eur.checked_add(cent / 2)?.div_euclid(cent);
    i64::try_from(cents).ok()?.checked_mul(CENT).map(MicroEuro)
}

fn whole_down(femto_eur: i128) -> Option<MicroEuro> {
    i64::try_from(femto_eur.div_euclid(1_000_000_000)).ok().map(MicroEuro)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price(text: &str) -> NanoEuroPerKwh {
        text.parse().unwrap()
    }

    fn kwh(text: &str) -> MilliWattHours {
        text.parse().unwrap()
    }

    fn eur(text: &str) -> MicroEuro {
        text.parse().unwrap()
    }

    #[test]
    fn es_16_the_representative_bills_shared_energy_the_supplier_the_rest_and_all_network() {
        let basis = supplier_basis(kwh("320.000"), kwh("96.400")).unwrap();
        assert_eq!((basis.energy_on, basis.network_on), (kwh("223.600"), kwh("320.000")));
        let bill = representative_bill(kwh("96.400"), price("0.15"), eur("2.00")).unwrap();
        assert_eq!((bill.energy, bill.fee, bill.total), (eur("14.46"), eur("2.00"), eur("16.46")));
        assert_eq!(supplier_basis(kwh("1"), kwh("1.000001")), None);
    }

    #[test]
    fn es_16_an_invoice_is_rounded_once_half_up_and_the_producer_gets_what_is_paid_for_energy() {
        let price = price("0.15");
        let mut sum = MicroEuro::ZERO;
        for (shared, energy) in [
            ("39.203307", "5.88"),
            ("50.816967", "7.62"),
            ("53.114427", "7.97"),
            ("21.138100", "3.17"),
            // A half is rounded up, what is below it is not.
            ("0.033333", "0.00"),
            ("0.033334", "0.01"),
            ("0.1", "0.02"),
        ] {
            let bill = representative_bill(kwh(shared), price, eur("2")).unwrap();
            assert_eq!(bill.energy, eur(energy), "{shared}");
            assert_eq!(bill.total, eur(energy).checked_add(eur("2")).unwrap());
            sum = sum.checked_add(bill.energy).unwrap();
        }
        assert_eq!(representative_bill(kwh("1"), price, eur("2.005")), None, "no whole cents");
        assert_eq!(paid_to_producers(sum, &[kwh("164.272801")]), Some(vec![eur("24.67")]));
        let three = [kwh("1"), kwh("0"), kwh("2")];
        let paid = paid_to_producers(eur("0.05"), &three).unwrap();
        assert_eq!(paid, [eur("0.02"), eur("0"), eur("0.03")]);
        assert_eq!(paid_to_producers(eur("0.01"), &[kwh("0")]), None, "nobody gave");
        assert_eq!(paid_to_producers(eur("0"), &[kwh("0")]), Some(vec![eur("0")]));
    }

    #[test]
    fn es_17_the_network_discount_takes_80_percent_of_the_shared_part() {
        let (shared, network) = (kwh("96.400"), price("0.16"));
        assert_eq!(network_cost(shared, network, None), Some(eur("15.424")));
        assert_eq!(network_cost(shared, network, Some(800_000)), Some(eur("3.0848")));
        assert_eq!(discounted(network, 1_000_001), None);
    }

    #[test]
    fn es_18_a_household_on_the_social_tariff_is_told_what_it_would_lose() {
        let mut prices = OfferedPrices {
            now: price("0.22238"),
            shared: price("0.15"),
            network: price("0.16"),
            discount_ppm: None,
        };
        assert_eq!(gain_per_kwh(prices), Some(-87_620_000));
        prices.discount_ppm = Some(800_000);
        assert_eq!(gain_per_kwh(prices), Some(40_380_000));
    }

    #[test]
    fn es_19_the_energy_component_of_the_shared_energy_comes_back() {
        let first: SettlementDay = "2026-10-01".parse().unwrap();
        let days =
            [(first, kwh("46.400")), (first.next(), kwh("50.000")), (first.plus(2), kwh("0"))];
        // The third day has no price, and needs none.
        let price_of = |day| (day <= first.next()).then(|| price("0.14"));
        assert_eq!(prepaid_credit(days, price_of), Some(eur("13.496").in_femto()));
        assert_eq!(prepaid_credit([(first.plus(2), kwh("0.000001"))], price_of), None);
    }
}
