//! What a household's own pages ask of the platform, and what they are told.

use super::account::{Accounts, Began};
use super::alerts::{AlertsWanted, MyAlerts, Tests};
use super::both::BothEnergies;
use super::help::{Helps, MyVisit};
use super::helpers::{Allows, MyHelpers};
use super::movements::Movements;
use super::moving::Moves;
use super::outside::Outside;
use super::papers::Papers;
use super::point::Points;
use super::quarters::QuarterHours;
use super::references::{MyReference, MyTransfer, SendsDigits};
use super::state::States;
use super::usage::UseOfDays;
use super::visits::Appointments;
use super::why::Explains;
use super::yearly::YearlyBills;
use crate::homes::{MovementKind, MovementLine};
use crate::pay::AmountEffect;
use crate::view::StateCard;
use access::{Act, Role};
use calendar::Instant;
use std::error::Error;
use units::{AccountId, Energy, Language, MicroEuro, MilliWattHours, PaymentReference};
pub use vending::MoneyPart as Part;

/// Somebody who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    pub person: i64,
    pub role: Role,
    /// Of staff; a household's pages name nobody.
    pub name: String,
    pub language: Language,
    /// Their session, by its number.
    pub session: i64,
}

/// Who is signed in, for every page that needs it. Calls may block.
pub trait Sessions: Send + Sync {
    /// Whose token it is; `None` if it was never given, has ended or was left too long.
    fn who(&self, token: &str) -> Result<Option<Visitor>, MyError>;

    /// Keeps that a household's data was seen, before it is shown. Source: PD-05.
    fn looked(&self, visitor: &Visitor, account: AccountId, saw: &[Act]) -> Result<(), MyError>;
}

/// What the platform implements. Calls may block: they run on threads of their own. Nothing is told of a
/// household that is not the visitor's. `place` is the number of one of their meters, from 1, in an order
/// that does not change while they keep it. Source: PD-04.
pub trait Household:
    Sessions
    + Helps
    + Allows
    + QuarterHours
    + UseOfDays
    + Movements
    + Explains
    + YearlyBills
    + Papers
    + Moves
    + Outside
    + States
    + Points
    + BothEnergies
    + SendsDigits
    + Accounts
    + Tests
    + Appointments
{
    /// Sends a code to a phone number or an address of mail if somebody signs in with it. The answer is the
    /// same whether there is somebody or not. Errors inside: [`Refused::NotAnAddress`], [`Refused::Wait`].
    fn ask_code(
        &self,
        source: &str,
        address: &str,
        language: Language,
    ) -> Result<Result<Asked, Refused>, MyError>;

    /// The code of a letter is right: sends a code to the phone or mail that the person wants to be reached
    /// at. Errors inside: as [`Self::ask_code`], [`Refused::WrongLetter`], [`Refused::LetterOver`],
    /// [`Refused::NotAReference`].
    fn activate(
        &self,
        source: &str,
        asked: &Activation<'_>,
    ) -> Result<Result<Asked, Refused>, MyError>;

    /// Another letter for whoever shows one that is over: reference and code of it, whatever address. Errors inside:
    /// as [`Self::activate`], [`Refused::NoPost`]; [`Refused::Wait`] where one was made within a day. Source: UX P-14.
    fn new_letter(
        &self,
        source: &str,
        asked: &Activation<'_>,
    ) -> Result<Result<(), Refused>, MyError>;

    /// Errors inside: [`Refused::WrongCode`], [`Refused::CodeOver`], [`Refused::Wait`].
    fn enter_code(
        &self,
        source: &str,
        challenge: &str,
        code: &str,
        device: &str,
    ) -> Result<Result<SignedIn, Refused>, MyError>;

    /// Errors inside: [`Refused::WrongPassword`], [`Refused::SecondNeeded`], [`Refused::Wait`].
    fn enter_password(
        &self,
        source: &str,
        entry: &PasswordEntry<'_>,
    ) -> Result<Result<Entered, Refused>, MyError>;

    /// The first code of an app that staff add before they are in. What is asked again stands beside the error.
    /// Errors inside: [`Refused::WrongCode`], [`Refused::CodeOver`], [`Refused::Wait`].
    fn enter_first_code(
        &self,
        source: &str,
        challenge: &str,
        code: &str,
        device: &str,
    ) -> Result<Result<SignedIn, (Refused, Option<Began>)>, MyError>;

    /// Whether staff may sign in where they work.
    fn has_provider(&self) -> bool {
        false
    }

    /// Where a browser goes to sign in where its owner works, and the state that it keeps until it is back.
    /// Errors inside: [`Refused::ProviderRefused`], [`Refused::Wait`].
    fn to_provider(&self, _source: &str) -> Result<Result<ToProvider, Refused>, MyError> {
        Ok(Err(Refused::ProviderRefused))
    }

    /// A browser is back. Errors inside: [`Refused::ProviderOver`], [`Refused::ProviderRefused`],
    /// [`Refused::ProviderUnknown`], [`Refused::Wait`].
    fn back_from_provider(
        &self,
        _source: &str,
        _back: &FromProvider<'_>,
    ) -> Result<Result<SignedIn, Refused>, MyError> {
        Ok(Err(Refused::ProviderOver))
    }

    /// Ends a session of the visitor.
    fn leave(&self, visitor: &Visitor, session: i64) -> Result<(), MyError>;

    fn home(&self, visitor: &Visitor) -> Result<MyHome, MyError>;

    /// What an amount would do; the preselected one without `amount`.
    fn top_up(
        &self,
        visitor: &Visitor,
        place: usize,
        amount: Option<MicroEuro>,
    ) -> Result<Option<MyTopUp>, MyError>;

    fn alerts(&self, visitor: &Visitor, place: usize) -> Result<Option<MyAlerts>, MyError>;

    fn set_alerts(
        &self,
        visitor: &Visitor,
        place: usize,
        wanted: &AlertsWanted,
    ) -> Result<Option<MyAlerts>, MyError>;

    fn helpers(&self, visitor: &Visitor, place: usize) -> Result<Option<MyHelpers>, MyError>;

    /// Lets the supplier see days of a meter, or no more, at once. Nothing changes without a supplier. Source: PD-02.
    fn let_supplier_see(
        &self,
        _visitor: &Visitor,
        _place: usize,
        _may: bool,
    ) -> Result<(), MyError> {
        Ok(())
    }

    /// Takes access away from somebody, at once. Nothing changes if they have none.
    fn end_helper(&self, visitor: &Visitor, place: usize, grant: i64) -> Result<(), MyError>;

    fn references(&self, visitor: &Visitor) -> Result<Vec<MyReference>, MyError>;

    /// The visitor's devices, the newest first.
    fn devices(&self, visitor: &Visitor) -> Result<Vec<Device>, MyError>;

    /// All that is known of the visitor's meters, as JSON.
    fn data(&self, visitor: &Visitor) -> Result<String, MyError>;
}

