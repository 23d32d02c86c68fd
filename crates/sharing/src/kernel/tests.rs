//! The kernels against arithmetic of any size: equal in every cell.

use super::*;
use crate::share::Share;
use proptest::prelude::*;

/// A group and some of its rows, as drawn.
#[derive(Debug, Clone)]
pub(super) struct Drawn {
    pub plan: Plan,
    pub producers: Vec<usize>,
    pub offtake: Vec<i64>,
    pub injection: Vec<i64>,
}

fn any_energy() -> impl Strategy<Value = i64> {
    prop_oneof![
        1 => Just(MISSING),
        2 => Just(0i64),
        3 => (0i64..40).prop_map(|step| step * 250_000),
        6 => 0i64..400_000,
        2 => 0i64..5_000_000,
        1 => 0i64..LARGEST,
    ]
}

fn any_weights(members: usize) -> impl Strategy<Value = Vec<u64>> {
    prop_oneof![
        Just(vec![1u64; members]),
        proptest::collection::vec(0u64..5, members),
        proptest::collection::vec(0u64..2_000, members),
        proptest::collection::vec(0u64..100_000_000_000_000, members),
    ]
}

fn drawn(key: Key) -> impl Strategy<Value = Drawn> {
    let rounds = prop_oneof![
        3 => Just(Rounds::ONE), 1 => Just(Rounds::Count(2)), 1 => Just(Rounds::Count(3)), 2 => Just(Rounds::All)
    ];
    let rounding = prop_oneof![
        4 => Just(Rounding::LargestRemainder), 1 => Just(Rounding::EachShare6dp)
    ];
    (1usize..70, 0usize..6, rounds, rounding).prop_flat_map(
        move |(members, producers, rounds, rounding)| {
            let rows = 4;
            (
                any_weights(members),
                proptest::collection::vec(1u32..4, members),
                proptest::collection::btree_set(0..members, 0..=producers.min(members)),
                proptest::collection::vec(any_energy(), rows * members),
                proptest::collection::vec(any_energy(), rows * producers),
                0u64..3,
            )
                .prop_map(
                    move |(weights, mut groups, producers, offtake, mut injection, slack)| {
                        groups.sort_unstable();
                        let sum = weights.iter().sum::<u64>() + slack;
                        let shares: Vec<Option<Share>> =
                            weights.iter().map(|weight| Share::new(*weight, sum.max(1))).collect();
                        let producers: Vec<usize> = producers.into_iter().collect();
                        injection.resize(rows * producers.len(), 3_000_000);
                        let plan = {
                            // Backwards in each cascade: ties are not decided by columns.
                            let ranks: Vec<usize> = match key {
                                Key::Cascade => (0..groups.len()).rev().collect(),
                                _ => (0..groups.len()).collect(),
                            };
                            Plan::new(key, rounds, rounding, &shares, &groups, &ranks)
                        };
                        Drawn { plan, producers, offtake, injection }
                    },
                )
        },
    )
}

