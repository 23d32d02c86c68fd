//! Notices: made once, sent by one, and forward only. Source: CM-06.

use crate::place::{Place, on_both};
use crate::world::{id, opening};
use calendar::Instant;
use store::{NewMessage, NewNotice, Notice, NoticeStep, PartyContact, Store};
use units::{Dso, Language};

on_both! {
    cm_06_a_notice_is_made_once_with_its_message
    cm_06_a_notice_is_taken_by_one_and_goes_forward_only
    cm_06_what_may_have_left_is_not_taken_again
    cm_06_a_party_is_reached_by_its_newest_contact
}

fn new(key: &str, channel: i16, due: i64) -> NewNotice {
    NewNotice {
        key: key.to_owned(),
        cause: "notice/1/low_credit/2".to_owned(),
        cause_at: Instant(1),
        trigger: "CM-01d".to_owned(),
        message: "M04".to_owned(),
        version: 1,
        language: Language::De,
        recipient: "holder".to_owned(),
        channel,
        address: "+32450000001".to_owned(),
        figures: "{}".to_owned(),
        subject: String::new(),
        body: "Strom: noch 4,60 €, it's".to_owned(),
        due: Instant(due),
        withdrawn: None,
    }
}

fn world(place: &Place) -> Store {
    let mut store = place.store();
    store.book(&opening(1)).unwrap();
    store
}

fn states(store: &mut Store) -> Vec<(i64, i16, String)> {
    let notices = store.notices(&[id(1)]).unwrap();
    notices.into_iter().map(|one| (one.seq, one.state, one.reason)).collect()
}

fn cm_06_a_notice_is_made_once_with_its_message(place: &Place) {
    let mut store = world(place);
    let message = NewMessage {
        key: "notice/1/low_credit/2".to_owned(),
        at: Instant(1),
        lane: 2,
        kind: "notice".to_owned(),
        body: "{}".to_owned(),
    };
    let before = store.waiting_messages().unwrap();
    store.add_message(id(1), &message).unwrap();
    store.add_message(id(1), &message).unwrap();
    assert_eq!(store.waiting_messages().unwrap(), before + 1);
    let withdrawn = NewNotice { withdrawn: Some("declined".to_owned()), ..new("b", 2, 50) };
    let notices = [new("a", 1, 50), withdrawn.clone()];
    let add = |store: &mut Store| {
        store.add_notices(id(1), Some(&message.key), &notices, Instant(9)).unwrap()
    };
    assert_eq!((add(&mut store), add(&mut store)), (2, 0), "after a crash it is done again");
    assert_eq!(store.waiting_messages().unwrap(), before);
    let kept = store.notices(&[id(1)]).unwrap();
    assert_eq!(kept.len(), 2);
    assert_eq!(
        kept[0],
        Notice {
            account: id(1),
            seq: 1,
            made_at: Instant(9),
            notice: new("a", 1, 50),
            state: 0,
            reason: String::new(),
            attempts: 0,
            carrier_id: None,
            handed_at: None,
            ended_at: None,
        }
    );
    assert_eq!(kept[1].notice, withdrawn);
    assert_eq!((kept[1].state, kept[1].ended_at), (5, Some(Instant(9))));
    assert_eq!(store.next_notice_due(&[1, 2]).unwrap(), Some(Instant(50)));
    assert_eq!(store.next_notice_due(&[2]).unwrap(), None);
    assert_eq!(Store::dso_of(id(1)), Some(Dso::Ores));
}

