//! What the pages of agents and operators ask of the platform, and what they are told. Calls may block.
//! Whoever asks is told by the gate; what a role may not see is left out here, not on the page.

mod calls;
mod day;
mod life;
mod messages;
mod notes;
mod payments;
mod plans;
mod visits;

pub use calls::{CallDesk, CallsView, DueCall, HeardCall, HeardTransfer};
pub use day::{DayDesk, DayView, HandoverLine, MOST_OF_A_NOTE, Nobodys, Owner};
pub use life::{
    LifeDesk, LifeEffect, LifeLine, LifeRefused, LifeView, LifeWanted, Lived, LivesView, StartView,
};
pub use messages::{
    Copyable, MessageDesk, MessagesView, NotSaid, NotSent, Offered, Scheduled, SentMessage,
    SentRow, SentState, WayLine, WayState, Whom,
};
pub use notes::{NotNoted, NoteDesk};
pub use payments::{
    CameMoney, ChargebackLine, Lying, MoneyStep, MoneyView, OtherMoney, Pair, PaymentDesk,
    PaymentView, SuspenseLine,
};
pub use plans::{OwedLine, OwedTo, PlanDesk, PlanEffect, PlanRule, PlanWeek, PlansView};
pub use visits::{
    MOST_OF_A_PHOTO, PhotoKind, PhotoShown, SwapEffect, SwapRefused, SwapShown, SwapWanted,
    VisitDesk, VisitEffect, VisitLine, VisitPlace, VisitRefused, VisitView, Visited, VisitsView,
};

use crate::my::{MyCard, MyError, Visitor};
use crate::view::{ShownState, StateCard, Supply};
use calendar::{Instant, SettlementDay};
use procedures::{CaseKind, Outcome};
use serde::{Deserialize, Serialize};
use units::{Dso, Ean, Energy, Language, MicroEuro, PaymentReference};
use vending::SuspenseAct;

/// Done, or refused with words for whoever asked. Errors: reported, never shown.
pub type Told<T> = Result<Result<T, AgentRefused>, MyError>;

/// What the platform implements. Each look at a household is kept before it is answered. Source: PD-05.
pub trait Agents:
    PaymentDesk
    + PlanDesk
    + MessageDesk
    + DayDesk
    + CallDesk
    + LifeDesk
    + NoteDesk
    + VisitDesk
    + Send
    + Sync
{
    fn search(&self, visitor: &Visitor, asked: &str) -> Result<Found, MyError>;
    fn case(&self, visitor: &Visitor, ean: Ean) -> Result<Option<Case>, MyError>;
    /// The card as its holder sees it, and in which language.
    fn as_customer(
        &self,
        visitor: &Visitor,
        ean: Ean,
    ) -> Result<Option<(MyCard, Language)>, MyError>;
    /// What the form of an act has to say beforehand.
    fn form(&self, visitor: &Visitor, ean: Ean) -> Result<Option<FormFacts>, MyError>;
    /// What an act would do now. Nothing is written.
    fn preview(&self, visitor: &Visitor, ean: Ean, wanted: &Wanted) -> Told<Effect>;
    /// Does an act, or puts it before a second person. The same attempt is the same act.
    fn ask(&self, visitor: &Visitor, ean: Ean, wanted: &Wanted, attempt: &str) -> Told<i64>;
    fn act(&self, visitor: &Visitor, id: i64) -> Result<Option<ActView>, MyError>;
    fn waiting(&self, visitor: &Visitor) -> Result<Vec<ActView>, MyError>;
    /// A second person has it done, or turns it down.
    fn decide(&self, visitor: &Visitor, id: i64, approve: bool, note: &str) -> Told<()>;
    fn queues(&self, visitor: &Visitor) -> Result<Vec<(Queue, usize)>, MyError>;
    fn queue(&self, visitor: &Visitor, queue: Queue) -> Result<Vec<QueueLine>, MyError>;
    fn suspense(&self, visitor: &Visitor, key: &str) -> Result<Option<SuspenseView>, MyError>;
    fn question(&self, visitor: &Visitor, number: i64) -> Result<Option<QuestionView>, MyError>;
    /// Notes what came of a call, or of a question whose account is not known.
    fn note_outcome(
        &self,
        visitor: &Visitor,
        number: i64,
        outcome: Outcome,
        words: &str,
    ) -> Told<()>;
    /// The run of an operator and energy; of the last night that is done.
    fn board(&self, visitor: &Visitor, dso: Dso, energy: Energy) -> Result<Board, MyError>;
    fn steer(&self, visitor: &Visitor, run: Run, step: &Steer) -> Told<()>;
}

