//! The supply machine of DOMAIN 3.7.

use serde::{Deserialize, Serialize};
use units::Energy;

/// State of a supply point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SupplyState {
    Connected,
    /// An order left with its proof and is not yet confirmed.
    DisconnectOrdered,
    Disconnected,
    /// A release was sent and is not yet confirmed.
    ReconnectOrdered,
    /// Waits for a person's press.
    ReadyForReconnection,
    /// Gas only.
    LeakTesting,
}

/// The meter's own word. Source: IEC 62056-6-2, class 70, control_state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ControlState {
    Disconnected,
    Connected,
    ReadyForReconnection,
}

/// What moves a supply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SupplyEvent {
    OrderDisconnect,
    /// The order had not been sent yet.
    OrderWithdrawn,
    /// Expiry, refusal or timeout of an order to disconnect.
    OrderFailed,
    /// Control state 0 read back.
    CutConfirmed,
    OrderRelease,
    /// Control state 2 read back.
    ReleaseConfirmed,
    /// A release was not confirmed in time: it is sent again.
    ReleaseTimedOut,
    /// The button was held long enough.
    Pressed,
    /// No flow for the whole test.
    TestPassed,
    FlowSeen,
    NetworkOutageEnded,
    BreakerTripped,
    Silent,
    /// Not pressed for a day.
    NotPressed,
    /// The switch was read and is not what the platform believed. What the meter says is so.
    Found(ControlState),
}

/// The machine has no such transition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a supply of {energy} that is {state:?} has no place for {event:?}")]
pub struct NotInTable {
    pub energy: Energy,
    pub state: SupplyState,
    pub event: SupplyEvent,
}

