//! What a supplier gets once a year, and what its bill would be today. Source: PA-33, PA-34.

use crate::engine::Engine;
use crate::failure::{Failure, Refusal, refuse};
use crate::share::runs::shared_from;
use calendar::{Instant, SettlementDay};
use ledger::{EntryKind, JournalEntry, LedgerAccount};
use prepay::{Account, SettledDay};
use std::collections::BTreeMap;
use timeline::Fact;
use units::{Ean, Energy, MicroEuro, MilliWattHours, NanoEuroPerKwh, ObisCode, Residue};
use vending::{
    Advance, DayCharge, LedgerYear, RegisterRead, SharedCredit, TrueUp, TrueUpInput,
    TrueUpRegister, YearFile,
};

/// An account as it is known now, with what the store keeps of it.
fn known(engine: &mut Engine, account: &store::Account, at: Instant) -> Result<Account, Failure> {
    let rebuilt = engine.rebuild(std::slice::from_ref(account), at)?.pop();
    let Some(rebuilt) = rebuilt else { return refuse(format!("no account {}", account.id)) };
    Ok(rebuilt.timeline.account)
}

/// What an entry moved towards the customer.
fn to_customer(entry: &JournalEntry) -> MicroEuro {
    let legs = entry.transaction.postings().iter();
    let own = legs.filter(|posting| posting.account == LedgerAccount::CustomerCredit);
    MicroEuro(own.map(|posting| posting.amount.0).fold(0, i64::saturating_sub))
}

fn is_advance(kind: EntryKind) -> bool {
    matches!(
        kind,
        EntryKind::TopUp
            | EntryKind::Aid
            | EntryKind::Refund
            | EntryKind::Chargeback
            | EntryKind::Reversal
            | EntryKind::Adjustment
    )
}

/// What a settled day charges, or, with `taken_back`, what it no longer does.
fn charge_of(
    registers: &[ObisCode],
    day: SettlementDay,
    settled: &SettledDay,
    taken_back: bool,
) -> Result<DayCharge, Failure> {
    let too_large = || Refusal("an amount of the year is too large".to_owned());
    let mut energy: Vec<(ObisCode, MilliWattHours, NanoEuroPerKwh)> = Vec::new();
    let mut cost = 0i128;
    let priced = settled.energy.iter().zip(settled.terms.prices);
    for (register, (used, price)) in registers.iter().zip(priced) {
        let used = if taken_back {
            MilliWattHours(used.0.checked_neg().ok_or_else(too_large)?)
        } else {
            *used
        };
        cost += price.cost_of(used);
        energy.push((*register, used, price));
    }
    let (exact, posted) = if taken_back {
        (-settled.exact.customer, settled.charged.checked_neg().ok_or_else(too_large)?)
    } else {
        (settled.exact.customer, settled.charged)
    };
    let beside_energy_femto = exact - cost;
    Ok(DayCharge { day, price_version: settled.price_version, energy, beside_energy_femto, posted })
}

/// The year of an account, `[from, to)`: what was booked from the run after its first midnight to the run
/// of its last day. A correction belongs to the year in which it was learnt, like the entry that books it:
/// it changes today's balance and not yesterday's record, so a year that was delivered stays as it was and
/// the next one has the difference (PA-38). Reads and charges follow from facts and readings, and have to
/// be what the store has booked, to the micro-euro and, with the residues, to the femto-euro.
pub fn year(
    engine: &mut Engine,
    ean: Ean,
    from: Option<SettlementDay>,
    to: SettlementDay,
    at: Instant,
) -> Result<YearFile, Failure> {
    let account = engine.account_of(ean)?;
    year_of(engine, &account, from, to, at)
}

