//! Mandates on paper, notes and messages of a CPAS, as a browser gets them.

use crate::cpas::{ATTEMPT, Office, client, ean, get, noon, post, site_and_done};
use crate::html;
use access::Role;
use portal::ShownState;
use portal::cpas::{
    ClientMessages, ClientNotes, Due, MessageFacts, MessageShown, MessageWanted, NotNoted,
    NotRecorded, NotSent, PaperLine, PaperMandates, PaperRefused, PaperStanding, PaperWanted,
    Purpose, Template,
};
use portal::my::{MyError, Visitor};
use units::{Ean, Language};

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
            line(3, PaperStanding::Granted { at: noon(), client: Some(ean(1)) }),
            line(4, PaperStanding::TurnedDown(noon())),
        ])
    }

    fn decide_paper(
        &self,
        _: &Visitor,
        id: i64,
        grant: bool,
    ) -> Result<Result<Option<Ean>, PaperRefused>, MyError> {
        self.did(format!("decide paper {id} {grant}"));
        Ok(match id {
            1 if grant => Err(PaperRefused::SamePerson),
            5 => Err(PaperRefused::OpensNothing),
            _ => Ok(grant.then_some(ean(1))),
        })
    }
}

impl ClientNotes for Office {
    fn add_note(&self, _: &Visitor, of: Ean, words: &str) -> Result<Result<(), NotNoted>, MyError> {
        if of != ean(1) {
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
    fn message_form(&self, _: &Visitor, of: Ean) -> Result<Option<MessageFacts>, MyError> {
        let texts = Template::ALL.map(|one| (one, format!("Appelez {} …", one.name())));
        Ok((of == ean(1)).then(|| MessageFacts {
            line: client(1, Due::Nothing, ShownState::InOrder),
            language: Language::Fr,
            texts: texts.to_vec(),
        }))
    }

    fn message_preview(
        &self,
        _: &Visitor,
        _: Ean,
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
        of: Ean,
        wanted: MessageWanted,
        attempt: &str,
    ) -> Result<Result<(), NotSent>, MyError> {
        self.did(format!("writes {of} {wanted:?} {}", attempt.len()));
        Ok(Ok(()))
    }
}

#[test]
fn pd_03_a_paper_is_written_down_and_a_colleague_opens_the_access() {
    let (site, done) = site_and_done();
    let path = "/en/cpas/paper-mandate";
    let page = get(&site, Role::Cpas, path).text();
    assert_eq!(page.matches("name=\"sign\" value=\"yes\"").count(), 1, "a colleague's alone");
    assert_eq!(page.matches("name=\"sign\" value=\"no\"").count(), 2);
    assert!(page.contains("2026/&#60;117&#62;") && page.contains(&format!("client/{}", ean(1))));
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
    let to = format!("/en/cpas/client/{}", ean(1));
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
    let path = format!("/en/cpas/client/{}", ean(1));
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
    assert_eq!(post(&site, &format!("/en/cpas/client/{}", ean(3)), "note=x").status, 404);
    assert_eq!(*done.lock().unwrap(), ["notes Rent is paid"]);
    let sheet = get(&site, Role::Cpas, &format!("/en/cpas/sheet/{}", ean(1))).text();
    for words in ["Sheet for the commission", "Client 1, Namur", "Top-up rhythm", "still off"] {
        assert!(sheet.contains(words), "{words}: {sheet}");
    }
    assert!(!sheet.contains("Friday") && !sheet.contains("your power"), "{sheet}");
    let by_law = get(&site, Role::Cpas, &format!("/en/cpas/sheet/{}", ean(2))).text();
    assert!(by_law.contains("Access by law") && !by_law.contains("Top-up rhythm"));
    assert_eq!(get(&site, Role::Cpas, &format!("/en/cpas/sheet/{}", ean(3))).status, 404);
}

#[test]
fn s_08_a_message_is_chosen_seen_with_its_septets_and_sent_once() {
    let (site, done) = site_and_done();
    let path = format!("/en/cpas/message/{}", ean(1));
    let page = get(&site, Role::Cpas, &path).text();
    assert_eq!(page.matches("name=\"template\"").count(), 6);
    assert!(page.contains("<div lang=\"fr\">"), "in the household's language: {page}");
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
    let to = format!("/en/cpas/client/{}?told=yes", ean(1));
    assert_eq!((sent.status, sent.header("location")), (303, Some(to.as_str())));
    assert!(get(&site, Role::Cpas, &to).text().contains("leaves by the client’s own channels"));
    let said = done.lock().unwrap().join("");
    assert!(said.contains("Meet") && said.contains("Some((14, 30))") && said.ends_with(" 32"));
    assert_eq!(get(&site, Role::Cpas, &format!("/en/cpas/message/{}", ean(2))).status, 404);
}
