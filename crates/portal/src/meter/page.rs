//! The page as a struct of ready text.

use super::words::Words;
use crate::language::Paths as _;
use askama::Template;
use units::Language;
use virtual_meters::{Button, Kind, Stand, Symbol, word};

/// How many lines of what happened are shown, latest first.
pub(crate) const SHOWN: usize = 8;

#[derive(Debug, Template)]
#[template(path = "meter/meter.html")]
pub(crate) struct MeterPage {
    pub(crate) language: Language,
    pub(crate) w: &'static Words,
    pub(crate) title: &'static str,
    pub(crate) path: String,
    pub(crate) style: &'static str,
    pub(crate) clock: String,
    pub(crate) name: &'static str,
    pub(crate) code: &'static str,
    pub(crate) figures: String,
    pub(crate) dark: bool,
    pub(crate) signs: Vec<Sign>,
    pub(crate) hint: Option<String>,
    pub(crate) buttons: Vec<Act>,
    pub(crate) card: Option<CardPart>,
    pub(crate) load: String,
    pub(crate) gas: bool,
    pub(crate) operator: Vec<Act>,
    pub(crate) waits: Vec<Act>,
    pub(crate) happened: Vec<String>,
    pub(crate) not_done: bool,
}

/// A sign and its name.
#[derive(Debug)]
pub(crate) struct Sign {
    pub(crate) glyph: &'static str,
    pub(crate) name: &'static str,
}

/// A button of the page: the line it sends and what it is called.
#[derive(Debug)]
pub(crate) struct Act {
    pub(crate) line: String,
    pub(crate) name: String,
    pub(crate) class: &'static str,
}

#[derive(Debug)]
pub(crate) struct CardPart {
    pub(crate) place: &'static str,
    pub(crate) acts: Vec<Act>,
}

impl MeterPage {
    pub(crate) fn new(
        stand: &Stand,
        language: Language,
        happened: Vec<String>,
        not_done: bool,
    ) -> Self {
        let w = Words::of(language);
        let kind = stand.meter().kind();
        let tongue = tongue(language);
        let screen = stand.screen();
        let signs = screen.symbols.iter();
        let local = stand.meter().now().to_local_string();
        let draw = stand.draw();
        let gas = matches!(kind, Kind::SmartGas | Kind::CardGas);
        let [phase, ..] = draw.phases;
        let figures = format!("{} {}", screen.value, screen.row.unit.sign());
        Self {
            language,
            w,
            title: w.kind(kind),
            path: format!("/meter/{kind}"),
            style: super::routes::style_path(),
            clock: local.get(..19).unwrap_or(&local).replace('T', " "),
            name: word(screen.row.text, tongue),
            code: screen.row.code,
            dark: figures.trim().is_empty(),
            figures: figures.trim().to_owned(),
            signs: signs
                .map(|sign| Sign { glyph: glyph(sign), name: word(sign.text(), tongue) })
                .collect(),
            hint: screen.hint.map(|hint| unbroken(word(hint.text(), tongue))),
            buttons: kind.buttons().iter().flat_map(|b| presses(kind, *b, language)).collect(),
            card: card_part(stand, w),
            load: if gas { draw.litres_per_h.to_string() } else { phase.watt.to_string() },
            gas,
            operator: orders(kind, w),
            waits: [
                ("10s", "10 s"),
                ("1m", "1 min"),
                ("12m", "12 min"),
                ("1h", "1 h"),
                ("1d", "24 h"),
            ]
            .map(|(time, name)| act(&format!("wait {time}"), name, ""))
            .into(),
            happened,
            not_done,
        }
    }

    /// The same page in another language.
    pub(crate) fn in_language(&self, language: &Language) -> String {
        format!("{}?lang={}", self.path, language.code())
    }
}

fn act(line: &str, name: &str, class: &'static str) -> Act {
    let mut letters = name.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    let name: String = first.chain(letters).collect();
    Act { line: line.to_owned(), name: unbroken(&name), class }
}

