//! The phone line: a caller's keys go in, prompts come out. No telephony is here, no clock and no books: every
//! path through a call is a test. Source: CM-05, UX 6.
//!
//! An adapter keeps a [`Call`] between two events, gives [`Call::on`] what happened and the books to ask, and
//! plays what comes back. By reference alone a caller hears state, amount, until when and as of when; there is
//! no place here for a name, a debt or a social service.

mod books;
mod call;
mod entry;
mod news;
mod prompt;
mod speech;
mod told;
mod words;

#[cfg(test)]
mod tests;

pub use books::{Books, Caller, Desk, KnownHome, Looked, Shop, Sms};
pub use call::{Call, Expects, Input, Node, Output, Step, Transfer};
pub use news::{Failing, Fails};
pub use prompt::{House, Prompt, PromptId};
pub use speech::seconds;
pub use told::{Held, Next, State, Told, Until};
pub use words::all_texts;
