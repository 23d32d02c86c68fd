//! From a letter to the bytes of a PDF.

use crate::code128;
use crate::letter::{Card, CutOut, Letter, Part, Reply};
use bank::{Qr, QrError};
use serde_json::{Value, json};
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// Lines of an address that show in the window.
const MOST_ADDRESS_LINES: usize = 5;
/// Of the text of a letter. Source: UX 5.5.
const SIZE_PT: u8 = 14;
/// Of one in easy words: the largest with which it fits.
const EASY_SIZES_PT: [u8; 4] = [18, 17, 16, SIZE_PT];
/// Letters after which what Typst remembers of former ones is forgotten.
const REMEMBERED: usize = 8;

/// A printed letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    pub bytes: Vec<u8>,
    pub pages: usize,
}

/// Why a letter cannot be printed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LetterError {
    #[error("the letter has a sign that its font does not have: `{sign}` in `{text}`")]
    NoGlyph { sign: char, text: String },
    #[error("the letter takes {pages} pages, 1 is a letter")]
    TooLong { pages: usize },
    #[error("the address has {lines} lines, up to {most} show in the window", most = MOST_ADDRESS_LINES)]
    Address { lines: usize },
    #[error("a code of the letter could not be drawn")]
    Qr(#[from] QrError),
    #[error("the letter could not be set: {cause}")]
    Typeset { cause: String },
}

/// Prints a letter as PDF/UA-1. The same letter gives the same bytes. Errors: it does not fit on one page or
/// in the window, or has signs that would be boxes.
pub fn print(letter: &Letter) -> Result<Pdf, LetterError> {
    if letter.recipient.len() > MOST_ADDRESS_LINES {
        return Err(LetterError::Address { lines: letter.recipient.len() });
    }
    let sizes: &[u8] = if letter.easy { &EASY_SIZES_PT } else { &[SIZE_PT] };
    let drawn = sizes.iter().map(|size| (*size, true));
    let mut result = Err(LetterError::TooLong { pages: 0 });
    // Words come before drawings: what does not fit with one is printed without.
    for (size, with_drawing) in drawn.chain([(SIZE_PT, false)]) {
        let data = data(letter, size, with_drawing)?;
        has_glyphs(&data)?;
        let page = Page { data: Bytes::from_string(data.to_string()) };
        result = typeset(&page, letter);
        if !matches!(result, Err(LetterError::TooLong { .. })) {
            break;
        }
    }
    typst::comemo::evict(REMEMBERED);
    result
}

