//! Mandates on paper, notes and messages of a CPAS, as a browser gets them.

use crate::cpas::{ATTEMPT, Office, account, client, get, noon, post, site_and_done};
use crate::html;
use access::Role;
use portal::ShownState;
use portal::cpas::{
    ClientMessages, ClientNotes, CpasTeam, Due, Leave, LegalLine, LegalNotices, LegalStanding,
    LegalWanted, Member, MessageFacts, MessageShown, MessageWanted, Moved, NewLeave, NotAskedByLaw,
    NotNoted, NotRecorded, NotSent, PaperLine, PaperMandates, PaperRefused, PaperStanding,
    PaperWanted, Purpose, Team, TeamRefused, Template,
};
use portal::my::{MyError, Visitor};
use units::{AccountId, Language};

impl PaperMandates for Office {
    fn record_paper(
        &self,
        _: &Visitor,
        wanted: &PaperWanted<'_>,
    ) -> Result<Result<(), NotRecorded>, MyError> {
        let PaperWanted { reference, document, signed, purpose, months } = wanted;
        Ok(match *document {
            "" => Err(NotRecorded::NoDocument { most: 40 }),
            _ if *signed > noon().day() => Err(NotRecorded::NotYetSigned),
            _ if *months > 6 => Err(NotRecorded::TooLong { most: 6 }),
            _ if *reference == "x" => Err(NotRecorded::NotAReference),
            _ if *signed < noon().day().plus(-200) => {
                Err(NotRecorded::Over { last: noon().day().plus(-1) })
            }
            _ => {
                let purpose = purpose.name();
                self.did(format!("paper {reference} {document} {signed} {purpose} {months}"));
                Ok(())
            }
        })
    }

    fn papers(&self, _: &Visitor) -> Result<Vec<PaperLine>, MyError> {
        let line = |id: i64, standing| PaperLine {
            id,
            reference: "4901234567890".to_owned(),
            document: "2026/<117>".to_owned(),
            signed: noon().day().plus(-3),
            purpose: Some(Purpose::SocialInquiry),
            last: noon().day().plus(87),
            by: "An".to_owned(),
            standing,
            now: noon(),
        };
        Ok(vec![
            line(1, PaperStanding::Waiting { own: true }),
            line(2, PaperStanding::Waiting { own: false }),
            line(3, PaperStanding::Granted { at: noon(), client: Some(account(1)) }),
            line(4, PaperStanding::TurnedDown(noon())),
        ])
    }

    fn decide_paper(
        &self,
        _: &Visitor,
        id: i64,
        grant: bool,
    ) -> Result<Result<Option<AccountId>, PaperRefused>, MyError> {
        self.did(format!("decide paper {id} {grant}"));
        Ok(match id {
            1 if grant => Err(PaperRefused::SamePerson),
            5 => Err(PaperRefused::OpensNothing),
            _ => Ok(grant.then_some(account(1))),
        })
    }
}

impl LegalNotices for Office {
    fn ask_by_law(
        &self,
        _: &Visitor,
        wanted: &LegalWanted<'_>,
    ) -> Result<Result<(), NotAskedByLaw>, MyError> {
        let LegalWanted { reference, notice, dated, purpose, months } = wanted;
        Ok(match *notice {
            "" => Err(NotAskedByLaw::NoNotice { most: 80 }),
            "waits" => Err(NotAskedByLaw::Waits),
            _ if *dated > noon().day() => Err(NotAskedByLaw::NotYetDated),
            _ if *months > 6 => Err(NotAskedByLaw::TooLong { most: 6 }),
            _ => {
                self.did(format!("law {reference} {notice} {dated} {} {months}", purpose.name()));
                Ok(())
            }
        })
    }

