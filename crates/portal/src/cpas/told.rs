//! What the operator wrote to them. Source: UX 8.3.

use super::pages::Menu;
use super::paths::Page;
use crate::language::Paths as _;
use crate::pay::frame::Frame;
use crate::told::{List, ToldLine, title};
use askama::Template;
use units::Language;

#[derive(Debug, Template)]
#[template(path = "cpas/told.html")]
pub(super) struct ToldPage {
    frame: Frame,
    menu: Menu,
    told: List,
}

impl ToldPage {
    pub(super) fn new(frame: Frame, lines: &[ToldLine]) -> Self {
        let language = frame.language;
        Self {
            menu: Menu::new(&frame, Some(Page::Told)),
            told: List::new(lines, language),
            frame: frame.titled(title(language), &[]),
        }
    }
}
