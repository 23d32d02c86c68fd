//! The terminal itself: keys in, frames out.

use super::panel::{Key, Next, Panel};
use crate::failure::Failure;
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind};
use std::time::{Duration, Instant};

/// How often the display is drawn when no key comes.
const FRAME: Duration = Duration::from_millis(250);

/// Runs until `q`. The terminal is put back as it was, also after a panic.
pub fn run(mut panel: Panel) -> Result<(), Failure> {
    let mut terminal = ratatui::try_init()?;
    let done = turn(&mut terminal, &mut panel);
    ratatui::try_restore()?;
    done
}

fn turn(terminal: &mut ratatui::DefaultTerminal, panel: &mut Panel) -> Result<(), Failure> {
    let mut last = Instant::now();
    loop {
        terminal.draw(|frame| panel.draw(frame))?;
        let key = if event::poll(FRAME)? { pressed(&event::read()?) } else { None };
        let elapsed = last.elapsed();
        last = Instant::now();
        panel.tick(i64::try_from(elapsed.as_millis()).unwrap_or(0));
        if key.is_some_and(|key| panel.key(key) == Next::Quit) {
            return Ok(());
        }
    }
}

fn pressed(event: &Event) -> Option<Key> {
    let Event::Key(KeyEvent { code, kind: KeyEventKind::Press, .. }) = event else { return None };
    match code {
        KeyCode::Char(key) => Some(Key::Char(*key)),
        KeyCode::Enter => Some(Key::Enter),
        KeyCode::Backspace => Some(Key::Backspace),
        KeyCode::Esc => Some(Key::Escape),
        KeyCode::Up => Some(Key::Up),
        KeyCode::Down => Some(Key::Down),
        _ => None,
    }
}
