//! What the pages of a CPAS ask of the platform, and what they are told. Calls may block. Whoever has no
//! mandate is told of no household.

mod aid;
mod early;
mod law;
mod messages;
mod notes;
mod paper;
mod plan;
mod tasks;
mod team;

pub use aid::{
    AidCopy, AidEffect, AidFacts, AidLine, AidPart, AidPreview, AidRefused, AidStanding, AidWanted,
    Lapse, Motive, Register,
};
pub use early::{EarlyGround, EarlyLine, EarlyList, EarlyLists};
pub use law::{LegalLine, LegalNotices, LegalStanding, LegalWanted, NotAskedByLaw};
pub use messages::{ClientMessages, MessageFacts, MessageShown, MessageWanted, NotSent, Template};
pub use notes::{ClientNotes, NotNoted, NoteLine};
pub use paper::{NotRecorded, PaperLine, PaperMandates, PaperRefused, PaperStanding, PaperWanted};
pub use plan::{NotProposed, PlanFacts, PlanProposals, PlanShown, PlanWanted};

pub use tasks::{ClientTasks, NotSet, Proof, ProofState, ProofTask, SittingLine};
pub use team::{CpasTeam, InCharge, Leave, Member, Moved, NewLeave, Team, TeamRefused};

use crate::my::{CaseLine, MyError, PlanLine, Told, Visitor};
use crate::told::ToldLine;
use crate::view::{ReliefStanding, ShownState, StateCard};
use calendar::{Instant, SettlementDay};
use units::{AccountId, Ean, Energy, MicroEuro, PaymentReference};

/// What the platform implements. Each look at a household is kept before it is answered, and the household
/// sees it. Source: PD-05, CM-01u.
pub trait CpasOffice:
    PaperMandates
    + LegalNotices
    + ClientNotes
    + ClientMessages
    + CpasTeam
    + ClientTasks
    + EarlyLists
    + PlanProposals
{
    /// Whether the social service of whoever asks sells at a terminal of its own. Source: UX S-12.
    fn sells(&self, visitor: &Visitor) -> Result<bool, MyError>;
    /// The clients, in any order.
    fn work(&self, visitor: &Visitor) -> Result<Vec<ClientLine>, MyError>;
    /// The client of a reference, among those to whom the visitor has access: nobody is looked at by it, and for any
    /// other the answer is the same, whether there is such a household or not. Source: UX S-02.
    fn find(
        &self,
        visitor: &Visitor,
        reference: &str,
    ) -> Result<Result<AccountId, NotFound>, MyError>;
    /// Sends the household a code. The answer is the same whether there is such a household or not.
    fn ask_access(
        &self,
        visitor: &Visitor,
        wanted: &AccessWanted<'_>,
    ) -> Result<Result<String, NotAsked>, MyError>;
    /// The household has told its code: a mandate.
    fn enter_code(
        &self,
        visitor: &Visitor,
        challenge: &str,
        code: &str,
    ) -> Result<Result<AccountId, NotGiven>, MyError>;
    /// The longest that a mandate may last, in months.
    fn most_months(&self) -> Result<i32, MyError>;
    /// `None` without a mandate that holds.
    fn client(&self, visitor: &Visitor, account: AccountId) -> Result<Option<Client>, MyError>;
    /// What the form of aid says beforehand; `None` without a mandate that holds.
    /// `copy_of`: the aid that is to be put right.
    fn aid_form(
        &self,
        visitor: &Visitor,
        account: AccountId,
        copy_of: Option<i64>,
    ) -> Result<Option<AidFacts>, MyError>;
    /// What aid would do now. Nothing is written.
    fn aid_preview(
        &self,
        visitor: &Visitor,
        account: AccountId,
        wanted: &AidWanted,
    ) -> Result<Result<AidPreview, AidRefused>, MyError>;
    /// Gives aid, keeps it for its day, or puts it before a colleague. The same attempt is the same aid.
    fn give_aid(
        &self,
        visitor: &Visitor,
        account: AccountId,
        wanted: &AidWanted,
        attempt: &str,
    ) -> Result<Result<i64, AidRefused>, MyError>;
    /// A colleague signs; or it is taken back while it is not booked. What was asked on one page goes together.
    fn decide_aid(
        &self,
        visitor: &Visitor,
        id: i64,
        sign: bool,
    ) -> Result<Result<(), AidRefused>, MyError>;
    /// What was asked or booked in the month of a day; of today without one.
    fn register(
        &self,
        visitor: &Visitor,
        month: Option<SettlementDay>,
    ) -> Result<Register, MyError>;
    /// What protects a client and what may be asked for it; `None` without a mandate that holds.
    fn protection(
        &self,
        visitor: &Visitor,
        account: AccountId,
    ) -> Result<Option<Protection>, MyError>;
    /// Asks the operator for a client. Relief holds at once; anything else is a case. Asked again while it is
    /// open it is the same case. Source: PR-19, PR-20, CG-09.
    fn ask_for(
        &self,
        visitor: &Visitor,
        account: AccountId,
        wish: Wish,
        words: &str,
    ) -> Result<Result<(), NotTaken>, MyError>;
    /// Who of the same social service looked at which client, newest first.
    fn looks(&self, visitor: &Visitor) -> Result<Vec<TeamLook>, MyError>;
    /// What was written to the social service about clients with an open mandate, newest first.
    fn told(&self, visitor: &Visitor) -> Result<Vec<ToldLine>, MyError>;
}

/// What a social service asks of an operator for a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Part of the price of gas in winter.
    Relief,
    DelayCut,
    ReducedPower,
    ChangePlan,
}

