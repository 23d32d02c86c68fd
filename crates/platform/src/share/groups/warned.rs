//! What a protected household loses by sharing: reckoned before it joins, whichever way it joins, and kept beside its
//! signature; and who comes under the social tariff while it shares. Source: ES-18.

use super::{Kept, load};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::share::runs::terms::held;
use ::intervals::Month;
use calendar::{Instant, SettlementDay};
use params::PriceBasis;
use portal::sharing::Warning;
use sharing::{Act, Form, Notice, OfferedPrices, Signed, State, gain_per_kwh};
use std::collections::BTreeSet;
use store::{Account, SharingTask, SharingTaskKind};
use units::{Dso, MicroEuro, NanoEuroPerKwh};

/// Of shared energy, and of the network.
type SharedAndNetwork = (NanoEuroPerKwh, NanoEuroPerKwh);

/// Whoever ends a task by itself.
const WORKER: &str = "worker";

/// What a shared kilowatt-hour costs at the social tariff; `None` if the operator has none.
pub fn warning(
    engine: &Engine,
    kept: &Kept,
    (shared, network): SharedAndNetwork,
    at: Instant,
) -> Result<Option<Warning>, Failure> {
    let today = at.day();
    let group =
        prepay::TariffGroup { energy: units::Energy::Electricity, rates: prepay::Rates::Single };
    let rules = engine.books.rules(kept.dso, group.energy)?;
    let social = PriceBasis::Social;
    let Ok(([now, _], _)) = prepay::prices_of(kept.dso, group, today, social, rules.prices) else {
        return Ok(None);
    };
    let sharing = engine.books.sharing(kept.dso, at);
    let discount_ppm = match kept.dossier.form {
        Form::Building => sharing.building_discount_ppm(today)?,
        Form::RenewableCommunity | Form::CitizenCommunity | Form::PeerToPeer => None,
    };
    // A prepaid account charges all that was taken at the social price and gives the energy component back: the
    // rest of that price stays on what is shared, whatever the network costs (ES-19).
    let component = match sharing.prepaid_credit(today)? {
        true => sharing.energy_component(today).ok().map(|all| all.on(social)),
        false => None,
    };
    let (network, discount_ppm) = match component {
        Some([peak, _]) => {
            let left = now.0.saturating_sub(peak.0).max(0);
            (NanoEuroPerKwh(left), None)
        }
        None => (network, discount_ppm),
    };
    let gain = gain_per_kwh(OfferedPrices { now, shared, network, discount_ppm });
    Ok(gain.map(|gain| Warning { now, shared, network, gain }))
}

/// Where a signature is kept, with what the household was shown before it.
pub fn beside(document: &str, warning: Warning) -> String {
    let gain = units::format_decimal(i128::from(warning.gain), 9);
    let (shared, network) = (warning.shared, warning.network);
    format!("{document} (shown: {gain} EUR/kWh at {shared} and network {network})")
}

/// The prices of shared energy and of the network that a household was shown before it signed: they stand beside its
/// signature.
pub fn shown_prices(document: &str) -> Option<SharedAndNetwork> {
    let (_, shown) = document.rsplit_once(" EUR/kWh at ")?;
    let (shared, network) = shown.strip_suffix(')')?.split_once(" and network ")?;
    Some((shared.parse().ok()?, network.parse().ok()?))
}

/// What the group agreed on for a day, if it said the price of the network too.
pub fn agreed(
    engine: &mut Engine,
    group: i64,
    day: SettlementDay,
) -> Result<Option<SharedAndNetwork>, Failure> {
    let all = engine.store.sharing_terms(group)?;
    Ok(held(&all, Month::of(day)).and_then(|terms| Some((terms.price, terms.network?))))
}

