//! What an operator has agreed with a shop: how much of its money the shop may hold, and what the shop earns.
//! Both by day. Source: UX M-05, M-08.

use calendar::SettlementDay;
use serde::{Deserialize, Serialize};
use units::MicroEuro;

/// How much of the operator's money a shop may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holding {
    /// So much may be taken that is not yet paid over.
    Line(MicroEuro),
    /// The shop pays this in advance, and sells until it is used up.
    Float(MicroEuro),
}

impl Holding {
    /// The sum that was agreed on.
    pub fn agreed(self) -> MicroEuro {
        match self {
            Self::Line(sum) | Self::Float(sum) => sum,
        }
    }

    /// The most that may be held: nothing where it is paid in advance.
    fn most(self) -> i128 {
        match self {
            Self::Line(sum) => i128::from(sum.0),
            Self::Float(_) => 0,
        }
    }
}

/// What a shop may hold, with what it holds: sales, and those that wait for their money, less what went back
/// and what was settled. Below zero it has paid in advance. A till that was counted short changes nothing: or
/// whoever says that money is lost could go on selling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    pub holding: Holding,
    pub held: MicroEuro,
}

/// A sale would take a shop beyond what it may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the shop may take {left} more before it pays over what it holds")]
pub struct OverHolding {
    /// Never below zero.
    pub left: MicroEuro,
}

/// Saturates at what money can be.
fn money(sum: i128) -> MicroEuro {
    let most = if sum < 0 { i64::MIN } else { i64::MAX };
    MicroEuro(i64::try_from(sum).unwrap_or(most))
}

impl Room {
    /// From so little on of what was agreed it is said, in percent.
    pub const LOW_PERCENT: i128 = 20;

    fn exact_left(self) -> i128 {
        self.holding.most().saturating_sub(i128::from(self.held.0))
    }

    /// What may still be taken; never below zero.
    pub fn left(self) -> MicroEuro {
        money(self.exact_left().max(0))
    }

    /// What of the sum that was agreed on is used; never below zero, and above the sum where more is held
    /// than may be.
    pub fn used(self) -> MicroEuro {
        money(i128::from(self.holding.agreed().0).saturating_sub(self.exact_left()).max(0))
    }

    /// Errors: the sale does not fit any more.
    pub fn admits(self, amount: MicroEuro) -> Result<(), OverHolding> {
        if i128::from(amount.0) <= self.exact_left() {
            Ok(())
        } else {
            Err(OverHolding { left: self.left() })
        }
    }

    /// A fifth or less of what was agreed on is left. Source: UX M-08.
    pub fn is_low(self) -> bool {
        let agreed = i128::from(self.holding.agreed().0);
        self.exact_left().saturating_mul(100) <= agreed.saturating_mul(Self::LOW_PERCENT)
    }
}

/// What a shop earns: for each sale, and of the money that it takes.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commission {
    pub per_sale: MicroEuro,
    /// In hundredths of a percent: 150 is 1.5 %.
    pub rate_hundredths: u16,
}

/// A ten-thousandth of a micro-euro: what a hundredth of a percent of a micro-euro is.
const PARTS: i128 = 10_000;
/// Parts of a cent.
const CENT: i128 = 10_000 * PARTS;

impl Commission {
    /// The highest rate: all of it.
    pub const MOST_HUNDREDTHS: u16 = 10_000;

    pub fn is_none(self) -> bool {
        self == Self::default()
    }

    /// What `count` sales of `sum` earn, in ten-thousandths of a micro-euro: exact. Sales that were undone
    /// count with a minus. `None` if it does not fit.
    pub fn of(self, count: i64, sum: MicroEuro) -> Option<i128> {
        let sales = i128::from(count).checked_mul(i128::from(self.per_sale.0))?;
        let share = i128::from(sum.0).checked_mul(i128::from(self.rate_hundredths))?;
        sales.checked_mul(PARTS)?.checked_add(share)
    }

    /// The whole cents of what the days of a week have earned, rounded once, to the nearest cent, and half a
    /// cent up: towards the shop. What is lost or won is not carried on. `None` if it does not fit.
    /// Source: UX M-05.
    pub fn round(exact: i128) -> Option<MicroEuro> {
        let cents = exact.checked_add(CENT / 2)?.div_euclid(CENT);
        MicroEuro::from_cents(i64::try_from(cents).ok()?)
    }
}

/// What holds from a day on, until the next.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopTerms {
    /// None: as much as it takes. An operator that has said nothing sends no customer away.
    pub holding: Option<Holding>,
    pub commission: Commission,
}

