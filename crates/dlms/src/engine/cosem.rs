//! The client's side of an association, on `dlms-cosem-rs`.

use crate::engine::data::{malformed, name, own};
use crate::engine::{ClientEngine, Got, Next, Opening, Range};
use crate::error::{DlmsError, KeepError};
use crate::keys::{MeterKeys, SystemTitle};
use crate::profile::{Attribute, Security};
use crate::value::Value;
use dlms_cosem_rs::acse::{AuthMechanism, Diagnostic, UserDiagnostic};
use dlms_cosem_rs::axdr::{Data, DateTime};
use dlms_cosem_rs::client::{AssociationStep, ClientConfig, ClientSession, Response};
use dlms_cosem_rs::codec::{Decode, Reader};
use dlms_cosem_rs::cosem::RangeDescriptor;
use dlms_cosem_rs::security::{
    Key, KeyRing, RandomSource, RustCryptoProvider, SecurityPolicy, SecuritySuite,
};
use dlms_cosem_rs::xdlms::{
    AttributeDescriptor, AttributeDescriptorWithSelection, Conformance, ExceptionResponse,
    MethodDescriptor, ServiceError,
};
use dlms_cosem_rs::{Error, ErrorKind, security};

/// Room for an APDU before it is protected: a calendar with its tables.
const SCRATCH: usize = 4096;
/// What protection and a wrapper of it add.
const ROOM: usize = 256;
/// The longest value that comes in blocks: a month of quarter-hours.
const MOST_BYTES: usize = 1 << 20;

/// Chance for challenges.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chance;

impl RandomSource for Chance {
    fn fill(&self, out: &mut [u8]) -> Result<(), Error> {
        getrandom::fill(out).map_err(|_| Error::new(ErrorKind::Unsupported, 0))
    }
}

pub(crate) fn policy(of: Security) -> SecurityPolicy {
    match of {
        Security::Plain => SecurityPolicy::NONE,
        Security::Suite0 => SecurityPolicy::authenticated_encrypted(SecuritySuite::Suite0),
        Security::Suite1 => SecurityPolicy::authenticated_encrypted(SecuritySuite::Suite1),
    }
}

pub(crate) fn provider(keys: Option<&MeterKeys>) -> RustCryptoProvider<Chance> {
    let ring = match keys {
        None => KeyRing::default(),
        Some(keys) => {
            let mut ring = KeyRing::new(*keys.encryption.expose(), *keys.authentication.expose());
            ring.kek = keys.master.as_ref().map(|key| Key::new(*key.expose()));
            ring
        }
    };
    RustCryptoProvider::with_rng(ring, Chance)
}

pub(crate) fn title(of: SystemTitle) -> security::SystemTitle {
    security::SystemTitle::new(of.0)
}

/// What is under way.
#[derive(Debug)]
enum Asked {
    Nothing,
    /// Several attributes at once, or one; what came in blocks so far.
    Get {
        count: usize,
        blocks: Vec<u8>,
        last_block: u32,
    },
    Order,
}

pub(crate) struct CosemClient {
    session: ClientSession<RustCryptoProvider<Chance>, SCRATCH>,
    generation: u32,
    plain_association: bool,
    heard: Option<u32>,
    asked: Asked,
    replying: bool,
    out: Vec<u8>,
    plain: Vec<u8>,
}

impl CosemClient {
    pub(crate) fn new(opening: &Opening) -> Self {
        let plain = opening.security == Security::Plain;
        let config = ClientConfig {
            client_sap: u8::try_from(opening.client).unwrap_or(1),
            system_title: (!plain).then(|| title(opening.title)),
            mechanism: if plain { AuthMechanism::None } else { AuthMechanism::HighGmac },
            security: policy(opening.security),
            max_pdu_size: opening.max_pdu,
            ..ClientConfig::default()
        };
        let size = usize::from(opening.max_pdu).max(SCRATCH).saturating_add(ROOM);
        Self {
            session: ClientSession::new(config, provider(opening.keys.as_ref())),
            generation: opening.keys.as_ref().map_or(0, |keys| keys.generation),
            plain_association: plain,
            heard: opening.heard,
            asked: Asked::Nothing,
            replying: false,
            out: vec![0; size],
            plain: vec![0; size],
        }
    }

    fn request(
        &mut self,
        build: impl FnOnce(
            &mut ClientSession<RustCryptoProvider<Chance>, SCRATCH>,
            &mut [u8],
        ) -> Result<usize, Error>,
    ) -> Result<Vec<u8>, DlmsError> {
        let used = build(&mut self.session, &mut self.out).map_err(|error| self.named(error))?;
        Ok(self.out.get(..used).unwrap_or_default().to_vec())
    }

    fn named(&self, error: Error) -> DlmsError {
        match error.kind {
            ErrorKind::BadTag => DlmsError::WrongKey { generation: self.generation },
            ErrorKind::Replay => DlmsError::Replayed,
            // The engine says so of an APDU that came bare in a ciphered association.
            ErrorKind::UnexpectedMessage if !self.plain_association => DlmsError::Unprotected,
            _ => malformed(error),
        }
    }

