//! The words of the runbooks, in four languages. Source: UX 4.6, 8.8; drafts.

mod de;
mod en;
mod fr;
mod nl;

use crate::words::catalogue;

catalogue! {
    title, lead, says, first, stays, at_server, readings_is, readings_do, readings_then, by_six_is, by_six_do,
    by_six_then, by_eight_is, by_eight_do, by_eight_then, charged_is, charged_do, charged_then, ledger_is, ledger_do,
    ledger_then, prices_is, prices_do, prices_then, sharing_is, sharing_do, sharing_then, commands_is, commands_do, commands_then, failing_is, failing_do,
    failing_then, unreached_is, unreached_do, unreached_then, suspense_is, suspense_do, suspense_then, bank_is,
    bank_do, bank_then, notices_is, notices_do, notices_then, failed_is, failed_do, failed_then, phone_is, phone_do,
    phone_then, incidents_is, incidents_do, incidents_then, stops_is, stops_do, stops_then,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tests::{are_plain, say_the_same};

    #[test]
    fn four_languages_say_the_same_in_short_sentences() {
        say_the_same(|language| Words::of(language).all());
        are_plain(|language| Words::of(language).all(), true);
    }
}
