//! What the customer's port of a meter says now, kept for the page of its household and for nothing else: no
//! reading, no fact, no charge, no estimate and no decision looks at it. Source: MT-16.

use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use calendar::Instant;
use headend::p1::{Crc, Item, Telegram};
use std::fmt;
use store::LiveValue;
use units::{AccountId, Ean, Energy};

/// How long a household sees what its meter said. A meter speaks each second and a gateway passes it on a few
/// times a minute; whoever reads *right now* has switched something on or off and wants to see that. What is
/// older than this says nothing of now, so it is neither shown nor kept.
pub const FADES_MIN: i64 = 5;
/// How far a meter's clock may be ahead of ours. One that is further ahead would hide all that comes after it
/// is set right, and its time on the page would be wrong.
const AHEAD_S: i64 = 60;
/// How often a stream of one telegram each second is written: the page is read by a person.
const EVERY_S: i64 = 10;

const EAN_DIGITS: usize = 18;

/// Whose telegrams they have to be.
#[derive(Debug, Clone)]
pub struct Home {
    pub account: AccountId,
    ean: Ean,
    meter: String,
}

impl Home {
    /// The account of that number or EAN. Errors: there is none, it is closed, it is one of gas, or no meter
    /// hangs there.
    pub fn find(engine: &mut Engine, name: &str) -> Result<Self, Failure> {
        let account = match (name.len() == EAN_DIGITS, name.parse::<i64>()) {
            (true, _) => engine.store.account_of(name.parse()?)?,
            (false, Ok(number)) => engine.store.account(AccountId(number))?,
            (false, Err(_)) => return refuse(format!("`{name}` is no account and no EAN")),
        };
        let Some(account) = account.filter(|account| account.closed_at.is_none()) else {
            return refuse(format!("there is no open account `{name}`"));
        };
        if account.group.energy == Energy::Gas {
            let ean = account.ean;
            return refuse(format!("{ean} is gas: a meter's port says no power of it"));
        }
        let Some(meter) = engine.store.meter_of(account.ean)? else {
            return refuse(format!("no meter is registered at {}", account.ean));
        };
        Ok(Self { account: account.id, ean: account.ean, meter: meter.serial })
    }
}

/// Why telegrams are not taken of a home at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Foreign {
    #[error("the telegram is of meter `{said}`, at {ean} hangs `{hangs}`")]
    OtherMeter { said: String, ean: Ean, hangs: String },
    #[error("the telegram does not say of which meter it is")]
    NoMeter,
    #[error("the telegram is of {said}, not of {ean}")]
    OtherPoint { said: Ean, ean: Ean },
}

/// What became of the telegrams.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub telegrams: u64,
    /// Not read as telegrams: cut, or with a wrong CRC.
    pub refused: u64,
    /// Without a CRC, so nothing says that they came whole.
    pub unchecked: u64,
    /// Without a time or without any value.
    pub empty: u64,
    /// More than [`FADES_MIN`] old.
    pub old: u64,
    /// Of a clock that is ahead.
    pub ahead: u64,
    /// As values of the account; the newest stands.
    pub kept: u64,
}

impl fmt::Display for Counts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { telegrams, refused, unchecked, empty, old, ahead, kept } = self;
        write!(
            formatter,
            "{telegrams} telegrams, kept {kept} times; left out: {refused} refused, {unchecked} without \
             a CRC, {empty} without time or values, {old} older than {FADES_MIN} minutes, {ahead} of a \
             clock that is ahead"
        )
    }
}

/// Takes telegrams of one home, and keeps the newest values.
pub struct Keeper<'a> {
    engine: &'a mut Engine,
    home: Home,
    clock: &'a dyn Fn() -> Instant,
    pub counts: Counts,
    waiting: Option<LiveValue>,
    kept_at: Option<Instant>,
}

impl<'a> Keeper<'a> {
    pub fn new(engine: &'a mut Engine, home: Home, clock: &'a dyn Fn() -> Instant) -> Self {
        Self { engine, home, clock, counts: Counts::default(), waiting: None, kept_at: None }
    }

