//! What the pages of operators do, over a home in memory.

mod agreement;
mod dossiers;
mod flows;
mod rights;
mod tariffs;
mod team;
mod tell;
mod texts;

use super::Rooms;
use crate::engine::Engine;
use crate::testing::{ean, empty, instant, move_in, night};
use access::Role;
use calendar::{Instant, SettlementDay};
use portal::ShownState;
use portal::agent::Queue;
use portal::my::Visitor;
use portal::operator::{
    AuditKind, AuditWanted, ChangeState, Health, Measure, NewIncident, NewWork, OperatorRefused,
    Operators, Tile, TileView, ValueKind, Wish, Works,
};
use std::sync::{Arc, Mutex};
use store::PersonLook;
use units::{Dso, Ean, Energy, Language};

const ATTEMPT: &str = "0123456789abcdef0123456789abcdef";
const OTHER: &str = "fedcba9876543210fedcba9876543210";
const LOW: &str = "credit.low_threshold";

struct Office {
    rooms: Rooms,
    now: Arc<Mutex<Instant>>,
    url: String,
    first: Visitor,
    second: Visitor,
    _folder: tempfile::TempDir,
}

fn day(text: &str) -> SettlementDay {
    text.parse().unwrap()
}

/// A home with 12.00 EUR since the night of 30 October, on Saturday the 31st at ten.
fn office() -> Office {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("office.db").display());
    let mut engine = empty(&url);
    let account = move_in(&mut engine, ean());
    night(&mut engine, &account, "2026-10-30", 20);
    drop(engine);
    let now = Arc::new(Mutex::new(instant("2026-10-31T10:00:00+01:00")));
    let told = Arc::clone(&now);
    let clock = Arc::new(move || *told.lock().unwrap());
    let rooms = Rooms::new(Engine::open(&url).unwrap(), Dso::Ores, clock);
    let visitor = |person: i64, name: &str| Visitor {
        person,
        role: Role::Operator,
        name: name.to_owned(),
        language: Language::En,
        session: 1,
    };
    let (first, second) = (visitor(1, "di"), visitor(2, "ed"));
    Office { rooms, now, url, first, second, _folder: folder }
}

fn wish(name: &str, value: &str, energy: Option<Energy>, from: &str) -> Wish {
    let reason = "decided by the board".to_owned();
    Wish { name: name.to_owned(), value: value.to_owned(), energy, from: day(from), reason }
}

impl Office {
    fn engine(&self) -> Engine {
        Engine::open(&self.url).unwrap()
    }

    /// As after a while: changed values are looked for every few seconds.
    fn reopen(&mut self) {
        let told = Arc::clone(&self.now);
        let clock = Arc::new(move || *told.lock().unwrap());
        self.rooms = Rooms::new(self.engine(), Dso::Ores, clock);
    }

    fn at(&self, text: &str) {
        *self.now.lock().unwrap() = instant(text);
    }

    fn refused(&self, wish: &Wish) -> OperatorRefused {
        let said = self.rooms.preview(&self.first, wish).unwrap().unwrap_err();
        let asked = self.rooms.ask(&self.first, wish, OTHER).unwrap();
        assert!(asked.is_err(), "{asked:?} though a look at it was refused");
        said
    }

    /// Asks for it and has it approved.
    fn changed(&self, wish: &Wish, attempt: &str) {
        let number = self.rooms.ask(&self.first, wish, attempt).unwrap().unwrap();
        self.rooms.decide(&self.second, number, true, "").unwrap().unwrap();
    }

    fn tile(&self, tile: Tile) -> TileView {
        let room = self.rooms.room(&self.first).unwrap();
        *room.tiles.iter().find(|one| one.tile == tile).unwrap()
    }

    /// The threshold that holds on a day, as known now.
    fn low(&self, on: &str) -> String {
        let engine = self.engine();
        let rules = engine.books.rules(Dso::Ores, Energy::Electricity).unwrap();
        let now = *self.now.lock().unwrap();
        rules.parameters.at(day(on), now).low_threshold.to_string()
    }
}

