//! Sales of a browser terminal, through the till of all terminals.

mod sheets;
mod staff;
mod stops;
mod terms;
mod told;

use super::Shops;
use crate::engine::Engine;
use crate::testing::{ean, empty, instant, move_in, nights, sound};
use crate::till::Till;
use access::Role;
use calendar::Instant;
use http_api::Sees;
use ledger::EntryKind;
use portal::my::Visitor;
use portal::shop::{
    Counted, SaleView, Selling, Shop, ShopOffice, ShopRefused, Standing, TicketState, UndoReason,
    Undoing, Week,
};
use std::sync::{Arc, Mutex};
use store::Ways;
use units::{Dso, Ean, Energy, Language, MicroEuro};
use vending::{CashCount, Means};

const ATTEMPT: &str = "0123456789abcdef0123456789abcdef";

struct Street {
    shops: Shops,
    now: Arc<Mutex<Instant>>,
    url: String,
    /// Two cashiers of one terminal, and somebody without one.
    people: [Visitor; 3],
    _folder: tempfile::TempDir,
}

fn eur(text: &str) -> MicroEuro {
    text.parse().unwrap()
}

fn street() -> Street {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("street.db").display());
    let mut engine = empty(&url);
    let account = move_in(&mut engine, ean()).id;
    for (day, kwh) in [("2026-10-30", 1), ("2026-10-31", 2)] {
        nights(&mut engine, &[(account, kwh)], day);
    }
    let start = instant("2026-11-01T12:00:00+01:00");
    let id = "T1".parse().unwrap();
    let (name, sees) = ("Kiosk".to_owned(), Sees::AmountOnly);
    crate::terminals::add(&mut engine.store, &id, Dso::Ores, name, sees, start).unwrap();
    let people = [Some("T1"), Some("T1"), None].map(|terminal| {
        let role = Role::Merchant;
        let ways = Ways::empty(Language::Fr, start);
        let person = engine.store.add_person(Dso::Ores, role.code(), None, &ways).unwrap().id;
        if let Some(terminal) = terminal {
            engine.store.set_terminal(person, Some(terminal), start).unwrap();
        }
        Visitor { person, role, name: String::new(), language: Language::Fr, session: 1 }
    });
    let now = Arc::new(Mutex::new(start));
    let told = Arc::clone(&now);
    let clock: crate::till::Clock = Arc::new(move || *told.lock().unwrap());
    let till = Till::timed(engine, Arc::clone(&clock)).unwrap();
    let shops = Shops::new(Engine::open(&url).unwrap(), till, clock);
    Street { shops, now, url, people, _folder: folder }
}

impl Street {
    fn own(&self) -> &Visitor {
        &self.people[0]
    }

    fn pass_min(&self, minutes: i64) {
        let mut now = self.now.lock().unwrap();
        *now = now.plus_min(minutes);
    }

    fn reserve(&self, amount: &str, attempt: &str) -> Result<String, ShopRefused> {
        let reference = ean().reference().to_string();
        let selling = Selling { reference: &reference, amount: eur(amount), attempt };
        self.shops.reserve(self.own(), &selling).unwrap()
    }

    fn sold(&self, amount: &str, attempt: &str, means: Means) -> String {
        let number = self.reserve(amount, attempt).unwrap();
        self.shops.confirm(self.own(), &number, means).unwrap().unwrap();
        number
    }

    fn sale(&self, number: &str) -> SaleView {
        self.shops.sale(self.own(), number).unwrap().unwrap()
    }

    fn code(&self, number: &str) -> String {
        match self.sale(number).standing {
            Standing::Booked { code, .. } | Standing::Undone { code, .. } => code,
            other => panic!("{other:?}"),
        }
    }

    fn balance(&self) -> MicroEuro {
        let mut engine = Engine::open(&self.url).unwrap();
        let account = engine.account_of(ean()).unwrap();
        let far = Instant(i64::MAX / 2);
        engine.rebuild(std::slice::from_ref(&account), far).unwrap()[0].timeline.account.balance()
    }

