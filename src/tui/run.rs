//! The loop: draw, wait, update. The same one for the product and for tests.

use ratatui::Terminal;
use ratatui::backend::Backend;
use ratatui::layout::{Position, Rect};

use super::app::{App, Effect};
use super::event::{Event, Host};

/// How many events are taken before the next frame is drawn.
///
/// A held key or a paste then costs one frame, and a flood of input still shows that it moves.
const BATCH: usize = 1024;

/// Runs the workbench until it is left; returns the exit code.
///
/// # Errors
/// When the terminal cannot be drawn on.
pub fn run<B: Backend, H: Host>(
    terminal: &mut Terminal<B>,
    host: &mut H,
    app: &mut App,
) -> Result<u8, B::Error> {
    app.connect(host.waker());
    loop {
        app.kept();
        let mut drawn = None;
        terminal.draw(|frame| drawn = Some(app.draw(frame)))?;
        app.drawn(drawn.unwrap_or_default());
        let event = host.wait(app.patience());
        let mut resized = event == Event::Resize;
        app.take(event);
        for _ in 1..BATCH {
            if app.has_effects() {
                break;
            }
            let Some(event) = host.ready() else { break };
            resized |= event == Event::Resize;
            app.take(event);
        }
        if resized {
            // Back at the size that was drawn, the terminal may have cut cells off in between.
            forget(terminal)?;
        }
        // Once for all of them: what is shown of the marked place is not worked out at every place
        // that a held key passes.
        app.settle();
        for effect in app.take_effects() {
            let result = match effect {
                Effect::Leave(code) => return Ok(code),
                Effect::Suspend => host.suspend().map(|()| true),
                Effect::Mouse(on) => host.mouse(on).map(|()| false),
                Effect::Copy { text, what } => host.copy(&text).map(|()| {
                    app.say(format!("{what} sent to the clipboard"));
                    false
                }),
                Effect::Edit {
                    text,
                    extension,
                    then,
                } => host.edit(&text, extension).map(|edited| {
                    if let Some(edited) = edited {
                        app.resume(then, edited);
                    }
                    true
                }),
            };
            match result {
                Ok(true) => forget(terminal)?,
                Ok(false) => {}
                Err(error) => app.refuse(error.to_string()),
            }
        }
    }
}

/// Draws everything anew, after something else has drawn on the terminal.
///
/// Unlike `Terminal::clear` it does not ask where the cursor is, which some terminals never tell.
fn forget<B: Backend>(terminal: &mut Terminal<B>) -> Result<(), B::Error> {
    let size = terminal.size()?;
    terminal.resize(Rect::from((Position::ORIGIN, size)))
}
