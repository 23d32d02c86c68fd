//! What may not be a constant: amounts, hours, dates and prices, each dated, per operator and
//! energy, with a second time axis for when it was recorded, and entered by one person and approved
//! by another.
//!
//! [`ParameterBook`] keeps every version. [`Parameters`] is what one operator and energy had on one
//! day, as typed values. [`PriceBook`] keeps the price versions.

mod book;
mod cases;
mod gaps;
mod help;
mod notices;
mod payments;
mod prices;
mod requests;
mod typed;
mod unread;
mod value;
mod visits;
mod watch;

pub use book::{Entry, ParameterBook, ParameterError, Scope};
pub use cases::CaseParameters;
pub use gaps::{Gap, GapKind, registers};
pub use help::{EarlyListPeriod, HelpParameters, UnderUse};
pub use notices::NoticeParameters;
pub use payments::{PaymentParameters, RemittanceBasis, RemittancePeriod};
pub use prices::{PriceBasis, PriceBook, PriceError, PriceVersion};
pub use requests::RequestParameters;
pub use typed::{
    ChargeFlags, EstimateMethod, LimiterBooking, ParameterSeries, Parameters, Season,
    SwapDebtBasis, WALL_CLOCK_DAY_MIN,
};
pub use unread::is_read;
pub use value::{Kind, Value};
pub use visits::VisitParameters;
pub use watch::WatchParameters;
