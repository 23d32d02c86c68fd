//! What the pages of help ask of the platform, and what they are told.

use crate::my::{MyError, MyMeter, Visitor};
use crate::repaying::{NotAgreed, ProposalLine};
use crate::view::StateCard;
use calendar::{Instant, SettlementDay};
use procedures::{CaseKind, Outcome, Slot, VisitReason};
use serde::{Deserialize, Serialize};
use units::{Language, MicroEuro};

/// What the platform implements. Calls may block; a `place` is as for [`super::super::Household`].
pub trait Helps: Send + Sync {
    fn help(&self, visitor: &Visitor, place: usize) -> Result<Option<HelpNow>, MyError>;

    /// A household asks something. Returns the number of its case.
    fn ask(
        &self,
        visitor: &Visitor,
        place: usize,
        wanted: &Wanted<'_>,
    ) -> Result<Option<Result<i64, NotTaken>>, MyError>;

    fn plan(&self, visitor: &Visitor, place: usize) -> Result<Option<MyPlan>, MyError>;

    /// The household answers what its social service proposes: what it agrees to is its plan from the next day on. The
    /// same answer again is nothing new. `answer`: the number of a proposal, and whether it is agreed to.
    /// Source: UX S-07, C-08.
    fn answer_proposal(
        &self,
        visitor: &Visitor,
        place: usize,
        answer: (i64, bool),
    ) -> Result<Option<Result<(), NotAgreed>>, MyError>;

    /// Somebody asks who is not signed in. What they say of themselves is not looked up: they are told of
    /// no household. One way to answer them is enough, but a call needs a phone.
    fn ask_from_outside(
        &self,
        source: &str,
        wanted: &Wanted<'_>,
        about: &Outsider<'_>,
    ) -> Result<Result<i64, NotTaken>, MyError>;

    /// By when a call and an answer are due that are asked for now.
    fn promised(&self) -> Result<Promised, MyError>;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promised {
    pub call_by: SettlementDay,
    pub answer_by: SettlementDay,
    /// Of what they ask about their own data.
    pub data_by: SettlementDay,
}

impl Promised {
    /// By when something of this kind is answered.
    pub fn by(&self, kind: CaseKind) -> SettlementDay {
        match kind {
            CaseKind::CallBack | CaseKind::RefusePrepayment => self.call_by,
            _ if kind.is_of_data() => self.data_by,
            _ => self.answer_by,
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    pub kind: CaseKind,
    pub words: &'a str,
    /// As it was keyed in; empty if there is none.
    pub phone: &'a str,
    /// What they could repay instead, of a plan.
    pub proposes: Option<RepaidBy>,
    pub language: Language,
}

/// Who asks from outside, as it was keyed in; empty where nothing was.
#[derive(Debug, Clone, Copy, Default)]
pub struct Outsider<'a> {
    pub name: &'a str,
    pub reference: &'a str,
    pub email: &'a str,
    /// Where a letter reaches them.
    pub address: &'a str,
}

/// Why nothing was kept, told at its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    #[error("nothing says what is wrong")]
    NoWords,
    #[error("more words than are kept")]
    TooLong,
    #[error("no Belgian phone number")]
    NotAPhone,
    #[error("no address of mail")]
    NotAnEmail,
    #[error("neither phone, mail nor address: no answer would arrive")]
    NoWay,
    #[error("neither a reference nor name and address: it would be of no home")]
    NoHome,
    #[error("a reference has 13 digits")]
    NotAReference,
    #[error("no amount in euros between a cent and what is left to repay")]
    NotAnAmount,
    #[error("asked too often until {until}")]
    Wait { until: Instant },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpNow {
    pub meter: MyMeter,
    pub meters: Vec<MyMeter>,
    pub card: StateCard,
    /// Where they are called.
    pub phone: Option<String>,
    pub promised: Promised,
    /// The newest first.
    pub cases: Vec<CaseLine>,
    /// When a technician comes, the next first.
    pub visits: Vec<MyVisit>,
}

/// A technician comes. Source: PR-07, PR-08.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MyVisit {
    pub number: i64,
    pub day: SettlementDay,
    pub slot: Slot,
    pub from: Instant,
    pub until: Instant,
    pub reason: VisitReason,
}

/// Something that was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseLine {
    pub number: i64,
    pub about: CaseKind,
    pub asked: SettlementDay,
    pub due: SettlementDay,
    pub late: bool,
    /// Nothing is cut because of it, until it is answered.
    pub bars_cuts: bool,
    pub words: String,
    /// Of a plan: what was proposed instead.
    pub proposes: Option<RepaidBy>,
    /// The last call in vain, of one that is open.
    pub called: Option<SettlementDay>,
    pub answer: Option<(SettlementDay, Outcome, String)>,
}

/// Why something is repaid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum RepaidFor {
    /// Credit that was lent at the start or at a swap.
    Advance,
    Operator,
    Supplier,
    /// Help that was lent until it was decided.
    Relief,
    /// A payment that a bank took back.
    Chargeback,
}

/// How something is repaid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum RepaidBy {
    Day(MicroEuro),
    Week(MicroEuro),
    /// Parts per million of what comes in.
    Share(i64),
    /// Somebody decides; nothing is taken meanwhile.
    Review,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanLine {
    pub what: RepaidFor,
    pub how: RepaidBy,
    pub total: MicroEuro,
    pub left: MicroEuro,
    /// The day with which something is taken next.
    pub next: Option<SettlementDay>,
    /// When it is repaid, if it goes on like this.
    pub ends: Option<SettlementDay>,
}

/// What a household repays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyPlan {
    pub meter: MyMeter,
    pub meters: Vec<MyMeter>,
    pub lines: Vec<PlanLine>,
    /// What a social service proposes, or has proposed of late; the newest first.
    pub proposals: Vec<ProposalLine>,
    pub promised: Promised,
}
