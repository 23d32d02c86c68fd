//! A number whose money was confirmed already is confirmed again. What says the same is answered by where
//! the sale stands. Another amount, or another supply point, is other money: a terminal that lost its
//! counter sells under old numbers. It is kept in suspense as a sale of its own, with a key of its own, so
//! that it stands in the ledger, in the cashier's shift and in front of a person. Source: TP-06, TP-16.

use super::{Advice, Answer, Effect, Step, SuspenseReason, Vend, VendState};
use calendar::Instant;
use units::Ean;

/// How far the clock of a terminal may be off.
const CLOCKS_APART_MIN: i64 = 5;
/// Doubtful advices kept of a sale: they move no money, and a terminal may repeat itself for ever.
const MOST_DOUBTFUL: usize = 16;

impl Vend {
    /// Where the sale stands, as an answer.
    pub fn standing(&self) -> Answer {
        match &self.state {
            VendState::Reserved { reservation } => {
                Answer::Reserved { split: reservation.split.clone() }
            }
            VendState::Credited { at, .. } => Answer::Credited { at: *at },
            VendState::Undone { .. } => Answer::Undone,
            VendState::Reversed { .. } => Answer::Reversed,
            VendState::Suspended { why, .. } => Answer::InSuspense { why: *why },
        }
    }

    /// Advices of other money under this number, in their order.
    pub fn others(&self) -> &[Advice] {
        &self.others
    }

    /// Advices of as much money that a terminal says to have taken after it had confirmed it: a clock that
    /// is set anew, or money that stands nowhere.
    pub fn doubtful(&self) -> &[Advice] {
        &self.doubtful
    }

    pub(super) fn confirmed_again(mut self, advice: Advice, at: Instant) -> Step {
        let known = self.others.iter().position(|other| says_the_same(other, other.ean, &advice));
        if let Some(place) = known {
            let other = self.others.get(place).cloned().unwrap_or(advice);
            let apart = self.apart(place, other, at);
            return Step { repeated: true, ..self.beside(apart, Effect::Nothing) };
        }
        let first = self.confirmed.as_ref().map(|(first, _)| first);
        if first.is_some_and(|first| says_the_same(first, self.bound_to(), &advice)) {
            let later = self
                .heard_at()
                .is_some_and(|heard| advice.taken_at > heard.plus_min(CLOCKS_APART_MIN));
            let known = self.doubtful.iter().any(|kept| kept.taken_at == advice.taken_at);
            let differs = later && !known && self.doubtful.len() < MOST_DOUBTFUL;
            if differs {
                self.doubtful.push(advice);
            }
            let answer = self.standing();
            return Step { differs, ..self.again(answer) };
        }
        self.others.push(advice.clone());
        let apart = self.apart(self.others.len().saturating_sub(1), advice, at);
        let VendState::Suspended { ean, amount, why, .. } = apart.state else {
            let answer = self.standing();
            return self.again(answer);
        };
        let key = apart.id.money_key().clone();
        self.beside(apart, Effect::Suspense { key, ean, amount, why })
    }

    /// An answer once more.
    pub(super) fn again(mut self, answer: Answer) -> Step {
        self.last = answer.clone();
        Step { repeated: true, ..Step::new(self, answer, Effect::Nothing) }
    }

    fn beside(mut self, apart: Self, effect: Effect) -> Step {
        let answer = apart.standing();
        self.last = answer.clone();
        Step { differs: true, apart: Some(Box::new(apart)), ..Step::new(self, answer, effect) }
    }

    /// The sale of other money, in suspense. It may be for the point whose reservation found the number
    /// taken, if the cashier took the money all the same.
    fn apart(&self, place: usize, advice: Advice, at: Instant) -> Self {
        let refused = self.refused.as_ref().filter(|one| one.amount.amount() == advice.amount);
        let ean = advice.ean.or(refused.map(|one| one.ean));
        let (amount, why) = (advice.amount, SuspenseReason::NumberUsed);
        let answer = Answer::InSuspense { why };
        let state = VendState::Suspended { ean, amount, at, why };
        let mut vend = Self::fresh(self.id.apart(place.saturating_add(2)), state, answer.clone());
        vend.confirmed = Some((advice, answer));
        vend
    }

    /// The supply point of the first money.
    fn bound_to(&self) -> Option<Ean> {
        match &self.state {
            VendState::Credited { ean, .. } | VendState::Undone { ean, .. } => Some(*ean),
            VendState::Suspended { ean, .. } => *ean,
            VendState::Reserved { reservation } => Some(reservation.ean),
            VendState::Reversed { .. } => None,
        }
    }

    /// When the first money was confirmed, by our clock.
    fn heard_at(&self) -> Option<Instant> {
        match &self.state {
            VendState::Credited { at, .. } | VendState::Suspended { at, .. } => Some(*at),
            VendState::Undone { credited_at, .. } => Some(*credited_at),
            VendState::Reserved { .. } | VendState::Reversed { .. } => None,
        }
    }
}

/// A point that is not named again is no other one; a promise names one, if perhaps none that exists.
fn says_the_same(first: &Advice, bound_to: Option<Ean>, advice: &Advice) -> bool {
    let names_one = advice.ean.is_some() && bound_to.is_some() || advice.promise;
    first.amount == advice.amount && (!names_one || advice.ean == bound_to)
}
