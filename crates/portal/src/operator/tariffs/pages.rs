//! Prices and what is wrong with them, the look at what a draft does, and the draft that waits.

use super::BELOW;
use super::api::{
    TariffAlarm, TariffCheck, TariffDraft, TariffDraftView, TariffEffect, TariffFault, TariffLine,
    TariffRefused, TariffWish, TariffsView, Written,
};
use super::words::Words;
use crate::agent::Menu;
use crate::language::{Paths as _, Writes as _};
use crate::my::{Tariff, tariff_name, unit_price};
use crate::operator::ChangeState;
use crate::operator::pages::{error_at, tabs};
use crate::operator::parameters::Fields;
use crate::operator::paths::Page;
use crate::operator::words::Words as Common;
use crate::pay::forms;
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use access::{Act, Needs, Role, Verb};
use askama::Template;
use units::{Energy, Language, ObisCode};

/// That a price which leaps was compared with its announcement.
pub(super) const LEAP: &str = "leap";
pub(super) const WHY: &str = "why";
pub(super) const FILE: &str = "file";
const CSV: &str = "csv";
const SOURCE: &str = "t_source";
const REASON: &str = "reason";
const HAND_SOURCE: &str = "p_source";
const HAND_REASON: &str = "p_reason";
const ENERGY: &str = "p_energy";
const BASIS: &str = "p_basis";
const REGISTER: &str = "p_register";
const FROM: &str = "p_from";
const PRICE: &str = "p_price";
/// Bad lines that are named at once.
const MOST_ERRORS: usize = 20;

/// The fields of both forms as they were filled in.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Typed {
    /// One price by hand, not a file.
    by_hand: bool,
    csv: String,
    source: String,
    reason: String,
    hand_source: String,
    hand_reason: String,
    energy: String,
    basis: String,
    register: String,
    from: String,
    price: String,
}

impl Typed {
    pub(super) fn of(fields: &Fields) -> Self {
        let of = |name: &str| fields.others.get(name).cloned().unwrap_or_default();
        Self {
            by_hand: fields.kind == "one",
            csv: fields.csv.clone(),
            source: of(SOURCE),
            reason: fields.reason.clone(),
            hand_source: of(HAND_SOURCE),
            hand_reason: of(HAND_REASON),
            energy: of(ENERGY),
            basis: of(BASIS),
            register: of(REGISTER),
            from: of(FROM),
            price: of(PRICE),
        }
    }

    /// The fields that came with a file.
    pub(super) fn of_file(csv: String, of: impl Fn(&str) -> String) -> Self {
        let line = |name: &str| {
            let text = of(name);
            text.trim().chars().filter(|sign| !sign.is_control()).take(300).collect()
        };
        Self { csv, source: line(SOURCE), reason: line(REASON), ..Self::default() }
    }

    /// What the form asks for. Errors: at each field what is missing.
    pub(super) fn wish(&self, language: Language) -> Result<TariffWish, Vec<PageError>> {
        let (t, m) = (Words::of(language), Common::of(language));
        let mut errors = Vec::new();
        let mut wants = |text: &str, field: &'static str, words: &str| {
            if text.trim().is_empty() {
                errors.push(PageError::at(field, words));
            }
        };
        let (source, reason) = if self.by_hand {
            wants(&self.energy, ENERGY, m.e_energy);
            wants(&self.basis, BASIS, t.e_basis);
            wants(&self.from, FROM, m.e_day);
            wants(&self.price, PRICE, t.e_price);
            wants(&self.hand_source, HAND_SOURCE, t.e_source);
            wants(&self.hand_reason, HAND_REASON, m.e_reason);
            (&self.hand_source, &self.hand_reason)
        } else {
            wants(&self.csv, CSV, t.e_csv);
            wants(&self.source, SOURCE, t.e_source);
            wants(&self.reason, REASON, m.e_reason);
            (&self.source, &self.reason)
        };
        if !errors.is_empty() {
            return Err(errors);
        }
        let written = if self.by_hand {
            let of = [&self.energy, &self.basis, &self.register, &self.from, &self.price];
            let [energy, basis, register, from, price] = of.map(|text| text.trim().to_owned());
            // The day is kept as files have it; what is none is refused with the rest.
            let from = forms::day(&from).map_or(from, |day| day.to_string());
            Written::One([energy, basis, register, from, price])
        } else {
            Written::Lines(self.csv.clone())
        };
        Ok(TariffWish { written, source: source.clone(), reason: reason.clone() })
    }

    fn carried(&self) -> Vec<(&'static str, String)> {
        let of: &[(&'static str, &String)] = if self.by_hand {
            &[
                (ENERGY, &self.energy),
                (BASIS, &self.basis),
                (REGISTER, &self.register),
                (FROM, &self.from),
                (PRICE, &self.price),
                (HAND_SOURCE, &self.hand_source),
                (HAND_REASON, &self.hand_reason),
            ]
        } else {
            &[(CSV, &self.csv), (SOURCE, &self.source), (REASON, &self.reason)]
        };
        let kind = if self.by_hand { "one" } else { "lines" };
        let mut carried = vec![("kind", kind.to_owned())];
        carried.extend(of.iter().map(|(name, value)| (*name, (*value).clone())));
        carried
    }
}

