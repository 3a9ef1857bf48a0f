//! Exit codes: everything the program answers to a script.

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// `0`: go, done.
    Ok,
    /// `1`: no. A gate is not passed, a change is refused, a linter has findings.
    No,
    /// `2`: wrong usage, or an invalid playbook, configuration or state.
    Invalid,
    /// `3`: inconclusive. Nothing fails, but something is not known.
    Inconclusive,
    /// `4`: something is worse than its baseline.
    Regression,
}

impl Exit {
    /// Returns the code.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Exit::Ok => 0,
            Exit::No => 1,
            Exit::Invalid => 2,
            Exit::Inconclusive => 3,
            Exit::Regression => 4,
        }
    }

    /// Returns the graver of two, for what judges many at once: invalid, regression, no, inconclusive, ok.
    #[must_use]
    pub fn and(self, other: Exit) -> Exit {
        let gravity = |exit| match exit {
            Exit::Ok => 0,
            Exit::Inconclusive => 1,
            Exit::No => 2,
            Exit::Regression => 3,
            Exit::Invalid => 4,
        };
        if gravity(other) > gravity(self) { other } else { self }
    }
}
