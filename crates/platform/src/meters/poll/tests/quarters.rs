//! Quarter-hours that meters have stored: whose are read, from where on, and what is said of them.

use super::*;
use crate::intervals::manifest::SqlManifest;
use crate::people::OWN_PAGES;
use calendar::{TariffCalendar, TariffSlot};
use dlms::face::{EachRow, MeterModel, Written};
use dlms::{Obis, Role};
use intervals::{Direction, Quality, Query, Series};
use store::ConsentAct;
use supply::ControlState;

/// Counts 10 Wh in each quarter-hour, in the register whose slot runs.
pub(super) struct Following {
    inner: Computed,
    /// Values of both registers at the ends of quarter-hours.
    counted: std::collections::BTreeMap<Instant, [i64; 2]>,
    /// So much is added to what its midnights say, day after day.
    daily_extra: i64,
}

impl Following {
    pub(super) fn new(inner: Computed, daily_extra: i64) -> Self {
        let (mut at, end) = (instant("2026-10-29T00:00:00+01:00"), instant(NOW).plus_h(48));
        let (mut counted, mut values) = (std::collections::BTreeMap::new(), [0, 0]);
        while at <= end {
            counted.insert(at, values);
            let peak = TariffCalendar::TwoRateFrom2026.slot(at) == TariffSlot::Peak;
            values[usize::from(!peak)] += 10;
            at = at.plus_min(15);
        }
        Self { inner, counted, daily_extra }
    }

    fn values(&self, at: Instant) -> [i64; 2] {
        self.counted.range(..=at).next_back().map_or([0, 0], |(_, values)| *values)
    }
}

impl MeterModel for Following {
    fn now(&self) -> Instant {
        self.inner.now()
    }

    fn register(&self, obis: Obis) -> Option<i64> {
        let place = usize::from(obis.0[4]).saturating_sub(1);
        Some(if obis.0[2] == 1 { self.values(self.now())[place] } else { 0 })
    }

    fn rows(&self, role: Role, from: Instant, to: Instant, each: EachRow<'_>) {
        self.inner.rows(role, from, to, &mut |at, _| {
            let [one, two] = self.values(at);
            let days = i64::from(at.day().0 - instant(NOW).day().0);
            let extra = if role == Role::DailyProfile { days * self.daily_extra } else { 0 };
            each(at, &[one + extra + 10_000, two, 0, 0]);
        });
    }

    fn control_state(&self) -> ControlState {
        self.inner.control_state()
    }

    fn disconnect(&mut self) -> bool {
        self.inner.disconnect()
    }

    fn make_ready(&mut self) -> bool {
        self.inner.make_ready()
    }

    fn limit_ampere(&self) -> i64 {
        self.inner.limit_ampere()
    }

    fn written(&mut self, what: Written<'_>) -> bool {
        self.inner.written(what)
    }
}

fn followed(serial: &'static str, number: u8) -> Case {
    Case { daily_extra: Some(0), ..Case::good(serial, number) }
}

impl World {
    fn says(&mut self, number: usize, agreed: bool, at: &str) {
        let account = self.engine.account_of(ean(number)).unwrap().id;
        let act = ConsentAct { account, kind: OWN_PAGES, agreed, at: instant(at), person: 1 };
        assert!(self.engine.store.add_consent(&act).unwrap());
    }

    fn folder(&self) -> std::path::PathBuf {
        self._folder.path().join("quarters")
    }

    fn with_quarters(mut self) -> Self {
        self.request.quarters = Some(self.folder());
        self
    }

    /// What is kept of a home.
    fn quarters(&mut self, number: usize) -> Vec<Series> {
        let manifest = SqlManifest(self.engine.store.another().unwrap());
        let mut store = intervals::Store::open(&self.folder(), manifest, None).unwrap();
        let (from, until) = ("2026-10-01".parse().unwrap(), "2026-12-01".parse().unwrap());
        let (dso, version) = (Dso::Ores, None);
        store.read(&Query { dso, point: ean(number).into(), from, until, version }).unwrap()
    }

