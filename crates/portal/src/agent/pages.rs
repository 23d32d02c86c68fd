//! What the pages of staff have in common, the search, and pages of words alone.

use super::api::{Found, Hit, Recent, Understood};
use super::day;
use super::paths::{Page, case_path};
use super::words::Words;
use crate::card::Chip;
use crate::language::{Paths as _, Writes as _};
use crate::my;
use crate::pay::frame::{Frame, PageError};
use access::Role;
use askama::Template;
use units::{AccountId, Energy, Language};

pub(super) const ASKED: &str = "q";

/// Links to all pages that the role has, and the way out.
#[derive(Debug)]
pub(crate) struct Menu {
    pub(crate) title: &'static str,
    /// Address, name, current.
    pub(crate) links: Vec<(&'static str, &'static str, bool)>,
    pub(crate) sign_out: &'static str,
    pub(crate) sign_out_path: &'static str,
}

/// Sees households by name, and so their cases.
pub(super) fn sees_cases(role: Role) -> bool {
    access::may(role, access::Act::ThirtyDays, access::Verb::View).is_some()
}

impl Menu {
    pub(super) fn new(language: Language, role: Role, current: Option<Page>) -> Self {
        Self::at(language, role, current.map_or("", |page| page.path(language)))
    }

    /// `current`: the address of the page that it stands on.
    pub(crate) fn at(language: Language, role: Role, current: &str) -> Self {
        let m = Words::of(language);
        let mut pages = vec![(Page::Search, m.n_search)];
        if sees_cases(role) {
            pages.push((Page::Day, day::Words::of(language).title));
            pages.push((Page::Queues, m.n_queues));
            pages.push((Page::Calls, super::calls::Words::of(language).title));
            pages.push((Page::Life, super::life::Words::of(language).title));
            pages.push((Page::Visits, super::visits::Words::of(language).title));
            pages.push((Page::Partners, super::partners::Words::of(language).title));
            pages.push((Page::Payments, m.n_payments));
            pages.push((Page::Acts, m.n_acts));
        }
        pages.push((Page::Cuts, m.n_cuts));
        let mut own: Vec<(&'static str, &'static str)> =
            pages.into_iter().map(|(page, name)| (page.path(language), name)).collect();
        own.extend(crate::operator::links(language, role));
        own.push((crate::accounts::Page::List.path(language), m.n_accounts));
        let links = own.into_iter().map(|(path, name)| (path, name, path == current)).collect();
        Self {
            title: m.nav,
            links,
            sign_out: m.sign_out,
            sign_out_path: my::Page::Account.path(language),
        }
    }
}

/// The case of an account, and how such a page is called.
pub(crate) fn case_link(account: AccountId, language: Language) -> (String, &'static str) {
    (case_path(account, language), Words::of(language).case_title)
}

pub(super) fn energy_name(energy: Energy, frame: &Frame) -> &'static str {
    frame.w.energy_name(energy)
}

pub(super) fn error_at<'a>(errors: &'a [PageError], field: &str) -> Option<&'a str> {
    errors.iter().find(|error| error.field == Some(field)).map(|error| error.text.as_str())
}

/// Words without a form.
#[derive(Debug, Template)]
#[template(path = "agent/notice.html")]
pub(crate) struct NoticePage {
    frame: Frame,
    menu: Menu,
    title: &'static str,
    text: &'static str,
    /// Address and words of the next step.
    next: (&'static str, &'static str),
}

impl NoticePage {
    pub(super) fn new(frame: Frame, role: Role, words: (&'static str, &'static str)) -> Self {
        let language = frame.language;
        let next = (Page::Search.path(language), Words::of(language).n_search);
        Self::leading(frame, Menu::new(language, role, None), words, next)
    }

    pub(crate) fn leading(
        frame: Frame,
        menu: Menu,
        (title, text): (&'static str, &'static str),
        next: (&'static str, &'static str),
    ) -> Self {
        Self { frame: frame.titled(title, &[]), menu, title, text, next }
    }
}

#[derive(Debug)]
struct HitRow {
    who: String,
    what: String,
    chip: Chip,
    balance: String,
    closed: bool,
    href: Option<String>,
}

impl HitRow {
    fn new(hit: &Hit, frame: &Frame, m: &Words) -> Self {
        let language = frame.language;
        let energy = energy_name(hit.energy, frame);
        let tail = hit.who.as_ref().map(|who| format!("{:013}", who.ean.reference().as_u64()));
        let parts = [energy.to_owned(), hit.town.clone(), tail.unwrap_or_default()];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let who = match &hit.who {
            Some(who) if !who.name.is_empty() => who.name.clone(),
            Some(who) => who.ean.to_string(),
            None => m.a_household.to_owned(),
        };
        Self {
            who,
            what: parts.join(" · "),
            chip: Chip::of(hit.state, language),
            balance: language.balance(hit.balance),
            closed: hit.closed,
            href: hit.who.as_ref().map(|who| case_path(who.account, language)),
        }
    }
}

/// What stands below the box.
#[derive(Debug, Clone, Copy)]
pub(super) enum Underneath<'a> {
    Recent(&'a [Recent]),
    Found(&'a Found),
}

#[derive(Debug)]
struct RecentRow {
    href: String,
    reference: String,
    energy: &'static str,
    at: String,
}

#[derive(Debug, Template)]
#[template(path = "agent/search.html")]
pub(super) struct SearchPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    asked: String,
    hits: Vec<HitRow>,
    recent: Vec<RecentRow>,
    payment: Option<String>,
    path: &'static str,
}

impl SearchPage {
    pub(super) fn new(frame: Frame, role: Role, asked: String, shown: Underneath<'_>) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let (recent, found) = match shown {
            Underneath::Recent(recent) => (recent, None),
            Underneath::Found(found) => (&[][..], Some(found)),
        };
        let recent = recent.iter().map(|one| RecentRow {
            href: case_path(one.account, language),
            reference: one.ean.reference().to_string(),
            energy: my::energy_name(one.energy, language),
            at: language.instant(one.at),
        });
        let hits: Vec<HitRow> = found
            .map(|found| found.hits.iter().map(|hit| HitRow::new(hit, &frame, m)).collect())
            .unwrap_or_default();
        let payment = found.and_then(|found| found.payment.clone());
        let nothing = found.filter(|_| hits.is_empty()).map(|found| match found.understood {
            Understood::Reference => m.none_reference,
            Understood::WrongDigit => m.none_digit,
            Understood::Ean | Understood::Meter => m.none_ean,
            Understood::Phone => m.none_phone,
            Understood::Payment => m.none_payment,
            Understood::Receipt => m.none_receipt,
            Understood::Name => m.none_name,
            Understood::Nothing | Understood::NoPostcode => m.none_postcode,
            Understood::Masked => m.none_masked,
        });
        let errors: Vec<PageError> =
            nothing.into_iter().map(|text| PageError::at(ASKED, text)).collect();
        Self {
            menu: Menu::new(language, role, Some(Page::Search)),
            path: Page::Search.path(language),
            frame: frame.titled(m.search_title, &errors),
            m,
            errors,
            asked,
            hits,
            recent: recent.collect(),
            payment: payment.map(|id| {
                format!("{}/{}", Page::Payments.path(language), super::queues::encoded(&id))
            }),
        }
    }
}
