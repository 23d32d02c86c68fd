//! What comes back for days of one account: the energy component of what was shared, at the price basis and rate at
//! which the day was charged. Source: ES-18, ES-19, PA-30.

use super::Part;
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::intervals::calendars::Calendars;
use crate::intervals::manifest::SqlManifest;
use crate::share::runs::rows::Days;
use crate::suppliers::Supplied;
use ::intervals::Month;
use calendar::{Instant, SettlementDay, TariffSlot};
use ledger::LedgerAccount;
use params::PriceBasis;
use prepay::{Account, Rates};
use sharing::month::Time;
use sharing::prepaid_credit;
use std::collections::{BTreeMap, BTreeSet};
use store::{KeptRun, KeptVolume};
use units::{Ean, MilliWattHours, NanoEuroPerKwh};

/// An account as it is known now, and the days that are its own.
pub struct Home<'a> {
    pub account: &'a store::Account,
    pub known: Account,
    first: SettlementDay,
    last: Option<SettlementDay>,
}

impl<'a> Home<'a> {
    /// A day on which two households lived there is of the one that was charged for it and left. Source: PA-28, ES-19.
    pub fn read(
        engine: &mut Engine,
        account: &'a store::Account,
        now: Instant,
    ) -> Result<Self, Failure> {
        let Some(rebuilt) = engine.rebuild(std::slice::from_ref(account), now)?.pop() else {
            return refuse(format!("no account {}", account.id));
        };
        let mut first = account.opened_at.day();
        for other in engine.store.closed_accounts_of(account.ean)? {
            let before = other.id != account.id && other.opened_at < account.opened_at;
            if before && let Some((_, last)) = engine.handed_over(&other, now)? {
                first = first.max(last.next());
            }
        }
        let last = engine.handed_over(account, now)?.map(|(_, last)| last);
        Ok(Self { account, known: rebuilt.timeline.account, first, last })
    }

    pub fn has(&self, day: SettlementDay) -> bool {
        self.first <= day && self.last.is_none_or(|last| day <= last)
    }

    /// On what terms a day gives back what was shared. Inside: why it gives nothing, such as for want of a component.
    pub fn terms(
        &self,
        engine: &Engine,
        day: SettlementDay,
        now: Instant,
    ) -> Result<Result<TermsOfDay, String>, Failure> {
        let (account, known) = (self.account, &self.known);
        // As it is known now: a status that was put right moves the charge with the next night (PA-24).
        let basis = known.status.basis_on(day);
        let settled = known.days().get(&day).map(|settled| settled.terms);
        let component = match engine.books.sharing(account.dso, now).energy_component(day) {
            Ok(component) => component.on(basis),
            Err(why) => return Ok(Err(why.to_string())),
        };
        let charged = match settled.filter(|terms| terms.basis == basis) {
            Some(terms) => terms.prices,
            None => {
                let rules = engine.books.rules(account.dso, account.group.energy)?;
                // A price that is missing stops this account, and nobody else's (PA-25).
                match known.prices_on(day, basis, rules) {
                    Ok((prices, _)) => prices,
                    Err(why) => return Ok(Err(why.to_string())),
                }
            }
        };
        let energy = match basis {
            PriceBasis::Social => LedgerAccount::EnergyAtSocialPrice,
            PriceBasis::Average => LedgerAccount::EnergyAtAveragePrice,
        };
        Ok(Ok(TermsOfDay { day, energy, component, charged, rates: account.group.rates }))
    }
}

/// On what terms a day gives back what was shared on it.
pub struct TermsOfDay {
    day: SettlementDay,
    /// Where it was charged.
    pub energy: LedgerAccount,
    component: [NanoEuroPerKwh; 2],
    charged: [NanoEuroPerKwh; 2],
    rates: Rates,
}

impl TermsOfDay {
    /// Whether it matters at which rate it was shared.
    pub fn by_rate(&self) -> bool {
        let [peak, off_peak] = self.component;
        self.rates == Rates::Two && peak != off_peak
    }

    /// What was shared of a day, in mWh at peak and off-peak, or all in the first. Errors: the component is above the
    /// price of the day, so somebody would be paid for taking.
    pub fn of(&self, shared: [i64; 2]) -> Result<OfDay, String> {
        let mut each = shared.iter().zip(self.component.iter().zip(&self.charged));
        let same = self.rates == Rates::Two && !self.by_rate();
        let least = self.charged.iter().min().copied().filter(|_| same);
        let too_high = |(mwh, (component, price)): (&i64, (&NanoEuroPerKwh, &NanoEuroPerKwh))| {
            *mwh > 0 && *component > least.unwrap_or(*price)
        };
        if each.any(too_high) {
            return Err(format!(
                "the energy component of {} is above the price that is charged then",
                self.day
            ));
        }
        Ok(OfDay { day: self.day, shared, component: self.component })
    }
}

/// What was shared on a day at peak and off-peak, in mWh, and what of each kilowatt-hour comes back.
pub struct OfDay {
    day: SettlementDay,
    shared: [i64; 2],
    component: [NanoEuroPerKwh; 2],
}

