//! Every file of the three folders of real data: imported with its totals, or refused with a reason.
//! Totals were added up from the files by other means.

use crate::{kwh, said};
use intervals::{Direction, Format, Import, Mark, Options, Quality, Register, import_file};
use std::path::{Path, PathBuf};

fn data(folder: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(folder);
    if root.is_dir() {
        return Some(root);
    }
    eprintln!("no files in `{}`: this test is skipped", root.display());
    None
}

fn got(folder: &Path, name: &str) -> Import {
    match import_file(&folder.join(name), &Options::default()) {
        Ok(import) => import,
        Err(error) => panic!("{name}: {}", said(&error)),
    }
}

/// Point, direction, intervals and kWh of each series.
fn sums(import: &Import) -> Vec<String> {
    import
        .series
        .iter()
        .map(|series| {
            format!(
                "{} {} {} {}",
                series.point,
                series.direction,
                series.intervals.len(),
                kwh(series)
            )
        })
        .collect()
}

/// Every file of a folder and how it ends, so that none is forgotten.
#[test]
fn every_file_is_imported_or_refused_with_a_reason() {
    let expected: &[(&str, &[(&str, &str)])] = &[
        (
            "households",
            &[
                ("be_energyid_home_2023.csv.gz", "energyid 1"),
                ("be_energyid_home_2024.csv.gz", "energyid 1"),
                ("be_energyid_home_capacity_2024-06.json", "energyid-power 1"),
                (
                    "be_energyid_home_capacity_2024-06_expected.json",
                    "`be_energyid_home_capacity_2024-06_expected.json` is of no known format: it \
                     begins with `{ \"peaks\": { \"index\": [ \"2024-05-31T19:15:00+02:00\", \
                     \"2024-06-13T17:30:00+02:00\"`",
                ),
                ("be_evergi_house1_2024q1.csv.gz", "energyid 2"),
                ("be_evergi_house1_2024q2.csv.gz", "energyid 2"),
                ("be_evergi_house2_2024q1.csv.gz", "energyid 2"),
                ("be_evergi_house2_2024q2.csv.gz", "energyid 2"),
                ("be_fluvius_opendata_meter30_2021.csv.gz", "two-column 2"),
                ("nl_zonnedael_2013h1_28hh.csv.gz", "wide 28"),
            ],
        ),
        (
            "households/us_citylearn_2022",
            &[
                ("building_*.csv", "holds hours of CityLearn; quarter-hours are needed"),
                ("pv_kw.csv", "is of no known format: it begins with `building,pv_nominal_kw`"),
            ],
        ),
        (
            "portal_exports",
            &[
                ("eddie_datadis_short.json", "holds hours of Datadis; quarter-hours are needed"),
                ("eddie_enedis_load_curve.json", "holds mean power of Enedis over PT30M"),
                ("eddie_fluvius_api_electricity_qh.json", "fluvius-api 1"),
                ("eddie_fluvius_api_gas_hourly.json", "is of `gas`, not of electricity"),
                ("eddie_fluvius_api_headpoints_qh.json", "fluvius-api 1"),
                ("eddie_mijnaansluiting.json", "holds daily register values of Mijn Aansluiting"),
                ("fluvius_en_15min_2023-10-22_11-30.csv", "fluvius-portal 2"),
                (
                    "fluvius_nl_gas_uurtotalen_2022-01.csv",
                    "holds hours in line 2; quarter-hours are needed",
                ),
                ("fluvius_nl_kwartiertotalen_2021-10.csv", "fluvius-portal 2"),
                ("homewizard_2022-09_15min.csv", "homewizard 2"),
                ("liander_csv_bijlage.csv", "holds daily register values of Liander"),
            ],
        ),
        (
            "market_messages",
            &[
                (
                    // Its clock is a minute wrong at 20:15 each day.
                    "MSCONS_TL_SAMPLE01.txt.gz",
                    "segment 255 of `MSCONS_TL_SAMPLE01.txt.gz`: it covers 16 minutes, not a \
                     quarter-hour",
                ),
                ("at_eda_cmnotification_accepted.xml", "is a notification of a consent"),
                ("at_eda_consumptionrecord_qh.xml", "eda 1"),
                ("at_eda_masterdata.xml", "is a message of master data"),
                ("be_fluvius_cim_v104_headpoints.xml", "cim 1"),
                ("be_fluvius_cim_v104_meters.xml", "cim 1"),
                ("mscons_example.txt", "has the unit `D54`"),
                ("mscons_example_expected.json", "is of no known format"),
            ],
        ),
        (
            "market_messages/espi",
            &[
                (
                    "BulkSCEIntervalBlock.xml",
                    "it lies outside its block, which ends at 2015-08-14T07:00:00Z",
                ),
                ("ESPIIntervalBlock.xml", "holds days; quarter-hours are needed"),
                ("ESPIReadingTypes.xml", "is a feed without blocks of intervals"),
                ("ESPIUsagePoint.xml", "is a feed without blocks of intervals"),
                ("ESPIUsagePoints.xml", "is a feed without blocks of intervals"),
            ],
        ),
    ];
    for (folder, files) in expected {
        let Some(root) = data(folder) else { continue };
        let (mut names, mut folders) = (Vec::new(), Vec::new());
        for entry in std::fs::read_dir(&root).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            match entry.file_type().unwrap().is_dir() {
                true => folders.push(format!("{folder}/{name}")),
                false if name != "PROVENANCE.md" => names.push(name),
                false => {}
            }
        }
        names.sort();
        for inside in folders {
            assert!(
                expected.iter().any(|(known, _)| *known == inside),
                "{inside} is not in the list"
            );
        }
        for (pattern, _) in *files {
            let there = |name: &String| match pattern.split_once('*') {
                Some((start, end)) => name.starts_with(start) && name.ends_with(end),
                None => name == pattern,
            };
            assert!(names.iter().any(there), "{folder}/{pattern} is gone");
        }
        for name in names {
            let asked = files.iter().find(|(pattern, _)| match pattern.split_once('*') {
                Some((start, end)) => name.starts_with(start) && name.ends_with(end),
                None => *pattern == name,
            });
            let Some((_, expected)) = asked else { panic!("{folder}/{name} is not in the list") };
            let found = match import_file(&root.join(&name), &Options::default()) {
                Ok(import) => format!("{} {}", import.format, import.series.len()),
                Err(error) => said(&error),
            };
            assert!(found.contains(expected), "{folder}/{name}: {found}");
        }
    }
}

