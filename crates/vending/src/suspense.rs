//! Money whose account is not known, from a bank or a terminal: with age and owner, never forgotten.
//! Source: TP-06, TP-16.

use crate::key::MoneyKey;
use calendar::SettlementDay;
use params::PaymentParameters;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use units::{AccountId, MicroEuro};

/// Where an item stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuspenseState {
    Open,
    /// The sender was asked.
    Asked {
        on: SettlementDay,
    },
    /// Credited to an account.
    Credited {
        account: AccountId,
        on: SettlementDay,
        by: String,
    },
    /// Sent back: to the account it came from, or, where that is not known, to one that a person named.
    Returned {
        on: SettlementDay,
        by: String,
    },
    /// It was no payer's: a payment provider has paid out what it had collected for us.
    PaidOut {
        on: SettlementDay,
        provider: String,
        reference: String,
    },
    /// It was no payer's: somebody paid what was owed to us.
    Settled {
        on: SettlementDay,
        by: String,
        owed: Owed,
    },
}

/// Who owed us what has come. Source: TP-16, TP-19, TP-20, PA-44.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owed {
    /// A merchant, for what was taken at this terminal.
    Terminal(String),
    /// A social service or fund, for aid of this origin.
    Aid(String),
    /// Whoever has the money of this debit, which should not have left.
    Debit(String),
}

/// What moves an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuspenseEvent {
    LetterSent {
        on: SettlementDay,
    },
    /// A person has found whose it is.
    Credit {
        account: AccountId,
        on: SettlementDay,
        by: String,
    },
    Return {
        on: SettlementDay,
        by: String,
        /// The account that a person has found, for money whose sender is not known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to_iban: Option<String>,
    },
    /// Amount and reference are those of a payout that a provider has told of. Source: TP-19.
    PaidOut {
        on: SettlementDay,
        provider: String,
        reference: String,
    },
    /// Two people have found that it pays what was owed to us.
    Settle {
        on: SettlementDay,
        by: String,
        owed: Owed,
    },
    /// Somebody has it in hand from now on.
    Own {
        by: String,
    },
}

/// Why an item stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SuspenseError {
    #[error("`{key}` has left suspense already")]
    Settled { key: MoneyKey },
    #[error("`{key}` cannot be returned, the account it came from is not known")]
    NoSender { key: MoneyKey },
    /// What came from one account is not sent to another.
    #[error("`{key}` came from account `{sender}` and can be returned to no other")]
    OtherSender { key: MoneyKey, sender: String },
}

/// What is due for an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuspenseAct {
    Wait,
    SendLetter,
    Return,
    /// Too old, and nobody to send it back to: a person decides.
    Decide,
}

/// A sum of money in suspense.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuspenseItem {
    pub key: MoneyKey,
    /// Where it lies: the operator's own account, or the terminal that took it.
    pub bank_account: String,
    pub amount: MicroEuro,
    pub received: SettlementDay,
    pub sender_iban: Option<String>,
    /// Accounts it may be for; their cuts wait. Source: CG-07.
    pub may_be_for: Vec<AccountId>,
    /// The person who has it in hand.
    pub owner: Option<String>,
    state: SuspenseState,
}

impl SuspenseItem {
    pub fn new(
        key: MoneyKey,
        bank_account: &str,
        amount: MicroEuro,
        received: SettlementDay,
        sender_iban: Option<&str>,
        may_be_for: Vec<AccountId>,
    ) -> Self {
        Self {
            key,
            bank_account: bank_account.to_owned(),
            amount,
            received,
            sender_iban: sender_iban.map(str::to_owned),
            may_be_for,
            owner: None,
            state: SuspenseState::Open,
        }
    }

    pub fn state(&self) -> &SuspenseState {
        &self.state
    }

    /// Whether it still lies in suspense.
    pub fn is_open(&self) -> bool {
        match self.state {
            SuspenseState::Open | SuspenseState::Asked { .. } => true,
            SuspenseState::Credited { .. }
            | SuspenseState::Returned { .. }
            | SuspenseState::PaidOut { .. }
            | SuspenseState::Settled { .. } => false,
        }
    }

    pub fn age_days(&self, today: SettlementDay) -> i32 {
        today.days_since(self.received)
    }

    /// Accounts whose cut waits for it.
    pub fn bars_cut_of(&self) -> &[AccountId] {
        if self.is_open() { &self.may_be_for } else { &[] }
    }

