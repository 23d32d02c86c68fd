use super::Words;

pub(super) const WORDS: Words = Words {
    nothing_title: "Page not found",
    nothing_text: "There is nothing at this address.",
    nothing_advice: "Check the address, or begin at the first page.",
    method_title: "This page can only be read",
    method_text: "Nothing was sent and nothing has changed.",
    begin_again: "Open the page again and begin anew.",
    large_title: "That was too much text",
    large_text: "Nothing was kept and nothing has changed.",
    large_advice: "Go back and shorten what you wrote.",
    failed_title: "That did not work",
    failed_text: "The fault is ours. Nothing has changed: no money, no supply.",
    failed_advice: "Try again in a few minutes. Do not pay twice.",
    elsewhere_title: "This came from another site",
    elsewhere_text: "For your safety nothing was done.",
};
