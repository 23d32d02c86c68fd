//! Whole calls, against books that know three homes.

use crate::*;
use calendar::Instant;
use expect_test::{Expect, expect};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::convert::Infallible;
use units::{Ean, Energy, Language, MicroEuro, Phone};

const NOW: &str = "2026-11-20T14:05:00+01:00";
/// Whose street may be said, whose may not.
const OPEN: &str = "0475123456";
const SHY: &str = "0475123457";

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn phone(text: &str) -> Phone {
    text.parse().unwrap()
}

fn ean(number: u64) -> Ean {
    Ean::with_check_digit(54_144_901_234_567_800 + number).unwrap()
}

fn reference(number: u64) -> String {
    format!("{:013}", ean(number).reference().as_u64())
}

fn last(number: u64) -> String {
    reference(number)[9..].to_owned()
}

fn house() -> House {
    House { name: "ORES".to_owned(), emergency: "0800 87 087".to_owned() }
}

struct World {
    open: bool,
    states: [State; 2],
    held: Held,
    next: Next,
    wrong: usize,
    sent: Vec<(Ean, Language)>,
    asked: Vec<(Phone, Option<Ean>, Instant)>,
    remembered: Option<Language>,
}

impl World {
    fn new() -> Self {
        Self {
            open: true,
            states: [State::HeldOn, State::Low],
            held: Held::Calendar,
            next: Next::Pay,
            wrong: 0,
            sent: Vec::new(),
            asked: Vec::new(),
            remembered: None,
        }
    }

    fn told(&self, ean: Ean, language: Language) -> Told {
        let gas = ean == super::tests::ean(2);
        let state = self.states[usize::from(gas)];
        let euro = |text: &str| text.parse::<MicroEuro>().unwrap();
        let about = ["à demain soir", "morgenavond", "morgen Abend", "tomorrow evening"];
        let words = Language::ALL.iter().position(|known| *known == language).unwrap();
        Told {
            ean,
            energy: if gas { Energy::Gas } else { Energy::Electricity },
            state,
            left: euro(match state {
                State::InOrder => "27.409999",
                State::Low => "3.80",
                _ => "8.805",
            }),
            emergency_credit: euro("15"),
            minimum: euro(if state >= State::HeldOn { "16.90" } else { "0" }),
            until: match state {
                State::InOrder => Some(Until::Days(9)),
                State::Low => Some(Until::About(about[words].to_owned())),
                State::HeldOn => Some(Until::Held(at("2026-11-23T08:00:00+01:00"))),
                _ => None,
            },
            held: (state == State::HeldOn).then_some(self.held),
            next: self.next,
            paying: false,
            limited: None,
            stale: None,
            as_of: at("2026-11-20T06:10:00+01:00"),
        }
    }
}

impl Books for World {
    type Error = Infallible;

    fn caller(&mut self, phone: Phone) -> Result<Caller, Infallible> {
        let known = phone == super::tests::phone(OPEN) || phone == super::tests::phone(SHY);
        let street = (phone == super::tests::phone(OPEN)).then(|| "Rue Neuve 1".to_owned());
        let homes = [(1, Energy::Electricity), (2, Energy::Gas)]
            .map(|(number, energy)| KnownHome { ean: ean(number), energy, street: street.clone() });
        let homes = if known { homes.to_vec() } else { Vec::new() };
        Ok(Caller { language: self.remembered, homes })
    }

    fn remember(&mut self, _: Phone, language: Language) -> Result<(), Infallible> {
        self.remembered = Some(language);
        Ok(())
    }

    fn look_up(&mut self, _: Option<Phone>, digits: &str) -> Result<Looked, Infallible> {
        if self.wrong >= 5 {
            return Ok(Looked::TooMany);
        }
        for number in 1..4 {
            if digits == reference(number) {
                return Ok(Looked::Found(ean(number)));
            }
        }
        self.wrong += 1;
        Ok(if digits == reference(9) { Looked::Unknown } else { Looked::WrongDigit })
    }

