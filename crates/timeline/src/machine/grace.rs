//! Grace: by an agent, or by a code that was issued ahead. Source: PA-45.

use super::{Timeline, TimelineError};
use calendar::Instant;
use prepay::{Grace, Rules};
use supply::{Cause, SupplyState};
use units::MicroEuro;

/// Grace as it was honoured.
#[derive(Debug, Clone, Copy)]
pub(super) struct Honoured<'a> {
    pub amount: MicroEuro,
    pub until: Instant,
    /// What a code is used up by.
    pub code: Option<&'a str>,
    /// May lie before it was learnt: a desk has no connection while the head-end is down.
    pub at: Instant,
}

impl Timeline {
    /// Lowers the cut level for a time, and releases a supply that is off. The balance does not move.
    /// A code that was used changes nothing. Source: PA-45, ST-09.
    pub(super) fn grant_grace(
        &mut self,
        grace: Honoured<'_>,
        learnt_at: Instant,
        rules: Rules<'_>,
    ) -> Result<(), TimelineError> {
        if grace.code.is_some_and(|code| !self.codes_used.insert(code.to_owned())) {
            self.say(learnt_at, "grace", Vec::new(), rules);
            return Ok(());
        }
        let parameters = rules.parameters.at(grace.at.day(), learnt_at);
        if !parameters.grace_enabled || grace.until <= grace.at {
            self.say(learnt_at, "grace_refused", Vec::new(), rules);
            return Ok(());
        }
        if grace.until <= learnt_at {
            // It was honoured in time, and is over by now: nothing is left to delay.
            self.say(learnt_at, "grace", Vec::new(), rules);
            return Ok(());
        }
        let amount = grace.amount.min(parameters.grace_max);
        self.account.grant_grace(Grace { amount, until: grace.until });
        self.balance_moved(learnt_at, "grace", rules)?;
        self.grace_while_ordered = self.supply == SupplyState::DisconnectOrdered;
        self.release_by_grace(learnt_at, rules)
    }

    /// ST-09: a supply that is off returns with grace. So does one that is confirmed off by an order
    /// that was under way when grace was granted.
    pub(super) fn release_by_grace(
        &mut self,
        at: Instant,
        rules: Rules<'_>,
    ) -> Result<(), TimelineError> {
        if self.account.grace_at(at) > MicroEuro::ZERO {
            self.release(at, Cause::Grace, rules)?;
        }
        Ok(())
    }
}
