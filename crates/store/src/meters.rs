//! Meters that are read and ordered from afar: where each hangs.

use crate::accounts::number_of;
use crate::database::{Column, Database, Row, Table, Value};
use crate::{Store, StoreError};
use calendar::{Instant, SettlementDay};
use std::collections::BTreeMap;
use units::{Dso, Ean, Energy};

const METER: Table = Table {
    name: "meter",
    columns: &[
        Column::Text("serial"),
        Column::BigInt("placed_us"),
        Column::BigInt("removed_us"),
        Column::SmallInt("dso"),
        Column::BigInt("ean"),
        Column::SmallInt("energy"),
        Column::Text("profile"),
        Column::Text("place"),
        Column::Integer("hdlc_physical"),
        Column::Integer("server"),
        Column::Text("cell"),
        Column::Text("title"),
        Column::Integer("read_midnight"),
        Column::Text("behind"),
    ],
};

pub(crate) const COLUMNS: &str =
    "m.serial, m.placed_us, m.removed_us, m.dso, m.ean, m.energy, m.profile,
    m.place, m.hdlc_physical, m.server, m.cell, m.title, m.read_midnight, m.behind";

/// A meter at a supply point, now or once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meter {
    pub serial: String,
    pub placed_at: Instant,
    pub removed_at: Option<Instant>,
    pub dso: Dso,
    pub ean: Ean,
    pub energy: Energy,
    /// The kind of meter, by name.
    pub profile: String,
    /// `host:port`.
    pub place: String,
    /// The physical address on HDLC; `None` is the TCP wrapper.
    pub hdlc_physical: Option<u16>,
    /// The logical device; `None` is the profile's.
    pub server: Option<u16>,
    /// Substation or concentrator.
    pub cell: String,
    /// System title in hexadecimal digits, where it is known beforehand.
    pub title: Option<String>,
    /// The newest midnight that was read: the day it opens.
    pub read_midnight: Option<SettlementDay>,
    /// The serial of the meter that speaks for it, if it is a device on that one's M-Bus.
    pub behind: Option<String>,
}

impl Meter {
    /// The serial of the one that is called: its own, or of the meter that speaks for it. Keys, counters
    /// and associations are that one's.
    pub fn speaker(&self) -> &str {
        self.behind.as_deref().unwrap_or(&self.serial)
    }
}

fn energy_code(energy: Energy) -> i64 {
    match energy {
        Energy::Electricity => 0,
        Energy::Gas => 1,
    }
}

fn day_or_null(row: &mut Row<'_>) -> Result<Option<SettlementDay>, StoreError> {
    let day = row.number_or_null()?.map(i32::try_from).transpose();
    Ok(day.map_err(|_| StoreError::corrupt("an impossible day"))?.map(SettlementDay))
}

pub(crate) fn meter(row: &mut Row<'_>) -> Result<Meter, StoreError> {
    let serial = row.text()?;
    let wrong = || StoreError::corrupt(format!("an impossible meter `{serial}`"));
    let address = |number: Option<i64>| number.map(u16::try_from).transpose();
    Ok(Meter {
        placed_at: Instant(row.number()?),
        removed_at: row.number_or_null()?.map(Instant),
        dso: Dso::from_code(row.small()?).ok_or_else(wrong)?,
        ean: Ean::from_u64(row.small()?).map_err(|_| wrong())?,
        energy: match row.number()? {
            0 => Energy::Electricity,
            1 => Energy::Gas,
            _ => return Err(wrong()),
        },
        profile: row.text()?,
        place: row.text()?,
        hdlc_physical: address(row.number_or_null()?).map_err(|_| wrong())?,
        server: address(row.number_or_null()?).map_err(|_| wrong())?,
        cell: row.text()?,
        title: row.text_or_null()?,
        read_midnight: day_or_null(row)?,
        behind: row.text_or_null()?,
        serial,
    })
}

impl Store {
    /// Places meters, all or none. With `swap` a meter that hangs at one of the points ends there when
    /// the new one begins; its row, keys and counters stay.
    ///
    /// Errors: a serial that is placed, a point that has a meter.
    pub fn place_meters(&mut self, meters: &[Meter], swap: bool) -> Result<(), StoreError> {
        self.transaction(|store| {
            let mut values = Vec::with_capacity(meters.len() * METER.columns.len());
            for (place, new) in meters.iter().enumerate() {
                let before = meters.iter().take(place);
                if before.clone().any(|other| other.serial == new.serial)
                    || store.meter(&new.serial)?.is_some()
                {
                    return Err(StoreError::MeterPlaced { serial: new.serial.clone() });
                }
                let twice = before.clone().find(|other| other.ean == new.ean).cloned();
                let old = store.meter_of(new.ean)?;
                if let Some(other) = twice.or_else(|| old.clone().filter(|_| !swap)) {
                    let (ean, serial) = (new.ean, other.serial);
                    return Err(StoreError::PointHasMeter { ean, serial });
                }
                if let Some(old) = old {
                    store.remove_meter(&old.serial, new.placed_at)?;
                }
                values.extend([
                    new.serial.as_str().into(),
                    new.placed_at.0.into(),
                    Value::number_or_null(new.removed_at.map(|at| at.0)),
                    i64::from(new.dso.code()).into(),
                    number_of(new.ean)?.into(),
                    energy_code(new.energy).into(),
                    new.profile.as_str().into(),
                    new.place.as_str().into(),
                    Value::number_or_null(new.hdlc_physical.map(i64::from)),
                    Value::number_or_null(new.server.map(i64::from)),
                    new.cell.as_str().into(),
                    Value::text_or_null(new.title.as_deref()),
                    Value::number_or_null(new.read_midnight.map(|day| i64::from(day.0))),
                    Value::text_or_null(new.behind.as_deref()),
                ]);
            }
            store.database.insert(&METER, &values)
        })
    }

