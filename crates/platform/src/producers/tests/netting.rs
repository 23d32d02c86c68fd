//! A prepaid household in compensation, night by night.

use super::*;
use crate::testing::sound;
use guards::LawfulBasis;
use readings::Registers;
use store::Reading;
use timeline::{AnswerDelays, Fact};
use units::{AccountId, Energy, ObisCode};

/// An account of two rates from 30 October on, its four registers at zero, with 20.00 EUR.
fn home(engine: &mut Engine) -> store::Account {
    let all = [
        ObisCode::IMPORT_PEAK,
        ObisCode::IMPORT_OFF_PEAK,
        ObisCode::EXPORT_PEAK,
        ObisCode::EXPORT_OFF_PEAK,
    ];
    let opening = crate::engine::Opening {
        start: Fact::Activate { registers: all.map(|one| (one, "0".to_owned())).into() },
        protected: Vec::new(),
        basis: LawfulBasis::Request { id: "R-1".into() },
        answers: Some(AnswerDelays::default()),
        area: None,
        notices_are_facts: false,
        closing: None,
    };
    let rates = prepay::Rates::Two;
    let group = prepay::TariffGroup { energy: Energy::Electricity, rates };
    let at = instant("2026-10-30T00:00:00+01:00");
    engine.open_account(groups::ean(1), Dso::Ores, group, at, &opening).unwrap();
    engine.account_of(groups::ean(1)).unwrap()
}

fn show(engine: &mut Engine, account: AccountId, on: &str, taken: i64, injected: Option<i64>) {
    let midnight = day(on);
    let learnt_at = midnight.start().plus_min(1);
    let reading = |kwh: i64| {
        let registers = Registers([kwh * 1_000_000, 0]);
        Reading { midnight, account, registers, learnt_at }
    };
    engine.store.record_readings(&[reading(taken)]).unwrap();
    let injected: Vec<Reading> = injected.map(reading).into_iter().collect();
    super::super::record_injected(engine, &injected).unwrap();
}

/// The meter shows so much at the end of a day, and the night settles it.
fn night(engine: &mut Engine, account: AccountId, on: &str, taken: i64, injected: Option<i64>) {
    let next = day(on).next().to_string();
    show(engine, account, &next, taken, injected);
    engine.settle(Dso::Ores, day(on), &mut Vec::new(), &mut |_| {}).unwrap();
}

fn charges(engine: &mut Engine, account: AccountId) -> Vec<(String, String)> {
    let rows = engine.store.days(&[account], day("2026-10-01"), day("2026-12-31")).unwrap();
    rows.iter().map(|row| (row.charge.to_string(), row.quality.name().to_owned())).collect()
}

fn balance(engine: &mut Engine, account: &store::Account) -> MilliEuro {
    let at = instant("2026-12-31T00:00:00+01:00");
    let rebuilt = engine.rebuild(std::slice::from_ref(account), at).unwrap().pop().unwrap();
    let charged = rebuilt.timeline.account.days().values().map(|day| day.charged.0).sum::<i64>();
    charged / 1_000
}

/// In thousandths of a euro.
type MilliEuro = i64;

#[test]
fn ps_11_a_prepaid_household_in_compensation_is_charged_for_its_running_net() {
    let mut world = World::new();
    let account = home(&mut world.engine);
    world.keep(account.ean, &accepted("2021-05-01")).unwrap();
    let engine = &mut world.engine;
    night(engine, account.id, "2026-10-30", 10, Some(4));
    night(engine, account.id, "2026-10-31", 11, Some(11));
    night(engine, account.id, "2026-11-01", 12, Some(14));
    night(engine, account.id, "2026-11-02", 20, Some(15));
    let measured = |charge: &str| (charge.to_owned(), "measured".to_owned());
    let expected = ["2.400000", "-2.400000", "0.000000", "2.000000"].map(measured);
    assert_eq!(charges(engine, account.id), expected);
    sound(engine);
    // The agent, and whoever asks, see the net that a charge rests on.
    let now = instant("2026-11-03T12:00:00+01:00");
    let rebuilt = engine.rebuild(std::slice::from_ref(&account), now).unwrap().pop().unwrap();
    let told = timeline::explain(&rebuilt.timeline.account, now, now).unwrap();
    let credit = told.lines.iter().find(|line| line.amount.to_string() == "2.400000").unwrap();
    assert_eq!(credit.rule, "PS-11");
    let reading = credit.from.as_ref().unwrap().to_string();
    assert!(
        reading.contains("net since 2026-10-30 6.000000 and 0.000000 kWh before, 0.000000 and"),
        "{reading}"
    );
    world.measure(account.ean, Direction::OffTake, 100, "2026-10-30", "2026-11-03");
    let explain = super::super::Prosumer::Explain(super::super::commands::Explain {
        asked: asked(account.ean, "2026-11-03"),
        day: Some(day("2026-10-31")),
    });
    let lines = of(&world.say(&explain), "prosumer_day");
    assert_eq!(lines[0]["charged_eur"], "-2.400000");
    assert_eq!(lines[0]["net_before_kwh"], "6.000000 peak + 0.000000 off-peak");
}

