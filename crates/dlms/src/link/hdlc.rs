//! HDLC with a window of one frame: each waits for its answer, and is sent again without one.

use crate::engine::{
    HdlcFrame, Kind, LLC_ANSWERED, LLC_ASKED, LinkSize, Station, station_of_client,
    station_of_server,
};
use crate::error::DlmsError;
use crate::link::{Stream, within, write_all};
use std::time::Duration;
use tokio::io::AsyncReadExt;

/// Information fields we take and would like to send.
const SIZE: LinkSize = LinkSize { send: 1024, receive: 1024 };
/// How often a frame is sent.
const TRIES: u32 = 3;
const MOST_UNIT: usize = 64 << 10;

/// One end of a link.
#[derive(Debug)]
pub(crate) struct HdlcStation<S> {
    stream: S,
    own: Station,
    peer: Station,
    is_client: bool,
    size: LinkSize,
    /// The number of the next frame we send, and of the next one we expect.
    ns: u8,
    nr: u8,
    /// The meter's last frame, for a client that did not get it.
    sent: Option<HdlcFrame>,
    buffer: Vec<u8>,
    bytes: u64,
}

fn next(number: u8) -> u8 {
    number.wrapping_add(1) & 7
}

fn out_of_order(what: &str) -> DlmsError {
    DlmsError::Framing { text: what.to_owned() }
}

impl<S: Stream> HdlcStation<S> {
    pub(crate) fn client(stream: S, client: u16, server: u16, physical: u16) -> Self {
        let (own, peer) = (station_of_client(client), station_of_server(server, physical));
        Self::new(stream, own, peer, true)
    }

    /// The meter's end; who the client is is learnt from its SNRM.
    pub(crate) fn server(stream: S, server: u16, physical: u16, client: u16) -> Self {
        let (own, peer) = (station_of_server(server, physical), station_of_client(client));
        Self::new(stream, own, peer, false)
    }

