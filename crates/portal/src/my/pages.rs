//! A household's pages as structs of ready text.

use super::api::{
    Device, HelperRole, LiveNow, MyAlerts, MyCard, MyHelpers, MyHome, MyMeter, MyMovements,
    MyReference, Offered, Refused, WhenLow,
};
use super::outlook::Outlook;
use super::paths::Page;
use super::quarters::{self, ConsentShown};
use super::words::Words;
use super::{both, help};
use crate::card::{self, Card, Chip};
use crate::homes;
use crate::language::{Paths as _, Writes as _};
use crate::pay::forms;
use crate::pay::frame::{Frame, PageError};
use crate::public::Explained;
use crate::view::{ShownState, Supply};
use crate::words::fill;
use askama::Template;
use calendar::SettlementDay;
use units::{Energy, Language, MicroEuro};

/// Links to all pages, at the foot of each.
#[derive(Debug)]
pub(crate) struct Menu {
    pub title: &'static str,
    pub links: Vec<(&'static str, &'static str, bool)>,
}

impl Menu {
    pub(crate) fn new(language: Language, current: Option<Page>) -> Self {
        let m = Words::of(language);
        let (n_help, n_plan) = help::links(language);
        let links = [
            (Page::Balance, m.n_balance),
            (Page::TopUp, m.n_top_up),
            (Page::Movements, m.n_movements),
            (Page::Usage, m.n_usage),
            (Page::Alerts, m.n_alerts),
            (Page::Helpers, m.n_helpers),
            (Page::Plan, n_plan),
            (Page::Documents, super::papers::title(language)),
            (Page::References, m.n_references),
            (Page::Help, n_help),
            (Page::Account, m.n_account),
        ];
        let links = links.map(|(page, name)| (page.path(language), name, current == Some(page)));
        Self { title: m.nav, links: links.to_vec() }
    }
}

pub(crate) fn energy_name(energy: Energy, language: Language) -> &'static str {
    crate::pay::words::Words::of(language).energy_name(energy)
}

/// Which meter a page is about, and the way to the others.
#[derive(Debug)]
pub(crate) struct Inside {
    pub title: &'static str,
    pub place: usize,
    /// Address, name, current.
    pub meters: Vec<(String, String, bool)>,
}

impl Inside {
    pub(crate) fn new(
        meter: &MyMeter,
        meters: &[MyMeter],
        own_path: &str,
        language: Language,
    ) -> Self {
        let same = |energy: Energy| meters.iter().filter(|one| one.energy == energy).count() > 1;
        let name = |one: &MyMeter| {
            let energy = energy_name(one.energy, language);
            if same(one.energy) { format!("{energy}, {}", one.town) } else { energy.to_owned() }
        };
        let links = meters.iter().map(|one| {
            (format!("{own_path}?n={}", one.place), name(one), one.place == meter.place)
        });
        Self {
            title: Words::of(language).which_energy,
            place: meter.place,
            meters: links.collect(),
        }
    }
}

// The way in.

/// The doors: my balance, top up, no power. Source: UX 8.1 P-01.
#[derive(Debug, Template)]
#[template(path = "my/doors.html")]
pub(crate) struct DoorsPage {
    frame: Frame,
    m: &'static Words,
    sign_in: &'static str,
    top_up: &'static str,
    explained: Vec<(&'static str, &'static str)>,
}

impl DoorsPage {
    pub(crate) fn new(frame: Frame) -> Self {
        let m = Words::of(frame.language);
        Self {
            sign_in: Page::SignIn.path(frame.language),
            top_up: frame.language.top_up_path(),
            explained: Explained::ALL
                .map(|page| (page.path(frame.language), page.told(frame.language).title))
                .into_iter()
                .chain(super::outside::links(frame.language))
                .chain([(Page::Contact.path(frame.language), help::contact_title(frame.language))])
                .collect(),
            frame: frame.titled(m.doors_title, &[]),
            m,
        }
    }
}

pub(crate) const ADDRESS: &str = "address";
pub(crate) const PASSWORD: &str = "password";
pub(crate) const SECOND: &str = "second";
pub(crate) const CODE: &str = "code";
pub(crate) const REFERENCE: &str = "reference";
pub(crate) const LOW: &str = "value";

