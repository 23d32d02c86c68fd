//! Why a member received what it did: the steps of the key, exact, with what rounding did at the end.
//! Source: ES-20.

use crate::exact;
use crate::kernel::{MISSING, Row};
use crate::key::{Key, Rounding, Rounds};
use crate::plan::Plan;
use num_bigint::BigInt;
use num_integer::Integer;
use std::fmt;

/// An exact energy, in milliwatt-hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    above: BigInt,
    below: BigInt,
}

impl Amount {
    fn new(above: BigInt, below: BigInt) -> Self {
        let common = above.gcd(&below).max(BigInt::from(1));
        Self { above: above / &common, below: below / &common }
    }

    fn minus(&self, other: &Self) -> Self {
        let above = &self.above * &other.below - &other.above * &self.below;
        Self::new(above, &self.below * &other.below)
    }

    fn is_zero(&self) -> bool {
        self.above == BigInt::ZERO
    }
}

/// `5495 + 115/123`, or `- (0 + 1/2)` below zero.
impl fmt::Display for Amount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let negative = self.above < BigInt::ZERO;
        let size = if negative { -&self.above } else { self.above.clone() };
        let (whole, left) = size.div_mod_floor(&self.below);
        let text = if left == BigInt::ZERO {
            whole.to_string()
        } else if whole == BigInt::ZERO {
            format!("{left}/{}", self.below)
        } else {
            format!("{whole} + {left}/{}", self.below)
        };
        match (negative, left == BigInt::ZERO || whole == BigInt::ZERO) {
            (false, _) => formatter.pad(&text),
            (true, true) => formatter.pad(&format!("-{text}")),
            (true, false) => formatter.pad(&format!("-({text})")),
        }
    }
}

/// One step of a key: what it added to the member.
#[derive(Debug, Clone)]
pub struct Step {
    pub kind: StepKind,
    pub amount: Amount,
}

/// By what a step gives. A share is a fraction as a text; rounds and groups count from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepKind {
    InProportion,
    /// Of the cascade.
    InProportionOfGroup(usize),
    Share(String),
    ShareOfLeft {
        round: u32,
        share: String,
    },
    EqualPart,
    EqualPartOfLeft {
        round: u32,
    },
    /// After the fixed part of a hybrid key.
    RestInProportion,
    ShareOfOthers(String),
    ShareOfEachOther(String),
    /// Of the optimal key.
    Pass {
        pass: u32,
        share: String,
    },
}

impl fmt::Display for StepKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InProportion => formatter.write_str("in proportion to off-take"),
            Self::InProportionOfGroup(group) => {
                write!(formatter, "group {group} of the cascade, in proportion to off-take in it")
            }
            Self::Share(share) => {
                write!(formatter, "share {share} of what is injected, at most the off-take")
            }
            Self::ShareOfLeft { round, share } => write!(
                formatter,
                "round {round}: share {share} over the shares of those in need, of what is left"
            ),
            Self::EqualPart => {
                formatter.write_str("an equal part of what is injected, at most the off-take")
            }
            Self::EqualPartOfLeft { round } => write!(
                formatter,
                "round {round}: an equal part, among those in need, of what is left"
            ),
            Self::RestInProportion => {
                formatter.write_str("of what is left, in proportion to what is still needed")
            }
            Self::ShareOfOthers(share) => {
                write!(formatter, "share {share} of what the others inject, at most the off-take")
            }
            Self::ShareOfEachOther(share) => write!(
                formatter,
                "share {share} of what each other injects, over the shares of all but that one, at most the off-take"
            ),
            Self::Pass { pass, share } => {
                write!(
                    formatter,
                    "pass {pass}: share {share}, over the shares of all but the injector"
                )
            }
        }
    }
}

/// The sum of `steps` and `rounding` is `received`. Energies in milliwatt-hours.
#[derive(Debug, Clone)]
pub struct Explanation {
    pub injected_by_all: i64,
    pub taken_by_all: i64,
    pub takers: usize,
    /// `None` where it was not measured: then the member receives nothing.
    pub offtake: Option<i64>,
    pub injection: Option<i64>,
    pub steps: Vec<Step>,
    pub rounding: Amount,
    pub received: i64,
    pub given: i64,
}

/// Explains the share of `column` in one row.
pub(crate) fn explain(plan: &Plan, row: Row<'_>, column: usize) -> Explanation {
    let (mut received, mut given) = (vec![0; row.offtake.len()], vec![0; row.injection.len()]);
    plan.allocate_exactly(row, &mut received, &mut given);
    let sum = |values: &[i64]| values.iter().map(|value| (*value).max(0)).sum::<i64>();
    let producer = row.producers.iter().position(|producer| *producer == column);
    let measured = |value: Option<&i64>| value.copied().filter(|value| *value != MISSING);
    let steps = steps(plan, row, column);
    let exact = exact_of(&exact::allocate(plan, row), column);
    let whole = received.get(column).copied().unwrap_or(0);
    Explanation {
        injected_by_all: sum(row.injection),
        taken_by_all: sum(row.offtake),
        takers: row.offtake.iter().filter(|taken| **taken != MISSING).count(),
        offtake: measured(row.offtake.get(column)),
        injection: measured(producer.and_then(|producer| row.injection.get(producer))),
        rounding: Amount::new(BigInt::from(whole), BigInt::from(1)).minus(&exact),
        steps,
        received: whole,
        given: producer.and_then(|producer| given.get(producer)).copied().unwrap_or(0),
    }
}

