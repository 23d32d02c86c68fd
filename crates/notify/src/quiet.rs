//! When nobody is disturbed. Source: CM-03.

use calendar::Instant;

/// Hours of the local day, from one minute up to another, over midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietHours {
    pub from_min: u16,
    pub to_min: u16,
}

impl QuietHours {
    /// 21:00 to 08:00.
    pub const OF_EVERYBODY: Self = Self { from_min: 21 * 60, to_min: 8 * 60 };

    pub fn contains(self, at: Instant) -> bool {
        let minute = at.minute_of_day();
        let Self { from_min, to_min } = self;
        if from_min <= to_min {
            (from_min..to_min).contains(&minute)
        } else {
            minute >= from_min || minute < to_min
        }
    }

    /// When they end, if it is quiet at `at`.
    fn end_after(self, at: Instant) -> Instant {
        let (day, minute) = at.day_and_minute();
        let day = if minute < self.to_min { day } else { day.next() };
        let hour = u8::try_from(self.to_min / 60).unwrap_or(0);
        day.at(hour, u8::try_from(self.to_min % 60).unwrap_or(0))
    }
}

/// The first instant from `at` on that is quiet for nobody: hours of one's own come beside those of
/// everybody. If together they are the whole day, those of everybody count.
pub fn first_loud(at: Instant, everybody: QuietHours, own: Option<QuietHours>) -> Instant {
    let mut loud = at;
    // Two sorts of hours of a day end four times in two days at most.
    for _ in 0..6 {
        let quiet = [Some(everybody), own].into_iter().flatten().find(|one| one.contains(loud));
        match quiet {
            None => return loud,
            Some(quiet) => loud = quiet.end_after(loud),
        }
    }
    if everybody.contains(at) { everybody.end_after(at) } else { at }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loud(at: &str, own: Option<(u16, u16)>) -> String {
        let own = own.map(|(from_min, to_min)| QuietHours { from_min, to_min });
        first_loud(at.parse().unwrap(), QuietHours::OF_EVERYBODY, own).to_local_string()
    }

    #[test]
    fn cm_03_what_comes_at_night_waits_for_eight() {
        assert_eq!(loud("2026-11-20T20:59:00+01:00", None), "2026-11-20T20:59:00+01:00");
        assert_eq!(loud("2026-11-20T21:00:00+01:00", None), "2026-11-21T08:00:00+01:00");
        assert_eq!(loud("2026-11-21T06:00:00+01:00", None), "2026-11-21T08:00:00+01:00");
        assert_eq!(loud("2026-11-21T08:00:00+01:00", None), "2026-11-21T08:00:00+01:00");
        // The clock is put forward in this night.
        assert_eq!(loud("2027-03-27T23:00:00+01:00", None), "2027-03-28T08:00:00+02:00");
    }

    #[test]
    fn cm_03_hours_of_ones_own_come_beside_those_of_everybody() {
        let early = Some((20 * 60, 9 * 60));
        assert_eq!(loud("2026-11-20T20:30:00+01:00", early), "2026-11-21T09:00:00+01:00");
        assert_eq!(loud("2026-11-21T08:30:00+01:00", early), "2026-11-21T09:00:00+01:00");
        let short = Some((23 * 60, 6 * 60));
        assert_eq!(loud("2026-11-20T22:00:00+01:00", short), "2026-11-21T08:00:00+01:00");
        let noon = Some((12 * 60, 14 * 60));
        assert_eq!(loud("2026-11-20T13:00:00+01:00", noon), "2026-11-20T14:00:00+01:00");
        let always = Some((8 * 60, 21 * 60));
        assert_eq!(loud("2026-11-20T13:00:00+01:00", always), "2026-11-20T13:00:00+01:00");
        assert_eq!(loud("2026-11-20T22:00:00+01:00", always), "2026-11-21T08:00:00+01:00");
    }
}
