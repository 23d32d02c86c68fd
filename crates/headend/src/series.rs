//! The quarter-hours of a home, day by day, with what was repaired.

use crate::wall::Cell;
use calendar::SettlementDay;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use units::MilliWattHours;

/// Which way energy flows at the supply point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Taken from the grid: 1.8.x.
    OffTake,
    /// Given to the grid: 2.8.x.
    Injection,
}

/// What is not as measured on a day. Source: ES-04.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// The source has 2:00 to 3:00 on the day that skips it: added to the hour after it.
    SkippedHourFolded,
    /// A day that skipped 2:00 to 3:00 stands on a day that has it: zero there.
    SkippedHourEmpty,
    /// The source lacks the second 2:00 to 3:00 on the day that repeats it: zero there.
    RepeatedHourEmpty,
    /// A day with two hours from 2:00 to 3:00 stands on a day that has one: added up.
    RepeatedHourMerged,
    /// The two hours from 2:00 to 3:00 are not one after the other in the file: the first of each
    /// pair of rows is taken for the first hour.
    RepeatedHourOrderGuessed,
    /// So many quarter-hours have no value. The midnight that ends the day is unknown.
    Gap { quarters: u8 },
}

impl fmt::Display for Mark {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::SkippedHourFolded => "2:00 to 3:00 does not exist, added to the hour after it",
            Self::SkippedHourEmpty => "2:00 to 3:00 is not in the source, zero",
            Self::RepeatedHourEmpty => "the second 2:00 to 3:00 is not in the source, zero",
            Self::RepeatedHourMerged => "both hours from 2:00 to 3:00 added up",
            Self::RepeatedHourOrderGuessed => "the order of both hours from 2:00 is guessed",
            Self::Gap { quarters } => {
                return write!(formatter, "gap of {quarters} quarter-hours");
            }
        })
    }
}

/// Energy by quarter-hour of one home in one direction, from the first day to the last without a
/// day left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarterHourSeries {
    direction: Direction,
    first_day: SettlementDay,
    days: Vec<Vec<Cell>>,
    marks: BTreeMap<SettlementDay, Vec<Mark>>,
}

/// One day of a series.
#[derive(Debug, Clone, Copy)]
pub struct Day<'a> {
    pub day: SettlementDay,
    /// What is not as measured, empty on nearly every day.
    pub marks: &'a [Mark],
    pub(crate) cells: &'a [Cell],
}

impl<'a> Day<'a> {
    /// The energy of each quarter-hour in order of time, 92, 96 or 100; `None` where none is known.
    pub fn quarters(&self) -> impl ExactSizeIterator<Item = Option<MilliWattHours>> + use<'a> {
        self.cells.iter().map(|cell| cell.energy())
    }

    /// The energy that is known.
    pub fn energy(&self) -> MilliWattHours {
        sum(self.cells)
    }

    /// How many quarter-hours have no value, those folded into a neighbour included.
    pub fn gap(&self) -> u8 {
        let gap = self.marks.iter().find_map(|mark| match mark {
            Mark::Gap { quarters } => Some(*quarters),
            _ => None,
        });
        gap.unwrap_or(0)
    }

    /// Whether quarter-hours were moved, added up or taken as zero: the day's energy is the
    /// source's, its shape is not.
    pub fn is_repaired(&self) -> bool {
        self.marks.iter().any(|mark| !matches!(mark, Mark::Gap { .. }))
    }
}

fn sum(cells: &[Cell]) -> MilliWattHours {
    // Cannot saturate, see `Cell::MOST`.
    let energies = cells.iter().filter_map(|cell| cell.energy());
    MilliWattHours(energies.fold(0, |sum, energy| sum.saturating_add(energy.0)))
}

impl QuarterHourSeries {
    pub(crate) fn new(direction: Direction, first_day: SettlementDay) -> Self {
        Self { direction, first_day, days: Vec::new(), marks: BTreeMap::new() }
    }

    /// Appends the next day. Days have the length that the calendar says.
    pub(crate) fn push(&mut self, cells: Vec<Cell>, marks: Vec<Mark>) {
        let day = self.end_day();
        assert_eq!(cells.len(), day.quarter_hours() as usize, "quarter-hours of {day}");
        self.days.push(cells);
        if !marks.is_empty() {
            self.marks.insert(day, marks);
        }
    }

    pub fn direction(&self) -> Direction {
        self.direction
    }

    pub fn first_day(&self) -> SettlementDay {
        self.first_day
    }

    /// The day after the last.
    pub fn end_day(&self) -> SettlementDay {
        self.first_day.plus(i32::try_from(self.days.len()).unwrap_or(i32::MAX))
    }

    pub fn day_count(&self) -> usize {
        self.days.len()
    }

    /// The days in order.
    pub fn days(&self) -> impl Iterator<Item = Day<'_>> {
        (0i32..).zip(&self.days).map(|(index, cells)| {
            let day = self.first_day.plus(index);
            let marks = self.marks.get(&day).map_or(&[][..], Vec::as_slice);
            Day { day, marks, cells }
        })
    }

    /// The energy that is known, of all days.
    pub fn energy(&self) -> MilliWattHours {
        // Cannot saturate, see `Cell::MOST`.
        let days = self.days.iter().map(|cells| sum(cells));
        MilliWattHours(days.fold(0, |sum, energy| sum.saturating_add(energy.0)))
    }

    /// The days that are not as measured, with what is not.
    pub fn marks(&self) -> &BTreeMap<SettlementDay, Vec<Mark>> {
        &self.marks
    }

    /// Whether any quarter-hour has a value.
    pub fn has_values(&self) -> bool {
        self.days.iter().flatten().any(|cell| cell.energy().is_some())
    }
}

/// What one home takes and, where it is metered, gives. Both cover the same days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HomeSeries {
    pub(crate) id: Arc<str>,
    pub(crate) off_take: QuarterHourSeries,
    pub(crate) injection: Option<QuarterHourSeries>,
}

impl HomeSeries {
    /// The name of the home in its file.
    pub fn id(&self) -> &str {
        &self.id
    }

    pub fn first_day(&self) -> SettlementDay {
        self.off_take.first_day()
    }

    /// The day after the last.
    pub fn end_day(&self) -> SettlementDay {
        self.off_take.end_day()
    }

    pub fn off_take(&self) -> &QuarterHourSeries {
        &self.off_take
    }

    pub fn injection(&self) -> Option<&QuarterHourSeries> {
        self.injection.as_ref()
    }

    /// Off-take, then injection.
    pub fn directions(&self) -> impl Iterator<Item = &QuarterHourSeries> {
        std::iter::once(&self.off_take).chain(&self.injection)
    }
}
