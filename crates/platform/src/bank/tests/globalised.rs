//! Payments that the bank booked as one line of a CODA.

use super::world::{DSO, IBAN, PAYER, World, noon, on_both};
use crate::bank::import::{Booked, Request, import};
use store::LineState;

on_both! {
    tp_15_payments_booked_as_one_are_credited_each_by_itself
    tp_15_what_is_not_all_told_waits_whole
    tp_15_the_parts_of_one_payment_do_not_hold_it_up
}

/// A record of 128 characters from fields and where they begin.
fn record(fields: &[(usize, &str)]) -> String {
    let mut record = " ".repeat(128);
    for (at, text) in fields {
        record.replace_range(*at..at + text.len(), text);
    }
    record + "\r\n"
}

/// A movement with its details: type, cents, what the payer wrote (an OGM as twelve digits).
type Told<'a> = (&'a str, i64, String);

fn movement(sequence: usize, detail: usize, (kind, cents, text): &Told<'_>, iban: &str) -> String {
    let number = format!("{sequence:04}{detail:04}");
    let is_ogm = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    let said = if is_ogm { format!("1101{text}") } else { format!("0{text}") };
    let sign = if *cents < 0 { "1" } else { "0" };
    let amount = format!("{sign}{:014}0", cents.unsigned_abs());
    let code = format!("{kind}0150000");
    let follows = if iban.is_empty() { "0" } else { "1" };
    let mut out = record(&[
        (0, "21"),
        (2, &number),
        (31, &amount),
        (47, "111126"),
        (53, &code),
        (61, &said),
        (115, "111126"),
        (125, follows),
    ]);
    if !iban.is_empty() {
        out += &record(&[(0, "23"), (2, &number), (10, iban), (44, "EUR"), (47, "A payer")]);
    }
    out
}

/// A statement whose lines have details.
fn coda(lines: &[(Told<'_>, Vec<Told<'_>>)]) -> String {
    let mut out = record(&[(0, "00000"), (5, "121126"), (60, "NICABEBB"), (127, "2")]);
    out += &record(&[
        (0, "12"),
        (5, IBAN),
        (39, "EUR"),
        (42, "0000000000100000"),
        (58, "101126"),
        (125, "007"),
    ]);
    let (mut records, mut credits, mut debits) = (2, 0, 0);
    for (place, (whole, details)) in lines.iter().enumerate() {
        let sum = if whole.1 < 0 { &mut debits } else { &mut credits };
        *sum += whole.1.unsigned_abs();
        let text = movement(place + 1, 0, whole, PAYER);
        records += text.lines().count();
        out += &text;
        for (number, detail) in details.iter().enumerate() {
            let text = movement(place + 1, number + 1, detail, "");
            records += text.lines().count();
            out += &text;
        }
    }
    let closing = format!("0{:014}0", 10_000 + credits - debits);
    out += &record(&[(0, "8"), (4, IBAN), (38, "EUR"), (41, &closing), (57, "111126")]);
    let (records, debits, credits) =
        (format!("{records:06}"), format!("{debits:014}0"), format!("{credits:014}0"));
    out + &record(&[(0, "9"), (16, &records), (22, &debits), (37, &credits), (127, "2")])
}

fn book(world: &mut World, lines: &[(Told<'_>, Vec<Told<'_>>)]) -> Booked {
    let file = world.write(coda(lines).as_bytes());
    let (iban_of, at) = (Some(DSO), noon());
    let request = Request { file, iban_of, out_of_sequence: false, partial: false, piece: 3, at };
    let booked = import(&mut world.engine, &request).unwrap();
    assert!(import(&mut world.engine, &request).unwrap()[0].known);
    booked[0].clone()
}

fn digits(world: &World, account: usize) -> String {
    world.ogm(account).chars().filter(char::is_ascii_digit).collect()
}

/// State, cents and how of each kept line.
fn kept(world: &mut World) -> Vec<(LineState, i64, String)> {
    let day = "2026-11-11".parse().unwrap();
    let lines = world.engine.store.bank_lines(DSO, day, day.next()).unwrap();
    lines.into_iter().map(|line| (line.state, line.amount.0 / 10_000, line.how)).collect()
}

fn tp_15_payments_booked_as_one_are_credited_each_by_itself(world: &mut World) {
    let [first, second, third] = [0, 1, 2].map(|account| digits(world, account));
    let ean = world.accounts[2].ean;
    let both = format!("{} et {}", world.ogm(0), world.ogm(1));
    let booked = book(
        world,
        &[
            (("0", 100, first.clone()), vec![]),
            (
                ("1", 6_066, "BATCH 12".to_owned()),
                vec![
                    ("5", 1_000, first.clone()),
                    ("5", 2_000, second.clone()),
                    ("5", 3_000, format!("pour {ean}")),
                    ("5", 55, "illisible".to_owned()),
                    ("5", 11, both),
                ],
            ),
            (("2", 500, String::new()), vec![("6", 200, third), ("6", 300, first)]),
        ],
    );
    assert_eq!((booked.credited, booked.suspended), ((6, 66_000_000), (2, 660_000)));
    let credited = |cents, how: &str| (LineState::Credited, cents, how.to_owned());
    let suspended = |cents, how: &str| (LineState::Suspended, cents, how.to_owned());
    assert_eq!(
        kept(world),
        [
            credited(100, "structured_ogm"),
            credited(1_000, "structured_ogm"),
            credited(2_000, "structured_ogm"),
            credited(3_000, "ean"),
            suspended(55, "unmatched"),
            suspended(11, "ambiguous"),
            credited(200, "structured_ogm"),
            credited(300, "structured_ogm"),
        ]
    );
    // Each can go back by itself, to where the whole came from.
    let list = world.suspense();
    let senders: Vec<_> = list.items.iter().map(|(_, item)| item.sender_iban.clone()).collect();
    assert_eq!(senders, [Some(PAYER.to_owned()), Some(PAYER.to_owned())]);
    world.sound();
}

fn tp_15_what_is_not_all_told_waits_whole(world: &mut World) {
    let [first, second] = [0, 1].map(|account| digits(world, account));
    let booked = book(
        world,
        &[(("1", 3_001, first.clone()), vec![("5", 1_000, first), ("5", 2_000, second)])],
    );
    assert_eq!((booked.credited.0, booked.suspended), (0, (1, 30_010_000)));
    assert_eq!(kept(world), [(LineState::Suspended, 3_001, "ambiguous".to_owned())]);
    // Both wait for a person to look.
    assert_eq!(
        (world.kinds(0), world.kinds(1)),
        (vec!["payment_pending".into()], vec!["payment_pending".into()])
    );
    world.sound();
}

fn tp_15_the_parts_of_one_payment_do_not_hold_it_up(world: &mut World) {
    let [first, second] = [0, 1].map(|account| digits(world, account));
    let booked = book(
        world,
        &[
            (
                ("3", 980, first.clone()),
                vec![("8", 1_000, "montant brut".to_owned()), ("8", -20, "frais".to_owned())],
            ),
            (("3", 500, first), vec![("8", 500, second)]),
        ],
    );
    assert_eq!((booked.credited, booked.suspended), ((1, 9_800_000), (1, 5_000_000)));
    world.sound();
}
