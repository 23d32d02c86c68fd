//! Mandates on paper, notes, charge and leave of social services.

use crate::place::{Place, on_both};
use calendar::{Instant, SettlementDay};
use store::{
    ActPhoto, ClientProof, LegalEnd, LegalState, NewLegal, NewPaper, NewPlanProposal, PaperState,
    PersonLeave, PlanProposalState, Store,
};
use units::{AccountId, Dso, MicroEuro};

on_both! {
    pd_03_a_paper_is_kept_once_and_granted_by_another_person_once
    s_03_one_request_by_law_waits_for_a_reference_and_is_answered_once
    pd_07_notes_are_a_partys_own_and_go_with_the_identity
    pd_07_cm_09_what_was_said_with_an_offer_of_help_goes_with_the_identity
    a_02_notes_of_a_case_are_kept_once_and_go_with_the_identity
    a_02_two_servers_agree_on_who_has_a_case_open_and_forget_it
    s_06_the_last_word_on_a_proof_holds_and_goes_with_the_identity
    s_07_of_one_debt_one_proposal_waits_and_it_is_answered_once
    pd_01_proposals_and_who_was_told_of_an_incident_are_let_go_of_in_time
    o_10_an_account_is_told_of_an_incident_once
    a_03_the_photo_of_a_page_is_one_and_goes_when_its_time_is_over_and_with_the_identity
    s_06_a_sitting_is_entered_once_and_cancelled_once
    s_09_the_last_charge_and_the_last_leave_hold
    a_13_a_task_is_one_persons_and_a_handover_stays_within_its_operator
}

fn paper(party: i64, document: &str, account: Option<i64>) -> NewPaper {
    NewPaper {
        dso: Dso::Ores,
        party,
        account: account.map(AccountId),
        reference: "4901234567890".to_owned(),
        document: document.to_owned(),
        signed: SettlementDay(20_000),
        purpose: "emergency".to_owned(),
        months: 3,
        at: Instant(10),
        by: 3,
    }
}

fn pd_03_a_paper_is_kept_once_and_granted_by_another_person_once(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let first = store.add_paper_mandate(&paper(1, "a", Some(7))).unwrap();
    let again = NewPaper { at: Instant(11), ..paper(1, "a", Some(7)) };
    assert_eq!(store.add_paper_mandate(&again).unwrap(), first, "the same while it waits");
    let nobodys = store.add_paper_mandate(&paper(1, "b", None)).unwrap();
    let other = store.add_paper_mandate(&paper(2, "a", Some(7))).unwrap();
    assert!(first.id != nobodys.id && other.id != first.id);
    assert_eq!(store.paper_mandate(first.id).unwrap().as_ref(), Some(&first));
    let own = store.end_paper_mandate(first.id, true, (Instant(20), 3));
    assert!(own.is_err(), "whoever wrote it down does not grant it");
    let unknown = store.end_paper_mandate(nobodys.id, true, (Instant(20), 4));
    assert!(unknown.is_err(), "nothing is granted for nobody");
    assert!(store.end_paper_mandate(first.id, true, (Instant(20), 4)).unwrap());
    assert!(!store.end_paper_mandate(first.id, false, (Instant(21), 4)).unwrap(), "once");
    let kept = store.paper_mandate(first.id).unwrap().unwrap();
    assert_eq!((kept.state, kept.ended), (PaperState::Granted, Some((Instant(20), 4))));
    let ids = |store: &mut Store, since| -> Vec<i64> {
        let all = store.paper_mandates(1, Instant(since)).unwrap();
        all.iter().map(|one| one.id).collect()
    };
    assert_eq!(ids(&mut store, 20), [first.id, nobodys.id]);
    assert_eq!(ids(&mut store, 21), [nobodys.id], "what waits is always there");
    // The same number may be written down again once the first has ended.
    assert!(store.add_paper_mandate(&again).unwrap().id > first.id);
}

