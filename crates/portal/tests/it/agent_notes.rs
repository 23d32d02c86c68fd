//! The note box of a case, who else has it open, and what has to be done at the meter, as a browser gets it.

use crate::agent::{Office, account, get, post, ready, site};
use crate::html;
use access::Role;
use portal::agent::{NotNoted, NoteDesk, Page};
use portal::my::{MyError, Visitor};
use units::{AccountId, Language};

impl NoteDesk for Office {
    fn add_note(
        &self,
        _: &Visitor,
        asked: AccountId,
        words: &str,
    ) -> Result<Result<(), NotNoted>, MyError> {
        Ok(match words {
            _ if asked != account() => Err(NotNoted::NoAccount),
            "" => Err(NotNoted::NoWords),
            words if words.len() > procedures::MOST_LETTERS => Err(NotNoted::TooLong),
            words => {
                self.did(format!("note {words}"));
                Ok(())
            }
        })
    }
}

#[test]
fn a_02_a_note_is_kept_once_sent_and_what_was_typed_stays_where_it_is_refused() {
    let (site, done) = site();
    let path = format!("/en/agent/case/{}", account());
    let page = get(&site, Role::AgentL1, &path).text();
    assert!(page.contains("The household does not see it."), "{page}");
    let kept = post(&site, Role::AgentL1, &path, "words=Called%0D%0Atwice");
    let story = format!("{path}#story");
    assert_eq!((kept.status, kept.header("location")), (303, Some(story.as_str())));
    assert_eq!(*done.lock().unwrap(), ["note Called  twice"]);
    let empty = post(&site, Role::AgentL2, &path, "words=+");
    assert_eq!(empty.status, 422);
    html::assert_sound(&empty.text());
    assert!(empty.text().contains("href=\"#words\"") && empty.text().contains("Write a note."));
    let long = "x".repeat(procedures::MOST_LETTERS + 1);
    let long = post(&site, Role::AgentL2, &path, &format!("words={long}")).text();
    assert!(long.contains("at most 1,000 letters") && long.contains("xxxx</textarea>"), "kept");
    assert_eq!(done.lock().unwrap().len(), 1);
}

#[test]
fn a_02_whoever_opens_a_case_or_an_act_on_it_reads_who_else_has_it_open() {
    let (site, _) = site();
    for (language, said) in [
        (Language::Fr, "Anne regarde aussi ce dossier."),
        (Language::Nl, "Anne bekijkt dit dossier ook."),
        (Language::De, "Anne sieht sich diesen Fall auch an."),
        (Language::En, "Anne is looking at this case too."),
    ] {
        let case = format!("{}/{}", Page::Case.path(language), account());
        assert!(get(&site, Role::AgentL1, &case).text().contains(said), "{case}");
        let form = format!("{case}/release");
        assert!(get(&site, Role::AgentL1, &form).text().contains("Anne, Bo"), "{form}");
    }
    let alone = format!("/en/agent/case/{}", ready());
    assert!(!get(&site, Role::AgentL1, &alone).text().contains("looking at this case"));
}

#[test]
fn m_press_whoever_speaks_with_a_household_reads_that_it_has_to_press_the_button() {
    let (site, _) = site();
    for (language, said) in [
        (Language::Fr, "Le ménage doit appuyer 3 secondes sur le bouton vert."),
        (Language::Nl, "Het gezin moet 3 seconden op de groene knop drukken."),
        (Language::De, "Der Haushalt muss 3 Sekunden den grünen Knopf drücken."),
        (Language::En, "The household has to press the green button for 3 seconds."),
    ] {
        let path = |account: AccountId| format!("{}/{account}", Page::Case.path(language));
        let page = get(&site, Role::AgentL1, &path(ready())).text();
        assert!(html::words(&page).replace('\u{a0}', " ").contains(said), "{page}");
        assert!(!get(&site, Role::AgentL1, &path(account())).text().contains(said), "still cut");
    }
}
