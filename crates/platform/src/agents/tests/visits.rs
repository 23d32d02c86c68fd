//! Visits of technicians at the desk.

use super::*;
use crate::notices::keep_house;
use crate::sealed::MasterKeys;
use notify::figures::House;
use portal::agent::{
    EventLink, LetterShown, LifeDesk, LifeWanted, PhotoKind, SwapRefused, SwapWanted, VisitDesk,
    VisitFor, VisitRefused, VisitView,
};
use procedures::{
    Appointment, Entered, Found, Ground, Home, Request, Slot, State, Step, VisitError, VisitReason,
    VisitState, VisitStep,
};
use store::{NewSupplierCase, SupplierCaseKind};
use units::Ean;
use virtual_meters::{Counters, DebtPlan, MeterSerial, Mode, ReadOut};

const THIRD: &str = "00112233445566778899aabbccddeeff";

fn wish(reason: VisitReason, on: &str, slot: Slot) -> Appointment {
    Appointment { reason, day: on.parse().unwrap(), slot, task: "swap <it>".to_owned() }
}

fn absent() -> VisitStep {
    VisitStep::Absent { words: "rang twice".to_owned() }
}

fn home() -> VisitFor {
    VisitFor::Account(account_id())
}

fn new_point() -> Ean {
    Ean::with_check_digit(54_144_900_077_000_001).unwrap()
}

/// With a house that writes to people, and keys to seal photos with.
fn with_house() -> Office {
    let office = office();
    let mut engine = office.engine();
    keep_house(&mut engine.store, Dso::Ores, &House::example("ORES")).unwrap();
    let now = Arc::clone(&office.now);
    let masters = MasterKeys::of(Some(&"07".repeat(32))).unwrap();
    let desks = Desks::new(office.engine(), Arc::new(move || *now.lock().unwrap()));
    Office { desks: desks.with_masters(masters), ..office }
}

impl Office {
    fn plans(
        &self,
        whom: VisitFor,
        asked: &Appointment,
        attempt: &str,
    ) -> Result<i64, VisitRefused> {
        self.desks.plan_visit(&self.agent, whom, asked, attempt).unwrap()
    }

    fn seen(&self, number: i64) -> VisitView {
        self.desks.visit(&self.agent, number).unwrap().unwrap()
    }

    /// What the page shows is decided on.
    fn decides(&self, who: &Visitor, number: i64, approve: bool) -> Result<(), VisitRefused> {
        let seen = self.seen(number).swap.map_or(Instant(0), |swap| swap.at);
        self.desks.decide_swap(who, number, (approve, seen)).unwrap()
    }

    fn steps_on(&self, number: i64, step: &VisitStep) -> Result<(), VisitRefused> {
        let after = self.seen(number).visit.steps.len();
        self.desks.visit_step(&self.agent, number, step, after).unwrap()
    }

    /// Makes what waits in the outbox of the home, and what was told of visits: message, state, first letters.
    fn heard(&self) -> Vec<(String, i16, String)> {
        let mut engine = self.engine();
        let account = engine.account_of(ean()).unwrap();
        let now = *self.now.lock().unwrap();
        for message in engine.store.messages(&[account.id]).unwrap() {
            if message.delivered_at.is_none() && message.key.starts_with("visit/") {
                crate::notices::make(&mut engine, &message, now).unwrap();
            }
        }
        let all = engine.store.notices(&[account.id]).unwrap().into_iter();
        let of_visits = all.filter(|one| one.notice.cause.starts_with("visit/"));
        of_visits.map(|one| (one.notice.message, one.state, one.notice.body)).collect()
    }

