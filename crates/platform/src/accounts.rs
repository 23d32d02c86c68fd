//! `tirelire account`, `top-up`, `explain`.

use crate::engine::{Engine, KnownProtection, Opening};
use crate::estimates::{self, Hours, NotShown, Shown};
use crate::failure::{Failure, refuse};
use calendar::{Instant, SettlementDay};
use guards::LawfulBasis;
use prepay::{Category, Estimate, FigureKind, TariffGroup};
use std::collections::{BTreeMap, VecDeque};
use std::io::Write;
use timeline::{Alarm, EventLine, Fact, Output, event_json};
use units::{Dso, Ean};

/// So many are shown with an account.
const LAST_NOTICES: usize = 10;
const LAST_EVENTS: usize = 20;

/// A new account.
#[derive(Debug)]
pub struct OpenRequest {
    pub ean: Ean,
    pub dso: Dso,
    pub group: TariffGroup,
    pub at: Option<Instant>,
    pub start: Fact,
    pub protected_from: Option<SettlementDay>,
    pub request: String,
    pub area: Option<String>,
}

/// Opens an account.
pub fn open(url: &str, request: OpenRequest, out: &mut dyn Write) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let at = request.at.unwrap_or_else(crate::clock::now);
    let protected = request.protected_from.map(|from| KnownProtection {
        category: Category::Federal,
        from,
        to: None,
    });
    let opening = Opening {
        start: request.start,
        protected: protected.into_iter().collect(),
        basis: LawfulBasis::Request { id: request.request },
        answers: None,
        area: request.area,
        notices_are_facts: true,
        closing: None,
    };
    let id = engine.open_account(request.ean, request.dso, request.group, at, &opening)?;
    writeln!(out, "account {id} of EAN {} is open", request.ean)?;
    Ok(())
}

fn refused_json(cards: &[store::RefusedCard]) -> Vec<serde_json::Value> {
    let one = |card: &store::RefusedCard| {
        let at = card.at.to_local_string();
        serde_json::json!({"at": at, "meter": card.meter, "expected": card.expected})
    };
    cards.iter().map(one).collect()
}

/// The newest events of an account up to `now`, oldest first, each with what a collection found at the
/// meter, if it was that.
fn last_events(
    engine: &mut Engine,
    account: &store::Account,
    now: Instant,
) -> Result<Vec<(EventLine, String)>, Failure> {
    let mut found = BTreeMap::new();
    for kept in engine.store.facts(&[account.id])? {
        if kept.kind == "meter_alarm"
            && let Fact::MeterAlarm { alarm, meter, detail, .. } = serde_json::from_str(&kept.body)?
        {
            let said = if detail.is_empty() { meter } else { format!("{meter}: {detail}") };
            found.insert((kept.learnt_at, alarm), said);
        }
    }
    let derived = engine.derive(std::slice::from_ref(account))?.pop();
    let outputs = derived.map(|mut known| known.timeline.take_outputs()).unwrap_or_default();
    let mut lines = VecDeque::with_capacity(LAST_EVENTS);
    for output in outputs {
        if let Output::Event(line) = output
            && line.at <= now
        {
            if lines.len() == LAST_EVENTS {
                lines.pop_front();
            }
            lines.push_back(line);
        }
    }
    let with_detail = |line: EventLine| {
        let alarm = Alarm::of_event(&line.event);
        let detail = alarm.and_then(|alarm| found.remove(&(line.at, alarm)));
        (line, detail.unwrap_or_default())
    };
    Ok(lines.into_iter().map(with_detail).collect())
}

fn flags_json(flags: &[(&str, Option<Instant>)]) -> Vec<serde_json::Value> {
    let one = |(name, until): &(&str, Option<Instant>)| {
        let until = until.map(|until| until.to_local_string());
        serde_json::json!({"name": name, "until": until})
    };
    flags.iter().map(one).collect()
}

