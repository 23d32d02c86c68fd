//! What `tirelire prosumer` says.

use super::commands::{Advise, OfPoint};
use super::kept::Kept;
use crate::engine::Engine;
use crate::failure::{Failure, chain, refuse};
use calendar::{Instant, SettlementDay};
use params::ParameterError;
use prosumer::{
    Basis, Boundary, Branch, BySlot, Contract, Counted, Flows, InjectionContract, LossCause,
    PerRate, Produced, Production, QuarterHours as _, Rate, RatePrices, Regime, SalePrices,
    SelfConsumption, Settled, Source, Why, advise, forecast, sell,
};
use serde_json::{Value, json};
use std::io::Write;
use units::{MilliWattHours, NanoEuroPerKwh, Residue, format_decimal, post};

pub fn kwh(energy: MilliWattHours) -> String {
    format_decimal(i128::from(energy.0), 6)
}

/// An exact amount in euro, rounded down to the micro-euro.
pub fn euro(femto_eur: i128) -> Result<String, Failure> {
    match post(femto_eur, Residue::ZERO) {
        Some((amount, _)) => Ok(amount.to_string()),
        None => refuse("an amount does not fit"),
    }
}

pub fn regime_name(regime: Regime) -> &'static str {
    match regime {
        Regime::Compensation { .. } => "compensation",
        Regime::Commercialisation { .. } => "commercialisation",
    }
}

fn why_name(why: Why) -> &'static str {
    match why {
        Why::AcceptedLate => "accepted_late",
        Why::TooLarge => "too_large",
        Why::Ended => "ended",
        Why::Lost(LossCause::PowerAdded { .. }) => "power_added",
        Why::Lost(LossCause::PowerInAll { .. }) => "power_in_all",
        Why::Lost(LossCause::Sharing(_)) => "sharing",
        Why::Lost(LossCause::OwnChoice) => "own_choice",
    }
}

pub fn rate_name(rate: Rate) -> &'static str {
    match rate {
        Rate::Single => "single",
        Rate::TwoRate => "two_rate",
    }
}

pub fn boundary_name(boundary: Boundary) -> &'static str {
    match boundary {
        Boundary::YearlyReading => "yearly_reading",
        Boundary::SupplierChange => "supplier_change",
        Boundary::RegimeChange => "regime_change",
        Boundary::MeterSwap => "meter_swap",
        Boundary::Anniversary => "anniversary",
    }
}

/// The installation, the regime and the contract of today.
pub fn standing(
    engine: &Engine,
    kept: &Kept,
    now: Instant,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let today = now.day();
    let parameters = engine.books.prosumers(kept.dso, now);
    let installation = &kept.dossier.installation;
    let regime = match installation.regime_on(today, &parameters) {
        Ok(regime) => Some(regime),
        Err(prosumer::ActError::NotYetAccepted { .. }) => None,
        Err(error) => return Err(error.into()),
    };
    let (since, why, last_day) = match regime {
        Some(Regime::Commercialisation { since, why }) => (Some(since), Some(why), None),
        Some(Regime::Compensation { last_day }) => (None, None, Some(last_day)),
        None => (None, None, None),
    };
    let contract = kept.dossier.contract_on(today);
    let power = installation.power_on(today);
    let name = regime.map_or("not_yet_accepted", regime_name);
    let buyer = contract.and_then(|(_, contract)| {
        let sale = contract.sale.clone()?;
        let both = InjectionContract::new(contract.supplier.clone(), sale).ok()?;
        Some(both.injection_supplier().to_owned())
    });
    if as_json {
        let line = json!({
            "kind": "prosumer", "ean": kept.ean, "dso": kept.dso, "regime": name,
            "since": since.map(|day| day.to_string()), "why": why.map(why_name),
            "last_day": last_day.map(|day| day.to_string()), "power_kwe": power.to_string(),
            "contract_from": contract.map(|(from, _)| from.to_string()),
            "supplier": contract.map(|(_, contract)| &contract.supplier),
            "rate": contract.map(|(_, contract)| rate_name(contract.rate)), "buyer": buyer,
            "injection_eur_per_kwh": contract
                .and_then(|(_, contract)| contract.injection_price)
                .map(|price| price.to_string()),
            "entries": kept.entries.len(),
        });
        writeln!(out, "{line}")?;
        return Ok(());
    }
    let until = last_day.map(|day| format!(" until {day}")).unwrap_or_default();
    let since = match (since, why) {
        (Some(since), Some(why)) => format!(" since {since} ({})", why_name(why)),
        _ => String::new(),
    };
    writeln!(out, "{} {}: {power} kWe, {name}{until}{since}", kept.ean, kept.dso)?;
    match contract {
        Some((from, Contract { rate, supplier, .. })) => {
            let buyer = buyer.map(|buyer| format!(", injection to {buyer}")).unwrap_or_default();
            writeln!(out, "  contract from {from}: {supplier}, {}{buyer}", rate_name(*rate))?;
        }
        None => writeln!(out, "  no contract is kept")?,
    }
    Ok(())
}