    fn last_digits(&mut self, _: Option<Phone>, fit: bool) -> Result<bool, Infallible> {
        let too_many = self.wrong >= 5;
        self.wrong += usize::from(!fit && !too_many);
        Ok(too_many)
    }

    fn state(&mut self, ean: Ean, language: Language) -> Result<Option<Told>, Infallible> {
        Ok(Some(self.told(ean, language)))
    }

    fn desk(&mut self) -> Result<Desk, Infallible> {
        Ok(Desk { open: self.open, call_back_by: at("2026-11-23T11:00:00+01:00") })
    }

    fn shops(&mut self, postcode: u16, _: Energy) -> Result<Vec<Shop>, Infallible> {
        let shop = |name: &str, open_until| Shop {
            name: name.to_owned(),
            street: "Rue de Fer 2".to_owned(),
            town: "Namur".to_owned(),
            open_until,
        };
        let until = Some(at("2026-11-20T18:00:00+01:00"));
        let all =
            vec![shop("Librairie", until), shop("Poste", None), shop("A", None), shop("B", None)];
        Ok(if postcode == 5_000 { all } else { Vec::new() })
    }

    fn text(&mut self, to: Option<Phone>, ean: Ean, language: Language) -> Result<Sms, Infallible> {
        if to.is_none() {
            return Ok(Sms::NoMobile);
        }
        if self.sent.len() >= 3 {
            return Ok(Sms::Enough(3));
        }
        self.sent.push((ean, language));
        Ok(Sms::Sent)
    }

    fn call_back(
        &mut self,
        phone: Phone,
        about: Option<Ean>,
        by: Instant,
        _: Language,
    ) -> Result<(), Infallible> {
        self.asked.push((phone, about, by));
        Ok(())
    }
}

struct Line {
    call: Call,
    world: World,
    said: String,
    last: Vec<Prompt>,
    transfer: Option<Transfer>,
}

impl Line {
    fn rings(world: World, caller: Option<&str>) -> Self {
        let call = Call::new(Language::Fr);
        let mut line = Self { call, world, said: String::new(), last: Vec::new(), transfer: None };
        line.does("rings", Input::Start { caller: caller.map(phone) });
        line
    }

    fn does(&mut self, what: &str, input: Input<'_>) {
        // As an adapter does: kept between two events.
        let kept = serde_json::to_string(&self.call).unwrap();
        self.call = serde_json::from_str(&kept).unwrap();
        let output = self.call.on(input, at(NOW), &mut self.world).unwrap();
        self.said.push_str(&format!("[{what}]\n"));
        for prompt in &output.prompts {
            let text = prompt.text(self.call.language, &house());
            assert!(!text.contains(['{', '}']), "{}: {text}", prompt.id.name());
            self.said.push_str(&format!("  {}\n", text));
        }
        if let Some(transfer) = output.transfer {
            self.said.push_str(&format!("  -> {transfer:?}\n"));
        }
        (self.last, self.transfer) = (output.prompts, output.transfer);
    }

    fn keys(&mut self, keys: &str) -> &mut Self {
        self.does(keys, Input::Keys(keys));
        self
    }

    fn silence(&mut self) -> &mut Self {
        self.does("silence", Input::Silence);
        self
    }

    fn ids(&self) -> Vec<&'static str> {
        self.last.iter().map(|prompt| prompt.id.name()).collect()
    }

    fn seconds(&self) -> usize {
        together(self.last.iter().map(|it| it.text(self.call.language, &house())))
    }
}

/// How long texts take one after the other.
fn together(texts: impl Iterator<Item = String>) -> usize {
    seconds(&texts.collect::<Vec<_>>().join(" "))
}

fn check(said: &str, expected: &Expect) {
    expected.assert_eq(said);
}

