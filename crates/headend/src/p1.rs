//! The customer's port: what a meter says of itself each second, for live views and estimates.
//!
//! Telegrams of e-MUCS 1.7.1 and 2.1.1 and of DSMR 2 to 5. Nothing of it enters the prepaid account,
//! so a [`Telegram`] is no reading and there is no way to make one of it. Source: MT-16.

mod crc;
mod error;
mod field;
mod fields;
mod line;
mod moment;
mod port;
mod reader;
mod telegram;

pub use crc::crc16;
pub use error::{LineProblem, LineProblemKind, P1Problem, Refusal};
pub use port::{PortError, is_of_telegrams, listen_to, listen_until, read_file, read_file_until};
pub use reader::{Item, P1Reader};
pub use telegram::{
    Breaker, Crc, Demand, Device, DeviceKind, MonthPeak, Phase, Telegram, Threshold, Version,
};
