//! Giving money back: to the instruments that paid, by lots. Source: TP-18, PA-32, PA-44.

use crate::amount::euro;
use crate::approval::{Approval, ApprovalError};
use crate::key::MoneyKey;
use calendar::Instant;
use serde::{Deserialize, Serialize};
use units::MicroEuro;

/// A payment as a lot of the balance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lot {
    pub key: MoneyKey,
    /// The card, the IBAN or the counter that paid.
    pub instrument: String,
    pub credited_at: Instant,
    /// What the balance rose by, without shares to debts, less what was given back of it already.
    pub amount: MicroEuro,
}

/// What is left of a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LotLeft {
    pub key: MoneyKey,
    pub instrument: String,
    pub left: MicroEuro,
}

/// Why money is not given back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RefundError {
    #[error("`{}` EUR cannot be refunded, only {} EUR of payments are left", euro(*amount), euro(*left))]
    MoreThanLeft { amount: MicroEuro, left: MicroEuro },
    #[error("`{amount}` EUR is not an amount to refund")]
    NotPositive { amount: MicroEuro },
    #[error("the refund needs approval")]
    Approval(#[from] ApprovalError),
}

/// A part of a refund, to one instrument.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundPart {
    pub key: MoneyKey,
    pub instrument: String,
    pub amount: MicroEuro,
}

/// A refund that may be carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundPlan {
    /// The newest payment first, since the oldest was used first.
    parts: Vec<RefundPart>,
    total: MicroEuro,
    approval: Approval,
}

impl RefundPlan {
    pub fn parts(&self) -> &[RefundPart] {
        &self.parts
    }

    pub fn total(&self) -> MicroEuro {
        self.total
    }

    pub fn approval(&self) -> &Approval {
        &self.approval
    }
}

/// What is left of each payment, the newest first. Aid is used first, then the oldest payment, so the
/// balance without unspent aid lies in the newest payments. What they do not explain (an advance, a
/// correction) came from no payer.
pub fn lots_left(lots: &[Lot], balance: MicroEuro, aid_left: MicroEuro) -> Vec<LotLeft> {
    let mut newest_first: Vec<&Lot> = lots.iter().collect();
    newest_first.sort_by(|a, b| (b.credited_at, &b.key).cmp(&(a.credited_at, &a.key)));
    let mut rest = balance.0.saturating_sub(aid_left.0.max(0)).max(0);
    let mut left = Vec::new();
    for lot in newest_first {
        let part = rest.min(lot.amount.0.max(0));
        rest -= part;
        if part > 0 {
            let (key, instrument) = (lot.key.clone(), lot.instrument.clone());
            left.push(LotLeft { key, instrument, left: MicroEuro(part) });
        }
    }
    left
}

