//! Letting somebody help, and sending digits.

use super::{PHONE, Town, town, town_of};
use crate::parties::PartyHomes;
use portal::homes::{Answer, Homes};
use portal::my::{
    AllowRefused, AllowRole, AllowWanted, Allowed, Allows, Deed, HelperRole, Household,
    SendRefused, SendsDigits, Visitor,
};
use store::ContactPoint;
use units::Language;

fn wanted<'a>(name: &'a str, role: AllowRole) -> AllowWanted<'a> {
    let (last, phone, language) = (None, "", Language::Fr);
    AllowWanted { name, role, last, phone, tell: false, all: false, language }
}

impl Town {
    fn allow(&self, holder: &Visitor, wanted: &AllowWanted<'_>) -> Result<Allowed, AllowRefused> {
        self.people.allow(holder, 1, wanted).unwrap().unwrap()
    }

    /// The pages of whoever has a key.
    fn homes(&self) -> PartyHomes {
        let now = std::sync::Arc::clone(&self.now);
        PartyHomes::new(self.engine(), move || *now.lock().unwrap()).unwrap()
    }

    /// What a key opens: whether money and movements are seen of each home.
    fn opens(&self, key: &str) -> Option<Vec<(bool, bool)>> {
        let homes = self.homes();
        let Answer::Here(visit) = homes.enter("there", key).unwrap() else { return None };
        let Answer::Here(page) = homes.list("there", &visit).unwrap() else { return None };
        Some(page.homes.iter().map(|home| (home.money.is_some(), home.has_movements)).collect())
    }

    fn said(&self) -> Vec<(ContactPoint, String)> {
        let said = self.pigeon.1.lock().unwrap();
        said.iter().map(|(to, word)| (to.clone(), word.text.clone())).collect()
    }
}

#[test]
fn tp_22_a_payer_sees_the_state_alone_and_an_aide_the_balance_until_they_are_stopped() {
    let town = town();
    let holder = town.holder();
    let payer = town.allow(&holder, &wanted("Maman", AllowRole::Payer)).unwrap();
    let aide = town.allow(&holder, &wanted("Jo", AllowRole::Helper)).unwrap();
    assert_eq!((payer.key.len(), payer.host.as_str()), (12, "tirelire.example"));
    assert_eq!(town.opens(&payer.key), Some(vec![(false, false)]));
    // As it is read out and keyed in.
    let keyed = format!("{} {}", &aide.key[..4].to_lowercase(), &aide.key[4..]);
    assert_eq!(town.opens(&keyed), Some(vec![(true, false)]));
    assert_eq!(town.opens("ABCDEFGH2345"), None);
    let there = town.people.helpers(&holder, 1).unwrap().unwrap();
    let lines: Vec<_> = there.helpers.iter().map(|one| (one.name.as_str(), one.role)).collect();
    assert_eq!(lines, [("Maman", HelperRole::Payer), ("Jo", HelperRole::Helper)]);
    assert!(there.helpers.iter().all(|one| one.renews && one.until.is_none()));
    // Each look through a key is theirs to read.
    assert!(there.looks.iter().any(|look| look.who.as_deref() == Some("Jo")));
    let stopped = there.helpers[0].grant;
    town.people.end_helper(&holder, 1, stopped).unwrap();
    assert_eq!(town.opens(&payer.key), None, "at once");
    assert!(town.opens(&aide.key).is_some());
    let given = town.people.helpers(&holder, 1).unwrap().unwrap().given;
    let given: Vec<_> = given.iter().map(|one| (one.name.as_str(), one.ended, one.own)).collect();
    assert_eq!(given, [("Maman", false, true), ("Maman", true, true), ("Jo", false, true)]);
}