/// The text with no line ending between a number and its unit, or before the signs that French sets
/// apart.
pub(super) fn unbroken(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    let mut after_digit = false;
    while let Some(letter) = letters.next() {
        let before_sign =
            letters.peek().is_some_and(|next| matches!(next, ':' | ';' | '?' | '!' | '€'));
        let keeps = letter == ' ' && (after_digit || before_sign);
        out.push(if keeps { '\u{a0}' } else { letter });
        after_digit = letter.is_ascii_digit();
    }
    out
}

/// A touch, and for some buttons a long press too.
fn presses(kind: Kind, button: Button, language: Language) -> Vec<Act> {
    let name = word(button.text(), tongue(language));
    let class = match button {
        Button::Green => "green",
        Button::Red | Button::UnderEuro | Button::UnderArrow | Button::UnderVolume => "red",
        Button::Blue => "blue",
        Button::Strip | Button::Lever | Button::MainBreaker => "",
    };
    let touch = act(&format!("press {}", button.name()), name, class);
    if !kind.holds(button) {
        return vec![touch];
    }
    let held = format!("{name}, {}", Words::of(language).hold);
    vec![touch, act(&format!("press {} 3s", button.name()), &held, class)]
}

fn card_part(stand: &Stand, w: &Words) -> Option<CardPart> {
    let virtual_meters::Meter::Card(meter) = stand.meter() else { return None };
    let part = match (meter.card(), stand.hand()) {
        (Some(_), _) => {
            CardPart { place: w.card_in_meter, acts: vec![act("card out", w.take_out, "")] }
        }
        (None, Some(_)) => CardPart {
            place: w.card_in_hand,
            acts: vec![
                act("card in", w.put_in, ""),
                act("card in wrong", w.put_in_wrong, ""),
                act("card load 20.00", w.load_card, ""),
            ],
        },
        (None, None) => CardPart { place: w.no_card, acts: vec![act("card new", w.new_card, "")] },
    };
    Some(part)
}

fn orders(kind: Kind, w: &Words) -> Vec<Act> {
    let both = [
        act("order cut", w.cut, ""),
        act("order release", w.release, ""),
        act("order show 3.60 15.00", w.push, ""),
    ];
    match kind {
        Kind::SmartElectricity => {
            let limits = [act("order limit 10", w.limit, ""), act("order unlimit", w.unlimit, "")];
            both.into_iter().chain(limits).collect()
        }
        Kind::SmartGas => both.into(),
        Kind::CardElectricity | Kind::CardGas => Vec::new(),
    }
}

/// The language as the meters name it.
pub(crate) fn tongue(language: Language) -> virtual_meters::Language {
    match language {
        Language::Fr => virtual_meters::Language::Fr,
        Language::Nl => virtual_meters::Language::Nl,
        Language::De => virtual_meters::Language::De,
        Language::En => virtual_meters::Language::En,
    }
}

fn glyph(symbol: Symbol) -> &'static str {
    match symbol {
        Symbol::ArrowOverEuro => "▼€",
        Symbol::Euro => "€",
        Symbol::CubicMetre => "m³",
        Symbol::SwitchClosed => "●─●",
        Symbol::SwitchOpen => "●╱●",
        Symbol::ValveOpen => "▷◁",
        Symbol::ValveShut => "▶◀",
        Symbol::ArrowBlinks => "»▼«",
        Symbol::Tariff1 => "T1",
        Symbol::Tariff2 => "T2",
        Symbol::Triangle => "»△«",
        Symbol::Card => "▤",
        Symbol::LeverUp => "▲",
        Symbol::LeverDown => "▽",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_with_their_units_and_colons_with_their_words() {
        assert_eq!(unbroken("Charger 20 € au terminal"), "Charger 20\u{a0}€ au terminal");
        assert_eq!(unbroken("bouton rouge : crédit"), "bouton rouge\u{a0}: crédit");
        assert_eq!(act("x", "limiter à 10 A", "").name, "Limiter à 10\u{a0}A");
    }
}
