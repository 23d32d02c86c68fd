//! A month of one who takes part.

use super::picture::Picture;
use super::{Menu, Names, Stamp, kwh, minus, ratios_of};
use crate::chart::{self, Look};
use crate::language::Paths as _;
use crate::pay::frame::{Frame, PageError};
use crate::sharing::api::MemberMonth;
use crate::sharing::paths::Page;
use crate::sharing::why::{Said, WhyCard};
use crate::sharing::words::Words;
use askama::Template;
use units::Language;

#[derive(Debug, Template)]
#[template(path = "sharing/member.html")]
pub(in crate::sharing) struct MemberPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    ean: String,
    stamp: Stamp,
    facts: Vec<(&'static str, String)>,
    pictures: Vec<Picture>,
    /// What the share is before the cap.
    cap: Option<&'static str>,
    why: WhyCard,
    errors: Vec<PageError>,
    back: String,
}

impl MemberPage {
    /// With what was typed to have a quarter-hour explained, and what is said to it.
    pub(in crate::sharing) fn new(
        frame: Frame,
        (group, names): (i64, &Names),
        page: &MemberMonth,
        (typed, said): ((String, String), Said),
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let total = page.total;
        let mut facts = if page.gives {
            vec![
                (m.produced, kwh(total.injection, &frame)),
                (m.given, kwh(total.given, &frame)),
                (m.surplus, kwh(minus(total.injection, total.given), &frame)),
            ]
        } else {
            vec![
                (m.received, kwh(total.received, &frame)),
                (m.residual, kwh(minus(total.offtake, total.received), &frame)),
            ]
        };
        if page.given.is_some() {
            facts.push((m.produced, kwh(total.injection, &frame)));
            facts.push((m.given, kwh(total.given, &frame)));
            facts.push((m.surplus, kwh(minus(total.injection, total.given), &frame)));
        }
        if let Some(share) = page.before_cap {
            facts.insert(0, (m.before_cap, kwh(share, &frame)));
        }
        facts.extend(ratios_of(total, m));
        let month = &page.version.month;
        let errors = said.errors(m);
        Self {
            m,
            menu: Menu::new(language, Some(group), Some(Page::Volumes)),
            ean: names.full(page.ean),
            stamp: Stamp::new(&page.version, &frame, m),
            facts,
            pictures: Picture::all(page, 1, &frame, m),
            cap: page.before_cap.map(|_| m.before_cap_text),
            why: WhyCard::new(
                format!("{}/{group}/{}", Page::Volumes.path(language), page.number),
                Some(("m", month.clone())),
                typed,
                said,
            ),
            back: format!("{}/{group}?m={month}", Page::Volumes.path(language)),
            frame: frame.titled(m.member_title, &errors),
            errors,
        }
    }
}
