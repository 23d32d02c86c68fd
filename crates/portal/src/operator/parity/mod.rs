//! The parity list of a migration: each function that the prepayment with cards had, by channel, and where it is now.
//! Source: UX O-04.

mod data;
mod words;

pub use data::{PARITY, ParityChannel, ParityLine, ParityPlace};

use super::paths::Page;
use crate::agent::Menu;
use crate::language::Paths as _;
use crate::pay::frame::Frame;
use access::Role;
use askama::Template;
use units::Language;
use words::Words;

/// How the link to it is called.
pub(super) fn link(language: Language) -> &'static str {
    Words::of(language).link
}

/// Where something is now, in words.
#[derive(Debug)]
struct Place {
    kind: &'static str,
    text: &'static str,
}

#[derive(Debug)]
struct Group {
    id: usize,
    name: &'static str,
    rows: Vec<(&'static str, Place)>,
}

#[derive(Debug, Template)]
#[template(path = "operator/parity.html")]
pub(super) struct ParityPage {
    frame: Frame,
    w: &'static Words,
    menu: Menu,
    groups: Vec<Group>,
    back: (&'static str, &'static str),
}

/// What could be done; empty of a key that has no words.
fn function(key: &str, w: &'static Words) -> &'static str {
    match key {
        "c_load" => w.c_load,
        "c_balance" => w.c_balance,
        "c_emergency" => w.c_emergency,
        "c_held" => w.c_held,
        "c_off" => w.c_off,
        "c_limit" => w.c_limit,
        "c_debt" => w.c_debt,
        "c_lost" => w.c_lost,
        "c_prices" => w.c_prices,
        "c_read" => w.c_read,
        "c_audit" => w.c_audit,
        "c_swap" => w.c_swap,
        "s_sell" => w.s_sell,
        "s_ticket" => w.s_ticket,
        "s_undo" => w.s_undo,
        "s_shift" => w.s_shift,
        "s_week" => w.s_week,
        "s_limit" => w.s_limit,
        "s_terminal" => w.s_terminal,
        "s_people" => w.s_people,
        "s_stop" => w.s_stop,
        "p_balance" => w.p_balance,
        "p_amount" => w.p_amount,
        "p_shops" => w.p_shops,
        "p_sms" => w.p_sms,
        "p_person" => w.p_person,
        "p_back" => w.p_back,
        "p_desk" => w.p_desk,
        "w_activate" => w.w_activate,
        "w_balance" => w.w_balance,
        "w_top_up" => w.w_top_up,
        "w_moves" => w.w_moves,
        "w_use" => w.w_use,
        "w_papers" => w.w_papers,
        "w_alerts" => w.w_alerts,
        "w_plan" => w.w_plan,
        "w_move" => w.w_move,
        "w_prices" => w.w_prices,
        "w_places" => w.w_places,
        "w_works" => w.w_works,
        "l_refuse" => w.l_refuse,
        "l_welcome" => w.l_welcome,
        "l_code" => w.l_code,
        "l_visit" => w.l_visit,
        "l_plan" => w.l_plan,
        "l_price" => w.l_price,
        "l_year" => w.l_year,
        "l_end" => w.l_end,
        "l_print" => w.l_print,
        _ => "",
    }
}

impl ParityPage {
    pub(super) fn new(frame: Frame, role: Role) -> Self {
        let language = frame.language;
        let w = Words::of(language);
        let parameters = Page::Parameters.path(language);
        let place = |place: ParityPlace| match place {
            ParityPlace::Page(path) => Place { kind: w.at_page, text: path(language) },
            ParityPlace::Command(text) => Place { kind: w.at_command, text },
            ParityPlace::Prompt(text) => Place { kind: w.at_prompt, text },
            ParityPlace::Message(text) => Place { kind: w.at_message, text },
            ParityPlace::State(text) => Place { kind: w.at_state, text },
        };
        let groups = ParityChannel::ALL.into_iter().enumerate().map(|(id, channel)| Group {
            id,
            name: match channel {
                ParityChannel::Card => w.card,
                ParityChannel::Shop => w.shop,
                ParityChannel::Phone => w.phone,
                ParityChannel::Web => w.web,
                ParityChannel::Letter => w.letter,
            },
            rows: PARITY
                .iter()
                .filter(|line| line.channel == channel)
                .map(|line| (function(line.key, w), place(line.place)))
                .collect(),
        });
        Self {
            menu: Menu::at(language, role, parameters),
            groups: groups.collect(),
            back: (parameters, super::words::Words::of(language).n_parameters),
            frame: frame.titled(w.title, &[]),
            w,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::ShownState;

    #[test]
    fn o_04_each_function_has_words_of_its_own_and_a_place() {
        let mut keys = std::collections::BTreeSet::new();
        for line in PARITY {
            assert!(keys.insert(line.key), "{} stands there twice", line.key);
            for language in Language::ALL {
                assert!(!function(line.key, Words::of(language)).is_empty(), "{}", line.key);
            }
            if let ParityPlace::State(id) = line.place {
                assert!(ShownState::ALL.iter().any(|state| state.id() == id), "{id}");
            }
        }
        let words = Words::of(Language::En).all();
        let functions = words.iter().filter(|(key, _)| key.as_bytes().get(1) == Some(&b'_'));
        assert_eq!(functions.count(), keys.len(), "words without a function");
        for channel in ParityChannel::ALL {
            assert!(PARITY.iter().any(|line| line.channel == channel), "{channel:?}");
        }
        assert!(PARITY.is_sorted_by_key(|line| line.channel), "by channel");
    }
}
