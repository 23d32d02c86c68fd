//! What the page of keys shows and changes: those of the partner that somebody works for. Source: UX F-S9, PD-04.

use super::{Add, OVERLAP_H, add_by, by_person, may_have, rotate};
use crate::developers::french::said;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::people::terms::COMMAND_LINE;
use crate::webhooks::{HookBook, OwnerAsked, owner_name};
use calendar::Instant;
use http_api::Scope;
use portal::developers::{
    HookRefused, KeyDesk, KeyLine, KeyMaker, KeyRefused, Keyed, KeysView, MadeKey,
};
use portal::my::{MyError, Visitor};
use store::{ApiKey, Owner};
use units::{Dso, Language};

/// Keys of one partner that hold at a time, beside one that was changed and holds a day more: each may ask so often.
const MOST: usize = 10;
/// A key that a page makes holds so long.
const DAYS: i64 = 365;

type Done<T> = Result<Result<T, KeyRefused>, Failure>;

fn failed(what: &'static str) -> impl Fn(Failure) -> MyError {
    move |failure| MyError::failed(what, failure)
}

/// What a key of this owner may be for.
fn open_to(owner: &Owner) -> impl Iterator<Item = Scope> {
    Scope::ALL.into_iter().filter(|scope| may_have(owner, *scope).is_ok())
}

/// Who made a key. `None`: nobody was kept.
fn maker(engine: &mut Engine, key: &ApiKey) -> Result<Option<KeyMaker>, Failure> {
    Ok(match key.made_by.as_str() {
        "" => None,
        COMMAND_LINE => Some(KeyMaker::Operator),
        by => Some(KeyMaker::Person(named(engine, by)?)),
    })
}

/// Somebody who was kept with a key, by name, and by number who has none.
pub fn named(engine: &mut Engine, by: &str) -> Result<String, Failure> {
    let number = by.strip_prefix('#').and_then(|number| number.parse().ok());
    let person = match number {
        Some(number) => engine.store.person(number)?,
        None => None,
    };
    let name = person.map(|person| person.ways.name).unwrap_or_default();
    Ok(if name.is_empty() { by.to_owned() } else { name })
}

/// How many keys of a partner hold.
fn held(engine: &mut Engine, (dso, owner): (Dso, &Owner), now: Instant) -> Result<usize, Failure> {
    let known = engine.store.api_keys(dso)?.into_iter();
    Ok(known.filter(|key| key.owner == *owner && now < key.until).count())
}

