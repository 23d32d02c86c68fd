//! Proofs as a list of tasks, decisions on paper, and the commission's calendar, as a browser gets them.

use crate::cpas::{Office, account, get, noon, post, site_and_done};
use crate::html;
use access::Role;
use calendar::{Instant, SettlementDay};
use portal::cpas::{ClientTasks, NotSet, Proof, ProofState, ProofTask, SittingLine};
use portal::my::{MyError, Visitor};
use units::AccountId;

/// One that is late, one that is due, one that was sent on.
pub(crate) fn proofs(today: SettlementDay) -> Vec<ProofTask> {
    let task = |proof, state, ahead: i32| ProofTask { proof, state, due: Some(today.plus(ahead)) };
    vec![
        task(Proof::Status, ProofState::Sent, -9),
        task(Proof::Bills, ProofState::Asked, 4),
        task(Proof::Income, ProofState::Missing, -2),
    ]
}

pub(crate) fn sitting() -> Option<SittingLine> {
    Some(SittingLine { number: 3, at: noon().plus_h(48), place: "<b>Town hall".to_owned() })
}

impl ClientTasks for Office {
    fn set_proof(
        &self,
        _: &Visitor,
        of: AccountId,
        wanted: ProofTask,
    ) -> Result<Result<(), NotSet>, MyError> {
        if of != account(1) {
            return Ok(Err(NotSet::NoClient));
        }
        let due = wanted.due.map(|day| day.to_string()).unwrap_or_default();
        self.did(format!("{} {} {due}", wanted.proof.name(), wanted.state.name()));
        Ok(Ok(()))
    }

    fn decision_letter(
        &self,
        _: &Visitor,
        of: AccountId,
        number: i64,
    ) -> Result<Option<Vec<u8>>, MyError> {
        Ok((of == account(1) && number == 7).then(|| b"%PDF-1.7".to_vec()))
    }

    fn sittings(&self, _: &Visitor) -> Result<Vec<SittingLine>, MyError> {
        Ok(sitting().into_iter().collect())
    }

    fn add_sitting(
        &self,
        _: &Visitor,
        at: Instant,
        place: &str,
    ) -> Result<Result<(), NotSet>, MyError> {
        if at < noon() {
            return Ok(Err(NotSet::NotAhead));
        }
        self.did(format!("sits {} {place}", at.to_local_string()));
        Ok(Ok(()))
    }

    fn cancel_sitting(&self, _: &Visitor, number: i64) -> Result<Result<(), NotSet>, MyError> {
        self.did(format!("cancels {number}"));
        Ok(if number == 3 { Ok(()) } else { Err(NotSet::NoSitting) })
    }
}

#[test]
fn s_06_proofs_are_tasks_with_states_and_days_and_what_is_late_says_so() {
    let (site, done) = site_and_done();
    let path = format!("/en/cpas/protection/{}", account(1));
    let page = get(&site, Role::Cpas, &path).text();
    html::assert_sound(&page);
    let words = html::words(&page);
    for said in ["To do: 2 of 3.", "Late: was due by 18/11/2026", "By 24/11/2026", "Sent on"] {
        assert!(words.contains(said), "{said}: {words}");
    }
    let order = ["Income</b>", "Energy bills</b>", "Certificate of protection</b>"];
    let places: Vec<_> = order.iter().map(|name| page.find(name).unwrap()).collect();
    assert!(places.is_sorted(), "what is late comes first: {page}");
    assert!(!words.contains("by 11/11/2026"), "what was sent is due no more");
    let set = |body: &str| post(&site, &format!("{path}/proof"), body);
    let kept = set("proof=income&state=received&due=2026-11-30");
    let own = format!("{path}#proofs");
    assert_eq!((kept.status, kept.header("location")), (303, Some(own.as_str())));
    let bare = set("due=soon");
    assert_eq!(bare.status, 422);
    html::assert_sound(&bare.text());
    for field in ["proof", "state", "due"] {
        assert!(bare.text().contains(&format!("href=\"#{field}\"")), "{field}");
    }
    assert!(bare.text().contains("value=\"soon\""), "what was typed is kept");
    let nobody = format!("/en/cpas/protection/{}/proof", account(9));
    assert_eq!(post(&site, &nobody, "proof=income&state=sent").status, 404);
    assert_eq!(*done.lock().unwrap(), ["income received 2026-11-30"]);
}

#[test]
fn s_06_a_decision_is_a_letter_once_there_is_one() {
    let (site, _) = site_and_done();
    let path = format!("/en/cpas/protection/{}", account(1));
    let page = get(&site, Role::Cpas, &path).text();
    assert_eq!(page.matches("/letter?of=7").count(), 1, "only of what was answered");
    let letter = get(&site, Role::Cpas, &format!("{path}/letter?of=7"));
    assert_eq!(letter.header("content-type"), Some("application/pdf"));
    for other in ["8", "x"] {
        let none = get(&site, Role::Cpas, &format!("{path}/letter?of={other}"));
        assert_eq!(none.status, 404, "{other}");
    }
    assert_eq!(get(&site, Role::Merchant, &format!("{path}/letter?of=7")).status, 303);
}

#[test]
fn s_06_the_commission_has_a_calendar_that_its_social_service_keeps() {
    let (site, done) = site_and_done();
    let path = "/en/cpas/commission";
    let page = get(&site, Role::Cpas, path).text();
    html::assert_sound(&page);
    assert!(page.contains("&#60;b&#62;Town hall") && page.contains("Cancel the sitting"), "{page}");
    let client = get(&site, Role::Cpas, &format!("/en/cpas/protection/{}", account(1))).text();
    assert!(client.contains("Next sitting of the commission:"), "{client}");
    let bare = post(&site, path, "day=x&time=25%3A00&place=+");
    assert_eq!(bare.status, 422);
    for field in ["day", "time", "place"] {
        assert!(bare.text().contains(&format!("href=\"#{field}\"")), "{field}");
    }
    assert!(bare.text().contains("value=\"25:00\""), "what was typed is kept");
    let past = post(&site, path, "day=2026-11-02&time=14%3A00&place=Town+hall");
    assert_eq!(past.status, 422, "one that is over");
    let good = post(&site, path, "day=02%2F12%2F2026&time=14%3A00&place=Town+hall");
    assert_eq!((good.status, good.header("location")), (303, Some(path)));
    assert_eq!(post(&site, path, "sitting=3").status, 303);
    assert_eq!(post(&site, path, "sitting=4").status, 409, "it is there no more");
    let said = done.lock().unwrap().clone();
    assert_eq!(said[0], "sits 2026-12-02T14:00:00+01:00 Town hall");
    assert_eq!(said[1..], ["cancels 3", "cancels 4"]);
}