#[test]
fn o_04_a_change_is_looked_at_by_one_and_approved_by_another_before_it_counts() {
    let office = office();
    let (rooms, asked) = (&office.rooms, wish(LOW, "15.00", None, "2026-11-01"));
    let effect = rooms.preview(&office.first, &asked).unwrap().unwrap();
    let before: Vec<Option<&str>> = effect.of.iter().map(|of| of.before.as_deref()).collect();
    assert_eq!(before, [Some("5.00"), Some("5.00")]);
    let changed = vec![(ShownState::InOrder, ShownState::Low, 1)];
    assert_eq!(effect.states, Some((1, changed)), "the home has 12.00");
    let number = rooms.ask(&office.first, &asked, ATTEMPT).unwrap().unwrap();
    let again = rooms.ask(&office.first, &asked, ATTEMPT).unwrap().unwrap();
    assert_eq!(number, again, "the same page is the same change");
    assert_eq!(office.low("2026-11-01"), "5.000000", "one person is not enough");
    let own = rooms.decide(&office.first, number, true, "").unwrap();
    assert_eq!(own, Err(OperatorRefused::SamePerson));
    let shown = rooms.change(&office.second, number).unwrap().unwrap();
    assert_eq!(shown.effect, Some(Ok(effect)), "the second sees what the first saw");
    assert!(!shown.change.own && shown.change.wish == asked);
    rooms.decide(&office.second, number, true, "").unwrap().unwrap();
    rooms.decide(&office.second, number, true, "").unwrap().unwrap();
    assert_eq!(office.low("2026-10-31"), "5.000000");
    assert_eq!(office.low("2026-11-01"), "15.000000");
    let late = rooms.decide(&office.second, number, false, "no").unwrap();
    assert_eq!(late, Err(OperatorRefused::Decided), "it is undone by another change alone");
    let view = rooms.parameter(&office.first, Energy::Gas, LOW).unwrap().unwrap();
    assert_eq!(view.now.value.as_deref(), Some("5.00"));
    assert_eq!(view.now.next, Some(day("2026-11-01")));
    let decided = view.versions[0].decided.clone().unwrap();
    assert_eq!((decided.asked_by.as_str(), decided.by.as_str()), ("di #1", "ed #2"));
    assert_eq!(decided.reason, "decided by the board");
}

#[test]
fn o_04_what_is_settled_or_has_begun_is_never_changed() {
    let office = office();
    for from in ["2026-10-30", "2026-10-31"] {
        let said = office.refused(&wish(LOW, "15.00", None, from));
        assert_eq!(said, OperatorRefused::TooEarly(day("2026-11-01")), "{from}");
    }
    let asked = wish(LOW, "15.00", None, "2026-11-01");
    let number = office.rooms.ask(&office.first, &asked, ATTEMPT).unwrap().unwrap();
    // Nobody looked at it for two days.
    let mut engine = office.engine();
    let account = engine.account_of(ean()).unwrap();
    night(&mut engine, &account, "2026-10-31", 40);
    night(&mut engine, &account, "2026-11-01", 60);
    office.at("2026-11-02T10:00:00+01:00");
    let late = office.rooms.decide(&office.second, number, true, "").unwrap();
    assert_eq!(late, Err(OperatorRefused::TooEarly(day("2026-11-03"))));
    let shown = office.rooms.change(&office.second, number).unwrap().unwrap();
    assert_eq!(shown.effect, Some(Err(OperatorRefused::TooEarly(day("2026-11-03")))));
    office.rooms.decide(&office.first, number, false, "too late").unwrap().unwrap();
    let shown = office.rooms.change(&office.second, number).unwrap().unwrap();
    assert_eq!(shown.change.state, ChangeState::TurnedDown);
    assert_eq!(office.low("2026-11-05"), "5.000000");
    let report = crate::verify::verify(&mut office.engine()).unwrap();
    assert!(report.first_fault().is_none(), "{report:?}");
}

#[test]
fn dom_0_4_a_value_is_known_from_its_approval_and_nights_before_stay_as_they_are() {
    let office = office();
    let asked = wish("price.fixed_charge_year", "365.00", None, "2026-11-03");
    let number = office.rooms.ask(&office.first, &asked, ATTEMPT).unwrap().unwrap();
    let mut engine = office.engine();
    let account = engine.account_of(ean()).unwrap();
    night(&mut engine, &account, "2026-10-31", 40);
    office.at("2026-11-02T10:00:00+01:00");
    office.rooms.decide(&office.second, number, true, "").unwrap().unwrap();
    let mut engine = office.engine();
    let rules = engine.books.rules(Dso::Ores, Energy::Electricity).unwrap();
    let fixed = |known: &str| {
        rules.parameters.at(day("2026-11-03"), instant(known)).fixed_charge_year.to_string()
    };
    assert_eq!(fixed("2026-11-02T09:59:59+01:00"), "0.000000", "asked for, and not known yet");
    assert_eq!(fixed("2026-11-02T10:00:00+01:00"), "365.000000");
    for (on, kwh) in [("2026-11-01", 41), ("2026-11-02", 42), ("2026-11-03", 43)] {
        night(&mut engine, &account, on, kwh);
    }
    let rows = engine.store.days(&[account.id], day("2026-11-02"), day("2026-11-03")).unwrap();
    let charges: Vec<String> = rows.iter().map(|row| row.charge.to_string()).collect();
    assert_eq!(charges, ["0.400000", "1.400000"], "the engine settles by it from its day on");
    let report = crate::verify::verify(&mut engine).unwrap();
    assert!(report.first_fault().is_none(), "{report:?}");
}

