//! Parameters of what households ask and complain about. Source: PR-22; the documents name no number, ours
//! protect the household.

use crate::book::ParameterError;
use crate::typed::Reader;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseParameters {
    pub call_back_working_days: u16,
    pub answer_working_days: u16,
    /// Days after an answer in which the same complaint bars no cut again.
    pub hold_again_days: i32,
    /// So often somebody who asked to be called is called in vain before it ends.
    pub call_tries: usize,
    /// Hours between two tries, at least.
    pub call_again_h: i64,
    /// Months in which what somebody asks about their own data is answered.
    pub data_months: i32,
    /// Days in which a household answers what its social service proposes for a plan.
    pub proposal_days: i32,
}

impl CaseParameters {
    pub(crate) fn read(from: &Reader<'_>) -> Result<Self, ParameterError> {
        Ok(Self {
            call_back_working_days: from.working_days("case.call_back_working_days")?,
            answer_working_days: from.working_days("case.answer_working_days")?,
            hold_again_days: from.small("case.hold_again_days")?,
            call_tries: from.count("case.call_tries")?,
            call_again_h: from.int("case.call_again_h")?,
            data_months: from.small("rights.answer_months")?,
            proposal_days: from.small("plan.proposal_days")?,
        })
    }
}
