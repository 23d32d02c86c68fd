//! What meters send by themselves.

use crate::engine::cosem::{Chance, policy, provider, title};
use crate::engine::data::{malformed, own};
use crate::error::DlmsError;
use crate::keys::{MeterKeys, SystemTitle};
use crate::profile::Security;
use crate::value::Value;
use dlms_cosem_rs::axdr::{Data, DateTime};
use dlms_cosem_rs::client::{NotificationListener, SingleMeterKeys};
use dlms_cosem_rs::codec::{Decode, Reader};
use dlms_cosem_rs::security::{KeyRing, ReplayWindow, RustCryptoProvider};
use dlms_cosem_rs::server::PushSender;
use dlms_cosem_rs::{ErrorKind, security};

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

/// Opens a push. Errors: it is less protected than `required`, was heard before, or is not under these
/// keys.
pub(crate) fn open_push(
    apdu: &[u8],
    required: Security,
    keys: Option<&PushKeys>,
) -> Result<Opened, DlmsError> {
    let mut buffer = vec![0; apdu.len()];
    let from = sender(apdu).unwrap_or(SystemTitle([0; 8]));
    let ring = match keys {
        Some(PushKeys { keys, .. }) => {
            KeyRing::new(*keys.encryption.expose(), *keys.authentication.expose())
        }
        None => KeyRing::default(),
    };
    let mut lookup = SingleMeterKeys::new(title(from), ring);
    if let Some(heard) = keys.and_then(|keys| keys.heard) {
        lookup.replay = ReplayWindow::resumed(heard, 0);
    }
    let engine = RustCryptoProvider::with_rng(KeyRing::default(), Chance);
    let mut listener = NotificationListener::new(engine, lookup, policy(required));
    let generation = keys.map_or(0, |keys| keys.keys.generation);
    let push = listener.handle(apdu, &mut buffer).map_err(|error| match error.kind {
        ErrorKind::BadTag => DlmsError::WrongKey { generation },
        ErrorKind::Replay => DlmsError::Replayed,
        ErrorKind::UnexpectedMessage => DlmsError::Unprotected,
        _ => malformed(error),
    })?;
    Ok(Opened {
        counter: push.invocation_counter,
        captured: push.captured_at.map(DateTime::to_bytes),
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
