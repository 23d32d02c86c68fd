//! What is agreed with a shop: how much of the operator's money it may hold, and what it earns. A commission is
//! paid apart: what customers have paid is owed in full, and nothing is kept back of it. Source: UX M-05, M-08.

use crate::bank::suspense::{Person, two_people};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::till::StoredSale;
use crate::till::held::{code, of_sale, room, terms};
use calendar::{Instant, SettlementDay};
use http_api::TerminalId;
use ledger::LedgerAccount;
use serde_json::json;
use std::io::Write;
use store::KeptTerms;
use units::{Dso, MicroEuro, format_decimal};
use vending::{Commission, Holding, ShopTerms, euro};

/// `tirelire terminal terms`.
#[derive(Debug, clap::Args)]
pub struct Terms {
    id: TerminalId,
    /// The first day on which they hold, today or later. Without one, what holds is shown.
    #[arg(long)]
    from: Option<SettlementDay>,
    /// So much may be taken that is not yet paid over, in euro. Without a line and a float there is no limit.
    #[arg(long, conflicts_with = "float", requires = "from")]
    line: Option<MicroEuro>,
    /// So much is paid in advance, in euro.
    #[arg(long, requires = "from")]
    float: Option<MicroEuro>,
    /// What each sale earns, in euro.
    #[arg(long, default_value = "0", requires = "from")]
    per_sale: MicroEuro,
    /// What part of the money is earned, in percent with two decimals at most, such as `1.50`.
    #[arg(long, default_value = "0", value_parser = hundredths, requires = "from")]
    percent: u16,
    #[arg(long, default_value = "")]
    by: String,
    /// A second person: every agreement takes two.
    #[arg(long)]
    approved_by: Option<String>,
    #[arg(long, default_value = "")]
    note: String,
}

/// Percent with two decimals at most, in hundredths. Errors: what it is, in words.
fn hundredths(text: &str) -> Result<u16, String> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let fits = !whole.is_empty() && part.len() <= 2 && digits(whole) && digits(part);
    let number = fits.then(|| format!("{whole}{part:0<2}").parse::<u16>().ok()).flatten();
    number
        .filter(|number| *number <= Commission::MOST_HUNDREDTHS)
        .ok_or_else(|| "a part is 0 to 100 percent, with two decimals at most".to_owned())
}

/// In words for an operator's people.
fn written(terms: ShopTerms) -> String {
    let limit = match terms.holding {
        None => "no limit".to_owned(),
        Some(Holding::Line(sum)) => format!("a line of {} EUR", euro(sum)),
        Some(Holding::Float(sum)) => format!("a float of {} EUR", euro(sum)),
    };
    let Commission { per_sale, rate_hundredths } = terms.commission;
    let percent = format_decimal(i128::from(rate_hundredths), 2);
    format!("{limit}, {per_sale} EUR a sale and {percent} %")
}

pub fn run(
    engine: &mut Engine,
    asked: &Terms,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let now = crate::clock::now();
    let terminal = asked.id.as_str();
    if let Some(from) = asked.from {
        let line = asked.line.map(Holding::Line);
        let commission = Commission { per_sale: asked.per_sale, rate_hundredths: asked.percent };
        let agreed = ShopTerms { holding: line.or(asked.float.map(Holding::Float)), commission };
        let person = Person {
            by: asked.by.clone(),
            approved_by: asked.approved_by.clone(),
            note: asked.note.clone(),
        };
        agree(engine, terminal, (from, agreed), &person, now)?;
    } else if engine.store.terminal(terminal)?.is_none() {
        return refuse(format!("there is no terminal `{terminal}`"));
    }
    let room = room(&mut engine.store, terminal, now)?;
    for (kept, (from, known)) in
        engine.store.shop_terms(terminal)?.iter().zip(terms(&mut engine.store, terminal)?)
    {
        if json {
            let line = json!({ "kind": "shop_terms", "terminal": terminal, "from": from,
                "holding": known.holding, "commission": known.commission, "by": kept.by,
                "approved_by": kept.approved_by, "note": kept.note });
            writeln!(out, "{line}")?;
        } else {
            let (by, second) = (&kept.by, &kept.approved_by);
            writeln!(out, "from {from}: {}, by {by} and {second}", written(known))?;
        }
    }
    match room {
        Some(room) if json => {
            let (used, left) = (room.used(), room.left());
            let line = json!({ "kind": "shop_room", "terminal": terminal, "held": room.held,
                "used": used, "left": left, "low": room.is_low() });
            writeln!(out, "{line}")?;
        }
        Some(room) => {
            let (used, left) = (euro(room.used()), euro(room.left()));
            writeln!(out, "terminal {terminal} holds {} EUR", room.held)?;
            writeln!(out, "used {used} EUR, left {left} EUR")?;
        }
        None if !json => writeln!(out, "terminal {terminal} has no limit today")?,
        None => {}
    }
    Ok(())
}

