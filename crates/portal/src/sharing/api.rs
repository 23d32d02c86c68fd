//! What the pages of energy sharing ask for, and what they are given.

mod keys;

pub use keys::{
    AdviceAsked, EndRefused, Ending, Gain, KeyEffect, KeyOutcome, KeyPreview, KeyRefused,
    KeyWanted, KeyWay, LeaveRefused, Newcomer, Simulation,
};

use crate::my::{MyError, Visitor};
use crate::told::ToldLine;
use calendar::{Instant, SettlementDay};
use units::{AccountId, Ean, MicroEuro, MilliWattHours, NanoEuroPerKwh};

/// Which form a group has. Source: ES-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormShown {
    Building,
    Renewable,
    Citizen,
    PeerToPeer,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateShown {
    Draft,
    Submitted,
    Accepted,
    Refused,
    Withdrawn,
    Ended,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupLine {
    pub id: i64,
    pub name: String,
    pub form: FormShown,
    pub state: StateShown,
    pub starts: Option<SettlementDay>,
    /// Tasks that are open.
    pub open: usize,
    /// The newest month that is over, of a group that shares; only whoever represents it is told.
    pub month: Option<MonthDue>,
}

/// Where a month stands that is over. Source: ES-15.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthDue {
    pub first: SettlementDay,
    /// It has a version.
    pub made: bool,
    /// By when there is one.
    pub by: SettlementDay,
    /// That day is over.
    pub late: bool,
}

/// A task of a dossier. Source: ES-02, ES-03.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskShown {
    BuildingDeclaration,
    Statutes,
    Convention,
    Authorisation,
    Notification,
    Contract,
    Representative,
    Pair,
    Key,
    Meters,
    PublicGrid,
    Mandates,
    Notices,
}

impl TaskShown {
    pub const ALL: [Self; 13] = [
        Self::BuildingDeclaration,
        Self::Statutes,
        Self::Convention,
        Self::Authorisation,
        Self::Notification,
        Self::Contract,
        Self::Representative,
        Self::Pair,
        Self::Key,
        Self::Meters,
        Self::PublicGrid,
        Self::Mandates,
        Self::Notices,
    ];

    /// As a form names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::BuildingDeclaration => "building_declaration",
            Self::Statutes => "statutes",
            Self::Convention => "convention",
            Self::Authorisation => "authorisation",
            Self::Notification => "notification",
            Self::Contract => "contract",
            Self::Representative => "representative",
            Self::Pair => "producer_and_consumer",
            Self::Key => "key",
            Self::Meters => "meters",
            Self::PublicGrid => "public_grid",
            Self::Mandates => "mandates",
            Self::Notices => "notices",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|task| task.name() == name)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    pub what: TaskShown,
    pub done: bool,
    /// Of these points it is open.
    pub points: Vec<Ean>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberLine {
    /// Within the group, from 1: an address names a member by it. Source: PD-06.
    pub number: usize,
    pub ean: Ean,
    pub takes: bool,
    pub injects: bool,
    /// Its meter reports by itself.
    pub communicates: bool,
    /// And it reports quarter-hours.
    pub quarter_hours: bool,
    pub mandate: Option<SettlementDay>,
    /// Who signed it, if that was said.
    pub signer: Option<String>,
    /// The notices that it needs, with when they were signed: on the social tariff, else on compensation.
    pub notices: Vec<(bool, Option<SettlementDay>)>,
    /// How the representative calls it.
    pub label: Option<String>,
    pub from: SettlementDay,
    pub to: Option<SettlementDay>,
}

/// Source: ES-05.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyShown {
    Fixed,
    Equal,
    ProRata,
    Hybrid,
    Cascade,
    FlemishFixed,
    FlemishRelative,
    FlemishOptimal,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyLine {
    pub version: usize,
    pub key: KeyShown,
    pub from: SettlementDay,
    /// As decimal or fraction.
    pub shares: Vec<(Ean, String)>,
    pub holds: bool,
}

