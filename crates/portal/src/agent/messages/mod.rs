//! The page of messages, and what its acts need. Source: UX A-09, CM-02 to CM-06.

mod form;
mod page;
mod words;

pub(super) use form::{SayForm, refused, said, wanted};
pub(super) use page::{EASY, MessagesPage, channel_name, known_reason};
pub(super) use words::Words;
