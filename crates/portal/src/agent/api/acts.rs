//! What agents do at a case: kinds of acts, why, what is wanted, what it would do, and who decides on it.

use super::{
    AgentRefused, Copyable, HoldLine, Offered, OpenQuestion, OwedLine, OwedTo, PlanEffect, PlanRule,
};
use crate::repaying::ProposalLine;
use crate::view::{ReliefStanding, StateCard};
use calendar::{Instant, SettlementDay};
use procedures::Outcome;
use serde::{Deserialize, Serialize};
use units::{AccountId, Ean, Language, MicroEuro};

/// What an agent may do by a page. A cut is asked for, by two people; the guards decide, with a proof. Source: CG-20.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ActKind {
    Adjust,
    Slip,
    Grace,
    Code,
    Hold,
    Unhold,
    Release,
    /// Asked for; it leaves with a proof or not at all.
    Cut,
    Limit,
    Read,
    Display,
    Answer,
    /// Of a payment, to the instrument that paid.
    Refund,
    /// Of money in suspense, to who sent it.
    GiveBack,
    /// Something that is repaid by a plan.
    Plan,
    /// Another rule for what is repaid.
    Agree,
    Suspend,
    /// Winter help for gas: asked for on paper, or what the commission has decided.
    Relief,
    /// A message that an agent has said.
    Message,
    /// A copy of one that was sent.
    Again,
    /// A new access code, by post.
    NewCode,
}

impl ActKind {
    /// Those that begin on the page of an account.
    pub const OF_CASE: [Self; 19] = [
        Self::Answer,
        Self::Release,
        Self::Limit,
        Self::Cut,
        Self::Read,
        Self::Display,
        Self::Slip,
        Self::Adjust,
        Self::Grace,
        Self::Code,
        Self::Hold,
        Self::Unhold,
        Self::Relief,
        Self::Plan,
        Self::Agree,
        Self::Suspend,
        Self::Message,
        Self::Again,
        Self::NewCode,
    ];

    /// Those that begin on the page of messages. Source: UX A-09.
    pub const OF_MESSAGES: [Self; 3] = [Self::Message, Self::Again, Self::NewCode];

    /// Those that begin on the page of plans. Source: UX A-08.
    pub const OF_PLANS: [Self; 3] = [Self::Plan, Self::Agree, Self::Suspend];

    /// As it is kept, and as an address carries it; never changes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Refund => "refund",
            Self::GiveBack => "give_back",
            Self::Plan => "plan",
            Self::Agree => "agree",
            Self::Suspend => "suspend",
            Self::Relief => "relief",
            Self::Message => "message",
            Self::Again => "again",
            Self::NewCode => "new_code",
            Self::Adjust => "adjust",
            Self::Slip => "slip",
            Self::Grace => "grace",
            Self::Code => "code",
            Self::Hold => "hold",
            Self::Unhold => "unhold",
            Self::Release => "release",
            Self::Cut => "cut",
            Self::Limit => "limit",
            Self::Read => "read",
            Self::Display => "display",
            Self::Answer => "answer",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        let elsewhere = [Self::Refund, Self::GiveBack];
        Self::OF_CASE.into_iter().chain(elsewhere).find(|kind| kind.name() == name)
    }
}

/// Why an agent adjusts a balance. Money of a bank line has a way of its own. Source: TP-25.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    SaleLoss,
    Waived,
    WrongCharge,
}

impl Reason {
    pub const ALL: [Self; 3] = [Self::WrongCharge, Self::Waived, Self::SaleLoss];

    pub fn name(self) -> &'static str {
        match self {
            Self::SaleLoss => "sale_loss",
            Self::Waived => "waived",
            Self::WrongCharge => "wrong_charge",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}

/// Why an agent asks for a cut, a limit or a return. Source: UX.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderReason {
    /// What held it back is over.
    Over,
    /// The run has left it out.
    Missed,
    /// The social service asks for reduced power. Source: PR-19.
    Cpas,
    /// The household asks for reduced power.
    Household,
    /// Enough was paid, and the order was lost.
    Paid,
    /// It was cut by mistake.
    Mistake,
    /// Health or safety need it now.
    Need,
}

impl OrderReason {
    pub const OF_CUT: [Self; 2] = [Self::Over, Self::Missed];
    pub const OF_LIMIT: [Self; 4] = [Self::Cpas, Self::Household, Self::Over, Self::Missed];
    pub const OF_RELEASE: [Self; 3] = [Self::Paid, Self::Mistake, Self::Need];

    pub fn name(self) -> &'static str {
        match self {
            Self::Over => "over",
            Self::Missed => "missed",
            Self::Cpas => "cpas",
            Self::Household => "household",
            Self::Paid => "paid",
            Self::Mistake => "mistake",
            Self::Need => "need",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        let all = Self::OF_LIMIT.into_iter().chain(Self::OF_RELEASE);
        all.into_iter().find(|reason| reason.name() == name)
    }

    /// Somebody wants it, whatever the balance; else credit is exhausted.
    pub fn is_wished(self) -> bool {
        matches!(self, Self::Cpas | Self::Household)
    }
}

