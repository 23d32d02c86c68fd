//! The yearly file for the supplier, whose totals are the ledger's. Source: PA-33.

use calendar::SettlementDay;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use units::{FEMTO_PER_MICRO, MicroEuro, MilliWattHours, NanoEuroPerKwh, ObisCode, Residue};

/// A register at a local midnight or a swap, as the meter shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterRead {
    pub meter: String,
    pub register: ObisCode,
    pub day: SettlementDay,
    /// In thousandths of the register's unit, kWh or m³.
    pub thousandths: i64,
}

/// What one line of the account charged: a day's settlement or a correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayCharge {
    pub day: SettlementDay,
    pub price_version: u32,
    /// Register, energy and price; the energy of a correction may be below zero.
    pub energy: Vec<(ObisCode, MilliWattHours, NanoEuroPerKwh)>,
    /// Fixed charge, less relief, in femto-euro.
    pub beside_energy_femto: i128,
    /// What the ledger posted to the customer.
    pub posted: MicroEuro,
}

/// A payment, which legally is an advance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advance {
    pub key: String,
    pub day: SettlementDay,
    /// Below zero for a refund or chargeback.
    pub amount: MicroEuro,
}

/// What a day or month of energy sharing gave back on the prepaid account. Source: ES-19.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedCredit {
    pub key: String,
    /// When it was booked.
    pub day: SettlementDay,
    /// From which day on it was shared: it belongs to the year and to the supplier of then. Source: PA-30.
    pub since: SettlementDay,
    /// What of it was shared, below zero in a correction that takes some of it back.
    pub energy: MilliWattHours,
    /// Below zero where a corrected month takes some of it back.
    pub amount: MicroEuro,
}

/// Energy and its exact cost, of one register under one price version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ChargedEnergy {
    pub energy: MilliWattHours,
    pub cost_femto: i128,
}

/// Why there is no file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum YearError {
    #[error("the charges of the file are {file} EUR, those of the ledger {ledger} EUR")]
    ChargesDiffer { file: MicroEuro, ledger: MicroEuro },
    #[error("the advances of the file are {file} EUR, those of the ledger {ledger} EUR")]
    AdvancesDiffer { file: MicroEuro, ledger: MicroEuro },
    #[error("the shared energy of the file is {file} EUR, that of the ledger {ledger} EUR")]
    SharedDiffers { file: MicroEuro, ledger: MicroEuro },
    #[error("posted charges exceed the exact cost by `{excess_femto}` femto-euro")]
    NotExact { excess_femto: i128 },
    #[error("an amount of the year is too large")]
    TooLarge,
}

/// What the platform knows of an account between two days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearFile {
    pub from: SettlementDay,
    /// First day that is not in it.
    pub to: SettlementDay,
    pub reads: Vec<RegisterRead>,
    /// By register and price version.
    pub charged: BTreeMap<(ObisCode, u32), ChargedEnergy>,
    pub advances: Vec<Advance>,
    /// Beside charges and advances: neither changes by it.
    pub shared: Vec<SharedCredit>,
    charges_total: MicroEuro,
    advances_total: MicroEuro,
    shared_total: MicroEuro,
}

/// The ledger's word on the same days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LedgerYear {
    pub charges: MicroEuro,
    pub advances: MicroEuro,
    /// Of the account before the first and after the last line.
    pub residue_before: Residue,
    pub residue_after: Residue,
    /// By how much what sharing gave back in between, as posted, exceeds its exact amount, in femto-euro: it goes
    /// through the same residue. Source: ES-19, PA-38.
    pub shared_excess_femto: i128,
}

/// What the supplier made of it, kept beside the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplierBill {
    /// At the supplier's own tariff.
    pub bill: MicroEuro,
    pub advances: MicroEuro,
    /// Below zero is given back.
    pub to_pay: MicroEuro,
}

