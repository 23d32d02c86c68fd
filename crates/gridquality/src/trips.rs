//! What a customer sees of an installation that stops on over-voltage. Source: GQ-07.

use crate::complaint::CaseState;
use crate::limits::VoltageLimits;
use crate::voltage::Mean;
use calendar::{Instant, SettlementDay};

/// A time without injection between two with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trip {
    pub start: Instant,
    /// The first instant after it.
    pub until: Instant,
    pub cause: TripCause,
}

/// Whether the meter's voltage explains it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TripCause {
    /// A phase was above the week's band just before or meanwhile: the network is too high.
    OverVoltage,
    /// Voltage was measured and was not: the installation or its settings.
    NotTheNetwork,
    /// No voltage was measured then.
    Unknown,
}

/// What may be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advice {
    Nothing,
    /// Voltage is too high: a complaint goes to the operator, the history attached.
    Complain,
    /// A complaint is open: wait for it.
    Wait,
    /// Ask the installer about settings and the cable to the meter.
    AskInstaller,
    /// Without voltage nobody can tell: a complaint has a meter placed.
    Measure,
}

/// What is shown. Source: GQ-07.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerView {
    pub trips: Vec<Trip>,
    pub over_voltage: usize,
    /// Seconds without injection, of all trips.
    pub lost_s: i64,
    pub advice: Advice,
    pub case: Option<CaseState>,
}

/// Quarter-hours.
const STEP_S: i64 = 900;
/// A longer time without injection is evening or a cloud, not a trip.
const LONGEST_S: i64 = 4 * 3_600;

/// Finds trips: quarter-hours with no injection between some with, on one day, for four hours at most. `injection`
/// is by quarter-hour, in milliwatt-hours and in order of time; one that is missing ends a trip unseen, since
/// what was not measured is no stop. At least `drop_from` has to be injected before and after.
pub fn customer_view(
    injection: &[(Instant, i64)],
    drop_from: i64,
    means: &[Mean],
    limits: impl Fn(SettlementDay) -> Option<VoltageLimits>,
    case: Option<CaseState>,
) -> CustomerView {
    let mut trips = Vec::new();
    let mut stopped: Option<Instant> = None;
    let mut before: Option<(Instant, i64)> = None;
    for &(start, energy) in injection {
        let follows = before.is_some_and(|(before, _)| {
            start.seconds_since(before) == STEP_S && before.day() == start.day()
        });
        let ran = before.is_some_and(|(_, energy)| energy >= drop_from);
        match (energy == 0, stopped) {
            _ if !follows => stopped = None,
            (true, None) if ran => stopped = Some(start),
            (true, _) => {}
            (false, Some(since)) if energy >= drop_from => {
                if start.seconds_since(since) <= LONGEST_S {
                    let cause = cause(since, start, means, limits(since.day()));
                    trips.push(Trip { start: since, until: start, cause });
                }
                stopped = None;
            }
            (false, _) => stopped = None,
        }
        before = Some((start, energy));
    }
    let of = |cause| trips.iter().filter(|trip: &&Trip| trip.cause == cause).count();
    let (over, other) = (of(TripCause::OverVoltage), of(TripCause::NotTheNetwork));
    let advice = match case {
        _ if trips.is_empty() => Advice::Nothing,
        Some(
            CaseState::Received | CaseState::Measured | CaseState::Diagnosed | CaseState::Action,
        ) => Advice::Wait,
        Some(CaseState::Closed) | None if over > 0 => Advice::Complain,
        Some(CaseState::Closed) | None if other > 0 => Advice::AskInstaller,
        Some(CaseState::Closed) | None => Advice::Measure,
    };
    let lost_s = trips.iter().map(|trip| trip.until.seconds_since(trip.start)).sum();
    CustomerView { over_voltage: over, trips, lost_s, advice, case }
}

/// By the means from a quarter-hour before the trip to its end. Without limits of that day nobody can tell.
fn cause(
    start: Instant,
    until: Instant,
    means: &[Mean],
    limits: Option<VoltageLimits>,
) -> TripCause {
    let Some(limits) = limits else { return TripCause::Unknown };
    let from = start.plus_s(-STEP_S);
    let mut near = means.iter().filter(|mean| mean.start >= from && mean.start < until).peekable();
    if near.peek().is_none() {
        return TripCause::Unknown;
    }
    let above = near.any(|mean| mean.voltage > limits.week.high);
    if above { TripCause::OverVoltage } else { TripCause::NotTheNetwork }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::MilliVolts;
    use crate::phase::Phase;

    fn at(quarter: u32) -> Instant {
        SettlementDay::from_ymd(2026, 6, 1).unwrap().quarter_start(quarter)
    }

    fn limits() -> VoltageLimits {
        "nominal=230 week=207..253 share=95% always=195.5..260 enough=90%".parse().unwrap()
    }

    fn injected(values: &[i64]) -> Vec<(Instant, i64)> {
        (48u32..).zip(values).map(|(quarter, value)| (at(quarter), *value)).collect()
    }

    fn mean(quarter: u32, volts: i64) -> Mean {
        let voltage = MilliVolts(volts * 1_000);
        Mean { start: at(quarter), phase: Phase::L3, voltage, injecting: None }
    }

    #[test]
    fn gq_07_a_trip_is_a_stop_between_two_runs_and_voltage_says_whose() {
        let series = injected(&[900, 800, 0, 0, 700, 0, 600]);
        let means = [mean(49, 254), mean(50, 249), mean(52, 240), mean(53, 241)];
        let view = customer_view(&series, 100, &means, |_| Some(limits()), None);
        assert_eq!(
            view.trips,
            [
                Trip { start: at(50), until: at(52), cause: TripCause::OverVoltage },
                Trip { start: at(53), until: at(54), cause: TripCause::NotTheNetwork },
            ]
        );
        assert_eq!((view.over_voltage, view.lost_s, view.advice), (1, 2_700, Advice::Complain));
        let waiting =
            customer_view(&series, 100, &means, |_| Some(limits()), Some(CaseState::Measured));
        assert_eq!((waiting.advice, waiting.case), (Advice::Wait, Some(CaseState::Measured)));
        let none = customer_view(&series, 100, &means, |_| None, None);
        assert_eq!((none.trips.len(), none.advice), (2, Advice::Measure), "no limits are loaded");
        let closed =
            customer_view(&series, 100, &means, |_| Some(limits()), Some(CaseState::Closed));
        assert_eq!(closed.advice, Advice::Complain);
    }

    #[test]
    fn gq_07_evening_clouds_and_gaps_are_no_trips() {
        let none = |series: &[(Instant, i64)]| {
            customer_view(series, 100, &[], |_| Some(limits()), None).trips.is_empty()
        };
        assert!(none(&injected(&[900, 0, 0])), "evening");
        assert!(none(&injected(&[900, 50, 0, 50, 900])), "a cloud");
        let mut gap = injected(&[900, 0, 0, 900]);
        gap.remove(2);
        assert!(none(&gap), "a quarter-hour that was not measured");
        let mut long = vec![0; 20];
        long[0] = 900;
        long[19] = 900;
        assert!(none(&injected(&long)), "longer than four hours");
        let view = customer_view(&injected(&[900, 0, 900]), 100, &[], |_| Some(limits()), None);
        assert_eq!(view.advice, Advice::Measure);
    }
}
