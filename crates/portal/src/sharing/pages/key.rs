//! The key, and who would have gained by another.

use super::advice::{AdviceTyped, Board, PANELS, SUPPLIED, SURPLUS, boards, of_today};
use super::{
    FROM, Menu, Names, PRICE, RANKS, REASON, SHARES, error_at, is_more, key_name, kwh, per_cent,
    signed_kwh,
};
use crate::language::Paths as _;
use crate::language::Writes as _;
use crate::pay::frame::{Frame, PageError};
use crate::sharing::api::{KeyPreview, KeyShown, KeyWay, Simulation};
use crate::sharing::paths::Page;
use crate::sharing::words::Words;
use crate::words::fill;
use askama::Template;
use units::{Ean, Language};

/// Whose, how much, gains.
type Moved = (String, String, bool);

/// Name, from when, holds now, shares.
type KeyCard = (&'static str, String, bool, Vec<(String, String)>);

#[derive(Debug, Template)]
#[template(path = "sharing/key.html")]
pub(in crate::sharing) struct KeyPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    keys: Vec<KeyCard>,
    /// What waits for the operator's word.
    asked: Option<String>,
    says: String,
    /// Why there is nothing to compare.
    none: &'static str,
    today: Option<String>,
    boards: Vec<Board>,
    advice: AdviceTyped,
    has_euro: bool,
    errors: Vec<PageError>,
    path: String,
    form: KeyForm,
}

/// What was typed about a key.
#[derive(Debug, Default, Clone)]
pub(in crate::sharing) struct KeyTyped {
    /// Its name in a form.
    pub key: String,
    pub from: String,
    pub shares: Vec<(Ean, String)>,
    /// Of a cascade.
    pub ranks: Vec<(Ean, String)>,
    pub reason: String,
    /// Whose share or rank cannot be read.
    pub wrong: Option<Ean>,
}

/// Each key by its name in a form.
pub(in crate::sharing) const KEYS: [(&str, KeyShown); 8] = [
    ("fixed", KeyShown::Fixed),
    ("equal", KeyShown::Equal),
    ("pro_rata", KeyShown::ProRata),
    ("hybrid", KeyShown::Hybrid),
    ("cascade", KeyShown::Cascade),
    ("vl_fixed", KeyShown::FlemishFixed),
    ("vl_relative", KeyShown::FlemishRelative),
    ("vl_optimal", KeyShown::FlemishOptimal),
];

#[derive(Debug)]
struct Offered {
    value: &'static str,
    name: String,
    example: &'static str,
    chosen: bool,
}

#[derive(Debug)]
struct ShareField {
    name: String,
    id: String,
    label: String,
    value: String,
    wrong: bool,
}

#[derive(Debug)]
struct KeyForm {
    offered: Vec<Offered>,
    from: String,
    shares: Vec<ShareField>,
    /// Who is served first in a cascade, where a group may ask for one.
    ranks: Vec<ShareField>,
    reason: String,
    /// The operator has to approve it.
    asks: bool,
    /// What the last days would have been, each line, and whose more or less.
    tried: Option<TriedKey>,
    button: &'static str,
}

/// What the last days would have been: in words, and whose more or less.
type TriedKey = (Vec<String>, Vec<Moved>);

fn example(key: KeyShown, m: &Words) -> &'static str {
    match key {
        KeyShown::Fixed => m.ex_fixed,
        KeyShown::Equal => m.ex_equal,
        KeyShown::ProRata => m.ex_pro_rata,
        KeyShown::Hybrid => m.ex_hybrid,
        KeyShown::Cascade => m.ex_cascade,
        KeyShown::FlemishFixed | KeyShown::FlemishRelative | KeyShown::FlemishOptimal => "",
    }
}

