//! One payment for several supply points: what each gets, and what each gives when part of it goes back.
//! At the bank it is one payment; in the books each point has its own. Source: F-03, TP-17, TP-18, PA-01.

use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use units::MicroEuro;

/// A supply point of a payment that is being divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Side {
    pub balance: MicroEuro,
    /// What a day costs, by what is known; nothing or less is not known.
    pub per_day: Option<MicroEuro>,
    /// The smallest amount that it may get: the limit of one payment, or what brings its supply back.
    pub least: MicroEuro,
    pub most: MicroEuro,
}

const EURO: i64 = 1_000_000;
const CENT: i64 = 10_000;

/// Divides `total` so that both credits end on about the same day: whole euros go to the first, as far as
/// its limits allow, and the rest to the second. Without a known cost both get the same.
/// `None` if the limits leave no way. Source: F-03, TP-03.
pub fn equal_days(total: MicroEuro, sides: [Side; 2]) -> Option<[MicroEuro; 2]> {
    let [first, second] = sides;
    let lowest = first.least.0.max(total.0.checked_sub(second.most.0)?);
    let highest = first.most.0.min(total.0.checked_sub(second.least.0)?);
    if lowest > highest {
        return None;
    }
    let cost = |side: Side| side.per_day.map(|cost| cost.0).filter(|cost| *cost > 0);
    let wanted = match (cost(first), cost(second)) {
        (Some(one), Some(other)) => {
            let (one, other) = (i128::from(one), i128::from(other));
            let all = i128::from(total.0) + i128::from(second.balance.0);
            let exact = one * all - other * i128::from(first.balance.0);
            i64::try_from(exact.div_euclid(one + other)).ok()?
        }
        // Of one or none it is known how long money lasts.
        _ => total.0.div_euclid(2),
    };
    let whole = wanted.div_euclid(EURO).checked_mul(EURO)?;
    let part = whole.clamp(lowest, highest);
    Some([MicroEuro(part), MicroEuro(total.0.checked_sub(part)?)])
}

/// A point's share of a payment of which a part goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareLeft {
    /// Of the share, less what went back of it already.
    pub left: MicroEuro,
    pub place: SharePlace,
}

/// Where a share's money is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SharePlace {
    /// In suspense: on nobody's balance.
    Held,
    /// On an account with this balance.
    Open { balance: MicroEuro },
    /// On an account that has closed since: its balance was paid out.
    Closed,
}

