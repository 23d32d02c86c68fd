//! A household lets somebody help: who pays sees the state, an aide the balance too. What opens their page is a key of
//! twelve letters and digits, as no message of ours has a link that is to be touched. Source: UX 8.2 C-10, TP-22, PD-03.

use super::People;
use super::deeds::{masked, note};
use super::figures::{Own, at_place, own};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::guesses;
use crate::parties::{self, To};
use calendar::{Instant, SettlementDay};
use portal::Paths as _;
use portal::my::{
    AllowForm, AllowRefused, AllowRole, AllowWanted, Allowed, Allows, Deed, GivenLine, HelperRole,
    MyError, Visitor,
};
use store::{ContactPoint, PartyContact, PartyGrant, TryKind};
use units::{Dso, Language, Phone};
use vending::{GrantAsked, Granter, Role};

/// People who help with one account at once; mandates are not counted.
const MOST_HELPERS: usize = 10;
/// Letters of a name.
const NAME_LETTERS: usize = 40;
/// Past this nobody plans.
const MOST_MONTHS: i32 = 60;
/// What a household has us send to others within an hour.
pub(super) const SENT_MAX_PER_H: usize = 5;

/// What a page calls a role; nobody is granted that of the holder.
pub(super) fn role(role: Role) -> Option<HelperRole> {
    match role {
        Role::Payer => Some(HelperRole::Payer),
        Role::Helper => Some(HelperRole::Helper),
        Role::Mandate => Some(HelperRole::Mandate),
        Role::MandateByLaw => Some(HelperRole::MandateByLaw),
        Role::Holder => None,
    }
}

/// Whether a household may give another key for a grant: it gave it itself, and whoever has it helps nobody else, whose
/// homes the old key opens too.
pub(super) fn renews(
    engine: &mut Engine,
    visitor: &Visitor,
    kept: &PartyGrant,
) -> Result<bool, Failure> {
    let is_own = |grant: &PartyGrant| {
        let by_role = matches!(Role::from_code(grant.role), Some(Role::Payer | Role::Helper));
        by_role && grant.granted_by.is_none()
    };
    if !is_own(kept) {
        return Ok(false);
    }
    let ours: Vec<_> = own(engine, visitor)?.iter().map(|own| own.account.id).collect();
    let all = engine.store.grants_of_party(kept.party)?;
    Ok(all.iter().all(|grant| is_own(grant) && ours.contains(&grant.account)))
}

/// What was allowed and what ended of an account, in any order.
pub(super) fn given(
    engine: &mut Engine,
    account: &store::Account,
    now: Instant,
) -> Result<Vec<GivenLine>, Failure> {
    let mut found = Vec::new();
    for kept in engine.store.party_grants(account.id)? {
        let grant = parties::known(&kept)?;
        let Some(role) = role(grant.role) else { continue };
        let name = engine.store.party(kept.party)?.map(|party| party.name).unwrap_or_default();
        let line = |at: Instant, by: &Granter, ended: bool, why: &str| GivenLine {
            at,
            name: name.clone(),
            role,
            ended,
            own: *by == Granter::Holder,
            why: why.to_owned(),
        };
        found.push(line(grant.from, &grant.by, false, ""));
        if let Some(end) = &grant.ended {
            found.push(line(end.at, &end.by, true, &end.reason));
        } else if let Some(until) = grant.until.filter(|until| *until <= now) {
            // It ran out, as whoever gave it had said.
            found.push(line(until, &grant.by, true, ""));
        }
    }
    Ok(found)
}

/// A mobile number, if one was keyed in. Errors: it is none.
fn mobile(text: &str) -> Result<Option<ContactPoint>, AllowRefused> {
    if text.is_empty() {
        return Ok(None);
    }
    let phone = text.parse::<Phone>().ok().filter(|phone| phone.is_mobile());
    phone.map(|phone| Some(ContactPoint::Phone(phone))).ok_or(AllowRefused::NotAPhone)
}

fn latest(today: SettlementDay) -> SettlementDay {
    today.plus_months(MOST_MONTHS)
}

/// What is wrong with a form as it stands, if anything.
fn refused(wanted: &AllowWanted<'_>, today: SettlementDay) -> Option<AllowRefused> {
    let letters = wanted.name.chars().count();
    if letters == 0 {
        Some(AllowRefused::NoName)
    } else if letters > NAME_LETTERS {
        Some(AllowRefused::TooLong)
    } else if wanted.last.is_some_and(|last| last < today || last > latest(today)) {
        Some(AllowRefused::Day)
    } else {
        None
    }
}

