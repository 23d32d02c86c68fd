//! Everything that is kept, in SQLite or PostgreSQL.
//!
//! [`Store`] has one method for each thing that is asked or booked, a file for each aggregate. They
//! are written once, over a port of a dozen functions that each database implements: so both behave
//! alike by construction, and one suite proves it on both. What each table means, and why its key is
//! as it is, stands in the README.

mod accounts;
mod act_photos;
mod aids;
mod api_keys;
mod api_requests;
mod bank;
mod booking;
mod books;
mod calls;
mod candidates;
mod case_notes;
mod case_presence;
mod cases;
mod chain;
mod client_charges;
mod client_notes;
mod client_proofs;
mod closed_calendars;
mod columns;
mod commission_sheets;
mod consents;
mod contacts;
mod database;
mod deliveries;
mod desk_day;
mod early_help;
mod endpoints;
mod error;
mod estimates;
mod events;
mod fleet;
mod flows;
mod history;
mod incidents;
mod intervals;
mod jobs;
mod legal_requests;
mod live;
mod mandates;
mod meter_holds;
mod meter_keys;
mod meter_quarters;
mod meters;
mod migrations;
mod night;
mod notices;
mod numbers;
mod outbox;
mod own_acts;
mod paper_mandates;
mod parties;
mod partner_notices;
mod people;
mod places;
mod plan_proposals;
mod points;
mod polls;
mod postgres;
mod proofs;
mod prosumers;
mod provider;
mod quality;
mod raw;
mod readings;
mod reconcile;
mod retention;
mod settlements;
mod sharing;
mod sharing_documents;
mod sharing_labels;
mod sharing_runs;
mod sharing_tasks;
mod sharing_terms;
mod shop_staff;
mod shop_terms;
mod sittings;
mod sqlite;
mod staff;
mod standing;
mod suppliers;
mod supply_contracts;
mod terminal_stops;
mod terms;
mod testing;
mod till;
mod timely;
mod tries;
mod types;
mod visits;
mod waiting;
mod welfare_offices;
mod wide;

pub use act_photos::ActPhoto;
pub use aids::{AidState, KeptAid, NewAid};
pub use api_keys::ApiKey;
pub use api_requests::{ApiRequest, RequestsOf, RequestsWanted};
pub use bank::*;
pub use calls::PhoneCall;
pub use case_notes::CaseNote;
pub use cases::{KeptCase, NewCase};
pub use client_charges::PersonLeave;
pub use client_notes::ClientNote;
pub use client_proofs::ClientProof;
pub use closed_calendars::ClosedCalendar;
pub use columns::PlannedRows;
pub use commission_sheets::{CommissionSheet, NewCommissionSheet};
pub use consents::ConsentAct;
pub use contacts::{Contact, ContactPoint, Threshold, Wished};
pub use database::Stop;
pub use deliveries::{Attempt, Delivery, DeliveryStep};
pub use desk_day::{HandoverNote, TaskOwner};
pub use early_help::{EarlyBasis, KeptEarlyBasis};
pub use endpoints::{Endpoint, EndpointSecret, NewEndpoint, Owner};
pub use error::StoreError;
pub use estimates::{ErrorsOfDay, PastDays};
pub use events::{Event, EventsOf, NewEvent};
pub use flows::FlowCount;
pub use intervals::{IntervalFile, IntervalVersion, IntervalsAdded};
pub use legal_requests::{KeptLegal, LegalEnd, LegalState, NewLegal};
pub use live::LiveValue;
pub use mandates::MandateRequest;
pub use meter_holds::{Holder, MeterWrites};
pub use meter_keys::{CounterAsked, KeptKey, KeyState};
pub use meter_quarters::Period;
pub use meters::Meter;
pub use migrations::NEWEST as NEWEST_VERSION;
pub use night::{NightBatch, NightBooked, NightBooking, NightReader};
pub use notices::{NewNotice, Notice, NoticeStep, PartyContact};
pub use outbox::WaitingLane;
pub use own_acts::{OwnAct, OwnChange};
pub use paper_mandates::{KeptPaper, NewPaper, PaperState};
pub use parties::{MandatesWanted, Party, PartyGrant, PartyGrantEnd, PartyLink, PartyLook};
pub use partner_notices::{NewPartnerNotice, PartnerNotice, PartnerNoticeStep};
pub use people::{KeptCode, Person, PersonAccount, PersonLook, Session, Ways};
pub use places::KeptPlace;
pub use plan_proposals::{NewPlanProposal, PlanProposal, PlanProposalState};
pub use points::RefusedCard;
pub use polls::{MeterToPoll, Polled};
pub use prosumers::ProsumerEntry;
pub use provider::{PAYOUT, PaidPayout, ProviderLine, ProviderTold};
pub use quality::{KeptMean, QualityCase, QualityEvent};
pub use reconcile::{CashEntry, ClosedShiftRow};
pub use settlements::{Said, Settlement, SettlementOf};
pub use sharing::{GroupAct, GroupHead, GroupMember, KeptGroup};
pub use sharing_documents::{DocumentLine, DocumentLook, NewDocument};
pub use sharing_runs::{KeptRun, KeptVolume, RunKind};
pub use sharing_tasks::{KeptSharingTask, SharingTask, SharingTaskKind};
pub use sharing_terms::SharingTerms;
pub use shop_staff::{ShopPerson, TillHand};
pub use shop_terms::KeptTerms;
pub use sittings::Sitting;
pub use staff::{NewStaffAct, StaffAct, StaffActState, StaffDecision};
pub use standing::{LastRow, Point, PointNow, Standing};
pub use suppliers::{NewSupplierCase, SupplierCase, SupplierCaseKind, SupplierConsent};
pub use supply_contracts::SupplyContract;
pub use terminal_stops::TerminalStop;
pub use terms::{KeptTerm, TermAct};
#[doc(hidden)]
pub use testing::run_on_server;
pub use till::KeptAnswers;
pub use timely::TimelyDay;
pub use tries::TryKind;
pub use types::*;
pub use visits::{KeptVisit, NewPhoto, NewVisit, PhotoLine};
pub use welfare_offices::WelfareOffice;

