//! How a household signs in, changed only by a code. A new number or address gets the code itself, and the old one is
//! told; anything else gets it where the person is reached already. Source: UX 8.2 C-14, PD-04.

use super::People;
use super::deeds::{masked, note};
use super::figures::own;
use super::secrets;
use super::sign_in::{first_use, place_of_second, point};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::parties;
use crate::sealed::MasterKeys;
use access::{Code, CodeRules, Role, Tried};
use calendar::Instant;
use notify::asked::{self, Word};
use portal::my::{
    Accounts, Began, Change, ChangeRefused, ChangeWanted, Deed, DeedLine, MyError, MyWays, Refused,
    SignedIn, Visitor,
};
use store::{Contact, ContactPoint, OwnAct, OwnChange, Person, Ways};
use vending::{Granter, Role as GrantRole};

const HOUR_S: i64 = 3_600;
/// What was done of late.
const SHOWN_DEEDS: usize = 20;

/// As a change is kept; never changes.
fn code_of(change: Change) -> u8 {
    match change {
        Change::Phone => 1,
        Change::Email => 2,
        Change::Password => 3,
        Change::NoPassword => 4,
        Change::Second => 5,
        Change::NoSecond => 6,
        Change::Leave => 7,
    }
}

fn change_of(code: u8) -> Option<Change> {
    use Change::{Email, Leave, NoPassword, NoSecond, Password, Phone, Second};
    let all = [Phone, Email, Password, NoPassword, Second, NoSecond, Leave];
    all.into_iter().find(|change| code_of(*change) == code)
}

/// Where somebody is reached: their phone, else their mail.
fn reached(ways: &Ways) -> Option<ContactPoint> {
    let mail = || ways.email.clone().map(ContactPoint::Email);
    ways.phone.map(ContactPoint::Phone).or_else(mail)
}

/// The one that a new number or address takes the place of.
fn old_of(ways: &Ways, new: &ContactPoint) -> Option<ContactPoint> {
    match new {
        ContactPoint::Phone(_) => ways.phone.map(ContactPoint::Phone),
        ContactPoint::Email(_) => ways.email.clone().map(ContactPoint::Email),
    }
}

fn said(point: &ContactPoint) -> String {
    match point {
        ContactPoint::Phone(phone) => phone.national(),
        ContactPoint::Email(email) => email.to_string(),
    }
}

/// Puts a new number or address in the place of the old one, where messages go too: but not where the household had
/// chosen another.
fn moved(contact: &Contact, old: Option<&ContactPoint>, new: &ContactPoint) -> Option<Contact> {
    let mut after = contact.clone();
    match new {
        ContactPoint::Phone(phone) => {
            let known = contact.phone.map(ContactPoint::Phone);
            (known.is_none() || known.as_ref() == old).then(|| after.phone = Some(*phone))?;
        }
        ContactPoint::Email(email) => {
            let known = contact.email.clone().map(ContactPoint::Email);
            (known.is_none() || known.as_ref() == old)
                .then(|| after.email = Some(email.clone()))?;
        }
    }
    Some(after)
}

/// The contact with the number and the address of who signs in, each where it has none: what was given once is used
/// again. `None` if nothing is missing. Source: UX 3.1, CM-07.
pub(super) fn filled(contact: &Contact, ways: &Ways) -> Option<Contact> {
    let after = Contact {
        phone: contact.phone.or(ways.phone),
        email: contact.email.clone().or_else(|| ways.email.clone()),
        ..contact.clone()
    };
    (after != *contact).then_some(after)
}

/// What an app reads to say codes for this site.
fn of_app(address: &str, secret: &str) -> String {
    let account: String = address
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect();
    format!("otpauth://totp/Tirelire:{account}?secret={secret}&issuer=Tirelire")
}

impl People {
    /// Who signs in with these ways; nobody else has this page.
    fn customer(engine: &mut Engine, visitor: &Visitor) -> Result<Person, Failure> {
        let person = engine.store.person(visitor.person)?;
        let customer = |person: &Person| person.role == Role::Customer.code();
        match person.filter(customer) {
            Some(person) => Ok(person),
            None => refuse(format!("person {} is no customer", visitor.person)),
        }
    }

