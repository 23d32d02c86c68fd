//! The pages of the prepay life as a browser gets them.

use crate::agent::{Office, account, ean, eur, get, noon, post, site};
use crate::html;
use access::Role;
use calendar::Instant;
use portal::agent::{
    LifeDesk, LifeEffect, LifeLine, LifeRefused, LifeView, LifeWanted, Lived, LivesView, Owner,
    Page, StartView,
};
use portal::my::{MyError, Visitor};
use procedures::{
    Begin, Channel, Demand, Ground, Home, Item, Journey, Request, RequestError, State, Step,
    StepKind, Taken, Waiting,
};
use units::{Dso, Energy, Language, ObisCode};

fn unpaid() -> Ground {
    let notified = "2026-10-01".parse().unwrap();
    Ground::Default { notified, owed: eur("150"), both_energies: false }
}

fn home() -> Home {
    Home {
        name: "An <Peeters>".to_owned(),
        street: "Kaai 1".to_owned(),
        postcode: "5000".to_owned(),
        town: "Namur".to_owned(),
        language: Language::De,
        phone: Some("0475 12 34 56".parse().unwrap()),
        energy: Energy::Electricity,
    }
}

fn took(step: Step, on: &str) -> Taken {
    let on = Some(on.parse().unwrap());
    Taken { at: noon(), by: "an #1".to_owned(), step, on, note: "by <post>".to_owned() }
}

fn request(state: State) -> Request {
    let letter = took(Step::LetterSent, "2026-11-04");
    let visit = took(Step::Appointment { day: "2026-11-12".parse().unwrap() }, "2026-11-05");
    let absent = took(Step::Absent, "2026-11-12");
    let refused = took(Step::Refused { channel: Channel::Card }, "2026-11-13");
    let steps = match state {
        State::Requested => Vec::new(),
        State::LetterSent => vec![letter],
        State::Refused => vec![letter, refused],
        _ => vec![letter, visit, absent],
    };
    Request {
        ground: unpaid(),
        asked_at: noon().plus_h(-24 * 18),
        by: "Cy of A".to_owned(),
        documents: vec!["RR <1>".to_owned()],
        steps,
        state,
        due: "2026-11-19".parse().unwrap(),
        home: (state != State::Requested).then(home),
        waiting: None,
    }
}

fn waiting() -> Waiting {
    let begin = Begin {
        energy: Energy::Electricity,
        two_rates: true,
        journey: Journey::NewMeter,
        registers: [(ObisCode::IMPORT_PEAK, "12.5".to_owned())].into(),
        evidence: "photo-7".to_owned(),
    };
    Waiting { at: noon(), by: "an #1".to_owned(), person: 1, begin, note: String::new() }
}

fn start() -> StartView {
    StartView {
        credit: eur("20"),
        floor: eur("20"),
        owed: eur("20"),
        per_day: eur("1"),
        first: "2026-11-21".parse().unwrap(),
        last: "2026-12-10".parse().unwrap(),
    }
}

/// 12 is asked, 13 contacted, 14 absent once, 15 refused, 16 and 17 wait for a second person, 18 is an end.
fn view(number: i64) -> Option<LifeView> {
    let mut request = request(match number {
        12 => State::Requested,
        13 | 16 | 17 => State::LetterSent,
        14 => State::Absent,
        15 => State::Refused,
        18 => State::Requested,
        _ => return None,
    });
    if matches!(number, 16 | 17) {
        request.waiting = Some(waiting());
    }
    if number == 18 {
        request.ground = Ground::Paid;
    }
    let item = |demand, done, day: &str| Item { demand, done, by: Some(day.parse().unwrap()) };
    Some(LifeView {
        number,
        dso: Dso::Ores,
        ean: ean(),
        supplier: "Energy <A>".to_owned(),
        account: (number == 18).then(|| (account(), true)),
        point_open: number == 18,
        lump_sum_after: "2026-12-12".parse().unwrap(),
        refuse_until: "2026-12-04".parse().unwrap(),
        checklist: vec![
            item(Demand::Letter, true, "2026-11-12"),
            item(Demand::NewDay, false, "2026-11-19"),
        ],
        others: vec![(13, Ground::Judgment { id: "1".to_owned() }, State::Cancelled, noon().day())],
        start: start(),
        own_waits: number == 17,
        request,
        now: noon(),
    })
}

fn line(number: i64, state: State, owner: Option<(&str, bool)>) -> LifeLine {
    LifeLine {
        number,
        dso: Dso::Ores,
        ean: ean(),
        town: "Namur".to_owned(),
        supplier: "Energy <A>".to_owned(),
        ground: unpaid(),
        state,
        asked: noon().plus_h(-240),
        due: noon().day().plus(if number == 14 { -1 } else { 3 }),
        waits: number == 16,
        owner: owner.map(|(name, own)| Owner { name: name.to_owned(), own, since: noon() }),
        task: format!("requests/{number}"),
    }
}

