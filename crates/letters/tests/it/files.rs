//! PDF/UA as poppler and qpdf see it.

use crate::{
    DIGITS, Folder, easy, in_file, letter, program, said, saying, with_reply, with_two_cards,
};
use units::Language;

#[test]
fn cm_02_a_letter_is_one_tagged_page_with_title_and_language() {
    let folder = Folder::make();
    for language in Language::ALL {
        let file = in_file(folder.path(), &letter(language));
        let Some(mut info) = program("pdfinfo", "poppler-utils") else { return };
        let told = said(info.arg(&file));
        let value = |name: &str| {
            let line = told.lines().find(|line| line.starts_with(name)).unwrap_or_default();
            line.trim_start_matches(name).trim().to_owned()
        };
        assert_eq!(value("Title:"), "Électricité: le prépaiement est actif");
        assert_eq!(value("Author:"), "ORES");
        assert_eq!(value("Tagged:"), "yes");
        assert_eq!(value("Pages:"), "1");
        assert_eq!(value("Page size:"), "595.276 x 841.89 pts (A4)");
        assert_eq!(value("Encrypted:"), "no");
        assert_eq!(value("JavaScript:"), "no");
        let meta = said(program("pdfinfo", "poppler-utils").unwrap().arg("-meta").arg(&file));
        assert!(meta.contains("<pdfuaid:part>1</pdfuaid:part>"), "{meta}");
        let fonts = said(program("pdffonts", "poppler-utils").unwrap().arg(&file));
        let embedded = fonts.lines().skip(2).all(|line| line.contains(" yes yes yes "));
        assert!(embedded && fonts.contains("LiberationSans-Bold"), "{fonts}");
    }
}

#[test]
fn cm_02_a_letter_has_its_structure_and_what_is_read_out_for_its_codes() {
    let folder = Folder::make();
    let file = in_file(folder.path(), &letter(Language::Nl));
    let Some(mut info) = program("pdfinfo", "poppler-utils") else { return };
    let tree = said(info.arg("-struct-text").arg(&file));
    for tag in ["Document", "H1", "P", "L", "LI", "Figure"] {
        let has = |line: &str| line.split([' ', ':']).find(|word| !word.is_empty()) == Some(tag);
        assert!(tree.lines().any(has), "{tag}: {tree}");
    }
    let Some(mut qpdf) = program("qpdf", "qpdf") else { return };
    let json = said(qpdf.args(["--json", "--json-key=qpdf"]).arg(&file));
    for alt in ["Code QR pour recharger", "Code-barres de la référence", "Code QR du virement"] {
        assert!(json.contains(alt), "{alt}");
    }
    assert!(json.contains("\"/Lang\": \"u:nl-BE\""));
    assert!(json.contains("\"/DisplayDocTitle\": true"));
}

#[test]
fn ux_l1_two_cards_and_a_table_are_read_as_what_they_are() {
    let folder = Folder::make();
    let file = in_file(folder.path(), &with_two_cards());
    let Some(mut info) = program("pdfinfo", "poppler-utils") else { return };
    let tree = said(info.arg("-struct-text").arg(&file));
    for tag in ["Table", "TR", "TH", "TD"] {
        let has = |line: &str| line.split([' ', ':']).find(|word| !word.is_empty()) == Some(tag);
        assert!(tree.lines().any(has), "{tag}: {tree}");
    }
    let Some(mut text) = program("pdftotext", "poppler-utils") else { return };
    let text = said(text.arg("-layout").arg(&file).arg("-"));
    assert!(text.contains("Gaz") && text.matches("BE71 0961 2345 6769").count() == 2, "{text}");
}

/// Sizes of the text of a letter, in whole points.
fn sizes(file: &std::path::Path) -> Option<Vec<u32>> {
    let told = said(program("pdftotext", "poppler-utils")?.arg("-bbox").arg(file).arg("-"));
    // Millionths of a point, as they are written.
    let number = |line: &str, name: &str| -> u32 {
        let from = line.split_once(&format!("{name}=\"")).map(|(_, rest)| rest).unwrap();
        from.split('"').next().unwrap().replace('.', "").parse().unwrap()
    };
    let words = told.lines().filter(|line| line.contains("<word "));
    let mut sizes: Vec<u32> =
        words.map(|line| (number(line, "yMax") - number(line, "yMin")) / 1_000_000).collect();
    sizes.sort_unstable();
    Some(sizes)
}

