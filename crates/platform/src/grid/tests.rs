//! The commands as people run them: files in, lines or a reason out.

use super::*;
use std::path::Path;

struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn run(&self, command: &Grid, json: bool) -> Result<String, String> {
        let mut out = Vec::new();
        let folder = |path: &Path| format!("{}/", path.display());
        let url = format!("sqlite:{}", self.0.path().join("t.db").display());
        match run(&url, command, json, &mut out) {
            Ok(()) => Ok(String::from_utf8(out).unwrap()),
            Err(why) => {
                assert!(out.is_empty(), "something half-said");
                Err(crate::failure::chain(why.as_ref()).replace(&folder(self.0.path()), ""))
            }
        }
    }
}

const EN: &str = "nominal=230 week=207..253 share=95% always=195.5..260 enough=1%";

fn voltage(rows: &str, limits: &[&str]) -> Result<String, String> {
    let files = Files::new();
    let input = files.write("volts.csv", rows);
    let limits = limits.iter().map(|text| (*text).to_owned()).collect();
    let rating = Vec::new();
    let asked = Voltage { input, limits, dso: units::Dso::Ores, minutes: 10, rating };
    files.run(&Grid::Voltage(asked), false)
}

#[test]
fn gq_02_voltage_is_judged_by_point_phase_and_week() {
    let mut rows = "start,point,phase,voltage_v,injection_kwh\n".to_owned();
    for minute in 0..20 {
        let volts = if minute == 3 { "253.1" } else { "231" };
        let (hour, minute) = (minute / 6, minute % 6 * 10);
        rows.push_str(&format!("2026-06-01T{hour:02}:{minute:02}:00+02:00,P1,L1,{volts},0.5\n"));
    }
    let said = voltage(&rows, &[EN]).unwrap();
    assert_eq!(
        said,
        "P1 L1 week of 2026-06-01: 231.000 to 253.100 V, 20 of 1008 means, 0 below, 1 above (1 while injecting), 0 beyond: within\n\
         1 points, 1 of 20 means outside\n"
    );
}

#[test]
fn gq_02_bad_voltage_is_refused_by_name() {
    let header = "start,point,phase,voltage_v\n";
    let at = "2026-06-01T00:00:00+02:00";
    let says = |rows: String| voltage(&rows, &[EN]).unwrap_err();
    assert_eq!(
        says(format!("{header}{at},P1,,231\n")),
        "`volts.csv`: line 2: the phase is empty: voltage is judged phase by phase"
    );
    assert_eq!(
        says(format!("{header}{at},P1,L4,231\n")),
        "`volts.csv`: line 2: phase `L4` is not one of `L1`, `L2`, `L3`"
    );
    assert_eq!(
        says(format!("{header}{at},P1,L1,231000\n")),
        format!("point `P1`: a mean of 231000.000 V on phase L1 at {at}: is the unit right?")
    );
    assert_eq!(
        says(format!("{header}{at},P1,L1,231\n{at},P1,L3,231\n")),
        "point `P1` has two phases, but not L2"
    );
    assert_eq!(
        says("start,point,phase,voltage_kv\n".to_owned()),
        "`volts.csv`: line 1: the header is `start,point,phase,voltage_kv`, it has to be `start,point,phase,voltage_v`, with `injection_kwh`, `current_a`, `feeder` behind it or without"
    );
    assert_eq!(
        voltage(&format!("{header}{at},P1,L1,231\n"), &[]).unwrap_err(),
        "no voltage limits are loaded for 2026-06-01: `quality.voltage_limits` has none"
    );
}

