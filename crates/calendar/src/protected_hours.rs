//! Protected hours: when no prepay cut may act, whatever the credit. Source: PA-14, CG-04.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize, Serializer};

use crate::brussels;
use crate::day::{DAY_S, SettlementDay, Weekday, two_digits};
use crate::holidays::is_holiday;
use crate::instant::Instant;

/// How far a stretch is followed before the answer is `None`. The longest of the card profile, over
/// Christmas or Easter, is below five days.
const SEARCH_DAYS: i32 = 31;

const DAY_MIN: u16 = 24 * 60;
const WEEK_MIN: u16 = 7 * DAY_MIN;

/// One version of a calendar of protected hours, for one DSO and energy: what is **not** open is
/// protected. Windows are local wall clock and half-open, so 08:00 itself is open and 16:00 is
/// protected. Emergency credit and the state of the account have no say. Which version is valid on
/// a day is the question of the parameters. Source: PA-14.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Unchecked")]
pub struct ProtectedHours {
    open: OpenWeek,
    holidays: bool,
    special_days: BTreeMap<SettlementDay, Vec<OpenWindow>>,
}

/// For each day of the week, when a cut is not ruled out. An empty list: protected the whole day.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenWeek {
    pub mon: Vec<OpenWindow>,
    pub tue: Vec<OpenWindow>,
    pub wed: Vec<OpenWindow>,
    pub thu: Vec<OpenWindow>,
    pub fri: Vec<OpenWindow>,
    pub sat: Vec<OpenWindow>,
    pub sun: Vec<OpenWindow>,
}

/// Part of one local day on the wall clock, half-open, at least a minute long. As text, and when
/// serialised, it is `08:00-16:00`; a window to the end of the day ends at `24:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct OpenWindow {
    from_minute: u16,
    to_minute: u16,
}

/// Why a text is not a window.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WindowError {
    #[error("`{text}` is not a window of a day such as `16:00-08:00`")]
    NotAWindow { text: String },
    #[error("`{text}` is not a window of a week such as `Fri 16:00-Mon 08:00`")]
    NotAWeeklyWindow { text: String },
    #[error("window `{text}` ends when it begins")]
    Empty { text: String },
    #[error("window `{text}` ends before it begins")]
    EndsBeforeItBegins { text: String },
}

/// What a serialised calendar says, before its windows are put in order.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unchecked {
    open: OpenWeek,
    holidays: bool,
    special_days: BTreeMap<SettlementDay, Vec<OpenWindow>>,
}

impl From<Unchecked> for ProtectedHours {
    fn from(unchecked: Unchecked) -> Self {
        Self::new(unchecked.open, unchecked.holidays, unchecked.special_days)
    }
}

impl ProtectedHours {
    /// `holidays`: public holidays are protected the whole day. A special day overrides both the
    /// week and the holiday; with an empty list it is protected the whole day. Windows may come in
    /// any order and overlap.
    pub fn new(
        open: OpenWeek,
        holidays: bool,
        special_days: BTreeMap<SettlementDay, Vec<OpenWindow>>,
    ) -> Self {
        let OpenWeek { mon, tue, wed, thu, fri, sat, sun } = open;
        let open = OpenWeek {
            mon: in_order(mon),
            tue: in_order(tue),
            wed: in_order(wed),
            thu: in_order(thu),
            fri: in_order(fri),
            sat: in_order(sat),
            sun: in_order(sun),
        };
        let special_days =
            special_days.into_iter().map(|(day, windows)| (day, in_order(windows))).collect();
        Self { open, holidays, special_days }
    }

    /// Profile `card-wal`: open on Monday to Friday from 08:00 to 16:00. Source: PA-14.
    pub fn card_wal(holidays: bool) -> Self {
        let working_day = vec![OpenWindow { from_minute: 8 * 60, to_minute: 16 * 60 }];
        let open = OpenWeek {
            mon: working_day.clone(),
            tue: working_day.clone(),
            wed: working_day.clone(),
            thu: working_day.clone(),
            fri: working_day,
            sat: Vec::new(),
            sun: Vec::new(),
        };
        Self { open, holidays, special_days: BTreeMap::new() }
    }

