//! Bars by day as SVG paths. Words and axis labels stand beside it in HTML. Source: UX 11.
//!
//! One path per kind of bar instead of one element per bar: 60 days of two registers are some
//! 2 kB and a handful of nodes.

use std::fmt::Write as _;

/// Height of the drawing, in its own units; the page stretches it.
pub(crate) const HEIGHT: i64 = 200;
const SLOT: i64 = 10;
const BAR: i64 = 8;
/// Space where working days and weekend meet, so that a week is seen without colour.
const WEEKEND_GAP: i64 = 6;
/// At most this many parts are stacked; a class and a pattern exist for each.
pub(crate) const MOST_PARTS: usize = 3;

/// One day of a chart, in millionths of its unit.
#[derive(Debug, Clone)]
pub(crate) struct Bar {
    pub weekend: bool,
    /// From the bottom up.
    pub parts: Vec<i64>,
    pub look: Look,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    Solid,
    /// Not final.
    Hatched,
    /// No figure: a frame, never a zero.
    Frame,
}

/// All bars of one look and one part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Which part, and so which colour.
    pub part: usize,
    pub look: Look,
    /// The `d` of an SVG path.
    pub path: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Drawing {
    pub width: i64,
    pub shapes: Vec<Shape>,
    /// What the top of the drawing stands for, in millionths.
    pub top: i64,
    /// Where the average lies, from the top.
    pub average_y: Option<i64>,
    /// The `d` of a stroke across each bar at what it is compared with; empty without.
    pub beside: String,
}

/// The bars, and a line at `average`.
pub(crate) fn draw(bars: &[Bar], average: Option<i64>) -> Drawing {
    draw_beside(bars, &[], average)
}

/// The same with a stroke across each bar at what stands in the same place of `others`.
pub(crate) fn draw_beside(bars: &[Bar], others: &[Option<i64>], average: Option<i64>) -> Drawing {
    let highest = bars.iter().map(total).chain(others.iter().flatten().copied()).max().unwrap_or(0);
    let top = round_top(highest);
    let height_of = |value: i64| -> i64 {
        let scaled = i128::from(value.max(0)) * i128::from(HEIGHT) / i128::from(top.max(1));
        i64::try_from(scaled).unwrap_or(HEIGHT).min(HEIGHT)
    };
    let mut shapes: Vec<Shape> = Vec::new();
    let mut x = 0;
    let mut before: Option<bool> = None;
    let mut beside = String::new();
    let mut others = others.iter();
    for bar in bars {
        if before.is_some_and(|weekend| weekend != bar.weekend) {
            x += WEEKEND_GAP;
        }
        before = Some(bar.weekend);
        if bar.look == Look::Frame {
            rectangle(&mut shapes, 0, Look::Frame, x, HEIGHT, HEIGHT);
        } else {
            let mut floor = 0;
            for (part, value) in bar.parts.iter().take(MOST_PARTS).enumerate() {
                let height = height_of(*value);
                // A hair of background between two parts, where they are high enough.
                let seam = if part > 0 && height > 4 { 2 } else { 0 };
                if height > 0 {
                    rectangle(&mut shapes, part, bar.look, x, HEIGHT - floor - seam, height - seam);
                }
                floor = (floor + height).min(HEIGHT);
            }
        }
        if let Some(Some(other)) = others.next() {
            // Writing to a String cannot fail.
            let _ = write!(beside, "M{x} {}h{BAR}", HEIGHT - height_of(*other));
        }
        x += SLOT;
    }
    let average_y = average.map(|average| HEIGHT - height_of(average));
    Drawing { width: (x - (SLOT - BAR)).max(BAR), shapes, top, average_y, beside }
}

/// A rectangle that stands on `bottom`.
fn rectangle(shapes: &mut Vec<Shape>, part: usize, look: Look, x: i64, bottom: i64, height: i64) {
    let at = shapes.iter().position(|shape| shape.part == part && shape.look == look);
    let at = at.unwrap_or_else(|| {
        shapes.push(Shape { part, look, path: String::new() });
        shapes.len() - 1
    });
    if let Some(shape) = shapes.get_mut(at) {
        // Writing to a String cannot fail.
        let _ = write!(shape.path, "M{x} {bottom}h{BAR}v-{height}h-{BAR}z");
    }
}

/// A balance day by day: it stays until the next one, so its line has steps. Source: UX 11.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub width: i64,
    /// The `d` of an SVG path.
    pub path: String,
    /// Where zero lies, from the top.
    pub zero_y: i64,
    /// What the top and the bottom stand for, in millionths.
    pub top: i64,
    pub bottom: i64,
}

