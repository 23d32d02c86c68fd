//! What holds for every file.

use crate::{home, homes, packed, partial, read, wide};
use calendar::{SettlementDay, TariffSlot, two_rate_slot};
use headend::{Format, Options, Registers, import, registers_by_midnight, shift_to};
use proptest::collection::vec;
use proptest::prelude::*;

/// Days that have both clock changes and the change of tariff slots among them.
fn any_days() -> impl Strategy<Value = Vec<SettlementDay>> {
    let from: SettlementDay = "2025-03-15".parse().unwrap();
    let start = prop_oneof![Just(14), Just(224), Just(290), Just(378), 0..400];
    (start, 1..6).prop_map(move |(start, count)| {
        (start..start + count).map(|offset| from.plus(offset)).collect()
    })
}

fn text_of(days: &[SettlementDay], wh: &[Option<u32>]) -> String {
    let days: Vec<String> = days.iter().map(ToString::to_string).collect();
    let days: Vec<&str> = days.iter().map(String::as_str).collect();
    let value = |day: usize, quarter: usize| wh[(day * 96 + quarter) % wh.len()];
    wide(&days, |day, quarter| value(day, quarter).map(|wh| wh.to_string()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Differences of midnight registers are the quarter-hours of the day in the slots of their
    /// instants, and nothing of the file is lost, whatever the days.
    #[test]
    fn mt_04_register_differences_are_the_sum_of_the_quarter_hours(
        days in any_days(),
        wh in vec(0..5000u32, 90..200),
    ) {
        let wh: Vec<_> = wh.into_iter().map(Some).collect();
        let home = home(&text_of(&days, &wh));
        let in_file: i64 = (0..days.len() * 96).map(|row| i64::from(wh[row % wh.len()].unwrap())).sum();
        prop_assert_eq!(home.off_take().energy().0, in_file * 1000);
        let readings = registers_by_midnight(&home, two_rate_slot, Registers::default()).unwrap();
        prop_assert_eq!(readings.len(), days.len() + 1);
        for (pair, day) in readings.windows(2).zip(home.off_take().days()) {
            prop_assert_eq!((pair[0].at, pair[1].at), (day.day.start(), day.day.end()));
            let (mut peak, mut off_peak) = (0, 0);
            for (index, energy) in (0..).zip(day.quarters()) {
                match two_rate_slot(day.day.quarter_start(index)) {
                    TariffSlot::Peak => peak += energy.unwrap().0,
                    _ => off_peak += energy.unwrap().0,
                }
            }
            prop_assert_eq!(pair[1].off_take.peak.0 - pair[0].off_take.peak.0, peak);
            prop_assert_eq!(pair[1].off_take.off_peak.0 - pair[0].off_take.off_peak.0, off_peak);
        }
    }

    /// With any rows missing, midnights known are of days without a gap, registers never go back,
    /// and the last one known is at most all that was measured.
    #[test]
    fn mt_18_gaps_never_make_a_register_go_back(
        days in any_days(),
        wh in vec(prop::option::weighted(0.97, 0..5000u32), 90..400),
    ) {
        let text = text_of(&days, &wh);
        prop_assume!(text.contains('T'));
        let Ok(import) = read(&text, &crate::strict()) else { return Ok(()) };
        let home = homes(import).remove(0);
        let readings = registers_by_midnight(&home, two_rate_slot, Registers::default()).unwrap();
        for pair in readings.windows(2) {
            prop_assert!(pair[0].at < pair[1].at);
            prop_assert!(pair[0].off_take.peak <= pair[1].off_take.peak);
            prop_assert!(pair[0].off_take.off_peak <= pair[1].off_take.off_peak);
        }
        for reading in readings.iter().skip(1) {
            let day = home.off_take().days().find(|day| day.day == reading.ends).unwrap();
            let late_start = readings[0].ends == day.day;
            prop_assert!(day.gap() == 0 || late_start, "{}", reading.ends);
        }
        if let Some(last) = readings.last() {
            let sum = last.off_take.peak.0 + last.off_take.off_peak.0;
            prop_assert!(sum <= home.off_take().energy().0);
        }
    }

    /// A series moved anywhere keeps its energy, its number of days and its weekdays.
    #[test]
    fn es_04_a_move_conserves_energy(
        days in any_days(),
        wh in vec(prop::option::weighted(0.99, 0..5000u32), 90..400),
        target in 10_000..30_000i32,
    ) {
        let text = text_of(&days, &wh);
        let Ok(import) = read(&text, &crate::strict()) else { return Ok(()) };
        let home = homes(import).remove(0);
        let moved = shift_to(&home, SettlementDay(target));
        prop_assert!((0..7).contains(&moved.first_day().days_since(SettlementDay(target))));
        prop_assert_eq!(moved.first_day().weekday(), home.first_day().weekday());
        prop_assert_eq!(moved.off_take().day_count(), home.off_take().day_count());
        prop_assert_eq!(moved.off_take().energy(), home.off_take().energy());
        for (there, here) in moved.off_take().days().zip(home.off_take().days()) {
            prop_assert_eq!(there.energy(), here.energy());
            prop_assert_eq!(there.gap(), here.gap());
        }
    }

    /// The order of rows is no matter.
    #[test]
    fn rows_may_come_in_any_order(seed in vec(any::<u16>(), 192)) {
        let text = wide(&["2026-03-29", "2026-03-30"], |day, quarter| Some((day * 96 + quarter).to_string()));
        let (header, rows) = text.split_once('\n').unwrap();
        let mut rows: Vec<_> = rows.lines().zip(&seed).collect();
        rows.sort_by_key(|(_, key)| **key);
        let shuffled: Vec<_> = rows.into_iter().map(|(row, _)| row).collect();
        prop_assert_eq!(home(&format!("{header}\n{}", shuffled.join("\n"))), home(&text));
    }
}

const HEADERS: [&str; 6] = [
    "",
    "start_local,K2\n",
    "start_local,offtake_kwh,injection_kwh\n",
    "start,offtake_kwh\n",
    "start_utc,import_kwh,export_kwh\n",
    "at,ean,obis,value,mark\n",
];

fn any_options() -> impl Strategy<Value = Options> {
    let format = prop::option::of(prop::sample::select(Format::ALL.to_vec()));
    (format, any::<bool>()).prop_map(|(format, partial)| Options { format, home: None, partial })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Random bytes are refused or read; nothing panics.
    #[test]
    fn the_parser_never_panics_on_bytes(
        header in prop::sample::select(HEADERS.to_vec()),
        bytes in vec(any::<u8>(), 0..400),
        options in any_options(),
        gzip in any::<bool>(),
    ) {
        let mut file = header.as_bytes().to_vec();
        file.extend(&bytes);
        let _ = import("x", None, &file[..], &options, &mut |_| {});
        let mut file = if gzip { packed(header) } else { vec![0x1f, 0x8b] };
        file.extend(&bytes);
        let _ = import("x", None, &file[..], &options, &mut |_| {});
    }

    /// Nor on text that is nearly right.
    #[test]
    fn the_parser_never_panics_on_rows(
        header in prop::sample::select(HEADERS.to_vec()),
        rows in vec(("(20[0-3][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:(00|15|30|45)(|:00|Z|:00\\+0[0-9]:00)|[é0-9T:-]{0,20})",
                     "(|[0-9]{1,20}|-?[0-9.]{0,9}|541449012345678908,1.8.1,[0-9.]{1,8},(spot)?)", "(|,[0-9.]{0,5})"), 0..30),
        options in any_options(),
    ) {
        let mut text = header.to_owned();
        for (at, value, more) in &rows {
            text.push_str(&format!("{at},{value}{more}\n"));
        }
        if let Ok(import) = read(&text, &options)
            && let headend::Content::QuarterHours(homes) = import.content
        {
            for home in homes {
                let moved = shift_to(&home, SettlementDay(20_000));
                registers_by_midnight(&moved, two_rate_slot, Registers::default()).unwrap();
            }
        }
        let _ = read(&text, &partial());
    }
}