    fn asked_by_law(&self, _: &Visitor) -> Result<Vec<LegalLine>, MyError> {
        let line = |standing| LegalLine {
            reference: "4901234567890".to_owned(),
            notice: "Default 2026/<41>".to_owned(),
            dated: noon().day().plus(-3),
            purpose: Some(Purpose::SocialInquiry),
            last: noon().day().plus(87),
            by: "An".to_owned(),
            standing,
            now: noon(),
        };
        Ok(vec![
            line(LegalStanding::Waiting),
            line(LegalStanding::Granted { at: noon(), client: Some(account(1)) }),
            line(LegalStanding::Declined(noon(), "No such <notice>".to_owned())),
            line(LegalStanding::Fell(noon())),
        ])
    }
}

impl ClientNotes for Office {
    fn add_note(
        &self,
        _: &Visitor,
        of: AccountId,
        words: &str,
    ) -> Result<Result<(), NotNoted>, MyError> {
        if of != account(1) {
            return Ok(Err(NotNoted::NoClient));
        }
        if words.is_empty() || words.len() > 1_000 {
            let refused = if words.is_empty() { NotNoted::NoWords } else { NotNoted::TooLong };
            return Ok(Err(refused));
        }
        self.did(format!("notes {words}"));
        Ok(Ok(()))
    }
}

impl ClientMessages for Office {
    fn message_form(&self, _: &Visitor, of: AccountId) -> Result<Option<MessageFacts>, MyError> {
        let texts = Template::ALL.map(|one| (one, format!("Appelez {} …", one.name())));
        Ok((of == account(1)).then(|| MessageFacts {
            line: client(1, Due::Nothing, ShownState::InOrder),
            language: Language::Fr,
            texts: texts.to_vec(),
        }))
    }

    fn message_preview(
        &self,
        _: &Visitor,
        _: AccountId,
        wanted: MessageWanted,
    ) -> Result<Result<MessageShown, NotSent>, MyError> {
        if wanted.day.is_some_and(|day| day < noon().day()) {
            return Ok(Err(NotSent::Day { most: 60 }));
        }
        if wanted.template == Template::Help {
            return Ok(Err(NotSent::NoWay));
        }
        let time = wanted.time.map_or(0, |(hour, minute)| i32::from(hour) * 60 + i32::from(minute));
        let text = |of: Language| (of, format!("{} {time} <{of}>", wanted.template.name()), 97);
        Ok(Ok(MessageShown {
            language: Language::De,
            texts: Language::ALL.map(text).to_vec(),
            most: 160,
            ways: vec![("sms".to_owned(), noon()), ("letter".to_owned(), noon().plus_h(20))],
            now: noon(),
        }))
    }

    fn send_message(
        &self,
        _: &Visitor,
        of: AccountId,
        wanted: MessageWanted,
        attempt: &str,
    ) -> Result<Result<(), NotSent>, MyError> {
        self.did(format!("writes {of} {wanted:?} {}", attempt.len()));
        Ok(Ok(()))
    }
}

impl CpasTeam for Office {
    fn team(&self, _: &Visitor) -> Result<Team, MyError> {
        let today = noon().day();
        let member = |person: i64, name: &str, clients| Member {
            person,
            name: name.to_owned(),
            own: person == 7,
            clients,
            leave: (person == 8).then(|| Leave { first: today, last: today.plus(4), stand_in: 7 }),
        };
        let act = access::Act::TopUp;
        Ok(Team {
            name: "CPAS de Namur".to_owned(),
            members: vec![member(7, "An", 3), member(8, "<b>Jo", 2)],
            nobodys: 1,
            rights: vec![(act, access::rights(Role::Cpas, act))],
            today,
        })
    }

    fn move_clients(
        &self,
        _: &Visitor,
        moved: Moved,
    ) -> Result<Result<usize, TeamRefused>, MyError> {
        let Moved { client, from, to } = moved;
        if from == Some(to) {
            return Ok(Err(TeamRefused::SamePerson));
        }
        self.did(format!("moves {client:?} {from:?} {to}"));
        Ok(Ok(1))
    }

