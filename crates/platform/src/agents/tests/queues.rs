//! Queues of prices, of those whom nobody reaches, of newcomers, and of what social services ask.

use super::{Office, office};
use crate::engine::Engine;
use crate::testing::{bridge, instant, protected_gas, social_price};
use calendar::Instant;
use portal::agent::{Agents, Queue, QueueLine};
use procedures::CaseKind;
use store::NewNotice;
use timeline::Fact;
use units::{Dso, Ean, Language, MicroEuro};

fn lines(office: &Office, queue: Queue) -> Vec<QueueLine> {
    office.desks.queue(&office.agent, queue).unwrap()
}

#[test]
fn a_06_pa_08_a_price_that_is_missing_or_old_waits_until_it_is_published() {
    let office = office();
    // One price since 2020 for each basis and all registers.
    let old = lines(&office, Queue::Prices);
    assert_eq!(old.len(), 4, "two registers, two bases: {old:?}");
    let social: Vec<&QueueLine> = old.iter().filter(|line| line.what.contains("social")).collect();
    assert!(social.iter().all(|line| line.what.starts_with("old ")), "{social:?}");
    assert!(social.iter().all(|line| line.deadline == instant("2026-11-05T00:00:00+01:00")));
    assert!(old.iter().all(|line| line.ean.is_none() && line.key.is_some()), "nobody’s household");
    let tasks: std::collections::BTreeSet<&str> =
        old.iter().map(|line| line.task.as_str()).collect();
    assert_eq!(tasks.len(), 4, "each is taken by itself");
    let mut engine = office.engine();
    social_price(&mut engine, "2026-10-01");
    let now = *office.now.lock().unwrap();
    let whats = |engine: &mut crate::engine::Engine| -> Vec<String> {
        let found = crate::agents::queues::found_in(engine, Queue::Prices, now).unwrap();
        found.into_iter().map(|one| one.what).collect()
    };
    let left = whats(&mut engine);
    assert_eq!(left.len(), 2, "the new quarter has its price: {left:?}");
    assert!(left.iter().all(|what| what.contains("average")));
    let gas: Ean = "541449000000000003".parse().unwrap();
    protected_gas(&mut engine, gas, "2026-11-01T00:00:00+01:00");
    let missing = whats(&mut engine).into_iter().find(|what| what.starts_with("missing"));
    let missing = missing.expect("gas has no average price");
    assert!(missing.starts_with("missing 2026-11-04 gas average "), "{missing}");
}

fn failed(key: &str, at: Instant, recipient: &str) -> NewNotice {
    NewNotice {
        key: key.to_owned(),
        cause: key.to_owned(),
        cause_at: at,
        trigger: "CM-01f".to_owned(),
        message: "M06".to_owned(),
        version: 1,
        language: Language::Fr,
        recipient: recipient.to_owned(),
        channel: 1,
        address: "+32475123456".to_owned(),
        figures: "{}".to_owned(),
        subject: String::new(),
        body: "x".to_owned(),
        due: at,
        withdrawn: None,
    }
}

#[test]
fn a_06_whom_nobody_reaches_on_three_days_waits_for_a_person_until_a_sign_comes() {
    let office = office();
    let mut engine = office.engine();
    let account = engine.account_of(super::ean()).unwrap();
    let mut fails = |day: &str, recipient: &str| {
        let at = instant(&format!("{day}T09:00:00+01:00"));
        let key = format!("{day}{recipient}{}", engine.store.notices(&[account.id]).unwrap().len());
        let notice = failed(&key, at, recipient);
        engine.store.add_notices(account.id, None, &[notice], at).unwrap();
        let seq = engine.store.notices(&[account.id]).unwrap().last().unwrap().seq;
        let step = store::NoticeStep::Failed { at, reason: "no such number".to_owned() };
        assert!(engine.store.notice_step(account.id, seq, &step).unwrap());
    };
    for day in ["2026-11-05", "2026-11-05", "2026-11-06"] {
        fails(day, "holder");
    }
    fails("2026-11-07", "supplier");
    office.at("2026-11-09T10:00:00+01:00");
    assert_eq!(lines(&office, Queue::NoAnswer), [], "days are counted, not messages");
    fails("2026-11-08", "holder");
    let [line] = lines(&office, Queue::NoAnswer).try_into().unwrap();
    assert_eq!((line.ean, line.what.as_str()), (Some(super::ean()), "no_answer 3"));
    assert_eq!(line.since, instant("2026-11-05T00:00:00+01:00"));
    assert_eq!(line.deadline, instant("2026-11-11T00:00:00+01:00"), "two working days");
    let eur = super::eur("10");
    let paid = Fact::TopUp { eur, channel: "terminal".into(), id: "T-1".into() };
    let at = instant("2026-11-09T10:00:00+01:00");
    office.engine().record(&account, &paid, at).unwrap();
    assert_eq!(lines(&office, Queue::NoAnswer), [], "who pays is there");
}