/// The same of one account, also of one that has closed at a point where somebody else lives now.
pub fn year_of(
    engine: &mut Engine,
    account: &store::Account,
    from: Option<SettlementDay>,
    to: SettlementDay,
    at: Instant,
) -> Result<YearFile, Failure> {
    let now = known(engine, account, at)?;
    let opened = account.opened_at.day();
    let from = from.unwrap_or(opened);
    let begins = engine.books.run_at(account.dso, from.previous())?;
    // A year that is not over goes on to now.
    let over = now.settled_to().is_some_and(|last| last.next() >= to);
    let ends = if over { engine.books.run_at(account.dso, to.previous())? } else { at };
    let inside = known(engine, account, ends)?;
    let before = if from > opened { Some(known(engine, account, begins)?) } else { None };
    let registers = inside.registers();
    let (mut charges, mut reads) = (Vec::new(), Vec::new());
    for (day, settled) in inside.days().range(..to) {
        let first = before.as_ref().and_then(|before| before.days().get(day));
        if first == Some(settled) {
            continue;
        }
        charges.push(charge_of(registers, *day, settled, false)?);
        if let Some(first) = first {
            charges.push(charge_of(registers, *day, first, true)?);
        }
    }
    for midnight in [from, to] {
        let Some(known) = inside.readings.midnight(midnight) else { continue };
        for (register, value) in registers.iter().zip(known.registers.0) {
            // Registers are in mWh or litres; the file has thousandths of kWh or m³.
            let thousandths = match inside.energy() {
                Energy::Electricity => value / 1_000,
                Energy::Gas => value,
            };
            reads.push(RegisterRead {
                meter: account.ean.to_string(),
                register: *register,
                day: midnight,
                thousandths,
            });
        }
    }
    let in_year = |day: SettlementDay| from <= day && day < to;
    // What sharing gives back belongs to the days on which it was shared, whenever its month was final (PA-30).
    let shared_since = |key: Option<&str>, booked: SettlementDay| {
        key.and_then(shared_from).map_or(booked, |since| since.max(opened))
    };
    let credits = shared_credits(engine, account)?;
    let (mut advances, mut shared) = (Vec::new(), Vec::new());
    for entry in now.journal() {
        if is_advance(entry.kind) && in_year(entry.day) {
            let key = entry.key.clone().unwrap_or_else(|| format!("entry {}", entry.seq));
            advances.push(Advance { key, day: entry.day, amount: to_customer(entry) });
        } else if entry.kind == EntryKind::SharedEnergy {
            let since = shared_since(entry.key.as_deref(), entry.day);
            if !in_year(since) {
                continue;
            }
            let key = entry.key.clone().unwrap_or_else(|| format!("entry {}", entry.seq));
            let energy = credits.get(&key).map_or(MilliWattHours::ZERO, |credit| credit.energy);
            let (day, amount) = (entry.day, to_customer(entry));
            shared.push(SharedCredit { key, day, since, energy, amount });
        }
    }
    let rows = engine.store.days(&[account.id], from.previous(), to.previous())?;
    let entries = engine.store.entries(&[account.id])?;
    let mut ledger = LedgerYear {
        charges: MicroEuro::ZERO,
        advances: MicroEuro::ZERO,
        residue_before: Residue::ZERO,
        // Of a year that is not over, corrections after the last row carry it on.
        residue_after: inside.standing().residue,
        shared_excess_femto: 0,
    };
    let too_large = || Refusal("an amount of the year is too large".to_owned());
    for row in &rows {
        if row.day < from {
            ledger.residue_before = row.residue;
            continue;
        }
        if over {
            ledger.residue_after = row.residue;
        }
        ledger.charges = ledger.charges.checked_add(row.charge).ok_or_else(too_large)?;
    }
    // Between the two nights whose residues are compared.
    let between = |booked: Instant| (from <= opened || begins < booked) && booked <= ends;
    for credit in credits.values().filter(|credit| between(credit.learnt_at)) {
        let exact = credit.exact_femto;
        ledger.shared_excess_femto =
            ledger.shared_excess_femto.checked_sub(exact).ok_or_else(too_large)?;
    }
    let mut given_back = MicroEuro::ZERO;
    for entry in &entries {
        let moved = to_customer(entry);
        if entry.kind == EntryKind::SharedEnergy && between(entry.booked_at) {
            let excess = ledger.shared_excess_femto.checked_add(moved.in_femto());
            ledger.shared_excess_femto = excess.ok_or_else(too_large)?;
        }
        if entry.kind == EntryKind::Correction {
            // Of whatever day, in the year in which it was booked.
            if between(entry.booked_at) {
                ledger.charges = ledger.charges.checked_sub(moved).ok_or_else(too_large)?;
            }
        } else if is_advance(entry.kind) && in_year(entry.day) {
            ledger.advances = ledger.advances.checked_add(moved).ok_or_else(too_large)?;
        } else if entry.kind == EntryKind::SharedEnergy
            && in_year(shared_since(entry.key.as_deref(), entry.day))
        {
            given_back = given_back.checked_add(moved).ok_or_else(too_large)?;
        }
    }
    let file = YearFile::new((from, to), reads, &charges, advances, ledger)?;
    Ok(file.with_shared(shared, given_back)?)
}

/// What a credit of energy sharing gave back.
struct GivenBack {
    energy: MilliWattHours,
    exact_femto: i128,
    learnt_at: Instant,
}

/// The credits of energy sharing, by key.
fn shared_credits(
    engine: &mut Engine,
    account: &store::Account,
) -> Result<BTreeMap<String, GivenBack>, Failure> {
    let mut found = BTreeMap::new();
    for fact in engine.store.facts(&[account.id])? {
        if fact.kind == "shared_energy"
            && let Fact::SharedEnergy { id, eur, femto_eur, kwh, .. } =
                serde_json::from_str(&fact.body)?
        {
            let (energy, learnt_at) = (kwh.parse()?, fact.learnt_at);
            let exact_femto = eur.in_femto().saturating_add(i128::from(femto_eur));
            found.insert(id, GivenBack { energy, exact_femto, learnt_at });
        }
    }
    Ok(found)
}

