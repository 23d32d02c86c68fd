//! Ways in, and what a household sees of its own and of nobody else's.

mod days;
mod state;

use super::commands::new_letter_code;
use super::{Courier, People, Setting, hash_password, secrets};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::testing::{ean, empty, instant, move_in, nights, top_up};
use access::Role;
use calendar::Instant;
use notify::asked::Word;
use portal::my::{
    Activation, AlertsWanted, Began, Entered, Helps, Household, Leftover, MoveOut, MoveRefused,
    Movements, Moves, NotTaken, Outsider, PaidWith, Papers, Part, PasswordEntry, Period, Points,
    Port, QuarterHours, Refused, Sessions, SignedIn, Span, Stretch, Supplier, TestRefused, Tests,
    UseOfDays, Visitor, Wanted, WhenLow,
};
use portal::pay::{AmountEffect, Need};
use procedures::CaseKind;
use std::sync::{Arc, Mutex};
use store::{ContactPoint, Ways};
use units::{Dso, Ean, Language, MicroEuro};

mod helpers;
mod refusal;
mod visits;
mod ways;

/// Keeps what was brought: codes, and other words.
#[derive(Default)]
struct Pigeon(Mutex<Vec<(ContactPoint, String)>>, Mutex<Vec<(ContactPoint, Word)>>);

impl Courier for Pigeon {
    fn bring(&self, to: &ContactPoint, _: Language, code: &str) -> Result<(), Failure> {
        self.0.lock().unwrap().push((to.clone(), code.to_owned()));
        Ok(())
    }

    fn say(&self, to: &ContactPoint, _: Language, word: Word) -> Result<(), Failure> {
        self.1.lock().unwrap().push((to.clone(), word));
        Ok(())
    }
}

struct Town {
    people: People,
    pigeon: Arc<Pigeon>,
    now: Arc<Mutex<Instant>>,
    eans: [Ean; 2],
    _folder: tempfile::TempDir,
    url: String,
}

const PHONE: &str = "0475 00 00 01";

fn town() -> Town {
    town_of(false)
}

/// `writes`: its operator writes to people.
fn town_of(writes: bool) -> Town {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("town.db").display());
    let mut engine = empty(&url);
    if writes {
        let house = notify::figures::House::example("ORES");
        crate::notices::keep_house(&mut engine.store, Dso::Ores, &house).unwrap();
        engine.books = crate::books::Books::load(&mut engine.store).unwrap();
    }
    let eans = [ean(), "541449000000000003".parse().unwrap()];
    let ids = eans.map(|ean| move_in(&mut engine, ean).id);
    for (day, kwh) in [("2026-10-30", 5), ("2026-10-31", 11)] {
        nights(&mut engine, &ids.map(|id| (id, kwh)), day);
    }
    let pigeon = Arc::new(Pigeon::default());
    let now = Arc::new(Mutex::new(instant("2026-11-01T12:00:00+01:00")));
    let clock = Arc::clone(&now);
    let setting = Setting {
        courier: Arc::clone(&pigeon) as _,
        base_url: "https://tirelire.example".to_owned(),
        operator: Dso::Ores,
        online: true,
        intervals: crate::share::pages::quarter_hours(&url),
        organisation: None,
        second_factor: true,
        masters: crate::sealed::MasterKeys::of(Some(&"5".repeat(64))).unwrap(),
        clock: Arc::new(move || *clock.lock().unwrap()),
    };
    let engines = vec![engine, Engine::open(&url).unwrap()];
    Town { people: People::new(engines, setting).unwrap(), pigeon, now, eans, _folder: folder, url }
}

impl Town {
    /// Whoever is known already.
    fn is_in(&self, entry: &PasswordEntry<'_>) -> SignedIn {
        match self.people.enter_password("here", entry).unwrap().unwrap() {
            Entered::In(signed_in) => signed_in,
            Entered::AddsApp(_) => panic!("asked for an app"),
        }
    }

    /// Staff for whom no app says codes yet.
    fn adds_app(&self, entry: &PasswordEntry<'_>) -> Began {
        match self.people.enter_password("here", entry).unwrap().unwrap() {
            Entered::In(_) => panic!("in by a password alone"),
            Entered::AddsApp(began) => began,
        }
    }

    /// They add one, and are in; with its secret.
    fn first_in(&self, entry: &PasswordEntry<'_>) -> (SignedIn, String) {
        let Began { challenge, secret, .. } = self.adds_app(entry);
        let secret = secret.unwrap().0;
        let code = secrets::second_code(&secret, *self.now.lock().unwrap());
        let entered = self.people.enter_first_code("here", &challenge, &code, "a desk");
        (entered.unwrap().unwrap(), secret)
    }

    fn engine(&self) -> Engine {
        Engine::open(&self.url).unwrap()
    }

    fn letter(&self, ean: Ean) -> String {
        new_letter_code(&mut self.engine(), ean, *self.now.lock().unwrap()).unwrap()
    }

    fn activate(&self, ean: Ean, code: &str) -> Result<String, Refused> {
        let reference = ean.reference().to_string();
        let asked =
            Activation { reference: &reference, code, address: PHONE, language: Language::Nl };
        let sent = self.people.activate("here", &asked).unwrap()?;
        Ok(sent.challenge)
    }

    fn brought(&self) -> Vec<String> {
        self.pigeon.0.lock().unwrap().iter().map(|(_, code)| code.clone()).collect()
    }

    fn enter(&self, challenge: &str, code: &str) -> Result<SignedIn, Refused> {
        self.people.enter_code("here", challenge, code, "a phone").unwrap()
    }

    /// The holder of the first account, signed in.
    fn holder(&self) -> Visitor {
        let letter = self.letter(self.eans[0]);
        let challenge = self.activate(self.eans[0], &letter).unwrap();
        let code = self.brought().pop().unwrap();
        let signed_in = self.enter(&challenge, &code).unwrap();
        self.people.who(&signed_in.token).unwrap().unwrap()
    }

    fn later(&self, seconds: i64) {
        let mut now = self.now.lock().unwrap();
        *now = now.plus_s(seconds);
    }
}

#[test]
fn pd_04_the_letter_lets_in_once_and_then_the_phone_does() {
    let town = town();
    let letter = town.letter(town.eans[0]);
    assert_eq!(town.activate(town.eans[0], "AAAAAAAA"), Err(Refused::WrongLetter));
    assert_eq!(town.activate(town.eans[1], &letter), Err(Refused::WrongLetter), "of another home");
    let spaced = format!("{} {}", &letter[..4].to_lowercase(), &letter[4..]);
    let challenge = town.activate(town.eans[0], &spaced).unwrap();
    let code = town.brought().pop().unwrap();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    assert_eq!(town.enter(&challenge, wrong).unwrap_err(), Refused::WrongCode { left: 4 });
    let signed_in = town.enter(&challenge, &code).unwrap();
    assert_eq!(signed_in.role, Role::Customer);
    assert!(signed_in.keep_s.is_some() && signed_in.begins_at.is_none());
    assert_eq!(town.enter(&challenge, &code).unwrap_err(), Refused::CodeOver, "once");
    assert_eq!(town.activate(town.eans[0], &letter), Err(Refused::LetterOver), "used up");
    // From now on the phone is enough, however it is written.
    let sent = town.people.ask_code("here", "+32 475/00.00.01", Language::Fr).unwrap().unwrap();
    let code = town.brought().pop().unwrap();
    let again = town.enter(&sent.challenge, &code).unwrap();
    let visitor = town.people.who(&again.token).unwrap().unwrap();
    assert_eq!(visitor.session, 2);
    assert_eq!(town.people.devices(&visitor).unwrap().len(), 2);
    assert_eq!(town.people.home(&visitor).unwrap().cards.len(), 1);
}

