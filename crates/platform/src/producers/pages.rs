//! The books behind a household's page of what it produces. Source: UX 8.2, beside C-06.

use super::commands::{OfPoint, account};
use super::kept::load;
use super::print::{advised, missing, own_use, received};
use super::stops::{complaints, step, stops};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::grid::complaint;
use crate::intervals::Place;
use crate::share::runs::Intervals;
use calendar::{Instant, SettlementDay};
use gridquality::Form;
use portal::my::{MyError, Visitor};
use portal::production::{
    Buyer, Expected, Lost, MyProduction, Network, OwnUse, PeriodShown, Producers, RatesCompared,
    RegimeShown, VoltageComplaint, VoltagePoint,
};
use prosumer::{
    ActError, Basis, Branch, Counted, LossCause, Production, RatePrices, Regime, Sale, Settled,
    Source, Why, forecast,
};
use std::sync::{Arc, Mutex, PoisonError};
use units::{Energy, MicroEuro, Residue, post};

/// Days of the chart.
const DAYS: usize = 30;

/// Who reads what households produce.
pub struct Roofs {
    /// None where nobody has said where quarter-hours lie.
    books: Option<Mutex<(Engine, Intervals)>>,
    clock: Arc<dyn Fn() -> Instant + Send + Sync>,
}

impl std::fmt::Debug for Roofs {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Roofs").finish_non_exhaustive()
    }
}

impl Roofs {
    /// Connections of its own to `url`.
    pub fn open(url: &str, clock: Arc<dyn Fn() -> Instant + Send + Sync>) -> Result<Self, Failure> {
        let folder = std::env::var_os("TIRELIRE_INTERVALS").map(Into::into);
        let books = match crate::intervals::open(url, &Place { folder }) {
            Ok(intervals) => Some(Mutex::new((Engine::open(url)?, intervals))),
            Err(_) => None,
        };
        Ok(Self { books, clock })
    }

    #[cfg(test)]
    pub fn over(engine: Engine, intervals: Intervals, now: Instant) -> Self {
        Self { books: Some(Mutex::new((engine, intervals))), clock: Arc::new(move || now) }
    }

    fn own(&self, visitor: &Visitor) -> Result<Vec<MyProduction>, Failure> {
        let now = (self.clock)();
        let Some(books) = &self.books else { return Ok(Vec::new()) };
        // Whoever panicked left a connection whose transaction is rolled back.
        let mut books = books.lock().unwrap_or_else(PoisonError::into_inner);
        let (engine, intervals) = &mut *books;
        crate::engine::freshened(engine);
        let mut found = Vec::new();
        for own in accounts_of(engine, visitor)? {
            let Some(kept) = load(engine, own.ean, now)? else { continue };
            // What was before this household lived there is not its own.
            let since = own.opened_at.day();
            let bare = bare(engine, &kept, now)?;
            let time = (Some(since), now.day());
            let point = (kept.dso, kept.ean);
            let mut one = match account(engine, intervals, kept, time, now)? {
                Some(of) => shown(bare, &of, since, now)?,
                // Nothing was measured yet: what is known without is shown.
                None => bare,
            };
            one.stops = stops(engine, intervals, point, since, now)?;
            found.push(one);
        }
        Ok(found)
    }

    /// The household's electricity points, with the newest complaint of each since it lives there.
    fn points(&self, visitor: &Visitor) -> Result<Vec<VoltagePoint>, Failure> {
        let Some(books) = &self.books else { return Ok(Vec::new()) };
        let mut books = books.lock().unwrap_or_else(PoisonError::into_inner);
        let (engine, _) = &mut *books;
        crate::engine::freshened(engine);
        let mut found = Vec::new();
        for own in accounts_of(engine, visitor)? {
            if own.group.energy == Energy::Electricity {
                let known = complaints(engine, own.ean, own.opened_at.day())?;
                let newest = known.last().map(|one| (one.kept.received, step(one.case.state())));
                found.push(VoltagePoint { ean: own.ean, complaint: newest });
            }
        }
        Ok(found)
    }

