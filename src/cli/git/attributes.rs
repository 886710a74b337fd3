//! Our block in `.gitattributes`: which files git diffs and merges by gatewright.
//!
//! The text around the block is the user's and stays to the byte.

/// First line of the block.
const BEGIN: &str = "# gatewright: begin";
/// First line where the line before the block had no end of its own.
const BEGIN_JOINED: &str = "# gatewright: begin, behind a line without an end";
/// Last line of the block.
const END: &str = "# gatewright: end";

/// Specs are bytes with a hash: no end of a line may be converted in them.
const LINES: [&str; 4] = [
    "*.spec.json diff=gw-spec merge=gw-spec linguist-generated=true -text",
    "*.draft.json diff=gw-draft merge=gw-draft text eol=lf",
    "*.draft.ron diff=gw-draft merge=gw-draft text eol=lf",
    "*.review.md linguist-documentation=true text eol=lf",
];

/// How the block stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Block {
    /// There is none.
    Missing,
    /// As `install` writes it.
    Installed,
    /// With other lines.
    Stale,
    /// Its beginning or end is missing, or there are two.
    Damaged,
}

/// A file split at the block.
struct Parts<'t> {
    before: &'t [u8],
    block: &'t [u8],
    after: &'t [u8],
}

fn line_of(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\n")
        .map_or(line, |line| line.strip_suffix(b"\r").unwrap_or(line))
}

fn is_begin(line: &[u8]) -> bool {
    line == BEGIN.as_bytes() || line == BEGIN_JOINED.as_bytes()
}

/// Finds the block; an error when it is damaged.
fn split(text: &[u8]) -> Result<Option<Parts<'_>>, ()> {
    let (mut begin, mut end, mut at) = (None, None, 0);
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let content = line_of(line);
        if is_begin(content) {
            if begin.replace(at).is_some() {
                return Err(());
            }
        } else if content == END.as_bytes() && end.replace(at + line.len()).is_some() {
            return Err(());
        }
        at += line.len();
    }
    match (begin, end) {
        (None, None) => Ok(None),
        (Some(begin), Some(end)) if begin < end => {
            let (head, after) = text.split_at_checked(end).ok_or(())?;
            let (before, block) = head.split_at_checked(begin).ok_or(())?;
            Ok(Some(Parts {
                before,
                block,
                after,
            }))
        }
        _ => Err(()),
    }
}

fn block(begin: &str) -> Vec<u8> {
    let mut lines = vec![begin];
    lines.extend(LINES);
    lines.push(END);
    format!("{}\n", lines.join("\n")).into_bytes()
}

/// Returns how the block stands in a file.
pub(super) fn state(text: &[u8]) -> Block {
    match split(text) {
        Err(()) => Block::Damaged,
        Ok(None) => Block::Missing,
        Ok(Some(parts)) => {
            let as_written = [BEGIN, BEGIN_JOINED].map(block);
            if as_written.iter().any(|block| block == parts.block) {
                Block::Installed
            } else {
                Block::Stale
            }
        }
    }
}

/// Returns the file with the block as it should be; none when the block is damaged.
///
/// A new block comes last, where it outweighs general lines such as `* text=auto`.
pub(super) fn with_block(text: &[u8]) -> Option<Vec<u8>> {
    match split(text) {
        Err(()) => None,
        Ok(Some(parts)) => {
            let joined = parts.block.starts_with(BEGIN_JOINED.as_bytes());
            let begin = if joined { BEGIN_JOINED } else { BEGIN };
            Some([parts.before, &block(begin), parts.after].concat())
        }
        Ok(None) if text.is_empty() || text.ends_with(b"\n") => {
            Some([text, &block(BEGIN)].concat())
        }
        Ok(None) => Some([text, b"\n", &block(BEGIN_JOINED)].concat()),
    }
}

/// Returns the file without the block; none when the block is damaged.
pub(super) fn without_block(text: &[u8]) -> Option<Vec<u8>> {
    let Some(parts) = split(text).ok()? else {
        return Some(text.to_vec());
    };
    let joined = parts.block.starts_with(BEGIN_JOINED.as_bytes());
    let before = match parts.before.strip_suffix(b"\n") {
        // Lines that came behind the block since need the end of this one.
        Some(before) if joined && parts.after.is_empty() => before,
        _ => parts.before,
    };
    Some([before, parts.after].concat())
}

/// An attribute of our files that the user has set in another way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Clash {
    /// What it is about, such as `diff` of `*.spec.json`.
    pub(super) what: String,
    /// The value that git finds.
    pub(super) value: String,
    /// The line of `.gitattributes` that seems to say so, with its number.
    pub(super) line: Option<(usize, String)>,
}

/// Files of one kind, with the attributes that matter.
pub(super) struct Kind {
    pattern: &'static str,
    /// A name of this kind, to ask git about.
    pub(super) example: &'static str,
    driver: &'static str,
    text: &'static str,
}

const fn kind(
    pattern: &'static str,
    example: &'static str,
    driver: &'static str,
    text: &'static str,
) -> Kind {
    Kind {
        pattern,
        example,
        driver,
        text,
    }
}

/// The kinds of files that have drivers of ours.
pub(super) const KINDS: [Kind; 3] = [
    kind("*.spec.json", "gatewright.spec.json", "gw-spec", "unset"),
    kind("*.draft.json", "gatewright.draft.json", "gw-draft", "set"),
    kind("*.draft.ron", "gatewright.draft.ron", "gw-draft", "set"),
];

