//! The switch of a smart electricity meter: class 70 in the modes that know no remote closing.

use crate::event::By;
use calendar::Instant;
use supply::ControlState;

/// The meter's switch. `Overloaded` says the same to the outside as `Ready`, and knows that no order
/// opened it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switch {
    Connected,
    /// By order.
    Disconnected,
    /// Released: a press closes it.
    Ready,
    /// The limiter opened it.
    Overloaded {
        since: Instant,
    },
}

/// What moves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cue {
    /// Remote disconnect: transitions b and c of class 70.
    CutOrder,
    /// Remote reconnect: transition d. Transition a, which closes from afar, does not exist.
    ReleaseOrder,
    /// Manual reconnect: transition e.
    HeldPress,
    /// Local disconnect: transition g.
    Overload,
    /// Local reconnect: transition h, in control mode 6 only.
    ReturnTime,
}

/// How the supply comes back after an overload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReturnAfterOverload {
    /// By a press: control mode 3.
    ByHand,
    /// By itself after so many seconds, or by a press: control mode 6.
    ByItself { after_s: u16 },
}

impl ReturnAfterOverload {
    /// Control mode of class 70.
    pub fn control_mode(self) -> u8 {
        match self {
            Self::ByHand => 3,
            Self::ByItself { .. } => 6,
        }
    }
}

/// A row of the table: states as the outside sees them, with the overload told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Connected,
    Disconnected,
    Ready,
    Overloaded,
}

/// Every transition. What is not here does not happen. Source: MT-09, MT-15, MT-17.
const TRANSITIONS: [(State, Cue, State); 8] = [
    (State::Connected, Cue::CutOrder, State::Disconnected),
    (State::Connected, Cue::Overload, State::Overloaded),
    (State::Disconnected, Cue::ReleaseOrder, State::Ready),
    (State::Ready, Cue::HeldPress, State::Connected),
    (State::Ready, Cue::CutOrder, State::Disconnected),
    (State::Overloaded, Cue::HeldPress, State::Connected),
    (State::Overloaded, Cue::ReturnTime, State::Connected),
    (State::Overloaded, Cue::CutOrder, State::Disconnected),
];

impl Switch {
    pub fn is_closed(self) -> bool {
        self == Self::Connected
    }

    /// What the meter says. Source: IEC 62056-6-2, class 70, control_state.
    pub fn control_state(self) -> ControlState {
        match self {
            Self::Connected => ControlState::Connected,
            Self::Disconnected => ControlState::Disconnected,
            Self::Ready | Self::Overloaded { .. } => ControlState::ReadyForReconnection,
        }
    }

    fn state(self) -> State {
        match self {
            Self::Connected => State::Connected,
            Self::Disconnected => State::Disconnected,
            Self::Ready => State::Ready,
            Self::Overloaded { .. } => State::Overloaded,
        }
    }

    /// The switch after `cue`; `None` if nothing happens.
    pub(crate) fn after(self, cue: Cue, at: Instant) -> Option<Self> {
        let here = self.state();
        let (_, _, to) = TRANSITIONS.iter().find(|(from, on, _)| (*from, *on) == (here, cue))?;
        Some(match to {
            State::Connected => Self::Connected,
            State::Disconnected => Self::Disconnected,
            State::Ready => Self::Ready,
            State::Overloaded => Self::Overloaded { since: at },
        })
    }
}

impl Cue {
    pub(crate) fn by(self) -> By {
        match self {
            Self::CutOrder | Self::ReleaseOrder => By::Order,
            Self::HeldPress => By::Press,
            Self::Overload => By::Overload,
            Self::ReturnTime => By::Itself,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mt_09_no_row_closes_the_switch_by_an_order() {
        for (from, cue, to) in TRANSITIONS {
            if to == State::Connected {
                assert_ne!(cue.by(), By::Order, "{from:?} {cue:?}");
            }
            if from == State::Disconnected {
                assert_eq!((cue, to), (Cue::ReleaseOrder, State::Ready));
            }
        }
    }

    #[test]
    fn mt_17_the_modes_of_class_70_are_those_with_transition_d() {
        assert_eq!(ReturnAfterOverload::ByHand.control_mode(), 3);
        assert_eq!(ReturnAfterOverload::ByItself { after_s: 60 }.control_mode(), 6);
    }
}