    fn top_ups(&self) -> usize {
        let mut engine = Engine::open(&self.url).unwrap();
        let account = engine.account_of(ean()).unwrap().id;
        let entries = engine.store.entries(&[account]).unwrap();
        entries.iter().filter(|entry| entry.kind == EntryKind::TopUp).count()
    }

    fn close(&self, cash: &str, explanation: Option<&str>) -> Result<(), ShopRefused> {
        let declared = CashCount { cash: eur(cash), card: MicroEuro::ZERO };
        let counted = Counted { declared, explanation, of: None, attempt: ATTEMPT };
        self.shops.close(self.own(), &counted).unwrap()
    }
}

#[test]
fn tp_05_a_page_sent_twice_reloaded_or_gone_back_to_books_once() {
    let street = street();
    let before = street.balance();
    let number = street.reserve("20", ATTEMPT).unwrap();
    assert_eq!(street.reserve("20", ATTEMPT), Ok(number.clone()), "sent twice");
    assert_eq!(street.balance(), before, "nothing is credited before it is paid");
    for _ in 0..3 {
        street.shops.confirm(street.own(), &number, Means::Cash).unwrap().unwrap();
    }
    // Back to the page, and the other button.
    street.shops.confirm(street.own(), &number, Means::Card).unwrap().unwrap();
    assert_eq!(street.reserve("20", ATTEMPT), Ok(number.clone()), "back to the amount");
    street.shops.confirm(street.own(), &number, Means::Cash).unwrap().unwrap();
    assert_eq!(street.balance(), before.checked_add(eur("20")).unwrap());
    assert_eq!(street.top_ups(), 1);
    let shift = street.shops.shift(street.own(), None).unwrap().unwrap().open.unwrap();
    assert_eq!(shift.expected, CashCount { cash: eur("20"), card: MicroEuro::ZERO });
    // Another amount, or another page, is another sale.
    let other = street.reserve("25", ATTEMPT).unwrap();
    let page = street.reserve("20", "fedcba9876543210fedcba9876543210").unwrap();
    assert!(other != number && page != number && other != page);
    sound(&mut Engine::open(&street.url).unwrap());
}

#[test]
fn tp_05_the_same_page_sent_by_many_at_once_is_one_posting() {
    let street = street();
    let number = street.reserve("20", ATTEMPT).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..20 {
            scope.spawn(|| {
                assert_eq!(street.reserve("20", ATTEMPT).unwrap(), number);
                street.shops.confirm(street.own(), &number, Means::Cash).unwrap().unwrap();
            });
        }
    });
    assert_eq!(street.top_ups(), 1);
}

#[test]
fn tp_06_a_lost_answer_is_found_again_and_an_unfinished_sale_is_brought_up() {
    let street = street();
    assert_eq!(street.shops.last(street.own()).unwrap(), Ok(None));
    let number = street.reserve("20", ATTEMPT).unwrap();
    let counter = street.shops.counter(street.own()).unwrap().unwrap();
    assert_eq!(counter.terminal, "T1");
    assert_eq!(counter.unfinished.unwrap().number, number);
    let colleague = &street.people[1];
    assert_eq!(street.shops.counter(colleague).unwrap().unwrap().unfinished, None);
    street.shops.confirm(street.own(), &number, Means::Card).unwrap().unwrap();
    assert_eq!(street.shops.last(street.own()).unwrap(), Ok(Some(number.clone())));
    assert_eq!(street.shops.last(colleague).unwrap(), Ok(None), "a colleague's");
    assert!(matches!(street.sale(&number).standing, Standing::Booked { means: Means::Card, .. }));
    assert_eq!(street.shops.counter(street.own()).unwrap().unwrap().unfinished, None);
    // A second sale for the same meter asks first.
    let second = street.reserve("30", ATTEMPT).unwrap();
    let first_at = *street.now.lock().unwrap();
    let Standing::Reserved { enough, sold_before, .. } = street.sale(&second).standing else {
        panic!("it is not paid");
    };
    assert_eq!((enough, sold_before), (Some(true), Some(first_at)));
    street.pass_min(11);
    let standing = street.sale(&second).standing;
    assert!(matches!(standing, Standing::Reserved { sold_before: None, .. }), "{standing:?}");
    street.shops.give_up(street.own(), &second).unwrap().unwrap();
    assert_eq!(street.sale(&second).standing, Standing::GivenUp);
    // What was sold is not given up by the button of an old page.
    street.shops.give_up(street.own(), &number).unwrap().unwrap();
    assert!(matches!(street.sale(&number).standing, Standing::Booked { .. }));
    assert_eq!(street.top_ups(), 1);
}

