//! What holds for every input: no parser panics, and what is exported is read back.

use crate::{import, import_partly};
use intervals::{Direction, Interval, Point, Quality, Quarter, Register, Series};
use proptest::collection::vec;
use proptest::prelude::*;
use units::MilliWattHours;

const SEEDS: [&str; 9] = [
    "Van datum;Van tijdstip;Tot datum;Tot tijdstip;EAN;Meter;Metertype;Register;Volume;Eenheid;Validatiestatus\n31-10-2021;03:00:00;31-10-2021;03:15:00;=\"1\";M;D;Afname Nacht;0,1;kWh;Gevalideerd\n",
    "EAN_ID;Datum;Datum_Startuur;Volume_Afname_kWh;Volume_Injectie_kWh\n1;2022-03-27;2022-03-27T02:00:00.000Z;0,1;0\n",
    "start,point,direction,energy_kwh,quality,register\n2026-01-06T00:00:00+01:00,P1,off-take,0.1,measured,1.8.1\n",
    "time,Import T1 kWh,Import T2 kWh\n2022-09-01 00:00,8350.274,4650.277\n2022-09-01 00:15,8350.385,4650.468\n",
    "start_local,K2,K5\n2013-03-31T02:00,188,61\n",
    "<feed xmlns:espi=\"http://naesb.org/espi\"><entry><link rel=\"self\" href=\"/resource/UsagePoint/1/MeterReading/1/IntervalBlock/1\"/><content><espi:IntervalBlock><espi:interval><espi:duration>900</espi:duration><espi:start>1439449200</espi:start></espi:interval><espi:IntervalReading><espi:timePeriod><espi:duration>900</espi:duration><espi:start>1439449200</espi:start></espi:timePeriod><espi:value>270</espi:value></espi:IntervalReading></espi:IntervalBlock></content></entry><entry><link rel=\"self\" href=\"/resource/ReadingType/1\"/><content><espi:ReadingType><espi:flowDirection>1</espi:flowDirection><espi:uom>72</espi:uom></espi:ReadingType></content></entry></feed>",
    "UNA:+,? 'UNH+1+MSCONS:D:04B:UN:2.2e'LOC+172+DE1'LIN+1'PIA+5+1-1?:1.29.0:SRW'QTY+220:1,5'DTM+163:202601060000?+01:303'DTM+164:202601060015?+01:303'UNT+8+1'",
    "{\"data\":{\"headpoint\":{\"ean\":\"1\",\"energyType\":\"E\",\"quarterHourlyEnergy\":[{\"start\":\"2024-12-01T00:00:00Z\",\"end\":\"2024-12-01T00:15:00Z\",\"measurements\":[{\"offtake\":{\"total\":{\"value\":0.009,\"unit\":\"kWh\",\"validationState\":\"EST\"}}}]}]}}}",
    "<VHD_Envelope><MarketDocument><TimeSeries><product>8716867000030</product><energy_Measurement_Unit.name>KWH</energy_Measurement_Unit.name><flowDirection.direction>A02</flowDirection.direction><Period><resolution>PT15M</resolution><timeInterval><start>2024-12-01T00:00Z</start></timeInterval><Point><position>1</position><energy_Quantity.quantity>0.009</energy_Quantity.quantity></Point></Period><marketEvaluationPoint.mRID>1</marketEvaluationPoint.mRID></TimeSeries></MarketDocument></VHD_Envelope>",
];

/// A change of a text: bytes cut out, doubled, or others put in.
fn change() -> impl Strategy<Value = (usize, usize, Vec<u8>)> {
    (
        any::<usize>(),
        0..24_usize,
        vec(prop_oneof![any::<u8>(), (b'0'..=b'9'), Just(b';'), Just(b'\'')], 0..12),
    )
}

