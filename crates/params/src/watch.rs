//! Parameters of what watches whether people can top up and be told. Source: CG-19; the documents name no number,
//! ours stop cuts rather early.

use crate::book::ParameterError;
use crate::typed::Reader;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WatchParameters {
    /// Minutes without money over a way that usually has some.
    pub quiet_min: i64,
    /// So many top-ups in that time make it usual, in each of the weeks that are looked at.
    pub usual_least: usize,
    pub usual_weeks: i64,
    /// Calendar days without a statement of the bank.
    pub bank_quiet_days: i32,
    /// Minutes in which no message has left, and so many were tried in vain.
    pub sms_wait_min: i64,
    pub sms_least: usize,
}

impl WatchParameters {
    pub(crate) fn read(from: &Reader<'_>) -> Result<Self, ParameterError> {
        Ok(Self {
            quiet_min: from.int("watch.quiet_min")?,
            usual_least: from.count("watch.usual_least")?,
            usual_weeks: from.int("watch.usual_weeks")?,
            bank_quiet_days: from.small("watch.bank_quiet_days")?,
            sms_wait_min: from.int("watch.sms_wait_min")?,
            sms_least: from.count("watch.sms_least")?,
        })
    }
}
