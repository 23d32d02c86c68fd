//! What the pages of agents and operators ask of the platform, and what they are told. Calls may block.
//! Whoever asks is told by the gate; what a role may not see is left out here, not on the page.

mod acts;
mod board;
mod calls;
mod contact;
mod day;
mod evidence;
mod life;
mod messages;
mod notes;
mod partners;
mod payments;
mod plans;
mod queues;
mod story;
mod visits;

pub use acts::{
    ActKind, ActState, ActView, Effect, FormFacts, HOLDS, OrderReason, Reason, ReliefFacts,
    ReliefStep, SlipLine, Wanted,
};
pub use board::{Board, Run, RunView, Sample, Steer, StopView, WaveLine};
pub use calls::{CallDesk, CallsView, DueCall, HeardCall, HeardTransfer};
pub use contact::{CameBack, ContactDesk, ContactEntry, ContactRefused, ContactView, HeardBy};
pub use day::{
    DayDesk, DayView, HandoverLine, MOST_OF_A_NOTE, MOST_OF_AN_END, Nobodys, Owner, TaskDone,
};
pub use evidence::{EvidenceDesk, NotEvidence};
pub use life::{
    LifeDesk, LifeEffect, LifeLine, LifeRefused, LifeView, LifeWanted, Lived, LivesView, StartView,
};
pub use messages::{
    Copyable, MessageDesk, MessagesView, NotSaid, NotSent, Offered, Scheduled, SentMessage,
    SentRow, SentState, WayLine, WayState, Whom,
};
pub use notes::{NotNoted, NoteDesk};
pub use partners::{
    Basis, Behind, LegalAsked, LegalHousehold, LegalOpens, LegalView, MOST_OF_A_REASON,
    MandateLine, MandateState, MandateView, MandatesView, OfficeLine, PartnerDesk, PartnerRefused,
    Partnered, ShopAgain, ShopLine, ShopView, ShopsView, StopLine, TillStanding,
};
pub use payments::{
    AskedOf, CameMoney, ChargebackLine, Lying, MoneyStep, MoneyView, OtherMoney, Pair, PaymentDesk,
    PaymentView, SuspenseLine,
};
pub use plans::{OwedLine, OwedTo, PlanDesk, PlanEffect, PlanRule, PlanWeek, PlansView};
pub use queues::{Queue, QueueLine, SuspenseView};
pub use story::{Detail, Event, EventKind, EventLink, Stage};
pub use visits::{
    LetterShown, MOST_OF_A_PHOTO, PhotoKind, PhotoShown, SwapEffect, SwapRefused, SwapShown,
    SwapWanted, VisitDesk, VisitEffect, VisitFor, VisitLine, VisitPlace, VisitRefused, VisitView,
    Visited, VisitsView,
};

use crate::my::{MyCard, MyError, RepaidBy, Visitor};
use crate::repaying::NotAgreed;
use crate::view::{ReliefStanding, ShownState, StateCard, Supply};
use calendar::{Instant, SettlementDay};
use procedures::{CaseKind, Outcome};
use units::{AccountId, Dso, Ean, Energy, Language, MicroEuro, PaymentReference};

/// Done, or refused with words for whoever asked. Errors: reported, never shown.
pub type Told<T> = Result<Result<T, AgentRefused>, MyError>;

/// What the platform implements. Each look at a household is kept before it is answered. Source: PD-05.
pub trait Agents:
    PaymentDesk
    + PlanDesk
    + MessageDesk
    + ContactDesk
    + DayDesk
    + CallDesk
    + LifeDesk
    + NoteDesk
    + VisitDesk
    + PartnerDesk
    + EvidenceDesk
    + Send
    + Sync
{
    fn search(&self, visitor: &Visitor, asked: &str) -> Result<Found, MyError>;
    /// What the visitor had open last, the newest first: references alone, so that nobody is looked at by it.
    fn recent(&self, visitor: &Visitor) -> Result<Vec<Recent>, MyError>;
    fn case(&self, visitor: &Visitor, account: AccountId) -> Result<Option<Case>, MyError>;
    /// The card as its holder sees it, and in which language.
    fn as_customer(
        &self,
        visitor: &Visitor,
        account: AccountId,
    ) -> Result<Option<(MyCard, Language)>, MyError>;
    /// What the form of an act has to say beforehand.
    fn form(&self, visitor: &Visitor, account: AccountId) -> Result<Option<FormFacts>, MyError>;
    /// What an act would do now. Nothing is written.
    fn preview(&self, visitor: &Visitor, account: AccountId, wanted: &Wanted) -> Told<Effect>;
    /// Does an act, or puts it before a second person. The same attempt is the same act.
    fn ask(
        &self,
        visitor: &Visitor,
        account: AccountId,
        wanted: &Wanted,
        attempt: &str,
    ) -> Told<i64>;
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

/// An account that somebody had open: no name, no state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recent {
    pub account: AccountId,
    pub ean: Ean,
    pub energy: Energy,
    pub at: Instant,
}

/// Whose account something is about. An address names the account, never its point. Source: PD-06.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whose {
    pub account: AccountId,
    pub ean: Ean,
    /// Empty if nobody knows it.
    pub name: String,
}

/// An account that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// `None` for who sees no household.
    pub who: Option<Whose>,
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
    pub account: AccountId,
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
    /// By what they are written to, the preferred first: `sms`, `mail`, `letter`.
    pub channels: Vec<String>,
    pub meter: Option<String>,
    pub card: StateCard,
    pub protected: bool,
    pub holds: Vec<HoldLine>,
    /// Of gas.
    pub relief: Option<ReliefStanding>,
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
    /// Its account has closed: no act is done there, and no message leaves.
    pub closed: bool,
    pub number: i64,
    /// Of somebody who did not say which there is none.
    pub account: Option<AccountId>,
    pub kind: CaseKind,
    pub asked: Instant,
    pub due: SettlementDay,
    pub late: bool,
    pub bars_cuts: bool,
    pub words: String,
    /// Of a plan: what was proposed instead.
    pub proposes: Option<RepaidBy>,
    /// Asked again: when, with what words.
    pub again: Vec<(Instant, String)>,
    pub name: String,
    pub phone: Option<String>,
    /// Addresses of mail and post that somebody wrote who was not signed in.
    pub write_to: Vec<String>,
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
    #[error("a bar of that name holds for longer already")]
    HeldLonger { until: Option<Instant> },
    #[error("it has waited too long")]
    Lapsed,
    #[error("no home is on the list of this night")]
    NoCandidates,
    #[error("no money with this key waits")]
    NoLine,
    #[error("no account that money can go to")]
    NoIban,
    #[error("grace is off")]
    NoGrace,
    #[error("winter help does not stand like this")]
    NoRelief,
    #[error("it is more than {most}")]
    TooMuch { most: MicroEuro },
    #[error("the code is not right")]
    WrongCode,
    #[error("the message does not leave: {0}")]
    NotSaid(NotSaid),
    #[error("the proposal cannot be agreed to: {0}")]
    Proposal(NotAgreed),
    /// In the words of the rule, in English.
    #[error("{0}")]
    Rule(String),
}
