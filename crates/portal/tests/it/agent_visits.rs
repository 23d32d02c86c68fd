//! The pages of visits as a browser gets them.

use crate::agent::{ATTEMPT, Office, account, ean, eur, get, noon, post, site};
use crate::html;
use crate::site::Site;
use access::Role;
use calendar::{Instant, SettlementDay};
use portal::agent::{
    LetterShown, Page, PhotoKind, PhotoShown, SwapEffect, SwapRefused, SwapShown, SwapWanted,
    VisitDesk, VisitEffect, VisitFor, VisitLine, VisitPlace, VisitRefused, VisitView, Visited,
    VisitsView,
};
use portal::my::{MyError, Visitor};
use procedures::{
    Appointment, Found, RequestError, Slot, State, Visit, VisitError, VisitReason, VisitState,
    VisitStep, VisitStepKind, VisitTaken,
};
use units::{Dso, Energy, Language, ObisCode};

fn span(day: SettlementDay, slot: Slot) -> (calendar::Instant, calendar::Instant) {
    match slot {
        Slot::Morning => (day.at(8, 0), day.at(12, 0)),
        Slot::Afternoon => (day.at(12, 30), day.at(16, 30)),
    }
}

fn place(opened: bool) -> VisitPlace {
    let today = noon().day();
    VisitPlace {
        ean: ean(),
        dso: Dso::Ores,
        energy: Energy::Electricity,
        name: "An <Peeters>".to_owned(),
        address: "Kaai 1, 5000 Namur".to_owned(),
        phone: Some("0475 12 34 56".to_owned()),
        account: opened.then(account),
        request: (!opened).then_some(14),
        slots: Slot::ALL.map(|slot| (slot, span(today, slot))),
        last_day: today.plus(60),
        now: noon(),
    }
}

fn found() -> Found {
    Found {
        words: "placed <it>".to_owned(),
        registers: [(ObisCode::IMPORT_PEAK, "0.1".to_owned())].into(),
        at: None,
        new_meter: Some("1SAG501".to_owned()),
    }
}

fn effect() -> SwapEffect {
    SwapEffect {
        old_balance: eur("12"),
        balance: eur("20"),
        advanced: eur("8"),
        old_debt: Some(eur("5")),
        findings: 1,
    }
}

/// 21 is planned, 22 is done, 23 found nobody there, 24 and 25 have a swap that waits, 26 is cancelled.
fn view(number: i64) -> Option<VisitView> {
    let day = noon().day();
    let (reason, state) = match number {
        21 => (VisitReason::Fault, VisitState::Planned),
        22 | 24 | 25 => (VisitReason::CardSwap, VisitState::Done),
        23 => (VisitReason::NewMeter, VisitState::Absent),
        26 => (VisitReason::Silent, VisitState::Cancelled),
        _ => return None,
    };
    let from = (day.plus(-1), Slot::Afternoon);
    let taken = |step: VisitStep| VisitTaken { at: noon(), by: "an #1".to_owned(), step, from };
    let moved = VisitStep::Moved { day, slot: Slot::Morning, why: "they <work>".to_owned() };
    let mut steps = vec![taken(moved)];
    steps.extend(match state {
        VisitState::Planned => None,
        VisitState::Done => Some(taken(VisitStep::Done { found: found() })),
        VisitState::Absent => Some(taken(VisitStep::Absent { words: "rang".to_owned() })),
        VisitState::Impossible => Some(taken(VisitStep::Impossible { why: "dog".to_owned() })),
        VisitState::Cancelled => Some(taken(VisitStep::Cancelled { why: "works".to_owned() })),
    });
    let waits = matches!(number, 24 | 25);
    Some(VisitView {
        number,
        place: place(number == 21),
        visit: Visit {
            reason,
            task: "look <there>".to_owned(),
            made_at: noon().plus_h(-48),
            by: "bo #2".to_owned(),
            day,
            slot: Slot::Morning,
            state,
            request: reason.places_a_meter().then_some(14),
            steps,
        },
        span: span(day, Slot::Morning),
        photos: vec![
            PhotoShown { number: 1, at: noon(), kind: PhotoKind::Jpeg, bytes: 1_200_001 },
            PhotoShown { number: 2, at: noon(), kind: PhotoKind::Png, bytes: 12 },
        ],
        others: vec![(26, VisitReason::Silent, VisitState::Cancelled, day)],
        to_swap: reason == VisitReason::CardSwap,
        swap: waits.then(|| SwapShown {
            by: "an #1".to_owned(),
            at: noon(),
            own: number == 25,
            wanted: SwapWanted {
                read_outs: "card <1>\n\nsaldo 7.00\n".to_owned(),
                sales: "1,20.00".to_owned(),
                old_meter: 77,
                new_meter: if number == 25 { 502 } else { 501 },
                two_rates: true,
                weekly: Some(eur("2.50")),
                accepts: true,
            },
            effect: Some(effect()),
        }),
        letter: (number == 21).then_some(LetterShown::Waits),
        keeps_photos: number != 25,
        now: noon(),
    })
}

