//! What was read last: in come a name that never stands for anything else, such as a commit, and how to read it; out
//! comes what it holds. A command looks at the head again and again, to be sure of it; what the same commit holds is
//! read and understood once.

use std::cell::RefCell;

/// What was read last, by its name.
pub(super) struct Recent<K, V>(RefCell<Option<(K, V)>>);

impl<K, V> Default for Recent<K, V> {
    fn default() -> Self {
        Self(RefCell::new(None))
    }
}

impl<K: PartialEq, V: Clone> Recent<K, V> {
    /// Returns what has this name: what was read last, or what is read now.
    ///
    /// # Errors
    /// Returns what reading returns; then nothing is held.
    pub(super) fn or_read<E>(&self, name: K, read: impl FnOnce() -> Result<V, E>) -> Result<V, E> {
        if let Some((last, held)) = &*self.0.borrow()
            && *last == name
        {
            return Ok(held.clone());
        }
        let found = read()?;
        *self.0.borrow_mut() = Some((name, found.clone()));
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::Recent;

    #[test]
    fn the_same_is_read_once_and_another_anew() {
        let recent = Recent::default();
        let never = || Err("asked for again");
        assert_eq!(recent.or_read("a", || Ok::<_, &str>(1)), Ok(1));
        assert_eq!(recent.or_read("a", never), Ok(1));
        assert_eq!(recent.or_read("b", never), Err("asked for again"));
        assert_eq!(recent.or_read("b", || Ok::<_, &str>(2)), Ok(2));
        assert_eq!(recent.or_read("a", never), Err("asked for again"));
    }
}
