//! Endpoints for the people of their owners. What is done goes the way of `tirelire webhook`; what is shown is masked.
//! Source: UX 8.9 (D-04), 10.3, PD-05, PD-06.

use super::commands::{
    Add, OwnerAsked, add, open_to, overlap_h, owner_name, replay_event, replay_since, rotate,
    switch, test,
};
use super::mask::{masked_answer, masked_body, origin};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::sealed::MasterKeys;
use crate::till::Clock;
use access::Role;
use calendar::Instant;
use http_api::webhooks::{AddressError, EventType, Target};
use portal::developers::{
    AttemptLine, HookDesk, HookLine, HookRefused, HookView, HookWanted, Hooked, HooksView, Replay,
    SentLine, SentState,
};
use portal::my::{MyError, Visitor};
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use store::{Delivery, Endpoint, Owner};
use units::{Dso, Language};

/// Endpoints of one owner that are on.
const MOST_ON: usize = 5;
/// Events are sent again from so many days ago on.
const AGAIN_DAYS: i32 = 31;
/// Deliveries on a page.
const SHOWN: usize = 25;

pub(crate) type Done<T> = Result<Result<T, HookRefused>, Failure>;
/// What a name stands for just now.
pub type Resolve = fn(&str, u16) -> std::io::Result<Vec<SocketAddr>>;

/// Asks the system.
fn resolved(host: &str, port: u16) -> std::io::Result<Vec<SocketAddr>> {
    use std::net::ToSocketAddrs as _;
    Ok((host, port).to_socket_addrs()?.collect())
}

/// Endpoints as their owners see and change them.
pub struct HookBook {
    engine: Mutex<Engine>,
    /// Whose endpoints those see who run the platform.
    operator: Dso,
    clock: Clock,
    masters: MasterKeys,
    resolve: Resolve,
}

impl std::fmt::Debug for HookBook {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("HookBook").field("operator", &self.operator).finish_non_exhaustive()
    }
}

/// Whose endpoints and keys a visitor has to do with.
pub(crate) enum Sees {
    Own(Dso, Owner),
    /// All of an operator, to look at.
    All(Dso),
}

impl Sees {
    fn has(&self, endpoint: &Endpoint) -> bool {
        self.is_of(endpoint.new.dso, &endpoint.new.owner)
    }

    /// Whether what this owner has at an operator is among it.
    pub(crate) fn is_of(&self, dso: Dso, owner: &Owner) -> bool {
        self.dso() == dso && self.owner().is_none_or(|own| own == owner)
    }

    pub(crate) fn dso(&self) -> Dso {
        match self {
            Self::Own(dso, _) | Self::All(dso) => *dso,
        }
    }

    /// Whose it is, if it is somebody's own.
    pub(crate) fn owner(&self) -> Option<&Owner> {
        match self {
            Self::Own(_, owner) => Some(owner),
            Self::All(_) => None,
        }
    }

    fn may_change(&self) -> bool {
        matches!(self, Self::Own(..))
    }
}

/// A supplier that somebody works for, or somebody who represents groups: whose endpoints and requests are theirs, and
/// at which operator. Source: UX F-S9, R-06.
pub(crate) fn partner_of(
    store: &mut store::Store,
    visitor: &Visitor,
) -> Result<Option<(Dso, Owner)>, Failure> {
    let Some(person) = store.person(visitor.person)? else { return Ok(None) };
    let owner = match visitor.role {
        Role::Supplier => store.supplier_of(visitor.person)?.map(Owner::Supplier),
        Role::Representative => Some(Owner::Representative(visitor.person)),
        _ => None,
    };
    Ok(owner.map(|owner| (person.dso, owner)))
}

fn address(error: &AddressError) -> HookRefused {
    match error {
        AddressError::NotAnAddress { .. } => HookRefused::NotAnAddress,
        AddressError::NotHttps { .. } => HookRefused::NotHttps,
        AddressError::WithPassword { .. } => HookRefused::WithPassword,
        AddressError::NotPublic { .. } => HookRefused::NotPublic,
        AddressError::NotFound { .. } => HookRefused::NotFound,
    }
}

fn failed(what: &'static str) -> impl Fn(Failure) -> MyError {
    move |failure| MyError::failed(what, failure)
}

