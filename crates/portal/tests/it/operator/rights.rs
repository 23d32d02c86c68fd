//! Data rights as a browser gets them.

use super::*;
use portal::operator::{
    DataRequest, DataRights, KeptFor, LetGo, LetGoLine, RetentionRun, RightsRefused, RightsTold,
    RightsView, RunView,
};
use procedures::{CaseKind, Outcome};

fn lines() -> Vec<LetGoLine> {
    let line = |what: LetGo| LetGoLine {
        what,
        kept: match what {
            LetGo::Asked => KeptFor::UntilAsked,
            LetGo::Requests => KeptFor::Days(30),
            LetGo::Photos => KeptFor::Days(730),
            _ => KeptFor::Years(5),
        },
        before: day("2021-11-20"),
        count: 412,
    };
    LetGo::ALL.map(line).to_vec()
}

fn one_run(number: i64) -> RetentionRun {
    let state = match number {
        1 | 2 => ChangeState::Waits,
        3 => ChangeState::InForce,
        _ => ChangeState::TurnedDown,
    };
    let said = if number == 3 { "identity 1, cases 2" } else { "not <now>" };
    RetentionRun {
        number,
        note: "yearly".to_owned(),
        asked_by: "di".to_owned(),
        asked_at: noon(),
        own: number == 2,
        state,
        counted: vec![(LetGo::Identity, 1), (LetGo::Cases, 2)],
        decided: (number > 2).then(|| ("ed".to_owned(), noon(), said.to_owned())),
    }
}

impl DataRights for Room {
    fn rights(&self, _: &Visitor) -> Result<RightsView, MyError> {
        let request = |kind: CaseKind, answer: Option<Outcome>, late: bool| DataRequest {
            number: 7,
            kind,
            about: if late { String::new() } else { "…8908".to_owned() },
            asked: day("2026-11-01"),
            due: day("2026-12-01"),
            late,
            answer: answer.map(|outcome| (day("2026-11-10"), outcome)),
        };
        let requests = vec![
            request(CaseKind::DataCopy, None, true),
            request(CaseKind::DataCorrection, None, false),
            request(CaseKind::DataErasure, Some(Outcome::Done), false),
            request(CaseKind::DataErasure, Some(Outcome::Explained), false),
        ];
        let runs = vec![one_run(3), one_run(4)];
        Ok(RightsView { dso: Dso::Ores, requests, lines: lines(), runs, as_of: noon() })
    }

    fn ask_retention(&self, _: &Visitor, note: &str, attempt: &str) -> RightsTold<i64> {
        if note == "twice" {
            return Ok(Err(RightsRefused::Waits));
        }
        self.done.lock().unwrap().push(format!("retention {note} {attempt}"));
        Ok(Ok(1))
    }

    fn retention(&self, _: &Visitor, number: i64) -> Result<Option<RunView>, MyError> {
        let now = if number < 3 { lines() } else { Vec::new() };
        Ok((1..=4).contains(&number).then(|| RunView { run: one_run(number), now }))
    }

    fn decide_retention(
        &self,
        _: &Visitor,
        number: i64,
        approve: bool,
        why: &str,
    ) -> RightsTold<()> {
        if number == 2 {
            return Ok(Err(RightsRefused::SamePerson));
        }
        self.done.lock().unwrap().push(format!("run {number} {approve} {why}"));
        Ok(Ok(()))
    }
}

pub fn paths(base: &str) -> Vec<String> {
    let mut all = vec![base.to_owned()];
    all.extend((1..=4).map(|number| format!("{base}/{number}")));
    all
}

const RIGHTS: &str = "/en/operations/data-rights";

#[test]
fn o_13_a_run_is_asked_for_with_a_reason_and_decided_by_another() {
    let (site, _, done) = site();
    let bare = post(&site, Role::Operator, RIGHTS, &format!("attempt={ATTEMPT}"));
    assert!(bare.status == 422 && bare.text().contains("href=\"#note\""));
    let twice = post(&site, Role::Operator, RIGHTS, &format!("note=twice&attempt={ATTEMPT}"));
    assert!(twice.status == 409 && twice.text().contains("value=\"twice\""));
    let sent = post(&site, Role::Operator, RIGHTS, &format!("note=yearly&attempt={ATTEMPT}"));
    assert_eq!(sent.header("location"), Some("/en/operations/data-rights/1"));
    let page = |number: i64| format!("{RIGHTS}/{number}");
    assert_eq!(post(&site, Role::Operator, &page(1), "approve=no").status, 422);
    assert_eq!(post(&site, Role::Operator, &page(1), "approve=yes").status, 303);
    assert_eq!(post(&site, Role::Operator, &page(2), "approve=yes").status, 409);
    assert_eq!(post(&site, Role::Auditor, &page(1), "approve=yes").status, 303, "sent away");
    let own = get(&site, Role::Operator, &page(2)).text();
    assert!(!own.contains("value=\"yes\"") && own.contains("It cannot be undone."), "{own}");
    let over = get(&site, Role::Operator, &page(3)).text();
    assert!(over.contains("Questions and answers: 2"), "{over}");
    assert_eq!(
        *done.lock().unwrap(),
        [format!("retention yearly {ATTEMPT}"), "run 1 true ".into()]
    );
    let asked = get(&site, Role::Operator, RIGHTS).text();
    assert!(asked.contains("Late: it was due on 01/12/2026") && asked.contains("…8908"), "{asked}");
    assert!(get(&site, Role::Auditor, RIGHTS).text().contains("412"));
}
