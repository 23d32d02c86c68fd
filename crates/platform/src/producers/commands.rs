//! `tirelire prosumer`, for whoever keeps the contracts of points that produce.

use super::kept::{Kept, file, load};
use super::measured::{Days, read};
use super::{explain, print};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::intervals::Place;
use crate::share::runs::Intervals;
use calendar::{Instant, SettlementDay};
use clap::{Args, Subcommand};
use prosumer::{
    Boundary, BySlot, Contract, Entry, FourRegisters, Produced, Production, Rate, Sale, Settled,
    SignedNotice, VoltAmperes, Watts, settle,
};
use std::io::Write;
use units::{Dso, Ean, MilliWattHours, NanoEuroPerKwh};

/// Points that produce.
#[derive(Debug, Subcommand)]
pub enum Prosumer {
    /// Keep what is known of a point, from a day on. The same once more for that day takes its place.
    #[command(subcommand)]
    Set(Box<Set>),
    /// How a point stands: regime, contract, periods with what is netted or sold, network, self-consumption.
    Show(Asked),
    /// What single rate and two rates would have cost, from what was counted.
    Advise(Advise),
    /// From where each figure comes, and what a day would be charged for in prepayment.
    Explain(Explain),
    /// The points of an operator that produce.
    List {
        #[arg(long)]
        dso: Dso,
    },
}

#[derive(Debug, Subcommand)]
pub enum Set {
    /// The installation was accepted.
    Accepted {
        #[command(flatten)]
        of: Of,
        #[arg(long)]
        on: SettlementDay,
        /// Apparent power of the inverter.
        #[arg(long)]
        kva: VoltAmperes,
        /// Net developable power.
        #[arg(long)]
        kwe: Watts,
    },
    /// The power of the whole installation has changed. Too much more of it loses compensation.
    Power {
        #[command(flatten)]
        of: Of,
        #[arg(long)]
        on: SettlementDay,
        #[arg(long)]
        kwe: Watts,
        #[command(flatten)]
        notice: Notice,
    },
    /// The customer gives compensation up, for good.
    GaveUp {
        #[command(flatten)]
        of: Of,
        #[arg(long)]
        on: SettlementDay,
        #[arg(long)]
        signed_on: SettlementDay,
        #[arg(long)]
        document: String,
    },
    /// Who supplies, at which rate, and who buys what is injected.
    Contract(Box<SetContract>),
    /// All four registers were read at the midnight that opens a day.
    Reading {
        #[command(flatten)]
        of: Of,
        #[arg(long)]
        on: SettlementDay,
        #[command(flatten)]
        registers: Registers,
        /// yearly_reading, supplier_change or regime_change.
        #[arg(long, default_value = "yearly_reading", value_parser = boundary)]
        why: Boundary,
    },
    /// The meter was swapped at the midnight that opens a day.
    Swap(Box<SetSwap>),
    /// What was produced, by a meter of the installation or as the customer says.
    Production {
        #[command(flatten)]
        of: Of,
        #[arg(long)]
        from: SettlementDay,
        /// The day after the last.
        #[arg(long)]
        until: SettlementDay,
        #[arg(long)]
        kwh: MilliWattHours,
        /// A meter counted it; without it the customer says so.
        #[arg(long)]
        metered: bool,
    },
}

#[derive(Debug, Clone, Args)]
pub struct Of {
    ean: Ean,
    /// Whose point it is; that of the account without it.
    #[arg(long)]
    dso: Option<Dso>,
    #[arg(long, default_value = "terminal")]
    by: String,
}

/// The customer's signed word that compensation will be lost.
#[derive(Debug, Args)]
pub struct Notice {
    #[arg(long, requires = "document")]
    signed_on: Option<SettlementDay>,
    /// Where it is kept.
    #[arg(long, requires = "signed_on")]
    document: Option<String>,
}

#[derive(Debug, Args)]
pub struct SetContract {
    #[command(flatten)]
    of: Of,
    #[arg(long)]
    from: SettlementDay,
    #[arg(long)]
    supplier: String,
    /// single or two_rate.
    #[arg(long, value_parser = rate)]
    rate: Rate,
    /// Who buys the injection, once it is sold: the same supplier or a second one.
    #[arg(long)]
    buyer: Option<String>,
    /// What is paid for a kilowatt-hour; below zero the household pays.
    #[arg(long, requires = "buyer", allow_negative_numbers = true)]
    injection_eur_per_kwh: Option<NanoEuroPerKwh>,
}

