//! The page of two energies as a struct of ready text.

use super::api::{BothSide, MyBoth};
use super::words::Words;
use super::{link, name, path};
use crate::language::{Paths as _, Writes as _};
use crate::my::pages::Menu;
use crate::my::paths::Page;
use crate::my::top_up::{part_names, said_of};
use crate::my::words::Words as MyWords;
use crate::pay::effect::EffectSaid;
use crate::pay::forms;
use crate::pay::frame::{Frame, PageError};
use crate::words::fill;
use askama::Template;
use units::{Language, MicroEuro};

/// The fields of the amounts, in the order of the meters.
pub(super) const FIELDS: [&str; 2] = ["a", "b"];
pub(super) const TOTAL: &str = "t";

/// What was keyed in, shown again if it cannot be taken.
pub(super) struct Typed {
    /// `None` if none was.
    pub amounts: Option<[String; 2]>,
    pub total: String,
}

/// One of the two.
#[derive(Debug)]
struct Half {
    field: &'static str,
    heading: String,
    label: String,
    value: String,
    parts: Vec<(&'static str, String)>,
    after: Option<String>,
    days: Option<String>,
    /// Where something is needed: whether the amount is enough.
    said: Option<EffectSaid>,
    reference: String,
    amount: String,
    shown: &'static str,
}

#[derive(Debug, Template)]
#[template(path = "my/both.html")]
pub(super) struct BothPage {
    frame: Frame,
    m: &'static MyWords,
    w: &'static Words,
    menu: Menu,
    errors: Vec<PageError>,
    title: String,
    divided: bool,
    halves: Vec<Half>,
    attempt: String,
    pay: Option<String>,
    pay_path: String,
    /// Address, total, days.
    totals: Vec<(String, String, Option<String>)>,
    total: String,
    path: String,
    place: usize,
    /// The page of one energy alone.
    one: String,
}

fn error_at<'a>(errors: &'a [PageError], field: &str) -> Option<&'a str> {
    errors.iter().find(|error| error.field == Some(field)).map(|error| error.text.as_str())
}

impl Half {
    fn new(
        side: &BothSide,
        (field, typed): (&'static str, Option<String>),
        same: bool,
        frame: &Frame,
    ) -> Self {
        let language = frame.language;
        let (m, w) = (MyWords::of(language), Words::of(language));
        let energy = name(&side.meter, same, language);
        let effect = side.effect.as_ref();
        let days = effect.and_then(|effect| effect.days);
        let days = days.map(|days| fill(m.about_days, &[("days", &days.to_string())]));
        Self {
            field,
            heading: frame.w.of_part(&energy, &language.short_money(side.amount)),
            label: fill(w.for_energy, &[("energy", &energy)]),
            value: typed.unwrap_or_else(|| forms::shown(side.amount, language)),
            parts: effect.map(|effect| part_names(&effect.parts, language)).unwrap_or_default(),
            after: effect.map(|effect| language.balance(effect.after)),
            days,
            said: effect
                .and_then(|effect| said_of(effect.does, side.amount, &side.meter, language)),
            reference: format!("{:013}", side.meter.reference.as_u64()),
            amount: forms::plain(side.amount),
            shown: effect.map_or("", |effect| effect.does.name()),
        }
    }

    /// Why its amount cannot be paid.
    fn refused(side: &BothSide, field: &'static str, frame: &Frame) -> Option<PageError> {
        let language = frame.language;
        let (least, most) = (language.short_money(side.least), language.short_money(side.most));
        let text = match side.effect {
            Some(_) => return None,
            None if side.amount > side.most => fill(frame.w.amount_over, &[("most", &most)]),
            None if side.amount < side.least => {
                fill(frame.w.amount_limits, &[("least", &least), ("most", &most)])
            }
            None => frame.w.amount_ceiling.to_owned(),
        };
        let energy = name(&side.meter, false, language);
        Some(PageError::at(field, frame.w.of_part(energy.as_str(), &text)))
    }
}

impl BothPage {
    /// `attempt`: made anew with each page. Source: TP-05.
    pub(super) fn new(
        frame: Frame,
        page: &MyBoth,
        typed: Typed,
        attempt: String,
        mut errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let (m, w) = (MyWords::of(language), Words::of(language));
        let [first, second] = &page.sides;
        let same = first.meter.energy == second.meter.energy;
        let unread = !errors.is_empty();
        if page.cannot_divide && !unread {
            let sum = |one: MicroEuro, other: MicroEuro| {
                language.short_money(MicroEuro(one.0.saturating_add(other.0)))
            };
            let (least, most) = (sum(first.least, second.least), sum(first.most, second.most));
            let text = fill(frame.w.amount_limits, &[("least", &least), ("most", &most)]);
            errors.push(PageError::at(TOTAL, text));
        }
        for (side, field) in page.sides.iter().zip(FIELDS) {
            if !unread {
                errors.extend(Half::refused(side, field, &frame));
            }
        }
        let Typed { amounts, total } = typed;
        let amounts = amounts.map_or([None, None], |amounts| amounts.map(Some));
        let halves = page.sides.iter().zip(FIELDS.into_iter().zip(amounts));
        let halves: Vec<Half> =
            halves.map(|(side, typed)| Half::new(side, typed, same, &frame)).collect();
        let all = language.short_money(page.total());
        let title = fill(w.title, &[("amount", &all)]);
        let payable = errors.is_empty() && page.online;
        let mut effects = page.sides.iter().filter_map(|side| side.effect.as_ref());
        let enough = effects.all(|effect| effect.does.suffices());
        let pay = if enough { frame.w.pay } else { frame.w.pay_anyway };
        let place = first.meter.place;
        let (own, _) = link(place, language);
        let totals = page.totals.iter().filter(|(amount, _)| *amount != page.total());
        let totals = totals.map(|(amount, days)| {
            let days = days.map(|days| fill(w.each_days, &[("days", &days.to_string())]));
            let href = format!("{own}&t={}", forms::plain(*amount));
            (href, fill(w.in_all, &[("amount", &language.short_money(*amount))]), days)
        });
        Self {
            menu: Menu::new(language, Some(Page::TopUp)),
            divided: page.divided && !unread,
            pay: payable.then(|| fill(pay, &[("amount", &all)])),
            pay_path: format!("{}/pay", language.top_up_path()),
            totals: totals.collect(),
            path: path(language),
            one: format!("{}?n={place}", Page::TopUp.path(language)),
            frame: frame.titled(&title, &errors),
            title,
            total,
            place,
            halves,
            attempt,
            errors,
            m,
            w,
        }
    }
}
