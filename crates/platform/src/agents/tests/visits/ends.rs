//! How visits, swaps and their requests end together: nothing on a card is lost, and nobody approves what they have not
//! seen.

use super::*;
use crate::suppliers::{Kept, steps};
use portal::agent::LifeRefused;
use procedures::{Begin, Journey, RequestError};

impl Office {
    fn steps_to(&self, request: i64, step: Step) -> Result<(), RequestError> {
        let now = *self.now.lock().unwrap();
        steps::take(&mut self.engine(), request, step, "an", now).unwrap().map(drop)
    }

    /// The request as it would be kept if somebody had not done something.
    fn changed(&self, request: i64, change: impl Fn(&mut Request)) {
        let mut engine = self.engine();
        let case = engine.store.supplier_case(request).unwrap().unwrap();
        let Kept::Request(mut kept) = Kept::read(&case).unwrap() else { panic!("no request") };
        change(&mut kept);
        let body = serde_json::to_string(&kept).unwrap();
        engine.store.set_supplier_case(request, kept.is_open(), kept.due, &body).unwrap();
    }
}

fn placed(at: Option<Instant>) -> VisitStep {
    let registers = [(ObisCode::IMPORT_PEAK, "0.1"), (ObisCode::IMPORT_OFF_PEAK, "0")];
    VisitStep::Done {
        found: Found {
            words: "placed".to_owned(),
            registers: registers.map(|(code, text)| (code, text.to_owned())).into(),
            new_meter: Some("501".to_owned()),
            at,
        },
    }
}

#[test]
fn ux_7_3_a_second_person_approves_the_swap_that_they_have_seen_and_none_that_came_since() {
    let office = with_house();
    let number = swapped(&office, office.contacted());
    office.desks.ask_swap(&office.agent, number, &card("12")).unwrap().unwrap();
    let seen = office.seen(number).swap.unwrap().at;
    office.at("2026-11-10T10:05:00+01:00");
    office.desks.decide_swap(&office.agent, number, (false, seen)).unwrap().unwrap();
    let other = SwapWanted { new_meter: 502, ..card("12") };
    office.desks.ask_swap(&office.agent, number, &other).unwrap().unwrap();
    // A page from before: what waits now was never on it.
    for approve in [true, false] {
        let old = office.desks.decide_swap(&office.colleague, number, (approve, seen)).unwrap();
        assert_eq!(old, Err(VisitRefused::Overtaken));
    }
    assert!(office.engine().store.account_of(new_point()).unwrap().is_none());
    assert_eq!(office.seen(number).swap.unwrap().wanted.new_meter, 502, "it waits still");
    assert_eq!(office.decides(&office.colleague, number, true), Ok(()));
}

#[test]
fn ux_7_3_a_second_person_approves_the_registers_that_they_have_seen() {
    let office = with_house();
    let request = office.contacted();
    let view = || office.desks.life(&office.agent, request).unwrap().unwrap().request;
    let lives = |who: &Visitor, wanted: &LifeWanted| {
        office.desks.live(who, request, wanted, view().steps.len()).unwrap()
    };
    let begin = |kwh: &str| {
        let registers = [(ObisCode::IMPORT_PEAK, kwh), (ObisCode::IMPORT_OFF_PEAK, "3")];
        LifeWanted::Begin {
            begin: Begin {
                energy: Energy::Electricity,
                two_rates: true,
                journey: Journey::Remote,
                registers: registers.map(|(code, text)| (code, text.to_owned())).into(),
                evidence: String::new(),
            },
            note: String::new(),
        }
    };
    lives(&office.agent, &begin("120")).unwrap();
    let seen = view().waiting.unwrap().at;
    office.at("2026-11-04T09:00:00+01:00");
    lives(&office.agent, &LifeWanted::Decide { approve: false, seen }).unwrap();
    lives(&office.agent, &begin("1120")).unwrap();
    for approve in [true, false] {
        let old = lives(&office.colleague, &LifeWanted::Decide { approve, seen });
        assert_eq!(old, Err(LifeRefused::Overtaken), "120 was on that page");
    }
    assert!(office.engine().store.account_of(new_point()).unwrap().is_none());
    let seen = view().waiting.unwrap().at;
    lives(&office.colleague, &LifeWanted::Decide { approve: true, seen }).unwrap();
    assert_eq!(view().state, State::Activated);
}

