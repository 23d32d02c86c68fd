//! The guards, one by one.

use crate::breaker::breaker;
use crate::case::{CutCase, Ground, LawfulBasis};
use crate::second::Disagreement;
use calendar::{Instant, ProtectedHours};
use serde::{Deserialize, Serialize};

/// Changes whenever a guard does: a proof names the evaluator that made it.
pub const EVALUATOR_VERSION: &str = "guards-2";

macro_rules! guards {
    ($($variant:ident = $id:literal;)*) => {
        /// A guard of DOMAIN 4.1.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Guard { $(#[serde(rename = $id)] $variant,)* }

        impl Guard {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }
        }
    };
}

guards! {
    SettledBalance = "CG-01";
    FreshData = "CG-02";
    MeasuredOnly = "CG-03";
    ProtectedHours = "CG-04";
    RightMeasure = "CG-05";
    WinterAndRelief = "CG-06";
    MoneyInFlight = "CG-07";
    OwnIncident = "CG-08";
    Flag = "CG-09";
    Warned = "CG-10";
    Lawful = "CG-11";
    RightPoint = "CG-12";
    SecondOpinion = "CG-13";
    StopSwitch = "CG-14";
    FleetBreaker = "CG-15";
    Waves = "CG-16";
    ShortLife = "CG-17";
    WayBack = "CG-18";
}

impl Guard {
    /// The guards that are checked again when the order is sent: those CG-17 names, and those whose ground
    /// may fall away while an order waits for a silent meter: a doubt about the point, a lawful ground that
    /// has ended, a run that was undone. Source: CG-17, CG-11, CG-12, CG-18.
    pub fn is_checked_at_sending(self) -> bool {
        self <= Self::Flag
            || matches!(self, Self::StopSwitch | Self::Lawful | Self::RightPoint | Self::WayBack)
    }
}

/// What may be ordered. Source: CG-05.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    Disconnect,
    Limit { ampere: i64 },
}

/// One guard's word, with the values it looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuardResult {
    pub guard: Guard,
    pub holds: bool,
    pub values: String,
}

/// What a decision point comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Every guard holds.
    Order { measure: Measure, expires_at: Instant },
    /// The supply stays on.
    Refused { failing: Vec<Guard> },
}

/// Judges a case. Pure: the same case gives the same results.
pub fn evaluate(case: &CutCase) -> (Decision, Vec<GuardResult>) {
    let results: Vec<GuardResult> = Guard::ALL
        .iter()
        .map(|guard| {
            let (holds, values) = judge(*guard, case);
            GuardResult { guard: *guard, holds, values }
        })
        .collect();
    let failing: Vec<Guard> =
        results.iter().filter(|result| !result.holds).map(|result| result.guard).collect();
    let decision = if failing.is_empty() {
        Decision::Order { measure: measure(case), expires_at: expiry(case) }
    } else {
        Decision::Refused { failing }
    };
    (decision, results)
}

/// What the second evaluator objects to, and the guard that should have seen it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    pub text: String,
    pub concerns: Option<Guard>,
}

impl From<Disagreement> for Objection {
    fn from(disagreement: Disagreement) -> Self {
        let concerns = match disagreement {
            Disagreement::Balance { .. } | Disagreement::Unbalanced => None,
            Disagreement::NotExhausted { .. } => Some(Guard::SettledBalance),
            Disagreement::NotMeasured { .. } => Some(Guard::MeasuredOnly),
            Disagreement::Protected { .. } => Some(Guard::ProtectedHours),
            Disagreement::MoneyInFlight { .. } => Some(Guard::MoneyInFlight),
        };
        Self { text: disagreement.to_string(), concerns }
    }
}

/// What may be ordered at most, if every guard holds.
pub fn measure(case: &CutCase) -> Measure {
    if case.entitled_to_minimum_supply {
        Measure::Limit { ampere: case.limiter_ampere }
    } else {
        Measure::Disconnect
    }
}

fn expiry(case: &CutCase) -> Instant {
    case.at.plus_min(case.order_life_min)
}

