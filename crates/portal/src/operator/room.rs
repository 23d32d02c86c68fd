//! The control room: how the work stands, each figure with its age and the way to what waits. Source: UX O-01.

use super::api::{Health, Measure, RoomView, Tile, TileView, WaitView};
use super::paths::Page;
use super::words::Words;
use crate::agent::{self, Menu, Queue};
use crate::language::{Paths as _, Writes as _};
use crate::pay::frame::Frame;
use crate::words::fill;
use access::Role;
use askama::Template;
use units::Language;

pub(super) fn name(tile: Tile, m: &Words) -> &'static str {
    match tile {
        Tile::Readings => m.t_readings,
        Tile::Charged => m.t_charged,
        Tile::Ledger => m.t_ledger,
        Tile::Commands => m.t_commands,
        Tile::FailingCommands => m.t_failing,
        Tile::Unreached => m.t_unreached,
        Tile::Suspense => m.t_suspense,
        Tile::Notices => m.t_notices,
        Tile::FailedNotices => m.t_failed_notices,
        Tile::Bank => m.t_bank,
        Tile::Incidents => m.t_incidents,
        Tile::Stops => m.t_stops,
        Tile::BySix => m.t_by_six,
        Tile::ByEight => m.t_by_eight,
        Tile::Phone => m.t_phone,
        Tile::Prices => m.t_prices,
        Tile::Sharing => m.t_sharing,
    }
}

fn measure(view: &TileView, language: Language, m: &Words) -> String {
    let count = |number: u64| number.to_string();
    match &view.measure {
        Measure::Percent { part, whole, day } => {
            match super::figures::percent(*part, *whole, language) {
                None => m.m_no_accounts.to_owned(),
                Some(share) => {
                    let (of, part, whole) = (language.date(*day), count(*part), count(*whole));
                    let values =
                        [("share", &*share), ("part", &*part), ("whole", &*whole), ("day", &*of)];
                    fill(m.m_percent, &values)
                }
            }
        }
        Measure::Heard { down: Some(since), .. } => {
            fill(m.m_down, &[("time", &language.instant(*since))])
        }
        Measure::Heard { last: None, .. } => m.m_no_call.to_owned(),
        Measure::Heard { last: Some(last), .. } => {
            let silent = view.health != Health::Good;
            let words = if silent { m.m_no_call_since } else { m.m_last_call };
            fill(words, &[("time", &language.instant(*last))])
        }
        Measure::Share { part, whole } => {
            let values = [("part", count(*part)), ("whole", count(*whole))];
            fill(m.m_share, &values.each_ref().map(|(name, text)| (*name, text.as_str())))
        }
        Measure::Day(None) => m.m_nothing.to_owned(),
        Measure::Day(Some(day)) => language.date(*day),
        Measure::Hours(0) => m.m_up_to_date.to_owned(),
        Measure::Hours(hours) => fill(m.m_hours, &[("count", &hours.to_string())]),
        Measure::Count { count: number, oldest: None } => count(*number),
        Measure::Count { count: number, oldest: Some(oldest) } => {
            let values = [("count", count(*number)), ("time", language.instant(*oldest))];
            fill(m.m_oldest, &values.each_ref().map(|(name, text)| (*name, text.as_str())))
        }
        Measure::Last(None) => m.m_never.to_owned(),
        Measure::Last(Some(day)) => language.date(*day),
    }
}

/// Where somebody sees to it.
pub(super) fn way(tile: Tile, language: Language) -> String {
    let page = |page: Page| page.path(language).to_owned();
    let queue = |queue: Queue| format!("{}/{}", Page::Room.path(language), queue.name());
    match tile {
        Tile::Readings | Tile::BySix | Tile::ByEight | Tile::Charged => queue(Queue::Silent),
        Tile::Unreached | Tile::Commands => queue(Queue::Unreached),
        Tile::Suspense => queue(Queue::Suspense),
        Tile::FailedNotices | Tile::Notices => queue(Queue::Returned),
        Tile::Incidents => page(Page::Incidents),
        Tile::Stops | Tile::FailingCommands => agent::Page::Cuts.path(language).to_owned(),
        Tile::Phone => queue(Queue::CallBacks),
        Tile::Prices => page(Page::Tariffs),
        // Where the night's readings and the bank's files come in.
        Tile::Ledger | Tile::Bank | Tile::Sharing => page(Page::Flows),
    }
}

/// Class of a chip and its word.
pub(super) fn health(health: Health, language: Language) -> (&'static str, &'static str) {
    let m = Words::of(language);
    match health {
        Health::Good => ("s1", m.h_good),
        Health::Watch => ("s3", m.h_watch),
        Health::Bad => ("s5", m.h_bad),
    }
}

#[derive(Debug)]
struct TileRow {
    name: &'static str,
    value: String,
    /// Class of the chip and its word.
    health: (&'static str, &'static str),
    as_of: String,
    href: String,
    runbook: String,
}

impl TileRow {
    fn new(view: &TileView, frame: &Frame) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        Self {
            name: name(view.tile, m),
            value: measure(view, language, m),
            health: health(view.health, language),
            as_of: fill(frame.w.as_of, &[("time", &language.instant(view.as_of))]),
            href: way(view.tile, language),
            runbook: format!("{}#{}", Page::Runbooks.path(language), view.tile.name()),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "operator/room.html")]
pub(super) struct RoomPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    dso: &'static str,
    tiles: Vec<TileRow>,
}

impl RoomPage {
    pub(super) fn new(frame: Frame, role: Role, view: &RoomView) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        Self {
            menu: Menu::at(language, role, Page::Room.path(language)),
            dso: view.dso.name(),
            tiles: view.tiles.iter().map(|tile| TileRow::new(tile, &frame)).collect(),
            frame: frame.titled(m.room_title, &[]),
            m,
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "operator/waits.html")]
pub(super) struct WaitsPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    title: &'static str,
    /// What, since when, and by when; without what would tell who.
    rows: Vec<(String, String, String)>,
    room: &'static str,
}

impl WaitsPage {
    pub(super) fn new(frame: Frame, role: Role, queue: Queue, waits: &[WaitView]) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let row = |wait: &WaitView| {
            let what = agent::waiting_what(queue, &wait.what, wait.amount, language);
            (what, language.instant(wait.since), language.instant(wait.deadline))
        };
        let title = agent::queue_title(queue, language);
        Self {
            menu: Menu::at(language, role, ""),
            title,
            rows: waits.iter().map(row).collect(),
            room: Page::Room.path(language),
            frame: frame.titled(title, &[]),
            m,
        }
    }
}