    /// Moves the item. A letter sent twice keeps its first day.
    /// Errors: it has left suspense, or cannot be returned; nothing changes then.
    pub fn apply(&mut self, event: SuspenseEvent) -> Result<(), SuspenseError> {
        let next = match (&self.state, event) {
            (SuspenseState::Open, SuspenseEvent::LetterSent { on }) => SuspenseState::Asked { on },
            (SuspenseState::Asked { on }, SuspenseEvent::LetterSent { .. }) => {
                SuspenseState::Asked { on: *on }
            }
            (
                SuspenseState::Open | SuspenseState::Asked { .. },
                SuspenseEvent::Credit { account, on, by },
            ) => SuspenseState::Credited { account, on, by },
            (
                SuspenseState::Open | SuspenseState::Asked { .. },
                SuspenseEvent::Return { on, by, to_iban },
            ) => {
                self.return_to(to_iban.as_deref())?;
                SuspenseState::Returned { on, by }
            }
            (
                SuspenseState::Open | SuspenseState::Asked { .. },
                SuspenseEvent::PaidOut { on, provider, reference },
            ) => SuspenseState::PaidOut { on, provider, reference },
            (
                SuspenseState::Open | SuspenseState::Asked { .. },
                SuspenseEvent::Settle { on, by, owed },
            ) => SuspenseState::Settled { on, by, owed },
            (
                state @ (SuspenseState::Open | SuspenseState::Asked { .. }),
                SuspenseEvent::Own { by },
            ) => {
                self.owner = Some(by);
                state.clone()
            }
            (
                SuspenseState::Credited { .. }
                | SuspenseState::Returned { .. }
                | SuspenseState::PaidOut { .. }
                | SuspenseState::Settled { .. },
                SuspenseEvent::LetterSent { .. }
                | SuspenseEvent::Credit { .. }
                | SuspenseEvent::Return { .. }
                | SuspenseEvent::PaidOut { .. }
                | SuspenseEvent::Settle { .. }
                | SuspenseEvent::Own { .. },
            ) => return Err(SuspenseError::Settled { key: self.key.clone() }),
        };
        self.state = next;
        Ok(())
    }

    /// The account to send it to; `named` is what a person has found. Errors: none is known, or another
    /// one than it came from is named.
    pub fn return_to<'a>(&'a self, named: Option<&'a str>) -> Result<&'a str, SuspenseError> {
        let key = || self.key.clone();
        match (self.sender_iban.as_deref(), named) {
            (None, None) => Err(SuspenseError::NoSender { key: key() }),
            (Some(sender), Some(named)) if sender != named => {
                Err(SuspenseError::OtherSender { key: key(), sender: sender.to_owned() })
            }
            (Some(iban), _) | (None, Some(iban)) => Ok(iban),
        }
    }

    /// What is due on `today`: a letter after some working days, the return after some days. Money
    /// without a sender is a person's from the day the letter would have been sent.
    pub fn due(&self, today: SettlementDay, parameters: &PaymentParameters) -> SuspenseAct {
        let letter = self.received.add_working_days(parameters.suspense_letter_working_days);
        let back = self.received.plus(parameters.suspense_return_days);
        match (&self.state, self.sender_iban.is_some()) {
            (
                SuspenseState::Credited { .. }
                | SuspenseState::Returned { .. }
                | SuspenseState::PaidOut { .. }
                | SuspenseState::Settled { .. },
                _,
            ) => SuspenseAct::Wait,
            (SuspenseState::Open | SuspenseState::Asked { .. }, false) if today >= letter => {
                SuspenseAct::Decide
            }
            (SuspenseState::Open | SuspenseState::Asked { .. }, true) if today >= back => {
                SuspenseAct::Return
            }
            (SuspenseState::Open, true) if today >= letter => SuspenseAct::SendLetter,
            (SuspenseState::Open | SuspenseState::Asked { .. }, _) => SuspenseAct::Wait,
        }
    }
}

/// What lies in suspense, what is due first: decisions, returns, letters, then what waits; the oldest,
/// then the largest first. The order is total.
pub fn worklist<'a>(
    items: impl IntoIterator<Item = &'a SuspenseItem>,
    today: SettlementDay,
    parameters: &PaymentParameters,
) -> Vec<(SuspenseAct, &'a SuspenseItem)> {
    let mut list: Vec<_> = items
        .into_iter()
        .filter(|item| item.is_open())
        .map(|item| (item.due(today, parameters), item))
        .collect();
    list.sort_by_key(|(act, item)| {
        (Reverse(*act), item.received, Reverse(item.amount), item.key.clone())
    });
    list
}

