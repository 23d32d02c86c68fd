//! How APDUs travel: over a stream of bytes, in the TCP wrapper or in HDLC.
//!
//! A stream is anything that reads and writes, so a serial line or a tunnel fits as well as TCP.

mod hdlc;
mod wrapper;

pub(crate) use hdlc::HdlcStation;
pub(crate) use wrapper::{read_wrapped, read_wrapped_of, write_all};

use crate::error::DlmsError;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};

/// What a link is made of.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// How a meter is framed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Framing {
    /// IEC 62056-47: eight bytes before each APDU.
    #[default]
    Wrapper,
    /// IEC 62056-46, window 1. The physical address is 0 where there is none.
    Hdlc { physical: u16 },
}

/// The head-end's end of a link to one logical device.
#[derive(Debug)]
pub struct Link<S> {
    kind: LinkKind<S>,
}

#[derive(Debug)]
enum LinkKind<S> {
    Wrapper(wrapper::WrapperLink<S>),
    Hdlc(Box<HdlcStation<S>>),
}

impl<S: Stream> Link<S> {
    /// Over the wrapper nothing is sent; HDLC says SNRM and waits for UA.
    pub async fn open(
        stream: S,
        framing: Framing,
        client: u16,
        server: u16,
        answer_within: Duration,
    ) -> Result<Self, DlmsError> {
        let kind = match framing {
            Framing::Wrapper => {
                LinkKind::Wrapper(wrapper::WrapperLink::new(stream, client, server))
            }
            Framing::Hdlc { physical } => {
                let mut station = HdlcStation::client(stream, client, server, physical);
                station.connect(answer_within).await?;
                LinkKind::Hdlc(Box::new(station))
            }
        };
        Ok(Self { kind })
    }

    /// Sends an APDU and gives the answer to it. Errors: the line breaks, or there is no answer within
    /// the time.
    pub async fn exchange(
        &mut self,
        apdu: &[u8],
        answer_within: Duration,
    ) -> Result<Vec<u8>, DlmsError> {
        match &mut self.kind {
            LinkKind::Wrapper(link) => link.exchange(apdu, answer_within).await,
            LinkKind::Hdlc(station) => station.exchange(apdu, answer_within).await,
        }
    }

    /// Ends the link; what goes wrong with it no longer matters.
    pub async fn close(self, answer_within: Duration) {
        if let LinkKind::Hdlc(mut station) = self.kind {
            let _ = station.disconnect(answer_within).await;
        }
    }

    /// Bytes of frames that were sent and received.
    pub fn bytes(&self) -> u64 {
        match &self.kind {
            LinkKind::Wrapper(link) => link.bytes(),
            LinkKind::Hdlc(station) => station.bytes(),
        }
    }
}

/// What `future` gives, if it comes in time.
pub(crate) async fn within<T>(
    time: Duration,
    future: impl Future<Output = Result<T, DlmsError>>,
) -> Result<T, DlmsError> {
    match tokio::time::timeout(time, future).await {
        Ok(result) => result,
        Err(_) => Err(DlmsError::Silent { after: time }),
    }
}
