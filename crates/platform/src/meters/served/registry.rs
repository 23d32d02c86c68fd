//! The list of meters that a head-end needs: who they are, where they are, and their keys.

use super::keys::{ean_of, title_of};
use crate::failure::{Failure, refuse};
use calendar::Instant;
use dlms::face::ServedAt;
use dlms::{MeterKeys, Profile, SecretKey, SystemTitle};
use std::fmt::Write;
use units::{Dso, Ean, Energy};
use virtual_meters::MeterSerial;

pub const HEADER: &str = "serial,ean,energy,dso,profile,place,framing,server,cell,placed,title,encryption_key,authentication_key,master_key";

/// One meter in the list. Its keys are what the head-end believes, which a knob may make wrong.
#[derive(Debug, Clone)]
pub struct RegistryRow {
    pub serial: String,
    pub ean: Ean,
    pub energy: Energy,
    pub dso: Dso,
    pub profile: String,
    pub place: ServedAt,
    /// Since when it hangs there: nobody asks it for earlier midnights.
    pub placed_at: Instant,
    /// The title under which it answers.
    pub title: SystemTitle,
    /// Which part of the field network it hangs on.
    pub cell: String,
    pub keys: MeterKeys,
}

impl RegistryRow {
    /// A meter at a supply point that is made up too. Errors: a serial that no EAN can be made of.
    pub fn new(
        serial: MeterSerial,
        dso: Dso,
        profile: &Profile,
        (place, placed_at): (ServedAt, Instant),
        cell: &str,
        keys: MeterKeys,
    ) -> Result<Self, Failure> {
        let Some(ean) = ean_of(serial) else {
            return refuse(format!("meter {serial} has no supply point"));
        };
        let (energy, profile) = (profile.energy, profile.name.clone());
        let (title, serial, cell) = (title_of(serial), serial.to_string(), cell.to_owned());
        Ok(Self { serial, ean, energy, dso, profile, place, placed_at, title, cell, keys })
    }

    /// A line of [`HEADER`]'s columns, keys in hexadecimal.
    pub fn line(&self) -> String {
        let Self { serial, ean, energy, dso, profile, place, placed_at, title, cell, keys } = self;
        let placed = placed_at.to_local_string();
        let (address, server) = (place.address, place.server);
        let [encryption, authentication] = [&keys.encryption, &keys.authentication].map(hex);
        let master = keys.master.as_ref().map(hex).unwrap_or_default();
        format!(
            "{serial},{ean},{energy},{dso},{profile},{address},wrapper,{server},{cell},{placed},{title},{encryption},\
             {authentication},{master}"
        )
    }
}

/// The whole list.
pub fn registry(rows: &[RegistryRow]) -> String {
    let mut text = format!("{HEADER}\n");
    for row in rows {
        text += &row.line();
        text.push('\n');
    }
    text
}

fn hex(key: &SecretKey) -> String {
    key.expose().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
