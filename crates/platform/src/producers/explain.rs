//! From where each figure of a point that produces comes. Source: PS-02 to PS-06, PS-11.

use super::commands::OfPoint;
use super::print::{boundary_name, euro, kwh, rate_name, regime_name};
use crate::engine::Engine;
use crate::failure::{Failure, chain, refuse};
use calendar::{Instant, SettlementDay};
use prepay::Rates;
use prosumer::{
    BySlot, Counted, Flows, PerRate, PrepayMethod, QuarterHours as _, Rate, RatePrices, RunningNet,
    Settled, Source, prepaid_energy,
};
use serde_json::json;
use std::io::Write;
use units::MilliWattHours;

/// Each entry with who told it, each period with its two ways of counting, and a day of prepayment.
pub fn run(
    engine: &mut Engine,
    of: &OfPoint,
    day: Option<SettlementDay>,
    now: Instant,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    for (at, by, entry) in &of.kept.entries {
        let (at, body) = (at.to_local_string(), serde_json::to_value(entry)?);
        if as_json {
            let line = json!({ "kind": "prosumer_entry", "at": at, "by": by, "entry": body });
            writeln!(out, "{line}")?;
        } else {
            writeln!(out, "{at}  {by}: {body}")?;
        }
    }
    for settled in &of.settled {
        period(of, settled, as_json, out)?;
    }
    match day {
        Some(day) => prepaid_day(engine, of, day, now, as_json, out),
        None => Ok(()),
    }
}

fn slots(of: BySlot) -> String {
    format!("{} peak + {} off-peak", kwh(of.peak), kwh(of.off_peak))
}

fn period(
    of: &OfPoint,
    settled: &Settled,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let (from, to) = (settled.period.from.day(), settled.period.to.day());
    let (by_quarters, missing) = of.days.between(from, to)?;
    let Counted::Separate(counted) = settled.period.counted else {
        return refuse("a disc that turned back tells no flows");
    };
    let by = match settled.source {
        Source::Registers => "registers",
        Source::Estimated => "registers_divided",
        Source::QuarterHours { .. } => "quarter_hours",
    };
    let rate = settled.contract.as_ref().map_or(Rate::Single, |contract| contract.rate);
    let net = settled.period.counted.net(rate)?;
    if as_json {
        let of_flows = |flows: Flows| {
            json!({
                "1.8.1": kwh(flows.offtake.peak), "1.8.2": kwh(flows.offtake.off_peak),
                "2.8.1": kwh(flows.injection.peak), "2.8.2": kwh(flows.injection.off_peak),
            })
        };
        let line = json!({
            "kind": "prosumer_counted", "from": from.to_string(), "to": to.to_string(),
            "regime": regime_name(settled.regime), "rate": rate_name(rate), "counted_by": by,
            "counted": of_flows(counted), "quarter_hours": of_flows(by_quarters),
            "missing": missing,
        });
        writeln!(out, "{line}")?;
        return Ok(());
    }
    let end = settled.ended_by().map_or("goes on", boundary_name);
    writeln!(out, "{from} to {to} ({end}), {}, counted by {by}", regime_name(settled.regime))?;
    writeln!(out, "  off-take   {}", slots(counted.offtake))?;
    writeln!(out, "  injection  {}", slots(counted.injection))?;
    if matches!(settled.source, Source::Registers | Source::Estimated) {
        writeln!(
            out,
            "  quarter-hours: off-take {}; injection {}; {missing} missing",
            slots(by_quarters.offtake),
            slots(by_quarters.injection)
        )?;
    }
    if settled.compensation.is_some() {
        match net {
            PerRate::Single(energy) => writeln!(
                out,
                "  single: max(0, off-take - injection) = max(0, {}) [PS-02]",
                kwh(energy)
            )?,
            PerRate::TwoRate(BySlot { peak, off_peak }) => writeln!(
                out,
                "  each register: max(0, {}) peak, max(0, {}) off-peak [PS-03]",
                kwh(peak),
                kwh(off_peak)
            )?,
        }
    } else {
        writeln!(out, "  sold: nothing is netted [PS-10]")?;
    }
    match &settled.network {
        Ok(cost) => {
            let text = |femto: Option<i128>| match femto {
                Some(femto) => euro(femto),
                None => Ok("-".to_owned()),
            };
            writeln!(
                out,
                "  network: the lower of t·E_gross = {} and t·max(0, E_net) + c·P = {} EUR [PS-06]",
                text(cost.proportional_femto_eur)?,
                text(cost.capacity_femto_eur)?
            )?;
        }
        Err(why) => writeln!(out, "  network: {}", chain(why))?,
    }
    Ok(())
}

