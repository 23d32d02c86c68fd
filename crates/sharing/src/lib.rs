//! Energy sharing: groups, keys, and the allocation of each quarter-hour over columns.
//!
//! A [`Group`] says who is a member from when to when, and cuts time into [`Span`]s with a [`Plan`]
//! each. A plan allocates a [`Block`]: quarter-hours in rows, members in columns, whole
//! milliwatt-hours, exact. Source: DOMAIN 10.

pub mod advice;
mod brussels;
mod dossier;
mod exact;
mod explain;
mod group;
mod kernel;
mod key;
mod money;
pub mod month;
mod parameters;
mod plan;
mod ratios;
mod share;

pub use brussels::BrusselsType;
pub use dossier::{
    Act, Condition, Dossier, DossierError, FiledKey, Form, Joining, KeySpan, Membership, Metering,
    Notice, Opening, Paper, Perimeter, Place, Role, Signed, State, Terms, Told, Unmet, Verdict,
};
pub use explain::{Amount, Explanation, Step, StepKind};
pub use group::{Group, GroupError, Member, QUARTER_HOUR_US, Span};
pub use kernel::MISSING;
pub use key::{Key, Rounding, Rounds, UnknownName};
pub use money::{
    OfferedPrices, RepresentativeBill, SupplierBasis, discounted, gain_per_kwh, network_cost,
    paid_to_producers, prepaid_credit, representative_bill, supplier_basis,
};
pub use parameters::{EnergyComponent, PrepaidWhen, SharingParameters};
pub use plan::{AllocateError, Allocation, Block, LARGEST, Plan, Work};
pub use ratios::Ratios;
pub use share::{Share, ShareError};