/// How a search was understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Understood {
    Nothing,
    Reference,
    /// The check digit says that one is wrong.
    WrongDigit,
    Ean,
    Meter,
    Phone,
    Payment,
    Receipt,
    Name,
    /// A name without a postcode: too many.
    NoPostcode,
    /// Names are not for this role.
    Masked,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub understood: Understood,
    pub hits: Vec<Hit>,
    /// The payment that was named, for who may see its story.
    pub payment: Option<String>,
}

/// An account that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// `None` for who sees no household.
    pub who: Option<(Ean, String)>,
    pub dso: Dso,
    pub energy: Energy,
    pub town: String,
    pub state: ShownState,
    pub supply: Supply,
    pub balance: MicroEuro,
    pub closed: bool,
}

/// All that is known of one account.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    pub ean: Ean,
    pub reference: PaymentReference,
    pub dso: Dso,
    pub energy: Energy,
    pub town: String,
    pub name: String,
    pub address: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    /// Of the holder.
    pub language: Option<Language>,
    pub meter: Option<String>,
    pub card: StateCard,
    pub protected: bool,
    pub holds: Vec<HoldLine>,
    pub open: Vec<OpenThing>,
    /// Newest first.
    pub events: Vec<Event>,
    /// Complaints about voltage, newest first.
    pub voltage: Vec<VoltageCase>,
    pub closed: bool,
    /// Names of colleagues who have it open.
    pub here: Vec<String>,
}

/// Where a complaint about voltage stands. Source: GQ-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VoltageState {
    Received,
    Measured,
    Diagnosed,
    Action,
    Closed,
}

/// What was measured for a complaint, in millivolts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VoltageEvidence {
    pub from: SettlementDay,
    pub until: SettlementDay,
    pub lowest: i64,
    pub highest: i64,
    pub means: u64,
    pub outside: u64,
}

/// A complaint about voltage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoltageCase {
    pub number: i64,
    pub received: SettlementDay,
    pub state: VoltageState,
    pub effect: String,
    pub evidence: Vec<VoltageEvidence>,
    /// The last days that were measured: day, phase from 1 to 3, lowest and highest mean in millivolts.
    pub days: Vec<(SettlementDay, i64, i64, i64)>,
}

/// What keeps a supply on, set by people or found at a meter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldLine {
    pub name: String,
    pub until: Option<Instant>,
}

/// Something that is not finished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenThing {
    /// Its id.
    Payment(String),
    /// Its kind, and since when it waits.
    Command(String, Instant),
    /// An act that waits for a second person.
    Act(i64, ActKind),
    Notices(usize),
    Question(OpenQuestion),
}

/// Something a household asked that is not answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenQuestion {
    pub number: i64,
    pub kind: CaseKind,
    pub due: SettlementDay,
    pub late: bool,
    pub words: String,
}

/// How a question was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenAnswer {
    pub at: Instant,
    pub by: String,
    pub outcome: Outcome,
    pub words: String,
}

/// A question with all that is known of it. Source: PR-22.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionView {
    pub number: i64,
    /// Of somebody who did not say which there is none.
    pub ean: Option<Ean>,
    pub kind: CaseKind,
    pub asked: Instant,
    pub due: SettlementDay,
    pub late: bool,
    pub bars_cuts: bool,
    pub words: String,
    /// Asked again: when, with what words.
    pub again: Vec<(Instant, String)>,
    pub name: String,
    pub phone: Option<String>,
    /// As somebody wrote it who was not signed in.
    pub reference: Option<PaymentReference>,
    pub language: Language,
    /// Calls in vain: when, and by whom.
    pub tries: Vec<(Instant, String)>,
    pub again_from: Option<Instant>,
    pub answer: Option<GivenAnswer>,
    /// An answer that waits for a second person.
    pub waiting: Option<i64>,
    pub now: Instant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventKind {
    Money,
    Meter,
    Decision,
    Notice,
    Person,
    Other,
}

impl EventKind {
    pub const ALL: [Self; 6] =
        [Self::Money, Self::Meter, Self::Decision, Self::Notice, Self::Person, Self::Other];