#[test]
fn pa_05_nobody_there_ends_no_request_whose_meter_was_swapped() {
    let office = with_house();
    let request = office.contacted();
    let number = swapped(&office, request);
    assert_eq!(office.steps_to(request, Step::Absent), Err(RequestError::SwapWaits));
    assert_eq!(office.state_of(request), State::Appointment, "it was no absence");
    office.desks.ask_swap(&office.agent, number, &card("12")).unwrap().unwrap();
    assert_eq!(office.decides(&office.colleague, number, true), Ok(()));
    assert_eq!(office.state_of(request), State::Activated);
}

#[test]
fn pr_02_nobody_there_too_often_calls_off_the_visits_of_a_request_and_no_meter_is_placed_for_it() {
    let office = with_house();
    let request = office.contacted();
    let asked = wish(VisitReason::NewMeter, "2026-11-10", Slot::Morning);
    let number = office.plans(VisitFor::Request(request), &asked, ATTEMPT).unwrap();
    // Absences that are noted on the page of the request: the visit stands as it was planned.
    office.at("2026-11-10T11:00:00+01:00");
    office.steps_to(request, Step::Absent).unwrap();
    office.steps_to(request, Step::Appointment { day: "2026-11-16".parse().unwrap() }).unwrap();
    assert_eq!(office.seen(number).visit.state, VisitState::Planned);
    office.at("2026-11-16T15:00:00+01:00");
    office.steps_to(request, Step::Absent).unwrap();
    assert_eq!(office.state_of(request), State::AbsentAgain);
    assert_eq!(office.seen(number).visit.state, VisitState::Cancelled);
    // One that stands all the same, as one from before would.
    let mut engine = office.engine();
    let (kept, mut stored) = crate::visits::stored(&mut engine, number).unwrap().unwrap();
    stored.visit.state = VisitState::Planned;
    let body = serde_json::to_string(&stored).unwrap();
    engine.store.set_visit(number, (kept.day, 0), *office.now.lock().unwrap(), &body).unwrap();
    let over = RequestError::NotNow { state: State::AbsentAgain, step: "visited" };
    assert_eq!(office.steps_on(number, &placed(None)), Err(VisitRefused::Request(over)));
    let why = VisitStep::Impossible { why: "they have no prepayment".to_owned() };
    assert_eq!(office.steps_on(number, &why), Ok(()), "what became of it is noted");
}

#[test]
fn cm_01b_no_swap_begins_an_account_that_nobody_can_be_told_of() {
    let office = with_house();
    let request = office.contacted();
    let number = swapped(&office, request);
    let home = office.desks.life(&office.agent, request).unwrap().unwrap().request.home;
    office.changed(request, |request| request.home = None);
    let none = VisitRefused::Request(RequestError::NoHome);
    let effect = office.desks.swap_effect(&office.agent, number, &card("12")).unwrap();
    assert_eq!(effect.unwrap_err(), none);
    assert_eq!(office.desks.ask_swap(&office.agent, number, &card("12")).unwrap(), Err(none));
    office.changed(request, |request| request.home.clone_from(&home));
    assert_eq!(office.desks.ask_swap(&office.agent, number, &card("12")).unwrap(), Ok(()));
}

#[test]
fn mt_20_the_swap_of_who_refuses_that_the_meter_communicates_says_so() {
    let office = with_house();
    let number = swapped(&office, office.contacted());
    office.engine().store.opt_out(new_point(), *office.now.lock().unwrap()).unwrap();
    let effect = office.desks.swap_effect(&office.agent, number, &card("12")).unwrap();
    assert_eq!(effect.unwrap_err(), VisitRefused::Request(RequestError::Silent));
}