fn typeset(page: &Page, letter: &Letter) -> Result<Pdf, LetterError> {
    let document =
        typst::compile::<PagedDocument>(page).output.map_err(|errors| failed(&errors))?;
    let pages = document.pages().len();
    if pages != 1 {
        return Err(LetterError::TooLong { pages });
    }
    let standards = PdfStandards::new(&[PdfStandard::Ua_1])
        .map_err(|error| LetterError::Typeset { cause: error.message().to_string() })?;
    let options = PdfOptions {
        // Otherwise one of title and author: two letters would be one.
        ident: Smart::Custom(format!("{} {} {}", letter.mark, letter.date, letter.copy)),
        creator: Smart::Custom(Some("Tirelire".to_owned())),
        standards,
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(&document, &options).map_err(|errors| failed(&errors))?;
    Ok(Pdf { bytes, pages })
}

fn failed(errors: &[SourceDiagnostic]) -> LetterError {
    let causes: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
    LetterError::Typeset { cause: causes.join(", ") }
}

/// What the template reads.
fn data(letter: &Letter, size_pt: u8, with_drawing: bool) -> Result<Value, LetterError> {
    let (year, month, day) = letter.date.ymd();
    let parts: Vec<Value> = letter
        .parts
        .iter()
        .map(|part| match part {
            Part::Sentence(text) => json!({ "kind": "sentence", "text": text }),
            Part::Points(items) => json!({ "kind": "points", "items": items }),
            Part::Steps(items) => json!({ "kind": "steps", "items": items }),
            Part::Button { items, alt } if with_drawing => {
                json!({ "kind": "button", "items": items, "alt": alt })
            }
            Part::Button { items, .. } => json!({ "kind": "points", "items": items }),
            Part::Table(rows) => json!({ "kind": "table", "rows": rows }),
        })
        .collect();
    let (cards, reply) = match &letter.cut_out {
        CutOut::Nothing => (Vec::new(), Value::Null),
        CutOut::Card(card) => (vec![card_data(card)?], Value::Null),
        CutOut::Cards(cards) => {
            (cards.iter().map(card_data).collect::<Result<_, _>>()?, Value::Null)
        }
        CutOut::Reply(reply) => (Vec::new(), reply_data(reply)),
    };
    Ok(json!({
        "size_pt": size_pt,
        "language": letter.language.code(),
        "date": { "year": year, "month": month, "day": day },
        "dated": letter.dated,
        "sender": { "name": letter.sender.name, "lines": letter.sender.lines },
        "recipient": letter.recipient,
        "mark": letter.mark,
        "copy": letter.copy,
        "subject": letter.subject,
        "parts": parts,
        "cards": cards,
        "reply": reply,
    }))
}

fn card_data(card: &Card) -> Result<Value, LetterError> {
    let transfer = match &card.transfer {
        None => Value::Null,
        Some(transfer) => json!({
            "title": transfer.title,
            "rows": transfer.rows,
            "qr": Qr::new(&transfer.payload)?.svg(""),
            "qr_alt": transfer.qr_alt,
        }),
    };
    Ok(json!({
        "title": card.title,
        "name": card.name,
        "energy": card.energy,
        "word": card.word,
        "digits": card.reference.to_string(),
        "use_at": card.use_at,
        "qr": Qr::new(card.link.as_bytes())?.svg(""),
        "qr_alt": card.qr_alt,
        "barcode": code128::svg(card.reference),
        "barcode_alt": card.barcode_alt,
        "transfer": transfer,
    }))
}

fn reply_data(reply: &Reply) -> Value {
    json!({
        "title": reply.title,
        "from": reply.from,
        "choices": reply.choices,
        "blanks": reply.blanks,
        "send_to": reply.send_to,
    })
}

/// Every text that is set has its signs in the font.
fn has_glyphs(data: &Value) -> Result<(), LetterError> {
    match data {
        Value::String(text) => {
            let has = |sign: char| {
                sign == '\n' || FONTS.iter().all(|font| font.info().coverage.contains(sign.into()))
            };
            match text.chars().find(|sign| !has(*sign)) {
                Some(sign) => Err(LetterError::NoGlyph { sign, text: text.clone() }),
                None => Ok(()),
            }
        }
        Value::Array(values) => values.iter().try_for_each(has_glyphs),
        Value::Object(fields) => fields.values().try_for_each(has_glyphs),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

/// Liberation Sans 2.1.5: Latin, Greek, Cyrillic, Hebrew. SIL Open Font License 1.1.
static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    let regular: &'static [u8] = include_bytes!("../fonts/LiberationSans-Regular.ttf");
    let bold: &'static [u8] = include_bytes!("../fonts/LiberationSans-Bold.ttf");
    [regular, bold].into_iter().filter_map(|data| Font::new(Bytes::new(data), 0)).collect()
});
static BOOK: LazyLock<LazyHash<FontBook>> =
    LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));
static TEMPLATE: LazyLock<Source> =
    LazyLock::new(|| Source::new(*MAIN, include_str!("template.typ").to_owned()));
static MAIN: LazyLock<FileId> = LazyLock::new(|| file_id("/letter.typ"));
static DATA: LazyLock<FileId> = LazyLock::new(|| file_id("/letter.json"));

fn file_id(path: &str) -> FileId {
    #[allow(clippy::expect_used, reason = "constants: the two paths of this file")]
    let path = VirtualPath::new(path).expect("a path of ours");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}

/// All that Typst may see: the template, and one letter. No clock, no file, no network.
struct Page {
    data: Bytes,
}

impl World for Page {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        *MAIN
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == *MAIN { Ok(TEMPLATE.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == *DATA { Ok(self.data.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
