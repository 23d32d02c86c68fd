//! Data rights: requests with their due day, and what is let go of by two people.

use super::*;
use crate::cases;
use portal::operator::{DataRights, LetGo, RightsRefused};
use procedures::{Answer, CaseKind, Outcome};
use store::{Contact, ContactPoint, Ways};

const MAIL: &str = "lea@example.org";

fn asks(office: &Office, kind: CaseKind, words: &str) -> i64 {
    let mut engine = office.engine();
    let account = engine.account_of(ean()).unwrap();
    let asker = cases::Asker {
        language: Language::Fr,
        name: "Lea".to_owned(),
        phone: None,
        reference: None,
        party: None,
    };
    let now = *office.now.lock().unwrap();
    let place = (Dso::Ores, Some(&account));
    cases::ask(&mut engine, place, &asker, (kind, words), now).unwrap().unwrap().kept.id
}

fn answers(office: &Office, case: i64, outcome: Outcome) {
    let (at, by, words) = (*office.now.lock().unwrap(), "an".to_owned(), "done".to_owned());
    let answer = Answer { at, by, outcome, words, code: None };
    cases::answer(&mut office.engine(), case, answer).unwrap().unwrap();
}

/// Somebody lives there, is known by name, and signs in.
fn lives(office: &Office) -> (units::AccountId, i64) {
    let mut engine = office.engine();
    let account = engine.account_of(ean()).unwrap().id;
    let now = *office.now.lock().unwrap();
    let mut contact = Contact::empty(account, Language::Fr, now);
    (contact.name, contact.town) = ("Lea".to_owned(), "Huy".to_owned());
    contact.email = Some(MAIL.parse().unwrap());
    engine.store.set_contact(&contact).unwrap();
    let mut ways = Ways::empty(Language::Fr, now);
    ways.email = Some(MAIL.parse().unwrap());
    let person = engine.store.add_person(Dso::Ores, Role::Customer.code(), None, &ways).unwrap().id;
    engine.store.give_account(person, account, now).unwrap();
    engine.store.add_session(person, &"0".repeat(64), "a phone", now).unwrap();
    (account, person)
}

/// They leave on the last of October, and the last night is done.
fn leaves(office: &Office) {
    let mut engine = office.engine();
    let account = engine.account_of(ean()).unwrap();
    let last = [("1.8.1", "21"), ("1.8.2", "0")];
    let registers = last.map(|(code, kwh)| (code.parse().unwrap(), kwh.to_owned()));
    let gone = timeline::Fact::MoveOut { registers: Some(registers.into_iter().collect()) };
    engine.record(&account, &gone, instant("2026-10-31T12:00:00+01:00")).unwrap();
    engine.advance_due(Dso::Ores, instant("2026-11-01T07:00:00+01:00")).unwrap();
    night(&mut engine, &account, "2026-10-31", 21);
    assert!(engine.store.account(account.id).unwrap().unwrap().closed_at.is_some());
}

impl Office {
    fn past(&self) -> Vec<(LetGo, u64)> {
        let view = self.rooms.rights(&self.first).unwrap();
        let lines = view.lines.iter().filter(|line| line.count > 0);
        lines.map(|line| (line.what, line.count)).collect()
    }

    fn run(&self, attempt: &str) -> i64 {
        let number = self.rooms.ask_retention(&self.first, "yearly", attempt).unwrap().unwrap();
        self.rooms.decide_retention(&self.second, number, true, "").unwrap().unwrap();
        number
    }

    fn is_sound(&self) {
        let report = crate::verify::verify(&mut self.engine()).unwrap();
        assert!(report.first_fault().is_none(), "{report:?}");
    }
}

