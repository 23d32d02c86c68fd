//! The head-end's side: associations with meters, and what is read and ordered through them.

mod association;
mod calendar_table;
mod clock;
mod head_end;
mod meter;
mod order;
mod profile_rows;
mod push;
mod rotate;
mod supply_control;
mod urgency;

pub use association::Association;
pub use calendar_table::{CalendarTable, SpecialDay};
pub use clock::Drift;
pub use head_end::{Dial, HeadEnd, MeterAddress, TcpDial, Timing};
pub use meter::{Amount, Identity, Registers};
pub use order::{Delivered, Gate, deliver};
pub use profile_rows::{ProfileRow, ProfileRows};
pub use push::{PushDirectory, PushLimits, Pushed};
pub use supply_control::{LeakTest, NO_LIMIT_AMPERE};
pub use urgency::{Urgency, Waiting};
