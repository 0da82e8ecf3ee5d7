//! x.

pub(crate) fn check() -> Result<(), Vec<String>> {
    Ok(())
}
