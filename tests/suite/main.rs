//! The one integration binary: the built program and the library, judged from outside.

mod layers;
