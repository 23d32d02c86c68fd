//! The keys of a meter on the terminal, as a table.

use virtual_meters::Button;

/// A key and what it does; upper case holds a button for three seconds.
pub const BUTTONS: [(char, Button); 9] = [
    ('g', Button::Green),
    ('s', Button::Strip),
    ('m', Button::MainBreaker),
    ('e', Button::UnderEuro),
    ('v', Button::UnderVolume),
    ('a', Button::UnderArrow),
    ('b', Button::Blue),
    ('r', Button::Red),
    ('l', Button::Lever),
];

/// Keys for what is not on the meter, with the line each stands for.
pub const LINES: [(char, &str); 4] =
    [('i', "card in"), ('o', "card out"), ('n', "card new"), ('t', "card load 20.00")];