#[test]
fn o_04_what_no_rule_could_use_is_refused_at_the_form() {
    let office = office();
    let of = |name: &str, value: &str, energy: Option<Energy>| {
        office.refused(&wish(name, value, energy, "2026-11-02"))
    };
    assert_eq!(of(LOW, "a lot", None), OperatorRefused::NotAValue(ValueKind::Money));
    assert_eq!(of(LOW, "5.00", None), OperatorRefused::SameValue);
    assert_eq!(of("credit.lo", "5.00", None), OperatorRefused::NoParameter);
    for (name, value) in [("ndp.profile", "mine"), ("settlement.run_at", "25:00")] {
        let said = of(name, value, None);
        assert!(matches!(said, OperatorRefused::Rule(_)), "{said:?}: it would stop every night");
    }
    office.changed(&wish(LOW, "6.00", Some(Energy::Gas), "2026-11-02"), ATTEMPT);
    assert_eq!(of(LOW, "7.00", None), OperatorRefused::Narrower(Energy::Gas));
    let changes = office.rooms.changes(&office.first).unwrap();
    assert_eq!(changes.len(), 1, "{changes:?}");
}

#[test]
fn o_03_an_exceptional_stop_is_a_dated_set_and_the_guards_follow_it() {
    let office = office();
    let stop = "2026-12-28..2026-12-30";
    office.changed(&wish("ndp.exceptional", stop, None, "2026-11-15"), ATTEMPT);
    let view = office.rooms.calendar(&office.first, Energy::Electricity).unwrap();
    let [now, next] = view.sets.as_slice() else { panic!("{:?}", view.sets) };
    assert_eq!(now.week[0], [(480, 960)], "open on Monday from 8 to 16");
    assert!(now.week[5].is_empty() && now.holidays && now.stops.is_empty());
    assert_eq!(next.from, day("2026-11-15"));
    assert_eq!(next.stops, [(day("2026-12-28"), day("2026-12-30"))]);
    assert_eq!(view.holidays[0], day("2026-11-01"));
    let engine = office.engine();
    let rules = engine.books.rules(Dso::Ores, Energy::Electricity).unwrap();
    let ten = day("2026-12-29").at(10, 0);
    let held = |known: Instant| rules.parameters.at(ten.day(), known).protected_hours.contains(ten);
    assert!(held(ten) && !held(instant("2026-10-31T09:59:59+01:00")));
    let (number, again) = ("2026-12-29", wish("ndp.exceptional", "none", None, "2026-12-29"));
    office.changed(&again, OTHER);
    let rules_now = office.engine();
    let rules = rules_now.books.rules(Dso::Ores, Energy::Electricity).unwrap();
    assert!(!rules.parameters.at(day(number), ten).protected_hours.contains(ten), "undone");
}

#[test]
fn o_01_the_room_says_how_late_the_night_is_and_whose_readings_are_missing() {
    let office = office();
    // On Saturday at ten the night of Friday is done, and its midnight has come.
    let (readings, charged) = (office.tile(Tile::Readings), office.tile(Tile::Charged));
    assert_eq!(readings.measure, Measure::Share { part: 1, whole: 1 });
    assert_eq!((readings.health, charged.health), (Health::Good, Health::Good));
    assert_eq!(charged.measure, Measure::Day(None));
    assert_eq!(office.tile(Tile::Ledger).measure, Measure::Hours(0));
    // On Monday at ten neither has come: Saturday should have been settled on Sunday at its hour.
    office.at("2026-11-02T10:00:00+01:00");
    let readings = office.tile(Tile::Readings);
    assert_eq!(readings.measure, Measure::Share { part: 0, whole: 1 });
    assert_eq!(readings.health, Health::Bad);
    let charged = office.tile(Tile::Charged);
    assert_eq!(charged.measure, Measure::Day(Some(day("2026-10-31"))));
    let engine = office.engine();
    let due = engine.books.run_at(Dso::Ores, day("2026-10-31")).unwrap();
    let late_h = instant("2026-11-02T10:00:00+01:00").seconds_since(due) / 3_600;
    let ledger = office.tile(Tile::Ledger);
    assert_eq!((ledger.measure, ledger.health), (Measure::Hours(late_h), Health::Bad));
    assert!((20..48).contains(&late_h), "{late_h}");
}

