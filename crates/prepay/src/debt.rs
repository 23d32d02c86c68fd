//! Debts: COSEM charges, each with a rule of collection of its own.

use calendar::{SettlementDay, Weekday};
use ledger::LedgerAccount;
use params::ChargeFlags;
use serde::{Deserialize, Serialize};
use units::MicroEuro;

/// Number of a debt within its account, from 1.
pub type DebtId = u32;

/// How a debt is repaid. Source: PA-20.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CollectionRule {
    FixedPerDay(MicroEuro),
    /// Taken with the settlement of a Monday.
    FixedPerWeek(MicroEuro),
    /// Parts per million of what a top-up leaves above the reconnection level.
    ShareOfTopUp(i64),
    /// A person decides; nothing is collected.
    UnderReview,
}

/// Who is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Creditor {
    /// The operator, for a starting credit, a swap or a bridge.
    Advance,
    Operator,
    Supplier,
    /// The operator, for relief that the commission refused.
    Relief,
    Chargeback,
}

impl Creditor {
    /// Where the debt stands in the books.
    pub fn ledger_account(self) -> LedgerAccount {
        match self {
            Self::Advance => LedgerAccount::Advances,
            Self::Operator => LedgerAccount::DebtToOperator,
            Self::Supplier => LedgerAccount::DebtToSupplier,
            Self::Relief => LedgerAccount::DebtOfRelief,
            Self::Chargeback => LedgerAccount::DebtUnderReview,
        }
    }
}

/// A debt with its rule, its progress and its limits. Source: PA-20.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Debt {
    pub id: DebtId,
    pub creditor: Creditor,
    pub cause: String,
    pub rule: CollectionRule,
    pub total: MicroEuro,
    pub remaining: MicroEuro,
    /// Most that shares of top-ups may take in an ISO week.
    pub cap_per_week: Option<MicroEuro>,
    /// A fixed collection does not take the balance below it.
    pub floor: Option<MicroEuro>,
    /// 1 is collected first; advances stand before all others.
    pub priority: u8,
    /// First day with whose settlement it is collected.
    pub starts: SettlementDay,
    /// First day with which it no longer is.
    pub ends: Option<SettlementDay>,
    /// First day with which it is collected again, where people have suspended it.
    #[serde(default)]
    pub paused_until: Option<SettlementDay>,
    /// Instead of the operator's parameters.
    pub flags: Option<ChargeFlags>,
    /// One more for each change of the rule.
    pub version: u32,
    /// ISO week, and what shares took in it.
    taken: ((i32, u8), MicroEuro),
}

/// What decides whether a day's collection pauses. Source: PA-22.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayOfCollection {
    pub day: SettlementDay,
    /// The supply at the closing midnight is on.
    pub connected: bool,
    /// The limiter is on at the closing midnight.
    pub limited: bool,
    /// Emergency credit is in use after the day's energy.
    pub in_emergency_credit: bool,
    /// Exhausted after the day's energy: held on by protected hours or a guard.
    pub held_on: bool,
    pub flags: ChargeFlags,
}

impl DayOfCollection {
    /// Whether a debt with these flags is collected at all today.
    #[inline]
    pub fn collects(&self, own: Option<ChargeFlags>) -> bool {
        let flags = own.unwrap_or(self.flags);
        (self.connected || flags.when_disconnected)
            && (!self.limited || flags.when_limited)
            && (!self.in_emergency_credit || flags.in_emergency_credit)
            && (!self.held_on || flags.in_protected_hours)
    }
}

impl Debt {
    pub fn new(
        id: DebtId,
        creditor: Creditor,
        rule: CollectionRule,
        total: MicroEuro,
        priority: u8,
        starts: SettlementDay,
    ) -> Self {
        Self {
            id,
            creditor,
            cause: String::new(),
            rule,
            total,
            remaining: total,
            cap_per_week: None,
            floor: None,
            priority,
            starts,
            ends: None,
            paused_until: None,
            flags: None,
            version: 1,
            taken: ((0, 0), MicroEuro::ZERO),
        }
    }

    /// Whether people have suspended what `day` would take.
    pub fn is_paused(&self, day: SettlementDay) -> bool {
        self.paused_until.is_some_and(|until| day < until)
    }