impl Town {
    fn another_letter(&self, code: &str) -> Result<(), Refused> {
        let reference = self.eans[0].reference().to_string();
        let asked = Activation { reference: &reference, code, address: "", language: Language::Nl };
        self.people.new_letter("here", &asked).unwrap()
    }

    /// Letters with a code that were asked for of the first home.
    fn letters_asked(&self) -> usize {
        let mut engine = self.engine();
        let account = engine.account_of(self.eans[0]).unwrap().id;
        let messages = engine.store.messages(&[account]).unwrap();
        messages.iter().filter(|one| one.key.ends_with("/account_code")).count()
    }
}

#[test]
fn p_14_a_letter_that_is_too_old_says_so_and_another_one_comes_by_post_once() {
    let town = town_of(true);
    let mut engine = town.engine();
    let account = engine.account_of(town.eans[0]).unwrap().id;
    let mut contact = store::Contact::empty(account, Language::Nl, *town.now.lock().unwrap());
    (contact.street, contact.town) = ("Kaai 1".to_owned(), "Namur".to_owned());
    contact.postcode = "5000".to_owned();
    engine.store.set_contact(&contact).unwrap();
    let letter = town.letter(town.eans[0]);
    assert_eq!(town.another_letter(&letter), Err(Refused::WrongLetter), "it opens the account");
    town.later(31 * 86_400);
    assert_eq!(town.activate(town.eans[0], &letter), Err(Refused::LetterOver));
    assert_eq!(town.activate(town.eans[0], "AAAAAAAA"), Err(Refused::WrongLetter));
    assert_eq!(town.another_letter("AAAAAAAA"), Err(Refused::WrongLetter), "without the paper");
    assert_eq!(town.letters_asked(), 0);
    assert_eq!(town.another_letter(&letter), Ok(()));
    assert_eq!(town.letters_asked(), 1);
    let newer = engine.store.letter_code(account).unwrap().unwrap();
    assert_eq!((newer.made_at, newer.used_at), (*town.now.lock().unwrap(), None));
    assert!(town.another_letter(&letter).is_err(), "one is on its way");
    assert_eq!(town.letters_asked(), 1);
    assert!(town.brought().is_empty(), "no code but by post");
}

#[test]
fn p_14_a_letter_that_was_used_is_replaced_after_a_day_and_only_where_post_arrives() {
    let town = town_of(true);
    let letter = town.letter(town.eans[0]);
    let challenge = town.activate(town.eans[0], &letter).unwrap();
    let code = town.brought().pop().unwrap();
    town.enter(&challenge, &code).unwrap();
    assert_eq!(town.activate(town.eans[0], &letter), Err(Refused::LetterOver));
    let wait = town.another_letter(&letter);
    assert!(matches!(wait, Err(Refused::Wait { .. })), "{wait:?}");
    town.later(86_400);
    assert_eq!(town.another_letter(&letter), Err(Refused::NoPost), "nobody knows an address");
    assert_eq!(town.letters_asked(), 0);
}

#[test]
fn pd_04_five_wrong_codes_end_a_sign_in_and_the_right_one_comes_too_late() {
    let town = town();
    town.holder();
    town.later(600);
    let sent = town.people.ask_code("here", PHONE, Language::Fr).unwrap().unwrap();
    let code = town.brought().pop().unwrap();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for left in [4, 3, 2, 1] {
        let refused = town.enter(&sent.challenge, wrong).unwrap_err();
        assert_eq!(refused, Refused::WrongCode { left });
    }
    assert_eq!(town.enter(&sent.challenge, wrong).unwrap_err(), Refused::CodeOver);
    assert_eq!(town.enter(&sent.challenge, &code).unwrap_err(), Refused::CodeOver);
    // Another code lets in.
    town.later(600);
    let again = town.people.ask_code("here", PHONE, Language::Fr).unwrap().unwrap();
    let code = town.brought().pop().unwrap();
    assert!(town.enter(&again.challenge, &code).is_ok());
}

#[test]
fn cm_01u_a_sign_in_on_a_device_that_was_not_seen_before_is_told_once() {
    let town = town_of(true);
    let mut engine = town.engine();
    let account = engine.account_of(town.eans[0]).unwrap();
    let other = engine.account_of(town.eans[1]).unwrap();
    let told = |engine: &mut Engine, account: &store::Account| {
        let messages = engine.store.messages(&[account.id]).unwrap();
        messages.iter().filter(|one| one.body.contains("new_device")).count()
    };
    town.holder();
    assert_eq!(told(&mut engine, &account), 0, "the first one is no news");
    let sign_in = |device: &str| {
        town.later(600);
        let sent = town.people.ask_code("here", PHONE, Language::Fr).unwrap().unwrap();
        let code = town.brought().pop().unwrap();
        town.people.enter_code("here", &sent.challenge, &code, device).unwrap().unwrap();
    };
    sign_in("a phone");
    assert_eq!(told(&mut engine, &account), 0, "it was there before");
    sign_in("a strange computer");
    assert_eq!(told(&mut engine, &account), 1);
    sign_in("a strange computer");
    assert_eq!(told(&mut engine, &account), 1, "once");
    assert_eq!(told(&mut engine, &other), 0, "another home hears nothing");
}

#[test]
fn pd_04_nobody_learns_who_is_known_here() {
    let town = town();
    let holder = town.holder();
    let before = town.brought().len();
    let stranger = town.people.ask_code("there", "0475 99 99 99", Language::Fr).unwrap().unwrap();
    assert_eq!(town.brought().len(), before, "nobody gets a code that is of no use");
    assert_eq!(stranger.challenge.len(), 64);
    assert_eq!(
        town.people.enter_code("there", &stranger.challenge, "000000", "").unwrap().unwrap_err(),
        Refused::WrongCode { left: 4 },
        "as for anybody else"
    );
    for wrong in ["12", "02 123 45 67", "name@", "+33 6 12 34 56 78"] {
        let asked = town.people.ask_code("there", wrong, Language::Fr).unwrap();
        assert_eq!(asked.unwrap_err(), Refused::NotAnAddress, "{wrong}");
    }
    assert!(town.people.who("0").unwrap().is_none());
    town.people.leave(&holder, holder.session).unwrap();
    assert!(town.people.devices(&holder).unwrap().is_empty());
}

#[test]
fn pd_04_codes_are_limited_by_address_and_wrong_ones_by_source() {
    let town = town();
    town.holder();
    for _ in 0..4 {
        town.people.ask_code("here", PHONE, Language::Fr).unwrap().unwrap();
    }
    let asked = town.people.ask_code("elsewhere", PHONE, Language::Fr).unwrap();
    assert!(matches!(asked.unwrap_err(), Refused::Wait { .. }), "five within an hour");
    town.later(3_601);
    town.people.ask_code("elsewhere", PHONE, Language::Fr).unwrap().unwrap();
    let entry = PasswordEntry { address: PHONE, password: "wrong one", second: "", device: "" };
    for _ in 0..20 {
        let tried = town.people.enter_password("guesser", &entry).unwrap();
        assert_eq!(tried.unwrap_err(), Refused::WrongPassword);
    }
    let tried = town.people.enter_password("guesser", &entry).unwrap();
    assert!(matches!(tried.unwrap_err(), Refused::Wait { .. }));
    let other = town.people.enter_password("another", &entry).unwrap();
    assert_eq!(other.unwrap_err(), Refused::WrongPassword, "counted by source");
}

