//! Proofs of a client as a list of tasks: how each stands, by when, and a form to move one on. Source: UX S-06.

use super::Words;
use crate::cpas::api::{Proof, ProofState, ProofTask};
use crate::language::Writes as _;
use crate::pay::forms;
use crate::pay::frame::PageError;
use crate::words::fill;
use calendar::SettlementDay;
use units::Language;

pub(in crate::cpas) const PROOF: &str = "proof";
pub(in crate::cpas) const STATE: &str = "state";
pub(in crate::cpas) const DUE: &str = "due";
/// A proof is due within this many days at most.
const MOST_DAYS: i32 = 366;

/// What was keyed in and is shown again.
#[derive(Debug, Clone, Default)]
pub(in crate::cpas) struct Typed {
    pub proof: String,
    pub state: String,
    pub due: String,
}

impl Typed {
    /// What the fields say. Errors: at each field what is missing.
    pub(in crate::cpas) fn wanted(
        &self,
        language: Language,
        today: SettlementDay,
    ) -> Result<ProofTask, Vec<PageError>> {
        let m = Words::of(language);
        let (proof, state) = (Proof::of_name(&self.proof), ProofState::of_name(&self.state));
        let due = forms::day(&self.due);
        let due = due.filter(|day| (-MOST_DAYS..=MOST_DAYS).contains(&day.days_since(today)));
        let no_day = !self.due.is_empty() && due.is_none();
        match (proof, state) {
            (Some(proof), Some(state)) if !no_day => Ok(ProofTask { proof, state, due }),
            (proof, state) => {
                let wrong = [
                    (proof.is_none(), PROOF, m.e_proof),
                    (state.is_none(), STATE, m.e_state),
                    (no_day, DUE, m.e_due),
                ];
                let wrong = wrong.into_iter().filter(|(is_wrong, ..)| *is_wrong);
                Err(wrong.map(|(_, field, text)| PageError::at(field, text)).collect())
            }
        }
    }
}

fn proof_name(proof: Proof, m: &'static Words) -> &'static str {
    match proof {
        Proof::Household => m.p_household,
        Proof::Income => m.p_income,
        Proof::Status => m.p_status,
        Proof::Medical => m.p_medical,
        Proof::Bills => m.p_bills,
        Proof::Budget => m.p_budget,
    }
}

fn state_name(state: ProofState, m: &'static Words) -> &'static str {
    match state {
        ProofState::Missing => m.s_missing,
        ProofState::Asked => m.s_asked,
        ProofState::Received => m.s_received,
        ProofState::Sent => m.s_sent,
        ProofState::NotNeeded => m.s_not_needed,
    }
}

/// The list, and the form below it.
#[derive(Debug)]
pub(in crate::cpas) struct Proofs {
    pub m: &'static Words,
    /// A class for the colour and words that say the same, which proof, by when.
    pub rows: Vec<(&'static str, &'static str, &'static str, Option<String>)>,
    pub counts: String,
    pub proofs: Vec<(String, String)>,
    pub states: Vec<(String, String)>,
    pub typed: Typed,
}

impl Proofs {
    pub(in crate::cpas) fn new(
        tasks: &[ProofTask],
        typed: Typed,
        today: SettlementDay,
        language: Language,
    ) -> Self {
        let m = Words::of(language);
        let mut sorted: Vec<&ProofTask> = tasks.iter().collect();
        // What is open by its day, then the rest.
        sorted.sort_by_key(|one| {
            (!one.state.is_open(), one.due.is_none(), one.due, one.proof, one.state)
        });
        let row = |one: &&ProofTask| {
            let late = one.state.is_open() && one.due.is_some_and(|day| day < today);
            let class = match one.state {
                _ if late => "s5",
                ProofState::Missing | ProofState::Asked => "s3",
                ProofState::Received => "s2",
                ProofState::Sent | ProofState::NotNeeded => "s1",
            };
            let due = one.due.filter(|_| one.state.is_open()).map(|day| {
                fill(if late { m.late } else { m.due }, &[("day", &language.date(day))])
            });
            (class, state_name(one.state, m), proof_name(one.proof, m), due)
        };
        let open = tasks.iter().filter(|one| one.state.is_open()).count();
        let name = |name: &str, words: &str| (name.to_owned(), words.to_owned());
        Self {
            m,
            rows: sorted.iter().map(row).collect(),
            counts: fill(
                m.counts,
                &[("open", &open.to_string()), ("all", &tasks.len().to_string())],
            ),
            proofs: Proof::ALL.map(|one| name(one.name(), proof_name(one, m))).to_vec(),
            states: ProofState::ALL.map(|one| name(one.name(), state_name(one, m))).to_vec(),
            typed,
        }
    }
}
