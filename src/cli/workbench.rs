//! `gatewright`, `edit` and a bare draft: the full-screen workbench.

use std::fs;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use gatewright::diagnostic::{Report, nearest};
use gatewright::draft::ScenarioDraft;
use gatewright::session::file::{Opened, recoverable};
use gatewright::session::{Session, Setting};
use gatewright::sources::Workspace;
use gatewright::tui::terminal::TerminalHost;
use gatewright::tui::{
    App, Crew, Depth, Ground, Keymap, Lobby, Scan, Theme, is_large, run as run_loop,
};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use rustix::io::Errno;

use super::args::{Colour, WorkbenchArgs};
use super::context::Context;
use super::desk::{Folder, is_draft_name, is_dumb, open_or_create, recent, variable};
use super::exit::Exit;
use super::{find, linear};

/// Exit code when the terminal is gone, as if the signal for it had come.
const HANGUP: u8 = 129;

/// Tells whether there is a terminal to work in.
pub(crate) fn has_terminal() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Opens the workbench, at the start screen or at a draft.
pub(crate) fn run(draft: Option<&Path>, args: &WorkbenchArgs, context: &Context) -> Exit {
    if let Some(exit) = draft.and_then(|path| misspelt(path, context)) {
        return exit;
    }
    if args.linear || (has_terminal() && is_dumb()) {
        return linear::run(draft, context);
    }
    if !has_terminal() {
        return context.output.error_with_help(
            "the workbench needs a terminal",
            "`gatewright new` asks line by line; `--compile` and `check` work without one too",
        );
    }
    let settings = Folder::new(context);
    let crew = Crew::default();
    let open = |path| {
        if is_large(path) {
            open_beside(path, &crew, context)
        } else {
            open_or_create(path, &settings, context)
        }
    };
    let opened = match draft.map(open) {
        None => None,
        Some(Ok(opened)) => Some(opened),
        Some(Err(exit)) => return exit,
    };
    let workspace = context
        .workspace_file(draft)
        .map(|file| Workspace::open(&file).0);
    let workspace = workspace.unwrap_or_default();
    let depth = depth(context.colour());
    // Styles hold no colour then, and what the terminal library writes instead of colours would
    // take the styles away with them.
    crossterm::style::force_color_output(true);
    let theme = Theme::read(&workspace.theme, depth, ground());
    let keymap = Keymap::read(&workspace.keys);
    let scratch = Session::of_draft(ScenarioDraft::default(), Setting::default());
    let mut app = App::new(scratch, settings, keymap, theme);
    app.employ(crew);
    if let Some(opened) = opened {
        app.opened(opened);
    } else {
        let context = context.clone();
        app.start(Scan::new(move || lobby(&context)));
    }
    if let Some(path) = &args.log {
        match fs::File::create(path) {
            Ok(file) => app.log(file, &path.display().to_string()),
            Err(error) => {
                let why = gatewright::files::why(&error);
                return context.output.error_with_help(
                    &format!("cannot write `{}`: {why}", path.display()),
                    "choose another place for --log",
                );
            }
        }
    }
    match in_terminal(&mut app, args) {
        Ok(code) => {
            app.close();
            Exit::Code(code)
        }
        Err(error) => {
            app.close();
            context.output.error_with_help(
                &format!("the terminal failed: {error}"),
                "what was not saved is offered again the next time",
            )
        }
    }
}

/// Opens a draft where it will be worked on beside the screen.
fn open_beside(path: &Path, crew: &Crew, context: &Context) -> Result<Opened, Exit> {
    let (path, context) = (path.to_owned(), context.clone());
    let opened = crew.wait(move || open_or_create(&path, &Folder::new(&context), &context));
    opened.unwrap_or(Err(Exit::Unusable))
}

