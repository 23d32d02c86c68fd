//! An installation, what was done to it, and the regime that follows.

use crate::parameters::ProsumerParameters;
use crate::power::{VoltAmperes, Watts};
use calendar::SettlementDay;
use params::ParameterError;
use serde::{Deserialize, Serialize};

/// As what someone joins energy sharing. Both lose compensation. Source: PS-05.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SharingRole {
    Producer,
    Participant,
}

/// What is done to an installation or decided about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Net developable power of the whole installation from now on.
    PowerChanged {
        to: Watts,
    },
    JoinedSharing(SharingRole),
    /// The customer chooses to sell.
    GaveUp,
}

/// The customer's signed word that compensation will be lost, and where it is kept. Source: PS-05.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedNotice {
    pub signed_on: SettlementDay,
    pub document: String,
}

/// Which rule took compensation away. Source: PS-05.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LossCause {
    /// More was added in all than allowed since the rules began.
    PowerAdded {
        added: Watts,
    },
    /// More in all than allowed.
    PowerInAll {
        power: Watts,
    },
    Sharing(SharingRole),
    OwnChoice,
}

/// What an act did to compensation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consequence {
    None,
    CompensationLost(LossCause),
}

/// Why injection is sold and not netted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Accepted on or after the day from which there is no compensation. Source: PS-01.
    AcceptedLate,
    /// Of more apparent power than compensation allows. Source: PS-01.
    TooLarge,
    /// Compensation has ended for all. Source: PS-01.
    Ended,
    /// Lost for good. Source: PS-05.
    Lost(LossCause),
}

/// What holds on a day. Source: PS-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Regime {
    Compensation { last_day: SettlementDay },
    Commercialisation { since: SettlementDay, why: Why },
}

/// Why an act cannot be recorded, or no regime told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActError {
    #[error("an installation needs a power above zero, not {power} kWe")]
    NoPower { power: Watts },
    #[error("an installation needs an apparent power above zero, not {power} kVA")]
    NoApparentPower { power: VoltAmperes },
    #[error("an act of {on} comes after one of {last}")]
    OutOfOrder { on: SettlementDay, last: SettlementDay },
    #[error("the act of {on} loses compensation and needs a notice signed before")]
    NoticeMissing { on: SettlementDay, cause: LossCause },
    #[error("the notice signed on {signed_on} is later than the act of {on} that it is for")]
    NoticeLate { on: SettlementDay, signed_on: SettlementDay },
    #[error("the installation was accepted on {accepted_on}, after {day}")]
    NotYetAccepted { day: SettlementDay, accepted_on: SettlementDay },
    #[error("could not read the rules of {day}")]
    Parameter { day: SettlementDay, source: ParameterError },
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Recorded {
    on: SettlementDay,
    act: Act,
    notice: Option<SignedNotice>,
}

/// A production installation with the acts that touch its regime, in order of day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    accepted_on: SettlementDay,
    apparent_power: VoltAmperes,
    accepted_power: Watts,
    acts: Vec<Recorded>,
}

impl Installation {
    /// `accepted_on` is the date of the report of acceptance. Errors: a power of zero or below.
    pub fn accepted(
        accepted_on: SettlementDay,
        apparent_power: VoltAmperes,
        power: Watts,
    ) -> Result<Self, ActError> {
        if apparent_power.0 <= 0 {
            return Err(ActError::NoApparentPower { power: apparent_power });
        }
        positive(power)?;
        Ok(Self { accepted_on, apparent_power, accepted_power: power, acts: Vec::new() })
    }

    /// The date of the report of acceptance.
    pub fn accepted_on(&self) -> SettlementDay {
        self.accepted_on
    }

    /// Net developable power at the end of `day`: what the prosumer tariff counts. Source: PS-06.
    pub fn power_on(&self, day: SettlementDay) -> Watts {
        let until = self.acts.iter().take_while(|recorded| recorded.on <= day);
        let changes = until.filter_map(|recorded| match recorded.act {
            Act::PowerChanged { to } => Some(to),
            Act::JoinedSharing(_) | Act::GaveUp => None,
        });
        changes.last().unwrap_or(self.accepted_power)
    }

    /// What `act` on `on` would do, so that the customer can be told before signing.
    /// Errors: as [`Self::record`], but for the notice.
    pub fn consequence(
        &self,
        on: SettlementDay,
        act: Act,
        parameters: &ProsumerParameters<'_>,
    ) -> Result<Consequence, ActError> {
        let last = self.acts.last().map_or(self.accepted_on, |recorded| recorded.on);
        if on < last {
            return Err(ActError::OutOfOrder { on, last });
        }
        if let Act::PowerChanged { to } = act {
            positive(to)?;
        }
        if matches!(self.regime_on(on, parameters)?, Regime::Commercialisation { .. }) {
            return Ok(Consequence::None);
        }
        let mut after = self.clone();
        after.acts.push(Recorded { on, act, notice: None });
        let loss = after.loss(on, parameters)?;
        Ok(loss.map_or(Consequence::None, |(_, cause)| Consequence::CompensationLost(cause)))
    }

