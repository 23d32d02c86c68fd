//! What is asked and told about the key of a group: what others would have given, what is filed, and what becomes
//! of it when somebody leaves. Source: ES-05, ES-12, UX.

use super::{GroupView, KeyShown, LineProblem};
use calendar::{Instant, SettlementDay};
use units::{Ean, MicroEuro, MilliWattHours, NanoEuroPerKwh};

/// What the keys are compared with, besides what was measured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AdviceAsked {
    /// Of a kilowatt-hour from the supplier, of a shared one and of a surplus one: then gains are in euro too.
    pub prices: Option<(NanoEuroPerKwh, NanoEuroPerKwh, NanoEuroPerKwh)>,
    /// Injection, in millionths of what was measured.
    pub panels_ppm: Option<i64>,
    /// One more who takes what those that take do on average. Nobody's own: a home that is no member is not read.
    pub newcomer: bool,
}

/// How a group comes to a key. Source: ES-05.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyWay {
    /// It is filed.
    Filed,
    /// The operator has to approve it.
    Asked,
}

/// Whose gain it is: a member's or, without a point, the newcomer's. Received and given, more than today, in mWh, and
/// in euro where prices were told.
pub type Gain = (Option<Ean>, i64, Option<MicroEuro>);

/// What a key would have given. Source: UX R-04.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyOutcome {
    pub key: KeyShown,
    pub of_today: bool,
    pub way: KeyWay,
    pub shared: MilliWattHours,
    pub more: Vec<Gain>,
}

/// The last 30 days under each key that a group may have here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Simulation {
    pub group: GroupView,
    pub from: SettlementDay,
    pub to: SettlementDay,
    /// Nothing is measured: there is nothing to compare.
    pub keys: Vec<KeyOutcome>,
    /// The keys that a form offers, with the way to each.
    pub offered: Vec<(KeyShown, KeyWay)>,
    /// A key that waits for the operator's word, and its first day.
    pub asked: Option<(KeyShown, SettlementDay)>,
    /// It does not share yet: nothing is compared with today, and only those are read whose mandate is there as a document.
    pub of_draft: bool,
}

/// A key that somebody wants to file. Source: UX R-04.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyWanted {
    pub key: KeyShown,
    /// Its first day.
    pub from: SettlementDay,
    /// As they were typed: a decimal, a fraction or per cent. Of whom nothing was typed there is none.
    pub shares: Vec<(Ean, String)>,
    /// Of a cascade: who is served first, from 1 on; of whom nothing was typed comes last. As they were typed.
    pub ranks: Vec<(Ean, String)>,
    /// What the operator is told about a key that it has to approve.
    pub reason: String,
}

/// Why a key cannot be filed so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyRefused {
    /// By the page from tomorrow on.
    Day,
    /// This share is none.
    Share(Ean),
    /// This rank is none.
    Rank(Ean),
    /// The shares and the members do not fit: what they make together, in parts of a hundred thousand; `None` if
    /// that is no such number.
    Sum(Option<u64>),
    /// Another key is filed for that day or later.
    Later,
    /// The operator has to approve it, and the group does not share yet; or there is no such key here.
    Approval,
    /// The operator has to approve it, and nobody wrote why.
    Reason,
    /// The dossier is with the operator, or has ended.
    State,
}

/// What the last 30 days would have been under a key that is not filed yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPreview {
    /// The shares together, in parts of a hundred thousand; `None` if the key has none.
    pub sum: Option<u64>,
    /// Shared under today's key and under this one; `None` if nothing is measured.
    pub shared: Option<(MilliWattHours, MilliWattHours)>,
    /// Received and given, more than today, in mWh.
    pub more: Vec<(Ean, i64)>,
    pub way: KeyWay,
}

/// A membership that ends, and perhaps another point in its place. Source: ES-12, UX R-10.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    pub ean: Ean,
    /// The first day without it.
    pub day: SettlementDay,
    pub other: Option<Newcomer>,
}

/// Who comes in somebody's place: with the same role, where the other lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newcomer {
    pub ean: Ean,
    /// Its meter reports quarter-hours.
    pub quarter_hours: bool,
    /// When its mandate was signed, by whom, and where it is kept.
    pub mandate: (SettlementDay, String, String),
    pub social_tariff: bool,
    pub in_compensation: bool,
    /// Where the notices on these two are kept, signed by then too.
    pub notices: String,
}

/// What an ending does to the key. Source: UX R-10.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyEffect {
    /// `None` before there is one.
    pub key: Option<KeyShown>,
    /// Of each point that takes before or after: its share then, in parts of a hundred thousand. `None` where it is no
    /// member, or the key has no shares.
    pub shares: Vec<(Ean, Option<u64>, Option<u64>)>,
    /// Together; `None` where the key has no shares.
    pub sum: Option<(u64, u64)>,
    /// What the last 30 days would have been: shared with it and without; `None` if nothing is measured.
    pub shared: Option<(MilliWattHours, MilliWattHours)>,
    /// Received and given by the others, more than with it, in mWh.
    pub more: Vec<(Ean, i64)>,
}

/// Why somebody cannot leave so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeaveRefused {
    NoMember,
    /// The day lies in the past, before it joined, or in a month that is final.
    Day,
    /// The key does not hold without it.
    Key,
}

/// Why a membership does not end so, or another point does not come in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndRefused {
    Leave(LeaveRefused),
    /// What is wrong with the newcomer.
    Newcomer(LineProblem),
    /// Too many homes were asked about that have not said their word: until then none is.
    Wait(Instant),
}
