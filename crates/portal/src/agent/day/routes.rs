//! The routes of somebody's day, and of who has what waits in a queue. Source: UX.

use super::super::api::{AgentRefused, MOST_OF_A_NOTE, MOST_OF_AN_END, Queue, TaskDone};
use super::super::paths::Page;
use super::super::routes::{Asked, Desk, FINE, UNCLEAR, answer};
use super::page::WORDS;
use super::{DayPage, Words};
use crate::answers::{Reply, Trouble, page};
use crate::language::Writes as _;
use crate::my::Doors;
use crate::pay::frame::PageError;
use crate::words::fill;
use access::{Act, Needs, Verb};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use units::Language;

/// The page of the day, with what stands at each route.
pub(in crate::agent) fn doors(doors: Doors<Desk>, language: Language) -> Doors<Desk> {
    let cases = Needs::Anyones(Act::ThirtyDays, Verb::View);
    let below = |page: Page, rest: &str| format!("{}{rest}", page.path(language));
    doors
        .get(Page::Day.path(language), cases, day)
        .post(&below(Page::Day, "/note"), cases, note)
        .post(&below(Page::Day, "/read/{number}"), cases, read)
        .post(&below(Page::Queues, "/{queue}/owner"), cases, owner)
        .post(&below(Page::Queues, "/{queue}/done"), cases, done)
}

fn shown(
    desk: &Desk,
    asked: &Asked,
    (status, errors): (StatusCode, Vec<PageError>),
) -> Result<Reply, Trouble> {
    let view = desk.agents().day(&asked.visitor)?;
    let frame = desk.frame(Page::Day, "");
    let typed = asked.fields.words.clone();
    page(status, &DayPage::new(frame, asked.visitor.role, &view, typed, errors))
}

async fn day(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/day", request, |desk, asked| shown(desk, asked, FINE)).await
}

async fn note(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/day/note", request, |desk, asked| {
        let words = asked.fields.words.as_str();
        if words.is_empty() || words.chars().count() > MOST_OF_A_NOTE {
            let error = PageError::at(WORDS, Words::of(desk.language).e_words);
            return shown(desk, asked, (UNCLEAR, vec![error]));
        }
        desk.agents().hand_over(&asked.visitor, words)?;
        Ok(desk.see(Page::Day, ""))
    })
    .await
}

async fn read(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/day/read", request, |desk, asked| {
        let number = asked.named.parse().unwrap_or(0);
        match desk.agents().handover_read(&asked.visitor, number)? {
            Ok(()) => Ok(desk.see(Page::Day, "")),
            Err(_) => desk.no_case(asked),
        }
    })
    .await
}

async fn done(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/queues/{queue}/done", request, |desk, asked| {
        let Some(queue) = Queue::of_name(&asked.named) else { return desk.no_case(asked) };
        let (fields, m) = (&asked.fields, Words::of(desk.language));
        let how = fields.words.as_str();
        if how.is_empty() || how.chars().count() > MOST_OF_AN_END {
            let error = PageError::general(m.e_how);
            return desk.shown_queue(asked, queue, (UNCLEAR, vec![error]));
        }
        // As the page wrote it, exact.
        let amount = fields.amount.parse().ok();
        let done = TaskDone { task: &fields.line, how, amount };
        match desk.agents().end_task(&asked.visitor, queue, &done)? {
            Ok(()) => Ok(desk.see(Page::Queues, &format!("/{}", queue.name()))),
            Err(refused) => {
                let error = match refused {
                    AgentRefused::TooMuch { most } => {
                        let most = desk.language.money(most);
                        PageError::general(fill(m.e_two_people, &[("amount", &most)]))
                    }
                    _ => PageError::general(m.gone),
                };
                desk.shown_queue(asked, queue, (StatusCode::CONFLICT, vec![error]))
            }
        }
    })
    .await
}

async fn owner(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/agent/queues/{queue}/owner", request, |desk, asked| {
        let Some(queue) = Queue::of_name(&asked.named) else { return desk.no_case(asked) };
        let fields = &asked.fields;
        let take = fields.approve == "yes";
        let m = Words::of(desk.language);
        match desk.agents().take_task(&asked.visitor, queue, &fields.line, take)? {
            // Back to where the button stood.
            Ok(()) if fields.way == "day" => Ok(desk.see(Page::Day, "")),
            Ok(()) if fields.way == "life" => Ok(desk.see(Page::Life, "")),
            Ok(()) => Ok(desk.see(Page::Queues, &format!("/{}", queue.name()))),
            Err(AgentRefused::Decided) => {
                let error = PageError::general(m.taken);
                desk.shown_queue(asked, queue, (StatusCode::CONFLICT, vec![error]))
            }
            Err(_) => {
                let error = PageError::general(m.gone);
                desk.shown_queue(asked, queue, (StatusCode::CONFLICT, vec![error]))
            }
        }
    })
    .await
}
