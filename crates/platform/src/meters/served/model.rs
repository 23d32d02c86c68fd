//! What DLMS sees of a virtual meter.

use super::rows::{MOST_COLUMNS, RowValues, StoredRows};
use super::{DAYS_KEPT, Inside, MIDNIGHTS_KEPT, Stored, VirtualMeter, mixed};
use crate::failure::{Failure, refuse};
use calendar::Instant;
use dlms::face::{Conduct, EachRow, MeterModel, Written};
use dlms::{Obis, Profile, Role, Scale};
use std::time::Duration;
use supply::{CommandKind, ControlState};
use units::MicroEuro;
use virtual_meters::{Happening, Meter, MeterCalendar, Phase};

/// What a limiter holds that limits nothing. Source: MT-15.
const NO_LIMIT_AMPERE: i64 = 999;
/// How late an answer is on a lossy line.
const LATE: Duration = Duration::from_millis(1_500);
/// The two-rate calendar since 2026, in eight characters.
const TWO_RATE_FROM_2026: &[u8] = b"2RATE26";
const MICRO_EURO_OF_A_CENT: i64 = 10_000;

/// What was written for the display, one by one. Source: MT-02.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shown {
    at: Option<Instant>,
    balance: Option<MicroEuro>,
    emergency_left: Option<MicroEuro>,
}

/// `value` times ten to the power of `from`, in units of ten to the power of the scaler, rounded down as
/// a display does.
fn scaled(value: i64, from: i8, scale: Scale) -> Option<i64> {
    let power = from.checked_sub(scale.scaler)?;
    let ten = 10_i64.checked_pow(u32::from(power.unsigned_abs()))?;
    if power >= 0 { value.checked_mul(ten) } else { value.checked_div_euclid(ten) }
}

fn raw(meter: &Meter, obis: Obis, scale: Scale) -> Option<i64> {
    let [_, _, c, d, e, _] = obis.0;
    match (meter, c, d, e) {
        (Meter::SmartElectricity(meter), ..) => {
            let phase = |number: u8| meter.phases().get(usize::from(number)).copied();
            let net: i64 = meter.phases().iter().map(|phase| i64::from(phase.watt)).sum();
            match (c, d, e) {
                (1 | 2, 8, 1 | 2) => energy(&meter.registers().map(|energy| energy.0), obis, scale),
                (1, 7, 0) => scaled(net.max(0), 0, scale),
                (2, 7, 0) => scaled(net.min(0).saturating_neg(), 0, scale),
                (32 | 52 | 72, 7, 0) => scaled(phase((c - 32) / 20)?.decivolt.into(), -1, scale),
                (31 | 51 | 71, 7, 0) => scaled(centiampere(phase((c - 31) / 20)?), -2, scale),
                _ => None,
            }
        }
        (Meter::SmartGas(meter), 24, 2, 3) => scaled(meter.volume().0, -3, scale),
        (Meter::SmartGas(_) | Meter::Card(_), ..) => None,
    }
}

/// 1.8.1, 1.8.2, 2.8.1, 2.8.2 in milliwatt-hours.
fn energy(registers: &[i64; 4], obis: Obis, scale: Scale) -> Option<i64> {
    let place = match obis.0 {
        [_, _, 1, 8, 1, _] => 0,
        [_, _, 1, 8, 2, _] => 1,
        [_, _, 2, 8, 1, _] => 2,
        [_, _, 2, 8, 2, _] => 3,
        _ => return None,
    };
    scaled(registers.get(place).copied()?, -3, scale)
}

fn centiampere(phase: Phase) -> i64 {
    let centi = i64::from(phase.watt).saturating_abs().saturating_mul(1_000);
    centi.checked_div(phase.decivolt.into()).unwrap_or(0)
}

