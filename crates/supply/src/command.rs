//! Orders to a meter and how far they have come.

use calendar::{Instant, SettlementDay};
use serde::{Deserialize, Serialize};
use units::{Energy, MicroEuro};

/// What a meter can be told. For gas, `Connect` allows a local start: a command that opens a gas
/// valve does not exist. Source: MT-06.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommandKind {
    Read,
    Connect,
    Disconnect,
    Limit {
        ampere: i64,
    },
    Unlimit,
    Display {
        balance: MicroEuro,
        at: Instant,
        emergency_left: MicroEuro,
    },
    Message {
        text: String,
    },
    SetCalendar {
        name: String,
    },
    /// To our own time, at the moment at which it is sent.
    SetClock,
}

/// Which command goes first. Source: MT-08.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Lane {
    Release,
    LimitLift,
    BalancePush,
    Cut,
    Scheduled,
}

impl Lane {
    /// Lanes in the order in which they leave, from 0.
    pub const fn number(self) -> i16 {
        match self {
            Self::Release => 0,
            Self::LimitLift => 1,
            Self::BalancePush => 2,
            Self::Cut => 3,
            Self::Scheduled => 4,
        }
    }
}

impl CommandKind {
    pub fn lane(&self) -> Lane {
        match self {
            Self::Connect => Lane::Release,
            Self::Unlimit => Lane::LimitLift,
            Self::Disconnect | Self::Limit { .. } => Lane::Cut,
            Self::Display { .. } => Lane::BalancePush,
            Self::Read | Self::Message { .. } | Self::SetCalendar { .. } | Self::SetClock => {
                Lane::Scheduled
            }
        }
    }

    /// A limiter sits in electricity meters only.
    pub fn fits(&self, energy: Energy) -> bool {
        match self {
            Self::Limit { .. } | Self::Unlimit => energy == Energy::Electricity,
            Self::Read
            | Self::Connect
            | Self::Disconnect
            | Self::Display { .. }
            | Self::Message { .. }
            | Self::SetCalendar { .. }
            | Self::SetClock => true,
        }
    }
}

/// Why a command was given: what a retry checks again. Source: MT-07.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Credit is exhausted; the proof names why it may be cut.
    Exhausted {
        proof: String,
    },
    /// The balance has reached the reconnection level.
    BalanceReached {
        balance: MicroEuro,
    },
    Grace,
    PrepaymentEnded,
    Undo {
        run: String,
    },
    /// An order has ended, and what it may have done is taken back.
    Ended {
        order: String,
    },
    Push,
    /// Every display is told the balance each morning. Source: MT-02.
    Morning {
        day: SettlementDay,
    },
    /// The meter has another calendar than the one that is billed by. Source: MT-04, MT-05.
    Changed,
    /// A person asked for it, and answers for it.
    ByHand {
        by: String,
        reason: String,
    },
}

/// Where a command stands. `Accepted` is the head-end's or the meter's word, `Confirmed` is read
/// back. Source: MT-07.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommandState {
    Queued,
    Sent,
    Accepted,
    Confirmed {
        at: Instant,
    },
    Expired,
    Refused,
    Failed,
    /// Taken back before it was sent.
    Withdrawn,
}

/// What a meter or the head-end said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CommandEvent {
    Sent,
    Accepted,
    ReadBack,
    Refused,
    Failed,
    Withdrawn,
}

/// What an answer did to a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    Moved(CommandState),
    /// A repeated answer, or one that says less than is known.
    Unchanged,
    /// An answer to a command that had ended: recorded, and reconciled with the state of the meter.
    Late,
}

/// An order to one meter, with its cause and its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeterCommand {
    /// Unique; a retry keeps it.
    pub id: String,
    pub kind: CommandKind,
    pub cause: Cause,
    pub given_at: Instant,
    /// After it the command has no effect; releases have none.
    pub expires_at: Option<Instant>,
    pub attempts: u32,
    pub state: CommandState,
}

impl MeterCommand {
    pub fn new(
        id: String,
        kind: CommandKind,
        cause: Cause,
        given_at: Instant,
        expires_at: Option<Instant>,
    ) -> Self {
        let state = CommandState::Queued;
        Self { id, kind, cause, given_at, expires_at, attempts: 0, state }
    }

    /// A display of the morning is no balance after a payment: it waits behind. Source: MT-08.
    pub fn lane(&self) -> Lane {
        match (&self.kind, &self.cause) {
            (CommandKind::Display { .. }, Cause::Morning { .. }) => Lane::Scheduled,
            (kind, _) => kind.lane(),
        }
    }

