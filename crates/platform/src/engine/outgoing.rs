//! What leaves an account, as rows of the outbox.

use crate::failure::Failure;
use store::NewMessage;
use timeline::Sent;

/// What leaves, as rows of the outbox.
pub(super) fn messages(sent: Vec<Sent>) -> Result<Vec<NewMessage>, Failure> {
    let mut messages = Vec::with_capacity(sent.len());
    for one in sent {
        messages.push(match one {
            Sent::Command(command) => NewMessage {
                key: format!("command/{}", command.id),
                at: command.given_at,
                lane: command.kind.lane().number(),
                kind: "command".to_owned(),
                body: serde_json::to_string(&command)?,
            },
            Sent::Notice { at, kind, balance } => NewMessage {
                key: format!("notice/{}/{kind}", at.0),
                at,
                lane: 2,
                kind: "notice".to_owned(),
                body: serde_json::json!({"notice": kind, "balance_micro_eur": balance.0})
                    .to_string(),
            },
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
