use super::Words;

pub(super) const WORDS: Words = Words {
    n_texts: "Texts",
    title: "What people are told",
    lead: "Version {version}. A change comes with a release, in four languages at once.",
    state: "State",
    draft: "draft, not read by editors",
    septets: "{count} of {most} septets",
    no_sms: "no short message",
    sees: "Read it",
    longest: "Filled with the longest values, such as no household has.",
    c_sms: "Text message",
    c_mail: "E-mail",
    c_letter: "Letter",
    c_voice: "Call",
    all_texts: "All texts",
    cannot: "It cannot be filled: {why}",
};
