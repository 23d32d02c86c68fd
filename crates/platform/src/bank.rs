//! The bank side of an operator: statements, suspense, payouts, reconciliation.

mod house;
mod import;
mod money;
mod registry;
mod survey;
mod suspense;
#[cfg(test)]
mod tests;
