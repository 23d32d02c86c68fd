//! Days without a price, and prices that were not renewed when they should have been. Source: PA-08, PA-25, UX O-11.

use crate::{PriceBasis, PriceBook};
use calendar::SettlementDay;
use units::{Dso, Energy, ObisCode};

/// A published average is renewed at least so often.
const AVERAGE_DAYS: i32 = 366;

/// What is wrong with the price of a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GapKind {
    /// No price holds on this day: its night would stop.
    Missing { day: SettlementDay },
    /// It is the one of this day still: the social price changes with the quarter, the average within a year.
    NotRenewed { since: SettlementDay },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    pub energy: Energy,
    pub basis: PriceBasis,
    pub register: ObisCode,
    pub kind: GapKind,
}

fn quarter_of(day: SettlementDay) -> (i32, u8) {
    let (year, month, _) = day.ymd();
    (year, month.saturating_sub(1) / 3)
}

/// The registers that are priced.
pub fn registers(energy: Energy) -> &'static [ObisCode] {
    match energy {
        Energy::Electricity => &[ObisCode::IMPORT_PEAK, ObisCode::IMPORT_OFF_PEAK],
        Energy::Gas => &[ObisCode::GAS_VOLUME],
    }
}

impl PriceBook {
    /// What is wrong from `today` up to and with `last`: for each basis and register the first day without a price, or
    /// that its price is not renewed on some day.
    pub fn gaps(
        &self,
        dso: Dso,
        energy: Energy,
        (today, last): (SettlementDay, SettlementDay),
    ) -> Vec<Gap> {
        let mut found = Vec::new();
        for basis in [PriceBasis::Average, PriceBasis::Social] {
            for register in registers(energy).iter().copied() {
                let mut day = today;
                let kind = loop {
                    if day > last {
                        break None;
                    }
                    let Ok(price) = self.price(dso, energy, basis, register, day) else {
                        break Some(GapKind::Missing { day });
                    };
                    let old = match basis {
                        PriceBasis::Social => quarter_of(price.from) < quarter_of(day),
                        PriceBasis::Average => day.days_since(price.from) > AVERAGE_DAYS,
                    };
                    if old {
                        break Some(GapKind::NotRenewed { since: price.from });
                    }
                    day = day.next();
                };
                found.extend(kind.map(|kind| Gap { energy, basis, register, kind }));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PriceVersion;
    use calendar::Instant;

    fn day(text: &str) -> SettlementDay {
        text.parse().unwrap()
    }

    fn publish(book: &mut PriceBook, basis: PriceBasis, register: Option<ObisCode>, from: &str) {
        let version = book.enter(PriceVersion {
            version: 0,
            dso: Dso::Ores,
            energy: Energy::Electricity,
            basis,
            register,
            from: day(from),
            price: "0.30".parse().unwrap(),
            recorded_at: Instant(0),
            entered_by: "an".to_owned(),
            approved_by: None,
            source: "test".to_owned(),
        });
        book.approve(version.unwrap(), "bo").unwrap();
    }

    #[test]
    fn pa_08_pa_25_a_day_without_a_price_and_a_price_of_another_quarter_are_found() {
        let mut book = PriceBook::default();
        let gaps = |book: &PriceBook, today: &str, last: &str| -> Vec<String> {
            let days = (day(today), day(last));
            let found = book.gaps(Dso::Ores, Energy::Electricity, days);
            found
                .iter()
                .map(|gap| format!("{} {} {:?}", gap.basis.name(), gap.register, gap.kind))
                .collect()
        };
        assert_eq!(gaps(&book, "2026-11-20", "2026-11-20").len(), 4, "nothing is published");
        publish(&mut book, PriceBasis::Average, None, "2026-01-01");
        publish(&mut book, PriceBasis::Social, Some(ObisCode::IMPORT_PEAK), "2026-10-01");
        let missing = "Missing { day: SettlementDay(20777) }";
        assert_eq!(day("2026-11-20"), SettlementDay(20777));
        assert_eq!(
            gaps(&book, "2026-11-20", "2026-12-31"),
            [format!("social 1.8.2 {missing}")],
            "one register has no social price"
        );
        publish(&mut book, PriceBasis::Social, Some(ObisCode::IMPORT_OFF_PEAK), "2026-10-01");
        assert!(gaps(&book, "2026-11-20", "2026-12-31").is_empty());
        assert_eq!(gaps(&book, "2026-11-20", "2027-01-01").len(), 2, "both of the last quarter");
        publish(&mut book, PriceBasis::Social, None, "2027-01-01");
        assert!(gaps(&book, "2026-11-20", "2027-01-02").is_empty(), "known ahead");
        assert_eq!(gaps(&book, "2027-01-03", "2027-01-03").len(), 2, "averages of a year ago");
    }
}
