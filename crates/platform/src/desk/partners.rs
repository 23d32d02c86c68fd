//! What partners' systems read, on the connections of the desk that only read. Source: UX 7.3, UX 10.

use super::{PlatformDesk, Reader, sharing};
use crate::api_keys;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::parties;
use crate::request_log;
use crate::webhooks::{What, may_hear, subject};
use calendar::Instant;
use http_api::webhooks::Envelope;
use http_api::{
    AccountNow, Answering, InOrder, KeptRequest, MoneyNow, Partner, Partners, Placed,
    PointQuarters, RequestsAsked, SharedVolume, SharingGroup, SharingUnknown, SharingVersion,
    VersionAsked,
};
use portal::homes::{Home, Money};
use portal::{Modifier, ShownState, Supply};
use store::{ApiKey, Event, EventsOf, Owner, Store};
use units::AccountId;
use vending::euro;

/// Later than anything that was learnt.
const FAR: Instant = Instant(i64::MAX / 2);

/// The key as it is kept now: one that was ended meanwhile reads nothing.
pub(super) fn key_of(
    store: &mut Store,
    partner: &Partner,
    at: Instant,
) -> Result<Option<ApiKey>, Failure> {
    let key = store.api_key(partner.key)?;
    Ok(key.filter(|key| at < key.until && !key.sandbox))
}

/// As the owner of the key may hear of it: as it was kept, and still.
fn envelope(
    store: &mut Store,
    owner: &Owner,
    event: &Event,
    at: Instant,
) -> Result<Option<Envelope>, Failure> {
    let what = What::of(event)?;
    for at in [event.made_at, at] {
        if !may_hear(store, owner, &what, at)? {
            return Ok(None);
        }
    }
    Ok(Some(Envelope::new(&event.id, what.kind, event.at, subject(owner, &what))))
}

/// The accounts that a party was ever given something of.
fn accounts_of(store: &mut Store, party: i64) -> Result<Vec<AccountId>, Failure> {
    let grants = store.grants_of_party(party)?;
    let mut accounts: Vec<AccountId> = grants.into_iter().map(|grant| grant.account).collect();
    accounts.dedup();
    Ok(accounts)
}

fn events(
    engine: &mut Engine,
    partner: &Partner,
    (after, most): (i64, usize),
    at: Instant,
) -> Result<Vec<Placed>, Failure> {
    let store = &mut engine.store;
    let Some(key) = key_of(store, partner, at)? else { return Ok(Vec::new()) };
    let of = match &key.owner {
        Owner::Operator => EventsOf::All,
        Owner::Party(party) => EventsOf::Accounts(accounts_of(store, *party)?),
        Owner::Terminal(name) => EventsOf::Terminal(name.clone()),
        owner @ (Owner::Supplier(_) | Owner::Representative(_)) => EventsOf::Owner(owner.clone()),
    };
    let mut placed = Vec::new();
    for event in store.events(key.dso, &of, after, most)? {
        let seq = event.seq;
        placed.push(Placed { seq, event: envelope(store, &key.owner, &event, at)? });
    }
    Ok(placed)
}

fn event(
    engine: &mut Engine,
    partner: &Partner,
    id: &str,
    at: Instant,
) -> Result<Option<Envelope>, Failure> {
    let store = &mut engine.store;
    let Some(key) = key_of(store, partner, at)? else { return Ok(None) };
    match store.event(id)?.filter(|event| event.dso == key.dso) {
        Some(event) => envelope(store, &key.owner, &event, at),
        None => Ok(None),
    }
}

fn account(
    engine: &mut Engine,
    partner: &Partner,
    account: &str,
    at: Instant,
) -> Result<Option<AccountNow>, Failure> {
    let Some(key) = key_of(&mut engine.store, partner, at)? else { return Ok(None) };
    // Only a party has a look of its own to keep.
    let Owner::Party(party) = key.owner else { return Ok(None) };
    let Ok(id) = account.parse().map(AccountId) else { return Ok(None) };
    if id.to_string() != account || Store::dso_of(id) != Some(key.dso) {
        return Ok(None);
    }
    let Some(home) = parties::seen_now(engine, (party, key.id), id, at)? else { return Ok(None) };
    // Who may not know the balance is not told what explains it either.
    let beside = if home.money.is_some() { modifiers(engine, id, at)? } else { Vec::new() };
    Ok(Some(shown(account, home, beside)))
}

/// What is said beside the state of an account, by name. Source: UX 4.3.
fn modifiers(engine: &mut Engine, id: AccountId, at: Instant) -> Result<Vec<String>, Failure> {
    let Some(account) = engine.store.account(id)? else { return Ok(Vec::new()) };
    let paying = !engine.store.money_in_flight(id)?.is_empty();
    let mut names: Vec<&str> = if paying { vec!["paying"] } else { Vec::new() };
    let Some(known) = engine.rebuild(std::slice::from_ref(&account), FAR)?.pop() else {
        return Ok(Vec::new());
    };
    let rules = engine.books.rules(account.dso, account.group.energy)?;
    let ampere = rules.parameters.at(at.day(), at).limiter_current_a;
    let said = crate::pages::modifiers(&known.timeline, ampere);
    names.extend(said.into_iter().map(|modifier| match modifier {
        Modifier::BillingHold { .. } => "billing_hold",
        Modifier::Stale { .. } => "stale",
        Modifier::PaymentUnderWay => "paying",
        Modifier::NotReached { .. } => "not_reached",
        Modifier::Limited { .. } => "limited",
        Modifier::Advance { .. } => "advance",
        Modifier::Plan { .. } => "plan",
        Modifier::Newcomer => "newcomer",
    }));
    Ok(names.into_iter().map(str::to_owned).collect())
}

