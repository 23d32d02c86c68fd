//! A month by day and quarter-hour as five run-length paths, a shade each. Source: UX 11.

use std::fmt::Write as _;

/// Shades, each for values up to half of the next one's.
pub(crate) const SHADES: usize = 5;

/// The drawing: a column for each day, a row for each quarter-hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heat {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// The `d` of a path for each shade, lightest first.
    pub(crate) paths: [String; SHADES],
    /// Above which value each shade begins, in mWh.
    pub(crate) bounds: [i64; SHADES],
    /// The `d` of a path through the days of which nothing is known.
    pub(crate) empty: String,
}

/// Nothing is left blank; a day of which nothing is known is in [`Heat::empty`].
pub(crate) fn draw(days: &[Vec<Option<i64>>]) -> Heat {
    let highest = days.iter().flatten().flatten().copied().max().unwrap_or(0).max(0);
    let bounds = [0, highest / 16, highest / 8, highest / 4, highest / 2];
    let shade = |value: Option<i64>| -> Option<usize> {
        let value = value.filter(|value| *value > 0)?;
        bounds.iter().rposition(|bound| value > *bound)
    };
    let mut paths: [String; SHADES] = Default::default();
    for (x, day) in days.iter().enumerate() {
        let mut quarter = 0;
        while let Some(first) = day.get(quarter) {
            let own = shade(*first);
            let run = day.iter().skip(quarter).take_while(|value| shade(**value) == own).count();
            if let Some(path) = own.and_then(|own| paths.get_mut(own)) {
                // Writing to a String cannot fail.
                let _ = write!(path, "M{x}.5 {quarter}v{run}");
            }
            quarter = quarter.saturating_add(run.max(1));
        }
    }
    let height = days.iter().map(Vec::len).max().unwrap_or(0).max(1);
    let mut empty = String::new();
    for (x, _) in days.iter().enumerate().filter(|(_, day)| is_empty(day)) {
        let _ = write!(empty, "M{x}.5 0v{height}");
    }
    Heat { width: days.len().max(1), height, paths, bounds, empty }
}

/// Whether nothing of a day is known.
pub(crate) fn is_empty(day: &[Option<i64>]) -> bool {
    day.iter().all(Option::is_none)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_of_one_shade_is_one_stroke_and_nothing_is_blank() {
        let heat = draw(&[vec![Some(16), Some(16), None, Some(0), Some(1)], vec![Some(3)]]);
        assert_eq!((heat.width, heat.height), (2, 5));
        assert_eq!(heat.bounds, [0, 1, 2, 4, 8]);
        assert_eq!(heat.paths, ["M0.5 4v1", "", "M1.5 0v1", "", "M0.5 0v2"].map(str::to_owned));
    }

    #[test]
    fn a_day_without_data_is_not_a_day_of_nothing() {
        let heat = draw(&[vec![None, None], vec![Some(0), None], vec![Some(4), Some(4)]]);
        assert_eq!(heat.empty, "M0.5 0v2");
    }

    #[test]
    fn a_month_without_a_value_is_an_empty_drawing() {
        let heat = draw(&[]);
        assert!(heat.paths.iter().all(String::is_empty));
        assert_eq!((heat.width, heat.height), (1, 1));
    }
}
