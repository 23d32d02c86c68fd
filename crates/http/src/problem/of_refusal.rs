//! What of a refusal may be told to a shop. Amounts that depend on the account stay inside.

use super::{Code, Problem};
use crate::desk::Refusal;
use procedures::{MOST_DOCUMENTS, MOST_OF_A_LINE, RequestError};
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
            Refusal::Shop(over) => Self::new(Code::ShopLimitReached).with("left", euro(over.left)),
            Refusal::TerminalStopped => Self::new(Code::TerminalStopped),
            Refusal::UnknownSale => Self::new(Code::SaleUnknown),
            Refusal::ShiftNotOpen => Self::new(Code::ShiftNotOpen),
            Refusal::ShiftOpen => Self::new(Code::ShiftAlreadyOpen),
            Refusal::Shift(error) => error.into(),
            Refusal::UnknownCall => Self::new(Code::CallUnknown),
            Refusal::CallOrder { expected } => {
                Self::new(Code::CallEventOrder).with("expected", expected)
            }
            Refusal::NoLine => Self::new(Code::NoPhoneLine),
            Refusal::KeyEnded => Self::new(Code::KeyRefused),
            Refusal::UnknownCustomer => Self::new(Code::CustomerUnknown).with("field", "point"),
            Refusal::Request(error) => error.into(),
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

/// Each with the field that is wrong, as it is called in the body.
impl From<RequestError> for Problem {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::TooLittle { least } => {
                Self::new(Code::DebtTooSmall).with("field", "owed").with("least", euro(least))
            }
            RequestError::TooSoon { first, .. } => {
                Self::new(Code::NoticeTooRecent).with("field", "notified").with("first", first)
            }
            RequestError::NoJudgment => {
                Self::new(Code::FieldNotUnderstood).with("field", "judgment")
            }
            RequestError::NoDocument => Self::new(Code::DocumentMissing).with("field", "documents"),
            RequestError::TooLong => Self::new(Code::FieldTooLong)
                .with("field", "documents")
                .with("letters", MOST_OF_A_LINE)
                .with("documents", MOST_DOCUMENTS),
            // Of what becomes of a request later, which nobody does here.
            RequestError::NotNow { .. }
            | RequestError::Imposed
            | RequestError::NoReason
            | RequestError::Future
            | RequestError::Before { .. }
            | RequestError::PastVisit
            | RequestError::NoVisitYet { .. }
            | RequestError::NoAddress
            | RequestError::NoAccount
            | RequestError::StillOpen
            | RequestError::OpenAlready
            | RequestError::RefusalWaits
            | RequestError::SwapWaits
            | RequestError::Silent
            | RequestError::Registers
            | RequestError::NoHome
            | RequestError::Waits
            | RequestError::NothingWaits
            | RequestError::SamePerson
            | RequestError::NotSeen => Self::new(Code::Failed).caused_by(&error),
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
            NotUndone::AccountClosed => Self::new(Code::AccountClosed),
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

    /// Each refusal a desk may give, with its stable code, is a sentence in four languages in which
    /// every value stands.
    #[test]
    fn tp_06_each_refusal_is_told_in_four_languages_under_its_stable_code() {
        use calendar::Instant;
        use vending::{Card, Fingerprint, OverHolding, ReferenceError, Wait, judge};
        let amount = eur("20");
        let text = "12".to_owned();
        let kept = vending::KeptAnswer {
            fingerprint: Fingerprint::of("k", "first"),
            answer: (),
            at: Instant(0),
        };
        let reused = judge(Some(&kept), "k", Fingerprint::of("k", "other")).unwrap_err();
        let (cash, card) = (eur("-2.50"), eur("0"));
        let (least, most, exact) = (eur("5"), eur("250"), Exact::default());
        let day: calendar::SettlementDay = "2026-11-16".parse().unwrap();
        let refusals: Vec<(&str, Problem)> = vec![
            ("idempotency-key-reused", Refusal::from(reused).into()),
            (
                "too-many-wrong-references",
                Refusal::from(Wait { until: Instant(0), for_s: 90 }).into(),
            ),
            ("reference-wrong", Refusal::from(ReferenceError::NotThirteenDigits { text }).into()),
            ("reference-unknown", Refusal::UnknownReference.into()),
            ("sale-unknown", Refusal::UnknownSale.into()),
            ("shift-not-open", Refusal::ShiftNotOpen.into()),
            ("shift-already-open", Refusal::ShiftOpen.into()),
            ("unavailable", Refusal::Unavailable { retry_after_s: 2 }.into()),
            ("failed", Refusal::failed("the disk is full").into()),
            ("amount-not-understood", AmountError::NotWholeCents { amount }.into()),
            (
                "amount-outside-limits",
                AmountError::OutsideLimits { amount, least, most, exact }.into(),
            ),
            (
                "amount-above-ceiling",
                AmountError::AboveCeiling { amount, ceiling: most, room: least }.into(),
            ),
            (
                "card-refused",
                AmountError::CardRefused { card: Card::Credit, taken: "debit".to_owned() }.into(),
            ),
            ("shop-limit-reached", Refusal::from(OverHolding { left: least }).into()),
            ("terminal-stopped", Refusal::TerminalStopped.into()),
            ("amount-too-large", AmountError::TooLarge.into()),
            ("difference-unexplained", ShiftError::Unexplained { cash, card }.into()),
            ("reversal-too-late", NotUndone::TooLate { minutes: 10 }.into()),
            ("credit-spent", NotUndone::Spent { spent: amount }.into()),
            ("sale-in-suspense", NotUndone::InSuspense.into()),
            ("account-closed", NotUndone::AccountClosed.into()),
            ("key-refused", Refusal::KeyEnded.into()),
            ("customer-unknown", Refusal::UnknownCustomer.into()),
            ("debt-too-small", RequestError::TooLittle { least }.into()),
            ("notice-too-recent", RequestError::TooSoon { notified: day, first: day }.into()),
            ("field-not-understood", RequestError::NoJudgment.into()),
            ("document-missing", RequestError::NoDocument.into()),
            ("field-too-long", RequestError::TooLong.into()),
        ];
        for (code, problem) in refusals {
            let mut said = std::collections::BTreeSet::new();
            for language in Language::ALL {
                let body = problem.body(language);
                assert_eq!(body.code, code);
                assert!(!body.detail.contains(['{', '}']), "{code}: {}", body.detail);
                for value in body.members.values().filter(|_| code != "idempotency-key-reused") {
                    let shown = body.detail.contains(value.as_str());
                    assert!(shown || code == "amount-not-understood", "{code}: {}", body.detail);
                }
                assert!(!body.detail.contains("disk"), "a cause is for the log: {}", body.detail);
                said.insert(body.detail);
            }
            assert_eq!(said.len(), 4, "{code}: {said:?}");
        }
    }
}
