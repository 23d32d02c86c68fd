//! The proof of a decision: everything it rested on, in a chain, replaying to the same result.

use crate::case::CutCase;
use crate::decide::{Decision, EVALUATOR_VERSION, GuardResult, Objection, evaluate};
use crate::second::{JournalRead, SECOND_EVALUATOR_VERSION, second_opinion};
use ledger::{ChainHash, Digest};
use serde::{Deserialize, Serialize};

/// A reading that a decision rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    pub evaluator: String,
    pub second_evaluator: String,
    pub case: CutCase,
    pub second_read: JournalRead,
    /// Readings behind the last settled days: day, quality, version, when learnt.
    pub readings: Vec<String>,
    pub results: Vec<GuardResult>,
    pub decision: Decision,
    /// The decision's instant as the customer's clock showed it.
    pub local_time: String,
    pub before: ChainHash,
    pub hash: ChainHash,
}

/// Why a proof does not prove.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    #[error("the proof of {ean} cannot be written")]
    NotWritable { ean: String },
    #[error("the proof of {ean} was changed after it was made")]
    Changed { ean: String },
    #[error("the proof of {ean} was made by evaluator `{evaluator}`, which is not kept any more")]
    UnknownEvaluator { ean: String, evaluator: String },
    #[error("the proof of {ean} replays to another result")]
    OtherResult { ean: String },
    #[error("the proof of {ean} does not follow the proof before it")]
    Unlinked { ean: String },
}

impl Proof {
    /// Decides `case` and keeps everything the decision rests on.
    pub fn of(
        case: CutCase,
        second_read: JournalRead,
        readings: Vec<String>,
        before: ChainHash,
    ) -> Result<Self, ProofError> {
        let (decision, results) = evaluate(&case);
        let mut proof = Self {
            evaluator: EVALUATOR_VERSION.to_owned(),
            second_evaluator: SECOND_EVALUATOR_VERSION.to_owned(),
            local_time: case.at.to_local_string(),
            case,
            second_read,
            readings,
            results,
            decision,
            before,
            hash: ChainHash::START,
        };
        proof.hash = proof.computed_hash()?;
        Ok(proof)
    }

    fn computed_hash(&self) -> Result<ChainHash, ProofError> {
        let unhashed = Self { hash: ChainHash::START, ..self.clone() };
        let text = serde_json::to_string(&unhashed);
        let text = text.map_err(|_| ProofError::NotWritable { ean: self.case.ean.to_string() })?;
        let mut digest = Digest::default();
        digest.text(&text);
        Ok(digest.chained_to(self.before))
    }

    /// Decides again from what is kept. Errors: the record was changed, or gives another result.
    pub fn replay(&self) -> Result<(), ProofError> {
        let ean = || self.case.ean.to_string();
        if self.evaluator != EVALUATOR_VERSION || self.second_evaluator != SECOND_EVALUATOR_VERSION
        {
            let evaluator = self.evaluator.clone();
            return Err(ProofError::UnknownEvaluator { ean: ean(), evaluator });
        }
        if self.computed_hash()? != self.hash {
            return Err(ProofError::Changed { ean: ean() });
        }
        let (decision, results) = evaluate(&self.case);
        let second = second_opinion(&self.second_read, self.case.balance, self.case.at);
        let objection = second.err().map(Objection::from);
        if decision != self.decision
            || results != self.results
            || objection != self.case.second_opinion
        {
            return Err(ProofError::OtherResult { ean: ean() });
        }
        Ok(())
    }

    /// The decision in plain words, for the customer.
    pub fn in_plain_words(&self) -> String {
        let case = &self.case;
        let held = self.results.iter().filter(|result| result.holds).count();
        let what = match &self.decision {
            Decision::Order { .. } => "an order left",
            Decision::Refused { .. } => "the supply stayed on",
        };
        format!(
            "On {} {what} for the {} point {}. The balance was {} EUR and the limit {} EUR. {held} of {} checks held.",
            self.local_time,
            case.energy,
            case.ean,
            case.balance,
            case.cut_level,
            self.results.len(),
        )
    }
}

/// The hash that the next proof stands on.
pub fn last_of(proofs: &[Proof]) -> ChainHash {
    proofs.last().map_or(ChainHash::START, |proof| proof.hash)
}