    fn told(&self, visitor: &Visitor, said: &VoltageComplaint) -> Result<bool, Failure> {
        let now = (self.clock)();
        let Some(books) = &self.books else { return Ok(false) };
        let mut books = books.lock().unwrap_or_else(PoisonError::into_inner);
        let (engine, _) = &mut *books;
        crate::engine::freshened(engine);
        let own = accounts_of(engine, visitor)?.into_iter();
        let own = own.filter(|own| own.group.energy == Energy::Electricity);
        let Some(own) = own.into_iter().find(|own| own.ean == said.ean) else { return Ok(false) };
        let form = Form {
            point: said.ean.to_string(),
            times: said.times.clone(),
            effect: said.effect.clone(),
            installation: said.installation.clone(),
        };
        let by = format!("household #{}", visitor.person);
        Ok(complaint::told(engine, &own, form, (&by, now))?.is_some())
    }

    fn compared(
        &self,
        visitor: &Visitor,
        prices: portal::production::RatePrices,
    ) -> Result<Vec<RatesCompared>, Failure> {
        let now = (self.clock)();
        let Some(books) = &self.books else { return Ok(Vec::new()) };
        let mut books = books.lock().unwrap_or_else(PoisonError::into_inner);
        let (engine, intervals) = &mut *books;
        crate::engine::freshened(engine);
        let prices =
            RatePrices { single: prices.single, peak: prices.peak, off_peak: prices.off_peak };
        let mut found = Vec::new();
        for own in accounts_of(engine, visitor)? {
            let Some(kept) = load(engine, own.ean, now)? else { continue };
            let time = (Some(own.opened_at.day()), now.day());
            let Some(of) = account(engine, intervals, kept, time, now)? else { continue };
            // A meter that counts both slots in one register tells nothing of two rates.
            let Ok(advice) = advised(&of, prices) else { continue };
            found.push(RatesCompared {
                ean: own.ean,
                single: euro(advice.single_femto_eur)?,
                two: euro(advice.two_rate_femto_eur)?,
                missing: missing(&of),
            });
        }
        Ok(found)
    }
}

/// The accounts that the person who is signed in has now.
fn accounts_of(engine: &mut Engine, visitor: &Visitor) -> Result<Vec<store::Account>, Failure> {
    let mut found = Vec::new();
    for given in engine.store.accounts_of_person(visitor.person)? {
        let own = engine.store.account(given.account)?;
        found.extend(own.filter(|own| given.until.is_none() && own.closed_at.is_none()));
    }
    Ok(found)
}

fn lost(why: Why) -> Lost {
    match why {
        Why::AcceptedLate => Lost::AcceptedLate,
        Why::TooLarge => Lost::TooLarge,
        Why::Ended => Lost::Ended,
        Why::Lost(LossCause::PowerAdded { .. } | LossCause::PowerInAll { .. }) => Lost::MorePower,
        Why::Lost(LossCause::Sharing(_)) => Lost::Sharing,
        Why::Lost(LossCause::OwnChoice) => Lost::OwnChoice,
    }
}

/// What is known without a measurement.
fn bare(engine: &Engine, kept: &super::Kept, now: Instant) -> Result<MyProduction, Failure> {
    let today = now.day();
    let installation = &kept.dossier.installation;
    let contract = kept.dossier.contract_on(today).map(|(_, contract)| contract.clone());
    let regime = match installation.regime_on(today, &engine.books.prosumers(kept.dso, now)) {
        Ok(Regime::Compensation { last_day }) => RegimeShown::Netted { last_day },
        Ok(Regime::Commercialisation { since, why }) => {
            let sale = contract.as_ref().and_then(|one| Some((one.sale.as_ref()?, one)));
            let buyer = match sale {
                None => Buyer::Unknown,
                Some((Sale::SameSupplier, one)) => Buyer::SameSupplier(one.supplier.clone()),
                Some((Sale::SecondSupplier(name), _)) => Buyer::Other(name.clone()),
            };
            RegimeShown::Sold { since, why: lost(why), buyer }
        }
        Err(ActError::NotYetAccepted { accepted_on, .. }) => {
            RegimeShown::NotYet { from: accepted_on }
        }
        Err(error) => return Err(error.into()),
    };
    Ok(MyProduction {
        ean: kept.ean,
        power_w: installation.power_on(today).0,
        regime,
        supplier: contract.map(|one| one.supplier),
        periods: Vec::new(),
        own_use: None,
        expected: None,
        days: Vec::new(),
        stops: None,
    })
}