    /// A request of a supplier whose letter has left, for a point with a card meter.
    fn contacted(&self) -> i64 {
        let mut engine = self.engine();
        let now = *self.now.lock().unwrap();
        let rules = crate::suppliers::request_rules(&mut engine, Dso::Ores, now).unwrap();
        let notified = "2026-10-01".parse().unwrap();
        let ground = Ground::Default { notified, owed: eur("150"), both_energies: false };
        let mut request = Request::open(ground, vec!["RR".to_owned()], "cy", now, &rules).unwrap();
        let home = Home {
            name: "Bob Ôde".to_owned(),
            street: "Quai 3".to_owned(),
            postcode: "5000".to_owned(),
            town: "Namur".to_owned(),
            language: Language::De,
            phone: Some("0475 11 22 33".parse().unwrap()),
            energy: Energy::Electricity,
        };
        request.learn_home(home).unwrap();
        request.take_entered(Step::LetterSent, &Entered::now("an", now), &rules).unwrap();
        engine
            .locked(Dso::Ores, |engine| {
                Ok(engine.store.add_supplier_case(&NewSupplierCase {
                    dso: Dso::Ores,
                    supplier: "A",
                    kind: SupplierCaseKind::Request,
                    ean: Some(new_point()),
                    page: "request",
                    due: request.due,
                    body: &serde_json::to_string(&request)?,
                })?)
            })
            .unwrap()
    }

    fn state_of(&self, request: i64) -> State {
        self.desks.life(&self.agent, request).unwrap().unwrap().request.state
    }
}

#[test]
fn pr_07_an_appointment_is_told_reminded_two_days_before_and_announced() {
    let office = with_house();
    let asked = wish(VisitReason::Fault, "2026-11-12", Slot::Afternoon);
    let effect = office.desks.plan_effect(&office.agent, home(), &asked).unwrap().unwrap();
    let [(way, words), (letter, _)] = effect.told.as_slice() else { panic!("{:?}", effect.told) };
    assert_eq!(letter, "letter");
    // In the household's language, with the half of the day.
    assert_eq!(way, "sms");
    assert!(words.contains("donderdag 12/11 12.30 uur-16.30 uur"), "{words}");
    assert!(office.heard().is_empty(), "nothing is written for an effect");
    let number = office.plans(home(), &asked, ATTEMPT).unwrap();
    assert_eq!(
        office.plans(home(), &asked, ATTEMPT),
        Ok(number),
        "the same form is the same visit"
    );
    let told = office.heard();
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!((told[0].0.as_str(), told[0].2 == *words), ("M23", true));
    // Two days before, once; not on the day on which it was fixed.
    let mut engine = office.engine();
    let mut remind = |at: &str| crate::visits::remind(&mut engine, Dso::Ores, instant(at)).unwrap();
    assert_eq!(remind("2026-11-09T06:00:00+01:00"), 0);
    assert_eq!(remind("2026-11-10T06:00:00+01:00"), 1);
    office.at("2026-11-10T06:00:00+01:00");
    let told = office.heard();
    assert_eq!(told.iter().filter(|one| one.0 == "M23").count(), 3, "by SMS alone: {told:?}");
    // When somebody is nearly there, and not on another day.
    let early = VisitRefused::Rule(VisitError::NoVisitYet { day: asked.day });
    assert_eq!(office.steps_on(number, &VisitStep::Coming), Err(early));
    office.at("2026-11-12T13:00:00+01:00");
    office.steps_on(number, &VisitStep::Coming).unwrap();
    let told = office.heard();
    assert!(told.iter().any(|one| one.0 == "M23-soon"), "{told:?}");
}

/// Whoever has moved in since hears nothing of what was agreed with others.
#[test]
fn pd_07_a_visit_for_who_moved_out_is_told_to_nobody_else() {
    let office = with_house();
    let asked = wish(VisitReason::Fault, "2026-11-12", Slot::Afternoon);
    office.plans(home(), &asked, ATTEMPT).unwrap();
    let mut engine = office.engine();
    let before = engine.account_of(super::ean()).unwrap();
    let gone = Fact::MoveOut { registers: None };
    engine.record(&before, &gone, instant("2026-11-04T07:00:00+01:00")).unwrap();
    night(&mut engine, &before, "2026-11-04", 100);
    assert!(engine.store.account(before.id).unwrap().unwrap().closed_at.is_some());
    move_in_at(&mut engine, super::ean(), "2026-11-05T00:00:00+01:00");
    let remind =
        crate::visits::remind(&mut engine, Dso::Ores, instant("2026-11-10T06:00:00+01:00"));
    assert_eq!(remind.unwrap(), 0);
}

