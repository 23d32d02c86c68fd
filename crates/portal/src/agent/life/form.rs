//! What the forms of a request send, what they say, and the effect before it is confirmed.

use super::super::acts::{EVIDENCE, Fields as Common, NOTE};
use super::super::api::{LifeEffect, LifeRefused, LifeView, LifeWanted};
use super::super::pages::{Menu, error_at};
use super::super::paths::Page;
use super::super::words::Words as Shared;
use super::names::{
    self, DAY, DOCUMENT, FIRST, JUDGMENT, ON, STREET, WHY, channel_name, journey_name, kind_lead,
    kind_name, state_chip,
};
use super::one::start_words;
use super::words::Words;
use crate::language::{Paths as _, Writes as _};
use crate::pay::forms;
use crate::pay::frame::{Frame, PageError};
use access::Role;
use askama::Template;
use calendar::Instant;
use procedures::{Begin, Channel, Ground, Home, Journey, Step, StepKind};
use serde::Deserialize;
use units::{Energy, Language, ObisCode, Phone};

const CHANNEL: &str = "channel";
const JOURNEY: &str = "journey";
const RATES: &str = "rates";
const SECOND: &str = "second";
const NAME: &str = "name";
const POSTCODE: &str = "postcode";
const TOWN: &str = "town";
const SPEAKS: &str = "speaks";
const PHONE: &str = "phone";
const ENERGY: &str = "energy";

/// The fields that only these forms have.
#[derive(Debug, Default, Clone, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(in crate::agent) struct Fields {
    pub on: String,
    pub day: String,
    pub channel: String,
    pub journey: String,
    pub rates: String,
    pub first: String,
    pub second: String,
    pub name: String,
    pub street: String,
    pub postcode: String,
    pub town: String,
    pub speaks: String,
    pub phone: String,
    pub energy: String,
    pub judgment: String,
    pub document: String,
    /// How many steps the request had when the page was made.
    pub after: String,
    /// When what waits for a second person was asked, as the page has shown it.
    pub seen: String,
}

impl Fields {
    pub(in crate::agent) fn tidy(&self, shorten: impl Fn(&str, usize) -> String) -> Self {
        let short = |text: &String| shorten(text, 80);
        Self {
            on: short(&self.on),
            day: short(&self.day),
            channel: short(&self.channel),
            journey: short(&self.journey),
            rates: short(&self.rates),
            first: short(&self.first),
            second: short(&self.second),
            name: short(&self.name),
            street: short(&self.street),
            postcode: short(&self.postcode),
            town: short(&self.town),
            speaks: short(&self.speaks),
            phone: short(&self.phone),
            energy: short(&self.energy),
            judgment: short(&self.judgment),
            document: short(&self.document),
            after: short(&self.after),
            seen: short(&self.seen),
        }
    }
}

/// Which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Home,
    Step(StepKind),
    Judged,
}

impl Kind {
    /// All forms, in the order of a life.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let steps = StepKind::OF_OPERATOR.into_iter().map(Self::Step);
        [Self::Home, Self::Judged].into_iter().chain(steps)
    }

    /// As an address carries it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Step(kind) => kind.name(),
            Self::Judged => "judged",
        }
    }

    /// The form has a place at this request now.
    pub(super) fn is_lawful(self, view: &LifeView) -> bool {
        match self {
            Self::Home => view.request.is_open() && view.request.ground.activates(),
            Self::Step(kind) => view.request.may(kind).is_ok(),
            Self::Judged => view.request.goes_to_judge(),
        }
    }

    /// It opens an account, which a second person approves.
    pub(super) fn begins(self, view: &LifeView) -> bool {
        self == Self::Step(StepKind::Activated) && !view.point_open
    }

    fn title(self, ground: &Ground, m: &'static Words) -> &'static str {
        match self {
            Self::Home => m.home_button,
            Self::Step(kind) => kind_name(kind, ground, m),
            Self::Judged => m.judge_button,
        }
    }

    fn lead(self, ground: &Ground, m: &'static Words) -> &'static str {
        match self {
            Self::Home => m.l_home,
            Self::Step(kind) => kind_lead(kind, ground, m),
            Self::Judged => m.l_judged,
        }
    }

    /// The fields of the form, in their order.
    fn fields(self, view: &LifeView) -> Vec<&'static str> {
        match self {
            Self::Home => vec![NAME, STREET, POSTCODE, TOWN, SPEAKS, PHONE, ENERGY],
            Self::Judged => vec![JUDGMENT, DOCUMENT],
            Self::Step(StepKind::Activated) if self.begins(view) => match energy_of(view) {
                Energy::Electricity => vec![JOURNEY, RATES, FIRST, SECOND, EVIDENCE, NOTE],
                Energy::Gas => vec![JOURNEY, FIRST, EVIDENCE, NOTE],
            },
            Self::Step(StepKind::Appointment) => vec![DAY, ON, NOTE],
            Self::Step(StepKind::Refused) => vec![CHANNEL, ON, NOTE],
            Self::Step(StepKind::Impossible | StepKind::Cancelled) => vec![WHY, ON, NOTE],
            Self::Step(_) => vec![ON, NOTE],
        }
    }
}