/// At which field of the form for one price it is put right.
fn field_of(fault: &TariffFault) -> &'static str {
    match fault {
        TariffFault::Energy(_) => ENERGY,
        TariffFault::Basis(_) => BASIS,
        TariffFault::Register(_) | TariffFault::NotCharged => REGISTER,
        TariffFault::Day(_) | TariffFault::Charged(_) => FROM,
        TariffFault::Fields
        | TariffFault::Dso(_)
        | TariffFault::Foreign
        | TariffFault::Price(_)
        | TariffFault::NotPositive
        | TariffFault::InCents
        | TariffFault::Twice(_)
        | TariffFault::Known => PRICE,
    }
}

fn why(fault: &TariffFault, language: Language) -> String {
    let t = Words::of(language);
    let of = |template: &str, text: &str| fill(template, &[("text", text)]);
    match fault {
        TariffFault::Fields => t.f_fields.to_owned(),
        TariffFault::Dso(text) => of(t.f_dso, text),
        TariffFault::Foreign => t.f_foreign.to_owned(),
        TariffFault::Energy(text) => of(t.f_energy, text),
        TariffFault::Basis(text) => of(t.f_basis, text),
        TariffFault::Register(text) => of(t.f_register, text),
        TariffFault::NotCharged => t.f_not_charged.to_owned(),
        TariffFault::Day(text) => of(t.f_day, text),
        TariffFault::Price(text) => of(t.f_price, text),
        TariffFault::NotPositive => t.f_positive.to_owned(),
        TariffFault::InCents => t.f_cents.to_owned(),
        TariffFault::Twice(line) => fill(t.f_twice, &[("line", &line.to_string())]),
        TariffFault::Known => t.f_known.to_owned(),
        TariffFault::Charged(first) => fill(t.f_charged, &[("day", &first.to_string())]),
    }
}

/// What was refused, in words that say what to do: each bad line by its number, or at the field of the one price.
pub(super) fn refused(said: &TariffRefused, typed: &Typed, language: Language) -> Vec<PageError> {
    let (t, m) = (Words::of(language), Common::of(language));
    match said {
        TariffRefused::Heading(heading) => {
            vec![PageError::at(CSV, fill(t.f_heading, &[("heading", heading)]))]
        }
        TariffRefused::Empty => vec![PageError::at(CSV, t.f_empty)],
        TariffRefused::TooMany { count, most } => {
            let (count, most) = (count.to_string(), most.to_string());
            vec![PageError::at(CSV, fill(t.f_many, &[("count", &count), ("most", &most)]))]
        }
        TariffRefused::Lines(lines) => {
            let error = |(line, fault): &(usize, TariffFault)| {
                let why = why(fault, language);
                if typed.by_hand {
                    return PageError::at(field_of(fault), why);
                }
                let values = [("line", line.to_string()), ("why", why)];
                let values = values.each_ref().map(|(name, text)| (*name, text.as_str()));
                PageError::at(CSV, fill(t.f_line, &values))
            };
            lines.iter().take(MOST_ERRORS).map(error).collect()
        }
        TariffRefused::SamePerson => vec![PageError::general(m.e_same_person)],
        TariffRefused::Decided => vec![PageError::general(m.e_decided)],
        TariffRefused::NoDraft => vec![PageError::general(m.none_title)],
    }
}