#[test]
fn a_06_cg_04_who_is_cut_when_the_hours_end_waits_for_somebody_before() {
    let office = office();
    let eight = instant("2026-11-04T08:00:00+01:00");
    let [line] = lines(&office, Queue::Held).try_into().unwrap();
    assert_eq!((line.ean, line.deadline), (Some(super::ean()), eight));
    assert!(line.amount.is_some_and(|amount| amount > MicroEuro::ZERO), "{line:?}");
    office.at("2026-11-04T09:00:00+01:00");
    assert_eq!(lines(&office, Queue::Held), [], "no hours hold anybody");
    office.at("2026-11-04T07:55:00+01:00");
    let mut engine = office.engine();
    let account = engine.account_of(super::ean()).unwrap();
    let paid = Fact::TopUp { eur: super::eur("50"), channel: "terminal".into(), id: "T-1".into() };
    engine.record(&account, &paid, instant("2026-11-04T07:55:00+01:00")).unwrap();
    assert_eq!(lines(&office, Queue::Held), [], "who has paid is left alone");
}

#[test]
fn a_06_power_and_gas_of_one_household_are_one_line() {
    let office = office();
    let mut engine = office.engine();
    let power = engine.account_of(super::ean()).unwrap();
    let gas = crate::testing::move_in(&mut engine, "541449000000000003".parse().unwrap());
    let at = instant("2026-11-01T09:00:00+01:00");
    let reached = |engine: &mut Engine, account, phone: &str| {
        let mut contact = store::Contact::empty(account, Language::Fr, at);
        contact.phone = Some(phone.parse().unwrap());
        engine.store.set_contact(&contact).unwrap();
    };
    reached(&mut engine, power.id, "0475 12 34 56");
    reached(&mut engine, gas.id, "0475 12 34 56");
    for (account, day) in [(&power, "05"), (&gas, "06"), (&power, "07")] {
        let at = instant(&format!("2026-11-{day}T09:00:00+01:00"));
        engine.store.add_notices(account.id, None, &[failed(day, at, "holder")], at).unwrap();
        let seq = engine.store.notices(&[account.id]).unwrap().last().unwrap().seq;
        let step = store::NoticeStep::Failed { at, reason: "no such number".to_owned() };
        assert!(engine.store.notice_step(account.id, seq, &step).unwrap());
    }
    office.at("2026-11-09T10:00:00+01:00");
    let [line] = lines(&office, Queue::NoAnswer).try_into().unwrap();
    assert_eq!(line.what, "no_answer 3", "by neither account alone");
    // Two numbers are two households.
    reached(&mut engine, gas.id, "0475 65 43 21");
    assert_eq!(lines(&office, Queue::NoAnswer), []);
    reached(&mut engine, gas.id, "0475 12 34 56");
    // Who pays for gas is there, and so is who uses the power.
    let paid = Fact::TopUp { eur: super::eur("10"), channel: "terminal".into(), id: "T-2".into() };
    office.engine().record(&gas, &paid, instant("2026-11-09T10:00:00+01:00")).unwrap();
    assert_eq!(lines(&office, Queue::NoAnswer), []);
}

