//! Protected status, aid, relief and grace: what stands beside the balance of people in need.

use calendar::{Instant, SettlementDay};
use params::{PriceBasis, Season};
use serde::{Deserialize, Serialize};
use units::MicroEuro;

/// Why somebody is protected. Source: PA-24.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    Federal,
    Regional,
    /// Granted in the crisis of 2021 to 2023.
    Conjunctural,
}

impl std::str::FromStr for Category {
    type Err = units::UnknownName;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "federal" => Ok(Self::Federal),
            "regional" => Ok(Self::Regional),
            "conjunctural" => Ok(Self::Conjunctural),
            _ => Err(units::UnknownName {
                text: text.to_owned(),
                expected: "a category of protection (federal, regional, conjunctural)",
            }),
        }
    }
}

/// A dated interval of protection, `[from, to)` in local days. Never edited: a later entry stands
/// beside it and withdraws it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProtectedInterval {
    pub category: Category,
    pub from: SettlementDay,
    pub to: Option<SettlementDay>,
    pub source: String,
    pub entered_by: String,
    pub entered_at: Instant,
    pub withdrawn_at: Option<Instant>,
}

/// All intervals of a holder. Source: PA-24.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ProtectedStatus(Vec<ProtectedInterval>);

impl ProtectedStatus {
    pub fn enter(&mut self, interval: ProtectedInterval) {
        self.0.push(interval);
    }

    /// The interval at `place` no longer holds, from `at` on in the knowledge of the platform.
    pub fn withdraw(&mut self, place: usize, at: Instant) {
        if let Some(interval) = self.0.get_mut(place) {
            interval.withdrawn_at = Some(at);
        }
    }

    /// All that were entered, also what was withdrawn.
    pub fn intervals(&self) -> &[ProtectedInterval] {
        &self.0
    }

    /// Any one interval is enough: any member of the household can open the right.
    pub fn protected_on(&self, day: SettlementDay) -> bool {
        self.0.iter().any(|interval| {
            interval.withdrawn_at.is_none()
                && interval.from <= day
                && interval.to.is_none_or(|end| day < end)
        })
    }

    /// Which price a day is charged at. Source: PA-08.
    pub fn basis_on(&self, day: SettlementDay) -> PriceBasis {
        if self.protected_on(day) { PriceBasis::Social } else { PriceBasis::Average }
    }

    /// The first day after `day` on which an interval begins or ends.
    pub fn next_change(&self, day: SettlementDay) -> SettlementDay {
        let edges = self.0.iter().flat_map(|interval| [Some(interval.from), interval.to]);
        let later = edges.flatten().filter(|edge| *edge > day);
        later.min().unwrap_or(SettlementDay(i32::MAX))
    }
}

/// Money from a social service or fund: a lot of its own, spent first. Source: PA-44.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AidLot {
    pub origin: String,
    pub left: MicroEuro,
}

/// The aid in an account.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Aid(Vec<AidLot>);

impl Aid {
    /// A lot of `amount` on a balance of `before`: what lifts the balance to zero is spent at once.
    pub fn receive(&mut self, origin: &str, amount: MicroEuro, before: MicroEuro) {
        let spent = before.0.saturating_neg().clamp(0, amount.0.max(0));
        let left = MicroEuro(amount.0.saturating_sub(spent));
        self.0.push(AidLot { origin: origin.to_owned(), left });
    }

    /// Aid pays before anything else, oldest lot first.
    pub fn spend(&mut self, amount: MicroEuro) {
        let mut due = amount.0.max(0);
        for lot in &mut self.0 {
            let part = due.min(lot.left.0);
            lot.left = MicroEuro(lot.left.0 - part);
            due -= part;
        }
    }

    pub fn left(&self) -> MicroEuro {
        MicroEuro(self.0.iter().map(|lot| lot.left.0).fold(0, i64::saturating_add))
    }

    pub fn lots(&self) -> &[AidLot] {
        &self.0
    }
}

/// What the commission said about relief.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReliefDecision {
    Pending,
    Granted { at: Instant },
    Refused { on: SettlementDay },
}

/// Winter relief on gas: granted at once and provisionally. Source: PA-23.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relief {
    pub requested_on: SettlementDay,
    pub decision: ReliefDecision,
}

