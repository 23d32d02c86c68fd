//! The ways in: a code to a phone or a mail, the code of a letter, a password with a second factor.
//! Answers tell nobody who is known here. Source: PD-04, UX 8.1 P-14.

use super::People;
use super::secrets;
use super::ways::filled;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::notices::desk::give_code as give_letter_code;
use crate::parties::Visit;
use access::{Code, CodeRules, Role, SessionRules, Tried};
use calendar::Instant;
use portal::Paths as _;
use portal::agent::NotSaid;
use portal::my::{Activation, Asked, Begins, Entered, PasswordEntry, Refused, SignedIn};
use store::{Contact, ContactPoint, KeptCode, Person, Ways};
use units::{AccountId, Dso, Email, Language, Phone};
use vending::Prefixes;

/// Purposes of codes, as they are kept.
pub const LETTER: u8 = 1;
pub const SIGN_IN: u8 = 2;

const HOUR_S: i64 = 3_600;
/// Another letter is made once in so long.
const DAY_S: i64 = 24 * HOUR_S;

/// What is known of a letter whose reference and code belong together.
enum Letter {
    Opens(AccountId),
    /// Used, tried too often or too old.
    Over(AccountId, KeptCode),
}

/// A phone that gets messages, or an address of mail.
pub(super) fn point(text: &str) -> Option<ContactPoint> {
    if text.contains('@') {
        return text.to_lowercase().parse::<Email>().ok().map(ContactPoint::Email);
    }
    let phone = text.parse::<Phone>().ok().filter(|phone| phone.is_mobile())?;
    Some(ContactPoint::Phone(phone))
}

fn known(code: &KeptCode) -> Code {
    Code { made_at: code.made_at, wrong: code.wrong, used_at: code.used_at }
}

/// What a second factor's secret is sealed for.
pub fn place_of_second(person: i64) -> String {
    format!("person/{person}/totp")
}

impl People {
    /// Too many codes went to an address within the hour.
    fn too_many(
        engine: &mut Engine,
        address: &str,
        now: Instant,
    ) -> Result<Option<Refused>, Failure> {
        let count = engine.store.codes_since(address, now.plus_s(-HOUR_S))?;
        let most = u64::from(CodeRules::SIGN_IN.per_hour);
        Ok((count >= most).then(|| Refused::Wait { until: now.plus_s(HOUR_S) }))
    }

    /// Makes a code for an address, and brings it there if it lets somebody in.
    fn give_code(
        &self,
        engine: &mut Engine,
        to: &ContactPoint,
        language: Language,
        who: (Option<i64>, Option<AccountId>),
        now: Instant,
    ) -> Result<String, Failure> {
        let (code, challenge) = (secrets::six_digits()?, secrets::token()?);
        let (person, account) = who;
        engine.store.add_code(&KeptCode {
            hash: self.keys.code(&challenge, &code),
            challenge: challenge.clone(),
            purpose: SIGN_IN,
            address: to.to_string(),
            person,
            account,
            made_at: now,
            wrong: 0,
            used_at: None,
        })?;
        if person.is_some() || account.is_some() {
            self.setting.courier.bring(to, language, &code)?;
        }
        Ok(challenge)
    }

    pub(super) fn send_code(
        &self,
        source: &str,
        address: &str,
        language: Language,
    ) -> Result<Result<Asked, Refused>, Failure> {
        let now = self.now();
        if let Some(refused) = self.wait(source, now)? {
            return Ok(Err(refused));
        }
        let Some(to) = point(address) else { return Ok(Err(Refused::NotAnAddress)) };
        let mut engine = self.engine()?;
        if let Some(refused) = Self::too_many(&mut engine, &to.to_string(), now)? {
            return Ok(Err(refused));
        }
        let people = engine.store.people_at(&to)?;
        let mut by_code = people.iter().filter(|person| !needs_password(person));
        // Two people behind one number: the code would not say whom it lets in.
        let person = match (by_code.next(), by_code.next()) {
            (Some(person), None) => Some(person.id),
            (Some(_), Some(_)) | (None, _) => None,
        };
        if person.is_none() {
            // Whoever tries many addresses is counted, whoever mistypes one is not kept waiting.
            Self::wrong(&mut engine, source, now)?;
        }
        let challenge = self.give_code(&mut engine, &to, language, (person, None), now)?;
        Ok(Ok(Asked { challenge, address: address.to_owned() }))
    }