fn changed(seed: &str, changes: &[(usize, usize, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = seed.as_bytes().to_vec();
    for (place, length, put) in changes {
        let from = place % (bytes.len() + 1);
        let until = (from + length).min(bytes.len());
        bytes.splice(from..until, put.iter().copied());
    }
    bytes
}

fn any_series() -> impl Strategy<Value = Vec<Series>> {
    let interval = (0..400_i32, 0..=2_000_000_i64, 0..4_usize, 0..3_usize);
    let one = ("[A-Za-z0-9_-]{1,18}", any::<bool>(), vec(interval, 1..120));
    vec(one, 1..4).prop_map(|all| {
        let mut seen = std::collections::BTreeMap::new();
        for (point, injects, intervals) in all {
            let point: Point = point.parse().unwrap();
            let direction = if injects { Direction::Injection } else { Direction::OffTake };
            // Around the autumn change of 2026.
            let mut kept = std::collections::BTreeMap::new();
            for (quarter, energy, quality, register) in intervals {
                let quarter = Quarter(1_992_000 + quarter);
                let (quality, register) = (Quality::ALL[quality], Register::ALL[register]);
                let energy = MilliWattHours(energy);
                kept.insert(quarter, Interval { quarter, energy, quality, register });
            }
            let intervals = kept.into_values().collect();
            seen.insert((point.clone(), direction), Series { point, direction, intervals });
        }
        seen.into_values().collect()
    })
}

/// In the order of points and directions.
fn sorted(mut series: Vec<Series>) -> Vec<Series> {
    series.sort_by(|one, other| (&one.point, one.direction).cmp(&(&other.point, other.direction)));
    series
}

#[test]
fn the_seeds_are_of_every_kind_and_are_read() {
    let mut formats = std::collections::BTreeSet::new();
    for seed in SEEDS {
        let import = import("x", seed);
        let import = import.unwrap_or_else(|error| panic!("{seed}: {}", crate::said(&error)));
        formats.insert(import.format.name());
    }
    assert_eq!(formats.len(), SEEDS.len());
}

proptest! {
    /// Whatever the bytes, an import ends with series or with an error.
    #[test]
    fn no_parser_panics(seed in 0..SEEDS.len(), changes in vec(change(), 1..6), partial: bool) {
        let bytes = changed(SEEDS[seed], &changes);
        let options = intervals::Options { partial, ..Default::default() };
        if let Ok(import) = intervals::import("x", bytes.as_slice(), &options) {
            for series in &import.series {
                prop_assert!(series.intervals.windows(2).all(|two| two[0].quarter < two[1].quarter));
                prop_assert!(series.intervals.iter().all(|one| one.energy.0 >= 0));
            }
            prop_assert!(partial || import.problems.is_empty());
        }
    }

    #[test]
    fn no_bytes_panic(bytes in vec(any::<u8>(), 0..400), format in 0..14_usize) {
        let format = Some(intervals::Format::ALL[format]);
        let options = intervals::Options { format, partial: true, ..Default::default() };
        let _ = intervals::import("x", bytes.as_slice(), &options);
    }

    /// What is exported comes back: by ESPI and Parquet as it is, by CSV as it is too.
    #[test]
    fn exports_come_back(series in any_series()) {
        let series = sorted(series);
        let mut text = Vec::new();
        intervals::espi(&series, calendar::Instant(0), &mut text).unwrap();
        let back = import("x.xml", std::str::from_utf8(&text).unwrap()).unwrap();
        prop_assert_eq!(&sorted(back.series), &series);
        let mut text = Vec::new();
        intervals::csv(&series, &mut text).unwrap();
        let back = import_partly("x.csv", std::str::from_utf8(&text).unwrap()).unwrap();
        prop_assert!(back.problems.is_empty());
        prop_assert_eq!(&sorted(back.series), &series);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.parquet");
        intervals::parquet(&series, &path).unwrap();
        prop_assert_eq!(&intervals::read_parquet(&path).unwrap(), &series);
    }
}
