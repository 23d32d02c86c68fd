//! An order to a meter, from the queue to its read-back.

use crate::client::association::Association;
use crate::client::calendar_table::CalendarTable;
use crate::client::supply_control::{LeakTest, NO_LIMIT_AMPERE};
use crate::error::DlmsError;
use crate::link::Stream;
use crate::profile::Role;
use calendar::Instant;
use supply::{CommandKind, ControlState, MeterCommand};

/// A clock that was set is read back within this: the way there and back takes a while.
const MOST_DRIFT_S: i64 = 60;

/// Asks whoever gave an order whether its cause still holds: a cut its guards, a release its balance.
/// It is asked when the association is open and the order is the next thing to be sent. Source: MT-07,
/// CG-17.
pub trait Gate: Sync {
    /// Errors: why it no longer holds, in words.
    fn still_holds(
        &self,
        command: &MeterCommand,
        now: Instant,
    ) -> impl Future<Output = Result<(), String>> + Send;
}

/// What a meter has confirmed, read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivered {
    Control(ControlState),
    /// Ready for a press, and what has become of a leak test.
    Ready {
        test: LeakTest,
    },
    LimitAmpere(i64),
    /// Written and read back, or, for a message, written.
    Written,
}

/// Sends an order through an open association and reads back what it did. Nothing is sent after the
/// order's end, nor without its cause. A supply that is off already is not told so again: an earlier try
/// may have done it and lost its answer, whatever became of the cause since.
///
/// Errors: [`DlmsError::Expired`], [`DlmsError::NoCause`], [`DlmsError::DoesNotFit`], and those of the
/// order itself; an order that fails may be tried again under its own id.
pub async fn deliver<S: Stream>(
    association: &mut Association<S>,
    command: &MeterCommand,
    gate: &impl Gate,
    now: impl Fn() -> Instant,
) -> Result<Delivered, DlmsError> {
    let energy = association.profile().energy;
    if !command.kind.fits(energy) {
        return Err(DlmsError::DoesNotFit { what: "limiter", energy });
    }
    if command.kind == CommandKind::Disconnect
        && association.control_state().await? == ControlState::Disconnected
    {
        return Ok(Delivered::Control(ControlState::Disconnected));
    }
    within_its_time(command, now())?;
    gate.still_holds(command, now()).await.map_err(|reason| DlmsError::NoCause { reason })?;
    let at = now();
    within_its_time(command, at)?;
    match &command.kind {
        CommandKind::Read => match association.control_state().await? {
            ready @ ControlState::ReadyForReconnection => {
                let test = association.leak_test().await?;
                Ok(test.map_or(Delivered::Control(ready), |test| Delivered::Ready { test }))
            }
            state => Ok(Delivered::Control(state)),
        },
        CommandKind::Connect => association.release_supply().await.map(Delivered::Control),
        CommandKind::Disconnect => association.disconnect().await.map(Delivered::Control),
        CommandKind::Limit { ampere } => {
            association.set_limit(*ampere).await.map(Delivered::LimitAmpere)
        }
        CommandKind::Unlimit => {
            association.set_limit(NO_LIMIT_AMPERE).await.map(Delivered::LimitAmpere)
        }
        CommandKind::Display { balance, at, emergency_left } => {
            association.show_balance(*balance, *at, *emergency_left).await?;
            Ok(Delivered::Written)
        }
        CommandKind::Message { text } => {
            association.show_message(text).await?;
            Ok(Delivered::Written)
        }
        CommandKind::SetCalendar { name } => {
            let table = CalendarTable::two_rate(at.day()).filter(|table| table.name == *name);
            let unknown =
                || DlmsError::NoCause { reason: format!("calendar `{name}` is not known") };
            let table = table.ok_or_else(unknown)?;
            association.set_calendar(&table).await?;
            if association.profile().object(Role::SpecialDays).is_some() {
                association.set_special_days(&table.special).await?;
            }
            Ok(Delivered::Written)
        }
        CommandKind::SetClock => {
            association.set_clock(at, MOST_DRIFT_S).await?;
            Ok(Delivered::Written)
        }
    }
}

fn within_its_time(command: &MeterCommand, at: Instant) -> Result<(), DlmsError> {
    match command.expires_at.filter(|end| at >= *end) {
        Some(end) => Err(DlmsError::Expired { end }),
        None => Ok(()),
    }
}