#[test]
fn pd_07_what_is_asked_of_data_is_due_in_a_month_and_shown_without_whose_it_is() {
    let office = office();
    let case = asks(&office, CaseKind::DataCorrection, "My name is Léa");
    asks(&office, CaseKind::Complaint, "Something else");
    let view = office.rooms.rights(&office.first).unwrap();
    let [request] = view.requests.as_slice() else { panic!("{:?}", view.requests) };
    assert_eq!((request.number, request.kind), (case, CaseKind::DataCorrection));
    assert_eq!((request.asked, request.due), (day("2026-10-31"), day("2026-11-30")));
    assert!(!request.late && request.answer.is_none());
    let all = ean().to_string();
    assert_eq!(request.about, format!("…{}", &all[14..]));
    office.at("2026-12-01T10:00:00+01:00");
    assert!(office.rooms.rights(&office.first).unwrap().requests[0].late);
    answers(&office, case, Outcome::Corrected);
    let view = office.rooms.rights(&office.first).unwrap();
    assert_eq!(view.requests[0].answer, Some((day("2026-12-01"), Outcome::Corrected)));
    assert!(!view.requests[0].late);
}

#[test]
fn o_13_pd_01_names_are_cut_loose_from_a_closed_account_in_time_and_the_books_stay() {
    let office = office();
    let (account, person) = lives(&office);
    leaves(&office);
    assert_eq!(office.past(), [], "they have just left");
    let none = office.rooms.ask_retention(&office.first, "yearly", ATTEMPT).unwrap();
    assert_eq!(none, Err(RightsRefused::Nothing));
    // Closed by the night of the first of November.
    office.at("2031-11-01T23:00:00+01:00");
    assert_eq!(office.past(), []);
    office.at("2031-11-02T00:30:00+01:00");
    assert_eq!(office.past(), [(LetGo::Identity, 1)], "behind five years");
    let mut engine = office.engine();
    let posted = |engine: &mut Engine| engine.store.entries(&[account]).unwrap();
    let books = (posted(&mut engine), engine.store.facts(&[account]).unwrap());
    let number = office.rooms.ask_retention(&office.first, "yearly", ATTEMPT).unwrap().unwrap();
    let again = office.rooms.ask_retention(&office.first, "yearly", ATTEMPT).unwrap();
    assert_eq!(again, Ok(number), "sent twice");
    let two = office.rooms.ask_retention(&office.first, "yearly", OTHER).unwrap();
    assert_eq!(two, Err(RightsRefused::Waits));
    let own = office.rooms.decide_retention(&office.first, number, true, "").unwrap();
    assert_eq!(own, Err(RightsRefused::SamePerson));
    assert_eq!(engine.store.contact(account).unwrap().unwrap().name, "Lea", "a count does nothing");
    let seen = office.rooms.retention(&office.second, number).unwrap().unwrap();
    assert_eq!(seen.run.counted[0], (LetGo::Identity, 1));
    assert_eq!(seen.now[0].count, 1);
    office.rooms.decide_retention(&office.second, number, true, "").unwrap().unwrap();
    office.rooms.decide_retention(&office.second, number, true, "").unwrap().unwrap();
    let left = engine.store.contact(account).unwrap().unwrap();
    assert_eq!((left.name, left.town, left.email), (String::new(), String::new(), None));
    let mail = ContactPoint::Email(MAIL.parse().unwrap());
    assert_eq!(engine.store.people_at(&mail).unwrap(), []);
    let known = engine.store.person(person).unwrap().unwrap();
    assert!(known.ways.ended && known.ways.email.is_none());
    assert_eq!(engine.store.people_of_account(account).unwrap(), []);
    assert!(engine.store.session(&"0".repeat(64)).unwrap().unwrap().ended_at.is_some());
    assert_eq!((posted(&mut engine), engine.store.facts(&[account]).unwrap()), books);
    office.is_sound();
    assert_eq!(office.past(), []);
    let wanted = AuditWanted { from: day("2031-11-02"), to: day("2031-11-02"), kind: None };
    let told: Vec<String> = (office.rooms.audit(&office.first, &wanted).unwrap().lines.iter())
        .map(|line| format!("{} {} {}", line.who, line.what, line.why))
        .collect();
    let all = "identity 1, asked 0, cases 0, voltage 0, calls 0, requests 0, shop_people 0, photos 0, evidence 0, homes 0, documents 0";
    assert!(told.contains(&"di #1 retention asked yearly".to_owned()), "{told:?}");
    assert!(told.contains(&format!("ed #2 retention approved {all}")), "{told:?}");
}

