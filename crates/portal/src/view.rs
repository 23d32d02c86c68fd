//! What the pages are told: values of the trade, nothing of where they are kept, and no words.

use crate::homes::MovementKind;
use crate::my::{HelpOffice, RepaidBy};
use calendar::{Instant, SettlementDay, Spared};
use std::fmt;
use std::str::FromStr;
use units::{AccountId, Dso, Ean, Energy, MicroEuro, MilliWattHours, ObisCode};

/// The register of supplies that are or were off. Source: CG-21.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OffPage {
    /// Of the last twelve months, newest first.
    pub counts: Vec<OffCount>,
    /// Those that are off now, the longest first.
    pub now: Vec<OffNow>,
}

/// How often supplies were off, by operator, area and month of the cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OffCount {
    pub dso: Dso,
    pub area: Option<String>,
    /// Its first day.
    pub month: SettlementDay,
    pub times: u64,
    pub off_still: u64,
    /// In all, begun ones not counted.
    pub hours: i64,
}

/// A supply that is off now. No name: the account is behind its supply point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OffNow {
    pub account: AccountId,
    pub ean: Ean,
    pub dso: Dso,
    pub energy: Energy,
    pub area: Option<String>,
    pub since: Instant,
    pub hours: i64,
    /// When the household was first heard since, by money or by a call.
    pub first_contact: Option<Instant>,
    /// A release was sent: somebody has to press.
    pub released: bool,
}

/// What people are shown of an account, the same in every channel. Source: DOMAIN 3.7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ShownState {
    /// DS1, in order.
    InOrder,
    /// DS2, low.
    Low,
    /// DS3, on emergency credit.
    Emergency,
    /// DS4, held on.
    HeldOn,
    /// DS5, off: the meter has confirmed the cut.
    Off,
}

impl ShownState {
    pub const ALL: [Self; 5] = [Self::InOrder, Self::Low, Self::Emergency, Self::HeldOn, Self::Off];

    /// `DS1` to `DS5`.
    pub fn id(self) -> &'static str {
        match self {
            Self::InOrder => "DS1",
            Self::Low => "DS2",
            Self::Emergency => "DS3",
            Self::HeldOn => "DS4",
            Self::Off => "DS5",
        }
    }
}

impl fmt::Display for ShownState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.id())
    }
}

/// A text that names no state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a state (DS1 to DS5)")]
pub struct UnknownState {
    pub text: String,
}

impl FromStr for ShownState {
    type Err = UnknownState;
    fn from_str(text: &str) -> Result<Self, UnknownState> {
        let found = Self::ALL.into_iter().find(|state| state.id() == text);
        found.ok_or_else(|| UnknownState { text: text.to_owned() })
    }
}

/// Where the supply stands. Source: DOMAIN 3.7, supply machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Supply {
    Connected,
    DisconnectOrdered,
    Disconnected,
    ReconnectOrdered,
    ReadyForReconnection,
    LeakTesting,
}

/// Stands beside a state and never replaces it. What follows from [`Supply`] (order sent, press now,
/// leak test) is told from there and needs none of these. Source: DOMAIN 3.7, UX 4.3.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Modifier {
    /// A reading cannot be true: nothing is charged from `since` on, a day. Source: PA-40.
    BillingHold { since: SettlementDay },
    /// No reading for too long.
    Stale { last_reading: Option<Instant> },
    /// A payment is open.
    PaymentUnderWay,
    /// The meter does not answer. Whoever lives there is called before `called_by`, if a call was promised.
    NotReached { called_by: Option<Instant> },
    /// Reduced power.
    Limited { ampere: u32, until: Option<SettlementDay> },
    /// The starting advance is being repaid. `daily`: what a day takes, and on how many days still; `None` if that is
    /// not known, or if two of them run.
    Advance { left: MicroEuro, daily: Option<(MicroEuro, i32)> },
    /// A payment plan runs. `how` it is collected and when it `ends`, if that is known and there is one only.
    Plan { left: MicroEuro, how: Option<RepaidBy>, ends: Option<SettlementDay> },
    /// Moved in, no energy contract yet.
    Newcomer,
}

