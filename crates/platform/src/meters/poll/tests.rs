//! Collections over loopback: what is booked, what is refused by name, what goes on where it was.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod quarters;

use super::*;
use crate::bench::model::Computed;
use crate::meters::secrets;
use crate::testing::{instant, move_in_at, night, sound};
use dlms::face::{Fleet, ServedModel};
use dlms::{MeterKeys, Profile, Role, SecretKey, SystemTitle};
use guards::Guard;
use readings::Registers;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicI64, Ordering};
use store::{KeyState, Meter};
use units::Ean;

const NOW: &str = "2026-11-03T03:00:00+01:00";
const DAY: &str = "2026-11-02";

fn masters() -> MasterKeys {
    MasterKeys::of(Some(&"07".repeat(32))).unwrap()
}

fn keys(byte: u8) -> MeterKeys {
    let key = |part: u8| SecretKey::new([byte.wrapping_add(part); 16]);
    MeterKeys { generation: 1, encryption: key(0), authentication: key(1), master: None }
}

fn kind() -> Profile {
    let shipped = Profile::shipped().unwrap();
    Profile::clone(shipped.iter().find(|one| one.name == "be-single-phase").unwrap())
}

/// How a meter is, and how the registry believes it to be.
struct Case {
    serial: &'static str,
    profile: Profile,
    keys: MeterKeys,
    /// As registered.
    title: Option<SystemTitle>,
    /// As it answers.
    own_title: SystemTitle,
    off_s: i64,
    holes: Vec<&'static str>,
    deaf: bool,
    /// Its registers follow the calendar; so many Wh more a day stand in its midnights.
    daily_extra: Option<i64>,
}

impl Case {
    fn good(serial: &'static str, number: u8) -> Self {
        let mut title = *b"TIR\0\0\0\0\0";
        title[7] = number;
        let title = SystemTitle(title);
        let (off_s, holes, deaf) = (0, Vec::new(), false);
        let (profile, keys, own_title) = (kind(), keys(9), title);
        let (title, daily_extra) = (Some(title), None);
        Self { serial, profile, keys, title, own_title, off_s, holes, deaf, daily_extra }
    }
}

struct World {
    engine: Engine,
    runtime: tokio::runtime::Runtime,
    kept: KeptMeters,
    timing: Timing,
    request: Request,
    /// So much later than `NOW` it is at the meters.
    later_s: Arc<AtomicI64>,
    _fleet: Fleet,
    _deaf: std::net::TcpListener,
    _folder: tempfile::TempDir,
}

fn ean(number: usize) -> Ean {
    Ean::with_check_digit(54_144_900_000_000_000 + number as u64).unwrap()
}

/// Homes with an account each since 30 October, and their meters.
fn world(cases: Vec<Case>) -> World {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("poll.db").display());
    let mut engine = crate::testing::empty(&url);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let later_s = Arc::new(AtomicI64::new(0));
    let served = cases.iter().map(|case| {
        let (off_s, later_s) = (case.off_s, Arc::clone(&later_s));
        let clock = move || instant(NOW).plus_s(off_s + later_s.load(Ordering::Relaxed));
        let mut model = Computed::new(Arc::new(clock), 0, 4);
        model.holes = case.holes.iter().map(|at| instant(at)).collect();
        let profile = Arc::new(case.profile.clone());
        let model: Box<dyn dlms::face::MeterModel> = match case.daily_extra {
            Some(extra) => Box::new(quarters::Following::new(model, extra)),
            None => Box::new(model),
        };
        ServedModel::new(profile, case.own_title, Some(case.keys.clone()), model)
    });
    let served = served.collect();
    let listen: SocketAddr = "127.0.0.1:0".parse().unwrap();
    let fleet = runtime.block_on(Fleet::serve(served, listen, 100)).unwrap();
    // Accepts connections, and never says a word.
    let deaf = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mut meters = Vec::new();
    for (number, case) in cases.iter().enumerate() {
        move_in_at(&mut engine, ean(number), "2026-10-30T00:00:00+01:00");
        let place = fleet.places()[number];
        let address = if case.deaf { deaf.local_addr().unwrap() } else { place.address };
        meters.push(Meter {
            serial: case.serial.to_owned(),
            placed_at: instant("2026-10-30T00:00:00+01:00"),
            removed_at: None,
            dso: Dso::Ores,
            ean: ean(number),
            energy: units::Energy::Electricity,
            profile: "be-single-phase".to_owned(),
            place: address.to_string(),
            hdlc_physical: None,
            server: Some(place.server),
            cell: format!("cell {}", number % 3),
            title: case.title.map(|title| title.to_string()),
            read_midnight: None,
            behind: None,
        });
        let kept = secrets::seal(&masters(), case.serial, KeyState::Current, &keys(9)).unwrap();
        engine.store.add_meter_keys(&[kept]).unwrap();
    }
    engine.store.place_meters(&meters, false).unwrap();
    let kept = KeptMeters::over(engine.store.another().unwrap(), masters()).unwrap();
    let ms = Duration::from_millis;
    let timing = Timing { connect: ms(500), answer: ms(500), tries: 2, back_off: ms(10) };
    let request = Request {
        day: DAY.parse().unwrap(),
        quarters: None,
        slow: Duration::from_secs(10),
        profiles: Arc::new(profiles(None).unwrap()),
        clock: Arc::new(|| instant(NOW)),
    };
    World {
        engine,
        runtime,
        kept,
        timing,
        request,
        later_s,
        _fleet: fleet,
        _deaf: deaf,
        _folder: folder,
    }
}