#[test]
fn pd_07_who_asked_to_be_forgotten_and_was_told_yes_is_cut_loose_when_the_account_is_closed() {
    let office = office();
    let (account, _) = lives(&office);
    let case = asks(&office, CaseKind::DataErasure, "");
    leaves(&office);
    office.at("2026-11-02T10:00:00+01:00");
    assert_eq!(office.past(), [], "nobody has answered");
    answers(&office, case, Outcome::Done);
    assert_eq!(office.past(), [(LetGo::Asked, 1)]);
    let moving = asks_of(&office, account, CaseKind::Moving);
    assert_eq!(office.past(), [], "somebody still works on a case of theirs");
    answers(&office, moving, Outcome::Done);
    office.run(ATTEMPT);
    assert_eq!(office.engine().store.contact(account).unwrap().unwrap().name, "");
    office.is_sound();
}

/// The same of an account that is closed.
fn asks_of(office: &Office, account: units::AccountId, kind: CaseKind) -> i64 {
    let mut engine = office.engine();
    let account = engine.store.account(account).unwrap().unwrap();
    let (name, phone, reference, party) = (String::new(), None, None, None);
    let asker = cases::Asker { language: Language::Fr, name, phone, reference, party };
    let now = *office.now.lock().unwrap();
    let place = (Dso::Ores, Some(&account));
    cases::ask(&mut engine, place, &asker, (kind, "moving"), now).unwrap().unwrap().kept.id
}

#[test]
fn pd_07_who_still_lives_there_is_not_forgotten() {
    let office = office();
    lives(&office);
    let case = asks(&office, CaseKind::DataErasure, "");
    answers(&office, case, Outcome::Done);
    assert_eq!(office.past(), [], "the contract needs them");
}

#[test]
fn pd_01_answered_questions_go_after_their_years_which_are_dated_and_open_ones_stay() {
    let mut office = office();
    let old = asks(&office, CaseKind::Complaint, "Something");
    answers(&office, old, Outcome::Explained);
    let open = asks(&office, CaseKind::WrongBalance, "Wrong");
    office.changed(&wish("retention.case_years", "1", None, "2027-12-01"), ATTEMPT);
    office.reopen();
    office.at("2027-11-30T10:00:00+01:00");
    assert_eq!(office.past(), [], "five years until then");
    office.at("2027-12-01T10:00:00+01:00");
    assert_eq!(office.past(), [(LetGo::Cases, 1)]);
    let number = office.rooms.ask_retention(&office.first, "yearly", OTHER).unwrap().unwrap();
    office.rooms.decide_retention(&office.second, number, false, "not now").unwrap().unwrap();
    assert_eq!(office.past(), [(LetGo::Cases, 1)], "a no lets go of nothing");
    let late = office.rooms.decide_retention(&office.first, number, true, "").unwrap();
    assert_eq!(late, Err(RightsRefused::Decided));
    office.run("0123456789abcdef0123456789abcdee");
    let mut engine = office.engine();
    assert!(engine.store.case(old).unwrap().is_none());
    assert!(engine.store.case(open).unwrap().is_some());
    office.is_sound();
}

#[test]
fn o_13_d_05_requests_to_the_api_go_after_thirty_days() {
    let office = office();
    let mut store = office.engine().store;
    let request = |at: &str, id: &str| store::ApiRequest {
        at: crate::testing::instant(at),
        id: id.to_owned(),
        of: Some((units::Dso::Ores, store::Owner::Operator)),
        key: "1".to_owned(),
        method: "GET".to_owned(),
        route: "/v1/events".to_owned(),
        status: Some(200),
        code: String::new(),
        took_ms: 1,
        asked_bytes: 0,
        answered_bytes: 2,
        once: String::new(),
        asked: String::new(),
        answered: "{}".to_owned(),
    };
    let old = request("2026-11-01T23:59:59+01:00", "req_old1");
    let new = request("2026-11-02T00:00:00+01:00", "req_new1");
    store.add_api_requests(&[old, new]).unwrap();
    office.at("2026-12-01T23:59:00+01:00");
    assert_eq!(office.past(), []);
    office.at("2026-12-02T00:01:00+01:00");
    assert_eq!(office.past(), [(LetGo::Requests, 1)]);
    let number = office.rooms.ask_retention(&office.first, "monthly", ATTEMPT).unwrap().unwrap();
    office.rooms.decide_retention(&office.second, number, true, "").unwrap().unwrap();
    assert_eq!(office.past(), []);
    assert_eq!(store.api_requests_before(units::Dso::Ores, day("2026-12-31")).unwrap(), 1);
}

