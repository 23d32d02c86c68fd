//! What a shop earned in a month, on a sheet with a number. Sheets are issued when a month is over, and stay as they are:
//! whoever puts one right issues another, which names the one before it. Source: UX M-05.

use super::office::{Sold, sold_between};
use super::{Done, Shops, held, or_told};
use crate::bank::suspense::{Person, two_people};
use crate::engine::Engine;
use crate::failure::{Failure, chain, refuse};
use crate::terminals::StoredTerminal;
use crate::till::held::terms;
use access::TillRight;
use calendar::{Instant, SettlementDay};
use http_api::TerminalId;
use portal::my::Visitor;
use portal::shop::{CommissionSheet, Corrected, SheetBody, SheetLine};
use serde_json::json;
use std::io::Write;
use store::NewCommissionSheet;
use units::{Dso, MicroEuro};
use vending::{Commission, ShopTerms, euro};

/// Who issues a sheet that follows from the books alone.
const OF_ITSELF: &str = "tirelire";

/// `tirelire terminal sheet`.
#[derive(Debug, clap::Args)]
pub struct Sheet {
    id: TerminalId,
    /// A day of the month, which is over.
    #[arg(long)]
    month: SettlementDay,
    #[arg(long, default_value = "")]
    by: String,
    /// A second person: a sheet that puts another right takes two.
    #[arg(long)]
    approved_by: Option<String>,
    #[arg(long, default_value = "")]
    note: String,
}

/// The first and the last day of the month of a day.
fn month_of(day: SettlementDay) -> (SettlementDay, SettlementDay) {
    let (year, month, of_month) = day.ymd();
    let first = day.plus(1_i32.saturating_sub(i32::from(of_month)));
    let (year, month) =
        if month == 12 { (year.saturating_add(1), 1) } else { (year, month.saturating_add(1)) };
    let next = SettlementDay::from_ymd(year, month, 1).unwrap_or(first.plus(31));
    (first, next.plus(-1))
}

/// Of a part of the month with one rate, what it is counted on.
fn line(
    (from, last): (SettlementDay, SettlementDay),
    rate: Commission,
    sold: &Sold,
) -> Result<(SheetLine, i128), Failure> {
    let (mut sales, mut amount) = (0_i64, MicroEuro::ZERO);
    for (_, (count, sum)) in sold.days.range(from..=last) {
        match (sales.checked_add(*count), amount.checked_add(*sum)) {
            (Some(more), Some(sum)) => (sales, amount) = (more, sum),
            (_, _) => return refuse("a month's amount is too large"),
        }
    }
    match rate.of(sales, amount) {
        Some(exact) => Ok((SheetLine { from, last, sales, amount, rate }, exact)),
        None => refuse("a month's commission is too large"),
    }
}

/// What a month comes to; `None` where nothing was agreed on in any part of it.
fn body(
    engine: &mut Engine,
    (dso, terminal): (Dso, &str),
    day: SettlementDay,
) -> Result<Option<SheetBody>, Failure> {
    let (first, last) = month_of(day);
    let known = terms(&mut engine.store, terminal)?;
    // The parts of the month with one rate each.
    let mut parts: Vec<(SettlementDay, SettlementDay, Commission)> = Vec::new();
    let mut day = first;
    while day <= last {
        let rate = ShopTerms::on(&known, day).commission;
        match parts.last_mut() {
            Some((_, until, same)) if *same == rate => *until = day,
            Some(_) | None => parts.push((day, day, rate)),
        }
        day = day.next();
    }
    parts.retain(|(_, _, rate)| !rate.is_none());
    if parts.is_empty() {
        return Ok(None);
    }
    let sold = sold_between(engine, terminal, (first, last))?;
    let (mut lines, mut exact) = (Vec::with_capacity(parts.len()), 0_i128);
    for (from, until, rate) in parts {
        let (line, of_line) = line((from, until), rate, &sold)?;
        let Some(so_far) = exact.checked_add(of_line) else {
            return refuse("a month's commission is too large");
        };
        exact = so_far;
        lines.push(line);
    }
    let Some(earned) = Commission::round(exact) else {
        return refuse("a month's commission is too large");
    };
    let place = engine.store.places(dso)?.into_iter().find(|place| place.id == terminal);
    let (name, address) = match place {
        Some(place) => {
            (place.name, format!("{}, {:04} {}", place.street, place.postcode, place.town))
        }
        None => {
            let stored = engine.store.terminal(terminal)?;
            let name = stored.map(|(_, body)| StoredTerminal::name_of(&body)).transpose()?;
            (name.unwrap_or_default(), String::new())
        }
    };
    let house = engine.books.house(dso);
    Ok(Some(SheetBody {
        operator: house.map_or_else(|| dso.name().to_owned(), |house| house.name.clone()),
        operator_address: house.map(|house| house.postal.clone()).unwrap_or_default(),
        terminal: terminal.to_owned(),
        name,
        address,
        first,
        last,
        lines,
        earned,
        corrects: None,
    }))
}

