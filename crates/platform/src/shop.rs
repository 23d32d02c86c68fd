//! The books behind a merchant's pages: sales go through the till as those of any terminal, so they have the
//! same reservation, receipt and shift. Source: TP-05, TP-06, TP-20, TP-24.

mod office;
pub mod sheets;
mod shift;
mod show;
mod staff;
pub mod terms;
#[cfg(test)]
mod tests;

pub use office::week;

use crate::desk;
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::guesses;
use crate::news::{KeptNews, failing};
use crate::terminals::stops::is_stopped;
use crate::till::held::room;
use crate::till::{Answer, Clock, OrderRequest, Request, StoredSale, Till, TillError};
use access::TillRight;
use calendar::{Instant, SettlementDay};
use http_api::{
    Call, Cashier, Kept, Lookup, Order, Outcome, Refusal, SaleOutcome, Tender, Transaction,
};
use portal::my::{FailureLine, MyError, Visitor};
use portal::shop::{
    CommissionSheet, Counted, Counter, Hand, LimitNow, NotEntered, PersonRefused, PersonWanted,
    Point, SaleView, Selling, ShiftView, Shop, ShopOffice, ShopRefused, ShopStaff, TerminalNow,
    Ticket, TillPerson, Told, UndoReason, Undoing, Unfinished, Week,
};
use std::sync::{Mutex, MutexGuard, PoisonError};
use store::{KeptSale, TryKind};
use units::{Dso, MicroEuro};
use vending::{
    AmountError, Answer as SaleAnswer, Fingerprint, Means, NotUndone, ReferenceError, ShiftError,
    VendState, Wait,
};

/// How soon one may ask again while too many wait.
const AGAIN_S: u32 = 2;
/// Answers among which the last one about a sale of a cashier is looked for.
const LAST_ANSWERS: i64 = 64;
/// A sale that waits for its money for longer is not brought up any more.
const UNFINISHED_H: i64 = 4;
/// Sales that are looked through for it.
const MOST_RECENT: i64 = 500;
/// Hexadecimal digits of a sale's number: 120 bits.
const NUMBER_DIGITS: usize = 30;

/// Where somebody sells.
struct Place {
    terminal: String,
    dso: Dso,
    cashier: Cashier,
    hand: Hand,
}

/// The shops of an installation.
pub struct Shops {
    till: Till,
    reader: Mutex<Engine>,
    /// Held while a PIN is looked at.
    pins: Mutex<()>,
    news: KeptNews,
    clock: Clock,
}

impl std::fmt::Debug for Shops {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Shops").finish_non_exhaustive()
    }
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    // Whoever panicked left counts or a connection whose transaction is rolled back.
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

fn failed(what: &'static str) -> impl Fn(Failure) -> MyError {
    move |failure| MyError::failed(what, failure)
}

/// What a refusal of the till means to a cashier. Errors: those that are no cashier's doing.
fn told(refusal: Refusal) -> Result<ShopRefused, Failure> {
    Ok(match refusal {
        Refusal::Wait(wait) => ShopRefused::Wait { until: wait.until },
        Refusal::Reference(ReferenceError::NotThirteenDigits { .. }) => {
            ShopRefused::NotThirteenDigits
        }
        Refusal::Reference(_) | Refusal::UnknownReference => ShopRefused::WrongReference,
        // The exact amount to be back on and the room below a ceiling would tell the balance.
        Refusal::Amount(AmountError::OutsideLimits { least, most, .. }) => {
            ShopRefused::OutsideLimits { least, most }
        }
        Refusal::Amount(AmountError::AboveCeiling { .. } | AmountError::TooLarge) => {
            ShopRefused::TooHigh
        }
        Refusal::Shift(ShiftError::Unexplained { cash, card }) => {
            ShopRefused::Unexplained { difference: vending::CashCount { cash, card } }
        }
        Refusal::Shop(over) => ShopRefused::ShopLimit { left: over.left },
        Refusal::TerminalStopped => ShopRefused::Stopped,
        Refusal::UnknownSale => ShopRefused::UnknownSale,
        Refusal::Unavailable { .. } => ShopRefused::Busy,
        other => return Err(other.into()),
    })
}

/// Runs the lines of a call with `?` for what is refused.
macro_rules! or_told {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(refused) => return Ok(Err(refused)),
        }
    };
}
use or_told;

