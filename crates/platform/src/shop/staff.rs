//! People who come to a till by a PIN, and in whose hand it is. Source: UX M-07, PD-04.

use super::shift::open_shift;
use super::{Done, Place, Shops, held, or_told};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::guesses;
use crate::people::secrets;
use access::{PIN_TRIES, Pin, TillRight, TillRights};
use calendar::Instant;
use http_api::Cashier;
use portal::my::Visitor;
use portal::shop::{Hand, NotEntered, PersonRefused, PersonWanted, ShopRefused, TillPerson};
use store::{ShopPerson, TryKind};
use units::Dso;

/// Characters of a name on a receipt.
const LONGEST_NAME: usize = 30;

/// How the till calls somebody: as a cashier, of the one terminal.
pub(super) fn cashier_of_staff(number: i64) -> Result<Cashier, Failure> {
    Ok(format!("staff.{number}").parse()?)
}

/// The name under which a cashier of a terminal is shown; that of a terminal's own books is shown as it is.
pub(super) fn name_of(
    engine: &mut Engine,
    terminal: &str,
    cashier: &str,
) -> Result<Option<String>, Failure> {
    let number = |prefix: &str| cashier.strip_prefix(prefix)?.parse::<i64>().ok();
    if let Some(number) = number("staff.") {
        return Ok(engine.store.shop_person(terminal, number)?.map(|person| person.name));
    }
    let name = match number("p") {
        Some(person) => engine.store.person(person)?.map(|person| person.ways.name),
        None => Some(cashier.to_owned()),
    };
    Ok(name.filter(|name| !name.is_empty()))
}

/// A name as it is kept: without blanks around it and twice within.
fn kept_name(name: &str) -> Option<String> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = (1..=LONGEST_NAME).contains(&name.chars().count());
    (fits && !name.chars().any(char::is_control)).then_some(name)
}

/// Where wrong PINs are counted: of one person, and anew with each PIN.
fn source(terminal: &str, person: &ShopPerson) -> String {
    format!("{terminal} {} {}", person.number, person.pin_at.0)
}

impl Shops {
    /// The terminal of a visitor, whoever has it in hand.
    fn spot(engine: &mut Engine, visitor: &Visitor) -> Done<(String, Dso)> {
        let Some(terminal) = engine.store.terminal_of(visitor.person)? else {
            return Ok(Err(ShopRefused::NoTerminal));
        };
        let Some((dso, _)) = engine.store.terminal(&terminal)? else {
            return Ok(Err(ShopRefused::NoTerminal));
        };
        Ok(Ok((terminal, dso)))
    }

    /// Who has a session in hand, and as whom they sell. A session that was handed over is never its
    /// owner's again: whoever stands at the till would have all rights.
    fn in_hand(
        engine: &mut Engine,
        visitor: &Visitor,
        terminal: &str,
    ) -> Result<(Hand, Option<Cashier>), Failure> {
        let Some(hand) = engine.store.till_hand((visitor.person, visitor.session))? else {
            let others = engine.store.shop_people(terminal)?.iter().any(|person| !person.ended);
            let cashier = format!("p{}", visitor.person).parse()?;
            return Ok((Hand::Owner { others }, Some(cashier)));
        };
        let person = match hand.staff {
            Some(number) => engine.store.shop_person(terminal, number)?,
            None => None,
        };
        // Another PIN is given because somebody knows the last one.
        let person = person.filter(|person| !person.ended && person.pin_at <= hand.at);
        Ok(match person {
            None => (Hand::Locked, None),
            Some(person) => {
                let rights = TillRights::from_code(person.rights);
                let cashier = cashier_of_staff(person.number)?;
                (Hand::Person { name: person.name, rights }, Some(cashier))
            }
        })
    }

    /// Where somebody stands. Errors: no terminal is theirs, or nobody has it in hand.
    pub(super) fn place(&self, engine: &mut Engine, visitor: &Visitor) -> Done<Place> {
        let (terminal, dso) = or_told!(Self::spot(engine, visitor)?);
        match Self::in_hand(engine, visitor, &terminal)? {
            (hand, Some(cashier)) => Ok(Ok(Place { terminal, dso, cashier, hand })),
            (_, None) => Ok(Err(ShopRefused::Locked)),
        }
    }

