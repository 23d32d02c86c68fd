//! How the collection of a day went at one meter, by name.

use dlms::DlmsError;
use timeline::Alarm;

/// How it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Read,
    /// With the midnight asked for, not with each before it.
    ReadWithHoles,
    /// The midnight asked for is not stored.
    Holes,
    Silent,
    /// Another process talked to it all the time.
    Held,
    WrongKey,
    Replayed,
    StaleCounter,
    Unprotected,
    ClassVersion,
    ScalerChanged,
    ClockOff,
    Swapped,
    /// Its switch could be closed from afar.
    ClosesFromAfar,
    /// The profile asks for what is not there, or there is no such profile.
    Profile,
    NoKeys,
    /// Its keys are sealed with a master key that this installation does not have.
    WrongMasterKey,
    /// Keys or counters could not be kept or opened.
    Keeping,
    /// It answered, and what it said cannot be read, such as a frame that is cut in the middle.
    Garbled,
    /// The meter's own word.
    Refused,
}

impl Outcome {
    /// As it is kept and told.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::ReadWithHoles => "read_with_holes",
            Self::Holes => "holes",
            Self::Silent => "silent",
            Self::Held => "held",
            Self::WrongKey => "wrong_key",
            Self::Replayed => "replayed",
            Self::StaleCounter => "stale_counter",
            Self::Unprotected => "unprotected",
            Self::ClassVersion => "class_version",
            Self::ScalerChanged => "scaler_changed",
            Self::ClockOff => "clock_off",
            Self::Swapped => "swapped",
            Self::ClosesFromAfar => "closes_from_afar",
            Self::Profile => "profile",
            Self::NoKeys => "no_keys",
            Self::WrongMasterKey => "wrong_master_key",
            Self::Keeping => "keeping",
            Self::Garbled => "garbled",
            Self::Refused => "refused",
        }
    }

    /// The midnight is known: it need not be asked again.
    pub fn is_read(self) -> bool {
        matches!(self, Self::Read | Self::ReadWithHoles)
    }

    /// What the account's timeline is told.
    pub fn alarm(self) -> Option<Alarm> {
        match self {
            Self::ReadWithHoles | Self::Holes => Some(Alarm::Holes),
            Self::WrongKey => Some(Alarm::WrongKey),
            Self::Replayed => Some(Alarm::Replayed),
            Self::StaleCounter => Some(Alarm::StaleCounter),
            Self::Unprotected => Some(Alarm::Unprotected),
            Self::ClassVersion => Some(Alarm::ClassVersion),
            Self::ScalerChanged => Some(Alarm::ScalerChanged),
            Self::ClockOff => Some(Alarm::ClockOff),
            Self::Swapped => Some(Alarm::Swapped),
            Self::ClosesFromAfar => Some(Alarm::ClosesFromAfar),
            // Silence is a state of its own (PA-39); the rest is ours to put right, not the point's.
            Self::Read
            | Self::Silent
            | Self::Held
            | Self::Profile
            | Self::NoKeys
            | Self::WrongMasterKey
            | Self::Keeping
            | Self::Garbled
            | Self::Refused => None,
        }
    }

    pub fn of(error: &DlmsError) -> Self {
        use DlmsError as E;
        match error {
            E::Held { .. } => Self::Held,
            E::Framing { .. }
            | E::Malformed { .. }
            | E::Type { .. }
            | E::Value { .. }
            | E::Row { .. } => Self::Garbled,
            error if error.is_of_the_line() => Self::Silent,
            E::OtherMeter { .. } => Self::Swapped,
            E::ClosesFromAfar { .. } => Self::ClosesFromAfar,
            E::WrongKey { .. } => Self::WrongKey,
            E::Replayed => Self::Replayed,
            E::StaleCounter { .. } | E::CounterJump { .. } => Self::StaleCounter,
            E::Unprotected => Self::Unprotected,
            E::ClassVersion { .. } | E::ObjectMissing { .. } => Self::ClassVersion,
            E::ScalerChanged { .. } => Self::ScalerChanged,
            E::ClockOff { .. } | E::ClockInvalid => Self::ClockOff,
            E::ProfileHoles { .. } => Self::Holes,
            E::NotInProfile { .. } | E::Columns { .. } => Self::Profile,
            E::NoKeys { .. } => Self::NoKeys,
            E::Keeping { source } if source.is_sealed() => Self::WrongMasterKey,
            E::Keeping { .. } => Self::Keeping,
            _ => Self::Refused,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mt_17_a_recording_and_a_counter_behind_have_their_names_on_the_timeline() {
        let (ours, expected) = (7, 90);
        for (error, name) in [
            (DlmsError::Replayed, "replayed"),
            (DlmsError::StaleCounter { ours, expected }, "stale_counter"),
            (DlmsError::CounterJump { ours, expected }, "stale_counter"),
            (DlmsError::Unprotected, "unprotected"),
            (DlmsError::ClockInvalid, "clock_off"),
        ] {
            let outcome = Outcome::of(&error);
            assert_eq!(outcome.name(), name, "{error}");
            assert_eq!(outcome.alarm().map(Alarm::name), Some(name), "{error}");
            assert!(!outcome.is_read());
        }
    }

    #[test]
    fn mt_17_what_cannot_be_read_and_a_meter_that_another_process_has_are_not_called_silent() {
        let text = "cut".to_owned();
        for (error, name) in [
            (DlmsError::Framing { text: text.clone() }, "garbled"),
            (DlmsError::Malformed { text }, "garbled"),
            (DlmsError::Held { meter: "M".to_owned() }, "held"),
            (DlmsError::Closed, "silent"),
        ] {
            let outcome = Outcome::of(&error);
            assert_eq!(outcome.name(), name, "{error}");
            assert_eq!((outcome.alarm(), outcome.is_read()), (None, false));
        }
    }
}
