//! Months of a kept group, over quarter-hours that come late.

use super::explain::explained;
use super::report::{As, Recipient, concerns, prepare, write};
use super::*;
use crate::failure::chain;
use crate::intervals::{Place, open};
use crate::share::groups::tests::{ean, joining, now, sharing};
use crate::share::groups::{file, load};
use crate::testing::{furnished, instant};
use ::intervals::{Direction, Interval, Quality, Quarter, Register, Series, Source, hash_of};
use sharing::{Joining, Role};
use units::{Dso, MilliWattHours};

pub struct World {
    pub folder: tempfile::TempDir,
    pub engine: Engine,
    pub intervals: Intervals,
    pub group: i64,
}

pub const OCTOBER: Month = Month(2026 * 12 + 9);

pub fn november() -> Instant {
    instant("2026-11-20T10:00:00+01:00")
}

impl World {
    /// A roof (1) and two flats (2, 3) that share pro rata from 1 October 2026 on.
    pub fn new() -> Self {
        Self::with(&[], |members| members)
    }

    pub fn with(
        parameters: &[(&str, &str)],
        members: impl FnOnce(Vec<Joining>) -> Vec<Joining>,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("t.db").display());
        let mut engine = furnished(store::Store::open(&url).unwrap(), parameters);
        let intervals = open(&url, &Place::default()).unwrap();
        let mut all = vec![joining(1, Role::Producer)];
        all.extend([2, 3].map(|number| Joining {
            supplier: Some(format!("S{number}")),
            ..joining(number, Role::Consumer)
        }));
        let group = sharing(&mut engine, members(all));
        Self { folder, engine, intervals, group }
    }

    /// Adds the same energy, in Wh, to each quarter-hour from the `from`th of October on.
    pub fn add(
        &mut self,
        point: Ean,
        direction: Direction,
        wh: i64,
        quarters: std::ops::Range<i32>,
    ) {
        let time = time_of(OCTOBER).unwrap();
        let first = Quarter::starting_at(time.first).unwrap();
        let intervals = quarters
            .map(|place| Interval {
                quarter: Quarter(first.0 + place),
                energy: MilliWattHours(wh * 1_000),
                quality: Quality::Measured,
                register: Register::Total,
            })
            .collect();
        let name = format!("{point} {direction} {wh} {}", self.version());
        let source = Source { sha256: hash_of(name.as_bytes()), name, learnt_at: now() };
        let series = Series { point: point.into(), direction, intervals };
        self.intervals.add(Dso::Ores, &[series], &source).unwrap();
    }

    fn intervals_folder(&self) -> std::path::PathBuf {
        let url = format!("sqlite:{}", self.folder.path().join("t.db").display());
        crate::intervals::folder(&url, &Place::default()).unwrap()
    }

    fn version(&mut self) -> i32 {
        self.engine.store.last_interval_version(Dso::Ores).unwrap()
    }

    /// The roof gives 60 Wh, the flats take 30 and 90.
    pub fn all(&mut self) {
        self.add(ean(1), Direction::Injection, 60, 0..ALL);
        self.add(ean(2), Direction::OffTake, 30, 0..ALL);
        self.add(ean(3), Direction::OffTake, 90, 0..ALL);
    }

    pub fn make(&mut self, cause: Option<&str>) -> Result<Done, String> {
        let by = ("an", november());
        make(&mut self.engine, &mut self.intervals, (self.group, OCTOBER), cause, by)
            .map_err(|failure| chain(failure.as_ref()))
    }

    fn volume(&mut self, run: &KeptRun, number: u64) -> (i64, i64) {
        let all = self.engine.store.volumes(self.group, OCTOBER.0, run.seq).unwrap();
        let one = all.iter().find(|volume| volume.ean == ean(number)).unwrap();
        (one.received, one.given)
    }
}

/// Lines of a CSV file that say which version it is.
const HEAD: usize = 9;
/// October has the hour that comes twice.
const ALL: i32 = 31 * 96 + 4;
const QUARTERS: i64 = 31 * 96 + 4;

#[test]
fn es_13_es_14_a_month_is_provisional_until_all_is_measured_then_final_once() {
    let mut world = World::new();
    world.add(ean(1), Direction::Injection, 60, 0..ALL);
    world.add(ean(2), Direction::OffTake, 30, 0..ALL);
    world.add(ean(3), Direction::OffTake, 90, 0..ALL - 10);
    let first = world.make(None).unwrap();
    assert_eq!((first.run.kind, first.run.number, first.run.seq), (RunKind::Provisional, 1, 1));
    assert_eq!(first.missing, [(ean(3), 10)]);
    // Where the other has no value it receives nothing, and in proportion this one has all.
    assert_eq!(world.volume(&first.run, 2), ((QUARTERS - 10) * 15_000 + 10 * 30_000, 0));
    let again = world.make(None).unwrap();
    assert!(again.unchanged && again.run == first.run, "the same is no new version");
    world.add(ean(3), Direction::OffTake, 90, ALL - 10..ALL);
    let second = world.make(None).unwrap();
    assert_eq!((second.run.kind, second.run.number, second.run.seq), (RunKind::Final, 1, 2));
    assert_eq!(second.missing, []);
    assert_eq!(world.volume(&second.run, 2), (QUARTERS * 15_000, 0));
    assert_eq!(world.volume(&second.run, 1), (0, QUARTERS * 60_000));
    let concerned: Vec<Ean> = second.changed.iter().map(|(ean, _)| *ean).collect();
    assert_eq!(concerned, [ean(1), ean(2), ean(3)]);
    assert!(world.make(None).unwrap().unchanged);
    let refused = world.make(Some("late data")).unwrap_err();
    assert!(refused.contains("nothing differs"), "{refused}");
}

#[test]
fn es_13_a_month_that_is_not_over_is_not_final() {
    let mut world = World::new();
    world.all();
    let by = ("an", instant("2026-10-31T23:45:00+01:00"));
    let of = (world.group, OCTOBER);
    let done = make(&mut world.engine, &mut world.intervals, of, None, by).unwrap();
    assert_eq!((done.run.kind, done.missing.len()), (RunKind::Provisional, 0));
}

