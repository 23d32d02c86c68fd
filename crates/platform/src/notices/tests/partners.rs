//! People without an account, the local commission and suppliers: whoever the table names hears of it.

use super::*;
use crate::notices::partners::{Said, say};
use notify::figures::Figures;
use notify::plan::{Recipient, Role, to_other, to_staff};
use notify::quiet::QuietHours;
use notify::{Also, Message, Trigger};
use units::Energy;

/// Kinds of the outbox that are events for suppliers.
const OF_SUPPLIERS: [&str; 2] = ["closed", "year"];
/// Kinds that are told to whoever represents a group.
const OF_GROUPS: [&str; 3] = ["sharing_joined", "sharing_key", "sharing_volumes"];

/// Whether somebody whom the table names beside the holder hears of a message.
fn has_reader(also: Also, message: Message) -> bool {
    let at = instant("2026-11-11T12:00:00+01:00");
    let reached = notify::plan::Person {
        recipient: Recipient::Party(7),
        email: Some("office@example.be".parse().unwrap()),
        ..person(None)
    };
    let told = |role| to_other(message, at, role, &reached, QuietHours::OF_EVERYBODY).is_some();
    let task = |whom: &Recipient| {
        let rows = to_staff(message, at, true, Language::Fr);
        rows.iter().any(|row| row.recipient == *whom)
    };
    let among = |kinds: &[&str]| {
        kinds
            .iter()
            .any(|kind| notify::message_of(kind).map(Message::family) == Some(message.family()))
    };
    match also {
        Also::Payer => told(Role::Payer),
        Also::Helper => told(Role::Helper),
        Also::Cpas => told(Role::Cpas),
        Also::OldContact => told(Role::OldContact),
        Also::Staff => task(&Recipient::Staff),
        Also::Cle => task(&Recipient::Commission),
        Also::Supplier => {
            among(&OF_SUPPLIERS)
                && OF_SUPPLIERS.iter().all(|kind| crate::webhooks::of_notice(kind).is_some())
        }
        Also::Representative => among(&OF_GROUPS),
    }
}

#[test]
fn cm_01_whoever_the_table_names_beside_the_holder_hears_of_each_message() {
    for trigger in Trigger::ALL {
        let rule = trigger.rule();
        for also in rule.also {
            for message in rule.messages {
                assert!(has_reader(*also, *message), "{also:?} of {message}");
            }
        }
    }
}

#[test]
fn cm_01m_the_local_commission_is_told_of_a_reduced_power_by_a_person_of_the_operator() {
    let (mut engine, account) = home();
    let at = instant("2026-11-11T12:00:00+01:00");
    let message = store::NewMessage {
        key: "notice/limit_confirmed/1".to_owned(),
        at,
        lane: 2,
        kind: "notice".to_owned(),
        body: r#"{"notice":"limit_confirmed","balance_micro_eur":0}"#.to_owned(),
    };
    engine.store.add_message(account.id, &message).unwrap();
    deliver(&mut engine, at.plus_s(1));
    let told = told_so_far(&mut engine, &account);
    assert!(told.contains(&"M19 commission task 0".to_owned()), "{told:?}");
    let kept = engine.store.notices(&[account.id]).unwrap();
    let task = kept.iter().find(|one| one.notice.recipient == "commission").unwrap();
    assert_eq!(task.notice.address, "tell the local commission for energy");
}

#[test]
fn cm_01z_what_waits_for_who_has_no_account_leaves_once_and_is_offered_again_if_it_was_not_taken() {
    let folder = tempfile::tempdir().unwrap();
    let (mut engine, _) = home_in(&folder);
    let at = instant("2026-11-11T22:00:00+01:00");
    let ways = store::Ways {
        email: Some("group@example.be".parse().unwrap()),
        ..store::Ways::empty(Language::En, Instant(1))
    };
    let ended = store::Ways { ended: true, ..ways.clone() };
    let mut add =
        |ways: &store::Ways| engine.store.add_person(units::Dso::Ores, 6, None, ways).unwrap().id;
    let (person, gone) = (add(&ways), add(&ended));
    let mut figures = Figures::of(Energy::Electricity, at);
    figures.label = Some("Rue Neuve".to_owned());
    let said = Said { message: Message::SharingKey, beside: true, figures: &figures, key: "key/1" };
    let mut tell = |person| say(&mut engine, (units::Dso::Ores, person), &said, at).unwrap();
    assert_eq!((tell(person), tell(person), tell(gone)), (1, 0, 0), "once, and not who has left");
    let memory = Memory::default();
    *memory.answers.lock().unwrap() = vec![Handed::NotNow { reason: "busy".to_owned() }];
    let mut mail = courier(&engine, Channel::Mail, &memory);
    let of_group = |memory: &Memory| -> Vec<String> {
        let taken = memory.taken.lock().unwrap();
        let own = taken.iter().filter(|one| one.to == "group@example.be");
        own.map(|one| one.subject.clone()).collect()
    };
    mail.round(at.plus_h(9), Duration::ZERO).unwrap();
    assert_eq!(of_group(&memory), [""; 0], "nobody is written to at night");
    let morning = instant("2026-11-12T08:00:00+01:00");
    mail.round(morning, Duration::ZERO).unwrap();
    mail.round(morning.plus_s(2), Duration::ZERO).unwrap();
    let first = of_group(&memory).len();
    for second in [5, 6, 600, 6_000] {
        mail.round(morning.plus_s(second), Duration::ZERO).unwrap();
    }
    assert!((1..=2).contains(&first), "{first}");
    let all = of_group(&memory);
    assert_eq!(all, vec!["Rue Neuve: Electricity"; all.len()]);
    let kept = engine.store.partner_notices(units::Dso::Ores, Instant(0)).unwrap();
    assert_eq!((kept.len(), kept[0].state), (1, 2));
    assert!(kept[0].notice.body.starts_with("Rue Neuve, Electricity: there is news."));
}
