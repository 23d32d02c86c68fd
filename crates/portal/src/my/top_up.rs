//! The page of a top-up as a struct of ready text: what the account needs, and what an amount does. Source: UX 4.4,
//! 8.2 C-02, PA-19.

use super::api::{AmountChoice, MyMeter, MyTopUp, Part};
use super::pages::{Inside, Menu, error_at};
use super::paths::Page;
use super::references::{self, MyTransfer};
use super::words::Words;
use super::{both, outside};
use crate::card;
use crate::language::{Paths as _, Writes as _};
use crate::pay::effect::EffectSaid;
use crate::pay::forms;
use crate::pay::frame::{Frame, PageError};
use crate::pay::{AmountEffect, Need};
use crate::view::ShownState;
use crate::words::{by, fill};
use askama::Template;
use units::{Language, MicroEuro};

/// How long money lasts.
pub(crate) fn about_days(days: i64, language: Language) -> String {
    fill(Words::of(language).about_days, &[("days", &days.to_string())])
}

#[derive(Debug, Template)]
#[template(path = "my/top_up.html")]
pub(crate) struct TopUpPage {
    frame: Frame,
    m: &'static Words,
    menu: Menu,
    inside: Inside,
    errors: Vec<PageError>,
    title: String,
    reference: String,
    amount: String,
    attempt: String,
    shown: &'static str,
    needed: Vec<Needed>,
    /// Of the card that says what is needed.
    class: &'static str,
    /// Where something is needed: whether the amount is enough.
    said: Option<EffectSaid>,
    /// More is needed than this amount: to pay it is not what the page leads to first.
    short: bool,
    pay: Option<String>,
    pay_path: String,
    parts: Vec<(&'static str, String)>,
    after: Option<String>,
    days: Option<String>,
    amounts: Vec<OtherAmount>,
    place: usize,
    path: &'static str,
    limit: Option<String>,
    shop: Shop,
    transfer: Option<ByTransfer>,
    to_bank: &'static str,
    both: Option<(String, &'static str)>,
}

/// An amount that the account needs, and what for.
#[derive(Debug)]
struct Needed {
    label: &'static str,
    amount: String,
    /// `None` of the one that the page is about.
    href: Option<String>,
}

/// Whoever cannot pay online pays in a shop. Source: UX 8.2 C-02.
#[derive(Debug)]
struct Shop {
    hint: String,
    /// Address, with the postcode of the home, and name.
    places: (String, &'static str),
}

impl Shop {
    fn new(meter: &MyMeter, language: Language) -> Self {
        let digits = meter.reference.to_string().replace(' ', "\u{a0}");
        let [(path, title), _] = outside::links(language);
        // A town is written behind its postcode.
        let postcode = meter.town.split(' ').next().and_then(vending::postcode);
        let search = postcode.map(|code| format!("?p={code}")).unwrap_or_default();
        Self {
            hint: fill(Words::of(language).shop_hint, &[("digits", &digits)]),
            places: (format!("{path}{search}"), title),
        }
    }
}

#[derive(Debug)]
struct ByTransfer {
    to: MyTransfer,
    says: String,
}

#[derive(Debug)]
struct OtherAmount {
    href: String,
    amount: String,
    /// For how long it lasts, or that the supply stays off with it.
    note: Option<String>,
}

/// What becomes of the parts of an amount.
pub(super) fn part_names(
    parts: &[(Part, MicroEuro)],
    language: Language,
) -> Vec<(&'static str, String)> {
    let m = Words::of(language);
    let named = parts.iter().map(|(part, amount)| {
        let name = match part {
            Part::Emergency => m.to_emergency,
            Part::Repaid => m.to_repay,
            Part::Credit => m.to_credit,
        };
        (name, language.money(*amount))
    });
    named.collect()
}

/// What is said of an amount, where the account needs one: that it is added to credit needs no words.
pub(super) fn said_of(
    does: AmountEffect,
    amount: MicroEuro,
    meter: &MyMeter,
    language: Language,
) -> Option<EffectSaid> {
    let said = EffectSaid::new(does, amount, meter.energy, language);
    (does != AmountEffect::Nothing).then_some(said)
}

impl TopUpPage {
    /// `attempt`: made anew with each page. Source: TP-05.
    pub(crate) fn new(
        frame: Frame,
        page: &MyTopUp,
        attempt: String,
        errors: Vec<PageError>,
    ) -> Self {
        let language = frame.language;
        let m = Words::of(language);
        let path = Page::TopUp.path(language);
        let days = |days: i64| about_days(days, language);
        let effect = page.effect.as_ref();
        let mut errors = errors;
        if effect.is_none() && errors.is_empty() {
            errors.push(PageError::at("a", m.not_now));
        }
        let (place, energy) = (page.meter.place, page.meter.energy);
        let href = |amount: MicroEuro| format!("{path}?n={place}&a={}", forms::plain(amount));
        let note = |one: &AmountChoice| match one.does {
            AmountEffect::TooLittle { need: Need::BackOn, .. } => {
                Some(by(energy, m.stays_off_power, m.stays_off_gas).to_owned())
            }
            AmountEffect::TooLittle { need: Need::StayOn, .. } => {
                Some(by(energy, m.not_kept_on_power, m.not_kept_on_gas).to_owned())
            }
            AmountEffect::Nothing | AmountEffect::Enough(_) => one.days.map(days),
        };
        let all_needed = card::needed(&page.card, language);
        let is_needed = |amount: MicroEuro| all_needed.iter().any(|(_, one)| *one == amount);
        let others = page.amounts.iter();
        let others = others.filter(|one| one.amount != page.amount && !is_needed(one.amount));
        let amounts = others.map(|one| OtherAmount {
            href: href(one.amount),
            amount: language.short_money(one.amount),
            note: note(one),
        });
        let needed = all_needed.iter().map(|(label, amount)| Needed {
            label,
            amount: language.money(*amount),
            href: (*amount != page.amount).then(|| href(*amount)),
        });
        let short = language.short_money(page.amount);
        let title = fill(m.topup_title, &[("amount", &short)]);
        let said =
            effect.and_then(|effect| said_of(effect.does, page.amount, &page.meter, language));
        let pay = effect.filter(|_| page.online).map(|_| match &said {
            Some(said) => said.pay.clone(),
            None => fill(frame.w.pay, &[("amount", &short)]),
        });
        // What brings the supply back is taken above the limit too. Source: PA-19.
        let over = page.amount > page.most && effect.is_none();
        Self {
            menu: Menu::new(language, Some(Page::TopUp)),
            inside: Inside::new(&page.meter, &page.meters, path, language),
            title: title.clone(),
            reference: format!("{:013}", page.meter.reference.as_u64()),
            amount: forms::plain(page.amount),
            attempt,
            shown: effect.map_or("", |effect| effect.does.name()),
            needed: needed.collect(),
            class: if page.card.state == ShownState::Emergency { "wait" } else { "bad" },
            short: said.as_ref().is_some_and(|said| said.enough.is_some()),
            said,
            pay,
            pay_path: format!("{}/pay", language.top_up_path()),
            parts: effect.map(|effect| part_names(&effect.parts, language)).unwrap_or_default(),
            after: effect.map(|effect| language.balance(effect.after)),
            days: effect.and_then(|effect| effect.days).map(days),
            amounts: amounts.collect(),
            place,
            path,
            limit: over
                .then(|| fill(m.most_per_payment, &[("most", &language.short_money(page.most))])),
            shop: Shop::new(&page.meter, language),
            transfer: page.transfer.clone().map(|to| {
                let amount = language.money(page.amount);
                let says = match effect {
                    Some(_) => fill(m.transfer_code, &[("amount", &amount)]),
                    None => references::amount_is_free(language).to_owned(),
                };
                ByTransfer { to, says }
            }),
            to_bank: frame.w.to_bank,
            both: page.both.then(|| both::link(place, language)),
            frame: frame.titled(&title, &errors),
            errors,
            m,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::my::TopUpEffect;
    use crate::pay::frame::Switch;
    use crate::view::{HeldBy, StateCard, Supply};
    use calendar::Instant;
    use units::{Dso, Ean, Energy};

    fn eur(text: &str) -> MicroEuro {
        text.parse().unwrap()
    }

    const OFF: (ShownState, Supply) = (ShownState::Off, Supply::Disconnected);
    const HELD: (ShownState, Supply) = (ShownState::HeldOn, Supply::Connected);

    /// A home at -24.08, or at -16.40 that is held on, where `amount` is asked about.
    fn page((state, supply): (ShownState, Supply), amount: &str) -> MyTopUp {
        let off = state == ShownState::Off;
        let (balance, enough) = if off { ("-24.08", "24.58") } else { ("-16.40", "1.41") };
        let need = if off { Need::BackOn } else { Need::StayOn };
        let does = |amount: MicroEuro| match amount >= eur(enough) {
            true => AmountEffect::Enough(need),
            false => AmountEffect::TooLittle { need, enough: eur(enough) },
        };
        let ean = Ean::with_check_digit(54_144_901_234_567_890).unwrap();
        let (reference, town) = (ean.reference(), "4800 Verviers".to_owned());
        let meter = MyMeter { place: 1, energy: Energy::Electricity, reference, town };
        let now: Instant = "2026-11-20T14:05:00+01:00".parse().unwrap();
        let card = StateCard {
            ean,
            dso: Dso::Ores,
            energy: Energy::Electricity,
            state,
            supply,
            modifiers: Vec::new(),
            balance: eur(balance),
            emergency_credit: eur("15"),
            emergency_left: MicroEuro::ZERO,
            to_stay_on: if off { MicroEuro::ZERO } else { eur(enough) },
            to_clear: eur(if off { enough } else { "16.90" }),
            held_by: (!off).then_some(HeldBy::Calendar),
            until: None,
            spared: calendar::Spared::default(),
            open_again: None,
            as_of: now,
            now,
            last_reading: Some(now),
            help: None,
            office: None,
            gas_emergency: "0800 87 087".to_owned(),
        };
        let amount = eur(amount);
        let after = MicroEuro(amount.0 + eur(balance).0);
        let parts = vending::money_parts(amount, eur(balance), amount);
        let effect = TopUpEffect { parts, after, days: None, does: does(amount) };
        let choice = |euro: &str| AmountChoice {
            amount: eur(euro),
            does: does(eur(euro)),
            days: Some(8).filter(|_| does(eur(euro)).suffices()),
        };
        MyTopUp {
            meters: vec![meter.clone()],
            meter,
            amount,
            effect: Some(effect.lasting(|_| Some(8))),
            amounts: ["1", "10", "20", "50"].map(choice).to_vec(),
            card,
            least: eur("5"),
            most: eur("250"),
            transfer: None,
            online: true,
            both: false,
        }
    }

    fn shown(page: &MyTopUp, language: Language) -> String {
        let frame = Frame::new(language, "0800 00 000", Switch::Links(Vec::new()));
        let page = TopUpPage::new(frame, page, "a".repeat(32), Vec::new());
        page.render().unwrap().replace('\u{a0}', " ")
    }

    #[test]
    fn pa_19_the_amount_to_be_back_on_stands_first_and_less_is_warned_of() {
        let text = shown(&page(OFF, "10"), Language::En);
        let at = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part} in {text}"));
        assert!(at("To be back on") < at("What happens to this money"));
        assert!(at("a=24.58") < at("a=20.00"), "first of all amounts");
        // In the words of the guest's page.
        at("€10 is not enough to bring the power back.");
        at("€14.58 more is needed. That makes €24.58 in all.");
        at("Take €24.58");
        at("Pay €10 anyway");
        at("€20 – the power stays off");
        at("€50 – about 8 days");
        assert!(text.contains("value=\"not_back_on\""), "what was said goes along");
        // Of ten euro no days are told, nor of twenty.
        assert_eq!(text.matches("about 8 days").count(), 1, "{text}");
    }

    #[test]
    fn pa_19_what_suffices_is_said_to_suffice_and_adds_up() {
        let text = shown(&page(OFF, "24.58"), Language::En);
        for part in [
            "€24.58 is enough to bring the power back.",
            "After paying, somebody has to press the button of the meter.",
            "<dt>Repays emergency credit</dt><dd>€24.08</dd>",
            "<dt>Becomes credit</dt><dd>€0.50</dd>",
            "Pay €24.58 with Bancontact",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(!text.contains("anyway") && !text.contains("Take €"), "{text}");
    }

    #[test]
    fn pa_19_held_on_both_amounts_stand_and_less_does_not_avert_the_cut() {
        let text = shown(&page(HELD, "1"), Language::En);
        for part in [
            "To stay on: €1.41",
            "To be above zero again: €16.90",
            "€1 is not enough to keep the power on.",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        let text = shown(&page(HELD, "20"), Language::En);
        assert!(text.contains("€1 – not enough to keep the power on"), "{text}");
    }

    #[test]
    fn tp_02_other_ways_are_a_shop_nearby_and_a_code_with_the_amount() {
        let mut page = page(OFF, "24.58");
        let text = shown(&page, Language::En);
        let digits = page.meter.reference.to_string();
        assert!(text.contains(&format!("Give your 13 digits: {digits}.")), "{text}");
        assert!(text.contains("<a class=\"link\" href=\"/en/where-to-top-up?p=4800\">"), "{text}");
        assert!(!text.contains("class=\"qr\""), "no account of a bank is known");
        page.transfer = Some(MyTransfer {
            holder: "Operator".to_owned(),
            iban: "BE68 5390 0754 7034".to_owned(),
            communication: "+++090/9337/55493+++".to_owned(),
            qr: "<svg></svg>".to_owned(),
        });
        let text = shown(&page, Language::En);
        assert!(text.contains("<div class=\"qr\"><svg></svg></div>"), "{text}");
        assert!(text.contains("It has €24.58 in it."), "{text}");
        page.effect = None;
        assert!(shown(&page, Language::En).contains("You choose the amount."));
    }

    #[test]
    fn g_t2_days_are_told_in_no_language_for_what_leaves_the_supply_off() {
        for language in Language::ALL {
            let text = shown(&page(OFF, "10"), language);
            let m = Words::of(language);
            assert_eq!(text.matches(m.stays_off_power).count(), 2, "{language}: {text}");
            assert!(text.contains(m.needed_title), "{language}");
        }
    }
}