fn line(number: i64, days: i32, slot: Slot, state: VisitState) -> VisitLine {
    let day = noon().day().plus(days);
    VisitLine {
        number,
        ean: ean(),
        name: if number == 21 { "An <Peeters>".to_owned() } else { String::new() },
        town: "Namur".to_owned(),
        energy: Energy::Electricity,
        reason: VisitReason::CardSwap,
        day,
        slot,
        span: span(day, slot),
        state,
        photos: 2,
        waits: number == 24,
    }
}

impl VisitDesk for Office {
    fn visit_letter(&self, _: &Visitor, number: i64) -> Result<Option<Vec<u8>>, MyError> {
        Ok((number == 21).then(|| b"%PDF-".to_vec()))
    }

    fn visits(
        &self,
        _: &Visitor,
        from: Option<SettlementDay>,
        state: Option<VisitState>,
    ) -> Result<VisitsView, MyError> {
        let all = [
            line(21, 0, Slot::Morning, VisitState::Planned),
            line(24, 0, Slot::Afternoon, VisitState::Done),
            line(23, 3, Slot::Morning, VisitState::Absent),
        ];
        let lines = all.into_iter().filter(|one| state.is_none_or(|state| one.state == state));
        let from = from.unwrap_or(noon().day());
        Ok(VisitsView { from, state, lines: lines.collect(), now: noon() })
    }

    fn visit(&self, _: &Visitor, number: i64) -> Result<Option<VisitView>, MyError> {
        Ok(view(number))
    }

    fn visit_place(&self, _: &Visitor, whom: VisitFor) -> Result<Option<VisitPlace>, MyError> {
        Ok(match whom {
            VisitFor::Account(asked) => (asked == account()).then(|| place(true)),
            VisitFor::Request(number) => (11..=18).contains(&number).then(|| place(false)),
        })
    }

    fn plan_effect(&self, _: &Visitor, _: VisitFor, asked: &Appointment) -> Visited<VisitEffect> {
        if !asked.day.is_working_day() {
            return Ok(Err(VisitRefused::Rule(VisitError::NoWorkingDay { day: asked.day })));
        }
        Ok(Ok(VisitEffect {
            state: VisitState::Planned,
            day: asked.day,
            span: span(asked.day, asked.slot),
            told: vec![("sms".to_owned(), "our technician <comes>".to_owned())],
            request: None,
            after: 0,
        }))
    }

    fn plan_visit(
        &self,
        _: &Visitor,
        _: VisitFor,
        asked: &Appointment,
        attempt: &str,
    ) -> Visited<i64> {
        self.did(format!("{asked:?} {attempt}"));
        Ok(Ok(21))
    }

    fn step_effect(&self, _: &Visitor, number: i64, step: &VisitStep) -> Visited<VisitEffect> {
        if let VisitStep::Impossible { .. } = step {
            let error = RequestError::NotNow { state: State::Refused, step: "absent" };
            return Ok(Err(VisitRefused::Request(error)));
        }
        let day = noon().day();
        Ok(Ok(VisitEffect {
            state: VisitState::Absent,
            day,
            span: span(day, Slot::Morning),
            told: Vec::new(),
            request: Some(14),
            after: view(number).map_or(0, |view| view.visit.steps.len()),
        }))
    }

    fn visit_step(&self, _: &Visitor, number: i64, step: &VisitStep, after: usize) -> Visited<()> {
        if after == 9 {
            return Ok(Err(VisitRefused::Overtaken));
        }
        self.did(format!("{number} {step:?} {after}"));
        Ok(Ok(()))
    }

    fn add_photo(&self, _: &Visitor, number: i64, bytes: &[u8]) -> Visited<()> {
        if bytes == b"text" {
            return Ok(Err(VisitRefused::NotAPicture));
        }
        self.did(format!("photo of {number}: {} bytes", bytes.len()));
        Ok(Ok(()))
    }