impl World {
    fn poll(&mut self) -> Report {
        let head_end = self.kept.head_end(SystemTitle(*b"HES\0\0\0\0\x01"), self.timing);
        let limits = Limits { open: 16, of_a_cell: 4, for_releases: 1, for_orders: 0 };
        let poller = Arc::new(Poller::new(head_end, limits));
        let (engine, runtime) = (&mut self.engine, &self.runtime);
        let kept = Some(&self.kept);
        collect(engine, runtime, &poller, kept, Dso::Ores, &self.request, &mut |_| {}).unwrap()
    }

    fn outcome(&mut self, serial: &str) -> (String, u32) {
        let (day, store) = (self.request.day, &mut self.engine.store);
        let (poll, attempts) = store.poll_of(Dso::Ores, day, serial).unwrap().unwrap();
        (poll.outcome, attempts)
    }

    fn readings(&mut self, number: usize) -> Vec<(SettlementDay, Registers)> {
        let account = self.engine.account_of(ean(number)).unwrap();
        let (from, to) = (SettlementDay(0), self.request.day.next());
        let store = &mut self.engine.store;
        let kept = store.readings(&[account.id], from, to, instant(NOW).plus_h(1)).unwrap();
        kept.into_iter().map(|one| (one.midnight, one.registers)).collect()
    }

    fn alarms(&mut self, number: usize) -> Vec<String> {
        let account = self.engine.account_of(ean(number)).unwrap();
        let facts = self.engine.store.facts(&[account.id]).unwrap();
        facts.into_iter().filter(|fact| fact.kind == "meter_alarm").filter_map(|f| f.key).collect()
    }
}

#[test]
fn pa_07_a_midnight_is_booked_once_however_often_it_is_collected() {
    let mut world = world(vec![Case::good("A1", 1), Case::good("A2", 2)]);
    let report = world.poll();
    assert_eq!((report.read, report.meters(), report.with_holes), (2, 2, 0));
    // Since it was placed: a meter that is read for the first time is asked for what it has stored.
    let midnights = world.readings(0);
    let days: Vec<String> = midnights.iter().map(|(day, _)| day.to_string()).collect();
    assert_eq!(days, ["2026-10-31", "2026-11-01", "2026-11-02", "2026-11-03"]);
    let model = Computed::new(Arc::new(|| instant(NOW)), 0, 4);
    let at = instant("2026-11-03T00:00:00+01:00");
    // The profile counts whole watt-hours, we count thousandths.
    let expected = Registers([model.value(0, at) * 1_000, model.value(1, at) * 1_000]);
    assert_eq!(midnights[3].1, expected);
    let again = world.poll();
    assert_eq!(again.meters(), 0, "both are done");
    assert_eq!(world.readings(0).len(), 4);
    assert_eq!(world.outcome("A1"), ("read".to_owned(), 1));
    let meter = world.engine.store.meter("A1").unwrap().unwrap();
    assert_eq!(meter.read_midnight, Some("2026-11-03".parse().unwrap()));
}

