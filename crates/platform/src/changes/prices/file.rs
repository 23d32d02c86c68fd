//! Prices as people write them: the lines of a file, or one that is typed. Source: PA-08, UX O-11.

use calendar::{Instant, SettlementDay};
use params::PriceVersion;
use units::{Dso, Energy, NanoEuroPerKwh, ObisCode};

/// What stands in each line of a file.
pub const HEADING: &str = "dso,energy,basis,register,from,eur_per_kwh";
/// Prices of one file, at most.
const MOST_PRICES: usize = 1_000;

/// Above this a price was meant in cents: gas for 4 cents would pass where electricity for 22 does not. Not from a source:
/// ours, thrice what either ever cost.
fn most_per_kwh(energy: Energy) -> (NanoEuroPerKwh, &'static str) {
    match energy {
        Energy::Electricity => (NanoEuroPerKwh(2_500_000_000), "2.50"),
        Energy::Gas => (NanoEuroPerKwh(1_000_000_000), "1.00"),
    }
}

/// What is known of all prices of a file.
#[derive(Debug, Clone, Copy)]
pub struct PriceFile<'a> {
    pub source: &'a str,
    pub by: &'a str,
    pub now: Instant,
}

/// A price, and where it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileLine {
    /// In its file, from 1.
    pub number: usize,
    pub price: PriceVersion,
}

/// Why a price cannot be entered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PriceFault {
    #[error("six values are wanted, with commas between")]
    Fields,
    #[error("dso cannot be `{0}`")]
    Dso(String),
    #[error("prices of {0} are entered by its own people")]
    Foreign(Dso),
    #[error("energy cannot be `{0}`")]
    Energy(String),
    #[error("basis cannot be `{0}`: average or social is wanted")]
    Basis(String),
    #[error("register cannot be `{0}`")]
    Register(String),
    #[error("register {register} of {energy} is not charged")]
    NotCharged { register: ObisCode, energy: Energy },
    #[error("from cannot be `{0}`: a day such as 2027-01-01 is wanted")]
    Day(String),
    #[error("eur_per_kwh cannot be `{0}`")]
    Price(String),
    #[error("a price is above zero")]
    NotPositive,
    #[error("a price of more than {0} EUR for a kWh is taken to be in cents")]
    InCents(&'static str),
    #[error("line {0} has a price of the same register from the same day")]
    Twice(usize),
    #[error("this price is published already")]
    Known,
    #[error("days before {first} are settled or have begun at another price")]
    Charged { first: SettlementDay },
}

/// A line that cannot be entered, by its number from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct LineFault {
    pub line: usize,
    pub why: PriceFault,
}

/// Why no price of a list is entered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PricesRefused {
    #[error("the first line has to be `{HEADING}`")]
    Heading,
    #[error("there is no price in the file")]
    Empty,
    #[error("{count} prices are more than {most}")]
    TooMany { count: usize, most: usize },
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Lines(Vec<LineFault>),
}

/// The prices of a file, whose values have commas or semicolons between. Errors: each line that is not understood, by
/// its number.
pub fn read_prices(text: &str, of: PriceFile<'_>) -> Result<Vec<FileLine>, PricesRefused> {
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    let heading = lines.next().unwrap_or_default().trim();
    // Spreadsheets of this country write semicolons, and commas for decimals.
    let between = if heading.contains(';') { ';' } else { ',' };
    if heading.replace(';', ",") != HEADING {
        return Err(PricesRefused::Heading);
    }
    let (mut read, mut faults) = (Vec::new(), Vec::new());
    for (place, line) in lines.enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let number = place.saturating_add(2);
        let fields: Vec<&str> = line.split(between).map(str::trim).collect();
        let price = <[&str; 6]>::try_from(fields).map_err(|_| PriceFault::Fields);
        match price.and_then(|fields| read_price(fields, of)) {
            Ok(price) => read.push(FileLine { number, price }),
            Err(why) => faults.push(LineFault { line: number, why }),
        }
    }
    match read.len() {
        _ if !faults.is_empty() => Err(PricesRefused::Lines(faults)),
        0 => Err(PricesRefused::Empty),
        count if count > MOST_PRICES => Err(PricesRefused::TooMany { count, most: MOST_PRICES }),
        _ => Ok(read),
    }
}

