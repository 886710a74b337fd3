//! The one table of commands.
//!
//! Key hints, the `?` list, the palette, the remapping and `docs/manual.md` are all made from it.

mod key;
mod keymap;
mod manual;

pub use key::{Key, UnknownKey};
pub use keymap::{Conflict, Keymap};
pub use manual::manual;

/// Where a command can be given; keys may repeat in different places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Context {
    /// On every screen.
    Everywhere,
    /// In lists and forms.
    Lists,
    /// In the requirement tree of a gate.
    Tree,
    /// On the screen of the stages.
    Stages,
    /// On the review screen.
    Review,
    /// Where one of several things is picked.
    Picking,
    /// Where text is typed.
    Typing,
}

impl Context {
    /// All contexts, in the order of the manual.
    pub const ALL: [Self; 7] = [
        Self::Everywhere,
        Self::Lists,
        Self::Tree,
        Self::Stages,
        Self::Review,
        Self::Picking,
        Self::Typing,
    ];

    /// Returns the name that `gatewright.toml` uses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Everywhere => "everywhere",
            Self::Lists => "lists",
            Self::Tree => "tree",
            Self::Stages => "stages",
            Self::Review => "review",
            Self::Picking => "picking",
            Self::Typing => "typing",
        }
    }

    /// Tells whether both can listen to one key at the same time.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        let modal = |context: Self| matches!(context, Self::Picking | Self::Typing);
        let screen = |context: Self| matches!(context, Self::Tree | Self::Stages | Self::Review);
        self == other || !(modal(self) || modal(other) || screen(self) && screen(other))
    }
}

macro_rules! commands {
    ($($variant:ident $name:literal $title:literal $context:ident [$($key:literal),*] $doc:literal;)+) => {
        /// Something that an author can ask for by a key.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Command {
            $(#[doc = $doc] $variant,)+
        }

        impl Command {
            /// All commands, in the order of the manual.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Returns the name that `gatewright.toml` uses.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// Returns one or two words for a key hint.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title),+ }
            }

            /// Returns what it does, one sentence.
            #[must_use]
            pub const fn doc(self) -> &'static str {
                match self { $(Self::$variant => $doc),+ }
            }

            /// Returns where it can be given.
            #[must_use]
            pub const fn context(self) -> Context {
                match self { $(Self::$variant => Context::$context),+ }
            }

            /// Returns its keys while none are set.
            #[must_use]
            pub const fn default_keys(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($key),*]),+ }
            }
        }
    };
}