/// Of which share a part of a payment is taken that went back without anybody saying of which: a
/// chargeback, or a refund that was made at the provider. First what lies in suspense, since nobody
/// misses it; then each cent from the account that has the most at that moment, so that no supply comes
/// nearer to its end than it must; what closed accounts got comes last. No share gives more than is left
/// of it, unless more went back than came: that is the first one's, where a person finds it.
/// The amounts add up to `amount`. Source: F-03, TP-17, TP-18.
pub fn take_back(amount: MicroEuro, shares: &[ShareLeft]) -> Vec<MicroEuro> {
    let mut taken: Vec<i64> = vec![0; shares.len()];
    let mut due = amount.0.max(0);
    for (share, part) in shares.iter().zip(&mut taken) {
        if share.place == SharePlace::Held {
            *part = due.min(share.left.0.max(0));
            due -= *part;
        }
    }
    while due > 0 {
        let step = due.min(CENT);
        let richest =
            shares.iter().zip(&mut taken).enumerate().filter_map(|(place, (share, part))| {
                let SharePlace::Open { balance } = share.place else { return None };
                let fits = share.left.0.saturating_sub(*part) >= step;
                fits.then_some((balance.0.saturating_sub(*part), Reverse(place), part))
            });
        let Some((_, _, part)) = richest.max_by_key(|(balance, place, _)| (*balance, *place))
        else {
            break;
        };
        *part += step;
        due -= step;
    }
    for (share, part) in shares.iter().zip(&mut taken) {
        if share.place == SharePlace::Closed {
            let more = due.min(share.left.0.saturating_sub(*part).max(0));
            *part += more;
            due -= more;
        }
    }
    if let Some(first) = taken.first_mut() {
        *first = first.saturating_add(due);
    }
    taken.into_iter().map(MicroEuro).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::eur;
    use proptest::prelude::*;

    fn side(balance: &str, per_day: Option<&str>) -> Side {
        let per_day = per_day.map(eur);
        Side { balance: eur(balance), per_day, least: eur("5"), most: eur("250") }
    }

    #[test]
    fn f_03_the_default_split_makes_both_credits_last_as_long() {
        // 40 EUR: (10 + 26) / 3 = 12 days, (4 + 14) / 1.50 = 12 days.
        let sides = [side("10", Some("3")), side("4", Some("1.50"))];
        assert_eq!(equal_days(eur("40"), sides), Some([eur("26"), eur("14")]));
        // Nothing is known of one of them.
        let sides = [side("10", None), side("4", Some("1.50"))];
        assert_eq!(equal_days(eur("41"), sides), Some([eur("20"), eur("21")]));
    }

    #[test]
    fn tp_03_the_limits_of_a_payment_hold_for_each_energy() {
        let mut needy = side("-16.40", Some("1"));
        needy.least = eur("16.90");
        let rich = side("80", Some("3"));
        assert_eq!(equal_days(eur("30"), [needy, rich]), Some([eur("25"), eur("5")]));
        assert_eq!(equal_days(eur("21.90"), [needy, rich]), Some([eur("16.90"), eur("5")]));
        assert_eq!(equal_days(eur("21.89"), [needy, rich]), None, "one would get too little");
        assert_eq!(equal_days(eur("501"), [needy, rich]), None, "one would get too much");
    }

    fn open(left: &str, balance: &str) -> ShareLeft {
        ShareLeft { left: eur(left), place: SharePlace::Open { balance: eur(balance) } }
    }

    fn taken(amount: &str, shares: &[ShareLeft]) -> Vec<String> {
        take_back(eur(amount), shares).iter().map(|part| crate::euro(*part)).collect()
    }

    #[test]
    fn tp_17_a_part_is_taken_where_most_is_left() {
        assert_eq!(taken("12", &[open("20", "25"), open("10", "4")]), ["12.00", "0.00"]);
        // Down to the other one, and then from both alike.
        assert_eq!(taken("6", &[open("20", "14"), open("10", "12")]), ["4.00", "2.00"]);
        assert_eq!(taken("0.03", &[open("20", "5"), open("10", "5")]), ["0.02", "0.01"]);
        // No share gives more than it got.
        assert_eq!(taken("25", &[open("20", "90"), open("10", "4")]), ["20.00", "5.00"]);
        assert_eq!(taken("30", &[open("20", "25"), open("10", "4")]), ["20.00", "10.00"]);
    }

    #[test]
    fn tp_17_suspense_goes_first_and_closed_accounts_last() {
        let held = ShareLeft { left: eur("10"), place: SharePlace::Held };
        let closed = ShareLeft { left: eur("10"), place: SharePlace::Closed };
        assert_eq!(taken("12", &[open("20", "25"), held]), ["2.00", "10.00"]);
        assert_eq!(taken("12", &[closed, open("20", "-14")]), ["0.00", "12.00"]);
        assert_eq!(taken("22", &[closed, open("20", "-14")]), ["2.00", "20.00"]);
        // More went back than came.
        assert_eq!(taken("31", &[open("20", "1"), closed]), ["21.00", "10.00"]);
    }

    proptest! {
        /// Nothing is lost between the shares, none gives more than it has, and as long as something is left of
        /// the richer one the poorer one gives nothing.
        #[test]
        fn f_03_what_is_taken_adds_up_and_spares_the_poorer(
            amount in 1_i64..60_000, lefts in proptest::array::uniform2(0_i64..30_000),
            balances in proptest::array::uniform2(-20_000_000_i64..60_000_000),
        ) {
            let shares: Vec<ShareLeft> = lefts.into_iter().zip(balances).map(|(left, balance)| {
                let place = SharePlace::Open { balance: MicroEuro(balance) };
                ShareLeft { left: MicroEuro(left * CENT), place }
            }).collect();
            let taken = take_back(MicroEuro(amount * CENT), &shares);
            prop_assert_eq!(taken.iter().map(|part| part.0).sum::<i64>(), amount * CENT);
            if amount <= lefts[0] + lefts[1] {
                for (part, left) in taken.iter().zip(lefts) {
                    prop_assert!(part.0 <= left * CENT);
                }
                for (one, other) in [(0, 1), (1, 0)] {
                    let after = |place: usize| balances[place] - taken[place].0;
                    if taken[one].0 > 0 && taken[other].0 < lefts[other] * CENT {
                        prop_assert!(after(one) + CENT >= after(other));
                    }
                }
            }
        }

        /// The parts of a payment are the payment, within the limits of each.
        #[test]
        fn f_03_a_split_adds_up_within_the_limits(
            cents in 1_000_i64..60_000, balances in proptest::array::uniform2(-20_000_000_i64..60_000_000),
            costs in proptest::array::uniform2(proptest::option::of(0_i64..9_000_000)),
        ) {
            let side = |place: usize| Side {
                balance: MicroEuro(balances[place]), per_day: costs[place].map(MicroEuro),
                least: eur("5"), most: eur("250"),
            };
            let total = MicroEuro(cents * CENT);
            match equal_days(total, [side(0), side(1)]) {
                Some(parts) => {
                    prop_assert_eq!(parts[0].0 + parts[1].0, total.0);
                    prop_assert!(parts.iter().all(|part| (eur("5")..=eur("250")).contains(part)));
                }
                None => prop_assert!(total > eur("500")),
            }
        }
    }
}
