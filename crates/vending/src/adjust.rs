//! What an agent may put right, with a reason and its proof. Source: TP-25, TP-14.

use crate::approval::{Approval, ApprovalError};
use crate::key::MoneyKey;
use ledger::{LedgerAccount, LedgerError, Transaction};
use prepay::{CreditState, Levels};
use serde::{Deserialize, Serialize};
use units::MicroEuro;

/// Why a balance is adjusted. Each has its ledger account on the other side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonCode {
    /// Money on a bank line that nothing matched; the line is the evidence.
    BankLineMatched,
    /// Cash of a post office that a person brought the receipt of; its bank line is the evidence.
    PostReceipt,
    /// The operator bears a loss of a sale.
    SaleLoss,
    /// Given up by decision of a person.
    Waived,
    /// Charged to the customer by mistake, at the average price.
    WrongCharge,
}

impl ReasonCode {
    pub const ALL: [Self; 5] =
        [Self::BankLineMatched, Self::PostReceipt, Self::SaleLoss, Self::Waived, Self::WrongCharge];

    /// As it is kept and shown.
    pub fn code(self) -> &'static str {
        match self {
            Self::BankLineMatched => "bank_line_matched",
            Self::PostReceipt => "post_receipt",
            Self::SaleLoss => "sale_loss",
            Self::Waived => "waived",
            Self::WrongCharge => "wrong_charge",
        }
    }

    /// Where the other side stands.
    pub fn contra(self) -> LedgerAccount {
        match self {
            Self::BankLineMatched | Self::PostReceipt => LedgerAccount::Suspense,
            Self::SaleLoss | Self::Waived => LedgerAccount::WriteOff,
            Self::WrongCharge => LedgerAccount::EnergyAtAveragePrice,
        }
    }

    /// It brings in money that lies on a bank line: the line has to be named.
    pub fn needs_bank_line(self) -> bool {
        match self {
            Self::BankLineMatched | Self::PostReceipt => true,
            Self::SaleLoss | Self::Waived | Self::WrongCharge => false,
        }
    }
}

/// What an agent asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdjustmentDraft {
    /// Above zero in the customer's favour.
    pub amount: MicroEuro,
    pub reason: ReasonCode,
    /// Ids of documents.
    pub evidence: Vec<String>,
    pub note: String,
    /// The money it links to. Its key is that of the booking, so the same cash is credited once.
    pub bank_line: Option<MoneyKey>,
    /// The agent's own key, for an adjustment without a bank line.
    pub key: String,
}

/// Why an adjustment is not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AdjustmentError {
    #[error("an adjustment needs evidence and a note")]
    EvidenceMissing,
    #[error("an adjustment needs a key of its own")]
    KeyMissing,
    #[error("reason `{reason}` needs the bank line on which the money lies")]
    BankLineMissing { reason: &'static str },
    #[error("money of a bank line is above zero, not `{amount}` EUR")]
    NotPositive { amount: MicroEuro },
    #[error("an adjustment of zero moves nothing")]
    Zero,
    #[error("an amount is too large")]
    TooLarge,
    #[error("the adjustment needs approval")]
    Approval(#[from] ApprovalError),
    #[error("the adjustment cannot be booked")]
    Ledger(#[from] LedgerError),
}

/// What a meter would be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PreviewCommand {
    Nothing,
    /// The supply is off or limited, and comes back.
    Release,
}

/// What an agent sees before acting. A fall into exhaustion is shown too; whether anything follows is
/// for the guards of the next decision point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preview {
    pub balance: (MicroEuro, MicroEuro),
    pub state: (CreditState, CreditState),
    pub command: PreviewCommand,
}

/// An adjustment that may be booked: always a transaction, never an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjustment {
    draft: AdjustmentDraft,
    approval: Approval,
    transaction: Transaction,
}

impl AdjustmentDraft {
    /// Balance, state and command before and after. `None` if the balance does not fit.
    /// `off_or_limited`: the supply is off, or the limiter is on.
    pub fn preview(
        &self,
        balance: MicroEuro,
        levels: Levels,
        off_or_limited: bool,
    ) -> Option<Preview> {
        let after = balance.checked_add(self.amount)?;
        let releases = off_or_limited && after >= levels.reconnect;
        Some(Preview {
            balance: (balance, after),
            state: (levels.state(balance), levels.state(after)),
            command: if releases { PreviewCommand::Release } else { PreviewCommand::Nothing },
        })
    }

    /// The adjustment, ready to be booked. `limit` is the parameter `adjust.four_eyes`.
    /// Errors: evidence, note, key, bank line or second person missing.
    pub fn approved(
        self,
        limit: MicroEuro,
        entered_by: &str,
        approved_by: Option<&str>,
    ) -> Result<Adjustment, AdjustmentError> {
        if self.evidence.iter().all(|id| id.trim().is_empty()) || self.note.trim().is_empty() {
            return Err(AdjustmentError::EvidenceMissing);
        }
        if self.reason.needs_bank_line() {
            if self.bank_line.is_none() {
                return Err(AdjustmentError::BankLineMissing { reason: self.reason.code() });
            }
            if self.amount < MicroEuro::ZERO {
                return Err(AdjustmentError::NotPositive { amount: self.amount });
            }
        } else if self.key.trim().is_empty() {
            return Err(AdjustmentError::KeyMissing);
        }
        let approval = Approval::of(self.amount, limit, entered_by, approved_by)?;
        let contra = self.reason.contra();
        let transaction =
            Transaction::transfer(contra, LedgerAccount::CustomerCredit, self.amount)?;
        let transaction = transaction.ok_or(AdjustmentError::Zero)?;
        Ok(Adjustment { draft: self, approval, transaction })
    }
}

