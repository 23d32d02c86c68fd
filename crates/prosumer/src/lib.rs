//! Households that produce: compensation by registers, selling of injection, the prosumer tariff,
//! single or two-rate, self-consumption, and the prepaid account in compensation.
//!
//! An [`Installation`] says on which day which [`Regime`] holds. [`Counted`] is what meters counted;
//! [`periods`] joins it to what is netted together. [`ProsumerParameters`] reads every date, power
//! and tariff: none stands in the code. Source: DOMAIN 9.

mod account;
mod advice;
mod compensation;
mod counted;
mod dossier;
mod forecast;
mod installation;
mod parameters;
mod period;
mod power;
mod prepayment;
mod selling;
mod tariff;

pub use account::{QuarterHours, SettleError, Settled, Source, settle};
pub use advice::{Advice, RatePrices, advise};
pub use compensation::{Compensation, PerRate, Rate};
pub use counted::{BySlot, CountError, Counted, Flows, FourRegisters, Production, SelfConsumption};
pub use dossier::{Contract, Cut, Dossier, DossierError, Entry, JoinedSharing, Produced};
pub use forecast::{Basis, DayFlow, Forecast, forecast};
pub use installation::{
    Act, ActError, Consequence, Installation, LossCause, Regime, SharingRole, SignedNotice, Why,
};
pub use parameters::{Eligibility, LossLimits, PrepayMethod, ProsumerParameters};
pub use period::{Boundary, CompensatedPeriod, Period, PeriodError, Stretch, compensate, periods};
pub use power::{VoltAmperes, Watts};
pub use prepayment::{RunningNet, prepaid_energy};
pub use selling::{
    InjectionContract, RegimeChange, Sale, SalePrices, SellingError, Settlement, sell,
};
pub use tariff::{Branch, NetworkCost, Slice, TariffError, Terms, TermsOnDay, network_cost};
