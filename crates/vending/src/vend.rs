//! The protocol of terminals: reserve, confirm, reverse. A call gives a plan; an adapter books it in one
//! transaction with the sale's new state. Source: TP-06, TP-07.

mod again;
mod calls;

pub use calls::{
    Advice, Answer, Effect, NotUndone, PromiseRefused, Reservation, SaleId, SuspenseReason, Terms,
    VendCall,
};

use calendar::Instant;
use params::PaymentParameters;
use prepay::Split;
use serde::{Deserialize, Serialize};
use units::{AccountId, Ean, MicroEuro};

/// Where a sale stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VendState {
    Reserved {
        reservation: Reservation,
    },
    Credited {
        ean: Ean,
        amount: MicroEuro,
        at: Instant,
        promise: bool,
    },
    /// Credited, and given back at the counter.
    Undone {
        ean: Ean,
        amount: MicroEuro,
        credited_at: Instant,
        at: Instant,
    },
    /// Never paid. The reservation may not have been seen at all: its reversal overtook it.
    Reversed {
        at: Instant,
    },
    /// Paid, and in suspense.
    Suspended {
        ean: Option<Ean>,
        amount: MicroEuro,
        at: Instant,
        why: SuspenseReason,
    },
}

/// What a person did with money in suspense: credited to an account, or sent back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    pub at: Instant,
    pub credited_to: Option<AccountId>,
}

/// A sale with what was answered to each call: a repeated call is answered alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vend {
    pub id: SaleId,
    state: VendState,
    reserved: Option<Reservation>,
    vend_answer: Option<Answer>,
    confirmed: Option<(Advice, Answer)>,
    reverse_answer: Option<Answer>,
    last: Answer,
    /// When a reservation was no longer waited for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lapsed: Option<Instant>,
    /// The terminal's answers stay as they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    decided: Option<Decided>,
    /// The last reservation that found the number taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refused: Option<Reservation>,
    /// Advices of other money under the same number; each is a sale of its own in suspense.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    others: Vec<Advice>,
    /// Advices of as much money that was taken later than the first was heard of: perhaps the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    doubtful: Vec<Advice>,
}

/// What a call leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub vend: Vend,
    pub answer: Answer,
    pub effect: Effect,
    /// The call came before, and nothing is booked.
    pub repeated: bool,
    /// A call that says something else than the first of this number. What it said is kept: `vend` has
    /// changed, also where the call is repeated.
    pub differs: bool,
    /// The sale under which other money than the first is kept. Source: TP-06.
    pub apart: Option<Box<Vend>>,
}

impl Step {
    fn new(vend: Vend, answer: Answer, effect: Effect) -> Self {
        Self { vend, answer, effect, repeated: false, differs: false, apart: None }
    }
}

impl Vend {
    pub fn state(&self) -> &VendState {
        &self.state
    }

    /// The result of the last call, for a terminal that lost the answer (`last_response`).
    pub fn last_answer(&self) -> &Answer {
        &self.last
    }

    pub fn reservation(&self) -> Option<&Reservation> {
        self.reserved.as_ref()
    }

    /// What the terminal said of the money it took.
    pub fn advice(&self) -> Option<&Advice> {
        self.confirmed.as_ref().map(|(advice, _)| advice)
    }

    /// When the terminal took the money, by its own clock.
    pub fn taken_at(&self) -> Option<Instant> {
        self.confirmed.as_ref().map(|(advice, _)| advice.taken_at)
    }

    /// The supply point whose cut waits for the terminal's advice. Source: CG-07.
    pub fn bars_cut(&self) -> Option<Ean> {
        match &self.state {
            VendState::Reserved { reservation } => {
                Some(reservation.ean).filter(|_| self.lapsed.is_none())
            }
            VendState::Suspended { ean, .. } => (*ean).filter(|_| self.decided.is_none()),
            VendState::Credited { .. } | VendState::Undone { .. } | VendState::Reversed { .. } => {
                None
            }
        }
    }

    /// What became of its money in suspense.
    pub fn decided(&self) -> Option<Decided> {
        self.decided
    }

    /// Its money leaves suspense. Whether it lay there. Source: TP-16.
    pub fn decide(&mut self, decided: Decided) -> bool {
        let lies = matches!(self.state, VendState::Suspended { .. }) && self.decided.is_none();
        if lies {
            self.decided = Some(decided);
        }
        lies
    }

