//! How a household signs in, changed by a code.

use super::{PHONE, Town, town, town_of};
use crate::people::secrets;
use crate::testing::top_up;
use portal::my::{
    Accounts, AllowRole, AllowWanted, Allows, Change, ChangeRefused, ChangeWanted, Deed, Household,
    PasswordEntry, Points as _, Refused, Sessions, Visitor,
};
use store::{Contact, ContactPoint};
use units::Language;

const NEW: &str = "0470 12 34 56";

impl Town {
    fn begin(&self, who: &Visitor, wanted: ChangeWanted<'_>) -> Result<String, ChangeRefused> {
        self.people.begin_change(who, wanted).unwrap().map(|began| began.challenge)
    }

    /// Begins a change and enters the code that was brought.
    fn changed(&self, who: &Visitor, wanted: ChangeWanted<'_>) -> Result<Change, ChangeRefused> {
        let challenge = self.begin(who, wanted)?;
        let code = self.brought().pop().unwrap();
        let done = self.people.confirm_change(who, &challenge, &code).unwrap();
        done.map_err(|(refused, _)| refused)
    }

    fn last_code_went_to(&self) -> String {
        self.pigeon.0.lock().unwrap().last().unwrap().0.to_string()
    }

    fn told(&self) -> Vec<(String, String)> {
        let said = self.pigeon.1.lock().unwrap();
        said.iter().map(|(to, word)| (to.to_string(), word.text.clone())).collect()
    }

    fn account(&self) -> units::AccountId {
        self.engine().account_of(self.eans[0]).unwrap().id
    }
}

#[test]
fn pd_04_a_new_number_counts_when_its_own_code_is_entered_and_the_old_one_is_told() {
    let town = town();
    let holder = town.holder();
    let mut engine = town.engine();
    let now = *town.now.lock().unwrap();
    let mut contact = Contact::empty(town.account(), Language::Nl, now);
    contact.phone = Some(PHONE.parse().unwrap());
    engine.store.set_contact(&contact).unwrap();
    assert_eq!(
        town.begin(&holder, ChangeWanted::Address("02 123 45 67")),
        Err(ChangeRefused::NotAnAddress)
    );
    assert_eq!(town.begin(&holder, ChangeWanted::Address(PHONE)), Err(ChangeRefused::Same));
    let challenge = town.begin(&holder, ChangeWanted::Address(NEW)).unwrap();
    assert_eq!(town.last_code_went_to(), "+32470123456", "to the new one");
    let code = town.brought().pop().unwrap();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let (refused, again) =
        town.people.confirm_change(&holder, &challenge, wrong).unwrap().unwrap_err();
    assert_eq!(refused, ChangeRefused::WrongCode { left: 4 });
    assert_eq!(
        again.unwrap().sent_to.as_deref(),
        Some(&*NEW.parse::<units::Phone>().unwrap().national())
    );
    assert_eq!(
        town.people.ways(&holder).unwrap().phone.as_deref(),
        Some(&*PHONE.parse::<units::Phone>().unwrap().national())
    );
    assert!(town.told().is_empty(), "nothing has changed yet");
    let done = town.people.confirm_change(&holder, &challenge, &code).unwrap();
    assert_eq!(done.unwrap(), Change::Phone);
    let (to, text) = town.told().pop().unwrap();
    assert_eq!(to, "+32475000001", "the old one is told");
    assert!(!text.contains("12 34"), "{text}");
    let used = town.people.confirm_change(&holder, &challenge, &code).unwrap();
    assert_eq!(used.unwrap_err().0, ChangeRefused::CodeOver, "once");
    // Messages of the meter go to the new number too, and it signs in; the old one does no more.
    let contact = engine.store.contact(town.account()).unwrap().unwrap();
    assert_eq!(contact.phone, Some(NEW.parse().unwrap()));
    let count = town.brought().len();
    town.people.ask_code("here", PHONE, Language::Fr).unwrap().unwrap();
    assert_eq!(town.brought().len(), count);
    town.people.ask_code("here", NEW, Language::Fr).unwrap().unwrap();
    assert_eq!(town.brought().len(), count + 1);
    let deeds = town.people.ways(&holder).unwrap().deeds;
    assert!(deeds.iter().any(|one| one.deed == Deed::PhoneChanged));
}