#[test]
fn tp_22_what_is_allowed_ends_with_its_day_and_the_same_form_twice_gives_one_key() {
    let town = town();
    let holder = town.holder();
    let last = |day: &str| AllowWanted {
        last: Some(day.parse().unwrap()),
        ..wanted("Jo", AllowRole::Payer)
    };
    let told = |wanted: &AllowWanted<'_>| town.allow(&holder, wanted).unwrap_err();
    assert_eq!(told(&last("2026-10-31")), AllowRefused::Day, "it is the first of November");
    assert_eq!(told(&last("2031-11-02")), AllowRefused::Day);
    assert_eq!(told(&wanted("", AllowRole::Payer)), AllowRefused::NoName);
    assert_eq!(told(&wanted(&"x".repeat(41), AllowRole::Payer)), AllowRefused::TooLong);
    let no_phone = AllowWanted { phone: "02 123 45 67", ..wanted("Jo", AllowRole::Payer) };
    assert_eq!(told(&no_phone), AllowRefused::NotAPhone);
    let allowed = town.allow(&holder, &last("2026-11-02")).unwrap();
    assert_eq!(told(&wanted(" jo".trim(), AllowRole::Payer)), AllowRefused::Held);
    assert!(town.allow(&holder, &wanted("jo", AllowRole::Helper)).is_ok(), "another role");
    assert!(town.opens(&allowed.key).is_some());
    town.later(36 * 3_600);
    assert_eq!(town.opens(&allowed.key), None, "the second of November is over");
    let given = town.people.helpers(&holder, 1).unwrap().unwrap().given;
    assert!(given.iter().any(|one| one.ended && one.own), "and that is in the list");
    for number in 2..=10 {
        town.allow(&holder, &wanted(&format!("n{number}"), AllowRole::Payer)).unwrap();
    }
    let eleventh = wanted("n11", AllowRole::Payer);
    assert_eq!(told(&eleventh), AllowRefused::TooMany { most: 10 });
}

#[test]
fn tp_22_a_key_is_sent_without_a_link_a_few_times_an_hour_and_noted() {
    let town = town();
    let holder = town.holder();
    let phone = "0470 12 34 56";
    let with_phone = |name| AllowWanted { phone, ..wanted(name, AllowRole::Payer) };
    let allowed = town.allow(&holder, &with_phone("a")).unwrap();
    assert_eq!(allowed.sent, Some((phone.to_owned(), true)));
    let (to, text) = town.said().pop().unwrap();
    assert_eq!(to.to_string(), "+32470123456");
    let grouped = format!("{}-{}", &allowed.key[..4], &allowed.key[4..8]);
    assert!(text.contains(&grouped) && text.contains("tirelire.example"), "{text}");
    assert!(!text.contains("http"), "{text}");
    for name in ["b", "c", "d", "e"] {
        town.allow(&holder, &with_phone(name)).unwrap();
    }
    let sixth = town.allow(&holder, &with_phone("f")).unwrap_err();
    assert!(matches!(sixth, AllowRefused::Wait { .. }));
    assert!(town.allow(&holder, &wanted("f", AllowRole::Payer)).is_ok(), "by hand it goes on");
    let deeds = town.people.helpers(&holder, 1).unwrap().unwrap().deeds;
    assert_eq!(deeds.len(), 5);
    assert!(deeds.iter().all(|one| one.deed == Deed::KeySent && !one.detail.contains("12 34")));
    town.later(3_601);
    assert!(town.allow(&holder, &with_phone("g")).is_ok());
}

#[test]
fn tp_22_a_new_key_closes_the_old_one_and_is_given_only_for_ones_own() {
    let town = town();
    let holder = town.holder();
    let first = town.allow(&holder, &wanted("Jo", AllowRole::Payer)).unwrap();
    let grant = town.people.helpers(&holder, 1).unwrap().unwrap().helpers[0].grant;
    let second = town.people.new_key(&holder, 1, grant).unwrap().unwrap();
    assert_ne!(first.key, second.key);
    assert_eq!(town.opens(&first.key), None);
    assert!(town.opens(&second.key).is_some());
    assert_eq!(town.people.new_key(&holder, 1, 99).unwrap(), None);
    // Somebody who helps another household too keeps what opens both.
    let mut engine = town.engine();
    let party = engine.store.party_grants(engine_account(&town)).unwrap()[0].party;
    let asked = vending::GrantAsked {
        role: vending::Role::Payer,
        last: None,
        by: vending::Granter::Holder,
        reason: String::new(),
    };
    let now = *town.now.lock().unwrap();
    let to = crate::parties::To::Known(party);
    crate::parties::share(&mut engine, town.eans[1], &to, &asked, "", now).unwrap();
    assert_eq!(town.people.new_key(&holder, 1, grant).unwrap(), None);
    assert!(town.opens(&second.key).is_some());
}

