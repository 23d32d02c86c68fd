//! What stands at the addresses of a dossier. A document is the only thing here that is larger than a form.

use super::super::api::TaskShown;
use super::super::pages::task_name;
use super::super::paths::Page;
use super::super::routes::{Asked, Desk, answer, page, unclear};
use super::super::words::Words as Own;
use super::api::{
    DocumentShown, MOST_OF_A_DOCUMENT, NewGroup, NewPaper, OpenRefused, PaperOf, PaperRefused,
    SubmitRefused,
};
use super::changed_words;
use super::pages::{
    ANSWER, BUILDING, DossierPage, FILE, FORM, FORMS, MANDATE, MUNICIPALITY, NAME, NewPage,
    NewTyped, SIGNED, SIGNER, STATION, SUBMIT, TASK, Typed, WHOSE,
};
use super::words::Words;
use crate::answers::{Reply, Trouble};
use crate::language::Writes as _;
use crate::multipart;
use crate::my::Doors;
use crate::pay::forms;
use crate::pay::frame::{PageError, attempt, is_attempt};
use crate::words::fill;
use access::{Act, Needs, Verb};
use axum::extract::{Request, State};
use axum::http::header;
use axum::response::Response;
use units::Language;

const VIEWS: Needs = Needs::OfGroup(Act::QuarterHours, Verb::View);
/// What a representative does is done to the group alone.
const DOES: Needs = Needs::OfGroup(Act::Messages, Verb::Do);

pub(in crate::sharing) fn doors(doors: Doors<Desk>, language: Language) -> Doors<Desk> {
    let below = |rest: &str| format!("{}{rest}", Page::Group.path(language));
    doors
        .both(&below("/new"), DOES, new_page, open)
        .get(&below("/{group}"), VIEWS, dossier_page)
        .post(&below("/{group}"), DOES, act)
        .get(&below("/{group}/document/{seq}"), VIEWS, document)
}

/// Where a document is sent to, which takes more than any other address.
pub(in crate::sharing) fn file_doors(doors: Doors<Desk>, language: Language) -> Doors<Desk> {
    doors.post(&format!("{}/{{group}}/document", Page::Group.path(language)), DOES, add_document)
}

fn shown(
    desk: &Desk,
    asked: &Asked,
    typed: Typed,
    errors: Vec<PageError>,
) -> Result<Reply, Trouble> {
    let Some(view) = desk.groups().dossier(&asked.visitor, asked.group())? else {
        return desk.gone();
    };
    let wrong = !errors.is_empty();
    let frame = desk.frame(Page::Group, &format!("/{}", asked.group()));
    let shown = DossierPage::new(frame, &view, typed, errors);
    if wrong { unclear(&shown) } else { page(&shown) }
}

async fn dossier_page(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/dossier", request, |desk, asked| {
        shown(desk, asked, Typed::default(), Vec::new())
    })
    .await
}

async fn new_page(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/dossier/new", request, |desk, _| {
        let typed = NewTyped { attempt: attempt()?, ..NewTyped::default() };
        page(&NewPage::new(desk.frame(Page::Group, "/new"), typed, Vec::new()))
    })
    .await
}

async fn open(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/dossier/new", request, |desk, asked| {
        let w = Words::of(desk.language);
        let typed = NewTyped {
            form: asked.field(FORM, 20),
            name: asked.field(NAME, 80),
            building: asked.field(BUILDING, 80),
            municipality: asked.field(MUNICIPALITY, 10),
            station: asked.field(STATION, 80),
            wind: asked.field("wind", 3) == "yes",
            attempt: Some(asked.field("attempt", 64))
                .filter(|sent| is_attempt(sent))
                .map_or_else(attempt, Ok)?,
        };
        let again = |error: PageError| {
            let frame = desk.frame(Page::Group, "/new");
            unclear(&NewPage::new(frame, typed.clone(), vec![error]))
        };
        let Some((_, form)) = FORMS.iter().find(|(name, _)| *name == typed.form) else {
            return again(PageError::at(FORM, w.e_form));
        };
        let new = NewGroup {
            form: *form,
            name: typed.name.clone(),
            building: typed.building.clone(),
            municipality: typed.municipality.clone(),
            station: typed.station.clone(),
            wind: typed.wind,
        };
        match desk.groups().open_group(&asked.visitor, &new, &typed.attempt)? {
            Ok(group) => {
                Ok(Reply::SeeOther(format!("{}/{group}", Page::Group.path(desk.language))))
            }
            Err(OpenRefused::Name) => again(PageError::at(NAME, w.e_name)),
            Err(OpenRefused::Building) => again(PageError::at(BUILDING, w.e_building)),
            Err(OpenRefused::Perimeter) => again(PageError::at(MUNICIPALITY, w.e_perimeter)),
            Err(OpenRefused::Municipality) => again(PageError::at(MUNICIPALITY, w.e_municipality)),
            Err(OpenRefused::Closed) => again(PageError::at(FORM, w.e_form_closed)),
        }
    })
    .await
}

