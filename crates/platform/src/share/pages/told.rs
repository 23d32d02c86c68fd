//! What somebody who represents groups was told. Source: CM-01z, PD-01.

use super::*;

/// What somebody who represents groups was told. It names groups, and no home. Source: CM-01z, PD-01.
pub(super) fn told_of(
    engine: &mut Engine,
    visitor: &Visitor,
    now: Instant,
) -> Result<Vec<portal::ToldLine>, Failure> {
    let since = now.day().plus(-portal::TOLD_DAYS).start();
    let kept = engine.store.partner_notices_of(visitor.person, since)?;
    let line = |one: store::PartnerNotice| portal::ToldLine {
        at: one.made_at,
        words: portal::ToldWords::Sent {
            subject: one.notice.subject,
            text: one.notice.body,
            language: one.notice.language,
            address: one.notice.address,
        },
        state: match one.state {
            0 | 1 => portal::ToldState::Waits,
            2 => portal::ToldState::Left,
            _ => portal::ToldState::Failed,
        },
    };
    Ok(kept.into_iter().map(line).collect())
}
