//! The second books of a kept group: quarter-hours in which members come, go and come again, keys follow each other, and
//! something was not measured; written from ES-12, ES-13 and ES-15 alone. [`month`] draws such groups.

use super::draw::Dice;
use super::{Exact, Member, Terms, allocate, whole};
use std::collections::BTreeMap;

/// A membership. A point may have several, one after the other.
#[derive(Debug, Clone)]
pub struct KeptMember {
    /// Points are told apart, and ordered, by it.
    pub number: u64,
    pub takes: bool,
    pub injects: bool,
    /// First quarter-hour as a member, and the first no more.
    pub from: usize,
    pub to: Option<usize>,
}

/// A version of the key.
#[derive(Debug, Clone)]
pub struct KeptKey {
    pub from: usize,
    pub terms: Terms,
    /// Numerator and denominator.
    pub shares: BTreeMap<u64, (u64, u64)>,
    pub ranks: BTreeMap<u64, u32>,
}

/// What a point took and injected by quarter-hour; `None` where nothing was measured.
type Curve = Vec<Option<i64>>;

/// A group with some quarter-hours.
#[derive(Debug, Clone)]
pub struct Kept {
    pub members: Vec<KeptMember>,
    pub keys: Vec<KeptKey>,
    /// Off-take and injection of each point.
    pub curves: BTreeMap<u64, (Curve, Curve)>,
    pub quarters: usize,
    /// When the first quarter-hour starts, in seconds since 1970.
    pub first_s: i64,
    /// From which quarter-hour on the group shares, and from which on no more.
    pub starts: usize,
    pub ends: Option<usize>,
    /// How many quarter-hours each local day has, where whole days were drawn.
    pub days: Vec<usize>,
}

/// What the books say of a point in a quarter-hour; `None` where there is no such value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cell {
    pub received: Option<i64>,
    pub given: Option<i64>,
    /// What the key gave before the use was the cap.
    pub before_cap: Option<i64>,
}

impl Kept {
    fn value(&self, number: u64, quarter: usize, offtake: bool) -> Option<i64> {
        let (taken, injected) = self.curves.get(&number)?;
        let curve = if offtake { taken } else { injected };
        curve.get(quarter).copied().flatten()
    }

    /// The sums of each day, by point: off-take, received, injection and given of who shares then. `None`: the books do
    /// not know a key.
    pub fn sums(&self) -> Option<BTreeMap<u64, Vec<[i64; 4]>>> {
        let mut found: BTreeMap<u64, Vec<[i64; 4]>> = BTreeMap::new();
        let mut quarter = 0usize;
        for (place, count) in self.days.iter().enumerate() {
            for _ in 0..*count {
                for (number, cell) in self.books(quarter)? {
                    let days = found.entry(number).or_insert_with(|| vec![[0; 4]; self.days.len()]);
                    let day = days.get_mut(place)?;
                    let taken =
                        self.value(number, quarter, true).filter(|_| cell.received.is_some());
                    let given = self.value(number, quarter, false).filter(|_| cell.given.is_some());
                    let values = [taken, cell.received, given, cell.given];
                    for (sum, value) in day.iter_mut().zip(values) {
                        *sum += value.unwrap_or(0);
                    }
                }
                quarter += 1;
            }
        }
        Some(found)
    }

    fn members_at(&self, quarter: usize) -> Vec<&KeptMember> {
        let is_in = |member: &&KeptMember| {
            member.from <= quarter && member.to.is_none_or(|to| quarter < to)
        };
        self.members.iter().filter(is_in).collect()
    }

    /// The books of a quarter-hour, by point. `None`: no key holds, or one that is unknown.
    pub fn books(&self, quarter: usize) -> Option<BTreeMap<u64, Cell>> {
        // Before the group begins and after it has ended nobody shares, whoever is a member. Source: ES-12.
        if quarter < self.starts || self.ends.is_some_and(|end| end <= quarter) {
            return Some(BTreeMap::new());
        }
        let key = self.keys.iter().rfind(|key| key.from <= quarter)?;
        let here = self.members_at(quarter);
        let injections: Vec<Option<i64>> = here
            .iter()
            .filter(|member| member.injects)
            .map(|member| self.value(member.number, quarter, false))
            .collect();
        // ES-13: generation missing, nothing is shared.
        let held = injections.contains(&None);
        let last = key.ranks.values().max().map_or(1, |most| most + 1);
        let members: Vec<Member> = here
            .iter()
            .map(|member| Member {
                id: format!("{:018}", member.number),
                share: key.shares.get(&member.number).copied(),
                group: key.ranks.get(&member.number).copied().unwrap_or(last),
                // ES-13: whoever takes and was not measured keeps its place, and has no use.
                offtake: member
                    .takes
                    .then(|| self.value(member.number, quarter, true).unwrap_or(0)),
                injection: member.injects.then(|| match held {
                    true => 0,
                    false => self.value(member.number, quarter, false).unwrap_or(0),
                }),
            })
            .collect();
        let shared = allocate(&key.terms, &members)?;
        let mut found = BTreeMap::new();
        for ((member, drawn), (received, given)) in members.iter().zip(&here).zip(shared) {
            let known = |is: bool, offtake: bool| {
                is && self.value(drawn.number, quarter, offtake).is_some()
            };
            let cell = Cell {
                received: known(drawn.takes, true).then_some(received),
                given: known(drawn.injects, false).then_some(given),
                before_cap: match known(drawn.takes, true) && !held {
                    true => self.before_cap(&key.terms, member, &members),
                    false => None,
                },
            };
            found.insert(drawn.number, cell);
        }
        Some(found)
    }