    fn set_leave(&self, _: &Visitor, leave: NewLeave) -> Result<Result<(), TeamRefused>, MyError> {
        if leave.last < leave.first {
            return Ok(Err(TeamRefused::Days { most: 180 }));
        }
        self.did(format!("away {leave:?}"));
        Ok(if leave.person == 8 { Err(TeamRefused::StandInAway) } else { Ok(()) })
    }

    fn end_leave(&self, _: &Visitor, person: i64) -> Result<Result<(), TeamRefused>, MyError> {
        self.did(format!("back {person}"));
        Ok(if person == 8 { Ok(()) } else { Err(TeamRefused::NoLeave) })
    }
}

#[test]
fn s_09_clients_are_handed_over_and_somebody_stands_in() {
    let (site, done) = site_and_done();
    let path = "/en/cpas/team";
    let page = get(&site, Role::Cpas, path).text();
    html::assert_sound(&page);
    for words in [
        "An (you)",
        "Clients: 3",
        "Away from 20/11/2026 to 24/11/2026. Replaced by An.",
        "Give aid",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("<b>Jo"), "{page}");
    let leave = "act=leave&person=7&first=23/11/2026&last=27/11/2026&stand_in=8";
    for (body, at) in [
        (leave.replace("person=7", "person="), "#person"),
        (leave.replace("first=23/11/2026", "first=x"), "#first"),
        (leave.replace("last=27/11/2026", "last=1/11/2026"), "#first"),
        (leave.replace("stand_in=8", "stand_in="), "#stand_in"),
        (leave.replace("person=7", "person=8"), "#stand_in"),
        ("act=move&from=&to=8".to_owned(), "#from"),
        ("act=move&from=7&to=".to_owned(), "#to"),
        ("act=move&from=7&to=7".to_owned(), "#from"),
    ] {
        let answer = post(&site, path, &body);
        assert_eq!(answer.status, 422, "{body}");
        html::assert_sound(&answer.text());
        assert!(answer.text().contains(&format!("href=\"{at}\"")), "{body}: {}", answer.text());
    }
    done.lock().unwrap().clear();
    assert_eq!(post(&site, path, leave).header("location"), Some(path));
    assert_eq!(post(&site, path, "ends=8").header("location"), Some(path));
    assert_eq!(post(&site, path, "ends=7").status, 409);
    assert_eq!(post(&site, path, "act=move&from=nobody&to=8").header("location"), Some(path));
    let one = format!("act=move&client={}&from=7&to=8", account(1));
    let client = format!("/en/cpas/client/{}", account(1));
    assert_eq!(post(&site, path, &one).header("location"), Some(client.as_str()));
    let done = done.lock().unwrap().join("\n");
    assert!(done.contains("stand_in: 8") && done.contains("moves None None 8"), "{done}");
    assert!(done.contains("back 8") && done.contains("Some(7) 8"), "{done}");
    assert!(get(&site, Role::Cpas, &client).text().contains("name=\"from\" value=\"7\""));
}

#[test]
fn s_01_work_is_that_of_the_team_or_ones_own() {
    let (site, _) = site_and_done();
    let all = get(&site, Role::Cpas, "/en/cpas/work").text();
    assert!(all.contains("My clients (5)") && all.contains("The whole team (9)"), "{all}");
    let mine = get(&site, Role::Cpas, "/en/cpas/work?of=mine").text();
    assert!(mine.contains("Client 5") && !mine.contains("Client 6"), "{mine}");
}

