//! Registers, rows, clock and display.

use super::*;
use calendar::SettlementDay;
use dlms::client::{Amount, CalendarTable};
use std::path::Path;
use units::{Litres, MilliWattHours};
use virtual_meters::{Act, Draw};

const MOST_DRIFT_S: i64 = 5;

/// Registers by their codes; volts apart.
async fn registers(world: &World) -> Vec<String> {
    let mut association = world.associate_anew().await.unwrap();
    let read = association.read_registers(world.time.now(), MOST_DRIFT_S).await.unwrap();
    read.drift.check().unwrap();
    let line = |(obis, amount): &(Obis, Amount)| match amount {
        Amount::Energy(energy) => format!("{} {energy}", obis.code()),
        Amount::Volume(volume) => format!("{} {volume}", obis.code()),
        Amount::Other { raw, .. } => format!("{} {raw}", obis.code()),
    };
    let lines = read.values.iter().map(line).collect();
    association.release().await.unwrap();
    lines
}

#[tokio::test]
async fn mt_01_registers_grow_with_the_load_and_say_what_the_counters_do() {
    let world = world("smart-electricity at=2026-11-12T10:30:00+01:00 kwh=1250.5,2310", "").await;
    world.plug_in(Draw::watt(2_000));
    assert_eq!(
        registers(&world).await,
        [
            "1.8.1 1250.500000",
            "1.8.2 2310.000000",
            "2.8.1 0.000000",
            "2.8.2 0.000000",
            "32.7.0 2300"
        ]
    );
    // Half an hour of tariff 1, then an hour of tariff 2, then injection.
    world.wait_s(5_400);
    assert_eq!(registers(&world).await[..2], ["1.8.1 1251.500000", "1.8.2 2312.000000"]);
    world.plug_in(Draw::watt(-3_000));
    world.wait_s(1_200);
    assert_eq!(registers(&world).await[3], "2.8.2 1.000000");
}

#[tokio::test]
async fn mt_01_a_three_phase_meter_shows_its_phases() {
    let world = world("smart-electricity at=2026-11-12T10:30:00+01:00 phases=3", "").await;
    world.plug_in(Draw::phases([2_300, 1_150, -460]));
    let lines = registers(&world).await;
    let phases = ["32.7.0 2300", "52.7.0 2300", "72.7.0 2300", "31.7.0 1000", "51.7.0 500"];
    assert_eq!(lines[4..], [&phases[..], &["71.7.0 200"]].concat());
}

#[tokio::test]
async fn mt_01_gas_has_one_register_of_litres() {
    let world = world("smart-gas at=2026-11-12T10:30:00+01:00 m3=80.9", "").await;
    world.plug_in(Draw::gas(1_200));
    world.wait_s(900);
    assert_eq!(registers(&world).await, ["24.2.3 81.200"]);
}

/// Rows of a day as a head-end reads them, and what they grow by.
async fn day_of(world: &World, role: Role, day: SettlementDay) -> (usize, Vec<i64>) {
    let mut association = world.associate_anew().await.unwrap();
    let read = association.read_profile(role, day.start(), day.end()).await.unwrap();
    let rows = read.complete().unwrap();
    let sum = |row: &dlms::client::ProfileRow| -> i64 {
        let amount = |amount: &Amount| match amount {
            Amount::Energy(MilliWattHours(mwh)) => *mwh,
            Amount::Volume(Litres(litres)) => *litres,
            Amount::Other { .. } => panic!("no register"),
        };
        row.values.iter().map(|(_, value)| amount(value)).sum()
    };
    (rows.len(), rows.windows(2).map(|two| sum(&two[1]) - sum(&two[0])).collect())
}

#[tokio::test]
async fn mt_18_mt_19_rows_of_days_on_which_the_clock_changes() {
    for (day, quarters) in [("2026-03-29", 92), ("2026-10-25", 100), ("2026-11-03", 96)] {
        let day: SettlementDay = day.parse().unwrap();
        let placed = day.previous().at(20, 0);
        let world = world(&format!("smart-electricity at={placed}"), "").await;
        let home = HomeLoad::Seeded(Household { seed: 7 });
        world.meter.set_load(home);
        world.time.tell(day.next().at(3, 0));
        let (rows, grown) = day_of(&world, Role::LoadProfile, day).await;
        assert_eq!((rows, grown.len()), (quarters + 1, quarters), "{day}");
        let (midnights, day_grown) = day_of(&world, Role::DailyProfile, day).await;
        assert_eq!(midnights, 2);
        assert_eq!(grown.iter().sum::<i64>(), day_grown[0], "quarter-hours add up to the day");
        assert!(day_grown[0] > 1_000_000, "{day_grown:?}");
    }
}