#[test]
fn m_01_an_amount_that_does_not_bring_the_supply_back_is_answered_by_the_one_that_does() {
    let street = street();
    let mut engine = Engine::open(&street.url).unwrap();
    let account = engine.account_of(ean()).unwrap().id;
    for (day, kwh) in [("2026-11-01", 60), ("2026-11-02", 80), ("2026-11-03", 100)] {
        nights(&mut engine, &[(account, kwh)], day);
    }
    engine.advance_due(Dso::Ores, instant("2026-11-04T09:00:00+01:00")).unwrap();
    *street.now.lock().unwrap() = instant("2026-11-05T10:00:00+01:00");
    let short = street.reserve("5", ATTEMPT).unwrap();
    let Standing::Reserved { enough, brings_back, .. } = street.sale(&short).standing else {
        panic!("it is not paid");
    };
    assert_eq!(enough, Some(false));
    let missing = brings_back.unwrap();
    assert!(missing > eur("5"), "{missing}");
    street.shops.give_up(street.own(), &short).unwrap().unwrap();
    let cents = units::format_decimal(i128::from(missing.amount_to_pay_cents()), 2);
    let whole = street.reserve(&cents, "fedcba9876543210fedcba9876543210").unwrap();
    let standing = street.sale(&whole).standing;
    let suffices =
        matches!(standing, Standing::Reserved { enough: Some(true), brings_back: None, .. });
    assert!(suffices, "{standing:?}");
}

#[test]
fn tp_06_a_sale_of_ones_own_is_undone_in_time_if_its_money_is_not_used() {
    let street = street();
    let before = street.balance();
    let number = street.sold("20", ATTEMPT, Means::Cash);
    let (own, colleague) = (&street.people[0], &street.people[1]);
    let undo = |who: &Visitor, number: &str| {
        street.shops.undo(who, number, UndoReason::WrongMeter).unwrap().unwrap()
    };
    assert_eq!(undo(colleague, &number), Undoing::NotYours);
    let view = street.shops.sale(colleague, &number).unwrap().unwrap();
    assert!(!view.own);
    street.pass_min(9);
    assert_eq!(undo(own, &number), Undoing::Done);
    assert_eq!(undo(own, &number), Undoing::Done, "sent twice");
    assert_eq!(street.balance(), before);
    let standing = street.sale(&number).standing;
    let Standing::Undone { reason, means, .. } = standing else { panic!("{standing:?}") };
    assert_eq!((reason, means), (Some(UndoReason::WrongMeter), Means::Cash));
    let late = street.sold("30", ATTEMPT, Means::Cash);
    let Standing::Booked { undo_until, undo_min, .. } = street.sale(&late).standing else {
        panic!("it is booked");
    };
    assert_eq!(undo_until, street.now.lock().unwrap().plus_min(undo_min));
    street.pass_min(undo_min + 1);
    assert_eq!(undo(own, &late), Undoing::TooLate { minutes: undo_min });
    let open = street.reserve("40", ATTEMPT).unwrap();
    assert_eq!(undo(own, &open), Undoing::NotSold);
    let shift = street.shops.shift(own, None).unwrap().unwrap().open.unwrap();
    assert_eq!(shift.undone, (1, CashCount { cash: eur("20"), card: MicroEuro::ZERO }));
    assert_eq!(shift.expected.cash, eur("30"));
    sound(&mut Engine::open(&street.url).unwrap());
}