impl YearFile {
    /// Errors: totals that are not the ledger's, or postings that are not the exact cost (PA-02).
    pub fn new(
        (from, to): (SettlementDay, SettlementDay),
        reads: Vec<RegisterRead>,
        charges: &[DayCharge],
        advances: Vec<Advance>,
        ledger: LedgerYear,
    ) -> Result<Self, YearError> {
        let mut charged: BTreeMap<(ObisCode, u32), ChargedEnergy> = BTreeMap::new();
        let (mut posted, mut exact) = (MicroEuro::ZERO, 0_i128);
        for charge in charges {
            posted = posted.checked_add(charge.posted).ok_or(YearError::TooLarge)?;
            exact = exact.checked_add(charge.beside_energy_femto).ok_or(YearError::TooLarge)?;
            for (register, energy, price) in &charge.energy {
                let cost = price.cost_of(*energy);
                exact = exact.checked_add(cost).ok_or(YearError::TooLarge)?;
                let sum = charged.entry((*register, charge.price_version)).or_default();
                sum.energy = sum.energy.checked_add(*energy).ok_or(YearError::TooLarge)?;
                sum.cost_femto = sum.cost_femto.checked_add(cost).ok_or(YearError::TooLarge)?;
            }
        }
        if posted != ledger.charges {
            return Err(YearError::ChargesDiffer { file: posted, ledger: ledger.charges });
        }
        let residue = |residue: Residue| i128::from(residue.femto_eur());
        let carried = residue(ledger.residue_after) - residue(ledger.residue_before);
        let excess_femto =
            i128::from(posted.0) * FEMTO_PER_MICRO + carried - exact - ledger.shared_excess_femto;
        if excess_femto != 0 {
            return Err(YearError::NotExact { excess_femto });
        }
        let paid =
            advances.iter().try_fold(MicroEuro::ZERO, |sum, one| sum.checked_add(one.amount));
        let paid = paid.ok_or(YearError::TooLarge)?;
        if paid != ledger.advances {
            return Err(YearError::AdvancesDiffer { file: paid, ledger: ledger.advances });
        }
        let (charges_total, advances_total) = (posted, paid);
        let (shared, shared_total) = (Vec::new(), MicroEuro::ZERO);
        Ok(Self {
            from,
            to,
            reads,
            charged,
            advances,
            shared,
            charges_total,
            advances_total,
            shared_total,
        })
    }

    /// The file with what energy sharing gave back. Errors: a total that is not the ledger's. Source: ES-19.
    pub fn with_shared(
        self,
        shared: Vec<SharedCredit>,
        ledger: MicroEuro,
    ) -> Result<Self, YearError> {
        let file = shared.iter().try_fold(MicroEuro::ZERO, |sum, one| sum.checked_add(one.amount));
        let file = file.ok_or(YearError::TooLarge)?;
        if file != ledger {
            return Err(YearError::SharedDiffers { file, ledger });
        }
        Ok(Self { shared, shared_total: file, ..self })
    }

    pub fn shared_total(&self) -> MicroEuro {
        self.shared_total
    }

    pub fn charges_total(&self) -> MicroEuro {
        self.charges_total
    }

    pub fn advances_total(&self) -> MicroEuro {
        self.advances_total
    }

