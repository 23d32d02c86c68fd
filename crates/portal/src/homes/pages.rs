//! Parties' pages as structs of ready text. What a party may not see does not reach them.

use super::api::{Home, HomePage, Money, MovementKind, PartyPage};
use super::words::Words;
use crate::card::Chip;
use crate::language::{Paths as _, Writes as _};
use crate::pay::frame::{Frame, PageError};
use crate::view::{ShownState, Supply};
use crate::words::{by, fill};
use askama::Template;
use calendar::Instant;
use ledger::EntryKind;
use units::{AccountId, Energy, Language, MicroEuro};

/// How urgent a home is; the list has its groups in this order. Source: TP-22, U-24.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Urgency {
    Off,
    Soon,
    On,
}

impl Urgency {
    const ALL: [Self; 3] = [Self::Off, Self::Soon, Self::On];

    fn of(state: ShownState) -> Self {
        match state {
            ShownState::Off => Self::Off,
            ShownState::HeldOn | ShownState::Emergency => Self::Soon,
            ShownState::Low | ShownState::InOrder => Self::On,
        }
    }

    fn title(self, w: &Words) -> &'static str {
        match self {
            Self::Off => w.off,
            Self::Soon => w.soon,
            Self::On => w.on,
        }
    }

    fn id(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Soon => "soon",
            Self::On => "on",
        }
    }
}

/// The darkest first: off and waiting for money, off and waiting for the meter or a hand, then who is
/// held, the shortest time first.
fn rank(home: &Home) -> (Urgency, u8, i64) {
    let within = match (home.state, home.supply) {
        (ShownState::Off, Supply::Disconnected) => 0,
        (ShownState::Off, _) | (ShownState::HeldOn, _) => 1,
        (ShownState::Emergency, _) => 2,
        (ShownState::Low, _) => 3,
        (ShownState::InOrder, _) => 4,
    };
    (Urgency::of(home.state), within, home.held_until.map_or(0, |until| until.0))
}

/// Sorts `flat 2` before `flat 10`.
fn natural(label: &str) -> String {
    let mut key = String::with_capacity(label.len() + 16);
    let mut digits = String::new();
    for letter in label.to_lowercase().chars().chain([' ']) {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        if !digits.is_empty() {
            key.push_str(&format!("{digits:0>12}"));
            digits.clear();
        }
        key.push(letter);
    }
    key
}

#[derive(Debug)]
struct Group {
    id: &'static str,
    title: &'static str,
    cards: Vec<Card>,
}

#[derive(Debug)]
pub(crate) struct Card {
    title: String,
    place: String,
    tail: String,
    class: &'static str,
    chip: &'static str,
    word: &'static str,
    lines: Vec<String>,
    facts: Vec<(&'static str, String)>,
    pay: Option<String>,
    /// It is what this home needs now.
    first: bool,
    movements: Option<String>,
}

/// Where the links of a page lead: with a cookie the address needs nothing more, without one it has the
/// visit in it, and the payment opens beside the list.
#[derive(Debug, Clone)]
pub(crate) struct Ways {
    /// `None` with a cookie.
    pub visit: Option<String>,
    /// There are pages to pay at.
    pub pays: bool,
}

impl Ways {
    pub(crate) fn list(&self, language: Language) -> String {
        match &self.visit {
            Some(visit) => format!("{}/v/{visit}", language.homes_path()),
            None => language.homes_path().to_owned(),
        }
    }

    pub(crate) fn home(&self, language: Language, AccountId(account): AccountId) -> String {
        match &self.visit {
            Some(_) => format!("{}/{account}", self.list(language)),
            None => format!("{}/home/{account}", language.homes_path()),
        }
    }
}

fn plain(reference: units::PaymentReference) -> String {
    format!("{:013}", reference.as_u64())
}

/// The name of a home, and what kind of energy it is where.
fn title(home: &Home, frame: &Frame) -> (String, String) {
    let energy = frame.w.energy_name(home.energy);
    match (home.label.is_empty(), home.town.is_empty()) {
        (true, _) => (energy.to_owned(), home.town.clone()),
        (false, true) => (home.label.clone(), energy.to_owned()),
        (false, false) => (home.label.clone(), format!("{energy} · {}", home.town)),
    }
}

/// What there is to say of a home beside its state.
fn lines(home: &Home, w: &Words, frame: &Frame, gas_phone: &str) -> Vec<String> {
    let language = frame.language;
    let mut lines = Vec::new();
    match home.state {
        ShownState::Off => {
            lines.push(by(home.energy, w.is_off_power, w.is_off_gas).to_owned());
            match home.supply {
                Supply::ReconnectOrdered => lines.push(w.ordered.to_owned()),
                Supply::ReadyForReconnection => {
                    if home.energy == Energy::Gas {
                        lines.push(fill(frame.w.gas_smell, &[("phone", gas_phone)]));
                    }
                    lines.push(by(home.energy, frame.w.press_power, frame.w.press_gas).to_owned());
                }
                Supply::Connected
                | Supply::DisconnectOrdered
                | Supply::Disconnected
                | Supply::LeakTesting => {}
            }
        }
        ShownState::HeldOn => lines.push(match home.held_until {
            Some(until) => {
                let text = by(home.energy, w.held_until_power, w.held_until_gas);
                fill(text, &[("time", &language.instant(until))])
            }
            None => by(home.energy, w.held_power, w.held_gas).to_owned(),
        }),
        ShownState::Emergency | ShownState::Low | ShownState::InOrder => {}
    }
    if home.under_way {
        lines.push(w.under_way.to_owned());
    }
    lines
}

fn facts(home: &Home, w: &Words, language: Language) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if let Some(Money { balance, to_stay_on, to_clear, .. }) = home.money {
        facts.push((w.balance, language.balance(balance)));
        if home.state == ShownState::HeldOn && to_stay_on > MicroEuro::ZERO {
            facts.push((w.to_stay_on, language.money(to_stay_on)));
        }
        if home.state == ShownState::Off && to_clear > MicroEuro::ZERO {
            facts.push((w.to_be_on, language.money(to_clear)));
        }
    }
    if let Some(last) = home.mandate_until {
        facts.push((w.mandate_until, language.date(last)));
    }
    facts
}