impl Relief {
    /// Whether `day` is charged with relief: from the day after the request, in winter, until the
    /// day of a refusal.
    pub fn covers(&self, day: SettlementDay, winter: Season) -> bool {
        let refused = match self.decision {
            ReliefDecision::Refused { on } => day >= on,
            ReliefDecision::Pending | ReliefDecision::Granted { .. } => false,
        };
        self.requested_on < day && winter.contains(day) && !refused
    }

    /// Whether the request stands in the way of a cut on `day`: undecided, or granted for a winter
    /// that lasts. Source: CG-06.
    pub fn bars_cut(&self, day: SettlementDay, winter: Season) -> bool {
        match self.decision {
            ReliefDecision::Pending => true,
            ReliefDecision::Granted { .. } => day < winter.end_after(self.requested_on),
            ReliefDecision::Refused { .. } => false,
        }
    }
}

/// Extra credit by an agent, for a time: it delays a cut and never counts as payment.
/// Source: PA-45.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grace {
    pub amount: MicroEuro,
    /// First instant at which it no longer holds.
    pub until: Instant,
}

impl Grace {
    pub fn at(self, at: Instant) -> MicroEuro {
        if at < self.until { self.amount } else { MicroEuro::ZERO }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> SettlementDay {
        text.parse().unwrap()
    }

    fn eur(text: &str) -> MicroEuro {
        text.parse().unwrap()
    }

    #[test]
    fn pa_24_status_is_a_set_of_dated_intervals() {
        let mut status = ProtectedStatus::default();
        for (category, from, to) in [
            (Category::Conjunctural, "2021-02-01", Some("2023-07-01")),
            (Category::Federal, "2023-03-01", Some("2024-01-01")),
        ] {
            status.enter(ProtectedInterval {
                category,
                from: day(from),
                to: to.map(day),
                source: "BIM".to_owned(),
                entered_by: "an".to_owned(),
                entered_at: Instant(0),
                withdrawn_at: None,
            });
        }
        assert!(!status.protected_on(day("2021-01-31")));
        assert!(status.protected_on(day("2021-02-01")) && status.protected_on(day("2023-06-30")));
        assert!(status.protected_on(day("2023-07-01")), "the other interval holds");
        assert_eq!(status.next_change(day("2023-07-01")), day("2024-01-01"));
        status.withdraw(1, Instant(1));
        assert_eq!(status.basis_on(day("2023-07-01")), PriceBasis::Average);
        assert_eq!(status.basis_on(day("2023-06-30")), PriceBasis::Social);
    }

    #[test]
    fn pa_44_aid_repays_first_and_is_spent_first() {
        let mut aid = Aid::default();
        aid.receive("CPAS", eur("30"), eur("-22.765266"));
        assert_eq!(aid.left(), eur("7.234734"));
        aid.spend(eur("5"));
        assert_eq!(aid.left(), eur("2.234734"));
        aid.receive("fund", eur("10"), eur("2.234734"));
        aid.spend(eur("3"));
        let left: Vec<_> = aid.lots().iter().map(|lot| lot.left).collect();
        assert_eq!(left, [eur("0"), eur("9.234734")]);
    }

    #[test]
    fn pa_45_grace_ends_by_itself() {
        let grace = Grace { amount: eur("10"), until: Instant(100) };
        assert_eq!((grace.at(Instant(99)), grace.at(Instant(100))), (eur("10"), eur("0")));
    }

    #[test]
    fn pa_23_relief_runs_from_the_day_after_the_request_in_winter_until_a_refusal() {
        let winter = Season { first: (11, 1), last: (3, 31) };
        let mut relief =
            Relief { requested_on: day("2026-12-14"), decision: ReliefDecision::Pending };
        assert!(
            !relief.covers(day("2026-12-14"), winter) && relief.covers(day("2026-12-15"), winter)
        );
        assert!(!relief.covers(day("2027-04-01"), winter));
        assert!(relief.bars_cut(day("2027-06-01"), winter), "undecided for as long as it takes");
        relief.decision = ReliefDecision::Granted { at: Instant(0) };
        assert!(
            relief.bars_cut(day("2027-03-31"), winter)
                && !relief.bars_cut(day("2027-04-01"), winter)
        );
        relief.decision = ReliefDecision::Refused { on: day("2027-01-10") };
        assert!(
            relief.covers(day("2027-01-09"), winter) && !relief.covers(day("2027-01-10"), winter)
        );
        assert!(!relief.bars_cut(day("2027-01-10"), winter));
    }
}