/// What lies in suspense, in micro-euro: the control figure of the day.
pub fn suspense_total<'a>(items: impl IntoIterator<Item = &'a SuspenseItem>) -> i128 {
    items.into_iter().filter(|item| item.is_open()).map(|item| i128::from(item.amount.0)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{day, eur, parameters};

    fn item(line: u32, received: &str, amount: &str, sender: Option<&str>) -> SuspenseItem {
        let key = MoneyKey::bank_line("BBRU", "BE1", "221", line).unwrap();
        let account = vec![AccountId(7)];
        SuspenseItem::new(key, "BE1", eur(amount), day(received), sender, account)
    }

    fn returned() -> SuspenseEvent {
        SuspenseEvent::Return { on: day("2026-12-12"), by: "an".to_owned(), to_iban: None }
    }

    #[test]
    fn tp_16_a_letter_after_three_working_days_and_a_return_after_thirty() {
        // A Thursday; Wednesday the 11th was a holiday.
        let mut item = item(1, "2026-11-12", "20", Some("BE2"));
        let due = |item: &SuspenseItem, on: &str| item.due(day(on), &parameters());
        assert_eq!(due(&item, "2026-11-16"), SuspenseAct::Wait);
        assert_eq!(due(&item, "2026-11-17"), SuspenseAct::SendLetter);
        item.apply(SuspenseEvent::LetterSent { on: day("2026-11-17") }).unwrap();
        assert_eq!(due(&item, "2026-12-11"), SuspenseAct::Wait);
        assert_eq!(due(&item, "2026-12-12"), SuspenseAct::Return);
        assert_eq!(item.age_days(day("2026-12-12")), 30);
        item.apply(returned()).unwrap();
        assert_eq!(due(&item, "2027-01-12"), SuspenseAct::Wait);
    }

    #[test]
    fn tp_16_cash_without_a_sender_is_a_persons() {
        let mut cash = item(1, "2026-11-12", "20", None);
        assert_eq!(cash.due(day("2026-11-17"), &parameters()), SuspenseAct::Decide);
        let error = cash.apply(returned()).unwrap_err().to_string();
        assert_eq!(
            error,
            "`bank:BBRU:BE1:221:1` cannot be returned, the account it came from is not known"
        );
        assert!(cash.is_open());
        // A person has found whose it is.
        let named = |iban: &str| SuspenseEvent::Return {
            on: day("2026-12-12"),
            by: "an".to_owned(),
            to_iban: Some(iban.to_owned()),
        };
        cash.apply(named("BE3")).unwrap();
        assert!(!cash.is_open());
        let mut transfer = item(2, "2026-11-12", "20", Some("BE2"));
        let error = transfer.apply(named("BE3")).unwrap_err();
        assert!(matches!(error, SuspenseError::OtherSender { .. }), "{error}");
        transfer.apply(named("BE2")).unwrap();
    }

    #[test]
    fn tp_16_what_has_left_suspense_cannot_leave_it_again() {
        let mut item = item(1, "2026-11-12", "20", Some("BE2"));
        let credit = || SuspenseEvent::Credit {
            account: AccountId(7),
            on: day("2026-11-13"),
            by: "an".to_owned(),
        };
        item.apply(credit()).unwrap();
        for event in [credit(), returned()] {
            assert!(matches!(item.apply(event), Err(SuspenseError::Settled { .. })));
        }
    }

    #[test]
    fn tp_16_what_is_in_hand_has_an_owner_and_what_was_owed_leaves_for_good() {
        let mut item = item(1, "2026-11-12", "20", Some("BE2"));
        let own = |by: &str| SuspenseEvent::Own { by: by.to_owned() };
        item.apply(own("an")).unwrap();
        item.apply(SuspenseEvent::LetterSent { on: day("2026-11-17") }).unwrap();
        item.apply(own("bo")).unwrap();
        assert_eq!(item.owner.as_deref(), Some("bo"));
        assert_eq!(item.state(), &SuspenseState::Asked { on: day("2026-11-17") });
        let owed = Owed::Terminal("T-1".to_owned());
        let settle = SuspenseEvent::Settle { on: day("2026-11-18"), by: "an".to_owned(), owed };
        item.apply(settle.clone()).unwrap();
        assert!(!item.is_open() && item.bars_cut_of().is_empty());
        for event in [settle, own("cy"), returned()] {
            assert!(matches!(item.apply(event), Err(SuspenseError::Settled { .. })));
        }
        assert_eq!(item.owner.as_deref(), Some("bo"));
    }

    #[test]
    fn tp_16_the_total_and_the_order_of_the_work_list() {
        let items = [
            item(1, "2026-11-18", "500", Some("BE2")),
            item(2, "2026-11-12", "10", Some("BE2")),
            item(3, "2026-11-12", "20", Some("BE2")),
            item(4, "2026-10-12", "5", Some("BE2")),
            item(5, "2026-11-16", "7", None),
        ];
        let mut gone = item(6, "2026-10-01", "1000", Some("BE2"));
        gone.apply(returned()).unwrap();
        let all = || items.iter().chain([&gone]);
        assert_eq!(suspense_total(all()), i128::from(eur("542").0));
        let order: Vec<_> = worklist(all(), day("2026-11-20"), &parameters())
            .into_iter()
            .map(|(act, item)| (act, item.amount))
            .collect();
        assert_eq!(
            order,
            [
                (SuspenseAct::Decide, eur("7")),
                (SuspenseAct::Return, eur("5")),
                (SuspenseAct::SendLetter, eur("20")),
                (SuspenseAct::SendLetter, eur("10")),
                (SuspenseAct::Wait, eur("500")),
            ]
        );
    }

    #[test]
    fn cg_07_money_in_suspense_bars_the_cut_of_whom_it_may_be_for() {
        let mut item = item(1, "2026-11-12", "20", Some("BE2"));
        assert_eq!(item.bars_cut_of(), [AccountId(7)]);
        item.apply(returned()).unwrap();
        assert_eq!(item.bars_cut_of(), []);
    }
}
