//! What of a refusal may be told to a shop. Amounts that depend on the account stay inside.

use super::{Code, Problem};
use crate::desk::Refusal;
use vending::{AmountError, NotUndone, ShiftError, euro};

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::KeyReused(reused) => {
                Self::new(Code::IdempotencyKeyReused).with("fingerprint", reused.first)
            }
            Refusal::Wait(wait) => Self::new(Code::TooManyWrongReferences)
                .with("retry_after_s", wait.for_s.max(1))
                .retry_after(wait.for_s),
            Refusal::Reference(_) => Self::new(Code::ReferenceWrong),
            Refusal::UnknownReference => Self::new(Code::ReferenceUnknown),
            Refusal::Amount(error) => error.into(),
            Refusal::UnknownSale => Self::new(Code::SaleUnknown),
            Refusal::ShiftNotOpen => Self::new(Code::ShiftNotOpen),
            Refusal::ShiftOpen => Self::new(Code::ShiftAlreadyOpen),
            Refusal::Shift(error) => error.into(),
            Refusal::Unavailable { retry_after_s } => {
                Self::new(Code::Unavailable).retry_after(i64::from(retry_after_s))
            }
            failed @ Refusal::Failed(_) => Self::new(Code::Failed).caused_by(&failed),
        }
    }
}

/// The exact amount to be back on and the room below a ceiling are the balance in other words, so they
/// are left out. Source: PD-04.
impl From<AmountError> for Problem {
    fn from(error: AmountError) -> Self {
        match error {
            AmountError::NotWholeCents { .. } => {
                Self::new(Code::AmountNotUnderstood).with("field", "amount")
            }
            AmountError::OutsideLimits { least, most, .. } => Self::new(Code::AmountOutsideLimits)
                .with("least", euro(least))
                .with("most", euro(most)),
            AmountError::AboveCeiling { .. } => Self::new(Code::AmountAboveCeiling),
            AmountError::CardRefused { taken, .. } => {
                Self::new(Code::CardRefused).with("taken", taken)
            }
            AmountError::TooLarge => Self::new(Code::AmountTooLarge),
        }
    }
}

impl From<ShiftError> for Problem {
    fn from(error: ShiftError) -> Self {
        match error {
            ShiftError::Unexplained { cash, card } => Self::new(Code::DifferenceUnexplained)
                .with("cash", euro(cash))
                .with("card", euro(card)),
            ShiftError::TooLarge => Self::new(Code::AmountTooLarge),
            // Of entries, which the desk makes itself.
            ShiftError::NotPositive { .. } | ShiftError::Differs { .. } | ShiftError::Ledger(_) => {
                Self::new(Code::Failed).caused_by(&error)
            }
        }
    }
}

impl From<NotUndone> for Problem {
    fn from(why: NotUndone) -> Self {
        match why {
            NotUndone::TooLate { minutes } => {
                Self::new(Code::ReversalTooLate).with("minutes", minutes)
            }
            NotUndone::Spent { .. } => Self::new(Code::CreditSpent),
            NotUndone::InSuspense => Self::new(Code::SaleInSuspense),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use units::MicroEuro;
    use vending::Exact;

    fn eur(text: &str) -> MicroEuro {
        text.parse().unwrap()
    }

    #[test]
    fn pd_04_a_refusal_does_not_tell_what_depends_on_the_balance() {
        let (amount, secret) = (eur("20"), eur("33.77"));
        let exact = Exact { to_clear: secret, to_stay_on: secret };
        let problems: [Problem; 4] = [
            AmountError::OutsideLimits { amount, least: eur("5"), most: eur("250"), exact }.into(),
            AmountError::AboveCeiling { amount, ceiling: eur("300"), room: secret }.into(),
            NotUndone::Spent { spent: secret }.into(),
            Refusal::failed(format!("{secret} EUR cannot be booked")).into(),
        ];
        for problem in problems {
            for language in Language::ALL {
                let body = serde_json::to_string(&problem.body(language)).unwrap();
                assert!(!body.contains("33.77"), "{body}");
            }
        }
    }
}
