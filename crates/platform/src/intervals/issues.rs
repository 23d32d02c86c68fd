//! The known issue of meters that follow another calendar than their tariff: which points, which days, and what
//! would be put right. Two people put it right; the days are charged anew. Source: MT-05, PA-38.

use super::calendars::Calendars;
use super::check::{differences, injected_differences, measured_only};
use super::manifest::SqlManifest;
use super::{Place, open};
use crate::books::parameter_book;
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::paid::Paid;
use ::intervals::{Bound, DayCheck, Direction, Query, Store, check_days};
use calendar::{Instant, SettlementDay, TariffSlot};
use clap::Args;
use prepay::Rates;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use store::Account;
use timeline::{Alarm, Fact};
use units::{AccountId, Dso, Ean, MicroEuro, MilliWattHours, Residue, format_decimal, post};

/// How far back the days of an issue are looked for: quarter-hours of a year are kept by every operator.
const DAYS_BACK: i32 = 400;

/// A day of which the registers are not those of the tariff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrongDay {
    pub day: SettlementDay,
    /// In the first register, of what belongs to the second; below zero the other way round.
    pub too_much: MilliWattHours,
    /// What charging it anew gives back, below zero takes; `None` of a day that is not charged yet.
    pub gives_back: Option<MicroEuro>,
}

/// A point whose meter follows, or followed, another calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    pub account: Account,
    pub meter: String,
    /// The first day that was found.
    pub since: SettlementDay,
    /// Days that are still wrong, in order.
    pub wrong: Vec<WrongDay>,
    /// What was moved so far, by day.
    pub corrected: BTreeMap<SettlementDay, i64>,
    /// Days of which the registers of injection are those of other slots, with what stands in the first of them that
    /// belongs to the second: a better reading puts them right. Source: PS-03.
    pub injected: Vec<(SettlementDay, MilliWattHours)>,
    /// The last day that could be compared agrees: the meter follows its calendar again. Of an account that is closed
    /// nobody asks that any more.
    pub follows_again: bool,
}

impl Issue {
    /// What all days together give back. Saturates.
    pub fn gives_back(&self) -> MicroEuro {
        let all = self.wrong.iter().filter_map(|one| one.gives_back);
        all.fold(MicroEuro::ZERO, |sum, one| MicroEuro(sum.0.saturating_add(one.0)))
    }

    pub fn too_much(&self) -> MilliWattHours {
        let all = self.wrong.iter().map(|one| one.too_much.0);
        MilliWattHours(all.fold(0, i64::saturating_add))
    }

    /// Nothing is left to do: every day is right, and the meter too.
    pub fn is_over(&self) -> bool {
        self.wrong.is_empty() && self.injected.is_empty() && self.follows_again
    }
}

/// What was moved between the registers of an account, by day.
pub fn shifts(
    kept: &mut store::Store,
    account: &Account,
) -> Result<BTreeMap<SettlementDay, i64>, Failure> {
    let mut found = BTreeMap::new();
    for fact in kept.facts(&[account.id])? {
        if fact.kind == "register_shift"
            && let Fact::RegisterShift { day, mwh, .. } = serde_json::from_str(&fact.body)?
        {
            let sum: &mut i64 = found.entry(day).or_insert(0);
            *sum = sum.saturating_add(mwh);
        }
    }
    Ok(found)
}

/// Where the known issue began at each account of an operator, and at which meter.
fn alarmed(
    engine: &mut Engine,
    dso: Dso,
) -> Result<Vec<(Account, SettlementDay, String)>, Failure> {
    let mut first: BTreeMap<_, (SettlementDay, String)> = BTreeMap::new();
    for kept in engine.store.facts_of_kind(dso, "meter_alarm")? {
        if let Fact::MeterAlarm { alarm: Alarm::WrongCalendar, day, meter, .. } =
            serde_json::from_str(&kept.body)?
        {
            let known = first.entry(kept.account).or_insert((day, meter));
            known.0 = known.0.min(day);
        }
    }
    // Who has left is told of no alarm any more: it is kept beside its book.
    for kept in engine.store.closed_calendars(dso)? {
        let known = first.entry(kept.account).or_insert((kept.since, kept.meter));
        known.0 = known.0.min(kept.since);
    }
    let mut found: BTreeMap<AccountId, (Account, SettlementDay, String)> = BTreeMap::new();
    for (id, (since, meter)) in first {
        let Some(account) = engine.store.account(id)? else { continue };
        // Whoever lived there before may have had the same meter, and the same days.
        for other in engine.store.closed_accounts_of(account.ean)? {
            let before = other.id != id && other.opened_at < account.opened_at;
            if before && other.group.energy == account.group.energy {
                let since = other.opened_at.day();
                found.entry(other.id).or_insert((other, since, meter.clone()));
            }
        }
        found.insert(id, (account, since, meter));
    }
    Ok(found.into_values().collect())
}