    fn versions(&mut self) -> Vec<i64> {
        let all = self.engine.store.interval_versions(Dso::Ores).unwrap();
        all.into_iter().map(|version| version.rows).collect()
    }

    fn next_day(&mut self) {
        self.request.day = self.request.day.next();
        self.later_s.store(86_400, Ordering::Relaxed);
        self.request.clock = Arc::new(|| instant(NOW).plus_h(24));
    }
}

fn span_of(series: &Series) -> [String; 2] {
    let (first, last) = (series.first().unwrap(), series.last().unwrap());
    [first.start(), last.next().start()].map(Instant::to_local_string)
}

#[test]
fn mt_18_quarter_hours_are_read_of_homes_that_agreed_or_share_from_the_last_one_kept_on() {
    let cases = vec![followed("A0", 0), followed("A1", 1), followed("A2", 2), followed("A3", 3)];
    let mut world = world(cases).with_quarters();
    world.says(0, true, "2026-10-31T10:07:00+01:00");
    // The second one said nothing, the third one took it back, the fourth one shares.
    world.says(2, true, "2026-10-31T10:00:00+01:00");
    world.says(2, false, "2026-11-02T10:00:00+01:00");
    let from = instant("2026-11-01T00:00:00+01:00").0;
    let group = i64::from(Dso::Ores.code()) * 1_000_000_000 + 1;
    for sql in [
        format!(
            "INSERT INTO sharing_group (group_id, dso, form, name, state)
             VALUES ({group}, {}, 'community', 'test', 'running')",
            Dso::Ores.code()
        ),
        format!(
            "INSERT INTO sharing_member (ean, from_us, to_us, group_id)
             VALUES ({}, {from}, NULL, {group})",
            ean(3)
        ),
    ] {
        world.engine.store.run_sql(&sql).unwrap();
    }
    let report = world.poll();
    assert_eq!((report.read, report.quarters.meters, report.quarters.failed), (4, 2, 0));
    assert_eq!(report.quarters.quarter_hours, 55 + 2 * 96 + 2 * 96);
    assert_eq!((report.quarters.estimated, report.quarters.missing), (0, 0));
    let midnight = "2026-11-03T00:00:00+01:00".to_owned();
    let kept = world.quarters(0);
    let directions: Vec<_> = kept.iter().map(|series| series.direction).collect();
    assert_eq!(directions, [Direction::OffTake, Direction::Injection]);
    assert_eq!(span_of(&kept[0]), ["2026-10-31T10:15:00+01:00".to_owned(), midnight.clone()]);
    assert!(kept[0].intervals.iter().all(|one| {
        let peak = TariffCalendar::TwoRateFrom2026.slot(one.quarter.start()) == TariffSlot::Peak;
        let register = if peak { intervals::Register::One } else { intervals::Register::Two };
        one.energy.0 == 10_000 && one.quality == Quality::Measured && one.register == register
    }));
    assert_eq!(world.quarters(1), []);
    assert_eq!(world.quarters(2), []);
    let shared = world.quarters(3);
    assert_eq!(span_of(&shared[0]), ["2026-11-01T00:00:00+01:00".to_owned(), midnight]);
    for number in 0..4 {
        assert_eq!(world.alarms(number), [""; 0], "{number}");
    }
    // Killed before the outcomes were booked: nothing that is kept is read again.
    let rows = world.versions();
    world.engine.store.run_sql("DELETE FROM poll").unwrap();
    let again = world.poll();
    assert_eq!((again.read, again.quarters.meters), (4, 0));
    assert_eq!(world.versions(), rows);
    // The next day is read from there on.
    world.next_day();
    let next = world.poll();
    assert_eq!((next.read, next.quarters.quarter_hours), (4, 2 * 96));
    assert_eq!(world.versions().last(), Some(&(2 * 2 * 96)));
    assert_eq!(span_of(&world.quarters(0)[0])[1], "2026-11-04T00:00:00+01:00");
    let printed = said(&world, |_, out| {
        show(Dso::Ores, world.request.day, &next, false, out).unwrap();
    });
    let line = "ORES 2026-11-03: 192 quarter-hours of 2 meters, 0 of them estimated; 0 missing, \
                0 meters not read to the end\n";
    assert!(printed.contains(line), "{printed}");
}

