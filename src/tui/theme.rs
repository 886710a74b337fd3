//! What things look like: roles in, styles out.
//!
//! Colour only repeats what a mark or a word already says. Under `NO_COLOR` a style holds modifiers
//! only, and colours are stripped here, because a terminal library that resets a colour would reset
//! the modifiers of the cell with it.

use anstyle::{Ansi256Color, AnsiColor, RgbColor};
use ratatui::style::{Color, Modifier, Style};
use toml::Table;

/// What a piece of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Plain text.
    Text,
    /// What is there but matters less.
    Dim,
    /// What heads something.
    Title,
    /// Ids, keys and what else stands out.
    Accent,
    /// The marked row of the side that has the focus.
    Selected,
    /// The marked row of the other side.
    Marked,
    /// Errors.
    Error,
    /// Warnings.
    Warning,
    /// What is still missing.
    Todo,
    /// What is done and right.
    Good,
    /// A key in a hint.
    Key,
    /// Lines around things.
    Border,
    /// Where text is typed.
    Input,
    /// What is wrong in a text that is typed.
    Wrong,
    /// Letters that a filter matched.
    Match,
    /// What cannot be chosen.
    Refused,
    /// A jump label.
    Label,
}

impl Role {
    const ALL: [(Self, &'static str); 17] = [
        (Self::Text, "text"),
        (Self::Dim, "dim"),
        (Self::Title, "title"),
        (Self::Accent, "accent"),
        (Self::Selected, "selected"),
        (Self::Marked, "marked"),
        (Self::Error, "error"),
        (Self::Warning, "warning"),
        (Self::Todo, "todo"),
        (Self::Good, "good"),
        (Self::Key, "key"),
        (Self::Border, "border"),
        (Self::Input, "input"),
        (Self::Wrong, "wrong"),
        (Self::Match, "match"),
        (Self::Refused, "refused"),
        (Self::Label, "label"),
    ];
}

/// How many colours a terminal has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// None are wanted or possible.
    None,
    /// The sixteen of every terminal.
    Sixteen,
    /// The palette of 256.
    Indexed,
    /// Any colour.
    True,
}

/// Whether the terminal is dark or light.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// Light text on dark.
    Dark,
    /// Dark text on light.
    Light,
}

/// A style for every role.
#[derive(Debug, Clone)]
pub struct Theme {
    styles: Vec<Style>,
    problems: Vec<String>,
}

/// A colour for rich terminals and its nearest kin among the sixteen.
type Shade = ((u8, u8, u8), AnsiColor);

impl Theme {
    /// Returns the theme for a terminal.
    #[must_use]
    pub fn new(depth: Depth, ground: Ground) -> Self {
        Self {
            styles: Role::ALL
                .iter()
                .map(|(role, _)| style(*role, depth, ground))
                .collect(),
            problems: Vec::new(),
        }
    }

    /// Returns the theme for a terminal with the colours of a `[theme]` table.
    ///
    /// `ground = "light"` or `"dark"` sets the ground; a role is `error = "#d33682"` or
    /// `error = "red"`. What cannot be used is a problem and changes nothing.
    #[must_use]
    pub fn read(table: &Table, depth: Depth, ground: Ground) -> Self {
        let mut problems = Vec::new();
        let ground = match table.get("ground").map(|value| value.as_str()) {
            None => ground,
            Some(Some("dark")) => Ground::Dark,
            Some(Some("light")) => Ground::Light,
            Some(_) => {
                problems.push("theme: `ground` must be \"light\" or \"dark\"".to_owned());
                ground
            }
        };
        let mut theme = Self::new(depth, ground);
        for (name, value) in table.iter().filter(|(name, _)| *name != "ground") {
            let Some(at) = Role::ALL.iter().position(|(_, role)| role == name) else {
                let known = Role::ALL.iter().map(|(_, role)| *role);
                let hint = crate::diagnostic::nearest(name, known)
                    .map(|near| format!("; did you mean `{near}`?"))
                    .unwrap_or_default();
                problems.push(format!("theme: there is no role `{name}`{hint}"));
                continue;
            };
            match value.as_str().and_then(colour) {
                Some(colour) => {
                    if let (Some(style), Some(fitted)) =
                        (theme.styles.get_mut(at), fit(colour, depth))
                    {
                        *style = style.fg(fitted);
                    }
                }
                None => problems.push(format!(
                    "theme: `{name}` must be a colour, such as \"#d33682\" or \"red\""
                )),
            }
        }
        theme.problems = problems;
        theme
    }