/// Message, recipient and address of the text messages about the first home, made of all that waits.
fn texts(town: &Town) -> Vec<(String, String, String)> {
    let mut engine = town.engine();
    let (account, now) = (engine_account(town), *town.now.lock().unwrap());
    for message in engine.store.messages(&[account]).unwrap() {
        if message.delivered_at.is_none() && message.key.starts_with("notice/") {
            crate::notices::make(&mut engine, &message, now).unwrap();
        }
    }
    let sms = notify::plan::Channel::Sms.code();
    let all = engine.store.notices(&[account]).unwrap().into_iter().map(|one| one.notice);
    let all = all.filter(|one| one.channel == sms && one.recipient.parse::<i64>().is_ok());
    all.map(|one| (one.message, one.recipient, one.address)).collect()
}

#[test]
fn cm_01d_an_aide_whom_the_household_has_told_hears_of_low_credit_and_nobody_else() {
    let town = town_of(true);
    let holder = town.holder();
    let phone = |name, role, phone, tell| AllowWanted { phone, tell, ..wanted(name, role) };
    let told = phone("Jo", AllowRole::Helper, "0470 12 34 56", true);
    town.allow(&holder, &told).unwrap();
    town.allow(&holder, &phone("Al", AllowRole::Helper, "0470 12 34 57", false)).unwrap();
    town.allow(&holder, &phone("Mum", AllowRole::Payer, "0470 12 34 58", true)).unwrap();
    texts(&town);
    let mut engine = town.engine();
    let account = engine.account_of(town.eans[0]).unwrap();
    // From 14 to 3: it is low.
    crate::testing::night(&mut engine, &account, "2026-11-01", 45);
    *town.now.lock().unwrap() = crate::testing::instant("2026-11-02T09:00:00+01:00");
    let texts = texts(&town);
    let parties = town.people.helpers(&holder, 1).unwrap().unwrap().helpers.len();
    assert_eq!(parties, 3);
    let [(message, party, to)] = texts.as_slice() else { panic!("{texts:?}") };
    assert_eq!((message.as_str(), to.as_str()), ("M04", "+32470123456"));
    // The household reads who is told where; a number goes with the access.
    let there = town.people.helpers(&holder, 1).unwrap().unwrap().helpers;
    let told = |name: &str| there.iter().find(|one| one.name == name).unwrap().told.clone();
    let shown = "0470 12 34 56".parse::<units::Phone>().unwrap().national();
    assert_eq!((told("Jo"), told("Al")), (Some(shown), None));
    let jo = there.iter().find(|one| one.name == "Jo").unwrap().grant;
    town.people.end_helper(&holder, 1, jo).unwrap();
    let kept = engine.store.party_contact(party.parse().unwrap()).unwrap().unwrap();
    assert_eq!((kept.phone, kept.email), (None, None));
}

#[test]
fn cm_01c_a_payer_hears_of_no_payment_of_the_household_itself() {
    let town = town_of(true);
    let holder = town.holder();
    let mum = AllowWanted { phone: "0470 12 34 58", tell: true, ..wanted("Mum", AllowRole::Payer) };
    town.allow(&holder, &mum).unwrap();
    let mut engine = town.engine();
    let account = engine.account_of(town.eans[0]).unwrap();
    let now = *town.now.lock().unwrap();
    engine.record(&account, &crate::testing::top_up("T-1"), now).unwrap();
    assert_eq!(texts(&town), []);
}