/// What was refused, in words, at its field.
pub(crate) fn refused(refused: Refused, language: Language) -> PageError {
    let m = Words::of(language);
    match refused {
        Refused::NotAnAddress => PageError::at(ADDRESS, m.e_address),
        Refused::NotAReference => PageError::at(REFERENCE, m.e_reference),
        Refused::WrongLetter => PageError::at(CODE, m.e_letter),
        Refused::WrongCode { left } => {
            PageError::at(CODE, fill(m.e_code, &[("left", &left.to_string())]))
        }
        Refused::CodeOver => PageError::at(CODE, m.e_code_over),
        Refused::WrongPassword => PageError::at(PASSWORD, m.e_password),
        Refused::SecondNeeded => PageError::at(SECOND, m.e_second),
        Refused::ProviderOver => PageError::general(m.e_provider_over),
        Refused::ProviderRefused => PageError::general(m.e_provider_refused),
        Refused::ProviderUnknown => PageError::general(m.e_provider_unknown),
        Refused::RoleOver => PageError::general(m.e_role_over),
        Refused::Wait { until } => {
            // To the minute, and never too early.
            let time = language.clock(until.plus_s(59));
            PageError::general(fill(m.e_wait, &[("time", &time)]))
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "my/sign_in.html")]
pub(crate) struct SignInPage {
    frame: Frame,
    m: &'static Words,
    errors: Vec<PageError>,
    address: String,
    /// The password's form is the one that was sent.
    by_password: bool,
    notice: Option<(&'static str, &'static str)>,
    action: &'static str,
    /// Staff sign in where they work.
    provider: bool,
    activate: &'static str,
    guest: &'static str,
}

impl SignInPage {
    pub(crate) fn with_provider(self, provider: bool) -> Self {
        Self { provider, ..self }
    }

    pub(crate) fn new(
        frame: Frame,
        address: String,
        errors: Vec<PageError>,
        by_password: bool,
        notice: Option<(&'static str, &'static str)>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        Self {
            frame: frame.titled(m.sign_in_title, &errors),
            m,
            errors,
            address,
            by_password,
            notice,
            action: Page::SignIn.path(language),
            provider: false,
            activate: Page::Activate.path(language),
            guest: language.top_up_path(),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "my/code.html")]
pub(crate) struct CodePage {
    frame: Frame,
    m: &'static Words,
    errors: Vec<PageError>,
    lead: String,
    address: String,
    challenge: String,
    action: &'static str,
}

impl CodePage {
    pub(crate) fn new(
        frame: Frame,
        challenge: String,
        address: String,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        Self {
            frame: frame.titled(m.code_title, &errors),
            m,
            errors,
            lead: fill(m.code_lead, &[("address", &address)]),
            address,
            challenge,
            action: Page::SignIn.path(language),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "my/activate.html")]
pub(crate) struct ActivatePage {
    frame: Frame,
    m: &'static Words,
    errors: Vec<PageError>,
    reference: String,
    code: String,
    address: String,
    action: &'static str,
}

impl ActivatePage {
    pub(crate) fn new(
        frame: Frame,
        (reference, code, address): (String, String, String),
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        Self {
            frame: frame.titled(m.activate_title, &errors),
            m,
            errors,
            reference,
            code,
            address,
            action: Page::Activate.path(language),
        }
    }
}

pub(super) fn error_at<'a>(errors: &'a [PageError], field: &str) -> Option<&'a str> {
    errors.iter().find(|error| error.field == Some(field)).map(|error| error.text.as_str())
}

// The balance.

#[derive(Debug)]
pub(crate) struct HomeCard {
    pub(crate) id: String,
    pub(crate) energy: &'static str,
    pub(crate) town: String,
    pub(crate) chip: Chip,
    pub(crate) class: &'static str,
    pub(crate) card: Card,
    /// Address and words of the button.
    pub(crate) button: Option<(String, String)>,
    /// The way to help, where somebody may need it.
    pub(crate) help: Option<(String, &'static str)>,
    pub(crate) estimate: Option<String>,
    pub(crate) live: Option<String>,
    /// Day, what, amount.
    pub(crate) last: Vec<(String, &'static str, String)>,
    pub(crate) movements: String,
}

/// What flows now, with its time and where it is known from. Source: MT-16.
pub(crate) fn live(now: LiveNow, language: Language) -> String {
    let m = Words::of(language);
    let (words, watt) = match now.injected_w > now.taken_w {
        true => (m.live_gives, now.injected_w.saturating_sub(now.taken_w)),
        false => (m.live_takes, now.taken_w.saturating_sub(now.injected_w)),
    };
    let (power, time) = (language.watts(watt), language.clock(now.at));
    format!("{} {}", fill(words, &[("power", &power), ("time", &time)]), m.live_says)
}

#[derive(Debug, Template)]
#[template(path = "my/balance.html")]
pub(crate) struct BalancePage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    cards: Vec<HomeCard>,
    /// One payment for two meters: address and words.
    both: Option<(String, &'static str)>,
}

impl BalancePage {
    pub(crate) fn new(frame: Frame, home: &MyHome) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let mut shown: Vec<&MyCard> = home.cards.iter().collect();
        // The worse state first. Source: UX 4.2, rule 6.
        shown.sort_by_key(|one| (std::cmp::Reverse(one.card.state), one.meter.place));
        let cards: Vec<HomeCard> =
            shown.into_iter().map(|one| HomeCard::new(one, &frame)).collect();
        // The title is the state: what stands in a tab is read first. Source: G-A9.
        let title = cards.first().map_or(m.home_title.to_owned(), |first| first.card.title.clone());
        Self {
            menu: Menu::new(language, Some(Page::Balance)),
            frame: frame.titled(&title, &[]),
            m,
            cards,
            both: home.both.map(|place| both::link(place, language)),
        }
    }
}

impl HomeCard {
    /// Nothing on it leads anywhere.
    pub(crate) fn read_only(self) -> Self {
        Self { button: None, help: None, movements: String::new(), ..self }
    }

    pub(crate) fn new(one: &MyCard, frame: &Frame) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let card = card::card(&one.card, language);
        let path = Page::TopUp.path(language);
        let place = one.meter.place;
        let button = card.takes_money.then(|| match (one.card.state, one.offered) {
            (ShownState::InOrder, _) => (format!("{path}?n={place}"), m.top_up.to_owned()),
            (ShownState::Low, _) | (_, None) => {
                (format!("{path}?n={place}"), m.top_up_now.to_owned())
            }
            (_, Some(Offered { amount, after })) => {
                let values = [
                    ("amount", language.short_money(amount)),
                    ("after", language.balance_in_sentence(after)),
                ];
                let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
                let euro = forms::plain(amount);
                (format!("{path}?n={place}&a={euro}"), fill(m.top_up_offer, &values))
            }
        });
        let estimate = one.estimate.map(|(balance, _)| {
            fill(m.estimated, &[("balance", &language.balance_in_sentence(balance))])
        });
        let last = one.last.iter().map(|line| {
            let what = homes::kind_name(line.kind, language);
            (language.short_date(line.day), what, language.effect(line.amount))
        });
        let worries = match one.card.state {
            ShownState::HeldOn | ShownState::Off | ShownState::Emergency => true,
            ShownState::Low | ShownState::InOrder => false,
        };
        let help = worries.then(|| {
            (format!("{}?n={place}", Page::Help.path(language)), help::help_now(language))
        });
        let waits = !matches!(one.card.supply, Supply::Connected | Supply::DisconnectOrdered);
        let class = match one.card.state {
            ShownState::Off | ShownState::HeldOn => "bad",
            ShownState::Emergency => "wait",
            ShownState::Low if !waits => "wait",
            ShownState::Low | ShownState::InOrder => "good",
        };
        Self {
            id: format!("m{place}"),
            energy: energy_name(one.meter.energy, language),
            town: one.meter.town.clone(),
            chip: Chip::of(one.card.state, language),
            class,
            button,
            help,
            estimate,
            live: one.live.map(|now| live(now, language)),
            last: last.collect(),
            movements: format!("{}?n={place}", Page::Movements.path(language)),
            card,
        }
    }
}

// Movements.

#[derive(Debug, Template)]
#[template(path = "my/movements.html")]
pub(crate) struct MovementsPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    inside: Inside,
    rows: Vec<(String, String, String, bool)>,
    balance: String,
    as_of: String,
    csv: String,
    outlook: Option<Outlook>,
}

