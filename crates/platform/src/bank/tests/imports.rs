//! Statements in: matched, suspended, refused; each once.

use super::world::{
    DSO, IBAN, Line, Statement, World, camt, eur, noon, on_both, pays, pays_ogm, statement,
};
use crate::bank::import::{Request, import};
use crate::reconcile::{self, Banks, Way};
use store::{LineState, Stop};

on_both! {
    tp_15_ogm_ean_and_reference_are_credited_and_the_rest_waits
    cg_07_money_that_may_be_for_an_account_bars_its_cut
    tp_05_a_statement_is_booked_once
    tp_10_a_control_that_is_off_by_a_cent_books_nothing
    tp_10_a_statement_out_of_sequence_is_named
    tp_14_cash_at_a_post_office_is_credited_by_itself
    tp_05_an_import_that_was_cut_short_ends_as_if_it_had_not_been
    tp_05_a_statement_booked_in_part_is_finished_before_the_next_one
    tp_05_many_credits_of_ordinary_accounts_are_what_their_timelines_book
    tp_15_an_account_of_another_operator_or_closed_gets_nothing
    tp_19_a_difference_is_named_down_to_the_line
}

fn lines(world: &World) -> Vec<Line> {
    let (ean, reference) = (world.accounts[1].ean, world.accounts[2].ean.reference());
    let both = format!("{} en {}", world.ogm(0), world.ogm(1));
    vec![
        pays_ogm(2_000, &world.ogm(0)),
        pays(1_550, &format!("compteur {ean} merci")),
        pays(501, &format!("ref. {reference}")),
        pays(3_000, &format!("pour le 12/11 {}", world.ogm(0))),
        pays(777, &both),
        Line { iban: "BE43068999999501", ..pays(999, "cadeau") },
        pays(-1_000, "frais"),
    ]
}

fn tp_15_ogm_ean_and_reference_are_credited_and_the_rest_waits(world: &mut World) {
    let before: Vec<_> = (0..3).map(|account| world.balance(account)).collect();
    let lines = lines(world);
    let booked = world.import(&[statement(7, 100_000, lines)]).unwrap();
    assert_eq!(booked[0].credited, (4, 70_510_000));
    assert_eq!(booked[0].suspended, (2, 17_760_000));
    assert_eq!(booked[0].open_debits.len(), 1);
    let moved: Vec<_> =
        (0..3).map(|account| world.balance(account).0 - before[account].0).collect();
    assert_eq!(moved, [50_000_000, 15_500_000, 5_010_000]);
    let kept = world.engine.store.bank_lines(
        DSO,
        "2026-11-11".parse().unwrap(),
        "2026-11-12".parse().unwrap(),
    );
    let how: Vec<_> = kept.unwrap().into_iter().map(|line| (line.state, line.how)).collect();
    let credited = |how: &str| (LineState::Credited, how.to_owned());
    let suspended = |how: &str| (LineState::Suspended, how.to_owned());
    assert_eq!(
        how,
        [
            credited("structured_ogm"),
            credited("ean"),
            credited("reference"),
            credited("ogm_in_text"),
            suspended("ambiguous"),
            suspended("unmatched"),
            (LineState::OpenDebit, String::new()),
        ]
    );
    let list = world.suspense();
    assert_eq!((list.total, list.ledger), (17_760_000, 17_760_000));
    world.sound();
}

fn cg_07_money_that_may_be_for_an_account_bars_its_cut(world: &mut World) {
    let first =
        statement(1, 0, vec![Line { iban: "BE43068999999501", ..pays_ogm(1_000, &world.ogm(2)) }]);
    let opening = first.closing();
    world.import(&[first]).unwrap();
    let both = format!("{} en {}", world.ogm(0), world.ogm(1));
    // The payer of the last line has paid for the third account before: a suggestion, no match.
    let more = vec![pays(777, &both), Line { iban: "BE43068999999501", ..pays(999, "merci") }];
    world.import(&[statement(2, opening, more)]).unwrap();
    assert_eq!(world.kinds(0), ["payment_pending"]);
    assert_eq!(world.kinds(1), ["payment_pending"]);
    assert_eq!(world.kinds(2), ["top_up", "payment_pending"]);
    world.sound();
}