fn shown(
    bare: MyProduction,
    of: &OfPoint,
    since: SettlementDay,
    now: Instant,
) -> Result<MyProduction, Failure> {
    let mut periods = Vec::new();
    for settled in of.settled.iter().rev() {
        periods.push(period(settled)?);
    }
    let mut own = None;
    for produced in of.kept.dossier.productions() {
        if since <= produced.from
            && let Some(found) = own_use(of, produced)?
        {
            let (production, stated) = match produced.production {
                Production::Metered(energy) => (energy, false),
                Production::Stated(energy) => (energy, true),
            };
            own = Some(OwnUse {
                from: produced.from,
                until: produced.until,
                production,
                stated,
                self_consumption: found.self_consumption,
                used: found.used()?,
            });
        }
    }
    let mut whole = of.days.whole();
    whole.retain(|day, _| *day >= since);
    let open = of.settled.last().filter(|settled| settled.open);
    let expected = open.and_then(|open| {
        let begin = open.period.from.day();
        let found = forecast(&whole, (begin, now.day(), begin.plus_months(12)))?;
        Some(Expected {
            until: found.until,
            offtake: found.expected.offtake,
            injection: found.expected.injection,
            last_days: match found.basis {
                Basis::YearBefore => None,
                Basis::LastDays(days) => Some(days),
            },
        })
    });
    let mut days: Vec<_> = whole
        .iter()
        .rev()
        .take(DAYS)
        .map(|(day, flow)| (*day, flow.offtake, flow.injection))
        .collect();
    days.reverse();
    Ok(MyProduction { periods, own_use: own, expected, days, ..bare })
}

fn euro(femto_eur: i128) -> Result<MicroEuro, Failure> {
    match post(femto_eur, Residue::ZERO) {
        Some((amount, _)) => Ok(amount),
        None => refuse("an amount does not fit"),
    }
}

fn period(settled: &Settled) -> Result<PeriodShown, Failure> {
    let Counted::Separate(flows) = settled.period.counted else {
        return refuse("a disc that turned back tells no flows");
    };
    let netted = match settled.compensation {
        Some(compensation) => Some((compensation.billed.total()?, compensation.lost.total()?)),
        None => None,
    };
    let network = match &settled.network {
        Ok(cost) => Some(Network {
            billed: euro(cost.billed_femto_eur)?,
            by_energy: cost.proportional_femto_eur.map(euro).transpose()?,
            by_power: cost.capacity_femto_eur.map(euro).transpose()?,
            energy_is_lower: cost.branch == Branch::Proportional,
        }),
        // The operator has loaded no terms, or quarter-hours are missing: then there is no figure.
        Err(_) => None,
    };
    Ok(PeriodShown {
        from: settled.period.from.day(),
        until: settled.period.to.day(),
        open: settled.open,
        offtake: flows.offtake.total()?,
        injection: flows.injection.total()?,
        by_registers: settled.source == Source::Registers,
        estimated: settled.source == Source::Estimated,
        missing: settled.missing(),
        netted,
        receives: received(settled)?.map(euro).transpose()?,
        network,
        swapped: !settled.period.swaps.is_empty(),
    })
}

impl Producers for Roofs {
    fn mine(&self, visitor: &Visitor) -> Result<Vec<MyProduction>, MyError> {
        let failed = |failure| MyError::failed("could not read what a household produces", failure);
        self.own(visitor).map_err(failed)
    }

    fn voltage(&self, visitor: &Visitor) -> Result<Vec<VoltagePoint>, MyError> {
        let failed = |failure| MyError::failed("could not read complaints about voltage", failure);
        self.points(visitor).map_err(failed)
    }

    fn complain(&self, visitor: &Visitor, said: &VoltageComplaint) -> Result<bool, MyError> {
        let failed = |failure| MyError::failed("could not keep a complaint about voltage", failure);
        self.told(visitor, said).map_err(failed)
    }

    fn rates(
        &self,
        visitor: &Visitor,
        prices: portal::production::RatePrices,
    ) -> Result<Vec<RatesCompared>, MyError> {
        let failed = |failure| MyError::failed("could not compare rates", failure);
        self.compared(visitor, prices).map_err(failed)
    }
}
