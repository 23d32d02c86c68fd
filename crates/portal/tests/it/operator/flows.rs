//! Flows as a browser gets them.

use super::*;
use portal::operator::{DeadLetter, Flow, FlowLine, FlowRefused, Flows, FlowsView};

const ALL: [Flow; 9] = [
    Flow::HeadEnd,
    Flow::Orders,
    Flow::Bank,
    Flow::Sms,
    Flow::Mail,
    Flow::Letters,
    Flow::Webhooks,
    Flow::Voice,
    Flow::Suppliers,
];

impl Flows for Room {
    fn flows(&self, _: &Visitor) -> Result<FlowsView, MyError> {
        let line = |flow: Flow| FlowLine {
            flow,
            name: if flow == Flow::Bank { "BE68 5390 0754 7034".to_owned() } else { String::new() },
            waiting: 3,
            oldest: (flow == Flow::Sms).then(noon),
            dead: 2,
            last: (flow != Flow::Mail).then(noon),
            health: if flow == Flow::Sms { Health::Bad } else { Health::Good },
            unknown: (flow == Flow::Sms).then_some(4),
        };
        let letter = |id: &str, flow: Flow, may_leave: bool| DeadLetter {
            id: id.to_owned(),
            flow,
            what: "M03".to_owned(),
            about: "…8908".to_owned(),
            at: noon(),
            attempts: 8,
            reason: "unknown <subscriber>".to_owned(),
            may_leave,
        };
        let dead = vec![
            letter("notice/1/1", Flow::Sms, true),
            letter("notice/1/2", Flow::Letters, false),
            letter("delivery/1/evt", Flow::Webhooks, true),
        ];
        let lines = ALL.map(line).to_vec();
        Ok(FlowsView { dso: Dso::Ores, lines, dead, days: 7, as_of: noon() })
    }

    fn replay(&self, _: &Visitor, id: &str, why: &str) -> Result<Result<(), FlowRefused>, MyError> {
        if id == "notice/1/9" {
            return Ok(Err(FlowRefused::NoLetter));
        }
        self.done.lock().unwrap().push(format!("replay {id} {why}"));
        Ok(Ok(()))
    }
}

const FLOWS: &str = "/en/operations/flows";

#[test]
fn o_08_the_phone_line_and_suppliers_are_flows_too() {
    let (site, ..) = site();
    let words = html::words(&get(&site, Role::Operator, FLOWS).text());
    let (_, voice) = words.split_once("Phone line").unwrap();
    let (voice, suppliers) = voice.split_once("Requests of suppliers").unwrap();
    assert!(!voice.contains("Waiting") && voice.contains("Last"), "{voice}");
    assert!(suppliers.contains("Waiting"), "{suppliers}");
}

#[test]
fn o_08_one_dead_letter_is_sent_again_with_a_reason_and_an_old_one_cannot_be_chosen() {
    let (site, _, done) = site();
    let page = get(&site, Role::Operator, FLOWS).text();
    assert!(page.contains("value=\"notice/1/1\"") && page.contains("value=\"delivery/1/evt\""));
    assert!(!page.contains("value=\"notice/1/2\""), "its figures are of another day");
    let bare = post(&site, Role::Operator, FLOWS, "letter=notice/1/1");
    assert!(bare.status == 422 && bare.text().contains("href=\"#why\""));
    assert!(bare.text().contains("value=\"notice/1/1\" checked"), "what was chosen is kept");
    let gone = post(&site, Role::Operator, FLOWS, "letter=notice/1/9&why=fixed");
    assert_eq!(gone.status, 409);
    let sent = post(&site, Role::Operator, FLOWS, "letter=notice/1/1&why=fixed");
    assert_eq!(sent.header("location"), Some(FLOWS));
    let auditor = get(&site, Role::Auditor, FLOWS).text();
    assert!(auditor.contains("Given up") && !auditor.contains("name=\"letter\""));
    assert_eq!(post(&site, Role::Auditor, FLOWS, "letter=notice/1/1&why=x").status, 303);
    assert_eq!(*done.lock().unwrap(), ["replay notice/1/1 fixed"]);
}