/// A dossier. Source: UX.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupView {
    pub line: GroupLine,
    pub tasks: Vec<Task>,
    /// What the operator wrote when it gave the dossier back.
    pub returned: Option<String>,
    pub members: Vec<MemberLine>,
    pub keys: Vec<KeyLine>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VersionShown {
    Provisional,
    Final,
    Corrected(i32),
}

/// In which form a month is taken away. Source: ES-15, UX R-06.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileForm {
    Csv,
    Xlsx,
    Json,
}

impl FileForm {
    pub const ALL: [Self; 3] = [Self::Csv, Self::Xlsx, Self::Json];

    /// How the name of such a file ends.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
        }
    }
}

/// The checksum of each file of a version, in hexadecimal digits.
pub type Checksums = Vec<(FileForm, Option<String>)>;

/// One version of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionLine {
    /// `2026-10`.
    pub month: String,
    pub first: SettlementDay,
    pub seq: i32,
    pub version: VersionShown,
    pub made: SettlementDay,
    pub cause: String,
    pub sha256: String,
    /// Whose quarter-hours are other than in the version before.
    pub changed: usize,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shared {
    pub offtake: MilliWattHours,
    pub received: MilliWattHours,
    pub injection: MilliWattHours,
    pub given: MilliWattHours,
}

/// A month of a group. Source: UX R-05.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthView {
    pub name: String,
    pub version: VersionLine,
    /// First days of all months that have a version, newest first.
    pub months: Vec<SettlementDay>,
    pub total: Shared,
    /// By EAN: number within the group, and how many quarter-hours are missing.
    pub members: Vec<(usize, Ean, Shared, i32)>,
}

/// One member's month: what it received, or gave. Source: UX R-05, 11.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberMonth {
    pub version: VersionLine,
    /// Within the group.
    pub number: usize,
    pub ean: Ean,
    pub total: Shared,
    /// It gives; else it receives.
    pub gives: bool,
    /// Shared on each day, in mWh.
    pub days: Vec<(SettlementDay, i64)>,
    /// The same by quarter-hour of each day; `None` where it was no member or nothing was measured.
    pub quarters: Vec<Vec<Option<i64>>>,
    /// What the key gave it before its use was the cap; `None` where it gives, or the key has no such share.
    /// Source: ES-15.
    pub before_cap: Option<MilliWattHours>,
    /// The same month of what it gave, of a point that takes and injects.
    pub given: Option<Box<MemberMonth>>,
}

/// What a member owes the representative. Source: ES-16.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BillLine {
    pub ean: Ean,
    pub shared: MilliWattHours,
    pub energy: MicroEuro,
    pub fee: MicroEuro,
    pub total: MicroEuro,
    pub paid_to_producer: MicroEuro,
    pub supplier_energy: MilliWattHours,
    pub supplier_network: MilliWattHours,
    /// What the network costs on the shared part, where the price of the network was said. Source: ES-17.
    pub network: Option<MicroEuro>,
    /// Of it taken off in one building.
    pub relief: Option<MicroEuro>,
}

/// What the members of a group agreed to pay, from a month on. Source: ES-16.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermsLine {
    /// First day of the first month.
    pub from: SettlementDay,
    pub price: NanoEuroPerKwh,
    pub fee: MicroEuro,
    pub network: Option<NanoEuroPerKwh>,
    /// When they were kept.
    pub kept: SettlementDay,
    /// The bills that are shown rest on these.
    pub holds: bool,
}

/// What a representative keeps of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TermsWanted {
    /// A day of the first month.
    pub from: SettlementDay,
    pub price: NanoEuroPerKwh,
    pub fee: MicroEuro,
    pub network: Option<NanoEuroPerKwh>,
}

/// Why what was agreed is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgreeRefused {
    /// The month of this day is final, and its bills rest on other prices.
    Final(SettlementDay),
}