#[test]
fn mt_18_holes_are_estimates_or_gaps_and_are_told_by_name() {
    let mut cases = vec![followed("A0", 0), followed("A1", 1)];
    // One row is missing, and six of another home.
    cases[0].holes = vec!["2026-11-02T10:15:00+01:00"];
    cases[1].holes = vec![
        "2026-11-02T10:00:00+01:00",
        "2026-11-02T10:15:00+01:00",
        "2026-11-02T10:30:00+01:00",
        "2026-11-02T10:45:00+01:00",
        "2026-11-02T11:00:00+01:00",
        "2026-11-02T11:15:00+01:00",
    ];
    let mut world = world(cases).with_quarters();
    world.says(0, true, "2026-11-01T00:00:00+01:00");
    world.says(1, true, "2026-11-01T00:00:00+01:00");
    let report = world.poll();
    assert_eq!((report.read, report.quarters.estimated, report.quarters.missing), (2, 2, 7));
    let day: SettlementDay = DAY.parse().unwrap();
    let of_day = |world: &mut World, number| world.quarters(number)[0].day(day).to_vec();
    let first = of_day(&mut world, 0);
    let estimated: Vec<_> = first
        .iter()
        .filter(|one| one.quality == Quality::Estimated)
        .map(|one| (one.quarter.start().to_local_string(), one.energy.0))
        .collect();
    let at = |text: &str| (text.to_owned(), 10_000);
    assert_eq!(estimated, [at("2026-11-02T10:00:00+01:00"), at("2026-11-02T10:15:00+01:00")]);
    assert_eq!((first.len(), of_day(&mut world, 1).len()), (96, 89));
    for number in 0..2 {
        assert_eq!(world.alarms(number), [format!("{DAY}/holes")]);
    }
    let account = world.engine.account_of(ean(1)).unwrap();
    let facts = world.engine.store.facts(&[account.id]).unwrap();
    let holes = facts.iter().find(|fact| fact.kind == "meter_alarm").unwrap();
    let words = "of the quarter-hours from 2026-11-02T09:45:00+01:00 on, 7 are missing and 0 \
                 estimated";
    assert!(holes.body.contains(words), "{}", holes.body);
    // The hole is behind it: the next day has nothing to say of it.
    world.next_day();
    let next = world.poll();
    let count = next.quarters;
    assert_eq!((next.read, count.quarter_hours, count.missing), (2, 2 * 96, 0));
}

#[test]
fn mt_05_quarter_hours_that_differ_from_the_registers_are_told_by_name() {
    // The first follows its calendar, the second counts in both registers all the time, the midnights of the
    // third go up by more than its quarter-hours.
    let mut cases = vec![followed("A0", 0), Case::good("A1", 1), followed("A2", 2)];
    cases[2].daily_extra = Some(200);
    let mut world = world(cases).with_quarters();
    for number in 0..3 {
        world.says(number, true, "2026-11-01T00:00:00+01:00");
    }
    let report = world.poll();
    assert_eq!((report.read, report.quarters.quarter_hours), (3, 3 * 192));
    assert_eq!(world.alarms(0), [""; 0]);
    let both = |name: &str| ["2026-11-01", DAY].map(|day| format!("{day}/{name}"));
    assert_eq!(world.alarms(1), both("wrong_calendar"));
    assert_eq!(world.alarms(2), both("register_drift"));
    let account = world.engine.account_of(ean(2)).unwrap();
    let facts = world.engine.store.facts(&[account.id]).unwrap();
    let drift = facts.iter().find(|fact| fact.kind == "meter_alarm").unwrap();
    let words = "quarter-hours make 0.960000 kWh, registers 1.160000 kWh";
    assert!(drift.body.contains(words), "{}", drift.body);
    // It is told to whoever looks at the account, and bars no cut: the energy is known.
    let shown = account_shown(&world, 1, false);
    assert!(shown.contains("meter wrong calendar") && !shown.contains("flag  "), "{shown}");
}
