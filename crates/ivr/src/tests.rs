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
    last_top_up: Option<(Instant, MicroEuro)>,
    advance_left: Option<MicroEuro>,
    failing: Vec<Failing>,
    /// Of how many homes was asked what fails there, each time.
    failing_of: Vec<usize>,
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
            last_top_up: None,
            advance_left: None,
            failing: Vec::new(),
            failing_of: Vec::new(),
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
            last_top_up: self.last_top_up,
            advance_left: self.advance_left,
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

    fn failing(&mut self, homes: &[KnownHome]) -> Result<Vec<Failing>, Infallible> {
        self.failing_of.push(homes.len());
        Ok(self.failing.clone())
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
    check(
        &line.said,
        &expect![[r#"
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
    "#]],
    );
}

#[test]
fn cm_05_who_is_recognised_confirms_the_street_and_hears_the_worse_energy_first() {
    let mut line = Line::rings(World::new(), Some(OPEN));
    line.keys("2").keys("1").keys("4").keys("4");
    check(
        &line.said,
        &expect![[r#"
            [rings]
              Bonjour, ici ORES, énergie prépayée.
              Français, tapez 1. Nederlands, druk 2. Deutsch, die 3. English, press 4.
            [2]
              Elektriciteit en gas, Rue Neuve 1? 1 ja, 2 andere.
            [1]
              Elektriciteit. Het noodkrediet is op. De stroom blijft aan tot maandag 8 uur.
              Om aan te blijven: 16 euro 90.
              Berekend vandaag om 6 uur 10.
              Moeilijk om te betalen? Toets 9: meteen iemand aan de lijn.
              Herhalen, 1. Een sms, 2. Waar opladen, 3. Andere energie of referentie, 4. Een mens, 9.
            [4]
              Gas. Je saldo is laag: 3 euro 80, tot morgenavond. Daarna heb je 15 euro noodkrediet.
              Berekend vandaag om 6 uur 10.
              Herhalen, 1. Een sms, 2. Waar opladen, 3. Andere energie of referentie, 4. Een mens, 9.
            [4]
              Toets de 13 cijfers van je referentie. Ze staan op je kaart en op de meter.
        "#]],
    );
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

fn fails(what: Fails, area: Option<&str>) -> Failing {
    Failing { what, area: area.map(str::to_owned) }
}

#[test]
fn cm_10_what_fails_is_said_before_the_first_question_in_the_callers_language() {
    let mut world = World::new();
    world.failing = vec![
        fails(Fails::Texts, None),
        fails(Fails::Online, Some("Huy")),
        fails(Fails::Other, None),
        fails(Fails::Terminals, None),
    ];
    let mut line = Line::rings(world, None);
    line.keys("4");
    let mut world = World::new();
    world.failing = vec![fails(Fails::Texts, None)];
    let mut other = Line::rings(world, Some(OPEN));
    other.keys("2");
    check(
        &format!("{}{}", line.said, other.said),
        &expect![[r#"
            [rings]
              Bonjour, ici ORES, énergie prépayée.
              Français, tapez 1. Nederlands, druk 2. Deutsch, die 3. English, press 4.
            [4]
              Please note: the terminals in shops do not work well.
              Do not pay twice.
              Nobody is cut meanwhile.
              Enter the 13 digits of your reference. They are on your card and on the meter.
            [rings]
              Bonjour, ici ORES, énergie prépayée.
              Français, tapez 1. Nederlands, druk 2. Deutsch, die 3. English, press 4.
            [2]
              Let op: onze sms’en vertrekken te laat.
              Niemand wordt intussen afgesloten.
              Elektriciteit en gas, Rue Neuve 1? 1 ja, 2 andere.
        "#]],
    );
    assert_eq!(line.world.failing_of, [0], "everywhere");
    assert_eq!(other.world.failing_of, [2], "at the homes of whoever is recognised");
    // Whoever is known but not recognised by the number hears what everybody hears.
    let mut world = World::new();
    world.remembered = Some(Language::Fr);
    world.failing = vec![fails(Fails::Online, None)];
    let line = Line::rings(world, Some(SHY));
    assert_eq!(line.ids(), ["a", "a_other", "n_online", "n_twice", "n_cuts", "b4"]);
    assert_eq!(line.world.failing_of, [0]);
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
    check(
        &line.said,
        &expect![[r#"
            [rings]
              Bonjour, ici ORES, énergie prépayée.
              Français, tapez 1. Nederlands, druk 2. Deutsch, die 3. English, press 4.
            [4]
              Enter the 13 digits of your reference. They are on your card and on the meter.
            [9012345678013]
              One digit is not right. Let us do it together. First enter the first 4.
            [9012]
              You entered 9 0 1 2.
              Enter the next 4. Star to correct.
            [*]
              Let us start again. Enter the first 4 digits.
            [9012]
              You entered 9 0 1 2.
              Enter the next 4. Star to correct.
            [3456]
              You entered 3 4 5 6.
              Enter the next 5. Star to correct.
            [78013]
              You entered 7 8 0 1 3.
              One digit is not right. Let us do it together. First enter the first 4.
            [9012]
              You entered 9 0 1 2.
              Enter the next 4. Star to correct.
            [3456]
              You entered 3 4 5 6.
              Enter the next 5. Star to correct.
            [78013]
              You entered 7 8 0 1 3.
              This does not work. A person will help you.
              Stay on the line: we are calling somebody.
              -> Person
        "#]],
    );
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
    check(
        &line.said,
        &expect![[r#"
            [rings]
              Bonjour, ici ORES, énergie prépayée.
              Français, tapez 1. Nederlands, druk 2. Deutsch, die 3. English, press 4.
            [4]
              Electricity and gas, Rue Neuve 1? 1 yes, 2 other.
            [1]
              Electricity. Emergency credit is used up. Power stays on until Monday 8 am.
              To keep it: 16 euros 90.
              Worked out today at 6:10 am.
              Hard to pay? Press 9: we call you Monday before 11 am.
              Repeat, 1. A text message, 2. Where to top up, 3. Other energy or reference, 4. A person, 9.
            [9]
              We are closed.
              We will call you Monday before 11 am. Is this the right number? 1 yes, 2 no.
            [2]
              We will call you Monday before 11 am. Enter your phone number, then hash.
            [12#]
              We cannot call this number. Enter a Belgian number.
            [081234567#]
              You entered 081 23 45 67. 1 yes, 2 no.
            [1]
              It is noted. We will call you Monday before 11 am.
              You can hang up. Hear it again, 1. A reference, 4. A person, 9.
            [1]
              It is noted. We will call you Monday before 11 am.
              You can hang up. Hear it again, 1. A reference, 4. A person, 9.
        "#]],
    );
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
    line.keys("9");
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
    check(
        &line.said,
        &expect![[r#"
            [rings]
              Bonjour, ici ORES, énergie prépayée.
              Français, tapez 1. Nederlands, druk 2. Deutsch, die 3. English, press 4.
            [silence]
              Pour le français, c’est le 1. Voor Nederlands de 2. Für Deutsch die 3. For English 4.
            [silence]
              Choisissez une touche de 1 à 4. Kies, wählen Sie, choose: 1, 2, 3, 4.
            [silence]
              Tapez les 13 chiffres de votre référence. Ils sont sur votre carte et sur le compteur.
            [silence]
              Nous attendons votre référence de 13 chiffres. Étoile pour recommencer.
            [silence]
              Prenez votre carte, sans vous presser. Tapez ensuite ses 13 chiffres.
            [silence]
              Nous n’y arrivons pas ainsi. Une personne va vous aider.
              Restez en ligne : nous appelons quelqu’un.
              -> Person
        "#]],
    );
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
            let said = told.prompts(at(NOW));
            let said: Vec<String> = said.iter().map(|it| it.text(language, &house())).collect();
            all.push_str(&said.join(" "));
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
    check(
        &all,
        &expect![[r#"
            Électricité. Il vous reste 27 euros 40. C’est environ 9 jours. Calculé aujourd’hui à 6 heures 10.
            Électricité. Votre solde est bas : 3 euros 80, jusqu’à demain soir. Ensuite, vous avez 15 euros de secours. Calculé aujourd’hui à 6 heures 10.
            Électricité. Le crédit de secours est en route. Il reste 8 euros 80. Le courant reste allumé. Calculé aujourd’hui à 6 heures 10.
            Électricité. Le secours est épuisé. Le courant reste allumé jusqu’à lundi 8 heures. Pour le garder : 16 euros 90. Calculé aujourd’hui à 6 heures 10.
            Électricité. Le courant est coupé. Rechargez 16 euros 90 ou plus. Attendez notre SMS, puis appuyez sur le bouton vert. Bébé, malade, appareil médical ? Tapez 0. Calculé aujourd’hui à 6 heures 10.
            Odeur de gaz ? Sortez, puis tapez 0. Gaz. Le gaz est coupé. Rechargez 16 euros 90 ou plus. Attendez notre SMS. Fermez les appareils, puis appuyez sur le bouton rouge. Calculé aujourd’hui à 6 heures 10.
            Électricité. Le courant est coupé. Vous n’avez plus rien à payer. Attendez notre SMS. Bébé, malade, appareil médical ? Tapez 0. Calculé aujourd’hui à 6 heures 10.
            Électricité. Le courant est coupé. Payé. Le compteur reçoit l’ordre. En général, 5 minutes. Ensuite, appuyez 3 secondes sur le bouton vert du compteur. Bébé, malade, appareil médical ? Tapez 0. Calculé aujourd’hui à 6 heures 10.
            Électricité. Le courant est coupé. Le compteur est prêt. Appuyez 3 secondes sur le bouton vert du compteur. Bébé, malade, appareil médical ? Tapez 0. Calculé aujourd’hui à 6 heures 10.
            Odeur de gaz ? Sortez, puis tapez 0. Gaz. Le gaz est coupé. Le compteur teste l’étanchéité. Cela dure environ 12 minutes. Calculé aujourd’hui à 6 heures 10.
            Électricité. Le secours est épuisé. Votre courant est encore allumé. La coupure est demandée. Pour le garder : 16 euros 90. Calculé aujourd’hui à 6 heures 10.
            Électricité. Le secours est épuisé. Votre courant est encore allumé. Vous gardez une puissance réduite. Un seul gros appareil à la fois. Pour la pleine puissance : 16 euros 90. Calculé aujourd’hui à 6 heures 10.
            Électricité. Le secours est épuisé. Votre courant est encore allumé. Nous vérifions d’abord quelque chose. Rien n’est coupé d’ici là. Pour le garder : 16 euros 90. Calculé aujourd’hui à 6 heures 10.
            Elektriciteit. Je hebt nog 27 euro 40. Dat is ongeveer 9 dagen. Berekend vandaag om 6 uur 10.
            Elektriciteit. Je saldo is laag: 3 euro 80, tot morgenavond. Daarna heb je 15 euro noodkrediet. Berekend vandaag om 6 uur 10.
            Elektriciteit. Het noodkrediet loopt. Je hebt nog 8 euro 80. De stroom blijft aan. Berekend vandaag om 6 uur 10.
            Elektriciteit. Het noodkrediet is op. De stroom blijft aan tot maandag 8 uur. Om aan te blijven: 16 euro 90. Berekend vandaag om 6 uur 10.
            Elektriciteit. De stroom is uit. Laad 16 euro 90 of meer op. Wacht op onze sms en druk dan op de groene knop. Baby, ziek, medisch toestel? Toets 0. Berekend vandaag om 6 uur 10.
            Ruik je gas? Ga naar buiten en toets 0. Gas. Het gas is uit. Laad 16 euro 90 of meer op. Wacht op onze sms. Sluit de toestellen en druk dan op de rode knop. Berekend vandaag om 6 uur 10.
            Elektriciteit. De stroom is uit. Je hoeft niets meer te betalen. Wacht op onze sms. Baby, ziek, medisch toestel? Toets 0. Berekend vandaag om 6 uur 10.
            Elektriciteit. De stroom is uit. Betaald. De meter krijgt het bericht. Meestal 5 minuten. Druk dan 3 seconden op de groene knop van de meter. Baby, ziek, medisch toestel? Toets 0. Berekend vandaag om 6 uur 10.
            Elektriciteit. De stroom is uit. De meter is klaar. Druk 3 seconden op de groene knop van de meter. Baby, ziek, medisch toestel? Toets 0. Berekend vandaag om 6 uur 10.
            Ruik je gas? Ga naar buiten en toets 0. Gas. Het gas is uit. De meter test of er geen lek is. Dat duurt ongeveer 12 minuten. Berekend vandaag om 6 uur 10.
            Elektriciteit. Het noodkrediet is op. Je stroom is nog aan. De afsluiting is gevraagd. Om aan te blijven: 16 euro 90. Berekend vandaag om 6 uur 10.
            Elektriciteit. Het noodkrediet is op. Je stroom is nog aan. Je houdt beperkt vermogen. Eén groot toestel tegelijk. Voor het volle vermogen: 16 euro 90. Berekend vandaag om 6 uur 10.
            Elektriciteit. Het noodkrediet is op. Je stroom is nog aan. We kijken eerst iets na. Tot dan sluiten we niets af. Om aan te blijven: 16 euro 90. Berekend vandaag om 6 uur 10.
            Strom. Sie haben noch 27 Euro 40. Das sind etwa 9 Tage. Berechnet heute um 6 Uhr 10.
            Strom. Ihr Guthaben ist niedrig: 3 Euro 80, bis morgen Abend. Danach haben Sie 15 Euro Notkredit. Berechnet heute um 6 Uhr 10.
            Strom. Der Notkredit läuft. Es bleiben 8 Euro 80. Der Strom bleibt an. Berechnet heute um 6 Uhr 10.
            Strom. Der Notkredit ist aufgebraucht. Der Strom bleibt bis Montag 8 Uhr an. Dafür: 16 Euro 90. Berechnet heute um 6 Uhr 10.
            Strom. Der Strom ist aus. Laden Sie 16 Euro 90 oder mehr auf. Warten Sie auf unsere SMS, dann grünen Knopf drücken. Baby, krank, Medizingerät? Tippen Sie 0. Berechnet heute um 6 Uhr 10.
            Gasgeruch? Gehen Sie hinaus und tippen Sie 0. Gas. Das Gas ist aus. Laden Sie 16 Euro 90 oder mehr auf. Warten Sie auf unsere SMS. Schließen Sie die Geräte, dann roten Knopf drücken. Berechnet heute um 6 Uhr 10.
            Strom. Der Strom ist aus. Sie müssen nichts mehr zahlen. Warten Sie auf unsere SMS. Baby, krank, Medizingerät? Tippen Sie 0. Berechnet heute um 6 Uhr 10.
            Strom. Der Strom ist aus. Bezahlt. Der Zähler erhält den Auftrag. Meist 5 Minuten. Drücken Sie dann 3 Sekunden den grünen Knopf am Zähler. Baby, krank, Medizingerät? Tippen Sie 0. Berechnet heute um 6 Uhr 10.
            Strom. Der Strom ist aus. Der Zähler ist bereit. Drücken Sie 3 Sekunden den grünen Knopf am Zähler. Baby, krank, Medizingerät? Tippen Sie 0. Berechnet heute um 6 Uhr 10.
            Gasgeruch? Gehen Sie hinaus und tippen Sie 0. Gas. Das Gas ist aus. Der Zähler prüft auf Lecks. Das dauert etwa 12 Minuten. Berechnet heute um 6 Uhr 10.
            Strom. Der Notkredit ist aufgebraucht. Ihr Strom ist noch an. Die Abschaltung ist angefordert. Dafür: 16 Euro 90. Berechnet heute um 6 Uhr 10.
            Strom. Der Notkredit ist aufgebraucht. Ihr Strom ist noch an. Sie behalten begrenzte Leistung. Nur ein großes Gerät zugleich. Für die volle Leistung: 16 Euro 90. Berechnet heute um 6 Uhr 10.
            Strom. Der Notkredit ist aufgebraucht. Ihr Strom ist noch an. Wir prüfen zuerst etwas. Bis dahin schalten wir nichts ab. Dafür: 16 Euro 90. Berechnet heute um 6 Uhr 10.
            Electricity. You have 27 euros 40 left. That is about 9 days. Worked out today at 6:10 am.
            Electricity. Your balance is low: 3 euros 80, until tomorrow evening. After that you have 15 euros emergency credit. Worked out today at 6:10 am.
            Electricity. Emergency credit is in use. 8 euros 80 are left. Your power stays on. Worked out today at 6:10 am.
            Electricity. Emergency credit is used up. Power stays on until Monday 8 am. To keep it: 16 euros 90. Worked out today at 6:10 am.
            Electricity. Your power is off. Top up 16 euros 90 or more. Wait for our text, then press the green button. Baby, illness, medical device? Press 0. Worked out today at 6:10 am.
            Smell gas? Go outside, then press 0. Gas. Your gas is off. Top up 16 euros 90 or more. Wait for our text. Close the appliances, then press the red button. Worked out today at 6:10 am.
            Electricity. Your power is off. Nothing more to pay. Wait for our text. Baby, illness, medical device? Press 0. Worked out today at 6:10 am.
            Electricity. Your power is off. Paid. The meter is being told. Usually 5 minutes. Then press the green button on the meter for 3 seconds. Baby, illness, medical device? Press 0. Worked out today at 6:10 am.
            Electricity. Your power is off. The meter is ready. Press the green button on the meter for 3 seconds. Baby, illness, medical device? Press 0. Worked out today at 6:10 am.
            Smell gas? Go outside, then press 0. Gas. Your gas is off. The meter checks for leaks. It takes about 12 minutes. Worked out today at 6:10 am.
            Electricity. Emergency credit is used up. Your power is still on. Switch-off is requested. To keep it: 16 euros 90. Worked out today at 6:10 am.
            Electricity. Emergency credit is used up. Your power is still on. You keep limited power. One big appliance at a time. For full power again: 16 euros 90. Worked out today at 6:10 am.
            Electricity. Emergency credit is used up. Your power is still on. We check something first. Until then nothing is cut. To keep it: 16 euros 90. Worked out today at 6:10 am.
        "#]],
    );
}

#[test]
fn cm_05_the_last_top_up_and_what_is_left_of_the_advance_follow_the_time() {
    let said = |top_up: Option<&str>, left: i64| {
        Language::ALL.map(|language| {
            let mut world = World::new();
            world.last_top_up = top_up.map(|day| (at(day), MicroEuro(20_000_000)));
            world.advance_left = Some(MicroEuro(left));
            let told = world.told(ean(2), language).prompts(at(NOW));
            let texts = told.iter().map(|one| one.text(language, &house()));
            let after = texts.skip_while(|text| !text.contains("6:10") && !text.contains(" 6 "));
            after.skip(1).collect::<Vec<_>>().join(" ")
        })
    };
    assert_eq!(
        said(Some("2026-11-03T12:00:00+01:00"), 12_000_000),
        [
            "Dernier rechargement : 20 euros, mardi 3 novembre. \
             Crédit de départ : encore 12 euros à rembourser.",
            "Laatste oplading: 20 euro, dinsdag 3 november. \
             Startkrediet: nog 12 euro terug te betalen.",
            "Letzte Aufladung: 20 Euro, Dienstag 3. November. \
             Startguthaben: noch 12 Euro zurückzuzahlen.",
            "Last top-up: 20 euros, Tuesday 3 November. \
             Starting credit: 12 euros still to repay.",
        ]
    );
    assert_eq!(
        said(Some(NOW), 1_000_000)[0],
        "Dernier rechargement : 20 euros, aujourd’hui. Crédit de départ : encore 1 euro à rembourser."
    );
    assert_eq!(said(None, 0), ["", "", "", ""], "nothing is said of nothing");
}

#[test]
fn g_i1_the_greeting_takes_eight_seconds_and_the_state_thirty_or_sixty_at_most() {
    for (language, failing) in Language::ALL.into_iter().flat_map(|one| [(one, false), (one, true)])
    {
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
                        // The longest that may follow.
                        let paid = MicroEuro(119_990_000);
                        world.last_top_up = Some((at("2026-09-23T10:00:00+02:00"), paid));
                        world.advance_left = Some(MicroEuro(18_500_000));
                        if failing {
                            let area = Some("Fontaine-l’Évêque");
                            world.failing =
                                vec![fails(Fails::Texts, None), fails(Fails::WayBack, area)];
                        }
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
                    assert!(failing || took <= 12, "{took} s to the first question");
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
    if call.typed != "0" {
        call.typed = "7".repeat(call.typed.len());
    }
    for group in &mut call.groups {
        *group = "7".repeat(group.len());
    }
    let asks = matches!(call.node, Node::LastFour | Node::Reference | Node::Groups);
    let mut shape = serde_json::to_value(&call).unwrap();
    for name in ["danger", "number", "by", "energy"] {
        shape[name] = serde_json::Value::Null;
    }
    if !asks {
        shape["wrong"] = serde_json::Value::Null;
        shape["groups"] = serde_json::Value::Null;
    }
    if call.node != Node::Done {
        shape["promised"] = serde_json::Value::Null;
    }
    shape.to_string()
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
                if seen.len() < 30_000 && seen.insert(shape(&next)) {
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
        assert!(seen.len() < 30_000, "the walk has an end");
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
