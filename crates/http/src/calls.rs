//! The phone line for a telephony server: events of a call in, prompts out. Source: CM-05, UX 6.

use crate::desk::Answering;
use crate::names::CallName;
use crate::partners::Partner;
use calendar::Instant;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What happened in a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CallEventKind {
    /// It rings: event 1.
    Start,
    /// Keys were pressed.
    Keys,
    /// Nothing came within the time that was given.
    Silence,
    /// Nobody took the call that was transferred.
    TransferFailed,
    /// It has ended.
    End,
}

/// Something that happened in a call
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CallEvent {
    #[schema(example = "keys")]
    pub event: CallEventKind,
    /// Of `start`: the number that calls, as the network signs it. Without it, or one that is no Belgian number of a
    /// person, the caller is nobody known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "+32475123456")]
    pub caller: Option<String>,
    /// Of `keys`: `0` to `9`, `*`, `#`, in order; one or many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "9012345678908")]
    pub keys: Option<String>,
}

/// A prompt
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallPrompt {
    /// Its name, under which a voice may be recorded. It never changes.
    #[schema(example = "e_s1_days")]
    pub id: String,
    /// What is said.
    #[schema(example = "Electricity. You have 27 euros 40 left. That is about 9 days.")]
    pub text: String,
}

/// What to play, and what to wait for
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallAnswer {
    /// `fr`, `nl`, `de` or `en`.
    #[schema(example = "en")]
    pub language: String,
    /// In order. Any key ends them; without prompts what plays goes on.
    pub prompts: Vec<CallPrompt>,
    /// Keys that are one answer, at most. They may be sent one by one or together.
    #[schema(example = 1)]
    pub keys_most: usize,
    /// Seconds to wait for the first key once the prompts have ended, before `silence` is sent.
    #[schema(example = 8)]
    pub first_s: u32,
    /// Seconds from one key to the next.
    #[schema(example = 5)]
    pub between_s: u32,
    /// Whom to call for the caller after the prompts: `person`, or `danger`, day and night.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "person")]
    pub transfer: Option<String>,
}

/// The books behind the phone line.
pub trait Calls: Send + Sync + 'static {
    /// Takes the event `number` of a call; the same one again is answered alike and does nothing. Refused:
    /// `UnknownCall`, `CallOrder`, `NoLine`: the key is not that of an operator's own line.
    fn call<'a>(
        &'a self,
        partner: &'a Partner,
        place: (CallName, i64),
        event: CallEvent,
        at: Instant,
    ) -> Answering<'a, CallAnswer>;
}