    fn photo(
        &self,
        _: &Visitor,
        number: i64,
        photo: i64,
    ) -> Result<Option<(PhotoKind, Vec<u8>)>, MyError> {
        let known = view(number).is_some() && matches!(photo, 1 | 2);
        let kind = if photo == 1 { PhotoKind::Jpeg } else { PhotoKind::Png };
        Ok(known.then(|| (kind, vec![0xff, 0xd8, 0xff])))
    }

    fn swap_effect(&self, _: &Visitor, _: i64, wanted: &SwapWanted) -> Visited<SwapEffect> {
        if !wanted.accepts {
            return Ok(Err(VisitRefused::Swap(SwapRefused::Findings)));
        }
        Ok(Ok(effect()))
    }

    fn ask_swap(&self, _: &Visitor, number: i64, wanted: &SwapWanted) -> Visited<()> {
        self.did(format!("{number} {wanted:?}"));
        Ok(Ok(()))
    }

    fn decide_swap(
        &self,
        _: &Visitor,
        number: i64,
        (approve, seen): (bool, Instant),
    ) -> Visited<()> {
        if number == 25 {
            return Ok(Err(VisitRefused::Swap(SwapRefused::SamePerson)));
        }
        self.did(format!("{number} {approve} {}", seen == noon()));
        Ok(Ok(()))
    }
}

pub(crate) fn paths(language: Language) -> Vec<(Role, String)> {
    let visits = Page::Visits.path(language);
    let mut all = vec![
        (Role::AgentL1, visits.to_owned()),
        (Role::AgentL2, format!("{visits}?kind=absent&page=2026-11-13")),
        (Role::AgentL1, format!("{visits}/new/{}", account())),
        (Role::AgentL2, format!("{visits}/22/swap")),
    ];
    for number in 21..=26 {
        all.push((Role::AgentL1, format!("{visits}/{number}")));
        all.push((Role::AgentL2, format!("{visits}/{number}")));
    }
    for kind in VisitStepKind::ALL {
        let of = if kind == VisitStepKind::TakenBack { 22 } else { 21 };
        all.push((Role::AgentL1, format!("{visits}/{of}/{}", kind.name())));
    }
    all
}

fn at(rest: &str) -> String {
    format!("{}/{rest}", Page::Visits.path(Language::En))
}