    /// What is due with the settlement of `at.day`, given the balance before it is taken.
    pub fn due(&self, at: &DayOfCollection, balance: MicroEuro) -> MicroEuro {
        let amount = match self.rule {
            CollectionRule::FixedPerDay(amount) => amount,
            CollectionRule::FixedPerWeek(amount) if at.day.weekday() == Weekday::Mon => amount,
            CollectionRule::FixedPerWeek(_)
            | CollectionRule::ShareOfTopUp(_)
            | CollectionRule::UnderReview => return MicroEuro::ZERO,
        };
        let runs = self.starts <= at.day && self.ends.is_none_or(|end| at.day < end);
        if !runs || self.is_paused(at.day) || !at.collects(self.flags) {
            return MicroEuro::ZERO;
        }
        let above_floor = match self.floor {
            Some(floor) => MicroEuro(balance.0.saturating_sub(floor.0).max(0)),
            None => amount,
        };
        amount.min(self.remaining).min(above_floor)
    }

    /// What a top-up on `day` pays of this debt, of the part `base` that lies above the reconnection
    /// level: rounded down to the cent, limited by the week's cap and by what is left.
    /// Source: PA-21.
    pub fn share_of(&self, base: MicroEuro, day: SettlementDay) -> MicroEuro {
        let CollectionRule::ShareOfTopUp(ppm) = self.rule else { return MicroEuro::ZERO };
        if self.is_paused(day) {
            return MicroEuro::ZERO;
        }
        let exact = i128::from(base.0.max(0)) * i128::from(ppm) / 1_000_000;
        let share = MicroEuro(i64::try_from(exact).unwrap_or(i64::MAX)).whole_cents_down();
        let taken = if self.taken.0 == day.iso_week() { self.taken.1.0 } else { 0 };
        let room = match self.cap_per_week {
            Some(cap) => MicroEuro(cap.0.saturating_sub(taken).max(0)),
            None => share,
        };
        share.min(room).min(self.remaining)
    }

    /// Takes `amount` off the debt; a share counts against the week's cap.
    pub fn pay(&mut self, amount: MicroEuro, day: SettlementDay) {
        self.remaining = MicroEuro(self.remaining.0.saturating_sub(amount.0));
        if matches!(self.rule, CollectionRule::ShareOfTopUp(_)) {
            let week = day.iso_week();
            let before = if self.taken.0 == week { self.taken.1.0 } else { 0 };
            self.taken = (week, MicroEuro(before.saturating_add(amount.0)));
        }
    }

    /// Puts back what a share of a top-up of `day` took, and its room in the week's cap.
    pub fn give_back(&mut self, amount: MicroEuro, day: SettlementDay) {
        self.remaining = MicroEuro(self.remaining.0.saturating_add(amount.0));
        if self.taken.0 == day.iso_week() {
            self.taken.1 = MicroEuro(self.taken.1.0.saturating_sub(amount.0).max(0));
        }
    }

    /// More is owed, or less if below zero.
    pub fn grow(&mut self, by: MicroEuro) {
        self.total = MicroEuro(self.total.0.saturating_add(by.0));
        self.remaining = MicroEuro(self.remaining.0.saturating_add(by.0));
    }

