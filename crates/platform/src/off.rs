//! `tirelire off`: the register of supplies that are or were off, from the confirmed cut to the confirmed
//! return, and its counts by operator, area and month. It is derived from the timelines; of a household it
//! says its account and nothing more. Source: CG-21.

use crate::engine::{Engine, Opening};
use crate::failure::Failure;
use calendar::{Instant, SettlementDay};
use portal::{OffCount, OffNow, OffPage};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Write;
use supply::Lane;
use timeline::{EventLine, Output};
use units::{AccountId, Dso, Ean, Energy};

/// Accounts that are rebuilt at a time.
const TOGETHER: usize = 100;
/// How far back the page counts.
const DAYS_OF_COUNTS: i32 = 365;

/// What the register is asked for.
#[derive(Debug, Clone, clap::Args)]
pub struct Off {
    #[arg(long)]
    dso: Option<Dso>,
    #[arg(long)]
    area: Option<String>,
    /// First day; without it, the last thirty days.
    #[arg(long)]
    from: Option<SettlementDay>,
    /// Last day; without it, today.
    #[arg(long)]
    to: Option<SettlementDay>,
    /// Only those that are off now.
    #[arg(long)]
    now: bool,
    /// Only how many, by operator, area and month.
    #[arg(long, conflicts_with = "now")]
    counts: bool,
}

/// One time without supply.
#[derive(Debug, Clone, PartialEq, Eq)]
struct TimeOff {
    account: AccountId,
    ean: Ean,
    dso: Dso,
    energy: Energy,
    area: Option<String>,
    /// When the meter said so.
    off_at: Instant,
    /// Money, a call or a press: the first that was heard of the household.
    first_contact: Option<(Instant, String)>,
    /// What the release followed from.
    released_by: Option<String>,
    on_at: Option<Instant>,
}

impl TimeOff {
    /// Until now, if it is off still.
    fn minutes(&self, now: Instant) -> i64 {
        self.on_at.unwrap_or(now).seconds_since(self.off_at) / 60
    }
}

/// Events by which a household makes itself heard.
const CONTACTS: [&str; 7] =
    ["payment_pending", "top_up", "aid", "grace", "limiter_repayment", "flag", "relief_request"];

pub fn run(url: &str, asked: &Off, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let now = crate::clock::now();
    let to = asked.to.unwrap_or(now.day());
    let from = asked.from.unwrap_or(to.plus(-29));
    let mut found = Vec::new();
    for dso in Dso::ALL.into_iter().filter(|dso| asked.dso.is_none_or(|only| only == *dso)) {
        found.extend(of_operator(&mut engine, dso)?);
    }
    let wanted = |one: &TimeOff| {
        let within = one.off_at < to.end() && one.on_at.is_none_or(|on_at| on_at >= from.start());
        let here = asked.area.is_none() || asked.area == one.area;
        let period = if asked.now { one.on_at.is_none() } else { within };
        here && period
    };
    found.retain(wanted);
    found.sort_by_key(|one| (one.off_at, one.account));
    if !asked.counts {
        for one in &found {
            tell(one, now, as_json, out)?;
        }
    }
    count(&found, now, as_json, out)
}

/// The register of an operator, by account.
fn of_operator(engine: &mut Engine, dso: Dso) -> Result<Vec<TimeOff>, Failure> {
    let mut found = Vec::new();
    each_life(engine, dso, |account, opening, events| {
        found.extend(times_off(events, |off_at| begun(account, opening, off_at)));
    })?;
    Ok(found)
}

/// A time without supply, or with less power.
pub struct Interruption {
    pub at: Instant,
    pub energy: Energy,
    /// Until now, if it is off still; `None`: it was limited.
    pub minutes_off: Option<i64>,
}

/// Every time without supply of an operator, and every time that power was reduced. Source: PR-15.
pub fn figures(engine: &mut Engine, dso: Dso, now: Instant) -> Result<Vec<Interruption>, Failure> {
    let mut found = Vec::new();
    each_life(engine, dso, |account, _, events| {
        let energy = account.group.energy;
        let limited = events.iter().filter(|line| line.event == "limit_confirmed");
        found.extend(limited.map(|line| Interruption { at: line.at, energy, minutes_off: None }));
    })?;
    for one in of_operator(engine, dso)? {
        let minutes_off = Some(one.minutes(now));
        found.push(Interruption { at: one.off_at, energy: one.energy, minutes_off });
    }
    Ok(found)
}

/// What was said in the lives of an operator's accounts that ever had an order.
fn each_life(
    engine: &mut Engine,
    dso: Dso,
    mut each: impl FnMut(&store::Account, &Opening, &[EventLine]),
) -> Result<(), Failure> {
    let lanes = [Lane::Release.number(), Lane::Cut.number()];
    let ids = engine.store.accounts_ordered(dso, lanes)?;
    for some in ids.chunks(TOGETHER) {
        let mut accounts = Vec::with_capacity(some.len());
        for id in some {
            accounts.extend(engine.store.account(*id)?);
        }
        lives(engine, &accounts, &mut each)?;
    }
    Ok(())
}

