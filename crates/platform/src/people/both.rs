//! What one payment would do for two of a household's meters. Source: UX C-02, F-03, TP-03.

use super::People;
use super::figures::{Known, Own, cost_per_day, known, lasts, own};
use crate::engine::Engine;
use crate::failure::Failure;
use calendar::Instant;
use portal::my::{BothAsked, BothEnergies, BothSide, MyBoth, MyError, MyMeter, Visitor, partner};
use prepay::Levels;
use units::MicroEuro;
use vending::{Exact, JointSide, equal_days};

/// Totals in euro that are one press away.
const QUICK: [i64; 3] = [20, 40, 100];

/// The two meters that a payment from this place is for, in the order of their places. They are of one
/// operator: each operator has books of its own.
fn pair(all: Vec<Own>, place: usize) -> Option<[Own; 2]> {
    let other = other(&all, place)?;
    let mut two = all.into_iter().filter(|own| [place, other].contains(&own.meter.place));
    Some([two.next()?, two.next()?])
}

/// The place of the meter that is paid with the one at `place`.
fn other(all: &[Own], place: usize) -> Option<usize> {
    let dso = all.iter().find(|own| own.meter.place == place)?.account.dso;
    let near = all.iter().filter(|own| own.account.dso == dso);
    let meters: Vec<MyMeter> = near.map(|own| own.meter.clone()).collect();
    partner(&meters, place).map(|meter| meter.place)
}

pub(super) fn is_pair(all: &[Own], place: usize) -> bool {
    other(all, place).is_some()
}

/// The first meter with which another one can be paid.
pub(super) fn place_of(all: &[Own]) -> Option<usize> {
    all.iter().map(|own| own.meter.place).find(|place| is_pair(all, *place))
}

/// A meter with what one payment may be for it.
struct Half {
    known: Known,
    side: JointSide,
    least: MicroEuro,
    most: MicroEuro,
    /// What is preselected for it alone.
    chosen: MicroEuro,
}

fn half(engine: &mut Engine, own: Own, now: Instant) -> Result<Option<Half>, Failure> {
    let Some(known) = known(engine, own, now)? else { return Ok(None) };
    let account = &known.own.account;
    let parameters = engine.books.payments(account.dso, now)?;
    let (least, most) = (parameters.topup_min, parameters.topup_max);
    let rules = engine.books.rules(account.dso, account.group.energy)?;
    let inside = &known.timeline.account;
    let on = known.timeline.supply() == supply::SupplyState::Connected;
    let levels: Levels = inside.levels(now, rules);
    let exact = Exact::of(levels, inside.balance(), on);
    // Whoever is off is brought back, if a payment can do that.
    let needed = if on { MicroEuro::ZERO } else { exact.to_clear };
    let needed = MicroEuro(needed.amount_to_pay_cents().saturating_mul(10_000)).max(least);
    let chosen = People::amount_for(engine, &known, now)?;
    let side = JointSide {
        balance: inside.balance(),
        per_day: cost_per_day(&known.timeline),
        least: if needed <= most { needed } else { least },
        most,
    };
    Ok(Some(Half { known, side, least, most, chosen }))
}

impl Half {
    fn shown(
        self,
        engine: &mut Engine,
        amount: MicroEuro,
        now: Instant,
    ) -> Result<BothSide, Failure> {
        let effect = People::effect(engine, &self.known.own.account, amount, now)?;
        let effect =
            effect.map(|(effect, _)| effect.lasting(|after| lasts(after, self.side.per_day)));
        let Self { known, least, most, .. } = self;
        Ok(BothSide { meter: known.own.meter, amount, effect, least, most })
    }
}

/// How long the one lasts that ends first.
fn days_of(sides: [JointSide; 2], parts: [MicroEuro; 2]) -> Option<i64> {
    let last = sides.iter().zip(parts).map(|(side, part)| {
        let after = side.balance.checked_add(part)?;
        lasts(after, side.per_day)
    });
    last.collect::<Option<Vec<i64>>>()?.into_iter().min()
}

fn sum(one: MicroEuro, other: MicroEuro) -> MicroEuro {
    MicroEuro(one.0.saturating_add(other.0))
}

impl People {
    fn both_of(&self, visitor: &Visitor, asked: &BothAsked) -> Result<Option<MyBoth>, Failure> {
        let now = self.now();
        let mut engine = self.engine()?;
        let Some([first, second]) = pair(own(&mut engine, visitor)?, asked.place) else {
            return Ok(None);
        };
        let (first, second) = (half(&mut engine, first, now)?, half(&mut engine, second, now)?);
        let (Some(first), Some(second)) = (first, second) else { return Ok(None) };
        let sides = [first.side, second.side];
        let usual = sum(first.chosen, second.chosen);
        let divided = |total: MicroEuro| equal_days(total, sides);
        // What can always be paid: for each what would be preselected for it alone.
        let alone = [first.chosen, second.chosen];
        let own_way = || divided(usual).unwrap_or(alone);
        let wanted = asked.total.filter(|_| asked.amounts.is_none());
        let cannot_divide = wanted.is_some_and(|total| divided(total).is_none());
        let amounts =
            asked.amounts.unwrap_or_else(|| wanted.and_then(divided).unwrap_or_else(own_way));
        let mut totals: Vec<MicroEuro> = QUICK.map(|euro| MicroEuro(euro * 1_000_000)).to_vec();
        totals.push(usual);
        totals.sort_unstable();
        totals.dedup();
        let lasting = |total: MicroEuro| divided(total).map(|parts| (total, days_of(sides, parts)));
        let totals = totals.into_iter().filter_map(lasting).collect();
        let [one, other] = amounts;
        let first = first.shown(&mut engine, one, now)?;
        let second = second.shown(&mut engine, other, now)?;
        Ok(Some(MyBoth {
            sides: [first, second],
            divided: asked.amounts.is_none() && days_of(sides, amounts).is_some(),
            cannot_divide,
            totals,
            online: self.setting.online,
        }))
    }
}

impl BothEnergies for People {
    fn both(&self, visitor: &Visitor, asked: &BothAsked) -> Result<Option<MyBoth>, MyError> {
        self.both_of(visitor, asked).map_err(super::failed("could not say what a payment does"))
    }
}