    fn ways_of(&self, visitor: &Visitor) -> Result<MyWays, Failure> {
        let mut engine = self.engine()?;
        let ways = Self::customer(&mut engine, visitor)?.ways;
        let acts = engine.store.own_acts(visitor.person, SHOWN_DEEDS)?;
        let deeds = acts.into_iter().filter(|act| act.account.is_none()).filter_map(|act| {
            let deed = Deed::from_code(act.kind)?;
            Some(DeedLine { at: act.at, deed, detail: act.detail })
        });
        let can_seal = !self.setting.masters.is_empty();
        Ok(MyWays {
            phone: ways.phone.map(|phone| phone.national()),
            email: ways.email.as_ref().map(ToString::to_string),
            password: ways.password.is_some(),
            second: ways.totp.is_some(),
            may_add_second: can_seal && ways.password.is_some(),
            deeds: deeds.collect(),
        })
    }

    fn begin_of(
        &self,
        visitor: &Visitor,
        wanted: ChangeWanted<'_>,
    ) -> Result<Result<Began, ChangeRefused>, Failure> {
        let now = self.now();
        // Without a connection: it takes its time.
        let hash = match wanted {
            ChangeWanted::Password(text) if text.chars().count() < secrets::LEAST_PASSWORD => {
                return Ok(Err(ChangeRefused::TooShort { least: secrets::LEAST_PASSWORD }));
            }
            ChangeWanted::Password(text) => Some(secrets::hash_password(text)?),
            _ => None,
        };
        let mut engine = self.engine()?;
        let ways = Self::customer(&mut engine, visitor)?.ways;
        let (change, value, to) = match wanted {
            ChangeWanted::Address(text) => {
                let Some(new) = point(text) else { return Ok(Err(ChangeRefused::NotAnAddress)) };
                if old_of(&ways, &new).as_ref() == Some(&new) {
                    return Ok(Err(ChangeRefused::Same));
                }
                let change = match new {
                    ContactPoint::Phone(_) => Change::Phone,
                    ContactPoint::Email(_) => Change::Email,
                };
                (change, new.to_string(), Some(new))
            }
            ChangeWanted::Password(_) => {
                (Change::Password, hash.unwrap_or_default(), reached(&ways))
            }
            ChangeWanted::NoPassword if ways.password.is_some() => {
                (Change::NoPassword, String::new(), reached(&ways))
            }
            ChangeWanted::NoSecond if ways.totp.is_some() => {
                (Change::NoSecond, String::new(), reached(&ways))
            }
            ChangeWanted::Second if ways.totp.is_none() && ways.password.is_some() => {
                match sealed_secret(&self.setting.masters, visitor.person)? {
                    Some(sealed) => (Change::Second, sealed, None),
                    None => return Ok(Err(ChangeRefused::Nothing)),
                }
            }
            ChangeWanted::Leave => (Change::Leave, String::new(), reached(&ways)),
            ChangeWanted::NoPassword | ChangeWanted::NoSecond | ChangeWanted::Second => {
                return Ok(Err(ChangeRefused::Nothing));
            }
        };
        if let Some(until) = too_often(&mut engine, visitor.person, now)? {
            return Ok(Err(ChangeRefused::Wait { until }));
        }
        let (kept, code) = self.drawn(visitor.person, change, value, now)?;
        engine.store.add_own_change(&kept)?;
        match (&to, change) {
            (Some(to), _) => {
                if let Err(failure) = self.setting.courier.bring(to, visitor.language, &code) {
                    eprintln!("a code for a change was not sent: {failure}");
                    return Ok(Err(ChangeRefused::NotNow));
                }
            }
            // The app says its own.
            (None, Change::Second) => {}
            (None, _) => return refuse(format!("person {} is reached nowhere", visitor.person)),
        }
        Ok(Ok(began(&self.setting.masters, &kept, change, &ways)?))
    }