/// The register of some accounts.
fn of_accounts(engine: &mut Engine, accounts: &[store::Account]) -> Result<Vec<TimeOff>, Failure> {
    let mut found = Vec::new();
    lives(engine, accounts, &mut |account, opening, events| {
        found.extend(times_off(events, |off_at| begun(account, opening, off_at)));
    })?;
    Ok(found)
}

/// A time without supply that has begun.
fn begun(account: &store::Account, opening: &Opening, off_at: Instant) -> TimeOff {
    TimeOff {
        account: account.id,
        ean: account.ean,
        dso: account.dso,
        energy: account.group.energy,
        area: opening.area.clone(),
        off_at,
        first_contact: None,
        released_by: None,
        on_at: None,
    }
}

/// What was said in the lives of these accounts.
fn lives(
    engine: &mut Engine,
    accounts: &[store::Account],
    each: &mut dyn FnMut(&store::Account, &Opening, &[EventLine]),
) -> Result<(), Failure> {
    for (account, rebuilt) in accounts.iter().zip(engine.derive(accounts)?) {
        let opening: Opening = serde_json::from_str(&account.opening)?;
        let mut timeline = rebuilt.timeline;
        let events: Vec<EventLine> = timeline
            .take_outputs()
            .into_iter()
            .filter_map(|output| match output {
                Output::Event(line) => Some(line),
                Output::Day(_) => None,
            })
            .collect();
        each(account, &opening, &events);
    }
    Ok(())
}

/// When an account was without supply, oldest first: from when until when, the last maybe still.
pub fn times_of(
    engine: &mut Engine,
    account: &store::Account,
) -> Result<Vec<(Instant, Option<Instant>)>, Failure> {
    let found = of_accounts(engine, std::slice::from_ref(account))?;
    Ok(found.into_iter().map(|one| (one.off_at, one.on_at)).collect())
}

/// Accounts that are without supply now, and since when.
pub fn still_off(engine: &mut Engine) -> Result<Vec<(AccountId, Instant)>, Failure> {
    let mut found = Vec::new();
    for dso in Dso::ALL {
        let all = of_operator(engine, dso)?;
        let now = all.iter().filter(|one| one.on_at.is_none());
        found.extend(now.map(|one| (one.account, one.off_at)));
    }
    Ok(found)
}

/// Reads the times without supply off a life.
fn times_off(events: &[EventLine], begun: impl Fn(Instant) -> TimeOff) -> Vec<TimeOff> {
    let (mut found, mut open, mut before) = (Vec::new(), None::<TimeOff>, "");
    for line in events {
        let (event, on) = (line.event.as_str(), line.snapshot.supply.is_on());
        match &mut open {
            None if !on => open = Some(begun(line.at)),
            None => {}
            Some(one) => {
                if one.first_contact.is_none() && CONTACTS.contains(&event) {
                    one.first_contact = Some((line.at, event.to_owned()));
                }
                if event == "order_release" {
                    one.released_by.get_or_insert_with(|| before.to_owned());
                }
                if on {
                    one.on_at = Some(line.at);
                    found.extend(open.take());
                }
            }
        }
        // A release follows what was said just before it; credit states are told in between.
        if !event.starts_with("emergency") && event != "low_credit" {
            before = event;
        }
    }
    found.extend(open);
    found
}

fn tell(one: &TimeOff, now: Instant, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let minutes = one.minutes(now);
    let off_at = one.off_at.to_local_string();
    let on_at = one.on_at.map(Instant::to_local_string);
    let area = one.area.as_deref();
    if as_json {
        let contact = one.first_contact.as_ref();
        let line = json!({
            "kind": "off", "account": one.account, "dso": one.dso.name(),
            "energy": one.energy.name(), "area": area, "off_at": off_at, "on_at": on_at,
            "minutes": minutes,
            "first_contact_at": contact.map(|(at, _)| at.to_local_string()),
            "first_contact": contact.map(|(_, what)| what), "released_by": one.released_by,
        });
        writeln!(out, "{line}")?;
        return Ok(());
    }
    let contact = match &one.first_contact {
        Some((at, what)) => format!("{} {}", at.to_local_string(), what.replace('_', " ")),
        None => "nobody was heard".to_owned(),
    };
    writeln!(
        out,
        "{} account {} {} {}: off {off_at}, {} ({} h {:02} min), first contact {contact}, released by {}",
        one.dso,
        one.account,
        one.energy,
        area.unwrap_or("no area"),
        on_at.map_or("still off".to_owned(), |at| format!("on {at}")),
        minutes / 60,
        minutes % 60,
        one.released_by.as_deref().map_or("nothing yet".to_owned(), |what| what.replace('_', " ")),
    )?;
    Ok(())
}

/// How often, how many are off still, and for how many minutes in all, by operator, area and month.
/// The month by its first day.
type Counts = BTreeMap<(Dso, Option<String>, SettlementDay), (u64, u64, i64)>;

