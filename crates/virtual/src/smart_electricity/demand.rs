//! Mean power of quarter-hours and the peak of each month (MT-01: 1.4.0, 1.6.0, 98.1.0).

use calendar::Instant;
use units::MilliWattHours;

/// The highest quarter-hour of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Peak {
    /// End of the quarter-hour on the meter's clock, in minutes since 1970.
    ended_min: u32,
    pub watt: u32,
}

impl Peak {
    pub fn ended(self) -> Instant {
        Instant::from_unix_s(i64::from(self.ended_min) * 60)
    }
}

/// Peaks of the running month and of up to 13 months before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Demand {
    running: Option<Peak>,
    /// Latest first.
    months: [Option<Peak>; 13],
}

impl Demand {
    /// A quarter-hour ended in which `import` was taken.
    pub(crate) fn close(&mut self, ended: Instant, import: MilliWattHours) {
        let peak = Peak { ended_min: minutes(ended), watt: mean_watt(import) };
        match self.running {
            Some(known) if month(known.ended()) == month(ended) => {
                if peak.watt > known.watt {
                    self.running = Some(peak);
                }
            }
            Some(known) => {
                self.months.rotate_right(1);
                if let Some(latest) = self.months.first_mut() {
                    *latest = Some(known);
                }
                self.running = Some(peak);
            }
            None => self.running = Some(peak),
        }
    }

    pub(crate) fn running(&self) -> Option<Peak> {
        self.running
    }

    pub(crate) fn months(&self) -> impl Iterator<Item = Peak> {
        self.months.into_iter().flatten()
    }
}

/// The mean power of a quarter-hour in which `energy` was taken, in whole watt.
pub(crate) fn mean_watt(energy: MilliWattHours) -> u32 {
    u32::try_from(energy.0.saturating_mul(4) / 1_000).unwrap_or(0)
}

/// The month a quarter-hour belongs to: it is that of its beginning, for the last one ends at
/// midnight.
fn month(ended: Instant) -> (i32, u8) {
    let (year, month, _) = ended.plus_min(-15).day().ymd();
    (year, month)
}

fn minutes(at: Instant) -> u32 {
    u32::try_from(at.unix_s().div_euclid(60)).unwrap_or(0)
}
