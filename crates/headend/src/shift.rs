//! A series moved in time.

use crate::series::{HomeSeries, QuarterHourSeries};
use crate::wall::WallDay;
use calendar::SettlementDay;

/// The home with its first day on the first day of the same weekday on or after `target`: moved by
/// whole weeks, so that working days stay working days. Energy keeps its place on the wall clock
/// and none is lost; a day that lands on a clock change, or comes from one, is marked. Source: ES-04.
pub fn shift_to(home: &HomeSeries, target: SettlementDay) -> HomeSeries {
    let days = target.days_since(home.first_day());
    let first_day = target.plus((7 - days.rem_euclid(7)) % 7);
    HomeSeries {
        id: home.id.clone(),
        off_take: shifted(&home.off_take, first_day),
        injection: home.injection.as_ref().map(|series| shifted(series, first_day)),
    }
}

fn shifted(series: &QuarterHourSeries, first_day: SettlementDay) -> QuarterHourSeries {
    let mut moved = QuarterHourSeries::new(series.direction(), first_day);
    for day in series.days() {
        let quarters = moved.end_day().quarter_hours();
        let mut marks = day.marks.to_vec();
        if day.cells.len() == quarters as usize {
            moved.push(day.cells.to_vec(), marks);
            continue;
        }
        let laid = WallDay::from_quarters(day.cells).lay_on(quarters);
        marks.extend(laid.mark.filter(|mark| !day.marks.contains(mark)));
        moved.push(laid.cells, marks);
    }
    moved
}