    /// It shared before it produced: it had nothing to lose, and has nothing to sign. Source: PS-05.
    pub(crate) fn shares_already(&mut self, role: SharingRole) {
        let (on, act) = (self.accepted_on, Act::JoinedSharing(role));
        self.acts.push(Recorded { on, act, notice: None });
    }

    /// Takes in what happened on `on`. Errors: an act earlier than the last one, a power of zero or
    /// below, or an act that loses compensation without a notice signed by that day. Source: PS-05.
    pub fn record(
        &mut self,
        on: SettlementDay,
        act: Act,
        notice: Option<SignedNotice>,
        parameters: &ProsumerParameters<'_>,
    ) -> Result<Consequence, ActError> {
        let consequence = self.consequence(on, act, parameters)?;
        if let Consequence::CompensationLost(cause) = consequence {
            match &notice {
                None => return Err(ActError::NoticeMissing { on, cause }),
                Some(SignedNotice { signed_on, .. }) if *signed_on > on => {
                    return Err(ActError::NoticeLate { on, signed_on: *signed_on });
                }
                Some(_) => {}
            }
        }
        self.acts.push(Recorded { on, act, notice });
        Ok(consequence)
    }

    /// The regime of `day`; a day of loss is already without compensation. Errors: a day before the
    /// acceptance, or rules that cannot be read. Source: PS-01, PS-05.
    pub fn regime_on(
        &self,
        day: SettlementDay,
        parameters: &ProsumerParameters<'_>,
    ) -> Result<Regime, ActError> {
        let accepted_on = self.accepted_on;
        if day < accepted_on {
            return Err(ActError::NotYetAccepted { day, accepted_on });
        }
        let unread = |source| ActError::Parameter { day, source };
        let rule = parameters.eligibility(day).map_err(unread)?;
        let sold = |since, why| Ok(Regime::Commercialisation { since, why });
        if accepted_on >= rule.accepted_before {
            return sold(accepted_on, Why::AcceptedLate);
        }
        if self.apparent_power > rule.most_apparent_power {
            return sold(accepted_on, Why::TooLarge);
        }
        if let Some((since, cause)) = self.loss(day, parameters)?
            && since <= rule.last_day
        {
            return sold(since, Why::Lost(cause));
        }
        if day > rule.last_day {
            return sold(rule.last_day.next(), Why::Ended);
        }
        Ok(Regime::Compensation { last_day: rule.last_day })
    }

    /// The notice under which compensation was lost by `day`, if one was needed. Source: PS-05.
    pub fn notice_of_loss(
        &self,
        day: SettlementDay,
        parameters: &ProsumerParameters<'_>,
    ) -> Result<Option<&SignedNotice>, ActError> {
        let Some(place) = self.losing_act(day, parameters)? else { return Ok(None) };
        Ok(self.acts.get(place.0).and_then(|recorded| recorded.notice.as_ref()))
    }

    fn loss(
        &self,
        day: SettlementDay,
        parameters: &ProsumerParameters<'_>,
    ) -> Result<Option<(SettlementDay, LossCause)>, ActError> {
        let found = self.losing_act(day, parameters)?;
        Ok(found.and_then(|(place, cause)| Some((self.acts.get(place)?.on, cause))))
    }

    /// The first act up to `day` that lost compensation. What was added before the rules of loss
    /// began does not count, and taking power away does not lower what is added to.
    fn losing_act(
        &self,
        day: SettlementDay,
        parameters: &ProsumerParameters<'_>,
    ) -> Result<Option<(usize, LossCause)>, ActError> {
        let mut base = self.accepted_power;
        for (place, Recorded { on, act, .. }) in self.acts.iter().enumerate() {
            if *on > day {
                break;
            }
            let unread = |source| ActError::Parameter { day: *on, source };
            let limits = parameters.loss_limits(*on).map_err(unread)?;
            let cause = match (limits, *act) {
                (None, Act::PowerChanged { to }) => {
                    base = to;
                    None
                }
                (None, Act::JoinedSharing(_) | Act::GaveUp) => None,
                (Some(limits), Act::PowerChanged { to }) => {
                    let added = Watts(to.0.saturating_sub(base.0));
                    if added > limits.most_added {
                        Some(LossCause::PowerAdded { added })
                    } else if to > limits.most_in_all {
                        Some(LossCause::PowerInAll { power: to })
                    } else {
                        None
                    }
                }
                (Some(_), Act::JoinedSharing(role)) => Some(LossCause::Sharing(role)),
                (Some(_), Act::GaveUp) => Some(LossCause::OwnChoice),
            };
            if let Some(cause) = cause {
                return Ok(Some((place, cause)));
            }
        }
        Ok(None)
    }
}

fn positive(power: Watts) -> Result<(), ActError> {
    if power.0 > 0 { Ok(()) } else { Err(ActError::NoPower { power }) }
}