#[test]
fn o_13_pd_01_photos_of_visits_go_when_their_time_is_over_and_the_audit_keeps_the_visit() {
    let office = office();
    let (mut engine, now) = (office.engine(), crate::testing::instant("2026-11-02T10:00:00+01:00"));
    let asked = procedures::Appointment {
        reason: procedures::VisitReason::Fault,
        day: day("2026-11-03"),
        slot: procedures::Slot::Morning,
        task: "look".to_owned(),
    };
    let by = ("an #3", "page");
    let visit = crate::visits::plan(&mut engine, ean(), &asked, by, now).unwrap().unwrap();
    let masters = crate::sealed::MasterKeys::of(Some(&"07".repeat(32))).unwrap();
    let picture = [0xff, 0xd8, 0xff, 1];
    crate::visits::add_photo(&mut engine, &masters, (visit, 3), &picture, now).unwrap().unwrap();
    // And what somebody photographed as evidence of an act.
    let evidence = store::ActPhoto {
        dso: units::Dso::Ores,
        person: 3,
        attempt: ATTEMPT.to_owned(),
        account: engine.account_of(ean()).unwrap().id,
        at: now,
        kind: 1,
        bytes: 4,
        digest: "d".to_owned(),
    };
    engine.store.set_act_photo(&evidence, "sealed").unwrap();
    let gone = procedures::VisitStep::Cancelled { why: "it works".to_owned() };
    crate::visits::take(&mut engine, visit, &gone, ("bo #4", 0), now).unwrap().unwrap();
    office.at("2028-11-01T10:00:00+01:00");
    assert_eq!(office.past(), []);
    office.at("2028-11-02T10:00:00+01:00");
    assert_eq!(office.past(), [(LetGo::Photos, 2)]);
    let number = office.rooms.ask_retention(&office.first, "monthly", ATTEMPT).unwrap().unwrap();
    office.rooms.decide_retention(&office.second, number, true, "").unwrap().unwrap();
    assert_eq!(engine.store.visit_photos(visit).unwrap(), []);
    assert_eq!(engine.store.act_photo(3, ATTEMPT).unwrap(), None);
    // Each step stands in the audit, with when it was to be, and without whose household it is.
    let wanted = AuditWanted { from: day("2026-11-02"), to: day("2026-11-02"), kind: None };
    let lines = office.rooms.audit(&office.first, &wanted).unwrap().lines;
    let told: Vec<String> = lines
        .iter()
        .filter(|line| line.what.starts_with("visit"))
        .map(|one| format!("{} {} {} [{}] {}", one.who, one.what, one.about, one.after, one.why))
        .collect();
    let tail = ean().to_string().split_off(14);
    let made = format!("an #3 visit made …{tail} [2026-11-03 morning] fault");
    let ended = format!("bo #4 visit cancelled …{tail} [2026-11-03 morning] it works");
    assert!(told.contains(&made) && told.contains(&ended) && told.len() == 2, "{told:?}");
}

/// Somebody refuses prepayment before there is an account; who lives there was found out before.
fn refused(office: &Office, point: Ean, at: &str) -> i64 {
    let (mut engine, now) = (office.engine(), instant(at));
    let rules = crate::suppliers::request_rules(&mut engine, Dso::Ores, now).unwrap();
    let ground = procedures::Ground::Judgment { id: "26/A/1".to_owned() };
    let papers = vec!["Judgment on Lea".to_owned()];
    let mut request = procedures::Request::open(ground, papers, "supplier", now, &rules).unwrap();
    let home = procedures::Home {
        name: "Lea".to_owned(),
        street: "Rue Neuve 1".to_owned(),
        postcode: "4500".to_owned(),
        town: "Huy".to_owned(),
        language: Language::Fr,
        phone: None,
        energy: Energy::Electricity,
    };
    request.learn_home(home).unwrap();
    let why = "Lea has paid".to_owned();
    request.take(procedures::Step::Cancelled { why }, "an", now, &rules).unwrap();
    let body = serde_json::to_string(&request).unwrap();
    let kind = store::SupplierCaseKind::Request;
    let (due, ean, supplier) = (request.due, Some(point), "luminus");
    let new =
        store::NewSupplierCase { dso: Dso::Ores, supplier, kind, ean, page: at, due, body: &body };
    let id = engine.store.add_supplier_case(&new).unwrap();
    engine.store.set_supplier_case(id, false, due, &body).unwrap();
    id
}

