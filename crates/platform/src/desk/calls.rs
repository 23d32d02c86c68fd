//! The phone line for an operator's telephony server, on the connections of the desk. Source: CM-05.

use super::PlatformDesk;
use crate::phone::{self, Happened, OutOfPlace, Said, To};
use calendar::Instant;
use http_api::{
    Answering, CallAnswer, CallEvent, CallEventKind, CallName, CallPrompt, Calls, Partner, Refusal,
};
use std::sync::Arc;
use store::Owner;

fn happened(event: CallEvent) -> Happened {
    match event.event {
        // Of another country, or garbled: nobody known.
        CallEventKind::Start => {
            Happened::Start { caller: event.caller.and_then(|caller| caller.parse().ok()) }
        }
        CallEventKind::Keys => Happened::Keys(event.keys.unwrap_or_default()),
        CallEventKind::Silence => Happened::Silence,
        CallEventKind::TransferFailed => Happened::TransferFailed,
        CallEventKind::End => Happened::End,
    }
}

fn answer(said: Said) -> CallAnswer {
    let prompts = said.prompts.into_iter().map(|(id, text)| CallPrompt { id, text });
    CallAnswer {
        language: said.language.to_string(),
        prompts: prompts.collect(),
        keys_most: said.keys_most,
        first_s: said.first_s,
        between_s: said.between_s,
        transfer: said.transfer.map(|to| {
            let name = match to {
                To::Person => "person",
                To::Danger => "danger",
            };
            name.to_owned()
        }),
    }
}

impl Calls for PlatformDesk {
    fn call<'a>(
        &'a self,
        partner: &'a Partner,
        (call, number): (CallName, i64),
        event: CallEvent,
        at: Instant,
    ) -> Answering<'a, CallAnswer> {
        let (clock, key) = (Arc::clone(&self.clock), partner.key);
        Box::pin(self.read(move |engine| {
            // The key as it is kept now: one that was ended meanwhile hears nothing.
            let key = engine.store.api_key(key)?.filter(|key| at < key.until && !key.sandbox);
            let Some(key) = key.filter(|key| key.owner == Owner::Operator) else {
                return Ok(Err(Refusal::NoLine));
            };
            crate::engine::freshened(engine);
            let (place, happened) = ((key.dso, call.as_str(), number), happened(event));
            Ok(match phone::on(engine, place, &happened, clock())? {
                Ok(said) => Ok(answer(said)),
                Err(OutOfPlace::NoCall) => Err(Refusal::UnknownCall),
                Err(OutOfPlace::Order { expected }) => Err(Refusal::CallOrder { expected }),
            })
        }))
    }
}