fn events_json(events: &[(EventLine, String)]) -> Vec<serde_json::Value> {
    let one = |(line, detail): &(EventLine, String)| {
        let mut value = event_json(line);
        if let (Some(fields), false) = (value.as_object_mut(), detail.is_empty()) {
            fields.insert("detail".to_owned(), detail.as_str().into());
        }
        value
    };
    events.iter().map(one).collect()
}

fn write_flags(flags: &[(&str, Option<Instant>)], out: &mut dyn Write) -> Result<(), Failure> {
    for (name, until) in flags {
        match until {
            Some(until) => writeln!(out, "flag          {name} to {}", until.to_local_string())?,
            None => writeln!(out, "flag          {name}, until somebody lifts it")?,
        }
    }
    Ok(())
}

fn write_events(events: &[(EventLine, String)], out: &mut dyn Write) -> Result<(), Failure> {
    for (line, detail) in events {
        let at = line.at.to_local_string();
        let guards: Vec<&str> = line.guards.iter().map(|guard| guard.id()).collect();
        let words = [line.event.replace('_', " "), guards.join(" "), detail.clone()];
        let words = words.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
        writeln!(out, "event         {at}  {}", words.join("  "))?;
    }
    Ok(())
}

/// How an account stands, at `at` or now: every figure with its time and its kind. Source: PA-42.
pub fn show(
    url: &str,
    ean: Ean,
    at: Option<Instant>,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let account = engine.account_of(ean)?;
    let now = at.unwrap_or_else(crate::clock::now);
    let mut rebuilt = engine.rebuild(std::slice::from_ref(&account), now)?;
    let Some(known) = rebuilt.pop() else { return Ok(()) };
    let timeline = known.timeline;
    let estimate = estimates::shown(&mut engine, &account, &timeline, now)?;
    let contact = engine.store.contact(account.id)?;
    let rules = engine.books.rules(account.dso, account.group.energy)?;
    let as_of = timeline.reached();
    let shown = timeline.snapshot(as_of, rules);
    let inside = &timeline.account;
    let hold = inside.held_from().zip(inside.hold());
    let refused_cards = engine.store.refused_cards(ean)?;
    let flags = timeline.holds(now.max(as_of));
    let events = last_events(&mut engine, &account, now)?;
    if json {
        let hold = hold.map(|(since, why)| {
            serde_json::json!({
                "since": since, "why": why, "charged": false, "cut": false,
            })
        });
        let line = serde_json::json!({
            "account": account.id, "ean": ean, "dso": account.dso,
            "energy": account.group.energy, "as_of": as_of.to_local_string(),
            "kind": FigureKind::Calculated,
            "balance_eur": shown.balance.to_string(),
            "displayed": shown.displayed.id(), "supply": shown.supply.name(),
            "limiter": shown.limiter.name(), "debt_eur": inside.debt_left().to_string(),
            "amount_to_stay_on_eur": shown.amount_to_stay_on.to_string(),
            "amount_to_clear_eur": shown.amount_to_clear.to_string(),
            "settled_to": inside.settled_to(),
            "billing_hold": hold,
            "estimate": estimate_json(estimate),
            "contact": contact.as_ref().map(crate::contacts::as_json),
            "refused_cards": refused_json(&refused_cards),
            "flags": flags_json(&flags), "events": events_json(&events),
        });
        writeln!(out, "{line}")?;
        return Ok(());
    }
    writeln!(out, "{} {} of EAN {ean}, account {}", account.dso, account.group.energy, account.id)?;
    if let Some((since, why)) = hold {
        writeln!(out, "billing hold  since {since}: {why}")?;
        writeln!(
            out,
            "              nothing is charged and nothing is cut until a person has looked"
        )?;
    }
    write_flags(&flags, out)?;
    writeln!(out, "as of         {}, calculated", as_of.to_local_string())?;
    writeln!(out, "balance       {} EUR", shown.balance)?;
    writeln!(out, "displayed     {} {}", shown.displayed.id(), shown.displayed.word())?;
    writeln!(out, "supply        {}, limiter {}", shown.supply.name(), shown.limiter.name())?;
    writeln!(out, "debts left    {} EUR", inside.debt_left())?;
    writeln!(out, "to stay on    {} EUR", shown.amount_to_stay_on)?;
    writeln!(out, "to be back on {} EUR", shown.amount_to_clear)?;
    write_estimate(estimate, out)?;
    for card in &refused_cards {
        let at = card.at.to_local_string();
        writeln!(
            out,
            "refused card  {at}, of meter {}, not of {}: a card of another home",
            card.meter, card.expected
        )?;
    }
    write_events(&events, out)?;
    crate::contacts::write_lines(contact.as_ref(), out)?;
    crate::notices::write_last(&mut engine, account.id, LAST_NOTICES, out)
}