fn says_lea(office: &Office, case: i64) -> bool {
    office.engine().store.supplier_case(case).unwrap().unwrap().body.contains("Lea")
}

#[test]
fn pd_01_who_never_had_an_account_is_forgotten_with_the_request_that_has_ended() {
    let office = office();
    let elsewhere = Ean::with_check_digit(54_144_901_234_567_891).unwrap();
    let case = refused(&office, elsewhere, "2026-10-30T10:00:00+01:00");
    office.at("2029-10-30T10:00:00+01:00");
    assert_eq!(office.past(), []);
    assert!(says_lea(&office, case));
    let years = office.rooms.rights(&office.first).unwrap().lines;
    let kept = years.iter().find(|line| line.what == LetGo::Homes).unwrap().kept;
    let portal::operator::KeptFor::Years(years) = kept else { panic!("{kept:?}") };
    office.at(&format!("{}-11-30T10:00:00+01:00", 2026 + years));
    assert_eq!(office.past(), [(LetGo::Homes, 1)]);
    office.run(ATTEMPT);
    assert!(!says_lea(&office, case));
    assert_eq!(office.past(), [], "once");
}

#[test]
fn pd_07_whoever_is_forgotten_is_forgotten_in_requests_and_visits_too() {
    let office = office();
    let (_, _) = lives(&office);
    let case = refused(&office, ean(), "2026-10-30T10:00:00+01:00");
    let (mut engine, now) = (office.engine(), instant("2026-10-28T11:00:00+01:00"));
    let asked = procedures::Appointment {
        reason: procedures::VisitReason::Fault,
        day: day("2026-10-30"),
        slot: procedures::Slot::Morning,
        task: "Ring at Lea".to_owned(),
    };
    let by = ("an #3", "page");
    let visit = crate::visits::plan(&mut engine, ean(), &asked, by, now).unwrap().unwrap();
    let gone = procedures::VisitStep::Cancelled { why: "Lea has called".to_owned() };
    crate::visits::take(&mut engine, visit, &gone, ("bo #4", 0), now).unwrap().unwrap();
    leaves(&office);
    let erasure = asks(&office, CaseKind::DataErasure, "");
    answers(&office, erasure, Outcome::Done);
    office.at("2026-11-02T00:30:00+01:00");
    assert_eq!(office.past(), [(LetGo::Asked, 1)]);
    office.run(ATTEMPT);
    assert!(!says_lea(&office, case));
    let kept = engine.store.visit(visit).unwrap().unwrap();
    assert!(!kept.body.contains("Lea"), "{}", kept.body);
    let (_, stored) = crate::visits::stored(&mut engine, visit).unwrap().unwrap();
    assert_eq!(stored.visit.steps.len(), 1, "what happened stays");
}

/// A dossier of somebody's with two papers and a mandate of the home, as they were sent on a day.
fn dossier(office: &Office, at: &str) -> i64 {
    use crate::share::groups::documents::{DocumentOf, Sent, add};
    use crate::share::groups::{file, tests};
    let mut engine = office.engine();
    let now = instant(at);
    let group = tests::draft(&mut engine);
    let from = instant("2027-01-01T00:00:00+01:00");
    let home = sharing::Joining { ean: ean(), from, ..tests::joining(2, sharing::Role::Consumer) };
    file(&mut engine, group, &[sharing::Act::Joined(home)], "an", now).unwrap();
    let masters = crate::sealed::MasterKeys::of(Some(&"07".repeat(32))).unwrap();
    let statutes = DocumentOf::Paper(sharing::Paper::Statutes);
    let papers: [(DocumentOf, &[u8]); 3] = [
        (statutes, b"%PDF-1.7 statutes"),
        (DocumentOf::Mandate(ean()), b"%PDF-1.7 mandate of Lea"),
        (statutes, b"%PDF-1.7 statutes, put right"),
    ];
    for (of, bytes) in papers {
        let sent = Sent { of, on: day("2026-10-01"), signer: "Lea", bytes };
        add(&mut engine, &masters, (group, 1, "an"), &sent, now).unwrap().unwrap();
    }
    group
}

