//! Single-phase points to move, so that the phases of a circuit carry alike. Source: GQ-03.
//!
//! One move after the other, each the one that helps most, and none that does not help: so a proposal is never
//! worse than what is there, and can be stopped after any of its moves.

use crate::phase::Phase;

/// How a point is connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connection {
    /// On one phase, which may be changed.
    Single(Phase),
    /// On one phase, which may not be changed.
    Fixed(Phase),
    /// On all three, a third each.
    Three,
}

/// A point of a circuit and its quarter-hours: off-take less injection, in milliwatt-hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    pub id: String,
    pub connection: Connection,
    /// As many as every other point of the circuit has.
    pub net: Vec<i64>,
}

/// The difference between the phase that carries most and the one that carries least, in milliwatt-hours of
/// a quarter-hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Imbalance {
    /// In the worst quarter-hour.
    pub worst: i64,
    /// Of all quarter-hours together.
    pub all: i128,
}

/// Move a point to another phase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    pub point: String,
    pub from: Phase,
    pub to: Phase,
    /// What is expected once it is done, and those before it.
    pub after: Imbalance,
}

/// The moves in the order in which they help, and what they change. Source: GQ-03.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    pub before: Imbalance,
    pub after: Imbalance,
    pub moves: Vec<Move>,
}

/// Why nothing can be proposed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RebalanceError {
    #[error(
        "point `{point}` has {has} quarter-hours, others have {expected}: gaps have to be filled first"
    )]
    Gaps { point: String, has: usize, expected: usize },
    #[error("point `{point}` stands twice")]
    Twice { point: String },
    #[error("there are no quarter-hours")]
    Empty,
    #[error("point `{point}` has an energy above {} kWh in a quarter-hour", LARGEST / 1_000_000)]
    TooLarge { point: String },
}

/// So large that a million points stay within 64 bits.
const LARGEST: i64 = 1 << 40;
/// Thirds are counted, so that a point on three phases is exact.
const THIRDS: i64 = 3;

type Loads = Vec<[i64; 3]>;

/// Proposes at most `most` moves. Errors: points that do not have the same quarter-hours, or stand twice.
pub fn rebalance(points: &[Point], most: usize) -> Result<Proposal, RebalanceError> {
    let length = checked(points)?;
    let mut loads: Loads = vec![[0; 3]; length];
    for point in points {
        for (load, net) in loads.iter_mut().zip(&point.net) {
            match point.connection {
                Connection::Single(phase) | Connection::Fixed(phase) => {
                    *phase.of(load) += net * THIRDS;
                }
                Connection::Three => load.iter_mut().for_each(|phase| *phase += net),
            }
        }
    }
    let mut phases: Vec<Option<Phase>> = points
        .iter()
        .map(|point| match point.connection {
            Connection::Single(phase) => Some(phase),
            Connection::Fixed(_) | Connection::Three => None,
        })
        .collect();
    let before = imbalance(&loads, None, None);
    let mut proposal = Proposal { before, after: before, moves: Vec::new() };
    while proposal.moves.len() < most {
        let Some((index, from, to, after)) = best(points, &phases, &loads, proposal.after) else {
            break;
        };
        let (Some(point), Some(phase)) = (points.get(index), phases.get_mut(index)) else { break };
        for (load, net) in loads.iter_mut().zip(&point.net) {
            *from.of(load) -= net * THIRDS;
            *to.of(load) += net * THIRDS;
        }
        *phase = Some(to);
        proposal.after = after;
        proposal.moves.push(Move { point: point.id.clone(), from, to, after });
    }
    // Shown in milliwatt-hours, not in thirds of them.
    let whole =
        |of: Imbalance| Imbalance { worst: of.worst / THIRDS, all: of.all / i128::from(THIRDS) };
    proposal.before = whole(proposal.before);
    proposal.after = whole(proposal.after);
    for step in &mut proposal.moves {
        step.after = whole(step.after);
    }
    Ok(proposal)
}

fn checked(points: &[Point]) -> Result<usize, RebalanceError> {
    let length = points.first().map_or(0, |point| point.net.len());
    if length == 0 {
        return Err(RebalanceError::Empty);
    }
    let mut ids = std::collections::BTreeSet::new();
    for point in points {
        let named = || point.id.clone();
        if !ids.insert(&point.id) {
            return Err(RebalanceError::Twice { point: named() });
        }
        if point.net.len() != length {
            let has = point.net.len();
            return Err(RebalanceError::Gaps { point: named(), has, expected: length });
        }
        if point.net.iter().any(|net| net.unsigned_abs() > LARGEST.unsigned_abs()) {
            return Err(RebalanceError::TooLarge { point: named() });
        }
    }
    Ok(length)
}

