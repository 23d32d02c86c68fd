//! An installation for training in a file.

use super::*;
use crate::engine::Engine;
use crate::operators::Rooms;
use crate::testing::{empty, move_in};
use access::Role;
use portal::ShownState;
use portal::my::Visitor;
use portal::operator::{Ground, TrainingGround, TrainingRefused};
use units::{Dso, Language};

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn url(&self) -> String {
        format!("sqlite:{}", self.0.path().join("training.db").display())
    }
}

fn visitor() -> Visitor {
    let (name, language) = ("an".to_owned(), Language::En);
    Visitor { person: 1, role: Role::Operator, name, language, session: 1 }
}

fn room(url: &str, training: Option<&Arc<Training>>) -> Rooms {
    let clock: crate::till::Clock = match training {
        Some(training) => {
            let training = Arc::clone(training);
            Arc::new(move || training.now())
        }
        None => Arc::new(crate::clock::now),
    };
    let rooms = Rooms::new(Engine::open(url).unwrap(), Dso::Ores, clock);
    rooms.with_training(training.cloned())
}

#[test]
fn o_14_a_real_installation_keeps_its_clock_and_its_homes() {
    let folder = Folder::new();
    let url = folder.url();
    let mut engine = empty(&url);
    move_in(&mut engine, crate::testing::ean());
    let error = Training::open(&url, &Passwords::new()).unwrap_err();
    assert!(error.to_string().contains("not made for training"), "{error}");
    let rooms = room(&url, None);
    assert_eq!(rooms.ground(&visitor()).unwrap().ground, Ground::Real);
    let tomorrow = crate::clock::now().plus_h(24);
    let refused = Err(TrainingRefused::NoTraining);
    assert_eq!(rooms.move_clock(&visitor(), tomorrow).unwrap(), refused);
    assert_eq!(rooms.begin_again(&visitor()).unwrap(), refused);
    assert_eq!(engine.store.count_accounts().unwrap(), 1);
    engine.store.set_setting("demo", "a demo").unwrap();
    assert_eq!(room(&url, None).ground(&visitor()).unwrap().ground, Ground::Demo);
    assert!(Training::open("postgres://x/y", &Passwords::new()).is_err());
}

#[test]
fn o_14_the_clock_goes_forward_and_all_that_lies_between_happens() {
    let folder = Folder::new();
    let url = folder.url();
    let (training, lines) = Training::open(&url, &Passwords::new()).unwrap();
    assert_eq!(lines.len(), 10);
    let rooms = room(&url, Some(&training));
    let before = rooms.ground(&visitor()).unwrap();
    let Ground::Training(view) = &before.ground else { panic!("{before:?}") };
    assert_eq!(view.homes.len(), homes::HOMES.len());
    let states = |view: &portal::operator::TrainingNow| -> Vec<ShownState> {
        view.homes.iter().map(|home| home.state).collect()
    };
    let begins = states(view);
    for state in [
        ShownState::InOrder,
        ShownState::Low,
        ShownState::Emergency,
        ShownState::HeldOn,
        ShownState::Off,
    ] {
        assert!(begins.contains(&state), "{state:?} in {begins:?}");
    }
    assert_eq!(rooms.move_clock(&visitor(), before.now).unwrap(), Err(TrainingRefused::Back));
    let far = before.now.day().plus(32).at(10, 0);
    assert_eq!(rooms.move_clock(&visitor(), far).unwrap(), Err(TrainingRefused::TooFar));
    let (_, monday) = view.steps[3];
    assert_eq!(rooms.move_clock(&visitor(), monday).unwrap(), Ok(()));
    let after = rooms.ground(&visitor()).unwrap();
    assert!(after.now >= monday && after.now.seconds_since(monday) < 60, "{}", after.now);
    let Ground::Training(view) = &after.ground else { panic!("{after:?}") };
    let held = begins.iter().position(|state| *state == ShownState::HeldOn).unwrap();
    assert_eq!(view.homes[held].state, ShownState::Off, "the weekend is over");
    // The clock is the database's: it stays where it was turned to.
    drop(rooms);
    drop(training);
    let (training, lines) = Training::open(&url, &Passwords::new()).unwrap();
    assert!(lines.is_empty() && training.now() >= monday);
}