fn energy_of(view: &LifeView) -> Energy {
    view.request.home.as_ref().map_or(Energy::Electricity, |home| home.energy)
}

/// What a field holds.
fn value_of<'a>(fields: &'a Common, name: &str) -> &'a str {
    let life = &fields.life;
    match name {
        ON => &life.on,
        DAY => &life.day,
        CHANNEL => &life.channel,
        JOURNEY => &life.journey,
        RATES => &life.rates,
        FIRST => &life.first,
        SECOND => &life.second,
        NAME => &life.name,
        STREET => &life.street,
        POSTCODE => &life.postcode,
        TOWN => &life.town,
        SPEAKS => &life.speaks,
        PHONE => &life.phone,
        ENERGY => &life.energy,
        JUDGMENT => &life.judgment,
        DOCUMENT => &life.document,
        WHY => &fields.why,
        NOTE => &fields.note,
        EVIDENCE => &fields.evidence,
        _ => "",
    }
}

/// What a form says before anybody has filled it in.
pub(super) fn begun(view: &LifeView, language: Language) -> Common {
    let mut fields = Common::default();
    fields.life.on = language.date(view.now.day());
    if let Some(home) = &view.request.home {
        fields.life.name.clone_from(&home.name);
        fields.life.street.clone_from(&home.street);
        fields.life.postcode.clone_from(&home.postcode);
        fields.life.town.clone_from(&home.town);
        fields.life.speaks = home.language.code().to_owned();
        fields.life.phone = home.phone.map(|phone| phone.national()).unwrap_or_default();
        fields.life.energy = home.energy.to_string();
    }
    fields
}

fn language_of(code: &str) -> Option<Language> {
    Language::ALL.into_iter().find(|language| language.code() == code)
}

/// What the fields say. Errors: at each field what is missing.
pub(super) fn wanted(
    kind: Kind,
    fields: &Common,
    view: &LifeView,
    language: Language,
) -> Result<LifeWanted, Vec<PageError>> {
    let m = Words::of(language);
    let life = &fields.life;
    let mut errors = Vec::new();
    let mut need = |wrong: bool, field: &'static str, text: &'static str| {
        if wrong {
            errors.push(PageError::at(field, text));
        }
    };
    let today = view.now.day();
    let wanted = match kind {
        Kind::Home => {
            let speaks = language_of(&life.speaks);
            let energy: Option<Energy> = life.energy.parse().ok();
            let phone: Option<Phone> = life.phone.parse().ok();
            need(life.street.is_empty(), STREET, m.e_address);
            need(life.postcode.is_empty(), POSTCODE, m.e_postcode);
            need(life.town.is_empty(), TOWN, m.e_town);
            need(speaks.is_none(), SPEAKS, m.e_speaks);
            need(!life.phone.is_empty() && phone.is_none(), PHONE, m.e_phone);
            need(energy.is_none(), ENERGY, m.e_energy);
            LifeWanted::Home(Home {
                name: life.name.clone(),
                street: life.street.clone(),
                postcode: life.postcode.clone(),
                town: life.town.clone(),
                language: speaks.unwrap_or(language),
                phone,
                energy: energy.unwrap_or(Energy::Electricity),
            })
        }
        Kind::Judged => {
            need(life.judgment.is_empty(), JUDGMENT, m.e_judgment);
            need(life.document.is_empty(), DOCUMENT, m.e_document);
            let (judgment, document) = (life.judgment.clone(), life.document.clone());
            LifeWanted::Judged { judgment, document }
        }
        Kind::Step(StepKind::Activated) if kind.begins(view) => {
            let energy = energy_of(view);
            let power = energy == Energy::Electricity;
            let journey = Journey::ALL.into_iter().find(|one| one.name() == life.journey);
            need(journey.is_none(), JOURNEY, m.e_journey);
            let rates = matches!(life.rates.as_str(), "two" | "single");
            need(power && !rates, RATES, m.e_rates);
            need(life.first.is_empty(), FIRST, m.e_registers);
            need(power && life.second.is_empty(), SECOND, m.e_registers);
            let replaced = journey == Some(Journey::NewMeter);
            need(replaced && fields.evidence.is_empty(), EVIDENCE, m.e_evidence);
            let value = |text: &String| text.replace(',', ".");
            let registers = match energy {
                Energy::Electricity => vec![
                    (ObisCode::IMPORT_PEAK, value(&life.first)),
                    (ObisCode::IMPORT_OFF_PEAK, value(&life.second)),
                ],
                Energy::Gas => vec![(ObisCode::GAS_VOLUME, value(&life.first))],
            };
            let begin = Begin {
                energy,
                two_rates: power && life.rates == "two",
                journey: journey.unwrap_or(Journey::Remote),
                registers: registers.into_iter().collect(),
                evidence: fields.evidence.clone(),
            };
            LifeWanted::Begin { begin, note: fields.note.clone() }
        }
        Kind::Step(kind) => {
            let on = forms::day(&life.on);
            need(on.is_none(), ON, m.e_on);
            let day = forms::day(&life.day);
            need(kind == StepKind::Appointment && day.is_none(), DAY, m.e_on);
            let channel = Channel::ALL.into_iter().find(|one| one.name() == life.channel);
            need(kind == StepKind::Refused && channel.is_none(), CHANNEL, m.e_channel);
            let says_why = matches!(kind, StepKind::Impossible | StepKind::Cancelled);
            need(says_why && fields.why.is_empty(), WHY, m.e_why);
            let why = fields.why.chars().take(procedures::MOST_OF_A_LINE).collect();
            let step = match kind {
                StepKind::LetterSent => Step::LetterSent,
                StepKind::Appointment => Step::Appointment { day: day.unwrap_or(today) },
                StepKind::Absent => Step::Absent,
                StepKind::Activated => Step::Activated,
                StepKind::Refused => Step::Refused { channel: channel.unwrap_or(Channel::Call) },
                StepKind::Impossible => Step::Impossible { why },
                StepKind::Cancelled => Step::Cancelled { why },
                StepKind::Withdrawn => Step::Withdrawn,
                StepKind::Ended => Step::Ended,
            };
            LifeWanted::Step { step, on: on.unwrap_or(today), note: fields.note.clone() }
        }
    };
    if errors.is_empty() { Ok(wanted) } else { Err(errors) }
}