#[test]
fn pd_04_a_change_is_its_persons_own_ends_after_ten_minutes_and_is_begun_five_times_an_hour() {
    let town = town();
    let holder = town.holder();
    let challenge = town.begin(&holder, ChangeWanted::Address(NEW)).unwrap();
    let code = town.brought().pop().unwrap();
    let ways = store::Ways {
        email: Some("other@example.org".parse().unwrap()),
        ..store::Ways::empty(Language::Fr, *town.now.lock().unwrap())
    };
    let mut engine = town.engine();
    let role = access::Role::Customer.code();
    let other = engine.store.add_person(units::Dso::Ores, role, None, &ways).unwrap();
    let stranger = Visitor { person: other.id, ..holder.clone() };
    let refused = town.people.confirm_change(&stranger, &challenge, &code).unwrap().unwrap_err().0;
    assert_eq!(refused, ChangeRefused::CodeOver, "a code of somebody else");
    town.later(600);
    let late = town.people.confirm_change(&holder, &challenge, &code).unwrap().unwrap_err().0;
    assert_eq!(late, ChangeRefused::CodeOver, "too late");
    // A number with which somebody else signs in: told only to whoever has its code.
    let taken = town.changed(&holder, ChangeWanted::Address("other@example.org"));
    assert_eq!(taken, Err(ChangeRefused::Taken));
    for _ in 0..3 {
        town.begin(&holder, ChangeWanted::Address(NEW)).unwrap();
    }
    let sixth = town.begin(&holder, ChangeWanted::Address(NEW));
    assert!(matches!(sixth, Err(ChangeRefused::Wait { .. })));
}

#[test]
fn pd_04_a_password_is_set_and_removed_by_a_code_and_puts_other_devices_out() {
    let town = town();
    let first = town.holder();
    let sent = town.people.ask_code("here", PHONE, Language::Fr).unwrap().unwrap();
    let token = town.enter(&sent.challenge, &town.brought().pop().unwrap()).unwrap().token;
    let second = town.people.who(&token).unwrap().unwrap();
    assert_eq!(
        town.begin(&second, ChangeWanted::Password("too short")),
        Err(ChangeRefused::TooShort { least: secrets::LEAST_PASSWORD })
    );
    assert_eq!(town.begin(&second, ChangeWanted::NoPassword), Err(ChangeRefused::Nothing));
    let password = "a long enough one";
    assert_eq!(town.changed(&second, ChangeWanted::Password(password)), Ok(Change::Password));
    assert_eq!(town.last_code_went_to(), "+32475000001", "where they are reached already");
    let open: Vec<i64> =
        town.people.devices(&second).unwrap().iter().map(|device| device.session).collect();
    assert_eq!(open, [second.session], "{} is out", first.session);
    let entry = PasswordEntry { address: PHONE, password, second: "", device: "" };
    assert!(town.people.enter_password("here", &entry).unwrap().is_ok());
    assert_eq!(town.changed(&second, ChangeWanted::NoPassword), Ok(Change::NoPassword));
    let tried = town.people.enter_password("here", &entry).unwrap();
    assert_eq!(tried.unwrap_err(), Refused::WrongPassword);
}

#[test]
fn pd_01_pd_03_who_deletes_the_sign_in_is_forgotten_lets_nobody_see_and_the_contract_stays() {
    let town = town();
    let holder = town.holder();
    let mut engine = town.engine();
    let now = *town.now.lock().unwrap();
    let mut contact = Contact::empty(town.account(), Language::Nl, now);
    contact.phone = Some(PHONE.parse().unwrap());
    contact.name = "Marie".to_owned();
    engine.store.set_contact(&contact).unwrap();
    let wanted = AllowWanted {
        name: "Jo",
        role: AllowRole::Payer,
        last: None,
        phone: "",
        tell: false,
        all: false,
        language: Language::Nl,
    };
    town.people.allow(&holder, 1, &wanted).unwrap().unwrap().unwrap();
    town.people.set_port(&holder, 1, true).unwrap().unwrap();
    let supplier = store::SupplierConsent {
        account: town.account(),
        supplier: "A".to_owned(),
        at: now,
        until: Some(now.plus_h(24 * 300)),
        by: None,
    };
    engine.store.add_supplier_consent(&supplier).unwrap();
    let challenge = town.begin(&holder, ChangeWanted::Leave).unwrap();
    assert_eq!(town.people.home(&holder).unwrap().cards.len(), 1, "not before the code");
    let code = town.brought().pop().unwrap();
    let done = town.people.confirm_change(&holder, &challenge, &code).unwrap();
    assert_eq!(done.unwrap(), Change::Leave);
    // Nobody gets in any more, and nothing says with what they did.
    let point = ContactPoint::Phone(PHONE.parse().unwrap());
    assert!(engine.store.people_at(&point).unwrap().is_empty());
    let person = engine.store.person(holder.person).unwrap().unwrap();
    assert!(person.ways.ended && person.ways.phone.is_none() && person.ways.password.is_none());
    assert!(town.people.devices(&holder).unwrap().is_empty());
    assert!(town.people.home(&holder).unwrap().cards.is_empty());
    let contact = engine.store.contact(town.account()).unwrap().unwrap();
    assert_eq!((contact.phone, contact.email, contact.name.as_str()), (None, None, "Marie"));
    let versions = engine.store.contact_versions(town.account()).unwrap();
    assert!(versions.len() > 1 && versions.iter().all(|one| one.phone.is_none()), "nor before");
    assert!(contact.wished.letter, "what must be told comes by post");
    // Whom they let help is let no more; the account goes on.
    let grants = engine.store.party_grants(town.account()).unwrap();
    assert!(grants.iter().all(|grant| grant.ended.is_some()));
    // Nor does anybody see on what they once agreed to.
    let later = now.plus_h(1);
    let of_suppliers = engine.store.consents_of_account(town.account()).unwrap();
    assert!(!of_suppliers.is_empty() && of_suppliers.iter().all(|one| !one.holds(later)));
    let consents = engine.store.consents(town.account()).unwrap();
    let agreed: Vec<bool> = consents.iter().map(|one| one.agreed).collect();
    assert_eq!(agreed, [true, false], "given, and taken back");
    assert!(engine.account_of(town.eans[0]).unwrap().closed_at.is_none());
    assert_eq!(town.told().pop().unwrap().0, "+32475000001", "the last word");
    // With a new letter they may come back.
    town.later(60);
    let letter = town.letter(town.eans[0]);
    assert!(town.activate(town.eans[0], &letter).is_ok());
}

