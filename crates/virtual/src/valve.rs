//! The valve of a gas meter. The only way to open it is a leak test that passed, and the only way to
//! a test is a press by someone on site. Source: MT-06, MT-10, ST-13 to ST-15.

use crate::event::{By, Happening};
use calendar::Instant;
use supply::ControlState;

/// Its states are private: outside this file a valve can be shut, released, tested, and no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Valve(State);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Shut,
    /// The arrow blinks. Whether the last test since it was released has seen gas flow.
    Ready {
        failed: bool,
    },
    Testing(LeakTest),
    Open,
}

/// A test that runs. Gas that flows ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct LeakTest {
    ends: Instant,
}

/// A test during which no gas flowed. Made in one place, below.
struct Passed(());

impl LeakTest {
    fn end(self, at: Instant) -> Option<Passed> {
        (at >= self.ends).then_some(Passed(()))
    }
}

impl Valve {
    /// As a technician leaves it: opened on site, after his own test.
    pub fn placed_open() -> Self {
        Self(State::Open)
    }

    pub fn placed_shut() -> Self {
        Self(State::Shut)
    }

    pub fn is_open(self) -> bool {
        self.0 == State::Open
    }

    pub fn is_testing(self) -> bool {
        matches!(self.0, State::Testing(_))
    }

    /// A press would begin a test.
    pub fn is_ready(self) -> bool {
        matches!(self.0, State::Ready { .. })
    }

    /// The last test since it was released has seen gas flow, and none has begun since. Source: ST-15.
    pub fn has_failed(self) -> bool {
        self.0 == State::Ready { failed: true }
    }

    /// What the meter says. While it tests it is still ready: ST-13.
    pub fn control_state(self) -> ControlState {
        match self.0 {
            State::Shut => ControlState::Disconnected,
            State::Ready { .. } | State::Testing(_) => ControlState::ReadyForReconnection,
            State::Open => ControlState::Connected,
        }
    }

    /// Seconds left of a test, rounded up.
    pub fn countdown_s(self, at: Instant) -> Option<i64> {
        match self.0 {
            State::Testing(test) => Some((-at.seconds_since(test.ends)).max(0)),
            State::Shut | State::Ready { .. } | State::Open => None,
        }
    }

    /// When the test ends if nothing flows.
    pub fn test_ends(self) -> Option<Instant> {
        match self.0 {
            State::Testing(test) => Some(test.ends),
            State::Shut | State::Ready { .. } | State::Open => None,
        }
    }

    /// Shuts; also ends a test.
    pub fn shut(&mut self, by: By) -> Option<Happening> {
        let was = std::mem::replace(&mut self.0, State::Shut);
        (was != State::Shut).then_some(Happening::Switched { to: ControlState::Disconnected, by })
    }

    /// Allows a local start. It opens nothing.
    pub fn release(&mut self, by: By) -> Option<Happening> {
        match self.0 {
            State::Shut => {
                self.0 = State::Ready { failed: false };
                Some(Happening::Switched { to: ControlState::ReadyForReconnection, by })
            }
            State::Ready { .. } | State::Testing(_) | State::Open => None,
        }
    }

    /// Someone held the button long enough.
    pub fn start_test(&mut self, at: Instant, leak_test_s: u16) -> Option<Happening> {
        match self.0 {
            State::Ready { .. } => {
                let ends = at.plus_s(i64::from(leak_test_s));
                self.0 = State::Testing(LeakTest { ends });
                Some(Happening::LeakTestStarted)
            }
            State::Shut | State::Testing(_) | State::Open => None,
        }
    }

    /// The test at `at`, with gas flowing or not.
    pub fn watch(&mut self, at: Instant, flows: bool) -> Option<Happening> {
        let State::Testing(test) = self.0 else { return None };
        match test.end(at) {
            _ if flows => {
                self.0 = State::Ready { failed: true };
                Some(Happening::FlowSeen)
            }
            Some(passed) => {
                self.open(passed);
                Some(Happening::LeakTestPassed)
            }
            None => None,
        }
    }

    fn open(&mut self, _: Passed) {
        self.0 = State::Open;
    }
}