#[test]
fn pd_04_staff_get_in_by_a_password_and_codes_of_an_app_and_leave_by_themselves() {
    let town = town();
    let mut ways = Ways::empty(Language::Fr, *town.now.lock().unwrap());
    ways.email = Some("agent@example.org".parse().unwrap());
    ways.phone = Some("0475 00 00 09".parse().unwrap());
    ways.password = Some(hash_password("a long enough one").unwrap());
    let mut engine = town.engine();
    engine.store.add_person(Dso::Ores, Role::AgentL2.code(), None, &ways).unwrap();
    town.people.ask_code("here", "0475 00 00 09", Language::Fr).unwrap().unwrap();
    assert!(town.brought().is_empty(), "a phone is no key to everybody's data");
    let entry = PasswordEntry {
        address: "Agent@Example.org",
        password: "a long enough one",
        second: "",
        device: "a desk",
    };
    let (signed_in, secret) = town.first_in(&entry);
    let begins = |language| signed_in.begins_at.as_ref().and_then(|at| at.path(language));
    assert_eq!(begins(Language::Fr), Some("/fr/agent/recherche"));
    assert_eq!(begins(Language::En), Some("/en/agent/search"), "the language of the page");
    assert_eq!(signed_in.keep_s, None, "until the browser is closed");
    let visitor = town.people.who(&signed_in.token).unwrap().unwrap();
    let account = town.engine().account_of(town.eans[0]).unwrap().id;
    town.people.looked(&visitor, account, &[access::Act::StateAndAmount]).unwrap();
    let holder = town.holder();
    let looks = town.people.helpers(&holder, 1).unwrap().unwrap().looks;
    assert_eq!(looks.len(), 1);
    assert_eq!((looks[0].who.as_deref(), looks[0].saw.as_str()), (None, "state (agent_l2)"));
    town.later(31 * 60);
    assert!(town.people.who(&signed_in.token).unwrap().is_none(), "left for half an hour");
    let tried = town.people.enter_password("here", &entry).unwrap();
    assert_eq!(tried.unwrap_err(), Refused::SecondNeeded, "never again by the password alone");
    let code = secrets::second_code(&secret, *town.now.lock().unwrap());
    town.is_in(&PasswordEntry { second: &code, ..entry });
}

#[test]
fn pd_04_whoever_adds_an_app_has_its_code_and_only_the_first_adds_one() {
    let town = town();
    let mut ways = Ways::empty(Language::Fr, *town.now.lock().unwrap());
    ways.email = Some("agent@example.org".parse().unwrap());
    ways.password = Some(hash_password("a long enough one").unwrap());
    let agent = town.engine().store.add_person(Dso::Ores, Role::AgentL2.code(), None, &ways);
    let agent = agent.unwrap().id;
    let entry = PasswordEntry {
        address: "agent@example.org",
        password: "a long enough one",
        second: "",
        device: "a desk",
    };
    let (first, second) = (town.adds_app(&entry), town.adds_app(&entry));
    let code = |began: &Began| {
        let secret = &began.secret.as_ref().unwrap().0;
        secrets::second_code(secret, *town.now.lock().unwrap())
    };
    let enters = |challenge: &str, code: &str| {
        town.people.enter_first_code("here", challenge, code, "a desk").unwrap()
    };
    let (refused, again) = enters(&first.challenge, "000000").unwrap_err();
    assert_eq!((refused, again.as_ref()), (Refused::WrongCode { left: 4 }, Some(&first)));
    assert_eq!(enters("nothing", &code(&first)).unwrap_err(), (Refused::CodeOver, None));
    let known = |town: &Town| town.engine().store.person(agent).unwrap().unwrap().ways.totp;
    assert_eq!(known(&town), None);
    let right = code(&first);
    let signed_in = enters(&first.challenge, &right).unwrap();
    assert_eq!(signed_in.role, Role::AgentL2);
    let kept = known(&town).unwrap();
    assert!(!kept.contains(&first.secret.unwrap().0), "sealed");
    // Neither the same page again, nor a second one of the same password.
    assert_eq!(enters(&first.challenge, &right).unwrap_err().0, Refused::CodeOver);
    let late = code(&second);
    assert_eq!(enters(&second.challenge, &late).unwrap_err().0, Refused::CodeOver);
    assert_eq!(known(&town), Some(kept));
    // The code that added the app does not open the door a second time.
    let tried = town.people.enter_password("here", &PasswordEntry { second: &right, ..entry });
    assert_eq!(tried.unwrap().unwrap_err(), Refused::SecondNeeded);
    // A household adds none on its way in: it has a page for that.
    let deeds = town.engine().store.own_acts(agent, 9).unwrap();
    assert_eq!(deeds.len(), 1);
}

#[test]
fn pd_04_a_household_sees_its_own_meters_and_no_others() {
    let town = town();
    let holder = town.holder();
    let home = town.people.home(&holder).unwrap();
    let card = &home.cards[0];
    assert_eq!(card.meter.reference, town.eans[0].reference());
    assert_eq!(card.card.balance.to_string(), "14.600000", "20.00, 11 kWh at 0.40, 1.00 repaid");
    assert!(town.people.movements(&holder, 2, None).unwrap().is_none(), "there is no second one");
    let moves = town.people.movements(&holder, 1, None).unwrap().unwrap();
    assert_eq!(moves.balance, card.card.balance);
    let usage = town.people.usage(&holder, 1, Stretch::To(None)).unwrap().unwrap();
    let used: i64 = usage.days.iter().filter_map(|day| day.energy).map(|energy| energy.0).sum();
    assert_eq!((usage.days.len(), used), (2, 11_000_000));
    let json: serde_json::Value =
        serde_json::from_str(&town.people.data(&holder).unwrap()).unwrap();
    assert_eq!(json["meters"].as_array().unwrap().len(), 1);
    // Figures in units that nobody takes for others, and nothing where nothing is known.
    let days = json["meters"][0]["days"].as_array().unwrap();
    let kwh = |day: &serde_json::Value| day["energy_kwh"].as_str().unwrap().parse::<f64>().unwrap();
    assert_eq!(days.iter().map(kwh).sum::<f64>(), 11.0);
    assert!(json["meters"][0]["contact"]["name"].is_null(), "{json}");
    let meter = &json["meters"][0];
    let kinds = meter["movements"].as_array().unwrap().iter().map(|one| &one["kind"]);
    let known = ["energy", "repaid", "top_up", "starting_advance"];
    assert!(kinds.clone().all(|kind| known.contains(&kind.as_str().unwrap())), "{meter}");
    assert!(kinds.count() > 0 && meter["limiter"]["on"] == false);
    // Whoever moves out sees nothing more.
    let mut engine = town.engine();
    let account = engine.account_of(town.eans[0]).unwrap();
    engine.store.take_account(holder.person, account.id, *town.now.lock().unwrap()).unwrap();
    assert!(town.people.home(&holder).unwrap().cards.is_empty());
    assert!(town.people.top_up(&holder, 1, None).unwrap().is_none());
}