commands! {
    Next "next" "next" Everywhere ["n"] "Goes to the next thing that is missing or wrong.";
    Why "why" "why" Everywhere ["w"] "Says why the next thing is needed.";
    Scenario "scenario" "Scenario" Everywhere ["1"] "Goes to the scenario's own fields.";
    Conditions "conditions" "Conditions" Everywhere ["2"] "Goes to the conditions.";
    Gates "gates" "Gates" Everywhere ["3"] "Goes to the gates.";
    Stages "stages" "Stages" Everywhere ["4"] "Goes to the stages.";
    References "references" "References" Everywhere ["5"] "Goes to the policies and schemas.";
    Review "review" "Review" Everywhere ["6"] "Goes to the review of problems and of the canonical form.";
    Find "find" "find" Everywhere ["/"] "Finds a condition, gate, stage, packet, policy or schema by its name.";
    Jump "jump" "jump" Everywhere ["'"] "Labels everything on the screen, to reach it with one or two letters.";
    NextProblem "next-problem" "next problem" Everywhere ["]"] "Goes to the next problem, in whatever step it is.";
    PreviousProblem "previous-problem" "previous problem" Everywhere ["["] "Goes to the previous problem, in whatever step it is.";
    Fix "fix" "fix" Everywhere ["f"] "Shows the cures of the problem here and applies the chosen one.";
    Broken "broken" "what broke" Everywhere ["b"] "Lists what became invalid because of the last change, each with its repair.";
    Explain "explain" "explain" Everywhere ["x"] "Explains the problem here: what it means, why it matters, an example.";
    Undo "undo" "undo" Everywhere ["u"] "Takes the last change back, also one from before a restart.";
    Redo "redo" "redo" Everywhere ["U", "ctrl-r"] "Makes the change again that was taken back.";
    Save "save" "save" Everywhere ["ctrl-s"] "Saves the draft.";
    Compile "compile" "write spec" Everywhere ["ctrl-w"] "Writes the compiled spec beside the draft.";
    Palette "palette" "palette" Everywhere [":", "ctrl-p"] "Finds any command by its name or key and runs it.";
    Help "help" "all commands" Everywhere ["?", "f1"] "Lists the commands that work here, to read or to run.";
    Mouse "mouse" "mouse" Everywhere ["f9"] "Switches the mouse off and on; off, the terminal selects text itself.";
    Suspend "suspend" "suspend" Everywhere ["ctrl-z"] "Hands the terminal back to the shell; `fg` returns.";
    Leave "leave" "leave" Everywhere ["q", "ctrl-c"] "Leaves; unsaved changes are kept and offered the next time.";

    Up "up" "up" Lists ["up", "k"] "Moves up.";
    Down "down" "down" Lists ["down", "j"] "Moves down.";
    PageUp "page-up" "page up" Lists ["pageup"] "Moves up by a page.";
    PageDown "page-down" "page down" Lists ["pagedown"] "Moves down by a page.";
    First "first" "first" Lists ["home"] "Goes to the first.";
    Last "last" "last" Lists ["end", "G"] "Goes to the last.";
    Open "open" "open" Lists ["enter"] "Opens or changes what is marked.";
    Focus "focus" "other side" Lists ["tab"] "Goes to the other side of the screen.";
    FocusBack "focus-back" "back" Lists ["shift-tab", "esc"] "Goes back to the list, or out of a form.";
    Add "add" "add" Lists ["a"] "Adds a new one after the marked one.";
    Duplicate "duplicate" "duplicate" Lists ["d"] "Adds a copy of the marked one.";
    Delete "delete" "delete" Lists ["delete", "D"] "Deletes the marked one; undo brings it back.";
    MoveUp "move-up" "move up" Lists ["shift-up", "K"] "Moves the marked one before its neighbour.";
    MoveDown "move-down" "move down" Lists ["shift-down", "J"] "Moves the marked one behind its neighbour.";
    Example "example" "example" Lists ["e"] "Takes over an example value for the marked field.";
    Editor "editor" "$EDITOR" Lists ["ctrl-e"] "Opens the marked value in your own editor.";

    Insert "insert" "insert" Tree ["i"] "Inserts a condition beside the marked node, or into it where it is a group.";
    InsertGroup "insert-group" "insert group" Tree ["I"] "Inserts an empty group beside the marked node.";
    WrapAll "wrap-all" "all of" Tree ["&"] "Wraps the marked node in `all`, or turns its group into one.";
    WrapAny "wrap-any" "any of" Tree ["|"] "Wraps the marked node in `any`, or turns its group into one.";
    WrapNot "wrap-not" "not" Tree ["!"] "Wraps the marked node in `not`, or takes the `not` away.";
    WrapQuorum "wrap-quorum" "quorum" Tree ["#"] "Wraps the marked node in a quorum, or turns its group into one.";
    Unwrap "unwrap" "unwrap" Tree ["-"] "Puts the parts of the marked group in its place.";
    MoreQuorum "more-quorum" "more" Tree ["+", "="] "Asks for one more part of the marked quorum.";
    LessQuorum "less-quorum" "fewer" Tree ["_"] "Asks for one part fewer of the marked quorum.";
    Cut "cut" "cut" Tree ["c"] "Cuts the marked node out, to paste it elsewhere.";
    Paste "paste" "paste" Tree ["p"] "Pastes the cut node beside the marked one, or into it where it is a group.";
    MoveIn "move-in" "move in" Tree [">", "shift-right"] "Moves the marked node into the group beside it.";
    MoveOut "move-out" "move out" Tree ["<", "shift-left"] "Moves the marked node out of its group.";
    Parent "parent" "group around" Tree ["left", "h"] "Goes to the group that holds the marked node.";
    Fold "fold" "fold" Tree ["z"] "Folds the marked group, or unfolds it.";
    AsText "as-text" "as text" Tree ["t"] "Edits the requirement as text, with completion of condition ids.";
    TryIt "try-it" "try it" Tree ["y"] "Sets conditions true, false or unknown and shows the value of every node.";
    Proof "proof" "proof" Tree ["v"] "Shows all that is proved of the gate: its ways to pass and to fail, and what each condition is for.";

    AddPacket "add-packet" "add packet" Stages ["p"] "Adds a packet that the stage releases on entry.";
    AddRule "add-rule" "add rule" Stages ["r"] "Adds a rule to the branch of the stage.";
    Graph "graph" "graph" Stages ["g"] "Shows the stage graph on the whole screen, to scroll in.";
    Outages "outages" "outages" Stages ["o"] "Shows what becomes of runs while a provider gives no answers.";
    GraphLeft "graph-left" "left" Stages ["left", "h"] "Goes to the nearest stage of the column before.";
    GraphRight "graph-right" "right" Stages ["right", "l"] "Goes to the nearest stage of the next column.";

    Filter "filter" "filter" Review ["l"] "Shows all problems, or only those of one level.";
    Pretty "pretty" "canonical ⇄ pretty" Review ["p"] "Shows the canonical bytes, or the same JSON set out to be read.";
    CopyHash "copy-hash" "copy hash" Review ["y"] "Sends the hash to the terminal's clipboard.";
    Changes "changes" "changes" Review ["c"] "Shows what changed since the last compiled file.";
    NextChange "next-change" "next change" Review ["}"] "Marks the next change of what runs do.";
    PreviousChange "previous-change" "previous change" Review ["{"] "Marks the previous change of what runs do.";
    TryBoth "try-both" "try in both" Review ["t"] "Tries a gate with your evidence in both versions side by side.";
    Against "against" "compare with" Review ["r"] "Chooses the git revision that the draft is compared with.";

    Accept "accept" "take it" Picking ["enter"] "Takes the marked one.";
    PickUp "pick-up" "up" Picking ["up", "ctrl-p"] "Marks the one above.";
    PickDown "pick-down" "down" Picking ["down", "ctrl-n"] "Marks the one below.";
    PickPageUp "pick-page-up" "page up" Picking ["pageup"] "Marks the one a page above.";
    PickPageDown "pick-page-down" "page down" Picking ["pagedown"] "Marks the one a page below.";
    SetTrue "set-true" "true" Picking ["t"] "Takes the marked condition as true.";
    SetFalse "set-false" "false" Picking ["f"] "Takes the marked condition as false.";
    SetUnknown "set-unknown" "unknown" Picking ["u"] "Takes the marked condition as unknown.";
    SetValue "set-value" "value" Picking ["v"] "Gives the marked condition a value, which each version compares as it does.";
    SetLane "set-lane" "trust lane" Picking ["l"] "Takes the evidence of the marked condition as verified, or as asserted only.";
    Witness "witness" "other example" Picking ["w"] "Takes over the next example in which both versions differ, then no evidence at all.";
    Dismiss "dismiss" "back" Picking ["esc", "ctrl-c"] "Goes back without taking any.";

    Apply "apply" "apply" Typing ["enter"] "Applies what is typed.";
    ApplyText "apply-text" "apply" Typing ["ctrl-s", "alt-enter"] "Applies a text of several lines.";
    Cancel "cancel" "back" Typing ["esc", "ctrl-c"] "Goes back; what is typed is kept for the next time.";
    Complete "complete" "complete" Typing ["tab"] "Completes the word, or takes over the next example.";
    TakeNear "take-near" "did you mean" Typing ["ctrl-f"] "Takes the name that was probably meant.";
    TypeEditor "type-editor" "$EDITOR" Typing ["ctrl-e"] "Goes on in your own editor, with what is typed so far.";
    EraseWord "erase-word" "erase word" Typing ["ctrl-w", "alt-backspace"] "Erases the word before the cursor.";
    EraseLine "erase-line" "erase line" Typing ["ctrl-u"] "Erases all before the cursor.";
}

impl Command {
    /// Returns the command that has a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_every_command_has_a_key_that_reads() {
        let mut names: Vec<_> = Command::ALL.iter().map(|one| one.name()).collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
        for command in Command::ALL {
            assert!(!command.default_keys().is_empty(), "{}", command.name());
            for key in command.default_keys() {
                assert!(key.parse::<Key>().is_ok(), "{key}");
            }
            assert!(command.doc().ends_with('.'), "{}", command.doc());
            assert_eq!(Command::named(command.name()), Some(*command));
        }
    }

    #[test]
    fn no_two_commands_that_meet_share_a_key() {
        assert_eq!(Keymap::default().conflicts(), []);
    }
}
