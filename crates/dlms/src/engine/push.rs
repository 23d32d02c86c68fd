//! What meters send by themselves.

use crate::engine::cosem::{Chance, policy, provider, title};
use crate::engine::data::{malformed, name, own};
use crate::error::DlmsError;
use crate::keys::{MeterKeys, SystemTitle};
use crate::obis::Obis;
use crate::profile::{Attribute, Security};
use crate::value::Value;
use dlms_cosem_rs::axdr::{Data, DateTime};
use dlms_cosem_rs::client::{NotificationListener, SingleMeterKeys};
use dlms_cosem_rs::codec::{Decode, Encode, Reader};
use dlms_cosem_rs::security::{
    InvocationCounter, KeyRing, Protector, ReplayWindow, RustCryptoProvider,
};
use dlms_cosem_rs::server::PushSender;
use dlms_cosem_rs::xdlms::{
    Apdu, ApduTag, AttributeDescriptor, CipheredService, EventNotification, GeneralGloCiphering,
};
use dlms_cosem_rs::{Error, ErrorKind, security};

const GENERAL_GLO: u8 = 0xDB;
const TITLE_BYTES: u8 = 8;

/// The keys under which a push is opened, and the counter behind which it must stand.
pub(crate) struct PushKeys {
    pub keys: MeterKeys,
    pub heard: Option<u32>,
}

/// A push as it was sent: under which counter, when captured (twelve bytes), and its values.
pub(crate) struct Opened {
    pub counter: Option<u32>,
    pub captured: Option<[u8; 12]>,
    /// The attribute that an event is about; `None` for a list of values.
    pub event: Option<Attribute>,
    pub body: Value,
}

/// Who sent it: the title stands before what is ciphered. `None` for a push without protection.
pub(crate) fn sender(apdu: &[u8]) -> Option<SystemTitle> {
    match apdu {
        [GENERAL_GLO, TITLE_BYTES, rest @ ..] => {
            rest.first_chunk::<8>().map(|bytes| SystemTitle(*bytes))
        }
        _ => None,
    }
}

fn refused(error: Error, generation: u32) -> DlmsError {
    match error.kind {
        ErrorKind::BadTag => DlmsError::WrongKey { generation },
        ErrorKind::Replay => DlmsError::Replayed,
        ErrorKind::UnexpectedMessage => DlmsError::Unprotected,
        _ => malformed(error),
    }
}

/// Opens a push that was sealed: a list of values, or one event. Errors: it is less protected than
/// `required`, was heard before, or is not under these keys.
pub(crate) fn open_sealed(
    apdu: &[u8],
    required: Security,
    PushKeys { keys, heard }: &PushKeys,
) -> Result<Opened, DlmsError> {
    let refused = |error| refused(error, keys.generation);
    let (from, inside) = match apdu {
        [GENERAL_GLO, inside @ ..] => (sender(apdu), inside),
        _ => (None, apdu),
    };
    let from = title(from.ok_or(DlmsError::Unprotected)?);
    let CipheredService { security_control, invocation_counter, payload } =
        GeneralGloCiphering::decode(&mut Reader::new(inside)).map_err(malformed)?.ciphered;
    let policy = policy(required);
    policy.check_received(security_control).map_err(refused)?;
    if let Some(heard) = heard {
        ReplayWindow::resumed(*heard, 0).check(invocation_counter).map_err(refused)?;
    }
    let protector = Protector::new(provider(Some(keys)), policy);
    let (mut body, key) = (payload.to_vec(), keys.authentication.expose());
    let plain = protector
        .unprotect(security_control, &from, invocation_counter, key, &mut body)
        .map_err(refused)?;
    let counter = Some(invocation_counter);
    match Apdu::from_bytes(plain).map_err(malformed)? {
        Apdu::DataNotification(push) => Ok(Opened {
            counter,
            captured: push.date_time.0.map(DateTime::to_bytes),
            event: None,
            body: own(&push.body).map_err(malformed)?,
        }),
        Apdu::EventNotification(push) => {
            let AttributeDescriptor { class_id, instance_id, attribute_id } = push.descriptor;
            let (class, obis) = (class_id, Obis(*instance_id.as_bytes()));
            let index = u8::try_from(attribute_id).unwrap_or(0);
            Ok(Opened {
                counter,
                captured: push.time.map(DateTime::to_bytes),
                event: Some(Attribute { class, obis, index }),
                body: own(&push.value).map_err(malformed)?,
            })
        }
        _ => Err(DlmsError::Malformed { text: "what was sent by itself is no push".to_owned() }),
    }
}

