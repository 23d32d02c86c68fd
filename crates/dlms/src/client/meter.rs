//! What is read of a meter, by its profile.

use crate::client::association::Association;
use crate::client::clock::Drift;
use crate::error::DlmsError;
use crate::keys::SystemTitle;
use crate::link::Stream;
use crate::obis::{Obis, Unit};
use crate::profile::{Attribute, Object, Profile, Role, Scale};
use crate::time;
use crate::value::Value;
use calendar::Instant;
use std::sync::Arc;
use units::{Litres, MilliWattHours};

const VALUE: u8 = 2;
/// Of a device on M-Bus, class 72.
const IDENTIFICATION_NUMBER: u8 = 6;
const SCALER_UNIT: u8 = 3;
const CAPTURE_TIME: u8 = 5;
const EXTENDED_REGISTER: u16 = 4;

/// A value in our own units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    Energy(MilliWattHours),
    Volume(Litres),
    /// `raw × 10^scaler` of the unit.
    Other {
        raw: i64,
        scale: Scale,
    },
}

impl Amount {
    /// Exact, or an error: a register is never rounded.
    pub(crate) fn of(obis: Obis, raw: i64, scale: Scale) -> Result<Self, DlmsError> {
        let wrong = || DlmsError::Value { obis, value: raw };
        let scaled = |thousandths: i8| {
            let power = scale.scaler.saturating_add(thousandths);
            let ten = 10_i64.checked_pow(u32::from(power.unsigned_abs()))?;
            match power >= 0 {
                true => raw.checked_mul(ten),
                false => (raw.checked_rem(ten)? == 0).then(|| raw.checked_div(ten)).flatten(),
            }
        };
        Ok(match scale.unit {
            Unit::Wh => Self::Energy(MilliWattHours(scaled(3).ok_or_else(wrong)?)),
            Unit::CubicMetre => Self::Volume(Litres(scaled(3).ok_or_else(wrong)?)),
            _ => Self::Other { raw, scale },
        })
    }
}

/// The registers of a meter, read at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registers {
    /// The meter's clock at the reading.
    pub at: Instant,
    /// How far it was off.
    pub drift: Drift,
    pub values: Vec<(Obis, Amount)>,
    /// When a device on M-Bus was last heard by its meter.
    pub captured: Vec<(Obis, Instant)>,
}

/// Who a meter is believed to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub serial: String,
    pub title: Option<SystemTitle>,
    /// The number of the device on M-Bus for which the meter speaks, where it is that one's supply.
    pub device: Option<String>,
}

impl<S: Stream> Association<S> {
    pub(crate) fn object(&self, role: Role) -> Result<Object, DlmsError> {
        let profile = self.profile();
        let object = profile.object(role).cloned();
        object.ok_or_else(|| DlmsError::NotInProfile { profile: profile.name.clone(), role })
    }

    /// Reads clock and registers. `now` is ours; a clock that is off by more than `most_drift_s` is
    /// reported in [`Registers::drift`], not refused: registers do not depend on it.
    ///
    /// Errors: [`DlmsError::ScalerChanged`], [`DlmsError::Refused`], [`DlmsError::ClockInvalid`].
    pub async fn read_registers(
        &mut self,
        now: Instant,
        most_drift_s: i64,
    ) -> Result<Registers, DlmsError> {
        let profile = Arc::clone(self.profile());
        let clock = self.object(Role::Clock)?.attribute(VALUE);
        let mut attributes = vec![clock];
        for register in profile.registers() {
            attributes.extend(asked(register));
        }
        let mut got = self.get_all(&attributes).await?.into_iter().zip(&attributes);
        let mut next = || {
            let (got, attribute) = got.next().ok_or_else(short)?;
            let value =
                got.map_err(|reason| DlmsError::Refused { attribute: *attribute, reason })?;
            Ok::<_, DlmsError>((value, *attribute))
        };
        let (value, attribute) = next()?;
        let at = meter_time(attribute, &value)?;
        let drift = Drift::between(at, now, most_drift_s);
        let (mut values, mut captured) = (Vec::new(), Vec::new());
        for register in profile.registers() {
            let (value, attribute) = next()?;
            let raw = whole(attribute, &value)?;
            let (scaler_unit, attribute) = next()?;
            let scale = check_scale(register, attribute, &scaler_unit)?;
            values.push((register.obis, Amount::of(register.obis, raw, scale)?));
            if register.class == EXTENDED_REGISTER {
                let (time, attribute) = next()?;
                captured.push((register.obis, meter_time(attribute, &time)?));
            }
        }
        Ok(Registers { at, drift, values, captured })
    }

