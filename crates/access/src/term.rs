//! Until when somebody of staff has their role.

use calendar::SettlementDay;

/// A role opens nothing behind its last day, and nothing if nobody looked at it again in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// Inclusive; `None`: as long as it is reviewed.
    pub last_day: Option<SettlementDay>,
    pub reviewed_on: SettlementDay,
}

/// How a term stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// `review_by`: the last day on which it opens something without a new review.
    Open {
        review_by: SettlementDay,
    },
    Expired {
        last_day: SettlementDay,
    },
    Unreviewed {
        review_by: SettlementDay,
    },
}

impl Standing {
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open { .. })
    }
}

impl Term {
    /// `months`: how long a review holds. Source: UX O-06, PD-04.
    pub fn on(self, day: SettlementDay, months: i32) -> Standing {
        let review_by = self.reviewed_on.plus_months(months);
        match self.last_day {
            Some(last_day) if day > last_day => Standing::Expired { last_day },
            Some(_) | None if day > review_by => Standing::Unreviewed { review_by },
            Some(_) | None => Standing::Open { review_by },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn o_06_a_role_opens_nothing_behind_its_last_day_or_its_review() {
        let day = |text: &str| -> SettlementDay { text.parse().unwrap() };
        let endless = Term { last_day: None, reviewed_on: day("2026-08-31") };
        let review_by = day("2027-02-28");
        assert_eq!(endless.on(day("2027-02-28"), 6), Standing::Open { review_by });
        assert_eq!(endless.on(day("2027-03-01"), 6), Standing::Unreviewed { review_by });
        let last_day = day("2026-12-31");
        let short = Term { last_day: Some(last_day), ..endless };
        assert!(short.on(last_day, 6).is_open());
        assert_eq!(short.on(day("2027-01-01"), 6), Standing::Expired { last_day });
        assert_eq!(
            short.on(day("2026-10-01"), 1),
            Standing::Unreviewed { review_by: day("2026-09-30") }
        );
    }
}