fn per_rate(of: PerRate) -> Value {
    match of {
        PerRate::Single(energy) => json!({ "single": kwh(energy) }),
        PerRate::TwoRate(BySlot { peak, off_peak }) => {
            json!({ "peak": kwh(peak), "off_peak": kwh(off_peak) })
        }
    }
}

fn per_rate_text(of: PerRate) -> String {
    match of {
        PerRate::Single(energy) => format!("{} kWh", kwh(energy)),
        PerRate::TwoRate(BySlot { peak, off_peak }) => {
            format!("{} peak and {} off-peak kWh", kwh(peak), kwh(off_peak))
        }
    }
}

/// Periods, self-consumption and forecast.
pub fn account(
    of: &OfPoint,
    now: Instant,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    for settled in &of.settled {
        period(settled, as_json, out)?;
    }
    for produced in of.kept.dossier.productions() {
        self_consumption(of, produced, as_json, out)?;
    }
    let Some(open) = of.settled.last().filter(|settled| settled.open) else { return Ok(()) };
    let begin = open.period.from.day();
    let until = begin.plus_months(12);
    let today = open.period.to.day().min(now.day());
    if let Some(found) = forecast(&of.days.whole(), (begin, today, until)) {
        let basis = match found.basis {
            Basis::YearBefore => "year_before".to_owned(),
            Basis::LastDays(days) => format!("last_{days}_days"),
        };
        let (offtake, injection) = (kwh(found.expected.offtake), kwh(found.expected.injection));
        if as_json {
            let line = json!({
                "kind": "prosumer_forecast", "from": begin.to_string(),
                "until": until.to_string(), "basis": basis, "offtake_kwh": offtake,
                "injection_kwh": injection,
            });
            writeln!(out, "{line}")?;
        } else {
            writeln!(
                out,
                "  expected from {begin} to {until}: {offtake} kWh taken, {injection} kWh injected ({basis})"
            )?;
        }
    }
    Ok(())
}

/// What flowed in a period; a disc that turned back tells no flows.
fn flows(settled: &Settled) -> Option<Flows> {
    match settled.period.counted {
        Counted::Separate(flows) => Some(flows),
        Counted::TurnedBack(_) | Counted::TurnedBackSingle(_) => None,
    }
}

/// What the buyer pays, where a contract says at which price.
pub fn received(settled: &Settled) -> Result<Option<i128>, Failure> {
    let Some(contract) = &settled.contract else { return Ok(None) };
    let (Some(sale), Some(price)) = (&contract.sale, contract.injection_price) else {
        return Ok(None);
    };
    if settled.compensation.is_some() {
        return Ok(None);
    }
    let both = InjectionContract::new(contract.supplier.clone(), sale.clone())?;
    let nothing = NanoEuroPerKwh(0);
    let same = |price| RatePrices { single: price, peak: price, off_peak: price };
    let prices = SalePrices { offtake: same(nothing), injection: same(price) };
    let sold = sell(settled.period.counted, contract.rate, &both, prices)?;
    Ok(Some(sold.to_receive_femto_eur))
}

