use super::*;
use crate::testing::{ean, engine_with, instant, night_of_home, sound};

const KEY: &str = "0707070707070707070707070707070707070707070707070707070707070707";
const OTHER_KEY: &str = "0808080808080808080808080808080808080808080808080808080808080808";

fn with_grace() -> Engine {
    engine_with(&[("grace.enabled", "true")], false)
}

fn request(eur: &str, last_day: &str) -> IssueRequest {
    IssueRequest {
        ean: ean(),
        amount: eur.parse().unwrap(),
        last_day: last_day.parse().unwrap(),
        by: "agent 7".to_owned(),
        reason: "works on the network".to_owned(),
    }
}

fn issued(engine: &mut Engine, at: &str) -> String {
    let request = request("10.00", "2026-11-05");
    issue_at(engine, Some(KEY), &request, instant(at)).unwrap().to_string()
}

fn honoured(engine: &mut Engine, code: &str, at: &str, now: &str) -> Result<Vec<String>, String> {
    let at = Some(instant(at));
    let request = HonourRequest { ean: ean(), code: code.to_owned(), by: "desk 4".to_owned(), at };
    match honour_at(engine, Some(KEY), &request, instant(now)) {
        Ok(lines) => Ok(lines.into_iter().map(|line| line.event).collect()),
        Err(failure) => Err(crate::failure::chain(failure.as_ref())),
    }
}

const MORNING: &str = "2026-10-30T10:00:00+01:00";

#[test]
fn pa_45_a_code_that_was_issued_ahead_is_honoured_once_and_moves_no_money() {
    let mut engine = with_grace();
    let code = issued(&mut engine, MORNING);
    // 20.00 and 8.00 and 1.00 a day: -15.00 after Monday.
    for (day, kwh) in
        [("2026-10-30", 20), ("2026-10-31", 40), ("2026-11-01", 60), ("2026-11-02", 80)]
    {
        night_of_home(&mut engine, day, kwh);
    }
    let account = engine.account_of(ean()).unwrap();
    let entries = engine.store.entries(&[account.id]).unwrap();
    let spoken = code.to_lowercase().replace('-', " ");
    let at = "2026-11-03T09:00:00+01:00";
    // What was due since the night was told on the way.
    assert_eq!(honoured(&mut engine, &spoken, at, at).unwrap().last().unwrap(), "grace");
    assert_eq!(engine.store.entries(&[account.id]).unwrap(), entries, "nothing was posted");
    let again = honoured(&mut engine, &code, at, "2026-11-03T10:00:00+01:00").unwrap_err();
    assert_eq!(again, "the code was used at 2026-11-03T09:00:00+01:00");
    let rebuilt = engine.rebuild(&[account], instant("2026-11-03T09:30:00+01:00")).unwrap();
    let inside = &rebuilt[0].timeline.account;
    assert_eq!(inside.balance().to_string(), "-15.000000");
    let now = instant("2026-11-03T09:30:00+01:00");
    assert_eq!(inside.grace_at(now).to_string(), "10.000000");
    night_of_home(&mut engine, "2026-11-03", 81);
    night_of_home(&mut engine, "2026-11-04", 82);
    sound(&mut engine);
}

#[test]
fn pa_45_a_desk_tells_later_and_what_was_booked_meanwhile_stays() {
    let mut engine = with_grace();
    let code = issued(&mut engine, MORNING);
    for (day, kwh) in [("2026-10-30", 5), ("2026-10-31", 10), ("2026-11-01", 15)] {
        night_of_home(&mut engine, day, kwh);
    }
    let now = "2026-11-02T18:00:00+01:00";
    let told = honoured(&mut engine, &code, "2026-10-31T12:00:00+01:00", now);
    assert_eq!(told.unwrap(), ["grace"]);
    let account = engine.account_of(ean()).unwrap().id;
    let facts = engine.store.facts(&[account]).unwrap();
    let last = facts.last().unwrap();
    assert_eq!((last.at, last.learnt_at), (instant("2026-10-31T12:00:00+01:00"), instant(now)));
    assert_eq!((last.kind.as_str(), last.key.as_deref()), ("grace", Some("1")));
    night_of_home(&mut engine, "2026-11-02", 20);
    sound(&mut engine);
}