/// One step for each value, in millionths; zero is always seen.
pub(crate) fn line(values: &[i64]) -> Line {
    let top = round_top(values.iter().copied().max().unwrap_or(0).max(0));
    let lowest = values.iter().copied().min().unwrap_or(0).min(0);
    let bottom = if lowest < 0 { round_top(lowest.saturating_neg()).saturating_neg() } else { 0 };
    let span = i128::from(top).saturating_sub(i128::from(bottom)).max(1);
    let y_of = |value: i64| -> i64 {
        let below = i128::from(top).saturating_sub(i128::from(value));
        let scaled = below.saturating_mul(i128::from(HEIGHT)).checked_div(span).unwrap_or(0);
        i64::try_from(scaled).unwrap_or(HEIGHT).clamp(0, HEIGHT)
    };
    let (mut path, mut x) = (String::new(), 0_i64);
    for value in values {
        // Writing to a String cannot fail.
        let _ = match path.is_empty() {
            true => write!(path, "M0 {}", y_of(*value)),
            false => write!(path, "V{}", y_of(*value)),
        };
        x = x.saturating_add(SLOT);
        let _ = write!(path, "H{x}");
    }
    Line { width: x.max(SLOT), path, zero_y: y_of(0), top, bottom }
}

/// What is expected, and its lowest and highest.
pub(crate) type Expected = (i64, Option<(i64, i64)>);

/// A balance of the past, what is expected of it, and between what. Source: UX 11, PA-37.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outlook {
    pub width: i64,
    /// The `d` of the past, in steps.
    pub past: String,
    /// The `d` of what is expected, a straight line from day to day.
    pub ahead: String,
    /// The `d` of the area between lowest and highest; empty if there is no range.
    pub band: String,
    /// Where zero lies, from the top, and where now is, from the left.
    pub zero_y: i64,
    pub now_x: i64,
    /// What the top and the bottom stand for, in millionths.
    pub top: i64,
    pub bottom: i64,
}

/// `past`: a step for each settled day; `now`: with what moved since; `ahead`: expected, lowest, highest. In
/// millionths.
pub(crate) fn outlook(past: &[i64], now: i64, ahead: &[Expected]) -> Outlook {
    let low = |(value, range): &Expected| range.map_or(*value, |(low, _)| low);
    let high = |(value, range): &Expected| range.map_or(*value, |(_, high)| high);
    let values = || {
        past.iter().copied().chain([now]).chain(ahead.iter().flat_map(|one| [low(one), high(one)]))
    };
    let top = round_top(values().max().unwrap_or(0).max(0));
    let lowest = values().min().unwrap_or(0).min(0);
    let bottom = if lowest < 0 { round_top(lowest.saturating_neg()).saturating_neg() } else { 0 };
    let span = i128::from(top).saturating_sub(i128::from(bottom)).max(1);
    let y_of = |value: i64| -> i64 {
        let below = i128::from(top).saturating_sub(i128::from(value));
        let scaled = below.saturating_mul(i128::from(HEIGHT)).checked_div(span).unwrap_or(0);
        i64::try_from(scaled).unwrap_or(HEIGHT).clamp(0, HEIGHT)
    };
    let (mut x, mut steps) = (0_i64, String::new());
    for value in past {
        // Writing to a String cannot fail.
        let _ = match steps.is_empty() {
            true => write!(steps, "M0 {}", y_of(*value)),
            false => write!(steps, "V{}", y_of(*value)),
        };
        x = x.saturating_add(SLOT);
        let _ = write!(steps, "H{x}");
    }
    let now_x = x;
    let begin = y_of(now);
    if !steps.is_empty() {
        let _ = write!(steps, "V{begin}");
    }
    let along = |of: &dyn Fn(&Expected) -> i64| {
        let mut points = Vec::new();
        let mut x = now_x;
        for one in ahead {
            x = x.saturating_add(SLOT);
            points.push((x, y_of(of(one))));
        }
        points
    };
    let mut expected = String::new();
    if !ahead.is_empty() {
        let _ = write!(expected, "M{now_x} {begin}");
        for (x, y) in along(&|(value, _)| *value) {
            let _ = write!(expected, "L{x} {y}");
        }
    }
    let mut band = String::new();
    if ahead.iter().any(|(_, range)| range.is_some()) {
        let _ = write!(band, "M{now_x} {begin}");
        for (x, y) in along(&high) {
            let _ = write!(band, "L{x} {y}");
        }
        for (x, y) in along(&low).into_iter().rev() {
            let _ = write!(band, "L{x} {y}");
        }
        band.push('z');
    }
    let days = i64::try_from(ahead.len()).unwrap_or(0);
    let width = now_x.saturating_add(days.saturating_mul(SLOT)).max(SLOT);
    Outlook { width, past: steps, ahead: expected, band, zero_y: y_of(0), now_x, top, bottom }
}

/// The sum of the parts that are drawn.
pub(crate) fn total(bar: &Bar) -> i64 {
    let drawn = bar.parts.iter().take(MOST_PARTS);
    drawn.fold(0i64, |sum, part| sum.saturating_add((*part).max(0)))
}

