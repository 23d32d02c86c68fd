//! What households ask, with what follows on their timeline.

use super::{Asker, answer, ask, of_account, open_of};
use crate::engine::Engine;
use crate::testing::{engine, instant, night};
use calendar::Instant;
use procedures::{Answer, CaseError, CaseKind, Outcome};
use units::{Dso, Language};

fn asker() -> Asker {
    let phone = Some("0475 00 00 01".parse().unwrap());
    Asker { language: Language::Fr, name: String::new(), phone, reference: None, party: None }
}

fn asked(engine: &mut Engine, account: &store::Account, kind: CaseKind, at: Instant) -> i64 {
    let place = (account.dso, Some(account));
    ask(engine, place, &asker(), (kind, "J’ai payé vendredi"), at).unwrap().unwrap().kept.id
}

fn given(outcome: Outcome, at: Instant) -> Answer {
    let words = "Votre virement est arrivé lundi.".to_owned();
    Answer { at, by: "Agent".into(), outcome, words, code: None }
}

/// A home whose credit ends in the second night.
fn in_need() -> (Engine, store::Account) {
    let (mut engine, account) = engine();
    for (day, kwh) in [("2026-10-30", 20), ("2026-10-31", 40), ("2026-11-01", 60)] {
        night(&mut engine, &account, day, kwh);
    }
    (engine, account)
}

fn orders(engine: &mut Engine, account: &store::Account) -> usize {
    let messages = engine.store.messages(&[account.id]).unwrap();
    messages.iter().filter(|message| message.body.contains("disconnect")).count()
}

#[test]
fn cg_09_a_complaint_on_the_balance_keeps_the_light_on_until_it_is_answered() {
    on_until_it_is_answered(CaseKind::WrongBalance);
}

#[test]
fn cg_09_a_delay_that_a_social_service_asks_keeps_the_light_on_until_it_is_answered() {
    on_until_it_is_answered(CaseKind::DelayCut);
}

fn on_until_it_is_answered(kind: CaseKind) {
    let without = {
        let (mut engine, account) = in_need();
        for (day, kwh) in [("2026-11-02", 80), ("2026-11-03", 100)] {
            night(&mut engine, &account, day, kwh);
        }
        engine.advance_due(Dso::Ores, instant("2026-11-04T09:00:00+01:00")).unwrap();
        orders(&mut engine, &account)
    };
    assert_eq!(without, 1, "this home is cut when nobody complains");
    let (mut engine, account) = in_need();
    let case = asked(&mut engine, &account, kind, instant("2026-11-02T18:00:00+01:00"));
    for (day, kwh) in [("2026-11-02", 80), ("2026-11-03", 100)] {
        night(&mut engine, &account, day, kwh);
    }
    engine.advance_due(Dso::Ores, instant("2026-11-04T09:00:00+01:00")).unwrap();
    assert_eq!(orders(&mut engine, &account), 0, "on while it is open");
    let at = instant("2026-11-04T10:00:00+01:00");
    answer(&mut engine, case, given(Outcome::Explained, at)).unwrap().unwrap();
    night(&mut engine, &account, "2026-11-04", 120);
    engine.advance_due(Dso::Ores, instant("2026-11-05T09:00:00+01:00")).unwrap();
    assert_eq!(orders(&mut engine, &account), 1, "an answer ends it");
}

#[test]
fn pr_22_asked_twice_it_is_one_case_with_both_words() {
    let (mut engine, account) = engine();
    let at = instant("2026-11-02T18:00:00+01:00");
    let first = asked(&mut engine, &account, CaseKind::Complaint, at);
    let place = (account.dso, Some(&account));
    for _ in 0..2 {
        let again = (CaseKind::Complaint, "et encore lundi");
        let again = ask(&mut engine, place, &asker(), again, at.plus_s(60)).unwrap().unwrap();
        assert_eq!(again.kept.id, first);
    }
    let all = of_account(&mut engine, &account).unwrap();
    assert_eq!(all.len(), 1);
    // The same form sent twice says nothing new.
    assert_eq!(all[0].stored.again, [(at.plus_s(60), "et encore lundi".to_owned())]);
}

#[test]
fn pr_22_open_cases_wait_by_their_due_day_and_end_with_an_answer() {
    let (mut engine, account) = engine();
    let at = instant("2026-11-02T18:00:00+01:00");
    let complaint = asked(&mut engine, &account, CaseKind::Complaint, at);
    let call = asked(&mut engine, &account, CaseKind::CallBack, at);
    // Somebody who did not say which meter.
    let place = (Dso::Ores, None);
    let words = (CaseKind::Complaint, "Кто-то");
    let nobody = ask(&mut engine, place, &asker(), words, at).unwrap().unwrap().kept.id;
    let open = |engine: &mut Engine| -> Vec<i64> {
        open_of(engine, Dso::Ores).unwrap().iter().map(|known| known.kept.id).collect()
    };
    assert_eq!(open(&mut engine), [call, complaint, nobody]);
    let given = given(Outcome::WrongNumber, at);
    let refused = answer(&mut engine, complaint, given.clone()).unwrap().unwrap_err();
    assert!(matches!(refused, CaseError::NoAnswer { .. }));
    answer(&mut engine, call, given.clone()).unwrap().unwrap();
    let again = answer(&mut engine, call, given).unwrap().unwrap_err();
    assert!(matches!(again, CaseError::Answered { .. }));
    assert_eq!(open(&mut engine), [complaint, nobody]);
}

