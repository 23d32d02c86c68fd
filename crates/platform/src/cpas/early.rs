//! The list of a week of households at risk, for a social service: who was in emergency credit or had used it up when the
//! week began, in winter, of those that gave it a mandate and of postcodes for which a law lets it know. Each look is kept
//! and the household sees it. Source: CM-08, PD-03, PD-05, PD-06.

use super::Offices;
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::parties::open_accounts;
use access::{Act, Role};
use calendar::{Instant, SettlementDay};
use params::EarlyListPeriod;
use portal::cpas::{EarlyGround, EarlyLine, EarlyList};
use portal::my::Visitor;
use prepay::{CreditState, DayRow};
use std::collections::BTreeMap;
use std::io::Write;
use store::{EarlyBasis, KeptEarlyBasis, PartyLook, PersonLook};
use units::{AccountId, Dso, Energy};

/// Nights in a row are counted back as far as this.
const MOST_NIGHTS: i32 = 30;
/// Letters of a law or agreement, and of who enters it.
const MOST_LETTERS: usize = 120;
/// Postcodes of one social service.
const MOST_CODES: usize = 200;
/// Under which a look at the list is kept.
const REASON: &str = "early_list";

/// On what a social service has the weekly list of households at risk. Source: CM-08.
#[derive(Debug, clap::Subcommand)]
pub enum EarlyCommand {
    /// Enter the law or agreement, and the postcodes. It opens nothing before a second person agrees.
    Enter {
        #[arg(long)]
        dso: Dso,
        /// The social service, by its number.
        #[arg(long)]
        party: i64,
        #[arg(long)]
        basis: String,
        /// Of four digits each.
        #[arg(long, value_delimiter = ',', required = true)]
        postcodes: Vec<String>,
        #[arg(long)]
        from: SettlementDay,
        /// At most as long as a mandate.
        #[arg(long)]
        until: SettlementDay,
        /// Who enters it.
        #[arg(long)]
        by: String,
    },
    /// A second person agrees.
    Agree {
        number: i64,
        #[arg(long)]
        dso: Dso,
        #[arg(long)]
        by: String,
    },
    /// From now on there is no list on it.
    End {
        number: i64,
        #[arg(long)]
        dso: Dso,
        #[arg(long)]
        by: String,
    },
    /// All of an operator, with what waits and what has ended.
    List {
        #[arg(long)]
        dso: Dso,
    },
}

/// `tirelire office early-list`.
pub fn run(url: &str, asked: EarlyCommand, out: &mut dyn Write) -> Result<(), Failure> {
    let (mut engine, now) = (Engine::open(url)?, crate::clock::now());
    match asked {
        EarlyCommand::Enter { dso, party, basis, postcodes, from, until, by } => {
            let new = EarlyBasis {
                dso,
                party,
                basis,
                postcodes: read_codes(&postcodes)?,
                first: from,
                last: until,
            };
            let number = enter(&mut engine, new, &by, now)?;
            writeln!(out, "{number} waits for a second person")?;
        }
        EarlyCommand::Agree { number, dso, by } => {
            agree(&mut engine, (dso, number), &by, now)?;
            writeln!(out, "{number} holds")?;
        }
        EarlyCommand::End { number, dso, by } => {
            end(&mut engine, (dso, number), &by, now)?;
            writeln!(out, "{number} has ended")?;
        }
        EarlyCommand::List { dso } => {
            for kept in engine.store.early_bases(dso, None)? {
                writeln!(out, "{}", line_of(&kept))?;
            }
        }
    }
    Ok(())
}

fn line_of(kept: &KeptEarlyBasis) -> String {
    let (of, codes) = (&kept.basis, kept.basis.postcodes.iter());
    let codes = codes.map(|code| format!("{code:04}")).collect::<Vec<_>>().join(",");
    let stands = match (&kept.agreed, &kept.ended) {
        (_, Some((at, by))) => format!("ended {} by {by}", at.to_local_string()),
        (None, None) => "waits".to_owned(),
        (Some((_, by)), None) => format!("agreed by {by}"),
    };
    let entered = &kept.entered.1;
    format!(
        "{}  party {}  {} to {}  {codes}  {}  entered by {entered}  {stands}",
        kept.seq, of.party, of.first, of.last, of.basis
    )
}

