//! What is wrong with a meter or with the line to it, as data: `silent`, `slow=3s`, `lossy=0.1`.

use dlms::Profile;
use dlms::Role;
use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;
use units::{format_decimal, parse_decimal};

/// How much a scaler is off.
const SCALER_OFF: i8 = 3;
const MILLION_DECIMALS: u32 = 6;

/// Nothing is wrong by default. Shares are in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Knobs {
    /// Does not answer.
    pub silent: bool,
    /// Each answer leaves so much later.
    pub slow: Option<Duration>,
    /// Share of answers that are lost, come twice, come late, or with which the connection breaks after
    /// the order was carried out.
    pub lossy_ppm: u32,
    /// The meter's clock is ahead by so much; from the day it is placed.
    pub clock_s: i64,
    /// And gains so many microseconds a second.
    pub drift_ppm: i16,
    /// Its keys are not those of the registry.
    pub wrong_key: bool,
    /// Another meter hangs there: it calls itself by another number.
    pub other_serial: bool,
    /// Share of stored rows that are missing.
    pub holes_ppm: u32,
    /// Registers count in thousands of what the profile says.
    pub scaler: bool,
    /// The load profile is of another version of its class.
    pub version: bool,
    /// Begins its own counters anew with each association.
    pub stale_counter: bool,
    /// Share of answers in whose place the one before comes again.
    pub replays_ppm: u32,
    /// Where the meter tells by itself that somebody has pressed, that gas leaks, or that its power is back.
    pub push: Option<SocketAddr>,
}

/// A word that is no knob.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no knob (silent, slow=3s, lossy=0.1, clock=+3600s, drift=200ppm, wrong-key, other-serial, \
     holes=0.05, scaler, version, stale-counter, replays=0.1, push=127.0.0.1:4060)"
)]
pub struct UnknownKnob(pub String);

impl Knobs {
    /// The profile as the meter has it, which may differ from what a head-end believes.
    pub fn profile(&self, of_head_end: &Arc<Profile>) -> Arc<Profile> {
        if !self.scaler && !self.version {
            return Arc::clone(of_head_end);
        }
        let mut profile = Profile::clone(of_head_end);
        for object in &mut profile.objects {
            match (object.role, &mut object.scale) {
                (Role::Register, Some(scale)) if self.scaler => {
                    scale.scaler = scale.scaler.saturating_add(SCALER_OFF);
                }
                (Role::LoadProfile, _) if self.version => object.version = 0,
                _ => {}
            }
        }
        Arc::new(profile)
    }
}

impl FromStr for Knobs {
    type Err = UnknownKnob;
    fn from_str(text: &str) -> Result<Self, UnknownKnob> {
        let mut knobs = Self::default();
        for word in text.split([',', ' ']).map(str::trim).filter(|word| !word.is_empty()) {
            let (name, value) = word.split_once('=').unwrap_or((word, ""));
            turn(&mut knobs, name, value).ok_or_else(|| UnknownKnob(word.to_owned()))?;
        }
        Ok(knobs)
    }
}

fn turn(knobs: &mut Knobs, name: &str, value: &str) -> Option<()> {
    let flag = value.is_empty().then_some(true);
    match name {
        "silent" => knobs.silent = flag?,
        "slow" => knobs.slow = Some(duration(value)?),
        "lossy" => knobs.lossy_ppm = share(value)?,
        "clock" => knobs.clock_s = value.strip_suffix('s')?.parse().ok()?,
        "drift" => knobs.drift_ppm = value.strip_suffix("ppm")?.parse().ok()?,
        "wrong-key" => knobs.wrong_key = flag?,
        "other-serial" => knobs.other_serial = flag?,
        "holes" => knobs.holes_ppm = share(value)?,
        "scaler" => knobs.scaler = flag?,
        "version" => knobs.version = flag?,
        "stale-counter" => knobs.stale_counter = flag?,
        "replays" => knobs.replays_ppm = share(value)?,
        "push" => knobs.push = Some(value.parse().ok()?),
        _ => return None,
    }
    Some(())
}

fn duration(text: &str) -> Option<Duration> {
    match text.strip_suffix("ms") {
        Some(ms) => ms.parse().ok().map(Duration::from_millis),
        None => text.strip_suffix('s')?.parse().ok().map(Duration::from_secs),
    }
}

/// A share from 0 to 1, in millionths.
fn share(text: &str) -> Option<u32> {
    let millionths = parse_decimal(text, MILLION_DECIMALS).ok()?;
    u32::try_from(millionths).ok().filter(|share| *share <= 1_000_000)
}

impl fmt::Display for Knobs {
    /// As it is read.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = |name: &str, ppm: u32| {
            (ppm > 0).then(|| format!("{name}={}", format_decimal(ppm.into(), MILLION_DECIMALS)))
        };
        let flag = |name: &str, on: bool| on.then(|| name.to_owned());
        let words = [
            flag("silent", self.silent),
            self.slow.map(|slow| format!("slow={}ms", slow.as_millis())),
            share("lossy", self.lossy_ppm),
            (self.clock_s != 0).then(|| format!("clock={:+}s", self.clock_s)),
            (self.drift_ppm != 0).then(|| format!("drift={}ppm", self.drift_ppm)),
            flag("wrong-key", self.wrong_key),
            flag("other-serial", self.other_serial),
            share("holes", self.holes_ppm),
            flag("scaler", self.scaler),
            flag("version", self.version),
            flag("stale-counter", self.stale_counter),
            share("replays", self.replays_ppm),
            self.push.map(|to| format!("push={to}")),
        ];
        let words: Vec<String> = words.into_iter().flatten().collect();
        formatter.write_str(&words.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knobs_are_read_and_written() {
        let all = "silent,slow=3000ms,lossy=0.100000,clock=+3600s,drift=-200ppm,wrong-key,other-serial,\
                   holes=0.050000,scaler,version,stale-counter,replays=1.000000,push=127.0.0.1:4060";
        let knobs: Knobs = all.parse().unwrap();
        assert_eq!(knobs.to_string(), all);
        assert_eq!("slow=3s".parse::<Knobs>().unwrap().slow, Some(Duration::from_secs(3)));
        assert_eq!("".parse(), Ok(Knobs::default()));
        for wrong in
            ["lossy=2", "lossy", "silent=1", "loud", "slow=3", "clock=1h", "holes=-0.1", "push"]
        {
            assert_eq!(wrong.parse::<Knobs>(), Err(UnknownKnob(wrong.to_owned())));
        }
    }
}
