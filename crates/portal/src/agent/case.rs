//! The page of one account: its card, what is open, and its story on one line of time. Source: UX A-02.

use super::acts::impossible;
use super::api::{
    ActKind, Case, Event, EventKind, EventLink, HoldLine, OpenThing, Stage, VoltageCase,
    VoltageState,
};
use super::events;
use super::messages;
use super::notes;
use super::pages::{Menu, energy_name, error_at};
use super::paths::Page;
use super::questions;
use super::queues::encoded;
use super::relief;
use super::story;
use super::words::Words;
use crate::card::{self, Card, Chip};
use crate::language::{Paths as _, Writes as _};
use crate::my::{self, MyCard};
use crate::pay::frame::{Frame, PageError, Switch};
use crate::words::fill;
use access::{Act, Needs, Only, Role, Verb};
use askama::Template;
use units::{Energy, Language};

/// Who may ask for a cut or a limit. Source: UX 7.3.
pub(super) const CUTS: Needs = Needs::PartOf(Act::MeterCommands, Only::All);
/// Who agrees on what is repaid, and enters what the commission has decided. Source: UX 7.3.
pub(super) const PLANS: Needs = Needs::Anyones(Act::DebtAndPlan, Verb::Do);
/// Holds that say how a household has to be treated, and not that something is looked at. Source: CG-09.
const FLAGS: [&str; 2] = ["medical", "vulnerability"];
/// Lines of the story on a page.
pub(super) const EVENTS: usize = 40;

/// Which lines of the story are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    All,
    Only(EventKind),
    /// Money and messages.
    Seen,
}

impl Shown {
    pub(super) fn of_name(name: &str) -> Self {
        match name {
            "seen" => Self::Seen,
            name => EventKind::of_name(name).map_or(Self::All, Self::Only),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Seen => "seen",
            Self::Only(kind) => kind.name(),
        }
    }

    fn shows(self, kind: EventKind) -> bool {
        match self {
            Self::All => true,
            Self::Only(only) => only == kind,
            Self::Seen => matches!(kind, EventKind::Money | EventKind::Notice),
        }
    }
}

fn kind_name(kind: EventKind, m: &Words) -> &'static str {
    match kind {
        EventKind::Money => m.k_money,
        EventKind::Meter => m.k_meter,
        EventKind::Decision => m.k_decision,
        EventKind::Notice => m.k_notice,
        EventKind::Person => m.k_person,
        EventKind::Other => m.k_other,
    }
}

pub(super) fn act_name(kind: ActKind, m: &Words) -> &'static str {
    match kind {
        ActKind::Adjust => m.a_adjust,
        ActKind::Slip => m.a_slip,
        ActKind::Grace => m.a_grace,
        ActKind::Code => m.a_code,
        ActKind::Hold => m.a_hold,
        ActKind::Unhold => m.a_unhold,
        ActKind::Release => m.a_release,
        ActKind::Cut => m.a_cut,
        ActKind::Limit => m.a_limit,
        ActKind::Read => m.a_read,
        ActKind::Display => m.a_display,
        ActKind::Answer => m.a_answer,
        ActKind::Refund => m.a_refund,
        ActKind::GiveBack => m.a_give_back,
        ActKind::Plan => m.a_plan,
        ActKind::Agree => m.a_agree,
        ActKind::Suspend => m.a_suspend,
        ActKind::Relief => m.a_relief,
        ActKind::Message => m.a_message,
        ActKind::Again => m.a_again,
        ActKind::NewCode => m.a_new_code,
    }
}

#[derive(Debug)]
struct Row {
    when: String,
    kind: &'static str,
    what: String,
    detail: String,
    balance: Option<String>,
    guards: Vec<String>,
    stages: Vec<String>,
    href: Option<String>,
    /// What was not done, once more.
    again: Option<String>,
}

