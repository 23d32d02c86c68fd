//! What a social service was told of its clients. Source: UX 8.3, CM-01, PD-06.

use super::{Offices, party_of};
use crate::failure::Failure;
use crate::parties::open_accounts;
use ::access::Act;
use notify::delivery::State;
use portal::my::Visitor;
use portal::{TOLD_DAYS, ToldLine, ToldState, ToldWords};

/// How a notice of the store stands.
fn state(code: i16) -> ToldState {
    match State::from_code(code) {
        Some(State::Queued | State::Leaving) => ToldState::Waits,
        Some(State::HandedOver) => ToldState::Left,
        Some(State::Delivered) => ToldState::Arrived,
        Some(State::Failed) => ToldState::Failed,
        Some(State::Withdrawn) | None => ToldState::Withdrawn,
    }
}

impl Offices {
    /// Of clients whose mandate is open: what it was told of others it does not read again.
    pub(super) fn told_of(&self, visitor: &Visitor) -> Result<Vec<ToldLine>, Failure> {
        let now = self.now();
        let since = now.day().plus(-TOLD_DAYS).start();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(party) = party_of(engine, visitor)? else { return Ok(Vec::new()) };
        let recipient = party.to_string();
        let (mut lines, mut shown) = (Vec::new(), Vec::new());
        for open in open_accounts(engine, party, now)? {
            if open.mandates().next().is_none() {
                continue;
            }
            let before = lines.len();
            for kept in engine.store.notices(&[open.account().id])? {
                let notice = kept.notice;
                if notice.recipient != recipient || kept.made_at < since {
                    continue;
                }
                lines.push(ToldLine {
                    at: kept.made_at,
                    words: ToldWords::Sent {
                        subject: notice.subject,
                        text: notice.body,
                        language: notice.language,
                        address: notice.address,
                    },
                    state: state(kept.state),
                });
            }
            if lines.len() > before {
                shown.push(open);
            }
        }
        self.note_open(engine, visitor, shown.iter(), &[Act::Messages])?;
        lines.sort_by_key(|line| std::cmp::Reverse(line.at));
        Ok(lines)
    }
}
