//! The supply of a point: its states, the orders that move it, and the meter's word for each.
//!
//! A transition that is not in the table is an error, never a default. Gas has no command that opens
//! a valve: the type does not exist.

mod command;
mod limiter;
mod planner;
mod state;

pub use command::{Answer, Cause, CommandEvent, CommandKind, CommandState, Lane, MeterCommand};
pub use limiter::{LimiterClock, LimiterEvent, LimiterState};
pub use planner::{LoadPlan, PlanError, TYPICAL, Typical, plan_load};
pub use state::{ControlState, NotInTable, SupplyEvent, SupplyState};