fn tp_05_a_statement_is_booked_once(world: &mut World) {
    let statements = [statement(7, 100_000, lines(world))];
    world.import(&statements).unwrap();
    let before = world.contents();
    let again = world.import(&statements).unwrap();
    assert!(again[0].known, "{again:?}");
    assert_eq!(world.contents(), before);
    // Twice in one file, and beside a new one.
    let next = statement(8, statements[0].closing(), vec![pays_ogm(100, &world.ogm(0))]);
    let file = [statements[0].clone(), next.clone(), next];
    let booked = world.import(&file).unwrap();
    assert_eq!(booked.iter().map(|one| one.known).collect::<Vec<_>>(), [true, false, true]);
    // The same number and day with other contents.
    let mut other = statements[0].clone();
    other.lines[0].cents += 100;
    let refused = world.import(&[other]).unwrap_err();
    assert!(refused.contains("was booked with other contents"), "{refused}");
    world.sound();
}

fn tp_10_a_control_that_is_off_by_a_cent_books_nothing(world: &mut World) {
    let before = world.contents();
    let good = statement(1, 0, vec![pays_ogm(2_000, &world.ogm(0))]);
    let wrong = Statement { wrong_by: 1, ..statement(2, 2_000, vec![pays_ogm(5, &world.ogm(0))]) };
    let refused = world.import(&[good.clone(), wrong]).unwrap_err();
    assert!(refused.contains("new balance: expected `20.050000`, found `20.060000`"), "{refused}");
    // A file that ends early, and one in another currency.
    let whole = camt(std::slice::from_ref(&good));
    let cut = world.write(&whole.as_bytes()[..whole.len() - 60]);
    assert!(world.import_at(cut, noon()).unwrap_err().starts_with("line "));
    let foreign = Statement { currency: "CHF", ..good };
    let refused = world.import(&[foreign]).unwrap_err();
    assert!(refused.contains("currency `CHF` is not EUR"), "{refused}");
    assert_eq!(world.contents(), before);
}

fn tp_10_a_statement_out_of_sequence_is_named(world: &mut World) {
    let one = |number, opening| statement(number, opening, vec![pays(100, "x")]);
    world.import(&[one(4, 0)]).unwrap();
    let gap = world.import(&[one(6, 200)]).unwrap_err();
    assert!(gap.contains("statement 5 was expected after statement 4"), "{gap}");
    let earlier = world.import(&[one(3, 100)]).unwrap_err();
    assert!(earlier.contains("statement 5 was expected after statement 4"), "{earlier}");
    let balance = world.import(&[one(5, 101)]).unwrap_err();
    assert!(balance.contains("begins with 1.010000 EUR, statement 4 up to"), "{balance}");
    let mut old = one(5, 100);
    old.day = "2026-11-10";
    assert!(world.import(&[old]).unwrap_err().contains("is older than statement 4"));
    let file = world.write(camt(&[one(6, 200)]).as_bytes());
    let request = Request {
        file,
        iban_of: None,
        out_of_sequence: true,
        partial: false,
        piece: 3,
        at: noon(),
    };
    import(&mut world.engine, &request).unwrap();
    let mut year = one(1, 300);
    year.day = "2027-01-04";
    world.import(&[year]).unwrap();
    world.sound();
}

fn tp_14_cash_at_a_post_office_is_credited_by_itself(world: &mut World) {
    let slip = |cents, text: &str| Line {
        family: "CNTR</Cd><SubFmlyCd>CDPT",
        iban: "",
        ..pays(cents, text)
    };
    let lines = vec![slip(2_500, &world.ogm(0)), slip(1_200, "illisible")];
    world.import(&[statement(1, 0, lines)]).unwrap();
    let entries = world.engine.store.entries(&[world.accounts[0].id]).unwrap();
    let legs = entries.last().unwrap().transaction.postings().to_vec();
    assert_eq!(legs[0].account, ledger::LedgerAccount::CashPost);
    assert_eq!(legs[0].amount, eur("25"));
    let notices = world.engine.store.messages(&[world.accounts[0].id]).unwrap();
    assert!(notices.iter().any(|notice| notice.body.contains("top_up_credited")));
    // Nobody to send it back to: a person decides.
    let list = world.suspense();
    assert_eq!(list.items[0].1.sender_iban, None);
    world.sound();
}

