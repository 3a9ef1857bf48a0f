//! The symbolic address of a node. Enter: keys and indexes. Leaves: `checklists[0].items[2].needs`.

use std::fmt;

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    /// The entry of a mapping.
    Key(String),
    /// The item of a list, from 0.
    Index(usize),
}

/// The way from the root of a document to a node.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodePath(Vec<Segment>);

impl NodePath {
    /// Returns the path of the document itself.
    pub const fn root() -> Self {
        Self(Vec::new())
    }

    /// Returns the path of an entry below this one.
    #[must_use]
    pub fn key(&self, key: impl Into<String>) -> Self {
        self.with(Segment::Key(key.into()))
    }

    /// Returns the path of the list item at `index` (from 0) below this one.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.with(Segment::Index(index))
    }

    fn with(&self, segment: Segment) -> Self {
        let mut segments = Vec::with_capacity(self.0.len() + 1);
        segments.extend_from_slice(&self.0);
        segments.push(segment);
        Self(segments)
    }

    /// Returns the steps from the root.
    pub fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// Tells whether `ancestor` is this path or lies above it.
    pub fn starts_with(&self, ancestor: &Self) -> bool {
        self.0.starts_with(&ancestor.0)
    }
}

impl From<Vec<Segment>> for NodePath {
    fn from(segments: Vec<Segment>) -> Self {
        Self(segments)
    }
}

impl fmt::Display for NodePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Key(key) if position == 0 => write!(f, "{key}")?,
                Segment::Key(key) => write!(f, ".{key}")?,
                Segment::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::NodePath;

    #[test]
    fn a_path_reads_like_an_expression() {
        let path = NodePath::root().key("checklists").index(0).key("items").index(2).key("needs");
        assert_eq!(path.to_string(), "checklists[0].items[2].needs");
        assert_eq!(NodePath::root().to_string(), "");
    }

    #[test]
    fn a_path_starts_with_its_ancestors_only() {
        let items = NodePath::root().key("items");
        assert!(items.index(1).starts_with(&items));
        assert!(items.starts_with(&items));
        assert!(!items.starts_with(&items.index(1)));
        assert!(!NodePath::root().key("items2").starts_with(&items));
    }
}