#[test]
fn tp_03_what_an_amount_does_is_what_the_till_then_does() {
    let town = town();
    let holder = town.holder();
    let amount: MicroEuro = "10.00".parse().unwrap();
    let shown = town.people.top_up(&holder, 1, Some(amount)).unwrap().unwrap();
    let effect = shown.effect.unwrap();
    let parts: i64 = effect.parts.iter().map(|(_, part)| part.0).sum();
    assert_eq!(parts, amount.0, "the parts are the amount");
    let mut engine = town.engine();
    let account = engine.account_of(town.eans[0]).unwrap();
    engine.record(&account, &top_up("T-1"), *town.now.lock().unwrap()).unwrap();
    let after = town.people.home(&holder).unwrap().cards[0].card.balance;
    assert_eq!(after, effect.after);
    for refused in ["4.99", "250.01"] {
        let amount = refused.parse().unwrap();
        let shown = town.people.top_up(&holder, 1, Some(amount)).unwrap().unwrap();
        assert_eq!(shown.effect, None, "{refused}");
    }
}

/// The first home is off since eight, at nine in the morning.
fn off() -> (Town, Visitor) {
    let town = town();
    let holder = town.holder();
    let mut engine = town.engine();
    let id = engine.account_of(town.eans[0]).unwrap().id;
    for (day, kwh) in [("2026-11-01", 85), ("2026-11-02", 88), ("2026-11-03", 95)] {
        nights(&mut engine, &[(id, kwh)], day);
    }
    let now = instant("2026-11-04T09:00:00+01:00");
    engine.advance_due(Dso::Ores, now).unwrap();
    *town.now.lock().unwrap() = now;
    (town, holder)
}

#[test]
fn pa_19_of_what_leaves_the_supply_off_no_days_are_told_and_the_amount_that_suffices_is() {
    let (town, holder) = off();
    let asked = |amount: &str| {
        let amount = Some(amount.parse().unwrap());
        town.people.top_up(&holder, 1, amount).unwrap().unwrap()
    };
    let page = asked("10.00");
    assert_eq!(page.card.state, portal::ShownState::Off);
    let enough = page.card.to_clear;
    assert!(enough > "20.00".parse().unwrap() && enough < "50.00".parse().unwrap(), "{enough}");
    let effect = page.effect.unwrap();
    assert_eq!(effect.does, AmountEffect::TooLittle { need: Need::BackOn, enough });
    assert_eq!(effect.days, None);
    for choice in &page.amounts {
        assert_eq!(choice.does.suffices(), choice.amount >= enough, "{choice:?}");
        assert!(choice.does.suffices() || choice.days.is_none(), "{choice:?}");
    }
    let exactly = asked(&enough.to_string()).effect.unwrap();
    assert_eq!(exactly.does, AmountEffect::Enough(Need::BackOn));
    assert_eq!(exactly.after.shown_balance_cents(), 50, "the reconnection level");
}

#[test]
fn g_t5_the_receipt_says_what_was_said_before_paying() {
    for amount in ["10.00", "50.00"] {
        let (town, holder) = off();
        let amount: MicroEuro = amount.parse().unwrap();
        let page = town.people.top_up(&holder, 1, Some(amount)).unwrap().unwrap();
        let before = page.effect.unwrap();
        let sum: i64 = before.parts.iter().map(|(_, part)| part.0).sum();
        assert_eq!(sum, amount.0, "to the cent: {:?}", before.parts);
        let credit = before.parts.iter().find(|(part, _)| *part == Part::Credit);
        let credit = credit.map_or(0, |(_, part)| part.amount_to_pay_cents());
        assert_eq!(credit, before.after.shown_balance_cents().max(0), "what is left is the credit");
        let mut engine = town.engine();
        let account = engine.account_of(town.eans[0]).unwrap();
        let key = vending::MoneyKey::terminal("T-1", "77").unwrap();
        let paid =
            timeline::Fact::TopUp { eur: amount, channel: "terminal".into(), id: key.to_string() };
        let now = *town.now.lock().unwrap();
        engine.record(&account, &paid, now).unwrap();
        // A night later it is the same receipt.
        nights(&mut engine, &[(account.id, 97)], "2026-11-04");
        town.later(86_400);
        let papers = town.people.documents(&holder, 1).unwrap().unwrap();
        let receipt = &papers.receipts[0];
        assert_eq!((receipt.amount, &receipt.parts), (amount, &before.parts));
        assert_eq!((receipt.after, receipt.paid), (before.after, PaidWith::Shop));
        assert_eq!(receipt.code, Some(vending::receipt_code(&key)), "the one on the shop's paper");
    }
}

#[test]
fn cm_02_a_household_says_how_and_when_it_wants_to_hear() {
    let town = town();
    let holder = town.holder();
    let before = town.people.alerts(&holder, 1).unwrap().unwrap();
    assert_eq!(before.wanted.low, WhenLow::Usual);
    assert_eq!(before.reached_at, ["0475 00 00 01"]);
    let wanted = AlertsWanted {
        low: WhenLow::Days(3),
        sms: true,
        mail: false,
        letter: false,
        voice: false,
        recognised: true,
        easy: true,
        language: Language::De,
        declined: vec![portal::my::Family::Credited],
        by_mail: vec![portal::my::Family::Low],
        quiet: Some((20 * 60, 9 * 60)),
    };
    town.people.set_alerts(&holder, 1, &wanted).unwrap().unwrap();
    assert_eq!(town.people.alerts(&holder, 1).unwrap().unwrap().wanted, wanted);
    let mut engine = town.engine();
    let account = engine.account_of(town.eans[0]).unwrap();
    let kept = engine.store.contact(account.id).unwrap().unwrap();
    assert_eq!((kept.language, kept.entered_by), (Language::De, None));
    // By these ids what is planned knows what not to send, and when.
    assert_eq!(kept.wished.declined, ["M03"]);
    assert_eq!(kept.wished.by_mail, ["M04"]);
    assert_eq!(kept.wished.quiet_min, Some((20 * 60, 9 * 60)));
    assert_eq!(before.night, (21 * 60, 8 * 60));
    assert!(before.wanted.declined.is_empty() && before.wanted.quiet.is_none());
}

#[test]
fn c_09_a_test_goes_to_ones_own_number_a_few_times_an_hour_and_is_noted() {
    let town = town();
    let holder = town.holder();
    for _ in 0..5 {
        assert_eq!(town.people.send_test(&holder, 1).unwrap(), Some(Ok(())));
    }
    let sixth = town.people.send_test(&holder, 1).unwrap().unwrap();
    assert!(matches!(sixth, Err(TestRefused::Wait { .. })));
    let said = town.pigeon.1.lock().unwrap().len();
    assert_eq!(said, 5);
    let (to, word) = town.pigeon.1.lock().unwrap()[0].clone();
    assert_eq!(to.to_string(), "+32475000001");
    assert!(word.text.starts_with("Électricité:"), "{}", word.text);
    let deeds = town.people.helpers(&holder, 1).unwrap().unwrap().deeds;
    assert_eq!(deeds.len(), 5);
    assert!(deeds.iter().all(|one| one.deed == portal::my::Deed::TestSent));
    assert_eq!(town.people.send_test(&holder, 2).unwrap(), None, "of nobody else's meter");
}