/// A desk of the installation, with somebody at it.
fn desk(url: &str, training: &Arc<Training>) -> (crate::agents::Desks, Visitor) {
    let time = Arc::clone(training);
    let clock: crate::till::Clock = Arc::new(move || time.now());
    let mut engine = Engine::open(url).unwrap();
    let ways = store::Ways::empty(Language::En, training.now());
    let role = Role::AgentL2;
    let person = engine.store.add_person(Dso::Ores, role.code(), None, &ways).unwrap().id;
    let (name, language) = ("bo".to_owned(), Language::En);
    (crate::agents::Desks::new(engine, clock), Visitor { person, role, name, language, session: 1 })
}

#[test]
fn f_42_who_paid_and_is_not_reached_is_asked_again_in_a_training() {
    use portal::agent::{ActState, Agents, OrderReason, Queue, Wanted};
    let folder = Folder::new();
    let url = folder.url();
    let (training, _) = Training::open(&url, &Passwords::new()).unwrap();
    let (desks, agent) = desk(&url, &training);
    let place = homes::HOMES.iter().position(|home| home.name == "not-reached").unwrap();
    let mut engine = Engine::open(&url).unwrap();
    let account = engine.account_of(homes::ean(place).unwrap()).unwrap();
    let waiting = desks.queue(&agent, Queue::Unreached).unwrap();
    assert!(waiting.iter().any(|line| line.ean == Some(account.ean)), "it stands in the queue");
    let wanted =
        Wanted::Release { reason: Some(OrderReason::Paid), note: "the light is off".to_owned() };
    let attempt = "0123456789abcdef0123456789abcdef";
    let act = desks.ask(&agent, account.id, &wanted, attempt).unwrap().unwrap();
    let act = desks.act(&agent, act).unwrap().unwrap();
    assert!(matches!(act.state, ActState::Done { .. }), "{:?}", act.state);
    let sent = engine.store.messages(&[account.id]).unwrap();
    assert!(sent.iter().any(|one| one.body.contains("the light is off")), "the order is sent");
    // Each home has a meter that an order is for, of its own energy, and one that is opened again has no second one.
    for (place, home) in homes::HOMES.iter().enumerate() {
        let ean = homes::ean(place).unwrap();
        let meter = engine.store.meter_of(ean).unwrap().unwrap();
        assert_eq!(
            (meter.energy, meter.behind.is_some()),
            (home.energy, home.energy == units::Energy::Gas)
        );
    }
    drop((desks, training));
    let (_training, lines) = Training::open(&url, &Passwords::new()).unwrap();
    assert!(lines.is_empty());
    let meters = engine.store.meters(Dso::Ores, None, 99).unwrap();
    assert_eq!(meters.len(), homes::HOMES.len());
}

#[test]
fn o_14_homes_begin_anew_and_people_keep_their_passwords() {
    let folder = Folder::new();
    let url = folder.url();
    refused(&url).unwrap();
    let (training, _) = Training::open(&url, &Passwords::new()).unwrap();
    let error = refused(&url).unwrap_err();
    assert!(error.to_string().contains("is for training"), "nothing else serves it: {error}");
    let begun = training.now();
    training.turn(begun.day().plus(7).at(10, 0)).unwrap().unwrap();
    let rooms = room(&url, Some(&training));
    assert_eq!(rooms.begin_again(&visitor()).unwrap(), Ok(()));
    assert!(training.begins_again());
    drop((rooms, training));
    let known = people::passwords(&url).unwrap();
    assert_eq!(known.len(), 10);
    remove(&url).unwrap();
    let (training, lines) = Training::open(&url, &known).unwrap();
    assert!(lines.is_empty(), "nobody has a new password");
    assert!(training.now().seconds_since(begun) < 600, "{} after {begun}", training.now());
    assert_eq!(people::passwords(&url).unwrap(), known);
}
