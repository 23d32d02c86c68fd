//! The bounds against arithmetic of any size: the truth lies between, and every cell is the same.

use super::*;
use crate::exact;
use crate::kernel::tests::{Drawn, same_in_every_cell};
use crate::key::{Key, Rounding, Rounds};
use crate::plan::{Allocation, Block, LARGEST, Plan, Work};
use crate::share;
use num_bigint::BigInt;
use proptest::prelude::*;
use std::cmp::Ordering;

fn plan(weights: &[u64], rounding: Rounding) -> Plan {
    let sum = weights.iter().sum::<u64>().max(1);
    let shares: Vec<_> = weights.iter().map(|weight| share::Share::new(*weight, sum)).collect();
    let ranks: Vec<usize> = (0..weights.len()).collect();
    Plan::new(Key::VlOptimal, Rounds::ONE, rounding, &shares, &vec![1; weights.len()], &ranks)
}

/// As meters say it: nothing, whole watt-hours of a few kinds, anything, and far too much.
fn any_energy() -> impl Strategy<Value = i64> {
    prop_oneof![
        1 => Just(linear::MISSING),
        2 => Just(0i64),
        4 => (0i64..12).prop_map(|step| step * 1_000),
        2 => 0i64..12,
        6 => 0i64..400_000,
        1 => 0i64..50_000_000,
        1 => (0i64..3).prop_map(|less| LARGEST - less),
        1 => 0i64..LARGEST,
    ]
}

fn any_weights(members: usize) -> impl Strategy<Value = Vec<u64>> {
    prop_oneof![
        2 => Just(vec![1u64; members]),
        4 => proptest::collection::vec(0u64..4, members),
        4 => proptest::collection::vec(1u64..20, members),
        2 => proptest::collection::vec(1u64..1_000_000, members),
        1 => proptest::collection::vec(1u64..10_000_000_000, members),
        // One has nearly all.
        1 => proptest::collection::vec(1u64..4, members).prop_map(|mut weights| {
            weights[0] = 100_000;
            weights
        }),
    ]
}

/// Groups where from none to all inject and take.
fn any_group() -> impl Strategy<Value = Drawn> {
    let rounding = prop_oneof![
        5 => Just(Rounding::LargestRemainder), 1 => Just(Rounding::EachShare6dp)
    ];
    (1usize..40, rounding).prop_flat_map(|(members, rounding)| {
        let rows = 4;
        (
            any_weights(members),
            proptest::collection::btree_set(0..members, 0..=members),
            proptest::collection::vec(any_energy(), rows * members),
            proptest::collection::vec(any_energy(), rows * members),
        )
            .prop_map(move |(weights, producers, offtake, mut injection)| {
                let producers: Vec<usize> = producers.into_iter().collect();
                injection.truncate(rows * producers.len());
                Drawn { plan: plan(&weights, rounding), producers, offtake, injection }
            })
    })
}

/// Where `float` lies beside `above / below`; both above 0 and `below` above 0.
fn compare(float: f64, above: &BigInt, below: &BigInt) -> Ordering {
    if float <= 0.0 {
        return if *above == BigInt::ZERO && float == 0.0 {
            Ordering::Equal
        } else {
            Ordering::Less
        };
    }
    let bits = float.to_bits();
    assert!(bits >> 52 > 0, "no number so small is met");
    let (mantissa, power) = ((bits & ((1 << 52) - 1)) | (1 << 52), (bits >> 52) as i32 - 1_075);
    let (mut float, mut above) = (BigInt::from(mantissa) * below, above.clone());
    if power < 0 {
        above <<= -power
    } else {
        float <<= power
    }
    float.cmp(&above)
}

