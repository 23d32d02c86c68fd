//! What the pages of visits ask: the days of technicians, one visit with its steps and photos, and the swap of a card
//! meter that follows on one. Source: UX A-12, PR-05 to PR-08, PA-05.

use crate::my::{MyError, Visitor};
use calendar::{Instant, SettlementDay};
use procedures::{
    Appointment, RequestError, Slot, Visit, VisitError, VisitReason, VisitState, VisitStep,
};
use units::{AccountId, Dso, Ean, Energy, MicroEuro};

/// Bytes of a photo, at most.
pub const MOST_OF_A_PHOTO: usize = 4_000_000;

/// Done, or refused with words for whoever asked. Errors: reported, never shown.
pub type Visited<T> = Result<Result<T, VisitRefused>, MyError>;

pub trait VisitDesk {
    /// Seven days from `from` on, else from today on; all states without one.
    fn visits(
        &self,
        visitor: &Visitor,
        from: Option<SettlementDay>,
        state: Option<VisitState>,
    ) -> Result<VisitsView, MyError>;
    fn visit(&self, visitor: &Visitor, number: i64) -> Result<Option<VisitView>, MyError>;
    /// Where an appointment would be. `None`: nobody knows the operator of that point.
    fn visit_place(&self, visitor: &Visitor, whom: VisitFor)
    -> Result<Option<VisitPlace>, MyError>;
    /// What would follow. Nothing is written.
    fn plan_effect(
        &self,
        visitor: &Visitor,
        whom: VisitFor,
        asked: &Appointment,
    ) -> Visited<VisitEffect>;
    /// Makes an appointment and returns its number. The same attempt is the same visit.
    fn plan_visit(
        &self,
        visitor: &Visitor,
        whom: VisitFor,
        asked: &Appointment,
        attempt: &str,
    ) -> Visited<i64>;
    fn step_effect(&self, visitor: &Visitor, number: i64, step: &VisitStep)
    -> Visited<VisitEffect>;
    /// Takes a step of a visit that had `after` of them.
    fn visit_step(
        &self,
        visitor: &Visitor,
        number: i64,
        step: &VisitStep,
        after: usize,
    ) -> Visited<()>;
    fn add_photo(&self, visitor: &Visitor, number: i64, bytes: &[u8]) -> Visited<()>;
    fn photo(
        &self,
        visitor: &Visitor,
        number: i64,
        photo: i64,
    ) -> Result<Option<(PhotoKind, Vec<u8>)>, MyError>;
    /// What a swap would carry over. Nothing is written.
    fn swap_effect(
        &self,
        visitor: &Visitor,
        number: i64,
        wanted: &SwapWanted,
    ) -> Visited<SwapEffect>;
    /// Puts a swap before a second person.
    /// The letter that tells a home without an account of its visit as it stands, as PDF.
    fn visit_letter(&self, visitor: &Visitor, number: i64) -> Result<Option<Vec<u8>>, MyError>;
    fn ask_swap(&self, visitor: &Visitor, number: i64, wanted: &SwapWanted) -> Visited<()>;
    /// A second person has the account opened, or turns it down: what was asked at the moment that their page has shown.
    fn decide_swap(&self, visitor: &Visitor, number: i64, decided: (bool, Instant)) -> Visited<()>;
}

/// Where somebody is to go, as an address names it: a point that has no account yet is that of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VisitFor {
    Account(AccountId),
    Request(i64),
}

