//! Money in suspense at the desk: what is due, and how it goes back.

use super::*;
use crate::bank::tests::world::{PAYER, camt, pays, statement};
use crate::bank::{Importing, import_file};
use portal::agent::{ActKind, PaymentDesk};
use store::PayoutState;
use vending::SuspenseAct;

/// 20.00 EUR of somebody who wrote no reference, on a statement of 11 November. Returns its key.
fn in_suspense(office: &Office) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bank");
    std::fs::write(&file, camt(&[statement(1, 0, vec![pays(2_000, "x")])])).unwrap();
    let at = instant("2026-11-12T12:00:00+01:00");
    let mut engine = office.engine();
    let request = Importing {
        file,
        iban_of: Some(Dso::Ores),
        out_of_sequence: false,
        partial: false,
        piece: 3,
        at,
    };
    import_file(&mut engine, &request).unwrap();
    office.at("2026-11-12T14:00:00+01:00");
    engine.store.open_suspense(Dso::Ores).unwrap()[0].key.clone()
}

fn back(line: &str, to: Option<&str>) -> Wanted {
    let to = to.map(|iban| (iban.to_owned(), String::new()));
    Wanted::GiveBack { line: line.to_owned(), to, note: "sent by mistake".to_owned() }
}

#[test]
fn tp_16_the_desk_says_what_is_due_and_a_letter_begins_the_term() {
    let office = office();
    let key = in_suspense(&office);
    let line = |at: &str| {
        office.at(at);
        let view = office.desks.money(&office.caller, &AskedOf::Text(String::new())).unwrap();
        assert_eq!(view.lying.len(), 1);
        assert_eq!((view.lying[0].items, view.lying[0].ledger), (eur("20"), eur("20")));
        view.suspense[0].clone()
    };
    let young = line("2026-11-12T14:00:00+01:00");
    assert_eq!((young.due, young.age_days), (SuspenseAct::Wait, 1));
    let older = line("2026-11-17T09:00:00+01:00");
    assert_eq!((older.due, older.age_days), (SuspenseAct::SendLetter, 6));
    assert_eq!(office.desks.sender_asked(&office.caller, &key, "by post").unwrap(), Ok(()));
    assert_eq!(line("2026-11-18T09:00:00+01:00").due, SuspenseAct::Wait);
    assert_eq!(line("2026-12-11T09:00:00+01:00").due, SuspenseAct::Return);
    let seen = office.desks.suspense(&office.caller, &key).unwrap().unwrap();
    assert_eq!(seen.asked, Some("2026-11-17".parse().unwrap()));
    assert_eq!((seen.iban.as_deref(), seen.due.0), (Some(PAYER), SuspenseAct::Return));
    let gone = office.desks.sender_asked(&office.caller, "bank:none", "by post").unwrap();
    assert_eq!(gone, Err(AgentRefused::NoLine));
}

#[test]
fn tp_16_money_goes_back_by_two_people_to_nobody_but_its_sender() {
    let office = office();
    let key = in_suspense(&office);
    let other = back(&key, Some("BE68539007547034"));
    let refused = office.desks.give_back_effect(&office.agent, &other).unwrap();
    assert!(matches!(refused, Err(AgentRefused::Rule(_))), "it came from another account");
    let wanted = back(&key, None);
    let effect = office.desks.give_back_effect(&office.agent, &wanted).unwrap().unwrap();
    assert!(effect.second, "whatever the sum");
    assert_eq!(effect.lies, Some((eur("20"), eur("0"))));
    let ask = || office.desks.give_back(&office.agent, &wanted, ATTEMPT).unwrap().unwrap();
    let act = ask();
    assert_eq!(ask(), act, "the page sent twice");
    let mut engine = office.engine();
    assert_eq!(engine.store.payouts(Dso::Ores).unwrap().len(), 0, "one person sends nothing");
    let seen = office.desks.suspense(&office.colleague, &key).unwrap().unwrap();
    assert_eq!((seen.waiting, seen.open), (Some(act), true));
    let shown = office.desks.act(&office.colleague, act).unwrap().unwrap();
    assert_eq!((shown.ean, shown.wanted.kind()), (None, ActKind::GiveBack));
    assert_eq!(office.desks.waiting(&office.colleague).unwrap().len(), 1);
    let own = office.desks.decide(&office.agent, act, true, "").unwrap();
    assert_eq!(own, Err(AgentRefused::SamePerson));
    let low = office.desks.decide(&office.caller, act, true, "").unwrap();
    assert_eq!(low, Err(AgentRefused::SamePerson), "not of that role");
    assert_eq!(office.desks.decide(&office.colleague, act, true, "").unwrap(), Ok(()));
    let payouts = engine.store.payouts(Dso::Ores).unwrap();
    assert_eq!(payouts.len(), 1);
    assert_eq!((payouts[0].iban.as_str(), payouts[0].amount), (PAYER, eur("20")));
    assert_eq!(payouts[0].state, PayoutState::Approved);
    let view = office.desks.money(&office.caller, &AskedOf::Text(String::new())).unwrap();
    assert_eq!((view.suspense.len(), view.lying.len()), (0, 0));
    let again = office.desks.give_back_effect(&office.agent, &wanted).unwrap();
    assert_eq!(again, Err(AgentRefused::NoLine));
}