/// The lowest of some round values that is not below `highest`; half of it is short to write too.
fn round_top(highest: i64) -> i64 {
    let mut scale: i64 = 1;
    loop {
        for step in [10, 12, 16, 20, 24, 30, 40, 50, 60, 80] {
            match scale.checked_mul(step) {
                Some(top) if top >= highest => return top,
                Some(_) => {}
                None => return i64::MAX,
            }
        }
        let Some(next) = scale.checked_mul(10) else { return i64::MAX };
        scale = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_balance_is_a_line_of_steps_that_shows_zero() {
        let drawn = line(&[20_000_000, 10_000_000, -5_000_000]);
        assert_eq!((drawn.top, drawn.bottom, drawn.width), (20_000_000, -5_000_000, 30));
        // 25 euro on 200 units: 8 each.
        assert_eq!(drawn.zero_y, 160);
        assert_eq!(drawn.path, "M0 0H10V80H20V200H30");
        let above = line(&[5_000_000]);
        assert_eq!((above.bottom, above.zero_y), (0, HEIGHT));
        assert_eq!(line(&[]).path, "");
        assert_eq!(line(&[i64::MIN, i64::MAX]).zero_y, 100);
    }

    #[test]
    fn pa_37_an_outlook_goes_on_where_the_past_ends_and_its_band_holds_what_is_expected() {
        let ahead =
            [(5_000_000, Some((0, 10_000_000))), (-5_000_000, Some((-10_000_000, 5_000_000)))];
        let drawn = outlook(&[20_000_000, 10_000_000], 10_000_000, &ahead);
        assert_eq!(
            (drawn.top, drawn.bottom, drawn.now_x, drawn.width),
            (20_000_000, -10_000_000, 20, 40)
        );
        assert_eq!(drawn.past, "M0 0H10V66H20V66");
        // What was paid since the last settled day lifts it before anything is expected.
        let paid = outlook(&[0], 10_000_000, &[(5_000_000, None)]);
        assert_eq!((paid.past.as_str(), paid.ahead.as_str()), ("M0 200H10V0", "M10 0L20 100"));
        assert_eq!(drawn.ahead, "M20 66L30 100L40 166");
        assert_eq!(drawn.band, "M20 66L30 66L40 100L40 200L30 133z");
        assert_eq!(drawn.zero_y, 133);
        let flat = outlook(&[1_000_000], 1_000_000, &[(500_000, None)]);
        assert_eq!((flat.band.as_str(), flat.ahead.as_str()), ("", "M10 0L20 100"));
        assert_eq!(outlook(&[], 0, &[]).ahead, "");
        assert_eq!(outlook(&[5], 5, &[]).band, "");
    }

    fn bar(parts: &[i64], look: Look) -> Bar {
        Bar { weekend: false, parts: parts.to_vec(), look }
    }

    #[test]
    fn the_top_is_round_and_never_below_the_highest_bar() {
        for (highest, top) in [(0, 10), (11, 12), (13_200_000, 16_000_000), (100, 100), (81, 100)] {
            assert_eq!(round_top(highest), top);
        }
        assert_eq!(round_top(i64::MAX), i64::MAX);
    }

    #[test]
    fn parts_are_stacked_and_each_kind_is_one_path() {
        let bars = [bar(&[500, 300], Look::Solid), bar(&[1_000, 0], Look::Solid)];
        let drawing = draw(&bars, Some(900));
        assert_eq!(drawing.top, 1_000);
        assert_eq!(drawing.width, 18);
        assert_eq!(drawing.average_y, Some(20));
        let paths: Vec<&str> = drawing.shapes.iter().map(|shape| shape.path.as_str()).collect();
        assert_eq!(paths, ["M0 200h8v-100h-8zM10 200h8v-200h-8z", "M0 98h8v-58h-8z"]);
    }

    #[test]
    fn a_day_without_figure_is_a_frame_and_a_weekend_stands_apart() {
        let mut bars = vec![bar(&[], Look::Frame), bar(&[10], Look::Hatched)];
        if let Some(last) = bars.last_mut() {
            last.weekend = true;
        }
        let drawing = draw(&bars, None);
        let kinds: Vec<Look> = drawing.shapes.iter().map(|shape| shape.look).collect();
        assert_eq!(kinds, [Look::Frame, Look::Hatched]);
        assert!(drawing.shapes[1].path.starts_with("M16 200"));
    }

    #[test]
    fn what_a_bar_is_compared_with_is_a_stroke_on_the_same_scale() {
        let bars = [bar(&[500], Look::Solid), bar(&[], Look::Frame), bar(&[100], Look::Solid)];
        let drawing = draw_beside(&bars, &[Some(1_000), None, Some(0)], None);
        assert_eq!((drawing.top, drawing.beside.as_str()), (1_000, "M0 0h8M20 200h8"));
        assert_eq!(draw(&bars, None).beside, "");
    }

    #[test]
    fn nothing_to_draw_is_no_failure() {
        assert!(draw(&[], None).shapes.is_empty());
        let odd = draw(&[bar(&[i64::MAX, i64::MAX, -5], Look::Solid)], Some(i64::MAX));
        assert_eq!(odd.top, i64::MAX);
    }
}
