//! A plausible payer: tops up a habitual amount when told that credit is low, sometimes late,
//! sometimes not at all.

use calendar::Instant;
use units::MicroEuro;

/// What a payer does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    TopUp {
        eur: MicroEuro,
    },
    Press,
    /// Looks at the money again.
    ThinkAgain,
}

/// Numbers from a seed: SplitMix64, by its published constants.
#[derive(Debug, Clone)]
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to below `bound`.
    fn below(&mut self, bound: i64) -> i64 {
        let bound = u64::try_from(bound.max(1)).unwrap_or(1);
        i64::try_from(self.next() % bound).unwrap_or(0)
    }
}

/// One household's way with money.
#[derive(Debug, Clone)]
pub struct Payer {
    chance: Chance,
    habit_eur: i64,
    /// Of a hundred notices, how many are followed on the same day.
    prompt: i64,
    pub protected: bool,
    busy_until: Instant,
}

impl Payer {
    pub fn new(seed: u64, number: u64) -> Self {
        let mut chance = Chance(seed.wrapping_mul(1_000_003).wrapping_add(number));
        let habits = [10, 15, 20, 20, 25, 30, 40, 50];
        let place = usize::try_from(chance.below(8)).unwrap_or(0);
        let habit_eur = habits.get(place).copied().unwrap_or(20);
        let prompt = 30 + chance.below(60);
        let protected = chance.below(6) == 0;
        Self { chance, habit_eur, prompt, protected, busy_until: Instant(i64::MIN) }
    }

    /// What the payer will do about something heard at `at`, and when.
    pub fn told(
        &mut self,
        event: &str,
        at: Instant,
        to_clear: MicroEuro,
    ) -> Option<(Instant, Act)> {
        let sooner = match event {
            "low_credit" => 0,
            "emergency_started" => 15,
            "emergency_exhausted" | "held_on" | "last_call" => 25,
            "cut_confirmed" | "limit_confirmed" => 60,
            "off_supply_task" => 100,
            "think_again" => 40,
            // What was paid is not enough to be back on, or at full power.
            "top_up" if to_clear > MicroEuro::ZERO => 40,
            "release_confirmed" => {
                let wait = 5 + self.chance.below(180);
                return Some((at.plus_min(wait), Act::Press));
            }
            "press_reminder" => return Some((at.plus_min(30), Act::Press)),
            _ => return None,
        };
        if at < self.busy_until {
            return None;
        }
        let roll = self.chance.below(100);
        let wait_min = if roll < self.prompt + sooner {
            60 + self.chance.below(600)
        } else if roll < self.prompt + sooner + 20 {
            // Late: a day or two after.
            1_440 + self.chance.below(1_440)
        } else if sooner >= 25 {
            // Too much is at stake to forget about it.
            let when = at.plus_min(2 * 1_440);
            self.busy_until = when;
            return Some((when, Act::ThinkAgain));
        } else {
            return None;
        };
        let when = at.plus_min(wait_min);
        self.busy_until = when;
        let habit = MicroEuro::from_cents(self.habit_eur * 100)?;
        let needed = to_clear.checked_add(MicroEuro::from_cents(500)?)?;
        let eur = if sooner >= 60 { habit.max(needed) } else { habit };
        Some((when, Act::TopUp { eur: eur.whole_cents_down() }))
    }
}