#[test]
fn cm_05_by_reference_the_state_is_told_as_of_when_and_the_menu_follows() {
    let mut line = Line::rings(World::new(), None);
    line.keys("4").keys(&reference(1)).keys("2").keys("3").keys("5000").keys("9");
    check(&line.said, &expect![[r#"
        [rings]
          Bonjour, ici ORES, énergie prépayée.
          Français, tapez 1. Nederlands, druk 2. Deutsch, die 3. English, press 4.
        [4]
          Enter the 13 digits of your reference. They are on your card and on the meter.
        [9012345678014]
          Reference that ends in 8 0 1 4.
          Electricity. Emergency credit is used up. Power stays on until Monday 8 am.
          To keep it: 16 euros 90.
          Worked out today at 6:10 am.
          Hard to pay? Press 9 for a person now.
          Repeat, 1. A text message, 2. Where to top up, 3. Other energy or reference, 4. A person, 9.
        [2]
          This number gets no text messages.
          Repeat, 1. A text message, 2. Where to top up, 3. Other energy or reference, 4. A person, 9.
        [3]
          Enter your postcode: 4 digits.
        [5000]
          Librairie, Rue de Fer 2, Namur. Open until 6 pm.
          Poste, Rue de Fer 2, Namur. Closed now.
          A, Rue de Fer 2, Namur. Closed now.
          Repeat, 1. A text message, 2. Where to top up, 3. Other energy or reference, 4. A person, 9.
        [9]
          Stay on the line: we are calling somebody.
          -> Person
    "#]]);
}

#[test]
fn cm_05_who_is_recognised_confirms_the_street_and_hears_the_worse_energy_first() {
    let mut line = Line::rings(World::new(), Some(OPEN));
    line.keys("2").keys("1").keys("4").keys("4");
    check(&line.said, &expect![[""]]);
    assert_eq!(line.world.remembered, Some(Language::Nl));
    // The language of the first call is that of the next.
    let mut world = World::new();
    world.remembered = Some(Language::De);
    let line = Line::rings(world, Some(OPEN));
    assert_eq!(line.ids(), ["a", "a_other", "b"]);
    assert_eq!(line.call.language, Language::De);
}

#[test]
fn cm_05_without_recognition_the_last_four_digits_are_asked_and_no_street_is_said() {
    let mut line = Line::rings(World::new(), Some(SHY));
    line.keys("1").keys(&last(2));
    assert!(!line.said.contains("Rue Neuve"), "{}", line.said);
    assert_eq!(line.call.current, Some(ean(2)));
    let mut line = Line::rings(World::new(), Some(SHY));
    line.keys("1").keys("9999");
    assert_eq!(line.ids(), ["b4_wrong"]);
    line.keys("9999");
    assert_eq!((line.ids(), line.world.wrong), (vec!["c"], 2), "all thirteen then; both count");
    let mut line = Line::rings(World::new(), Some(SHY));
    line.keys("1").keys("*");
    assert_eq!(line.ids(), ["c"], "another reference");
}

#[test]
fn ux_6_a_wrong_digit_leads_to_groups_and_three_failures_to_a_person() {
    let mut wrong = reference(1);
    wrong.replace_range(12..13, if wrong.ends_with('3') { "4" } else { "3" });
    let mut line = Line::rings(World::new(), None);
    line.keys("4").keys(&wrong);
    line.keys(&wrong[..4]).keys("*").keys(&wrong[..4]).keys(&wrong[4..8]).keys(&wrong[8..]);
    let right = reference(1);
    line.keys(&right[..4]).keys(&right[4..8]).keys(&wrong[8..]);
    check(&line.said, &expect![[""]]);
    assert_eq!(line.transfer, Some(Transfer::Person));
    // In groups it can be found, too.
    let mut line = Line::rings(World::new(), None);
    line.keys("1").keys("12#");
    assert_eq!(line.ids(), ["c2_short"]);
    line.keys(&right);
    assert_eq!((line.call.current, line.world.wrong), (Some(ean(1)), 0));
}

#[test]
fn g_s2_too_many_wrong_references_lead_to_a_person() {
    let mut world = World::new();
    world.wrong = 5;
    let mut line = Line::rings(world, None);
    line.keys("1").keys(&reference(1));
    assert_eq!(line.ids(), ["d_many", "d_connect"]);
    assert!(line.call.told.is_empty());
    let mut world = World::new();
    world.wrong = 5;
    let mut line = Line::rings(world, Some(SHY));
    line.keys("1").keys(&last(1));
    assert_eq!(line.ids(), ["d_many", "d_connect"], "nor by the last four digits");
}

#[test]
fn ux_6_when_closed_a_call_back_is_confirmed_by_key_and_its_time_is_said() {
    let mut world = World::new();
    world.open = false;
    let mut line = Line::rings(world, Some(OPEN));
    line.keys("4").keys("1").keys("9").keys("2").keys("12#").keys("081234567#").keys("1").keys("1");
    check(&line.said, &expect![[""]]);
    let by = at("2026-11-23T11:00:00+01:00");
    assert_eq!(line.world.asked, [(phone("081234567"), Some(ean(1)), by)]);
    let mut world = World::new();
    world.open = false;
    let mut line = Line::rings(world, Some(OPEN));
    line.keys("4").keys("1").keys("9").keys("1");
    assert_eq!(line.world.asked, [(phone(OPEN), Some(ean(1)), by)]);
    assert_eq!(line.ids(), ["d_promise", "z"]);
    // Somebody who cannot be connected is called back.
    let mut line = Line::rings(World::new(), None);
    line.keys("49");
    line.does("nobody answers", Input::TransferFailed);
    assert_eq!(line.ids(), ["d_busy", "d_number"]);
    line.keys("081226011#").keys("1");
    assert_eq!(line.world.asked, [(phone("081226011"), None, by)]);
}

#[test]
fn ux_6_zero_is_danger_at_any_time() {
    for keys in ["", "4", "1", "1*"] {
        let mut line = Line::rings(World::new(), Some(OPEN));
        line.keys(keys).keys("0");
        assert_eq!(line.transfer, Some(Transfer::Danger), "after {keys}");
    }
    let told = |caller| {
        let mut line = Line::rings(World::new(), caller);
        line.keys("4").keys(if caller.is_some() { "1" } else { "" });
        line
    };
    let mut line = told(None);
    line.keys("0");
    assert_eq!(line.transfer, Some(Transfer::Danger), "no reference begins with it");
    let mut line = told(Some(OPEN));
    line.keys("3").keys("0");
    assert_eq!(line.transfer, Some(Transfer::Danger), "no postcode begins with it");
    // Where an answer may begin with it, it is danger when nothing follows.
    let mut line = Line::rings(World::new(), Some(SHY));
    line.keys("4").keys("0");
    assert_eq!(line.transfer, None);
    line.silence();
    assert_eq!(line.transfer, Some(Transfer::Danger));
    line.does("nobody answers", Input::TransferFailed);
    assert_eq!(line.ids(), ["0_failed", "d_here"]);
}

#[test]
fn ux_6_silence_is_asked_twice_in_other_words_and_nobody_is_hung_up_on() {
    let mut line = Line::rings(World::new(), None);
    line.silence().silence().silence();
    assert_eq!(line.ids(), ["c"], "in the operator's own language then");
    line.silence().silence().silence();
    check(&line.said, &expect![[""]]);
    let mut world = World::new();
    world.open = false;
    let mut line = Line::rings(world, Some(OPEN));
    line.keys("41");
    for _ in 0..20 {
        line.silence();
        assert!(!line.last.is_empty());
    }
    assert_eq!(line.call.node, Node::Done);
}

#[test]
fn ux_6_keys_count_before_a_prompt_has_ended() {
    let mut line = Line::rings(World::new(), None);
    line.keys(&format!("4{}", reference(1)));
    assert_eq!(line.ids()[0], "c_found");
    line.keys("35");
    assert_eq!(line.ids(), Vec::<&str>::new(), "the first digit of a postcode ends its prompt");
}

#[test]
fn ux_6_messages_are_counted() {
    let mut line = Line::rings(World::new(), Some(OPEN));
    line.keys("41");
    for _ in 0..3 {
        line.keys("2");
        assert_eq!(line.ids(), ["sms_sent", "f"]);
    }
    line.keys("2");
    assert_eq!(line.ids(), ["sms_enough", "f"]);
    assert_eq!(line.world.sent, [(ean(1), Language::En); 3]);
}

#[test]
fn cm_05_the_path_keeps_keys_but_no_reference_and_no_number() {
    let mut world = World::new();
    world.open = false;
    let mut line = Line::rings(world, None);
    line.keys("4").keys(&reference(1)).keys("9").keys("0475123456").keys("1");
    let path: Vec<String> =
        line.call.path.iter().map(|step| format!("{} {}", step.node.name(), step.keys)).collect();
    let expected = [
        "language 4",
        "reference ·············",
        "menu 9",
        "number ··········",
        "number_read 1",
        "done ",
    ];
    assert_eq!(path, expected);
    assert_eq!(line.call.told, [(ean(1), State::HeldOn, at(NOW))]);
}

#[test]
fn cm_05_what_is_said_of_each_state_in_four_languages() {
    let mut all = String::new();
    for language in Language::ALL {
        let mut add = |world: &World, number: u64| {
            let told = world.told(ean(number), language);
            for prompt in told.prompts(at(NOW)) {
                all.push_str(&format!("{} ", prompt.text(language, &house())));
            }
            all.push('\n');
        };
        for state in State::ALL {
            let mut world = World::new();
            world.states = [state; 2];
            add(&world, 1);
        }
        let mut world = World::new();
        world.states = [State::Off; 2];
        add(&world, 2);
        for next in [Next::Wait, Next::Sent, Next::Press] {
            world.next = next;
            add(&world, 1);
        }
        world.next = Next::LeakTest;
        add(&world, 2);
        world.states = [State::HeldOn; 2];
        for held in [Held::Order, Held::Limiter, Held::Guard] {
            world.held = held;
            add(&world, 1);
        }
    }
    check(&all, &expect![[""]]);
}

#[test]
fn g_i1_the_greeting_takes_eight_seconds_and_the_state_thirty_or_sixty_at_most() {
    for language in Language::ALL {
        let key = (language as usize + 1).to_string();
        let mut line = Line::rings(World::new(), None);
        line.call.language = language;
        assert!(line.seconds() <= 8, "{} s, greeting {language}", line.seconds());
        for state in State::ALL {
            for (held, next) in [
                (Held::Calendar, Next::Pay),
                (Held::Order, Next::Sent),
                (Held::Limiter, Next::Press),
                (Held::Guard, Next::LeakTest),
            ] {
                for number in [1, 2] {
                    let world = || {
                        let mut world = World::new();
                        (world.states, world.held, world.next) = ([state; 2], held, next);
                        world
                    };
                    let to_menu = |line: &Line| {
                        let before_menu = line.last.iter().filter(|it| it.id != PromptId::Menu);
                        together(before_menu.map(|it| it.text(line.call.language, &house())))
                    };
                    let mut known = world();
                    known.remembered = Some(language);
                    let mut line = Line::rings(known, Some(SHY));
                    let mut took = line.seconds();
                    assert!(took <= 12, "{took} s to the first question");
                    line.keys(&last(number));
                    let state_s = to_menu(&line);
                    assert!(state_s <= 30, "{state_s} s, {language} {state:?} {held:?} {next:?}");
                    // The first words of the state: how it stands.
                    took +=
                        together(line.last.iter().take(1).map(|it| it.text(language, &house())));
                    assert!(took <= 30, "{took} s, {language} {state:?}");
                    let mut line = Line::rings(world(), None);
                    let mut took = line.seconds();
                    line.keys(&key);
                    took += line.seconds();
                    line.keys(&reference(number));
                    took += to_menu(&line);
                    assert!(took <= 60, "{took} s, {language} {state:?} {held:?} {next:?}");
                }
            }
        }
    }
}

/// Calls that differ in nothing that decides about what follows are one.
fn shape(call: &Call) -> String {
    let mut call = call.clone();
    call.path.clear();
    call.told.sort_by_key(|(ean, ..)| *ean);
    call.told.dedup_by_key(|(ean, ..)| *ean);
    call.language = Language::Fr;
    let zero = call.typed == "0";
    if !zero {
        call.typed = "7".repeat(call.typed.len());
    }
    for group in &mut call.groups {
        *group = "7".repeat(group.len());
    }
    serde_json::to_string(&call).unwrap()
}

#[test]
fn g_i2_every_node_is_reached_five_keys_are_offered_at_most_and_no_path_is_dead() {
    let mut nodes = BTreeSet::new();
    let mut keys: Vec<String> = (0..10).map(|digit| digit.to_string()).collect();
    keys.extend(["*", "#", "silence", "fails", "5000", "0475123456", "9999"].map(str::to_owned));
    keys.extend([
        reference(1),
        reference(9),
        reference(9)[..4].to_owned(),
        reference(9)[8..].to_owned(),
    ]);
    for (caller, open) in
        [(None, true), (Some(SHY), false), (Some(OPEN), true), (Some(OPEN), false)]
    {
        let mut world = World::new();
        world.open = open;
        let first = Line::rings(world, caller).call;
        let (mut seen, mut waiting) = (BTreeSet::from([shape(&first)]), vec![first]);
        while let Some(call) = waiting.pop() {
            nodes.insert(call.node);
            let mut world = World::new();
            world.open = open;
            for key in &keys {
                let mut next = call.clone();
                let input = match key.as_str() {
                    "silence" => Input::Silence,
                    "fails" => Input::TransferFailed,
                    keys => Input::Keys(keys),
                };
                let output = next.on(input, at(NOW), &mut world).unwrap();
                let mid_entry = next.node.takes_digits() && !next.typed.is_empty();
                let silent = output.prompts.is_empty();
                let on_the_line = next.node == Node::Transferring || mid_entry || key == "fails";
                assert!(!silent || on_the_line, "nothing is said after {key} at {:?}", call.node);
                next.told.truncate(4);
                if next.typed.len() > 2 {
                    // What follows from a whole one is among the keys.
                    continue;
                }
                if seen.len() < 20_000 && seen.insert(shape(&next)) {
                    waiting.push(next);
                }
            }
            // Whoever says nothing any more comes to a person, to a call back or to the end.
            let mut quiet = call.clone();
            for _ in 0..12 {
                quiet.on(Input::Silence, at(NOW), &mut world).unwrap();
            }
            let ends =
                [Node::Transferring, Node::CallBack, Node::Number, Node::NumberRead, Node::Done];
            assert!(ends.contains(&quiet.node), "{:?} from {:?}", quiet.node, call.node);
        }
        assert!(seen.len() < 20_000, "the walk has an end");
    }
    assert_eq!(nodes.into_iter().collect::<Vec<_>>(), Node::ALL);
    for language in Language::ALL {
        for id in PromptId::ALL {
            let text = id.text(language);
            let offered: BTreeSet<char> = text.chars().filter(char::is_ascii_digit).collect();
            let is_menu =
                matches!(id.name(), "a_languages" | "b" | "f" | "d_here" | "d_read" | "z");
            assert!(
                !is_menu || (1..=5).contains(&offered.len()),
                "{} offers {offered:?}",
                id.name()
            );
        }
    }
}

proptest! {
    /// Whatever is pressed, something is said in whole words, and nobody hears of a street who keyed in a reference.
    #[test]
    fn cm_05_whatever_is_pressed_no_call_breaks(
        keys in proptest::collection::vec("[0-9*#]{1,13}|silence|fails", 0..30), known in 0..3_usize,
    ) {
        let caller = [None, Some(SHY), Some(OPEN)][known];
        let mut line = Line::rings(World::new(), caller);
        for key in keys {
            match key.as_str() {
                "silence" => line.does("silence", Input::Silence),
                "fails" => line.does("fails", Input::TransferFailed),
                keys => line.does(keys, Input::Keys(keys)),
            }
        }
        prop_assert!(caller == Some(OPEN) || !line.said.contains("Rue Neuve"));
    }
}
