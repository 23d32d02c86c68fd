//! What the pages of partners ask: shops with their terminals, social services with their people, and mandates.
//! Source: UX A-11, TP-22, PD-03, PD-04.

use crate::cpas::Purpose;
use crate::my::{MyError, Visitor};
use access::TillRights;
use calendar::{Instant, SettlementDay};
use units::{AccountId, Ean, Energy};
use vending::Room;

/// Letters of a reason.
pub const MOST_OF_A_REASON: usize = 300;

/// Done, or refused with words for whoever asked. Errors: reported, never shown.
pub type Partnered = Result<Result<(), PartnerRefused>, MyError>;

/// Of the operator for whom a visitor works, and of no other.
pub trait PartnerDesk {
    /// Shops by name, those that are stopped alone with `stopped`; a page from 0 on.
    fn shops(&self, visitor: &Visitor, stopped: bool, page: usize) -> Result<ShopsView, MyError>;
    fn shop(&self, visitor: &Visitor, terminal: &str) -> Result<Option<ShopView>, MyError>;
    /// At once: a terminal that was lost cannot wait for a second person.
    fn stop_shop(&self, visitor: &Visitor, terminal: &str, why: &str) -> Partnered;
    /// Puts before a second person that a terminal sells again.
    fn ask_shop_again(&self, visitor: &Visitor, terminal: &str, why: &str) -> Partnered;
    /// A second person lets it sell again, or turns it down.
    fn decide_shop_again(&self, visitor: &Visitor, terminal: &str, approve: bool) -> Partnered;
    fn offices(&self, visitor: &Visitor) -> Result<Vec<OfficeLine>, MyError>;
    /// Newest first, behind `behind`; with `open` those that hold now alone. Each household that is shown is kept as
    /// seen.
    fn mandates(
        &self,
        visitor: &Visitor,
        open: bool,
        behind: Option<Behind>,
    ) -> Result<MandatesView, MyError>;
    fn mandate(
        &self,
        visitor: &Visitor,
        account: AccountId,
        number: i64,
    ) -> Result<Option<MandateView>, MyError>;
    /// At once, with a reason that the household reads.
    fn end_mandate(
        &self,
        visitor: &Visitor,
        account: AccountId,
        number: i64,
        why: &str,
    ) -> Partnered;
    /// What a social service asks by force of a law, of this operator. The household is kept as seen.
    fn asked_by_law(&self, visitor: &Visitor, number: i64) -> Result<Option<LegalView>, MyError>;
    /// Grants it, or declines it with the reason `why`, which the social service reads.
    fn answer_by_law(&self, visitor: &Visitor, number: i64, why: Option<&str>) -> Partnered;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartnerRefused {
    Unknown,
    NoReason,
    Stopped,
    NotStopped,
    Waits,
    NothingWaits,
    SamePerson,
    /// A mandate that holds no more.
    Ended,
    /// Somebody has answered it.
    Answered,
    /// The household has moved out since, or its time is over.
    Fell,
    /// Nobody here has the reference.
    Nobody,
    /// There is a mandate by law for as long.
    Held,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TillStanding {
    /// Heard of a short while ago.
    Online,
    Offline,
    /// The operator has stopped it.
    Stopped,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopLine {
    pub terminal: String,
    pub name: String,
    pub standing: TillStanding,
    pub heard: Option<Instant>,
    pub last_sale: Option<Instant>,
    /// Shifts that are open.
    pub open: usize,
    /// `None`: no limit was agreed.
    pub room: Option<Room>,
    pub people: usize,
    /// That it sells again waits for a second person.
    pub waits: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopsView {
    pub lines: Vec<ShopLine>,
    pub stopped: bool,
    pub page: usize,
    pub more: bool,
    /// For so long a terminal counts as online.
    pub online_min: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StopLine {
    pub at: Instant,
    /// Else it sells again.
    pub stopped: bool,
    pub by: String,
    pub approved_by: Option<String>,
    pub reason: String,
}

/// That somebody wants it to sell again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopAgain {
    pub by: String,
    pub at: Instant,
    pub why: String,
    /// The visitor has asked.
    pub own: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopView {
    pub line: ShopLine,
    /// Who signs in there.
    pub owners: Vec<String>,
    /// Who comes by a PIN.
    pub staff: Vec<(String, TillRights)>,
    /// Newest first.
    pub stops: Vec<StopLine>,
    pub waiting: Option<ShopAgain>,
}

/// A social service whose people sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeLine {
    pub name: String,
    /// Name, and whether they sign in no more.
    pub people: Vec<(String, bool)>,
    /// Mandates that hold now.
    pub open: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MandateState {
    Open,
    /// Its time has run out.
    Over,
    Ended,
    AccountClosed,
}

/// By whose agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    Household,
    /// Entered by somebody of the desk, on an agreement.
    Agent(String),
    Law(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MandateLine {
    pub account: AccountId,
    /// Of the account, from 1.
    pub number: i64,
    pub ean: Ean,
    pub energy: Energy,
    /// Empty if nobody has found out.
    pub name: String,
    pub town: String,
    pub office: String,
    pub basis: Basis,
    pub reason: String,
    pub from: Instant,
    pub last: Option<SettlementDay>,
    pub state: MandateState,
    /// When, by whom (`None`: the household), and why.
    pub ended: Option<(Instant, Option<String>, String)>,
}

/// The last line of a page.
pub type Behind = (Instant, AccountId, i64);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MandatesView {
    /// What waits for an answer, the oldest first; on the first page.
    pub asked: Vec<LegalAsked>,
    pub lines: Vec<MandateLine>,
    pub open: bool,
    /// Behind which there is more.
    pub more: Option<Behind>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MandateView {
    pub line: MandateLine,
    /// Who of the social service looked at the household, and when; newest first.
    pub looks: Vec<(String, Instant)>,
}

/// Whether a request by force of a law would open a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LegalOpens {
    Household,
    /// Nobody of this operator has the reference.
    Nobody,
    /// The household has moved out since, or its time is over.
    Fell,
}

/// Whom a request is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalHousehold {
    pub account: AccountId,
    pub energy: Energy,
    /// Empty if nobody has found out.
    pub name: String,
    pub town: String,
}

/// Access that a social service asks for by force of a law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalAsked {
    pub number: i64,
    pub office: String,
    /// Who asked, and when.
    pub by: String,
    pub at: Instant,
    pub notice: String,
    pub dated: SettlementDay,
    pub purpose: Option<Purpose>,
    /// The last day on which it would hold.
    pub last: SettlementDay,
    pub household: Option<LegalHousehold>,
    pub opens: LegalOpens,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalView {
    pub asked: LegalAsked,
    /// Whether it was granted, when, by whom, and why not.
    pub answered: Option<(bool, Instant, String, String)>,
}