use calendar::Instant;
use database::{Connection, Database};
use ledger::ChainHash;
use std::collections::HashMap;
use std::sync::Arc;
use units::{AccountId, Dso};

/// Signs the hash of a proof. The same hash has to give the same signature.
pub type Seal = Arc<dyn Fn(&ChainHash) -> Vec<u8> + Send + Sync>;

/// A connection to everything that is kept.
pub struct Store {
    database: Connection,
    seal: Option<Seal>,
    clock: Option<fn() -> Instant>,
    in_transaction: bool,
    /// Operators of whom nobody else writes until this transaction ends.
    locked: Vec<Dso>,
    /// How far accounts are kept, as far as it was read or written in this transaction with their
    /// operators locked.
    known: HashMap<AccountId, Position>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Store").finish_non_exhaustive()
    }
}

impl Store {
    /// Opens `sqlite:PATH`, `sqlite::memory:`, a bare path or `postgres://...`, and brings it to the
    /// newest version. Errors: a database of a newer version than this program knows.
    pub fn open(url: &str) -> Result<Self, StoreError> {
        Self::open_at_version(url, migrations::NEWEST)
    }

    /// The same, up to an older version: for tests of the migrations.
    #[doc(hidden)]
    pub fn open_at_version(url: &str, version: i64) -> Result<Self, StoreError> {
        let wrong = || StoreError::Address { url: url.to_owned() };
        let database: Box<dyn Database> =
            if url.starts_with("postgres://") || url.starts_with("postgresql://") {
                Box::new(postgres::Postgres::open(url, version)?)
            } else {
                let path = url.strip_prefix("sqlite:").unwrap_or(url);
                if path.is_empty() || path.contains("://") {
                    return Err(wrong());
                }
                Box::new(sqlite::Sqlite::open(path, version)?)
            };
        Ok(Self::on(Connection::new(database), None))
    }

    fn on(database: Connection, seal: Option<Seal>) -> Self {
        Self {
            database,
            seal,
            clock: None,
            in_transaction: false,
            locked: Vec::new(),
            known: HashMap::new(),
        }
    }

    /// Another connection to the same database.
    pub fn another(&self) -> Result<Self, StoreError> {
        let another = Self::on(Connection::new(self.database.another()?), self.seal.clone());
        Ok(Self { clock: self.clock, ..another })
    }

    /// From now on this connection writes what comes by request.
    pub fn write_scattered(&mut self) -> Result<(), StoreError> {
        self.database.write_scattered()
    }

    /// From now on proofs are signed.
    pub fn seal_with(&mut self, seal: Seal) {
        self.seal = Some(seal);
    }

    /// From now on messages are kept with the instant at which they were written, by this clock.
    pub fn dated_by(&mut self, clock: fn() -> Instant) {
        self.clock = Some(clock);
    }

    /// Does `work` in one transaction: all of it or nothing. Within another transaction it is a part
    /// of that one.
    fn transaction<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if self.in_transaction {
            return work(self);
        }
        self.begin()?;
        let done = work(self);
        self.end(done)
    }

    /// Does `work` in one transaction, during which nobody else writes of the operator: what it reads
    /// is still so when it books.
    pub fn locked<T, E: From<StoreError>>(
        &mut self,
        dso: Dso,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        if self.in_transaction {
            self.lock(dso)?;
            return work(self);
        }
        self.begin_locked(dso)?;
        let done = work(self);
        self.end(done)
    }

    /// The same in two steps: whatever comes of it goes to [`Store::end`].
    pub fn begin_locked(&mut self, dso: Dso) -> Result<(), StoreError> {
        self.begin()?;
        let locked = self.lock(dso);
        if locked.is_err() { self.end(locked) } else { locked }
    }

    /// Something was begun that is not yet at its end.
    pub fn is_in_transaction(&self) -> bool {
        self.in_transaction
    }

    /// Within a transaction: nobody else writes of this operator either.
    pub fn lock(&mut self, dso: Dso) -> Result<(), StoreError> {
        // A part of a transaction asks for what the whole has.
        if self.locked.contains(&dso) {
            return Ok(());
        }
        self.database.lock(dso)?;
        if self.in_transaction {
            self.locked.push(dso);
        }
        Ok(())
    }

    fn begin(&mut self) -> Result<(), StoreError> {
        self.database.begin()?;
        self.in_transaction = true;
        Ok(())
    }

    /// Ends a transaction: for ever if it went well, else as if it had not been.
    pub fn end<T, E: From<StoreError>>(&mut self, done: Result<T, E>) -> Result<T, E> {
        self.in_transaction = false;
        self.locked.clear();
        self.known.clear();
        let done = done.and_then(|done| Ok(self.database.commit().map(|()| done)?));
        if done.is_err() {
            self.database.rollback();
        }
        done
    }
}

/// Numbers for an `IN (...)`, in chunks that a statement can take.
fn lists(numbers: impl IntoIterator<Item = i64>) -> Vec<String> {
    let numbers: Vec<String> = numbers.into_iter().map(|number| number.to_string()).collect();
    numbers.chunks(500).map(|chunk| chunk.join(",")).collect()
}