/// The acts of a joining that brings a notice on the social tariff along: with the warning, as what the group agreed on for
/// that day makes it. Where nothing is agreed there is no warning, and the notice is to be signed still.
pub fn with_warning(
    engine: &mut Engine,
    group: i64,
    acts: Vec<Act>,
    now: Instant,
) -> Result<Vec<Act>, Failure> {
    let is_social = |act: &Act| matches!(act, Act::Noticed { notice: Notice::SocialTariff, .. });
    let from = acts.iter().find_map(|act| match act {
        Act::Joined(joining) => Some(joining.from.day()),
        _ => None,
    });
    let Some(from) = from.filter(|_| acts.iter().any(is_social)) else { return Ok(acts) };
    let kept = load(&mut engine.store, group)?;
    let warning = match agreed(engine, group, from)? {
        Some(prices) => warning(engine, &kept, prices, now)?,
        None => None,
    };
    let with = |act: Act| match (act, warning) {
        (Act::Noticed { ean, notice: Notice::SocialTariff, signed }, warning) => {
            let document = beside(&signed.document, warning?);
            let signed = Signed { document, ..signed };
            Some(Act::Noticed { ean, notice: Notice::SocialTariff, signed })
        }
        (act, _) => Some(act),
    };
    Ok(acts.into_iter().filter_map(with).collect())
}

/// Whether a household has the social tariff on a day.
pub fn is_protected(engine: &mut Engine, account: &Account, at: Instant) -> Result<bool, Failure> {
    let known = engine.rebuild(std::slice::from_ref(account), at)?;
    Ok(known.iter().any(|one| one.timeline.account.status.protected_on(at.day())))
}

/// Finds members that came under the social tariff since they joined: each is told what it loses, and a person looks after
/// it until the household has said its word, has left or has lost the tariff again. The group learns nothing: what a
/// household has is its own to tell. Returns how many are new. Source: ES-18, PD-04.
pub fn look(engine: &mut Engine, dso: Dso, now: Instant) -> Result<usize, Failure> {
    let mut new = 0usize;
    for group in engine.store.groups(dso)? {
        let kept = load(&mut engine.store, group.id)?;
        let shares = matches!(kept.dossier.state, State::Accepted { .. });
        let mut waits = BTreeSet::new();
        for member in kept.dossier.members.iter().filter(|_| shares) {
            let joining = &member.joining;
            let is_now = joining.from <= now && member.to.is_none_or(|to| now < to);
            let unsaid = joining.role.takes() && !joining.social_tariff;
            if !is_now || !unsaid {
                continue;
            }
            let Some(account) = engine.store.account_of(joining.ean)? else { continue };
            if account.closed_at.is_some() || !is_protected(engine, &account, now)? {
                continue;
            }
            waits.insert(account.id);
            let told = match agreed(engine, kept.id, now.day())? {
                Some(prices) => warning(engine, &kept, prices, now)?,
                None => None,
            };
            if open_task(engine, &kept, &account, (told, now))? {
                new = new.saturating_add(1);
            }
        }
        for open in engine.store.open_sharing_tasks(dso)? {
            let task = open.task;
            let is_over = task.group == kept.id && !waits.contains(&task.account);
            if task.kind == SharingTaskKind::BecameProtected && is_over {
                engine.store.end_sharing_task(&task.key, (now, WORKER))?;
            }
        }
    }
    Ok(new)
}

/// Opens the task of a household and tells it, once for each time that it comes under the tariff.
fn open_task(
    engine: &mut Engine,
    kept: &Kept,
    account: &Account,
    (told, now): (Option<Warning>, Instant),
) -> Result<bool, Failure> {
    let why = match told {
        Some(warning) => beside("a shared kWh against the social tariff", warning),
        None => "the group has agreed on no prices: nothing could be reckoned".to_owned(),
    };
    for time in 1u32.. {
        let key = format!("protected/{}/{}/{time}", kept.id, account.id);
        match engine.store.sharing_task(&key)? {
            // What a person has ended stays so; what was over by itself begins anew.
            Some(known) => match known.ended {
                Some((_, by)) if by == WORKER => {}
                Some(_) | None => return Ok(false),
            },
            None => {
                let task = SharingTask {
                    key,
                    account: account.id,
                    group: kept.id,
                    month: None,
                    kind: SharingTaskKind::BecameProtected,
                    amount: MicroEuro::ZERO,
                    why,
                };
                let of = format!("{}/{time}", kept.id);
                return engine.locked(kept.dso, |engine| {
                    engine.store.keep_sharing_task(&task, now)?;
                    let news = ("sharing_social", of.as_str());
                    crate::notices::sharing_news(engine, account, news, now)?;
                    Ok(true)
                });
            }
        }
    }
    Ok(false)
}