fn register_name(register: Option<ObisCode>, t: &Words) -> String {
    match register {
        None => t.all.to_owned(),
        Some(ObisCode::IMPORT_PEAK) => format!("{} (1.8.1)", t.peak),
        Some(ObisCode::IMPORT_OFF_PEAK) => format!("{} (1.8.2)", t.off_peak),
        Some(other) => other.to_string(),
    }
}

/// `Electricity, social tariff, day (1.8.1)`.
fn what(energy: Energy, tariff: Tariff, register: Option<ObisCode>, frame: &Frame) -> String {
    let language = frame.language;
    let tariff = tariff_name(tariff == Tariff::Social, language);
    let register = register_name(register, Words::of(language));
    format!("{}, {tariff}, {register}", frame.w.energy_name(energy))
}

fn alarm_words(alarm: &TariffAlarm, frame: &Frame) -> (String, String) {
    let t = Words::of(frame.language);
    let template = if alarm.missing { t.a_missing } else { t.a_old };
    let day = frame.language.date(alarm.day);
    let of = what(alarm.energy, alarm.tariff, Some(alarm.register), frame);
    (of, fill(template, &[("day", &day)]))
}

#[derive(Debug)]
struct LineRow {
    price: String,
    register: String,
    span: String,
    in_force: bool,
    source: String,
    people: String,
}

impl LineRow {
    fn new(line: &TariffLine, language: Language) -> Self {
        let (t, m) = (Words::of(language), Common::of(language));
        let from = language.date(line.from);
        let span = match line.to {
            None => fill(m.since, &[("day", &from)]),
            Some(to) if to <= line.from => fill(t.replaced, &[("day", &from)]),
            Some(to) => fill(m.from_to, &[("from", &from), ("to", &language.date(to.previous()))]),
        };
        let at = line.at.map(|at| language.instant(at)).unwrap_or_else(|| "–".to_owned());
        let values = [("who", &*line.asked_by), ("second", &*line.by), ("time", &*at)];
        Self {
            price: unit_price(line.price, language),
            register: register_name(line.register, t),
            span,
            in_force: line.in_force,
            source: line.source.clone(),
            people: fill(t.people, &values),
        }
    }
}

#[derive(Debug)]
struct DraftRow {
    title: String,
    state: &'static str,
    who: String,
    source: String,
    own: bool,
    href: String,
}

fn state_word(state: ChangeState, language: Language) -> &'static str {
    let (t, m) = (Words::of(language), Common::of(language));
    match state {
        ChangeState::Waits => m.c_waits,
        ChangeState::InForce => t.published,
        ChangeState::TurnedDown => m.c_refused,
    }
}

