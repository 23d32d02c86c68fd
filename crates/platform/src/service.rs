//! `tirelire service`: our own service figures. What waits for meters and people, and how long people
//! waited for their light. Source: MT-08, CG-22.

use crate::books::Books;
use crate::failure::Failure;
use calendar::{Instant, SettlementDay};
use serde_json::json;
use std::io::Write;
use store::Store;
use units::{Dso, Energy};
use vending::{Clocks, Payment};

/// What the figures are asked for.
#[derive(Debug, Clone, clap::Args)]
pub struct Service {
    /// First day; without it, the last thirty days.
    #[arg(long)]
    from: Option<SettlementDay>,
    /// Last day; without it, today.
    #[arg(long)]
    to: Option<SettlementDay>,
}

/// The lanes of MT-08, in the order of their numbers.
const LANES: [&str; 5] =
    ["releases", "limit lifts", "balances and notices", "cuts and limits", "reads and displays"];

/// How long something took, over a period, in milliseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Spread {
    count: usize,
    p50_ms: i64,
    p95_ms: i64,
    p99_ms: i64,
    longest_ms: i64,
}

impl Spread {
    /// Nearest rank: a value that was measured, never one in between. `None` of nothing.
    fn of(mut times_us: Vec<i64>) -> Option<Self> {
        times_us.sort_unstable();
        let longest = *times_us.last()?;
        let rank = |percent: usize| {
            let place = (times_us.len() * percent).div_ceil(100).saturating_sub(1);
            times_us.get(place).copied().unwrap_or(longest) / 1_000
        };
        let (p50_ms, p95_ms, p99_ms) = (rank(50), rank(95), rank(99));
        Some(Self { count: times_us.len(), p50_ms, p95_ms, p99_ms, longest_ms: longest / 1_000 })
    }
}

pub fn run(url: &str, asked: &Service, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut store = Store::open(url)?;
    let now = crate::clock::now();
    let to = asked.to.unwrap_or(now.day());
    let from = asked.from.unwrap_or(to.plus(-29));
    print(&mut store, [from.start(), to.end()], now, json, out)
}

fn print(
    store: &mut Store,
    [from, to]: [Instant; 2],
    now: Instant,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    for lane in store.lanes(now)? {
        let name = usize::try_from(lane.lane).ok().and_then(|place| LANES.get(place)).copied();
        let (name, age_s) = (name.unwrap_or("other"), now.seconds_since(lane.oldest));
        let count = lane.count;
        if json {
            let line = json!({"kind": "lane", "lane": lane.lane + 1, "name": name,
                "waiting": count, "oldest_s": age_s});
            writeln!(out, "{line}")?;
        } else {
            writeln!(out, "lane {} {name}: {count} wait, the oldest for {age_s} s", lane.lane + 1)?;
        }
    }
    let order_s = order_s(store, now)?;
    let (released, waiting) = store.releases(from, to)?;
    let payments = payments(store, from, to)?;
    let between = |first: fn(&Clocks) -> Option<Instant>, last: fn(&Clocks) -> Option<Instant>| {
        let took = |clocks: &Clocks| Some(last(clocks)?.0.saturating_sub(first(clocks)?.0));
        payments.iter().filter_map(|one| took(&one.clocks())).collect::<Vec<i64>>()
    };
    for (what, times) in [
        ("paid to credited", between(|of| of.paid, |of| of.credited)),
        ("credited to release sent", between(|of| of.credited, |of| of.sent)),
        ("release sent to confirmed", between(|of| of.sent, |of| of.confirmed)),
        ("release ordered to confirmed", released),
    ] {
        spread(what, Spread::of(times), json, out)?;
    }
    let late = late(&payments, now, order_s);
    if json {
        writeln!(out, "{}", json!({"kind": "releases_late", "bar_s": order_s, "count": late}))?;
        writeln!(out, "{}", json!({"kind": "releases_waiting", "count": waiting}))?;
    } else {
        writeln!(
            out,
            "releases that left later than {order_s} s after the credit, or wait so long: {late}"
        )?;
        writeln!(out, "releases of the period that no meter has confirmed: {waiting}")?;
    }
    Ok(())
}