#[test]
fn mt_18_a_meter_that_was_silent_delivers_its_stored_midnights_when_it_returns() {
    let mut cases: Vec<Case> = vec![Case::good("A1", 1), Case::good("A2", 2)];
    cases[0].deaf = true;
    let mut world = world(cases);
    let report = world.poll();
    assert_eq!((report.read, report.silent), (1, 1));
    assert_eq!(world.outcome("A1"), ("silent".to_owned(), 1));
    assert_eq!(world.readings(0), []);
    assert_eq!(world.alarms(0), [""; 0], "silence is a state of its own");
    // It hangs at the place of the fleet again.
    let place = world._fleet.places()[0].address.to_string();
    let text = format!("UPDATE meter SET place = '{place}' WHERE serial = 'A1'");
    world.engine.store.run_sql(&text).unwrap();
    let report = world.poll();
    assert_eq!((report.read, report.meters()), (1, 1), "only the one that is left");
    assert_eq!(world.outcome("A1"), ("read".to_owned(), 2));
    assert_eq!(world.readings(0).len(), 4);
}

#[test]
fn mt_17_what_is_wrong_is_named_and_goes_onto_the_timeline_once() {
    let good = |number: u8| {
        Case::good(["A0", "A1", "A2", "A3", "A4", "A5", "A6", "A7"][usize::from(number)], number)
    };
    let mut cases: Vec<Case> = (0..8).map(good).collect();
    cases[1].keys = keys(40);
    // Another meter hangs there, with keys and a name of its own.
    (cases[2].keys, cases[2].own_title) = (keys(50), SystemTitle(*b"TIR\0\0\0\x09\x09"));
    // Another one that has been given the same keys.
    cases[3].own_title = SystemTitle(*b"TIR\0\0\0\x09\x08");
    cases[4].off_s = 3_600;
    cases[5].holes = vec!["2026-11-03T00:00:00+01:00"];
    let register = |profile: &mut Profile, change: &dyn Fn(&mut dlms::Object)| {
        let object = profile.objects.iter_mut().find(|one| one.role == Role::Register).unwrap();
        change(object);
    };
    register(&mut cases[6].profile, &|object| object.scale.as_mut().unwrap().scaler = 1);
    register(&mut cases[7].profile, &|object| object.version = 1);
    let mut world = world(cases);
    for round in 1..=2 {
        let report = world.poll();
        let expected = [
            ("class_version", 1),
            ("clock_off", 1),
            ("holes", 1),
            ("scaler_changed", 1),
            ("swapped", 2),
            ("wrong_key", 1),
        ];
        assert_eq!(report.refused, expected.into_iter().collect(), "round {round}");
        assert_eq!(report.read, u64::from(round == 1));
        for (number, name) in [
            (1, "wrong_key"),
            (2, "swapped"),
            (3, "swapped"),
            (4, "clock_off"),
            (5, "holes"),
            (6, "scaler_changed"),
            (7, "class_version"),
        ] {
            assert_eq!(world.outcome(&format!("A{number}")), (name.to_owned(), round));
            assert_eq!(world.alarms(number), [format!("{DAY}/{name}")], "round {round}");
        }
    }
    assert_eq!(world.alarms(0), [""; 0]);
    // What cannot be trusted is not booked; what else is stored, is.
    let booked: Vec<usize> = (0..8).map(|number| world.readings(number).len()).collect();
    assert_eq!(booked, [4, 0, 0, 0, 0, 3, 0, 0]);
}

#[test]
fn cg_12_a_swap_and_a_clock_that_is_off_bar_the_cut() {
    let mut cases: Vec<Case> = vec![Case::good("A0", 0), Case::good("A1", 1), Case::good("A2", 2)];
    cases[0].deaf = true;
    cases[1].own_title = SystemTitle(*b"TIR\0\0\0\x09\x08");
    cases[2].off_s = 3_600;
    let mut world = world(cases);
    let homes: Vec<_> =
        (0..3).map(|number| world.engine.account_of(ean(number)).unwrap().id).collect();
    let engine = &mut world.engine;
    let night = |engine: &mut Engine, day: &str, kwh: i64| {
        let used: Vec<_> = homes.iter().map(|account| (*account, kwh)).collect();
        crate::testing::nights(engine, &used, day);
    };
    // 20.00 of credit and 8.00 a day: exhausted on Tuesday, cut on Wednesday at eight.
    for (day, kwh) in [("2026-10-30", 20), ("2026-10-31", 40), ("2026-11-01", 60)] {
        night(engine, day, kwh);
    }
    let report = world.poll();
    assert_eq!(report.refused, [("clock_off", 1), ("swapped", 1)].into_iter().collect());
    let engine = &mut world.engine;
    night(engine, DAY, 80);
    night(engine, "2026-11-03", 100);
    let mut decided = vec![Vec::new(); 3];
    let now = instant("2026-11-04T12:00:00+01:00");
    for (account, line) in engine.advance_due(Dso::Ores, now).unwrap() {
        let number = homes.iter().position(|id| *id == account).unwrap();
        if line.event == "order_disconnect" || line.guards.contains(&Guard::RightPoint) {
            decided[number].push(line.event);
        }
    }
    assert_eq!(decided, [["order_disconnect"], ["cut_refused"], ["cut_refused"]]);
    sound(engine);
}