impl DraftRow {
    fn new(draft: &TariffDraft, language: Language) -> Self {
        let t = Words::of(language);
        let (count, day) = (draft.prices.to_string(), language.date(draft.from));
        let at = draft.asked_at.map(|at| language.instant(at)).unwrap_or_else(|| "–".to_owned());
        Self {
            title: fill(t.draft, &[("count", &count), ("day", &day)]),
            state: state_word(draft.state, language),
            who: format!("{} · {at}", draft.asked_by),
            source: draft.source.clone(),
            own: draft.own,
            href: format!("{}/{}", Page::Tariffs.path(language), draft.number),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "operator/tariffs.html")]
pub(super) struct TariffsPage {
    frame: Frame,
    t: &'static Words,
    m: &'static Common,
    menu: Menu,
    errors: Vec<PageError>,
    dso: &'static str,
    /// What, and what is wrong with it.
    alarms: Vec<(String, String)>,
    no_alarm: String,
    waiting: Vec<DraftRow>,
    decided: Vec<DraftRow>,
    tabs: Vec<(String, String, bool)>,
    energy: &'static str,
    /// Name of the tariff, a word for its place on the page, and its prices.
    groups: Vec<(String, &'static str, Vec<LineRow>)>,
    older: Option<String>,
    /// May ask for prices.
    asks: bool,
    /// Where a file is sent to.
    upload: String,
    path: String,
    typed: Typed,
    energies: Vec<(String, String)>,
    bases: Vec<(String, String)>,
    registers: Vec<(String, String)>,
    first: String,
}

impl TariffsPage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        view: &TariffsView,
        typed: Typed,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let (t, m) = (Words::of(language), Common::of(language));
        let path = Page::Tariffs.path(language);
        let named = |name: &str, words: &str| (name.to_owned(), words.to_owned());
        let drafts = |all: &[TariffDraft]| {
            all.iter().map(|draft| DraftRow::new(draft, language)).collect::<Vec<_>>()
        };
        let groups = [(Tariff::Social, "social"), (Tariff::Average, "average")];
        let groups = groups.map(|(tariff, id)| {
            let lines = view.lines.iter().filter(|line| line.tariff == tariff);
            let rows: Vec<LineRow> = lines.map(|line| LineRow::new(line, language)).collect();
            (tariff_name(tariff == Tariff::Social, language).to_owned(), id, rows)
        });
        let all = register_name(None, t);
        let register = |code: ObisCode| (code.to_string(), register_name(Some(code), t));
        Self {
            menu: Menu::at(language, role, path),
            dso: view.dso.name(),
            alarms: view.alarms.iter().map(|alarm| alarm_words(alarm, &frame)).collect(),
            no_alarm: fill(t.no_alarm, &[("days", &view.ahead_days.to_string())]),
            waiting: drafts(&view.waiting),
            decided: drafts(&view.decided),
            tabs: tabs(path, view.energy, &frame),
            energy: frame.w.energy_name(view.energy),
            groups: groups.into(),
            older: (view.older > 0).then(|| fill(t.older, &[("count", &view.older.to_string())])),
            asks: Needs::Anyones(Act::ParametersAndTexts, Verb::Do).allows(Some(role)),
            path: format!("{path}?energy={}", view.energy.name()),
            upload: format!("{path}{BELOW}?energy={}", view.energy.name()),
            typed,
            energies: [Energy::Electricity, Energy::Gas]
                .map(|energy| named(energy.name(), frame.w.energy_name(energy)))
                .to_vec(),
            bases: vec![
                named("social", tariff_name(true, language)),
                named("average", tariff_name(false, language)),
            ],
            registers: vec![
                (String::new(), all),
                register(ObisCode::IMPORT_PEAK),
                register(ObisCode::IMPORT_OFF_PEAK),
            ],
            first: fill(t.from_hint, &[("day", &language.date(view.first_day))]),
            frame: frame.titled(t.title, &errors),
            errors,
            t,
            m,
        }
    }

    /// At the text area all that is wrong with the lines.
    fn of_lines(&self) -> impl Iterator<Item = &PageError> {
        self.errors.iter().filter(|error| error.field == Some(CSV))
    }
}

