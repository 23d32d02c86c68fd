//! What a telegram says.

use crate::p1::error::LineProblem;
use calendar::Instant;
use units::{Ean, EanError, Litres, MilliWattHours};

/// One telegram. What it does not have is `None` or empty. Power is in watt, voltage in millivolt,
/// current in milliampere. Live values only: not for the prepaid account. Source: MT-01, MT-16.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Telegram {
    /// Bytes of the stream before it.
    pub offset: u64,
    /// Its first line in the stream, from 1.
    pub line: u64,
    pub crc: Crc,
    /// Without the slash: `FLU5\253769484_A`.
    pub identification: String,
    pub version: Version,
    /// The meter's clock.
    pub at: Option<Instant>,
    /// Serial number, as text where the telegram has the hex of a text.
    pub serial: Option<String>,
    /// As the meter states it; the examples in the field have wrong check digits.
    pub ean: Option<String>,
    /// 1.8.1 and 1.8.2.
    pub taken: [Option<MilliWattHours>; 2],
    /// 2.8.1 and 2.8.2.
    pub injected: [Option<MilliWattHours>; 2],
    /// 96.14.0: 1 or 2.
    pub tariff: Option<u8>,
    pub power_taken_w: Option<i64>,
    pub power_injected_w: Option<i64>,
    pub phases: [Phase; 3],
    pub demand: Demand,
    pub breaker: Option<Breaker>,
    /// 17.0.0.
    pub limiter: Option<Threshold>,
    /// 31.4.0.
    pub fuse: Option<Threshold>,
    /// 96.13.0, as text where the telegram has the hex of a text; empty without a message.
    pub message: String,
    /// What hangs on M-Bus, in the order of channels.
    pub devices: Vec<Device>,
    /// Objects that mean nothing to us: counted, not read.
    pub other_objects: u32,
    /// Lines that were skipped.
    pub problems: Vec<LineProblem>,
}

impl Telegram {
    /// The EAN, if its check digit is right.
    pub fn checked_ean(&self) -> Option<Result<Ean, EanError>> {
        self.ean.as_deref().map(str::parse)
    }

    /// The gas meter, if one hangs on M-Bus.
    pub fn gas(&self) -> Option<&Device> {
        self.devices.iter().find(|device| device.kind == Some(DeviceKind::Gas))
    }
}

/// How sure the text is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Crc {
    /// Telegrams before DSMR 4 have none.
    #[default]
    Absent,
    Right(u16),
    /// Right once each LF is CR LF again, as it was on the wire.
    RightWithCrLf(u16),
}

/// The version of the port.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Version {
    /// None is stated: before DSMR 4.
    #[default]
    Unstated,
    /// 1-3:0.2.8, such as 42 or 50.
    Dsmr(u8),
    /// 0-0:96.1.4, such as 50217 (e-MUCS 1.7.1) or 50221 (2.1.1).
    Emucs(u32),
}

/// One phase: 32.7.0 and so on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Phase {
    pub voltage_mv: Option<i64>,
    pub current_ma: Option<i64>,
    pub power_taken_w: Option<i64>,
    pub power_injected_w: Option<i64>,
}

/// Quarter-hour demand: what the Flemish tariff counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Demand {
    /// 1.4.0: of the running quarter-hour.
    pub running_w: Option<i64>,
    /// 1.6.0: the highest of the running month.
    pub month_peak: Option<MonthPeak>,
    /// 98.1.0: the highest of past months, placeholders left out.
    pub history: Vec<MonthPeak>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthPeak {
    pub at: Instant,
    pub power_w: i64,
}

/// 96.3.10: the states of class 70.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breaker {
    Disconnected,
    Connected,
    ReadyForReconnection,
}

/// A threshold of the limiter or of the fuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Threshold {
    /// Written as nines only.
    None,
    PowerW(i64),
    CurrentMa(i64),
}

/// A device on M-Bus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// From 1.
    pub channel: u8,
    /// 24.1.0.
    pub kind: Option<DeviceKind>,
    pub serial: Option<String>,
    pub ean: Option<String>,
    /// 24.4.0 (1.7.1 and DSMR) or 96.3.10 (2.1.1).
    pub valve: Option<Breaker>,
    /// 24.2.3 or 24.2.1, not corrected for temperature, and when the device was read.
    pub volume: Option<(Instant, Litres)>,
}

impl Device {
    pub(super) fn on(channel: u8) -> Self {
        Self { channel, kind: None, serial: None, ean: None, valve: None, volume: None }
    }

    /// A channel that states nothing but the place of a device.
    pub(super) fn is_empty(&self) -> bool {
        self.kind.is_none() && self.volume.is_none() && self.serial.is_none()
    }
}

/// The kinds of M-Bus (EN 13757-3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceKind {
    Electricity,
    Gas,
    Heat,
    WarmWater,
    Water,
    Other(u8),
}