#[test]
fn a_12_visits_stand_by_day_with_filters_that_are_addresses() {
    let (site, _) = site();
    let page = get(&site, Role::AgentL1, Page::Visits.path(Language::En)).text();
    let words = html::words(&page);
    for said in [
        "From 20/11/2026 to 26/11/2026",
        "Friday 20\u{a0}November",
        "Monday 23\u{a0}November",
        "morning, 8:00\u{a0}am",
        "Nobody there",
        "An &#60;Peeters&#62; · Namur · Electricity",
        "To the resident",
        "A swap waits for a second person.",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    let places = ["/21\"", "/24\"", "/23\""].map(|end| page.find(end));
    assert!(places.is_sorted() && places[0].is_some(), "{places:?}");
    for link in ["?kind=absent\"", "?page=2026-11-13\"", "?page=2026-11-27\""] {
        assert!(page.contains(link), "{link}: {page}");
    }
    let absent = format!("{}?kind=absent", Page::Visits.path(Language::En));
    let only = get(&site, Role::AgentL1, &absent).text();
    assert!(only.contains("/23\"") && !only.contains("/21\""), "{only}");
    assert!(only.contains("?kind=absent&#38;page=2026-11-27"), "{only}");
}

#[test]
fn pr_05_after_nobody_was_there_a_visit_leads_to_a_new_appointment_and_nowhere_else() {
    let (site, _) = site();
    let page = get(&site, Role::AgentL2, &at("23")).text();
    assert!(page.contains("Being out is no refusal. It never leads to a cut."), "{page}");
    assert!(page.contains(&format!("href=\"{}\"", at("new/request/14"))));
    for kind in VisitStepKind::ALL {
        assert!(!page.contains(&at(&format!("23/{}", kind.name()))), "{kind:?}");
        assert_eq!(get(&site, Role::AgentL2, &at(&format!("23/{}", kind.name()))).status, 409);
    }
    // No button of the page sends anything but a photo.
    let main = page.split("<main").nth(1).and_then(|main| main.split("class=\"menu").next());
    let main = main.unwrap_or_default();
    assert_eq!(main.matches("<form").count(), 1, "{main}");
    assert!(main.contains("enctype=\"multipart/form-data\""));
}

#[test]
fn a_12_a_point_without_an_account_is_named_by_the_request_that_waits_there() {
    let (site, _) = site();
    let path = at("new/request/14");
    let form = get(&site, Role::AgentL1, &path);
    let page = form.text();
    html::assert_sound(&page);
    assert!(form.status == 200 && page.contains(&format!("action=\"{path}\"")), "{page}");
    let sent = "reason=commission&day=2026-11-23&slot=morning";
    let effect = post(&site, Role::AgentL1, &path, sent).text();
    assert!(effect.contains(&format!("action=\"{path}\"")), "{effect}");
    for gone in ["new/request/99", "new/request/x", "new/1000000099", &format!("new/{}", ean())] {
        assert_eq!(get(&site, Role::AgentL1, &at(gone)).status, 404, "{gone}");
    }
}

#[test]
fn a_12_an_appointment_shows_what_the_household_is_told_and_is_made_once() {
    let (site, done) = site();
    let path = at(&format!("new/{}", account()));
    let form = get(&site, Role::AgentL1, &path).text();
    assert!(form.contains("value=\"23/11/2026\"") && form.contains("19/01/2027"), "{form}");
    let bare = post(&site, Role::AgentL1, &path, "day=soon&task=%3Cb%3E");
    assert_eq!(bare.status, 422);
    let text = bare.text();
    html::assert_sound(&text);
    for field in ["#reason", "#day", "#slot"] {
        assert!(text.contains(&format!("href=\"{field}\"")), "{field}: {text}");
    }
    assert!(text.contains("&#60;b&#62;</textarea>"), "what was typed is kept: {text}");
    let asked = "reason=fault&slot=afternoon&task=look";
    let saturday = format!("{asked}&day=2026-11-21");
    let off = post(&site, Role::AgentL1, &path, &saturday);
    assert_eq!(off.status, 422);
    assert!(off.text().contains("Choose a working day."));
    let body = format!("{asked}&day=2026-11-24&attempt={ATTEMPT}");
    let shown = post(&site, Role::AgentL1, &path, &body).text();
    html::assert_sound(&shown);
    for said in ["our technician &#60;comes&#62;", "Tuesday 24\u{a0}November", "Reported problem"] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    assert!(done.lock().unwrap().is_empty(), "nothing is done before it is confirmed");
    let made = post(&site, Role::AgentL1, &path, &format!("{body}&confirm=yes"));
    assert_eq!(made.header("location"), Some(at("21").as_str()));
    let said = done.lock().unwrap().clone();
    assert!(said[0].ends_with(ATTEMPT) && said[0].contains("Afternoon"), "{said:?}");
    let nowhere = at("new/541449000000000003");
    assert_eq!(get(&site, Role::AgentL1, &nowhere).status, 404);
}

#[test]
fn pr_08_a_step_has_its_reason_its_effect_and_is_taken_once() {
    let (site, done) = site();
    for (kind, field) in [("moved", "#why"), ("cancelled", "#why"), ("done", "#words")] {
        let bare = post(&site, Role::AgentL1, &at(&format!("21/{kind}")), "after=1");
        assert_eq!(bare.status, 422, "{kind}");
        assert!(bare.text().contains(&format!("href=\"{field}\"")), "{kind}");
    }
    let path = at("21/absent");
    let effect = post(&site, Role::AgentL1, &path, "words=rang").text();
    for said in ["Nobody there", "rang", "No message leaves.", "It never leads to a cut."] {
        assert!(effect.contains(said), "{said}: {effect}");
    }
    let late = post(&site, Role::AgentL1, &path, "words=rang&after=9&confirm=yes");
    assert_eq!(late.status, 409);
    let body = "words=rang&after=1&confirm=yes";
    assert_eq!(post(&site, Role::AgentL1, &path, body).status, 303);
    // Registers that were read are those of the meter; without them nothing is missing.
    let read = at("21/done");
    let one = post(&site, Role::AgentL1, &read, "words=ok&first=1%2C5");
    assert_eq!(one.status, 422);
    assert!(one.text().contains("href=\"#second\""));
    let body = "words=ok&first=1%2C5&second=2&after=1&confirm=yes";
    assert_eq!(post(&site, Role::AgentL1, &read, body).status, 303);
    let said = done.lock().unwrap().clone();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[1].contains("\"1.5\"") && said[1].contains("new_meter: None"), "{said:?}");
    let request = post(&site, Role::AgentL1, &at("21/impossible"), "why=dog");
    assert_eq!(request.status, 422);
    assert!(request.text().contains("The request of the supplier does not allow this."));
}