impl MovementsPage {
    pub(crate) fn new(frame: Frame, page: &MyMovements) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let path = Page::Movements.path(language);
        let rows = page.lines.iter().map(|line| {
            let what = homes::kind_name(line.kind, language);
            let is_theirs = |text: &&(SettlementDay, MicroEuro, String)| {
                (text.0, text.1) == (line.day, line.amount)
            };
            let text = page.texts.iter().filter(|_| line.is_adjustment()).find(is_theirs);
            let what = match text {
                Some((_, _, text)) => format!("{what}: {text}"),
                None => what.to_owned(),
            };
            (language.date(line.day), what, language.effect(line.amount), line.is_payment())
        });
        Self {
            menu: Menu::new(language, Some(Page::Movements)),
            inside: Inside::new(&page.meter, &page.meters, path, language),
            rows: rows.collect(),
            balance: language.balance(page.balance),
            as_of: fill(frame.w.as_of, &[("time", &language.instant(page.as_of))]),
            csv: format!("{path}/csv?n={}", page.meter.place),
            outlook: Outlook::new(page, language),
            frame: frame.titled(m.movements_title, &[]),
            m,
        }
    }
}

/// The movements for a spreadsheet.
pub(crate) fn movements_csv(page: &MyMovements) -> String {
    let mut text = "day,what,amount_eur\n".to_owned();
    for line in &page.lines {
        let what = homes::kind_name(line.kind, Language::En);
        let amount = units::format_decimal(i128::from(line.amount.0), 6);
        text.push_str(&format!("{},{what},{amount}\n", line.day));
    }
    text
}

