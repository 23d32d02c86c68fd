//! Money that left and closed no payout, money that was owed to us, and who has what in hand.

use super::people::an;
use super::world::{DSO, World, at, day, eur, noon, on_both, pays, statement, told};
use crate::bank::debits::{Cause, explain, open};
use crate::bank::owed::{OwedBy, owed, settle};
use crate::bank::suspense::{Person, give_back, own};
use crate::bank::{Bank, act, remit};
use crate::reconcile::{Banks, Compared, Terminals, Way};
use ledger::LedgerAccount;
use timeline::Fact;
use vending::{Fault, Owed, PaidPeriod, Side};

on_both! {
    tp_19_a_debit_is_a_difference_until_two_people_have_explained_it
    tp_19_a_payout_that_the_bank_debits_twice_is_a_difference_and_comes_back
    tp_16_tp_20_money_of_a_merchant_takes_off_what_its_terminal_owes
    tp_16_pa_44_money_of_a_social_service_is_nobodys_second_credit
    tp_16_an_item_has_an_owner_and_the_letter_a_text
}

const EVER: (&str, &str) = ("2010-01-01", "2030-01-01");

pub fn both() -> Person {
    an(Some("bo"))
}

pub fn banks(world: &mut World) -> Compared {
    let days = PaidPeriod { from: day(EVER.0), to: day(EVER.1) };
    Banks.compare(&mut world.engine, DSO, days, noon()).unwrap()
}