/// Gives back `amount`, or all that is left of payments if it is `None`, to the instruments that paid.
/// `limit` is the parameter `refund.four_eyes`.
/// Errors: more than is left, nothing, or a second person missing.
pub fn plan_refund(
    amount: Option<MicroEuro>,
    lots: &[LotLeft],
    limit: MicroEuro,
    entered_by: &str,
    approved_by: Option<&str>,
) -> Result<RefundPlan, RefundError> {
    let left = MicroEuro(lots.iter().map(|lot| lot.left.0).fold(0, i64::saturating_add));
    let total = amount.unwrap_or(left);
    if total <= MicroEuro::ZERO {
        return Err(RefundError::NotPositive { amount: total });
    }
    if total > left {
        return Err(RefundError::MoreThanLeft { amount: total, left });
    }
    let approval = Approval::of(total, limit, entered_by, approved_by)?;
    let mut parts = Vec::new();
    let mut rest = total.0;
    for lot in lots {
        let part = rest.min(lot.left.0);
        rest -= part;
        if part > 0 {
            let (key, instrument) = (lot.key.clone(), lot.instrument.clone());
            parts.push(RefundPart { key, instrument, amount: MicroEuro(part) });
        }
    }
    Ok(RefundPlan { parts, total, approval })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{at, eur};
    use proptest::prelude::*;

    fn lot(number: u32, day: u32, instrument: &str, amount: &str) -> Lot {
        Lot {
            key: MoneyKey::provider("bancontact", &number.to_string()).unwrap(),
            instrument: instrument.to_owned(),
            credited_at: at(&format!("2026-11-{day:02}T10:00")),
            amount: eur(amount),
        }
    }

    fn paid() -> Vec<Lot> {
        vec![lot(1, 10, "first", "20"), lot(2, 12, "second", "30")]
    }

    fn parts(plan: &RefundPlan) -> Vec<(&str, MicroEuro)> {
        plan.parts().iter().map(|part| (part.instrument.as_str(), part.amount)).collect()
    }

    #[test]
    fn tp_18_the_example_thirty_to_the_second_payer_and_five_to_the_first() {
        let left = lots_left(&paid(), eur("35"), eur("0"));
        let plan = plan_refund(None, &left, eur("50"), "an", None).unwrap();
        assert_eq!(parts(&plan), [("second", eur("30")), ("first", eur("5"))]);
        assert_eq!(plan.total(), eur("35"));
    }

    #[test]
    fn pa_44_aid_is_used_first_and_never_refunded() {
        let left = lots_left(&paid(), eur("35"), eur("10"));
        assert_eq!(left.iter().map(|lot| lot.left.0).sum::<i64>(), eur("25").0);
        let error = plan_refund(Some(eur("25.01")), &left, eur("50"), "an", None).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`25.01` EUR cannot be refunded, only 25.00 EUR of payments are left"
        );
    }

    #[test]
    fn pa_32_the_closing_balance_of_the_example_refunds_what_is_not_aid() {
        let left = lots_left(&paid(), eur("12.40"), eur("10"));
        let plan = plan_refund(None, &left, eur("50"), "an", None).unwrap();
        assert_eq!(parts(&plan), [("second", eur("2.40"))]);
    }

    #[test]
    fn tp_18_an_unspent_advance_goes_to_no_payer() {
        let left = lots_left(&[lot(1, 10, "first", "20")], eur("40"), eur("0"));
        assert_eq!(left.iter().map(|lot| lot.left).collect::<Vec<_>>(), [eur("20")]);
        assert!(lots_left(&paid(), eur("-3"), eur("0")).is_empty());
        let none = plan_refund(None, &[], eur("50"), "an", None);
        assert!(matches!(none, Err(RefundError::NotPositive { .. })));
    }

    #[test]
    fn tp_18_two_people_above_the_limit() {
        let left = lots_left(&[lot(1, 10, "first", "80")], eur("60"), eur("0"));
        let alone = plan_refund(None, &left, eur("50"), "an", None);
        assert!(matches!(alone, Err(RefundError::Approval(_))));
        let plan = plan_refund(None, &left, eur("50"), "an", Some("bo")).unwrap();
        assert_eq!(plan.approval().approved_by(), Some("bo"));
    }

    proptest! {
        /// Spending aid first and then the oldest payment, one by one, leaves what `lots_left` says.
        #[test]
        fn tp_18_lots_left_is_what_spending_in_order_leaves(amounts in proptest::collection::vec(1i64..100_000_000, 0..8), aid in 0i64..50_000_000, spent in 0i64..900_000_000) {
            let lots: Vec<Lot> = (1..).zip(&amounts).map(|(n, amount)| Lot { amount: MicroEuro(*amount), ..lot(n, n, "x", "1") }).collect();
            let all: i64 = amounts.iter().sum::<i64>() + aid;
            let spent = spent.min(all);
            let mut due = spent;
            let aid_left = aid - due.min(aid);
            due -= aid - aid_left;
            let mut slowly: Vec<i64> = Vec::new();
            for amount in &amounts {
                let used = due.min(*amount);
                due -= used;
                slowly.push(amount - used);
            }
            slowly.reverse();
            slowly.retain(|left| *left > 0);
            let quickly: Vec<i64> = lots_left(&lots, MicroEuro(all - spent), MicroEuro(aid_left)).iter().map(|lot| lot.left.0).collect();
            prop_assert_eq!(quickly, slowly);
        }
    }
}
