//! Messages at the desk.

use super::*;
use crate::meters::Registry;
use crate::meters::orders::Dispatcher;
use crate::notices::keep_house;
use notify::figures::House;
use portal::agent::{MessageDesk, MessagesView, NotSaid, NotSent, SentState, WayState, Whom};

/// The office, whose operator writes to people, with all that was said delivered to the notices.
pub(super) fn writing() -> Office {
    let office = office();
    {
        let mut engine = office.desks.engine();
        keep_house(&mut engine.store, Dso::Ores, &House::example("ORES")).unwrap();
        engine.books = crate::books::Books::load(&mut engine.store).unwrap();
        // Known since they moved in: why a channel was not taken is told as of then.
        let account = engine.account_of(ean()).unwrap().id;
        let mut contact = engine.store.contact(account).unwrap().unwrap();
        contact.learnt_at = instant("2026-10-30T00:00:00+01:00");
        engine.store.set_contact(&contact).unwrap();
    }
    // What the run of the 2nd told at six has left; the last calls wait.
    office.at("2026-11-03T06:10:00+01:00");
    office.deliver();
    office.sent();
    office.at("2026-11-04T07:50:00+01:00");
    office.deliver();
    office
}

impl Office {
    pub(super) fn deliver(&self) {
        let now = *self.now.lock().unwrap();
        let mut engine = self.desks.engine();
        let mut nowhere = None::<&mut Dispatcher<Registry>>;
        while crate::work::deliver(&mut engine, now, nowhere.as_deref_mut(), &mut |_| {}).unwrap()
            > 0
        {}
    }

    /// Short messages that are due are handed over; nothing is heard of them.
    fn sent(&self) {
        let now = *self.now.lock().unwrap();
        let mut engine = self.desks.engine();
        for one in engine.store.take_notices(now, &[1], 100, 120).unwrap() {
            let (carrier_id, wait_until) = (format!("x{}", one.seq), now.plus_h(48));
            let step = store::NoticeStep::HandedOver { at: now, carrier_id, wait_until };
            assert!(engine.store.notice_step(one.account, one.seq, &step).unwrap());
        }
    }

    fn messages(&self) -> MessagesView {
        self.desks.messages(&self.agent, account_id()).unwrap().unwrap()
    }

    fn asked(&self, wanted: &Wanted, attempt: &str) -> Result<i64, AgentRefused> {
        self.desks.ask(&self.agent, account_id(), wanted, attempt).unwrap()
    }

    fn refuses(&self, wanted: &Wanted) -> Option<NotSaid> {
        match self.desks.preview(&self.agent, account_id(), wanted).unwrap() {
            Err(AgentRefused::NotSaid(why)) => Some(why),
            Err(other) => panic!("{other}"),
            Ok(_) => None,
        }
    }

    fn paid(&self, amount: MicroEuro, id: &str) {
        let mut engine = self.desks.engine();
        let account = engine.account_of(ean()).unwrap();
        let now = *self.now.lock().unwrap();
        let fact = Fact::TopUp { eur: amount, channel: "terminal".into(), id: id.into() };
        engine.record(&account, &fact, now).unwrap();
    }

    fn notices(&self) -> Vec<store::Notice> {
        let mut engine = self.engine();
        let account = engine.account_of(ean()).unwrap().id;
        engine.store.notices(&[account]).unwrap()
    }
}

fn copy_of(notice: i64, channel: &str) -> Wanted {
    Wanted::Again { notice, channel: channel.to_owned(), note: "asked for it".to_owned() }
}

fn say(message: &str, at: Option<&str>) -> Wanted {
    let (message, at) = (message.to_owned(), at.map(instant));
    Wanted::Message { message, at, note: "asked for it".to_owned() }
}

fn new_code() -> Wanted {
    Wanted::NewCode { note: "the letter was lost".to_owned() }
}

