//! The catalogue of messages as pages: each filled with the longest real values, by which it is measured.
//! Source: UX O-05, 5.3.

use super::{Rooms, failed};
use crate::failure::Failure;
use notify::figures::{Figures, House, TextError};
use notify::gsm::{MOST_SEPTETS, septets};
use notify::{Message, render, texts};
use portal::ShownState;
use portal::my::{MyError, Visitor};
use portal::operator::{
    Catalogue, TextChannel, TextLine, TextPart, TextView, TextsView, Wording, WordsOf,
};
use units::{Energy, Language};

/// The state that a message tells of.
fn state(message: Message) -> Option<ShownState> {
    match message.depth() {
        1 => Some(ShownState::Low),
        2 | 3 => Some(ShownState::Emergency),
        4 | 5 => Some(ShownState::HeldOn),
        6 => Some(ShownState::Off),
        _ => None,
    }
}

fn filled(text: Result<String, TextError>) -> Result<String, String> {
    text.map_err(|error| error.to_string())
}

/// A text of both energies, once if they say the same.
fn of_both(
    channel: TextChannel,
    make: impl Fn(Energy) -> Option<(String, Result<String, String>)>,
) -> Vec<TextPart> {
    let part = |energy: Option<Energy>, (subject, text): (String, Result<String, String>)| {
        let counts = channel == TextChannel::Sms;
        let count = text.as_deref().ok().filter(|_| counts).and_then(septets);
        TextPart { channel, energy, subject, text, septets: count }
    };
    match (make(Energy::Electricity), make(Energy::Gas)) {
        (Some(power), Some(gas)) if power == gas => vec![part(None, power)],
        (power, gas) => {
            let of = [(Energy::Electricity, power), (Energy::Gas, gas)];
            of.into_iter().filter_map(|(energy, text)| Some(part(Some(energy), text?))).collect()
        }
    }
}

fn parts(message: Message, house: &House, language: Language) -> Vec<TextPart> {
    let longest = Figures::longest;
    let written = |rendered: Result<render::Rendered, TextError>| match rendered {
        Ok(rendered) => (rendered.subject, Ok(rendered.text)),
        Err(error) => (String::new(), Err(error.to_string())),
    };
    let mut all = of_both(TextChannel::Sms, |energy| {
        let text = render::sms(message, &longest(energy), house, language)?;
        Some((String::new(), filled(text)))
    });
    all.extend(of_both(TextChannel::Mail, |energy| {
        Some(written(render::written(message, &longest(energy), house, language)))
    }));
    all.extend(of_both(TextChannel::Letter, |energy| {
        Some(written(render::letter(message, &longest(energy), house, language)))
    }));
    all.extend(of_both(TextChannel::Voice, |energy| {
        let text = render::voice(message, &longest(energy), house, language)?;
        Some((String::new(), filled(text)))
    }));
    all
}

fn line(message: Message, house: &House, language: Language) -> TextLine {
    let of_language = |language: Language| {
        let all = parts(message, house, language).into_iter();
        all.filter_map(|part| part.septets).max()
    };
    let longest = Figures::longest(Energy::Electricity);
    let subject = render::written(message, &longest, house, language);
    TextLine {
        id: message.id().to_owned(),
        subject: subject.map(|rendered| rendered.subject).unwrap_or_default(),
        state: state(message),
        draft: texts::is_draft(message),
        septets: Language::ALL.into_iter().filter_map(of_language).max(),
    }
}

impl Rooms {
    /// In whose name texts are shown: the operator's own, if it has said so.
    fn house(&self) -> House {
        let engine = self.engine();
        let own = engine.books.house(self.operator).cloned();
        own.unwrap_or_else(|| House::example(self.operator.name()))
    }

    fn text_of(&self, language: Language, id: &str) -> Option<TextView> {
        let message = id.parse::<Message>().ok()?;
        let house = self.house();
        let all = Language::ALL.map(|language| (language, parts(message, &house, language)));
        let line = line(message, &house, language);
        Some(TextView { line, parts: all.to_vec(), most_septets: MOST_SEPTETS })
    }
}

impl Catalogue for Rooms {
    fn texts(&self, _: &Visitor, language: Language) -> Result<TextsView, MyError> {
        let house = self.house();
        let lines = Message::ALL.map(|message| line(message, &house, language)).to_vec();
        let (version, as_of) = (texts::VERSION, self.now());
        Ok(TextsView { lines, version, most_septets: MOST_SEPTETS, as_of })
    }

    fn text(&self, _: &Visitor, language: Language, id: &str) -> Result<Option<TextView>, MyError> {
        let read = || -> Result<Option<TextView>, Failure> { Ok(self.text_of(language, id)) };
        read().map_err(failed("could not read a text"))
    }

    fn words(&self, _: &Visitor) -> Result<Vec<Wording>, MyError> {
        let wording = |of: WordsOf| {
            move |(family, key, [de, en, fr, nl]): (
                &'static str,
                &'static str,
                [&'static str; 4],
            )| {
                let (fr, nl) = ((Language::Fr, fr), (Language::Nl, nl));
                let texts = [fr, nl, (Language::De, de), (Language::En, en)];
                Wording { of, family, key, texts }
            }
        };
        let mut all: Vec<Wording> = portal::all_texts().map(wording(WordsOf::Pages)).collect();
        all.extend(texts::all_texts().map(wording(WordsOf::Messages)));
        all.extend(ivr::all_texts().map(wording(WordsOf::PhoneLine)));
        all.extend(http_api::all_texts().map(wording(WordsOf::Interface)));
        all.extend(virtual_meters::all_texts().map(wording(WordsOf::Meters)));
        Ok(all)
    }
}
