//! Orders: sent with a cause, read back, never closing from afar.

use crate::fixture::{NOW, at, profile, world, world_of};
use calendar::{Instant, SettlementDay};
use dlms::client::{CalendarTable, Delivered, Gate, SpecialDay, deliver};
use dlms::{DlmsError, Role};
use supply::{Cause, CommandKind, ControlState, MeterCommand};

struct Open;
impl Gate for Open {
    async fn still_holds(&self, _: &MeterCommand, _: Instant) -> Result<(), String> {
        Ok(())
    }
}

struct Shut;
impl Gate for Shut {
    async fn still_holds(&self, _: &MeterCommand, _: Instant) -> Result<(), String> {
        Err("a payment is in flight".to_owned())
    }
}

fn order(kind: CommandKind, end: Option<&str>) -> MeterCommand {
    let cause = Cause::Exhausted { proof: "p".into() };
    MeterCommand::new("c1".into(), kind, cause, at(NOW), end.map(at))
}

#[tokio::test]
async fn mt_07_mt_09_a_cut_and_a_release_are_confirmed_by_what_is_read_back() {
    let world = world().await;
    let mut association = world.associate().await.unwrap();
    let now = || at(NOW);
    let cut = order(CommandKind::Disconnect, Some("2026-03-10T11:00:00+01:00"));
    let done = deliver(&mut association, &cut, &Open, now).await.unwrap();
    assert_eq!(done, Delivered::Control(ControlState::Disconnected));
    let release = order(CommandKind::Connect, None);
    let done = deliver(&mut association, &release, &Open, now).await.unwrap();
    // A person presses, we do not. Source: MT-09.
    assert_eq!(done, Delivered::Control(ControlState::ReadyForReconnection));
    world.inside().state = ControlState::Connected;
    let again = deliver(&mut association, &release, &Open, now).await.unwrap();
    assert_eq!(again, Delivered::Control(ControlState::Connected), "what is on stays on");
}

#[tokio::test]
async fn cg_17_mt_07_an_order_without_its_cause_or_after_its_end_is_not_sent() {
    let world = world().await;
    let mut association = world.associate().await.unwrap();
    let late = order(CommandKind::Disconnect, Some("2026-03-10T10:07:00+01:00"));
    let error = deliver(&mut association, &late, &Open, || at(NOW)).await.unwrap_err();
    assert!(matches!(error, DlmsError::Expired { .. }), "{error}");
    let held = order(CommandKind::Disconnect, Some("2026-03-10T11:00:00+01:00"));
    let error = deliver(&mut association, &held, &Shut, || at(NOW)).await.unwrap_err();
    assert_eq!(error.to_string(), "the order no longer has its cause: a payment is in flight");
    assert_eq!(world.inside().state, ControlState::Connected);
}

#[tokio::test]
async fn mt_07_a_cut_that_an_earlier_try_has_done_is_confirmed_without_its_cause() {
    let world = world().await;
    world.inside().state = ControlState::Disconnected;
    let mut association = world.associate().await.unwrap();
    let held = order(CommandKind::Disconnect, Some("2026-03-10T11:00:00+01:00"));
    let done = deliver(&mut association, &held, &Shut, || at(NOW)).await.unwrap();
    assert_eq!(done, Delivered::Control(ControlState::Disconnected));
}

#[tokio::test]
async fn mt_07_a_meter_that_says_yes_and_does_not_is_not_confirmed() {
    let world = world().await;
    world.inside().stuck = true;
    let mut association = world.associate().await.unwrap();
    let error = association.disconnect().await.unwrap_err();
    let said = "the meter took the order and reads back `Connected`, not `Disconnected`";
    assert_eq!(error.to_string(), said);
}

#[tokio::test]
async fn mt_06_mt_10_nothing_is_sent_to_a_meter_that_would_close_from_afar() {
    for name in ["be-gas-mbus", "be-single-phase"] {
        let mut theirs = profile(name);
        for object in &mut theirs.objects {
            // The mode of the profile is not believed: the meter's own is read.
            if object.role == Role::Disconnect {
                object.control_mode = Some(2);
            }
        }
        let world = world_of(profile(name), theirs).await;
        world.inside().state = ControlState::Disconnected;
        let mut association = world.associate().await.unwrap();
        let error = association.release_supply().await.unwrap_err();
        assert!(matches!(error, DlmsError::ClosesFromAfar { mode: 2, .. }), "{error}");
        assert_eq!(world.inside().state, ControlState::Disconnected);
    }
}

#[tokio::test]
async fn mt_15_the_limiter_is_set_lifted_and_read_back_and_gas_has_none() {
    let world = world().await;
    let mut association = world.associate().await.unwrap();
    let now = || at(NOW);
    let limit = order(CommandKind::Limit { ampere: 10 }, Some("2026-03-10T11:00:00+01:00"));
    let done = deliver(&mut association, &limit, &Open, now).await.unwrap();
    assert_eq!((done, world.inside().limit), (Delivered::LimitAmpere(10), 10));
    let lift = order(CommandKind::Unlimit, None);
    let done = deliver(&mut association, &lift, &Open, now).await.unwrap();
    assert_eq!((done, world.inside().limit), (Delivered::LimitAmpere(999), 999));
    let gas = profile("be-gas-mbus");
    let gas = world_of(gas.clone(), gas).await;
    let mut association = gas.associate().await.unwrap();
    let error = deliver(&mut association, &limit, &Open, now).await.unwrap_err();
    assert_eq!(error.to_string(), "a gas meter has no `limiter`");
}

#[tokio::test]
async fn mt_02_balance_and_message_are_for_the_display() {
    let world = world().await;
    let mut association = world.associate().await.unwrap();
    let display = CommandKind::Display {
        balance: units::MicroEuro(-3_456_789),
        at: at("2026-03-10T06:00:00+01:00"),
        emergency_left: units::MicroEuro(6_543_211),
    };
    for kind in [display, CommandKind::Message { text: "BONJOUR".into() }] {
        let done = deliver(&mut association, &order(kind, None), &Open, || at(NOW)).await.unwrap();
        assert_eq!(done, Delivered::Written);
    }
    let expected = [
        "DisplayTime(Instant(1773118800000000))".to_owned(),
        // Rounded so that they never flatter.
        "DisplayBalanceCents(-346)".to_owned(),
        "DisplayEmergencyCents(654)".to_owned(),
        format!("Message({:?})", b"BONJOUR"),
    ];
    assert_eq!(world.inside().written, expected);
}

#[tokio::test]
async fn mt_04_mt_17_a_calendar_is_put_in_force_and_special_days_are_read_back() {
    let world = world().await;
    let mut association = world.associate().await.unwrap();
    assert_eq!(association.active_calendar().await.unwrap(), "");
    let table = CalendarTable::two_rate(at(NOW).day()).unwrap();
    let set = order(CommandKind::SetCalendar { name: table.name.clone() }, None);
    deliver(&mut association, &set, &Open, || at(NOW)).await.unwrap();
    assert_eq!(association.active_calendar().await.unwrap(), table.name);
    let day = SettlementDay::from_ymd(2026, 7, 21).unwrap();
    association.set_special_days(&[SpecialDay { index: 1, day, day_id: 2 }]).await.unwrap();
    let unknown = order(CommandKind::SetCalendar { name: "X".into() }, None);
    assert!(deliver(&mut association, &unknown, &Open, || at(NOW)).await.is_err());
}