    /// The session accepts rising counters; across associations it is we who remember.
    fn fresh(&self) -> Result<(), DlmsError> {
        match (self.heard, self.session.peer_invocation_counter()) {
            (Some(heard), Some(now)) if now <= heard => Err(DlmsError::Replayed),
            _ => Ok(()),
        }
    }

    fn exception(&self, exception: ExceptionResponse) -> DlmsError {
        let ours = self.session.invocation_counter();
        match (exception.service_error, exception.expected_invocation_counter) {
            (ServiceError::InvocationCounterError, Some(expected)) => {
                DlmsError::StaleCounter { ours, expected }
            }
            (ServiceError::DecipheringError, _) => {
                DlmsError::WrongKey { generation: self.generation }
            }
            (service, _) => DlmsError::Exception { reason: format!("{service:?}") },
        }
    }

    fn step(&mut self, step: AssociationStep) -> Result<Next<()>, DlmsError> {
        match step {
            AssociationStep::Established => Ok(Next::Done(())),
            AssociationStep::HlsReplyRequired => {
                self.replying = true;
                self.request(|session, out| session.hls_reply_request(out)).map(Next::Send)
            }
            AssociationStep::Rejected { diagnostic, .. } => Err(match diagnostic {
                Diagnostic::User(UserDiagnostic::AuthenticationFailure) => {
                    DlmsError::WrongKey { generation: self.generation }
                }
                other => DlmsError::AssociationRefused { reason: format!("{other:?}") },
            }),
            AssociationStep::Exception(exception) => Err(self.exception(exception)),
        }
    }

    /// A block of a value, or the whole of it.
    fn block(&mut self, last: bool, number: u32, data: &[u8]) -> Result<Next<Vec<Got>>, DlmsError> {
        let Asked::Get { count, blocks, last_block } = &mut self.asked else {
            return Err(DlmsError::Malformed { text: "a block of nothing asked".to_owned() });
        };
        if Some(number) != last_block.checked_add(1) {
            let text = format!("block {number} after block {last_block}");
            return Err(DlmsError::Malformed { text });
        }
        *last_block = number;
        blocks.extend_from_slice(data);
        if blocks.len() > MOST_BYTES {
            let text = format!("a value of more than {MOST_BYTES} bytes");
            return Err(DlmsError::Malformed { text });
        }
        if !last {
            return self
                .request(|session, out| session.get_next_block_request(number, out))
                .map(Next::Send);
        }
        let (count, bytes) = (*count, std::mem::take(blocks));
        let mut reader = Reader::new(&bytes);
        let got = match count {
            1 => vec![Ok(own(&Data::decode(&mut reader).map_err(malformed)?).map_err(malformed)?)],
            // With a list, what comes in blocks is the list of results.
            _ => {
                let results = List::decode(&mut reader).map_err(malformed)?;
                results
                    .iter()
                    .map(|result| result.map_err(malformed).and_then(got))
                    .collect::<Result<_, _>>()?
            }
        };
        self.asked = Asked::Nothing;
        Ok(Next::Done(got))
    }
}

type List<'a> = dlms_cosem_rs::xdlms::List<'a, dlms_cosem_rs::xdlms::GetDataResult<'a>>;

fn got(result: dlms_cosem_rs::xdlms::GetDataResult<'_>) -> Result<Got, DlmsError> {
    match result.value() {
        Ok(data) => own(&data).map(Ok).map_err(malformed),
        Err(refused) => Ok(Err(words(&format!("{refused:?}")))),
    }
}