    /// ES-05: the first share of the key, rounded down; none of a cascade, nor of the keys that pass the rest on.
    fn before_cap(&self, terms: &Terms, member: &Member, all: &[Member]) -> Option<i64> {
        let pool: Exact = all.iter().map(super::injected).sum();
        let own = super::injected(member);
        let taken: Exact = all.iter().map(super::taken).sum();
        let takers = all.iter().filter(|one| one.offtake.is_some()).count();
        let nothing = whole(0);
        let exact = match terms.key {
            "fixed" | "hybrid" => super::share(member) * pool,
            "equal" => pool / whole(i64::try_from(takers.max(1)).ok()?),
            "pro_rata" if taken == nothing => nothing,
            "pro_rata" => pool * super::taken(member) / taken,
            // Nobody receives of what the same point injects.
            "vl_fixed" => super::share(member) * (pool - own),
            _ => return None,
        };
        i64::try_from(exact.floor().to_integer()).ok()
    }
}

const KEYS: [&str; 8] =
    ["fixed", "equal", "pro_rata", "hybrid", "cascade", "vl_fixed", "vl_relative", "vl_optimal"];

/// Local midnight of 28 March 2026 and of 24 October 2026: the clocks change in the night of the day after. Source: ES-13.
const SPRING: (i64, [usize; 2]) = (1_774_652_400, [96, 92]);
const AUTUMN: (i64, [usize; 2]) = (1_792_792_800, [96, 100]);
const QUARTER_S: i64 = 900;

/// Two whole days of which one has a change of clock, or two hours about a midnight, a change, or in a winter's night: the
/// first instant, how many quarter-hours, and those of each day.
fn drawn_time(seed: u64, dice: &mut Dice) -> (i64, usize, Vec<usize>) {
    let (midnight, days) = if dice.below(2) == 0 { SPRING } else { AUTUMN };
    if seed % 40 == 7 {
        return (midnight, days.iter().sum(), days.to_vec());
    }
    let back = 1 + dice.small(7) as i64;
    let first = match dice.below(4) {
        0 => 1_767_225_600,
        // The midnight between them.
        1 | 2 => midnight + 96 * QUARTER_S - back * QUARTER_S,
        // Two hours on, or three: where the clock is moved.
        _ => midnight + (if days == SPRING.1 { 104 } else { 108 }) * QUARTER_S - back * QUARTER_S,
    };
    (first, 8, Vec::new())
}

/// The kept group of a seed. The same seed always gives the same group.
pub fn month(seed: u64) -> Kept {
    let mut dice = Dice::new(seed ^ 0x6b65_7074);
    let (first_s, quarters, days) = drawn_time(seed, &mut dice);
    // Of whole days all lasts longer.
    let unit = quarters / 8;
    let count = 2 + dice.below(7);
    let mut members = Vec::new();
    let mut curves = BTreeMap::new();
    let kind = dice.below(3);
    for place in 0..count {
        let number = 1 + (place * 37 + 11) % 101;
        // The first ones are there all the time: one who takes, one who injects.
        let role = if place < 2 { place } else { dice.below(3) };
        let (takes, injects) = (role != 1, role != 0);
        let mut from = if place < 2 || dice.below(3) > 0 { 0 } else { dice.small(quarters) };
        loop {
            let ends = place >= 2 && dice.below(3) == 0;
            let to = ends.then(|| from + 1 + dice.small(3 * unit));
            members.push(KeptMember { number, takes, injects, from, to });
            // Whoever has left may come again.
            match to {
                Some(to) if to + 1 < quarters && dice.below(2) == 0 => {
                    from = to + dice.small(quarters - to);
                }
                _ => break,
            }
        }
        let offtake = (0..quarters).map(|_| dice.energy(kind)).collect();
        // A roof that is silent is rarer than a flat.
        let injection = (0..quarters).map(|_| match dice.energy(kind) {
            None if dice.below(3) > 0 => Some(0),
            energy => energy,
        });
        curves.insert(number, (offtake, injection.collect()));
    }
    let mut keys: Vec<KeptKey> = Vec::new();
    let mut from = 0usize;
    while from < quarters {
        keys.push(key(&mut dice, &members, from));
        from += 1 + dice.small(5 * unit);
    }
    let starts = if dice.below(4) == 0 { dice.small(3 * unit) } else { 0 };
    let ends = (dice.below(4) == 0).then(|| quarters - 1 - dice.small(3 * unit));
    Kept { members, keys, curves, quarters, first_s, starts, ends, days }
}