#[test]
fn tp_24_tickets_are_found_by_their_code_however_it_is_keyed_in() {
    let street = street();
    let numbers =
        [street.sold("20", ATTEMPT, Means::Cash), street.sold("30", ATTEMPT, Means::Card)];
    street.reserve("40", ATTEMPT).unwrap();
    let all = street.shops.tickets(street.own(), None).unwrap().unwrap();
    assert_eq!(all.len(), 2, "what was not paid has no ticket");
    let code = street.code(&numbers[1]);
    let keyed = code.replace('-', " ").to_lowercase();
    let found = street.shops.tickets(street.own(), Some(&keyed)).unwrap().unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].number.as_str(), found[0].state), (&*numbers[1], TicketState::Booked));
    assert_eq!((found[0].amount, found[0].means), (eur("30"), Means::Card));
    assert_eq!(street.shops.tickets(street.own(), Some("0000-0000")).unwrap(), Ok(Vec::new()));
    // It is the code of the money itself, as at any terminal.
    let mut engine = Engine::open(&street.url).unwrap();
    let sale = engine.store.sales(&[("T1", numbers[1].as_str())]).unwrap().pop().unwrap();
    assert!(sale.body.contains(&code));
}

#[test]
fn tp_20_a_shift_opens_with_the_first_sale_and_closes_once_with_its_difference() {
    let street = street();
    let shift = || street.shops.shift(street.own(), None).unwrap().unwrap();
    assert_eq!((shift().open, shift().last), (None, None));
    street.sold("20", ATTEMPT, Means::Cash);
    street.sold("30", ATTEMPT, Means::Cash);
    let open = shift().open.unwrap();
    assert_eq!(open.sales.len(), 1);
    assert_eq!((open.sales[0].energy, open.sales[0].count), (Energy::Electricity, 2));
    assert_eq!(open.sales[0].sum, open.expected);
    let difference = CashCount { cash: eur("-1.50"), card: MicroEuro::ZERO };
    assert_eq!(street.close("48.50", None), Err(ShopRefused::Unexplained { difference }));
    assert!(shift().open.is_some(), "it is not closed by a refusal");
    assert_eq!(street.close("48.50", Some("wrong change")), Ok(()));
    assert_eq!(street.close("48.50", Some("wrong change")), Ok(()), "sent twice");
    assert_eq!(street.close("0", None), Ok(()), "of an old page");
    let (after, last) = (shift(), shift().last.unwrap());
    assert_eq!(after.open, None);
    assert_eq!((last.difference, last.expected.cash), (difference, eur("50")));
    assert_eq!(last.explanation.as_deref(), Some("wrong change"));
    sound(&mut Engine::open(&street.url).unwrap());
}

#[test]
fn pd_04_a_shop_learns_energy_town_and_limits_and_guesses_are_limited() {
    let street = street();
    let look = |text: &str| street.shops.look_up(street.own(), text).unwrap();
    let point = look(&ean().reference().to_string()).unwrap();
    assert_eq!((point.energy, point.town.as_str()), (Energy::Electricity, "Huy"));
    assert_eq!((point.least, point.most), (eur("5"), eur("250")));
    // Limits are general, also when they are refused.
    let refused = ShopRefused::OutsideLimits { least: eur("5"), most: eur("250") };
    assert_eq!(street.reserve("4.99", ATTEMPT), Err(refused));
    assert_eq!(look("12345"), Err(ShopRefused::NotThirteenDigits), "no guess");
    for _ in 0..5 {
        let other: Ean = "541449000000000003".parse().unwrap();
        let wrong = look(&other.reference().to_string());
        assert_eq!(wrong, Err(ShopRefused::WrongReference));
    }
    let right = ean().reference().to_string();
    assert!(matches!(look(&right), Err(ShopRefused::Wait { .. })));
    assert!(matches!(street.reserve("20", ATTEMPT), Err(ShopRefused::Wait { .. })));
    street.pass_min(61);
    assert!(look(&right).is_ok());
}

