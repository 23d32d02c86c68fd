//! Quality of supply from what meters measured: voltage by phase against dated limits, complaints with their
//! evidence, single-phase points to move, load against ratings, circuits at risk, deployment, and what a
//! customer sees of an installation that trips. Source: DOMAIN 12, PR-14.
//!
//! Whole numbers throughout: millivolts, milliwatt-hours, watts, parts of a thousand or a million.

mod complaint;
mod current;
mod deployment;
mod limits;
mod load;
mod phase;
mod rebalance;
mod risk;
mod trips;
mod voltage;

pub use complaint::{Case, CaseError, CaseState, Event, Evidence, Form, Step};
pub use current::{
    CurrentError, CurrentMean, CurrentProfile, MilliAmperes, PhaseCurrent, currents,
};
pub use deployment::{
    Deployment, Progress, Segment, Site, SiteFacts, Street, Target, TargetError, Targets, streets,
};
pub use limits::{Band, DatedLimits, LimitsError, MilliVolts, VoltageLimits};
pub use load::{
    Addition, Asset, FEWEST_MONTHS, Forecast, Load, LoadError, MonthPeak, Rating, Watts,
};
pub use phase::{Phase, PhaseError};
pub use rebalance::{Connection, Imbalance, Move, Point, Proposal, RebalanceError, rebalance};
pub use risk::{CircuitFacts, Reason, Risk, RiskWeights, rank};
pub use trips::{Advice, CustomerView, Trip, TripCause, customer_view};
pub use voltage::{Mean, PhaseWeek, Resolution, Verdict, VoltageError, VoltageReport, analyse};
