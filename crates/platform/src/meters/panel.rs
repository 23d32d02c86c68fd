//! A meter drawn on the terminal: display, signs, buttons with their keys, what happened.

use super::keys;
use calendar::Instant;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span, Text};
use ratatui::widgets::{Block, BorderType, Paragraph, Wrap};
use std::collections::VecDeque;
use virtual_meters::{Act, Button, Kind, Language, Screen, Site, Symbol, word};

/// How many lines of what happened are kept.
const LOG: usize = 40;

/// How fast the meter's time runs.
const SPEEDS: [i64; 5] = [0, 1, 60, 600, 3_600];

/// The meter and all that the screen shows of it.
#[derive(Debug)]
pub struct Panel {
    site: Box<dyn Site>,
    language: Language,
    log: VecDeque<String>,
    /// A line that is being typed.
    typed: Option<String>,
    /// Place in `SPEEDS`.
    speed: usize,
    /// Milliseconds of the meter's time that are not a second yet.
    left_ms: i64,
}

/// What a key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Char(char),
    Enter,
    Backspace,
    Escape,
    Up,
    Down,
}

/// Whether to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    Go,
    Quit,
}

impl Panel {
    pub fn new(site: Box<dyn Site>, language: Language) -> Self {
        let log = VecDeque::with_capacity(LOG);
        Self { site, language, log, typed: None, speed: 1, left_ms: 0 }
    }

    /// The machine's time went on.
    pub fn tick(&mut self, elapsed_ms: i64) {
        let speed = SPEEDS.get(self.speed).copied().unwrap_or(0);
        self.left_ms = self.left_ms.saturating_add(elapsed_ms.saturating_mul(speed));
        let seconds = self.left_ms.div_euclid(1_000);
        if seconds > 0 {
            self.left_ms -= seconds * 1_000;
            self.act(&Act::Wait { seconds });
        }
    }

    pub fn key(&mut self, key: Key) -> Next {
        if self.typed.is_some() {
            self.type_on(key);
            return Next::Go;
        }
        match key {
            Key::Char('q') => return Next::Quit,
            Key::Char(':') => self.typed = Some(String::new()),
            Key::Char('+') => self.speed = (self.speed + 1).min(SPEEDS.len() - 1),
            Key::Char('-') => self.speed = self.speed.saturating_sub(1),
            Key::Up => self.change_load(1),
            Key::Down => self.change_load(-1),
            Key::Char(key) => self.press(key),
            Key::Enter | Key::Backspace | Key::Escape => {}
        }
        Next::Go
    }

    fn type_on(&mut self, key: Key) {
        let Some(typed) = &mut self.typed else { return };
        match key {
            Key::Char(key) => typed.push(key),
            Key::Backspace => {
                typed.pop();
            }
            Key::Escape => self.typed = None,
            Key::Enter => {
                let line = self.typed.take().unwrap_or_default();
                self.line(&line);
            }
            Key::Up | Key::Down => {}
        }
    }

    fn press(&mut self, key: char) {
        let lower = key.to_ascii_lowercase();
        if let Some((_, button)) = keys::BUTTONS.iter().find(|(own, _)| *own == lower)
            && self.kind().buttons().contains(button)
        {
            let held_s = if key.is_ascii_uppercase() { 3 } else { 0 };
            self.act(&Act::Press { button: *button, held_s, times: 1 });
        } else if let Some((_, line)) = keys::LINES.iter().find(|(own, _)| *own == key)
            && self.has_card()
        {
            self.line(line);
        }
    }

    fn change_load(&mut self, step: i32) {
        let mut draw = self.site.seen().draw();
        if self.is_gas() {
            draw.litres_per_h = draw.litres_per_h.saturating_add_signed(step * 100);
        } else {
            let [one, ..] = &mut draw.phases;
            one.watt = (one.watt + step * 100).clamp(-20_000, 20_000);
        }
        self.act(&Act::Load(draw));
    }