fn read_codes(postcodes: &[String]) -> Result<Vec<u16>, Failure> {
    let mut codes = Vec::with_capacity(postcodes.len());
    for text in postcodes {
        match vending::postcode(text.trim()) {
            Some(code) => codes.push(code),
            None => return refuse(format!("`{text}` is no postcode of 4 digits")),
        }
    }
    codes.sort_unstable();
    codes.dedup();
    Ok(codes)
}

fn said(text: &str) -> Result<String, Failure> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() || text.chars().count() > MOST_LETTERS {
        return refuse(format!("say it in 1 to {MOST_LETTERS} letters"));
    }
    Ok(text)
}

/// Enters on what a list would rest. Errors: no social service of this operator, no days, a time that is longer than that
/// of a mandate, no name.
pub fn enter(engine: &mut Engine, new: EarlyBasis, by: &str, now: Instant) -> Result<i64, Failure> {
    let (by, basis) = (said(by)?, said(&new.basis)?);
    let dso = new.dso;
    let months = engine.books.payments(dso, now)?.mandate_max_months;
    let latest = vending::latest_end(new.first.start(), months);
    if new.last < new.first || new.last > latest {
        return refuse(format!("it lasts from its first day to {latest} at most"));
    }
    if new.postcodes.is_empty() || new.postcodes.len() > MOST_CODES {
        return refuse(format!("1 to {MOST_CODES} postcodes"));
    }
    let new = EarlyBasis { basis, ..new };
    engine.locked(dso, |engine| {
        let staff = engine.store.people_of(dso, &[Role::Cpas.code()])?;
        if !staff.iter().any(|one| one.party == Some(new.party)) {
            return refuse(format!("no social service {} works with {dso}", new.party));
        }
        Ok(engine.store.add_early_basis(&new, (now, &by))?)
    })
}

/// A second person agrees. Errors: none waits under this number, or the same person has entered it.
pub fn agree(
    engine: &mut Engine,
    (dso, number): (Dso, i64),
    by: &str,
    now: Instant,
) -> Result<(), Failure> {
    let by = said(by)?;
    engine.locked(dso, |engine| {
        let all = engine.store.early_bases(dso, None)?;
        let waits = all.into_iter().find(|one| one.seq == number && one.agreed.is_none());
        let Some(waits) = waits.filter(|one| one.ended.is_none()) else {
            return refuse(format!("no basis {number} waits"));
        };
        if waits.entered.1.to_lowercase() == by.to_lowercase() {
            return refuse("a second person agrees");
        }
        if engine.store.agree_early_basis((dso, number), (now, &by))? {
            return Ok(());
        }
        refuse(format!("no basis {number} waits"))
    })
}

/// Ends one. Errors: none holds or waits under this number.
pub fn end(
    engine: &mut Engine,
    (dso, number): (Dso, i64),
    by: &str,
    now: Instant,
) -> Result<(), Failure> {
    let by = said(by)?;
    engine.locked(dso, |engine| {
        if engine.store.end_early_basis((dso, number), (now, &by))? {
            return Ok(());
        }
        refuse(format!("no basis {number} holds"))
    })
}

/// Nights in a row at risk, the last one `night`.
fn nights_of(rows: &[DayRow], night: SettlementDay) -> i32 {
    let mut nights = 0_i32;
    for row in rows.iter().rev() {
        if row.day != night.plus(-nights) || !row.credit_state.is_emergency() {
            break;
        }
        nights = nights.saturating_add(1);
    }
    nights
}