/// Whether an account has room for somebody of this name in this role.
fn has_room(
    engine: &mut Engine,
    account: &store::Account,
    (name, role): (&str, Role),
    now: Instant,
) -> Result<Result<(), AllowRefused>, Failure> {
    let mut open = 0;
    for kept in engine.store.party_grants(account.id)? {
        let grant = parties::known(&kept)?;
        if grant.role.is_mandate() || !grant.is_open(now, account.closed_at) {
            continue;
        }
        open += 1;
        let known = engine.store.party(kept.party)?.map(|party| party.name).unwrap_or_default();
        // The same form sent twice would give two keys, of which nobody knows the first.
        if grant.role == role && known.trim().to_lowercase() == name.to_lowercase() {
            return Ok(Err(AllowRefused::Held));
        }
    }
    let room = open < MOST_HELPERS;
    Ok(room.then_some(()).ok_or(AllowRefused::TooMany { most: MOST_HELPERS }))
}

impl People {
    /// Where browsers find us, as people say it.
    pub(super) fn host(&self) -> &str {
        let base = self.setting.base_url.as_str();
        base.split_once("://").map_or(base, |(_, host)| host).trim_end_matches('/')
    }

    /// Until when a household sends nothing to others.
    pub(super) fn sent_enough(
        engine: &mut Engine,
        visitor: &Visitor,
        now: Instant,
    ) -> Result<Option<Instant>, Failure> {
        let source = format!("person/{}", visitor.person);
        let asked = (TryKind::SentFor, source.as_str());
        let wait = guesses::wait(&mut engine.store, asked, SENT_MAX_PER_H, now)?;
        Ok(wait.map(|wait| wait.until))
    }

    pub(super) fn count_sent(
        engine: &mut Engine,
        visitor: &Visitor,
        now: Instant,
    ) -> Result<(), Failure> {
        let source = format!("person/{}", visitor.person);
        guesses::wrong(&mut engine.store, (TryKind::SentFor, &source), now)
    }

    fn form_of(&self, visitor: &Visitor, place: usize) -> Result<Option<AllowForm>, Failure> {
        let now = self.now();
        let mut engine = self.engine()?;
        let Some((own, meters)) = at_place(&mut engine, visitor, place)? else { return Ok(None) };
        let latest = latest(now.day());
        Ok(Some(AllowForm { meter: own.meter, meters, most: MOST_HELPERS, latest }))
    }

    /// What is told once of somebody who has a key.
    fn told(
        &self,
        own: &Own,
        grant: &PartyGrant,
        name: &str,
        key: String,
        language: Language,
    ) -> Result<Allowed, Failure> {
        let link = format!("{}{}/{key}", self.setting.base_url, language.homes_path());
        let qr = match bank::Qr::new(link.as_bytes()) {
            Ok(qr) => qr.svg(&key),
            Err(error) => return refuse(format!("a code could not be drawn: {error}")),
        };
        let known = parties::known(grant)?;
        Ok(Allowed {
            meter: own.meter.clone(),
            name: name.to_owned(),
            role: if known.role == Role::Helper { AllowRole::Helper } else { AllowRole::Payer },
            last: known.last(),
            key,
            host: self.host().to_owned(),
            qr,
            sent: None,
        })
    }