#[test]
fn pd_03_a_paper_is_written_down_and_a_colleague_opens_the_access() {
    let (site, done) = site_and_done();
    let path = "/en/cpas/paper-mandate";
    let page = get(&site, Role::Cpas, path).text();
    assert_eq!(page.matches("name=\"sign\" value=\"yes\"").count(), 1, "a colleague's alone");
    assert_eq!(page.matches("name=\"sign\" value=\"no\"").count(), 2);
    assert!(
        page.contains("2026/&#60;117&#62;") && page.contains(&format!("client/{}", account(1)))
    );
    let good =
        "reference=4901234567890&document=2026-118&signed=18/11/2026&purpose=emergency&months=3";
    for (from, to, at) in [
        ("document=2026-118", "document=", "#document"),
        ("signed=18/11/2026", "signed=tomorrow", "#signed"),
        ("signed=18/11/2026", "signed=21/11/2026", "#signed"),
        ("signed=18/11/2026", "signed=01/02/2026", "#signed"),
        ("purpose=emergency", "purpose=", "#purpose"),
        ("months=3", "months=9", "#months"),
        ("reference=4901234567890", "reference=x", "#reference"),
    ] {
        let answer = post(&site, path, &good.replace(from, to));
        assert_eq!(answer.status, 422, "{to}");
        let page = answer.text();
        html::assert_sound(&page);
        assert!(page.contains(&format!("href=\"{at}\"")), "{to}: {page}");
    }
    let recorded = post(&site, path, good);
    assert_eq!((recorded.status, recorded.header("location")), (303, Some(path)));
    let own = post(&site, path, "paper=1&sign=yes");
    assert_eq!(own.status, 409);
    assert!(own.text().contains("A colleague has to compare the paper."));
    assert!(post(&site, path, "paper=5&sign=yes").text().contains("opens no access"));
    let granted = post(&site, path, "paper=2&sign=yes");
    let to = format!("/en/cpas/client/{}", account(1));
    assert_eq!((granted.status, granted.header("location")), (303, Some(to.as_str())));
    assert_eq!(post(&site, path, "paper=2&sign=no").header("location"), Some(path));
    assert_eq!(
        done.lock().unwrap().first().map(String::as_str),
        Some("paper 4901234567890 2026-118 2026-11-18 emergency 3")
    );
    assert_eq!(get(&site, Role::AgentL2, path).status, 303);
}

#[test]
fn s_04_notes_are_kept_on_the_client_and_never_on_the_sheet_for_the_commission() {
    let (site, done) = site_and_done();
    let path = format!("/en/cpas/client/{}", account(1));
    let page = get(&site, Role::Cpas, &path).text();
    assert!(page.contains("Comes &#60;b&#62;on&#60;/b&#62; Friday"), "{page}");
    assert!(page.contains("class=\"card noprint\" aria-labelledby=\"notes\""), "not in print");
    let kept = post(&site, &path, "note=Rent+is+paid");
    let to = format!("{path}#notes");
    assert_eq!((kept.status, kept.header("location")), (303, Some(to.as_str())));
    let none = post(&site, &path, "note=");
    assert_eq!(none.status, 422);
    assert!(none.text().contains("href=\"#note\""), "{}", none.text());
    let long = post(&site, &path, &format!("note={}", "x".repeat(1_200)));
    assert!(long.status == 422 && long.text().contains("xxx</textarea>"), "what was typed is kept");
    assert_eq!(post(&site, &format!("/en/cpas/client/{}", account(3)), "note=x").status, 404);
    assert_eq!(*done.lock().unwrap(), ["notes Rent is paid"]);
    let sheet = get(&site, Role::Cpas, &format!("/en/cpas/sheet/{}", account(1))).text();
    for words in ["Sheet for the commission", "Client 1, Namur", "Top-up rhythm", "still off"] {
        assert!(sheet.contains(words), "{words}: {sheet}");
    }
    assert!(!sheet.contains("Friday") && !sheet.contains("your power"), "{sheet}");
    let by_law = get(&site, Role::Cpas, &format!("/en/cpas/sheet/{}", account(2))).text();
    assert!(by_law.contains("Access by law") && !by_law.contains("Top-up rhythm"));
    assert_eq!(get(&site, Role::Cpas, &format!("/en/cpas/sheet/{}", account(3))).status, 404);
}