fn a_13_a_task_is_one_persons_and_a_handover_stays_within_its_operator(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let task = (Dso::Ores, "off/1/2");
    let (nobody, an, bo) = (None, Some(3), Some(4));
    assert!(store.set_task_owner(task, (nobody, an), (Instant(10), 3)).unwrap());
    assert!(!store.set_task_owner(task, (nobody, bo), (Instant(11), 4)).unwrap(), "it is taken");
    let owners = |store: &mut Store, dso: Dso| -> Vec<(String, i64)> {
        let all = store.task_owners(dso, Instant(0)).unwrap().into_iter();
        all.map(|one| (one.task, one.person)).collect()
    };
    assert_eq!(owners(&mut store, Dso::Ores), [("off/1/2".to_owned(), 3)]);
    assert_eq!(owners(&mut store, Dso::Resa), []);
    assert!(store.set_task_owner(task, (an, bo), (Instant(12), 4)).unwrap());
    assert!(store.set_task_owner((Dso::Ores, "b"), (nobody, an), (Instant(13), 3)).unwrap());
    assert!(store.set_task_owner(task, (bo, nobody), (Instant(14), 4)).unwrap());
    assert_eq!(owners(&mut store, Dso::Ores), [("b".to_owned(), 3)]);
    let first = store.add_handover_note(Dso::Ores, (Instant(20), 3), "one").unwrap();
    let again = store.add_handover_note(Dso::Ores, (Instant(21), 3), "one").unwrap();
    assert_eq!(first, again, "sent twice, there once");
    let second = store.add_handover_note(Dso::Ores, (Instant(22), 4), "one").unwrap();
    assert!(second > first);
    assert!(store.handover_read((Dso::Ores, first), (Instant(30), 4)).unwrap());
    assert!(store.handover_read((Dso::Ores, first), (Instant(31), 4)).unwrap(), "the first counts");
    assert!(!store.handover_read((Dso::Resa, first), (Instant(32), 5)).unwrap(), "not theirs");
    let notes = store.handover_notes(Dso::Ores, 10).unwrap();
    let read: Vec<_> = notes.iter().map(|note| (note.seq, note.read.clone())).collect();
    assert_eq!(read, [(second, vec![]), (first, vec![(4, Instant(30))])]);
    assert_eq!(store.handover_notes(Dso::Resa, 10).unwrap(), []);
    assert_eq!(store.handover_notes(Dso::Ores, 1).unwrap().len(), 1);
}

fn s_03_one_request_by_law_waits_for_a_reference_and_is_answered_once(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let new = |party: i64, account: Option<i64>| NewLegal {
        dso: Dso::Ores,
        party,
        account: account.map(AccountId),
        reference: "4901234567890".to_owned(),
        notice: "Default 41".to_owned(),
        dated: SettlementDay(20_000),
        purpose: "emergency".to_owned(),
        months: 3,
        at: Instant(10),
        by: 3,
    };
    let first = store.add_legal_request(&new(1, Some(7))).unwrap();
    assert!(store.add_legal_request(&new(1, Some(7))).is_err(), "one waits");
    let other = store.add_legal_request(&new(2, None)).unwrap();
    let waiting = store.legal_request_waiting(1, "4901234567890").unwrap().unwrap();
    assert_eq!(
        (waiting.id, waiting.asked, waiting.state),
        (first, new(1, Some(7)), LegalState::Waiting)
    );
    assert!(store.end_legal_request(first, LegalEnd::Declined(""), (Instant(20), 4)).is_err());
    assert!(store.end_legal_request(other, LegalEnd::Granted, (Instant(20), 4)).is_err(), "nobody");
    assert!(store.end_legal_request(first, LegalEnd::Declined("why"), (Instant(20), 4)).unwrap());
    assert!(!store.end_legal_request(first, LegalEnd::Granted, (Instant(21), 4)).unwrap(), "once");
    let kept = store.legal_request(first).unwrap().unwrap();
    assert_eq!(
        (kept.state, kept.ended, &*kept.reason),
        (LegalState::Declined, Some((Instant(20), 4)), "why")
    );
    let again = store.add_legal_request(&new(1, Some(7))).unwrap();
    assert!(again > first);
    let ids = |all: Vec<store::KeptLegal>| all.iter().map(|one| one.id).collect::<Vec<_>>();
    assert_eq!(ids(store.legal_requests_waiting(Dso::Ores).unwrap()), [other, again]);
    assert!(store.legal_requests_waiting(Dso::Resa).unwrap().is_empty());
    assert_eq!(ids(store.legal_requests(1, Instant(21)).unwrap()), [again]);
    assert_eq!(ids(store.legal_requests(1, Instant(20)).unwrap()), [first, again]);
    assert_eq!(store.legal_requests_since(3, Instant(9)).unwrap(), 3);
    assert_eq!(store.legal_requests_since(3, Instant(10)).unwrap(), 0);
    // What was declined goes with the identity of the household; what waits stays.
    store.cut_identity(AccountId(7), Instant(30)).unwrap();
    assert_eq!(store.legal_request(first).unwrap(), None);
    assert!(store.legal_request(again).unwrap().is_some());
}

