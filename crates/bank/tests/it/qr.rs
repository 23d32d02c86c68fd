//! The EPC QR code: its text, its limits, and that a reader reads it. Source: TP-12.

use bank::{EpcPayment, Qr, Remittance};
use expect_test::{Expect, expect};
use sepa::{Bic, Iban};
use units::{MicroEuro, Ogm};

fn payment() -> EpcPayment {
    EpcPayment {
        bic: None,
        name: "Opérateur du réseau".to_owned(),
        iban: "BE68 5390 0754 7034".parse::<Iban>().unwrap(),
        amount: Some(MicroEuro(20_500_000)),
        purpose: String::new(),
        remittance: Remittance::ogm(Ogm::of_base(108_068_171).unwrap()),
        information: String::new(),
    }
}

fn refused(payment: &EpcPayment, expected: Expect) {
    expected.assert_eq(&payment.payload().unwrap_err().to_string());
}

/// What a reader sees in a picture of the code.
fn seen(width: usize, dark: impl Fn(usize, usize) -> bool) -> (usize, String) {
    let light = |x, y| if dark(x, y) { 0 } else { 255 };
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, width, light);
    let grids = image.detect_grids();
    assert_eq!(grids.len(), 1);
    let mut bytes = Vec::new();
    let about = grids[0].decode_to(&mut bytes).unwrap();
    // The two bits of level M.
    assert_eq!(about.ecc_level, 0);
    (about.version.0, String::from_utf8(bytes).unwrap())
}

#[test]
fn tp_12_the_ogm_goes_into_the_text_line() {
    let expected = expect![[r#"
        BCD
        002
        1
        SCT

        Opérateur du réseau
        BE68539007547034
        EUR20.50


        +++010/8068/17183+++"#]];
    expected.assert_eq(&payment().payload().unwrap());
}

#[test]
fn tp_12_with_a_bic_it_is_version_001() {
    let payment = EpcPayment {
        bic: Some("GEBABEBB".parse::<Bic>().unwrap()),
        purpose: "ENRG".to_owned(),
        remittance: Remittance::Structured("RF18539007547034".to_owned()),
        information: "Merci".to_owned(),
        ..payment()
    };
    let payload = payment.payload().unwrap();
    let lines: Vec<&str> = payload.lines().collect();
    assert_eq!((lines[1], lines[4], lines.len()), ("001", "GEBABEBB", 12));
    assert_eq!(lines[8..], ["ENRG", "RF18539007547034", "", "Merci"]);
}

#[test]
fn tp_12_every_limit_is_checked() {
    let text = |length: usize| "é".repeat(length);
    refused(
        &EpcPayment { name: text(71), ..payment() },
        expect!["name has 71 characters, at most 70 are allowed"],
    );
    refused(&EpcPayment { name: " ".to_owned(), ..payment() }, expect!["name is empty"]);
    refused(
        &EpcPayment { name: "a\nb".to_owned(), ..payment() },
        expect!["name has a line end, which divides the fields of the code"],
    );
    refused(
        &EpcPayment { purpose: text(5), ..payment() },
        expect!["purpose has 5 characters, at most 4 are allowed"],
    );
    let structured = Remittance::Structured("1".repeat(36));
    refused(
        &EpcPayment { remittance: structured, ..payment() },
        expect!["structured reference has 36 characters, at most 35 are allowed"],
    );
    refused(
        &EpcPayment { remittance: Remittance::Text(text(141)), ..payment() },
        expect!["text has 141 characters, at most 140 are allowed"],
    );
    refused(
        &EpcPayment { information: text(71), ..payment() },
        expect!["information has 71 characters, at most 70 are allowed"],
    );
    let large = EpcPayment { remittance: Remittance::Text(text(140)), name: text(70), ..payment() };
    refused(&large, expect!["the code has 464 bytes, at most 331 are allowed"]);
    for micro in [0, 5_000, -10_000, 20_500_001, 1_000_000_000_000_000] {
        let wrong = EpcPayment { amount: Some(MicroEuro(micro)), ..payment() };
        assert!(wrong.payload().is_err(), "{micro}");
    }
    for micro in [10_000, 999_999_999_990_000] {
        let right = EpcPayment { amount: Some(MicroEuro(micro)), ..payment() };
        assert!(right.payload().is_ok(), "{micro}");
    }
    let open = EpcPayment { amount: None, ..payment() };
    assert_eq!(open.payload().unwrap().lines().nth(7), Some(""));
}

#[test]
fn tp_12_a_reader_reads_the_png() {
    let longest = EpcPayment {
        remittance: Remittance::Text("x".repeat(140)),
        name: "y".repeat(70),
        ..payment()
    };
    for payment in [payment(), longest] {
        let png = payment.qr().unwrap().png(4).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
        let mut rows = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut rows).unwrap();
        let dark = |x: usize, y: usize| rows[y * frame.line_size + x / 8] >> (7 - x % 8) & 1 == 0;
        let (version, text) = seen(frame.width as usize, dark);
        assert_eq!(text, payment.payload().unwrap());
        assert!(version <= 13);
    }
}

#[test]
fn tp_12_the_largest_code_is_version_13() {
    assert_eq!(Qr::new(&[b'x'; 331]).unwrap().version(), 13);
    assert!(Qr::new(&[b'x'; 332]).is_err());
    for pixels in [0, 65] {
        assert!(Qr::new(b"x").unwrap().png(pixels).is_err());
    }
}

/// The path is drawn again, run by run, and read.
#[test]
fn tp_12_the_svg_draws_the_same_modules() {
    let qr = payment().qr().unwrap();
    let svg = qr.svg("Payer <20,50 €>");
    assert!(svg.contains("aria-label=\"Payer &lt;20,50 €&gt;\""));
    let path = svg.split("fill=\"#000\" d=\"").nth(1).unwrap().split('"').next().unwrap();
    let side = qr.size() as usize + 8;
    let mut dark = vec![vec![false; side]; side];
    for run in path.split('M').skip(1) {
        let (x, rest) = run.split_once(' ').unwrap();
        let (y, rest) = rest.split_once('h').unwrap();
        let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
        let length: usize = rest.split('v').next().unwrap().parse().unwrap();
        dark[y][x..x + length].fill(true);
    }
    let (_, text) = seen(side * 4, |x, y| dark[y / 4][x / 4]);
    assert_eq!(text, payment().payload().unwrap());
}