#[test]
fn o_01_readings_that_came_by_six_and_by_eight_are_counted_by_when_they_were_known() {
    let office = office();
    let mut engine = office.engine();
    let account = engine.account_of(ean()).unwrap();
    let percent = |tile: Tile| match office.tile(tile) {
        TileView { measure: Measure::Percent { part, whole, day }, health, .. } => {
            (part, whole, day.to_string(), health)
        }
        other => panic!("{other:?}"),
    };
    let midnight = day("2026-11-01");
    let reading = store::Reading {
        midnight,
        account: account.id,
        registers: readings::Registers([20_000_000, 0]),
        learnt_at: midnight.at(7, 0),
    };
    engine.store.record_readings(&[reading]).unwrap();
    office.at("2026-11-01T05:59:59+01:00");
    let before = (1, 1, "2026-10-31".to_owned(), Health::Good);
    assert_eq!(percent(Tile::BySix), before, "of the midnight whose hour is over");
    office.at("2026-11-01T09:00:00+01:00");
    assert_eq!(percent(Tile::BySix), (0, 1, "2026-11-01".to_owned(), Health::Bad));
    assert_eq!(percent(Tile::ByEight), (1, 1, "2026-11-01".to_owned(), Health::Good));
}

#[test]
fn o_01_the_phone_line_is_told_by_its_last_call_and_by_what_people_reported() {
    let office = office();
    let heard = || {
        let tile = office.tile(Tile::Phone);
        let Measure::Heard { last, down } = tile.measure else { panic!("{tile:?}") };
        (last, down.is_some(), tile.health)
    };
    assert_eq!(heard(), (None, false, Health::Watch), "nobody knows whether it is up");
    let mut engine = office.engine();
    let at = instant("2026-10-31T09:00:00+01:00");
    let start = crate::phone::Happened::Start { caller: None };
    for (dso, id) in [(Dso::Ores, "a"), (Dso::Resa, "b")] {
        let at = if dso == Dso::Ores { at } else { at.plus_min(30) };
        crate::phone::on(&mut engine, (dso, id, 1), &start, at).unwrap().unwrap();
    }
    assert_eq!(heard(), (Some(at), false, Health::Good), "of this operator's line");
    office.at("2026-11-01T09:00:01+01:00");
    assert_eq!(heard(), (Some(at), false, Health::Watch), "silent for more than a day");
    let new = NewIncident { kind: "phone".to_owned(), energy: None, area: String::new() };
    office.rooms.report_incident(&office.first, &new, ATTEMPT).unwrap().unwrap();
    assert_eq!(heard(), (Some(at), true, Health::Bad));
}

#[test]
fn o_01_o_11_the_tile_of_prices_counts_what_the_desks_queue_holds() {
    let office = office();
    let tile = office.tile(Tile::Prices);
    let Measure::Count { count, .. } = tile.measure else { panic!("{tile:?}") };
    let waits = office.rooms.waits(&office.first, Queue::Prices).unwrap().len();
    assert_eq!((count, waits), (4, 4));
    assert_eq!(tile.health, Health::Watch, "until this evening");
}

#[test]
fn o_01_what_a_runbook_types_at_the_server_is_a_command() {
    use clap::CommandFactory as _;
    for tile in Tile::ALL {
        let mut words = portal::operator::command(tile).split(' ').skip(1).peekable();
        let mut at = crate::cli::Arguments::command();
        while let Some(word) = words.next_if(|word| at.find_subcommand(word).is_some()) {
            at = at.find_subcommand(word).unwrap().clone();
        }
        assert!(!at.has_subcommands(), "{tile:?}: {}", at.get_name());
        for flag in words.filter_map(|word| word.strip_prefix("--")) {
            let known = at.get_arguments().any(|one| one.get_long() == Some(flag));
            assert!(known, "{tile:?}: --{flag}");
        }
    }
}

#[test]
fn o_04_each_place_of_the_parity_list_is_there() {
    use clap::CommandFactory as _;
    use portal::operator::ParityPlace;
    for line in portal::operator::PARITY {
        match line.place {
            ParityPlace::Command(typed) => {
                let mut words = typed.split(' ').skip(1).peekable();
                let mut at = crate::cli::Arguments::command();
                while let Some(word) = words.next_if(|word| at.find_subcommand(word).is_some()) {
                    at = at.find_subcommand(word).unwrap().clone();
                }
                assert!(!at.has_subcommands(), "{typed}");
                for flag in words.filter_map(|word| word.strip_prefix("--")) {
                    let known = at.get_arguments().any(|one| one.get_long() == Some(flag));
                    assert!(known, "{typed}: --{flag}");
                }
            }
            ParityPlace::Prompt(id) => {
                assert!(ivr::PromptId::ALL.iter().any(|prompt| prompt.name() == id), "{id}");
            }
            ParityPlace::Message(id) => {
                assert!(id.parse::<notify::Message>().is_ok(), "{id}");
            }
            // Pages are held against the routes where those are, states where they are shown.
            ParityPlace::Page(_) | ParityPlace::State(_) => {}
        }
    }
}