fn period(settled: &Settled, as_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let (from, to) = (settled.period.from.day(), settled.period.to.day());
    let flows = flows(settled).unwrap_or_default();
    let (offtake, injection) = (flows.offtake.total()?, flows.injection.total()?);
    let ended = settled.ended_by().map(boundary_name);
    let source = match settled.source {
        Source::Registers => "registers",
        Source::Estimated => "registers_divided",
        Source::QuarterHours { .. } => "quarter_hours",
    };
    let receives = received(settled)?.map(euro).transpose()?;
    let network = match &settled.network {
        Ok(cost) => {
            let branch = match cost.branch {
                Branch::Proportional => "proportional",
                Branch::Capacity => "capacity",
            };
            let text = |femto: Option<i128>| femto.map(euro).transpose();
            Ok((
                text(cost.proportional_femto_eur)?,
                text(cost.capacity_femto_eur)?,
                euro(cost.billed_femto_eur)?,
                branch,
            ))
        }
        Err(error) => Err(unknown_network(error)),
    };
    if as_json {
        let network = match &network {
            Ok((proportional, capacity, billed, branch)) => json!({
                "proportional_eur": proportional, "capacity_eur": capacity, "billed_eur": billed,
                "branch": branch,
            }),
            Err(why) => json!({ "unknown": why }),
        };
        let line = json!({
            "kind": "prosumer_period", "from": from.to_string(), "to": to.to_string(),
            "ended_by": ended, "source": source, "missing": settled.missing(),
            "regime": regime_name(settled.regime), "offtake_kwh": kwh(offtake),
            "injection_kwh": kwh(injection),
            "billed_kwh": settled.compensation.map(|one| per_rate(one.billed)),
            "lost_kwh": settled.compensation.map(|one| per_rate(one.lost)),
            "swaps": settled.period.swaps.iter().map(|at| at.day().to_string()).collect::<Vec<_>>(),
            "receives_eur": receives, "network": network,
        });
        writeln!(out, "{line}")?;
        return Ok(());
    }
    let end = ended.map_or("goes on".to_owned(), |ended| format!("ended by {ended}"));
    let missing = match settled.missing() {
        0 => String::new(),
        missing => format!(", {missing} quarter-hours are missing"),
    };
    writeln!(
        out,
        "  {from} to {to} ({end}): {} kWh taken, {} kWh injected, by {source}{missing}",
        kwh(offtake),
        kwh(injection)
    )?;
    for swap in &settled.period.swaps {
        writeln!(out, "    meter swapped on {}: the year is kept whole", swap.day())?;
    }
    if let Some(compensation) = settled.compensation {
        let (billed, lost) = (compensation.billed, compensation.lost);
        writeln!(
            out,
            "    netted: {} to pay, {} lost",
            per_rate_text(billed),
            per_rate_text(lost)
        )?;
    }
    if let Some(receives) = receives {
        writeln!(out, "    sold: {receives} EUR for what was injected")?;
    }
    match network {
        Ok((proportional, capacity, billed, branch)) => {
            let or_none = |amount: Option<String>| amount.unwrap_or("-".to_owned());
            writeln!(
                out,
                "    network, without VAT: {billed} EUR by {branch} (proportional {}, capacity {})",
                or_none(proportional),
                or_none(capacity)
            )?;
        }
        Err(why) => writeln!(out, "    network, without VAT: {why}")?,
    }
    Ok(())
}

