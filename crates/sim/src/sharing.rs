//! The second books of energy sharing: one quarter-hour, member by member, round by round, in
//! fractions, by DOMAIN 10.2 alone. [`draw`] makes random groups to compare on, [`kept`] those that are kept with dates.

pub mod draw;
mod flemish;
pub mod kept;

use num_bigint::BigInt;
use num_rational::BigRational;

/// A member in one quarter-hour. Energies in milliwatt-hours; `None` where nothing was measured.
#[derive(Debug, Clone)]
pub struct Member {
    pub id: String,
    /// Numerator and denominator.
    pub share: Option<(u64, u64)>,
    /// Of a cascade.
    pub group: u32,
    pub offtake: Option<i64>,
    pub injection: Option<i64>,
}

/// How to share. `rounds` is `None` until nothing is left to do.
#[derive(Debug, Clone)]
pub struct Terms {
    pub key: &'static str,
    pub rounds: Option<u32>,
    pub each_share_alone: bool,
}

pub(crate) type Exact = BigRational;

pub(crate) fn whole(value: i64) -> Exact {
    Exact::from_integer(BigInt::from(value))
}

pub(crate) fn zero() -> Exact {
    whole(0)
}

fn least(one: &Exact, other: &Exact) -> Exact {
    if one < other { one.clone() } else { other.clone() }
}

/// What a member takes; nothing without a measurement, which also takes it out of the key.
pub(crate) fn taken(member: &Member) -> Exact {
    whole(member.offtake.unwrap_or(0))
}

pub(crate) fn injected(member: &Member) -> Exact {
    whole(member.injection.unwrap_or(0))
}

/// The share of a member in the key, if it has an off-take at all.
pub(crate) fn share(member: &Member) -> Exact {
    match (member.share, member.offtake) {
        (Some((above, below)), Some(_)) => Exact::new(BigInt::from(above), BigInt::from(below)),
        _ => zero(),
    }
}

/// Received and given by each member, in the order of `members`. `None` for a key that is unknown.
pub fn allocate(terms: &Terms, members: &[Member]) -> Option<Vec<(i64, i64)>> {
    let pool: Exact = members.iter().map(injected).sum();
    let mut kept = None;
    let received = match terms.key {
        "fixed" => by_shares(members, &pool, terms.rounds, &shares(members)),
        "equal" => by_shares(members, &pool, terms.rounds, &equal_shares(members)),
        "pro_rata" => in_proportion(&members.iter().map(taken).collect::<Vec<_>>(), &pool),
        "hybrid" => hybrid(members, &pool, terms.rounds),
        "cascade" => cascade(members, pool.clone()),
        "vl_fixed" | "vl_relative" | "vl_optimal" => {
            let (received, left) = flemish::allocate(terms.key, members);
            kept = Some(left);
            received
        }
        _ => return None,
    };
    let order = ascending(members);
    let rounded = if terms.each_share_alone {
        received.iter().map(half_up).collect()
    } else {
        let sum: Exact = received.iter().sum();
        by_largest_fraction(&received, &sum.floor().to_integer(), &order, None)
    };
    let pool = pool.to_integer();
    let surplus = (&pool - rounded.iter().sum::<BigInt>()).max(BigInt::from(0));
    let injections: Vec<Exact> = members.iter().map(injected).collect();
    let keeps = match kept {
        Some(kept) if !terms.each_share_alone => kept,
        // Rounded alone, shares need not add up: what is left is the surplus in whole numbers.
        Some(kept) if kept.iter().any(|kept| *kept > zero()) => spread(&kept, &surplus),
        _ => spread(&injections, &surplus),
    };
    let keeps = by_largest_fraction(&keeps, &surplus, &order, Some(&injections));
    let each = rounded.iter().zip(&keeps).zip(members);
    each.map(|((received, keeps), member)| {
        let given = BigInt::from(member.injection.unwrap_or(0)) - keeps;
        Some((i64::try_from(received).ok()?, i64::try_from(given).ok()?))
    })
    .collect()
}

fn shares(members: &[Member]) -> Vec<Exact> {
    members.iter().map(share).collect()
}

fn equal_shares(members: &[Member]) -> Vec<Exact> {
    let active = members.iter().filter(|member| member.offtake.is_some()).count();
    let each = Exact::new(BigInt::from(1), BigInt::from(active.max(1)));
    let of = |member: &Member| if member.offtake.is_some() { each.clone() } else { zero() };
    members.iter().map(of).collect()
}