    pub(super) fn open_letter(
        &self,
        source: &str,
        asked: &Activation<'_>,
    ) -> Result<Result<Asked, Refused>, Failure> {
        let now = self.now();
        if let Some(refused) = self.wait(source, now)? {
            return Ok(Err(refused));
        }
        let Some(to) = point(asked.address) else { return Ok(Err(Refused::NotAnAddress)) };
        let mut engine = self.engine()?;
        let letter = match self.letter_shown(&mut engine, source, asked, now)? {
            Ok(letter) => letter,
            Err(refused) => return Ok(Err(refused)),
        };
        let Letter::Opens(account) = letter else { return Ok(Err(Refused::LetterOver)) };
        if let Some(refused) = Self::too_many(&mut engine, &to.to_string(), now)? {
            return Ok(Err(refused));
        }
        let challenge =
            self.give_code(&mut engine, &to, asked.language, (None, Some(account)), now)?;
        Ok(Ok(Asked { challenge, address: asked.address.to_owned() }))
    }

    /// Another letter for whoever has one that is over: by post alone, to the address that is known, once a day.
    /// Source: UX P-14, PD-04.
    pub(super) fn another_letter(
        &self,
        source: &str,
        asked: &Activation<'_>,
    ) -> Result<Result<(), Refused>, Failure> {
        let now = self.now();
        if let Some(refused) = self.wait(source, now)? {
            return Ok(Err(refused));
        }
        let mut engine = self.engine()?;
        let (account, over) = match self.letter_shown(&mut engine, source, asked, now)? {
            Ok(Letter::Over(account, over)) => (account, over),
            // It opens the account: nobody needs another one.
            Ok(Letter::Opens(_)) => return Ok(Err(Refused::WrongLetter)),
            Err(refused) => return Ok(Err(refused)),
        };
        let until = over.made_at.plus_s(DAY_S);
        if now < until {
            return Ok(Err(Refused::Wait { until }));
        }
        let Some(account) = engine.store.account(account)? else {
            return Ok(Err(Refused::WrongLetter));
        };
        let attempt = secrets::token()?;
        engine.locked(account.dso, |engine| {
            let newest = engine.store.letter_code(account.id)?;
            if newest.is_none_or(|newest| newest.challenge != over.challenge) {
                // The same form twice: a letter is on its way.
                return Ok(Ok(()));
            }
            Ok(match give_letter_code(engine, &account, &attempt, now)? {
                Ok(()) => Ok(()),
                Err(NotSaid::TooMany) => Err(Refused::Wait { until: now.plus_s(HOUR_S) }),
                Err(_) => Err(Refused::NoPost),
            })
        })
    }

    /// What a letter opens whose reference and code somebody has keyed in. Errors inside: they do not belong together,
    /// which is counted.
    fn letter_shown(
        &self,
        engine: &mut Engine,
        source: &str,
        asked: &Activation<'_>,
        now: Instant,
    ) -> Result<Result<Letter, Refused>, Failure> {
        let prefixes = engine.books.payments(Dso::Ores, now)?.ean_prefixes.clone();
        let Ok(candidates) = Prefixes::of_parameter(&prefixes)?.read(asked.reference) else {
            return Ok(Err(Refused::NotAReference));
        };
        let mut found = None;
        for candidate in candidates {
            let account = engine.store.account_of(candidate.ean)?;
            if let Some(account) = account.filter(|account| account.closed_at.is_none()) {
                let code = engine.store.letter_code(account.id)?;
                found = found.or(code.map(|code| (account.id, code)));
            }
        }
        let Some((account, kept)) = found else {
            Self::wrong(engine, source, now)?;
            return Ok(Err(Refused::WrongLetter));
        };
        let keyed = secrets::letter_as_keyed(asked.code);
        let right = self.keys.is_code(&kept.challenge, &keyed, &kept.hash);
        // The letter is used up when the code that follows is entered, not before: whoever mistypes
        // their number may begin again.
        let (after, tried) = known(&kept).tried(right, now, CodeRules::ACTIVATION);
        match tried {
            Tried::Right => Ok(Ok(Letter::Opens(account))),
            // Whoever has the paper learns that it is over; whoever guesses learns nothing.
            Tried::Over if right => Ok(Ok(Letter::Over(account, kept))),
            Tried::Wrong { .. } | Tried::Over => {
                let after = KeptCode { wrong: after.wrong, ..kept.clone() };
                engine.store.code_tried(&kept, &after)?;
                Self::wrong(engine, source, now)?;
                Ok(Err(Refused::WrongLetter))
            }
        }
    }

