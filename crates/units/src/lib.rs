//! Quantities and identifiers of the trade. A number has a unit, and the unit is a type.
//!
//! Money is whole micro-euro, energy whole milliwatt-hours, a price whole nano-euro per kilowatt-hour,
//! so that price times energy is a whole number of femto-euro and nothing is rounded before it is
//! summed. No floating point.

mod contact;
mod decimal;
mod ean;
mod energy;
mod identity;
mod money;
mod ogm;
mod people;

pub use contact::{Email, EmailError, Language, Phone, PhoneError};
pub use decimal::{UnitError, format_decimal, parse_decimal};
pub use ean::{Ean, EanError, PaymentReference};
pub use energy::{GasFactor, Litres, MilliWattHours, parts_per_million};
pub use identity::{AccountId, Dso, Energy, ObisCode, UnknownName};
pub use money::{FEMTO_PER_MICRO, MicroEuro, NanoEuroPerKwh, Residue, post};
pub use ogm::{Ogm, OgmError};
pub use people::same_person;