#[test]
fn cm_06_the_log_says_how_each_channel_went_and_why_another_was_not_taken() {
    let office = writing();
    let before = office.looks();
    let view = office.messages();
    assert_eq!(office.looks(), before + 1, "the look is kept");
    assert!(!view.silent && !view.log.is_empty());
    let ways: Vec<(&str, WayState)> =
        view.ways.iter().map(|way| (way.channel.as_str(), way.state)).collect();
    let expected =
        [("sms", WayState::Good), ("mail", WayState::Unknown), ("letter", WayState::Good)];
    assert_eq!(ways, expected);
    let held = view.log.iter().rev().find(|one| one.message == "M08").expect("it is exhausted");
    assert_eq!(held.whom, Whom::Holder);
    assert_eq!((held.rows[0].channel.as_str(), held.rows[0].state), ("sms", SentState::HandedOver));
    assert!(held.not_sent.contains(&("mail".to_owned(), NotSent::Unknown)), "{held:?}");
    assert!(held.not_sent.contains(&("letter".to_owned(), NotSent::AnotherWay)), "{held:?}");
    assert!(held.text.as_ref().is_some_and(|text| text.contains("Elektriciteit")));
    let last = view.log.iter().find(|one| one.message == "M09").expect("its last call");
    assert_eq!((last.rows[0].state, last.again), (SentState::Waits, None), "it has not left");
    // It fails, and something takes its place.
    let number = held.rows[0].number;
    let mut engine = office.engine();
    let account = engine.account_of(ean()).unwrap().id;
    let failed = engine.store.notice(account, number).unwrap().unwrap();
    let now = instant("2026-11-04T08:10:00+01:00");
    office.at("2026-11-04T08:10:00+01:00");
    crate::notices::failed(&mut engine, &failed, now, "SMSC says 69".to_owned()).unwrap();
    let view = office.messages();
    let held = view.log.iter().rev().find(|one| one.message == "M08").unwrap();
    let rows: Vec<(&str, SentState, bool)> =
        held.rows.iter().map(|row| (row.channel.as_str(), row.state, row.instead)).collect();
    assert!(rows.contains(&("sms", SentState::Failed, false)), "{rows:?}");
    assert!(rows.contains(&("call", SentState::Waits, true)), "{rows:?}");
    assert_eq!(held.rows[0].reason, "SMSC says 69");
}

#[test]
fn cm_03_what_waits_for_the_morning_says_so() {
    let office = writing();
    office.at("2026-11-04T22:30:00+01:00");
    assert!(office.asked(&say("M01", None), ATTEMPT).is_ok());
    office.deliver();
    let view = office.messages();
    let said = &view.log[0];
    assert_eq!(said.message, "M01");
    let sms = said.rows.iter().find(|row| row.channel == "sms").unwrap();
    assert_eq!(sms.state, SentState::Quiet);
    assert_eq!(sms.at, instant("2026-11-05T08:00:00+01:00"));
}

#[test]
fn cm_06_a_copy_names_the_first_says_that_it_is_one_and_keeps_its_figures() {
    let office = writing();
    let view = office.messages();
    let held = view.log.iter().rev().find(|one| one.message == "M08").unwrap();
    let first = held.again.expect("it is so still");
    let effect = office.desks.preview(&office.agent, account_id(), &copy_of(first, "sms")).unwrap();
    let effect = effect.unwrap();
    assert_eq!(effect.balance.0, effect.balance.1);
    assert!(effect.told[0].1.starts_with("Kopie"), "{:?}", effect.told);
    assert!(effect.leaves.is_some() && !effect.second);
    let act = office.asked(&copy_of(first, "sms"), ATTEMPT).unwrap();
    assert_eq!(office.asked(&copy_of(first, "sms"), ATTEMPT), Ok(act), "sent twice, done once");
    let view = office.messages();
    let copies: Vec<_> = view.log.iter().filter(|one| one.copy_of.is_some()).collect();
    assert_eq!(copies.len(), 1);
    assert_eq!(copies[0].copy_of, Some(first));
    assert_eq!(copies[0].again, None, "a copy of a copy names the first one");
    assert_eq!(copies[0].at, held.at, "as of the first one");
    let copied = copies[0].text.clone().unwrap();
    let original = office.notices().into_iter().find(|one| one.seq == first).unwrap();
    assert!(copied.ends_with(&original.notice.body), "{copied}");
    assert_eq!(office.refuses(&copy_of(first, "sms")), Some(NotSaid::Waits));
    assert_eq!(office.refuses(&copy_of(first, "mail")), Some(NotSaid::NoWay), "no address");
    assert_eq!(office.refuses(&copy_of(copies[0].rows[0].number, "sms")), Some(NotSaid::NoMessage));
    // It fails: whoever chose its way sees it, and no unmarked one takes its place.
    let mut engine = office.engine();
    let account = engine.account_of(ean()).unwrap().id;
    let kept = engine.store.notice(account, copies[0].rows[0].number).unwrap().unwrap();
    let count = office.notices().len();
    let now = instant("2026-11-04T08:10:00+01:00");
    assert!(crate::notices::failed(&mut engine, &kept, now, "lost".to_owned()).unwrap());
    assert_eq!(office.notices().len(), count);
}