/// What comes back for days, exact in femto-euro, and for how many mWh. `None` if it does not fit.
pub fn due<'a>(days: impl IntoIterator<Item = &'a OfDay>) -> Option<(i128, i64)> {
    let (mut exact, mut sum) = (0i128, 0i64);
    for one in days {
        for (mwh, price) in one.shared.into_iter().zip(one.component) {
            let of_day = [(one.day, MilliWattHours(mwh))];
            exact = exact.checked_add(prepaid_credit(of_day, |_| Some(price))?)?;
            sum = sum.checked_add(mwh)?;
        }
    }
    Some((exact, sum))
}

/// What a month gives back to one account.
#[derive(Default)]
pub struct OfMonth {
    pub parts: BTreeMap<Part, Vec<OfDay>>,
    /// From which days of the month on one bill has it: the first of the month, each switch of the supplier, and where
    /// another year of a contract begins. Source: PA-30, PA-33.
    pub stretches: BTreeSet<SettlementDay>,
}

/// What was shared on days of this account, by the price they were charged at and by supplier. Inside: why nothing
/// can be credited, such as for want of a component, or with one above the price of a day. Source: ES-18, ES-19.
pub fn of_month(
    engine: &mut Engine,
    home: &Home<'_>,
    run: &KeptRun,
    volume: &KeptVolume,
    now: Instant,
) -> Result<Result<OfMonth, String>, Failure> {
    let month = Month(run.month);
    let (Some(first), Some(after)) = (month.first_day(), month.next().first_day()) else {
        return refuse("no such month");
    };
    let days: Days = serde_json::from_str(&volume.days)?;
    let mut by_rate: Option<BTreeMap<SettlementDay, [i64; 2]>> = None;
    let mut found = OfMonth { stretches: [first].into(), ..OfMonth::default() };
    let (mut since, mut supplier) = (first, None);
    let supplied = Supplied::of_one(engine, home.account)?;
    let years = supplied.years_begin(home.account, (first, after));
    let mut each = days.iter();
    for offset in 0..after.days_since(first) {
        let day = first.plus(offset);
        // Who is in no version any more received nothing.
        let received = each.next().map_or(0, |[_, received, ..]| *received);
        if !home.has(day) {
            continue;
        }
        let now_by = Some(home.known.supplier_on(day));
        if supplier.is_some() && supplier != now_by || years.contains(&day) {
            since = day;
            found.stretches.insert(day);
        }
        supplier = now_by;
        if received <= 0 {
            continue;
        }
        let terms = match home.terms(engine, day, now)? {
            Ok(terms) => terms,
            Err(why) => return Ok(Err(why)),
        };
        let shared = if terms.by_rate() {
            if by_rate.is_none() {
                by_rate = rates_of(engine, run, (home.account.dso, volume.ean), now)?;
            }
            let Some(all) = &by_rate else {
                let why = "it is not said where quarter-hours lie: nobody knows what was shared at which rate";
                return Ok(Err(why.to_owned()));
            };
            all.get(&day).copied().unwrap_or_default()
        } else {
            [received, 0]
        };
        match terms.of(shared) {
            Ok(of_day) => found.parts.entry((terms.energy, since)).or_default().push(of_day),
            Err(why) => return Ok(Err(why)),
        }
    }
    Ok(Ok(found))
}

/// What a point received on each day at peak and off-peak, in mWh; `None` if nobody says where quarter-hours lie.
fn rates_of(
    engine: &mut Engine,
    run: &KeptRun,
    (dso, ean): (units::Dso, Ean),
    now: Instant,
) -> Result<Option<BTreeMap<SettlementDay, [i64; 2]>>, Failure> {
    let Some(folder) = engine.quarters.clone() else { return Ok(None) };
    let time = crate::share::runs::time_of(Month(run.month))?;
    let manifest = SqlManifest(engine.store.another()?);
    let mut intervals = crate::share::runs::Intervals::open(&folder, manifest, None)?;
    let received = crate::share::runs::written(&mut intervals, dso, run, ean)?.offtake;
    by_slot(engine, dso, (time, &received), now).map(Some)
}

/// Sums of each day at peak and off-peak, in mWh.
pub fn by_slot(
    engine: &Engine,
    dso: units::Dso,
    (time, received): (Time, &[i64]),
    now: Instant,
) -> Result<BTreeMap<SettlementDay, [i64; 2]>, Failure> {
    let days = (time.first.day(), time.end().day());
    let calendars = Calendars::of(engine.books.parameters(), dso, days, now)?;
    let mut found: BTreeMap<SettlementDay, [i64; 2]> = BTreeMap::new();
    for (quarter, mwh) in received.iter().enumerate().filter(|(_, mwh)| **mwh > 0) {
        let at = time.at(quarter);
        let [peak, off_peak] = found.entry(at.day()).or_default();
        let slot = if calendars.slot(at) == TariffSlot::Peak { peak } else { off_peak };
        *slot = slot.saturating_add(*mwh);
    }
    Ok(found)
}