/// The numbers of the documents that are kept.
fn kept(office: &Office, group: i64) -> Vec<i64> {
    let all = office.engine().store.sharing_documents(group).unwrap();
    all.iter().filter(|one| one.kept).map(|one| one.seq).collect()
}

#[test]
fn o_13_pd_01_documents_of_a_dossier_go_when_it_is_over_and_replaced_ones_with_their_years() {
    let office = office();
    let living = dossier(&office, "2026-10-30T10:00:00+01:00");
    let over = dossier(&office, "2026-10-30T10:00:00+01:00");
    let mut engine = office.engine();
    let touched = instant("2026-10-31T10:00:00+01:00");
    crate::share::groups::file(&mut engine, over, &[sharing::Act::Withdrawn], "an", touched)
        .unwrap();
    office.at("2031-10-30T10:00:00+01:00");
    assert_eq!(office.past(), [], "five years");
    // The draft was last touched on the 30th, the other was withdrawn a day later.
    office.at("2031-10-31T10:00:00+01:00");
    assert_eq!(office.past(), [(LetGo::Documents, 3)]);
    office.run(ATTEMPT);
    assert_eq!((kept(&office, living), kept(&office, over)), (vec![], vec![1, 2, 3]));
    let all = office.engine().store.sharing_documents(living).unwrap();
    assert_eq!(all.len(), 3, "that they were there stays");
    assert!(all.iter().all(|one| one.bytes > 0 && one.digest.len() == 64));
    let (_, sealed) = office.engine().store.sharing_document(living, 2).unwrap().unwrap();
    assert_eq!(sealed, "");
    office.at("2031-11-01T10:00:00+01:00");
    assert_eq!(office.past(), [(LetGo::Documents, 3)]);
    office.run(OTHER);
    assert!(kept(&office, over).is_empty());
    assert_eq!(office.past(), [], "once");
    office.is_sound();
}

#[test]
fn o_13_pd_01_of_a_group_that_shares_what_holds_stays_and_what_was_replaced_goes() {
    use crate::share::groups::documents::{DocumentOf, Sent, add};
    let office = office();
    let mut engine = office.engine();
    let members = vec![
        crate::share::groups::tests::joining(1, sharing::Role::Producer),
        crate::share::groups::tests::joining(2, sharing::Role::Consumer),
    ];
    let group = crate::share::groups::tests::sharing(&mut engine, members);
    let masters = crate::sealed::MasterKeys::of(Some(&"07".repeat(32))).unwrap();
    for bytes in [b"%PDF-1.7 one".as_slice(), b"%PDF-1.7 two"] {
        let of = DocumentOf::Paper(sharing::Paper::Statutes);
        let sent = Sent { of, on: day("2026-10-01"), signer: "Lea", bytes };
        let now = instant("2026-10-30T10:00:00+01:00");
        add(&mut engine, &masters, (group, 1, "an"), &sent, now).unwrap().unwrap();
    }
    office.at("2036-10-31T10:00:00+01:00");
    assert_eq!(office.past(), [(LetGo::Documents, 1)]);
    office.run(ATTEMPT);
    assert_eq!(kept(&office, group), [2], "it shares by these statutes");
}

#[test]
fn pd_07_whoever_is_forgotten_is_forgotten_in_the_mandates_of_dossiers_too() {
    let office = office();
    let (_, _) = lives(&office);
    let group = dossier(&office, "2026-10-29T10:00:00+01:00");
    let erasure = asks(&office, CaseKind::DataErasure, "");
    answers(&office, erasure, Outcome::Done);
    leaves(&office);
    office.at("2026-11-02T10:00:00+01:00");
    assert_eq!(office.past(), [(LetGo::Asked, 1)]);
    office.run(ATTEMPT);
    assert_eq!(kept(&office, group), [1, 3], "the statutes are the group's");
}