/// The bills of a version. Source: UX R-07.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bills {
    /// First days of all months that have a version, newest first.
    pub months: Vec<SettlementDay>,
    /// Of the month that is shown, in order.
    pub versions: Vec<VersionLine>,
    /// What they are made from; `None` if there is no such version.
    pub version: Option<VersionLine>,
    /// All that was agreed, the latest first.
    pub terms: Vec<TermsLine>,
    /// A line for each member; none without terms for that month.
    pub lines: Vec<BillLine>,
    /// When the version was made, other terms held.
    pub changed_since: bool,
    /// First day of the month from which on new terms are proposed.
    pub next: SettlementDay,
}

/// What is wrong in a line of a file of participants. Source: UX R-03.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineProblem {
    /// A heading that is not known, stands twice or is missing.
    Columns,
    /// Another number of values than of headings.
    Values,
    /// More participants than one file may have.
    Many {
        most: usize,
    },
    /// What stands in this column cannot be read.
    Field(String),
    Twice,
    /// What is kept of the household stands against it. Which of it, a representative does not learn before
    /// the household has said its word. Source: PD-04, PD-06.
    Household,
    Perimeter,
    /// A meter, a mandate or a notice is missing.
    Unmet,
    State,
    FinalMonth,
    BeforeStart,
    Other,
}

/// Why no point of a file has joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JoinStopped {
    /// These lines are wrong.
    Lines(Vec<(usize, LineProblem)>),
    /// Too many homes were asked about that have not said their word: until then none is.
    Wait(Instant),
}

/// How many points of a file have joined, or why none has.
pub type Joined = Result<usize, JoinStopped>;

/// A notice that somebody has to sign before they share. Source: PS-05, ES-18.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeLine {
    /// Of the member within the group.
    pub number: usize,
    pub ean: Ean,
    /// The social tariff on the shared part; else compensation, for good.
    pub social: bool,
    /// When it joins.
    pub from: SettlementDay,
    /// When, by whom, and where it is kept.
    pub signed: Option<(SettlementDay, Option<String>, String)>,
}

/// What a shared kilowatt-hour costs a household at the social tariff. Source: ES-18.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Warning {
    pub now: NanoEuroPerKwh,
    pub shared: NanoEuroPerKwh,
    /// Without what is taken off in one building.
    pub network: NanoEuroPerKwh,
    /// In nano-euro; below zero it loses.
    pub gain: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notices {
    pub lines: Vec<NoticeLine>,
    /// `None` without prices, or if the operator has no social tariff.
    pub warning: Option<Warning>,
    /// Of shared energy and of the network: with which it was reckoned, typed or as the group agreed.
    pub prices: Option<(NanoEuroPerKwh, NanoEuroPerKwh)>,
}

/// What somebody has signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signing {
    pub ean: Ean,
    pub social: bool,
    pub on: SettlementDay,
    pub signer: String,
    pub document: String,
    /// With which prices they were warned: of shared energy and of the network.
    pub prices: (NanoEuroPerKwh, NanoEuroPerKwh),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignRefused {
    /// It needs no such notice.
    NoMember,
    /// Later than today.
    Day,
    /// Later than the point joined.
    Late,
    Document,
}

/// What members are told. Source: CM-01z, UX R-09.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    Any,
    Key,
    Volumes,
    Sign,
}

impl News {
    pub const ALL: [Self; 4] = [Self::Any, Self::Key, Self::Volumes, Self::Sign];

    /// As a form names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Any => "news",
            Self::Key => "key",
            Self::Volumes => "volumes",
            Self::Sign => "sign",
        }
    }
}

