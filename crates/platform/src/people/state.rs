//! What works now, for everybody: as fresh as some seconds, however many ask. Source: UX 8.1 P-10, CG-19, MT-08, TP-23.

use super::People;
use super::figures::own;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::news::{Kept, KeptNews, News, Spot, all_from, failing};
use crate::operators::{by_age, lanes, readings};
use crate::pages::last_night;
use crate::till::StoredPayment;
use calendar::Instant;
use portal::my::{
    FailureLine, MyError, Pace, PublicState, ReadingsNow, Road, RoadNow, States, Visitor,
};
use portal::operator::{Health, Measure};
use units::{Dso, Energy};
use vending::{Alarm, PaymentState};

/// For how long counts are: they look at every account and payment.
const COUNTS_S: i64 = 60;
/// How far back payments are looked through that nobody has credited.
const PAID_DAYS: i32 = 2;
/// Readings of a midnight are expected by this hour: before, those that have not come are on their way.
const READ_BY_H: u8 = 8;
/// How long a text may wait to be sent.
const TEXT_MIN: i64 = 10;
/// The channel of texts.
const TEXTS: i16 = 1;

type Counts = (Vec<ReadingsNow>, Vec<RoadNow>);

#[derive(Debug, Default)]
pub(super) struct Seen {
    news: KeptNews,
    counts: Kept<Counts>,
}

fn pace_of(health: Health) -> Pace {
    match health {
        Health::Good => Pace::OnTime,
        Health::Watch => Pace::Waits,
        Health::Bad => Pace::Late,
    }
}

/// `None` of an operator without an open account.
fn readings_now(
    engine: &mut Engine,
    dso: Dso,
    now: Instant,
) -> Result<Option<ReadingsNow>, Failure> {
    let tile = readings(engine, dso, now)?;
    let Measure::Share { part: come, whole: due } = tile.measure else { return Ok(None) };
    if due == 0 {
        return Ok(None);
    }
    let early = now < now.day().at(READ_BY_H, 0);
    let pace = match pace_of(tile.health) {
        Pace::Late if early => Pace::Waits,
        pace => pace,
    };
    let charged_to = last_night(engine, dso)?;
    Ok(Some(ReadingsNow { dso, midnight: now.day(), come, due, pace, charged_to }))
}

/// Money that a provider says was paid and that stands on no balance yet.
fn payments(engine: &mut Engine, now: Instant) -> Result<RoadNow, Failure> {
    let (mut waiting, mut oldest, mut late) = (0, None::<Instant>, false);
    for kept in engine.store.payments_between(now.day().plus(-PAID_DAYS).start(), now)? {
        let known: StoredPayment = serde_json::from_str(&kept.body)?;
        let payment = &known.payment;
        let (PaymentState::Paid, Some(paid)) = (payment.state(), payment.clocks().paid) else {
            continue;
        };
        let rules = engine.books.rules(known.dso, Energy::Electricity)?;
        let alarms = payment.alarms(now, rules.parameters.at(now.day(), now));
        late |= alarms.iter().any(|alarm| matches!(alarm, Alarm::PaidNotCredited { .. }));
        waiting += 1;
        oldest = Some(oldest.map_or(paid, |known| known.min(paid)));
    }
    let pace = match (waiting, late) {
        (0, _) => Pace::OnTime,
        (_, false) => Pace::Waits,
        (_, true) => Pace::Late,
    };
    Ok(RoadNow { road: Road::Payments, pace, waiting, oldest })
}

/// `None` where no bank account is known.
fn transfers(engine: &mut Engine, own: Dso, now: Instant) -> Result<Option<RoadNow>, Failure> {
    let accounts = engine.store.bank_accounts()?;
    let mut own_accounts = accounts.iter().filter(|account| account.dso == own).peekable();
    if own_accounts.peek().is_none() {
        return Ok(None);
    }
    let mut last = None;
    for account in own_accounts {
        let statement = engine.store.last_bank_statement(&account.iban)?;
        last = last.max(statement.map(|statement| statement.closing_day));
    }
    let pace = pace_of(crate::operators::bank_health(last, now));
    Ok(Some(RoadNow { road: Road::Transfers(last), pace, waiting: 0, oldest: None }))
}

fn texts(engine: &mut Engine, now: Instant) -> Result<RoadNow, Failure> {
    let (waiting, oldest) = engine.store.notices_waiting(TEXTS, now)?;
    let waiting = u64::try_from(waiting).unwrap_or(0);
    let pace = pace_of(by_age(waiting, oldest, TEXT_MIN * 60, now));
    Ok(RoadNow { road: Road::Texts, pace, waiting, oldest })
}

fn meters(engine: &mut Engine, own: Dso, now: Instant) -> Result<RoadNow, Failure> {
    let rules = engine.books.rules(own, Energy::Electricity)?;
    let alarm_s = rules.parameters.at(now.day(), now).reconnect_alarm_min.saturating_mul(60);
    let ((waiting, oldest), _) = lanes(engine, own, now)?;
    let pace = pace_of(by_age(waiting, oldest, alarm_s, now));
    Ok(RoadNow { road: Road::Meters, pace, waiting, oldest })
}

impl People {
    fn news(&self) -> Result<News, Failure> {
        self.seen.news.read((self.setting.operator, self.now()), || self.engine())
    }

    fn failing_for(&self, visitor: Option<&Visitor>) -> Result<Vec<FailureLine>, Failure> {
        let everywhere = failing(self.news()?.0, None);
        // Whose meters they are is looked up only while something fails.
        let Some(visitor) = visitor.filter(|_| !everywhere.is_empty()) else {
            return Ok(everywhere);
        };
        let own = own(&mut *self.engine()?, visitor)?;
        let spots: Vec<Spot> = own.iter().map(|own| Spot::of(&own.account)).collect();
        Ok(failing(everywhere, Some(&spots)))
    }

    fn state_of(&self) -> Result<PublicState, Failure> {
        let (now, own) = (self.now(), self.setting.operator);
        let (failures, works) = self.news()?;
        let (as_of, (readings, roads)) = self.seen.counts.or_read((now, COUNTS_S), || {
            let mut engine = self.engine()?;
            let mut found = Vec::new();
            for dso in all_from(own) {
                found.extend(readings_now(&mut engine, dso, now)?);
            }
            let mut roads = vec![payments(&mut engine, now)?];
            roads.extend(transfers(&mut engine, own, now)?);
            roads.push(texts(&mut engine, now)?);
            roads.push(meters(&mut engine, own, now)?);
            Ok((found, roads))
        })?;
        Ok(PublicState { failures, works, readings, roads, as_of })
    }
}

impl States for People {
    fn public_state(&self) -> Result<PublicState, MyError> {
        self.state_of().map_err(super::failed("could not read what works"))
    }

    fn failing(&self, visitor: Option<&Visitor>) -> Result<Vec<FailureLine>, MyError> {
        self.failing_for(visitor).map_err(super::failed("could not read what fails"))
    }
}