// Alerts.

#[derive(Debug, Template)]
#[template(path = "my/alerts.html")]
pub(crate) struct AlertsPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    inside: Inside,
    errors: Vec<PageError>,
    saved: bool,
    lows: [(&'static str, &'static str, bool); 3],
    value: String,
    ways: [(&'static str, &'static str, bool); 4],
    languages: Vec<(&'static str, &'static str, bool)>,
    recognised: bool,
    reached: Vec<String>,
    place: usize,
    path: &'static str,
}

impl AlertsPage {
    /// `typed`: what was sent and could not be taken.
    pub(crate) fn new(
        frame: Frame,
        page: &MyAlerts,
        typed: Option<(String, String)>,
        errors: Vec<PageError>,
        saved: bool,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let path = Page::Alerts.path(language);
        let wanted = page.wanted;
        let (low, value) = match wanted.low {
            WhenLow::Usual => ("usual", String::new()),
            WhenLow::Euro(amount) => ("euro", forms::plain(amount)),
            WhenLow::Days(days) => ("days", days.to_string()),
        };
        let (low, value) = match typed {
            Some((kind, value)) if kind == "days" => ("days", value),
            Some((kind, value)) if kind == "euro" => ("euro", value),
            Some(_) | None => (low, value),
        };
        let languages =
            Language::ALL.map(|one| (one.code(), one.own_name(), one == wanted.language)).to_vec();
        let reached = page.reached_at.iter().map(|place| fill(m.reached_at, &[("where", place)]));
        Self {
            menu: Menu::new(language, Some(Page::Alerts)),
            inside: Inside::new(&page.meter, &page.meters, path, language),
            saved,
            lows: [
                ("usual", m.threshold_none, low == "usual"),
                ("euro", m.threshold_euro, low == "euro"),
                ("days", m.threshold_days, low == "days"),
            ],
            value,
            ways: [
                ("sms", m.sms, wanted.sms),
                ("mail", m.mail, wanted.mail),
                ("letter", m.letter, wanted.letter),
                ("voice", m.voice, wanted.voice),
            ],
            languages,
            recognised: wanted.recognised,
            reached: reached.collect(),
            place: page.meter.place,
            path,
            frame: frame.titled(m.alerts_title, &errors),
            errors,
            m,
        }
    }
}

