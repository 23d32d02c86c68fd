//! The pages of agents and operators as a browser gets them, over an office in memory.

use crate::html;
use crate::site::{Answer, Site, reporter};
use crate::staff;
use access::Role;
use calendar::Instant;
use portal::agent::{
    ActKind, ActState, ActView, AgentOptions, AgentRefused, Agents, Board, Case, Detail, Effect,
    Event, EventKind, EventLink, FormFacts, Found, GivenAnswer, Hit, HoldLine, OpenQuestion,
    OpenThing, Page, QuestionView, Queue, QueueLine, Recent, ReliefFacts, Run, RunView, Sample,
    SlipLine, Stage, Steer, StopView, SuspenseView, Told, Understood, VoltageCase, VoltageEvidence,
    VoltageState, Wanted, WaveLine, Whose,
};
use portal::my::{FailureLine, MyCard, MyError, MyMeter, Visitor};
use portal::{ReliefStanding, ShownState, StateCard, Supply};
use procedures::{CaseKind, Outcome};
use std::sync::{Arc, Mutex};
use units::{AccountId, Dso, Ean, Energy, Language, MicroEuro};
use vending::SuspenseAct;

pub(crate) fn noon() -> Instant {
    "2026-11-20T14:05:00+01:00".parse().unwrap()
}

pub(crate) fn account() -> AccountId {
    AccountId::new(Dso::Ores, 17).unwrap()
}

pub(crate) fn ean() -> Ean {
    "541449012345678908".parse().unwrap()
}

/// Of somebody who has paid and has not pressed.
pub(crate) fn ready() -> AccountId {
    AccountId::new(Dso::Ores, 18).unwrap()
}

/// Of somebody whose supply is on, with credit used up.
pub(crate) fn on() -> AccountId {
    AccountId::new(Dso::Ores, 19).unwrap()
}

/// Of a protected home with gas.
pub(crate) fn gas() -> AccountId {
    AccountId::new(Dso::Ores, 20).unwrap()
}

pub(crate) fn eur(text: &str) -> MicroEuro {
    text.parse().unwrap()
}

/// Keeps what was done.
#[derive(Clone, Default)]
pub(crate) struct Office {
    done: Arc<Mutex<Vec<String>>>,
}

impl Office {
    pub(crate) fn did(&self, what: String) {
        self.done.lock().unwrap().push(what);
    }
}

pub(crate) fn card() -> StateCard {
    StateCard {
        ean: ean(),
        dso: Dso::Ores,
        energy: Energy::Electricity,
        state: ShownState::Off,
        supply: Supply::Disconnected,
        modifiers: Vec::new(),
        balance: eur("-16.40"),
        emergency_credit: eur("15"),
        emergency_left: MicroEuro::ZERO,
        to_stay_on: eur("5"),
        to_clear: eur("16.90"),
        held_by: None,
        until: None,
        spared: calendar::Spared::default(),
        open_again: None,
        as_of: noon(),
        now: noon(),
        last_reading: Some(noon()),
        help: None,
        office: None,
        gas_emergency: "0800 87 087".to_owned(),
    }
}

/// Of an account that was cut, of one that waits for the button, and of one that is still on.
fn card_of(asked: AccountId) -> StateCard {
    match asked {
        asked if asked == on() => {
            StateCard { state: ShownState::HeldOn, supply: Supply::Connected, ..card() }
        }
        asked if asked == ready() => StateCard { supply: Supply::ReadyForReconnection, ..card() },
        _ => card(),
    }
}

fn hold() -> HoldLine {
    HoldLine { name: "medical".to_owned(), until: Some(noon().plus_h(24)) }
}

fn open_question() -> OpenQuestion {
    OpenQuestion {
        number: 12,
        kind: CaseKind::WrongBalance,
        due: noon().day(),
        late: false,
        words: "I paid".to_owned(),
    }
}

fn event(kind: EventKind, what: &str) -> Event {
    Event {
        at: noon(),
        kind,
        what: what.to_owned(),
        detail: Detail::Money { amount: eur("20"), channel: "terminal".to_owned() },
        balance: Some(eur("3.60")),
        guards: vec!["CG-07".to_owned()],
        stages: vec![(Stage::Sent, noon()), (Stage::Done, noon().plus_min(1))],
        link: Some(EventLink::Payment("pay-1".to_owned())),
    }
}

pub(crate) fn effect(second: bool) -> Effect {
    Effect {
        balance: (eur("-16.40"), eur("3.60")),
        state: ("DS5".to_owned(), "DS2".to_owned()),
        orders: vec!["connect".to_owned()],
        second,
        cap: eur("50"),
        lifts: second,
        told: vec![("sms".to_owned(), "Elektriciteit: ons antwoord".to_owned())],
        lies: None,
        plan: None,
        leaves: None,
        checks: None,
    }
}

fn wanted() -> Wanted {
    Wanted::Read { note: "asked".to_owned() }
}

pub(crate) fn whose() -> Whose {
    Whose { account: account(), ean: ean(), name: "An Peeters".to_owned() }
}

impl Agents for Office {
    fn recent(&self, visitor: &Visitor) -> Result<Vec<Recent>, MyError> {
        let Whose { account, ean, .. } = whose();
        let one = Recent { account, ean, energy: Energy::Gas, at: noon() };
        Ok(if visitor.role == Role::AgentL1 { vec![one] } else { Vec::new() })
    }