/// The letter's code, and where its holder wants to be reached.
#[derive(Debug, Clone, Copy)]
pub struct Activation<'a> {
    pub reference: &'a str,
    pub code: &'a str,
    pub address: &'a str,
    pub language: Language,
}

#[derive(Debug, Clone, Copy)]
pub struct PasswordEntry<'a> {
    pub address: &'a str,
    pub password: &'a str,
    /// Of an app; empty if there is none.
    pub second: &'a str,
    pub device: &'a str,
}

/// On the way to where somebody works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToProvider {
    pub address: String,
    /// Kept by the browser: whoever comes back with it is who went.
    pub state: String,
}

/// Back from there.
#[derive(Debug, Clone, Copy)]
pub struct FromProvider<'a> {
    /// As the address says.
    pub state: &'a str,
    /// As the browser kept it.
    pub kept: &'a str,
    /// Empty if the provider says no.
    pub code: &'a str,
    pub device: &'a str,
}

/// A code was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// What the page that asks for the code carries.
    pub challenge: String,
    /// Where it was sent, as the person wrote it.
    pub address: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// Opens the pages to whoever has it: 256 bits of chance, kept as a hash.
    pub token: String,
    pub role: Role,
    /// How long a browser keeps it; `None` until it is closed.
    pub keep_s: Option<i64>,
    /// Where somebody begins who is no customer.
    pub begins_at: Option<Begins>,
}

/// An address in each language: whoever signs in goes on in the language of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begins(Vec<(Language, String)>);

impl Begins {
    pub fn at(path: impl Fn(Language) -> String) -> Self {
        Self(Language::ALL.map(|language| (language, path(language))).to_vec())
    }

    pub fn path(&self, language: Language) -> Option<&str> {
        let path = self.0.iter().find(|(of, _)| *of == language);
        path.map(|(_, path)| path.as_str())
    }
}

/// How far a right password leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entered {
    In(SignedIn),
    /// Staff for whom no app says codes yet: they add one first. Source: PD-04.
    AddsApp(Began),
}

/// What cannot be done as it was asked: told to the person, at its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("neither a Belgian mobile number nor an address of mail")]
    NotAnAddress,
    #[error("a reference has 13 digits")]
    NotAReference,
    #[error("reference and code of the letter do not belong together")]
    WrongLetter,
    /// They belong together, and open nothing any more.
    #[error("the letter is used, tried too often or too old")]
    LetterOver,
    #[error("no letter would arrive")]
    NoPost,
    #[error("a wrong code; {left} tries are left")]
    WrongCode { left: u32 },
    #[error("the code is used, tried too often or too old")]
    CodeOver,
    #[error("no such password")]
    WrongPassword,
    #[error("a second factor is needed")]
    SecondNeeded,
    #[error("too many tries until {until}")]
    Wait { until: Instant },
    #[error("this way to sign in was used, is too old or is another browser's")]
    ProviderOver,
    #[error("the provider or what it says is not accepted")]
    ProviderRefused,
    #[error("the provider knows somebody who is nobody here")]
    ProviderUnknown,
    #[error("the role is over, or nobody looked at it in time")]
    RoleOver,
    #[error("there is no master key under which the codes of an app are sealed")]
    NoMasterKey,
}

