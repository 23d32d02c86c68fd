//! A cut or a limit that two people ask for. One authority decides on every cut, whoever asks: the guards, with a
//! proof. A limit that a social service or the household wishes waits for what bars a limit, and is kept with both
//! names. Source: DOMAIN 4.1, CG-05, CG-20, PA-16, PR-19, UX A-04.

use super::acts::{By, moved, names};
use super::{Done, FAR, or_refused};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::meters;
use calendar::Instant;
use guards::{Guard, Measure};
use portal::agent::{AgentRefused, Effect, Wanted};
use timeline::{ByHand, Fact, Timeline};
use units::Energy;

/// After so many hours a limit that somebody wishes has no effect any more, if it did not reach the meter.
const LIMIT_LIFE_H: i64 = 24;
/// Whoever asks has no second person yet: the guards are told of one when there is one.
const NOBODY_YET: &str = "nobody yet";
/// Checks of a limit that somebody wishes.
const OF_A_WISH: [Guard; 3] = [Guard::Flag, Guard::RightPoint, Guard::StopSwitch];

pub(super) fn is_one(wanted: &Wanted) -> bool {
    matches!(wanted, Wanted::Cut { .. } | Wanted::Limit { .. })
}

/// It is asked for by somebody outside, whatever the balance.
fn is_wished(wanted: &Wanted) -> bool {
    matches!(wanted, Wanted::Limit { reason, .. } if reason.is_wished())
}

fn people(by: &By) -> [String; 2] {
    [by.first.clone(), by.second.clone().unwrap_or_else(|| NOBODY_YET.to_owned())]
}

/// Why, in the words that the books keep.
fn reason_of(wanted: &Wanted) -> String {
    match wanted {
        Wanted::Limit { reason, evidence, note } => {
            format!("{}, {evidence}: {note}", reason.name())
        }
        Wanted::Cut { reason, note } => format!("{}: {note}", reason.name()),
        other => other.note().to_owned(),
    }
}

/// A timeline with everything that is due by now, as a fact of now would find it.
fn at_now(
    engine: &mut Engine,
    account: &store::Account,
    now: Instant,
) -> Result<Option<(Timeline, Instant)>, Failure> {
    let Some(rebuilt) = engine.rebuild(std::slice::from_ref(account), FAR)?.pop() else {
        return Ok(None);
    };
    let mut timeline = rebuilt.timeline;
    let rules = engine.books.rules(account.dso, account.group.energy)?;
    let at = now.max(timeline.reached());
    timeline.take(&Fact::Clock {}, at, at, rules)?;
    Ok(Some((timeline, at)))
}

/// Returns how many checks hold. Errors inside: what is not the right measure, or the guards that hold it back.
fn judged(
    engine: &mut Engine,
    account: &store::Account,
    (wanted, by): (&Wanted, &By),
    now: Instant,
) -> Done<usize> {
    if engine.store.meter_of(account.ean)?.is_none() {
        return Ok(Err(AgentRefused::NoMeter));
    }
    let Some((timeline, at)) = at_now(engine, account, now)? else {
        return Ok(Err(AgentRefused::NoAccount));
    };
    let rules = engine.books.rules(account.dso, account.group.energy)?;
    let Some((measure, failing)) = timeline.judged_as_asked(at, &people(by), rules) else {
        return Ok(Err(AgentRefused::NotOn));
    };
    let gas = account.group.energy == Energy::Gas;
    let (failing, checks) = if is_wished(wanted) {
        if gas {
            return Ok(Err(AgentRefused::NoLimit));
        }
        (timeline.bars_a_limit(at), OF_A_WISH.len())
    } else {
        let cut = matches!(wanted, Wanted::Cut { .. });
        // Nobody who is protected is cut because people ask for it, also where the law gives no limit by itself.
        let protected = timeline.account.status.protected_on(at.day());
        match (cut, measure) {
            (true, _) if protected && gas => {
                return Ok(Err(AgentRefused::HeldBack(vec![Guard::RightMeasure.id().to_owned()])));
            }
            (true, Measure::Limit { .. }) => return Ok(Err(AgentRefused::OnlyLimit)),
            (true, Measure::Disconnect) if protected => return Ok(Err(AgentRefused::OnlyLimit)),
            (false, Measure::Disconnect) => return Ok(Err(AgentRefused::NoLimit)),
            (true, Measure::Disconnect) | (false, Measure::Limit { .. }) => {}
        }
        (failing, Guard::ALL.len())
    };
    if failing.is_empty() {
        return Ok(Ok(checks));
    }
    let ids = failing.into_iter().map(|guard| guard.id().to_owned());
    Ok(Err(AgentRefused::HeldBack(ids.collect())))
}

pub(super) fn fact_of(
    engine: &Engine,
    account: &store::Account,
    wanted: &Wanted,
    (by, key): (&By, &str),
    now: Instant,
) -> Result<Fact, Failure> {
    let [first, second] = people(by);
    let reason = reason_of(wanted);
    if is_wished(wanted) {
        let rules = engine.books.rules(account.dso, account.group.energy)?;
        let ampere = rules.parameters.at(now.day(), now).limiter_current_a;
        let both = format!("{first}, {second}");
        let order = ByHand::Limit { ampere };
        return Ok(meters::by_hand(account.ean, order, (&both, &reason), key, LIMIT_LIFE_H));
    }
    Ok(Fact::CutAsked {
        id: format!("{}-asked-{key}", account.ean),
        limit: matches!(wanted, Wanted::Limit { .. }),
        by: first,
        approved_by: second,
        reason,
    })
}

/// When what one person has asked for lapses: by the hours that were in force when it was asked.
pub(super) fn lapses(
    engine: &mut Engine,
    account: &store::Account,
    asked: Instant,
) -> Result<Instant, Failure> {
    Ok(asked.plus_h(engine.books.payments(account.dso, asked)?.cut_asked_h))
}

pub(super) fn effect_of(
    engine: &mut Engine,
    account: &store::Account,
    (wanted, by, key): (&Wanted, &By, &str),
    now: Instant,
) -> Done<Effect> {
    let checks = or_refused!(judged(engine, account, (wanted, by), now)?);
    let fact = fact_of(engine, account, wanted, (by, key), now)?;
    let effect = or_refused!(moved(engine, account, Some(fact), now)?);
    let order = if matches!(wanted, Wanted::Cut { .. }) { "disconnect" } else { "limit" };
    Ok(Ok(Effect {
        // It may wait for its turn before it is sent.
        orders: vec![order.to_owned()],
        second: true,
        checks: Some(checks),
        ..effect
    }))
}

/// Both have decided: the guards are asked once more, and what they say is kept with its proof.
pub(super) fn carry_out(
    engine: &mut Engine,
    account: &store::Account,
    (wanted, by, key): (&Wanted, &By, &str),
    now: Instant,
) -> Done<String> {
    or_refused!(judged(engine, account, (wanted, by), now)?);
    let fact = fact_of(engine, account, wanted, (by, key), now)?;
    let said = engine.record(account, &fact, now)?;
    let ordered = said.iter().any(|line| {
        matches!(line.event.as_str(), "order_disconnect" | "order_limit" | "ordered_by_hand")
    });
    // Nothing is kept of what the guards refuse at the last moment.
    Ok(if ordered { Ok(names(&said)) } else { Err(AgentRefused::NotOn) })
}
