//! Two people for what is large. Source: TP-18, TP-25.

use crate::amount::euro;
use serde::{Deserialize, Serialize};
use units::{MicroEuro, same_person};

/// Why an act may not be carried out yet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApprovalError {
    #[error("above {} EUR a second person has to approve", euro(*limit))]
    SecondPersonMissing { limit: MicroEuro },
    #[error("`{person}` entered it, another person has to approve it")]
    SamePerson { person: String },
}

/// Who entered an act, and who approved it where two people are needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    entered_by: String,
    approved_by: Option<String>,
}

impl Approval {
    /// The approval of an act of `amount`, either sign, of which more than `limit` takes two people.
    /// Errors: the second person is missing, or is the first one; that also below the limit.
    pub fn of(
        amount: MicroEuro,
        limit: MicroEuro,
        entered_by: &str,
        approved_by: Option<&str>,
    ) -> Result<Self, ApprovalError> {
        // A name of nothing but blanks is nobody's.
        let approved_by = approved_by.filter(|name| !name.trim().is_empty());
        if approved_by.is_some_and(|second| same_person(second, entered_by)) {
            return Err(ApprovalError::SamePerson { person: entered_by.to_owned() });
        }
        // Limits are no negative amounts, so a negative one means that all takes two people.
        let is_large = i128::from(amount.0).abs() > i128::from(limit.0);
        if is_large && approved_by.is_none() {
            return Err(ApprovalError::SecondPersonMissing { limit });
        }
        Ok(Self { entered_by: entered_by.to_owned(), approved_by: approved_by.map(str::to_owned) })
    }

    pub fn entered_by(&self) -> &str {
        &self.entered_by
    }

    pub fn approved_by(&self) -> Option<&str> {
        self.approved_by.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::eur;

    #[test]
    fn tp_18_tp_25_above_the_limit_two_different_people() {
        let ask = |amount: &str, second: Option<&str>| {
            Approval::of(eur(amount), eur("50"), "an", second).map_err(|error| error.to_string())
        };
        assert!(ask("50.00", None).is_ok());
        for large in ["50.01", "-50.01"] {
            assert_eq!(
                ask(large, None).unwrap_err(),
                "above 50.00 EUR a second person has to approve"
            );
            assert_eq!(ask(large, Some("bo")).unwrap().approved_by(), Some("bo"));
        }
        let same = "`an` entered it, another person has to approve it";
        assert_eq!(ask("50.01", Some("an")).unwrap_err(), same);
        assert_eq!(ask("1", Some("an")).unwrap_err(), same);
        for typed in ["An", " an ", "AN"] {
            assert_eq!(ask("50.01", Some(typed)).unwrap_err(), same, "{typed:?}");
        }
        assert!(ask("50.01", Some("  ")).is_err(), "nobody is no second person");
    }
}