    /// Ends the command if its time is over and it is not done.
    pub fn expire(&mut self, at: Instant) -> bool {
        let over = self.expires_at.is_some_and(|end| at >= end);
        let open = matches!(
            self.state,
            CommandState::Queued | CommandState::Sent | CommandState::Accepted
        );
        if over && open {
            self.state = CommandState::Expired;
        }
        over && open
    }

    /// Takes in what was said at `at`.
    pub fn hear(&mut self, event: CommandEvent, at: Instant) -> Answer {
        use CommandEvent as E;
        use CommandState as S;
        let next = match (self.state, event) {
            (S::Queued, E::Withdrawn) => S::Withdrawn,
            (S::Queued | S::Sent, E::Sent) => {
                self.attempts = self.attempts.saturating_add(1);
                S::Sent
            }
            (S::Sent, E::Accepted) => S::Accepted,
            (S::Sent | S::Accepted, E::ReadBack) => S::Confirmed { at },
            (S::Queued | S::Sent | S::Accepted, E::Refused) => S::Refused,
            (S::Queued | S::Sent | S::Accepted, E::Failed) => S::Failed,
            (S::Accepted, E::Accepted | E::Sent)
            | (S::Confirmed { .. }, E::Accepted | E::ReadBack | E::Sent)
            | (S::Queued, E::Accepted | E::ReadBack)
            | (S::Sent | S::Accepted | S::Confirmed { .. } | S::Withdrawn, E::Withdrawn)
            | (S::Confirmed { .. }, E::Refused | E::Failed) => return Answer::Unchanged,
            (S::Expired | S::Refused | S::Failed, _)
            | (S::Withdrawn, E::Sent | E::Accepted | E::ReadBack | E::Refused | E::Failed) => {
                return Answer::Late;
            }
        };
        self.state = next;
        Answer::Moved(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(expires: Option<i64>) -> MeterCommand {
        let cause = Cause::Exhausted { proof: "p".into() };
        MeterCommand::new(
            "c1".into(),
            CommandKind::Disconnect,
            cause,
            Instant(0),
            expires.map(Instant),
        )
    }

    #[test]
    fn mt_07_confirmed_only_when_read_back_and_repeats_change_nothing() {
        let mut command = order(Some(100));
        assert_eq!(command.hear(CommandEvent::Sent, Instant(1)), Answer::Moved(CommandState::Sent));
        assert_eq!(
            command.hear(CommandEvent::Accepted, Instant(2)),
            Answer::Moved(CommandState::Accepted)
        );
        assert_eq!(command.hear(CommandEvent::Accepted, Instant(3)), Answer::Unchanged);
        let confirmed = CommandState::Confirmed { at: Instant(4) };
        assert_eq!(command.hear(CommandEvent::ReadBack, Instant(4)), Answer::Moved(confirmed));
        assert_eq!(command.hear(CommandEvent::ReadBack, Instant(9)), Answer::Unchanged);
        assert_eq!(command.state, confirmed);
        assert!(!command.expire(Instant(200)), "what is done does not expire");
    }

    #[test]
    fn mt_07_a_retry_keeps_the_id_and_an_answer_after_expiry_is_late() {
        let mut command = order(Some(100));
        command.hear(CommandEvent::Sent, Instant(1));
        command.hear(CommandEvent::Sent, Instant(50));
        assert_eq!((command.id.as_str(), command.attempts), ("c1", 2));
        assert!(!command.expire(Instant(99)));
        assert!(command.expire(Instant(100)));
        assert_eq!(command.hear(CommandEvent::ReadBack, Instant(101)), Answer::Late);
        assert_eq!(command.state, CommandState::Expired);
    }

    #[test]
    fn st_05_an_order_can_be_withdrawn_only_before_it_is_sent() {
        let mut queued = order(Some(100));
        assert_eq!(
            queued.hear(CommandEvent::Withdrawn, Instant(1)),
            Answer::Moved(CommandState::Withdrawn)
        );
        let mut sent = order(Some(100));
        sent.hear(CommandEvent::Sent, Instant(1));
        assert_eq!(sent.hear(CommandEvent::Withdrawn, Instant(2)), Answer::Unchanged);
    }

    #[test]
    fn mt_07_releases_go_first_and_a_gas_meter_has_no_limiter() {
        assert!(CommandKind::Connect.lane() < CommandKind::Disconnect.lane());
        assert!(CommandKind::Unlimit.lane() < CommandKind::Limit { ampere: 10 }.lane());
        assert!(!CommandKind::Limit { ampere: 10 }.fits(Energy::Gas));
    }
}
