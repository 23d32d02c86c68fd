//! What the pages of whoever helps ask of the platform, and what they are told.

use crate::my::deeds::DeedLine;
use crate::my::quarters::ConsentLine;
use crate::my::{MyError, MyMeter, Visitor};
use calendar::{Instant, SettlementDay};
use units::Language;

/// What the platform implements beside [`super::super::Household::helpers`]. Calls may block; a `place` is as there.
pub trait Allows: Send + Sync {
    fn allow_form(&self, visitor: &Visitor, place: usize) -> Result<Option<AllowForm>, MyError>;

    /// Lets somebody pay, and see what the role shows, from now on. Errors inside: [`AllowRefused`]. Source: TP-22.
    fn allow(
        &self,
        visitor: &Visitor,
        place: usize,
        wanted: &AllowWanted<'_>,
    ) -> Result<Option<Result<Allowed, AllowRefused>>, MyError>;

    /// Another key for somebody whom the household lets help; the one they had opens nothing any more. `None` if there
    /// is nobody of that number whose key is the household's to give.
    fn new_key(
        &self,
        visitor: &Visitor,
        place: usize,
        grant: i64,
    ) -> Result<Option<Allowed>, MyError>;
}

/// What the form needs to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowForm {
    pub meter: MyMeter,
    pub meters: Vec<MyMeter>,
    /// People who may help with one meter at once.
    pub most: usize,
    /// Last day that may be given.
    pub latest: SettlementDay,
}

/// What a household may allow by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AllowRole {
    /// Pays, and sees the state.
    Payer,
    /// Pays, and sees the balance too.
    Helper,
}

#[derive(Debug, Clone, Copy)]
pub struct AllowWanted<'a> {
    pub name: &'a str,
    pub role: AllowRole,
    /// The last day, if there is one.
    pub last: Option<SettlementDay>,
    /// Where the key goes as a text message; empty if it goes nowhere.
    pub phone: &'a str,
    /// Messages go to that phone from now on: to an aide of low credit, to a payer of what they paid. Source: CM-01.
    pub tell: bool,
    /// For all meters of the household, not this one alone.
    pub all: bool,
    pub language: Language,
}

/// Why nobody was let help, told at its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AllowRefused {
    #[error("nobody without a name")]
    NoName,
    #[error("more letters than are kept")]
    TooLong,
    #[error("somebody of this name may do this already")]
    Held,
    #[error("the day is over or too far ahead")]
    Day,
    #[error("no Belgian mobile number")]
    NotAPhone,
    #[error("{most} people help already")]
    TooMany { most: usize },
    #[error("too many messages until {until}")]
    Wait { until: Instant },
}

/// Somebody may help. What opens the pages is told once: only its hash is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    pub meter: MyMeter,
    pub name: String,
    pub role: AllowRole,
    pub last: Option<SettlementDay>,
    pub key: String,
    /// Where it is keyed in, as people say it.
    pub host: String,
    /// Opens the page at once; as an SVG.
    pub qr: String,
    /// Where it was sent, and whether it could be.
    pub sent: Option<(String, bool)>,
}

/// What somebody else may do for a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HelperRole {
    Payer,
    Helper,
    Mandate,
    MandateByLaw,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelperLine {
    pub grant: i64,
    pub name: String,
    pub role: HelperRole,
    pub until: Option<SettlementDay>,
    /// The number at which they are told, if the household has them told.
    pub told: Option<String>,
    /// The household gave it itself, for its own meters only: it may give another key.
    pub renews: bool,
}

/// That access was given, or ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenLine {
    pub at: Instant,
    pub name: String,
    pub role: HelperRole,
    pub ended: bool,
    /// By the household itself; else by the operator.
    pub own: bool,
    /// Why the operator ended it.
    pub why: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookLine {
    pub at: Instant,
    /// `None`: somebody of the operator, whose name is not told.
    pub who: Option<String>,
    pub saw: String,
    /// How often on that day, this time the last.
    pub times: usize,
}

/// The supplier of a meter, and until when it may see days of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MySupplier {
    pub name: String,
    pub sees_until: Option<SettlementDay>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyHelpers {
    pub meter: MyMeter,
    pub meters: Vec<MyMeter>,
    pub helpers: Vec<HelperLine>,
    /// Who supplies this meter.
    pub supplier: Option<MySupplier>,
    /// Newest first.
    pub looks: Vec<LookLine>,
    /// What the household allowed and stopped, in any order.
    pub given: Vec<GivenLine>,
    /// What it did beside, in any order.
    pub deeds: Vec<DeedLine>,
    /// What the household said of its own data, in any order.
    pub consents: Vec<ConsentLine>,
}
