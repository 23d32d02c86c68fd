//! What the pages of operators get, and what they ask for.

use crate::agent::Queue;
use crate::my::{MyError, Visitor};
use crate::view::ShownState;
use calendar::{Instant, SettlementDay};
use units::{Dso, Energy, MicroEuro};

/// What a parameter holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    YesOrNo,
    Whole,
    Money,
    Ratio,
    Factor,
    Text,
    List,
}

impl ValueKind {
    /// Whether a text may be such a value; where it is kept, it is read to the letter.
    pub(crate) fn may_be(self, text: &str) -> bool {
        let decimal = || {
            let digits = text.strip_prefix('-').unwrap_or(text);
            digits.starts_with(|first: char| first.is_ascii_digit())
                && digits.chars().all(|one| one.is_ascii_digit() || one == '.')
        };
        match self {
            _ if text == "none" => true,
            Self::YesOrNo => matches!(text, "true" | "false"),
            Self::Whole => text.parse::<i64>().is_ok(),
            Self::Money | Self::Ratio | Self::Factor => decimal(),
            Self::Text | Self::List => true,
        }
    }
}

/// A parameter as it holds today. Values are text as a person writes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterLine {
    pub name: String,
    /// Unless nothing holds today.
    pub value: Option<String>,
    pub unit: String,
    pub from: Option<SettlementDay>,
    pub source: String,
    /// H, M or L, as in DOMAIN 0.3.
    pub confidence: String,
    /// To be confirmed by the operator.
    pub confirm: bool,
    /// First day on which another value holds.
    pub next: Option<SettlementDay>,
    /// A change waits for a second person.
    pub waits: bool,
    /// A rule reads it.
    pub read: bool,
}

/// Who brought a version into force, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    pub asked_by: String,
    pub by: String,
    pub at: Option<Instant>,
    pub reason: String,
}

/// One version of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionLine {
    pub value: String,
    pub from: SettlementDay,
    /// First day on which it no longer holds.
    pub to: Option<SettlementDay>,
    pub dso: Option<Dso>,
    pub energy: Option<Energy>,
    pub source: String,
    pub confidence: String,
    pub confirm: bool,
    /// `None`: it came with the program.
    pub decided: Option<Decided>,
    /// It is what holds today for the energy that is shown.
    pub in_force: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterView {
    pub now: ParameterLine,
    pub kind: ValueKind,
    pub energy: Energy,
    pub dso: Dso,
    /// Newest first day first.
    pub versions: Vec<VersionLine>,
    pub waiting: Vec<Change>,
    /// From which it can be changed.
    pub first_day: SettlementDay,
}

/// A value that somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    pub name: String,
    pub value: String,
    /// `None`: both.
    pub energy: Option<Energy>,
    pub from: SettlementDay,
    pub reason: String,
}

/// One energy that a change is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffectOf {
    pub energy: Energy,
    pub before: Option<String>,
    /// First day on which another version holds that is known already.
    pub until: Option<SettlementDay>,
}

/// From one state to another, and how many accounts.
pub type StateMoves = Vec<(ShownState, ShownState, u64)>;

/// What a change does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    pub of: Vec<EffectOf>,
    pub unit: String,
    /// How many accounts were looked at, and how many change from one state to another; `None` where no
    /// state depends on the value.
    pub states: Option<(u64, StateMoves)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeState {
    Waits,
    InForce,
    TurnedDown,
}

/// A change that somebody asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub number: i64,
    pub wish: Wish,
    /// `None`: of all operators.
    pub dso: Option<Dso>,
    pub asked_by: String,
    pub asked_at: Option<Instant>,
    /// The visitor asked for it.
    pub own: bool,
    pub state: ChangeState,
    /// Who decided, when and, if it was turned down, why.
    pub decided: Option<(String, Option<Instant>, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeView {
    pub change: Change,
    /// As it is now; `Err` with why it cannot be approved any more. `None` once it is decided.
    pub effect: Option<Result<Effect, OperatorRefused>>,
}

/// The hours of a week without cuts, and what interrupts it, from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarSet {
    pub from: SettlementDay,
    /// From Monday on: minutes of the local day in which a cut is not ruled out.
    pub week: [Vec<(u16, u16)>; 7],
    /// Nothing is cut on a public holiday.
    pub holidays: bool,
    /// Days without cuts, both ends inclusive.
    pub stops: Vec<(SettlementDay, SettlementDay)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarView {
    pub dso: Dso,
    pub energy: Energy,
    /// The current set, then those that follow.
    pub sets: Vec<CalendarSet>,
    /// Public holidays of the next twelve months.
    pub holidays: Vec<SettlementDay>,
    pub as_of: Instant,
}

/// What the control room shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tile {
    /// Of the last midnight, of all open accounts.
    Readings,
    /// Those of the same that were there by 06:00, and by 08:00.
    BySix,
    ByEight,
    /// The oldest day of an open account that is not charged.
    Charged,
    /// How late the night is that should have run.
    Ledger,
    Commands,
    /// Tried several times.
    FailingCommands,
    /// Paid or credited, and nobody has confirmed it.
    Unreached,
    Suspense,
    Notices,
    FailedNotices,
    Bank,
    Incidents,
    Stops,
    /// The phone line, by what was heard of its calls.
    Phone,
    /// Prices that are missing or old.
    Prices,
    /// Months of energy sharing that ought to be final. Source: ES-15.
    Sharing,
}