#[test]
fn o_06_pd_04_a_role_that_is_over_or_that_nobody_looked_at_opens_nothing() {
    let town = town();
    let entered = instant("2026-10-31T09:00:00+01:00");
    let mut ways = Ways::empty(Language::Fr, entered);
    ways.email = Some("agent@example.org".parse().unwrap());
    ways.password = Some(hash_password("a long enough one").unwrap());
    let mut engine = town.engine();
    let agent = engine.store.add_person(Dso::Ores, Role::AgentL2.code(), None, &ways).unwrap();
    let entry = PasswordEntry {
        address: "agent@example.org",
        password: "a long enough one",
        second: "",
        device: "a desk",
    };
    let (_, secret) = town.first_in(&entry);
    let enters = || {
        let code = secrets::second_code(&secret, *town.now.lock().unwrap());
        let entered = town.people.enter_password("here", &PasswordEntry { second: &code, ..entry });
        entered.unwrap().map(|entered| match entered {
            Entered::In(signed_in) => signed_in,
            Entered::AddsApp(_) => panic!("the app is known"),
        })
    };
    let is_in = |token: &str| town.people.who(token).unwrap().is_some();
    let at = |text: &str| *town.now.lock().unwrap() = instant(text);
    at("2027-04-30T23:40:00+02:00");
    let last = enters().unwrap();
    assert!(is_in(&last.token), "the last evening of six months");
    at("2027-05-01T00:00:00+02:00");
    assert!(!is_in(&last.token), "the session opens nothing either");
    assert_eq!(enters().unwrap_err(), Refused::RoleOver);
    let now = *town.now.lock().unwrap();
    let until = Some("2027-05-02".parse().unwrap());
    super::terms::confirm(&mut engine, &agent, until, ("di", "x"), now).unwrap();
    // A code of the app lets in once.
    at("2027-05-01T00:00:30+02:00");
    let back = enters().unwrap();
    assert!(is_in(&back.token));
    at("2027-05-03T00:00:00+02:00");
    assert!(!is_in(&back.token));
    assert_eq!(enters().unwrap_err(), Refused::RoleOver, "behind its last day");
    at("2027-05-02T12:00:00+02:00");
    let inside = enters().unwrap();
    let now = *town.now.lock().unwrap();
    super::terms::end(&mut engine, &agent, ("di", "left"), now).unwrap();
    assert!(!is_in(&inside.token), "at once");
    assert_eq!(enters().unwrap_err(), Refused::WrongPassword, "as nobody is known");
}

#[test]
fn pd_04_somebody_who_works_here_and_is_a_customer_too_gets_in_as_either() {
    let town = town();
    town.holder();
    let mut ways = Ways::empty(Language::Nl, *town.now.lock().unwrap());
    ways.phone = Some(PHONE.parse().unwrap());
    ways.password = Some(hash_password("a long enough one").unwrap());
    let mut engine = town.engine();
    engine.store.add_person(Dso::Ores, Role::AgentL1.code(), None, &ways).unwrap();
    let sent = town.people.ask_code("here", PHONE, Language::Nl).unwrap().unwrap();
    let code = town.brought().pop().unwrap();
    assert_eq!(town.enter(&sent.challenge, &code).unwrap().role, Role::Customer);
    let entry =
        PasswordEntry { address: PHONE, password: "a long enough one", second: "", device: "" };
    assert_eq!(town.first_in(&entry).0.role, Role::AgentL1);
}

fn wants(kind: CaseKind) -> Wanted<'static> {
    Wanted {
        kind,
        words: "J’ai payé vendredi",
        phone: PHONE,
        proposes: None,
        language: Language::Fr,
    }
}

#[test]
fn pr_08_a_household_reads_when_a_technician_comes_until_that_is_over_or_cancelled() {
    let town = town();
    let visitor = town.holder();
    let (mut engine, at) = (town.engine(), *town.now.lock().unwrap());
    let asked = procedures::Appointment {
        reason: procedures::VisitReason::Reading,
        day: at.day().add_working_days(2),
        slot: procedures::Slot::Afternoon,
        task: "read it".to_owned(),
    };
    let plan = |engine: &mut Engine, asked: &procedures::Appointment, page: &str| {
        crate::visits::plan(engine, ean(), asked, ("an #9", page), at).unwrap().unwrap()
    };
    let fault = procedures::Appointment { reason: procedures::VisitReason::Fault, ..asked.clone() };
    let (first, _second) = (plan(&mut engine, &asked, "1"), plan(&mut engine, &fault, "2"));
    let visits = |count: usize| {
        let shown = town.people.help(&visitor, 1).unwrap().unwrap().visits;
        assert_eq!(shown.len(), count, "{shown:?}");
        shown.into_iter().next()
    };
    let next = visits(2).unwrap();
    assert_eq!((next.day, next.reason), (asked.day, asked.reason));
    assert_eq!((next.from, next.until), (asked.day.at(12, 30), asked.day.at(16, 30)));
    let gone = procedures::VisitStep::Cancelled { why: "no".to_owned() };
    crate::visits::take(&mut engine, first, &gone, ("an #9", 0), at).unwrap().unwrap();
    visits(1);
    *town.now.lock().unwrap() = asked.day.at(17, 0);
    visits(0);
}

#[test]
fn c_12_a_household_asks_for_its_own_meter_and_reads_the_answer() {
    let town = town();
    let visitor = town.holder();
    let ask = |kind| town.people.ask(&visitor, 1, &wants(kind)).unwrap().unwrap();
    let number = ask(CaseKind::WrongBalance).unwrap();
    assert_eq!(ask(CaseKind::WrongBalance), Ok(number), "sent twice it is one");
    let shown = town.people.help(&visitor, 1).unwrap().unwrap();
    assert_eq!(shown.cases.len(), 1);
    assert!(shown.cases[0].bars_cuts && shown.cases[0].answer.is_none());
    assert_eq!(shown.promised.call_by.to_string(), "2026-11-02", "the 1st is a Sunday");
    let at = *town.now.lock().unwrap();
    let answer = procedures::Answer {
        at,
        by: "Agent".into(),
        outcome: procedures::Outcome::Corrected,
        words: "10 € manquaient.".into(),
        code: None,
    };
    crate::cases::answer(&mut town.engine(), number, answer).unwrap().unwrap();
    let shown = town.people.help(&visitor, 1).unwrap().unwrap();
    let (_, outcome, words) = shown.cases[0].answer.clone().unwrap();
    assert_eq!((outcome, words.as_str()), (procedures::Outcome::Corrected, "10 € manquaient."));
    // Another household's meter is none of theirs.
    assert!(town.people.ask(&visitor, 2, &wants(CaseKind::CallBack)).unwrap().is_none());
    let nobody = Wanted { phone: "12", ..wants(CaseKind::CallBack) };
    assert_eq!(town.people.ask(&visitor, 1, &nobody).unwrap(), Some(Err(NotTaken::NotAPhone)));
    let silent = Wanted { words: " ", ..wants(CaseKind::Complaint) };
    assert_eq!(town.people.ask(&visitor, 1, &silent).unwrap(), Some(Err(NotTaken::NoWords)));
}

