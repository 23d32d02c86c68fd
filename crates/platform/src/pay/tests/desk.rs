//! A refund that begins at a desk: kept with its people, carried on by the worker.

use super::*;
use crate::agents::Desks;
use crate::testing::account_id;
use access::Role;
use portal::agent::{ActState, AgentRefused, Agents, AskedOf, PaymentDesk, Wanted};
use portal::my::Visitor;
use store::Ways;

const ATTEMPT: &str = "0123456789abcdef0123456789abcdef";
const OTHER: &str = "fedcba9876543210fedcba9876543210";

impl Shop {
    fn desks(&mut self) -> (Desks, Visitor, Visitor) {
        let engine = Engine::open(&self.file.display().to_string()).unwrap();
        let clock = Arc::clone(&self.clock);
        let desks = Desks::new(engine, Arc::new(move || Instant(clock.load(Ordering::SeqCst))));
        let now = self.now();
        let mut person = |name: &str| {
            let mut ways = Ways::empty(Language::En, now);
            name.clone_into(&mut ways.name);
            let role = Role::AgentL2;
            let added = self.engine.store.add_person(Dso::Ores, role.code(), None, &ways).unwrap();
            let name = name.to_owned();
            Visitor { person: added.id, role, name, language: Language::En, session: 1 }
        };
        let (an, bo) = (person("an"), person("bo"));
        (desks, an, bo)
    }

    fn credited(&mut self, attempt: &str, amount: &str) -> String {
        let id = self.begin(attempt, amount).id;
        self.pays(&id);
        self.notice(&id);
        self.work();
        self.later(60);
        id
    }
}

fn back(payment: &str, amount: &str) -> Wanted {
    let (payment, amount) = (payment.to_owned(), amount.parse().unwrap());
    Wanted::Refund { payment, amount, to: None, note: "paid for the wrong home".to_owned() }
}

#[test]
fn tp_18_a_refund_of_a_desk_is_asked_for_once_and_carried_on_by_the_worker() {
    let mut shop = shop("desk-refund", 1);
    let id = shop.credited("a", "100.00");
    let (desks, an, bo) = shop.desks();
    let eur = |text: &str| text.parse::<MicroEuro>().unwrap();
    let much = desks.give_back_effect(&an, &back(&id, "100.01")).unwrap();
    assert!(matches!(much, Err(AgentRefused::Rule(_))), "{much:?}");
    let small = desks.give_back_effect(&an, &back(&id, "5.00")).unwrap().unwrap();
    assert!(!small.second);
    let moved = small.balance.0.checked_sub(small.balance.1).unwrap();
    assert_eq!(moved, eur("5.00"), "the effect is that of the ledger");
    // Above the limit nothing begins before the second person.
    let large = back(&id, "60.00");
    let act = desks.give_back(&an, &large, ATTEMPT).unwrap().unwrap();
    assert_eq!(desks.give_back(&an, &large, ATTEMPT).unwrap(), Ok(act), "the page sent twice");
    shop.later(60);
    shop.work();
    assert_eq!(shop.known(&id).payment.refunded(), MicroEuro::ZERO);
    let seen = desks.payment(&bo, &id).unwrap().unwrap();
    assert_eq!((seen.waiting, seen.under_way), (Some(act), None));
    assert_eq!(desks.decide(&an, act, true, "").unwrap(), Err(AgentRefused::SamePerson));
    assert_eq!(desks.decide(&bo, act, true, "").unwrap(), Ok(()));
    let shown = desks.act(&an, act).unwrap().unwrap();
    assert!(matches!(shown.state, ActState::Done { .. }), "{:?}", shown.state);
    // Approved, and the provider not yet asked: nothing else may begin.
    let seen = desks.payment(&an, &id).unwrap().unwrap();
    assert_eq!(seen.under_way.map(|(amount, _)| amount), Some(eur("60.00")));
    let second = desks.give_back_effect(&an, &back(&id, "5.00")).unwrap();
    assert!(matches!(second, Err(AgentRefused::Rule(_))));
    shop.work();
    let seen = desks.payment(&an, &id).unwrap().unwrap();
    assert_eq!((seen.under_way, seen.story.refunded), (None, eur("60.00")));
    assert_eq!(seen.left, eur("40.00"), "of the start nothing is left to give");
    let told: Vec<&str> = seen.story.events.iter().map(|event| event.what.as_str()).collect();
    assert!(told.contains(&"refund_asked"), "{told:?}");
    desks.give_back(&an, &back(&id, "5.00"), OTHER).unwrap().unwrap();
    shop.work();
    shop.work();
    assert_eq!(shop.known(&id).payment.refunded(), eur("65.00"));
    shop.proved("35.00");
}

