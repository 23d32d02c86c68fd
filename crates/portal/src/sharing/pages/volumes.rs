//! A month of a group.

use super::{Menu, Stamp, facts_of, kwh, member_facts, month_named, month_of};
use crate::language::Paths as _;
use crate::language::Writes as _;
use crate::pay::frame::Frame;
use crate::sharing::api::{MonthView, Shared};
use crate::sharing::paths::Page;
use crate::sharing::words::Words;
use crate::words::fill;
use askama::Template;
use units::{Ean, Language};

#[derive(Debug)]
struct VolumeRow {
    ean: String,
    href: String,
    /// Of what it takes and of what it injects: mostly one of the two.
    facts: Vec<(&'static str, String)>,
    missing: Option<String>,
}

#[derive(Debug, Template)]
#[template(path = "sharing/volumes.html")]
pub(in crate::sharing) struct VolumesPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    says: String,
    stamp: Option<Stamp>,
    facts: Vec<(&'static str, String)>,
    rows: Vec<VolumeRow>,
    /// Address, name, current.
    months: Vec<(String, String, bool)>,
}

impl VolumesPage {
    pub(in crate::sharing) fn new(frame: Frame, group: i64, page: Option<&MonthView>) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let menu = Menu::new(language, Some(group), Some(Page::Volumes));
        let Some(page) = page else {
            let says = m.no_months.to_owned();
            let frame = frame.titled(m.volumes_title, &[]);
            let (facts, rows, months) = (Vec::new(), Vec::new(), Vec::new());
            return Self { frame, m, menu, says, stamp: None, facts, rows, months };
        };
        let base = format!("{}/{group}", Page::Volumes.path(language));
        let month = &page.version.month;
        let row = |(number, ean, shared, missing): &(usize, Ean, Shared, i32)| VolumeRow {
            ean: ean.to_string(),
            href: format!("{base}/{number}?m={month}"),
            facts: member_facts(*shared, &frame, m),
            missing: (*missing > 0).then(|| fill(m.v_missing, &[("count", &missing.to_string())])),
        };
        let rows = page.members.iter().map(row).collect();
        let months = page.months.iter().map(|day| {
            let name = month_of(*day);
            (format!("{base}?m={name}"), language.month_and_year(*day), name == *month)
        });
        let shared = kwh(page.total.received, &frame);
        let says =
            fill(m.in_month, &[("month", &month_named(month, language)), ("shared", &shared)]);
        let stamp = Some(Stamp::new(&page.version, &frame, m));
        let facts = facts_of(page.total, &frame, m);
        let months = months.collect();
        let frame = frame.titled(m.volumes_title, &[]);
        Self { frame, m, menu, says, stamp, facts, rows, months }
    }
}