/// The calendar in force at `at`: tomorrow's may differ from today's.
fn calendar_at(case: &CutCase, at: Instant) -> &ProtectedHours {
    match &case.protected_hours_next {
        Some(next) if at.day() > case.at.day() => next,
        Some(_) | None => &case.protected_hours,
    }
}

/// The first start of protected hours from `from` on, by the calendars of today and tomorrow;
/// `None` if neither names one, which is no licence to cut.
fn protected_start(case: &CutCase, from: Instant) -> Option<Instant> {
    let today = case.protected_hours.start_after(from);
    let Some(next) = &case.protected_hours_next else { return today };
    let midnight = case.at.day().end();
    match today {
        Some(start) if start < midnight => Some(start),
        Some(_) | None => next.start_after(midnight.max(from)),
    }
}

fn next_protected_start(case: &CutCase) -> Option<Instant> {
    protected_start(case, case.at)
}

/// The start of the next stretch; inside protected hours, of the one after them.
fn next_stretch_start(case: &CutCase) -> Option<Instant> {
    let calendar = calendar_at(case, case.at);
    if !calendar.contains(case.at) {
        return next_protected_start(case);
    }
    protected_start(case, calendar.end_after(case.at)?)
}

fn hours_since(earlier: Instant, later: Instant) -> i64 {
    later.seconds_since(earlier).div_euclid(3600)
}

