//! What follows from an attempt. Source: UX 10.3.

/// Seconds from each attempt to the next: about three days in all.
pub const RETRIES_S: [i64; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
/// A receiver that asks for more has a day.
const LONGEST_WAIT_S: i64 = 86_400;
/// Up to a tenth more than the schedule says, so that many endpoints are not called at once.
const JITTER_PPM: i64 = 100_000;
const PPM: i64 = 1_000_000;

/// What becomes of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    Delivered,
    /// `slow`: so does everything else for that endpoint.
    Again {
        after_s: i64,
        slow: bool,
    },
    /// The receiver wants nothing any more.
    Gone,
    /// It was tried for about three days.
    GivenUp,
}

/// After attempt number `attempts`, from 1. `status`: `None` without an answer. `retry_after_s`: what the
/// answer asks for. `jitter_ppm`: 0 to 999,999, by chance. Only 2xx is a success; a redirection is a failure.
pub fn next(
    status: Option<u16>,
    attempts: u32,
    retry_after_s: Option<i64>,
    jitter_ppm: u32,
) -> Next {
    let slow = match status {
        Some(200..=299) => return Next::Delivered,
        Some(410) => return Next::Gone,
        Some(429 | 502 | 504) => true,
        Some(_) | None => false,
    };
    let place = usize::try_from(attempts.saturating_sub(1)).unwrap_or(usize::MAX);
    let Some(wait_s) = RETRIES_S.get(place).copied() else { return Next::GivenUp };
    let jitter = i64::from(jitter_ppm).clamp(0, PPM);
    let more_s = wait_s.saturating_mul(JITTER_PPM) / PPM * jitter / PPM;
    let asked_s = retry_after_s.unwrap_or(0).clamp(0, LONGEST_WAIT_S);
    let slow = slow || asked_s > 0;
    Next::Again { after_s: wait_s.saturating_add(more_s).max(asked_s), slow }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ux_10_3_only_2xx_is_a_success_and_410_ends_it() {
        for status in [200, 201, 204, 299] {
            assert_eq!(next(Some(status), 1, None, 0), Next::Delivered);
        }
        assert_eq!(next(Some(410), 1, Some(9), 0), Next::Gone);
        for status in [100, 199, 300, 301, 302, 307, 308, 400, 401, 404, 409, 500, 503] {
            let again = Next::Again { after_s: 5, slow: false };
            assert_eq!(next(Some(status), 1, None, 0), again, "{status}");
        }
        assert_eq!(next(None, 1, None, 0), Next::Again { after_s: 5, slow: false });
    }

    #[test]
    fn ux_10_3_nine_retries_over_about_three_days_then_it_is_given_up() {
        let wait = |attempt| match next(Some(500), attempt, None, 0) {
            Next::Again { after_s, .. } => Some(after_s),
            _ => None,
        };
        let waits: Vec<i64> = (1..).map_while(wait).collect();
        let hours = |h: i64| h * 3_600;
        let expected =
            [5, 300, 1_800, hours(2), hours(5), hours(10), hours(14), hours(20), hours(24)];
        assert_eq!(waits, expected);
        assert_eq!(next(Some(500), 10, None, 0), Next::GivenUp);
        assert_eq!(next(None, u32::MAX, Some(60), 0), Next::GivenUp);
    }

    #[test]
    fn ux_10_3_jitter_is_up_to_a_tenth_and_retry_after_counts_up_to_a_day() {
        let after = |status, attempt, asked, jitter| match next(status, attempt, asked, jitter) {
            Next::Again { after_s, slow } => (after_s, slow),
            other => panic!("{other:?}"),
        };
        assert_eq!(after(Some(500), 2, None, 0), (300, false));
        assert_eq!(after(Some(500), 2, None, 500_000), (315, false));
        assert_eq!(after(Some(500), 2, None, 999_999), (329, false));
        for status in [429, 502, 504] {
            assert_eq!(after(Some(status), 1, None, 0), (5, true));
            assert_eq!(after(Some(status), 1, Some(120), 0), (120, true));
        }
        assert_eq!(after(Some(503), 1, Some(120), 0), (120, true));
        assert_eq!(after(Some(429), 3, Some(1), 0), (1_800, true), "never sooner than planned");
        assert_eq!(after(Some(429), 1, Some(i64::MAX), 0), (86_400, true));
        assert_eq!(after(Some(429), 1, Some(-5), 0), (5, true));
    }
}
