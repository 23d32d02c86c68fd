//! The end of taking part.

use super::{DAY, Menu, error_at};
use crate::language::Paths as _;
use crate::pay::frame::{Frame, PageError};
use crate::sharing::paths::Page;
use crate::sharing::words::Words;
use askama::Template;
use units::{Ean, Language};

#[derive(Debug, Template)]
#[template(path = "sharing/leave.html")]
pub(in crate::sharing) struct LeavePage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    ean: Ean,
    path: String,
    typed: String,
    back: String,
}

impl LeavePage {
    pub(in crate::sharing) fn new(
        frame: Frame,
        (group, number, ean): (i64, usize, Ean),
        typed: String,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let menu = Menu::new(language, Some(group), None);
        let path = format!("{}/{group}/{number}", Page::Leave.path(language));
        let back = format!("{}/{group}", Page::Members.path(language));
        let frame = frame.titled(m.leave_title, &errors);
        Self { frame, m, menu, errors, ean, path, typed, back }
    }
}