    /// From the parameters `ndp.working_day` (`16:00-08:00`), `ndp.weekend` (`Fri 16:00-Mon 08:00`)
    /// and `ndp.holidays`. These windows are the *protected* ones; each text may hold several,
    /// separated by commas, or be `none`. A window over midnight protects the evening and the
    /// morning of each of Monday to Friday, and Saturday morning too: where the words leave a
    /// choice, the customer is protected.
    pub fn from_windows(
        working_day: &str,
        weekend: &str,
        holidays: bool,
    ) -> Result<Self, WindowError> {
        let mut protected = Vec::new();
        for text in list(working_day) {
            let (from, to) = daily_window(text)?;
            for day_starts in (0..5).map(|day| day * DAY_MIN) {
                if from < to {
                    protected.push((day_starts + from, day_starts + to));
                } else {
                    protected.push((day_starts + from, day_starts + DAY_MIN + to));
                    protected.push((day_starts, day_starts + to));
                }
            }
        }
        for text in list(weekend) {
            let (from, to) = weekly_window(text)?;
            if from < to {
                protected.push((from, to));
            } else {
                protected.push((from, WEEK_MIN));
                protected.push((0, to));
            }
        }
        Ok(Self::new(OpenWeek::outside(protected), holidays, BTreeMap::new()))
    }

    /// The same calendar with one more special day, which replaces an earlier one for that day.
    pub fn with_special_day(mut self, day: SettlementDay, open: Vec<OpenWindow>) -> Self {
        self.special_days.insert(day, in_order(open));
        self
    }

    /// The same calendar with holidays protected, or like any other day, to show the difference.
    pub fn with_holidays(mut self, holidays: bool) -> Self {
        self.holidays = holidays;
        self
    }

    /// When a cut is not ruled out on this day, on the wall clock. Empty: protected the whole day.
    pub fn open_on(&self, day: SettlementDay) -> &[OpenWindow] {
        if let Some(windows) = self.special_days.get(&day) {
            return windows;
        }
        if self.holidays && is_holiday(day) {
            return &[];
        }
        self.open.on(day.weekday())
    }

    /// Whether no cut may act at this instant.
    pub fn contains(&self, at: Instant) -> bool {
        let (day, minute) = at.day_and_minute();
        !self.open_on(day).iter().any(|window| window.contains(minute))
    }

    /// The end of the stretch that this instant lies in, or else of the next one: the first instant
    /// after it that is not protected. `None` if that is more than a month away, or never.
    pub fn end_after(&self, at: Instant) -> Option<Instant> {
        let inside = self.start_after(at)?;
        self.days_from(inside)
            .flat_map(|day| self.open_spans(day))
            .find(|open| inside < open.to)
            .map(|open| open.from)
    }

    /// The first instant, not before this one, that is protected: this one itself, if it is.
    /// `None` if that is more than a month away, or never.
    pub fn start_after(&self, at: Instant) -> Option<Instant> {
        let mut open_until = at;
        for day in self.days_from(at) {
            for open in self.open_spans(day).filter(|open| at < open.to) {
                if open_until < open.from {
                    return Some(open_until);
                }
                open_until = open.to;
            }
            if open_until < day.end() {
                return Some(open_until);
            }
        }
        None
    }

    /// The whole stretch, `[start, end)`, that this instant lies in, or else the next one. It is
    /// joined over midnights, weekends, holidays and changes of the clock. `None` if one of its
    /// ends is more than a month away from this instant; [`Self::contains`] still has the answer.
    pub fn stretch(&self, at: Instant) -> Option<(Instant, Instant)> {
        let start = if self.contains(at) { self.start_before(at)? } else { self.start_after(at)? };
        Some((start, self.end_after(at)?))
    }