    fn search(&self, visitor: &Visitor, asked: &str) -> Result<Found, MyError> {
        let hit = || Hit {
            who: (visitor.role != Role::Operator).then(whose),
            dso: Dso::Ores,
            energy: Energy::Electricity,
            town: "Namur".to_owned(),
            state: ShownState::Off,
            supply: Supply::Disconnected,
            balance: eur("-16.40"),
            closed: false,
        };
        let hits = match asked {
            "one" => vec![hit()],
            "two" => vec![hit(), hit()],
            _ if asked == ean().to_string() => vec![hit()],
            _ => Vec::new(),
        };
        Ok(Found { understood: Understood::Name, hits, payment: None })
    }

    fn case(&self, _: &Visitor, asked: AccountId) -> Result<Option<Case>, MyError> {
        let mut events: Vec<Event> =
            EventKind::ALL.into_iter().map(|kind| event(kind, "top_up")).collect();
        events.push(Event {
            stages: vec![(Stage::Sent, noon()), (Stage::Failed, noon().plus_min(1))],
            link: Some(EventLink::Again(ActKind::Read)),
            ..event(EventKind::Meter, "command.read")
        });
        for _ in 0..60 {
            events.push(event(EventKind::Money, "something_else"));
        }
        let known = [account(), ready(), on(), gas()].contains(&asked);
        Ok(known.then(|| Case {
            account: asked,
            ean: ean(),
            reference: ean().reference(),
            dso: Dso::Ores,
            energy: if asked == gas() { Energy::Gas } else { Energy::Electricity },
            town: "Namur".to_owned(),
            name: "An Peeters".to_owned(),
            address: "Kaai 1, 5000 Namur".to_owned(),
            phone: Some("+32475123456".to_owned()),
            email: None,
            language: Some(Language::Nl),
            channels: vec!["mail".to_owned(), "letter".to_owned()],
            meter: None,
            card: card_of(asked),
            protected: true,
            holds: vec![hold()],
            relief: (asked == account()).then(|| ReliefStanding::Asked(noon().day())),
            open: vec![
                OpenThing::Payment("pay-1".to_owned()),
                OpenThing::Command("connect".to_owned(), noon()),
                OpenThing::Act(7, ActKind::Adjust),
                OpenThing::Notices(2),
                OpenThing::Question(open_question()),
            ],
            events,
            voltage: vec![VoltageCase {
                number: 1_000_000_007,
                received: "2026-11-02".parse().unwrap(),
                state: VoltageState::Measured,
                effect: "Panels stop at noon".to_owned(),
                evidence: vec![VoltageEvidence {
                    from: "2026-10-20".parse().unwrap(),
                    until: "2026-11-01".parse().unwrap(),
                    lowest: 228_140,
                    highest: 255_960,
                    means: 5_400,
                    outside: 312,
                }],
                days: vec![("2026-11-01".parse().unwrap(), 1, 229_000, 255_960)],
            }],
            closed: false,
            here: if asked == ready() { Vec::new() } else { vec!["Anne".to_owned()] },
        }))
    }

    fn as_customer(
        &self,
        _: &Visitor,
        _: AccountId,
    ) -> Result<Option<(MyCard, Language)>, MyError> {
        let meter = MyMeter {
            place: 1,
            energy: Energy::Electricity,
            reference: ean().reference(),
            town: "Namur".to_owned(),
        };
        let card = MyCard {
            meter,
            card: card(),
            offered: None,
            estimate: None,
            last: Vec::new(),
            live: None,
        };
        Ok(Some((card, Language::Nl)))
    }

    fn form(&self, _: &Visitor, asked: AccountId) -> Result<Option<FormFacts>, MyError> {
        Ok(Some(FormFacts {
            account: asked,
            ean: ean(),
            name: "An Peeters".to_owned(),
            town: "Namur".to_owned(),
            card: card_of(asked),
            meter: Some("M1".to_owned()),
            holds: vec![hold()],
            lines: vec![SlipLine {
                key: "bank:BE1/1".to_owned(),
                received: noon().day(),
                amount: eur("20"),
                text: "POST".to_owned(),
                suggested: true,
            }],
            grace: Some(eur("10")),
            cap: eur("50"),
            questions: vec![open_question()],
            owed: crate::agent_plans::owed(),
            proposals: crate::agent_plans::proposals(),
            relief: Some(ReliefFacts {
                standing: ReliefStanding::Asked(noon().day()),
                given: eur("12"),
            }),
            offered: crate::agent_messages::offered(),
            copyable: crate::agent_messages::copyable(),
            postal: Some("Kaai 1, 5000 Namur".to_owned()),
            language: Language::Nl,
            here: vec!["Anne".to_owned(), "Bo".to_owned()],
            today: noon().day(),
        }))
    }