fn counts_of(found: &[TimeOff], now: Instant) -> Counts {
    let mut counts = Counts::new();
    for one in found {
        let (year, month, _) = one.off_at.day().ymd();
        let month = SettlementDay::from_ymd(year, month, 1).unwrap_or(one.off_at.day());
        let of = counts.entry((one.dso, one.area.clone(), month)).or_default();
        of.0 += 1;
        of.1 += u64::from(one.on_at.is_none());
        of.2 = of.2.saturating_add(one.minutes(now));
    }
    counts
}

/// The register as a page. Each of its points is rebuilt: it is for staff, not for a crowd.
pub fn page(engine: &mut Engine, now: Instant) -> Result<OffPage, Failure> {
    let first = now.day().plus(-DAYS_OF_COUNTS).start();
    let (mut found, mut page) = (Vec::new(), OffPage::default());
    for dso in Dso::ALL {
        found.extend(of_operator(engine, dso)?);
    }
    found.retain(|one| one.on_at.is_none_or(|on_at| on_at >= first));
    found.sort_by_key(|one| (one.off_at, one.account));
    for one in found.iter().filter(|one| one.on_at.is_none()) {
        page.now.push(OffNow {
            account: one.account,
            ean: one.ean,
            dso: one.dso,
            energy: one.energy,
            area: one.area.clone(),
            since: one.off_at,
            hours: one.minutes(now) / 60,
            first_contact: one.first_contact.as_ref().map(|(at, _)| *at),
            released: one.released_by.is_some(),
        });
    }
    for ((dso, area, month), (times, off_still, minutes)) in counts_of(&found, now) {
        let hours = minutes / 60;
        page.counts.push(OffCount { dso, area, month, times, off_still, hours });
    }
    page.counts.sort_by(|a, b| (b.month, a.dso, &a.area).cmp(&(a.month, b.dso, &b.area)));
    Ok(page)
}

/// By operator, area and month of the cut: how many, how many are off still, and for how long in all.
fn count(
    found: &[TimeOff],
    now: Instant,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let counts = counts_of(found, now);
    for ((dso, area, first), (count, off_still, minutes)) in &counts {
        // Such as `2026-11`.
        let month: String = first.to_string().chars().take(7).collect();
        if as_json {
            let line = json!({
                "kind": "off_counts", "dso": dso.name(), "area": area, "month": month,
                "count": count, "off_still": off_still, "minutes": minutes,
            });
            writeln!(out, "{line}")?;
        } else {
            let area = area.as_deref().unwrap_or("no area");
            writeln!(
                out,
                "{dso} {area} {month}: {count} times off, {off_still} of them still, {} h in all",
                minutes / 60
            )?;
        }
    }
    if counts.is_empty() && !as_json {
        writeln!(out, "nobody was off")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

    use super::*;
    use crate::testing::{engine, instant, night, top_up};

    #[test]
    fn cg_21_a_time_off_goes_from_the_confirmed_cut_to_the_confirmed_return() {
        let (mut engine, account) = engine();
        let days = [("2026-10-30", 20), ("2026-10-31", 40), ("2026-11-01", 60), ("2026-11-02", 80)];
        for (day, kwh) in days.into_iter().chain([("2026-11-03", 100)]) {
            night(&mut engine, &account, day, kwh);
        }
        assert_eq!(of_operator(&mut engine, Dso::Ores).unwrap(), []);
        let at = |text: &str| instant(&format!("2026-11-04T{text}:00+01:00"));
        engine.advance_due(Dso::Ores, at("09:00")).unwrap();
        let found = of_operator(&mut engine, Dso::Ores).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].off_at, found[0].on_at),
            (at("08:02"), None),
            "read back, not ordered"
        );
        assert_eq!((&found[0].first_contact, &found[0].released_by), (&None, &None));
        // Too little, then enough; somebody presses twenty minutes later.
        for (id, minute) in [("T-1", "10:00"), ("T-2", "11:00"), ("T-3", "12:00")] {
            engine.record(&account, &top_up(id), at(minute)).unwrap();
        }
        engine.advance_due(Dso::Ores, at("12:10")).unwrap();
        let press = timeline::Fact::Press {};
        engine.record(&account, &press, at("12:20")).unwrap();
        let found = of_operator(&mut engine, Dso::Ores).unwrap();
        let one = &found[0];
        assert_eq!((one.off_at, one.on_at), (at("08:02"), Some(at("12:20"))));
        assert_eq!(one.first_contact, Some((at("10:00"), "top_up".to_owned())));
        assert_eq!(one.released_by.as_deref(), Some("top_up"));
        let mut told = Vec::new();
        count(&found, at("13:00"), false, &mut told).unwrap();
        let told = String::from_utf8(told).unwrap();
        assert_eq!(told, "ORES Huy 2026-11: 1 times off, 0 of them still, 4 h in all\n");
    }
}
