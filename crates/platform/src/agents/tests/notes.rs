//! Notes in the story of a case, and who has it open.

use super::*;
use portal::agent::{Detail, NotNoted, NoteDesk};

impl Office {
    fn notes(&self, visitor: &Visitor, words: &str) -> Result<(), NotNoted> {
        self.desks.add_note(visitor, account_id(), words).unwrap()
    }

    /// Who else has the case open, as somebody opens it.
    fn meets(&self, visitor: &Visitor) -> Vec<String> {
        self.desks.case(visitor, account_id()).unwrap().unwrap().here
    }
}

#[test]
fn a_02_a_note_stands_in_the_story_once_with_who_wrote_it() {
    let office = office();
    assert_eq!(office.notes(&office.agent, "  "), Err(NotNoted::NoWords));
    let long = "x".repeat(procedures::MOST_LETTERS + 1);
    assert_eq!(office.notes(&office.agent, &long), Err(NotNoted::TooLong));
    let nobody = AccountId::new(Dso::Ores, 99).unwrap();
    let refused = office.desks.add_note(&office.agent, nobody, "x").unwrap();
    assert_eq!(refused, Err(NotNoted::NoAccount));
    for _ in 0..2 {
        assert_eq!(office.notes(&office.agent, "Speaks with her son first."), Ok(()));
    }
    office.at("2026-11-04T07:55:00+01:00");
    assert_eq!(office.notes(&office.caller, "The son called."), Ok(()));
    let case = office.desks.case(&office.colleague, account_id()).unwrap().unwrap();
    let notes = case.events.iter().filter(|event| event.what == "case_note");
    let told: Vec<[&str; 2]> = notes
        .map(|event| match &event.detail {
            Detail::Words { words, by, .. } => [by.as_str(), words.as_str()],
            other => panic!("{other:?}"),
        })
        .collect();
    let both = [["cy", "The son called."], ["an", "Speaks with her son first."]];
    assert_eq!(told, both, "once each");
}

#[test]
fn a_02_two_agents_with_a_case_open_within_a_minute_see_each_other() {
    let office = office();
    assert_eq!(office.meets(&office.agent), [] as [&str; 0]);
    assert_eq!(office.meets(&office.agent), [] as [&str; 0], "nobody meets themselves");
    office.at("2026-11-04T07:50:40+01:00");
    assert_eq!(office.meets(&office.colleague), ["an"]);
    // Before she does anything the first one reads it, too.
    let form = office.desks.form(&office.agent, account_id()).unwrap().unwrap();
    assert_eq!(form.here, ["bo"]);
    office.at("2026-11-04T07:51:41+01:00");
    assert_eq!(office.meets(&office.caller), [] as [&str; 0], "a minute later both have left");
}

#[test]
fn a_02_another_server_sees_the_same_people_at_a_case() {
    let office = office();
    office.meets(&office.agent);
    let told = Arc::clone(&office.now);
    let other = Desks::new(office.engine(), Arc::new(move || *told.lock().unwrap()));
    assert_eq!(other.case(&office.colleague, account_id()).unwrap().unwrap().here, ["an"]);
}