    /// Whether a reservation is so old that cuts wait for it no longer, and have not been told yet: its
    /// terminal has died, or it would have confirmed or reversed.
    pub fn may_lapse(&self, now: Instant, parameters: &PaymentParameters) -> bool {
        match &self.state {
            VendState::Reserved { reservation } => {
                self.lapsed.is_none() && reservation.at.plus_h(parameters.reservation_h) <= now
            }
            VendState::Credited { .. }
            | VendState::Undone { .. }
            | VendState::Reversed { .. }
            | VendState::Suspended { .. } => false,
        }
    }

    /// Ends the waiting. It is no reversal: nobody said that the money was not taken, so a confirmation
    /// that comes after all is credited as if it had come in time, and a person who paid at a terminal
    /// that died is not a day in suspense. Whether anything changed. Source: TP-06, CG-07.
    pub fn lapse(&mut self, now: Instant, parameters: &PaymentParameters) -> bool {
        let lapses = self.may_lapse(now, parameters);
        if lapses {
            self.lapsed = Some(now);
        }
        lapses
    }

    /// The step that `call` makes from what is `known` of the sale, at the platform's instant `at`.
    /// Every call has an answer: an advice must not be lost because it is odd.
    pub fn step(
        known: Option<Self>,
        id: SaleId,
        call: VendCall,
        at: Instant,
        terms: Terms<'_>,
    ) -> Step {
        match call {
            VendCall::Vend(reservation) => Self::vend(known, id, reservation),
            VendCall::Confirm(advice) => Self::confirm(known, id, advice, at, terms),
            VendCall::Reverse => Self::reverse(known, id, at, terms),
        }
    }

    fn fresh(id: SaleId, state: VendState, last: Answer) -> Self {
        Self {
            id,
            state,
            reserved: None,
            vend_answer: None,
            confirmed: None,
            reverse_answer: None,
            last,
            lapsed: None,
            decided: None,
            refused: None,
            others: Vec::new(),
            doubtful: Vec::new(),
        }
    }

    fn vend(known: Option<Self>, id: SaleId, reservation: Reservation) -> Step {
        let Some(mut vend) = known else {
            let answer = Answer::Reserved { split: reservation.split.clone() };
            let state = VendState::Reserved { reservation: reservation.clone() };
            let mut vend = Self::fresh(id, state, answer.clone());
            vend.reserved = Some(reservation);
            vend.vend_answer = Some(answer.clone());
            return Step::new(vend, answer, Effect::Nothing);
        };
        let same = |first: &Reservation| {
            first.ean == reservation.ean && first.amount == reservation.amount
        };
        let differs = vend.reserved.as_ref().is_some_and(|first| !same(first));
        // By where the sale stands: a reservation that holds no longer, or whose money was taken, is none
        // for which money may be taken.
        let answer = if differs { Answer::NumberTaken } else { vend.standing() };
        let repeated = vend.vend_answer.is_some();
        if differs {
            vend.refused = Some(reservation);
        } else {
            if !repeated {
                vend.vend_answer = Some(answer.clone());
                vend.reserved = Some(reservation);
            }
            vend.last = answer.clone();
        }
        Step { repeated, differs, ..Step::new(vend, answer, Effect::Nothing) }
    }

    fn confirm(
        known: Option<Self>,
        id: SaleId,
        advice: Advice,
        at: Instant,
        terms: Terms<'_>,
    ) -> Step {
        if let Some(vend) = &known
            && vend.confirmed.is_some()
        {
            return vend.clone().confirmed_again(advice, at);
        }
        let judged = judge_money(known.as_ref(), &advice, terms);
        let key = id.money_key().clone();
        let amount = advice.amount;
        let (state, answer, effect) = match judged {
            Ok((ean, shown)) => {
                // What was reserved is no promise, whatever the terminal says.
                let promise = shown.is_none();
                (
                    VendState::Credited { ean, amount, at, promise },
                    Answer::Credited { at },
                    Effect::Credit { key, ean, amount, shown, promise },
                )
            }
            Err(why) => {
                let reserved = known.as_ref().and_then(|vend| vend.reserved.as_ref());
                let ean = advice.ean.or(reserved.map(|reservation| reservation.ean));
                (
                    VendState::Suspended { ean, amount, at, why },
                    Answer::InSuspense { why },
                    Effect::Suspense { key, ean, amount, why },
                )
            }
        };
        let mut vend = known.unwrap_or_else(|| Self::fresh(id, state.clone(), answer.clone()));
        vend.state = state;
        vend.confirmed = Some((advice, answer.clone()));
        vend.last = answer.clone();
        Step::new(vend, answer, effect)
    }

