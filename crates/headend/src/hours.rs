//! Quarter-hours by the hours of the wall clock: what an hourly shape is learnt from.

use crate::series::HomeSeries;
use calendar::SettlementDay;
use units::MilliWattHours;

/// What one home took in each wall-clock hour of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayHours {
    pub day: SettlementDay,
    pub energy: [MilliWattHours; 24],
}

/// The days of a home that were measured whole, hour by hour. A day with a gap or with repaired
/// quarter-hours is left out: its energy is known, its shape is not. On the two days on which the
/// clock changes an hour has no quarters or eight. Source: PA-37.
pub fn hours_by_day(home: &HomeSeries) -> impl Iterator<Item = DayHours> + '_ {
    home.off_take.days().filter_map(|day| {
        if day.gap() > 0 || day.is_repaired() {
            return None;
        }
        let mut energy = [MilliWattHours::ZERO; 24];
        for (index, quarter) in (0u32..).zip(day.quarters()) {
            let hour = day.day.quarter_start(index).minute_of_day() / 60;
            let sum = energy.get_mut(usize::from(hour))?;
            *sum = sum.checked_add(quarter?)?;
        }
        Some(DayHours { day: day.day, energy })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::series::{Direction, Mark, QuarterHourSeries};
    use crate::wall::Cell;

    fn home(days: Vec<(Vec<Option<i64>>, Vec<Mark>)>, first_day: &str) -> HomeSeries {
        let mut off_take = QuarterHourSeries::new(Direction::OffTake, first_day.parse().unwrap());
        for (cells, marks) in days {
            let cell = |value: Option<i64>| match value {
                Some(value) => Cell::measured(MilliWattHours(value)).unwrap(),
                None => Cell::MISSING,
            };
            off_take.push(cells.into_iter().map(cell).collect(), marks);
        }
        HomeSeries { id: "K1".into(), off_take, injection: None }
    }

    #[test]
    fn pa_37_quarters_fall_into_the_hours_of_the_wall_clock_on_days_of_any_length() {
        // Saturday, the Sunday on which summer time begins, Monday.
        let days = [96, 92, 96].map(|quarters| (vec![Some(10); quarters], Vec::new()));
        let hours: Vec<DayHours> = hours_by_day(&home(days.to_vec(), "2026-03-28")).collect();
        assert_eq!(hours.len(), 3);
        assert_eq!(hours[0].energy, [MilliWattHours(40); 24]);
        let sunday: Vec<i64> = hours[1].energy[..4].iter().map(|energy| energy.0).collect();
        assert_eq!(sunday, [40, 40, 0, 40]);
        let autumn = home(vec![(vec![Some(10); 100], Vec::new())], "2026-10-25");
        let hours: Vec<DayHours> = hours_by_day(&autumn).collect();
        assert_eq!(hours[0].energy[2], MilliWattHours(80));
    }

    #[test]
    fn pa_37_a_day_with_a_gap_or_a_repair_has_no_shape() {
        let mut gap = vec![Some(10); 96];
        gap[40] = None;
        let days = vec![
            (gap, vec![Mark::Gap { quarters: 1 }]),
            (vec![Some(10); 96], Vec::new()),
            (vec![Some(10); 96], vec![Mark::RepeatedHourMerged]),
        ];
        let hours: Vec<DayHours> = hours_by_day(&home(days, "2026-11-03")).collect();
        assert_eq!(hours.len(), 1);
        assert_eq!(hours[0].day.to_string(), "2026-11-04");
    }
}