type Done<T> = Result<Result<T, ShopRefused>, Failure>;

impl Shops {
    /// `reader`: a connection of their own.
    pub fn new(reader: Engine, till: Till, clock: Clock) -> Self {
        let news = KeptNews::default();
        Self { till, reader: Mutex::new(reader), pins: Mutex::new(()), news, clock }
    }

    /// Whether the terminal has to wait after wrong references.
    fn wait(engine: &mut Engine, place: &Place, now: Instant) -> Result<Option<Wait>, Failure> {
        let most = engine.books.payments(place.dso, now)?.lookup_wrong_max_per_h;
        guesses::wait(&mut engine.store, (TryKind::Terminal, &place.terminal), most, now)
    }

    fn count_wrong(
        engine: &mut Engine,
        place: &Place,
        now: Instant,
        refused: ShopRefused,
    ) -> Result<(), Failure> {
        // A digit too few is no guess.
        if refused != ShopRefused::WrongReference {
            return Ok(());
        }
        guesses::wrong(&mut engine.store, (TryKind::Terminal, &place.terminal), now)
    }

    /// Has the till carry an order out. `key` and `body` come again when a page is sent again.
    fn order(
        &self,
        place: &Place,
        (key, body): (&str, &str),
        wait: Option<Wait>,
        call: Call,
    ) -> Result<Result<Outcome, Refusal>, Failure> {
        let order = Order {
            key: key.parse()?,
            fingerprint: Fingerprint::of(key, body),
            at: (self.clock)(),
            call,
        };
        let terminal = place.terminal.clone();
        let request = OrderRequest { terminal, dso: place.dso, wait, order };
        match self.till.ask_and_wait(Request::Order(request)) {
            Ok(Answer::Order(done)) => Ok(done.map(|done| done.outcome)),
            Ok(Answer::Sale(_) | Answer::Payment(_)) => refuse("an answer of another kind"),
            Err(TillError::Busy) => Ok(Err(Refusal::Unavailable { retry_after_s: AGAIN_S })),
            Err(error) => Err(error.into()),
        }
    }

    fn found(&self, visitor: &Visitor, reference: &str) -> Done<Point> {
        let now = (self.clock)();
        let mut engine = held(&self.reader);
        let place = or_told!(self.place_for(&mut engine, visitor, TillRight::Sell)?);
        if is_stopped(&mut engine.store, &place.terminal)? {
            return Ok(Err(ShopRefused::Stopped));
        }
        if let Some(wait) = Self::wait(&mut engine, &place, now)? {
            return Ok(Err(ShopRefused::Wait { until: wait.until }));
        }
        let ask = Lookup { reference: reference.to_owned(), amount: None, at: now };
        match desk::look_up(&mut engine, place.dso, &ask, now)? {
            Ok(found) => Ok(Ok(Point {
                reference: found.ean.reference(),
                energy: found.energy,
                town: found.town,
                least: found.least,
                most: found.most,
            })),
            Err(refusal) => {
                let refused = told(refusal)?;
                Self::count_wrong(&mut engine, &place, now, refused)?;
                Ok(Err(refused))
            }
        }
    }

    fn reserved(&self, visitor: &Visitor, selling: &Selling<'_>) -> Done<String> {
        let now = (self.clock)();
        let (place, wait) = {
            let mut engine = held(&self.reader);
            let place = or_told!(self.place_for(&mut engine, visitor, TillRight::Sell)?);
            let wait = Self::wait(&mut engine, &place, now)?;
            (place, wait)
        };
        let reference: String = selling.reference.chars().filter(|c| !c.is_whitespace()).collect();
        let body = format!("{reference} {} {}", selling.amount.0, place.cashier);
        let number = number_of(selling.attempt, &body);
        let transaction: Transaction = number.parse()?;
        let vend = || Call::Vend {
            transaction: transaction.clone(),
            reference: reference.clone(),
            amount: selling.amount,
            // How it is paid is known once it is: the advice says it.
            tender: Tender::Cash,
            cashier: place.cashier.clone(),
        };
        let key = format!("vend.{number}");
        let mut done = self.order(&place, (&key, &body), wait, vend())?;
        if matches!(done, Err(Refusal::ShiftNotOpen)) {
            let opens = Call::OpenShift { cashier: place.cashier.clone() };
            let opened = self.order(&place, (&format!("open.{number}"), &body), None, opens)?;
            match opened {
                // Open meanwhile.
                Ok(_) | Err(Refusal::ShiftOpen) => {}
                Err(refusal) => return Ok(Err(told(refusal)?)),
            }
            done = self.order(&place, (&key, &body), wait, vend())?;
        }
        match done {
            Ok(_) => Ok(Ok(number)),
            Err(refusal) => {
                let refused = told(refusal)?;
                Self::count_wrong(&mut held(&self.reader), &place, now, refused)?;
                Ok(Err(refused))
            }
        }
    }

