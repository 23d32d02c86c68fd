//! What people say when an amount that waits is paid out, or let be. Source: PA-32, MK-06.

use crate::failure::{Failure, refuse};
use units::MicroEuro;

/// Letters of who did it and how.
const MOST_LETTERS: usize = 200;

/// Who did what with which amount.
#[derive(Debug, Clone, clap::Args)]
pub struct Paid {
    /// In EUR, as it was listed: one that has changed since is not ended.
    #[arg(long, allow_negative_numbers = true)]
    pub eur: MicroEuro,
    /// Who did it.
    #[arg(long)]
    pub by: String,
    /// How: the transfer, or why it is let be.
    #[arg(long)]
    pub how: String,
    /// The second person, above `adjust.four_eyes`.
    #[arg(long, value_name = "PERSON")]
    pub approved_by: Option<String>,
}

impl Paid {
    /// By whom, as it is kept apart from how: free words may name who was paid, and go with the identity of the household.
    /// Errors: nobody, no word of how, too many letters, above `limit` no second person.
    pub fn said(&self, limit: MicroEuro) -> Result<String, Failure> {
        let (by, how) = (self.by.trim(), self.how.trim());
        let second = self.approved_by.as_deref().map(str::trim).unwrap_or_default();
        let is_second = !second.is_empty() && second.to_lowercase() != by.to_lowercase();
        let people = if is_second { format!("{by}, {second}") } else { by.to_owned() };
        let letters = people.chars().count().saturating_add(how.chars().count());
        if by.is_empty() || how.is_empty() || letters > MOST_LETTERS {
            return refuse(format!("say who did it and how, in {MOST_LETTERS} letters at most"));
        }
        if i128::from(self.eur.0).abs() > i128::from(limit.0) && !is_second {
            return refuse(format!("above {limit} EUR a second person has to approve"));
        }
        Ok(people)
    }

    /// Errors: another amount waits by now.
    pub fn is_of(&self, open: MicroEuro) -> Result<(), Failure> {
        if self.eur == open {
            return Ok(());
        }
        refuse(format!("{open} EUR wait by now, not {}", self.eur))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mk_06_tp_25_above_the_limit_two_people_say_that_it_is_paid() {
        let paid = |eur: &str, second: Option<&str>| Paid {
            eur: eur.parse().unwrap(),
            by: "An".to_owned(),
            how: "transfer 17".to_owned(),
            approved_by: second.map(str::to_owned),
        };
        let limit = "50".parse().unwrap();
        assert_eq!(paid("50", None).said(limit).unwrap(), "An");
        assert!(paid("50.01", None).said(limit).is_err());
        assert!(paid("-50.01", None).said(limit).is_err(), "what is let be as well");
        assert!(paid("50.01", Some("an ")).said(limit).is_err(), "the same person");
        assert_eq!(paid("50.01", Some("Bo")).said(limit).unwrap(), "An, Bo");
    }
}
