//! Questions over plain lines, for terminals that can do nothing else and for no terminal at all.

use std::io::{BufRead, Read, Write};

use super::prompter::Prompter;
use super::typed::{Typed, typed};

/// Longest line that is read, in bytes.
pub const MAX_LINE: u64 = 1024 * 1024;

/// How much of the answer so far stands in the question, in characters.
const MAX_START: usize = 60;

/// Prints questions as lines and reads answers as lines.
///
/// The end of the input means to leave and keep everything, and so does an output that fails.
#[derive(Debug)]
pub struct Lines<R, W> {
    input: R,
    output: W,
    broken: bool,
}

impl<R: BufRead, W: Write> Lines<R, W> {
    /// Returns a prompter over an input and an output.
    pub const fn new(input: R, output: W) -> Self {
        Self {
            input,
            output,
            broken: false,
        }
    }

    fn put(&mut self, text: &str) {
        let written = self.output.write_all(text.as_bytes());
        self.broken |= written.and_then(|()| self.output.flush()).is_err();
    }

    /// Reads a line without its end; none at the end of the input.
    fn next_line(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let mut limited = self.input.by_ref().take(MAX_LINE + 1);
        if limited.read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        if line.last() != Some(&b'\n') && line.len() as u64 > MAX_LINE {
            self.skip_line()?;
        }
        while matches!(line.last(), Some(b'\n' | b'\r')) {
            line.pop();
        }
        Ok(Some(line))
    }

    fn skip_line(&mut self) -> std::io::Result<()> {
        loop {
            let some = self.input.fill_buf()?;
            let end = some.iter().position(|byte| *byte == b'\n');
            let used = end.map_or(some.len(), |at| at + 1);
            let done = end.is_some() || some.is_empty();
            self.input.consume(used);
            if done {
                return Ok(());
            }
        }
    }
}

impl<R: BufRead, W: Write> Prompter for Lines<R, W> {
    fn print(&mut self, line: &str) {
        self.put(line);
        self.put("\n");
    }

    fn read(&mut self, question: &str, start: &str, _again: &str) -> Typed {
        loop {
            if start.is_empty() {
                self.put(&format!("{question}: "));
            } else if start.chars().count() <= MAX_START {
                self.put(&format!("{question} ({start}): "));
            } else {
                let head: String = start.chars().take(MAX_START).collect();
                self.put(&format!("{question} ({head}…): "));
            }
            if self.broken {
                return Typed::Quit;
            }
            let Ok(Some(line)) = self.next_line() else {
                self.put("\n");
                return Typed::Quit;
            };
            if line.len() as u64 > MAX_LINE {
                self.print(&format!("That line is longer than {MAX_LINE} bytes."));
                continue;
            }
            match String::from_utf8(line) {
                // A terminal in line mode hands the Esc key over as a character.
                Ok(line) if line == "\u{1b}" => return Typed::Back,
                Ok(line) => return typed(&line),
                Err(_) => self.print("That line is no UTF-8 text."),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::prompter::{Ask, Leave, Line, Opt};

    fn over(input: &[u8]) -> Lines<&[u8], Vec<u8>> {
        Lines::new(input, Vec::new())
    }

    fn output(lines: &Lines<&[u8], Vec<u8>>) -> String {
        String::from_utf8(lines.output.clone()).unwrap()
    }

    const NAME: Ask<'static> = Ask {
        question: "Name",
        start: Some("old"),
        help: "Names it.",
    };

    #[test]
    fn a_line_is_asked_until_it_will_do() {
        let mut lines = over(b"bad\n?\ngood\n");
        let mut judge = |text: &str| match text {
            "good" => Ok(()),
            _ => Err(format!("`{text}` is not good")),
        };
        let answer = lines.line(NAME, &mut judge);
        assert_eq!(answer, Ok(Line::Text("good".to_owned())));
        let words = "Enter keeps what is there. - takes it away. Esc or < goes back. Ctrl-C or \
                     :quit leaves and keeps everything. \\ before one of these makes it an answer.";
        assert_eq!(
            output(&lines),
            format!(
                "Name (old): That will not do: `bad` is not good.\nName (old): Names it.\n{words}\n\
                 Name (old): "
            )
        );
    }

    #[test]
    fn every_end_of_a_question_is_told_apart() {
        let long = [vec![b'x'; 2 * 1024 * 1024], b"\nend\n".to_vec()].concat();
        for (input, answer) in [
            (b"\n".as_slice(), Ok(Line::Keep)),
            (b"old\r\n", Ok(Line::Keep)),
            (b"-\n", Ok(Line::Clear)),
            (b"<\n", Err(Leave::Back)),
            (b"\x1b\n", Err(Leave::Back)),
            (b":quit\n", Err(Leave::Quit)),
            (b"", Err(Leave::Quit)),
            (b"end", Ok(Line::Text("end".to_owned()))),
            (b"\xff\nend\n", Ok(Line::Text("end".to_owned()))),
            (&long, Ok(Line::Text("end".to_owned()))),
        ] {
            assert_eq!(over(input).line(NAME, &mut |_| Ok(())), answer);
        }
    }

    #[test]
    fn options_are_chosen_by_number_or_name_and_refused_ones_say_why() {
        let mut options: Vec<Opt> = (1..=30).map(|n| Opt::new(format!("item-{n}"))).collect();
        options.insert(
            0,
            Opt {
                refused: vec!["not today".to_owned()],
                ..Opt::new("never")
            },
        );
        let mut lines = over(b"never\n-19\n99\nem-19\n19\n");
        let answer = lines.choose("Which?", &options, None, "");
        assert_eq!(answer, Ok(Some(19)));
        let output = output(&lines);
        let (first, rest) = output.split_once("Which? Number: ").unwrap();
        assert!(first.starts_with("Which?\n[1] item-1\n"), "{first}");
        assert!(first.ends_with(
            "[12] item-12\nand 18 more; type a part of a name to see fewer, * to see all.\n\
             not possible: never: not today\n"
        ));
        assert_eq!(
            rest,
            "never cannot be chosen: not today.\nWhich? Number: [19] item-19\nWhich? Number: There is no `99` \
             here. Type a number from 1 to 30.\nWhich? Number: [19] item-19\nWhich? Number: "
        );
    }

    #[test]
    fn few_short_options_stand_in_one_line() {
        let mut lines = over(b"2\n");
        let options = [Opt::new("yes"), Opt::new("go on to gates")];
        assert_eq!(lines.menu("Add another?", &options, Some(0)), Ok(1));
        assert_eq!(
            output(&lines),
            "Add another? [1] yes  [2] go on to gates (1): "
        );
    }

    #[test]
    fn hidden_characters_never_reach_the_terminal() {
        let mut lines = over(b"\n1\n");
        let evil = "a\u{1b}[31m\u{202e}b";
        lines.say(&format!("one {evil}\ntwo"));
        let ask = Ask {
            question: evil,
            start: Some(evil),
            help: evil,
        };
        assert_eq!(lines.line(ask, &mut |_| Ok(())), Ok(Line::Keep));
        let option = Opt {
            detail: format!("{evil}\n"),
            ..Opt::new(evil)
        };
        assert_eq!(lines.choose(evil, &[option], None, evil), Ok(Some(0)));
        let output = output(&lines);
        assert!(!output.contains(['\u{1b}', '\u{202e}']), "{output:?}");
        assert!(
            output.contains("one a\\u{001B}[31m\\u{202E}b\ntwo\n"),
            "{output}"
        );
    }
}
