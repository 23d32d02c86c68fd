//! How winter help for gas stands, as every page says it. Source: PA-23, PR-20.

use crate::engine::Engine;
use crate::failure::Failure;
use calendar::Instant;
use portal::ReliefStanding;
use prepay::{Account, ReliefDecision};
use units::Energy;

/// How relief stands; `None` for electricity. A grant is for one winter: in the next it is asked for again.
pub fn standing(
    engine: &mut Engine,
    account: &Account,
    stored: &store::Account,
    now: Instant,
) -> Result<Option<ReliefStanding>, Failure> {
    if account.energy() != Energy::Gas {
        return Ok(None);
    }
    let rules = engine.books.rules(stored.dso, stored.group.energy)?;
    let winter = rules.parameters.at(now.day(), now).winter;
    // Asked on a copy: nothing is written.
    let may_ask = account.clone().request_relief(now);
    let open = if may_ask { ReliefStanding::Open } else { ReliefStanding::NoRight };
    let Some(relief) = account.relief() else { return Ok(Some(open)) };
    Ok(Some(match relief.decision {
        ReliefDecision::Pending => ReliefStanding::Asked(relief.requested_on),
        ReliefDecision::Granted { at } if relief.bars_cut(now.day(), winter) => {
            ReliefStanding::Granted(at.day())
        }
        ReliefDecision::Refused { on } if may_ask => ReliefStanding::Refused(on),
        ReliefDecision::Granted { .. } | ReliefDecision::Refused { .. } => open,
    }))
}
