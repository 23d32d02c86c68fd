//! Keys, numbers and titles of meters that are made up: all of it follows from a seed and is no secret.

use dlms::{MeterKeys, SecretKey, SystemTitle};
use sha2::{Digest, Sha256};
use units::Ean;
use virtual_meters::MeterSerial;

/// Where EANs of virtual supply points begin, without their check digit.
const FIRST_EAN: u64 = 54_199_990_000_000_000;

/// The keys of a virtual meter.
pub fn keys_of(seed: u64, serial: MeterSerial) -> MeterKeys {
    let key = |what: &str| {
        let digest = Sha256::digest(format!("tirelire virtual meter {seed} {} {what}", serial.0));
        let mut bytes = [0; 16];
        bytes.iter_mut().zip(digest).for_each(|(byte, from)| *byte = from);
        SecretKey::new(bytes)
    };
    MeterKeys {
        generation: 1,
        encryption: key("encryption"),
        authentication: key("authentication"),
        master: Some(key("master")),
    }
}

/// `TIR` and the serial in five bytes.
pub fn title_of(serial: MeterSerial) -> SystemTitle {
    let [_, _, _, rest @ ..] = serial.0.to_be_bytes();
    let mut title = *b"TIR\0\0\0\0\0";
    title.iter_mut().skip(3).zip(rest).for_each(|(byte, from)| *byte = from);
    SystemTitle(title)
}

/// The supply point of a virtual meter that was given none.
pub fn ean_of(serial: MeterSerial) -> Option<Ean> {
    Ean::with_check_digit(FIRST_EAN.checked_add(serial.0 % 10_000_000_000)?)
}