fn tp_15_an_account_of_another_operator_or_closed_gets_nothing(world: &mut World) {
    let other = crate::bank::registry::ogm_of(units::AccountId::new(units::Dso::Resa, 1).unwrap());
    let unknown = crate::bank::registry::ogm_of(units::AccountId::new(DSO, 99).unwrap());
    let lines = vec![
        pays_ogm(100, &other.unwrap().to_string()),
        pays_ogm(100, &unknown.unwrap().to_string()),
        pays(100, "541449012345678999"),
    ];
    let booked = world.import(&[statement(1, 0, lines)]).unwrap();
    assert_eq!((booked[0].credited.0, booked[0].suspended.0), (0, 3));
    world.sound();
}

fn tp_19_a_difference_is_named_down_to_the_line(world: &mut World) {
    world.import(&[statement(7, 100_000, lines(world))]).unwrap();
    world.sound();
    let find = |world: &mut World| {
        let (from, to) = ("2026-11-11".parse().unwrap(), "2026-11-12".parse().unwrap());
        let days = vending::PaidPeriod { from, to };
        let found = Banks.compare(&mut world.engine, DSO, days, noon()).unwrap();
        let keys = found.three_way.differences.into_iter();
        (keys.map(|one| one.key).collect::<Vec<_>>(), found.faults.len())
    };
    let key = |line: u32| format!("bank:NICABEBB:{IBAN}:2026-11-11/7:{line}");
    let change = "UPDATE bank_line SET amount_micro_eur = amount_micro_eur + 10000 WHERE line = 2";
    world.engine.store.run_sql(change).unwrap();
    // The debit that nobody has explained is one, too.
    assert_eq!(find(world), (vec![key(2), key(7)], 1));
    // Money in suspense that no item tells of.
    let lost = format!("DELETE FROM suspense_item WHERE money_key = '{}'", key(6));
    world.engine.store.run_sql(&lost).unwrap();
    assert_eq!(find(world), (vec![key(2), key(6), key(7)], 2));
}

fn tp_05_an_import_that_was_cut_short_ends_as_if_it_had_not_been(world: &mut World) {
    let first = statement(7, 100_000, lines(world));
    let second = statement(8, first.closing(), vec![pays_ogm(100, &world.ogm(0))]);
    let statements = [first, second];
    world.import(&statements).unwrap();
    let expected = world.contents();
    let (mut stopped_at, mut in_part) = (0, 0);
    for writes in (0..).step_by(if world.is_postgres { 17 } else { 2 }) {
        let mut other = world.like();
        other.engine.store.stop_after(writes, Stop::Fail);
        let done = other.import(&statements);
        other.engine.store.never_stop();
        if done.is_ok() {
            break;
        }
        stopped_at = writes;
        let file = other.folder.path().join("bank-1");
        let booked = other.import_at(file, noon()).unwrap();
        in_part += u32::from(booked[0].booked_before > 0 && !booked[0].known);
        assert_eq!(other.contents(), expected, "stopped after {writes} writes");
    }
    assert!(stopped_at > 30 && in_part > 1, "only {stopped_at} writes, {in_part} in part");
}