#[test]
fn es_14_a_final_month_changes_only_as_a_corrected_version_with_its_cause_and_difference() {
    let mut world = World::new();
    world.all();
    let finished = world.make(None).unwrap().run;
    // The second flat took nothing in one hour: a register was wrong.
    world.add(ean(3), Direction::OffTake, 0, 0..4);
    let refused = world.make(None).unwrap_err();
    assert!(
        refused.contains("2026-10 is final, and what is known now differs for 3 members"),
        "{refused}"
    );
    let all = |world: &mut World| world.engine.store.sharing_runs(world.group, None).unwrap().len();
    assert_eq!(all(&mut world), 1, "nothing is recomputed silently");
    let corrected = world.make(Some("register replaced")).unwrap();
    assert_eq!((corrected.run.kind, corrected.run.number), (RunKind::Corrected, 2));
    assert_eq!(corrected.run.cause, "register replaced");
    assert_eq!(
        corrected.changed,
        [(ean(1), -4 * 30_000), (ean(2), 4 * 15_000), (ean(3), -4 * 45_000)]
    );
    // What was final is there as it was, quarter-hour by quarter-hour.
    let kept = load(&mut world.engine.store, world.group).unwrap();
    let rows = rows_of(&mut world.intervals, &kept, &finished).unwrap();
    assert_eq!(rows.shares.members[&ean(3)].received[..5], [45_000; 5]);
    let rows = rows_of(&mut world.intervals, &kept, &corrected.run).unwrap();
    assert_eq!(rows.shares.members[&ean(3)].received[..5], [0, 0, 0, 0, 45_000]);
    assert_eq!(rows.shares.members[&ean(3)].offtake[..5], [0, 0, 0, 0, 90_000]);
    world.add(ean(3), Direction::OffTake, 90, 0..4);
    let third = world.make(Some("register was right")).unwrap();
    assert_eq!((third.run.kind, third.run.number, third.run.seq), (RunKind::Corrected, 3, 3));
    assert_eq!(third.run.sha256, finished.sha256);
}

#[test]
fn es_14_nobody_joins_or_leaves_within_a_final_month() {
    let mut world = World::new();
    world.all();
    world.make(None).unwrap();
    let (group, engine) = (world.group, &mut world.engine);
    let left = |at: &str| sharing::Act::Left { ean: ean(3), to: instant(at) };
    let act = left("2026-10-31T23:45:00+01:00");
    let refused = file(engine, group, &[act], "an", november()).unwrap_err().to_string();
    assert!(refused.starts_with("2026-10 is final: nothing of it changes"), "{refused}");
    file(engine, group, &[left("2026-11-01T00:00:00+01:00")], "an", november()).unwrap();
    // What the version rests on are the acts of its time.
    assert!(world.make(None).unwrap().unchanged);
}

#[test]
fn es_15_a_report_adds_up_and_each_recipient_gets_its_own_points() {
    let mut world = World::new();
    world.all();
    world.make(None).unwrap();
    let of = (world.group, OCTOBER, None);
    let ready =
        prepare(&mut world.engine, &mut world.intervals, of, &Recipient::Representative).unwrap();
    let text = ready.csv();
    let mut lines = text.lines().skip_while(|line| line.starts_with("# "));
    assert_eq!(lines.next(), Some(super::rows::HEADING));
    let mut sum = 0i64;
    for line in lines {
        let values: Vec<&str> = line.split(',').collect();
        let mwh = |place: usize| units::parse_decimal(values[place], 6).unwrap_or(0);
        assert_eq!(mwh(4) + mwh(5), mwh(2), "community and network are what was taken: {line}");
        assert_eq!(mwh(7) + mwh(8), mwh(6), "shared and surplus are what was injected: {line}");
        assert!(mwh(4) <= mwh(3), "nobody receives more than its share by this key: {line}");
        sum += mwh(4);
    }
    assert_eq!(text.lines().count(), HEAD + 1 + 3 * 2_980);
    assert_eq!(sum, QUARTERS * 60_000);
    assert!(text.contains(&format!(
        "2026-10-01T00:00:00+02:00,{},0.030000,0.015000,0.015000,0.015000,,,,measured",
        ean(2)
    )));
    let to = Recipient::Supplier("S2".into());
    let own = prepare(&mut world.engine, &mut world.intervals, of, &to).unwrap();
    assert_eq!(own.volumes.iter().map(|one| one.ean).collect::<Vec<_>>(), [ean(2)]);
    assert!(!own.csv().contains(&ean(3).to_string()));
    let nobody = Recipient::Supplier("S9".into());
    assert!(prepare(&mut world.engine, &mut world.intervals, of, &nobody).is_err());
    // Three forms, each with the checksum of its bytes.
    for (format, begins) in [(As::Csv, &b"# group: "[..]), (As::Json, b"{"), (As::Xlsx, b"PK")] {
        let path = world.folder.path().join("report");
        let sha256 = write(&ready, format, &path).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        assert!(bytes.starts_with(begins));
        assert_eq!(sha256, hash_of(&bytes));
    }
}

#[test]
fn es_13_es_15_a_report_has_a_row_of_unknown_quality_for_what_nobody_measured() {
    let mut world = World::new();
    world.add(ean(1), Direction::Injection, 60, 0..ALL);
    world.add(ean(2), Direction::OffTake, 30, 0..ALL);
    // The twelfth is lost.
    world.add(ean(3), Direction::OffTake, 90, 0..11 * 96);
    world.add(ean(3), Direction::OffTake, 90, 12 * 96..ALL);
    let done = world.make(None).unwrap();
    assert_eq!((done.run.kind, done.missing.clone()), (RunKind::Provisional, vec![(ean(3), 96)]));
    let of = (world.group, OCTOBER, None);
    let ready =
        prepare(&mut world.engine, &mut world.intervals, of, &Recipient::Representative).unwrap();
    let text = ready.csv();
    let of_flat = |line: &&str| line.contains(&format!(",{},", ean(3)));
    assert_eq!(text.lines().filter(of_flat).count(), 2_980);
    let unknown: Vec<&str> = text.lines().filter(|line| line.ends_with(",unknown")).collect();
    assert_eq!(unknown.len(), 96);
    assert_eq!(unknown[0], format!("2026-10-12T00:00:00+02:00,{},,,,,,,,unknown", ean(3)));
}

#[test]
fn es_13_a_month_that_runs_on_is_made_up_to_now_and_one_that_has_not_begun_not_at_all() {
    let mut world = World::new();
    world.add(ean(1), Direction::Injection, 60, 0..10 * 96);
    world.add(ean(2), Direction::OffTake, 30, 0..10 * 96);
    world.add(ean(3), Direction::OffTake, 90, 0..10 * 96 - 4);
    let of = (world.group, OCTOBER);
    let by = ("an", instant("2026-10-11T00:07:00+02:00"));
    let done = make(&mut world.engine, &mut world.intervals, of, None, by).unwrap();
    assert_eq!((done.run.kind, done.missing.clone()), (RunKind::Provisional, vec![(ean(3), 4)]));
    // It is read again as it was made, whenever that is.
    let kept = load(&mut world.engine.store, world.group).unwrap();
    let rows = rows_of(&mut world.intervals, &kept, &done.run).unwrap();
    assert_eq!(rows.csv().lines().count(), 1 + 3 * 10 * 96);
    let next = (world.group, OCTOBER.next());
    let why = make(&mut world.engine, &mut world.intervals, next, None, by).unwrap_err();
    assert_eq!(why.to_string(), "2026-11 has not begun: there is nothing to share yet");
}