impl Adjustment {
    pub fn draft(&self) -> &AdjustmentDraft {
        &self.draft
    }

    pub fn approval(&self) -> &Approval {
        &self.approval
    }

    pub fn transaction(&self) -> &Transaction {
        &self.transaction
    }

    /// Under which the ledger keeps it, once. Source: TP-05, TP-14.
    pub fn ledger_key(&self) -> String {
        match &self.draft.bank_line {
            Some(line) => line.to_string(),
            None => format!("adjust:{}", self.draft.key.trim()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::eur;

    fn draft(amount: &str, reason: ReasonCode) -> AdjustmentDraft {
        AdjustmentDraft {
            amount: eur(amount),
            reason,
            evidence: vec!["scan-1".to_owned()],
            note: "receipt of the post office".to_owned(),
            bank_line: None,
            key: "A-1".to_owned(),
        }
    }

    fn approve(draft: AdjustmentDraft) -> Result<Adjustment, String> {
        draft.approved(eur("50"), "an", None).map_err(|error| error.to_string())
    }

    #[test]
    fn tp_25_an_adjustment_has_evidence_a_note_and_a_transaction() {
        let adjustment = approve(draft("20", ReasonCode::Waived)).unwrap();
        let sides: Vec<_> = adjustment
            .transaction()
            .postings()
            .iter()
            .map(|posting| (posting.account, posting.amount))
            .collect();
        assert_eq!(
            sides,
            [(LedgerAccount::WriteOff, eur("20")), (LedgerAccount::CustomerCredit, eur("-20")),]
        );
        for bare in [
            AdjustmentDraft { evidence: vec![" ".to_owned()], ..draft("20", ReasonCode::Waived) },
            AdjustmentDraft { evidence: Vec::new(), ..draft("20", ReasonCode::Waived) },
            AdjustmentDraft { note: String::new(), ..draft("20", ReasonCode::Waived) },
        ] {
            assert_eq!(approve(bare).unwrap_err(), "an adjustment needs evidence and a note");
        }
        assert!(approve(draft("0", ReasonCode::Waived)).is_err());
        let keyless = AdjustmentDraft { key: " ".to_owned(), ..draft("20", ReasonCode::Waived) };
        assert_eq!(approve(keyless).unwrap_err(), "an adjustment needs a key of its own");
    }

    #[test]
    fn tp_25_a_second_person_above_the_limit_in_either_direction() {
        for amount in ["50.01", "-50.01"] {
            let large = draft(amount, ReasonCode::WrongCharge);
            assert_eq!(approve(large.clone()).unwrap_err(), "the adjustment needs approval");
            assert!(large.clone().approved(eur("50"), "an", Some("an")).is_err());
            assert!(large.approved(eur("50"), "an", Some("bo")).is_ok());
        }
    }

    #[test]
    fn tp_14_the_agents_adjustment_links_to_the_bank_line_and_has_its_key() {
        let unlinked = approve(draft("20", ReasonCode::PostReceipt)).unwrap_err();
        assert_eq!(unlinked, "reason `post_receipt` needs the bank line on which the money lies");
        let line = MoneyKey::bank_line("BBRU", "BE1", "221", 3).unwrap();
        let linked = |key: &str| AdjustmentDraft {
            bank_line: Some(line.clone()),
            key: key.to_owned(),
            ..draft("20", ReasonCode::PostReceipt)
        };
        let (first, second) = (approve(linked("A-1")).unwrap(), approve(linked("A-2")).unwrap());
        assert_eq!(first.ledger_key(), line.to_string(), "as if it had been matched by itself");
        assert_eq!(first.ledger_key(), second.ledger_key(), "two agents, one cash");
        let taken = AdjustmentDraft { amount: eur("-5"), ..linked("A-3") };
        assert!(approve(taken).is_err());
    }

    #[test]
    fn tp_25_the_preview_shows_state_and_command() {
        let levels = Levels { low: eur("5"), cut: eur("-15"), reconnect: eur("0.50") };
        let preview = |amount: &str, off: bool| {
            draft(amount, ReasonCode::Waived).preview(eur("-16"), levels, off).unwrap()
        };
        let back = preview("16.50", true);
        assert_eq!(back.balance, (eur("-16"), eur("0.50")));
        assert_eq!(back.state, (CreditState::Exhausted, CreditState::LowCredit));
        assert_eq!(back.command, PreviewCommand::Release);
        assert_eq!(preview("16.49", true).command, PreviewCommand::Nothing);
        assert_eq!(preview("16.50", false).command, PreviewCommand::Nothing, "it is on already");
    }

    #[test]
    fn tp_25_reason_codes_are_unique() {
        let codes: std::collections::BTreeSet<_> =
            ReasonCode::ALL.iter().map(|reason| reason.code()).collect();
        assert_eq!(codes.len(), ReasonCode::ALL.len());
    }
}