fn exact_of(exact: &exact::Exact, column: usize) -> Amount {
    let above = exact.received.above.get(column).cloned().unwrap_or_default();
    Amount::new(above, exact.received.below.clone())
}

/// Each round or pass, by what the member had after it less what it had before.
fn steps(plan: &Plan, row: Row<'_>, column: usize) -> Vec<Step> {
    let share = plan.share_text(column);
    let after =
        |key: Key, rounds: Rounds| exact_of(&exact::allocate(&plan.with(key, rounds), row), column);
    let by_share = |round: u32| match round {
        1 => StepKind::Share(share.clone()),
        round => StepKind::ShareOfLeft { round, share: share.clone() },
    };
    match plan.key() {
        Key::ProRata => one(StepKind::InProportion, after(Key::ProRata, Rounds::ONE)),
        Key::Cascade => {
            let group = plan.group_of(column).saturating_add(1);
            one(StepKind::InProportionOfGroup(group), after(Key::Cascade, Rounds::ONE))
        }
        Key::VlFixed => {
            one(StepKind::ShareOfOthers(share.clone()), after(Key::VlFixed, Rounds::ONE))
        }
        Key::VlRelative => {
            one(StepKind::ShareOfEachOther(share.clone()), after(Key::VlRelative, Rounds::ONE))
        }
        Key::Fixed => rounds(plan.rounds(), &|rounds| after(Key::Fixed, rounds), &by_share),
        Key::Equal => {
            rounds(plan.rounds(), &|rounds| after(Key::Equal, rounds), &|round| match round {
                1 => StepKind::EqualPart,
                round => StepKind::EqualPartOfLeft { round },
            })
        }
        Key::VlOptimal => rounds(Rounds::All, &|rounds| after(Key::VlOptimal, rounds), &|pass| {
            StepKind::Pass { pass, share: share.clone() }
        }),
        Key::Hybrid => {
            let mut steps = rounds(plan.rounds(), &|rounds| after(Key::Fixed, rounds), &by_share);
            let fixed = after(Key::Fixed, plan.rounds());
            let rest = after(Key::Hybrid, plan.rounds()).minus(&fixed);
            steps.push(Step { kind: StepKind::RestInProportion, amount: rest });
            steps
        }
    }
}

fn one(kind: StepKind, amount: Amount) -> Vec<Step> {
    vec![Step { kind, amount }]
}

/// Up to the last round; those at the end that add nothing to the member are left out.
fn rounds(
    rounds: Rounds,
    after: &dyn Fn(Rounds) -> Amount,
    kind: &dyn Fn(u32) -> StepKind,
) -> Vec<Step> {
    let end = after(rounds);
    let mut steps = Vec::new();
    let mut before = Amount::new(BigInt::ZERO, BigInt::from(1));
    let mut round = 1;
    while rounds == Rounds::All || Rounds::Count(round) <= rounds {
        let now = after(Rounds::Count(round));
        let amount = now.minus(&before);
        if round == 1 || !amount.is_zero() {
            steps.push(Step { kind: kind(round), amount });
        }
        before = now;
        if before == end {
            break;
        }
        round = round.saturating_add(1);
    }
    steps
}

impl Plan {
    /// Why the member of `column` received and gave what it did in this one row, as
    /// [`Plan::allocate`] does it; `None` if it is no column, or the row is not of this plan.
    pub fn explain(
        &self,
        producers: &[usize],
        offtake: &[i64],
        injection: &[i64],
        column: usize,
    ) -> Option<Explanation> {
        let fits = offtake.len() == self.columns()
            && injection.len() == producers.len()
            && column < self.columns();
        fits.then(|| explain(self, Row { producers, offtake, injection }, column))
    }

    fn share_text(&self, column: usize) -> String {
        let above = self.weights().weights.get(column).cloned().unwrap_or_default();
        Amount::new(above, self.weights().whole.clone()).to_string()
    }

    fn group_of(&self, column: usize) -> usize {
        self.group_ends().partition_point(|end| *end <= column)
    }

    fn with(&self, key: Key, rounds: Rounds) -> Self {
        let mut other = self.clone();
        (other.key, other.rounds, other.rounding) = (key, rounds, Rounding::LargestRemainder);
        other
    }
}