#[test]
fn o_01_commands_stops_and_queues_are_counted_from_what_is_kept() {
    let office = office();
    assert_eq!(office.tile(Tile::Commands).measure, Measure::Count { count: 0, oldest: None });
    assert_eq!(office.tile(Tile::Stops).health, Health::Good);
    assert_eq!(office.tile(Tile::Bank).measure, Measure::Last(None));
    let mut engine = office.engine();
    let account = engine.account_of(ean()).unwrap();
    for (on, kwh) in
        [("2026-10-31", 40), ("2026-11-01", 60), ("2026-11-02", 80), ("2026-11-03", 100)]
    {
        night(&mut engine, &account, on, kwh);
    }
    let nine = instant("2026-11-04T09:00:00+01:00");
    engine.advance_due(Dso::Ores, nine).unwrap();
    office.at("2026-11-04T09:00:40+01:00");
    let cut = office.tile(Tile::Commands);
    let Measure::Count { count: 1, oldest: Some(oldest) } = cut.measure else { panic!("{cut:?}") };
    assert!(oldest <= nine && cut.health != Health::Good, "{cut:?}");
    let stop = guards::FleetFact::StopSet {
        switch: "page-1".to_owned(),
        covers: guards::Covers::default(),
        by: "cy #3".to_owned(),
    };
    let at = instant("2026-11-04T09:10:00+01:00");
    engine.locked(Dso::Ores, |engine| engine.record_fleet(Dso::Ores, None, &stop, at)).unwrap();
    let stops = office.tile(Tile::Stops);
    assert_eq!(stops.measure, Measure::Count { count: 1, oldest: Some(at) });
    assert_eq!(stops.health, Health::Bad);
    for queue in Queue::ALL {
        office.rooms.waits(&office.first, queue).unwrap();
    }
    let looks = engine.store.person_looks(account.id, 9).unwrap();
    assert!(looks.is_empty(), "nobody's household was seen: {looks:?}");
}

#[test]
fn o_01_queues_hold_the_operators_own_and_nobody_elses() {
    let office = office();
    let mut engine = office.engine();
    let own = engine.account_of(ean()).unwrap();
    let now = *office.now.lock().unwrap();
    let asker = crate::cases::Asker {
        language: Language::Fr,
        name: String::new(),
        phone: None,
        reference: None,
        party: None,
    };
    let kind = (procedures::CaseKind::Complaint, "Something");
    for place in [(Dso::Ores, Some(&own)), (Dso::Ores, None), (Dso::Resa, None)] {
        crate::cases::ask(&mut engine, place, &asker, kind, now).unwrap().unwrap();
    }
    let waits = |queue: Queue| office.rooms.waits(&office.first, queue).unwrap().len();
    assert_eq!(waits(Queue::Questions), 2, "one of another operator");
    let (far, _) = units::AccountId::range_of(Dso::Resa);
    for account in [own.id, units::AccountId(far.0 + 7)] {
        let failed = store::NoticeStep::Failed { at: now, reason: "no".to_owned() };
        engine.store.add_notices(account, None, &[flows::sms("low", now)], now).unwrap();
        assert!(engine.store.notice_step(account, 1, &failed).unwrap());
    }
    assert_eq!(waits(Queue::Returned), 1);
    let tile = office.tile(Tile::FailedNotices);
    assert!(matches!(tile.measure, Measure::Count { count: 1, .. }), "{tile:?}");
}

