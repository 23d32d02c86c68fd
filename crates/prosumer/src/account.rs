//! The periods of one point from what is kept of it: each with what was counted, what compensation leaves or
//! what is sold, and what the network costs.

use crate::compensation::{Compensation, Rate};
use crate::counted::{BySlot, CountError, Counted, Flows};
use crate::dossier::{Contract, Cut, Dossier, DossierError};
use crate::installation::{ActError, Regime};
use crate::parameters::ProsumerParameters;
use crate::period::{Boundary, Period, PeriodError, Stretch, periods};
use crate::tariff::{NetworkCost, Slice, TariffError, TermsOnDay, network_cost};
use calendar::SettlementDay;
use std::collections::BTreeMap;
use units::MilliWattHours;

/// Quarter-hours by slot, where registers were not read.
pub trait QuarterHours {
    /// What flowed from the midnight that opens `from` to the one that opens `until`, and how many
    /// quarter-hours are missing in it. Errors: a sum does not fit.
    fn between(
        &self,
        from: SettlementDay,
        until: SettlementDay,
    ) -> Result<(Flows, u32), CountError>;
}

/// How it is known what was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// Of one meter, at both ends.
    Registers,
    /// The registers tell the whole of several years, and quarter-hours or, where some are missing, the number of days
    /// how much of it fell into this one. Source: PS-04.
    Estimated,
    /// So many are missing: then it is a lower bound.
    QuarterHours { missing: u32 },
}

/// A period, or what there is of one that goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    pub period: Period,
    pub source: Source,
    /// Its end is not a reading but the day up to which it was asked for.
    pub open: bool,
    pub regime: Regime,
    /// Of its first day.
    pub contract: Option<Contract>,
    /// In compensation. Source: PS-02, PS-03.
    pub compensation: Option<Compensation>,
    /// Source: PS-06.
    pub network: Result<NetworkCost, TariffError>,
}