fn shown(account: &str, home: Home, modifiers: Vec<String>) -> AccountNow {
    let state = match home.state {
        ShownState::InOrder => "in_order",
        ShownState::Low => "low",
        ShownState::Emergency => "emergency",
        ShownState::HeldOn => "held_on",
        ShownState::Off => "off",
    };
    let supply = match home.supply {
        Supply::Connected => "connected",
        Supply::DisconnectOrdered => "disconnect_ordered",
        Supply::Disconnected => "disconnected",
        Supply::ReconnectOrdered => "reconnect_ordered",
        Supply::ReadyForReconnection => "ready_for_reconnection",
        Supply::LeakTesting => "leak_testing",
    };
    let money = home.money.map(|Money { balance, to_stay_on, to_clear, as_of }| MoneyNow {
        balance: euro(balance),
        to_stay_on: euro(to_stay_on),
        to_clear: euro(to_clear),
        as_of: as_of.to_local_string(),
    });
    AccountNow {
        account: account.to_owned(),
        energy: home.energy.name().to_owned(),
        label: home.label,
        state: state.to_owned(),
        supply: supply.to_owned(),
        money,
        modifiers,
    }
}

impl Partners for PlatformDesk {
    fn partner<'a>(&'a self, key: &'a str, at: Instant) -> Answering<'a, Option<Partner>> {
        let hash = parties::hash(key);
        Box::pin(self.read(move |engine| Ok(Ok(api_keys::partner(&mut engine.store, &hash, at)?))))
    }

    fn events<'a>(
        &'a self,
        partner: &'a Partner,
        after: i64,
        most: usize,
        at: Instant,
    ) -> Answering<'a, Vec<Placed>> {
        let partner = partner.clone();
        Box::pin(self.read(move |engine| Ok(Ok(events(engine, &partner, (after, most), at)?))))
    }

    fn event<'a>(
        &'a self,
        partner: &'a Partner,
        id: &'a str,
        at: Instant,
    ) -> Answering<'a, Option<Envelope>> {
        let (partner, id) = (partner.clone(), id.to_owned());
        Box::pin(self.read(move |engine| Ok(Ok(event(engine, &partner, &id, at)?))))
    }

    fn account<'a>(
        &'a self,
        partner: &'a Partner,
        asked: &'a str,
        at: Instant,
    ) -> Answering<'a, Option<AccountNow>> {
        let (partner, asked) = (partner.clone(), asked.to_owned());
        Box::pin(self.read(move |engine| Ok(Ok(account(engine, &partner, &asked, at)?))))
    }

    fn sharing_groups<'a>(
        &'a self,
        partner: &'a Partner,
        page: (i64, usize),
        at: Instant,
    ) -> Answering<'a, Vec<InOrder<SharingGroup>>> {
        let partner = partner.clone();
        Box::pin(self.read(move |engine| Ok(Ok(sharing::groups(engine, &partner, page, at)?))))
    }

    fn sharing_versions<'a>(
        &'a self,
        partner: &'a Partner,
        group: &'a str,
        page: (i64, usize),
        at: Instant,
    ) -> Answering<'a, Result<Vec<InOrder<SharingVersion>>, SharingUnknown>> {
        let (partner, group) = (partner.clone(), group.to_owned());
        Box::pin(
            self.read(move |engine| Ok(Ok(sharing::versions(engine, &partner, &group, page, at)?))),
        )
    }

    fn sharing_volumes<'a>(
        &'a self,
        partner: &'a Partner,
        asked: &'a VersionAsked,
        page: (i64, usize),
        at: Instant,
    ) -> Answering<'a, Result<Vec<InOrder<SharedVolume>>, SharingUnknown>> {
        let (partner, asked, quarters) = (partner.clone(), asked.clone(), self.quarters.clone());
        Box::pin(self.read_at(Reader::QuarterHours, move |engine| {
            let quarters = quarters.as_deref();
            Ok(Ok(sharing::volumes((engine, quarters), &partner, &asked, page, at)?))
        }))
    }

    fn sharing_quarter_hours<'a>(
        &'a self,
        partner: &'a Partner,
        asked: &'a VersionAsked,
        page: (i64, usize),
        at: Instant,
    ) -> Answering<'a, Result<Vec<InOrder<PointQuarters>>, SharingUnknown>> {
        let (partner, asked, quarters) = (partner.clone(), asked.clone(), self.quarters.clone());
        Box::pin(self.read_at(Reader::QuarterHours, move |engine| {
            let quarters = quarters.as_deref();
            Ok(Ok(sharing::quarter_hours((engine, quarters), &partner, &asked, page, at)?))
        }))
    }

    fn requests<'a>(
        &'a self,
        partner: &'a Partner,
        asked: RequestsAsked,
        at: Instant,
    ) -> Answering<'a, Vec<KeptRequest>> {
        let key = (partner.key, self.of_one);
        Box::pin(self.read(move |engine| Ok(Ok(request_log::of_key(engine, key, asked, at)?))))
    }
}
