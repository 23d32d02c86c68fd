#![doc = include_str!("../README.md")]

mod case;
mod dispute;
mod forgotten;
mod opt_out;
mod request;
mod visit;

pub use case::{
    Answer, CallTry, Case, CaseError, CaseKind, Given, MOST_LETTERS, Opened, Outcome, call_back_by,
    desk_is_open,
};
pub use dispute::{Dispute, DisputeError, Line, Subject, Turn};
pub use opt_out::{OptOut, OptOutRefused};
pub use request::{
    Begin, Channel, Demand, Entered, Ground, Home, Item, Journey, MOST_DOCUMENTS, MOST_OF_A_LINE,
    PointFacts, Request, RequestError, State, Step, StepKind, Taken, Waiting,
};
pub use visit::{
    Appointment, CLOSING, Found, HOUSEHOLD, MOST_OF_A_TASK, Slot, Visit, VisitError, VisitReason,
    VisitState, VisitStep, VisitStepKind, VisitTaken,
};