    /// One telegram, or what was in its place. Errors: it is not of this home, and then nothing more should be
    /// asked of whoever sends it; or the store.
    pub fn take(&mut self, item: &Item) -> Result<(), Failure> {
        let telegram = match item {
            Item::Telegram(telegram) => telegram,
            Item::Refused(_) => {
                self.counts.refused += 1;
                return Ok(());
            }
        };
        self.counts.telegrams += 1;
        // A letter that is wrong in the name of the meter would look like another meter.
        if telegram.crc == Crc::Absent {
            self.counts.unchecked += 1;
            return Ok(());
        }
        self.is_of_home(telegram)?;
        let now = (self.clock)();
        let Some(live) = value(telegram, &self.home, now) else {
            self.counts.empty += 1;
            return Ok(());
        };
        if live.at < now.plus_min(-FADES_MIN) {
            self.counts.old += 1;
            return Ok(());
        }
        if live.at > now.plus_s(AHEAD_S) {
            self.counts.ahead += 1;
            return Ok(());
        }
        let newest = self.waiting.as_ref().is_none_or(|waiting| waiting.at < live.at);
        if newest {
            self.waiting = Some(live);
        }
        let is_due = self.kept_at.is_none_or(|kept| now.seconds_since(kept) >= EVERY_S);
        if is_due { self.keep(now) } else { Ok(()) }
    }

    /// Keeps what still waits.
    pub fn finish(&mut self) -> Result<(), Failure> {
        let now = (self.clock)();
        self.keep(now)
    }

    fn keep(&mut self, now: Instant) -> Result<(), Failure> {
        let Some(live) = self.waiting.take() else { return Ok(()) };
        self.kept_at = Some(now);
        // A stream lasts, and meters are swapped while it does.
        let home = Home::find(self.engine, &self.home.ean.to_string())?;
        if home.meter != live.meter || home.account != live.account {
            let (said, ean, hangs) = (live.meter, home.ean, home.meter);
            return Err(Foreign::OtherMeter { said, ean, hangs }.into());
        }
        self.counts.kept += u64::from(self.engine.store.keep_live(&live)?);
        Ok(())
    }

    fn is_of_home(&self, telegram: &Telegram) -> Result<(), Foreign> {
        let (ean, hangs) = (self.home.ean, self.home.meter.as_str());
        let Some(said) = telegram.serial.as_deref() else { return Err(Foreign::NoMeter) };
        if said != hangs {
            let (said, hangs) = (said.to_owned(), hangs.to_owned());
            return Err(Foreign::OtherMeter { said, ean, hangs });
        }
        // Meters in the field state EAN with wrong check digits: such a one says nothing.
        match telegram.checked_ean() {
            Some(Ok(said)) if said != ean => Err(Foreign::OtherPoint { said, ean }),
            Some(Ok(_) | Err(_)) | None => Ok(()),
        }
    }
}

fn value(telegram: &Telegram, home: &Home, now: Instant) -> Option<LiveValue> {
    let Telegram { taken, injected, power_taken_w, power_injected_w, .. } = telegram;
    let registers = taken.iter().chain(injected);
    let says = power_taken_w.is_some() || power_injected_w.is_some();
    if !says && registers.flatten().next().is_none() {
        return None;
    }
    Some(LiveValue {
        account: home.account,
        meter: home.meter.clone(),
        at: telegram.at?,
        kept_at: now,
        taken_w: *power_taken_w,
        injected_w: *power_injected_w,
        taken: *taken,
        injected: *injected,
    })
}

/// What an account's page shows of it: of the meter that hangs there now, of the last minutes.
pub fn shown(
    engine: &mut Engine,
    account: &store::Account,
    now: Instant,
) -> Result<Option<LiveValue>, Failure> {
    let Some(live) = engine.store.live_value(account.id, now.plus_min(-FADES_MIN))? else {
        return Ok(None);
    };
    let meter = engine.store.meter_of(account.ean)?;
    let is_there = meter.is_some_and(|meter| meter.serial == live.meter);
    Ok(Some(live).filter(|live| is_there && live.at <= now.plus_s(AHEAD_S)))
}

/// Forgets what no page shows any more. Returns of how many accounts.
pub fn forget(engine: &mut Engine, now: Instant) -> Result<u64, Failure> {
    Ok(engine.store.forget_live(now.plus_min(-FADES_MIN))?)
}

#[cfg(test)]
mod tests;