impl LifeDesk for Office {
    fn recognise(&self, _: &Visitor, number: i64, point: &str) -> Lived<i64> {
        if point.is_empty() {
            return Ok(Err(LifeRefused::NoPoint));
        }
        self.did(format!("{number} {point}"));
        Ok(Ok(13))
    }

    fn lives(&self, _: &Visitor) -> Result<LivesView, MyError> {
        Ok(LivesView {
            running: vec![
                line(14, State::Absent, Some(("bo", false))),
                line(16, State::LetterSent, Some(("bo", false))),
                line(13, State::LetterSent, Some(("an", true))),
                line(12, State::Requested, None),
            ],
            ended: vec![line(15, State::Refused, None)],
            now: noon(),
        })
    }

    fn life(&self, _: &Visitor, number: i64) -> Result<Option<LifeView>, MyError> {
        Ok(view(number))
    }

    fn life_effect(&self, _: &Visitor, number: i64, wanted: &LifeWanted) -> Lived<LifeEffect> {
        let effect = LifeEffect {
            state: State::Absent,
            due: Some("2026-11-27".parse().unwrap()),
            start: matches!(wanted, LifeWanted::Begin { .. }).then(start),
            bars_cuts: matches!(wanted, LifeWanted::Step { step: Step::Refused { .. }, .. }),
            after: view(number).map_or(0, |view| view.request.steps.len()),
        };
        match wanted {
            LifeWanted::Step { on, .. } if *on > noon().day() => {
                Ok(Err(LifeRefused::Rule(RequestError::Future)))
            }
            _ => Ok(Ok(effect)),
        }
    }

    fn live(&self, _: &Visitor, number: i64, wanted: &LifeWanted, after: usize) -> Lived<i64> {
        if after == 9 {
            return Ok(Err(LifeRefused::Overtaken));
        }
        if number == 17 {
            return Ok(Err(LifeRefused::Rule(RequestError::SamePerson)));
        }
        self.did(format!("{number} {wanted:?} {after}"));
        Ok(Ok(if matches!(wanted, LifeWanted::Judged { .. }) { 19 } else { number }))
    }

    fn refusal_letter(&self, _: &Visitor, number: i64) -> Result<Option<Vec<u8>>, MyError> {
        Ok((number != 12).then(|| b"%PDF-1.7".to_vec()))
    }
}

pub(crate) fn paths(language: Language) -> Vec<(Role, String)> {
    let life = Page::Life.path(language);
    let mut all = vec![(Role::AgentL1, life.to_owned()), (Role::AgentL2, life.to_owned())];
    for number in 12..=18 {
        all.push((Role::AgentL1, format!("{life}/{number}")));
        all.push((Role::AgentL2, format!("{life}/{number}")));
        let Some(view) = view(number) else { continue };
        for kind in view.request.next_steps() {
            all.push((Role::AgentL2, format!("{life}/{number}/{}", kind.name())));
        }
    }
    all.push((Role::AgentL2, format!("{life}/12/home")));
    all.push((Role::AgentL2, format!("{life}/15/judged")));
    all
}

fn at(rest: &str) -> String {
    format!("{}/{rest}", Page::Life.path(Language::En))
}