fn s_07_of_one_debt_one_proposal_waits_and_it_is_answered_once(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let new = |debt: u32, attempt: &str| NewPlanProposal {
        dso: Dso::Ores,
        account: AccountId(7),
        party: 1,
        debt,
        weekly: debt == 2,
        part: MicroEuro(2_500_000),
        basis: "2.1.60000000.".to_owned(),
        reason: "less income".to_owned(),
        at: Instant(10),
        by: 3,
        attempt: attempt.to_owned(),
        lapses: Instant(100),
    };
    let first = store.add_plan_proposal(&new(2, "a")).unwrap();
    assert!(store.add_plan_proposal(&new(2, "b")).is_err(), "one waits for it");
    assert!(store.add_plan_proposal(&new(3, "a")).is_err(), "the form was sent before");
    let other = store.add_plan_proposal(&new(3, "b")).unwrap();
    let kept = store.plan_proposal(first).unwrap().unwrap();
    assert_eq!((kept.new, kept.state), (new(2, "a"), PlanProposalState::Waiting));
    let found = store.plan_proposal_of_form(3, "b").unwrap().map(|kept| kept.id);
    assert_eq!((found, store.plan_proposal_of_form(4, "b").unwrap()), (Some(other), None));
    let nobody = store.end_plan_proposal(first, PlanProposalState::Agreed, (Instant(20), None));
    assert!(nobody.is_err(), "somebody agrees");
    let agreed = (Instant(20), Some("household"));
    assert!(store.end_plan_proposal(first, PlanProposalState::Agreed, agreed).unwrap());
    assert!(!store.end_plan_proposal(first, PlanProposalState::Declined, agreed).unwrap(), "once");
    store.end_plan_proposal(other, PlanProposalState::Replaced, (Instant(21), None)).unwrap();
    // Another social service's waits beside it: neither takes the place of the other.
    let theirs = NewPlanProposal { party: 2, account: AccountId(9), ..new(3, "d") };
    store.add_plan_proposal(&theirs).unwrap();
    let ours = NewPlanProposal { account: AccountId(9), ..new(3, "e") };
    store.add_plan_proposal(&ours).unwrap();
    let again = store.add_plan_proposal(&new(2, "c")).unwrap();
    let ids: Vec<i64> =
        store.plan_proposals(AccountId(7)).unwrap().iter().map(|kept| kept.id).collect();
    assert_eq!(ids, [first, other, again]);
    assert_eq!(store.plan_proposals(AccountId(8)).unwrap(), []);
    store.cut_identity(AccountId(7), Instant(30)).unwrap();
    assert_eq!(store.plan_proposals(AccountId(7)).unwrap(), [], "it goes with the identity");
}

