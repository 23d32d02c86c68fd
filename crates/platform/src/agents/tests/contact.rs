//! How a household is reached, entered at the desk.

use super::messages::writing;
use super::*;
use notify::plan::Channel;
use portal::agent::{CameBack, ContactDesk, ContactEntry, ContactRefused, HeardBy, MessageDesk};
use portal::my::WhenLow;
use store::Threshold;

const NEW: &str = "0470 12 34 56";

impl Office {
    fn entry(&self) -> (ContactEntry, usize) {
        let view = self.desks.contact(&self.caller, account_id()).unwrap().unwrap();
        (view.entry, view.seen)
    }

    fn keep(&self, who: &Visitor, entry: &ContactEntry, heard: (HeardBy, usize)) -> bool {
        self.desks.set_contact(who, account_id(), entry, heard).unwrap().is_ok()
    }

    /// Message, recipient and address of what goes by a channel since a moment.
    fn sent_by(&self, channel: Channel, since: &str) -> Vec<(String, String, String)> {
        let mut engine = self.desks.engine();
        let all = engine.store.notices(&[account_id()]).unwrap().into_iter();
        let all = all.filter(|one| {
            one.notice.channel == channel.code() && one.notice.cause_at >= instant(since)
        });
        let all = all.map(|one| one.notice);
        all.map(|one| (one.message, one.recipient, one.address)).collect()
    }
}

#[test]
fn cm_07_a_number_that_an_agent_enters_gets_what_follows_and_the_old_one_is_told() {
    let office = writing();
    office.at("2026-11-04T10:00:00+01:00");
    let (before, seen) = office.entry();
    assert_eq!(before.town, "Namur");
    let entry = ContactEntry {
        phone: Some(NEW.parse().unwrap()),
        street: "Kaai 2".to_owned(),
        low: WhenLow::Days(3),
        mail: false,
        ..before.clone()
    };
    assert!(office.keep(&office.caller, &entry, (HeardBy::Call, seen)));
    let mut engine = office.desks.engine();
    let kept = engine.store.contact(account_id()).unwrap().unwrap();
    assert_eq!(kept.entered_by.as_deref(), Some(office.caller.name.as_str()));
    assert_eq!((kept.phone, kept.threshold), (entry.phone, Some(Threshold::Days(3))));
    assert_eq!((kept.name.as_str(), kept.street.as_str()), ("Élise D’Hoop", "Kaai 2"));
    assert!(!kept.wished.mail && kept.wished.sms);
    drop(engine);
    office.deliver();
    let [old, new] = ["+32475123456", "+32470123456"];
    let told = office.sent_by(Channel::Sms, "2026-11-04T10:00:00+01:00");
    let row = |who: &str, to: &str| ("M27".to_owned(), who.to_owned(), to.to_owned());
    assert_eq!(told, [row("holder", new), row("old_contact", old)]);
    // What is told next goes to the new number alone.
    office.at("2026-11-04T10:30:00+01:00");
    let mut engine = office.desks.engine();
    let account = engine.account_of(ean()).unwrap();
    let paid = crate::testing::top_up("T-1");
    engine.record(&account, &paid, instant("2026-11-04T10:20:00+01:00")).unwrap();
    drop(engine);
    office.deliver();
    let told = office.sent_by(Channel::Sms, "2026-11-04T10:10:00+01:00");
    assert!(!told.is_empty() && told.iter().all(|(_, _, to)| to == new), "{told:?}");
}

