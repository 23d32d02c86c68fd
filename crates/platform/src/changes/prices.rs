//! Tariffs: read from a file, judged, asked for by one person and published by another. Source: PA-08, UX O-11.

use super::{Asking, Soonest, first_day};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use calendar::{Instant, SettlementDay};
use params::{GapKind, PriceVersion, Scope, registers};
use store::{Book, NewVersion};
use units::{Dso, Energy};

/// What stands in each line of a file.
const HEADING: &str = "dso,energy,basis,register,from,eur_per_kwh";
/// Prices of one file, at most.
const MOST_PRICES: usize = 1_000;

/// What is known of all prices of a file.
#[derive(Debug, Clone, Copy)]
pub struct PriceFile<'a> {
    pub source: &'a str,
    pub by: &'a str,
    pub now: Instant,
}

/// The prices of a file. Errors: the first line that is not understood, by its number.
pub fn read_prices(text: &str, of: PriceFile<'_>) -> Result<Vec<PriceVersion>, Failure> {
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    if lines.next().map(str::trim) != Some(HEADING) {
        return refuse(format!("the first line has to be `{HEADING}`"));
    }
    let mut prices = Vec::new();
    for (place, line) in lines.enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let number = place.saturating_add(2);
        match read_line(line, of) {
            Ok(price) => prices.push(price),
            Err(why) => return refuse(format!("line {number}: {why}")),
        }
    }
    match prices.len() {
        0 => refuse("there is no price in the file"),
        count if count > MOST_PRICES => {
            refuse(format!("{count} prices are more than {MOST_PRICES}"))
        }
        _ => Ok(prices),
    }
}

fn read_line(line: &str, of: PriceFile<'_>) -> Result<PriceVersion, String> {
    let fields: Vec<&str> = line.split(',').map(str::trim).collect();
    let [dso, energy, basis, register, from, price] = fields[..] else {
        return Err("six values are wanted, with commas between".to_owned());
    };
    fn read<T: std::str::FromStr>(what: &str, text: &str) -> Result<T, String>
    where
        T::Err: std::fmt::Display,
    {
        text.parse().map_err(|error: T::Err| format!("{what} cannot be `{text}`: {error}"))
    }
    Ok(PriceVersion {
        version: 0,
        dso: read("dso", dso)?,
        energy: read("energy", energy)?,
        basis: read("basis", basis)?,
        register: if register.is_empty() { None } else { Some(read("register", register)?) },
        from: read("from", from)?,
        price: read("eur_per_kwh", price)?,
        recorded_at: of.now,
        entered_by: of.by.to_owned(),
        approved_by: None,
        source: of.source.to_owned(),
    })
}

/// Whether a price may be entered now. Errors: it begins too early, or is of a register that nothing is charged by.
fn judge_price(
    engine: &mut Engine,
    price: &PriceVersion,
    soonest: Soonest,
    now: Instant,
) -> Result<(), Failure> {
    if let Some(register) = price.register.filter(|of| !registers(price.energy).contains(of)) {
        return refuse(format!("register {register} of {} is not charged", price.energy));
    }
    let scope = Scope { dso: Some(price.dso), energy: Some(price.energy) };
    let first = first_day(&mut engine.store, scope, soonest, now)?;
    if price.from < first {
        return Err(super::ChangeError::TooEarly { from: price.from, first }.into());
    }
    Ok(())
}

/// Keeps prices that wait for a second person, all or none; their numbers. Errors: the first that may not be entered,
/// or two for one register and day.
pub fn ask_prices(
    engine: &mut Engine,
    prices: &[PriceVersion],
    asking: Asking<'_>,
    soonest: Soonest,
    now: Instant,
) -> Result<Vec<i64>, Failure> {
    for (place, price) in prices.iter().enumerate() {
        let of = |one: &PriceVersion| (one.dso, one.energy, one.basis, one.register, one.from);
        if prices.iter().take(place).any(|earlier| of(earlier) == of(price)) {
            return refuse(format!("there are two prices of one register from {}", price.from));
        }
    }
    engine.locked_all(&Dso::ALL, |engine| {
        let mut numbers = Vec::with_capacity(prices.len());
        for price in prices {
            judge_price(engine, price, soonest, now)?;
            let body = serde_json::to_string(price)?;
            let Asking { person, reason, .. } = asking;
            let new = NewVersion { body: &body, person, reason, at: now, key: None };
            numbers.push(engine.store.enter_version(Book::Prices, &new)?);
        }
        Ok(numbers)
    })
}