fn pd_01_proposals_and_who_was_told_of_an_incident_are_let_go_of_in_time(place: &Place) {
    let mut store = place.store();
    let day = SettlementDay(20_000);
    let new = |debt: u32, lapses: SettlementDay| NewPlanProposal {
        dso: Dso::Ores,
        account: AccountId(7),
        party: 1,
        debt,
        weekly: true,
        part: MicroEuro(2_500_000),
        basis: String::new(),
        reason: "less income".to_owned(),
        at: day.start(),
        by: 3,
        attempt: debt.to_string(),
        lapses: lapses.start(),
    };
    let ended = store.add_plan_proposal(&new(2, day.plus(30))).unwrap();
    store.add_plan_proposal(&new(3, day.plus(1))).unwrap();
    let waits = store.add_plan_proposal(&new(4, day.plus(30))).unwrap();
    let declined = (day.start(), Some("household #7"));
    store.end_plan_proposal(ended, PlanProposalState::Declined, declined).unwrap();
    let count = |store: &mut Store, dso, before| store.plan_proposals_before(dso, before).unwrap();
    assert_eq!(count(&mut store, Dso::Ores, day), 0);
    assert_eq!(count(&mut store, Dso::Ores, day.plus(1)), 1, "what was answered");
    assert_eq!(count(&mut store, Dso::Ores, day.plus(2)), 2, "and what nobody answered");
    assert_eq!(count(&mut store, Dso::Resa, day.plus(2)), 0);
    store.drop_plan_proposals(Dso::Resa, day.plus(2)).unwrap();
    store.drop_plan_proposals(Dso::Ores, day.plus(2)).unwrap();
    let left: Vec<i64> =
        store.plan_proposals(AccountId(7)).unwrap().iter().map(|kept| kept.id).collect();
    assert_eq!(left, [waits]);
    for (dso, account) in [(Dso::Ores, 8), (Dso::Resa, 9)] {
        store.add_incident_told((dso, "page-a"), AccountId(account), day.start()).unwrap();
    }
    assert_eq!(store.incidents_told_before(Dso::Ores, day).unwrap(), 0);
    assert_eq!(store.incidents_told_before(Dso::Ores, day.next()).unwrap(), 1);
    store.drop_incidents_told(Dso::Ores, day.next()).unwrap();
    assert_eq!(store.incident_told(Dso::Ores, "page-a").unwrap(), []);
    assert_eq!(store.incident_told(Dso::Resa, "page-a").unwrap().len(), 1, "another's stays");
}

fn o_10_an_account_is_told_of_an_incident_once(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let (ores, resa) = ((Dso::Ores, "page-a"), (Dso::Resa, "page-a"));
    assert!(store.add_incident_told(ores, AccountId(8), Instant(10)).unwrap());
    assert!(store.add_incident_told(ores, AccountId(7), Instant(11)).unwrap());
    assert!(!store.add_incident_told(ores, AccountId(8), Instant(12)).unwrap(), "once");
    assert!(store.add_incident_told(resa, AccountId(8), Instant(13)).unwrap());
    let told = store.incident_told(Dso::Ores, "page-a").unwrap();
    assert_eq!(told, [(AccountId(7), Instant(11)), (AccountId(8), Instant(10))]);
    assert_eq!(store.incident_told(Dso::Ores, "page-b").unwrap(), []);
    let counted = store.incidents_told(Dso::Ores).unwrap();
    assert_eq!(counted, [("page-a".to_owned(), 2, Instant(11))]);
}

fn a_03_the_photo_of_a_page_is_one_and_goes_when_its_time_is_over_and_with_the_identity(
    place: &Place,
) {
    let mut store = Store::open(&place.url).unwrap();
    let day = SettlementDay(20_000);
    let photo = |attempt: &str, account: i64, digest: &str| ActPhoto {
        dso: Dso::Ores,
        person: 3,
        attempt: attempt.to_owned(),
        account: AccountId(account),
        at: day.start(),
        kind: 1,
        bytes: 9,
        digest: digest.to_owned(),
    };
    store.set_act_photo(&photo("a", 7, "one"), "sealed one").unwrap();
    store.set_act_photo(&photo("a", 7, "two"), "sealed two").unwrap();
    store.set_act_photo(&photo("b", 8, "one"), "sealed one").unwrap();
    let kept = store.act_photo(3, "a").unwrap();
    assert_eq!(kept, Some((photo("a", 7, "two"), "sealed two".to_owned())), "the last one");
    assert_eq!(store.act_photo(4, "a").unwrap(), None, "of somebody else");
    assert_eq!(store.act_photos_before(Dso::Ores, day).unwrap(), 0);
    assert_eq!(store.act_photos_before(Dso::Ores, day.next()).unwrap(), 2);
    assert_eq!(store.act_photos_before(Dso::Resa, day.next()).unwrap(), 0);
    store.cut_identity(AccountId(7), Instant(30)).unwrap();
    assert_eq!(store.act_photo(3, "a").unwrap(), None);
    store.drop_act_photos(Dso::Ores, day).unwrap();
    assert!(store.act_photo(3, "b").unwrap().is_some());
    store.drop_act_photos(Dso::Ores, day.next()).unwrap();
    assert_eq!(store.act_photo(3, "b").unwrap(), None);
}