    fn preview(&self, _: &Visitor, _: AccountId, wanted: &Wanted) -> Told<Effect> {
        match wanted {
            Wanted::Code { .. } => Ok(Err(AgentRefused::WrongCode)),
            Wanted::Plan { .. }
            | Wanted::Agree { .. }
            | Wanted::Suspend { .. }
            | Wanted::Relief { .. } => Ok(Ok(crate::agent_plans::plan_effect())),
            Wanted::Message { .. } | Wanted::Again { .. } | Wanted::NewCode { .. } => {
                Ok(crate::agent_messages::said(wanted))
            }
            Wanted::Cut { note, .. } if note == "held" => {
                let guards = ["CG-04", "CG-07"].map(ToOwned::to_owned);
                Ok(Err(AgentRefused::HeldBack(guards.to_vec())))
            }
            Wanted::Limit { note, .. } if note == "held" => Ok(Err(AgentRefused::NoLimit)),
            Wanted::Cut { .. } | Wanted::Limit { .. } => {
                Ok(Ok(Effect { checks: Some(18), ..effect(true) }))
            }
            Wanted::Adjust { amount, .. } => Ok(Ok(effect(*amount > eur("50")))),
            _ => Ok(Ok(effect(false))),
        }
    }

    fn ask(&self, _: &Visitor, _: AccountId, wanted: &Wanted, attempt: &str) -> Told<i64> {
        self.did(format!("{} {}", wanted.kind().name(), attempt.len()));
        Ok(Ok(7))
    }

    fn act(&self, visitor: &Visitor, id: i64) -> Result<Option<ActView>, MyError> {
        let own = visitor.role == Role::AgentL1;
        let state = match id {
            8 => ActState::Done { at: noon(), by: Some("bo".to_owned()), outcome: "top_up".into() },
            9 => ActState::TurnedDown { at: noon(), by: "bo".to_owned(), why: "no".to_owned() },
            _ => ActState::Waiting,
        };
        let late = id == 33;
        Ok(Some(ActView {
            photo: id == 7,
            photo_gone: (id == 8).then(|| "ab12".to_owned()),
            lapses: late.then(|| noon().plus_h(-1)),
            barred: late.then_some(AgentRefused::Lapsed),
            id,
            account: Some(account()),
            ean: Some(ean()),
            name: "An Peeters".to_owned(),
            wanted: wanted(),
            effect: effect(true),
            asked_at: noon(),
            asked_by: "an".to_owned(),
            own,
            decides: !own,
            state,
            now: noon(),
        }))
    }

    fn waiting(&self, visitor: &Visitor) -> Result<Vec<ActView>, MyError> {
        Ok(self.act(visitor, 7)?.into_iter().collect())
    }

    fn decide(&self, _: &Visitor, id: i64, approve: bool, note: &str) -> Told<()> {
        self.did(format!("decide {id} {approve} {note}"));
        Ok(Ok(()))
    }

    fn queues(&self, _: &Visitor) -> Result<Vec<(Queue, usize)>, MyError> {
        Ok(Queue::ALL.into_iter().map(|queue| (queue, 1)).collect())
    }

    fn queue(&self, _: &Visitor, queue: Queue) -> Result<Vec<QueueLine>, MyError> {
        let what = match queue {
            Queue::Prices => "missing 2027-01-01 electricity social 1.8.1",
            Queue::NoAnswer => "no_answer 4",
            Queue::Sharing => "owed 2026-10",
            Queue::UnderUse => "under_use 35 3",
            _ => "medical",
        };
        let key = match queue {
            Queue::Suspense => Some("bank:BE1/1".to_owned()),
            Queue::Prices => Some(what.to_owned()),
            _ => None,
        };
        let line = |deadline: Instant| QueueLine {
            account: key.is_none().then(account),
            ean: key.is_none().then(ean),
            key: key.clone(),
            question: matches!(queue, Queue::CallBacks | Queue::Questions).then_some(12),
            request: (queue == Queue::Requests).then_some(12),
            name: "=An".to_owned(),
            town: "Namur".to_owned(),
            what: what.to_owned(),
            amount: (queue != Queue::Prices).then(|| eur("20")),
            since: noon().plus_h(-30),
            task: format!("{}/1", queue.name()),
            owner: crate::agent_day::owner(deadline),
            deadline,
            now: noon(),
        };
        Ok(vec![line(noon().plus_h(-1)), line(noon().plus_h(1)), line(noon().plus_h(48))])
    }

    fn suspense(&self, _: &Visitor, key: &str) -> Result<Option<SuspenseView>, MyError> {
        Ok(key.starts_with("bank:BE1/").then(|| SuspenseView {
            key: key.to_owned(),
            dso: Dso::Ores,
            amount: eur("20"),
            received: noon().day(),
            sender: "J. Doe BE1".to_owned(),
            text: "gas".to_owned(),
            open: true,
            due: (SuspenseAct::Decide, Some(noon().day())),
            age_days: 4,
            asked: None,
            // The bank told a name only.
            iban: key.ends_with('2').then(|| "BE71096123456769".to_owned()),
            waiting: key.ends_with('2').then_some(7),
            suggested: vec![(ean(), "An Peeters".to_owned(), "Namur".to_owned())],
        }))
    }