/// Builds a sealed event under the counter behind `last`, and gives the counter it used.
pub(crate) fn seal_event(
    from: SystemTitle,
    security: Security,
    keys: &MeterKeys,
    last: u32,
    at: [u8; 12],
    (attribute, value): (Attribute, &Value),
) -> Result<(Vec<u8>, u32), DlmsError> {
    let bytes = value.to_bytes();
    let event = EventNotification {
        time: Some(DateTime::from_bytes(at)),
        descriptor: AttributeDescriptor::new(
            attribute.class,
            name(attribute.obis),
            i8::try_from(attribute.index).unwrap_or(0),
        ),
        value: Data::decode(&mut Reader::new(&bytes)).map_err(malformed)?,
    };
    let mut plain = Vec::new();
    Apdu::EventNotification(event).encode(&mut plain).map_err(malformed)?;
    let (policy, from) = (policy(security), title(from));
    let counter = InvocationCounter::new(last).next().map_err(malformed)?;
    let mut sealed = vec![0; plain.len().saturating_add(32)];
    let payload = Protector::new(provider(Some(keys)), policy)
        .protect(&from, counter, keys.authentication.expose(), &plain, &mut sealed)
        .map_err(malformed)?;
    // An event of its own has no room for the title, under which the head-end finds the keys.
    let whole = GeneralGloCiphering {
        system_title: from.as_bytes(),
        ciphered: CipheredService {
            security_control: policy.control(),
            invocation_counter: counter,
            payload,
        },
    };
    let mut out = vec![ApduTag::GeneralGloCiphering.as_u8()];
    whole.encode(&mut out).map_err(malformed)?;
    Ok((out, counter))
}

/// Reads a push that was not sealed. Errors: it was.
pub(crate) fn read_bare(apdu: &[u8]) -> Result<Opened, DlmsError> {
    let mut buffer = vec![0; apdu.len()];
    let nobody = SingleMeterKeys::new(title(SystemTitle([0; 8])), KeyRing::default());
    let engine = RustCryptoProvider::with_rng(KeyRing::default(), Chance);
    let mut listener = NotificationListener::new(engine, nobody, policy(Security::Plain));
    let push = listener.handle(apdu, &mut buffer).map_err(|error| refused(error, 0))?;
    Ok(Opened {
        counter: push.invocation_counter,
        captured: push.captured_at.map(DateTime::to_bytes),
        event: None,
        body: own(&push.body).map_err(malformed)?,
    })
}

/// Builds a push of `body` under the counter behind `last`, and gives the counter it used.
pub(crate) fn seal_push(
    from: SystemTitle,
    security: Security,
    keys: Option<&MeterKeys>,
    last: u32,
    captured: [u8; 12],
    body: &Value,
) -> Result<(Vec<u8>, u32), DlmsError> {
    let from = security::SystemTitle::new(from.0);
    let mut sender: PushSender<_, 4096> =
        PushSender::new(provider(keys), from, policy(security), last);
    let bytes = body.to_bytes();
    let data = Data::decode(&mut Reader::new(&bytes)).map_err(malformed)?;
    let mut out = vec![0; bytes.len().saturating_add(128)];
    let captured = DateTime::from_bytes(captured);
    let used = sender.notify(Some(captured), &data, &mut out).map_err(malformed)?;
    out.truncate(used);
    Ok((out, sender.invocation_counter()))
}
