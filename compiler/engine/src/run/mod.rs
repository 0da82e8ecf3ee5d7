//! Apply: the scheduler and what it stands on.

mod cancel;

pub use cancel::Cancel;