/// How the detail of an alarm begins of whose injection alone differs.
pub const OF_INJECTION: &str = "injection: ";

/// A meter with the known issue, as it is told where no household is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub meter: String,
    pub since: SettlementDay,
    /// Days that were found, and of them those that were put right.
    pub days: usize,
    pub corrected: usize,
}

/// The meters of an operator with days that nobody has put right, the earliest first. Source: UX O-10.
pub fn told(engine: &mut Engine, dso: Dso) -> Result<Vec<Told>, Failure> {
    let mut shifted: BTreeSet<(AccountId, SettlementDay)> = BTreeSet::new();
    for kept in engine.store.facts_of_kind(dso, "register_shift")? {
        if let Fact::RegisterShift { day, .. } = serde_json::from_str(&kept.body)? {
            shifted.insert((kept.account, day));
        }
    }
    let mut found: BTreeMap<AccountId, Told> = BTreeMap::new();
    let closed = engine.store.closed_calendars(dso)?;
    for kept in engine.store.facts_of_kind(dso, "meter_alarm")? {
        if let Fact::MeterAlarm { alarm: Alarm::WrongCalendar, day, meter, detail } =
            serde_json::from_str(&kept.body)?
        {
            // A better reading puts these right, and no fact says so: they wait in the desk's queue of meters.
            if detail.starts_with(OF_INJECTION) {
                continue;
            }
            let new = Told { meter, since: day, days: 0, corrected: 0 };
            let known = found.entry(kept.account).or_insert(new);
            known.since = known.since.min(day);
            known.days = known.days.saturating_add(1);
            let is_done = shifted.contains(&(kept.account, day));
            known.corrected = known.corrected.saturating_add(usize::from(is_done));
        }
    }
    for kept in closed {
        let days = usize::try_from(kept.days)?;
        let new = Told { meter: kept.meter, since: kept.since, days, corrected: 0 };
        let known = found.entry(kept.account).or_insert(new);
        // Days that were found since are not decided on.
        if kept.decided.is_some_and(|(at, _)| at >= kept.found_at) {
            known.corrected = known.days;
        }
    }
    let mut all: Vec<Told> = found.into_values().filter(|one| one.corrected < one.days).collect();
    all.sort_by(|one, other| (one.since, &one.meter).cmp(&(other.since, &other.meter)));
    Ok(all)
}

/// The known issues of an operator, the earliest first; those that are over are left out.
pub fn issues(
    engine: &mut Engine,
    intervals: &mut Store<SqlManifest>,
    dso: Dso,
    now: Instant,
) -> Result<Vec<Issue>, Failure> {
    let mut found = Vec::new();
    for of in alarmed(engine, dso)? {
        let issue = looked_at(engine, intervals, of, now)?;
        if !issue.is_over() {
            found.push(issue);
        }
    }
    found.sort_by_key(|issue| (issue.since, issue.account.ean));
    Ok(found)
}