/// The operator's own limits, of the day of each mean: on the second day 240 V is too much.
#[test]
fn gq_02_the_limits_of_the_operator_hold_each_from_its_day() {
    let files = Files::new();
    let url = format!("sqlite:{}", files.0.path().join("t.db").display());
    let mut store = store::Store::open(&url).unwrap();
    let narrow = "nominal=230 week=220..235 share=95% always=220..235 enough=1%";
    for (value, from) in [(EN, "2026-01-01"), (narrow, "2026-06-02")] {
        let entry = crate::books::EnteredParameter {
            name: "quality.voltage_limits".to_owned(),
            value: value.to_owned(),
            scope: params::Scope { dso: Some(units::Dso::Ores), energy: None },
            valid_from: from.parse().unwrap(),
            recorded_at: calendar::Instant(0),
        };
        let number = crate::books::enter_parameter(&mut store, &entry, "first").unwrap();
        store.approve(store::Book::Parameters, number, "second").unwrap();
    }
    drop(store);
    let said = |dso: units::Dso, day: u32| {
        let mut rows = "start,point,phase,voltage_v\n".to_owned();
        for ten in 0..18 {
            let (hour, minute) = (ten / 6, ten % 6 * 10);
            rows.push_str(&format!("2026-06-0{day}T{hour:02}:{minute:02}:00+02:00,P1,L1,240\n"));
        }
        let input = files.write("volts.csv", &rows);
        let (limits, rating) = (Vec::new(), Vec::new());
        let asked = Voltage { input, limits, dso, minutes: 10, rating };
        files.run(&Grid::Voltage(asked), false)
    };
    let last = |said: String| said.lines().last().unwrap().to_owned();
    assert_eq!(last(said(units::Dso::Ores, 1).unwrap()), "1 points, 0 of 18 means outside");
    assert_eq!(last(said(units::Dso::Ores, 2).unwrap()), "1 points, 18 of 18 means outside");
    // Another operator has loaded none.
    let why = said(units::Dso::Aieg, 2).unwrap_err();
    assert!(why.contains("no voltage limits are loaded for 2026-06-02"), "{why}");
}

fn rebalance(points: &str, rows: &str) -> Result<String, String> {
    let files = Files::new();
    let points = files.write("points.csv", &format!("point,connection,phase\n{points}"));
    let rows = format!("start,member,offtake_kwh,injection_kwh\n{rows}");
    let input = files.write("curves.csv", &rows);
    files.run(&Grid::Rebalance(Rebalance { points, input, most: 5 }), false)
}

#[test]
fn gq_03_moves_are_proposed_from_curves() {
    let at = "2026-06-01T12:00:00+02:00";
    let rows = format!("{at},A,1,0\n{at},B,0.5,\n{at},C,0.2,0.05\n");
    let said = rebalance("A,single,L1\nB,single,L1\nC,three,\n", &rows).unwrap();
    assert_eq!(
        said,
        "1. move A from L1 to L2: worst imbalance then 4000 W\n\
         2 points, 1 moves: worst imbalance 6000 W, then 4000 W\n"
            .replace("2 points", "3 points")
    );
}

#[test]
fn gq_03_a_missing_phase_a_gap_and_a_stranger_are_refused() {
    let (at, next) = ("2026-06-01T12:00:00+02:00", "2026-06-01T12:15:00+02:00");
    let one = format!("{at},A,1,0\n");
    assert_eq!(
        rebalance("A,single,\n", &one).unwrap_err(),
        "`points.csv`: line 2: the phase of point `A` is missing"
    );
    assert_eq!(
        rebalance("A,single,L1\nB,single,L2\n", &format!("{one}{next},A,1,0\n{next},B,1,0\n"))
            .unwrap_err(),
        format!("point `B` has a gap at {at}: it has to be filled first")
    );
    assert_eq!(
        rebalance("B,single,L1\n", &one).unwrap_err(),
        "`curves.csv`: line 2: point `A` is not known"
    );
    assert_eq!(
        rebalance("A,single,L1\n", &format!("{one}{one}")).unwrap_err(),
        format!("`curves.csv`: line 3: point `A` has the quarter-hour {at} already")
    );
}

