//! People at a till by a PIN: what they may do, under whose name, and who guesses.

use super::{ATTEMPT, Street, eur, street};
use crate::engine::Engine;
use crate::testing::{ean, instant};
use access::{PinRefused, TillRight, TillRights};
use portal::my::Visitor;
use portal::shop::{
    Counted, Hand, NotEntered, PersonRefused, PersonWanted, Selling, Shop, ShopOffice, ShopRefused,
    ShopStaff, Standing, UndoReason, Undoing,
};
use units::MicroEuro;
use vending::{CashCount, Means};

fn rights(rights: &[TillRight]) -> TillRights {
    rights.iter().copied().collect()
}

fn wanted<'a>(name: &'a str, pin: &'a str, may: &[TillRight]) -> PersonWanted<'a> {
    PersonWanted { name, pin, rights: rights(may) }
}

impl Street {
    fn add(&self, name: &str, pin: &str, may: &[TillRight]) -> Result<(), PersonRefused> {
        self.shops.add(self.own(), &wanted(name, pin, may)).unwrap().unwrap()
    }

    /// Another session of the owner, as a till has one.
    fn till(&self) -> Visitor {
        Visitor { session: 2, ..self.own().clone() }
    }

    fn enter(&self, number: i64, pin: &str) -> Result<(), NotEntered> {
        self.shops.enter(&self.till(), number, pin).unwrap().unwrap()
    }

    fn sell_as(&self, visitor: &Visitor, amount: &str) -> Result<String, ShopRefused> {
        let reference = ean().reference().to_string();
        let attempt = ATTEMPT;
        let selling = Selling { reference: &reference, amount: eur(amount), attempt };
        let number = self.shops.reserve(visitor, &selling).unwrap()?;
        self.shops.confirm(visitor, &number, Means::Cash).unwrap()?;
        Ok(number)
    }

    fn close_as(&self, visitor: &Visitor, cash: &str, of: Option<i64>) -> Result<(), ShopRefused> {
        let declared = CashCount { cash: eur(cash), card: MicroEuro::ZERO };
        let counted = Counted { declared, explanation: None, of, attempt: ATTEMPT };
        self.shops.close(visitor, &counted).unwrap()
    }
}

const SELLS: [TillRight; 1] = [TillRight::Sell];
const ALL: [TillRight; 4] = TillRight::ALL;

#[test]
fn m_07_a_sale_its_undoing_and_a_shift_are_the_persons_who_came_by_the_pin() {
    let street = street();
    street.add("Ana", "4826", &ALL).unwrap();
    street.add("Ben", "739105", &ALL).unwrap();
    let till = street.till();
    street.enter(1, "4826").unwrap();
    let number = street.sell_as(&till, "20").unwrap();
    let sale = street.shops.sale(&till, &number).unwrap().unwrap();
    assert_eq!((sale.own, sale.by.as_deref()), (true, Some("Ana")));
    let shift = street.shops.shift(&till, None).unwrap().unwrap();
    assert_eq!(shift.name.as_deref(), Some("Ana"));
    assert_eq!(shift.open.unwrap().expected.cash, eur("20"));
    assert!(shift.people.is_empty(), "others' tills are the owner's");
    // A colleague sees it, and neither undoes it nor has it in their till.
    street.enter(2, "739105").unwrap();
    let sale = street.shops.sale(&till, &number).unwrap().unwrap();
    assert_eq!((sale.own, sale.by.as_deref()), (false, Some("Ana")));
    let undoing = street.shops.undo(&till, &number, UndoReason::Customer).unwrap();
    assert_eq!(undoing, Ok(Undoing::NotYours));
    assert_eq!(street.shops.shift(&till, None).unwrap().unwrap().open, None);
    assert_eq!(
        street.shops.undo(street.own(), &number, UndoReason::Customer).unwrap(),
        Ok(Undoing::NotYours),
        "not the owner either"
    );
    let tickets = street.shops.tickets(street.own(), None).unwrap().unwrap();
    assert_eq!(tickets[0].by.as_deref(), Some("Ana"));
    street.enter(1, "4826").unwrap();
    let undoing = street.shops.undo(&till, &number, UndoReason::Customer).unwrap();
    assert_eq!(undoing, Ok(Undoing::Done));
    let sale = street.shops.sale(&till, &number).unwrap().unwrap();
    assert!(matches!(sale.standing, Standing::Undone { .. }) && sale.by.as_deref() == Some("Ana"));
    // The books of the terminal name who it was.
    let mut engine = Engine::open(&street.url).unwrap();
    let kept = engine.store.sales(&[("T1", number.as_str())]).unwrap().remove(0);
    assert!(kept.body.contains("\"staff.1\""), "{}", kept.body);
}