pub fn said(world: &mut World, bank: Bank) -> String {
    let mut out = Vec::new();
    act(&mut world.engine, bank, noon(), true, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn key(world: &mut World) -> String {
    world.suspense().items[0].1.key.to_string()
}

fn of(world: &mut World, account: LedgerAccount) -> Vec<(String, i128, i128)> {
    let all = owed(&mut world.engine, DSO).unwrap();
    let one = all.into_iter().filter(|one| one.account == account);
    one.map(|OwedBy { party, owed, settled, .. }| (party, owed, settled)).collect()
}

fn tp_19_a_debit_is_a_difference_until_two_people_have_explained_it(world: &mut World) {
    world
        .import(&[statement(1, 0, vec![pays(5_000, "x"), pays(-250, "Frais de compte")])])
        .unwrap();
    let found = banks(world).three_way.differences;
    let [one] = &found[..] else { panic!("{found:?}") };
    assert_eq!(one.faults, [Fault::Missing(Side::Payments), Fault::Missing(Side::Ledger)]);
    let listed = open(&mut world.engine, DSO).unwrap();
    assert_eq!(listed.len(), 1);
    let debit = listed[0].line.key.clone();
    assert_eq!(one.key, debit);
    let told_of = said(world, Bank::Debits { dso: Some(DSO) });
    assert!(told_of.contains("2.500000") && told_of.contains("Frais de compte"), "{told_of}");

    let ask = |world: &mut World, key: &str, person: &Person| {
        told(explain(&mut world.engine, key, Cause::Costs, person, noon()))
    };
    assert!(ask(world, &debit, &an(None)).unwrap_err().contains("a second person"));
    assert!(ask(world, &debit, &an(Some(" AN "))).unwrap_err().contains("another person"));
    let silent = Person { note: " ".into(), ..both() };
    assert!(ask(world, &debit, &silent).unwrap_err().contains("--note"));
    let credit = key(world);
    assert!(ask(world, &credit, &both()).unwrap_err().contains("is no debit"));
    assert_eq!(banks(world).three_way.differences.len(), 1, "nothing was explained so far");

    assert_eq!(ask(world, &debit, &both()).unwrap(), eur("2.50"));
    assert!(ask(world, &debit, &both()).unwrap_err().contains("is explained: costs"));
    assert!(open(&mut world.engine, DSO).unwrap().is_empty());
    let balance =
        |world: &mut World, account| world.engine.store.house_balance(DSO, account).unwrap();
    assert_eq!(balance(world, LedgerAccount::BankCosts), -2_500_000);
    // What the bank has and what the books have of it are the same again.
    assert_eq!(balance(world, LedgerAccount::CashTransfer), -47_500_000);
    world.sound();
}

fn tp_19_a_payout_that_the_bank_debits_twice_is_a_difference_and_comes_back(world: &mut World) {
    world.import(&[statement(1, 0, vec![pays(2_000, "x"), pays(2_000, "y")])]).unwrap();
    let first = key(world);
    let payout = give_back(&mut world.engine, &first, None, &both(), noon()).unwrap();
    let mut debit = pays(-2_000, "back");
    debit.end_to_end = payout.end_to_end_id.clone();
    let booked = world.import(&[statement(2, 4_000, vec![debit.clone(), debit])]).unwrap();
    assert_eq!((booked[0].paid_out.0, booked[0].open_debits.len()), (1, 1));
    let listed = open(&mut world.engine, DSO).unwrap();
    let hint = listed[0].hint.clone().unwrap();
    assert!(hint.contains("closed by bank:"), "{hint}");
    let found = banks(world).three_way.differences;
    assert_eq!(found.len(), 1, "{found:?}");
    let doubled = listed[0].line.key.clone();
    explain(&mut world.engine, &doubled, Cause::Doubled, &both(), noon()).unwrap();
    world.sound();
    let owes = |world: &mut World| of(world, LedgerAccount::ToBeRecovered);
    assert_eq!(owes(world), [(doubled.clone(), 20_000_000, 0)]);
    // Who got it twice gives it back.
    let came = key(world);
    let to = Owed::Debit(doubled.clone());
    let unknown = settle(&mut world.engine, &came, &Owed::Debit(first), &both(), noon());
    assert!(told(unknown).unwrap_err().contains("is explained"));
    settle(&mut world.engine, &came, &to, &both(), noon()).unwrap();
    assert_eq!(owes(world), [(doubled, 0, 20_000_000)]);
    world.sound();
    // More than had left cannot come back.
    world.import(&[statement(3, 0, vec![pays(100, "z")])]).unwrap();
    let more = key(world);
    let refused = told(settle(&mut world.engine, &more, &to, &both(), noon()));
    assert!(refused.unwrap_err().contains("more than had left"));
    assert_eq!(world.suspense().items.len(), 1);
    world.sound();
}

fn tp_16_tp_20_money_of_a_merchant_takes_off_what_its_terminal_owes(world: &mut World) {
    world.engine.store.keep_terminal("T-1", DSO, "{}").unwrap();
    let sold =
        Fact::TopUp { eur: eur("30"), channel: "terminal".into(), id: "terminal:T-1:1".into() };
    let account = world.accounts[0].clone();
    world.engine.record(&account, &sold, at("2026-11-10T12:00:00+01:00")).unwrap();
    world.import(&[statement(1, 0, vec![pays(2_000, "T-1")])]).unwrap();
    let (key, before) = (key(world), world.balance(0));
    let owes = |world: &mut World| of(world, LedgerAccount::CashTerminal);
    assert_eq!(owes(world), [("T-1".to_owned(), 30_000_000, 0)]);
    let ask = |world: &mut World, terminal: &str, person: &Person| {
        let to = Owed::Terminal(terminal.to_owned());
        told(settle(&mut world.engine, &key, &to, person, noon()))
    };
    assert!(ask(world, "T-1", &an(None)).unwrap_err().contains("a second person"));
    assert!(ask(world, "T-2", &both()).unwrap_err().contains("there is no terminal"));
    assert_eq!(ask(world, "T-1", &both()).unwrap(), (eur("20"), 10_000_000));
    assert!(ask(world, "T-1", &both()).unwrap_err().contains("has left suspense already"));
    assert_eq!(owes(world), [("T-1".to_owned(), 10_000_000, 20_000_000)]);
    assert_eq!(world.balance(0), before, "no household is credited");
    assert_eq!((world.suspense().total, world.suspense().ledger), (0, 0));
    let shown = said(world, Bank::Owed { dso: Some(DSO) });
    assert!(shown.contains("\"party\":\"T-1\"") && shown.contains("10.000000"), "{shown}");
    assert_eq!(banks(world).three_way.differences, []);
    let days = PaidPeriod { from: day(EVER.0), to: day(EVER.1) };
    let terminals = Terminals.compare(&mut world.engine, DSO, days, noon()).unwrap();
    let strays = terminals.three_way.differences;
    assert!(strays.iter().all(|one| !one.key.contains("bank:")), "{strays:?}");
    let found = crate::reconcile::compare(&mut world.engine, &[], DSO, days, true, noon()).unwrap();
    assert!(found.remarks.iter().any(|one| one.contains("T-1 owes 10.000000")), "{found:?}");
}

fn tp_16_pa_44_money_of_a_social_service_is_nobodys_second_credit(world: &mut World) {
    let aid = Fact::Aid { eur: eur("40"), channel: "cpas:7".into(), id: "aid:1".into() };
    let account = world.accounts[0].clone();
    world.engine.record(&account, &aid, at("2026-11-10T12:00:00+01:00")).unwrap();
    world.import(&[statement(1, 0, vec![pays(4_000, "CPAS de Namur")])]).unwrap();
    let (key, before) = (key(world), world.balance(0));
    assert_eq!(of(world, LedgerAccount::AidDue), [("cpas:7".to_owned(), 40_000_000, 0)]);
    let ask = |world: &mut World, origin: &str| {
        let to = Owed::Aid(origin.to_owned());
        told(settle(&mut world.engine, &key, &to, &both(), noon()))
    };
    assert!(ask(world, "cpas:8").unwrap_err().contains("no aid of ORES"));
    assert_eq!(ask(world, "cpas:7").unwrap(), (eur("40"), 0));
    assert_eq!(of(world, LedgerAccount::AidDue), [("cpas:7".to_owned(), 0, 40_000_000)]);
    assert_eq!(world.balance(0), before);
    world.sound();
}

fn tp_16_an_item_has_an_owner_and_the_letter_a_text(world: &mut World) {
    world.import(&[statement(1, 0, vec![pays(2_000, "x")])]).unwrap();
    let key = key(world);
    let shown = |world: &mut World| said(world, Bank::Suspense { dso: Some(DSO) });
    assert!(shown(world).contains("\"owner\":null"));
    assert!(told(own(&mut world.engine, &key, " ", noon())).is_err());
    said(world, Bank::Own { key: key.clone(), by: "an".into() });
    let listed = shown(world);
    assert!(listed.contains("\"owner\":\"an\"") && listed.contains("\"age_days\":1"), "{listed}");
    let out = world.folder.path().join("letter.txt");
    let person = crate::bank::Person { by: "an".into(), approved_by: None, note: String::new() };
    let language = units::Language::Nl;
    said(world, Bank::Letter { key: key.clone(), out: Some(out.clone()), language, person });
    let text = std::fs::read_to_string(out).unwrap();
    assert!(text.contains("20,00 EUR") && text.contains(&key) && text.contains("6769"), "{text}");
    let acts = world.engine.store.suspense_acts(&key).unwrap();
    assert_eq!(acts.len(), 2);
    // Whoever has it, the money is where it was.
    assert_eq!(world.suspense().items.len(), 1);
    let payout = give_back(&mut world.engine, &key, None, &an(None), noon()).unwrap();
    let typed = told(remit::approve(&mut world.engine, payout.id, " An", noon()));
    assert!(typed.unwrap_err().contains("another person has to approve it"));
    assert!(told(own(&mut world.engine, &key, "bo", noon())).is_err());
    world.sound();
}
