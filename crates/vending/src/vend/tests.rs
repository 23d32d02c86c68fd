use super::*;
use crate::amount::{Exact, TopUpAmount};
use crate::key::MoneyKey;
use crate::shift::Means;
use crate::testing::{at, ean, eur, parameters, split};
use calendar::Instant;

struct Counter {
    parameters: PaymentParameters,
    known: Option<Vend>,
    account_open: bool,
    spent_since: MicroEuro,
    promised_that_day: bool,
    guessed_too_often: bool,
    terminal_stopped: bool,
}

impl Counter {
    fn new() -> Self {
        Self {
            parameters: parameters(),
            known: None,
            account_open: true,
            spent_since: MicroEuro::ZERO,
            promised_that_day: false,
            guessed_too_often: false,
            terminal_stopped: false,
        }
    }

    fn call(&mut self, call: VendCall, at: Instant) -> (Answer, Effect) {
        let id = SaleId::new("T1", "77").unwrap();
        let terms = Terms {
            parameters: &self.parameters,
            account_open: self.account_open,
            spent_since: self.spent_since,
            promised_that_day: self.promised_that_day,
            guessed_too_often: self.guessed_too_often,
            terminal_stopped: self.terminal_stopped,
        };
        let step = Vend::step(self.known.take(), id, call, at, terms);
        self.known = Some(step.vend);
        (step.answer, step.effect)
    }

    fn vend(&mut self, amount: &str) -> Answer {
        let (answer, effect) = self.call(VendCall::Vend(reservation(amount)), now());
        assert_eq!(effect, Effect::Nothing, "a reservation credits nothing");
        answer
    }
}

fn now() -> Instant {
    at("2026-11-12T10:00")
}

fn reservation(amount: &str) -> Reservation {
    Reservation {
        ean: ean(),
        amount: TopUpAmount::new(eur(amount), eur("0"), Exact::default(), &parameters()).unwrap(),
        split: split(amount),
        cashier: "kiosk".to_owned(),
        means: Means::Card,
        at: now(),
    }
}

fn advice(amount: &str) -> Advice {
    Advice {
        ean: Some(ean()),
        amount: eur(amount),
        taken_at: now(),
        cashier: "kiosk".to_owned(),
        means: Means::Card,
        promise: false,
    }
}

fn confirm(amount: &str) -> VendCall {
    VendCall::Confirm(advice(amount))
}

fn key() -> MoneyKey {
    MoneyKey::terminal("T1", "77").unwrap()
}

fn suspense(why: SuspenseReason, amount: &str) -> (Answer, Effect) {
    let effect = Effect::Suspense { key: key(), ean: Some(ean()), amount: eur(amount), why };
    (Answer::InSuspense { why }, effect)
}

#[test]
fn tp_06_vend_binds_and_confirm_credits_once() {
    let mut counter = Counter::new();
    assert_eq!(counter.vend("20"), Answer::Reserved { split: split("20") });
    assert_eq!(counter.known.as_ref().unwrap().bars_cut(), Some(ean()));
    let (answer, effect) = counter.call(confirm("20"), now().plus_s(30));
    assert_eq!(answer, Answer::Credited { at: now().plus_s(30) });
    let credit = Effect::Credit {
        key: key(),
        ean: ean(),
        amount: eur("20"),
        shown: Some(split("20")),
        promise: false,
    };
    assert_eq!(effect, credit);
    assert_eq!(counter.known.as_ref().unwrap().bars_cut(), None);
    let again = counter.call(confirm("20"), now().plus_s(60));
    assert_eq!(again, (Answer::Credited { at: now().plus_s(30) }, Effect::Nothing));
}

#[test]
fn tp_06_a_duplicate_number_returns_the_first_result() {
    let mut counter = Counter::new();
    let first = counter.vend("20");
    assert_eq!(counter.vend("20"), first);
    assert_eq!(counter.vend("30"), Answer::NumberTaken);
    assert_eq!(*counter.known.as_ref().unwrap().last_answer(), first);
    let (credited, _) = counter.call(confirm("20"), now());
    assert_eq!(counter.vend("20"), credited, "no money may be taken for it any more");
    let again = counter.call(confirm("20"), now().plus_s(9)).0;
    assert_eq!((&again, counter.known.as_ref().unwrap().last_answer()), (&credited, &credited));
}

