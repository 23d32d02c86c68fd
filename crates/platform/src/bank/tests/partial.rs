//! Files of which some statements hold and others do not.

use super::world::{
    DSO, Line, Statement, World, camt, noon, on_both, pays, pays_ogm, statement, told,
};
use crate::bank::Bank;
use crate::bank::import::{Booked, Request, import};
use std::path::PathBuf;

on_both! {
    tp_10_statements_that_hold_are_booked_beside_others_if_asked
    tp_10_what_stands_before_a_broken_line_is_booked_if_asked
    tp_10_what_follows_a_gap_waits_for_the_gap
}

fn in_part(world: &mut World, file: PathBuf) -> Result<Vec<Booked>, String> {
    let (iban_of, at) = (Some(DSO), noon());
    let request = Request { file, iban_of, out_of_sequence: false, partial: true, piece: 3, at };
    told(import(&mut world.engine, &request))
}

fn shown(booked: &[Booked]) -> Vec<String> {
    let one = |one: &Booked| match one.refused.as_slice() {
        [] if one.known => "known".to_owned(),
        [] => format!("{} credited, {} in suspense", one.credited.0, one.suspended.0),
        reasons => format!("not booked: {}", reasons.join("; ")),
    };
    booked.iter().map(one).collect()
}

fn three(world: &World) -> [Statement; 3] {
    let first = statement(1, 0, vec![pays_ogm(100, &world.ogm(0)), pays(1, "x")]);
    let second = statement(2, first.closing(), vec![pays_ogm(200, &world.ogm(1))]);
    let third = statement(3, second.closing(), vec![pays_ogm(300, &world.ogm(2))]);
    [first, second, third]
}

fn tp_10_statements_that_hold_are_booked_beside_others_if_asked(world: &mut World) {
    let [first, second, third] = three(world);
    let spoilt = Statement { wrong_by: 7, ..second.clone() };
    let bytes = camt(&[first.clone(), spoilt, third.clone()]);
    let file = world.write(bytes.as_bytes());
    let before = world.contents();
    let refused = world.import_at(file.clone(), noon()).unwrap_err();
    assert!(refused.contains("statement 2 of"), "{refused}");
    assert_eq!(world.contents(), before);
    let why = "not booked: new balance: expected `3.010000`, found `3.080000`";
    let booked = in_part(world, file.clone()).unwrap();
    assert_eq!(shown(&booked), ["1 credited, 1 in suspense", why, "1 credited, 0 in suspense"]);
    world.sound();
    let after = world.contents();
    let again = shown(&in_part(world, file).unwrap());
    assert!(again[1].starts_with(why), "{again:?}");
    assert_eq!([again[0].as_str(), &again[2]], ["known", "known"]);
    assert_eq!(world.contents(), after);
    // Put right, it comes after a later one: a person looks.
    let right = world.write(camt(&[second]).as_bytes());
    let refused = in_part(world, right.clone()).unwrap_err();
    assert!(refused.contains("statement 4 was expected after statement 3"), "{refused}");
    let (file, at) = (right, noon());
    let request =
        Request { file, iban_of: None, out_of_sequence: true, partial: false, piece: 3, at };
    assert_eq!(import(&mut world.engine, &request).unwrap()[0].credited, (1, 2_000_000));
    world.sound();
}

fn tp_10_what_stands_before_a_broken_line_is_booked_if_asked(world: &mut World) {
    let [first, second, third] = three(world);
    let whole = camt(&[first, second, third]);
    let at = whole.rfind("<Stmt>").unwrap();
    let file = world.write(&whole.as_bytes()[..at + 200]);
    assert!(world.import_at(file.clone(), noon()).unwrap_err().starts_with("line "));
    let booked = in_part(world, file).unwrap();
    let shown = shown(&booked);
    assert_eq!(shown[..2], ["1 credited, 1 in suspense", "1 credited, 0 in suspense"]);
    assert!(shown[2].starts_with("not booked: line ") && shown.len() == 3, "{shown:?}");
    assert!(booked[2].name.ends_with("behind its last whole statement"), "{}", booked[2].name);
    // Nothing holds: nothing was asked for that could be done.
    let file = world.write(&whole.as_bytes()[..whole.find("<Ntry>").unwrap() + 9]);
    let refused = in_part(world, file).unwrap_err();
    assert!(refused.starts_with("nothing of") && refused.contains(": line "), "{refused}");
    world.sound();
}

fn tp_10_what_follows_a_gap_waits_for_the_gap(world: &mut World) {
    let one = |number, opening| statement(number, opening, vec![pays(100, "x")]);
    world.import(&[one(4, 0)]).unwrap();
    let before = world.contents();
    let file = world.write(camt(&[one(6, 200), one(7, 300)]).as_bytes());
    let refused = in_part(world, file).unwrap_err();
    assert_eq!(
        refused.matches("statement 5 was expected after statement 4").count(),
        2,
        "{refused}"
    );
    assert_eq!(world.contents(), before);
    // An account at the bank that nobody has named, beside one that is known.
    let other = camt(&[one(1, 0)]).replace(super::world::IBAN, super::world::PAYER);
    let (known, end) = (camt(&[one(5, 100)]), "</BkToCstmrStmt>");
    let (from, to) = (other.find("<Stmt>").unwrap(), other.find(end).unwrap());
    let both = known.replace(end, &format!("{}{end}", &other[from..to]));
    let (file, at) = (world.write(both.as_bytes()), noon());
    let request =
        Request { file, iban_of: None, out_of_sequence: false, partial: true, piece: 3, at };
    let booked = shown(&import(&mut world.engine, &request).unwrap());
    let whose = "not booked: whose account is it? say --iban-of OPERATOR once";
    assert_eq!(booked, ["0 credited, 1 in suspense", whose]);
    assert_eq!(world.engine.store.bank_accounts().unwrap().len(), 1);
}

#[test]
fn tp_10_the_command_tells_what_it_has_booked_and_why_it_has_not() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("bank.db").display());
    let lines: Vec<Line> = vec![pays(100, "x")];
    let first = statement(1, 0, lines.clone());
    let second = Statement { wrong_by: 1, ..statement(2, first.closing(), lines) };
    let file = folder.path().join("statements.xml");
    std::fs::write(&file, camt(&[first, second])).unwrap();
    let ask = |partial: bool, json: bool| {
        let (file, iban_of) = (file.clone(), Some(DSO));
        let bank = Bank::Import { file, iban_of, out_of_sequence: false, partial };
        let mut out = Vec::new();
        let done = told(crate::bank::run(&url, bank, json, &mut out));
        (done, String::from_utf8(out).unwrap())
    };
    let (done, out) = ask(false, false);
    assert!(done.unwrap_err().contains("new balance: expected `2.000000`, found `2.010000`"));
    assert_eq!(out, "");
    let (done, out) = ask(true, true);
    assert_eq!(done, Ok(()));
    let lines: Vec<serde_json::Value> =
        out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((lines.len(), &lines[0]["suspended"]), (2, &1.into()));
    assert_eq!(lines[1]["refused"][0], "new balance: expected `2.000000`, found `2.010000`");
    let (done, out) = ask(true, false);
    assert_eq!(done, Ok(()));
    assert!(out.contains("booked before, nothing was done\n") && out.contains(": not booked: new"));
}