#[test]
fn pd_01_pd_07_whoever_is_forgotten_is_forgotten_in_their_cases_and_papers_too() {
    let office = office();
    let (account, _) = lives(&office);
    let (mut engine, now) = (office.engine(), *office.now.lock().unwrap());
    let home = engine.store.account(account).unwrap().unwrap();
    let asker = cases::Asker {
        language: Language::Fr,
        name: "Lea".to_owned(),
        phone: Some("0475 12 34 56".parse().unwrap()),
        reference: None,
        party: None,
    };
    let asked = (CaseKind::Moving, "Lea, BE71 0961 2345 6769, Rue Neuve 1");
    let place = (Dso::Ores, Some(&home));
    let moving = cases::ask(&mut engine, place, &asker, asked, now).unwrap().unwrap().kept.id;
    let paper = store::NewPaper {
        dso: Dso::Ores,
        party: 1,
        account: Some(account),
        reference: "0123456789012".to_owned(),
        document: "of Lea".to_owned(),
        signed: now.day(),
        purpose: "emergency".to_owned(),
        months: 1,
        at: now,
        by: 1,
    };
    engine.store.add_paper_mandate(&paper).unwrap();
    answers(&office, moving, Outcome::Done);
    leaves(&office);
    let erasure = asks(&office, CaseKind::DataErasure, "");
    answers(&office, erasure, Outcome::Done);
    office.at("2026-11-02T00:30:00+01:00");
    assert_eq!(office.past(), [(LetGo::Asked, 1)]);
    let body = |engine: &mut Engine| engine.store.case(moving).unwrap().unwrap().body;
    assert!(body(&mut engine).contains("BE71"), "until then it is kept");
    office.run(ATTEMPT);
    let left = body(&mut engine);
    for said in ["Lea", "BE71", "Neuve", "475"] {
        assert!(!left.contains(said), "{said} in {left}");
    }
    let stored: cases::StoredCase = serde_json::from_str(&left).unwrap();
    let answer = stored.case.answer.unwrap();
    assert_eq!((stored.case.kind, answer.outcome), (CaseKind::Moving, Outcome::Done));
    assert!(engine.store.paper_mandates(1, calendar::Instant(0)).unwrap().is_empty());
    office.is_sound();
}

#[test]
fn pd_01_what_proves_an_amount_is_kept_ten_years_and_what_proves_nothing_two() {
    let office = office();
    let mut engine = office.engine();
    let account = engine.account_of(ean()).unwrap().id;
    let now = *office.now.lock().unwrap();
    for attempt in [ATTEMPT, OTHER] {
        let photo = store::ActPhoto {
            dso: Dso::Ores,
            person: 3,
            attempt: attempt.to_owned(),
            account,
            at: now,
            kind: 1,
            bytes: 4,
            digest: "d".to_owned(),
        };
        engine.store.set_act_photo(&photo, "sealed").unwrap();
    }
    // With one of them money was booked; the page of the other was left.
    let act = store::NewStaffAct {
        dso: Dso::Ores,
        key: format!("3.{OTHER}"),
        kind: "adjust".to_owned(),
        account: Some(account),
        at: now,
        by: 3,
        name: "an".to_owned(),
        body: "{}".to_owned(),
    };
    engine.store.add_staff_act(&act).unwrap();
    office.at("2028-11-02T10:00:00+01:00");
    assert_eq!(office.past(), [(LetGo::Photos, 1)]);
    office.run(ATTEMPT);
    assert_eq!(engine.store.act_photo(3, ATTEMPT).unwrap(), None);
    assert!(engine.store.act_photo(3, OTHER).unwrap().is_some());
    office.at("2036-10-31T10:00:00+01:00");
    assert_eq!(office.past(), []);
    office.at("2036-11-01T10:00:00+01:00");
    assert_eq!(office.past(), [(LetGo::Evidence, 1)]);
    office.run(OTHER);
    assert_eq!(engine.store.act_photo(3, OTHER).unwrap(), None);
}