#[test]
fn pr_08_what_was_told_of_a_visit_that_is_moved_or_cancelled_is_taken_back() {
    let office = with_house();
    office.at("2026-11-04T22:00:00+01:00");
    let asked = wish(VisitReason::Fault, "2026-11-12", Slot::Morning);
    let number = office.plans(home(), &asked, ATTEMPT).unwrap();
    assert_eq!(office.heard()[0].1, 0, "it waits for the morning");
    let moved = VisitStep::Moved {
        day: "2026-11-13".parse().unwrap(),
        slot: Slot::Morning,
        why: "they work".to_owned(),
    };
    let effect = office.desks.step_effect(&office.agent, number, &moved).unwrap().unwrap();
    assert!(effect.told[0].1.contains("vrijdag 13/11"), "{:?}", effect.told);
    office.at("2026-11-04T22:10:00+01:00");
    office.steps_on(number, &moved).unwrap();
    let told = office.heard();
    let states: Vec<i16> = told.iter().map(|one| one.1).collect();
    assert_eq!(states, [5, 5, 0, 0], "the old one is taken back, the new one waits: {told:?}");
    // Two who have seen the same page: one comes first.
    let gone = VisitStep::Cancelled { why: "it works again".to_owned() };
    let late = office.desks.visit_step(&office.colleague, number, &gone, 0).unwrap();
    assert_eq!(late, Err(VisitRefused::Overtaken));
    office.steps_on(number, &gone).unwrap();
    assert!(office.heard().iter().all(|one| one.1 == 5), "nothing of it leaves");
    // What is moved before anything was made of it is not told as it was.
    let second = wish(VisitReason::Fault, "2026-11-16", Slot::Morning);
    let number = office.plans(home(), &second, OTHER).unwrap();
    office.at("2026-11-04T22:20:00+01:00");
    let day = "2026-11-17".parse().unwrap();
    let moved = VisitStep::Moved { day, slot: Slot::Morning, why: "no".to_owned() };
    office.steps_on(number, &moved).unwrap();
    let waiting: Vec<String> =
        office.heard().into_iter().filter(|one| one.1 == 0).map(|one| one.2).collect();
    assert_eq!(waiting.len(), 2, "by SMS and by letter: {waiting:?}");
    assert!(waiting.iter().all(|words| words.contains("17/11")), "{waiting:?}");
}

#[test]
fn pr_05_a_home_where_nobody_was_is_not_nearer_to_a_cut() {
    let office = with_house();
    let before = {
        let mut engine = office.engine();
        let account = engine.account_of(ean()).unwrap();
        let facts = engine.store.facts(&[account.id]).unwrap().len();
        let orders = engine.store.waiting_commands(account.id).unwrap().len();
        let timeline = engine.derive(std::slice::from_ref(&account)).unwrap().remove(0).timeline;
        (facts, orders, format!("{:?}", timeline.account.status), office.balance())
    };
    for (attempt, on) in [(ATTEMPT, "2026-11-12"), (OTHER, "2026-11-16"), (THIRD, "2026-11-18")] {
        let number = office.plans(home(), &wish(VisitReason::Fault, on, Slot::Morning), attempt);
        let number = number.unwrap();
        office.at(&format!("{on}T09:00:00+01:00"));
        office.steps_on(number, &absent()).unwrap();
        let view = office.seen(number);
        assert_eq!(view.visit.state, VisitState::Absent);
        assert!(view.visit.next_steps().is_empty(), "nothing follows on it");
        office.at("2026-11-04T07:50:00+01:00");
    }
    let mut engine = office.engine();
    let account = engine.account_of(ean()).unwrap();
    let facts = engine.store.facts(&[account.id]).unwrap().len();
    let orders = engine.store.waiting_commands(account.id).unwrap().len();
    let timeline = engine.derive(std::slice::from_ref(&account)).unwrap().remove(0).timeline;
    let after = (facts, orders, format!("{:?}", timeline.account.status), office.balance());
    assert_eq!(before, after, "no fact, no order, the same state");
    let kinds: Vec<String> =
        engine.store.messages(&[account.id]).unwrap().into_iter().map(|one| one.kind).collect();
    assert!(!kinds.iter().any(|kind| kind == "disconnect" || kind == "limit"), "{kinds:?}");
    sound(&mut engine);
}