/// What a command prints over the database of a world.
fn said(world: &World, command: impl FnOnce(&str, &mut dyn Write)) -> String {
    let url = format!("sqlite:{}", world._folder.path().join("poll.db").display());
    let mut out = Vec::new();
    command(&url, &mut out);
    String::from_utf8(out).unwrap()
}

fn account_shown(world: &World, number: usize, json: bool) -> String {
    said(world, |url, out| {
        crate::accounts::show(url, ean(number), Some(instant(NOW)), json, out).unwrap();
    })
}

fn list_shown(world: &World, json: bool) -> String {
    said(world, |url, out| {
        let asked = crate::meters::register::List { dso: None };
        crate::meters::register::list(url, &asked, json, out).unwrap();
    })
}

#[test]
fn cg_12_what_is_wrong_is_seen_by_whoever_collects_lists_meters_or_looks_at_the_account() {
    let mut cases: Vec<Case> = vec![Case::good("A0", 0), Case::good("A1", 1), Case::good("A2", 2)];
    cases[1].keys = keys(40);
    cases[2].own_title = SystemTitle(*b"TIR\0\0\0\x09\x08");
    let mut world = world(cases);
    assert_eq!(list_shown(&world, false).matches("read to never").count(), 3, "not one yet");
    let report = world.poll();
    let printed = said(&world, |_, out| {
        show(Dso::Ores, world.request.day, &report, false, out).unwrap();
    });
    let detail = report.named.iter().find(|one| one.outcome == "swapped").unwrap().detail.clone();
    assert!(!detail.is_empty());
    let lines = [
        format!("  A2 {} swapped: {detail}\n", ean(2)),
        format!("  A1 {} wrong key: the keys of generation 1 are not those of the meter\n", ean(1)),
    ];
    assert!(printed.ends_with(&lines.concat()), "{printed}");
    let machine = said(&world, |_, out| {
        show(Dso::Ores, world.request.day, &report, true, out).unwrap();
    });
    let machine: serde_json::Value = serde_json::from_str(&machine).unwrap();
    assert_eq!(machine["refused_meters"][0]["serial"], "A2");
    assert_eq!(machine["refused_meters"][1]["ean"], ean(1).to_string());
    assert_eq!(machine["refused_not_listed"], 0);
    let list = list_shown(&world, false);
    assert!(list.contains(", read to 2026-11-03, 2026-11-02: read\n"), "{list}");
    assert!(list.contains(&format!(", read to never, 2026-11-02: swapped: {detail}\n")), "{list}");
    let list = list_shown(&world, true);
    let last: serde_json::Value = serde_json::from_str(list.lines().nth(1).unwrap()).unwrap();
    assert_eq!(last["last_collection"]["outcome"], "wrong_key");
    assert_eq!(last["last_collection"]["day"], DAY);
    // The account: the flag that bars a cut, and the last things that happened.
    let shown = account_shown(&world, 2, false);
    assert!(shown.contains("flag          binding, until somebody lifts it\n"), "{shown}");
    assert!(shown.contains(&format!("  meter swapped  A2: {detail}\n")), "{shown}");
    let shown: serde_json::Value = serde_json::from_str(&account_shown(&world, 2, true)).unwrap();
    assert_eq!(shown["flags"], serde_json::json!([{"name": "binding", "until": null}]));
    let last = shown["events"].as_array().unwrap().last().unwrap();
    assert_eq!(last["event"], "meter_swapped");
    assert_eq!(last["detail"], format!("A2: {detail}"));
    // Wrong keys are told, and bar nothing.
    let shown = account_shown(&world, 1, false);
    assert!(shown.contains("meter wrong key") && !shown.contains("flag  "), "{shown}");
    let good = account_shown(&world, 0, false);
    assert!(!good.contains("flag  ") && !good.contains("  meter "), "{good}");
}

