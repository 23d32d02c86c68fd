//! D-04: endpoints of a partner, with their secrets, what was sent to them and how it was answered, sending it again,
//! and a test. Source: UX 8.9, 10.3, PD-06.

mod api;
mod page;
mod routes;
mod words;

pub use api::{
    AttemptLine, HookDesk, HookLine, HookRefused, HookView, HookWanted, Hooked, HooksView, Replay,
    SentLine, SentState,
};
pub(super) use routes::Asked;
pub use routes::hooks_router;
