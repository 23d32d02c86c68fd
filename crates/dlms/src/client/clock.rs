//! The clock of a meter.

use crate::client::association::Association;
use crate::client::meter::meter_time;
use crate::error::DlmsError;
use crate::link::Stream;
use crate::profile::Role;
use crate::time;
use calendar::Instant;

const TIME: u8 = 2;

/// How far a meter's clock is from ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drift {
    /// Seconds that the meter is ahead; negative if it is behind.
    pub by_s: i64,
    pub most_s: i64,
}

impl Drift {
    pub(crate) fn between(meter: Instant, now: Instant, most_s: i64) -> Self {
        Self { by_s: meter.seconds_since(now), most_s }
    }

    /// Errors: [`DlmsError::ClockOff`], if it is off by more than is tolerated. Midnights of such a
    /// meter are those of another hour: they are not taken before somebody has looked.
    pub fn check(self) -> Result<(), DlmsError> {
        let Self { by_s, most_s } = self;
        match by_s.checked_abs().is_some_and(|off_s| off_s <= most_s) {
            true => Ok(()),
            false => Err(DlmsError::ClockOff { by_s, most_s }),
        }
    }
}

impl<S: Stream> Association<S> {
    pub async fn read_clock(&mut self) -> Result<Instant, DlmsError> {
        let attribute = self.object(Role::Clock)?.attribute(TIME);
        let value = self.get(attribute).await?;
        meter_time(attribute, &value)
    }

    /// Sets the clock and reads it back. Errors: it is still off by more than `most_s`.
    pub async fn set_clock(&mut self, now: Instant, most_s: i64) -> Result<Drift, DlmsError> {
        let attribute = self.object(Role::Clock)?.attribute(TIME);
        self.set(attribute, &time::value(now)).await?;
        let drift = Drift::between(self.read_clock().await?, now, most_s);
        drift.check().map(|()| drift)
    }
}
