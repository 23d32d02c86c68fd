//! A page of sections and cards: most pages of a supplier are one.

use super::paths::Page;
use super::words::Words;
use crate::language::Paths as _;
use crate::my;
use crate::pay::frame::{Frame, PageError};
use askama::Template;
use units::Language;

/// Links to all pages, and the way out.
#[derive(Debug)]
pub(super) struct Menu {
    pub(super) title: &'static str,
    /// Address, name, current.
    pub(super) links: Vec<(&'static str, &'static str, bool)>,
    pub(super) sign_out: &'static str,
    pub(super) sign_out_path: &'static str,
}

impl Menu {
    pub(super) fn new(language: Language, current: Option<Page>) -> Self {
        let m = Words::of(language);
        let pages = [
            (Page::Overview, m.n_overview),
            (Page::Requests, m.n_requests),
            (Page::Settlement, m.n_settlement),
            (Page::Data, m.n_data),
            (Page::Tariff, m.n_tariff),
            (Page::Consents, m.n_consents),
            (Page::Sharing, m.n_sharing),
            (Page::Disputes, m.n_disputes),
            (Page::Told, crate::told::name(language)),
        ];
        let link = |(page, name): (Page, _)| (page.path(language), name, current == Some(page));
        let mut links: Vec<_> = pages.into_iter().map(link).collect();
        // F-S9 is the developers' own site.
        links.push((crate::developers::start_of(language), m.n_developers, false));
        Self {
            title: m.nav,
            links,
            sign_out: m.sign_out,
            sign_out_path: my::Page::Account.path(language),
        }
    }
}

/// Words without a form.
#[derive(Debug, Template)]
#[template(path = "supplier/notice.html")]
pub(super) struct NoticePage {
    frame: Frame,
    menu: Menu,
    title: &'static str,
    text: &'static str,
}

impl NoticePage {
    pub(super) fn new(frame: Frame, (title, text): (&'static str, &'static str)) -> Self {
        let menu = Menu::new(frame.language, None);
        Self { frame: frame.titled(title, &[]), menu, title, text }
    }
}

/// A button that sends a number and one word.
#[derive(Debug)]
pub(super) struct Button {
    pub(super) path: String,
    pub(super) id: i64,
    pub(super) words: &'static str,
    /// For whoever hears the page.
    pub(super) about: String,
}

#[derive(Debug, Default)]
pub(super) struct Card {
    /// Class and words.
    pub(super) chip: Option<(&'static str, String)>,
    pub(super) title: String,
    pub(super) href: Option<String>,
    pub(super) facts: Vec<(&'static str, String)>,
    pub(super) lines: Vec<String>,
    pub(super) links: Vec<Link>,
    pub(super) button: Option<Button>,
}

#[derive(Debug, Default)]
pub(super) struct Section {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) lead: String,
    pub(super) facts: Vec<(&'static str, String)>,
    pub(super) cards: Vec<Card>,
    /// Address and name.
    pub(super) links: Vec<(String, &'static str)>,
}

/// A way to another page of the same kind, or to a form.
pub(super) type Link = (String, &'static str);

/// A form that asks for one customer.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) path: &'static str,
    pub(super) m: &'static Words,
    /// What was typed, and what is wrong with it.
    pub(super) typed: (String, Option<&'static str>),
}

#[derive(Debug, Template)]
#[template(path = "supplier/page.html")]
pub(super) struct SectionsPage {
    frame: Frame,
    menu: Menu,
    errors: Vec<PageError>,
    title: String,
    lead: &'static str,
    tabs: Vec<Link>,
    sections: Vec<Section>,
    buttons: Vec<Link>,
    choice: Option<Choice>,
    foot: &'static str,
}

impl SectionsPage {
    pub(super) fn new(frame: Frame, of: Page, title: &str, sections: Vec<Section>) -> Self {
        Self {
            menu: Menu::new(frame.language, Some(of)),
            frame: frame.titled(title, &[]),
            errors: Vec::new(),
            title: title.to_owned(),
            lead: "",
            tabs: Vec::new(),
            sections,
            buttons: Vec::new(),
            choice: None,
            foot: "",
        }
    }

    pub(super) fn lead(self, lead: &'static str) -> Self {
        Self { lead, ..self }
    }

    pub(super) fn choice(self, choice: Choice) -> Self {
        Self { choice: Some(choice), ..self }
    }

    pub(super) fn tabs(self, tabs: Vec<Link>) -> Self {
        Self { tabs, ..self }
    }

    pub(super) fn button(mut self, href: impl Into<String>, words: &'static str) -> Self {
        self.buttons.push((href.into(), words));
        self
    }

    pub(super) fn foot(self, foot: &'static str) -> Self {
        Self { foot, ..self }
    }

    pub(super) fn errors(self, errors: Vec<PageError>) -> Self {
        let frame = self.frame.titled(&self.title, &errors);
        Self { frame, errors, ..self }
    }
}