    /// As an address carries it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Money => "money",
            Self::Meter => "meter",
            Self::Decision => "decision",
            Self::Notice => "notice",
            Self::Person => "person",
            Self::Other => "other",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A step on the way of an order or a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Sent,
    Acknowledged,
    Done,
    Failed,
    Withdrawn,
}

/// A line of the story of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub at: Instant,
    pub kind: EventKind,
    /// A name of the platform's, such as `order_release`.
    pub what: String,
    /// In the words of whoever wrote it.
    pub detail: String,
    pub balance: Option<MicroEuro>,
    /// Ids of the guards that held it back.
    pub guards: Vec<String>,
    pub stages: Vec<(Stage, Instant)>,
    /// The payment or the act behind it.
    pub link: Option<EventLink>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventLink {
    Payment(String),
    Act(i64),
    /// What was not done may be asked of the meter again, by such an act.
    Again(ActKind),
    Visit(i64),
}

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
    /// A message that an agent has said.
    Message,
    /// A copy of one that was sent.
    Again,
    /// A new access code, by post.
    NewCode,
}

impl ActKind {
    /// Those that begin on the page of an account.
    pub const OF_CASE: [Self; 18] = [
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

/// Why an agent asks for a cut or a limit. Source: UX.
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
}

impl OrderReason {
    pub const OF_CUT: [Self; 2] = [Self::Over, Self::Missed];
    pub const OF_LIMIT: [Self; 4] = [Self::Cpas, Self::Household, Self::Over, Self::Missed];

    pub fn name(self) -> &'static str {
        match self {
            Self::Over => "over",
            Self::Missed => "missed",
            Self::Cpas => "cpas",
            Self::Household => "household",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::OF_LIMIT.into_iter().find(|reason| reason.name() == name)
    }

    /// Somebody wants it, whatever the balance; else credit is exhausted.
    pub fn is_wished(self) -> bool {
        matches!(self, Self::Cpas | Self::Household)
    }
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
    },
    /// Nothing is taken before a day; today ends a suspension.
    Suspend {
        debt: u32,
        until: SettlementDay,
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
            | Self::Message { note, .. }
            | Self::Again { note, .. }
            | Self::NewCode { note }
            | Self::Cut { note, .. }
            | Self::Limit { note, .. }
            | Self::Release { note }
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
    pub id: i64,
    /// None of money that is on nobody's balance.
    pub ean: Option<Ean>,
    pub name: String,
    pub wanted: Wanted,
    pub effect: Effect,
    pub asked_at: Instant,
    pub asked_by: String,
    /// The visitor asked for it.
    pub own: bool,
    /// The visitor may decide.
    pub decides: bool,
    pub state: ActState,
    pub now: Instant,
}

/// A list of what waits for people. Source: UX A-06.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Queue {
    Off,
    Unreached,
    Suspense,
    Holds,
    Silent,
    MeterAlarms,
    Returned,
    Calls,
    CallBacks,
    Questions,
    /// Of suppliers, for prepayment or its end. Source: PR-02.
    Requests,
    CpasRequests,
    Prices,
    NoAnswer,
    Newcomers,
}

impl Queue {
    pub const ALL: [Self; 15] = [
        Self::Off,
        Self::Unreached,
        Self::Suspense,
        Self::Holds,
        Self::Silent,
        Self::MeterAlarms,
        Self::Returned,
        Self::Calls,
        Self::CallBacks,
        Self::Questions,
        Self::Requests,
        Self::CpasRequests,
        Self::Prices,
        Self::NoAnswer,
        Self::Newcomers,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Unreached => "unreached",
            Self::Suspense => "suspense",
            Self::Holds => "holds",
            Self::Silent => "silent",
            Self::MeterAlarms => "alarms",
            Self::Returned => "returned",
            Self::Calls => "calls",
            Self::CallBacks => "callbacks",
            Self::Questions => "questions",
            Self::Requests => "requests",
            Self::CpasRequests => "cpas",
            Self::Prices => "prices",
            Self::NoAnswer => "no_answer",
            Self::Newcomers => "newcomers",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|queue| queue.name() == name)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueLine {
    /// Whose account; none of money in suspense.
    pub ean: Option<Ean>,
    /// Of money in suspense, or of a price.
    pub key: Option<String>,
    /// Of what a household asked.
    pub question: Option<i64>,
    /// Of a request for prepayment or its end.
    pub request: Option<i64>,
    pub name: String,
    pub town: String,
    /// What it is about, by the platform's name or in the sender's words.
    pub what: String,
    pub amount: Option<MicroEuro>,
    pub since: Instant,
    pub deadline: Instant,
    /// Under which it is taken.
    pub task: String,
    pub owner: Option<Owner>,
    pub now: Instant,
}

/// Money in suspense, and whose it may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuspenseView {
    pub key: String,
    pub dso: Dso,
    pub amount: MicroEuro,
    pub received: SettlementDay,
    pub sender: String,
    pub text: String,
    pub open: bool,
    /// What is due, and by when.
    pub due: (SuspenseAct, Option<SettlementDay>),
    pub age_days: i32,
    /// The day on which the sender was written to.
    pub asked: Option<SettlementDay>,
    /// The account it came from, if the bank has told.
    pub iban: Option<String>,
    /// An act that gives it back and waits for a second person.
    pub waiting: Option<i64>,
    /// Account, name, town.
    pub suggested: Vec<(Ean, String, String)>,
}