impl ShopTerms {
    /// What holds on a day, of terms in the order in which they were agreed: those of the latest day, and of
    /// two for one day the later. Nothing agreed is no limit and no commission.
    pub fn on(all: &[(SettlementDay, Self)], day: SettlementDay) -> Self {
        let known = all.iter().filter(|(from, _)| *from <= day);
        known.max_by_key(|(from, _)| *from).map_or_else(Self::default, |(_, terms)| *terms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn eur(text: &str) -> MicroEuro {
        text.parse().unwrap()
    }

    fn room(holding: Holding, held: &str) -> Room {
        Room { holding, held: eur(held) }
    }

    #[test]
    fn m_08_a_line_is_used_by_what_is_held_and_a_float_by_what_was_sold() {
        let line = |held| room(Holding::Line(eur("500")), held);
        assert_eq!((line("120").used(), line("120").left()), (eur("120"), eur("380")));
        assert_eq!(
            (line("-50").used(), line("-50").left()),
            (eur("0"), eur("550")),
            "paid too much"
        );
        assert_eq!((line("510").used(), line("510").left()), (eur("510"), eur("0")), "promised");
        let float = |held| room(Holding::Float(eur("500")), held);
        assert_eq!((float("-500").used(), float("-500").left()), (eur("0"), eur("500")));
        assert_eq!((float("-20").used(), float("-20").left()), (eur("480"), eur("20")));
        assert_eq!(float("0").left(), eur("0"), "not paid in");
    }

    #[test]
    fn m_08_the_last_cent_of_a_line_may_be_sold_and_not_one_more() {
        let line = room(Holding::Line(eur("500")), "480");
        assert_eq!(line.admits(eur("20")), Ok(()));
        let over = OverHolding { left: eur("20") };
        assert_eq!(line.admits(eur("20.01")), Err(over));
        assert!(room(Holding::Float(eur("500")), "-19.99").admits(eur("20")).is_err());
        assert!(room(Holding::Line(eur("0")), "0").admits(eur("5")).is_err());
    }

    #[test]
    fn m_08_it_is_said_from_a_fifth_on() {
        for (held, low) in [("399.99", false), ("400", true), ("500", true), ("0", false)] {
            assert_eq!(room(Holding::Line(eur("500")), held).is_low(), low, "{held}");
        }
        assert!(!room(Holding::Float(eur("500")), "-100.01").is_low());
        assert!(room(Holding::Float(eur("500")), "-100").is_low());
    }

    #[test]
    fn m_05_a_commission_is_exact_and_rounded_once_half_a_cent_up() {
        let both = Commission { per_sale: eur("0.10"), rate_hundredths: 125 };
        // 3 sales are 0.30, and 1.25 % of 70.20 is 0.8775.
        let exact = both.of(3, eur("70.20")).unwrap();
        assert_eq!(exact, 1_177_500 * PARTS);
        assert_eq!(Commission::round(exact), Some(eur("1.18")));
        let rate = Commission { per_sale: eur("0"), rate_hundredths: 50 };
        let of = |sum: &str| rate.of(0, eur(sum)).unwrap();
        assert_eq!(Commission::round(of("1")), Some(eur("0.01")), "half a cent, up");
        assert_eq!(Commission::round(of("0.99")), Some(eur("0")));
        // Seven days of 0.99 together, not each for itself.
        assert_eq!(Commission::round(of("0.99") * 7), Some(eur("0.03")));
        assert_eq!(Commission::round(both.of(-1, eur("-20")).unwrap()), Some(eur("-0.35")));
        assert_eq!(Commission::default().of(9, eur("900")), Some(0));
    }

    #[test]
    fn m_08_terms_hold_from_their_day_and_nothing_said_is_no_limit() {
        let line = |sum: &str| {
            let holding = Some(Holding::Line(eur(sum)));
            ShopTerms { holding, ..ShopTerms::default() }
        };
        let day = SettlementDay;
        let all = [(day(20), line("500")), (day(10), line("100")), (day(20), line("700"))];
        assert_eq!(ShopTerms::on(&all, day(9)), ShopTerms::default());
        assert_eq!(ShopTerms::on(&all, day(9)).holding, None);
        assert_eq!(ShopTerms::on(&all, day(19)), line("100"));
        assert_eq!(ShopTerms::on(&all, day(20)), line("700"), "the later of one day");
    }

    proptest! {
        /// Whatever is sold as long as it is admitted, no more is held than was agreed on.
        #[test]
        fn m_08_nobody_holds_more_than_was_agreed_on(line in 0_i64..1_000, sales in proptest::collection::vec(1_i64..300, 0..30)) {
            let holding = Holding::Line(MicroEuro(line));
            let mut held = MicroEuro(0);
            for sale in sales {
                if (Room { holding, held }).admits(MicroEuro(sale)).is_ok() {
                    held = MicroEuro(held.0 + sale);
                }
                prop_assert!(held.0 <= line);
            }
        }
    }
}