#[test]
fn tp_06_a_repeated_advice_that_differs_is_other_money_in_suspense() {
    let mut counter = Counter::new();
    counter.vend("20");
    let (credited, _) = counter.call(confirm("20"), now());
    let why = SuspenseReason::NumberUsed;
    let of = |nth: u32, ean: Option<Ean>, amount: &str| {
        let key = MoneyKey::terminal("T1", &format!("77~{nth}")).unwrap();
        let effect = Effect::Suspense { key, ean, amount: eur(amount), why };
        (Answer::InSuspense { why }, effect)
    };
    let silent = |amount: &str| VendCall::Confirm(Advice { ean: None, ..advice(amount) });
    assert_eq!(counter.call(silent("25"), now()), of(2, None, "25"));
    assert_eq!(counter.call(confirm("15"), now()), of(3, Some(ean()), "15"));
    let elsewhere: Ean = "541456700000012340".parse().unwrap();
    let other_point = VendCall::Confirm(Advice { ean: Some(elsewhere), ..advice("20") });
    assert_eq!(counter.call(other_point, now()), of(4, Some(elsewhere), "20"));
    // Each once, and the first is what it was.
    for (amount, nth) in [("25", 2), ("15", 3)] {
        let again = counter.call(silent(amount), now().plus_min(1));
        assert_eq!(again, (of(nth, None, amount).0, Effect::Nothing));
    }
    assert_eq!(counter.call(confirm("20"), now()), (credited, Effect::Nothing));
    let vend = counter.known.as_ref().unwrap();
    assert_eq!(
        vend.others().iter().map(|one| one.amount).collect::<Vec<_>>(),
        [eur("25"), eur("15"), eur("20")]
    );
    assert_eq!(vend.others()[0], Advice { ean: None, ..advice("25") }, "all that was said");
}

#[test]
fn tp_06_other_money_is_looked_for_where_its_reservation_was_refused() {
    let mut counter = Counter::new();
    counter.vend("20");
    counter.call(confirm("20"), now());
    assert_eq!(counter.vend("30"), Answer::NumberTaken);
    let silent = VendCall::Confirm(Advice { ean: None, ..advice("30") });
    let (_, effect) = counter.call(silent, now());
    assert!(matches!(effect, Effect::Suspense { ean: Some(found), .. } if found == ean()));
}

#[test]
fn tp_06_as_much_money_taken_later_is_kept_for_a_person_to_look_at() {
    let mut counter = Counter::new();
    counter.vend("20");
    let (credited, _) = counter.call(confirm("20"), now());
    let later = |minutes: i64| {
        let taken_at = now().plus_min(minutes);
        VendCall::Confirm(Advice { taken_at, ..advice("20") })
    };
    let terms = Terms {
        parameters: &counter.parameters,
        account_open: true,
        spent_since: eur("0"),
        promised_that_day: false,
        guessed_too_often: false,
        terminal_stopped: false,
    };
    let id = SaleId::new("T1", "77").unwrap();
    let step = |known: Option<Vend>, minutes: i64| {
        Vend::step(known, id.clone(), later(minutes), now().plus_h(3), terms)
    };
    assert!(!step(counter.known.clone(), 5).differs, "a clock that is off");
    let told = step(counter.known.clone(), 120);
    assert_eq!((told.differs, &told.answer, told.effect), (true, &credited, Effect::Nothing));
    assert_eq!(told.vend.doubtful().len(), 1);
    let again = step(Some(told.vend), 120);
    assert_eq!((again.differs, again.vend.doubtful().len()), (false, 1));
}

#[test]
fn tp_06_reverse_undoes_a_reservation_and_a_late_confirm_goes_to_suspense() {
    let mut counter = Counter::new();
    counter.vend("20");
    assert_eq!(counter.call(VendCall::Reverse, now()), (Answer::Reversed, Effect::Nothing));
    assert_eq!(counter.vend("20"), Answer::Reversed, "the reservation no longer holds");
    let late = counter.call(confirm("20"), now().plus_min(3));
    assert_eq!(late, suspense(SuspenseReason::Reversed, "20"));
    assert_eq!(counter.known.as_ref().unwrap().bars_cut(), Some(ean()));
    let again = counter.call(confirm("20"), now().plus_min(4));
    assert_eq!(again, (late.0, Effect::Nothing), "no second suspense");
    assert_eq!(counter.call(VendCall::Reverse, now().plus_min(5)).0, Answer::Reversed);
}

