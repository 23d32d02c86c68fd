//! What holds for every group, and the small examples of the rules.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails where it stands")]

use proptest::prelude::*;
use sharing::{
    Allocation, Block, Group, GroupError, Key, MISSING, Member, Rounding, Rounds, Share, Work,
};

/// Id, share, off-take, injection.
type Row<'a> = (&'a str, Option<&'a str>, i64, i64);

fn group(key: Key, rounds: Rounds, rows: &[Row<'_>]) -> Result<Group, GroupError> {
    let member = |(id, share, ..): &Row<'_>| Member {
        id: (*id).to_owned(),
        share: share.map(|share| share.parse().unwrap()),
        group: None,
        from: None,
        to: None,
    };
    Group::new(key, rounds, Rounding::LargestRemainder, rows.iter().map(member).collect())
}

/// Received and given in the order of `rows`.
fn allocate(key: Key, rounds: Rounds, rows: &[Row<'_>]) -> Vec<(i64, i64)> {
    let group = group(key, rounds, rows).unwrap();
    let span = &group.spans()[0];
    let place = |column: &usize| rows.iter().position(|row| row.0 == group.ids()[*column]).unwrap();
    let order: Vec<usize> = span.columns.iter().map(place).collect();
    let offtake: Vec<i64> = order.iter().map(|index| rows[*index].2).collect();
    let producers: Vec<usize> = (0..order.len()).filter(|c| rows[order[*c]].3 > 0).collect();
    let injection: Vec<i64> = producers.iter().map(|column| rows[order[*column]].3).collect();
    let (mut received, mut given) = (vec![0; offtake.len()], vec![0; injection.len()]);
    let block = Block { producers: &producers, offtake: &offtake, injection: &injection };
    let mut to = Allocation { received: &mut received, given: &mut given };
    span.plan.allocate(block, &mut to, &mut Work::default()).unwrap();
    let mut result = vec![(0, 0); rows.len()];
    for (column, received) in received.into_iter().enumerate() {
        result[order[column]].0 = received;
    }
    for (column, given) in producers.into_iter().zip(given) {
        result[order[column]].1 = given;
    }
    result
}

#[test]
fn es_07_surplus_returns_in_proportion_to_injection() {
    // 100 taken of 400: 300 return, 3 parts to 1.
    let rows = [("A", None, 100, 0), ("roof", None, MISSING, 300), ("shed", None, MISSING, 100)];
    let shared = allocate(Key::ProRata, Rounds::ONE, &rows);
    assert_eq!(shared, [(100, 0), (0, 75), (0, 25)]);
    // A unit that does not divide stays with the first of equal producers, so the other gives it.
    let rows = [("A", None, 101, 0), ("roof", None, MISSING, 101), ("shed", None, MISSING, 101)];
    assert_eq!(allocate(Key::ProRata, Rounds::ONE, &rows), [(101, 0), (0, 50), (0, 51)]);
}

#[test]
fn es_13_a_member_without_a_value_takes_no_part() {
    let rows = [("A", None, 100, 0), ("B", None, MISSING, 0), ("roof", None, MISSING, 150)];
    assert_eq!(allocate(Key::Equal, Rounds::ONE, &rows), [(100, 0), (0, 0), (0, 100)]);
    let zero = [("A", None, 100, 0), ("B", None, 0, 0), ("roof", None, MISSING, 150)];
    assert_eq!(allocate(Key::Equal, Rounds::ONE, &zero), [(75, 0), (0, 0), (0, 75)]);
}

/// The protocol's formulas alone would leave P with 145 of the 100 it injected.
#[test]
fn es_09_a_flemish_injector_is_never_left_with_more_than_it_injected() {
    let rows = [("O", None, MISSING, 100), ("P", Some("0.9"), 0, 100), ("Q", Some("0.1"), 8, 0)];
    let shared = allocate(Key::VlFixed, Rounds::ONE, &rows);
    assert_eq!(shared, [(0, 8), (0, 0), (8, 0)]);
}

#[test]
fn es_05_a_cascade_without_groups_serves_members_in_the_order_given() {
    let rows = [("Z", None, 60, 0), ("A", None, 60, 0), ("roof", None, MISSING, 100)];
    assert_eq!(allocate(Key::Cascade, Rounds::ONE, &rows), [(60, 0), (40, 0), (0, 100)]);
}

#[test]
fn es_12_shares_are_added_up_for_each_time() {
    let day = |text: &str| Some(text.parse().unwrap());
    let member = |id: &str, share: &str, from, to| Member {
        id: id.to_owned(),
        share: share.parse::<Share>().ok(),
        group: None,
        from,
        to,
    };
    let (may, june) = ("2026-05-01T00:00:00+02:00", "2026-06-01T00:00:00+02:00");
    let build = |members| Group::new(Key::Fixed, Rounds::ONE, Rounding::default(), members);
    let follows = vec![member("A", "0.7", None, day(june)), member("B", "0.7", day(june), None)];
    let group = build(follows).unwrap();
    assert_eq!(group.spans().len(), 2);
    assert_eq!(group.span_at(june.parse().unwrap()), 1);
    let meets = vec![member("A", "0.7", None, day(june)), member("B", "0.7", day(may), None)];
    assert_eq!(
        build(meets).unwrap_err().to_string(),
        "shares add up to 1.4 from 2026-05-01T00:00:00+02:00, which is above 1"
    );
}

proptest! {
    /// Nothing is negative, nobody receives more than it took, all that is given is received; pro rata
    /// and fixed in all rounds share as much as there is to share; the order of members is nothing.
    #[test]
    fn es_09_the_laws_of_every_key(
        cells in proptest::collection::vec((1u64..50, -1i64..5_000, 0i64..3_000, any::<bool>()), 1..12),
        turn in 0usize..12,
    ) {
        let sum: u64 = cells.iter().map(|cell| cell.0).sum();
        let names: Vec<(String, String)> = cells.iter().enumerate()
            .map(|(index, cell)| (format!("{index:02}"), format!("{}/{sum}", cell.0))).collect();
        let rows: Vec<Row<'_>> = names.iter().zip(&cells).map(|((id, share), cell)| {
            (id.as_str(), Some(share.as_str()), cell.1, if cell.3 { cell.2 } else { 0 })
        }).collect();
        let taken: i64 = rows.iter().map(|row| row.2.max(0)).sum();
        let injected: i64 = rows.iter().map(|row| row.3).sum();
        for key in Key::ALL {
            for rounds in [Rounds::ONE, Rounds::All] {
                let shared = allocate(key, rounds, &rows);
                let received: i64 = shared.iter().map(|pair| pair.0).sum();
                prop_assert_eq!(received, shared.iter().map(|pair| pair.1).sum::<i64>());
                for (row, (received, given)) in rows.iter().zip(&shared) {
                    prop_assert!((0..=row.2.max(0)).contains(received), "{key} received");
                    prop_assert!((0..=row.3).contains(given), "{key} given");
                }
                let shares_all = matches!(key, Key::ProRata | Key::Hybrid | Key::Cascade)
                    || (rounds == Rounds::All && matches!(key, Key::Fixed | Key::Equal));
                if shares_all {
                    prop_assert_eq!(received, taken.min(injected), "{}", key);
                }
                let mut turned = rows.clone();
                let by = turn % rows.len();
                turned.rotate_left(by);
                // A cascade without groups is its order.
                if key != Key::Cascade {
                    let mut again = allocate(key, rounds, &turned);
                    again.rotate_right(by);
                    prop_assert_eq!(&again, &shared, "{} in another order", key);
                }
            }
        }
    }
}
