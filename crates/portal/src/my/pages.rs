//! A household's pages as structs of ready text.

use super::api::{LiveNow, MyCard, MyHome, MyMeter, NowEstimate, Offered, Refused};
use super::paths::Page;
use super::words::Words;
use super::{both, help, visits, why as reasons};
use crate::card::{self, Card, Chip};
use crate::homes;
use crate::language::{Paths as _, Writes as _};
use crate::pay::forms;
use crate::pay::frame::{Frame, PageError};
use crate::public::Explained;
use crate::view::{ShownState, Supply};
use crate::words::fill;
use askama::Template;
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
    /// Where whoever sits in the dark finds what to do.
    dark: &'static str,
    call: String,
    explained: Vec<(&'static str, &'static str)>,
    state: &'static str,
    /// Whoever helps somebody has a key.
    helps: (String, &'static str),
    /// Where whoever works here signs in.
    staff: &'static str,
    developers: &'static str,
}

impl DoorsPage {
    pub(crate) fn new(frame: Frame) -> Self {
        let m = Words::of(frame.language);
        Self {
            sign_in: Page::SignIn.path(frame.language),
            state: Page::State.path(frame.language),
            top_up: frame.language.top_up_path(),
            dark: Explained::NoPower.path(frame.language),
            call: fill(m.doors_call, &[("phone", &frame.phone)]),
            explained: Explained::ALL
                .into_iter()
                .filter(|page| *page != Explained::NoPower)
                .map(|page| (page.path(frame.language), page.told(frame.language).title))
                .chain(super::outside::links(frame.language))
                .chain([(Page::Contact.path(frame.language), help::contact_title(frame.language))])
                .collect(),
            helps: homes::key_link(frame.language),
            staff: Page::SignIn.path(frame.language),
            developers: crate::developers::start_of(frame.language),
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

/// What was refused, in words, at its field.
pub(crate) fn refused(refused: Refused, language: Language) -> PageError {
    let m = Words::of(language);
    match refused {
        Refused::NotAnAddress => PageError::at(ADDRESS, m.e_address),
        Refused::NotAReference => PageError::at(REFERENCE, m.e_reference),
        Refused::WrongLetter => PageError::at(CODE, m.e_letter),
        Refused::LetterOver => PageError::at(CODE, m.e_letter_over),
        Refused::NoPost => PageError::general(m.e_no_post),
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
        Refused::NoMasterKey => PageError::general(m.e_no_master_key),
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
    without: Without,
}

/// What there is for whoever has neither phone nor e-mail. Source: CM-07, UX 8.1 P-14.
#[derive(Debug)]
struct Without {
    phone: String,
    /// Address and name.
    links: [(&'static str, &'static str); 2],
}

impl Without {
    fn new(frame: &Frame) -> Self {
        let (language, m) = (frame.language, Words::of(frame.language));
        let contact = (Page::Contact.path(language), help::contact_title(language));
        Self {
            phone: fill(m.without_phone, &[("phone", &frame.phone)]),
            links: [(language.top_up_path(), m.as_guest), contact],
        }
    }
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
            without: Without::new(&frame),
            frame: frame.titled(m.sign_in_title, &errors),
            m,
            errors,
            address,
            by_password,
            notice,
            action: Page::SignIn.path(language),
            provider: false,
            activate: Page::Activate.path(language),
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
    /// What opened the account once may be asked for anew.
    over: bool,
    without: Without,
}

impl ActivatePage {
    /// The same, where the letter was right and is over.
    pub(crate) fn with_new_letter(self, over: bool) -> Self {
        Self { over, ..self }
    }

    pub(crate) fn new(
        frame: Frame,
        (reference, code, address): (String, String, String),
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        Self {
            without: Without::new(&frame),
            frame: frame.titled(m.activate_title, &errors),
            m,
            errors,
            reference,
            code,
            address,
            action: Page::Activate.path(language),
            over: false,
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
    /// Why that, and between which amounts.
    pub(crate) how: Vec<String>,
    pub(crate) why: &'static str,
    pub(crate) live: Option<String>,
    /// Day, what, amount.
    pub(crate) last: Vec<(String, &'static str, String)>,
    pub(crate) movements: String,
    /// Where the balance is explained, and in which words.
    pub(crate) explained: Option<(String, &'static str)>,
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
    /// When a technician comes, and where that is moved: sentence, address and words.
    visits: Vec<(String, String, &'static str)>,
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
            visits: home
                .visits
                .iter()
                .map(|(place, visit)| visits::line(*place, visit, language))
                .collect(),
        }
    }
}

/// The method that was really used, and the range it gives. Source: PA-36, UX 4.5.
fn how(now: NowEstimate, language: Language) -> Vec<String> {
    let m = Words::of(language);
    let words = if now.by_hour { m.why_by_hour } else { m.why_flat };
    let mut lines = vec![fill(words, &[("days", &now.days.to_string())])];
    if let Some((low, high)) = now.range {
        let [low, high] = [low, high].map(|one| language.balance_in_sentence(one));
        lines.push(fill(m.why_range, &[("low", &low), ("high", &high)]));
    }
    lines
}

impl HomeCard {
    /// Nothing on it leads anywhere.
    pub(crate) fn read_only(self) -> Self {
        Self { button: None, help: None, movements: String::new(), explained: None, ..self }
    }

    pub(crate) fn new(one: &MyCard, frame: &Frame) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let mut card = card::card(&one.card, language);
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
        let estimate = one.estimate.map(|now| {
            fill(m.estimated, &[("balance", &language.balance_in_sentence(now.balance))])
        });
        let how = one.estimate.map(|now| how(now, language)).unwrap_or_default();
        // Booked in another order, they are read by their days.
        let mut last: Vec<_> = one.last.iter().collect();
        last.sort_by_key(|line| std::cmp::Reverse(line.day));
        let last = last.into_iter().map(|line| {
            let what = homes::kind_name(line.kind, language);
            (language.short_date(line.day), what, language.effect(line.amount))
        });
        let help = match one.card.state {
            ShownState::HeldOn | ShownState::Off | ShownState::Emergency => {
                let own = format!("{}?n={place}", Page::Help.path(language));
                Some((own, help::help_now(language)))
            }
            ShownState::Low => {
                // The link says it; the phone is at the foot of the page.
                card.help = None;
                Some(help::see_help(language))
            }
            ShownState::InOrder => None,
        };
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
            how,
            why: m.why,
            live: one.live.map(|now| live(now, language)),
            last: last.collect(),
            movements: format!("{}?n={place}", Page::Movements.path(language)),
            explained: Some(reasons::link(place, language)),
            card,
        }
    }
}

/// An amount that a person chose on the page to top up.
pub(crate) fn amount_of(text: &str) -> Option<MicroEuro> {
    forms::amount(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::homes::{MovementKind, MovementLine};
    use crate::pay::frame::Switch;
    use crate::view::StateCard;
    use calendar::Instant;
    use units::{Dso, Ean};

    fn eur(text: &str) -> MicroEuro {
        text.parse().unwrap()
    }

    fn line(day: &str) -> MovementLine {
        let day = day.parse().unwrap();
        MovementLine { day, kind: MovementKind::Energy, amount: eur("-1"), of: None }
    }

    fn shown(state: ShownState, language: Language) -> HomeCard {
        let ean = Ean::with_check_digit(54_144_901_234_567_890).unwrap();
        let now: Instant = "2026-11-20T14:05:00+01:00".parse().unwrap();
        let energy = Energy::Electricity;
        let town = "4800 Verviers".to_owned();
        let card = StateCard {
            ean,
            dso: Dso::Ores,
            energy,
            state,
            supply: Supply::Connected,
            modifiers: Vec::new(),
            balance: eur("3.80"),
            emergency_credit: eur("15"),
            emergency_left: MicroEuro::ZERO,
            to_stay_on: MicroEuro::ZERO,
            to_clear: MicroEuro::ZERO,
            held_by: None,
            until: None,
            spared: calendar::Spared::default(),
            open_again: None,
            as_of: now,
            now,
            last_reading: Some(now),
            help: Some("0800 00 000".to_owned()),
            office: None,
        };
        let one = MyCard {
            meter: MyMeter { place: 2, energy, reference: ean.reference(), town },
            card,
            offered: None,
            estimate: None,
            last: ["2026-11-18", "2026-11-19", "2026-11-17"].map(line).to_vec(),
            live: None,
        };
        let frame = Frame::new(language, "0800 00 000", Switch::Links(Vec::new()));
        HomeCard::new(&one, &frame)
    }

    #[test]
    fn s2_leads_to_the_help_there_is_and_worries_nobody_with_a_number() {
        let low = shown(ShownState::Low, Language::En);
        let link = ("/en/help-to-pay".to_owned(), "Hard to pay? See what help there is");
        assert_eq!((low.help, low.card.help), (Some(link), None));
        let worse = shown(ShownState::Emergency, Language::En);
        assert_eq!(worse.help.unwrap().0, "/en/my/help?n=2");
        assert!(worse.card.help.unwrap().contains("0800 00 000"));
        assert_eq!(shown(ShownState::InOrder, Language::En).help, None);
    }

    #[test]
    fn what_was_booked_in_another_order_is_read_by_its_days() {
        let low = shown(ShownState::Low, Language::En);
        let days: Vec<&str> = low.last.iter().map(|(day, ..)| day.as_str()).collect();
        assert_eq!(days, ["19/11", "18/11", "17/11"]);
    }
}
