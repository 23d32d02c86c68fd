//! The second books of one prepaid account.
//!
//! Written to be checked by eye, not to be fast: every fact stays in a plain list, the balance is the
//! sum of a list, a residue is what a whole history of exact amounts leaves over, and every run looks
//! at all days again.

mod account;
mod decisions;
mod money;
mod netting;
mod parameters;
#[cfg(test)]
mod rules;
mod scenario;
mod settlement;
mod supply;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One line of what `replay` puts out. Source: DESIGN 6.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Line {
    Day(DayLine),
    Event(EventLine),
}

/// A settled, corrected or held day. Amounts and energies have six decimals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayLine {
    pub day: String,
    /// By register.
    pub energy_kwh: BTreeMap<String, String>,
    /// What the customer pays; negative if a correction gives back.
    pub charge_eur: String,
    /// What of it is owed apart, and leaves the balance as it was; absent if nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owed_apart_eur: Option<String>,
    pub relief_eur: String,
    pub collected_eur: String,
    /// After this line.
    pub balance_eur: String,
    pub credit_state: String,
    /// What is left of all debts, those under review included.
    pub debt_eur: String,
    /// 0 to 999,999,999.
    pub residue_femto_eur: u64,
    pub quality: String,
}

/// Something that happened, and how the account stood after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventLine {
    /// Local time of Brussels, with its offset.
    pub at: String,
    pub event: String,
    pub displayed: String,
    pub supply: String,
    pub limiter: String,
    pub balance_eur: String,
    pub amount_to_stay_on_eur: String,
    pub amount_to_clear_eur: String,
    /// Ids of the guards that refused.
    pub guards: Vec<String>,
}

/// Runs a scenario to its end. Errors: the first thing in it that cannot be understood or done.
pub fn run(scenario_json: &str) -> Result<Vec<Line>, String> {
    let scenario = scenario::Scenario::parse(scenario_json)?;
    account::Account::new(&scenario)?.keep()
}