impl Tile {
    /// In the order in which they are shown.
    pub const ALL: [Self; 17] = [
        Self::Readings,
        Self::BySix,
        Self::ByEight,
        Self::Charged,
        Self::Ledger,
        Self::Prices,
        Self::Commands,
        Self::FailingCommands,
        Self::Unreached,
        Self::Suspense,
        Self::Bank,
        Self::Sharing,
        Self::Notices,
        Self::FailedNotices,
        Self::Phone,
        Self::Incidents,
        Self::Stops,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Readings => "readings",
            Self::BySix => "by-six",
            Self::ByEight => "by-eight",
            Self::Charged => "charged",
            Self::Ledger => "ledger",
            Self::Commands => "commands",
            Self::FailingCommands => "failing-commands",
            Self::Unreached => "unreached",
            Self::Suspense => "suspense",
            Self::Notices => "notices",
            Self::FailedNotices => "failed-notices",
            Self::Bank => "bank",
            Self::Incidents => "incidents",
            Self::Stops => "stops",
            Self::Phone => "phone",
            Self::Prices => "prices",
            Self::Sharing => "sharing",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    Good,
    Watch,
    Bad,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    Share {
        part: u64,
        whole: u64,
    },
    /// In per cent, of the midnight at which `day` began.
    Percent {
        part: u64,
        whole: u64,
        day: SettlementDay,
    },
    /// When something was heard last, and since when it is reported as down.
    Heard {
        last: Option<Instant>,
        down: Option<Instant>,
    },
    Day(Option<SettlementDay>),
    /// Late.
    Hours(i64),
    Count {
        count: u64,
        oldest: Option<Instant>,
    },
    /// The last day that something came for.
    Last(Option<SettlementDay>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TileView {
    pub tile: Tile,
    pub measure: Measure,
    pub health: Health,
    pub as_of: Instant,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomView {
    pub dso: Dso,
    pub tiles: Vec<TileView>,
}

/// Where a line of the audit comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AuditKind {
    /// Personal data that somebody saw.
    Look,
    /// What the desk did.
    Act,
    /// A value of the engine.
    Value,
    /// Runs of cuts, stops and incidents.
    Fleet,
}

impl AuditKind {
    pub const ALL: [Self; 4] = [Self::Look, Self::Act, Self::Value, Self::Fleet];

    pub fn name(self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::Act => "act",
            Self::Value => "value",
            Self::Fleet => "fleet",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// What is asked of the audit: days, both inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditWanted {
    pub from: SettlementDay,
    pub to: SettlementDay,
    pub kind: Option<AuditKind>,
}

/// Who did or saw what. Texts are empty where there is nothing to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    pub at: Instant,
    pub kind: AuditKind,
    pub who: String,
    pub what: String,
    /// Without what tells whose household it is.
    pub about: String,
    pub before: String,
    pub after: String,
    pub why: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditView {
    pub dso: Dso,
    pub wanted: AuditWanted,
    /// Newest first, as many as a page holds.
    pub lines: Vec<AuditLine>,
    pub all: u64,
}

/// What happened in a month, of one energy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureLine {
    /// Such as `2026-11`.
    pub month: String,
    pub energy: Energy,
    pub activations: u64,
    pub ends: u64,
    /// As credited, whatever was taken back later.
    pub top_ups: u64,
    pub topped_up: MicroEuro,
    pub aids: u64,
    pub aided: MicroEuro,
    /// Supplies cut in this month, and for how long until now or until they were back.
    pub offs: u64,
    pub off_minutes: u64,
    /// Supplies put on reduced power.
    pub limited: u64,
    /// Readings of midnights that were due, on days that are over, and of these what came before the next midnight.
    pub due: u64,
    pub in_time: u64,
}

impl FigureLine {
    pub fn none(month: String, energy: Energy) -> Self {
        Self {
            month,
            energy,
            activations: 0,
            ends: 0,
            top_ups: 0,
            topped_up: MicroEuro::ZERO,
            aids: 0,
            aided: MicroEuro::ZERO,
            offs: 0,
            off_minutes: 0,
            limited: 0,
            due: 0,
            in_time: 0,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiguresView {
    pub dso: Dso,
    /// Accounts that are open now.
    pub open: u64,
    /// Newest month first.
    pub lines: Vec<FigureLine>,
    pub as_of: Instant,
}

/// What may fail, as the guards know it. Source: CG-08, CG-18.
pub const INCIDENT_KINDS: [&str; 9] = [
    "terminals",
    "online",
    "bank_feed",
    "phone",
    "sms",
    "field_network",
    "reconnection_path",
    "no_staff",
    "clock",
];

/// Something that has failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentLine {
    pub id: String,
    /// One of [`INCIDENT_KINDS`], or a word of the command line.
    pub kind: String,
    /// `None`: both.
    pub energy: Option<Energy>,
    /// `None`: everywhere.
    pub area: Option<String>,
    pub since: Instant,
    pub closed_at: Option<Instant>,
    /// Until when cuts rest though it works again; `None` if they do not.
    pub paused_until: Option<Instant>,
    /// Open accounts that it covers.
    pub affected: u64,
    /// How many households were told of it, and when last.
    pub told: Option<(u64, Instant)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentsView {
    pub dso: Dso,
    /// The open ones, then those that ended last.
    pub lines: Vec<IncidentLine>,
    /// Meters that follow another calendar than their tariff, the earliest first. Source: MT-05.
    pub calendars: Vec<CalendarLine>,
    pub as_of: Instant,
}

/// A meter that counts in the wrong register, without whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarLine {
    pub meter: String,
    pub since: SettlementDay,
    /// Days that were found, and of them those that were put right.
    pub days: usize,
    pub corrected: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewIncident {
    pub kind: String,
    pub energy: Option<Energy>,
    /// Empty: everywhere.
    pub area: String,
}

/// Something that waits, without whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitView {
    /// As [`crate::agent::QueueLine`] has it.
    pub what: String,
    pub amount: Option<MicroEuro>,
    pub since: Instant,
    pub deadline: Instant,
}

/// Why something was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OperatorRefused {
    NoParameter,
    NoChange,
    /// What was written is no value of this kind.
    NotAValue(ValueKind),
    /// The first day that can be changed.
    TooEarly(SettlementDay),
    SameValue,
    Unread,
    /// This energy has a value of its own.
    Narrower(Energy),
    /// Another person has to decide.
    SamePerson,
    Decided,
    /// A rule of the engine, in its own words.
    Rule(String),
}

pub type Told<T> = Result<Result<T, OperatorRefused>, MyError>;

/// What the platform implements. Calls may block.
pub trait Operators:
    super::Catalogue
    + super::Team
    + super::DataRights
    + super::Flows
    + super::DossierReviews
    + super::Agreement
    + super::Works
    + super::IncidentMessages
    + super::Tariffs
    + super::TrainingGround
    + Send
    + Sync
{
    /// How the work stands.
    fn room(&self, visitor: &Visitor) -> Result<RoomView, MyError>;

    /// What waits in a queue, the most urgent first.
    fn waits(&self, visitor: &Visitor, queue: Queue) -> Result<Vec<WaitView>, MyError>;

    /// All parameters whose name holds `part`, by name.
    fn parameters(
        &self,
        visitor: &Visitor,
        energy: Energy,
        part: &str,
    ) -> Result<Vec<ParameterLine>, MyError>;

    fn parameter(
        &self,
        visitor: &Visitor,
        energy: Energy,
        name: &str,
    ) -> Result<Option<ParameterView>, MyError>;

    /// What a change would do; nothing is kept.
    fn preview(&self, visitor: &Visitor, wish: &Wish) -> Told<Effect>;

    /// Keeps a change that waits for a second person; sent again with the same `attempt` it is the same one.
    fn ask(&self, visitor: &Visitor, wish: &Wish, attempt: &str) -> Told<i64>;

    /// Those that wait, then the last ones that were decided.
    fn changes(&self, visitor: &Visitor) -> Result<Vec<Change>, MyError>;

    fn change(&self, visitor: &Visitor, number: i64) -> Result<Option<ChangeView>, MyError>;

    fn decide(&self, visitor: &Visitor, number: i64, approve: bool, why: &str) -> Told<()>;

    fn calendar(&self, visitor: &Visitor, energy: Energy) -> Result<CalendarView, MyError>;

    fn incidents(&self, visitor: &Visitor) -> Result<IncidentsView, MyError>;

    /// Cuts stop at once where it is; sent again with the same `attempt` it is the same incident.
    fn report_incident(&self, visitor: &Visitor, new: &NewIncident, attempt: &str) -> Told<()>;

    fn end_incident(&self, visitor: &Visitor, id: &str) -> Told<()>;

    fn today(&self) -> SettlementDay;

    /// What everybody may know.
    fn figures(&self) -> Result<FiguresView, MyError>;

    fn audit(&self, visitor: &Visitor, wanted: &AuditWanted) -> Result<AuditView, MyError>;

    /// All lines as a file, whose last one is the SHA-256 of those before.
    fn audit_file(&self, visitor: &Visitor, wanted: &AuditWanted) -> Result<String, MyError>;
}
