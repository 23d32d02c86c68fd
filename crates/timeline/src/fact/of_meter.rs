//! What a collection finds at a meter, and what a person may have a meter do.

use serde::{Deserialize, Serialize};

/// Something about a meter that is not as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alarm {
    /// Another meter answers there than the one that is registered.
    Swapped,
    /// Its midnights are those of another hour.
    ClockOff,
    WrongKey,
    /// A recording came in place of the meter, or it has lost its counter.
    Replayed,
    StaleCounter,
    /// An answer came with less protection than was agreed.
    Unprotected,
    /// An object has another class version than its profile says, or is not there.
    ClassVersion,
    ScalerChanged,
    /// It has not stored every midnight that it should have.
    Holes,
    /// Its switch could be closed from afar: nothing is sent to it. Source: MT-06, MT-09.
    ClosesFromAfar,
    /// It was asked something for so long in vain that it is asked no more.
    Unanswered,
    /// Something was sent in its name that its keys do not open.
    Forged,
    /// What it should show or be set to was tried in vain, and given up.
    NotTaken,
    /// Its registers follow another calendar than the one that is billed by. Source: MT-05.
    WrongCalendar,
    /// Its quarter-hours and its registers are not of one amount. Source: MT-05.
    RegisterDrift,
}

impl Alarm {
    pub const ALL: [Self; 15] = [
        Self::Swapped,
        Self::ClockOff,
        Self::WrongKey,
        Self::Replayed,
        Self::StaleCounter,
        Self::Unprotected,
        Self::ClassVersion,
        Self::ScalerChanged,
        Self::Holes,
        Self::ClosesFromAfar,
        Self::Unanswered,
        Self::Forged,
        Self::NotTaken,
        Self::WrongCalendar,
        Self::RegisterDrift,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Swapped => "swapped",
            Self::ClockOff => "clock_off",
            Self::WrongKey => "wrong_key",
            Self::Replayed => "replayed",
            Self::StaleCounter => "stale_counter",
            Self::Unprotected => "unprotected",
            Self::ClassVersion => "class_version",
            Self::ScalerChanged => "scaler_changed",
            Self::Holes => "holes",
            Self::ClosesFromAfar => "closes_from_afar",
            Self::Unanswered => "unanswered",
            Self::Forged => "forged",
            Self::NotTaken => "not_taken",
            Self::WrongCalendar => "wrong_calendar",
            Self::RegisterDrift => "register_drift",
        }
    }

    /// What the timeline says of it.
    pub fn event(self) -> &'static str {
        match self {
            Self::Swapped => "meter_swapped",
            Self::ClockOff => "meter_clock_off",
            Self::WrongKey => "meter_wrong_key",
            Self::Replayed => "meter_replayed",
            Self::StaleCounter => "meter_stale_counter",
            Self::Unprotected => "meter_unprotected",
            Self::ClassVersion => "meter_class_version",
            Self::ScalerChanged => "meter_scaler_changed",
            Self::Holes => "meter_holes",
            Self::ClosesFromAfar => "meter_closes_from_afar",
            Self::Unanswered => "meter_unanswered",
            Self::Forged => "meter_forged",
            Self::NotTaken => "meter_not_taken",
            Self::WrongCalendar => "meter_wrong_calendar",
            Self::RegisterDrift => "meter_register_drift",
        }
    }

    /// The alarm that an event of the timeline tells of.
    pub fn of_event(event: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|alarm| alarm.event() == event)
    }

    /// Whether the right point can no longer be told: its registers may be another home's, or of other
    /// hours. Source: CG-12.
    pub fn doubts_the_point(self) -> bool {
        matches!(self, Self::Swapped | Self::ClockOff)
    }
}

/// What a person may have a meter do. There is no cut in it. Source: MT-06.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ByHand {
    Read,
    /// Allows a return by a press at the meter.
    Release,
    Limit {
        ampere: i64,
    },
    Unlimit,
    /// The balance as it is, on the display.
    Display,
    Message {
        text: String,
    },
    Calendar {
        name: String,
    },
    Clock,
}
