//! The key, and who would have gained by another.

use super::{FROM, Menu, error_at, key_name, kwh, signed_kwh};
use crate::language::Paths as _;
use crate::language::Writes as _;
use crate::pay::frame::{Frame, PageError};
use crate::sharing::api::{GroupView, KeyPreview, KeyShown, Simulation};
use crate::sharing::paths::Page;
use crate::sharing::words::Words;
use crate::words::fill;
use askama::Template;
use units::{Ean, Language};

/// Whose, how much, gains.
type Moved = (String, String, bool);

#[derive(Debug)]
struct Tried {
    key: &'static str,
    of_today: bool,
    shared: String,
    moved: Vec<Moved>,
}

type KeyCard = (&'static str, String, bool, Vec<(String, String)>);

#[derive(Debug, Template)]
#[template(path = "sharing/key.html")]
pub(in crate::sharing) struct KeyPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    /// Name, from when, holds now, shares.
    keys: Vec<KeyCard>,
    says: String,
    tried: Vec<Tried>,
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
}

/// The keys that a form offers: name in the form, and what it is in words.
pub(in crate::sharing) const OFFERED: [(&str, KeyShown); 3] =
    [("fixed", KeyShown::Fixed), ("equal", KeyShown::Equal), ("pro_rata", KeyShown::ProRata)];

#[derive(Debug)]
struct Offered {
    value: &'static str,
    name: &'static str,
    example: &'static str,
    chosen: bool,
}

#[derive(Debug)]
struct KeyForm {
    offered: Vec<Offered>,
    from: String,
    /// Name of the field, its label, what was typed.
    shares: Vec<(String, String, String)>,
    /// What the last days would have been, each line, and whose more or less.
    tried: Option<TriedKey>,
}

/// What the last days would have been: in words, and whose more or less.
type TriedKey = (Vec<String>, Vec<Moved>);

/// A change that is told: what rounds to nothing is neither gain nor loss.
fn is_more(mwh: i64) -> bool {
    mwh.saturating_abs() >= LEAST_MWH
}

/// Half of the last digit that is shown.
const LEAST_MWH: i64 = 50_000;

fn key_form(
    group: &GroupView,
    typed: &KeyTyped,
    preview: Option<&KeyPreview>,
    frame: &Frame,
    m: &'static Words,
) -> KeyForm {
    let examples = [m.ex_fixed, m.ex_equal, m.ex_pro_rata];
    let offered = OFFERED.iter().zip(examples).map(|((value, key), example)| Offered {
        value,
        name: key_name(*key, m),
        example,
        chosen: typed.key == *value,
    });
    let takers = group.members.iter().filter(|member| member.takes && member.to.is_none());
    let shares = takers.map(|member| {
        let known = typed.shares.iter().find(|(ean, _)| *ean == member.ean);
        let name = format!("share-{}", member.ean);
        let label = fill(m.file_share, &[("ean", &member.ean.to_string())]);
        (name, label, known.map(|(_, share)| share.clone()).unwrap_or_default())
    });
    let tried = preview.map(|found| {
        let mut lines = Vec::new();
        if let Some(sum) = found.sum {
            let text = units::format_decimal(i128::from(sum), 3);
            let text = text.trim_end_matches('0').trim_end_matches('.').to_owned();
            let text = if frame.language == Language::En { text } else { text.replace('.', ",") };
            lines.push(fill(m.try_sum, &[("sum", &format!("{text}\u{a0}%"))]));
        }
        match found.shared {
            Some((now, then)) => {
                let (now, then) = (kwh(now, frame), kwh(then, frame));
                lines.push(fill(m.try_says, &[("now", &now), ("then", &then)]));
            }
            None => lines.push(m.try_none.to_owned()),
        }
        let moved = found.more.iter().filter(|(_, more)| is_more(*more));
        let moved = moved.map(|(ean, more)| (ean.to_string(), signed_kwh(*more, frame), *more > 0));
        (lines, moved.collect())
    });
    let (offered, shares) = (offered.collect(), shares.collect());
    KeyForm { offered, from: typed.from.clone(), shares, tried }
}

impl KeyPage {
    pub(in crate::sharing) fn new(
        frame: Frame,
        page: &Simulation,
        (typed, preview): (&KeyTyped, Option<&KeyPreview>),
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let keys = page.group.keys.iter().rev().map(|key| {
            let shares = key.shares.iter().map(|(ean, share)| (ean.to_string(), share.clone()));
            (key_name(key.key, m), language.date(key.from), key.holds, shares.collect())
        });
        let tried = page.keys.iter().map(|outcome| Tried {
            key: key_name(outcome.key, m),
            of_today: outcome.of_today,
            shared: fill(m.sim_shared, &[("shared", &kwh(outcome.shared, &frame))]),
            moved: outcome
                .more
                .iter()
                .filter(|(_, more)| is_more(*more))
                .map(|(ean, more)| (ean.to_string(), signed_kwh(*more, &frame), *more > 0))
                .collect(),
        });
        let (from, to) = (language.date(page.from), language.date(page.to));
        let says = fill(m.sim_text, &[("from", &from), ("to", &to)]);
        let menu = Menu::new(language, Some(page.group.line.id), Some(Page::Key));
        let (keys, tried) = (keys.collect(), tried.collect());
        let form = key_form(&page.group, typed, preview, &frame, m);
        let path = format!("{}/{}", Page::Key.path(language), page.group.line.id);
        let frame = frame.titled(m.key_title, &errors);
        Self { frame, m, menu, keys, says, tried, errors, path, form }
    }
}

#[cfg(test)]
mod tests {
    use super::is_more;

    #[test]
    fn es_12_what_rounds_to_nothing_is_no_gain() {
        let told: Vec<i64> =
            [0, 4, -4, 49_999, 50_000, -50_000].into_iter().filter(|mwh| is_more(*mwh)).collect();
        assert_eq!(told, [50_000, -50_000]);
    }
}