    /// Ends a meter's time at its point. False if it hangs nowhere.
    pub fn remove_meter(&mut self, serial: &str, at: Instant) -> Result<bool, StoreError> {
        let removed = self.transaction(|store| {
            store.database.execute(
                "UPDATE meter SET removed_us = $1 WHERE serial = $2 AND removed_us IS NULL",
                &[at.0.into(), serial.into()],
            )
        })?;
        Ok(removed > 0)
    }

    /// The meter of this serial that is placed now.
    pub fn meter(&mut self, serial: &str) -> Result<Option<Meter>, StoreError> {
        let sql =
            format!("SELECT {COLUMNS} FROM meter m WHERE m.serial = $1 AND m.removed_us IS NULL");
        Ok(self.meters_by(&sql, &[serial.into()])?.pop())
    }

    /// The meter that a supply point has now.
    pub fn meter_of(&mut self, ean: Ean) -> Result<Option<Meter>, StoreError> {
        let sql =
            format!("SELECT {COLUMNS} FROM meter m WHERE m.ean = $1 AND m.removed_us IS NULL");
        Ok(self.meters_by(&sql, &[number_of(ean)?.into()])?.pop())
    }

    /// The placed meter that answers under a system title; `None` too if several do.
    pub fn meter_titled(&mut self, title: &str) -> Result<Option<Meter>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM meter m
                 WHERE m.title = $1 AND m.removed_us IS NULL AND m.behind IS NULL"
        );
        let mut found = self.meters_by(&sql, &[title.into()])?;
        Ok(if found.len() == 1 { found.pop() } else { None })
    }

    /// Placed meters that this one speaks for.
    pub fn meters_behind(&mut self, serial: &str) -> Result<Vec<Meter>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM meter m WHERE m.behind = $1 AND m.removed_us IS NULL
             ORDER BY m.serial"
        );
        self.meters_by(&sql, &[serial.into()])
    }

    /// The calendars that these meters have read back, by serial.
    pub fn calendars_of(
        &mut self,
        serials: &[&str],
    ) -> Result<BTreeMap<String, String>, StoreError> {
        let mut found = BTreeMap::new();
        for chunk in serials.chunks(200) {
            let names: Vec<String> =
                chunk.iter().map(|serial| format!("'{}'", serial.replace('\'', "''"))).collect();
            let sql = format!(
                "SELECT meter, calendar FROM meter_calendar WHERE meter IN ({})",
                names.join(", ")
            );
            self.database.query_once(&sql, &mut |mut row| {
                found.insert(row.text()?, row.text()?);
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// Keeps the calendar that a meter has read back.
    pub fn keep_calendar(
        &mut self,
        serial: &str,
        calendar: &str,
        at: Instant,
    ) -> Result<(), StoreError> {
        let values = [serial.into(), calendar.into(), at.0.into()];
        self.transaction(|store| {
            store.database.execute(
                "INSERT INTO meter_calendar (meter, calendar, at_us) VALUES ($1, $2, $3)
                 ON CONFLICT (meter) DO UPDATE SET calendar = $2, at_us = $3",
                &values,
            )
        })?;
        Ok(())
    }

    /// Up to `most` placed meters of an operator after `after`, by serial.
    pub fn meters(
        &mut self,
        dso: Dso,
        after: Option<&str>,
        most: usize,
    ) -> Result<Vec<Meter>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM meter m
             WHERE m.dso = $1 AND m.serial > $2 AND m.removed_us IS NULL
             ORDER BY m.serial LIMIT $3"
        );
        self.meters_by(
            &sql,
            &[
                i64::from(dso.code()).into(),
                after.unwrap_or_default().into(),
                i64::try_from(most).unwrap_or(i64::MAX).into(),
            ],
        )
    }

    /// All that was ever placed under a serial or at a point, oldest first.
    pub fn meter_history(&mut self, ean: Ean) -> Result<Vec<Meter>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM meter m WHERE m.ean = {} ORDER BY m.placed_us, m.serial",
            number_of(ean)?
        );
        self.meters_by(&sql, &[])
    }

    fn meters_by(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Meter>, StoreError> {
        let mut found = Vec::new();
        self.database.query(sql, values, &mut |mut row| {
            found.push(meter(&mut row)?);
            Ok(())
        })?;
        Ok(found)
    }
}
