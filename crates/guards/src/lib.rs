//! Whether a supply may be cut. A cut is never the result of a timer: it is a decision at a decision
//! point, for one supply point, with a proof, and every guard has to hold. In doubt the supply stays
//! on.
//!
//! [`evaluate`] judges a [`CutCase`], which carries every value a guard looks at; the same case in a
//! [`Proof`] gives the same result at any later time. [`second_opinion`] shares no code with it.

mod breaker;
mod case;
mod decide;
mod fleet;
mod grace_code;
mod health;
mod proof;
mod second;
mod waves;

pub use breaker::{Breaker, breaker};
pub use case::{Approvals, CutCase, FleetView, Ground, LawfulBasis, Notice, WayBack};
pub use decide::{
    Decision, EVALUATOR_VERSION, Guard, GuardResult, Measure, Objection, evaluate, measure,
};
pub use fleet::{
    Covers, FleetBook, FleetError, FleetFact, OpenIncident, OrdersOfNight, PlannedWork, StopSwitch,
};
pub use grace_code::{CodeError, GraceCode, GraceKey, IssueError, NewCode};
pub use health::{AreaHealth, Incident, Service};
pub use proof::{Proof, ProofError, last_of};
pub use second::{Disagreement, JournalRead, SECOND_EVALUATOR_VERSION, second_opinion};
pub use waves::{ALL_PPM, Bounds, Wave, WaveCheck, WaveView, place_ppm};