fn engine_account(town: &Town) -> units::AccountId {
    town.engine().account_of(town.eans[0]).unwrap().id
}

#[test]
fn tp_22_one_key_opens_all_meters_of_a_household_if_it_says_so() {
    let town = town();
    let holder = town.holder();
    let second = town.engine().account_of(town.eans[1]).unwrap().id;
    let now = *town.now.lock().unwrap();
    town.engine().store.give_account(holder.person, second, now).unwrap();
    let all = AllowWanted { all: true, ..wanted("Jo", AllowRole::Payer) };
    let allowed = town.allow(&holder, &all).unwrap();
    assert_eq!(town.opens(&allowed.key).unwrap().len(), 2);
    let one = town.allow(&holder, &wanted("Al", AllowRole::Payer)).unwrap();
    assert_eq!(town.opens(&one.key).unwrap().len(), 1);
    let there = town.people.helpers(&holder, 2).unwrap().unwrap();
    assert_eq!(there.helpers.len(), 1);
    assert!(there.helpers[0].renews);
}

#[test]
fn c_11_the_digits_go_out_without_a_name_a_few_times_an_hour_and_noted() {
    let town = town();
    let holder = town.holder();
    let send = |to: &str| town.people.send_digits(&holder, 1, to, Language::Nl).unwrap().unwrap();
    assert_eq!(send("nobody"), Err(SendRefused::NotAnAddress));
    assert_eq!(send("02 123 45 67"), Err(SendRefused::NotAnAddress), "no text gets there");
    assert_eq!(send("marie@example.org"), Ok(()));
    assert_eq!(send("0470 12 34 56"), Ok(()));
    let said = town.said();
    let reference = town.eans[0].reference().to_string();
    for (_, text) in &said {
        assert!(text.starts_with("Elektriciteit:") && text.contains(&reference), "{text}");
        assert!(!text.contains("Namur") && !text.contains(PHONE), "{text}");
    }
    for _ in 0..3 {
        assert_eq!(send("0470 12 34 56"), Ok(()));
    }
    assert!(matches!(send("0470 12 34 56"), Err(SendRefused::Wait { .. })));
    assert_eq!(town.said().len(), 5);
    let deeds = town.people.helpers(&holder, 1).unwrap().unwrap().deeds;
    assert_eq!(deeds.len(), 5);
    assert!(deeds.iter().any(|one| one.detail == "mxxx@example.org"));
    assert_eq!(town.people.send_digits(&holder, 2, "0470 12 34 56", Language::Nl).unwrap(), None);
}

#[test]
fn tp_12_a_household_is_shown_what_shops_and_banks_scan() {
    let town = town();
    let holder = town.holder();
    let one = &town.people.references(&holder).unwrap()[0];
    assert_eq!(one.barcode, letters::barcode(town.eans[0].reference()));
    assert!(one.qr.starts_with("<svg") && one.transfer.is_none(), "no bank account is entered");
    let bank = store::BankAccount {
        iban: "BE68539007547034".to_owned(),
        dso: units::Dso::Ores,
        holder: "ORES Assets".to_owned(),
        bic: String::new(),
    };
    town.engine().store.enter_bank_account(&bank).unwrap();
    let one = &town.people.references(&holder).unwrap()[0];
    let transfer = one.transfer.as_ref().unwrap();
    assert!(transfer.qr.contains(&transfer.communication) && transfer.iban.starts_with("BE68"));
    // Where money is added, the code has the amount in it; an amount that cannot be paid is left out.
    let page = |amount: &str| {
        let amount = Some(amount.parse().unwrap());
        town.people.top_up(&holder, 1, amount).unwrap().unwrap().transfer.unwrap()
    };
    let twenty = page("20");
    assert_eq!(twenty.communication, transfer.communication);
    assert_ne!(twenty.qr, transfer.qr);
    assert_ne!(twenty.qr, page("21").qr);
    assert_eq!(page("0.01"), *transfer);
}
