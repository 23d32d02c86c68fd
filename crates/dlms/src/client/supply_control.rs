//! Disconnect control, limiter, display: orders that are read back.

use crate::client::association::Association;
use crate::client::meter::{type_error, whole};
use crate::error::DlmsError;
use crate::link::Stream;
use crate::profile::{Attribute, Modes, Object, Role};
use crate::time;
use crate::value::Value;
use calendar::Instant;
use supply::ControlState;
use units::{Energy, MicroEuro};

const CONTROL_STATE: u8 = 3;
const CONTROL_MODE: u8 = 4;
const REMOTE_DISCONNECT: u8 = 1;
const REMOTE_RECONNECT: u8 = 2;
const THRESHOLD_ACTIVE: u8 = 3;
const THRESHOLD_NORMAL: u8 = 4;
const VALUE: u8 = 2;
/// Of a device on M-Bus, class 72.
const BUS_STATUS: u8 = 11;
const ACTIVATE_PASSIVE: u8 = 1;

/// What a limiter holds when it limits nothing. Source: MT-15.
pub const NO_LIMIT_AMPERE: i64 = 999;

/// What a gas meter that waits for a press says of its leak test. Source: MT-10, ST-13, ST-15.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeakTest {
    /// None has begun since its valve was released, or the meter does not say how the last one ended.
    None,
    Runs,
    /// The last one ended as gas flowed, and the valve stayed shut.
    SawGas,
}

fn state(attribute: Attribute, value: &Value) -> Result<ControlState, DlmsError> {
    match value.as_i64() {
        Some(0) => Ok(ControlState::Disconnected),
        Some(1) => Ok(ControlState::Connected),
        Some(2) => Ok(ControlState::ReadyForReconnection),
        _ => Err(type_error(attribute, value, "a control state 0, 1 or 2")),
    }
}

impl<S: Stream> Association<S> {
    /// The meter's own word on its supply. Source: MT-17, class 70.
    pub async fn control_state(&mut self) -> Result<ControlState, DlmsError> {
        let attribute = self.object(Role::Disconnect)?.attribute(CONTROL_STATE);
        let value = self.get(attribute).await?;
        state(attribute, &value)
    }

    /// What has become of a leak test; `None` where the kind of meter does not say. Source: MT-10.
    pub async fn leak_test(&mut self) -> Result<Option<LeakTest>, DlmsError> {
        let Ok(object) = self.object(Role::MbusClient) else { return Ok(None) };
        let (Some(runs), seen) = (object.leak_test_bit, object.leak_seen_bit) else {
            return Ok(None);
        };
        let attribute = object.attribute(BUS_STATUS);
        let value = self.get(attribute).await?;
        let status = whole(attribute, &value)?;
        let is_set = |bit: u8| status.checked_shr(bit.into()).is_some_and(|rest| rest & 1 == 1);
        Ok(Some(match (is_set(runs), seen.is_some_and(is_set)) {
            (true, _) => LeakTest::Runs,
            (false, true) => LeakTest::SawGas,
            (false, false) => LeakTest::None,
        }))
    }

    /// Opens the breaker or shuts the valve, and reads back. Errors: [`DlmsError::NotDone`].
    pub async fn disconnect(&mut self) -> Result<ControlState, DlmsError> {
        let object = self.object(Role::Disconnect)?;
        self.act(object.attribute(REMOTE_DISCONNECT), &Value::Int8(0)).await?;
        match self.control_state().await? {
            ControlState::Disconnected => Ok(ControlState::Disconnected),
            other => not_done(other, "`Disconnected`"),
        }
    }

    /// Makes ready for a person's press; a supply that is on stays on. The control mode is read first:
    /// in one that closes from afar nothing is sent. So no order of ours opens a gas valve.
    /// Errors: [`DlmsError::ClosesFromAfar`], [`DlmsError::NotDone`]. Source: MT-06, MT-09, MT-10.
    pub async fn release_supply(&mut self) -> Result<ControlState, DlmsError> {
        let object = self.object(Role::Disconnect)?;
        let energy = self.profile().energy;
        let attribute = object.attribute(CONTROL_MODE);
        let value = self.get(attribute).await?;
        let mode = whole(attribute, &value)?;
        let mode = u8::try_from(mode).unwrap_or(u8::MAX);
        let allowed = Modes::of(energy);
        if !allowed.allow(mode) {
            return Err(DlmsError::ClosesFromAfar { mode, energy, allowed });
        }
        // What is ready is not told so again: a meter might begin its leak test anew.
        match self.control_state().await? {
            done @ (ControlState::Connected | ControlState::ReadyForReconnection) => {
                return Ok(done);
            }
            ControlState::Disconnected => {}
        }
        self.act(object.attribute(REMOTE_RECONNECT), &Value::Int8(0)).await?;
        match self.control_state().await? {
            // A person who stands at the meter may have pressed already.
            done @ (ControlState::ReadyForReconnection | ControlState::Connected) => Ok(done),
            other @ ControlState::Disconnected => not_done(other, "`ReadyForReconnection`"),
        }
    }