#[tokio::test]
async fn mt_18_gas_stores_hours_and_midnights() {
    let day: SettlementDay = "2026-10-25".parse().unwrap();
    let world = world(&format!("smart-gas at={}", day.previous().at(23, 30)), "").await;
    world.plug_in(Draw::gas(40));
    world.time.tell(day.next().at(0, 1));
    let (rows, grown) = day_of(&world, Role::LoadProfile, day).await;
    assert_eq!((rows, grown), (26, vec![40; 25]), "a day of 25 hours");
    assert_eq!(day_of(&world, Role::DailyProfile, day).await, (2, vec![1_000]));
}

#[tokio::test]
async fn mt_18_a_meter_that_was_silent_has_its_rows_when_it_returns() {
    let day: SettlementDay = "2026-11-03".parse().unwrap();
    let mut world = world(&format!("smart-electricity at={}", day.start()), "silent").await;
    world.head_end.timing.answer = std::time::Duration::from_millis(200);
    world.plug_in(Draw::watt(400));
    world.time.tell(day.plus(5).at(9, 0));
    assert!(matches!(world.associate().await, Err(DlmsError::Silent { .. })));
    world.meter.set_knobs(Knobs::default());
    world.head_end.timing.answer = std::time::Duration::from_secs(5);
    for silent in 1..5 {
        let (rows, grown) = day_of(&world, Role::LoadProfile, day.plus(silent)).await;
        assert_eq!((rows, grown), (97, vec![100_000; 96]));
    }
    // Two weeks are kept, the days before are gone.
    world.time.tell(day.plus(20).at(9, 0));
    let mut association = world.associate_anew().await.unwrap();
    let (from, to) = (day.plus(1).start(), day.plus(2).start());
    let old = association.read_profile(Role::LoadProfile, from, to).await.unwrap();
    assert_eq!(old.rows.len(), 0);
    let midnights = association.read_profile(Role::DailyProfile, from, to).await.unwrap();
    assert_eq!(midnights.complete().unwrap().len(), 2, "midnights stay");
}

#[tokio::test]
async fn a_clock_that_drifts_is_seen_and_set() {
    for kind in ["smart-electricity", "smart-gas"] {
        let place = format!("{kind} at=2026-11-12T08:00:00+01:00");
        let world = world(&place, "drift=200ppm,clock=-60s").await;
        world.wait_s(86_400);
        let mut association = world.associate().await.unwrap();
        let now = world.time.now();
        // 17.28 s in a day, of which whole seconds are shown.
        assert_eq!(association.read_clock().await.unwrap().seconds_since(now), -43, "{kind}");
        let drift = association.set_clock(now, 1).await.unwrap();
        assert_eq!(drift.by_s, 0);
        world.wait_s(86_400);
        let ahead = association.read_clock().await.unwrap().seconds_since(world.time.now());
        assert_eq!(ahead, 17, "it still drifts");
    }
}

#[tokio::test]
async fn rows_after_a_clock_was_set_back_are_those_of_the_time_it_shows() {
    let world = world("smart-electricity at=2026-11-12T08:00:00+01:00", "clock=+3600s").await;
    world.plug_in(Draw::watt(400));
    world.wait_s(4 * 3_600);
    let mut association = world.associate().await.unwrap();
    association.set_clock(world.time.now(), 1).await.unwrap();
    world.wait_s(3_600);
    let (from, to) = (at("2026-11-12T12:15:00+01:00"), at("2026-11-12T13:00:00+01:00"));
    let read = association.read_profile(Role::LoadProfile, from, to).await.unwrap();
    let rows = read.complete().unwrap();
    let total = |row: &dlms::client::ProfileRow| {
        let values = row.values.iter().take(2);
        values.fold(0, |sum, (_, amount)| match amount {
            Amount::Energy(energy) => sum + energy.0,
            _ => sum,
        })
    };
    assert_eq!(
        rows.iter().map(total).collect::<Vec<_>>(),
        [1_700_000, 1_800_000, 1_900_000, 2_000_000]
    );
}

