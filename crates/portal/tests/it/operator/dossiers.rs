//! Dossiers of energy sharing as the operator looks at them.

use super::{Room, get, noon, post, site};
use crate::html;
use access::Role;
use calendar::SettlementDay;
use portal::my::{MyError, Visitor};
use portal::operator::{
    CheckShown, DossierReviews, JoinedLine, KeyAsked, ReviewLine, ReviewRefused, ReviewView,
    VerdictShown,
};
use portal::sharing::{
    DocumentShown, DocumentView, DossierView, Entry, EntryShown, FormShown, GroupLine, GroupView,
    KeyShown, MemberLine, StateShown, Task, TaskShown,
};
use units::Ean;

fn day(text: &str) -> SettlementDay {
    text.parse().unwrap()
}

fn ean(number: i64) -> Ean {
    crate::fake::ean(number)
}

fn line(id: i64, state: StateShown) -> ReviewLine {
    let is_waiting = state == StateShown::Submitted;
    ReviewLine {
        line: GroupLine {
            id,
            name: "Rue <Haute>".to_owned(),
            form: FormShown::Renewable,
            state,
            starts: None,
            open: 1,
            month: None,
        },
        due: is_waiting.then(|| day("2026-11-19")),
        late: is_waiting,
        proposed: id == 2,
        asks: id == 3,
        joined: usize::from(id == 3),
    }
}

fn review(id: i64) -> ReviewView {
    let line = line(id, if id == 3 { StateShown::Draft } else { StateShown::Submitted });
    let task =
        |what, done| Task { what, done, points: if done { Vec::new() } else { vec![ean(2)] } };
    let member = MemberLine {
        number: 1,
        ean: ean(2),
        takes: true,
        injects: false,
        communicates: true,
        quarter_hours: true,
        mandate: None,
        signer: None,
        notices: Vec::new(),
        label: None,
        from: day("2026-12-01"),
        to: None,
    };
    let group = GroupView {
        line: line.line,
        tasks: vec![task(TaskShown::Statutes, true), task(TaskShown::Mandates, false)],
        returned: None,
        members: vec![member],
        keys: Vec::new(),
    };
    let document = DocumentView {
        seq: 1,
        task: TaskShown::Statutes,
        kind: DocumentShown::Png,
        bytes: 1,
        at: noon(),
        holds: true,
    };
    let submitted =
        Entry { at: noon(), what: EntryShown::Submitted, text: String::new(), tasks: Vec::new() };
    let verdict = VerdictShown::Accept(day("2026-12-01"));
    ReviewView {
        dossier: DossierView {
            group,
            papers: vec![TaskShown::Statutes],
            replies: Vec::new(),
            documents: vec![document],
            history: vec![submitted],
            due: line.due,
            kept_until: Some(day("2027-01-20")),
            brussels: None,
        },
        late: line.late,
        checks: vec![(CheckShown::Perimeter, Vec::new()), (CheckShown::OneGroup, vec![ean(2)])],
        proposed: (id <= 2).then(|| ("ed #2".to_owned(), id == 1, verdict)),
        asked: (id == 3).then(|| KeyAsked {
            number: 7,
            key: KeyShown::Hybrid,
            from: day("2027-02-01"),
            text: "<la boulangerie> en a besoin".to_owned(),
            shares: vec![(ean(2), "1/2".to_owned())],
        }),
        joined: (id == 3)
            .then(|| JoinedLine {
                ean: ean(2),
                from: day("2026-12-01"),
                filed: day("2026-11-20"),
                fails: vec![CheckShown::Meters],
            })
            .into_iter()
            .collect(),
    }
}

impl DossierReviews for Room {
    fn dossiers(&self, _: &Visitor) -> Result<Vec<ReviewLine>, MyError> {
        let submitted = StateShown::Submitted;
        Ok(vec![line(1, submitted), line(2, submitted), line(3, StateShown::Draft)])
    }

    fn dossier(&self, _: &Visitor, group: i64) -> Result<Option<ReviewView>, MyError> {
        Ok((1..=3).contains(&group).then(|| review(group)))
    }

    fn dossier_document(
        &self,
        visitor: &Visitor,
        group: i64,
        seq: i64,
    ) -> Result<Option<(DocumentShown, Vec<u8>)>, MyError> {
        self.done.lock().unwrap().push(format!("{} opens {group}/{seq}", visitor.role));
        Ok((seq == 1).then(|| (DocumentShown::Png, b"\x89PNG".to_vec())))
    }

    fn return_dossier(
        &self,
        _: &Visitor,
        group: i64,
        reasons: &str,
        tasks: &[(TaskShown, String)],
    ) -> Result<Option<Result<(), ReviewRefused>>, MyError> {
        self.done.lock().unwrap().push(format!("return {group} {reasons} {tasks:?}"));
        Ok(Some(Ok(())))
    }

    fn answer_key(
        &self,
        _: &Visitor,
        (group, number): (i64, usize),
        declined: Option<&str>,
    ) -> Result<Option<Result<(), ReviewRefused>>, MyError> {
        if group != 3 {
            return Ok(Some(Err(ReviewRefused::Key)));
        }
        self.done.lock().unwrap().push(format!("key {group} {number} {declined:?}"));
        Ok(Some(Ok(())))
    }

    fn decide_dossier(
        &self,
        _: &Visitor,
        group: i64,
        verdict: &VerdictShown,
    ) -> Result<Option<Result<(), ReviewRefused>>, MyError> {
        if group == 1 {
            return Ok(Some(Err(ReviewRefused::SamePerson)));
        }
        if let VerdictShown::Accept(starts) = verdict {
            let (from, last) = (day("2026-11-02"), day("2027-11-20"));
            if *starts > last {
                let moved = portal::sharing::MemberChanged::MovedOut;
                return Ok(Some(Err(ReviewRefused::Member(moved, ean(2)))));
            }
            if *starts < from {
                return Ok(Some(Err(ReviewRefused::Day { from, last })));
            }
        }
        self.done.lock().unwrap().push(format!("decide {group} {verdict:?}"));
        Ok(Some(Ok(())))
    }
}