/// A swap whose sheet is typed three days later, with the time that it names.
fn typed_late(time: Option<&str>) -> Instant {
    let office = with_house();
    let request = office.contacted();
    let asked = wish(VisitReason::CardSwap, "2026-11-10", Slot::Morning);
    let number = office.plans(VisitFor::Request(request), &asked, ATTEMPT).unwrap();
    office.at("2026-11-13T09:00:00+01:00");
    let early = VisitError::NotThen { day: asked.day };
    let before = placed(Some(instant("2026-11-09T23:59:00+01:00")));
    assert_eq!(office.steps_on(number, &before), Err(VisitRefused::Rule(early.clone())));
    let later = placed(Some(instant("2026-11-13T09:01:00+01:00")));
    assert_eq!(office.steps_on(number, &later), Err(VisitRefused::Rule(early)));
    office.steps_on(number, &placed(time.map(instant))).unwrap();
    office.desks.ask_swap(&office.agent, number, &card("12")).unwrap().unwrap();
    office.decides(&office.colleague, number, true).unwrap();
    let mut engine = office.engine();
    sound(&mut engine);
    engine.account_of(new_point()).unwrap().opened_at
}

#[test]
fn pa_41_a_new_meter_counts_from_the_exchange_and_not_from_when_its_sheet_is_typed() {
    // The end of the half of a day for which it was fixed, where the sheet names no time.
    assert_eq!(typed_late(None), instant("2026-11-10T12:00:00+01:00"));
    let noted = "2026-11-10T10:20:00+01:00";
    assert_eq!(typed_late(Some(noted)), instant(noted));
}

#[test]
fn pr_02_two_technicians_do_not_go_there_for_one_thing() {
    let office = with_house();
    let request = office.contacted();
    let whom = VisitFor::Request(request);
    let swap = |on: &str| wish(VisitReason::CardSwap, on, Slot::Morning);
    let first = office.plans(whom, &swap("2026-11-10"), ATTEMPT).unwrap();
    let planned = VisitRefused::Rule(VisitError::Planned { day: "2026-11-10".parse().unwrap() });
    assert_eq!(office.plans(whom, &swap("2026-11-12"), OTHER), Err(planned.clone()));
    // Another meter is placed once, too; what has nothing to do with the request is another matter.
    let new = wish(VisitReason::NewMeter, "2026-11-12", Slot::Morning);
    assert_eq!(office.plans(whom, &new, OTHER), Err(planned));
    let reading = wish(VisitReason::Reading, "2026-11-12", Slot::Morning);
    assert!(office.plans(whom, &reading, OTHER).is_ok());
    assert_eq!(office.plans(whom, &swap("2026-11-10"), ATTEMPT), Ok(first), "the same page");
    // Of an account: the same reason once.
    let fault = |on: &str| wish(VisitReason::Fault, on, Slot::Morning);
    let one = office.plans(home(), &fault("2026-11-11"), THIRD);
    assert!(one.is_err(), "a holiday");
    let one = office.plans(home(), &fault("2026-11-10"), THIRD).unwrap();
    let twice = office.plans(home(), &fault("2026-11-12"), "11112222333344445555666677778888");
    assert!(matches!(twice, Err(VisitRefused::Rule(VisitError::Planned { .. }))), "{twice:?}");
    office.steps_on(one, &VisitStep::Cancelled { why: "it works".to_owned() }).unwrap();
    let again = office.plans(home(), &fault("2026-11-12"), "11112222333344445555666677778888");
    assert!(again.is_ok());
}

#[test]
fn pd_04_the_twelfth_photo_twice_is_one_and_none_is_kept_of_a_visit_that_was_called_off() {
    let office = with_house();
    let asked = wish(VisitReason::Fault, "2026-11-12", Slot::Morning);
    let number = office.plans(home(), &asked, ATTEMPT).unwrap();
    let add = |sign: u8| office.desks.add_photo(&office.agent, number, &[0xff, 0xd8, 0xff, sign]);
    for sign in 1..=12 {
        add(sign).unwrap().unwrap();
    }
    assert_eq!(add(12).unwrap(), Ok(()), "the page was sent twice");
    assert_eq!(add(13).unwrap(), Err(VisitRefused::TooMany));
    assert_eq!(office.seen(number).photos.len(), 12);
    office.steps_on(number, &VisitStep::Cancelled { why: "it works".to_owned() }).unwrap();
    assert_eq!(add(12).unwrap(), Err(VisitRefused::Overtaken));
}
