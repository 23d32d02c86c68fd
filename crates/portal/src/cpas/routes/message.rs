//! What stands at the address of messages to a client.

use super::{Asked, Desk, UNCLEAR, answer, short};
use crate::answers::{Reply, Trouble, page};
use crate::cpas::api::NotSent;
use crate::cpas::message::{self, MessagePage, MessagePreviewPage, Typed};
use crate::cpas::paths::Page;
use crate::pay::frame::{PageError, attempt, is_attempt};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use units::AccountId;

impl Desk {
    fn message(
        &self,
        asked: &Asked,
        typed: Typed,
        (status, errors): (StatusCode, Vec<PageError>),
    ) -> Result<Reply, Trouble> {
        let Ok(account) = asked.named.parse::<AccountId>() else { return self.no_client() };
        let Some(facts) = self.office().message_form(&asked.visitor, account)? else {
            return self.no_client();
        };
        let frame = self.frame(Page::Message, &format!("/{account}"));
        page(status, &MessagePage::new(frame, &facts, typed, errors))
    }
}

pub(super) async fn show(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/cpas/message", request, |desk, asked| {
        desk.message(asked, Typed::default(), (StatusCode::OK, Vec::new()))
    })
    .await
}

pub(super) async fn send(State(desk): State<Desk>, request: Request) -> Response {
    answer(desk, "/cpas/message", request, |desk, asked| {
        let fields = &asked.fields;
        let typed = Typed {
            template: short(&fields.template),
            day: short(&fields.day),
            time: short(&fields.time),
        };
        let Ok(account) = asked.named.parse::<AccountId>() else { return desk.no_client() };
        if !fields.change.is_empty() {
            return desk.message(asked, typed, (StatusCode::OK, Vec::new()));
        }
        let wanted = match typed.wanted(desk.m()) {
            Ok(wanted) => wanted,
            Err(errors) => return desk.message(asked, typed, (UNCLEAR, errors)),
        };
        let again = |refused: NotSent, typed: Typed| match refused {
            NotSent::NoClient => desk.no_client(),
            refused => {
                let errors = vec![message::refused(refused, desk.language)];
                desk.message(asked, typed, (UNCLEAR, errors))
            }
        };
        if !fields.confirm.is_empty() && is_attempt(&fields.attempt) {
            let sent =
                desk.office().send_message(&asked.visitor, account, wanted, &fields.attempt)?;
            return match sent {
                // What was sent stands among the client's messages once it has left.
                Ok(()) => Ok(Reply::SeeOther(format!(
                    "{}/{account}?told=yes",
                    Page::Client.path(desk.language)
                ))),
                Err(refused) => again(refused, typed),
            };
        }
        match desk.office().message_preview(&asked.visitor, account, wanted)? {
            Ok(shown) => {
                let frame = desk.frame(Page::Message, &format!("/{account}"));
                let there = MessagePreviewPage::new(frame, (account, &shown), typed, attempt()?);
                page(StatusCode::OK, &there)
            }
            Err(refused) => again(refused, typed),
        }
    })
    .await
}