/// Why an account at or below its limit keeps its supply. Source: UX 4.2, rule 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HeldBy {
    /// Protected hours.
    Calendar,
    /// A cut is ordered and not yet confirmed.
    Order,
    /// Reduced power instead of a cut.
    Limiter,
    /// A guard, a stop switch or an incident.
    Guard,
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountItem {
    /// The list is in this order, and the next page starts after it.
    pub account: AccountId,
    pub ean: Ean,
    pub dso: Dso,
    pub energy: Energy,
    pub state: ShownState,
    pub balance: MicroEuro,
    pub supply: Supply,
    /// The instant of the balance.
    pub as_of: Instant,
    pub modifiers: Vec<Modifier>,
}

/// How many accounts stand in each state, in the order of [`ShownState::ALL`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StateCounts(pub [u64; 5]);

/// Everything on the page of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountPage {
    pub account: AccountId,
    pub card: StateCard,
    /// One for each of [`DayLine::energy`], at most three.
    pub registers: Vec<ObisCode>,
    /// Oldest first. The page shows the last [`DAYS_SHOWN`](crate::accounts::DAYS_SHOWN).
    pub days: Vec<DayLine>,
    /// Newest first. The page shows the first [`MOVEMENTS_SHOWN`](crate::accounts::MOVEMENTS_SHOWN).
    pub movements: Vec<Movement>,
    pub estimate: Result<EstimateNow, NoEstimate>,
}

/// How a balance is estimated between two readings. Source: PA-36, PA-37.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    Flat,
    HourAware,
}

/// Which hours the hour-aware method knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShownHours {
    /// The home's own, of so many days up to a day.
    Own { days: i32, to: SettlementDay },
    /// Every hour alike: no quarter-hours are known.
    Alike,
}

/// The balance as it is expected to be now. Source: PA-37, PA-42.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EstimateNow {
    pub balance: MicroEuro,
    pub range: Option<(MicroEuro, MicroEuro)>,
    pub method: Method,
    pub hours: Option<ShownHours>,
    pub as_of: Instant,
    /// The midnight of the last real reading.
    pub last_reading: Instant,
    /// When the credit is expected to end.
    pub ends: Option<Instant>,
    /// What ends is the emergency credit.
    pub emergency: bool,
}

/// Why nothing is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoEstimate {
    SupplyOff,
    Held,
    Closed,
    NoDay,
    TooOld,
}

/// How far estimates were off. Source: PA-37.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QualityPage {
    /// First and last day; `None` if nothing has been compared yet.
    pub period: Option<(SettlementDay, SettlementDay)>,
    /// Over the period, by operator and energy, the methods beside each other.
    pub lines: Vec<QualityLine>,
    /// The same day by day, newest first.
    pub days: Vec<QualityLine>,
}

/// How far one method was off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QualityLine {
    pub day: Option<SettlementDay>,
    pub dso: Dso,
    pub energy: Energy,
    pub method: Method,
    /// Estimates compared with a reading.
    pub accounts: u64,
    /// The mean of how far they were off, in either direction.
    pub mean_off: MicroEuro,
    /// The mean of settled less estimated.
    pub mean: MicroEuro,
    /// Half of the estimates were not off by more.
    pub half_within: MicroEuro,
    /// Nor 95 of a hundred by more than this.
    pub most_within: MicroEuro,
    pub largest: MicroEuro,
}

/// Until when things stay as they are. Source: UX 4.5.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// The credit is expected to last until then.
    About(Instant),
    /// The supply is held on until then.
    Held(Instant),
}