    /// A change that waits for its code, and that code.
    fn drawn(
        &self,
        person: i64,
        change: Change,
        value: String,
        now: Instant,
    ) -> Result<(OwnChange, String), Failure> {
        let (code, challenge) = (secrets::six_digits()?, secrets::token()?);
        let kept = OwnChange {
            hash: self.keys.code(&challenge, &code),
            challenge,
            person,
            kind: code_of(change),
            value,
            made_at: now,
            wrong: 0,
            used_at: None,
        };
        Ok((kept, code))
    }

    /// Staff whose password is right and for whom no app says codes: they add one before they are in. Source: PD-04.
    pub(super) fn adds_app(
        &self,
        engine: &mut Engine,
        person: &Person,
        now: Instant,
    ) -> Result<Result<Began, Refused>, Failure> {
        if !super::terms::opens(engine, person, now)? {
            return Ok(Err(Refused::RoleOver));
        }
        if let Some(until) = too_often(engine, person.id, now)? {
            return Ok(Err(Refused::Wait { until }));
        }
        let Some(sealed) = sealed_secret(&self.setting.masters, person.id)? else {
            return Ok(Err(Refused::NoMasterKey));
        };
        let (kept, _) = self.drawn(person.id, Change::Second, sealed, now)?;
        engine.store.add_own_change(&kept)?;
        Ok(Ok(began(&self.setting.masters, &kept, Change::Second, &person.ways)?))
    }

    /// The first code of that app: it is kept from now on, and they are in.
    pub(super) fn try_first_code(
        &self,
        source: &str,
        challenge: &str,
        code: &str,
        device: &str,
    ) -> Result<Result<SignedIn, (Refused, Option<Began>)>, Failure> {
        let now = self.now();
        if let Some(refused) = self.wait(source, now)? {
            return Ok(Err((refused, None)));
        }
        if self.setting.masters.is_empty() {
            return Ok(Err((Refused::NoMasterKey, None)));
        }
        let mut engine = self.engine()?;
        let over = || Ok(Err((Refused::CodeOver, None)));
        let kept = engine.store.own_change(challenge)?;
        let Some(kept) = kept.filter(|kept| change_of(kept.kind) == Some(Change::Second)) else {
            Self::wrong(&mut engine, source, now)?;
            return over();
        };
        let person = engine.store.person(kept.person)?;
        let Some(person) = person.filter(adds_first) else { return over() };
        let step = secrets::second_step(&open_secret(&self.setting.masters, &kept)?, code, now);
        let known = Code { made_at: kept.made_at, wrong: kept.wrong, used_at: kept.used_at };
        let (after, tried) = known.tried(step.is_some(), now, CodeRules::SIGN_IN);
        let after = OwnChange { wrong: after.wrong, used_at: after.used_at, ..kept.clone() };
        if !engine.store.own_change_tried(&kept, &after)? {
            return over();
        }
        match (tried, step) {
            (Tried::Right, Some(step)) => {
                // The same code does not open the door once more.
                first_use(&mut engine, person.id, step, now)?;
            }
            (Tried::Wrong { left }, _) => {
                Self::wrong(&mut engine, source, now)?;
                let again = began(&self.setting.masters, &kept, Change::Second, &person.ways)?;
                return Ok(Err((Refused::WrongCode { left }, Some(again))));
            }
            (Tried::Right | Tried::Over, _) => return over(),
        }
        let is_first = engine.locked(person.dso, |engine| {
            let Some(person) = engine.store.person(person.id)?.filter(adds_first) else {
                // Two pages of one password: whoever was first has the app.
                return Ok(false);
            };
            let ways = Ways { totp: Some(kept.value.clone()), at: now, ..person.ways };
            engine.store.set_ways(person.id, &ways)?;
            let kind = Deed::SecondAdded.code();
            let (account, detail) = (None, String::new());
            let act = OwnAct { person: person.id, at: now, account, kind, detail };
            engine.store.add_own_act(&act)?;
            Ok(true)
        })?;
        if !is_first {
            return over();
        }
        Ok(self.enter(&mut engine, &person, device, now)?.map_err(|refused| (refused, None)))
    }

