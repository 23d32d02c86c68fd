//! Flows: what waits, what was given up, and one of them sent again.

use super::*;
use crate::meters::Registry;
use crate::meters::orders::Dispatcher;
use portal::operator::{Flow, FlowLine, FlowRefused, Flows};
use store::{Contact, DeliveryStep, NewEndpoint, NewNotice, NoticeStep, Owner};

pub fn sms(key: &str, cause_at: Instant) -> NewNotice {
    NewNotice {
        key: key.to_owned(),
        cause: key.to_owned(),
        cause_at,
        trigger: "low".to_owned(),
        message: "M03".to_owned(),
        version: 1,
        language: Language::Fr,
        recipient: "holder".to_owned(),
        channel: 1,
        address: "+32475000001".to_owned(),
        figures: "{}".to_owned(),
        subject: String::new(),
        body: "3 euros".to_owned(),
        due: cause_at,
        withdrawn: None,
    }
}

impl Office {
    fn flow(&self, flow: Flow) -> FlowLine {
        let view = self.rooms.flows(&self.first).unwrap();
        view.lines.iter().find(|line| line.flow == flow).unwrap().clone()
    }

    fn dead(&self) -> Vec<(String, bool)> {
        let view = self.rooms.flows(&self.first).unwrap();
        view.dead.into_iter().map(|letter| (letter.id, letter.may_leave)).collect()
    }

    fn again(&self, id: &str) -> Result<(), FlowRefused> {
        self.rooms.replay(&self.first, id, "number put right").unwrap()
    }
}

#[test]
fn o_08_what_failed_for_good_leaves_once_more_to_where_they_are_now_and_the_reason_is_kept() {
    let office = office();
    let mut engine = office.engine();
    let account = engine.account_of(ean()).unwrap().id;
    let now = instant("2026-10-31T09:00:00+01:00");
    engine.store.add_notices(account, None, &[sms("new", now), sms("other", now)], now).unwrap();
    let waits = office.flow(Flow::Sms);
    assert_eq!((waits.waiting, waits.oldest, waits.dead), (2, Some(now), 0));
    assert_eq!(waits.health, Health::Bad, "for an hour");
    let reason = "550 unknown lea@example.org +32475000001".to_owned();
    for seq in [1, 2] {
        let failed = NoticeStep::Failed { at: now.plus_min(1), reason: reason.clone() };
        assert!(engine.store.notice_step(account, seq, &failed).unwrap());
    }
    let view = office.rooms.flows(&office.first).unwrap();
    let letter = &view.dead[0];
    assert_eq!(letter.reason, "550 unknown … …", "nobody is named");
    let all = ean().to_string();
    assert_eq!(letter.about, format!("…{}", &all[14..]));
    assert_eq!(office.flow(Flow::Sms).health, Health::Watch);
    let id = format!("notice/{}/1", account.0);
    assert_eq!(office.again(&id), Err(FlowRefused::NoAddress), "no phone is known");
    let mut contact = Contact::empty(account, Language::Fr, now);
    contact.phone = Some("0475 00 00 09".parse().unwrap());
    engine.store.set_contact(&contact).unwrap();
    office.again(&id).unwrap();
    assert_eq!(office.again(&id), Err(FlowRefused::NoLetter), "once");
    let sent = engine.store.notices(&[account]).unwrap().pop().unwrap();
    assert_eq!((sent.state, sent.notice.address.as_str()), (0, "+32475000009"));
    assert_eq!(sent.notice.body, "3 euros");
    let wanted = AuditWanted { from: day("2026-10-31"), to: day("2026-10-31"), kind: None };
    let lines = office.rooms.audit(&office.first, &wanted).unwrap().lines;
    let told: Vec<(&str, &str)> =
        lines.iter().map(|line| (line.what.as_str(), line.why.as_str())).collect();
    assert_eq!(told, [("replay done", "number put right")]);
}

#[test]
fn o_08_a_notice_of_another_day_or_of_another_operator_does_not_leave_again() {
    let office = office();
    let mut engine = office.engine();
    let account = engine.account_of(ean()).unwrap().id;
    let now = instant("2026-10-31T09:00:00+01:00");
    let letter = NewNotice { channel: 4, ..sms("letter", now) };
    let old = sms("old", now.plus_h(-49));
    engine.store.add_notices(account, None, &[old, letter], now).unwrap();
    for seq in [1, 2] {
        let failed = NoticeStep::Failed { at: now, reason: "no".to_owned() };
        engine.store.notice_step(account, seq, &failed).unwrap();
    }
    let id = |seq: i64| format!("notice/{}/{seq}", account.0);
    assert_eq!(office.dead(), [(id(1), false), (id(2), false)]);
    assert_eq!(office.again(&id(1)), Err(FlowRefused::TooOld), "its figures are old");
    assert_eq!(office.again(&id(2)), Err(FlowRefused::TooOld), "a letter is printed");
    let (far, _) = units::AccountId::range_of(Dso::Resa);
    for wrong in [format!("notice/{}/1", far.0), "notice/x/1".into(), "all".into(), id(3)] {
        assert_eq!(office.again(&wrong), Err(FlowRefused::NoLetter), "{wrong}");
    }
    office.at("2026-11-08T10:00:00+01:00");
    assert_eq!(office.dead(), [], "a week later");
}

