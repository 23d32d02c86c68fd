//! What is kept of points that produce, with the platform's own quarter-hours.

mod netting;

use super::kept::load;
use super::pages::Roofs;
use super::{Kept, file};
use crate::engine::Engine;
use crate::failure::chain;
use crate::intervals::{Place, open};
use crate::share::groups::tests::{draft, joining, pro_rata, signed};
use crate::share::groups::{file as file_act, tests as groups};
use crate::share::runs::Intervals;
use crate::testing::{furnished, instant, move_in};
use ::intervals::{Direction, Interval, Quality, Quarter, Register, Series, Source, hash_of};
use calendar::{Instant, SettlementDay};
use portal::my::Visitor;
use portal::production::{
    Buyer, CaseStep, Lost, Producers as _, RatePrices, RegimeShown, StopAdvice, StopCause, Stops,
    VoltageComplaint,
};
use prosumer::{
    Boundary, BySlot, Contract, Entry, FourRegisters, Produced, Production, Rate, Sale,
    VoltAmperes, Watts,
};
use sharing::{Act, Joining, Notice, Paper, Role};
use std::path::PathBuf;
use store::{Person, Ways};
use units::{Dso, Ean, Language, MilliWattHours};

struct World {
    folder: tempfile::TempDir,
    engine: Engine,
    intervals: Intervals,
}

fn now() -> Instant {
    instant("2026-11-20T10:00:00+01:00")
}

fn day(text: &str) -> SettlementDay {
    text.parse().unwrap()
}

fn kwh(energy: i64) -> MilliWattHours {
    MilliWattHours(energy * 1_000_000)
}

impl World {
    fn new() -> Self {
        Self::with(&[("prosumer.proportional_terms", "0.15")])
    }

    fn with(parameters: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = url(&folder);
        let engine = furnished(store::Store::open(&url).unwrap(), parameters);
        let intervals = open(&url, &Place::default()).unwrap();
        Self { folder, engine, intervals }
    }

    fn keep(&mut self, ean: Ean, entry: &Entry) -> Result<Kept, String> {
        file(&mut self.engine, (Some(Dso::Ores), ean), entry, ("an", now()))
            .map_err(|failure| chain(failure.as_ref()))
    }

    /// So many Wh in each quarter-hour of these days.
    fn measure(&mut self, ean: Ean, direction: Direction, wh: i64, from: &str, until: &str) {
        let (first, end) = (Quarter::first_of(day(from)), Quarter::first_of(day(until)));
        self.measure_quarters(ean, direction, wh, (first, end));
    }

    fn measure_quarters(
        &mut self,
        ean: Ean,
        direction: Direction,
        wh: i64,
        (first, end): (Quarter, Quarter),
    ) {
        let intervals = (first.0..end.0)
            .map(|quarter| Interval {
                quarter: Quarter(quarter),
                energy: MilliWattHours(wh * 1_000),
                quality: Quality::Measured,
                register: Register::Total,
            })
            .collect();
        let name = format!("{ean} {direction} {wh} {} {}", first.0, end.0);
        let source = Source { sha256: hash_of(name.as_bytes()), name, learnt_at: now() };
        let series = Series { point: ean.into(), direction, intervals };
        self.intervals.add(Dso::Ores, &[series], &source).unwrap();
    }