    fn confirm_of(
        &self,
        visitor: &Visitor,
        challenge: &str,
        code: &str,
    ) -> Result<Result<Change, (ChangeRefused, Option<Began>)>, Failure> {
        let now = self.now();
        let mut engine = self.engine()?;
        let person = Self::customer(&mut engine, visitor)?;
        let kept = engine.store.own_change(challenge)?.filter(|kept| kept.person == person.id);
        let over = || Ok(Err((ChangeRefused::CodeOver, None)));
        let Some(kept) = kept else { return over() };
        let Some(change) = change_of(kept.kind) else { return over() };
        let right = if change == Change::Second {
            let secret = open_secret(&self.setting.masters, &kept)?;
            secrets::second_step(&secret, code, now).is_some()
        } else {
            self.keys.is_code(&kept.challenge, code, &kept.hash)
        };
        let known = Code { made_at: kept.made_at, wrong: kept.wrong, used_at: kept.used_at };
        let (after, tried) = known.tried(right, now, CodeRules::SIGN_IN);
        let after = OwnChange { wrong: after.wrong, used_at: after.used_at, ..kept.clone() };
        // Another try of the same code may have been as quick: only one of them counts.
        if !engine.store.own_change_tried(&kept, &after)? {
            return over();
        }
        match tried {
            Tried::Right => {}
            Tried::Wrong { left } => {
                let again = began(&self.setting.masters, &kept, change, &person.ways)?;
                return Ok(Err((ChangeRefused::WrongCode { left }, Some(again))));
            }
            Tried::Over => return over(),
        }
        match change {
            Change::Phone | Change::Email => {
                let Some(new) = point(&kept.value) else { return over() };
                self.moved_to(&mut engine, visitor, &person, &new, now)
            }
            Change::Leave => {
                self.forget(&mut engine, visitor, &person, now)?;
                Ok(Ok(change))
            }
            Change::Password | Change::NoPassword | Change::Second | Change::NoSecond => {
                let mut ways = Ways { at: now, ..person.ways.clone() };
                let deed = match change {
                    Change::Password => {
                        ways.password = Some(kept.value.clone());
                        Deed::PasswordSet
                    }
                    Change::Second => {
                        ways.totp = Some(kept.value.clone());
                        Deed::SecondAdded
                    }
                    Change::NoSecond => {
                        ways.totp = None;
                        Deed::SecondGone
                    }
                    // The app goes with the password.
                    _ => {
                        (ways.password, ways.totp) = (None, None);
                        Deed::PasswordGone
                    }
                };
                engine.locked(person.dso, |engine| {
                    engine.store.set_ways(person.id, &ways)?;
                    if change == Change::Password {
                        // Whoever had the old one is out.
                        for session in engine.store.sessions(person.id)? {
                            if session.seq != visitor.session {
                                engine.store.end_session(person.id, Some(session.seq), now)?;
                            }
                        }
                    }
                    note(engine, visitor, None, (deed, String::new()), now)
                })?;
                Ok(Ok(change))
            }
        }
    }

