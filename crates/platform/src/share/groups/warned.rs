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
use prepay::ProtectedStatus;
use sharing::{Act, Form, Notice, OfferedPrices, Signed, State, Told, gain_per_kwh};
use std::collections::{BTreeMap, BTreeSet};
use store::{Account, KeptSharingTask, Said, SharingTask, SharingTaskKind};
use units::{AccountId, Dso, Ean, MicroEuro, NanoEuroPerKwh};

/// Of shared energy, and of the network.
type SharedAndNetwork = (NanoEuroPerKwh, NanoEuroPerKwh);

/// Whoever ends a task by itself.
const WORKER: &str = "worker";
/// Of a household that was not told yet.
const NOT_RECKONED: &str = "the group has agreed on no prices: nothing could be reckoned";

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

/// What a household loses or gains by it, to stand beside a signature or in a task.
pub fn in_words(warning: Warning) -> String {
    let gain = units::format_decimal(i128::from(warning.gain), 9);
    let (shared, network) = (warning.shared, warning.network);
    format!("{gain} EUR/kWh at {shared} and network {network}")
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

/// The acts of a joining that brings a notice on the social tariff along: with what it costs, as the group agreed on for
/// that day makes it. Nobody can say that the household was shown that figure: it is told when it joins. Where nothing is
/// agreed, or was when the notice was signed, there was nothing to show, and it is to be signed still.
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
    let all = engine.store.sharing_terms(group)?;
    let terms = held(&all, Month::of(from))
        .and_then(|terms| Some((terms.at.day(), (terms.price, terms.network?))));
    let reckoned = match terms {
        Some((since, prices)) => {
            warning(engine, &kept, prices, now)?.map(|warning| (since, warning))
        }
        None => None,
    };
    let with = |act: Act| match act {
        Act::Noticed { ean, notice: Notice::SocialTariff, signed } => {
            let (_, warning) = reckoned.filter(|(since, _)| *since <= signed.on)?;
            let said = in_words(warning);
            let document = format!("{} (reckoned {}: {said})", signed.document, now.day());
            let (shared, network) = (warning.shared, warning.network);
            let told = Some(Told { shared, network, shown: false });
            let signed = Signed { document, told, ..signed };
            Some(Act::Noticed { ean, notice: Notice::SocialTariff, signed })
        }
        act => Some(act),
    };
    Ok(acts.into_iter().filter_map(with).collect())
}

/// Tells those who join what the social tariff does not count on, where nobody says that they were shown it.
pub(super) fn tell_unshown(
    engine: &mut Engine,
    kept: &Kept,
    points: &[Ean],
    (of, now): (&str, Instant),
) -> Result<(), Failure> {
    for ean in points {
        let signed = kept.dossier.notices.get(&(*ean, Notice::SocialTariff));
        if signed.and_then(|signed| signed.told).is_some_and(|told| !told.shown)
            && let Some(account) = engine.store.account_of(*ean)?
        {
            crate::notices::sharing_news(engine, &account, ("sharing_social", of), now)?;
        }
    }
    Ok(())
}

/// Whether a household has the social tariff on a day.
pub fn is_protected(engine: &mut Engine, account: &Account, at: Instant) -> Result<bool, Failure> {
    let known = engine.rebuild(std::slice::from_ref(account), at)?;
    Ok(known.iter().any(|one| one.timeline.account.status.protected_on(at.day())))
}

/// Since when a household has been protected without a break; `None` if it is not on that day.
fn protected_since(status: &ProtectedStatus, day: SettlementDay) -> Option<SettlementDay> {
    let mut first = status.protected_on(day).then_some(day)?;
    let earlier = |first: SettlementDay| {
        let holds = status.intervals().iter().filter(|one| {
            one.withdrawn_at.is_none() && one.from < first && one.to.is_none_or(|to| first <= to)
        });
        holds.map(|one| one.from).min()
    };
    while let Some(from) = earlier(first) {
        first = from;
    }
    Some(first)
}

/// Whether what was signed on a day is of the time under the tariff that goes on since a day: it is if no other time has
/// ended in between.
fn is_of_this_time(status: &ProtectedStatus, signed: SettlementDay, since: SettlementDay) -> bool {
    let intervals = status.intervals().iter();
    let valid = intervals.filter(|one| one.withdrawn_at.is_none() && one.from < since);
    let ended = valid.filter_map(|one| one.to).max();
    since <= signed || ended.is_none_or(|ended| ended <= signed)
}

/// Of accounts, those that may be protected: nothing else is read of the others.
fn may_be_protected(engine: &mut Engine, accounts: Vec<Account>) -> Result<Vec<Account>, Failure> {
    let ids: Vec<AccountId> = accounts.iter().map(|account| account.id).collect();
    let with_fact = engine.store.accounts_with_fact(&ids, "protected")?;
    let mut found = Vec::new();
    for account in accounts {
        let opening: crate::engine::Opening = serde_json::from_str(&account.opening)?;
        if !opening.protected.is_empty() || with_fact.contains(&account.id) {
            found.push(account);
        }
    }
    Ok(found)
}