    fn allow_of(
        &self,
        visitor: &Visitor,
        place: usize,
        wanted: &AllowWanted<'_>,
    ) -> Result<Option<Result<Allowed, AllowRefused>>, Failure> {
        let now = self.now();
        if let Some(refused) = refused(wanted, now.day()) {
            return Ok(Some(Err(refused)));
        }
        let to = match mobile(wanted.phone) {
            Ok(to) => to,
            Err(refused) => return Ok(Some(Err(refused))),
        };
        let mut engine = self.engine()?;
        let Some((at, _)) = at_place(&mut engine, visitor, place)? else { return Ok(None) };
        if to.is_some()
            && let Some(until) = Self::sent_enough(&mut engine, visitor, now)?
        {
            return Ok(Some(Err(AllowRefused::Wait { until })));
        }
        let role = match wanted.role {
            AllowRole::Payer => Role::Payer,
            AllowRole::Helper => Role::Helper,
        };
        // The one that was asked about first: whoever helps is of its operator.
        let mut accounts = vec![at.account.clone()];
        if wanted.all {
            let others = own(&mut engine, visitor)?.into_iter().map(|own| own.account);
            accounts.extend(others.filter(|other| other.id != at.account.id));
        }
        let is_of = |dso: &Dso| accounts.iter().any(|account| account.dso == *dso);
        let operators: Vec<Dso> = Dso::ALL.into_iter().filter(is_of).collect();
        let shared = engine.locked_all(&operators, |engine| {
            for account in &accounts {
                let room = has_room(engine, account, (wanted.name, role), now)?;
                if let Err(refused) = room {
                    return Ok(Err(refused));
                }
            }
            let (mut whom, mut first) = (To::Keyed(wanted.name.to_owned()), None);
            for account in &accounts {
                let (last, by) = (wanted.last, Granter::Holder);
                let asked = GrantAsked { role, last, by, reason: String::new() };
                let shared = parties::share_of(engine, account.id, &whom, &asked, "", now)?;
                whom = To::Known(shared.party.id);
                first = first.or(Some(shared));
            }
            if let (true, Some(ContactPoint::Phone(phone)), Some(one)) = (wanted.tell, &to, &first)
            {
                engine.store.set_party_contact(&PartyContact {
                    party: one.party.id,
                    language: wanted.language,
                    phone: Some(*phone),
                    email: None,
                    learnt_at: now,
                })?;
            }
            Ok(Ok(first))
        })?;
        let shared = match shared {
            Ok(shared) => shared,
            Err(refused) => return Ok(Some(Err(refused))),
        };
        let Some((grant, key)) = shared.and_then(|one| Some((one.grant, one.token?))) else {
            return refuse("nobody was given a key");
        };
        let mut allowed = self.told(&at, &grant, wanted.name, key, wanted.language)?;
        if let Some(to) = to {
            Self::count_sent(&mut engine, visitor, now)?;
            let word = notify::asked::key(wanted.language, self.host(), &allowed.key);
            // The key is shown all the same: whoever gave it can pass it on.
            let done = self.setting.courier.say(&to, wanted.language, word);
            if let Err(failure) = &done {
                eprintln!("a key was not sent: {failure}");
            }
            if done.is_ok() {
                let deed = (Deed::KeySent, masked(&to));
                note(&mut engine, visitor, Some(at.account.id), deed, now)?;
            }
            // As phones are written here, so that a slip is seen.
            let shown = match &to {
                ContactPoint::Phone(phone) => phone.national(),
                ContactPoint::Email(_) => wanted.phone.to_owned(),
            };
            allowed.sent = Some((shown, done.is_ok()));
        }
        Ok(Some(Ok(allowed)))
    }

    fn renew(
        &self,
        visitor: &Visitor,
        place: usize,
        grant: i64,
    ) -> Result<Option<Allowed>, Failure> {
        let now = self.now();
        let mut engine = self.engine()?;
        let Some((at, _)) = at_place(&mut engine, visitor, place)? else { return Ok(None) };
        let grants = engine.store.party_grants(at.account.id)?;
        let Some(kept) = grants.into_iter().find(|kept| kept.seq == grant) else { return Ok(None) };
        if !parties::known(&kept)?.is_open(now, at.account.closed_at)
            || !renews(&mut engine, visitor, &kept)?
        {
            return Ok(None);
        }
        let Some(party) = engine.store.party(kept.party)? else { return Ok(None) };
        let key = parties::new_key(&mut engine, &party, now)?;
        let deed = (Deed::NewKey, party.name.clone());
        note(&mut engine, visitor, Some(at.account.id), deed, now)?;
        self.told(&at, &kept, &party.name, key, visitor.language).map(Some)
    }
}

impl Allows for People {
    fn allow_form(&self, visitor: &Visitor, place: usize) -> Result<Option<AllowForm>, MyError> {
        self.form_of(visitor, place).map_err(super::failed("could not read who may be let help"))
    }

    fn allow(
        &self,
        visitor: &Visitor,
        place: usize,
        wanted: &AllowWanted<'_>,
    ) -> Result<Option<Result<Allowed, AllowRefused>>, MyError> {
        self.allow_of(visitor, place, wanted).map_err(super::failed("could not let somebody help"))
    }

    fn new_key(
        &self,
        visitor: &Visitor,
        place: usize,
        grant: i64,
    ) -> Result<Option<Allowed>, MyError> {
        self.renew(visitor, place, grant).map_err(super::failed("could not give a new key"))
    }
}
