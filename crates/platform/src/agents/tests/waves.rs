//! Waves of a run on the board: what meters confirmed, and one of them undone.

use super::*;
use crate::books::{EnteredParameter, enter_parameter};
use guards::{FleetFact, place_ppm};
use portal::agent::{RunView, WaveLine};
use supply::{CommandKind, MeterCommand};

const NIGHT: &str = "2026-11-03";

fn run() -> Run {
    Run { dso: Dso::Ores, energy: Energy::Electricity, day: NIGHT.parse().unwrap() }
}

/// Not even one order leaves without checks; two people have approved, and all waves have left.
fn in_waves() -> Office {
    let office = office();
    let mut engine = office.engine();
    let none = EnteredParameter {
        name: "cut.wave_auto_max".into(),
        value: "0".into(),
        scope: params::Scope { dso: None, energy: None },
        valid_from: "2020-11-01".parse().unwrap(),
        recorded_at: instant("2026-11-04T07:00:00+01:00"),
    };
    let number = enter_parameter(&mut engine.store, &none, "first").unwrap();
    engine.store.approve(store::Book::Parameters, number, "second").unwrap();
    drop(engine);
    let mut engine = office.engine();
    let approve = Steer::Approve { dry_run_seen: true, sample_checked: true };
    office.at("2026-11-04T08:30:00+01:00");
    for who in [&office.operator, &office.second] {
        assert_eq!(office.desks.steer(who, run(), &approve).unwrap(), Ok(()));
    }
    for minute in 31..45 {
        let now = instant(&format!("2026-11-04T08:{minute}:00+01:00"));
        engine.drive_waves(Dso::Ores, now).unwrap();
        engine.advance_due(Dso::Ores, now).unwrap();
    }
    office.at("2026-11-04T08:50:00+01:00");
    office
}

fn shown(office: &Office) -> RunView {
    let board = office.desks.board(&office.operator, Dso::Ores, Energy::Electricity).unwrap();
    board.run.unwrap()
}

fn releases(office: &Office) -> usize {
    let mut engine = office.engine();
    let account = engine.account_of(ean()).unwrap().id;
    let all = engine.store.commands_since(account, Instant(0)).unwrap().into_iter();
    let all = all.map(|one| serde_json::from_str::<MeterCommand>(&one.body).unwrap());
    all.filter(|one| one.kind == CommandKind::Connect).count()
}

#[test]
fn o_02_cg_18_a_wave_says_what_was_confirmed_and_is_undone_without_the_others() {
    let office = in_waves();
    let waves = shown(&office).waves;
    let ends: Vec<i64> = waves.iter().map(|wave| wave.to_ppm).collect();
    assert_eq!(ends, [10_000, 110_000, 1_000_000]);
    assert_eq!(shown(&office).waves_of, 1);
    let place = place_ppm(ean(), NIGHT.parse().unwrap());
    let of_home = |wave: &&WaveLine| (wave.from_ppm..wave.to_ppm).contains(&place);
    let own = *waves.iter().find(of_home).unwrap();
    assert_eq!((own.ordered, own.confirmed, own.failed, own.under_way), (1, 1, 0, 0));
    let others: Vec<&WaveLine> = waves.iter().filter(|wave| !of_home(wave)).collect();
    assert!(others.iter().all(|wave| wave.ordered == 0), "{others:?}");
    let undo = |wave: &WaveLine| {
        let step = Steer::UndoWave {
            from_ppm: wave.from_ppm,
            to_ppm: wave.to_ppm,
            cost_borne_by: "operator".to_owned(),
        };
        office.desks.steer(&office.operator, run(), &step).unwrap()
    };
    assert_eq!(undo(others[0]), Ok(()));
    assert_eq!(releases(&office), 0, "another wave");
    assert!(matches!(undo(&WaveLine { to_ppm: 500_000, ..own }), Err(AgentRefused::Rule(_))));
    assert_eq!(undo(&own), Ok(()));
    assert_eq!(undo(&own), Ok(()), "pressed twice");
    assert_eq!(releases(&office), 1);
    let undone = shown(&office).waves.into_iter().filter(|wave| wave.undone).count();
    assert_eq!(undone, 2);
    assert!(!shown(&office).undone, "the rest of the night stays");
    sound(&mut office.engine());
}

#[test]
fn o_02_the_board_says_what_the_public_page_says() {
    let office = office();
    let public = || {
        let board = office.desks.board(&office.operator, Dso::Ores, Energy::Electricity).unwrap();
        board.public.into_iter().map(|line| line.kind).collect::<Vec<_>>()
    };
    assert_eq!(public(), Vec::<String>::new());
    for (incident, energy) in [("gas", Energy::Gas), ("power", Energy::Electricity)] {
        let fact = FleetFact::IncidentOpened {
            incident: incident.to_owned(),
            kind: "terminals".to_owned(),
            covers: guards::Covers { energy: Some(energy), area: None },
            by: "an".to_owned(),
        };
        let at = instant("2026-11-04T07:40:00+01:00");
        office.engine().record_fleet(Dso::Ores, None, &fact, at).unwrap();
    }
    assert_eq!(public(), ["terminals"], "of this energy");
    office.desks.steer(&office.caller, run(), &Steer::Stop).unwrap().unwrap();
    assert_eq!(public(), ["terminals", "stop_switch"]);
}