    pub(super) fn try_code(
        &self,
        source: &str,
        challenge: &str,
        code: &str,
        device: &str,
    ) -> Result<Result<SignedIn, Refused>, Failure> {
        let now = self.now();
        if let Some(refused) = self.wait(source, now)? {
            return Ok(Err(refused));
        }
        let mut engine = self.engine()?;
        let Some(kept) = engine.store.code(challenge)?.filter(|code| code.purpose == SIGN_IN)
        else {
            Self::wrong(&mut engine, source, now)?;
            return Ok(Err(Refused::CodeOver));
        };
        let lets_in = kept.person.is_some() || kept.account.is_some();
        let right = lets_in && self.keys.is_code(&kept.challenge, code, &kept.hash);
        let (after, tried) = known(&kept).tried(right, now, CodeRules::SIGN_IN);
        let after = KeptCode { wrong: after.wrong, used_at: after.used_at, ..kept.clone() };
        // Another try of the same code may have been as quick: only one of them counts.
        if !engine.store.code_tried(&kept, &after)? {
            return Ok(Err(Refused::CodeOver));
        }
        match tried {
            Tried::Right => {}
            Tried::Wrong { left } => {
                Self::wrong(&mut engine, source, now)?;
                return Ok(Err(Refused::WrongCode { left }));
            }
            Tried::Over => {
                Self::wrong(&mut engine, source, now)?;
                return Ok(Err(Refused::CodeOver));
            }
        }
        let person = match (kept.person, kept.account) {
            (Some(person), _) => engine.store.person(person)?,
            (None, Some(account)) => activated(&mut engine, account, &kept.address, now)?,
            (None, None) => None,
        };
        match person {
            Some(person) => self.enter(&mut engine, &person, device, now),
            None => Ok(Err(Refused::CodeOver)),
        }
    }

    pub(super) fn try_password(
        &self,
        source: &str,
        entry: &PasswordEntry<'_>,
    ) -> Result<Result<Entered, Refused>, Failure> {
        let now = self.now();
        if let Some(refused) = self.wait(source, now)? {
            return Ok(Err(refused));
        }
        let Some(address) = point(entry.address) else { return Ok(Err(Refused::NotAnAddress)) };
        let people = self.engine()?.store.people_at(&address)?;
        // Without the connection: it takes its time. Somebody may be a customer and work here, with one
        // address for both: the password says as whom they come.
        let is_theirs = |person: &&Person| {
            secrets::is_password(entry.password, person.ways.password.as_deref())
        };
        let Some(person) = people.iter().find(is_theirs) else {
            if people.is_empty() {
                secrets::is_password(entry.password, None);
            }
            Self::wrong(&mut *self.engine()?, source, now)?;
            return Ok(Err(Refused::WrongPassword));
        };
        let needs_app = needs_password(person) && self.setting.second_factor;
        if (needs_app || person.ways.totp.is_some()) && self.setting.masters.is_empty() {
            // Neither a known app nor a new one: its secret is kept under that key alone.
            return Ok(Err(Refused::NoMasterKey));
        }
        let mut engine = self.engine()?;
        if let Some(sealed) = &person.ways.totp {
            let secret = self.setting.masters.open(&place_of_second(person.id), sealed)?;
            let step = secrets::second_step(&secret, entry.second, now);
            let Some(step) = step else {
                Self::wrong(&mut engine, source, now)?;
                return Ok(Err(Refused::SecondNeeded));
            };
            // A code of the app lets in once.
            if !first_use(&mut engine, person.id, step, now)? {
                return Ok(Err(Refused::SecondNeeded));
            }
        }
        if person.ways.totp.is_none() && needs_app {
            return Ok(self.adds_app(&mut engine, person, now)?.map(Entered::AddsApp));
        }
        Ok(self.enter(&mut engine, person, entry.device, now)?.map(Entered::In))
    }

    /// Errors inside: [`Refused::RoleOver`].
    pub(super) fn enter(
        &self,
        engine: &mut Engine,
        person: &Person,
        device: &str,
        now: Instant,
    ) -> Result<Result<SignedIn, Refused>, Failure> {
        let Some(role) = Role::from_code(person.role) else {
            return crate::failure::refuse(format!("person {} has no role", person.id));
        };
        if !super::terms::opens(engine, person, now)? {
            return Ok(Err(Refused::RoleOver));
        }
        let token = secrets::token()?;
        let hash = secrets::hash(&token);
        let before = engine.store.sessions(person.id)?;
        // The first one is no news, nor is one that was there before.
        let is_new = !before.is_empty() && before.iter().all(|one| one.device != device);
        if is_new && role == Role::Customer {
            engine.locked(person.dso, |engine| {
                let session = engine.store.add_session(person.id, &hash, device, now)?;
                tell_of_device(engine, person, session, now)
            })?;
        } else {
            engine.store.add_session(person.id, &hash, device, now)?;
        }
        Ok(Ok(SignedIn {
            token,
            role,
            keep_s: (!role.is_staff()).then_some(SessionRules::of(role).most_s),
            begins_at: self.begins_at(engine, person, role, now)?,
        }))
    }
}

