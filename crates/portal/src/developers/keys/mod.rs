//! Keys with which a partner's systems ask the API: what each is for, how long it holds, another one for it, its end.
//! Source: UX F-S9, 8.9, 10, PD-04.

mod api;
mod page;
mod routes;
mod words;

pub use api::{KeyDesk, KeyLine, KeyMaker, KeyRefused, Keyed, KeysView, MadeKey};
pub use routes::keys_router;