#[test]
fn cm_07_the_same_form_twice_is_once_and_what_another_has_changed_is_not_overwritten() {
    let office = writing();
    office.at("2026-11-04T10:00:00+01:00");
    let (before, seen) = office.entry();
    let entry = ContactEntry { phone: Some(NEW.parse().unwrap()), ..before.clone() };
    assert!(office.keep(&office.caller, &entry, (HeardBy::Call, seen)));
    assert!(office.keep(&office.caller, &entry, (HeardBy::Call, seen)));
    assert_eq!(office.entry().1, seen + 1, "once");
    let late = ContactEntry { phone: None, ..before };
    let set = |account: AccountId, seen: usize| {
        office.desks.set_contact(&office.agent, account, &late, (HeardBy::Card, seen)).unwrap()
    };
    assert_eq!(set(account_id(), seen), Err(ContactRefused::Overtaken));
    assert_eq!(set(AccountId(77), seen), Err(ContactRefused::NoAccount));
    assert_eq!(office.desks.contact(&office.agent, AccountId(77)).unwrap(), None);
    assert_eq!(set(account_id(), seen + 1), Ok(()));
    assert_eq!(office.entry().0.phone, None);
}

#[test]
fn ux_7_3_the_first_level_enters_what_it_hears_on_the_phone_and_each_is_a_look() {
    let office = writing();
    let (before, seen) = office.entry();
    let entry = ContactEntry { language: Language::De, ..before };
    let set = |who: &Visitor, heard: HeardBy| {
        office.desks.set_contact(who, account_id(), &entry, (heard, seen)).unwrap()
    };
    assert_eq!(set(&office.caller, HeardBy::Card), Err(ContactRefused::NotThatWay));
    assert_eq!(set(&office.operator, HeardBy::Call), Err(ContactRefused::NotThatWay));
    assert_eq!(office.entry().1, seen, "nothing was kept");
    assert_eq!(set(&office.caller, HeardBy::Call), Ok(()));
    assert_eq!(office.entry().0.language, Language::De);
    let mut engine = office.desks.engine();
    let looks = engine.store.person_looks(account_id(), 20).unwrap();
    let of_it = |reason: &str| {
        looks.iter().any(|look| look.person == office.caller.person && look.reason == reason)
    };
    assert!(of_it("contact") && of_it("contact on call"), "{looks:?}");
}

#[test]
fn cm_02_a_letter_that_came_back_is_noted_once_and_its_address_is_used_no_more() {
    let office = writing();
    office.at("2026-11-04T10:00:00+01:00");
    let code = Wanted::NewCode { note: "lost".to_owned() };
    office.desks.ask(&office.agent, account_id(), &code, ATTEMPT).unwrap().unwrap();
    office.deliver();
    let mut engine = office.desks.engine();
    let all = engine.store.notices(&[account_id()]).unwrap();
    let letter = all.iter().find(|one| one.notice.channel == Channel::Letter.code());
    let letter = letter.expect("the letter with the code").seq;
    let sms = all.iter().find(|one| one.notice.channel == Channel::Sms.code()).unwrap().seq;
    let now = instant("2026-11-04T10:00:00+01:00");
    let (carrier_id, wait_until) = ("1".to_owned(), now.plus_h(480));
    let step = store::NoticeStep::HandedOver { at: now, carrier_id, wait_until };
    let taken = engine.store.take_notices(
        instant("2026-11-20T09:00:00+01:00"),
        &[Channel::Letter.code()],
        100,
        120,
    );
    assert!(taken.unwrap().iter().any(|one| one.seq == letter));
    assert!(engine.store.notice_step(account_id(), letter, &step).unwrap());
    drop(engine);
    let back = |account: AccountId, letter: i64| {
        office.desks.came_back(&office.caller, account, letter, CameBack::Moved).unwrap()
    };
    assert!(!back(account_id(), sms), "no letter");
    assert!(!back(account_id(), 9_999) && !back(AccountId(77), letter));
    assert!(back(account_id(), letter));
    assert!(!back(account_id(), letter), "it has ended");
    let view = office.desks.messages(&office.caller, account_id()).unwrap().unwrap();
    let way = view.ways.iter().find(|way| way.channel == "letter").unwrap();
    assert_eq!(way.state, portal::agent::WayState::CameBack);
    let row = view.log.iter().flat_map(|one| &one.rows).find(|row| row.number == letter).unwrap();
    assert!(row.reason.starts_with("returned: moved, by "), "{}", row.reason);
}
