//! The pages of the account as structs of ready text.

use super::api::{Began, Change, ChangeRefused, MyWays};
use super::words::Words;
use super::{CODE, FIRST_APP, LEAVE, WAYS};
use crate::language::{Paths as _, Writes as _};
use crate::my::pages::Menu;
use crate::my::paths::Page;
use crate::my::quarters::ConsentShown;
use crate::my::words::Words as OwnWords;
use crate::my::{Device, deeds, help, moving, point, quarters};
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use askama::Template;
use units::Language;

pub(super) const ADDRESS: &str = "address";
pub(super) const PASSWORD: &str = "password";
pub(super) const CODE_FIELD: &str = "code";

/// How a change is called in an address.
pub(super) fn name(change: Change) -> &'static str {
    match change {
        Change::Phone => "phone",
        Change::Email => "email",
        Change::Password => "password",
        Change::NoPassword => "no_password",
        Change::Second => "second",
        Change::NoSecond => "no_second",
        Change::Leave => "leave",
    }
}

/// The change of which an address says that it is done.
pub(super) fn saved_of(text: &str) -> Option<Change> {
    use Change::{Email, NoPassword, NoSecond, Password, Phone, Second};
    let all = [Phone, Email, Password, NoPassword, Second, NoSecond];
    all.into_iter().find(|change| name(*change) == text)
}

