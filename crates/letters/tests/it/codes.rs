//! The codes as scanners see them, from a picture of the page.

use crate::{DIGITS, Folder, in_file, letter, program, said};
use units::Language;

/// The lower part of the page, at 200 pixels an inch.
const PICTURE: [&str; 12] =
    ["-r", "200", "-gray", "-png", "-x", "0", "-y", "1700", "-W", "1654", "-H", "640"];

#[test]
fn tp_12_both_codes_and_the_bars_are_read_from_paper() {
    let folder = Folder::make();
    let file = in_file(folder.path(), &letter(Language::Fr));
    let Some(mut picture) = program("pdftoppm", "poppler-utils") else { return };
    let Some(mut scanner) = program("zbarimg", "zbar-tools") else { return };
    said(picture.args(PICTURE).arg(&file).arg(folder.path().join("page")));
    let page = folder.path().join("page-1.png");
    let told = said(scanner.args(["--quiet", "--nodbus"]).arg(&page));
    assert!(told.contains(&format!("CODE-128:{DIGITS}\n")), "{told}");
    assert!(
        told.contains(&format!("QR-Code:https://ppp.example.be/fr/recharger?r={DIGITS}\n")),
        "{told}"
    );
    assert!(told.contains("QR-Code:BCD\n002\n1\nSCT\n"), "{told}");
}

#[test]
fn tp_12_bars_of_any_digits_are_read() {
    let folder = Folder::make();
    // Each digit in each place, and pairs of all kinds.
    for step in [1, 2, 5, 9_u64] {
        let digits = format!("{:013}", (step * 1_111_111_111_111 + step * 90_807) % 10_u64.pow(13));
        let mut letter = letter(Language::Fr);
        let letters::CutOut::Card(card) = &mut letter.cut_out else { panic!("no card") };
        card.reference = digits.parse().unwrap();
        let file = in_file(folder.path(), &letter);
        let Some(mut picture) = program("pdftoppm", "poppler-utils") else { return };
        let Some(mut scanner) = program("zbarimg", "zbar-tools") else { return };
        said(
            picture.args(["-r", "200", "-gray", "-png"]).arg(&file).arg(folder.path().join("page")),
        );
        let told =
            said(scanner.args(["--quiet", "--nodbus"]).arg(folder.path().join("page-1.png")));
        assert!(told.contains(&format!("CODE-128:{digits}\n")), "{digits}: {told}");
    }
}
