//! What an amount does to a supply point, as far as a guest may know. Source: TP-06, PA-19.

use crate::engine::Engine;
use crate::failure::Failure;
use crate::till::Counter;
use calendar::Instant;
use portal::pay::{AmountEffect, Need, PaymentsError, Refused};
use units::{Dso, Ean, MicroEuro};
use vending::{Exact, TopUpAmount};

/// Whether `amount` is taken, and what it does now.
pub fn of(
    engine: &mut Engine,
    (ean, dso): (Ean, Dso),
    amount: MicroEuro,
    now: Instant,
) -> Result<AmountEffect, PaymentsError> {
    let failed = |failure: Failure| PaymentsError::failed("could not read the account", failure);
    let mut counter = Counter::load(engine, &[ean], &[dso]).map_err(failed)?;
    let offer = counter.offer(engine, ean, dso, amount, now).map_err(failed)?;
    let Some((found, _)) = offer else { return Err(Refused::WrongReference.into()) };
    let parameters = engine.books.payments(dso, now).map_err(failed)?;
    let taken = TopUpAmount::new(amount, found.balance, found.exact, parameters);
    taken.map_err(|error| Refused::from(&error))?;
    Ok(does(found.on, found.exact, amount))
}

/// What is still needed, and for what; `None` if the supply is on and stays on.
pub fn missing(
    engine: &mut Engine,
    account: &store::Account,
    now: Instant,
) -> Result<Option<(Need, MicroEuro)>, Failure> {
    let (ean, dso) = (account.ean, account.dso);
    let mut counter = Counter::load(engine, &[ean], &[dso])?;
    let Some((found, _)) = counter.offer(engine, ean, dso, MicroEuro::ZERO, now)? else {
        return Ok(None);
    };
    Ok(match does(found.on, found.exact, MicroEuro::ZERO) {
        AmountEffect::TooLittle { need, enough } => Some((need, enough)),
        AmountEffect::Nothing | AmountEffect::Enough(_) => None,
    })
}

/// What an amount that is taken does to a supply that is `on`, or off.
pub fn does(on: bool, exact: Exact, amount: MicroEuro) -> AmountEffect {
    let (need, enough) =
        if on { (Need::StayOn, exact.to_stay_on) } else { (Need::BackOn, exact.to_clear) };
    if enough <= MicroEuro::ZERO {
        AmountEffect::Nothing
    } else if amount >= enough {
        AmountEffect::Enough(need)
    } else {
        AmountEffect::TooLittle { need, enough }
    }
}