#[test]
fn pd_01_why_a_plan_was_proposed_and_who_was_told_of_an_incident_go_when_their_time_is_over() {
    let office = office();
    let mut engine = office.engine();
    let account = engine.account_of(ean()).unwrap().id;
    let now = *office.now.lock().unwrap();
    let proposal = store::NewPlanProposal {
        dso: Dso::Ores,
        account,
        party: 1,
        debt: 2,
        weekly: true,
        part: "2.50".parse().unwrap(),
        basis: String::new(),
        reason: "an illness".to_owned(),
        at: now,
        by: 7,
        attempt: ATTEMPT.to_owned(),
        lapses: now.plus_h(24 * 30),
    };
    engine.store.add_plan_proposal(&proposal).unwrap();
    engine.store.add_incident_told((Dso::Ores, "page-a"), account, now).unwrap();
    office.at("2028-10-31T10:00:00+01:00");
    assert_eq!(office.past(), []);
    office.at("2028-11-01T10:00:00+01:00");
    assert_eq!(office.past(), [(LetGo::Calls, 1)], "as calls");
    office.run(ATTEMPT);
    assert_eq!(engine.store.incident_told(Dso::Ores, "page-a").unwrap(), []);
    office.at("2031-11-30T10:00:00+01:00");
    assert_eq!(office.past(), [], "its household might have answered until then");
    office.at("2031-12-02T10:00:00+01:00");
    assert_eq!(office.past(), [(LetGo::Cases, 1)], "although they live there still");
    office.run(OTHER);
    assert_eq!(engine.store.plan_proposals(account).unwrap(), []);
}

/// A task that is settled twice has two lines in the audit, each with its person and its own part, and no free words.
#[test]
fn pd_05_pa_32_the_audit_has_each_payment_of_a_task_that_waited_again() {
    let office = office();
    let (account, _) = lives(&office);
    let mut engine = office.engine();
    let group = crate::share::groups::tests::draft(&mut engine);
    let owed = |engine: &mut Engine, eur: &str, at: &str| {
        let task = store::SharingTask {
            key: "credit/1".to_owned(),
            account,
            group,
            month: None,
            kind: store::SharingTaskKind::Owed,
            amount: eur.parse().unwrap(),
            why: String::new(),
        };
        engine.store.keep_sharing_task(&task, instant(at)).unwrap();
    };
    let paid = |engine: &mut Engine, (eur, by, how): (&str, &str, &str), at: &str| {
        let (by, how) = (by.to_owned(), how.to_owned());
        let paid = crate::paid::Paid { eur: eur.parse().unwrap(), by, how, approved_by: None };
        let asked = crate::share::tasks::Settled { task: "credit/1".to_owned(), paid };
        crate::share::tasks::settle(engine, &asked, instant(at)).unwrap();
    };
    owed(&mut engine, "0.40", "2026-10-01T10:00:00+02:00");
    let first = ("0.40", "An", "to BE68 5390 0754 7034");
    paid(&mut engine, first, "2026-10-05T10:00:00+02:00");
    let told = |from: &str, to: &str| -> Vec<String> {
        let wanted = AuditWanted { from: day(from), to: day(to), kind: Some(AuditKind::Act) };
        let file = office.rooms.audit_file(&office.first, &wanted).unwrap();
        assert!(!file.contains("BE68"), "{file}");
        let lines = office.rooms.audit(&office.first, &wanted).unwrap().lines.into_iter();
        let lines = lines.filter(|line| line.what.starts_with("sharing task"));
        lines.map(|line| format!("{} {} {}", line.who, line.what, line.after)).collect()
    };
    let october = ["An sharing task ended: owed 0.400000 EUR"];
    assert_eq!(told("2026-10-01", "2026-10-31"), october);
    // A correction: the rest waits, and another person pays it.
    owed(&mut engine, "1.00", "2026-11-10T10:00:00+01:00");
    paid(&mut engine, ("0.60", "Bo", "transfer 18"), "2026-11-20T10:00:00+01:00");
    assert_eq!(told("2026-10-01", "2026-10-31"), october, "what was signed is signed again");
    assert_eq!(told("2026-11-01", "2026-11-30"), ["Bo sharing task ended: owed 0.600000 EUR"]);
}