pub(super) fn paths(base: &str) -> Vec<String> {
    let mut all = vec![base.to_owned()];
    all.extend((1..=3).map(|number| format!("{base}/{number}")));
    all
}

#[test]
fn r_02_the_operator_sees_what_fails_and_two_people_decide() {
    let (site, _, done) = site();
    let page = get(&site, Role::Operator, "/en/operations/sharing").text();
    assert!(page.contains("overdue since 19/11/2026"), "{page}");
    let one = get(&site, Role::Operator, "/en/operations/sharing/2").text();
    html::assert_sound(&one);
    assert!(one.contains("ed #2 would accept it from 01/12/2026."), "{one}");
    assert!(one.contains("Say the same"));
    assert!(!one.contains(&ean(2).to_string()), "no whole EAN: {one}");
    let own = get(&site, Role::Operator, "/en/operations/sharing/1").text();
    assert!(!own.contains("Say the same") && own.contains("Another person has to say the same."));
    let auditor = get(&site, Role::Auditor, "/en/operations/sharing/2").text();
    assert!(!auditor.contains("/document/1") && !auditor.contains("Say the same"));
    let path = "/en/operations/sharing/2";
    assert_eq!(get(&site, Role::Operator, &format!("{path}/document/1")).status, 200);
    assert_eq!(get(&site, Role::Operator, &format!("{path}/document/7")).status, 404);
    assert_ne!(get(&site, Role::Auditor, &format!("{path}/document/1")).status, 200);
    let body = "do=return&reasons=Page+2&task-mandates=Not+signed";
    assert_eq!(post(&site, Role::Operator, path, body).status, 303);
    assert_eq!(post(&site, Role::Operator, path, "do=accept&starts=2026-12-01").status, 303);
    assert_eq!(post(&site, Role::Operator, path, "do=refuse&why=No+meter").status, 303);
    let said = done.lock().unwrap().join("\n");
    assert_eq!(
        said,
        "operator opens 2/1\noperator opens 2/7\n\
         return 2 Page 2 [(Mandates, \"Not signed\")]\n\
         decide 2 Accept(SettlementDay(20788))\ndecide 2 Refuse(\"No meter\")"
    );
    for (body, field) in [
        ("do=accept&starts=soon", "starts"),
        ("do=accept&starts=2020-12-01", "starts"),
        ("do=refuse&why=", "why"),
        ("do=return&reasons=&task-mandates=Kept", "reasons"),
    ] {
        let answer = post(&site, Role::Operator, path, body);
        assert_eq!(answer.status, 422, "{body}");
        assert!(answer.text().contains(&format!("href=\"#{field}\"")), "{body}");
    }
    let early = post(&site, Role::Operator, path, "do=accept&starts=2020-12-01").text();
    assert!(early.contains("from 02/11/2026 to 20/11/2027"), "{early}");
    let moved = post(&site, Role::Operator, path, "do=accept&starts=2029-12-01");
    assert_eq!(moved.status, 409);
    let moved = moved.text();
    let tail = &ean(2).to_string()[14..];
    assert!(moved.contains(&format!("point …{tail} has moved out")), "{moved}");
    assert!(!moved.contains(&ean(2).to_string()), "no whole EAN");
    let kept = post(&site, Role::Operator, path, "do=return&reasons=&task-mandates=Kept").text();
    assert!(kept.contains("value=\"Kept\""), "what was typed stays");
    let same =
        post(&site, Role::Operator, "/en/operations/sharing/1", "do=accept&starts=2026-12-01");
    assert_eq!(same.status, 409);
    // An auditor looks at it, and is led elsewhere with anything else.
    let before = done.lock().unwrap().len();
    post(&site, Role::Auditor, path, "do=refuse&why=No");
    assert_eq!(done.lock().unwrap().len(), before);
}

#[test]
fn es_05_a_key_that_a_group_asks_for_is_approved_or_not() {
    let (site, _, done) = site();
    let path = "/en/operations/sharing/3";
    let list = get(&site, Role::Operator, "/en/operations/sharing").text();
    assert!(list.contains("Another key is asked for"), "{list}");
    let one = get(&site, Role::Operator, path).text();
    html::assert_sound(&one);
    for said in ["from 01/02/2027.", "&#60;la boulangerie&#62; en a besoin", "· 1/2"] {
        assert!(one.contains(said), "{said} in {one}");
    }
    let auditor = get(&site, Role::Auditor, path).text();
    assert!(!auditor.contains("Approve the key"), "an auditor decides nothing");
    let empty = post(&site, Role::Operator, path, "do=decline_key&asked=7&why=");
    assert!(empty.status == 422 && empty.text().contains("href=\"#why\""));
    // Both forms say which key they are about: it is answered, and no other.
    assert_eq!(one.matches(r#"name="asked" value="7""#).count(), 2, "{one}");
    let declined = "do=decline_key&asked=7&why=Not+here";
    assert_eq!(post(&site, Role::Operator, path, declined).status, 303);
    assert_eq!(post(&site, Role::Operator, path, "do=approve_key&asked=7").status, 303);
    assert_eq!(*done.lock().unwrap(), ["key 3 7 Some(\"Not here\")", "key 3 7 None"]);
    let late = post(&site, Role::Operator, "/en/operations/sharing/2", "do=approve_key");
    assert!(late.status == 409 && late.text().contains("The key no longer fits"));
}