    fn line(&mut self, line: &str) {
        match Act::parse(line, self.site.seen().meter().now()) {
            Ok(act) => self.act(&act),
            Err(error) => self.say(error.to_string()),
        }
    }

    fn act(&mut self, act: &Act) {
        match self.site.act(act) {
            Ok(said) => {
                for event in said.events {
                    if let Some(words) = event.words(self.language) {
                        let clock = clock(event.at);
                        let time = clock.get(11..).unwrap_or_default();
                        self.say(format!("{time}  {words}"));
                    }
                }
            }
            Err(error) => self.say(crate::failure::chain(&error)),
        }
    }

    fn say(&mut self, line: String) {
        if self.log.len() == LOG {
            self.log.pop_front();
        }
        self.log.push_back(line);
    }

    fn kind(&self) -> Kind {
        self.site.seen().meter().kind()
    }

    fn is_gas(&self) -> bool {
        matches!(self.kind(), Kind::SmartGas | Kind::CardGas)
    }

    fn has_card(&self) -> bool {
        matches!(self.kind(), Kind::CardElectricity | Kind::CardGas)
    }

    fn word(&self, key: &'static str) -> &'static str {
        word(key, self.language)
    }

    /// Draws all. On a narrow terminal what happened stands under the meter.
    pub fn draw(&self, frame: &mut Frame<'_>) {
        let [title, body, input] =
            Layout::vertical([Constraint::Length(1), Constraint::Min(0), Constraint::Length(1)])
                .areas(frame.area());
        frame.render_widget(self.title(), title);
        frame.render_widget(self.bottom(), input);
        if body.width >= 76 {
            let halves = [Constraint::Length(48), Constraint::Min(0)];
            let [meter, log] = Layout::horizontal(halves).areas(body);
            self.draw_meter(frame, meter);
            self.draw_log(frame, log);
        } else {
            let parts = [Constraint::Length(self.meter_height()), Constraint::Min(0)];
            let [meter, log] = Layout::vertical(parts).areas(body);
            self.draw_meter(frame, meter);
            self.draw_log(frame, log);
        }
    }

    fn title(&self) -> Line<'static> {
        let speed = match SPEEDS.get(self.speed) {
            None | Some(0) => self.word("ui.paused").to_owned(),
            Some(speed) => format!("× {speed}"),
        };
        let text = format!(" {}  {}  {speed}", self.kind(), clock(self.site.seen().meter().now()));
        Line::styled(text, Style::new().add_modifier(Modifier::BOLD))
    }