/// Whether what was found holds the truth. Says whether it was found.
fn holds(drawn: &Drawn, row: usize) -> Result<bool, TestCaseError> {
    let Drawn { plan, producers, offtake, injection } = drawn;
    let (columns, width) = (plan.columns(), producers.len());
    let offtake = &offtake[row * columns..(row + 1) * columns];
    let injection = &injection[row * width..(row + 1) * width];
    let row = Row { producers, offtake, injection };
    let Some((weights, _)) = &plan.weights().small else { return Ok(false) };
    let simd = pulp::Scalar;
    let injected = linear::sums(simd, injection).sum;
    if injected == 0 {
        return Ok(false);
    }
    let (taken, key) = linear::sums_and_weight(simd, weights, offtake);
    let mut buffers = Buffers::default();
    let Some(heights) = find(simd, weights, row, (taken, injected, key), &mut buffers) else {
        return Ok(false);
    };
    let exact = exact::allocate(plan, row).received;
    let Bounds { low, high } = heights.height;
    let open = |column: usize| {
        let all = BigInt::from(offtake[column].max(0)) * &exact.below;
        exact.above[column] < all
    };
    for (column, &weight) in weights.iter().enumerate() {
        let injects = buffers.injectors.columns.iter().position(|own| *own == column);
        let injects = injects.filter(|index| buffers.injectors.injected[*index] > 0.0);
        if heights.end != End::AllGiven || weight == 0 || !open(column) {
            let met = heights.end == End::AllMet && weight > 0;
            prop_assert!(!met || !open(column), "{column} is not met");
            continue;
        }
        let (above, weight) = (&exact.above[column], to_float(weight));
        let bounds = match injects {
            None => Bounds { low: weight * low, high: weight * high },
            Some(index) => {
                let all = &buffers.injectors;
                prop_assert_eq!(all.weights[index], weight, "{} is still in need", column);
                let own = Bounds { low: all.low[index], high: all.high[index] };
                heights.own.stands(heights.height, weight, all.injected[index], own)
            }
        };
        // With a little less room than there is, they hold as well.
        let room = weight * low * 4.0 * f64::EPSILON;
        let low = if bounds.low > 0.0 { bounds.low + room } else { 0.0 };
        let below = compare(low, above, &exact.below);
        prop_assert!(below != Ordering::Greater, "{} from below: {:?}", column, bounds);
        let beyond = compare(bounds.high - room, above, &exact.below);
        prop_assert!(beyond == Ordering::Greater, "{} from above: {:?}", column, bounds);
    }
    Ok(true)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn es_08_who_injects_and_takes_gets_what_exact_numbers_say(drawn in any_group()) {
        same_in_every_cell(&drawn)?;
    }

    #[test]
    fn es_08_the_true_height_lies_between_the_bounds(drawn in any_group()) {
        for row in 0..4 {
            holds(&drawn, row)?;
        }
    }
}

/// Numbers that come again are the same.
fn dice() -> impl FnMut(u64) -> i64 {
    let mut dice = 88_172_645_463_325_252_u64;
    move |limit| {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        (dice % limit) as i64
    }
}

/// As many rows as the bounds left.
fn doubtful(drawn: &Drawn) -> u64 {
    let Drawn { plan, producers, offtake, injection } = drawn;
    let (mut received, mut given) = (vec![0; offtake.len()], vec![0; injection.len()]);
    let mut to = Allocation { received: &mut received, given: &mut given };
    let mut work = Work::default();
    plan.allocate(Block { producers, offtake, injection }, &mut to, &mut work).unwrap();
    work.doubtful_rows
}

#[test]
fn es_08_bounds_are_narrow_enough_for_groups_as_they_are() {
    let mut below = dice();
    for (members, every, most) in
        [(12usize, 3usize, 90_000u64), (90, 4, 900_000), (301, 7, 400_000)]
    {
        let rows = 24;
        let weights: Vec<u64> = (0..members).map(|index| 1 + (index as u64 * 7) % 20).collect();
        let producers: Vec<usize> = (0..members).step_by(every).collect();
        let offtake = (0..members * rows).map(|_| below(400) * 1_000).collect();
        let injection = (0..producers.len() * rows).map(|_| below(most)).collect();
        let plan = plan(&weights, Rounding::LargestRemainder);
        let drawn = Drawn { plan, producers, offtake, injection };
        assert_eq!(doubtful(&drawn), 0, "of {members} members");
        for row in 0..rows {
            assert!(holds(&drawn, row).unwrap(), "row {row} of {members} members");
        }
        same_in_every_cell(&drawn).unwrap();
    }
}

/// Two that inject as much, each with a fifth of the key: who takes two fifths is offered exactly as much as one of
/// them injects, `unit` each for a fifth of it.
fn beside_an_offer(unit: i64, beside: i64) -> Drawn {
    let plan = plan(&[1, 1, 1, 2], Rounding::LargestRemainder);
    let offtake = vec![8 * unit, 8 * unit, 8 * unit, 4 * unit + beside];
    Drawn { plan, producers: vec![0, 1], offtake, injection: vec![4 * unit, 4 * unit] }
}

#[test]
fn es_08_a_need_that_is_just_met_is_left_and_a_milliwatt_hour_beside_it_is_not() {
    for unit in [1, 2, 3, 1_000, 37_500, 250_000, 1 << 27, (1 << 36) + 1] {
        assert_eq!(doubtful(&beside_an_offer(unit, 0)), 1, "{unit}");
        same_in_every_cell(&beside_an_offer(unit, 0)).unwrap();
        for beside in [-1, 1] {
            let drawn = beside_an_offer(unit, beside);
            same_in_every_cell(&drawn).unwrap();
            let (taken, key) = linear::sums_and_weight(pulp::Scalar, &[1, 1, 1, 2], &drawn.offtake);
            let row = Row {
                producers: &drawn.producers,
                offtake: &drawn.offtake,
                injection: &drawn.injection,
            };
            let mut buffers = Buffers::default();
            let sums = (taken, 8 * unit, key);
            let found = find(pulp::Scalar, &[1, 1, 1, 2], row, sums, &mut buffers);
            assert!(found.is_some(), "{unit} and {beside}");
        }
    }
}

