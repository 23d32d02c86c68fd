//! New keys for a meter.

use crate::client::association::Association;
use crate::client::head_end::{Dial, HeadEnd, MeterAddress};
use crate::client::urgency::Urgency;
use crate::engine::wrap_key;
use crate::error::DlmsError;
use crate::keys::{MeterKeys, SecretKey};
use crate::profile::Role;
use crate::value::Value;
use supply::Lane;

const KEY_TRANSFER: u8 = 2;
const KEY_UNICAST: u8 = 0;
const KEY_AUTHENTICATION: u8 = 2;

impl HeadEnd {
    /// Gives a meter new keys, wrapped under its master key, and proves them with a new association.
    /// The new keys are kept before they are sent: wherever this breaks off, the current or the
    /// pending ones open the meter, and the next association settles which.
    ///
    /// Errors: the meter has no master key, refuses, or does not open with the new keys.
    pub async fn rotate_keys<D: Dial>(
        &self,
        meter: &MeterAddress,
        dial: &D,
        urgency: Urgency,
    ) -> Result<Association<D::Stream>, DlmsError> {
        let lane = Lane::Scheduled;
        let mut association = self.associate(meter, dial, lane, urgency.clone()).await?;
        let none = || DlmsError::NoKeys { meter: meter.id.clone() };
        let current = self.keys.keys(&meter.id).await?.ok_or_else(none)?.current;
        let generation = current.generation.checked_add(1).ok_or_else(none)?;
        let new = MeterKeys {
            generation,
            encryption: SecretKey::generate()?,
            authentication: SecretKey::generate()?,
            master: current.master.clone(),
        };
        let pair = |id: u8, key: &SecretKey| {
            let wrapped = Value::Octets(wrap_key(&current, key)?);
            Ok::<_, DlmsError>(Value::Structure(vec![Value::Enum(id), wrapped]))
        };
        let keys = Value::Array(vec![
            pair(KEY_UNICAST, &new.encryption)?,
            pair(KEY_AUTHENTICATION, &new.authentication)?,
        ]);
        self.keys.propose(&meter.id, &new).await?;
        let method = association.object(Role::SecuritySetup)?.attribute(KEY_TRANSFER);
        association.act(method, &keys).await?;
        association.release().await?;
        let association = self.associate(meter, dial, lane, urgency).await?;
        match association.generation() == Some(generation) {
            true => Ok(association),
            false => Err(DlmsError::WrongKey { generation }),
        }
    }
}
