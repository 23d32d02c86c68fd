//! The pages of a supplier: what it asks, what was paid for it, what it bills by, who lets it see more, and what it
//! disagrees with. Source: UX 8.7, PR-02, PA-33, PA-35, ES-15.

mod api;
mod forms;
mod pages;
mod paths;
mod routes;
mod sections;
mod told;
mod words;

pub use api::{
    BilledAt, BilledPeriod, ConsentLine, CustomerLine, CustomerPeriods, Customers, DisputeLine,
    DisputeWanted, Files, MonthLine, NotTaken, Overview, PayoutLine, PayoutStands, RequestLine,
    RequestWanted, Said, Settlement, SharedLine, SharedPoint, StatementOf, StatementTold,
    SupplierOffice, Sure, Tariff, TariffLine, TookPart, Wish,
};
pub use paths::Page;
pub use routes::{SupplierOptions, router};