/// Keeps what two people have agreed with a shop, from a day on. Errors: the day is over, there are not two
/// people, the terminal is not known, or a sum is below zero.
pub fn agree(
    engine: &mut Engine,
    terminal: &str,
    (from, agreed): (SettlementDay, ShopTerms),
    person: &Person,
    at: Instant,
) -> Result<(), Failure> {
    let Some((dso, _)) = engine.store.terminal(terminal)? else {
        return refuse(format!("there is no terminal `{terminal}`"));
    };
    let ShopTerms { holding, commission } = agreed;
    let sum = holding.map_or(MicroEuro::ZERO, Holding::agreed);
    if sum < MicroEuro::ZERO || commission.per_sale < MicroEuro::ZERO {
        return refuse("a sum that is agreed on is not below zero");
    }
    if commission.rate_hundredths > Commission::MOST_HUNDREDTHS {
        return refuse("a shop does not earn more than it takes");
    }
    // What was sold on a day that is over stays as it was counted.
    if from < at.day() {
        return refuse(format!("{from} is over, terms hold from {} at the earliest", at.day()));
    }
    let approved_by = two_people(sum, person)?;
    engine.locked(dso, |engine| {
        if engine.store.shop_held(&[terminal])?.is_empty() {
            let held = held_so_far(engine, dso, terminal)?;
            engine.store.begin_shop_held(terminal, held)?;
        }
        let kept = KeptTerms {
            from,
            holding: code(holding),
            agreed: sum,
            per_sale: commission.per_sale,
            rate_hundredths: commission.rate_hundredths,
            at,
            by: person.by.trim().to_owned(),
            approved_by,
            note: person.note.clone(),
        };
        Ok(engine.store.add_shop_terms(terminal, &kept)?)
    })
}

/// What all sales of a terminal have come to, less what was settled.
fn held_so_far(engine: &mut Engine, dso: Dso, terminal: &str) -> Result<MicroEuro, Failure> {
    let mut held = 0_i128;
    for kept in engine.store.sales_of(terminal, Instant(i64::MIN), i64::MAX)? {
        let sale: StoredSale = serde_json::from_str(&kept.body)?;
        held = held.saturating_add(i128::from(of_sale(&sale).0));
    }
    for settled in engine.store.settled_money(dso)? {
        if settled.account == LedgerAccount::CashTerminal && settled.party == terminal {
            held = held.saturating_sub(i128::from(settled.amount.0));
        }
    }
    Ok(MicroEuro(i64::try_from(held)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m_05_a_part_is_written_in_percent_with_two_decimals() {
        for (text, number) in [("0", 0), ("1.5", 150), ("1.50", 150), ("0.05", 5), ("100", 10_000)]
        {
            assert_eq!(hundredths(text), Ok(number), "{text}");
        }
        for text in ["", ".", "1.505", "-1", "1,5", "100.01", "1e1", "999999", " 1"] {
            assert!(hundredths(text).is_err(), "{text}");
        }
    }
}