/// Why nobody can say what the network costs, for whoever has to load terms or look for quarter-hours.
fn unknown_network(error: &(dyn std::error::Error + 'static)) -> String {
    let mut cause = Some(error);
    while let Some(one) = cause {
        if let Some(ParameterError::NoValue { name, day, .. }) = one.downcast_ref() {
            return format!("no terms are known, the operator has loaded no `{name}` for {day}");
        }
        cause = one.source();
    }
    chain(error)
}

/// What was produced in a time, as far as quarter-hours tell what was injected in it.
pub fn own_use(of: &OfPoint, produced: Produced) -> Result<Option<SelfConsumption>, Failure> {
    let (flows, missing) = of.days.between(produced.from, produced.until)?;
    if missing > 0 {
        return Ok(None);
    }
    Ok(Some(SelfConsumption::new(produced.production, flows)?))
}

fn self_consumption(
    of: &OfPoint,
    produced: Produced,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let (from, until): (SettlementDay, SettlementDay) = (produced.from, produced.until);
    let (energy, kind) = match produced.production {
        Production::Metered(energy) => (energy, "metered"),
        Production::Stated(energy) => (energy, "stated"),
    };
    let found = own_use(of, produced)?;
    let used = found.map(SelfConsumption::used).transpose()?;
    if as_json {
        let line = json!({
            "kind": "prosumer_production", "from": from.to_string(), "until": until.to_string(),
            "produced_kwh": kwh(energy), "figure": kind,
            "self_consumption_kwh": found.map(|one| kwh(one.self_consumption)),
            "used_kwh": used.map(kwh),
        });
        writeln!(out, "{line}")?;
        return Ok(());
    }
    match found.zip(used) {
        Some((found, used)) => writeln!(
            out,
            "  {from} to {until}: {} kWh produced ({kind}), {} kWh of it used at once, of {} kWh used in all",
            kwh(energy),
            kwh(found.self_consumption),
            kwh(used)
        )?,
        None => writeln!(
            out,
            "  {from} to {until}: {} kWh produced ({kind}); quarter-hours are missing",
            kwh(energy)
        )?,
    }
    Ok(())
}

/// What single rate and two rates would have cost, at these prices. Source: PS-08.
pub fn advised(of: &OfPoint, prices: RatePrices) -> Result<prosumer::Advice, Failure> {
    // What is sold nets nothing: the off-take alone is paid for.
    let counted: Vec<Counted> = of
        .settled
        .iter()
        .map(|settled| match (settled.regime, settled.period.counted) {
            (Regime::Commercialisation { .. }, Counted::Separate(flows)) => {
                let injection = BySlot::default();
                Counted::Separate(Flows { offtake: flows.offtake, injection })
            }
            (_, counted) => counted,
        })
        .collect();
    Ok(advise(&counted, prices)?)
}

/// Quarter-hours that are missing in all periods.
pub fn missing(of: &OfPoint) -> u32 {
    of.settled.iter().map(Settled::missing).fold(0, u32::saturating_add)
}

/// Both rates over all periods. Source: PS-08.
pub fn advice(
    of: &OfPoint,
    asked: &Advise,
    as_json: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let prices = RatePrices { single: asked.single, peak: asked.peak, off_peak: asked.off_peak };
    let found = advised(of, prices)?;
    let (single, two_rate) = (euro(found.single_femto_eur)?, euro(found.two_rate_femto_eur)?);
    let missing = missing(of);
    let cheaper = found.cheaper().map_or("equal", rate_name);
    if as_json {
        let line = json!({
            "kind": "prosumer_advice", "ean": of.kept.ean, "single_eur": single,
            "two_rate_eur": two_rate, "cheaper": cheaper, "periods": of.settled.len(),
            "missing": missing,
        });
        writeln!(out, "{line}")?;
        return Ok(());
    }
    writeln!(out, "single rate {single} EUR, two rates {two_rate} EUR: {cheaper}")?;
    if missing > 0 {
        writeln!(out, "{missing} quarter-hours are missing: the figures are lower bounds")?;
    }
    Ok(())
}