#[test]
fn o_07_pd_05_the_audit_says_who_what_before_after_and_why_and_masks_whose() {
    let office = office();
    let mut engine = office.engine();
    let account = engine.account_of(ean()).unwrap();
    let mut ways = store::Ways::empty(Language::En, Instant(0));
    "an".clone_into(&mut ways.name);
    let agent = engine.store.add_person(Dso::Ores, Role::AgentL2.code(), None, &ways).unwrap().id;
    let look = |at: &str, number: i64| PersonLook {
        account: account.id,
        at: instant(at),
        number,
        person: agent,
        role: Role::AgentL2.code(),
        saw: "state thirty_days".to_owned(),
        reason: "=case".to_owned(),
    };
    let looks = [look("2026-10-30T23:59:59+01:00", 1), look("2026-10-31T09:00:00+01:00", 2)];
    engine.store.add_person_looks(&looks).unwrap();
    office.changed(&wish(LOW, "15.00", None, "2026-11-01"), ATTEMPT);
    let wanted = |kind: Option<AuditKind>| AuditWanted {
        from: day("2026-10-31"),
        to: day("2026-10-31"),
        kind,
    };
    let seen = office.rooms.audit(&office.first, &wanted(None)).unwrap();
    let told: Vec<String> = seen
        .lines
        .iter()
        .map(|line| {
            format!("{} {} {}>{} {}", line.who, line.what, line.before, line.after, line.why)
        })
        .collect();
    let value = format!("5.00>15.00 {}", "decided by the board");
    assert_eq!(
        told,
        [
            format!("di #1 value asked {value}"),
            format!("ed #2 value approved {value}"),
            format!("an #{agent} (agent_l2) state thirty_days > =case"),
        ],
        "of this day alone"
    );
    let all = ean().to_string();
    assert!(seen.lines[2].about.ends_with(&all[14..]) && !seen.lines[2].about.contains(&all));
    let only = office.rooms.audit(&office.first, &wanted(Some(AuditKind::Look))).unwrap();
    assert_eq!((only.lines.len(), only.all), (1, 1));
    let file = office.rooms.audit_file(&office.first, &wanted(None)).unwrap();
    let (body, end) = file.trim_end().rsplit_once("sha256,").unwrap();
    let (sum, _) = end.split_once("\r\n").unwrap();
    let digest = <sha2::Sha256 as sha2::Digest>::digest(body.as_bytes());
    let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(sum, digits, "whoever changes a line is found out");
    assert!(body.contains("\"'=case\"") && !body.contains(&all), "{body}");
    assert_eq!(body.lines().count(), 5);
    let head = "tirelire-audit,ORES,2026-10-31,2026-10-31,all,3,whole\r\n";
    assert!(body.starts_with(head), "{body}");
    let again = office.rooms.audit_file(&office.first, &wanted(None)).unwrap();
    assert_eq!(again, file, "one key for all exports");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.csv");
    let verified = |file: &str, key: Option<&str>| {
        std::fs::write(&path, file).unwrap();
        let mut out = Vec::new();
        let said = crate::commands::verify_audit(&office.url, (&path, key), false, &mut out);
        said.map(|()| String::from_utf8(out).unwrap())
    };
    assert_eq!(
        verified(&file, None).unwrap(),
        "passed  the audit of 5 lines is as it was signed: ORES 2026-10-31 2026-10-31 all 3 whole\n"
    );
    let changed = verified(&file.replace("'=case", "'=none"), None).unwrap_err();
    assert!(changed.to_string().starts_with("line 5 was changed: "), "{changed}");
    // Leaving days out by asking for less is another audit, and says so.
    let looks = office.rooms.audit_file(&office.first, &wanted(Some(AuditKind::Look))).unwrap();
    assert!(verified(&looks, None).unwrap().ends_with(" look 1 whole\n"));
    let renamed = file.replacen("2026-10-31,all", "2026-10-30,all", 1);
    assert!(verified(&renamed, None).is_err());
    let other = http_api::webhooks::Secret::Private([9; 32]).for_receiver();
    assert!(verified(&file, Some(&other)).is_err(), "another installation's");
}

#[test]
fn pd_05_cm_08_on_what_an_early_list_rests_is_in_the_audit() {
    let office = office();
    let at = instant("2026-10-31T10:00:00+01:00");
    let mut engine = office.engine();
    let basis = store::EarlyBasis {
        dso: units::Dso::Ores,
        party: 7,
        basis: "Decree 12".to_owned(),
        postcodes: vec![5000, 5100],
        first: day("2026-11-01"),
        last: day("2027-03-31"),
    };
    let number = engine.store.add_early_basis(&basis, (at, "An")).unwrap();
    let of = (units::Dso::Ores, number);
    assert!(engine.store.agree_early_basis(of, (at.plus_min(1), "Bo")).unwrap());
    assert!(engine.store.end_early_basis(of, (at.plus_min(2), "Cy")).unwrap());
    let account = engine.account_of(ean()).unwrap().id;
    engine.store.add_help_offer(account, (at.plus_min(3), 1), "spoke with the daughter").unwrap();
    drop(engine);
    let (from, to) = (day("2026-10-31"), day("2026-10-31"));
    let wanted = AuditWanted { from, to, kind: Some(AuditKind::Act) };
    let seen = office.rooms.audit(&office.first, &wanted).unwrap();
    let told = seen.lines.iter().rev().map(|line| format!("{}, {}", line.what, line.about));
    let told: Vec<String> = told.collect();
    assert_eq!(
        told[..3],
        ["entered", "agreed", "ended"]
            .map(|step| { format!("early list {step}, party 7: 5000 5100") })
    );
    let by: Vec<&str> = seen.lines.iter().rev().map(|line| line.who.as_str()).collect();
    assert_eq!(by[..3], ["An", "Bo", "Cy"]);
    assert!(told[3].starts_with("help offered, …"), "{told:?}");
    assert!(seen.lines.iter().all(|line| !line.why.contains("daughter")));
}