impl HookBook {
    /// `clock`: that by which messages are signed.
    pub fn new(engine: Engine, operator: Dso, clock: Clock, masters: MasterKeys) -> Self {
        Self { engine: Mutex::new(engine), operator, clock, masters, resolve: resolved }
    }

    /// With names that stand for something else.
    #[cfg(test)]
    pub fn resolving(self, resolve: Resolve) -> Self {
        Self { resolve, ..self }
    }

    pub(crate) fn now(&self) -> Instant {
        (self.clock)()
    }

    pub(crate) fn engine(&self) -> MutexGuard<'_, Engine> {
        // Whoever panicked left a connection whose transaction is rolled back.
        let mut engine = self.engine.lock().unwrap_or_else(PoisonError::into_inner);
        crate::engine::freshened(&mut engine);
        engine
    }

    /// A merchant has the endpoints of the own terminal, a social service, a supplier and a representative their own;
    /// those who run the platform see all.
    /// Source: UX 7.3.
    pub(crate) fn sees(
        &self,
        engine: &mut Engine,
        visitor: &Visitor,
    ) -> Result<Option<Sees>, Failure> {
        Ok(match visitor.role {
            Role::Merchant => {
                let Some(terminal) = engine.store.terminal_of(visitor.person)? else {
                    return Ok(None);
                };
                let dso = engine.store.terminal(&terminal)?.map(|(dso, _)| dso);
                dso.map(|dso| Sees::Own(dso, Owner::Terminal(terminal)))
            }
            Role::Cpas => {
                let person = engine.store.person(visitor.person)?;
                let party = person.and_then(|person| Some((person.dso, person.party?)));
                party.map(|(dso, party)| Sees::Own(dso, Owner::Party(party)))
            }
            Role::Supplier | Role::Representative => {
                partner_of(&mut engine.store, visitor)?.map(|(dso, owner)| Sees::Own(dso, owner))
            }
            Role::Operator | Role::Auditor => Some(Sees::All(self.operator)),
            Role::Customer | Role::Payer | Role::Aide | Role::AgentL1 | Role::AgentL2 => None,
        })
    }

    /// Who may change endpoints of their own. A till that was handed over by a PIN is not its owner's any more.
    pub(crate) fn owner(
        engine: &mut Engine,
        sees: Option<Sees>,
        visitor: &Visitor,
    ) -> Done<(Dso, Owner)> {
        let Some(Sees::Own(dso, owner)) = sees else { return Ok(Err(HookRefused::Unknown)) };
        let handed_over = visitor.role == Role::Merchant
            && engine.store.till_hand((visitor.person, visitor.session))?.is_some();
        Ok(if handed_over { Err(HookRefused::NotOwner) } else { Ok((dso, owner)) })
    }

    /// An endpoint of the visitor's own, to change it.
    fn own(&self, engine: &mut Engine, visitor: &Visitor, number: i64) -> Done<Endpoint> {
        let sees = self.sees(engine, visitor)?;
        let found = engine.store.endpoint(number)?;
        let found = found.filter(|one| sees.as_ref().is_some_and(|sees| sees.has(one)));
        Ok(match Self::owner(engine, sees, visitor)? {
            Ok(_) => found.ok_or(HookRefused::Unknown),
            Err(refused) => Err(refused),
        })
    }

    fn line(endpoint: &Endpoint, sees: &Sees) -> HookLine {
        let Endpoint { id, new, on, reason, made_at, .. } = endpoint;
        let own = sees.may_change();
        HookLine {
            number: *id,
            // Behind the name may stand what only its owner should know.
            url: if own { new.url.clone() } else { origin(&new.url) },
            types: new.types.clone(),
            on: *on,
            reason: if own { reason.clone() } else { String::new() },
            made: *made_at,
            whose: (!own).then(|| owner_name(&new.owner)),
        }
    }

    fn all(&self, visitor: &Visitor) -> Result<Option<HooksView>, Failure> {
        let now = (self.clock)();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(sees) = self.sees(engine, visitor)? else { return Ok(None) };
        let dso = sees.dso();
        let all = engine.store.endpoints(dso)?;
        let lines = all.iter().filter(|one| sees.has(one));
        let lines = lines.map(|one| Self::line(one, &sees)).collect();
        let open: &[EventType] = match &sees {
            Sees::Own(_, owner) => open_to(owner),
            Sees::All(_) => &[],
        };
        let types = open.iter().map(|kind| {
            let english = kind.meaning().to_owned();
            let french = crate::developers::french::said(&english, Language::Fr);
            (kind.name().to_owned(), [english, french])
        });
        Ok(Some(HooksView {
            lines,
            types: types.collect(),
            may_change: sees.may_change() && Self::owner(engine, Some(sees), visitor)?.is_ok(),
            most: MOST_ON,
            overlap_h: overlap_h(engine, dso, now)?,
        }))
    }

    fn sent_line(
        engine: &mut Engine,
        (endpoint, own): (&Endpoint, bool),
        delivery: Delivery,
    ) -> Result<SentLine, Failure> {
        let mut attempts = Vec::new();
        for one in engine.store.attempts(endpoint.id, &delivery.event)? {
            // What a partner's server says is the partner's.
            let answer = if own { masked_answer(&one.answer) } else { String::new() };
            attempts.push(AttemptLine {
                at: one.at,
                status: one.status,
                took_ms: one.took_ms,
                answer,
            });
        }
        let state = match delivery.state {
            0 => SentState::Waits,
            1 => SentState::Leaving,
            2 => SentState::Delivered,
            3 => SentState::GivenUp,
            4 => SentState::Withdrawn,
            other => return refuse(format!("a delivery has the unknown state {other}")),
        };
        let is_test = delivery.kind == EventType::Test.name();
        Ok(SentLine {
            body: masked_body(&delivery.body),
            kind: delivery.kind,
            made: delivery.made_at,
            due: delivery.due,
            attempts,
            // A test is no event that is kept, and what is under way is not doubled.
            replays: endpoint.on
                && !is_test
                && !matches!(state, SentState::Waits | SentState::Leaving),
            state,
            event: delivery.event,
        })
    }

    fn one(&self, visitor: &Visitor, number: i64) -> Result<Option<HookView>, Failure> {
        let now = (self.clock)();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(sees) = self.sees(engine, visitor)? else { return Ok(None) };
        let Some(endpoint) = engine.store.endpoint(number)?.filter(|one| sees.has(one)) else {
            return Ok(None);
        };
        let own = sees.may_change();
        let mut sent = Vec::new();
        for delivery in engine.store.deliveries(number, SHOWN)? {
            sent.push(Self::sent_line(engine, (&endpoint, own), delivery)?);
        }
        let secrets = engine.store.endpoint_secrets(number, now)?;
        Ok(Some(HookView {
            line: Self::line(&endpoint, &sees),
            secrets: secrets.into_iter().map(|secret| secret.until).collect(),
            sent,
            overlap_h: overlap_h(engine, endpoint.new.dso, now)?,
            may_change: own && Self::owner(engine, Some(sees), visitor)?.is_ok(),
        }))
    }

    /// Whether messages may go there, by its text and by what its name stands for now. Each attempt looks again.
    fn checked(&self, url: &str) -> Result<(), HookRefused> {
        let target = Target::new(url, false).map_err(|error| address(&error))?;
        let host = target.host().trim_start_matches('[').trim_end_matches(']');
        let port = target.uri().port_u16().unwrap_or(443);
        let found = (self.resolve)(host, port).map_err(|_| HookRefused::NotFound)?;
        target.checked(found).map(|_| ()).map_err(|error| address(&error))
    }

    fn added(&self, visitor: &Visitor, wanted: &HookWanted) -> Done<(i64, String)> {
        let now = (self.clock)();
        let (dso, owner) = {
            let mut engine = self.engine();
            let sees = self.sees(&mut engine, visitor)?;
            match Self::owner(&mut engine, sees, visitor)? {
                Ok(found) => found,
                Err(refused) => return Ok(Err(refused)),
            }
        };
        // A name may take long to be found: nobody else waits for it.
        if let Err(refused) = self.checked(&wanted.url) {
            return Ok(Err(refused));
        }
        let mut types = Vec::new();
        for name in &wanted.types {
            match name.parse::<EventType>().ok().filter(|kind| open_to(&owner).contains(kind)) {
                Some(kind) => types.push(kind),
                None => return Ok(Err(HookRefused::Type)),
            }
        }
        types.sort_unstable();
        types.dedup();
        let mut engine = self.engine();
        let own = engine.store.endpoints(dso)?.into_iter();
        let on: Vec<Endpoint> = own.filter(|one| one.new.owner == owner && one.on).collect();
        if on.iter().any(|one| one.new.url == wanted.url) {
            return Ok(Err(HookRefused::Known));
        }
        if on.len() >= MOST_ON {
            return Ok(Err(HookRefused::TooMany { most: MOST_ON }));
        }
        let asked = Add {
            dso,
            owner: OwnerAsked::default(),
            url: wanted.url.clone(),
            types,
            hmac: wanted.shared,
            loopback: false,
        };
        let (id, secret) = add(&mut engine.store, &asked, owner, &self.masters, now)?;
        Ok(Ok((id, secret.for_receiver())))
    }

    fn rotated(&self, visitor: &Visitor, number: i64) -> Done<(String, Instant)> {
        let now = (self.clock)();
        let mut engine = self.engine();
        if let Err(refused) = self.own(&mut engine, visitor, number)? {
            return Ok(Err(refused));
        }
        let (secret, until) = rotate(&mut engine, number, &self.masters, now)?;
        Ok(Ok((secret.for_receiver(), until)))
    }

    /// An endpoint of the visitor's own that is on.
    fn own_on(&self, engine: &mut Engine, visitor: &Visitor, number: i64) -> Done<Endpoint> {
        let own = self.own(engine, visitor, number)?;
        Ok(own.and_then(|one| if one.on { Ok(one) } else { Err(HookRefused::Off) }))
    }

    fn tested(&self, visitor: &Visitor, number: i64) -> Done<()> {
        let now = (self.clock)();
        let mut engine = self.engine();
        if let Err(refused) = self.own_on(&mut engine, visitor, number)? {
            return Ok(Err(refused));
        }
        test(&mut engine.store, number, now)?;
        Ok(Ok(()))
    }

    fn replayed(&self, visitor: &Visitor, number: i64, what: &Replay) -> Done<usize> {
        let now = (self.clock)();
        let mut engine = self.engine();
        if let Err(refused) = self.own_on(&mut engine, visitor, number)? {
            return Ok(Err(refused));
        }
        match what {
            Replay::Event(event) => match replay_event(&mut engine.store, number, event, now) {
                Ok(count) => Ok(Ok(count)),
                Err(failure) if failure.is::<super::commands::NoSuchEvent>() => {
                    Ok(Err(HookRefused::NoEvent))
                }
                Err(failure) => Err(failure),
            },
            // Older ones are read by the API: one press of a partner sends no history of years.
            Replay::Since(day) if *day > now.day() || *day < now.day().plus(-AGAIN_DAYS) => {
                Ok(Err(HookRefused::Day))
            }
            Replay::Since(day) => {
                Ok(Ok(replay_since(&mut engine.store, number, day.start(), now)?))
            }
        }
    }

    fn switched(&self, visitor: &Visitor, number: i64, on: bool) -> Done<()> {
        let mut engine = self.engine();
        if let Err(refused) = self.own(&mut engine, visitor, number)? {
            return Ok(Err(refused));
        }
        switch(&mut engine.store, number, (!on).then_some("switched off by its owner"))?;
        Ok(Ok(()))
    }
}