    /// The new number or address counts from now on. Who has it is sure by now: so it may be told that somebody else
    /// signs in with it, for whom the code of a sign-in would not say whom it lets in.
    fn moved_to(
        &self,
        engine: &mut Engine,
        visitor: &Visitor,
        person: &Person,
        new: &ContactPoint,
        now: Instant,
    ) -> Result<Result<Change, (ChangeRefused, Option<Began>)>, Failure> {
        let others = engine.store.people_at(new)?;
        let by_code = |other: &Person| !Role::from_code(other.role).is_none_or(Role::is_staff);
        if others.iter().any(|other| other.id != person.id && by_code(other)) {
            return Ok(Err((ChangeRefused::Taken, None)));
        }
        let old = old_of(&person.ways, new);
        let told = old.clone().or_else(|| reached(&person.ways));
        let mut ways = Ways { at: now, ..person.ways.clone() };
        let (change, deed) = match new {
            ContactPoint::Phone(phone) => {
                ways.phone = Some(*phone);
                (Change::Phone, Deed::PhoneChanged)
            }
            ContactPoint::Email(email) => {
                ways.email = Some(email.clone());
                (Change::Email, Deed::EmailChanged)
            }
        };
        let households = own(engine, visitor)?;
        let help = help_line(engine, person, now)?;
        engine.locked(person.dso, |engine| {
            engine.store.set_ways(person.id, &ways)?;
            for own in &households {
                let contact = engine.store.contact(own.account.id)?;
                let after = contact.and_then(|contact| moved(&contact, old.as_ref(), new));
                if let Some(after) = after {
                    let after = Contact { learnt_at: now, entered_by: None, ..after };
                    engine.store.set_contact(&after)?;
                }
            }
            note(engine, visitor, None, (deed, masked(new)), now)
        })?;
        if let Some(told) = told {
            let word = asked::changed(visitor.language, &masked(new), help.as_deref());
            self.tell(&told, visitor, word);
        }
        Ok(Ok(change))
    }

    /// Forgets how somebody signs in and is reached; whoever they let help or see is let no more, as nobody could stop
    /// it: helpers, the supplier, their port and quarter-hours. A mandate ends on its day, or at the desk. The contract,
    /// its books and what was written stay. Source: PD-01, PD-03.
    fn forget(
        &self,
        engine: &mut Engine,
        visitor: &Visitor,
        person: &Person,
        now: Instant,
    ) -> Result<(), Failure> {
        let households = own(engine, visitor)?;
        let to = reached(&person.ways);
        let help = help_line(engine, person, now)?;
        engine.locked(person.dso, |engine| {
            for own in &households {
                let account = &own.account;
                for kept in engine.store.party_grants(account.id)? {
                    let grant = parties::known(&kept)?;
                    let by_holder = grant.by == Granter::Holder
                        && matches!(grant.role, GrantRole::Payer | GrantRole::Helper);
                    if by_holder && grant.is_open(now, account.closed_at) {
                        parties::end_of(engine, (account.id, kept.seq), Granter::Holder, "", now)?;
                    }
                }
                take_back(engine, account.id, (person.id, now))?;
                if let Some(contact) = engine.store.contact(account.id)? {
                    let mut after = Contact {
                        phone: None,
                        email: None,
                        learnt_at: now,
                        entered_by: None,
                        ..contact
                    };
                    // What has to be told is told by post.
                    after.wished.letter = true;
                    after.wished.recognised = false;
                    engine.store.set_contact(&after)?;
                }
                engine.store.forget_reached(account.id)?;
                engine.store.take_account(person.id, account.id, now)?;
            }
            Ok(engine.store.forget_person(person.id, now)?)
        })?;
        if let Some(to) = to {
            self.tell(&to, visitor, asked::left(visitor.language, help.as_deref()));
        }
        Ok(())
    }

    /// Says it if it can be said: what was done is done.
    fn tell(&self, to: &ContactPoint, visitor: &Visitor, word: Word) {
        if let Err(failure) = self.setting.courier.say(to, visitor.language, word) {
            eprintln!("a change was not told: {failure}");
        }
    }
}

/// Takes back all that a household agreed to. Within the operator's lock. Source: PD-02, PD-03.
fn take_back(
    engine: &mut Engine,
    account: units::AccountId,
    (person, now): (i64, Instant),
) -> Result<(), Failure> {
    for held in engine.store.consents_of_account(account)? {
        if held.holds(now) {
            let no_more = store::SupplierConsent { at: now, until: None, by: None, ..held };
            engine.store.add_supplier_consent(&no_more)?;
        }
    }
    for said in engine.store.consents(account)? {
        // Of what is taken back already nothing is kept twice.
        let no_more = store::ConsentAct { agreed: false, at: now, person, ..said };
        engine.store.add_consent(&no_more)?;
    }
    Ok(())
}