#[test]
fn p_15_whoever_is_not_signed_in_is_called_and_stops_no_cut_of_a_neighbour() {
    let town = town();
    let reference = town.eans[0].reference().to_string();
    let about = Outsider { name: "Кто-то", reference: &reference, ..Outsider::default() };
    let ask = |wanted: &Wanted<'_>| town.people.ask_from_outside("there", wanted, &about).unwrap();
    let number = ask(&wants(CaseKind::Complaint)).unwrap();
    let mut engine = town.engine();
    let kept = engine.store.case(number).unwrap().unwrap();
    assert_eq!(kept.account, None, "whose it is, is looked up by whoever answers");
    let visitor = town.holder();
    assert_eq!(town.people.help(&visitor, 1).unwrap().unwrap().cases, []);
    // Five an hour from one place.
    for _ in 0..4 {
        ask(&wants(CaseKind::CallBack)).unwrap();
    }
    assert!(matches!(ask(&wants(CaseKind::CallBack)), Err(NotTaken::Wait { .. })));
    let elsewhere = town.people.ask_from_outside("elsewhere", &wants(CaseKind::CallBack), &about);
    elsewhere.unwrap().unwrap();
    let wrong = Outsider { reference: "12345", ..Outsider::default() };
    let refused = town.people.ask_from_outside("here", &wants(CaseKind::CallBack), &wrong).unwrap();
    assert_eq!(refused, Err(NotTaken::NotAReference));
}

#[test]
fn p_15_one_way_to_answer_is_enough_and_a_refusal_is_of_a_home() {
    let town = town();
    let ask = |kind, phone, about: Outsider<'_>| {
        let wanted = Wanted { phone, ..wants(kind) };
        // A place of its own each time: five an hour are heard.
        let source = format!("{kind:?} {phone} {about:?}");
        town.people.ask_from_outside(&source, &wanted, &about).unwrap()
    };
    let nobody = Outsider::default();
    assert_eq!(ask(CaseKind::Complaint, "", nobody), Err(NotTaken::NoWay));
    let mail = Outsider { email: "An@Example.org", ..nobody };
    let number = ask(CaseKind::Complaint, "", mail).unwrap();
    let kept = crate::cases::one(&mut town.engine(), number).unwrap().unwrap().stored;
    assert_eq!(kept.reach.unwrap().email.unwrap().as_str(), "an@example.org");
    let post = Outsider { address: "Rue Haute 1, 4800 Verviers", ..nobody };
    let number = ask(CaseKind::Complaint, "", post).unwrap();
    let kept = crate::cases::one(&mut town.engine(), number).unwrap().unwrap().stored;
    assert_eq!(kept.reach.unwrap().address, post.address);
    let wrong = Outsider { email: "an at home", ..post };
    assert_eq!(ask(CaseKind::Complaint, "", wrong), Err(NotTaken::NotAnEmail));
    assert_eq!(ask(CaseKind::Complaint, "12", post), Err(NotTaken::NotAPhone));
    // Nobody can be called by letter.
    assert_eq!(ask(CaseKind::CallBack, "", post), Err(NotTaken::NotAPhone));
    // Before a meter prepays nobody has its digits: name and address say which home it is.
    assert_eq!(ask(CaseKind::RefusePrepayment, PHONE, nobody), Err(NotTaken::NoHome));
    assert_eq!(ask(CaseKind::RefusePrepayment, "", post), Err(NotTaken::NoHome));
    let home = Outsider { name: "An Peeters", ..post };
    ask(CaseKind::RefusePrepayment, "", home).unwrap();
}

#[test]
fn mt_16_live_values_are_the_households_own_and_of_no_other_role() {
    let town = town();
    let holder = town.holder();
    let mut engine = town.engine();
    let now = *town.now.lock().unwrap();
    let accounts = town.eans.map(|ean| engine.account_of(ean).unwrap());
    for (account, serial) in accounts.iter().zip(["1SAG1", "1SAG2"]) {
        let meter = store::Meter {
            serial: serial.to_owned(),
            placed_at: now.plus_min(-60),
            removed_at: None,
            dso: Dso::Ores,
            ean: account.ean,
            energy: units::Energy::Electricity,
            profile: "be-single-phase".to_owned(),
            place: "127.0.0.1:4059".to_owned(),
            hdlc_physical: None,
            server: None,
            cell: "Huy 3".to_owned(),
            title: None,
            read_midnight: None,
            behind: None,
        };
        engine.store.place_meters(&[meter], false).unwrap();
        let live = store::LiveValue {
            account: account.id,
            meter: serial.to_owned(),
            at: now.plus_s(-2),
            kept_at: now.plus_s(-1),
            taken_w: Some(account.id.0 % 100),
            injected_w: None,
            taken: [None; 2],
            injected: [None; 2],
        };
        assert!(engine.store.keep_live(&live).unwrap());
    }
    let before = town.people.home(&holder).unwrap();
    let [card] = before.cards.as_slice() else { panic!("{before:?}") };
    let live = card.live.unwrap();
    assert_eq!((live.taken_w, live.injected_w), (accounts[0].id.0 % 100, 0));
    assert_eq!(live.at, now.plus_s(-2));
    assert_eq!(live.registers, None);
    assert_eq!(town.people.usage(&holder, 1, Stretch::To(None)).unwrap().unwrap().live, Some(live));
    assert!(town.people.data(&holder).unwrap().contains("taken_w"), "it is data of the household");
    // Whoever else came to these pages would see none of it: the table of rights says who does.
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Customer) {
        let other = Visitor { role, ..holder.clone() };
        assert_eq!(town.people.home(&other).unwrap().cards[0].live, None, "{role}");
        assert_eq!(
            town.people.usage(&other, 1, Stretch::To(None)).unwrap().unwrap().live,
            None,
            "{role}"
        );
    }
    town.later(60 * crate::meters::live::FADES_MIN);
    let after = town.people.home(&holder).unwrap();
    assert_eq!(after.cards[0].live, None, "it has faded");
    assert_eq!(after.cards[0].card.balance, before.cards[0].card.balance);
}

/// Quarter-hours of the first home for the days of `nights`, and of the day before it moved in.
fn measured(town: &Town) {
    use ::intervals::{Direction, Interval, Quality, Quarter, Register, Series, Source, hash_of};
    let store = town.people.setting.intervals.as_ref().unwrap();
    let from = Quarter::first_of("2026-10-29".parse().unwrap()).0;
    let until = Quarter::first_of("2026-11-01".parse().unwrap()).0;
    let interval = |quarter: i32| Interval {
        quarter: Quarter(quarter),
        energy: units::MilliWattHours(50_000),
        quality: if quarter == from + 100 { Quality::Estimated } else { Quality::Measured },
        register: Register::Total,
    };
    let intervals = (from..until).filter(|quarter| *quarter != from + 200).map(interval).collect();
    let series = Series { point: town.eans[0].into(), direction: Direction::OffTake, intervals };
    let source = Source {
        sha256: hash_of(b"a file"),
        name: "a file".to_owned(),
        learnt_at: instant("2026-11-01T06:00:00+01:00"),
    };
    store.lock().unwrap().add(Dso::Ores, &[series], &source).unwrap();
}