fn judge(guard: Guard, case: &CutCase) -> (bool, String) {
    match guard {
        Guard::SettledBalance => {
            let values = format!("balance {}, cut level {}", case.balance, case.cut_level);
            (case.balance <= case.cut_level, values)
        }
        Guard::FreshData => {
            let heard = case.last_heard.map_or("never".to_owned(), Instant::to_utc_string);
            let fresh =
                case.last_heard.is_some_and(|heard| heard.plus_h(case.fresh_max_age_h) >= case.at);
            let settled = case.settled_to.map_or("nothing".to_owned(), |day| day.to_string());
            let values = format!(
                "heard {heard}, at most {} h ago; settled to {settled}",
                case.fresh_max_age_h
            );
            (fresh && case.yesterday_settled, values)
        }
        Guard::MeasuredOnly => {
            let hold = case.hold.as_deref().unwrap_or("none");
            let values = format!(
                "measured balance {}, cut level {}, hold {hold}",
                case.measured_balance, case.cut_level
            );
            (case.hold.is_none() && case.measured_balance <= case.cut_level, values)
        }
        Guard::ProtectedHours => {
            let inside = calendar_at(case, case.at).contains(case.at);
            let margin = case.at.plus_min(case.window_end_margin_min);
            let start = next_protected_start(case);
            let text = start.map_or("unknown".to_owned(), Instant::to_local_string);
            let values = format!(
                "{} is {}; next protected hours {text}, margin {} min",
                case.at.to_local_string(),
                if inside { "protected" } else { "open" },
                case.window_end_margin_min
            );
            (!inside && start.is_some_and(|start| start > margin), values)
        }
        Guard::RightMeasure => {
            let fits = !case.entitled_to_minimum_supply || case.limiter_ampere > 0;
            let entitled = if case.entitled_to_minimum_supply { "" } else { "not " };
            (fits, format!("{entitled}entitled to minimum supply: {:?}", measure(case)))
        }
        Guard::WinterAndRelief => {
            let values =
                format!("winter truce {}, relief open {}", case.winter_truce, case.relief_open);
            (!case.winter_truce && !case.relief_open, values)
        }
        Guard::MoneyInFlight => {
            let waits = case.no_cut_after_chargeback_until.filter(|until| case.at < *until);
            let until = waits.map_or("none".to_owned(), Instant::to_utc_string);
            let values =
                format!("pending {:?}, after chargeback until {until}", case.pending_payments);
            (case.pending_payments.is_empty() && waits.is_none(), values)
        }
        Guard::OwnIncident => (case.incidents.is_empty(), format!("{:?}", case.incidents)),
        Guard::Flag => (case.flags.is_empty(), format!("{:?}", case.flags)),
        Guard::Warned => match &case.notice {
            None => (false, "no notice".to_owned()),
            Some(notice) => {
                // Time to act begins when people could know.
                let since =
                    notice.told_at.map_or(notice.crossed_at, |at| at.max(notice.crossed_at));
                let old = case.at.seconds_since(since) >= case.notice_min_h.saturating_mul(3600);
                let told = notice.delivered || notice.channels.len() >= 2;
                let mut values = format!(
                    "crossed {}, {} h ago, at least {} h; tried on {:?}",
                    notice.crossed_at.to_utc_string(),
                    hours_since(since, case.at),
                    case.notice_min_h,
                    notice.channels
                );
                if notice.delivered {
                    values.push_str(", delivered");
                }
                (old && told, values)
            }
        },
        Guard::Lawful => {
            let basis = match (&case.ground, &case.basis) {
                (Ground::RefusalOrDebt { judgment_id }, _) => !judgment_id.is_empty(),
                (Ground::Exhausted, LawfulBasis::Request { id }) => !id.is_empty() && !case.refused,
                (Ground::Exhausted, LawfulBasis::Judgment { id }) => !id.is_empty(),
                (Ground::Exhausted, LawfulBasis::None) => false,
            };
            let values = format!(
                "{:?} on {:?}, refused {}, contract ended {}",
                case.ground, case.basis, case.refused, case.contract_ended
            );
            (basis && !case.contract_ended, values)
        }
        Guard::RightPoint => {
            let values = format!(
                "binding disputed {}, meter changed since the last settled day {}",
                case.binding_disputed, case.swapped_since_settled
            );
            (!case.binding_disputed && !case.swapped_since_settled, values)
        }
        Guard::SecondOpinion => {
            let Some(objection) = &case.second_opinion else {
                return (true, "agrees".to_owned());
            };
            // Where the first evaluator refuses for the same reason, the two agree.
            let shared = objection.concerns.filter(|guard| *guard != Guard::SecondOpinion);
            let agree = shared.is_some_and(|guard| !judge(guard, case).0);
            (agree, objection.text.clone())
        }
        Guard::StopSwitch => (!case.stop_switch, format!("set {}", case.stop_switch)),
        Guard::FleetBreaker => {
            let fleet = &case.fleet;
            let breaker = breaker(fleet.median, fleet.breaker_abs, fleet.breaker_ratio_ppm);
            let values = format!(
                "{} candidates, counted {}, bound {}",
                fleet.candidates,
                fleet.counted,
                breaker.bound()
            );
            (fleet.counted && breaker.passes(fleet.candidates), values)
        }
        Guard::Waves => {
            let large = case.fleet.campaign || case.fleet.candidates > case.fleet.wave_auto_max;
            let waves = case.fleet.waves;
            let reached = case.approvals.complete() && waves.place_ppm < waves.released_ppm;
            let mut values = format!(
                "campaign {}, {} candidates of {} without checks, {:?}, {waves:?}",
                case.fleet.campaign,
                case.fleet.candidates,
                case.fleet.wave_auto_max,
                case.approvals
            );
            // Of a decision that nobody asked for nothing is said: proofs from before say it in the same words.
            if !case.asked_by.is_empty() {
                values.push_str(&format!(", asked by {:?}", case.asked_by));
            }
            (!waves.paused && (!large || reached) && case.asked_as_it_must(), values)
        }
        Guard::ShortLife => {
            let expires = expiry(case);
            let start = next_stretch_start(case);
            let text = start.map_or("unknown".to_owned(), Instant::to_local_string);
            let before = start.is_some_and(|start| expires <= start);
            let values = format!("expires {}, protected from {text}", expires.to_local_string());
            (case.order_life_min > 0 && before, values)
        }
        Guard::WayBack => {
            let back = case.way_back;
            let held = back.held_after_undo_until.filter(|until| case.at < *until);
            let until = held.map_or("none".to_owned(), Instant::to_utc_string);
            let values = format!(
                "path healthy {}, staff reachable {}, after an undo until {until}",
                back.path_healthy, back.staff_reachable
            );
            (back.path_healthy && back.staff_reachable && held.is_none(), values)
        }
    }
}
