use super::*;
use proptest::prelude::*;

fn key() -> GraceKey {
    GraceKey::of_operator(&[7; 32], Dso::Ores)
}

fn ean() -> Ean {
    "541449012345678908".parse().unwrap()
}

fn instant(text: &str) -> Instant {
    text.parse().unwrap()
}

fn asked() -> NewCode {
    NewCode {
        ean: ean(),
        amount: "10.00".parse().unwrap(),
        last_day: "2026-12-24".parse().unwrap(),
        serial: 17,
    }
}

fn code() -> GraceCode {
    GraceCode::issue(&key(), asked()).unwrap()
}

fn honoured(code: &str, ean: Ean, at: &str) -> Result<(), CodeError> {
    code.parse::<GraceCode>()?.verify(&[key()], ean, instant(at))
}

const IN_TIME: &str = "2026-12-20T12:00:00+01:00";

#[test]
fn pa_45_a_code_says_what_it_was_issued_for_and_is_honoured_to_the_end_of_its_last_day() {
    let read: GraceCode = code().to_string().parse().unwrap();
    assert_eq!(read, code());
    assert_eq!((read.amount().to_string().as_str(), read.serial()), ("10.000000", 17));
    assert_eq!(read.last_day(), asked().last_day);
    let text = code().to_string();
    assert_eq!(honoured(&text, ean(), IN_TIME), Ok(()));
    assert_eq!(honoured(&text, ean(), "2026-12-24T23:59:59+01:00"), Ok(()));
    let expired = Err(CodeError::Expired { last_day: asked().last_day });
    assert_eq!(honoured(&text, ean(), "2026-12-25T00:00:00+01:00"), expired);
}

#[test]
fn pa_45_a_code_is_five_groups_and_is_read_however_it_was_written_down() {
    let text = code().to_string();
    assert_eq!(text.len(), 29, "{text}");
    assert!(text.split('-').all(|group| group.len() == 5));
    let heard = text.to_lowercase().replace('-', "  ").replace('0', "o").replace('1', "l");
    assert_eq!(heard.parse(), Ok(code()), "{heard}");
    let seen = text.replace('-', ".").replace('0', "O").replace('1', "I");
    assert_eq!(seen.parse(), Ok(code()), "{seen}");
    for wrong in ["", "10.00", &text[1..], &format!("{text}0"), &text.replacen('-', "U", 1)] {
        assert_eq!(wrong.parse::<GraceCode>(), Err(CodeError::Shape), "{wrong}");
    }
}

#[test]
fn pa_45_every_single_wrong_character_and_every_swap_is_found() {
    let text: Vec<char> = code().to_string().chars().filter(|c| *c != '-').collect();
    let read = |text: &[char]| text.iter().collect::<String>().parse::<GraceCode>();
    let mut tried = 0;
    for place in 0..text.len() {
        for other in ALPHABET.iter().map(|byte| char::from(*byte)) {
            let mut changed = text.clone();
            changed[place] = other;
            if other != text[place] {
                assert_eq!(read(&changed), Err(CodeError::Mistyped), "{changed:?}");
                tried += 1;
            }
        }
        for with in 0..place {
            let mut changed = text.clone();
            changed.swap(place, with);
            if changed != text {
                assert_eq!(read(&changed), Err(CodeError::Mistyped), "{changed:?}");
            }
        }
    }
    assert_eq!(tried, 25 * 31);
}

#[test]
fn pa_45_a_code_is_for_one_supply_point_of_one_operator() {
    let text = code().to_string();
    let next = Ean::with_check_digit(ean().as_u64() / 10 + 1).unwrap();
    assert_eq!(honoured(&text, next, IN_TIME), Err(CodeError::OtherSupplyPoint));
    // One that looks alike in the code is told apart by the signature.
    let alike = Ean::with_check_digit(ean().as_u64() / 10 + 256).unwrap();
    assert_eq!(honoured(&text, alike, IN_TIME), Err(CodeError::NotSigned));
    for other in [&[8; 32], &[7; 32]].map(|master| GraceKey::of_operator(master, Dso::Resa)) {
        let verified = code().verify(&[other], ean(), instant(IN_TIME));
        assert_eq!(verified, Err(CodeError::NotSigned));
    }
    assert_eq!(code().verify(&[], ean(), instant(IN_TIME)), Err(CodeError::NotSigned));
}

#[test]
fn pa_45_a_key_that_was_replaced_is_still_honoured() {
    let new = GraceKey::of_operator(&[9; 32], Dso::Ores);
    assert_eq!(code().verify(&[new, key()], ean(), instant(IN_TIME)), Ok(()));
    assert!(!format!("{:?}", key()).contains("secret"));
}

#[test]
fn pa_45_only_what_the_text_has_a_place_for_is_issued() {
    for wrong in ["0", "0.25", "64.00", "-10.00", "10.000001"] {
        let amount: MicroEuro = wrong.parse().unwrap();
        let refused = GraceCode::issue(&key(), NewCode { amount, ..asked() });
        assert_eq!(refused, Err(IssueError::Amount { amount }), "{wrong}");
    }
    for wrong in ["2025-12-31", "2048-06-06"] {
        let day: SettlementDay = wrong.parse().unwrap();
        let refused = GraceCode::issue(&key(), NewCode { last_day: day, ..asked() });
        assert_eq!(refused, Err(IssueError::Day { day }), "{wrong}");
    }
}

/// The text again, with a check character that fits its other characters.
fn with_right_check(symbols: &[u8]) -> String {
    let check = times_x(checksum(symbols.iter().copied()));
    let all = symbols.iter().copied().chain([check]);
    all.map(|symbol| char::from(ALPHABET[usize::from(symbol)])).collect()
}

proptest! {
    #[test]
    fn pa_45_whatever_is_issued_is_read_back(steps in 1i64..=127, days in 0i32..=8_191, serial: u8, home in 0u64..1_000_000) {
        let ean = Ean::with_check_digit(54_144_901_234_567_890 + home).unwrap();
        let new = NewCode { ean, amount: MicroEuro(steps * 500_000), last_day: FIRST_DAY.plus(days), serial };
        let issued = GraceCode::issue(&key(), new).unwrap();
        let read: GraceCode = issued.to_string().parse().unwrap();
        prop_assert_eq!(read, issued);
        prop_assert_eq!((read.amount(), read.last_day(), read.serial()), (new.amount, new.last_day, serial));
        prop_assert_eq!(read.verify(&[key()], ean, Instant(0)), Ok(()));
    }

    /// Content that was changed on purpose, check character and all, is not signed.
    #[test]
    fn pa_45_what_was_changed_on_purpose_is_not_signed(place in 0usize..24, by in 1u8..32) {
        let mut symbols: Vec<u8> = code().symbols().collect();
        symbols[place] ^= by;
        let read: GraceCode = with_right_check(&symbols).parse().unwrap();
        let refused = read.verify(&[key()], ean(), instant(IN_TIME));
        prop_assert!(matches!(refused, Err(CodeError::NotSigned | CodeError::OtherSupplyPoint)), "{refused:?}");
    }
}