/// A field of a form: a line, or one of some choices.
#[derive(Debug)]
struct Input {
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    value: String,
    error: Option<String>,
    mode: &'static str,
    /// Value and words.
    options: Vec<(String, String)>,
}

fn options_of(id: &str, frame: &Frame) -> Vec<(String, String)> {
    let m = Words::of(frame.language);
    let own = |name: &str, words: &str| (name.to_owned(), words.to_owned());
    match id {
        CHANNEL => Channel::ALL.map(|one| own(one.name(), channel_name(one, m))).to_vec(),
        JOURNEY => Journey::ALL.map(|one| own(one.name(), journey_name(one, m))).to_vec(),
        RATES => vec![own("two", m.two), own("single", m.single)],
        SPEAKS => Language::ALL.map(|one| own(one.code(), one.own_name())).to_vec(),
        ENERGY => {
            let all = [Energy::Electricity, Energy::Gas];
            all.map(|one| own(&one.to_string(), frame.w.energy_name(one))).to_vec()
        }
        _ => Vec::new(),
    }
}

/// Label, hint and keyboard of a field.
fn texts_of(id: &str, energy: Energy, m: &Words) -> (&'static str, &'static str, &'static str) {
    match id {
        ON => (m.on, m.on_hint, "text"),
        DAY => (m.day, m.day_hint, "text"),
        CHANNEL => (m.channel, "", ""),
        WHY => (m.why, m.why_hint, "text"),
        JOURNEY => (m.journey, "", ""),
        RATES => (m.rates, "", ""),
        FIRST if energy == Energy::Gas => (m.volume, m.volume_hint, "decimal"),
        FIRST => (m.first, m.register_hint, "decimal"),
        SECOND => (m.second_register, m.register_hint, "decimal"),
        EVIDENCE => (m.evidence, m.evidence_hint, "text"),
        NAME => (m.name, m.name_hint, "text"),
        STREET => (m.street, m.street_hint, "text"),
        POSTCODE => (m.postcode, m.postcode_hint, "numeric"),
        TOWN => (m.town, m.town_hint, "text"),
        SPEAKS => (m.speaks, "", ""),
        PHONE => (m.phone, m.phone_hint, "tel"),
        ENERGY => (m.energy, "", ""),
        JUDGMENT => (m.judgment, m.judgment_hint, "text"),
        DOCUMENT => (m.document, m.document_hint, "text"),
        _ => (m.note, m.note_hint, "text"),
    }
}