impl People {
    /// Where somebody begins who has no household of their own.
    fn begins_at(
        &self,
        engine: &mut Engine,
        person: &Person,
        role: Role,
        now: Instant,
    ) -> Result<Option<Begins>, Failure> {
        let at = |path: fn(Language) -> &'static str| {
            Ok(Some(Begins::at(|language| path(language).to_owned())))
        };
        match role {
            Role::AgentL1 | Role::AgentL2 => {
                return at(|language| portal::agent::Page::Search.path(language));
            }
            Role::Operator => return at(|language| portal::operator::Page::Room.path(language)),
            Role::Auditor => {
                return at(|language| portal::accounts::Page::List.path(language));
            }
            Role::Cpas => return at(|language| portal::cpas::Page::Work.path(language)),
            Role::Supplier => {
                return at(|language| portal::supplier::Page::Overview.path(language));
            }
            Role::Customer | Role::Payer | Role::Aide | Role::Merchant => {}
            Role::Representative => {
                return Ok(Some(Begins::at(crate::share::pages::begins_at)));
            }
        }
        if role.sells() {
            return at(|language| portal::shop::Page::Sell.path(language));
        }
        let Some(party) = person.party else { return Ok(None) };
        let Some(link) = engine.store.newest_party_link(party)? else { return Ok(None) };
        let visit = Visit::new(party, link.seq, now).text(self.keys);
        Ok(Some(Begins::at(|language| format!("{}/v/{visit}", language.homes_path()))))
    }
}

/// Whoever signs in on a device that was not seen before is told where their messages go: once, however many homes they
/// have. Source: M27.
fn tell_of_device(
    engine: &mut Engine,
    person: &Person,
    session: i64,
    now: Instant,
) -> Result<(), Failure> {
    for given in engine.store.accounts_of_person(person.id)? {
        let account = engine.store.account(given.account)?;
        let open = |account: &store::Account| {
            given.until.is_none() && account.closed_at.is_none() && account.dso == person.dso
        };
        if let Some(account) = account.filter(open) {
            return crate::notices::new_device(engine, &account, session, now);
        }
    }
    Ok(())
}

/// Staff get in with a password: a phone that lies about is no key to everybody's data.
fn needs_password(person: &Person) -> bool {
    Role::from_code(person.role).is_none_or(Role::is_staff)
}

/// Whether a step of an app's codes is used for the first time.
pub(super) fn first_use(
    engine: &mut Engine,
    person: i64,
    step: u64,
    now: Instant,
) -> Result<bool, Failure> {
    let challenge = format!("totp/{person}/{step}");
    if engine.store.code(&challenge)?.is_some() {
        return Ok(false);
    }
    engine.store.add_code(&KeptCode {
        challenge,
        purpose: SIGN_IN,
        address: "totp".to_owned(),
        hash: String::new(),
        person: None,
        account: None,
        made_at: now,
        wrong: 0,
        used_at: Some(now),
    })?;
    Ok(true)
}

/// Whoever has the letter and the phone is the holder from now on; the letter is used up. A number or an address that
/// the account had not is where its messages go, too. Source: UX F-06, CM-07.
fn activated(
    engine: &mut Engine,
    account: AccountId,
    address: &str,
    now: Instant,
) -> Result<Option<Person>, Failure> {
    let Some(account) = engine.store.account(account)? else { return Ok(None) };
    let Some(to) = point(address) else { return Ok(None) };
    engine.locked(account.dso, |engine| {
        let store = &mut engine.store;
        let Some(letter) = store.letter_code(account.id)?.filter(|code| code.used_at.is_none())
        else {
            return Ok(None);
        };
        let used = KeptCode { used_at: Some(now), ..letter.clone() };
        if !store.code_tried(&letter, &used)? {
            return Ok(None);
        }
        let contact = store.contact(account.id)?;
        let language = contact.as_ref().map_or(Language::Fr, |contact| contact.language);
        let known = store.people_at(&to)?;
        let own = known.into_iter().find(|person| person.role == Role::Customer.code());
        let person = match own {
            Some(person) => person,
            None => {
                let mut ways = Ways::empty(language, now);
                match &to {
                    ContactPoint::Phone(phone) => ways.phone = Some(*phone),
                    ContactPoint::Email(email) => ways.email = Some(email.clone()),
                }
                store.add_person(account.dso, Role::Customer.code(), None, &ways)?
            }
        };
        store.give_account(person.id, account.id, now)?;
        // Messages reach them there from now on: the code came by post, so nobody may have known a number.
        let contact =
            contact.unwrap_or_else(|| Contact::empty(account.id, person.ways.language, now));
        if let Some(filled) = filled(&contact, &person.ways) {
            store.set_contact(&Contact { learnt_at: now, entered_by: None, ..filled })?;
        }
        Ok(Some(person))
    })
}
