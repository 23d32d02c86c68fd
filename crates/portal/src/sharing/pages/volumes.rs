//! A month of a group.

use super::{Menu, Names, Stamp, bare, facts_of, kwh, minus, month_named, month_of};
use crate::language::Paths as _;
use crate::language::{Writes as _, percent};
use crate::pay::frame::Frame;
use crate::sharing::api::MonthView;
use crate::sharing::paths::Page;
use crate::sharing::words::Words;
use crate::words::fill;
use askama::Template;
use units::{Language, MilliWattHours};

/// What a point took or injected: a point that does both has two.
#[derive(Debug)]
struct VolumeRow {
    name: String,
    href: String,
    what: &'static str,
    shared: String,
    rest: String,
    /// What was shared of what was taken, or injected.
    part: String,
    /// What was injected against what was taken. Source: ES-15.
    coverage: String,
    /// Of its bar, in per cent of the largest: shared, and all.
    bar: (i64, i64),
    missing: Option<String>,
}

/// So many hundredths of the largest.
fn hundredths(part: MilliWattHours, most: i64) -> i64 {
    let part = i128::from(part.0.max(0)) * 100;
    i64::try_from(part / i128::from(most.max(1))).unwrap_or(100)
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
    /// The quarter-hours of the version that is shown.
    file: Option<String>,
    /// Address, name, current.
    months: Vec<(String, String, bool)>,
}

impl VolumesPage {
    pub(in crate::sharing) fn new(
        frame: Frame,
        group: i64,
        names: &Names,
        page: Option<&MonthView>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let menu = Menu::new(language, Some(group), Some(Page::Volumes));
        let Some(page) = page else {
            let says = m.no_months.to_owned();
            let frame = frame.titled(m.volumes_title, &[]);
            let (facts, rows, months) = (Vec::new(), Vec::new(), Vec::new());
            return Self { frame, m, menu, says, stamp: None, facts, rows, file: None, months };
        };
        let base = format!("{}/{group}", Page::Volumes.path(language));
        let month = &page.version.month;
        let all = page.members.iter().flat_map(|(_, _, one, _)| [one.offtake.0, one.injection.0]);
        let most = all.max().unwrap_or(0);
        let mut rows = Vec::new();
        for (number, ean, shared, missing) in &page.members {
            let row = |what, part: MilliWattHours, whole: MilliWattHours| VolumeRow {
                name: names.short(*ean),
                href: format!("{base}/{number}?m={month}"),
                what,
                shared: bare(&kwh(part, &frame)),
                rest: bare(&kwh(minus(whole, part), &frame)),
                part: percent(part, whole),
                coverage: percent(shared.injection, shared.offtake),
                bar: (hundredths(part, most), hundredths(whole, most)),
                missing: (*missing > 0)
                    .then(|| fill(m.v_missing, &[("count", &missing.to_string())])),
            };
            // Who injected nothing took, measured or not.
            if shared.offtake.0 > 0 || shared.injection.0 <= 0 {
                rows.push(row(m.takes, shared.received, shared.offtake));
            }
            if shared.injection.0 > 0 {
                rows.push(row(m.injects, shared.given, shared.injection));
            }
        }
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
        let files = Page::Files.path(language);
        let file = Some(format!("{files}/{group}/{month}-{}.csv", page.version.seq));
        let frame = frame.titled(m.volumes_title, &[]);
        Self { frame, m, menu, says, stamp, facts, rows, file, months }
    }
}