    /// A sale of the visitor's terminal as it is kept.
    fn kept(engine: &mut Engine, place: &Place, number: &str) -> Done<(KeptSale, StoredSale)> {
        let kept = engine.store.sales(&[(place.terminal.as_str(), number)])?.pop();
        let Some(kept) = kept else { return Ok(Err(ShopRefused::UnknownSale)) };
        let sale = serde_json::from_str(&kept.body)?;
        Ok(Ok((kept, sale)))
    }

    fn place_and_sale(
        &self,
        visitor: &Visitor,
        right: TillRight,
        number: &str,
    ) -> Done<(Place, StoredSale)> {
        let mut engine = held(&self.reader);
        let place = or_told!(self.place_for(&mut engine, visitor, right)?);
        let (_, sale) = or_told!(Self::kept(&mut engine, &place, number)?);
        Ok(Ok((place, sale)))
    }

    fn confirmed(&self, visitor: &Visitor, number: &str, means: Means) -> Done<()> {
        let (place, sale) = or_told!(self.place_and_sale(visitor, TillRight::Sell, number)?);
        // The page that takes money is that of the sale's own cashier.
        let reserved = sale.vend.reservation().filter(|one| one.cashier == place.cashier.as_str());
        let Some(reserved) = reserved else { return Ok(Err(ShopRefused::UnknownSale)) };
        let amount = reserved.amount.amount();
        let (name, tender) = match means {
            Means::Cash => ("cash", Tender::Cash),
            Means::Card => ("card", Tender::Card(vending::Card::Debit)),
        };
        let key = format!("confirm.{number}.{name}");
        let body = format!("{} {}", amount.0, place.cashier);
        let advice = Call::Confirm {
            transaction: number.parse()?,
            amount,
            taken_at: (self.clock)(),
            tender,
            cashier: place.cashier.clone(),
            promised_to: None,
        };
        match self.order(&place, (&key, &body), None, advice)? {
            Ok(_) => Ok(Ok(())),
            Err(refusal) => Ok(Err(told(refusal)?)),
        }
    }

    fn given_up(&self, visitor: &Visitor, number: &str) -> Done<()> {
        let (place, sale) = or_told!(self.place_and_sale(visitor, TillRight::Sell, number)?);
        let own = cashier_of(&sale) == Some(place.cashier.as_str());
        // A sale whose money was taken is undone with a reason, or not at all.
        if !own || !matches!(sale.vend.state(), VendState::Reserved { .. }) {
            return Ok(Ok(()));
        }
        let reverse = Call::Reverse { transaction: number.parse()? };
        match self.order(&place, (&format!("not-paid.{number}"), ""), None, reverse)? {
            Ok(_) => Ok(Ok(())),
            Err(refusal) => Ok(Err(told(refusal)?)),
        }
    }