/// What a paper about winter help says. Source: PA-23, PR-20.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReliefStep {
    /// The household asks: it holds from the day after.
    Asked,
    /// The commission has granted it.
    Granted,
    /// The commission has refused it: what was given becomes a debt with a plan.
    Refused,
}

impl ReliefStep {
    pub const ALL: [Self; 3] = [Self::Asked, Self::Granted, Self::Refused];

    pub fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Granted => "granted",
            Self::Refused => "refused",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }

    /// What may be entered next.
    pub fn after(standing: ReliefStanding) -> &'static [Self] {
        match standing {
            ReliefStanding::Asked(_) => &[Self::Granted, Self::Refused],
            ReliefStanding::Open | ReliefStanding::Refused(_) => &[Self::Asked],
            ReliefStanding::Granted(_) | ReliefStanding::NoRight => &[],
        }
    }
}

/// Winter help of an account as the desk sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReliefFacts {
    pub standing: ReliefStanding,
    /// Taken off the bills since it was asked for, while the commission has not decided.
    pub given: MicroEuro,
}

/// Holds that a person may set. Source: CG-09.
pub const HOLDS: [&str; 6] =
    ["medical", "vulnerability", "dispute", "complaint", "judge", "agent_hold"];

/// What somebody wants done with an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    Adjust {
        /// Above zero in the customer's favour.
        amount: MicroEuro,
        reason: Reason,
        evidence: String,
        note: String,
        /// What the customer reads.
        text: String,
    },
    /// Money on a bank line that nothing matched, with what the customer brought.
    Slip {
        line: String,
        evidence: String,
        note: String,
    },
    Grace {
        amount: MicroEuro,
        last: SettlementDay,
        note: String,
    },
    /// A one-time code that was given out before.
    Code {
        code: String,
        note: String,
    },
    Hold {
        name: String,
        until: Option<SettlementDay>,
        note: String,
    },
    Unhold {
        name: String,
        note: String,
    },
    Release {
        /// None of what was kept before there was one.
        #[serde(default)]
        reason: Option<OrderReason>,
        note: String,
    },
    /// The supply is cut, if every guard holds.
    Cut {
        reason: OrderReason,
        note: String,
    },
    /// 10 A: instead of a cut, or because somebody asks for it.
    Limit {
        reason: OrderReason,
        /// What asks for it.
        evidence: String,
        note: String,
    },
    Read {
        note: String,
    },
    Display {
        note: String,
    },
    /// Something that the household asked is answered. Source: PR-22.
    Answer {
        case: i64,
        outcome: Outcome,
        /// What the household reads.
        words: String,
        /// The mediation service's.
        code: Option<String>,
        note: String,
    },
    /// A part of what was paid goes back: to the instrument that paid, or by transfer to who sent it over a bank.
    /// Source: TP-18.
    Refund {
        /// An online payment's id, or the key of other money.
        payment: String,
        amount: MicroEuro,
        /// Account and name that a person has found, where nobody has told who paid.
        #[serde(default)]
        to: Option<(String, String)>,
        note: String,
    },
    /// Money in suspense goes back: to who sent it, or, where no bank has told, to an account that a person
    /// has found. Source: TP-16.
    GiveBack {
        line: String,
        /// Account and name.
        to: Option<(String, String)>,
        note: String,
    },
    /// What is owed from now on, and how it is repaid. Source: PA-20.
    Plan {
        total: MicroEuro,
        to: OwedTo,
        rule: PlanRule,
        /// What was signed.
        evidence: String,
        note: String,
    },
    /// A debt is repaid by another rule; so is one that a person had to decide about. Source: PA-20, TP-17.
    Agree {
        debt: u32,
        rule: PlanRule,
        evidence: String,
        note: String,
        /// What a social service has proposed, and the household told somebody that it agrees to. Source: UX S-07.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        proposal: Option<i64>,
    },
    /// Nothing is taken before a day; today ends a suspension.
    Suspend {
        debt: u32,
        until: SettlementDay,
        note: String,
    },
    /// By what a paper says. A decision of the commission takes two people. Source: PA-23.
    Relief {
        step: ReliefStep,
        evidence: String,
        note: String,
    },
    /// Something is said, now or from an instant on. Source: UX A-09.
    Message {
        /// By its id, such as `M04`.
        message: String,
        at: Option<Instant>,
        note: String,
    },
    /// A copy of a message of the account.
    Again {
        /// Its number.
        notice: i64,
        /// By the name of the channel.
        channel: String,
        note: String,
    },
    NewCode {
        note: String,
    },
}