#[test]
fn cm_04_a_state_that_is_over_is_not_sent_again() {
    let office = writing();
    let view = office.messages();
    let first = view.log.iter().rev().find(|one| one.message == "M08").unwrap().again.unwrap();
    office.paid(eur("60"), "T-60");
    assert_eq!(office.refuses(&copy_of(first, "sms")), Some(NotSaid::NotSo));
    let view = office.messages();
    let held = view.log.iter().rev().find(|one| one.message == "M08").unwrap();
    assert_eq!(held.again, None);
}

#[test]
fn cm_04_what_a_desk_has_said_leaves_with_the_figures_of_then_or_not_at_all() {
    let office = writing();
    assert_eq!(office.refuses(&say("M06", None)), Some(NotSaid::NotSo), "it is exhausted");
    assert_eq!(office.refuses(&say("M08", None)), Some(NotSaid::NotSo), "nobody's to say");
    let up = office.balance();
    office.paid(eur("-5").checked_sub(up).unwrap(), "T-1");
    assert_eq!(office.balance(), eur("-5"));
    let past = say("M06", Some("2026-11-04T07:00:00+01:00"));
    assert_eq!(office.refuses(&past), Some(NotSaid::When));
    let far = say("M06", Some("2027-01-04T07:00:00+01:00"));
    assert_eq!(office.refuses(&far), Some(NotSaid::When));
    let (first, second) = ("2026-11-04T12:00:00+01:00", "2026-11-04T15:00:00+01:00");
    assert!(office.asked(&say("M06", Some(first)), ATTEMPT).is_ok());
    assert!(office.asked(&say("M06", Some(second)), OTHER).is_ok());
    let said = |office: &Office| -> Vec<(String, i16)> {
        let mut all = office.notices();
        all.retain(|one| one.notice.cause.ends_with("/desk_emergency"));
        all.into_iter().map(|one| (one.reason, one.state)).collect()
    };
    office.deliver();
    assert_eq!(office.messages().scheduled.len(), 2);
    assert_eq!(said(&office), [], "not before");
    office.at(first);
    office.deliver();
    assert_eq!(said(&office), [(String::new(), 0)], "on the one channel that there is");
    office.paid(eur("40"), "T-2");
    office.at(second);
    office.deliver();
    let all = said(&office);
    assert_eq!(all.last(), Some(&("no longer so".to_owned(), 5)), "{all:?}");
    assert!(office.messages().scheduled.is_empty());
}