impl SupplyState {
    pub const ALL: [Self; 6] = [
        Self::Connected,
        Self::DisconnectOrdered,
        Self::Disconnected,
        Self::ReconnectOrdered,
        Self::ReadyForReconnection,
        Self::LeakTesting,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Connected => "Connected",
            Self::DisconnectOrdered => "DisconnectOrdered",
            Self::Disconnected => "Disconnected",
            Self::ReconnectOrdered => "ReconnectOrdered",
            Self::ReadyForReconnection => "ReadyForReconnection",
            Self::LeakTesting => "LeakTesting",
        }
    }

    /// What the meter says in this state.
    pub fn control_state(self) -> ControlState {
        match self {
            Self::Connected | Self::DisconnectOrdered => ControlState::Connected,
            Self::Disconnected | Self::ReconnectOrdered => ControlState::Disconnected,
            Self::ReadyForReconnection | Self::LeakTesting => ControlState::ReadyForReconnection,
        }
    }

    /// Energy can be used.
    pub fn is_on(self) -> bool {
        self.control_state() == ControlState::Connected
    }

    /// The state after `event`. Source: ST-01 to ST-20.
    /// Errors: the event has no place in this state.
    pub fn after(self, event: SupplyEvent, energy: Energy) -> Result<Self, NotInTable> {
        use SupplyEvent as E;
        use SupplyState as S;
        match (self, event) {
            // ST-01, ST-16
            (S::Connected | S::ReadyForReconnection, E::OrderDisconnect) => {
                Ok(S::DisconnectOrdered)
            }
            // ST-05, ST-07
            (S::DisconnectOrdered, E::OrderWithdrawn | E::OrderFailed) => Ok(S::Connected),
            // ST-06
            (S::DisconnectOrdered, E::CutConfirmed) => Ok(S::Disconnected),
            // ST-09
            (S::Disconnected, E::OrderRelease) => Ok(S::ReconnectOrdered),
            // ST-10
            (S::ReconnectOrdered, E::ReleaseConfirmed) => Ok(S::ReadyForReconnection),
            // ST-11
            (S::ReconnectOrdered, E::ReleaseTimedOut) => Ok(S::ReconnectOrdered),
            // ST-12, ST-13: gas never flows without a test.
            (S::ReadyForReconnection, E::Pressed) => match energy {
                Energy::Electricity => Ok(S::Connected),
                Energy::Gas => Ok(S::LeakTesting),
            },
            // ST-14, ST-15
            (S::LeakTesting, E::TestPassed) => Ok(S::Connected),
            (S::LeakTesting, E::FlowSeen) => Ok(S::ReadyForReconnection),
            // MT-07: an answer to an order that had ended is reconciled with the state of the meter.
            (_, E::Found(ControlState::Disconnected)) => Ok(S::Disconnected),
            (_, E::Found(ControlState::Connected)) => Ok(S::Connected),
            (_, E::Found(ControlState::ReadyForReconnection)) => Ok(S::ReadyForReconnection),
            // ST-20
            (S::ReadyForReconnection, E::NotPressed) => Ok(S::ReadyForReconnection),
            // A repeated answer changes nothing (MT-07).
            (S::Disconnected, E::CutConfirmed) | (S::ReadyForReconnection, E::ReleaseConfirmed) => {
                Ok(self)
            }
            // ST-17, ST-18, ST-19
            (
                S::Connected
                | S::DisconnectOrdered
                | S::Disconnected
                | S::ReconnectOrdered
                | S::ReadyForReconnection
                | S::LeakTesting,
                E::NetworkOutageEnded | E::BreakerTripped | E::Silent,
            ) => Ok(self),
            (
                S::Connected,
                E::OrderWithdrawn
                | E::OrderFailed
                | E::CutConfirmed
                | E::OrderRelease
                | E::ReleaseConfirmed
                | E::ReleaseTimedOut
                | E::Pressed
                | E::TestPassed
                | E::FlowSeen
                | E::NotPressed,
            )
            | (
                S::DisconnectOrdered,
                E::OrderDisconnect
                | E::OrderRelease
                | E::ReleaseConfirmed
                | E::ReleaseTimedOut
                | E::Pressed
                | E::TestPassed
                | E::FlowSeen
                | E::NotPressed,
            )
            | (
                S::Disconnected,
                E::OrderDisconnect
                | E::OrderWithdrawn
                | E::OrderFailed
                | E::ReleaseConfirmed
                | E::ReleaseTimedOut
                | E::Pressed
                | E::TestPassed
                | E::FlowSeen
                | E::NotPressed,
            )
            | (
                S::ReconnectOrdered,
                E::OrderDisconnect
                | E::OrderWithdrawn
                | E::OrderFailed
                | E::CutConfirmed
                | E::OrderRelease
                | E::Pressed
                | E::TestPassed
                | E::FlowSeen
                | E::NotPressed,
            )
            | (
                S::ReadyForReconnection,
                E::OrderWithdrawn
                | E::OrderFailed
                | E::CutConfirmed
                | E::OrderRelease
                | E::ReleaseTimedOut
                | E::TestPassed
                | E::FlowSeen,
            )
            | (
                S::LeakTesting,
                E::OrderDisconnect
                | E::OrderWithdrawn
                | E::OrderFailed
                | E::CutConfirmed
                | E::OrderRelease
                | E::ReleaseConfirmed
                | E::ReleaseTimedOut
                | E::Pressed
                | E::NotPressed,
            ) => Err(NotInTable { energy, state: self, event }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(energy: Energy, from: SupplyState, events: &[SupplyEvent]) -> SupplyState {
        events.iter().fold(from, |state, event| state.after(*event, energy).unwrap())
    }

    #[test]
    fn st_05_st_07_an_order_that_is_withdrawn_or_fails_leaves_the_supply_on() {
        for end in [SupplyEvent::OrderWithdrawn, SupplyEvent::OrderFailed] {
            let events = [SupplyEvent::OrderDisconnect, end];
            assert_eq!(walk(Energy::Gas, SupplyState::Connected, &events), SupplyState::Connected);
        }
    }

    #[test]
    fn st_06_only_the_read_back_control_state_makes_it_disconnected() {
        let ordered = walk(Energy::Gas, SupplyState::Connected, &[SupplyEvent::OrderDisconnect]);
        assert!(ordered.is_on());
        assert_eq!(ordered.control_state(), ControlState::Connected);
        let off = walk(Energy::Gas, ordered, &[SupplyEvent::CutConfirmed]);
        assert_eq!(off.control_state(), ControlState::Disconnected);
    }

    #[test]
    fn st_09_st_10_st_12_release_then_press_for_electricity() {
        let events =
            [SupplyEvent::OrderRelease, SupplyEvent::ReleaseConfirmed, SupplyEvent::Pressed];
        let on = walk(Energy::Electricity, SupplyState::Disconnected, &events);
        assert_eq!(on, SupplyState::Connected);
    }

    #[test]
    fn st_13_st_14_st_15_gas_is_tested_for_leaks_before_the_valve_opens() {
        let ready = SupplyState::ReadyForReconnection;
        let testing = walk(Energy::Gas, ready, &[SupplyEvent::Pressed]);
        assert_eq!(testing, SupplyState::LeakTesting);
        assert!(!testing.is_on());
        assert_eq!(walk(Energy::Gas, testing, &[SupplyEvent::FlowSeen]), ready);
        assert_eq!(walk(Energy::Gas, testing, &[SupplyEvent::TestPassed]), SupplyState::Connected);
    }

    #[test]
    fn st_17_st_18_st_19_outage_breaker_and_silence_change_no_state() {
        for state in SupplyState::ALL {
            for event in
                [SupplyEvent::NetworkOutageEnded, SupplyEvent::BreakerTripped, SupplyEvent::Silent]
            {
                assert_eq!(state.after(event, Energy::Electricity), Ok(state));
            }
        }
    }

    #[test]
    fn st_11_st_20_a_release_that_is_not_confirmed_or_not_pressed_stays_what_it_is() {
        let waiting = SupplyState::ReconnectOrdered;
        assert_eq!(waiting.after(SupplyEvent::ReleaseTimedOut, Energy::Gas), Ok(waiting));
        let ready = SupplyState::ReadyForReconnection;
        assert_eq!(ready.after(SupplyEvent::NotPressed, Energy::Gas), Ok(ready));
    }

    #[test]
    fn a_transition_that_is_not_in_the_table_is_an_error() {
        let wrong = SupplyState::Disconnected.after(SupplyEvent::Pressed, Energy::Electricity);
        assert_eq!(
            wrong.unwrap_err().to_string(),
            "a supply of electricity that is Disconnected has no place for Pressed"
        );
    }
}