    /// Returns what is wrong with the table that was read, a sentence each.
    #[must_use]
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    /// Returns the style of a role.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        let at = Role::ALL.iter().position(|(one, _)| *one == role);
        at.and_then(|at| self.styles.get(at))
            .copied()
            .unwrap_or_default()
    }
}

fn style(role: Role, depth: Depth, ground: Ground) -> Style {
    let dark = ground == Ground::Dark;
    let pick = |on_dark: Shade, on_light: Shade| if dark { on_dark } else { on_light };
    let (shade, modifiers): (Option<Shade>, Modifier) = match role {
        Role::Text => (None, Modifier::empty()),
        Role::Dim | Role::Refused => (None, Modifier::DIM),
        Role::Title | Role::Marked => (None, Modifier::BOLD),
        Role::Border => (
            Some(pick(
                ((88, 98, 112), AnsiColor::BrightBlack),
                ((160, 168, 178), AnsiColor::BrightBlack),
            )),
            Modifier::DIM,
        ),
        Role::Accent => (
            Some(pick(
                ((110, 180, 230), AnsiColor::Cyan),
                ((0, 95, 150), AnsiColor::Blue),
            )),
            Modifier::empty(),
        ),
        Role::Selected => (None, Modifier::REVERSED),
        Role::Error => (
            Some(pick(
                ((235, 105, 100), AnsiColor::Red),
                ((180, 30, 30), AnsiColor::Red),
            )),
            Modifier::BOLD,
        ),
        Role::Warning => (
            Some(pick(
                ((225, 175, 80), AnsiColor::Yellow),
                ((140, 95, 0), AnsiColor::Yellow),
            )),
            Modifier::empty(),
        ),
        Role::Todo => (
            Some(pick(
                ((130, 160, 235), AnsiColor::Blue),
                ((50, 80, 170), AnsiColor::Blue),
            )),
            Modifier::empty(),
        ),
        Role::Good => (
            Some(pick(
                ((125, 195, 120), AnsiColor::Green),
                ((30, 120, 50), AnsiColor::Green),
            )),
            Modifier::empty(),
        ),
        Role::Key => (
            Some(pick(
                ((110, 180, 230), AnsiColor::Cyan),
                ((0, 95, 150), AnsiColor::Blue),
            )),
            Modifier::BOLD,
        ),
        Role::Wrong => (
            Some(pick(
                ((235, 105, 100), AnsiColor::Red),
                ((180, 30, 30), AnsiColor::Red),
            )),
            Modifier::BOLD.union(Modifier::UNDERLINED),
        ),
        Role::Input => (None, Modifier::UNDERLINED),
        Role::Match => (
            Some(pick(
                ((225, 175, 80), AnsiColor::Yellow),
                ((140, 95, 0), AnsiColor::Yellow),
            )),
            Modifier::BOLD.union(Modifier::UNDERLINED),
        ),
        Role::Label => (
            Some(pick(
                ((225, 175, 80), AnsiColor::Yellow),
                ((140, 95, 0), AnsiColor::Yellow),
            )),
            Modifier::BOLD.union(Modifier::REVERSED),
        ),
    };
    let plain = Style::new().add_modifier(modifiers);
    let fitted = shade.and_then(|((r, g, b), near)| match depth {
        Depth::None => None,
        Depth::Sixteen => Some(ansi(near)),
        _ => fit(RgbColor(r, g, b), depth),
    });
    fitted.map_or(plain, |colour| plain.fg(colour))
}