/// One of a visitor's meters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyMeter {
    pub place: usize,
    pub energy: Energy,
    pub reference: PaymentReference,
    pub town: String,
}

/// What the button of a card offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offered {
    pub amount: MicroEuro,
    /// The balance after it, debts with a share counted.
    pub after: MicroEuro,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyCard {
    pub meter: MyMeter,
    pub card: StateCard,
    pub offered: Option<Offered>,
    pub estimate: Option<NowEstimate>,
    /// Newest first.
    pub last: Vec<MovementLine>,
    pub live: Option<LiveNow>,
}

/// What a balance is expected to be now, and how that is known. Source: PA-36, UX 4.5.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NowEstimate {
    pub balance: MicroEuro,
    /// Between these if today is like eight of ten of the past days.
    pub range: Option<(MicroEuro, MicroEuro)>,
    /// Of so many last days.
    pub days: usize,
    /// By the hours of these days; else every hour alike.
    pub by_hour: bool,
}

/// What the customer's port of the meter has said within the last minutes, in watt. It is shown and moves
/// nothing: neither a balance nor an estimate is made of it. Source: MT-16.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LiveNow {
    pub taken_w: i64,
    pub injected_w: i64,
    /// 1.8.1 and 1.8.2, if it said both.
    pub registers: Option<[MilliWattHours; 2]>,
    /// By the meter's clock.
    pub at: Instant,
}

/// All meters of a visitor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyHome {
    /// In any order: the page has one of its own.
    pub cards: Vec<MyCard>,
    /// One payment can be for two of them: the place of the first. Source: F-03.
    pub both: Option<usize>,
    /// Technicians who come, by the place of the meter; the next first.
    pub visits: Vec<(usize, MyVisit)>,
}

/// What an amount would do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyTopUp {
    pub meter: MyMeter,
    /// All meters, to switch between them.
    pub meters: Vec<MyMeter>,
    pub amount: MicroEuro,
    /// `None` if this amount cannot be paid.
    pub effect: Option<TopUpEffect>,
    /// Amounts that are one press away.
    pub amounts: Vec<AmountChoice>,
    /// How the account stands: what it needs at least is told first. Source: UX 4.4, PA-19.
    pub card: StateCard,
    /// Limits of one payment.
    pub least: MicroEuro,
    pub most: MicroEuro,
    /// Its code has the amount in it.
    pub transfer: Option<MyTransfer>,
    /// Somebody can pay online here.
    pub online: bool,
    /// One payment can be for this meter and another one. Source: F-03.
    pub both: bool,
}

/// An amount that is one press away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AmountChoice {
    pub amount: MicroEuro,
    pub does: AmountEffect,
    /// How long the balance after it lasts, if that is known and the supply is on by then.
    pub days: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopUpEffect {
    /// In whole cents that add up to the amount; none is zero.
    pub parts: Vec<(Part, MicroEuro)>,
    pub after: MicroEuro,
    pub days: Option<i64>,
    /// As the guest's pages say it, and so that a change until payment is seen.
    pub does: AmountEffect,
}

impl TopUpEffect {
    /// With the days that the balance after it lasts: none where the supply is off all the same, or is still to
    /// be cut. Source: UX 8.2 C-02.
    pub fn lasting(self, days: impl FnOnce(MicroEuro) -> Option<i64>) -> Self {
        let days = days(self.after).filter(|_| self.does.suffices());
        Self { days, ..self }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    pub session: i64,
    /// As its browser calls it.
    pub name: String,
    pub since: Instant,
    pub seen: Instant,
    pub is_this: bool,
}

/// Why there is no answer. Reported, never shown; `what` says what could not be done.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub struct MyError {
    what: String,
    source: Box<dyn Error + Send + Sync>,
}

impl MyError {
    /// Something that could not be done, and its cause.
    pub fn failed(
        what: impl Into<String>,
        source: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        Self { what: what.into(), source: source.into() }
    }
}

impl MovementLine {
    /// Money that came in from somebody.
    pub(crate) fn is_payment(&self) -> bool {
        let entry = match self.kind {
            MovementKind::Entry(entry) => entry,
            MovementKind::Energy | MovementKind::Repaid => return false,
        };
        matches!(entry, ledger::EntryKind::TopUp | ledger::EntryKind::Aid)
    }
}
