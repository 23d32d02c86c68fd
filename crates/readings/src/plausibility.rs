//! Whether a register value can be true.

use crate::days::Registers;
use calendar::Instant;

/// The most that can pass in an hour, in register units: what the fuse or the gas meter lets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    pub most_per_hour: i64,
}

/// Why a value cannot be true. Source: PA-40.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Implausible {
    #[error("a register went back before {at}: a roll-over is never assumed")]
    WentBack { at: String },
    #[error("registers rose by {rise} before {at}, at most {most} can be")]
    Jumped { at: String, rise: i64, most: i64 },
}

const US_PER_HOUR: i128 = 3_600_000_000;

impl Bounds {
    /// Judges the step between two values of one meter. `accepted` lets a jump pass.
    pub fn judge(
        self,
        earlier: (Instant, Registers),
        later: (Instant, Registers),
        accepted: bool,
    ) -> Result<(), Implausible> {
        let at = || later.0.to_local_string();
        let rise = later.1.since(earlier.1).filter(|rise| !rise.any_negative());
        let rise = rise.ok_or_else(|| Implausible::WentBack { at: at() })?.total();
        let elapsed_us = i128::from(later.0.0) - i128::from(earlier.0.0);
        let most = i128::from(self.most_per_hour) * elapsed_us / US_PER_HOUR;
        if accepted || i128::from(rise) <= most {
            return Ok(());
        }
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        Err(Implausible::Jumped { at: at(), rise, most })
    }
}