#[test]
fn a_07_requests_stand_by_their_due_day_with_state_and_owner() {
    let (site, _) = site();
    let page = get(&site, Role::AgentL1, Page::Life.path(Language::En)).text();
    let words = html::words(&page);
    for said in [
        "Running (4)",
        "Overdue: 19/11/2026",
        "Later: 23/11/2026",
        "Absent 1",
        "Contacted",
        "With: bo",
        "With: you",
        "With: nobody",
        "An activation waits for a second person.",
        "Refused by the household",
        "Unpaid bills · Energy",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    let places = ["/14\"", "/16\"", "/13\"", "/12\"", "/15\""].map(|end| page.find(end));
    assert!(places.is_sorted() && places[0].is_some(), "{places:?}");
    // What is overdue is not left with somebody who is away; the rest of a colleague's is.
    assert_eq!(page.matches("action=\"/en/agent/queues/requests/owner\"").count(), 3);
    assert!(page.contains("name=\"line\" value=\"requests/14\""));
    let take = "line=requests%2F12&way=life&approve=yes";
    let taken = post(&site, Role::AgentL1, "/en/agent/queues/requests/owner", take);
    assert_eq!(taken.header("location"), Some("/en/agent/prepayment"));
}

#[test]
fn a_07_a_request_tells_its_steps_its_list_its_credit_and_only_lawful_steps() {
    let (site, _) = site();
    let page = get(&site, Role::AgentL2, &at("14")).text();
    let words = html::words(&page);
    for said in [
        "Overdue since",
        "04/11/2026: The letter with the right to refuse has left",
        "Visit fixed for 12/11/2026",
        "Nobody was there, 1",
        "by &#60;post&#62;",
        "an #1, 20/11/2026",
        "An &#60;Peeters&#62;, Kaai 1, 5000 Namur",
        "Done\nThe letter with the right to refuse has left",
        "Open\nA new day for the visit\nby 19/11/2026",
        "The account begins with €20.00. It is an advance of €20.00.",
        "€1.00 a day, from 21/11/2026 to 10/12/2026",
        "at least €20.00",
        "Judgment, 20/11/2026",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    for kind in StepKind::ALL {
        let lawful = matches!(
            kind,
            StepKind::Appointment
                | StepKind::Activated
                | StepKind::Refused
                | StepKind::Impossible
                | StepKind::Cancelled
        );
        let href = format!("href=\"{}\"", at(&format!("14/{}", kind.name())));
        assert_eq!(page.contains(&href), lawful, "{kind:?}");
        if StepKind::OF_OPERATOR.contains(&kind) && !lawful {
            let status = get(&site, Role::AgentL2, &at(&format!("14/{}", kind.name()))).status;
            assert_eq!(status, 409, "{kind:?} by its address");
        }
    }
    // To open an account is not for everybody who talks to households. Source: UX 7.3.
    let first = get(&site, Role::AgentL1, &at("14")).text();
    assert!(!first.contains("/14/activated") && first.contains("/14/refused"));
    // Without an address there is no letter, and so no step behind it.
    let asked = get(&site, Role::AgentL2, &at("12")).text();
    assert!(asked.contains("/12/home") && !asked.contains("/12/letter"), "{asked}");
    assert!(asked.contains("First say who lives there"));
    assert_eq!(get(&site, Role::AgentL2, &at("99")).status, 404);
}

#[test]
fn pr_05_after_a_refusal_only_a_judge_goes_on_and_nothing_is_cut() {
    let (site, done) = site();
    let page = get(&site, Role::AgentL1, &at("15")).text();
    assert!(page.contains("Only the justice of the peace may impose prepayment now."));
    assert!(page.contains("No supply may be cut for a refusal or an absence."));
    assert!(!page.contains("/15/refused") && page.contains("/15/judged"));
    let bare = post(&site, Role::AgentL1, &at("15/judged"), "judgment=").text();
    assert!(bare.contains("href=\"#judgment\"") && bare.contains("href=\"#document\""));
    let body = "judgment=26%2FA%2F1&document=judgment&after=2";
    let effect = post(&site, Role::AgentL1, &at("15/judged"), body).text();
    assert!(effect.contains("A new request begins with a letter."), "{effect}");
    let made = post(&site, Role::AgentL1, &at("15/judged"), &format!("{body}&confirm=yes"));
    assert_eq!(made.header("location"), Some(at("19").as_str()));
    let said = done.lock().unwrap().clone();
    assert!(said[0].contains("Judged { judgment: \"26/A/1\""), "{said:?}");
}

#[test]
fn a_07_a_step_has_its_day_shows_its_effect_and_is_taken_once() {
    let (site, done) = site();
    let path = at("13/refused");
    let form = get(&site, Role::AgentL1, &path).text();
    assert!(form.contains("value=\"20/11/2026\"") && form.contains("with the reply card"));
    let bare = post(&site, Role::AgentL1, &path, "on=soon&note=%3Cb%3E");
    assert_eq!(bare.status, 422);
    let text = bare.text();
    html::assert_sound(&text);
    assert!(text.contains("href=\"#on\"") && text.contains("href=\"#channel\""));
    assert!(text.contains("value=\"&#60;b&#62;\""), "what was typed is kept: {text}");
    let later = post(&site, Role::AgentL1, &path, "on=2026-11-30&channel=card&after=1");
    assert_eq!(later.status, 422);
    assert!(later.text().contains("Write today or an earlier day."));
    let body = "on=2026-11-18&channel=card&note=by+post&after=1";
    let effect = post(&site, Role::AgentL1, &path, body).text();
    html::assert_sound(&effect);
    for said in [
        "with the reply card",
        "18/11/2026",
        "27/11/2026",
        "The supplier sees this step at once.",
        "From then on no cut at this point rests on this request.",
    ] {
        assert!(effect.contains(said), "{said}: {effect}");
    }
    assert!(done.lock().unwrap().is_empty(), "a look does nothing");
    let gone =
        post(&site, Role::AgentL1, &path, &format!("{body}9&confirm=yes").replace("=19", "=9"));
    assert_eq!(gone.status, 409);
    assert!(gone.text().contains("A colleague has taken a step meanwhile."));
    let taken = post(&site, Role::AgentL1, &path, &format!("{body}&confirm=yes"));
    assert_eq!(taken.header("location"), Some(at("13").as_str()));
    let said = done.lock().unwrap().clone();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("channel: Card") && said[0].contains("by post"), "{said:?}");
}

#[test]
fn pa_04_an_activation_shows_what_the_account_begins_with_and_waits_for_a_colleague() {
    let (site, done) = site();
    let path = at("13/activated");
    let form = get(&site, Role::AgentL2, &path).text();
    assert!(form.contains("A card meter? Close it with its card first"), "{form}");
    let bare = post(&site, Role::AgentL2, &path, "journey=new_meter").text();
    for field in ["rates", "first", "second", "evidence"] {
        assert!(bare.contains(&format!("href=\"#{field}\"")), "{field}: {bare}");
    }
    let body = "journey=remote&rates=two&first=12%2C5&second=3&after=1";
    let effect = post(&site, Role::AgentL2, &path, body).text();
    assert!(effect.contains("The account begins with €20.00."), "{effect}");
    assert!(effect.contains("Send for approval"));
    let sent = post(&site, Role::AgentL2, &path, &format!("{body}&confirm=yes"));
    assert_eq!(sent.status, 303);
    let said = done.lock().unwrap().clone();
    assert!(said[0].contains("Begin {") && said[0].contains("12.5"), "{said:?}");
    // A colleague sees what waits and decides; whoever asked for it only takes it back.
    let page = get(&site, Role::AgentL2, &at("16")).text();
    assert!(page.contains("photo-7") && page.contains("value=\"yes\">Approve"), "{page}");
    let own = get(&site, Role::AgentL2, &at("17")).text();
    assert!(!own.contains("value=\"yes\"") && own.contains("value=\"no\">Take it back"));
    let seen = get(&site, Role::AgentL1, &at("16")).text();
    assert!(seen.contains("photo-7") && !seen.contains("name=\"approve\""), "{seen}");
    // What is decided on is what the page has shown. Source: UX 7.3.
    let field = page.split("name=\"seen\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let asked = view(16).and_then(|view| view.request.waiting).map(|waiting| waiting.at);
    assert_eq!(field.and_then(|text| text.parse().ok()).map(Instant), asked);
    let body = format!("approve=yes&seen={}", field.unwrap_or_default());
    assert_eq!(post(&site, Role::AgentL2, &at("16"), &body).status, 303);
    let told = done.lock().unwrap().last().cloned().unwrap_or_default();
    assert!(told.contains(&format!("{:?}", asked.unwrap())), "{told}");
    let same = post(&site, Role::AgentL2, &at("17"), "approve=yes");
    assert_eq!(same.status, 422);
    assert!(same.text().contains("You have asked for it: a colleague decides."));
}

#[test]
fn pr_02_who_lives_there_is_an_address_and_the_letter_is_a_pdf() {
    let (site, done) = site();
    let bare = post(&site, Role::AgentL1, &at("12/home"), "phone=12").text();
    for field in ["street", "postcode", "town", "speaks", "phone", "energy"] {
        assert!(bare.contains(&format!("href=\"#{field}\"")), "{field}: {bare}");
    }
    let body = "name=An&street=Kaai+1&postcode=5000&town=Namur&speaks=de&energy=gas&after=0";
    assert_eq!(post(&site, Role::AgentL1, &at("12/home"), body).status, 200);
    let kept = post(&site, Role::AgentL1, &at("12/home"), &format!("{body}&confirm=yes"));
    assert_eq!(kept.status, 303);
    assert!(done.lock().unwrap()[0].contains("language: De"), "{:?}", done.lock().unwrap());
    let letter = get(&site, Role::AgentL1, &at("13/letter"));
    assert_eq!(letter.header("content-type"), Some("application/pdf"));
    assert_eq!(get(&site, Role::AgentL1, &at("12/letter")).status, 404);
}

/// Whoever runs the platform writes templates and sees no household: no form of a request names one. Source: UX 7.3.
#[test]
fn pd_04_no_form_of_a_request_opens_for_who_sees_no_household() {
    let (site, _) = site();
    for rest in ["14/home", "14/refused", "15/judged", "14/letter"] {
        let answer = get(&site, Role::Operator, &at(rest));
        let to = answer.header("location").unwrap_or_default();
        assert!(answer.status == 303 && to.ends_with("?away=1"), "{rest}: {to}");
    }
}