#[test]
fn gq_04_load_is_told_against_the_rating() {
    let files = Files::new();
    let at = "2026-06-01T12:00:00+02:00";
    let text = format!("start,member,offtake_kwh,injection_kwh\n{at},A,20,0\n{at},B,6,0\n");
    let input = files.write("curves.csv", &text);
    let assets = r#"[{"id":"T1","rating_kva":"100","power_factor":"1","points":["A","B","C"]}]"#;
    let asked = |assets: &str| {
        let (input, currents) = (input.clone(), None);
        Load { assets: files.write("assets.json", assets), input, currents }
    };
    let said = files.run(&Grid::Load(asked(assets)), true).unwrap();
    let line: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(line["peak_kw"], "104.000");
    assert_eq!((&line["utilisation_permille"], &line["above_rating"]), (&1_040.into(), &1.into()));
    assert_eq!((&line["points_with_curve"], &line["months_to_rating"]), (&2.into(), &0.into()));
    let neither = assets.replace("rating_kva", "nominal_v");
    assert_eq!(
        files.run(&Grid::Load(asked(&neither)), true).unwrap_err(),
        "`T1` needs `rating_kva`, or `rating_a` with `nominal_v`"
    );
    // 20 A of each phase at 400 V between phases are 13.856 kVA, and not 24.
    let volts = r#""rating_a":"20","nominal_v":"400""#;
    let between = assets.replace(r#""rating_kva":"100""#, volts);
    assert_eq!(
        files.run(&Grid::Load(asked(&between)), true).unwrap_err(),
        "`nominal_v` of `T1` is the voltage from a phase to neutral, 100 to 300 V such as `230`: `400` is \
         none, and of 400 V between two phases it is 230"
    );
    let said = files.run(&Grid::Load(asked(&between.replace("\"400\"", "\"230\""))), true).unwrap();
    let line: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(line["most_kw"], "13.800");
}

/// Two feeders in one file: means outside and currents of each stand apart.
#[test]
fn gq_02_gq_04_feeders_have_their_own_voltage_and_current_phase_by_phase() {
    let files = Files::new();
    let at = "2026-06-01T12:00:00+02:00";
    let rows = format!(
        "start,point,phase,voltage_v,feeder,current_a\n{at},A,L1,231,F1,40\n{at},B,L1,254,F1,35.5\n\
         {at},C,L2,231,F2,-12\n"
    );
    let asked = |rows: &str, rating: &[&str]| {
        let input = files.write("volts.csv", rows);
        let rating = rating.iter().map(|text| (*text).to_owned()).collect();
        let limits = vec![EN.to_owned()];
        Grid::Voltage(Voltage { input, limits, dso: units::Dso::Ores, minutes: 10, rating })
    };
    let said = files.run(&asked(&rows, &["F1=63"]), false).unwrap();
    for line in [
        "F1: 2 points, 1 of 2 means outside",
        "F1 L1: at most 75.500 A at 2026-06-01T12:00:00+02:00, 75.500 A in the mean of 1, 1 above the rating, \
         0 incomplete",
        "F1: 1198 thousandths of 63.000 A",
        "F2: 1 points, 0 of 1 means outside",
        "C L2: at most -12.000 A at 2026-06-01T12:00:00+02:00, 12.000 A in the mean of 1, 0 above the rating, \
         0 incomplete",
        "3 points, 1 of 3 means outside",
    ] {
        assert!(said.lines().any(|one| one == line), "{line} in {said}");
    }
    let refused = |rows: &str, rating: &[&str]| files.run(&asked(rows, rating), false).unwrap_err();
    assert_eq!(refused(&rows, &["F3=63"]), "the file has no feeder `F3`");
    let moved = format!("{rows}{at},A,L2,231,F2,1\n");
    assert_eq!(refused(&moved, &[]), "`volts.csv`: line 5: point `A` hangs on `F1` already");
    let twice = "start,point,phase,voltage_v,feeder,feeder\n";
    assert_eq!(refused(twice, &[]), "`volts.csv`: line 1: the column `feeder` stands twice");
    // What was measured is held against the rating, beside the sum of curves.
    let curves = format!("start,member,offtake_kwh,injection_kwh\n{at},A,2,0\n{at},B,2,0\n");
    let load = |currents: &str| {
        let assets = r#"[{"id":"K1","rating_a":"63","nominal_v":"230","power_factor":"1","points":["A","B"]}]"#;
        let currents = Some(files.write("currents.csv", currents));
        let (assets, input) = (files.write("a.json", assets), files.write("c.csv", &curves));
        Grid::Load(Load { assets, input, currents })
    };
    let line: serde_json::Value =
        serde_json::from_str(&files.run(&load(&rows), true).unwrap()).unwrap();
    assert_eq!((&line["peak_a"], &line["peak_a_phase"]), (&"75.500".into(), &"L1".into()));
    // By power the three phases together carry 37 %; one of them carries too much.
    let found = (&line["utilisation_permille"], &line["current_permille"]);
    assert_eq!(found, (&368.into(), &1_198.into()));
    let none = files.run(&load("start,point,phase,voltage_v\n"), true).unwrap_err();
    assert_eq!(none, "`currents.csv`: it has no column `current_a`");
}

#[test]
fn gq_05_circuits_are_ranked_with_reasons() {
    let files = Files::new();
    let header = "circuit,points,complaints,means,means_outside,utilisation_permille,installations";
    let rows = format!("{header}\nC1,50,0,1000,0,500,0\nC2,50,1,1000,20,950,5\n");
    let input = files.write("circuits.csv", &rows);
    let weights = "complaint=10 outside=5 utilisation=2 from=800 installation=1".to_owned();
    let asked = Risk { input, weights };
    assert_eq!(
        files.run(&Grid::Risk(asked), false).unwrap(),
        "1. C2 70.000: 950 thousandths of the rating, 1 complaints of 50 points, 20 of 1000 means outside, 5 of 50 points inject\n\
         2. C1 0.000: nothing known\n"
    );
    let input = files.write("circuits.csv", &rows);
    let asked = Risk { input, weights: "complaint=10".to_owned() };
    assert_eq!(
        files.run(&Grid::Risk(asked), false).unwrap_err(),
        "the weights `complaint=10` lack `outside=`"
    );
}

fn case_of(files: &Files, arguments: &[&str]) -> Result<serde_json::Value, String> {
    #[derive(clap::Parser)]
    struct Words {
        #[command(subcommand)]
        grid: Grid,
    }
    let words = ["grid", "complaint"].iter().chain(arguments);
    let parsed = <Words as clap::Parser>::try_parse_from(words).unwrap();
    let said = files.run(&parsed.grid, true)?;
    Ok(serde_json::from_str(said.lines().next().unwrap()).unwrap())
}

fn week(volts: &str) -> String {
    let mut rows = "start,point,phase,voltage_v\n".to_owned();
    let first: calendar::Instant = "2026-06-01T00:00:00+02:00".parse().unwrap();
    for step in 0..7 * 144 {
        let volts = if step % 10 == 0 { volts } else { "231" };
        let at = first.plus_min(10 * step).to_local_string();
        rows.push_str(&format!("{at},541449012345678908,L1,{volts}\n"));
    }
    rows
}

#[test]
fn gq_01_a_complaint_keeps_its_voltage_and_closes_only_with_a_cause() {
    let files = Files::new();
    let high = files.write("high.csv", &week("255.5"));
    let high = high.to_str().unwrap();
    let point = "541449012345678908";
    let open = ["open", point, "--dso", "ORES", "--times", "noon", "--effect", "panels stop"];
    // Nobody has loaded limits: nothing is judged, and nothing kept.
    let with = [open.as_slice(), &["--profile", high]].concat();
    let refused = case_of(&files, &with).unwrap_err();
    assert!(refused.contains("no voltage limits are loaded for 2026-06-01"), "{refused}");
    let url = format!("sqlite:{}", files.0.path().join("t.db").display());
    let mut store = store::Store::open(&url).unwrap();
    let (power, limits) = (units::Energy::Electricity, ("quality.voltage_limits", EN));
    crate::books::enter_illustrative_parameter(&mut store, Some(power), limits).unwrap();
    let case = case_of(&files, &with).unwrap();
    assert_eq!(
        (case["state"].as_str(), case["next"].as_str()),
        (Some("measured"), Some("diagnose"))
    );
    assert_eq!(case["evidence"][0]["highest_v"], "255.500");
    assert_eq!(case["evidence"][0]["outside"], 101);
    let id = case["case"].to_string();
    let early = case_of(&files, &["closed", &id, "--answer", "done"]).unwrap_err();
    assert!(early.contains("cannot take"), "{early}");
    case_of(&files, &["diagnosed", &id, "--cause", "long cable"]).unwrap();
    case_of(&files, &["acted", &id, "--what", "tap lowered"]).unwrap();
    let closed = case_of(&files, &["closed", &id, "--answer", "it is solved"]).unwrap();
    assert_eq!((closed["state"].as_str(), closed["events"].as_u64()), (Some("closed"), Some(4)));
    assert_eq!(store.quality_means(id.parse().unwrap()).unwrap().len(), 7 * 144);
    assert_eq!(store.open_quality_cases(units::Dso::Ores).unwrap(), []);
    let other = files
        .write("other.csv", "start,point,phase,voltage_v\n2026-06-01T00:00:00+02:00,P9,L1,231\n");
    case_of(&files, &["reopened", &id, "--why", "again"]).unwrap();
    let foreign = case_of(&files, &["measured", &id, "--profile", other.to_str().unwrap()]);
    assert!(foreign.unwrap_err().contains("point `P9` is not"), "another point's voltage");
}

#[test]
fn gq_06_segments_and_all_points_stand_against_the_operators_target() {
    let files = Files::new();
    let rows = "point,street,circuit,kwh_a_year,produces,prepayment_meter,charging_point,\
        meter_replacement,new_connection,request,smart_since,refused,appointment\n\
        P1,Rue Haute,C1,7000,no,no,no,no,no,no,2025-01-01,no,\n\
        P2,Rue Haute,C1,,yes,no,no,no,no,no,,no,\n\
        P3,Rue Basse,,,no,yes,no,no,no,no,,yes,\n\
        P4,Rue Basse,,1200,no,no,no,no,no,no,,no,\n";
    let sites = files.write("sites.csv", rows);
    let today = Some("2026-11-20".parse().unwrap());
    let dso = units::Dso::Ores;
    let asked = |sites| DeploymentAsked { sites, dso, today, large_use_kwh: 6_000 };
    let said = files.run(&Grid::Deployment(asked(sites.clone())), false).unwrap();
    let line = |name: &str| said.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
    assert_eq!(
        line("together"),
        "together             33.3 %  1 of 3 equipped, 1 refused, 0 appointments; 80.0 % by 2029-12-31: \
         2 missing, 1 a month"
    );
    assert_eq!(
        line("all"),
        "all                  25.0 %  1 of 4 equipped, 1 refused, 0 appointments"
    );
    assert_eq!(line("Rue Haute"), "Rue Haute: 1 points to go to");
    // Of a segment that has nobody there is no part, neither all nor none.
    assert!(
        !said.lines().any(|line| line.contains("100.0 %") && line.contains("0 of 0")),
        "{said}"
    );
    let twice = files.write("twice.csv", &format!("{rows}P1,Rue Haute,,,no,no,no,no,no,no,,no,\n"));
    let why = files.run(&Grid::Deployment(asked(twice)), false).unwrap_err();
    assert_eq!(why, "`twice.csv`: line 6: point `P1` is there already");
}