#[test]
fn es_04_mijn_fluvius_in_dutch_has_a_pairwise_autumn_hour() {
    let Some(root) = data("portal_exports") else { return };
    let import = got(&root, "fluvius_nl_kwartiertotalen_2021-10.csv");
    assert_eq!(import.rows, 3848);
    assert_eq!(import.without_value, 1081 + 813 + 379 + 293);
    // 20 days of 96 and one hour more, in both directions.
    assert_eq!(import.without_value + 1282, 2 * (20 * 96 + 4));
    assert_eq!(
        sums(&import),
        ["123456879123456789 off-take 818 18.192000", "123456879123456789 injection 464 0.000000"]
    );
    let day = "2021-10-31".parse().unwrap();
    assert_eq!(import.marks.get(&(day, Mark::RepeatedHourPairwise)), Some(&2));
    let off_take = &import.series[0];
    let of = |quality, register| {
        let of = off_take.intervals.iter();
        of.filter(|one| one.quality == quality && one.register == register).count()
    };
    assert_eq!(of(Quality::Measured, Register::One), 461);
    assert_eq!(of(Quality::Estimated, Register::One), 86);
    assert_eq!(of(Quality::Estimated, Register::Two), 268);
    assert_eq!(of(Quality::Measured, Register::Two), 3);
}

#[test]
fn es_04_mijn_fluvius_in_english_has_100_quarter_hours_in_autumn() {
    let Some(root) = data("portal_exports") else { return };
    let import = got(&root, "fluvius_en_15min_2023-10-22_11-30.csv");
    assert_eq!(
        sums(&import),
        [
            "123456879123456789 off-take 3843 805.091000",
            "123456879123456789 injection 3843 103.917000"
        ]
    );
    let off_take = &import.series[0];
    let day = "2023-10-29".parse().unwrap();
    let intervals = off_take.day(day);
    assert_eq!(intervals.len(), 100);
    // 2:00 twice: the first of each pair is summer time.
    let at = |text: &str| {
        let quarter = intervals::Quarter::starting_at(text.parse().unwrap()).unwrap();
        intervals.iter().find(|one| one.quarter == quarter).unwrap().energy.0
    };
    assert_eq!(at("2023-10-29T02:00:00+02:00"), 276_000);
    assert_eq!(at("2023-10-29T02:00:00+01:00"), 261_000);
    assert_eq!(at("2023-10-29T02:45:00+02:00"), 295_000);
    assert_eq!(at("2023-10-29T02:45:00+01:00"), 286_000);
    let of = |register| {
        let of = off_take.intervals.iter().filter(|one| one.register == register);
        of.map(|one| one.energy.0).sum::<i64>()
    };
    assert_eq!((of(Register::One), of(Register::Two)), (398_464_000, 406_627_000));
}