/// What was refused, in words, at its field. `password`: the new password was.
fn error(refused: ChangeRefused, password: bool, language: Language) -> PageError {
    let (m, w) = (OwnWords::of(language), Words::of(language));
    let field = if password { PASSWORD } else { ADDRESS };
    match refused {
        ChangeRefused::NotAnAddress => PageError::at(ADDRESS, m.e_address),
        ChangeRefused::Same => PageError::at(ADDRESS, w.e_same),
        ChangeRefused::Taken => PageError::at(ADDRESS, w.e_taken),
        ChangeRefused::TooShort { least } => {
            PageError::at(PASSWORD, fill(w.e_short, &[("least", &least.to_string())]))
        }
        ChangeRefused::Nothing => PageError::general(w.e_nothing),
        ChangeRefused::NotNow => PageError::at(field, w.e_not_now),
        ChangeRefused::WrongCode { left } => {
            PageError::at(CODE_FIELD, fill(m.e_code, &[("left", &left.to_string())]))
        }
        ChangeRefused::CodeOver => PageError::general(w.e_over),
        ChangeRefused::Wait { until } => {
            // To the minute, and never too early.
            let time = language.clock(until.plus_s(59));
            PageError::general(fill(m.e_wait, &[("time", &time)]))
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "my/account.html")]
pub(in crate::my) struct AccountPage {
    frame: Frame,
    m: &'static OwnWords,
    w: &'static Words,
    menu: Menu,
    /// Number, name, since, last seen, this one.
    devices: Vec<(i64, String, String, String, bool)>,
    /// What was agreed to: a heading, lines with their addresses, the word of the links.
    agreed: (&'static str, Vec<(String, String)>, &'static str),
    /// Address and name.
    more: [(&'static str, &'static str); 2],
    path: &'static str,
    /// Where one asks about one's own data.
    rights: (String, &'static str),
    /// How a household signs in, and where it ends that; staff have theirs from whom they work for.
    own: Option<(String, String)>,
}

impl AccountPage {
    pub(in crate::my) fn new(
        frame: Frame,
        devices: Vec<Device>,
        consents: &[ConsentShown],
        own: bool,
    ) -> Self {
        let language = frame.language;
        let (m, w) = (OwnWords::of(language), Words::of(language));
        let path = Page::Account.path(language);
        let devices = devices.into_iter().map(|device| {
            let since = fill(m.since, &[("day", &language.date(device.since.day()))]);
            let seen = fill(m.last_seen, &[("day", &language.date(device.seen.day()))]);
            (device.session, device_name(&device.name), since, seen, device.is_this)
        });
        Self {
            menu: Menu::new(language, Some(Page::Account)),
            devices: devices.collect(),
            agreed: quarters::agreed_to(consents, language),
            more: [
                (Page::Point.path(language), point::title(language)),
                (Page::Moving.path(language), moving::title(language)),
            ],
            own: own.then(|| (format!("{path}{WAYS}"), format!("{path}{LEAVE}"))),
            path,
            rights: help::rights(language),
            frame: frame.titled(m.account_title, &[]),
            m,
            w,
        }
    }
}

/// What people call a browser and its machine, of what it calls itself; the beginning of that if it is none
/// of the usual ones.
fn device_name(agent: &str) -> String {
    // The order counts: most of them say that they are also some of the later ones.
    let browsers = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ];
    let machines = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Macintosh", "Mac"),
        ("Linux", "Linux"),
    ];
    let of = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    match (of(&browsers), of(&machines)) {
        (Some(browser), Some(machine)) => format!("{browser}, {machine}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => agent.chars().take(30).collect(),
    }
}

// How one signs in.

#[derive(Debug, Template)]
#[template(path = "my/ways.html")]
pub(super) struct WaysPage {
    frame: Frame,
    m: &'static OwnWords,
    w: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    saved: Option<&'static str>,
    /// Label and value.
    known: [(&'static str, String); 2],
    password: bool,
    second: bool,
    may_add_second: bool,
    typed: String,
    path: String,
    back: &'static str,
    /// When, and what.
    deeds: Vec<(String, String)>,
}

impl WaysPage {
    /// `refused`: what was, and whether it was the password's form.
    pub(super) fn new(
        frame: Frame,
        page: &MyWays,
        typed: String,
        refused: Option<(ChangeRefused, bool)>,
        saved: Option<Change>,
    ) -> Self {
        let language = frame.language;
        let (m, w) = (OwnWords::of(language), Words::of(language));
        let back = Page::Account.path(language);
        let errors: Vec<PageError> = refused
            .into_iter()
            .map(|(refused, password)| error(refused, password, language))
            .collect();
        let or_none = |value: &Option<String>| value.clone().unwrap_or_else(|| w.none.to_owned());
        let deeds = page.deeds.iter().map(|line| {
            let (_, what) = deeds::told(line, language);
            (language.instant(line.at), what)
        });
        Self {
            menu: Menu::new(language, Some(Page::Account)),
            saved: saved.map(|change| match change {
                Change::Phone => w.phone_changed,
                Change::Email => w.email_changed,
                Change::Password => w.password_set,
                Change::NoPassword => w.password_gone,
                Change::Second => w.second_added,
                Change::NoSecond | Change::Leave => w.second_gone,
            }),
            known: [(w.phone, or_none(&page.phone)), (m.mail, or_none(&page.email))],
            password: page.password,
            second: page.second,
            may_add_second: page.may_add_second,
            typed,
            path: format!("{back}{WAYS}"),
            back,
            deeds: deeds.collect(),
            frame: frame.titled(w.ways_title, &errors),
            errors,
            m,
            w,
        }
    }

    fn error(&self, field: &str) -> Option<&str> {
        let mut at = self.errors.iter().filter(|error| error.field == Some(field));
        at.next().map(|error| error.text.as_str())
    }
}

// The code of a change.

#[derive(Debug, Template)]
#[template(path = "my/change_code.html")]
pub(in crate::my) struct ChangeCodePage {
    frame: Frame,
    m: &'static OwnWords,
    w: &'static Words,
    errors: Vec<PageError>,
    title: &'static str,
    lead: String,
    /// Of an app: its secret in groups, and the code to scan.
    secret: Option<(String, String)>,
    leaves: bool,
    challenge: String,
    path: String,
    back: String,
}

impl ChangeCodePage {
    pub(super) fn new(frame: Frame, began: &Began, refused: Option<ChangeRefused>) -> Self {
        let language = frame.language;
        let account = Page::Account.path(language);
        let errors = refused.into_iter().map(|refused| error(refused, false, language)).collect();
        Self::over(frame, began, errors, (format!("{account}{CODE}"), format!("{account}{WAYS}")))
    }

    /// The same for whoever is not in yet.
    pub(in crate::my) fn first_app(frame: Frame, began: &Began, errors: Vec<PageError>) -> Self {
        let back = Page::SignIn.path(frame.language);
        Self::over(frame, began, errors, (format!("{back}{FIRST_APP}"), back.to_owned()))
    }

    fn over(
        frame: Frame,
        began: &Began,
        errors: Vec<PageError>,
        (path, back): (String, String),
    ) -> Self {
        let (m, w) = (OwnWords::of(frame.language), Words::of(frame.language));
        let title = if began.secret.is_some() { w.second_title } else { m.code_title };
        let in_fours = |text: &String| {
            let letters: Vec<char> = text.chars().collect();
            let groups = letters.chunks(4).map(|four| four.iter().collect::<String>());
            groups.collect::<Vec<_>>().join(" ")
        };
        Self {
            title,
            lead: match &began.sent_to {
                Some(sent_to) => fill(w.code_sent, &[("where", sent_to)]),
                None => w.second_lead.to_owned(),
            },
            secret: began.secret.as_ref().map(|(secret, qr)| (in_fours(secret), qr.clone())),
            leaves: began.change == Change::Leave,
            challenge: began.challenge.clone(),
            path,
            back,
            frame: frame.titled(title, &errors),
            errors,
            m,
            w,
        }
    }

    fn error(&self) -> Option<&str> {
        let mut at = self.errors.iter().filter(|error| error.field == Some(CODE_FIELD));
        at.next().map(|error| error.text.as_str())
    }
}

// The end of it.

#[derive(Debug, Template)]
#[template(path = "my/leave.html")]
pub(super) struct LeavePage {
    frame: Frame,
    w: &'static Words,
    errors: Vec<PageError>,
    path: String,
    back: &'static str,
}

impl LeavePage {
    pub(super) fn new(frame: Frame, refused: Option<ChangeRefused>) -> Self {
        let language = frame.language;
        let w = Words::of(language);
        let back = Page::Account.path(language);
        let errors: Vec<PageError> = refused
            .into_iter()
            .map(|refused| PageError::general(error(refused, false, language).text))
            .collect();
        let path = format!("{back}{WAYS}");
        Self { frame: frame.titled(w.leave_title, &errors), w, errors, path, back }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_called_as_people_call_it() {
        let phone = "Mozilla/5.0 (Linux; Android 14; SM-A145R) AppleWebKit/537.36 (KHTML, like Gecko) \
                     Chrome/130.0.0.0 Mobile Safari/537.36";
        assert_eq!(device_name(phone), "Chrome, Android");
        let apple = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, \
                     like Gecko) Version/17.5 Mobile/15E148 Safari/604.1";
        assert_eq!(device_name(apple), "Safari, iPhone");
        assert_eq!(device_name("curl/8.5.0"), "curl/8.5.0");
        assert_eq!(device_name(""), "");
    }
}