impl Wish {
    pub const ALL: [Self; 4] = [Self::Relief, Self::DelayCut, Self::ReducedPower, Self::ChangePlan];

    pub fn name(self) -> &'static str {
        match self {
            Self::Relief => "relief",
            Self::DelayCut => "delay_cut",
            Self::ReducedPower => "reduced_power",
            Self::ChangePlan => "change_plan",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|wish| wish.name() == name)
    }
}

/// What protects a client, and what was asked for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protection {
    pub line: ClientLine,
    /// Of gas.
    pub relief: Option<ReliefStanding>,
    /// What may be asked beside relief.
    pub wishes: Vec<Wish>,
    /// What this social service has asked, newest first.
    pub asked: Vec<CaseLine>,
    /// What has to be shown, and how it stands.
    pub proofs: Vec<ProofTask>,
    /// When the commission sits next.
    pub sitting: Option<SittingLine>,
    /// The operator has a name to write letters in; else there are none.
    pub writes: bool,
    pub today: SettlementDay,
}

/// Why something is not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    #[error("no client")]
    NoClient,
    #[error("this cannot be asked for this client")]
    NotOpen,
    #[error("nothing says why")]
    NoWords,
    #[error("more words than are kept")]
    TooLong,
}

/// A look of a colleague at a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamLook {
    pub at: Instant,
    pub by: String,
    pub reference: PaymentReference,
    /// Why: the purpose of the mandate, as it is kept.
    pub reason: String,
    /// More than the state and amounts.
    pub all: bool,
}

/// Why access is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    BudgetHelp,
    SocialInquiry,
    Emergency,
}

impl Purpose {
    pub const ALL: [Self; 3] = [Self::BudgetHelp, Self::SocialInquiry, Self::Emergency];

    /// As it is kept; never changes.
    pub fn name(self) -> &'static str {
        match self {
            Self::BudgetHelp => "budget_help",
            Self::SocialInquiry => "social_inquiry",
            Self::Emergency => "emergency",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.name() == name)
    }
}

#[derive(Debug, Clone, Copy)]
pub struct AccessWanted<'a> {
    /// As it was keyed in.
    pub reference: &'a str,
    pub purpose: Purpose,
    pub months: i32,
}

/// Why no code was sent. None of it tells whether a household is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAsked {
    #[error("a reference has 13 digits")]
    NotAReference,
    #[error("a mandate lasts {most} months at most")]
    TooLong { most: i32 },
    #[error("asked too often until {until}")]
    Wait { until: Instant },
    /// A client of their own: no code leaves.
    #[error("it has a mandate for as long already")]
    Held { account: AccountId },
}

/// Why a reference leads to no client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotFound {
    #[error("a reference has 13 digits")]
    NotAReference,
    #[error("no access to such a household")]
    NoAccess,
}

/// Why a code gives no mandate. One for a household that is not there is wrong, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotGiven {
    #[error("a wrong code; {left} tries are left")]
    Wrong { left: u32 },
    #[error("the code is used, tried too often or too old")]
    Over,
    #[error("it has a mandate for as long already")]
    Held { account: AccountId },
}

/// What is next for a client. The first is the most urgent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    /// Without supply since then.
    Off(Instant),
    /// Held on until then, if it is known.
    Held(Option<Instant>),
    /// So much is left of the emergency credit.
    Emergency(MicroEuro),
    /// Reduced power is guaranteed until then.
    Limited(SettlementDay),
    /// Credit is low or emergency credit in use, and nothing above is due.
    Low,
    /// The mandate ends soon.
    Ends(SettlementDay),
    Nothing,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientLine {
    pub account: AccountId,
    pub ean: Ean,
    pub name: String,
    pub town: String,
    pub energy: Energy,
    pub state: ShownState,
    pub balance: MicroEuro,
    pub due: Due,
    /// When the credit is expected to end.
    pub lasts: Option<Instant>,
    /// The last day of the mandate.
    pub until: Option<SettlementDay>,
    /// Whoever looks is in charge, or stands in for somebody who is.
    pub mine: bool,
    pub now: Instant,
}

impl ClientLine {
    /// Whoever runs out of credit comes before whoever does not, also where an access ends.
    pub(crate) fn urgency(&self) -> Due {
        match self.state {
            ShownState::InOrder => self.due,
            ShownState::Low | ShownState::Emergency | ShownState::HeldOn | ShownState::Off => {
                self.due.min(Due::Low)
            }
        }
    }
}

/// How somebody tops up: in the last 90 days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopUps {
    pub count: usize,
    pub sum: MicroEuro,
    /// The one in the middle.
    pub usual: Option<MicroEuro>,
    /// Days between two, the one in the middle.
    pub every_days: Option<i32>,
    pub last: Option<SettlementDay>,
}

/// What is seen with the household's agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientSeen {
    /// At the end of each day, oldest first.
    pub balances: Vec<(SettlementDay, MicroEuro)>,
    pub top_ups: TopUps,
    /// From when until when there was no supply, newest first.
    pub off: Vec<(Instant, Option<Instant>)>,
    pub debts: Vec<PlanLine>,
    /// Newest first.
    pub messages: Vec<Told>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Client {
    pub line: ClientLine,
    pub card: StateCard,
    /// By law: the state and amounts alone.
    pub by_law: bool,
    pub seen: Option<ClientSeen>,
    /// Of the own social service, newest first.
    pub notes: Vec<NoteLine>,
    pub charge: InCharge,
}
