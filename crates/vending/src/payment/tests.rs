use super::*;
use crate::testing::{at, ean, eur, split};
use params::{ParameterBook, Parameters};
use units::{Dso, Energy};

const EVENTS: [PaymentEvent; 12] = [
    PaymentEvent::PayerAtBank,
    PaymentEvent::Paid,
    PaymentEvent::Failed,
    PaymentEvent::Expired,
    PaymentEvent::Cancelled,
    PaymentEvent::Credited { release: false },
    PaymentEvent::Refunded { amount: MicroEuro(1) },
    PaymentEvent::ChargedBack { amount: MicroEuro(1) },
    PaymentEvent::ChargebackReversed { amount: MicroEuro(1) },
    PaymentEvent::RefundReturned { amount: MicroEuro(1) },
    PaymentEvent::Sent,
    PaymentEvent::Confirmed,
];

fn payment(channel: Channel) -> Payment {
    Payment::new(Intent {
        id: "P-1".to_owned(),
        ean: ean(),
        amount: eur("20"),
        split: split("20"),
        channel,
        created_at: at("2026-11-12T10:00"),
        expires_at: at("2026-11-12T10:15"),
    })
}

fn all_parameters() -> Parameters {
    let book = ParameterBook::shipped().unwrap();
    let on = at("2026-11-12T10:00").day();
    Parameters::resolve(&book, Dso::Ores, Energy::Electricity, on, Instant(0)).unwrap()
}

#[test]
fn tp_04_the_states_move_as_in_the_table_and_no_other_way() {
    use PaymentState as S;
    for from in S::ALL {
        let mut next: Vec<S> = EVENTS
            .iter()
            .filter_map(|event| from.after(*event).ok())
            .filter(|to| *to != from)
            .collect();
        next.dedup();
        let table: &[S] = match from {
            S::Created => &[S::Pending, S::Paid, S::Expired, S::Cancelled],
            S::Pending => &[S::Paid, S::Failed, S::Expired],
            S::Paid => &[S::Credited],
            S::Credited => &[S::Refunded, S::ChargedBack],
            // Beyond DOMAIN's table: what comes again after a refund or a chargeback is a credit again.
            S::Refunded => &[S::Credited],
            S::ChargedBack => &[S::Credited],
            S::Failed | S::Expired | S::Cancelled => &[S::Paid],
        };
        assert_eq!(next, table, "from {}", from.name());
        assert_eq!(S::from_name(from.name()), Some(from));
    }
}

#[test]
fn tp_04_a_transition_that_is_not_in_the_table_is_an_error_that_changes_nothing() {
    let mut paid = payment(Channel::Online);
    paid.apply(PaymentEvent::Paid, at("2026-11-12T10:01")).unwrap();
    let before = paid.clone();
    let error = paid.apply(PaymentEvent::Failed, at("2026-11-12T10:02")).unwrap_err();
    let PaymentError::NotInTable { source, .. } = error else { panic!("{error}") };
    assert_eq!(source.to_string(), "a payment that is paid has no place for failed");
    assert_eq!(paid, before);
}

#[test]
fn tp_04_four_clocks_none_inferred_from_another() {
    let mut payment = payment(Channel::Online);
    payment.apply(PaymentEvent::Paid, at("2026-11-12T10:01")).unwrap();
    payment.apply(PaymentEvent::Credited { release: true }, at("2026-11-12T10:02")).unwrap();
    let clocks = payment.clocks();
    assert_eq!(
        (clocks.paid, clocks.credited),
        (Some(at("2026-11-12T10:01")), Some(at("2026-11-12T10:02")))
    );
    assert_eq!((clocks.sent, clocks.confirmed), (None, None));
    // The meter's word may come although nobody told that the command left.
    payment.apply(PaymentEvent::Confirmed, at("2026-11-12T10:05")).unwrap();
    assert_eq!(payment.clocks().sent, None);
    assert_eq!(payment.clocks().confirmed, Some(at("2026-11-12T10:05")));
    assert_eq!(payment.state(), PaymentState::Credited);
}

#[test]
fn tp_04_a_meter_has_nothing_to_confirm_before_there_is_a_credit() {
    let mut payment = payment(Channel::Online);
    payment.apply(PaymentEvent::Paid, at("2026-11-12T10:01")).unwrap();
    for event in [PaymentEvent::Sent, PaymentEvent::Confirmed] {
        assert!(payment.apply(event, at("2026-11-12T10:02")).is_err());
    }
}

