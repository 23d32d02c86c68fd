//! The prepaid account.

mod account;
mod credit;
mod debt;
mod estimate;
mod night;
mod plan;
mod status;
mod supply_history;
mod topup;

pub use account::{
    Account, AccountError, Closed, DayLine, LeaveReason, Netted, NettedDay, NewAccount,
    PlanRefused, Refused, Repaid, Rules, Run, SettledDay, SharedCredit, Start, StopGround,
    StopRefused, Taken, bridge_start, chargeback_cause, may_stop, prices_of, starting_amounts,
};
pub use credit::{CreditState, Crossing, EmergencyStatus, Levels};
pub use debt::{CollectionRule, Creditor, DayOfCollection, Debt, DebtId};
pub use estimate::{
    Ahead, DayShape, DayType, ERROR_BUCKETS, ErrorSums, Estimate, Expectation, ExpectedDay,
    FigureKind, Freshness, HourlyShape, HoursOfDay, NotEstimated, Now, PastDay, ahead, error_edges,
    estimate, flat, flat_zero_after_s,
};
pub use night::{
    Attention, DayRow, Escalation, GroupTerms, Night, NightInput, NightPlan, Rates, TariffGroup,
    basis_code, basis_from_code,
};
pub use plan::{
    Charge, ExactCost, PlanError, Quality, Standing, Terms, audit, fixed_charge_of_day,
};
pub use status::{
    Aid, AidLot, Category, Grace, ProtectedInterval, ProtectedStatus, Relief, ReliefDecision,
};
pub use supply_history::{SupplyAt, SupplyHistory};
pub use topup::Split;
