//! What has to be true of a letter before anybody reads it.

use crate::{letter, saying, with_reply};
use letters::{CutOut, Letter, LetterError, print};
use units::Language;

#[test]
fn cm_06_the_same_letter_gives_the_same_bytes() {
    let first = print(&letter(Language::Fr)).unwrap();
    // What Typst remembers of another letter changes nothing.
    let other = print(&saying("Autre chose.")).unwrap();
    assert_ne!(first, other);
    assert_eq!(first, print(&letter(Language::Fr)).unwrap());
    assert_eq!(first.pages, 1);
}

#[test]
fn cm_02_a_letter_that_takes_two_pages_is_none() {
    let long = Letter { cut_out: CutOut::Nothing, ..saying(&"Une phrase de plus. ".repeat(200)) };
    assert_eq!(print(&long), Err(LetterError::TooLong { pages: 2 }));
    // With a card there is less place: it is never printed over.
    let fits = |lines: usize, cut_out: CutOut| {
        let text = vec!["Une phrase."; lines].join("\n");
        print(&Letter { parts: letters::parts(&text), cut_out, ..letter(Language::Fr) }).is_ok()
    };
    let most = |cut_out: &CutOut| (1..60).take_while(|lines| fits(*lines, cut_out.clone())).count();
    let (card, reply) = (letter(Language::Fr).cut_out, with_reply().cut_out);
    assert!(most(&CutOut::Nothing) > most(&reply) && most(&reply) > 8);
    assert!(most(&CutOut::Nothing) > most(&card) && most(&card) > 12);
}

#[test]
fn cm_02_what_would_be_a_box_is_not_printed() {
    let greek = saying("Αθήνα, Łódź, Győr, Ольга Щербакова, Ђорђе, İstanbul");
    assert!(print(&greek).is_ok());
    let georgian = saying("თბილისი");
    let text = "თბილისი".to_owned();
    assert_eq!(print(&georgian), Err(LetterError::NoGlyph { sign: 'თ', text }));
    let six = Letter { recipient: vec!["x".to_owned(); 6], ..letter(Language::Fr) };
    assert_eq!(print(&six), Err(LetterError::Address { lines: 6 }));
}

#[test]
fn pd_06_no_word_of_a_letter_is_markup() {
    let tricky = saying("#panic() *a* _b_ $c$ @d <e> \\ [f] #image(\"/etc/passwd\") // g");
    assert!(print(&tricky).is_ok());
}