// Who helps, and who looked.

#[derive(Debug)]
struct Helper {
    grant: i64,
    name: String,
    role: &'static str,
    until: String,
}

#[derive(Debug, Template)]
#[template(path = "my/helpers.html")]
pub(crate) struct HelpersPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    inside: Inside,
    stopped: bool,
    helpers: Vec<Helper>,
    looks: Vec<(String, String, String)>,
    /// Name, whether it may see days, and what is said of it.
    supplier: Option<(String, bool, String)>,
    place: usize,
    path: &'static str,
}

impl HelpersPage {
    pub(crate) fn new(frame: Frame, page: &MyHelpers, stopped: bool) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let path = Page::Helpers.path(language);
        let helpers = page.helpers.iter().map(|line| Helper {
            grant: line.grant,
            name: line.name.clone(),
            role: match line.role {
                HelperRole::Payer => m.payer,
                HelperRole::Helper => m.helper,
                HelperRole::Mandate => m.mandate,
                HelperRole::MandateByLaw => m.mandate_by_law,
            },
            until: match line.until {
                Some(until) => fill(m.granted_until, &[("day", &language.date(until))]),
                None => m.no_end.to_owned(),
            },
        });
        let looks = page.looks.iter().map(|look| {
            let who = look.who.clone().unwrap_or_else(|| m.somebody.to_owned());
            (look.at, who, look.saw.clone())
        });
        let said = page.consents.iter().map(|line| {
            let (who, what) = quarters::logged(line.agreed, language);
            (line.at, who.to_owned(), what.to_owned())
        });
        let mut looks: Vec<_> = looks.chain(said).collect();
        looks.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
        let looks = looks.into_iter().map(|(at, who, saw)| (language.instant(at), who, saw));
        Self {
            menu: Menu::new(language, Some(Page::Helpers)),
            inside: Inside::new(&page.meter, &page.meters, path, language),
            stopped,
            helpers: helpers.collect(),
            looks: looks.collect(),
            supplier: page.supplier.as_ref().map(|of| {
                let says = match of.sees_until {
                    Some(day) => fill(m.supplier_sees, &[("day", &language.date(day))]),
                    None => m.supplier_sees_not.to_owned(),
                };
                (of.name.clone(), of.sees_until.is_some(), says)
            }),
            place: page.meter.place,
            path,
            frame: frame.titled(m.helpers_title, &[]),
            m,
        }
    }
}

// References and account.

#[derive(Debug)]
struct ReferenceCard {
    energy: &'static str,
    town: String,
    digits: String,
    qr: String,
    transfer: Option<(String, String, String)>,
}

#[derive(Debug, Template)]
#[template(path = "my/references.html")]
pub(crate) struct ReferencesPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    cards: Vec<ReferenceCard>,
}

impl ReferencesPage {
    pub(crate) fn new(frame: Frame, references: Vec<MyReference>) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let cards = references.into_iter().map(|one| ReferenceCard {
            energy: energy_name(one.meter.energy, language),
            town: one.meter.town,
            digits: one.meter.reference.to_string().replace(' ', "\u{a0}"),
            qr: one.qr,
            transfer: one.transfer,
        });
        Self {
            menu: Menu::new(language, Some(Page::References)),
            cards: cards.collect(),
            frame: frame.titled(m.references_title, &[]),
            m,
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "my/account.html")]
pub(crate) struct AccountPage {
    frame: Frame,
    m: &'static Words,
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
}

impl AccountPage {
    pub(crate) fn new(frame: Frame, devices: Vec<Device>, consents: &[ConsentShown]) -> Self {
        let language = frame.language;
        let m = Words::of(language);
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
                (Page::Point.path(language), super::point::title(language)),
                (Page::Moving.path(language), super::moving::title(language)),
            ],
            path: Page::Account.path(language),
            rights: super::help::rights(language),
            frame: frame.titled(m.account_title, &[]),
            m,
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

/// An amount that a person chose on the page to top up.
pub(crate) fn amount_of(text: &str) -> Option<MicroEuro> {
    forms::amount(text)
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