#[derive(Debug, Template)]
#[template(path = "agent/life_form.html")]
pub(super) struct FormPage {
    frame: Frame,
    c: &'static Shared,
    m: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    title: &'static str,
    lead: &'static str,
    about: String,
    /// What stands in the way of card meters.
    card: Option<&'static str>,
    inputs: Vec<Input>,
    back: String,
    path: String,
    after: usize,
}

fn paths(view: &LifeView, kind: Kind, language: Language) -> (String, String) {
    let back = format!("{}/{}", Page::Life.path(language), view.number);
    let path = format!("{back}/{}", kind.name());
    (back, path)
}

impl FormPage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        (kind, view): (Kind, &LifeView),
        typed: &Common,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let (back, path) = paths(view, kind, language);
        let inputs = kind.fields(view).into_iter().map(|id| {
            let (label, hint, mode) = texts_of(id, energy_of(view), m);
            Input {
                id,
                label,
                hint,
                value: value_of(typed, id).to_owned(),
                error: error_at(&errors, id).map(str::to_owned),
                mode,
                options: options_of(id, &frame),
            }
        });
        Self {
            menu: Menu::new(language, role, None),
            title: kind.title(&view.request.ground, m),
            lead: kind.lead(&view.request.ground, m),
            about: view.ean.to_string(),
            card: kind.begins(view).then_some(m.card_meter),
            inputs: inputs.collect(),
            back,
            path,
            after: view.request.steps.len(),
            frame: frame.titled(kind.title(&view.request.ground, m), &errors),
            c: Shared::of(language),
            m,
            errors,
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "agent/life_preview.html")]
pub(super) struct PreviewPage {
    frame: Frame,
    c: &'static Shared,
    m: &'static Words,
    menu: Menu,
    title: &'static str,
    about: String,
    said: Vec<(&'static str, String)>,
    chip: (&'static str, &'static str),
    due: Option<String>,
    start: Vec<String>,
    /// What else follows.
    notes: Vec<&'static str>,
    second: bool,
    carried: Vec<(&'static str, String)>,
    back: String,
    path: String,
    after: usize,
}

impl PreviewPage {
    pub(super) fn new(
        frame: Frame,
        role: Role,
        (kind, view): (Kind, &LifeView),
        typed: &Common,
        effect: &LifeEffect,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let (back, path) = paths(view, kind, language);
        let ids = kind.fields(view);
        let said = ids.iter().filter_map(|id| {
            let value = value_of(typed, id);
            let (label, ..) = texts_of(id, energy_of(view), m);
            let options = options_of(id, &frame);
            let named = options.into_iter().find(|(name, _)| name == value);
            let day = forms::day(value).filter(|_| matches!(*id, ON | DAY));
            let words = match (named, day) {
                (Some((_, words)), _) => words,
                (None, Some(day)) => language.date(day),
                (None, None) => value.to_owned(),
            };
            (!words.is_empty()).then_some((label, words))
        });
        let steps = matches!(kind, Kind::Step(_));
        let mut notes = Vec::new();
        if steps && !kind.begins(view) && view.request.ground.is_suppliers() {
            notes.push(m.supplier_sees);
        }
        if effect.bars_cuts {
            notes.push(m.bars_cuts);
        }
        if kind == Kind::Judged {
            notes.push(m.new_request);
        }
        Self {
            menu: Menu::new(language, role, None),
            title: kind.title(&view.request.ground, m),
            about: view.ean.to_string(),
            said: said.collect(),
            chip: state_chip(effect.state, false, m),
            due: effect.due.map(|day| language.date(day)),
            start: effect.start.map(|start| start_words(&start, language)).unwrap_or_default(),
            notes,
            second: kind.begins(view),
            carried: ids.iter().map(|id| (*id, value_of(typed, id).to_owned())).collect(),
            back,
            path,
            after: effect.after,
            frame: frame.titled(kind.title(&view.request.ground, m), &[]),
            c: Shared::of(language),
            m,
        }
    }
}

/// What was refused, where this form has a field for it; on top else.
pub(super) fn refused_at(
    kind: Kind,
    view: &LifeView,
    refused: &LifeRefused,
    language: Language,
) -> PageError {
    let error = names::refused(refused, language);
    let has = error.field.is_some_and(|field| kind.fields(view).contains(&field));
    if has { error } else { PageError { field: None, ..error } }
}

/// When what the page has shown was asked; long ago if it says nothing, so that nothing is approved unseen.
pub(in crate::agent) fn seen(fields: &Common) -> Instant {
    Instant(fields.life.seen.parse().unwrap_or(0))
}

/// How many steps the request had when the page was made.
pub(super) fn after(fields: &Common) -> Option<usize> {
    fields.life.after.parse().ok()
}