/// What the household was told, as message, channel and words.
fn told(engine: &mut Engine, account: &store::Account) -> Vec<(String, String, String)> {
    let mut nowhere = None::<&mut crate::meters::orders::Dispatcher<crate::meters::Registry>>;
    let far = instant("2026-12-24T12:00:00+01:00");
    while crate::work::deliver(engine, far, nowhere.as_deref_mut(), &mut |_| {}).unwrap() > 0 {}
    let notices = engine.store.notices(&[account.id]).unwrap();
    let of_cases = notices.into_iter().filter(|one| one.notice.trigger == "PR-22");
    let channel = |code| crate::notices::channel_name(code).to_owned();
    of_cases.map(|one| (one.notice.message, channel(one.notice.channel), one.notice.body)).collect()
}

/// The home with a name to write in, and somebody to write to.
fn written_to() -> (Engine, store::Account) {
    let (mut engine, account) = engine();
    let house = notify::figures::House::example("ORES");
    crate::notices::keep_house(&mut engine.store, Dso::Ores, &house).unwrap();
    engine.books = crate::books::Books::load(&mut engine.store).unwrap();
    let mut contact = store::Contact::empty(account.id, Language::Nl, Instant(10));
    contact.phone = Some("0475 00 00 01".parse().unwrap());
    contact.email = Some("home@example.be".parse().unwrap());
    engine.store.set_contact(&contact).unwrap();
    (engine, account)
}

#[test]
fn pr_22_the_household_is_told_in_its_language_and_a_screen_that_others_see_says_no_word_of_it() {
    let (mut engine, account) = written_to();
    let at = instant("2026-11-02T18:00:00+01:00");
    let case = asked(&mut engine, &account, CaseKind::Complaint, at);
    assert_eq!(told(&mut engine, &account), []);
    let words = "Je overschrijving kwam maandag aan".to_owned();
    let outcome = Outcome::Explained;
    let given = Answer { at: at.plus_h(20), by: "Agent".into(), outcome, words, code: None };
    answer(&mut engine, case, given).unwrap().unwrap();
    let told = told(&mut engine, &account);
    let ways: Vec<(&str, &str)> =
        told.iter().map(|(message, channel, _)| (message.as_str(), channel.as_str())).collect();
    assert_eq!(ways, [("answer", "sms"), ("answer", "mail")]);
    let (sms, mail) = (&told[0].2, &told[1].2);
    assert!(sms.contains(&format!("geantwoord op je vraag {case}.")), "{sms}");
    assert!(!sms.contains("overschrijving"), "{sms}");
    assert!(mail.contains("Je overschrijving kwam maandag aan. Niet akkoord?"), "{mail}");
    crate::testing::sound(&mut engine);
}

#[test]
fn pr_22_what_is_not_done_is_not_told() {
    let (mut engine, account) = written_to();
    let at = instant("2026-11-02T18:00:00+01:00");
    let case = asked(&mut engine, &account, CaseKind::Complaint, at);
    // Whatever stops the transaction leaves neither an answer nor a message.
    let stopped = engine.locked(Dso::Ores, |engine| {
        answer(engine, case, given(Outcome::Done, at)).unwrap().unwrap();
        crate::failure::refuse::<()>("stopped")
    });
    assert!(stopped.is_err());
    assert_eq!(told(&mut engine, &account), []);
    assert!(of_account(&mut engine, &account).unwrap()[0].stored.case.is_open());
}

#[test]
fn pr_22_who_is_called_in_vain_is_called_again_and_told_after_the_last_time() {
    let (mut engine, account) = written_to();
    let case =
        asked(&mut engine, &account, CaseKind::CallBack, instant("2026-11-05T17:00:00+01:00"));
    let mut vain = |at: &str| {
        let given = Answer { words: String::new(), ..given(Outcome::NotReached, instant(at)) };
        let known = answer(&mut engine, case, given).unwrap().unwrap();
        (known.kept.open, told(&mut engine, &account).len())
    };
    assert_eq!(vain("2026-11-06T10:00:00+01:00"), (true, 0));
    assert_eq!(vain("2026-11-06T16:00:00+01:00"), (true, 0));
    assert_eq!(vain("2026-11-09T10:00:00+01:00"), (false, 2));
    let said = told(&mut engine, &account);
    assert!(said[0].2.contains("We konden je niet bereiken."), "{}", said[0].2);
    // Whoever is spoken to is told nothing more.
    let at = instant("2026-11-10T10:00:00+01:00");
    let again = asked(&mut engine, &account, CaseKind::CallBack, at);
    assert_ne!(again, case);
    answer(&mut engine, again, given(Outcome::Done, at)).unwrap().unwrap();
    assert_eq!(told(&mut engine, &account).len(), 2);
}