/// A version of the key, with shares of those who take when it begins.
fn key(dice: &mut Dice, members: &[KeptMember], from: usize) -> KeptKey {
    let key = KEYS.get(dice.small(KEYS.len())).copied().unwrap_or("fixed");
    let rounds = match dice.below(4) {
        0 => None,
        1 => Some(2),
        _ => Some(1),
    };
    let here = members.iter().filter(|member| {
        member.takes && member.from <= from && member.to.is_none_or(|to| from < to)
    });
    let takers: Vec<u64> = here.map(|member| member.number).collect();
    let weights: Vec<u64> = takers.iter().map(|_| 1 + dice.below(9)).collect();
    // Flemish shares make a whole when they are filed; others may leave some.
    let slack = if key.starts_with("vl_") || dice.below(2) == 0 { 0 } else { 1 + dice.below(5) };
    let sum = weights.iter().sum::<u64>() + slack;
    let (mut shares, mut ranks) = (BTreeMap::new(), BTreeMap::new());
    for (number, weight) in takers.into_iter().zip(weights) {
        if matches!(key, "fixed" | "hybrid") || key.starts_with("vl_") {
            shares.insert(number, (weight, sum));
        }
        if key == "cascade" {
            ranks.insert(number, 1 + dice.small_u32(3));
        }
    }
    let each_share_alone = dice.below(6) == 0;
    KeptKey { from, terms: Terms { key, rounds, each_share_alone }, shares, ranks }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the laws of a month ask for is drawn at all.
    #[test]
    fn es_12_es_13_the_draw_has_gaps_versions_and_members_that_come_again() {
        let (mut again, mut versions, mut dated_flemish, mut gaps, mut silent) = (0, 0, 0, 0, 0);
        let (mut begins, mut ended, mut moved, mut whole) = (0, 0, 0, 0);
        for seed in 0..300 {
            let kept = month(seed);
            let mut numbers: Vec<u64> = kept.members.iter().map(|one| one.number).collect();
            numbers.sort_unstable();
            begins += usize::from(kept.starts > 0);
            ended += usize::from(kept.ends.is_some());
            moved += usize::from(kept.first_s != 1_767_225_600);
            whole += usize::from(!kept.days.is_empty());
            again += usize::from(numbers.windows(2).any(|two| two[0] == two[1]));
            versions += usize::from(kept.keys.len() > 1);
            let leaves =
                |from: usize| kept.members.iter().any(|one| one.to.is_some_and(|to| from < to));
            let flemish = |key: &KeptKey| key.terms.key.starts_with("vl_") && leaves(key.from);
            dated_flemish += usize::from(kept.keys.iter().any(flemish));
            for member in &kept.members {
                let (taken, injected) = &kept.curves[&member.number];
                gaps += usize::from(member.takes && taken.contains(&None));
                silent += usize::from(member.injects && injected.contains(&None));
            }
        }
        assert!(whole >= 7, "{whole} of whole days");
        for count in [again, versions, dated_flemish, gaps, silent, begins, ended, moved] {
            assert!(count > 20, "{again} {versions} {dated_flemish} {gaps} {silent}");
        }
    }

    /// By hand: two flats, of which one was not measured, keep half of the key each. Source: ES-13.
    #[test]
    fn es_13_in_the_books_a_missing_member_keeps_its_place() {
        let member =
            |number, takes| KeptMember { number, takes, injects: !takes, from: 0, to: None };
        let kept = |key| Kept {
            members: vec![member(1, false), member(2, true), member(3, true)],
            keys: vec![KeptKey {
                from: 0,
                terms: Terms { key, rounds: Some(1), each_share_alone: false },
                shares: BTreeMap::new(),
                ranks: BTreeMap::new(),
            }],
            curves: [
                (1, (vec![None], vec![Some(60)])),
                (2, (vec![Some(100)], vec![None])),
                (3, (vec![None], vec![None])),
            ]
            .into(),
            quarters: 1,
            first_s: 0,
            starts: 0,
            ends: None,
            days: vec![1],
        };
        let of = |key, number| kept(key).books(0).unwrap()[&number];
        let cell = |received, before_cap| Cell { received, given: None, before_cap };
        assert_eq!(of("equal", 2), cell(Some(30), Some(30)));
        assert_eq!(of("equal", 3), cell(None, None));
        assert_eq!(of("pro_rata", 2), cell(Some(60), Some(60)));
        assert_eq!(of("equal", 1), Cell { given: Some(30), ..Cell::default() });
        assert_eq!(kept("equal").sums().unwrap()[&2], [[100, 30, 0, 0]]);
        // Before it begins nothing of it is anybody's.
        let later = Kept { starts: 1, ..kept("equal") };
        assert_eq!((later.books(0), later.sums()), (Some(BTreeMap::new()), Some(BTreeMap::new())));
        let mut silent = kept("equal");
        silent.curves.insert(1, (vec![None], vec![None]));
        assert_eq!(silent.books(0).unwrap()[&2], cell(Some(0), None));
    }
}