#[test]
fn pd_04_nobody_sells_without_a_terminal_of_their_own() {
    let street = street();
    let nobody = &street.people[2];
    let number = street.sold("20", ATTEMPT, Means::Cash);
    let refused = Err(ShopRefused::NoTerminal);
    assert_eq!(street.shops.counter(nobody).unwrap().map(|_| ()), refused);
    assert_eq!(street.shops.sale(nobody, &number).unwrap().map(|_| ()), refused);
    assert_eq!(street.shops.tickets(nobody, None).unwrap().map(|_| ()), refused);
    let reference = ean().reference().to_string();
    assert_eq!(street.shops.look_up(nobody, &reference).unwrap().map(|_| ()), refused);
    let selling = Selling { reference: &reference, amount: eur("20"), attempt: ATTEMPT };
    assert_eq!(street.shops.reserve(nobody, &selling).unwrap().map(|_| ()), refused);
    assert_eq!(street.shops.confirm(nobody, &number, Means::Cash).unwrap(), refused);
    let undone = street.shops.undo(nobody, &number, UndoReason::Customer).unwrap();
    assert_eq!(undone.map(|_| ()), refused);
    // A sale that is reserved is paid at its own cashier's.
    let open = street.reserve("30", ATTEMPT).unwrap();
    let other = street.shops.confirm(&street.people[1], &open, Means::Cash).unwrap();
    assert_eq!(other, Err(ShopRefused::UnknownSale));
    // Whoever leaves the shop sells there no more.
    let mut engine = Engine::open(&street.url).unwrap();
    engine.store.set_terminal(street.own().person, None, Instant(1)).unwrap();
    assert_eq!(street.shops.counter(street.own()).unwrap().map(|_| ()), refused);
}

#[test]
fn pd_04_staff_give_a_merchant_a_terminal_of_their_operator_and_take_it_away() {
    let street = street();
    let mut engine = Engine::open(&street.url).unwrap();
    let person = street.people[2].person;
    let mut give = |terminal: Option<&str>, person: i64| {
        let terminal = terminal.map(|name| name.parse().unwrap());
        let asked = crate::people::PersonCommand::Terminal { person, terminal };
        let told = crate::people::run(&mut engine, &asked, true, &mut Vec::new());
        told.map_err(|failure| failure.to_string())
    };
    let where_sold = || street.shops.counter(&street.people[2]).unwrap().map(|at| at.terminal);
    assert_eq!(give(Some("T9"), person).unwrap_err(), "ORES has no terminal `T9`");
    assert_eq!(where_sold(), Err(ShopRefused::NoTerminal));
    give(Some("T1"), person).unwrap();
    assert_eq!(where_sold(), Ok("T1".to_owned()));
    give(None, person).unwrap();
    assert_eq!(where_sold(), Err(ShopRefused::NoTerminal));
    let ways = Ways::empty(Language::Fr, instant("2026-11-01T12:00:00+01:00"));
    let agent = Role::AgentL1.code();
    let agent = Engine::open(&street.url).unwrap().store.add_person(Dso::Ores, agent, None, &ways);
    let refused = give(Some("T1"), agent.unwrap().id).unwrap_err();
    assert_eq!(refused, "only a merchant sells at a terminal");
}