    /// The supplier's result beside the file: its bill less the advances.
    pub fn billed(&self, bill: MicroEuro) -> Result<SupplierBill, YearError> {
        let advances = self.advances_total;
        let to_pay = bill.checked_sub(advances).ok_or(YearError::TooLarge)?;
        Ok(SupplierBill { bill, advances, to_pay })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{day, eur};
    use units::post;

    fn charges() -> (Vec<DayCharge>, Residue) {
        let mut residue = Residue::ZERO;
        let mut lines = Vec::new();
        for (on, version, peak, off_peak) in [
            ("2026-11-03", 1, "5.204", "5.377"),
            ("2026-11-04", 1, "4.001", "6.123"),
            ("2026-11-05", 2, "3", "-1"),
        ] {
            let energy = vec![
                (ObisCode::IMPORT_PEAK, peak.parse().unwrap(), "0.342150".parse().unwrap()),
                (ObisCode::IMPORT_OFF_PEAK, off_peak.parse().unwrap(), "0.271483".parse().unwrap()),
            ];
            let exact: i128 = energy
                .iter()
                .map(|(_, e, p): &(_, MilliWattHours, NanoEuroPerKwh)| p.cost_of(*e))
                .sum();
            let (posted, left) = post(exact + 59_999_999_999_999, residue).unwrap();
            residue = left;
            lines.push(DayCharge {
                day: day(on),
                price_version: version,
                energy,
                beside_energy_femto: 59_999_999_999_999,
                posted,
            });
        }
        (lines, residue)
    }

    fn advances(amounts: &[&str]) -> Vec<Advance> {
        let advance = |(n, amount): (usize, &&str)| Advance {
            key: format!("P-{n}"),
            day: day("2026-11-03"),
            amount: eur(amount),
        };
        amounts.iter().enumerate().map(advance).collect()
    }

    fn year() -> (SettlementDay, SettlementDay) {
        (day("2026-01-01"), day("2027-01-01"))
    }

    fn ledger() -> LedgerYear {
        let (lines, residue_after) = charges();
        let charges = MicroEuro(lines.iter().map(|line| line.posted.0).sum());
        let advances = eur("820");
        let (residue_before, shared_excess_femto) = (Residue::ZERO, 0);
        LedgerYear { charges, advances, residue_before, residue_after, shared_excess_femto }
    }

    #[test]
    fn pa_33_the_bill_less_the_advances() {
        let paid = advances(&["500", "350", "-30"]);
        let file = YearFile::new(year(), Vec::new(), &charges().0, paid, ledger()).unwrap();
        let bill = file.billed(eur("915.94")).unwrap();
        assert_eq!((bill.advances, bill.to_pay), (eur("820"), eur("95.94")));
    }

    #[test]
    fn pa_33_energy_by_register_and_price_version() {
        let file = YearFile::new(year(), Vec::new(), &charges().0, advances(&["820"]), ledger());
        let file = file.unwrap();
        let energy: Vec<_> = file
            .charged
            .iter()
            .map(|((register, version), sum)| {
                (register.to_string(), *version, sum.energy.to_string())
            })
            .collect();
        let expected = [
            ("1.8.1", 1, "9.205000"),
            ("1.8.1", 2, "3.000000"),
            ("1.8.2", 1, "11.500000"),
            ("1.8.2", 2, "-1.000000"),
        ];
        assert_eq!(energy, expected.map(|(a, b, c)| (a.to_owned(), b, c.to_owned())));
        let sum = file.charged.get(&(ObisCode::IMPORT_PEAK, 2)).unwrap();
        assert_eq!(sum.cost_femto, eur("1.026450").in_femto());
    }

    #[test]
    fn pa_33_totals_that_are_not_the_ledgers_make_no_file() {
        let file = |charges: &[DayCharge], paid: &[&str], ledger| {
            YearFile::new(year(), Vec::new(), charges, advances(paid), ledger)
        };
        let short = file(&charges().0, &["819.99"], ledger());
        assert!(matches!(short, Err(YearError::AdvancesDiffer { .. })));
        let missing = file(charges().0.get(1..).unwrap(), &["820"], ledger());
        assert!(matches!(missing, Err(YearError::ChargesDiffer { .. })));
        let mut other = charges().0;
        other[0].energy[0].1 = MilliWattHours(other[0].energy[0].1.0 + 1);
        let inexact = file(&other, &["820"], ledger());
        assert_eq!(inexact, Err(YearError::NotExact { excess_femto: -342_150_000 }));
        // What sharing gave back went through the same residue.
        let shared = LedgerYear { shared_excess_femto: 7, ..ledger() };
        let inexact = file(&charges().0, &["820"], shared);
        assert_eq!(inexact, Err(YearError::NotExact { excess_femto: -7 }));
    }
}