    fn undone(&self, visitor: &Visitor, number: &str, reason: UndoReason) -> Done<Undoing> {
        let (place, sale) =
            or_told!(self.place_and_sale(visitor, TillRight::UndoOwnSale, number)?);
        match sale.vend.state() {
            VendState::Credited { .. } => {}
            VendState::Undone { .. } => return Ok(Ok(Undoing::Done)),
            VendState::Suspended { .. } => return Ok(Ok(Undoing::Held)),
            VendState::Reserved { .. } | VendState::Reversed { .. } => {
                return Ok(Ok(Undoing::NotSold));
            }
        }
        if cashier_of(&sale) != Some(place.cashier.as_str()) {
            return Ok(Ok(Undoing::NotYours));
        }
        let at = (place.terminal.as_str(), number);
        let (person, now) = (visitor.person, (self.clock)());
        held(&self.reader).store.add_undo_reason(at, person, reason.name(), now)?;
        let reverse = Call::Reverse { transaction: number.parse()? };
        let answer = match self.order(&place, (&format!("undo.{number}"), ""), None, reverse)? {
            Ok(Outcome::Sale(SaleOutcome { answer, .. })) => answer,
            Ok(_) => return refuse("an outcome of another kind"),
            Err(refusal) => return Ok(Err(told(refusal)?)),
        };
        Ok(Ok(match answer {
            SaleAnswer::Undone => Undoing::Done,
            SaleAnswer::NotUndone { why: NotUndone::TooLate { minutes } } => {
                Undoing::TooLate { minutes }
            }
            SaleAnswer::NotUndone { why: NotUndone::Spent { .. } } => Undoing::Spent,
            SaleAnswer::NotUndone { why: NotUndone::AccountClosed } => Undoing::AccountClosed,
            SaleAnswer::NotUndone { why: NotUndone::InSuspense }
            | SaleAnswer::InSuspense { .. } => Undoing::Held,
            SaleAnswer::Reserved { .. }
            | SaleAnswer::Credited { .. }
            | SaleAnswer::Reversed
            | SaleAnswer::NumberTaken => Undoing::NotSold,
        }))
    }

    fn counter_of(&self, visitor: &Visitor) -> Done<Counter> {
        let now = (self.clock)();
        let mut engine = held(&self.reader);
        let place = or_told!(self.place_for(&mut engine, visitor, TillRight::Sell)?);
        let from = now.plus_h(-UNFINISHED_H);
        let mut unfinished = None;
        for kept in engine.store.sales_of(&place.terminal, from, MOST_RECENT)? {
            let sale: StoredSale = serde_json::from_str(&kept.body)?;
            if let VendState::Reserved { reservation } = sale.vend.state()
                && reservation.cashier == place.cashier.as_str()
            {
                let (amount, at) = (reservation.amount.amount(), reservation.at);
                unfinished = Some(Unfinished { number: kept.number, amount, at });
            }
        }
        let room = room(&mut engine.store, &place.terminal, now)?;
        Ok(Ok(Counter { terminal: place.terminal, unfinished, room }))
    }

    /// What fails of the operator for whom the visitor sells: whose home comes next nobody knows.
    fn failing_of(&self, visitor: &Visitor) -> Done<Vec<FailureLine>> {
        let now = (self.clock)();
        let place = {
            let mut engine = held(&self.reader);
            or_told!(self.place(&mut engine, visitor)?)
        };
        let (all, _) = self.news.read((place.dso, now), || Ok(held(&self.reader)))?;
        let mut lines = failing(all, None);
        lines.retain(|line| line.dso == place.dso);
        Ok(Ok(lines))
    }

    fn last_of(&self, visitor: &Visitor) -> Done<Option<String>> {
        let mut engine = held(&self.reader);
        let place = or_told!(self.place(&mut engine, visitor)?);
        for body in engine.store.last_answers(&place.terminal, LAST_ANSWERS)? {
            let kept: Kept = serde_json::from_str(&body)?;
            let Outcome::Sale(outcome) = kept.answer else { continue };
            let number = outcome.transaction.as_str();
            let sale = Self::kept(&mut engine, &place, number)?;
            if sale.is_ok_and(|(_, sale)| cashier_of(&sale) == Some(place.cashier.as_str())) {
                return Ok(Ok(Some(number.to_owned())));
            }
        }
        Ok(Ok(None))
    }
}

/// Who sold.
fn cashier_of(sale: &StoredSale) -> Option<&str> {
    let reserved = sale.vend.reservation().map(|reserved| reserved.cashier.as_str());
    reserved.or_else(|| sale.vend.advice().map(|advice| advice.cashier.as_str()))
}

/// The terminal's number of a sale: the same for the same page sent again.
fn number_of(attempt: &str, body: &str) -> String {
    let digits = Fingerprint::of(attempt, body).to_string();
    format!("w{}", digits.get(..NUMBER_DIGITS).unwrap_or(&digits))
}

impl ShopOffice for Shops {
    fn week(&self, visitor: &Visitor, day: Option<SettlementDay>) -> Told<Week> {
        self.week_of(visitor, day).map_err(failed("could not read a week"))
    }

    fn limit(&self, visitor: &Visitor) -> Told<LimitNow> {
        self.limit_of(visitor).map_err(failed("could not read what a shop may hold"))
    }

