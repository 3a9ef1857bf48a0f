//! What keeps a commit from being made although the store could make it: the person's own policy, which git
//! applies to every commit. In all of these nothing was recorded.

use std::time::Duration;

/// Why the policy of hooks and signatures let no commit be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// The git program is nowhere to be found.
    #[error("the program `git` is not to be found, and hooks and signatures are left to it")]
    NoGit,
    /// The git program is too old.
    #[error("git {version} cannot run a hook for another program")]
    GitTooOld {
        /// What it says of itself.
        version: String,
    },
    /// The git program does not work in this repository.
    #[error("the program `git` does not work here: {said}")]
    Git {
        /// What it said.
        said: String,
    },
    /// A hook refused.
    #[error("the hook `{hook}` refused ({}); nothing was recorded", status.map_or_else(|| "it was killed".to_owned(), |status| format!("exit status {status}")))]
    Refused {
        /// The hook's name.
        hook: &'static str,
        /// How it ended; `None` where a signal ended it.
        status: Option<i32>,
    },
    /// A hook took too long, and was ended.
    #[error("the hook `{hook}` was ended after {} seconds; nothing was recorded", limit.as_secs())]
    TooLong {
        /// The hook's name.
        hook: &'static str,
        /// How long it may take.
        limit: Duration,
    },
    /// A hook stopped to ask at the terminal, and was ended.
    #[error("the hook `{hook}` wants to ask at the terminal, which it cannot here; nothing was recorded")]
    Asks {
        /// The hook's name.
        hook: &'static str,
    },
    /// A hook changed what was to be recorded.
    #[error("the hook `{hook}` changed what is to be recorded: {}", paths.join(", "))]
    Restaged {
        /// The hook's name.
        hook: &'static str,
        /// The repository-relative paths, sorted and quoted; of many only the first.
        paths: Vec<String>,
    },
    /// A hook made something of the message that cannot be recorded.
    #[error("the hook `{hook}` {fault}")]
    Message {
        /// The hook's name.
        hook: &'static str,
        /// What is wrong with it.
        fault: MessageFault,
    },
    /// The commit could not be signed.
    #[error("the commit could not be signed: {said}")]
    Unsigned {
        /// What the program that signs said.
        said: String,
    },
    /// What was signed is another commit than was to be.
    #[error("git signed another commit than it was asked to")]
    SignedAnother,
    /// A signal came while a hook or a signature was waited for.
    #[error("interrupted; nothing was recorded")]
    Interrupted,
}

/// What a hook made of a message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MessageFault {
    /// Nothing.
    #[error("left nothing of the message")]
    Empty,
    /// Bytes that are no text.
    #[error("left a message that is not UTF-8")]
    NotText,
    /// A trailer is gone, or in another place.
    #[error("took `{0}` out of the last paragraph of the message")]
    Lost(String),
    /// A second trailer has the name of one that was there.
    #[error("added `{0}` to the last paragraph of the message, which has a line of that name")]
    Doubled(String),
}

impl PolicyError {
    /// Whether a hook said no, in whatever way; otherwise something does not work.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::Refused { .. }
                | Self::TooLong { .. }
                | Self::Asks { .. }
                | Self::Restaged { .. }
                | Self::Message { .. }
        )
    }

    /// Returns what to do next, where there is something to do.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NoGit => "install git 2.36 or newer, or add its folder to `PATH`".to_owned(),
            Self::GitTooOld { .. } => "install git 2.36 or newer".to_owned(),
            Self::Git { .. } => "see what `git status` says".to_owned(),
            Self::Refused { hook, .. } => format!(
                "mend what it says above, then try again; where the hook lies: `git rev-parse --git-path hooks/{hook}`"
            ),
            Self::TooLong { hook, .. } => format!("see what takes so long: `git hook run {hook}`"),
            Self::Asks { .. } => "have it decide without asking: hooks run with nobody to answer".to_owned(),
            Self::Restaged { .. } => "have it judge what is staged, and leave that as it is".to_owned(),
            Self::Message { .. } => {
                "a hook may add to the message, but must leave the lines of its last paragraph".to_owned()
            }
            Self::Unsigned { .. } => {
                "see `git config user.signingKey` and `gpg.format`, and try `git commit-tree -S -m test HEAD^{tree}`; \
                 to sign nothing here: `git config commit.gpgSign false`"
                    .to_owned()
            }
            Self::SignedAnother => {
                "see whether `git config user.name` and `user.email` are plain; \
                 to sign nothing here: `git config commit.gpgSign false`"
                    .to_owned()
            }
            Self::Interrupted => return None,
        };
        Some(hint)
    }
}