    /// Another rule from now on; what was collected stays.
    pub fn change_rule(&mut self, rule: CollectionRule) {
        self.rule = rule;
        self.version = self.version.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eur(text: &str) -> MicroEuro {
        text.parse().unwrap()
    }

    fn day(text: &str) -> SettlementDay {
        text.parse().unwrap()
    }

    const ALL_BUT_OFF: ChargeFlags = ChargeFlags {
        when_disconnected: false,
        when_limited: true,
        in_emergency_credit: true,
        in_protected_hours: true,
    };

    fn on(day: SettlementDay) -> DayOfCollection {
        DayOfCollection {
            day,
            connected: true,
            limited: false,
            in_emergency_credit: false,
            held_on: false,
            flags: ALL_BUT_OFF,
        }
    }

    fn collect_all(debt: &mut Debt, mut at: SettlementDay) -> Vec<(String, String)> {
        let mut taken = Vec::new();
        for _ in 0..200 {
            let due = debt.due(&on(at), MicroEuro::ZERO);
            if due > MicroEuro::ZERO {
                debt.pay(due, at);
                taken.push((at.to_string(), due.to_string()));
            }
            at = at.next();
        }
        taken
    }

    #[test]
    fn pa_06_an_advance_of_8_ends_with_the_8th_collection_and_26_20_with_the_27th() {
        for (total, count, last) in [("8.00", 8, "1.000000"), ("26.20", 27, "0.200000")] {
            let rule = CollectionRule::FixedPerDay(eur("1"));
            let start = day("2026-11-03");
            let mut debt = Debt::new(1, Creditor::Advance, rule, eur(total), 0, start);
            let taken = collect_all(&mut debt, day("2026-11-02"));
            assert_eq!((taken.len(), taken.last().unwrap().1.as_str()), (count, last));
            assert_eq!(taken.first().unwrap().0, "2026-11-03");
        }
    }

    #[test]
    fn pa_20_a_plan_of_60_at_5_a_week_takes_12_mondays() {
        let rule = CollectionRule::FixedPerWeek(eur("5"));
        let mut debt = Debt::new(1, Creditor::Supplier, rule, eur("60"), 1, day("2026-01-01"));
        let taken = collect_all(&mut debt, day("2026-01-01"));
        assert_eq!(taken.len(), 12);
        assert!(taken.iter().all(|(on, _)| day(on).weekday() == Weekday::Mon));
    }

    #[test]
    fn pa_20_a_floor_an_end_and_a_new_rule_are_kept() {
        let rule = CollectionRule::FixedPerDay(eur("2"));
        let mut debt = Debt::new(1, Creditor::Operator, rule, eur("60"), 1, day("2026-01-01"));
        debt.floor = Some(eur("1"));
        assert_eq!(debt.due(&on(day("2026-01-05")), eur("2.50")), eur("1.50"));
        assert_eq!(debt.due(&on(day("2026-01-05")), eur("-2")), eur("0"));
        debt.floor = None;
        debt.ends = Some(day("2026-01-10"));
        assert_eq!(debt.due(&on(day("2026-01-10")), eur("9")), eur("0"));
        debt.change_rule(CollectionRule::FixedPerDay(eur("3")));
        assert_eq!((debt.version, debt.due(&on(day("2026-01-09")), eur("9"))), (2, eur("3")));
    }

    #[test]
    fn pa_20_a_suspended_plan_takes_nothing_and_goes_on_where_it_stopped() {
        let rule = CollectionRule::FixedPerWeek(eur("5"));
        let mut debt = Debt::new(1, Creditor::Supplier, rule, eur("15"), 1, day("2026-01-01"));
        debt.paused_until = Some(day("2026-01-12"));
        // Mondays: 5 January is suspended, 12, 19 and 26 are not.
        let taken: Vec<String> =
            collect_all(&mut debt, day("2026-01-01")).into_iter().map(|(on, _)| on).collect();
        assert_eq!(taken, ["2026-01-12", "2026-01-19", "2026-01-26"]);
        let mut share = Debt::new(2, Creditor::Supplier, rule, eur("15"), 1, day("2026-01-01"));
        share.rule = CollectionRule::ShareOfTopUp(250_000);
        share.paused_until = Some(day("2026-01-12"));
        assert_eq!(share.share_of(eur("20"), day("2026-01-11")), eur("0"));
        assert_eq!(share.share_of(eur("20"), day("2026-01-12")), eur("5"));
    }

    #[test]
    fn pa_22_collection_pauses_by_the_state_at_the_end_of_the_day() {
        let rule = CollectionRule::FixedPerDay(eur("1"));
        let mut debt = Debt::new(1, Creditor::Advance, rule, eur("20"), 0, day("2026-01-01"));
        let at = on(day("2026-01-05"));
        let due =
            |debt: &Debt, at: DayOfCollection| debt.due(&at, MicroEuro::ZERO) > MicroEuro::ZERO;
        assert!(due(&debt, at));
        assert!(!due(&debt, DayOfCollection { connected: false, ..at }));
        assert!(due(
            &debt,
            DayOfCollection { limited: true, in_emergency_credit: true, held_on: true, ..at }
        ));
        debt.flags = Some(ChargeFlags {
            when_disconnected: true,
            when_limited: false,
            in_emergency_credit: false,
            in_protected_hours: false,
        });
        assert!(due(&debt, DayOfCollection { connected: false, ..at }));
        assert!(!due(&debt, DayOfCollection { limited: true, ..at }));
        assert!(!due(&debt, DayOfCollection { in_emergency_credit: true, ..at }));
        assert!(!due(&debt, DayOfCollection { held_on: true, ..at }));
    }
}
