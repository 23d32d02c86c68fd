//! Short messages straight to a message centre: a session of SMPP 3.4 over the codec of `rusmpp`.
//!
//! One connection, bound as a transceiver. Up to `window` messages are on their way at once; what the
//! centre sends in between is answered, receipts are kept. A line that breaks leaves its open messages
//! unknown: they are not sent again.

use super::{Carrier, Dispatch, Fate, Handed, Heard, Receipt};
use crate::gsm;
use crate::heard::MOST_LETTERS;
use crate::plan::Channel;
use bytes::BytesMut;
use rusmpp::decode::DecodeWithLength;
use rusmpp::encode::{Encode, Length};
use rusmpp::pdus::{BindTransceiver, DeliverSm, DeliverSmResp, SubmitSm};
use rusmpp::tlvs::TlvValue;
use rusmpp::types::{COctetString, OctetString};
use rusmpp::values::{
    DataCoding, GsmFeatures, InterfaceVersion, IntermediateNotification, MCDeliveryReceipt,
    MessageState, MessageType, Npi, RegisteredDelivery, SmeOriginatedAcknowledgement, Ton,
};
use rusmpp::{Command, CommandStatus, Pdu};
use std::collections::HashMap;
use std::io::{ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::str::FromStr;
use std::time::{Duration, Instant};

/// How long an answer is waited for.
const ANSWER: Duration = Duration::from_secs(10);
/// After so long a silence the line is asked whether it is there.
const ENQUIRE: Duration = Duration::from_secs(30);
/// How often it is tried to bind.
const BIND_AGAIN: Duration = Duration::from_secs(5);
const TICK: Duration = Duration::from_millis(50);
/// No command of SMPP 3.4 that concerns us is longer.
const MOST_COMMAND_BYTES: usize = 64 * 1024;

/// How the message centre is reached.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `host:port`.
    pub address: String,
    pub system_id: String,
    pub password: String,
    pub system_type: String,
    /// As readers see it: up to eleven letters, or a number.
    pub sender: String,
    /// How many messages may be on their way at once.
    pub window: usize,
}

/// A session with a message centre.
#[derive(Debug)]
pub struct Smpp {
    settings: Settings,
    line: Option<Line>,
    sequence: u32,
    receipts: Vec<Receipt>,
    heard: Vec<Heard>,
    bound_or_tried: Option<Instant>,
}

#[derive(Debug)]
struct Line {
    stream: TcpStream,
    buffer: BytesMut,
    heard: Instant,
    /// When it was asked whether it is there.
    enquired: Option<Instant>,
}

/// Why there is no line, in words for the log.
type Broken = String;

impl Smpp {
    /// Connects with the first message, or when receipts are asked for.
    pub fn new(settings: Settings) -> Self {
        let (receipts, heard) = (Vec::new(), Vec::new());
        Self { settings, line: None, sequence: 0, receipts, heard, bound_or_tried: None }
    }

    /// Numbers from 1 to 0x7fffffff. Source: SMPP 3.4, 5.1.4.
    fn next_sequence(&mut self) -> u32 {
        self.sequence = if self.sequence >= 0x7fff_ffff { 1 } else { self.sequence + 1 };
        self.sequence
    }

