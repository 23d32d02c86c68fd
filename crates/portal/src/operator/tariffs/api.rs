//! What the pages of tariffs get, and what they ask for.

use crate::my::{MyError, Tariff, Visitor};
use crate::operator::ChangeState;
use calendar::{Instant, SettlementDay};
use units::{Dso, Energy, NanoEuroPerKwh, ObisCode};

/// A price that was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TariffLine {
    pub tariff: Tariff,
    /// `None`: all registers of the energy.
    pub register: Option<ObisCode>,
    pub price: NanoEuroPerKwh,
    pub from: SettlementDay,
    /// First day on which another one holds; `Some(from)` where it never held.
    pub to: Option<SettlementDay>,
    pub in_force: bool,
    pub source: String,
    /// Who asked for it, who published it and when, if that was kept.
    pub asked_by: String,
    pub by: String,
    pub at: Option<Instant>,
}

/// A price that is missing, or older than it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TariffAlarm {
    pub energy: Energy,
    pub tariff: Tariff,
    pub register: ObisCode,
    /// From `day` on there is none; else that of `day` holds still.
    pub missing: bool,
    pub day: SettlementDay,
}

/// Prices that were asked for together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TariffDraft {
    pub number: i64,
    pub prices: u64,
    /// Their first day.
    pub from: SettlementDay,
    pub source: String,
    pub reason: String,
    pub asked_by: String,
    pub asked_at: Option<Instant>,
    /// The visitor asked for it.
    pub own: bool,
    pub state: ChangeState,
    /// Who decided, when and, if it was turned down, why.
    pub decided: Option<(String, Option<Instant>, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TariffsView {
    pub dso: Dso,
    pub energy: Energy,
    /// Of this energy, by tariff and the newest first day first.
    pub lines: Vec<TariffLine>,
    /// Older ones, which are not among `lines`.
    pub older: u64,
    /// Of both energies.
    pub alarms: Vec<TariffAlarm>,
    /// So many days ahead a price has to be there.
    pub ahead_days: i32,
    pub waiting: Vec<TariffDraft>,
    /// The last ones.
    pub decided: Vec<TariffDraft>,
    /// From which a price that holds can be another one.
    pub first_day: SettlementDay,
}

/// Prices as they were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// A file with a heading.
    Lines(String),
    /// Energy, basis, register, first day and price.
    One([String; 5]),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TariffWish {
    pub written: Written,
    /// Where they were published.
    pub source: String,
    pub reason: String,
}

/// What a draft does to one register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TariffEffect {
    pub energy: Energy,
    pub tariff: Tariff,
    pub register: ObisCode,
    pub from: SettlementDay,
    pub before: Option<NanoEuroPerKwh>,
    pub after: NanoEuroPerKwh,
    /// First day on which another price holds that is known already.
    pub until: Option<SettlementDay>,
    /// Days that are over and wait for this price, both inclusive.
    pub over: Option<(SettlementDay, SettlementDay)>,
    /// Charged on this basis in the last night.
    pub accounts: u64,
}

/// A price that is more than so many times the one before, or less than that part of it, is a comma in the wrong place
/// until two people have said that it is not.
const LEAP: i64 = 3;

impl TariffEffect {
    /// The price leaps: whoever asks for it, and whoever publishes it, says that it was announced like this.
    pub fn leaps(&self) -> bool {
        let Some(before) = self.before else { return false };
        let more = |one: NanoEuroPerKwh, than: NanoEuroPerKwh| {
            i128::from(one.0) > i128::from(than.0) * i128::from(LEAP)
        };
        more(self.after, before) || more(before, self.after)
    }
}

impl TariffCheck {
    pub fn leaps(&self) -> bool {
        self.of.iter().any(TariffEffect::leaps)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TariffCheck {
    pub of: Vec<TariffEffect>,
    /// Open accounts that the last night did not charge.
    pub uncharged: u64,
    /// What is missing or old with these prices.
    pub alarms_left: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TariffDraftView {
    pub draft: TariffDraft,
    /// Each price in words of the file: its values without the operator.
    pub prices: Vec<(Energy, Tariff, Option<ObisCode>, SettlementDay, NanoEuroPerKwh)>,
    /// As it is now; `Err` with why it cannot be published any more. `None` once it is decided.
    pub check: Option<Result<TariffCheck, TariffRefused>>,
}

/// Why one price cannot be entered. Texts are what was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TariffFault {
    /// Not six values.
    Fields,
    Dso(String),
    /// Of another operator.
    Foreign,
    Energy(String),
    Basis(String),
    Register(String),
    NotCharged,
    Day(String),
    Price(String),
    NotPositive,
    InCents,
    /// On another line, too.
    Twice(usize),
    Known,
    /// Days before this one have another price already.
    Charged(SettlementDay),
}

/// Why nothing was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TariffRefused {
    /// What the first line has to be.
    Heading(&'static str),
    Empty,
    TooMany {
        count: usize,
        most: usize,
    },
    /// Each line with its number.
    Lines(Vec<(usize, TariffFault)>),
    SamePerson,
    Decided,
    NoDraft,
}

pub type TariffTold<T> = Result<Result<T, TariffRefused>, MyError>;

/// What the platform implements. Calls may block.
pub trait Tariffs: Send + Sync {
    fn tariffs(&self, visitor: &Visitor, energy: Energy) -> Result<TariffsView, MyError>;

    /// What the prices would do; nothing is kept.
    fn check_tariffs(&self, visitor: &Visitor, wish: &TariffWish) -> TariffTold<TariffCheck>;

    /// Keeps a draft that waits for a second person; sent again with the same `attempt` it is the same one.
    fn ask_tariffs(&self, visitor: &Visitor, wish: &TariffWish, attempt: &str) -> TariffTold<i64>;

    fn tariff_draft(
        &self,
        visitor: &Visitor,
        number: i64,
    ) -> Result<Option<TariffDraftView>, MyError>;

    /// Publishes a draft or turns it down.
    fn decide_tariffs(
        &self,
        visitor: &Visitor,
        number: i64,
        publish: bool,
        why: &str,
    ) -> TariffTold<()>;
}