/// Whom somebody calls who did not change it.
fn help_line(engine: &Engine, person: &Person, now: Instant) -> Result<Option<String>, Failure> {
    let rules = engine.books.rules(person.dso, units::Energy::Electricity)?;
    Ok(rules.parameters.at(now.day(), now).balance_line.as_ref().map(ToString::to_string))
}

/// Until when nobody begins another change: too many were begun within the hour.
fn too_often(engine: &mut Engine, person: i64, now: Instant) -> Result<Option<Instant>, Failure> {
    let begun = engine.store.own_changes_since(person, now.plus_s(-HOUR_S))?;
    let most = u64::from(CodeRules::SIGN_IN.per_hour);
    Ok((begun >= most).then(|| now.plus_s(HOUR_S)))
}

/// A new secret of an app, sealed; `None` without a master key.
fn sealed_secret(masters: &MasterKeys, person: i64) -> Result<Option<String>, Failure> {
    if masters.is_empty() {
        return Ok(None);
    }
    let secret = secrets::second_secret()?;
    Ok(Some(masters.seal(&place_of_second(person), &secret)?))
}

/// Whether somebody adds an app by being let in by it: staff who have none.
fn adds_first(person: &Person) -> bool {
    person.ways.totp.is_none() && Role::from_code(person.role).is_none_or(Role::is_staff)
}

fn open_secret(masters: &MasterKeys, kept: &OwnChange) -> Result<String, Failure> {
    Ok(masters.open(&place_of_second(kept.person), &kept.value)?)
}

/// What the page says that asks for the code.
fn began(
    masters: &MasterKeys,
    kept: &OwnChange,
    change: Change,
    ways: &Ways,
) -> Result<Began, Failure> {
    let (sent_to, secret) = match change {
        Change::Phone | Change::Email => (point(&kept.value).as_ref().map(said), None),
        Change::Second => {
            let secret = open_secret(masters, kept)?;
            let address = reached(ways).as_ref().map(said).unwrap_or_default();
            let qr = match bank::Qr::new(of_app(&address, &secret).as_bytes()) {
                Ok(qr) => qr.svg("QR"),
                Err(error) => return refuse(format!("a code could not be drawn: {error}")),
            };
            (None, Some((secret, qr)))
        }
        Change::Password | Change::NoPassword | Change::NoSecond | Change::Leave => {
            (reached(ways).as_ref().map(said), None)
        }
    };
    Ok(Began { change, challenge: kept.challenge.clone(), sent_to, secret })
}

impl Accounts for People {
    fn ways(&self, visitor: &Visitor) -> Result<MyWays, MyError> {
        self.ways_of(visitor).map_err(super::failed("could not read how somebody signs in"))
    }

    fn begin_change(
        &self,
        visitor: &Visitor,
        wanted: ChangeWanted<'_>,
    ) -> Result<Result<Began, ChangeRefused>, MyError> {
        self.begin_of(visitor, wanted).map_err(super::failed("could not begin a change"))
    }

    fn confirm_change(
        &self,
        visitor: &Visitor,
        challenge: &str,
        code: &str,
    ) -> Result<Result<Change, (ChangeRefused, Option<Began>)>, MyError> {
        self.confirm_of(visitor, challenge, code).map_err(super::failed("could not change it"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pd_04_each_change_is_kept_under_a_number_of_its_own() {
        for code in 1..=7 {
            assert_eq!(change_of(code).map(code_of), Some(code));
        }
        assert_eq!((change_of(0), change_of(8)), (None, None));
    }

    #[test]
    fn an_app_is_told_for_whom_its_codes_are() {
        assert_eq!(
            of_app("0475 00 00 01", "ABC"),
            "otpauth://totp/Tirelire:0475%2000%2000%2001?secret=ABC&issuer=Tirelire"
        );
    }
}