/// A household's month in a group. Source: UX C-16.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MySharing {
    pub account: AccountId,
    pub ean: Ean,
    pub group: String,
    pub from: SettlementDay,
    pub to: Option<SettlementDay>,
    pub social_tariff: bool,
    /// Months, newest first.
    pub months: Vec<(VersionLine, Shared, Option<MicroEuro>)>,
    /// This month as it is known now, and its last day that counts. Nothing of it is final.
    pub running: Option<(SettlementDay, Shared)>,
    /// The newest month, by day and quarter-hour.
    pub newest: Option<MemberMonth>,
    /// What a shared kilowatt-hour costs at the social tariff. Source: ES-18.
    pub warning: Option<Warning>,
    /// Whether it is by the prices that the household was shown before it signed; else by those of today.
    pub shown: bool,
}

/// By what a step of a key gives. Shares are fractions; rounds and groups count from 1. Source: ES-20.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyStep {
    InProportion,
    InProportionOfGroup(usize),
    Share(String),
    ShareOfLeft { round: u32, share: String },
    EqualPart,
    EqualPartOfLeft(u32),
    RestInProportion,
    ShareOfOthers(String),
    ShareOfEachOther(String),
    Pass { round: u32, share: String },
}

/// Why a point received what it did in a quarter-hour: steps and rounding add up to it. Source: ES-20.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    pub at: Instant,
    pub key: KeyShown,
    pub key_version: usize,
    /// Of so many producers it is not known what they gave: nothing is shared, and the rest is empty. Source: ES-13.
    pub unknown: usize,
    /// Of all in the group.
    pub injected: MilliWattHours,
    pub taken: MilliWattHours,
    pub takers: usize,
    /// Its own; `None` while it is not known.
    pub offtake: Option<MilliWattHours>,
    /// Each with what it added, exact, in mWh.
    pub steps: Vec<(WhyStep, String)>,
    pub rounding: String,
    pub received: MilliWattHours,
    /// Injected and given, of a point that injects.
    pub gives: Option<(MilliWattHours, MilliWattHours)>,
}

/// As whom somebody asks why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyOf {
    /// Of a group that they represent.
    Group(i64),
    /// Of their own point.
    Own,
}

/// The books behind the pages. `None`: it is no group of theirs.
pub trait Groups: super::Dossiers + Send + Sync {
    fn groups(&self, visitor: &Visitor) -> Result<Vec<GroupLine>, MyError>;

    /// What was written to the visitor about the groups they represent, newest first.
    fn told(&self, visitor: &Visitor) -> Result<Vec<ToldLine>, MyError>;

    fn group(&self, visitor: &Visitor, group: i64) -> Result<Option<GroupView>, MyError>;

    /// The point of a member, by its number within the group. `None` also if it is no group of theirs.
    fn point(&self, visitor: &Visitor, group: i64, member: usize) -> Result<Option<Ean>, MyError>;

    fn simulation(
        &self,
        visitor: &Visitor,
        group: i64,
        asked: &AdviceAsked,
    ) -> Result<Option<Simulation>, MyError>;

    /// The newest month without one; inside `None` if there is no version.
    fn month(
        &self,
        visitor: &Visitor,
        group: i64,
        month: Option<SettlementDay>,
    ) -> Result<Option<Option<MonthView>>, MyError>;

    fn member(
        &self,
        visitor: &Visitor,
        group: i64,
        month: Option<SettlementDay>,
        ean: Ean,
    ) -> Result<Option<MemberMonth>, MyError>;

    /// Why a point received what it did; `None` also where nothing was shared then, or no month is there yet.
    /// The same for whoever may ask. Source: ES-20.
    fn why(
        &self,
        visitor: &Visitor,
        of: WhyOf,
        ean: Ean,
        at: Instant,
    ) -> Result<Option<Why>, MyError>;

    fn versions(&self, visitor: &Visitor, group: i64) -> Result<Option<Vec<VersionLine>>, MyError>;

    /// A version as a file: its first day, its number in order, and in which form.
    fn file(
        &self,
        visitor: &Visitor,
        group: i64,
        version: (SettlementDay, i32),
        form: FileForm,
    ) -> Result<Option<Vec<u8>>, MyError>;