/// Why there are no periods.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettleError {
    #[error(transparent)]
    Dossier(#[from] DossierError),
    #[error(transparent)]
    Period(#[from] PeriodError),
    #[error(transparent)]
    Act(#[from] ActError),
    #[error("could not count")]
    Count(#[from] CountError),
}

/// The periods from `begin` to `until`, in order. Registers are taken where the same meter was read at both
/// ends, else quarter-hours; what they tell of more than a year is divided at its anniversaries. Without a contract the
/// rate is single. `protected`: at the social tariff on a day.
/// Source: PS-02 to PS-07.
pub fn settle(
    dossier: &Dossier,
    (begin, until): (SettlementDay, SettlementDay),
    quarters: &impl QuarterHours,
    terms: &impl TermsOnDay,
    protected: &dyn Fn(SettlementDay) -> bool,
    parameters: &ProsumerParameters<'_>,
) -> Result<Vec<Settled>, SettleError> {
    let cuts = dossier.cuts(begin, until, parameters)?;
    let (mut stretches, mut sources) = (Vec::new(), Vec::new());
    let divided = divided(&cuts, quarters)?;
    for (place, pair) in cuts.windows(2).enumerate() {
        let [from, to] = pair else { continue };
        let (flows, source) = match divided.get(&place) {
            Some(flows) => (*flows, Source::Estimated),
            None => counted(from, to, quarters)?,
        };
        stretches.push(Stretch {
            from: from.on.start(),
            to: to.on.start(),
            counted: Counted::Separate(flows),
            ended_by: to.why,
        });
        sources.push(source);
    }
    let is_read = cuts.last().is_some_and(|cut| cut.closing.is_some());
    let mut settled = Vec::new();
    for period in periods(&stretches, parameters)? {
        let mut of_period = stretches
            .iter()
            .zip(&sources)
            .filter(|(stretch, _)| period.from <= stretch.from && stretch.to <= period.to);
        let source = of_period.try_fold(Source::Registers, |worst, (_, source)| {
            Some(match (worst, *source) {
                (Source::Registers, other) | (other, Source::Registers) => other,
                (Source::Estimated, other) | (other, Source::Estimated) => other,
                (Source::QuarterHours { missing }, Source::QuarterHours { missing: more }) => {
                    Source::QuarterHours { missing: missing.checked_add(more)? }
                }
            })
        });
        let source = source.ok_or(CountError::TooLarge)?;
        let first = period.from.day();
        let regime = dossier.installation.regime_on(first, parameters)?;
        let contract = dossier.contract_on(first).map(|(_, contract)| contract.clone());
        let rate = contract.as_ref().map_or(Rate::Single, |contract| contract.rate);
        let compensation = match regime {
            Regime::Compensation { .. } => Some(Compensation::of(period.counted, rate)?),
            Regime::Commercialisation { .. } => None,
        };
        let network = slices(dossier, &period, quarters, protected)
            .and_then(|slices| network_cost(regime, &slices, terms));
        let open = period.to == until.start() && !is_read;
        settled.push(Settled { period, source, open, regime, contract, compensation, network });
    }
    Ok(settled)
}

fn counted(
    from: &Cut,
    to: &Cut,
    quarters: &impl QuarterHours,
) -> Result<(Flows, Source), CountError> {
    if let (Some(opening), Some(closing)) = (from.opening, to.closing) {
        return Ok((closing.since(opening)?, Source::Registers));
    }
    let (flows, missing) = quarters.between(from.on, to.on)?;
    Ok((flows, Source::QuarterHours { missing }))
}

/// What registers that were read at both ends of more than a year tell of each part of it, by the place of the part.
/// The last one has what the others leave, so that nothing is lost or counted twice. Errors: a register that went back,
/// a sum that does not fit. Source: PS-04.
fn divided(
    cuts: &[Cut],
    quarters: &impl QuarterHours,
) -> Result<BTreeMap<usize, Flows>, SettleError> {
    let mut found = BTreeMap::new();
    // The last place whose registers are known, with only anniversaries since.
    let mut open: Option<(usize, &Cut)> = None;
    for (place, cut) in cuts.iter().enumerate() {
        if let (Some((first, from)), Some(closing)) = (open, cut.closing)
            && place.saturating_sub(first) > 1
            && let Some(opening) = from.opening
        {
            let mut left = closing.since(opening)?;
            let parts = cuts.get(first..=place).unwrap_or_default();
            for (of, pair) in (first..).zip(parts.windows(2)) {
                let [begin, end] = pair else { continue };
                let flows = if end.on == cut.on {
                    left
                } else {
                    part_of(left, (begin.on, end.on, cut.on), quarters)?
                };
                left = Flows {
                    offtake: left.offtake.minus(flows.offtake)?,
                    injection: left.injection.minus(flows.injection)?,
                };
                found.insert(of, flows);
            }
        }
        match (cut.opening, cut.why) {
            (Some(_), _) => open = Some((place, cut)),
            (None, Boundary::Anniversary) => {}
            (None, _) => open = None,
        }
    }
    Ok(found)
}

/// How much of what was counted from a day to `last` had flowed by `to`: by quarter-hours, if all of them are there and
/// they do not tell more than the registers, else in proportion to the days.
fn part_of(
    whole: Flows,
    (from, to, last): (SettlementDay, SettlementDay, SettlementDay),
    quarters: &impl QuarterHours,
) -> Result<Flows, SettleError> {
    let (flows, missing) = quarters.between(from, to)?;
    let fits =
        |part: BySlot, whole: BySlot| part.peak <= whole.peak && part.off_peak <= whole.off_peak;
    if missing == 0 && fits(flows.offtake, whole.offtake) && fits(flows.injection, whole.injection)
    {
        return Ok(flows);
    }
    let (days, all) = (i128::from(to.days_since(from)), i128::from(last.days_since(from)));
    let part = |energy: MilliWattHours| {
        let part = i128::from(energy.0).checked_mul(days).and_then(|sum| sum.checked_div(all));
        let part = part.and_then(|part| i64::try_from(part).ok());
        part.map(MilliWattHours).ok_or(CountError::TooLarge)
    };
    let of = |slots: BySlot| {
        Ok::<_, CountError>(BySlot { peak: part(slots.peak)?, off_peak: part(slots.off_peak)? })
    };
    Ok(Flows { offtake: of(whole.offtake)?, injection: of(whole.injection)? })
}

/// The parts of a period between New Years, changes of power and of protection. What the whole has is told by
/// the registers; how it spreads over the parts by quarter-hours, the last part having what is left.
/// Errors: quarter-hours that are needed are missing.
fn slices(
    dossier: &Dossier,
    period: &Period,
    quarters: &impl QuarterHours,
    protected: &dyn Fn(SettlementDay) -> bool,
) -> Result<Vec<Slice>, TariffError> {
    let (first, end) = (period.from.day(), period.to.day());
    let mut begins = vec![first];
    let mut day = first.next();
    while day < end {
        let (_, month, of_month) = day.ymd();
        let new_year = (month, of_month) == (1, 1);
        if new_year
            || dossier.powers().contains(&day)
            || protected(day) != protected(day.previous())
        {
            begins.push(day);
        }
        day = day.next();
    }
    let slice = |from: SettlementDay, to, counted| {
        let power = dossier.installation.power_on(from);
        Slice { from, to, counted, power, protected: protected(from) }
    };
    let mut slices = Vec::new();
    let mut left = period.counted;
    for (place, from) in begins.iter().enumerate() {
        let Some(to) = begins.get(place.saturating_add(1)) else {
            slices.push(slice(*from, end, left));
            break;
        };
        let (flows, missing) = quarters.between(*from, *to)?;
        if missing > 0 {
            return Err(TariffError::NotSplit { from: *from, to: *to, missing });
        }
        left = less(left, flows)?;
        slices.push(slice(*from, *to, Counted::Separate(flows)));
    }
    Ok(slices)
}

fn less(whole: Counted, part: Flows) -> Result<Counted, CountError> {
    match whole {
        Counted::Separate(flows) => Ok(Counted::Separate(Flows {
            offtake: flows.offtake.minus(part.offtake)?,
            injection: flows.injection.minus(part.injection)?,
        })),
        Counted::TurnedBack(net) => Ok(Counted::TurnedBack(net.minus(part.net()?)?)),
        Counted::TurnedBackSingle(net) => {
            let net = net.checked_sub(part.net()?.total()?);
            net.map(Counted::TurnedBackSingle).ok_or(CountError::TooLarge)
        }
    }
}

impl Settled {
    /// Whether its first reading, its last one or both are quarter-hours of which some are missing.
    pub fn missing(&self) -> u32 {
        match self.source {
            Source::Registers | Source::Estimated => 0,
            Source::QuarterHours { missing } => missing,
        }
    }

    /// What ended it; `None` while it goes on.
    pub fn ended_by(&self) -> Option<Boundary> {
        (!self.open).then_some(self.period.ended_by)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::power::Watts;
    use crate::{
        Entry, FourRegisters, JoinedSharing, PerRate, Sale, SharingRole, SignedNotice, Terms, Why,
    };
    use calendar::Instant;
    use params::ParameterBook;
    use units::Dso;

    fn day(text: &str) -> SettlementDay {
        text.parse().unwrap()
    }

    fn kwh(energy: i64) -> MilliWattHours {
        MilliWattHours(energy * 1_000_000)
    }

    fn registers(import: [i64; 2], export: [i64; 2]) -> FourRegisters {
        let by_slot =
            |[peak, off_peak]: [i64; 2]| BySlot { peak: kwh(peak), off_peak: kwh(off_peak) };
        FourRegisters {
            active_energy_import: by_slot(import),
            active_energy_export: by_slot(export),
        }
    }

    /// 2 kWh taken and 1 kWh injected a day, at peak; `self.0` quarter-hours missing in all.
    struct Daily(u32);

    impl QuarterHours for Daily {
        fn between(
            &self,
            from: SettlementDay,
            until: SettlementDay,
        ) -> Result<(Flows, u32), CountError> {
            let days = i64::from(until.days_since(from));
            let peak = |energy| BySlot { peak: kwh(energy), off_peak: kwh(0) };
            Ok((Flows { offtake: peak(2 * days), injection: peak(days) }, self.0))
        }
    }

    fn accepted() -> Entry {
        Entry::Accepted {
            on: day("2021-05-01"),
            apparent_power: "5.000".parse().unwrap(),
            power: Watts(5_000),
        }
    }

    fn contract(from: &str, rate: Rate, supplier: &str, sale: Option<Sale>) -> Entry {
        let supplier = supplier.to_owned();
        let contract = Contract { rate, supplier, sale, injection_price: None };
        Entry::Contract { from: day(from), contract }
    }

    fn read(on: &str, import: [i64; 2], export: [i64; 2]) -> Entry {
        let registers = registers(import, export);
        Entry::Read { on: day(on), registers, why: Boundary::YearlyReading }
    }

    fn terms() -> Terms {
        Terms { proportional: "0.15".parse().unwrap(), capacity: "80.98".parse().unwrap() }
    }

    fn settled(
        dso: Dso,
        entries: &[Entry],
        joined: &[JoinedSharing],
        (begin, until): (&str, &str),
        quarters: Daily,
    ) -> Vec<Settled> {
        let book = ParameterBook::shipped().unwrap();
        let parameters = ProsumerParameters::new(&book, dso, Instant(i64::MAX / 2));
        let dossier = Dossier::of(entries, joined, &parameters).unwrap();
        let days = (day(begin), day(until));
        settle(&dossier, days, &quarters, &terms(), &|_| false, &parameters).unwrap()
    }

    fn swapped_year() -> [Entry; 5] {
        let (old, new) = (registers([500, 300], [1_100, 100]), registers([0, 0], [0, 0]));
        [
            accepted(),
            contract("2026-01-01", Rate::Single, "Alpha", None),
            read("2026-01-01", [100, 100], [100, 100]),
            Entry::Swapped { on: day("2026-07-01"), old, new },
            read("2027-01-01", [700, 500], [200, 0]),
        ]
    }

    fn billed(settled: &Settled) -> MilliWattHours {
        settled.compensation.unwrap().billed.total().unwrap()
    }

    #[test]
    fn ps_04_a_swap_inside_a_year_keeps_it_whole_where_the_operator_says_so() {
        let year = ("2026-01-01", "2027-01-01");
        let whole = settled(Dso::Resa, &swapped_year(), &[], year, Daily(0));
        // 600 taken and 1,000 injected, then 1,200 and 200: the summer's surplus counts in winter.
        assert_eq!(whole.len(), 1);
        assert_eq!(billed(&whole[0]), kwh(600));
        assert_eq!(whole[0].source, Source::Registers);
        assert_eq!(whole[0].period.swaps, [day("2026-07-01").start()]);
        assert!(!whole[0].open);
        let cut = settled(Dso::Ores, &swapped_year(), &[], year, Daily(0));
        assert_eq!(cut.iter().map(billed).collect::<Vec<_>>(), [kwh(0), kwh(1_000)]);
    }

    /// A summer's surplus pays the winter of its own year, not that of the next.
    #[test]
    fn ps_04_nothing_is_netted_beyond_a_year_since_the_last_regularisation() {
        let entries = [
            accepted(),
            contract("2024-01-01", Rate::Single, "Alpha", None),
            read("2024-02-29", [0, 0], [0, 0]),
        ];
        let time = ("2024-02-29", "2026-05-01");
        let all = settled(Dso::Ores, &entries, &[], time, Daily(0));
        let days = |one: &Settled| (one.period.from.day(), one.period.to.day());
        let cut = [("2024-02-29", "2025-02-28"), ("2025-02-28", "2026-02-28")];
        let cut = cut.map(|(from, to)| (day(from), day(to)));
        assert_eq!(all.iter().map(days).take(2).collect::<Vec<_>>(), cut);
        assert_eq!(all.len(), 3);
        assert_eq!(all[0].ended_by(), Some(Boundary::Anniversary));
        assert_eq!(all[0].source, Source::QuarterHours { missing: 0 });
        assert!(all[2].open && !all[1].open);
        // Where nothing was ever read it is counted from the acceptance, whenever it is asked.
        for begin in ["2024-11-20", "2024-12-24"] {
            let all = settled(Dso::Ores, &[accepted()], &[], (begin, "2026-04-30"), Daily(0));
            assert_eq!(days(&all[1]), (day("2025-05-01"), day("2026-04-30")), "{begin}");
        }
    }

    /// What two readings tell of more than a year is divided, exactly, and marked.
    #[test]
    fn ps_04_a_late_reading_is_divided_at_the_anniversary() {
        let entries = [
            accepted(),
            read("2024-01-01", [0, 0], [0, 0]),
            // 366 days and 10: 2,000 and 1,003 in all.
            read("2025-01-11", [2_000, 0], [1_003, 0]),
        ];
        let time = ("2024-01-01", "2025-01-11");
        let all = settled(Dso::Ores, &entries, &[], time, Daily(0));
        let flows = |one: &Settled| match one.period.counted {
            Counted::Separate(flows) => (flows.offtake.peak, flows.injection.peak),
            other => panic!("{other:?}"),
        };
        // By quarter-hours 732 and 366 of it fell into the first year.
        assert_eq!(
            all.iter().map(flows).collect::<Vec<_>>(),
            [(kwh(732), kwh(366)), (kwh(1_268), kwh(637)),]
        );
        assert!(all.iter().all(|one| one.source == Source::Estimated && one.missing() == 0));
        assert_eq!(all[1].ended_by(), Some(Boundary::YearlyReading));
        // Where some of them are missing, by days: 366 of 376.
        let all = settled(Dso::Ores, &entries, &[], time, Daily(4));
        let part = |energy: i64| MilliWattHours(energy * 1_000_000 * 366 / 376);
        assert_eq!(flows(&all[0]), (part(2_000), part(1_003)));
        let sum = flows(&all[0]).1.0 + flows(&all[1]).1.0;
        assert_eq!(sum, kwh(1_003).0, "nothing is lost");
    }

    #[test]
    fn ps_06_the_lower_of_capacity_and_proportional_is_billed() {
        let entries = [
            accepted(),
            read("2026-01-01", [0, 0], [0, 0]),
            read("2027-01-01", [1_400, 1_400], [2_000, 0]),
        ];
        let year = ("2026-01-01", "2027-01-01");
        let all = settled(Dso::Ores, &entries, &[], year, Daily(0));
        let cost = all[0].network.clone().unwrap();
        let euro = |femto: i128| femto / 1_000_000_000_000_000;
        assert_eq!(cost.proportional_femto_eur.map(euro), Some(420));
        assert_eq!(cost.capacity_femto_eur.map(euro), Some(524));
        assert_eq!(euro(cost.billed_femto_eur), 420);
    }

    #[test]
    fn ps_10_from_the_day_of_loss_injection_is_sold_and_netted_no_more() {
        let notice = SignedNotice { signed_on: day("2026-02-20"), document: "N-1".into() };
        let joined = [JoinedSharing {
            on: day("2026-03-02"),
            role: SharingRole::Participant,
            notice: Some(notice),
        }];
        let entries = [
            accepted(),
            contract("2026-01-01", Rate::Single, "Alpha", None),
            contract(
                "2026-03-02",
                Rate::Single,
                "Alpha",
                Some(Sale::SecondSupplier("Beta".to_owned())),
            ),
        ];
        let time = ("2026-01-01", "2026-04-01");
        let all = settled(Dso::Ores, &entries, &joined, time, Daily(0));
        assert_eq!(all.len(), 2);
        assert_eq!(billed(&all[0]), kwh(60));
        assert_eq!(all[0].ended_by(), Some(Boundary::SupplierChange));
        assert_eq!(all[1].compensation, None);
        assert!(matches!(all[1].regime, Regime::Commercialisation { why: Why::Lost(_), .. }));
        assert_eq!(all[1].period.counted.gross().unwrap(), Some(kwh(60)));
        assert!(all[1].open);
    }

    #[test]
    fn ps_05_who_joins_sharing_in_compensation_without_a_notice_has_no_dossier() {
        let joined =
            [JoinedSharing { on: day("2026-03-02"), role: SharingRole::Producer, notice: None }];
        let book = ParameterBook::shipped().unwrap();
        let parameters = ProsumerParameters::new(&book, Dso::Ores, Instant(i64::MAX / 2));
        let refused = Dossier::of(&[accepted()], &joined, &parameters).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "the act of 2026-03-02 loses compensation and needs a notice signed before"
        );
    }

    #[test]
    fn ps_05_who_shared_before_the_panels_has_a_dossier_and_nothing_to_sign() {
        let joined =
            [JoinedSharing { on: day("2024-01-10"), role: SharingRole::Participant, notice: None }];
        let book = ParameterBook::shipped().unwrap();
        let parameters = ProsumerParameters::new(&book, Dso::Ores, Instant(i64::MAX / 2));
        let accepted = Entry::Accepted {
            on: day("2026-03-01"),
            apparent_power: "5.000".parse().unwrap(),
            power: Watts(5_000),
        };
        let buys = Some(Sale::SameSupplier);
        let entries = [accepted, contract("2026-03-01", Rate::Single, "Alpha", buys)];
        let dossier = Dossier::of(&entries, &joined, &parameters).unwrap();
        let regime = dossier.installation.regime_on(day("2026-03-01"), &parameters).unwrap();
        assert!(matches!(regime, Regime::Commercialisation { .. }));
    }

    #[test]
    fn ps_01_a_contract_says_who_buys_exactly_when_something_is_sold() {
        let book = ParameterBook::shipped().unwrap();
        let parameters = ProsumerParameters::new(&book, Dso::Ores, Instant(i64::MAX / 2));
        let of = |entries: &[Entry]| Dossier::of(entries, &[], &parameters);
        let buys = Some(Sale::SameSupplier);
        let early = [accepted(), contract("2026-01-01", Rate::Single, "Alpha", buys.clone())];
        let netted = of(&early).unwrap_err();
        assert_eq!(netted.to_string(), "injection is netted on 2026-01-01: nobody buys it");
        let late = Entry::Accepted {
            on: day("2024-01-01"),
            apparent_power: "5.000".parse().unwrap(),
            power: Watts(5_000),
        };
        let without = [late.clone(), contract("2026-01-01", Rate::Single, "Alpha", None)];
        let why = of(&without).unwrap_err().to_string();
        assert_eq!(why, "injection is sold on 2026-01-01: the contract has to say who buys it");
        of(&[late.clone(), contract("2026-01-01", Rate::Single, "Alpha", buys)]).unwrap();
        let second = Some(Sale::SecondSupplier("Alpha".to_owned()));
        let same = of(&[late, contract("2026-01-01", Rate::Single, "Alpha", second)]);
        assert!(same.unwrap_err().to_string().contains("not a second one"));
    }

    #[test]
    fn ps_06_a_period_over_a_new_year_needs_its_quarter_hours() {
        let entries = [
            accepted(),
            read("2025-12-01", [0, 0], [0, 0]),
            read("2026-03-01", [200, 0], [100, 0]),
        ];
        let time = ("2025-12-01", "2026-03-01");
        let known = settled(Dso::Ores, &entries, &[], time, Daily(0));
        let cost = known[0].network.clone().unwrap();
        // The whole is that of the registers: 200 kWh at 0.15.
        assert_eq!(cost.proportional_femto_eur, Some(30_000_000_000_000_000));
        let unknown = settled(Dso::Ores, &entries, &[], time, Daily(4));
        assert_eq!(
            unknown[0].network.clone().unwrap_err().to_string(),
            "4 quarter-hours are missing from 2025-12-01 to 2026-01-01: the period cannot be divided"
        );
    }

    #[test]
    fn ps_03_at_two_rates_each_register_is_netted_apart() {
        let mut entries = vec![
            accepted(),
            contract("2026-01-01", Rate::TwoRate, "Alpha", None),
            read("2026-01-01", [0, 0], [0, 0]),
            read("2027-01-01", [1_000, 2_000], [2_000, 500]),
        ];
        let year = ("2026-01-01", "2027-01-01");
        let all = settled(Dso::Ores, &entries, &[], year, Daily(0));
        let compensation = all[0].compensation.unwrap();
        let two =
            |peak, off_peak| PerRate::TwoRate(BySlot { peak: kwh(peak), off_peak: kwh(off_peak) });
        assert_eq!(compensation.billed, two(0, 1_500));
        assert_eq!(compensation.lost, two(1_000, 0));
        // Told once more, the contract of that day is the other one.
        entries.push(contract("2026-01-01", Rate::Single, "Alpha", None));
        let all = settled(Dso::Ores, &entries, &[], year, Daily(0));
        assert_eq!(billed(&all[0]), kwh(500));
    }

    #[test]
    fn what_is_kept_reads_back_as_it_was() {
        for entry in swapped_year() {
            let text = serde_json::to_string(&entry).unwrap();
            assert_eq!(serde_json::from_str::<Entry>(&text).unwrap(), entry);
        }
    }
}
