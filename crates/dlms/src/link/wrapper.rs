//! The TCP wrapper.

use crate::engine::{self, Wrapped};
use crate::error::DlmsError;
use crate::link::{Stream, within};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// The largest APDU that is waited for.
const MOST_APDU: u16 = 16 << 10;
const READ: usize = 2048;

#[derive(Debug)]
pub(crate) struct WrapperLink<S> {
    stream: S,
    client: u16,
    server: u16,
    buffer: Vec<u8>,
    bytes: u64,
}

impl<S: Stream> WrapperLink<S> {
    pub(crate) fn new(stream: S, client: u16, server: u16) -> Self {
        Self { stream, client, server, buffer: Vec::new(), bytes: 0 }
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(crate) async fn exchange(
        &mut self,
        apdu: &[u8],
        answer_within: Duration,
    ) -> Result<Vec<u8>, DlmsError> {
        let frame = engine::wrap(self.client, self.server, apdu)?;
        self.bytes = self.bytes.saturating_add(frame.len() as u64);
        within(answer_within, async {
            write_all(&mut self.stream, &frame).await?;
            loop {
                let heard =
                    read_wrapped(&mut self.stream, &mut self.buffer, &mut self.bytes).await?;
                let heard = heard.ok_or(DlmsError::Closed)?;
                // A push on the same connection, or an answer of another device behind it, is not ours.
                if heard.source == self.server && heard.destination == self.client {
                    return Ok(heard.apdu);
                }
            }
        })
        .await
    }
}

/// The next APDU; `None` if the stream ends between two. Errors: it ends within one, or is no wrapper.
pub(crate) async fn read_wrapped(
    stream: &mut (impl AsyncRead + Unpin),
    buffer: &mut Vec<u8>,
    bytes: &mut u64,
) -> Result<Option<Wrapped>, DlmsError> {
    read_wrapped_of(MOST_APDU, stream, buffer, bytes).await
}

/// The same for APDUs of at most so many bytes. Errors: a longer one is announced.
pub(crate) async fn read_wrapped_of(
    most: u16,
    stream: &mut (impl AsyncRead + Unpin),
    buffer: &mut Vec<u8>,
    bytes: &mut u64,
) -> Result<Option<Wrapped>, DlmsError> {
    loop {
        if let Some(wrapped) = engine::unwrap(buffer, most)? {
            return Ok(Some(wrapped));
        }
        buffer.reserve(READ);
        let got = stream.read_buf(buffer).await.map_err(|source| DlmsError::Lost { source })?;
        *bytes = bytes.saturating_add(got as u64);
        match (got, buffer.is_empty()) {
            (0, true) => return Ok(None),
            (0, false) => return Err(DlmsError::Closed),
            _ => {}
        }
    }
}

pub(crate) async fn write_all(
    stream: &mut (impl AsyncWrite + Unpin),
    bytes: &[u8],
) -> Result<(), DlmsError> {
    stream.write_all(bytes).await.map_err(|source| DlmsError::Lost { source })
}