#[test]
fn o_07_pd_05_who_made_changed_and_ended_a_key_is_in_the_audit() {
    let office = office();
    let mut engine = office.engine();
    let mut ways = store::Ways::empty(Language::En, Instant(0));
    "An".clone_into(&mut ways.name);
    let an = engine.store.add_person(Dso::Ores, Role::Cpas.code(), None, &ways).unwrap().id;
    let at = instant("2026-10-31T10:00:00+01:00");
    let (owner, by) = (store::Owner::Party(7), crate::api_keys::by_person(an));
    let asked = crate::api_keys::Add {
        dso: Dso::Ores,
        owner: crate::webhooks::OwnerAsked::default(),
        scopes: vec![http_api::Scope::AccountsRead],
        sandbox: false,
        days: 365,
    };
    let store = &mut engine.store;
    let (old, _) = crate::api_keys::add_by(store, &asked, owner.clone(), (at, &by)).unwrap();
    let (new, _) = crate::api_keys::rotate(store, old.id, (at.plus_min(1), &by)).unwrap().unwrap();
    assert!(store.end_api_key(new.id, (at.plus_min(2), "command line")).unwrap());
    crate::api_keys::add(store, &asked, owner, at.plus_h(24)).unwrap();
    drop(engine);
    let (from, to) = (day("2026-10-31"), day("2026-10-31"));
    let wanted = AuditWanted { from, to, kind: Some(AuditKind::Act) };
    let seen = office.rooms.audit(&office.first, &wanted).unwrap();
    let told = seen.lines.iter().rev().map(|line| {
        format!("{} {}, {}: {} > {}", line.who, line.what, line.about, line.before, line.after)
    });
    let told: Vec<String> = told.collect();
    let (old, new) = (old.id, new.id);
    let who = format!("An #{an}");
    assert_eq!(told.len(), 3, "of this day alone: {told:?}");
    assert_eq!(told[0], format!("{who} key made, API key {old}, party 7:  > accounts:read"));
    let changed =
        format!("{who} key changed, API key {new}, party 7: API key {old} > accounts:read");
    assert_eq!(told[1], changed);
    assert_eq!(told[2], format!("command line key ended, API key {new}, party 7:  > "));
}

#[test]
fn o_12_pr_15_cg_21_figures_are_counted_by_month_from_the_books() {
    let office = office();
    let mut engine = office.engine();
    let account = engine.account_of(ean()).unwrap();
    let paid = instant("2026-10-31T11:00:00+01:00");
    engine.record(&account, &crate::testing::top_up("T-1"), paid).unwrap();
    let aid = timeline::Fact::Aid {
        eur: "5.00".parse().unwrap(),
        channel: "cpas".into(),
        id: "A-1".into(),
    };
    engine.record(&account, &aid, paid.plus_min(1)).unwrap();
    for (on, kwh) in
        [("2026-10-31", 60), ("2026-11-01", 90), ("2026-11-02", 120), ("2026-11-03", 150)]
    {
        night(&mut engine, &account, on, kwh);
    }
    engine.advance_due(Dso::Ores, instant("2026-11-04T09:00:00+01:00")).unwrap();
    engine.advance(&[account], instant("2026-11-05T12:00:00+01:00")).unwrap();
    office.at("2026-11-05T12:00:00+01:00");
    let view = office.rooms.figures().unwrap();
    assert_eq!((view.open, view.lines.len()), (1, 2), "{:?}", view.lines);
    let (november, october) = (&view.lines[0], &view.lines[1]);
    assert_eq!((october.month.as_str(), october.energy), ("2026-10", Energy::Electricity));
    assert_eq!((october.activations, october.ends, october.offs), (1, 0, 0));
    assert_eq!((october.top_ups, october.topped_up.to_string().as_str()), (1, "10.000000"));
    assert_eq!((october.aids, october.aided.to_string().as_str()), (1, "5.000000"));
    assert_eq!((november.month.as_str(), november.offs, november.limited), ("2026-11", 1, 0));
    // MT-19: one midnight of October and four of November were due; the one of today is not over yet.
    assert_eq!((october.due, october.in_time), (1, 1));
    assert_eq!((november.due, november.in_time), (4, 4));
    let hours = november.off_minutes / 60;
    assert!((24..30).contains(&hours), "cut in the morning of the day before: {hours}");
    // Counted once a day, for a crowd.
    office.at("2026-11-05T18:00:00+01:00");
    assert_eq!(office.rooms.figures().unwrap(), view);
    office.at("2026-11-06T00:00:00+01:00");
    assert!(office.rooms.figures().unwrap().lines[0].off_minutes > november.off_minutes);
}