/// The orders of a night.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    pub dso: Dso,
    pub energy: Energy,
    pub day: SettlementDay,
}

/// What an operator sees of a run. Source: UX O-02, CG-14 to CG-19.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Board {
    pub dso: Dso,
    pub energy: Energy,
    /// None before the first night.
    pub run: Option<RunView>,
    pub stops: Vec<StopView>,
    pub as_of: Instant,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StopView {
    pub id: String,
    pub set_by: String,
    pub since: Instant,
    /// One of two has released it.
    pub released_by: Vec<String>,
    /// The visitor has.
    pub by_visitor: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunView {
    pub day: SettlementDay,
    pub candidates: usize,
    pub new: usize,
    pub gone: usize,
    pub expected: Option<i64>,
    pub median: i64,
    /// More candidates than this, and nothing leaves.
    pub bound: i64,
    pub halted: bool,
    /// Which would leave once approved.
    pub would_leave: usize,
    /// How many a guard holds back, by its id; one may be held by several.
    pub excluded: Vec<(String, usize)>,
    /// So many were looked at one by one.
    pub looked_at: usize,
    pub samples: Vec<Sample>,
    pub dry_run: bool,
    pub sample_checked: bool,
    pub approved_by: Vec<String>,
    /// The visitor has approved.
    pub by_visitor: bool,
    /// Of a million.
    pub released_ppm: i64,
    pub paused: bool,
    pub undone: bool,
}

/// A candidate to check by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// `None` for who sees no household.
    pub ean: Option<Ean>,
    /// The last digits, for who does not.
    pub tail: String,
    pub balance: MicroEuro,
    pub last_reading: Option<Instant>,
    /// The guards that hold it back, but the approval itself.
    pub guards: Vec<String>,
}

/// What is done with a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Steer {
    /// Nothing leaves any more, of any run of the operator.
    Stop,
    /// One of two who release it.
    ReleaseStop {
        id: String,
    },
    /// The list and the sample were looked at.
    Approve {
        dry_run_seen: bool,
        sample_checked: bool,
    },
    Pause {
        why: String,
    },
    /// Whoever was ordered off gets the supply back.
    Undo {
        cost_borne_by: String,
    },
}

/// What cannot be done as it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AgentRefused {
    #[error("no such account")]
    NoAccount,
    #[error("no such act")]
    NoAct,
    #[error("no such question is open")]
    NoQuestion,
    #[error("the account is closed")]
    Closed,
    #[error("the same person has asked for it")]
    SamePerson,
    #[error("it was decided already")]
    Decided,
    #[error("the meter cannot be reached")]
    NoMeter,
    /// By the ids of the guards.
    #[error("{} hold it back", .0.join(", "))]
    HeldBack(Vec<String>),
    #[error("the supply is off or limited already, or about to be")]
    NotOn,
    #[error("protected: a limit, and no cut")]
    OnlyLimit,
    #[error("no limit here: a cut would be the measure")]
    NoLimit,
    #[error("no money with this key waits")]
    NoLine,
    #[error("no account that money can go to")]
    NoIban,
    #[error("grace is off")]
    NoGrace,
    #[error("it is more than {most}")]
    TooMuch { most: MicroEuro },
    #[error("the code is not right")]
    WrongCode,
    #[error("the message does not leave: {0}")]
    NotSaid(NotSaid),
    /// In the words of the rule, in English.
    #[error("{0}")]
    Rule(String),
}
