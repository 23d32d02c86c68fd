//! The movements of a day. Source: TP-19.

use crate::world::{World, at, euro, pay};
use psp::sandbox::{Act, Options};
use psp::{Provider as _, SettledKind};
use units::MicroEuro;

fn micro(eur: &str) -> MicroEuro {
    eur.parse().unwrap()
}

#[test]
fn tp_19_a_day_at_the_provider_adds_up() {
    let world = World::with(Options { fee_cents: 39, ..Options::default() }, |_| 200);
    let clock = |text: &str| world.teller.set_clock(Some(at(text))).unwrap();
    // The last second of the day before and the first of the day after, in Brussels.
    clock("2026-11-01T23:59:59+01:00");
    let before = world.paid("P-0");
    clock("2026-11-02T00:00:00+01:00");
    let first = world.paid("P-1");
    clock("2026-11-02T12:00:00+01:00");
    let second = world.paid("P-2");
    let refund = world.provider.refund(&first, euro("12.50"), &"r".parse().unwrap()).unwrap();
    world.act(&before, Act::Chargeback { eur: None });
    let (settlement, paid_out) = world.teller.pay_out().unwrap();
    clock("2026-11-03T00:00:00+01:00");
    world.paid("P-3");

    let day = world.provider.settlement("2026-11-02".parse().unwrap()).unwrap();
    let shown: Vec<_> = day
        .lines
        .iter()
        .map(|line| (line.kind.clone(), line.payment.clone(), line.amount, line.fees))
        .collect();
    let none = MicroEuro::ZERO;
    assert_eq!(
        shown,
        [
            (SettledKind::Payment, Some(first.clone()), micro("20"), micro("-0.39")),
            (SettledKind::Payment, Some(second), micro("20"), micro("-0.39")),
            (SettledKind::Refund, Some(first), micro("-12.50"), none),
            (SettledKind::Chargeback, Some(before), micro("-20"), none),
            // 3 x 19.61 - 12.50 - 20.00
            (SettledKind::Payout, None, micro("-26.33"), none),
        ]
    );
    assert_eq!(paid_out, "26.33");
    assert_eq!(day.lines[2].other_id, Some(refund.id));
    assert_eq!(day.lines[4].other_id, Some(settlement));
    assert_eq!(day.total(&SettledKind::Payment), Some(micro("40")));
    assert_eq!(day.fees(), Some(micro("-0.78")));
    assert_eq!(day.net(), Some(micro("-19.61")));
    assert_eq!(world.provider.settlement("2026-11-04".parse().unwrap()).unwrap().lines, []);
}

#[test]
fn tp_19_a_day_of_more_than_one_page_is_whole() {
    let world = World::new();
    let paid: Vec<_> = (0..130).map(|number| world.paid(&format!("P-{number}"))).collect();
    for id in &paid {
        world.act(id, Act::Chargeback { eur: Some("0.01".to_owned()) });
    }
    let day = world.provider.settlement("2026-11-02".parse().unwrap()).unwrap();
    assert_eq!(day.lines.len(), 260);
    assert_eq!(day.total(&SettledKind::Payment), Some(micro("2600")));
    assert_eq!(day.total(&SettledKind::Chargeback), Some(micro("-1.30")));
    let ids: std::collections::BTreeSet<_> = day.lines.iter().map(|line| &line.id).collect();
    assert_eq!(ids.len(), 260, "no line twice");
    assert_eq!(day.lines[0].payment.as_ref(), Some(&paid[0]), "oldest first");
}

#[test]
fn tp_19_a_payment_pressed_twice_moves_money_once() {
    let world = World::new();
    let id = world.paid("P-1");
    world.act(&id, pay());
    let day = world.provider.settlement("2026-11-02".parse().unwrap()).unwrap();
    assert_eq!(day.net(), Some(micro("20")));
}
