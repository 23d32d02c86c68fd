//! What to do about each tile of the control room: what it says, what comes first, and what if it stays. The same words
//! stand in `docs/runbooks.md`. Source: UX O-01.

mod words;

use super::api::Tile;
use super::paths::Page;
use super::room;
use super::words::Words as Common;
use crate::agent::Menu;
use crate::language::Paths as _;
use crate::pay::frame::Frame;
use access::Role;
use askama::Template;
use units::Language;
use words::Words;

/// What tells more at the server.
pub fn command(tile: Tile) -> &'static str {
    match tile {
        Tile::Readings | Tile::BySix | Tile::ByEight => "tirelire meter poll --day DAY",
        Tile::Charged | Tile::Ledger => "tirelire settle --day DAY",
        Tile::Prices => "tirelire price check --dso DSO",
        Tile::Sharing => "tirelire share due --dso DSO",
        Tile::Commands | Tile::FailingCommands | Tile::Unreached => "tirelire service",
        Tile::Suspense => "tirelire bank suspense",
        Tile::Bank => "tirelire bank import FILE",
        Tile::Notices => "tirelire work",
        Tile::FailedNotices => "tirelire notices list EAN",
        Tile::Phone => "tirelire phone list --dso DSO",
        Tile::Incidents => "tirelire incident list",
        Tile::Stops => "tirelire stop list",
    }
}

/// What it says, what comes first, and what if it stays.
fn steps(tile: Tile, r: &Words) -> [&'static str; 3] {
    match tile {
        Tile::Readings => [r.readings_is, r.readings_do, r.readings_then],
        Tile::BySix => [r.by_six_is, r.by_six_do, r.by_six_then],
        Tile::ByEight => [r.by_eight_is, r.by_eight_do, r.by_eight_then],
        Tile::Charged => [r.charged_is, r.charged_do, r.charged_then],
        Tile::Ledger => [r.ledger_is, r.ledger_do, r.ledger_then],
        Tile::Prices => [r.prices_is, r.prices_do, r.prices_then],
        Tile::Sharing => [r.sharing_is, r.sharing_do, r.sharing_then],
        Tile::Commands => [r.commands_is, r.commands_do, r.commands_then],
        Tile::FailingCommands => [r.failing_is, r.failing_do, r.failing_then],
        Tile::Unreached => [r.unreached_is, r.unreached_do, r.unreached_then],
        Tile::Suspense => [r.suspense_is, r.suspense_do, r.suspense_then],
        Tile::Bank => [r.bank_is, r.bank_do, r.bank_then],
        Tile::Notices => [r.notices_is, r.notices_do, r.notices_then],
        Tile::FailedNotices => [r.failed_is, r.failed_do, r.failed_then],
        Tile::Phone => [r.phone_is, r.phone_do, r.phone_then],
        Tile::Incidents => [r.incidents_is, r.incidents_do, r.incidents_then],
        Tile::Stops => [r.stops_is, r.stops_do, r.stops_then],
    }
}

#[derive(Debug)]
struct Row {
    id: &'static str,
    name: &'static str,
    /// Label and words.
    steps: Vec<(&'static str, &'static str)>,
    href: String,
    command: &'static str,
}

impl Row {
    fn new(tile: Tile, language: Language) -> Self {
        let r = Words::of(language);
        let [is, first, then] = steps(tile, r);
        Self {
            id: tile.name(),
            name: room::name(tile, Common::of(language)),
            steps: vec![(r.says, is), (r.first, first), (r.stays, then)],
            href: room::way(tile, language),
            command: command(tile),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "operator/runbooks.html")]
pub(super) struct RunbooksPage {
    frame: Frame,
    m: &'static Common,
    r: &'static Words,
    menu: Menu,
    rows: Vec<Row>,
    room: &'static str,
}

impl RunbooksPage {
    pub(super) fn new(frame: Frame, role: Role) -> Self {
        let language = frame.language;
        let r = Words::of(language);
        Self {
            menu: Menu::at(language, role, Page::Room.path(language)),
            rows: Tile::ALL.map(|tile| Row::new(tile, language)).into(),
            room: Page::Room.path(language),
            frame: frame.titled(r.title, &[]),
            m: Common::of(language),
            r,
        }
    }
}

/// The English words as a document.
#[cfg(test)]
fn document() -> String {
    let r = Words::of(Language::En);
    let mut out = format!("# {}\n\n{}\n", r.title, r.lead);
    for tile in Tile::ALL {
        let row = Row::new(tile, Language::En);
        out.push_str(&format!("\n## {}\n\n", row.name));
        for (label, words) in row.steps {
            out.push_str(&format!("- **{label}.** {words}\n"));
        }
        out.push_str(&format!("- **{}.** `{}`\n", r.at_server, row.command));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn o_01_the_document_of_runbooks_says_what_the_page_says() {
        expect_test::expect_file!["../../../../../docs/runbooks.md"].assert_eq(&document());
    }

    #[test]
    fn o_01_each_tile_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<&str> = Tile::ALL.map(Tile::name).into();
        assert_eq!(names.len(), Tile::ALL.len());
    }
}
