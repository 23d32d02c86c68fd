//! `tirelire account`, `top-up`, `explain`.

use crate::engine::{Engine, KnownProtection, Opening};
use crate::estimates::{self, Hours, NotShown, Shown};
use crate::failure::{Failure, refuse};
use calendar::{Instant, SettlementDay};
use guards::LawfulBasis;
use prepay::{Category, Estimate, FigureKind, TariffGroup};
use std::io::Write;
use timeline::{EventLine, Fact, event_json};
use units::{Dso, Ean};

/// So many are shown with an account.
const LAST_NOTICES: usize = 10;

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
    let at = at.unwrap_or_else(crate::clock::now);
    if at > crate::clock::now() {
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
        if json {
            let value = serde_json::json!({
                "booked_at": line.booked_at.to_local_string(), "day": line.day, "what": line.what,
                "amount_eur": line.amount.to_string(), "rule": line.rule,
                "reading": line.reading, "price_version": line.price_version,
            });
            writeln!(out, "{value}")?;
        } else {
            let version = line.price_version.map(|version| format!("price {version}"));
            writeln!(
                out,
                "{}  {:>12}  {:6}  {:34}  {}  {}",
                line.booked_at.to_local_string(),
                line.amount.to_string(),
                line.rule,
                line.what,
                line.reading.as_deref().unwrap_or(""),
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