    fn bottom(&self) -> Line<'static> {
        match &self.typed {
            Some(typed) => Line::raw(format!(":{typed}█")),
            None => Line::raw(format!(" {}", self.word("ui.keys"))),
        }
    }

    fn meter_height(&self) -> u16 {
        let buttons = u16::try_from(self.kind().buttons().len()).unwrap_or(3);
        15 + buttons + if self.has_card() { 2 } else { 0 }
    }

    fn draw_meter(&self, frame: &mut Frame<'_>, area: Rect) {
        let screen = self.site.seen().screen();
        let block = Block::bordered().border_type(BorderType::Rounded);
        let inner = block.inner(area);
        frame.render_widget(block, area);
        let [display, signs, hint, hand] = Layout::vertical([
            Constraint::Length(5),
            Constraint::Length(4),
            Constraint::Length(3),
            Constraint::Min(0),
        ])
        .areas(inner);
        let lcd = Block::bordered().title(Line::raw(format!(" {} ", self.word(screen.row.text))));
        let figures = format!("{} {}", screen.value, screen.row.unit.sign());
        let rows = vec![
            Line::raw(screen.row.code),
            Line::styled(figures.trim_end().to_owned(), Style::new().add_modifier(Modifier::BOLD))
                .right_aligned(),
            Line::raw(signs_of(&screen)),
        ];
        frame.render_widget(Paragraph::new(rows).block(lcd), display);
        let words = screen
            .symbols
            .iter()
            .map(|symbol| Line::raw(format!("{} {}", sign(symbol), self.word(symbol.text()))));
        frame.render_widget(Paragraph::new(Text::from_iter(words)), signs);
        if let Some(what) = screen.hint {
            let text = Line::styled(self.word(what.text()), Style::new().fg(Color::Yellow));
            frame.render_widget(Paragraph::new(text).wrap(Wrap { trim: true }), hint);
        }
        frame.render_widget(Paragraph::new(self.hand()), hand);
    }

    /// Buttons with their keys, the card, what is plugged in.
    fn hand(&self) -> Vec<Line<'static>> {
        let mut lines: Vec<Line<'static>> =
            self.kind().buttons().iter().map(|button| self.button(*button)).collect();
        if self.has_card() {
            let hand =
                [("n", "ui.new-card"), ("i", "ui.in"), ("o", "ui.out"), ("t", "ui.terminal")];
            let hand = hand.map(|(key, what)| format!("[{key}] {}", self.word(what)));
            lines.extend(hand.chunks(2).map(|two| Line::raw(two.join("   "))));
        }
        let (draw, on) = (self.site.seen().draw(), self.word("ui.load"));
        let [one, two, three] = draw.phases.map(|phase| phase.watt);
        lines.push(Line::raw(match self.is_gas() {
            true => format!("{on}: {} l/h", draw.litres_per_h),
            false if (two, three) == (0, 0) => format!("{on}: {one} W"),
            false => format!("{on}: {one} W  {two} W  {three} W"),
        }));
        lines
    }

    fn button(&self, button: Button) -> Line<'static> {
        let key = keys::BUTTONS.iter().find(|(_, own)| *own == button);
        let key = key.map_or(' ', |(key, _)| *key);
        let mut spans = vec![Span::styled(
            format!("[{key}] {}", self.word(button.text())),
            Style::new().fg(colour(button)),
        )];
        if self.kind().holds(button) {
            spans.push(Span::raw(format!("   [{}] 3 s", key.to_ascii_uppercase())));
        }
        Line::from(spans)
    }

    fn draw_log(&self, frame: &mut Frame<'_>, area: Rect) {
        let block = Block::bordered().title(format!(" {} ", self.word("ui.happened")));
        // The latest first: lines wrap, and there may be more than fit.
        let lines = self.log.iter().rev().map(|line| Line::raw(line.clone()));
        let log = Paragraph::new(Text::from_iter(lines)).wrap(Wrap { trim: false });
        frame.render_widget(log.block(block), area);
    }
}

fn clock(at: Instant) -> String {
    let local = at.to_local_string();
    local.get(..19).unwrap_or(&local).replace('T', " ")
}

/// The signs as they stand on the display.
fn signs_of(screen: &Screen) -> String {
    let signs: Vec<&str> = screen.symbols.iter().map(sign).collect();
    signs.join("  ")
}

fn sign(symbol: Symbol) -> &'static str {
    match symbol {
        Symbol::ArrowOverEuro => "▼€",
        Symbol::Euro => "€",
        Symbol::CubicMetre => "m³",
        Symbol::SwitchClosed => "●─●",
        Symbol::SwitchOpen => "●╱●",
        Symbol::ValveOpen => "▷◁",
        Symbol::ValveShut => "▶◀",
        Symbol::ArrowBlinks => "»▼«",
        Symbol::Tariff1 => "T1",
        Symbol::Tariff2 => "T2",
        Symbol::Triangle => "»△«",
        Symbol::Card => "▤",
        Symbol::LeverUp => "▲|",
        Symbol::LeverDown => "▽|",
    }
}

fn colour(button: Button) -> Color {
    match button {
        Button::Green => Color::Green,
        Button::Red | Button::UnderEuro | Button::UnderArrow | Button::UnderVolume => Color::Red,
        Button::Blue => Color::Blue,
        Button::Strip | Button::Lever | Button::MainBreaker => Color::Reset,
    }
}