#[tokio::test]
async fn mt_02_mt_11_amounts_that_are_written_are_shown_at_the_press_of_the_button() {
    let mut world = world("smart-electricity at=2026-11-12T08:00:00+01:00", "").await;
    let mut association = world.associate().await.unwrap();
    let mut pressed = Vec::new();
    for _ in 0..4 {
        world.meter.press(Button::Green, 0);
        pressed.push(world.screen());
    }
    assert!(pressed[1].starts_with("94.32.2.1 | ------"), "before the first push: {pressed:?}");
    let (balance, left) = ("-3.63".parse().unwrap(), "11.37".parse().unwrap());
    association.show_balance(balance, at("2026-11-12T06:00:00+01:00"), left).await.unwrap();
    association.show_message("Rechargez SVP").await.unwrap();
    world.meter.press(Button::Green, 0);
    let mut pressed = Vec::new();
    for _ in 0..4 {
        pressed.push(world.screen());
        world.meter.press(Button::Green, 0);
    }
    let said: Vec<_> = pressed.iter().map(|line| line.split(" | arrow").next().unwrap()).collect();
    assert_eq!(
        said,
        [
            "96.13.0 | Rechargez SVP | message",
            "94.32.2.1 | 12/11/2026 06:00 | updated",
            "94.32.2.2 | -3.63 € | balance",
            "94.32.2.3 | 11.37 € | emergency-left"
        ]
    );
    let said = world.meter.act(&Act::Show).unwrap();
    assert_eq!(said.lines().len(), 3, "amounts, message, screen: {:?}", said.lines());
}

#[tokio::test]
async fn mt_04_mt_05_a_calendar_from_afar_moves_the_tariff() {
    let place = "smart-electricity at=2026-11-12T11:30:00+01:00";
    let world = world(place, "").await;
    let mut inside = world.meter.clone();
    inside.act(&Act::parse("order calendar two-rate-until-2025", Instant(0)).unwrap()).unwrap();
    world.plug_in(Draw::watt(1_000));
    world.wait_s(1_800);
    assert_eq!(registers(&world).await[..2], ["1.8.1 0.500000", "1.8.2 0.000000"], "of old: peak");
    let mut association = world.associate_anew().await.unwrap();
    let table = CalendarTable::two_rate(world.time.now().day()).unwrap();
    association.set_calendar(&table).await.unwrap();
    association.release().await.unwrap();
    world.wait_s(1_800);
    assert_eq!(registers(&world).await[..2], ["1.8.1 0.500000", "1.8.2 0.500000"]);
}

/// Registers behind a real home grow by what the file says, in both directions.
#[tokio::test]
async fn a_real_home_is_metered_as_it_was() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/households");
    let file = folder.join("nl_zonnedael_2013h1_28hh.csv.gz");
    if !file.exists() {
        eprintln!("skipped: {} is not there", file.display());
        return;
    }
    let import = headend::import_file(&file, &headend::Options::default(), &mut |_| ()).unwrap();
    let headend::Content::QuarterHours(homes) = import.content else { panic!("no quarter-hours") };
    let home = &homes[3];
    let source = home.off_take().days().nth(9).unwrap();
    assert_eq!(source.gap(), 0);
    // Whole weeks later.
    let day = source.day.plus(7 * 52 * 13 + 7 * 2);
    let days = Arc::new(HomeDays::of(home).unwrap());
    let weeks = days.weeks();
    let weeks_ahead = u16::try_from(weeks - (13 * 52 + 2) % weeks).unwrap();
    let placed = day.previous().at(23, 59);
    let world = world(&format!("smart-electricity at={placed}"), "").await;
    let (home, midnight) = (MeasuredHome { days, weeks_ahead }, day.end());
    world.meter.set_load(HomeLoad::Measured(home));
    world.time.tell(midnight.plus_min(1));
    let (_, grown) = day_of(&world, Role::DailyProfile, day).await;
    assert_eq!(grown, [source.energy().0]);
    let (_, quarters) = day_of(&world, Role::LoadProfile, day).await;
    let expected: Vec<i64> = source.quarters().map(|energy| energy.unwrap().0).collect();
    assert_eq!(quarters, expected);
}