#[test]
fn pr_02_the_visit_of_a_request_is_its_appointment_and_its_absence() {
    let office = with_house();
    let request = office.contacted();
    // A reading has nothing to do with it.
    let reading = wish(VisitReason::Reading, "2026-11-10", Slot::Morning);
    let number = office.plans(VisitFor::Request(request), &reading, ATTEMPT).unwrap();
    assert_eq!(
        (office.seen(number).visit.request, office.state_of(request)),
        (None, State::LetterSent)
    );
    let swap = wish(VisitReason::CardSwap, "2026-11-10", Slot::Morning);
    let first = office.plans(VisitFor::Request(request), &swap, OTHER).unwrap();
    let view = office.seen(first);
    assert_eq!(view.visit.request, Some(request));
    assert_eq!(view.place.address, "Quai 3, 5000 Namur");
    assert_eq!(office.state_of(request), State::Appointment);
    office.at("2026-11-10T11:00:00+01:00");
    office.steps_on(first, &absent()).unwrap();
    assert_eq!(office.state_of(request), State::Absent, "a new day is to be found");
    let again = wish(VisitReason::CardSwap, "2026-11-16", Slot::Afternoon);
    let second = office.plans(VisitFor::Request(request), &again, THIRD).unwrap();
    office.at("2026-11-16T15:00:00+01:00");
    office.steps_on(second, &absent()).unwrap();
    // Twice in vain: the request has ended, and the supplier sees it. Nobody has refused, and nothing is cut.
    assert_eq!(office.state_of(request), State::AbsentAgain);
    assert!(office.engine().store.account_of(new_point()).unwrap().is_none());
    let others = office.seen(second).others;
    assert_eq!(others.len(), 2, "{others:?}");
}

fn read_out(balance: &str) -> ReadOut {
    ReadOut {
        meter: MeterSerial(77),
        read_at: instant("2026-11-10T09:00:00+01:00"),
        registers: Counters::Electricity {
            peak: "9.6".parse().unwrap(),
            off_peak: "0".parse().unwrap(),
        },
        mode: Mode::Normal,
        opened_with: MicroEuro::ZERO,
        loaded: eur("20"),
        charged: eur("20").checked_sub(eur(balance)).unwrap(),
        fees: MicroEuro::ZERO,
        repaid: MicroEuro::ZERO,
        balance: eur(balance),
        debt: DebtPlan { left: MicroEuro::ZERO, weekly: MicroEuro::ZERO },
        last_load: 1,
    }
}

fn card(balance: &str) -> SwapWanted {
    SwapWanted {
        read_outs: read_out(balance).to_line(),
        sales: "number,eur\n1,20.00".to_owned(),
        old_meter: 77,
        new_meter: 501,
        two_rates: true,
        weekly: None,
        accepts: false,
    }
}