    /// The threshold in force, in ampere; [`NO_LIMIT_AMPERE`] is none. Source: MT-15, class 71.
    pub async fn limit(&mut self) -> Result<i64, DlmsError> {
        let attribute = self.object(Role::Limiter)?.attribute(THRESHOLD_ACTIVE);
        let value = self.get(attribute).await?;
        whole(attribute, &value)
    }

    /// Sets the threshold in ampere and reads it back. Errors: [`DlmsError::NotDone`]; gas has none.
    pub async fn set_limit(&mut self, ampere: i64) -> Result<i64, DlmsError> {
        if self.profile().energy == Energy::Gas {
            return Err(DlmsError::DoesNotFit { what: "limiter", energy: Energy::Gas });
        }
        let attribute = self.object(Role::Limiter)?.attribute(THRESHOLD_NORMAL);
        let before = self.get(attribute).await?;
        let value = like(attribute, &before, ampere)?;
        self.set(attribute, &value).await?;
        match self.limit().await? {
            read if read == ampere => Ok(read),
            read => not_done(read, "the threshold that was set"),
        }
    }

    /// Shows balance and emergency credit on the display, in whole cents that never flatter. They are
    /// for the eye only. Source: MT-02, MT-11.
    pub async fn show_balance(
        &mut self,
        balance: MicroEuro,
        at: Instant,
        emergency_left: MicroEuro,
    ) -> Result<(), DlmsError> {
        let cents = |amount: MicroEuro| {
            let cents = amount.shown_balance_cents();
            i32::try_from(cents).map(Value::Int32).map_err(|_| DlmsError::Malformed {
                text: format!("{cents} cents are too many for the display"),
            })
        };
        let values = [
            (Role::DisplayTime, time::value(at)),
            (Role::DisplayBalance, cents(balance)?),
            (Role::DisplayEmergency, cents(emergency_left)?),
        ];
        for (role, value) in values {
            let attribute = self.object(role)?.attribute(VALUE);
            self.set(attribute, &value).await?;
            let read = self.get(attribute).await?;
            if read != value {
                return not_done(read, "what was to be shown");
            }
        }
        Ok(())
    }

    /// Shows a text; an empty one takes it away.
    pub async fn show_message(&mut self, text: &str) -> Result<(), DlmsError> {
        let attribute = self.object(Role::Message)?.attribute(VALUE);
        self.set(attribute, &Value::Octets(text.as_bytes().to_vec())).await
    }

    /// Writes a tariff calendar beside the one in force and puts it in force at once; reads back its
    /// name. Source: MT-04, class 20.
    pub async fn set_calendar(
        &mut self,
        table: &crate::client::CalendarTable,
    ) -> Result<(), DlmsError> {
        let object = self.object(Role::Calendar)?;
        for (index, value) in table.passive() {
            self.set(object.attribute(index), &value).await?;
        }
        self.act(object.attribute(ACTIVATE_PASSIVE), &Value::Int8(0)).await?;
        let active = self.calendar_name(&object).await?;
        match active == table.name.as_bytes() {
            true => Ok(()),
            false => not_done(String::from_utf8_lossy(&active), "the new calendar"),
        }
    }

    async fn calendar_name(&mut self, object: &Object) -> Result<Vec<u8>, DlmsError> {
        let attribute = object.attribute(VALUE);
        match self.get(attribute).await? {
            Value::Octets(name) => Ok(name),
            other => Err(type_error(attribute, &other, "a name")),
        }
    }

    /// The name of the tariff calendar in force.
    pub async fn active_calendar(&mut self) -> Result<String, DlmsError> {
        let object = self.object(Role::Calendar)?;
        Ok(String::from_utf8_lossy(&self.calendar_name(&object).await?).into_owned())
    }

    /// Writes the days that follow a day table of their own, all of them, and reads them back. Source:
    /// MT-17, class 11.
    pub async fn set_special_days(
        &mut self,
        days: &[crate::client::SpecialDay],
    ) -> Result<(), DlmsError> {
        let attribute = self.object(Role::SpecialDays)?.attribute(VALUE);
        let value = crate::client::SpecialDay::table(days);
        self.set(attribute, &value).await?;
        let read = self.get(attribute).await?;
        match read == value {
            true => Ok(()),
            false => not_done(read, "the special days"),
        }
    }
}

fn not_done<T>(found: impl std::fmt::Debug, expected: &'static str) -> Result<T, DlmsError> {
    Err(DlmsError::NotDone { found: format!("{found:?}"), expected })
}

/// `number` in the type that the attribute has now: a meter takes no other.
fn like(attribute: Attribute, before: &Value, number: i64) -> Result<Value, DlmsError> {
    let wrong = || type_error(attribute, before, "a number that holds the new one");
    Ok(match before {
        Value::UInt8(_) => Value::UInt8(u8::try_from(number).map_err(|_| wrong())?),
        Value::UInt16(_) => Value::UInt16(u16::try_from(number).map_err(|_| wrong())?),
        Value::UInt32(_) => Value::UInt32(u32::try_from(number).map_err(|_| wrong())?),
        Value::Int16(_) => Value::Int16(i16::try_from(number).map_err(|_| wrong())?),
        Value::Int32(_) => Value::Int32(i32::try_from(number).map_err(|_| wrong())?),
        _ => return Err(wrong()),
    })
}