impl Wanted {
    pub fn kind(&self) -> ActKind {
        match self {
            Self::Adjust { .. } => ActKind::Adjust,
            Self::Slip { .. } => ActKind::Slip,
            Self::Grace { .. } => ActKind::Grace,
            Self::Code { .. } => ActKind::Code,
            Self::Hold { .. } => ActKind::Hold,
            Self::Unhold { .. } => ActKind::Unhold,
            Self::Release { .. } => ActKind::Release,
            Self::Cut { .. } => ActKind::Cut,
            Self::Limit { .. } => ActKind::Limit,
            Self::Read { .. } => ActKind::Read,
            Self::Display { .. } => ActKind::Display,
            Self::Answer { .. } => ActKind::Answer,
            Self::Refund { .. } => ActKind::Refund,
            Self::GiveBack { .. } => ActKind::GiveBack,
            Self::Plan { .. } => ActKind::Plan,
            Self::Agree { .. } => ActKind::Agree,
            Self::Suspend { .. } => ActKind::Suspend,
            Self::Relief { .. } => ActKind::Relief,
            Self::Message { .. } => ActKind::Message,
            Self::Again { .. } => ActKind::Again,
            Self::NewCode { .. } => ActKind::NewCode,
        }
    }

    pub fn note(&self) -> &str {
        match self {
            Self::Adjust { note, .. }
            | Self::Slip { note, .. }
            | Self::Grace { note, .. }
            | Self::Code { note, .. }
            | Self::Hold { note, .. }
            | Self::Unhold { note, .. }
            | Self::Answer { note, .. }
            | Self::Refund { note, .. }
            | Self::GiveBack { note, .. }
            | Self::Plan { note, .. }
            | Self::Agree { note, .. }
            | Self::Suspend { note, .. }
            | Self::Relief { note, .. }
            | Self::Message { note, .. }
            | Self::Again { note, .. }
            | Self::NewCode { note }
            | Self::Cut { note, .. }
            | Self::Limit { note, .. }
            | Self::Release { note, .. }
            | Self::Read { note }
            | Self::Display { note } => note,
        }
    }
}

/// What an act does, worked out by the rules that will do it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    pub balance: (MicroEuro, MicroEuro),
    /// `DS1` to `DS5`.
    pub state: (String, String),
    /// What goes to the meter, by the names of its orders.
    pub orders: Vec<String>,
    pub second: bool,
    /// Above it a second person is needed.
    pub cap: MicroEuro,
    /// Nothing bars a cut any more that a complaint has barred.
    #[serde(default)]
    pub lifts: bool,
    /// What the household is sent: the name of the channel, and the text.
    #[serde(default)]
    pub told: Vec<(String, String)>,
    /// Of money that is on nobody's balance: what lies there before and after, instead of a balance.
    #[serde(default)]
    pub lies: Option<(MicroEuro, MicroEuro)>,
    /// Of a plan.
    #[serde(default)]
    pub plan: Option<PlanEffect>,
    /// Of a message: nothing leaves before.
    #[serde(default)]
    pub leaves: Option<Instant>,
    /// So many checks hold of those that decide on a cut or a limit.
    #[serde(default)]
    pub checks: Option<usize>,
}

/// What the form of an act says beforehand.
#[derive(Debug, Clone, PartialEq)]
pub struct FormFacts {
    pub account: AccountId,
    pub ean: Ean,
    pub name: String,
    pub town: String,
    pub card: StateCard,
    pub meter: Option<String>,
    pub holds: Vec<HoldLine>,
    /// Bank lines that nothing matched, those that may be for this account first.
    pub lines: Vec<SlipLine>,
    /// The most that is given, if anything is. Source: PA-45.
    pub grace: Option<MicroEuro>,
    pub cap: MicroEuro,
    /// What was asked and is open, but calls.
    pub questions: Vec<OpenQuestion>,
    /// What is owed and may be agreed upon.
    pub owed: Vec<OwedLine>,
    /// What a social service proposes, as long as it waits for the household.
    pub proposals: Vec<ProposalLine>,
    /// Of gas.
    pub relief: Option<ReliefFacts>,
    /// What may be said to the household now.
    pub offered: Vec<Offered>,
    /// What may be sent to it again.
    pub copyable: Vec<Copyable>,
    /// Where a letter reaches it.
    pub postal: Option<String>,
    /// In which the household reads.
    pub language: Language,
    /// Names of colleagues who have the case open.
    pub here: Vec<String>,
    pub today: SettlementDay,
}

/// A bank line in suspense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipLine {
    pub key: String,
    pub received: SettlementDay,
    pub amount: MicroEuro,
    pub text: String,
    pub suggested: bool,
}

/// Where an act stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActState {
    Waiting,
    /// `None` where one person was enough.
    Done {
        at: Instant,
        by: Option<String>,
        outcome: String,
    },
    TurnedDown {
        at: Instant,
        by: String,
        why: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActView {
    /// A photo came with it, and is kept still.
    pub photo: bool,
    /// One came with it and is kept no more: its digest.
    pub photo_gone: Option<String>,
    pub id: i64,
    /// None of money that is on nobody's balance.
    pub account: Option<AccountId>,
    pub ean: Option<Ean>,
    pub name: String,
    pub wanted: Wanted,
    /// Of a cut or a limit that waits it is worked out anew at each look.
    pub effect: Effect,
    /// When it lapses, if nobody decides.
    pub lapses: Option<Instant>,
    /// Why it can only be turned down as things stand.
    pub barred: Option<AgentRefused>,
    pub asked_at: Instant,
    pub asked_by: String,
    /// The visitor asked for it.
    pub own: bool,
    /// The visitor may decide.
    pub decides: bool,
    pub state: ActState,
    pub now: Instant,
}