fn in_terminal(app: &mut App, args: &WorkbenchArgs) -> io::Result<u8> {
    let mut host = TerminalHost::new(!args.no_mouse, editor())?;
    let backend = CrosstermBackend::new(BufWriter::with_capacity(1 << 16, io::stdout()));
    let mut terminal = Terminal::new(backend)?;
    let result = run_loop(&mut terminal, &mut host, app);
    if terminal.show_cursor().is_err() {
        // Dropping it would complain where nobody listens any more, and fail at that.
        std::mem::forget(terminal);
    }
    let _ = io::stdout().flush();
    match result {
        // It went away while it was drawn on.
        Err(error) if error.raw_os_error() == Some(Errno::IO.raw_os_error()) => Ok(HANGUP),
        other => other,
    }
}

/// Says so when what was probably meant as a command is taken for a draft.
fn misspelt(path: &Path, context: &Context) -> Option<Exit> {
    if path.exists() || is_draft_name(path) {
        return None;
    }
    let name = path.to_string_lossy();
    let known = super::args::command_names();
    let near = nearest(&name, known.iter().map(String::as_str));
    let help = near.map_or_else(
        || {
            "a new draft is named NAME.draft.json; `gatewright --help` lists the commands"
                .to_owned()
        },
        |near| format!("did you mean `gatewright {near}`?"),
    );
    let message = format!("there is no command and no file `{name}`");
    Some(context.output.error_with_help(&message, &help))
}

fn lobby(context: &Context) -> Lobby {
    let root = context
        .workspace_file(None)
        .and_then(|file| file.parent().map(Path::to_owned))
        .unwrap_or_else(|| context.folder().to_owned());
    let root = context.near(&root);
    let start = if root.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        root.clone()
    };
    let mut quiet = Report::default();
    let drafts = find::drafts(std::slice::from_ref(&start), &mut quiet);
    let specs = find::specs(&start);
    let mut folders: Vec<PathBuf> = drafts
        .iter()
        .filter_map(|draft| draft.parent().map(Path::to_owned))
        .chain([start.clone(), start.join("drafts")])
        .map(|folder| {
            if folder.as_os_str().is_empty() {
                PathBuf::from(".")
            } else {
                folder
            }
        })
        .collect();
    folders.sort();
    folders.dedup();
    let mut found: Vec<_> = folders
        .iter()
        .flat_map(|folder| recoverable(folder))
        .collect();
    found.sort_by(|a, b| a.draft.cmp(&b.draft));
    found.dedup_by(|a, b| gatewright::files::same_file(&a.draft, &b.draft) || a.draft == b.draft);
    let here: Vec<PathBuf> = drafts
        .iter()
        .map(|draft| context.folder().join(draft))
        .collect();
    let recent = recent()
        .into_iter()
        .filter(|one| !here.contains(one) && one.exists())
        .collect();
    let loaded = context.workspace();
    let providers: Vec<&str> = loaded
        .sources
        .contracts
        .iter()
        .map(|provider| provider.contract.provider_id.as_str())
        .collect();
    let file = context.workspace_file(None).map_or_else(
        || "none; `gatewright init` starts one".to_owned(),
        |file| context.near(&file).display().to_string(),
    );
    Lobby {
        folder: root,
        drafts,
        recent,
        specs,
        recoverable: found,
        facts: vec![
            ("workspace".to_owned(), file),
            ("contracts".to_owned(), providers.join(" ")),
            (
                "data shapes".to_owned(),
                loaded.sources.data_shapes.iter().count().to_string(),
            ),
        ],
    }
}

fn editor() -> Option<String> {
    variable("VISUAL").or_else(|| variable("EDITOR"))
}

fn depth(colour: Colour) -> Depth {
    if colour == Colour::Never || (colour == Colour::Auto && variable("NO_COLOR").is_some()) {
        return Depth::None;
    }
    let rich = variable("COLORTERM").is_some_and(|value| value == "truecolor" || value == "24bit");
    let term = variable("TERM").unwrap_or_default();
    if rich || term.contains("direct") {
        Depth::True
    } else if term.contains("256color") {
        Depth::Indexed
    } else {
        Depth::Sixteen
    }
}

/// Returns the ground that the terminal says it has; dark when it says nothing.
fn ground() -> Ground {
    let back = variable("COLORFGBG").and_then(|value| value.rsplit(';').next()?.parse::<u8>().ok());
    match back {
        Some(7 | 9..=15) => Ground::Light,
        _ => Ground::Dark,
    }
}