    /// The checksum of each file of a version, of the very bytes that are taken away; `None` of one that does not take
    /// that many quarter-hours. Source: ES-15.
    fn checksums(
        &self,
        visitor: &Visitor,
        group: i64,
        version: (SettlementDay, i32),
    ) -> Result<Option<Checksums>, MyError>;

    /// The bills of a month, of its newest version where none is named; of the newest month without either.
    fn bills(
        &self,
        visitor: &Visitor,
        group: i64,
        asked: Option<(SettlementDay, Option<i32>)>,
    ) -> Result<Option<Bills>, MyError>;

    /// The same as CSV. `None` also where nothing was agreed for that month.
    fn bills_file(
        &self,
        visitor: &Visitor,
        group: i64,
        version: (SettlementDay, i32),
    ) -> Result<Option<String>, MyError>;

    /// Keeps what the members agreed to pay.
    fn agree(
        &self,
        visitor: &Visitor,
        group: i64,
        wanted: &TermsWanted,
    ) -> Result<Option<Result<(), AgreeRefused>>, MyError>;

    /// What an ending would do to the key, and whether it may be filed.
    fn try_end(
        &self,
        visitor: &Visitor,
        group: i64,
        ending: &Ending,
    ) -> Result<Option<Result<KeyEffect, EndRefused>>, MyError>;

    /// A membership ends, and another point comes in its place where one is named.
    fn end(
        &self,
        visitor: &Visitor,
        group: i64,
        ending: &Ending,
    ) -> Result<Option<Result<(), EndRefused>>, MyError>;

    /// What a key would have given, and whether it may be filed.
    fn try_key(
        &self,
        visitor: &Visitor,
        group: i64,
        wanted: &KeyWanted,
    ) -> Result<Option<Result<KeyPreview, KeyRefused>>, MyError>;

    /// Files a key or, where the operator has to approve it, asks for it.
    fn file_key(
        &self,
        visitor: &Visitor,
        group: i64,
        wanted: &KeyWanted,
    ) -> Result<Option<Result<(), KeyRefused>>, MyError>;

    /// All points of a file join, or none: then each bad line is named. Inside: how many joined.
    fn join(&self, visitor: &Visitor, group: i64, csv: &str) -> Result<Option<Joined>, MyError>;

    /// Keeps how the representative calls a point; empty takes the label away. Inside: `false` if it is too long or tells
    /// an EAN, or the point is no member.
    fn label(
        &self,
        visitor: &Visitor,
        group: i64,
        ean: Ean,
        label: &str,
    ) -> Result<Option<bool>, MyError>;

    /// The notices that members have to sign, and with the prices of shared energy and of the network what
    /// sharing costs a household at the social tariff.
    fn notices(
        &self,
        visitor: &Visitor,
        group: i64,
        prices: Option<(NanoEuroPerKwh, NanoEuroPerKwh)>,
    ) -> Result<Option<Notices>, MyError>;

    fn sign(
        &self,
        visitor: &Visitor,
        group: i64,
        signing: &Signing,
    ) -> Result<Option<Result<(), SignRefused>>, MyError>;

    /// Tells all members, or one. Inside: how many households will hear of it; `None` if it is no member.
    fn tell(
        &self,
        visitor: &Visitor,
        group: i64,
        to: Option<Ean>,
        what: News,
    ) -> Result<Option<Option<usize>>, MyError>;

    /// A household's own point leaves. `None`: it is not theirs, or in no group.
    fn leave_own(
        &self,
        visitor: &Visitor,
        ean: Ean,
        day: SettlementDay,
    ) -> Result<Option<Result<(), LeaveRefused>>, MyError>;

    /// Of the household that is signed in.
    fn mine(&self, visitor: &Visitor) -> Result<Vec<MySharing>, MyError>;
}