impl Stored {
    /// Errors: a profile of more registers, or of others, than a virtual meter stores.
    pub(super) fn of(profile: &Profile, role: Role) -> Result<Self, Failure> {
        let name = &profile.name;
        let Some(capture) = profile.object(role).and_then(|object| object.capture.as_ref()) else {
            return refuse(format!("profile `{name}` has no {role}"));
        };
        let mut columns = Vec::new();
        for column in capture.columns.iter().skip(1) {
            let scale = profile.named(column.obis).and_then(|object| object.scale);
            match (column.obis.0, scale) {
                ([_, _, 1 | 2, 8, 1 | 2, _] | [_, _, 24, 2, 3, _], Some(scale)) => {
                    columns.push((column.obis, scale));
                }
                _ => {
                    let obis = column.obis;
                    return refuse(format!("a virtual meter stores no {obis} of profile `{name}`"));
                }
            }
        }
        if columns.len() > MOST_COLUMNS {
            return refuse(format!("a virtual meter stores {MOST_COLUMNS} registers, not more"));
        }
        let period_s = i64::from(capture.period_s.max(1));
        let a_day = usize::try_from(86_400_i64.div_euclid(period_s)).unwrap_or(1);
        let most = if role == Role::DailyProfile { MIDNIGHTS_KEPT } else { DAYS_KEPT * a_day };
        Ok(Self { period_s, columns, rows: StoredRows::new(most), last: None })
    }

    /// Keeps a row of the registers as they were when a quarter-hour ended.
    pub(super) fn keep(&mut self, at: Instant, at_quarter: Happening) {
        let mut values: RowValues = [0; MOST_COLUMNS];
        for (value, (obis, scale)) in values.iter_mut().zip(&self.columns) {
            let raw = match at_quarter {
                Happening::QuarterHour { registers, .. } => {
                    energy(&registers.map(|energy| energy.0), *obis, *scale)
                }
                Happening::QuarterVolume { register, .. } => scaled(register.0, -3, *scale),
                _ => None,
            };
            *value = raw.unwrap_or(0);
        }
        self.rows.push(at, values);
    }
}

impl Inside {
    fn order(&mut self, order: &CommandKind) -> bool {
        match self.stand.meter_mut().order(order) {
            Ok(events) => {
                self.absorb(events);
                true
            }
            Err(_) => false,
        }
    }

    fn set_clock(&mut self, shown: Instant) -> bool {
        let events = match self.stand.meter_mut() {
            Meter::SmartElectricity(meter) => meter.set_clock(shown),
            Meter::SmartGas(meter) => meter.set_clock(shown),
            Meter::Card(_) => return false,
        };
        self.absorb(events);
        true
    }

    /// Amounts are shown once all three are there.
    fn show(&mut self) -> bool {
        let Shown { at, balance, emergency_left } = self.written;
        let (Some(at), Some(balance), Some(emergency_left)) = (at, balance, emergency_left) else {
            return true;
        };
        self.order(&CommandKind::Display { balance, at, emergency_left })
    }

    fn set_calendar(&mut self, name: &[u8]) -> bool {
        let Meter::SmartElectricity(meter) = self.stand.meter_mut() else { return false };
        let known = match name {
            TWO_RATE_FROM_2026 => Some(MeterCalendar::From2026),
            name => std::str::from_utf8(name).ok().and_then(|name| name.parse().ok()),
        };
        known.map(|calendar| meter.set_calendar(calendar)).is_some()
    }

    fn has_line(&self) -> bool {
        match self.stand.meter() {
            Meter::SmartElectricity(meter) => meter.has_network(),
            Meter::SmartGas(_) | Meter::Card(_) => true,
        }
    }

    fn is_hole(&self, at: Instant) -> bool {
        let ppm = self.knobs.holes_ppm;
        let place = at.unix_s().div_euclid(900).cast_unsigned();
        let seed = self.stand.meter().serial().0 ^ 0x0005_EED0_F401_E500;
        ppm > 0 && mixed(seed, place) % 1_000_000 < u64::from(ppm)
    }
}

impl MeterModel for VirtualMeter {
    fn now(&self) -> Instant {
        let mut inside = self.lock();
        inside.catch_up();
        match inside.stand.meter() {
            Meter::SmartElectricity(meter) => meter.shown(),
            Meter::SmartGas(meter) => meter.shown(),
            Meter::Card(meter) => meter.now(),
        }
    }

