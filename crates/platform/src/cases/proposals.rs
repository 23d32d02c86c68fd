//! Another amount for what is repaid: a household, or its social service, proposes it in a case. It changes nothing until
//! somebody at the desk has agreed to it by an act of its own. Source: UX 8.2 C-08, 8.3 S-07, A-08, PA-20.

use super::Known;
use crate::engine::Engine;
use crate::failure::Failure;
use calendar::Instant;
use portal::my::RepaidBy;
use serde::{Deserialize, Serialize};
use units::MicroEuro;

/// What was proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    pub at: Instant,
    pub how: RepaidBy,
}

/// Whether it is an amount by the day or the week that is not more than what is left.
pub fn fits(how: RepaidBy, left: MicroEuro) -> bool {
    match how {
        RepaidBy::Day(each) | RepaidBy::Week(each) => MicroEuro::ZERO < each && each <= left,
        RepaidBy::Share(_) | RepaidBy::Review => false,
    }
}

/// Keeps a proposal with its case; a later one takes the place of an earlier one. Within the operator's lock.
pub fn propose(
    engine: &mut Engine,
    mut known: Known,
    proposal: Proposal,
) -> Result<Known, Failure> {
    known.stored.proposal = Some(proposal);
    let body = serde_json::to_string(&known.stored)?;
    engine.store.set_case(known.kept.id, known.kept.open, known.kept.due, &body)?;
    known.kept.body = body;
    Ok(known)
}