    fn question(&self, _: &Visitor, number: i64) -> Result<Option<QuestionView>, MyError> {
        let kind = match number {
            12 | 16 => CaseKind::WrongBalance,
            13 | 14 => CaseKind::CallBack,
            15 => CaseKind::Complaint,
            _ => return Ok(None),
        };
        let answer = GivenAnswer {
            at: noon(),
            by: "bo #2".to_owned(),
            outcome: Outcome::WrongNumber,
            words: String::new(),
        };
        Ok(Some(QuestionView {
            closed: number == 16,
            number,
            account: (number != 15).then(account),
            kind,
            asked: noon().plus_h(-30),
            due: noon().day(),
            late: false,
            bars_cuts: matches!(number, 12 | 16),
            words: "<b>I paid".to_owned(),
            proposes: (number == 13).then_some(portal::my::RepaidBy::Week(eur("2.50"))),
            again: vec![(noon(), "and again".to_owned())],
            name: "An Peeters".to_owned(),
            phone: Some("+32475123456".to_owned()),
            write_to: vec!["an@example.org".to_owned()],
            reference: None,
            language: Language::Nl,
            tries: vec![(noon(), "bo #2".to_owned())],
            again_from: Some(noon().plus_h(3)),
            answer: (number == 14).then_some(answer),
            waiting: None,
            now: noon(),
        }))
    }

    fn note_outcome(&self, _: &Visitor, number: i64, outcome: Outcome, words: &str) -> Told<()> {
        if number == 15 && words.is_empty() {
            return Ok(Err(AgentRefused::Rule("says nothing".to_owned())));
        }
        self.did(format!("note {number} {} {words}", outcome.name()));
        Ok(Ok(()))
    }

    fn board(&self, visitor: &Visitor, dso: Dso, energy: Energy) -> Result<Board, MyError> {
        let stop = StopView {
            id: "page-1".to_owned(),
            set_by: "cy #1".to_owned(),
            since: noon(),
            released_by: vec!["di #2".to_owned()],
            by_visitor: false,
        };
        let run = RunView {
            day: noon().day(),
            candidates: if energy == Energy::Gas { 0 } else { 40 },
            new: 3,
            gone: 1,
            expected: Some(42),
            median: 38,
            bound: 57,
            halted: false,
            would_leave: 30,
            excluded: vec![("CG-04".to_owned(), 40), ("CG-07".to_owned(), 2)],
            looked_at: 40,
            samples: vec![Sample {
                who: (visitor.role != Role::Operator).then(|| (account(), ean())),
                tail: "8908".to_owned(),
                balance: eur("-16.40"),
                last_reading: Some(noon()),
                guards: vec!["CG-07".to_owned()],
            }],
            dry_run: false,
            sample_checked: false,
            approved_by: Vec::new(),
            by_visitor: false,
            released_ppm: 10_000,
            waves: vec![
                WaveLine {
                    from_ppm: 0,
                    to_ppm: 10_000,
                    ordered: 3,
                    confirmed: 2,
                    failed: 1,
                    under_way: 0,
                    back: 3,
                    undone: true,
                },
                WaveLine {
                    from_ppm: 10_000,
                    to_ppm: 110_000,
                    ordered: 0,
                    confirmed: 0,
                    failed: 0,
                    under_way: 4,
                    back: 0,
                    undone: false,
                },
            ],
            waves_of: 30,
            paused: false,
            undone: false,
        };
        let stops = if dso == Dso::Resa { vec![stop] } else { Vec::new() };
        let public = FailureLine {
            dso,
            energy: None,
            area: Some("<b>Huy".to_owned()),
            kind: "online".to_owned(),
            since: noon(),
            paused_until: None,
        };
        let public = if dso == Dso::Resa { vec![public] } else { Vec::new() };
        Ok(Board { dso, energy, run: Some(run), stops, public, as_of: noon() })
    }

    fn steer(&self, _: &Visitor, run: Run, step: &Steer) -> Told<()> {
        self.did(format!("{} {step:?}", run.day));
        Ok(Ok(()))
    }
}

pub(crate) fn site() -> (Site, Arc<Mutex<Vec<String>>>) {
    site_of(false)
}

/// `online`: top-ups are served beside the desk.
pub(crate) fn site_of(online: bool) -> (Site, Arc<Mutex<Vec<String>>>) {
    let reports = Arc::new(Mutex::new(Vec::new()));
    let office = Office::default();
    let done = Arc::clone(&office.done);
    let gate = staff::gate(staff::Staff::default());
    let options = AgentOptions { help_phone: "0800 00 000".to_owned(), online };
    let (router, _) = portal::agent::router(Arc::new(office), &gate, options, reporter(&reports));
    (Site::serving(router, reports), done)
}

/// What stands at each route of staff.
pub(crate) fn doors() -> Vec<portal::my::Door> {
    let gate = staff::gate(staff::Staff::default());
    let options = AgentOptions { help_phone: String::new(), online: false };
    let reports = Arc::new(Mutex::new(Vec::new()));
    let office = Arc::new(Office::default());
    portal::agent::router(office, &gate, options, reporter(&reports)).1
}

pub(crate) fn get(site: &Site, role: Role, path: &str) -> Answer {
    site.request("GET", path, &format!("cookie: session={role}\r\n"))
}

/// Whether somebody was sent to sign in as somebody else.
pub(crate) fn is_away(answer: &Answer) -> bool {
    answer.header("location").is_some_and(|to| to.contains("/sign-in"))
}