#[test]
fn o_08_an_event_that_was_given_up_leaves_again_and_its_endpoint_is_on() {
    let office = office();
    let mut engine = office.engine();
    let account = engine.account_of(ean()).unwrap();
    let now = instant("2026-10-31T09:00:00+01:00");
    let new = NewEndpoint {
        dso: Dso::Ores,
        owner: Owner::Operator,
        url: "https://partner.example/hook".to_owned(),
        loopback: false,
        types: Vec::new(),
    };
    let endpoint = engine.store.add_endpoint(&new, now).unwrap();
    engine.record(&account, &crate::testing::top_up("T-1"), now).unwrap();
    let mut nowhere = None::<&mut Dispatcher<Registry>>;
    while crate::work::deliver(&mut engine, now, nowhere.as_deref_mut(), &mut |_| {}).unwrap() > 0 {
    }
    let known = engine.store.deliveries(endpoint, 9).unwrap();
    assert!(!known.is_empty(), "a top-up was told of");
    // And one whose event is not kept.
    let of = (endpoint, "evt_gone", "top_up.booked");
    engine.store.add_delivery(of, Some(account.id), "{}", now).unwrap();
    for _ in 0..=known.len() {
        for one in engine.store.take_deliveries(now.plus_min(1), 9, 60).unwrap() {
            let given_up = DeliveryStep::Failed { at: now, reason: "410".to_owned() };
            engine.store.delivery_step(endpoint, &one.event, None, &given_up).unwrap();
            engine.store.switch_endpoint(endpoint, None).unwrap();
        }
    }
    engine.store.switch_endpoint(endpoint, Some("410")).unwrap();
    let line = office.flow(Flow::Webhooks);
    let count = u64::try_from(known.len()).unwrap() + 1;
    assert_eq!((line.dead, line.health), (count, Health::Watch));
    assert_eq!(office.dead().len(), known.len() + 1);
    let gone = format!("delivery/{endpoint}/evt_gone");
    assert_eq!(office.again(&gone), Err(FlowRefused::NotTheirs), "no such event is kept");
    let state = |engine: &mut Engine| engine.store.endpoint(endpoint).unwrap().unwrap();
    assert_eq!((state(&mut engine).on, state(&mut engine).reason.as_str()), (false, "410"));
    let id = format!("delivery/{endpoint}/{}", known[0].event);
    office.again(&id).unwrap();
    assert!(state(&mut engine).on, "what waits leaves too");
    assert_eq!(office.again(&id), Err(FlowRefused::NoLetter), "it waits");
    let states: Vec<i16> = (engine.store.deliveries(endpoint, 9).unwrap().iter())
        .filter(|one| one.event == known[0].event)
        .map(|one| one.state)
        .collect();
    assert_eq!(states, [0]);
}

#[test]
fn o_08_pr_02_the_phone_line_and_what_suppliers_ask_are_flows() {
    let office = office();
    let mut engine = office.engine();
    let at = instant("2026-10-31T09:00:00+01:00");
    office.at("2026-10-31T10:00:00+01:00");
    let line = office.flow(Flow::Voice);
    assert_eq!((line.last, line.waiting, line.health), (None, 0, Health::Watch));
    let start = crate::phone::Happened::Start { caller: None };
    crate::phone::on(&mut engine, (Dso::Ores, "a", 1), &start, at).unwrap().unwrap();
    let line = office.flow(Flow::Voice);
    assert_eq!((line.last, line.waiting, line.health), (Some(at), 0, Health::Good));
    let line = office.flow(Flow::Suppliers);
    assert_eq!((line.last, line.waiting, line.health), (None, 0, Health::Good));
    let written = |at: Instant| procedures::Line {
        at,
        by: "Lumi".to_owned(),
        words: "a payout is missing".to_owned(),
        evidence: Vec::new(),
        outcome: None,
    };
    let rules = engine.books.rules(Dso::Ores, Energy::Electricity).unwrap();
    let cases = rules.parameters.at(at.day(), at).cases;
    let about = (procedures::Subject::ALL[0], "2026-09");
    for (dso, page, at) in
        [(Dso::Ores, "a", at), (Dso::Ores, "b", at.plus_min(5)), (Dso::Resa, "c", at)]
    {
        let dispute = procedures::Dispute::open(about, written(at), &cases).unwrap();
        let body = serde_json::to_string(&dispute).unwrap();
        let new = store::NewSupplierCase {
            dso,
            supplier: "Lumi",
            kind: store::SupplierCaseKind::Dispute,
            ean: None,
            page,
            due: dispute.due,
            body: &body,
        };
        engine.store.add_supplier_case(&new).unwrap();
    }
    let line = office.flow(Flow::Suppliers);
    assert_eq!((line.waiting, line.oldest, line.last), (2, Some(at), Some(at.plus_min(5))));
    assert_eq!(line.health, Health::Good, "within its term");
    office.at("2027-03-01T10:00:00+01:00");
    assert_eq!(office.flow(Flow::Suppliers).health, Health::Bad, "its term has passed");
}
