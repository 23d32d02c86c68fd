//! Frames: the TCP wrapper, and HDLC.

use crate::engine::data::malformed;
use crate::error::DlmsError;
use dlms_cosem_rs::Error;
use dlms_cosem_rs::codec::Encode;
use dlms_cosem_rs::transport::hdlc::{self, Address, Control, Found, Framer, Parameters};
use dlms_cosem_rs::transport::wrapper::{StreamReassembler, Wpdu};

fn framing(error: Error) -> DlmsError {
    DlmsError::Framing { text: error.to_string() }
}

/// An APDU from one service access point to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wrapped {
    pub source: u16,
    pub destination: u16,
    pub apdu: Vec<u8>,
}

/// Eight bytes of header before the APDU.
pub(crate) fn wrap(source: u16, destination: u16, apdu: &[u8]) -> Result<Vec<u8>, DlmsError> {
    let mut out = Vec::with_capacity(apdu.len().saturating_add(8));
    let pdu = Wpdu::new(source, destination, apdu).map_err(malformed)?;
    pdu.encode(&mut out).map_err(malformed)?;
    Ok(out)
}

/// Takes the first whole APDU off `buffer`. Errors: it begins with no header, or announces more than
/// `most` bytes.
pub(crate) fn unwrap(buffer: &mut Vec<u8>, most: u16) -> Result<Option<Wrapped>, DlmsError> {
    let Some((pdu, used)) = StreamReassembler::new(most).next_pdu(buffer).map_err(framing)? else {
        return Ok(None);
    };
    let (source, destination) = (pdu.header.source, pdu.header.destination);
    let wrapped = Wrapped { source, destination, apdu: pdu.apdu.to_vec() };
    buffer.drain(..used);
    Ok(Some(wrapped))
}

/// What a frame of HDLC is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Information {
        ns: u8,
        nr: u8,
        last: bool,
    },
    ReceiveReady {
        nr: u8,
    },
    NotReady,
    Connect,
    Agreed,
    Disconnect,
    Refused,
    /// Unnumbered information: a push.
    Unnumbered,
}

/// A frame between the two ends of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HdlcFrame {
    pub kind: Kind,
    /// More of the same unit follows.
    pub segmented: bool,
    pub information: Vec<u8>,
    pub from: Address,
    pub to: Address,
}

/// Where a station stands: the client's access point, or the logical and physical server.
pub(crate) fn station_of_client(client: u16) -> Address {
    Address::client(u8::try_from(client).unwrap_or(u8::MAX))
}

pub(crate) fn station_of_server(logical: u16, physical: u16) -> Address {
    match physical {
        0 => Address::Single(u8::try_from(logical).unwrap_or(1)),
        physical => Address::server(logical, physical),
    }
}

pub(crate) type Station = Address;

impl HdlcFrame {
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>, DlmsError> {
        let control = match self.kind {
            Kind::Information { ns, nr, last } => Control::I { ns, nr, pf: last },
            Kind::ReceiveReady { nr } => Control::Rr { nr, pf: true },
            Kind::NotReady => Control::Rnr { nr: 0, pf: true },
            Kind::Connect => Control::Snrm,
            Kind::Agreed => Control::Ua,
            Kind::Disconnect => Control::Disc,
            Kind::Refused => Control::Dm,
            Kind::Unnumbered => Control::Ui,
        };
        let frame = hdlc::Frame {
            segmented: self.segmented,
            destination: self.to,
            source: self.from,
            control,
            information: &self.information,
        };
        let mut out = Vec::with_capacity(frame.encoded_len());
        frame.encode(&mut out).map_err(framing)?;
        Ok(out)
    }

    /// Takes the first whole frame off `buffer`; noise before it is dropped.
    pub(crate) fn take(buffer: &mut Vec<u8>) -> Result<Option<Self>, DlmsError> {
        let (frame, used) = match Framer::new().next_frame(buffer).map_err(framing)? {
            Found::Frame { frame, consumed } => (Self::own(&frame), consumed),
            Found::Incomplete { discard } => {
                buffer.drain(..discard.min(buffer.len()));
                return Ok(None);
            }
        };
        buffer.drain(..used.min(buffer.len()));
        Ok(Some(frame))
    }

    fn own(frame: &hdlc::Frame<'_>) -> Self {
        let kind = match frame.control {
            Control::I { ns, nr, pf } => Kind::Information { ns, nr, last: pf },
            Control::Rr { nr, .. } => Kind::ReceiveReady { nr },
            Control::Rnr { .. } => Kind::NotReady,
            Control::Snrm => Kind::Connect,
            Control::Ua => Kind::Agreed,
            Control::Disc => Kind::Disconnect,
            Control::Dm | Control::Frmr => Kind::Refused,
            Control::Ui => Kind::Unnumbered,
        };
        let information = frame.information.to_vec();
        let (from, to) = (frame.source, frame.destination);
        Self { kind, segmented: frame.segmented, information, from, to }
    }
}

/// The longest information field each way; the window is one frame, always.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LinkSize {
    pub send: u16,
    pub receive: u16,
}

impl LinkSize {
    pub(crate) fn to_bytes(self) -> Result<Vec<u8>, DlmsError> {
        let mut out = Vec::new();
        self.parameters().encode(&mut out).map_err(framing)?;
        Ok(out)
    }

    /// What both ends can do, `bytes` being the other end's word.
    pub(crate) fn agreed(self, bytes: &[u8]) -> Result<Self, DlmsError> {
        let other = Parameters::decode(bytes).map_err(framing)?;
        let agreed = self.parameters().negotiate(other);
        Ok(Self { send: agreed.max_info_tx.max(1), receive: agreed.max_info_rx.max(1) })
    }

    fn parameters(self) -> Parameters {
        Parameters { max_info_tx: self.send, max_info_rx: self.receive, window_tx: 1, window_rx: 1 }
    }
}

/// What a unit begins with on HDLC, asked and answered.
pub(crate) const LLC_ASKED: [u8; 3] = hdlc::LLC_REQUEST;
pub(crate) const LLC_ANSWERED: [u8; 3] = hdlc::LLC_RESPONSE;
