//! The books behind the pages of operators. What they change goes the way of the command line: one rule, whoever
//! asks. Source: UX 8.8, DOMAIN 0.4.

mod agreement;
pub mod audit;
mod calendar;
mod dossiers;
mod figures;
mod flows;
mod homes;
mod incidents;
mod papers;
mod parameters;
mod rights;
mod room;
mod tariffs;
mod team;
mod tell;
#[cfg(test)]
mod tests;
mod texts;
mod training;
mod works;

pub use rights::{number as number_of, request_days};
pub use room::{bank_health, by_age, lanes, readings};
pub use tell::{JOB as INCIDENT_MESSAGE, send_message};

use crate::engine::Engine;
use crate::failure::Failure;
use crate::share::groups::Postcodes;
use ::calendar::{Instant, SettlementDay};
use portal::agent::Queue;
use portal::my::{MyError, Visitor};
use portal::operator::{
    AuditView, AuditWanted, CalendarView, Change, ChangeView, Effect, FiguresView, IncidentsView,
    NewIncident, OperatorRefused, Operators, ParameterLine, ParameterView, RoomView, Told,
    WaitView, Wish,
};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use units::{Dso, Energy};

type Done<T> = Result<Result<T, OperatorRefused>, Failure>;

/// The room of those who run the platform of one operator.
pub struct Rooms {
    engine: Mutex<Engine>,
    operator: Dso,
    clock: Arc<dyn Fn() -> Instant + Send + Sync>,
    /// The clock of an installation for training.
    training: Option<Arc<crate::training::Training>>,
    /// Of the documents of dossiers; without one none is opened.
    masters: crate::sealed::MasterKeys,
    /// None where nobody has said where quarter-hours lie.
    postcodes: Postcodes,
    intervals: Option<Mutex<crate::share::runs::Intervals>>,
    /// The last ones that were counted.
    figures: Mutex<Option<FiguresView>>,
}

impl std::fmt::Debug for Rooms {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Rooms").field("operator", &self.operator).finish_non_exhaustive()
    }
}

impl Rooms {
    /// `engine`: a connection of their own.
    pub fn new(
        engine: Engine,
        operator: Dso,
        clock: Arc<dyn Fn() -> Instant + Send + Sync>,
    ) -> Self {
        Self {
            engine: Mutex::new(engine),
            operator,
            clock,
            training: None,
            masters: crate::sealed::MasterKeys::default(),
            intervals: None,
            postcodes: Postcodes::default(),
            figures: Mutex::new(None),
        }
    }

    /// With the master keys of the installation.
    pub fn with_masters(self, masters: crate::sealed::MasterKeys) -> Self {
        Self { masters, ..self }
    }

    /// With the quarter-hours that are kept.
    pub fn with_intervals(self, intervals: Option<Mutex<crate::share::runs::Intervals>>) -> Self {
        Self { intervals, ..self }
    }

    /// With the operator's table of postcodes and municipalities.
    pub fn with_postcodes(self, postcodes: Postcodes) -> Self {
        Self { postcodes, ..self }
    }

    fn now(&self) -> Instant {
        (self.clock)()
    }

    fn engine(&self) -> MutexGuard<'_, Engine> {
        // Whoever panicked left a connection whose transaction is rolled back.
        let mut engine = self.engine.lock().unwrap_or_else(PoisonError::into_inner);
        crate::engine::freshened(&mut engine);
        engine
    }
}

fn failed(what: &'static str) -> impl Fn(Failure) -> MyError {
    move |failure| MyError::failed(what, failure)
}

impl Operators for Rooms {
    fn room(&self, _: &Visitor) -> Result<RoomView, MyError> {
        self.room_of().map_err(failed("could not read how the work stands"))
    }

    fn waits(&self, _: &Visitor, queue: Queue) -> Result<Vec<WaitView>, MyError> {
        self.waits_in(queue).map_err(failed("could not read a queue"))
    }

    fn parameters(
        &self,
        _: &Visitor,
        energy: Energy,
        part: &str,
    ) -> Result<Vec<ParameterLine>, MyError> {
        self.lines(energy, part).map_err(failed("could not read the parameters"))
    }

    fn parameter(
        &self,
        visitor: &Visitor,
        energy: Energy,
        name: &str,
    ) -> Result<Option<ParameterView>, MyError> {
        self.view_of(visitor, energy, name).map_err(failed("could not read a parameter"))
    }

    fn preview(&self, visitor: &Visitor, wish: &Wish) -> Told<Effect> {
        self.effect_of(visitor, wish).map_err(failed("could not work out an effect"))
    }

    fn ask(&self, visitor: &Visitor, wish: &Wish, attempt: &str) -> Told<i64> {
        self.ask_for(visitor, wish, attempt).map_err(failed("could not keep a change"))
    }

    fn changes(&self, visitor: &Visitor) -> Result<Vec<Change>, MyError> {
        self.all_changes(visitor).map_err(failed("could not read the changes"))
    }

    fn change(&self, visitor: &Visitor, number: i64) -> Result<Option<ChangeView>, MyError> {
        self.change_of(visitor, number).map_err(failed("could not read a change"))
    }

    fn decide(&self, visitor: &Visitor, number: i64, approve: bool, why: &str) -> Told<()> {
        self.decide_on(visitor, number, approve, why).map_err(failed("could not decide"))
    }

    fn calendar(&self, _: &Visitor, energy: Energy) -> Result<CalendarView, MyError> {
        self.calendar_of(energy).map_err(failed("could not read the calendars"))
    }

    fn figures(&self) -> Result<FiguresView, MyError> {
        self.figures_of().map_err(failed("could not count the figures"))
    }

    fn incidents(&self, _: &Visitor) -> Result<IncidentsView, MyError> {
        self.incidents_of().map_err(failed("could not read the incidents"))
    }

    fn report_incident(&self, visitor: &Visitor, new: &NewIncident, attempt: &str) -> Told<()> {
        self.report(visitor, new, attempt).map_err(failed("could not report an incident"))
    }

    fn end_incident(&self, visitor: &Visitor, id: &str) -> Told<()> {
        self.end(visitor, id).map_err(failed("could not end an incident"))
    }

    fn today(&self) -> SettlementDay {
        self.now().day()
    }

    fn audit(&self, _: &Visitor, wanted: &AuditWanted) -> Result<AuditView, MyError> {
        self.audit_of(wanted).map_err(failed("could not read the audit"))
    }

    fn audit_file(&self, _: &Visitor, wanted: &AuditWanted) -> Result<String, MyError> {
        self.audit_lines_as_file(wanted).map_err(failed("could not read the audit"))
    }
}