/// One price, as the values of a line.
pub fn read_price(fields: [&str; 6], of: PriceFile<'_>) -> Result<PriceVersion, PriceFault> {
    let [dso, energy, basis, register, from, price] = fields;
    let own = str::to_owned;
    let register = match register {
        "" => None,
        named => Some(named.parse().map_err(|_| PriceFault::Register(own(named)))?),
    };
    let version = PriceVersion {
        version: 0,
        dso: dso.parse().map_err(|_| PriceFault::Dso(own(dso)))?,
        energy: energy.parse().map_err(|_| PriceFault::Energy(own(energy)))?,
        basis: basis.parse().map_err(|_| PriceFault::Basis(own(basis)))?,
        register,
        from: from.parse().map_err(|_| PriceFault::Day(own(from)))?,
        price: price.replace(',', ".").parse().map_err(|_| PriceFault::Price(own(price)))?,
        recorded_at: of.now,
        entered_by: of.by.to_owned(),
        approved_by: None,
        source: of.source.to_owned(),
    };
    let (most, written) = most_per_kwh(version.energy);
    match version.price {
        price if price <= NanoEuroPerKwh(0) => Err(PriceFault::NotPositive),
        price if price > most => Err(PriceFault::InCents(written)),
        _ => Ok(version),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::instant;

    fn of() -> PriceFile<'static> {
        PriceFile { source: "published", by: "an", now: instant("2026-11-10T12:00:00+01:00") }
    }

    fn said(lines: &[&str]) -> String {
        read_prices(&format!("{HEADING}\n{}\n", lines.join("\n")), of()).unwrap_err().to_string()
    }

    #[test]
    fn pa_08_a_file_of_prices_is_read_whole_or_not_and_each_bad_line_is_named() {
        let (peak, all) = (
            "ORES,electricity,average,1.8.1,2026-12-01,0.31",
            "ORES, gas, social,,2027-01-01,0.05",
        );
        let read = read_prices(&format!("{HEADING}\n{peak}\n\n{all}\n"), of()).unwrap();
        let places: Vec<usize> = read.iter().map(|line| line.number).collect();
        assert_eq!(places, [2, 4], "as an editor counts them");
        assert_eq!(
            said(&[
                peak,
                "ORES,water,average,,2026-12-01,0.31",
                "Nobody,gas,average,,2026-12-01,0.31",
                "ORES,gas,mean,,2026-12-01,0.31",
                "ORES,gas,average,1,2026-12-01,0.31",
                "ORES,gas,average,,soon,0.31",
                "ORES,gas,average,,2026-12-01,cheap",
                "ORES,gas,average,,2026-12-01,-0.31",
                "ORES,electricity,average,,2026-12-01,22.238",
                "ORES,gas,social,,2026-12-01,4.471",
                "ORES,gas",
            ]),
            "line 3: energy cannot be `water`; line 4: dso cannot be `Nobody`; \
             line 5: basis cannot be `mean`: average or social is wanted; \
             line 6: register cannot be `1`; \
             line 7: from cannot be `soon`: a day such as 2027-01-01 is wanted; \
             line 8: eur_per_kwh cannot be `cheap`; line 9: a price is above zero; \
             line 10: a price of more than 2.50 EUR for a kWh is taken to be in cents; \
             line 11: a price of more than 1.00 EUR for a kWh is taken to be in cents; \
             line 12: six values are wanted, with commas between"
        );
        assert_eq!(said(&[]), "there is no price in the file");
        assert_eq!(said(&vec![all; 1_001]), "1001 prices are more than 1000");
        assert_eq!(read_prices("dso\n", of()), Err(PricesRefused::Heading));
    }

    #[test]
    fn pa_08_a_spreadsheet_of_this_country_has_semicolons_and_decimal_commas() {
        let heading = HEADING.replace(',', ";");
        let text = format!("\u{feff}{heading}\r\nORES;gas;social;;2027-01-01;0,04471\r\n");
        let read = read_prices(&text, of()).unwrap();
        assert_eq!(read[0].price.price, NanoEuroPerKwh(44_710_000));
    }
}