#[test]
fn a_06_pa_27_a_newcomer_waits_until_a_supplier_is_known() {
    let office = office();
    assert_eq!(lines(&office, Queue::Newcomers), []);
    let new: Ean = "541449000000000003".parse().unwrap();
    let account = bridge(&mut office.engine(), new, "2026-11-03T00:00:00+01:00");
    let [line] = lines(&office, Queue::Newcomers).try_into().unwrap();
    assert_eq!((line.ean, line.what.as_str()), (Some(new), "newcomer"));
    assert_eq!(line.deadline, instant("2026-11-14T00:00:00+01:00"), "ten days");
    let signs = Fact::Contract { supplier: "Lumi".to_owned(), from: None };
    let at = instant("2026-11-04T07:00:00+01:00");
    office.engine().record(&account, &signs, at).unwrap();
    office.at("2026-11-05T10:00:00+01:00");
    assert_eq!(lines(&office, Queue::Newcomers), []);
}

#[test]
fn a_06_what_a_social_service_asks_is_a_queue_of_its_own() {
    let office = office();
    let own = super::asks(&office, CaseKind::ChangePlan);
    let mut engine = office.engine();
    let account = engine.account_of(super::ean()).unwrap();
    let asker = crate::cases::Asker {
        language: Language::Fr,
        name: "CPAS".to_owned(),
        phone: None,
        reference: None,
        party: Some(7),
    };
    let at = *office.now.lock().unwrap();
    let words = (CaseKind::DelayCut, "until Friday");
    let place = (Dso::Ores, Some(&account));
    let asked = crate::cases::ask(&mut engine, place, &asker, words, at).unwrap().unwrap();
    let numbers = |queue: Queue| -> Vec<Option<i64>> {
        lines(&office, queue).iter().map(|line| line.question).collect()
    };
    assert_eq!(numbers(Queue::CpasRequests), [Some(asked.kept.id)]);
    assert_eq!(numbers(Queue::Questions), [Some(own)]);
}

#[test]
fn a_06_somebody_is_called_once_for_a_cause_and_not_once_the_supply_is_back() {
    let office = office();
    let mut engine = office.engine();
    let account = engine.account_of(super::ean()).unwrap();
    let at = instant("2026-11-05T09:00:00+01:00");
    let waits = |key: &str, message: &str, channel: i16| NewNotice {
        channel,
        message: message.to_owned(),
        ..failed(key, at, "staff")
    };
    // A call and a task for the same; and for a cut that was long ago: nobody is off here.
    let made = [waits("1", "M12", 8), waits("2", "M12", 16), waits("3", "M10", 8)];
    engine.store.add_notices(account.id, None, &made, at).unwrap();
    office.at("2026-11-05T10:00:00+01:00");
    assert!(crate::off::still_off(&mut engine).unwrap().is_empty());
    let [line] = lines(&office, Queue::Calls).try_into().unwrap();
    assert_eq!((line.ean, line.what.as_str()), (Some(super::ean()), "M12"));
    assert_eq!(line.deadline, at.plus_h(24));
}

#[test]
fn cm_01i_a_last_call_is_made_before_the_cut_and_a_promised_one_when_it_was_promised() {
    let office = office();
    let mut engine = office.engine();
    let account = engine.account_of(super::ean()).unwrap();
    let evening = instant("2026-11-05T18:00:00+01:00");
    let waits = |message: &str, until: &str| {
        NewNotice {
        channel: 8,
        message: message.to_owned(),
        figures: serde_json::json!({ "energy": "electricity", "as_of": evening, "until": instant(until) })
            .to_string(),
        ..failed(message, evening, "staff")
    }
    };
    let made = [
        waits("M09", "2026-11-06T08:00:00+01:00"),
        waits("M12", "2026-11-05T20:00:00+01:00"),
        waits("M21", "2026-11-05T20:00:00+01:00"),
    ];
    engine.store.add_notices(account.id, None, &made, evening).unwrap();
    office.at("2026-11-05T19:00:00+01:00");
    let waiting: Vec<(String, Instant)> =
        lines(&office, Queue::Calls).into_iter().map(|line| (line.what, line.deadline)).collect();
    let by = |what: &str, text: &str| (what.to_owned(), instant(text));
    let expected = [
        by("M12", "2026-11-05T20:00:00+01:00"),
        by("M09", "2026-11-06T07:00:00+01:00"),
        by("M21", "2026-11-06T18:00:00+01:00"),
    ];
    assert_eq!(waiting, expected, "who is cut at eight is called by seven");
}