impl Card {
    fn new(home: &Home, frame: &Frame, ways: &Ways, gas_phone: &str) -> Self {
        let (w, language) = (Words::of(frame.language), frame.language);
        let (name, place) = title(home, frame);
        let Chip { class: chip, word } = Chip::of(home.state, language);
        let reference = plain(home.reference);
        // Who has paid has something else to do now: no button that asks for money again.
        let waits = matches!(
            home.supply,
            Supply::ReconnectOrdered | Supply::ReadyForReconnection | Supply::LeakTesting
        );
        let urgent = Urgency::of(home.state) != Urgency::On;
        let (lines, facts) = (lines(home, w, frame, gas_phone), facts(home, w, language));
        Self {
            title: name,
            place,
            // The digits stay on one line.
            tail: home.reference.to_string().replace(' ', "\u{a0}"),
            class: match home.state {
                ShownState::Off | ShownState::HeldOn => "bad",
                ShownState::Emergency => "wait",
                // One of many about which there is nothing to say: in one row.
                ShownState::Low | ShownState::InOrder if lines.is_empty() && facts.is_empty() => {
                    "calm"
                }
                ShownState::Low | ShownState::InOrder => "",
            },
            chip,
            word,
            lines,
            facts,
            pay: (home.may_pay && ways.pays && !waits)
                .then(|| format!("{}?r={reference}&go=1", language.top_up_path())),
            first: urgent && !home.under_way,
            movements: home.has_movements.then(|| ways.home(language, home.account)),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "homes/list.html")]
pub(crate) struct ListPage {
    frame: Frame,
    h: &'static Words,
    title: String,
    counts: String,
    groups: Vec<Group>,
    own_window: bool,
    pays: bool,
    as_of: String,
}

fn counted(n: usize, one: &str, many: &str) -> String {
    match n {
        1 => one.to_owned(),
        _ => fill(many, &[("n", &n.to_string())]),
    }
}

impl ListPage {
    pub(crate) fn new(frame: Frame, page: &PartyPage, ways: &Ways, gas_phone: &str) -> Self {
        let (h, language) = (Words::of(frame.language), frame.language);
        let mut homes: Vec<&Home> = page.homes.iter().collect();
        homes
            .sort_by_cached_key(|home| (rank(home), natural(&home.label), home.reference.as_u64()));
        let count =
            |urgency| homes.iter().filter(|home| Urgency::of(home.state) == urgency).count();
        let title = match count(Urgency::Off) {
            0 => h.all_on.to_owned(),
            off => counted(off, h.one_off, h.many_off),
        };
        let mut counts = counted(homes.len(), h.one_home, h.many_homes);
        let soon = count(Urgency::Soon);
        if soon > 0 {
            counts = format!("{} {counts}", counted(soon, h.one_soon, h.many_soon));
        }
        let groups = Urgency::ALL.into_iter().map(|urgency| Group {
            id: urgency.id(),
            title: urgency.title(h),
            cards: homes
                .iter()
                .filter(|home| Urgency::of(home.state) == urgency)
                .map(|home| Card::new(home, &frame, ways, gas_phone))
                .collect(),
        });
        let groups: Vec<Group> = groups.filter(|group| !group.cards.is_empty()).collect();
        let pays = groups.iter().flat_map(|group| &group.cards).any(|card| card.pay.is_some());
        Self {
            h,
            counts,
            own_window: ways.visit.is_some() && pays,
            pays,
            as_of: fill(frame.w.as_of, &[("time", &language.instant(page.as_of))]),
            frame: frame.titled(&title, &[]),
            groups,
            title,
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "homes/home.html")]
pub(crate) struct MovementsPage {
    frame: Frame,
    h: &'static Words,
    card: Card,
    rows: Vec<(String, &'static str, String)>,
    list: String,
    own_window: bool,
    as_of: String,
}

impl MovementsPage {
    pub(crate) fn new(frame: Frame, page: &HomePage, ways: &Ways, gas_phone: &str) -> Self {
        let (h, language) = (Words::of(frame.language), frame.language);
        let mut card = Card::new(&page.home, &frame, ways, gas_phone);
        card.movements = None;
        let rows = page.movements.iter().map(|line| {
            (language.short_date(line.day), kind(line.kind, h), language.effect(line.amount))
        });
        let as_of = page.home.money.map_or(page.as_of, |money| money.as_of);
        Self {
            h,
            rows: rows.collect(),
            list: ways.list(language),
            own_window: ways.visit.is_some(),
            as_of: fill(frame.w.as_of, &[("time", &language.instant(as_of))]),
            frame: frame.titled(h.movements, &[]),
            card,
        }
    }
}

/// What moved a balance, in a word.
pub(crate) fn kind_name(kind: MovementKind, language: Language) -> &'static str {
    self::kind(kind, Words::of(language))
}

fn kind(kind: MovementKind, h: &Words) -> &'static str {
    let entry = match kind {
        MovementKind::Energy => return h.energy_used,
        MovementKind::Repaid => return h.repaid,
        MovementKind::Entry(entry) => entry,
    };
    match entry {
        EntryKind::StartingAdvance => h.advance,
        EntryKind::MeterTransfer => h.old_meter,
        EntryKind::EnergyCharge => h.energy_used,
        EntryKind::Correction => h.correction,
        EntryKind::Collection | EntryKind::Repayment => h.repaid,
        EntryKind::Relief | EntryKind::ReliefDecision => h.relief,
        EntryKind::TopUp => h.received,
        EntryKind::Aid => h.aid,
        EntryKind::Refund => h.refund,
        EntryKind::Chargeback => h.taken_back,
        EntryKind::Reversal => h.undone,
        EntryKind::DebtEntered | EntryKind::LimitedEnergy => h.later,
        EntryKind::Adjustment
        | EntryKind::Suspense
        | EntryKind::Remittance
        | EntryKind::ShiftClose => h.adjusted,
        EntryKind::SharedEnergy => h.shared,
        EntryKind::Closing => h.closed,
    }
}

/// One page for every link that opens nothing, and one for who has to wait.
#[derive(Debug, Template)]
#[template(path = "homes/gone.html")]
pub(crate) struct GonePage {
    frame: Frame,
    h: &'static Words,
    title: &'static str,
    text: String,
    pays: bool,
}

impl GonePage {
    pub(crate) fn gone(frame: Frame, pays: bool) -> Self {
        let h = Words::of(frame.language);
        Self::of(frame, h.gone_title, h.gone_text.to_owned(), pays)
    }