/// The longest that a release may take to leave; of all operators the shortest. Source: CG-22.
fn order_s(store: &mut Store, now: Instant) -> Result<i64, Failure> {
    let books = Books::load(store)?;
    let mut shortest = i64::MAX;
    for dso in Dso::ALL {
        let parameters = &books.rules(dso, Energy::Electricity)?.parameters;
        shortest = shortest.min(parameters.at(now.day(), now).reconnect_order_s);
    }
    Ok(shortest)
}

/// How many payments earned a release that left too late, or is too late by now. Source: CG-22.
fn late(payments: &[Payment], now: Instant, order_s: i64) -> usize {
    let is_late = |payment: &&Payment| {
        let clocks = payment.clocks();
        let left = clocks.sent.or(clocks.confirmed);
        let earned = left.is_some() || payment.awaits_meter();
        earned && clocks.credited.is_some_and(|at| left.unwrap_or(now) > at.plus_s(order_s))
    };
    payments.iter().filter(is_late).count()
}

/// Payments that began in the period.
fn payments(store: &mut Store, from: Instant, to: Instant) -> Result<Vec<Payment>, Failure> {
    let mut all = Vec::new();
    for kept in store.payments_between(from, to)? {
        let known: crate::till::StoredPayment = serde_json::from_str(&kept.body)?;
        all.push(known.payment);
    }
    Ok(all)
}

fn spread(
    what: &str,
    spread: Option<Spread>,
    json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let Some(Spread { count, p50_ms, p95_ms, p99_ms, longest_ms }) = spread else {
        if !json {
            writeln!(out, "{what}: none")?;
        }
        return Ok(());
    };
    if json {
        let line = json!({"kind": "clock", "clock": what.replace(' ', "_"), "count": count,
            "p50_ms": p50_ms, "p95_ms": p95_ms, "p99_ms": p99_ms, "longest_ms": longest_ms});
        writeln!(out, "{line}")?;
    } else {
        writeln!(
            out,
            "{what}: {count}, half within {p50_ms} ms, 95 % {p95_ms} ms, 99 % {p99_ms} ms, all \
             {longest_ms} ms"
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{engine, instant, night, top_up};

    #[test]
    fn a_spread_is_of_values_that_were_measured() {
        let of =
            |times: std::ops::RangeInclusive<i64>| Spread::of(times.map(|ms| ms * 1_000).collect());
        let hundred = of(1..=100).unwrap();
        assert_eq!((hundred.p50_ms, hundred.p95_ms, hundred.p99_ms), (50, 95, 99));
        let three = of(1..=3).unwrap();
        assert_eq!((three.p50_ms, three.p99_ms, three.longest_ms), (2, 3, 3));
        assert_eq!(Spread::of(Vec::new()), None);
    }

    #[test]
    fn cg_22_mt_08_what_waits_and_how_long_people_waited_is_told() {
        let (mut engine, account) = engine();
        for (day, kwh) in [("2026-10-30", 20), ("2026-10-31", 40), ("2026-11-01", 60)] {
            night(&mut engine, &account, day, kwh);
        }
        for (day, kwh) in [("2026-11-02", 80), ("2026-11-03", 100)] {
            night(&mut engine, &account, day, kwh);
        }
        let at = instant("2026-11-04T09:00:00+01:00");
        engine.advance_due(units::Dso::Ores, at).unwrap();
        for id in ["T-1", "T-2", "T-3"] {
            engine.record(&account, &top_up(id), at).unwrap();
        }
        let now = at.plus_s(40);
        let field = None::<&mut crate::meters::orders::Dispatcher<crate::meters::Registry>>;
        let period = [at.day().start(), at.day().end()];
        let told = |engine: &mut crate::engine::Engine| {
            let mut text = Vec::new();
            print(&mut engine.store, period, now, false, &mut text).unwrap();
            String::from_utf8(text).unwrap()
        };
        let before = told(&mut engine);
        assert!(before.contains("lane 1 releases: 1 wait, the oldest for 40 s"), "{before}");
        assert!(before.contains("no meter has confirmed: 1"), "{before}");
        crate::work::deliver(&mut engine, now, field, &mut |_| {}).unwrap();
        let after = told(&mut engine);
        assert!(!after.contains("lane 1"), "{after}");
        assert!(after.contains("release ordered to confirmed: 1, half within 40000 ms"), "{after}");
    }
}