#[test]
fn pd_03_no_quarter_hour_is_shown_without_the_households_own_consent() {
    let town = town();
    let holder = town.holder();
    measured(&town);
    let shown = |period| town.people.quarter_hours(&holder, 1, period).unwrap().unwrap();
    let csv = || town.people.quarter_hours_csv(&holder, 1, Period::Month(None)).unwrap();
    let before = shown(Period::Month(None));
    assert_eq!((before.since, before.taken_back, before.days.len()), (None, None, 0));
    assert_eq!(csv(), None);
    town.people.set_consent(&holder, 1, true).unwrap().unwrap();
    town.later(60);
    town.people.set_consent(&holder, 1, true).unwrap().unwrap();
    let agreed = shown(Period::Month(None));
    assert_eq!(agreed.since, Some(instant("2026-11-01T12:00:00+01:00")), "pressed twice");
    let [first, second] = agreed.days.as_slice() else { panic!("{agreed:?}") };
    assert_eq!((first.day.to_string(), first.taken.len()), ("2026-10-30".to_owned(), 96));
    assert_eq!((first.taken[0], first.taken[4], first.estimated), (Some(50_000), Some(50_000), 1));
    assert_eq!((second.taken[7], second.taken[8]), (Some(50_000), None), "a gap is no zero");
    assert_eq!(csv().unwrap().lines().count(), 1 + 2 * 96, "a gap is a row without a value");
    assert_eq!(town.people.consents(&holder).unwrap()[0].since, agreed.since);
    // Taken back, it counts at once; both are in the log and among the household's data.
    town.people.set_consent(&holder, 1, false).unwrap().unwrap();
    let after = shown(Period::Day("2026-10-31".parse().unwrap()));
    assert_eq!((after.since, after.days.len()), (None, 0));
    assert_eq!(after.taken_back, Some(instant("2026-11-01T12:01:00+01:00")));
    assert_eq!(csv(), None);
    let log = town.people.helpers(&holder, 1).unwrap().unwrap().consents;
    assert_eq!(log.iter().map(|line| line.agreed).collect::<Vec<_>>(), [true, false]);
    assert!(town.people.data(&holder).unwrap().contains("quarter-hours on your own pages"));
    assert_eq!(town.people.quarter_hours(&holder, 2, Period::Month(None)).unwrap(), None);
}

#[test]
fn c_17_a_household_reads_what_its_meter_showed_and_what_it_was_told() {
    let town = town();
    let holder = town.holder();
    let mut engine = town.engine();
    let account = engine.account_of(ean()).unwrap();
    // The second midnight is read again, and was wrong.
    let again = store::Reading {
        midnight: "2026-11-01".parse().unwrap(),
        account: account.id,
        registers: readings::Registers([12_000_000, 0]),
        learnt_at: instant("2026-11-01T09:00:00+01:00"),
    };
    engine.store.record_readings(&[again]).unwrap();
    let there = town.people.point(&holder, 1).unwrap().unwrap();
    let shown: Vec<(String, i64, bool)> = there
        .registers
        .iter()
        .map(|line| (line.midnight.to_string(), line.values[0], line.corrected))
        .collect();
    let expected = [("2026-11-01", 12_000_000, true), ("2026-10-31", 5_000_000, false)]
        .map(|(day, value, corrected)| (day.to_owned(), value, corrected));
    assert_eq!(shown[..2], expected);
    assert_eq!(there.contract.since.to_string(), "2026-10-30");
    assert_eq!((there.contract.supplier, there.contract.social), (Supplier::Operator, false));
    assert!(there.contract.two_rates);
    // Under 20 EUR nothing was told yet but what the way in was; its code is not shown.
    assert!(there.told.iter().all(|one| !one.text.chars().any(|sign| sign.is_ascii_digit())));
    assert_eq!(town.people.point(&holder, 2).unwrap(), None, "another's meter");
}

#[test]
fn pr_02_a_household_reads_what_its_supplier_asked_and_nothing_of_who_lived_there_before() {
    use procedures::{Ground, Request, State};
    let town = town();
    let holder = town.holder();
    let mut engine = town.engine();
    let mut asks = |ean: Ean, at: &str| {
        let now = instant(at);
        let rules = crate::suppliers::request_rules(&mut engine, Dso::Ores, now).unwrap();
        let request = Request::open(Ground::Paid, Vec::new(), "cy", now, &rules).unwrap();
        let new = store::NewSupplierCase {
            dso: Dso::Ores,
            supplier: "A",
            kind: store::SupplierCaseKind::Request,
            ean: Some(ean),
            page: at,
            due: request.due,
            body: &serde_json::to_string(&request).unwrap(),
        };
        engine.store.add_supplier_case(&new).unwrap();
    };
    // The account is of 30 October.
    asks(ean(), "2026-10-20T09:00:00+02:00");
    asks(ean(), "2026-10-31T09:00:00+01:00");
    asks(Ean::with_check_digit(54_144_900_077_000_001).unwrap(), "2026-10-31T10:00:00+01:00");
    let told = town.people.point(&holder, 1).unwrap().unwrap().asked;
    let told: Vec<_> =
        told.iter().map(|one| (one.day.to_string(), one.begins, one.state)).collect();
    assert_eq!(told, [("2026-10-31".to_owned(), false, State::Requested)]);
}

#[test]
fn pd_07_whoever_moves_in_sees_no_quarter_hour_of_who_lived_there_before() {
    let town = town();
    let holder = town.holder();
    measured(&town);
    town.people.set_consent(&holder, 1, true).unwrap().unwrap();
    for period in ["2026-10-29", "2020-01-01"].map(|day| day.parse().unwrap()) {
        for period in [Period::Day(period), Period::Month(Some(period))] {
            let page = town.people.quarter_hours(&holder, 1, period).unwrap().unwrap();
            let days: Vec<String> = page.days.iter().map(|day| day.day.to_string()).collect();
            assert_eq!(days, ["2026-10-30"], "it moved in on that day");
            assert_eq!(page.earlier, None);
            assert_eq!(page.later, Some("2026-10-31".parse().unwrap()));
            let csv = town.people.quarter_hours_csv(&holder, 1, period).unwrap().unwrap();
            assert!(!csv.contains("2026-10-29T0"), "{csv}");
        }
    }
    // Nor is a day shown that is not over.
    let later = Period::Day("2027-01-01".parse().unwrap());
    let page = town.people.quarter_hours(&holder, 1, later).unwrap().unwrap();
    assert_eq!(page.days[0].day, "2026-10-31".parse().unwrap());
    assert_eq!(page.later, None);
}

/// An account is opened at an hour: those before it on the same day are of who lived there.
#[test]
fn pd_07_the_hours_of_the_day_of_a_move_are_those_of_who_lived_there() {
    use super::quarters::days_of;
    use crate::share::runs::OwnTime;
    let town = town();
    measured(&town);
    let mut engine = town.engine();
    let account = engine.account_of(town.eans[0]).unwrap();
    let opened_at = instant("2026-10-30T14:00:00+01:00");
    let later = store::Account { opened_at, ..account };
    let own = OwnTime::of(&mut engine, &later, instant("2026-11-01T12:00:00+01:00")).unwrap();
    let day = opened_at.day();
    let series = town.people.series(&later, own, &days_of(Period::Day(day), day, day)).unwrap();
    let quarters = &series[0].intervals;
    assert_eq!(quarters[0].quarter.start(), opened_at);
    assert_eq!(quarters.len(), 40, "ten hours");
}