    /// Where the stretch around a protected instant began.
    fn start_before(&self, at: Instant) -> Option<Instant> {
        let today = at.day();
        (0..=SEARCH_DAYS)
            .map(|days| today.plus(-days))
            .find_map(|day| self.open_spans(day).filter(|open| open.to <= at).last())
            .map(|open| open.to)
    }

    fn days_from(&self, at: Instant) -> impl Iterator<Item = SettlementDay> + use<> {
        let first = at.day();
        (0..=SEARCH_DAYS).map(move |days| first.plus(days))
    }

    /// When a day is open, in order. A window over a change of the clock comes in two spans that
    /// touch; one inside an hour that is shown twice comes twice.
    fn open_spans(&self, day: SettlementDay) -> impl Iterator<Item = Span> {
        let windows = self.open_on(day);
        let midnight_s = i64::from(day.0) * DAY_S;
        clock_runs(day).into_iter().flatten().flat_map(move |run| {
            windows.iter().filter_map(move |window| {
                let wall_s = |minute: u16| midnight_s + i64::from(minute) * 60;
                let from_s = (wall_s(window.from_minute) - run.offset_s).max(run.from_s);
                let to_s = (wall_s(window.to_minute) - run.offset_s).min(run.to_s);
                (from_s < to_s).then(|| Span {
                    from: Instant::from_unix_s(from_s),
                    to: Instant::from_unix_s(to_s),
                })
            })
        })
    }
}

struct Span {
    from: Instant,
    to: Instant,
}

/// Part of a day in which the wall clock runs without a jump.
struct ClockRun {
    from_s: i64,
    to_s: i64,
    offset_s: i64,
}

fn clock_runs(day: SettlementDay) -> [Option<ClockRun>; 2] {
    let (start_s, end_s) = (day.start_s(), day.end_s());
    let (before_s, after_s) = (brussels::offset_s(start_s), brussels::offset_s(end_s));
    if before_s == after_s {
        return [Some(ClockRun { from_s: start_s, to_s: end_s, offset_s: before_s }), None];
    }
    // Two days a year: halve until the second of the change is found.
    let (mut last_before_s, mut change_s) = (start_s, end_s);
    while last_before_s + 1 < change_s {
        let middle_s = last_before_s.midpoint(change_s);
        if brussels::offset_s(middle_s) == before_s {
            last_before_s = middle_s;
        } else {
            change_s = middle_s;
        }
    }
    [
        Some(ClockRun { from_s: start_s, to_s: change_s, offset_s: before_s }),
        Some(ClockRun { from_s: change_s, to_s: end_s, offset_s: after_s }),
    ]
}

impl OpenWeek {
    /// The windows of one day of the week.
    pub fn on(&self, weekday: Weekday) -> &[OpenWindow] {
        match weekday {
            Weekday::Mon => &self.mon,
            Weekday::Tue => &self.tue,
            Weekday::Wed => &self.wed,
            Weekday::Thu => &self.thu,
            Weekday::Fri => &self.fri,
            Weekday::Sat => &self.sat,
            Weekday::Sun => &self.sun,
        }
    }

    /// What these spans leave free, in minutes since Monday 00:00.
    fn outside(mut protected: Vec<(u16, u16)>) -> Self {
        protected.sort_unstable();
        protected.push((WEEK_MIN, WEEK_MIN));
        let mut open = Vec::new();
        let mut free_from = 0;
        for (from, to) in protected {
            if free_from < from {
                open.push((free_from, from));
            }
            free_from = free_from.max(to);
        }
        let on = |weekday: Weekday| {
            let day_starts = u16::from(weekday.days_from_monday()) * DAY_MIN;
            let clip = |minute: u16| minute.saturating_sub(day_starts).min(DAY_MIN);
            open.iter().filter_map(|&(from, to)| OpenWindow::new(clip(from), clip(to))).collect()
        };
        Self {
            mon: on(Weekday::Mon),
            tue: on(Weekday::Tue),
            wed: on(Weekday::Wed),
            thu: on(Weekday::Thu),
            fri: on(Weekday::Fri),
            sat: on(Weekday::Sat),
            sun: on(Weekday::Sun),
        }
    }
}