/// After its end the worker makes a month by itself; on the day of reports it is final or late.
#[test]
fn es_15_o_01_the_worker_makes_months_that_are_due_and_late_ones_are_told() {
    use crate::share::due::{JOB, due, job_key, late};
    let mut world = World::new();
    world.engine.quarters = Some(world.intervals_folder());
    world.add(ean(1), Direction::Injection, 60, 0..ALL);
    world.add(ean(2), Direction::OffTake, 30, 0..ALL);
    world.add(ean(3), Direction::OffTake, 90, 0..ALL - 96);
    let body = |at: Instant| format!(r#"{{"dso":"ORES","day":"{}"}}"#, at.day());
    let a_day = |world: &mut World, at: &str| -> Vec<(RunKind, i32)> {
        let at = instant(at);
        world.engine.store.add_job(&job_key(Dso::Ores, at.day()), JOB, at, &body(at)).unwrap();
        crate::work::do_jobs(&mut world.engine, at).unwrap();
        let runs = world.engine.store.sharing_runs(world.group, Some(OCTOBER.0)).unwrap();
        runs.iter().map(|run| (run.kind, run.number)).collect()
    };
    assert_eq!(a_day(&mut world, "2026-10-31T22:00:00+01:00"), [], "it is not over");
    let provisional = (RunKind::Provisional, 1);
    assert_eq!(a_day(&mut world, "2026-11-01T06:00:00+01:00"), [provisional]);
    // The same once more is no new version, whether a worker crashed or not.
    assert_eq!(a_day(&mut world, "2026-11-02T06:00:00+01:00"), [provisional]);
    // The day of reports has come, and a day of one flat is missing.
    let reports = instant("2026-11-25T06:00:00+01:00");
    assert_eq!(a_day(&mut world, "2026-11-25T06:00:00+01:00"), [provisional]);
    let told = late(&mut world.engine, Dso::Ores, reports).unwrap();
    assert_eq!(
        told.iter().map(|due| (due.group, due.month)).collect::<Vec<_>>(),
        [(world.group, OCTOBER)]
    );
    assert_eq!(
        late(&mut world.engine, Dso::Ores, instant("2026-11-24T23:00:00+01:00")).unwrap(),
        []
    );
    // It comes, and the next day the month is final.
    world.add(ean(3), Direction::OffTake, 90, ALL - 96..ALL);
    let both = [provisional, (RunKind::Final, 1)];
    assert_eq!(a_day(&mut world, "2026-11-26T06:00:00+01:00"), both);
    assert_eq!(late(&mut world.engine, Dso::Ores, reports).unwrap(), []);
    assert_eq!(a_day(&mut world, "2026-11-27T06:00:00+01:00"), both);
    // November is due when it is over.
    let december = instant("2026-12-02T06:00:00+01:00");
    let next: Vec<_> = due(&mut world.engine, Dso::Ores, december).unwrap();
    assert_eq!(next.iter().map(|due| due.month).collect::<Vec<_>>(), [OCTOBER.next()]);
}

/// One lost day of a flat holds no month up: on the day of reports it is estimated, said and marked.
#[test]
fn es_13_pa_39_a_short_hole_is_estimated_on_the_day_of_reports_and_never_silently() {
    let mut world = World::new();
    let lost = 96 * 20..96 * 21;
    world.add(ean(1), Direction::Injection, 60, 0..ALL);
    world.add(ean(2), Direction::OffTake, 30, 0..ALL);
    world.add(ean(3), Direction::OffTake, 90, 0..lost.start);
    world.add(ean(3), Direction::OffTake, 90, lost.end..ALL);
    let mut at = |text: &str| {
        let now = instant(text);
        let (engine, intervals) = (&mut world.engine, &mut world.intervals);
        let all = crate::share::due::make_due(engine, intervals, Dso::Ores, now, |_| Ok(()));
        all.unwrap().into_iter().map(|(_, done)| done.unwrap()).collect::<Vec<_>>()
    };
    let early = at("2026-11-03T06:00:00+01:00");
    assert_eq!((early[0].run.kind, early[0].estimated.len()), (RunKind::Provisional, 0));
    assert_eq!(early[0].missing, [(ean(3), 96)]);
    let done = at("2026-11-25T06:00:00+01:00");
    assert_eq!((done[0].run.kind, &done[0].missing[..]), (RunKind::Final, &[][..]));
    assert_eq!(done[0].estimated, [(ean(3), 96)]);
    assert_eq!(world.volume(&done[0].run, 3), (QUARTERS * 45_000, 0), "of like days");
    let of = (world.group, OCTOBER, None);
    let to = Recipient::Representative;
    let report = prepare(&mut world.engine, &mut world.intervals, of, &to).unwrap();
    let csv = report.csv();
    assert_eq!(csv.lines().filter(|line| line.ends_with(",estimated")).count(), 96);
    // What is measured later counts, and only a cause changes what was final.
    world.add(ean(3), Direction::OffTake, 120, lost);
    assert!(world.make(None).unwrap_err().contains("--correct CAUSE"));
    let corrected = world.make(Some("the day was read at the meter")).unwrap();
    assert_eq!((corrected.run.kind, corrected.estimated.len()), (RunKind::Corrected, 0));
}

/// What was injected is never guessed, and a hole longer than the operator's parameter stays one.
#[test]
fn es_13_a_lost_day_of_the_roof_and_a_long_hole_stay_provisional() {
    let made = |world: &mut World| {
        let now = instant("2026-11-25T06:00:00+01:00");
        let (engine, intervals) = (&mut world.engine, &mut world.intervals);
        let all = crate::share::due::make_due(engine, intervals, Dso::Ores, now, |_| Ok(()));
        all.unwrap().remove(0).1.unwrap()
    };
    let with_hole = |world: &mut World, number: u64, quarters: std::ops::Range<i32>| {
        for (one, direction) in
            [(1, Direction::Injection), (2, Direction::OffTake), (3, Direction::OffTake)]
        {
            if one == number {
                world.add(ean(one), direction, 60, 0..quarters.start);
                world.add(ean(one), direction, 60, quarters.end..ALL);
            } else {
                world.add(ean(one), direction, 60, 0..ALL);
            }
        }
        made(world)
    };
    let roof = with_hole(&mut World::new(), 1, 1_920..2_016);
    assert_eq!((roof.run.kind, &roof.missing[..]), (RunKind::Provisional, &[(ean(1), 96)][..]));
    let long = with_hole(&mut World::new(), 2, 1_920..1_920 + 289);
    assert_eq!((long.run.kind, &long.missing[..]), (RunKind::Provisional, &[(ean(2), 289)][..]));
    let mut narrow = World::with(&[("intervals.estimated_gap_max", "23")], |members| members);
    let done = with_hole(&mut narrow, 2, 1_920..2_016);
    assert_eq!((done.run.kind, done.estimated.len()), (RunKind::Provisional, 0));
}

/// What is whole before its day of reports waits for it: late data cost no correction until then.
#[test]
fn es_14_es_15_a_whole_month_is_final_on_its_day_of_reports() {
    let mut world = World::new();
    world.all();
    let mut at = |text: &str| {
        let now = instant(text);
        let (engine, intervals) = (&mut world.engine, &mut world.intervals);
        let all = crate::share::due::make_due(engine, intervals, Dso::Ores, now, |_| Ok(()));
        all.unwrap().into_iter().map(|(_, done)| done.unwrap().run.kind).collect::<Vec<_>>()
    };
    assert_eq!(at("2026-11-03T06:00:00+01:00"), [RunKind::Provisional]);
    assert_eq!(at("2026-11-25T06:00:00+01:00"), [RunKind::Final]);
    assert_eq!(at("2026-11-26T06:00:00+01:00"), []);
}

mod api;
mod billing;
mod daily;
mod moved;
mod prepaid;
mod results;
mod switch;

#[test]
fn es_14_es_15_ux_8_12_a_version_is_told_to_the_own_representative_and_to_suppliers_it_concerns() {
    use store::{Delivery, NewEndpoint, Owner};
    let mut world = World::new();
    let group = world.group;
    let person = world.engine.store.group(group).unwrap().unwrap().head.representative.unwrap();
    let mut endpoint = |owner: Owner| {
        let url = "https://partner.example/".to_owned();
        let new = NewEndpoint { dso: Dso::Ores, owner, url, loopback: false, types: Vec::new() };
        let add = |engine: &mut Engine| Ok(engine.store.add_endpoint(&new, now())?);
        world.engine.locked(Dso::Ores, add).unwrap()
    };
    let supplier = |id: &str| Owner::Supplier(id.to_owned());
    let own = endpoint(Owner::Representative(person));
    let other = endpoint(Owner::Representative(person + 1));
    let [second, third, nobody] = ["S2", "S3", "S9"].map(|id| endpoint(supplier(id)));
    let operator = endpoint(Owner::Operator);
    let versions = |world: &mut World, endpoint: i64| -> Vec<String> {
        let line = |one: Delivery| {
            assert_eq!(one.kind, "sharing_volumes.published");
            let body: serde_json::Value = serde_json::from_str(&one.body).unwrap();
            body["data"].to_string()
        };
        let mut all: Vec<String> =
            world.engine.store.deliveries(endpoint, 9).unwrap().into_iter().map(line).collect();
        all.sort_unstable();
        all
    };
    let told = |version: i32| {
        format!("{{\"group\":\"{group}\",\"month\":\"2026-10\",\"version\":{version}}}")
    };
    world.add(ean(1), Direction::Injection, 60, 0..ALL);
    world.make(None).unwrap();
    assert_eq!(versions(&mut world, own), [""; 0], "provisional");
    world.add(ean(2), Direction::OffTake, 30, 0..ALL);
    world.add(ean(3), Direction::OffTake, 90, 0..ALL);
    assert_eq!(world.make(None).unwrap().run.kind, RunKind::Final);
    // The roof gives nothing then, so that the flats get what they take from the network alone.
    world.add(ean(2), Direction::OffTake, 0, 0..4);
    world.add(ean(1), Direction::Injection, 0, 0..4);
    world.make(Some("meter of the roof")).unwrap();
    world.add(ean(3), Direction::OffTake, 100, 0..4);
    world.make(Some("once more")).unwrap();
    assert_eq!(versions(&mut world, own), [2, 3, 4].map(told));
    assert_eq!(versions(&mut world, operator), [2, 3, 4].map(told));
    assert_eq!(versions(&mut world, third), [2, 3, 4].map(told));
    assert_eq!(versions(&mut world, second), [2, 3].map(told), "of its point nothing is other");
    assert_eq!(versions(&mut world, other), [""; 0], "who represents another group");
    assert_eq!(versions(&mut world, nobody), [""; 0], "who supplies nobody in it");
    // Who represents it no more has nothing sent again.
    let since = instant("2026-01-01T00:00:00+01:00");
    let again = |world: &mut World| {
        let store = &mut world.engine.store;
        crate::webhooks::replay_since(store, own, since, november()).unwrap()
    };
    assert_eq!(again(&mut world), 3);
    let acts = world.engine.store.group_acts(group).unwrap();
    let mut head = world.engine.store.group(group).unwrap().unwrap().head;
    head.representative = Some(person + 1);
    let last = acts.last().unwrap().clone();
    let store = &mut world.engine.store;
    let add = |store: &mut store::Store| store.add_group_act(group, acts.len(), &last, &head, &[]);
    store.locked(Dso::Ores, add).unwrap();
    assert_eq!(again(&mut world), 0);
}

#[test]
fn es_14_es_15_a_corrected_report_goes_to_those_concerned_only() {
    let mut world = World::new();
    world.all();
    world.make(None).unwrap();
    // More was taken where all was given already to the one who took: the other flat stays as it was.
    world.add(ean(2), Direction::OffTake, 0, 0..4);
    world.add(ean(1), Direction::Injection, 0, 0..4);
    world.add(ean(3), Direction::OffTake, 90, 0..4);
    world.make(Some("meter of the roof")).unwrap();
    let of = (world.group, OCTOBER, None);
    let mut changed = |name: &str| {
        let to = Recipient::Supplier(name.to_owned());
        concerns(&prepare(&mut world.engine, &mut world.intervals, of, &to).unwrap())
    };
    assert!(changed("S2") && changed("S3"));
    world.add(ean(3), Direction::OffTake, 100, 0..4);
    world.make(Some("once more")).unwrap();
    let mut changed = |name: &str| {
        let to = Recipient::Supplier(name.to_owned());
        concerns(&prepare(&mut world.engine, &mut world.intervals, of, &to).unwrap())
    };
    assert!(changed("S3"));
    assert!(!changed("S2"), "nothing of its point is other than before");
}

#[test]
fn es_16_es_17_bills_of_the_representative_and_the_basis_of_the_supplier() {
    let on = [("sharing.building_discount_enabled", "true")];
    let mut world = World::with(&on, |members| members);
    world.all();
    let run = world.make(None).unwrap().run;
    let mut kept = load(&mut world.engine.store, world.group).unwrap();
    let volumes = world.engine.store.volumes(world.group, OCTOBER.0, run.seq).unwrap();
    let prices = Prices {
        shared: "0.15".parse().unwrap(),
        fee: "2.00".parse().unwrap(),
        network: Some("0.16".parse().unwrap()),
    };
    let day = (OCTOBER.first_day().unwrap(), november());
    let all = bills(&world.engine, &kept, &volumes, prices, day).unwrap();
    let flat = all.iter().find(|bill| bill.ean == ean(3)).unwrap();
    // 2,980 quarter-hours with 0.045 of 0.090 kWh.
    assert_eq!(flat.by_representative.shared, MilliWattHours(134_100_000));
    assert_eq!(flat.by_representative.total, "22.12".parse().unwrap());
    assert_eq!(flat.by_supplier.energy_on, MilliWattHours(134_100_000));
    assert_eq!(flat.by_supplier.network_on, MilliWattHours(268_200_000));
    assert_eq!(flat.network, Some("21.456".parse().unwrap()), "a community has no discount");
    let roof = all.iter().find(|bill| bill.ean == ean(1)).unwrap();
    // The flats pay 6.705 and 20.115, each rounded up at its half: the roof gets both.
    let energy: i64 = all.iter().map(|bill| bill.by_representative.energy.0).sum();
    assert_eq!((roof.paid_to_producer.0, energy), (26_830_000, 26_830_000));
    assert_eq!(roof.by_representative.fee, units::MicroEuro::ZERO);
    kept.dossier.form = sharing::Form::Building;
    let all = bills(&world.engine, &kept, &volumes, prices, day).unwrap();
    let flat = all.iter().find(|bill| bill.ean == ean(3)).unwrap();
    assert_eq!(flat.network, Some("4.2912".parse().unwrap()));
}

#[test]
fn es_20_a_share_of_a_kept_month_is_explained_as_it_was_made() {
    let mut world = World::new();
    world.all();
    let finished = world.make(None).unwrap().run;
    let at = instant("2026-10-01T00:15:00+02:00");
    world.add(ean(3), Direction::OffTake, 0, 0..4);
    world.make(Some("register replaced")).unwrap();
    let kept = load(&mut world.engine.store, world.group).unwrap();
    let (why, version, key) =
        explained(&mut world.intervals, &kept, &finished, ean(3), at).unwrap();
    assert_eq!((why.received, version, key), (45_000, 1, "pro_rata"));
    assert_eq!((why.offtake, why.injected_by_all), (Some(90_000), 60_000));
    let mut said = Vec::new();
    let of = (world.group, Some(2));
    let member = ean(3).to_string();
    explain(&mut world.engine.store, &mut world.intervals, of, (&member, at), true, &mut said)
        .unwrap();
    let said: serde_json::Value = serde_json::from_slice(&said).unwrap();
    assert_eq!(said["received_kwh"], "0.000000");
    assert_eq!(said["key"], "pro_rata, version 1, month 2026-10 corrected 2");
    let earlier = instant("2026-09-30T23:45:00+02:00");
    let runs = explained(&mut world.intervals, &kept, &finished, ean(3), earlier);
    assert!(runs.unwrap_err().to_string().contains("is no member of a group that shares"));
}

/// A flat with a prepaid account since 30 October, each of its nights settled with a kilowatt-hour.
fn prepaid(world: &mut World) -> store::Account {
    let home = crate::testing::move_in_at(&mut world.engine, ean(2), "2026-10-30T00:00:00+01:00");
    let first: calendar::SettlementDay = "2026-10-30".parse().unwrap();
    for offset in 0..21 {
        let day = first.plus(offset).to_string();
        crate::testing::night(&mut world.engine, &home, &day, i64::from(offset) + 1);
    }
    home
}

fn balance(engine: &mut Engine, home: &store::Account) -> units::MicroEuro {
    let known = engine.rebuild(std::slice::from_ref(home), november()).unwrap();
    known[0].timeline.account.balance()
}

fn shared_entries(engine: &mut Engine, home: &store::Account) -> Vec<String> {
    let entries = engine.store.entries(&[home.id]).unwrap().into_iter();
    let of_sharing = entries.filter(|entry| entry.kind == ledger::EntryKind::SharedEnergy);
    of_sharing
        .map(|entry| {
            let own = entry.transaction.postings().iter();
            let own = own.filter(|one| one.account == ledger::LedgerAccount::CustomerCredit);
            let amount: i64 = own.map(|one| -one.amount.0).sum();
            format!("{} {}", entry.key.unwrap(), units::MicroEuro(amount))
        })
        .collect()
}

#[test]
fn es_19_pa_38_a_final_month_gives_the_energy_component_back_on_a_line_of_its_own_once() {
    let mut world = World::with(&[("price.energy_component", "0.14")], |members| members);
    let home = prepaid(&mut world);
    world.add(ean(1), Direction::Injection, 60, 0..ALL);
    world.add(ean(2), Direction::OffTake, 30, 0..ALL);
    world.add(ean(3), Direction::OffTake, 90, 0..ALL - 1);
    let before = balance(&mut world.engine, &home);
    let provisional = world.make(None).unwrap();
    assert_eq!(provisional.credited, [], "nothing for a provisional month");
    world.add(ean(3), Direction::OffTake, 90, ALL - 1..ALL);
    let done = world.make(None).unwrap();
    // Of the account are the last two days: 192 quarter-hours of 15 Wh, at 0.14.
    let back: units::MicroEuro = "0.4032".parse().unwrap();
    let shared = 2_980 * 15_000;
    let (account, outcome) = (home.id, Ok(back));
    assert_eq!(done.credited, [Credited { ean: ean(2), account, shared, outcome }]);
    assert_eq!(balance(&mut world.engine, &home), before.checked_add(back).unwrap());
    let key = |seq: i32| format!("sharing/{}/2026-10/{seq}/average", world.group);
    let (first, second, third) = (key(2), key(3), key(4));
    assert_eq!(shared_entries(&mut world.engine, &home), [format!("{first} 0.403200")]);
    crate::testing::sound(&mut world.engine);
    // Once more: nothing is left to post.
    let volumes = world.engine.store.volumes(world.group, OCTOBER.0, done.run.seq).unwrap();
    let again = credit(&mut world.engine, Dso::Ores, &done.run, &volumes, november()).unwrap();
    assert_eq!(again[0].outcome, Ok(units::MicroEuro::ZERO));
    // A corrected version posts the difference, whichever way: in the last hour it received all, then none.
    world.add(ean(3), Direction::OffTake, 0, ALL - 4..ALL);
    world.make(Some("register replaced")).unwrap();
    world.add(ean(1), Direction::Injection, 0, ALL - 4..ALL);
    world.make(Some("and the roof's too")).unwrap();
    assert_eq!(
        shared_entries(&mut world.engine, &home),
        [format!("{first} 0.403200"), format!("{second} 0.008400"), format!("{third} -0.016800")]
    );
    crate::testing::sound(&mut world.engine);
    // The nights go on from there.
    crate::testing::night(&mut world.engine, &home, "2026-11-20", 22);
    crate::testing::sound(&mut world.engine);
    let trial = world.engine.store.trial_balance(Dso::Ores).unwrap();
    assert_eq!(trial.excess(), 0);
}

/// The supplier's yearly file names what sharing gave back, apart from charges and advances, and the two add up.
#[test]
fn es_19_pa_33_the_yearly_file_lists_what_sharing_gave_back() {
    let mut world = World::with(&[("price.energy_component", "0.14")], |members| members);
    prepaid(&mut world);
    world.all();
    let done = world.make(None).unwrap();
    let back = done.credited[0].outcome.clone().unwrap();
    assert!(back > units::MicroEuro::ZERO, "{back}");
    let mut year = |to: &str| {
        let (to, at) = (to.parse().unwrap(), crate::testing::instant("2026-12-01T12:00:00+01:00"));
        crate::bank::year::year(&mut world.engine, ean(2), None, to, at).unwrap()
    };
    let file = year("2026-11-21");
    let key = format!("sharing/{}/2026-10/{}/average", world.group, done.run.seq);
    let lines: Vec<_> = file.shared.iter().map(|one| (one.key.as_str(), one.amount)).collect();
    assert_eq!(lines, [(key.as_str(), back)]);
    assert_eq!(file.shared_total(), back);
    let day = file.shared[0].day;
    let (csv, json) = crate::bank::year::written(ean(2), &file).unwrap();
    assert!(
        csv.contains(&format!("shared_energy,{},,,{day},2.880000,{back},\"{key}\"\n", ean(2))),
        "{csv}"
    );
    assert!(csv.contains(&format!("total_shared_energy,{},,,,,{back},\n", ean(2))), "{csv}");
    assert!(json.contains(&key), "{json}");
    assert!(!csv.contains(&format!("advance,{},,,{day},,{back}", ean(2))), "no advance: {csv}");
    // Of the year in which it was shared it is one, though it was booked after it.
    assert_eq!(year("2026-11-01").shared.len(), 1);
    crate::testing::sound(&mut world.engine);
}

#[test]
fn es_19_nothing_is_credited_where_it_is_off_and_what_is_missing_is_named() {
    let off = [("sharing.prepaid_credit", "false"), ("price.energy_component", "0.14")];
    let mut world = World::with(&off, |members| members);
    let home = prepaid(&mut world);
    world.all();
    assert_eq!(world.make(None).unwrap().credited, []);
    assert_eq!(shared_entries(&mut world.engine, &home), Vec::<String>::new());
    // Without a price the month is final all the same; the credit waits.
    let mut world = World::new();
    let home = prepaid(&mut world);
    world.all();
    let done = world.make(None).unwrap();
    assert_eq!(done.run.kind, RunKind::Final);
    let why = done.credited[0].outcome.clone().unwrap_err();
    assert!(why.starts_with("parameter `price.energy_component` has no value"), "{why}");
    assert_eq!(shared_entries(&mut world.engine, &home), Vec::<String>::new());
}

/// The account is closed in the night after.
fn moves_out(world: &mut World, home: &store::Account) {
    let gone = timeline::Fact::MoveOut { registers: None };
    world.engine.record(home, &gone, instant("2026-11-20T09:00:00+01:00")).unwrap();
    crate::testing::night(&mut world.engine, home, "2026-11-20", 22);
    assert!(world.engine.store.account(home.id).unwrap().unwrap().closed_at.is_some());
}

#[test]
fn pd_07_es_12_who_moves_out_leaves_the_group_with_the_account_once() {
    let mut world = World::new();
    let home = prepaid(&mut world);
    let later = ("worker", instant("2026-11-22T10:00:00+01:00"));
    let leave = |world: &mut World| {
        crate::share::moved::leave(&mut world.engine, Dso::Ores, later).unwrap()
    };
    assert_eq!(leave(&mut world), [], "it lives there");
    moves_out(&mut world, &home);
    let left = leave(&mut world);
    // Nobody read the registers at nine: the day is of whoever comes.
    let from = instant("2026-11-20T00:00:00+01:00");
    let (group, account, outcome) = (world.group, home.id, Ok(()));
    let moved = crate::share::moved::MovedOut { group, ean: ean(2), account, from, outcome };
    assert_eq!(left, [moved]);
    let member = world.engine.store.memberships_of(ean(2)).unwrap().remove(0);
    assert_eq!(member.to, Some(from), "who moves in has signed nothing");
    assert_eq!(leave(&mut world), []);
}

#[test]
fn es_19_pa_28_what_a_household_that_moved_out_had_shared_is_named_to_be_paid_out() {
    let mut world = World::with(&[("price.energy_component", "0.14")], |members| members);
    let home = prepaid(&mut world);
    world.all();
    moves_out(&mut world, &home);
    let done = world.make(None).unwrap();
    assert_eq!(done.run.kind, RunKind::Final);
    let why = done.credited[0].outcome.clone().unwrap_err();
    assert_eq!(why, format!("account {} is closed, 0.403200 EUR are to be paid out", home.id));
    assert_eq!(shared_entries(&mut world.engine, &home), Vec::<String>::new());
}

#[test]
fn es_19_pa_38_what_a_correction_takes_bars_a_cut_for_a_time() {
    let mut world = World::with(&[("price.energy_component", "0.14")], |members| members);
    let home = prepaid(&mut world);
    world.all();
    world.make(None).unwrap();
    world.add(ean(1), Direction::Injection, 0, ALL - 96..ALL);
    world.make(Some("meter of the roof")).unwrap();
    let known = world.engine.rebuild(std::slice::from_ref(&home), november()).unwrap();
    let account = &known[0].timeline.account;
    let rules = world.engine.books.rules(Dso::Ores, units::Energy::Electricity).unwrap();
    let parameters = rules.parameters.at(november().day(), november());
    let taken: units::MicroEuro = "0.2016".parse().unwrap();
    let measured = account.measured_balance(november(), parameters);
    assert_eq!(measured, account.balance().checked_add(taken).unwrap());
    let later = november().plus_h(24 * i64::from(parameters.correction_grace_days) + 1);
    assert_eq!(account.measured_balance(later, parameters), account.balance());
}

fn visitor(role: access::Role, person: i64) -> portal::my::Visitor {
    let language = units::Language::En;
    portal::my::Visitor { person, role, name: "An".into(), language, session: 1 }
}

#[test]
fn es_14_pd_04_a_representative_reads_the_months_of_their_own_group_only() {
    use portal::my::Visitor;
    use portal::sharing::{
        AdviceAsked, EndRefused, Ending, FileForm, Groups, LeaveRefused, VersionShown, WhyOf,
        WhyStep,
    };
    let mut world = World::with(&[("price.energy_component", "0.14")], |members| members);
    let home = prepaid(&mut world);
    world.all();
    world.make(None).unwrap();
    world.add(ean(3), Direction::OffTake, 0, ALL - 4..ALL);
    world.make(Some("register replaced")).unwrap();
    let group = world.group;
    let person = world.engine.store.group(group).unwrap().unwrap().head.representative.unwrap();
    let ways = store::Ways::empty(units::Language::En, now());
    let holder =
        world.engine.store.add_person(Dso::Ores, access::Role::Customer.code(), None, &ways);
    let holder = holder.unwrap().id;
    // Let in to see it after the month was made: what the household shared before is its own all the same.
    let since = instant("2026-11-05T00:00:00+01:00");
    world.engine.store.give_account(holder, home.id, since).unwrap();
    let own = visitor(access::Role::Representative, person);
    let other = visitor(access::Role::Representative, person + 1);
    let World { engine, intervals, folder, .. } = world;
    let pages = crate::share::pages::Representatives::over(engine, intervals, november());
    assert_eq!(pages.groups(&own).unwrap().len(), 1);
    assert_eq!(pages.groups(&other).unwrap(), []);
    assert!(pages.month(&other, group, None).unwrap().is_none());
    assert!(pages.member(&other, group, None, ean(2)).unwrap().is_none());
    let first = (OCTOBER.first_day().unwrap(), 1);
    assert!(pages.file(&other, group, first, FileForm::Csv).unwrap().is_none());
    let month = pages.month(&own, group, None).unwrap().unwrap().unwrap();
    assert_eq!(month.version.version, VersionShown::Corrected(2));
    assert_eq!(month.members.len(), 3);
    let member = pages.member(&own, group, None, ean(3)).unwrap().unwrap();
    assert_eq!(member.quarters.iter().map(Vec::len).sum::<usize>(), 2_980);
    assert_eq!(member.quarters[30][91..], [Some(45_000), Some(0), Some(0), Some(0), Some(0)]);
    assert_eq!(member.days.iter().map(|(_, mwh)| mwh).sum::<i64>(), member.total.received.0);
    let versions = pages.versions(&own, group).unwrap().unwrap();
    assert_eq!(versions.iter().map(|one| one.changed).collect::<Vec<_>>(), [3, 3]);
    let file = |form| pages.file(&own, group, first, form).unwrap().unwrap();
    let csv = String::from_utf8(file(FileForm::Csv)).unwrap();
    assert_eq!(csv.lines().count(), HEAD + 1 + 3 * 2_980);
    assert!(file(FileForm::Xlsx).starts_with(b"PK"));
    let json: serde_json::Value = serde_json::from_slice(&file(FileForm::Json)).unwrap();
    assert_eq!((&json["kind"], &json["version"]), (&"sharing_report".into(), &1.into()));
    let tried = pages.simulation(&own, group, &AdviceAsked::default()).unwrap().unwrap();
    // Three to file, two to ask for; the keys of Flanders are not there.
    assert_eq!(tried.keys.len(), 5);
    assert!(tried.keys[0].of_today);
    let mine = pages.mine(&visitor(access::Role::Customer, holder)).unwrap();
    assert_eq!(mine.len(), 1);
    assert_eq!(mine[0].months[0].2, Some("0.4116".parse().unwrap()));
    let newest = mine[0].newest.as_ref().unwrap();
    assert_eq!((newest.days.len(), newest.total), (31, mine[0].months[0].1));
    // In the last four quarter-hours its neighbour takes nothing: 60 Wh are its share then, and it took 30.
    let member = pages.member(&own, group, None, home.ean).unwrap().unwrap();
    let more = 4 * 30_000;
    assert_eq!(member.before_cap.map(|share| share.0 - more), Some(member.total.received.0));
    // ES-20: both read the same steps, and nobody else any.
    let household = visitor(access::Role::Customer, holder);
    let at = instant("2026-10-31T12:00:00+01:00");
    let why = |visitor: &Visitor, of, point, at| pages.why(visitor, of, point, at).unwrap();
    let read = why(&own, WhyOf::Group(group), home.ean, at).unwrap();
    assert_eq!(why(&household, WhyOf::Own, home.ean, at).as_ref(), Some(&read));
    assert_eq!((read.received.0, read.injected.0, read.taken.0), (15_000, 60_000, 120_000));
    assert_eq!(read.steps, [(WhyStep::InProportion, "15000".to_owned())]);
    assert_eq!((read.rounding.as_str(), read.gives), ("0", None));
    let roof = why(&own, WhyOf::Group(group), ean(1), at).unwrap();
    assert_eq!(roof.gives.map(|(injected, given)| (injected.0, given.0)), Some((60_000, 60_000)));
    assert!(why(&other, WhyOf::Group(group), home.ean, at).is_none());
    assert!(why(&household, WhyOf::Own, ean(3), at).is_none(), "of a neighbour");
    assert!(why(&household, WhyOf::Group(group), home.ean, at).is_none());
    let before = instant("2026-10-29T12:00:00+01:00");
    assert!(why(&household, WhyOf::Own, home.ean, before).is_none(), "of who lived there before");
    let later = instant("2026-12-01T12:00:00+01:00");
    assert!(why(&own, WhyOf::Group(group), home.ean, later).is_none(), "no month is there yet");
    let day = |text: &str| text.parse().unwrap();
    let left = |number, text: &str| {
        let ending = Ending { ean: ean(number), day: day(text), other: None };
        pages.end(&own, group, &ending).unwrap().unwrap()
    };
    let refused = |why| Err(EndRefused::Leave(why));
    assert_eq!(left(3, "2026-11-20"), refused(LeaveRefused::Day));
    assert_eq!(left(9, "2026-12-01"), refused(LeaveRefused::NoMember));
    assert_eq!(left(3, "2026-12-01"), Ok(()));
    assert_eq!(left(3, "2026-12-02"), refused(LeaveRefused::NoMember));
    drop(folder);
}

#[test]
fn es_12_advice_compares_all_keys_and_tries_a_newcomer_on_what_was_measured() {
    use crate::share::advise::{Question, answers};
    let mut world = World::new();
    world.all();
    world.add(ean(4), Direction::OffTake, 40, 0..ALL);
    let kept = load(&mut world.engine.store, world.group).unwrap();
    let days = ("2026-10-01".parse().unwrap(), "2026-10-02".parse().unwrap());
    let worth = sharing::advice::Worth {
        supplied: "0.30".parse().unwrap(),
        shared: "0.10".parse().unwrap(),
        surplus: "0.04".parse().unwrap(),
    };
    let question = Question { worth: Some(worth), ..Question::default() };
    let (today, all) = answers(&mut world.intervals, &kept, days, &question).unwrap();
    assert_eq!((today.key.name(), today.totals.received), ("pro_rata", 192 * 60_000));
    assert_eq!(all.len(), 8);
    let equal = all.iter().find(|one| one.outcome.key == sharing::Key::Equal).unwrap();
    // 30 instead of 15 and of 45 Wh, in 192 quarter-hours, at 0.20 a kilowatt-hour.
    let eur = |text: &str| Some(text.parse().unwrap());
    assert_eq!(equal.gains[&ean(2)], (192 * 15_000, eur("0.576")));
    assert_eq!(equal.gains[&ean(3)], (-192 * 15_000, eur("-0.576")));
    let add = Some((ean(4), Role::Consumer));
    let question = Question { add, panels_ppm: Some(2_000_000), ..Question::default() };
    let (_, all) = answers(&mut world.intervals, &kept, days, &question).unwrap();
    assert_eq!(all[0].outcome.totals.injection, 192 * 120_000);
    assert_eq!(all[0].outcome.members[&ean(4)].received, 192 * 30_000);
    assert_eq!(all[0].gains[&ean(2)], (192 * 7_500, None));
    // One more who takes as those two on average, 60 Wh: a third of what is injected, and it is nobody's curve.
    let question = Question { typical: true, ..Question::default() };
    let (_, all) = answers(&mut world.intervals, &kept, days, &question).unwrap();
    let newcomer = crate::share::advise::newcomer_ean().unwrap();
    let of_day = |energy: i64| 192 * energy;
    assert_eq!(all[0].outcome.members[&newcomer].offtake, of_day(60_000));
    assert_eq!(all[0].outcome.members[&newcomer].received, of_day(20_000));
    let question = Question { without: Some(ean(3)), ..Question::default() };
    let (_, all) = answers(&mut world.intervals, &kept, days, &question).unwrap();
    assert!(!all[0].outcome.members.contains_key(&ean(3)));
    assert_eq!(all[0].outcome.members[&ean(2)].received, of_day(30_000));
    let known = Question { add: Some((ean(2), Role::Consumer)), ..Question::default() };
    let refused = answers(&mut world.intervals, &kept, days, &known).unwrap_err();
    assert!(refused.to_string().ends_with("is a member already"));
    let empty = ("2026-12-01".parse().unwrap(), "2026-12-02".parse().unwrap());
    let refused = answers(&mut world.intervals, &kept, empty, &Question::default()).unwrap_err();
    assert!(refused.to_string().contains("nothing is measured"), "{refused}");
}

/// Source: PD-04, PD-06.
#[test]
fn es_12_a_simulation_counts_who_joins_later_and_reads_it_for_the_operator_alone() {
    use crate::share::advise::{Question, answers};
    let mut world = World::new();
    world.all();
    world.add(ean(4), Direction::OffTake, 40, 0..ALL);
    let from = instant("2026-12-01T00:00:00+01:00");
    let later = Joining { from, ..joining(4, Role::Consumer) };
    file(&mut world.engine, world.group, &[sharing::Act::Joined(later)], "an", now()).unwrap();
    let kept = load(&mut world.engine.store, world.group).unwrap();
    let days = ("2026-10-01".parse().unwrap(), "2026-10-02".parse().unwrap());
    let mut ask =
        |question: Question| answers(&mut world.intervals, &kept, days, &question).unwrap();
    let (today, all) = ask(Question::default());
    assert!(!today.members.contains_key(&ean(4)), "it is none today");
    // 60 Wh over 30, 90 and 40.
    assert_eq!(all[0].outcome.members[&ean(4)].received, 192 * 15_000);
    assert_eq!(all[0].gains[&ean(4)].0, 192 * 15_000);
    assert_eq!(all[0].gains[&ean(2)].0, 192 * (11_250 - 15_000));
    // A representative sees it as the others take on average, 60 Wh: it has not begun to share.
    let (_, all) = ask(Question { shared_only: true, ..Question::default() });
    assert_eq!(all[0].outcome.members[&ean(4)].offtake, 192 * 60_000);
    assert_eq!(all[0].outcome.members[&ean(4)].received, 192 * 20_000);
    // A key that begins before it joins is tried without it; one with its share only with it.
    let share = |number: u64| (ean(number), sharing::Share::new(1, 3).unwrap());
    let terms = sharing::Terms {
        key: sharing::Key::VlFixed,
        rounds: sharing::Rounds::ONE,
        rounding: sharing::Rounding::LargestRemainder,
        shares: [share(2), share(3), share(4)].into(),
        groups: [].into(),
    };
    let tried = Question { terms: Some(terms), at: Some(from), ..Question::default() };
    let (_, all) = ask(tried.clone());
    assert_eq!(all[0].outcome.members[&ean(4)].received, 192 * 20_000);
    let early = Question { at: Some(instant("2026-11-25T00:00:00+01:00")), ..tried };
    assert!(answers(&mut world.intervals, &kept, days, &early).is_err());
}

#[test]
fn es_12_keys_are_simulated_before_a_group_begins_and_before_it_has_one() {
    use crate::share::advise::{Question, answers};
    use crate::share::groups::tests::{draft, pro_rata};
    let mut world = World::new();
    world.add(ean(11), Direction::Injection, 60, 0..ALL);
    world.add(ean(12), Direction::OffTake, 30, 0..ALL);
    world.add(ean(13), Direction::OffTake, 90, 0..ALL);
    let group = draft(&mut world.engine);
    let from = instant("2027-01-01T00:00:00+01:00");
    let join = |number, role| sharing::Act::Joined(Joining { from, ..joining(number, role) });
    let acts = [join(11, Role::Producer), join(12, Role::Consumer), join(13, Role::Consumer)];
    let days = ("2026-10-01".parse().unwrap(), "2026-10-02".parse().unwrap());
    let worth = sharing::advice::Worth {
        supplied: "0.30".parse().unwrap(),
        shared: "0.10".parse().unwrap(),
        surplus: "0.04".parse().unwrap(),
    };
    let question = Question { worth: Some(worth), ..Question::default() };
    let kept = load(&mut world.engine.store, group).unwrap();
    let refused = answers(&mut world.intervals, &kept, days, &question).unwrap_err();
    assert!(refused.to_string().contains("has no member"), "{refused}");
    file(&mut world.engine, group, &acts, "an", now()).unwrap();
    for key in [None, Some(pro_rata("2027-01-01T00:00:00+01:00"))] {
        let filed = key.is_some();
        if let Some(key) = key {
            file(&mut world.engine, group, &[key], "an", now()).unwrap();
        }
        let kept = load(&mut world.engine.store, group).unwrap();
        let (today, all) = answers(&mut world.intervals, &kept, days, &question).unwrap();
        assert_eq!((today.totals.received, today.members.len()), (0, 0), "nothing is shared");
        assert_eq!(all.len(), 8);
        assert_eq!(all.iter().filter(|one| one.of_today).count(), usize::from(filed));
        let found = all.iter().find(|one| one.outcome.key == sharing::Key::ProRata).unwrap();
        // A quarter of 60 Wh, 0.20 a kilowatt-hour cheaper; what is given brings 0.06 more.
        let eur = |text: &str| Some(text.parse().unwrap());
        assert_eq!(found.gains[&ean(12)], (192 * 15_000, eur("0.576")));
        assert_eq!(found.gains[&ean(11)], (192 * 60_000, eur("0.6912")));
    }
    let kept = load(&mut world.engine.store, group).unwrap();
    let shared_only = Question { shared_only: true, ..Question::default() };
    let refused = answers(&mut world.intervals, &kept, days, &shared_only).unwrap_err();
    assert!(refused.to_string().contains("does not share"), "{refused}");
}