/// One issue, from what is kept now.
fn looked_at(
    engine: &mut Engine,
    intervals: &mut Store<SqlManifest>,
    (account, since, meter): (Account, SettlementDay, String),
    now: Instant,
) -> Result<Issue, Failure> {
    let today = now.day();
    // Of who has left, the days that it was charged for.
    let ends = engine.handed_over(&account, now)?.map_or(today, |(_, last)| last.next().min(today));
    // Back from where it ends: what was decided for who has left stays of the same days.
    let days = (since.max(ends.plus(-DAYS_BACK)).max(account.opened_at.day()), ends);
    let point = account.ean.into();
    let query = Query {
        dso: account.dso,
        point,
        from: days.0,
        until: days.1.max(days.0.next()),
        version: None,
    };
    let all = intervals.read(&query)?;
    let of = |direction| all.iter().find(|one| one.direction == direction);
    let (series, injection) = (of(Direction::OffTake), of(Direction::Injection));
    let shifted = shifts(&mut engine.store, &account)?;
    let mut issue = Issue {
        meter,
        since,
        wrong: Vec::new(),
        corrected: shifted.clone(),
        injected: Vec::new(),
        follows_again: account.closed_at.is_some(),
        account,
    };
    let Some(series) = series.filter(|_| issue.account.group.rates == Rates::Two) else {
        return Ok(issue);
    };
    let rose = differences(&mut engine.store, days, &issue.account, now)?;
    let moved = measured_only(series, rose);
    let book = parameter_book(&mut engine.store)?;
    let calendars = Calendars::of_history(&book, issue.account.dso, days, now)?;
    let slot: &dyn Fn(Instant) -> TariffSlot = &|at| calendars.slot(at);
    let one = std::slice::from_ref(&issue.account);
    let rebuilt = engine.rebuild(one, now)?.pop();
    let is_open = issue.account.closed_at.is_none();
    for (day, check) in check_days(series, &moved, Bound::default(), Some(slot)) {
        match check {
            DayCheck::Matches if is_open => issue.follows_again = !shifted.contains_key(&day),
            DayCheck::Matches => {}
            DayCheck::WrongCalendar { in_peak_too_much } => {
                issue.follows_again = !is_open;
                let settled =
                    rebuilt.as_ref().and_then(|one| one.timeline.account.days().get(&day));
                let gives_back = settled.and_then(|settled| {
                    let [one, two] = settled.energy;
                    let moved = in_peak_too_much.0;
                    let energy = [
                        MilliWattHours(one.0.saturating_sub(moved)),
                        MilliWattHours(two.0.saturating_add(moved)),
                    ];
                    let exact = settled.terms.exact_cost(energy)?;
                    let less = settled.exact.customer.checked_sub(exact.customer)?;
                    post(less, Residue::ZERO).map(|(amount, _)| amount)
                });
                issue.wrong.push(WrongDay { day, too_much: in_peak_too_much, gives_back });
            }
            DayCheck::Incomplete { .. } | DayCheck::Drift { .. } => {}
        }
    }
    if let Some(series) = injection.filter(|_| is_open) {
        let rose = injected_differences(&mut engine.store, days, &issue.account, now)?;
        let moved = measured_only(series, rose);
        for (day, check) in check_days(series, &moved, Bound::default(), Some(slot)) {
            if let DayCheck::WrongCalendar { in_peak_too_much } = check {
                issue.injected.push((day, in_peak_too_much));
            }
        }
    }
    // What was decided for who has left stays wrong in its book.
    let decided = engine.store.closed_calendar(issue.account.id)?;
    if decided.is_some_and(|one| one.decided.is_some() && one.amount == issue.gives_back()) {
        issue.wrong.clear();
    }
    Ok(issue)
}

/// Opens the known issue of a point for the days that were found, each once. False if all of it was known.
pub fn report(
    engine: &mut Engine,
    account: &Account,
    days: &[(SettlementDay, DayCheck)],
    now: Instant,
) -> Result<bool, Failure> {
    let Some(meter) = engine.store.meter_of(account.ean)? else { return Ok(false) };
    let mut is_new = false;
    let last = engine.handed_over(account, now)?.map(|(_, last)| last);
    let own = days.iter().filter(|(day, check)| {
        matches!(check, DayCheck::WrongCalendar { .. })
            && account.opened_at.day() <= *day
            && last.is_none_or(|last| *day <= last)
    });
    if account.closed_at.is_some() {
        // Its book takes nothing in any more.
        let own: Vec<SettlementDay> = own.map(|(day, _)| *day).collect();
        let Some(since) = own.iter().min() else { return Ok(false) };
        let of = (*since, u32::try_from(own.len())?);
        return Ok(engine.store.find_closed_calendar(account.id, &meter.serial, of, now)?);
    }
    for (day, check) in own {
        let (meter, detail) = (meter.serial.clone(), super::check::sentence(*check));
        let fact = Fact::MeterAlarm { alarm: Alarm::WrongCalendar, day: *day, meter, detail };
        let key = fact.key().unwrap_or_default();
        if !engine.store.has_fact(account.id, fact.name(), &key)? {
            engine.record(account, &fact, now)?;
            is_new = true;
        }
    }
    Ok(is_new)
}