impl OpenWindow {
    /// In minutes since 00:00 on the wall clock; `None` unless `from_minute` lies before
    /// `to_minute` and that at 24:00 (1440) at the latest.
    pub fn new(from_minute: u16, to_minute: u16) -> Option<Self> {
        (from_minute < to_minute && to_minute <= DAY_MIN).then_some(Self { from_minute, to_minute })
    }

    pub fn from_minute(self) -> u16 {
        self.from_minute
    }

    pub fn to_minute(self) -> u16 {
        self.to_minute
    }

    pub fn contains(self, minute_of_day: u16) -> bool {
        (self.from_minute..self.to_minute).contains(&minute_of_day)
    }
}

impl fmt::Display for OpenWindow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from_minute: from, to_minute: to } = self;
        write!(f, "{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
    }
}

impl FromStr for OpenWindow {
    type Err = WindowError;

    fn from_str(text: &str) -> Result<Self, WindowError> {
        let (from, to) = daily_window(text)?;
        Self::new(from, to).ok_or_else(|| WindowError::EndsBeforeItBegins { text: text.to_owned() })
    }
}

impl TryFrom<String> for OpenWindow {
    type Error = WindowError;

    fn try_from(text: String) -> Result<Self, WindowError> {
        text.parse()
    }
}

impl Serialize for OpenWindow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Sorted, and those that touch or overlap made one, so that equal calendars are equal values.
fn in_order(mut windows: Vec<OpenWindow>) -> Vec<OpenWindow> {
    windows.sort_unstable();
    windows.dedup_by(|later, kept| {
        let joined = later.from_minute <= kept.to_minute;
        if joined {
            kept.to_minute = kept.to_minute.max(later.to_minute);
        }
        joined
    });
    windows
}

/// The windows of a parameter text.
fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(move |_| text.trim() != "none")
}

/// Minutes since 00:00; the end lies before the begin if the window goes over midnight.
fn daily_window(text: &str) -> Result<(u16, u16), WindowError> {
    let minutes = text.split_once('-').and_then(|(from, to)| {
        Some((clock_minute(from).filter(|&from| from < DAY_MIN)?, clock_minute(to)?))
    });
    match minutes {
        None => Err(WindowError::NotAWindow { text: text.to_owned() }),
        Some((from, to)) if from == to => Err(WindowError::Empty { text: text.to_owned() }),
        Some(window) => Ok(window),
    }
}

/// Minutes since Monday 00:00; the end lies before the begin if the window goes over Sunday 24:00.
fn weekly_window(text: &str) -> Result<(u16, u16), WindowError> {
    let minutes = text
        .split_once('-')
        .and_then(|(from, to)| Some((week_minute(from)?, week_minute(to)?)))
        .filter(|&(from, _)| from < WEEK_MIN);
    match minutes {
        None => Err(WindowError::NotAWeeklyWindow { text: text.to_owned() }),
        Some((from, to)) if from == to => Err(WindowError::Empty { text: text.to_owned() }),
        Some(window) => Ok(window),
    }
}

/// Minutes since 00:00 of `16:00`, up to `24:00`.
fn clock_minute(text: &str) -> Option<u16> {
    let &[h1, h2, b':', m1, m2] = text.as_bytes() else { return None };
    let (hour, minute) = (two_digits(h1, h2)?, two_digits(m1, m2)?);
    let minute_of_day = u16::from(hour) * 60 + u16::from(minute);
    (minute < 60 && minute_of_day <= DAY_MIN).then_some(minute_of_day)
}

/// Minutes since Monday 00:00 of `Fri 16:00`.
fn week_minute(text: &str) -> Option<u16> {
    let (weekday, clock) = text.split_once(' ')?;
    let weekday: Weekday = weekday.parse().ok()?;
    Some(u16::from(weekday.days_from_monday()) * DAY_MIN + clock_minute(clock)?)
}