impl VisitPlace {
    /// What an appointment here is made for. `None` if nothing asks for one any more.
    pub fn whom(&self) -> Option<VisitFor> {
        self.account.map(VisitFor::Account).or(self.request.map(VisitFor::Request))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoKind {
    Jpeg,
    Png,
}

/// Why something was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VisitRefused {
    Unknown,
    /// Somebody else has taken a step meanwhile.
    Overtaken,
    /// The registers are not those of such a meter.
    Registers,
    Rule(VisitError),
    /// The supplier's request that the visit serves does not go with it.
    Request(RequestError),
    NotAPicture,
    TooLarge,
    TooMany,
    /// The installation has no key to seal photos with.
    NoKey,
    Swap(SwapRefused),
}

/// Why a card meter is not swapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SwapRefused {
    /// No card meter was replaced here, for no request, or its account is open.
    NotHere,
    /// The card says nothing that can be read.
    Card,
    OtherHome,
    Sales,
    /// The books of the card do not add up, and nobody has accepted that.
    Findings,
    /// Something is owed, and nobody says how it is repaid.
    Weekly,
    /// What was left on that meter went to an account before.
    Before,
    /// The number of the new meter, its registers or the day do not fit.
    NewMeter,
    Waits,
    NothingWaits,
    SamePerson,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitLine {
    pub number: i64,
    pub ean: Ean,
    /// Empty if nobody has found out.
    pub name: String,
    pub town: String,
    pub energy: Energy,
    pub reason: VisitReason,
    pub day: SettlementDay,
    pub slot: Slot,
    pub span: (Instant, Instant),
    pub state: VisitState,
    pub photos: usize,
    /// A swap waits for a second person.
    pub waits: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitsView {
    pub from: SettlementDay,
    pub state: Option<VisitState>,
    /// By day, slot and number.
    pub lines: Vec<VisitLine>,
    pub now: Instant,
}

/// Where somebody goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitPlace {
    pub ean: Ean,
    pub dso: Dso,
    pub energy: Energy,
    pub name: String,
    pub address: String,
    pub phone: Option<String>,
    /// The open account of the point, and so a case.
    pub account: Option<AccountId>,
    /// The supplier's request that waits there.
    pub request: Option<i64>,
    /// When the halves of a day begin and end, as of today.
    pub slots: [(Slot, (Instant, Instant)); 2],
    pub last_day: SettlementDay,
    pub now: Instant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhotoShown {
    pub number: i64,
    pub at: Instant,
    pub kind: PhotoKind,
    pub bytes: i64,
}

/// A visit with all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitView {
    pub number: i64,
    pub place: VisitPlace,
    pub visit: Visit,
    pub span: (Instant, Instant),
    pub photos: Vec<PhotoShown>,
    /// Other visits to the point, newest first: number, reason, state, day.
    pub others: Vec<(i64, VisitReason, VisitState, SettlementDay)>,
    /// A card meter was replaced, and its account is still to be opened.
    pub to_swap: bool,
    pub swap: Option<SwapShown>,
    /// Of a home that has no account, and so gets a letter; `None` if there is nobody to write to so.
    pub letter: Option<LetterShown>,
    /// Photos can be sealed here; else none are kept.
    pub keeps_photos: bool,
    pub now: Instant,
}

/// How the letter of an appointment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterShown {
    /// Nobody knows where they live, or the operator has no name to write in.
    Cannot,
    /// The next run prints it.
    Waits,
    Left(Instant),
}

/// What would follow on an appointment or a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitEffect {
    pub state: VisitState,
    pub day: SettlementDay,
    pub span: (Instant, Instant),
    /// What the household is told: by which way, and the words.
    pub told: Vec<(String, String)>,
    /// The supplier's request hears of it.
    pub request: Option<i64>,
    pub after: usize,
}

/// What is known of a card meter that was replaced. Source: PA-05.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SwapWanted {
    /// The card as it came out of the meter, or its read-outs.
    pub read_outs: String,
    /// What terminals sold for it: lines `number,eur`.
    pub sales: String,
    /// On the plates of both meters.
    pub old_meter: u64,
    pub new_meter: u64,
    pub two_rates: bool,
    /// How an old debt is repaid by the week, if the card does not say.
    pub weekly: Option<MicroEuro>,
    /// Whoever asks has looked at what does not add up, and takes the card as it is.
    pub accepts: bool,
}

/// What a swap carries over. Source: PA-05.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SwapEffect {
    pub old_balance: MicroEuro,
    /// What the account begins with.
    pub balance: MicroEuro,
    /// What the operator advances, and the household owes.
    pub advanced: MicroEuro,
    /// What was still owed on the card meter.
    pub old_debt: Option<MicroEuro>,
    /// How many things do not add up.
    pub findings: usize,
}

/// A swap that waits for a second person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SwapShown {
    pub by: String,
    pub at: Instant,
    /// The visitor has asked for it.
    pub own: bool,
    /// All that it was asked on: whoever decides sees what whoever asked saw. Source: UX 7.3.
    pub wanted: SwapWanted,
    /// `None`: it could not be done any more.
    pub effect: Option<SwapEffect>,
}