pub(crate) fn post(site: &Site, role: Role, path: &str, body: &str) -> Answer {
    let head = format!(
        "cookie: session={role}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {}\r\n",
        body.len()
    );
    site.send("POST", path, &head, body.as_bytes())
}

pub(crate) const ATTEMPT: &str = "0123456789abcdef0123456789abcdef";

/// Every page of staff in a language, with who looks at it.
fn paths(language: Language) -> Vec<(Role, String)> {
    let agent = Role::AgentL2;
    let path = |page: Page| page.path(language);
    let case = format!("{}/{}", path(Page::Case), account());
    let mut all = vec![
        (agent, path(Page::Search).to_owned()),
        (agent, format!("{}?q=two", path(Page::Search))),
        (Role::Operator, format!("{}?q=one", path(Page::Search))),
        (agent, case.clone()),
        (agent, format!("{case}?kind=seen&page=1")),
        (agent, format!("{case}/customer")),
        (agent, path(Page::Acts).to_owned()),
        (agent, path(Page::Queues).to_owned()),
        (agent, path(Page::Calls).to_owned()),
        (agent, format!("{}/bank%3ABE1%2F1", path(Page::Suspense))),
        (agent, format!("{}/bank%3ABE1%2F2", path(Page::Suspense))),
        (Role::Operator, path(Page::Cuts).to_owned()),
        (agent, format!("{}?dso=RESA&energy=gas", path(Page::Cuts))),
        (Role::Operator, format!("{}?dso=RESA&energy=gas", path(Page::Cuts))),
    ];
    all.extend(crate::agent_payments::paths(language));
    all.extend(crate::agent_plans::paths(language));
    all.extend(crate::agent_messages::paths(language));
    all.extend(crate::agent_contact::paths(language));
    all.extend(crate::agent_day::paths(language));
    all.extend(crate::agent_life::paths(language));
    all.extend(crate::agent_visits::paths(language));
    all.extend(crate::agent_partners::paths(language));
    for number in 12..=16 {
        all.push((agent, format!("{}/{number}", path(Page::Question))));
    }
    for act in 7..=9 {
        all.push((agent, format!("{}/{act}", path(Page::Acts))));
    }
    for kind in ActKind::OF_CASE {
        all.push((agent, format!("{case}/{}", kind.name())));
    }
    for queue in Queue::ALL {
        all.push((agent, format!("{}/{}", path(Page::Queues), queue.name())));
    }
    all
}

#[test]
fn each_page_is_sound_in_each_language_and_leads_somewhere() {
    let (site, _) = site();
    for language in Language::ALL {
        for (role, path) in paths(language) {
            let answer = get(&site, role, &path);
            assert_eq!(answer.status, 200, "{path}");
            let page = answer.text();
            html::assert_sound(&page);
            assert!(page.contains(&format!("<html lang=\"{}\"", language.code())), "{path}");
            assert!(!page.contains("{") && !page.contains("}"), "a value is missing: {path}");
            // Whatever a page of staff leads to on this desk is there.
            for href in html::values(&page, "href=\"") {
                let href = href.replace("&amp;", "&").replace("&#38;", "&");
                let own = href.contains("/agent/") || href.contains("/akte/");
                if own && !href.contains('#') {
                    let status = get(&site, role, &href).status;
                    assert!(status == 200 || status == 303, "{href} on {path}: {status}");
                }
            }
        }
    }
    assert_eq!(site.reports(), Vec::<String>::new());
}

#[test]
fn f_40_one_hit_is_the_case_and_nothing_found_says_what_to_try() {
    let (site, _) = site();
    let search = Page::Search.path(Language::En);
    let one = post(&site, Role::AgentL1, search, "q=one");
    assert_eq!(one.status, 303);
    assert_eq!(one.header("location"), Some(format!("/en/agent/case/{}", account()).as_str()));
    let none = post(&site, Role::AgentL1, search, "q=%3Cnobody%3E");
    assert_eq!(none.status, 404);
    let text = none.text();
    assert!(text.contains("Nobody of this name at this postcode"), "{text}");
    assert!(text.contains("value=\"&#60;nobody&#62;\""), "what was typed is kept: {text}");
    let masked = post(&site, Role::Operator, search, "q=one");
    assert_eq!(masked.status, 200, "an operator is led to no case");
    assert!(!masked.text().contains("Peeters") && !masked.text().contains(&ean().to_string()));
}

#[test]
fn pd_06_what_is_looked_for_stands_in_no_address() {
    let (site, _) = site();
    for page in [Page::Search, Page::Payments] {
        let path = page.path(Language::En);
        let form = get(&site, Role::AgentL1, path).text();
        assert!(form.contains(&format!("method=\"post\" action=\"{path}\"")), "{form}");
        // Whoever puts it there finds nothing.
        let asked = get(&site, Role::AgentL1, &format!("{path}?q=Peeters"));
        assert_eq!(asked.status, 200);
        assert!(!asked.text().contains("value=\"Peeters\""), "{path}");
    }
}