/// Issues the sheet of a month that is over, or another that puts the last one right. `None` if there is nothing to issue:
/// nothing was agreed on or earned, or what was issued is still so. Errors: the month is not over, or a correction has not
/// two people.
pub fn issue(
    engine: &mut Engine,
    (dso, terminal): (Dso, &str),
    day: SettlementDay,
    person: Option<&Person>,
    at: Instant,
) -> Result<Option<i64>, Failure> {
    let (month, last) = month_of(day);
    if at.day() <= last {
        return refuse(format!("the month ends on {last}, and is not over"));
    }
    let known = |engine: &mut Engine| -> Result<_, Failure> {
        let issued = engine.store.commission_sheets(dso, terminal)?;
        Ok(issued.into_iter().find(|one| one.sheet.month == month))
    };
    // Each night asks again: what was issued is not added up once more.
    if person.is_none() && known(engine)?.is_some() {
        return Ok(None);
    }
    // Before the lock, so that no sale waits for it.
    let Some(mut body) = body(engine, (dso, terminal), day)? else { return Ok(None) };
    engine.locked(dso, |engine| {
        let before = known(engine)?;
        let (mut version, mut by) = (1, OF_ITSELF.to_owned());
        let (mut approved_by, mut note) = (String::new(), String::new());
        match before {
            None if body.is_empty() => return Ok(None),
            None => {}
            Some(before) => {
                let kept: SheetBody = serde_json::from_str(&before.sheet.body)?;
                let Some(person) = person else { return Ok(None) };
                if kept.lines == body.lines && kept.earned == body.earned {
                    return Ok(None);
                }
                approved_by = two_people(MicroEuro::ZERO, person)?;
                (by, note) = (person.by.clone(), person.note.clone());
                version = before.sheet.version.saturating_add(1);
                body.corrects = Some(Corrected { number: before.number, earned: kept.earned });
            }
        }
        let new = NewCommissionSheet {
            dso,
            terminal: terminal.to_owned(),
            month,
            version,
            by,
            approved_by,
            note,
            body: serde_json::to_string(&body)?,
        };
        Ok(Some(engine.store.add_commission_sheet(&new, at)?))
    })
}

/// After a night: the sheets of the month before that of `today`, each once. One that cannot be added up holds no other
/// terminal up, nor what follows a night; the next night asks again. Returns how many are new.
pub fn issue_months(
    engine: &mut Engine,
    dso: Dso,
    today: SettlementDay,
    now: Instant,
) -> Result<usize, Failure> {
    let (first, _) = month_of(today);
    let month = first.plus(-1);
    let mut count = 0_usize;
    for (terminal, of, _) in engine.store.terminals()? {
        if of != dso {
            continue;
        }
        match issue(engine, (dso, &terminal), month, None, now) {
            Ok(Some(_)) => count = count.saturating_add(1),
            Ok(None) => {}
            Err(failure) => {
                let why = chain(failure.as_ref());
                eprintln!("{dso}: terminal {terminal}: its sheet of {month} is not issued: {why}");
            }
        }
    }
    Ok(count)
}

pub fn run(
    engine: &mut Engine,
    asked: &Sheet,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let terminal = asked.id.as_str();
    let Some((dso, _)) = engine.store.terminal(terminal)? else {
        return refuse(format!("there is no terminal `{terminal}`"));
    };
    let person = Person {
        by: asked.by.clone(),
        approved_by: asked.approved_by.clone(),
        note: asked.note.clone(),
    };
    let now = crate::clock::now();
    let new = issue(engine, (dso, terminal), asked.month, Some(&person), now)?;
    let (month, _) = month_of(asked.month);
    let issued = engine.store.commission_sheets(dso, terminal)?;
    for one in issued.iter().filter(|one| one.sheet.month == month) {
        let body: SheetBody = serde_json::from_str(&one.sheet.body)?;
        let is_new = new == Some(one.number);
        if json {
            let line = json!({ "kind": "commission_sheet", "dso": dso.name(), "number": one.number,
                "terminal": terminal, "month": month, "version": one.sheet.version,
                "earned": body.earned, "new": is_new });
            writeln!(out, "{line}")?;
        } else {
            let what = if is_new { "issued" } else { "known" };
            let earned = euro(body.earned);
            writeln!(out, "sheet {} of {}, {month}: {earned} EUR, {what}", one.number, dso.name())?;
        }
    }
    if issued.iter().all(|one| one.sheet.month != month) && !json {
        writeln!(out, "nothing was earned at {terminal} in the month of {month}")?;
    }
    Ok(())
}

/// As it was issued.
fn shown(kept: &store::CommissionSheet) -> Result<CommissionSheet, Failure> {
    let body: SheetBody = serde_json::from_str(&kept.sheet.body)?;
    Ok(CommissionSheet { number: kept.number, issued: kept.issued_at, body })
}

impl Shops {
    /// Those of the visitor's own terminal.
    pub(super) fn sheets_of(&self, visitor: &Visitor) -> Done<Vec<CommissionSheet>> {
        let mut engine = held(&self.reader);
        let place = or_told!(self.place_for(&mut engine, visitor, TillRight::Settlement)?);
        let kept = engine.store.commission_sheets(place.dso, &place.terminal)?;
        Ok(Ok(kept.iter().map(shown).collect::<Result<_, _>>()?))
    }
}