fn pd_07_notes_are_a_partys_own_and_go_with_the_identity(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let (own, other) = ((1, AccountId(7)), (2, AccountId(7)));
    store.add_client_note(own, (Instant(10), 3), "one").unwrap();
    store.add_client_note(own, (Instant(11), 3), "one").unwrap();
    store.add_client_note(own, (Instant(12), 4), "one").unwrap();
    store.add_client_note(other, (Instant(13), 5), "theirs").unwrap();
    let read = |store: &mut Store, (party, account)| -> Vec<(i64, i64, String)> {
        let notes = store.client_notes(party, account).unwrap().into_iter();
        notes.map(|one| (one.seq, one.person, one.words)).collect()
    };
    assert_eq!(read(&mut store, own), [(2, 4, "one".to_owned()), (1, 3, "one".to_owned())]);
    assert_eq!(read(&mut store, other), [(1, 5, "theirs".to_owned())]);
    assert_eq!(read(&mut store, (1, AccountId(8))), []);
    store.cut_identity(AccountId(7), Instant(20)).unwrap();
    assert_eq!((read(&mut store, own), read(&mut store, other)), (Vec::new(), Vec::new()));
}

fn pd_07_cm_09_what_was_said_with_an_offer_of_help_goes_with_the_identity(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    for account in [AccountId(7), AccountId(8)] {
        store.add_help_offer(account, (Instant(10), 3), "spoke with the daughter").unwrap();
    }
    store.cut_identity(AccountId(7), Instant(20)).unwrap();
    assert_eq!(store.last_help_offer(AccountId(7)).unwrap(), None);
    assert!(store.last_help_offer(AccountId(8)).unwrap().is_some());
}

fn a_02_notes_of_a_case_are_kept_once_and_go_with_the_identity(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let account = AccountId(7);
    for (at, person, words) in [(10, 3, "one"), (11, 3, "one"), (12, 4, "one")] {
        store.add_case_note(account, (Instant(at), person), words).unwrap();
    }
    store.add_case_note(AccountId(8), (Instant(13), 3), "other").unwrap();
    let told = |store: &mut Store, account| -> Vec<(i64, i64, i64)> {
        let notes = store.case_notes(account).unwrap().into_iter();
        notes.map(|one| (one.seq, one.at.0, one.person)).collect()
    };
    assert_eq!(told(&mut store, account), [(2, 12, 4), (1, 10, 3)], "sent twice, there once");
    store.cut_identity(account, Instant(20)).unwrap();
    assert_eq!(told(&mut store, account), []);
    assert_eq!(told(&mut store, AccountId(8)).len(), 1);
}

fn a_02_two_servers_agree_on_who_has_a_case_open_and_forget_it(place: &Place) {
    let mut one = Store::open(&place.url).unwrap();
    let mut two = one.another().unwrap();
    let (case, at) = (AccountId(7), |now: i64| [Instant(now), Instant(now + 60)]);
    assert_eq!(one.at_case(case, 3, at(100)).unwrap(), [0_i64; 0]);
    assert_eq!(two.at_case(case, 4, at(120)).unwrap(), [3]);
    assert_eq!(two.at_case(AccountId(8), 5, at(121)).unwrap(), [0_i64; 0], "another case");
    assert_eq!(one.at_case(case, 3, at(130)).unwrap(), [4]);
    assert_eq!(two.at_case(case, 4, at(190)).unwrap(), [0_i64; 0], "the minute is over");
    assert_eq!(one.forget_presence(Instant(249)).unwrap(), 0);
    assert_eq!(one.forget_presence(Instant(250)).unwrap(), 1);
}