#[test]
fn tp_05_a_refund_whose_worker_ends_between_two_writes_goes_back_once() {
    for number in 0..6 {
        let mut shop = shop(&format!("desk-stop-{number}"), 1);
        let id = shop.credited("a", "50.00");
        let (desks, an, _) = shop.desks();
        desks.give_back(&an, &back(&id, "20.00"), ATTEMPT).unwrap().unwrap();
        shop.engine.store.stop_after(number, store::Stop::Fail);
        let now = shop.now();
        let _ = visit(&mut shop.engine, shop.psp.provider.as_ref(), &id, now);
        shop.engine.store.never_stop();
        shop.later(90);
        shop.work();
        shop.later(90);
        shop.work();
        let refunded = shop.known(&id).payment.refunded();
        assert_eq!(refunded, "20.00".parse().unwrap(), "stopped after {number}");
        shop.proved("30.00");
    }
}

#[test]
fn tp_18_what_the_provider_refuses_ends_and_stands_in_the_story() {
    let mut shop = shop("desk-no", 1);
    let id = shop.credited("a", "50.00");
    let (desks, an, _) = shop.desks();
    desks.give_back(&an, &back(&id, "20.00"), ATTEMPT).unwrap().unwrap();
    // The payer's bank takes all of it back first: nothing is left at the provider.
    shop.at_bank(&id, Act::Chargeback { eur: None });
    shop.work();
    shop.later(90);
    shop.work();
    let seen = desks.payment(&an, &id).unwrap().unwrap();
    assert_eq!((seen.under_way, seen.story.refunded), (None, MicroEuro::ZERO));
    assert!(seen.story.events.iter().any(|event| event.what == "refund_refused"));
    assert_eq!(seen.left, MicroEuro::ZERO);
}

#[test]
fn tp_17_the_desk_shows_a_chargeback_with_its_48_hours_and_what_is_under_review() {
    let mut shop = shop("desk-back", 30);
    let id = shop.credited("a", "50.00");
    shop.at_bank(&id, Act::Chargeback { eur: None });
    shop.notice(&id);
    shop.work();
    let (desks, an, _) = shop.desks();
    let view = desks.money(&an, &AskedOf::Text(String::new())).unwrap();
    let [line] = view.chargebacks.as_slice() else { panic!("{:?}", view.chargebacks) };
    assert_eq!((line.payment.as_str(), line.amount), (id.as_str(), "50".parse().unwrap()));
    let until = line.no_cut_until.unwrap();
    assert_eq!(until.seconds_since(line.at), 48 * 3_600);
    assert!(line.under_review > MicroEuro::ZERO, "a part was spent");
    let seen = desks.payment(&an, &id).unwrap().unwrap();
    assert_eq!(seen.chargebacks.as_slice(), std::slice::from_ref(line));
    shop.later(49 * 3_600);
    assert_eq!(
        desks.money(&an, &AskedOf::Text(String::new())).unwrap().chargebacks[0].no_cut_until,
        None
    );
}

#[test]
fn tp_13_the_same_amount_twice_within_a_day_is_a_pair_until_one_goes_back() {
    let mut shop = shop("desk-twice", 1);
    let first = shop.credited("a", "20.00");
    shop.later(900);
    let second = shop.credited("b", "20.00");
    shop.later(900);
    shop.credited("c", "25.00");
    let (desks, an, _) = shop.desks();
    let pairs = desks.money(&an, &AskedOf::Text(String::new())).unwrap().pairs;
    assert_eq!(pairs.len(), 1, "{pairs:?}");
    assert_eq!(pairs[0].payments.each_ref().map(|end| end.0.as_str()), [&first, &second]);
    let seen = desks.payment(&an, &second).unwrap().unwrap();
    assert_eq!(seen.twin.map(|(id, _)| id), Some(first.clone()));
    let came = desks.money(&an, &AskedOf::Account(account_id())).unwrap().came;
    assert_eq!(came.len(), 3);
    assert_eq!(came[2].payment.as_deref(), Some(first.as_str()));
    desks.give_back(&an, &back(&second, "20.00"), ATTEMPT).unwrap().unwrap();
    shop.work();
    assert_eq!(desks.money(&an, &AskedOf::Text(String::new())).unwrap().pairs, []);
}