#[test]
fn tp_06_a_confirm_for_an_unknown_vend_goes_to_suspense_with_the_money() {
    let mut counter = Counter::new();
    let first = counter.call(confirm("20"), now());
    assert_eq!(first, suspense(SuspenseReason::UnknownSale, "20"));
    assert_eq!(counter.vend("20"), first.0, "the vend that it overtook learns it");
    let why = NotUndone::InSuspense;
    let reverse = counter.call(VendCall::Reverse, now());
    assert_eq!(reverse, (Answer::NotUndone { why }, Effect::Nothing));
}

#[test]
fn tp_06_a_reverse_that_overtakes_its_vend_holds() {
    let mut counter = Counter::new();
    assert_eq!(counter.call(VendCall::Reverse, now()).0, Answer::Reversed);
    assert_eq!(counter.vend("20"), Answer::Reversed);
    assert_eq!(counter.call(confirm("20"), now()), suspense(SuspenseReason::Reversed, "20"));
}

#[test]
fn tp_06_another_amount_or_point_than_reserved_goes_to_suspense() {
    let mut counter = Counter::new();
    counter.vend("20");
    let other = counter.call(confirm("25"), now());
    assert_eq!(other, suspense(SuspenseReason::OtherAmount, "25"));

    let mut counter = Counter::new();
    counter.vend("20");
    let elsewhere = "541456700000012340".parse().unwrap();
    let call = VendCall::Confirm(Advice { ean: Some(elsewhere), ..advice("20") });
    let why = SuspenseReason::OtherPoint;
    assert_eq!(counter.call(call, now()).0, Answer::InSuspense { why });

    let mut counter = Counter::new();
    counter.vend("20");
    let silent = VendCall::Confirm(Advice { ean: None, ..advice("20") });
    assert!(matches!(counter.call(silent, now()).0, Answer::Credited { .. }));
}

#[test]
fn tp_06_an_account_that_closed_meanwhile_gets_no_money() {
    let mut counter = Counter::new();
    counter.vend("20");
    counter.account_open = false;
    let closed = counter.call(confirm("20"), now());
    assert_eq!(closed, suspense(SuspenseReason::NoOpenAccount, "20"));
}

#[test]
fn tp_06_after_crediting_only_unspent_and_within_ten_minutes() {
    let credited = |spent: &str| {
        let mut counter = Counter::new();
        counter.vend("20");
        counter.call(confirm("20"), now());
        counter.spent_since = eur(spent);
        counter
    };
    let mut in_time = credited("0");
    let undone = in_time.call(VendCall::Reverse, now().plus_min(10));
    let uncredit = Effect::Uncredit { key: key(), ean: ean(), amount: eur("20") };
    assert_eq!(undone, (Answer::Undone, uncredit));
    assert_eq!(
        in_time.call(VendCall::Reverse, now().plus_min(10)),
        (Answer::Undone, Effect::Nothing)
    );
    let late_repeat = in_time.call(confirm("20"), now().plus_min(11));
    assert_eq!(late_repeat, (Answer::Undone, Effect::Nothing), "the same money, given back");
    assert_eq!(*in_time.known.as_ref().unwrap().last_answer(), Answer::Undone);
    assert_eq!(in_time.vend("20"), Answer::Undone);
    let mut closed = credited("0");
    closed.account_open = false;
    let why = NotUndone::AccountClosed;
    let refused = closed.call(VendCall::Reverse, now().plus_min(1));
    assert_eq!(refused, (Answer::NotUndone { why }, Effect::Nothing));

    let (answer, effect) = credited("0").call(VendCall::Reverse, now().plus_min(10).plus_s(1));
    let Answer::NotUndone { why } = answer else { panic!("{answer:?}") };
    assert_eq!(why.to_string(), "more than 10 minutes have passed since it was credited");
    assert_eq!(effect, Effect::Nothing);

    let mut spent = credited("2.10");
    let (answer, _) = spent.call(VendCall::Reverse, now().plus_min(1));
    let Answer::NotUndone { why } = &answer else { panic!("{answer:?}") };
    assert_eq!(why.to_string(), "2.10 EUR of the balance were spent since");
    spent.spent_since = MicroEuro::ZERO;
    assert_eq!(spent.call(VendCall::Reverse, now().plus_min(2)).0, answer, "the first result");
}