/// Finds members that came under the social tariff since they joined: each is told what it loses, and a person looks after
/// it until the household has said its word, has left or has lost the tariff again. The group learns nothing: what a
/// household has is its own to tell. Each group by itself: one that cannot be read holds no other up, and no month. Returns
/// how many are new, and of which groups nothing could be found. Errors: the job is another's by now. Source: ES-18, PD-04.
pub fn look(
    engine: &mut Engine,
    dso: Dso,
    now: Instant,
    mut goes_on: impl FnMut(&mut Engine) -> Result<(), Failure>,
) -> Result<(usize, Vec<(i64, Failure)>), Failure> {
    let (mut new, mut failed) = (0usize, Vec::new());
    let open = engine.store.open_sharing_tasks(dso)?;
    for group in engine.store.groups(dso)? {
        match look_at(engine, group.id, &open, now) {
            Ok(found) => new = new.saturating_add(found),
            Err(failure) => failed.push((group.id, failure)),
        }
        goes_on(engine)?;
    }
    Ok((new, failed))
}

/// The same of one group.
fn look_at(
    engine: &mut Engine,
    group: i64,
    open: &[KeptSharingTask],
    now: Instant,
) -> Result<usize, Failure> {
    let kept = load(&mut engine.store, group)?;
    let shares = matches!(kept.dossier.state, State::Accepted { .. });
    let (mut accounts, mut signed) = (Vec::new(), BTreeMap::new());
    for member in kept.dossier.members.iter().filter(|_| shares) {
        let joining = &member.joining;
        let is_now = joining.from <= now && member.to.is_none_or(|to| now < to);
        if !is_now || !joining.role.takes() || joining.social_tariff {
            continue;
        }
        let account = engine.store.account_of(joining.ean)?;
        let Some(account) = account.filter(|account| account.closed_at.is_none()) else { continue };
        if let Some(notice) = kept.dossier.notice_of(member, Notice::SocialTariff) {
            signed.insert(account.id, notice.on);
        }
        accounts.push(account);
    }
    let accounts = may_be_protected(engine, accounts)?;
    let known = engine.rebuild(&accounts, now)?;
    let mut waits = BTreeSet::new();
    let mut new = 0usize;
    for (account, known) in accounts.iter().zip(&known) {
        let status = &known.timeline.account.status;
        let Some(since) = protected_since(status, now.day()) else { continue };
        // Another time is another word.
        if signed.get(&account.id).is_some_and(|on| is_of_this_time(status, *on, since)) {
            continue;
        }
        waits.insert(account.id);
        let told = match agreed(engine, kept.id, now.day())? {
            Some(prices) => warning(engine, &kept, prices, now)?,
            None => None,
        };
        if open_task(engine, &kept, account, since, (told, now))? {
            new = new.saturating_add(1);
        }
    }
    for task in open.iter().map(|open| &open.task) {
        let is_over = task.group == kept.id && !waits.contains(&task.account);
        if task.kind == SharingTaskKind::BecameProtected && is_over {
            let said = Said { at: now, by: WORKER, how: "over" };
            engine
                .locked(kept.dso, |engine| Ok(engine.store.end_sharing_task(&task.key, said)?))?;
        }
    }
    Ok(new)
}

/// Opens the task of a household, and tells it once for each time in which it is under the tariff: as soon as something
/// can be reckoned, since it is sent to a page that says it. Returns whether the task is new.
fn open_task(
    engine: &mut Engine,
    kept: &Kept,
    account: &Account,
    since: SettlementDay,
    (told, now): (Option<Warning>, Instant),
) -> Result<bool, Failure> {
    engine.locked(kept.dso, |engine| {
        let mut key = format!("protected/{}/{}/{since}", kept.id, account.id);
        let mut found: Option<KeptSharingTask> = None;
        for known in engine.store.sharing_tasks_of(account.id)? {
            let task = &known.task;
            if task.group != kept.id || task.kind != SharingTaskKind::BecameProtected {
                continue;
            }
            match &known.ended {
                // Also where it was so some days before: that is no other time.
                None => {
                    key.clone_from(&task.key);
                    found = Some(known);
                    break;
                }
                // What a person has ended stays so while it is under the tariff.
                Some((at, by)) if by != WORKER && since <= at.day() => return Ok(false),
                // What was over by itself goes on where there was no break, and begins anew where there was one.
                Some(_) if task.key == key => found = Some(known),
                Some(_) => {}
            }
        }
        let why_before = found.as_ref().map(|known| known.task.why.as_str());
        let was_told = why_before.is_some_and(|why| why != NOT_RECKONED);
        let is_open = found.as_ref().is_some_and(|known| known.ended.is_none());
        if is_open && (was_told || told.is_none()) {
            return Ok(false);
        }
        let why = match told {
            Some(warning) => {
                format!("a shared kWh against the social tariff: {}", in_words(warning))
            }
            None => why_before.unwrap_or(NOT_RECKONED).to_owned(),
        };
        let begun = key.rsplit('/').next().unwrap_or_default();
        let of = format!("{}/{begun}", kept.id);
        let task = SharingTask {
            key: key.clone(),
            account: account.id,
            group: kept.id,
            month: None,
            kind: SharingTaskKind::BecameProtected,
            amount: MicroEuro::ZERO,
            why,
        };
        engine.store.keep_sharing_task(&task, now)?;
        if told.is_some() && !was_told {
            crate::notices::sharing_news(engine, account, ("sharing_social", of.as_str()), now)?;
        }
        Ok(found.is_none())
    })
}
