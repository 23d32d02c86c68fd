//! A day as the wall clock shows it, and how it becomes a day of 92, 96 or 100 quarter-hours.

use crate::series::Mark;
use units::MilliWattHours;

/// Slots of a wall-clock day: 96 quarters, then the four of 2:00 to 3:00 when it comes again.
pub(crate) const SLOTS: usize = 100;
/// The quarters of 2:00 to 3:00, which summer time skips and winter time repeats.
pub(crate) const CHANGE_HOUR: std::ops::Range<usize> = 8..12;
/// From a quarter of [`CHANGE_HOUR`] to the slot of its second pass.
pub(crate) const TO_SECOND_PASS: usize = 96 - 8;

/// The energy of one quarter-hour, or why there is none. Energy is never negative, so that the
/// negative numbers are free to say why; a year of a home then takes 280 kB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cell(i64);

impl Cell {
    /// It should be there and is not.
    pub(crate) const MISSING: Self = Self(-1);
    /// The source had no such quarter-hour: there was nothing to measure.
    pub(crate) const ABSENT: Self = Self(-2);
    /// Two lines contradict each other; neither is believed.
    pub(crate) const CONTRADICTED: Self = Self(-3);
    pub(crate) const ZERO: Self = Self(0);
    /// 100 MWh in a quarter-hour: no supply point in Belgium takes it, and a century of it still
    /// fits in 64 bits, folded hours included, so that sums of cells need no check.
    pub(crate) const MOST: i64 = 100_000_000_000;

    /// `None` if negative or above [`Self::MOST`].
    pub(crate) fn measured(energy: MilliWattHours) -> Option<Self> {
        (0..=Self::MOST).contains(&energy.0).then_some(Self(energy.0))
    }

    pub(crate) fn energy(self) -> Option<MilliWattHours> {
        (self.0 >= 0).then_some(MilliWattHours(self.0))
    }

    /// Whether energy may be lost here.
    pub(crate) fn is_missing(self) -> bool {
        self.energy().is_none() && self != Self::ABSENT
    }

    /// Both quarter-hours as one. What was measured counts, also beside something missing.
    fn with(self, other: Self) -> Self {
        match (self.energy(), other.energy()) {
            (Some(one), Some(two)) => Self(one.0.saturating_add(two.0)),
            (Some(_), None) => self,
            (None, Some(_)) => other,
            (None, None) if self.is_missing() => Self::MISSING,
            (None, None) if other.is_missing() => Self::MISSING,
            (None, None) => Self::ABSENT,
        }
    }
}

/// The slots of one day on the wall clock.
#[derive(Debug, Clone)]
pub(crate) struct WallDay([Cell; SLOTS]);

/// A day of its right length, what was repaired on it, and how many quarter-hours were missing.
#[derive(Debug)]
pub(crate) struct Laid {
    pub(crate) cells: Vec<Cell>,
    pub(crate) mark: Option<Mark>,
    pub(crate) missing: u8,
}

impl WallDay {
    /// From 100 slots; what is not given is missing.
    pub(crate) fn from_slots(slots: &[Cell]) -> Self {
        let mut day = Self([Cell::MISSING; SLOTS]);
        for (to, from) in day.0.iter_mut().zip(slots) {
            *to = *from;
        }
        day
    }

    /// The wall clock of a day of 92, 96 or 100 quarter-hours in their order.
    pub(crate) fn from_quarters(cells: &[Cell]) -> Self {
        let mut day = Self([Cell::ABSENT; SLOTS]);
        let before = CHANGE_HOUR.end;
        let slots = match cells.len() {
            92 => (0..CHANGE_HOUR.start).chain(before..96).collect::<Vec<_>>(),
            100 => (0..before).chain(96..SLOTS).chain(before..96).collect(),
            _ => (0..96).collect(),
        };
        for (slot, cell) in slots.into_iter().zip(cells) {
            day.set(slot, *cell);
        }
        day
    }

    pub(crate) fn at(&self, slot: usize) -> Cell {
        self.0.get(slot).copied().unwrap_or(Cell::MISSING)
    }

    pub(crate) fn set(&mut self, slot: usize, cell: Cell) {
        if let Some(place) = self.0.get_mut(slot) {
            *place = cell;
        }
    }

    /// This day's energy on a day of `quarters` quarter-hours, each at its place on the wall clock.
    /// No energy is lost: where 2:00 to 3:00 does not exist it goes to the hour after it, where it
    /// comes once both passes go there, and where the source had no such hour it is zero.
    /// Source: ES-04.
    pub(crate) fn lay_on(&self, quarters: u32) -> Laid {
        let missing = self.0.iter().filter(|cell| cell.is_missing()).count();
        let missing = u8::try_from(missing).unwrap_or(u8::MAX);
        let mut cells = Vec::with_capacity(SLOTS);
        let (mut first_hour, mut second_hour) = (Cell::ABSENT, Cell::ABSENT);
        for slot in CHANGE_HOUR {
            first_hour = first_hour.with(self.at(slot));
            second_hour = second_hour.with(self.at(slot + TO_SECOND_PASS));
        }
        let both_passes = |slot: usize| self.at(slot).with(self.at(slot + TO_SECOND_PASS));
        let given = |hour: Cell| hour != Cell::ABSENT;
        let mark = match quarters {
            92 => {
                let hour = CHANGE_HOUR.len();
                for slot in (0..CHANGE_HOUR.start).chain(CHANGE_HOUR.end..96) {
                    let after = CHANGE_HOUR.contains(&slot.saturating_sub(hour));
                    let folded = if after { both_passes(slot - hour) } else { Cell::ABSENT };
                    cells.push(self.at(slot).with(folded));
                }
                (given(first_hour) || given(second_hour)).then_some(Mark::SkippedHourFolded)
            }
            100 => {
                cells.extend((0..CHANGE_HOUR.end).map(|slot| self.at(slot)));
                cells.extend((96..SLOTS).map(|slot| self.at(slot)));
                cells.extend((CHANGE_HOUR.end..96).map(|slot| self.at(slot)));
                (!given(second_hour)).then_some(Mark::RepeatedHourEmpty)
            }
            _ => {
                for slot in 0..96 {
                    let change = CHANGE_HOUR.contains(&slot);
                    cells.push(if change { both_passes(slot) } else { self.at(slot) });
                }
                match (given(first_hour), given(second_hour)) {
                    (_, true) => Some(Mark::RepeatedHourMerged),
                    (true, false) => None,
                    (false, false) => Some(Mark::SkippedHourEmpty),
                }
            }
        };
        for cell in &mut cells {
            if *cell == Cell::ABSENT {
                *cell = Cell::ZERO;
            }
        }
        Laid { cells, mark, missing }
    }
}