fn cm_06_a_notice_is_taken_by_one_and_goes_forward_only(place: &Place) {
    let mut store = world(place);
    store.add_notices(id(1), None, &[new("a", 1, 50), new("b", 4, 50)], Instant(9)).unwrap();
    assert!(store.take_notices(Instant(49), &[1], 9, 60).unwrap().is_empty());
    let taken = store.take_notices(Instant(50), &[1, 2], 9, 60).unwrap();
    assert_eq!(taken.iter().map(|one| (one.seq, one.attempts)).collect::<Vec<_>>(), [(1, 1)]);
    assert!(store.take_notices(Instant(50), &[1, 2], 9, 60).unwrap().is_empty(), "by one");
    let step = |store: &mut Store, step: NoticeStep| store.notice_step(id(1), 1, &step).unwrap();
    let again = NoticeStep::Again { at: Instant(70), reason: "busy".to_owned() };
    assert!(step(&mut store, again.clone()));
    assert!(!step(&mut store, again));
    assert_eq!(store.take_notices(Instant(70), &[1], 9, 60).unwrap()[0].attempts, 2);
    let over = NoticeStep::HandedOver {
        at: Instant(71),
        carrier_id: "7F".to_owned(),
        wait_until: Instant(99),
    };
    assert!(step(&mut store, over.clone()));
    let named = store.notice_of_carrier(1, "7F").unwrap().unwrap();
    assert_eq!((named.seq, named.handed_at), (1, Some(Instant(71))));
    assert_eq!(store.notice_of_carrier(2, "7F").unwrap(), None);
    assert!(store.overdue_notices(Instant(98), 1, 9).unwrap().is_empty());
    assert_eq!(store.overdue_notices(Instant(99), 1, 9).unwrap().len(), 1);
    assert!(store.overdue_notices(Instant(99), 4, 9).unwrap().is_empty(), "another channel's");
    let failed = NoticeStep::Failed { at: Instant(99), reason: "no receipt".to_owned() };
    assert!(step(&mut store, failed.clone()));
    let gone = |store: &mut Store, channel: i16, since: i64| {
        let failed = store.failed_notices(channel, Instant(since), 9).unwrap();
        failed.into_iter().map(|one| one.seq).collect::<Vec<_>>()
    };
    assert_eq!((gone(&mut store, 1, 99), gone(&mut store, 1, 100)), (vec![1], vec![]));
    assert!(gone(&mut store, 4, 0).is_empty());
    // It came all the same, and after that nothing changes it.
    let delivered = NoticeStep::Delivered { at: Instant(100), reason: "DELIVRD".to_owned() };
    assert!(step(&mut store, delivered.clone()));
    let withdrawn = NoticeStep::Withdrawn { at: Instant(101), reason: "late".to_owned() };
    for late in [over, failed, delivered, withdrawn.clone()] {
        assert!(!step(&mut store, late.clone()), "{late:?}");
    }
    assert!(store.notice_step(id(1), 2, &withdrawn).unwrap());
    let expected = [(1, 3, "DELIVRD".to_owned()), (2, 5, "late".to_owned())];
    assert_eq!(states(&mut store), expected);
}

fn cm_06_what_may_have_left_is_not_taken_again(place: &Place) {
    let mut store = world(place);
    store.add_notices(id(1), None, &[new("a", 1, 50)], Instant(9)).unwrap();
    store.take_notices(Instant(50), &[1], 9, 60).unwrap();
    // The process is killed here: nobody knows whether it left.
    drop(store);
    let mut store = place.store();
    let later = Instant(50).plus_s(60);
    assert!(store.take_notices(later, &[1], 9, 60).unwrap().is_empty());
    let overdue = store.overdue_notices(later, 1, 9).unwrap();
    assert_eq!(overdue.iter().map(|one| (one.seq, one.state)).collect::<Vec<_>>(), [(1, 1)]);
    let unknown = NoticeStep::Unknown { reason: "no answer".to_owned(), wait_until: Instant(7) };
    assert!(store.notice_step(id(1), 1, &unknown).unwrap());
    assert_eq!(states(&mut store), [(1, 1, "no answer".to_owned())]);
}

fn cm_06_a_party_is_reached_by_its_newest_contact(place: &Place) {
    let mut store = world(place);
    let first = PartyContact {
        party: 1_000_000_001,
        language: Language::Nl,
        phone: None,
        email: Some("office@example.be".parse().unwrap()),
        learnt_at: Instant(1),
    };
    let second = PartyContact {
        phone: Some("081 00 00 01".parse().unwrap()),
        email: None,
        learnt_at: Instant(2),
        ..first.clone()
    };
    assert_eq!(store.party_contact(first.party).unwrap(), None);
    assert_eq!(store.set_party_contact(&first).unwrap(), 1);
    assert_eq!(store.party_contact(first.party).unwrap(), Some(first.clone()));
    assert_eq!(store.set_party_contact(&second).unwrap(), 2);
    assert_eq!(store.party_contact(first.party).unwrap(), Some(second));
}