#[test]
fn f_41_a_slip_takes_a_form_a_look_at_the_effect_and_one_press() {
    let (site, done) = site();
    let path = format!("/en/agent/case/{}/slip", account());
    let bare = post(&site, Role::AgentL2, &path, "note=hello");
    assert_eq!(bare.status, 422);
    let text = bare.text();
    html::assert_sound(&text);
    assert!(text.contains("href=\"#line\"") && text.contains("href=\"#evidence\""));
    assert!(text.contains("value=\"hello\""), "what was typed is kept");
    let body = "line=bank%3ABE1%2F1&evidence=photo-7&note=hello";
    let preview = post(&site, Role::AgentL2, &path, body);
    assert_eq!(preview.status, 200);
    html::assert_sound(&preview.text());
    assert!(preview.text().contains("€3.60"));
    assert!(done.lock().unwrap().is_empty(), "a look does nothing");
    let confirm = format!("{body}&confirm=yes&attempt={ATTEMPT}");
    let booked = post(&site, Role::AgentL2, &path, &confirm);
    assert_eq!((booked.status, booked.header("location")), (303, Some("/en/agent/acts/7")));
    assert_eq!(*done.lock().unwrap(), ["slip 32"]);
}

#[test]
fn tp_25_each_field_tells_what_is_missing_and_the_cap_asks_for_a_second_person() {
    let (site, _) = site();
    let path = format!("/en/agent/case/{}/adjust", account());
    let bare = post(&site, Role::AgentL1, &path, "amount=x").text();
    for field in ["amount", "way", "reason", "evidence", "note", "text"] {
        assert!(bare.contains(&format!("href=\"#{field}\"")), "{field}");
    }
    let body = "amount=60&way=credit&reason=waived&evidence=e&note=n&text=t";
    let preview = post(&site, Role::AgentL1, &path, body).text();
    assert!(preview.contains("Send for approval"));
    let small = body.replace("60", "5");
    assert!(!post(&site, Role::AgentL1, &path, &small).text().contains("Send for approval"));
    let changed = post(&site, Role::AgentL1, &path, &format!("{body}&change=yes")).text();
    assert!(changed.contains("value=\"60\""));
}

#[test]
fn pd_04_a_second_person_decides_with_a_reason_to_say_no() {
    let (site, done) = site();
    let path = "/en/agent/acts/7";
    assert_eq!(post(&site, Role::AgentL1, path, "approve=yes").status, 303, "sent away");
    assert!(done.lock().unwrap().is_empty());
    assert_eq!(post(&site, Role::AgentL2, path, "approve=no").status, 422);
    assert_eq!(post(&site, Role::AgentL2, path, "approve=no&why=wrong").status, 303);
    assert_eq!(post(&site, Role::AgentL2, path, "approve=yes").status, 303);
    assert_eq!(*done.lock().unwrap(), ["decide 7 false wrong", "decide 7 true "]);
}

#[test]
fn queues_say_their_deadlines_in_words_and_as_a_file_without_formulas() {
    let (site, _) = site();
    let page = get(&site, Role::AgentL1, "/en/agent/queues/off").text();
    for words in ["Overdue:", "Today:", "Later:"] {
        assert!(page.contains(words), "{words}");
    }
    let file = get(&site, Role::AgentL1, "/en/agent/queues/off/csv");
    assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8"));
    assert!(file.text().contains("\"'=An\""), "{}", file.text());
    assert_eq!(get(&site, Role::AgentL1, "/en/agent/queues/none").status, 404);
    let unreached = get(&site, Role::AgentL1, "/en/agent/queues/unreached").text();
    assert!(unreached.contains(&format!("/en/agent/case/{}/release", account())), "F-42");
}

#[test]
fn a_06_prices_and_people_nobody_reaches_are_told_in_words() {
    let (site, _) = site();
    let page = |path: &str| {
        let answer = get(&site, Role::AgentL1, path);
        html::words(&answer.text()).replace('\u{a0}', " ")
    };
    let prices = page("/en/agent/queues/prices");
    let said = "No price from 01/01/2027 on: Electricity, Social tariff, 1.8.1.";
    assert!(prices.contains(said), "{prices}");
    assert!(!get(&site, Role::AgentL1, "/en/agent/queues/prices").text().contains("/suspense/"));
    let french = page("/fr/agent/files/prices");
    assert!(french.contains("Pas de prix à partir du 01/01/2027"), "{french}");
    let vain = page("/en/agent/queues/no_answer");
    assert!(vain.contains("Tried in vain on 4 days."), "{vain}");
    let new = page("/en/agent/queues/newcomers");
    assert!(new.contains("Moved in, no energy contract yet."), "{new}");
    assert!(new.contains("Today:") && new.contains("Overdue:"), "{new}");
    let file = get(&site, Role::AgentL1, "/en/agent/queues/no_answer/csv").text();
    assert!(file.contains("no_answer 4"), "{file}");
}