#[test]
fn pa_05_two_people_carry_a_cards_balance_over_once_and_the_request_ends() {
    let office = with_house();
    let request = office.contacted();
    let asked = wish(VisitReason::CardSwap, "2026-11-10", Slot::Morning);
    let number = office.plans(VisitFor::Request(request), &asked, ATTEMPT).unwrap();
    office.at("2026-11-10T10:00:00+01:00");
    let refused = |wanted: &SwapWanted| {
        let effect = office.desks.swap_effect(&office.agent, number, wanted).unwrap();
        effect.map(|_| ()).unwrap_err()
    };
    assert_eq!(refused(&card("12")), VisitRefused::Swap(SwapRefused::NotHere), "not done yet");
    let registers = [(ObisCode::IMPORT_PEAK, "0.1"), (ObisCode::IMPORT_OFF_PEAK, "0")];
    let found = Found {
        words: "placed".to_owned(),
        registers: registers.map(|(code, text)| (code, text.to_owned())).into(),
        new_meter: Some("501".to_owned()),
        at: None,
    };
    let wrong =
        Found { registers: [(ObisCode::GAS_VOLUME, "1".to_owned())].into(), ..found.clone() };
    let step = VisitStep::Done { found: wrong };
    assert_eq!(office.steps_on(number, &step), Err(VisitRefused::Registers));
    office.steps_on(number, &VisitStep::Done { found: found.clone() }).unwrap();
    assert!(office.seen(number).to_swap);
    // Noted on the wrong visit: it stands as before, and is noted anew.
    let back = VisitStep::TakenBack { why: "the other flat".to_owned() };
    office.steps_on(number, &back).unwrap();
    let open = office.seen(number);
    assert!(!open.to_swap && open.visit.found().is_none(), "{open:?}");
    assert_eq!(
        refused(&card("12")),
        VisitRefused::Swap(SwapRefused::NotHere),
        "nothing is swapped"
    );
    office.steps_on(number, &VisitStep::Done { found }).unwrap();
    assert!(office.seen(number).to_swap);
    // What cannot be read, is of another home, or does not add up is told for what it is.
    let of = |change: &dyn Fn(&mut SwapWanted)| {
        let mut wanted = card("12");
        change(&mut wanted);
        refused(&wanted)
    };
    let swap = VisitRefused::Swap;
    assert_eq!(of(&|one| one.read_outs = "hello".to_owned()), swap(SwapRefused::Card));
    assert_eq!(of(&|one| one.old_meter = 78), swap(SwapRefused::OtherHome));
    assert_eq!(of(&|one| one.sales = "1;20".to_owned()), swap(SwapRefused::Sales));
    assert_eq!(of(&|one| one.sales = "1,25.00".to_owned()), swap(SwapRefused::Findings));
    assert_eq!(of(&|one| one.new_meter = 77), swap(SwapRefused::NewMeter));
    let effect = office.desks.swap_effect(&office.agent, number, &card("12")).unwrap().unwrap();
    assert_eq!(
        (effect.old_balance, effect.balance, effect.advanced),
        (eur("12"), eur("20"), eur("8"))
    );
    office.desks.ask_swap(&office.agent, number, &card("12")).unwrap().unwrap();
    let twice = office.desks.ask_swap(&office.colleague, number, &card("12")).unwrap();
    assert_eq!(twice, Err(swap(SwapRefused::Waits)));
    assert_eq!(office.steps_on(number, &back), Err(swap(SwapRefused::Waits)), "a swap rests on it");
    assert!(office.engine().store.account_of(new_point()).unwrap().is_none(), "it waits");
    let own = office.decides(&office.agent, number, true);
    assert_eq!(own, Err(swap(SwapRefused::SamePerson)));
    office.decides(&office.colleague, number, true).unwrap();
    assert_eq!(office.steps_on(number, &back), Err(swap(SwapRefused::NotHere)), "it is used");
    let mut engine = office.engine();
    let account = engine.account_of(new_point()).unwrap();
    let far = Instant(i64::MAX / 2);
    let timeline = engine.rebuild(std::slice::from_ref(&account), far).unwrap().remove(0).timeline;
    assert_eq!(timeline.account.balance(), eur("20"));
    assert_eq!(office.state_of(request), State::Activated);
    assert_eq!(engine.store.contact(account.id).unwrap().unwrap().name, "Bob Ôde");
    // The card is of no use any more, here and by the command line.
    assert_eq!(
        engine.store.money_of(&format!("card:{}:closing", MeterSerial(77))).unwrap(),
        Some(account.id)
    );
    let again = office.decides(&office.colleague, number, true);
    assert_eq!(again, Err(swap(SwapRefused::NothingWaits)));
    assert_eq!(refused(&card("12")), swap(SwapRefused::NotHere));
    assert!(!office.seen(number).to_swap);
    sound(&mut engine);
}