/// 1.8.1, 1.8.2, 2.8.1 and 2.8.2, in kWh.
#[derive(Debug, Args)]
pub struct Registers {
    #[arg(long, value_name = "1.8.1,1.8.2,2.8.1,2.8.2", value_parser = registers)]
    registers: FourRegisters,
}

#[derive(Debug, Args)]
pub struct SetSwap {
    #[command(flatten)]
    of: Of,
    #[arg(long)]
    on: SettlementDay,
    /// Of the meter that was taken away, in kWh.
    #[arg(long, value_name = "1.8.1,1.8.2,2.8.1,2.8.2", value_parser = registers)]
    old: FourRegisters,
    /// Of the one that was placed.
    #[arg(long, value_name = "1.8.1,1.8.2,2.8.1,2.8.2", value_parser = registers)]
    new: FourRegisters,
}

#[derive(Debug, Clone, Args)]
pub struct Asked {
    pub ean: Ean,
    /// Up to the midnight that opens this day; today without it.
    #[arg(long)]
    pub until: Option<SettlementDay>,
    #[command(flatten)]
    pub place: Place,
}

#[derive(Debug, Args)]
pub struct Advise {
    #[command(flatten)]
    pub asked: Asked,
    /// Price of a kilowatt-hour at one rate, all in.
    #[arg(long)]
    pub single: NanoEuroPerKwh,
    #[arg(long)]
    pub peak: NanoEuroPerKwh,
    #[arg(long)]
    pub off_peak: NanoEuroPerKwh,
}

#[derive(Debug, Args)]
pub struct Explain {
    #[command(flatten)]
    pub asked: Asked,
    /// What this day would be charged for in prepayment.
    #[arg(long)]
    pub day: Option<SettlementDay>,
}

fn rate(text: &str) -> Result<Rate, String> {
    match text {
        "single" => Ok(Rate::Single),
        "two_rate" => Ok(Rate::TwoRate),
        other => Err(format!("`{other}` is neither single nor two_rate")),
    }
}

fn boundary(text: &str) -> Result<Boundary, String> {
    match text {
        "yearly_reading" => Ok(Boundary::YearlyReading),
        "supplier_change" => Ok(Boundary::SupplierChange),
        "regime_change" => Ok(Boundary::RegimeChange),
        other => {
            Err(format!("`{other}` is not one of yearly_reading, supplier_change, regime_change"))
        }
    }
}

fn registers(text: &str) -> Result<FourRegisters, String> {
    let mut values = Vec::new();
    for part in text.split(',') {
        let value: MilliWattHours =
            part.trim().parse().map_err(|_| format!("`{part}` is no kWh"))?;
        if value < MilliWattHours::ZERO {
            return Err(format!("a register is never below zero, such as `{part}`"));
        }
        values.push(value);
    }
    let [one, two, three, four] = values.as_slice() else {
        return Err("four registers are needed: 1.8.1,1.8.2,2.8.1,2.8.2".to_owned());
    };
    Ok(FourRegisters {
        active_energy_import: BySlot { peak: *one, off_peak: *two },
        active_energy_export: BySlot { peak: *three, off_peak: *four },
    })
}

impl Set {
    fn entry(&self) -> (&Of, Entry) {
        match self {
            Self::Accepted { of, on, kva, kwe } => {
                (of, Entry::Accepted { on: *on, apparent_power: *kva, power: *kwe })
            }
            Self::Power { of, on, kwe, notice } => {
                let signed = notice.signed_on.zip(notice.document.clone());
                let notice = signed.map(|(on, document)| SignedNotice { signed_on: on, document });
                (of, Entry::Power { on: *on, to: *kwe, notice })
            }
            Self::GaveUp { of, on, signed_on, document } => {
                let notice = SignedNotice { signed_on: *signed_on, document: document.clone() };
                (of, Entry::GaveUp { on: *on, notice })
            }
            Self::Contract(asked) => {
                let supplier = asked.supplier.trim().to_owned();
                let sale = asked.buyer.as_ref().map(|buyer| {
                    let buyer = buyer.trim();
                    if buyer == supplier {
                        Sale::SameSupplier
                    } else {
                        Sale::SecondSupplier(buyer.to_owned())
                    }
                });
                let (rate, injection_price) = (asked.rate, asked.injection_eur_per_kwh);
                let contract = Contract { rate, supplier, sale, injection_price };
                (&asked.of, Entry::Contract { from: asked.from, contract })
            }
            Self::Reading { of, on, registers, why } => {
                (of, Entry::Read { on: *on, registers: registers.registers, why: *why })
            }
            Self::Swap(asked) => {
                (&asked.of, Entry::Swapped { on: asked.on, old: asked.old, new: asked.new })
            }
            Self::Production { of, from, until, kwh, metered } => {
                let production =
                    if *metered { Production::Metered(*kwh) } else { Production::Stated(*kwh) };
                (of, Entry::Produced(Produced { from: *from, until: *until, production }))
            }
        }
    }
}