    /// What the meter calls itself; `None` if its kind has no such object.
    pub async fn name(&mut self) -> Result<Option<String>, DlmsError> {
        let Ok(object) = self.object(Role::DeviceName) else { return Ok(None) };
        let attribute = object.attribute(VALUE);
        let value = self.get(attribute).await?;
        let name = value.as_octets().ok_or_else(|| type_error(attribute, &value, "a name"))?;
        Ok(Some(String::from_utf8_lossy(name).into_owned()))
    }

    /// Whether it is the meter that we think it is. Its title is proven by its keys; where there is none to
    /// compare, the meter is asked for its name, which is its serial or its title. False if nothing tells.
    ///
    /// Errors: [`DlmsError::OtherMeter`]. Source: CG-12.
    pub async fn check_identity(&mut self, expected: &Identity) -> Result<bool, DlmsError> {
        let speaks = self.check_speaker(expected).await?;
        let Some(device) = &expected.device else { return Ok(speaks) };
        let attribute = self.object(Role::MbusClient)?.attribute(IDENTIFICATION_NUMBER);
        let value = self.get(attribute).await?;
        let number = value.as_i64().ok_or_else(|| type_error(attribute, &value, "a number"))?;
        if device.parse() == Ok(number) {
            return Ok(speaks);
        }
        Err(DlmsError::OtherMeter { expected: device.clone(), found: number.to_string() })
    }

    async fn check_speaker(&mut self, expected: &Identity) -> Result<bool, DlmsError> {
        let other =
            |found: String, known: String| Err(DlmsError::OtherMeter { expected: known, found });
        let answered = self.title();
        if let (Some(known), Some(found)) = (expected.title, answered) {
            return if known == found {
                Ok(true)
            } else {
                other(found.to_string(), known.to_string())
            };
        }
        let Some(name) = self.name().await? else { return Ok(false) };
        let titles = [expected.title, answered];
        let ours = name == expected.serial
            || titles.into_iter().flatten().any(|title| title.to_string() == name);
        if ours { Ok(true) } else { other(name, expected.serial.clone()) }
    }

    /// Compares the meter's own list of objects with the profile: once for a meter, and after its
    /// firmware has changed. Errors: [`DlmsError::ClassVersion`], [`DlmsError::ObjectMissing`].
    pub async fn check_objects(&mut self) -> Result<(), DlmsError> {
        let profile = Arc::clone(self.profile());
        let attribute = self.object(Role::Association)?.attribute(2);
        let list = self.get(attribute).await?;
        let wrong = || type_error(attribute, &list, "an array of objects");
        let rows = list.parts().ok_or_else(wrong)?;
        let mut found = Vec::with_capacity(rows.len());
        for row in rows {
            let [class, version, name, ..] = row.parts().unwrap_or_default() else {
                return Err(wrong());
            };
            let class = class.as_i64().and_then(|class| u16::try_from(class).ok());
            let version = version.as_i64().and_then(|version| u8::try_from(version).ok());
            let name = name.as_octets().and_then(|name| <[u8; 6]>::try_from(name).ok());
            let (Some(class), Some(version), Some(name)) = (class, version, name) else {
                return Err(wrong());
            };
            found.push((class, Obis(name), version));
        }
        compare(&profile, &found)
    }
}