#[test]
fn pr_09_a_new_code_goes_by_post_replaces_the_one_before_and_is_seen_by_nobody_here() {
    let office = writing();
    let effect = office.desks.preview(&office.caller, account_id(), &new_code()).unwrap().unwrap();
    assert_eq!(effect.told.len(), 1);
    assert_eq!(effect.told[0].0, "letter", "by no other way");
    assert!(effect.told[0].1.contains("•••••"), "{:?}", effect.told);
    assert!(office.asked(&new_code(), ATTEMPT).is_ok());
    office.deliver();
    let code = |office: &Office| -> Vec<store::Notice> {
        let mut all = office.notices();
        all.retain(|one| one.notice.message == "M02");
        all
    };
    let letters = code(&office);
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].notice.channel, 4);
    let mut engine = office.engine();
    let account = engine.account_of(ean()).unwrap().id;
    let kept = engine.store.letter_code(account).unwrap().expect("it opens the account");
    let view = office.messages();
    let shown = view.log.iter().find(|one| one.message == "M02").unwrap();
    assert_eq!((shown.text.as_ref(), shown.again), (None, None), "no page shows it");
    assert_eq!(office.refuses(&copy_of(letters[0].seq, "letter")), Some(NotSaid::Code));
    // A second one: the letter of the first is not printed any more.
    office.at("2026-11-04T08:20:00+01:00");
    assert!(office.asked(&new_code(), OTHER).is_ok());
    office.deliver();
    let letters = code(&office);
    assert_eq!(letters.len(), 2);
    assert_eq!((letters[0].state, letters[0].reason.as_str()), (5, "a newer code"));
    assert_ne!(letters[0].notice.body, letters[1].notice.body);
    let newer = engine.store.letter_code(account).unwrap().unwrap();
    assert_ne!(kept.challenge, newer.challenge);
    for number in 3..6 {
        let attempt = format!("{number}{}", &ATTEMPT[1..]);
        assert!(office.asked(&new_code(), &attempt).is_ok(), "{number}");
    }
    assert_eq!(office.refuses(&new_code()), Some(NotSaid::TooMany));
    // Where letters come back from there is no safe address.
    office.at("2026-11-04T11:00:00+01:00");
    assert_eq!(office.refuses(&new_code()), None);
    let mut contact = engine.store.contact(account).unwrap().unwrap();
    contact.town = String::new();
    contact.learnt_at = instant("2026-11-04T10:30:00+01:00");
    engine.store.set_contact(&contact).unwrap();
    assert_eq!(office.refuses(&new_code()), Some(NotSaid::NoWay));
}

#[test]
fn ux_5_5_easy_words_are_set_by_an_agent_and_kept_with_their_name() {
    let office = writing();
    assert!(!office.messages().easy);
    let set = |easy| office.desks.set_easy(&office.agent, account_id(), easy).unwrap();
    let versions = || {
        let mut engine = office.desks.engine();
        engine.store.contact_versions(account_id()).unwrap()
    };
    let before = versions().len();
    assert!(set(true) && office.messages().easy);
    assert!(set(true), "again");
    let kept = versions();
    assert_eq!(kept.len(), before + 1, "once");
    let last = kept.last().unwrap();
    assert_eq!(last.entered_by.as_deref(), Some(office.agent.name.as_str()));
    let earlier = kept[before - 1].clone();
    assert_eq!((last.phone, &last.street), (earlier.phone, &earlier.street), "nothing else");
    assert!(set(false) && !office.messages().easy);
    let nobody = office.desks.set_easy(&office.agent, units::AccountId(77), true).unwrap();
    assert!(!nobody);
}

#[test]
fn ux_5_5_easy_words_leave_the_language_of_people_nobody_knows_and_the_look_is_kept() {
    let office = writing();
    let mut engine = office.desks.engine();
    let other = crate::testing::move_in(&mut engine, "541449000000000003".parse().unwrap());
    drop(engine);
    assert_ne!(office.agent.language, Language::Fr);
    assert!(office.desks.set_easy(&office.agent, other.id, true).unwrap());
    let mut engine = office.desks.engine();
    let kept = engine.store.contact(other.id).unwrap().unwrap();
    assert_eq!((kept.language, kept.wished.easy), (Language::Fr, true), "as it heard before");
    let looks = engine.store.person_looks(other.id, 9).unwrap();
    assert!(looks.iter().any(|look| look.person == office.agent.person), "{looks:?}");
}
