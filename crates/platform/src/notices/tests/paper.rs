//! From a notice to paper, and back by the post.

use super::{contact, deliver, home, told_so_far};
use crate::engine::Engine;
use crate::notices::keep_house;
use crate::notices::letters::{example, of_notice};
use crate::notices::printing::{LetterId, again, print};
use crate::notices::returned::came_back;
use crate::notices::told_to_holder;
use crate::testing::{instant, night};
use calendar::Instant;
use notify::Message;
use notify::figures::{Figures, House};
use notify::plan::Channel;
use sha2::{Digest, Sha256};
use std::path::Path;
use store::{Contact, Notice};
use units::{Energy, Language};

const NINE: &str = "2026-10-30T09:00:00+01:00";

/// The one home, to which the welcome letter is due at nine.
fn welcomed() -> (Engine, store::Account, tempfile::TempDir) {
    let mut engine = crate::testing::empty("sqlite::memory:");
    keep_house(&mut engine.store, units::Dso::Ores, &House::example("ORES")).unwrap();
    engine.books = crate::books::Books::load(&mut engine.store).unwrap();
    let account = crate::testing::move_in(&mut engine, crate::testing::ean());
    engine.store.set_contact(&contact(&account)).unwrap();
    deliver(&mut engine, instant("2026-10-30T00:01:00+01:00"));
    (engine, account, tempfile::tempdir().unwrap())
}

fn letter(engine: &mut Engine, account: &store::Account) -> Notice {
    let notices = engine.store.notices(&[account.id]).unwrap();
    notices.into_iter().find(|one| one.notice.channel == Channel::Letter.code()).unwrap()
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .map(|all| all.map(|one| one.unwrap().file_name().into_string().unwrap()).collect())
        .unwrap_or_default();
    names.sort();
    names
}