fn compare(profile: &Profile, found: &[(u16, Obis, u8)]) -> Result<(), DlmsError> {
    for object in &profile.objects {
        let &Object { class, obis, version: expected, .. } = object;
        let same = found.iter().find(|(of, name, _)| *of == class && *name == obis);
        match same {
            None => return Err(DlmsError::ObjectMissing { obis, class }),
            Some((_, _, version)) if *version != expected => {
                return Err(DlmsError::ClassVersion { obis, class, expected, found: *version });
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// The value and the scaler stand in one answer: a scaler that changed between two questions would
/// shift the value by a power of ten.
fn asked(register: &Object) -> impl Iterator<Item = Attribute> {
    let time = (register.class == EXTENDED_REGISTER).then(|| register.attribute(CAPTURE_TIME));
    [register.attribute(VALUE), register.attribute(SCALER_UNIT)].into_iter().chain(time)
}

fn short() -> DlmsError {
    DlmsError::Malformed { text: "fewer values than asked for".to_owned() }
}

pub(crate) fn type_error(attribute: Attribute, value: &Value, expected: &'static str) -> DlmsError {
    DlmsError::Type { attribute, found: value.type_name().to_owned(), expected }
}

pub(crate) fn whole(attribute: Attribute, value: &Value) -> Result<i64, DlmsError> {
    value.as_i64().ok_or_else(|| type_error(attribute, value, "a number"))
}

/// A date-time of twelve bytes. Errors: it is none, or the meter doubts it itself.
pub(crate) fn meter_time(attribute: Attribute, value: &Value) -> Result<Instant, DlmsError> {
    let bytes = value.as_octets().ok_or_else(|| type_error(attribute, value, "a date-time"))?;
    match time::from_bytes(bytes) {
        None => Err(type_error(attribute, value, "a date-time with its offset")),
        Some(time) if time.doubtful => Err(DlmsError::ClockInvalid),
        Some(time) => Ok(time.at),
    }
}

fn check_scale(register: &Object, attribute: Attribute, value: &Value) -> Result<Scale, DlmsError> {
    let wrong = || type_error(attribute, value, "a scaler and a unit");
    let [scaler, unit] = value.parts().unwrap_or_default() else { return Err(wrong()) };
    let scaler = scaler.as_i64().and_then(|scaler| i8::try_from(scaler).ok()).ok_or_else(wrong)?;
    let unit = unit.as_i64().and_then(|unit| u8::try_from(unit).ok()).ok_or_else(wrong)?;
    let expected = register.scale.ok_or_else(wrong)?;
    match scaler == expected.scaler && unit == expected.unit.code() {
        true => Ok(expected),
        false => Err(DlmsError::ScalerChanged {
            obis: register.obis,
            expected: expected.scaler,
            expected_unit: expected.unit.code(),
            found: scaler,
            found_unit: unit,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mt_01_registers_are_exact_or_an_error() {
        let name: Obis = "1-0:1.8.1.255".parse().unwrap();
        let of = |raw, scaler, unit| Amount::of(name, raw, Scale { scaler, unit });
        assert_eq!(of(34, 0, Unit::Wh).unwrap(), Amount::Energy(MilliWattHours(34_000)));
        assert_eq!(of(34, 3, Unit::Wh).unwrap(), Amount::Energy(MilliWattHours(34_000_000)));
        assert_eq!(of(112_384, -3, Unit::CubicMetre).unwrap(), Amount::Volume(Litres(112_384)));
        assert_eq!(of(500, -5, Unit::Wh).unwrap(), Amount::Energy(MilliWattHours(5)));
        assert!(of(505, -5, Unit::Wh).is_err(), "a hundredth of a mWh would be lost");
        assert!(of(i64::MAX, 0, Unit::Wh).is_err());
        let volt = Scale { scaler: -1, unit: Unit::V };
        assert_eq!(Amount::of(name, 2347, volt).unwrap(), Amount::Other { raw: 2347, scale: volt });
    }
}
