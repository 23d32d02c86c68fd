//! The story of money of a terminal or a bank, as `tirelire payment show` tells it. Source: TP-04, TP-16.

use super::suspense::an;
use super::*;
use crate::bank::suspense::credit;
use crate::pay::{is_release, list_others, show_money};
use ledger::Channel;
use store::{BankLine, LineState};
use vending::MoneyKey;

fn shown(engine: &mut Engine, name: &str) -> String {
    let mut out = Vec::new();
    show_money(engine, name, noon(), false, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn parts(engine: &mut Engine, name: &str) -> serde_json::Value {
    let mut out = Vec::new();
    show_money(engine, name, noon(), true, &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

#[track_caller]
fn has(text: &str, lines: &[&str]) {
    for line in lines {
        assert!(text.contains(line), "no `{line}` in:\n{text}");
    }
}

#[test]
fn tp_04_a_sale_is_one_story_by_its_number_its_key_and_its_receipt() {
    let mut engine = shop("sqlite::memory:");
    let account = engine.account_of(ean(3)).unwrap();
    for (day, kwh) in [("2026-11-01", 90), ("2026-11-02", 120), ("2026-11-03", 150)] {
        nights(&mut engine, &[(account.id, kwh)], day);
    }
    let at = instant("2026-11-04T08:10:00+01:00");
    engine.advance_due(DSO, at).unwrap();
    all(&mut engine, &[vend("17", 3, "100.00")], at);
    engine.record(&account, &timeline::Fact::Silence {}, at).unwrap();
    let paid = at.plus_s(20);
    assert_eq!(all(&mut engine, &[confirm("17", None, "100.00")], paid), ["credited"]);
    let release = engine.store.messages(&[account.id]).unwrap();
    let release = release.into_iter().find(is_release).unwrap();
    let (sent, answered) = (paid.plus_s(5), paid.plus_s(9));
    engine.store.message_delivered(account.id, &release.key, sent).unwrap();
    let command = release.key.trim_start_matches("command/").to_owned();
    let answer = timeline::Fact::MeterAnswer { command, confirmed: true };
    engine.record(&account, &answer, answered).unwrap();

    let story = shown(&mut engine, "T-1/17");
    has(
        &story,
        &[
            "money        terminal:T-1:17",
            "amount       100.00 EUR",
            "state        credited",
            "paid         2026-11-01T12:00:00",
            "credited     2026-11-04T08:10:20",
            "sent         2026-11-04T08:10:25",
            "confirmed    2026-11-04T08:10:29",
            "EUR to credit",
            "terminal  reserved: 100.00 EUR for",
            "terminal  money taken: 100.00 EUR, cash, by A",
            "ledger    credited:",
            "outbox    sent: command",
            "meter     confirmed:",
        ],
    );
    assert!(!story.contains("MicroEuro"), "{story}");
    let code = parts(&mut engine, "T-1/17")["receipt"]["code"].as_str().unwrap().to_owned();
    let typed = code.to_lowercase().replace('-', "");
    for name in ["terminal:T-1:17", &code, &typed] {
        assert_eq!(shown(&mut engine, name), story, "{name}");
    }
    for name in ["T-1/18", "terminal:T-1:18", "0000-0000", "%%%%-%%%%", "nothing"] {
        let nothing = show_money(&mut engine, name, noon(), false, &mut Vec::new());
        assert!(nothing.unwrap_err().to_string().contains("no payment"), "{name}");
    }
    engine.store.keep_terminal("T-1", DSO, "{}").unwrap();
    let mut out = Vec::new();
    list_others(&mut engine, paid.day(), false, &mut out).unwrap();
    has(&String::from_utf8(out).unwrap(), &["terminal:T-1:17", "  100.00 EUR  credited"]);
}

#[test]
fn tp_16_the_story_of_money_in_suspense_tells_what_people_did_with_it() {
    let mut engine = shop("sqlite::memory:");
    engine.store.keep_terminal("T-1", DSO, "{}").unwrap();
    all(&mut engine, &[vend("7", 1, "20.00"), confirm("7", None, "20.00")], noon());
    all(&mut engine, &[confirm("7", None, "30.00")], noon().plus_s(1));
    has(&shown(&mut engine, "T-1/7"), &["other money under this number: 30.00 EUR", "see T-1/7~2"]);
    let key = "terminal:T-1:7~2";
    let story = shown(&mut engine, key);
    has(&story, &["state        in suspense", "credited     -", "other money than that of T-1/7"]);
    let later = instant("2026-11-01T18:00:00+01:00");
    credit(&mut engine, key, ean(2), &an(None), later).unwrap();
    let story = shown(&mut engine, "T-1/7~2");
    has(
        &story,
        &[
            "state        credited out of suspense",
            "credited     2026-11-01T18:00:00",
            "ledger    in suspense: other money was confirmed under this number before",
            "ledger    suspense: ",
            "person    credit: by an: the slip",
            "ledger    credited: ",
        ],
    );
}

#[test]
fn tp_04_a_bank_line_is_one_story() {
    let mut engine = shop("sqlite::memory:");
    let account = engine.account_of(ean(1)).unwrap();
    let key = MoneyKey::bank_line("BBRU", "BE68539007547034", "2026-11-01/221", 3).unwrap();
    let text = key.to_string();
    engine
        .locked(DSO, |engine| {
            let mut counter = Counter::load(engine, &[ean(1)], &[DSO])?;
            let payment = (eur("20.00"), Channel::Transfer, text.as_str());
            counter.credit(engine, (ean(1), DSO), payment, &key, noon())?;
            counter.write(engine)?;
            engine.store.add_bank_lines(&[BankLine {
                statement: 1,
                line: 3,
                dso: DSO,
                key: text.clone(),
                booked: noon().day(),
                amount: eur("20.00"),
                state: LineState::Credited,
                account: Some(account.id),
                how: "ogm".to_owned(),
                channel: "transfer".to_owned(),
                counterparty_iban: "BE71096123456769".to_owned(),
                counterparty_name: "a payer".to_owned(),
                text: "+++010/8068/17183+++".to_owned(),
                reference: String::new(),
            }])?;
            Ok(())
        })
        .unwrap();
    has(
        &shown(&mut engine, &text),
        &[
            "state        credited, ogm",
            "credited     2026-11-01T12:00:00",
            "bank      booked by the bank: line 3, a payer BE71096123456769 +++010/8068/17183+++",
            "ledger    credited: ",
        ],
    );
    let told = parts(&mut engine, &text);
    assert_eq!(
        (told["kind"].as_str(), told["channel"].as_str()),
        (Some("money"), Some("transfer"))
    );
    let mut out = Vec::new();
    list_others(&mut engine, noon().day(), false, &mut out).unwrap();
    has(&String::from_utf8(out).unwrap(), &[&text, "   20.00 EUR  credited, ogm"]);
}
