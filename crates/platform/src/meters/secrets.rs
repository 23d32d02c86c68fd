//! Keys of meters as they are kept: sealed, with meter and generation in the seal, so that the text of one
//! meter opens at no other.

use crate::sealed::{KEY_VARIABLE, MasterKeys, SealError};
use dlms::{KeepError, KnownKeys, MeterKeys, SecretKey};
use store::{KeptKey, KeyState};

/// Hexadecimal digits of a key.
const DIGITS: usize = 32;

/// What the keys of a generation are sealed for.
fn place(meter: &str, generation: u32) -> String {
    format!("meter/{meter}/{generation}")
}

/// A key of 128 bits from 32 hexadecimal digits.
pub fn key_of(text: &str) -> Option<SecretKey> {
    let pairs = text.as_bytes().as_chunks::<2>().0;
    let bytes = pairs.iter().map(|pair| {
        let digits = pair.iter().all(u8::is_ascii_hexdigit).then_some(pair)?;
        u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    });
    let bytes: Option<Vec<u8>> = bytes.collect();
    let bytes = <[u8; 16]>::try_from(bytes?).ok().filter(|_| text.len() == DIGITS);
    bytes.map(SecretKey::new)
}

fn digits(key: &SecretKey) -> String {
    key.expose().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn failed(error: SealError) -> KeepError {
    match error {
        SealError::OtherKey { .. } => KeepError::sealed(error.to_string()),
        other => KeepError::new(other.to_string()),
    }
}

/// Keys of a meter, sealed. Errors: there is no master key; keys of meters are never kept in clear.
pub fn seal(
    masters: &MasterKeys,
    meter: &str,
    state: KeyState,
    keys: &MeterKeys,
) -> Result<KeptKey, KeepError> {
    if masters.is_empty() {
        let text = format!("{KEY_VARIABLE} is not set: keys of meters are not kept in clear");
        return Err(KeepError::new(text));
    }
    let mut secret = digits(&keys.encryption) + &digits(&keys.authentication);
    secret.extend(keys.master.as_ref().map(digits));
    let sealed = masters.seal(&place(meter, keys.generation), &secret).map_err(failed)?;
    Ok(KeptKey { meter: meter.to_owned(), state, generation: keys.generation, sealed })
}

/// The keys that were sealed. Errors: another master key, or a text that was changed or moved.
pub fn open(masters: &MasterKeys, kept: &KeptKey) -> Result<MeterKeys, KeepError> {
    let place = place(&kept.meter, kept.generation);
    let secret = masters.open(&place, &kept.sealed).map_err(failed)?;
    let part = |number: usize| {
        let start = number.checked_mul(DIGITS)?;
        secret.get(start..start.checked_add(DIGITS)?).and_then(key_of)
    };
    let wrong = || KeepError::new(format!("the keys of meter `{}` are none", kept.meter));
    Ok(MeterKeys {
        generation: kept.generation,
        encryption: part(0).ok_or_else(wrong)?,
        authentication: part(1).ok_or_else(wrong)?,
        master: part(2),
    })
}

/// The same keys under the first master key, if they are not. Errors: as [`open`].
pub fn reseal(masters: &MasterKeys, kept: &KeptKey) -> Result<Option<KeptKey>, KeepError> {
    if masters.is_current(&kept.sealed) {
        return Ok(None);
    }
    seal(masters, &kept.meter, kept.state, &open(masters, kept)?).map(Some)
}

/// Current and pending keys of one meter; `None` if it has none.
pub fn known(masters: &MasterKeys, kept: &[KeptKey]) -> Result<Option<KnownKeys>, KeepError> {
    let of = |state| kept.iter().find(|key| key.state == state);
    let Some(current) = of(KeyState::Current) else { return Ok(None) };
    let current = open(masters, current)?;
    let pending = of(KeyState::Pending).map(|key| open(masters, key)).transpose()?;
    Ok(Some(KnownKeys { current, pending }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masters(byte: u8) -> MasterKeys {
        MasterKeys::of(Some(&format!("{byte:02x}").repeat(32))).unwrap()
    }

    fn keys(generation: u32, master: Option<u8>) -> MeterKeys {
        MeterKeys {
            generation,
            encryption: SecretKey::new([1; 16]),
            authentication: SecretKey::new([2; 16]),
            master: master.map(|byte| SecretKey::new([byte; 16])),
        }
    }

    #[test]
    fn pd_04_keys_of_a_meter_open_for_that_meter_and_generation_only() {
        let masters = masters(9);
        for master in [None, Some(3)] {
            let kept = seal(&masters, "M1", KeyState::Current, &keys(4, master)).unwrap();
            assert!(!kept.sealed.contains("0101"), "{}", kept.sealed);
            assert_eq!(open(&masters, &kept).unwrap(), keys(4, master));
            let moved = KeptKey { meter: "M2".to_owned(), ..kept.clone() };
            assert!(open(&masters, &moved).is_err());
            let older = KeptKey { generation: 3, ..kept.clone() };
            assert!(open(&masters, &older).is_err());
            assert!(open(&self::masters(8), &kept).is_err());
        }
    }

    #[test]
    fn pd_04_keys_of_meters_are_never_kept_in_clear() {
        let none = MasterKeys::default();
        let error = seal(&none, "M1", KeyState::Current, &keys(1, None)).unwrap_err();
        assert!(error.to_string().starts_with("TIRELIRE_MASTER_KEY is not set"), "{error}");
    }

    #[test]
    fn a_key_is_32_hexadecimal_digits() {
        assert_eq!(key_of(&"0a".repeat(16)), Some(SecretKey::new([10; 16])));
        assert_eq!(key_of(&"FF".repeat(16)), Some(SecretKey::new([255; 16])));
        for wrong in ["", "0a", &"0a".repeat(17), &"0g".repeat(16), &"+a".repeat(16)] {
            assert_eq!(key_of(wrong), None, "{wrong}");
        }
        assert_eq!(key_of(&format!("{}0", "0a".repeat(16))), None);
    }
}