fn estimate_json(estimate: Result<Shown, NotShown>) -> serde_json::Value {
    let shown = match estimate {
        Ok(shown) => shown,
        Err(why) => return serde_json::json!({ "none": why.why() }),
    };
    let Estimate { method, balance, range, ends, freshness } = shown.estimate;
    let (low, high) = range.unzip();
    let hours = shown.hours.map(|hours| match hours {
        Hours::Own { days, to } => serde_json::json!({ "own_days": days, "to": to }),
        Hours::Alike => serde_json::json!("flat"),
    });
    serde_json::json!({
        "method": method.name(), "kind": freshness.kind,
        "as_of": freshness.as_of.to_local_string(),
        "balance_eur": balance.to_string(),
        "low_eur": low.map(|low| low.to_string()), "high_eur": high.map(|high| high.to_string()),
        "hours": hours, "last_reading": shown.last_reading.to_local_string(),
        "ends": if shown.emergency { "emergency_credit" } else { "credit" },
        "ends_at": ends.map(|end| end.to_local_string()),
    })
}

fn write_estimate(estimate: Result<Shown, NotShown>, out: &mut dyn Write) -> Result<(), Failure> {
    let shown = match estimate {
        Ok(shown) => shown,
        Err(why) => {
            writeln!(out, "estimate now  none: {}", why.why())?;
            return Ok(());
        }
    };
    let Estimate { method, balance, range, ends, freshness } = shown.estimate;
    let range = range.map(|(low, high)| format!(", between {low} and {high}")).unwrap_or_default();
    writeln!(out, "estimate now  {balance} EUR{range}")?;
    let at = freshness.as_of.to_local_string();
    writeln!(out, "              {} at {at}, method {}", freshness.kind.name(), method.name())?;
    match shown.hours {
        Some(Hours::Own { days, to }) => {
            writeln!(out, "hours         of this home, {days} days to {to}")?;
        }
        Some(Hours::Alike) => {
            writeln!(
                out,
                "hours         flat shape, every hour alike: no quarter-hours are known"
            )?;
        }
        None => {}
    }
    writeln!(out, "last reading  {}, measured", shown.last_reading.to_local_string())?;
    let what = if shown.emergency { "emergency credit used up" } else { "zero" };
    match ends {
        Some(end) => writeln!(out, "{what} expected {}, estimated", end.to_local_string())?,
        None => writeln!(out, "{what} is not expected within 60 days")?,
    }
    Ok(())
}

/// Records a fact and says what came of it.
pub fn record(
    url: &str,
    ean: Ean,
    fact: &Fact,
    at: Option<Instant>,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let account = engine.account_of(ean)?;
    let now = crate::clock::of(&mut engine.store)?;
    let at = at.unwrap_or(now);
    if at > now {
        return refuse(format!("{} lies in the future", at.to_local_string()));
    }
    tell(&engine.record(&account, fact, at)?, json, out)
}

