//! What partners are told: events, made with what ends a message of the outbox, and sent to endpoints.
//! Source: UX 10.3, PD-06.

mod about;
mod commands;
mod desk;
#[cfg(test)]
mod desk_tests;
mod making;
mod mask;
mod rights;
mod sending;
#[cfg(test)]
mod tests;

pub use about::About;
#[cfg(test)]
pub use commands::replay_since;
pub use commands::{NoSuchEvent, OwnerAsked, Webhook, owner_name, replay_event, run};
pub use desk::HookBook;
pub(crate) use desk::partner_of;
pub(crate) use making::of_notice;
pub use making::{Ending, end, note, publish};
pub(crate) use rights::{What, may_hear, subject};
pub use sending::{GIVEN_UP, Sender, WANTS_NO_MORE};

/// What an endpoint's secret is sealed for.
fn place(endpoint: i64) -> String {
    format!("webhook/{endpoint}")
}

/// Small hexadecimal digits of chance.
fn chance<const BYTES: usize>() -> Result<[u8; BYTES], crate::failure::Failure> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