fn is_sent_away(answer: &crate::site::Answer) -> bool {
    answer.status == 303 && answer.header("location").is_some_and(|to| to.ends_with("?away=1"))
}

fn send_photo(site: &Site, role: Role, number: i64, bytes: &[u8]) -> crate::site::Answer {
    let mut body =
        b"--x1\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.exe\"\r\n\
          Content-Type: text/html\r\n\r\n"
            .to_vec();
    body.extend(bytes);
    body.extend(b"\r\n--x1--\r\n");
    let head = format!(
        "cookie: session={role}\r\ncontent-type: multipart/form-data; boundary=x1\r\n\
         content-length: {}\r\n",
        body.len()
    );
    site.send("POST", &at(&format!("{number}/photo")), &head, &body)
}

#[test]
fn a_12_a_photo_is_taken_by_its_bytes_and_shown_as_nothing_else() {
    let (site, done) = site();
    let mut picture = vec![0xff, 0xd8, 0xff];
    // More than any form, and as much as is taken.
    picture.resize(4_000_000, 7);
    let sent = send_photo(&site, Role::AgentL1, 21, &picture);
    assert_eq!(sent.status, 303, "{}", sent.head);
    assert_eq!(done.lock().unwrap().as_slice(), ["photo of 21: 4000000 bytes"]);
    picture.push(7);
    assert_eq!(send_photo(&site, Role::AgentL1, 21, &picture).status, 413);
    let wrong = send_photo(&site, Role::AgentL1, 21, b"text");
    assert_eq!(wrong.status, 422);
    let text = wrong.text();
    html::assert_sound(&text);
    assert!(text.contains("href=\"#photo\"") && text.contains("Choose a photo in JPEG or PNG."));
    assert!(send_photo(&site, Role::AgentL1, 21, b"").text().contains("Choose a photo first."));
    assert!(is_sent_away(&send_photo(&site, Role::Operator, 21, &[0xff, 0xd8, 0xff])));
    let seen = get(&site, Role::AgentL1, &at("21/photo/1"));
    assert_eq!(seen.header("content-type"), Some("image/jpeg"));
    assert_eq!(seen.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(seen.header("cache-control"), Some("no-store"));
    assert_eq!(seen.body, [0xff, 0xd8, 0xff]);
    assert_eq!(
        get(&site, Role::AgentL1, &at("21/photo/2")).header("content-type"),
        Some("image/png")
    );
    assert_eq!(get(&site, Role::AgentL1, &at("21/photo/3")).status, 404);
    for role in [Role::Operator, Role::Supplier, Role::Customer] {
        assert!(is_sent_away(&get(&site, role, &at("21/photo/1"))), "{role}");
    }
    let page = get(&site, Role::AgentL1, &at("21")).text();
    assert!(page.contains("JPEG of 1201 kB") && page.contains("PNG of 1 kB"), "{page}");
}

#[test]
fn a_12_what_was_noted_by_mistake_is_taken_back_with_a_reason_and_with_a_look_at_what_follows() {
    let (site, done) = site();
    let page = get(&site, Role::AgentL1, &at("22")).text();
    let path = at("22/taken_back");
    assert!(page.contains(&format!("href=\"{path}\"")), "{page}");
    assert!(page.contains("It was noted by mistake") && page.contains("This visit has ended."));
    assert!(!get(&site, Role::AgentL1, &at("21")).text().contains("/21/taken_back"), "planned");
    let bare = post(&site, Role::AgentL1, &path, "why=");
    assert_eq!(bare.status, 422);
    assert!(bare.text().contains("href=\"#why\""), "{}", bare.text());
    let look = post(&site, Role::AgentL1, &path, "why=the+other+flat");
    assert_eq!(look.status, 200);
    html::assert_sound(&look.text());
    assert!(done.lock().unwrap().is_empty(), "a look does nothing");
}

#[test]
fn pa_05_a_swap_shows_what_it_carries_over_and_waits_for_a_second_person() {
    let (site, done) = site();
    let page = get(&site, Role::AgentL2, &at("22")).text();
    assert!(page.contains("/22/swap") && page.contains("1SAG501"), "{page}");
    assert!(!get(&site, Role::AgentL1, &at("22")).text().contains("/22/swap"));
    assert!(is_sent_away(&get(&site, Role::AgentL1, &at("22/swap"))));
    let path = at("22/swap");
    let form = get(&site, Role::AgentL2, &path).text();
    assert!(form.contains("value=\"1501\"") && form.contains("1SAG501"), "{form}");
    let bare = post(&site, Role::AgentL2, &path, "old_plate=x").text();
    for field in ["old_plate", "plate", "read_outs", "rates"] {
        assert!(bare.contains(&format!("href=\"#{field}\"")), "{field}: {bare}");
    }
    let body = "old_plate=77&plate=501&read_outs=a%0D%0Ab&sales=1%2C20.00&rates=two&amount=2%2C50";
    let unsound = post(&site, Role::AgentL2, &path, body);
    assert_eq!(unsound.status, 422);
    assert!(unsound.text().contains("href=\"#part\""), "it does not add up");
    let body = format!("{body}&part=yes");
    let shown = post(&site, Role::AgentL2, &path, &body).text();
    html::assert_sound(&shown);
    for said in ["€12.00", "€20.00", "€8.00", "€5.00", "It counts only once."] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    assert_eq!(post(&site, Role::AgentL2, &path, &format!("{body}&confirm=yes")).status, 303);
    let said = done.lock().unwrap().clone();
    assert!(said[0].contains("read_outs: \"a\\nb\""), "lines stay lines: {said:?}");
    assert!(said[0].contains("old_meter: 77") && said[0].contains("two_rates: true"), "{said:?}");
    // Whoever asked does not decide.
    let own = get(&site, Role::AgentL2, &at("25")).text();
    assert!(!own.contains("value=\"yes\">Open the account") && own.contains("Turn it down"));
    let other = get(&site, Role::AgentL2, &at("24")).text();
    assert!(
        other.contains("Open the account") && other.contains("Advance to be repaid"),
        "{other}"
    );
    // Whoever decides sees all that it was asked on, and whether both plates are the same.
    let words = html::words(&other);
    for said in [
        "Plate noted by the technician\n1SAG501",
        "The digits are those that the technician noted.",
        "I take the card as it is",
        "card &#60;1&#62;\nsaldo 7.00",
        "Sales of terminals\n1,20.00",
        "Repaid each week\n€2.50",
    ] {
        assert!(words.contains(said), "{said} is not in {words}");
    }
    assert!(own.contains("The digits are not those that the technician noted."), "{own}");
    assert_eq!(post(&site, Role::AgentL2, &at("25"), "approve=yes").status, 422);
    // What is decided on is what the page has shown: a page that says nothing of it decides on nothing. Source: UX 7.3.
    let seen = format!("name=\"seen\" value=\"{}\"", noon().0);
    assert!(other.contains(&seen), "{other}");
    let last = || done.lock().unwrap().last().cloned();
    assert_eq!(post(&site, Role::AgentL2, &at("24"), "approve=yes").status, 303);
    assert_eq!(last().as_deref(), Some("24 true false"));
    let sent = format!("approve=yes&seen={}", noon().0);
    assert_eq!(post(&site, Role::AgentL2, &at("24"), &sent).status, 303);
    assert_eq!(last().as_deref(), Some("24 true true"));
}

#[test]
fn cm_01p_the_letter_to_a_home_without_an_account_stands_on_its_visit_and_is_a_pdf() {
    let (site, _) = site();
    let read = |path: &str| get(&site, Role::AgentL1, path);
    for language in Language::ALL {
        let path = Page::Visits.path(language);
        let page = read(&format!("{path}/21")).text();
        html::assert_sound(&page);
        assert!(page.contains(&format!("href=\"{path}/21/letter\"")), "{page}");
        assert!(!read(&format!("{path}/22")).text().contains("/letter\""));
    }
    let letter = read("/fr/agent/visites/21/letter");
    assert_eq!((letter.status, letter.body.starts_with(b"%PDF")), (200, true));
    assert_eq!(read("/fr/agent/visites/22/letter").status, 404);
}

#[test]
fn a_12_without_a_key_the_page_says_that_photos_are_not_kept_and_has_no_field() {
    let (site, _) = site();
    let read = |path: &str| get(&site, Role::AgentL1, path);
    for language in Language::ALL {
        let path = Page::Visits.path(language);
        let with = read(&format!("{path}/21")).text();
        assert!(with.contains("type=\"file\""), "{with}");
        let without = read(&format!("{path}/25")).text();
        html::assert_sound(&without);
        assert!(
            !without.contains("type=\"file\"") && without.contains("id=\"photo\" class=\"warn\"")
        );
    }
}