#[test]
fn s_08_a_message_is_chosen_seen_with_its_septets_and_sent_once() {
    let (site, done) = site_and_done();
    let path = format!("/en/cpas/message/{}", account(1));
    let page = get(&site, Role::Cpas, &path).text();
    assert_eq!(page.matches("name=\"template\"").count(), 6);
    assert!(
        page.contains("id=\"says-call\" lang=\"fr\">Appelez call"),
        "in the household's language: {page}"
    );
    for (body, at) in [
        ("template=", "#template"),
        ("template=meet&day=x&time=14h", "#day"),
        ("template=meet&day=24/11/2026&time=25h", "#time"),
        ("template=papers&day=", "#day"),
        ("template=decision&day=19/11/2026", "#day"),
    ] {
        let answer = post(&site, &path, body);
        assert_eq!(answer.status, 422, "{body}");
        assert!(answer.text().contains(&format!("href=\"{at}\"")), "{body}: {}", answer.text());
    }
    assert!(post(&site, &path, "template=help").text().contains("no way to write"));
    let body = "template=meet&day=24/11/2026&time=14h30";
    let shown = post(&site, &path, body).text();
    html::assert_sound(&shown);
    assert!(shown.contains("lang=\"de\">meet 870 &#60;de&#62;</p>"), "{shown}");
    assert_eq!(shown.matches("97 of 160 signs").count(), 4);
    assert!(shown.contains("sms: leaves at once") && shown.contains("letter: leaves 21/11/2026"));
    assert!(done.lock().unwrap().is_empty(), "a look sends nothing");
    let changed = post(&site, &path, &format!("{body}&change=yes"));
    assert!(changed.text().contains("value=\"14h30\""), "what was typed is kept");
    let sent = post(&site, &path, &format!("{body}&confirm=yes&attempt={ATTEMPT}"));
    let to = format!("/en/cpas/client/{}?told=yes", account(1));
    assert_eq!((sent.status, sent.header("location")), (303, Some(to.as_str())));
    assert!(get(&site, Role::Cpas, &to).text().contains("leaves by the client’s own channels"));
    let said = done.lock().unwrap().join("");
    assert!(said.contains("Meet") && said.contains("Some((14, 30))") && said.ends_with(" 32"));
    assert_eq!(get(&site, Role::Cpas, &format!("/en/cpas/message/{}", account(2))).status, 404);
}

#[test]
fn s_03_a_legal_notice_is_sent_to_the_operator_with_errors_at_their_fields() {
    let (site, done) = site_and_done();
    let path = portal::cpas::Page::Law.path(Language::En);
    let page = get(&site, Role::Cpas, path).text();
    for part in [
        "Waits for the network operator",
        "Default 2026/&#60;41&#62;",
        "No such &#60;notice&#62;",
        "It opens nothing any more",
        "You will see state and balance only.",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(get(&site, Role::Cpas, "/en/cpas/access").text().contains(path));
    let empty = post(&site, path, "reference=4901234567890");
    assert_eq!(empty.status, 422);
    let text = empty.text();
    for field in ["#dated", "#purpose", "#months"] {
        assert!(text.contains(&format!("href=\"{field}\"")), "{field}: {text}");
    }
    let form = |notice: &str, dated: &str, months: &str| {
        let body = format!(
            "reference=4901234567890&notice={notice}&dated={dated}&purpose=emergency&months={months}"
        );
        post(&site, path, &body)
    };
    for (notice, dated, months, field) in [
        ("", "02/11/2026", "3", "#notice"),
        ("x", "02/11/2030", "3", "#dated"),
        ("x", "02/11/2026", "7", "#months"),
        ("waits", "02/11/2026", "3", "#reference"),
    ] {
        let answer = form(notice, dated, months);
        assert_eq!(answer.status, 422, "{field}");
        assert!(answer.text().contains(&format!("href=\"{field}\"")), "{field}");
    }
    let sent = form("Default+41", "02/11/2026", "3");
    assert_eq!(sent.header("location"), Some(path));
    assert_eq!(*done.lock().unwrap(), ["law 4901234567890 Default 41 2026-11-02 emergency 3"]);
}
