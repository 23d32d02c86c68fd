//! What can go wrong between the head-end and a meter, by name.

use crate::obis::Obis;
use crate::profile::{Attribute, Modes, Role};
use calendar::Instant;
use std::io;
use std::time::Duration;
use units::Energy;

/// Keys or counters could not be kept or found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct KeepError {
    text: String,
    sealed: bool,
}

impl KeepError {
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), sealed: false }
    }

    /// What is kept is under a seal that cannot be broken here: another master key, or none.
    pub fn sealed(text: impl Into<String>) -> Self {
        Self { text: text.into(), sealed: true }
    }

    pub fn is_sealed(&self) -> bool {
        self.sealed
    }

    /// The keys must be changed: a counter never wraps.
    pub fn exhausted() -> Self {
        Self::new("the invocation counters under this key are used up")
    }
}

/// Why a meter was not read, or did not do what it was told.
#[derive(Debug, thiserror::Error)]
pub enum DlmsError {
    #[error("could not connect to `{address}`")]
    Connect { address: String, source: io::Error },
    #[error("the connection was lost")]
    Lost { source: io::Error },
    #[error("the meter closed the connection")]
    Closed,
    #[error("the meter did not answer within {after:?}")]
    Silent { after: Duration },
    #[error("what came is no frame: {text}")]
    Framing { text: String },
    #[error("could not keep or find keys or counters")]
    Keeping { source: KeepError },
    #[error("meter `{meter}` has no keys")]
    NoKeys { meter: String },

    /// The keys do not open what the meter sends, or ours do not open what we send.
    #[error("the keys of generation {generation} are not those of the meter")]
    WrongKey { generation: u32 },
    /// A frame that was heard before came again: a recording, or a meter that lost its counter.
    #[error("the meter sent a frame under a counter that was heard before")]
    Replayed,
    /// The meter has taken a higher counter from us than the one we sent.
    #[error("the meter has taken counters up to {expected}, ours was {ours}", expected = .expected.saturating_sub(1))]
    StaleCounter { ours: u32, expected: u32 },
    /// A forged refusal must not be able to use up our counters.
    #[error("the meter asks for counter {expected}, too far from {ours}")]
    CounterJump { ours: u32, expected: u32 },
    #[error("the meter answers with less protection than agreed")]
    Unprotected,
    #[error("the meter refused the association: {reason}")]
    AssociationRefused { reason: String },
    #[error("the meter did not understand: {reason}")]
    Exception { reason: String },
    #[error("another task talks to meter `{meter}`")]
    Busy { meter: String },
    #[error("another process talks to meter `{meter}`")]
    Held { meter: String },
    #[error("gave way to an order of higher priority")]
    GaveWay,

    #[error("the meter refused {attribute}: {reason}")]
    Refused { attribute: Attribute, reason: String },
    #[error("the answer cannot be read: {text}")]
    Malformed { text: String },
    #[error("{attribute} is a `{found}`, {expected} is expected")]
    Type { attribute: Attribute, found: String, expected: &'static str },
    /// The meter was swapped behind our back, or the address is another one's.
    #[error("the meter calls itself `{found}`, not `{expected}`")]
    OtherMeter { expected: String, found: String },
    #[error("{obis} of class {class} has version `{found}`, the profile says `{expected}`")]
    ClassVersion { obis: Obis, class: u16, expected: u8, found: u8 },
    #[error("the meter has no {obis} of class {class}, the profile has")]
    ObjectMissing { obis: Obis, class: u16 },
    #[error("profile `{profile}` has no {role}")]
    NotInProfile { profile: String, role: Role },
    /// Values read with another scaler would be wrong by a power of ten.
    #[error(
        "{obis} counts in 10^{found} of unit {found_unit}, the profile says 10^{expected} of {expected_unit}"
    )]
    ScalerChanged { obis: Obis, expected: i8, expected_unit: u8, found: i8, found_unit: u8 },
    #[error("the value `{value}` of {obis} does not fit our unit")]
    Value { obis: Obis, value: i64 },
    #[error("the clock of the meter is off by {by_s} s, {most_s} s are tolerated")]
    ClockOff { by_s: i64, most_s: i64 },
    #[error("the meter calls its own clock invalid")]
    ClockInvalid,
    #[error("the profile lacks {count} rows from {first} on")]
    ProfileHoles { count: usize, first: Instant },
    #[error("the profile has columns of its own: {text}")]
    Columns { text: String },
    #[error("the profile has a row for {at} outside of what was asked, or twice")]
    Row { at: Instant },
    /// A person closes, never we.
    #[error("control mode `{mode}` would close from afar; {allowed} are allowed for {energy}")]
    ClosesFromAfar { mode: u8, energy: Energy, allowed: Modes },
    #[error("the meter took the order and reads back `{found}`, not {expected}")]
    NotDone { found: String, expected: &'static str },
    #[error("the order ended at {end}, before it was sent")]
    Expired { end: Instant },
    #[error("the order no longer has its cause: {reason}")]
    NoCause { reason: String },
    #[error("a {energy} meter has no `{what}`")]
    DoesNotFit { what: &'static str, energy: Energy },
}

impl DlmsError {
    /// Whether trying again may help: the line, not the meter's word.
    pub fn is_of_the_line(&self) -> bool {
        matches!(
            self,
            Self::Connect { .. }
                | Self::Lost { .. }
                | Self::Closed
                | Self::Silent { .. }
                | Self::Framing { .. }
                | Self::GaveWay
                | Self::Held { .. }
        )
    }
}

impl From<KeepError> for DlmsError {
    fn from(source: KeepError) -> Self {
        Self::Keeping { source }
    }
}