#[test]
fn pd_04_photos_are_what_their_bytes_say_sealed_and_each_look_is_kept() {
    let office = with_house();
    let asked = wish(VisitReason::Fault, "2026-11-04", Slot::Morning);
    let number = office.plans(home(), &asked, ATTEMPT).unwrap();
    let png = b"\x89PNG\r\n\x1a\nmeter".as_slice();
    let jpeg = [0xff, 0xd8, 0xff, 0xe0, 1, 2, 3];
    let an = &office.agent;
    let add = |bytes: &[u8]| office.desks.add_photo(an, number, bytes).unwrap();
    assert_eq!(add(b"<html>"), Err(VisitRefused::NotAPicture));
    let mut large = jpeg.to_vec();
    large.resize(4_000_001, 0);
    assert_eq!(add(&large), Err(VisitRefused::TooLarge));
    add(png).unwrap();
    add(&jpeg).unwrap();
    add(png).unwrap();
    let photos = office.seen(number).photos;
    let kinds: Vec<PhotoKind> = photos.iter().map(|photo| photo.kind).collect();
    assert_eq!(kinds, [PhotoKind::Png, PhotoKind::Jpeg], "the same picture twice is one");
    let mut engine = office.engine();
    let (_, sealed) = engine.store.visit_photo(number, 1).unwrap().unwrap();
    assert!(sealed.starts_with("sealed:v1:") && !sealed.contains("meter"), "{sealed}");
    let account = engine.account_of(ean()).unwrap();
    let reasons = |engine: &mut Engine| -> Vec<String> {
        let looks = engine.store.person_looks(account.id, 100).unwrap();
        looks.into_iter().map(|look| look.reason).collect()
    };
    let before = reasons(&mut engine).iter().filter(|reason| *reason == "photo").count();
    let seen = office.desks.photo(&office.caller, number, 1).unwrap();
    assert_eq!(seen, Some((PhotoKind::Png, png.to_vec())));
    let after = reasons(&mut engine).iter().filter(|reason| *reason == "photo").count();
    assert_eq!((before, after), (0, 1), "the look at a photo is kept");
    assert_eq!(office.desks.photo(an, number, 9).unwrap(), None);
    // Whoever has no master key keeps none: never in clear.
    let bare = Desks::new(office.engine(), Arc::new(|| instant("2026-11-04T09:00:00+01:00")));
    assert_eq!(
        bare.add_photo(an, number, &[0xff, 0xd8, 0xff, 9]).unwrap(),
        Err(VisitRefused::NoKey)
    );
    assert!(bare.photo(an, number, 1).is_err(), "it opens with its key alone");
}

#[test]
fn a_12_visits_stand_by_day_and_in_the_story_of_their_case() {
    let office = with_house();
    let late =
        office.plans(home(), &wish(VisitReason::Fault, "2026-11-05", Slot::Afternoon), ATTEMPT);
    let early =
        office.plans(home(), &wish(VisitReason::Silent, "2026-11-05", Slot::Morning), OTHER);
    let (late, early) = (late.unwrap(), early.unwrap());
    let shown = |state| -> Vec<i64> {
        let view = office.desks.visits(&office.caller, None, state).unwrap();
        view.lines.iter().map(|line| line.number).collect()
    };
    assert_eq!(shown(None), [early, late], "the morning first");
    office.at("2026-11-05T10:00:00+01:00");
    office.steps_on(early, &absent()).unwrap();
    assert_eq!(shown(Some(VisitState::Absent)), [early]);
    assert_eq!(shown(Some(VisitState::Planned)), [late]);
    assert_eq!(shown(Some(VisitState::Done)), Vec::<i64>::new());
    let next = office.desks.visits(&office.caller, Some("2026-11-06".parse().unwrap()), None);
    assert!(next.unwrap().lines.is_empty());
    let case = office.desks.case(&office.agent, account_id()).unwrap().unwrap();
    let told: Vec<(&str, Option<&EventLink>)> = case
        .events
        .iter()
        .filter(|event| event.what.starts_with("visit_"))
        .map(|event| (event.what.as_str(), event.link.as_ref()))
        .collect();
    assert_eq!(told[0], ("visit_absent", Some(&EventLink::Visit(early))), "{told:?}");
    assert_eq!(told.len(), 3, "{told:?}");
    let fault = wish(VisitReason::Fault, "2026-11-06", Slot::Morning);
    for whom in [VisitFor::Request(99), VisitFor::Account(AccountId::new(Dso::Ores, 99).unwrap())] {
        let unknown = office.plans(whom, &fault, THIRD);
        assert_eq!(unknown, Err(VisitRefused::Unknown), "nobody knows that point");
    }
    let first = LifeWanted::Decide { approve: true, seen: Instant(0) };
    assert!(office.desks.live(&office.agent, early, &first, 0).unwrap().is_err(), "no request");
}