/// The words and addresses of short messages about the first home, made of all that waits.
fn short_messages(town: &Town) -> Vec<(String, String)> {
    let mut engine = town.engine();
    let (account, now) = (town.account(), *town.now.lock().unwrap());
    for message in engine.store.messages(&[account]).unwrap() {
        if message.delivered_at.is_none() && message.key.starts_with("notice/") {
            crate::notices::make(&mut engine, &message, now).unwrap();
        }
    }
    let sms = notify::plan::Channel::Sms.code();
    let all = engine.store.notices(&[account]).unwrap().into_iter();
    let all = all.filter(|one| one.notice.channel == sms);
    all.map(|one| (one.notice.message, one.notice.address)).collect()
}

#[test]
fn cm_07_a_number_that_activates_is_where_messages_go_from_then_on() {
    let town = town_of(true);
    let mut engine = town.engine();
    let now = *town.now.lock().unwrap();
    // As an activation leaves it: the code came by post, and nobody knew a number.
    let mut contact = Contact::empty(town.account(), Language::Nl, now.plus_h(-24));
    (contact.street, contact.town) = ("Rue de l'Exemple 1".to_owned(), "Namur".to_owned());
    contact.entered_by = Some("an".to_owned());
    engine.store.set_contact(&contact).unwrap();
    assert_eq!(short_messages(&town), []);
    // The welcome brought a code of its own: the next one is newer.
    town.later(60);
    let now = *town.now.lock().unwrap();
    let holder = town.holder();
    let kept = engine.store.contact(town.account()).unwrap().unwrap();
    assert_eq!(kept.phone, Some(PHONE.parse().unwrap()));
    assert_eq!((kept.entered_by.as_deref(), kept.language), (None, Language::Nl));
    assert_eq!((kept.street, kept.town), (contact.street, contact.town), "all else stays");
    let alerts = town.people.alerts(&holder, 1).unwrap().unwrap();
    assert_eq!(alerts.reached_at, [PHONE]);
    let account = engine.account_of(town.eans[0]).unwrap();
    engine.record(&account, &top_up("T-1"), now).unwrap();
    let told = short_messages(&town);
    assert_eq!(told, [("M03".to_owned(), "+32475000001".to_owned())]);
}

#[test]
fn cm_07_a_number_that_activates_takes_no_place_of_another_and_makes_a_first_contact() {
    let town = town();
    let mut engine = town.engine();
    let now = *town.now.lock().unwrap();
    let mut contact = Contact::empty(town.account(), Language::Nl, now.plus_h(-24));
    contact.phone = Some(NEW.parse().unwrap());
    engine.store.set_contact(&contact).unwrap();
    town.holder();
    let kept = engine.store.contact(town.account()).unwrap().unwrap();
    assert_eq!(kept, contact, "the household had given another");
    // A home of which nobody knew anything.
    let other = engine.account_of(town.eans[1]).unwrap().id;
    assert_eq!(engine.store.contact(other).unwrap(), None);
    let letter = town.letter(town.eans[1]);
    let challenge = town.activate(town.eans[1], &letter).unwrap();
    let code = town.brought().pop().unwrap();
    town.enter(&challenge, &code).unwrap();
    let first = engine.store.contact(other).unwrap().unwrap();
    assert_eq!(first.phone, Some(PHONE.parse().unwrap()));
}

#[test]
fn cm_07_saving_alerts_adds_the_number_that_signs_in_where_none_was_known() {
    let town = town();
    let holder = town.holder();
    let mut engine = town.engine();
    let now = *town.now.lock().unwrap();
    // Whoever activated before numbers were taken over.
    engine.store.set_contact(&Contact::empty(town.account(), Language::Nl, now)).unwrap();
    let alerts = town.people.alerts(&holder, 1).unwrap().unwrap();
    assert_eq!(alerts.reached_at, [PHONE]);
    town.people.set_alerts(&holder, 1, &alerts.wanted).unwrap().unwrap();
    let kept = engine.store.contact(town.account()).unwrap().unwrap();
    assert_eq!(kept.phone, Some(PHONE.parse().unwrap()));
}