/// Returns what git finds that is not ours, from the output of `check-attr -z`.
///
/// `text` is the file, to name the line. Before the block is there only drivers of the user's own
/// count; general rules about ends of lines are outweighed by it.
pub(super) fn clashes(found: &[u8], text: &[u8], installed: bool) -> Vec<Clash> {
    let text = String::from_utf8_lossy(text);
    let fields: Vec<String> = found
        .split(|byte| *byte == 0)
        .map(|field| String::from_utf8_lossy(field).into_owned())
        .collect();
    let mut clashes = Vec::new();
    for kind in KINDS {
        let wanted = [
            ("diff", kind.driver),
            ("merge", kind.driver),
            ("text", kind.text),
        ];
        for (attribute, value) in wanted {
            let is = fields.chunks_exact(3).find_map(|triple| match triple {
                [file, key, is] if file == kind.example && key == attribute => Some(is.as_str()),
                _ => None,
            });
            let is = is.unwrap_or("unspecified");
            let free = !installed && (is == "unspecified" || attribute == "text");
            if is == value || free {
                continue;
            }
            clashes.push(Clash {
                what: format!("`{attribute}` of `{}`", kind.pattern),
                value: is.to_owned(),
                line: culprit(&text, attribute),
            });
        }
    }
    clashes
}

/// Returns the last line outside the block that sets an attribute.
fn culprit(text: &str, attribute: &str) -> Option<(usize, String)> {
    let mut inside = false;
    let mut found = None;
    for (number, line) in text.lines().enumerate() {
        inside |= is_begin(line.as_bytes());
        let sets = line.split_whitespace().skip(1).any(|word| {
            let name = word.trim_start_matches(['-', '!']);
            name == attribute
                || name
                    .strip_prefix(attribute)
                    .is_some_and(|rest| rest.starts_with('='))
                || name == "binary"
        });
        if sets && !inside && !line.starts_with('#') {
            found = Some((number + 1, line.trim().to_owned()));
        }
        inside &= line != END;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_block_comes_and_goes_and_nothing_else_changes() {
        for text in [
            "",
            "\n",
            "*.png binary\n",
            "*.png binary",
            "a\r\nb\r\n",
            "a\r\nb",
            "\u{fffd}",
            "\n\n",
        ] {
            let with = with_block(text.as_bytes()).unwrap();
            assert_eq!(state(text.as_bytes()), Block::Missing);
            assert_eq!(state(&with), Block::Installed, "{text:?}");
            assert_eq!(with_block(&with).unwrap(), with);
            assert_eq!(without_block(&with).unwrap(), text.as_bytes(), "{text:?}");
            let more = [&with[..], b"*.x text\n"].concat();
            let kept = without_block(&more).unwrap();
            assert!(kept.starts_with(text.as_bytes()) && kept.ends_with(b"*.x text\n"));
            let lines = text.lines().filter(|line| !line.is_empty()).count() + 1;
            let left = String::from_utf8_lossy(&kept)
                .lines()
                .filter(|line| !line.is_empty())
                .count();
            assert_eq!(left, lines, "{text:?}");
        }
    }

    #[test]
    fn a_block_with_other_lines_is_renewed_and_a_damaged_one_is_left() {
        let old = b"a\n# gatewright: begin\n*.spec.json diff=old\n# gatewright: end\nb";
        assert_eq!(state(old), Block::Stale);
        let new = with_block(old).unwrap();
        assert_eq!(state(&new), Block::Installed);
        assert!(new.starts_with(b"a\n# gatewright") && new.ends_with(b"end\nb"));
        for damaged in [
            "# gatewright: begin\n*.spec.json diff=old\n",
            "# gatewright: end\n",
            "# gatewright: end\n# gatewright: begin\n",
            "# gatewright: begin\n# gatewright: begin\n# gatewright: end\n",
        ] {
            assert_eq!(state(damaged.as_bytes()), Block::Damaged);
            assert_eq!(with_block(damaged.as_bytes()), None);
            assert_eq!(without_block(damaged.as_bytes()), None);
        }
    }

    #[test]
    fn the_line_that_stands_against_ours_is_named() {
        let found = b"gatewright.spec.json\0diff\0json\0gatewright.spec.json\0text\0auto\0";
        let text = b"*.png binary\n*.json diff=json text\n* text=auto\n";
        let clashes = |installed| -> Vec<String> {
            let told = |clash: Clash| {
                let line = clash.line.map_or(0, |(number, _)| number);
                format!("{} is {} by {line}", clash.what, clash.value)
            };
            super::clashes(found, text, installed)
                .into_iter()
                .map(told)
                .collect()
        };
        assert_eq!(clashes(false), ["`diff` of `*.spec.json` is json by 2"]);
        assert_eq!(clashes(true).len(), 9);
        assert_eq!(clashes(true)[2], "`text` of `*.spec.json` is auto by 3");
    }

    proptest! {
        #[test]
        fn any_file_comes_back_to_the_byte(text in proptest::collection::vec(any::<u8>(), 0..60)) {
            let with = with_block(&text).unwrap();
            prop_assert_eq!(without_block(&with).unwrap(), text);
        }
    }
}
