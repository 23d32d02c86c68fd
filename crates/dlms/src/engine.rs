//! The protocol, behind our own traits: the only room that knows `dlms-cosem-rs`.
//!
//! An engine turns questions into APDUs and APDUs into answers; it has no socket, no clock and no
//! store. Whoever wants another implementation writes a [`ClientEngine`].

mod cosem;
mod data;
mod push;
mod serve;
mod wire;

pub(crate) use cosem::CosemClient;
pub(crate) use push::{Opened, PushKeys, open_sealed, read_bare, seal_event, seal_push, sender};
pub(crate) use serve::{Fault, Objects, ServedMeter, ServerState, unwrap_key, wrap_key};
pub(crate) use wire::{
    HdlcFrame, Kind, LLC_ANSWERED, LLC_ASKED, LinkSize, Station, Wrapped, station_of_client,
    station_of_server, unwrap, wrap,
};

use crate::error::DlmsError;
use crate::keys::{MeterKeys, SystemTitle};
use crate::profile::{Attribute, Security};
use crate::value::Value;

/// What an association is opened with.
#[derive(Debug, Clone)]
pub(crate) struct Opening {
    pub security: Security,
    /// Our own title: half of each nonce.
    pub title: SystemTitle,
    /// Needed unless the security is `Plain`.
    pub keys: Option<MeterKeys>,
    pub client: u16,
    pub max_pdu: u16,
    /// The highest counter heard from the meter under these keys.
    pub heard: Option<u32>,
}

/// What comes after an answer.
#[derive(Debug)]
pub(crate) enum Next<T> {
    /// The next APDU to send; its answer continues this question.
    Send(Vec<u8>),
    Done(T),
}

/// Rows of a profile by time, or one attribute whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Range {
    /// The first and the last instant, as twelve bytes.
    pub from: [u8; 12],
    pub to: [u8; 12],
}

/// An attribute's value, or why the meter gives none.
pub(crate) type Got = Result<Value, String>;

/// One association with one meter, without its link. Questions are asked one at a time: each `ask_…`
/// gives an APDU, and `answer` takes what came back until it is [`Next::Done`].
pub(crate) trait ClientEngine: Send {
    /// The counter that the next protected APDU counts up from.
    fn count_from(&mut self, last: u32);
    /// The counter that was used last.
    fn counted(&self) -> u32;
    /// The highest counter heard from the meter.
    fn heard(&self) -> Option<u32>;

    /// The title under which the meter answered; `None` without protection.
    fn title(&self) -> Option<SystemTitle>;

    /// Whether the meter agreed to be asked for several attributes at once.
    fn takes_lists(&self) -> bool;

    fn ask_open(&mut self) -> Result<Vec<u8>, DlmsError>;
    fn opened(&mut self, apdu: &[u8]) -> Result<Next<()>, DlmsError>;

    fn ask_get(&mut self, attribute: Attribute, range: Option<Range>)
    -> Result<Vec<u8>, DlmsError>;
    fn ask_get_all(&mut self, attributes: &[Attribute]) -> Result<Vec<u8>, DlmsError>;
    fn ask_set(&mut self, attribute: Attribute, value: &Value) -> Result<Vec<u8>, DlmsError>;
    fn ask_act(&mut self, method: Attribute, parameter: &Value) -> Result<Vec<u8>, DlmsError>;
    /// One result for each attribute that was asked, one for a write or a method.
    fn answer(&mut self, apdu: &[u8]) -> Result<Next<Vec<Got>>, DlmsError>;

    fn ask_release(&mut self) -> Result<Vec<u8>, DlmsError>;
    fn released(&mut self, apdu: &[u8]) -> Result<(), DlmsError>;
}