#[test]
fn o_10_cg_08_cg_19_a_reported_failure_stops_cuts_where_it_is_until_it_has_healed() {
    let office = office();
    let (rooms, first) = (&office.rooms, &office.first);
    assert!(rooms.incidents(first).unwrap().lines.is_empty());
    let new = |energy: Option<Energy>| NewIncident {
        kind: "terminals".to_owned(),
        energy,
        area: String::new(),
    };
    rooms.report_incident(first, &new(Some(Energy::Electricity)), ATTEMPT).unwrap().unwrap();
    rooms.report_incident(first, &new(Some(Energy::Electricity)), ATTEMPT).unwrap().unwrap();
    rooms.report_incident(first, &new(Some(Energy::Gas)), OTHER).unwrap().unwrap();
    let mut lines = rooms.incidents(first).unwrap().lines;
    lines.sort_by_key(|line| std::cmp::Reverse(line.affected));
    let affected: Vec<u64> = lines.iter().map(|line| line.affected).collect();
    assert_eq!(affected, [1, 0], "the home has electricity, and a page sent twice is one incident");
    // The night exhausts the home; the guard holds it on.
    let mut engine = office.engine();
    let account = engine.account_of(ean()).unwrap();
    for (on, kwh) in
        [("2026-10-31", 40), ("2026-11-01", 60), ("2026-11-02", 80), ("2026-11-03", 100)]
    {
        night(&mut engine, &account, on, kwh);
    }
    engine.advance_due(Dso::Ores, instant("2026-11-04T09:00:00+01:00")).unwrap();
    let off = |engine: &mut Engine, at: &str| {
        let rebuilt = engine.rebuild(std::slice::from_ref(&account), instant(at)).unwrap();
        let rules = engine.books.rules(Dso::Ores, Energy::Electricity).unwrap();
        let shown = rebuilt[0].timeline.snapshot(instant(at), rules);
        shown.supply != supply::SupplyState::Connected
    };
    assert!(!off(&mut engine, "2026-11-04T12:00:00+01:00"), "CG-08");
    office.at("2026-11-04T12:00:00+01:00");
    rooms.end_incident(&office.second, &lines[0].id).unwrap().unwrap();
    let again = rooms.end_incident(first, "page-unknown").unwrap();
    assert_eq!(again, Err(OperatorRefused::Decided));
    let over = rooms.incidents(first).unwrap().lines;
    let over = over.iter().find(|line| line.closed_at.is_some()).unwrap();
    assert_eq!(over.paused_until, Some(instant("2026-11-05T12:00:00+01:00")), "CG-19: a day");
    assert_eq!(office.tile(Tile::Incidents).health, Health::Bad, "gas is not mended");
    engine.advance_due(Dso::Ores, instant("2026-11-05T11:59:00+01:00")).unwrap();
    assert!(!off(&mut engine, "2026-11-05T11:59:00+01:00"));
}

#[test]
fn p_10_work_is_announced_once_listed_by_its_day_and_called_off_by_anybody_on_duty() {
    let office = office();
    let (rooms, first) = (&office.rooms, &office.first);
    let new = |from: &str, until: &str| NewWork {
        kind: "supply".to_owned(),
        energy: None,
        area: "Huy".to_owned(),
        from: instant(from),
        until: instant(until),
    };
    let later = new("2026-11-03T09:00:00+01:00", "2026-11-03T12:00:00+01:00");
    let sooner = new("2026-10-31T09:00:00+01:00", "2026-10-31T12:00:00+01:00");
    rooms.plan_work(first, &later, ATTEMPT).unwrap().unwrap();
    rooms.plan_work(first, &later, ATTEMPT).unwrap().unwrap();
    rooms.plan_work(first, &sooner, OTHER).unwrap().unwrap();
    let works = rooms.works(first).unwrap();
    let froms: Vec<Instant> = works.iter().map(|work| work.from).collect();
    assert_eq!(froms, [sooner.from, later.from], "a page sent twice is one work");
    rooms.cancel_work(&office.second, &works[1].id).unwrap().unwrap();
    assert_eq!(rooms.cancel_work(first, &works[1].id).unwrap(), Ok(()), "the same press again");
    assert_eq!(rooms.cancel_work(first, "page-x").unwrap(), Err(OperatorRefused::Decided));
    office.at("2026-10-31T12:00:00+01:00");
    assert_eq!(rooms.works(first).unwrap(), [], "one is off, one is over");
    assert_eq!(office.tile(Tile::Incidents).health, Health::Good, "nothing has failed");
}
