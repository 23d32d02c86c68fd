//! All messages, and one in four languages.

use super::api::{TextChannel, TextLine, TextPart, TextView, TextsView, Wording};
use super::wordings::{Files, files};
use super::words::Words;
use crate::agent::Menu;
use crate::card::Chip;
use crate::language::Paths as _;
use crate::operator::paths::Page;
use crate::pay::frame::Frame;
use crate::words::fill;
use access::Role;
use askama::Template;
use units::Language;

fn septets(count: usize, most: usize, t: &Words) -> String {
    let values = [("count", count.to_string()), ("most", most.to_string())];
    fill(t.septets, &values.each_ref().map(|(name, text)| (*name, text.as_str())))
}

#[derive(Debug)]
struct LineRow {
    id: String,
    subject: String,
    chip: Option<Chip>,
    septets: String,
    draft: bool,
    href: String,
}

impl LineRow {
    fn new(line: &TextLine, most: usize, language: Language) -> Self {
        let t = Words::of(language);
        let septets = line.septets.map(|count| septets(count, most, t));
        Self {
            id: line.id.clone(),
            subject: line.subject.clone(),
            chip: line.state.map(|state| Chip::of(state, language)),
            septets: septets.unwrap_or_else(|| t.no_sms.to_owned()),
            draft: line.draft,
            href: format!("{}/{}", Page::Texts.path(language), line.id),
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "operator/texts.html")]
pub(super) struct TextsPage {
    frame: Frame,
    t: &'static Words,
    menu: Menu,
    lead: String,
    rows: Vec<LineRow>,
    path: &'static str,
    asked: &'static str,
    kinds: Vec<Files>,
}

impl TextsPage {
    pub(super) fn new(frame: Frame, role: Role, view: &TextsView, all: &[Wording]) -> Self {
        let language = frame.language;
        let t = Words::of(language);
        let row = |line: &TextLine| LineRow::new(line, view.most_septets, language);
        Self {
            menu: Menu::at(language, role, Page::Texts.path(language)),
            lead: fill(t.lead, &[("version", &view.version.to_string())]),
            rows: view.lines.iter().map(row).collect(),
            path: Page::Texts.path(language),
            asked: "",
            kinds: files(all, language),
            frame: frame.titled(t.title, &[]),
            t,
        }
    }
}

#[derive(Debug)]
struct PartRow {
    name: String,
    subject: String,
    /// Lines of it.
    lines: Vec<String>,
    septets: Option<String>,
    wrong: Option<String>,
}

impl PartRow {
    fn new(part: &TextPart, most: usize, frame: &Frame) -> Self {
        let t = Words::of(frame.language);
        let channel = match part.channel {
            TextChannel::Sms => t.c_sms,
            TextChannel::Mail => t.c_mail,
            TextChannel::Letter => t.c_letter,
            TextChannel::Voice => t.c_voice,
        };
        let energy = part.energy.map(|energy| frame.w.energy_name(energy));
        let (text, wrong) = match &part.text {
            Ok(text) => (text.as_str(), None),
            Err(why) => ("", Some(fill(t.cannot, &[("why", why)]))),
        };
        Self {
            name: energy
                .map_or_else(|| channel.to_owned(), |energy| format!("{channel}, {energy}")),
            subject: part.subject.clone(),
            lines: text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect(),
            septets: part.septets.map(|count| septets(count, most, t)),
            wrong,
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "operator/text.html")]
pub(super) struct TextPage {
    frame: Frame,
    t: &'static Words,
    menu: Menu,
    row: LineRow,
    /// Code and own name of a language, and its texts.
    languages: Vec<(&'static str, &'static str, Vec<PartRow>)>,
    back: &'static str,
}

impl TextPage {
    pub(super) fn new(frame: Frame, role: Role, view: &TextView) -> Self {
        let language = frame.language;
        let back = Page::Texts.path(language);
        let row = LineRow::new(&view.line, view.most_septets, language);
        let languages = view.parts.iter().map(|(language, parts)| {
            let parts = parts.iter().map(|part| PartRow::new(part, view.most_septets, &frame));
            (language.code(), language.own_name(), parts.collect())
        });
        Self {
            menu: Menu::at(language, role, back),
            languages: languages.collect(),
            back,
            frame: frame.titled(&row.id, &[]),
            row,
            t: Words::of(language),
        }
    }
}