impl HookDesk for HookBook {
    fn hooks(&self, visitor: &Visitor) -> Result<Option<HooksView>, MyError> {
        self.all(visitor).map_err(failed("could not read endpoints"))
    }

    fn hook(&self, visitor: &Visitor, number: i64) -> Result<Option<HookView>, MyError> {
        self.one(visitor, number).map_err(failed("could not read an endpoint"))
    }

    fn add_hook(&self, visitor: &Visitor, wanted: &HookWanted) -> Hooked<(i64, String)> {
        self.added(visitor, wanted).map_err(failed("could not add an endpoint"))
    }

    fn rotate_hook(&self, visitor: &Visitor, number: i64) -> Hooked<(String, Instant)> {
        self.rotated(visitor, number).map_err(failed("could not make another secret"))
    }

    fn test_hook(&self, visitor: &Visitor, number: i64) -> Hooked<()> {
        self.tested(visitor, number).map_err(failed("could not send a test"))
    }

    fn replay_hook(&self, visitor: &Visitor, number: i64, what: &Replay) -> Hooked<usize> {
        self.replayed(visitor, number, what).map_err(failed("could not send again"))
    }

    fn switch_hook(&self, visitor: &Visitor, number: i64, on: bool) -> Hooked<()> {
        self.switched(visitor, number, on).map_err(failed("could not switch an endpoint"))
    }
}
