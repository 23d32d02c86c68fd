//! What the page of keys shows and changes: those of the partner that somebody works for. Source: UX F-S9, PD-04.

use super::{Add, OVERLAP_H, add, may_have, rotate};
use crate::developers::french::said;
use crate::failure::Failure;
use crate::webhooks::{HookBook, OwnerAsked, owner_name};
use http_api::Scope;
use portal::developers::{HookRefused, KeyDesk, KeyLine, KeyRefused, Keyed, KeysView, MadeKey};
use portal::my::{MyError, Visitor};
use store::{ApiKey, Owner};
use units::{Dso, Language};

/// Keys of one partner that hold at a time.
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

impl HookBook {
    fn keys_of(&self, visitor: &Visitor) -> Result<Option<KeysView>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(sees) = self.sees(engine, visitor)? else { return Ok(None) };
        let own = sees.owner().cloned();
        let mut keys = engine.store.api_keys(sees.dso())?;
        keys.retain(|key| now < key.until && sees.is_of(key.dso, &key.owner));
        let lines = keys.into_iter().map(|key| KeyLine {
            number: key.id,
            scopes: key.scopes,
            made: key.made_at,
            until: key.until,
            whose: own.is_none().then(|| owner_name(&key.owner)),
        });
        let lines = lines.collect();
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
        let known = engine.store.api_keys(dso)?.into_iter();
        if known.filter(|key| key.owner == owner && now < key.until).count() >= MOST {
            return Ok(Err(KeyRefused::TooMany { most: MOST }));
        }
        let asked = Add { dso, owner: OwnerAsked::default(), scopes, sandbox: false, days: DAYS };
        let (key, text) = add(&mut engine.store, &asked, owner, now)?;
        Ok(Ok(MadeKey { number: key.id, text, until: key.until, old_until: None }))
    }

    fn key_changed(&self, visitor: &Visitor, number: i64) -> Done<MadeKey> {
        let old = match self.own_key(visitor, number)? {
            Ok(key) => key,
            Err(refused) => return Ok(Err(refused)),
        };
        let now = self.now();
        let (key, text) = rotate(&mut self.engine().store, number, now)?;
        let old_until = Some(now.plus_h(OVERLAP_H).min(old.until));
        Ok(Ok(MadeKey { number: key.id, text, until: key.until, old_until }))
    }

    fn key_ended(&self, visitor: &Visitor, number: i64) -> Done<()> {
        if let Err(refused) = self.own_key(visitor, number)? {
            return Ok(Err(refused));
        }
        let ended = self.engine().store.end_api_key(number, self.now())?;
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
