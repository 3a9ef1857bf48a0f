//! Completions that know the workspace: in comes the word so far, out come partner and item ids. (opened by its first commit)