#[derive(Debug)]
struct EffectRow {
    title: String,
    facts: Vec<(&'static str, String)>,
    over: Option<String>,
    leaps: bool,
}

impl EffectRow {
    fn new(effect: &TariffEffect, frame: &Frame) -> Self {
        let language = frame.language;
        let (t, m) = (Words::of(language), Common::of(language));
        let before = effect.before.map(|price| unit_price(price, language));
        let mut facts = vec![
            (m.before, before.unwrap_or_else(|| t.none_before.to_owned())),
            (m.after, unit_price(effect.after, language)),
            (m.first_day, language.date(effect.from)),
        ];
        if let Some(until) = effect.until {
            facts.push((t.last_day, language.date(until.previous())));
        }
        facts.push((t.accounts, effect.accounts.to_string()));
        let over = effect.over.map(|(from, to)| {
            let values = [("from", language.date(from)), ("to", language.date(to))];
            fill(t.over, &values.each_ref().map(|(name, text)| (*name, text.as_str())))
        });
        let title = what(effect.energy, effect.tariff, Some(effect.register), frame);
        Self { title, facts, over, leaps: effect.leaps() }
    }
}

/// What a draft does, as cards and sentences.
#[derive(Debug)]
struct CheckPart {
    rows: Vec<EffectRow>,
    /// A price leaps, and has to be ticked.
    leaps: bool,
    /// No day that is over is touched.
    none_over: bool,
    uncharged: Option<String>,
    alarms: String,
}

impl CheckPart {
    fn new(check: &TariffCheck, frame: &Frame) -> Self {
        let t = Words::of(frame.language);
        let count = |template: &str, count: u64| fill(template, &[("count", &count.to_string())]);
        Self {
            rows: check.of.iter().map(|effect| EffectRow::new(effect, frame)).collect(),
            leaps: check.leaps(),
            none_over: check.of.iter().all(|effect| effect.over.is_none()),
            uncharged: (check.uncharged > 0).then(|| count(t.uncharged, check.uncharged)),
            alarms: match check.alarms_left {
                0 => t.none_left.to_owned(),
                left => count(t.left, left),
            },
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "operator/tariff_check.html")]
pub(super) struct CheckPage {
    frame: Frame,
    t: &'static Words,
    m: &'static Common,
    menu: Menu,
    path: &'static str,
    attempt: String,
    errors: Vec<PageError>,
    carried: Vec<(&'static str, String)>,
    source: String,
    reason: String,
    check: CheckPart,
}

impl CheckPage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        (typed, check): (&Typed, &TariffCheck),
        attempt: String,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let (t, m) = (Words::of(language), Common::of(language));
        let path = Page::Tariffs.path(language);
        let (source, reason) = if typed.by_hand {
            (&typed.hand_source, &typed.hand_reason)
        } else {
            (&typed.source, &typed.reason)
        };
        Self {
            menu: Menu::at(language, role, path),
            path,
            attempt,
            carried: typed.carried(),
            source: source.clone(),
            reason: reason.clone(),
            check: CheckPart::new(check, &frame),
            frame: frame.titled(t.check_title, &errors),
            errors,
            t,
            m,
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "operator/tariff_draft.html")]
pub(super) struct DraftPage {
    frame: Frame,
    t: &'static Words,
    m: &'static Common,
    menu: Menu,
    errors: Vec<PageError>,
    row: DraftRow,
    reason: String,
    class: &'static str,
    /// What, from when and how much.
    prices: Vec<(String, String)>,
    check: Option<CheckPart>,
    /// Why it can only be turned down.
    barred: Vec<String>,
    decided: Option<String>,
    decided_why: Option<String>,
    decides: bool,
    waits: bool,
    all: &'static str,
    why: String,
}

impl DraftPage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        view: &TariffDraftView,
        why: String,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let (t, m) = (Words::of(language), Common::of(language));
        let (all, draft) = (Page::Tariffs.path(language), &view.draft);
        let check = view.check.as_ref().and_then(|check| check.as_ref().ok());
        let barred = view.check.as_ref().and_then(|check| check.as_ref().err());
        let barred = barred.map(|said| refused(said, &Typed::default(), language));
        let decided = draft.decided.as_ref().map(|(who, at, _)| {
            let at = at.map(|at| language.instant(at)).unwrap_or_default();
            format!("{who} · {at}")
        });
        let decided_why = draft.decided.as_ref().map(|(_, _, why)| why.clone());
        let waits = draft.state == ChangeState::Waits;
        let price = |(energy, tariff, register, from, price): &(_, _, _, _, _)| {
            let day = fill(m.since, &[("day", &language.date(*from))]);
            (
                what(*energy, *tariff, *register, &frame),
                format!("{} · {day}", unit_price(*price, language)),
            )
        };
        // What the check says of each is enough while it waits.
        let prices: &[_] = if check.is_some() { &[] } else { &view.prices };
        Self {
            menu: Menu::at(language, role, all),
            row: DraftRow::new(draft, language),
            reason: draft.reason.clone(),
            class: match draft.state {
                ChangeState::Waits => "wait",
                ChangeState::InForce => "good",
                ChangeState::TurnedDown => "bad",
            },
            prices: prices.iter().map(price).collect(),
            check: check.map(|check| CheckPart::new(check, &frame)),
            barred: barred.into_iter().flatten().map(|error| error.text).collect(),
            decided,
            decided_why: decided_why.filter(|why| !why.is_empty()),
            decides: Needs::Anyones(Act::ParametersAndTexts, Verb::Do).allows(Some(role)),
            waits,
            all,
            why,
            frame: frame.titled(state_word(draft.state, language), &errors),
            errors,
            t,
            m,
        }
    }
}