#[test]
fn o_02_each_wave_says_what_meters_confirmed_and_one_of_them_is_undone() {
    let (site, done) = site();
    let path = "/en/operations/cuts";
    let page = get(&site, Role::Operator, path).text();
    html::assert_sound(&page);
    let words = html::words(&page).replace('\n', " ");
    for said in [
        "Wave 1: up to 1.0 % Ordered back on 2 of 3 (66.6 %) 1 0 3",
        "Wave 2: up to 11.0 % 0 of 0 0 4",
        "Counted over 30 homes of the list.",
        "Everything that you need works.",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    assert!(page.contains("value=\"10000-110000\""), "{page}");
    assert!(!page.contains("value=\"0-10000\""), "it was undone");
    assert!(page.contains("id=\"undo\""), "where the page of incidents leads");
    let undo = format!("{path}/undo?dso=ORES&energy=electricity");
    let sent = |body: &str| {
        let body = format!("until={}&{body}", noon().day());
        post(&site, Role::Operator, &undo, &body)
    };
    assert_eq!(sent("cost=operator&part=10000-110000").status, 303);
    assert_eq!(sent("cost=operator&part=all").status, 303);
    let wrong = sent("cost=operator&part=second");
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("Choose what comes back."));
    assert_eq!(sent("part=10000-110000").status, 422, "somebody bears the cost");
    assert_eq!(post(&site, Role::AgentL2, &undo, "cost=x&part=all").status, 303, "sent away");
    let said = done.lock().unwrap().clone();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].contains("UndoWave { from_ppm: 10000, to_ppm: 110000"), "{said:?}");
    assert!(said[1].contains(" Undo { "), "{said:?}");
    let resa = get(&site, Role::Operator, "/en/operations/cuts?dso=RESA&energy=gas").text();
    html::assert_sound(&resa);
    assert!(resa.contains("<ul class=\"plain\" lang=\"fr\">"), "in each language");
    assert_eq!(resa.matches("&#60;b&#62;Huy").count(), 4, "{resa}");
}

#[test]
fn f_70_a_run_is_stopped_by_one_press_and_approved_after_a_look() {
    let (site, done) = site();
    let path = "/en/operations/cuts";
    let board = get(&site, Role::AgentL1, path).text();
    assert!(board.contains("Stop all cuts") && !board.contains("Approve the run"));
    assert_eq!(post(&site, Role::AgentL1, &format!("{path}/stop"), "").status, 303);
    let approve = format!("{path}/approve?dso=ORES&energy=electricity");
    let day = noon().day();
    assert_eq!(post(&site, Role::Operator, &approve, &format!("until={day}")).status, 422);
    let both = format!("until={day}&dry_run=yes&sample=yes");
    assert_eq!(post(&site, Role::AgentL2, &approve, &both).status, 303, "sent away");
    let seen = post(&site, Role::Operator, &approve, &both);
    assert_eq!(seen.header("location"), Some("/en/operations/cuts?dso=ORES&energy=electricity"));
    assert_eq!(post(&site, Role::Operator, &format!("{path}/pause"), "").status, 422);
    assert_eq!(post(&site, Role::Operator, &format!("{path}/undo"), "").status, 422);
    let said = done.lock().unwrap().clone();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].ends_with("Stop"));
    assert!(said[1].starts_with("2026-11-20 Approve"));
}

#[test]
fn pd_04_each_route_of_staff_lets_in_whom_its_policy_says() {
    let reports = Arc::new(Mutex::new(Vec::new()));
    let gate = staff::gate(staff::Staff::default());
    let options = AgentOptions { help_phone: String::new(), online: false };
    let office = Arc::new(Office::default());
    let (router, doors) = portal::agent::router(office, &gate, options, reporter(&reports));
    let site = Site::serving(router, reports);
    let english = doors.iter().filter(|door| door.path.starts_with("/en"));
    let mut checked = 0;
    for door in english {
        let path = door.path.replace("{account}", &account().to_string()).replace("{act}", "7");
        let path = path.replace("{queue}", "off").replace("{key}", "bank%3ABE1%2F1");
        let path = path.replace("{payment}", "pay-1").replace("{number}", "12");
        for role in Role::ALL.into_iter().map(Some).chain([None]) {
            let cookie = role.map(|role| format!("cookie: session={role}\r\n"));
            let head = format!("{}content-length: 0\r\n", cookie.unwrap_or_default());
            let answer = site.request(door.method.as_str(), &path, &head);
            let away = answer.header("location").is_some_and(|to| to.contains("/sign-in"));
            assert_eq!(!away, door.needs.allows(role), "{door:?} for {role:?}");
            checked += 1;
        }
    }
    assert_eq!(checked, 142 * 12);
}

#[test]
fn ux_7_3_whoever_writes_templates_answers_no_household_and_takes_no_call() {
    let (site, done) = site();
    let case = format!("/en/agent/case/{}/answer", account());
    let mut seen = 0;
    for path in [case.as_str(), "/en/agent/question/13", "/en/agent/calls/12"] {
        let away = post(&site, Role::Operator, path, "words=x");
        let away = away.header("location").is_some_and(|to| to.contains("/sign-in"));
        assert!(away, "{path}");
        for role in [Role::AgentL1, Role::AgentL2] {
            let answer = post(&site, role, path, "words=x");
            let out = answer.header("location").is_some_and(|to| to.contains("/sign-in"));
            assert!(!out, "{path} for {role}");
            seen += 1;
        }
    }
    assert_eq!(seen, 6);
    assert!(get(&site, Role::Operator, &case).header("location").is_some());
    assert!(!done.lock().unwrap().iter().any(|one| one.starts_with("answer")));
}

