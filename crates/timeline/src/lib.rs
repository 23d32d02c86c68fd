//! One supply point's life: facts in, decisions out.
//!
//! A [`Timeline`] joins the account, the guards and the supply machine. It is told facts in the order
//! in which they were learnt, does by itself what is due by the clock that it is told, and says what
//! came of it. The same facts always give the same end: in production, in `replay`, in tests.

mod decide;
mod display;
mod events;
mod explain;
mod fact;
mod fleet;
mod machine;
mod meter;
mod output;
mod replay;
mod scenario;

pub use display::{Displayed, amounts_to_tell};
pub use events::EVENTS;
pub use explain::{ExplainedLine, Explanation, LineOf, WorkedOut, explain};
pub use fact::{Alarm, ByHand, DebtKind, Fact, FactError, RegisterMap, injected, registers};
pub use fleet::{Learnt, facts_of_point};
pub use machine::{OrderOutcome, Timeline, TimelineError};
pub use meter::AnswerDelays;
pub use output::{EventLine, Output, Sent, Snapshot, day_json, event_json};
pub use replay::{ReplayError, replay};
pub use scenario::{Scenario, ScenarioError, ScenarioEvent, World};