/// Prints what was said.
pub fn tell(lines: &[EventLine], json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    for line in lines {
        if json {
            writeln!(out, "{}", event_json(line))?;
        } else {
            writeln!(
                out,
                "{}  {}  balance {} EUR  {}  {}",
                line.at.to_local_string(),
                line.event,
                line.snapshot.balance,
                line.snapshot.displayed.id(),
                line.snapshot.supply.name()
            )?;
        }
    }
    Ok(())
}

/// Every line of a balance, with its reading, price version and rule. Source: PA-43.
pub fn explain(
    url: &str,
    ean: Ean,
    at: Instant,
    known_at: Option<Instant>,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let account = engine.account_of(ean)?;
    let known_at = known_at.unwrap_or(at);
    if known_at < at {
        return refuse("a balance cannot be known before its instant");
    }
    let rebuilt = engine.rebuild(std::slice::from_ref(&account), known_at)?;
    let explained =
        rebuilt.first().and_then(|known| timeline::explain(&known.timeline.account, at, known_at));
    let Some(explained) = explained else { return refuse(format!("EAN {ean} has no balance")) };
    for line in &explained.lines {
        let (what, from) = (line.what(), line.from.as_ref());
        let reading = from.map(ToString::to_string);
        let price_version = from.map(|from| from.price_version);
        if json {
            let value = serde_json::json!({
                "booked_at": line.booked_at.to_local_string(), "day": line.day, "what": what,
                "amount_eur": line.amount.to_string(), "rule": line.rule,
                "reading": reading, "price_version": price_version,
            });
            writeln!(out, "{value}")?;
        } else {
            let version = price_version.map(|version| format!("price {version}"));
            writeln!(
                out,
                "{}  {:>12}  {:6}  {:34}  {}  {}",
                line.booked_at.to_local_string(),
                line.amount.to_string(),
                line.rule,
                what,
                reading.unwrap_or_default(),
                version.unwrap_or_default(),
            )?;
        }
    }
    if json {
        let sum = serde_json::json!({
            "at": at.to_local_string(), "as_known_at": known_at.to_local_string(),
            "balance_eur": explained.balance.to_string(),
        });
        writeln!(out, "{sum}")?;
    } else {
        writeln!(
            out,
            "{}  {:>12}  balance, as known at {}",
            at.to_local_string(),
            explained.balance.to_string(),
            known_at.to_local_string()
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use prepay::Rates;
    use std::collections::BTreeSet;
    use units::{Energy, ObisCode};

    /// Each over a connection of its own, as many processes would.
    #[test]
    fn accounts_that_are_opened_at_the_same_time_have_numbers_of_their_own() {
        const EACH: u64 = 5;
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("open.db").display());
        crate::testing::empty(&url);
        let open = |number: u64| {
            let zero = [ObisCode::IMPORT_PEAK, ObisCode::IMPORT_OFF_PEAK];
            let registers = zero.into_iter().map(|code| (code, "0".to_owned())).collect();
            let request = OpenRequest {
                ean: Ean::with_check_digit(54_144_900_000_000_000 + number).unwrap(),
                dso: Dso::Ores,
                group: TariffGroup { energy: Energy::Electricity, rates: Rates::Two },
                at: None,
                start: Fact::Activate { registers },
                protected_from: None,
                request: "R-1".to_owned(),
                area: None,
            };
            let mut said = Vec::new();
            super::open(&url, request, &mut said).unwrap();
            String::from_utf8(said).unwrap()
        };
        let open = &open;
        let numbers: Vec<String> = std::thread::scope(|scope| {
            let many: Vec<_> = (0..4)
                .map(|thread| {
                    let own = thread * EACH..(thread + 1) * EACH;
                    scope.spawn(move || own.map(open).collect::<Vec<String>>())
                })
                .collect();
            many.into_iter().flat_map(|one| one.join().unwrap()).collect()
        });
        let of = |said: &String| said.split(' ').nth(1).unwrap().to_owned();
        assert_eq!(numbers.iter().map(of).collect::<BTreeSet<_>>().len(), 20, "{numbers:?}");
    }
}