    fn reverse(known: Option<Self>, id: SaleId, at: Instant, terms: Terms<'_>) -> Step {
        let Some(mut vend) = known else {
            // Remembered, since the sale it reverses may still be on its way.
            let mut vend = Self::fresh(id, VendState::Reversed { at }, Answer::Reversed);
            vend.reverse_answer = Some(Answer::Reversed);
            let answer = Answer::Reversed;
            return Step::new(vend, answer, Effect::Nothing);
        };
        if let Some(answer) = vend.reverse_answer.clone() {
            return vend.again(answer);
        }
        let (state, answer, effect) = match vend.state {
            VendState::Reserved { .. } => {
                (VendState::Reversed { at }, Answer::Reversed, Effect::Nothing)
            }
            VendState::Credited { ean, amount, at: credited_at, .. } => {
                match may_undo(credited_at, at, terms) {
                    Ok(()) => (
                        VendState::Undone { ean, amount, credited_at, at },
                        Answer::Undone,
                        Effect::Uncredit { key: vend.id.money_key().clone(), ean, amount },
                    ),
                    Err(why) => (vend.state, Answer::NotUndone { why }, Effect::Nothing),
                }
            }
            VendState::Suspended { .. } => {
                let why = NotUndone::InSuspense;
                (vend.state, Answer::NotUndone { why }, Effect::Nothing)
            }
            // Only a reversal leads here, and its answer was given again above.
            VendState::Undone { .. } => (vend.state, Answer::Undone, Effect::Nothing),
            VendState::Reversed { .. } => (vend.state, Answer::Reversed, Effect::Nothing),
        };
        vend.state = state;
        vend.reverse_answer = Some(answer.clone());
        vend.last = answer.clone();
        Step::new(vend, answer, effect)
    }
}

/// For which point the money of a first confirmation is credited, and with which split shown; a promise
/// had none. Errors: it goes to suspense.
fn judge_money(
    known: Option<&Vend>,
    advice: &Advice,
    terms: Terms<'_>,
) -> Result<(Ean, Option<Split>), SuspenseReason> {
    let (ean, shown) = match known.map(|vend| &vend.state) {
        None if advice.promise => {
            if terms.guessed_too_often {
                return Err(PromiseRefused::GuessedTooOften.into());
            }
            if terms.terminal_stopped {
                return Err(PromiseRefused::TerminalStopped.into());
            }
            let ean = advice.ean.ok_or(PromiseRefused::NoPoint)?;
            may_promise(advice.amount, terms.promised_that_day, terms.parameters)?;
            (ean, None)
        }
        None => return Err(SuspenseReason::UnknownSale),
        Some(VendState::Reversed { .. }) => return Err(SuspenseReason::Reversed),
        Some(VendState::Reserved { reservation }) => {
            if advice.ean.is_some_and(|ean| ean != reservation.ean) {
                return Err(SuspenseReason::OtherPoint);
            }
            if advice.amount != reservation.amount.amount() {
                return Err(SuspenseReason::OtherAmount);
            }
            (reservation.ean, Some(reservation.split.clone()))
        }
        // Only a confirmation leads here, and its answer was given again.
        Some(
            VendState::Credited { .. } | VendState::Undone { .. } | VendState::Suspended { .. },
        ) => {
            return Err(SuspenseReason::UnknownSale);
        }
    };
    if terms.account_open { Ok((ean, shown)) } else { Err(SuspenseReason::NoOpenAccount) }
}

/// Whether a terminal without network may sell `amount`: the same rule at the terminal and when its
/// advice arrives. `promised_that_day`: one was sold for the reference on that local day.
/// Source: TP-07.
pub fn may_promise(
    amount: MicroEuro,
    promised_that_day: bool,
    parameters: &PaymentParameters,
) -> Result<(), PromiseRefused> {
    if !parameters.offline_enabled {
        Err(PromiseRefused::NotEnabled)
    } else if amount > parameters.offline_cap {
        Err(PromiseRefused::AboveCap { cap: parameters.offline_cap })
    } else if promised_that_day {
        Err(PromiseRefused::OnceADay)
    } else {
        Ok(())
    }
}

fn may_undo(credited_at: Instant, at: Instant, terms: Terms<'_>) -> Result<(), NotUndone> {
    let minutes = terms.parameters.undo_min;
    if !terms.account_open {
        Err(NotUndone::AccountClosed)
    } else if at > credited_at.plus_min(minutes) {
        Err(NotUndone::TooLate { minutes })
    } else if terms.spent_since > MicroEuro::ZERO {
        Err(NotUndone::Spent { spent: terms.spent_since })
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
