//! Notices before the start, and their signature.

use super::{DAY, DOCUMENT, Menu, NETWORK, Names, PRICE, SIGNER, error_at, warned};
use crate::language::Paths as _;
use crate::language::Writes as _;
use crate::pay::frame::{Frame, PageError};
use crate::sharing::api::{NoticeLine, Notices, Warning};
use crate::sharing::paths::Page;
use crate::sharing::words::Words;
use crate::words::fill;
use askama::Template;
use units::Language;

#[derive(Debug)]
struct NoticeRow {
    ean: String,
    what: &'static str,
    joins: String,
    signed: Option<String>,
    /// Where its signature is kept.
    href: Option<String>,
}

#[derive(Debug, Template)]
#[template(path = "sharing/notices.html")]
pub(in crate::sharing) struct NoticesPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    path: String,
    typed: [String; 2],
    rows: Vec<NoticeRow>,
    has_social: bool,
    warning: String,
}

impl NoticesPage {
    pub(in crate::sharing) fn new(
        frame: Frame,
        (group, names): (i64, &Names),
        typed: [String; 2],
        errors: Vec<PageError>,
        found: &Notices,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let base = Page::Notices.path(language);
        let [price, network] = typed.each_ref().map(|text| text.replace(',', "."));
        let row = |line: &NoticeLine| NoticeRow {
            ean: names.full(line.ean),
            what: if line.social { m.n_social } else { m.n_compensation },
            joins: language.date(line.from),
            signed: line.signed.as_ref().map(|(day, signer, document)| {
                let signer = signer.as_deref().unwrap_or(m.n_unnamed);
                let day = language.date(*day);
                fill(m.n_signed, &[("day", &day), ("signer", signer), ("document", document)])
            }),
            href: line.signed.is_none().then(|| {
                let what = if line.social { "social" } else { "compensation" };
                let prices = if found.warning.is_some() {
                    format!("&price={price}&network={network}")
                } else {
                    String::new()
                };
                format!("{base}/{group}/{}?what={what}{prices}", line.number)
            }),
        };
        let rows = found.lines.iter().map(row).collect();
        let has_social = found.lines.iter().any(|line| line.social);
        let warning = warned(found.warning, language, m);
        let menu = Menu::new(language, Some(group), Some(Page::Notices));
        let path = format!("{base}/{group}");
        let frame = frame.titled(m.notices_title, &errors);
        Self { frame, m, menu, errors, path, typed, rows, has_social, warning }
    }
}

/// What was typed beside a signature.
#[derive(Debug, Default, Clone)]
pub(in crate::sharing) struct SignTyped {
    pub social: bool,
    pub price: String,
    pub network: String,
    pub day: String,
    pub signer: String,
    pub document: String,
}

#[derive(Debug, Template)]
#[template(path = "sharing/sign.html")]
pub(in crate::sharing) struct SignPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    name: String,
    what: &'static str,
    lost: &'static str,
    warning: Option<String>,
    path: String,
    back: String,
    typed: SignTyped,
}

impl SignPage {
    pub(in crate::sharing) fn new(
        frame: Frame,
        (group, number, name): (i64, usize, String),
        typed: SignTyped,
        errors: Vec<PageError>,
        warning: Option<Warning>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let menu = Menu::new(language, Some(group), Some(Page::Notices));
        let path = format!("{}/{group}/{number}", Page::Notices.path(language));
        let back = format!("{}/{group}", Page::Notices.path(language));
        let (what, lost) = if typed.social {
            (m.n_social, m.sign_lost)
        } else {
            (m.n_compensation, m.sign_lost_all)
        };
        let warning = typed.social.then(|| warned(warning, language, m));
        let frame = frame.titled(m.sign_title, &errors);
        Self { frame, m, menu, errors, name, what, lost, warning, path, back, typed }
    }
}