/// Who asks, and who approves.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    pub first: &'a str,
    pub second: Option<&'a str>,
}

/// Puts the days of an issue right: a fact for each; they are charged anew with the next run. Returns how many.
/// Errors: money above the operator's limit and no second person.
pub fn correct(
    engine: &mut Engine,
    issue: &Issue,
    by: By<'_>,
    now: Instant,
) -> Result<usize, Failure> {
    let second = by.second.filter(|second| *second != by.first);
    let limit = engine.books.payments(issue.account.dso, now)?.adjust_four_eyes;
    let sum = issue.wrong.iter().filter_map(|one| one.gives_back);
    let sum: i128 = sum.map(|one| i128::from(one.0).abs()).sum();
    if sum > i128::from(limit.0) && second.is_none() {
        let eur = issue.gives_back();
        return refuse(format!("{eur} EUR are above {limit} EUR: a second person has to approve"));
    }
    if issue.account.closed_at.is_some() {
        return owe(
            engine,
            issue,
            &second.map_or(by.first.to_owned(), |two| format!("{}, {two}", by.first)),
            now,
        );
    }
    engine.locked(issue.account.dso, |engine| {
        let known = shifts(&mut engine.store, &issue.account)?;
        let facts = engine.store.facts(&[issue.account.id])?;
        let number = facts.iter().filter(|fact| fact.kind == "register_shift").count();
        let mut booked = 0usize;
        for (place, wrong) in issue.wrong.iter().enumerate() {
            // Somebody else was faster with this day.
            if known.get(&wrong.day) != issue.corrected.get(&wrong.day) {
                continue;
            }
            let fact = Fact::RegisterShift {
                id: format!("calendar/{}/{}", wrong.day, number.saturating_add(place)),
                day: wrong.day,
                mwh: wrong.too_much.0,
                by: by.first.to_owned(),
                approved_by: second.map(str::to_owned),
            };
            engine.record(&issue.account, &fact, now)?;
            booked = booked.saturating_add(1);
        }
        Ok(booked)
    })
}

/// The days of who has left: what they give back is to be paid out, and waits until somebody has done it; what they take
/// waits as well, and a person lets it be or asks for it. Source: PA-32, PA-38, MK-06.
fn owe(engine: &mut Engine, issue: &Issue, by: &str, now: Instant) -> Result<usize, Failure> {
    let Some(first) = issue.wrong.first() else { return Ok(0) };
    let (account, of) = (issue.account.id, (first.day, u32::try_from(issue.wrong.len())?));
    engine.locked(issue.account.dso, |engine| {
        engine.store.find_closed_calendar(account, &issue.meter, of, now)?;
        let amount = issue.gives_back();
        let is_new = engine.store.decide_closed_calendar(account, amount, (now, by))?;
        Ok(if is_new { issue.wrong.len() } else { 0 })
    })
}

#[derive(Debug, Args)]
pub struct Settled {
    /// The account that is closed, as `intervals issues` names it.
    #[arg(long)]
    pub account: AccountId,
    #[command(flatten)]
    pub paid: Paid,
}

/// `tirelire intervals settled`.
pub fn settled(url: &str, asked: &Settled, out: &mut dyn Write) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    settle(&mut engine, asked, crate::clock::now())?;
    writeln!(out, "{} is done", asked.account)?;
    Ok(())
}

/// Ends what waits. Errors: nobody, no word of how, another amount, nothing that waits of this account.
pub fn settle(engine: &mut Engine, asked: &Settled, now: Instant) -> Result<(), Failure> {
    let Some(dso) = store::Store::dso_of(asked.account) else {
        return refuse(format!("no account {}", asked.account));
    };
    let done = asked.paid.said(engine.books.payments(dso, now)?.adjust_four_eyes)?;
    engine.locked(dso, |engine| {
        let waits = engine.store.closed_calendar(asked.account)?.filter(|kept| kept.is_open());
        let Some(waits) = waits else {
            return refuse(format!("nothing of account {} waits", asked.account));
        };
        asked.paid.is_of(waits.open())?;
        let said = store::Said { at: now, by: &done, how: asked.paid.how.trim() };
        if engine.store.end_closed_calendar(asked.account, said)? {
            return Ok(());
        }
        refuse(format!("nothing of account {} waits", asked.account))
    })
}