    fn serial(&self) -> Option<String> {
        Some(self.lock().serial().to_string())
    }

    fn conduct(&mut self) -> Conduct {
        let mut inside = self.lock();
        inside.catch_up();
        let knobs = inside.knobs;
        if knobs.silent || !inside.has_line() {
            return Conduct::Deaf;
        }
        if inside.dice.falls(knobs.lossy_ppm) {
            return match inside.dice.next() % 4 {
                0 => Conduct::Mute,
                1 => Conduct::HangsUp,
                2 => Conduct::Repeats,
                _ => Conduct::Late(LATE),
            };
        }
        if inside.dice.falls(knobs.replays_ppm) {
            return Conduct::Replays;
        }
        knobs.slow.map_or(Conduct::Answers, Conduct::Late)
    }

    fn forgets_counters(&self) -> bool {
        self.lock().knobs.stale_counter
    }

    fn register(&self, obis: Obis) -> Option<i64> {
        let scale = self.profile.named(obis)?.scale?;
        let mut inside = self.lock();
        inside.catch_up();
        raw(inside.stand.meter(), obis, scale)
    }

    fn rows(&self, role: Role, from: Instant, to: Instant, each: EachRow<'_>) {
        let mut inside = self.lock();
        inside.catch_up();
        let stored = if role == Role::DailyProfile { &inside.midnights } else { &inside.quarters };
        let columns = stored.columns.len();
        stored.rows.each(from, to, |at, values| {
            if !inside.is_hole(at) {
                each(at, values.get(..columns).unwrap_or(values));
            }
        });
    }

    fn control_state(&self) -> ControlState {
        let mut inside = self.lock();
        inside.catch_up();
        inside.stand.meter().control_state()
    }

    fn tests_for_leaks(&self) -> bool {
        let mut inside = self.lock();
        inside.catch_up();
        matches!(inside.stand.meter(), Meter::SmartGas(meter) if meter.valve().is_testing())
    }

    fn leak_was_seen(&self) -> bool {
        let mut inside = self.lock();
        inside.catch_up();
        matches!(inside.stand.meter(), Meter::SmartGas(meter) if meter.valve().has_failed())
    }

    fn disconnect(&mut self) -> bool {
        let mut inside = self.lock();
        inside.catch_up();
        inside.order(&CommandKind::Disconnect)
    }

    fn make_ready(&mut self) -> bool {
        let mut inside = self.lock();
        inside.catch_up();
        inside.order(&CommandKind::Connect)
    }

    fn limit_ampere(&self) -> i64 {
        let inside = self.lock();
        match inside.stand.meter() {
            Meter::SmartElectricity(meter) => {
                meter.limit().map_or(NO_LIMIT_AMPERE, |limit| limit.value().into())
            }
            Meter::SmartGas(_) | Meter::Card(_) => NO_LIMIT_AMPERE,
        }
    }

    fn written(&mut self, what: Written<'_>) -> bool {
        let mut inside = self.lock();
        inside.catch_up();
        let amount = |cents: i32| MicroEuro(i64::from(cents) * MICRO_EURO_OF_A_CENT);
        match what {
            Written::Clock(shown) => inside.set_clock(shown),
            Written::LimitAmpere(NO_LIMIT_AMPERE) => inside.order(&CommandKind::Unlimit),
            Written::LimitAmpere(ampere) => inside.order(&CommandKind::Limit { ampere }),
            Written::DisplayTime(at) => {
                inside.written.at = Some(at);
                inside.show()
            }
            Written::DisplayBalanceCents(cents) => {
                inside.written.balance = Some(amount(cents));
                inside.show()
            }
            Written::DisplayEmergencyCents(cents) => {
                inside.written.emergency_left = Some(amount(cents));
                inside.show()
            }
            Written::Message(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => inside.order(&CommandKind::Message { text: text.to_owned() }),
                Err(_) => false,
            },
            Written::Calendar(name) => inside.set_calendar(name),
        }
    }
}