/// Shares come ever nearer to a whole number in proportion, until the bounds lie on both sides of it.
#[test]
fn es_10_a_share_nearer_to_a_whole_than_the_bounds_are_apart_is_left() {
    let weights = [5_003u64, 4_999, 700_001, 289_997];
    let (mut decided, mut left) = (0, 0);
    for power in 4..39 {
        for beside in -3..=3 {
            let most = (1i64 << power) + beside;
            let plan = plan(&weights, Rounding::LargestRemainder);
            let offtake = vec![LARGEST, most, LARGEST, LARGEST];
            let drawn =
                Drawn { plan, producers: vec![0, 1], offtake, injection: vec![most, most / 3 + 1] };
            match doubtful(&drawn) {
                0 => decided += 1,
                _ => left += 1,
            }
            holds(&drawn, 0).unwrap();
            same_in_every_cell(&drawn).unwrap();
        }
    }
    assert!(decided > 100 && left > 10, "{decided} decided, {left} left");
}

/// The lone injector receives nothing, whatever it takes.
#[test]
fn es_08_one_injector_alone_gives_to_all_others_as_if_it_took_nothing() {
    for own in [0, 1, 5_000, 400_000, linear::MISSING] {
        for injects in [1, 3_000, 90_001, 5_000_000] {
            for rounding in Rounding::ALL {
                let plan = plan(&[3, 1, 2, 0, 7], rounding);
                let offtake = vec![2_000, own, 30_000, 4_000, 60_001];
                let drawn =
                    Drawn { plan, producers: vec![1, 3], offtake, injection: vec![injects, 0] };
                assert_eq!(doubtful(&drawn), 0);
                same_in_every_cell(&drawn).unwrap();
            }
        }
    }
}

/// Buffers of a longer row say nothing to a shorter one.
#[test]
fn es_08_a_short_row_after_a_long_one_is_the_same() {
    let mut below = dice();
    let mut work = Work::default();
    for members in [67usize, 13, 41, 6, 70, 3] {
        let plan = plan(&vec![2; members], Rounding::LargestRemainder);
        let producers: Vec<usize> = (0..members).step_by(2).collect();
        let offtake: Vec<i64> = (0..members).map(|_| below(300_000)).collect();
        let injection: Vec<i64> = producers.iter().map(|_| below(100_000)).collect();
        let block = Block { producers: &producers, offtake: &offtake, injection: &injection };
        let mut results = Vec::new();
        for work in [&mut work, &mut Work::default()] {
            let (mut received, mut given) = (vec![0; members], vec![0; producers.len()]);
            let mut to = Allocation { received: &mut received, given: &mut given };
            plan.allocate(block, &mut to, work).unwrap();
            results.push((received, given));
        }
        assert_eq!(results[0], results[1], "{members} members");
    }
}

/// One of weight 1 that takes 10 and injects nothing, and one that injects 5, kept 1 of the height and takes 20.
fn two() -> Buffers {
    let injectors = Injectors {
        columns: vec![1],
        weights: vec![1.0],
        offtake: vec![20.0],
        injected: vec![5.0],
        low: vec![0.2],
        high: vec![0.2],
    };
    Buffers { weights: vec![1.0, 0.0], offtake: vec![10.0, 0.0], injectors }
}

#[test]
fn es_08_a_need_between_the_bounds_is_not_decided() {
    let met = |low: f64, high: f64| {
        let mut passes = Passes {
            simd: pulp::Scalar,
            buffers: &mut two(),
            own: OfOthers { narrower: 1.0, wider: 1.0 },
            injected: 60.0,
            key: 2.0,
            taking: 1.0,
            met: 0.0,
            points: Met { weight: 0.0, offtake: 0.0 },
            left: Bounds { low: 1.0, high: 1.0 },
        };
        passes.meet(Bounds { low, high })
    };
    assert_eq!(met(9.5, 9.75), Some(0.0));
    assert_eq!(met(9.75, 10.25), None, "a point");
    assert_eq!(met(10.25, 10.5), Some(1.0));
    assert_eq!(met(20.75, 21.25), None, "an injector");
    assert_eq!(met(21.25, 21.5), Some(2.0));
}

#[test]
fn es_10_a_whole_number_between_the_bounds_is_not_decided() {
    let written = |low: f64, high: f64| {
        let heights = Heights {
            simd: pulp::Scalar,
            height: Bounds { low, high },
            own: OfOthers { narrower: 1.0, wider: 1.0 },
            most_taken: 31.0,
            end: End::AllGiven,
        };
        let (mut received, mut fractions) = ([0; 2], [0; 2]);
        let written = heights.write(&two(), &mut received, &mut fractions);
        written.map(|_| received)
    };
    let near = 1e-9;
    assert_eq!(written(7.5, 7.5 + near), Some([7, 6]));
    // The point's share is a little below or above 8, the injector's 1 less.
    assert_eq!(written(8.0 - near / 2.0, 8.0 + near / 2.0), None);
    // The point has its 10; the injector is as near to 14.
    assert_eq!(written(14.5, 14.5 + near), Some([10, 13]));
    assert_eq!(written(15.0 - near / 2.0, 15.0 + near / 2.0), None);
}