/// The imbalance, with `net` taken from one phase and given to another, as far as it stays below `limit`.
fn imbalance(
    loads: &Loads,
    moved: Option<(&[i64], Phase, Phase)>,
    limit: Option<Imbalance>,
) -> Imbalance {
    let mut sum = Imbalance { worst: 0, all: 0 };
    for (index, load) in loads.iter().enumerate() {
        let mut load = *load;
        if let Some((net, from, to)) = moved {
            let net = net.get(index).copied().unwrap_or(0) * THIRDS;
            *from.of(&mut load) -= net;
            *to.of(&mut load) += net;
        }
        let [one, two, three] = load;
        let spread = one.max(two).max(three) - one.min(two).min(three);
        sum.worst = sum.worst.max(spread);
        sum.all += i128::from(spread);
        if limit.is_some_and(|limit| sum.worst > limit.worst) {
            return sum;
        }
    }
    sum
}

/// The move that lowers the worst quarter-hour most, then all of them; the first point and phase of equals.
fn best(
    points: &[Point],
    phases: &[Option<Phase>],
    loads: &Loads,
    now: Imbalance,
) -> Option<(usize, Phase, Phase, Imbalance)> {
    let mut best: Option<(usize, Phase, Phase, Imbalance)> = None;
    for (index, (point, phase)) in points.iter().zip(phases).enumerate() {
        let Some(from) = *phase else { continue };
        for to in Phase::ALL.into_iter().filter(|to| *to != from) {
            let limit = best.map_or(now, |(_, _, _, found)| found);
            let after = imbalance(loads, Some((&point.net, from, to)), Some(limit));
            if after < limit {
                best = Some((index, from, to, after));
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn point(id: &str, connection: Connection, net: &[i64]) -> Point {
        Point { id: id.to_owned(), connection, net: net.to_vec() }
    }

    #[test]
    fn gq_03_three_points_on_one_phase_are_spread() {
        let one = Connection::Single(Phase::L1);
        let points = [
            point("a", one, &[900, 300]),
            point("b", one, &[900, 300]),
            point("c", one, &[900, 300]),
            point("d", Connection::Three, &[1, 1]),
        ];
        let found = rebalance(&points, 9).unwrap();
        assert_eq!(found.before, Imbalance { worst: 2_700, all: 3_600 });
        assert_eq!(found.after, Imbalance { worst: 0, all: 0 });
        let moves: Vec<_> = found.moves.iter().map(|step| (step.point.as_str(), step.to)).collect();
        assert_eq!(moves, [("a", Phase::L2), ("b", Phase::L3)]);
        assert_eq!(rebalance(&points, 1).unwrap().after, found.moves[0].after);
    }

    #[test]
    fn gq_03_injection_counts_against_off_take() {
        // Panels on L1 and a heater on L2: on one phase they meet.
        let points = [
            point("panels", Connection::Single(Phase::L1), &[-3_000]),
            point("heater", Connection::Fixed(Phase::L2), &[3_000]),
        ];
        let found = rebalance(&points, 5).unwrap();
        assert_eq!((found.before.worst, found.after.worst), (6_000, 0));
        assert_eq!(found.moves[0].to, Phase::L2);
    }

    #[test]
    fn gq_03_what_may_not_move_stays_and_gaps_are_refused() {
        let fixed = [point("a", Connection::Fixed(Phase::L1), &[5])];
        assert_eq!(rebalance(&fixed, 5).unwrap().moves, []);
        let gaps = [
            point("a", Connection::Three, &[5, 5]),
            point("b", Connection::Single(Phase::L1), &[5]),
        ];
        assert_eq!(
            rebalance(&gaps, 5).unwrap_err().to_string(),
            "point `b` has 1 quarter-hours, others have 2: gaps have to be filled first"
        );
        assert_eq!(rebalance(&[], 5).unwrap_err(), RebalanceError::Empty);
    }

    proptest! {
        /// Each move helps, and what is announced is what its moves bring.
        #[test]
        fn gq_03_a_proposal_is_never_worse_and_says_what_it_brings(
            drawn in proptest::collection::vec((0usize..5, proptest::collection::vec(-5_000i64..9_000, 4)), 1..14),
            most in 0usize..6,
        ) {
            let mut points: Vec<Point> = drawn.iter().enumerate().map(|(index, (kind, net))| {
                let connection = match kind {
                    0 => Connection::Three,
                    1 => Connection::Fixed(Phase::L3),
                    2 => Connection::Single(Phase::L1),
                    3 => Connection::Single(Phase::L2),
                    _ => Connection::Single(Phase::L3),
                };
                point(&format!("p{index}"), connection, net)
            }).collect();
            let found = rebalance(&points, most).unwrap();
            prop_assert_eq!(&found, &rebalance(&points, most).unwrap());
            let mut before = found.before;
            for step in &found.moves {
                prop_assert!(step.after <= before);
                before = step.after;
            }
            prop_assert!(found.moves.len() <= most && before == found.after);
            for step in &found.moves {
                let moved = points.iter_mut().find(|point| point.id == step.point).unwrap();
                prop_assert_eq!(moved.connection, Connection::Single(step.from));
                moved.connection = Connection::Single(step.to);
            }
            prop_assert_eq!(rebalance(&points, 0).unwrap().before, found.after);
        }
    }
}