/// `N(d-1)`, `N(d)` and what the day would be charged for. Source: PS-11.
fn prepaid_day(
    engine: &mut Engine,
    of: &OfPoint,
    day: SettlementDay,
    now: Instant,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    if charged_day(engine, of, day, now, as_json, out)? {
        return Ok(());
    }
    let at = day.start();
    let settled = of.settled.iter().find(|one| one.period.from <= at && at < one.period.to);
    let Some(settled) = settled else {
        return refuse(format!("{day} lies in no period that was measured"));
    };
    let begin = settled.period.from.day();
    let (opening, before) = of.days.between(begin, day)?;
    let (closing, missing) = of.days.between(begin, day.next())?;
    if missing > 0 {
        return refuse(format!(
            "{missing} quarter-hours are missing from {begin} to {day}, {before} of them before"
        ));
    }
    let parameters = engine.books.prosumers(of.kept.dso, now);
    let method = parameters.prepay_method(day)?;
    let rate = settled.contract.as_ref().map_or(Rate::Single, |contract| contract.rate);
    let running = RunningNet { opening, closing };
    let charged = prepaid_energy(settled.regime, method, rate, running)?;
    let net = |flows: Flows| -> Result<String, Failure> {
        let net = flows.net()?;
        Ok(match rate {
            Rate::Single => kwh(net.total()?),
            Rate::TwoRate => slots(net),
        })
    };
    let name = match method {
        PrepayMethod::NetRunning => "net_running",
        PrepayMethod::Gross => "gross",
    };
    let energy = match charged {
        PerRate::Single(energy) => kwh(energy),
        PerRate::TwoRate(by_slot) => slots(by_slot),
    };
    let prices = prices_on(engine, of, day);
    let cost = prices.map(|prices| euro(charged.cost_at(prices))).transpose()?;
    if as_json {
        let line = json!({
            "kind": "prosumer_day", "day": day.to_string(), "method": name,
            "since": begin.to_string(), "net_before_kwh": net(opening)?,
            "net_after_kwh": net(closing)?, "charged_kwh": energy, "charged_eur": cost,
        });
        writeln!(out, "{line}")?;
        return Ok(());
    }
    writeln!(
        out,
        "{day} by {name}, since {begin}: net {} before, {} after; charged for {energy} kWh [PS-11]",
        net(opening)?,
        net(closing)?
    )?;
    if let Some(cost) = cost {
        writeln!(out, "  {cost} EUR at the average price of that day")?;
    }
    Ok(())
}

/// A day that its account has netted: by its registers, with what was posted. Returns whether it is one.
/// Source: PS-11, PA-43.
fn charged_day(
    engine: &mut Engine,
    of: &OfPoint,
    day: SettlementDay,
    now: Instant,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<bool, Failure> {
    let Some(account) = engine.store.account_of(of.kept.ean)? else { return Ok(false) };
    let Some(rebuilt) = engine.rebuild(std::slice::from_ref(&account), now)?.pop() else {
        return Ok(false);
    };
    let account = &rebuilt.timeline.account;
    let (Some(stretch), Some(settled)) = (account.netted_with(day), account.days().get(&day))
    else {
        return Ok(false);
    };
    let Some(netted) = account.netted_day(day) else {
        let why =
            "what was injected by its midnights is not known: charged as a day without a reading";
        if as_json {
            let line = json!({
                "kind": "prosumer_day", "day": day.to_string(), "method": "net_running",
                "since": stretch.from.to_string(), "why": why,
                "charged_eur": settled.charged.to_string(),
            });
            writeln!(out, "{line}")?;
        } else {
            writeln!(out, "{day}: {why} [PS-11, PA-39]")?;
        }
        return Ok(true);
    };
    let text = |[first, second]: [MilliWattHours; 2]| match account.rates() {
        Rates::Single => kwh(first),
        Rates::Two => slots(BySlot { peak: first, off_peak: second }),
    };
    let (before, after, charged) = (text(netted.before), text(netted.after), text(netted.charged));
    if as_json {
        let line = json!({
            "kind": "prosumer_day", "day": day.to_string(), "method": "net_running",
            "since": netted.since.to_string(), "net_before_kwh": before, "net_after_kwh": after,
            "charged_kwh": charged, "charged_eur": settled.charged.to_string(),
        });
        writeln!(out, "{line}")?;
    } else {
        writeln!(
            out,
            "{day} by net_running, since {}: net {before} before, {after} after; charged for \
             {charged} kWh, {} EUR [PS-11]",
            netted.since, settled.charged
        )?;
    }
    Ok(true)
}

/// The operator's average prices; at one rate the price of the first register holds for both.
fn prices_on(engine: &Engine, of: &OfPoint, day: SettlementDay) -> Option<RatePrices> {
    let group =
        prepay::TariffGroup { energy: units::Energy::Electricity, rates: prepay::Rates::Two };
    let rules = engine.books.rules(of.kept.dso, group.energy).ok()?;
    let basis = params::PriceBasis::Average;
    let found = prepay::prices_of(of.kept.dso, group, day, basis, rules.prices).ok()?;
    let ([peak, off_peak], _) = found;
    Some(RatePrices { single: peak, peak, off_peak })
}
