//! What the command line says about a server.

use smol_str::SmolStr;

/// What holds for all platforms of a session.
pub struct Settings {
    /// Values of params (`--set`), in order.
    pub set: Vec<(SmolStr, SmolStr)>,
    /// The day, `YYYY-MM-DD`: asked at every compile, as a session may outlive it.
    pub today: Box<dyn Fn() -> SmolStr + Send>,
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings").field("set", &self.set).finish_non_exhaustive()
    }
}