#[test]
fn ux_5_5_an_easy_letter_is_larger_has_the_button_drawn_and_says_in_words_what_is_drawn() {
    let folder = Folder::make();
    let usual = in_file(folder.path(), &letter(Language::Fr));
    let Some(small) = sizes(&usual) else { return };
    let file = in_file(folder.path(), &easy(Language::Fr));
    let large = sizes(&file).unwrap();
    assert!(large.last() > small.last(), "{large:?} {small:?}");
    let told = said(program("pdfinfo", "poppler-utils").unwrap().arg(&file));
    let has = |name: &str, value: &str| {
        told.lines().any(|line| line.starts_with(name) && line.ends_with(value))
    };
    assert!(has("Tagged:", "yes") && has("Pages:", " 1"), "{told}");
    let meta = said(program("pdfinfo", "poppler-utils").unwrap().arg("-meta").arg(&file));
    assert!(meta.contains("<pdfuaid:part>1</pdfuaid:part>"), "{meta}");
    let tree = said(program("pdfinfo", "poppler-utils").unwrap().arg("-struct-text").arg(&file));
    assert!(tree.contains("Figure"), "{tree}");
    let Some(mut qpdf) = program("qpdf", "qpdf") else { return };
    let json = said(qpdf.args(["--json", "--json-key=qpdf"]).arg(&file));
    assert!(json.contains("Dessin: le compteur avec son bouton"), "no words for the drawing");
    // What does not fit so large is set smaller, and not on two pages.
    let long = "Une phrase qui prend de la place. ".repeat(27);
    let long = letters::Letter { easy: true, ..saying(&long) };
    assert_eq!(letters::print(&long).unwrap().pages, 1);
}

#[test]
fn cm_02_qpdf_finds_nothing_wrong() {
    let folder = Folder::make();
    for letter in [letter(Language::De), with_reply(), with_two_cards(), easy(Language::Nl)] {
        let file = in_file(folder.path(), &letter);
        let Some(mut qpdf) = program("qpdf", "qpdf") else { return };
        let told = said(qpdf.arg("--check").arg(&file));
        assert!(told.contains("No syntax or stream encoding errors found"), "{told}");
    }
}

#[test]
fn cm_02_the_text_has_the_digits_and_the_name_in_any_script() {
    let folder = Folder::make();
    let file = in_file(folder.path(), &letter(Language::Fr));
    let Some(mut text) = program("pdftotext", "poppler-utils") else { return };
    let told = said(text.arg(&file).arg("-"));
    let digits: String = told.chars().filter(|sign| !sign.is_whitespace()).collect();
    assert!(digits.contains(DIGITS), "{told}");
    assert!(told.contains("4490 1234 56789"), "in groups: {told}");
    assert_eq!(told.matches("Ольга Example").count(), 2, "in the window and on the card");
    assert_eq!(told.matches('€').count(), 1, "no balance on the card: {told}");
}

#[test]
fn cm_02_name_and_address_show_in_the_window_of_the_envelope() {
    let folder = Folder::make();
    let file = in_file(folder.path(), &letter(Language::Fr));
    let Some(mut text) = program("pdftotext", "poppler-utils") else { return };
    // Of windows of 35 x 90 mm at 20 mm from the right and from the bottom of DL, what shows of the page
    // wherever it slips to: 110 to 190 mm from the left, 55 to 79 mm from the top. At 254 pixels an inch, 10 are a
    // millimetre.
    let window = ["-r", "254", "-x", "1100", "-y", "550", "-W", "800", "-H", "240"];
    let told = said(text.args(window).arg(&file).arg("-"));
    for line in ["1000000001-17", "Ольга Example", "Rue de l’Exemple 2", "5000 Namur"] {
        assert!(told.contains(line), "{line}: {told}");
    }
    assert_eq!(
        told.lines().filter(|line| !line.trim().is_empty()).count(),
        4,
        "nothing else: {told}"
    );
}
