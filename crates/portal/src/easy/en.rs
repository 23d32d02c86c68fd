use super::picture::Picture as P;
use super::{Told, Words};

pub(super) const WORDS: Words = Words {
    name: "Easy version with pictures",
    whole: "More about it",
    others: "More easy pages",
    pages: [
        Told {
            title: "Easy: top up",
            steps: &[
                (P::Card, "Take your card. It has 13 digits."),
                (P::Tap, "On the phone: enter the 13 digits here."),
                (P::Coins, "Choose an amount. Then pay with your bank."),
                (P::Shop, "Or go to a shop. Show the card there."),
                (P::Check, "You get a message. The money has arrived."),
            ],
        },
        Told {
            title: "Easy: no power or no gas",
            steps: &[
                (P::Flame, "Do you smell gas? Go outside at once."),
                (P::Phone, "Then call {gas}. Touch no switch."),
                (P::Street, "Do the neighbours have light? If not, please wait."),
                (P::Breaker, "Is a switch down in your home? Push it up."),
                (P::Coins, "Is your credit used up? Then top up."),
                (P::Arrow, "Look at the meter. Wait for the arrow."),
                (P::Press, "Press the button for 3 seconds."),
                (P::Phone, "Still dark? Call {phone}, it is free."),
            ],
        },
        Told {
            title: "Easy: how it works",
            steps: &[
                (P::Coins, "You pay first. Then you use energy."),
                (P::Meter, "Your meter counts every day."),
                (P::Check, "At the start we lend you {start}."),
                (P::Calendar, "You give back {start_day} a day."),
                (P::Lamp, "Nothing left? You still have {emergency}."),
                (P::Moon, "At night we cut nobody off."),
                (P::Letter, "Before a cut we always tell you."),
            ],
        },
        Told {
            title: "Easy: hard to pay?",
            steps: &[
                (P::Phone, "Call us: {phone}. It is free."),
                (P::People, "Or go to the CPAS. They help you."),
                (P::Coins, "You can pay in small parts."),
                (P::Lamp, "You can keep a little power: {ampere} A."),
                (P::Letter, "Is somebody ill at home? Tell us now."),
            ],
        },
        Told {
            title: "Easy: your meter",
            steps: &[
                (P::Meter, "Go to your meter. It has a screen."),
                (P::Press, "Press the green button 3 times."),
                (P::Coins, "Now you see your money."),
                (P::LampOff, "Was the power off? First top up."),
                (P::Arrow, "Wait until the arrow blinks."),
                (P::Press, "Hold the button for 3 seconds."),
                (P::Lamp, "The light comes back."),
            ],
        },
    ],
};