impl Row {
    /// `own`: the address of the case.
    fn new(event: &Event, own: &str, language: Language, m: &Words) -> Self {
        let stage = |(stage, at): &(Stage, calendar::Instant)| {
            let word = match stage {
                Stage::Sent => m.s_sent,
                Stage::Acknowledged => m.s_ack,
                Stage::Done => m.s_done,
                Stage::Failed => m.s_failed,
                Stage::Withdrawn => m.s_withdrawn,
            };
            format!("{word} {}", language.instant(*at))
        };
        // Acts and orders have names of their own.
        let what = match (event.what.strip_prefix("act."), event.what.strip_prefix("command.")) {
            (Some(act), _) => {
                let kind = ActKind::of_name(act);
                kind.map_or_else(|| act.to_owned(), |kind| act_name(kind, m).to_owned())
            }
            (None, Some(order)) => events::order(order, language),
            (None, None) => events::event(&event.what, language),
        };
        Self {
            when: language.instant(event.at),
            kind: kind_name(event.kind, m),
            what,
            detail: story::sentence(&event.detail, language),
            balance: event.balance.map(|balance| language.balance(balance)),
            guards: event.guards.iter().map(|id| events::guard(id, language)).collect(),
            stages: event.stages.iter().map(stage).collect(),
            href: event.link.as_ref().and_then(|link| match link {
                EventLink::Payment(id) => {
                    Some(format!("{}/{}", Page::Payments.path(language), encoded(id)))
                }
                EventLink::Act(id) => Some(format!("{}/{id}", Page::Acts.path(language))),
                EventLink::Visit(id) => Some(format!("{}/{id}", Page::Visits.path(language))),
                EventLink::Again(_) => None,
            }),
            again: event.link.as_ref().and_then(|link| match link {
                EventLink::Again(kind) => Some(format!("{own}/{}", kind.name())),
                EventLink::Payment(_) | EventLink::Act(_) | EventLink::Visit(_) => None,
            }),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "agent/case.html")]
pub(super) struct CasePage {
    frame: Frame,
    m: &'static Words,
    n: &'static notes::Words,
    menu: Menu,
    errors: Vec<PageError>,
    title: String,
    own: String,
    /// Who else has it open.
    here: Option<String>,
    /// A note that was written and is shown again.
    typed: String,
    chip: Chip,
    energy: &'static str,
    card: Card,
    facts: Vec<(&'static str, String)>,
    /// How somebody is reached, and what is said first.
    head: Vec<(&'static str, String)>,
    /// What somebody has to be treated by, and what right it gives. Source: UX 8.5.
    flags: Vec<(String, &'static str)>,
    holds: Vec<String>,
    /// Words and address.
    open: Vec<(String, Option<String>)>,
    /// Address and words.
    acts: Vec<(String, &'static str)>,
    as_customer: String,
    /// Other pages of the same account: address and words.
    others: Vec<(String, &'static str)>,
    closed: bool,
    /// Address, words, current.
    filters: Vec<(String, &'static str, bool)>,
    rows: Vec<Row>,
    older: Option<String>,
    newer: Option<String>,
    voltage: Vec<Voltage>,
}

/// A complaint about voltage in words.
#[derive(Debug)]
struct Voltage {
    title: String,
    class: &'static str,
    state: &'static str,
    effect: String,
    evidence: Vec<String>,
    /// Day, phase, lowest and highest.
    days: Vec<(String, String, String, String)>,
}

/// Thousandths of a volt with one decimal, as far from the limits as it was.
fn volts(millivolts: i64, language: Language) -> String {
    let tenths = millivolts.saturating_add(50).div_euclid(100);
    let text = units::format_decimal(i128::from(tenths), 1);
    let text = if language == Language::En { text } else { text.replace('.', ",") };
    format!("{text}\u{a0}V")
}

fn voltage(case: &VoltageCase, language: Language, m: &Words) -> Voltage {
    let (class, state) = match case.state {
        VoltageState::Received => ("s2", m.v_received),
        VoltageState::Measured => ("s3", m.v_measured),
        VoltageState::Diagnosed => ("s3", m.v_diagnosed),
        VoltageState::Action => ("s3", m.v_action),
        VoltageState::Closed => ("s1", m.v_closed),
    };
    let number = case.number.to_string();
    let evidence = case.evidence.iter().map(|one| {
        let values = [
            language.date(one.from),
            language.date(one.until),
            volts(one.lowest, language),
            volts(one.highest, language),
            one.outside.to_string(),
            one.means.to_string(),
        ];
        let [from, until, low, high, outside, means] = values.each_ref().map(String::as_str);
        fill(
            m.v_evidence,
            &[
                ("from", from),
                ("until", until),
                ("low", low),
                ("high", high),
                ("outside", outside),
                ("means", means),
            ],
        )
    });
    let days = case.days.iter().map(|(day, phase, low, high)| {
        (language.date(*day), format!("L{phase}"), volts(*low, language), volts(*high, language))
    });
    let day = language.date(case.received);
    Voltage {
        title: fill(m.v_case, &[("number", &number), ("day", &day)]),
        class,
        state,
        effect: case.effect.clone(),
        evidence: evidence.collect(),
        days: days.collect(),
    }
}

fn open_words(thing: &OpenThing, language: Language, m: &Words) -> (String, Option<String>) {
    match thing {
        OpenThing::Payment(id) => {
            let story = format!("{}/{}", Page::Payments.path(language), encoded(id));
            (fill(m.open_payment, &[("id", id)]), Some(story))
        }
        OpenThing::Command(kind, since) => {
            let (what, time) = (events::order(kind, language), language.instant(*since));
            (fill(m.open_command, &[("what", &what), ("time", &time)]), None)
        }
        OpenThing::Act(id, kind) => {
            let words = fill(m.open_act, &[("what", act_name(*kind, m))]);
            (words, Some(format!("{}/{id}", Page::Acts.path(language))))
        }
        OpenThing::Question(one) => {
            let facts = (one.number, one.kind, one.due, one.late);
            let (words, href) = questions::line(facts, language, m);
            (words, Some(href))
        }
        OpenThing::Notices(count) => (fill(m.open_notices, &[("count", &count.to_string())]), None),
    }
}

pub(super) fn hold_words(
    name: &str,
    until: Option<calendar::Instant>,
    language: Language,
    m: &Words,
) -> String {
    let until = match until {
        // The last day that still counts.
        Some(end) => fill(m.until, &[("day", &language.date(end.plus_s(-1).day()))]),
        None => m.no_end.to_owned(),
    };
    format!("{}, {until}", events::hold(name, language))
}

impl CasePage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        case: &Case,
        (shown, page): (Shown, usize),
        (typed, errors): (String, Vec<PageError>),
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let own = format!("{}/{}", Page::Case.path(language), case.account);
        let energy = energy_name(case.energy, &frame);
        let unknown = || m.unknown.to_owned();
        let reference = format!("{:013}", case.reference.as_u64());
        let channel = |name: &String| messages::channel_name(name, language);
        let channels: Vec<&str> = case.channels.iter().map(channel).collect();
        let facts = vec![
            (m.reference, reference.clone()),
            ("EAN", case.ean.to_string()),
            (m.meter, case.meter.clone().unwrap_or_else(|| m.no_meter.to_owned())),
        ];
        let head = vec![
            (m.address, if case.address.is_empty() { unknown() } else { case.address.clone() }),
            (m.phone, case.phone.clone().unwrap_or_else(unknown)),
            (m.mail, case.email.clone().unwrap_or_else(unknown)),
            (m.speaks, case.language.map_or_else(unknown, |one| one.own_name().to_owned())),
            (m.channel, if channels.is_empty() { unknown() } else { channels.join(", ") }),
        ];
        let (flags, holds): (Vec<&HoldLine>, Vec<&HoldLine>) =
            case.holds.iter().partition(|hold| FLAGS.contains(&hold.name.as_str()));
        let words = |hold: &&HoldLine| hold_words(&hold.name, hold.until, language, m);
        // Gas has no mode between on and off. Source: PA-16.
        let what_it_means = match case.energy {
            Energy::Electricity => m.f_protected,
            Energy::Gas => m.f_protected_gas,
        };
        let protected = case.protected.then(|| (m.protected.to_owned(), what_it_means));
        let kept_on = flags.iter().map(|flag| (words(flag), m.f_kept_on));
        let flags = protected.into_iter().chain(kept_on).collect();
        let holds = holds.iter().map(words).collect();
        let wanted: Vec<&Event> =
            case.events.iter().filter(|event| shown.shows(event.kind)).collect();
        let address = |shown: Shown, page: usize| {
            let mut query = Vec::new();
            if shown != Shown::All {
                query.push(format!("kind={}", shown.name()));
            }
            if page > 0 {
                query.push(format!("page={page}"));
            }
            let rest = query.join("&");
            if rest.is_empty() { own.clone() } else { format!("{own}?{rest}") }
        };
        let mut filters = vec![
            (address(Shown::All, 0), m.story_all, shown == Shown::All),
            (address(Shown::Seen, 0), m.seen_only, shown == Shown::Seen),
        ];
        for kind in EventKind::ALL {
            let only = Shown::Only(kind);
            if shown == only || case.events.iter().any(|event| event.kind == kind) {
                filters.push((address(only, 0), kind_name(kind, m), shown == only));
            }
        }
        let first = page.saturating_mul(EVENTS);
        let rows = wanted.iter().skip(first).take(EVENTS);
        let cuts = CUTS.allows(Some(role));
        let enters = PLANS.allows(Some(role));
        let acts = ActKind::OF_CASE
            .into_iter()
            .filter(|kind| {
                !ActKind::OF_PLANS.contains(kind)
                    && !ActKind::OF_MESSAGES.contains(kind)
                    && (cuts || !matches!(kind, ActKind::Cut | ActKind::Limit))
                    && impossible(*kind, &case.card, m).is_none()
                    && (*kind != ActKind::Unhold || !case.holds.is_empty())
                    && (*kind != ActKind::Relief || enters && relief::is_open(case.relief))
            })
            .map(|kind| (format!("{own}/{}", kind.name()), act_name(kind, m)));
        let name = if case.name.is_empty() { reference } else { case.name.clone() };
        let title = format!("{name}, {}", card::card_of_a_case(&case.card, language).title);
        Self {
            menu: Menu::new(language, role, Some(Page::Case)),
            chip: Chip::of(case.card.state, language),
            energy,
            card: card::card_of_a_case(&case.card, language),
            facts,
            head,
            flags,
            holds,
            open: {
                let waits = relief::waits(case.relief, enters.then_some(own.as_str()), language);
                let open = case.open.iter().map(|thing| open_words(thing, language, m));
                waits.into_iter().chain(open).collect()
            },
            acts: if case.closed { Vec::new() } else { acts.collect() },
            as_customer: format!("{own}/customer"),
            others: vec![
                (format!("{}/{}", Page::Plans.path(language), case.account), m.n_plans),
                (format!("{}/{}", Page::Messages.path(language), case.account), m.n_messages),
                (
                    format!("{}?account={}", Page::Payments.path(language), case.account),
                    m.n_payments,
                ),
                (
                    format!("{}/new/{}", Page::Visits.path(language), case.account),
                    super::visits::Words::of(language).new,
                ),
            ],
            closed: case.closed,
            filters,
            rows: rows.map(|event| Row::new(event, &own, language, m)).collect(),
            older: (wanted.len() > first.saturating_add(EVENTS)).then(|| address(shown, page + 1)),
            newer: (page > 0).then(|| address(shown, page - 1)),
            voltage: case.voltage.iter().map(|one| voltage(one, language, m)).collect(),
            here: notes::here(&case.here, language),
            typed,
            n: notes::Words::of(language),
            frame: frame.titled(&title, &errors),
            errors,
            title: name,
            own,
            m,
        }
    }
}

/// The card as its holder sees it, and nothing to press.
#[derive(Debug, Template)]
#[template(path = "agent/customer.html")]
pub(super) struct CustomerPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    own: my::HomeCard,
    last_moves: &'static str,
    back: String,
    holder: Language,
}

impl CustomerPage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        account: units::AccountId,
        (card, holder): (&MyCard, Language),
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let theirs = Frame::new(holder, &frame.phone, Switch::Links(Vec::new()));
        let own = my::HomeCard::new(card, &theirs).read_only();
        Self {
            menu: Menu::new(language, role, None),
            own,
            last_moves: my::last_moves(holder),
            back: format!("{}/{account}", Page::Case.path(language)),
            frame: frame.titled(m.as_customer, &[]),
            m,
            holder,
        }
    }
}