/// Does what was asked. Errors: what the rules say against it, a point of which nothing is kept.
pub fn run(url: &str, asked: &Prosumer, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let now = crate::clock::now();
    match asked {
        Prosumer::Set(set) => {
            let (of, entry) = set.entry();
            let kept = file(&mut engine, (of.dso, of.ean), &entry, (&of.by, now))?;
            print::standing(&engine, &kept, now, json, out)
        }
        Prosumer::Show(asked) => {
            let account = open(&mut engine, url, asked, now)?;
            print::standing(&engine, &account.kept, now, json, out)?;
            print::account(&account, now, json, out)
        }
        Prosumer::Advise(asked) => {
            let account = open(&mut engine, url, &asked.asked, now)?;
            print::advice(&account, asked, json, out)
        }
        Prosumer::Explain(asked) => {
            let account = open(&mut engine, url, &asked.asked, now)?;
            explain::run(&mut engine, &account, asked.day, now, json, out)
        }
        Prosumer::List { dso } => {
            for ean in engine.store.prosumers(*dso)? {
                if let Some(kept) = load(&mut engine, ean, now)? {
                    print::standing(&engine, &kept, now, json, out)?;
                }
            }
            Ok(())
        }
    }
}

/// A point with its periods.
#[derive(Debug)]
pub struct OfPoint {
    pub kept: Kept,
    pub days: Days,
    pub settled: Vec<Settled>,
}

/// How far quarter-hours are looked back at, where no register says where a period begins.
const LOOK_BACK_MONTHS: i32 = -25;

fn open(engine: &mut Engine, url: &str, asked: &Asked, now: Instant) -> Result<OfPoint, Failure> {
    let Some(kept) = load(engine, asked.ean, now)? else {
        return refuse(format!("point `{}` does not produce, as far as is known", asked.ean));
    };
    let mut intervals = crate::intervals::open(url, &asked.place)?;
    let until = asked.until.unwrap_or(now.day());
    match account(engine, &mut intervals, kept, (None, until), now)? {
        Some(of) => Ok(of),
        None => refuse(format!("nothing was measured at `{}` before {until}", asked.ean)),
    }
}

/// The periods of a point up to the midnight that opens `until`, since its first reading or, without one, the
/// first quarter-hour that is kept and looked back at, from the next begin of a year on if it is older; never before `not_before`, the day a household came. `None` if nothing was measured.
pub fn account(
    engine: &mut Engine,
    intervals: &mut Intervals,
    kept: Kept,
    (not_before, until): (Option<SettlementDay>, SettlementDay),
    now: Instant,
) -> Result<Option<OfPoint>, Failure> {
    let (dso, ean) = (kept.dso, kept.ean);
    let first = kept.dossier.first_reading();
    let far = until.plus_months(LOOK_BACK_MONTHS);
    let from = first.map_or(far, |first| first.min(far));
    let days = read(engine, intervals, (dso, ean), (from, until), now)?;
    let measured = match (first, days.first()) {
        // As far as is looked back something was measured: what is left of the year of that day would shrink each day.
        (None, Some(day)) if day == far => {
            let parameters = engine.books.prosumers(dso, now);
            let oldest = far.max(kept.dossier.installation.accepted_on());
            let cuts = kept.dossier.cuts(oldest, until, &parameters)?;
            cuts.get(1).map(|cut| cut.on).filter(|on| *on < until).or(Some(day))
        }
        (read, measured) => read.or(measured),
    };
    let begin = measured.map(|begin| not_before.map_or(begin, |day| day.max(begin)));
    let Some(begin) = begin.filter(|begin| *begin < until) else {
        return Ok(None);
    };
    let account = engine.store.account_of(ean)?;
    let rebuilt = match &account {
        Some(account) => engine.rebuild(std::slice::from_ref(account), now)?,
        None => Vec::new(),
    };
    let protected = |day: SettlementDay| {
        rebuilt.iter().any(|one| one.timeline.account.status.protected_on(day))
    };
    let parameters = engine.books.prosumers(dso, now);
    let settled =
        settle(&kept.dossier, (begin, until), &days, &parameters, &protected, &parameters)?;
    Ok(Some(OfPoint { kept, days, settled }))
}