impl Offices {
    pub(super) fn early_of(&self, visitor: &Visitor) -> Result<EarlyList, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some((party, dso)) = self.office_of(engine, visitor)? else {
            return refuse("somebody of no social service");
        };
        let today = now.day();
        let week = today.plus(-i32::from(today.weekday().days_from_monday()));
        let parameters = engine.books.rules(dso, Energy::Electricity)?.parameters.at(today, now);
        let (period, winter) = (parameters.help.early_list, parameters.winter.contains(week));
        let mut bases = engine.store.early_bases(dso, Some(party))?;
        bases.retain(|one| one.holds_on(today));
        let told = bases.iter().map(|one| (one.basis.basis.clone(), one.basis.last));
        // A night that is late is no week without anybody.
        let night = crate::pages::last_night(engine, dso)?.map(|last| last.min(week.previous()));
        let (bases_told, lines_of) = (told.collect(), Vec::new());
        let mut list = EarlyList { week, night, winter, bases: bases_told, lines: lines_of, now };
        if period == EarlyListPeriod::Weekly
            && winter
            && let Some(night) = night
        {
            list.lines = lines(engine, (party, dso), &bases, (night, now))?;
            note(engine, visitor, (party, &list), now)?;
        }
        Ok(list)
    }
}

fn lines(
    engine: &mut Engine,
    (party, dso): (i64, Dso),
    bases: &[KeptEarlyBasis],
    (night, now): (SettlementDay, Instant),
) -> Result<Vec<EarlyLine>, Failure> {
    let mut clients: BTreeMap<AccountId, String> = BTreeMap::new();
    for open in open_accounts(engine, party, now)? {
        let reasons: Vec<&str> = open.mandates().map(|grant| grant.reason.as_str()).collect();
        if !reasons.is_empty() {
            clients.insert(open.account().id, reasons.join("; "));
        }
    }
    let mut found = Vec::new();
    for id in engine.store.in_emergency(dso, night, night)? {
        let account = engine.store.account(id)?.filter(|one| one.closed_at.is_none());
        let Some(account) = account else { continue };
        let contact = engine.store.contact(id)?;
        let code = contact.as_ref().and_then(|contact| vending::postcode(&contact.postcode));
        let law = code.and_then(|code| {
            let of = bases.iter().find(|one| one.basis.postcodes.binary_search(&code).is_ok());
            of.map(|one| EarlyGround::Law(one.basis.basis.clone()))
        });
        let mandate = clients.remove(&id).map(EarlyGround::Mandate);
        let Some(ground) = mandate.or(law) else { continue };
        let rows = engine.store.days(&[id], night.plus(1 - MOST_NIGHTS), night)?;
        let exhausted = rows.last().is_some_and(|row| row.credit_state == CreditState::Exhausted);
        let (name, address) = match contact {
            Some(contact) => {
                let town = format!("{} {}", contact.postcode, contact.town);
                let parts = [contact.street.trim(), town.trim()];
                let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
                (contact.name, parts.join(", "))
            }
            None => (String::new(), String::new()),
        };
        found.push(EarlyLine {
            account: id,
            ean: account.ean,
            name,
            address,
            energy: account.group.energy,
            exhausted,
            nights: nights_of(&rows, night),
            ground,
        });
    }
    // Who has nothing left, and then who has been at risk for longest.
    found.sort_by_key(|line| (!line.exhausted, -line.nights, line.ean.as_u64()));
    Ok(found)
}

/// Keeps that each of them was seen, and on what ground; who gave a mandate is told, as of every look on it.
fn note(
    engine: &mut Engine,
    visitor: &Visitor,
    (party, list): (i64, &EarlyList),
    now: Instant,
) -> Result<(), Failure> {
    let (mut looks, mut told) = (Vec::new(), Vec::new());
    let saw = Act::StateAndAmount.name();
    for line in &list.lines {
        let (account, number) = (line.account, crate::people::look_number()?);
        let reason = match &line.ground {
            EarlyGround::Law(basis) => format!("{REASON}, {basis}"),
            EarlyGround::Mandate(reason) => {
                let saw = saw.to_owned();
                told.push(PartyLook { account, at: now, visit: number, party, saw, key: None });
                reason.clone()
            }
        };
        let (person, role, saw) = (visitor.person, visitor.role.code(), saw.to_owned());
        looks.push(PersonLook { account, at: now, number, person, role, saw, reason });
    }
    engine.store.add_person_looks(&looks)?;
    crate::notices::looked_at(engine, &told, now)
}
