//! The state card: energy first, then state and amount, until when, and one next step.
//! Source: UX 4.2 to 4.9.

use crate::figures;
use crate::text;
use crate::view::{HeldBy, Modifier, ShownState, StateCard, Supply};
use units::{Energy, MicroEuro};

/// The card as ready text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Card {
    pub title: String,
    pub notes: Vec<String>,
    pub until: Option<String>,
    pub warning: Option<&'static str>,
    pub step: String,
    /// What follows the step.
    pub then: Vec<&'static str>,
    pub explanation: Vec<String>,
    pub help: Option<String>,
    /// Label and amount.
    pub amounts: Vec<(&'static str, String)>,
    pub stamp: String,
}

pub(crate) fn card(card: &StateCard) -> Card {
    let energy = card.energy;
    let balance = in_sentence(card.balance);
    let until = card.until.as_deref();
    let mut then = Vec::new();
    let mut explanation = Vec::new();
    let (title, until, step) = match card.state {
        ShownState::InOrder => {
            (text::in_order_title(&balance), until.map(text::lasts), text::NOTHING_TO_DO.to_owned())
        }
        ShownState::Low => {
            let credit = in_sentence(card.emergency_credit);
            explanation.push(text::emergency_starts(energy, &credit));
            (text::low_title(&balance), until.map(text::lasts), text::TOP_UP.to_owned())
        }
        ShownState::Emergency => {
            explanation.extend(until.map(text::emergency_lasts));
            explanation.push(text::REPAID_FIRST.to_owned());
            let step = match due(card.to_clear) {
                Some(amount) => text::top_up_above_zero(&amount),
                None => text::TOP_UP.to_owned(),
            };
            let left = in_sentence(card.emergency_left);
            (text::emergency_title(&left), Some(text::stays_on(energy, &balance)), step)
        }
        ShownState::HeldOn => {
            let title = match (card.held_by, until) {
                (Some(HeldBy::Calendar), Some(until)) => text::held_until_title(energy, until),
                _ => text::held_title(energy),
            };
            explanation.extend(card.held_by.map(|held_by| text::held_because(held_by).to_owned()));
            let step = match (card.held_by, due(card.to_stay_on), due(card.to_clear)) {
                // An order may have left already: only the whole amount surely brings supply back.
                (Some(HeldBy::Order), _, Some(amount)) => text::top_up_to_stay_on(energy, &amount),
                (Some(HeldBy::Limiter), _, Some(amount)) => text::top_up_for_full_power(&amount),
                (Some(HeldBy::Calendar | HeldBy::Guard) | None, Some(amount), _) => {
                    text::top_up_to_stay_on(energy, &amount)
                }
                (_, _, _) => text::TOP_UP.to_owned(),
            };
            (title, Some(text::used_up(&balance)), step)
        }
        ShownState::Off => {
            let step = match (card.supply, due(card.to_clear)) {
                (Supply::ReadyForReconnection, _) => text::press(energy).to_owned(),
                (Supply::LeakTesting, _) => text::TEST_RUNS.to_owned(),
                (Supply::ReconnectOrdered, _) => {
                    then.push(text::press(energy));
                    text::BEING_TOLD.to_owned()
                }
                (Supply::Connected | Supply::DisconnectOrdered | Supply::Disconnected, None) => {
                    text::NOTHING_TO_PAY.to_owned()
                }
                (
                    Supply::Connected | Supply::DisconnectOrdered | Supply::Disconnected,
                    Some(amount),
                ) => {
                    then.extend([text::WAIT_FOR_TEXT, text::press(energy)]);
                    text::top_up_to_be_back(&amount)
                }
            };
            (text::off_title(energy), Some(text::balance_is(&balance)), step)
        }
    };
    let mut notes: Vec<String> = card.modifiers.iter().map(text::modifier_line).collect();
    let paid_after_order =
        card.supply == Supply::DisconnectOrdered && card.state < ShownState::HeldOn;
    if paid_after_order {
        notes.push(text::cut_already_sent(energy));
    }
    let asks_for_money = card.state != ShownState::InOrder
        && matches!(
            card.supply,
            Supply::Connected | Supply::DisconnectOrdered | Supply::Disconnected
        );
    let paying = asks_for_money && card.modifiers.contains(&Modifier::PaymentUnderWay);
    if paying {
        then.clear();
    }
    let step = if paying { text::PAYMENT_ARRIVES.to_owned() } else { step };
    let off_gas = card.state == ShownState::Off && energy == Energy::Gas;
    Card {
        title,
        notes,
        until,
        warning: off_gas.then_some(text::SMELL_GAS),
        step,
        then,
        explanation,
        help: text::help(card.state, card.help.as_deref()),
        amounts: amounts(card),
        stamp: text::stamp(&card.as_of, card.last_reading.as_deref()),
    }
}