    pub(crate) fn wait(frame: Frame, until: Instant, pays: bool) -> Self {
        let h = Words::of(frame.language);
        // To the minute, and never too early.
        let time = frame.language.clock(until.plus_s(59));
        let text = fill(frame.w.wait, &[("time", &time), ("phone", &frame.phone)]);
        Self::of(frame, h.wait_title, text, pays)
    }

    pub(crate) fn broken(frame: Frame) -> Self {
        let (title, text) = (frame.w.broken_title, frame.w.broken_text.to_owned());
        Self::of(frame, title, text, false)
    }

    fn of(frame: Frame, title: &'static str, text: String, pays: bool) -> Self {
        let h = Words::of(frame.language);
        Self { frame: frame.titled(title, &[]), h, title, text, pays }
    }
}

/// Where a key is keyed in that somebody was told. Source: UX 8.1 P-01.
#[derive(Debug, Template)]
#[template(path = "homes/key.html")]
pub(crate) struct KeyPage {
    frame: Frame,
    h: &'static Words,
    errors: Vec<PageError>,
    typed: String,
    action: String,
    pays: bool,
}

/// Why a key opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoKey {
    Wrong,
    Wait { until: Instant },
}

impl KeyPage {
    pub(crate) fn new(frame: Frame, typed: String, wrong: Option<NoKey>, pays: bool) -> Self {
        let h = Words::of(frame.language);
        let errors: Vec<PageError> = wrong
            .into_iter()
            .map(|wrong| match wrong {
                NoKey::Wrong => PageError::at("key", h.e_key),
                NoKey::Wait { until } => {
                    // To the minute, and never too early.
                    let time = frame.language.clock(until.plus_s(59));
                    let values = [("time", time.as_str()), ("phone", &frame.phone)];
                    PageError::at("key", fill(frame.w.wait, &values))
                }
            })
            .collect();
        Self {
            action: key_path(frame.language),
            frame: frame.titled(h.key_title, &errors),
            h,
            errors,
            typed,
            pays,
        }
    }

    fn error(&self) -> Option<&str> {
        self.errors.first().map(|error| error.text.as_str())
    }
}

pub(crate) fn key_path(language: Language) -> String {
    format!("{}/key", language.homes_path())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tp_22_labels_are_sorted_as_people_count() {
        let mut labels = ["flat 10", "Flat 2", "flat 1B", "flat 1", "cellar", "flat 1 c"];
        labels.sort_by_key(|label| natural(label));
        assert_eq!(labels, ["cellar", "flat 1", "flat 1 c", "flat 1B", "Flat 2", "flat 10"]);
    }
}