fn key_form(
    page: &Simulation,
    (typed, errors): (&KeyTyped, &[PageError]),
    preview: Option<&KeyPreview>,
    frame: &Frame,
    m: &'static Words,
) -> KeyForm {
    let names = Names::of(&page.group);
    let way = |value: &str| {
        let (_, key) = KEYS.iter().find(|(name, _)| *name == value)?;
        page.offered.iter().find(|(offered, _)| offered == key).map(|(_, way)| *way)
    };
    let offered = KEYS.iter().filter_map(|(value, key)| {
        let name = key_name(*key, m);
        let name = match way(value)? {
            KeyWay::Filed => name.to_owned(),
            KeyWay::Asked => format!("{name} ({})", m.k_approve),
        };
        Some(Offered { value, name, example: example(*key, m), chosen: typed.key == *value })
    });
    let wrong_sum = typed.wrong.is_none() && error_at(errors, SHARES).is_some();
    let takers = page.group.members.iter().filter(|member| member.takes && member.to.is_none());
    let shares = takers.enumerate().map(|(place, member)| {
        let known = typed.shares.iter().find(|(ean, _)| *ean == member.ean);
        let name = format!("share-{}", member.ean);
        let wrong = if wrong_sum { place == 0 } else { typed.wrong == Some(member.ean) };
        let wrong = wrong && error_at(errors, SHARES).is_some();
        ShareField {
            id: if wrong { SHARES.to_owned() } else { name.clone() },
            label: fill(m.file_share, &[("ean", &names.full(member.ean))]),
            value: known.map(|(_, share)| share.clone()).unwrap_or_default(),
            name,
            wrong,
        }
    });
    let cascade = page.offered.iter().any(|(key, _)| *key == KeyShown::Cascade);
    let takers = page.group.members.iter().filter(|member| member.takes && member.to.is_none());
    let ranks = takers.filter(|_| cascade).map(|member| {
        let known = typed.ranks.iter().find(|(ean, _)| *ean == member.ean);
        let name = format!("rank-{}", member.ean);
        let wrong = error_at(errors, RANKS).is_some() && typed.wrong == Some(member.ean);
        ShareField {
            id: if wrong { RANKS.to_owned() } else { name.clone() },
            label: fill(m.rank_of, &[("ean", &names.full(member.ean))]),
            value: known.map(|(_, rank)| rank.clone()).unwrap_or_default(),
            name,
            wrong,
        }
    });
    let tried = preview.map(|found| {
        let mut lines = Vec::new();
        if let Some(sum) = found.sum {
            lines.push(fill(m.try_sum, &[("sum", &per_cent(sum, frame.language))]));
        }
        match found.shared {
            Some((now, then)) => {
                let (now, then) = (kwh(now, frame), kwh(then, frame));
                lines.push(fill(m.try_says, &[("now", &now), ("then", &then)]));
            }
            None => lines.push(m.try_none.to_owned()),
        }
        let moved = found.more.iter().filter(|(_, more)| is_more(*more));
        let moved =
            moved.map(|(ean, more)| (names.short(*ean), signed_kwh(*more, frame), *more > 0));
        (lines, moved.collect())
    });
    let asks = way(&typed.key) == Some(KeyWay::Asked);
    // Whoever left out the reason has seen the effect already.
    let tried = match tried {
        None if error_at(errors, REASON).is_some() => Some((Vec::new(), Vec::new())),
        tried => tried,
    };
    KeyForm {
        offered: offered.collect(),
        from: typed.from.clone(),
        shares: shares.collect(),
        ranks: ranks.collect(),
        reason: typed.reason.clone(),
        asks,
        tried,
        button: if asks { m.ask_button } else { m.file_button },
    }
}

impl KeyPage {
    pub(in crate::sharing) fn new(
        frame: Frame,
        page: &Simulation,
        advice: AdviceTyped,
        (typed, preview): (&KeyTyped, Option<&KeyPreview>),
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let names = Names::of(&page.group);
        let keys = page.group.keys.iter().rev().map(|key| {
            let shares = key.shares.iter().map(|(ean, share)| (names.full(*ean), share.clone()));
            (key_name(key.key, m), language.date(key.from), key.holds, shares.collect())
        });
        let (from, to) = (language.date(page.from), language.date(page.to));
        let path = format!("{}/{}", Page::Key.path(language), page.group.line.id);
        Self {
            keys: keys.collect(),
            asked: page.asked.map(|(key, from)| {
                let day = language.date(from);
                fill(m.asked_now, &[("name", key_name(key, m)), ("day", &day)])
            }),
            says: {
                let text = if page.of_draft { m.sim_draft } else { m.sim_text };
                fill(text, &[("from", &from), ("to", &to)])
            },
            none: if page.of_draft { m.sim_draft_none } else { m.sim_none },
            today: of_today(page, &frame, m).filter(|_| !page.of_draft),
            boards: boards(page, &advice, &frame, m),
            has_euro: page.keys.iter().any(|key| key.more.iter().any(|(.., eur)| eur.is_some())),
            advice,
            menu: Menu::new(language, Some(page.group.line.id), Some(Page::Key)),
            form: key_form(page, (typed, &errors), preview, &frame, m),
            path,
            frame: frame.titled(m.key_title, &errors),
            errors,
            m,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::is_more;

    #[test]
    fn es_12_what_rounds_to_nothing_is_no_gain() {
        let told: Vec<i64> =
            [0, 4, -4, 49_999, 50_000, -50_000].into_iter().filter(|mwh| is_more(*mwh)).collect();
        assert_eq!(told, [50_000, -50_000]);
    }
}