#[test]
fn cm_04_every_letter_fits_on_one_page_with_its_longest_values() {
    let house = House::example("ORES");
    let mut wrong = Vec::new();
    for message in Message::ALL {
        for energy in [Energy::Electricity, Energy::Gas] {
            for language in Language::ALL {
                for easy in [false, true] {
                    if let Err(error) = example(message, (energy, easy), &house, language) {
                        wrong.push(format!("{message} {energy:?} {language} {easy}: {error}"));
                    }
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn cm_06_letters_that_are_due_are_printed_once() {
    let (mut engine, account, folder) = welcomed();
    let early = folder.path().join("early");
    let at = instant(NINE);
    assert_eq!(print(&mut engine, &early, 9, at.plus_s(-1)).unwrap().letters, 0);
    assert!(files(folder.path()).is_empty(), "no folder without a letter");
    let first = folder.path().join("first");
    assert_eq!(print(&mut engine, &first, 9, at).unwrap().letters, 1);
    let id = LetterId::of(&letter(&mut engine, &account)).to_string();
    assert_eq!(files(&first), [format!("{id}.pdf"), "letters.csv".to_owned()]);
    assert_eq!(files(folder.path()), ["first"], "nothing half-made is left");
    let pdf = std::fs::read(first.join(format!("{id}.pdf"))).unwrap();
    let digest = crate::people::hex(&Sha256::digest(&pdf));
    let list = std::fs::read_to_string(first.join("letters.csv")).unwrap();
    let line = format!("{id},{},M01,fr,1,{digest},{id}.pdf\n", account.id);
    assert_eq!(list, format!("id,account,message,language,pages,sha256,file\n{line}"));
    assert_eq!(letter(&mut engine, &account).state, 2, "handed over");
    let second = folder.path().join("second");
    assert_eq!(print(&mut engine, &second, 9, at.plus_h(9)).unwrap().letters, 0);
    assert!(print(&mut engine, &first, 9, at).is_err(), "what is there is not written over");
    // It waits for no receipt.
    let overdue = engine.store.overdue_notices(at.plus_h(9_000), Channel::Letter.code(), 9);
    assert!(overdue.unwrap().is_empty());
    // The same letter again says that it is one, and changes nothing.
    let id: LetterId = id.parse().unwrap();
    again(&mut engine, id, &second, at.plus_h(48)).unwrap();
    let copy = std::fs::read(second.join(format!("{id}.pdf"))).unwrap();
    assert_ne!(copy, pdf);
    let kept = letter(&mut engine, &account);
    assert_eq!((kept.state, kept.handed_at), (2, Some(at)));
    let composed = |engine: &mut Engine, again| of_notice(engine, &kept, at.day(), again).unwrap();
    assert_eq!(composed(&mut engine, None).copy, "");
    let day = at.plus_h(48).day();
    assert_eq!(composed(&mut engine, Some(day)).copy, "Copie (1er novembre 2026)");
}

#[test]
fn cm_06_a_run_that_was_killed_prints_no_letter_twice_and_loses_none() {
    let (mut engine, account, folder) = welcomed();
    let at = instant(NINE);
    let (out, part) = (folder.path().join("run"), folder.path().join("run.part"));
    let taken = |engine: &mut Engine, at: Instant| {
        let channel = [Channel::Letter.code()];
        let taken = engine.store.take_notices(at, &channel, 9, 3_600).unwrap();
        let reason = format!("leaving with {}", out.display());
        for one in &taken {
            let wait_until = at.plus_h(1);
            let step = store::NoticeStep::Unknown { reason: reason.clone(), wait_until };
            engine.store.notice_step(one.account, one.seq, &step).unwrap();
        }
        taken.len()
    };
    // Killed before the folder had its name: it is printed by the next run, once the first must have ended.
    assert_eq!(taken(&mut engine, at), 1);
    std::fs::create_dir(&part).unwrap();
    let next = folder.path().join("next");
    assert_eq!(print(&mut engine, &next, 9, at.plus_min(59)).unwrap().letters, 0);
    assert_eq!(print(&mut engine, &next, 9, at.plus_h(1)).unwrap().letters, 1);
    assert_eq!(files(folder.path()), ["next"]);
    // Killed after it had its name: the letters are out, and the books learn it.
    engine.store.run_sql("UPDATE notice SET state = 0, due_us = 1 WHERE channel = 4").unwrap();
    assert_eq!(taken(&mut engine, at), 1);
    std::fs::rename(&next, &out).unwrap();
    let third = folder.path().join("third");
    assert_eq!(print(&mut engine, &third, 9, at.plus_h(2)).unwrap().letters, 0);
    let kept = letter(&mut engine, &account);
    assert_eq!((kept.state, kept.handed_at), (2, Some(at.plus_h(2))));
    // Neither is to be seen: it may have left, and is not printed by itself.
    engine.store.run_sql("UPDATE notice SET state = 0, due_us = 1 WHERE channel = 4").unwrap();
    assert_eq!(taken(&mut engine, at), 1);
    std::fs::remove_dir_all(&out).unwrap();
    assert_eq!(print(&mut engine, &third, 9, at.plus_h(3)).unwrap().letters, 0);
    assert_eq!(letter(&mut engine, &account).state, 1);
}

#[test]
fn cm_02_a_letter_that_cannot_be_printed_goes_another_way_and_holds_up_none() {
    let (mut engine, account, folder) = welcomed();
    // No font of ours has these signs.
    let name = Contact { name: "თამარ".to_owned(), ..contact(&account) };
    engine.store.set_contact(&name).unwrap();
    let printed = print(&mut engine, &folder.path().join("run"), 9, instant(NINE)).unwrap();
    assert_eq!((printed.letters, printed.failed.len()), (0, 1));
    assert!(printed.failed[0].1.contains("`თ`"), "{printed:?}");
    assert!(files(folder.path()).is_empty());
    let told = told_so_far(&mut engine, &account);
    assert!(told.contains(&"M01 holder letter 4".to_owned()), "{told:?}");
    assert!(told.contains(&"M01 holder call 0".to_owned()), "{told:?}");
}

#[test]
fn cm_02_a_letter_that_comes_back_is_said_another_way_and_nothing_is_sent_there_again() {
    let (mut engine, account, folder) = welcomed();
    let at = instant(NINE);
    let id = LetterId::of(&letter(&mut engine, &account));
    let early = came_back(&mut engine, id, "moved", "desk", at);
    assert!(early.unwrap_err().to_string().contains("is queued"));
    print(&mut engine, &folder.path().join("run"), 9, at).unwrap();
    let later = at.plus_h(24 * 5);
    assert!(came_back(&mut engine, id, " ", "desk", later).is_err());
    came_back(&mut engine, id, "moved", "desk", later).unwrap();
    assert!(came_back(&mut engine, id, "moved", "desk", later).is_err(), "once");
    let kept = letter(&mut engine, &account);
    assert_eq!((kept.state, kept.reason.as_str()), (4, "returned: moved, by desk"));
    let told = told_so_far(&mut engine, &account);
    assert!(told.contains(&"M01 holder call 0".to_owned()), "{told:?}");
    let listed = engine.store.failed_notices(Channel::Letter.code(), at, 9).unwrap();
    assert_eq!(listed.len(), 1);
    // Of what follows there is no letter, until another address is known.
    let ends = |engine: &mut Engine, kind: &str, at: Instant| {
        let message = store::NewMessage {
            key: format!("notice/{}/{kind}", at.0),
            at,
            lane: 2,
            kind: "notice".to_owned(),
            body: format!(r#"{{"notice":"{kind}","balance_micro_eur":1}}"#),
        };
        engine.store.add_message(account.id, &message).unwrap();
        deliver(engine, at.plus_s(1));
        let told = told_so_far(engine, &account);
        told.iter().filter(|line| line.starts_with("M15-start holder letter")).count()
    };
    assert_eq!(ends(&mut engine, "plan_starts", later.plus_h(1)), 0);
    let moved = Contact { street: "Rue de l'Exemple 2".to_owned(), ..contact(&account) };
    engine.store.set_contact(&moved).unwrap();
    assert_eq!(ends(&mut engine, "plan_starts", later.plus_h(2)), 1);
    // The letter that came back goes to the new address when it is printed again.
    let composed = |engine: &mut Engine, again| of_notice(engine, &kept, at.day(), again).unwrap();
    assert_eq!(composed(&mut engine, None).recipient[1], "Rue de l'Exemple 1");
    assert_eq!(composed(&mut engine, Some(later.day())).recipient[1], "Rue de l'Exemple 2");
}

#[test]
fn c_17_cg_10_a_letter_is_told_when_it_leaves_and_coming_back_takes_nothing_from_that() {
    let (mut engine, account) = home();
    let opening =
        account.opening.replace("\"notices_are_facts\":false", "\"notices_are_facts\":true");
    engine.store.run_sql(&format!("UPDATE account SET opening = '{opening}'")).unwrap();
    let account = engine.account_of(account.ean).unwrap();
    // Neither phone nor mail: what has to be known goes by letter.
    let only_post = Contact { phone: None, email: None, ..contact(&account) };
    engine.store.set_contact(&only_post).unwrap();
    night(&mut engine, &account, "2026-10-30", 20);
    night(&mut engine, &account, "2026-10-31", 120);
    deliver(&mut engine, instant("2026-11-01T06:00:02+01:00"));
    let notices = engine.store.notices(&[account.id]).unwrap();
    let held = notices
        .iter()
        .find(|one| one.notice.message == "M08" && one.notice.channel == Channel::Letter.code());
    let id = LetterId::of(held.unwrap());
    // It says until when nothing is cut: when it has come there are twelve hours more, and no cut at a weekend.
    let figures: Figures = serde_json::from_str(&held.unwrap().notice.figures).unwrap();
    assert_eq!(figures.until, Some(instant("2026-11-09T08:00:00+01:00")));
    let facts = |engine: &mut Engine| -> Vec<String> {
        let facts = engine.store.facts(&[account.id]).unwrap();
        facts.into_iter().filter(|fact| fact.kind == "told").map(|fact| fact.body).collect()
    };
    assert!(facts(&mut engine).is_empty(), "not before it leaves");
    let folder = tempfile::tempdir().unwrap();
    let at = instant("2026-11-01T09:30:00+01:00");
    assert!(print(&mut engine, &folder.path().join("run"), 9, at).unwrap().letters >= 1);
    let told = facts(&mut engine);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("\"channel\":\"letter\"") && told[0].contains("\"delivered\":false"));
    let read = told_to_holder(&mut engine, account.id, at.plus_h(-72)).unwrap();
    assert!(!read.is_empty() && read.iter().all(|one| one.at == at), "when it left: {read:?}");
    came_back(&mut engine, id, "unknown", "desk", at.plus_h(96)).unwrap();
    assert_eq!(facts(&mut engine), told, "tried, and never delivered");
    crate::testing::sound(&mut engine);
}