/// `ReadWriteDenied` as people write it: `read write denied`.
pub(crate) fn words(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !text.is_empty() {
            text.push(' ');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

fn descriptor(attribute: Attribute) -> AttributeDescriptor {
    let index = i8::try_from(attribute.index).unwrap_or(i8::MAX);
    AttributeDescriptor::new(attribute.class, name(attribute.obis), index)
}

impl ClientEngine for CosemClient {
    fn count_from(&mut self, last: u32) {
        self.session.set_invocation_counter(last);
    }

    fn counted(&self) -> u32 {
        self.session.invocation_counter()
    }

    fn heard(&self) -> Option<u32> {
        self.session.peer_invocation_counter()
    }

    fn title(&self) -> Option<SystemTitle> {
        self.session.server_system_title().map(|title| SystemTitle(*title.as_bytes()))
    }

    fn takes_lists(&self) -> bool {
        let agreed = self.session.negotiated().map(|agreed| agreed.negotiated_conformance);
        agreed.is_some_and(|agreed| agreed.contains(Conformance::MULTIPLE_REFERENCES))
    }

    fn ask_open(&mut self) -> Result<Vec<u8>, DlmsError> {
        self.request(|session, out| session.associate_request(out)).map_err(|error| match error {
            DlmsError::Malformed { text } => DlmsError::from(KeepError::new(text)),
            other => other,
        })
    }

    fn opened(&mut self, apdu: &[u8]) -> Result<Next<()>, DlmsError> {
        let step = match self.replying {
            false => self.session.handle_associate_response(apdu),
            true => match apdu.first() {
                Some(&EXCEPTION) => return Err(self.exception_in(apdu)),
                _ => self.session.handle_hls_reply_response(apdu),
            },
        };
        let step = step.map_err(|error| self.named(error))?;
        self.fresh()?;
        self.step(step)
    }

    fn ask_get(
        &mut self,
        attribute: Attribute,
        range: Option<Range>,
    ) -> Result<Vec<u8>, DlmsError> {
        self.asked = Asked::Get { count: 1, blocks: Vec::new(), last_block: 0 };
        let mut buffer = [0; 128];
        let access = match range {
            None => None,
            Some(range) => {
                let (from, to) = (DateTime::from_bytes(range.from), DateTime::from_bytes(range.to));
                let range = RangeDescriptor::by_clock(from, to);
                Some(range.to_selective_access(&mut buffer).map_err(malformed)?)
            }
        };
        self.request(|session, out| session.get_request(descriptor(attribute), access, out))
    }

    fn ask_get_all(&mut self, attributes: &[Attribute]) -> Result<Vec<u8>, DlmsError> {
        self.asked = Asked::Get { count: attributes.len(), blocks: Vec::new(), last_block: 0 };
        if let [attribute] = attributes {
            return self.ask_get(*attribute, None);
        }
        let items: Vec<_> = attributes
            .iter()
            .map(|attribute| AttributeDescriptorWithSelection {
                descriptor: descriptor(*attribute),
                access: None,
            })
            .collect();
        self.request(|session, out| session.get_request_with_list(&items, out))
    }

    fn ask_set(&mut self, attribute: Attribute, value: &Value) -> Result<Vec<u8>, DlmsError> {
        self.asked = Asked::Order;
        let bytes = value.to_bytes();
        let data = Data::decode(&mut Reader::new(&bytes)).map_err(malformed)?;
        self.request(|session, out| session.set_request(descriptor(attribute), None, data, out))
    }

    fn ask_act(&mut self, method: Attribute, parameter: &Value) -> Result<Vec<u8>, DlmsError> {
        self.asked = Asked::Order;
        let bytes = parameter.to_bytes();
        let data = Data::decode(&mut Reader::new(&bytes)).map_err(malformed)?;
        let index = i8::try_from(method.index).unwrap_or(i8::MAX);
        let descriptor = MethodDescriptor::new(method.class, name(method.obis), index);
        self.request(|session, out| session.action_request(descriptor, Some(data), out))
    }

    fn answer(&mut self, apdu: &[u8]) -> Result<Next<Vec<Got>>, DlmsError> {
        let mut plain = std::mem::take(&mut self.plain);
        if plain.len() < apdu.len() {
            plain.resize(apdu.len(), 0);
        }
        let result = self.answered(apdu, &mut plain);
        self.plain = plain;
        result
    }

    fn ask_release(&mut self) -> Result<Vec<u8>, DlmsError> {
        self.request(|session, out| session.release_request(out))
    }

    fn released(&mut self, apdu: &[u8]) -> Result<(), DlmsError> {
        let mut plain = vec![0; apdu.len().max(64)];
        let answer = self.session.handle_response(apdu, &mut plain);
        match answer.map_err(malformed)? {
            Response::Released => Ok(()),
            other => Err(DlmsError::Malformed { text: format!("{other:?} instead of a release") }),
        }
    }
}

const EXCEPTION: u8 = 0xD8;

impl CosemClient {
    fn exception_in(&self, apdu: &[u8]) -> DlmsError {
        match ExceptionResponse::decode(&mut Reader::new(apdu.get(1..).unwrap_or_default())) {
            Ok(exception) => self.exception(exception),
            Err(error) => malformed(error),
        }
    }

    fn answered(&mut self, apdu: &[u8], plain: &mut [u8]) -> Result<Next<Vec<Got>>, DlmsError> {
        let response = match self.session.handle_response(apdu, plain) {
            Ok(response) => response,
            Err(error) => return Err(self.named(error)),
        };
        let refused = |reason: &dyn std::fmt::Debug| vec![Err(words(&format!("{reason:?}")))];
        let done = match response {
            Response::Data(data) => vec![Ok(own(&data).map_err(malformed)?)],
            Response::DataList(results) => results
                .iter()
                .map(|result| result.map_err(malformed).and_then(got))
                .collect::<Result<_, _>>()?,
            Response::DataError(reason) => match self.asked {
                // One refusal for a list stands for each of it.
                Asked::Get { count, .. } => (0..count).flat_map(|_| refused(&reason)).collect(),
                _ => refused(&reason),
            },
            Response::Block { last, number, data } => return self.block(last, number, data),
            Response::Ok => vec![Ok(Value::Null)],
            Response::ActionResult { result, value } => match result.is_success() {
                true => vec![Ok(match value {
                    Some(data) => own(&data).map_err(malformed)?,
                    None => Value::Null,
                })],
                false => refused(&result),
            },
            Response::Exception(exception) => return Err(self.exception(exception)),
            other => {
                return Err(DlmsError::Malformed { text: format!("{other:?} was not asked for") });
            }
        };
        self.fresh()?;
        self.asked = Asked::Nothing;
        Ok(Next::Done(done))
    }
}