    fn new(stream: S, own: Station, peer: Station, is_client: bool) -> Self {
        let (size, sent, buffer) = (SIZE, None, Vec::new());
        Self { stream, own, peer, is_client, size, ns: 0, nr: 0, sent, buffer, bytes: 0 }
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    fn frame(&self, kind: Kind, segmented: bool, information: Vec<u8>) -> HdlcFrame {
        HdlcFrame { kind, segmented, information, from: self.own, to: self.peer }
    }

    async fn write(&mut self, frame: &HdlcFrame) -> Result<(), DlmsError> {
        let bytes = frame.to_bytes()?;
        self.bytes = self.bytes.saturating_add(bytes.len() as u64);
        write_all(&mut self.stream, &bytes).await
    }

    /// The next frame for us.
    async fn read(&mut self) -> Result<HdlcFrame, DlmsError> {
        loop {
            if let Some(frame) = HdlcFrame::take(&mut self.buffer)? {
                if frame.to == self.own && frame.from == self.peer {
                    return Ok(frame);
                }
                continue;
            }
            let got = self.stream.read_buf(&mut self.buffer).await;
            let got = got.map_err(|source| DlmsError::Lost { source })?;
            self.bytes = self.bytes.saturating_add(got as u64);
            if got == 0 {
                return Err(DlmsError::Closed);
            }
            if self.buffer.len() > MOST_UNIT {
                return Err(out_of_order("bytes without a frame among them"));
            }
        }
    }

    /// Sends a frame until a frame comes back.
    async fn ask(
        &mut self,
        frame: &HdlcFrame,
        within_time: Duration,
    ) -> Result<HdlcFrame, DlmsError> {
        let mut tries = 0;
        loop {
            tries += 1;
            self.write(frame).await?;
            match within(within_time / TRIES, self.read()).await {
                Err(DlmsError::Silent { .. }) if tries < TRIES => {}
                Err(DlmsError::Silent { .. }) => {
                    return Err(DlmsError::Silent { after: within_time });
                }
                answer => return answer,
            }
        }
    }

    pub(crate) async fn connect(&mut self, within_time: Duration) -> Result<(), DlmsError> {
        let snrm = self.frame(Kind::Connect, false, SIZE.to_bytes()?);
        let answer = self.ask(&snrm, within_time).await?;
        match answer.kind {
            Kind::Agreed => {
                self.size = SIZE.agreed(&answer.information)?;
                (self.ns, self.nr) = (0, 0);
                Ok(())
            }
            _ => Err(out_of_order("the meter does not open the link")),
        }
    }

    pub(crate) async fn disconnect(&mut self, within_time: Duration) -> Result<(), DlmsError> {
        let disc = self.frame(Kind::Disconnect, false, Vec::new());
        self.ask(&disc, within_time).await.map(|_| ())
    }

    pub(crate) async fn exchange(
        &mut self,
        apdu: &[u8],
        within_time: Duration,
    ) -> Result<Vec<u8>, DlmsError> {
        let first = self.send(apdu, within_time).await?;
        self.collect(first, within_time).await
    }

    /// Sends a unit, segment by segment, and gives the frame that answers the last one. A frame is sent
    /// again if the other end shows that it missed it.
    async fn send(&mut self, apdu: &[u8], within_time: Duration) -> Result<HdlcFrame, DlmsError> {
        let unit = [if self.is_client { &LLC_ASKED } else { &LLC_ANSWERED }, apdu].concat();
        let most = usize::from(self.size.send);
        let mut segments = unit.chunks(most).peekable();
        loop {
            let segment = segments.next().ok_or_else(|| out_of_order("an empty unit"))?.to_vec();
            let more = segments.peek().is_some();
            let number = self.ns;
            let kind = Kind::Information { ns: number, nr: self.nr, last: true };
            let frame = self.frame(kind, more, segment);
            self.ns = next(number);
            if !more && !self.is_client {
                // The client speaks next when it likes; if this is lost, it asks again.
                self.write(&frame).await?;
                self.sent = Some(frame.clone());
                return Ok(frame);
            }
            let mut missed = 0;
            loop {
                let answer = self.ask(&frame, within_time).await?;
                let again = match answer.kind {
                    Kind::ReceiveReady { nr } if nr == self.ns && more => break,
                    Kind::ReceiveReady { nr } => nr == number,
                    Kind::Information { ns, .. } if self.is_client && !more => {
                        if ns == self.nr {
                            return Ok(answer);
                        }
                        // An answer to what we asked before, sent again.
                        next(ns) == self.nr
                    }
                    Kind::Information { ns, .. } => next(ns) == self.nr,
                    Kind::Refused | Kind::Disconnect => return Err(DlmsError::Closed),
                    _ => false,
                };
                missed += 1;
                if !again || missed > TRIES {
                    return Err(out_of_order("an answer to another frame"));
                }
            }
        }
    }

    /// Puts a unit together from its first segment on.
    async fn collect(
        &mut self,
        first: HdlcFrame,
        within_time: Duration,
    ) -> Result<Vec<u8>, DlmsError> {
        let mut unit = Vec::new();
        let mut frame = first;
        loop {
            let Kind::Information { ns, last, .. } = frame.kind else {
                return Err(out_of_order("something between two segments"));
            };
            // What came already was sent again because our answer was lost.
            if ns == self.nr {
                self.nr = next(self.nr);
                unit.extend_from_slice(&frame.information);
                if !frame.segmented {
                    break;
                }
            } else if next(ns) != self.nr {
                return Err(out_of_order("a segment is missing"));
            }
            if unit.len() > MOST_UNIT {
                return Err(out_of_order("a unit without an end"));
            }
            frame = match last {
                true => {
                    let ready = self.frame(Kind::ReceiveReady { nr: self.nr }, false, Vec::new());
                    self.ask(&ready, within_time).await?
                }
                false => within(within_time, self.read()).await?,
            };
        }
        let llc = if self.is_client { LLC_ANSWERED } else { LLC_ASKED };
        match unit.strip_prefix(&llc) {
            Some(apdu) => Ok(apdu.to_vec()),
            None => Err(out_of_order("a unit without its link header")),
        }
    }

    /// The meter's side: the next APDU; `None` when the client ends the link.
    pub(crate) async fn serve_next(
        &mut self,
        idle: Duration,
    ) -> Result<Option<Vec<u8>>, DlmsError> {
        loop {
            let frame = within(idle, self.read()).await?;
            match frame.kind {
                Kind::Connect => {
                    self.size = SIZE.agreed(&frame.information)?;
                    (self.ns, self.nr) = (0, 0);
                    let agreed = self.frame(Kind::Agreed, false, self.size.to_bytes()?);
                    self.write(&agreed).await?;
                }
                Kind::Disconnect => {
                    let agreed = self.frame(Kind::Agreed, false, Vec::new());
                    self.write(&agreed).await?;
                    return Ok(None);
                }
                Kind::Information { ns, .. } if ns == self.nr => {
                    self.sent = None;
                    return self.collect(frame, idle).await.map(Some);
                }
                // The client asks again: our last frame was lost.
                Kind::Information { .. } | Kind::ReceiveReady { .. } => {
                    if let Some(sent) = self.sent.clone() {
                        self.write(&sent).await?;
                    }
                }
                _ => {}
            }
        }
    }

    /// The meter's side: answers with a unit.
    pub(crate) async fn serve_answer(
        &mut self,
        apdu: &[u8],
        idle: Duration,
    ) -> Result<(), DlmsError> {
        self.send(apdu, idle).await.map(|_| ())
    }
}