#[test]
fn cm_01p_a_home_without_an_account_gets_a_letter_of_its_appointment_and_another_when_it_moves() {
    let office = with_house();
    let request = office.contacted();
    let asked = wish(VisitReason::NewMeter, "2026-11-12", Slot::Morning);
    let effect = office
        .desks
        .plan_effect(&office.agent, VisitFor::Request(request), &asked)
        .unwrap()
        .unwrap();
    let [(way, words)] = effect.told.as_slice() else { panic!("{:?}", effect.told) };
    assert_eq!(way, "letter");
    assert!(words.contains("Donnerstag 12.11.") && words.contains("Techniker"), "{words}");
    let number = office.plans(VisitFor::Request(request), &asked, ATTEMPT).unwrap();
    assert_eq!(office.seen(number).letter, Some(LetterShown::Waits));
    let pdf = office.desks.visit_letter(&office.agent, number).unwrap().unwrap();
    assert!(pdf.starts_with(b"%PDF"));
    // The run prints it once.
    let folder = tempfile::tempdir().unwrap();
    let now = *office.now.lock().unwrap();
    let prints = |name: &str, now: Instant| {
        let mut engine = office.engine();
        crate::notices::printing::print(&mut engine, &folder.path().join(name), 100, now)
            .unwrap()
            .letters
    };
    assert_eq!(prints("a", now), 1);
    assert!(folder.path().join("a").join(format!("V{number}.pdf")).is_file());
    let list = std::fs::read_to_string(folder.path().join("a").join("letters.csv")).unwrap();
    assert!(list.contains(&format!("V{number},,M23,de,")), "{list}");
    assert_eq!(office.seen(number).letter, Some(LetterShown::Left(now)));
    assert_eq!(prints("b", now.plus_h(1)), 0, "once");
    // Moved, another one says so; called off, none does.
    let why = || "they work".to_owned();
    let moved =
        VisitStep::Moved { day: "2026-11-13".parse().unwrap(), slot: Slot::Morning, why: why() };
    office.steps_on(number, &moved).unwrap();
    assert_eq!(office.seen(number).letter, Some(LetterShown::Waits));
    assert_eq!(prints("c", now.plus_h(2)), 1);
    assert_eq!(office.state_of(request), State::Appointment);
    office.steps_on(number, &VisitStep::Cancelled { why: why() }).unwrap();
    assert_eq!((office.seen(number).letter, prints("d", now.plus_h(3))), (None, 0));
}

#[test]
fn a_12_without_a_master_key_the_page_knows_that_no_photo_is_kept() {
    let office = with_house();
    let asked = wish(VisitReason::Fault, "2026-11-12", Slot::Morning);
    let number = office.plans(VisitFor::Account(account_id()), &asked, ATTEMPT).unwrap();
    assert!(office.seen(number).keeps_photos);
    let now = Arc::clone(&office.now);
    let bare = Desks::new(office.engine(), Arc::new(move || *now.lock().unwrap()));
    assert!(!bare.visit(&office.agent, number).unwrap().unwrap().keeps_photos);
}

#[test]
fn pr_04_pa_05_who_refuses_is_not_visited_and_no_account_begins_before_a_card_is_swapped() {
    let office = with_house();
    let request = office.contacted();
    let asked = wish(VisitReason::CardSwap, "2026-11-12", Slot::Morning);
    let number = office.plans(VisitFor::Request(request), &asked, ATTEMPT).unwrap();
    let (mut engine, now) = (office.engine(), *office.now.lock().unwrap());
    let at = crate::suppliers::steps::known(&mut engine, request, now).unwrap().unwrap();
    let begin = procedures::Begin {
        journey: procedures::Journey::Remote,
        energy: Energy::Electricity,
        two_rates: true,
        registers: [("1.8.1", "1"), ("1.8.2", "2")]
            .map(|(code, kwh)| (code.parse().unwrap(), kwh.to_owned()))
            .into_iter()
            .collect(),
        evidence: "sheet".to_owned(),
    };
    let entered = Entered::now("an", now);
    let begins = crate::suppliers::steps::would_begin(&mut engine, &at, &begin, &entered).unwrap();
    assert_eq!(begins.unwrap_err(), procedures::RequestError::SwapWaits);
    let refused = Step::Refused { channel: procedures::Channel::Card };
    crate::suppliers::steps::take(&mut engine, request, refused, "an", now).unwrap().unwrap();
    assert_eq!(office.seen(number).visit.state, VisitState::Cancelled);
    assert!(engine.store.visits_of_point(new_point()).unwrap().iter().all(|one| one.state != 0));
}