/// A balance inside a sentence: a line must not end between its minus and its euro sign.
fn in_sentence(amount: MicroEuro) -> String {
    figures::balance(amount).replace("−€", "−\u{2060}€")
}

/// An amount to pay, if there is one.
fn due(amount: MicroEuro) -> Option<String> {
    (amount > MicroEuro::ZERO).then(|| figures::to_pay(amount))
}

fn amounts(card: &StateCard) -> Vec<(&'static str, String)> {
    let limited =
        card.modifiers.iter().any(|modifier| matches!(modifier, Modifier::Limited { .. }));
    let clear = text::clear_label(card.state, limited);
    // Where little money does not keep the supply on, the small amount would only mislead.
    let small = match card.held_by {
        Some(HeldBy::Order | HeldBy::Limiter) => MicroEuro::ZERO,
        Some(HeldBy::Calendar | HeldBy::Guard) | None => card.to_stay_on,
    };
    let both = [(text::STAY_ON, small), (clear, card.to_clear)];
    both.into_iter().filter_map(|(label, amount)| Some((label, due(amount)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use units::{Dso, Ean};

    fn sample(state: ShownState, supply: Supply, energy: Energy) -> StateCard {
        let euro = |text: &str| text.parse::<MicroEuro>().unwrap();
        let (balance, until) = match (state, supply) {
            (ShownState::InOrder, _) => ("27.409999", Some("Sunday 29 November")),
            (ShownState::Low, _) => ("3.80", Some("tomorrow evening")),
            (ShownState::Emergency, _) => ("-6.195", Some("Sunday midday")),
            (ShownState::Off, Supply::ReadyForReconnection) => ("3.60", None),
            (ShownState::HeldOn | ShownState::Off, _) => ("-16.40", Some("Monday 08:00")),
        };
        let due = |applies: bool, text: &str| euro(if applies { text } else { "0" });
        let held = state == ShownState::HeldOn;
        StateCard {
            ean: Ean::with_check_digit(54_144_901_234_567_890).unwrap(),
            dso: Dso::Ores,
            energy,
            state,
            supply,
            modifiers: Vec::new(),
            balance: euro(balance),
            emergency_credit: euro("15"),
            emergency_left: due(state == ShownState::Emergency, "8.805"),
            to_stay_on: due(held, "1.41"),
            to_clear: due(held || supply == Supply::Disconnected, "16.90"),
            held_by: held.then_some(HeldBy::Calendar),
            until: until.map(str::to_owned),
            as_of: "2026-11-20T06:10:00+01:00".to_owned(),
            last_reading: Some("2026-11-20T00:00:00+01:00".to_owned()),
            help: None,
        }
    }

    fn check(sample: &StateCard, expected: &Expect) {
        let card = card(sample);
        let mut text = format!("{}\n", card.title);
        let mut add = |mark: &str, line: &str| text.push_str(&format!("{mark} {line}\n"));
        card.notes.iter().for_each(|note| add("note:", note));
        card.until.iter().for_each(|until| add(" ", until));
        card.warning.iter().for_each(|warning| add("!", warning));
        add("->", &card.step);
        card.then.iter().for_each(|then| add("->", then));
        card.explanation.iter().for_each(|line| add(" ", line));
        card.amounts.iter().for_each(|(label, amount)| add("=", &format!("{label} {amount}")));
        card.help.iter().for_each(|help| add("?", help));
        let text = text.replace('\u{2060}', "");
        expected.assert_eq(&text);
        let sentences = text.split(['.', '?', '!', '\n', ':']);
        for sentence in sentences {
            let words = sentence.split_whitespace().filter(|word| *word != "->").count();
            assert!(words <= 13, "{words} words: {sentence}");
        }
        for word in ["debt", "default", "negligence", "sanction", "EAN"] {
            assert!(!text.contains(word), "{word} in {text}");
        }
    }

    #[test]
    fn the_card_says_state_until_when_and_one_next_step() {
        use Energy::Electricity;
        check(
            &sample(ShownState::InOrder, Supply::Connected, Electricity),
            &expect![[r#"
            You are fine: €27.40 left
              That should last until about Sunday 29 November.
            -> Nothing to do now.
        "#]],
        );
        check(
            &sample(ShownState::Low, Supply::Connected, Electricity),
            &expect![[r#"
            Low balance: €3.80 left
              That should last until about tomorrow evening.
            -> Top up when you can.
              At €0 your power stays on. Your €15.00 emergency credit starts by itself.
            ? Hard to pay? Call your operator. The CPAS of your town helps too.
        "#]],
        );
        check(
            &sample(ShownState::Emergency, Supply::Connected, Electricity),
            &expect![[r#"
            Emergency credit in use: €8.80 left
              Your balance is −€6.20. Your power stays on.
            -> Top up when you can.
              The emergency credit lasts until about Sunday midday.
              A top-up repays the emergency credit first.
            ? Cannot pay? Call your operator. The CPAS of your town helps too.
        "#]],
        );
        check(
            &sample(ShownState::HeldOn, Supply::Connected, Electricity),
            &expect![[r#"
            Your power stays on until Monday 08:00
              Your emergency credit is used up. Your balance is −€16.40.
            -> Top up at least €1.41 to keep your power on.
              We do not cut in protected hours.
            = To stay on €1.41
            = To be above zero again €16.90
            ? Cannot pay? Call your operator. The CPAS of your town helps too.
        "#]],
        );
        check(
            &sample(ShownState::Off, Supply::Disconnected, Electricity),
            &expect![[r#"
            Your power is off
              Your balance is −€16.40.
            -> Top up at least €16.90.
            -> Then wait for our text.
            -> Press the green button on the meter for 3 seconds.
            = To be back on €16.90
            ? Baby, illness, medical device? Call your operator. The CPAS of your town helps too.
        "#]],
        );
    }

    #[test]
    fn what_waits_for_the_meter_or_a_press_asks_for_no_money() {
        check(
            &sample(ShownState::Off, Supply::ReconnectOrdered, Energy::Electricity),
            &expect![[r#"
                Your power is off
                  Your balance is −€16.40.
                -> Please wait: the meter is being told. Usually 5 minutes.
                -> Press the green button on the meter for 3 seconds.
                ? Baby, illness, medical device? Call your operator. The CPAS of your town helps too.
            "#]],
        );
        check(
            &sample(ShownState::Off, Supply::ReadyForReconnection, Energy::Electricity),
            &expect![[r#"
                Your power is off
                  Your balance is €3.60.
                -> Press the green button on the meter for 3 seconds.
                ? Baby, illness, medical device? Call your operator. The CPAS of your town helps too.
            "#]],
        );
        check(
            &sample(ShownState::Off, Supply::ReadyForReconnection, Energy::Gas),
            &expect![[r#"
                Your gas is off
                  Your balance is €3.60.
                ! Smell gas? Go outside first. Then call your operator's gas emergency number, or 112.
                -> Close all gas appliances. Press the red button for 3 seconds. The meter checks for leaks.
                ? Baby, illness, medical device? Call your operator. The CPAS of your town helps too.
            "#]],
        );
        check(
            &sample(ShownState::Off, Supply::LeakTesting, Energy::Gas),
            &expect![[r#"
            Your gas is off
              Your balance is −€16.40.
            ! Smell gas? Go outside first. Then call your operator's gas emergency number, or 112.
            -> Keep all gas appliances closed. The test takes about 12 minutes.
            ? Baby, illness, medical device? Call your operator. The CPAS of your town helps too.
        "#]],
        );
    }

    #[test]
    fn a_clock_time_is_promised_only_by_the_calendar() {
        let mut held = sample(ShownState::HeldOn, Supply::DisconnectOrdered, Energy::Gas);
        held.held_by = Some(HeldBy::Order);
        check(
            &held,
            &expect![[r#"
                Your gas is still on
                  Your emergency credit is used up. Your balance is −€16.40.
                -> Top up at least €16.90 to keep your gas on.
                  Switch-off is requested.
                = To be above zero again €16.90
                ? Cannot pay? Call your operator. The CPAS of your town helps too.
            "#]],
        );
        held.supply = Supply::Connected;
        held.held_by = Some(HeldBy::Limiter);
        held.modifiers =
            vec![Modifier::Limited { ampere: 10, until: Some("2026-02-20".to_owned()) }];
        check(
            &held,
            &expect![[r#"
                Your gas is still on
                note: Limited power (10 A) until Fri 20 Feb 2026. One big appliance at a time.
                  Your emergency credit is used up. Your balance is −€16.40.
                -> Top up at least €16.90 to have full power again.
                  You keep limited power instead of a cut.
                = To have full power again €16.90
                ? Cannot pay? Call your operator. The CPAS of your town helps too.
            "#]],
        );
    }

    #[test]
    fn modifiers_stand_beside_the_state() {
        let euro = |text: &str| text.parse::<MicroEuro>().unwrap();
        let mut low = sample(ShownState::Low, Supply::DisconnectOrdered, Energy::Electricity);
        low.modifiers = vec![
            Modifier::Stale { last_reading: Some("2026-11-18T00:00:00+01:00".to_owned()) },
            Modifier::Stale { last_reading: None },
            Modifier::PaymentUnderWay,
            Modifier::NotReached,
            Modifier::Limited { ampere: 10, until: None },
            Modifier::Advance { left: euro("12") },
            Modifier::Plan { left: euro("40.001") },
            Modifier::Newcomer,
        ];
        low.help = Some("0800 00 000 (free)".to_owned());
        check(
            &low,
            &expect![[r#"
                Low balance: €3.80 left
                note: Last reading: Wed 18 Nov 2026, 00:00. Your balance may have changed.
                note: No reading for a while. Your balance may have changed.
                note: Payment in progress. Do not pay twice.
                note: Your meter does not answer yet. We keep trying.
                note: Limited power (10 A). One big appliance at a time.
                note: Starting credit: €12.00 left to repay.
                note: Payment plan: €40.01 left.
                note: No energy contract yet. You need one: we can help.
                note: A cut was already on its way. If your power goes off, it is switched on again.
                  That should last until about tomorrow evening.
                -> Nothing more to pay now. Wait for your payment to arrive.
                  At €0 your power stays on. Your €15.00 emergency credit starts by itself.
                ? Hard to pay? Call us: 0800 00 000 (free)
            "#]],
        );
    }

    #[test]
    fn nobody_is_asked_to_pay_twice() {
        for (state, supply) in [
            (ShownState::Emergency, Supply::Connected),
            (ShownState::HeldOn, Supply::Connected),
            (ShownState::Off, Supply::Disconnected),
        ] {
            let mut sample = sample(state, supply, Energy::Electricity);
            sample.modifiers.push(Modifier::PaymentUnderWay);
            assert_eq!(card(&sample).step, text::PAYMENT_ARRIVES);
        }
    }
}
