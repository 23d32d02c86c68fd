//! Random groups with gaps, prosumers, members that come and go, shares of all kinds.

use super::Member;

/// A group and some quarter-hours of it.
#[derive(Debug, Clone)]
pub struct Drawn {
    pub key: &'static str,
    pub rounds: Option<u32>,
    pub each_share_alone: bool,
    pub members: Vec<DrawnMember>,
    pub quarters: usize,
}

#[derive(Debug, Clone)]
pub struct DrawnMember {
    pub id: String,
    pub share: Option<(u64, u64)>,
    pub group: u32,
    /// First quarter-hour as a member, and the first no more.
    pub from: Option<usize>,
    pub to: Option<usize>,
    /// By quarter-hour.
    pub offtake: Vec<Option<i64>>,
    pub injection: Vec<Option<i64>>,
}

impl Drawn {
    /// The members of a quarter-hour.
    pub fn members_at(&self, quarter: usize) -> Vec<Member> {
        let is_in = |member: &&DrawnMember| {
            member.from.is_none_or(|from| from <= quarter)
                && member.to.is_none_or(|to| quarter < to)
        };
        let at = |member: &DrawnMember| Member {
            id: member.id.clone(),
            share: member.share,
            group: member.group,
            offtake: member.offtake.get(quarter).copied().flatten(),
            injection: member.injection.get(quarter).copied().flatten(),
        };
        self.members.iter().filter(is_in).map(at).collect()
    }
}

const KEYS: [&str; 8] =
    ["fixed", "equal", "pro_rata", "hybrid", "cascade", "vl_fixed", "vl_relative", "vl_optimal"];

/// The group of a seed. The same seed always gives the same group.
pub fn group(seed: u64) -> Drawn {
    let mut dice = Dice::new(seed);
    let key = KEYS.get(dice.below(8) as usize).copied().unwrap_or("fixed");
    let most = if dice.below(4) == 0 { 40 } else { 8 };
    let count = 1 + dice.below(most) as usize;
    let quarters = 6;
    let rounds = match dice.below(4) {
        0 => None,
        1 => Some(1 + dice.below(4) as u32),
        _ => Some(1),
    };
    let weights: Vec<u64> = match dice.below(3) {
        0 => vec![1; count],
        1 => (0..count).map(|_| dice.below(6)).collect(),
        _ => (0..count).map(|_| dice.below(1_000_000)).collect(),
    };
    // Flemish shares make a whole; others may leave some.
    let slack = if key.starts_with("vl_") || dice.below(2) == 0 { 0 } else { 1 + dice.below(9) };
    let sum = weights.iter().sum::<u64>() + slack;
    let all_zero = weights.iter().all(|weight| *weight == 0);
    let (weights, sum) = if all_zero { (vec![1; count], count as u64) } else { (weights, sum) };
    let kind = dice.below(3);
    // One is there all the time with the rest of the shares, or Flemish ones never make a whole.
    let flemish = key.starts_with("vl_");
    let members = weights.iter().enumerate().map(|(index, weight)| {
        let (from, to) = match dice.below(12) {
            0 => (Some(1 + dice.below(5) as usize), None),
            1 => (None, Some(1 + dice.below(5) as usize)),
            _ => (None, None),
        };
        let producer = dice.below(3) == 0;
        DrawnMember {
            // Not in order of drawing.
            id: format!("{:03}", (index * 37 + 11) % 101),
            share: (*weight > 0 || dice.below(2) == 0).then_some((*weight, sum)),
            group: 1 + dice.below(3) as u32,
            from: from.filter(|_| !flemish),
            // In the first quarter-hour all are there: who leaves takes a share along, and less than a whole is left.
            to,
            offtake: (0..quarters).map(|_| dice.energy(kind)).collect(),
            injection: (0..quarters)
                .map(|_| if producer { dice.energy(kind) } else { None })
                .collect(),
        }
    });
    let members = members.collect();
    Drawn { key, rounds, each_share_alone: dice.below(5) == 0, members, quarters }
}

/// Numbers that look random, the same for the same seed.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    pub(super) fn small(&mut self, limit: usize) -> usize {
        self.below(limit as u64) as usize
    }

    pub(super) fn small_u32(&mut self, limit: u32) -> u32 {
        self.below(u64::from(limit)) as u32
    }

    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (bits ^ (bits >> 31)) % limit.max(1)
    }

    /// Of meters that count watt-hours, of exact ones, or of a few values that collide.
    pub(super) fn energy(&mut self, kind: u64) -> Option<i64> {
        let value = match (self.below(8), kind) {
            (0, _) => return None,
            (1, _) => 0,
            (_, 0) => self.below(900) * 1_000,
            (_, 1) => self.below(2_000_000),
            (_, _) => self.below(5) * 250_000,
        };
        i64::try_from(value).ok()
    }
}
