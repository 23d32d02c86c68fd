//! Protected hours and the guards of a cut. Source: PA-14, DOMAIN 4.

use super::account::{Account, CreditState};
use super::supply::{Limiter, Supply};
use calendar::{Instant, SettlementDay, is_holiday};
use units::Energy;

/// Incidents of the way back to the light, which count for CG-18 and not for CG-08.
fn is_way_back(kind: &str) -> bool {
    ["reconnection_path", "no_staff"].contains(&kind)
}

/// Flags that have a guard of their own.
const NOT_CG_09: [&str; 3] = ["refusal", "binding", "contract_ended"];

impl Account<'_> {
    /// Profile `card-wal`: a day on which protection pauses from 08:00 to 16:00.
    pub fn working_day(&self, day: SettlementDay) -> bool {
        let holiday = self.flag_parameter("ndp.holidays", day) && is_holiday(day);
        !day.weekday().is_weekend() && !holiday
    }

    pub fn in_protected_hours(&self, at: Instant) -> bool {
        let day = at.day();
        let open = day.at(8, 0) <= at && at < day.at(16, 0);
        !(open && self.working_day(day))
    }

    /// The next instant from now on that is protected.
    fn next_protected(&self) -> Instant {
        if self.in_protected_hours(self.now) { self.now } else { self.today().at(16, 0) }
    }

    /// Source: ST-01 to ST-04, ST-16 and DOMAIN 3.10.
    pub fn decision_point(&mut self) {
        let unlimited = self.limiter_now() == Limiter::Off;
        let may_be_cut = match self.supply_now() {
            Supply::Connected => unlimited,
            // A limit that stands already cannot be ordered again.
            Supply::ReadyForReconnection => unlimited || !self.minimum_supply(),
            _ => false,
        };
        let exhausted = self.credit_state() == CreditState::Exhausted;
        if !may_be_cut || !exhausted || self.moved_out.is_some() || self.closed {
            return;
        }
        let failing = self.failing_guards();
        if failing.iter().any(|guard| guard == "CG-04") {
            self.tell_with("held_on", failing);
        } else if !failing.is_empty() {
            self.tell_with("cut_refused", failing);
        } else if self.minimum_supply() {
            self.order_limit();
        } else {
            self.order_disconnect();
        }
    }

    /// Source: PA-16, CG-05.
    fn minimum_supply(&self) -> bool {
        let activation_day = self.start.as_ref().map_or(self.today(), |start| start.day);
        self.scenario.energy == Energy::Electricity
            && self.is_protected(self.today())
            && self.flag_parameter("limiter.auto_for_protected", activation_day)
    }

    /// The ids of the guards that refuse, in order. CG-01 and CG-05 are in the decision point; CG-13
    /// is the product's own, CG-15 and CG-16 are about a fleet.
    fn failing_guards(&self) -> Vec<String> {
        [
            ("CG-02", !self.fresh()),
            ("CG-03", !self.exhausted_by_measured_days()),
            ("CG-04", !self.clear_of_protected_hours()),
            ("CG-06", self.relief_stands()),
            ("CG-07", self.money_in_flight()),
            ("CG-08", self.own_incident()),
            ("CG-09", self.flags.iter().any(|flag| !NOT_CG_09.contains(&flag.as_str()))),
            ("CG-10", !self.warned()),
            ("CG-11", self.has_flag("refusal") || self.has_flag("contract_ended")),
            ("CG-12", self.has_flag("binding") || self.swapped_since_last_settled_day()),
            ("CG-14", self.stopped),
            ("CG-17", !self.order_would_be_short_lived()),
            ("CG-18", self.no_way_back()),
        ]
        .into_iter()
        .filter(|(_, fails)| *fails)
        .map(|(id, _)| id.to_owned())
        .collect()
    }

    fn has_flag(&self, name: &str) -> bool {
        self.flags.iter().any(|flag| flag == name)
    }

    fn fresh(&self) -> bool {
        let hours = self.parameter("cut.fresh_max_age_h", self.today());
        let heard = self.heard.iter().any(|at| at.plus_h(hours) >= self.now);
        let yesterday = self.today().previous();
        heard && self.settled.iter().any(|line| line.day == yesterday)
    }

    /// The credit would be exhausted without what was only estimated, and without what corrections
    /// took of late.
    fn exhausted_by_measured_days(&self) -> bool {
        let today = self.today();
        let grace_days = self.parameter("correction.grace_days", today);
        let last_lines = self.last_lines();
        let in_doubt: i64 = self
            .settled
            .iter()
            .filter(|line| {
                let still_provisional =
                    !last_lines.get(&line.day).is_some_and(|last| last.measured);
                let took_of_late = line.correction
                    && line.from_balance > 0
                    && i64::from(today.days_since(line.posted_on)) < grace_days;
                still_provisional || took_of_late
            })
            .map(|line| line.from_balance)
            .sum();
        let of_sharing = self.shared.iter().filter(|shared| {
            shared.taken > 0 && i64::from(today.days_since(shared.posted_on)) < grace_days
        });
        let in_doubt = in_doubt + of_sharing.map(|shared| shared.taken).sum::<i64>();
        self.hold.is_none() && self.balance() + in_doubt <= -self.emergency_limit()
    }

    fn clear_of_protected_hours(&self) -> bool {
        let margin_min = self.parameter("cut.window_end_margin_min", self.today());
        self.next_protected() > self.now.plus_min(margin_min)
    }

    fn relief_stands(&self) -> bool {
        self.reliefs.iter().any(|relief| match relief.granted {
            None => true,
            Some(true) => self.today() <= end_of_winter(relief.requested),
            Some(false) => false,
        })
    }

    fn money_in_flight(&self) -> bool {
        let hours = self.parameter("chargeback.no_cut_h", self.today());
        !self.pending.is_empty() || self.chargebacks.iter().any(|at| self.now < at.plus_h(hours))
    }

    pub fn own_incident(&self) -> bool {
        let hours = self.parameter("outage.recovery_h", self.today());
        self.incidents
            .iter()
            .filter(|incident| !is_way_back(&incident.kind))
            .any(|incident| incident.recovered.is_none_or(|at| self.now < at.plus_h(hours)))
    }

    fn warned(&self) -> bool {
        let hours = self.parameter("cut.notice_min_h", self.today());
        self.warned_since.is_some_and(|since| since.plus_h(hours) <= self.now)
    }

    fn swapped_since_last_settled_day(&self) -> bool {
        let last = self.settled.iter().map(|line| line.day).max();
        self.swaps.iter().any(|swap| last.is_none_or(|last| swap.day > last))
    }

    /// Inside protected hours the stretch that counts is the one after, which begins at the end of the
    /// next time that is open.
    fn order_would_be_short_lived(&self) -> bool {
        let life_min = self.parameter("cut.order_life_min", self.today());
        let mut day = self.today();
        while !self.working_day(day) || day.at(16, 0) <= self.now {
            day = day.next();
        }
        self.now.plus_min(life_min) <= day.at(16, 0)
    }

    fn no_way_back(&self) -> bool {
        let nobody = |i: &super::account::Incident| i.kind == "no_staff" && i.recovered.is_none();
        self.way_back_is_out() || self.incidents.iter().any(nobody)
    }

    /// Broken, or whole for less than the time of recovery.
    pub fn way_back_is_out(&self) -> bool {
        let hours = self.parameter("outage.recovery_h", self.today());
        let of_path = self.incidents.iter().filter(|i| i.kind == "reconnection_path");
        of_path.map(|i| i.recovered).any(|end| end.is_none_or(|end| self.now < end.plus_h(hours)))
    }
}

/// 31 March of the winter in which `day` lies, or of the next one.
fn end_of_winter(day: SettlementDay) -> SettlementDay {
    let (year, month, _) = day.ymd();
    let year = if month <= 3 { year } else { year + 1 };
    SettlementDay::from_ymd(year, 3, 31).unwrap_or(day)
}
