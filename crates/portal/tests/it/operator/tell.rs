//! The message of an incident, as a browser gets it.

use super::{ATTEMPT, Room, get, noon, post, site};
use crate::html;
use access::Role;
use portal::my::{MyError, Visitor};
use portal::operator::{
    AskedMessage, ChangeState, IncidentDraft, IncidentMessages, Operators as _, Page, TellRefused,
    ToldWhom,
};
use units::Language;

fn asked(number: i64, own: bool, state: ChangeState) -> AskedMessage {
    let said = if state == ChangeState::InForce { "12" } else { "not <b>yet" };
    AskedMessage {
        number,
        whom: ToldWhom::Exhausted,
        by: "di".to_owned(),
        at: noon(),
        own,
        state,
        decided: (state != ChangeState::Waits).then(|| ("ed".to_owned(), noon(), said.to_owned())),
    }
}

impl IncidentMessages for Room {
    fn incident_draft(
        &self,
        visitor: &Visitor,
        incident: &str,
    ) -> Result<Option<IncidentDraft>, MyError> {
        let mut lines = self.incidents(visitor)?.lines;
        lines.retain(|line| line.id == incident);
        let own = visitor.role == Role::Auditor;
        Ok(lines.pop().map(|line| {
            let waits = line.kind == "online";
            let mut all = vec![
                asked(4, false, ChangeState::InForce),
                asked(3, false, ChangeState::TurnedDown),
            ];
            if waits {
                all.insert(0, asked(5, own, ChangeState::Waits));
            }
            let text = |language: Language| {
                (language, format!("Power: {} fails. <b>", language.code()), 71)
            };
            IncidentDraft {
                line,
                exhausted: 34,
                all: 70,
                texts: Language::ALL.map(text).to_vec(),
                most: 160,
                asked: all,
                as_of: noon(),
            }
        }))
    }

    fn ask_incident_message(
        &self,
        _: &Visitor,
        (incident, whom): (&str, ToldWhom),
        attempt: &str,
    ) -> Result<Result<(), TellRefused>, MyError> {
        self.did(format!("tells {incident} {} {}", whom.name(), attempt.len()));
        Ok(if whom == ToldWhom::All { Err(TellRefused::Waits) } else { Ok(()) })
    }

    fn decide_incident_message(
        &self,
        _: &Visitor,
        (number, approve): (i64, bool),
        why: &str,
    ) -> Result<Result<(), TellRefused>, MyError> {
        self.did(format!("decides {number} {approve} {why}"));
        Ok(if number == 5 { Ok(()) } else { Err(TellRefused::SamePerson) })
    }
}

/// The address of the message of the incident of a kind.
fn path_of(kind: &str, language: Language) -> String {
    let room = Room::default();
    let visitor =
        Visitor { person: 1, role: Role::Operator, name: "di".to_owned(), language, session: 1 };
    let lines = room.incidents(&visitor).unwrap().lines;
    let id = lines.into_iter().find(|line| line.kind == kind).unwrap().id;
    format!("{}/message/{id}", Page::Incidents.path(language))
}

#[test]
fn o_10_the_message_stands_in_four_languages_with_its_septets_before_anybody_sends_it() {
    let (site, ..) = site();
    for language in Language::ALL {
        let path = path_of("online", language);
        let page = get(&site, Role::Operator, &path);
        assert_eq!(page.status, 200, "{path}");
        let page = page.text();
        html::assert_sound(&page);
        for other in Language::ALL {
            let own = format!("lang=\"{}\">Power: {}", other.code(), other.code());
            assert!(page.contains(&own), "{own} in {page}");
        }
        assert!(!page.contains("fails. <b>"), "{page}");
        let list = get(&site, Role::Operator, Page::Incidents.path(language)).text();
        assert!(list.contains(&format!("href=\"{path}\"")), "{path} in {list}");
    }
    let page = get(&site, Role::Operator, &path_of("online", Language::En)).text();
    let words = html::words(&page);
    for said in ["71 of 160 signs", "Told: 12 households", "Sent, ed", "Waits for a second person"]
    {
        assert!(words.contains(said), "{said} in {words}");
    }
    let none = get(&site, Role::Operator, "/en/operations/incidents/message/none");
    assert_eq!(none.status, 404);
}

#[test]
fn o_10_one_asks_and_another_lets_it_leave() {
    let (site, _, done) = site();
    let waits = path_of("online", Language::En);
    let page = get(&site, Role::Operator, &waits).text();
    assert!(!page.contains("name=\"whom\""), "one waits, and no other is asked for: {page}");
    assert!(page.contains("name=\"approve\" value=\"yes\""), "{page}");
    let only_reads = get(&site, Role::Auditor, &waits).text();
    assert!(!only_reads.contains("name=\"approve\""), "{only_reads}");
    let other = path_of("terminals", Language::En);
    let form = get(&site, Role::Operator, &other).text();
    assert!(html::words(&form).contains("reached by SMS or e-mail: 34"), "{form}");
    let bare = post(&site, Role::Operator, &other, &format!("attempt={ATTEMPT}"));
    assert_eq!(bare.status, 422);
    html::assert_sound(&bare.text());
    assert!(bare.text().contains("href=\"#whom\""));
    let asked = post(&site, Role::Operator, &other, &format!("whom=exhausted&attempt={ATTEMPT}"));
    assert_eq!((asked.status, asked.header("location")), (303, Some(other.as_str())));
    let all = post(&site, Role::Operator, &other, &format!("whom=all&attempt={ATTEMPT}"));
    assert!(all.status == 409 && html::words(&all.text()).contains("A message waits or leaves"));
    let decide = format!("{waits}/decide");
    let no = post(&site, Role::Operator, &decide, "id=5&approve=no");
    assert!(no.status == 422 && no.text().contains("href=\"#why\""), "who says no says why");
    assert_eq!(post(&site, Role::Operator, &decide, "id=5&approve=yes").status, 303);
    let same = post(&site, Role::Operator, &decide, "id=6&approve=yes");
    assert!(same.status == 409 && html::words(&same.text()).contains("Another person"));
    for role in [Role::Auditor, Role::AgentL2, Role::Merchant] {
        let away = post(&site, role, &decide, "id=5&approve=yes");
        assert_ne!(away.status, 200, "{role}");
    }
    let done = done.lock().unwrap();
    assert_eq!(done.len(), 4, "{done:?}");
    assert!(done[0].ends_with("exhausted 32") && done[2] == "decides 5 true ", "{done:?}");
}
