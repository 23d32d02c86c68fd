//! A household's own page.

use super::picture::Picture;
use super::{DAY, kwh, minus, month_named, version_name, warned};
use crate::chart::{self, Look};
use crate::language::Paths as _;
use crate::language::Writes as _;
use crate::my;
use crate::pay::frame::{Frame, PageError};
use crate::sharing::api::{MySharing, Shared, VersionLine};
use crate::sharing::paths::Page;
use crate::sharing::why::{Said, WhyCard};
use crate::sharing::words::Words;
use crate::words::fill;
use askama::Template;
use units::{Ean, Language, MicroEuro, NanoEuroPerKwh};

#[derive(Debug)]
struct MineRow {
    month: String,
    version: String,
    received: String,
    residual: String,
    /// Of whom injects.
    given: Option<String>,
    /// Where something came back.
    credit: Option<String>,
}

#[derive(Debug)]
struct MineCard {
    title: String,
    until: Option<String>,
    social: bool,
    /// What sharing costs at the social tariff, and what the newest month made of it.
    warning: Option<String>,
    running: Option<String>,
    pictures: Vec<Picture>,
    rows: Vec<MineRow>,
    ean: String,
    /// It goes on, and may be left.
    may_leave: bool,
    /// What was typed for this point, and what is wrong with it.
    typed: String,
    error: Option<String>,
    why: WhyCard,
}

#[derive(Debug, Template)]
#[template(path = "sharing/mine.html")]
pub(in crate::sharing) struct MinePage {
    frame: Frame,
    m: &'static Words,
    cards: Vec<MineCard>,
    back: &'static str,
    errors: Vec<PageError>,
    path: &'static str,
}

impl MinePage {
    /// With what was typed for a point, and why it cannot leave so.
    pub(in crate::sharing) fn new(
        frame: Frame,
        all: &[MySharing],
        wrong: Option<(Ean, String, &'static str)>,
        asked: Option<(Ean, (String, String), Said)>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let row = |(version, shared, credit): &(VersionLine, Shared, Option<MicroEuro>)| MineRow {
            month: month_named(&version.month, language),
            version: version_name(version, m),
            received: kwh(shared.received, &frame),
            residual: kwh(minus(shared.offtake, shared.received), &frame),
            given: (shared.injection.0 > 0).then(|| kwh(shared.given, &frame)),
            credit: credit.map(|credit| language.effect(credit)),
        };
        let card = |(place, one): (usize, &MySharing)| MineCard {
            title: fill(m.mine_in, &[("name", &one.group), ("from", &language.date(one.from))]),
            until: one.to.map(|to| fill(m.mine_until, &[("to", &language.date(to))])),
            social: one.social_tariff,
            warning: one.warning.map(|warning| {
                let newest = one.months.first().and_then(|(version, shared, _)| {
                    let cost = NanoEuroPerKwh(warning.gain).cost_of(shared.received);
                    let eur = i64::try_from(cost.checked_div(1_000_000_000)?).ok()?;
                    let month = month_named(&version.month, language);
                    let amount = language.effect(MicroEuro(eur));
                    Some(fill(m.mine_effect, &[("month", &month), ("amount", &amount)]))
                });
                // What it was shown is not what holds today: a figure says of which prices it is.
                let by = (!one.shown).then(|| m.mine_today.to_owned());
                let said = [Some(warned(Some(warning), language, m)), newest, by];
                said.into_iter().flatten().collect::<Vec<_>>().join(" ")
            }),
            running: one.running.map(|(day, shared)| {
                let month = language.month_and_year(day);
                let rest = minus(shared.offtake, shared.received);
                let gives = shared.injection.0 > 0 && shared.offtake.0 == 0;
                let text = if gives { m.mine_gives } else { m.mine_running };
                fill(
                    text,
                    &[
                        ("month", &month),
                        ("day", &language.date(day)),
                        ("shared", &kwh(shared.received, &frame)),
                        ("rest", &kwh(rest, &frame)),
                        ("given", &kwh(shared.given, &frame)),
                    ],
                )
            }),
            pictures: match &one.newest {
                Some(month) => Picture::all(month, place, &frame, m),
                None => Vec::new(),
            },
            rows: one.months.iter().map(row).collect(),
            why: WhyCard::new(
                Page::Mine.path(language).to_owned(),
                Some(("account", one.account.to_string())),
                (String::new(), String::new()),
                Said::NotAsked,
            ),
            ean: one.ean.to_string(),
            may_leave: one.to.is_none(),
            typed: String::new(),
            error: None,
        };
        let mut cards: Vec<MineCard> = (1..).zip(all).map(card).collect();
        let mut errors = Vec::new();
        if let Some((ean, (day, at), said)) = asked {
            let of = ean.to_string();
            // A point that left and came back has two cards: the first that has months answers.
            let of_point = |card: &&mut MineCard| card.ean == of && !card.rows.is_empty();
            if let Some(card) = cards.iter_mut().find(of_point) {
                errors = said.errors(m);
                (card.why.day, card.why.at, card.why.said) = (day, at, said);
            }
        }
        if let Some((ean, typed, why)) = wrong {
            let of = ean.to_string();
            if let Some(card) = cards.iter_mut().find(|card| card.may_leave && card.ean == of) {
                card.typed = typed;
                card.error = Some(why.to_owned());
            }
            errors.push(PageError::at(DAY, why));
        }
        let back = my::Page::Usage.path(language);
        let path = Page::Mine.path(language);
        let frame = frame.titled(m.mine_title, &errors);
        Self { frame, m, cards, back, errors, path }
    }
}