    fn terminal(&self, visitor: &Visitor) -> Told<TerminalNow> {
        self.terminal_of(visitor).map_err(failed("could not read a terminal"))
    }

    fn sheets(&self, visitor: &Visitor) -> Told<Vec<CommissionSheet>> {
        self.sheets_of(visitor).map_err(failed("could not read the sheets of a terminal"))
    }
}

impl ShopStaff for Shops {
    fn hand(&self, visitor: &Visitor) -> Told<Hand> {
        self.hand_now(visitor).map_err(failed("could not read who has a till in hand"))
    }

    fn names(&self, visitor: &Visitor) -> Told<Vec<(i64, String)>> {
        self.names_of(visitor).map_err(failed("could not read who may come to a till"))
    }

    fn enter(&self, visitor: &Visitor, number: i64, pin: &str) -> Told<Result<(), NotEntered>> {
        self.entered(visitor, number, pin).map_err(failed("could not hand a till over"))
    }

    fn lock(&self, visitor: &Visitor) -> Told<()> {
        self.locked(visitor).map_err(failed("could not lock a till"))
    }

    fn people(&self, visitor: &Visitor) -> Told<Vec<TillPerson>> {
        self.people_of(visitor).map_err(failed("could not read the people of a shop"))
    }

    fn add(&self, visitor: &Visitor, wanted: &PersonWanted<'_>) -> Told<Result<(), PersonRefused>> {
        self.added(visitor, wanted).map_err(failed("could not add somebody to a shop"))
    }

    fn change(
        &self,
        visitor: &Visitor,
        number: i64,
        wanted: &PersonWanted<'_>,
    ) -> Told<Result<(), PersonRefused>> {
        self.changed(visitor, number, wanted).map_err(failed("could not change somebody of a shop"))
    }

    fn end(&self, visitor: &Visitor, number: i64) -> Told<Result<(), PersonRefused>> {
        self.ended(visitor, number).map_err(failed("could not end somebody of a shop"))
    }
}

impl Shop for Shops {
    fn failing(&self, visitor: &Visitor) -> Told<Vec<FailureLine>> {
        self.failing_of(visitor).map_err(failed("could not read what fails"))
    }

    fn counter(&self, visitor: &Visitor) -> Told<Counter> {
        self.counter_of(visitor).map_err(failed("could not read a counter"))
    }

    fn look_up(&self, visitor: &Visitor, reference: &str) -> Told<Point> {
        self.found(visitor, reference).map_err(failed("could not look a reference up"))
    }

    fn reserve(&self, visitor: &Visitor, selling: &Selling<'_>) -> Told<String> {
        self.reserved(visitor, selling).map_err(failed("could not reserve a sale"))
    }

    fn confirm(&self, visitor: &Visitor, number: &str, means: Means) -> Told<()> {
        self.confirmed(visitor, number, means).map_err(failed("could not confirm a sale"))
    }

    fn give_up(&self, visitor: &Visitor, number: &str) -> Told<()> {
        self.given_up(visitor, number).map_err(failed("could not give a sale up"))
    }

    fn sale(&self, visitor: &Visitor, number: &str) -> Told<SaleView> {
        self.show(visitor, number).map_err(failed("could not read a sale"))
    }

    fn last(&self, visitor: &Visitor) -> Told<Option<String>> {
        self.last_of(visitor).map_err(failed("could not find the last sale"))
    }

    fn tickets(&self, visitor: &Visitor, code: Option<&str>) -> Told<Vec<Ticket>> {
        self.tickets_of(visitor, code).map_err(failed("could not read tickets"))
    }

    fn undo(&self, visitor: &Visitor, number: &str, reason: UndoReason) -> Told<Undoing> {
        self.undone(visitor, number, reason).map_err(failed("could not undo a sale"))
    }

    fn shift(&self, visitor: &Visitor, of: Option<i64>) -> Told<ShiftView> {
        self.shift_of(visitor, of).map_err(failed("could not read a shift"))
    }

    fn close(&self, visitor: &Visitor, counted: &Counted<'_>) -> Told<()> {
        self.closed(visitor, counted).map_err(failed("could not close a shift"))
    }
}

/// The amount that a sale is about.
fn amount_of(sale: &StoredSale) -> MicroEuro {
    sale.amount().unwrap_or(MicroEuro::ZERO)
}