/// The file as CSV and JSON.
pub fn written(ean: Ean, year: &YearFile) -> Result<(String, String), Failure> {
    let (from, to) = (year.from, year.to.previous());
    let mut csv =
        "kind,ean,register,price_version,day,energy_kwh_or_register,amount_eur,key\n".to_owned();
    let mut charged = Vec::new();
    for ((register, version), sum) in &year.charged {
        let cost = units::format_decimal(sum.cost_femto, 15);
        csv.push_str(&format!("charged,{ean},{register},{version},,{},{cost},\n", sum.energy));
        charged.push(serde_json::json!({
            "register": register, "price_version": version,
            "energy_kwh": sum.energy.to_string(), "cost_eur": cost,
        }));
    }
    for read in &year.reads {
        let value = units::format_decimal(i128::from(read.thousandths), 3);
        csv.push_str(&format!("read,{ean},{},,{},{value},,\n", read.register, read.day));
    }
    for advance in &year.advances {
        let key = super::remit::cell(&advance.key);
        csv.push_str(&format!("advance,{ean},,,{},,{},{key}\n", advance.day, advance.amount));
    }
    for credit in &year.shared {
        let key = super::remit::cell(&credit.key);
        let (day, energy, amount) = (credit.day, credit.energy, credit.amount);
        csv.push_str(&format!("shared_energy,{ean},,,{day},{energy},{amount},{key}\n"));
    }
    csv.push_str(&format!("total_charges,{ean},,,,,{},\n", year.charges_total()));
    csv.push_str(&format!("total_advances,{ean},,,,,{},\n", year.advances_total()));
    if !year.shared.is_empty() {
        csv.push_str(&format!("total_shared_energy,{ean},,,,,{},\n", year.shared_total()));
    }
    let shared: Vec<serde_json::Value> = year
        .shared
        .iter()
        .map(|credit| {
            serde_json::json!({
                "key": credit.key, "day": credit.day, "shared_from": credit.since,
                "energy_kwh": credit.energy.to_string(), "amount_eur": credit.amount.to_string(),
            })
        })
        .collect();
    let advances: Vec<serde_json::Value> = year
        .advances
        .iter()
        .map(|advance| {
            serde_json::json!({
                "key": advance.key, "day": advance.day, "amount_eur": advance.amount.to_string(),
            })
        })
        .collect();
    let json = serde_json::json!({
        "ean": ean, "from": from, "to": to, "reads": year.reads, "charged": charged,
        "advances": advances, "charges_total_eur": year.charges_total().to_string(),
        "advances_total_eur": year.advances_total().to_string(),
        "shared_energy": shared, "shared_energy_total_eur": year.shared_total().to_string(),
    });
    Ok((csv, serde_json::to_string_pretty(&json)?))
}

/// A supplier's contract, as the customer knows it.
#[derive(Debug, Clone)]
pub struct Contract {
    pub from: SettlementDay,
    pub anniversary: SettlementDay,
    /// By register; every register has one.
    pub prices: Vec<(ObisCode, NanoEuroPerKwh)>,
    pub fixed_per_year: MicroEuro,
}

/// If the year ended today, and at the anniversary, with the warning if there is one.
pub fn true_up(
    engine: &mut Engine,
    ean: Ean,
    contract: &Contract,
    at: Instant,
) -> Result<(SettlementDay, TrueUp, Option<String>), Failure> {
    let account = engine.account_of(ean)?;
    let inside = known(engine, &account, at)?;
    let Some(last) = inside.settled_to() else {
        return refuse(format!("EAN {ean} has no settled day yet"));
    };
    let today = last.next().min(contract.anniversary);
    let mut registers = Vec::new();
    for (place, register) in inside.registers().iter().enumerate() {
        let price = contract.prices.iter().find(|(own, _)| own == register);
        let Some((_, contract_price)) = price else {
            return refuse(format!("the contract has no price for register {register}"));
        };
        let days = inside.days().range(contract.from..today);
        let mut used = MilliWattHours(0);
        let mut prepay_price = *contract_price;
        for (_, day) in days {
            let more = day.energy.get(place).copied().unwrap_or(MilliWattHours(0));
            used = used.checked_add(more).unwrap_or(used);
            prepay_price = day.terms.prices.get(place).copied().unwrap_or(prepay_price);
        }
        let contract_price = *contract_price;
        registers.push(TrueUpRegister { used, expected: None, contract_price, prepay_price });
    }
    let advances = inside
        .journal()
        .iter()
        .filter(|entry| is_advance(entry.kind) && contract.from <= entry.day && entry.day <= today);
    let advances = advances.map(|entry| to_customer(entry).0).fold(0, i64::saturating_add);
    let figures = TrueUp::of(&TrueUpInput {
        from: contract.from,
        today,
        anniversary: contract.anniversary,
        registers,
        fixed_fees_year: contract.fixed_per_year,
        advances: MicroEuro(advances),
    })?;
    let rules = engine.books.rules(account.dso, account.group.energy)?;
    let limit = rules.parameters.at(at.day(), at).payments.trueup_warn_above;
    Ok((today, figures, figures.warning(limit)))
}