#[test]
fn m_07_what_is_not_among_the_rights_is_refused_and_nothing_is_done() {
    let street = street();
    let till = street.till();
    let reference = ean().reference().to_string();
    let selling = Selling { reference: &reference, amount: eur("20"), attempt: ATTEMPT };
    let own = street.sold("30", "fedcba9876543210fedcba9876543210", Means::Cash);
    for (place, right) in ALL.into_iter().enumerate() {
        let number = i64::try_from(place).unwrap() + 1;
        let name = format!("P{number}");
        street.add(&name, "4826", &[right]).unwrap();
        street.enter(number, "4826").unwrap();
        let no = |has: TillRight, refused: Option<ShopRefused>| {
            let expected = (has != right).then_some(ShopRefused::NotAllowed);
            assert_eq!(refused, expected, "{has:?} of somebody who may {right:?}");
        };
        let shops = &street.shops;
        no(TillRight::Sell, shops.look_up(&till, &reference).unwrap().err());
        no(TillRight::Sell, shops.reserve(&till, &selling).unwrap().err());
        no(TillRight::Sell, shops.counter(&till).unwrap().err());
        let undone = shops.undo(&till, &own, UndoReason::Customer).unwrap();
        no(TillRight::UndoOwnSale, undone.err());
        no(TillRight::CloseShift, shops.shift(&till, None).unwrap().err());
        no(TillRight::CloseShift, street.close_as(&till, "0", None).err());
        no(TillRight::Settlement, shops.week(&till, None).unwrap().err());
        // Nobody by a PIN has what is the owner's.
        let refused = Some(ShopRefused::NotAllowed);
        assert_eq!(shops.people(&till).unwrap().err(), refused);
        assert_eq!(shops.add(&till, &wanted("Eve", "4826", &ALL)).unwrap().err(), refused);
        assert_eq!(shops.change(&till, number, &wanted("Eve", "", &ALL)).unwrap().err(), refused);
        assert_eq!(shops.end(&till, 1).unwrap().err(), refused);
        if right == TillRight::CloseShift {
            assert_eq!(shops.shift(&till, Some(1)).unwrap().err(), refused);
            assert_eq!(street.close_as(&till, "0", Some(1)).err(), refused);
        }
        assert!(shops.tickets(&till, None).unwrap().is_ok(), "what the terminal sold");
    }
    assert_eq!(street.top_ups(), 1, "only the owner's");
}

#[test]
fn m_07_five_wrong_pins_lock_it_for_an_hour_and_a_new_one_opens_it_again() {
    let street = street();
    street.add("Ana", "4826", &SELLS).unwrap();
    street.add("Ben", "739105", &SELLS).unwrap();
    for wrong in ["4827", "", "0000", "739105"] {
        assert_eq!(street.enter(1, wrong), Err(NotEntered::WrongPin), "{wrong}");
    }
    let until = instant("2026-11-01T13:00:00+01:00");
    assert_eq!(street.enter(1, "1"), Err(NotEntered::Wait { until }), "the fifth");
    assert_eq!(street.enter(1, "4826"), Err(NotEntered::Wait { until }), "the right one too late");
    let till = street.till();
    assert_eq!(street.shops.hand(&till).unwrap(), Ok(Hand::Owner { others: true }));
    assert_eq!(street.enter(2, "739105"), Ok(()), "nobody else waits");
    street.pass_min(59);
    assert!(street.enter(1, "4826").is_err());
    street.pass_min(1);
    assert_eq!(street.enter(1, "4826"), Ok(()));
    for _ in 0..5 {
        let _ = street.enter(1, "9999");
    }
    let changed = street.shops.change(street.own(), 1, &wanted("Ana", "5170", &SELLS)).unwrap();
    assert_eq!(changed, Ok(Ok(())));
    assert_eq!(street.enter(1, "4826"), Err(NotEntered::WrongPin), "the old one");
    assert_eq!(street.enter(1, "5170"), Ok(()));
    assert_eq!(street.enter(3, "5170"), Err(NotEntered::Nobody));
}

#[test]
fn m_07_guesses_that_come_at_once_are_counted_one_after_another() {
    let street = street();
    street.add("Ana", "4826", &SELLS).unwrap();
    let wrong = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for guess in 0..12 {
            let (street, wrong) = (&street, &wrong);
            scope.spawn(move || {
                if street.enter(1, &format!("90{guess:02}")) == Err(NotEntered::WrongPin) {
                    wrong.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                }
            });
        }
    });
    assert_eq!(wrong.into_inner(), 4, "the fifth already waits");
}