    /// The same for what needs a right.
    pub(super) fn place_for(
        &self,
        engine: &mut Engine,
        visitor: &Visitor,
        right: TillRight,
    ) -> Done<Place> {
        let place = or_told!(self.place(engine, visitor)?);
        Ok(if place.hand.may(right) { Ok(place) } else { Err(ShopRefused::NotAllowed) })
    }

    /// The same for what is the owner's.
    fn own_place(&self, engine: &mut Engine, visitor: &Visitor) -> Done<Place> {
        let place = or_told!(self.place(engine, visitor)?);
        Ok(if place.hand.is_owner() { Ok(place) } else { Err(ShopRefused::NotAllowed) })
    }

    pub(super) fn hand_now(&self, visitor: &Visitor) -> Done<Hand> {
        let mut engine = held(&self.reader);
        let (terminal, _) = or_told!(Self::spot(&mut engine, visitor)?);
        Ok(Ok(Self::in_hand(&mut engine, visitor, &terminal)?.0))
    }

    pub(super) fn names_of(&self, visitor: &Visitor) -> Done<Vec<(i64, String)>> {
        let mut engine = held(&self.reader);
        let (terminal, _) = or_told!(Self::spot(&mut engine, visitor)?);
        let people = engine.store.shop_people(&terminal)?.into_iter();
        let names = people.filter(|person| !person.ended);
        Ok(Ok(names.map(|person| (person.number, person.name)).collect()))
    }

    pub(super) fn entered(
        &self,
        visitor: &Visitor,
        number: i64,
        pin: &str,
    ) -> Done<Result<(), NotEntered>> {
        let now = (self.clock)();
        // One after another: of many that come at once, each would be looked at before the others count.
        let _alone = held(&self.pins);
        let (person, source) = {
            let mut engine = held(&self.reader);
            let (terminal, _) = or_told!(Self::spot(&mut engine, visitor)?);
            let person = engine.store.shop_person(&terminal, number)?;
            let Some(person) = person.filter(|person| !person.ended) else {
                return Ok(Ok(Err(NotEntered::Nobody)));
            };
            let source = source(&terminal, &person);
            let tries = (TryKind::Pin, source.as_str());
            if let Some(wait) = guesses::wait(&mut engine.store, tries, PIN_TRIES, now)? {
                return Ok(Ok(Err(NotEntered::Wait { until: wait.until })));
            }
            (person, source)
        };
        // It takes a while, and others sell meanwhile.
        let right = secrets::is_password(pin.trim(), Some(&person.pin));
        let mut engine = held(&self.reader);
        if !right {
            let tries = (TryKind::Pin, source.as_str());
            guesses::wrong(&mut engine.store, tries, now)?;
            let wait = guesses::wait(&mut engine.store, tries, PIN_TRIES, now)?;
            let until = wait.map(|wait| NotEntered::Wait { until: wait.until });
            return Ok(Ok(Err(until.unwrap_or(NotEntered::WrongPin))));
        }
        engine.store.hand_till((visitor.person, visitor.session), Some(number), now)?;
        Ok(Ok(Ok(())))
    }

    pub(super) fn locked(&self, visitor: &Visitor) -> Done<()> {
        let now = (self.clock)();
        let mut engine = held(&self.reader);
        or_told!(Self::spot(&mut engine, visitor)?);
        engine.store.hand_till((visitor.person, visitor.session), None, now)?;
        Ok(Ok(()))
    }

    pub(super) fn people_of(&self, visitor: &Visitor) -> Done<Vec<TillPerson>> {
        let mut engine = held(&self.reader);
        let place = or_told!(self.own_place(&mut engine, visitor)?);
        let people = engine.store.shop_people(&place.terminal)?.into_iter();
        Ok(Ok(people
            .map(|person| TillPerson {
                number: person.number,
                rights: TillRights::from_code(person.rights),
                left: person.ended.then(|| person.at.day()),
                name: person.name,
            })
            .collect()))
    }

