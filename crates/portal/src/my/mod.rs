//! A household's own pages, and the way in. Source: UX 8.1 P-14, 8.2.

mod api;
mod gate;
mod pages;
mod paths;
mod routes;
pub(crate) mod sheet;
mod usage;
mod words;

pub use api::{
    Activation, AlertsWanted, Asked, Device, HelperLine, HelperRole, Household, LookLine, MyAlerts,
    MyCard, MyDay, MyError, MyHelpers, MyHome, MyMeter, MyMovements, MyReference, MyTopUp, MyUsage,
    Offered, Part, PasswordEntry, Refused, Sessions, SignedIn, TopUpEffect, Visitor, WhenLow,
};
pub(crate) use gate::Doors;
pub use gate::{Door, Gate};
pub use paths::Page;
pub use routes::{MyOptions, router};
