//! The versions of a month as files.

use super::{Menu, Stamp, month_named};
use crate::language::Paths as _;
use crate::pay::frame::Frame;
use crate::sharing::api::{Checksums, FileForm, VersionLine};
use crate::sharing::paths::Page;
use crate::sharing::words::Words;
use askama::Template;
use calendar::SettlementDay;
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
    /// Of each form, where they are asked for.
    sums: Vec<(&'static str, String)>,
    /// Where they are.
    sums_at: String,
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
    /// With the checksums of the files of one version, if they are asked for.
    pub(in crate::sharing) fn new(
        frame: Frame,
        group: i64,
        versions: &[VersionLine],
        sums: Option<&((SettlementDay, i32), Checksums)>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let base = format!("{}/{group}", Page::Files.path(language));
        let form_name = |form: FileForm| match form {
            FileForm::Csv => m.csv,
            FileForm::Xlsx => m.xlsx,
            FileForm::Json => m.json,
        };
        let rows = versions.iter().rev().map(|version| {
            let own = sums.filter(|(of, _)| *of == (version.first, version.seq));
            let own = own.map_or(&[][..], |(_, all)| all);
            let stamp = Stamp::new(version, &frame, m);
            FileRow {
                month: month_named(&version.month, language),
                name: stamp.name,
                class: stamp.class,
                made: stamp.made,
                cause: stamp.cause,
                changed: (version.seq > 1).then_some(version.changed),
                sums: own
                    .iter()
                    .map(|(form, sum)| {
                        let text = sum.as_deref().unwrap_or(m.too_large);
                        (form_name(*form), text.to_owned())
                    })
                    .collect(),
                sums_at: format!("{base}?v={}-{}", version.month, version.seq),
                files: FileForm::ALL
                    .map(|form| {
                        let ending = form.ending();
                        let to = format!("{base}/{}-{}.{ending}", version.month, version.seq);
                        (to, form_name(form))
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
