//! Whether quarter-hours can be true: holes, spikes, registers; and an estimate for what is missing.

mod drift;
mod estimate;
mod fill;
mod findings;

pub use drift::{Bound, DayCheck, DayDifference, check_days};
pub use estimate::{Basis, Estimate, EstimateError, estimate_day};
pub use fill::{Filled, Left, Why, fill, most_back};
pub use findings::{Finding, SpikeBounds, findings};
