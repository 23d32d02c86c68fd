use super::{Pages, Told};

pub(super) const PAGES: Pages = [
    Told {
        title: "No power or no gas",
        parts: &[
            ("You smell gas", &["Go outside first. Touch no switch. Then call {gas}."]),
            (
                "Your neighbours have no power either",
                &[
                    "It is a fault of the network. It has nothing to do with your credit.",
                    "It comes back by itself. You may report it: {phone}.",
                ],
            ),
            (
                "A breaker is down in your home",
                &[
                    "Put it up again. If it falls, unplug what you switched on last.",
                    "With limited power you have {ampere} A. Unplug something first.",
                ],
            ),
            (
                "An arrow blinks on the screen of the meter",
                &[
                    "You may switch on again. Electricity: hold the green button for 3 seconds.",
                    "Gas: close all appliances first. Then hold the button under the arrow.",
                ],
            ),
            (
                "Your credit is used up",
                &[
                    "Sign in to see what is missing, or top up with the 13 digits.",
                    "Your balance has to be {back} again. Then wait for the arrow.",
                ],
            ),
            ("None of this fits", &["Call {phone}. It is free. We look at your meter with you."]),
        ],
    },
    Told {
        title: "Your meter",
        parts: &[
            (
                "Read your balance: electricity",
                &[
                    "Press the green button. The screen wakes up.",
                    "The second press shows when your balance was worked out.",
                    "The third press shows your balance, the fourth your emergency credit.",
                    "Dashes mean that nothing has arrived yet.",
                ],
            ),
            (
                "Read your balance: gas",
                &[
                    "Press the button under the €. You see the day of the balance.",
                    "Press under the arrow: your balance. Once more: your emergency credit.",
                ],
            ),
            (
                "After a cut: electricity",
                &[
                    "Wait until the arrow blinks over the switch.",
                    "Then hold the green button for 3 seconds. You do this yourself, we cannot.",
                ],
            ),
            (
                "After a cut: gas",
                &[
                    "Close all appliances. Hold the button under the blinking arrow for 3 seconds.",
                    "The meter looks for leaks for 12 minutes. Open nothing meanwhile.",
                    "If it stops early, something let gas through. Call {phone}.",
                ],
            ),
            (
                "An old meter with a card",
                &[
                    "Cards can no longer be topped up since January 2026.",
                    "Call {phone}. We bring a new meter, and your balance comes along.",
                ],
            ),
            (
                "I do not want the meter to send data",
                &[
                    "You may refuse it, for free for 15 days. Call {phone}.",
                    "Prepayment needs a meter that communicates: you cannot have both.",
                ],
            ),
        ],
    },
    Told {
        title: "How it works",
        parts: &[
            (
                "You pay first, then you use",
                &[
                    "Your meter has a credit. What you use each day is taken from it.",
                    "We work it out every morning. You see it here, on the meter and by phone.",
                ],
            ),
            (
                "You begin with {start}",
                &["It is lent to you. You repay {start_day} a day, with your use."],
            ),
            (
                "When the credit is used up",
                &[
                    "At 0 your supply stays on. Your emergency credit of {emergency} starts by itself.",
                    "The next top-up repays it first.",
                    "{spared}",
                    "Before a cut we always tell you how much is needed, and until when.",
                ],
            ),
            (
                "To be back on",
                &[
                    "Your balance has to be {back} again. The page shows the amount.",
                    "Then wait for our text, and press the button of the meter.",
                ],
            ),
            (
                "How to top up",
                &[
                    "Online, in a shop or by bank transfer: from {least} to {most} at a time.",
                    "The exact amount to be back on is always taken, even a smaller one.",
                    "A part may repay the emergency credit or a plan. We show it before you pay.",
                ],
            ),
            (
                "Why the yearly bill may differ",
                &[
                    "Your supplier makes the bill once a year. Prices may have changed since.",
                    "What you paid here is taken off that bill.",
                ],
            ),
            (
                "Which price counts",
                &[
                    "Protected customers pay the social tariff. Everybody else pays the average tariff.",
                    "Both change at set times. We tell you before.",
                ],
            ),
        ],
    },
    Told {
        title: "Hard to pay?",
        parts: &[
            (
                "Talk to somebody now",
                &[
                    "Call {phone}. It is free, and nobody judges.",
                    "The CPAS of your town helps all who live there, even with one bill.",
                ],
            ),
            (
                "What can be done",
                &[
                    "Protected customers pay the social tariff. Ask whether you are one.",
                    "In winter protected customers may ask for help. Until it is decided, nothing is cut.",
                    "You may have limited power of {ampere} A instead of a cut.",
                    "An amount that you repay can be spread over more weeks.",
                ],
            ),
            (
                "Somebody is ill or needs a device",
                &["Tell us right now: {phone}. We look at it before anything is cut."],
            ),
            (
                "You do not agree with us",
                &["Write to us, and then to the mediation service for energy. It costs nothing."],
            ),
        ],
    },
    Told {
        title: "Your right to refuse",
        parts: &[
            (
                "Who asks for prepayment",
                &[
                    "Your supplier may ask for it after unpaid bills. You may refuse.",
                    "You may ask for it yourself, with the form below.",
                    "A judge may impose it. That cannot be refused here.",
                ],
            ),
            (
                "Until when",
                &[
                    "Our letter waits {refuse_days} days. Say no by then, and nothing is switched.",
                    "You may still refuse later, at any time.",
                ],
            ),
            (
                "How to refuse",
                &[
                    "Use the form below, the card of the letter, or call {phone}.",
                    "Your CPAS can do it with you.",
                ],
            ),
            (
                "What happens then",
                &[
                    "We tell your supplier. Its request ends.",
                    "Nothing is cut because you refused.",
                    "Your supplier may go to the justice of the peace. You are heard there.",
                    "Being away is not a refusal, and no ground for a cut.",
                ],
            ),
        ],
    },
    Told {
        title: "Accessibility",
        parts: &[
            (
                "What we aim at",
                &[
                    "These pages follow WCAG 2.2 at level AA. They work without script.",
                    "They fit 320 pixels, dark screens, the keyboard alone and screen readers.",
                ],
            ),
            (
                "What is not there yet",
                &[
                    "No native reader has read all texts in four languages yet.",
                    "Easy pages have pictures, and no sound file yet.",
                ],
            ),
            (
                "Something does not work for you",
                &[
                    "Call {phone}, or write to us. Say which page, and with what you read it.",
                    "We answer within {answer_days} working days, in a form that you can read.",
                ],
            ),
            (
                "Our answer does not help",
                &[
                    "Write to the mediator of Wallonia: www.le-mediateur.be. It costs nothing.",
                    "If you feel excluded, Unia helps too: www.unia.be.",
                ],
            ),
        ],
    },
    Told {
        title: "Privacy",
        parts: &[
            (
                "What we know",
                &[
                    "The readings of your meter, your payments, and how we may reach you.",
                    "Your account shows all of it. You can download it there.",
                ],
            ),
            (
                "Who sees it",
                &[
                    "A shop sees your town and whether an amount suffices. It never sees your balance.",
                    "Whoever helps you sees what you allow. You can stop it at any time.",
                    "What your meter’s port sends is for you alone. It is gone after minutes.",
                    "Each look at your data is kept. You see who looked, and when.",
                ],
            ),
            (
                "Quarter-hours",
                &[
                    "Your meter measures every 15 minutes. That shows when somebody is at home.",
                    "Prepayment needs one reading a day, and no quarter-hours.",
                    "You see them here only after you agree. You can take it back at any time.",
                    "Your supplier sees none of them. Energy sharing needs them: you join it yourself.",
                ],
            ),
            (
                "What we do not do",
                &[
                    "No advertising, no trackers. No data to others without your agreement or a law.",
                    "One cookie keeps you signed in. There is no other.",
                ],
            ),
        ],
    },
];