/// Hands it in, answers, or takes it back: which one says the button.
async fn act(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/dossier", request, |desk, asked| {
        let (w, m) = (Words::of(desk.language), Own::of(desk.language));
        let typed = Typed { answer: asked.field(ANSWER, 2_000), ..Typed::default() };
        let (visitor, group) = (&asked.visitor, asked.group());
        let (field, done) = match asked.field("do", 10).as_str() {
            "submit" => (SUBMIT, desk.groups().submit(visitor, group)?),
            "withdraw" => (SUBMIT, desk.groups().withdraw(visitor, group)?),
            _ => (ANSWER, desk.groups().answer(visitor, group, &typed.answer)?),
        };
        let text = match done {
            None => return desk.gone(),
            Some(Ok(())) => {
                let to = format!("{}/{group}", Page::Group.path(desk.language));
                return Ok(Reply::SeeOther(to));
            }
            Some(Err(SubmitRefused::Open(tasks))) => {
                let names: Vec<&str> = tasks.iter().map(|task| task_name(*task, m)).collect();
                fill(w.e_open, &[("tasks", &names.join(", "))])
            }
            Some(Err(SubmitRefused::Member(changed, ean))) => {
                changed_words(changed, &ean.to_string(), desk.language)
            }
            Some(Err(SubmitRefused::Wait(until))) => {
                fill(m.e_wait, &[("time", &desk.language.clock(until))])
            }
            Some(Err(SubmitRefused::State)) => w.e_state.to_owned(),
            Some(Err(SubmitRefused::Text)) => w.e_answer.to_owned(),
            Some(Err(SubmitRefused::Enough)) => w.e_enough.to_owned(),
        };
        shown(desk, asked, typed, vec![PageError::at(field, text)])
    })
    .await
}

/// A form with a file: what was typed and the bytes of the file. Inside: the errors at its fields.
fn sent(desk: &Desk, asked: &Asked, (kind, body): (&str, &[u8])) -> Result<Reply, Trouble> {
    let w = Words::of(desk.language);
    let text = |name: &str, letters: usize| multipart::typed(kind, body, name, letters);
    let typed = Typed {
        task: text(TASK, 40),
        whose: text(WHOSE, 10),
        signed: text(SIGNED, 20),
        signer: text(SIGNER, 80),
        answer: String::new(),
    };
    let Some(group) = desk.groups().group(&asked.visitor, asked.group())? else {
        return desk.gone();
    };
    let mut errors = Vec::new();
    let of = if typed.task == MANDATE {
        let number: Option<usize> = typed.whose.parse().ok();
        let member = number.and_then(|number| group.members.get(number.checked_sub(1)?));
        if member.is_none() {
            errors.push(PageError::at(WHOSE, w.e_whose));
        }
        member.map(|member| PaperOf::Mandate(member.ean))
    } else {
        let task = TaskShown::of_name(&typed.task);
        if task.is_none() {
            errors.push(PageError::at(TASK, w.e_what));
        }
        task.map(PaperOf::Paper)
    };
    let on = forms::day(&typed.signed);
    if on.is_none() {
        errors.push(PageError::at(SIGNED, w.e_signed));
    }
    if typed.signer.is_empty() {
        errors.push(PageError::at(SIGNER, w.e_signer));
    }
    let bytes = multipart::field(kind, body, FILE).unwrap_or_default();
    if bytes.is_empty() {
        // Larger than the address takes, or nothing was chosen.
        errors.push(PageError::at(FILE, w.e_file));
    }
    let (Some(of), Some(on), true) = (of, on, errors.is_empty()) else {
        return shown(desk, asked, typed, errors);
    };
    if bytes.len() > MOST_OF_A_DOCUMENT {
        return shown(desk, asked, typed, vec![PageError::at(FILE, w.e_large)]);
    }
    let paper = NewPaper { of, on, signer: typed.signer.clone() };
    let error = match desk.groups().add_document(&asked.visitor, asked.group(), &paper, bytes)? {
        None => return desk.gone(),
        Some(Ok(())) => {
            let to = format!("{}/{}#documents", Page::Group.path(desk.language), asked.group());
            return Ok(Reply::SeeOther(to));
        }
        Some(Err(PaperRefused::NotADocument)) => PageError::at(FILE, w.e_kind),
        Some(Err(PaperRefused::TooLarge)) => PageError::at(FILE, w.e_large),
        Some(Err(PaperRefused::TooMany | PaperRefused::TooMuch)) => PageError::at(FILE, w.e_many),
        Some(Err(PaperRefused::Twice(number))) => {
            PageError::at(FILE, fill(w.e_twice, &[("number", &number.to_string())]))
        }
        Some(Err(PaperRefused::Needless)) => PageError::at(TASK, w.e_needless),
        Some(Err(PaperRefused::Day)) => PageError::at(SIGNED, w.e_signed),
        Some(Err(PaperRefused::Closed)) => PageError::at(FILE, w.e_state),
        Some(Err(PaperRefused::NoKey)) => PageError::at(FILE, w.e_key),
    };
    shown(desk, asked, typed, vec![error])
}

async fn add_document(State(desk): State<Desk>, request: Request) -> Response {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, MOST_OF_A_DOCUMENT.saturating_add(16 * 1024)).await;
    let body = body.unwrap_or_default();
    let request = Request::from_parts(parts, axum::body::Body::empty());
    answer(desk, "/sharing/dossier/document", request, move |desk, asked| {
        sent(desk, asked, (&kind, &body))
    })
    .await
}

async fn document(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/sharing/dossier/document", request, |desk, asked| {
        let seq = asked.below().parse().unwrap_or(0);
        Ok(match desk.groups().document(&asked.visitor, asked.group(), seq)? {
            Some((DocumentShown::Pdf, bytes)) => Reply::Pdf(bytes),
            Some((DocumentShown::Jpeg, bytes)) => Reply::Picture("image/jpeg", bytes),
            Some((DocumentShown::Png, bytes)) => Reply::Picture("image/png", bytes),
            None => return desk.gone(),
        })
    })
    .await
}