#[test]
fn tp_04_the_provider_may_correct_itself() {
    for end in [PaymentEvent::Failed, PaymentEvent::Expired] {
        let mut payment = payment(Channel::Online);
        payment.apply(PaymentEvent::PayerAtBank, at("2026-11-12T10:01")).unwrap();
        payment.apply(end, at("2026-11-12T10:02")).unwrap();
        assert!(!payment.bars_cut());
        payment.apply(PaymentEvent::Paid, at("2026-11-12T10:30")).unwrap();
        assert_eq!((payment.state(), payment.bars_cut()), (PaymentState::Paid, true));
    }
    let mut cancelled = payment(Channel::Online);
    cancelled.apply(PaymentEvent::Cancelled, at("2026-11-12T10:01")).unwrap();
    cancelled.apply(PaymentEvent::Paid, at("2026-11-12T10:02")).unwrap();
    assert_eq!(cancelled.state(), PaymentState::Paid);
}

#[test]
fn tp_13_notices_twice_late_and_out_of_order_change_nothing() {
    let mut payment = payment(Channel::Online);
    assert_eq!(payment.apply(PaymentEvent::Paid, at("2026-11-12T10:01")), Ok(true));
    payment.apply(PaymentEvent::Credited { release: true }, at("2026-11-12T10:02")).unwrap();
    let before = payment.clone();
    for event in
        [PaymentEvent::PayerAtBank, PaymentEvent::Paid, PaymentEvent::Credited { release: false }]
    {
        assert_eq!(payment.apply(event, at("2026-11-12T10:09")), Ok(false));
    }
    assert_eq!(payment, before, "each clock keeps its first instant");
}

#[test]
fn tp_04_a_refund_is_full_or_in_parts_and_what_went_beyond_is_told() {
    let mut payment = payment(Channel::Online);
    payment.apply(PaymentEvent::Paid, at("2026-11-12T10:01")).unwrap();
    payment.apply(PaymentEvent::Credited { release: false }, at("2026-11-12T10:02")).unwrap();
    let refund = |amount: &str| PaymentEvent::Refunded { amount: eur(amount) };
    payment.apply(refund("5"), at("2026-11-12T11:00")).unwrap();
    payment.apply(refund("15"), at("2026-11-12T11:00")).unwrap();
    assert_eq!((payment.state(), payment.refunded()), (PaymentState::Refunded, eur("20")));
    assert_eq!((payment.left(), payment.beyond()), (MicroEuro::ZERO, MicroEuro::ZERO));
    payment.apply(refund("0.01"), at("2026-11-12T11:00")).unwrap();
    assert_eq!((payment.left(), payment.beyond()), (MicroEuro::ZERO, eur("0.01")));
    let returned = |amount: &str| PaymentEvent::RefundReturned { amount: eur(amount) };
    assert!(payment.apply(returned("20.02"), at("2026-11-13T11:00")).is_err());
    payment.apply(returned("15.01"), at("2026-11-13T11:00")).unwrap();
    assert_eq!((payment.state(), payment.left()), (PaymentState::Refunded, eur("15")));
    payment.apply(returned("5"), at("2026-11-13T11:00")).unwrap();
    assert_eq!((payment.state(), payment.left()), (PaymentState::Credited, eur("20")));
    for none in ["-1", "0"] {
        let before = payment.clone();
        assert!(payment.apply(refund(none), at("2026-11-12T11:00")).is_err());
        assert_eq!(payment, before);
    }
}

#[test]
fn tp_17_a_chargeback_in_parts_is_counted_and_a_reversed_one_is_a_credit_again() {
    let now = at("2026-11-12T11:00");
    let mut payment = payment(Channel::Online);
    payment.apply(PaymentEvent::Paid, now).unwrap();
    payment.apply(PaymentEvent::Credited { release: false }, now).unwrap();
    let back = |amount: &str| PaymentEvent::ChargedBack { amount: eur(amount) };
    let again = |amount: &str| PaymentEvent::ChargebackReversed { amount: eur(amount) };
    payment.apply(PaymentEvent::Refunded { amount: eur("2") }, now).unwrap();
    payment.apply(back("5"), now).unwrap();
    assert_eq!((payment.state(), payment.left()), (PaymentState::Refunded, eur("13")));
    // The payer's bank does not know what was refunded.
    payment.apply(back("15"), now).unwrap();
    assert_eq!((payment.left(), payment.beyond()), (MicroEuro::ZERO, eur("2")));
    payment.apply(again("15"), now).unwrap();
    assert_eq!((payment.left(), payment.beyond()), (eur("13"), MicroEuro::ZERO));
    assert!(payment.apply(back("0"), now).is_err());
    let mut other = self::payment(Channel::Online);
    other.apply(PaymentEvent::Paid, now).unwrap();
    other.apply(PaymentEvent::Credited { release: false }, now).unwrap();
    other.apply(back("5"), now).unwrap();
    other.apply(back("7.50"), now).unwrap();
    assert_eq!((other.state(), other.charged_back()), (PaymentState::ChargedBack, eur("12.50")));
    other.apply(again("7.50"), now).unwrap();
    assert_eq!(other.state(), PaymentState::ChargedBack, "the other part is not back");
    assert!(other.apply(again("5.01"), now).is_err());
    other.apply(again("5"), now).unwrap();
    assert_eq!((other.state(), other.left()), (PaymentState::Credited, eur("20")));
}