/// The state of one account, as the card says it. Source: UX 4.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateCard {
    pub ean: Ean,
    pub dso: Dso,
    pub energy: Energy,
    pub state: ShownState,
    pub supply: Supply,
    pub modifiers: Vec<Modifier>,
    pub balance: MicroEuro,
    /// How much emergency credit there is in all: 15.00.
    pub emergency_credit: MicroEuro,
    /// What is left of it.
    pub emergency_left: MicroEuro,
    /// Whom to call where gas is smelt.
    pub gas_emergency: String,
    /// Zero where it does not apply. Source: PA-19.
    pub to_stay_on: MicroEuro,
    /// Zero where it does not apply. Source: PA-19.
    pub to_clear: MicroEuro,
    /// Only of [`ShownState::HeldOn`].
    pub held_by: Option<HeldBy>,
    pub until: Option<Until>,
    /// What the calendar of the operator spares, where it holds the supply on.
    pub spared: Spared,
    /// The next working day, if today is the last one before a closed stretch. Source: UX 15 no. 5.
    pub open_again: Option<SettlementDay>,
    /// The instant of the balance.
    pub as_of: Instant,
    /// When the card is shown.
    pub now: Instant,
    /// The instant of the last reading.
    pub last_reading: Option<Instant>,
    /// Who helps, with a free number: `ORES, 0800 00 000`. Without it the CPAS is named.
    pub help: Option<String>,
    /// The social service of where it is. Source: UX 4.6, 4.8.
    pub office: Option<HelpOffice>,
}

impl StateCard {
    /// What to pay at least for what the state asks: to stay on, to be back, to be above zero; zero where nothing is.
    /// Every channel says this amount. Source: PA-19, G-I3.
    pub fn minimum(&self) -> MicroEuro {
        match (self.state, self.held_by) {
            (ShownState::InOrder | ShownState::Low, _) => MicroEuro::ZERO,
            // An order may have left already: only the whole amount surely brings supply back.
            (ShownState::HeldOn, Some(HeldBy::Order | HeldBy::Limiter))
            | (ShownState::Emergency | ShownState::Off, _) => self.to_clear,
            (ShownState::HeldOn, Some(HeldBy::Calendar | HeldBy::Guard) | None) => self.to_stay_on,
        }
    }
}

/// Where a day's energy comes from. Source: PA-38, PA-39.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quality {
    Measured,
    Provisional,
    Corrected,
    /// Not charged until a person has looked at it, or until data return.
    Held,
}

/// One settled day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayLine {
    pub day: SettlementDay,
    pub quality: Quality,
    /// One for each of [`AccountPage::registers`]; empty for a day without energy.
    pub energy: Vec<MilliWattHours>,
    pub charge: Option<MicroEuro>,
    pub collected: MicroEuro,
    pub balance_after: Option<MicroEuro>,
    /// The `at` under which [`Source::explain`](crate::Source::explain) tells this day's figures:
    /// the instant of its settlement.
    pub explain_at: Instant,
}

/// What a line is of: in words by `homes::kind_name`, as a household reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booked {
    pub kind: MovementKind,
    /// Of whoever sent it: the id of a payment, the number of a decision.
    pub key: Option<String>,
    /// The rule it follows: `PA-06`.
    pub rule: &'static str,
}

/// Something that moved the balance outside a day's own charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    pub at: Instant,
    pub day: SettlementDay,
    pub what: Booked,
    /// What it did to the balance.
    pub amount: MicroEuro,
}

/// A balance and the lines that add up to it. Source: PA-43.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainPage {
    pub account: AccountId,
    pub ean: Ean,
    pub at: Instant,
    pub as_known_at: Instant,
    pub balance: MicroEuro,
    pub lines: Vec<ExplainLine>,
}

/// One part of a balance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainLine {
    pub booked_at: Instant,
    pub day: SettlementDay,
    pub what: Booked,
    /// What it did to the balance.
    pub amount: MicroEuro,
    /// What a day's energy was worked out from.
    pub from: Option<WorkedOut>,
}

/// The readings and the price that a day's energy was charged by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkedOut {
    /// One for each register that counts.
    pub energy: Vec<MilliWattHours>,
    pub quality: Quality,
    pub reading_version: u32,
    pub price_version: u32,
    /// The price was that of the social tariff. Source: PA-08.
    pub social: bool,
    /// Of a home that produces and is netted: since when, and the sums before and after the day. Source: PS-11.
    pub net: Option<(SettlementDay, Vec<MilliWattHours>, Vec<MilliWattHours>)>,
}

/// How relief in winter stands. Source: PA-23.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReliefStanding {
    /// It may be asked for.
    Open,
    /// The household has no right to it.
    NoRight,
    /// It holds since the day after, until the commission decides.
    Asked(SettlementDay),
    Granted(SettlementDay),
    Refused(SettlementDay),
}