#[test]
fn pr_22_an_answer_shows_what_the_customer_gets_and_what_it_opens_before_it_is_given() {
    let (site, done) = site();
    let path = format!("/en/agent/case/{}/answer", account());
    let form = get(&site, Role::AgentL1, &path).text();
    assert!(form.contains("value=\"12\" checked"), "the only one is chosen: {form}");
    assert!(form.contains("value=\"corrected\"") && !form.contains("value=\"not_reached\""));
    assert!(form.contains("The customer reads: Nederlands."), "{form}");
    let bare = post(&site, Role::AgentL1, &path, "words=").text();
    for field in ["line", "outcome", "words", "note"] {
        assert!(bare.contains(&format!("href=\"#{field}\"")), "{field}");
    }
    let body = "line=12&outcome=explained&words=It+came.%0D%0ANo.&note=n";
    let preview = post(&site, Role::AgentL1, &path, body).text();
    html::assert_sound(&preview);
    assert!(preview.contains("Elektriciteit: ons antwoord") && preview.contains("It came.  No."));
    assert!(done.lock().unwrap().is_empty());
    let confirm = format!("{body}&confirm=yes&attempt={ATTEMPT}");
    assert_eq!(post(&site, Role::AgentL1, &path, &confirm).status, 303);
    assert_eq!(*done.lock().unwrap(), ["answer 32"]);
}

#[test]
fn pr_22_what_came_of_a_call_is_one_press_and_of_a_complaint_a_page() {
    let (site, done) = site();
    let page = |number: i64| get(&site, Role::AgentL1, &format!("/en/agent/question/{number}"));
    let complaint = page(12).text();
    assert!(complaint.contains(&format!("/en/agent/case/{}/answer?line=12", account())));
    assert!(complaint.contains("&#60;b&#62;I paid") && !complaint.contains("name=\"outcome\""));
    let call = page(13).text();
    for outcome in ["done", "not_reached", "wrong_number"] {
        assert!(call.contains(&format!("value=\"{outcome}\"")), "{outcome}");
    }
    // What a household could repay instead stands as a figure of its own.
    assert!(call.contains("Proposed amount") && call.contains("€2.50"), "{call}");
    assert!(!complaint.contains("Proposed amount"));
    assert!(!page(14).text().contains("name=\"outcome\""), "answered");
    // Of an account that has closed nothing leaves: somebody writes to them, and notes it here.
    let left = page(16).text();
    assert!(left.contains("write to the household yourself") && left.contains("an@example.org"));
    assert!(left.contains("name=\"outcome\"") && !left.contains("/answer?line=16"), "{left}");
    assert_eq!(page(99).status, 404);
    let note = |number: i64, body: &str| {
        post(&site, Role::AgentL1, &format!("/en/agent/question/{number}"), body)
    };
    assert_eq!(note(13, "").status, 422);
    let told = note(13, "outcome=not_reached");
    assert_eq!((told.status, told.header("location")), (303, Some("/en/agent/question/13")));
    let silent = note(15, "outcome=done");
    assert_eq!(silent.status, 422);
    assert!(silent.text().contains("href=\"#words\""));
    assert_eq!(*done.lock().unwrap(), ["note 13 not_reached "]);
    // Who only looks on notes nothing.
    let path = "/en/agent/question/13";
    let away = post(&site, Role::Auditor, path, "outcome=done");
    assert_eq!(away.status, 303);
    assert_eq!(done.lock().unwrap().len(), 1);
}

#[test]
fn gq_01_an_agent_sees_a_voltage_complaint_with_what_was_measured() {
    let site = site();
    let path = format!("/en/agent/case/{}", account());
    let answer = site.0.request("GET", &path, "cookie: session=agent_l2\r\n");
    assert_eq!(answer.status, 200);
    let words = crate::html::words(&answer.text()).replace('\u{a0}', " ");
    for said in [
        "Voltage complaint 1000000007 of 02/11/2026",
        "Panels stop at noon",
        "20/10/2026 to 01/11/2026: 228.1 V to 256.0 V. Outside: 312 of 5400 values.",
    ] {
        assert!(words.contains(said), "{said} in {words}");
    }
}

#[test]
fn a_01_below_the_box_stands_what_somebody_had_open_last() {
    let (site, _) = site();
    let page = get(&site, Role::AgentL1, "/en/agent/search").text();
    html::assert_sound(&page);
    let Whose { account, ean, .. } = whose();
    let words = html::words(&page);
    assert!(words.contains("Opened recently"), "{words}");
    assert!(page.contains(&format!("href=\"/en/agent/case/{account}\"")), "{page}");
    assert!(words.contains(&ean.reference().to_string()), "{words}");
    assert!(!words.contains("16.40"), "no balance: nobody was looked at");
    assert!(!get(&site, Role::AgentL2, "/en/agent/search").text().contains("Opened recently"));
}

#[test]
fn pa_16_no_agent_reads_of_gas_that_limited_power_takes_the_place_of_a_cut() {
    let (site, _) = site();
    let said = |of: AccountId| {
        let page = get(&site, Role::AgentL1, &format!("/en/agent/case/{of}")).text();
        html::words(&page)
    };
    let place = "Limited power takes the place of a cut";
    let can_be_cut = "Gas has no limited power: it can be cut";
    assert!(said(account()).contains(place) && !said(account()).contains(can_be_cut));
    assert!(said(gas()).contains(can_be_cut) && !said(gas()).contains(place));
}
