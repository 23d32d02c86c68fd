//! The keys in whole numbers of any size: for rows that the kernels leave, and to explain a share.
//!
//! Values are numerators over one common denominator, in milliwatt-hours.

mod flemish;
mod rounding;

use crate::kernel::Row;
use crate::key::{Key, Rounds};
use crate::plan::Plan;
use num_bigint::BigInt;
pub use rounding::make_whole;

/// Values over one denominator.
#[derive(Debug, Clone)]
pub struct Fractions {
    pub above: Vec<BigInt>,
    pub below: BigInt,
}

/// A row before it is rounded.
#[derive(Debug, Clone)]
pub struct Exact {
    /// By column.
    pub received: Fractions,
    /// What stays with each producer, where the key says so itself: the Flemish ones.
    pub kept: Option<Fractions>,
}

/// Allocates a row without rounding. Source: ES-05 to ES-08.
pub fn allocate(plan: &Plan, row: Row<'_>) -> Exact {
    let all = Offtakes::of(row);
    let received = match plan.key() {
        Key::Fixed => fixed(plan, &all, plan.rounds()),
        Key::Equal => equal(&all, plan.rounds()),
        Key::ProRata => pro_rata(&all.taken, &all.injected),
        Key::Hybrid => hybrid(plan, &all),
        Key::Cascade => cascade(plan, &all),
        Key::VlFixed => return flemish::fixed(plan, row),
        Key::VlRelative => return flemish::relative(plan, row, Rounds::ONE),
        Key::VlOptimal => return flemish::relative(plan, row, plan.rounds()),
    };
    Exact { received, kept: None }
}

/// The offtakes of a row, and what is injected.
struct Offtakes {
    /// 0 where it is not known.
    taken: Vec<BigInt>,
    present: Vec<bool>,
    injected: BigInt,
}

impl Offtakes {
    fn of(row: Row<'_>) -> Self {
        Self {
            taken: row.offtake.iter().map(|&taken| BigInt::from(taken.max(0))).collect(),
            present: row.offtake.iter().map(|&taken| taken >= 0).collect(),
            injected: row.injection.iter().map(|&injected| BigInt::from(injected.max(0))).sum(),
        }
    }
}

/// All who are not capped stand at `q / w` for each unit of weight.
struct Level {
    q: BigInt,
    w: BigInt,
}

impl Level {
    /// After each round what is left goes to those still in need. Source: ES-06.
    fn find(weights: &[BigInt], all: &Offtakes, whole: BigInt, rounds: Rounds) -> Self {
        let mut level = Self { q: all.injected.clone(), w: whole };
        let mut round = 1u32;
        while rounds == Rounds::All || Rounds::Count(round) != rounds {
            let (capped, open) = level.sums(weights, &all.taken);
            let next = Self { q: &all.injected - capped, w: open };
            if next.w == BigInt::ZERO || (next.q == level.q && next.w == level.w) {
                break;
            }
            level = next;
            round = round.saturating_add(1);
        }
        level
    }

    /// What the capped take, and the weights of the others.
    fn sums(&self, weights: &[BigInt], taken: &[BigInt]) -> (BigInt, BigInt) {
        let (mut capped, mut open) = (BigInt::ZERO, BigInt::ZERO);
        for (weight, taken) in weights.iter().zip(taken) {
            if taken * &self.w <= weight * &self.q { capped += taken } else { open += weight }
        }
        (capped, open)
    }

    fn shares(&self, weights: &[BigInt], taken: &[BigInt]) -> Fractions {
        let each = weights.iter().zip(taken);
        let above = each.map(|(weight, taken)| (weight * &self.q).min(taken * &self.w)).collect();
        Fractions { above, below: self.w.clone() }
    }
}

fn fixed(plan: &Plan, all: &Offtakes, rounds: Rounds) -> Fractions {
    let weights = plan.weights();
    let level = Level::find(&weights.weights, all, weights.whole.clone(), rounds);
    level.shares(&weights.weights, &all.taken)
}

fn equal(all: &Offtakes, rounds: Rounds) -> Fractions {
    let weights: Vec<BigInt> =
        all.present.iter().map(|&present| BigInt::from(i32::from(present))).collect();
    let present: BigInt = weights.iter().sum();
    let whole = present.max(BigInt::from(1));
    Level::find(&weights, all, whole, rounds).shares(&weights, &all.taken)
}

fn pro_rata(taken: &[BigInt], injected: &BigInt) -> Fractions {
    let sum: BigInt = taken.iter().sum();
    if *injected >= sum {
        return Fractions { above: taken.to_vec(), below: BigInt::from(1) };
    }
    Fractions { above: taken.iter().map(|taken| taken * injected).collect(), below: sum }
}

/// Fixed first; what is left in proportion to what each still needs.
fn hybrid(plan: &Plan, all: &Offtakes) -> Fractions {
    let first = fixed(plan, all, plan.rounds());
    let scaled: Vec<BigInt> = all.taken.iter().map(|taken| taken * &first.below).collect();
    let needs: Vec<BigInt> =
        scaled.iter().zip(&first.above).map(|(taken, received)| taken - received).collect();
    let left = &all.injected * &first.below - first.above.iter().sum::<BigInt>();
    let second = pro_rata(&needs, &left);
    let both = first.above.iter().zip(&second.above);
    Fractions {
        above: both.map(|(one, other)| one * &second.below + other).collect(),
        below: first.below * second.below,
    }
}

fn cascade(plan: &Plan, all: &Offtakes) -> Fractions {
    let mut left = all.injected.clone();
    let mut received = Fractions { above: Vec::new(), below: BigInt::from(1) };
    let mut start = 0;
    for &end in plan.group_ends() {
        let taken = all.taken.get(start..end).unwrap_or_default();
        start = end;
        let of_group = pro_rata(taken, &left);
        left -= taken.iter().sum::<BigInt>().min(left.clone());
        // Only one group is served in part.
        for above in &mut received.above {
            *above *= &of_group.below;
        }
        let below = received.below.clone();
        received.above.extend(of_group.above.into_iter().map(|above| above * &below));
        received.below *= of_group.below;
    }
    received
}
