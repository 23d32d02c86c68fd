//! What leaves an account, as rows of the outbox.

use crate::failure::Failure;
use calendar::Instant;
use store::{Booking, Fact, NewMessage, NextDue};
use timeline::Sent;
use units::{AccountId, MicroEuro};

/// What leaves, as rows of the outbox. `fact_seq`: how many facts of the account are known, so that two
/// payments of one instant are two notices.
pub(super) fn messages(sent: Vec<Sent>, fact_seq: i64) -> Result<Vec<NewMessage>, Failure> {
    let mut messages = Vec::with_capacity(sent.len());
    for one in sent {
        messages.push(match one {
            Sent::Command(command) => NewMessage {
                key: format!("command/{}", command.id),
                at: command.given_at,
                lane: command.lane().number(),
                kind: "command".to_owned(),
                body: serde_json::to_string(&command)?,
            },
            Sent::Notice { at, kind, balance } => notice(at, &kind, balance, fact_seq),
            Sent::Task { at, kind } => NewMessage {
                key: format!("task/{}/{kind}", at.0),
                at,
                lane: 4,
                kind: "task".to_owned(),
                body: serde_json::json!({ "task": kind }).to_string(),
            },
        });
    }
    Ok(messages)
}

/// What people are told, with the balance of that instant.
pub(super) fn notice(at: Instant, kind: &str, balance: MicroEuro, fact_seq: i64) -> NewMessage {
    NewMessage {
        key: format!("notice/{}/{kind}/{fact_seq}", at.0),
        at,
        lane: 2,
        kind: "notice".to_owned(),
        body: serde_json::json!({"notice": kind, "balance_micro_eur": balance.0}).to_string(),
    }
}

/// The booking of a top-up that needs no timeline: the fact, of `at` and learnt at another instant,
/// and what the payer is told. Its entry is the caller's.
pub fn plain_top_up(
    account: AccountId,
    seq: i64,
    fleet_seq: i64,
    fact: &timeline::Fact,
    [at, learnt_at]: [Instant; 2],
    balance_after: MicroEuro,
) -> Result<Booking, Failure> {
    let kept = Fact {
        account,
        seq,
        at,
        learnt_at,
        kind: fact.name().to_owned(),
        key: fact.key(),
        body: serde_json::to_string(fact)?,
        fleet_seq,
    };
    let mut booking = Booking::of(account);
    booking.facts = vec![kept];
    booking.messages = vec![notice(learnt_at, "top_up_credited", balance_after, seq)];
    booking.next_due = NextDue::Unchanged;
    Ok(booking)
}