#[test]
fn ps_11_a_day_without_its_injection_is_one_without_a_reading_until_it_comes() {
    let mut world = World::new();
    let account = home(&mut world.engine);
    world.keep(account.ean, &accepted("2021-05-01")).unwrap();
    let engine = &mut world.engine;
    night(engine, account.id, "2026-10-30", 10, Some(0));
    night(engine, account.id, "2026-10-31", 14, Some(0));
    night(engine, account.id, "2026-11-01", 22, None);
    night(engine, account.id, "2026-11-02", 26, Some(9));
    let line = |charge: &str, quality: &str| (charge.to_owned(), quality.to_owned());
    let mut expected = vec![line("4.000000", "measured"), line("1.600000", "measured")];
    // Both days that the midnight bounds: by the mean, the day of the opening left out.
    expected.extend(vec![line("1.600000", "provisional"); 2]);
    assert_eq!(charges(engine, account.id), expected);
    // It comes late: 8 kWh taken and 6 injected, then 4 and 3.
    show(engine, account.id, "2026-11-02", 22, Some(6));
    night(engine, account.id, "2026-11-03", 26, Some(9));
    assert_eq!(balance(engine, &account), (4_000 + 1_600 + 800 + 400));
    sound(engine);
}

#[test]
fn ps_11_a_regularisation_begins_anew_and_the_end_of_compensation_ends_the_netting() {
    let mut world = World::new();
    let account = home(&mut world.engine);
    world.keep(account.ean, &accepted("2021-05-01")).unwrap();
    night(&mut world.engine, account.id, "2026-10-30", 2, Some(10));
    night(&mut world.engine, account.id, "2026-10-31", 4, Some(10));
    night(&mut world.engine, account.id, "2026-11-01", 6, Some(10));
    assert_eq!(balance(&mut world.engine, &account), 0, "there is more injected than taken");
    // The yearly reading of the first, told later: what is over is lost, and the days after it count from zero.
    let (registers, why) = (registers(4, 10), Boundary::YearlyReading);
    world.keep(account.ean, &Entry::Read { on: day("2026-11-01"), registers, why }).unwrap();
    night(&mut world.engine, account.id, "2026-11-02", 7, Some(10));
    assert_eq!(balance(&mut world.engine, &account), 1_200, "3 kWh since the reading");
    // It is given up from the fourth on: a day of sun is worth nothing here any more.
    let notice = prosumer::SignedNotice { signed_on: day("2026-11-02"), document: "N-1".into() };
    world.keep(account.ean, &Entry::GaveUp { on: day("2026-11-04"), notice }).unwrap();
    night(&mut world.engine, account.id, "2026-11-03", 8, Some(20));
    assert_eq!(balance(&mut world.engine, &account), 0);
    night(&mut world.engine, account.id, "2026-11-04", 11, Some(30));
    assert_eq!(balance(&mut world.engine, &account), 1_200);
    sound(&mut world.engine);
}

#[test]
fn ps_11_by_gross_all_off_take_is_charged_and_another_home_is_not_touched() {
    let mut world = World::with(&[("prosumer.prepay_method", "gross")]);
    let account = home(&mut world.engine);
    let neighbour = move_in(&mut world.engine, groups::ean(2));
    world.keep(account.ean, &accepted("2021-05-01")).unwrap();
    show(&mut world.engine, neighbour.id, "2026-10-31", 5, Some(50));
    night(&mut world.engine, account.id, "2026-10-30", 10, Some(10));
    let line = |charge: &str| vec![(charge.to_owned(), "measured".to_owned())];
    assert_eq!(charges(&mut world.engine, account.id), line("4.000000"));
    assert_eq!(charges(&mut world.engine, neighbour.id), line("2.000000"));
}

#[test]
fn ps_11_injection_that_went_back_holds_the_account() {
    let mut world = World::new();
    let account = home(&mut world.engine);
    world.keep(account.ean, &accepted("2021-05-01")).unwrap();
    let engine = &mut world.engine;
    night(engine, account.id, "2026-10-30", 10, Some(4));
    night(engine, account.id, "2026-10-31", 12, Some(1));
    assert_eq!(charges(engine, account.id).len(), 1, "nobody is credited on it");
    sound(engine);
}