/// Publishes a price. Errors: it begins too early by now, or what the store says of who decides.
pub fn approve_price(
    engine: &mut Engine,
    number: i64,
    person: &str,
    soonest: Soonest,
    now: Instant,
) -> Result<(), Failure> {
    let entry = engine.store.book_entry(Book::Prices, number)?;
    let kept = entry.ok_or(store::StoreError::NoSuchEntry { number })?;
    let price: PriceVersion = serde_json::from_str(&kept.body)?;
    engine.locked_all(&[price.dso], |engine| {
        let waits = kept.approved_by.is_none() && kept.refused.is_none();
        if waits && kept.entered_by != person {
            judge_price(engine, &price, soonest, now)?;
        }
        Ok(engine.store.approve_at(Book::Prices, number, person, now)?)
    })
}

/// What is missing or old, a sentence each.
pub fn gaps_of(
    engine: &Engine,
    dso: Dso,
    energies: &[Energy],
    days: (SettlementDay, SettlementDay),
) -> Result<Vec<String>, Failure> {
    let mut found = Vec::new();
    for energy in energies {
        let book = engine.books.rules(dso, *energy)?.prices;
        for gap in book.gaps(dso, *energy, days) {
            let of =
                format!("{} price of {dso} {energy}, register {}", gap.basis.name(), gap.register);
            found.push(match gap.kind {
                GapKind::Missing { day } => format!("no {of} on {day}"),
                GapKind::NotRenewed { since } => format!("the {of} is that of {since} still"),
            });
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{engine, instant, night};

    fn of(now: Instant) -> PriceFile<'static> {
        PriceFile { source: "published", by: "an", now }
    }

    fn file(lines: &[&str]) -> String {
        format!("{HEADING}\n{}\n", lines.join("\n"))
    }

    #[test]
    fn pa_08_a_file_of_prices_is_read_whole_or_not() {
        let now = instant("2026-11-10T12:00:00+01:00");
        let read = |lines: &[&str]| read_prices(&file(lines), of(now)).map(|prices| prices.len());
        let (peak, all) = (
            "ORES,electricity,average,1.8.1,2026-12-01,0.31",
            "ORES, gas, social,,2027-01-01,0.05",
        );
        assert_eq!(read(&[peak, "", all]).unwrap(), 2);
        let said = |lines: &[&str]| read(lines).unwrap_err().to_string();
        assert!(said(&[peak, "ORES,water,average,,2026-12-01,0.31"]).starts_with("line 3: energy"));
        assert!(said(&["ORES,gas,average,,soon,0.31"]).contains("from cannot be `soon`"));
        assert!(said(&["ORES,gas"]).contains("six values"));
        assert!(said(&[]).contains("no price"));
        assert!(read_prices("dso\n", of(now)).is_err());
    }

    #[test]
    fn pa_08_prices_are_published_by_a_second_person_and_never_change_a_settled_day() {
        let (mut engine, account) = engine();
        night(&mut engine, &account, "2026-10-30", 4);
        let now = instant("2026-10-31T12:00:00+01:00");
        let prices = |lines: &[&str]| read_prices(&file(lines), of(now)).unwrap();
        let asking = Asking { person: "an", reason: "new quarter", key: None };
        let soonest = Soonest::Unsettled;
        let early = prices(&[
            "ORES,electricity,average,1.8.1,2026-11-05,0.31",
            "ORES,electricity,average,1.8.1,2026-10-30,0.31",
        ]);
        let before = engine.store.book_entries(Book::Prices).unwrap().len();
        assert!(ask_prices(&mut engine, &early, asking, soonest, now).is_err());
        let twice = prices(&["ORES,gas,average,,2026-11-05,0.05"; 2]);
        assert!(ask_prices(&mut engine, &twice, asking, soonest, now).is_err());
        let wrong = prices(&["ORES,gas,average,1.8.1,2026-11-05,0.05"]);
        assert!(ask_prices(&mut engine, &wrong, asking, soonest, now).is_err());
        assert_eq!(engine.store.book_entries(Book::Prices).unwrap().len(), before, "all or none");
        let good = prices(&["ORES,electricity,average,1.8.1,2026-11-05,0.777"]);
        let number = ask_prices(&mut engine, &good, asking, soonest, now).unwrap()[0];
        assert!(approve_price(&mut engine, number, "an", soonest, now).is_err(), "the same person");
        approve_price(&mut engine, number, "bo", soonest, now).unwrap();
        assert!(approve_price(&mut engine, number, "bo", soonest, now).is_err(), "once");
        // What waits until its first day is settled is published no more.
        let late = prices(&["ORES,electricity,average,1.8.2,2026-10-31,0.31"]);
        let late = ask_prices(&mut engine, &late, asking, soonest, now).unwrap()[0];
        night(&mut engine, &account, "2026-10-31", 8);
        assert!(approve_price(&mut engine, late, "bo", soonest, now.plus_h(24)).is_err());
    }
}