#[derive(Debug, Args)]
pub struct Issues {
    #[arg(long)]
    pub dso: Dso,
    /// Only this point.
    #[arg(long)]
    pub ean: Option<Ean>,
    /// Put it right, in the name of this person; without it the issues are listed only.
    #[arg(long, value_name = "PERSON")]
    pub correct_by: Option<String>,
    /// The second person, above `adjust.four_eyes`.
    #[arg(long, value_name = "PERSON", requires = "correct_by")]
    pub approved_by: Option<String>,
    #[command(flatten)]
    pub place: Place,
}

/// A line for each point and each of its days. A point that cannot be put right holds no other up.
pub fn run(url: &str, asked: &Issues, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let mut intervals = open(url, &asked.place)?;
    let now = crate::clock::now();
    let mut found = issues(&mut engine, &mut intervals, asked.dso, now)?;
    found.retain(|issue| asked.ean.is_none_or(|ean| issue.account.ean == ean));
    for issue in &found {
        show(issue, as_json, out)?;
        let Some(first) = asked.correct_by.as_deref() else { continue };
        let by = By { first, second: asked.approved_by.as_deref() };
        let (ean, done) = (issue.account.ean, correct(&mut engine, issue, by, now));
        match (done, as_json) {
            (Ok(days), false) if issue.account.closed_at.is_some() => {
                let account = issue.account.id;
                writeln!(out, "  {days} days of account {account} wait to be paid out")?;
            }
            (Ok(days), true) => {
                writeln!(out, "{}", json!({"kind": "corrected", "ean": ean, "days": days}))?;
            }
            (Ok(days), false) => writeln!(out, "  {days} days are charged anew with the next run")?,
            (Err(why), true) => {
                let why = crate::failure::chain(why.as_ref());
                writeln!(out, "{}", json!({"kind": "not_corrected", "ean": ean, "why": why}))?;
            }
            (Err(why), false) => {
                writeln!(out, "  not put right: {}", crate::failure::chain(why.as_ref()))?;
            }
        }
    }
    Ok(())
}

fn show(issue: &Issue, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let kwh = |energy: MilliWattHours| format_decimal(i128::from(energy.0), 6);
    let (ean, meter, since) = (issue.account.ean, &issue.meter, issue.since);
    if as_json {
        let days: Vec<_> = issue
            .wrong
            .iter()
            .map(|one| {
                json!({"day": one.day.to_string(), "in_register_1_too_much_kwh": kwh(one.too_much),
                       "gives_back_eur": one.gives_back.map(|eur| eur.to_string())})
            })
            .collect();
        let line = json!({
            "kind": "wrong_calendar", "ean": ean, "meter": meter, "since": since.to_string(),
            "days": days, "corrected_days": issue.corrected.len(),
            "in_register_1_too_much_kwh": kwh(issue.too_much()),
            "gives_back_eur": issue.gives_back().to_string(),
            "follows_again": issue.follows_again,
            "closed_account": issue.account.closed_at.map(|_| issue.account.id.to_string()),
            "injected_days": issue.injected.iter().map(|(day, too_much)| json!({
                "day": day.to_string(), "in_register_1_too_much_kwh": kwh(*too_much),
            })).collect::<Vec<_>>(),
        });
        writeln!(out, "{line}")?;
        return Ok(());
    }
    let (count, sum, eur) = (issue.wrong.len(), kwh(issue.too_much()), issue.gives_back());
    let now = match issue.account.closed_at {
        Some(_) => format!(", of account {} that is closed", issue.account.id),
        None if issue.follows_again => ", and follows its own again".to_owned(),
        None => String::new(),
    };
    writeln!(
        out,
        "{ean}  meter {meter} follows another calendar since {since}{now}: {count} days to put right, \
         {sum} kWh too much in register 1, {eur} EUR to give back"
    )?;
    for one in &issue.wrong {
        let (day, kwh) = (one.day, kwh(one.too_much));
        match one.gives_back {
            Some(eur) => writeln!(out, "  {day}  {kwh:>12} kWh  {eur:>12} EUR")?,
            None => writeln!(out, "  {day}  {kwh:>12} kWh  not charged yet")?,
        }
    }
    for (day, too_much) in &issue.injected {
        let kwh = kwh(*too_much);
        writeln!(out, "  {day}  {kwh:>12} kWh of injection: a better reading is needed")?;
    }
    Ok(())
}