    fn bind(&mut self) -> Result<(), Broken> {
        if self.line.is_some() {
            return Ok(());
        }
        if self.bound_or_tried.is_some_and(|at| at.elapsed() < BIND_AGAIN) {
            return Err("the message centre was not there a moment ago".to_owned());
        }
        self.bound_or_tried = Some(Instant::now());
        let Settings { address, system_id, password, system_type, .. } = &self.settings;
        let text = |error: &dyn std::fmt::Display| format!("{address}: {error}");
        let mut known = address.to_socket_addrs().map_err(|error| text(&error))?;
        let at = known.next().ok_or_else(|| format!("{address} has no address"))?;
        let stream = TcpStream::connect_timeout(&at, ANSWER).map_err(|error| text(&error))?;
        stream.set_nodelay(true).map_err(|error| text(&error))?;
        stream.set_read_timeout(Some(TICK)).map_err(|error| text(&error))?;
        stream.set_write_timeout(Some(ANSWER)).map_err(|error| text(&error))?;
        let mut line =
            Line { stream, buffer: BytesMut::new(), heard: Instant::now(), enquired: None };
        let request = BindTransceiver::builder()
            .system_id(c_string(system_id)?)
            .password(c_string(password)?)
            .system_type(c_string(system_type)?)
            .interface_version(InterfaceVersion::Smpp3_4)
            .addr_ton(Ton::Unknown)
            .addr_npi(Npi::Unknown)
            .build();
        let sequence = self.next_sequence();
        line.write(CommandStatus::EsmeRok, sequence, request)?;
        let until = Instant::now() + ANSWER;
        while Instant::now() < until {
            for command in line.read()? {
                if matches!(command.pdu(), Some(Pdu::BindTransceiverResp(_)))
                    || command.sequence_number() == sequence
                {
                    if command.status() != CommandStatus::EsmeRok {
                        return Err(format!("binding was refused: {:?}", command.status()));
                    }
                    self.line = Some(line);
                    return Ok(());
                }
            }
        }
        Err("binding was not answered".to_owned())
    }

    fn submission(&self, one: &Dispatch) -> Result<SubmitSm, Broken> {
        let text = gsm::encoded(&one.text).ok_or("a sign is not in the alphabet")?;
        let digits = one.to.trim_start_matches('+');
        let sender = &self.settings.sender;
        let number = sender.bytes().all(|byte| byte.is_ascii_digit());
        let (ton, npi) = if number {
            (Ton::International, Npi::Isdn)
        } else {
            (Ton::Alphanumeric, Npi::Unknown)
        };
        Ok(SubmitSm::builder()
            .source_addr_ton(ton)
            .source_addr_npi(npi)
            .source_addr(c_string(sender)?)
            .dest_addr_ton(Ton::International)
            .dest_addr_npi(Npi::Isdn)
            .destination_addr(c_string(digits)?)
            .data_coding(DataCoding::McSpecific)
            .registered_delivery(RegisteredDelivery::new(
                MCDeliveryReceipt::McDeliveryReceiptRequestedWhereFinalDeliveryOutcomeIsSuccessOrFailure,
                SmeOriginatedAcknowledgement::NoReceiptSmeAcknowledgementRequested,
                IntermediateNotification::NoIntermediaryNotificationRequested,
                0,
            ))
            .short_message(OctetString::from_vec(text).map_err(|error| error.to_string())?)
            .build())
    }

    /// Takes what has come, answers it, and returns answers to what we sent.
    fn pump(&mut self) -> Result<Vec<Command>, Broken> {
        let Some(line) = self.line.as_mut() else { return Ok(Vec::new()) };
        let mut answers = Vec::new();
        for command in line.read()? {
            let sequence = command.sequence_number();
            match command.pdu() {
                Some(Pdu::DeliverSm(delivered)) => {
                    // Kept before it is answered: one that is not answered comes again.
                    self.receipts.extend(receipt(delivered));
                    self.heard.extend(written(delivered));
                    line.write(CommandStatus::EsmeRok, sequence, DeliverSmResp::default())?;
                }
                Some(Pdu::EnquireLink) => {
                    line.write(CommandStatus::EsmeRok, sequence, Pdu::EnquireLinkResp)?;
                }
                Some(Pdu::EnquireLinkResp) => line.enquired = None,
                Some(Pdu::Unbind) => {
                    line.write(CommandStatus::EsmeRok, sequence, Pdu::UnbindResp)?;
                    return Err("the message centre has ended the session".to_owned());
                }
                _ => answers.push(command),
            }
        }
        Ok(answers)
    }

    /// Asks a silent line whether it is there.
    fn keep_alive(&mut self) -> Result<(), Broken> {
        let sequence = self.next_sequence();
        let Some(line) = self.line.as_mut() else { return Ok(()) };
        match line.enquired {
            Some(asked) if asked.elapsed() > ANSWER => Err("the line is dead".to_owned()),
            None if line.heard.elapsed() > ENQUIRE => {
                line.enquired = Some(Instant::now());
                line.write(CommandStatus::EsmeRok, sequence, Pdu::EnquireLink)
            }
            _ => Ok(()),
        }
    }

