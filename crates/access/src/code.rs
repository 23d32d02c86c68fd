//! One-time codes.

use calendar::Instant;

/// How long a code lives and how often it may be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeRules {
    pub valid_s: i64,
    /// Wrong ones, after which it is of no use.
    pub tries: u32,
    /// How many may be made for one phone number or address within an hour.
    pub per_hour: u32,
}

impl CodeRules {
    /// Six digits by text or mail: one guess in 200,000 gets in.
    pub const SIGN_IN: Self = Self { valid_s: 600, tries: 5, per_hour: 5 };
    /// The code of the welcome letter, which has a way through the post.
    pub const ACTIVATION: Self = Self { valid_s: 30 * 86_400, tries: 5, per_hour: 5 };
}

/// A code that was given out, as far as rules need to know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    pub made_at: Instant,
    /// Wrong ones so far.
    pub wrong: u32,
    pub used_at: Option<Instant>,
}

/// What became of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tried {
    Right,
    /// How often it may still be tried.
    Wrong {
        left: u32,
    },
    /// Used, tried too often, or too old: a new one is needed.
    Over,
}

impl Code {
    pub fn new(made_at: Instant) -> Self {
        Self { made_at, wrong: 0, used_at: None }
    }

    /// Until when it is of use.
    pub fn ends(&self, rules: CodeRules) -> Instant {
        self.made_at.plus_s(rules.valid_s)
    }

    pub fn is_open(&self, now: Instant, rules: CodeRules) -> bool {
        self.used_at.is_none() && self.wrong < rules.tries && now < self.ends(rules)
    }

    /// The code after a try, and what became of the try. A code that is over stays as it is, also when
    /// the try was right.
    pub fn tried(self, right: bool, now: Instant, rules: CodeRules) -> (Self, Tried) {
        if !self.is_open(now, rules) {
            return (self, Tried::Over);
        }
        if right {
            return (Self { used_at: Some(now), ..self }, Tried::Right);
        }
        let after = Self { wrong: self.wrong.saturating_add(1), ..self };
        let tried = match rules.tries.saturating_sub(after.wrong) {
            0 => Tried::Over,
            left => Tried::Wrong { left },
        };
        (after, tried)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Instant = Instant(1_790_000_000_000_000);

    #[test]
    fn pd_04_a_code_is_right_once_and_wrong_five_times() {
        let rules = CodeRules::SIGN_IN;
        let (used, tried) = Code::new(NOW).tried(true, NOW.plus_s(599), rules);
        assert_eq!(tried, Tried::Right);
        assert_eq!(used.tried(true, NOW.plus_s(599), rules).1, Tried::Over);
        let mut code = Code::new(NOW);
        let mut all = Vec::new();
        for _ in 0..6 {
            let (after, tried) = code.tried(false, NOW, rules);
            code = after;
            all.push(tried);
        }
        let wrong = |left| Tried::Wrong { left };
        assert_eq!(all, [wrong(4), wrong(3), wrong(2), wrong(1), Tried::Over, Tried::Over]);
        assert_eq!(code.tried(true, NOW, rules).1, Tried::Over, "the right one too late");
        assert_eq!(Code::new(NOW).tried(true, NOW.plus_s(600), rules).1, Tried::Over);
    }

    proptest! {
        /// Whatever is tried whenever, at most one try gets in, and only the right one in time.
        #[test]
        fn one_try_gets_in_at_most(tries in proptest::collection::vec((any::<bool>(), 0_i64..900), 0..20)) {
            let rules = CodeRules::SIGN_IN;
            let (mut code, mut entered, mut now) = (Code::new(NOW), 0, NOW);
            for (right, later) in tries {
                now = now.plus_s(later);
                let (after, tried) = code.tried(right, now, rules);
                if tried == Tried::Right {
                    entered += 1;
                    prop_assert!(right && now < NOW.plus_s(600) && code.wrong < 5);
                }
                code = after;
            }
            prop_assert!(entered <= 1);
        }
    }
}