fn tp_05_a_statement_booked_in_part_is_finished_before_the_next_one(world: &mut World) {
    let first = statement(7, 100_000, lines(world));
    let second = statement(8, first.closing(), vec![pays_ogm(100, &world.ogm(0))]);
    let file = world.write(camt(std::slice::from_ref(&first)).as_bytes());
    let mut why = String::new();
    let kept = (1..).find_map(|writes| {
        world.engine.store.stop_after(writes, Stop::Fail);
        why = world.import_at(file.clone(), noon()).unwrap_err();
        world.engine.store.never_stop();
        let day = "2026-11-11".parse().unwrap();
        let kept = world.engine.store.bank_lines(DSO, day, day.next()).unwrap().len();
        (kept > 0).then_some(kept)
    });
    assert_eq!(kept, Some(3));
    assert!(why.contains("is booked up to line 3 (imported again"), "{why}");
    let refused = world.import(std::slice::from_ref(&second)).unwrap_err();
    assert!(
        refused.contains("statement 7 up to 2026-11-11 before it is booked only up to line 3 of 7")
    );
    let days = vending::PaidPeriod {
        from: "2026-11-11".parse().unwrap(),
        to: "2026-11-12".parse().unwrap(),
    };
    let found = reconcile::compare(&mut world.engine, &[&Banks], DSO, days, false, noon()).unwrap();
    let banks = &found.ways[0].1;
    assert_eq!((banks.faults.len(), banks.three_way.differences.len()), (1, 0), "{banks:?}");
    // With the next one in the same file.
    let booked = world.import(&[first, second]).unwrap();
    let before: Vec<_> = booked.iter().map(|one| (one.known, one.booked_before)).collect();
    assert_eq!(before, [(false, 3), (false, 0)]);
    assert_eq!((booked[0].credited.0, booked[0].suspended.0), (1, 2));
    world.sound();
}

fn tp_05_many_credits_of_ordinary_accounts_are_what_their_timelines_book(world: &mut World) {
    let first: Vec<Line> = (0..3).map(|account| pays_ogm(5_000, &world.ogm(account))).collect();
    let first = Statement { day: "2026-10-30", ..statement(1, 0, first) };
    let opening = first.closing();
    let file = world.write(camt(&[first]).as_bytes());
    world.import_at(file, "2026-10-30T12:00:00+01:00".parse().unwrap()).unwrap();
    for (day, kwh) in [("2026-10-30", 2), ("2026-10-31", 5)] {
        world.night(day, kwh);
    }
    let before: Vec<_> = (0..3).map(|account| world.balance(account).0).collect();
    let both = format!("{} en {}", world.ogm(0), world.ogm(1));
    let lines = vec![
        pays_ogm(1_000, &world.ogm(0)),
        pays_ogm(2_000, &world.ogm(0)),
        pays_ogm(3_000, &world.ogm(1)),
        pays_ogm(10, &world.ogm(0)),
        // From here on two of them are no longer ordinary, within a piece.
        pays(777, &both),
        pays_ogm(20, &world.ogm(0)),
        pays_ogm(30, &world.ogm(2)),
    ];
    let booked = world.import(&[statement(2, opening, lines)]).unwrap();
    assert_eq!((booked[0].credited, booked[0].suspended), ((6, 60_600_000), (1, 7_770_000)));
    let moved: Vec<_> = (0..3).map(|account| world.balance(account).0 - before[account]).collect();
    assert_eq!(moved, [30_300_000, 30_000_000, 300_000]);
    // Each key is claimed once in the whole database, whatever way its money took.
    let claimed = |world: &mut World, line: u32| {
        let key = format!("bank:NICABEBB:{IBAN}:2026-11-11/2:{line}");
        world.engine.store.money_of(&key).unwrap()
    };
    let ids: Vec<_> = world.accounts.iter().map(|account| account.id).collect();
    let house = units::AccountId::house(DSO);
    let expected = [ids[0], ids[0], ids[1], ids[0], house, ids[0], ids[2]];
    for (line, account) in (1..).zip(expected) {
        assert_eq!(claimed(world, line), Some(account), "line {line}");
    }
    // The days between come late, as they do.
    for day in 1..12 {
        world.night(&format!("2026-11-{day:02}"), 5 + day);
    }
    world.sound();
}

#[test]
fn tp_10_whose_account_it_is_has_to_be_known() {
    let mut world = World::sqlite();
    let file = world.write(camt(&[statement(1, 0, Vec::new())]).as_bytes());
    let request = Request {
        file,
        iban_of: None,
        out_of_sequence: false,
        partial: false,
        piece: 3,
        at: noon(),
    };
    let refused = import(&mut world.engine, &request).unwrap_err().to_string();
    assert!(refused.contains(&format!("of {IBAN} up to 2026-11-11: whose account is it?")));
}
