//! The versions of a month as files.

use super::{Menu, Stamp, month_named};
use crate::language::Paths as _;
use crate::pay::frame::Frame;
use crate::sharing::api::{FileForm, VersionLine};
use crate::sharing::paths::Page;
use crate::sharing::words::Words;
use askama::Template;
use units::Language;

#[derive(Debug)]
struct FileRow {
    month: String,
    name: String,
    class: &'static str,
    made: String,
    cause: String,
    /// Against the version before, if there is one.
    changed: Option<usize>,
    sha256: String,
    /// Where each form is, and what it is.
    files: Vec<(String, &'static str)>,
}

#[derive(Debug, Template)]
#[template(path = "sharing/files.html")]
pub(in crate::sharing) struct FilesPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    rows: Vec<FileRow>,
    /// Where systems get the same. Source: UX R-06.
    systems: &'static str,
}

impl FilesPage {
    pub(in crate::sharing) fn new(frame: Frame, group: i64, versions: &[VersionLine]) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let base = format!("{}/{group}", Page::Files.path(language));
        let rows = versions.iter().rev().map(|version| {
            let stamp = Stamp::new(version, &frame, m);
            FileRow {
                month: month_named(&version.month, language),
                name: stamp.name,
                class: stamp.class,
                made: stamp.made,
                cause: stamp.cause,
                changed: (version.seq > 1).then_some(version.changed),
                sha256: version.sha256.clone(),
                files: FileForm::ALL
                    .map(|form| {
                        let name = match form {
                            FileForm::Csv => m.csv,
                            FileForm::Xlsx => m.xlsx,
                            FileForm::Json => m.json,
                        };
                        let ending = form.ending();
                        (format!("{base}/{}-{}.{ending}", version.month, version.seq), name)
                    })
                    .to_vec(),
            }
        });
        let menu = Menu::new(language, Some(group), Some(Page::Files));
        let rows = rows.collect();
        let systems = crate::developers::endpoints_of(language);
        Self { frame: frame.titled(m.files_title, &[]), m, menu, rows, systems }
    }
}