    pub(super) fn added(
        &self,
        visitor: &Visitor,
        wanted: &PersonWanted<'_>,
    ) -> Done<Result<(), PersonRefused>> {
        let now = (self.clock)();
        let (name, pin) = match (checked(wanted), Pin::new(wanted.pin)) {
            (Err(refused), _) => return Ok(Ok(Err(refused))),
            (_, Err(refused)) => return Ok(Ok(Err(refused.into()))),
            (Ok(name), Ok(pin)) => (name, pin),
        };
        let mut engine = held(&self.reader);
        let place = or_told!(self.own_place(&mut engine, visitor)?);
        let hash = secrets::hash_pin(&pin)?;
        engine.locked(place.dso, |engine| {
            let known = engine.store.shop_people(&place.terminal)?;
            if let Some(same) = namesake(&known, &name, None) {
                let again = same.rights == wanted.rights.code()
                    && secrets::is_password(pin.as_str(), Some(&same.pin));
                return Ok(Ok(if again { Ok(()) } else { Err(PersonRefused::NameTaken) }));
            }
            let number = known.last().map_or(0, |last| last.number).saturating_add(1);
            let rights = wanted.rights.code();
            let (by, ended) = (visitor.person, false);
            let (at, pin_at) = (now, now);
            let person = ShopPerson { number, at, by, name, pin: hash, pin_at, rights, ended };
            engine.store.set_shop_person(&place.terminal, &person)?;
            Ok(Ok(Ok(())))
        })
    }

    pub(super) fn changed(
        &self,
        visitor: &Visitor,
        number: i64,
        wanted: &PersonWanted<'_>,
    ) -> Done<Result<(), PersonRefused>> {
        let name = match checked(wanted) {
            Ok(name) => name,
            Err(refused) => return Ok(Ok(Err(refused))),
        };
        let hash = match wanted.pin.trim() {
            "" => None,
            pin => match Pin::new(pin) {
                Ok(pin) => Some(secrets::hash_pin(&pin)?),
                Err(refused) => return Ok(Ok(Err(refused.into()))),
            },
        };
        let at = (self.clock)();
        self.new_version(visitor, number, |known, person| {
            if namesake(known, &name, Some(number)).is_some() {
                return Err(PersonRefused::NameTaken);
            }
            let rights = wanted.rights.code();
            let (pin, pin_at) = match hash {
                Some(hash) => (hash, at),
                None => (person.pin, person.pin_at),
            };
            Ok(ShopPerson { at, name, rights, pin, pin_at, by: visitor.person, ..person })
        })
    }

    pub(super) fn ended(&self, visitor: &Visitor, number: i64) -> Done<Result<(), PersonRefused>> {
        let at: Instant = (self.clock)();
        let open = {
            let mut engine = held(&self.reader);
            let place = or_told!(self.own_place(&mut engine, visitor)?);
            open_shift(&mut engine.store, &place.terminal, &cashier_of_staff(number)?)?.is_some()
        };
        // Their money is in a till that nobody but the owner would count any more.
        if open {
            return Ok(Ok(Err(PersonRefused::TillOpen)));
        }
        self.new_version(visitor, number, |_, person| {
            Ok(ShopPerson { at, by: visitor.person, ended: true, ..person })
        })
    }

    /// Keeps what `change` makes of somebody who has not left.
    fn new_version(
        &self,
        visitor: &Visitor,
        number: i64,
        change: impl FnOnce(&[ShopPerson], ShopPerson) -> Result<ShopPerson, PersonRefused>,
    ) -> Done<Result<(), PersonRefused>> {
        let mut engine = held(&self.reader);
        let place = or_told!(self.own_place(&mut engine, visitor)?);
        engine.locked(place.dso, |engine| {
            let known = engine.store.shop_people(&place.terminal)?;
            let person = known.iter().find(|person| person.number == number && !person.ended);
            let Some(person) = person.cloned() else { return Ok(Ok(Err(PersonRefused::Unknown))) };
            match change(&known, person) {
                Ok(person) => engine.store.set_shop_person(&place.terminal, &person)?,
                Err(refused) => return Ok(Ok(Err(refused))),
            }
            Ok(Ok(Ok(())))
        })
    }
}

/// The name as it is kept. Errors: there is none, or nothing that they may do.
fn checked(wanted: &PersonWanted<'_>) -> Result<String, PersonRefused> {
    let name = kept_name(wanted.name).ok_or(PersonRefused::Name)?;
    if wanted.rights.is_empty() { Err(PersonRefused::NoRight) } else { Ok(name) }
}

/// Somebody else of this name who has not left: two of them could not be told apart on a receipt.
fn namesake<'a>(known: &'a [ShopPerson], name: &str, but: Option<i64>) -> Option<&'a ShopPerson> {
    let small = name.to_lowercase();
    known.iter().find(|person| {
        !person.ended && Some(person.number) != but && person.name.to_lowercase() == small
    })
}