#[test]
fn cg_07_created_pending_and_paid_bar_a_cut() {
    let bars: Vec<_> = PaymentState::ALL
        .into_iter()
        .filter(|state| state.bars_cut())
        .map(PaymentState::name)
        .collect();
    assert_eq!(bars, ["created", "pending", "paid"]);
}

#[test]
fn tp_23_paid_and_not_credited_for_two_minutes_is_an_alarm_online_and_at_terminals() {
    let parameters = all_parameters();
    for (channel, alarmed) in [
        (Channel::Online, true),
        (Channel::Terminal, true),
        (Channel::Transfer, false),
        (Channel::Post, false),
    ] {
        let mut payment = payment(channel);
        let paid = at("2026-11-12T10:01");
        payment.apply(PaymentEvent::Paid, paid).unwrap();
        assert_eq!(payment.alarms(paid.plus_s(119), &parameters), []);
        let expected: &[Alarm] = if alarmed { &[Alarm::PaidNotCredited { paid }] } else { &[] };
        assert_eq!(payment.alarms(paid.plus_s(120), &parameters), expected);
        payment.apply(PaymentEvent::Credited { release: false }, paid.plus_s(121)).unwrap();
        assert_eq!(payment.alarms(paid.plus_h(9), &parameters), []);
    }
}

#[test]
fn cg_22_a_release_that_has_not_left_within_a_minute_of_the_credit_is_an_alarm() {
    let parameters = all_parameters();
    let mut payment = payment(Channel::Online);
    let credited = at("2026-11-12T10:01");
    payment.apply(PaymentEvent::Paid, credited).unwrap();
    let without = {
        let mut payment = payment.clone();
        payment.apply(PaymentEvent::Credited { release: false }, credited).unwrap();
        payment
    };
    assert_eq!(without.alarms(credited.plus_h(1), &parameters), [], "no light waits for it");
    payment.apply(PaymentEvent::Credited { release: true }, credited).unwrap();
    assert_eq!(payment.alarms(credited.plus_s(59), &parameters), []);
    let late = [Alarm::CreditedNotSent { credited }];
    assert_eq!(payment.alarms(credited.plus_s(60), &parameters), late);
    payment.apply(PaymentEvent::Sent, credited.plus_s(61)).unwrap();
    assert_eq!(payment.alarms(credited.plus_s(62), &parameters), []);
}

#[test]
fn tp_23_cg_22_no_confirmation_by_the_meter_for_thirty_minutes_is_an_alarm() {
    let parameters = all_parameters();
    let mut payment = payment(Channel::Online);
    let credited = at("2026-11-12T10:01");
    payment.apply(PaymentEvent::Paid, credited).unwrap();
    payment.apply(PaymentEvent::Credited { release: true }, credited).unwrap();
    payment.apply(PaymentEvent::Sent, credited.plus_s(2)).unwrap();
    assert_eq!(payment.alarms(credited.plus_min(30).plus_s(-1), &parameters), []);
    assert_eq!(
        payment.alarms(credited.plus_min(30), &parameters),
        [Alarm::CreditedNotConfirmed { credited }]
    );
    payment.apply(PaymentEvent::Confirmed, credited.plus_min(31)).unwrap();
    assert_eq!(payment.alarms(credited.plus_min(40), &parameters), []);
}

#[test]
fn tp_13_a_second_payment_for_the_point_within_ten_minutes_asks_first() {
    let first = payment(Channel::Online);
    let opened = first.intent.created_at;
    let in_window = |payment: &Payment, now: Instant| payment_in_window([payment], ean(), now, 10);
    assert_eq!(in_window(&first, opened.plus_min(10)).unwrap().id, "P-1");
    assert_eq!(in_window(&first, opened.plus_min(10).plus_s(1)), None);
    let elsewhere = "541456700000012340".parse().unwrap();
    assert_eq!(payment_in_window([&first], elsewhere, opened, 10), None);

    let mut failed = first.clone();
    failed.apply(PaymentEvent::Cancelled, opened).unwrap();
    assert_eq!(in_window(&failed, opened.plus_min(1)), None, "it brought no money");

    let mut paid = first;
    paid.apply(PaymentEvent::Paid, opened.plus_min(8)).unwrap();
    let seen = in_window(&paid, opened.plus_min(18)).unwrap();
    assert_eq!((seen.at, seen.state), (opened.plus_min(8), PaymentState::Paid));
}