/// 200.00 EUR for the home, by transfer. Some of it is spent at once, on what was below zero.
fn transferred(office: &Office) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bank");
    let line = pays(20_000, &ean().to_string());
    let mut said = statement(1, 0, vec![line]);
    said.day = "2026-11-03";
    std::fs::write(&file, camt(&[said])).unwrap();
    let at = instant("2026-11-04T08:00:00+01:00");
    let mut engine = office.engine();
    let iban_of = Some(Dso::Ores);
    let (out_of_sequence, partial, piece) = (false, false, 3);
    import_file(&mut engine, &Importing { file, iban_of, out_of_sequence, partial, piece, at })
        .unwrap();
    office.at("2026-11-04T08:10:00+01:00");
    let view = office.desks.money(&office.caller, &AskedOf::Account(account_id())).unwrap();
    let came = view.came.iter().find(|came| came.channel == "transfer").unwrap();
    came.payment.clone().expect("a transfer has a page of its own")
}

fn refund(key: &str, amount: &str, to: Option<&str>) -> Wanted {
    let to = to.map(|iban| (iban.to_owned(), "An".to_owned()));
    let (payment, note) = (key.to_owned(), "sent twice".to_owned());
    Wanted::Refund { payment, amount: eur(amount), to, note }
}

#[test]
fn tp_18_a_transfer_goes_back_to_its_sender_by_the_desk_and_to_nobody_else() {
    let office = office();
    let key = transferred(&office);
    let shown = || office.desks.other_money(&office.caller, &key).unwrap().unwrap();
    let before = shown();
    assert_eq!(before.sender.as_deref(), Some(PAYER));
    assert!(before.left > eur("100") && before.left < eur("200"), "{:?}", before.left);
    assert!(before.steps.iter().any(|step| step.said == "ledger"), "{:?}", before.steps);
    let refused = |wanted: &Wanted| office.desks.give_back_effect(&office.agent, wanted).unwrap();
    for wanted in [refund(&key, "5", Some("BE68539007547034")), refund(&key, "200", None)] {
        assert!(matches!(refused(&wanted), Err(AgentRefused::Rule(_))), "{wanted:?}");
    }
    let gone = refund("bank:none:x:1:1", "5", None);
    assert!(matches!(refused(&gone), Err(AgentRefused::Rule(_))), "{:?}", refused(&gone));
    let wanted = refund(&key, "5", None);
    let effect = refused(&wanted).unwrap();
    let fall = effect.balance.0.checked_sub(effect.balance.1);
    assert_eq!((fall, effect.second), (Some(eur("5")), false));
    let act = office.desks.give_back(&office.agent, &wanted, ATTEMPT).unwrap().unwrap();
    let again = office.desks.give_back(&office.agent, &wanted, ATTEMPT).unwrap().unwrap();
    assert_eq!(act, again, "the page sent twice");
    let mut engine = office.engine();
    let payouts = engine.store.payouts(Dso::Ores).unwrap();
    assert_eq!(payouts.len(), 1);
    assert_eq!((payouts[0].iban.as_str(), payouts[0].amount), (PAYER, eur("5")));
    assert_eq!(payouts[0].state, PayoutState::Proposed, "a second person lets it out of the bank");
    let after = shown();
    assert_eq!(before.left.checked_sub(after.left), Some(eur("5")));
    assert_eq!(after.under_way, Some((eur("5"), PAYER.to_owned())));
    let second = office.desks.give_back_effect(&office.agent, &wanted).unwrap();
    assert!(matches!(second, Err(AgentRefused::Rule(_))), "one is under way");
    sound(&mut engine);
}