#[test]
fn pa_45_what_is_not_honoured_says_why_and_records_nothing() {
    let mut engine = with_grace();
    let code = issued(&mut engine, MORNING);
    let account = engine.account_of(ean()).unwrap().id;
    let before = engine.store.facts(&[account]).unwrap().len();
    let mut refused = |code: &str, at: &str| {
        honoured(&mut engine, code, at, "2026-11-20T12:00:00+01:00").unwrap_err()
    };
    let at = "2026-11-03T09:00:00+01:00";
    assert_eq!(refused("12345", at), "this is no code: it has 25 letters and digits");
    let last = if code.ends_with('0') { "1" } else { "0" };
    let mistyped = refused(&format!("{}{last}", &code[..code.len() - 1]), at);
    assert!(mistyped.starts_with("the code is mistyped"), "{mistyped}");
    let late = refused(&code, "2026-11-06T00:00:00+01:00");
    assert_eq!(late, "the code was valid up to and with 2026-11-05");
    let early = refused(&code, "2026-10-29T00:00:00+01:00");
    assert_eq!(early, "EAN 541449012345678908 had another account then");
    let future = refused(&code, "2026-11-21T00:00:00+01:00");
    assert_eq!(future, "2026-11-21T00:00:00+01:00 lies in the future");
    // Signed with a key that is not ours, and signed with ours but never issued.
    let make = |key: &str, amount: &str| {
        let key = &keys_of(Some(key), Dso::Ores).unwrap()[0];
        let (amount, last_day) = (amount.parse().unwrap(), "2026-11-05".parse().unwrap());
        let new = NewCode { ean: ean(), amount, last_day, serial: 1 };
        GraceCode::issue(key, new).unwrap().to_string()
    };
    assert_eq!(refused(&make(OTHER_KEY, "10.00"), at), "the code is not signed by us");
    let never = "no such code was issued to the account of EAN 541449012345678908";
    assert_eq!(refused(&make(KEY, "9.50"), at), never);
    assert_eq!(make(KEY, "10.00"), code, "the same content is the same code");
    let facts = engine.store.facts(&[account]).unwrap();
    assert_eq!(facts.len(), before);
}

#[test]
fn pa_45_codes_are_off_by_default_capped_and_numbered() {
    let refused = |engine: &mut Engine, keys: Option<&str>, eur: &str, last_day: &str| {
        let issued = issue_at(engine, keys, &request(eur, last_day), instant(MORNING));
        crate::failure::chain(issued.unwrap_err().as_ref())
    };
    let mut off = engine_with(&[], false);
    assert_eq!(
        refused(&mut off, Some(KEY), "10.00", "2026-11-05"),
        "ORES gives no grace: parameter `grace.enabled`"
    );
    let mut engine = with_grace();
    for (keys, eur, last_day, why) in [
        (
            None,
            "10.00",
            "2026-11-05",
            "TIRELIRE_GRACE_KEY is not set: without a key there are no codes",
        ),
        (Some("07"), "10.00", "2026-11-05", "TIRELIRE_GRACE_KEY is not 64 hexadecimal digits"),
        (Some(KEY), "10.50", "2026-11-05", "10.500000 EUR is more than `grace.max`, 10.000000"),
        (
            Some(KEY),
            "9.99",
            "2026-11-05",
            "9.990000 EUR is not a multiple of 0.50 from 0.50 to 63.50",
        ),
        (Some(KEY), "10.00", "2026-10-29", "2026-10-29 is over"),
    ] {
        assert_eq!(refused(&mut engine, keys, eur, last_day), why);
    }
    let mut number = |key: &str| {
        let code = issue_at(
            &mut engine,
            Some(key),
            &request("5.00", "2026-11-05"),
            instant("2026-10-30T11:00:00+01:00"),
        );
        code.unwrap().serial()
    };
    assert_eq!([number(KEY), number(KEY), number(&format!("{OTHER_KEY},{KEY}"))], [1, 2, 3]);
}