#[test]
fn m_05_a_week_counts_what_was_credited_and_undone_in_it_whatever_was_sold_when() {
    let street = street();
    let week = |day: Option<&str>| {
        let day = day.map(|day| day.parse().unwrap());
        street.shops.week(street.own(), day).unwrap().unwrap()
    };
    let none = CashCount::default();
    assert_eq!((week(None).lines, week(None).owed), (Vec::new(), none));
    // On a Sunday, and five minutes before its end.
    street.sold("20", ATTEMPT, Means::Cash);
    street.sold("30", ATTEMPT, Means::Card);
    street.reserve("50", ATTEMPT).unwrap();
    street.pass_min(12 * 60 - 5);
    let late = street.sold("40", ATTEMPT, Means::Cash);
    street.pass_min(8);
    let undone = street.shops.undo(street.own(), &late, UndoReason::WrongAmount).unwrap();
    assert_eq!(undone, Ok(Undoing::Done));
    street.sold("25", ATTEMPT, Means::Cash);
    let (sunday, monday) = ("2026-11-01".parse().unwrap(), "2026-11-02".parse().unwrap());
    let first = week(Some("2026-11-01"));
    assert_eq!(first.monday, "2026-10-26".parse().unwrap());
    let sum = |cash: &str, card: &str| CashCount { cash: eur(cash), card: eur(card) };
    let [line] = first.lines.as_slice() else { panic!("{first:?}") };
    assert_eq!((line.day, line.energy), (sunday, Energy::Electricity));
    assert_eq!((line.sold, line.undone), ((3, sum("60", "30")), (0, none)));
    assert_eq!((first.owed, first.held), (sum("60", "30"), (0, none)));
    let second = week(None);
    let [line] = second.lines.as_slice() else { panic!("{second:?}") };
    assert_eq!(
        (line.day, line.sold, line.undone),
        (monday, (1, sum("25", "0")), (1, sum("40", "0")))
    );
    assert_eq!(second.owed, sum("-15", "0"), "of both weeks together it is what is in the till");
    assert_eq!(week(Some("2026-11-08")), week(Some("2026-11-02")));
    assert_eq!(week(Some("2026-11-09")).lines, []);
    // The same as the ledger has of this terminal.
    let sums = |week: &Week| week.owed.cash.0 + week.owed.card.0;
    let mut engine = Engine::open(&street.url).unwrap();
    let account = engine.account_of(ean()).unwrap().id;
    let postings = engine.store.entries(&[account]).unwrap().into_iter();
    let own = postings.filter(|entry| entry.booked_at >= instant("2026-11-01T12:00:00+01:00"));
    let credit = own.flat_map(|entry| entry.transaction.postings().to_vec());
    let credit = credit.filter(|one| one.account == ledger::LedgerAccount::CustomerCredit);
    assert_eq!(credit.map(|one| -one.amount.0).sum::<i64>(), sums(&first) + sums(&second));
    assert_eq!(street.shops.week(&street.people[2], None).unwrap(), Err(ShopRefused::NoTerminal));
}

#[test]
fn m_06_the_terminal_tells_what_waits_since_when_and_what_came_last() {
    let street = street();
    let terminal = || ShopOffice::terminal(&street.shops, street.own()).unwrap().unwrap();
    let empty = terminal();
    assert_eq!((empty.name.as_str(), empty.operator.as_str()), ("Kiosk", "ORES"));
    assert_eq!((empty.last, empty.waiting.len(), empty.offline), (None, 0, None));
    street.sold("20", ATTEMPT, Means::Cash);
    let sold_at = *street.now.lock().unwrap();
    street.pass_min(3);
    let number = street.reserve("30", ATTEMPT).unwrap();
    let since = *street.now.lock().unwrap();
    street.pass_min(7);
    let now = terminal();
    assert_eq!(now.last, Some(sold_at));
    assert_eq!((now.least, now.most, now.kept_h > 0), (eur("5"), eur("250"), true));
    let [waiting] = now.waiting.as_slice() else { panic!("{now:?}") };
    assert_eq!((&waiting.number, waiting.amount, waiting.since), (&number, eur("30"), since));
    street.shops.give_up(street.own(), &number).unwrap().unwrap();
    assert_eq!(terminal().waiting, []);
}
