//! What people write back: a word that means stop, a question, and a number that nobody has.

use super::*;
use crate::cases;
use crate::notices::heard::{Became, heard};
use crate::notices::unknown_of_month;
use notify::heard::may_be_declined;
use procedures::CaseKind;

const NUMBER: &str = "+32450000001";

fn said(from: &str, text: &str) -> Heard {
    Heard { from: from.to_owned(), text: text.to_owned() }
}

fn declined(engine: &mut Engine, account: &store::Account) -> Vec<String> {
    let mut all = engine.store.contact(account.id).unwrap().unwrap().wished.declined;
    all.sort_unstable();
    all
}

#[test]
fn cm_02_stop_switches_off_what_may_be_declined_and_what_must_be_told_still_comes() {
    let (mut engine, account) = home();
    let now = instant("2026-10-30T10:00:00+01:00");
    deliver(&mut engine, now);
    // It waits for the morning, and may be declined.
    let paid = instant("2026-10-30T22:00:00+01:00");
    engine.record(&account, &top_up("T-1"), paid).unwrap();
    deliver(&mut engine, paid);
    assert!(told_so_far(&mut engine, &account).contains(&"M03 holder sms 0".to_owned()));
    let at = paid.plus_min(5);
    assert_eq!(heard(&mut engine, &said(NUMBER, "Arrêt svp"), at).unwrap(), Became::Stopped);
    assert_eq!(declined(&mut engine, &account), may_be_declined());
    let versions = engine.store.contact_versions(account.id).unwrap();
    assert_eq!((versions.len(), versions[1].learnt_at, &versions[1].entered_by), (2, at, &None));
    assert!(told_so_far(&mut engine, &account).contains(&"M03 holder sms 5".to_owned()));
    // One answer, at once, to the number that wrote; on the timeline of the account.
    deliver(&mut engine, at);
    let answers = |engine: &mut Engine| -> Vec<(String, String, Instant)> {
        let kept = engine.store.notices(&[account.id]).unwrap();
        let kept = kept.into_iter().filter(|one| one.notice.message == "stopped");
        kept.map(|one| (one.notice.recipient, one.notice.address, one.notice.due)).collect()
    };
    assert_eq!(answers(&mut engine), [("caller".to_owned(), NUMBER.to_owned(), at)]);
    let text = words(&mut engine, &account, "stopped", Channel::Sms);
    assert!(text.starts_with("C'est noté.") && text.contains("0800 00 000"), "{text}");
    // Once more, and once more: nothing more is said or changed.
    for minute in [6, 7] {
        let at = paid.plus_min(minute);
        assert_eq!(heard(&mut engine, &said(NUMBER, "STOP"), at).unwrap(), Became::Stopped);
        deliver(&mut engine, at);
    }
    assert_eq!(answers(&mut engine).len(), 1);
    assert_eq!(engine.store.contact_versions(account.id).unwrap().len(), 2);
    // A payment is not told any more; that the credit is used up is.
    night(&mut engine, &account, "2026-10-30", 20);
    let later = instant("2026-10-31T10:00:00+01:00");
    engine.record(&account, &top_up("T-2"), later).unwrap();
    deliver(&mut engine, later);
    let credited = told_so_far(&mut engine, &account);
    let left =
        credited.iter().filter(|line| line.starts_with("M03 holder") && !line.ends_with('5'));
    assert_eq!(left.count(), 0, "{credited:?}");
    night(&mut engine, &account, "2026-10-31", 260);
    deliver(&mut engine, instant("2026-11-01T06:00:02+01:00"));
    let told = told_so_far(&mut engine, &account);
    assert!(told.iter().any(|line| line.starts_with("M08 holder sms")), "{told:?}");
}

#[test]
fn cm_02_anything_else_that_somebody_writes_is_a_question_for_the_desk() {
    let (mut engine, account) = home();
    let now = instant("2026-11-02T10:00:00+01:00");
    let text = "Stop de stroom niet aub, ik heb een baby";
    for minute in [0, 1] {
        let at = now.plus_min(minute);
        assert_eq!(heard(&mut engine, &said(NUMBER, text), at).unwrap(), Became::Question);
    }
    let cases = cases::of_account(&mut engine, &account).unwrap();
    assert_eq!(cases.len(), 1, "what comes twice is one");
    let asked = &cases[0].stored;
    assert_eq!((asked.case.kind, asked.case.words.as_str()), (CaseKind::CallBack, text));
    assert_eq!(asked.asker.phone.unwrap().to_string(), NUMBER);
    assert!(asked.again.is_empty() && !asked.case.bars_cuts);
    assert_eq!(declined(&mut engine, &account), Vec::<String>::new());
    let more = said(NUMBER, "Bel me na 17 uur");
    heard(&mut engine, &more, now.plus_min(5)).unwrap();
    let cases = cases::of_account(&mut engine, &account).unwrap();
    assert_eq!((cases.len(), cases[0].stored.again.len()), (1, 1), "they say more");
}

#[test]
fn cm_02_a_number_that_nobody_has_is_only_counted() {
    let (mut engine, account) = home();
    let now = instant("2026-11-02T10:00:00+01:00");
    let before = engine.store.messages(&[account.id]).unwrap().len();
    for (from, text) in
        [("+32475999999", "STOP"), ("0475999999", "bonjour"), ("3456", "STOP"), ("", "x")]
    {
        assert_eq!(heard(&mut engine, &said(from, text), now).unwrap(), Became::Unknown);
    }
    assert_eq!(unknown_of_month(&mut engine.store, now).unwrap(), 4);
    assert_eq!(unknown_of_month(&mut engine.store, now.plus_h(24 * 40)).unwrap(), 0);
    assert_eq!(declined(&mut engine, &account), Vec::<String>::new(), "nobody else's wishes");
    assert_eq!(engine.store.messages(&[account.id]).unwrap().len(), before);
    assert!(cases::open_of(&mut engine, account.dso).unwrap().is_empty());
}

#[test]
fn cm_02_a_courier_takes_what_people_write() {
    let folder = tempfile::tempdir().unwrap();
    let (mut engine, account) = home_in(&folder);
    let memory = Memory::default();
    *memory.written.lock().unwrap() = vec![said(NUMBER, "STOP"), said("+32475999999", "?")];
    let mut sms = courier(&engine, Channel::Sms, &memory);
    let now = instant("2026-10-30T10:00:00+01:00");
    assert!(sms.round(now, Duration::ZERO).unwrap() >= 2);
    assert_eq!(declined(&mut engine, &account), may_be_declined());
    assert_eq!(unknown_of_month(&mut engine.store, now).unwrap(), 1);
}