#[test]
fn tp_07_a_promise_is_credited_when_allowed_once_a_day_and_up_to_the_cap() {
    let promise = |amount: &str| VendCall::Confirm(Advice { promise: true, ..advice(amount) });
    let refused = |counter: &mut Counter, amount: &str| match counter.call(promise(amount), now()) {
        (Answer::InSuspense { why: SuspenseReason::Promise(why) }, Effect::Suspense { .. }) => why,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(&mut Counter::new(), "20"), PromiseRefused::NotEnabled, "off by default");

    let enabled = || {
        let mut counter = Counter::new();
        counter.parameters.offline_enabled = true;
        counter
    };
    let (answer, effect) = enabled().call(promise("20"), now());
    assert!(matches!(answer, Answer::Credited { .. }));
    let Effect::Credit { promise: marked, shown: None, .. } = effect else { panic!("{effect:?}") };
    assert!(marked);
    assert_eq!(refused(&mut enabled(), "20.01"), PromiseRefused::AboveCap { cap: eur("20") });
    let mut second = enabled();
    second.promised_that_day = true;
    assert_eq!(refused(&mut second, "20"), PromiseRefused::OnceADay);
    let mut reserved = Counter::new();
    reserved.vend("20");
    let (_, effect) = reserved.call(promise("20"), now());
    let Effect::Credit { promise: marked, .. } = effect else { panic!("{effect:?}") };
    assert!(!marked, "what was reserved is no promise, and needs no permission for one");
    let nowhere = || VendCall::Confirm(Advice { promise: true, ean: None, ..advice("20") });
    let why = SuspenseReason::Promise(PromiseRefused::NoPoint);
    assert_eq!(enabled().call(nowhere(), now()).0, Answer::InSuspense { why });
    // Of a terminal that guesses, known and unknown are told alike.
    for said in [promise("20"), promise("20.01"), nowhere()] {
        let mut guesses = enabled();
        guesses.guessed_too_often = true;
        let why = SuspenseReason::Promise(PromiseRefused::GuessedTooOften);
        assert_eq!(guesses.call(said, now()).0, Answer::InSuspense { why });
    }
    // Of a terminal that was stopped a person places it; what was reserved before is credited.
    let mut stopped = enabled();
    stopped.terminal_stopped = true;
    assert_eq!(refused(&mut stopped, "20"), PromiseRefused::TerminalStopped);
    let mut stopped = Counter::new();
    stopped.vend("20");
    stopped.terminal_stopped = true;
    assert!(matches!(stopped.call(confirm("20"), now()).0, Answer::Credited { .. }));
    let (mut known, mut unknown) = (enabled(), enabled());
    known.call(promise("20"), now());
    unknown.call(promise("20"), now());
    let elsewhere = Some("541456700000012340".parse().unwrap());
    let other = VendCall::Confirm(Advice { promise: true, ean: elsewhere, ..advice("20") });
    assert_eq!(known.call(other, now()).0, unknown.call(nowhere(), now()).0);
}

#[test]
fn cg_07_a_reservation_of_a_terminal_that_died_bars_no_cut_after_a_day_and_its_money_is_credited() {
    let mut counter = Counter::new();
    counter.vend("20");
    let hours = counter.parameters.reservation_h;
    let lapse = |counter: &mut Counter, at: Instant| {
        let parameters = counter.parameters.clone();
        counter.known.as_mut().unwrap().lapse(at, &parameters)
    };
    assert!(!lapse(&mut counter, now().plus_h(hours).plus_s(-1)));
    assert_eq!(counter.known.as_ref().unwrap().bars_cut(), Some(ean()));
    assert!(lapse(&mut counter, now().plus_h(hours)));
    assert!(!lapse(&mut counter, now().plus_h(hours + 1)), "once");
    assert_eq!(counter.known.as_ref().unwrap().bars_cut(), None);
    // The terminal is repaired: its money is no less certain than on the first day.
    let (answer, effect) = counter.call(confirm("20"), now().plus_h(90));
    assert!(matches!(answer, Answer::Credited { .. }), "{answer:?}");
    assert!(matches!(effect, Effect::Credit { promise: false, .. }), "{effect:?}");
    assert!(!lapse(&mut counter, now().plus_h(99)), "nothing is waited for");
}

#[test]
fn tp_06_a_lapsed_reservation_can_still_be_reversed() {
    let mut counter = Counter::new();
    counter.vend("20");
    let parameters = counter.parameters.clone();
    assert!(counter.known.as_mut().unwrap().lapse(now().plus_h(24), &parameters));
    let (answer, effect) = counter.call(VendCall::Reverse, now().plus_h(30));
    assert_eq!((answer, effect), (Answer::Reversed, Effect::Nothing));
    let (answer, _) = counter.call(confirm("20"), now().plus_h(31));
    assert_eq!(answer, Answer::InSuspense { why: SuspenseReason::Reversed });
}