    /// Sends all, at most a window of them unanswered. Returns why it ended early, if it did.
    fn submit(&mut self, lot: &[Dispatch], handed: &mut [Option<Handed>]) -> Result<(), Broken> {
        let mut open: HashMap<u32, usize> = HashMap::new();
        let mut todo = lot.iter().enumerate().peekable();
        let mut progress = Instant::now();
        loop {
            while open.len() < self.settings.window.max(1)
                && let Some((place, one)) = todo.next()
            {
                let request = match self.submission(one) {
                    Ok(request) => request,
                    Err(reason) => {
                        set(handed, place, Handed::Never { reason });
                        continue;
                    }
                };
                let sequence = self.next_sequence();
                // From here on it may have left.
                set(handed, place, Handed::Unknown { reason: "no answer".to_owned() });
                let Some(line) = self.line.as_mut() else { return Err("no line".to_owned()) };
                line.write(CommandStatus::EsmeRok, sequence, request)?;
                open.insert(sequence, place);
            }
            if open.is_empty() && todo.peek().is_none() {
                return Ok(());
            }
            for answer in self.pump()? {
                if let Some(place) = open.remove(&answer.sequence_number()) {
                    set(handed, place, outcome(&answer));
                    progress = Instant::now();
                }
            }
            if progress.elapsed() > ANSWER {
                return Err("the message centre does not answer".to_owned());
            }
        }
    }
}

fn set(handed: &mut [Option<Handed>], place: usize, outcome: Handed) {
    if let Some(slot) = handed.get_mut(place) {
        *slot = Some(outcome);
    }
}

fn c_string<const MAX: usize>(text: &str) -> Result<COctetString<1, MAX>, Broken> {
    COctetString::from_str(text).map_err(|error| format!("`{text}`: {error}"))
}

/// What an answer to a message says.
fn outcome(answer: &Command) -> Handed {
    let reason = format!("the message centre says {:?}", answer.status());
    match (answer.status(), answer.pdu()) {
        (CommandStatus::EsmeRok, Some(Pdu::SubmitSmResp(taken))) => {
            Handed::Over { carrier_id: taken.message_id().as_str().to_owned() }
        }
        (
            CommandStatus::EsmeRthrottled
            | CommandStatus::EsmeRmsgqful
            | CommandStatus::EsmeRsyserr,
            _,
        ) => Handed::NotNow { reason },
        _ => Handed::Never { reason },
    }
}

/// The receipt in a `deliver_sm`: fields of their own, else the text of appendix B. `None` for what somebody
/// wrote, and for what is not final.
fn receipt(delivered: &DeliverSm) -> Option<Receipt> {
    let text = String::from_utf8_lossy(delivered.short_message()).into_owned();
    let word = |name: &str| {
        let after = text.split_once(name)?.1;
        after.split_whitespace().next().map(str::to_owned)
    };
    let (mut id, mut state) = (None, None);
    for field in delivered.tlvs().iter().filter_map(|field| field.value()) {
        match field {
            TlvValue::ReceiptedMessageId(known) => id = Some(known.as_str().to_owned()),
            TlvValue::MessageState(known) => state = Some(*known),
            _ => {}
        }
    }
    let said = word("stat:");
    let fate = match (state, said.as_deref()) {
        (Some(MessageState::Delivered), _) | (None, Some("DELIVRD")) => Fate::Delivered,
        (
            Some(
                MessageState::Expired
                | MessageState::Deleted
                | MessageState::Undeliverable
                | MessageState::Rejected,
            ),
            _,
        )
        | (None, Some("EXPIRED" | "DELETED" | "UNDELIV" | "REJECTD")) => Fate::Failed,
        _ => return None,
    };
    let carrier_id = id.or_else(|| word("id:"))?;
    let code = word("err:").map(|code| format!(" {code}")).unwrap_or_default();
    let reason = said.map_or_else(String::new, |said| format!("{said}{code}"));
    Some(Receipt { carrier_id, fate, reason })
}