impl HookBook {
    fn keys_of(&self, visitor: &Visitor) -> Result<Option<KeysView>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(sees) = self.sees(engine, visitor)? else { return Ok(None) };
        let own = sees.owner().cloned();
        let mut keys = engine.store.api_keys(sees.dso())?;
        keys.retain(|key| now < key.until && sees.is_of(key.dso, &key.owner));
        let mut lines = Vec::with_capacity(keys.len());
        for key in keys {
            lines.push(KeyLine {
                number: key.id,
                made_by: maker(engine, &key)?,
                scopes: key.scopes,
                made: key.made_at,
                until: key.until,
                replaced_by: key.replaced_by,
                whose: own.is_none().then(|| owner_name(&key.owner)),
            });
        }
        let scopes = own.iter().flat_map(open_to).map(|scope| {
            let english = scope.meaning().to_owned();
            let french = said(&english, Language::Fr);
            (scope.name().to_owned(), [english, french])
        });
        let scopes = scopes.collect();
        let may_change = Self::owner(engine, Some(sees), visitor)?.is_ok();
        Ok(Some(KeysView { lines, scopes, may_change }))
    }

    /// Whose keys a visitor changes.
    fn changes(&self, visitor: &Visitor) -> Done<(Dso, Owner)> {
        let mut engine = self.engine();
        let sees = self.sees(&mut engine, visitor)?;
        let owner = Self::owner(&mut engine, sees, visitor)?;
        Ok(owner.map_err(|refused| match refused == HookRefused::NotOwner {
            true => KeyRefused::NotOwner,
            false => KeyRefused::Unknown,
        }))
    }

    /// A key of the visitor's own that holds, to change it.
    fn own_key(&self, visitor: &Visitor, number: i64) -> Done<ApiKey> {
        let (dso, owner) = match self.changes(visitor)? {
            Ok(found) => found,
            Err(refused) => return Ok(Err(refused)),
        };
        let key = self.engine().store.api_key(number)?;
        let own = |key: &ApiKey| (key.dso, &key.owner) == (dso, &owner) && self.now() < key.until;
        Ok(key.filter(own).ok_or(KeyRefused::Unknown))
    }

    fn key_added(&self, visitor: &Visitor, names: &[String]) -> Done<MadeKey> {
        let (dso, owner) = match self.changes(visitor)? {
            Ok(found) => found,
            Err(refused) => return Ok(Err(refused)),
        };
        let mut scopes = Vec::new();
        for name in names {
            match name.parse::<Scope>().ok().filter(|scope| may_have(&owner, *scope).is_ok()) {
                Some(scope) => scopes.push(scope),
                None => return Ok(Err(KeyRefused::Scope)),
            }
        }
        if scopes.is_empty() {
            return Ok(Err(KeyRefused::NoScope));
        }
        let now = self.now();
        let mut engine = self.engine();
        if held(&mut engine, (dso, &owner), now)? >= MOST {
            return Ok(Err(KeyRefused::TooMany { most: MOST }));
        }
        let asked = Add { dso, owner: OwnerAsked::default(), scopes, sandbox: false, days: DAYS };
        let by = by_person(visitor.person);
        let (key, text) = add_by(&mut engine.store, &asked, owner, (now, &by))?;
        Ok(Ok(MadeKey { number: key.id, text, until: key.until, old_until: None }))
    }

    fn key_changed(&self, visitor: &Visitor, number: i64) -> Done<MadeKey> {
        let old = match self.own_key(visitor, number)? {
            Ok(key) => key,
            Err(refused) => return Ok(Err(refused)),
        };
        if let Some(by) = old.replaced_by {
            return Ok(Err(KeyRefused::Replaced { by }));
        }
        let now = self.now();
        let mut engine = self.engine();
        // The one that is changed holds a day more, and beside it no other does.
        if held(&mut engine, (old.dso, &old.owner), now)? > MOST {
            return Ok(Err(KeyRefused::TooMany { most: MOST }));
        }
        let by = by_person(visitor.person);
        let Some((key, text)) = rotate(&mut engine.store, number, (now, &by))? else {
            let known = engine.store.api_key(number)?.and_then(|key| key.replaced_by);
            return Ok(Err(known.map_or(KeyRefused::Unknown, |by| KeyRefused::Replaced { by })));
        };
        let old_until = Some(now.plus_h(OVERLAP_H).min(old.until));
        Ok(Ok(MadeKey { number: key.id, text, until: key.until, old_until }))
    }

    fn key_ended(&self, visitor: &Visitor, number: i64) -> Done<()> {
        if let Err(refused) = self.own_key(visitor, number)? {
            return Ok(Err(refused));
        }
        let (now, by) = (self.now(), by_person(visitor.person));
        let ended = self.engine().store.end_api_key(number, (now, &by))?;
        Ok(if ended { Ok(()) } else { Err(KeyRefused::Unknown) })
    }
}

impl KeyDesk for HookBook {
    fn keys(&self, visitor: &Visitor) -> Result<Option<KeysView>, MyError> {
        self.keys_of(visitor).map_err(failed("could not read keys"))
    }

    fn add_key(&self, visitor: &Visitor, scopes: &[String]) -> Keyed<MadeKey> {
        self.key_added(visitor, scopes).map_err(failed("could not make a key"))
    }

    fn change_key(&self, visitor: &Visitor, number: i64) -> Keyed<MadeKey> {
        self.key_changed(visitor, number).map_err(failed("could not make another key"))
    }

    fn end_key(&self, visitor: &Visitor, number: i64) -> Keyed<()> {
        self.key_ended(visitor, number).map_err(failed("could not end a key"))
    }
}