#[test]
fn ps_02_open_data_of_fluvius_keeps_the_totals_of_a_year() {
    let Some(root) = data("households") else { return };
    let import = got(&root, "be_fluvius_opendata_meter30_2021.csv.gz");
    assert_eq!(import.rows, 35_040);
    let totals: Vec<String> = import.series.iter().map(kwh).collect();
    assert_eq!(totals, ["3929.444794", "1325.738545"]);
    let (spring, autumn) = ("2021-03-28".parse().unwrap(), "2021-10-31".parse().unwrap());
    assert_eq!(import.marks.get(&(spring, Mark::SkippedHourFolded)), Some(&8));
    assert_eq!(import.marks.get(&(autumn, Mark::RepeatedHourEmpty)), Some(&2));
    let off_take = &import.series[0];
    assert_eq!((off_take.day(spring).len(), off_take.day(autumn).len()), (92, 100));
    // 3:00 has its own 40 Wh and the 39 of the hour that does not exist.
    assert_eq!(off_take.day(spring)[8].energy.0, 79_000);
    assert_eq!(off_take.day(spring)[8].quality, Quality::Replaced);
    assert_eq!(off_take.day(autumn)[12].energy.0, 0);
    assert_eq!(off_take.day(autumn)[12].quality, Quality::Replaced);
}

#[test]
fn homes_of_energyid_and_evergi_add_up() {
    let Some(root) = data("households") else { return };
    for (name, expected) in [
        ("be_energyid_home_2023.csv.gz", &[ENERGYID_2023][..]),
        ("be_energyid_home_2024.csv.gz", &[ENERGYID_2024]),
        ("be_evergi_house1_2024q1.csv.gz", &HOUSE_1_Q1),
        ("be_evergi_house1_2024q2.csv.gz", &HOUSE_1_Q2),
        ("be_evergi_house2_2024q1.csv.gz", &HOUSE_2_Q1),
        ("be_evergi_house2_2024q2.csv.gz", &HOUSE_2_Q2),
    ] {
        let import = got(&root, name);
        let found: Vec<(usize, String)> =
            import.series.iter().map(|one| (one.intervals.len(), kwh(one))).collect();
        let expected: Vec<(usize, String)> =
            expected.iter().map(|(count, kwh)| (*count, (*kwh).to_owned())).collect();
        assert_eq!(found, expected, "{name}");
    }
    let import = got(&root, "be_evergi_house1_2024q1.csv.gz");
    assert!(import.ignored.contains("column `battery_kw`"));
    assert!(import.without_value > 0);
}