#[test]
fn pa_02_a_statement_adds_up_and_the_next_one_goes_on_where_it_ended() {
    let town = town();
    let holder = town.holder();
    let account = town.engine().account_of(town.eans[0]).unwrap();
    let now = *town.now.lock().unwrap();
    town.engine().record(&account, &top_up("S-1"), now.plus_min(-30)).unwrap();
    let statement =
        |text: &str| town.people.statement(&holder, 1, Span::parse(text).unwrap()).unwrap();
    let [october, november, year] = ["2026-10", "2026-11", "2026"].map(|text| {
        let page = statement(text).unwrap();
        let moved: i64 = page.lines.iter().map(|line| line.amount.0).sum();
        assert_eq!(page.opening.0 + moved, page.closing.0, "{text}");
        page
    });
    assert_eq!(october.opening, MicroEuro::ZERO, "nothing was before the account");
    assert_eq!(october.closing, november.opening);
    assert_eq!((year.opening, year.closing), (october.opening, november.closing));
    assert_eq!(year.lines.len(), october.lines.len() + november.lines.len());
    assert_eq!(october.used.iter().map(|(_, used)| used.0).sum::<i64>(), 11_000_000);
    assert_eq!(
        (october.from.to_string(), october.to.to_string()),
        ("2026-10-30".into(), "2026-10-31".into())
    );
    let balance = town.people.movements(&holder, 1, None).unwrap().unwrap().balance;
    assert_eq!(november.closing, balance);
    // Neither before the account nor behind now.
    assert_eq!(statement("2026-09"), None);
    assert_eq!(statement("2026-12"), None);
    let papers = town.people.documents(&holder, 1).unwrap().unwrap();
    assert_eq!(papers.months.len(), 2);
    let [receipt] = papers.receipts.as_slice() else { panic!("{papers:?}") };
    assert_eq!(receipt.parts.iter().map(|(_, part)| part.0).sum::<i64>(), receipt.amount.0);
    assert_eq!(town.people.documents(&holder, 2).unwrap(), None);
    assert_eq!(town.people.letter(&holder, 1, 1).unwrap(), None, "no letter was written");
}

#[test]
fn c_04_a_receipt_is_found_by_its_code_and_by_its_household_alone() {
    let town = town();
    let holder = town.holder();
    let account = town.engine().account_of(town.eans[0]).unwrap();
    let now = *town.now.lock().unwrap();
    town.engine().record(&account, &top_up("terminal:T-1:7"), now.plus_min(-30)).unwrap();
    let papers = town.people.documents(&holder, 1).unwrap().unwrap();
    let [line] = papers.receipts.as_slice() else { panic!("{papers:?}") };
    let code = line.code.clone().unwrap();
    let (found, days) = town.people.receipt(&holder, &code).unwrap().unwrap();
    assert_eq!(&found, line);
    assert!(days.is_some(), "the balance after it is the balance");
    // Once more money has come, how long it lasted is no more of use.
    town.engine().record(&account, &top_up("terminal:T-1:8"), now.plus_min(-20)).unwrap();
    assert_eq!(town.people.receipt(&holder, &code).unwrap().unwrap().1, None);
    assert_eq!(town.people.receipt(&holder, "AAAA-AAAA").unwrap(), None);
    let other = Visitor { person: holder.person + 1_000, ..holder };
    assert_eq!(town.people.receipt(&other, &code).unwrap(), None);
}

#[test]
fn pa_28_a_move_becomes_a_case_once_and_closes_nothing() {
    let town = town();
    let holder = town.holder();
    let wanted = MoveOut {
        day: "2026-11-30".parse().unwrap(),
        leftover: Leftover::Refund,
        iban: "be71 0961 2345 6769",
        address: "Rue Haute 3, 4000 Liège",
        phone: "",
        language: Language::Fr,
    };
    let before = town.people.moving(&holder, 1).unwrap().unwrap();
    assert_eq!((before.waits, before.aid), (None, MicroEuro::ZERO));
    let number = town.people.move_out(&holder, 1, &wanted).unwrap().unwrap().unwrap();
    let again = town.people.move_out(&holder, 1, &wanted).unwrap().unwrap().unwrap();
    assert_eq!(number, again, "told twice");
    let after = town.people.moving(&holder, 1).unwrap().unwrap();
    assert_eq!(after.waits.map(|(case, _)| case), Some(number));
    let kept = town.engine().store.case(number).unwrap().unwrap();
    assert!(kept.body.contains("BE71096123456769") && kept.body.contains("30/11/2026"), "{kept:?}");
    assert!(!town.people.help(&holder, 1).unwrap().unwrap().cases[0].bars_cuts);
    let account = town.engine().account_of(town.eans[0]).unwrap();
    assert_eq!(account.closed_at, None);
    let wrong = MoveOut { iban: "BE00", ..wanted };
    let refused = town.people.move_out(&holder, 1, &wrong).unwrap().unwrap();
    assert_eq!(refused, Err(MoveRefused::NoIban));
    assert_eq!(town.people.move_out(&holder, 2, &wanted).unwrap(), None);
}

#[test]
fn pd_02_a_household_lets_its_supplier_see_days_and_takes_it_back() {
    let town = town();
    let own = town.eans[0];
    {
        let mut engine = town.engine();
        let (id, name) = ("A".to_owned(), "Energy A".to_owned());
        let supplier = store::Supplier { id, name, iban: String::new(), bic: String::new() };
        engine.store.enter_supplier(&supplier).unwrap();
        let account = engine.account_of(own).unwrap();
        let at = *town.now.lock().unwrap();
        let fact = timeline::Fact::Contract { supplier: "A".to_owned(), from: None };
        engine.record(&account, &fact, at).unwrap();
    }
    let visitor = town.holder();
    let seen = || town.people.helpers(&visitor, 1).unwrap().unwrap().supplier.unwrap();
    assert_eq!((seen().name.as_str(), seen().sees_until), ("Energy A", None));
    // On the page of the meter it has the same name, and not its number on the market.
    let there = town.people.point(&visitor, 1).unwrap().unwrap();
    assert_eq!(there.contract.supplier, Supplier::Named("Energy A".to_owned()));
    let may = |may: bool| town.people.let_supplier_see(&visitor, 1, may).unwrap();
    may(true);
    may(true);
    assert_eq!(seen().sees_until.unwrap().to_string(), "2027-10-31");
    let account = town.engine().account_of(own).unwrap().id;
    let consents = || town.engine().store.consents_of_account(account).unwrap();
    assert_eq!((consents().len(), consents()[0].by.clone()), (1, None));
    may(false);
    assert_eq!(seen().sees_until, None);
    town.people.let_supplier_see(&visitor, 2, true).unwrap();
    assert!(!consents()[0].holds(*town.now.lock().unwrap()), "of a meter that is not there");
}

#[test]
fn mt_16_a_household_allows_its_port_for_a_year_and_renews_it_near_the_end() {
    let town = town();
    let holder = town.holder();
    let port = || town.people.point(&holder, 1).unwrap().unwrap().port.unwrap();
    let say = |agrees| town.people.set_port(&holder, 1, agrees).unwrap().unwrap();
    let day = |text: &str| text.parse().unwrap();
    assert_eq!(port(), Port { open: None, ends_soon: false });
    say(true);
    let year = Some((day("2026-11-01"), day("2027-11-01")));
    assert_eq!(port(), Port { open: year, ends_soon: false });
    town.later(60);
    say(true);
    assert_eq!(port().open, year, "pressed twice");
    // 330 days on it may be renewed, which counts from then.
    town.later(330 * 86_400);
    assert_eq!(port(), Port { open: year, ends_soon: false });
    town.later(6 * 86_400);
    assert_eq!(port(), Port { open: year, ends_soon: true });
    say(true);
    assert_eq!(
        port(),
        Port { open: Some((day("2027-10-03"), day("2028-10-03"))), ends_soon: false }
    );
    say(false);
    assert_eq!(port().open, None);
    say(false);
    let data = town.people.data(&holder).unwrap();
    assert_eq!(data.matches("the data of your meter's port").count(), 4, "{data}");
}
