//! Statements that the bank has split into pages.

use super::world::{Line, World, camt, noon, on_both, pays_ogm, statement};
use std::path::PathBuf;

on_both! {
    tp_11_pages_are_booked_in_one_file_or_in_several
}

/// A page of a statement: its number and whether it is the last one, and its balances.
fn page(number: u32, of: (u32, bool), opening: i64, lines: Vec<Line>) -> String {
    let (page, last) = of;
    let mut text = camt(&[statement(number, opening, lines)]);
    if page > 1 {
        text = text.replace("<Cd>OPBD</Cd>", "<Cd>ITBD</Cd>");
    }
    if !last {
        text = text.replace("<Cd>CLBD</Cd>", "<Cd>ITBD</Cd>");
    }
    let pagination =
        format!("</Id><StmtPgntn><PgNb>{page}</PgNb><LastPgInd>{last}</LastPgInd></StmtPgntn><Elc");
    text.replacen("</Id><Elc", &pagination, 1)
}

/// The statements of several messages as one.
fn joined(messages: &[String]) -> String {
    let inner = |text: &String| {
        let (from, to) = (text.find("<Stmt>").unwrap(), text.rfind("</Stmt>").unwrap());
        text[from..to].to_owned() + "</Stmt>\n"
    };
    let all: String = messages.iter().map(inner).collect();
    let first = &messages[0];
    format!("{}{all}</BkToCstmrStmt></Document>", &first[..first.find("<Stmt>").unwrap()])
}

fn pages(world: &World) -> [String; 4] {
    let pay = |cents, account| vec![pays_ogm(cents, &world.ogm(account))];
    [
        page(7, (1, false), 0, pay(100, 0)),
        page(7, (2, false), 100, pay(20, 1)),
        page(7, (3, true), 120, pay(3, 2)),
        camt(&[statement(8, 123, pay(1, 0))]),
    ]
}

fn tp_11_pages_are_booked_in_one_file_or_in_several(world: &mut World) {
    let pages = pages(world);
    let mut other = world.like();
    let write = |world: &mut World, text: &str| -> PathBuf { world.write(text.as_bytes()) };
    // In one file.
    let file = write(world, &joined(&pages));
    let booked = world.import_at(file.clone(), noon()).unwrap();
    let names: Vec<&str> =
        booked.iter().map(|one| one.name.split(" of ").next().unwrap()).collect();
    assert_eq!(names, ["statement 7 page 1", "statement 7 page 2", "statement 7", "statement 8"]);
    assert!(booked.iter().all(|one| one.credited.0 == 1));
    assert!(world.import_at(file, noon()).unwrap().iter().all(|one| one.known));
    world.sound();
    // Each in a file of its own, in their order and no other.
    let world = &mut other;
    let [first, second, third, next] = pages.map(|text| write(world, &text));
    world.import_at(first.clone(), noon()).unwrap();
    for (early, why) in [
        (&third, "page 2 of statement 7 was expected after page 1"),
        (&next, "page 2 of statement 7 was expected after page 1"),
    ] {
        let refused = world.import_at(early.clone(), noon()).unwrap_err();
        assert!(refused.contains(why), "{refused}");
    }
    world.import_at(second, noon()).unwrap();
    world.import_at(third.clone(), noon()).unwrap();
    assert!(world.import_at(first, noon()).unwrap()[0].known);
    assert!(world.import_at(third, noon()).unwrap()[0].known);
    world.import_at(next, noon()).unwrap();
    // A page whose statement is not there.
    let stray = page(9, (2, true), 124, vec![pays_ogm(1, &world.ogm(0))]);
    let stray = write(world, &stray);
    let refused = world.import_at(stray, noon()).unwrap_err();
    assert!(refused.contains("page 1 of statement 9 was expected before it"), "{refused}");
    // A page that does not begin where the one before it ended.
    let lines = vec![pays_ogm(1, &world.ogm(0))];
    let begins = write(world, &page(9, (1, false), 124, lines.clone()));
    world.import_at(begins, noon()).unwrap();
    let wrong = write(world, &page(9, (2, true), 126, lines));
    let refused = world.import_at(wrong, noon()).unwrap_err();
    assert!(refused.contains("it begins with 1.260000 EUR, statement 9 page 1 up to"), "{refused}");
    world.sound();
}
