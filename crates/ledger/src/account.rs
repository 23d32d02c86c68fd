//! The chart of accounts of an operator. What each means stands in the crate's README.

use serde::{Deserialize, Serialize};

/// Where money came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    Terminal,
    Online,
    Transfer,
    Post,
    Office,
}

impl std::str::FromStr for Channel {
    type Err = units::UnknownName;
    /// Unknown channels are an error: money has to have a known origin.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "terminal" | "kiosk" | "shop" => Ok(Self::Terminal),
            "online" | "web" | "scheduled" | "third_party" => Ok(Self::Online),
            "transfer" | "bank" => Ok(Self::Transfer),
            "post" | "cash" => Ok(Self::Post),
            "office" | "cpas" | "agent" | "phone" => Ok(Self::Office),
            _ => Err(units::UnknownName {
                text: text.to_owned(),
                expected: "a channel (terminal, online, transfer, post, office)",
            }),
        }
    }
}

macro_rules! chart {
    ($($(#[$doc:meta])* $variant:ident = $code:literal, $name:literal;)*) => {
        /// A bookkeeping account of an operator; not to be taken for a prepayment account.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum LedgerAccount { $($(#[$doc])* $variant,)* }

        impl LedgerAccount {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The number under which postings are kept; never reused.
            pub fn code(self) -> i16 {
                match self { $(Self::$variant => $code,)* }
            }

            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

chart! {
    /// What customers have paid and not yet used; negative when they use emergency credit.
    CustomerCredit = 100, "customer credit";
    /// Starting credit, swap and bridge advances still to be recovered by the operator.
    Advances = 200, "advances";
    /// Debts to a supplier that are collected from this account.
    DebtToSupplier = 210, "debt to supplier";
    /// Debts to the operator other than advances.
    DebtToOperator = 220, "debt to operator";
    /// Charged-back money that was spent: a person decides.
    DebtUnderReview = 230, "debt under review";
    /// Winter relief that the commission refused.
    DebtOfRelief = 240, "debt of refused relief";
    /// Clearing: what a night collected for debts other than the advance.
    DebtsCollected = 250, "debts collected";
    /// Energy delivered, at the average price.
    EnergyAtAveragePrice = 300, "energy at average price";
    /// Energy delivered, at the social price.
    EnergyAtSocialPrice = 310, "energy at social price";
    /// Winter relief granted provisionally.
    ReliefPending = 400, "relief pending";
    /// Winter relief approved, owed by the fund.
    ReliefDueByFund = 410, "relief due by fund";
    CashTerminal = 500, "cash, terminals";
    CashOnline = 510, "cash, online provider";
    CashTransfer = 520, "cash, bank transfers";
    CashPost = 530, "cash, post offices";
    CashOffice = 540, "cash, offices";
    /// Aid of a social service or fund, owed by it.
    AidDue = 550, "aid due by social services";
    /// Owed to suppliers for payments received.
    SupplierPayable = 600, "supplier payable";
    /// Payments passed on to suppliers: what their bills will be set against.
    PassedOn = 605, "passed on to suppliers";
    /// Money received that belongs to no known account.
    Suspense = 610, "suspense";
    /// Closing balances to be paid out.
    RefundPayable = 620, "refund payable";
    /// Closing balances whose owner is not known.
    Unclaimed = 630, "unclaimed";
    /// Closing balances that the former holder owes.
    ClosingReceivable = 640, "closing receivable";
    /// Money that left our account at a bank without being owed: to be got back from whoever has it.
    ToBeRecovered = 650, "to be recovered";
    WriteOff = 700, "write-off";
    /// Balances of meters that are replaced, as their closing audit found them.
    MeterTransfer = 710, "meter transfer";
    /// Money counted at the close of a shift against what the sales say.
    ShiftDifference = 720, "shift differences";
    /// What a bank takes for its own work.
    BankCosts = 730, "bank costs";
}

impl LedgerAccount {
    /// The account kept under `code`.
    pub fn from_code(code: i16) -> Option<Self> {
        Self::ALL.iter().copied().find(|account| account.code() == code)
    }

    /// Where the money of a channel lies.
    pub fn cash(channel: Channel) -> Self {
        match channel {
            Channel::Terminal => Self::CashTerminal,
            Channel::Online => Self::CashOnline,
            Channel::Transfer => Self::CashTransfer,
            Channel::Post => Self::CashPost,
            Channel::Office => Self::CashOffice,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_read_back() {
        for account in LedgerAccount::ALL {
            assert_eq!(LedgerAccount::from_code(account.code()), Some(*account));
        }
    }

    #[test]
    fn the_readme_explains_every_account() {
        let readme = include_str!("../README.md");
        for account in LedgerAccount::ALL {
            let row = format!("| {} | {} |", account.code(), account.name());
            assert!(readme.contains(&row), "{row}");
        }
    }
}