/// ES-05 fixed, and ES-06: each round offers what is left by the shares of those still in need.
fn by_shares(
    members: &[Member],
    pool: &Exact,
    rounds: Option<u32>,
    shares: &[Exact],
) -> Vec<Exact> {
    let mut need: Vec<Exact> = members.iter().map(taken).collect();
    let mut received = vec![zero(); members.len()];
    let mut left = pool.clone();
    let mut now = shares.to_vec();
    let mut round = 0;
    while rounds.is_none_or(|rounds| round < rounds) {
        let mut given = zero();
        for ((share, need), received) in now.iter().zip(&mut need).zip(&mut received) {
            let got = least(&(share * &left), need);
            *need -= &got;
            *received += &got;
            given += got;
        }
        left -= &given;
        let in_need = |(share, need): (&Exact, &Exact)| {
            if *need > zero() { share.clone() } else { zero() }
        };
        now = shares.iter().zip(&need).map(in_need).collect();
        let all: Exact = now.iter().sum();
        if all == zero() || left == zero() {
            break;
        }
        for share in &mut now {
            *share /= &all;
        }
        round += 1;
    }
    received
}

fn in_proportion(needs: &[Exact], pool: &Exact) -> Vec<Exact> {
    let all: Exact = needs.iter().sum();
    if *pool >= all {
        return needs.to_vec();
    }
    needs.iter().map(|need| pool * need / &all).collect()
}

fn hybrid(members: &[Member], pool: &Exact, rounds: Option<u32>) -> Vec<Exact> {
    let first = by_shares(members, pool, rounds, &shares(members));
    let left = pool - first.iter().sum::<Exact>();
    let needs: Vec<Exact> =
        members.iter().zip(&first).map(|(member, first)| taken(member) - first).collect();
    let second = in_proportion(&needs, &left);
    first.into_iter().zip(second).map(|(first, second)| first + second).collect()
}

fn cascade(members: &[Member], mut left: Exact) -> Vec<Exact> {
    let mut groups: Vec<u32> = members.iter().map(|member| member.group).collect();
    groups.sort_unstable();
    groups.dedup();
    let mut received = vec![zero(); members.len()];
    for group in groups {
        let need = |member: &Member| if member.group == group { taken(member) } else { zero() };
        let needs: Vec<Exact> = members.iter().map(need).collect();
        for (received, got) in received.iter_mut().zip(in_proportion(&needs, &left)) {
            *received += &got;
            left -= got;
        }
    }
    received
}

/// Positions in ascending order of id.
fn ascending(members: &[Member]) -> Vec<usize> {
    let mut order: Vec<(&str, usize)> =
        members.iter().enumerate().map(|(index, member)| (member.id.as_str(), index)).collect();
    order.sort_unstable();
    order.into_iter().map(|(_, index)| index).collect()
}

/// ES-11.
fn half_up(value: &Exact) -> BigInt {
    (value + Exact::new(BigInt::from(1), BigInt::from(2))).floor().to_integer()
}

fn spread(parts: &[Exact], all: &BigInt) -> Vec<Exact> {
    let sum: Exact = parts.iter().sum();
    let all = Exact::from_integer(all.clone());
    let part = |part: &Exact| if sum == zero() { zero() } else { part * &all / &sum };
    parts.iter().map(part).collect()
}

/// ES-10: down, and the units still missing one each to the largest fractions.
fn by_largest_fraction(
    values: &[Exact],
    target: &BigInt,
    order: &[usize],
    caps: Option<&[Exact]>,
) -> Vec<BigInt> {
    let mut result: Vec<BigInt> = values.iter().map(|value| value.floor().to_integer()).collect();
    let mut served = vec![false; values.len()];
    while result.iter().sum::<BigInt>() < *target {
        let mut best: Option<(usize, Exact)> = None;
        for &index in order {
            let (Some(value), Some(now), Some(false)) =
                (values.get(index), result.get(index), served.get(index))
            else {
                continue;
            };
            let cap = caps.and_then(|caps| caps.get(index));
            if cap.is_some_and(|cap| Exact::from_integer(now.clone()) >= *cap) {
                continue;
            }
            let fraction = value - value.floor();
            if best.as_ref().is_none_or(|(_, most)| fraction > *most) {
                best = Some((index, fraction));
            }
        }
        let Some((index, _)) = best else { break };
        if let (Some(result), Some(served)) = (result.get_mut(index), served.get_mut(index)) {
            *result += 1;
            *served = true;
        }
    }
    result
}