/// A visit that has brought a new meter: what was on the card waits to be carried over.
fn swapped(office: &Office, request: i64) -> i64 {
    let asked = wish(VisitReason::CardSwap, "2026-11-10", Slot::Morning);
    let number = office.plans(VisitFor::Request(request), &asked, ATTEMPT).unwrap();
    office.at("2026-11-10T10:00:00+01:00");
    let registers = [(ObisCode::IMPORT_PEAK, "0.1"), (ObisCode::IMPORT_OFF_PEAK, "0")];
    let found = Found {
        words: "placed".to_owned(),
        registers: registers.map(|(code, text)| (code, text.to_owned())).into(),
        new_meter: Some("501".to_owned()),
        at: None,
    };
    office.steps_on(number, &VisitStep::Done { found }).unwrap();
    number
}

#[test]
fn pr_04_cg_11_no_swap_opens_an_account_over_a_refusal_and_one_that_is_read_too_late_is_kept() {
    let office = with_house();
    let request = office.contacted();
    let number = swapped(&office, request);
    office.desks.ask_swap(&office.agent, number, &card("12")).unwrap().unwrap();
    let (mut engine, now) = (office.engine(), *office.now.lock().unwrap());
    let asker = crate::cases::Asker {
        language: Language::Fr,
        name: String::new(),
        phone: None,
        reference: Some(new_point().reference()),
        party: None,
    };
    let kind = procedures::CaseKind::RefusePrepayment;
    let case = crate::cases::ask(&mut engine, (Dso::Ores, None), &asker, (kind, "non"), now);
    let case = case.unwrap().unwrap().kept.id;
    let waits = VisitRefused::Request(procedures::RequestError::RefusalWaits);
    let decided = office.decides(&office.colleague, number, true);
    assert_eq!(decided, Err(waits), "a refusal came in between");
    // Opened all the same, as before this was asked: the refusal of that day is still taken, and no cut rests on it.
    let known = crate::cases::one(&mut engine, case).unwrap().unwrap();
    let set = |engine: &mut Engine, open| {
        let body = serde_json::to_string(&known.stored).unwrap();
        engine.store.set_case(case, open, known.kept.due, &body).unwrap();
    };
    set(&mut engine, false);
    office.decides(&office.colleague, number, true).unwrap();
    set(&mut engine, true);
    let read = office.desks.recognise(&office.agent, case, &new_point().to_string()).unwrap();
    assert_eq!(read, Ok(request));
    let account = engine.account_of(new_point()).unwrap();
    let facts = engine.store.facts(&[account.id]).unwrap();
    assert!(facts.iter().any(|fact| fact.kind == "flag" && fact.body.contains("refusal")));
}

#[test]
fn pa_05_what_was_on_a_card_is_not_left_behind_by_a_supplier_that_withdraws() {
    let office = with_house();
    let request = office.contacted();
    swapped(&office, request);
    let (mut engine, now) = (office.engine(), *office.now.lock().unwrap());
    let mut takes = |step| crate::suppliers::steps::take(&mut engine, request, step, "an", now);
    let waits = procedures::RequestError::SwapWaits;
    assert_eq!(takes(Step::Withdrawn).unwrap().unwrap_err(), waits);
    let refused = Step::Refused { channel: procedures::Channel::Card };
    assert!(takes(refused).unwrap().is_ok(), "a household may refuse at any time");
}

mod ends;
mod moved;