fn s_06_the_last_word_on_a_proof_holds_and_goes_with_the_identity(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let client = (1, AccountId(7));
    let set = |store: &mut Store, proof: &str, state: i64, at: i64| {
        let due = (state < 2).then_some(SettlementDay(20_100));
        let proof = proof.to_owned();
        let new = ClientProof { proof, state, due, at: Instant(at), person: 3 };
        store.set_client_proof(client, &new).unwrap();
    };
    for (proof, state, at) in
        [("income", 1, 10), ("income", 1, 11), ("income", 2, 12), ("bills", 0, 13)]
    {
        set(&mut store, proof, state, at);
    }
    let told = |store: &mut Store, party: i64| -> Vec<(String, i64, i64)> {
        let all = store.client_proofs(party, AccountId(7)).unwrap().into_iter();
        all.map(|one| (one.proof, one.state, one.at.0)).collect()
    };
    let held = [("bills".to_owned(), 0, 13), ("income".to_owned(), 2, 12)];
    assert_eq!(told(&mut store, 1), held);
    assert_eq!(told(&mut store, 2), [], "another's list");
    set(&mut store, "income", 1, 14);
    assert_eq!(told(&mut store, 1)[1], ("income".to_owned(), 1, 14), "back to where it was");
    store.cut_identity(AccountId(7), Instant(20)).unwrap();
    assert_eq!(told(&mut store, 1), []);
}

fn s_06_a_sitting_is_entered_once_and_cancelled_once(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let first = store.add_sitting(1, (Instant(100), "Town hall"), (Instant(10), 3)).unwrap();
    let again = store.add_sitting(1, (Instant(100), "Town hall"), (Instant(11), 3)).unwrap();
    assert_eq!(first, again);
    let early = store.add_sitting(1, (Instant(50), "Town hall"), (Instant(12), 3)).unwrap();
    store.add_sitting(2, (Instant(60), "Elsewhere"), (Instant(13), 4)).unwrap();
    let seen = |store: &mut Store, from: i64| -> Vec<i64> {
        store.sittings(1, Instant(from)).unwrap().into_iter().map(|one| one.seq).collect()
    };
    assert_eq!(seen(&mut store, 0), [early, first]);
    assert_eq!(seen(&mut store, 51), [first]);
    assert!(store.cancel_sitting((1, first), (Instant(20), 3)).unwrap());
    assert!(!store.cancel_sitting((1, first), (Instant(21), 3)).unwrap(), "once");
    assert!(!store.cancel_sitting((2, early), (Instant(22), 4)).unwrap(), "not theirs");
    assert_eq!(seen(&mut store, 0), [early]);
    let anew = store.add_sitting(1, (Instant(100), "Town hall"), (Instant(30), 3)).unwrap();
    assert!(anew > first, "what was cancelled stays cancelled");
}

fn s_09_the_last_charge_and_the_last_leave_hold(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    store.set_charge((1, AccountId(7)), 3, (Instant(10), 3)).unwrap();
    store.set_charge((1, AccountId(8)), 3, (Instant(10), 3)).unwrap();
    store.set_charge((1, AccountId(7)), 4, (Instant(11), 3)).unwrap();
    store.set_charge((2, AccountId(7)), 5, (Instant(12), 5)).unwrap();
    let charges: Vec<_> = store.charges(1).unwrap().into_iter().collect();
    assert_eq!(charges, [(AccountId(7), 4), (AccountId(8), 3)]);
    assert_eq!(store.leave(3).unwrap(), None);
    let leave = |first: i32, last: i32| PersonLeave {
        first: SettlementDay(first),
        last: SettlementDay(last),
        stand_in: 4,
    };
    store.set_leave(3, Some(leave(20_000, 20_004)), (Instant(10), 3)).unwrap();
    store.set_leave(3, Some(leave(20_010, 20_010)), (Instant(11), 4)).unwrap();
    assert_eq!(store.leave(3).unwrap(), Some(leave(20_010, 20_010)));
    assert!(store.set_leave(3, Some(leave(20_011, 20_010)), (Instant(12), 4)).is_err());
    let own = PersonLeave { stand_in: 3, ..leave(20_010, 20_010) };
    assert!(store.set_leave(3, Some(own), (Instant(12), 4)).is_err(), "nobody for themselves");
    store.set_leave(3, None, (Instant(13), 4)).unwrap();
    assert_eq!(store.leave(3).unwrap(), None);
}