#[test]
fn cg_12_an_account_shows_its_newest_twenty_events() {
    let mut world = world(vec![Case::good("A0", 0)]);
    let account = world.engine.account_of(ean(0)).unwrap();
    for minute in 0..25 {
        let at = instant("2026-10-30T12:00:00+01:00").plus_min(minute);
        world.engine.record(&account, &timeline::Fact::Press {}, at).unwrap();
    }
    let shown: serde_json::Value = serde_json::from_str(&account_shown(&world, 0, true)).unwrap();
    let events = shown["events"].as_array().unwrap();
    assert_eq!(events.len(), 20);
    assert_eq!(events[0]["at"], "2026-10-30T12:05:00+01:00");
    assert_eq!(events[19]["at"], "2026-10-30T12:24:00+01:00");
}

#[test]
fn mt_17_a_master_key_that_is_not_the_one_is_called_so_and_not_each_meter_is_listed() {
    let serial = |number: u8| -> &'static str { format!("M{number:02}").leak() };
    let mut world = world((0..25).map(|number| Case::good(serial(number), number)).collect());
    let other = MasterKeys::of(Some(&"08".repeat(32))).unwrap();
    world.kept = KeptMeters::over(world.engine.store.another().unwrap(), other).unwrap();
    let report = world.poll();
    assert_eq!(report.refused, [("wrong_master_key", 25)].into_iter().collect());
    assert_eq!((report.named.len(), report.left_out()), (20, 5));
    let detail = &report.named[0].detail;
    assert!(detail.contains("sealed with master key"), "{detail}");
    assert!(detail.contains("TIRELIRE_MASTER_KEY does not have"), "{detail}");
    let printed = said(&world, |_, out| {
        show(Dso::Ores, world.request.day, &report, false, out).unwrap();
    });
    assert!(printed.contains("25 wrong master key\n"), "{printed}");
    let more = "  and 5 more: `tirelire meter list` has the last outcome of each\n";
    assert!(printed.ends_with(more), "{printed}");
    assert_eq!(world.alarms(0), [""; 0], "it is ours, not the point's");
}

#[test]
fn a_title_is_learnt_at_the_first_reading_and_a_meter_without_keys_is_told_apart_by_its_name() {
    let mut cases = vec![Case::good("A0", 0)];
    cases[0].title = None;
    let mut world = world(cases);
    assert_eq!(world.poll().read, 1);
    let meter = world.engine.store.meter("A0").unwrap().unwrap();
    assert_eq!(meter.title.as_deref(), Some("5449520000000000"));
    assert_eq!(world.outcome("A0"), ("read".to_owned(), 1));
    let account = world.engine.account_of(ean(0)).unwrap();
    night(&mut world.engine, &account, "2026-10-30", 20);
    sound(&mut world.engine);
}

#[test]
fn mt_08_a_meter_that_another_process_talks_to_is_read_after_it_and_that_is_said() {
    let mut world = world(vec![Case::good("A0", 0), Case::good("A1", 1)]);
    let other = KeptMeters::over(world.engine.store.another().unwrap(), masters()).unwrap();
    assert!(world.runtime.block_on(dlms::CounterStore::hold(&other, "A1")).unwrap());
    let lets_go = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(700));
        dlms::CounterStore::let_go(&other, "A1");
        std::time::Instant::now()
    });
    let report = world.poll();
    let (ended, let_go) = (std::time::Instant::now(), lets_go.join().unwrap());
    assert!(ended > let_go);
    assert_eq!((report.read, report.waited_for, report.refused()), (2, 1, 0));
    assert_eq!(world.outcome("A1"), ("read".to_owned(), 1), "waiting is no try");
    let printed = said(&world, |_, out| {
        show(Dso::Ores, world.request.day, &report, false, out).unwrap();
    });
    let line = "ORES 2026-11-02: 1 were talked to by another process, and asked after it\n";
    assert!(printed.contains(line), "{printed}");
    // Nothing is left held.
    let next = KeptMeters::over(world.engine.store.another().unwrap(), masters()).unwrap();
    for serial in ["A0", "A1"] {
        assert!(world.runtime.block_on(dlms::CounterStore::hold(&next, serial)).unwrap());
    }
}