/// What somebody wrote, in a `deliver_sm` that is no receipt.
fn written(delivered: &DeliverSm) -> Option<Heard> {
    let is_written = delivered.esm_class.message_type == MessageType::Default;
    let mut bytes: &[u8] = delivered.short_message();
    for field in delivered.tlvs().iter().filter_map(|field| field.value()) {
        match field {
            TlvValue::MessagePayload(payload) => bytes = &payload.value,
            TlvValue::ReceiptedMessageId(_) | TlvValue::MessageState(_) => return None,
            _ => {}
        }
    }
    let part_of_more = matches!(
        delivered.esm_class.gsm_features,
        GsmFeatures::UdhiIndicator | GsmFeatures::SetUdhiAndReplyPath
    );
    if part_of_more {
        // A header of its own length stands before the words.
        let (length, rest) = bytes.split_first()?;
        bytes = rest.get(usize::from(*length)..)?;
    }
    let text = match delivered.data_coding {
        DataCoding::Ucs2 => {
            let pairs = bytes.chunks_exact(2).map(|pair| match pair {
                [high, low] => u16::from_be_bytes([*high, *low]),
                _ => u16::from(b'.'),
            });
            char::decode_utf16(pairs).map(|sign| sign.unwrap_or('.')).collect()
        }
        DataCoding::Latin1 => bytes.iter().copied().map(char::from).collect(),
        DataCoding::Ia5 => String::from_utf8_lossy(bytes).into_owned(),
        _ => gsm::decoded(bytes),
    };
    // Some centres send receipts as if they were messages.
    let is_receipt = text.contains("id:") && text.contains("stat:");
    let number = delivered.source_addr.as_str();
    let abroad = delivered.source_addr_ton == Ton::International && !number.starts_with('+');
    let from = if abroad { format!("+{number}") } else { number.to_owned() };
    let says = is_written && !is_receipt && !text.trim().is_empty();
    says.then(|| Heard { from, text: text.chars().take(MOST_LETTERS).collect() })
}

impl Line {
    fn write(
        &mut self,
        status: CommandStatus,
        sequence: u32,
        pdu: impl Into<Pdu>,
    ) -> Result<(), Broken> {
        let command = Command::new(status, sequence, pdu);
        let length = command.length().saturating_add(4);
        let mut bytes = vec![0; length];
        let head = u32::try_from(length).map_err(|error| error.to_string())?;
        if let Some((first, rest)) = bytes.split_at_mut_checked(4) {
            first.copy_from_slice(&head.to_be_bytes());
            command.encode(rest);
        }
        self.stream.write_all(&bytes).map_err(|error| error.to_string())
    }

    /// Whole commands that have come, after waiting a tick for them at most.
    fn read(&mut self) -> Result<Vec<Command>, Broken> {
        let mut chunk = [0; 4096];
        match self.stream.read(&mut chunk) {
            Ok(0) => return Err("the message centre has closed the line".to_owned()),
            Ok(count) => {
                self.buffer.extend_from_slice(chunk.get(..count).unwrap_or_default());
                self.heard = Instant::now();
                self.enquired = None;
            }
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted
                ) => {}
            Err(error) => return Err(error.to_string()),
        }
        let mut commands = Vec::new();
        while let Some((head, _)) = self.buffer.split_first_chunk::<4>() {
            let length = usize::try_from(u32::from_be_bytes(*head)).unwrap_or(usize::MAX);
            if !(16..=MOST_COMMAND_BYTES).contains(&length) {
                return Err(format!("a command of {length} bytes"));
            }
            if self.buffer.len() < length {
                break;
            }
            let mut whole = self.buffer.split_to(length);
            let mut body = whole.split_off(4);
            let decoded = <Command as DecodeWithLength>::decode(&mut body, length - 4);
            let (command, _) =
                decoded.map_err(|error| format!("an unreadable command: {error}"))?;
            commands.push(command);
        }
        Ok(commands)
    }
}

impl Carrier for Smpp {
    fn channel(&self) -> Channel {
        Channel::Sms
    }