pub(super) fn same_in_every_cell(drawn: &Drawn) -> Result<(), TestCaseError> {
    let Drawn { plan, producers, offtake, injection } = drawn;
    let mut received = vec![0; offtake.len()];
    let mut given = vec![0; injection.len()];
    let block = Block { producers, offtake, injection };
    let mut allocation = Allocation { received: &mut received, given: &mut given };
    let done = plan.allocate(block, &mut allocation, &mut Work::default());
    prop_assert_eq!(done, Ok(()));
    let (columns, width) = (plan.columns(), producers.len());
    for row in 0..offtake.len() / columns {
        let cells = row * columns..(row + 1) * columns;
        let gives = row * width..(row + 1) * width;
        let one = Row {
            producers,
            offtake: &offtake[cells.clone()],
            injection: &injection[gives.clone()],
        };
        let (mut exact, mut exact_given) = (vec![0; columns], vec![0; width]);
        plan.allocate_exactly(one, &mut exact, &mut exact_given);
        prop_assert_eq!(&received[cells], &exact[..], "received in row {}", row);
        prop_assert_eq!(&given[gives], &exact_given[..], "given in row {}", row);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn es_05_the_fixed_kernel_is_exact(drawn in drawn(Key::Fixed)) { same_in_every_cell(&drawn)?; }
    #[test]
    fn es_05_the_equal_kernel_is_exact(drawn in drawn(Key::Equal)) { same_in_every_cell(&drawn)?; }
    #[test]
    fn es_05_the_pro_rata_kernel_is_exact(drawn in drawn(Key::ProRata)) { same_in_every_cell(&drawn)?; }
    #[test]
    fn es_05_the_hybrid_kernel_is_exact(drawn in drawn(Key::Hybrid)) { same_in_every_cell(&drawn)?; }
    #[test]
    fn es_05_the_cascade_kernel_is_exact(drawn in drawn(Key::Cascade)) { same_in_every_cell(&drawn)?; }
    #[test]
    fn es_08_the_flemish_fixed_kernel_is_exact(drawn in drawn(Key::VlFixed)) { same_in_every_cell(&drawn)?; }
    #[test]
    fn es_08_the_flemish_relative_kernel_is_exact(drawn in drawn(Key::VlRelative)) { same_in_every_cell(&drawn)?; }
    #[test]
    fn es_08_the_flemish_optimal_kernel_is_exact(drawn in drawn(Key::VlOptimal)) { same_in_every_cell(&drawn)?; }
}

/// The kernel decides by itself, and leaves next to nothing to arithmetic of any size.
#[test]
fn es_08_the_optimal_kernel_takes_on_injectors_that_also_take() {
    let (members, rows) = (60usize, 96usize);
    let weight = |index: usize| 1 + (index as u64 * 7) % 9;
    let sum = (0..members).map(weight).sum();
    let shares: Vec<Option<Share>> =
        (0..members).map(|index| Share::new(weight(index), sum)).collect();
    let producers: Vec<usize> = (0..members).step_by(6).collect();
    let mut dice = 88_172_645_463_325_252_u64;
    let mut below = |limit: u64| {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        (dice % limit) as i64
    };
    let offtake: Vec<i64> = (0..members * rows).map(|_| below(400_000)).collect();
    // From little to more than is needed.
    let each = |cell: usize| 1_000 + 30_000 * (cell / 10) as u64;
    let injection: Vec<i64> = (0..rows * 10).map(|cell| below(each(cell))).collect();
    for rounding in [Rounding::LargestRemainder, Rounding::EachShare6dp] {
        let ranks: Vec<usize> = (0..members).collect();
        let groups = vec![1; members];
        let plan = Plan::new(Key::VlOptimal, Rounds::ONE, rounding, &shares, &groups, &ranks);
        let (mut received, mut given) = (vec![0; offtake.len()], vec![0; injection.len()]);
        let mut to = Allocation { received: &mut received, given: &mut given };
        let block = Block { producers: &producers, offtake: &offtake, injection: &injection };
        let mut work = Work::default();
        plan.allocate(block, &mut to, &mut work).unwrap();
        assert_eq!(work.slow_rows, 0);
        let (plan, producers) = (plan.clone(), producers.clone());
        let (offtake, injection) = (offtake.clone(), injection.clone());
        same_in_every_cell(&Drawn { plan, producers, offtake, injection }).unwrap();
    }
}

#[cfg(target_arch = "x86_64")]
struct InVectors<'a, 'b>(AllRows<'a, 'b>, pulp::x86::V3);

#[cfg(target_arch = "x86_64")]
impl pulp::NullaryFnOnce for InVectors<'_, '_> {
    type Output = Result<(), AllocateError>;

    fn call(self) -> Self::Output {
        self.0.with_simd(self.1)
    }
}

/// Whichever vectors a machine has, the results are the same: the loops hold no other arithmetic.
#[test]
fn es_09_without_wide_vectors_the_results_are_the_same() {
    let shares: Vec<Option<Share>> = (1..=67).map(|weight| Share::new(weight, 3_000)).collect();
    let offtake: Vec<i64> = (0..67 * 9).map(|cell| (cell * 7_919) % 401_000 - 1).collect();
    let injection: Vec<i64> = (0..9 * 2).map(|cell| (cell * 1_000_003) % 9_000_000).collect();
    for key in Key::ALL {
        let plan = Plan::new(key, Rounds::ONE, Rounding::LargestRemainder, &shares, &[1; 67], &[]);
        let block = Block { producers: &[3, 40], offtake: &offtake, injection: &injection };
        let (mut received, mut given) = (vec![0; offtake.len()], vec![0; injection.len()]);
        let mut work = Work::default();
        let mut wide = Allocation { received: &mut received, given: &mut given };
        plan.allocate(block, &mut wide, &mut work).unwrap();
        let (mut narrow_received, mut narrow_given) =
            (vec![0; offtake.len()], vec![0; injection.len()]);
        let mut narrow = Allocation { received: &mut narrow_received, given: &mut narrow_given };
        AllRows { plan: &plan, block, allocation: &mut narrow, work: &mut work }
            .with_simd(pulp::Scalar)
            .unwrap();
        assert_eq!((&received, &given), (&narrow_received, &narrow_given), "{key}");
        #[cfg(target_arch = "x86_64")]
        if let Some(avx2) = pulp::x86::V3::try_new() {
            narrow_received.fill(0);
            narrow_given.fill(0);
            let mut to = Allocation { received: &mut narrow_received, given: &mut narrow_given };
            let rows = AllRows { plan: &plan, block, allocation: &mut to, work: &mut work };
            avx2.vectorize(InVectors(rows, avx2)).unwrap();
            assert_eq!((received, given), (narrow_received, narrow_given), "{key} with AVX2");
        }
    }
}

#[test]
fn es_13_an_impossible_energy_holds_the_quarter_hour_whatever_the_key() {
    let shares = [Share::new(1, 2), Share::new(1, 2)];
    for key in Key::ALL {
        let plan = Plan::new(key, Rounds::ONE, Rounding::default(), &shares, &[1, 1], &[]);
        for huge in [LARGEST + 1, i64::MAX] {
            for (offtake, injection) in
                [([huge, 5], [7, 7]), ([5, huge], [7, 7]), ([5, 5], [huge, 7])]
            {
                let block = Block { producers: &[0, 1], offtake: &offtake, injection: &injection };
                let (mut received, mut given) = ([0; 2], [0; 2]);
                let mut to = Allocation { received: &mut received, given: &mut given };
                let done = plan.allocate(block, &mut to, &mut Work::default());
                assert_eq!(done, Err(AllocateError::TooLarge { row: 0 }), "{key}");
            }
        }
    }
}