/// Returns a colour as a terminal can show it.
fn fit(colour: RgbColor, depth: Depth) -> Option<Color> {
    match depth {
        Depth::None => None,
        Depth::Sixteen => Some(ansi(anstyle_lossy::rgb_to_ansi(
            colour,
            anstyle_lossy::palette::DEFAULT,
        ))),
        Depth::Indexed => {
            let Ansi256Color(index) = anstyle_lossy::rgb_to_xterm(colour);
            Some(Color::Indexed(index))
        }
        Depth::True => Some(Color::Rgb(colour.0, colour.1, colour.2)),
    }
}

const fn ansi(colour: AnsiColor) -> Color {
    match colour {
        AnsiColor::Black => Color::Black,
        AnsiColor::Red => Color::Red,
        AnsiColor::Green => Color::Green,
        AnsiColor::Yellow => Color::Yellow,
        AnsiColor::Blue => Color::Blue,
        AnsiColor::Magenta => Color::Magenta,
        AnsiColor::Cyan => Color::Cyan,
        AnsiColor::White => Color::Gray,
        AnsiColor::BrightBlack => Color::DarkGray,
        AnsiColor::BrightRed => Color::LightRed,
        AnsiColor::BrightGreen => Color::LightGreen,
        AnsiColor::BrightYellow => Color::LightYellow,
        AnsiColor::BrightBlue => Color::LightBlue,
        AnsiColor::BrightMagenta => Color::LightMagenta,
        AnsiColor::BrightCyan => Color::LightCyan,
        AnsiColor::BrightWhite => Color::White,
    }
}

/// Reads `#rrggbb` or a name.
fn colour(text: &str) -> Option<RgbColor> {
    if let Some(hex) = text.strip_prefix('#') {
        if hex.len() != 6 || !hex.is_ascii() {
            return None;
        }
        let part = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
        return Some(RgbColor(part(0)?, part(2)?, part(4)?));
    }
    let named = match text {
        "black" => AnsiColor::Black,
        "red" => AnsiColor::Red,
        "green" => AnsiColor::Green,
        "yellow" => AnsiColor::Yellow,
        "blue" => AnsiColor::Blue,
        "magenta" => AnsiColor::Magenta,
        "cyan" => AnsiColor::Cyan,
        "white" => AnsiColor::White,
        _ => return None,
    };
    Some(anstyle_lossy::ansi_to_rgb(
        named,
        anstyle_lossy::palette::DEFAULT,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_colour_every_role_is_modifiers_only() {
        for (role, name) in Role::ALL {
            let style = Theme::new(Depth::None, Ground::Dark).style(role);
            assert_eq!((style.fg, style.bg), (None, None), "{name}");
        }
    }

    #[test]
    fn poorer_terminals_get_the_nearest_colours() {
        let error = |depth| Theme::new(depth, Ground::Dark).style(Role::Error).fg;
        assert_eq!(error(Depth::Sixteen), Some(Color::Red));
        assert!(matches!(error(Depth::Indexed), Some(Color::Indexed(_))));
        assert_eq!(error(Depth::True), Some(Color::Rgb(235, 105, 100)));
    }

    #[test]
    fn a_table_sets_colours_and_says_what_it_cannot() {
        let table =
            toml::from_str("error = '#010203'\nwarnin = 'red'\ntodo = 'pink'\nground = 5").unwrap();
        let theme = Theme::read(&table, Depth::True, Ground::Dark);
        assert_eq!(theme.style(Role::Error).fg, Some(Color::Rgb(1, 2, 3)));
        assert_eq!(
            theme.problems(),
            [
                "theme: `ground` must be \"light\" or \"dark\"",
                "theme: `todo` must be a colour, such as \"#d33682\" or \"red\"",
                "theme: there is no role `warnin`; did you mean `warning`?",
            ]
        );
        let none = Theme::read(
            &toml::from_str("error = 'red'").unwrap(),
            Depth::None,
            Ground::Light,
        );
        assert_eq!(none.style(Role::Error).fg, None);
    }
}