type Energies = [(usize, &'static str); 2];
const ENERGYID_2023: (usize, &str) = (35_040, "2490.864986");
const ENERGYID_2024: (usize, &str) = (28_896, "934.698000");
const HOUSE_1_Q1: Energies = [(8_624, "552.467000"), (8_624, "179.716000")];
const HOUSE_1_Q2: Energies = [(6_720, "1083.290300"), (6_720, "263.158800")];
const HOUSE_2_Q1: Energies = [(8_624, "608.979000"), (8_624, "259.633000")];
const HOUSE_2_Q2: Energies = [(6_720, "944.335200"), (6_720, "535.747100")];

#[test]
fn es_04_zonnedael_has_96_rows_on_a_day_of_92() {
    let Some(root) = data("households") else { return };
    let import = got(&root, "nl_zonnedael_2013h1_28hh.csv.gz");
    let energy: i64 = import.series.iter().map(|series| series.energy().0).sum();
    assert_eq!(energy, 55_367_353_000);
    let spring = "2013-03-31".parse().unwrap();
    assert_eq!(import.marks.get(&(spring, Mark::SkippedHourFolded)), Some(&(28 * 4)));
    assert!(import.series.iter().all(|series| series.day(spring).len() == 92));
}

#[test]
fn mean_power_of_energyid_has_the_published_peaks() {
    let Some(root) = data("households") else { return };
    let import = got(&root, "be_energyid_home_capacity_2024-06.json");
    let series = &import.series[0];
    assert_eq!((series.point.as_str(), series.intervals.len()), ("EA-SAMPLE", 3167));
    assert_eq!(series.energy().0, 439_868_000);
    let peak = |month: u8| {
        let of = series.intervals.iter().filter(|one| one.quarter.day().ymd().1 == month);
        let peak = of.max_by_key(|one| one.energy).unwrap();
        (peak.quarter.start().to_local_string(), peak.energy.0 * 4)
    };
    assert_eq!(peak(5), ("2024-05-31T19:15:00+02:00".to_owned(), 2_320_000));
    assert_eq!(peak(6), ("2024-06-13T17:30:00+02:00".to_owned(), 3_596_000));
    assert_eq!(peak(7), ("2024-07-02T11:00:00+02:00".to_owned(), 2_852_000));
}

#[test]
fn registers_of_homewizard_become_differences() {
    let Some(root) = data("portal_exports") else { return };
    let import = got(&root, "homewizard_2022-09_15min.csv");
    assert_eq!(import.rows, 2880);
    assert_eq!(
        sums(&import),
        [
            // 855.816 and 500.611, 284.979 and 576.139.
            "homewizard_2022-09_15min off-take 2879 1356.427000",
            "homewizard_2022-09_15min injection 2879 861.118000"
        ]
    );
    // Differences end a row before the readings do: the last day is in part, and said to be (ES-04).
    let marks: Vec<_> = import.marks.keys().map(|(day, mark)| (day.to_string(), *mark)).collect();
    assert_eq!(marks, [("2022-09-30".to_owned(), Mark::EndsWithin)]);
}

#[test]
fn the_api_of_fluvius_is_estimated_and_reactive_energy_is_named() {
    let Some(root) = data("portal_exports") else { return };
    for name in ["eddie_fluvius_api_electricity_qh.json", "eddie_fluvius_api_headpoints_qh.json"] {
        let import = got(&root, name);
        assert_eq!(sums(&import), ["541440010000000001 off-take 2 0.019000"], "{name}");
        assert!(import.series[0].intervals.iter().all(|one| one.quality == Quality::Estimated));
    }
    let import = got(&root, "eddie_fluvius_api_headpoints_qh.json");
    assert!(import.ignored.contains("injection `reactive`"));
}

#[test]
fn market_messages_add_up() {
    let Some(root) = data("market_messages") else { return };
    let path = root.join("MSCONS_TL_SAMPLE01.txt.gz");
    let import = import_file(&path, &Options { partial: true, ..Options::default() }).unwrap();
    assert_eq!((import.rows, import.problems.count()), (2976, 108));
    assert_eq!(sums(&import), ["US0001062600000001000000022345671 off-take 2900 676.577000"]);
    let import = got(&root, "at_eda_consumptionrecord_qh.xml");
    assert_eq!(sums(&import), ["ATXXXXXX00000000000000000XXXXXXXX injection 96 0.719000"]);
    assert_eq!(import.series[0].direction, Direction::Injection);
    for name in ["be_fluvius_cim_v104_headpoints.xml", "be_fluvius_cim_v104_meters.xml"] {
        let import = got(&root, name);
        assert_eq!(sums(&import), ["541440010000000001 off-take 2 0.019000"], "{name}");
        assert_eq!(import.format, Format::Cim);
        assert!(import.series[0].intervals.iter().all(|one| one.quality == Quality::Estimated));
    }
    let import = got(&root, "be_fluvius_cim_v104_headpoints.xml");
    assert!(import.ignored.contains("product 8716867000047"));
}

#[test]
fn a_reading_outside_its_block_is_left_out_in_part() {
    let Some(root) = data("market_messages/espi") else { return };
    let path = root.join("BulkSCEIntervalBlock.xml");
    let import = import_file(&path, &Options { partial: true, ..Options::default() }).unwrap();
    assert_eq!(sums(&import), ["NB6WRU off-take 96 24.040000"]);
    assert_eq!(import.problems.count(), 1);
}