    fn hand_over(&mut self, lot: &[Dispatch]) -> Vec<Handed> {
        let mut handed: Vec<Option<Handed>> = vec![None; lot.len()];
        let broken = match self.bind() {
            Ok(()) => self.submit(lot, &mut handed).err(),
            Err(reason) => Some(reason),
        };
        if broken.is_some() {
            self.line = None;
        }
        let reason = broken.unwrap_or_default();
        let with_reason = |one: Option<Handed>| match one {
            Some(Handed::Unknown { .. }) => Handed::Unknown { reason: format!("smpp: {reason}") },
            Some(known) => known,
            None => Handed::NotNow { reason: format!("smpp: {reason}") },
        };
        handed.into_iter().map(with_reason).collect()
    }

    fn receipts(&mut self, wait: Duration) -> Vec<Receipt> {
        let until = Instant::now() + wait;
        loop {
            // Without a line nothing is heard: a centre keeps receipts for who is bound.
            let pumped = self.bind().and_then(|()| self.keep_alive()).and_then(|()| self.pump());
            if pumped.is_err() {
                self.line = None;
            }
            let has_come = !(self.receipts.is_empty() && self.heard.is_empty());
            if has_come || Instant::now() >= until {
                return std::mem::take(&mut self.receipts);
            }
            if self.line.is_none() {
                std::thread::sleep(TICK.min(until.saturating_duration_since(Instant::now())));
            }
        }
    }

    fn heard(&mut self) -> Vec<Heard> {
        std::mem::take(&mut self.heard)
    }
}

impl Drop for Smpp {
    fn drop(&mut self) {
        let sequence = self.next_sequence();
        if let Some(line) = self.line.as_mut() {
            // Good manners; the line is given up all the same.
            let _ = line.write(CommandStatus::EsmeRok, sequence, Pdu::Unbind);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusmpp::values::EsmClass;

    fn delivered(bytes: &[u8], coding: DataCoding, features: GsmFeatures) -> DeliverSm {
        DeliverSm::builder()
            .source_addr_ton(Ton::International)
            .source_addr(c_string("32475123456").unwrap())
            .esm_class(EsmClass { gsm_features: features, ..EsmClass::default() })
            .data_coding(coding)
            .short_message(OctetString::from_vec(bytes.to_vec()).unwrap())
            .build()
    }

    #[test]
    fn cm_02_what_somebody_writes_is_read_in_each_alphabet_and_a_receipt_is_not() {
        let none = GsmFeatures::NotSelected;
        let text = |bytes: &[u8], coding, features| {
            let heard = written(&delivered(bytes, coding, features))?;
            assert_eq!(heard.from, "+32475123456");
            Some(heard.text)
        };
        let gsm = gsm::encoded("Arrété @ 5 €").unwrap();
        assert_eq!(text(&gsm, DataCoding::McSpecific, none).unwrap(), "Arrété @ 5 €");
        let wide: Vec<u8> = "Arrêt".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(text(&wide, DataCoding::Ucs2, none).unwrap(), "Arrêt");
        assert_eq!(text(b"Arr\xeat", DataCoding::Latin1, none).unwrap(), "Arrêt");
        assert_eq!(text(b"STOP", DataCoding::Ia5, none).unwrap(), "STOP");
        let part = [&[5, 0, 3, 7, 2, 1][..], b"STOP"].concat();
        let features = GsmFeatures::UdhiIndicator;
        assert_eq!(text(&part, DataCoding::Ia5, features).unwrap(), "STOP");
        assert_eq!(text(&[9, 0], DataCoding::Ia5, features), None, "a header that never ends");
        assert_eq!(text(b"", DataCoding::Ia5, none), None);
        let receipt = b"id:7F0001 sub:001 dlvrd:000 stat:ENROUTE err:000 text:x";
        assert_eq!(text(receipt, DataCoding::McSpecific, none), None, "no words of anybody");
        let mut of_centre = delivered(b"STOP", DataCoding::Ia5, none);
        of_centre.esm_class.message_type = MessageType::ShortMessageContainsMCDeliveryReceipt;
        assert_eq!(written(&of_centre), None);
    }
}
