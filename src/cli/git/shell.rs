//! Words of a shell: git runs its drivers through one.

/// Returns a text as one word of a shell.
pub(super) fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._/-+=:,@%".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Tells whether a text is one word that [`quoted`] could have written.
pub(super) fn is_word(text: &str) -> bool {
    let inner = text
        .strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''));
    match inner {
        Some(inner) => quoted(&inner.replace(r"'\''", "'")) == text,
        None => quoted(text) == text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_is_one_word() {
        for (text, word) in [
            ("gatewright", "gatewright"),
            ("/opt/a b/gatewright", "'/opt/a b/gatewright'"),
            ("it's", r"'it'\''s'"),
            ("$(x)", "'$(x)'"),
            ("", "''"),
            (r"C:\g.exe", r"'C:\g.exe'"),
        ] {
            assert_eq!(quoted(text), word);
            assert!(is_word(word), "{word}");
        }
        for text in ["a b", "x; rm", "'a' 'b'", "'a", "", "$x", "'plain'"] {
            assert!(!is_word(text), "{text}");
        }
    }
}
