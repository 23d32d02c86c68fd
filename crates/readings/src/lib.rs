//! Register values of one supply point: what is known for each local midnight, whether it can be
//! true, the energy between two midnights, and an estimate where nothing is known.
//!
//! Values are in the register's own unit: milliwatt-hours for electricity, litres for gas. A better
//! value supersedes an earlier one and never overwrites it; nothing here knows the time.

mod days;
mod estimate;
mod plausibility;
mod regime;

pub use days::{Consumption, Exchanged, Midnight, ReadingError, Readings, Received, Registers};
pub use estimate::mean_half_up;
pub use plausibility::{Bounds, Implausible};
pub use regime::{Connection, Regime, RegimeLimits, in_time_until};