    fn say(&self, command: &super::Prosumer) -> Vec<serde_json::Value> {
        let mut out = Vec::new();
        super::run(&url(&self.folder), command, true, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

fn url(folder: &tempfile::TempDir) -> String {
    format!("sqlite:{}", folder.path().join("t.db").display())
}

fn accepted(on: &str) -> Entry {
    let (apparent_power, power) = (VoltAmperes(5_000), Watts(5_000));
    Entry::Accepted { on: day(on), apparent_power, power }
}

fn contract(from: &str, sale: Option<Sale>) -> Entry {
    let (rate, supplier) = (Rate::Single, "Alpha".to_owned());
    let injection_price = sale.is_some().then(|| "0.04".parse().unwrap());
    Entry::Contract {
        from: day(from),
        contract: Contract { rate, supplier, sale, injection_price },
    }
}

fn registers(import: i64, export: i64) -> FourRegisters {
    let peak = |energy| BySlot { peak: kwh(energy), off_peak: kwh(0) };
    FourRegisters { active_energy_import: peak(import), active_energy_export: peak(export) }
}

fn asked(ean: Ean, until: &str) -> super::commands::Asked {
    super::commands::Asked {
        ean,
        until: Some(day(until)),
        place: Place { folder: None::<PathBuf> },
    }
}

fn of(lines: &[serde_json::Value], kind: &str) -> Vec<serde_json::Value> {
    lines.iter().filter(|line| line["kind"] == kind).cloned().collect()
}

#[test]
fn ps_04_registers_count_where_they_were_read_and_quarter_hours_where_they_were_not() {
    let mut world = World::new();
    let ean = groups::ean(1);
    world.keep(ean, &accepted("2021-05-01")).unwrap();
    world.keep(ean, &contract("2026-01-01", None)).unwrap();
    for (on, import, export) in [("2026-01-01", 100, 50), ("2026-07-01", 400, 450)] {
        let (registers, why) = (registers(import, export), Boundary::YearlyReading);
        world.keep(ean, &Entry::Read { on: day(on), registers, why }).unwrap();
    }
    // July: 31 days of 9.6 kWh taken and 4.8 injected.
    world.measure(ean, Direction::OffTake, 100, "2026-07-01", "2026-08-01");
    world.measure(ean, Direction::Injection, 50, "2026-07-01", "2026-08-01");
    let lines = world.say(&super::Prosumer::Show(asked(ean, "2026-08-02")));
    let periods = of(&lines, "prosumer_period");
    assert_eq!(periods.len(), 2);
    assert_eq!(periods[0]["source"], "registers");
    assert_eq!(periods[0]["billed_kwh"]["single"], "0.000000");
    assert_eq!(periods[0]["lost_kwh"]["single"], "100.000000");
    assert_eq!(periods[1]["source"], "quarter_hours");
    assert_eq!(periods[1]["ended_by"], serde_json::Value::Null);
    assert_eq!(periods[1]["billed_kwh"]["single"], "148.800000");
    assert_eq!(periods[1]["missing"], 96, "the first of August was not measured");
    // The lower of 0.15 · 300 kWh and of c · P: 80.98 · 5 kWe for 181 of 365 days.
    assert_eq!(periods[0]["network"]["billed_eur"], "45.000000");
    assert_eq!(periods[0]["network"]["branch"], "proportional");
    assert_eq!(periods[0]["network"]["capacity_eur"], "200.786027");
}

/// What lies ahead was not read, and is neither netted nor priced; a power may begin later.
#[test]
fn ps_04_a_reading_or_a_production_of_the_future_is_refused() {
    let mut world = World::new();
    let ean = groups::ean(1);
    world.keep(ean, &accepted("2021-05-01")).unwrap();
    let read = |on: &str| {
        let why = Boundary::YearlyReading;
        Entry::Read { on: day(on), registers: registers(100, 50), why }
    };
    let refused = world.keep(ean, &read("2026-11-21")).unwrap_err();
    let says =
        "nothing is read or produced yet at the midnight that opens 2026-11-21: it lies ahead";
    assert_eq!(refused, says);
    world.keep(ean, &read("2026-11-20")).unwrap();
    let produced = |until: &str| {
        let production = Production::Stated(kwh(10));
        Entry::Produced(Produced { from: day("2026-11-01"), until: day(until), production })
    };
    assert!(world.keep(ean, &produced("2026-12-01")).unwrap_err().contains("2026-12-01"));
    world.keep(ean, &produced("2026-11-20")).unwrap();
    world.keep(ean, &contract("2027-01-01", None)).unwrap();
}

#[test]
fn ps_08_both_rates_are_advised_from_what_was_counted() {
    let mut world = World::new();
    let ean = groups::ean(1);
    world.keep(ean, &accepted("2021-05-01")).unwrap();
    let night = |peak, off_peak| BySlot { peak: kwh(peak), off_peak: kwh(off_peak) };
    let read = |on: &str, import, export| Entry::Read {
        on: day(on),
        registers: FourRegisters { active_energy_import: import, active_energy_export: export },
        why: Boundary::YearlyReading,
    };
    world.keep(ean, &read("2025-01-01", night(0, 0), night(0, 0))).unwrap();
    world.keep(ean, &read("2026-01-01", night(1_000, 2_000), night(2_000, 500))).unwrap();
    let advise = super::Prosumer::Advise(super::commands::Advise {
        asked: asked(ean, "2026-01-01"),
        single: "0.35".parse().unwrap(),
        peak: "0.39".parse().unwrap(),
        off_peak: "0.29".parse().unwrap(),
    });
    let lines = world.say(&advise);
    assert_eq!(lines[0]["single_eur"], "175.000000");
    assert_eq!(lines[0]["two_rate_eur"], "435.000000");
    assert_eq!(lines[0]["cheaper"], "single");
}

#[test]
fn ps_11_a_day_of_prepayment_is_explained_by_its_running_net() {
    let mut world = World::new();
    let ean = groups::ean(1);
    world.keep(ean, &accepted("2021-05-01")).unwrap();
    world.measure(ean, Direction::OffTake, 100, "2026-11-01", "2026-11-04");
    world.measure(ean, Direction::Injection, 50, "2026-11-01", "2026-11-03");
    world.measure(ean, Direction::Injection, 200, "2026-11-03", "2026-11-04");
    let explain = super::Prosumer::Explain(super::commands::Explain {
        asked: asked(ean, "2026-11-04"),
        day: Some(day("2026-11-03")),
    });
    let lines = of(&world.say(&explain), "prosumer_day");
    assert_eq!(lines[0]["net_before_kwh"], "9.600000");
    assert_eq!(lines[0]["net_after_kwh"], "0.000000");
    assert_eq!(lines[0]["charged_kwh"], "-9.600000");
    assert_eq!(lines[0]["charged_eur"], "-3.840000");
}

#[test]
fn ps_05_who_is_in_compensation_joins_a_group_only_with_a_notice_and_sells_from_then_on() {
    let mut world = World::new();
    let ean = groups::ean(2);
    world.keep(ean, &accepted("2021-05-01")).unwrap();
    let group = draft(&mut world.engine);
    let unsaid = Act::Joined(joining(2, Role::Consumer));
    let by = ("an", groups::now());
    let refused = file_act(&mut world.engine, group, &[unsaid], by.0, by.1).unwrap_err();
    let said = format!(
        "point `{ean}` is in compensation: it is lost for good by sharing, and whoever joins has to say \
         and sign so"
    );
    assert_eq!(chain(refused.as_ref()), said);
    let netted = Joining { in_compensation: true, ..joining(2, Role::Consumer) };
    let mut acts = vec![Act::Joined(joining(1, Role::Producer)), Act::Joined(netted)];
    acts.push(pro_rata("2026-10-01T00:00:00+02:00"));
    for paper in [Paper::Statutes, Paper::Convention, Paper::Authorisation, Paper::Notification] {
        acts.push(Act::Papered { paper, signed: signed() });
    }
    file_act(&mut world.engine, group, &acts, by.0, by.1).unwrap();
    // Without the notice it is not handed in.
    let refused = file_act(&mut world.engine, group, &[Act::Submitted], by.0, by.1);
    assert!(chain(refused.unwrap_err().as_ref()).contains("compensation"));
    let starts = instant("2026-10-01T00:00:00+02:00");
    let acts = [
        Act::Noticed { ean, notice: Notice::Compensation, signed: signed() },
        Act::Submitted,
        Act::Accepted { starts },
    ];
    file_act(&mut world.engine, group, &acts, by.0, by.1).unwrap();
    let kept = load(&mut world.engine, ean, now()).unwrap().unwrap();
    assert_eq!(kept.joined.len(), 1);
    let parameters = world.engine.books.prosumers(Dso::Ores, now());
    let regime = |on: &str| kept.dossier.installation.regime_on(day(on), &parameters).unwrap();
    assert!(matches!(regime("2026-09-30"), prosumer::Regime::Compensation { .. }));
    assert!(matches!(regime("2026-10-01"), prosumer::Regime::Commercialisation { .. }));
}

#[test]
fn ps_09_a_household_sees_what_it_sends_uses_at_once_and_sells() {
    let mut world = World::new();
    let account = move_in(&mut world.engine, groups::ean(1));
    let person: Person = {
        let ways = Ways::empty(Language::En, now());
        let role = access::Role::Customer.code();
        world.engine.store.add_person(Dso::Ores, role, None, &ways).unwrap()
    };
    let since = instant("2026-10-30T00:00:00+01:00");
    world.engine.store.give_account(person.id, account.id, since).unwrap();
    let ean = account.ean;
    world.keep(ean, &accepted("2024-05-01")).unwrap();
    let buyer = Some(Sale::SecondSupplier("Beta".to_owned()));
    world.keep(ean, &contract("2026-01-01", buyer)).unwrap();
    world.measure(ean, Direction::OffTake, 100, "2026-10-30", "2026-11-20");
    world.measure(ean, Direction::Injection, 50, "2026-10-30", "2026-11-20");
    let production = Production::Stated(kwh(150));
    let produced = Produced { from: day("2026-11-01"), until: day("2026-11-20"), production };
    world.keep(ean, &Entry::Produced(produced)).unwrap();
    let (engine, intervals) = (world.engine, world.intervals);
    let roofs = Roofs::over(engine, intervals, now());
    let visitor = |person: i64| Visitor {
        person,
        role: access::Role::Customer,
        name: String::new(),
        language: Language::En,
        session: 1,
    };
    let mine = roofs.mine(&visitor(person.id)).unwrap();
    let [one] = mine.as_slice() else { panic!("{mine:?}") };
    let RegimeShown::Sold { why: Lost::AcceptedLate, buyer, .. } = &one.regime else {
        panic!("{:?}", one.regime)
    };
    assert_eq!(*buyer, Buyer::Other("Beta".to_owned()));
    // 21 days of 9.6 and 4.8 kWh, sold at 0.04.
    let [period] = one.periods.as_slice() else { panic!("{:?}", one.periods) };
    assert_eq!((period.offtake, period.missing), (MilliWattHours(201_600_000), 0));
    assert_eq!(period.receives.unwrap().to_string(), "4.032000");
    assert_eq!(period.netted, None);
    // 19 days: 150 kWh produced, 91.2 of them sent.
    let own = one.own_use.unwrap();
    assert!(own.stated);
    assert_eq!(own.self_consumption, MilliWattHours(58_800_000));
    assert_eq!(own.used, MilliWattHours(241_200_000));
    assert_eq!(one.days.len(), 21);
    let expected = one.expected.unwrap();
    assert_eq!((expected.last_days, expected.offtake), (Some(21), kwh(3_504)));
    assert_eq!(roofs.mine(&visitor(person.id + 1)).unwrap(), []);
}

/// A home with a roof that stops for half an hour at noon, and who lives there.
fn stopping() -> (World, store::Account, Visitor) {
    let limits = "nominal=230 week=207..253 share=95% always=195.5..260 enough=90%";
    let mut world = World::with(&[("quality.voltage_limits", limits)]);
    let account = move_in(&mut world.engine, groups::ean(1));
    let ways = Ways::empty(Language::En, now());
    let role = access::Role::Customer.code();
    let person = world.engine.store.add_person(Dso::Ores, role, None, &ways).unwrap();
    let since = instant("2026-10-30T00:00:00+01:00");
    world.engine.store.give_account(person.id, account.id, since).unwrap();
    let ean = account.ean;
    world.keep(ean, &accepted("2021-05-01")).unwrap();
    world.measure(ean, Direction::OffTake, 100, "2026-11-09", "2026-11-12");
    world.measure(ean, Direction::Injection, 200, "2026-11-09", "2026-11-12");
    let noon = Quarter::starting_at(instant("2026-11-10T12:00:00+01:00")).unwrap();
    let end = Quarter(noon.0 + 2);
    world.measure_quarters(ean, Direction::Injection, 0, (noon, end));
    let visitor = Visitor {
        person: person.id,
        role: access::Role::Customer,
        name: String::new(),
        language: Language::En,
        session: 1,
    };
    (world, account, visitor)
}

/// What an operator's people do with a complaint.
fn desk(folder: &tempfile::TempDir, words: &[&str]) {
    #[derive(clap::Parser)]
    struct Words {
        #[command(subcommand)]
        grid: crate::grid::Grid,
    }
    let words = ["grid", "complaint"].iter().chain(words);
    let parsed = <Words as clap::Parser>::try_parse_from(words).unwrap();
    crate::grid::run(&url(folder), &parsed.grid, true, &mut Vec::new()).unwrap();
}

#[test]
fn gq_07_gq_01_a_household_sees_stops_reports_its_voltage_and_reads_where_it_stands() {
    let (world, account, visitor) = stopping();
    let World { folder, engine, intervals } = world;
    let roofs = Roofs::over(engine, intervals, now());
    let stops = || roofs.mine(&visitor).unwrap()[0].stops.clone().unwrap();
    let of = |stops: &Stops| (stops.count, stops.too_high, stops.lost_min, stops.advice);
    assert_eq!(of(&stops()), (1, 0, 30, StopAdvice::Measure), "nobody measured the voltage");
    let state = || roofs.voltage(&visitor).unwrap()[0].complaint.map(|(_, step)| step);
    assert_eq!(state(), None);
    let said = VoltageComplaint {
        ean: account.ean,
        times: "noon".into(),
        effect: "the panels stop".into(),
        installation: None,
    };
    let stranger = Visitor { person: visitor.person + 1, ..visitor.clone() };
    assert!(!roofs.complain(&stranger, &said).unwrap(), "not theirs");
    assert_eq!(roofs.voltage(&stranger).unwrap(), []);
    assert!(roofs.complain(&visitor, &said).unwrap());
    assert!(!roofs.complain(&visitor, &said).unwrap(), "one is open");
    assert_eq!((state(), stops().advice), (Some(CaseStep::Received), StopAdvice::Wait));
    // A week of the meter's voltage, too high around noon of the day.
    let mut rows = "start,point,phase,voltage_v\n".to_owned();
    let high = instant("2026-11-10T11:40:00+01:00")..instant("2026-11-10T12:30:00+01:00");
    for step in 0..7 * 144 {
        let at = instant("2026-11-09T00:00:00+01:00").plus_min(10 * step);
        let volts = if high.contains(&at) { "254.5" } else { "231" };
        rows.push_str(&format!("{},{},L1,{volts}\n", at.to_local_string(), account.ean));
    }
    let file = folder.path().join("v.csv");
    std::fs::write(&file, rows).unwrap();
    let mut store = store::Store::open(&url(&folder)).unwrap();
    let case = store.quality_cases_of(account.ean).unwrap()[0].id.to_string();
    desk(&folder, &["measured", &case, "--profile", file.to_str().unwrap()]);
    assert_eq!(of(&stops()), (1, 1, 30, StopAdvice::Wait));
    assert_eq!(stops().newest[0].cause, StopCause::TooHigh);
    assert_eq!(state(), Some(CaseStep::Measured));
    desk(&folder, &["diagnosed", &case, "--cause", "long line"]);
    desk(&folder, &["closed", &case, "--answer", "told by phone"]);
    assert_eq!((state(), stops().advice), (Some(CaseStep::Closed), StopAdvice::Complain));
    // It happens again: what was measured before goes with it.
    assert!(roofs.complain(&visitor, &said).unwrap());
    assert_eq!(state(), Some(CaseStep::Measured));
}

#[test]
fn ps_08_a_household_compares_rates_of_its_own_point_only() {
    let (world, account, visitor) = stopping();
    let roofs = Roofs::over(world.engine, world.intervals, now());
    let prices = RatePrices {
        single: "0.35".parse().unwrap(),
        peak: "0.40".parse().unwrap(),
        off_peak: "0.20".parse().unwrap(),
    };
    let found = roofs.rates(&visitor, prices).unwrap();
    assert_eq!((found.len(), found[0].ean), (1, account.ean));
    // It sends more than it takes: nothing is left to pay at either.
    assert_eq!((found[0].single.0, found[0].two.0), (0, 0));
    assert!(found[0].missing > 0, "days without quarter-hours are named");
    let stranger = Visitor { person: visitor.person + 1, ..visitor };
    assert_eq!(roofs.rates(&stranger, prices).unwrap(), []);
}

#[test]
fn ps_06_that_no_terms_are_known_is_said_in_words() {
    let mut world = World::with(&[]);
    let ean = groups::ean(1);
    world.keep(ean, &accepted("2021-05-01")).unwrap();
    world.keep(ean, &contract("2021-06-01", None)).unwrap();
    for on in ["2025-01-01", "2026-01-01"] {
        let registers = registers(if on == "2025-01-01" { 0 } else { 1_000 }, 0);
        let why = Boundary::YearlyReading;
        world.keep(ean, &Entry::Read { on: day(on), registers, why }).unwrap();
    }
    let lines = world.say(&super::Prosumer::Show(asked(ean, "2026-01-01")));
    let said = of(&lines, "prosumer_period")[0]["network"]["unknown"].clone();
    let words = "no terms are known, the operator has loaded no `prosumer.proportional_terms` for";
    assert!(said.as_str().is_some_and(|said| said.starts_with(words)), "{said}");
}

/// A point that left a group in its draft, before it began, has shared nothing.
#[test]
fn ps_05_a_membership_that_never_was_loses_no_compensation() {
    let mut world = World::new();
    let ean = groups::ean(2);
    world.keep(ean, &accepted("2021-05-01")).unwrap();
    let netted = Joining { in_compensation: true, ..joining(2, Role::Consumer) };
    let left = instant("2026-10-10T00:00:00+02:00");
    let group = draft(&mut world.engine);
    let others = [joining(1, Role::Producer), joining(3, Role::Consumer)].map(Act::Joined);
    let mut acts = others.to_vec();
    acts.push(Act::Noticed { ean, notice: Notice::Compensation, signed: signed() });
    acts.push(Act::Joined(netted));
    acts.push(Act::Left { ean, to: left });
    acts.push(pro_rata("2026-10-01T00:00:00+02:00"));
    for paper in [Paper::Statutes, Paper::Convention, Paper::Authorisation, Paper::Notification] {
        acts.push(Act::Papered { paper, signed: signed() });
    }
    acts.push(Act::Submitted);
    acts.push(Act::Accepted { starts: instant("2026-10-15T00:00:00+02:00") });
    file_act(&mut world.engine, group, &acts, "an", groups::now()).unwrap();
    let kept = load(&mut world.engine, ean, now()).unwrap().unwrap();
    assert_eq!(kept.joined, []);
    let parameters = world.engine.books.prosumers(Dso::Ores, now());
    let regime = kept.dossier.installation.regime_on(day("2026-10-20"), &parameters).unwrap();
    assert!(matches!(regime, prosumer::Regime::Compensation { .. }));
}

/// A contract ahead that sells nothing would not hold once the point shares: it is put right first.
#[test]
fn ps_10_nobody_joins_a_group_into_a_dossier_that_does_not_hold_then() {
    let mut world = World::new();
    let ean = groups::ean(2);
    world.keep(ean, &accepted("2021-05-01")).unwrap();
    world.keep(ean, &contract("2026-12-01", None)).unwrap();
    let group = draft(&mut world.engine);
    let netted = Joining { in_compensation: true, ..joining(2, Role::Consumer) };
    let join = |engine: &mut Engine| {
        file_act(engine, group, &[Act::Joined(netted.clone())], "an", groups::now())
            .map(|_| ())
            .map_err(|failure| chain(failure.as_ref()))
    };
    let refused = join(&mut world.engine).unwrap_err();
    assert!(refused.contains("the contract has to say who buys it"), "{refused}");
    let kept = crate::producers::holds_with(
        &mut world.engine,
        ean,
        (instant("2026-12-02T00:00:00+01:00"), false),
        now(),
    );
    assert_eq!(kept.unwrap(), Ok(()), "from the day after it holds");
}

/// However the dossier came not to hold, the contract that puts it right is taken.
#[test]
fn ps_10_a_dossier_that_does_not_hold_takes_what_puts_it_right() {
    let mut world = World::new();
    let ean = groups::ean(2);
    world.keep(ean, &accepted("2024-05-01")).unwrap();
    let wrong = serde_json::to_string(&contract("2026-12-01", None)).unwrap();
    let entry = store::ProsumerEntry { at: now(), by: "an".to_owned(), body: wrong };
    let count = world.engine.store.prosumer_entries(ean).unwrap().len();
    world.engine.store.add_prosumer_entry((Dso::Ores, ean), count, &entry).unwrap();
    assert!(load(&mut world.engine, ean, now()).is_err());
    let sale = Some(Sale::SecondSupplier("Beta".to_owned()));
    world.keep(ean, &contract("2026-12-01", sale)).unwrap();
    load(&mut world.engine, ean, now()).unwrap();
}