#[test]
fn m_07_a_session_that_was_handed_over_is_never_the_owners_again() {
    let street = street();
    street.add("Ana", "4826", &SELLS).unwrap();
    let till = street.till();
    assert_eq!(street.shops.hand(&till).unwrap(), Ok(Hand::Owner { others: true }));
    street.enter(1, "4826").unwrap();
    let ana = Hand::Person { name: "Ana".to_owned(), rights: rights(&SELLS) };
    assert_eq!(street.shops.hand(&till).unwrap(), Ok(ana));
    street.shops.lock(&till).unwrap().unwrap();
    assert_eq!(street.shops.hand(&till).unwrap(), Ok(Hand::Locked));
    assert_eq!(street.sell_as(&till, "20"), Err(ShopRefused::Locked));
    assert_eq!(street.shops.week(&till, None).unwrap(), Err(ShopRefused::Locked));
    assert_eq!(street.shops.people(&till).unwrap(), Err(ShopRefused::Locked));
    assert_eq!(street.shops.names(&till).unwrap().unwrap().len(), 1, "who may come is shown");
    // Another session of the owner's login is the owner's.
    assert!(street.shops.people(street.own()).unwrap().is_ok());
    // A new PIN, or an end, takes the till out of a hand.
    street.enter(1, "4826").unwrap();
    street.pass_min(1);
    street.shops.change(street.own(), 1, &wanted("Ana", "5170", &SELLS)).unwrap().unwrap().unwrap();
    assert_eq!(street.shops.hand(&till).unwrap(), Ok(Hand::Locked));
}

#[test]
fn m_07_who_has_left_is_ended_not_deleted_and_their_till_is_closed_first() {
    let street = street();
    street.add("Ana", "4826", &SELLS).unwrap();
    let till = street.till();
    street.enter(1, "4826").unwrap();
    let number = street.sell_as(&till, "20").unwrap();
    let own = street.own();
    assert_eq!(street.shops.end(own, 1).unwrap(), Ok(Err(PersonRefused::TillOpen)));
    let people = street.shops.shift(own, None).unwrap().unwrap().people;
    assert_eq!((people[0].number, people[0].since.is_some()), (1, true));
    let theirs = street.shops.shift(own, Some(1)).unwrap().unwrap();
    assert_eq!(theirs.open.unwrap().expected.cash, eur("20"));
    street.close_as(own, "20", Some(1)).unwrap();
    let closed = street.shops.shift(own, Some(1)).unwrap().unwrap();
    assert!(closed.open.is_none() && closed.last.is_some());
    assert_eq!(street.shops.end(own, 1).unwrap(), Ok(Ok(())));
    assert_eq!(street.shops.hand(&till).unwrap(), Ok(Hand::Locked), "at once");
    assert_eq!(street.enter(1, "4826"), Err(NotEntered::Nobody));
    assert!(street.shops.names(&till).unwrap().unwrap().is_empty());
    let people = street.shops.people(own).unwrap().unwrap();
    assert_eq!((people[0].name.as_str(), people[0].left.is_some()), ("Ana", true));
    let sale = street.shops.sale(own, &number).unwrap().unwrap();
    assert_eq!(sale.by.as_deref(), Some("Ana"), "the sale keeps the name");
    let again = street.shops.change(own, 1, &wanted("Ana", "", &SELLS)).unwrap();
    assert_eq!(again, Ok(Err(PersonRefused::Unknown)));
    // Somebody else of that name is somebody else.
    street.add("Ana", "5170", &SELLS).unwrap();
    assert_eq!(street.enter(2, "5170"), Ok(()));
}

#[test]
fn m_07_names_are_told_apart_pins_are_hashed_and_a_form_sent_twice_adds_one() {
    let street = street();
    street.add("  Ana   Maria ", "4826", &SELLS).unwrap();
    assert_eq!(street.add("Ana Maria", "4826", &SELLS), Ok(()), "sent twice");
    assert_eq!(street.add("ana maria", "5170", &SELLS), Err(PersonRefused::NameTaken));
    assert_eq!(street.add("Ben", "5170", &[]), Err(PersonRefused::NoRight));
    assert_eq!(street.add(" ", "5170", &SELLS), Err(PersonRefused::Name));
    assert_eq!(street.add(&"x".repeat(31), "5170", &SELLS), Err(PersonRefused::Name));
    assert_eq!(street.add("Ben", "1234", &SELLS), Err(PersonRefused::Pin(PinRefused::Easy)));
    street.add("Ben", "4826", &SELLS).unwrap();
    let own = street.own();
    let taken = street.shops.change(own, 2, &wanted("ANA MARIA", "", &SELLS)).unwrap();
    assert_eq!(taken, Ok(Err(PersonRefused::NameTaken)));
    assert_eq!(street.shops.change(own, 2, &wanted("Bea", "", &ALL)).unwrap(), Ok(Ok(())));
    assert_eq!(street.enter(2, "4826"), Ok(()), "an empty PIN keeps theirs");
    let mut engine = Engine::open(&street.url).unwrap();
    let kept = engine.store.shop_people("T1").unwrap();
    assert_eq!(kept.len(), 2);
    for person in &kept {
        assert!(person.pin.starts_with("$argon2id$") && !person.pin.contains("4826"));
    }
    assert_ne!(kept[0].pin, kept[1].pin, "salted");
    // Another terminal has other people.
    let nobody = &street.people[2];
    assert_eq!(street.shops.people(nobody).unwrap(), Err(ShopRefused::NoTerminal));
}
